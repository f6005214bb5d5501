/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to toll_plan_estimate_outlooks(). */
#include "bad_input.h"

#include <toll.h>

static toll_plan_horizon horizon;
static toll_plan_alternative alternatives[2];

static toll_status call_outlooks(const bad_frame *f, toll_error *err)
{
    return toll_plan_estimate_outlooks(f->p[0], f->p[1], f->v[2], f->v[3], f->p[4], f->v[5], f->v[6], err);
}

static toll_plan_horizon *horizon_of(bad_frame *f)
{
    return f->p[0];
}

/* The second row, which is an API. */
static toll_plan_alternative *second_of(bad_frame *f)
{
    return (toll_plan_alternative *)f->p[1] + 1;
}

static void no_demand(bad_frame *f)
{
    horizon_of(f)->requests_per_s = 0;
}

/* A millionfold each year: 10^120 after twenty years. */
static void demand_without_end(bad_frame *f)
{
    horizon_of(f)->growth_frac_per_year = 1e6;
    horizon_of(f)->months = TOLL_PLAN_MONTHS_MAX;
}

/* 10^18 requests/s on replicas that carry 10^-9. */
static void more_accelerators_than_counts(bad_frame *f)
{
    toll_plan_alternative *first = f->p[1];
    horizon_of(f)->requests_per_s = 1e9;
    first->replica_requests_per_s = 1e-9;
}

static void a_price_of_nothing(bad_frame *f)
{
    second_of(f)->usd_per_request = 0;
}

static void free_at_a_price(bad_frame *f)
{
    second_of(f)->flags = TOLL_PLAN_MEANT_FREE;
}

static void an_unknown_kind(bad_frame *f)
{
    second_of(f)->kind = TOLL_PLAN_PAY_REQUEST + 1;
}

static const bad_case cases[] = {
    {0, 0, no_demand, {TOLL_E_MISSING, TOLL_KIND_PLAN_HORIZON, "requests_per_s", -1, 0}},
    {0, 0, demand_without_end, {TOLL_E_RANGE, TOLL_KIND_PLAN_HORIZON, "growth_frac_per_year", -1, 0}},
    {0, 0, more_accelerators_than_counts, {TOLL_E_RANGE, TOLL_KIND_PLAN_ALTERNATIVE, "replica_requests_per_s", 0, 0}},
    {0, 0, a_price_of_nothing, {TOLL_E_CONFLICT, TOLL_KIND_PLAN_ALTERNATIVE, "usd_per_request", 1, 0}},
    {0, 0, free_at_a_price, {TOLL_E_CONFLICT, TOLL_KIND_PLAN_ALTERNATIVE, "flags", 1, 0}},
    {0, 0, an_unknown_kind, {TOLL_E_RANGE, TOLL_KIND_PLAN_ALTERNATIVE, "kind", 1, 0}},
    {2, 1000001, NULL, {TOLL_E_RANGE, 0, "n_alternatives", -1, 0}},
    {2, UINT64_MAX, NULL, {TOLL_E_RANGE, 0, "n_alternatives", -1, 0}},
    {3, 8, NULL, {TOLL_E_STRIDE, 0, "alternative_stride_bytes", -1, 0}},
    {5, 1, NULL, {TOLL_E_BUFFER, 0, "capacity", -1, 0}},
    {6, 0, NULL, {TOLL_E_STRIDE, 0, "outlook_stride_bytes", -1, 0}},
};

static bad_function table[] = {
    {"toll_plan_estimate_outlooks",
     call_outlooks,
     NULL,
     {{BAD_IN_STRUCT, "horizon", &horizon, sizeof horizon, TOLL_KIND_PLAN_HORIZON, 0},
      {BAD_IN_ROWS, "alternatives", alternatives, sizeof alternatives, TOLL_KIND_PLAN_ALTERNATIVE, 3},
      {BAD_VALUE, "n_alternatives", NULL, 2, 0, 0},
      {BAD_VALUE, "alternative_stride_bytes", NULL, sizeof alternatives[0], 0, 0},
      {BAD_OUT, "outlooks", NULL, 2 * sizeof(toll_plan_outlook), 0, 0},
      {BAD_VALUE, "capacity", NULL, 2, 0, 0},
      {BAD_VALUE, "outlook_stride_bytes", NULL, sizeof(toll_plan_outlook), 0, 0}},
     BAD_CASES(cases)},
};

static int set_up(void **state)
{
    (void)state;
    toll_init(&horizon);
    horizon.known = TOLL_PLAN_HORIZON_BUDGET | TOLL_PLAN_HORIZON_GPUS;
    horizon.requests_per_s = 20;
    horizon.budget_usd_per_month = 1e5;
    horizon.gpus_max = 100;
    alternatives[0] = (toll_plan_alternative){.known = TOLL_PLAN_ALT_RATE | TOLL_PLAN_ALT_HOUR |
                                                       TOLL_PLAN_ALT_PURCHASE | TOLL_PLAN_ALT_TERM | TOLL_PLAN_ALT_END,
                                              .kind = TOLL_PLAN_PAY_PURCHASE,
                                              .replica_requests_per_s = 2,
                                              .replica_gpus = 1,
                                              .unit_gpus = 8,
                                              .usd_per_gpu_hour = 0.1,
                                              .usd_per_gpu = 30000,
                                              .residual_frac = 0.1,
                                              .term_months = 48,
                                              .end_month = 30};
    alternatives[1] = (toll_plan_alternative){.known = TOLL_PLAN_ALT_REQUEST,
                                              .kind = TOLL_PLAN_PAY_REQUEST,
                                              .replica_gpus = 1,
                                              .unit_gpus = 1,
                                              .usd_per_request = 0.001};
    return 0;
}

static void refuses_bad_input(void **state)
{
    (void)state;
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_plan_estimate_outlooks");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(every_function_is_walked),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
