/* SPDX-License-Identifier: Apache-2.0 */
/* Scenarios with figures worked out by hand or published. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tco_rows.h"
#include "toll_assert.h"

static tco_scenario s;

static void run(void)
{
    if (tco_run(&s) != TOLL_OK)
        fail_msg("%s", s.err.message);
}

static double at(uint32_t series, uint32_t category, int64_t period)
{
    double numbers[TCO_PERIODS];
    assert_int_equal(toll_tco_get_series(s.account, sizeof s.account, series + 256 * category, numbers,
                                         (uint64_t)s.conventions.periods + 1, NULL),
                     TOLL_OK);
    return numbers[period];
}

static double cash(int64_t period)
{
    return at(TOLL_TCO_SERIES_CASH, 0, period);
}

static double accrual(int64_t period)
{
    return at(TOLL_TCO_SERIES_ACCRUAL, 0, period);
}

/* deepseek-ai/open-infra-index, day 6: 608e9 prompt tokens (342e9 cached) and 168e9 output tokens in 24 hours; 73.7 and 14.8
 * thousand tokens/s a node of 8 H800; 226.75 nodes, $87,072, $562,027 at R1's list prices, cost profit margin 545 %. */
static void production_day(int is_sized)
{
    memset(&s, 0, sizeof s);
    tco_add(&s, TOLL_TCO_HORIZON, 1);
    tco_add(&s, TOLL_TCO_PERIOD_HOURS, 24);
    (void)strcpy(tco_add_for(&s, 1, TOLL_TCO_OPTION, 0)->text, "H800");
    tco_add(&s, TOLL_TCO_INPUT_TOKENS, 266e9)->time = TOLL_TCO_DAY;
    tco_add(&s, TOLL_TCO_CACHED_TOKENS, 342e9)->time = TOLL_TCO_DAY;
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 168e9)->time = TOLL_TCO_DAY;
    tco_add(&s, TOLL_TCO_CAPACITY_INPUT, 73700);
    tco_add(&s, TOLL_TCO_CAPACITY_CACHED, 73700);
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 14800);
    tco_add(&s, TOLL_TCO_UNIT_GPUS, 8);
    if (is_sized)
        tco_add(&s, TOLL_TCO_SIZING, 0)->subject = TOLL_TCO_SIZE_EXACT;
    else
        tco_add(&s, TOLL_TCO_UNITS, 226.75);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_CLOUD, TOLL_TCO_PER_GPU_HOUR, TOLL_TCO_ONCE, 2);
    tco_price(&s, TOLL_TCO_INCOME, 0, TOLL_TCO_PER_MTOK_INPUT, TOLL_TCO_ONCE, 0.55);
    tco_price(&s, TOLL_TCO_INCOME, 0, TOLL_TCO_PER_MTOK_CACHED, TOLL_TCO_ONCE, 0.14);
    tco_price(&s, TOLL_TCO_INCOME, 0, TOLL_TCO_PER_MTOK_OUTPUT, TOLL_TCO_ONCE, 2.19);
    run();
}

static void the_published_day_reproduces(void **state)
{
    (void)state;
    production_day(1);
    assert_near(s.summary.nodes_peak, 226.75, 0.5); /* what the published rates need of what was used: 0.1 % */
    assert_near(s.summary.spent_money, 87072, 87072 * 0.002);
    assert_near(s.summary.margin_frac, 5.45, 0.01);
    production_day(0);
    assert_near(s.summary.spent_money, 87072, 1e-6);
    assert_near(s.summary.gpu_hours, 43536, 1e-6);
    /* 266,000 Mtok * 0.55 + 342,000 * 0.14 + 168,000 * 2.19 = 562,100; the page has 562,027 from unrounded counts */
    assert_near(s.summary.revenue_money, 562100, 562100 * 0.002);
    assert_near(s.summary.margin_frac, 5.45, 0.01);
}

/* $1,200 at the start of year 0, life 2 years, price falls 50 % a year: bought again in years 2 and 4 at 300 and 75. The
 * third has one of two years left at the close: 75 / 2. */
static void short_lives_are_bought_again_at_the_days_price(void **state)
{
    (void)state;
    tco_start(&s, 5);
    tco_add(&s, TOLL_TCO_PERIOD_MONTHS, 12);
    tco_add(&s, TOLL_TCO_LIFE, 2);
    tco_add(&s, TOLL_TCO_CURVE_RATE, -0.5)->subject = TOLL_TCO_CURVE_HARDWARE;
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_SERVER, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 1200);
    run();
    const double paid[6] = {1200, 0, 300, 0, 75, 0}, spread[6] = {600, 600, 150, 150, 37.5, 37.5};
    for (int t = 0; t < 6; t++) {
        assert_near(cash(t), paid[t], 1e-9);
        assert_near(accrual(t), spread[t], 1e-9);
    }
    assert_true((s.summary.flags & TOLL_TCO_FLAG_REPLACED) != 0);
    assert_near(s.summary.capex_money, 1575, 1e-9);
}

/* 100 with 40 % left after 4 years, horizon 2: 15 a year, then the market pays 100 * 0.4^(2/4) = 63.2456 at the close, where
 * 70 are on the books. */
