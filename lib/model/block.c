/* SPDX-License-Identifier: Apache-2.0 */
/* What each kind of layer needs and forbids, as two tables, and the rules between the fields of one kind. */
#include "model/block.h"

#include <stddef.h>
#include <string.h>

#include <toll/model.h>

#include "base/fault.h"

#define ATTENTION (1u << TOLL_LAYER_ATTENTION)
#define MLA       (1u << TOLL_LAYER_MLA)
#define FFN       (1u << TOLL_LAYER_FFN)
#define MOE       (1u << TOLL_LAYER_MOE)
#define GDN       (1u << TOLL_LAYER_GDN)
#define MAMBA2    (1u << TOLL_LAYER_MAMBA2)
#define LIGHTNING (1u << TOLL_LAYER_LIGHTNING)
#define SHARED_KV (1u << TOLL_LAYER_SHARED_KV)
#define COMPRESS  (1u << TOLL_LAYER_COMPRESSOR)
#define CONV      (1u << TOLL_LAYER_CONV)

#define NAME_MAX_BYTES 24

/* Which kinds need a field, and which may have it as well. Fields that every kind may have are not listed. */
typedef struct field_rule {
    char name[NAME_MAX_BYTES];
    uint16_t offset;
    uint16_t needed;
    uint16_t allowed;
} field_rule;

#define RULE(field, needed, allowed)                                                                                   \
    {                                                                                                                  \
#field, (uint16_t)offsetof(toll__block, field), needed, allowed                                                \
    }

static const field_rule field_rules[] = {
    RULE(n_heads, ATTENTION | MLA | GDN | MAMBA2 | LIGHTNING | SHARED_KV | COMPRESS | CONV, 0),
    RULE(n_kv_heads, ATTENTION | GDN, 0),
    RULE(head_dim, ATTENTION | GDN | MAMBA2 | LIGHTNING | SHARED_KV | COMPRESS | CONV, 0),
    RULE(v_head_dim, MLA, ATTENTION | GDN),
    RULE(window_tokens, SHARED_KV, ATTENTION | MLA),
    RULE(q_lora_rank, SHARED_KV, MLA | COMPRESS | MAMBA2),
    RULE(kv_lora_rank, MLA, 0),
    RULE(qk_nope_dim, MLA, 0),
    RULE(qk_rope_dim, 0, MLA),
    RULE(index_heads, 0, MLA | COMPRESS | ATTENTION),
    RULE(index_dim, 0, MLA | COMPRESS | ATTENTION),
    RULE(index_topk_tokens, 0, MLA | COMPRESS | ATTENTION),
    RULE(o_groups, SHARED_KV, 0),
    RULE(o_lora_rank, SHARED_KV, 0),
    RULE(compress_tokens, COMPRESS, 0),
    RULE(d_ff, FFN | MOE, 0),
    RULE(ffn_matrices, FFN | MOE, 0),
    RULE(n_experts, MOE, 0),
    RULE(n_experts_active, MOE, 0),
    RULE(d_ff_shared, 0, MOE),
    RULE(d_latent, 0, MOE),
    RULE(n_groups, MAMBA2, 0),
    RULE(state_dim, MAMBA2, 0),
    RULE(conv_width, CONV, GDN | MAMBA2),
};

/* Which kinds may carry a flag. */
typedef struct flag_rule {
    uint32_t flag;
    uint32_t allowed;
} flag_rule;

static const flag_rule flag_rules[] = {
    {TOLL_LAYER_QKV_BIAS | TOLL_LAYER_O_BIAS | TOLL_LAYER_QK_NORM_HEAD | TOLL_LAYER_QK_NORM_LAYER |
         TOLL_LAYER_OUT_GATE | TOLL_LAYER_K_IS_V | TOLL_LAYER_SHARED_CACHE | TOLL_LAYER_UNCACHED,
     ATTENTION},
    {TOLL_LAYER_SINKS, ATTENTION | SHARED_KV},
    {TOLL_LAYER_ENCODER, ATTENTION | FFN},
    {TOLL_LAYER_FFN_BIAS, FFN},
    {TOLL_LAYER_EXPERT_BIAS | TOLL_LAYER_ROUTER_BIAS | TOLL_LAYER_SHARED_GATE, MOE},
    {TOLL_LAYER_CHANNEL_DECAY, GDN},
    {TOLL_LAYER_SELECTIVE | TOLL_LAYER_BARE, MAMBA2},
};

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* Where a finding is reported. */
typedef struct block_place {
    int64_t row;
    toll_error *err;
} block_place;

