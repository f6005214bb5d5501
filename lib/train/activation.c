/* SPDX-License-Identifier: Apache-2.0 */
/* Term by term after arXiv 2205.05198 (Korthikanti et al.), section 4: 16-bit tensors that some gradient needs, one
 * byte per element of a dropout mask. For a block of multi-head attention and a plain feed-forward block of four times
 * the width they add up to its s b h (34 + 5 a s / h) with dropout, and with tp and sequence parallelism to its
 * tables. */
#include "train/activation.h"

#include <toll/model.h>
#include <toll/train.h>

#define BYTES      2.0 /* of one activation */
#define MASK_BYTES 1.0
#define FP32_BYTES 4.0

/* Bytes per token of one component. */
typedef struct kept {
    double whole;  /* residual stream: every tp rank, or divided under sequence parallelism */
    double split;  /* divided by tp */
    double scores; /* divided by tp; unfused attention only */
} kept;

static double mask_bytes(const toll__recipe *r, double elements)
{
    return toll__recipe_has(r, TOLL_TRAIN_DROPOUT) ? MASK_BYTES * elements : 0;
}

/* Softmax output, dropout's mask and its output, of a row of the scores of each head; the fused kernel keeps one sum
 * per head and token. */
static double score_bytes(const toll__recipe *r, double heads)
{
    if (r->attention == TOLL_ATTENTION_FUSED)
        return FP32_BYTES * heads;
    double row = heads * r->sequence_tokens;
    double outputs = toll__recipe_has(r, TOLL_TRAIN_DROPOUT) ? 2 : 1;
    return BYTES * row * outputs + mask_bytes(r, row);
}

/* Queries, keys, values and what attention returns. */
static void keep_attention(const toll__recipe *r, const toll__block *b, kept *k)
{
    double pair = (double)(b->head_dim + b->v_head_dim);
    k->split = BYTES * (double)(b->n_heads + b->n_kv_heads) * pair;
    k->scores = score_bytes(r, (double)b->n_heads);
}

/* The expanded heads, and the latents that they come from. */
static void keep_mla(const toll__recipe *r, const toll__block *b, kept *k)
{
    double qk = (double)(b->qk_nope_dim + b->qk_rope_dim), v = (double)b->v_head_dim;
    k->split = BYTES * (double)b->n_heads * (2 * qk + 2 * v);
    k->whole += BYTES * (double)(b->q_lora_rank + b->kv_lora_rank + b->qk_rope_dim);
    k->scores = score_bytes(r, (double)b->n_heads);
}

/* What goes into the activation function, its output; gated: both inputs and their product. */
static double ffn_bytes(const toll__block *b, double width)
{
    return BYTES * (double)b->ffn_matrices * width;
}

/* Each of the k experts of a token gets a copy of it and returns a vector. */
static void keep_experts(const toll__block *b, double d, kept *k)
{
    double width = b->d_latent > 0 ? (double)b->d_latent : d;
    double active = (double)b->n_experts_active;
    k->split = active * (2 * BYTES * width + ffn_bytes(b, (double)b->d_ff)) + ffn_bytes(b, (double)b->d_ff_shared);
    k->whole += FP32_BYTES * (double)b->n_experts; /* router probabilities */
}

/* Inputs of the state update and its output, about what the projections write. */
static void keep_recurrent(const toll__block *b, kept *k)
{
    double v = (double)(b->v_head_dim > 0 ? b->v_head_dim : b->head_dim);
    k->split = BYTES * 2 * (double)b->n_heads * ((double)b->head_dim + v);
}

