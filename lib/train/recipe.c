/* SPDX-License-Identifier: Apache-2.0 */
/* A training setup against its model, and the counts that follow from it alone: tokens, micro-batches, stages,
 * copies. */
#include "train/recipe.h"

#include <math.h>

#include <toll/model.h>
#include <toll/train.h>

#include "base/fault.h"

#define ACTIVATION_BITS 16.0

static toll_status fail_setup(toll_error *err, const char *field, int64_t row, const char *reason)
{
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_TRAIN_SETUP, field, row, reason);
}

static toll_status check_layout(const toll__recipe *r, const toll__model *model, toll_error *err)
{
    if (r->pp > (double)model->n_layers)
        return fail_setup(err, "pp", -1, "must be at most the model's n_layers");
    if (r->virtual_stages > ceil((double)model->n_layers / r->pp))
        return fail_setup(err, "virtual_stages", -1, "must be at most the layers of a stage");
    if (r->virtual_stages > 1 && !(r->pp > 1))
        return fail_setup(err, "virtual_stages", -1, "must be 1 without a pipeline");
    if (fmod(r->tp * r->cp * r->dp, r->ep) > 0)
        return fail_setup(err, "ep", -1, "must divide tp * cp * dp");
    if (fmod(r->sequence_tokens, r->cp) > 0)
        return fail_setup(err, "cp", -1, "must divide sequence_tokens");
    return TOLL_OK;
}

toll_status toll__recipe_check(const toll__recipe *r, const toll__model *model, toll_error *err)
{
    if ((model->flags & TOLL_MODEL_INCOMPLETE) != 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_MODEL, "flags", -1,
                          "say that the layers do not describe the whole model, so its training cannot be estimated");
    if (fmod(r->global_sequences, r->dp * r->micro_sequences) > 0)
        return fail_setup(err, "global_sequences", -1, "must be a multiple of dp * micro_sequences");
    return check_layout(r, model, err);
}

toll_status toll__recipe_check_block(const toll__recipe *r, const toll__block *block, int64_t row, toll_error *err)
{
    if (block->kind == TOLL_LAYER_SHARED_KV || block->kind == TOLL_LAYER_COMPRESSOR)
        return toll__fail(err, TOLL_E_UNSUPPORTED, TOLL_KIND_MODEL_LAYER, "kind", row,
                          "is a kind of layer whose training is not modelled yet");
    if (block->n_heads > 0 && fmod((double)block->n_heads, r->tp) > 0)
        return toll__fail_divisor(err, TOLL_KIND_TRAIN_SETUP, "tp", row, r->tp, "attention heads",
                                  (double)block->n_heads);
    if (block->kind == TOLL_LAYER_MOE && fmod((double)block->n_experts, r->ep) > 0)
        return toll__fail_divisor(err, TOLL_KIND_TRAIN_SETUP, "ep", row, r->ep, "experts", (double)block->n_experts);
    return TOLL_OK;
}

void toll__recipe_precision(const toll__recipe *r, toll__precision *p)
{
    double bits = r->weight_bits;
    *p = (toll__precision){.embed_bits = bits,
                           .head_bits = bits,
                           .attn_bits = bits,
                           .attn_v_bits = bits,
                           .ffn_bits = bits,
                           .ffn_down_bits = bits,
                           .expert_bits = bits,
                           .expert_down_bits = bits,
                           .router_bits = bits,
                           .mixer_bits = bits,
                           .other_bits = bits,
                           .kv_bits = ACTIVATION_BITS,
                           .index_bits = ACTIVATION_BITS,
                           .state_bits = ACTIVATION_BITS,
                           .activation_bits = ACTIVATION_BITS,
                           .linear_rate = r->linear_rate,
                           .expert_rate = r->linear_rate,
                           .attention_rate = TOLL_RATE_BF16};
}

double toll__recipe_tokens(const toll__recipe *r)
{
    return r->micro_sequences * r->sequence_tokens / r->cp;
}

double toll__recipe_microbatches(const toll__recipe *r)
{
    return r->global_sequences / (r->dp * r->micro_sequences);
}

double toll__recipe_gpus(const toll__recipe *r)
{
    return r->tp * r->pp * r->cp * r->dp;
}

double toll__recipe_sequence_split(const toll__recipe *r)
{
    return toll__recipe_has(r, TOLL_TRAIN_SEQUENCE_PARALLEL) ? r->tp : 1;
}

double toll__recipe_expert_split(const toll__recipe *r)
{
    return r->ep > 1 ? r->ep : r->tp;
}

double toll__recipe_expert_copies(const toll__recipe *r)
{
    return r->tp * r->cp * r->dp / toll__recipe_expert_split(r);
}

double toll__recipe_copies(const toll__recipe *r)
{
    return r->cp * r->dp;
}

/* Stages are of ceil(L/p) layers. What that is too many is taken from the last stage, which also computes the head,
 * then from the first, which also holds the embedding, in turn (arXiv 2407.21783, section 3.3.2, takes one from
 * each). */
void toll__recipe_stages(const toll__recipe *r, const toll__model *model, toll__stages *stages)
{
    double layers = (double)model->n_layers, most = ceil(layers / r->pp);
    double spare = r->pp * most - layers;
    double from_last = ceil(spare / 2) < most ? ceil(spare / 2) : most;
    double from_first = spare - from_last < most ? spare - from_last : most;
    stages->largest_frac = most / layers;
    stages->last_frac = (most - from_last) / layers;
    stages->first_frac = (most - (r->pp > 1 ? from_first : 0)) / layers;
}

int toll__recipe_has(const toll__recipe *r, uint32_t flag)
{
    return (r->flags & flag) != 0;
}
