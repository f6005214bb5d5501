/* SPDX-License-Identifier: Apache-2.0 */
/* toll_plan_estimate_outlooks(): checks the horizon and the rows, walks plan/outlook_ledger.c for each, copies out. */
#include <toll/plan.h>

#include <math.h>
#include <string.h>

#include "api/fields.h"
#include "api/guard.h"
#include "api/plan_inputs.h"
#include "base/fault.h"
#include "plan/outlook_ledger.h"

_Static_assert(TOLL__OUTLOOK_MONTHS_MAX == TOLL_PLAN_MONTHS_MAX, "the ledger has a place for each month");

#define ALTERNATIVES_MAX 1000000
#define DEMAND_MAX       1e18 /* requests/s: its costs are far below the largest double */
#define GPUS_MAX         9e15 /* counts that a double holds exactly */
#define TOKENS_PER_MTOK  1e6

/* ---- in ---- */

static toll__outlook_demand plain_demand(const toll_plan_horizon *h)
{
    return (toll__outlook_demand){.requests_per_s = h->requests_per_s,
                                  .compound = h->growth_frac_per_year,
                                  .linear = h->growth_linear_frac_per_year,
                                  .discount = h->discount_frac_per_year,
                                  .hours = h->hours_per_month,
                                  .budget_usd =
                                      (h->known & TOLL_PLAN_HORIZON_BUDGET) != 0 ? h->budget_usd_per_month : HUGE_VAL,
                                  .gpus_max = (h->known & TOLL_PLAN_HORIZON_GPUS) != 0 ? (double)h->gpus_max : HUGE_VAL,
                                  .months = (int)h->months,
                                  .order_months = (int)h->order_months};
}

static int way_of(uint32_t kind)
{
    switch (kind) {
    case TOLL_PLAN_PAY_TERM:
        return TOLL__OUTLOOK_COMMITTED;
    case TOLL_PLAN_PAY_PURCHASE:
        return TOLL__OUTLOOK_BOUGHT;
    case TOLL_PLAN_PAY_REQUEST:
        return TOLL__OUTLOOK_BY_REQUEST;
    default:
        return TOLL__OUTLOOK_BY_HOUR;
    }
}

static toll__outlook_terms plain_terms(const toll_plan_alternative *row)
{
    return (toll__outlook_terms){.way = way_of(row->kind),
                                 .term_months = (int)row->term_months,
                                 .replica_per_s = row->replica_requests_per_s,
                                 .replica_gpus = (double)row->replica_gpus,
                                 .unit_gpus = (double)row->unit_gpus,
                                 .spares = (double)row->spare_replicas,
                                 .hour_usd = row->usd_per_gpu_hour,
                                 .gpu_usd = row->usd_per_gpu,
                                 .request_usd = row->usd_per_request,
                                 .month_usd = row->usd_per_month,
                                 .price_change = row->price_change_frac_per_year,
                                 .purchase_change = row->purchase_change_frac_per_year,
                                 .residual = row->residual_frac};
}

/* Facts that a way to pay needs. */
static uint64_t needed_facts(int way)
{
    static const uint64_t needed[] = {
        [TOLL__OUTLOOK_BY_HOUR] = TOLL_PLAN_ALT_RATE | TOLL_PLAN_ALT_HOUR,
        [TOLL__OUTLOOK_COMMITTED] = TOLL_PLAN_ALT_RATE | TOLL_PLAN_ALT_HOUR | TOLL_PLAN_ALT_TERM,
        [TOLL__OUTLOOK_BOUGHT] = TOLL_PLAN_ALT_RATE | TOLL_PLAN_ALT_HOUR | TOLL_PLAN_ALT_TERM | TOLL_PLAN_ALT_PURCHASE,
        [TOLL__OUTLOOK_BY_REQUEST] = TOLL_PLAN_ALT_REQUEST};
    return needed[way];
}

