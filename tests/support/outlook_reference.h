/* SPDX-License-Identifier: Apache-2.0 */
/* Random alternatives over a random horizon, and what the full ledger of tco.h says of them. A commitment is no row of
 * the ledger that grows by itself: its cohorts are counted here, one by one, and given as rows. */
#ifndef TOLL_TESTS_OUTLOOK_REFERENCE_H
#define TOLL_TESTS_OUTLOOK_REFERENCE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll.h>

#define OUTLOOK_ROWS    600
#define OUTLOOK_PLAN    (64 * 1024)
#define OUTLOOK_ACCOUNT (128 * 1024)

/* One alternative as the ledger has it, and its answer. */
typedef struct outlook_reference {
    toll_tco_row rows[OUTLOOK_ROWS];
    uint64_t count;
    uint64_t plan[OUTLOOK_PLAN], account[OUTLOOK_ACCOUNT];
    double start[TOLL_PLAN_MONTHS_MAX + 1], within[TOLL_PLAN_MONTHS_MAX + 1], accrual[TOLL_PLAN_MONTHS_MAX + 1];
    double nodes[TOLL_PLAN_MONTHS_MAX + 1];
    double total_usd, npv_usd;
} outlook_reference;

/* Costs that the ledger keeps apart and an alternative has in its running cost or in its cost of a month. */
typedef struct outlook_details {
    double watts, idle_share, pue, usd_per_kwh, support_frac; /* support: of the purchase price, per year */
    int has_details;
} outlook_details;

static uint64_t outlook_seed = 1;

static inline double outlook_uniform(double low, double high)
{
    outlook_seed = outlook_seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low + (high - low) * ((double)(outlook_seed >> 11) / 9007199254740992.0);
}

static inline double outlook_log(double low, double high)
{
    return exp(outlook_uniform(log(low), log(high)));
}

static inline int64_t outlook_count(int64_t low, int64_t high)
{
    return low + (int64_t)outlook_uniform(0, (double)(high - low + 1) * 0.999999);
}

static inline void outlook_must(toll_status status, const toll_error *err)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "outlook_reference: row %lld: %s\n", (long long)err->row, err->message);
    abort();
}

static inline toll_tco_row *outlook_row(outlook_reference *r, uint32_t kind, double value)
{
    toll_error err;
    toll_tco_row *row = &r->rows[r->count++];
    outlook_must(toll_struct_init(row, sizeof *row, TOLL_KIND_TCO_ROW, &err), &err);
    row->kind = kind;
    row->value = (toll_range){value, value, value};
    return row;
}

static inline toll_tco_row *outlook_price(outlook_reference *r, uint32_t kind, uint32_t category, uint32_t basis,
                                          uint32_t time, double value)
{
    toll_tco_row *row = outlook_row(r, kind, value);
    row->category = category;
    row->basis = basis;
    row->time = time;
    return row;
}

static inline void outlook_curve(outlook_reference *r, uint32_t subject, double change)
{
    outlook_row(r, TOLL_TCO_CURVE_RATE, change)->subject = subject;
}

/* A token stands for a request. */
static inline void outlook_demand_rows(outlook_reference *r, const toll_plan_horizon *h)
{
    outlook_row(r, TOLL_TCO_HORIZON, (double)h->months);
    toll_tco_row *option = outlook_row(r, TOLL_TCO_OPTION, 0);
    option->option = 1;
    memcpy(option->text, "one", 4);
    outlook_row(r, TOLL_TCO_HOURS_PER_MONTH, h->hours_per_month);
    outlook_row(r, TOLL_TCO_OUTPUT_TOKENS, h->requests_per_s * h->hours_per_month * 3600)->time = TOLL_TCO_MONTH;
    outlook_row(r, TOLL_TCO_GROWTH_COMPOUND, h->growth_frac_per_year);
    outlook_row(r, TOLL_TCO_GROWTH_LINEAR, h->growth_linear_frac_per_year);
}

static inline void outlook_unit_rows(outlook_reference *r, const toll_plan_alternative *a)
{
    outlook_row(r, TOLL_TCO_CAPACITY_OUTPUT, a->replica_requests_per_s);
    outlook_row(r, TOLL_TCO_UNITS_SPARE, (double)a->spare_replicas);
    outlook_row(r, TOLL_TCO_UNIT_GPUS, (double)a->replica_gpus);
    outlook_row(r, TOLL_TCO_NODE_GPUS, (double)a->unit_gpus);
}

