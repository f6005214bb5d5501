/* SPDX-License-Identifier: Apache-2.0 */
/* Fleets of several kinds of units, and the need of workloads that share a fleet. */
#include <math.h>
#include <string.h>

#include <toll/plan.h>

#include "api/fields.h"
#include "api/guard.h"
#include "base/extrema.h"
#include "base/fault.h"
#include "plan/fleet_mix.h"
#include "plan/merged_load.h"
#include "plan/whole_units.h"

#define RATE_MAX      1e9
#define UNITS_MAX     1e9
#define STOCK_MAX     1e15
#define NEED_SIZE_MAX 4096 /* base.h: no struct is larger */

_Static_assert(TOLL__MIX_ROWS == TOLL_PLAN_LOTS_MAX && TOLL_PLAN_WORKLOADS_MAX <= TOLL__MIX_ROWS,
               "the search has room for every row, stock and workload");

/* ---- a fleet ---- */

typedef struct fleet_question {
    const toll_plan_lot *lots;
    uint64_t n_lots, n_workloads, n_stocks;
    const double *rates;
    const int64_t *stock_gpus;
    toll__mix_row rows[TOLL_PLAN_LOTS_MAX];
    double stocks[TOLL_PLAN_LOTS_MAX];
} fleet_question;

static toll_status check_fleet_counts(const fleet_question *q, toll_error *err)
{
    if (q->lots == NULL)
        return toll__fail_null(err, "lots");
    if (q->rates == NULL)
        return toll__fail_null(err, "requests_per_s");
    toll_status status = toll__check_range(err, 0, "n_lots", -1, 1, TOLL_PLAN_LOTS_MAX, (double)q->n_lots);
    if (status != TOLL_OK)
        return status;
    status = toll__check_range(err, 0, "n_workloads", -1, 1, TOLL_PLAN_WORKLOADS_MAX, (double)q->n_workloads);
    if (status != TOLL_OK)
        return status;
    status = toll__check_range(err, 0, "n_stocks", -1, 0, TOLL_PLAN_LOTS_MAX, (double)q->n_stocks);
    if (status != TOLL_OK)
        return status;
    return q->n_stocks > 0 && q->stock_gpus == NULL ? toll__fail_null(err, "stock_gpus") : TOLL_OK;
}

