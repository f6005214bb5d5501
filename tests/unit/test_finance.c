/* SPDX-License-Identifier: Apache-2.0 */
/* finance.h against hand calculations and published cases. */
#include "toll_assert.h"

#include <toll/finance.h>

#include "finance/macrs.h"

static toll_finance_terms yearly(double rate_frac, uint32_t timing)
{
    toll_finance_terms terms;
    assert_int_equal(toll_struct_init(&terms, sizeof terms, TOLL_KIND_FINANCE_TERMS, NULL), TOLL_OK);
    terms.rate_frac = rate_frac;
    terms.periods_per_year = 1;
    terms.timing = timing;
    return terms;
}

static double npv(double upfront, const double *flows, uint64_t count, const toll_finance_terms *terms)
{
    double value = 0;
    assert_int_equal(toll_finance_compute_npv(upfront, flows, count, terms, &value, NULL), TOLL_OK);
    return value;
}

/* 100 / 1.1 + 100 / 1.21 = 173.5537190; half a year earlier it is worth sqrt(1.1) times that, a year earlier 1.1 times. */
static void value_by_timing(void **state)
{
    (void)state;
    const double flows[2] = {100, 100};
    const toll_finance_terms end = yearly(0.1, TOLL_TIMING_END), mid = yearly(0.1, TOLL_TIMING_MID),
                             start = yearly(0.1, TOLL_TIMING_START);
    const double at_end = 100 / 1.1 + 100 / 1.21;
    assert_close(npv(-50, flows, 2, &end), at_end - 50);
    assert_close(npv(0, flows, 2, &mid), at_end * sqrt(1.1));
    assert_close(npv(0, flows, 2, &start), at_end * 1.1);
    assert_true(npv(-7, NULL, 0, &end) == -7);
}

/* Monthly: effective (1.12)^(1/12), nominal 1 % a month. Twelve flows of 1 at 1 % are worth 11.2550774735. */
static void value_by_compounding(void **state)
{
    (void)state;
    double flows[12];
    for (int i = 0; i < 12; i++)
        flows[i] = 1;
    toll_finance_terms terms = yearly(0.12, TOLL_TIMING_END);
    terms.periods_per_year = 12;
    const double monthly = pow(1.12, 1.0 / 12) - 1;
    assert_within(npv(0, flows, 12, &terms), (1 - 1 / 1.12) / monthly, 1e-11);
    terms.compounding = TOLL_COMPOUND_NOMINAL;
    assert_within(npv(0, flows, 12, &terms), 11.2550774735, 1e-11);
}

/* Real flows grow with prices: 100 of today's money in a year at 3 % inflation is 103, worth 103 / 1.1 at 10 %. */
static void value_by_basis(void **state)
{
    (void)state;
    const double flow = 100;
    toll_finance_terms terms = yearly(0.1, TOLL_TIMING_END);
    terms.inflation_frac = 0.03;
    assert_close(npv(0, &flow, 1, &terms), 100 / 1.1); /* same basis: inflation plays no part */
    terms.flow_basis = TOLL_BASIS_REAL;
    assert_close(npv(0, &flow, 1, &terms), 103 / 1.1);
    terms.rate_basis = TOLL_BASIS_REAL;
    assert_close(npv(0, &flow, 1, &terms), 100 / 1.1);
    terms.flow_basis = TOLL_BASIS_NOMINAL;
    assert_close(npv(0, &flow, 1, &terms), 100 / (1.1 * 1.03));
}

static void rates_in_other_forms(void **state)
{
    (void)state;
    double rate = 0;
    assert_int_equal(
        toll_finance_convert_rate(0.12, TOLL_COMPOUND_NOMINAL, 12, TOLL_COMPOUND_EFFECTIVE, 1, &rate, NULL), TOLL_OK);
    assert_within(rate, 0.12682503013197, 1e-12); /* 1.01^12 - 1 */
    assert_int_equal(toll_finance_convert_rate(0.12682503013197, TOLL_COMPOUND_EFFECTIVE, 1, TOLL_COMPOUND_EFFECTIVE,
                                               12, &rate, NULL),
                     TOLL_OK);
    assert_within(rate, 0.01, 1e-11);
    assert_int_equal(
        toll_finance_convert_rate(0.01, TOLL_COMPOUND_EFFECTIVE, 12, TOLL_COMPOUND_NOMINAL, 12, &rate, NULL), TOLL_OK);
    assert_within(rate, 0.12, 1e-12);
    assert_int_equal(toll_finance_convert_basis(0.1, 0.03, TOLL_BASIS_REAL, &rate, NULL), TOLL_OK);
    assert_close(rate, 0.07 / 1.03);
    assert_int_equal(toll_finance_convert_basis(0.07 / 1.03, 0.03, TOLL_BASIS_NOMINAL, &rate, NULL), TOLL_OK);
    assert_close(rate, 0.1);
}

static toll_finance_irr find_irr(const double *flows, uint64_t count, double *roots, uint64_t capacity)
{
    toll_finance_irr result;
    assert_int_equal(toll_struct_init(&result, sizeof result, TOLL_KIND_FINANCE_IRR, NULL), TOLL_OK);
    assert_int_equal(toll_finance_find_irr(flows, count, roots, capacity, &result, NULL), TOLL_OK);
    return result;
}

