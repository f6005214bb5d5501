/* SPDX-License-Identifier: Apache-2.0 */
/* Resolving a deployment; time, power and memory of one step; steps in columns. */
#include <toll/step.h>

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "api/convert_model.h"
#include "api/convert_step.h"
#include "api/fields.h"
#include "api/guard.h"
#include "api/number_columns.h"
#include "api/step_inputs.h"
#include "base/fault.h"
#include "base/range.h"
#include "step/clock.h"
#include "step/memory.h"
#include "step/power.h"
#include "step/resolved_deployment.h"

uint64_t toll_step_size(uint64_t n_layers)
{
    return n_layers > TOLL__MODEL_ROWS_MAX ? 0 : toll__deployment_size(n_layers);
}

toll_status toll_step_resolve(const toll_hw *hw, const toll_model *model, const toll_model_layer *layers,
                              uint64_t n_layers, uint64_t stride_bytes, const toll_model_precision *precision,
                              const toll_step_layout *layout, const toll_step_engine *engine,
                              const toll_step_constants *constants, void *deployment, uint64_t deployment_size,
                              toll_error *err)
{
    toll__inputs in;
    toll__block_rows rows = {layers, n_layers, stride_bytes};
    toll_status status = toll__inputs_check(deployment, deployment_size, n_layers, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__inputs_take(&(toll__sources){hw, model, precision, layout, engine, constants}, &rows, &in, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    return toll__done(toll__inputs_build(&in, &rows, deployment, err), err);
}

static void fill_step_power(const toll__placement *placement, const toll__step_terms *terms, toll_step_result *out)
{
    if (!(placement->tdp_w > 0))
        return;
    double watts = toll__power_step(placement, terms);
    out->known |= TOLL_RESULT_POWER;
    out->power_w = toll__power_range(placement, out->validity, watts);
    out->energy_j = toll__clock_range(placement, TOLL__METRIC_STEP_J, out->validity, watts * out->time_s.mid);
}

static void fill_step_result(const toll__placement *placement, const toll__batch *batch, const toll__step_terms *terms,
                             toll_step_result *out)
{
    memset(out, 0, sizeof *out);
    out->struct_size = sizeof *out;
    out->struct_kind = TOLL_KIND_STEP_RESULT;
    out->flags = toll__clock_flags(placement, batch);
    out->validity = toll__clock_validity(out->flags);
    out->time_s = toll__clock_range(placement, TOLL__METRIC_STEP, out->validity, toll__clock_total(terms));
    out->weights_s = terms->weights_s;
    out->kv_s = terms->kv_s;
    out->compute_s = terms->compute_s;
    out->link_s = terms->link_s;
    out->overhead_s = terms->overhead_s;
    out->bound = toll__clock_bound(terms);
    fill_step_power(placement, terms, out);
}

toll_status toll_step_estimate(const void *deployment, uint64_t deployment_size, const toll_step_batch *batch,
                               toll_step_result *result, toll_error *err)
{
    const int in_place = toll__in_place(result, TOLL_KIND_STEP_RESULT, sizeof *result);
    const toll__deployment *d = NULL;
    toll__batch plain;
    toll_status status = toll__deployment_open(deployment, deployment_size, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_batch(batch, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = in_place ? TOLL_OK : toll__expect(result, TOLL_KIND_STEP_RESULT, "result", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__step_terms terms;
    toll_step_result full;
    toll__clock_step(&d->placement, toll__deployment_read_ops(d), &plain, &terms);
    fill_step_result(&d->placement, &plain, &terms, in_place ? result : &full);
    if (!in_place)
        toll__give(result, TOLL_KIND_STEP_RESULT, &full);
    return TOLL_OK;
}

static toll_status open_step_columns(toll__number_columns *columns, const double *time_s, const void *deployment,
                                     uint64_t size, const toll__deployment **d, toll_error *err)
{
    toll_status status = toll__number_columns_check(columns, err);
    if (status != TOLL_OK)
        return status;
    if (columns->count > 0 && time_s == NULL)
        return toll__fail_null(err, "time_s");
    status = toll__take_count(columns->count, err);
    if (status != TOLL_OK)
        return status;
    toll__number_columns_open(columns, TOLL_KIND_STEP_BATCH);
    return toll__deployment_open(deployment, size, d, err);
}

static toll_status estimate_step_row(const toll__deployment *d, const toll__number_columns *in, uint64_t i,
                                     double *time_s, toll_error *err)
{
    toll__step_terms terms;
    *time_s = 0;
    toll_status status = toll__number_columns_check_row(in, i, err);
    if (status != TOLL_OK)
        return status;
    toll__batch batch = {.decode_sequences = toll__number_columns_at(in, 0, i),
                         .decode_context_tokens = toll__number_columns_at(in, 1, i),
                         .prefill_tokens = toll__number_columns_at(in, 2, i)};
    status = toll__check_batch(&batch, (int64_t)i, err);
    if (status != TOLL_OK)
        return status;
    toll__clock_step(&d->placement, toll__deployment_read_ops(d), &batch, &terms);
    *time_s = toll__clock_total(&terms);
    return TOLL_OK;
}

toll_status toll_step_estimate_columns(const void *deployment, uint64_t deployment_size, const double *decode_sequences,
                                       const double *decode_context_tokens, const double *prefill_tokens,
                                       uint64_t count, double *time_s, int32_t *statuses, toll_error *err)
{
    const toll__deployment *d = NULL;
    toll__number_columns in = {.column = {{.name = "decode_sequences",
                                           .values = decode_sequences,
                                           .offset = offsetof(toll_step_batch, decode_sequences)},
                                          {.name = "decode_context_tokens",
                                           .values = decode_context_tokens,
                                           .offset = offsetof(toll_step_batch, decode_context_tokens)},
                                          {.name = "prefill_tokens",
                                           .values = prefill_tokens,
                                           .offset = offsetof(toll_step_batch, prefill_tokens),
                                           .is_optional = 1}},
                               .count = count,
                               .statuses = statuses,
                               .err = err};
    toll_status status = open_step_columns(&in, time_s, deployment, deployment_size, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    for (uint64_t i = 0; i < count; i++)
        toll__number_columns_close(&in, i, estimate_step_row(d, &in, i, &time_s[i], toll__number_columns_error(&in)));
    return in.first;
}

/* INT64_MAX rounds up to 2^63 as a double, so the bound is exclusive. */
#define INT64_LIMIT 9223372036854775808.0

static int64_t to_int64(double value, int *is_overflow)
{
    if (value < INT64_LIMIT && value > -INT64_LIMIT)
        return (int64_t)value;
    *is_overflow = 1;
    return 0;
}

static toll_status fill_step_memory(const toll__placement *placement, const toll__memory *memory,
                                    int64_t context_tokens, toll_step_memory *out, toll_error *err)
{
    int over = 0;
    memset(out, 0, sizeof *out);
    out->weights_bytes = to_int64(memory->weights_bytes, &over);
    out->kv_bytes = to_int64(memory->kv_bytes, &over);
    out->activation_bytes = to_int64(memory->activation_bytes, &over);
    out->runtime_bytes = to_int64(memory->runtime_bytes, &over);
    out->needed_bytes = to_int64(memory->needed_bytes, &over);
    out->claimed_bytes = to_int64(memory->claimed_bytes, &over);
    out->capacity_bytes = to_int64(memory->capacity_bytes, &over);
    out->budget_bytes = to_int64(memory->budget_bytes, &over);
    out->margin_bytes = to_int64(memory->margin_bytes, &over);
    out->uncertainty_bytes = to_int64(memory->uncertainty_bytes, &over);
    out->kv_capacity_tokens = to_int64(memory->kv_capacity_tokens, &over);
    out->max_sequences = to_int64(memory->max_sequences, &over);
    out->beside_bytes = to_int64(memory->beside_bytes, &over);
    out->draft_bytes = to_int64(memory->draft_bytes, &over);
    out->host_bytes = to_int64(memory->host_bytes, &over);
    out->kv_pool_bytes = toll__range_normal(memory->pool_bytes, memory->pool_sd_bytes);
    out->verdict = memory->verdict;
    toll__batch batch = {.decode_context_tokens = (double)context_tokens};
    out->flags = toll__clock_flags(placement, &batch) & ~(uint64_t)TOLL_FLAG_HOST_WEIGHTS; /* which is of time */
    out->flags |= memory->verdict == TOLL_FIT_NO ? TOLL_FLAG_NO_FIT : 0;
    out->flags |= memory->verdict == TOLL_FIT_MARGINAL ? TOLL_FLAG_MARGINAL_MEMORY : 0;
    out->validity = toll__clock_validity(out->flags & ~(uint64_t)TOLL_FLAG_NO_FIT);
    if (over)
        return toll__fail(err, TOLL_E_OVERFLOW, 0, "sequences", -1, "and context_tokens need more than 2^63 bytes");
    return TOLL_OK;
}

toll_status toll_step_estimate_memory(const void *deployment, uint64_t deployment_size, int64_t sequences,
                                      int64_t context_tokens, toll_step_memory *memory, toll_error *err)
{
    const toll__deployment *d = NULL;
    toll_status status = toll__deployment_open_memory(deployment, deployment_size, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__check_range(err, 0, "sequences", -1, 0, 1e7, (double)sequences);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__check_range(err, 0, "context_tokens", -1, 1, 1e9, (double)context_tokens);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(memory, TOLL_KIND_STEP_MEMORY, "memory", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__memory measured;
    toll_step_memory full;
    toll__memory_measure(&d->placement, toll__deployment_read_ops(d), (double)sequences, (double)context_tokens,
                         &measured);
    status = fill_step_memory(&d->placement, &measured, context_tokens, &full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(memory, TOLL_KIND_STEP_MEMORY, &full);
    return TOLL_OK;
}
