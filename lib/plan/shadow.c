/* SPDX-License-Identifier: Apache-2.0 */
/* What constraints cost, draw by draw: the cheapest candidate with them less the cheapest without some of them.
 *
 *     replicas = ceil(load / capacity) + spares     cost = fixed + paid accelerators * price
 *     saved    = least cost of those that nothing rejects - least cost of those that at most the dropped rows reject
 *
 * Both minima stand in the same draw (common random numbers), and the second one is over more candidates, so no
 * difference is below 0. Prices and capacities move by their ranges on logarithms, mid * (high / mid)^z above the
 * median and mid * (low / mid)^-z below it; z is the bell of risk/sample.c, over its own P90. Rows of one group share z.
 *
 * Worked: 20 USD/h with a constraint and 12 without it cost it 8. With 20 [18 .. 25] and 12 [10 .. 14] in one price
 * group, P10 is near 18 - 10 = 8 and P90 near 25 - 14 = 11: without the group it would lie between 4 and 15. */
#include "plan/shadow.h"

#include <math.h>

#include "plan/whole_units.h"
#include "risk/random.h"

#define BELL_TERMS 12u
#define BELL_90    1.2889976015515943 /* P90 of that sum less 6: risk/sample.c */

/* Streams: groups of prices, groups of capacities, then three for each candidate. */
#define CAPACITY_GROUPS (UINT64_C(1) << 32)
#define OWN_STREAMS     (UINT64_C(1) << 33)

static double deviate(uint64_t seed, uint64_t stream, uint64_t draw)
{
    return toll__random_sum(toll__random_stream(seed, stream), draw, BELL_TERMS) / BELL_90;
}

/* A low end of 0 has no logarithm: that side is linear, and never below 0. */
static double move_range(toll_range x, double z)
{
    if (z >= 0)
        return x.mid > 0 ? x.mid * pow(x.high / x.mid, z) : x.high * z;
    if (x.low > 0)
        return x.mid * pow(x.low / x.mid, -z);
    const double moved = x.mid + (x.mid - x.low) * z;
    return moved > 0 ? moved : 0;
}

/* What is known exactly takes no draw. A range over hundreds of decades has draws that no double holds, and a capacity
 * of 0 would take a fleet without end: draws stay between these, far beyond what the fields allow, so costs are finite. */
#define LEAST    1e-18
#define GREATEST 1e18

static double draw_range(toll_range x, uint64_t seed, uint64_t stream, uint64_t draw)
{
    return x.low == x.high ? x.mid : fmin(move_range(x, deviate(seed, stream, draw)), GREATEST);
}

double toll__shadow_cost(const toll__shadow_candidate *c, uint64_t index, double load, uint64_t seed, uint64_t draw)
{
    const uint64_t own = OWN_STREAMS + 3 * index;
    const double fixed = draw_range(c->fixed, seed, own, draw);
    if (!c->has_capacity)
        return fixed;
    const double price = draw_range(c->price, seed, c->price_group > 0 ? c->price_group : own + 1, draw);
    const double rate =
        draw_range(c->rate, seed, c->capacity_group > 0 ? CAPACITY_GROUPS + c->capacity_group : own + 2, draw);
    const double replicas = ceil(load / fmax(rate, LEAST)) + c->spares;
    return fixed + toll__units_paid(replicas, c->gpus, c->unit) * price;
}

static double smaller(double a, double b)
{
    return b < a ? b : a;
}

void toll__shadow_draw(const toll__shadow_candidate *candidates, uint64_t n, double load, uint64_t seed, uint64_t draw,
                       const uint64_t *drops, uint64_t n_drops, double *least)
{
    for (uint64_t k = 0; k <= n_drops; k++)
        least[k] = HUGE_VAL;
    for (uint64_t i = 0; i < n; i++) {
        const double cost = toll__shadow_cost(&candidates[i], i, load, seed, draw);
        if (candidates[i].rejected_by == 0)
            least[0] = smaller(least[0], cost);
        for (uint64_t k = 0; k < n_drops; k++)
            if ((candidates[i].rejected_by & ~drops[k]) == 0)
                least[k + 1] = smaller(least[k + 1], cost);
    }
}