static void resale_at_the_close(void **state)
{
    (void)state;
    for (int at_book = 0; at_book <= 1; at_book++) {
        tco_start(&s, 2);
        tco_add(&s, TOLL_TCO_PERIOD_MONTHS, 12);
        tco_add(&s, TOLL_TCO_LIFE, 4);
        tco_add(&s, TOLL_TCO_RESIDUAL, 0.4);
        tco_add(&s, TOLL_TCO_CLOSE_AT_BOOK, at_book);
        tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_GPU, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 100);
        run();
        const double market = 63.245553203367585;
        assert_near(accrual(0), 15, 1e-12);
        assert_near(accrual(1), 15, 1e-12);
        assert_near(cash(2), at_book ? -70 : -market, 1e-12);
        assert_near(accrual(2), at_book ? 0 : 70 - market, 1e-12);
    }
}

/* IRS Publication 946, 5 years: 20, 32, 19.2, 11.52, 11.52, 5.76 %. Tax of 25 % is saved on what is written down. */
static void macrs_and_the_tax_it_saves(void **state)
{
    (void)state;
    const double percent[6] = {20, 32, 19.2, 11.52, 11.52, 5.76};
    tco_start(&s, 6);
    tco_add(&s, TOLL_TCO_PERIOD_MONTHS, 12);
    tco_add(&s, TOLL_TCO_DEPRECIATION, 5)->subject = TOLL_TCO_SPREAD_MACRS;
    tco_add(&s, TOLL_TCO_TAX_RATE, 0.25);
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_GPU, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 100);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_STAFF, TOLL_TCO_PER_ONE, TOLL_TCO_YEAR, 7);
    run();
    for (int t = 0; t < 6; t++) {
        assert_near(at(TOLL_TCO_SERIES_ACCRUAL, TOLL_TCO_GPU, t), percent[t], 1e-12);
        assert_near(at(TOLL_TCO_SERIES_CASH_WITHIN, TOLL_TCO_TAX, t), -percent[t] / 4, 1e-12);
    }
    assert_near(s.summary.total_money, 100 + 42 - 25, 1e-9);
}

static void declining_balance(void **state)
{
    (void)state;
    tco_start(&s, 3);
    tco_add(&s, TOLL_TCO_PERIOD_MONTHS, 12);
    tco_add(&s, TOLL_TCO_LIFE, 5);
    tco_add(&s, TOLL_TCO_DEPRECIATION, 0.2)->subject = TOLL_TCO_SPREAD_DECLINING;
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_GPU, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 500);
    run();
    assert_near(accrual(0), 100, 1e-12); /* book values 400, 320, 256 */
    assert_near(accrual(1), 80, 1e-12);
    assert_near(accrual(2), 64, 1e-12);
    assert_near(accrual(3), 256, 1e-12);
}

/* ---- commitments ---- */

/* 10 accelerators reserved for a year of 4 months' horizon at $1, half of it prepaid, beside 8, 10, 12 and 12 that run; the
 * rest on demand at $3. A month has 730 hours. */
static void reserve(double share)
{
    const double units[4] = {8, 10, 12, 12};
    tco_start(&s, 4);
    for (int t = 0; t < 4; t++) {
        toll_tco_row *row = tco_add(&s, TOLL_TCO_UNITS, units[t]);
        row->from_period = t;
        row->to_period = t + 1;
    }
    toll_tco_row *term = tco_add(&s, TOLL_TCO_COMMIT_UNITS, 10);
    term->basis = TOLL_TCO_PER_GPU;
    term->to_period = 12;
    tco_add(&s, TOLL_TCO_COMMIT_PRICE, 1)->time = TOLL_TCO_HOUR;
    tco_add(&s, TOLL_TCO_COMMIT_UPFRONT, share);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_CLOUD, TOLL_TCO_PER_GPU_HOUR, TOLL_TCO_ONCE, 3);
    run();
}

static void commitments_are_used_unused_and_stranded(void **state)
{
    (void)state;
    reserve(0.5);
    assert_near(s.summary.committed_used_money, 38 * 730, 1e-6);
    assert_near(s.summary.committed_unused_money, (2 + 8 * 10) * 730, 1e-6); /* the term goes on for 8 months */
    assert_near(s.summary.overage_money, 4 * 730 * 3, 1e-6);
    assert_int_equal(s.summary.flags, TOLL_TCO_FLAG_STRANDED | TOLL_TCO_FLAG_UNUSED);
    assert_near(cash(0), 730 * (60 + 5), 1e-6); /* half of twelve months, half of the first */
    assert_near(accrual(0), 730 * 10, 1e-6);
    assert_near(cash(4), 8 * 5 * 730, 1e-6); /* what is owed at the close */
    assert_near(accrual(4), 8 * 10 * 730, 1e-6);
    assert_near(s.summary.money_per_gpu_hour, s.summary.spent_money / (42 * 730), 1e-9);
}

static void a_prepaid_term_costs_nothing_later(void **state)
{
    (void)state;
    reserve(1);
    assert_near(at(TOLL_TCO_SERIES_CASH_START, TOLL_TCO_COMMITMENT, 0), 12 * 10 * 730, 1e-6);
    for (int t = 1; t <= 4; t++)
        assert_near(at(TOLL_TCO_SERIES_CASH, TOLL_TCO_COMMITMENT, t), 0, 1e-12);
}