static void irr_of_one_root(void **state)
{
    (void)state;
    const double flows[3] = {-100, 0, 121};
    double root = 0;
    toll_finance_irr irr = find_irr(flows, 3, &root, 1);
    assert_int_equal(irr.verdict, TOLL_IRR_ONE);
    assert_true(irr.roots == 1 && irr.sign_changes == 1 && irr.known == TOLL_FINANCE_IRR_RATE);
    assert_within(root, 0.1, 1e-13);
    assert_true(irr.rate_frac == root);
    const double loss[2] = {-100, 1}; /* -99 % */
    assert_int_equal(find_irr(loss, 2, &root, 1).verdict, TOLL_IRR_ONE);
    assert_within(root, -0.99, 1e-12);
    const double late[4] = {0, 0, -1, 3}; /* leading zeros change nothing: 200 % */
    assert_int_equal(find_irr(late, 4, &root, 1).verdict, TOLL_IRR_ONE);
    assert_within(root, 2, 1e-12);
}

/* (x - 1/1.1)(x - 1/1.2)(x - 1/0.5) in x = 1 / (1 + r), times a constant: rates 10 %, 20 % and -50 %. */
static void irr_of_many_roots(void **state)
{
    (void)state;
    const double a = 1 / 1.1, b = 1 / 1.2, c = 2;
    const double flows[4] = {-a * b * c, a * b + a * c + b * c, -(a + b + c), 1};
    double roots[4] = {9, 9, 9, 9};
    toll_finance_irr irr = find_irr(flows, 4, roots, 4);
    assert_int_equal(irr.verdict, TOLL_IRR_MANY);
    assert_true(irr.roots == 3 && irr.sign_changes == 3 && irr.known == 0);
    assert_within(roots[0], -0.5, 1e-11);
    assert_within(roots[1], 0.1, 1e-10);
    assert_within(roots[2], 0.2, 1e-10);
    assert_true(roots[3] == 9);
    double one[1] = {0}; /* room for one: the rest is counted all the same */
    assert_int_equal(find_irr(flows, 4, one, 1).roots, 3);
    assert_within(one[0], -0.5, 1e-11);
}

/* (x - 1/1.25)^2: the value touches zero at 25 % and is positive on both sides. */
static void irr_that_touches(void **state)
{
    (void)state;
    const double x = 0.8, flows[3] = {x * x, -2 * x, 1};
    double roots[2] = {9, 9};
    assert_int_equal(find_irr(flows, 3, roots, 2).verdict, TOLL_IRR_ONE);
    assert_within(roots[0], 0.25, 1e-7); /* a double root is known to half the digits */
}

static void irr_of_none_and_any(void **state)
{
    (void)state;
    double root = 9;
    const double gains[3] = {1, 2, 3}, hills[3] = {1, -1, 1}, nothing[2] = {0, 0};
    assert_int_equal(find_irr(gains, 3, &root, 1).verdict, TOLL_IRR_NONE);
    toll_finance_irr irr = find_irr(hills, 3, &root, 1); /* x^2 - x + 1 has no real root, in spite of two changes */
    assert_int_equal(irr.verdict, TOLL_IRR_NONE);
    assert_true(irr.sign_changes == 2 && irr.roots == 0);
    assert_int_equal(find_irr(nothing, 2, &root, 1).verdict, TOLL_IRR_ANY);
    assert_true(root == 9);
    assert_int_equal(find_irr(gains, 3, NULL, 0).verdict, TOLL_IRR_NONE);
}

static void mirr_of_flows(void **state)
{
    (void)state;
    const double flows[3] = {-100, 50, 80}, gains[2] = {1, 1}, twice[4] = {-100, -33, 90, 110};
    double rate = 0;
    int32_t verdict = 0;
    assert_int_equal(toll_finance_compute_mirr(flows, 3, 0.1, 0.12, &rate, &verdict, NULL), TOLL_OK);
    assert_close(rate, sqrt((50 * 1.12 + 80) / 100) - 1);
    /* A second payment a period later: 33 / 1.1 = 30, so 130 go out at the start; 90 * 1.12 + 110 come in at the end. */
    assert_int_equal(toll_finance_compute_mirr(twice, 4, 0.1, 0.12, &rate, &verdict, NULL), TOLL_OK);
    assert_close(rate, cbrt((90 * 1.12 + 110) / 130) - 1);
    assert_int_equal(toll_finance_compute_mirr(gains, 2, 0.1, 0.12, &rate, &verdict, NULL), TOLL_OK);
    assert_true(verdict == TOLL_IRR_NONE && rate == 0);
}

static toll_finance_payback pay(double upfront, const double *flows, uint64_t count, const toll_finance_terms *terms)
{
    toll_finance_payback result;
    assert_int_equal(toll_struct_init(&result, sizeof result, TOLL_KIND_FINANCE_PAYBACK, NULL), TOLL_OK);
    assert_int_equal(toll_finance_find_payback(upfront, flows, count, terms, &result, NULL), TOLL_OK);
    return result;
}

static void payback_of_flows(void **state)
{
    (void)state;
    const double flows[4] = {40, 40, 40, -30}, losses[2] = {-10, -10}, last[2] = {40, 60};
    toll_finance_payback p = pay(-100, flows, 4, NULL);
    assert_int_equal(p.verdict, TOLL_VERDICT_REACHED);
    assert_close(p.periods, 2.5);
    assert_true(p.whole_periods == 3 && p.is_lasting == 0 && p.balance_usd == -10 && p.lowest_usd == -100);
    assert_true(pay(-100, flows, 3, NULL).is_lasting == 1);
    p = pay(-100, losses, 2, NULL); /* negative savings: never, and no negative time */
    assert_true(p.verdict == TOLL_VERDICT_NEVER && p.known == 0 && p.periods == 0 && p.lowest_usd == -120);
    assert_int_equal(pay(-100, flows, 2, NULL).verdict, TOLL_VERDICT_NEVER);
    assert_int_equal(pay(0, losses, 2, NULL).verdict, TOLL_VERDICT_AT_ONCE);
    p = pay(-100, last, 2, NULL); /* to the very end of the last period */
    assert_true(p.verdict == TOLL_VERDICT_REACHED && p.whole_periods == 2);
    assert_close(p.periods, 2);
}