static toll_status take_columns(fleet_question *q, toll_error *err)
{
    for (uint64_t i = 0; i < q->n_workloads; i++) {
        toll_status status = toll__check_range(err, 0, "requests_per_s", (int64_t)i, 0, RATE_MAX, q->rates[i]);
        if (status != TOLL_OK)
            return status;
    }
    for (uint64_t i = 0; i < q->n_stocks; i++) {
        q->stocks[i] = (double)q->stock_gpus[i];
        toll_status status = toll__check_range(err, 0, "stock_gpus", (int64_t)i, 0, STOCK_MAX, q->stocks[i]);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status fail_lot(toll_error *err, toll_status status, const char *field, uint64_t row, const char *reason)
{
    return toll__fail(err, status, TOLL_KIND_PLAN_LOT, field, (int64_t)row, reason);
}

static toll_status check_lot(const fleet_question *q, const toll_plan_lot *lot, uint64_t i, toll_error *err)
{
    toll_status status = toll__fields_check(lot, TOLL_KIND_PLAN_LOT, (int64_t)i, err);
    if (status != TOLL_OK)
        return status;
    if ((uint64_t)lot->workload >= q->n_workloads)
        return fail_lot(err, TOLL_E_RANGE, "workload", i, "must be an index below n_workloads");
    if ((uint64_t)lot->stock > q->n_stocks)
        return fail_lot(err, TOLL_E_RANGE, "stock", i, "must be 0, or 1 + an index below n_stocks");
    if (!(lot->unit_requests_per_s > 0))
        return fail_lot(err, TOLL_E_MISSING, "unit_requests_per_s", i, "must be given: above 0, up to 10^9 per second");
    if (!(lot->usd_per_gpu_hour > 0))
        return fail_lot(err, TOLL_E_MISSING, "usd_per_gpu_hour", i, "must be given: above 0, up to 10^6 USD");
    if (!(q->rates[lot->workload] / lot->unit_requests_per_s <= UNITS_MAX))
        return fail_lot(err, TOLL_E_RANGE, "unit_requests_per_s", i, "is so low that more than 10^9 units are needed");
    return TOLL_OK;
}

static toll__mix_row row_of_lot(const toll_plan_lot *lot)
{
    const double unit = (double)lot->unit_gpus, machine = (double)lot->machine_gpus;
    const double gpus = toll__units_paid(1, unit, machine);
    return (toll__mix_row){.workload = (int)lot->workload,
                           .stock = (int)lot->stock - 1,
                           .lot_gpus = gpus,
                           .lot_units = toll__units_replicas(gpus, unit, machine),
                           .unit_requests_per_s = lot->unit_requests_per_s,
                           .spare_units = (double)lot->spare_units,
                           .lot_usd_per_hour = gpus * lot->usd_per_gpu_hour};
}

static toll_status take_lots(fleet_question *q, toll_error *err)
{
    for (uint64_t i = 0; i < q->n_lots; i++) {
        toll_status status = check_lot(q, &q->lots[i], i, err);
        if (status != TOLL_OK)
            return status;
        q->rows[i] = row_of_lot(&q->lots[i]);
    }
    return TOLL_OK;
}

static uint32_t fleet_verdict(const toll__mixed *found)
{
    if (found->usd_per_hour < HUGE_VAL)
        return found->is_proven ? TOLL_PLAN_FLEET_BEST : TOLL_PLAN_FLEET_GOOD;
    return found->is_proven ? TOLL_PLAN_FLEET_NONE : TOLL_PLAN_FLEET_OPEN;
}

static void give_fleet(const fleet_question *q, const toll__mixed *found, int64_t *gpus, toll_plan_fleet *fleet)
{
    *fleet = (toll_plan_fleet){.tries = found->nodes, .verdict = fleet_verdict(found)};
    for (uint64_t i = 0; i < q->n_lots; i++) {
        gpus[i] = (int64_t)(found->lots[i] * q->rows[i].lot_gpus);
        fleet->gpus += gpus[i];
        fleet->kinds += gpus[i] > 0;
    }
    if (found->usd_per_hour < HUGE_VAL) {
        fleet->known |= TOLL_PLAN_FLEET_COST;
        fleet->usd_per_hour = found->usd_per_hour;
    }
    if (found->bound_usd_per_hour < HUGE_VAL) {
        fleet->known |= TOLL_PLAN_FLEET_BOUND;
        fleet->bound_usd_per_hour = found->bound_usd_per_hour;
    }
}

toll_status toll_plan_find_fleet(const toll_plan_lot *lots, uint64_t n_lots, const double *requests_per_s,
                                 uint64_t n_workloads, const int64_t *stock_gpus, uint64_t n_stocks, int64_t *gpus,
                                 toll_plan_fleet *fleet, toll_error *err)
{
    fleet_question q = {.lots = lots,
                        .n_lots = n_lots,
                        .n_workloads = n_workloads,
                        .n_stocks = n_stocks,
                        .rates = requests_per_s,
                        .stock_gpus = stock_gpus};
    toll__mixed found;
    toll_status status = check_fleet_counts(&q, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_columns(&q, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_lots(&q, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (gpus == NULL || fleet == NULL)
        return toll__done(toll__fail_null(err, gpus == NULL ? "gpus" : "fleet"), err);
    const toll__mix mix = {q.rows, (int)n_lots, requests_per_s, (int)n_workloads, q.stocks, (int)n_stocks};
    toll__mix_find(&mix, &found);
    give_fleet(&q, &found, gpus, fleet);
    return TOLL_OK;
}

/* ---- workloads that share a fleet ---- */

/* Sums over the needs that have a rate. */
typedef struct shared_sums {
    toll_plan_need need; /* limits and wishes, the strictest so far */
    toll__mixture input, output;
    double rate, cached_tokens, arrivals, gpus_max;
    uint64_t count, capped; /* needs with a rate, and those with gpus_max */
} shared_sums;

static void take_strictest_limit(uint64_t bit, double limit_s, const toll_plan_need *n, toll_plan_need *all, double *to)
{
    if ((n->known & bit) == 0)
        return;
    *to = (all->known & bit) != 0 ? toll__min(*to, limit_s) : limit_s;
    all->known |= bit;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The smaller of two, of which 0 is no limit. */
static int64_t smaller_given(int64_t a, int64_t b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

/* Rows that both allow; 0 allows all of them. */
static uint64_t both_masks(uint64_t a, uint64_t b)
{
    return a == 0 ? b : b == 0 ? a : a & b;
}

static void take_wishes(const toll_plan_need *n, toll_plan_need *all)
{
    take_strictest_limit(TOLL_PLAN_TTFT, n->ttft_s, n, all, &all->ttft_s);
    take_strictest_limit(TOLL_PLAN_TPOT, n->tpot_s, n, all, &all->tpot_s);
    all->quantile = toll__max(all->quantile, n->quantile);
    all->confidence = toll__max(all->confidence, n->confidence);
    all->weight_bits_min = toll__max(all->weight_bits_min, n->weight_bits_min);
    all->replica_gpus_max = n->replica_gpus_max < all->replica_gpus_max ? n->replica_gpus_max : all->replica_gpus_max;
    all->spare_replicas = larger(all->spare_replicas, n->spare_replicas);
    all->node_gpus = larger(all->node_gpus, n->node_gpus);
    all->evaluations_max = smaller_given(all->evaluations_max, n->evaluations_max);
    all->refused_flags |= n->refused_flags;
    all->choices &= n->choices;
}

static toll_status fail_shared(toll_error *err, toll_status status, const char *field, int64_t row, const char *reason)
{
    return toll__fail(err, status, TOLL_KIND_PLAN_NEED, field, row, reason);
}

static toll_status take_masks(const toll_plan_need *n, int64_t row, toll_plan_need *all, toll_error *err)
{
    const uint64_t engines = both_masks(all->engines, n->engines);
    const uint64_t precisions = both_masks(all->precisions, n->precisions);
    if (engines == 0 && n->engines != 0)
        return fail_shared(err, TOLL_E_CONFLICT, "engines", row, "allow none that the needs before it allow");
    if (precisions == 0 && n->precisions != 0)
        return fail_shared(err, TOLL_E_CONFLICT, "precisions", row, "allow none that the needs before it allow");
    all->engines = engines;
    all->precisions = precisions;
    return TOLL_OK;
}

static toll_status add_need(const toll_plan_need *n, int64_t row, shared_sums *sums, toll_error *err)
{
    const double rate = n->requests_per_s, cv = n->arrival_cv > 0 ? n->arrival_cv : 1;
    if (!(rate > 0))
        return TOLL_OK;
    if (sums->count++ == 0) {
        sums->need = *n;
    } else {
        take_wishes(n, &sums->need);
        toll_status status = take_masks(n, row, &sums->need, err);
        if (status != TOLL_OK)
            return status;
    }
    toll__mixture_add(&sums->input, rate, n->input_tokens, n->input_cv);
    toll__mixture_add(&sums->output, rate, n->output_tokens, n->output_cv);
    sums->rate += rate;
    sums->cached_tokens += rate * n->input_tokens * n->prefix_hit_frac;
    sums->arrivals += rate * cv * cv;
    sums->capped += (n->known & TOLL_PLAN_GPUS_MAX) != 0;
    sums->gpus_max += (double)n->gpus_max;
    return TOLL_OK;
}

static toll_status finish_need(shared_sums *sums, toll_error *err)
{
    toll_plan_need *all = &sums->need;
    if (sums->count == 0)
        return fail_shared(err, TOLL_E_MISSING, "requests_per_s", -1, "must be given in at least one need");
    if (sums->count == 1)
        return TOLL_OK; /* the need itself, to the bit */
    all->requests_per_s = sums->rate;
    toll__mixture_moments(&sums->input, &all->input_tokens, &all->input_cv);
    toll__mixture_moments(&sums->output, &all->output_tokens, &all->output_cv);
    all->prefix_hit_frac = toll__min(sums->cached_tokens / sums->input.sum, 1);
    all->arrival_cv = sqrt(sums->arrivals / sums->rate);
    all->known &= ~(uint64_t)TOLL_PLAN_GPUS_MAX;
    all->known |= sums->capped == sums->count ? TOLL_PLAN_GPUS_MAX : 0;
    all->gpus_max = sums->capped == sums->count ? (int64_t)toll__min(sums->gpus_max, 1e9) : 0;
    return toll__fields_check(all, TOLL_KIND_PLAN_NEED, -1, err);
}

/* Needs are structs with a header, one a stride; a fault names the row. */
static toll_status take_need_at(const toll_plan_need *needs, uint64_t row, uint64_t stride, toll_plan_need *need,
                                toll_error *err)
{
    const unsigned char *at = (const unsigned char *)needs + row * stride;
    uint32_t size;
    memcpy(&size, at, sizeof size);
    if (size > stride)
        return toll__fail(err, TOLL_E_STRIDE, 0, "need_stride_bytes", -1, "is less than a struct_size of needs");
    toll_status status = toll__take(at, TOLL_KIND_PLAN_NEED, "needs", need, err);
    if (status != TOLL_OK && err != NULL)
        err->row = (int64_t)row;
    return status;
}

static toll_status check_needs(const toll_plan_need *needs, uint64_t n_needs, uint64_t stride, toll_error *err)
{
    if (needs == NULL)
        return toll__fail_null(err, "needs");
    toll_status status = toll__check_range(err, 0, "n_needs", -1, 1, TOLL_PLAN_WORKLOADS_MAX, (double)n_needs);
    if (status != TOLL_OK)
        return status;
    if (stride < sizeof(toll_plan_need) || stride > NEED_SIZE_MAX || stride % 8 != 0)
        return toll__fail(err, TOLL_E_STRIDE, 0, "need_stride_bytes", -1, "must be sizeof(toll_plan_need)");
    return TOLL_OK;
}

toll_status toll_plan_derive_need(const toll_plan_need *needs, uint64_t n_needs, uint64_t need_stride_bytes,
                                  toll_plan_need *shared, toll_error *err)
{
    shared_sums sums;
    memset(&sums, 0, sizeof sums);
    toll_status status = check_needs(needs, n_needs, need_stride_bytes, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    for (uint64_t i = 0; i < n_needs; i++) {
        toll_plan_need one = {0};
        status = take_need_at(needs, i, need_stride_bytes, &one, err);
        if (status != TOLL_OK)
            return toll__done(status, err);
        status = add_need(&one, (int64_t)i, &sums, err);
        if (status != TOLL_OK)
            return toll__done(status, err);
    }
    status = finish_need(&sums, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(shared, TOLL_KIND_PLAN_NEED, "shared", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(shared, TOLL_KIND_PLAN_NEED, &sums.need);
    return TOLL_OK;
}
