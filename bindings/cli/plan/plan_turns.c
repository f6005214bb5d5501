/* SPDX-License-Identifier: Apache-2.0 */
/* Turning points by bisection on the search itself.
 *
 * A fleet's cost is a staircase over the rate, an API's a line through 0. By hand: replicas of $11.80 an hour that carry
 * 5 requests/s, and an API of $4.23 an hour for each request/s. At 1 request/s the API costs $4.23 and the fleet $11.80;
 * they meet at 11.80 / 4.23 = 2.79. Rates are walked in doublings away from the need's until the cheaper side changes;
 * that step is halved on a logarithmic scale until it is below 0.5 %. That is about 20 searches. */
#include "plan/plan_turns.h"

#include <math.h>

#define DOUBLINGS 20    /* a factor of a million to each side */
#define PRECISION 1.005 /* of a rate */
#define RATE_MIN  1e-9  /* as the library takes them */
#define RATE_MAX  1e9

double plan_tokens_per_month(const toll_plan_need *need, double requests_per_s)
{
    return requests_per_s * 3600 * HOURS_PER_MONTH * (need->input_tokens + need->output_tokens);
}

/* Above 0: GPUs cost more than `usd_per_request` for each request and `usd_per_hour` on top. */
typedef struct turn_side {
    plan_options *options;
    const toll_plan_need *need;
    double usd_per_request, usd_per_hour;
    bool is_failed;
} turn_side;

static bool is_dearer(turn_side *t, double rate)
{
    double fleet = plan_options_least_cost(t->options, t->need, rate);
    t->is_failed = t->is_failed || fleet < 0;
    return fleet > t->usd_per_request * rate * 3600 + t->usd_per_hour;
}

/* From a rate of one side and one of the other to neighbours; returns the one where GPUs are not dearer. */
static double close_in(turn_side *t, double cheaper, double dearer)
{
    while (!t->is_failed && fmax(cheaper, dearer) > PRECISION * fmin(cheaper, dearer)) {
        double middle = sqrt(cheaper * dearer);
        if (is_dearer(t, middle)) {
            dearer = middle;
        } else {
            cheaper = middle;
        }
    }
    return cheaper;
}

/* Walks by a factor until the side changes; 0: it does not. */
static double walk(turn_side *t, double start, bool was_dearer, double factor)
{
    double rate = start;
    for (int i = 0; i < DOUBLINGS && !t->is_failed; i++) {
        double next = rate * factor;
        if (next < RATE_MIN || next > RATE_MAX) {
            return 0;
        }
        if (is_dearer(t, next) != was_dearer) {
            return was_dearer ? close_in(t, next, rate) : close_in(t, rate, next);
        }
        rate = next;
    }
    return 0;
}

bool plan_turn_find(plan_options *o, const toll_plan_need *need, const plan_api *api, plan_turn *turn)
{
    turn_side t = {o, need, api->usd_per_request, 0, false};
    bool is_api_cheaper = is_dearer(&t, need->requests_per_s);
    double rate = walk(&t, need->requests_per_s, is_api_cheaper, is_api_cheaper ? 2 : 0.5);
    *turn = (plan_turn){rate > 0, rate, plan_tokens_per_month(need, rate)};
    return !t.is_failed;
}

double plan_turn_budget(plan_options *o, const toll_plan_need *need, double usd_per_hour)
{
    turn_side t = {o, need, 0, usd_per_hour, false};
    double start = need->requests_per_s > 0 ? need->requests_per_s : 1;
    bool is_over = is_dearer(&t, start);
    double rate = walk(&t, start, is_over, is_over ? 0.5 : 2);
    return t.is_failed ? -1 : rate;
}
