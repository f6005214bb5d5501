/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to toll_plan_find_most(). */
#include "bad_input.h"

#include <toll/plan.h>

#include "sample_deployment.h"

#define SUPPLIES 2
#define CAPACITY 2
#define OWN      2

static toll_model model;
static toll_model_layer layers[SAMPLE_ROWS];
static toll_plan_need need;
static toll_plan_most most;
static toll_plan_supply supplies[SUPPLIES];
static toll_hw own[OWN];

/* The arguments of toll_plan_find_most(), by their places. */
enum {
    MODEL,
    LAYERS,
    N_LAYERS,
    LAYER_STRIDE,
    NEED,
    MOST,
    ROWS,
    N_ROWS,
    ROW_STRIDE,
    OWN_HW,
    N_OWN,
    OWN_STRIDE,
    OPTIONS,
    ROOM,
    OPTION_STRIDE,
    REACHES,
    N_OPTIONS,
    SUMMARY,
    WORK,
    WORK_SIZE
};

static toll_status call_most(const bad_frame *f, toll_error *err)
{
    return toll_plan_find_most(f->p[MODEL], f->p[LAYERS], f->v[N_LAYERS], f->v[LAYER_STRIDE], f->p[NEED], f->p[MOST],
                               f->p[ROWS], f->v[N_ROWS], f->v[ROW_STRIDE], f->p[OWN_HW], f->v[N_OWN], f->v[OWN_STRIDE],
                               f->p[OPTIONS], f->v[ROOM], f->v[OPTION_STRIDE], f->p[REACHES], f->p[N_OPTIONS],
                               f->p[SUMMARY], f->p[WORK], f->v[WORK_SIZE], err);
}

static void other_quantile(bad_frame *f)
{
    ((toll_plan_need *)f->p[NEED])->quantile = 0.8;
}

static void next_to_no_rate(bad_frame *f)
{
    ((toll_plan_need *)f->p[NEED])->requests_per_s = 1e-321;
}

static void no_cap(bad_frame *f)
{
    toll_plan_most *bad = (toll_plan_most *)f->p[MOST];
    bad->known = 0;
    bad->usd_per_hour = bad->power_w = bad->host_power_frac = 0;
    ((toll_plan_need *)f->p[NEED])->known &= ~(uint64_t)TOLL_PLAN_GPUS_MAX;
    ((toll_plan_need *)f->p[NEED])->gpus_max = 0;
}

static void a_goal_beyond_the_last(bad_frame *f)
{
    ((toll_plan_most *)f->p[MOST])->goal = TOLL_PLAN_PRICE_FROM + 1;
}

static void a_price_without_its_goal(bad_frame *f)
{
    ((toll_plan_most *)f->p[MOST])->known |= TOLL_PLAN_CAP_PRICE;
    ((toll_plan_most *)f->p[MOST])->usd_per_mtok = 1;
}

static void a_goal_without_its_price(bad_frame *f)
{
    ((toll_plan_most *)f->p[MOST])->goal = TOLL_PLAN_PRICE_FROM;
}

static void a_budget_of_nothing(bad_frame *f)
{
    ((toll_plan_most *)f->p[MOST])->usd_per_hour = 0;
}

static void an_endless_power(bad_frame *f)
{
    ((toll_plan_most *)f->p[MOST])->power_w = (double)INFINITY;
}

static void cooling_that_gains(bad_frame *f)
{
    ((toll_plan_most *)f->p[MOST])->pue = 0.9;
}

static void engine_that_is_none(bad_frame *f)
{
    ((toll_plan_need *)f->p[NEED])->engines = UINT64_C(1) << 51;
}

static void format_that_is_none(bad_frame *f)
{
    ((toll_plan_need *)f->p[NEED])->precisions = UINT64_C(1) << 51;
}

static void supply_of_no_row(bad_frame *f)
{
    toll_plan_supply *bad = (toll_plan_supply *)f->p[ROWS] + 1;
    bad->flags = 0;
    bad->hw = 100000;
}

static void supply_of_no_own_row(bad_frame *f)
{
    ((toll_plan_supply *)f->p[ROWS])[1].hw = OWN;
}

static void price_of_nothing(bad_frame *f)
{
    ((toll_plan_supply *)f->p[ROWS])[1].usd_per_gpu_hour = (toll_range){0, 0, 1};
}

static void disordered_price(bad_frame *f)
{
    ((toll_plan_supply *)f->p[ROWS])[1].usd_per_gpu_hour = (toll_range){2, 1, 3};
}

static void free_at_a_price(bad_frame *f)
{
    ((toll_plan_supply *)f->p[ROWS])[0].flags |= TOLL_PLAN_FREE;
}

static void own_of_no_kind(bad_frame *f)
{
    ((toll_hw *)f->p[OWN_HW])[1].struct_kind = 0;
}

