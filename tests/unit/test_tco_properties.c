/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold of any scenario: both views sum to the same, prices are linear, options do not meet, more demand is never
 * cheaper, sizes can be held. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <toll/finance.h>
#include <toll/risk.h>

#include "tco_rows.h"
#include "toll_assert.h"

static tco_scenario s, other;
static toll_tco_line lines[TCO_LINES];

static void run(tco_scenario *scenario)
{
    if (tco_run(scenario) != TOLL_OK)
        fail_msg("%s", scenario->err.message);
}

static double sum(tco_scenario *scenario, uint32_t series)
{
    double numbers[TCO_PERIODS], total = 0;
    uint64_t count = (uint64_t)scenario->conventions.periods + 1;
    assert_int_equal(toll_tco_get_series(scenario->account, sizeof scenario->account, series, numbers, count, NULL),
                     TOLL_OK);
    for (uint64_t i = 0; i < count; i++)
        total += numbers[i];
    return total;
}

static uint64_t take_lines(tco_scenario *scenario)
{
    uint64_t count = 0;
    assert_int_equal(toll_tco_get_lines(scenario->plan, sizeof scenario->plan, scenario->account,
                                        sizeof scenario->account, lines, TCO_LINES, &count, &scenario->err),
                     TOLL_OK);
    return count;
}

static void add_the_rest(tco_scenario *scenario)
{
    tco_add(scenario, TOLL_TCO_DEPRECIATION, 5)->subject = TOLL_TCO_SPREAD_MACRS;
    tco_add(scenario, TOLL_TCO_TAX_RATE, 0.2)->subject = 1;
    toll_tco_row *term = tco_add(scenario, TOLL_TCO_COMMIT_UNITS, 7);
    term->from_period = 30;
    term->to_period = 90;
    tco_add(scenario, TOLL_TCO_COMMIT_PRICE, 12)->time = TOLL_TCO_HOUR;
    tco_add(scenario, TOLL_TCO_COMMIT_UPFRONT, 0.4);
    tco_price(scenario, TOLL_TCO_INCOME, 0, TOLL_TCO_PER_MTOK_OUTPUT, TOLL_TCO_ONCE, 1.5);
}

static void both_views_sum_to_the_same(void **state)
{
    (void)state;
    tco_cluster(&s);
    add_the_rest(&s);
    run(&s);
    double size = s.summary.cost_money + s.summary.credit_money;
    assert_near(sum(&s, TOLL_TCO_SERIES_CASH), s.summary.total_money, 1e-12 * size);
    assert_near(sum(&s, TOLL_TCO_SERIES_ACCRUAL), s.summary.total_money, 1e-12 * size);
    assert_near(sum(&s, TOLL_TCO_SERIES_CASH_START) + sum(&s, TOLL_TCO_SERIES_CASH_WITHIN), s.summary.total_money,
                1e-12 * size);
    for (uint32_t category = 1; category < TOLL_TCO_CATEGORIES; category++)
        assert_near(sum(&s, TOLL_TCO_SERIES_CASH + 256 * category), sum(&s, TOLL_TCO_SERIES_ACCRUAL + 256 * category),
                    1e-12 * size);
}

/* The series and the lines are two ways to one number; each line is counted once. */
static void lines_carry_everything(void **state)
{
    (void)state;
    double view[TCO_PERIODS], series[TCO_PERIODS], capex = 0, total = 0;
    tco_cluster(&s);
    add_the_rest(&s);
    run(&s);
    memcpy(other.account, s.account, sizeof s.account);
    uint64_t count = take_lines(&s);
    assert_memory_equal(other.account, s.account, sizeof s.account); /* posting again changes nothing */
    for (uint64_t i = 0; i < count; i++) {
        total += lines[i].amount;
        capex += lines[i].nature == TOLL_TCO_CAPEX ? lines[i].amount : 0;
        assert_true(lines[i].amount != 0);
        assert_near(lines[i].unit_price * lines[i].quantity, lines[i].amount, 1e-12 * fabs(lines[i].amount));
        assert_string_equal(lines[i].currency, "USD");
    }
    double size = s.summary.cost_money + s.summary.credit_money;
    assert_near(total, s.summary.total_money, 1e-12 * size);
    assert_near(capex, s.summary.capex_money, 1e-12 * size);
    for (uint32_t name = TOLL_TCO_SERIES_CASH; name <= TOLL_TCO_SERIES_ACCRUAL; name++)
        for (uint32_t category = 0; category < TOLL_TCO_CATEGORIES; category += 3) {
            const uint32_t code = name + 256 * category;
            assert_int_equal(toll_tco_estimate_view(lines, count, code, 1.0 / 12, view, 61, NULL), TOLL_OK);
            assert_int_equal(toll_tco_get_series(s.account, sizeof s.account, code, series, 61, NULL), TOLL_OK);
            for (int t = 0; t <= 60; t++)
                assert_near(view[t], series[t], 1e-12 * size);
        }
}

