/* SPDX-License-Identifier: Apache-2.0 */
/* Scenarios that are refused, and why; names; the table of kinds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tco_rows.h"
#include "toll_assert.h"

static tco_scenario s;

/* The last row is the wrong one, unless `row` says another. */
static void refused(toll_status status, const char *field, const char *says)
{
    if (tco_resolve(&s) != status)
        fail_msg("%s, not %s: %s", toll_status_name(s.err.code), toll_status_name(status), s.err.message);
    assert_string_equal(s.err.field, field);
    assert_int_equal(s.err.row, s.count - 1);
    assert_int_equal(s.err.struct_kind, TOLL_KIND_TCO_ROW);
    if (strstr(s.err.message, says) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", s.err.message, says);
}

static toll_tco_row *priced(uint32_t category, uint32_t basis)
{
    return tco_price(&s, TOLL_TCO_COST, category, basis, TOLL_TCO_ONCE, 1);
}

static void cooling_counted_twice(void **state)
{
    (void)state;
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_UNITS, 1);
    tco_add(&s, TOLL_TCO_POWER_MAX, 1000);
    priced(TOLL_TCO_COOLING, TOLL_TCO_PER_KWH);
    tco_add(&s, TOLL_TCO_PUE, 1.3);
    refused(TOLL_E_CONFLICT, "kind", "counts cooling twice");
    s.rows[s.count - 1].value = (toll_range){1, 1, 1};
    assert_int_equal(tco_resolve(&s), TOLL_OK);
}

static void money_without_a_rate(void **state)
{
    (void)state;
    tco_start(&s, 12);
    (void)strcpy(priced(TOLL_TCO_OTHER, TOLL_TCO_PER_ONE)->currency, "EUR");
    refused(TOLL_E_MISSING, "currency", "fx");
    toll_tco_row price = s.rows[s.count - 1];
    s.count--;
    toll_tco_row *fx = tco_add(&s, TOLL_TCO_FX, 1.1);
    (void)strcpy(fx->currency, "EUR");
    fx->to_period = 6;
    price.to_period = 7; /* the rate ends before the price does */
    s.rows[s.count++] = price;
    refused(TOLL_E_MISSING, "currency", "gives its rate");
    s.rows[s.count - 1].to_period = 6;
    assert_int_equal(tco_resolve(&s), TOLL_OK);
}

static void prices_of_another_year(void **state)
{
    (void)state;
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_BASE_YEAR, 2026);
    priced(TOLL_TCO_OTHER, TOLL_TCO_PER_ONE)->price_year = 2024;
    refused(TOLL_E_MISSING, "price_year", "price_index");
    s.rows[s.count - 1].price_year = 2026;
    assert_int_equal(tco_resolve(&s), TOLL_OK);
}

static void quantities_that_nobody_gives(void **state)
{
    (void)state;
    static const struct {
        uint32_t basis;
        char says[20];
    } cases[] = {
        {TOLL_TCO_PER_UNIT, "units or a capacity"},
        {TOLL_TCO_PER_GPU, "units or a capacity"},
        {TOLL_TCO_PER_GPU_HOUR, "units or"},
        {TOLL_TCO_PER_RACK, "units or"},
        {TOLL_TCO_PER_KW, "power_max"},
        {TOLL_TCO_PER_KWH, "energy_use"},
        {TOLL_TCO_PER_FTE, "gpus_per_fte"},
        {TOLL_TCO_PER_GB, "stored_gb"},
        {TOLL_TCO_PER_GB_OUT, "egress_gb"},
        {TOLL_TCO_PER_MTOK, "output_tokens"},
        {TOLL_TCO_PER_TASK, "tasks"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tco_start(&s, 12);
        priced(TOLL_TCO_OTHER, cases[i].basis);
        refused(TOLL_E_MISSING, "basis", cases[i].says);
    }
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_UNITS, 1);
    priced(TOLL_TCO_OTHER, TOLL_TCO_PER_RACK);
    refused(TOLL_E_MISSING, "basis", "rack_nodes");
}

