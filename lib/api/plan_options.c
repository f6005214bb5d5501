/* SPDX-License-Identifier: Apache-2.0 */
/* A kept option with its figures: its layout is placed again, under its share of the load. */
#include "api/plan_options.h"

#include <math.h>
#include <string.h>

#include "api/catalog_constants.h"
#include "api/catalog_run.h"
#include "base/extrema.h"
#include "base/range.h"
#include "base/saturating.h"
#include "step/clock.h"
#include "step/memory.h"
#include "step/power.h"

#define TOKENS_PER_MTOK  1e6
#define SECONDS_PER_HOUR 3600.0
#define CAPACITY_ERROR   1e-4 /* of a replica's highest load */

toll_status toll__plan_choose(const toll__plan_work *work, const toll_plan_supply *row, const toll__plan_engine *engine,
                              const toll__plan_precision *precision, toll__plan_choice *choice)
{
    toll_step_constants constants;
    toll__catalog_constants(&choice->hw, &precision->full, &engine->full, &constants);
    choice->candidate = (toll__candidate){.accelerator = &choice->accelerator,
                                          .model = &work->model,
                                          .blocks = work->blocks,
                                          .n_blocks = work->n_blocks,
                                          .precision = &precision->plain,
                                          .engine = &engine->plain,
                                          .constants = &choice->constants,
                                          .internode_bytes_per_s = row->internode_bytes_per_s};
    toll__run_shard_rules(precision->full.id, engine->full.id, &choice->candidate.shards);
    return toll__take_constants(&constants, &choice->constants, NULL);
}

static const toll__plan_engine *find_engine_row(const toll__plan_work *w, int64_t index)
{
    uint64_t i = 0;
    while (i + 1 < w->n_engines && w->engines[i].index != index)
        i++;
    return &w->engines[i];
}

static const toll__plan_precision *find_precision_row(const toll__plan_work *w, int64_t index)
{
    uint64_t i = 0;
    while (i + 1 < w->n_precisions && w->precisions[i].index != index)
        i++;
    return &w->precisions[i];
}

const toll__plan_supply *toll__plan_find_supply(const toll__plan_work *w, int64_t index)
{
    uint64_t i = 0;
    while (i + 1 < w->n_supplies && w->supplies[i].index != index)
        i++;
    return &w->supplies[i];
}

static void fill_layout(const toll__plan_work *w, const toll__ranked *kept, const toll_plan_supply *row,
                        toll_plan_option *out)
{
    const toll__parallel *layout = &w->layouts[kept->layout];
    memset(out, 0, sizeof *out);
    out->supply = kept->supply;
    out->hw = row->hw;
    out->precision = kept->precision;
    out->engine = kept->engine;
    out->tp = (int64_t)layout->tp;
    out->pp = (int64_t)layout->pp;
    out->ep = (int64_t)layout->ep;
    out->dp = (int64_t)layout->dp;
    out->replicas = toll__saturating_int64(kept->replicas + (double)w->need.spare_replicas);
    out->gpus = toll__saturating_int64(kept->gpus);
    out->gpus_paid = toll__saturating_int64(kept->paid);
    out->notes |= kept->paid > kept->gpus ? TOLL_PLAN_WHOLE_UNITS : 0;
    out->notes |= kept->is_unknown_run ? TOLL_PLAN_UNKNOWN_RUN : 0;
}

static void fill_money(const toll__plan_work *w, const toll__ranked *kept, const toll_plan_supply *row,
                       toll_plan_option *out)
{
    const toll_plan_need *n = &w->need;
    double output_per_hour = kept->requests_per_s * n->output_tokens * SECONDS_PER_HOUR;
    double all_per_hour = kept->requests_per_s * (n->input_tokens + n->output_tokens) * SECONDS_PER_HOUR;
    out->usd_per_hour = toll__range_scale(row->usd_per_gpu_hour, kept->paid);
    out->usd_per_mtok = toll__range_scale(out->usd_per_hour, TOKENS_PER_MTOK / all_per_hour);
    out->usd_per_mtok_output = toll__range_scale(out->usd_per_hour, TOKENS_PER_MTOK / output_per_hour);
}

