/* SPDX-License-Identifier: Apache-2.0 */
/* A model laid over accelerators: for each component class the bytes and operations of one accelerator, and the
 * seconds per byte and per operation that its kernels reach. All that does not depend on a batch is computed here,
 * once.
 *
 * Tensor parallelism splits projections and heads (Shoeybi and others, Megatron-LM, arXiv 1909.08053), expert
 * parallelism spreads experts over ranks, attention data parallelism repeats attention, pipeline parallelism splits
 * the layers.
 *
 * Example: a feed-forward block of Llama 3.1 70B, d = 8,192 and f = 28,672, in FP8 at tp = 4. It has 3 d f = 704.6
 * million weights, 176,160,768 bytes on each accelerator. Per token it reads and writes (3 f / 4 + 2 d) * 2 = 75,776
 * bytes and computes 2 * 3 d f / 4 = 352 MFLOP. */
#include "step/place.h"

#include <math.h>
#include <string.h>

#include <toll/hardware.h>
#include <toll/model.h>
#include <toll/step.h>

#include "base/fault.h"
#include "base/range.h"
#include "model/params.h"
#include "step/forward_peak.h"
#include "step/fabric.h"
#include "step/power.h"
#include "step/memory.h"
#include "step/repeated_weights.h"
#include "step/tally.h"

#define BITS_PER_BYTE 8.0
#define FLOPS_PER_MAC 2.0

/* Expert parallelism of more ranks than the calibration data holds is off by about half; it is marked. */
#define CALIBRATED_EP 8.0

/* A model's rows repeat often (126 attention blocks of three sizes); looking back this far merges them cheaply. */
#define MERGE_WINDOW 16u

static toll_status fail_layout(toll_error *err, const char *field, const char *reason)
{
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_STEP_LAYOUT, field, -1, reason);
}

static toll_status check_parallel(const toll__site *site, toll_error *err)
{
    const toll__parallel *s = site->parallel;
    if (s->pp > (double)site->model->n_layers)
        return fail_layout(err, "pp", "must be at most the model's n_layers");
    if (fmod(s->tp * s->dp, s->ep) > 0)
        return fail_layout(err, "ep", "must divide tp * dp");
    if ((site->model->flags & TOLL_MODEL_INCOMPLETE) != 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_MODEL, "flags", -1,
                          "say that the layers do not describe the whole model, so no step can be timed");
    return TOLL_OK;
}

/* Seconds per operation at what one class of kernels reaches; notes a fall-back. */
static toll_status find_kernel_rate(toll__site *site, uint32_t wanted, const char *field, double compute_frac,
                                    double *s_per_flop, toll_error *err)
{
    uint32_t used = wanted;
    double flop_per_s = 0;
    if (toll__accelerator_rate(site->accelerator, wanted, &used, &flop_per_s, NULL) != TOLL_OK)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_PRECISION, field, -1,
                          "has no published rate on this accelerator, and no wider format has one");
    site->placement->flags |= used == wanted ? 0 : TOLL_FLAG_RATE_FALLBACK;
    *s_per_flop = 1 / (flop_per_s * compute_frac);
    return TOLL_OK;
}

static toll_status place_compute(toll__site *site, toll_error *err)
{
    const toll__constants *c = site->constants;
    const toll__precision *p = site->precision;
    toll__placement *t = site->placement;
    toll_status status =
        find_kernel_rate(site, p->linear_rate, "linear_rate", c->linear.compute_frac, &t->linear_s_per_flop, err);
    if (status != TOLL_OK)
        return status;
    status = find_kernel_rate(site, p->expert_rate, "expert_rate", c->expert.compute_frac, &t->expert_s_per_flop, err);
    if (status != TOLL_OK)
        return status;
    status =
        find_kernel_rate(site, p->attention_rate, "attention_rate", c->decode.compute_frac, &t->decode_s_per_flop, err);
    if (status != TOLL_OK)
        return status;
    t->prefill_s_per_flop = t->decode_s_per_flop * c->decode.compute_frac / c->prefill.compute_frac;
    t->linear_compute_frac = c->linear.compute_frac;
    t->expert_compute_frac = c->expert.compute_frac;
    t->decode_compute_frac = c->decode.compute_frac;
    t->prefill_compute_frac = c->prefill.compute_frac;
    return TOLL_OK;
}

