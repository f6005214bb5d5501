/* SPDX-License-Identifier: Apache-2.0 */
/* A draft model is resolved on the layout of its target, and its weights and cache are added. Engines load it whole, in
 * its own format, or that of the target where that is a GGUF file's.
 *
 * MTP: one more layer like the last, and a projection of 2 d x d; embedding and output are shared with the model. So a
 * model with one more layer is resolved, and the difference counts. Example: DeepSeek-V3, whose MTP layer holds 11.5 B
 * parameters: a layer of experts is 11.4 B, the projection 0.1 B. */
#include "estimate/draft_share.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

#define TOKENS        4096 /* of the context whose cache is measured: pages of every engine divide it */
#define BITS_PER_BYTE 8.0

/* The deployment alone, or that of a draft. */
typedef struct measured {
    double weights_bytes, kv_bytes, step_s;
} measured;

static toll_status ask_step(const deployment *d, double sequences, double context_tokens, double *step_s,
                            toll_error *err)
{
    toll_step_batch batch;
    toll_step_result result;
    start_struct(&batch, sizeof batch, TOLL_KIND_STEP_BATCH);
    start_struct(&result, sizeof result, TOLL_KIND_STEP_RESULT);
    batch.decode_sequences = sequences;
    batch.decode_context_tokens = context_tokens;
    toll_status status = toll_step_estimate(d->object, d->object_size, &batch, &result, err);
    *step_s = result.time_s.mid;
    return status;
}

/* load NULL: memory alone. */
static toll_status measure_resolved(const deployment *d, const toll_serve_load *load, measured *m, toll_error *err)
{
    toll_step_memory one, two;
    toll_status status = deploy_memory(d, 1, TOKENS, &one, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = deploy_memory(d, 1, 2 * TOKENS, &two, err);
    if (status != TOLL_OK) {
        return status;
    }
    m->weights_bytes = (double)one.weights_bytes;
    m->kv_bytes = (double)(two.kv_bytes - one.kv_bytes) / TOKENS;
    return load == NULL ? TOLL_OK
                        : ask_step(d, load->concurrency, load->input_tokens + load->output_tokens / 2, &m->step_s, err);
}

static toll_status measure_trial(deployment *trial, const toll_serve_load *load, measured *m, toll_error *err)
{
    toll_status status = deploy_resolve_alone(trial, err);
    return status != TOLL_OK ? status : measure_resolved(trial, load, m, err);
}

static toll_status measure(const deployment *like, const model_entry *model, const toll_model_precision *precision,
                           const toll_serve_load *load, measured *m, toll_error *err)
{
    deployment trial = deploy_copy(like);
    trial.draft = NULL;
    trial.is_mtp = false;
    trial.model = model;
    trial.precision = *precision;
    trial.engine.draft_weights_bytes = trial.engine.host_weights_bytes = trial.engine.host_layers = 0;
    trial.engine.draft_token_bytes = 0;
    toll_status status = measure_trial(&trial, load, m, err);
    deploy_free(&trial);
    return status;
}

/* A mixer and a feed-forward or expert row more, the last ones of the model. */
static void add_last_layer(model_entry *deeper)
{
    bool has_mixer = false, has_ffn = false;
    for (uint64_t i = deeper->n_layers; i-- > 0;) {
        toll_model_layer *row = &deeper->layers[i];
        const bool is_ffn = row->kind == TOLL_LAYER_FFN || row->kind == TOLL_LAYER_MOE;
        bool *has = is_ffn ? &has_ffn : &has_mixer;
        row->count += !*has;
        *has = true;
    }
    deeper->model.n_layers++;
    deeper->model.known &= ~(uint64_t)(TOLL_MODEL_PARAMS_TOTAL | TOLL_MODEL_PARAMS_ACTIVE);
    deeper->model.unverified &= ~(uint64_t)(TOLL_MODEL_PARAMS_TOTAL | TOLL_MODEL_PARAMS_ACTIVE);
    deeper->model.params_total_stated = deeper->model.params_active_stated = 0;
}

static toll_status measure_mtp(const deployment *d, const toll_serve_load *load, measured *m, toll_error *err)
{
    measured plain = {0}, more = {0};
    model_entry deeper = *d->model;
    toll_status status = measure(d, d->model, &d->precision, load, &plain, err);
    if (status != TOLL_OK) {
        return status;
    }
    deeper.layers = claim(deeper.n_layers + 1, sizeof *deeper.layers);
    memcpy(deeper.layers, d->model->layers, deeper.n_layers * sizeof *deeper.layers);
    add_last_layer(&deeper);
    status = measure(d, &deeper, &d->precision, load, &more, err);
    free(deeper.layers);
    const double width = (double)d->model->model.d_model;
    m->weights_bytes = more.weights_bytes - plain.weights_bytes +
                       2 * width * width * d->precision.ffn_bits / BITS_PER_BYTE / (double)d->layout.tp;
    m->kv_bytes = more.kv_bytes - plain.kv_bytes;
    m->step_s = more.step_s - plain.step_s;
    return status;
}

static toll_status measure_model(const deployment *d, const toll_serve_load *load, measured *m, toll_error *err)
{
    toll_model_precision precision = d->precision;
    const bool is_gguf = strncmp(d->engine.id, "llamacpp", 8) == 0;
    if (!is_gguf && !model_precision(d->draft, NULL, &precision)) {
        return TOLL_E_UNKNOWN_ID;
    }
    return measure(d, d->draft, &precision, load, m, err);
}

static toll_status measure_draft(const deployment *d, const toll_serve_load *load, measured *m, toll_error *err)
{
    return d->is_mtp ? measure_mtp(d, load, m, err) : measure_model(d, load, m, err);
}

toll_status deploy_resolve(deployment *d, toll_error *err)
{
    measured m = {0};
    if (d->draft == NULL && !d->is_mtp) {
        return deploy_resolve_alone(d, err);
    }
    toll_status status = measure_draft(d, NULL, &m, err);
    if (status != TOLL_OK) {
        return status;
    }
    d->engine.draft_weights_bytes = (int64_t)ceil(m.weights_bytes);
    d->engine.draft_token_bytes = m.kv_bytes;
    return deploy_resolve_alone(d, err);
}

toll_status draft_share_time(const deployment *d, const toll_serve_load *load, double *frac, toll_error *err)
{
    measured draft = {0}, target = {0};
    toll_status status = measure_draft(d, load, &draft, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = measure(d, d->model, &d->precision, load, &target, err);
    *frac = target.step_s > 0 ? draft.step_s / target.step_s : 0;
    return status;
}
