/* SPDX-License-Identifier: Apache-2.0 */
/* Device time of one more token in a steady state. */
#ifndef TOLL_SERVE_MARGINAL_COST_H
#define TOLL_SERVE_MARGINAL_COST_H

#include "serve/settle.h"

typedef struct toll__marginal_cost {
    double input_s;  /* per prompt token, cached ones included */
    double output_s; /* per output token */
} toll__marginal_cost;

/* `steady` is the state of this load. */
void toll__marginal_cost_find(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                              const toll__steady *steady, toll__marginal_cost *marginal);

#endif
