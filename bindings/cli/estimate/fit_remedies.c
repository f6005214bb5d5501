/* SPDX-License-Identifier: Apache-2.0 */
/* Remedies are found by trying: the library resolves each candidate and says whether it fits. tp doubles; the precision
 * is the widest that is narrower than today's; sequences and context are halved towards the largest value that fits, 12
 * trials for 4,096 sequences. */
#include "estimate/fit_remedies.h"

#include <string.h>

#include "estimate/draft_share.h"

#define CONTEXT_SHRINK 8 /* a context cut further answers another question */

static bool does_fit(const deployment *d, int64_t sequences, int64_t context_tokens)
{
    toll_step_memory memory;
    return sequences > 0 && context_tokens > 0 &&
           deploy_memory(d, sequences, context_tokens, &memory, NULL) == TOLL_OK && memory.verdict == TOLL_FIT_YES;
}

static int64_t find_tp(const deployment *d, int64_t sequences, int64_t context_tokens)
{
    int64_t found = 0;
    deployment trial = deploy_copy(d);
    for (int64_t tp = 1; tp <= DEPLOY_TP_MAX && found == 0; tp *= 2) {
        trial.layout.tp = tp;
        if (tp > d->layout.tp && deploy_resolve(&trial, NULL) == TOLL_OK &&
            does_fit(&trial, sequences, context_tokens)) {
            found = tp;
        }
    }
    deploy_free(&trial);
    return found;
}

/* The k-quants of GGUF files ("q4_k_m", "iq4_xs") are llama.cpp's own. */
static bool is_served(const toll_step_engine *engine, const char *precision)
{
    const char *quant = precision + (precision[0] == 'i');
    bool is_gguf = quant[0] == 'q' && quant[1] >= '0' && quant[1] <= '9';
    return is_gguf == (strncmp(engine->id, "llama", 5) == 0);
}

static double mean_bits(const deployment *d)
{
    toll_model_weights weights;
    start_struct(&weights, sizeof weights, TOLL_KIND_MODEL_WEIGHTS);
    toll_status status = toll_model_compute_weights(&d->model->model, d->model->layers, d->model->n_layers,
                                                    sizeof(toll_model_layer), &d->precision, &weights, NULL);
    return status == TOLL_OK ? weights.mean_bits : 0;
}

static void find_narrower_precision(const deployment *d, int64_t sequences, int64_t context_tokens, remedies *found)
{
    uint64_t rows = toll_catalog_count(TOLL_TABLE_PRECISION);
    double own_bits = mean_bits(d);
    deployment trial = deploy_copy(d);
    for (uint64_t i = 0; i < rows; i++) {
        if (!is_served(&d->engine, toll_catalog_get_id(TOLL_TABLE_PRECISION, i)) ||
            !read_precision(i, &trial.precision)) {
            continue;
        }
        double bits = mean_bits(&trial);
        bool is_better = bits < own_bits && bits > found->precision_bits;
        if (is_better && deploy_resolve(&trial, NULL) == TOLL_OK && does_fit(&trial, sequences, context_tokens)) {
            found->precision_bits = bits;
            memcpy(found->precision, trial.precision.id, sizeof found->precision);
        }
    }
    deploy_free(&trial);
}

/* Largest value of 1 .. limit that fits, by halving: memory grows with both. */
static int64_t find_largest(const deployment *d, int64_t sequences, int64_t context_tokens, bool of_sequences)
{
    int64_t fits = 0, fails = of_sequences ? sequences : context_tokens;
    while (fails - fits > 1) {
        int64_t middle = fits + (fails - fits) / 2;
        bool is_fitting = of_sequences ? does_fit(d, middle, context_tokens) : does_fit(d, sequences, middle);
        fits = is_fitting ? middle : fits;
        fails = is_fitting ? fails : middle;
    }
    return fits;
}

void remedy_find(const deployment *d, int64_t sequences, int64_t context_tokens, remedies *found)
{
    memset(found, 0, sizeof *found);
    found->tp = find_tp(d, sequences, context_tokens);
    find_narrower_precision(d, sequences, context_tokens, found);
    found->sequences = find_largest(d, sequences, context_tokens, true);
    found->context_tokens = find_largest(d, sequences, context_tokens, false);
    if (found->context_tokens < context_tokens / CONTEXT_SHRINK) {
        found->context_tokens = 0;
    }
}
