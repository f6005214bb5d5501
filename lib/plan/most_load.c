/* SPDX-License-Identifier: Apache-2.0 */
/* Inverse questions about a fleet, in one pass over its layouts.
 *
 * The most load r that a replica carries within its limits does not depend on the fleet. Replicas lie q to a group of G
 * paid accelerators (whole_units.h), so m groups are m q replicas, k of them spare, which carry (m q - k) r. What is
 * asked then follows by arithmetic:
 *
 *   most load within A accelerators   m = floor(A / G)
 *   lowest price                      m G p / ((m q - k) r): a whole group without spares, else as many as are allowed
 *   load from which a request per     the fewest groups with m G p <= K (m q - k) r, and then the load that costs K:
 *   second costs at most K            m G p / K
 *
 * By hand: replicas of 2 accelerators that carry 1.5 requests/s, in machines of 8 at 2 USD a GPU-hour. 100 USD an hour
 * pay 50 accelerators: 6 machines, 24 replicas, 36 requests/s. At K = 4 USD/h a machine costs 16 USD/h and carries
 * 6 requests/s, which may cost 24: from 16 / 4 = 4 requests/s on.
 *
 * A layout replaces the best one so far only if its replicas carry a rate that follows from that one, so one evaluation
 * refuses it; only one that carries as much is asked for its r, by halving. */
#include "plan/most_load.h"

#include <math.h>

#include "base/extrema.h"
#include "plan/whole_units.h"

#define LONE_RATE  1e-9                 /* idle all but always: what no replica keeps there it never keeps */
#define PRECISION  1.000001             /* of r, which is on the side that keeps the limits */
#define NEXT_BELOW 0x1.ffffffffffffep-1 /* 1 - 2^-52: takes at least the last bit off */

typedef struct most_search {
    toll__layout_fit fit;
    const toll__aim *aim;
    const toll__most_rules *rules;
    toll__most_found *found;
} most_search;

/* Groups of replicas that lie together. */
typedef struct most_group {
    double gpus;     /* of a replica */
    double replicas; /* q */
    double paid;     /* G */
    double most;     /* m */
} most_group;

static most_group group_replicas(const most_search *s, double gpus)
{
    double unit = s->rules->unit, replicas = toll__max(floor(unit / gpus), 1);
    double paid = toll__units_paid(replicas, gpus, unit);
    return (most_group){gpus, replicas, paid, floor(s->rules->gpus_most / paid)};
}

static double serving(const most_search *s, const most_group *g, double groups)
{
    return groups * g->replicas - s->rules->spares;
}

static double group_usd(const most_search *s, const most_group *g)
{
    return g->paid * s->rules->usd_per_gpu_hour;
}

/* Groups that hold the spares and one replica, at least. */
static double fewest_groups(const most_search *s, const most_group *g)
{
    return ceil((1 + s->rules->spares) / g->replicas);
}

static int has_found(const most_search *s)
{
    return s->fit.verdict == TOLL__FLEET_FOUND;
}

/* ---- What a replica must carry for the layout to be the best ---- */

/* With spares the price falls with every group; without them all whole groups cost the same. */
static double cheapest_groups(const most_search *s, const most_group *g)
{
    return s->rules->spares > 0 ? g->most : 1;
}

static double price_of_groups(const most_search *s, const most_group *g, double groups)
{
    return groups * group_usd(s, g) / serving(s, g, groups);
}

/* Most groups with which the load from which it is cheap is not above the best one. */
static double groups_to_beat(const most_search *s, const most_group *g)
{
    double usd = group_usd(s, g);
    if (!has_found(s) || !(usd > 0))
        return g->most;
    return toll__min(g->most, floor(s->found->order * s->rules->usd_per_hour_request / usd));
}

static double cheap_load(const most_search *s, const most_group *g, double groups)
{
    return toll__max(groups * group_usd(s, g) / s->rules->usd_per_hour_request, s->rules->rate_least);
}