/* At 10 %: 36.3636, 33.0579, 30.0526: the third period brings 30.0526, of which 30.5785 is needed. */
static void discounted_payback_is_later(void **state)
{
    (void)state;
    const double flows[4] = {40, 40, 40, 40};
    const toll_finance_terms terms = yearly(0.1, TOLL_TIMING_END);
    toll_finance_payback p = pay(-100, flows, 4, &terms);
    const double missing = 100 - 40 / 1.1 - 40 / 1.21 - 40 / 1.331;
    assert_close(p.periods, 3 + missing / (40 / 1.4641));
    assert_int_equal(pay(-100, flows, 3, &terms).verdict, TOLL_VERDICT_NEVER);
}

static toll_finance_breakeven even(double capex, double own, double rent, double use, double life)
{
    toll_finance_contest contest;
    toll_finance_breakeven result;
    assert_int_equal(toll_struct_init(&contest, sizeof contest, TOLL_KIND_FINANCE_CONTEST, NULL), TOLL_OK);
    assert_int_equal(toll_struct_init(&result, sizeof result, TOLL_KIND_FINANCE_BREAKEVEN, NULL), TOLL_OK);
    contest.capex_usd = capex;
    contest.own_usd_per_period = own;
    contest.rent_usd_per_period = rent;
    contest.use_hours_per_day = use;
    contest.known = life > 0 ? TOLL_FINANCE_CONTEST_LIFE : 0;
    contest.life_years = life;
    assert_int_equal(toll_finance_find_breakeven(&contest, &result, NULL), TOLL_OK);
    return result;
}

/* Lenovo LP2368 (2026), Case 1: 2,720 h = 3.7 months; H = (K + op 8760 Y) / (cloud 365 Y) hours a day over 5 years. */
static void breakeven_of_lenovo(void **state)
{
    (void)state;
    toll_finance_breakeven b = even(250141.8, 6.37, 98.32, 24, 5);
    assert_int_equal(b.verdict, TOLL_VERDICT_REACHED);
    assert_within(b.hours, 2720.411093, 1e-9);
    assert_within(b.months, 3.726590538, 1e-9);
    assert_close(b.years, b.hours / 8760);
    assert_int_equal(b.threshold_verdict, TOLL_VERDICT_REACHED);
    assert_close(b.threshold_hours_per_day, (250141.8 + 6.37 * 8760 * 5) / (98.32 * 365 * 5));
    assert_within(even(833806, 0.87, 33, 12, 0).years_at_use, 5.924888474, 1e-9);
}

static void breakeven_that_never_comes(void **state)
{
    (void)state;
    toll_finance_breakeven b = even(1000, 5, 5, 24, 1);
    assert_true(b.verdict == TOLL_VERDICT_NEVER && b.known == TOLL_FINANCE_BREAKEVEN_THRESHOLD && b.hours == 0);
    assert_int_equal(b.threshold_verdict, TOLL_VERDICT_BEYOND); /* more than 24 hours a day */
    assert_true(b.threshold_hours_per_day > 24);
    b = even(1000, 5, 4, 24, 0);
    assert_true(b.verdict == TOLL_VERDICT_NEVER && b.saving_usd_per_period == -1 && b.threshold_verdict == 0);
    assert_int_equal(even(0, 1, 2, 24, 0).verdict, TOLL_VERDICT_AT_ONCE);
    b = even(10, 1, 0, 24, 1); /* an API for nothing */
    assert_true(b.threshold_verdict == TOLL_VERDICT_NEVER && b.known == 0);
}

static void breakeven_in_use(void **state)
{
    (void)state;
    double use = 9;
    int32_t verdict = 0;
    assert_int_equal(toll_finance_find_use(20, 0, 66, &use, &verdict, NULL), TOLL_OK);
    assert_close(use, 20.0 / 66);
    assert_int_equal(verdict, TOLL_VERDICT_REACHED);
    assert_int_equal(toll_finance_find_use(20, 60, 66, &use, &verdict, NULL), TOLL_OK);
    assert_close(use, 20.0 / 6);
    assert_int_equal(verdict, TOLL_VERDICT_BEYOND);
    assert_int_equal(toll_finance_find_use(20, 66, 66, &use, &verdict, NULL), TOLL_OK);
    assert_true(use == 0 && verdict == TOLL_VERDICT_NEVER);
    assert_int_equal(toll_finance_find_use(0, 6, 66, &use, &verdict, NULL), TOLL_OK);
    assert_true(use == 0 && verdict == TOLL_VERDICT_AT_ONCE);
}

typedef struct found {
    toll_finance_crossing crossings[8];
    uint64_t count;
    int32_t cheapest;
} found;

static found cross(const toll_finance_piece *a, uint64_t n_a, const toll_finance_piece *b, uint64_t n_b)
{
    found f;
    assert_int_equal(toll_finance_find_crossings(a, n_a, b, n_b, f.crossings, 8, &f.count, &f.cheapest, NULL), TOLL_OK);
    return f;
}

/* Machines of 100 for 90 each against 1 a unit: owning wins from 90, loses at 100 where a second is bought, wins from 180
 * again, and so on. */
