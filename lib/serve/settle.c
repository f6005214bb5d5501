/* SPDX-License-Identifier: Apache-2.0 */
/* Steady state of continuous batching in a closed loop: C clients each keep one request in flight.
 *
 *   limit_running  how many requests run at once, and which limit binds
 *   clock_steps    time of a decode step and of a mixed step at that batch (step/clock.c)
 *   settle_times   Little's law in both directions: running requests set the rate, the rate sets the wait
 *   settle_power   power of both kinds of step, weighted by their time
 *
 * A token waits for one decode step and for the prompts of the others, each at its marginal cost in a mixed step. A
 * share of those prompts comes ahead of the request's own, and delays its first token instead:
 *
 *     TPOT = decode + (1 - ahead) * (B - 1) * chunks * (mixed - decode) / O
 *     TTFT = request + chunks * mixed + decode / 2 + ahead * (B - 1) * chunks * (mixed - decode) + waiting
 *
 * Example: Llama 3.1 70B in FP8 on 4 x H100 SXM with vLLM, 1,000 tokens in, 500 out, 32 clients. decode = 13.3 ms,
 * mixed - decode = 50.9 ms, chunks = 1, ahead = 0.1 (prompt_meet_frac). TPOT = 13.3 + 0.9 * 31 * 50.9 / 500 = 16.1 ms.
 * The host takes 20 ms a request: TTFT = 20 + 64.2 + 6.6 + 0.1 * 31 * 50.9 = 249 ms. A request takes 249 + 499 * 16.1
 * ms = 8.28 s, so 32 clients send 32 / 8.28 = 3.86 requests/s (Little, Operations Research 9, 1961).
 *
 * serve.h has the formulas with data parallelism, pipelines and drafted tokens. The model has no preemption and serves
 * first come, first served. docs/accuracy.md compares it with measurements; the largest error is that of TTFT. */
#include "serve/settle.h"

#include <math.h>
#include <string.h>

#include <toll/step.h>

#include "serve/speculate.h"
#include "step/memory.h"
#include "step/power.h"

/* What a request asks of the deployment, and how many of them run at once. */
typedef struct demand {
    double fresh_tokens;  /* prompt tokens that are not in the prefix cache */
    double cached_tokens; /* the others */
    double chunks;        /* steps that its prompt takes */
    double context;       /* mean tokens in the cache while it runs */
    double kv_limit;      /* requests that the memory holds at that length */
    double steps;         /* decode steps that its answer takes */
    double limit;         /* most that can run, for whatever reason */
    double running;
    double prompts_ahead_frac; /* share of the others' prompts that comes first; 0 where requests don't come in step */
} demand;

/* How the time of a request is spent. */
typedef struct step_times {
    double decode_s; /* a step without a prompt */
    double mixed_s;  /* a step with prompts */
    double prompt_s; /* the request's own prompt, from its first chunk to the end of its last */
    double together; /* prompts in a mixed step, over all attention replicas */
    double own_s;    /* what a prompt chunk adds to a step */
    double others_s; /* what a chunk of another request adds to the steps of one that decodes */
} step_times;

/* When prompts arrive faster than chunks prefill them, fewer requests reach decoding: each of B running requests brings
 * I' prompt tokens per O steps, and a step prefills one chunk per attention replica. However long its prompts, every
 * replica works on one. */
static double prefill_limit(const toll__placement *p, double steps, double fresh_tokens)
{
    return toll__max(p->chunk_tokens * p->dp * steps / fresh_tokens, p->dp);
}

/* The prompts of a burst's first wave come together: half of the others are before the mean request. Later waves meet as
 * those of a closed loop do. */
static double prompts_ahead(const toll__placement *p, const toll__load *load, double running)
{
    if (!(load->burst_requests > 0))
        return p->prompt_meet_frac;
    return p->prompt_meet_frac +
           toll__positive(0.5 - p->prompt_meet_frac) * toll__min(running / load->burst_requests, 1);
}

static void limit_running(const toll__placement *p, const toll__op *ops, const toll__load *load, demand *d)
{
    d->fresh_tokens = toll__load_fresh_tokens(load);
    d->cached_tokens = load->input_tokens - d->fresh_tokens;
    d->chunks = ceil(d->fresh_tokens / p->chunk_tokens);
    d->context = toll__load_mean_context(load);
    d->kv_limit = toll__memory_sequences(p, ops, d->context);
    d->steps = load->output_tokens / toll__speculate_tokens(load);
    double limit = toll__min(toll__min(d->kv_limit, p->max_sequences), prefill_limit(p, d->steps, d->fresh_tokens));
    d->limit = toll__max(limit, 1);
    d->running = toll__min(load->concurrency, d->limit);
    d->prompts_ahead_frac = prompts_ahead(p, load, d->running);
}

