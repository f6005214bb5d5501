/* SPDX-License-Identifier: Apache-2.0 */
/* Turning points against an API, by one inverse question over all offers.
 *
 * A fleet's cost is a staircase over the rate, an API's a line through 0. By hand: replicas of $11.80 an hour that carry
 * 5 requests/s, and an API of $4.23 an hour for each request/s. At 1 request/s the API costs $4.23 and the fleet $11.80;
 * they meet at 11.80 / 4.23 = 2.79. */
#include "plan/plan_turns.h"

#include <math.h>

#include "input/field_options.h"
#include "plan/plan_most.h"

double plan_tokens_per_month(const toll_plan_need *need, double requests_per_s)
{
    return requests_per_s * 3600 * HOURS_PER_MONTH * (need->input_tokens + need->output_tokens);
}

bool plan_turn_find(plan_options *o, const toll_plan_need *need, const plan_api *api, plan_turn *turn)
{
    toll_plan_most asked;
    toll_plan_need from = *need;
    plan_most found;
    *turn = (plan_turn){.is_found = false};
    const bool is_api_cheaper = o->n_choices == 0 || o->choices[0].found.usd_per_hour.mid > api->usd_per_hour;
    if (!(api->usd_per_mtok > 0)) {
        return true;
    }
    start_struct(&asked, sizeof asked, TOLL_KIND_PLAN_MOST);
    asked.goal = TOLL_PLAN_PRICE_FROM;
    asked.known = TOLL_PLAN_CAP_PRICE;
    asked.usd_per_mtok = api->usd_per_mtok;
    from.requests_per_s = is_api_cheaper ? need->requests_per_s : 0;
    if (!plan_most_find(o, &from, &asked, true, &found)) {
        return false;
    }
    if (found.is_found) {
        *turn = (plan_turn){true, found.reach.requests_per_s, plan_tokens_per_month(need, found.reach.requests_per_s)};
    }
    return true;
}
