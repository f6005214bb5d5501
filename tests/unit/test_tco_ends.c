/* SPDX-License-Identifier: Apache-2.0 */
/* Supplies that end within the horizon: what they served goes to the other supply or is unserved, and is never free. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tco_rows.h"
#include "toll_assert.h"

#define PERIODS 10

static tco_scenario s;

static double series(uint32_t code, int period)
{
    double numbers[PERIODS + 1];
    assert_int_equal(toll_tco_get_series(s.account, sizeof s.account, code, numbers, PERIODS + 1, NULL), TOLL_OK);
    return numbers[period];
}

static void run(void)
{
    if (tco_run(&s) != TOLL_OK)
        fail_msg("%s", s.err.message);
}

/* An API at 2 per Mtok of output, 1 G a month: 2,000 a month. */
static void start_api(void)
{
    tco_start(&s, PERIODS);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 1e9)->time = TOLL_TCO_MONTH;
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_REMOTE_OUTPUT, TOLL_TCO_ONCE, 2);
}

static toll_tco_row *ends(uint32_t supply, double periods)
{
    toll_tco_row *row = tco_add(&s, TOLL_TCO_ENDS, periods);
    row->subject = supply;
    return row;
}

/* Ends after 4.5 of 10 periods: 4.5 * 2,000 = 9,000, and 5.5 G tokens go unserved. */
static void a_retired_model_leaves_demand_unserved(void **state)
{
    (void)state;
    start_api();
    ends(TOLL_TCO_SUPPLY_API, 4.5);
    run();
    assert_near(s.summary.total_money, 9000, 1e-12);
    assert_near(s.summary.unserved_tokens, 5.5e9, 1e-12);
    assert_int_equal(s.summary.reason_bits, TOLL_TCO_REASON_SUPPLY_ENDS);
    assert_int_equal(s.summary.flags, TOLL_TCO_FLAG_ENDS | TOLL_TCO_FLAG_UNSERVED);
    assert_int_equal(s.summary.first_unserved_period, 4);
    assert_near(series(TOLL_TCO_SERIES_REMOTE_TOKENS, 3), 1e9, 1e-12);
    assert_near(series(TOLL_TCO_SERIES_REMOTE_TOKENS, 4), 5e8, 1e-12);
    assert_near(series(TOLL_TCO_SERIES_REMOTE_TOKENS, 5), 0, 0);
}

static void an_end_at_or_after_the_horizon_changes_nothing(void **state)
{
    (void)state;
    static const double late[] = {PERIODS, 12000};
    for (size_t i = 0; i < 2; i++) {
        start_api();
        ends(TOLL_TCO_SUPPLY_ALL, late[i]);
        run();
        assert_near(s.summary.total_money, 20000, 1e-12);
        assert_true(s.summary.reason_bits == 0 && s.summary.flags == 0);
    }
}

static void a_supply_that_never_is_serves_nothing(void **state)
{
    (void)state;
    start_api();
    ends(TOLL_TCO_SUPPLY_API, 0);
    run();
    assert_near(s.summary.total_money, 0, 0);
    assert_int_equal(s.summary.reason_bits, TOLL_TCO_REASON_SUPPLY_ENDS | TOLL_TCO_REASON_SERVES_NOTHING);
}

/* One rented unit at 1 an hour that serves it all, 730 a month; its rent ends after 6.25 months. */
static void start_rent(void)
{
    start_api();
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 1000);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_CLOUD, TOLL_TCO_PER_UNIT_HOUR, TOLL_TCO_ONCE, 1);
}

/* 7 months of rent, the last one whole; then the API for 0.75 + 3 months: 7 * 730 + 3.75 * 2,000 = 12,610. */
static void what_units_served_goes_to_the_api(void **state)
{
    (void)state;
    start_rent();
    ends(TOLL_TCO_SUPPLY_UNITS, 6.25);
    run();
    assert_near(s.summary.total_money, 7 * 730 + 3.75 * 2000, 1e-12);
    assert_true(s.summary.reason_bits == 0 && s.summary.unserved_tokens == 0);
    assert_int_equal(s.summary.flags, TOLL_TCO_FLAG_ENDS);
    assert_near(series(TOLL_TCO_SERIES_UNITS, 6), 1, 0);
    assert_near(series(TOLL_TCO_SERIES_UNITS, 7), 0, 0);
}

