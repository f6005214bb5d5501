/* SPDX-License-Identifier: Apache-2.0 */
/* Kernel by kernel: projections and experts at the roofline of step's clock, attention, element-wise kernels by the
 * bytes that they must read and write, exchanges. No constant here is fitted to a training run. */
#include "train/micro_batch.h"

#include <math.h>
#include <string.h>

#include <toll/model.h>
#include <toll/train.h>

#include "train/train_operations.h"

#define BYTES 2.0 /* of one activation or computed weight */

/* FlashAttention-2 reaches 73 % of an A100's peak forward and 63 % backward (arXiv 2307.08691, abstract), and
 * multiplies five times backward where it does twice forward. */
#define FUSED_BACKWARD       2.5
#define FUSED_BACKWARD_SPEED (63.0 / 73.0)

/* Passes over the scores of unfused attention, in units of one 16-bit score tensor. Forward: the product writes it,
 * the softmax reads and writes, dropout reads, writes and writes its mask of half a unit, the second product reads.
 * Backward: the product with the values reads, the gradient of the scores is written, dropout reads it and the mask
 * and writes, softmax reads two and writes one, two products read. The products' own passes are in their rooflines. */
#define SOFTMAX_FORWARD  2.0
#define SOFTMAX_BACKWARD 3.0
#define DROPOUT_PASSES   2.5

/* Passes over the residual stream: a norm reads and writes (backward reads two, writes one); adding the residual reads
 * two and writes one (backward likewise, to add the gradients); dropout writes a mask of half a unit, and backward
 * reads gradient and mask and writes. */
#define NORM_FORWARD      2.0
#define NORM_BACKWARD     3.0
#define RESIDUAL_FORWARD  3.0
#define RESIDUAL_BACKWARD 3.0
#define MASK_PASSES       0.5

/* Bytes per logit of the cross-entropy: forward a copy to FP32 (2 + 4), maximum (4), exponential in place (8), sum (4);
 * backward probabilities to gradients in place (8) and a copy to 16 bits (4 + 2). */
#define LOSS_BYTES 36.0

/* One component's layer, forward or backward. */
typedef struct pass {
    toll__micro_batch terms;
    double scores_s; /* of them: what selective recomputation repeats */
} pass;

static double roofline(double memory_s, double compute_s)
{
    return sqrt(memory_s * memory_s + compute_s * compute_s);
}

static double mask_passes(const toll__recipe *r, double passes)
{
    return toll__recipe_has(r, TOLL_TRAIN_DROPOUT) ? passes : 0;
}

/* Weights are read once a micro-batch; the gradient of inputs and that of weights are products of the same size. */
static void pass_dense(const toll__recipe *r, const toll__train_rates *g, const toll__shape *s, double times, pass *p)
{
    double tokens = toll__recipe_tokens(r);
    double bytes = s->linear_bytes / r->tp + tokens * (s->linear_io_bytes / r->tp + s->linear_io_whole_bytes);
    double compute_s = tokens * s->linear_flops / r->tp * g->linear_s_per_flop;
    if (!(s->linear_flops > 0))
        return;
    p->terms.s[TOLL__TERM_COMPUTE] += times * roofline(bytes * g->stream_s_per_byte, compute_s);
    p->terms.s[TOLL__TERM_OVERHEAD] += times * s->linear_kernels * g->linear_start_s;
}

static void pass_experts(const toll__recipe *r, const toll__train_rates *g, const toll__shape *s, double times, pass *p)
{
    if (!(s->expert_bytes > 0))
        return;
    double tokens = toll__recipe_tokens(r) / r->tp;
    double bytes =
        s->expert_bytes / toll__recipe_expert_split(r) + tokens * (s->expert_io_bytes + s->expert_io_whole_bytes);
    double compute_s = tokens * s->expert_flops * g->expert_s_per_flop;
    p->terms.s[TOLL__TERM_COMPUTE] += times * roofline(bytes * g->stream_s_per_byte, compute_s);
    p->terms.s[TOLL__TERM_OVERHEAD] += times * g->expert_start_s;
}

/* Adapters are small products added to every target: two more kernels, at the rate of memory or arithmetic. */
static void pass_adapter(const toll__recipe *r, const toll__train_rates *g, const toll__adapter *a, double times,
                         pass *p)
{
    double params = a->dense + a->active_expert;
    if (!(params > 0))
        return;
    p->terms.s[TOLL__TERM_COMPUTE] += times * toll__recipe_tokens(r) * 2 * params / r->tp * g->linear_s_per_flop;
    p->terms.s[TOLL__TERM_OVERHEAD] += times * 2 * g->linear_start_s;
}

static double fused_seconds(const toll__recipe *r, const toll__train_rates *g, const toll__shape *s)
{
    double seen = toll__operations_context(r, s->window_tokens, 1);
    double chosen = toll__operations_chosen(r, s, 1);
    double flops = toll__recipe_tokens(r) / r->tp * (chosen * s->prefill_flops + s->state_flops) +
                   toll__recipe_tokens(r) * seen * s->index_flops;
    double length = r->sequence_tokens;
    return flops * g->fused_s_per_flop * (length + g->fused_half_tokens) / length;
}

