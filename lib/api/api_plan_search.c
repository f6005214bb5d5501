/* SPDX-License-Identifier: Apache-2.0 */
/* toll_plan_search(): every supply, engine and number format that the need allows, in turn.
 *
 * What a combination needs of accelerators does not depend on its price, so supplies that differ in price alone are
 * searched once. For each combination plan/fleet_size.c finds the best layout; the price makes it an option, and the
 * cheapest options are computed anew with all their figures. */
#include <toll/plan.h>

#include <math.h>
#include <string.h>

#include "api/guard.h"
#include "api/plan_inputs.h"
#include "api/plan_options.h"
#include "base/fault.h"
#include "base/saturating.h"
#include "catalog/runs.h"

uint64_t toll_plan_search_size(uint64_t n_layers, uint64_t n_supplies, uint64_t capacity)
{
    if (n_layers < 1 || n_layers > TOLL__MODEL_ROWS_MAX || n_supplies < 1 || n_supplies > TOLL__PLAN_ROWS_MAX ||
        capacity > TOLL__PLAN_CAPACITY_MAX)
        return 0;
    return toll__plan_work_size(n_layers, n_supplies, capacity);
}

/* One search under way. */
typedef struct plan_search {
    const toll__plan_sources *from;
    toll__plan_work *work;
    toll_plan_summary summary;
    toll__plan_choice choice;
    toll__run_rows run_rows; /* of the engine and the accelerators under search */
    uint64_t first;          /* of the supplies that share these accelerators */
    int64_t sharers, priced; /* how many, and those with a price */
} plan_search;

static int differ_in_price_alone(const toll__plan_supply *a, const toll__plan_supply *b)
{
    return a->row.hw == b->row.hw && (a->row.flags & TOLL_PLAN_OWN_HW) == (b->row.flags & TOLL_PLAN_OWN_HW) &&
           a->unit == b->unit && a->row.internode_bytes_per_s == b->row.internode_bytes_per_s;
}

/* Supplies from the first one on that share its search. */
static void count_sharers(plan_search *s)
{
    s->sharers = s->priced = 0;
    for (uint64_t i = s->first; i < s->work->n_supplies; i++) {
        toll__plan_supply *supply = &s->work->supplies[i];
        if (!differ_in_price_alone(supply, &s->work->supplies[s->first]))
            continue;
        supply->is_done = 1;
        s->sharers++;
        s->priced += (supply->row.known & TOLL_PLAN_PRICE) != 0;
    }
}

static toll__run_key run_key(const plan_search *s, const toll__plan_engine *engine, const char *format)
{
    return (toll__run_key){engine->full.id, s->choice.hw.vendor, s->choice.hw.arch, format};
}

/* TOLL_RUN_* of an engine on the accelerator, in any format (NULL) or in this one. */
static uint32_t ask_run(const plan_search *s, const toll__plan_engine *engine, const char *format)
{
    toll__run_fact fact;
    const toll__run_key key = run_key(s, engine, format);
    return toll__runs_find_among(&s->run_rows, &key, &fact) ? fact.verdict : TOLL_RUN_UNKNOWN;
}

/* No before unknown before yes, as toll_catalog_check_run() has it. */
static uint32_t join_verdicts(uint32_t hardware, uint32_t format)
{
    if (hardware == TOLL_RUN_NO || format == TOLL_RUN_NO)
        return TOLL_RUN_NO;
    return hardware == TOLL_RUN_YES ? format : hardware;
}

static void note_least(double value, uint64_t bit, double *least, uint64_t *known)
{
    if (!(value < HUGE_VAL) || ((*known & bit) != 0 && *least <= value))
        return;
    *known |= bit;
    *least = value;
}

static void note_missed_gpus(toll_plan_summary *summary, double paid)
{
    double least = (double)summary->missed_gpus;
    note_least(paid, TOLL_PLAN_MISSED_GPUS, &least, &summary->known);
    summary->missed_gpus = toll__saturating_int64(least);
}