static void own_larger_than_its_stride(bad_frame *f)
{
    ((toll_hw *)f->p[OWN_HW])[0].struct_size = sizeof(toll_hw) + 8;
}

static void own_without_bandwidth_that_has_a_rate(bad_frame *f)
{
    ((toll_hw *)f->p[OWN_HW])[1].memory_bytes_per_s = (double)NAN;
}

static void incomplete_model(bad_frame *f)
{
    ((toll_model *)f->p[MODEL])->flags |= TOLL_MODEL_INCOMPLETE;
}

static void misplaced_work(bad_frame *f)
{
    f->p[WORK] = bad_resize(f, WORK, f->size[WORK] + 8) + 1;
}

#define EDIT(edit, status, kind, name, row)                                                                            \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, kind, name, row, 0                                                                                 \
        }                                                                                                              \
    }
#define VALUE(argument, value, status)                                                                                 \
    {                                                                                                                  \
        argument, value, NULL,                                                                                         \
        {                                                                                                              \
            status, 0, NULL, -1, 0                                                                                     \
        }                                                                                                              \
    }

static const bad_case most_cases[] = {
    VALUE(N_LAYERS, 0, TOLL_E_RANGE),
    VALUE(N_LAYERS, 4097, TOLL_E_RANGE),
    VALUE(N_LAYERS, UINT64_MAX, TOLL_E_RANGE),
    VALUE(N_ROWS, 0, TOLL_E_RANGE),
    VALUE(N_ROWS, 4097, TOLL_E_RANGE),
    VALUE(N_ROWS, UINT64_MAX, TOLL_E_RANGE),
    VALUE(N_OWN, 4097, TOLL_E_RANGE),
    VALUE(ROOM, 65537, TOLL_E_RANGE),
    VALUE(OWN_STRIDE, 0, TOLL_E_STRIDE),
    VALUE(OWN_STRIDE, sizeof(toll_hw) + 4, TOLL_E_STRIDE),
    VALUE(OWN_STRIDE, UINT64_MAX - 7, TOLL_E_STRIDE),
    VALUE(OPTION_STRIDE, 0, TOLL_E_STRIDE),
    VALUE(OPTION_STRIDE, sizeof(toll_plan_option) - 16, TOLL_E_STRIDE),
    VALUE(WORK_SIZE, 0, TOLL_E_BUFFER),
    VALUE(WORK_SIZE, 1000, TOLL_E_BUFFER),
    EDIT(other_quantile, TOLL_E_CONFLICT, TOLL_KIND_PLAN_NEED, "quantile", -1),
    EDIT(no_cap, TOLL_E_MISSING, TOLL_KIND_PLAN_MOST, "usd_per_hour", -1),
    EDIT(a_goal_beyond_the_last, TOLL_E_RANGE, TOLL_KIND_PLAN_MOST, "goal", -1),
    EDIT(a_price_without_its_goal, TOLL_E_CONFLICT, TOLL_KIND_PLAN_MOST, "usd_per_mtok", -1),
    EDIT(a_goal_without_its_price, TOLL_E_MISSING, TOLL_KIND_PLAN_MOST, "usd_per_mtok", -1),
    EDIT(a_budget_of_nothing, TOLL_E_RANGE, TOLL_KIND_PLAN_MOST, "usd_per_hour", -1),
    EDIT(an_endless_power, TOLL_E_NOT_FINITE, TOLL_KIND_PLAN_MOST, "power_w", -1),
    EDIT(cooling_that_gains, TOLL_E_RANGE, TOLL_KIND_PLAN_MOST, "pue", -1),
    EDIT(next_to_no_rate, TOLL_E_MISSING, TOLL_KIND_PLAN_NEED, "requests_per_s", -1),
    EDIT(engine_that_is_none, TOLL_E_RANGE, TOLL_KIND_PLAN_NEED, "engines", -1),
    EDIT(format_that_is_none, TOLL_E_RANGE, TOLL_KIND_PLAN_NEED, "precisions", -1),
    EDIT(supply_of_no_row, TOLL_E_RANGE, TOLL_KIND_PLAN_SUPPLY, "hw", 1),
    EDIT(supply_of_no_own_row, TOLL_E_RANGE, TOLL_KIND_PLAN_SUPPLY, "hw", 1),
    EDIT(price_of_nothing, TOLL_E_CONFLICT, TOLL_KIND_PLAN_SUPPLY, "usd_per_gpu_hour", 1),
    EDIT(disordered_price, TOLL_E_CONFLICT, TOLL_KIND_PLAN_SUPPLY, "usd_per_gpu_hour", 1),
    EDIT(free_at_a_price, TOLL_E_CONFLICT, TOLL_KIND_PLAN_SUPPLY, "flags", 0),
    EDIT(own_of_no_kind, TOLL_E_STRUCT_KIND, TOLL_KIND_HW, "struct_kind", 1),
    EDIT(own_larger_than_its_stride, TOLL_E_STRIDE, 0, "hw_stride_bytes", -1),
    EDIT(own_without_bandwidth_that_has_a_rate, TOLL_E_NOT_FINITE, TOLL_KIND_HW, "memory_bytes_per_s", 1),
    EDIT(incomplete_model, TOLL_E_MISSING, TOLL_KIND_MODEL, "flags", -1),
    EDIT(misplaced_work, TOLL_E_OBJECT, 0, "work", -1),
};

