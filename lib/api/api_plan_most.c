/* SPDX-License-Identifier: Apache-2.0 */
/* toll_plan_find_most(): the caps become a number of accelerators for each supply, and plan/most_load.c answers.
 *
 * By hand: 100 kW at the meter, PUE 1.25, hosts at 0.25 of accelerators of 700 W: 700 * 1.25 * 1.25 = 1,094 W each, so 91
 * accelerators. A budget of 200 USD an hour at 2.50 USD pays 80, which is fewer: the budget is the cap. */
#include <toll/plan.h>

#include <math.h>

#include "api/guard.h"
#include "api/plan_outputs.h"
#include "base/fault.h"
#include "plan/most_load.h"
#include "serve/energy.h"

#define GPUS_MOST        1e9 /* as toll_plan_need.gpus_max has it */
#define SECONDS_PER_HOUR 3600.0
#define TOKENS_PER_MTOK  1e6

typedef struct most_walk {
    toll__plan_walk walk;
    toll__plan_work *work;
    toll_plan_most asked;
    double power_factor; /* provisioned at the meter for each watt of TDP */
    uint32_t cap;        /* of the supply looked at last */
} most_walk;

/* ---- The question ---- */

static toll_status check_price(const toll_plan_most *m, toll_error *err)
{
    const int has_price = (m->known & TOLL_PLAN_CAP_PRICE) != 0;
    if (m->goal == TOLL_PLAN_PRICE_FROM && !has_price)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_PLAN_MOST, "usd_per_mtok", -1,
                          "must be given: from which load on do tokens cost so much or less?");
    if (m->goal != TOLL_PLAN_PRICE_FROM && has_price)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_PLAN_MOST, "usd_per_mtok", -1,
                          "is only for the goal TOLL_PLAN_PRICE_FROM");
    return TOLL_OK;
}

static toll_status check_caps(const toll_plan_most *m, const toll_plan_need *need, toll_error *err)
{
    const int is_capped =
        (m->known & (TOLL_PLAN_CAP_BUDGET | TOLL_PLAN_CAP_POWER)) != 0 || (need->known & TOLL_PLAN_GPUS_MAX) != 0;
    const int is_endless =
        m->goal == TOLL_PLAN_MOST_LOAD || (m->goal == TOLL_PLAN_LOWEST_PRICE && need->spare_replicas > 0);
    if (is_endless && !is_capped)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_PLAN_MOST, "usd_per_hour", -1,
                          "or power_w, or gpus_max of the need, must be given: without a cap there is no most");
    return TOLL_OK;
}

static toll_status take_most(const toll_plan_most *most, most_walk *w, toll_error *err)
{
    toll_status status = toll__take(most, TOLL_KIND_PLAN_MOST, "most", &w->asked, err);
    if (status != TOLL_OK)
        return status;
    const int has_host = (w->asked.known & TOLL_PLAN_MOST_HOST) != 0;
    const double host = has_host ? w->asked.host_power_frac : toll__energy_typical_host().mid;
    w->power_factor = (1 + host) * w->asked.pue;
    return check_price(&w->asked, err);
}

/* ---- Caps of a supply ---- */

static void lower_cap(double gpus, uint32_t cap, double *most, uint32_t *which)
{
    if (!(gpus < *most))
        return;
    *most = gpus;
    *which = cap;
}

/* The most n with n * each <= total, rounding included. */
static double how_many(double total, double each)
{
    double n = floor(total / each);
    if ((n + 1) * each <= total)
        return n + 1;
    return n * each > total ? n - 1 : n;
}

/* Accelerators that may be paid for; below 0: not known. */
static double cap_gpus(most_walk *w, const toll__plan_supply *supply)
{
    const toll_plan_need *need = &w->work->need;
    const double tdp_w = w->walk.choice.accelerator.tdp_w, usd = supply->row.usd_per_gpu_hour.mid;
    double most = GPUS_MOST;
    w->cap = TOLL_PLAN_BY_NONE;
    if ((w->asked.known & TOLL_PLAN_CAP_BUDGET) != 0 && usd > 0)
        lower_cap(how_many(w->asked.usd_per_hour, usd), TOLL_PLAN_BY_BUDGET, &most, &w->cap);
    if ((w->asked.known & TOLL_PLAN_CAP_POWER) != 0 && !(tdp_w > 0))
        return -1;
    if ((w->asked.known & TOLL_PLAN_CAP_POWER) != 0)
        lower_cap(how_many(w->asked.power_w, tdp_w * w->power_factor), TOLL_PLAN_BY_POWER, &most, &w->cap);
    if ((need->known & TOLL_PLAN_GPUS_MAX) != 0)
        lower_cap((double)need->gpus_max, TOLL_PLAN_BY_GPUS, &most, &w->cap);
    if ((supply->row.known & TOLL_PLAN_AVAILABLE) != 0)
        lower_cap((double)supply->row.gpus_available, TOLL_PLAN_BY_AVAILABLE, &most, &w->cap);
    return most;
}

/* ---- Options ---- */

static toll__most_rules rules_of(const most_walk *w, const toll__plan_supply *supply, double gpus_most)
{
    const toll_plan_need *need = &w->work->need;
    const double tokens = need->input_tokens + need->output_tokens;
    const int is_load = w->asked.goal == TOLL_PLAN_MOST_LOAD;
    return (toll__most_rules){.layouts = w->work->layouts,
                              .n_layouts = (int)w->work->n_layouts,
                              .goal = (int)w->asked.goal,
                              .unit = supply->unit,
                              .spares = (double)need->spare_replicas,
                              .gpus_most = gpus_most,
                              .usd_per_gpu_hour = supply->row.usd_per_gpu_hour.mid,
                              .usd_per_hour_request =
                                  w->asked.usd_per_mtok / TOKENS_PER_MTOK * tokens * SECONDS_PER_HOUR,
                              .rate_least = is_load ? 0 : toll__max(need->requests_per_s, TOLL__MOST_RATE_MIN),
                              .evaluations_left = toll__plan_walk_left(&w->walk)};
}

