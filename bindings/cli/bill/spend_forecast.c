/* SPDX-License-Identifier: Apache-2.0 */
/* Days of a kind have one mean: each weekday from 14 days on; before that working days and weekends. A day's cost is its
 * kind's mean m times (1 + e), and all e have one variance s^2, so that a quiet weekend varies less in dollars.
 *
 * A sum of days to come, where kind k has the weight w_k and was seen n_k times, has the mean sum(w_k m_k) and the variance
 *
 *     s^2 (sum over days of (weight m)^2 + sum over kinds of (w_k m_k)^2 / n_k)
 *
 * of which the second part is that of the means. It is the prediction interval of a linear model with a mean a kind
 * (Faraway, Linear Models with R, 2nd edition, 4.1), with Student's t of n - kinds degrees of freedom. Days that follow each
 * other are alike: where the correlation r of neighbours is above its own standard error 1 / sqrt(n), the variance of a sum
 * grows by (1 + r) / (1 - r), that of a first-order autoregression. tests/io/test_spend_forecast.c measures what comes out
 * of it: 77 to 84 % of outcomes are inside where days are independent; with r = 0.4 they are 76 to 85 % from 14 days on, and 63
 * to 68 % before, since so few days do not show it.
 *
 * Example: 4 working days at 90, 110, 90, 110 and one of 100, and a weekend of 0: m = 100, s^2 = 4 * 0.1^2 / (7 - 2) = 0.008,
 * neighbours' r is negative. Two working days cost 200; variance 0.008 (2 * 10^4 + 4 * 10^4 / 5) = 224, sd 15.0, t = 1.476:
 * 177.9 .. 222.1. */
#include "bill/spend_forecast.h"

#include <math.h>
#include <string.h>

#define KINDS_MOST       7
#define CORRELATION_MOST 0.8 /* (1 + r) / (1 - r) is 9 there; more can't be told from a trend in 56 days */

/* Sums of kinds of days. */
typedef struct day_kinds {
    int n;
    double mean[KINDS_MOST], weight[KINDS_MOST];
    int seen[KINDS_MOST];
} day_kinds;

static int kind_of(const spend_days *days, int index)
{
    int weekday = (days->first_weekday + index) % 7;
    return days->n >= FORECAST_DAYS_WEEKS ? weekday : weekday >= 5;
}

static day_kinds mean_kinds(const spend_days *days)
{
    day_kinds k = {.n = days->n >= FORECAST_DAYS_WEEKS ? 7 : 2};
    for (int i = 0; i < days->n; i++) {
        k.mean[kind_of(days, i)] += days->costs[i];
        k.seen[kind_of(days, i)]++;
    }
    for (int i = 0; i < k.n; i++) {
        k.mean[i] /= k.seen[i];
    }
    return k;
}

/* The relative error of a day; 0 where days of its kind cost nothing. */
static double error_of(const spend_days *days, const day_kinds *k, int index)
{
    double mean = k->mean[kind_of(days, index)];
    return mean > 0 ? days->costs[index] / mean - 1 : 0;
}

/* Variance of a day's error, grown for the likeness of neighbours. */
static double variance_of_errors(const spend_days *days, const day_kinds *k)
{
    double squares = 0, products = 0, before = 0;
    for (int i = 0; i < days->n; i++) {
        double error = error_of(days, k, i);
        squares += error * error;
        products += error * before;
        before = error;
    }
    double r = squares > 0 ? products / squares : 0;
    r = r < 1 / sqrt(days->n) ? 0 : fmin(r, CORRELATION_MOST);
    return squares / (days->n - k->n) * (1 + r) / (1 - r);
}

/* Student's t at 0.9 by the expansion of Cornish and Fisher (Abramowitz and Stegun 26.7.5), z = 1.2816 of the normal
 * distribution. At 5 degrees of freedom it gives 1.4758; the table has 1.4759. */
static double student_t(double freedom)
{
    const double z = 1.2815515655446004, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;
    return z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom * freedom) +
           (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom * freedom * freedom);
}

bool spend_forecast(const spend_days *days, double part, int whole, toll_range *cost)
{
    if (days->n < FORECAST_DAYS_LEAST || days->n > FORECAST_DAYS_MOST) {
        return false;
    }
    day_kinds k = mean_kinds(days);
    double sum = 0, spread = 0;
    for (int i = 0; i <= whole; i++) {
        int kind = kind_of(days, days->n + i);
        double weight = i == 0 ? part : 1;
        k.weight[kind] += weight;
        sum += weight * k.mean[kind];
        spread += weight * weight * k.mean[kind] * k.mean[kind];
    }
    for (int i = 0; i < k.n; i++) {
        spread += k.weight[i] * k.weight[i] * k.mean[i] * k.mean[i] / k.seen[i];
    }
    double half = student_t(days->n - k.n) * sqrt(spread * variance_of_errors(days, &k));
    *cost = (toll_range){fmax(sum - half, 0), sum, sum + half};
    return true;
}
