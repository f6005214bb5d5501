/* SPDX-License-Identifier: Apache-2.0 */
/* Weights that tensor parallelism does not split, and the copies of them that loading leaves in memory.
 *
 * Latents belong to no head, so every rank holds the projections into them whole, and the indexer too (vLLM
 * model_executor/models/deepseek_v2.py, SGLang srt/models/deepseek_v2.py: ReplicatedLinear). A rank holds at least one
 * head of keys and values, so beyond n_kv_heads ranks those projections are repeated (QKVParallelLinear). Absorbed
 * decoding multiplies by the projections out of the latent in 16 bits: quantised ones are widened once, and the copy
 * stays (vLLM attention/mla, process_weights_after_loading); SGLang copies them in any format (w_kc, w_vc).
 *
 * Example: DeepSeek-R1 with attention in 16 bits on tp 4. The projections into latents have 7,168 * (1,536 + 576) =
 * 15.1 million weights a layer, 30.3 MB; three quarters of them come on top of a rank's share, 1.39 GB over 61 layers.
 * SGLang's copies have 128 * 256 * 512 weights a layer, 33.6 MB, 0.51 GB a rank over all.
 *
 * SGLang counts the device's free memory, so what PyTorch's allocator rounds up counts, too: a tensor above 10 MiB takes
 * whole blocks of 2 MiB (c10/cuda/CUDACachingAllocator.cpp, kMinLargeAlloc and kRoundLarge). Example: Qwen3-14B in
 * bf16 on tp 4. Projections of 17.5, 12.5, 85 and 42.5 MiB a layer take 18, 14, 86 and 44, 4.5 more: 180 MiB over 40
 * layers. 7.08 GiB are printed, 6.88 are the weights. */
#include "step/repeated_weights.h"

#include <math.h>

#include <toll/model.h>
#include <toll/step.h>

#define BITS_PER_BYTE 8.0
#define LARGE_BYTES   (10.0 * 1048576)
#define ROUND_BYTES   (2.0 * 1048576)

static double indexer_weights(const toll__block *b, double d)
{
    double heads = (double)b->index_heads, width = (double)b->index_dim;
    return heads > 0 ? (double)b->q_lora_rank * heads * width + d * (width + heads) : 0;
}

static double latent_weights(const toll__block *b, double d)
{
    double into = (double)(b->q_lora_rank + b->kv_lora_rank + b->qk_rope_dim);
    return d * into + indexer_weights(b, d);
}

/* DeepSeek-V4: queries' latent and the one head that is key and value. */
static double shared_head_weights(const toll__block *b, double d)
{
    return d * (double)(b->q_lora_rank + b->head_dim);
}

/* Entries and gates of the compressor and of its indexer; chosen entries overlap, so there are two of each. */
static double compressor_weights(const toll__block *b, double d)
{
    double wide = b->index_heads > 0 ? 2 : 1;
    double pooled = 2 * d * wide * (double)b->head_dim;
    if (b->index_heads == 0)
        return pooled;
    double heads = (double)b->index_heads, width = (double)b->index_dim;
    return pooled + 4 * d * width + (double)b->q_lora_rank * heads * width + d * heads;
}

static double whole_weights(const toll__block *b, double d)
{
    if (b->kind == TOLL_LAYER_MLA)
        return latent_weights(b, d);
    if (b->kind == TOLL_LAYER_SHARED_KV)
        return shared_head_weights(b, d);
    return b->kind == TOLL_LAYER_COMPRESSOR ? compressor_weights(b, d) : 0;
}

/* Ranks beyond the heads of keys and values: each holds one head instead of its share of one. */
static double head_bytes(const toll__site *site, const toll__block *b)
{
    const toll__precision *p = site->precision;
    double heads = (double)b->n_kv_heads, tp = site->parallel->tp;
    if (b->kind != TOLL_LAYER_ATTENTION || tp <= heads || (b->flags & TOLL_LAYER_SHARED_CACHE) != 0)
        return 0;
    double value = (b->flags & TOLL_LAYER_K_IS_V) != 0 ? 0 : (double)b->v_head_dim * p->attn_v_bits;
    double head = (double)site->model->d_model * ((double)b->head_dim * p->attn_bits + value) / BITS_PER_BYTE;
    return head * (1 - heads / tp);
}

static double absorbed_bytes(const toll__site *site, const toll__block *b)
{
    const toll__precision *p = site->precision;
    int is_copied = p->attn_v_bits < p->activation_bits || site->engine->memory_policy == TOLL_MEMORY_STATIC;
    if (b->kind != TOLL_LAYER_MLA || !is_copied)
        return 0;
    double out = (double)b->n_heads * (double)(b->qk_nope_dim + b->v_head_dim) * (double)b->kv_lora_rank;
    return out / site->parallel->tp * p->activation_bits / BITS_PER_BYTE;
}

static double rounded_up(double bytes)
{
    return bytes > LARGE_BYTES ? ceil(bytes / ROUND_BYTES) * ROUND_BYTES - bytes : 0;
}

/* Queries, keys and values are one tensor, and so are the gate and the input projection. */
static double attention_slack(const toll__site *site, const toll__block *b)
{
    const toll__precision *p = site->precision;
    double tp = site->parallel->tp, d = (double)site->model->d_model / BITS_PER_BYTE;
    double held = ceil((double)b->n_kv_heads / tp);
    double query = (double)b->n_heads / tp * (double)b->head_dim * p->attn_bits;
    double key_value = held * ((double)b->head_dim * p->attn_bits + (double)b->v_head_dim * p->attn_v_bits);
    double out = (double)b->n_heads / tp * (double)b->v_head_dim * p->attn_bits;
    return rounded_up(d * (query + key_value)) + rounded_up(d * out);
}

static double ffn_slack(const toll__site *site, const toll__block *b)
{
    double matrix = (double)site->model->d_model * (double)b->d_ff / site->parallel->tp / BITS_PER_BYTE;
    return rounded_up((double)(b->ffn_matrices - 1) * matrix * site->precision->ffn_bits) +
           rounded_up(matrix * site->precision->ffn_down_bits);
}

static double slack_bytes(const toll__site *site, const toll__block *b)
{
    if (site->engine->memory_policy != TOLL_MEMORY_STATIC)
        return 0;
    if (b->kind == TOLL_LAYER_ATTENTION)
        return attention_slack(site, b);
    return b->kind == TOLL_LAYER_FFN ? ffn_slack(site, b) : 0;
}

double toll__repeated_bytes(const toll__site *site, const toll__block *block)
{
    if (site->engine->activation_policy != TOLL_ACTIVATION_STAGES)
        return 0;
    double whole = whole_weights(block, (double)site->model->d_model) * site->precision->attn_bits / BITS_PER_BYTE;
    return whole * (1 - 1 / site->parallel->tp) + head_bytes(site, block) + absorbed_bytes(site, block) +
           slack_bytes(site, block);
}
