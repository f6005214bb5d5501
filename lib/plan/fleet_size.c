/* SPDX-License-Identifier: Apache-2.0 */
/* The search within one accelerator, format and engine: for each layout the fewest replicas that keep the limits, and
 * of all layouts the one with the fewest accelerators to pay.
 *
 * It is exact. The best layout so far says how many replicas the next one may have at most; a layout that misses a limit
 * with so many is done after one evaluation. Otherwise the number lies between the rate at which it saturates and that
 * many, and is found by doubling steps and then by halving. Every time grows with the rate, so N keeps the limits and
 * N - 1 does not.
 *
 * Example: units of one accelerator, tp 2 has taken 16. A replica of tp 4 must do with 3 to take less: at a third of the
 * load it misses TTFT, so tp 4 is out. */
#include "plan/fleet_size.h"

#include <math.h>

#include "base/extrema.h"
#include "plan/whole_units.h"

#define REPLICAS_MAX 1e12 /* beyond them a replica is idle all but always */

/* What the layouts of one search share. */
typedef struct fleet_search {
    toll__layout_fit fit;
    const toll__aim *aim;
    const toll__fleet_rules *rules;
    toll__fleet_size *found;
} fleet_search;

/* Most replicas of this size that are paid with fewer accelerators than the best layout so far. Equal ones do not
 * replace it: the list begins with the layouts that are best known. */
static double most_replicas(const fleet_search *s, double gpus)
{
    if (s->fit.verdict != TOLL__FLEET_FOUND)
        return REPLICAS_MAX;
    return toll__units_replicas(s->found->paid - 1, gpus, s->rules->unit) - s->rules->spares;
}

static int keeps_with(toll__replica *replica, const toll__aim *aim, double replicas)
{
    toll__replica_point point;
    toll__replica_at(replica, aim, aim->load.requests_per_s / replicas, &point);
    return toll__replica_keeps(replica, aim, &point);
}

/* The fewest in least .. most, of which `most` keep the limits: steps of 1, 2, 4 ... up, then halves. */
static double fewest_replicas(toll__replica *replica, const toll__aim *aim, double least, double most)
{
    double missing = least - 1, keeping = toll__max(least, 1), step = 1;
    while (keeping < most && !keeps_with(replica, aim, keeping)) {
        missing = keeping;
        keeping = toll__min(keeping + step, most);
        step *= 2;
    }
    while (keeping - missing > 1) {
        double middle = floor((missing + keeping) / 2);
        if (keeps_with(replica, aim, middle))
            keeping = middle;
        else
            missing = middle;
    }
    return keeping;
}

static void take_layout(fleet_search *s, int layout, double replicas)
{
    double all = replicas + s->rules->spares;
    s->fit.verdict = TOLL__FLEET_FOUND;
    s->found->layout = layout;
    s->found->replicas = replicas;
    s->found->gpus = all * s->fit.placement.gpus;
    s->found->paid = toll__units_paid(all, s->fit.placement.gpus, s->rules->unit);
}

static void size_layout(fleet_search *s, int layout, toll__replica *replica)
{
    toll__replica_point point;
    double rate = s->aim->load.requests_per_s, most = most_replicas(s, s->fit.placement.gpus);
    if (most < 1)
        return;
    toll__replica_at(replica, s->aim, rate / most, &point);
    if ((point.steady.flags & s->aim->refused_flags) != 0) {
        toll__layout_raise(&s->fit, TOLL__FLEET_REFUSED);
        return;
    }
    if (!toll__replica_keeps(replica, s->aim, &point)) {
        toll__layout_raise(&s->fit, TOLL__FLEET_TOO_SLOW);
        if (s->fit.verdict != TOLL__FLEET_FOUND)
            toll__layout_note_miss(&s->fit, replica, &point);
        return;
    }
    double least = toll__min(toll__max(ceil(rate / point.open.saturation_per_s), 1), most);
    take_layout(s, layout, fewest_replicas(replica, s->aim, least, most));
}

static void size_all(fleet_search *s)
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
        size_layout(s, i, &replica);
        done->evaluations += replica.evaluations;
        done->exact += replica.exact;
    }
}

void toll__fleet_find(const toll__candidate *candidate, const toll__aim *aim, const toll__fleet_rules *rules,
                      toll__op *ops, toll__fleet_size *found)
{
    fleet_search s = {.aim = aim, .rules = rules, .found = found};
    *found = (toll__fleet_size){.layout = 0};
    toll__layout_fit_start(&s.fit, candidate, aim, ops);
    size_all(&s);
    found->verdict = s.fit.verdict;
    found->done = s.fit.done;
}