static void crossings_of_steps(void **state)
{
    (void)state;
    const toll_finance_piece api = {0, 1000, 0, 1};
    toll_finance_piece fleet[3];
    uint64_t count = 0;
    assert_int_equal(toll_finance_compute_fleet(100, 90, 0, 1, 3, 0, fleet, 3, &count, NULL), TOLL_OK);
    found f = cross(fleet, 3, &api, 1);
    const double where[5] = {90, 100, 180, 200, 270};
    assert_true(count == 3 && f.count == 5 && f.cheapest == TOLL_CHEAPER_SECOND);
    for (int i = 0; i < 5; i++) {
        assert_close(f.crossings[i].quantity, where[i]);
        assert_int_equal(f.crossings[i].after, i % 2 == 0 ? TOLL_CHEAPER_FIRST : TOLL_CHEAPER_SECOND);
        assert_int_equal(f.crossings[i].before, i % 2 == 0 ? TOLL_CHEAPER_SECOND : TOLL_CHEAPER_FIRST);
        assert_int_equal(f.crossings[i].is_jump, i % 2);
    }
    found one = {.count = 0}; /* room for one */
    assert_int_equal(toll_finance_find_crossings(fleet, 3, &api, 1, one.crossings, 1, &one.count, &one.cheapest, NULL),
                     TOLL_OK);
    assert_true(one.count == 5 && one.crossings[0].quantity == 90 && one.crossings[1].quantity == 0);
}

/* A closed form would say 150, which is beyond what the box can serve: never. */
static void no_crossing_within_capacity(void **state)
{
    (void)state;
    const toll_finance_piece api = {0, 1000, 0, 1}, box = {0, 100, 150, 0};
    found f = cross(&box, 1, &api, 1);
    assert_true(f.count == 0 && f.cheapest == TOLL_CHEAPER_SECOND);
}

static void curves_that_touch_or_coincide(void **state)
{
    (void)state;
    const toll_finance_piece flat = {0, 200, 100, 0};
    const toll_finance_piece valley[2] = {{0, 100, 200, -1}, {100, 200, 100, 1}}; /* touches at 100 */
    const toll_finance_piece basin[3] = {{0, 50, 150, -1}, {50, 150, 100, 0}, {150, 200, 100, 1}};
    assert_true(cross(&flat, 1, valley, 2).count == 0);
    found f = cross(&flat, 1, basin, 3);
    assert_true(f.count == 2 && f.crossings[0].after == TOLL_CHEAPER_NEITHER && f.crossings[0].quantity == 50);
    assert_true(f.crossings[1].after == TOLL_CHEAPER_FIRST && f.crossings[1].quantity == 150);
    f = cross(&flat, 1, &flat, 1);
    assert_true(f.count == 0 && f.cheapest == TOLL_CHEAPER_NEITHER);
}

static void fleet_with_spares(void **state)
{
    (void)state;
    toll_finance_piece fleet[2];
    uint64_t count = 0;
    assert_int_equal(toll_finance_compute_fleet(10, 7, 0.5, 2, 3, 1, fleet, 2, &count, NULL), TOLL_OK);
    assert_true(fleet[0].from_quantity == 0 && fleet[0].to_quantity == 20 && fleet[1].to_quantity == 30);
    assert_close(fleet[0].usd_at_from, 21); /* two and a spare */
    assert_close(fleet[1].usd_at_from, 28 + 0.5 * 20);
    assert_int_equal(toll_finance_compute_fleet(10, 7, 0.5, 2, 3, 1, NULL, 0, &count, NULL), TOLL_E_BUFFER);
    assert_int_equal(count, 2);
}

/* 1000 at 10 % over 3: 402.114803625. With 100 back at the end, 30.2114803625 less. */
static void equal_payments(void **state)
{
    (void)state;
    double payment = 0;
    assert_int_equal(toll_finance_compute_payment(1000, 0, 0.1, 3, TOLL_TIMING_END, &payment, NULL), TOLL_OK);
    assert_within(payment, 402.114803625378, 1e-12);
    assert_int_equal(toll_finance_compute_payment(1000, 100, 0.1, 3, TOLL_TIMING_END, &payment, NULL), TOLL_OK);
    assert_within(payment, 402.114803625378 - 30.2114803625378, 1e-12);
    assert_int_equal(toll_finance_compute_payment(1000, 0, 0.1, 3, TOLL_TIMING_START, &payment, NULL), TOLL_OK);
    assert_within(payment, 402.114803625378 / 1.1, 1e-12);
    assert_int_equal(toll_finance_compute_payment(1000, 100, 0, 3, TOLL_TIMING_END, &payment, NULL), TOLL_OK);
    assert_close(payment, 300);
    assert_int_equal(toll_finance_compute_payment(1000, 0, 1e-15, 3, TOLL_TIMING_END, &payment, NULL), TOLL_OK);
    assert_close(payment, 1000.0 / 3);
}

static void levelised_cost(void **state)
{
    (void)state;
    const double costs[2] = {10, 10}, units[2] = {5, 0}, none[2] = {0, 0};
    const toll_finance_terms terms = yearly(0.1, TOLL_TIMING_END);
    double cost = 7;
    assert_int_equal(toll_finance_compute_levelised(20, costs, units, 2, &terms, &cost, NULL), TOLL_OK);
    assert_close(cost, (20 + 10 / 1.1 + 10 / 1.21) / (5 / 1.1));
    assert_int_equal(toll_finance_compute_levelised(20, costs, none, 2, &terms, &cost, NULL), TOLL_E_DIVIDE);
}

