/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/latency_quantiles.h"

#include <math.h>

#include <toll/serve.h>

static const double shares[TOLL__QUANTILES] = {0.5, 0.95, 0.99};
static const double normals[TOLL__QUANTILES] = {0, 1.6448536269514722, 2.3263478740408408};

/* Mean over many tokens of many small delays: normal for answers of one length. */
static void spread_tpot(double mean_s, double sd_s, double cv, toll__latency *tail)
{
    tail->tpot_s[0] = mean_s;
    for (int i = 1; i < TOLL__QUANTILES; i++)
        tail->tpot_s[i] = mean_s + sd_s * (cv > 0 && sd_s > 0 ? toll__queue_mean_quantile(cv, shares[i]) : normals[i]);
}

void toll__latency_open(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                        const toll__open *open, const toll__steady *steady, toll__latency *tail)
{
    toll__delay delay = {.spread_s = open->prompt_s,
                         .spread_cv = load->input_cv,
                         .even_s = open->decode_s,
                         .first = open->for_prompts,
                         .second = open->for_slot};
    for (int i = 0; i < TOLL__QUANTILES; i++)
        tail->ttft_s[i] = placement->request_s + toll__queue_quantile(&delay, shares[i]);
    spread_tpot(steady->tpot_s, toll__open_tpot_deviation(placement, ops, load, open), load->output_cv, tail);
    tail->slot_wait_s = open->for_slot.mean_s;
    tail->prompt_wait_s = open->for_prompts.mean_s;
    tail->wait_frac = 1 - (1 - open->for_slot.wait_frac) * (1 - open->for_prompts.wait_frac);
}

/* What spreads in a closed loop. Variances of independent parts add up. */
typedef struct spread {
    double fixed_s, mean_s, variance;
} spread;

static void add(spread *s, double mean_s, double variance)
{
    s->mean_s += mean_s;
    s->variance += variance;
}

/* A step that runs is met at a uniform moment: variance step^2 / 12. Each of the others' prompts is met with chance `meet`,
 * independently: binomial. A wait for a slot ends after as many departures as wait; those of many servers together are all
 * but Poisson (Palm, Khinchine), so it is Erlang: its variance is its mean times the mean time between departures. */
static void spread_ttft(const toll__placement *p, const toll__load *load, const toll__steady *steady,
                        const toll__view *v, spread *s, toll__latency *tail)
{
    double others = steady->running - 1, meet = p->prompt_meet_frac, prompt_s = v->chunks * v->others_s / p->dp;
    double departure_s = 1 / steady->requests_per_s;
    tail->slot_wait_s = steady->waiting * departure_s;
    tail->prompt_wait_s = meet * others * prompt_s;
    tail->wait_frac = steady->waiting > 0 ? 1 : 1 - pow(1 - meet, others > 0 ? others : 0);
    *s = (spread){.fixed_s = p->request_s};
    add(s, v->decode_s / 2, v->decode_s * v->decode_s / 12);
    add(s, tail->prompt_wait_s, others * meet * (1 - meet) * prompt_s * prompt_s);
    add(s, tail->slot_wait_s, tail->slot_wait_s * departure_s);
    add(s, load->input_cv > 0 ? v->prompt_s : 0, pow(v->prompt_s * load->input_cv, 2));
    s->fixed_s += load->input_cv > 0 ? 0 : v->prompt_s;
}

/* Over one's answer every other client sends one prompt when all answers are of one length; when they vary the number has
 * variance cv^2 times its mean (renewal theory: Cox, Renewal Theory, section 4.2). */
static double tpot_deviation(const toll__placement *p, const toll__load *load, const toll__steady *steady,
                             const toll__view *v)
{
    double prompts = (steady->running - 1) * v->chunks / p->dp;
    if (!(load->output_tokens > 1 && prompts > 0))
        return 0;
    return load->output_cv * v->others_s * sqrt(prompts) / (load->output_tokens - 1);
}

void toll__latency_closed(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                          const toll__steady *steady, toll__latency *tail)
{
    spread s;
    toll__view view;
    toll__settle_view(placement, ops, load, steady->running, &view);
    spread_ttft(placement, load, steady, &view, &s, tail);
    for (int i = 0; i < TOLL__QUANTILES; i++)
        tail->ttft_s[i] = s.fixed_s + toll__queue_gamma(s.mean_s, sqrt(s.variance), normals[i]);
    spread_tpot(steady->tpot_s, tpot_deviation(placement, load, steady, &view), 0, tail);
}

/* Below the saturation rate times this nobody meets anybody. */
#define LONE_FRAC 1e-6
#define PRECISION 1e-3

static int keeps(const toll__placement *placement, const toll__op *ops, const toll__load *load, double rate_per_s,
                 const toll__latency_limits *limits)
{
    toll__load at = *load;
    toll__open open;
    toll__steady steady;
    toll__latency tail;
    at.requests_per_s = rate_per_s;
    toll__open_loop(placement, ops, &at, &open, &steady);
    if (open.is_stable == 0)
        return 0;
    toll__latency_open(placement, ops, &at, &open, &steady, &tail);
    for (int i = 0; i < TOLL__QUANTILES; i++)
        if (tail.ttft_s[i] > limits->ttft_s[i] || tail.tpot_s[i] > limits->tpot_s[i])
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
