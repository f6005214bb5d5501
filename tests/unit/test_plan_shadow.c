/* SPDX-License-Identifier: Apache-2.0 */
/* Shadow prices of constraints: against closed forms, common random numbers, and what must hold of any candidates. */
#include <math.h>

#include <toll.h>

#include "toll_assert.h"

#define DRAWS 4000
#define MANY  12
#define DROPS 3

static uint64_t work[60000];

static toll_range exactly(double value)
{
    return (toll_range){value, value, value};
}

static toll_range between(double low, double mid, double high)
{
    return (toll_range){low, mid, high};
}

static toll_plan_candidate api_of(double usd, uint64_t rejected_by)
{
    toll_plan_candidate c = {
        .rejected_by = rejected_by, .fixed_usd_per_hour = exactly(usd), .replica_gpus = 1, .unit_gpus = 1};
    return c;
}

/* A fleet of replicas of one accelerator at a price a GPU-hour; each carries `rate`. */
static toll_plan_candidate fleet_of(toll_range usd, toll_range rate, uint64_t rejected_by)
{
    toll_plan_candidate c = api_of(0, rejected_by);
    c.known = TOLL_PLAN_CANDIDATE_REPLICAS;
    c.usd_per_gpu_hour = usd;
    c.replica_requests_per_s = rate;
    return c;
}

static void estimate(const toll_plan_candidate *c, uint64_t n, double load, const uint64_t *drops, uint64_t n_drops,
                     uint64_t seed, uint64_t draws, toll_plan_shadow *shadows)
{
    assert_true(toll_plan_shadow_size(n, n_drops, draws) <= sizeof work);
    assert_int_equal(toll_plan_estimate_shadows(c, n, sizeof *c, load, drops, n_drops, seed, draws, shadows, n_drops,
                                                sizeof *shadows, work, sizeof work, NULL),
                     TOLL_OK);
}

static toll_plan_shadow shadow_of(const toll_plan_candidate *c, uint64_t n, double load, uint64_t drop)
{
    toll_plan_shadow shadow;
    estimate(c, n, load, &drop, 1, 7, DRAWS, &shadow);
    assert_int_equal(shadow.drop, drop);
    return shadow;
}

static void assert_range(toll_range x, double low, double mid, double high, double relative)
{
    assert_within(x.low, low, relative);
    assert_within(x.mid, mid, relative);
    assert_within(x.high, high, relative);
}

static void exact_costs_have_an_exact_difference(void **state)
{
    (void)state;
    const toll_plan_candidate c[] = {api_of(20, 0), api_of(12, 1)};
    const toll_plan_shadow s = shadow_of(c, 2, 1, 1);
    assert_int_equal(s.known, TOLL_PLAN_SHADOW_COST | TOLL_PLAN_SHADOW_SAVED | TOLL_PLAN_SHADOW_SHARE);
    assert_range(s.saved_usd_per_hour, 8, 8, 8, 0);
    assert_range(s.usd_per_hour, 12, 12, 12, 0);
    assert_within(s.binding_frac, 1, 0);
}

/* What it rejects is dearer in every draw, since both prices move together. */
static void a_constraint_that_does_not_bind_costs_nothing(void **state)
{
    (void)state;
    toll_plan_candidate c[] = {fleet_of(between(1, 2, 4), exactly(1), 0), fleet_of(between(1.5, 3, 6), exactly(1), 1)};
    c[0].price_group = c[1].price_group = 5;
    const toll_plan_shadow s = shadow_of(c, 2, 10, 1);
    assert_range(s.saved_usd_per_hour, 0, 0, 0, 0);
    assert_within(s.binding_frac, 0, 0);
}

/* One price of 20 [18 .. 25] against 12: the difference is monotone in it, so its quantiles are 6, 8 and 13. */
static void quantiles_are_those_of_the_price(void **state)
{
    (void)state;
    const toll_plan_candidate c[] = {fleet_of(between(18, 20, 25), exactly(1), 0), api_of(12, 1)};
    const toll_plan_shadow s = shadow_of(c, 2, 1, 1);
    assert_range(s.saved_usd_per_hour, 6, 8, 13, 0.03);
    assert_range(s.usd_per_hour, 12, 12, 12, 0);
}

/* The same price is 16 [10 .. 25]: below 12 in the draws whose z is below -ln(16/12) / ln(16/10) = -0.612, which is
 * -0.612 * 1.2816 = -0.784 deviations of a bell: Phi(0.784) = 78.4 % are above. */
static void the_share_that_binds_is_the_chance_of_being_dearer(void **state)
{
    (void)state;
    const toll_plan_candidate c[] = {fleet_of(between(10, 16, 25), exactly(1), 0), api_of(12, 1)};
    const toll_plan_shadow s = shadow_of(c, 2, 1, 1);
    assert_within(s.binding_frac, 0.784, 0.03);
    assert_range(s.saved_usd_per_hour, 0, 4, 13, 0.05);
}