static void pass_fused(const toll__recipe *r, const toll__train_rates *g, const toll__shape *s, int is_backward,
                       pass *p)
{
    double speed = is_backward ? FUSED_BACKWARD / FUSED_BACKWARD_SPEED : 1;
    p->terms.s[TOLL__TERM_COMPUTE] += speed * fused_seconds(r, g, s);
    p->terms.s[TOLL__TERM_OVERHEAD] += g->fused_start_s;
}

/* Two products forward, four backward, each over the whole square of scores. */
static void pass_unfused(const toll__recipe *r, const toll__train_rates *g, const toll__shape *s, int is_backward,
                         pass *p)
{
    double rows = toll__recipe_tokens(r) * s->heads / r->tp;
    double scores_s = rows * r->sequence_tokens * BYTES * g->stream_s_per_byte;
    double edges_s = toll__recipe_tokens(r) / r->tp * BYTES * s->prefill_flops / 2 * g->stream_s_per_byte;
    double compute_s =
        toll__recipe_tokens(r) / r->tp * r->sequence_tokens * s->prefill_flops / 2 * g->matmul_s_per_flop;
    double product_s = roofline(scores_s + edges_s, compute_s);
    double passes = is_backward ? SOFTMAX_BACKWARD + mask_passes(r, DROPOUT_PASSES)
                                : SOFTMAX_FORWARD + mask_passes(r, DROPOUT_PASSES);
    double products = is_backward ? 4 : 2, starts_s = 3 * g->small_start_s;
    p->terms.s[TOLL__TERM_COMPUTE] += products * product_s;
    p->terms.s[TOLL__TERM_MEMORY] += passes * scores_s;
    p->terms.s[TOLL__TERM_OVERHEAD] += starts_s;
    p->scores_s = products * product_s + passes * scores_s + starts_s;
}

static void pass_mixer(const toll__recipe *r, const toll__train_rates *g, const toll__shape *s, int is_backward,
                       pass *p)
{
    if (!s->is_attention && !(s->state_flops > 0))
        return;
    if (r->attention == TOLL_ATTENTION_UNFUSED && s->is_attention)
        pass_unfused(r, g, s, is_backward, p);
    else
        pass_fused(r, g, s, is_backward, p);
}

/* The activation function reads its inputs and writes its output; backward it reads both and the gradient, and writes
 * the inputs' gradients. Rotation reads and writes queries and keys. */
static double inner_bytes(const toll__block *b, const toll__model *model, int is_backward)
{
    double gated = (double)b->ffn_matrices, heads = (double)(b->n_heads + b->n_kv_heads);
    double passes = is_backward ? 2 * gated - 1 : gated;
    switch (b->kind) {
    case TOLL_LAYER_FFN:
        return BYTES * passes * (double)b->d_ff;
    case TOLL_LAYER_MOE:
        return BYTES * passes * (double)(b->d_ff_shared + b->n_experts_active * b->d_ff);
    case TOLL_LAYER_ATTENTION:
        return model->pos_embed_rows > 0 ? 0 : BYTES * 2 * heads * (double)b->head_dim;
    case TOLL_LAYER_MLA:
        return BYTES * 4 * (double)(b->n_heads * b->qk_rope_dim);
    default:
        return BYTES * 4 * (double)(b->n_heads * b->head_dim);
    }
}

/* Tokens are copied to their experts and what comes back is weighted and added, both ways. */
static double permute_bytes(const toll__block *b, double d)
{
    double width = b->d_latent > 0 ? (double)b->d_latent : d;
    return b->kind == TOLL_LAYER_MOE ? 4 * BYTES * (double)b->n_experts_active * width : 0;
}

static void pass_elements(const toll__recipe *r, const toll__train_rates *g, const toll__block *b,
                          const toll__model *model, int is_backward, pass *p)
{
    double d = (double)model->d_model, tokens = toll__recipe_tokens(r);
    double passes = is_backward ? NORM_BACKWARD + RESIDUAL_BACKWARD + mask_passes(r, 2 + MASK_PASSES)
                                : NORM_FORWARD + RESIDUAL_FORWARD + mask_passes(r, MASK_PASSES);
    double stream = passes * BYTES * d / toll__recipe_sequence_split(r);
    double inner = (inner_bytes(b, model, is_backward) + permute_bytes(b, d)) / r->tp;
    p->terms.s[TOLL__TERM_MEMORY] += tokens * (stream + inner) * g->stream_s_per_byte;
    p->terms.s[TOLL__TERM_OVERHEAD] += (is_backward ? 2 : 1) * g->small_per_block * g->small_start_s;
}

/* One all-reduce of the hidden state, or the same bytes as a gather and a scatter. Sequence parallelism gathers the
 * inputs once more, for the gradients of the weights (arXiv 2205.05198, section 4.2.2). */
