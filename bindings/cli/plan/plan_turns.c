/* SPDX-License-Identifier: Apache-2.0 */
/* Turning points against an API, by one inverse question over all offers; by walking and halving where people or power
 * are paid as well, since no price per token says what those are.
 *
 * A fleet's cost is a staircase over the rate, an API's a line through 0. By hand: replicas of $11.80 an hour that carry
 * 5 requests/s, and an API of $4.23 an hour for each request/s. At 1 request/s the API costs $4.23 and the fleet $11.80;
 * they meet at 11.80 / 4.23 = 2.79. */
#include "plan/plan_turns.h"

#include <math.h>

#include "input/field_options.h"
#include "plan/plan_costs.h"
#include "plan/plan_most.h"

#define DOUBLINGS 30    /* a factor of a thousand million to either side */
#define PRECISION 1.002 /* of a rate */
#define RATE_MIN  1e-9  /* as the library takes them */
#define RATE_MAX  1e9

double plan_tokens_per_month(const toll_plan_need *need, double requests_per_s)
{
    return requests_per_s * 3600 * HOURS_PER_MONTH * (need->input_tokens + need->output_tokens);
}

/* ---- With costs besides machines ---- */

typedef struct turn_walk {
    const plan_options *options;
    const toll_plan_need *need;
    double usd_per_request;
    bool is_failed;
} turn_walk;

static bool is_fleet_dearer(turn_walk *t, double rate)
{
    const double fleet = plan_options_least_cost(t->options, t->need, rate);
    t->is_failed = t->is_failed || fleet < 0;
    return fleet > t->usd_per_request * rate * 3600;
}

/* From a rate of one side and one of the other to neighbours; returns the one where the fleet is not dearer. */
static double close_in(turn_walk *t, double cheaper, double dearer)
{
    while (!t->is_failed && fmax(cheaper, dearer) > PRECISION * fmin(cheaper, dearer)) {
        const double middle = sqrt(cheaper * dearer);
        if (is_fleet_dearer(t, middle)) {
            dearer = middle;
        } else {
            cheaper = middle;
        }
    }
    return cheaper;
}

/* Walks by a factor until the side changes; 0: it does not. */
static double walk_to_turn(turn_walk *t, double start, bool was_dearer, double factor)
{
    double rate = start;
    for (int i = 0; i < DOUBLINGS && !t->is_failed; i++) {
        const double next = rate * factor;
        if (next < RATE_MIN || next > RATE_MAX) {
            return 0;
        }
        if (is_fleet_dearer(t, next) != was_dearer) {
            return was_dearer ? close_in(t, next, rate) : close_in(t, rate, next);
        }
        rate = next;
    }
    return 0;
}

static bool walk_turn(const plan_options *o, const toll_plan_need *need, const plan_api *api, bool is_api_cheaper,
                      plan_turn *turn)
{
    turn_walk t = {.options = o, .need = need, .usd_per_request = api->usd_per_request};
    const double rate = walk_to_turn(&t, need->requests_per_s, is_api_cheaper, is_api_cheaper ? 2 : 0.5);
    if (rate > 0) {
        *turn = (plan_turn){true, rate, plan_tokens_per_month(need, rate)};
    }
    return !t.is_failed;
}

/* ---- All ---- */

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
    if (plan_costs_has_more(o->request)) {
        return walk_turn(o, need, api, is_api_cheaper, turn);
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