/* 20 [10 .. 40] and half of it: together the difference is the cheaper one itself, apart it can vanish. */
static void what_moves_both_cancels(void **state)
{
    (void)state;
    toll_plan_candidate c[] = {fleet_of(between(10, 20, 40), exactly(1), 0),
                               fleet_of(between(5, 10, 20), exactly(1), 1)};
    c[0].price_group = c[1].price_group = 1;
    toll_plan_shadow s = shadow_of(c, 2, 1, 1);
    assert_range(s.saved_usd_per_hour, s.usd_per_hour.low, s.usd_per_hour.mid, s.usd_per_hour.high, 1e-12);
    assert_range(s.saved_usd_per_hour, 5, 10, 20, 0.05);
    assert_within(s.binding_frac, 1, 0);
    c[1].price_group = 2;
    s = shadow_of(c, 2, 1, 1);
    assert_true(s.saved_usd_per_hour.low < 2 && s.saved_usd_per_hour.high > 25 && s.binding_frac < 0.9);
}

/* Groups of prices and of capacities are apart, and so are rows without a group. */
static void groups_of_prices_and_capacities_are_apart(void **state)
{
    (void)state;
    toll_plan_candidate c[] = {fleet_of(between(10, 20, 40), exactly(1), 0),
                               fleet_of(exactly(10), between(0.25, 0.5, 1), 1)};
    c[0].price_group = 3;
    c[1].capacity_group = 3;
    const toll_plan_shadow grouped = shadow_of(c, 2, 1, 1);
    c[0].price_group = c[1].capacity_group = 0;
    const toll_plan_shadow apart = shadow_of(c, 2, 1, 1);
    assert_within(grouped.binding_frac, apart.binding_frac, 0.1);
    assert_within(grouped.usd_per_hour.mid, 20, 0.55);
}

/* Load 10, 3 a replica: 4 carry it, 1 spare. Five of 2 GPUs in machines of 8, four to a machine: 16 paid at 1.5. */
static void a_fleet_is_paid_in_whole_replicas_and_units(void **state)
{
    (void)state;
    toll_plan_candidate c[] = {fleet_of(exactly(1.5), exactly(3), 0), api_of(4, 1)};
    c[0].replica_gpus = 2;
    c[0].unit_gpus = 8;
    c[0].spare_replicas = 1;
    c[0].fixed_usd_per_hour = exactly(0.25);
    assert_range(shadow_of(c, 2, 10, 1).saved_usd_per_hour, 20.25, 20.25, 20.25, 0);
    c[0].replica_requests_per_s = exactly(10);
    assert_range(shadow_of(c, 2, 10, 1).saved_usd_per_hour, 8.25, 8.25, 8.25, 0);
}

/* Capacity 5.5 [4.5 .. 7] at load 20: 5 replicas at its P10, 4 at its median and 3 at its P90. */
static void capacity_moves_the_number_of_replicas(void **state)
{
    (void)state;
    const toll_plan_candidate c[] = {fleet_of(exactly(1), between(4.5, 5.5, 7), 0), api_of(1, 1)};
    assert_range(shadow_of(c, 2, 20, 1).saved_usd_per_hour, 2, 3, 4, 0);
}

/* Two constraints reject the same cheap offer: neither alone costs anything, both together 8. */
static void shadow_prices_do_not_add_up(void **state)
{
    (void)state;
    const toll_plan_candidate c[] = {api_of(20, 0), api_of(12, 3)};
    const uint64_t drops[] = {1, 2, 3};
    toll_plan_shadow s[3];
    estimate(c, 2, 1, drops, 3, 1, 10, s);
    assert_within(s[0].saved_usd_per_hour.high, 0, 0);
    assert_within(s[1].saved_usd_per_hour.high, 0, 0);
    assert_range(s[2].saved_usd_per_hour, 8, 8, 8, 0);
}

