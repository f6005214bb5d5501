/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that arrive at a rate. The number running is a fixed point, the waits are those of two queues in a row: for
 * a slot, then for the prompts of others. The rate at which either queue is full is the saturation rate.
 *
 *   saturation    the rate of a full engine
 *   find_running  how many run at the given rate: b = ca^2 + rate * S(b)
 *   find_waits    both queues' waits (queue.c)
 *
 * Example: the deployment of settle.c at 2 requests/s, prompts and answers of one length. A request holds its slot for
 * 6.55 s, so 2 * 6.55 = 13.1 requests run, and one that arrives meets as many (PASTA). */
#include "serve/open_loop.h"

#include <math.h>

#include <toll/step.h>

/* A request holds its slot for S(b) seconds while b - 1 others run. Arrivals at random meet the mean number
 * of others whatever the distribution of S (PASTA; Wolff, Operations Research 30, 1982), which is L = rate * S by
 * Little's law. Arrivals in bursts also meet their own burst: around an arrival of a renewal process (ca^2 - 1) / 2
 * more than the mean come before, and as many after (Cox and Lewis, The Statistical Analysis of Series of Events,
 * section 4.5), and run during all of its time. So b = ca^2 + rate * S(b), at least 1: one equation in one unknown,
 * with one solution below the limit while the rate is below saturation, since S grows with b and rate * S(limit) is
 * still below the limit there. */
typedef struct fixed_point {
    const toll__placement *placement;
    const toll__op *ops;
    const toll__load *load;
    toll__operating_point point; /* at the last b that was tried */
} fixed_point;

/* Seconds that a request holds a slot while `seen` run, itself included; the operating point is kept. */
static double hold_seconds(fixed_point *f, double seen)
{
    const toll__operating_point *v = &f->point;
    toll__settle_at_running(f->placement, f->ops, f->load, seen, &f->point);
    return v->prompt_s + v->decode_s / 2 + (f->load->output_tokens - 1) * v->tpot_s;
}

/* Time that a prompt takes of the engine: what its chunks add to steps, and its share of the steps that it fills. */
static double prompt_service(const toll__placement *p, const toll__operating_point *v)
{
    return v->chunks * (v->others_s + v->decode_s * v->chunk / p->chunk_tokens);
}

/* Above this response the approximation for small changes does not hold. */
#define RESPONSE_MAX 0.8

#define TOLERANCE 1e-6
#define TRIES     24 /* far more than it takes: five as a rule */

/* Requests that run when one arrives, itself included, if each holds a slot for hold_s. */
static double met(const fixed_point *f, double hold_s)
{
    return f->load->arrival_cv * f->load->arrival_cv + f->load->requests_per_s * hold_s;
}

/* Illinois: regula falsi that halves the weight of an end that stays (Dowell and Jarratt, BIT 11, 1971). `low` is the
 * value of met(S(b)) - b at b = 1, `high` the same at b = limit. */
static double solve_running(fixed_point *f, double low, double limit, double high, double *hold_s)
{
    double a = 1, b = limit, x = 1, side = 0;
    for (int i = 0; i < TRIES; i++) {
        x = (a * high - b * low) / (high - low);
        *hold_s = hold_seconds(f, x);
        double value = met(f, *hold_s) - x;
        if (fabs(value) <= TOLERANCE * x)
            return x;
        if (value > 0) {
            a = x;
            low = value;
            high *= side > 0 ? 0.5 : 1;
            side = 1;
        } else {
            b = x;
            high = value;
            low *= side < 0 ? 0.5 : 1;
            side = -1;
        }
    }
    return x;
}

/* The engine is full when no slot is free, or when prompts arrive faster than they are prefilled. */
static double saturation(fixed_point *f, double *hold_s, double *limit)
{
    *hold_s = hold_seconds(f, HUGE_VAL);
    *limit = f->point.limit;
    double by_slots = f->point.slots / *hold_s, by_prompts = f->placement->dp / prompt_service(f->placement, &f->point);
    return by_slots < by_prompts ? by_slots : by_prompts;
}