/* Prompts that start together: one on every attention replica. */
static double gathered(const toll__placement *p, const demand *d)
{
    return toll__min(d->running, p->dp);
}

/* Chunks of the others' prompts per decode step of a request; those that its own prompt was gathered with are behind
 * it. */
static double chunk_rate(const toll__placement *p, const demand *d)
{
    return (d->running - gathered(p, d)) * d->chunks / d->steps;
}

/* Prompts together with the other requests' decoding: one on every attention replica, since engines gather them there
 * rather than let all replicas wait for one. Where more come with every token, several short ones share a step. */
static toll__batch mixed_batch(const toll__placement *p, const toll__load *load, const demand *d)
{
    double rate = chunk_rate(p, d);
    double limit = p->dp * (p->chunk_tokens * d->chunks / d->fresh_tokens);
    double together = rate > gathered(p, d) ? toll__min(rate, limit) : gathered(p, d);
    return (toll__batch){.decode_sequences = d->running - gathered(p, d),
                         .decode_context_tokens = d->context,
                         .prefill_tokens = together * d->fresh_tokens / d->chunks,
                         .prefill_sequences = together,
                         .prefill_context_tokens = d->cached_tokens +
                                                   d->fresh_tokens * (d->chunks - 1) / d->chunks / 2 +
                                                   d->fresh_tokens * load->input_cv * load->input_cv / 2,
                         .draft_tokens = load->draft_tokens};
}

/* The request's own prompt: a chunk passes every stage of a pipeline whole, and the next one follows a stage behind
 * it. */
static double prompt_seconds(const toll__placement *p, const toll__op *ops, const demand *d, const toll__batch *mixed,
                             double mixed_s)
{
    toll__step_terms whole;
    if (p->pp <= 1)
        return d->chunks * mixed_s;
    toll__batch all = *mixed;
    all.prefill_tokens *= p->pp;
    all.prefill_sequences *= p->pp;
    toll__clock_step(p, ops, &all, &whole);
    return toll__clock_total(&whole) * (1 + (d->chunks - 1) / p->pp);
}

static void clock_steps(const toll__placement *p, const toll__op *ops, const toll__load *load, const demand *d,
                        step_times *times, toll__step_terms *decode, toll__step_terms *mixed)
{
    toll__batch one = toll__load_decode_batch(load, d->running), two = mixed_batch(p, load, d);
    toll__clock_step(p, ops, &one, decode);
    toll__clock_step(p, ops, &two, mixed);
    double draft_s = toll__speculate_seconds(p, ops, load, &one);
    times->together = two.prefill_sequences;
    times->decode_s = toll__clock_total(decode) + draft_s;
    times->mixed_s = toll__clock_total(mixed) + draft_s;
    times->prompt_s = prompt_seconds(p, ops, d, &two, times->mixed_s);
    /* A lone request's prompt shares its step with nothing, so all of its step is the prompt's. A prompt delays a
     * single decoding request by no more than it would delay many. */
    times->own_s =
        toll__positive(times->mixed_s - toll__min(d->running - gathered(p, d), 1) * times->decode_s) / times->together;
    times->others_s = toll__positive(times->mixed_s - times->decode_s) / times->together;
}

/* Clients in a closed loop send the next request when the last one ends, so that their prompts meet in bursts: of the
 * others' prompts a share is prefilled before the request's own. */
static double prompt_wait(const toll__placement *p, const demand *d, const step_times *times)
{
    return d->prompts_ahead_frac * (d->running - gathered(p, d)) * d->chunks * times->others_s;
}

/* A token waits for one step, which at worst is full of others' prompts; a step yields more tokens than one where some
 * were drafted. */
static double token_seconds(const toll__placement *p, const toll__load *load, const demand *d, const step_times *times)
{
    double rest = 1 - d->prompts_ahead_frac; /* prompts waited for before the first token don't delay later ones */
    double others_s = rest * toll__min(chunk_rate(p, d), times->together) * times->others_s;
    return (times->decode_s + others_s) / toll__speculate_tokens(load);
}

/* Little's law in both directions: the running requests set the rate, the rate sets how long the others wait. */
static void settle_times(const toll__placement *p, const toll__load *load, const demand *d, const step_times *times,
                         toll__steady *out)
{
    out->tpot_s = token_seconds(p, load, d, times);
    double decode_s = (load->output_tokens - 1) * out->tpot_s;
    double start_s = p->request_s + times->prompt_s + times->decode_s / 2 + prompt_wait(p, d, times);
    out->running = d->running;
    out->waiting = load->concurrency - d->running;
    out->requests_per_s = d->running / (start_s + decode_s);
    out->ttft_s = start_s + out->waiting / out->requests_per_s;
    out->e2e_s = out->ttft_s + decode_s;
}

