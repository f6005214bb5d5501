/* SPDX-License-Identifier: Apache-2.0 */
/* What alternatives cost over a horizon: cases by hand, laws, and the full ledger of tco.h on random questions. */
#include "toll_assert.h"

#include <string.h>

#include <toll.h>

#include "outlook_reference.h"

#define NEEDS        12
#define ALTERNATIVES 40

static toll_plan_horizon months_of(double requests_per_s, int64_t months)
{
    toll_plan_horizon h;
    assert_int_equal(toll_struct_init(&h, sizeof h, TOLL_KIND_PLAN_HORIZON, NULL), TOLL_OK);
    h.requests_per_s = requests_per_s;
    h.months = months;
    return h;
}

/* Replicas of one accelerator that carry 2 requests/s, at 2 USD an hour. */
static toll_plan_alternative rented(void)
{
    return (toll_plan_alternative){.known = TOLL_PLAN_ALT_RATE | TOLL_PLAN_ALT_HOUR,
                                   .kind = TOLL_PLAN_PAY_HOUR,
                                   .replica_requests_per_s = 2,
                                   .replica_gpus = 1,
                                   .unit_gpus = 1,
                                   .usd_per_gpu_hour = 2};
}

static toll_plan_alternative owned(double usd_per_gpu, int64_t life, double residual)
{
    toll_plan_alternative a = rented();
    a.kind = TOLL_PLAN_PAY_PURCHASE;
    a.known |= TOLL_PLAN_ALT_PURCHASE | TOLL_PLAN_ALT_TERM;
    a.usd_per_gpu = usd_per_gpu;
    a.term_months = life;
    a.residual_frac = residual;
    a.usd_per_gpu_hour = 0.1;
    return a;
}

static toll_plan_alternative reserved(int64_t term)
{
    toll_plan_alternative a = rented();
    a.kind = TOLL_PLAN_PAY_TERM;
    a.known |= TOLL_PLAN_ALT_TERM;
    a.term_months = term;
    a.usd_per_gpu_hour = 1;
    return a;
}

static toll_plan_alternative api(double usd_per_request)
{
    return (toll_plan_alternative){.known = TOLL_PLAN_ALT_REQUEST,
                                   .kind = TOLL_PLAN_PAY_REQUEST,
                                   .replica_gpus = 1,
                                   .unit_gpus = 1,
                                   .usd_per_request = usd_per_request};
}

static toll_plan_outlook look(const toll_plan_horizon *h, toll_plan_alternative a)
{
    toll_plan_outlook o;
    toll_error err;
    memset(&o, 0xee, sizeof o);
    toll_status status = toll_plan_estimate_outlooks(h, &a, 1, sizeof a, &o, 1, sizeof o, &err);
    if (status != TOLL_OK)
        print_error("%s\n", err.message);
    assert_int_equal(status, TOLL_OK);
    return o;
}

/* ---- by hand ---- */

/* The header's example: 20 requests/s that double each year. */
static void the_example_of_the_header_holds(void **state)
{
    (void)state;
    toll_plan_horizon h = months_of(20, 24);
    h.growth_frac_per_year = 1;
    h.known = TOLL_PLAN_HORIZON_BUDGET | TOLL_PLAN_HORIZON_GPUS;
    h.budget_usd_per_month = 40000;
    h.gpus_max = 19;
    const toll_plan_outlook o = look(&h, rented());
    assert_int_equal(o.gpus_first, 10);
    assert_close(o.first_month_usd, 14600);
    assert_int_equal(o.gpus_last, 38);
    assert_int_equal(o.gpus_peak, 38);
    assert_close(o.last_month_usd, 55480);
    assert_close(o.peak_month_usd, 55480);
    assert_int_equal(o.over_budget_month, 18);
    /* 20 * 2^(11/12) = 37.75 requests/s take 19 accelerators in month 11, 40 take 20 in month 12. */
    assert_int_equal(o.over_gpus_month, 12);
    assert_int_equal(o.known, TOLL_PLAN_OUT_COST | TOLL_PLAN_OUT_GPUS | TOLL_PLAN_OUT_REQUEST |
                                  TOLL_PLAN_OUT_OVER_BUDGET | TOLL_PLAN_OUT_OVER_GPUS);
}

