/* SPDX-License-Identifier: Apache-2.0 */
/* toll_model_*: descriptors that are nearly right. Counts add up, bytes follow, bad input changes nothing. */
#include "fuzz.h"
#include "models.h"

static void law_counts(const toll_model_counts *c)
{
    LAW(c->params_total >= 0 && c->params_active >= 0 && c->params_active <= c->params_total);
    LAW(c->embed + c->head + c->attn + c->ffn + c->expert + c->router + c->mixer + c->other + c->attn_v + c->ffn_down +
            c->expert_down + c->stated_rest ==
        c->params_total);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    toll_model model;
    toll_model_layer rows[ROWS_MAX];
    toll_model_precision precision;
    toll_model_counts counts;
    toll_model_weights weights;
    toll_model_kv kv;
    toll_error err;
    const uint64_t n = start_model(&model, rows, (unsigned)take(&in, 1));
    const uint64_t stride = take(&in, 1) % 8 ? sizeof rows[0] : take(&in, 1);
    const int64_t tokens = (int64_t)take(&in, 8) >> (take(&in, 1) % 64);
    start_precision(&precision);
    mutate(&in, &model, TOLL_KIND_MODEL);
    for (uint64_t i = 0; i < n; i++)
        mutate(&in, &rows[i], TOLL_KIND_MODEL_LAYER);
    mutate(&in, &precision, TOLL_KIND_PRECISION);
    toll_struct_init(&counts, sizeof counts, TOLL_KIND_MODEL_COUNTS, NULL);
    toll_struct_init(&weights, sizeof weights, TOLL_KIND_MODEL_WEIGHTS, NULL);
    toll_struct_init(&kv, sizeof kv, TOLL_KIND_MODEL_KV, NULL);

    const uint64_t used = stride == sizeof rows[0] ? n : 1;
    const toll_status checked = law_status(toll_model_check(&model, rows, used, stride, &err), &err);
    const toll_status counted = law_status(toll_model_count(&model, rows, used, stride, &counts, &err), &err);
    if (checked != TOLL_OK)
        LAW(counted != TOLL_OK && counts.params_total == 0);
    if (counted == TOLL_OK)
        law_counts(&counts);
    if (law_status(toll_model_compute_weights(&model, rows, used, stride, &precision, &weights, &err), &err) == TOLL_OK)
        LAW(weights.total_bytes >= 0);
    if (law_status(toll_model_compute_kv(&model, rows, used, stride, &precision, tokens, &kv, &err), &err) == TOLL_OK)
        LAW(kv.sequence_bytes >= 0 && kv.token_bytes >= 0 && kv.context_tokens == tokens);
    return 0;
}
