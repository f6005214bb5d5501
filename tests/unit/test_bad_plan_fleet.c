/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to the functions of plan.h about fleets of several kinds and shared needs. */
#include "bad_input.h"

#include <toll.h>

static toll_plan_lot lots[2];
static toll_plan_need needs[2];
static const double rates[2] = {10, 20};
static const int64_t stocks[2] = {0, 1000};

static toll_status call_fleet(const bad_frame *f, toll_error *err)
{
    return toll_plan_find_fleet(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->v[5], f->p[6], f->p[7], err);
}

static toll_status call_need(const bad_frame *f, toll_error *err)
{
    return toll_plan_derive_need(f->p[0], f->v[1], f->v[2], f->p[3], err);
}

static toll_plan_lot *lot_at(bad_frame *f, int row)
{
    return (toll_plan_lot *)f->p[0] + row;
}

static void no_such_workload(bad_frame *f)
{
    lot_at(f, 1)->workload = 2;
}

static void negative_workload(bad_frame *f)
{
    lot_at(f, 0)->workload = -1;
}

static void no_such_stock(bad_frame *f)
{
    lot_at(f, 1)->stock = 3;
}

static void units_of_nothing(bad_frame *f)
{
    lot_at(f, 0)->unit_gpus = 0;
}

static void machines_of_nothing(bad_frame *f)
{
    lot_at(f, 1)->machine_gpus = 0;
}

static void negative_spares(bad_frame *f)
{
    lot_at(f, 1)->spare_units = -1;
}

static void no_rate_of_a_unit(bad_frame *f)
{
    lot_at(f, 1)->unit_requests_per_s = 0;
}

static void tiny_rate_of_a_unit(bad_frame *f)
{
    lot_at(f, 1)->unit_requests_per_s = 1e-320;
}

static void rate_of_a_unit_is_no_number(bad_frame *f)
{
    lot_at(f, 0)->unit_requests_per_s = (double)NAN;
}

static void no_price(bad_frame *f)
{
    lot_at(f, 0)->usd_per_gpu_hour = 0;
}

static void infinite_price(bad_frame *f)
{
    lot_at(f, 0)->usd_per_gpu_hour = (double)INFINITY;
}

static void rate_is_no_number(bad_frame *f)
{
    ((double *)f->p[2])[1] = (double)NAN;
}

static void negative_rate(bad_frame *f)
{
    ((double *)f->p[2])[0] = -1;
}

static void negative_stock(bad_frame *f)
{
    ((int64_t *)f->p[4])[1] = -1;
}

static void huge_stock(bad_frame *f)
{
    ((int64_t *)f->p[4])[0] = INT64_MAX;
}

static toll_plan_need *need_at(bad_frame *f, int row)
{
    return (toll_plan_need *)f->p[0] + row;
}

static void no_rate_in_any(bad_frame *f)
{
    need_at(f, 0)->requests_per_s = need_at(f, 1)->requests_per_s = 0;
}

static void no_common_engine(bad_frame *f)
{
    need_at(f, 0)->engines = 1;
    need_at(f, 1)->engines = 2;
}

static void no_common_format(bad_frame *f)
{
    need_at(f, 0)->precisions = 4;
    need_at(f, 1)->precisions = 2;
}

static void variation_beyond_ten(bad_frame *f)
{
    need_at(f, 0)->requests_per_s = 1e-6;
    need_at(f, 0)->input_tokens = 1e8;
    need_at(f, 1)->requests_per_s = 1e3;
    need_at(f, 1)->input_tokens = 1;
}

static void rate_beyond_all(bad_frame *f)
{
    need_at(f, 0)->requests_per_s = need_at(f, 1)->requests_per_s = 6e8;
}

static void need_of_another_kind(bad_frame *f)
{
    need_at(f, 1)->struct_kind = TOLL_KIND_PLAN_SUMMARY;
}

static void need_larger_than_its_stride(bad_frame *f)
{
    need_at(f, 1)->struct_size = sizeof(toll_plan_need) + 8;
}

static void second_need_is_no_number(bad_frame *f)
{
    need_at(f, 1)->input_tokens = (double)NAN;
}

#define LOT(edit, status, field, row)                                                                                  \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, TOLL_KIND_PLAN_LOT, field, row, 0                                                                  \
        }                                                                                                              \
    }
#define COLUMN(edit, status, field, row)                                                                               \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, 0, field, row, 0                                                                                   \
        }                                                                                                              \
    }
#define NEED(edit, status, field, row)                                                                                 \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, TOLL_KIND_PLAN_NEED, field, row, 0                                                                 \
        }                                                                                                              \
    }
#define VALUE(argument, value, status)                                                                                 \
    {                                                                                                                  \
        argument, value, NULL,                                                                                         \
        {                                                                                                              \
            status, 0, NULL, -1, 0                                                                                     \
        }                                                                                                              \
    }

