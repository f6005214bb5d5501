/* SPDX-License-Identifier: Apache-2.0 */
/* Seconds of one step: each operation at a smooth roofline, then collectives, kernel starts and host work. No two of
 * them overlap. The roofline of order 2 is the Euclidean norm sqrt(memory^2 + compute^2): it tends to the classical
 * roofline max(memory, compute) (Williams, Waterman and Patterson, Communications of the ACM 52, 2009) where one of
 * the two dominates, and is 41 % above it where they are equal.
 *
 * Example: Llama 3.1 70B in FP8 on 4 x H100 SXM, 32 sequences at 1,250 tokens. A feed-forward block reads 178.6 MB
 * (tally.c) at 0.82 * 3.35 TB/s: 65.0 us. Its 11.27 GFLOP take 10.5 us at 0.54 * 1,979 TFLOP/s. sqrt(65.0^2 + 10.5^2)
 * = 65.9 us. Its all-reduce of 32 * 16,384 bytes takes 7.55 us to start and 3 * 524,288 / (0.55 * 450 GB/s) = 6.36 us.
 * With 80 layers, attention and the host a step is 13.3 ms: `toll speed --explain` prints its parts. */
#include "step/clock.h"

#include <math.h>

#include <toll/step.h>

/* A smooth roofline of order 2: sqrt(memory^2 + compute^2). Its time is shared by the squares, so the shares add up. */
static void add_roofline(double times, double memory_s, double compute_s, double *memory_term, double *compute_term)
{
    double squares = memory_s * memory_s + compute_s * compute_s;
    if (!(squares > 0))
        return;
    double per_square = times / sqrt(squares);
    *memory_term += memory_s * memory_s * per_square;
    *compute_term += compute_s * compute_s * per_square;
}

/* Short prompts leave a prefill kernel's tiles half empty: it reaches L / (L + half) of its best. */
static double prefill_seconds(const toll__placement *p, const toll__tally *tally)
{
    double length = tally->prefill_length > 1 ? tally->prefill_length : 1; /* a mean below one token is no prompt */
    return tally->prefill_flops * p->prefill_s_per_flop * (length + p->prefill_half_tokens) / length;
}

static void clock_attention(const toll__placement *p, const toll__op *op, const toll__slice *slice,
                            const toll__tally *tally, toll__step_terms *terms)
{
    add_roofline(op->count, tally->decode_bytes * p->decode_s_per_byte, tally->decode_flops * p->decode_s_per_flop,
                 &terms->kv_s, &terms->compute_s);
    /* A mean below one sequence is a share of steps that decode at all. */
    terms->overhead_s += op->count * op->decode_start_s * (slice->decode < 1 ? slice->decode : 1);
    if (!(slice->prefill > 0))
        return;
    terms->overhead_s += op->count * p->prefill_start_s;
    terms->compute_s += op->count * (prefill_seconds(p, tally) + slice->prompt * op->scan_token_s);
}

/* One shot sends everything to everyone; split in two, each rank adds up its part. Engines take the faster. */
static double collective_seconds(const toll__fabric *fabric, double bytes)
{
    double whole_s = bytes * fabric->s_per_byte;
    double split_s = fabric->split_start_s + bytes * fabric->split_s_per_byte;
    return fabric->start_s + (whole_s < split_s ? whole_s : split_s);
}

static void clock_links(const toll__placement *p, const toll__op *op, const toll__slice *slice, toll__step_terms *terms)
{
    double allreduce_s = collective_seconds(&p->allreduce, slice->tokens * p->token_bytes);
    terms->link_s += op->count * op->allreduces * allreduce_s;
    if (op->alltoall_bytes > 0) /* out to the experts and back */
        terms->link_s +=
            op->count * 2 * (p->alltoall.start_s + slice->tokens * op->alltoall_bytes * p->alltoall.s_per_byte);
}

static void add_busy(const toll__placement *p, const toll__op *op, const toll__tally *t, toll__step_terms *terms)
{
    terms->memory_busy_s += op->count * (t->linear_bytes + t->expert_bytes + t->decode_bytes) * p->memory_s_per_byte;
    terms->compute_busy_s += op->count * (t->linear_flops * p->linear_s_per_flop * p->linear_compute_frac +
                                          t->expert_flops * p->expert_s_per_flop * p->expert_compute_frac +
                                          t->decode_flops * p->decode_s_per_flop * p->decode_compute_frac +
                                          t->prefill_flops * p->prefill_s_per_flop * p->prefill_compute_frac);
}

static void clock_op(const toll__placement *p, const toll__op *op, const toll__slice *slice, toll__step_terms *terms)
{
    toll__tally tally;
    toll__tally_count(op, slice, &tally);
    add_roofline(op->count, tally.linear_bytes * p->linear_s_per_byte, tally.linear_flops * p->linear_s_per_flop,
                 &terms->weights_s, &terms->compute_s);
    if (op->expert_bytes > 0)
        add_roofline(op->count, tally.expert_bytes * p->expert_s_per_byte, tally.expert_flops * p->expert_s_per_flop,
                     &terms->weights_s, &terms->compute_s);
    if (op->is_attention || op->state_flops > 0)
        clock_attention(p, op, slice, &tally, terms);
    clock_links(p, op, slice, terms);
    terms->overhead_s += op->count * (op->starts_s + slice->tokens * op->small_io_bytes * p->decode_s_per_byte);
    add_busy(p, op, &tally, terms);
}

