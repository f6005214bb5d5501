/* SPDX-License-Identifier: Apache-2.0 */
/* Training: operations, step time, memory, a layout that fits, and the whole run. */
#include <toll/train.h>

#include <string.h>

#include "api/convert_hardware.h"
#include "api/convert_model.h"
#include "api/convert_step.h"
#include "api/convert_train.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/range.h"
#include "step/memory.h"
#include "train/train_model.h"
#include "train/train_memory.h"
#include "train/timeline.h"

#define BYTES_MAX 9007199254740992.0 /* 2^53: up to there a double counts bytes exactly */

/* Everything that comes from public structs. */
typedef struct inputs {
    toll__accelerator accelerator;
    toll__model model;
    toll__block_rows rows;
    toll__recipe recipe;
    toll__constants constants;
    toll_train_setup setup;
} inputs;

static toll_status take_trained_model(inputs *in, const toll_model *model, toll_error *err)
{
    toll_status status = toll__take_model(model, &in->rows, &in->model, err);
    if (status != TOLL_OK)
        return status;
    if (in->rows.count < 1)
        return toll__fail_range(err, 0, "n_layers", -1, 1, TOLL__MODEL_ROWS_MAX, 0);
    return TOLL_OK;
}

static toll_status take_inputs(inputs *in, const toll_hw *hw, const toll_model *model, const toll_train_setup *setup,
                               const toll_step_constants *constants, toll_error *err)
{
    toll_status status = toll__take_accelerator(hw, &in->accelerator, err);
    if (status != TOLL_OK)
        return status;
    status = take_trained_model(in, model, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take_setup(setup, &in->setup, &in->recipe, err);
    if (status != TOLL_OK)
        return status;
    return toll__take_constants(constants, &in->constants, err);
}

static toll_status build_train_model(const inputs *in, const toll__train_rates *rates, toll__train_model *trained,
                                     toll_error *err)
{
    toll__block block;
    toll_status status = toll__train_model_start(trained, &in->model, &in->recipe, rates, err);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < in->rows.count; i++) {
        status = toll__take_block(&in->model, &in->rows, i, &block, err);
        if (status != TOLL_OK)
            return status;
        status = toll__train_model_add(trained, &block, (int64_t)i, err);
        if (status != TOLL_OK)
            return status;
    }
    return toll__train_model_end(trained, err);
}