/* Prompts of one replica. Splitting a stream at random over d replicas brings it nearer to Poisson. */
static toll__line line_of_prompts(const fixed_point *f)
{
    const toll__load *load = f->load;
    double replicas = f->placement->dp;
    double burst = 1 + (load->arrival_cv * load->arrival_cv - 1) / replicas;
    return (toll__line){load->requests_per_s / replicas, prompt_service(f->placement, &f->point), 1,
                        sqrt(toll__max(burst, 0)), load->input_cv};
}

/* Short prompts that arrive during a step are all prefilled by the next one: a gate. A step lasts T = D + s * K, with K
 * the prompts that came during the step before, of s seconds each. From K ~ Poisson(rate * T):
 *   E[T] = D / (1 - r), Var[T] = E[T] * rate * E[s^2] / (1 - r^2), r = rate * s.
 * One that comes waits the rest R = E[T^2] / (2 E[T]) of a step, and those that came in the same step, 2 * rate * R of
 * them before or after it, share its own: R * (1 + 2 r) in all, of which the rest of a plain step, D / 2, is counted
 * elsewhere (Boxma, Workloads and waiting times in single-server systems, Queueing Systems 5, 1989, has the theory of
 * gates). A burst brings ca^2 - 1 more. One does not wait where no prompt is in the running step and none shares its
 * own: the share of the time in plain steps, D P(K = 0) / E[T], times the chance that nobody else comes, and that it
 * is alone in its burst. */
static toll__wait wait_at_gate(const fixed_point *f, const toll__line *line)
{
    const toll__operating_point *v = &f->point;
    double s = v->chunks * v->others_s, r = line->rate_per_s * s, burst = line->arrival_cv * line->arrival_cv - 1;
    double step_s = v->decode_s / (1 - r);
    double rest_s = (step_s + r * s * (1 + line->service_cv * line->service_cv) / (1 - r * r)) / 2;
    double plain = (1 - r) * exp(-line->rate_per_s * (step_s + 2 * rest_s)) / (1 + toll__max(burst, 0));
    double mean_s = rest_s * (1 + 2 * r) - v->decode_s / 2 + burst * s;
    return (toll__wait){toll__max(mean_s, 0), 1 - plain};
}

/* The more of a step's chunk a prompt fills, the less it is a gate and the more a server of one prompt at a time. */
static toll__wait wait_for_prompts(const fixed_point *f, const toll__line *line)
{
    double fills = f->point.chunk / f->placement->chunk_tokens;
    toll__wait served = toll__queue_wait(line), gated = wait_at_gate(f, line);
    return (toll__wait){fills * served.mean_s + (1 - fills) * gated.mean_s,
                        fills * served.wait_frac + (1 - fills) * gated.wait_frac};
}

/* The time in a slot varies with the answer's length, and with the prompt's as far as that takes time. */
static toll__line line_of_slots(const fixed_point *f, double hold_s)
{
    const toll__load *load = f->load;
    double answer = (load->output_tokens - 1) * f->point.tpot_s / hold_s * load->output_cv;
    double prompt = f->point.prompt_s / hold_s * load->input_cv;
    return (toll__line){load->requests_per_s, hold_s, f->point.slots, load->arrival_cv, hypot(answer, prompt)};
}

/* False where a line grows without end all the same: saturation is that of a full engine, and one that is less full
 * might be slower yet. */
static uint32_t find_waits(const fixed_point *f, double hold_s, toll__open *open)
{
    toll__line prompts = line_of_prompts(f), slots = line_of_slots(f, hold_s);
    double busy = toll__max(toll__queue_load(&prompts), toll__queue_load(&slots));
    if (!(busy < 1)) {
        open->saturation_per_s = f->load->requests_per_s / busy;
        return 0;
    }
    open->for_prompts = wait_for_prompts(f, &prompts);
    open->for_slot = toll__queue_wait(&slots);
    return 1;
}

/* An engine without requests idles. */
static double open_power(const toll__placement *p, double busy_w, double running)
{
    double busy = -expm1(-running); /* N is all but Poisson */
    return p->tdp_w > 0 ? busy * busy_w + (1 - busy) * p->gpus * p->idle_w : 0;
}