/* 10 accelerators at 2 USD for 36 months of 730 h; 20 requests/s of 1,900 tokens. */
static void without_growth_the_total_is_months_times_rate(void **state)
{
    (void)state;
    toll_plan_horizon h = months_of(20, 36);
    h.tokens_per_request = 1900;
    const toll_plan_outlook o = look(&h, rented());
    assert_close(o.total_usd, 36 * 730 * 20.0);
    assert_close(o.npv_usd, o.total_usd);
    assert_close(o.first_month_usd, 14600);
    assert_close(o.first_quarter_usd, 3 * 14600);
    assert_close(o.last_quarter_usd, 3 * 14600);
    assert_close(o.usd_per_request, 20.0 / 3600 / 20);
    assert_close(o.usd_per_mtok, 20.0 / 3600 / 20 / 1900 * 1e6);
    assert_int_equal(o.known & (TOLL_PLAN_OUT_OVER_BUDGET | TOLL_PLAN_OUT_OVER_GPUS | TOLL_PLAN_OUT_END), 0);
}

/* One accelerator for 1,200, life 6, resale 20 %, 4 months: sold at the close for 1,200 * 0.2^(4/6) = 410.40. */
static void a_purchase_is_paid_spread_and_sold(void **state)
{
    (void)state;
    const toll_plan_horizon h = months_of(1, 4);
    const toll_plan_outlook o = look(&h, owned(1200, 6, 0.2));
    const double running = 0.1 * 730;
    assert_close(o.total_usd, 1200 - 1200 * pow(0.2, 4.0 / 6) + 4 * running);
    assert_close(o.first_month_usd, 1200 * 0.8 / 6 + running);
    assert_close(o.last_month_usd, o.first_month_usd);
    assert_int_equal(o.notes, 0);
}

/* Life 3 in a horizon of 7, hardware at half the price a year later: bought in months 0, 3 and 6. The third is sold at
 * the close after one month. */
static void a_life_that_ends_is_bought_again_at_the_price_of_the_day(void **state)
{
    (void)state;
    const toll_plan_horizon h = months_of(1, 7);
    toll_plan_alternative a = owned(1000, 3, 0.1);
    a.purchase_change_frac_per_year = -0.5;
    const double second = 1000 * pow(0.5, 0.25), third = 1000 * pow(0.5, 0.5);
    const toll_plan_outlook o = look(&h, a);
    assert_close(o.total_usd, 1000 * 0.9 + second * 0.9 + third * (1 - pow(0.1, 1.0 / 3)) + 7 * 0.1 * 730);
    assert_close(o.last_month_usd, third * 0.9 / 3 + 73);
    assert_int_equal(o.notes, TOLL_PLAN_OUT_REPLACED);
    assert_int_equal(o.gpus_peak, 1);
}

/* Committed for 12 months in a horizon of 5: 7 months are owed at the close. */
static void the_rest_of_a_commitment_is_owed(void **state)
{
    (void)state;
    const toll_plan_horizon h = months_of(4, 5);
    const toll_plan_outlook o = look(&h, reserved(12));
    assert_close(o.total_usd, 12 * 2 * 730.0);
    assert_close(o.last_month_usd, 2 * 730.0);
    assert_int_equal(o.notes, TOLL_PLAN_OUT_STRANDED);
}

/* Demand falls from 8 to 4 requests/s within a year: rented units go, committed ones stay for their term. */
static void what_is_committed_stays_when_demand_falls(void **state)
{
    (void)state;
    toll_plan_horizon h = months_of(8, 13);
    h.growth_frac_per_year = -0.5;
    const toll_plan_outlook kept = look(&h, reserved(24)), let_go = look(&h, rented());
    assert_int_equal(kept.gpus_first, 4);
    assert_int_equal(kept.gpus_last, 4);
    assert_true((kept.notes & TOLL_PLAN_OUT_IDLE) != 0);
    assert_int_equal(let_go.gpus_last, 2);
    assert_int_equal(let_go.notes, 0);
}

