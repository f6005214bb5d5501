/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to every function of tco.h. */
#include "bad_input.h"

#include "tco_rows.h"

#define ROWS    8
#define PERIODS 1

static tco_scenario s;
static toll_tco_line lines[8];
static uint64_t n_lines;
static double values[ROWS];
#define NUMBERS_BYTES ((PERIODS + 1) * sizeof(double))

static toll_status call_kind(const bad_frame *f, toll_error *err)
{
    return toll_tco_get_row_kind((uint32_t)f->v[0], f->p[1], err);
}

static toll_status call_find(const bad_frame *f, toll_error *err)
{
    return toll_tco_find_name((uint32_t)f->v[0], f->p[1], f->v[2], f->p[3], err);
}

static toll_status call_check(const bad_frame *f, toll_error *err)
{
    return toll_tco_check(f->p[0], f->v[1], f->v[2], err);
}

static toll_status call_resolve(const bad_frame *f, toll_error *err)
{
    return toll_tco_resolve(f->p[0], f->v[1], f->v[2], f->p[3], f->v[4], err);
}

static toll_status call_conventions(const bad_frame *f, toll_error *err)
{
    return toll_tco_get_conventions(f->p[0], f->v[1], f->p[2], err);
}

static toll_status call_values(const bad_frame *f, toll_error *err)
{
    return toll_tco_get_values(f->p[0], f->v[1], f->p[2], f->v[3], err);
}

static toll_status call_estimate(const bad_frame *f, toll_error *err)
{
    return toll_tco_estimate(f->p[0], f->v[1], (uint32_t)f->v[2], f->p[3], f->p[4], f->v[5], f->p[6], f->v[7], err);
}

static toll_status call_summary(const bad_frame *f, toll_error *err)
{
    return toll_tco_get_summary(f->p[0], f->v[1], f->p[2], err);
}

static toll_status call_series(const bad_frame *f, toll_error *err)
{
    return toll_tco_get_series(f->p[0], f->v[1], (uint32_t)f->v[2], f->p[3], f->v[4], err);
}

static toll_status call_amounts(const bad_frame *f, toll_error *err)
{
    return toll_tco_get_amounts(f->p[0], f->v[1], f->p[2], f->v[3], err);
}

static toll_status call_lines(const bad_frame *f, toll_error *err)
{
    return toll_tco_get_lines(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->v[5], f->p[6], err);
}

static toll_status call_view(const bad_frame *f, toll_error *err)
{
    return toll_tco_estimate_view(f->p[0], f->v[1], (uint32_t)f->v[2], f->v[3] == 0 ? 1 : (double)NAN, f->p[4], f->v[5],
                                  err);
}

/* Any list and any code have an answer. */
static void total_names(void)
{
    for (uint32_t list = 0; list < 12; list++)
        for (uint32_t code = 0; code < 300; code++)
            assert_non_null(toll_tco_get_name(list, code));
    assert_string_equal(toll_tco_get_name(UINT32_MAX, UINT32_MAX), "");
    assert_int_equal(toll_tco_count_names(UINT32_MAX), 0);
}

static void total_size(void)
{
    assert_int_equal(toll_tco_plan_size(0), 0);
    assert_int_equal(toll_tco_plan_size(4097), 0);
    assert_int_equal(toll_tco_plan_size(UINT64_MAX), 0);
    assert_true(toll_tco_plan_size(4096) > toll_tco_plan_size(1));
}

static void value_nan(bad_frame *f)
{
    ((double *)f->p[3])[2] = (double)NAN;
}

static void size_value_infinite(bad_frame *f)
{
    ((double *)f->p[4])[7] = -(double)INFINITY;
}

static void horizon_moved(bad_frame *f)
{
    ((double *)f->p[3])[0] = 2;
}

static void line_amount_nan(bad_frame *f)
{
    ((toll_tco_line *)f->p[0])[1].amount = (double)NAN;
}

static void line_paid_late(bad_frame *f)
{
    ((toll_tco_line *)f->p[0])[1].paid_period = PERIODS + 1;
}

static void line_written_down_twice(bad_frame *f)
{
    toll_tco_line *line = f->p[0];
    line[0].spread = TOLL_TCO_SPREAD_DECLINING;
    line[0].spread_rate = 1.5;
}

static void line_without_life(bad_frame *f)
{
    ((toll_tco_line *)f->p[0])[0].spread_periods = 0;
}

static void second_row_unknown(bad_frame *f)
{
    ((toll_tco_row *)f->p[0])[2].kind = 15;
}

static void reserved_set(bad_frame *f)
{
    ((toll_tco_row *)f->p[0])[3].reserved = 1;
}