static void keep_block(const toll__recipe *r, const toll__block *b, double d, kept *k)
{
    *k = (kept){2 * BYTES * d + mask_bytes(r, d), 0,
                0}; /* input of the norm and of the projection; dropout at the end */
    switch (b->kind) {
    case TOLL_LAYER_ATTENTION:
        keep_attention(r, b, k);
        break;
    case TOLL_LAYER_MLA:
        keep_mla(r, b, k);
        break;
    case TOLL_LAYER_FFN:
        k->split = ffn_bytes(b, (double)b->d_ff);
        break;
    case TOLL_LAYER_MOE:
        keep_experts(b, d, k);
        break;
    default:
        keep_recurrent(b, k);
    }
}

/* A layer has one mixer; its input is the checkpoint of full recomputation. */
static double checkpoint_bytes(const toll__block *b, double d)
{
    return b->kind == TOLL_LAYER_FFN || b->kind == TOLL_LAYER_MOE ? 0 : BYTES * d;
}

void toll__activation_add(toll__activation *sum, const toll__recipe *r, const toll__block *b, const toll__model *model)
{
    kept k;
    double d = (double)model->d_model, tokens = toll__recipe_tokens(r) * (double)b->count;
    double q = toll__recipe_sequence_split(r);
    keep_block(r, b, d, &k);
    double rest = k.whole / q + k.split / r->tp, scores = k.scores / r->tp;
    sum->everything += tokens * (rest + scores);
    if (r->recompute == TOLL_RECOMPUTE_FULL)
        sum->kept += tokens * checkpoint_bytes(b, d) / q;
    else
        sum->kept += tokens * (rest + (r->recompute == TOLL_RECOMPUTE_NONE ? scores : 0));
}

/* 1F1B keeps as many micro-batches on the first stage as there are stages; interleaving adds (p - 1) / (p v) of them
 * (arXiv 2205.05198, section 4.2.3). */
static double in_flight(const toll__recipe *r)
{
    double all = toll__recipe_microbatches(r);
    double held = r->virtual_stages > 1 ? r->pp + (r->pp - 1) / r->virtual_stages : r->pp;
    return held < all ? held : all;
}

/* A plain loss is log_softmax and nll_loss. When its backward pass has begun it holds the logits (the caller's), the
 * log-probabilities that the forward pass saved, nll_loss's gradient and that of log_softmax, FP32 each: 16 bytes per
 * token and word. By hand: 8,192 tokens of a vocabulary of 128,256 take 16.8 GB. */
#define PLAIN_LOSS_BYTES (4 * FP32_BYTES)

/* Input of the final norm and of the head, and what the loss holds; of the last stage. */
static double head_bytes(const toll__recipe *r, const toll__model *model)
{
    double d = (double)model->d_model, tokens = toll__recipe_tokens(r);
    double word = r->loss == TOLL_LOSS_FUSED ? 0 : PLAIN_LOSS_BYTES;
    if ((model->flags & TOLL_MODEL_NO_HEAD) != 0)
        return 0;
    return tokens * (2 * BYTES * d / toll__recipe_sequence_split(r) + word * (double)model->vocab_size / r->tp);
}

/* A recomputed layer's tensors stand in memory while it runs backward, when the head's are gone; the head's while the
 * loss runs, when no layer has been recomputed. */
static double passing_bytes(double layer, double head)
{
    return layer > head ? layer : head;
}

double toll__activation_peak(const toll__activation *sum, const toll__recipe *r, const toll__model *model)
{
    toll__stages stages;
    toll__recipe_stages(r, model, &stages);
    double layer = r->recompute == TOLL_RECOMPUTE_NONE ? 0 : (sum->everything - sum->kept) / (double)model->n_layers;
    double embedding = mask_bytes(r, (double)model->d_model) * toll__recipe_tokens(r) / toll__recipe_sequence_split(r);
    double head = head_bytes(r, model);
    if (!(r->pp > 1))
        return sum->kept + embedding + passing_bytes(layer, head);
    double first = in_flight(r) * (stages.largest_frac * sum->kept + embedding) + layer;
    double last = stages.last_frac * sum->kept + passing_bytes(layer, head);
    return first > last ? first : last;
}