/* HUGE_VAL: it can't be the best. */
static double rate_to_beat(const most_search *s, const most_group *g)
{
    double groups;
    switch (s->rules->goal) {
    case TOLL__MOST_LOAD:
        return has_found(s) ? -s->found->order / serving(s, g, g->most) : 0;
    case TOLL__MOST_CHEAP:
        groups = cheapest_groups(s, g);
        if (!has_found(s) || !(group_usd(s, g) > 0))
            return 0;
        return s->found->order > 0 ? price_of_groups(s, g, toll__max(groups, fewest_groups(s, g))) / s->found->order
                                   : HUGE_VAL;
    default:
        groups = groups_to_beat(s, g);
        return groups < fewest_groups(s, g) ? HUGE_VAL : cheap_load(s, g, groups) / serving(s, g, groups);
    }
}

/* ---- The most that a replica carries ---- */

static int keeps_at(const most_search *s, toll__replica *replica, double rate, toll__replica_point *point)
{
    toll__replica_at(replica, s->aim, rate, point);
    return toll__replica_keeps(replica, s->aim, point);
}

static double most_of_replica(const most_search *s, toll__replica *replica, double keeps, double saturation)
{
    double misses = saturation;
    toll__replica_point point;
    while (misses > keeps * PRECISION) {
        double middle = misses > 2 * keeps ? sqrt(keeps) * sqrt(misses) : keeps + (misses - keeps) / 2;
        if (keeps_at(s, replica, middle, &point))
            keeps = middle;
        else
            misses = middle;
    }
    return keeps;
}

/* ---- The answer of a layout ---- */

/* The largest load of which no replica's share is above r, rounding included. */
static double load_of(double replicas, double most_per_s)
{
    double load = toll__min(replicas * most_per_s, TOLL__MOST_RATE_MAX);
    while (load / replicas > most_per_s)
        load *= NEXT_BELOW;
    return load;
}

static int is_cheap(const most_search *s, const most_group *g, double groups, double most_per_s)
{
    return cheap_load(s, g, groups) <= load_of(serving(s, g, groups), most_per_s);
}

/* The fewest groups that are cheap; what the formula gives is checked, since it may round to either side. */
static double fewest_cheap_groups(const most_search *s, const most_group *g, double most_per_s)
{
    double spares = s->rules->spares, gain = s->rules->usd_per_hour_request * most_per_s;
    double over = gain * g->replicas - group_usd(s, g);
    double by_price = spares > 0 && over > 0 ? gain * spares / over : 1;
    double by_rate = (s->rules->rate_least / most_per_s + spares) / g->replicas;
    double groups = toll__max(floor(toll__max(by_price, by_rate)), fewest_groups(s, g));
    for (int i = 0; i < 3 && groups < g->most && !is_cheap(s, g, groups, most_per_s); i++)
        groups++;
    return groups;
}

static double groups_for_load(const most_search *s, const most_group *g, double most_per_s, double load)
{
    return toll__max(ceil((load / most_per_s + s->rules->spares) / g->replicas), fewest_groups(s, g));
}

static void take_layout(most_search *s, int layout, const most_group *g, double groups, double most_per_s)
{
    toll__most_found next = *s->found;
    next.layout = layout;
    next.replica_most_per_s = most_per_s;
    next.replicas = serving(s, g, groups);
    next.paid = groups * g->paid;
    next.gpus = (next.replicas + s->rules->spares) * g->gpus;
    next.requests_per_s = load_of(next.replicas, most_per_s);
    if (s->rules->goal == TOLL__MOST_PRICE_FROM)
        next.requests_per_s = toll__min(cheap_load(s, g, groups), next.requests_per_s);
    next.order = s->rules->goal == TOLL__MOST_LOAD    ? -next.requests_per_s
                 : s->rules->goal == TOLL__MOST_CHEAP ? next.paid * s->rules->usd_per_gpu_hour / next.requests_per_s
                                                      : next.requests_per_s;
    if (next.requests_per_s < s->rules->rate_least || (has_found(s) && next.order >= s->found->order))
        return;
    toll__layout_raise(&s->fit, TOLL__FLEET_FOUND);
    *s->found = next;
}

