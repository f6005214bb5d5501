/* SPDX-License-Identifier: Apache-2.0 */
/* A component class before any hardware or layout: bytes of its weights, operations per token, bytes of cache per
 * token of context, how many kernels it starts. One function a kind of component; the counts of kernels are those of
 * current engines (step.h, What is counted). */
#include "step/shape.h"

#include <math.h>
#include <string.h>

#include <toll/model.h>

#include "model/params.h"

#define BITS_PER_BYTE 8.0
#define FLOPS_PER_MAC 2.0

/* Updating and reading a recurrent state of S elements: decay, outer product and output are about 4 multiply-adds an
 * element and token. The published counts for gated delta nets are 6 to 8 flops; the upper end is taken. */
#define STATE_FLOPS_PER_ELEMENT 8.0

static double class_bits(const toll__precision *p, int class)
{
    const double bits[TOLL__CLASSES] = {
        [TOLL__CLASS_EMBED] = p->embed_bits,   [TOLL__CLASS_HEAD] = p->head_bits,
        [TOLL__CLASS_ATTN] = p->attn_bits,     [TOLL__CLASS_ATTN_V] = p->attn_v_bits,
        [TOLL__CLASS_FFN] = p->ffn_bits,       [TOLL__CLASS_FFN_DOWN] = p->ffn_down_bits,
        [TOLL__CLASS_EXPERT] = p->expert_bits, [TOLL__CLASS_EXPERT_DOWN] = p->expert_down_bits,
        [TOLL__CLASS_ROUTER] = p->router_bits, [TOLL__CLASS_MIXER] = p->mixer_bits,
        [TOLL__CLASS_OTHER] = p->other_bits,
    };
    return bits[class];
}

static double class_bytes(const toll__params *params, const toll__precision *p, int class)
{
    return (double)params->all[class] * class_bits(p, class) / BITS_PER_BYTE;
}

/* Dense projections are every class but the experts, the frame's and the vectors. */
static void describe_weights(const toll__block *block, const toll__model *model, const toll__precision *p,
                             toll__shape *shape)
{
    static const unsigned char dense[] = {TOLL__CLASS_ATTN,     TOLL__CLASS_ATTN_V, TOLL__CLASS_FFN,
                                          TOLL__CLASS_FFN_DOWN, TOLL__CLASS_ROUTER, TOLL__CLASS_MIXER};
    toll__params params;
    toll__params_of_block(block, model->d_model, &params);
    for (unsigned i = 0; i < sizeof dense; i++) {
        shape->linear_bytes += class_bytes(&params, p, dense[i]);
        shape->linear_flops += FLOPS_PER_MAC * (double)params.active[dense[i]];
    }
    shape->router_bytes = class_bytes(&params, p, TOLL__CLASS_ROUTER);
    shape->other_bytes = class_bytes(&params, p, TOLL__CLASS_OTHER);
    shape->expert_bytes =
        class_bytes(&params, p, TOLL__CLASS_EXPERT) + class_bytes(&params, p, TOLL__CLASS_EXPERT_DOWN);
    shape->expert_flops =
        FLOPS_PER_MAC * ((double)params.active[TOLL__CLASS_EXPERT] + (double)params.active[TOLL__CLASS_EXPERT_DOWN]);
}

/* Projections into the experts' width and back: every token uses them, so they are read whole like any other. */
static void move_latent(const toll__block *block, const toll__model *model, const toll__precision *p,
                        toll__shape *shape)
{
    double elements = 2 * (double)model->d_model * (double)block->d_latent;
    double bytes = elements * p->expert_bits / BITS_PER_BYTE;
    shape->expert_bytes -= bytes;
    shape->linear_bytes += bytes;
    shape->expert_flops -= FLOPS_PER_MAC * elements;
    shape->linear_flops += FLOPS_PER_MAC * elements;
}

static void describe_attention(const toll__block *b, const toll__precision *p, toll__shape *shape)
{
    double pair = (double)(b->head_dim + b->v_head_dim); /* a query-key and a value product per context token */
    shape->is_attention = 1;
    shape->heads = (double)b->n_heads;
    shape->kv_heads = (double)b->n_kv_heads;
    shape->kv_token_bytes = pair * p->kv_bits / BITS_PER_BYTE;
    shape->keeps_nothing = (b->flags & (TOLL_LAYER_SHARED_CACHE | TOLL_LAYER_UNCACHED | TOLL_LAYER_ENCODER)) != 0;
    shape->decode_flops = FLOPS_PER_MAC * shape->heads * pair;
    shape->prefill_flops = shape->decode_flops;
    shape->window_tokens = (double)b->window_tokens;
    shape->linear_kernels = 2; /* q, k, v in one; the output */
    shape->small_kernels = 2;  /* norm; rotation with the cache's write */
    shape->small_kernels += (b->flags & (TOLL_LAYER_QK_NORM_HEAD | TOLL_LAYER_QK_NORM_LAYER)) != 0 ? 1 : 0;
    shape->small_kernels += (b->flags & TOLL_LAYER_OUT_GATE) != 0 ? 1 : 0;
    shape->linear_io_bytes = (shape->heads + shape->kv_heads) * pair;
    shape->extra_allreduces = (b->flags & TOLL_LAYER_QK_NORM_LAYER) != 0 ? 1 : 0;
}

