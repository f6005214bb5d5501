/* SPDX-License-Identifier: Apache-2.0 */
/* Waits of GI/G/c queues by closed formulas, and quantiles of sums of parts over a dozen points of a distribution.
 *
 * Example: one server, 0.5 requests/s of 1 s each (load 0.5), Poisson arrivals, equal services. A request waits with
 * chance 0.5, and 0.5 * (1 + 0) / 2 * 1 / (1 - 0.5) = 0.5 s on average, which is the formula of Pollaczek and
 * Khinchine. */
#include "serve/queue.h"

#include <math.h>

double toll__queue_load(const toll__line *line)
{
    return line->rate_per_s * line->service_s / line->servers;
}

/* Sakasegawa (Annals of the Institute of Statistical Mathematics 29, 1977) for M/M/c: one waits with chance
 * rho^(sqrt(2 (c + 1)) - 1), then service / (c (1 - rho)) on average; exact for one server. For other arrivals and
 * services times (ca^2 + cs^2) / 2 (Allen and Cunneen; for one server Kingman, Mathematical Proceedings of the
 * Cambridge Philosophical Society 57, 1961; with Poisson arrivals Pollaczek and Khinchine). */
toll__wait toll__queue_wait(const toll__line *line)
{
    double load = toll__queue_load(line);
    double waits = pow(load, sqrt(2 * (line->servers + 1)) - 1);
    double variability = (line->arrival_cv * line->arrival_cv + line->service_cv * line->service_cv) / 2;
    return (toll__wait){waits * variability * line->service_s / (line->servers * (1 - load)), waits};
}

/* A distribution as points: share of the customers, the normal quantile in its middle, and the place of U. Dense in
 * the upper tail, where p95 and p99 lie. The places of U vary between the points, so that the two are all but
 * independent. */
typedef struct point {
    double share, normal, even;
} point;

static const point points[] = {{0.125, -1.534121, 0.31}, {0.125, -0.887147, 0.81}, {0.125, -0.488776, 0.06},
                               {0.125, -0.157311, 0.56}, {0.125, 0.157311, 0.94},  {0.125, 0.488776, 0.44},
                               {0.125, 0.887147, 0.19},  {0.050, 1.281552, 0.69},  {0.035, 1.576112, 0.25},
                               {0.020, 1.880794, 0.75},  {0.012, 2.197286, 0.50},  {0.008, 2.652070, 0.50}};
#define POINTS (sizeof points / sizeof points[0])

/* Share of those who wait in the first line, the second, or both, and wait longer than t in all. A wait is exponential
 * for those who wait: exact in M/M/c, and what every GI/G/1 tends to as its load grows (Kingman); so both waits
 * together are hypoexponential. */
typedef struct both_waits {
    double a, b;           /* chances of waiting */
    double rate_a, rate_b; /* 1 / mean of those who do */
} both_waits;

static double wait_rate(const toll__wait *wait)
{
    return wait->mean_s > 0 ? wait->wait_frac / wait->mean_s : HUGE_VAL;
}

static double both_above(const both_waits *w, double in_a, double in_b, double t)
{
    double apart = w->rate_b - w->rate_a;
    if (fabs(apart) * t < 1e-6) /* the limit of equal rates */
        return in_a * (1 + w->rate_a * t);
    return (w->rate_b * in_a - w->rate_a * in_b) / apart;
}

static double wait_above(const both_waits *w, double t)
{
    double in_a = w->rate_a < HUGE_VAL ? exp(-w->rate_a * t) : 0;
    double in_b = w->rate_b < HUGE_VAL ? exp(-w->rate_b * t) : 0;
    if (!(w->rate_a < HUGE_VAL && w->rate_b < HUGE_VAL))
        return w->a * in_a + w->b * in_b;
    return w->a * (1 - w->b) * in_a + w->b * (1 - w->a) * in_b + w->a * w->b * both_above(w, in_a, in_b, t);
}

static double share_above(const double *starts, const both_waits *w, double t)
{
    double above = 0;
    for (unsigned i = 0; i < POINTS; i++)
        above += points[i].share * (t < starts[i] ? 1 : wait_above(w, t - starts[i]));
    return above;
}

/* The lognormal of mean 1: exp(s z - s^2 / 2) with s^2 = ln(1 + cv^2). */
static double find_starts(const toll__delay *delay, double *starts)
{
    double variance = log1p(delay->varying_cv * delay->varying_cv), sd = sqrt(variance), last = 0;
    for (unsigned i = 0; i < POINTS; i++) {
        starts[i] = delay->varying_s * exp(sd * points[i].normal - variance / 2) + delay->uniform_s * points[i].even;
        last = starts[i] > last ? starts[i] : last;
    }
    return last;
}

#define HALVINGS  40    /* of an interval: to 10^-12 of it */
#define FINE      1e-8  /* of the quantile: one far below its interval takes more of them, up to twice as many */
#define LONG_TAIL 100.0 /* means of a wait: e^-100 of those who wait are above */

double toll__queue_quantile(const toll__delay *delay, double share)
{
    double starts[POINTS], low = 0, high = find_starts(delay, starts);
    both_waits w = {delay->first.wait_frac, delay->second.wait_frac, wait_rate(&delay->first),
                    wait_rate(&delay->second)};
    if (share_above(starts, &w, high) > 1 - share) {
        low = high;
        high += LONG_TAIL * (1 / w.rate_a + 1 / w.rate_b);
    }
    for (int i = 0; i < HALVINGS || (i < 2 * HALVINGS && high - low > FINE * high); i++) {
        double middle = (low + high) / 2;
        if (share_above(starts, &w, middle) > 1 - share)
            low = middle;
        else
            high = middle;
    }
    return high;
}

int toll__queue_within(const toll__delay *delay, double time_s, double share)
{
    double starts[POINTS];
    find_starts(delay, starts);
    both_waits w = {delay->first.wait_frac, delay->second.wait_frac, wait_rate(&delay->first),
                    wait_rate(&delay->second)};
    return share_above(starts, &w, time_s) <= 1 - share;
}

static double mean_above(double sd, double variance, double t)
{
    double above = 0;
    for (unsigned i = 0; i < POINTS; i++) /* 1 / X is lognormal too */
        above += points[i].share * erfc(t / exp((sd * points[i].normal + variance / 2) / 2) / sqrt(2)) / 2;
    return above;
}

#define FAR 100.0 /* standard deviations */

/* Of X tokens the mean has variance 1 / X: a mixture of normals. */
double toll__queue_mean_quantile(double cv, double share)
{
    double variance = log1p(cv * cv), sd = sqrt(variance), low = 0, high = FAR * (1 + cv);
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (mean_above(sd, variance, middle) > 1 - share)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Wilson and Hilferty (Proceedings of the National Academy of Sciences 17, 1931): the cube root of a gamma variable is
 * all but normal. */
double toll__queue_gamma(double mean_s, double sd_s, double normal)
{
    if (!(sd_s > 0 && mean_s > 0))
        return mean_s;
    double ninth = sd_s * sd_s / (mean_s * mean_s) / 9;
    double root = 1 - ninth + normal * sqrt(ninth);
    return root > 0 ? mean_s * root * root * root : 0;
}