static toll_status fail_block(const block_place *at, toll_status status, const char *field, const char *reason)
{
    return toll__fail(at->err, status, TOLL_KIND_MODEL_LAYER, field, at->row, reason);
}

static toll_status check_field(const toll__block *block, const field_rule *rule, const block_place *at)
{
    unsigned kind = 1u << block->kind;
    int64_t value;
    memcpy(&value, (const char *)block + rule->offset, sizeof value);
    if (value == 0 && (rule->needed & kind))
        return fail_block(at, TOLL_E_MISSING, rule->name, "is needed by this kind of layer");
    if (value != 0 && !((rule->needed | rule->allowed) & kind))
        return fail_block(at, TOLL_E_CONFLICT, rule->name, "must be 0: this kind of layer does not use it");
    return TOLL_OK;
}

static toll_status check_fields(const toll__block *block, const block_place *at)
{
    for (size_t i = 0; i < COUNT_OF(field_rules); i++) {
        toll_status status = check_field(block, &field_rules[i], at);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status check_flags(const toll__block *block, const block_place *at)
{
    uint32_t allowed = 0;
    for (size_t i = 0; i < COUNT_OF(flag_rules); i++)
        if (flag_rules[i].allowed & (1u << block->kind))
            allowed |= flag_rules[i].flag;
    if (block->flags & ~allowed)
        return fail_block(at, TOLL_E_CONFLICT, "flags", "has a bit set that this kind of layer does not use");
    return TOLL_OK;
}

/* The indexer's queries are projected from the compressed queries, so it can't do without them; plain attention has none
 * and projects them from its input. A number of tokens alone
 * means that another layer's indexer has chosen them. */
static toll_status check_indexer(const toll__block *block, const block_place *at)
{
    const int is_shared = block->kind == TOLL_LAYER_MLA && block->index_topk_tokens > 0;
    if (block->index_heads == 0 && block->index_dim == 0 && (block->index_topk_tokens == 0 || is_shared))
        return TOLL_OK;
    if (block->index_heads == 0)
        return fail_block(at, TOLL_E_MISSING, "index_heads", "is needed by an indexer");
    if (block->index_dim == 0)
        return fail_block(at, TOLL_E_MISSING, "index_dim", "is needed by an indexer");
    if (block->index_topk_tokens == 0)
        return fail_block(at, TOLL_E_MISSING, "index_topk_tokens", "is needed by an indexer");
    if (block->q_lora_rank == 0 && block->kind != TOLL_LAYER_ATTENTION)
        return fail_block(at, TOLL_E_MISSING, "q_lora_rank", "is needed by an indexer");
    return TOLL_OK;
}

static toll_status check_attention(const toll__block *block, const block_place *at)
{
    const uint32_t both_norms = TOLL_LAYER_QK_NORM_HEAD | TOLL_LAYER_QK_NORM_LAYER;
    if (block->n_heads % block->n_kv_heads != 0)
        return fail_block(at, TOLL_E_CONFLICT, "n_kv_heads", "must divide n_heads");
    if ((block->flags & both_norms) == both_norms)
        return fail_block(at, TOLL_E_CONFLICT, "flags", "norms q and k both by head and by layer");
    if ((block->flags & TOLL_LAYER_K_IS_V) && block->v_head_dim != block->head_dim)
        return fail_block(at, TOLL_E_CONFLICT, "v_head_dim", "must equal head_dim when keys are values");
    return check_indexer(block, at);
}

static toll_status check_shared_kv(const toll__block *block, const block_place *at)
{
    if (block->n_heads % block->o_groups != 0)
        return fail_block(at, TOLL_E_CONFLICT, "o_groups", "must divide n_heads");
    return TOLL_OK;
}

static toll_status check_ffn(const toll__block *block, const block_place *at)
{
    return toll__check_range(at->err, TOLL_KIND_MODEL_LAYER, "ffn_matrices", at->row, 2, 3,
                             (double)block->ffn_matrices);
}

static toll_status check_moe(const toll__block *block, const block_place *at)
{
    if (block->n_experts_active > block->n_experts)
        return fail_block(at, TOLL_E_CONFLICT, "n_experts_active", "must be at most n_experts");
    if ((block->flags & TOLL_LAYER_SHARED_GATE) && block->d_ff_shared == 0)
        return fail_block(at, TOLL_E_MISSING, "d_ff_shared", "is needed by a shared gate");
    return check_ffn(block, at);
}

static toll_status check_gdn(const toll__block *block, const block_place *at)
{
    if (block->n_heads % block->n_kv_heads != 0)
        return fail_block(at, TOLL_E_CONFLICT, "n_kv_heads", "must divide n_heads");
    return TOLL_OK;
}

static toll_status check_mamba2(const toll__block *block, const block_place *at)
{
    const int is_selective = (block->flags & TOLL_LAYER_SELECTIVE) != 0;
    if (is_selective && block->q_lora_rank == 0)
        return fail_block(at, TOLL_E_MISSING, "q_lora_rank", "is needed by a selective Mamba");
    if (is_selective && block->n_groups != 1)
        return fail_block(at, TOLL_E_CONFLICT, "n_groups", "must be 1 in a selective Mamba");
    if (!is_selective && block->q_lora_rank != 0)
        return fail_block(at, TOLL_E_CONFLICT, "q_lora_rank", "must be 0 unless the Mamba is selective");
    if (block->n_heads % block->n_groups != 0)
        return fail_block(at, TOLL_E_CONFLICT, "n_groups", "must divide n_heads");
    return TOLL_OK;
}

static toll_status check_kind(const toll__block *block, const block_place *at)
{
    switch (block->kind) {
    case TOLL_LAYER_ATTENTION:
        return check_attention(block, at);
    case TOLL_LAYER_MLA:
    case TOLL_LAYER_COMPRESSOR:
        return check_indexer(block, at);
    case TOLL_LAYER_SHARED_KV:
        return check_shared_kv(block, at);
    case TOLL_LAYER_FFN:
        return check_ffn(block, at);
    case TOLL_LAYER_MOE:
        return check_moe(block, at);
    case TOLL_LAYER_GDN:
        return check_gdn(block, at);
    case TOLL_LAYER_MAMBA2:
        return check_mamba2(block, at);
    default:
        return TOLL_OK;
    }
}

toll_status toll__block_settle(toll__block *block, const toll__model *model, int64_t row, toll_error *err)
{
    const block_place at = {row, err};
    if (block->kind < TOLL_LAYER_ATTENTION || block->kind > TOLL_LAYER_CONV)
        return toll__fail_range(err, TOLL_KIND_MODEL_LAYER, "kind", row, TOLL_LAYER_ATTENTION, TOLL_LAYER_CONV,
                                block->kind);
    toll_status status = check_fields(block, &at);
    if (status != TOLL_OK)
        return status;
    status = check_flags(block, &at);
    if (status != TOLL_OK)
        return status;
    if (block->v_head_dim == 0)
        block->v_head_dim = block->head_dim;
    if (block->count > model->n_layers)
        return fail_block(&at, TOLL_E_CONFLICT, "count", "must be at most the model's n_layers");
    return check_kind(block, &at);
}

static toll_status fail_model(toll_error *err, toll_status status, const char *field, const char *reason)
{
    return toll__fail(err, status, TOLL_KIND_MODEL, field, -1, reason);
}

toll_status toll__model_check(const toll__model *model, uint64_t n_blocks, toll_error *err)
{
    const uint64_t facts = TOLL_MODEL_MAX_CONTEXT | TOLL_MODEL_PARAMS_TOTAL | TOLL_MODEL_PARAMS_ACTIVE;
    const uint64_t both_stated = TOLL_MODEL_PARAMS_TOTAL | TOLL_MODEL_PARAMS_ACTIVE;
    if (model->unverified & facts & ~model->known)
        return fail_model(err, TOLL_E_CONFLICT, "unverified", "has a bit set for a fact whose bit in known is not set");
    if ((model->flags & TOLL_MODEL_NO_HEAD) && (model->flags & TOLL_MODEL_TIED_EMBEDDINGS))
        return fail_model(err, TOLL_E_CONFLICT, "flags", "has TIED_EMBEDDINGS set for a model without output head");
    if ((model->flags & TOLL_MODEL_NO_HEAD) && (model->flags & TOLL_MODEL_HEAD_BIAS))
        return fail_model(err, TOLL_E_CONFLICT, "flags", "has HEAD_BIAS set for a model without output head");
    if ((model->known & both_stated) == both_stated && model->params_active_stated > model->params_total_stated)
        return fail_model(err, TOLL_E_CONFLICT, "params_active_stated", "must be at most params_total_stated");
    if (n_blocks == 0 && !(model->known & TOLL_MODEL_PARAMS_TOTAL))
        return fail_model(err, TOLL_E_MISSING, "params_total_stated", "is needed by a model without layer rows");
    return TOLL_OK;
}