static void rank_most(most_walk *w, const toll__plan_supply *supply, const toll__most_found *found)
{
    const toll__ranked option = {.order = found->order,
                                 .usd_per_hour = supply->row.usd_per_gpu_hour.mid * found->paid,
                                 .requests_per_s = found->requests_per_s,
                                 .replica_most_per_s = found->replica_most_per_s,
                                 .gpus = found->gpus,
                                 .paid = found->paid,
                                 .replicas = found->replicas,
                                 .supply = supply->index,
                                 .precision = w->work->precisions[w->walk.precision].index,
                                 .engine = w->work->engines[w->walk.engine].index,
                                 .layout = found->layout,
                                 .cap = w->cap,
                                 .is_unknown_run = w->walk.verdict != TOLL_RUN_YES};
    w->walk.summary.options++;
    w->work->n_ranked = toll__ranking_add(w->work->ranked, w->work->n_ranked, w->work->capacity, &option);
}

/* One supply of the combination under search; it is ready to be placed. */
static void ask_supply(most_walk *w, const toll__plan_supply *supply, toll_status is_ready)
{
    toll__most_found found = {.done = {.missed_ttft_s = HUGE_VAL, .missed_tpot_s = HUGE_VAL}};
    const double gpus_most = cap_gpus(w, supply);
    const toll__most_rules rules = rules_of(w, supply, gpus_most);
    if (is_ready == TOLL_OK && gpus_most >= 0)
        toll__most_find(&w->walk.choice.candidate, &w->work->aim, &rules, w->work->ops, &found);
    toll__plan_walk_note(&w->walk, &found.done, (int)found.is_cut);
    if (found.verdict == TOLL__FLEET_FOUND)
        rank_most(w, supply, &found);
    else if (found.verdict == TOLL__FLEET_TOO_MANY && !found.is_cut)
        toll__plan_walk_too_many(&w->walk, found.fewest_paid);
    else
        toll__plan_walk_reject(&w->walk, &found.done, found.verdict, (int)found.is_cut, 1);
}

static void ask_all(most_walk *w, const toll__plan_sources *from)
{
    toll__plan_walk_start(&w->walk, from, w->work);
    while (toll__plan_walk_next(&w->walk)) {
        const toll_status is_ready = toll__plan_walk_choose(&w->walk);
        for (int64_t i = toll__plan_walk_supply(&w->walk, -1); i >= 0; i = toll__plan_walk_supply(&w->walk, i))
            ask_supply(w, &w->work->supplies[i], is_ready);
    }
}

/* ---- The answer ---- */

static void fill_reach(const most_walk *w, const toll__ranked *kept, toll_plan_reach *reach)
{
    const toll_plan_supply *row = &toll__plan_find_supply(w->work, kept->supply)->row;
    toll_hw hw;
    toll__accelerator accelerator;
    *reach = (toll_plan_reach){
        .requests_per_s = kept->requests_per_s, .replica_requests_per_s = kept->replica_most_per_s, .cap = kept->cap};
    if (toll__plan_hw(w->walk.from, row, &hw, &accelerator, NULL) != TOLL_OK || !(accelerator.tdp_w > 0))
        return;
    reach->known = TOLL_PLAN_REACH_POWER;
    reach->provisioned_w = kept->paid * accelerator.tdp_w * w->power_factor;
}

static void give_reaches(const most_walk *w, toll_plan_reach *reaches)
{
    for (uint64_t i = 0; reaches != NULL && i < w->work->n_ranked; i++)
        fill_reach(w, &w->work->ranked[i], &reaches[i]);
}

static toll_status start_most(most_walk *w, const toll__plan_sources *from, const toll_plan_most *most,
                              const toll__plan_outputs *out, void *work, uint64_t work_size, toll_error *err)
{
    toll_status status = toll__plan_outputs_check(out, err);
    if (status != TOLL_OK)
        return status;
    status = toll__plan_inputs_take(from, work, work_size, &w->work, err);
    if (status != TOLL_OK)
        return status;
    status = take_most(most, w, err);
    return status != TOLL_OK ? status : check_caps(&w->asked, &w->work->need, err);
}

toll_status toll_plan_find_most(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                                uint64_t layer_stride_bytes, const toll_plan_need *need, const toll_plan_most *most,
                                const toll_plan_supply *supplies, uint64_t n_supplies, uint64_t supply_stride_bytes,
                                const toll_hw *own_hw, uint64_t n_own_hw, uint64_t hw_stride_bytes,
                                toll_plan_option *options, uint64_t capacity, uint64_t option_stride_bytes,
                                toll_plan_reach *reaches, uint64_t *n_options, toll_plan_summary *summary, void *work,
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
                                     .capacity = capacity,
                                     .is_rate_asked = 1};
    const toll__plan_outputs out = {options, capacity, option_stride_bytes, n_options, summary};
    most_walk w;
    toll_status status = start_most(&w, &from, most, &out, work, work_size, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    ask_all(&w, &from);
    toll__plan_outputs_give(&w.walk, &out);
    give_reaches(&w, reaches);
    return TOLL_OK;
}
