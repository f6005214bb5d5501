/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/settle.h"

#include <math.h>
#include <string.h>

#include <toll/step.h>

#include "serve/speculate.h"
#include "step/power.h"
#include "step/memory.h"

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
    double meet; /* share of the others' prompts that comes before one's own; 0 where requests don't come in step */
} demand;

/* How the time of a request is spent. */
typedef struct tempo {
    double decode_s; /* a step without a prompt */
    double mixed_s;  /* a step with prompts */
    double prompt_s; /* one's own prompt, from its first chunk to the end of its last */
    double together; /* prompts in a mixed step, over all attention replicas */
    double own_s;    /* what a prompt chunk adds to a step */
    double others_s; /* what a chunk of another request adds to the steps of one that decodes */
} tempo;

/* When prompts arrive faster than the engine's chunk takes them in, fewer requests reach decoding: each of B running
 * requests brings I' prompt tokens per O steps, and a step takes one chunk per attention replica. However long its prompts,
 * every replica works on one. */
static double prefill_limit(const toll__placement *p, double steps, double fresh_tokens)
{
    double limit = p->chunk_tokens * p->dp * steps / fresh_tokens;
    return limit > p->dp ? limit : p->dp;
}

static void plan(const toll__placement *p, const toll__op *ops, const toll__load *load, demand *d)
{
    d->fresh_tokens = toll__load_fresh_tokens(load);
    d->cached_tokens = load->input_tokens - d->fresh_tokens;
    d->chunks = ceil(d->fresh_tokens / p->chunk_tokens);
    d->context = toll__load_mean_context(load);
    d->kv_limit = toll__memory_sequences(p, ops, d->context);
    d->steps = load->output_tokens / toll__speculate_tokens(load);
    double limit = toll__min(toll__min(d->kv_limit, p->max_sequences), prefill_limit(p, d->steps, d->fresh_tokens));
    d->limit = limit > 1 ? limit : 1;
    d->running = toll__min(load->concurrency, d->limit);
    d->meet = p->prompt_meet_frac;
}

static toll__batch decode_batch(const toll__load *load, const demand *d)
{
    return (toll__batch){
        .decode_sequences = d->running, .decode_context_tokens = d->context, .draft_tokens = load->draft_tokens};
}

/* Prompts that start together: one on every attention replica. */
static double gathered(const toll__placement *p, const demand *d)
{
    return toll__min(d->running, p->dp);
}

/* Chunks of the others' prompts that come with every step of one's own; those that its own prompt was gathered with are
 * behind it. */
static double chunk_rate(const toll__placement *p, const demand *d)
{
    return (d->running - gathered(p, d)) * d->chunks / d->steps;
}

/* Prompts beside the other requests' decoding: one on every attention replica, since engines gather them there rather
 * than let all replicas wait for one. Where more come with every token, several short ones share a step. */
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

/* One's own prompt: a chunk passes every stage of a pipeline whole, and the next one follows a stage behind it. */
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
                        tempo *pace, toll__step_terms *decode, toll__step_terms *mixed)
{
    toll__batch one = decode_batch(load, d), two = mixed_batch(p, load, d);
    toll__clock_step(p, ops, &one, decode);
    toll__clock_step(p, ops, &two, mixed);
    double draft_s = toll__speculate_seconds(p, ops, load, &one);
    pace->together = two.prefill_sequences;
    pace->decode_s = toll__clock_total(decode) + draft_s;
    pace->mixed_s = toll__clock_total(mixed) + draft_s;
    pace->prompt_s = prompt_seconds(p, ops, d, &two, pace->mixed_s);
    /* A lone request's prompt runs beside nothing, so all of its step is the prompt's. One that meets a lone request
     * delays it by no more than it would delay many. */
    pace->own_s =
        toll__positive(pace->mixed_s - toll__min(d->running - gathered(p, d), 1) * pace->decode_s) / pace->together;
    pace->others_s = toll__positive(pace->mixed_s - pace->decode_s) / pace->together;
}

/* Clients in a closed loop send the next request when the last one ends, so that their prompts meet in bursts: of the
 * others' prompts a share is taken in before one's own. */
static double prompt_wait(const toll__placement *p, const demand *d, const tempo *pace)
{
    return d->meet * (d->running - gathered(p, d)) * d->chunks * pace->others_s;
}

/* A token waits for one step, which at worst is full of others' prompts; a step yields more tokens than one where some
 * were drafted. */