static toll_status place_bandwidth(toll__site *site, toll_error *err)
{
    const toll__constants *c = site->constants;
    toll__placement *t = site->placement;
    if ((site->accelerator->known & TOLL_HW_MEMORY_RATE) == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_HW, "memory_bytes_per_s", -1, "is not known");
    t->memory_s_per_byte = 1 / site->accelerator->memory_bytes_per_s;
    t->linear_s_per_byte = t->memory_s_per_byte / c->linear.memory_frac;
    t->expert_s_per_byte = t->memory_s_per_byte / c->expert.memory_frac;
    t->decode_s_per_byte = t->memory_s_per_byte / c->decode.memory_frac;
    return TOLL_OK;
}

static void place_host(toll__site *site)
{
    const toll__constants *c = site->constants;
    toll__placement *t = site->placement;
    t->prefill_start_s = c->prefill.start_s;
    t->prefill_half_tokens = c->prefill_half_tokens;
    t->step_s = c->step_s;
    t->sequence_s = c->sequence_s;
    t->prefill_layers_s = c->prefill_layer_s * (double)site->model->n_layers;
    t->request_s = c->request_s;
    t->prompt_meet_frac = c->prompt_meet_frac;
    t->software_time_factor = c->software_time_factor;
    t->flags |= c->is_calibrated ? 0 : TOLL_FLAG_TYPICAL_CONSTANTS;
}

/* A factor of e^(1.28 * 25) = 10^14 either way says "anything"; without a limit the widest constants would give
 * infinity. */
#define LOG_SD_MAX 25.0

/* Power errs independently of time, so their products' variances add. Each validity below "calibrated" widens a
 * standard deviation once more. */
static void place_bars(toll__site *site)
{
    const toll__constants *c = site->constants;
    double wider = site->has_experts > 0 && c->expert_sd_factor > 1 ? c->expert_sd_factor : 1;
    double step_sd = c->step_log_sd * wider, throughput_sd = c->throughput_log_sd * wider;
    const double log_sd[TOLL__METRICS] = {
        [TOLL__METRIC_STEP] = step_sd,
        [TOLL__METRIC_TTFT] = c->ttft_log_sd,
        [TOLL__METRIC_THROUGHPUT] = throughput_sd,
        [TOLL__METRIC_POWER] = c->power_log_sd,
        [TOLL__METRIC_STEP_J] = sqrt(c->power_log_sd * c->power_log_sd + step_sd * step_sd),
        [TOLL__METRIC_TOKEN_J] = sqrt(c->power_log_sd * c->power_log_sd + throughput_sd * throughput_sd),
    };
    for (int metric = 0; metric < TOLL__METRICS; metric++) {
        double widened = log_sd[metric];
        for (int validity = 0; validity < TOLL__VALIDITIES; validity++, widened *= c->extrapolation_factor) {
            double *bar = site->placement->bars[metric][validity];
            bar[0] = toll__range_factor(widened < LOG_SD_MAX ? widened : LOG_SD_MAX);
            bar[1] = 1 / bar[0];
        }
    }
}

static void place_head(toll__site *site)
{
    const toll__model *m = site->model;
    const toll__precision *p = site->precision;
    double elements = (double)m->vocab_size * (double)m->d_model;
    int is_tied = (m->flags & TOLL_MODEL_TIED_EMBEDDINGS) != 0;
    if ((m->flags & TOLL_MODEL_NO_HEAD) != 0)
        return;
    site->placement->head_bytes =
        elements * (is_tied ? p->embed_bits : p->head_bits) / BITS_PER_BYTE / site->parallel->tp;
    site->placement->head_flops = FLOPS_PER_MAC * elements / site->parallel->tp;
}

static void flag_facts(toll__site *site)
{
    const uint64_t used = TOLL_HW_MEMORY | TOLL_HW_MEMORY_USABLE | TOLL_HW_MEMORY_RATE | TOLL_HW_BF16 | TOLL_HW_FP16 |
                          TOLL_HW_FP8 | TOLL_HW_INT8 | TOLL_HW_FP4 | TOLL_HW_LINK;
    toll__placement *t = site->placement;
    if ((site->accelerator->unverified & used) != 0 || (site->model->unverified & TOLL_MODEL_SHAPE) != 0)
        t->flags |= TOLL_FLAG_UNVERIFIED_FACT;
    if (site->parallel->ep > CALIBRATED_EP || site->parallel->dp > CALIBRATED_EP)
        t->flags |= TOLL_FLAG_WIDE_EP;
    if (site->parallel->pp > 1)
        t->flags |= TOLL_FLAG_PIPELINE;
}

