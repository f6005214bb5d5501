/* SPDX-License-Identifier: Apache-2.0 */
/* Disaggregated serving in a closed loop. The decode pool is timed as requests that only decode (static_batch.c), the
 * prefill pool as a queue M/G/c with one server a replica (queue.c). The number of decoding requests is found by
 * bisection: every client is either decoding, or on its way there. */
#include "serve/pools.h"

#include <math.h>

#include <toll/serve.h>

#include "serve/queue.h"
#include "serve/static_batch.h"
#include "step/memory.h"

/* Seconds of one prompt on a prefill unit: alone, and of a replica that is full of prompts. */
typedef struct prefill {
    double alone_s;
    double full_s;
} prefill;

static double batch_seconds(const toll__pool *pool, const toll__load *load, double prompts)
{
    toll__load batch = *load;
    toll__steady steady;
    batch.mode = TOLL_LOAD_BATCH;
    batch.concurrency = prompts;
    batch.output_tokens = 1;
    toll__static_batch(pool->placement, pool->ops, &batch, &steady);
    return prompts / steady.requests_per_s - pool->placement->request_s;
}

/* As many prompts as share a chunk on every replica, whole ones. */
static prefill clock_prompts(const toll__pool *pool, const toll__load *load)
{
    double fresh = toll__load_fresh_tokens(load);
    double together = toll__max(floor(pool->placement->chunk_tokens / fresh), 1);
    double replicas = pool->placement->dp;
    return (prefill){batch_seconds(pool, load, 1), batch_seconds(pool, load, together * replicas) / together};
}

static double token_seconds(const toll__pool *pool, const toll__load *load, double each)
{
    toll__load unit = *load;
    toll__steady steady;
    unit.concurrency = toll__max(each, 1);
    toll__static_decode(pool->placement, pool->ops, &unit, &steady);
    return steady.tpot_s;
}

/* Requests that one decode unit runs at most. */
static double unit_limit(const toll__pool *pool, const toll__load *load)
{
    double fitting = toll__memory_sequences(pool->placement, pool->ops, toll__load_mean_context(load));
    return toll__max(toll__min(fitting, pool->placement->max_sequences), 1);
}

/* The fit for engines that mix prompts with decoding (prompt_meet_frac of constants.csv). An engine that prefills first
 * keeps requests together that started together, so more prompts come ahead; a pool that doesn't decode can't. */
#define POOLED_AHEAD_FRAC 0.1

/* Clients in a closed loop start together and end in bursts, so a share of the other clients' prompts comes ahead of a
 * request's own, as in one deployment (settle.c); all replicas prefill them. */
static double ahead_seconds(const toll__pool *prompts, const toll__load *load, const prefill *p)
{
    double others = toll__max(load->concurrency - 1, 0);
    return toll__min(prompts->placement->prompt_meet_frac, POOLED_AHEAD_FRAC) * others * p->full_s /
           (prompts->units * prompts->placement->dp);
}

/* The state with `each` requests decoding on each unit. Their rate is the arrival rate of the prefill pool; its
 * queue is M/G/c, a replica a server, or the burst of prompts ahead, whichever is longer. */
typedef struct pool_state {
    double tpot_s, rate, wait_s, load;
} pool_state;

static pool_state find_state(const toll__pool *prompts, const toll__pool *decode, const toll__load *load,
                             const prefill *p, double each)
{
    pool_state s = {.tpot_s = token_seconds(decode, load, each)};
    s.rate = decode->units * each / ((load->output_tokens - 1) * s.tpot_s);
    toll__line line = {s.rate, p->full_s, prompts->units * prompts->placement->dp, 1, load->input_cv};
    s.load = toll__queue_load(&line);
    s.wait_s = s.load < 1 ? toll__max(toll__queue_wait(&line).mean_s, ahead_seconds(prompts, load, p)) : HUGE_VAL;
    return s;
}

#define HALVINGS 50

/* In a closed loop the clients are somewhere: on their way to decoding, or decoding. Both grow with the number that
 * decodes, so it is found by bisection; where the prompts' pool is the slower one its queue takes up the rest. */
static double find_each(const toll__pool *prompts, const toll__pool *decode, const toll__load *load, const prefill *p,
                        double start_s, double limit)
{
    double low = 0, high = toll__min(limit, load->concurrency / decode->units);
    for (int i = 0; i < HALVINGS; i++) {
        double each = i == 0 ? high : (low + high) / 2;
        pool_state s = find_state(prompts, decode, load, p, each);
        if (s.rate * (start_s + s.wait_s) + decode->units * each <= load->concurrency)
            low = each;
        else
            high = each;
        if (low >= high)
            break;
    }
    return low > 0 ? low : high;
}

/* The cache of a prompt lies on all accelerators of a replica, each of which sends its part; the side with fewer of
 * them is the narrower. */
static double send_bytes(const toll__pool *prompts, const toll__pool *decode, const toll__load *load)
{
    return toll__max(toll__memory_sequence_bytes(prompts->placement, prompts->ops, load->input_tokens),
                     toll__memory_sequence_bytes(decode->placement, decode->ops, load->input_tokens));
}

static void match_units(toll__pool *prompts, const toll__pool *decode, const toll__load *load, const prefill *p,
                        double limit, toll__pooled *out)
{
    double full = decode->units * limit / ((load->output_tokens - 1) * token_seconds(decode, load, limit));
    double units = full * p->full_s / prompts->placement->dp;
    out->prompt_units_per_decode = units / decode->units;
    if (prompts->units > 0)
        return;
    double each = toll__min(limit, load->concurrency / decode->units);
    double rate = decode->units * each / ((load->output_tokens - 1) * token_seconds(decode, load, each));
    prompts->units = toll__max(ceil(rate * p->full_s / prompts->placement->dp), 1);
}

void toll__pools(toll__pool *prompts, const toll__pool *decode, const toll__cache_link *link, const toll__load *load,
                 toll__pooled *out)
{
    prefill p = clock_prompts(prompts, load);
    double limit = unit_limit(decode, load);
    *out = (toll__pooled){.send_bytes = send_bytes(prompts, decode, load), .prompt_s = p.alone_s};
    out->send_s = link->start_s + out->send_bytes / link->bytes_per_s;
    match_units(prompts, decode, load, &p, limit, out);
    double start_s = prompts->placement->request_s + p.alone_s + out->send_s;
    double each = find_each(prompts, decode, load, &p, start_s, limit);
    pool_state s = find_state(prompts, decode, load, &p, each);
    out->requests_per_s = s.rate;
    out->tpot_s = s.tpot_s;
    out->decoding = decode->units * each;
    /* Who is neither decoding nor on the way waits: for prompts, or, where decoding is full, for a slot. */
    double idle_s = toll__max(load->concurrency / s.rate - start_s - each * decode->units / s.rate, 0);
    out->prompt_wait_s = s.load < 1 ? toll__min(s.wait_s, idle_s) : idle_s;
    out->slot_wait_s = idle_s - out->prompt_wait_s;
    out->waiting = s.rate * idle_s;
    out->ttft_s = start_s + idle_s;
    out->prompt_load = toll__min(s.load, 1);
    out->decode_load = each / limit;
}
