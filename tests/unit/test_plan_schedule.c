/* SPDX-License-Identifier: Apache-2.0 */
/* Hours of the day: figures by hand, an exhaustive reference (every way to run a lot, every base), the laws of a cycle,
 * and the rate of a unit against the search and against serve. */
#include "toll_assert.h"

#include <math.h>
#include <string.h>

#include <toll.h>

#define HOURS_MAX 9

static uint32_t seed = 12345;

/* A linear congruential generator: the same questions on every machine. */
static uint32_t draw(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

static toll_plan_day day_of(double cold_s)
{
    toll_plan_day day;
    toll_init(&day);
    day.unit_requests_per_s = 5;
    day.unit_gpus = 4;
    day.cold_start_s = cold_s;
    day.usd_per_gpu_hour = 3;
    day.known = TOLL_PLAN_DAY_RESERVED;
    day.reserved_usd_per_gpu_hour = 2;
    return day;
}

static toll_plan_schedule ask(const toll_plan_day *day, const double *rates, uint64_t n, int64_t *gpus)
{
    toll_plan_schedule s;
    int64_t own[48];
    toll_error err;
    toll_init(&s);
    if (toll_plan_compute_schedule(day, rates, n, NULL, gpus != NULL ? gpus : own, &s, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return s;
}

static void fill_half_day(double *rates)
{
    for (int i = 0; i < 24; i++)
        rates[i] = i >= 8 && i < 20 ? 20 : 5;
}

/* The header's example, with the sums of the comment in day_schedule.c. */
static void a_day_of_two_levels_costs_what_the_hand_says(void **state)
{
    (void)state;
    double rates[24];
    int64_t units[24], gpus[24];
    toll_plan_schedule s;
    fill_half_day(rates);
    toll_plan_day day = day_of(0);
    toll_init(&s);
    assert_int_equal(toll_plan_compute_schedule(&day, rates, 24, units, gpus, &s, NULL), TOLL_OK);
    for (int i = 0; i < 24; i++) {
        assert_int_equal(units[i], rates[i] > 5 ? 4 : 1);
        assert_int_equal(gpus[i], 4 * units[i]);
    }
    assert_int_equal(s.hours, 24);
    assert_true(s.lot_gpus == 4 && s.peak_units == 4 && s.low_units == 1 && s.peak_gpus == 16 && s.low_gpus == 4);
    assert_close(s.held_usd, 1152);
    assert_close(s.needed_gpu_hours, 240);
    assert_close(s.scaled_gpu_hours, 240);
    assert_close(s.scaled_usd, 720);
    assert_close(s.reserved_usd, 768);
    assert_close(s.split_usd, 624);
    assert_true(s.base_gpus == 4 && s.starts == 3);
    assert_close(s.split_rented_gpu_hours, 144);
    assert_close(s.mean_requests_per_s, 12.5);
    assert_close(s.peak_requests_per_s, 20);
    assert_close(s.held_utilisation_frac, 0.625);
    assert_close(s.scaled_utilisation_frac, 1);
}

/* Ten minutes for each of three units of 4 accelerators at 3 USD are 6 USD. */
static void a_cold_start_is_paid_ahead_of_the_hour(void **state)
{
    (void)state;
    double rates[24];
    fill_half_day(rates);
    toll_plan_day day = day_of(600);
    toll_plan_schedule s = ask(&day, rates, 24, NULL);
    assert_close(s.scaled_usd, 726);
    assert_close(s.needed_gpu_hours, 240);
    assert_close(s.split_usd, 630);
    day.cold_start_s = 12 * 3600; /* as long as the pause: kept running */
    s = ask(&day, rates, 24, NULL);
    assert_close(s.scaled_usd, s.held_usd);
    assert_true(s.starts == 0);
}

/* Units of one accelerator in machines of 8: 9 units are two machines, 8 are one. A unit of 16 takes two machines. */
static void whole_machines_start_and_stop(void **state)
{
    (void)state;
    const double rates[] = {45, 40};
    int64_t gpus[2];
    toll_plan_day day = day_of(0);
    day.unit_gpus = 1;
    day.machine_gpus = 8;
    toll_plan_schedule s = ask(&day, rates, 2, gpus);
    assert_true(gpus[0] == 16 && gpus[1] == 8 && s.lot_gpus == 8 && s.starts == 1);
    day.unit_gpus = 12;
    s = ask(&day, rates, 2, gpus);
    assert_true(gpus[0] == 9 * 16 && s.lot_gpus == 16);
}

static void spare_units_and_the_lowest_number_hold_at_night(void **state)
{
    (void)state;
    const double rates[] = {20, 0, 0};
    int64_t units[3], gpus[3];
    toll_plan_schedule s;
    toll_plan_day day = day_of(0);
    toll_init(&s);
    day.spare_units = 2;
    assert_int_equal(toll_plan_compute_schedule(&day, rates, 3, units, gpus, &s, NULL), TOLL_OK);
    assert_true(units[0] == 6 && units[1] == 0 && s.low_units == 0 && s.low_gpus == 0);
    day.units_min = 1;
    assert_int_equal(toll_plan_compute_schedule(&day, rates, 3, units, gpus, &s, NULL), TOLL_OK);
    assert_true(units[0] == 6 && units[1] == 3 && units[2] == 3);
}

/* 0.1 + 0.2 is 0.30000000000000004, which is three units of 0.1; the next rate that is more by a part in 10^9 is four. */
static void a_rounded_quotient_is_no_unit(void **state)
{
    (void)state;
    double rates[] = {0.1 + 0.2, 0.3 * (1 + 1e-9), 1e-9};
    int64_t units[3], gpus[3];
    toll_plan_schedule s;
    toll_plan_day day = day_of(0);
    toll_init(&s);
    day.unit_requests_per_s = 0.1;
    assert_int_equal(toll_plan_compute_schedule(&day, rates, 3, units, gpus, &s, NULL), TOLL_OK);
    assert_true(units[0] == 3 && units[1] == 4 && units[2] == 1);
}

/* ---- against every way to run ---- */

/* The least that one lot costs: over all sets of hours that hold those needed, hours and cold starts of each run. */
static double least_hours(const int64_t *gpus, int n, int64_t level, double cold_hours)
{
    double least = HUGE_VAL;
    for (uint32_t set = 0; set < 1u << n; set++) {
        double hours = 0;
        int is_enough = 1;
        for (int i = 0; i < n; i++) {
            int is_on = (set >> i & 1) != 0, was_on = (set >> (i + n - 1) % n & 1) != 0;
            is_enough &= is_on || gpus[i] < level;
            hours += is_on ? 1 : 0;
            hours += is_on && !was_on ? cold_hours : 0;
        }
        least = is_enough && hours < least ? hours : least;
    }
    return least;
}

typedef struct brute {
    double scaled_usd, split_usd, base_gpus;
} brute;

static double rent_above(const toll_plan_day *day, const int64_t *gpus, int n, int64_t base, int64_t peak, int64_t lot)
{
    double usd = 0;
    for (int64_t level = base + lot; level <= peak; level += lot)
        usd += (double)lot * least_hours(gpus, n, level, day->cold_start_s / 3600) * day->usd_per_gpu_hour;
    return usd;
}

static brute try_every_base(const toll_plan_day *day, const int64_t *gpus, int n, int64_t peak, int64_t lot)
{
    brute b = {rent_above(day, gpus, n, 0, peak, lot), HUGE_VAL, 0};
    for (int64_t base = 0; base <= peak; base += lot) {
        double usd = (double)(base * n) * day->reserved_usd_per_gpu_hour + rent_above(day, gpus, n, base, peak, lot);
        if (usd < b.split_usd * (1 - 1e-12)) {
            b.split_usd = usd;
            b.base_gpus = (double)base;
        }
    }
    return b;
}

static toll_plan_day random_day(void)
{
    static const double colds[] = {0, 600, 3600, 5400, 7200, 20000};
    toll_plan_day day = day_of(colds[draw(6)]);
    day.unit_gpus = 1 + draw(3);
    day.machine_gpus = 1 + draw(4);
    day.units_min = draw(2);
    day.spare_units = draw(2);
    day.reserved_usd_per_gpu_hour = 0.25 * (double)draw(13);
    return day;
}

static void the_schedule_is_the_cheapest_of_all(void **state)
{
    (void)state;
    for (int round = 0; round < 400; round++) {
        double rates[HOURS_MAX];
        int64_t gpus[HOURS_MAX];
        int n = 1 + (int)draw(HOURS_MAX);
        for (int i = 0; i < n; i++)
            rates[i] = (double)draw(4) * 4.5;
        rates[draw((uint32_t)n)] += 4;
        toll_plan_day day = random_day();
        toll_plan_schedule s = ask(&day, rates, (uint64_t)n, gpus);
        brute b = try_every_base(&day, gpus, n, s.peak_gpus, s.lot_gpus);
        assert_close(s.scaled_usd, b.scaled_usd);
        assert_close(s.split_usd, b.split_usd);
        assert_true((double)s.base_gpus == b.base_gpus);
    }
}

/* ---- laws ---- */

static void a_base_of_nothing_is_rented_and_a_base_of_all_reserved(void **state)
{
    (void)state;
    double rates[24];
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 24; i++)
            rates[i] = 1 + (double)draw(40);
        toll_plan_day day = random_day();
        toll_plan_schedule free_base = ask(&day, rates, 24, NULL);
        day.known |= TOLL_PLAN_DAY_BASE;
        toll_plan_schedule none = ask(&day, rates, 24, NULL);
        assert_close(none.split_usd, none.scaled_usd);
        day.reserved_gpus = none.peak_gpus;
        toll_plan_schedule all = ask(&day, rates, 24, NULL);
        assert_close(all.split_usd, all.reserved_usd);
        day.reserved_gpus = none.peak_gpus + none.lot_gpus; /* paid, although nothing needs it */
        assert_true(ask(&day, rates, 24, NULL).split_usd >= all.split_usd);
        assert_at_most_about(free_base.split_usd, none.split_usd);
        assert_at_most_about(free_base.split_usd, all.split_usd);
    }
}

static void more_load_is_never_cheaper_and_time_may_start_anywhere(void **state)
{
    (void)state;
    double rates[24], turned[24];
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 24; i++)
            rates[i] = 1 + (double)draw(40);
        for (int i = 0; i < 24; i++)
            turned[i] = rates[(i + 7) % 24];
        toll_plan_day day = random_day();
        toll_plan_schedule before = ask(&day, rates, 24, NULL), same = ask(&day, turned, 24, NULL);
        assert_close(same.scaled_usd, before.scaled_usd);
        assert_close(same.split_usd, before.split_usd);
        rates[draw(24)] += (double)draw(30);
        toll_plan_schedule after = ask(&day, rates, 24, NULL);
        assert_at_most_about(before.scaled_usd, after.scaled_usd);
        assert_at_most_about(before.split_usd, after.split_usd);
        assert_at_most_about(before.held_usd, after.held_usd);
        assert_at_most_about(after.scaled_usd, after.held_usd);
    }
}