toll_status toll__place_start(toll__site *site, toll_error *err)
{
    toll__placement *t = site->placement;
    memset(t, 0, sizeof *t);
    toll_status status = check_parallel(site, err);
    if (status != TOLL_OK)
        return status;
    status = place_bandwidth(site, err);
    if (status != TOLL_OK)
        return status;
    status = place_compute(site, err);
    if (status != TOLL_OK)
        return status;
    status = toll__fabric_place(site, err);
    if (status != TOLL_OK)
        return status;
    t->dp = site->parallel->dp;
    t->pp = site->parallel->pp;
    t->gpus = site->parallel->tp * t->pp * t->dp;
    t->replica_frac = 1 / t->dp;
    t->slice_frac = 1 / (t->dp * t->pp);
    t->max_context_tokens = (double)site->model->max_context_tokens;
    t->token_bytes = (double)site->model->d_model * site->precision->activation_bits / BITS_PER_BYTE;
    place_host(site);
    toll__power_place(site);
    place_head(site);
    flag_facts(site);
    return TOLL_OK;
}

static toll_status check_block(const toll__site *site, const toll__block *block, const toll__shape *shape, int64_t row,
                               toll_error *err)
{
    if (shape->heads > 0 && fmod(shape->heads, site->parallel->tp) > 0)
        return toll__fail_divisor(err, TOLL_KIND_STEP_LAYOUT, "tp", row, site->parallel->tp, "attention heads",
                                  shape->heads);
    if (block->kind == TOLL_LAYER_MOE && fmod((double)block->n_experts, site->parallel->ep) > 0)
        return toll__fail_divisor(err, TOLL_KIND_STEP_LAYOUT, "ep", row, site->parallel->ep, "experts",
                                  (double)block->n_experts);
    return TOLL_OK;
}

/* A scale for the whole tensor is known ahead, so the kernel before writes the narrow format; blocks are searched for
 * their largest value first, by a kernel of its own. Scales per block show in the bits that they add. */
static double quantise_s(const toll__site *site)
{
    const toll__precision *p = site->precision;
    int is_scaled = fmod(p->attn_bits, 1) > 0 || fmod(p->ffn_bits, 1) > 0;
    return is_scaled ? site->constants->linear_quantise_s : 0;
}

/* Projections are split by TP, but for the routers; experts by every accelerator that serves them. */
static void split_weights(const toll__site *site, const toll__shape *s, toll__op *op)
{
    const toll__constants *c = site->constants;
    double tp = site->parallel->tp, all = tp * site->parallel->dp, ep = site->parallel->ep;
    op->linear_bytes = (s->linear_bytes - s->router_bytes) / tp + s->router_bytes;
    op->linear_io_bytes = s->linear_io_bytes / tp + s->linear_io_whole_bytes;
    op->linear_flops = s->linear_flops / tp;
    /* Whatever goes into or comes out of projections is read and written once more by a norm, a rotation or an
     * activation; the residual stream twice. */
    op->small_io_bytes = c->small_io_factor * (s->linear_io_bytes / tp + 2 * s->linear_io_whole_bytes);
    op->expert_bytes = s->expert_bytes / all;
    op->expert_io_bytes = s->expert_io_whole_bytes / ep + s->expert_io_bytes / all;
    op->expert_flops = s->expert_flops / all * pow(ep, c->expert_rank_exp);
    op->expert_log_miss = s->expert_log_miss;
    op->starts_s = s->linear_kernels * (c->linear.start_s + quantise_s(site)) +
                   (s->expert_bytes > 0 ? c->expert.start_s : 0) +
                   c->small_kernel_s * (c->small_kernels_per_block + s->small_kernels);
    if (!(s->expert_bytes > 0))
        return;
    op->expert_share = -expm1(s->expert_log_miss);
    op->expert_spread = toll__tally_spread(ep, s->experts_active / op->expert_share);
    op->expert_pad_flops = c->expert_tile_tokens * s->expert_flops / all / op->expert_share;
    op->expert_ramp_tokens = c->expert_ramp_tokens;
}

/* One latent or shared head for all queries takes the kernel that was timed for latents. */
static double attention_start(const toll__constants *c, uint32_t kind)
{
    if (kind == TOLL_LAYER_COMPRESSOR)
        return 0;
    return kind == TOLL_LAYER_MLA || kind == TOLL_LAYER_SHARED_KV ? c->decode_latent_start_s : c->decode.start_s;
}

