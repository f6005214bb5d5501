/* SPDX-License-Identifier: Apache-2.0 */
/* The forecast of days to come: sums by hand, and how often the truth is inside the range, on series whose law is known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bill/spend_forecast.h"
#include "toll_assert.h"

#define SERIES 4000 /* standard error of a share of 80 %: 0.6 % */
#define DAYS   90

/* ---- numbers at random ---- */

static uint64_t next_random(uint64_t *state) /* xorshift64, Marsaglia 2003 */
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static double uniform(uint64_t *state)
{
    return ((double)(next_random(state) >> 11) + 0.5) * 0x1p-53;
}

static double normal(uint64_t *state) /* Box and Muller */
{
    double radius = sqrt(-2 * log(uniform(state)));
    return radius * cos(6.283185307179586 * uniform(state));
}

/* ---- series ---- */

typedef enum law {
    LAW_FLAT,    /* one level, normal */
    LAW_WEEKLY,  /* weekends at a third, normal */
    LAW_SKEWED,  /* weekends at a third, log-normal */
    LAW_FOLLOWED /* as weekly, neighbours alike: 0.4 */
} law;

static void draw_series(law l, int first_weekday, double *days, uint64_t *state)
{
    double error = normal(state);
    for (int i = 0; i < DAYS; i++) {
        double level = l != LAW_FLAT && (first_weekday + i) % 7 >= 5 ? 33 : 100;
        error = l == LAW_FOLLOWED ? 0.4 * error + sqrt(1 - 0.16) * normal(state) : normal(state);
        days[i] = l == LAW_SKEWED ? level * exp(0.4 * error - 0.08) : level * (1 + 0.2 * error);
    }
}

/* The share of series whose next `whole` days and half a day are inside the range. */
static double coverage(law l, int n, int whole)
{
    uint64_t state = 88172645463325252u + (uint64_t)l * 1000 + (uint64_t)n;
    int inside = 0;
    for (int k = 0; k < SERIES; k++) {
        double days[DAYS], truth = 0;
        int first = (int)(next_random(&state) % 7);
        toll_range cost;
        draw_series(l, first, days, &state);
        for (int i = 0; i < whole; i++) {
            truth += days[n + 1 + i];
        }
        spend_days known = {days, n, first};
        truth += 0.5 * days[n];
        assert_true(spend_forecast(&known, 0.5, whole, &cost));
        inside += cost.low <= truth && truth <= cost.high;
    }
    return (double)inside / SERIES;
}

static void assert_covered(law l, const int cases[][2], int n_cases, double low, double high)
{
    for (int i = 0; i < n_cases; i++) {
        double share = coverage(l, cases[i][0], cases[i][1]);
        if (share < low || share > high) {
            fail_msg("law %d, %d days, %d to come: %.3f inside, not %.2f .. %.2f", l, cases[i][0], cases[i][1], share,
                     low, high);
        }
    }
}

static const int cases[][2] = {{14, 16}, {20, 10}, {28, 2}, {45, 15}, {56, 4}, {7, 23}, {10, 20}, {13, 17}};

static void independent_days_are_inside_in_75_to_85_of_100(void **state)
{
    (void)state;
    assert_covered(LAW_FLAT, cases, 8, 0.75, 0.85);
    assert_covered(LAW_WEEKLY, cases, 8, 0.75, 0.85);
    assert_covered(LAW_SKEWED, cases, 8, 0.75, 0.85);
}

/* The likeness of neighbours is hard to see in few days; without looking for it 61 to 72 % would be inside. */
static void days_like_their_neighbours_are_inside_nearly_as_often(void **state)
{
    (void)state;
    assert_covered(LAW_FOLLOWED, cases, 5, 0.73, 0.90);
    assert_covered(LAW_FOLLOWED, cases + 5, 3, 0.60, 0.85);
}

/* ---- by hand ---- */

static void the_means_of_working_days_and_weekends_add_up(void **state)
{
    (void)state;
    const double days[7] = {90, 110, 90, 110, 100, 0, 0};
    spend_days known = {days, 7, 0};
    toll_range cost;
    assert_true(spend_forecast(&known, 1, 1, &cost));
    assert_near(cost.mid, 200, 1e-9);
    assert_near(cost.high - cost.mid, 1.4758 * sqrt(224), 1e-2);
    assert_near(cost.mid - cost.low, 1.4758 * sqrt(224), 1e-2);
    assert_true(
        spend_forecast(&known, 0.25, 6, &cost)); /* a quarter of Monday, four working days, a weekend, Monday less */
    assert_near(cost.mid, 25 + 400, 1e-9);
}

static void each_weekday_has_its_mean_from_14_days_on(void **state)
{
    (void)state;
    double days[14];
    for (int i = 0; i < 14; i++) {
        days[i] = 10 * (i % 7 + 1); /* Wednesday 10 .. Tuesday 70, twice */
    }
    spend_days known = {days, 14, 2};
    toll_range cost;
    assert_true(spend_forecast(&known, 1, 0, &cost));
    assert_near(cost.mid, 10, 1e-9);
    assert_near(cost.high, 10, 1e-9);
    assert_true(spend_forecast(&known, 0, 6, &cost));
    assert_near(cost.mid, 270, 1e-9);
}

static void a_range_does_not_go_below_zero(void **state)
{
    (void)state;
    const double days[7] = {500, 0, 0, 0, 0, 0, 0};
    spend_days known = {days, 7, 0};
    toll_range cost;
    assert_true(spend_forecast(&known, 1, 0, &cost));
    assert_near(cost.mid, 100, 1e-9);
    assert_near(cost.low, 0, 0);
}

static void nothing_spent_means_nothing_to_come(void **state)
{
    (void)state;
    const double days[20] = {0};
    spend_days known = {days, 20, 4};
    toll_range cost;
    assert_true(spend_forecast(&known, 1, 9, &cost));
    assert_near(cost.high, 0, 0);
}

static void too_few_and_too_many_days_are_refused(void **state)
{
    (void)state;
    const double days[60] = {1};
    toll_range cost = {1, 2, 3};
    assert_false(spend_forecast(&(spend_days){days, 6, 0}, 1, 1, &cost));
    assert_false(spend_forecast(&(spend_days){days, 57, 0}, 1, 1, &cost));
    assert_false(spend_forecast(&(spend_days){days, 0, 0}, 1, 1, &cost));
    assert_near(cost.mid, 2, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(independent_days_are_inside_in_75_to_85_of_100),
        cmocka_unit_test(days_like_their_neighbours_are_inside_nearly_as_often),
        cmocka_unit_test(the_means_of_working_days_and_weekends_add_up),
        cmocka_unit_test(each_weekday_has_its_mean_from_14_days_on),
        cmocka_unit_test(a_range_does_not_go_below_zero),
        cmocka_unit_test(nothing_spent_means_nothing_to_come),
        cmocka_unit_test(too_few_and_too_many_days_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