static void no_name(bad_frame *f)
{
    memset(((toll_tco_row *)f->p[0])[1].text, 0, sizeof s.rows[0].text);
}

#define ARGUMENT(place, value, status, name)                                                                           \
    {                                                                                                                  \
        place, value, NULL,                                                                                            \
        {                                                                                                              \
            status, 0, name, -1, 0                                                                                     \
        }                                                                                                              \
    }
#define EDIT(edit, status, kind, name, row)                                                                            \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, kind, name, row, 0                                                                                 \
        }                                                                                                              \
    }
#define ROW TOLL_KIND_TCO_ROW

static const bad_case kind_cases[] = {ARGUMENT(0, 0, TOLL_E_UNKNOWN_ID, "kind"),
                                      ARGUMENT(0, 14, TOLL_E_UNKNOWN_ID, "kind"),
                                      ARGUMENT(0, UINT32_MAX, TOLL_E_UNKNOWN_ID, "kind")};
static const bad_case find_cases[] = {ARGUMENT(0, 0, TOLL_E_RANGE, "list"), ARGUMENT(0, 11, TOLL_E_RANGE, "list"),
                                      ARGUMENT(2, 0, TOLL_E_UNKNOWN_ID, "name"),
                                      ARGUMENT(2, 3, TOLL_E_UNKNOWN_ID, "name")};
static const bad_case check_cases[] = {ARGUMENT(1, 0, TOLL_E_RANGE, "count"),
                                       ARGUMENT(1, 4097, TOLL_E_RANGE, "count"),
                                       ARGUMENT(1, UINT64_MAX, TOLL_E_RANGE, "count"),
                                       EDIT(second_row_unknown, TOLL_E_UNKNOWN_ID, ROW, "kind", 2),
                                       EDIT(reserved_set, TOLL_E_RANGE, ROW, "reserved", 3),
                                       EDIT(no_name, TOLL_E_MISSING, ROW, "text", 1)};
static const bad_case resolve_cases[] = {ARGUMENT(1, 0, TOLL_E_RANGE, "count"),
                                         ARGUMENT(4, 8, TOLL_E_BUFFER, "plan_size"),
                                         EDIT(second_row_unknown, TOLL_E_UNKNOWN_ID, ROW, "kind", 2)};
static const bad_case values_cases[] = {ARGUMENT(3, ROWS - 1, TOLL_E_RANGE, "value_count"),
                                        ARGUMENT(3, ROWS + 1, TOLL_E_RANGE, "value_count")};
static const bad_case estimate_cases[] = {ARGUMENT(2, 0, TOLL_E_UNKNOWN_ID, "option"),
                                          ARGUMENT(2, 2, TOLL_E_UNKNOWN_ID, "option"),
                                          ARGUMENT(2, 65, TOLL_E_UNKNOWN_ID, "option"),
                                          ARGUMENT(5, ROWS + 1, TOLL_E_RANGE, "value_count"),
                                          ARGUMENT(7, 64, TOLL_E_BUFFER, "account_size"),
                                          EDIT(value_nan, TOLL_E_NOT_FINITE, 0, "values", 2),
                                          EDIT(size_value_infinite, TOLL_E_NOT_FINITE, 0, "size_values", 7),
                                          EDIT(horizon_moved, TOLL_E_CONFLICT, 0, "values", 0)};
static const bad_case series_cases[] = {ARGUMENT(2, 0, TOLL_E_UNKNOWN_ID, "series"),
                                        ARGUMENT(2, 24, TOLL_E_UNKNOWN_ID, "series"),
                                        ARGUMENT(2, 5 + 256, TOLL_E_UNKNOWN_ID, "series"),
                                        ARGUMENT(2, 1 + 256 * TOLL_TCO_CATEGORIES, TOLL_E_UNKNOWN_ID, "series"),
                                        ARGUMENT(4, PERIODS, TOLL_E_RANGE, "number_count"),
                                        ARGUMENT(4, PERIODS + 2, TOLL_E_RANGE, "number_count")};