static toll_finance_asset asset_of(uint32_t method, double cost, double salvage, double life)
{
    toll_finance_asset asset;
    assert_int_equal(toll_struct_init(&asset, sizeof asset, TOLL_KIND_FINANCE_ASSET, NULL), TOLL_OK);
    asset.method = method;
    asset.cost_usd = cost;
    asset.salvage_usd = salvage;
    asset.life_periods = life;
    return asset;
}

static void expect_schedule(const toll_finance_asset *asset, const double *want, uint64_t count, double share)
{
    double charges[16], books[16], sum = 0;
    uint64_t periods = 0;
    assert_int_equal(toll_finance_count_periods(asset, &periods, NULL), TOLL_OK);
    assert_true(periods == 0 || periods == count);
    assert_int_equal(toll_finance_compute_depreciation(asset, count + 1, charges, books, NULL), TOLL_OK);
    for (uint64_t i = 0; i < count; i++) {
        assert_within(charges[i], want[i], share);
        sum += charges[i];
        assert_true(fabs(asset->cost_usd - sum - books[i]) <= 1e-9 * asset->cost_usd);
    }
    if (periods != 0) {
        assert_true(fabs(charges[count]) <= 1e-12 * asset->cost_usd); /* nothing is left */
        assert_true(fabs(sum - (asset->cost_usd - asset->salvage_usd)) <= 1e-9 * asset->cost_usd);
    }
}

static void schedules(void **state)
{
    (void)state;
    const double line[3] = {300, 300, 300}, part[3] = {220, 220, 110}, falling[3] = {100, 80, 64};
    toll_finance_asset asset = asset_of(TOLL_DEPRECIATE_STRAIGHT, 1000, 100, 3);
    expect_schedule(&asset, line, 3, 1e-12);
    asset = asset_of(TOLL_DEPRECIATE_STRAIGHT, 1000, 450, 2.5); /* 22 % a year, and half a year */
    expect_schedule(&asset, part, 3, 1e-12);
    asset = asset_of(TOLL_DEPRECIATE_DECLINING, 500, 0, 3);
    asset.rate_frac = 0.2;
    expect_schedule(&asset, falling, 3, 1e-12);
    asset.salvage_usd = 350;
    const double floored[3] = {100, 50, 0};
    expect_schedule(&asset, floored, 3, 1e-12);
}

/* IRS Publication 946: the formula to six digits, the printed table to its own. */
static void macrs(void **state)
{
    (void)state;
    const double half_3[4] = {33.333333333, 44.444444444, 14.814814815, 7.407407407};
    const double half_5[6] = {20, 32, 19.2, 11.52, 11.52, 5.76};
    const double quarter_3[4] = {58.333333333, 27.777777778, 12.345679012, 1.543209877};
    const double printed_3[4] = {33.33, 44.45, 14.81, 7.41};
    toll_finance_asset asset = asset_of(TOLL_DEPRECIATE_SWITCH, 100, 0, 3);
    asset.first_period_frac = 0.5;
    expect_schedule(&asset, half_3, 4, 1e-9);
    asset.life_periods = 5;
    expect_schedule(&asset, half_5, 6, 1e-9);
    asset.life_periods = 3;
    asset.first_period_frac = 0.875;
    expect_schedule(&asset, quarter_3, 4, 1e-9);
    asset = asset_of(TOLL_DEPRECIATE_MACRS, 100, 0, 3);
    expect_schedule(&asset, printed_3, 4, 1e-12);
}

/* Every printed column sums to 100 %, and lies within 0.015 point of the formula. */
static void macrs_tables_are_the_formula(void **state)
{
    (void)state;
    const double lives[5] = {3, 5, 7, 10, 15}, first[5] = {0.5, 0.875, 0.625, 0.375, 0.125};
    for (int l = 0; l < 5; l++)
        for (uint32_t c = 0; c < 5; c++) {
            double printed[17], formula[17], sum = 0;
            toll_finance_asset asset = asset_of(TOLL_DEPRECIATE_MACRS, 100, 0, lives[l]);
            asset.convention = c;
            asset.balance_factor = lives[l] == 15 ? 1.5 : 2;
            asset.first_period_frac = first[c];
            const uint64_t count = (uint64_t)lives[l] + 1;
            assert_int_equal(toll_finance_compute_depreciation(&asset, count, printed, NULL, NULL), TOLL_OK);
            asset.method = TOLL_DEPRECIATE_SWITCH;
            assert_int_equal(toll_finance_compute_depreciation(&asset, count, formula, NULL, NULL), TOLL_OK);
            for (uint64_t i = 0; i < count; i++) {
                assert_true(fabs(printed[i] - formula[i]) <= 0.0151);
                sum += printed[i];
            }
            assert_within(sum, 100, 1e-12);
        }
}

/* A schedule's last charge is cut to what is left, so one digit too many in a table would hide in it: the percentages
 * themselves sum to 100. Two slips that cancel out change the sum weighted by the year; that sum is pinned: it was taken
 * from the columns as typed from Publication 946, five classes and five conventions, in hundredths of a per cent. */
static void macrs_percentages_sum_to_a_hundred(void **state)
{
    (void)state;
    const double lives[5] = {3, 5, 7, 10, 15};
    int64_t weighted = 0;
    for (int l = 0; l < 5; l++)
        for (uint32_t c = 0; c < 5; c++) {
            int64_t sum = 0;
            for (uint64_t year = 0; year < toll__macrs_years(lives[l]); year++) {
                const int64_t hundredths = llround(toll__macrs_frac(lives[l], c, year) * 10000);
                sum += hundredths;
                weighted += hundredths * (int64_t)((year + 1) * (c + 1) * (c + 1));
            }
            assert_int_equal(sum, 10000);
        }
    assert_int_equal(weighted, 12013183);
}

