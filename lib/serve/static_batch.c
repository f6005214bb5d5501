/* SPDX-License-Identifier: Apache-2.0 */
/* A fixed batch: prompts first, packed into steps of one chunk per replica, then decode steps until all answers end.
 * What memory does not hold at full length runs in further waves. Also requests that only decode, at all stages of
 * their answers: the decode side of disaggregated serving. */
#include "serve/static_batch.h"

#include <math.h>
#include <string.h>

#include <toll/serve.h>

#include "serve/speculate.h"
#include "step/power.h"
#include "step/memory.h"

/* One wave of a batch. */
typedef struct wave {
    double requests;
    double waves;
    double fresh_tokens;    /* of one prompt, not in the prefix cache */
    double replica_prompts; /* prompts of the busiest attention replica */
    double prefill_steps;
    double prefill_s; /* all prompts */
    double decode_s;  /* a step at the mean context */
} wave;

/* Requests of one wave: what memory holds of the given length and the engine allows, one at least. */
static double allowed(const toll__placement *p, const toll__op *ops, double tokens)
{
    return toll__max(toll__min(toll__memory_sequences(p, ops, tokens), p->max_sequences), 1);
}

/* All requests of a batch reach their full length together, so it is the end that must fit. Waves are as even as
 * possible: an engine that is given the batch whole runs it in as few as it can. */
static void split_waves(const toll__placement *p, const toll__op *ops, const toll__load *load, wave *w)
{
    double limit = allowed(p, ops, load->input_tokens + load->output_tokens);
    w->waves = ceil(load->concurrency / toll__max(floor(limit), 1));
    w->requests = toll__max(load->concurrency / w->waves, 1);
    w->fresh_tokens = toll__load_fresh_tokens(load);
    w->replica_prompts = toll__max(w->requests / p->dp, 1);
    w->prefill_steps = ceil(w->replica_prompts * w->fresh_tokens / p->chunk_tokens);
}

/* Of a prompt that takes several steps a token attends, on average, the cached tokens, half of its own piece, and half
 * of the other pieces. */
static toll__batch prefill_batch(const toll__placement *p, const toll__load *load, const wave *w)
{
    double prompts = toll__max(w->replica_prompts / w->prefill_steps, 1);
    double tokens = w->replica_prompts * w->fresh_tokens / w->prefill_steps;
    double cached = load->input_tokens - w->fresh_tokens;
    return (toll__batch){.prefill_tokens = tokens * p->dp,
                         .prefill_sequences = prompts * p->dp,
                         .prefill_context_tokens = cached + (w->fresh_tokens - tokens / prompts) / 2};
}

/* A chunk passes the stages of a pipeline one after the other; the next one follows a stage behind. */
static double clock_prefill(const toll__placement *p, const toll__op *ops, const toll__load *load, const wave *w,
                            toll__step_terms *terms)
{
    toll__batch batch = prefill_batch(p, load, w);
    toll__clock_step(p, ops, &batch, terms);
    if (p->pp <= 1)
        return w->prefill_steps * toll__clock_total(terms);
    toll__step_terms whole;
    batch.prefill_tokens *= p->pp;
    batch.prefill_sequences *= p->pp;
    toll__clock_step(p, ops, &batch, &whole);
    return toll__clock_total(&whole) * (1 + (w->prefill_steps - 1) / p->pp);
}

static void time_waves(const toll__placement *p, const toll__load *load, const wave *w, toll__steady *out)
{
    double start_s = p->request_s + w->prefill_s;
    out->tpot_s = w->decode_s / toll__speculate_tokens(load);
    double wave_s = start_s + (load->output_tokens - 1) * out->tpot_s;
    out->running = w->requests;
    out->waiting = load->concurrency - w->requests;
    out->ttft_s = start_s + wave_s * (w->waves - 1) / 2; /* of the mean request: half of the waves are before it */
    out->e2e_s = out->ttft_s + (load->output_tokens - 1) * out->tpot_s;
    out->requests_per_s = load->concurrency / (wave_s * w->waves);
    out->step_s = w->decode_s;
    out->input_time_frac = w->prefill_s / (w->prefill_s + (load->output_tokens - 1) * out->tpot_s);
}

static double batch_power(const toll__placement *p, const toll__step_terms *decode, const toll__step_terms *prefill,
                          double share)
{
    if (!(p->tdp_w > 0))
        return 0;
    return (1 - share) * toll__power_step(p, decode) + share * toll__power_step(p, prefill);
}

static void set_verdicts(const toll__placement *p, const toll__op *ops, const toll__load *load, toll__steady *out)
{
    toll__settle_fit(p, ops, load->input_tokens + load->output_tokens, out->running, out);
    out->flags |= load->draft_tokens > 0 ? TOLL_FLAG_SPECULATIVE : 0;
    toll__speculate_share(load, out->step_s, &out->terms);
    out->bound = out->waiting > 0 ? TOLL_BOUND_CAPACITY : toll__clock_bound(&out->terms);
    if (out->waiting > 0 && out->running * 2 > p->max_sequences)
        out->bound = TOLL_BOUND_SEQUENCES;
}

void toll__static_batch(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                        toll__steady *steady)
{
    wave w;
    toll__step_terms prefill;
    memset(steady, 0, sizeof *steady);
    split_waves(placement, ops, load, &w);
    w.prefill_s = clock_prefill(placement, ops, load, &w, &prefill);
    w.decode_s = toll__speculate_decode_step(placement, ops, load, w.requests, &steady->terms);
    time_waves(placement, load, &w, steady);
    steady->power_w = batch_power(placement, &steady->terms, &prefill, steady->input_time_frac);
    set_verdicts(placement, ops, load, steady);
}

/* Requests start at different times, so the memory holds them at their mean length. */
void toll__static_decode(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                         toll__steady *steady)
{
    memset(steady, 0, sizeof *steady);
    steady->running = toll__min(load->concurrency, allowed(placement, ops, toll__load_mean_context(load)));
    steady->waiting = load->concurrency - steady->running;
    steady->step_s = toll__speculate_decode_step(placement, ops, load, steady->running, &steady->terms);
    steady->tpot_s = steady->step_s / toll__speculate_tokens(load);
    double answer_s = load->output_tokens * steady->tpot_s;
    steady->requests_per_s = steady->running / answer_s;
    steady->ttft_s = steady->tpot_s + steady->waiting / steady->requests_per_s;
    steady->e2e_s = steady->ttft_s + (load->output_tokens - 1) * steady->tpot_s;
    steady->power_w = batch_power(placement, &steady->terms, &steady->terms, 0);
    set_verdicts(placement, ops, load, steady);
}
