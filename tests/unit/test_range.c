/* SPDX-License-Identifier: Apache-2.0 */
/* Error bars: quantiles of a log-normal, propagation against a simulation, degenerate ranges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/range.h"
#include "toll_assert.h"

#define SAMPLES 200000
#define EXACT   1e-12

/* Quantiles of 200,000 samples: the standard error of a P10 or P90 of a normal is sqrt(0.09 / n) / density, with
 * density 0.1755 at either: 0.0038 standard deviations. Four of those, times the largest deviation here (0.9): 1.4 %.
 */
#define SIMULATED 0.014

static uint64_t random_state;

/* splitmix64 (Vigna, public domain): the sequence must not depend on the platform's library. */
static double uniform(void)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return ((double)((z ^ z >> 31) >> 11) + 0.5) * 0x1p-53;
}

/* Box and Muller. */
static double normal(void)
{
    const double radius = sqrt(-2 * log(uniform()));
    return radius * cos(6.283185307179586 * uniform());
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A quantity whose logarithm has one deviation below the median and another above it. */
static double draw(toll_range r)
{
    const double p90 = 1.2815515655446004, z = normal();
    return r.mid * exp(z / p90 * (z < 0 ? log(r.mid / r.low) : log(r.high / r.mid)));
}

static toll_range quantiles(double *samples)
{
    qsort(samples, SAMPLES, sizeof *samples, ascending);
    return (toll_range){samples[SAMPLES / 10], samples[SAMPLES / 2], samples[SAMPLES / 10 * 9]};
}

static void assert_range(toll_range got, toll_range want, double tolerance)
{
    assert_within(got.low, want.low, tolerance);
    assert_within(got.mid, want.mid, tolerance);
    assert_within(got.high, want.high, tolerance);
}

/* Quantiles of the standard normal: Phi(1.2815515655446004) = 0.9 (Abramowitz and Stegun, table 26.5). */
static void lognormal_quantiles(void **state)
{
    (void)state;
    assert_range(toll__range_lognormal(10, 1), (toll_range){10 / 3.6022244792791572, 10, 36.022244792791572}, EXACT);
    assert_range(toll__range_lognormal(2, 0), (toll_range){2, 2, 2}, EXACT);
    assert_within(erfc(-log(toll__range_factor(0.3)) / 0.3 / sqrt(2.0)) / 2, 0.9, EXACT);
    assert_within(toll__range_factor(0.5) * toll__range_factor(0.25), toll__range_factor(0.75), EXACT);
}

static void lognormal_against_samples(void **state)
{
    (void)state;
    static double samples[SAMPLES];
    random_state = 1;
    for (int i = 0; i < SAMPLES; i++)
        samples[i] = 4 * exp(0.9 * normal());
    assert_range(toll__range_lognormal(4, 0.9), quantiles(samples), SIMULATED);
}

static void products_and_quotients_against_samples(void **state)
{
    (void)state;
    static double product[SAMPLES], quotient[SAMPLES];
    const toll_range x = toll__range_lognormal(3, 0.4), y = toll__range_lognormal(0.5, 0.3);
    random_state = 2;
    for (int i = 0; i < SAMPLES; i++) {
        const double a = draw(x), b = draw(y);
        product[i] = a * b;
        quotient[i] = a / b;
    }
    assert_range(toll__range_multiply(x, y), quantiles(product), SIMULATED);
    assert_range(toll__range_divide(x, y), quantiles(quotient), SIMULATED);
}

/* Sides of their own: exact when only one factor is uncertain. Where both lean the same way the rule is an
 * approximation: the outer quantiles stay within 6 % of a simulation, the median within 15 %. */
static void lopsided_ranges(void **state)
{
    (void)state;
    static double samples[SAMPLES];
    const toll_range x = {2, 3, 8}, y = {0.9, 1, 1.5};
    random_state = 3;
    for (int i = 0; i < SAMPLES; i++)
        samples[i] = draw(x) * draw(y);
    const toll_range simulated = quantiles(samples), got = toll__range_multiply(x, y);
    assert_within(got.low, simulated.low, 0.06);
    assert_within(got.mid, simulated.mid, 0.15);
    assert_within(got.high, simulated.high, 0.06);
    const toll_range four = toll__range_exact(4);
    assert_range(toll__range_multiply(x, four), (toll_range){8, 12, 32}, EXACT);
    assert_range(toll__range_divide(x, four), (toll_range){0.5, 0.75, 2}, EXACT);
    assert_range(toll__range_divide(four, x), (toll_range){0.5, 4.0 / 3, 2}, EXACT);
}

static void algebra(void **state)
{
    (void)state;
    const toll_range x = toll__range_lognormal(3, 0.4), y = toll__range_lognormal(0.5, 0.3);
    assert_range(toll__range_multiply(x, y), toll__range_multiply(y, x), EXACT);
    /* 0.3-0.4-0.5: deviations add in quadrature, not in line. */
    assert_range(toll__range_multiply(x, y), toll__range_lognormal(1.5, 0.5), EXACT);
    assert_range(toll__range_divide(x, y), toll__range_lognormal(6, 0.5), EXACT);
    assert_range(toll__range_scale(x, 2), toll__range_multiply(x, toll__range_exact(2)), EXACT);
    assert_range(toll__range_add_together(x, y), (toll_range){x.low + y.low, 3.5, x.high + y.high}, EXACT);
}

/* A price that may well be nothing: a product's low quantile must be nothing too, not its median. */
static void low_quantile_of_zero_stays(void **state)
{
    (void)state;
    const toll_range price = {0, 2, 3}, two = toll__range_exact(2), some = toll__range_lognormal(2, 0.3);
    assert_range(toll__range_multiply(price, two), (toll_range){0, 4, 6}, EXACT);
    assert_range(toll__range_multiply(two, price), (toll_range){0, 4, 6}, EXACT);
    assert_range(toll__range_divide(price, two), (toll_range){0, 1, 1.5}, EXACT);
    assert_true(toll__range_multiply(price, some).low <= 0 && toll__range_multiply(some, price).low <= 0);
    assert_true(toll__range_divide(price, some).low <= 0);
    assert_true(toll__range_multiply(price, some).high > toll__range_multiply(price, two).high);
}

/* Mostly free, but not always. */
static void median_of_zero_keeps_its_high_quantile(void **state)
{
    (void)state;
    const toll_range rare = {0, 0, 3}, free_of_charge = {0, 0, 0}, two = toll__range_exact(2);
    assert_range(toll__range_multiply(rare, two), (toll_range){0, 0, 6}, EXACT);
    assert_range(toll__range_multiply(two, rare), (toll_range){0, 0, 6}, EXACT);
    assert_range(toll__range_divide(rare, two), (toll_range){0, 0, 1.5}, EXACT);
    assert_range(toll__range_multiply(free_of_charge, two), free_of_charge, EXACT);
    assert_range(toll__range_divide(free_of_charge, two), free_of_charge, EXACT);
    assert_range(toll__range_scale(free_of_charge, 5), free_of_charge, EXACT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lognormal_quantiles),
        cmocka_unit_test(lognormal_against_samples),
        cmocka_unit_test(products_and_quotients_against_samples),
        cmocka_unit_test(lopsided_ranges),
        cmocka_unit_test(algebra),
        cmocka_unit_test(low_quantile_of_zero_stays),
        cmocka_unit_test(median_of_zero_keeps_its_high_quantile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