static double token_seconds(const toll__placement *p, const toll__load *load, const demand *d, const tempo *pace)
{
    double rest = 1 - d->meet; /* prompts that one waited for before the first token don't delay later ones */
    double others_s = rest * toll__min(chunk_rate(p, d), pace->together) * pace->others_s;
    return (pace->decode_s + others_s) / toll__speculate_tokens(load);
}

/* Little's law both ways: the running requests set the rate, the rate sets how long the others wait. */
static void settle_times(const toll__placement *p, const toll__load *load, const demand *d, const tempo *pace,
                         toll__steady *out)
{
    out->tpot_s = token_seconds(p, load, d, pace);
    double decode_s = (load->output_tokens - 1) * out->tpot_s;
    double start_s = p->request_s + pace->prompt_s + pace->decode_s / 2 + prompt_wait(p, d, pace);
    out->running = d->running;
    out->waiting = load->concurrency - d->running;
    out->requests_per_s = d->running / (start_s + decode_s);
    out->ttft_s = start_s + out->waiting / out->requests_per_s;
    out->e2e_s = out->ttft_s + decode_s;
}

static void settle_shares(const toll__load *load, const demand *d, const tempo *pace, toll__steady *out)
{
    double prompt_s = d->running * d->chunks * pace->own_s / d->steps;
    out->step_s = pace->decode_s;
    out->input_time_frac = prompt_s / (prompt_s + pace->decode_s);
    out->prefill_frac = 1 - pace->decode_s / toll__speculate_tokens(load) / out->tpot_s;
}

/* Power of both kinds of step, weighted by the time that they take. */
static void settle_power(const toll__placement *p, const tempo *pace, const toll__step_terms *decode,
                         const toll__step_terms *mixed, toll__steady *out)
{
    if (!(p->tdp_w > 0))
        return;
    double step_s = pace->own_s * pace->together;
    double share = toll__min(out->input_time_frac * pace->mixed_s / (step_s > 0 ? step_s : 1), 1);
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

/* One request of full length on every replica is the least that a deployment must hold. */
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

static void settle(const toll__placement *p, const toll__op *ops, const toll__load *load, const demand *d,
                   toll__steady *steady)
{
    tempo pace;
    toll__step_terms mixed;
    memset(steady, 0, sizeof *steady);
    clock_steps(p, ops, load, d, &pace, &steady->terms, &mixed);
    settle_times(p, load, d, &pace, steady);
    settle_shares(load, d, &pace, steady);
    settle_power(p, &pace, &steady->terms, &mixed, steady);
    toll__speculate_share(load, pace.decode_s, &steady->terms);
    toll__settle_fit(p, ops, load->input_tokens + load->output_tokens, d->running, steady);
    steady->flags |= load->draft_tokens > 0 ? TOLL_FLAG_SPECULATIVE : 0;
    steady->bound = find_bound(p, d, steady);
}

void toll__settle(const toll__placement *placement, const toll__op *ops, const toll__load *load, toll__steady *steady)
{
    demand d;
    plan(placement, ops, load, &d);
    settle(placement, ops, load, &d, steady);
}

void toll__settle_at(const toll__placement *placement, const toll__op *ops, const toll__load *load, double running,
                     toll__steady *steady)
{
    demand d;
    toll__load lone = *load;
    lone.concurrency = running;
    plan(placement, ops, &lone, &d);
    d.meet = 0;
    settle(placement, ops, &lone, &d, steady);
}

void toll__settle_view(const toll__placement *placement, const toll__op *ops, const toll__load *load, double running,
                       toll__view *view)
{
    demand d;
    tempo pace;
    toll__step_terms decode, mixed;
    plan(placement, ops, load, &d);
    d.running = toll__min(running, d.limit);
    d.meet = 0;
    clock_steps(placement, ops, load, &d, &pace, &decode, &mixed);
    double slots = toll__min(d.kv_limit, placement->max_sequences);
    *view = (toll__view){.chunks = d.chunks,
                         .chunk = d.fresh_tokens / d.chunks,
                         .steps = d.steps,
                         .slots = slots > 1 ? slots : 1,
                         .limit = d.limit,
                         .decode_s = pace.decode_s,
                         .tpot_s = token_seconds(placement, load, &d, &pace), /* arrivals are independent: none meet */
                         .prompt_s = pace.prompt_s,
                         .others_s = pace.others_s};
}