/* Demand of a month, by the formula of the header. */
static inline double outlook_demand(const toll_plan_horizon *h, int64_t t)
{
    double straight = 1 + h->growth_linear_frac_per_year * (double)t / 12;
    return h->requests_per_s * (straight > 0 ? straight : 0) * pow(1 + h->growth_frac_per_year, (double)t / 12);
}

/* Units sold together, one replica after another: as many as fit in each. */
static inline double outlook_units(const toll_plan_alternative *a, double demand)
{
    double replicas = ceil(demand / a->replica_requests_per_s * (1 - 1e-12)) + (double)a->spare_replicas;
    return ceil(replicas * (double)a->replica_gpus / (double)a->unit_gpus);
}

static inline void outlook_commitment(outlook_reference *r, int number, int64_t from, int64_t term, double units,
                                      double usd)
{
    toll_tco_row *row = outlook_price(r, TOLL_TCO_COMMIT_UNITS, 0, TOLL_TCO_PER_NODE, 0, units);
    row->subject = (uint32_t)number;
    row->from_period = (int32_t)from;
    row->to_period = (int32_t)(from + term);
    outlook_price(r, TOLL_TCO_COMMIT_PRICE, 0, 0, TOLL_TCO_HOUR, usd)->subject = (uint32_t)number;
}

static inline void outlook_commitments(outlook_reference *r, const toll_plan_horizon *h, const toll_plan_alternative *a)
{
    double bought[TOLL_PLAN_MONTHS_MAX];
    int number = 0;
    for (int64_t t = 0; t < h->months; t++) {
        double alive = 0, needed = outlook_units(a, outlook_demand(h, t));
        for (int64_t k = t - a->term_months + 1; k < t; k++)
            alive += k >= 0 ? bought[k] : 0;
        bought[t] = needed > alive ? needed - alive : 0;
        if (bought[t] > 0)
            outlook_commitment(r, ++number, t, a->term_months, bought[t], a->usd_per_gpu_hour * (double)a->unit_gpus);
    }
}

static inline void outlook_owned_rows(outlook_reference *r, const toll_plan_alternative *a, const outlook_details *d)
{
    outlook_price(r, TOLL_TCO_BUY, TOLL_TCO_GPU, TOLL_TCO_PER_NODE, 0, a->usd_per_gpu * (double)a->unit_gpus);
    outlook_row(r, TOLL_TCO_LIFE, (double)a->term_months)->category = TOLL_TCO_GPU;
    outlook_row(r, TOLL_TCO_RESIDUAL, a->residual_frac)->category = TOLL_TCO_GPU;
    outlook_curve(r, TOLL_TCO_CURVE_HARDWARE, a->purchase_change_frac_per_year);
    if (!d->has_details) {
        outlook_price(r, TOLL_TCO_COST, TOLL_TCO_ENERGY, TOLL_TCO_PER_NODE_HOUR, 0,
                      a->usd_per_gpu_hour * (double)a->unit_gpus);
        outlook_curve(r, TOLL_TCO_CURVE_ENERGY, a->price_change_frac_per_year);
        return;
    }
    outlook_price(r, TOLL_TCO_POWER_MAX, 0, TOLL_TCO_PER_GPU, 0, d->watts);
    outlook_price(r, TOLL_TCO_POWER_IDLE, 0, TOLL_TCO_PER_GPU, 0, d->watts * d->idle_share);
    outlook_row(r, TOLL_TCO_PUE, d->pue);
    outlook_price(r, TOLL_TCO_COST, TOLL_TCO_ENERGY, TOLL_TCO_PER_KWH, 0, d->usd_per_kwh);
    outlook_curve(r, TOLL_TCO_CURVE_ENERGY, a->price_change_frac_per_year);
    outlook_price(r, TOLL_TCO_COST, TOLL_TCO_SUPPORT, TOLL_TCO_PER_CAPEX, TOLL_TCO_YEAR, d->support_frac);
}

