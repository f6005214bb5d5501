/* SPDX-License-Identifier: Apache-2.0 */
/* Quantiles of TTFT and TPOT between the requests of one load, and the highest arrival rate that meets latency limits.
 * Open loop: waits from queue.c. Closed loop: the mean and the variance of what a request meets, taken as gamma. */
#include "serve/latency_quantiles.h"

#include <math.h>

#include <toll/serve.h>

/* The first TOLL__QUANTILES are those of every answer, in the order of its fields. */
static const double shares[TOLL__TARGETS] = {0.5, 0.95, 0.99, 0.9};
static const double normals[TOLL__TARGETS] = {0, 1.6448536269514722, 2.3263478740408408, 1.2815515655446004};

/* Mean over many tokens of many small delays: normal for answers of one length. */
static void fill_tpot(double mean_s, double sd_s, double cv, toll__latency *latency)
{
    latency->tpot_s[0] = mean_s;
    for (int i = 1; i < TOLL__QUANTILES; i++)
        latency->tpot_s[i] =
            mean_s + sd_s * (cv > 0 && sd_s > 0 ? toll__queue_mean_quantile(cv, shares[i]) : normals[i]);
}

/* What comes on top of the host's work before the first token. */
static toll__delay first_token_delay(const toll__load *load, const toll__open *open)
{
    return (toll__delay){.varying_s = open->prompt_s,
                         .varying_cv = load->input_cv,
                         .uniform_s = open->decode_s,
                         .first = open->for_prompts,
                         .second = open->for_slot};
}

int toll__latency_find_target(double share)
{
    for (int i = 0; i < TOLL__TARGETS; i++)
        if (share == shares[i])
            return i;
    return -1;
}

double toll__latency_deviations(double output_cv, int quantile)
{
    return quantile > 0 && output_cv > 0 ? toll__queue_mean_quantile(output_cv, shares[quantile]) : normals[quantile];
}

int toll__latency_within(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                         const toll__open *open, const toll__steady *steady, const toll__latency_target *target,
                         double ttft_s, double tpot_s)
{
    if (steady->tpot_s > tpot_s)
        return 0;
    if (target->tpot_deviations > 0 && tpot_s < HUGE_VAL &&
        steady->tpot_s + target->tpot_deviations * toll__open_tpot_deviation(placement, ops, load, open) > tpot_s)
        return 0;
    toll__delay delay = first_token_delay(load, open);
    return !(ttft_s < HUGE_VAL) || toll__queue_within(&delay, ttft_s - placement->request_s, shares[target->quantile]);
}

void toll__latency_at(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                      const toll__open *open, const toll__steady *steady, const toll__latency_target *target,
                      double *ttft_s, double *tpot_s)
{
    toll__delay delay = first_token_delay(load, open);
    *ttft_s = placement->request_s + toll__queue_quantile(&delay, shares[target->quantile]);
    *tpot_s = steady->tpot_s + toll__open_tpot_deviation(placement, ops, load, open) * target->tpot_deviations;
}

void toll__latency_open(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                        const toll__open *open, const toll__steady *steady, toll__latency *latency)
{
    toll__delay delay = first_token_delay(load, open);
    for (int i = 0; i < TOLL__QUANTILES; i++)
        latency->ttft_s[i] = placement->request_s + toll__queue_quantile(&delay, shares[i]);
    fill_tpot(steady->tpot_s, toll__open_tpot_deviation(placement, ops, load, open), load->output_cv, latency);
    latency->slot_wait_s = open->for_slot.mean_s;
    latency->prompt_wait_s = open->for_prompts.mean_s;
    latency->wait_frac = 1 - (1 - open->for_slot.wait_frac) * (1 - open->for_prompts.wait_frac);
}

/* Parts of TTFT in a closed loop: a fixed one, and means and variances of the others. Variances of independent parts
 * add up. */
typedef struct ttft_parts {
    double fixed_s, mean_s, variance;
} ttft_parts;

static void add_part(ttft_parts *s, double mean_s, double variance)
{
    s->mean_s += mean_s;
    s->variance += variance;
}