static void a_week_is_seven_days(void **state)
{
    (void)state;
    double rates[168];
    int64_t gpus[168];
    toll_plan_schedule week;
    for (int i = 0; i < 168; i++)
        rates[i] = i % 24 >= 8 && i % 24 < 20 ? 20 : 5;
    toll_plan_day day = day_of(600);
    toll_init(&week);
    assert_int_equal(toll_plan_compute_schedule(&day, rates, 168, NULL, gpus, &week, NULL), TOLL_OK);
    assert_close(week.scaled_usd, 7 * 726.0);
    assert_close(week.split_usd, 7 * 630.0);
    assert_true(week.starts == 21 && week.base_gpus == 4);
}

/* ---- the rate of a unit ---- */

static uint64_t words[TOLL_CATALOG_WORDS];

static toll_plan_need need_of(double confidence)
{
    toll_plan_need need;
    toll_init(&need);
    need.known = TOLL_PLAN_TTFT | TOLL_PLAN_TPOT;
    need.input_tokens = 1500;
    need.output_tokens = 400;
    need.ttft_s = 1;
    need.tpot_s = 0.04;
    need.confidence = confidence;
    return need;
}

static double rate_of(const char *hw, int64_t tp, int64_t pp, const toll_plan_need *need)
{
    toll_step_layout layout;
    toll_error err;
    double rate = -1;
    toll_init(&layout);
    layout.tp = tp;
    layout.pp = pp;
    if (toll_catalog_resolve(hw, TOLL_NUL, "llama-3.1-70b", TOLL_NUL, "fp8", TOLL_NUL, "vllm", TOLL_NUL, &layout, words,
                             sizeof words, &err) != TOLL_OK ||
        toll_plan_bound_rate(words, sizeof words, need, &rate, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return rate;
}

static void the_rate_of_a_unit_is_that_of_serve_at_the_median(void **state)
{
    (void)state;
    for (int64_t tp = 1; tp <= 8; tp *= 2) {
        toll_serve_load load;
        toll_serve_limits limits;
        double served = 0;
        toll_plan_need need = need_of(0.5);
        double rate = rate_of("mi300x-192gb", tp, 1, &need);
        toll_init(&load);
        toll_init(&limits);
        load.mode = TOLL_LOAD_OPEN;
        load.requests_per_s = 1;
        load.input_tokens = need.input_tokens;
        load.output_tokens = need.output_tokens;
        limits.known = TOLL_LIMIT_TTFT_P95 | TOLL_LIMIT_TPOT_P95;
        limits.ttft_p95_s = need.ttft_s;
        limits.tpot_p95_s = need.tpot_s;
        assert_int_equal(toll_serve_bound_rate(words, sizeof words, &load, &limits, &served, NULL), TOLL_OK);
        assert_true(rate > 0);
        assert_within(rate, served, 0.002);
    }
}

/* The search's N replicas each carry their share; N - 1 would not. */
static void the_rate_of_a_unit_gives_the_replicas_of_the_search(void **state)
{
    (void)state;
    static toll_model_layer layers[64];
    static uint64_t work[65536];
    toll_model model;
    toll_plan_option option;
    toll_plan_summary summary;
    uint64_t at = 0, n_layers = 0, count = 0;
    toll_init(&model);
    toll_init(&summary);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_MODEL, "llama-3.1-70b", TOLL_NUL, &at, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_model(at, &model, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_layers(at, layers, 64, sizeof layers[0], &n_layers, NULL), TOLL_OK);
    for (int i = 0; i < 8; i++) {
        toll_plan_need need = need_of(i % 2 == 0 ? 0.5 : 0.9);
        toll_plan_supply supply = {.known = TOLL_PLAN_PRICE, .kind = 1, .usd_per_gpu_hour = {2, 2, 2}, .unit_gpus = 1};
        uint64_t row = 0, fp8 = 0, vllm = 0;
        const char *hw = i < 4 ? "h100-sxm5-80gb" : "mi300x-192gb";
        assert_int_equal(toll_catalog_find(TOLL_TABLE_HW, hw, TOLL_NUL, &row, NULL), TOLL_OK);
        assert_int_equal(toll_catalog_find(TOLL_TABLE_PRECISION, "fp8", TOLL_NUL, &fp8, NULL), TOLL_OK);
        assert_int_equal(toll_catalog_find(TOLL_TABLE_ENGINE, "vllm", TOLL_NUL, &vllm, NULL), TOLL_OK);
        supply.hw = (int64_t)row;
        need.precisions = UINT64_C(1) << fp8;
        need.engines = UINT64_C(1) << vllm;
        need.requests_per_s = 3 + 17 * (i % 4);
        assert_int_equal(toll_plan_search(&model, layers, n_layers, sizeof layers[0], &need, &supply, 1, sizeof supply,
                                          NULL, 0, sizeof(toll_hw), &option, 1, sizeof option, &count, &summary, work,
                                          sizeof work, NULL),
                         TOLL_OK);
        assert_int_equal(count, 1);
        double rate = rate_of(hw, option.tp, option.pp, &need);
        double share = need.requests_per_s / rate;
        assert_true(share <= (double)option.replicas * 1.001 && share > (double)(option.replicas - 1));
    }
}

static void what_misses_a_limit_alone_has_no_rate(void **state)
{
    (void)state;
    toll_plan_need need = need_of(0.5);
    need.tpot_s = 1e-6;
    assert_true(rate_of("mi300x-192gb", 1, 1, &need) == 0);
    need = need_of(0.5);
    assert_true(rate_of("l40s-48gb", 1, 1, &need) == 0); /* 70 GB of weights in 48 */
    toll_plan_need sure = need_of(0.9);
    assert_true(rate_of("mi300x-192gb", 1, 1, &sure) < rate_of("mi300x-192gb", 1, 1, &need));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_of_two_levels_costs_what_the_hand_says),
        cmocka_unit_test(a_cold_start_is_paid_ahead_of_the_hour),
        cmocka_unit_test(whole_machines_start_and_stop),
        cmocka_unit_test(spare_units_and_the_lowest_number_hold_at_night),
        cmocka_unit_test(a_rounded_quotient_is_no_unit),
        cmocka_unit_test(the_schedule_is_the_cheapest_of_all),
        cmocka_unit_test(a_base_of_nothing_is_rented_and_a_base_of_all_reserved),
        cmocka_unit_test(more_load_is_never_cheaper_and_time_may_start_anywhere),
        cmocka_unit_test(a_week_is_seven_days),
        cmocka_unit_test(the_rate_of_a_unit_is_that_of_serve_at_the_median),
        cmocka_unit_test(the_rate_of_a_unit_gives_the_replicas_of_the_search),
        cmocka_unit_test(what_misses_a_limit_alone_has_no_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
