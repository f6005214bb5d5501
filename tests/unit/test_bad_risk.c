/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to every function of risk.h. Work memory may be written by a call that is refused. */
#include "bad_input.h"

#include <toll/risk.h>

#define ROWS       8
#define PLAN_WORDS 512
#define WORK_WORDS 8192
#define COST_ROW   5

static uint64_t plan[PLAN_WORDS], work[WORK_WORDS];
static toll_risk_question question;
static double values[ROWS];
static toll_risk_input inputs[ROWS];
static const uint32_t metrics[2] = {TOLL_RISK_NPV, TOLL_RISK_MTOK};
static const uint64_t scaled[2] = {COST_ROW, COST_ROW + 2};
static const double results[3] = {1, 2, 3}, others[3] = {2, 2, 2};

static double number(const bad_frame *f, unsigned i)
{
    double value;
    memcpy(&value, &f->v[i], sizeof value);
    return value;
}

static uint64_t bits(double value)
{
    uint64_t word;
    memcpy(&word, &value, sizeof word);
    return word;
}

static toll_status call_estimate(const bad_frame *f, toll_error *err)
{
    return toll_risk_estimate(f->p[0], f->v[1], f->p[2], f->p[3], f->v[4], f->p[5], f->p[6], f->v[7], err);
}

static toll_status call_swings(const bad_frame *f, toll_error *err)
{
    return toll_risk_estimate_swings(f->p[0], f->v[1], f->p[2], f->p[3], f->p[4], f->v[5], f->p[6], f->p[7], f->v[8],
                                     err);
}

static toll_status call_draw(const bad_frame *f, toll_error *err)
{
    return toll_risk_compute_draw(f->p[0], f->v[1], f->p[2], f->v[3], f->v[4], f->p[5], f->v[6], err);
}

static toll_status call_draws(const bad_frame *f, toll_error *err)
{
    return toll_risk_estimate_draws(f->p[0], f->v[1], f->p[2], f->p[3], f->v[4], 7, f->v[5], f->p[6], f->v[7], f->p[8],
                                    f->v[9], err);
}

static toll_status call_slopes(const bad_frame *f, toll_error *err)
{
    return toll_risk_estimate_slopes(f->p[0], f->v[1], f->p[2], f->p[3], f->v[4], f->p[5], f->v[6], err);
}

static toll_status call_flip(const bad_frame *f, toll_error *err)
{
    return toll_risk_find_flip(f->p[0], f->v[1], f->p[2], f->v[3], number(f, 4), number(f, 5), f->p[6], f->p[7],
                               f->v[8], err);
}

static toll_status call_outcomes(const bad_frame *f, toll_error *err)
{
    return toll_risk_estimate_outcomes(f->p[0], f->v[1], f->p[2], f->p[3], f->v[4], f->p[5], f->v[6], 7, f->v[7],
                                       f->p[8], f->v[9], f->p[10], f->v[11], err);
}

static toll_status call_scale_flip(const bad_frame *f, toll_error *err)
{
    return toll_risk_find_scale_flip(f->p[0], f->v[1], f->p[2], f->p[3], f->v[4], number(f, 5), number(f, 6), f->p[7],
                                     f->p[8], f->v[9], err);
}

static toll_status call_spread(const bad_frame *f, toll_error *err)
{
    return toll_risk_compute_spread(f->p[0], f->v[1], f->p[2], f->p[3], err);
}

static toll_status call_odds(const bad_frame *f, toll_error *err)
{
    return toll_risk_compute_odds(f->p[0], f->p[1], f->v[2], f->p[3], f->p[4], f->p[5], err);
}

static void no_such_option(bad_frame *f)
{
    ((toll_risk_question *)f->p[2])->option = 3;
}

static void no_such_other(bad_frame *f)
{
    ((toll_risk_question *)f->p[2])->against = 64;
}

static void against_itself(bad_frame *f)
{
    ((toll_risk_question *)f->p[2])->against = 1;
}

static void against_nobody(bad_frame *f)
{
    ((toll_risk_question *)f->p[2])->against = 0;
}