/* A request meets the running step at a uniform moment: variance step^2 / 12. Each of the others' prompts comes first
 * with chance `ahead`, independently: binomial. A wait for a slot ends after as many departures as wait; those of many
 * servers together are all but Poisson (Palm, Khinchine), so it is Erlang: its variance is its mean times the mean
 * time between departures. */
static void fill_parts(const toll__placement *p, const toll__load *load, const toll__steady *steady,
                       const toll__operating_point *v, ttft_parts *s, toll__latency *latency)
{
    double others = steady->running - 1, ahead = p->prompt_meet_frac, prompt_s = v->chunks * v->others_s / p->dp;
    double departure_s = 1 / steady->requests_per_s;
    latency->slot_wait_s = steady->waiting * departure_s;
    latency->prompt_wait_s = ahead * others * prompt_s;
    latency->wait_frac = steady->waiting > 0 ? 1 : 1 - pow(1 - ahead, others > 0 ? others : 0);
    *s = (ttft_parts){.fixed_s = p->request_s};
    add_part(s, v->decode_s / 2, v->decode_s * v->decode_s / 12);
    add_part(s, latency->prompt_wait_s, others * ahead * (1 - ahead) * prompt_s * prompt_s);
    add_part(s, latency->slot_wait_s, latency->slot_wait_s * departure_s);
    add_part(s, load->input_cv > 0 ? v->prompt_s : 0, pow(v->prompt_s * load->input_cv, 2));
    s->fixed_s += load->input_cv > 0 ? 0 : v->prompt_s;
}

/* During an answer every other client sends one prompt when all answers are of one length; when they vary the number
 * has variance cv^2 times its mean (renewal theory: Cox, Renewal Theory, section 4.2). */
static double tpot_deviation(const toll__placement *p, const toll__load *load, const toll__steady *steady,
                             const toll__operating_point *v)
{
    double prompts = (steady->running - 1) * v->chunks / p->dp;
    if (!(load->output_tokens > 1 && prompts > 0))
        return 0;
    return load->output_cv * v->others_s * sqrt(prompts) / (load->output_tokens - 1);
}

void toll__latency_closed(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                          const toll__steady *steady, toll__latency *latency)
{
    ttft_parts s;
    toll__operating_point point;
    toll__settle_at_running(placement, ops, load, steady->running, &point);
    fill_parts(placement, load, steady, &point, &s, latency);
    for (int i = 0; i < TOLL__QUANTILES; i++)
        latency->ttft_s[i] = s.fixed_s + toll__queue_gamma(s.mean_s, sqrt(s.variance), normals[i]);
    fill_tpot(steady->tpot_s, tpot_deviation(placement, load, steady, &point), 0, latency);
}

/* Below this share of the saturation rate a request is practically alone. */
#define LONE_FRAC 1e-6
#define PRECISION 1e-3

static int keeps(const toll__placement *placement, const toll__op *ops, const toll__load *load, double rate_per_s,
                 const toll__latency_limits *limits)
{
    toll__load at = *load;
    toll__open open;
    toll__steady steady;
    toll__latency latency;
    at.requests_per_s = rate_per_s;
    toll__open_loop(placement, ops, &at, &open, &steady);
    if (open.is_stable == 0)
        return 0;
    toll__latency_open(placement, ops, &at, &open, &steady, &latency);
    for (int i = 0; i < TOLL__QUANTILES; i++)
        if (latency.ttft_s[i] > limits->ttft_s[i] || latency.tpot_s[i] > limits->tpot_s[i])
            return 0;
    return 1;
}

/* Every time grows with the rate, so the rates that keep the limits are those up to one: bisection of its logarithm. */
double toll__latency_bound(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                           const toll__latency_limits *limits)
{
    toll__open full;
    toll__steady steady;
    toll__load at = *load;
    at.requests_per_s = HUGE_VAL;
    toll__open_loop(placement, ops, &at, &full, &steady);
    double high = full.saturation_per_s, low = high * LONE_FRAC;
    if (!keeps(placement, ops, load, low, limits))
        return 0;
    while (high > low * (1 + PRECISION)) {
        double middle = sqrt(low) * sqrt(high);
        if (keeps(placement, ops, load, middle, limits))
            low = middle;
        else
            high = middle;
    }
    return low;
}
