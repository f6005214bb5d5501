/* SPDX-License-Identifier: Apache-2.0 */
/* Queues: the chance of a wait, its mean, and quantiles of a time with waits. Formulas alone: nothing here knows what
 * is served. */
#ifndef TOLL_SERVE_QUEUE_H
#define TOLL_SERVE_QUEUE_H

/* A queue: customers arrive at a rate, and each holds one of the servers for a time. */
typedef struct toll__line {
    double rate_per_s;
    double service_s;
    double servers;    /* may be fractional, at least 1 */
    double arrival_cv; /* of the time between arrivals */
    double service_cv;
} toll__line;

/* Waiting in it: a share wait_frac waits, mean_s on average over all. */
typedef struct toll__wait {
    double mean_s;
    double wait_frac;
} toll__wait;

/* Load of one server, 1 or more: the line grows without end. */
double toll__queue_load(const toll__line *line);

/* The load is below 1. */
toll__wait toll__queue_wait(const toll__line *line);

/* A time of several parts: varying_s * X + uniform_s * U + both waits. X has mean 1 and a coefficient of variation
 * (lognormal), U is uniform over 0 .. 1; all independent. */
typedef struct toll__delay {
    double varying_s, varying_cv;
    double uniform_s;
    toll__wait first, second;
} toll__delay;

/* The time that a share of the customers, above 0 and below 1, does not exceed. */
double toll__queue_quantile(const toll__delay *delay, double share);

/* Whether a share of the customers, above 0 and below 1, does not exceed time_s: one look at the distribution, where the
 * quantile takes forty. */
int toll__queue_within(const toll__delay *delay, double time_s, double share);

/* How far a mean over X tokens, X lognormal with mean 1 and this coefficient of variation, is above its expectation for
 * all but a share of the customers, at least a half; in standard deviations of such a mean over one. */
double toll__queue_mean_quantile(double cv, double share);

/* The same of a positive time of which mean and standard deviation are known. */
double toll__queue_gamma(double mean_s, double sd_s, double normal);

#endif