static void settle_stable(const fixed_point *f, double hold_s, toll__open *open, toll__steady *out)
{
    double wait_s = open->for_slot.mean_s + open->for_prompts.mean_s;
    toll__settle_at(f->placement, f->ops, f->load, open->seen, out);
    double decode_s = (f->load->output_tokens - 1) * out->tpot_s;
    out->ttft_s = f->placement->request_s + hold_s - decode_s + wait_s;
    out->e2e_s = out->ttft_s + decode_s;
    out->requests_per_s = f->load->requests_per_s;
    open->running += out->requests_per_s * open->for_prompts.mean_s; /* a prompt that waits has its slot */
    out->running = open->running;
    out->waiting = out->requests_per_s * open->for_slot.mean_s;
    out->power_w = open_power(f->placement, out->power_w, open->running);
}

/* What is known of a load that is beyond it: whether it fits, and what it would be like. */
static void settle_unstable(const fixed_point *f, double limit, toll__steady *out)
{
    toll__steady full;
    toll__settle_at(f->placement, f->ops, f->load, limit, &full);
    *out = (toll__steady){.fit = full.fit, .flags = full.flags | TOLL_FLAG_UNSTABLE, .bound = full.bound};
}

/* How many run while it keeps up. Returns the seconds in a slot. */
static double find_running(fixed_point *f, double limit, double full_hold_s, toll__open *open)
{
    double hold_s = hold_seconds(f, 1), low = met(f, hold_s) - 1, high = met(f, full_hold_s) - limit;
    open->seen = 1;
    if (high >= 0) {
        hold_s = hold_seconds(f, limit);
        open->seen = limit;
    } else if (low > 0) {
        open->seen = solve_running(f, low, limit, high, &hold_s);
    }
    open->running = f->load->requests_per_s * hold_s;
    open->decode_s = f->point.decode_s;
    open->prompt_s = f->point.prompt_s;
    return hold_s;
}

/* TPOT of one request differs from another's by how many prompts interrupt it and by how many others run meanwhile.
 * Both come from the arrivals around it: one that comes at u (in units of S, from -1 to 1; 0 is its own arrival)
 * overlaps with it for a share 1 - |u| of its time, costing n seconds a token for all of it, and if it comes after,
 * its prompt costs p. Arrivals being Poisson the variance is L times the integral of the square (Campbell's
 * theorem): L * (p^2 + p n + 2 n^2 / 3). What slows one request keeps all others longer, who slow it further:
 * divided by (1 - e)^2, e = d ln S / d ln b, the response of the fixed point. Bursts widen it by ca. */
double toll__open_tpot_deviation(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                                 const toll__open *open)
{
    fixed_point f = {.placement = placement, .ops = ops, .load = load};
    double tokens = load->output_tokens, less = (open->seen + 1) / 2, by = open->seen - less;
    if (!(tokens > 1 && by > 0))
        return 0;
    double less_hold_s = hold_seconds(&f, less), less_decode_s = f.point.decode_s;
    double hold_s = hold_seconds(&f, open->seen);
    const toll__operating_point *v = &f.point;
    double p = v->chunks * v->others_s / placement->dp / (tokens - 1);
    double n = toll__max(v->decode_s - less_decode_s, 0) / by * v->steps / tokens;
    double response = (hold_s - less_hold_s) / by * open->seen / hold_s;
    double variance = open->running * (p * p + p * n + n * n * 2 / 3);
    return load->arrival_cv * sqrt(variance) / (1 - (response < RESPONSE_MAX ? response : RESPONSE_MAX));
}

void toll__open_loop(const toll__placement *placement, const toll__op *ops, const toll__load *load, toll__open *open,
                     toll__steady *steady)
{
    fixed_point f = {.placement = placement, .ops = ops, .load = load};
    double limit, hold_s;
    *open = (toll__open){.saturation_per_s = saturation(&f, &hold_s, &limit)};
    open->slots = f.point.slots;
    if (load->requests_per_s < open->saturation_per_s) {
        hold_s = find_running(&f, limit, hold_s, open);
        open->is_stable = find_waits(&f, hold_s, open);
    }
    if (open->is_stable != 0)
        settle_stable(&f, hold_s, open, steady);
    else
        settle_unstable(&f, limit, steady);
    steady->saturation_per_s = open->saturation_per_s;
}