/* Capital enters the cash view once, when it is bought, and the accrual view once, spread: whoever adds amortisation to
 * purchases would find more. */
static void capital_is_counted_once(void **state)
{
    (void)state;
    tco_cluster(&s);
    run(&s);
    double bought = 0;
    for (uint32_t category = TOLL_TCO_GPU; category <= TOLL_TCO_FACILITY; category++) {
        bought += sum(&s, TOLL_TCO_SERIES_CASH_START + 256 * category);
        assert_near(sum(&s, TOLL_TCO_SERIES_CASH_WITHIN + 256 * category), 0, 0);
    }
    assert_near(bought, s.summary.capex_money, 1e-12 * bought);
}

/* Twice a price is twice its amount and nothing else; amounts by row sum to the total. */
static void prices_are_linear(void **state)
{
    (void)state;
    double before[TCO_ROWS], after[TCO_ROWS], values[TCO_ROWS];
    tco_cluster(&s);
    run(&s);
    assert_int_equal(toll_tco_get_amounts(s.account, sizeof s.account, before, s.count, NULL), TOLL_OK);
    double total = 0;
    for (uint64_t i = 0; i < s.count; i++)
        total += before[i];
    assert_near(total, s.summary.total_money, 1e-12 * s.summary.cost_money);
    for (uint64_t i = 0; i < s.count; i++) {
        if (s.rows[i].kind != TOLL_TCO_COST)
            continue;
        assert_int_equal(toll_tco_get_values(s.plan, sizeof s.plan, values, s.count, NULL), TOLL_OK);
        values[i] *= 2;
        assert_int_equal(tco_evaluate(&s, 1, values, NULL), TOLL_OK);
        assert_int_equal(toll_tco_get_amounts(s.account, sizeof s.account, after, s.count, NULL), TOLL_OK);
        for (uint64_t k = 0; k < s.count; k++)
            assert_near(after[k], before[k] * (k == i ? 2 : 1), 1e-12 * fabs(after[k]));
    }
}

/* An option costs the same whatever other options the scenario holds. */
static void options_do_not_meet(void **state)
{
    (void)state;
    tco_cluster(&s);
    run(&s);
    double alone = s.summary.total_money;
    for (uint64_t i = 1; i < s.count; i++)
        s.rows[i].option = s.rows[i].kind == TOLL_TCO_HORIZON ? 0 : 1;
    (void)strcpy(tco_add_for(&s, 2, TOLL_TCO_OPTION, 0)->text, "two");
    tco_add_for(&s, 2, TOLL_TCO_UNITS, 5);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_CLOUD, TOLL_TCO_PER_UNIT, TOLL_TCO_MONTH, 9)->option = 2;
    run(&s);
    assert_near(s.summary.total_money, alone, 0);
    assert_int_equal(tco_evaluate(&s, 2, NULL, NULL), TOLL_OK);
    assert_near(s.summary.total_money, 5 * 9 * 60, 1e-9);
}

static void more_demand_is_never_cheaper(void **state)
{
    (void)state;
    double values[TCO_ROWS], last = 0, last_units = 0;
    tco_cluster(&s);
    run(&s);
    assert_int_equal(toll_tco_get_values(s.plan, sizeof s.plan, values, s.count, NULL), TOLL_OK);
    for (double tokens = 0; tokens < 2e13; tokens = tokens * 1.13 + 1e10) {
        values[2] = tokens;
        assert_int_equal(s.rows[2].kind, TOLL_TCO_INPUT_TOKENS);
        assert_int_equal(tco_evaluate(&s, 1, values, NULL), TOLL_OK);
        assert_at_most_about(last, s.summary.total_money);
        assert_at_most(last_units, s.summary.units_peak);
        assert_near(s.summary.unserved_tokens, 0, 0);
        last = s.summary.total_money;
        last_units = s.summary.units_peak;
    }
}