static void cost_of_no_task(bad_frame *f)
{
    ((toll_risk_question *)f->p[2])->metric = TOLL_RISK_TASK;
}

static void value_nan(bad_frame *f)
{
    ((double *)f->p[3])[COST_ROW] = (double)NAN;
}

static void value_of_horizon(bad_frame *f)
{
    ((double *)f->p[3])[0] = 13;
}

static void value_below(bad_frame *f)
{
    ((double *)f->p[3])[2] = -1;
}

static void misplaced(bad_frame *f, unsigned i)
{
    f->p[i] = bad_resize(f, i, sizeof work + 8) + 1;
}

static void work_misplaced_6(bad_frame *f)
{
    misplaced(f, 6);
}

static toll_risk_input *input_of(bad_frame *f, unsigned i)
{
    return &((toll_risk_input *)f->p[i])[COST_ROW];
}

static void shape_unknown(bad_frame *f)
{
    input_of(f, 2)->shape = TOLL_RISK_LOGNORMAL + 1;
}

static void loading_above(bad_frame *f)
{
    input_of(f, 2)->loading = 1.0000001;
}

static void loading_nan(bad_frame *f)
{
    input_of(f, 2)->loading = (double)NAN;
}

static void loading_alone(bad_frame *f)
{
    input_of(f, 2)->group = 0;
}

static void group_of_triangle(bad_frame *f)
{
    input_of(f, 2)->shape = TOLL_RISK_TRIANGLE;
}

static void shape_unknown_3(bad_frame *f)
{
    input_of(f, 3)->shape = UINT32_MAX;
}

static void all_results_nan(bad_frame *f)
{
    double *given = (double *)f->p[0];
    for (uint64_t i = 0; i < f->v[1]; i++)
        given[i] = (double)NAN;
}

static void first_infinite(bad_frame *f)
{
    ((double *)f->p[0])[1] = -(double)INFINITY;
}

static void metric_unknown(bad_frame *f)
{
    ((uint32_t *)f->p[3])[1] = TOLL_RISK_CO2_KG + 1;
}

static void metric_zero(bad_frame *f)
{
    ((uint32_t *)f->p[3])[0] = 0;
}

static void shape_unknown_5(bad_frame *f)
{
    input_of(f, 5)->shape = UINT32_MAX;
}

static void scale_of_horizon(bad_frame *f)
{
    ((uint64_t *)f->p[3])[1] = 0;
}

static void scale_of_no_row(bad_frame *f)
{
    ((uint64_t *)f->p[3])[1] = ROWS;
}

static void result_huge(bad_frame *f)
{
    ((double *)f->p[0])[1] = 1.1e300;
}

static void other_infinite(bad_frame *f)
{
    ((double *)f->p[1])[2] = (double)INFINITY;
}

#define EDIT(edit, status, kind, name, row, writes)                                                                    \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, kind, name, row, writes                                                                            \
        }                                                                                                              \
    }
#define VALUE(argument, value, status, writes)                                                                         \
    {                                                                                                                  \
        argument, value, NULL,                                                                                         \
        {                                                                                                              \
            status, 0, NULL, -1, writes                                                                                \
        }                                                                                                              \
    }
#define OPTIONS                                                                                                        \
    EDIT(no_such_option, TOLL_E_UNKNOWN_ID, TOLL_KIND_RISK_QUESTION, "option", -1, 0),                                 \
        EDIT(no_such_other, TOLL_E_UNKNOWN_ID, TOLL_KIND_RISK_QUESTION, "against", -1, 0),                             \
        EDIT(against_itself, TOLL_E_CONFLICT, TOLL_KIND_RISK_QUESTION, "against", -1, 0)
