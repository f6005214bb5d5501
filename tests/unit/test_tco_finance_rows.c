/* SPDX-License-Identifier: Apache-2.0 */
/* Leases, loans and delivery times of a scenario against closed forms worked by hand, in cash and in accrual. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <toll/risk.h>

#include "tco_rows.h"
#include "toll_assert.h"

static tco_scenario s;
static int periods;

static void start(int months)
{
    periods = months;
    tco_start(&s, months);
}

static void run(void)
{
    if (tco_run(&s) != TOLL_OK)
        fail_msg("%s", s.err.message);
}

static double series(uint32_t code, int period)
{
    double numbers[TCO_PERIODS];
    assert_int_equal(toll_tco_get_series(s.account, sizeof s.account, code, numbers, (uint64_t)periods + 1, NULL),
                     TOLL_OK);
    return numbers[period];
}

static double cash(int period)
{
    return series(TOLL_TCO_SERIES_CASH, period);
}

static double accrual(int period)
{
    return series(TOLL_TCO_SERIES_ACCRUAL, period);
}

/* Both views have one sum, and the lines give them. */
static void check_views(void)
{
    static toll_tco_line lines[TCO_LINES];
    double from_lines[TCO_PERIODS], sums[2] = {0, 0};
    uint64_t count = 0;
    assert_int_equal(
        toll_tco_get_lines(s.plan, sizeof s.plan, s.account, sizeof s.account, lines, TCO_LINES, &count, &s.err),
        TOLL_OK);
    for (uint32_t code = TOLL_TCO_SERIES_CASH; code <= TOLL_TCO_SERIES_ACCRUAL; code++) {
        assert_int_equal(toll_tco_estimate_view(lines, count, code, s.conventions.period_years, from_lines,
                                                (uint64_t)periods + 1, NULL),
                         TOLL_OK);
        for (int t = 0; t <= periods; t++) {
            assert_true(fabs(from_lines[t] - series(code, t)) < 1e-6);
            sums[0] += code == TOLL_TCO_SERIES_CASH ? from_lines[t] : 0;
            sums[1] += code == TOLL_TCO_SERIES_ACCRUAL ? from_lines[t] : 0;
        }
    }
    assert_true(fabs(sums[0] - sums[1]) < 1e-6);
    assert_true(fabs(sums[0] - s.summary.total_money) < 1e-6);
}

/* ---- leases ---- */

static toll_tco_row *lease(double payment)
{
    return tco_price(&s, TOLL_TCO_LEASE, TOLL_TCO_GPU, TOLL_TCO_PER_GPU, TOLL_TCO_MONTH, payment);
}

static void start_lease(int months, double term)
{
    start(months);
    tco_add(&s, TOLL_TCO_UNITS, 1);
    tco_add(&s, TOLL_TCO_UNIT_GPUS, 8);
    lease(600);
    tco_add(&s, TOLL_TCO_LEASE_TERM, term);
}

/* 8 * 600 = 4,800 a month, within the month, in both views. */
static void a_lease_is_paid_month_by_month(void **state)
{
    (void)state;
    start_lease(30, 24);
    run();
    check_views();
    assert_near(s.summary.total_money, 30 * 4800 + 18 * 4800, 1e-12); /* a second lease from month 24 on, owed to 48 */
    assert_int_equal(s.summary.flags, TOLL_TCO_FLAG_STRANDED);
    assert_near(series(TOLL_TCO_SERIES_CASH_WITHIN, 0), 4800, 0);
    assert_near(series(TOLL_TCO_SERIES_CASH_START, 0), 0, 0);
    assert_near(cash(29), 4800, 0);
    assert_near(cash(30), 18 * 4800, 0);
    assert_near(accrual(30), 18 * 4800, 0);
    assert_near(s.summary.fixed_money, 30 * 4800, 1e-12);
    assert_near(s.summary.committed_unused_money, 18 * 4800, 1e-12);
    assert_int_equal(s.summary.reason_bits & TOLL_TCO_REASON_UNIT_PRICE, 0);
}