/* A price of 0 that nobody meant would win every comparison. */
static toll_status check_free(const toll_plan_alternative *row, int64_t index, toll_error *err)
{
    const struct {
        uint64_t bit;
        double usd;
        const char *field;
    } prices[] = {{TOLL_PLAN_ALT_HOUR, row->usd_per_gpu_hour, "usd_per_gpu_hour"},
                  {TOLL_PLAN_ALT_PURCHASE, row->usd_per_gpu, "usd_per_gpu"},
                  {TOLL_PLAN_ALT_REQUEST, row->usd_per_request, "usd_per_request"}};
    const uint64_t asked = needed_facts(way_of(row->kind)) & row->known;
    const int is_meant = (row->flags & TOLL_PLAN_MEANT_FREE) != 0;
    int n_free = 0;
    for (size_t i = 0; i < sizeof prices / sizeof prices[0]; i++) {
        if ((asked & prices[i].bit) == 0 || prices[i].usd > 0)
            continue;
        if (!is_meant)
            return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_PLAN_ALTERNATIVE, prices[i].field, index,
                              "is 0; set TOLL_PLAN_MEANT_FREE in flags if that is meant");
        n_free++;
    }
    if (is_meant && n_free == 0)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_PLAN_ALTERNATIVE, "flags", index,
                          "say that it is free, and no price is 0");
    return TOLL_OK;
}

/* Takes a row and looks whether its figures can be told. */
static toll_status take_alternative(const void *rows, uint64_t index, uint64_t stride, const toll__outlook_months *m,
                                    toll_plan_alternative *row, toll_error *err)
{
    toll_status status = toll__take_row(rows, index, stride, TOLL_KIND_PLAN_ALTERNATIVE, row, err);
    if (status != TOLL_OK)
        return status;
    status = check_free(row, (int64_t)index, err);
    if (status != TOLL_OK || (row->known & TOLL_PLAN_ALT_RATE) == 0)
        return status;
    const toll__outlook_terms terms = plain_terms(row);
    if (toll__outlook_gpus(&terms, m->most_per_s) <= GPUS_MAX)
        return TOLL_OK;
    return toll__fail(err, TOLL_E_RANGE, TOLL_KIND_PLAN_ALTERNATIVE, "replica_requests_per_s", (int64_t)index,
                      "is so small that the demand takes more than 9e15 accelerators");
}

static toll_status take_horizon(const toll_plan_horizon *horizon, double *tokens_per_request, toll__outlook_months *m,
                                toll_error *err)
{
    toll_plan_horizon h;
    toll_status status = toll__take(horizon, TOLL_KIND_PLAN_HORIZON, "horizon", &h, err);
    if (status != TOLL_OK)
        return status;
    if (!(h.requests_per_s > 0))
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_PLAN_HORIZON, "requests_per_s", -1,
                          "must be given: the demand of month 0, 1e-9 .. 1e9 requests/s");
    const toll__outlook_demand demand = plain_demand(&h);
    toll__outlook_months_fill(&demand, m);
    if (!(m->most_per_s <= DEMAND_MAX))
        return toll__fail(err, TOLL_E_RANGE, TOLL_KIND_PLAN_HORIZON, "growth_frac_per_year", -1,
                          "lets demand grow beyond 1e18 requests/s within the horizon");
    *tokens_per_request = h.tokens_per_request;
    return TOLL_OK;
}

/* ---- out ---- */

static void put_month(int month, uint64_t bit, int64_t *field, uint64_t *known)
{
    if (month < 0)
        return;
    *known |= bit;
    *field = month;
}

static void put_ratios(const toll__outlook_months *m, double tokens_per_request, toll_plan_outlook *out)
{
    if (!(m->requests > 0))
        return;
    out->known |= TOLL_PLAN_OUT_REQUEST;
    out->usd_per_request = out->total_usd / m->requests;
    if (!(tokens_per_request > 0))
        return;
    out->known |= TOLL_PLAN_OUT_MTOK;
    out->usd_per_mtok = out->usd_per_request / tokens_per_request * TOKENS_PER_MTOK;
}

static void put_figures(const toll__outlook *o, int has_gpus, toll_plan_outlook *out)
{
    out->known |= TOLL_PLAN_OUT_COST;
    out->notes = (o->is_stranded ? TOLL_PLAN_OUT_STRANDED : 0) | (o->is_replaced ? TOLL_PLAN_OUT_REPLACED : 0) |
                 (o->is_idle ? TOLL_PLAN_OUT_IDLE : 0);
    out->total_usd = o->total_usd;
    out->npv_usd = o->npv_usd;
    out->first_month_usd = o->first_month_usd;
    out->last_month_usd = o->last_month_usd;
    out->peak_month_usd = o->peak_month_usd;
    out->first_quarter_usd = o->first_quarter_usd;
    out->last_quarter_usd = o->last_quarter_usd;
    put_month(o->over_budget_month, TOLL_PLAN_OUT_OVER_BUDGET, &out->over_budget_month, &out->known);
    if (!has_gpus)
        return;
    out->known |= TOLL_PLAN_OUT_GPUS;
    out->gpus_first = (int64_t)o->gpus_first;
    out->gpus_last = (int64_t)o->gpus_last;
    out->gpus_peak = (int64_t)o->gpus_peak;
    put_month(o->over_gpus_month, TOLL_PLAN_OUT_OVER_GPUS, &out->over_gpus_month, &out->known);
}