/* Absorbed decode attends the latent itself: keys of c + r and values of c, shared by all heads. Prompts use the
 * expanded heads (DeepSeek-V2, arXiv 2405.04434, section 2.1). */
static void describe_mla(const toll__block *b, const toll__precision *p, toll__shape *shape)
{
    double latent = (double)(b->kv_lora_rank + b->qk_rope_dim);
    double head = (double)(b->qk_nope_dim + b->qk_rope_dim + b->v_head_dim);
    shape->is_attention = 1;
    shape->heads = (double)b->n_heads;
    shape->kv_heads = 1;
    shape->kv_token_bytes = latent * p->kv_bits / BITS_PER_BYTE;
    shape->decode_flops = FLOPS_PER_MAC * shape->heads * (latent + (double)b->kv_lora_rank);
    shape->prefill_flops = FLOPS_PER_MAC * shape->heads * head;
    shape->window_tokens = (double)b->window_tokens;
    shape->linear_kernels = 5; /* q down, q up, kv down, absorbed up-projections as one batch, output */
    shape->small_kernels = 4;  /* norms of the stream and of both latents; rotation with the cache's write */
    shape->linear_io_bytes = shape->heads * (head + latent);
}

/* Without heads it is another layer's, which has chosen the tokens already. */
static void describe_indexer(const toll__block *b, const toll__precision *p, toll__shape *shape)
{
    shape->topk_tokens = (double)b->index_topk_tokens;
    if (b->index_heads == 0)
        return;
    shape->index_token_bytes = (double)b->index_dim * p->index_bits / BITS_PER_BYTE;
    shape->index_flops = FLOPS_PER_MAC * (double)(b->index_heads * b->index_dim);
    shape->linear_kernels += 3; /* index queries, keys and weights */
    shape->small_kernels += 7;  /* keys' norm, rotation, two quantisers, the cache's write, scores, the choice */
}

/* One head is key and value, kept and read once. */
static void describe_shared_kv(const toll__block *b, const toll__precision *p, toll__shape *shape)
{
    double width = (double)b->head_dim;
    shape->is_attention = 1;
    shape->heads = (double)b->n_heads;
    shape->kv_heads = 1;
    shape->kv_token_bytes = width * p->kv_bits / BITS_PER_BYTE;
    shape->decode_flops = FLOPS_PER_MAC * shape->heads * 2 * width;
    shape->prefill_flops = shape->decode_flops;
    shape->window_tokens = (double)b->window_tokens;
    shape->linear_kernels = 5; /* q down, q up, the shared head, groups of the output as one batch, output */
    shape->small_kernels =
        4; /* norms of the stream, of queries and of the shared head; rotation with the cache's write */
    shape->linear_io_bytes = (2 * shape->heads + 1) * width + (double)(b->q_lora_rank + b->o_groups * b->o_lora_rank);
}

/* Entries are attended by the same kernel as the window: its start is counted there, and so is the block's
 * collective. */
static void describe_compressor(const toll__block *b, const toll__precision *p, toll__shape *shape)
{
    double width = (double)b->head_dim, every = (double)b->compress_tokens;
    double wide = b->index_heads > 0 ? 2 : 1; /* windows overlap */
    shape->is_attention = 1;
    shape->heads = (double)b->n_heads;
    shape->kv_heads = 1;
    shape->kv_token_bytes = width / every * p->kv_bits / BITS_PER_BYTE;
    shape->decode_flops = FLOPS_PER_MAC * shape->heads * 2 * width / every;
    shape->prefill_flops = shape->decode_flops;
    shape->linear_kernels = 1; /* entries and gates */
    shape->small_kernels = 1;  /* pooling, norm, rotation and the cache's write */
    shape->linear_io_bytes = 2 * wide * width;
    describe_indexer(b, p, shape);
    shape->index_token_bytes /= every;
    shape->index_flops /= every;
    shape->topk_tokens *= every;
    shape->extra_allreduces = -1;
}

static void describe_experts(const toll__block *b, const toll__model *model, toll__shape *shape)
{
    double width = (double)(b->d_latent > 0 ? b->d_latent : model->d_model);
    double share = (double)b->n_experts_active / (double)b->n_experts;
    shape->experts_active = (double)b->n_experts_active;
    /* k = E touches every expert at once; -100 makes e^(T ln miss) vanish for any T >= 1 without an infinity. */
    shape->expert_log_miss = share < 1 ? log1p(-share) : -100;
    shape->expert_width_bytes = width;
    shape->expert_io_bytes = shape->experts_active * (double)(b->ffn_matrices * b->d_ff);
    shape->expert_io_whole_bytes = shape->experts_active * 2 * width;
    shape->linear_kernels = 1 + (b->d_ff_shared > 0 ? 2 : 0) + (b->d_latent > 0 ? 2 : 0);
    shape->linear_io_bytes = (double)(b->ffn_matrices * b->d_ff_shared + 2 * b->d_latent);
    shape->small_kernels = 1; /* norm; routing and activation are within the experts' kernel */
    shape->small_kernels += b->d_ff_shared > 0 ? 2 : 0;                       /* activation; sum */
    shape->small_kernels += (b->flags & TOLL_LAYER_SHARED_GATE) != 0 ? 2 : 0; /* a projection to one number; product */
}