/* The example of lease.c: 24 * 4,800 + 8 * 2,000 = 131,200. */
static void a_buyout_serves_for_the_rest_of_the_life(void **state)
{
    (void)state;
    start_lease(30, 24);
    tco_add(&s, TOLL_TCO_LEASE_BUYOUT, 2000);
    tco_add(&s, TOLL_TCO_LIFE, 36)->category = TOLL_TCO_GPU;
    run();
    check_views();
    assert_near(s.summary.total_money, 131200, 1e-12);
    assert_near(cash(23), 4800, 0);
    assert_near(cash(24), 16000, 0);
    assert_near(cash(25), 0, 0);
    assert_near(accrual(24), 16000.0 / 12, 1e-9);
    assert_near(accrual(29), 16000.0 / 12, 1e-9);
    assert_near(accrual(30), 16000.0 / 2, 1e-9);
    assert_near(s.summary.capex_money, 16000, 1e-12);
    assert_int_equal(s.summary.flags, 0);
}

/* The price of the signing holds: 10 % a year dearer after a year, and for its whole term. */
static void the_price_of_the_signing_holds_for_the_term(void **state)
{
    (void)state;
    start_lease(24, 12);
    tco_add(&s, TOLL_TCO_CURVE_RATE, 0.1)->subject = TOLL_TCO_CURVE_HARDWARE;
    run();
    check_views();
    assert_near(cash(11), 4800, 1e-9);
    assert_near(cash(12), 5280, 1e-9);
    assert_near(cash(23), 5280, 1e-9);
    assert_near(s.summary.total_money, 12 * 4800 + 12 * 5280, 1e-9);
}

/* A need that grows is met by contracts of their own. */
static void each_contract_has_its_own_term(void **state)
{
    (void)state;
    start(10);
    tco_add(&s, TOLL_TCO_UNITS, 1);
    tco_add(&s, TOLL_TCO_UNITS, 2)->from_period = 4;
    tco_price(&s, TOLL_TCO_LEASE, TOLL_TCO_SERVER, TOLL_TCO_PER_UNIT, TOLL_TCO_MONTH, 100);
    tco_add(&s, TOLL_TCO_LEASE_TERM, 6)->category = TOLL_TCO_SERVER;
    run();
    check_views();
    assert_near(cash(3), 100, 0);
    assert_near(cash(4), 300, 0);
    /* signed in month 6: 2 periods beyond the close; in month 4: none */
    assert_near(cash(10), 2 * 100, 0);
    assert_near(s.summary.total_money, 4 * 100 + 6 * 300 + 200, 1e-12);
}

/* A lease of a year's payments in nominal money: deflated in the middle of each month. */
static void payments_are_nominal(void **state)
{
    (void)state;
    start_lease(12, 12);
    tco_add(&s, TOLL_TCO_INFLATION, 0.12);
    tco_add(&s, TOLL_TCO_REAL_MONEY, 1);
    run();
    check_views();
    assert_near(cash(0), 4800 * pow(1.12, -0.5 / 12), 1e-9);
    assert_near(cash(11), 4800 * pow(1.12, -11.5 / 12), 1e-9);
}

/* ---- loans ---- */

static void loan(double principal, double rate, double term)
{
    tco_add(&s, TOLL_TCO_LOAN, principal)->basis = TOLL_TCO_PER_ONE;
    tco_add(&s, TOLL_TCO_LOAN_RATE, rate);
    tco_add(&s, TOLL_TCO_LOAN_TERM, term);
}

#define PAYMENT 10327.971564849895 /* 120,000 * 0.005 / (1 - 1.005^-12), in Python's floats */

static void a_loan_is_repaid_in_equal_payments(void **state)
{
    (void)state;
    start(12);
    loan(120000, 0.06, 12);
    run();
    check_views();
    assert_near(cash(0), -120000, 1e-12);
    for (int t = 1; t <= 12; t++)
        assert_near(cash(t), PAYMENT, 1e-9);
    assert_near(accrual(0), 600, 1e-9);                        /* interest alone */
    assert_near(accrual(11), PAYMENT - PAYMENT / 1.005, 1e-9); /* of what the last payment clears */
    assert_near(s.summary.total_money, 12 * PAYMENT - 120000, 1e-8);
    assert_near(s.summary.fixed_money, 12 * PAYMENT - 120000, 1e-8);
    assert_true(fabs(s.summary.credit_money) < 1e-6 && fabs(s.summary.cost_money - s.summary.fixed_money) < 1e-6);
}