/* A thousandth of a unit, committed for a month of 730 hours, is used up by a unit that runs. */
static void small_commitments_are_used_as_large_ones(void **state)
{
    (void)state;
    tco_start(&s, 1);
    tco_add(&s, TOLL_TCO_UNITS, 1);
    tco_add(&s, TOLL_TCO_COMMIT_UNITS, 0.001);
    tco_add(&s, TOLL_TCO_COMMIT_PRICE, 10)->time = TOLL_TCO_HOUR;
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_CLOUD, TOLL_TCO_PER_UNIT_HOUR, TOLL_TCO_ONCE, 1);
    run();
    assert_near(s.summary.committed_used_money, 7.3, 1e-12);
    assert_near(s.summary.committed_unused_money, 0, 0);
    assert_near(s.summary.overage_money, 730 * 0.999, 1e-9);
}

/* ---- demand and capacity ---- */

/* Mean of a year in which 1 grows to 2, over the starts of its months: the sum of 2^(j / 12) is 1 / (2^(1 / 12) - 1). */
static double doubling_year(void)
{
    return 1 / (12 * (pow(2, 1.0 / 12) - 1));
}

/* One unit makes 100 tokens/s. Demand is 90 % of that in the mean of the first year and doubles each year: from the second
 * year on 1.8 units are asked. */
static void growth_past_capacity_is_not_served(void **state)
{
    (void)state;
    tco_start(&s, 3);
    tco_add(&s, TOLL_TCO_PERIOD_MONTHS, 12);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 90.0 * 3600 / doubling_year())->time = TOLL_TCO_HOUR;
    tco_add(&s, TOLL_TCO_GROWTH_COMPOUND, 1);
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 100);
    tco_add(&s, TOLL_TCO_UNITS, 1);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_MTOK_OUTPUT, TOLL_TCO_ONCE, 1);
    run();
    const double year = 8760.0 * 3600;
    assert_int_equal(s.summary.first_unserved_period, 1);
    assert_int_equal(s.summary.flags, TOLL_TCO_FLAG_UNSERVED);
    assert_near(s.summary.unserved_tokens, (80 + 260) * year, 1);
    assert_near(s.summary.local_tokens, (90 + 100 + 100) * year, 1);
    assert_near(s.summary.load_frac, 2.9 / 3, 1e-12);
    assert_near(s.summary.capacity_tokens, 300 * year, 1);
    assert_near(s.summary.total_money, 290 * year / 1e6, 1e-6); /* what is not served is not paid either */
}

/* The same with an API for what is too much, and for a tenth that goes there anyway. */
static void what_overflows_goes_to_the_api(void **state)
{
    (void)state;
    tco_start(&s, 1);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 200.0 * 3600)->time = TOLL_TCO_HOUR;
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 100);
    tco_add(&s, TOLL_TCO_UNITS, 1);
    tco_add(&s, TOLL_TCO_ESCALATION, 0.1);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_REMOTE_OUTPUT, TOLL_TCO_ONCE, 2);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_FACILITY, TOLL_TCO_PER_UNIT, TOLL_TCO_HOUR, 1);
    run();
    assert_near(s.summary.local_tokens, 100.0 * 3600 * 730, 1);
    assert_near(s.summary.remote_tokens, 100.0 * 3600 * 730, 1);
    assert_near(s.summary.unserved_tokens, 0, 1e-6);
    assert_near(s.summary.total_money, 730 + 100 * 0.0036 * 730 * 2, 1e-9);
    assert_near(s.summary.marginal_money_per_mtok, 1, 1e-12); /* half of the tokens cost 2 */
}

/* Tasks: 10 a month of 1,000 tokens, a model that takes twice as many and succeeds in one attempt of four. */
static void tasks_take_tokens_by_attempt(void **state)
{
    (void)state;
    tco_start(&s, 1);
    tco_add(&s, TOLL_TCO_TASKS, 10)->time = TOLL_TCO_MONTH;
    tco_add(&s, TOLL_TCO_TASK_INPUT, 800);
    tco_add(&s, TOLL_TCO_TASK_OUTPUT, 200);
    tco_add(&s, TOLL_TCO_CACHE_HIT, 0.5);
    tco_add_for(&s, 1, TOLL_TCO_TOKEN_MULTIPLIER, 2);
    tco_add_for(&s, 1, TOLL_TCO_SUCCESS, 0.25);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_MTOK_INPUT, TOLL_TCO_ONCE, 1);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_MTOK_CACHED, TOLL_TCO_ONCE, 0.1);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_MTOK_OUTPUT, TOLL_TCO_ONCE, 4);
    run();
    assert_near(s.summary.asked_tokens, 80000, 1e-6);
    assert_near(s.summary.tasks, 10, 1e-12);
    assert_near(s.summary.money_per_task, (0.032 * 1 + 0.032 * 0.1 + 0.016 * 4) / 10, 1e-15);
}

/* 24 hours of which 8 are twice as busy as the others' share: loads 1.5 and 0.75 of the mean. A mean of 4 busy units needs 6
 * at peak; hour by hour 8 hours of 6 and 16 of 3 are 4 in the mean. */
static void sizing_by_the_day(void **state)
{
    (void)state;
    for (uint32_t sizing = 0; sizing <= 2; sizing++) {
        tco_start(&s, 1);
        tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 400.0 * 3600)->time = TOLL_TCO_HOUR;
        tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 100);
        tco_add(&s, TOLL_TCO_SIZING, 0)->subject = sizing;
        for (uint32_t hour = 0; hour < 24; hour++)
            tco_add(&s, TOLL_TCO_PROFILE, hour < 8 ? 2 : 1)->subject = hour;
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_CLOUD, TOLL_TCO_PER_UNIT_HOUR, TOLL_TCO_ONCE, 1);
        run();
        assert_near(s.summary.units_peak, 6, 1e-12);
        assert_near(s.summary.total_money, (sizing == TOLL_TCO_SIZE_PEAK ? 6 : 4) * 730, 1e-9);
        assert_near(s.summary.unserved_tokens, 0, 1e-3);
    }
}

