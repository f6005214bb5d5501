/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of the weights: each tensor class at its own bits per weight, rounded up class by class. */
#include "model/weights.h"

#include "base/saturating.h"
#include "base/fault.h"
#include "model/bytes.h"

double toll__weights_bits(const toll__precision *precision, int tensor_class)
{
    switch (tensor_class) {
    case TOLL__CLASS_EMBED:
        return precision->embed_bits;
    case TOLL__CLASS_HEAD:
        return precision->head_bits;
    case TOLL__CLASS_ATTN:
        return precision->attn_bits;
    case TOLL__CLASS_ATTN_V:
        return precision->attn_v_bits;
    case TOLL__CLASS_FFN:
        return precision->ffn_bits;
    case TOLL__CLASS_FFN_DOWN:
        return precision->ffn_down_bits;
    case TOLL__CLASS_EXPERT:
        return precision->expert_bits;
    case TOLL__CLASS_EXPERT_DOWN:
        return precision->expert_down_bits;
    case TOLL__CLASS_ROUTER:
        return precision->router_bits;
    case TOLL__CLASS_MIXER:
        return precision->mixer_bits;
    default:
        return precision->other_bits;
    }
}

double toll__weights_rest_bits(const toll__precision *precision, const toll__params *params)
{
    return params->all[TOLL__CLASS_EXPERT] > 0 ? precision->expert_bits : precision->ffn_bits;
}

toll_status toll__weights_compute(const toll__counts *counts, const toll__precision *precision, toll__weights *weights,
                                  toll_error *err)
{
    const toll__params *params = &counts->params;
    weights->stated_rest = toll__bytes_of(counts->stated_rest, toll__weights_rest_bits(precision, params));
    weights->total = weights->stated_rest;
    for (int i = 0; i < TOLL__CLASSES; i++) {
        weights->by_class[i] = toll__bytes_of(params->all[i], toll__weights_bits(precision, i));
        weights->total = toll__checked_add(weights->total, weights->by_class[i]);
    }
    if (weights->total == TOLL__TOO_MUCH)
        return toll__fail(err, TOLL_E_OVERFLOW, 0, "total_bytes", -1, "is beyond 2^53");
    weights->mean_bits = (double)weights->total * 8 / (double)counts->total; /* no model is without parameters */
    return TOLL_OK;
}
