/* SPDX-License-Identifier: Apache-2.0 */
/* A sweep over the union of the curves' ends. Between two neighbouring ends both curves are straight, so their
 * difference changes sign at most once; at an end either may jump (one more server). A closed form would miss all but
 * one crossing. */
#include "finance/break_even.h"

#include <math.h>

/* Two costs that differ by a few roundings are equal: they were meant to meet there. */
#define SAME 1e-13

typedef struct sweep {
    const toll_finance_piece *first, *second; /* the pieces under the sweep */
    toll_finance_crossing *crossings;
    uint64_t capacity, found;
    uint32_t cheaper; /* up to here */
} sweep;

static double cost_on(const toll_finance_piece *piece, double quantity)
{
    return piece->usd_at_from + piece->usd_per_unit * (quantity - piece->from_quantity);
}

static double gap_at(const sweep *s, double quantity)
{
    double a = cost_on(s->first, quantity), b = cost_on(s->second, quantity);
    return fabs(a - b) <= SAME * (fabs(a) + fabs(b)) ? 0 : a - b;
}

static uint32_t cheaper_by(double gap)
{
    if (gap == 0)
        return TOLL_CHEAPER_NEITHER;
    return gap < 0 ? TOLL_CHEAPER_FIRST : TOLL_CHEAPER_SECOND;
}

static void note_change(sweep *s, double quantity, uint32_t after, uint32_t is_jump)
{
    if (after == s->cheaper)
        return;
    if (s->found < s->capacity)
        s->crossings[s->found] = (toll_finance_crossing){quantity, s->cheaper, after, is_jump, 0};
    s->found++;
    s->cheaper = after;
}

/* Both curves are straight from `from` to `to`; `left` is the gap just before `from`. Equal costs at one point alone
 * are no stretch of equality: the stretch behind them decides. */
static void cross_span(sweep *s, double from, double to, double left)
{
    double start = gap_at(s, from), end = gap_at(s, to);
    uint32_t after = cheaper_by(start != 0 ? start : end);
    note_change(s, from, after, cheaper_by(left) != cheaper_by(start));
    if (start * end < 0)
        note_change(s, from + (to - from) * (start / (start - end)), cheaper_by(end), 0);
}

uint64_t toll__break_even_crossings(const toll_finance_piece *first, uint64_t n_first, const toll_finance_piece *second,
                                    uint64_t n_second, toll_finance_crossing *crossings, uint64_t capacity,
                                    uint32_t *before)
{
    sweep s = {.first = first, .second = second, .crossings = crossings, .capacity = capacity};
    double at = fmax(first->from_quantity, second->from_quantity);
    double last = fmin(first[n_first - 1].to_quantity, second[n_second - 1].to_quantity);
    for (int is_start = 1; at < last; is_start = 0) {
        double left = is_start ? 0 : gap_at(&s, at);
        while (s.first->to_quantity <= at)
            s.first++;
        while (s.second->to_quantity <= at)
            s.second++;
        double to = fmin(s.first->to_quantity, s.second->to_quantity);
        if (is_start) {
            double start = gap_at(&s, at);
            s.cheaper = cheaper_by(start != 0 ? start : gap_at(&s, to));
            *before = s.cheaper;
        }
        cross_span(&s, at, to, left);
        at = to;
    }
    return s.found;
}

void toll__break_even_fleet_curve(const toll__fleet_costs *fleet, toll_finance_piece *pieces)
{
    double from = 0;
    for (uint64_t units = fleet->units_min; units <= fleet->units_max; units++) {
        double to = (double)units * fleet->unit_capacity;
        double fixed = ((double)units + fleet->spares) * fleet->usd_per_unit;
        *pieces++ = (toll_finance_piece){from, to, fixed + fleet->usd_per_quantity * from, fleet->usd_per_quantity};
        from = to;
    }
}