/* 1,175 millionths of a dollar a request, 20 requests/s, doubling in a year, prices down by a quarter. */
static void an_api_follows_the_requests(void **state)
{
    (void)state;
    toll_plan_horizon h = months_of(20, 12);
    toll_plan_alternative a = api(0.001175);
    double total = 0, requests = 0;
    h.growth_linear_frac_per_year = 1;
    a.price_change_frac_per_year = -0.25;
    for (int t = 0; t < 12; t++) {
        requests += 20 * (1 + t / 12.0) * 730 * 3600;
        total += 20 * (1 + t / 12.0) * 730 * 3600 * 0.001175 * pow(0.75, t / 12.0);
    }
    const toll_plan_outlook o = look(&h, a);
    assert_close(o.total_usd, total);
    assert_close(o.usd_per_request, total / requests);
    assert_int_equal(o.known, TOLL_PLAN_OUT_COST | TOLL_PLAN_OUT_REQUEST);
    assert_int_equal(o.gpus_peak, 0);
}

/* 12 % a year: money of the middle of month 0 is worth 1.12^(-1/24), a purchase at its start its whole price. */
static void money_is_discounted_to_the_start(void **state)
{
    (void)state;
    toll_plan_horizon h = months_of(1, 1);
    h.discount_frac_per_year = 0.12;
    assert_close(look(&h, rented()).npv_usd, 2 * 730 * pow(1.12, -1.0 / 24));
    const double sold = 500 * pow(0.5, 1.0 / 10);
    assert_close(look(&h, owned(500, 10, 0.5)).npv_usd, 500 + 73 * pow(1.12, -1.0 / 24) - sold * pow(1.12, -1.0 / 12));
}

/* 3 requests/s on replicas of 2 accelerators in machines of 8: 2 and a spare one lie in one machine; 9 take 5 and the
 * spare: two. */
static void units_are_whole_and_spares_are_paid(void **state)
{
    (void)state;
    toll_plan_horizon h = months_of(3, 1);
    toll_plan_alternative a = rented();
    a.replica_gpus = 2;
    a.unit_gpus = 8;
    a.spare_replicas = 1;
    assert_int_equal(look(&h, a).gpus_first, 8);
    h.requests_per_s = 9;
    assert_int_equal(look(&h, a).gpus_first, 16);
    assert_close(look(&h, a).total_usd, 16 * 2 * 730.0);
}

/* Doubling in a year, by quarter: months 0 to 2 are sized for month 2, 20 * 2^(2/12) = 22.4 requests/s. */
static void units_that_change_by_quarter_serve_its_last_month(void **state)
{
    (void)state;
    toll_plan_horizon h = months_of(20, 12);
    h.growth_frac_per_year = 1;
    h.order_months = 3;
    const toll_plan_outlook o = look(&h, rented());
    assert_int_equal(o.gpus_first, 12);
    assert_int_equal(o.gpus_last, 19); /* 20 * 2^(11/12) = 37.8 */
    assert_close(o.first_quarter_usd, 3 * 12 * 1460.0);
}

static void costs_of_a_month_are_added(void **state)
{
    (void)state;
    const toll_plan_horizon h = months_of(2, 10);
    toll_plan_alternative a = rented();
    a.usd_per_month = 5000;
    assert_close(look(&h, a).total_usd, 10 * (5000 + 1460.0));
    a = api(1e-3);
    a.usd_per_month = 5000;
    assert_close(look(&h, a).first_month_usd, 5000 + 2 * 730 * 3.6);
}