static void fill_power(const toll__replica *replica, const toll__replica_point *point, const toll__ranked *kept,
                       toll_plan_option *out)
{
    if (!(replica->placement->tdp_w > 0))
        return;
    out->known |= TOLL_PLAN_POWER | TOLL_PLAN_ENERGY;
    toll_range one = toll__power_range(replica->placement, out->validity, point->steady.power_w);
    out->power_w = toll__range_scale(one, kept->replicas);
    out->request_j = toll__range_scale(out->power_w, 1 / kept->requests_per_s);
}

static void fill_memory(const toll__replica *replica, const toll__load *load, toll_plan_option *out)
{
    toll__memory memory;
    toll__memory_measure(replica->placement, replica->ops, replica->placement->dp,
                         load->input_tokens + load->output_tokens, &memory);
    out->margin_bytes = toll__saturating_int64(memory.margin_bytes);
    out->fit = memory.verdict;
}

static void fill_times(const toll__plan_work *w, const toll__replica *replica, const toll__replica_point *point,
                       toll_plan_option *out)
{
    const toll__placement *p = replica->placement;
    double ttft_s, tpot_s;
    toll__replica_times(replica, &w->aim, point, &ttft_s, &tpot_s);
    out->flags = point->steady.flags;
    out->validity = toll__clock_validity(out->flags);
    out->replica_requests_per_s = point->load.requests_per_s;
    out->saturation_requests_per_s =
        toll__clock_range(p, TOLL__METRIC_THROUGHPUT, out->validity, point->open.saturation_per_s);
    out->utilisation_frac =
        toll__range_divide(toll__range_exact(point->load.requests_per_s), out->saturation_requests_per_s);
    out->notes |= point->load.requests_per_s < out->saturation_requests_per_s.low ? 0 : TOLL_PLAN_NEAR_SATURATION;
    out->ttft_s = toll__clock_range(p, TOLL__METRIC_TTFT, out->validity, ttft_s);
    out->tpot_s = toll__clock_range(p, TOLL__METRIC_STEP, out->validity, tpot_s);
    out->running_sequences = point->steady.running;
    out->slots = point->open.slots;
    out->probability = toll__replica_chance(replica, &w->aim, point, ttft_s, tpot_s);
}

static int keeps_at(toll__replica *replica, const toll__aim *aim, double rate_per_s)
{
    toll__replica_point point;
    toll__replica_at(replica, aim, rate_per_s, &point);
    return toll__replica_keeps(replica, aim, &point);
}

/* The highest load of the replica: between its share, which keeps the limits, and its saturation. Every time grows with
 * the rate, so halving finds it; the side that keeps is told. */
static void fill_capacity(const toll__plan_work *w, toll__replica *replica, const toll__replica_point *point,
                          toll_plan_option *out)
{
    double keeping = point->load.requests_per_s, missing = toll__max(point->open.saturation_per_s, keeping);
    while (missing > keeping * (1 + CAPACITY_ERROR)) {
        const double middle = keeping + (missing - keeping) / 2;
        if (keeps_at(replica, &w->aim, middle))
            keeping = middle;
        else
            missing = middle;
    }
    out->known |= TOLL_PLAN_REPLICA_MAX;
    out->replica_requests_per_s_max = keeping;
}

void toll__plan_option_fill(const toll__plan_sources *from, toll__plan_work *work, const toll__ranked *kept,
                            toll_plan_option *option)
{
    const toll_plan_supply *row = &toll__plan_find_supply(work, kept->supply)->row;
    toll__plan_choice choice;
    toll__placement placement;
    toll__replica replica = {.placement = &placement, .ops = work->ops};
    toll__replica_point point;
    fill_layout(work, kept, row, option);
    if (toll__plan_hw(from, row, &choice.hw, &choice.accelerator, NULL) != TOLL_OK ||
        toll__plan_choose(work, row, find_engine_row(work, kept->engine), find_precision_row(work, kept->precision),
                          &choice) != TOLL_OK ||
        toll__candidate_place(&choice.candidate, &work->layouts[kept->layout], &placement, work->ops) != TOLL_OK)
        return; /* never: the search has placed it */
    toll__replica_at(&replica, &work->aim, kept->requests_per_s / kept->replicas, &point);
    fill_times(work, &replica, &point, option);
    fill_money(work, kept, row, option);
    fill_power(&replica, &point, kept, option);
    fill_memory(&replica, &point.load, option);
    if ((work->need.choices & TOLL_PLAN_CAPACITY) != 0)
        fill_capacity(work, &replica, &point, option);
}