static int is_too_many(const plan_search *s, const toll__plan_supply *supply, double paid)
{
    const toll_plan_need *need = &s->work->need;
    if ((need->known & TOLL_PLAN_GPUS_MAX) != 0 && paid > (double)need->gpus_max)
        return 1;
    return (supply->row.known & TOLL_PLAN_AVAILABLE) != 0 && paid > (double)supply->row.gpus_available;
}

/* One combination as an option, if its supply has the accelerators. */
static void rank_option(plan_search *s, const toll__plan_supply *supply, const toll__fleet_size *size,
                        const toll__ranked *like)
{
    toll__ranked option = *like;
    if (is_too_many(s, supply, size->paid)) {
        s->summary.too_many_gpus++;
        note_missed_gpus(&s->summary, size->paid);
        return;
    }
    option.supply = supply->index;
    option.usd_per_hour = supply->row.usd_per_gpu_hour.mid * size->paid;
    s->summary.options++;
    s->work->n_ranked = toll__ranking_add(s->work->ranked, s->work->n_ranked, s->work->capacity, &option);
}

static void rank_sharers(plan_search *s, const toll__fleet_size *size, const toll__ranked *like)
{
    for (uint64_t i = s->first; i < s->work->n_supplies; i++) {
        const toll__plan_supply *supply = &s->work->supplies[i];
        if (differ_in_price_alone(supply, &s->work->supplies[s->first]) && (supply->row.known & TOLL_PLAN_PRICE) != 0)
            rank_option(s, supply, size, like);
    }
}

/* The count that tells why a combination has no option. */
static int64_t *reason_count(toll_plan_summary *summary, const toll__fleet_size *size)
{
    if (size->is_cut)
        return &summary->not_evaluated;
    switch (size->verdict) {
    case TOLL__FLEET_NO_MEMORY:
        return &summary->no_memory;
    case TOLL__FLEET_REFUSED:
        return &summary->refused;
    case TOLL__FLEET_TOO_SLOW:
        return &summary->too_slow;
    default:
        return &summary->no_layout;
    }
}

static void note_work(toll_plan_summary *summary, const toll__fleet_size *size)
{
    summary->layouts += size->layouts;
    summary->layouts_fit += size->fitting;
    summary->evaluations += size->evaluations;
    summary->exact += size->exact;
    summary->flags |= size->is_cut ? TOLL_PLAN_BUDGET_SPENT : 0;
}

static int64_t evaluations_left(const plan_search *s)
{
    int64_t most = s->work->need.evaluations_max;
    return most == 0 ? INT64_MAX : most - s->summary.evaluations;
}

static void find_fleet(plan_search *s, const toll__plan_engine *engine, const toll__plan_precision *precision,
                       toll__fleet_size *size)
{
    const toll__plan_supply *supply = &s->work->supplies[s->first];
    const toll__fleet_rules rules = {.layouts = s->work->layouts,
                                     .n_layouts = (int)s->work->n_layouts,
                                     .unit = supply->unit,
                                     .spares = (double)s->work->need.spare_replicas,
                                     .evaluations_left = evaluations_left(s)};
    *size = (toll__fleet_size){.missed_ttft_s = HUGE_VAL, .missed_tpot_s = HUGE_VAL};
    if (toll__plan_choose(s->work, &supply->row, engine, precision, &s->choice) == TOLL_OK)
        toll__fleet_find(&s->choice.candidate, &s->work->aim, &rules, s->work->ops, size);
    note_work(&s->summary, size);
}

static void search_combination(plan_search *s, const toll__plan_engine *engine, const toll__plan_precision *precision,
                               uint32_t verdict)
{
    toll__fleet_size size;
    find_fleet(s, engine, precision, &size);
    if (size.verdict != TOLL__FLEET_FOUND) {
        *reason_count(&s->summary, &size) += s->priced;
        note_least(size.missed_ttft_s, TOLL_PLAN_MISSED_TTFT, &s->summary.missed_ttft_s, &s->summary.known);
        note_least(size.missed_tpot_s, TOLL_PLAN_MISSED_TPOT, &s->summary.missed_tpot_s, &s->summary.known);
        return;
    }
    const toll__ranked like = {.gpus = size.gpus,
                               .paid = size.paid,
                               .replicas = size.replicas,
                               .precision = precision->index,
                               .engine = engine->index,
                               .layout = size.layout,
                               .is_unknown_run = verdict != TOLL_RUN_YES};
    rank_sharers(s, &size, &like);
}