#define COUNT(n, v)                                                                                                    \
    {                                                                                                                  \
        BAD_VALUE, #n, NULL, v, 0, 0                                                                                   \
    }

static bad_function table[] = {
    {"toll_plan_find_most",
     call_most,
     NULL,
     {{BAD_IN_STRUCT, "model", &model, sizeof model, TOLL_KIND_MODEL, 0},
      {BAD_IN_ROWS, "layers", layers, sizeof layers, TOLL_KIND_MODEL_LAYER, LAYER_STRIDE},
      COUNT(n_layers, SAMPLE_ROWS),
      COUNT(layer_stride_bytes, sizeof(toll_model_layer)),
      {BAD_IN_STRUCT, "need", &need, sizeof need, TOLL_KIND_PLAN_NEED, 0},
      {BAD_IN_STRUCT, "most", &most, sizeof most, TOLL_KIND_PLAN_MOST, 0},
      {BAD_IN_ROWS, "supplies", supplies, sizeof supplies, TOLL_KIND_PLAN_SUPPLY, ROW_STRIDE},
      COUNT(n_supplies, SUPPLIES),
      COUNT(supply_stride_bytes, sizeof(toll_plan_supply)),
      {BAD_IN, "own_hw", own, sizeof own, 0, 0},
      COUNT(n_own_hw, OWN),
      COUNT(hw_stride_bytes, sizeof(toll_hw)),
      {BAD_OUT, "options", NULL, CAPACITY * sizeof(toll_plan_option), 0, 0},
      COUNT(capacity, CAPACITY),
      COUNT(option_stride_bytes, sizeof(toll_plan_option)),
      {BAD_OUT_OPTIONAL, "reaches", NULL, CAPACITY * sizeof(toll_plan_reach), 0, 0},
      {BAD_OUT, "n_options", NULL, 8, 0, 0},
      {BAD_OUT_STRUCT, "summary", NULL, sizeof(toll_plan_summary), TOLL_KIND_PLAN_SUMMARY, 0},
      {BAD_OUT_WORK, "work", NULL, 0, 0, 0},
      COUNT(work_size, 0)},
     BAD_CASES(most_cases)},
};

static void refuses_bad_input(void **state)
{
    (void)state;
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_plan_find_most");
}

static int set_up(void **state)
{
    (void)state;
    model = sample_model();
    sample_layers(layers);
    assert_int_equal(toll_struct_init(&need, sizeof need, TOLL_KIND_PLAN_NEED, NULL), TOLL_OK);
    need.known = TOLL_PLAN_TTFT | TOLL_PLAN_TPOT | TOLL_PLAN_GPUS_MAX;
    need.requests_per_s = 1;
    need.ttft_s = 10;
    need.tpot_s = 0.1;
    need.gpus_max = 1000;
    assert_int_equal(toll_struct_init(&most, sizeof most, TOLL_KIND_PLAN_MOST, NULL), TOLL_OK);
    most.known = TOLL_PLAN_CAP_BUDGET | TOLL_PLAN_CAP_POWER | TOLL_PLAN_MOST_HOST;
    most.usd_per_hour = 100;
    most.power_w = 1e5;
    most.host_power_frac = 0.25;
    need.engines = UINT64_C(1) << 1; /* two engines and formats are enough to walk all paths */
    need.precisions = 3;
    need.choices = TOLL_PLAN_TRY_UNKNOWN;
    for (int i = 0; i < OWN; i++) {
        own[i] = sample_hw();
        supplies[i] = (toll_plan_supply){.known = TOLL_PLAN_PRICE | TOLL_PLAN_AVAILABLE | TOLL_PLAN_INTERNODE,
                                         .flags = TOLL_PLAN_OWN_HW,
                                         .hw = i,
                                         .kind = TOLL_PLAN_OWNED,
                                         .usd_per_gpu_hour = {1, 2, 3},
                                         .gpus_available = 64,
                                         .unit_gpus = 1,
                                         .internode_bytes_per_s = 5e10};
    }
    uint64_t size = toll_plan_search_size(SAMPLE_ROWS, SUPPLIES, CAPACITY);
    table[0].arguments[WORK].size = table[0].arguments[WORK_SIZE].size = size;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_is_walked),
        cmocka_unit_test(refuses_bad_input),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