/* Outside the table nothing is left to charge: the year after the last, a convention or a class that is none. */
static void macrs_ends(void **state)
{
    (void)state;
    assert_true(toll__macrs_frac(5, 0, 5) > 0 && toll__macrs_frac(5, 0, 6) == 0);
    assert_true(toll__macrs_frac(5, 5, 0) == 0);
    assert_true(toll__macrs_frac(4, 0, 0) == 0);
    assert_true(toll__macrs_years(4) == 0);
    assert_true(toll__macrs_done(5, 6) == 1);
    assert_close(toll__macrs_done(5, 1.5), 0.2 + 0.32 / 2);
}

/* Epoch: V = V0 10^(-0.14 t), charged V g ln 10 a year: 32.2 % of the value. */
static void values_at_an_age(void **state)
{
    (void)state;
    double value = 0, charge = 0;
    toll_finance_asset asset = asset_of(TOLL_DEPRECIATE_OBSOLESCENCE, 1000, 0, 5);
    assert_int_equal(toll_finance_compute_value(&asset, 2, &value, &charge, NULL), TOLL_OK);
    assert_close(value, 1000 * pow(10, -0.28));
    assert_within(charge / value, 0.322361914, 1e-8);
    asset = asset_of(TOLL_DEPRECIATE_STRAIGHT, 1000, 100, 3);
    assert_int_equal(toll_finance_compute_value(&asset, 1.5, &value, &charge, NULL), TOLL_OK);
    assert_close(value, 550);
    assert_close(charge, 300);
    assert_int_equal(toll_finance_compute_value(&asset, 9, &value, &charge, NULL), TOLL_OK);
    assert_close(value, 100);
    assert_true(charge == 0);
    asset = asset_of(TOLL_DEPRECIATE_DECLINING, 1000, 700, 3);
    asset.rate_frac = 0.19;
    assert_int_equal(toll_finance_compute_value(&asset, 0.5, &value, &charge, NULL), TOLL_OK);
    assert_close(value, 900);
    assert_int_equal(toll_finance_compute_value(&asset, 5, &value, &charge, NULL), TOLL_OK);
    assert_true(value == 700 && charge == 0);
}

static void tax_shield(void **state)
{
    (void)state;
    const double charges[2] = {100, 50};
    const toll_finance_terms terms = yearly(0.1, TOLL_TIMING_END);
    double shield = 0;
    assert_int_equal(toll_finance_compute_shield(charges, 2, 0.25, &terms, &shield, NULL), TOLL_OK);
    assert_close(shield, 25 / 1.1 + 12.5 / 1.21);
}

/* DeepSeek's day: 226.75 nodes of 8 at 2 USD for 24 hours; a commitment of 1 USD an hour, half of it in advance (FOCUS). */
static void budgets(void **state)
{
    (void)state;
    const toll_finance_item items[2] = {{226.75, 8, 24, 2, 1}, {1, 1, 8760, 1, 0.5}};
    double costs[2] = {0}, total = 0;
    assert_int_equal(toll_finance_compute_budget(items, 2, costs, &total, NULL), TOLL_OK);
    assert_close(costs[0], 87072);
    assert_close(costs[1], 4380);
    assert_close(total, 91452);
    const double weights[2] = {0.5, 1.5}, values[2] = {4, 8};
    double sum = 0, mean = 0;
    assert_int_equal(toll_finance_compute_mix(weights, values, 2, &sum, &mean, NULL), TOLL_OK);
    assert_close(sum, 14);
    assert_close(mean, 7);
}

static void energy(void **state)
{
    (void)state;
    toll_finance_power power;
    toll_finance_energy use;
    assert_int_equal(toll_struct_init(&power, sizeof power, TOLL_KIND_FINANCE_POWER, NULL), TOLL_OK);
    assert_int_equal(toll_struct_init(&use, sizeof use, TOLL_KIND_FINANCE_ENERGY, NULL), TOLL_OK);
    power.units = 2;
    power.w_per_unit = 700;
    power.idle_w_per_unit = 100;
    power.utilisation_frac = 0.5;
    power.hours = 10;
    power.pue = 1.5;
    assert_int_equal(toll_finance_compute_energy(&power, &use, NULL), TOLL_OK);
    assert_close(use.facility_w, 1200); /* 2 * (100 + 300) * 1.5 */
    assert_close(use.kwh, 12);
    assert_true(use.known == 0 && use.usd == 0 && use.kg == 0);
    power.known = TOLL_FINANCE_POWER_TARIFF | TOLL_FINANCE_POWER_CARBON;
    power.usd_per_kwh = 0.25;
    power.kg_per_kwh = 0.4;
    assert_int_equal(toll_finance_compute_energy(&power, &use, NULL), TOLL_OK);
    assert_true(use.known == power.known);
    assert_close(use.usd, 3);
    assert_close(use.usd_per_h, 0.3);
    assert_close(use.kg, 4.8);
}