/* An encoder works where there is a prompt, on its tokens alone; a mean below one token is no prompt. */
static void clock_encoder(const toll__placement *p, const toll__op *op, const toll__slice *slice,
                          toll__step_terms *terms)
{
    if (!(slice->prefill > 0))
        return;
    toll__op part = *op;
    toll__slice own = *slice;
    part.count *= slice->prompt < 1 ? slice->prompt : 1;
    own.all_tokens -= slice->tokens - slice->prefill;
    own.tokens = slice->prefill;
    own.decode = 0;
    clock_op(p, &part, &own, terms);
}

static void clock_frame(const toll__placement *p, const toll__slice *slice, toll__step_terms *terms)
{
    add_roofline(1, p->head_bytes * p->linear_s_per_byte, slice->logits * p->head_flops * p->linear_s_per_flop,
                 &terms->weights_s, &terms->compute_s);
    terms->link_s += p->pp > 1 ? p->pp * (p->send.start_s + slice->tokens * p->token_bytes * p->send.s_per_byte) : 0;
    terms->overhead_s += p->step_s + slice->sequences * p->sequence_s;
    terms->overhead_s += slice->prefill > 0 ? p->prefill_layers_s : 0;
    terms->memory_busy_s += p->head_bytes * p->memory_s_per_byte;
    terms->compute_busy_s += slice->logits * p->head_flops * p->linear_s_per_flop * p->linear_compute_frac;
}

/* Software of another generation takes another time for the same work. The units stay busy for as long, and no step is
 * faster than they are at their peaks. */
static void apply_software_factor(const toll__placement *p, toll__step_terms *terms)
{
    double factor = p->software_time_factor;
    if (factor == 1)
        return;
    double least = (terms->memory_busy_s > terms->compute_busy_s ? terms->memory_busy_s : terms->compute_busy_s) /
                   toll__clock_total(terms);
    if (factor < 1 && factor < least)
        factor = least < 1 ? least : 1;
    terms->weights_s *= factor;
    terms->kv_s *= factor;
    terms->compute_s *= factor;
    terms->link_s *= factor;
    terms->overhead_s *= factor;
}

void toll__clock_step(const toll__placement *placement, const toll__op *ops, const toll__batch *batch,
                      toll__step_terms *terms)
{
    toll__step_terms sum = {0, 0, 0, 0, 0, 0, 0};
    toll__slice slice;
    toll__tally_slice(placement, batch, &slice);
    for (uint64_t i = 0; i < placement->n_ops; i++) {
        if ((ops[i].keeps_nothing & TOLL__PROMPTS_ONLY) != 0)
            clock_encoder(placement, &ops[i], &slice, &sum);
        else
            clock_op(placement, &ops[i], &slice, &sum);
    }
    clock_frame(placement, &slice, &sum);
    apply_software_factor(placement, &sum);
    sum.weights_s += placement->host_s; /* the link's time, which no software shortens */
    *terms = sum;
}

static inline void take_larger(double term, uint32_t its_bound, double *largest, uint32_t *bound)
{
    *bound = term > *largest ? its_bound : *bound;
    *largest = term > *largest ? term : *largest;
}

uint32_t toll__clock_bound(const toll__step_terms *t)
{
    uint32_t bound = TOLL_BOUND_WEIGHTS;
    double largest = t->weights_s;
    take_larger(t->kv_s, TOLL_BOUND_KV, &largest, &bound);
    take_larger(t->compute_s, TOLL_BOUND_COMPUTE, &largest, &bound);
    take_larger(t->link_s, TOLL_BOUND_LINK, &largest, &bound);
    take_larger(t->overhead_s, TOLL_BOUND_OVERHEAD, &largest, &bound);
    return bound;
}

#define CALIBRATED_SEQUENCES 512.0
#define CALIBRATED_CONTEXT   32768.0

uint64_t toll__clock_flags(const toll__placement *p, const toll__batch *batch)
{
    double prompts = batch->prefill_sequences > 1 ? batch->prefill_sequences : 1;
    double prompt = batch->prefill_context_tokens + batch->prefill_tokens / prompts;
    double context = prompt > batch->decode_context_tokens ? prompt : batch->decode_context_tokens;
    uint64_t flags = p->flags;
    flags |= batch->decode_sequences > CALIBRATED_SEQUENCES * p->dp ? TOLL_FLAG_LARGE_BATCH : 0;
    flags |= context > CALIBRATED_CONTEXT ? TOLL_FLAG_LONG_CONTEXT : 0;
    flags |= p->max_context_tokens > 0 && context > p->max_context_tokens ? TOLL_FLAG_BEYOND_CONTEXT : 0;
    return flags;
}

/* Assumed usable memory moves capacity by half a per cent and speed not at all; the constants of a format that falls
 * back are those of the rate that computes it. Where requests wait for memory, a little more of it moves everything:
 * the serving points that do have two to five times the error of the others. */
#define FLAGS_HARMLESS (TOLL_FLAG_USABLE_ASSUMED | TOLL_FLAG_RATE_FALLBACK | TOLL_FLAG_UNSTABLE)
#define FLAGS_OUTSIDE  (TOLL_FLAG_WIDE_EP | TOLL_FLAG_NO_FIT | TOLL_FLAG_BEYOND_CONTEXT | TOLL_FLAG_HOST_WEIGHTS)

uint32_t toll__clock_validity(uint64_t flags)
{
    if ((flags & FLAGS_OUTSIDE) != 0)
        return TOLL_VALIDITY_OUTSIDE;
    return (flags & ~(uint64_t)FLAGS_HARMLESS) != 0 ? TOLL_VALIDITY_EXTRAPOLATED : TOLL_VALIDITY_CALIBRATED;
}
