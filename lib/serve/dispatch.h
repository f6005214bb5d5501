/* SPDX-License-Identifier: Apache-2.0 */
/* Which model estimates a load: settle.h, burst.h, open_loop.h or static_batch.h. */
#ifndef TOLL_SERVE_DISPATCH_H
#define TOLL_SERVE_DISPATCH_H

#include "serve/settle.h"

/* Estimates the load by the model of its mode. */
void toll__dispatch(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                    toll__steady *steady);

#endif