static void nothing_left_is_unknown_and_not_0(void **state)
{
    (void)state;
    const toll_plan_candidate c[] = {api_of(20, 1), api_of(12, 2)};
    toll_plan_shadow s = shadow_of(c, 2, 1, 1);
    assert_int_equal(s.known, TOLL_PLAN_SHADOW_COST);
    assert_range(s.usd_per_hour, 20, 20, 20, 0);
    s = shadow_of(c, 2, 1, 4);
    assert_int_equal(s.known, 0);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static toll_plan_candidate random_candidate(uint64_t *state)
{
    const double mid = 1 + (double)(next_random(state) % 100) / 10;
    toll_plan_candidate c = fleet_of(between(mid * 0.8, mid, mid * 1.5), between(2, 3, 4), next_random(state) % 8);
    c.price_group = (uint32_t)(next_random(state) % 3);
    c.capacity_group = (uint32_t)(next_random(state) % 3);
    c.unit_gpus = 1 + (int64_t)(next_random(state) % 8);
    return c;
}

/* With more constraints given up nothing is dearer, in every quantile; and a single one never saves more than all. */
static void giving_up_more_never_saves_less(void **state)
{
    (void)state;
    static const uint64_t drops[DROPS] = {1, 3, 7};
    uint64_t random = 42;
    for (int round = 0; round < 200; round++) {
        toll_plan_candidate c[MANY];
        toll_plan_shadow s[DROPS];
        for (int i = 0; i < MANY; i++)
            c[i] = random_candidate(&random);
        c[0].rejected_by = 0;
        estimate(c, MANY, 10, drops, DROPS, (uint64_t)round, 50, s);
        for (int k = 0; k < DROPS; k++) {
            assert_true(s[k].saved_usd_per_hour.low >= 0);
            if (k > 0)
                assert_true(s[k].saved_usd_per_hour.mid >= s[k - 1].saved_usd_per_hour.mid &&
                            s[k].usd_per_hour.high <= s[k - 1].usd_per_hour.high);
        }
    }
}

static void the_same_seed_gives_the_same_bits(void **state)
{
    (void)state;
    const toll_plan_candidate c[] = {fleet_of(between(10, 20, 40), between(1, 2, 3), 0), api_of(5, 1)};
    const uint64_t drop = 1;
    toll_plan_shadow first, again, other;
    estimate(c, 2, 30, &drop, 1, 3, 500, &first);
    estimate(c, 2, 30, &drop, 1, 3, 500, &again);
    estimate(c, 2, 30, &drop, 1, 4, 500, &other);
    assert_memory_equal(&first, &again, sizeof first);
    assert_true(first.saved_usd_per_hour.mid != other.saved_usd_per_hour.mid);
}

/* 10^-300 .. 10^6 has draws that no double holds. */
static void a_range_without_measure_stays_finite(void **state)
{
    (void)state;
    toll_plan_candidate c[] = {api_of(10, 0), api_of(1, 1)};
    c[0].fixed_usd_per_hour = between(0, 1e-300, 1e6);
    c[1].fixed_usd_per_hour = between(1e-300, 1e-200, 1e6);
    const toll_plan_shadow s = shadow_of(c, 2, 1, 1);
    assert_true(isfinite(s.saved_usd_per_hour.high) && isfinite(s.usd_per_hour.high));
    assert_true(s.saved_usd_per_hour.low >= 0 && s.saved_usd_per_hour.low <= s.saved_usd_per_hour.high);
}

/* A range from 0 has no logarithm on that side. */
static void a_low_end_of_0_is_linear(void **state)
{
    (void)state;
    toll_plan_candidate c[] = {api_of(10, 0), api_of(0, 1)};
    c[1].fixed_usd_per_hour = between(0, 4, 8);
    toll_plan_shadow s = shadow_of(c, 2, 1, 1);
    assert_within(s.usd_per_hour.mid, 4, 0.05);
    assert_true(s.usd_per_hour.low >= 0 && s.usd_per_hour.low < 0.3);
    assert_within(s.usd_per_hour.high, 8, 0.05);
    c[1].fixed_usd_per_hour = between(0, 0, 2);
    s = shadow_of(c, 2, 1, 1);
    assert_true(s.usd_per_hour.mid >= 0 && s.usd_per_hour.mid < 0.1);
    assert_within(s.usd_per_hour.high, 2, 0.1);
}

/* 300 * 144 bytes, 7 + 2 * 6 * 1,000 doubles. */
static void the_size_is_0_outside_of_its_limits(void **state)
{
    (void)state;
    assert_int_equal(toll_plan_shadow_size(300, 6, 1000) % 8, 0);
    assert_true(toll_plan_shadow_size(300, 6, 1000) < 145 * 1024);
    assert_int_equal(toll_plan_shadow_size(0, 1, 1), 0);
    assert_int_equal(toll_plan_shadow_size(65537, 1, 1), 0);
    assert_int_equal(toll_plan_shadow_size(1, 0, 1), 0);
    assert_int_equal(toll_plan_shadow_size(1, 65, 1), 0);
    assert_int_equal(toll_plan_shadow_size(1, 1, 0), 0);
    assert_int_equal(toll_plan_shadow_size(1, 1, 100001), 0);
    assert_int_equal(toll_plan_shadow_size(UINT64_MAX, UINT64_MAX, UINT64_MAX), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_costs_have_an_exact_difference),
        cmocka_unit_test(a_constraint_that_does_not_bind_costs_nothing),
        cmocka_unit_test(quantiles_are_those_of_the_price),
        cmocka_unit_test(the_share_that_binds_is_the_chance_of_being_dearer),
        cmocka_unit_test(what_moves_both_cancels),
        cmocka_unit_test(groups_of_prices_and_capacities_are_apart),
        cmocka_unit_test(a_fleet_is_paid_in_whole_replicas_and_units),
        cmocka_unit_test(capacity_moves_the_number_of_replicas),
        cmocka_unit_test(shadow_prices_do_not_add_up),
        cmocka_unit_test(nothing_left_is_unknown_and_not_0),
        cmocka_unit_test(giving_up_more_never_saves_less),
        cmocka_unit_test(the_same_seed_gives_the_same_bits),
        cmocka_unit_test(a_range_without_measure_stays_finite),
        cmocka_unit_test(a_low_end_of_0_is_linear),
        cmocka_unit_test(the_size_is_0_outside_of_its_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