static const bad_case fleet_cases[] = {
    LOT(no_such_workload, TOLL_E_RANGE, "workload", 1),
    LOT(negative_workload, TOLL_E_RANGE, "workload", 0),
    LOT(no_such_stock, TOLL_E_RANGE, "stock", 1),
    LOT(units_of_nothing, TOLL_E_RANGE, "unit_gpus", 0),
    LOT(machines_of_nothing, TOLL_E_RANGE, "machine_gpus", 1),
    LOT(negative_spares, TOLL_E_RANGE, "spare_units", 1),
    LOT(no_rate_of_a_unit, TOLL_E_MISSING, "unit_requests_per_s", 1),
    LOT(tiny_rate_of_a_unit, TOLL_E_RANGE, "unit_requests_per_s", 1),
    LOT(rate_of_a_unit_is_no_number, TOLL_E_NOT_FINITE, "unit_requests_per_s", 0),
    LOT(no_price, TOLL_E_MISSING, "usd_per_gpu_hour", 0),
    LOT(infinite_price, TOLL_E_NOT_FINITE, "usd_per_gpu_hour", 0),
    COLUMN(rate_is_no_number, TOLL_E_NOT_FINITE, "requests_per_s", 1),
    COLUMN(negative_rate, TOLL_E_RANGE, "requests_per_s", 0),
    COLUMN(negative_stock, TOLL_E_RANGE, "stock_gpus", 1),
    COLUMN(huge_stock, TOLL_E_RANGE, "stock_gpus", 0),
    VALUE(1, 0, TOLL_E_RANGE),
    VALUE(1, TOLL_PLAN_LOTS_MAX + 1, TOLL_E_RANGE),
    VALUE(1, UINT64_MAX, TOLL_E_RANGE),
    VALUE(3, 0, TOLL_E_RANGE),
    VALUE(3, TOLL_PLAN_WORKLOADS_MAX + 1, TOLL_E_RANGE),
    VALUE(5, TOLL_PLAN_LOTS_MAX + 1, TOLL_E_RANGE),
};

static const bad_case need_cases[] = {
    NEED(no_rate_in_any, TOLL_E_MISSING, "requests_per_s", -1),
    NEED(no_common_engine, TOLL_E_CONFLICT, "engines", 1),
    NEED(no_common_format, TOLL_E_CONFLICT, "precisions", 1),
    NEED(variation_beyond_ten, TOLL_E_RANGE, "input_cv", -1),
    NEED(rate_beyond_all, TOLL_E_RANGE, "requests_per_s", -1),
    NEED(second_need_is_no_number, TOLL_E_NOT_FINITE, "input_tokens", 1),
    NEED(need_of_another_kind, TOLL_E_STRUCT_KIND, "struct_kind", 1),
    COLUMN(need_larger_than_its_stride, TOLL_E_STRIDE, "need_stride_bytes", -1),
    VALUE(1, 0, TOLL_E_RANGE),
    VALUE(1, TOLL_PLAN_WORKLOADS_MAX + 1, TOLL_E_RANGE),
    VALUE(2, 0, TOLL_E_STRIDE),
    VALUE(2, sizeof(toll_plan_need) - 8, TOLL_E_STRIDE),
    VALUE(2, sizeof(toll_plan_need) + 4, TOLL_E_STRIDE),
    VALUE(2, UINT64_MAX - 7, TOLL_E_STRIDE),
};

static bad_function table[] = {
    {"toll_plan_find_fleet",
     call_fleet,
     NULL,
     {{BAD_IN, "lots", lots, sizeof lots, 0, 0},
      {BAD_VALUE, "n_lots", NULL, 2, 0, 0},
      {BAD_IN, "requests_per_s", rates, sizeof rates, 0, 0},
      {BAD_VALUE, "n_workloads", NULL, 2, 0, 0},
      {BAD_IN, "stock_gpus", stocks, sizeof stocks, 0, 0},
      {BAD_VALUE, "n_stocks", NULL, 2, 0, 0},
      {BAD_OUT, "gpus", NULL, 2 * sizeof(int64_t), 0, 0},
      {BAD_OUT, "fleet", NULL, sizeof(toll_plan_fleet), 0, 0}},
     BAD_CASES(fleet_cases)},
    {"toll_plan_derive_need",
     call_need,
     NULL,
     {{BAD_IN, "needs", needs, sizeof needs, 0, 0},
      {BAD_VALUE, "n_needs", NULL, 2, 0, 0},
      {BAD_VALUE, "need_stride_bytes", NULL, sizeof(toll_plan_need), 0, 0},
      {BAD_OUT_STRUCT, "shared", NULL, sizeof(toll_plan_need), TOLL_KIND_PLAN_NEED, 0}},
     BAD_CASES(need_cases)},
};

static int set_up(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        lots[i] = (toll_plan_lot){.workload = i,
                                  .stock = 2,
                                  .unit_gpus = 2,
                                  .machine_gpus = 8,
                                  .spare_units = 1,
                                  .unit_requests_per_s = 3,
                                  .usd_per_gpu_hour = 2};
        toll_init(&needs[i]);
        needs[i].requests_per_s = 1;
    }
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
    bad_check_complete(BAD_CASES(table), "toll_plan_find_fleet");
    bad_check_complete(BAD_CASES(table), "toll_plan_derive_need");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(every_function_is_walked),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