static const bad_case amounts_cases[] = {ARGUMENT(3, ROWS + 1, TOLL_E_RANGE, "amount_count")};
static const bad_case lines_cases[] = {
    {5, 1, NULL, {TOLL_E_BUFFER, 0, "capacity", -1, 1u << 4 | 1u << 6}}, /* those that fit, and the count */
};
static const bad_case view_cases[] = {ARGUMENT(1, UINT64_MAX, TOLL_E_RANGE, "count"),
                                      ARGUMENT(2, 0, TOLL_E_UNKNOWN_ID, "series"),
                                      ARGUMENT(2, 5, TOLL_E_UNKNOWN_ID, "series"),
                                      ARGUMENT(2, 1 + 256 * TOLL_TCO_CATEGORIES, TOLL_E_UNKNOWN_ID, "series"),
                                      ARGUMENT(3, 1, TOLL_E_NOT_FINITE, "period_years"),
                                      ARGUMENT(5, 1, TOLL_E_RANGE, "number_count"),
                                      ARGUMENT(5, 1202, TOLL_E_RANGE, "number_count"),
                                      EDIT(line_amount_nan, TOLL_E_NOT_FINITE, TOLL_KIND_TCO_LINE, "amount", 1),
                                      EDIT(line_paid_late, TOLL_E_RANGE, TOLL_KIND_TCO_LINE, "paid_period", 1),
                                      EDIT(line_written_down_twice, TOLL_E_RANGE, TOLL_KIND_TCO_LINE, "spread_rate", 0),
                                      EDIT(line_without_life, TOLL_E_RANGE, TOLL_KIND_TCO_LINE, "spread_periods", 0)};

static uint64_t account_bytes, plan_bytes;

static bad_function value_of(const char *name, toll_status (*call)(const bad_frame *, toll_error *))
{
    bad_function f = {.name = name, .call = call};
    return f;
}

static void set(bad_function *f, unsigned i, bad_role role, const char *name, const void *memory, uint64_t size,
                uint32_t kind, unsigned partner)
{
    f->arguments[i] = (bad_argument){role, name, memory, size, kind, partner};
}

static void set_plan(bad_function *f)
{
    set(f, 0, BAD_OBJECT, "plan", s.plan, plan_bytes, 0, 1);
    set(f, 1, BAD_VALUE, "plan_size", NULL, plan_bytes, 0, 0);
}

static void set_account(bad_function *f, unsigned i)
{
    set(f, i, BAD_OBJECT, "account", s.account, account_bytes, 0, i + 1);
    set(f, i + 1, BAD_VALUE, "account_size", NULL, account_bytes, 0, 0);
}

static void set_rows(bad_function *f)
{
    set(f, 0, BAD_IN_ROWS, "rows", s.rows, ROWS * sizeof s.rows[0], ROW, 2);
    set(f, 1, BAD_VALUE, "count", NULL, ROWS, 0, 0);
    set(f, 2, BAD_VALUE, "stride_bytes", NULL, sizeof s.rows[0], 0, 0);
}

#define CASES(f, list) ((f).cases = (list), (f).n_cases = sizeof(list) / sizeof(list)[0])

/* A scenario as small as it can be and still has lines: each bit of its plan and account is flipped. */
static void prepare(void)
{
    tco_start(&s, PERIODS);
    tco_add(&s, TOLL_TCO_UNITS, 3);
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 10);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 1e6)->time = TOLL_TCO_MONTH;
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_GPU, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE, 100);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_STAFF, TOLL_TCO_PER_ONE, TOLL_TCO_MONTH, 5);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_SOFTWARE, TOLL_TCO_PER_MTOK, TOLL_TCO_ONCE, 2);
    assert_int_equal(s.count, ROWS);
    assert_int_equal(tco_run(&s), TOLL_OK);
    account_bytes = s.conventions.account_bytes;
    plan_bytes = toll_tco_plan_size(ROWS);
    assert_int_equal(toll_tco_get_values(s.plan, sizeof s.plan, values, ROWS, NULL), TOLL_OK);
    assert_int_equal(toll_tco_get_lines(s.plan, sizeof s.plan, s.account, account_bytes, lines, 8, &n_lines, NULL),
                     TOLL_OK);
    assert_int_equal(n_lines, 3);
}

static bad_function table[15];

static void add_names(void)
{
    table[0] = value_of("toll_tco_get_row_kind", call_kind);
    set(&table[0], 0, BAD_VALUE, "kind", NULL, TOLL_TCO_PUE, 0, 0);
    set(&table[0], 1, BAD_OUT_STRUCT, "description", NULL, sizeof(toll_tco_row_kind), TOLL_KIND_TCO_ROW_KIND, 0);
    CASES(table[0], kind_cases);
    table[1] = value_of("toll_tco_count_names", NULL);
    table[1].total = total_names;
    table[2] = value_of("toll_tco_get_name", NULL);
    table[2].total = total_names;
    table[3] = value_of("toll_tco_find_name", call_find);
    set(&table[3], 0, BAD_VALUE, "list", NULL, TOLL_TCO_LIST_BASIS, 0, 0);
    set(&table[3], 1, BAD_IN, "name", "gb_out", 6, 0, 0);
    set(&table[3], 2, BAD_VALUE, "name_size", NULL, 6, 0, 0);
    set(&table[3], 3, BAD_OUT, "code", NULL, sizeof(uint32_t), 0, 0);
    CASES(table[3], find_cases);
}

