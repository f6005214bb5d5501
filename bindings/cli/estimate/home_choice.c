/* SPDX-License-Identifier: Apache-2.0 */
/* A consumer card is one card, with one user, and llama.cpp reads a file of any width: so the format is what gives way,
 * not the number of cards. Candidates are the formats that llama.cpp runs there, none wider than the model's own, from
 * the widest on.
 *
 * Example: Qwen3-32B on an RTX 4090, one sequence of 8,192 tokens: q5_k_m takes 21.6 GiB of weights, 1.9 too much with
 * the cache, and q5_k_s is no better; q4_k_m takes 18.4 and leaves 1.35. */
#include "estimate/home_choice.h"

#include "estimate/draft_share.h"

#include <stdio.h>
#include <string.h>

#define WIDER_FRAC 1.01 /* f16 keeps norms in 32 bits, so it is a little wider than bf16 */

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

bool home_is(const toll_hw *hw)
{
    static const char *const beginnings[] = {"GeForce ", "TITAN ",    "Radeon RX ", "Arc ",          "Ryzen ",
                                             "Core ",    "DGX Spark", "Jetson ",    "Radeon AI PRO "};
    if (strcmp(hw->vendor, "Apple") == 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        if (begins_with(hw->name, beginnings[i])) {
            return true;
        }
    }
    return false;
}

bool home_applies(const toll_hw *hw, const deployment_request *r)
{
    const bool is_spread = r->layout.pp != 1 || r->layout.ep != 1 || r->layout.dp != 1;
    const bool is_other_engine = r->engine != NULL && !begins_with(r->engine, HOME_ENGINE);
    return home_is(hw) && !r->is_tp_given && !is_spread && !is_other_engine;
}

bool home_chooses_format(const model_entry *model, const deployment_request *r)
{
    const bool has_narrow = model->has_own && model->own.ffn_bits < 16;
    return r->precision == NULL && model->stated[0] == 0 && !model->is_other_stated && !model->is_gguf && !has_narrow;
}

/* f16, q8_0, iq4_xs: what GGUF files are called. */
static bool is_gguf_format(const char *id)
{
    const char *quant = id + (id[0] == 'i');
    return strcmp(id, "f16") == 0 || (quant[0] == 'q' && quant[1] >= '0' && quant[1] <= '9');
}

static double weight_bytes(const deployment *d)
{
    toll_model_weights weights;
    start_struct(&weights, sizeof weights, TOLL_KIND_MODEL_WEIGHTS);
    toll_status status = toll_model_compute_weights(&d->model->model, d->model->layers, d->model->n_layers,
                                                    sizeof(toll_model_layer), &d->precision, &weights, NULL);
    return status == TOLL_OK ? (double)weights.total_bytes : 0;
}

/* The best so far: a verdict, and the width within one. */
typedef struct home_best {
    bool is_found;
    uint32_t verdict;
    double bytes;
    toll_model_precision precision;
} home_best;

/* Of formats that fit, or may fit, the widest; of those that don't, the narrowest. */
static bool is_better_format(const home_best *best, uint32_t verdict, double bytes)
{
    if (!best->is_found || verdict != best->verdict) {
        return !best->is_found || verdict < best->verdict;
    }
    return verdict == TOLL_FIT_NO ? bytes < best->bytes : bytes > best->bytes;
}

static toll_status try_format(deployment *d, int64_t sequences, int64_t context_tokens, home_best *best,
                              toll_error *err)
{
    toll_step_memory memory;
    const double bytes = weight_bytes(d);
    toll_status status = deploy_resolve(d, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = deploy_memory(d, sequences, context_tokens, &memory, err);
    if (status != TOLL_OK) {
        return status;
    }
    if (is_better_format(best, memory.verdict, bytes)) {
        *best = (home_best){true, memory.verdict, bytes, d->precision};
    }
    return TOLL_OK;
}

toll_status home_choose_format(deployment *d, const deployment_request *r, int64_t sequences, int64_t context_tokens,
                               toll_error *err)
{
    home_best best = {false, TOLL_FIT_NO, 0, d->precision};
    const double most = weight_bytes(d) * WIDER_FRAC;
    toll_error refusal = {0};
    toll_status status = try_format(d, sequences, context_tokens, &best, &refusal); /* the model's own */
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_PRECISION); i++) {
        if (!is_gguf_format(toll_catalog_get_id(TOLL_TABLE_PRECISION, i)) || !read_precision(i, &d->precision) ||
            weight_bytes(d) > most) {
            continue;
        }
        deployment_request_change(r, &d->engine, &d->precision);
        (void)try_format(d, sequences, context_tokens, &best, NULL);
    }
    if (!best.is_found) {
        *err = refusal;
        return status;
    }
    d->precision = best.precision;
    d->reason = best.verdict == TOLL_FIT_YES        ? LAYOUT_WIDEST
                : best.verdict == TOLL_FIT_MARGINAL ? LAYOUT_WIDEST_MARGINAL
                                                    : LAYOUT_NARROWEST;
    return deploy_resolve(d, err);
}
