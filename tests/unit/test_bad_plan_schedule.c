/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to the functions of plan.h about hours of the day. */
#include "bad_input.h"

#include <toll.h>

#include "sample_deployment.h"

#define HOURS 3

static uint64_t deployment[SAMPLE_WORDS];
static toll_plan_need need;
static toll_plan_day day;
static const double rates[HOURS] = {10, 0, 20};

static toll_status call_rate(const bad_frame *f, toll_error *err)
{
    return toll_plan_bound_rate(f->p[0], f->v[1], f->p[2], f->p[3], err);
}

static toll_status call_schedule(const bad_frame *f, toll_error *err)
{
    return toll_plan_compute_schedule(f->p[0], f->p[1], f->v[2], f->p[3], f->p[4], f->p[5], err);
}

static void another_quantile(bad_frame *f)
{
    ((toll_plan_need *)f->p[2])->quantile = 0.8;
}

static void no_capacity(bad_frame *f)
{
    ((toll_plan_day *)f->p[0])->unit_requests_per_s = 0;
}

static void no_price(bad_frame *f)
{
    ((toll_plan_day *)f->p[0])->usd_per_gpu_hour = 0;
}

static void reserved_at_no_price(bad_frame *f)
{
    toll_plan_day *d = f->p[0];
    d->known = TOLL_PLAN_DAY_BASE;
    d->reserved_usd_per_gpu_hour = 0;
}

static void half_a_machine_reserved(bad_frame *f)
{
    ((toll_plan_day *)f->p[0])->reserved_gpus = 12;
}

static void tiny_units(bad_frame *f)
{
    ((toll_plan_day *)f->p[0])->unit_requests_per_s = 1e-320;
}

static void too_many_units(bad_frame *f)
{
    ((toll_plan_day *)f->p[0])->unit_requests_per_s = 9.9e-9; /* 10 / 9.9e-9 is 1.01e9 */
}

static void put_rate(bad_frame *f, int hour, double rate)
{
    ((double *)f->p[1])[hour] = rate;
}

static void nan_rate(bad_frame *f)
{
    put_rate(f, 1, (double)NAN);
}

static void infinite_rate(bad_frame *f)
{
    put_rate(f, 2, (double)INFINITY);
}

static void negative_rate(bad_frame *f)
{
    put_rate(f, 1, -1e-300);
}

static void huge_rate(bad_frame *f)
{
    put_rate(f, 0, 1.0000001e9);
}

static void no_load_at_all(bad_frame *f)
{
    put_rate(f, 0, 0);
    put_rate(f, 2, 0);
}

static const bad_case rate_cases[] = {
    {0, 0, another_quantile, {TOLL_E_CONFLICT, TOLL_KIND_PLAN_NEED, "quantile", -1, 0}},
};

static const bad_case schedule_cases[] = {
    {0, 0, no_capacity, {TOLL_E_MISSING, TOLL_KIND_PLAN_DAY, "unit_requests_per_s", -1, 0}},
    {0, 0, no_price, {TOLL_E_MISSING, TOLL_KIND_PLAN_DAY, "usd_per_gpu_hour", -1, 0}},
    {0, 0, reserved_at_no_price, {TOLL_E_MISSING, TOLL_KIND_PLAN_DAY, "reserved_usd_per_gpu_hour", -1, 0}},
    {0, 0, half_a_machine_reserved, {TOLL_E_CONFLICT, TOLL_KIND_PLAN_DAY, "reserved_gpus", -1, 0}},
    {0, 0, tiny_units, {TOLL_E_RANGE, 0, "requests_per_s", 0, 0}},
    {0, 0, too_many_units, {TOLL_E_RANGE, 0, "requests_per_s", 0, 0}},
    {0, 0, nan_rate, {TOLL_E_NOT_FINITE, 0, "requests_per_s", 1, 0}},
    {0, 0, infinite_rate, {TOLL_E_NOT_FINITE, 0, "requests_per_s", 2, 0}},
    {0, 0, negative_rate, {TOLL_E_RANGE, 0, "requests_per_s", 1, 0}},
    {0, 0, huge_rate, {TOLL_E_RANGE, 0, "requests_per_s", 0, 0}},
    {0, 0, no_load_at_all, {TOLL_E_MISSING, 0, "requests_per_s", -1, 0}},
    {2, 0, NULL, {TOLL_E_RANGE, 0, "n_hours", -1, 0}},
    {2, TOLL_PLAN_HOURS_MAX + 1, NULL, {TOLL_E_RANGE, 0, "n_hours", -1, 0}},
    {2, UINT64_MAX, NULL, {TOLL_E_RANGE, 0, "n_hours", -1, 0}},
};

static bad_function table[] = {
    {"toll_plan_bound_rate",
     call_rate,
     NULL,
     {{BAD_OBJECT, "deployment", deployment, 0, 0, 1},
      {BAD_VALUE, "deployment_size", NULL, 0, 0, 0},
      {BAD_IN_STRUCT, "need", &need, sizeof need, TOLL_KIND_PLAN_NEED, 0},
      {BAD_OUT, "requests_per_s", NULL, sizeof(double), 0, 0}},
     BAD_CASES(rate_cases)},
    {"toll_plan_compute_schedule",
     call_schedule,
     NULL,
     {{BAD_IN_STRUCT, "day", &day, sizeof day, TOLL_KIND_PLAN_DAY, 0},
      {BAD_IN, "requests_per_s", rates, sizeof rates, 0, 0},
      {BAD_VALUE, "n_hours", NULL, HOURS, 0, 0},
      {BAD_OUT_OPTIONAL, "units", NULL, HOURS * sizeof(int64_t), 0, 0},
      {BAD_OUT, "gpus", NULL, HOURS * sizeof(int64_t), 0, 0},
      {BAD_OUT_STRUCT, "schedule", NULL, sizeof(toll_plan_schedule), TOLL_KIND_PLAN_SCHEDULE, 0}},
     BAD_CASES(schedule_cases)},
};

static int set_up(void **state)
{
    (void)state;
    table[0].arguments[0].size = table[0].arguments[1].size = sample_resolve(deployment);
    toll_init(&need);
    need.known = TOLL_PLAN_TTFT | TOLL_PLAN_TPOT | TOLL_PLAN_GPUS_MAX;
    need.ttft_s = 10;
    need.tpot_s = 1;
    need.gpus_max = 1000;
    toll_init(&day);
    day.known = TOLL_PLAN_DAY_RESERVED | TOLL_PLAN_DAY_BASE;
    day.unit_requests_per_s = 5;
    day.unit_gpus = 4;
    day.machine_gpus = 8;
    day.units_min = 1;
    day.spare_units = 1;
    day.cold_start_s = 60;
    day.usd_per_gpu_hour = 3;
    day.reserved_usd_per_gpu_hour = 2;
    day.reserved_gpus = 8;
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
    bad_check_complete(BAD_CASES(table), "toll_plan_bound_rate");
    bad_check_complete(BAD_CASES(table), "toll_plan_compute_schedule");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(every_function_is_walked),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