static void settle_shares(const toll__load *load, const demand *d, const step_times *times, toll__steady *out)
{
    double prompt_s = d->running * d->chunks * times->own_s / d->steps;
    out->step_s = times->decode_s;
    out->input_time_frac = prompt_s / (prompt_s + times->decode_s);
    out->prefill_frac = 1 - times->decode_s / toll__speculate_tokens(load) / out->tpot_s;
}

/* Power of both kinds of step, weighted by the time that they take. */
static void settle_power(const toll__placement *p, const step_times *times, const toll__step_terms *decode,
                         const toll__step_terms *mixed, toll__steady *out)
{
    if (!(p->tdp_w > 0))
        return;
    double step_s = times->own_s * times->together;
    double share = toll__min(out->input_time_frac * times->mixed_s / (step_s > 0 ? step_s : 1), 1);
    out->power_w = (1 - share) * toll__power_step(p, decode) + share * toll__power_step(p, mixed);
}

static uint32_t find_bound(const toll__placement *p, const demand *d, const toll__steady *steady)
{
    if (steady->waiting > 0 && d->running >= p->max_sequences)
        return TOLL_BOUND_SEQUENCES;
    if (steady->waiting > 0 && d->running >= d->kv_limit)
        return TOLL_BOUND_CAPACITY;
    if (steady->waiting > 0 || steady->prefill_frac > 0.5)
        return TOLL_BOUND_COMPUTE;
    return toll__clock_bound(&steady->terms);
}

/* A deployment must hold at least one request of full length on every replica. */
void toll__settle_fit(const toll__placement *p, const toll__op *ops, double tokens, double running, toll__steady *out)
{
    toll__batch batch = {.decode_sequences = running, .decode_context_tokens = tokens};
    double request_bytes = toll__memory_sequence_bytes(p, ops, tokens);
    out->fit = toll__memory_judge(p, toll__memory_needed(p, request_bytes));
    out->flags = toll__clock_flags(p, &batch);
    out->flags |= out->fit == TOLL_FIT_NO ? TOLL_FLAG_NO_FIT : 0;
    out->flags |= out->fit == TOLL_FIT_MARGINAL ? TOLL_FLAG_MARGINAL_MEMORY : 0;
    out->flags |= out->waiting > 0 ? TOLL_FLAG_QUEUEING : 0;
}

/* The steady state at the number of running requests that the demand holds. */
static void settle_demand(const toll__placement *p, const toll__op *ops, const toll__load *load, const demand *d,
                          toll__steady *steady)
{
    step_times times;
    toll__step_terms mixed;
    memset(steady, 0, sizeof *steady);
    clock_steps(p, ops, load, d, &times, &steady->terms, &mixed);
    settle_times(p, load, d, &times, steady);
    settle_shares(load, d, &times, steady);
    settle_power(p, &times, &steady->terms, &mixed, steady);
    toll__speculate_share(load, times.decode_s, &steady->terms);
    toll__settle_fit(p, ops, load->input_tokens + load->output_tokens, d->running, steady);
    steady->flags |= load->draft_tokens > 0 ? TOLL_FLAG_SPECULATIVE : 0;
    steady->bound = find_bound(p, d, steady);
}

void toll__settle(const toll__placement *placement, const toll__op *ops, const toll__load *load, toll__steady *steady)
{
    demand d;
    limit_running(placement, ops, load, &d);
    settle_demand(placement, ops, load, &d, steady);
}

void toll__settle_at(const toll__placement *placement, const toll__op *ops, const toll__load *load, double running,
                     toll__steady *steady)
{
    demand d;
    toll__load lone = *load;
    lone.concurrency = running;
    limit_running(placement, ops, &lone, &d);
    d.prompts_ahead_frac = 0;
    settle_demand(placement, ops, &lone, &d, steady);
}

void toll__settle_at_running(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                             double running, toll__operating_point *point)
{
    demand d;
    step_times times;
    toll__step_terms decode, mixed;
    limit_running(placement, ops, load, &d);
    d.running = toll__min(running, d.limit);
    d.prompts_ahead_frac = 0;
    clock_steps(placement, ops, load, &d, &times, &decode, &mixed);
    double slots = toll__min(d.kv_limit, placement->max_sequences);
    *point = (toll__operating_point){
        .chunks = d.chunks,
        .chunk = d.fresh_tokens / d.chunks,
        .steps = d.steps,
        .slots = toll__max(slots, 1),
        .limit = d.limit,
        .decode_s = times.decode_s,
        .tpot_s = token_seconds(placement, load, &d, &times), /* arrivals are independent: none meet */
        .prompt_s = times.prompt_s,
        .others_s = times.others_s};
}