/* Work in four hours of the day alone: six times the mean there, nothing else. A mean of 1 busy unit needs 6. */
static void hours_without_a_weight_are_idle(void **state)
{
    (void)state;
    for (uint32_t sizing = 0; sizing <= 1; sizing++) {
        tco_start(&s, 1);
        tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 100.0 * 3600)->time = TOLL_TCO_HOUR;
        tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 100);
        tco_add(&s, TOLL_TCO_SIZING, 0)->subject = sizing;
        for (uint32_t hour = 20; hour < 24; hour++)
            tco_add(&s, TOLL_TCO_PROFILE, 0.125)->subject = hour;
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_CLOUD, TOLL_TCO_PER_UNIT_HOUR, TOLL_TCO_ONCE, 1);
        run();
        assert_near(s.summary.units_peak, 6, 1e-12);
        assert_near(s.summary.total_money, (sizing == TOLL_TCO_SIZE_PEAK ? 6 : 1) * 730, 1e-9);
    }
}

/* Machines of two periods' life, bought for two periods: they are not bought again in the third, and nothing says so. */
static void what_is_no_longer_needed_is_not_replaced(void **state)
{
    (void)state;
    for (int32_t until = 2; until <= 3; until++) {
        tco_start(&s, 4);
        tco_add(&s, TOLL_TCO_LIFE, 2);
        tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_GPU, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 10)->to_period = until;
        run();
        assert_near(s.summary.capex_money, until == 2 ? 10 : 20, 0);
        assert_int_equal(s.summary.flags, until == 2 ? 0 : TOLL_TCO_FLAG_REPLACED);
    }
}

static void spares_redundancy_and_whole_nodes(void **state)
{
    (void)state;
    tco_start(&s, 1);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 250.0 * 3600)->time = TOLL_TCO_HOUR;
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 100);
    tco_add(&s, TOLL_TCO_UTILISATION_MAX, 0.5);
    tco_add(&s, TOLL_TCO_REDUNDANCY, 2);
    tco_add(&s, TOLL_TCO_UNITS_SPARE, 1);
    tco_add(&s, TOLL_TCO_UNIT_GPUS, 4);
    tco_add(&s, TOLL_TCO_NODE_GPUS, 8);
    tco_add(&s, TOLL_TCO_RACK_NODES, 4);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_FACILITY, TOLL_TCO_PER_RACK, TOLL_TCO_MONTH, 100);
    run();
    assert_near(s.summary.units_peak, 11, 1e-12); /* 2.5 busy / 0.5 * 2 + 1 */
    assert_near(s.summary.nodes_peak, 6, 1e-12);  /* 44 accelerators */
    assert_near(s.summary.total_money, 200, 1e-9);
    assert_near(s.summary.load_frac, 2.5 / 11, 1e-12);
    assert_near(s.summary.idle_money, 200 * (1 - 2.5 / 11), 1e-9);
}

/* ---- power ---- */

/* Two units of 1,000 W provisioned, 800 busy, 200 idle, half busy, PUE 1.5: 500 W each drawn. */
static void provisioned_and_drawn_power(void **state)
{
    (void)state;
    tco_start(&s, 1);
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 100);
    tco_add(&s, TOLL_TCO_UNITS, 2);
    tco_add(&s, TOLL_TCO_LOAD, 0.5);
    tco_add(&s, TOLL_TCO_POWER_MAX, 1000);
    tco_add(&s, TOLL_TCO_POWER_BUSY, 800);
    tco_add(&s, TOLL_TCO_POWER_IDLE, 200);
    tco_add(&s, TOLL_TCO_PUE, 1.5);
    tco_add(&s, TOLL_TCO_GRID_CARBON, 0.8)->quantity = 0.25; /* a quarter coal */
    tco_add(&s, TOLL_TCO_GRID_CARBON, 0.02)->quantity = 0.75;
    tco_add(&s, TOLL_TCO_EMBODIED, 5700);
    tco_add(&s, TOLL_TCO_WATER, 1.8);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_ENERGY, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, 0.1);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_ENERGY, TOLL_TCO_PER_KW, TOLL_TCO_MONTH, 10);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_ENERGY, TOLL_TCO_PER_KW_FACILITY, TOLL_TCO_MONTH, 20);
    run();
    const double kwh = 1.0 * 730 * 1.5;
    assert_near(s.summary.kwh, kwh, 1e-9);
    assert_near(s.summary.provisioned_kw, 2, 1e-12);
    assert_near(s.summary.drawn_kw, 1.5, 1e-12);
    assert_near(s.summary.total_money, kwh * 0.1 + 2 * 10 + 3 * 20, 1e-9);
    assert_near(s.summary.variable_money, 0.6 * 730 * 1.5 * 0.1, 1e-9); /* 300 W each run with load */
    assert_near(s.summary.grid_kg_per_kwh, 0.215, 1e-12);
    assert_near(s.summary.co2_use_kg, kwh * 0.215, 1e-9);
    assert_near(s.summary.co2_embodied_kg, 11400, 1e-9);
    assert_near(s.summary.water_l, kwh * 1.8, 1e-9);
    assert_near(s.summary.output_tokens, 2 * 0.5 * 100 * 3600 * 730.0, 1);
}