/* A rank holds its share of the KV heads, at least one: beyond n_kv_heads ranks the cache is repeated. */
static void split_attention(const toll__site *site, const toll__shape *s, toll__op *op)
{
    double tp = site->parallel->tp;
    op->is_attention = s->is_attention;
    op->decode_start_s = attention_start(site->constants, s->kind);
    op->scan_token_s = s->state_bytes > 0 ? site->constants->recurrent_token_s : 0;
    op->kv_token_bytes = ceil(s->kv_heads / tp) * s->kv_token_bytes;
    op->keeps_nothing = s->keeps_nothing ? TOLL__READS_ONLY : 0;
    op->index_token_bytes = s->index_token_bytes;
    op->decode_flops = s->decode_flops / tp;
    /* Tokens that attend a choice of their own read latents, as decoding does. */
    int is_chosen = s->kind == TOLL_LAYER_MLA && s->topk_tokens > 0;
    op->prefill_flops = (is_chosen ? s->decode_flops : s->prefill_flops) / tp;
    op->index_flops = s->index_flops;
    op->window_tokens = s->window_tokens;
    op->topk_tokens = s->topk_tokens;
    op->state_bytes = s->state_bytes / tp;
    op->state_flops = s->state_flops / tp;
}

/* With attention data parallelism tokens travel to their experts and back; otherwise every component ends in an
 * all-reduce. Each of ep groups of ranks holds whole experts, split within the group; a token goes once to every rank
 * of the groups that its k experts live in: a share 1 - (1 - 1/ep)^k of them. */
static void add_collectives(const toll__site *site, const toll__shape *s, toll__op *op)
{
    const toll__parallel *parallel = site->parallel;
    double ranks = parallel->tp * parallel->dp;
    op->allreduces = parallel->tp > 1 ? 1 + s->extra_allreduces : 0;
    if (s->kind != TOLL_LAYER_MOE || parallel->dp <= 1)
        return;
    op->allreduces = 0;
    op->alltoall_bytes = s->expert_width_bytes * ranks * (1 - pow(1 - 1 / parallel->ep, s->experts_active));
}

static void add_op(toll__site *site, const toll__op *op)
{
    toll__placement *t = site->placement;
    if (site->ops == NULL)
        return;
    uint64_t first = t->n_ops > MERGE_WINDOW ? t->n_ops - MERGE_WINDOW : 0;
    for (uint64_t i = first; i < t->n_ops; i++) {
        toll__op same = *op;
        same.count = site->ops[i].count;
        if (memcmp(&same, &site->ops[i], sizeof same) == 0) {
            site->ops[i].count += op->count;
            return;
        }
    }
    site->ops[t->n_ops++] = *op;
}

/* An engine that stores more of latent attention than the latents. */
static double latent_factor(const toll__site *site, const toll__block *block)
{
    double rank = (double)block->kv_lora_rank, rope = (double)block->qk_rope_dim;
    double heads = (double)block->n_heads / site->parallel->tp;
    if (block->kind != TOLL_LAYER_MLA || site->engine->latent_policy == TOLL_LATENTS_ALONE)
        return 1;
    if (site->engine->latent_policy == TOLL_LATENTS_TWICE)
        return (2 * rank + rope) / (rank + rope);
    return heads * ((double)block->qk_nope_dim + rope + (double)block->v_head_dim) / (rank + rope);
}

toll_status toll__place_block(toll__site *site, const toll__block *block, int64_t row, toll_error *err)
{
    toll__shape shape;
    toll__op op;
    toll__shape_describe(block, site->model, site->precision, &shape);
    toll_status status = check_block(site, block, &shape, row, err);
    if (status != TOLL_OK)
        return status;
    memset(&op, 0, sizeof op);
    op.kind = shape.kind;
    op.count = shape.count;
    split_weights(site, &shape, &op);
    split_attention(site, &shape, &op);
    op.keeps_nothing |= shape.is_of_encoder ? TOLL__PROMPTS_ONLY : 0;
    op.kv_token_bytes *= latent_factor(site, block);
    add_collectives(site, &shape, &op);
    add_op(site, &op);
    toll__activation_meet(site, block);
    site->layer_bytes += shape.count * (op.linear_bytes + op.expert_bytes * toll__memory_padding(site, block) +
                                        shape.other_bytes + toll__repeated_bytes(site, block));
    site->has_experts = shape.expert_bytes > 0 ? 1 : site->has_experts;
    site->placement->flags |= shape.state_bytes > 0 ? TOLL_FLAG_RECURRENT : 0;
    site->placement->flags |= shape.topk_tokens > 0 ? TOLL_FLAG_SPARSE_ATTENTION : 0;
    return TOLL_OK;
}

toll_status toll__place_end(toll__site *site, toll_error *err)
{
    if (site->parallel->ep > 1 && !(site->has_experts > 0))
        return fail_layout(err, "ep", "must be 1 for a model without experts");
    place_bars(site);
    return toll__memory_place(site, err);
}
