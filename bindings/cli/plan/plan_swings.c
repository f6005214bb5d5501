/* SPDX-License-Identifier: Apache-2.0 */
/* What moves the cost of the cheapest fleet: each input of the need alone, at both ends, with everything else as it was
 * asked. The search is made again, so replicas are whole. By hand: 11 replicas carry 20 requests/s at 1.82 each; at 24
 * requests/s 13.2 are needed, so 14, and the cost is 14 / 11 of what it was. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"
#include "plan/plan_report.h"

#define MOVED 0.2 /* either way */

typedef struct swing_ends {
    toll_plan_need low, high;
    const char *unit;
} swing_ends;

static double cost_of_need(plan_answer *a, const toll_plan_need *need)
{
    return plan_options_least_cost(&a->options, need, need->requests_per_s);
}

static double finite_or_nan(double value)
{
    return isfinite(value) ? value : (double)NAN;
}

static bool put_swing(plan_swing *swings, int *count, const char *name, const char *unit, double from, double to,
                      double low, double high)
{
    plan_swing *s = &swings[(*count)++];
    snprintf(s->name, sizeof s->name, "%s", name);
    snprintf(s->from, sizeof s->from, "%.24s%s", figure_rounded(from, 3).text, unit);
    snprintf(s->to, sizeof s->to, "%.24s%s", figure_rounded(to, 3).text, unit);
    s->low = finite_or_nan(low);
    s->high = finite_or_nan(high);
    return true;
}

static bool add_swing(plan_answer *a, plan_swing *swings, int *count, const char *name, const swing_ends *e,
                      double low_value, double high_value)
{
    const double low = cost_of_need(a, &e->low), high = cost_of_need(a, &e->high);
    return low >= 0 && high >= 0 && put_swing(swings, count, name, e->unit, low_value, high_value, low, high);
}

static swing_ends same_ends(const plan_answer *a, const char *unit)
{
    return (swing_ends){.low = a->need, .high = a->need, .unit = unit};
}

/* One number of the need, 20 % down and up, within its range. */
static bool add_number(plan_answer *a, plan_swing *swings, int *count, const char *name, size_t offset, double scale,
                       double least, double most, const char *unit)
{
    swing_ends e = same_ends(a, unit);
    double *low = (double *)(void *)((char *)&e.low + offset), *high = (double *)(void *)((char *)&e.high + offset);
    *low = fmax(*low * (1 - MOVED), least);
    *high = fmin(*high * (1 + MOVED), most);
    return add_swing(a, swings, count, name, &e, *low * scale, *high * scale);
}

/* Least cost with every price of a GPU-hour times a factor; people and power stay. Negative after a complaint. */
static double cost_at_prices(const plan_answer *a, double factor)
{
    plan_options other = a->options;
    const size_t rows = (size_t)other.n_accelerators;
    other.accelerators = claim(rows + 1, sizeof *other.accelerators);
    memcpy(other.accelerators, a->options.accelerators, rows * sizeof *other.accelerators);
    for (size_t i = 0; i < rows; i++) {
        for (int k = 0; k < other.accelerators[i].n_offers; k++) {
            other.accelerators[i].offers[k].usd_per_gpu_hour *= factor;
        }
    }
    const double usd = plan_options_least_cost(&other, &a->need, a->need.requests_per_s);
    free(other.accelerators);
    return usd;
}

static bool add_prices(plan_answer *a, plan_swing *swings, int *count)
{
    const double now = plan_best(a)->offer->usd_per_gpu_hour;
    const double low = cost_at_prices(a, 1 - MOVED), high = cost_at_prices(a, 1 + MOVED);
    return low >= 0 && high >= 0 &&
           put_swing(swings, count, "all prices of a GPU-hour", "", now * (1 - MOVED), now * (1 + MOVED), low, high);
}

/* Nothing is in the prefix cache, or half of the prompt. */
static bool add_prefix(plan_answer *a, plan_swing *swings, int *count)
{
    swing_ends e = same_ends(a, "");
    e.low.prefix_hit_frac = 0;
    e.high.prefix_hit_frac = fmax(0.5, a->need.prefix_hit_frac);
    return add_swing(a, swings, count, "share of the prompt in the cache", &e, 0, e.high.prefix_hit_frac);
}

static bool add_confidence(plan_answer *a, plan_swing *swings, int *count)
{
    swing_ends e = same_ends(a, "");
    e.low.confidence = 0.5;
    e.high.confidence = 0.9;
    return add_swing(a, swings, count, "confidence of the estimate", &e, 0.5, 0.9);
}

static double width_of(const plan_swing *s, double middle)
{
    const double low = isnan(s->low) ? HUGE_VAL : fabs(s->low - middle);
    const double high = isnan(s->high) ? HUGE_VAL : fabs(s->high - middle);
    return fmax(low, high);
}

static void sort_swings(plan_swing *swings, int count, double middle)
{
    for (int i = 1; i < count; i++) {
        const plan_swing moved = swings[i];
        int k = i;
        for (; k > 0 && width_of(&swings[k - 1], middle) < width_of(&moved, middle); k--) {
            swings[k] = swings[k - 1];
        }
        swings[k] = moved;
    }
}

#define NEED(field) offsetof(toll_plan_need, field)

int plan_swings_find(plan_answer *a, plan_swing *swings)
{
    int count = 0;
    const bool has_ttft = (a->need.known & TOLL_PLAN_TTFT) != 0, has_tpot = (a->need.known & TOLL_PLAN_TPOT) != 0;
    bool is_good = add_prices(a, swings, &count) &&
                   add_number(a, swings, &count, "requests per second", NEED(requests_per_s), 1, 1e-9, 1e9, "/s") &&
                   add_number(a, swings, &count, "tokens of a prompt", NEED(input_tokens), 1, 1, 1e8, "") &&
                   add_number(a, swings, &count, "tokens of an answer", NEED(output_tokens), 1, 1, 1e8, "") &&
                   add_prefix(a, swings, &count);
    is_good =
        is_good && (!has_ttft || add_number(a, swings, &count, "limit of TTFT", NEED(ttft_s), 1e3, 1e-9, 1e9, " ms"));
    is_good =
        is_good && (!has_tpot || add_number(a, swings, &count, "limit of TPOT", NEED(tpot_s), 1e3, 1e-9, 1e9, " ms"));
    is_good = is_good && (!(has_ttft || has_tpot) || add_confidence(a, swings, &count));
    sort_swings(swings, count, plan_best(a)->found.usd_per_hour.mid);
    return is_good ? count : -1;
}