static void demand_that_falls_to_nothing_is_nothing(void **state)
{
    (void)state;
    toll_plan_horizon h = months_of(2, 24);
    h.growth_linear_frac_per_year = -2;
    const toll_plan_outlook o = look(&h, rented());
    assert_int_equal(o.gpus_first, 1);
    assert_int_equal(o.gpus_last, 0);
    assert_close(o.total_usd, 6 * 1460.0); /* months 0 to 5; in month 6 demand is 0 */
    assert_true(o.last_month_usd >= 0 && o.last_month_usd <= 0);
}

/* ---- dates, and what is not known ---- */

static void an_end_within_the_horizon_is_told(void **state)
{
    (void)state;
    const toll_plan_horizon h = months_of(1, 12);
    toll_plan_alternative a = api(1e-3);
    a.known |= TOLL_PLAN_ALT_END;
    a.end_month = 11;
    assert_int_equal(look(&h, a).end_month, 11);
    assert_true((look(&h, a).known & TOLL_PLAN_OUT_END) != 0);
    a.end_month = 12;
    assert_true((look(&h, a).known & TOLL_PLAN_OUT_END) == 0);
    a.end_month = 0;
    assert_true((look(&h, a).known & TOLL_PLAN_OUT_END) != 0);
}

/* Without a price there is no cost, and no budget that is kept. */
static void what_lacks_a_fact_has_no_cost(void **state)
{
    (void)state;
    toll_plan_horizon h = months_of(1, 12);
    h.known = TOLL_PLAN_HORIZON_BUDGET;
    h.budget_usd_per_month = 0;
    toll_plan_alternative a = owned(1000, 36, 0);
    a.known &= ~(uint64_t)(TOLL_PLAN_ALT_PURCHASE | TOLL_PLAN_ALT_TERM);
    a.usd_per_gpu = 0;
    a.term_months = 0;
    toll_plan_outlook o = look(&h, a);
    assert_int_equal(o.known, 0);
    assert_int_equal(o.missing, TOLL_PLAN_ALT_PURCHASE | TOLL_PLAN_ALT_TERM);
    a = rented();
    a.known = 0;
    a.replica_requests_per_s = a.usd_per_gpu_hour = 0;
    o = look(&h, a);
    assert_int_equal(o.missing, TOLL_PLAN_ALT_RATE | TOLL_PLAN_ALT_HOUR);
    a.kind = TOLL_PLAN_PAY_REQUEST;
    assert_int_equal(look(&h, a).missing, TOLL_PLAN_ALT_REQUEST);
}

static void a_price_of_0_is_free_where_it_is_meant(void **state)
{
    (void)state;
    const toll_plan_horizon h = months_of(1, 12);
    toll_plan_alternative a = api(0);
    a.flags = TOLL_PLAN_MEANT_FREE;
    const toll_plan_outlook o = look(&h, a);
    assert_true((o.known & TOLL_PLAN_OUT_COST) != 0);
    assert_true(o.total_usd >= 0 && o.total_usd <= 0);
}

/* A budget that is spent to the cent is kept. */
static void a_budget_holds_what_it_equals(void **state)
{
    (void)state;
    toll_plan_horizon h = months_of(20, 12);
    h.known = TOLL_PLAN_HORIZON_BUDGET | TOLL_PLAN_HORIZON_GPUS;
    h.budget_usd_per_month = 14600;
    h.gpus_max = 10;
    toll_plan_outlook o = look(&h, rented());
    assert_int_equal(o.known & (TOLL_PLAN_OUT_OVER_BUDGET | TOLL_PLAN_OUT_OVER_GPUS), 0);
    h.budget_usd_per_month = 14599;
    h.gpus_max = 9;
    o = look(&h, rented());
    assert_true((o.known & TOLL_PLAN_OUT_OVER_BUDGET) != 0 && o.over_budget_month == 0);
    assert_true((o.known & TOLL_PLAN_OUT_OVER_GPUS) != 0 && o.over_gpus_month == 0);
}

/* ---- laws, on random alternatives ---- */

static void scale_prices(toll_plan_alternative *a, double by)
{
    a->usd_per_gpu_hour *= by;
    a->usd_per_gpu *= by;
    a->usd_per_request *= by;
    a->usd_per_month *= by;
}