static inline void outlook_scenario(outlook_reference *r, const toll_plan_horizon *h, const toll_plan_alternative *a,
                                    const outlook_details *d)
{
    r->count = 0;
    outlook_demand_rows(r, h);
    if (a->usd_per_month > 0)
        outlook_price(r, TOLL_TCO_COST, TOLL_TCO_STAFF, TOLL_TCO_PER_ONE, TOLL_TCO_MONTH, a->usd_per_month);
    if (a->kind == TOLL_PLAN_PAY_REQUEST) {
        outlook_price(r, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_REMOTE_OUTPUT, 0, a->usd_per_request * 1e6);
        outlook_curve(r, TOLL_TCO_CURVE_API, a->price_change_frac_per_year);
        return;
    }
    outlook_unit_rows(r, a);
    if (a->kind == TOLL_PLAN_PAY_PURCHASE) {
        outlook_owned_rows(r, a, d);
        return;
    }
    outlook_curve(r, TOLL_TCO_CURVE_RENTAL, a->price_change_frac_per_year);
    if (a->kind == TOLL_PLAN_PAY_TERM)
        outlook_commitments(r, h, a);
    else
        outlook_price(r, TOLL_TCO_COST, TOLL_TCO_CLOUD, TOLL_TCO_PER_NODE_HOUR, 0,
                      a->usd_per_gpu_hour * (double)a->unit_gpus);
}

static inline void outlook_series(outlook_reference *r, uint32_t series, double *numbers, int64_t months)
{
    toll_error err;
    outlook_must(toll_tco_get_series(r->account, sizeof r->account, series, numbers, (uint64_t)months + 1, &err), &err);
}

/* Evaluates the full ledger. */
static inline void outlook_evaluate(outlook_reference *r, const toll_plan_horizon *h, const toll_plan_alternative *a,
                                    const outlook_details *d)
{
    toll_error err;
    outlook_scenario(r, h, a, d);
    outlook_must(toll_tco_resolve(r->rows, r->count, sizeof r->rows[0], r->plan, sizeof r->plan, &err), &err);
    outlook_must(toll_tco_estimate(r->plan, sizeof r->plan, 1, NULL, NULL, 0, r->account, sizeof r->account, &err),
                 &err);
    outlook_series(r, TOLL_TCO_SERIES_CASH_START, r->start, h->months);
    outlook_series(r, TOLL_TCO_SERIES_CASH_WITHIN, r->within, h->months);
    outlook_series(r, TOLL_TCO_SERIES_ACCRUAL, r->accrual, h->months);
    outlook_series(r, TOLL_TCO_SERIES_NODES, r->nodes, h->months);
    r->total_usd = r->npv_usd = 0;
    for (int64_t t = 0; t <= h->months; t++) {
        double at = pow(1 + h->discount_frac_per_year, -(double)t / 12);
        double middle = t < h->months ? pow(1 + h->discount_frac_per_year, -0.5 / 12) : 1;
        r->total_usd += r->start[t] + r->within[t];
        r->npv_usd += (r->start[t] + r->within[t] * middle) * at;
    }
}

/* ---- random questions ---- */

/* Two to five years, flat to tripling each year, 0.5 to 300 requests/s. */
static inline void outlook_draw_horizon(toll_plan_horizon *h)
{
    toll_error err;
    outlook_must(toll_struct_init(h, sizeof *h, TOLL_KIND_PLAN_HORIZON, &err), &err);
    h->requests_per_s = outlook_log(0.5, 300);
    h->months = outlook_count(24, 60);
    h->discount_frac_per_year = outlook_uniform(0, 0.12);
    if (outlook_uniform(0, 1) < 0.7)
        h->growth_frac_per_year = outlook_uniform(-0.2, 2);
    else
        h->growth_linear_frac_per_year = outlook_uniform(0, 3);
}

/* Accelerators of about one price for their speed, so that the order is not settled beforehand: 2 USD an hour for 2
 * requests/s, 0.4 to 2.5 times that. */
