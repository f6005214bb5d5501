/* SPDX-License-Identifier: Apache-2.0 */
/* Layouts placed one after another, and refused as early as may be.
 *
 * The model's weights on one accelerator are known from the first layout; of a later one each accelerator holds at least
 * its part of them. By hand: 141 GB of weights over 2 accelerators of 64 GB are 70.5 GB each, so the layout is refused
 * before it is placed; over 4 they are 35 GB, and it is placed and asked for its memory. */
#include "plan/layout_fit.h"

#include <math.h>
#include <stddef.h>

#include "base/extrema.h"
#include "step/memory.h"

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

void toll__layout_fit_start(toll__layout_fit *fit, const toll__candidate *candidate, const toll__aim *aim,
                            toll__op *ops)
{
    fit->candidate = candidate;
    fit->aim = aim;
    fit->ops = ops;
    fit->lone_weights_bytes = fit->room_bytes = 0;
    fit->done = (toll__fit_work){.missed_ttft_s = HUGE_VAL, .missed_tpot_s = HUGE_VAL};
    fit->verdict = TOLL__FLEET_NO_LAYOUT;
}

void toll__layout_raise(toll__layout_fit *fit, uint32_t verdict)
{
    fit->verdict = verdict > fit->verdict ? verdict : fit->verdict;
}

/* An accelerator holds at least its part of the weights, and norms and routers on top. */
static int is_too_heavy(const toll__layout_fit *fit, double gpus)
{
    return fit->lone_weights_bytes / gpus > fit->room_bytes;
}

/* The first layout is one accelerator, which every layout's weights are compared with. */
static void note_lone_weights(toll__layout_fit *fit, double gpus)
{
    double capacity = fit->placement.capacity_bytes;
    if (gpus > 1)
        return;
    fit->lone_weights_bytes = fit->placement.weights_bytes;
    fit->room_bytes = capacity + toll__memory_uncertainty(capacity);
}

/* A lone request tells whether it fits. */
int toll__layout_fits(toll__layout_fit *fit, const toll__parallel *layout)
{
    double gpus = layout->tp * layout->pp * layout->dp;
    toll__steady lone = {0};
    fit->done.layouts++;
    if (is_too_heavy(fit, gpus)) {
        toll__layout_raise(fit, TOLL__FLEET_NO_MEMORY);
        return 0;
    }
    if (toll__candidate_place(fit->candidate, layout, &fit->placement, fit->ops) != TOLL_OK)
        return 0;
    note_lone_weights(fit, gpus);
    const toll__load *load = &fit->aim->load;
    toll__settle_fit(&fit->placement, fit->ops, load->input_tokens + load->output_tokens, 1, &lone);
    toll__layout_raise(fit, TOLL__FLEET_NO_MEMORY);
    fit->done.fitting += lone.fit != TOLL_FIT_NO;
    return lone.fit != TOLL_FIT_NO;
}

void toll__layout_note_miss(toll__layout_fit *fit, const toll__replica *replica, const toll__replica_point *lone)
{
    double ttft_s, tpot_s;
    toll__fit_work *d = &fit->done;
    if (lone->open.is_stable == 0 || (lone->steady.ttft_s * lone->ttft_factor >= d->missed_ttft_s &&
                                      lone->steady.tpot_s * lone->tpot_factor >= d->missed_tpot_s))
        return;
    toll__replica_times(replica, fit->aim, lone, &ttft_s, &tpot_s);
    d->missed_ttft_s = toll__min(d->missed_ttft_s, ttft_s * lone->ttft_factor);
    d->missed_tpot_s = toll__min(d->missed_tpot_s, tpot_s * lone->tpot_factor);
}
