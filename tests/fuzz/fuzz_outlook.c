/* SPDX-License-Identifier: Apache-2.0 */
/* toll_plan_estimate_outlooks(): horizons and alternatives that are nearly right. Answers are within the library's own
 * limits, and the order of rows does not matter. */
#include "fuzz.h"

#define ROWS 3

typedef struct outlook_case {
    toll_plan_horizon horizon;
    toll_plan_alternative rows[ROWS];
    toll_plan_outlook outlooks[ROWS];
} outlook_case;

static void start_horizon(input *in, toll_plan_horizon *h)
{
    toll_struct_init(h, sizeof *h, TOLL_KIND_PLAN_HORIZON, NULL);
    h->requests_per_s = (1 + (double)take(in, 2)) / 64;
    h->months = 1 + (int64_t)take(in, 1) % 60;
    h->growth_frac_per_year = (double)take(in, 1) / 64 - 0.5;
    h->known = TOLL_PLAN_HORIZON_BUDGET | TOLL_PLAN_HORIZON_GPUS;
    h->budget_usd_per_month = (double)take(in, 3);
    h->gpus_max = (int64_t)take(in, 2);
    mutate(in, h, TOLL_KIND_PLAN_HORIZON);
}

static void start_alternative(input *in, toll_plan_alternative *a)
{
    const uint64_t units = TOLL_PLAN_ALT_RATE | TOLL_PLAN_ALT_HOUR;
    *a = (toll_plan_alternative){
        .kind = TOLL_PLAN_PAY_HOUR + (uint32_t)take(in, 1) % 4, .replica_gpus = 1, .unit_gpus = 1};
    a->known = a->kind == TOLL_PLAN_PAY_REQUEST ? TOLL_PLAN_ALT_REQUEST : units;
    a->known |= a->kind == TOLL_PLAN_PAY_PURCHASE ? TOLL_PLAN_ALT_PURCHASE | TOLL_PLAN_ALT_TERM : 0;
    a->known |= a->kind == TOLL_PLAN_PAY_TERM ? TOLL_PLAN_ALT_TERM : 0;
    if ((a->known & units) != 0) {
        a->replica_requests_per_s = (1 + (double)take(in, 1)) / 16;
        a->usd_per_gpu_hour = (1 + (double)take(in, 1)) / 16;
    }
    a->usd_per_request = a->kind == TOLL_PLAN_PAY_REQUEST ? (1 + (double)take(in, 1)) / 65536 : 0;
    a->usd_per_gpu = a->kind == TOLL_PLAN_PAY_PURCHASE ? 1 + (double)take(in, 2) : 0;
    a->term_months = (a->known & TOLL_PLAN_ALT_TERM) != 0 ? 1 + (int64_t)take(in, 1) % 72 : 0;
    mutate(in, a, TOLL_KIND_PLAN_ALTERNATIVE);
}

static toll_status run_outlooks(outlook_case *c, toll_error *err)
{
    memset(c->outlooks, 0, sizeof c->outlooks);
    return toll_plan_estimate_outlooks(&c->horizon, c->rows, ROWS, sizeof c->rows[0], c->outlooks, ROWS,
                                       sizeof c->outlooks[0], err);
}

static void law_outlook(const toll_plan_horizon *h, const toll_plan_outlook *o)
{
    LAW((o->missing == 0) == ((o->known & TOLL_PLAN_OUT_COST) != 0));
    LAW(o->total_usd >= -1e300 && o->total_usd <= 1e300 && o->npv_usd >= -1e300 && o->npv_usd <= 1e300);
    LAW(o->first_month_usd >= 0 && o->first_month_usd <= o->peak_month_usd && o->last_month_usd <= o->peak_month_usd);
    LAW(o->gpus_first >= 0 && o->gpus_first <= o->gpus_peak && o->gpus_last <= o->gpus_peak);
    LAW(o->over_budget_month < h->months && o->over_gpus_month < h->months && o->end_month < h->months);
    LAW((o->known & TOLL_PLAN_OUT_OVER_GPUS) == 0 || o->gpus_peak > h->gpus_max);
    LAW((o->known & TOLL_PLAN_OUT_OVER_BUDGET) == 0 || o->peak_month_usd > h->budget_usd_per_month);
}

/* The rows in the opposite order. */
static void law_order(const outlook_case *c)
{
    outlook_case back = *c;
    for (int i = 0; i < ROWS; i++)
        back.rows[i] = c->rows[ROWS - 1 - i];
    LAW(run_outlooks(&back, NULL) == TOLL_OK);
    for (int i = 0; i < ROWS; i++)
        LAW(memcmp(&back.outlooks[i], &c->outlooks[ROWS - 1 - i], sizeof back.outlooks[i]) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    outlook_case c;
    toll_error err;
    start_horizon(&in, &c.horizon);
    for (int i = 0; i < ROWS; i++)
        start_alternative(&in, &c.rows[i]);
    if (law_status(run_outlooks(&c, &err), &err) != TOLL_OK)
        return 0;
    for (int i = 0; i < ROWS; i++)
        law_outlook(&c.horizon, &c.outlooks[i]);
    law_order(&c);
    return 0;
}