static void rows_that_lack_their_partner(void **state)
{
    (void)state;
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_ESCALATION, 0.1);
    refused(TOLL_E_MISSING, "kind", "remote_");
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_LOAD, 0.1);
    refused(TOLL_E_MISSING, "kind", "fixed number of units");
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_UNITS, 1);
    tco_add(&s, TOLL_TCO_COMMIT_UNITS, 1)->subject = 3;
    refused(TOLL_E_MISSING, "subject", "commit_price");
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_REAL_MONEY, 1);
    refused(TOLL_E_MISSING, "kind", "inflation");
}

static void two_rows_for_one_number(void **state)
{
    (void)state;
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_PUE, 1.1)->to_period = 6;
    tco_add(&s, TOLL_TCO_PUE, 1.2)->from_period = 6;
    assert_int_equal(tco_resolve(&s), TOLL_OK); /* one after the other */
    s.rows[s.count - 1].from_period = 5;
    refused(TOLL_E_CONFLICT, "kind", "an earlier row");
    s.rows[s.count - 1].option = 1; /* the option's own replaces that for all */
    assert_int_equal(tco_resolve(&s), TOLL_OK);
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_PERIOD_MONTHS, 1);
    tco_add(&s, TOLL_TCO_PERIOD_HOURS, 730);
    refused(TOLL_E_CONFLICT, "kind", "months or hours");
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 10);
    tco_add(&s, TOLL_TCO_CAPACITY_TOKENS, 10);
    refused(TOLL_E_CONFLICT, "kind", "of each stream");
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_UNITS, 10);
    tco_add(&s, TOLL_TCO_REDUNDANCY, 2);
    refused(TOLL_E_CONFLICT, "kind", "fixes their number");
}

static void places_outside_the_scenario(void **state)
{
    (void)state;
    tco_start(&s, 12);
    tco_add_for(&s, 2, TOLL_TCO_PUE, 1.1);
    refused(TOLL_E_CONFLICT, "option", "not declared");
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_PUE, 1.1)->from_period = 12;
    refused(TOLL_E_RANGE, "from_period", "0 .. 11");
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_PUE, 1.1)->to_period = 13;
    refused(TOLL_E_RANGE, "to_period", "0 .. 12");
    tco_start(&s, 12);
    toll_tco_row *row = tco_add(&s, TOLL_TCO_PUE, 1.1);
    row->from_period = row->to_period = 3;
    refused(TOLL_E_RANGE, "to_period", "4 .. 1200");
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_PROFILE, 1)->subject = 24;
    refused(TOLL_E_RANGE, "subject", "0 .. 23");
}

static void fields_that_a_kind_does_not_use(void **state)
{
    (void)state;
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_PUE, 1.1)->category = TOLL_TCO_GPU;
    refused(TOLL_E_CONFLICT, "category", "not used");
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_PUE, 1.1)->quantity = 2;
    refused(TOLL_E_CONFLICT, "quantity", "must be 1 (toll_struct_init() sets it) or 0 for rows of this kind");
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_PUE, 1.1)->quantity = 0;
    assert_int_equal(toll_tco_check(s.rows, s.count, sizeof s.rows[0], &s.err), TOLL_OK);
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 1);
    refused(TOLL_E_MISSING, "time", "must be given");
    tco_start(&s, 12);
    tco_price(&s, TOLL_TCO_COST, 0, TOLL_TCO_PER_ONE, TOLL_TCO_MONTH, 1);
    refused(TOLL_E_MISSING, "category", "must be given");
    tco_start(&s, 12);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_MTOK, TOLL_TCO_MONTH, 1);
    refused(TOLL_E_CONFLICT, "time", "flow");
    tco_start(&s, 12);
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_GPU, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, 1);
    refused(TOLL_E_CONFLICT, "basis", "stock");
    tco_start(&s, 12);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_GPU, TOLL_TCO_PER_CAPEX, TOLL_TCO_ONCE, 1);
    refused(TOLL_E_MISSING, "time", "per time");
    tco_start(&s, 12);
    priced(TOLL_TCO_GPU, TOLL_TCO_PER_ONE)->subject = 3;
    refused(TOLL_E_CONFLICT, "subject", "share");
}

