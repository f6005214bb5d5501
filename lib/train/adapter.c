/* SPDX-License-Identifier: Apache-2.0 */
/* A projection of n inputs and m outputs gets r(n + m) parameters: A is r x n, B is m x r (arXiv 2106.09685, section
 * 4). */
#include "train/adapter.h"

#include <toll/model.h>
#include <toll/train.h>

/* r(n + m) where the target is asked for. */
static double adapter_params(const toll__recipe *r, uint32_t target, double inputs, double outputs)
{
    return (r->lora_targets & target) != 0 ? r->lora_rank * (inputs + outputs) : 0;
}

static double count_attention(const toll__recipe *r, const toll__block *b, double d)
{
    double q = (double)(b->n_heads * b->head_dim), k = (double)(b->n_kv_heads * b->head_dim);
    double v = (double)(b->n_kv_heads * b->v_head_dim), out = (double)(b->n_heads * b->v_head_dim);
    int is_shared = (b->flags & TOLL_LAYER_SHARED_CACHE) != 0; /* keys and values are another layer's */
    double keys = is_shared ? 0 : adapter_params(r, TOLL_LORA_K, d, k);
    double values = is_shared || (b->flags & TOLL_LAYER_K_IS_V) != 0 ? 0 : adapter_params(r, TOLL_LORA_V, d, v);
    return adapter_params(r, TOLL_LORA_Q, d, q) + keys + values + adapter_params(r, TOLL_LORA_O, out, d);
}

static double count_mla(const toll__recipe *r, const toll__block *b, double d)
{
    double heads = (double)b->n_heads, nope = (double)b->qk_nope_dim, rope = (double)b->qk_rope_dim;
    double latent = (double)b->kv_lora_rank, v = (double)b->v_head_dim, rank = (double)b->q_lora_rank;
    double query = b->q_lora_rank > 0 ? adapter_params(r, TOLL_LORA_Q, d, rank) +
                                            adapter_params(r, TOLL_LORA_Q, rank, heads * (nope + rope))
                                      : adapter_params(r, TOLL_LORA_Q, d, heads * (nope + rope));
    return query + adapter_params(r, TOLL_LORA_K, d, latent + rope) +
           adapter_params(r, TOLL_LORA_V, latent, heads * (nope + v)) + adapter_params(r, TOLL_LORA_O, heads * v, d);
}

/* Gated blocks have two input projections. */
static double count_ffn(const toll__recipe *r, double matrices, double d, double width)
{
    return (matrices - 1) * adapter_params(r, TOLL_LORA_UP, d, width) + adapter_params(r, TOLL_LORA_DOWN, width, d);
}

static void count_experts(const toll__recipe *r, const toll__block *b, double d, toll__adapter *adapter)
{
    double matrices = (double)b->ffn_matrices, shared = (double)b->d_ff_shared;
    double width = b->d_latent > 0 ? (double)b->d_latent : d;
    double one = count_ffn(r, matrices, width, (double)b->d_ff);
    adapter->dense = shared > 0 ? count_ffn(r, matrices, d, shared) : 0;
    adapter->expert = (double)b->n_experts * one;
    adapter->active_expert = (double)b->n_experts_active * one;
}

void toll__adapter_count(const toll__recipe *r, const toll__block *b, const toll__model *model, toll__adapter *adapter)
{
    double d = (double)model->d_model;
    *adapter = (toll__adapter){0, 0, 0};
    if (r->method == TOLL_METHOD_FULL)
        return;
    if (b->kind == TOLL_LAYER_ATTENTION)
        adapter->dense = count_attention(r, b, d);
    if (b->kind == TOLL_LAYER_MLA)
        adapter->dense = count_mla(r, b, d);
    if (b->kind == TOLL_LAYER_FFN)
        adapter->dense = count_ffn(r, (double)b->ffn_matrices, d, (double)b->d_ff);
    if (b->kind == TOLL_LAYER_MOE)
        count_experts(r, b, d, adapter);
}