/* One kind of power stands for the other where it is alone: provisioned as drawn, and drawn as provisioned. Two units of
 * 500 W that always run: 1 kW provisioned, 730 kWh a month. */
static void one_power_stands_for_the_other(void **state)
{
    (void)state;
    for (uint32_t kind = TOLL_TCO_POWER_MAX; kind <= TOLL_TCO_POWER_BUSY; kind++) {
        tco_start(&s, 1);
        tco_add(&s, TOLL_TCO_UNITS, 2);
        tco_add(&s, kind, 500);
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_ENERGY, TOLL_TCO_PER_KW, TOLL_TCO_MONTH, 10);
        run();
        assert_near(s.summary.provisioned_kw, 1, 1e-12);
        assert_near(s.summary.kwh, 730, 1e-9);
        assert_near(s.summary.total_money, 10, 1e-12);
    }
}

/* Units that are switched off for a month serve nobody then, and none is bought for them. */
static void units_that_never_run(void **state)
{
    (void)state;
    tco_start(&s, 2);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 50.0 * 3600)->time = TOLL_TCO_HOUR;
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 100);
    tco_add(&s, TOLL_TCO_DUTY, 0)->to_period = 1;
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_GPU, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE, 100);
    run();
    assert_near(cash(0), 0, 0);
    assert_near(cash(1), 100, 0);
    assert_near(s.summary.unserved_tokens, 50.0 * 3600 * 730, 1e-3);
    assert_int_equal(s.summary.first_unserved_period, 0);
    assert_int_equal(s.summary.flags, TOLL_TCO_FLAG_UNSERVED);
}

/* A price of energy that counts from ten nodes on leaves both parts of it out, the idle one and the one that runs with
 * load. */
static void energy_has_its_band_of_nodes(void **state)
{
    (void)state;
    for (int nodes = 9; nodes <= 10; nodes++) {
        tco_start(&s, 1);
        tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 100);
        tco_add(&s, TOLL_TCO_UNITS, nodes);
        tco_add(&s, TOLL_TCO_LOAD, 0.5);
        tco_add(&s, TOLL_TCO_POWER_BUSY, 800);
        tco_add(&s, TOLL_TCO_POWER_IDLE, 200);
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_ENERGY, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, 0.1)->quantity_from = 10;
        run();
        assert_near(s.summary.total_money, nodes < 10 ? 0 : 10 * 0.5 * 730 * 0.1, 1e-9);
        assert_near(s.summary.variable_money, nodes < 10 ? 0 : 10 * 0.3 * 730 * 0.1, 1e-9);
    }
}

/* Demand that is too much in the last period alone. */
static void the_last_period_may_be_the_first_unserved(void **state)
{
    (void)state;
    for (int32_t periods = 1; periods <= 3; periods++) {
        tco_start(&s, periods);
        tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 90.0 * 3600)->time = TOLL_TCO_HOUR;
        tco_add(&s, TOLL_TCO_DEMAND_STEP, 2)->from_period = periods - 1;
        tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 100);
        tco_add(&s, TOLL_TCO_UNITS, 1);
        run();
        assert_int_equal(s.summary.first_unserved_period, periods - 1);
    }
}

static void units_that_do_nothing(void **state)
{
    (void)state;
    tco_start(&s, 1);
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 100);
    tco_add(&s, TOLL_TCO_UNITS, 2);
    tco_add(&s, TOLL_TCO_LOAD, 0);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_FACILITY, TOLL_TCO_PER_UNIT, TOLL_TCO_MONTH, 50);
    run();
    assert_near(s.summary.idle_money, 100, 1e-12);
    assert_int_equal(s.summary.known, TOLL_TCO_KNOWN_LOAD | TOLL_TCO_KNOWN_UNITS |
                                          TOLL_TCO_KNOWN_CAPACITY); /* no cost per token: none is served */
    assert_near(s.summary.load_frac, 0, 0);
    assert_near(s.summary.reserved_money_per_mtok, 0, 0);
}

/* ---- staff, tiers, shares ---- */

static void staff_by_size_with_cover(void **state)
{
    (void)state;
    const double gpus[3] = {100, 1000, 0}, expected[3] = {5, 11, 5};
    for (int i = 0; i < 3; i++) {
        tco_start(&s, 12);
        tco_add(&s, TOLL_TCO_UNITS, gpus[i]);
        tco_add(&s, TOLL_TCO_FTE, 1);
        tco_add(&s, TOLL_TCO_GPUS_PER_FTE, 100);
        tco_add(&s, TOLL_TCO_FTE_MIN, 5);
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_STAFF, TOLL_TCO_PER_FTE, TOLL_TCO_YEAR, 150000);
        run();
        assert_near(s.summary.fte_mean, expected[i], 1e-12);
        assert_near(s.summary.total_money, expected[i] * 150000, 1e-6);
    }
}