static void values_outside_their_kind(void **state)
{
    (void)state;
    static const struct {
        uint32_t kind;
        double value;
    } cases[] = {{TOLL_TCO_UNITS, -1},          {TOLL_TCO_PUE, 0.9},       {TOLL_TCO_SUCCESS, 0},
                 {TOLL_TCO_UTILISATION_MAX, 0}, {TOLL_TCO_CACHE_HIT, 1.1}, {TOLL_TCO_CAPACITY_OUTPUT, 0},
                 {TOLL_TCO_DISCOUNT_RATE, -1},  {TOLL_TCO_CURVE_RATE, -1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tco_start(&s, 12);
        tco_add(&s, cases[i].kind, cases[i].value);
        refused(TOLL_E_RANGE, "value", "must be in");
    }
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_BASE_YEAR, 2026)->value.high = 2027;
    refused(TOLL_E_CONFLICT, "value", "shapes the scenario");
    tco_start(&s, 12.5);
    s.count = 1;
    refused(TOLL_E_RANGE, "value", "whole");
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_DEPRECIATION, 4)->subject = TOLL_TCO_SPREAD_MACRS;
    refused(TOLL_E_CONFLICT, "value", "3, 5 or 7");
    tco_start(&s, 12);
    tco_add(&s, 14, 1); /* a gap in the numbers */
    refused(TOLL_E_UNKNOWN_ID, "kind", "not a kind of row");
}

static void nothing_to_evaluate(void **state)
{
    (void)state;
    memset(&s, 0, sizeof s);
    tco_add(&s, TOLL_TCO_PUE, 1.1);
    assert_int_equal(tco_resolve(&s), TOLL_E_MISSING);
    assert_non_null(strstr(s.err.message, "horizon"));
    assert_int_equal(s.err.struct_kind, 0);
    assert_int_equal(s.err.row, -1);
    memset(&s, 0, sizeof s);
    tco_add(&s, TOLL_TCO_HORIZON, 1);
    assert_int_equal(tco_resolve(&s), TOLL_E_MISSING);
    assert_non_null(strstr(s.err.message, "option"));
    assert_int_equal(s.err.struct_kind, 0);
    assert_int_equal(s.err.row, -1);
}

/* A number that is moved out of its limits, or of a row that shapes the scenario, is refused with its row. */
static void values_of_an_evaluation(void **state)
{
    (void)state;
    double values[TCO_ROWS];
    tco_cluster(&s);
    assert_int_equal(tco_run(&s), TOLL_OK);
    assert_int_equal(toll_tco_get_values(s.plan, sizeof s.plan, values, s.count, NULL), TOLL_OK);
    values[s.count - 1] = -1;
    assert_int_equal(tco_evaluate(&s, 1, values, NULL), TOLL_E_RANGE);
    assert_int_equal(s.err.row, s.count - 1);
    assert_string_equal(s.err.field, "values");
    assert_int_equal(tco_evaluate(&s, 1, NULL, values), TOLL_E_RANGE);
    assert_string_equal(s.err.field, "size_values");
    values[s.count - 1] = 1;
    values[0] = 59;
    assert_int_equal(tco_evaluate(&s, 1, values, NULL), TOLL_E_CONFLICT);
    assert_int_equal(s.err.row, 0);
    assert_int_equal(s.err.struct_kind, 0);
    assert_int_equal(tco_evaluate(&s, 2, NULL, NULL), TOLL_E_UNKNOWN_ID);
    values[0] = 60;
    values[s.count - 2] = 1e18;
    assert_int_equal(tco_evaluate(&s, 1, values, NULL), TOLL_OK);
}