/* Discounted at the rate of the loan, what is repaid is worth what was received: (1.005)^12 - 1 a year. */
static void a_loan_at_the_discount_rate_is_worth_nothing(void **state)
{
    static uint64_t work[70000];
    toll_risk_question question;
    double npv = 1;
    (void)state;
    start(12);
    loan(120000, 0.06, 12);
    tco_add(&s, TOLL_TCO_DISCOUNT_RATE, pow(1.005, 12) - 1);
    run();
    (void)toll_struct_init(&question, sizeof question, TOLL_KIND_RISK_QUESTION, NULL);
    question.option = 1;
    question.metric = TOLL_RISK_NPV;
    assert_int_equal(toll_risk_estimate(s.plan, sizeof s.plan, &question, NULL, 0, &npv, work, sizeof work, &s.err),
                     TOLL_OK);
    assert_true(fabs(npv) < 1e-6);
}

/* After 6 of 12 payments PAYMENT * (1 - 1.005^-6) / 0.005 = 60,897.65 is owed. */
static void what_is_owed_at_the_close_is_paid_there(void **state)
{
    (void)state;
    const double owed = PAYMENT * (1 - pow(1.005, -6)) / 0.005;
    start(6);
    loan(120000, 0.06, 12);
    run();
    check_views();
    assert_near(cash(5), PAYMENT, 1e-9);
    assert_near(cash(6), PAYMENT + owed, 1e-8);
    assert_near(s.summary.total_money, 6 * PAYMENT + owed - 120000, 1e-7);
}

static void without_interest_nothing_is_lost(void **state)
{
    (void)state;
    start(10);
    loan(1000, 0, 4);
    s.rows[2].from_period = 3;
    run();
    check_views();
    assert_near(cash(3), -1000, 0);
    for (int t = 4; t <= 7; t++)
        assert_near(cash(t), 250, 1e-12);
    assert_near(cash(8), 0, 0);
    assert_true(fabs(s.summary.total_money) < 1e-9);
}

/* 80 % of each purchase: 8,000 in month 0, 4,000 in month 6 when a second unit is bought. */
static void a_share_of_the_purchases_is_financed(void **state)
{
    (void)state;
    start(12);
    tco_add(&s, TOLL_TCO_UNITS, 2);
    tco_add(&s, TOLL_TCO_UNITS, 1)->from_period = 6;
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_GPU, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE, 5000);
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_NETWORK, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 700);
    toll_tco_row *row = tco_add(&s, TOLL_TCO_LOAN, 0.8);
    row->basis = TOLL_TCO_PER_CAPEX;
    row->category = TOLL_TCO_GPU;
    tco_add(&s, TOLL_TCO_LOAN_RATE, 0);
    run();
    check_views();
    assert_near(cash(0), 10700 - 8000, 1e-9);
    assert_near(cash(1), 8000.0 / 12, 1e-9);
    assert_near(cash(6), 5000 - 4000 + 8000.0 / 12, 1e-9);
    assert_near(cash(7), 8000.0 / 12 + 4000.0 / 12, 1e-9);
    assert_near(cash(12), 8000.0 / 12 + 4000.0 / 12 + 4000.0 / 12 * 6, 1e-9); /* 6 payments are left at the close */
    assert_near(s.summary.total_money, 15700, 1e-8);
}

static void loans_that_say_too_little_are_refused(void **state)
{
    (void)state;
    start(12);
    tco_add(&s, TOLL_TCO_LOAN, 1)->basis = TOLL_TCO_PER_ONE;
    assert_int_equal(tco_resolve(&s), TOLL_E_MISSING);
    assert_non_null(strstr(s.err.message, "loan_rate"));
    tco_add(&s, TOLL_TCO_LOAN_RATE, 0.05)->subject = 1; /* of another loan */
    assert_int_equal(tco_resolve(&s), TOLL_E_MISSING);
    tco_add(&s, TOLL_TCO_LOAN_RATE, 0.05);
    assert_int_equal(tco_resolve(&s), TOLL_OK);
    s.rows[2].to_period = 4;
    assert_int_equal(tco_resolve(&s), TOLL_E_CONFLICT);
    s.rows[2].to_period = 0;
    s.rows[2].basis = TOLL_TCO_PER_CAPEX;
    s.rows[2].value.high = 1.01;
    assert_int_equal(tco_resolve(&s), TOLL_E_RANGE);
    s.rows[2].basis = TOLL_TCO_PER_KWH;
    assert_int_equal(tco_resolve(&s), TOLL_E_CONFLICT);
    start_lease(12, 12);
    s.rows[4].basis = TOLL_TCO_PER_CAPEX;
    assert_int_equal(tco_resolve(&s), TOLL_E_CONFLICT);
    s.rows[4].basis = TOLL_TCO_PER_GPU;
    s.rows[4].time = TOLL_TCO_ONCE;
    assert_int_equal(tco_resolve(&s), TOLL_E_MISSING);
}