toll_status toll_train_count(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                             uint64_t stride_bytes, const toll_train_setup *setup, toll_train_flops *flops,
                             toll_error *err)
{
    inputs in = {.rows = {layers, n_layers, stride_bytes}};
    toll__train_model trained;
    if (flops == NULL)
        return toll__fail_null(err, "flops");
    toll_status status = take_trained_model(&in, model, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_setup(setup, &in.setup, &in.recipe, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = build_train_model(&in, NULL, &trained, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__operation_counts counts;
    toll__operations_close(&in.recipe, &trained.operations, &counts);
    *flops = (toll_train_flops){trained.operations.projection,
                                trained.operations.head,
                                trained.operations.attention,
                                trained.operations.attention_whole,
                                trained.operations.adapter,
                                counts.model,
                                counts.hardware,
                                toll__shards_trainable(&trained.shards, &in.recipe)};
    return TOLL_OK;
}

/* What a step does, whatever time it takes. */
static void fill_step(const inputs *in, const toll__train_model *trained, const toll__train_rates *rates,
                      toll_train_step *out)
{
    toll__operation_counts counts;
    toll__operations_close(&in->recipe, &trained->operations, &counts);
    memset(out, 0, sizeof *out);
    out->step_tokens = in->recipe.global_sequences * in->recipe.sequence_tokens;
    out->model_flops = counts.model * out->step_tokens;
    out->hardware_flops = counts.hardware * out->step_tokens;
    out->peak_flop_per_s = rates->peak_flop_per_s;
    out->gpus = (int64_t)toll__recipe_gpus(&in->recipe);
    out->microbatches = (int64_t)toll__recipe_microbatches(&in->recipe);
    out->flags = rates->flags | toll__train_model_flags(trained);
    out->flags |= in->accelerator.unverified != 0 ? TOLL_FLAG_UNVERIFIED_FACT : 0;
}

static void fill_train_terms(const toll__micro_batch *t, toll_train_step *out)
{
    double total = toll__micro_batch_total(t);
    uint32_t bound = 0;
    out->compute_s = t->s[TOLL__TERM_COMPUTE];
    out->memory_s = t->s[TOLL__TERM_MEMORY];
    out->recompute_s = t->s[TOLL__TERM_RECOMPUTE];
    out->tensor_s = t->s[TOLL__TERM_TENSOR];
    out->expert_s = t->s[TOLL__TERM_EXPERT];
    out->context_s = t->s[TOLL__TERM_CONTEXT];
    out->pipeline_s = t->s[TOLL__TERM_PIPELINE];
    out->bubble_s = t->s[TOLL__TERM_BUBBLE];
    out->data_s = t->s[TOLL__TERM_DATA];
    out->optimiser_s = t->s[TOLL__TERM_OPTIMISER];
    out->overhead_s = t->s[TOLL__TERM_OVERHEAD];
    out->bubble_frac = out->bubble_s / total;
    for (uint32_t i = 1; i < TOLL__BATCH_TERMS; i++)
        bound = t->s[i] > t->s[bound] ? i : bound;
    out->bound = bound + TOLL_TRAIN_BOUND_COMPUTE;
}

/* Rates follow from the time: a quotient of an exact number and a range. */
static void fill_train_rates(toll_train_step *out)
{
    double seconds = out->peak_flop_per_s * (double)out->gpus;
    out->trained_tokens_per_s = toll__range_divide(toll__range_exact(out->step_tokens), out->time_s);
    out->gpu_flop_per_s = toll__range_divide(toll__range_exact(out->model_flops / (double)out->gpus), out->time_s);
    out->mfu = toll__range_divide(toll__range_exact(out->model_flops / seconds), out->time_s);
    out->hfu = toll__range_divide(toll__range_exact(out->hardware_flops / seconds), out->time_s);
}

static void fill_train_power(const toll__train_rates *rates, double memory_busy_s, toll_train_step *out)
{
    if (!(rates->tdp_w > 0))
        return;
    double busy = out->hfu.mid < 1 ? out->hfu.mid : 1;
    double watts = (double)out->gpus * toll__timeline_power(rates, busy, memory_busy_s / out->time_s.mid);
    out->power_w = toll__range_lognormal(watts, toll__timeline_power_log_sd(rates, out->validity));
    out->known |= TOLL_RESULT_POWER;
}

/* The ideal time is arithmetic, the rest is overhead that nobody has told apart. */
static void estimate_from_mfu(const inputs *in, toll_train_step *out, toll__step_time *time)
{
    double ideal_s = out->model_flops / (out->peak_flop_per_s * (double)out->gpus);
    memset(time, 0, sizeof *time);
    out->time_s = toll__range_divide(toll__range_exact(ideal_s), in->recipe.mfu);
    time->terms.s[TOLL__TERM_COMPUTE] = ideal_s;
    time->terms.s[TOLL__TERM_OVERHEAD] = out->time_s.mid - ideal_s;
    out->flags |= TOLL_TRAIN_FLAG_MFU_GIVEN;
}

static void estimate_from_kernels(const inputs *in, const toll__train_model *trained, const toll__train_rates *rates,
                                  toll_train_step *out, toll__step_time *time)
{
    toll__holding holding;
    toll__shards_hold(&trained->shards, &in->recipe, &in->model, &holding);
    toll__timeline(&in->recipe, rates, &in->model, &trained->layers, &trained->head, &holding, time);
    out->time_s = toll__timeline_range(&in->recipe, rates, toll__micro_batch_total(&time->terms), out->validity);
}

static toll_status estimate_step(const inputs *in, toll_train_step *out, toll_error *err)
{
    toll__train_rates rates;
    toll__train_model trained;
    toll__step_time time;
    int is_given = (in->setup.known & TOLL_TRAIN_MFU) != 0;
    toll_status status = toll__train_rates_set(&in->accelerator, &in->constants, &in->recipe, &rates, err);
    if (status != TOLL_OK)
        return status;
    status = build_train_model(in, is_given ? NULL : &rates, &trained, err);
    if (status != TOLL_OK)
        return status;
    fill_step(in, &trained, &rates, out);
    out->flags |= !is_given && toll__timeline_is_unnamed(&in->recipe) ? TOLL_TRAIN_FLAG_NO_STACK : 0;
    out->validity = toll__timeline_validity(out->flags);
    if (is_given)
        estimate_from_mfu(in, out, &time);
    else
        estimate_from_kernels(in, &trained, &rates, out, &time);
    fill_train_terms(&time.terms, out);
    fill_train_rates(out);
    fill_train_power(&rates, time.memory_busy_s, out);
    return toll__fields_check(out, TOLL_KIND_TRAIN_STEP, -1, err);
}

toll_status toll_train_estimate_step(const toll_hw *hw, const toll_model *model, const toll_model_layer *layers,
                                     uint64_t n_layers, uint64_t stride_bytes, const toll_train_setup *setup,
                                     const toll_step_constants *constants, toll_train_step *step, toll_error *err)
{
    inputs in = {.rows = {layers, n_layers, stride_bytes}};
    toll_train_step full;
    toll_status status = take_inputs(&in, hw, model, setup, constants, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(step, TOLL_KIND_TRAIN_STEP, "step", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = estimate_step(&in, &full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(step, TOLL_KIND_TRAIN_STEP, &full);
    return TOLL_OK;
}

static void fill_train_memory(const inputs *in, const toll__train_model *trained, const toll__holding *h,
                              const toll__train_memory *f, toll_train_memory *out)
{
    memset(out, 0, sizeof *out);
    out->params_total = (int64_t)trained->shards.total;
    out->params_trainable = (int64_t)toll__shards_trainable(&trained->shards, &in->recipe);
    out->params_local = (int64_t)(h->dense + h->expert + h->adapter_dense + h->adapter_expert);
    out->weights_bytes = (int64_t)f->weights_bytes;
    out->gradient_bytes = (int64_t)f->gradient_bytes;
    out->optimiser_bytes = (int64_t)f->optimiser_bytes;
    out->activation_bytes = (int64_t)f->activation_bytes;
    out->runtime_bytes = (int64_t)f->runtime_bytes;
    out->fragmentation_bytes = (int64_t)f->fragmentation_bytes;
    out->needed_bytes = (int64_t)f->needed_bytes;
    out->gpus = (int64_t)toll__recipe_gpus(&in->recipe);
    out->flags = toll__train_model_flags(trained);
    out->flags |= in->accelerator.unverified != 0 ? TOLL_FLAG_UNVERIFIED_FACT : 0;
}

static void judge_memory(const inputs *in, toll_train_memory *out)
{
    double capacity = toll__memory_capacity(&in->accelerator, &in->constants, &out->flags);
    double uncertainty = toll__memory_uncertainty(capacity);
    out->capacity_bytes = (int64_t)capacity;
    out->margin_bytes = out->capacity_bytes - out->needed_bytes;
    out->uncertainty_bytes = (int64_t)uncertainty;
    out->verdict = toll__memory_verdict((double)out->margin_bytes, uncertainty);
    out->flags |= out->verdict == TOLL_FIT_NO ? TOLL_FLAG_NO_FIT : 0;
    out->flags |= out->verdict == TOLL_FIT_MARGINAL ? TOLL_FLAG_MARGINAL_MEMORY : 0;
    out->validity = toll__timeline_validity(out->flags & ~(uint64_t)(TOLL_FLAG_NO_FIT | TOLL_FLAG_MARGINAL_MEMORY));
}

static toll_status estimate_memory(const inputs *in, toll_train_memory *out, toll_error *err)
{
    toll__train_model trained;
    toll__holding holding;
    toll__train_memory memory;
    if ((in->accelerator.known & (TOLL_HW_MEMORY | TOLL_HW_MEMORY_USABLE)) == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_HW, "memory_bytes", -1, "is not known");
    toll_status status = build_train_model(in, NULL, &trained, err);
    if (status != TOLL_OK)
        return status;
    toll__shards_hold(&trained.shards, &in->recipe, &in->model, &holding);
    toll__train_memory_sum(&in->recipe, &holding, toll__activation_peak(&trained.activation, &in->recipe, &in->model),
                           &memory);
    if (!(memory.needed_bytes <= BYTES_MAX) || !(toll__shards_trainable(&trained.shards, &in->recipe) <= BYTES_MAX))
        return toll__fail(err, TOLL_E_OVERFLOW, TOLL_KIND_TRAIN_MEMORY, "needed_bytes", -1, "is beyond 2^53 bytes");
    fill_train_memory(in, &trained, &holding, &memory, out);
    judge_memory(in, out);
    return TOLL_OK;
}

toll_status toll_train_estimate_memory(const toll_hw *hw, const toll_model *model, const toll_model_layer *layers,
                                       uint64_t n_layers, uint64_t stride_bytes, const toll_train_setup *setup,
                                       const toll_step_constants *constants, toll_train_memory *memory, toll_error *err)
{
    inputs in = {.rows = {layers, n_layers, stride_bytes}};
    toll_train_memory full;
    toll_status status = take_inputs(&in, hw, model, setup, constants, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(memory, TOLL_KIND_TRAIN_MEMORY, "memory", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = estimate_memory(&in, &full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(memory, TOLL_KIND_TRAIN_MEMORY, &full);
    return TOLL_OK;
}

/* ---- Layouts ---- */

/* Sets tp, pp and dp; the global batch becomes the next multiple of what one micro-batch of all ranks takes. */
static void set_layout(inputs *in, int64_t tp, int64_t pp, int64_t dp)
{
    toll_train_setup *s = &in->setup;
    int64_t least = dp * s->micro_sequences;
    s->tp = tp;
    s->pp = pp;
    s->dp = dp;
    s->virtual_stages = 1;
    s->global_sequences = (s->global_sequences + least - 1) / least * least;
    toll__recipe_from_public(s, &in->recipe);
}

/* What a search has found so far. */
typedef struct layout_search {
    inputs best;
    toll_train_memory memory;
    int has_any;
} layout_search;

/* A layout that contradicts the model is passed over; any other failure ends the search. */
static toll_status try_train_layout(const inputs *in, int64_t tp, int64_t pp, int64_t dp, layout_search *found,
                                    toll_error *err)
{
    inputs trial = *in;
    toll_train_memory memory;
    set_layout(&trial, tp, pp, dp);
    toll_status status = estimate_memory(&trial, &memory, NULL);
    if (status == TOLL_E_CONFLICT)
        return TOLL_OK;
    if (status != TOLL_OK)
        return estimate_memory(&trial, &memory, err);
    found->best = trial;
    found->memory = memory;
    found->has_any = 1;
    return TOLL_OK;
}

static int has_fit(const layout_search *found)
{
    return found->has_any && found->memory.verdict == TOLL_FIT_YES;
}

/* All splits of these ranks, the least model parallelism first, and of those the least pipeline. */
static toll_status try_ranks(const inputs *in, int64_t ranks, layout_search *found, toll_error *err)
{
    int64_t domain = (in->accelerator.known & TOLL_HW_DOMAIN) != 0 ? in->accelerator.scaleup_gpus : 1;
    for (int64_t split = 1; split <= ranks; split *= 2)
        for (int64_t pp = 1; pp <= split; pp *= 2) {
            if (split / pp > domain || split / pp > 1024 || pp > 1024)
                continue;
            toll_status status = try_train_layout(in, split / pp, pp, ranks / split, found, err);
            if (status != TOLL_OK || has_fit(found))
                return status;
        }
    return TOLL_OK;
}

static toll_status search_train_layouts(const inputs *in, int64_t gpus_max, layout_search *found, toll_error *err)
{
    memset(found, 0, sizeof *found);
    for (int64_t ranks = 1; ranks * in->setup.cp <= gpus_max; ranks *= 2) {
        toll_status status = try_ranks(in, ranks, found, err);
        if (status != TOLL_OK || has_fit(found))
            return status;
    }
    if (found->has_any)
        return TOLL_OK;
    return toll__fail(err, TOLL_E_CONFLICT, 0, "gpus_max", -1, "allows no valid layout for this model, ep and cp");
}

#define GPUS_MAX 1048576

toll_status toll_train_find_layout(const toll_hw *hw, const toll_model *model, const toll_model_layer *layers,
                                   uint64_t n_layers, uint64_t stride_bytes, const toll_train_setup *setup,
                                   const toll_step_constants *constants, uint64_t gpus_max, toll_train_setup *found,
                                   toll_train_memory *memory, toll_error *err)
{
    inputs in = {.rows = {layers, n_layers, stride_bytes}};
    layout_search result;
    toll_status status = take_inputs(&in, hw, model, setup, constants, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (gpus_max < 1 || gpus_max > GPUS_MAX)
        return toll__done(toll__fail_range(err, 0, "gpus_max", -1, 1, GPUS_MAX, (double)gpus_max), err);
    status = toll__expect(found, TOLL_KIND_TRAIN_SETUP, "found", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(memory, TOLL_KIND_TRAIN_MEMORY, "memory", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = search_train_layouts(&in, (int64_t)gpus_max, &result, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(found, TOLL_KIND_TRAIN_SETUP, &result.best.setup);
    toll__give(memory, TOLL_KIND_TRAIN_MEMORY, &result.memory);
    return TOLL_OK;
}

/* ---- A whole run ---- */

static void fill_run_result(const toll_train_step *step, const toll__job *job, const toll__training_run *c,
                            toll_train_result *out)
{
    memset(out, 0, sizeof *out);
    out->known = c->known;
    out->steps = c->steps;
    out->model_flops = c->model_flops;
    out->goodput_frac = c->goodput_frac;
    out->checkpoint_interval_s = c->checkpoint_interval_s;
    out->interruptions = c->interruptions;
    out->days = c->days;
    out->gpu_hours = c->gpu_hours;
    out->energy_kwh = c->energy_kwh;
    out->kgco2e = c->kgco2e;
    out->usd_rental = c->usd_rental;
    out->usd_amortised = c->usd_amortised;
    out->usd_acquisition = c->usd_acquisition;
    out->usd_energy = c->usd_energy;
    out->hours_per_year = job->hours_per_year;
    out->validity = step->validity;
    out->flags = step->flags;
    if ((job->known & (TOLL_JOB_INTERRUPTIONS | TOLL_JOB_GOODPUT)) == 0)
        out->flags |= TOLL_TRAIN_FLAG_NO_FAILURES;
}

toll_status toll_train_estimate(const toll_train_step *step, const toll_train_job *job, toll_train_result *result,
                                toll_error *err)
{
    toll_train_step repeated;
    toll_train_result full;
    toll__run_step run_step;
    toll__job plain;
    toll__training_run run;
    toll_status status = toll__take_run_step(step, &repeated, &run_step, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_job(job, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(result, TOLL_KIND_TRAIN_RESULT, "result", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__job_check(&plain, &run_step, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__training_run_sum(&plain, &run_step, &run, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    fill_run_result(&repeated, &plain, &run, &full);
    status = toll__fields_check(&full, TOLL_KIND_TRAIN_RESULT, -1, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(result, TOLL_KIND_TRAIN_RESULT, &full);
    return TOLL_OK;
}

#define TOKENS_MAX      1e18
#define TOKENS_PER_TTOK 1e12
#define RATE_MAX        1e15
#define COUNT_MAX       1e12
#define HOURS_MAX       1e9
#define JOB_GPUS_MAX    1e9
#define ABOVE_ZERO      1e-9

toll_status toll_train_estimate_gpu_hours(double tokens, double gpu_hours_per_ttok, double *gpu_hours, toll_error *err)
{
    if (gpu_hours == NULL)
        return toll__fail_null(err, "gpu_hours");
    toll_status status = toll__check_range(err, 0, "tokens", -1, 0, TOKENS_MAX, tokens);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__check_range(err, 0, "gpu_hours_per_ttok", -1, 0, RATE_MAX, gpu_hours_per_ttok);
    if (status != TOLL_OK)
        return toll__done(status, err);
    *gpu_hours = tokens / TOKENS_PER_TTOK * gpu_hours_per_ttok;
    return TOLL_OK;
}

toll_status toll_train_estimate_interruptions(double interruptions, double hours, double gpus, double *hours_between,
                                              double *gpu_hours_between, toll_error *err)
{
    if (hours_between == NULL)
        return toll__fail_null(err, "hours_between");
    toll_status status = toll__check_range(err, 0, "interruptions", -1, ABOVE_ZERO, COUNT_MAX, interruptions);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__check_range(err, 0, "hours", -1, ABOVE_ZERO, HOURS_MAX, hours);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__check_range(err, 0, "gpus", -1, 1, JOB_GPUS_MAX, gpus);
    if (status != TOLL_OK)
        return toll__done(status, err);
    *hours_between = hours / interruptions;
    if (gpu_hours_between != NULL)
        *gpu_hours_between = hours / interruptions * gpus;
    return TOLL_OK;
}