/* Demand 10^24 a month on capacities of 10^-6 with prices of 10^18 is beyond any budget, and no infinity. */
static void results_beyond_all_measure(void **state)
{
    (void)state;
    tco_start(&s, 1200);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 1e24)->time = TOLL_TCO_HOUR;
    s.rows[s.count - 1].quantity = 1e15;
    tco_add(&s, TOLL_TCO_GROWTH_COMPOUND, 1e4);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_MTOK, TOLL_TCO_ONCE, 1e18);
    assert_int_equal(tco_resolve(&s), TOLL_OK);
    assert_true(s.conventions.account_bytes > sizeof s.account);
    s.rows[0].value = (toll_range){900, 900, 900}; /* 10^4 a year: 10^300 in 75 years */
    tco_start(&s, 121);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 1e24)->time = TOLL_TCO_HOUR;
    s.rows[s.count - 1].quantity = 1e15;
    tco_add(&s, TOLL_TCO_PERIOD_MONTHS, 12);
    s.rows[0].value = (toll_range){100, 100, 100};
    tco_add(&s, TOLL_TCO_GROWTH_COMPOUND, 1e4);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_MTOK, TOLL_TCO_ONCE, 1e18);
    toll_status status = tco_run(&s);
    assert_true(status == TOLL_E_NOT_FINITE || status == TOLL_E_RANGE);
    assert_int_equal(toll_tco_get_summary(s.account, sizeof s.account, &s.summary, NULL), TOLL_E_OBJECT);
}

/* Prices that fall by 99 % a year for 3,000 years, deflated: nothing times infinity is no cost of nothing. */
static void deflated_beyond_a_double(void **state)
{
    (void)state;
    tco_start(&s, 60);
    tco_add(&s, TOLL_TCO_PERIOD_MONTHS, 600);
    tco_add(&s, TOLL_TCO_REAL_MONEY, 1);
    tco_add(&s, TOLL_TCO_INFLATION, -0.99);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_SUPPORT, TOLL_TCO_PER_ONE, TOLL_TCO_MONTH, 0);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_STAFF, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 1);
    assert_int_equal(tco_run(&s), TOLL_E_NOT_FINITE);
}

/* Of next to no tokens, tasks and hours nothing is known per one: no infinity. */
static void unit_costs_of_next_to_nothing(void **state)
{
    (void)state;
    tco_start(&s, 2);
    tco_add(&s, TOLL_TCO_UNITS, 1e-300);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 1e-310)->time = TOLL_TCO_MONTH;
    tco_add(&s, TOLL_TCO_TASKS, 1e-310)->time = TOLL_TCO_MONTH;
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_SUPPORT, TOLL_TCO_PER_ONE, TOLL_TCO_MONTH, 1e3);
    tco_price(&s, TOLL_TCO_INCOME, 0, TOLL_TCO_PER_ONE, TOLL_TCO_MONTH, 1e-300);
    assert_int_equal(tco_run(&s), TOLL_OK);
    assert_int_equal(toll_struct_check(&s.summary, TOLL_KIND_TCO_SUMMARY, NULL), TOLL_OK);
    assert_int_equal(s.summary.known, TOLL_TCO_KNOWN_MARGIN);
}

/* A load of next to nothing tells nothing of what units could serve. */
static void capacity_at_next_to_no_load(void **state)
{
    (void)state;
    tco_start(&s, 2);
    tco_add(&s, TOLL_TCO_UNITS, 8);
    tco_add(&s, TOLL_TCO_CAPACITY_TOKENS, 1000);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 1e6)->time = TOLL_TCO_MONTH;
    tco_add(&s, TOLL_TCO_LOAD, 1e-312);
    assert_int_equal(tco_run(&s), TOLL_OK);
    assert_int_equal(toll_struct_check(&s.summary, TOLL_KIND_TCO_SUMMARY, NULL), TOLL_OK);
    assert_true(s.summary.capacity_tokens <= 0);
    s.rows[s.count - 1].value = (toll_range){0.01, 0.01, 0.01};
    assert_int_equal(tco_run(&s), TOLL_OK);
    assert_close(s.summary.capacity_tokens, 8.0 * 1000 * 2 * 730 * 3600);
}

/* ---- names and kinds ---- */