static inline void outlook_draw_units(toll_plan_alternative *a)
{
    static const int64_t sizes[] = {1, 2, 4, 8};
    a->replica_gpus = sizes[outlook_count(0, 3)];
    a->unit_gpus = outlook_uniform(0, 1) < 0.5 ? 8 : a->replica_gpus;
    a->replica_requests_per_s = (double)a->replica_gpus * outlook_log(0.5, 8);
    a->spare_replicas = outlook_count(0, 2);
    a->known = TOLL_PLAN_ALT_RATE | TOLL_PLAN_ALT_HOUR;
    a->usd_per_gpu_hour = a->replica_requests_per_s / (double)a->replica_gpus * outlook_log(0.4, 2.5);
    a->price_change_frac_per_year = outlook_uniform(-0.3, 0.05);
}

static inline void outlook_draw_owned(toll_plan_alternative *a, outlook_details *d)
{
    const double rent = a->usd_per_gpu_hour;
    *d = (outlook_details){outlook_uniform(300, 1200),  outlook_uniform(0.2, 0.5), outlook_uniform(1.1, 1.6),
                           outlook_uniform(0.05, 0.25), outlook_uniform(0, 0.08),  0};
    a->known |= TOLL_PLAN_ALT_PURCHASE | TOLL_PLAN_ALT_TERM;
    a->term_months = outlook_count(30, 72);
    a->usd_per_gpu = rent * 8760 * outlook_uniform(1, 3);
    a->residual_frac = outlook_uniform(0, 1) < 0.3 ? 0 : outlook_uniform(0, 0.3);
    a->purchase_change_frac_per_year = outlook_uniform(-0.3, 0);
    a->usd_per_gpu_hour = rent * outlook_uniform(0.05, 0.4);
    a->price_change_frac_per_year = outlook_uniform(-0.02, 0.04);
    a->usd_per_month = outlook_uniform(0, 1) < 0.5 ? 0 : outlook_log(1e3, 4e4);
}

static inline void outlook_draw(toll_plan_alternative *a, outlook_details *d)
{
    memset(a, 0, sizeof *a);
    memset(d, 0, sizeof *d);
    a->kind = (uint32_t)outlook_count(TOLL_PLAN_PAY_HOUR, TOLL_PLAN_PAY_REQUEST);
    outlook_draw_units(a);
    if (a->kind == TOLL_PLAN_PAY_REQUEST) {
        a->usd_per_request = outlook_log(0.4, 4) / 3600;
        a->known = TOLL_PLAN_ALT_REQUEST;
        a->replica_requests_per_s = a->usd_per_gpu_hour = 0;
        a->price_change_frac_per_year = outlook_uniform(-0.4, 0);
        a->usd_per_month = 0;
    }
    if (a->kind == TOLL_PLAN_PAY_TERM) {
        a->known |= TOLL_PLAN_ALT_TERM;
        a->term_months = 12 * outlook_count(1, 3);
        a->usd_per_gpu_hour *= 0.6;
    }
    if (a->kind == TOLL_PLAN_PAY_PURCHASE)
        outlook_draw_owned(a, d);
}

/* Details as a plan would fold them into one running cost: power at full load, support on today's price. */
static inline void outlook_fold(toll_plan_alternative *a, outlook_details *d)
{
    if (a->kind != TOLL_PLAN_PAY_PURCHASE)
        return;
    d->has_details = 1;
    a->usd_per_gpu_hour = d->watts / 1000 * d->pue * d->usd_per_kwh + d->support_frac * a->usd_per_gpu / 8760;
}

/* ---- how well two orders agree ---- */

/* Kendall's tau: pairs in the same order less those in the other one, over all pairs. */
static inline double outlook_kendall(const double *a, const double *b, int n)
{
    int64_t score = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++) {
            const double product = (a[i] - a[k]) * (b[i] - b[k]);
            score += product > 0 ? 1 : product < 0 ? -1 : 0;
        }
    return (double)score / ((double)n * (n - 1) / 2);
}

/* How much dearer by `truth` the cheapest by `estimate` is than the cheapest. */
static inline double outlook_regret(const double *estimate, const double *truth, int n)
{
    int chosen = 0, best = 0;
    for (int i = 1; i < n; i++) {
        chosen = estimate[i] < estimate[chosen] ? i : chosen;
        best = truth[i] < truth[best] ? i : best;
    }
    return truth[chosen] / truth[best] - 1;
}

#endif