/* ---- delivery ---- */

/* Needed from month 0 on, ordered in month 0, there in month 3; the API serves until then. */
static void what_takes_time_serves_later(void **state)
{
    (void)state;
    start(12);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 1e9)->time = TOLL_TCO_MONTH;
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 1000);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_REMOTE_OUTPUT, TOLL_TCO_ONCE, 2);
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_SERVER, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE, 9000);
    tco_add(&s, TOLL_TCO_DELIVERY, 3)->category = TOLL_TCO_SERVER;
    run();
    check_views();
    assert_near(s.summary.total_money, 9000 + 3 * 2000, 1e-12);
    assert_near(cash(0), 9000 + 2000, 1e-12);
    assert_near(accrual(0), 2000, 1e-12);
    assert_near(accrual(3), 9000.0 / 12, 1e-12); /* a life of the horizon, from month 3 on: 9 of its 12 months */
    assert_near(accrual(12), 9000.0 / 4, 1e-9);
    assert_near(series(TOLL_TCO_SERIES_UNITS, 2), 0, 0);
    assert_near(series(TOLL_TCO_SERIES_UNITS, 3), 1, 0);
    assert_int_equal(s.summary.reason_bits, 0);
    s.rows[4].basis = TOLL_TCO_PER_LOCAL_MTOK; /* no API: nobody serves, and it is said */
    run();
    assert_int_equal(s.summary.reason_bits, TOLL_TCO_REASON_SERVES_LESS);
}

/* A second unit for month 6 is ordered in month 4, at the price of month 4: 9,000 * 0.5^(4/12). */
static void growth_is_ordered_ahead_at_the_price_of_that_day(void **state)
{
    (void)state;
    start(12);
    tco_add(&s, TOLL_TCO_UNITS, 1);
    tco_add(&s, TOLL_TCO_UNITS, 1)->from_period = 6;
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_SERVER, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE, 9000);
    tco_add(&s, TOLL_TCO_DELIVERY, 2);
    tco_add(&s, TOLL_TCO_CURVE_RATE, -0.5)->subject = TOLL_TCO_CURVE_HARDWARE;
    run();
    check_views();
    assert_near(cash(0), 9000, 1e-12);
    assert_near(cash(4), 9000 * pow(0.5, 4.0 / 12), 1e-9);
    assert_near(cash(6), 0, 0);
    assert_near(accrual(1), 0, 0);
    assert_near(accrual(2), 9000.0 / 12, 1e-9);
    assert_near(accrual(6), 9000.0 / 12 + 9000 * pow(0.5, 4.0 / 12) / 12, 1e-9);
}

/* What is no part of a unit delays none. */
static void only_parts_of_units_delay_them(void **state)
{
    (void)state;
    start(6);
    tco_add(&s, TOLL_TCO_UNITS, 1);
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_STORAGE, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 100);
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_SERVER, TOLL_TCO_PER_NODE, TOLL_TCO_ONCE, 100);
    tco_add(&s, TOLL_TCO_DELIVERY, 5)->category = TOLL_TCO_STORAGE;
    tco_add(&s, TOLL_TCO_DELIVERY, 1)->category = TOLL_TCO_SERVER;
    run();
    assert_near(series(TOLL_TCO_SERIES_UNITS, 0), 0, 0);
    assert_near(series(TOLL_TCO_SERIES_UNITS, 1), 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lease_is_paid_month_by_month),
        cmocka_unit_test(a_buyout_serves_for_the_rest_of_the_life),
        cmocka_unit_test(the_price_of_the_signing_holds_for_the_term),
        cmocka_unit_test(each_contract_has_its_own_term),
        cmocka_unit_test(payments_are_nominal),
        cmocka_unit_test(a_loan_is_repaid_in_equal_payments),
        cmocka_unit_test(a_loan_at_the_discount_rate_is_worth_nothing),
        cmocka_unit_test(what_is_owed_at_the_close_is_paid_there),
        cmocka_unit_test(without_interest_nothing_is_lost),
        cmocka_unit_test(a_share_of_the_purchases_is_financed),
        cmocka_unit_test(loans_that_say_too_little_are_refused),
        cmocka_unit_test(what_takes_time_serves_later),
        cmocka_unit_test(growth_is_ordered_ahead_at_the_price_of_that_day),
        cmocka_unit_test(only_parts_of_units_delay_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