#define NO_TASK(writes) EDIT(cost_of_no_task, TOLL_E_DIVIDE, TOLL_KIND_RISK_QUESTION, "metric", -1, writes)
static bad_case estimate_cases[] = {OPTIONS,
                                    NO_TASK(1u << 6),
                                    EDIT(value_nan, TOLL_E_NOT_FINITE, 0, "values", COST_ROW, 1u << 6),
                                    EDIT(value_below, TOLL_E_RANGE, 0, "values", 2, 1u << 6),
                                    EDIT(value_of_horizon, TOLL_E_CONFLICT, 0, "values", 0, 1u << 6),
                                    EDIT(work_misplaced_6, TOLL_E_OBJECT, 0, "work", -1, 0),
                                    VALUE(4, ROWS - 1, TOLL_E_RANGE, 1u << 6),
                                    VALUE(4, UINT64_MAX, TOLL_E_RANGE, 1u << 6),
                                    VALUE(7, 8, TOLL_E_BUFFER, 0),
                                    VALUE(7, 0, TOLL_E_BUFFER, 0)};
static const bad_case swing_cases[] = {OPTIONS, NO_TASK(1u << 7), VALUE(5, ROWS + 1, TOLL_E_RANGE, 1u << 7),
                                       VALUE(8, 8, TOLL_E_BUFFER, 0)};
static const bad_case draw_cases[] = {
    EDIT(shape_unknown, TOLL_E_RANGE, TOLL_KIND_RISK_INPUT, "shape", COST_ROW, 0),
    EDIT(loading_above, TOLL_E_RANGE, TOLL_KIND_RISK_INPUT, "loading", COST_ROW, 0),
    EDIT(loading_nan, TOLL_E_NOT_FINITE, TOLL_KIND_RISK_INPUT, "loading", COST_ROW, 0),
    EDIT(loading_alone, TOLL_E_CONFLICT, TOLL_KIND_RISK_INPUT, "loading", COST_ROW, 0),
    EDIT(group_of_triangle, TOLL_E_CONFLICT, TOLL_KIND_RISK_INPUT, "group", COST_ROW, 0),
    VALUE(4, (UINT64_C(1) << 48) + 1, TOLL_E_RANGE, 0),
    VALUE(6, ROWS - 1, TOLL_E_RANGE, 0)};
static const bad_case draws_cases[] = {
    OPTIONS,
    EDIT(shape_unknown_3, TOLL_E_RANGE, TOLL_KIND_RISK_INPUT, "shape", COST_ROW, 1u << 8),
    VALUE(4, ROWS + 1, TOLL_E_RANGE, 1u << 8),
    VALUE(5, UINT64_MAX, TOLL_E_RANGE, 1u << 8),
    VALUE(7, 1000000001, TOLL_E_RANGE, 1u << 8),
    VALUE(9, 8, TOLL_E_BUFFER, 0)};
static const bad_case slope_cases[] = {OPTIONS, NO_TASK(1u << 5), VALUE(4, 0, TOLL_E_RANGE, 1u << 5),
                                       VALUE(6, 8, TOLL_E_BUFFER, 0)};
static bad_case flip_cases[] = {OPTIONS,
                                NO_TASK(1u << 7),
                                EDIT(against_nobody, TOLL_E_MISSING, TOLL_KIND_RISK_QUESTION, "against", -1, 1u << 7),
                                VALUE(3, ROWS, TOLL_E_RANGE, 1u << 7),
                                {3, 0, NULL, {TOLL_E_CONFLICT, 0, "row", 0, 1u << 7}},
                                {4, 0x4010000000000000u /* 4 */, NULL, {TOLL_E_RANGE, 0, "low", -1, 1u << 7}},
                                {4, 0xbff0000000000000u /* -1 */, NULL, {TOLL_E_RANGE, 0, "low", -1, 1u << 7}},
                                {4, 0x7ff8000000000000u /* NaN */, NULL, {TOLL_E_NOT_FINITE, 0, "low", -1, 1u << 7}},
                                {5, 0, NULL, {TOLL_E_RANGE, 0, "high", -1, 1u << 7}},
                                {5, 0x7ff0000000000000u, NULL, {TOLL_E_NOT_FINITE, 0, "high", -1, 1u << 7}},
                                VALUE(8, 8, TOLL_E_BUFFER, 0)};