/* With the units held, a little more demand moves only what runs with load; at other units it is a different fleet. */
static void sizes_can_be_held(void **state)
{
    (void)state;
    double values[TCO_ROWS], base[TCO_ROWS];
    tco_cluster(&s);
    run(&s);
    toll_tco_summary before = s.summary;
    assert_int_equal(toll_tco_get_values(s.plan, sizeof s.plan, values, s.count, NULL), TOLL_OK);
    memcpy(base, values, sizeof values);
    values[2] *= 1.001;
    assert_int_equal(tco_evaluate(&s, 1, values, base), TOLL_OK);
    assert_near(s.summary.capex_money, before.capex_money, 0);
    assert_near(s.summary.fixed_money, before.fixed_money, 1e-9 * before.fixed_money);
    assert_true(s.summary.variable_money > before.variable_money);
    values[2] *= 2;
    assert_int_equal(tco_evaluate(&s, 1, values, base), TOLL_OK);
    assert_true(s.summary.unserved_tokens > 0); /* held units are full */
    assert_int_equal(tco_evaluate(&s, 1, values, NULL), TOLL_OK);
    assert_true(s.summary.capex_money > before.capex_money);
    assert_near(s.summary.unserved_tokens, 0, 0);
}

/* Evaluating twice gives the same bits; the plan is left alone; a copy of it is as good. */
static void evaluation_is_repeatable(void **state)
{
    (void)state;
    tco_cluster(&s);
    run(&s);
    memcpy(&other, &s, sizeof s);
    assert_int_equal(tco_evaluate(&other, 1, NULL, NULL), TOLL_OK);
    assert_memory_equal(other.account, s.account, sizeof s.account);
    assert_memory_equal(other.plan, s.plan, sizeof s.plan);
}

static void another_plans_account_is_refused(void **state)
{
    (void)state;
    uint64_t count = 3;
    tco_cluster(&s);
    run(&s);
    tco_cluster(&other);
    other.rows[5].value.mid = other.rows[5].value.high = other.rows[5].value.low + 0.01;
    run(&other);
    assert_int_equal(
        toll_tco_get_lines(other.plan, sizeof other.plan, s.account, sizeof s.account, NULL, 0, &count, &s.err),
        TOLL_E_OBJECT);
    assert_int_equal(count, 3);
    assert_int_equal(toll_tco_get_lines(s.plan, sizeof s.plan, s.account, sizeof s.account, NULL, 0, &count, &s.err),
                     TOLL_E_BUFFER);
    assert_true(count > 1000);
}

/* Whichever row comes first, the scenario is the same: none of its rows is a share of rows before it. */
static void any_row_may_be_the_first(void **state)
{
    (void)state;
    tco_cluster(&s);
    add_the_rest(&s);
    tco_add(&s, TOLL_TCO_EMBODIED, 1000)->basis = TOLL_TCO_PER_GPU;
    tco_add(&s, TOLL_TCO_CURVE_POINT, 0.5)->subject = TOLL_TCO_CURVE_HARDWARE;
    tco_add(&s, TOLL_TCO_GROWTH_LINEAR, 0.1);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_REMOTE_MTOK, TOLL_TCO_ONCE, 1);
    tco_add(&s, TOLL_TCO_ESCALATION, 0.1);
    run(&s);
    const double size = s.summary.cost_money + s.summary.credit_money;
    for (uint64_t i = 1; i < s.count; i++) {
        memcpy(&other, &s, sizeof s);
        other.rows[0] = s.rows[i];
        other.rows[i] = s.rows[0];
        run(&other);
        assert_near(other.summary.total_money, s.summary.total_money, 1e-12 * size);
        assert_near(other.summary.capex_money, s.summary.capex_money, 1e-12 * size);
        assert_near(other.summary.committed_used_money, s.summary.committed_used_money, 1e-12 * size);
        assert_close(other.summary.kwh, s.summary.kwh);
        assert_close(other.summary.co2_embodied_kg, s.summary.co2_embodied_kg);
        assert_close(other.summary.remote_tokens, s.summary.remote_tokens);
        assert_int_equal(other.summary.flags, s.summary.flags);
    }
}

/* The plan ends with its last row: with each of the rows once more behind its end, or with a price of the API that the
 * scenario does not have, nothing changes. A loop that reads one row too many would find one of its own kind there. */