/* One engine and format on the accelerators under search; supplies without a price are counted as such alone. */
static void consider(plan_search *s, const toll__plan_engine *engine, uint32_t hardware,
                     const toll__plan_precision *precision)
{
    uint32_t verdict = hardware;
    if (hardware != TOLL_RUN_NO)
        verdict = join_verdicts(hardware, ask_run(s, engine, precision->full.id));
    if (verdict == TOLL_RUN_NO) {
        s->summary.cannot_run += s->priced;
        return;
    }
    if (verdict == TOLL_RUN_UNKNOWN && (s->work->need.choices & TOLL_PLAN_TRY_UNKNOWN) == 0) {
        s->summary.unknown_run += s->priced;
        return;
    }
    search_combination(s, engine, precision, verdict);
}

/* All engines and formats on the accelerators of one supply, for all that share them. */
static void search_accelerators(plan_search *s)
{
    const toll__plan_work *w = s->work;
    int64_t each = (int64_t)(w->n_engines * w->n_precisions);
    s->summary.combinations += each * s->sharers;
    s->summary.no_price += each * (s->sharers - s->priced);
    if (s->priced == 0)
        return;
    if (toll__plan_hw(s->from, &w->supplies[s->first].row, &s->choice.hw, &s->choice.accelerator, NULL) != TOLL_OK)
        return; /* never: it has been taken before */
    for (uint64_t e = 0; e < w->n_engines; e++) {
        const toll__run_key key = run_key(s, &w->engines[e], NULL);
        toll__runs_narrow(&key, &s->run_rows);
        uint32_t hardware = ask_run(s, &w->engines[e], NULL);
        for (uint64_t p = 0; p < w->n_precisions; p++)
            consider(s, &w->engines[e], hardware, &w->precisions[p]);
    }
}

static void search_all(plan_search *s)
{
    memset(&s->summary, 0, sizeof s->summary);
    for (s->first = 0; s->first < s->work->n_supplies; s->first++) {
        if (s->work->supplies[s->first].is_done)
            continue;
        count_sharers(s);
        search_accelerators(s);
    }
}

/* Where the answer goes. */
typedef struct plan_outputs {
    toll_plan_option *options;
    uint64_t capacity, stride;
    uint64_t *n_options;
    toll_plan_summary *summary;
} plan_outputs;

static toll_status check_outputs(const plan_outputs *out, toll_error *err)
{
    toll_status status = toll__plan_take_rows(out->options, out->capacity, out->stride, TOLL_KIND_PLAN_OPTION,
                                              "options", "option_stride_bytes", err);
    if (status != TOLL_OK)
        return status;
    if (out->n_options == NULL)
        return toll__fail_null(err, "n_options");
    return toll__expect(out->summary, TOLL_KIND_PLAN_SUMMARY, "summary", err);
}

static void give_options(plan_search *s, const plan_outputs *out)
{
    for (uint64_t i = 0; i < s->work->n_ranked; i++) {
        toll_plan_option option;
        toll__plan_option_fill(s->from, s->work, &s->work->ranked[i], &option);
        memcpy((unsigned char *)out->options + i * out->stride, &option,
               out->stride < sizeof option ? (size_t)out->stride : sizeof option);
    }
    *out->n_options = s->work->n_ranked;
    toll__give(out->summary, TOLL_KIND_PLAN_SUMMARY, &s->summary);
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
    const plan_outputs out = {options, capacity, option_stride_bytes, n_options, summary};
    plan_search s = {.from = &from};
    toll_status status = check_outputs(&out, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__plan_inputs_take(&from, work, work_size, &s.work, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    search_all(&s);
    give_options(&s, &out);
    return TOLL_OK;
}