static void pass_tensor(const toll__recipe *r, const toll__train_rates *g, const toll__shape *s, double d,
                        int is_backward, pass *p)
{
    double bytes = toll__recipe_tokens(r) * d * BYTES;
    int gathers = is_backward && toll__recipe_has(r, TOLL_TRAIN_SEQUENCE_PARALLEL) && r->method == TOLL_METHOD_FULL;
    double exposed = 1 - r->tp_overlap_frac;
    double seconds = (1 + s->extra_allreduces) * toll__collective_reduce(&g->tensor, bytes);
    seconds += gathers ? toll__collective_pass(&g->tensor, bytes) : 0;
    p->terms.s[TOLL__TERM_TENSOR] += exposed * seconds;
}

/* To the experts and back. A token goes once to each of the ep ranks that hold its k experts: 1 - (1 - 1/ep)^k of
 * them. */
static void pass_expert_exchange(const toll__recipe *r, const toll__train_rates *g, const toll__shape *s, pass *p)
{
    if (!(r->ep > 1) || !(s->expert_bytes > 0))
        return;
    double copies = r->ep * (1 - pow(1 - 1 / r->ep, s->experts_active));
    double bytes = toll__recipe_tokens(r) / r->tp * s->expert_width_bytes * copies;
    p->terms.s[TOLL__TERM_EXPERT] += (1 - r->ep_overlap_frac) * 2 * toll__collective_pass(&g->expert, bytes);
}

/* Each rank gathers the keys and values of the others, and backward their gradients are scattered and the gather is
 * repeated (arXiv 2407.21783, section 3.3.2). */
static void pass_context(const toll__recipe *r, const toll__train_rates *g, const toll__shape *s, int is_backward,
                         pass *p)
{
    if (!(r->cp > 1) || !s->is_attention)
        return;
    double heads = s->kv_heads < r->tp ? 1 : s->kv_heads / r->tp;
    double bytes = r->micro_sequences * r->sequence_tokens * heads * s->kv_token_bytes;
    p->terms.s[TOLL__TERM_CONTEXT] += (is_backward ? 2 : 1) * toll__collective_pass(&g->context, bytes);
}

void toll__micro_batch_sum(toll__micro_batch *sum, const toll__micro_batch *terms, double times)
{
    for (int i = 0; i < TOLL__BATCH_TERMS; i++)
        sum->s[i] += times * terms->s[i];
}

double toll__micro_batch_total(const toll__micro_batch *terms)
{
    double total = 0;
    for (int i = 0; i < TOLL__BATCH_TERMS; i++)
        total += terms->s[i];
    return total;
}

static double recomputed_seconds(const toll__recipe *r, const pass *forward)
{
    if (r->recompute == TOLL_RECOMPUTE_FULL)
        return toll__micro_batch_total(&forward->terms);
    return r->recompute == TOLL_RECOMPUTE_SELECTIVE ? forward->scores_s : 0;
}

void toll__micro_batch_add(toll__micro_batch *terms, const toll__recipe *r, const toll__train_rates *g,
                           const toll__block *b, const toll__shape *s, const toll__adapter *a, const toll__model *model)
{
    pass passes[2];
    memset(passes, 0, sizeof passes);
    for (int back = 0; back < 2; back++) {
        pass *p = &passes[back];
        double dense = !back ? 1 : r->method == TOLL_METHOD_FULL ? 2 : 1;
        pass_dense(r, g, s, dense, p);
        pass_experts(r, g, s, dense, p);
        pass_adapter(r, g, a, back ? 2 : 1, p);
        pass_mixer(r, g, s, back, p);
        pass_elements(r, g, b, model, back, p);
        pass_tensor(r, g, s, (double)model->d_model, back, p);
        pass_expert_exchange(r, g, s, p);
        pass_context(r, g, s, back, p);
        toll__micro_batch_sum(terms, &p->terms, s->count);
    }
    terms->s[TOLL__TERM_RECOMPUTE] += s->count * recomputed_seconds(r, &passes[0]);
}

void toll__micro_batch_of_head(toll__micro_batch *terms, const toll__recipe *r, const toll__train_rates *g,
                               const toll__model *model)
{
    double d = (double)model->d_model, tokens = toll__recipe_tokens(r), logits = (double)model->vocab_size / r->tp;
    double products = r->method == TOLL_METHOD_FULL ? 3 : 2;
    double norm = BYTES * d * (NORM_FORWARD + NORM_BACKWARD) / toll__recipe_sequence_split(r);
    double compute_s = tokens * 2 * d * logits * g->linear_s_per_flop;
    double bytes = BYTES * logits * (d + tokens);
    memset(terms, 0, sizeof *terms);
    terms->s[TOLL__TERM_MEMORY] = tokens * norm * g->stream_s_per_byte;
    if ((model->flags & TOLL_MODEL_NO_HEAD) != 0)
        return;
    terms->s[TOLL__TERM_COMPUTE] = products * roofline(bytes * g->stream_s_per_byte, compute_s);
    terms->s[TOLL__TERM_MEMORY] += LOSS_BYTES * tokens * logits * g->stream_s_per_byte;
    terms->s[TOLL__TERM_OVERHEAD] = products * g->linear_start_s;
}
