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
#include <stddef.h>

#include "base/extrema.h"
#include "plan/whole_units.h"
#include "step/memory.h"

#define REPLICAS_MAX 1e12 /* beyond them a replica is idle all but always */

static int is_cut(const toll__candidate *c, const toll__parallel *layout)
{
    toll__shard_fault fault;
    for (uint64_t i = 0; i < c->n_blocks; i++)
        if (toll__shard_is_cut(&c->blocks[i], layout, &c->shards, &fault))
            return 1;
    return 0;
}

toll_status toll__candidate_place(const toll__candidate *candidate, const toll__parallel *layout,
                                  toll__placement *placement, toll__op *ops)
{
    toll__parallel linked = *layout;
    toll__site site = {.accelerator = candidate->accelerator,
                       .model = candidate->model,
                       .precision = candidate->precision,
                       .parallel = &linked,
                       .engine = candidate->engine,
                       .constants = candidate->constants,
                       .placement = placement,
                       .ops = ops};
    linked.internode_bytes_per_s = candidate->internode_bytes_per_s;
    if (is_cut(candidate, layout))
        return TOLL_E_CONFLICT;
    toll_status status = toll__place_start(&site, NULL);
    for (uint64_t i = 0; i < candidate->n_blocks && status == TOLL_OK; i++)
        status = toll__place_block(&site, &candidate->blocks[i], (int64_t)i, NULL);
    return status != TOLL_OK ? status : toll__place_end(&site, NULL);
}

/* What the layouts of one search share. */
typedef struct fleet_search {
    const toll__candidate *candidate;
    const toll__aim *aim;
    const toll__fleet_rules *rules;
    toll__fleet_size *found;
    toll__placement placement;
    toll__op *ops;
    double lone_weights_bytes; /* of the whole model on one accelerator; 0: not known */
    double room_bytes;         /* of an accelerator, the margin of error included; with lone_weights_bytes */
} fleet_search;

static void raise_verdict(fleet_search *s, uint32_t verdict)
{
    s->found->verdict = verdict > s->found->verdict ? verdict : s->found->verdict;
}

/* An accelerator holds at least its part of the weights, and norms and routers on top. */
static int is_too_heavy(const fleet_search *s, double gpus)
{
    return s->lone_weights_bytes / gpus > s->room_bytes;
}

/* The first layout is one accelerator, which every layout's weights are compared with. */
static void note_lone_weights(fleet_search *s, double gpus)
{
    double capacity = s->placement.capacity_bytes;
    if (gpus > 1)
        return;
    s->lone_weights_bytes = s->placement.weights_bytes;
    s->room_bytes = capacity + toll__memory_uncertainty(capacity);
}

/* Whether the layout can be had and fits; a lone request tells. */
static int fits(fleet_search *s, const toll__parallel *layout)
{
    double gpus = layout->tp * layout->pp * layout->dp;
    toll__steady lone = {0};
    s->found->layouts++;
    if (is_too_heavy(s, gpus)) {
        raise_verdict(s, TOLL__FLEET_NO_MEMORY);
        return 0;
    }
    if (toll__candidate_place(s->candidate, layout, &s->placement, s->ops) != TOLL_OK)
        return 0;
    note_lone_weights(s, gpus);
    const toll__load *load = &s->aim->load;
    toll__settle_fit(&s->placement, s->ops, load->input_tokens + load->output_tokens, 1, &lone);
    raise_verdict(s, TOLL__FLEET_NO_MEMORY);
    return lone.fit != TOLL_FIT_NO;
}

/* Most replicas of this size that are paid with fewer accelerators than the best layout so far. Equal ones do not
 * replace it: the list begins with the layouts that are best known. */
static double most_replicas(const fleet_search *s, double gpus)
{
    if (s->found->verdict != TOLL__FLEET_FOUND)
        return REPLICAS_MAX;
    return toll__units_replicas(s->found->paid - 1, gpus, s->rules->unit) - s->rules->spares;
}

/* A lone request that misses a limit: how near it came. */
static void note_miss(fleet_search *s, const toll__replica *replica, const toll__replica_point *lone)
{
    double ttft_s, tpot_s;
    toll__fleet_size *f = s->found;
    if (lone->open.is_stable == 0 || (lone->steady.ttft_s * lone->ttft_factor >= f->missed_ttft_s &&
                                      lone->steady.tpot_s * lone->tpot_factor >= f->missed_tpot_s))
        return;
    toll__replica_times(replica, s->aim, lone, &ttft_s, &tpot_s);
    f->missed_ttft_s = toll__min(f->missed_ttft_s, ttft_s * lone->ttft_factor);
    f->missed_tpot_s = toll__min(f->missed_tpot_s, tpot_s * lone->tpot_factor);
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
    s->found->verdict = TOLL__FLEET_FOUND;
    s->found->layout = layout;
    s->found->replicas = replicas;
    s->found->gpus = all * s->placement.gpus;
    s->found->paid = toll__units_paid(all, s->placement.gpus, s->rules->unit);
}

static void size_layout(fleet_search *s, int layout, toll__replica *replica)
{
    toll__replica_point point;
    double rate = s->aim->load.requests_per_s, most = most_replicas(s, s->placement.gpus);
    if (most < 1)
        return;
    toll__replica_at(replica, s->aim, rate / most, &point);
    if ((point.steady.flags & s->aim->refused_flags) != 0) {
        raise_verdict(s, TOLL__FLEET_REFUSED);
        return;
    }
    if (!toll__replica_keeps(replica, s->aim, &point)) {
        raise_verdict(s, TOLL__FLEET_TOO_SLOW);
        if (s->found->verdict != TOLL__FLEET_FOUND)
            note_miss(s, replica, &point);
        return;
    }
    double least = toll__min(toll__max(ceil(rate / point.open.saturation_per_s), 1), most);
    take_layout(s, layout, fewest_replicas(replica, s->aim, least, most));
}

void toll__fleet_find(const toll__candidate *candidate, const toll__aim *aim, const toll__fleet_rules *rules,
                      toll__op *ops, toll__fleet_size *found)
{
    fleet_search s = {.candidate = candidate, .aim = aim, .rules = rules, .found = found, .ops = ops};
    *found = (toll__fleet_size){.missed_ttft_s = HUGE_VAL, .missed_tpot_s = HUGE_VAL};
    for (int i = 0; i < rules->n_layouts; i++) {
        toll__replica replica = {.placement = &s.placement, .ops = ops};
        if (found->evaluations >= rules->evaluations_left) {
            found->is_cut = 1;
            return;
        }
        if (!fits(&s, &rules->layouts[i]))
            continue;
        found->fitting++;
        size_layout(&s, i, &replica);
        found->evaluations += replica.evaluations;
        found->exact += replica.exact;
    }
}