static void every_name_is_found_again(void **state)
{
    (void)state;
    for (uint32_t list = TOLL_TCO_LIST_KIND; list <= TOLL_TCO_LIST_REASON; list++) {
        uint32_t named = 0;
        for (uint32_t code = 0; code < toll_tco_count_names(list); code++) {
            const char *name = toll_tco_get_name(list, code);
            uint32_t found = 999;
            if (name[0] == '\0')
                continue;
            assert_int_equal(toll_tco_find_name(list, name, strlen(name), &found, NULL), TOLL_OK);
            assert_int_equal(found, code);
            named++;
        }
        assert_true(named >= 3);
    }
    assert_int_equal(toll_tco_count_names(0), 0);
    assert_int_equal(toll_tco_count_names(99), 0);
    assert_string_equal(toll_tco_get_name(99, 1), "");
    assert_string_equal(toll_tco_get_name(TOLL_TCO_LIST_KIND, 9999), "");
}

static void the_nearest_name_is_told(void **state)
{
    (void)state;
    uint32_t code = 7;
    toll_error err;
    assert_int_equal(toll_tco_find_name(TOLL_TCO_LIST_KIND, "capacity_ouput", 14, &code, &err), TOLL_E_UNKNOWN_ID);
    assert_non_null(strstr(err.message, "nearest: capacity_output"));
    assert_int_equal(code, 7);
    assert_int_equal(toll_tco_find_name(TOLL_TCO_LIST_CATEGORY, "zzzzzz", 6, &code, &err), TOLL_E_UNKNOWN_ID);
    assert_null(strstr(err.message, "nearest"));
    assert_int_equal(toll_tco_find_name(TOLL_TCO_LIST_TIME, "", 0, &code, &err), TOLL_E_UNKNOWN_ID);
}

/* Every kind's table entry agrees with itself: a default that holds is within the limits, required fields are used. */
static void kinds_describe_themselves(void **state)
{
    (void)state;
    toll_tco_row_kind kind;
    assert_int_equal(toll_struct_init(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND, NULL), TOLL_OK);
    int kinds = 0;
    for (uint32_t code = 0; code < toll_tco_count_names(TOLL_TCO_LIST_KIND); code++) {
        if (toll_tco_get_row_kind(code, &kind, NULL) != TOLL_OK)
            continue;
        kinds++;
        assert_int_equal(kind.code, code);
        assert_string_equal(kind.name, toll_tco_get_name(TOLL_TCO_LIST_KIND, code));
        assert_true(kind.help[0] != '\0' && kind.min <= kind.max);
        assert_int_equal(kind.required & ~kind.uses, 0);
        if ((kind.uses & TOLL_TCO_USES_ABSENT) != 0)
            assert_true(kind.absent_value >= kind.min && kind.absent_value <= kind.max);
        if (kind.basis != 0)
            assert_true((kind.uses & TOLL_TCO_USES_BASIS) != 0);
        if (kind.time != 0)
            assert_true((kind.uses & TOLL_TCO_USES_TIME) != 0);
    }
    assert_int_equal(kinds, 83);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cooling_counted_twice),        cmocka_unit_test(money_without_a_rate),
        cmocka_unit_test(prices_of_another_year),       cmocka_unit_test(quantities_that_nobody_gives),
        cmocka_unit_test(rows_that_lack_their_partner), cmocka_unit_test(two_rows_for_one_number),
        cmocka_unit_test(places_outside_the_scenario),  cmocka_unit_test(fields_that_a_kind_does_not_use),
        cmocka_unit_test(values_outside_their_kind),    cmocka_unit_test(nothing_to_evaluate),
        cmocka_unit_test(values_of_an_evaluation),      cmocka_unit_test(results_beyond_all_measure),
        cmocka_unit_test(every_name_is_found_again),    cmocka_unit_test(the_nearest_name_is_told),
        cmocka_unit_test(kinds_describe_themselves),    cmocka_unit_test(unit_costs_of_next_to_nothing),
        cmocka_unit_test(capacity_at_next_to_no_load),  cmocka_unit_test(deflated_beyond_a_double),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