/* Sized hour by hour, too: what an hour would need is not there. */
static void units_of_each_hour_end_as_well(void **state)
{
    (void)state;
    start_rent();
    tco_add(&s, TOLL_TCO_SIZING, 0)->subject = TOLL_TCO_SIZE_HOURS;
    for (uint32_t hour = 0; hour < 24; hour++)
        tco_add(&s, TOLL_TCO_PROFILE, 1 + hour)->subject = hour;
    ends(TOLL_TCO_SUPPLY_UNITS, 4);
    run();
    assert_near(series(TOLL_TCO_SERIES_LOCAL_TOKENS, 3), 1e9, 1e-12);
    assert_near(series(TOLL_TCO_SERIES_LOCAL_TOKENS, 4), 0, 0);
    assert_near(series(TOLL_TCO_SERIES_REMOTE_TOKENS, 4), 1e9, 1e-12);
}

/* Units that serve all do not miss an API; without one they do. */
static void an_end_is_told_where_it_is_felt(void **state)
{
    (void)state;
    start_rent();
    ends(TOLL_TCO_SUPPLY_API, 1);
    run();
    assert_true(s.summary.reason_bits == 0 && s.summary.flags == 0);
    ends(TOLL_TCO_SUPPLY_UNITS, 5);
    run();
    assert_int_equal(s.summary.reason_bits, TOLL_TCO_REASON_SUPPLY_ENDS);
}

/* Too few units before the end, nobody after it: both reasons. */
static void both_reasons_stand_where_both_hold(void **state)
{
    (void)state;
    start_rent();
    s.rows[3].basis = TOLL_TCO_PER_MTOK; /* no price of remote tokens */
    tco_add(&s, TOLL_TCO_DEMAND_STEP, 10);
    tco_add(&s, TOLL_TCO_UNITS_MAX, 1);
    run();
    assert_int_equal(s.summary.reason_bits, TOLL_TCO_REASON_SERVES_LESS);
    ends(TOLL_TCO_SUPPLY_UNITS, 5);
    run();
    assert_int_equal(s.summary.reason_bits, TOLL_TCO_REASON_SERVES_LESS | TOLL_TCO_REASON_SUPPLY_ENDS);
}

/* The option's row before one for all options, that of a supply before one for both. */
static void the_closest_row_counts(void **state)
{
    (void)state;
    start_api();
    ends(TOLL_TCO_SUPPLY_API, 2);
    ends(TOLL_TCO_SUPPLY_ALL, 1);
    run();
    assert_near(s.summary.total_money, 4000, 1e-12);
    ends(TOLL_TCO_SUPPLY_ALL, 3)->option = 1;
    run();
    assert_near(s.summary.total_money, 6000, 1e-12);
    ends(TOLL_TCO_SUPPLY_API, 5)->option = 1;
    run();
    assert_near(s.summary.total_money, 10000, 1e-12);
}

static void bad_ends_are_refused(void **state)
{
    (void)state;
    static const double bad[] = {-1e-9, 12001, (double)NAN, (double)INFINITY};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        start_api();
        ends(TOLL_TCO_SUPPLY_API, bad[i]);
        const toll_status status = tco_resolve(&s);
        assert_true(status == TOLL_E_RANGE || status == TOLL_E_NOT_FINITE);
        assert_string_equal(s.err.field, "value");
    }
    start_api();
    ends(3, 1);
    assert_int_equal(tco_resolve(&s), TOLL_E_RANGE);
    assert_string_equal(s.err.field, "subject");
    start_api();
    ends(TOLL_TCO_SUPPLY_API, 1);
    ends(TOLL_TCO_SUPPLY_API, 2);
    assert_int_equal(tco_resolve(&s), TOLL_E_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_retired_model_leaves_demand_unserved),
        cmocka_unit_test(an_end_at_or_after_the_horizon_changes_nothing),
        cmocka_unit_test(a_supply_that_never_is_serves_nothing),
        cmocka_unit_test(what_units_served_goes_to_the_api),
        cmocka_unit_test(units_of_each_hour_end_as_well),
        cmocka_unit_test(an_end_is_told_where_it_is_felt),
        cmocka_unit_test(both_reasons_stand_where_both_hold),
        cmocka_unit_test(the_closest_row_counts),
        cmocka_unit_test(bad_ends_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
