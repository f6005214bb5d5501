/* SPDX-License-Identifier: Apache-2.0 */
/* Dollars per million tokens from a flow of requests and an hourly price. Input and output share the cost by their
 * share of the step time.
 *
 * Example: 4 accelerators at $2.50 an hour, 3.86 requests/s of 500 output tokens: $10 buys 6.95 million output tokens,
 * $1.44 per million if output pays for all. */
#include "serve/token_cost.h"

#include "base/range.h"

#define S_PER_HOUR   3600.0
#define W_PER_KW     1000.0
#define TOK_PER_MTOK 1e6

/* Idle hours are paid for but use no electricity of the tokens': rent grows by 1 / utilisation, electricity does not.
 */
void toll__token_cost(const toll__token_flow *flow, const toll__supply *supply, toll__unit_cost *cost)
{
    toll_range rent = toll__range_scale(supply->usd_per_gpu_hour, supply->gpus);
    toll_range energy = toll__range_scale(flow->power_w, supply->facility_frac / W_PER_KW * supply->usd_per_kwh);
    toll_range used = toll__range_add_together(toll__range_scale(rent, 1 / supply->utilisation_frac), energy);
    toll_range per_hour = toll__range_scale(flow->requests_per_s, S_PER_HOUR);
    double tokens = flow->input_tokens + flow->output_tokens;
    cost->hour = toll__range_add_together(rent, energy);
    cost->energy_hour = energy.mid;
    cost->request = toll__range_divide(used, per_hour);
    cost->mtok_input = toll__range_scale(cost->request, flow->input_time_frac / flow->input_tokens * TOK_PER_MTOK);
    cost->mtok_output =
        toll__range_scale(cost->request, (1 - flow->input_time_frac) / flow->output_tokens * TOK_PER_MTOK);
    cost->mtok_blended = toll__range_scale(cost->request, TOK_PER_MTOK / tokens);
    cost->mtok_output_all = toll__range_scale(cost->request, TOK_PER_MTOK / flow->output_tokens);
}
