/* SPDX-License-Identifier: Apache-2.0 */
/* Stage `price`: the cost of a token in a steady state, from the price of an accelerator-hour. */
#ifndef TOLL_SERVE_TOKEN_COST_H
#define TOLL_SERVE_TOKEN_COST_H

#include <toll/base.h>

typedef struct toll__supply {
    toll_range usd_per_gpu_hour;
    double utilisation_frac;
    double gpus;          /* paid for */
    double usd_per_kwh;   /* 0: electricity is in the price */
    double facility_frac; /* facility power / accelerator power: PUE * (1 + server share) */
} toll__supply;

typedef struct toll__token_flow {
    toll_range requests_per_s;
    toll_range power_w; /* used only with usd_per_kwh */
    double input_tokens, output_tokens;
    double input_time_frac;
} toll__token_flow;

typedef struct toll__unit_cost {
    toll_range mtok_input, mtok_output, mtok_blended, mtok_output_all;
    toll_range request, hour;
    double energy_hour;
} toll__unit_cost;

/* Rent grows by 1 / utilisation, electricity does not: idle hours draw none of it for tokens. */
void toll__token_cost(const toll__token_flow *flow, const toll__supply *supply, toll__unit_cost *cost);

#endif