static void fill_outlook(const toll__outlook_months *m, double tokens_per_request, const toll_plan_alternative *row,
                         toll_plan_outlook *out)
{
    const toll__outlook_terms terms = plain_terms(row);
    toll__outlook plain;
    memset(out, 0, sizeof *out);
    if ((row->known & TOLL_PLAN_ALT_END) != 0 && row->end_month < m->stated.months)
        put_month((int)row->end_month, TOLL_PLAN_OUT_END, &out->end_month, &out->known);
    out->missing = needed_facts(terms.way) & ~row->known;
    if (out->missing != 0)
        return;
    toll__outlook_estimate(m, &terms, &plain);
    put_figures(&plain, terms.way != TOLL__OUTLOOK_BY_REQUEST, out);
    put_ratios(m, tokens_per_request, out);
}

/* ---- the call ---- */

/* The caller's arrays, as they came in. */
typedef struct outlook_arrays {
    const void *alternatives;
    uint64_t count, stride;
    void *outlooks;
    uint64_t capacity, outlook_stride;
} outlook_arrays;

static toll_status check_arrays(const outlook_arrays *a, toll_error *err)
{
    if (a->count > ALTERNATIVES_MAX)
        return toll__fail_range(err, 0, "n_alternatives", -1, 0, ALTERNATIVES_MAX, (double)a->count);
    toll_status status = toll__plan_take_rows(a->alternatives, a->count, a->stride, TOLL_KIND_PLAN_ALTERNATIVE,
                                              "alternatives", "alternative_stride_bytes", err);
    if (status != TOLL_OK)
        return status;
    if (a->capacity < a->count)
        return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, "is too small; it takes a row for each alternative");
    return toll__plan_take_rows(a->outlooks, a->count, a->outlook_stride, TOLL_KIND_PLAN_OUTLOOK, "outlooks",
                                "outlook_stride_bytes", err);
}

/* All rows are looked at before the first answer is written, so that a failure has written nothing. */
static toll_status estimate_outlooks(const toll_plan_horizon *horizon, const outlook_arrays *a, toll_error *err)
{
    toll__outlook_months months = {0};
    toll_plan_alternative row = {0};
    double tokens_per_request = 0;
    toll_status status = check_arrays(a, err);
    if (status != TOLL_OK)
        return status;
    status = take_horizon(horizon, &tokens_per_request, &months, err);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < a->count; i++) {
        status = take_alternative(a->alternatives, i, a->stride, &months, &row, err);
        if (status != TOLL_OK)
            return status;
    }
    for (uint64_t i = 0; i < a->count; i++) {
        toll_plan_outlook outlook;
        (void)take_alternative(a->alternatives, i, a->stride, &months, &row, NULL);
        fill_outlook(&months, tokens_per_request, &row, &outlook);
        toll__structs_copy_out(toll__fields_layout(TOLL_KIND_PLAN_OUTLOOK), &outlook,
                               (unsigned char *)a->outlooks + i * a->outlook_stride, a->outlook_stride);
    }
    return TOLL_OK;
}

toll_status toll_plan_estimate_outlooks(const toll_plan_horizon *horizon, const toll_plan_alternative *alternatives,
                                        uint64_t n_alternatives, uint64_t alternative_stride_bytes,
                                        toll_plan_outlook *outlooks, uint64_t capacity, uint64_t outlook_stride_bytes,
                                        toll_error *err)
{
    const outlook_arrays arrays = {alternatives, n_alternatives, alternative_stride_bytes,
                                   outlooks,     capacity,       outlook_stride_bytes};
    return toll__done(estimate_outlooks(horizon, &arrays, err), err);
}