static void nothing_behind_the_plan_is_read(void **state)
{
    (void)state;
    tco_cluster(&s);
    add_the_rest(&s);
    tco_add(&s, TOLL_TCO_EMBODIED, 1000)->basis = TOLL_TCO_PER_GPU;
    tco_add(&s, TOLL_TCO_CURVE_POINT, 0.5)->subject = TOLL_TCO_CURVE_HARDWARE;
    tco_add(&s, TOLL_TCO_GROWTH_LINEAR, 0.1);
    tco_add(&s, TOLL_TCO_PRICE_FACTOR, 1.5);
    for (uint64_t i = 0; i < s.count && s.rows[0].kind != TOLL_TCO_BUY; i++)
        if (s.rows[i].kind == TOLL_TCO_BUY) { /* a first row with an amount: it stands behind the values */
            const toll_tco_row first = s.rows[0];
            s.rows[0] = s.rows[i];
            s.rows[i] = first;
        }
    run(&s);
    memcpy(&other, &s, sizeof s);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_REMOTE_MTOK, TOLL_TCO_ONCE, 1);
    assert_int_equal(tco_resolve(&s), TOLL_OK);
    const unsigned char *const rows = (const unsigned char *)s.plan;
    s.count--;
    const uint64_t bytes = toll_tco_plan_size(s.count), row_bytes = bytes - toll_tco_plan_size(s.count - 1);
    const uint64_t account_bytes = other.conventions.account_bytes;
    for (uint64_t i = 0; i <= s.count; i++) {
        unsigned char *plan = (unsigned char *)other.plan;
        memcpy(plan + bytes, rows + bytes - (s.count - i) * row_bytes, row_bytes);
        memset(other.account, 0xff, sizeof other.account);
        assert_int_equal(toll_tco_estimate(other.plan, bytes, 1, NULL, NULL, 0, other.account, account_bytes, &s.err),
                         TOLL_OK);
        assert_memory_equal(other.account, s.account, account_bytes);
        for (uint64_t word = account_bytes / 8; word < sizeof other.account / 8; word++)
            assert_true(other.account[word] == UINT64_MAX); /* and nothing is written behind the account */
    }
}

/* ---- long periods ---- */

/* Two years of an API by `months` a period. */
static double api_cost(double months, double linear, double compound, double price)
{
    tco_start(&s, 24 / months);
    tco_add(&s, TOLL_TCO_PERIOD_MONTHS, months);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 1e9)->time = TOLL_TCO_MONTH;
    tco_add(&s, TOLL_TCO_GROWTH_LINEAR, linear);
    tco_add(&s, TOLL_TCO_GROWTH_COMPOUND, compound);
    tco_add(&s, TOLL_TCO_CURVE_RATE, price)->subject = TOLL_TCO_CURVE_API;
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_MTOK_OUTPUT, TOLL_TCO_ONCE, 1);
    run(&s);
    return s.summary.total_money;
}

/* Growth of 35 % a year by month, 1,000 money in the first: 1,000 * (1.35^2 - 1) / (1.35^(1/12) - 1) = 32,477 in two
 * years. A year as its first month would be 12,000 * (1 + 1.35) = 28,200, 13 % less. */
static void years_cost_what_their_months_cost(void **state)
{
    (void)state;
    assert_near(api_cost(12, 0, 0.35, 0), 1000 * (1.35 * 1.35 - 1) / (pow(1.35, 1.0 / 12) - 1), 1e-6);
    for (double months = 2; months <= 24; months *= months == 4 ? 3 : 2) {
        assert_near(api_cost(months, 0, 1.2, 0), api_cost(1, 0, 1.2, 0), 1e-6);
        assert_near(api_cost(months, 0, 0, -0.3), api_cost(1, 0, 0, -0.3), 1e-6);
        assert_near(api_cost(months, 0.5, 0, 0), api_cost(1, 0.5, 0, 0), 1e-6);
        assert_near(api_cost(months, -0.8, 0, 0), api_cost(1, -0.8, 0, 0), 1e-6); /* ends at nothing within a year */
    }
    const double fine = api_cost(1, 0, 1.2, -0.2);
    assert_near(api_cost(12, 0, 1.2, -0.2), fine, 0.02 * fine); /* means of both: 1.4 % */
}

/* A purchase has the price of its day, the first of the year. */
static void purchases_have_the_price_of_their_day(void **state)
{
    (void)state;
    tco_start(&s, 2);
    tco_add(&s, TOLL_TCO_PERIOD_MONTHS, 12);
    tco_add(&s, TOLL_TCO_LIFE, 1);
    tco_add(&s, TOLL_TCO_CURVE_RATE, -0.5)->subject = TOLL_TCO_CURVE_HARDWARE;
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_GPU, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 100);
    run(&s);
    assert_near(s.summary.total_money, 150, 1e-9);
}