static const bad_case outcomes_cases[] = {
    OPTIONS,
    EDIT(metric_unknown, TOLL_E_RANGE, 0, "metrics", 1, 1u << 10),
    EDIT(metric_zero, TOLL_E_RANGE, 0, "metrics", 0, 1u << 10),
    VALUE(4, 0, TOLL_E_RANGE, 1u << 10),
    VALUE(4, 10, TOLL_E_RANGE, 1u << 10),
    VALUE(4, UINT64_MAX, TOLL_E_RANGE, 1u << 10),
    EDIT(shape_unknown_5, TOLL_E_RANGE, TOLL_KIND_RISK_INPUT, "shape", COST_ROW, 1u << 10),
    VALUE(6, ROWS + 1, TOLL_E_RANGE, 1u << 10),
    VALUE(7, UINT64_MAX, TOLL_E_RANGE, 1u << 10),
    VALUE(9, 1000000001, TOLL_E_RANGE, 1u << 10),
    VALUE(11, 8, TOLL_E_BUFFER, 0)};
static bad_case scale_cases[] = {OPTIONS,
                                 NO_TASK(1u << 8),
                                 EDIT(against_nobody, TOLL_E_MISSING, TOLL_KIND_RISK_QUESTION, "against", -1, 1u << 8),
                                 EDIT(scale_of_no_row, TOLL_E_RANGE, 0, "rows", 1, 1u << 8),
                                 EDIT(scale_of_horizon, TOLL_E_CONFLICT, 0, "rows", 1, 1u << 8),
                                 VALUE(4, 0, TOLL_E_RANGE, 1u << 8),
                                 VALUE(4, ROWS + 1, TOLL_E_RANGE, 1u << 8),
                                 {5, 0x4000000000000000u /* 2 */, NULL, {TOLL_E_RANGE, 0, "low", -1, 1u << 8}},
                                 {5, 0xbff0000000000000u /* -1 */, NULL, {TOLL_E_RANGE, 0, "low", -1, 1u << 8}},
                                 {5, 0x7ff8000000000000u /* NaN */, NULL, {TOLL_E_NOT_FINITE, 0, "low", -1, 1u << 8}},
                                 {6, 0, NULL, {TOLL_E_RANGE, 0, "high", -1, 1u << 8}},
                                 {6, 0x7ff0000000000000u, NULL, {TOLL_E_NOT_FINITE, 0, "high", -1, 1u << 8}},
                                 VALUE(9, 8, TOLL_E_BUFFER, 0)};
static const bad_case spread_cases[] = {EDIT(all_results_nan, TOLL_E_DIVIDE, 0, "results", -1, 1u << 2),
                                        EDIT(first_infinite, TOLL_E_NOT_FINITE, 0, "results", 1, 0),
                                        EDIT(result_huge, TOLL_E_RANGE, 0, "results", 1, 0),
                                        VALUE(1, 0, TOLL_E_RANGE, 0), VALUE(1, 1000000001, TOLL_E_RANGE, 0)};
static const bad_case odds_cases[] = {EDIT(first_infinite, TOLL_E_NOT_FINITE, 0, "first", 1, 0),
                                      EDIT(other_infinite, TOLL_E_NOT_FINITE, 0, "second", 2, 0),
                                      VALUE(2, 0, TOLL_E_RANGE, 0), VALUE(2, UINT64_MAX, TOLL_E_RANGE, 0)};

/* Any plan has an answer: 0 for one that is none. */
static void work_size_has_an_answer(void)
{
    uint64_t damaged[PLAN_WORDS];
    memcpy(damaged, plan, sizeof plan);
    damaged[8] ^= 1;
    assert_true(toll_risk_work_size(plan, sizeof plan) > 0);
    assert_true(toll_risk_work_size(NULL, sizeof plan) == 0);
    assert_true(toll_risk_work_size(plan, 16) == 0);
    assert_true(toll_risk_work_size(damaged, sizeof plan) == 0);
}

#define PLAN                                                                                                           \
    {BAD_OBJECT, "plan", plan, 0, 0, 1},                                                                               \
    {                                                                                                                  \
        BAD_VALUE, "plan_size", NULL, 0, 0, 0                                                                          \
    }