/* The fabric of up to 63 nodes costs 5 % of a node, beyond 10 %; support is 2 % of the capital a year. */
static void network_by_tiers_and_shares_of_capital(void **state)
{
    (void)state;
    const double nodes[2] = {10, 100}, share[2] = {0.05, 0.10};
    for (int i = 0; i < 2; i++) {
        tco_start(&s, 12);
        tco_add(&s, TOLL_TCO_UNITS, nodes[i]);
        tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_SERVER, TOLL_TCO_PER_NODE, TOLL_TCO_ONCE, 1000);
        toll_tco_row *small = tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_NETWORK, TOLL_TCO_PER_CAPEX, TOLL_TCO_ONCE, 0.05);
        toll_tco_row *large = tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_NETWORK, TOLL_TCO_PER_CAPEX, TOLL_TCO_ONCE, 0.10);
        small->subject = large->subject = TOLL_TCO_SERVER;
        small->quantity_below = large->quantity_from = 64;
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_SUPPORT, TOLL_TCO_PER_CAPEX, TOLL_TCO_YEAR, 0.02);
        run();
        assert_near(s.summary.capex_money, nodes[i] * 1000 * (1 + share[i]), 1e-6);
        assert_near(s.summary.fixed_money, nodes[i] * 1000 * (1 + share[i]) * 0.02, 1e-6);
    }
}

/* 1 % a year of ten servers of $1,000 for 3 years: 300, as a category of its own. */
static void insurance_is_a_share_of_the_assets_in_service(void **state)
{
    (void)state;
    tco_start(&s, 36);
    tco_add(&s, TOLL_TCO_UNITS, 10);
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_SERVER, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE, 1000);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_INSURANCE, TOLL_TCO_PER_CAPEX, TOLL_TCO_YEAR, 0.01)->subject =
        TOLL_TCO_SERVER;
    run();
    assert_near(s.summary.fixed_money, 300, 1e-9);
    assert_near(at(TOLL_TCO_SERIES_ACCRUAL, TOLL_TCO_INSURANCE, 0), 300.0 / 36, 1e-9);
    assert_near(at(TOLL_TCO_SERIES_ACCRUAL, TOLL_TCO_INSURANCE, 35), 300.0 / 36, 1e-9);
}

static void premium_on_what_was_spent(void **state)
{
    (void)state;
    tco_start(&s, 2);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_CLOUD, TOLL_TCO_PER_ONE, TOLL_TCO_MONTH, 100);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_STAFF, TOLL_TCO_PER_ONE, TOLL_TCO_MONTH, 50);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_COMPLIANCE, TOLL_TCO_PER_SPEND, TOLL_TCO_ONCE, 0.3)->subject = TOLL_TCO_CLOUD;
    tco_add(&s, TOLL_TCO_PRICE_FACTOR, 1.1)->category = TOLL_TCO_CLOUD;
    run();
    assert_near(s.summary.total_money, 2 * (110 + 50 + 33), 1e-9);
}

/* ---- money ---- */

static void currencies_years_and_real_money(void **state)
{
    (void)state;
    tco_start(&s, 2);
    tco_add(&s, TOLL_TCO_PERIOD_MONTHS, 12);
    tco_add(&s, TOLL_TCO_BASE_YEAR, 2026);
    tco_add(&s, TOLL_TCO_PRICE_INDEX, 1.1)->price_year = 2023;
    toll_tco_row *fx = tco_add(&s, TOLL_TCO_FX, 1.25);
    (void)strcpy(fx->currency, "EUR");
    fx->to_period = 1;
    fx = tco_add(&s, TOLL_TCO_FX, 1.5);
    (void)strcpy(fx->currency, "EUR");
    fx->from_period = 1;
    tco_add(&s, TOLL_TCO_INFLATION, 0.25);
    tco_add(&s, TOLL_TCO_REAL_MONEY, 1);
    toll_tco_row *row = tco_price(&s, TOLL_TCO_COST, TOLL_TCO_OTHER, TOLL_TCO_PER_ONE, TOLL_TCO_YEAR, 100);
    (void)strcpy(row->currency, "EUR");
    row->price_year = 2023;
    run();
    assert_near(cash(0), 100 * 1.1 * 1.25 / pow(1.25, 0.5),
                1e-9); /* paid, and so deflated, in the middle of the year */
    assert_near(cash(1), 100 * 1.1 * 1.5 / pow(1.25, 1.5), 1e-9);
    assert_string_equal(s.conventions.currency, "USD");
    assert_int_equal(s.conventions.base_year, 2026);
}

/* 25 % inflation a year, in money of year 0. A machine of 100 is bought in year 0 and, at the end of its life of a year,
 * in year 1, where it costs 100 / 1.25 = 80; cables are 10 % of either, support is a quarter of what is in service, paid
 * in the middle of each year. */
static void shares_of_money_are_in_real_money(void **state)
{
    (void)state;
    tco_start(&s, 2);
    tco_add(&s, TOLL_TCO_PERIOD_MONTHS, 12);
    tco_add(&s, TOLL_TCO_INFLATION, 0.25);
    tco_add(&s, TOLL_TCO_REAL_MONEY, 1);
    tco_add(&s, TOLL_TCO_LIFE, 1);
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_GPU, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 100);
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_NETWORK, TOLL_TCO_PER_CAPEX, TOLL_TCO_ONCE, 0.1)->subject = TOLL_TCO_GPU;
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_SUPPORT, TOLL_TCO_PER_CAPEX, TOLL_TCO_YEAR, 0.25)->subject = TOLL_TCO_GPU;
    run();
    assert_near(at(TOLL_TCO_SERIES_CASH, TOLL_TCO_NETWORK, 0), 10, 1e-12);
    assert_near(at(TOLL_TCO_SERIES_CASH, TOLL_TCO_NETWORK, 1), 8, 1e-12);
    assert_near(at(TOLL_TCO_SERIES_CASH, TOLL_TCO_SUPPORT, 0), 25 / sqrt(1.25), 1e-12);
    assert_near(at(TOLL_TCO_SERIES_CASH, TOLL_TCO_SUPPORT, 1), 20 / sqrt(1.25), 1e-12);
    assert_near(s.summary.total_money, 100 + 80 + 18 + 45 / sqrt(1.25), 1e-12);
}