static void describe_ffn(const toll__block *b, toll__shape *shape)
{
    shape->linear_kernels = 2; /* the gate and the input projection are one launch */
    shape->small_kernels = 2;  /* norm, activation */
    shape->linear_io_bytes = (double)(b->ffn_matrices * b->d_ff);
}

static void describe_recurrent(double state_elements, double conv_elements, double heads, const toll__precision *p,
                               toll__shape *shape)
{
    shape->heads = heads;
    shape->state_bytes = (state_elements + conv_elements) * p->state_bits / BITS_PER_BYTE;
    shape->state_flops = STATE_FLOPS_PER_ELEMENT * state_elements;
    shape->linear_kernels = 3; /* q, k, v and gate; decays; output */
    shape->small_kernels = 5;  /* norm, convolution, decays' activation, heads' norm, gate */
    shape->linear_io_bytes = 4 * sqrt(state_elements * heads); /* q, k, v and gate are each about heads * head size */
}

/* Mamba-2 convolves B and C too, Mamba-1 the channels alone. */
static double mixed_groups(const toll__block *b)
{
    return (b->flags & TOLL_LAYER_SELECTIVE) != 0 ? 0 : 2 * (double)(b->n_groups * b->state_dim);
}

/* One filter a channel: a multiply-add for each of conv_width tokens, all but the last of them held. */
static void describe_conv(const toll__block *b, const toll__precision *p, toll__shape *shape)
{
    double channels = (double)b->n_heads * (double)b->head_dim;
    shape->heads = (double)b->n_heads;
    shape->state_bytes = channels * (double)(b->conv_width - 1) * p->state_bits / BITS_PER_BYTE;
    shape->state_flops = FLOPS_PER_MAC * channels * (double)b->conv_width;
    shape->linear_kernels = 2; /* inputs and gates in one; the output */
    shape->small_kernels = 2;  /* norm; the convolution between its gates */
    shape->linear_io_bytes = 4 * channels;
}

static void describe_kind(const toll__block *b, const toll__model *model, const toll__precision *p, toll__shape *shape)
{
    double kernel = (double)(b->conv_width > 0 ? b->conv_width - 1 : 0);
    double heads = (double)b->n_heads, width = (double)b->head_dim;
    switch (b->kind) {
    case TOLL_LAYER_ATTENTION:
        describe_attention(b, p, shape);
        describe_indexer(b, p, shape);
        break;
    case TOLL_LAYER_MLA:
        describe_mla(b, p, shape);
        describe_indexer(b, p, shape);
        break;
    case TOLL_LAYER_SHARED_KV:
        describe_shared_kv(b, p, shape);
        break;
    case TOLL_LAYER_COMPRESSOR:
        describe_compressor(b, p, shape);
        break;
    case TOLL_LAYER_MOE:
        describe_experts(b, model, shape);
        break;
    case TOLL_LAYER_GDN:
        describe_recurrent(heads * width * (double)b->v_head_dim,
                           (2 * (double)b->n_kv_heads * width + heads * (double)b->v_head_dim) * kernel, heads, p,
                           shape);
        break;
    case TOLL_LAYER_MAMBA2:
        describe_recurrent(heads * width * (double)b->state_dim, (heads * width + mixed_groups(b)) * kernel, heads, p,
                           shape);
        break;
    case TOLL_LAYER_CONV:
        describe_conv(b, p, shape);
        break;
    case TOLL_LAYER_LIGHTNING:
        describe_recurrent(heads * width * width, 0, heads, p, shape);
        break;
    default:
        describe_ffn(b, shape);
    }
}

void toll__shape_describe(const toll__block *block, const toll__model *model, const toll__precision *precision,
                          toll__shape *shape)
{
    double element_bytes = precision->activation_bits / BITS_PER_BYTE;
    memset(shape, 0, sizeof *shape);
    shape->kind = block->kind;
    shape->count = (double)block->count;
    shape->is_of_encoder = (block->flags & TOLL_LAYER_ENCODER) != 0;
    describe_kind(block, model, precision, shape);
    describe_weights(block, model, precision, shape);
    move_latent(block, model, precision, shape);
    if ((model->flags & TOLL_MODEL_NO_KV) != 0) /* an encoder attends, but keeps nothing */
        shape->kv_token_bytes = shape->index_token_bytes = 0;
    shape->linear_io_bytes *= element_bytes;
    shape->linear_io_whole_bytes = 2 * (double)model->d_model * element_bytes;
    shape->expert_io_bytes *= element_bytes;
    shape->expert_io_whole_bytes *= element_bytes;
    shape->expert_width_bytes *= element_bytes;
}