#define QUESTION                                                                                                       \
    {                                                                                                                  \
        BAD_IN_STRUCT, "question", &question, sizeof question, TOLL_KIND_RISK_QUESTION, 0                              \
    }
#define COUNT(n, v)                                                                                                    \
    {                                                                                                                  \
        BAD_VALUE, #n, NULL, v, 0, 0                                                                                   \
    }
#define WORK {BAD_OUT, "work", NULL, 0, 0, 0}, COUNT(work_size, 0)
#define OUT(n, b)                                                                                                      \
    {                                                                                                                  \
        BAD_OUT, #n, NULL, b, 0, 0                                                                                     \
    }

static bad_function table[] = {
    {"toll_risk_work_size", NULL, work_size_has_an_answer, {{0, NULL, NULL, 0, 0, 0}}, NULL, 0},
    {"toll_risk_estimate",
     call_estimate,
     NULL,
     {PLAN,
      QUESTION,
      {BAD_IN_OPTIONAL, "values", values, sizeof values, 0, 0},
      COUNT(value_count, ROWS),
      OUT(answer, 8),
      WORK},
     BAD_CASES(estimate_cases)},
    {"toll_risk_estimate_swings",
     call_swings,
     NULL,
     {PLAN, QUESTION, OUT(at_low, sizeof values), OUT(at_high, sizeof values), COUNT(count, ROWS), OUT(at_medians, 8),
      WORK},
     BAD_CASES(swing_cases)},
    {"toll_risk_compute_draw",
     call_draw,
     NULL,
     {PLAN,
      {BAD_IN_OPTIONAL, "inputs", inputs, sizeof inputs, 0, 0},
      COUNT(seed, 5),
      COUNT(draw, 6),
      OUT(values, sizeof values),
      COUNT(count, ROWS)},
     BAD_CASES(draw_cases)},
    {"toll_risk_estimate_draws",
     call_draws,
     NULL,
     {PLAN,
      QUESTION,
      {BAD_IN_OPTIONAL, "inputs", inputs, sizeof inputs, 0, 0},
      COUNT(input_count, ROWS),
      COUNT(first, 3),
      OUT(answers, 16),
      COUNT(count, 2),
      WORK},
     BAD_CASES(draws_cases)},
    {"toll_risk_estimate_outcomes",
     call_outcomes,
     NULL,
     {PLAN,
      QUESTION,
      {BAD_IN, "metrics", metrics, sizeof metrics, 0, 0},
      COUNT(metric_count, 2),
      {BAD_IN_OPTIONAL, "inputs", inputs, sizeof inputs, 0, 0},
      COUNT(input_count, ROWS),
      COUNT(first, 3),
      OUT(answers, 32),
      COUNT(count, 2),
      WORK},
     BAD_CASES(outcomes_cases)},
    {"toll_risk_estimate_slopes",
     call_slopes,
     NULL,
     {PLAN, QUESTION, OUT(slopes, ROWS * sizeof(toll_risk_slope)), COUNT(count, ROWS), WORK},
     BAD_CASES(slope_cases)},
    {"toll_risk_find_flip",
     call_flip,
     NULL,
     {PLAN,
      QUESTION,
      COUNT(row, COST_ROW),
      COUNT(low, 0),
      COUNT(high, 0),
      {BAD_OUT_STRUCT, "result", NULL, sizeof(toll_risk_flip), TOLL_KIND_RISK_FLIP, 0},
      WORK},
     BAD_CASES(flip_cases)},
    {"toll_risk_find_scale_flip",
     call_scale_flip,
     NULL,
     {PLAN,
      QUESTION,
      {BAD_IN, "rows", scaled, sizeof scaled, 0, 0},
      COUNT(row_count, 2),
      COUNT(low, 0),
      COUNT(high, 0),
      {BAD_OUT_STRUCT, "result", NULL, sizeof(toll_risk_flip), TOLL_KIND_RISK_FLIP, 0},
      WORK},
     BAD_CASES(scale_cases)},
    {"toll_risk_compute_spread",
     call_spread,
     NULL,
     {{BAD_IN, "results", results, sizeof results, 0, 0},
      COUNT(count, 3),
      OUT(sorted, sizeof results),
      {BAD_OUT_STRUCT, "spread", NULL, sizeof(toll_risk_spread), TOLL_KIND_RISK_SPREAD, 0}},
     BAD_CASES(spread_cases)},
    {"toll_risk_compute_odds",
     call_odds,
     NULL,
     {{BAD_IN, "first", results, sizeof results, 0, 0},
      {BAD_IN, "second", others, sizeof others, 0, 0},
      COUNT(count, 3),
      OUT(below_frac, 8),
      {BAD_OUT_OPTIONAL, "tie_frac", NULL, 8, 0, 0},
      {BAD_OUT_OPTIONAL, "error_frac", NULL, 8, 0, 0}},
     BAD_CASES(odds_cases)},
};

