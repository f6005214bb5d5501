/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters, weight bytes and KV cache of a model. */
#include <toll/model.h>

#include <string.h>

#include "api/convert_model.h"
#include "api/guard.h"
#include "base/fault.h"
#include "model/kvcache.h"
#include "model/params.h"
#include "model/weights.h"

#define CONTEXT_TOKENS_MAX 1000000000

static toll_status check_all(const toll_model *model, const toll__block_rows *rows, toll_error *err)
{
    toll__model plain;
    toll__block block;
    toll_status status = toll__take_model(model, rows, &plain, err);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < rows->count; i++) {
        status = toll__take_block(&plain, rows, i, &block, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

toll_status toll_model_check(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                             uint64_t stride_bytes, toll_error *err)
{
    const toll__block_rows rows = {layers, n_layers, stride_bytes};
    return toll__done(check_all(model, &rows, err), err);
}

static toll_status sum_params(const toll__model *model, const toll__block_rows *rows, toll__params *sum,
                              toll_error *err)
{
    toll__block block;
    toll__params one;
    toll_status status = TOLL_OK;
    toll__params_of_frame(model, sum);
    for (uint64_t i = 0; i < rows->count; i++) {
        status = toll__take_block(model, rows, i, &block, err);
        if (status != TOLL_OK)
            return status;
        toll__params_of_block(&block, model->d_model, &one);
        toll__params_add(sum, &one, block.count);
    }
    return TOLL_OK;
}

static toll_status count_model(const toll_model *model, const toll__block_rows *rows, toll__counts *counts,
                               toll_error *err)
{
    toll__model plain;
    toll__params sum;
    toll_status status = toll__take_model(model, rows, &plain, err);
    if (status != TOLL_OK)
        return status;
    status = sum_params(&plain, rows, &sum, err);
    if (status != TOLL_OK)
        return status;
    return toll__params_close(&sum, &plain, counts, err);
}

static void give_counts(const toll__counts *counts, toll_model_counts *out)
{
    const int64_t *all = counts->params.all;
    toll_model_counts full = {0};
    full.params_total = counts->total;
    full.params_active = counts->active;
    full.params_input_embed = counts->input_embed;
    full.params_matmul = counts->matmul;
    full.embed = all[TOLL__CLASS_EMBED];
    full.head = all[TOLL__CLASS_HEAD];
    full.attn = all[TOLL__CLASS_ATTN];
    full.attn_v = all[TOLL__CLASS_ATTN_V];
    full.ffn = all[TOLL__CLASS_FFN];
    full.ffn_down = all[TOLL__CLASS_FFN_DOWN];
    full.expert = all[TOLL__CLASS_EXPERT];
    full.expert_down = all[TOLL__CLASS_EXPERT_DOWN];
    full.router = all[TOLL__CLASS_ROUTER];
    full.mixer = all[TOLL__CLASS_MIXER];
    full.other = all[TOLL__CLASS_OTHER];
    full.stated_rest = counts->stated_rest;
    toll__give(out, TOLL_KIND_MODEL_COUNTS, &full);
}

toll_status toll_model_count(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                             uint64_t stride_bytes, toll_model_counts *counts, toll_error *err)
{
    const toll__block_rows rows = {layers, n_layers, stride_bytes};
    toll__counts plain;
    toll_status status = toll__expect(counts, TOLL_KIND_MODEL_COUNTS, "counts", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = count_model(model, &rows, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    give_counts(&plain, counts);
    return TOLL_OK;
}

static toll_status compute_weights(const toll_model *model, const toll__block_rows *rows,
                                   const toll_model_precision *precision, toll__weights *weights, toll_error *err)
{
    toll__precision bits;
    toll__counts counts;
    toll_status status = toll__take_precision(precision, &bits, err);
    if (status != TOLL_OK)
        return status;
    status = count_model(model, rows, &counts, err);
    if (status != TOLL_OK)
        return status;
    return toll__weights_compute(&counts, &bits, weights, err);
}

static void give_weights(const toll__weights *weights, toll_model_weights *out)
{
    const int64_t *bytes = weights->by_class;
    toll_model_weights full = {0};
    full.total_bytes = weights->total;
    full.embed_bytes = bytes[TOLL__CLASS_EMBED];
    full.head_bytes = bytes[TOLL__CLASS_HEAD];
    full.attn_bytes = bytes[TOLL__CLASS_ATTN] + bytes[TOLL__CLASS_ATTN_V];
    full.ffn_bytes = bytes[TOLL__CLASS_FFN] + bytes[TOLL__CLASS_FFN_DOWN];
    full.expert_bytes = bytes[TOLL__CLASS_EXPERT] + bytes[TOLL__CLASS_EXPERT_DOWN];
    full.router_bytes = bytes[TOLL__CLASS_ROUTER];
    full.mixer_bytes = bytes[TOLL__CLASS_MIXER];
    full.other_bytes = bytes[TOLL__CLASS_OTHER];
    full.stated_rest_bytes = weights->stated_rest;
    full.mean_bits = weights->mean_bits;
    toll__give(out, TOLL_KIND_MODEL_WEIGHTS, &full);
}

toll_status toll_model_compute_weights(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                                       uint64_t stride_bytes, const toll_model_precision *precision,
                                       toll_model_weights *weights, toll_error *err)
{
    const toll__block_rows rows = {layers, n_layers, stride_bytes};
    toll__weights plain;
    toll_status status = toll__expect(weights, TOLL_KIND_MODEL_WEIGHTS, "weights", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = compute_weights(model, &rows, precision, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    give_weights(&plain, weights);
    return TOLL_OK;
}

static toll_status sum_kv(const toll__model *model, const toll__block_rows *rows, int64_t context_tokens, toll__kv *sum,
                          toll_error *err)
{
    toll__block block;
    toll__kv_block kept;
    memset(sum, 0, sizeof *sum);
    for (uint64_t i = 0; i < rows->count; i++) {
        toll_status status = toll__take_block(model, rows, i, &block, err);
        if (status != TOLL_OK)
            return status;
        toll__kv_of_block(&block, &kept);
        if (!(model->flags & TOLL_MODEL_NO_KV))
            toll__kv_add(sum, &kept, block.count, context_tokens);
    }
    return TOLL_OK;
}

static toll_status take_complete(const toll_model *model, const toll__block_rows *rows, toll__model *plain,
                                 toll_error *err)
{
    toll_status status = toll__take_model(model, rows, plain, err);
    if (status != TOLL_OK)
        return status;
    if ((plain->flags & TOLL_MODEL_INCOMPLETE) || rows->count == 0)
        return toll__fail(err, TOLL_E_MISSING, 0, "layers", -1, "do not describe the whole model");
    return TOLL_OK;
}

static toll_status compute_kv(const toll_model *model, const toll__block_rows *rows,
                              const toll_model_precision *precision, toll_model_kv *full, toll_error *err)
{
    toll__model plain;
    toll__precision bits;
    toll__kv sum;
    toll__kv_bytes bytes;
    toll_status status = toll__take_precision(precision, &bits, err);
    if (status != TOLL_OK)
        return status;
    status = take_complete(model, rows, &plain, err);
    if (status != TOLL_OK)
        return status;
    status = sum_kv(&plain, rows, full->context_tokens, &sum, err);
    if (status != TOLL_OK)
        return status;
    status = toll__kv_close(&sum, &bits, &bytes, err);
    if (status != TOLL_OK)
        return status;
    full->sequence_bytes = bytes.sequence;
    full->token_bytes = bytes.token;
    full->token_far_bytes = bytes.token_far;
    full->state_bytes = bytes.state;
    full->full_layers = sum.full_layers;
    full->window_layers = sum.window_layers;
    full->state_layers = sum.state_layers;
    return TOLL_OK;
}

toll_status toll_model_compute_kv(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                                  uint64_t stride_bytes, const toll_model_precision *precision, int64_t context_tokens,
                                  toll_model_kv *kv, toll_error *err)
{
    const toll__block_rows rows = {layers, n_layers, stride_bytes};
    toll_model_kv full = {0};
    full.context_tokens = context_tokens;
    toll_status status = toll__expect(kv, TOLL_KIND_MODEL_KV, "kv", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__check_range(err, 0, "context_tokens", -1, 0, CONTEXT_TOKENS_MAX, (double)context_tokens);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = compute_kv(model, &rows, precision, &full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(kv, TOLL_KIND_MODEL_KV, &full);
    return TOLL_OK;
}