static void costs_are_linear_in_prices(void **state)
{
    (void)state;
    outlook_seed = 11;
    for (int i = 0; i < 400; i++) {
        toll_plan_horizon h;
        toll_plan_alternative a;
        outlook_details d;
        outlook_draw_horizon(&h);
        outlook_draw(&a, &d);
        const toll_plan_outlook once = look(&h, a);
        scale_prices(&a, 3);
        const toll_plan_outlook more = look(&h, a);
        assert_within(more.npv_usd, 3 * once.npv_usd, 1e-9);
        assert_within(more.total_usd, 3 * once.total_usd, 1e-9);
        assert_within(more.peak_month_usd, 3 * once.peak_month_usd, 1e-9);
        assert_int_equal(more.gpus_peak, once.gpus_peak);
    }
}

static void more_growth_never_takes_fewer_units(void **state)
{
    (void)state;
    outlook_seed = 12;
    for (int i = 0; i < 400; i++) {
        toll_plan_horizon h;
        toll_plan_alternative a;
        outlook_details d;
        outlook_draw_horizon(&h);
        outlook_draw(&a, &d);
        const toll_plan_outlook less = look(&h, a);
        h.growth_frac_per_year += outlook_uniform(0, 1);
        const toll_plan_outlook more = look(&h, a);
        assert_true(more.gpus_last >= less.gpus_last && more.gpus_peak >= less.gpus_peak);
        assert_at_most_about(less.peak_month_usd, more.peak_month_usd);
    }
}

/* Resale brings less at a later close, and what is bought in the added month is sold for its price at most. */
static void a_longer_horizon_never_costs_less(void **state)
{
    (void)state;
    outlook_seed = 13;
    for (int i = 0; i < 400; i++) {
        toll_plan_horizon h;
        toll_plan_alternative a;
        outlook_details d;
        outlook_draw_horizon(&h);
        outlook_draw(&a, &d);
        const toll_plan_outlook before = look(&h, a);
        h.months++;
        const toll_plan_outlook after = look(&h, a);
        assert_at_most_about(before.total_usd, after.total_usd);
        assert_true(after.gpus_peak >= before.gpus_peak);
    }
}

static void without_a_discount_the_present_value_is_the_total(void **state)
{
    (void)state;
    outlook_seed = 14;
    for (int i = 0; i < 400; i++) {
        toll_plan_horizon h;
        toll_plan_alternative a;
        outlook_details d;
        outlook_draw_horizon(&h);
        outlook_draw(&a, &d);
        h.discount_frac_per_year = 0;
        const toll_plan_outlook o = look(&h, a);
        assert_within(o.npv_usd, o.total_usd, 1e-9);
    }
}

/* ---- the full ledger ---- */

static int first_above(const double *series, int64_t months, double limit)
{
    for (int t = 0; t < months; t++)
        if (series[t] > limit * (1 + 1e-9))
            return t;
    return -1;
}

static void compare_with_ledger(const outlook_reference *r, const toll_plan_horizon *h, const toll_plan_alternative *a,
                                const toll_plan_outlook *o)
{
    const int64_t last = h->months - 1;
    const int over = first_above(r->accrual, h->months, h->budget_usd_per_month);
    assert_within(o->total_usd, r->total_usd, 1e-9);
    assert_within(o->npv_usd, r->npv_usd, 1e-9);
    assert_within(o->first_month_usd, r->accrual[0], 1e-9);
    assert_within(o->last_month_usd, r->accrual[last], 1e-9);
    assert_int_equal((o->known & TOLL_PLAN_OUT_OVER_BUDGET) != 0 ? o->over_budget_month : -1, over);
    if (a->kind == TOLL_PLAN_PAY_HOUR)
        assert_int_equal(o->gpus_last, (int64_t)r->nodes[last] * a->unit_gpus);
}