static void refuses_bad_input(void **state)
{
    (void)state;
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_risk_");
}

static void no_draws_need_no_column(void **state)
{
    (void)state;
    assert_int_equal(
        toll_risk_estimate_draws(plan, sizeof plan, &question, NULL, 0, 0, 0, NULL, 0, work, sizeof work, NULL),
        TOLL_OK);
}

static void add(toll_tco_row *row, uint32_t kind, uint32_t option, double value, double spread)
{
    memset(row, 0, sizeof *row);
    row->kind = kind;
    row->option = option;
    row->quantity = 1;
    row->value = (toll_range){value - spread, value, value + spread};
}

static void fill(toll_tco_row *rows)
{
    add(&rows[0], TOLL_TCO_HORIZON, 0, 12, 0);
    add(&rows[1], TOLL_TCO_DISCOUNT_RATE, 0, 0.1, 0.05);
    add(&rows[2], TOLL_TCO_OUTPUT_TOKENS, 0, 1e9, 1e8);
    rows[2].time = TOLL_TCO_MONTH;
    for (uint32_t option = 1; option <= 2; option++) {
        toll_tco_row *own = &rows[2 * option + 2], *cost = own + 1;
        add(own, TOLL_TCO_OPTION, option, 0, 0);
        strcpy(own->text, option == 1 ? "one" : "other");
        add(cost, TOLL_TCO_COST, option, option, option == 1 ? 0.5 : 0);
        cost->category = TOLL_TCO_API;
        cost->basis = TOLL_TCO_PER_MTOK_OUTPUT;
    }
    add(&rows[3], TOLL_TCO_GROWTH_COMPOUND, 0, 0.1, 0.05);
}

static void size_objects(uint64_t plan_bytes, uint64_t work_bytes)
{
    for (size_t k = 0; k < sizeof table / sizeof table[0]; k++)
        for (unsigned i = 0; i < bad_count(&table[k]); i++) {
            bad_argument *a = &table[k].arguments[i];
            if (strcmp(a->name, "plan") == 0 || strcmp(a->name, "plan_size") == 0)
                a->size = plan_bytes;
            if (strcmp(a->name, "work") == 0 || strcmp(a->name, "work_size") == 0)
                a->size = work_bytes;
            if (strcmp(a->name, "low") == 0)
                a->size = bits(0.5);
            if (strcmp(a->name, "high") == 0)
                a->size = bits(1.5);
        }
}

static int set_up(void **state)
{
    (void)state;
    toll_tco_row rows[ROWS];
    fill(rows);
    const uint64_t size = toll_tco_plan_size(ROWS);
    assert_true(size <= sizeof plan);
    assert_int_equal(toll_tco_resolve(rows, ROWS, sizeof rows[0], plan, size, NULL), TOLL_OK);
    toll_struct_init(&question, sizeof question, TOLL_KIND_RISK_QUESTION, NULL);
    question.against = 2;
    assert_int_equal(toll_tco_get_values(plan, size, values, ROWS, NULL), TOLL_OK);
    for (int i = 0; i < ROWS; i++)
        inputs[i] = (toll_risk_input){TOLL_RISK_BELL, 1, 0.5};
    size_objects(size, toll_risk_work_size(plan, size));
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_is_walked),
        cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(no_draws_need_no_column),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
