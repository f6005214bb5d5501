/* SPDX-License-Identifier: Apache-2.0 */
/* Operations of a trained token, as MFU counts them and as they are executed (Chowdhery and others, PaLM, arXiv
 * 2204.02311, appendix B): forward once, backward twice, attention and recomputation apart.
 *
 * Example: 7 billion dense parameters: 6 * 7e9 = 42 GFLOP a token, without attention. */
#include "train/train_operations.h"

#include <toll/model.h>
#include <toll/train.h>

#define FLOPS_PER_MAC 2.0

/* The gradients of inputs and of weights cost a forward pass each; frozen weights need no gradient. */
#define PASSES_TRAINED 3.0
#define PASSES_FROZEN  2.0

/* A fused backward kernel multiplies five times where the forward one does twice (arXiv 2307.08691, section 2.3). */
#define FUSED_BACKWARD 2.5

/* Token i of s attends min(i, w) under a causal mask with a window of w: s/2 on average without a window, and
 * w - w^2/(2s) with one. Without a mask it attends all, or the window. */
double toll__operations_context(const toll__recipe *r, double window, int is_masked)
{
    double s = r->sequence_tokens;
    double reach = window > 0 && window < s ? window : s;
    if (!is_masked || toll__recipe_has(r, TOLL_TRAIN_BIDIRECTIONAL))
        return reach;
    return reach - reach * reach / (2 * s);
}

double toll__operations_chosen(const toll__recipe *r, const toll__shape *shape, int is_masked)
{
    double topk = shape->topk_tokens, window = shape->window_tokens;
    return toll__operations_context(r, topk > 0 && (window == 0 || topk < window) ? topk : window, is_masked);
}

/* Sparse attention scores every key with its indexer and then attends the selected ones. */
static double attention_flops(const toll__recipe *r, const toll__shape *shape, int is_masked)
{
    double seen = toll__operations_context(r, shape->window_tokens, is_masked);
    double chosen = toll__operations_chosen(r, shape, is_masked);
    return chosen * shape->prefill_flops + seen * shape->index_flops + shape->state_flops;
}

void toll__operations_of_block(const toll__recipe *r, const toll__shape *shape, const toll__adapter *adapter,
                               toll__operations *operations)
{
    operations->projection = shape->linear_flops + shape->expert_flops;
    operations->head = 0;
    operations->attention = attention_flops(r, shape, 1);
    operations->attention_whole = attention_flops(r, shape, 0);
    operations->adapter = FLOPS_PER_MAC * (adapter->dense + adapter->active_expert);
}

void toll__operations_add(toll__operations *sum, const toll__operations *operations, double times)
{
    sum->projection += times * operations->projection;
    sum->head += times * operations->head;
    sum->attention += times * operations->attention;
    sum->attention_whole += times * operations->attention_whole;
    sum->adapter += times * operations->adapter;
}

void toll__operations_of_frame(const toll__model *model, double rest, toll__operations *sum)
{
    int has_head = (model->flags & TOLL_MODEL_NO_HEAD) == 0;
    sum->head += has_head ? FLOPS_PER_MAC * (double)model->vocab_size * (double)model->d_model : 0;
    sum->projection += FLOPS_PER_MAC * rest;
}

/* Recomputing selectively repeats the unfused scores; fully, every layer but not the head. */
static double recomputed(const toll__recipe *r, const toll__operations *w, double executed_attention)
{
    if (r->recompute == TOLL_RECOMPUTE_FULL)
        return w->projection + w->adapter + executed_attention;
    int is_selective = r->recompute == TOLL_RECOMPUTE_SELECTIVE && r->attention == TOLL_ATTENTION_UNFUSED;
    return is_selective ? executed_attention : 0;
}

void toll__operations_close(const toll__recipe *r, const toll__operations *w, toll__operation_counts *counts)
{
    double passes = r->method == TOLL_METHOD_FULL ? PASSES_TRAINED : PASSES_FROZEN;
    double dense = passes * (w->projection + w->head) + PASSES_TRAINED * w->adapter;
    int is_fused = r->attention == TOLL_ATTENTION_FUSED;
    double counted = toll__recipe_has(r, TOLL_TRAIN_CAUSAL_MFU) ? w->attention : w->attention_whole;
    double executed = is_fused ? w->attention : w->attention_whole;
    counts->model = dense + PASSES_TRAINED * counted;
    counts->hardware = dense + executed * (is_fused ? 1 + FUSED_BACKWARD : PASSES_TRAINED) + recomputed(r, w, executed);
}