/* Three people and no more for any number of accelerators; nobody where no row gives any. */
static void staff_without_a_number_of_accelerators(void **state)
{
    (void)state;
    for (int people = 0; people <= 3; people += 3) {
        tco_start(&s, 1);
        tco_add(&s, TOLL_TCO_UNITS, 1000);
        tco_add(&s, TOLL_TCO_FTE, people);
        run();
        assert_near(s.summary.fte_mean, people, 0);
    }
}

/* Every length of a period: months below a year have 730 h each, from a year on years of 8,760 h; hours are as given. */
static void periods_have_their_hours_and_years(void **state)
{
    (void)state;
    static const struct {
        double months, hours, per_month, per_year, want_hours, want_years;
    } cases[] = {
        {0, 0, 0, 0, 730, 1.0 / 12},          {3, 0, 0, 0, 2190, 0.25},         {12, 0, 0, 0, 8760, 1},
        {11.99, 0, 0, 0, 8752.7, 11.99 / 12}, {24, 0, 0, 0, 17520, 2},          {0, 24, 0, 0, 24, 24.0 / 8760},
        {0, 8784, 0, 8784, 8784, 1},          {1, 0, 720, 8640, 720, 1.0 / 12}, {12, 0, 720, 8784, 8784, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tco_start(&s, 2);
        if (cases[i].months > 0)
            tco_add(&s, TOLL_TCO_PERIOD_MONTHS, cases[i].months);
        if (cases[i].hours > 0)
            tco_add(&s, TOLL_TCO_PERIOD_HOURS, cases[i].hours);
        if (cases[i].per_month > 0)
            tco_add(&s, TOLL_TCO_HOURS_PER_MONTH, cases[i].per_month);
        if (cases[i].per_year > 0)
            tco_add(&s, TOLL_TCO_HOURS_PER_YEAR, cases[i].per_year);
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_OTHER, TOLL_TCO_PER_ONE, TOLL_TCO_HOUR, 1);
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_STAFF, TOLL_TCO_PER_ONE, TOLL_TCO_DAY, 1);
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_CLOUD, TOLL_TCO_PER_ONE, TOLL_TCO_PERIOD, 1);
        run();
        assert_close(s.conventions.period_hours, cases[i].want_hours);
        assert_close(s.conventions.period_years, cases[i].want_years);
        assert_close(s.summary.hours, 2 * cases[i].want_hours);
        assert_close(cash(1), cases[i].want_hours + cases[i].want_hours / 24 + 1);
        assert_close(s.summary.money_per_month, s.summary.money_per_hour * s.conventions.hours_per_month);
        assert_close(s.summary.money_per_year, s.summary.money_per_hour * s.conventions.hours_per_year);
    }
}

/* What the rows say of money is echoed; without them it is nominal dollars without discount. */
static void conventions_are_echoed(void **state)
{
    (void)state;
    for (int is_given = 0; is_given <= 1; is_given++) {
        tco_start(&s, 7);
        if (!is_given)
            tco_add(&s, TOLL_TCO_REAL_MONEY, 0);
        (void)strcpy(tco_add_for(&s, 5, TOLL_TCO_OPTION, 0)->text, "five");
        if (is_given) {
            tco_add(&s, TOLL_TCO_DISCOUNT_RATE, 0.08);
            tco_add(&s, TOLL_TCO_INFLATION, 0.02);
            tco_add(&s, TOLL_TCO_REAL_MONEY, 1);
            tco_add(&s, TOLL_TCO_BASE_YEAR, 2026);
            memcpy(tco_add(&s, TOLL_TCO_CURRENCY, 0)->currency, "EUR", 4);
        }
        run();
        assert_int_equal(s.conventions.periods, 7);
        assert_int_equal(s.conventions.rows, s.count);
        assert_int_equal(s.conventions.options, 2);
        assert_int_equal(s.conventions.option_bits, 1 | 1 << 4);
        assert_near(s.conventions.discount_rate_frac, is_given ? 0.08 : 0, 0);
        assert_near(s.conventions.inflation_frac, is_given ? 0.02 : 0, 0);
        assert_int_equal(s.conventions.real_money, is_given);
        assert_int_equal(s.conventions.base_year, is_given ? 2026 : 0);
        assert_string_equal(s.conventions.currency, is_given ? "EUR" : "USD");
    }
}

static void curves_are_dated(void **state)
{
    (void)state;
    tco_start(&s, 5);
    tco_add(&s, TOLL_TCO_PERIOD_MONTHS, 12);
    toll_tco_row *rate = tco_add(&s, TOLL_TCO_CURVE_RATE, 1);
    rate->subject = TOLL_TCO_CURVE_API;
    rate->from_period = 1;
    rate->to_period = 2;
    toll_tco_row *point = tco_add(&s, TOLL_TCO_CURVE_POINT, 0.5);
    point->subject = TOLL_TCO_CURVE_API;
    point->from_period = 3;
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_ONE, TOLL_TCO_YEAR, 8);
    run();
    const double expected[5] = {8, 8 * doubling_year(), 16, 4, 4}; /* it doubles within year 1 */
    for (int t = 0; t < 5; t++)
        assert_near(cash(t), expected[t], 1e-12);
}

