/* SPDX-License-Identifier: Apache-2.0 */
/* Shadow prices: candidates checked and laid into the caller's memory, drawn, and their differences as quantiles. */
#include <toll/plan.h>

#include <math.h>
#include <string.h>

#include "api/fields.h"
#include "api/guard.h"
#include "api/plan_inputs.h"
#include "base/fault.h"
#include "plan/shadow.h"
#include "risk/quantile.h"

#define DROPS_MAX 64u
#define DRAWS_MAX 100000u
#define LOAD_MIN  1e-9
#define LOAD_MAX  1e9

/* The caller's arguments, and the arrays in its memory. */
typedef struct shadow_question {
    const void *rows;
    uint64_t n, stride;
    double load;
    const uint64_t *drops;
    uint64_t n_drops, seed, draws;
    toll__shadow_candidate *candidates;
    double *least; /* n_drops + 1 of one draw */
    double *saved; /* draws each */
    double *without;
} shadow_question;

static int is_within(uint64_t value, uint64_t most)
{
    return value >= 1 && value <= most;
}

uint64_t toll_plan_shadow_size(uint64_t n_candidates, uint64_t n_drops, uint64_t draws)
{
    if (!is_within(n_candidates, TOLL__PLAN_CAPACITY_MAX) || !is_within(n_drops, DROPS_MAX) ||
        !is_within(draws, DRAWS_MAX))
        return 0;
    return n_candidates * sizeof(toll__shadow_candidate) + (n_drops + 1 + 2 * n_drops * draws) * sizeof(double);
}

/* ---- in ---- */

static toll__shadow_candidate plain_candidate(const toll_plan_candidate *c)
{
    return (toll__shadow_candidate){.rejected_by = c->rejected_by,
                                    .has_capacity = (c->known & TOLL_PLAN_CANDIDATE_REPLICAS) != 0,
                                    .fixed = c->fixed_usd_per_hour,
                                    .price = c->usd_per_gpu_hour,
                                    .rate = c->replica_requests_per_s,
                                    .gpus = (double)c->replica_gpus,
                                    .unit = (double)c->unit_gpus,
                                    .spares = (double)c->spare_replicas,
                                    .price_group = c->price_group,
                                    .capacity_group = c->capacity_group};
}

static toll_status take_candidate(const shadow_question *q, uint64_t index, toll_plan_candidate *row, toll_error *err)
{
    toll_status status = toll__take_row(q->rows, index, q->stride, TOLL_KIND_PLAN_CANDIDATE, row, err);
    if (status != TOLL_OK)
        return status;
    if ((row->known & TOLL_PLAN_CANDIDATE_REPLICAS) == 0 && !(row->fixed_usd_per_hour.high > 0) &&
        (row->flags & TOLL_PLAN_CANDIDATE_FREE) == 0)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_PLAN_CANDIDATE, "fixed_usd_per_hour", (int64_t)index,
                          "is 0 and there are no replicas: set TOLL_PLAN_CANDIDATE_FREE if it costs nothing");
    return TOLL_OK;
}

static toll_status take_drops(const shadow_question *q, toll_error *err)
{
    if (q->drops == NULL)
        return toll__fail(err, TOLL_E_NULL, 0, "drops", -1, "is NULL");
    for (uint64_t i = 0; i < q->n_drops; i++)
        if (q->drops[i] == 0)
            return toll__fail(err, TOLL_E_RANGE, 0, "drops", (int64_t)i, "gives up nothing; set a bit");
    return TOLL_OK;
}

static toll_status take_sizes(const shadow_question *q, toll_error *err)
{
    toll_status status = toll__check_range(err, 0, "n_candidates", -1, 1, TOLL__PLAN_CAPACITY_MAX, (double)q->n);
    if (status != TOLL_OK)
        return status;
    status = toll__check_range(err, 0, "n_drops", -1, 1, DROPS_MAX, (double)q->n_drops);
    if (status != TOLL_OK)
        return status;
    status = toll__check_range(err, 0, "draws", -1, 1, DRAWS_MAX, (double)q->draws);
    if (status != TOLL_OK)
        return status;
    return toll__check_range(err, 0, "requests_per_s", -1, LOAD_MIN, LOAD_MAX, q->load);
}

static toll_status take_work(shadow_question *q, void *work, uint64_t work_size, toll_error *err)
{
    if (work == NULL)
        return toll__fail(err, TOLL_E_NULL, 0, "work", -1, "is NULL");
    if (work_size < toll_plan_shadow_size(q->n, q->n_drops, q->draws))
        return toll__fail(err, TOLL_E_BUFFER, 0, "work_size", -1, "is too small; see toll_plan_shadow_size()");
    if (!toll__is_aligned(work))
        return toll__fail(err, TOLL_E_OBJECT, 0, "work", -1, "must be aligned to 8 bytes");
    q->candidates = (toll__shadow_candidate *)work;
    q->least = (double *)(void *)(q->candidates + q->n);
    q->saved = q->least + q->n_drops + 1;
    q->without = q->saved + q->n_drops * q->draws;
    return TOLL_OK;
}