static outlook_reference reference;
static toll_plan_alternative rows[ALTERNATIVES];
static outlook_details details[ALTERNATIVES];
static toll_plan_outlook outlooks[ALTERNATIVES];
static double guess[ALTERNATIVES], truth[ALTERNATIVES];

static void draw_question(toll_plan_horizon *h)
{
    outlook_draw_horizon(h);
    h->known = TOLL_PLAN_HORIZON_BUDGET;
    h->budget_usd_per_month = h->requests_per_s * outlook_log(500, 5000);
    for (int i = 0; i < ALTERNATIVES; i++)
        outlook_draw(&rows[i], &details[i]);
}

static void estimate_rows(const toll_plan_horizon *h)
{
    assert_int_equal(toll_plan_estimate_outlooks(h, rows, ALTERNATIVES, sizeof rows[0], outlooks, ALTERNATIVES,
                                                 sizeof outlooks[0], NULL),
                     TOLL_OK);
    for (int i = 0; i < ALTERNATIVES; i++)
        guess[i] = outlooks[i].npv_usd;
}

static void the_full_ledger_says_the_same(void **state)
{
    (void)state;
    outlook_seed = 21;
    for (int need = 0; need < NEEDS; need++) {
        toll_plan_horizon h;
        draw_question(&h);
        estimate_rows(&h);
        for (int i = 0; i < ALTERNATIVES; i++) {
            outlook_evaluate(&reference, &h, &rows[i], &details[i]);
            compare_with_ledger(&reference, &h, &rows[i], &outlooks[i]);
        }
    }
}

/* Power by load, PUE and support on what was paid, folded into one running cost: tau of 0.98 in the mean, and a choice
 * within 1 % of the best. `make plan-outlooks` runs more. */
static void folded_costs_keep_the_order(void **state)
{
    (void)state;
    double tau = 0;
    outlook_seed = 22;
    for (int need = 0; need < NEEDS; need++) {
        toll_plan_horizon h;
        draw_question(&h);
        for (int i = 0; i < ALTERNATIVES; i++) {
            outlook_fold(&rows[i], &details[i]);
            outlook_evaluate(&reference, &h, &rows[i], &details[i]);
            truth[i] = reference.npv_usd;
        }
        estimate_rows(&h);
        tau += outlook_kendall(guess, truth, ALTERNATIVES);
        assert_true(outlook_regret(guess, truth, ALTERNATIVES) <= 0.01);
    }
    assert_true(tau / NEEDS >= 0.98);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_header_holds),
        cmocka_unit_test(without_growth_the_total_is_months_times_rate),
        cmocka_unit_test(a_purchase_is_paid_spread_and_sold),
        cmocka_unit_test(a_life_that_ends_is_bought_again_at_the_price_of_the_day),
        cmocka_unit_test(the_rest_of_a_commitment_is_owed),
        cmocka_unit_test(what_is_committed_stays_when_demand_falls),
        cmocka_unit_test(an_api_follows_the_requests),
        cmocka_unit_test(money_is_discounted_to_the_start),
        cmocka_unit_test(units_are_whole_and_spares_are_paid),
        cmocka_unit_test(units_that_change_by_quarter_serve_its_last_month),
        cmocka_unit_test(costs_of_a_month_are_added),
        cmocka_unit_test(demand_that_falls_to_nothing_is_nothing),
        cmocka_unit_test(an_end_within_the_horizon_is_told),
        cmocka_unit_test(what_lacks_a_fact_has_no_cost),
        cmocka_unit_test(a_price_of_0_is_free_where_it_is_meant),
        cmocka_unit_test(a_budget_holds_what_it_equals),
        cmocka_unit_test(costs_are_linear_in_prices),
        cmocka_unit_test(more_growth_never_takes_fewer_units),
        cmocka_unit_test(a_longer_horizon_never_costs_less),
        cmocka_unit_test(without_a_discount_the_present_value_is_the_total),
        cmocka_unit_test(the_full_ledger_says_the_same),
        cmocka_unit_test(folded_costs_keep_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
