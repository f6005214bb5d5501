/* SPDX-License-Identifier: Apache-2.0 */
/* Which model a load calls for. */
#ifndef TOLL_SERVE_DISPATCH_H
#define TOLL_SERVE_DISPATCH_H

#include "serve/settle.h"

void toll__dispatch(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                    toll__steady *steady);

#endif