/* ---- money of period 0 ---- */

static uint64_t dice = 99;

/* Knuth's MMIX; the upper bits. */
static double between(double low, double high)
{
    dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low + (high - low) * (double)(dice >> 11) / 9007199254740992.0;
}

static double present_cost(uint32_t timing)
{
    static uint64_t work[70000];
    toll_risk_question question;
    double answer = 0;
    (void)toll_struct_init(&question, sizeof question, TOLL_KIND_RISK_QUESTION, NULL);
    question.timing = timing;
    assert_int_equal(toll_risk_estimate(s.plan, sizeof s.plan, &question, NULL, 0, &answer, work, sizeof work, &s.err),
                     TOLL_OK);
    return answer;
}

/* A server of 1 M for five years, 30 % tax saved on its depreciation, 8 % interest, 3 % inflation. The nominal saving is
 * 5,000 in the middle of each of 60 months: 1 M - 5,000 (1 - q^60) / (1 - q) q^0.5 with q = 1.08^(-1/12) is 750,978. The
 * review found 732,902 in real money, where the saving of historic cost was left whole. */
static void historic_cost_saves_less_in_real_money(void **state)
{
    (void)state;
    const double q = pow(1.08, -1.0 / 12), expected = 1e6 - 5000 * (1 - pow(q, 60)) / (1 - q) * sqrt(q);
    assert_near(expected, 750978, 1);
    for (int is_real = 0; is_real <= 1; is_real++) {
        tco_start(&s, 60);
        tco_add(&s, TOLL_TCO_DISCOUNT_RATE, 0.08);
        tco_add(&s, TOLL_TCO_INFLATION, 0.03);
        tco_add(&s, TOLL_TCO_REAL_MONEY, is_real);
        tco_add(&s, TOLL_TCO_TAX_RATE, 0.3);
        tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_SERVER, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 1e6);
        run(&s);
        assert_near(present_cost(TOLL_TIMING_MID), expected, 1e-6);
    }
}

/* What an option is worth today does not depend on the money in which its amounts are stated, whenever in its period
 * money is paid. */
static void real_and_nominal_money_are_worth_the_same(void **state)
{
    (void)state;
    for (int round = 0; round < 12; round++) {
        tco_cluster(&s);
        add_the_rest(&s);
        assert_int_equal(s.rows[s.count - 5].kind, TOLL_TCO_TAX_RATE);
        s.rows[s.count - 5].subject = (uint32_t)round % 2;
        tco_add(&s, TOLL_TCO_CLOSE_AT_BOOK, round % 3 == 0);
        tco_add(&s, TOLL_TCO_DISCOUNT_RATE, between(0, 0.3));
        const double inflation = between(0, 0.2);
        tco_add(&s, TOLL_TCO_INFLATION, inflation);
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_SUPPORT, TOLL_TCO_PER_SPEND, TOLL_TCO_ONCE, 0.1);
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_MIGRATION, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 1e5)->from_period = 7;
        for (uint32_t timing = 0; timing <= 2; timing++) {
            double worth[2];
            for (int is_real = 0; is_real <= 1; is_real++) {
                tco_add(&s, TOLL_TCO_REAL_MONEY, is_real);
                run(&s);
                worth[is_real] = present_cost(timing);
                s.count--;
            }
            assert_near(worth[1], worth[0], 1e-11 * fabs(worth[0]));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_views_sum_to_the_same),
        cmocka_unit_test(lines_carry_everything),
        cmocka_unit_test(capital_is_counted_once),
        cmocka_unit_test(prices_are_linear),
        cmocka_unit_test(options_do_not_meet),
        cmocka_unit_test(more_demand_is_never_cheaper),
        cmocka_unit_test(sizes_can_be_held),
        cmocka_unit_test(evaluation_is_repeatable),
        cmocka_unit_test(another_plans_account_is_refused),
        cmocka_unit_test(any_row_may_be_the_first),
        cmocka_unit_test(nothing_behind_the_plan_is_read),
        cmocka_unit_test(years_cost_what_their_months_cost),
        cmocka_unit_test(purchases_have_the_price_of_their_day),
        cmocka_unit_test(historic_cost_saves_less_in_real_money),
        cmocka_unit_test(real_and_nominal_money_are_worth_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
