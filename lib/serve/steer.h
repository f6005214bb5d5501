/* SPDX-License-Identifier: Apache-2.0 */
/* Which model a load calls for. */
#ifndef TOLL_SERVE_STEER_H
#define TOLL_SERVE_STEER_H

#include "serve/settle.h"

void toll__steer(const toll__placement *placement, const toll__op *ops, const toll__load *load, toll__steady *steady);

#endif