/* Last, since it writes to the caller's memory. */
static toll_status lay_candidates(const shadow_question *q, toll_error *err)
{
    for (uint64_t i = 0; i < q->n; i++) {
        toll_plan_candidate row;
        const toll_status status = take_candidate(q, i, &row, err);
        if (status != TOLL_OK)
            return status;
        q->candidates[i] = plain_candidate(&row);
    }
    return TOLL_OK;
}

/* ---- out ---- */

static void draw_all(const shadow_question *q)
{
    for (uint64_t d = 0; d < q->draws; d++) {
        toll__shadow_draw(q->candidates, q->n, q->load, q->seed, d, q->drops, q->n_drops, q->least);
        for (uint64_t k = 0; k < q->n_drops; k++) {
            q->without[k * q->draws + d] = q->least[k + 1];
            q->saved[k * q->draws + d] = q->least[0] - q->least[k + 1];
        }
    }
}

static toll_range quantiles(double *values, uint64_t n)
{
    toll__quantile_sort(values, n);
    return (toll_range){toll__quantile_of(values, n, 0.1), toll__quantile_of(values, n, 0.5),
                        toll__quantile_of(values, n, 0.9)};
}

/* Which candidates are left does not depend on the draw. */
static int is_any_left(const shadow_question *q, uint64_t drop)
{
    for (uint64_t i = 0; i < q->n; i++)
        if ((q->candidates[i].rejected_by & ~drop) == 0)
            return 1;
    return 0;
}

static double share_above_0(const double *values, uint64_t n)
{
    uint64_t above = 0;
    for (uint64_t i = 0; i < n; i++)
        above += values[i] > 0;
    return (double)above / (double)n;
}

static void write_shadow(const shadow_question *q, uint64_t k, toll_plan_shadow *row)
{
    memset(row, 0, sizeof *row);
    row->drop = q->drops[k];
    if (!is_any_left(q, q->drops[k]))
        return;
    row->known = TOLL_PLAN_SHADOW_COST;
    row->usd_per_hour = quantiles(q->without + k * q->draws, q->draws);
    if (!is_any_left(q, 0))
        return;
    row->known |= TOLL_PLAN_SHADOW_SAVED | TOLL_PLAN_SHADOW_SHARE;
    row->binding_frac = share_above_0(q->saved + k * q->draws, q->draws);
    row->saved_usd_per_hour = quantiles(q->saved + k * q->draws, q->draws);
}

static toll_status estimate_shadows(shadow_question *q, toll_plan_shadow *shadows, uint64_t capacity, uint64_t stride,
                                    void *work, uint64_t work_size, toll_error *err)
{
    toll_status status = take_sizes(q, err);
    if (status != TOLL_OK)
        return status;
    status = toll__plan_take_rows(q->rows, q->n, q->stride, TOLL_KIND_PLAN_CANDIDATE, "candidates",
                                  "candidate_stride_bytes", err);
    if (status != TOLL_OK)
        return status;
    status = take_drops(q, err);
    if (status != TOLL_OK)
        return status;
    if (capacity < q->n_drops)
        return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, "is too small; it takes a row for each of the drops");
    status =
        toll__plan_take_rows(shadows, capacity, stride, TOLL_KIND_PLAN_SHADOW, "shadows", "shadow_stride_bytes", err);
    if (status != TOLL_OK)
        return status;
    status = take_work(q, work, work_size, err);
    if (q->candidates == NULL)
        return status;
    status = lay_candidates(q, err);
    if (status != TOLL_OK)
        return status;
    draw_all(q);
    for (uint64_t k = 0; k < q->n_drops; k++) {
        toll_plan_shadow row;
        write_shadow(q, k, &row);
        toll__structs_copy_out(toll__fields_layout(TOLL_KIND_PLAN_SHADOW), &row, (unsigned char *)shadows + k * stride,
                               stride);
    }
    return TOLL_OK;
}

toll_status toll_plan_estimate_shadows(const toll_plan_candidate *candidates, uint64_t n_candidates,
                                       uint64_t candidate_stride_bytes, double requests_per_s, const uint64_t *drops,
                                       uint64_t n_drops, uint64_t seed, uint64_t draws, toll_plan_shadow *shadows,
                                       uint64_t capacity, uint64_t shadow_stride_bytes, void *work, uint64_t work_size,
                                       toll_error *err)
{
    shadow_question q = {.rows = candidates,
                         .n = n_candidates,
                         .stride = candidate_stride_bytes,
                         .load = requests_per_s,
                         .drops = drops,
                         .n_drops = n_drops,
                         .seed = seed,
                         .draws = draws};
    return toll__done(estimate_shadows(&q, shadows, capacity, shadow_stride_bytes, work, work_size, err), err);
}