static void owned_hour(void **state)
{
    (void)state;
    toll_finance_owned owned;
    toll_finance_hourly hour;
    assert_int_equal(toll_struct_init(&owned, sizeof owned, TOLL_KIND_FINANCE_OWNED, NULL), TOLL_OK);
    owned.capex_usd = 250141.8;
    owned.opex_usd_per_h = 6.37;
    assert_int_equal(toll_finance_compute_owned(&owned, &hour, NULL), TOLL_OK);
    assert_within(hour.usd_per_h, 12.081, 1e-12);
    owned.capex_usd = 461567.5;
    owned.opex_usd_per_h = 0;
    owned.residual_usd = 23567.5;
    owned.maintenance_frac_per_year = 0.12;
    owned.utilisation_frac = 0.5;
    assert_int_equal(toll_finance_compute_owned(&owned, &hour, NULL), TOLL_OK);
    assert_within(hour.maintenance_usd_per_h, 6.322842466, 1e-9);
    assert_close(hour.amortisation_usd_per_h, 10);
    assert_true(hour.opex_usd_per_h == hour.maintenance_usd_per_h);
    assert_close(hour.usd_per_used_h, 2 * hour.usd_per_h);
}

static void units_and_their_cost(void **state)
{
    (void)state;
    double value = 0;
    assert_int_equal(toll_finance_compute_output(200, 176, 0.5, &value, NULL), TOLL_OK);
    assert_close(value, 63.36e6);
    assert_int_equal(toll_finance_compute_unit_cost(98.32, 30576, 1, 1, 1e6, &value, NULL), TOLL_OK);
    assert_within(value, 0.8932205361, 1e-9);
    assert_int_equal(toll_finance_compute_unit_cost(36, 0.01, 0.5, 0.8, 1, &value, NULL), TOLL_OK);
    assert_close(value, 2.5); /* 36 tasks an hour at full use, 14.4 of them done */
    assert_int_equal(toll_finance_compute_hybrid(10, 1000, 0.001, 0.25, 0.04, &value, NULL), TOLL_OK);
    assert_close(value, 0.021);
    assert_int_equal(toll_finance_scale_price(100, 8, 2, 0.5, -0.1, 2, &value, NULL), TOLL_OK);
    assert_close(value, 40.5);
    assert_int_equal(toll_finance_scale_price(100, 1, 1, 1, -1, 1, &value, NULL), TOLL_OK);
    assert_true(value == 0); /* a price that falls to nothing */
}

/* FOCUS: 24 hours committed at 1 USD, 18 used, 6 not; then 30 needed. */
static void commitments(void **state)
{
    (void)state;
    toll_finance_commitment c;
    assert_int_equal(toll_struct_init(&c, sizeof c, TOLL_KIND_FINANCE_COMMITMENT, NULL), TOLL_OK);
    assert_int_equal(toll_finance_compute_commitment(24, 1, 0.5, 18, 2, &c, NULL), TOLL_OK);
    assert_true(c.committed_usd == 24 && c.upfront_usd == 12 && c.recurring_usd == 12 && c.used_usd == 18);
    assert_true(c.unused_usd == 6 && c.used_units == 18 && c.unused_units == 6 && c.used_frac == 0.75);
    assert_true(c.overage_usd == 0 && c.total_usd == 24);
    assert_close(c.usd_per_demanded_unit, 24.0 / 18);
    assert_int_equal(toll_finance_compute_commitment(24, 1, 0, 30, 2, &c, NULL), TOLL_OK);
    assert_true(c.unused_usd == 0 && c.overage_units == 6 && c.overage_usd == 12 && c.total_usd == 36);
    assert_int_equal(toll_finance_compute_commitment(24, 1, 0, 0, 2, &c, NULL), TOLL_OK);
    assert_true(c.unused_usd == 24 && c.known == 0 && c.usd_per_demanded_unit == 0);
}

static void idle_is_shared(void **state)
{
    (void)state;
    const double usage[2] = {2, 6}, none[2] = {0, 0};
    double used[2], idle[2], left = 9;
    assert_int_equal(toll_finance_allocate_idle(usage, 2, 10, 100, TOLL_IDLE_KEPT, used, idle, &left, NULL), TOLL_OK);
    assert_true(used[0] == 20 && used[1] == 60 && idle[0] == 0 && idle[1] == 0);
    assert_close(left, 20);
    assert_int_equal(toll_finance_allocate_idle(usage, 2, 10, 100, TOLL_IDLE_EVEN, used, idle, &left, NULL), TOLL_OK);
    assert_close(idle[0], 10);
    assert_true(idle[0] == idle[1] && left == 0);
    assert_int_equal(toll_finance_allocate_idle(usage, 2, 10, 100, TOLL_IDLE_WEIGHTED, used, idle, &left, NULL),
                     TOLL_OK);
    assert_close(idle[0], 5);
    assert_close(idle[1], 15);
    assert_int_equal(toll_finance_allocate_idle(none, 2, 10, 100, TOLL_IDLE_WEIGHTED, used, idle, &left, NULL),
                     TOLL_OK);
    assert_true(left == 100 && idle[0] == 0);
}

static void comparisons(void **state)
{
    (void)state;
    toll_finance_comparison c;
    assert_int_equal(toll_finance_compare(98.32, 55.04, &c, NULL), TOLL_OK);
    assert_within(c.saving_frac, 0.4401952807, 1e-9);
    assert_close(c.ratio * c.inverse_ratio, 1);
    assert_close(c.markup_frac, 98.32 / 55.04 - 1);
    assert_true(c.cheaper == TOLL_CHEAPER_SECOND);
    assert_int_equal(toll_finance_compare(0, 5, &c, NULL), TOLL_OK);
    assert_true(c.known == TOLL_FINANCE_COMPARISON_RATIO && c.ratio == 0 && c.difference == -5);
    assert_int_equal(toll_finance_compare(5, 0, &c, NULL), TOLL_OK);
    assert_true(c.known == TOLL_FINANCE_COMPARISON_SHARE && c.saving_frac == 1);
}