static void note_too_many(most_search *s, const most_group *g, double groups)
{
    double paid = groups * g->paid, before = s->found->fewest_paid;
    toll__layout_raise(&s->fit, TOLL__FLEET_TOO_MANY);
    s->found->fewest_paid = before > 0 ? toll__min(before, paid) : paid;
}

static void answer_layout(most_search *s, int layout, const most_group *g, double most_per_s)
{
    double groups = toll__min(g->most, groups_for_load(s, g, most_per_s, TOLL__MOST_RATE_MAX));
    if (s->rules->goal == TOLL__MOST_CHEAP) {
        groups = groups_for_load(s, g, most_per_s, s->rules->rate_least);
        groups = toll__max(groups, cheapest_groups(s, g));
        if (groups > g->most) {
            note_too_many(s, g, groups);
            return;
        }
    }
    if (s->rules->goal == TOLL__MOST_PRICE_FROM) {
        groups = fewest_cheap_groups(s, g, most_per_s);
        if (!is_cheap(s, g, groups, most_per_s)) {
            toll__layout_raise(&s->fit, TOLL__FLEET_TOO_DEAR);
            return;
        }
    }
    take_layout(s, layout, g, groups, most_per_s);
}

/* ---- Layouts ---- */

/* Whether a lone request keeps the limits there at all. */
static int serves(most_search *s, toll__replica *replica)
{
    toll__replica_point lone;
    if (keeps_at(s, replica, LONE_RATE, &lone))
        return 1;
    if ((lone.steady.flags & s->aim->refused_flags) != 0) {
        toll__layout_raise(&s->fit, TOLL__FLEET_REFUSED);
        return 0;
    }
    toll__layout_raise(&s->fit, TOLL__FLEET_TOO_SLOW);
    toll__layout_note_miss(&s->fit, replica, &lone);
    return 0;
}

static void try_layout(most_search *s, int layout, toll__replica *replica)
{
    most_group g = group_replicas(s, s->fit.placement.gpus);
    toll__replica_point point;
    if (!has_found(s) && !serves(s, replica))
        return;
    if (g.most < fewest_groups(s, &g)) {
        note_too_many(s, &g, fewest_groups(s, &g));
        return;
    }
    double rate = toll__max(rate_to_beat(s, &g), LONE_RATE);
    if (!(rate < HUGE_VAL))
        return;
    if (!keeps_at(s, replica, rate, &point)) {
        toll__layout_raise(&s->fit, TOLL__FLEET_TOO_DEAR); /* no matter where another has been found */
        return;
    }
    answer_layout(s, layout, &g, most_of_replica(s, replica, rate, point.open.saturation_per_s));
}

static void try_all(most_search *s)
{
    toll__fit_work *done = &s->fit.done;
    for (int i = 0; i < s->rules->n_layouts; i++) {
        toll__replica replica = {.placement = &s->fit.placement, .ops = s->fit.ops};
        if (done->evaluations >= s->rules->evaluations_left) {
            s->found->is_cut = 1;
            return;
        }
        if (!toll__layout_fits(&s->fit, &s->rules->layouts[i]))
            continue;
        try_layout(s, i, &replica);
        done->evaluations += replica.evaluations;
        done->exact += replica.exact;
    }
}

void toll__most_find(const toll__candidate *candidate, const toll__aim *aim, const toll__most_rules *rules,
                     toll__op *ops, toll__most_found *found)
{
    most_search s = {.aim = aim, .rules = rules, .found = found};
    *found = (toll__most_found){.layout = 0};
    toll__layout_fit_start(&s.fit, candidate, aim, ops);
    try_all(&s);
    found->verdict = s.fit.verdict;
    found->done = s.fit.done;
}
