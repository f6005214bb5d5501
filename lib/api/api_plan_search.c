/* SPDX-License-Identifier: Apache-2.0 */
/* toll_plan_search(): every supply, engine and number format that the need allows, in turn.
 *
 * What a combination needs of accelerators does not depend on its price, so supplies that differ in price alone are
 * searched once. For each combination plan/fleet_size.c finds the best layout; the price makes it an option, and the
 * cheapest options are computed anew with all their figures. */
#include <toll/plan.h>

#include <math.h>

#include "api/guard.h"
#include "api/plan_outputs.h"
#include "base/fault.h"

uint64_t toll_plan_search_size(uint64_t n_layers, uint64_t n_supplies, uint64_t capacity)
{
    if (n_layers < 1 || n_layers > TOLL__MODEL_ROWS_MAX || n_supplies < 1 || n_supplies > TOLL__PLAN_ROWS_MAX ||
        capacity > TOLL__PLAN_CAPACITY_MAX)
        return 0;
    return toll__plan_work_size(n_layers, n_supplies, capacity);
}

/* One search under way. */
typedef struct plan_search {
    toll__plan_walk walk;
    toll__plan_work *work;
} plan_search;

static int is_too_many(const plan_search *s, const toll__plan_supply *supply, double paid)
{
    const toll_plan_need *need = &s->work->need;
    if ((need->known & TOLL_PLAN_GPUS_MAX) != 0 && paid > (double)need->gpus_max)
        return 1;
    return (supply->row.known & TOLL_PLAN_AVAILABLE) != 0 && paid > (double)supply->row.gpus_available;
}

/* One combination as an option, if its supply has the accelerators. */
static void rank_option(plan_search *s, const toll__plan_supply *supply, const toll__ranked *like)
{
    toll__ranked option = *like;
    if (is_too_many(s, supply, like->paid)) {
        toll__plan_walk_too_many(&s->walk, like->paid);
        return;
    }
    option.supply = supply->index;
    option.order = option.usd_per_hour = supply->row.usd_per_gpu_hour.mid * like->paid;
    s->walk.summary.options++;
    s->work->n_ranked = toll__ranking_add(s->work->ranked, s->work->n_ranked, s->work->capacity, &option);
}

static void find_fleet(plan_search *s, toll__fleet_size *size)
{
    const toll__fleet_rules rules = {.layouts = s->work->layouts,
                                     .n_layouts = (int)s->work->n_layouts,
                                     .unit = s->work->supplies[s->walk.first].unit,
                                     .spares = (double)s->work->need.spare_replicas,
                                     .evaluations_left = toll__plan_walk_left(&s->walk)};
    *size = (toll__fleet_size){.done = {.missed_ttft_s = HUGE_VAL, .missed_tpot_s = HUGE_VAL}};
    if (toll__plan_walk_choose(&s->walk) == TOLL_OK)
        toll__fleet_find(&s->walk.choice.candidate, &s->work->aim, &rules, s->work->ops, size);
    toll__plan_walk_note(&s->walk, &size->done, (int)size->is_cut);
}

static void search_combination(plan_search *s)
{
    toll__fleet_size size;
    const toll__plan_walk *walk = &s->walk;
    find_fleet(s, &size);
    if (size.verdict != TOLL__FLEET_FOUND) {
        toll__plan_walk_reject(&s->walk, &size.done, size.verdict, (int)size.is_cut, walk->priced);
        return;
    }
    const toll__ranked like = {.requests_per_s = s->work->need.requests_per_s,
                               .gpus = size.gpus,
                               .paid = size.paid,
                               .replicas = size.replicas,
                               .precision = s->work->precisions[walk->precision].index,
                               .engine = s->work->engines[walk->engine].index,
                               .layout = size.layout,
                               .is_unknown_run = walk->verdict != TOLL_RUN_YES};
    for (int64_t i = toll__plan_walk_supply(walk, -1); i >= 0; i = toll__plan_walk_supply(walk, i))
        rank_option(s, &s->work->supplies[i], &like);
}

toll_status toll_plan_search(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                             uint64_t layer_stride_bytes, const toll_plan_need *need, const toll_plan_supply *supplies,
                             uint64_t n_supplies, uint64_t supply_stride_bytes, const toll_hw *own_hw,
                             uint64_t n_own_hw, uint64_t hw_stride_bytes, toll_plan_option *options, uint64_t capacity,
                             uint64_t option_stride_bytes, uint64_t *n_options, toll_plan_summary *summary, void *work,
                             uint64_t work_size, toll_error *err)
{
    const toll__plan_sources from = {.model = model,
                                     .rows = {layers, n_layers, layer_stride_bytes},
                                     .need = need,
                                     .supplies = supplies,
                                     .n_supplies = n_supplies,
                                     .supply_stride = supply_stride_bytes,
                                     .own_hw = own_hw,
                                     .n_own_hw = n_own_hw,
                                     .hw_stride = hw_stride_bytes,
                                     .capacity = capacity};
    const toll__plan_outputs out = {options, capacity, option_stride_bytes, n_options, summary};
    plan_search s;
    toll_status status = toll__plan_outputs_check(&out, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__plan_inputs_take(&from, work, work_size, &s.work, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__plan_walk_start(&s.walk, &from, s.work);
    while (toll__plan_walk_next(&s.walk))
        search_combination(&s);
    toll__plan_outputs_give(&s.walk, &out);
    return TOLL_OK;
}