static void add_plan(void)
{
    table[4] = value_of("toll_tco_check", call_check);
    set_rows(&table[4]);
    CASES(table[4], check_cases);
    table[5] = value_of("toll_tco_plan_size", NULL);
    table[5].total = total_size;
    table[6] = value_of("toll_tco_resolve", call_resolve);
    set_rows(&table[6]);
    set(&table[6], 3, BAD_OUT, "plan", NULL, plan_bytes, 0, 0);
    set(&table[6], 4, BAD_VALUE, "plan_size", NULL, plan_bytes, 0, 0);
    CASES(table[6], resolve_cases);
    table[7] = value_of("toll_tco_get_conventions", call_conventions);
    set_plan(&table[7]);
    set(&table[7], 2, BAD_OUT_STRUCT, "conventions", NULL, sizeof(toll_tco_conventions), TOLL_KIND_TCO_CONVENTIONS, 0);
    table[8] = value_of("toll_tco_get_values", call_values);
    set_plan(&table[8]);
    set(&table[8], 2, BAD_OUT, "values", NULL, sizeof values, 0, 0);
    set(&table[8], 3, BAD_VALUE, "value_count", NULL, ROWS, 0, 0);
    CASES(table[8], values_cases);
    table[9] = value_of("toll_tco_estimate", call_estimate);
    set_plan(&table[9]);
    set(&table[9], 2, BAD_VALUE, "option", NULL, 1, 0, 0);
    set(&table[9], 3, BAD_IN_OPTIONAL, "values", values, sizeof values, 0, 0);
    set(&table[9], 4, BAD_IN_OPTIONAL, "size_values", values, sizeof values, 0, 0);
    set(&table[9], 5, BAD_VALUE, "value_count", NULL, ROWS, 0, 0);
    set(&table[9], 6, BAD_OUT, "account", NULL, account_bytes, 0, 0);
    set(&table[9], 7, BAD_VALUE, "account_size", NULL, account_bytes, 0, 0);
    CASES(table[9], estimate_cases);
}

static void add_account(void)
{
    table[10] = value_of("toll_tco_get_summary", call_summary);
    set_account(&table[10], 0);
    set(&table[10], 2, BAD_OUT_STRUCT, "summary", NULL, sizeof(toll_tco_summary), TOLL_KIND_TCO_SUMMARY, 0);
    table[11] = value_of("toll_tco_get_series", call_series);
    set_account(&table[11], 0);
    set(&table[11], 2, BAD_VALUE, "series", NULL, TOLL_TCO_SERIES_CASH, 0, 0);
    set(&table[11], 3, BAD_OUT, "numbers", NULL, NUMBERS_BYTES, 0, 0);
    set(&table[11], 4, BAD_VALUE, "number_count", NULL, PERIODS + 1, 0, 0);
    CASES(table[11], series_cases);
    table[12] = value_of("toll_tco_get_amounts", call_amounts);
    set_account(&table[12], 0);
    set(&table[12], 2, BAD_OUT, "amounts", NULL, sizeof values, 0, 0);
    set(&table[12], 3, BAD_VALUE, "amount_count", NULL, ROWS, 0, 0);
    CASES(table[12], amounts_cases);
    table[13] = value_of("toll_tco_get_lines", call_lines);
    set_plan(&table[13]);
    set_account(&table[13], 2);
    set(&table[13], 4, BAD_OUT, "lines", NULL, sizeof lines, 0, 0);
    set(&table[13], 5, BAD_VALUE, "capacity", NULL, 8, 0, 0);
    set(&table[13], 6, BAD_OUT, "count", NULL, sizeof n_lines, 0, 0);
    CASES(table[13], lines_cases);
    table[14] = value_of("toll_tco_estimate_view", call_view);
    set(&table[14], 0, BAD_IN, "lines", lines, 3 * sizeof lines[0], 0, 0);
    set(&table[14], 1, BAD_VALUE, "count", NULL, 3, 0, 0);
    set(&table[14], 2, BAD_VALUE, "series", NULL, TOLL_TCO_SERIES_CASH, 0, 0);
    set(&table[14], 3, BAD_VALUE, "period_years", NULL, 0, 0, 0);
    set(&table[14], 4, BAD_OUT, "numbers", NULL, NUMBERS_BYTES, 0, 0);
    set(&table[14], 5, BAD_VALUE, "number_count", NULL, PERIODS + 1, 0, 0);
    CASES(table[14], view_cases);
}

static void refuses_bad_input(void **state)
{
    (void)state;
    prepare();
    add_names();
    add_plan();
    add_account();
    bad_walk_all(BAD_CASES(table));
    bad_check_complete(BAD_CASES(table), "toll_tco_");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