static void running_sums(void **state)
{
    (void)state;
    const double amounts[3] = {1, 2, 3};
    double sums[3], total = 0, mean = 0;
    assert_int_equal(toll_finance_compute_cumulative(10, amounts, 3, sums, &total, &mean, NULL), TOLL_OK);
    assert_true(sums[0] == 11 && sums[1] == 13 && sums[2] == 16 && total == 16);
    assert_close(mean, 16.0 / 3);
}

/* A rate that is converted to its own form stays, however small: 1 + r alone would keep six of its digits. */
static void small_rates_keep_their_digits(void **state)
{
    (void)state;
    for (double rate = 1e-3; rate > 1e-15; rate /= 10) {
        double same = 0;
        assert_int_equal(
            toll_finance_convert_rate(rate, TOLL_COMPOUND_EFFECTIVE, 12, TOLL_COMPOUND_EFFECTIVE, 12, &same, NULL),
            TOLL_OK);
        assert_true(fabs(same - rate) <= 1e-14 * rate);
    }
}

/* -a at 1, 27 at 18, -a at 19 with a = 2.53e-98: far apart, so that 1 + r is a / 27 or (27 / a)^(1/17). Newton's steps toward
 * the second are all of a length. */
static void roots_of_high_order_are_reached(void **state)
{
    (void)state;
    double flows[20] = {0}, roots[2] = {0, 0};
    toll_finance_irr irr;
    assert_int_equal(toll_struct_init(&irr, sizeof irr, TOLL_KIND_FINANCE_IRR, NULL), TOLL_OK);
    flows[1] = flows[19] = -2.53e-98;
    flows[18] = 27;
    assert_int_equal(toll_finance_find_irr(flows, 20, roots, 2, &irr, NULL), TOLL_OK);
    assert_int_equal(irr.roots, 2);
    assert_true(fabs(log1p(roots[1]) - log(27 / 2.53e-98) / 17) <= 1e-12);
}

/* A hundred thousand equal charges round up to more than the cost. */
static void long_lives_end_at_nothing(void **state)
{
    (void)state;
    double value = 7;
    toll_finance_asset asset;
    assert_int_equal(toll_struct_init(&asset, sizeof asset, TOLL_KIND_FINANCE_ASSET, NULL), TOLL_OK);
    asset.cost_usd = 3786.1743636130786;
    asset.life_periods = 100000;
    assert_int_equal(toll_finance_compute_value(&asset, 100000, &value, NULL, NULL), TOLL_OK);
    assert_true(value >= 0 && value <= 1e-9 * asset.cost_usd);
}

/* Rates, use and success whose product is no double: too dear for one; nothing costs nothing. */
static void work_too_little_for_a_double_overflows(void **state)
{
    (void)state;
    double usd = 7;
    assert_int_equal(toll_finance_compute_unit_cost(1, 1e-200, 1e-200, 1, 1, &usd, NULL), TOLL_E_OVERFLOW);
    assert_true(usd == 7);
    assert_int_equal(toll_finance_compute_unit_cost(0, 1e-200, 1e-200, 1, 1, &usd, NULL), TOLL_OK);
    assert_true(usd == 0);
    assert_int_equal(toll_finance_compute_payment(10, 0, 1e-320, 1e-5, TOLL_TIMING_END, &usd, NULL), TOLL_OK);
    assert_close(usd, 1e6); /* of no interest: the present in equal parts */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(value_by_timing),
        cmocka_unit_test(value_by_compounding),
        cmocka_unit_test(value_by_basis),
        cmocka_unit_test(rates_in_other_forms),
        cmocka_unit_test(irr_of_one_root),
        cmocka_unit_test(irr_of_many_roots),
        cmocka_unit_test(irr_that_touches),
        cmocka_unit_test(irr_of_none_and_any),
        cmocka_unit_test(mirr_of_flows),
        cmocka_unit_test(payback_of_flows),
        cmocka_unit_test(discounted_payback_is_later),
        cmocka_unit_test(breakeven_of_lenovo),
        cmocka_unit_test(breakeven_that_never_comes),
        cmocka_unit_test(breakeven_in_use),
        cmocka_unit_test(crossings_of_steps),
        cmocka_unit_test(no_crossing_within_capacity),
        cmocka_unit_test(curves_that_touch_or_coincide),
        cmocka_unit_test(fleet_with_spares),
        cmocka_unit_test(equal_payments),
        cmocka_unit_test(levelised_cost),
        cmocka_unit_test(schedules),
        cmocka_unit_test(macrs),
        cmocka_unit_test(macrs_tables_are_the_formula),
        cmocka_unit_test(macrs_percentages_sum_to_a_hundred),
        cmocka_unit_test(macrs_ends),
        cmocka_unit_test(values_at_an_age),
        cmocka_unit_test(tax_shield),
        cmocka_unit_test(budgets),
        cmocka_unit_test(energy),
        cmocka_unit_test(owned_hour),
        cmocka_unit_test(units_and_their_cost),
        cmocka_unit_test(commitments),
        cmocka_unit_test(idle_is_shared),
        cmocka_unit_test(comparisons),
        cmocka_unit_test(running_sums),
        cmocka_unit_test(roots_of_high_order_are_reached),
        cmocka_unit_test(long_lives_end_at_nothing),
        cmocka_unit_test(small_rates_keep_their_digits),
        cmocka_unit_test(work_too_little_for_a_double_overflows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