static void a_curve_may_reach_nothing(void **state)
{
    (void)state;
    tco_start(&s, 2);
    tco_add(&s, TOLL_TCO_CURVE_POINT, 0)->subject = TOLL_TCO_CURVE_API;
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_ONE, TOLL_TCO_MONTH, 8);
    run();
    assert_near(s.summary.total_money, 0, 0);
    assert_int_equal(s.summary.flags, TOLL_TCO_FLAG_ZERO_PRICE);
}

/* 1,500 a month over 730 and over 720 hours: the difference between two papers of one vendor. */
static void hours_are_explicit(void **state)
{
    (void)state;
    const double hours[2] = {730, 720};
    for (int i = 0; i < 2; i++) {
        tco_start(&s, 12);
        tco_add(&s, TOLL_TCO_HOURS_PER_MONTH, hours[i]);
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_FACILITY, TOLL_TCO_PER_ONE, TOLL_TCO_MONTH, 1500);
        run();
        assert_near(s.summary.money_per_hour, 1500 / hours[i], 1e-12);
        assert_near(s.conventions.period_hours, hours[i], 0);
        assert_near(s.summary.total_money, 18000, 1e-9);
    }
}

static void one_off_costs_fall_at_the_start(void **state)
{
    (void)state;
    tco_start(&s, 6);
    toll_tco_row *row = tco_price(&s, TOLL_TCO_COST, TOLL_TCO_MIGRATION, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 77);
    row->from_period = 2;
    run();
    assert_near(at(TOLL_TCO_SERIES_CASH_START, 0, 2), 77, 0);
    assert_near(s.summary.one_off_money, 77, 0);
    assert_near(s.summary.total_money, 77, 0);
}

/* Traffic, storage and a row of fixed energy as metered. */
static void data_and_metered_energy(void **state)
{
    (void)state;
    tco_start(&s, 1);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 5e6)->time = TOLL_TCO_MONTH;
    tco_add(&s, TOLL_TCO_STORED_GB, 1000);
    tco_add(&s, TOLL_TCO_EGRESS_GB, 100)->time = TOLL_TCO_MONTH;
    tco_add(&s, TOLL_TCO_EGRESS_PER_MTOK, 2);
    tco_add(&s, TOLL_TCO_ENERGY_USE, 21.9)->time = TOLL_TCO_DAY;
    tco_add(&s, TOLL_TCO_HOURS_PER_MONTH, 720);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_STORAGE, TOLL_TCO_PER_GB, TOLL_TCO_MONTH, 0.02);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_EGRESS, TOLL_TCO_PER_GB_OUT, TOLL_TCO_ONCE, 0.09);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_ENERGY, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, 0.12);
    run();
    assert_near(s.summary.total_money, 20 + 110 * 0.09 + 21.9 * 30 * 0.12, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_day_reproduces),
        cmocka_unit_test(short_lives_are_bought_again_at_the_days_price),
        cmocka_unit_test(resale_at_the_close),
        cmocka_unit_test(macrs_and_the_tax_it_saves),
        cmocka_unit_test(declining_balance),
        cmocka_unit_test(commitments_are_used_unused_and_stranded),
        cmocka_unit_test(a_prepaid_term_costs_nothing_later),
        cmocka_unit_test(small_commitments_are_used_as_large_ones),
        cmocka_unit_test(growth_past_capacity_is_not_served),
        cmocka_unit_test(what_overflows_goes_to_the_api),
        cmocka_unit_test(tasks_take_tokens_by_attempt),
        cmocka_unit_test(sizing_by_the_day),
        cmocka_unit_test(hours_without_a_weight_are_idle),
        cmocka_unit_test(what_is_no_longer_needed_is_not_replaced),
        cmocka_unit_test(spares_redundancy_and_whole_nodes),
        cmocka_unit_test(provisioned_and_drawn_power),
        cmocka_unit_test(one_power_stands_for_the_other),
        cmocka_unit_test(units_that_never_run),
        cmocka_unit_test(energy_has_its_band_of_nodes),
        cmocka_unit_test(the_last_period_may_be_the_first_unserved),
        cmocka_unit_test(units_that_do_nothing),
        cmocka_unit_test(staff_by_size_with_cover),
        cmocka_unit_test(network_by_tiers_and_shares_of_capital),
        cmocka_unit_test(insurance_is_a_share_of_the_assets_in_service),
        cmocka_unit_test(premium_on_what_was_spent),
        cmocka_unit_test(currencies_years_and_real_money),
        cmocka_unit_test(shares_of_money_are_in_real_money),
        cmocka_unit_test(staff_without_a_number_of_accelerators),
        cmocka_unit_test(periods_have_their_hours_and_years),
        cmocka_unit_test(conventions_are_echoed),
        cmocka_unit_test(curves_are_dated),
        cmocka_unit_test(a_curve_may_reach_nothing),
        cmocka_unit_test(hours_are_explicit),
        cmocka_unit_test(one_off_costs_fall_at_the_start),
        cmocka_unit_test(data_and_metered_energy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
