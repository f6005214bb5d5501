/* SPDX-License-Identifier: Apache-2.0 */
/* Completes what the request leaves open: the layout (the fewest GPUs that fit), dp from the number of GPUs, the global
 * batch, the tokens. 256 sequences over dp 6 become 258, the next multiple; pre-training without --tokens takes 20
 * tokens per parameter, 160 billion for 8 billion parameters. */
#include "estimate/training_setup.h"

#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "input/field_options.h"
#include "output/code_names.h"

#define DEFAULT_GPUS_MAX     65536
#define TOKENS_PER_PARAMETER 20.0 /* compute-optimal: Hoffmann et al., arXiv 2203.15556 */
#define FINE_TUNING_TOKENS   10e6
#define COUNT(array)         (int)(sizeof(array) / sizeof((array)[0]))

static bool is_accepted(toll_status status, const toll_error *err)
{
    if (status != TOLL_OK) {
        complain_error(err);
    }
    return status == TOLL_OK;
}

static bool read_constants(training *t)
{
    toll_error err;
    toll_model_precision precision;
    toll_step_engine engine;
    start_struct(&t->constants, sizeof t->constants, TOLL_KIND_STEP_CONSTANTS);
    return lookup_precision(t->setup.linear_rate == TOLL_RATE_FP8 ? "fp8" : "bf16", &precision) &&
           lookup_engine("vllm", NULL, &engine) &&
           is_accepted(toll_catalog_get_constants(&t->hw, &precision, &engine, &t->constants, &err), &err);
}

static bool complain_setup(const training *t, const toll_error *err)
{
    char text[300];
    field_message(err, text, sizeof text);
    complain("%s on %s: %s", t->model.model.id, t->hw.id, text);
    return false;
}

static bool find_layout(training *t)
{
    toll_error err;
    toll_train_setup found;
    start_struct(&found, sizeof found, TOLL_KIND_TRAIN_SETUP);
    start_struct(&t->memory, sizeof t->memory, TOLL_KIND_TRAIN_MEMORY);
    t->is_layout_chosen = true;
    if (toll_train_find_layout(&t->hw, &t->model.model, t->model.layers, t->model.n_layers, sizeof(toll_model_layer),
                               &t->setup, &t->constants, DEFAULT_GPUS_MAX, &found, &t->memory, &err) != TOLL_OK) {
        return complain_setup(t, &err);
    }
    t->setup = found;
    return true;
}

/* --gpus says dp. The global batch, where none is given, is the next multiple of what one micro-batch of all ranks
 * takes. */
static bool fill_layout(training *t)
{
    const training_request *r = t->asked;
    toll_train_setup *s = &t->setup;
    int64_t ranks = s->tp * s->pp * s->cp;
    if (r->has_gpus) {
        if (ranks < 1 || r->gpus < 1 || r->gpus % ranks != 0 || (r->has_dp && r->gpus != ranks * s->dp)) {
            complain("--gpus must be tp * pp * cp * dp: %lld is not a multiple of %lld", (long long)r->gpus,
                     (long long)(r->has_dp ? ranks * s->dp : ranks));
            return false;
        }
        s->dp = r->gpus / ranks;
    }
    int64_t least = s->dp * s->micro_sequences;
    if (!r->has_batch && least > 0) {
        s->global_sequences = (s->global_sequences + least - 1) / least * least;
    }
    return true;
}

/* --gpus alone: the fastest layout of that many. */
static bool find_fastest(training *t)
{
    toll_error err;
    toll_train_setup found;
    const training_request *r = t->asked;
    start_struct(&found, sizeof found, TOLL_KIND_TRAIN_SETUP);
    start_struct(&t->memory, sizeof t->memory, TOLL_KIND_TRAIN_MEMORY);
    start_struct(&t->step, sizeof t->step, TOLL_KIND_TRAIN_STEP);
    if (!r->has_batch && r->gpus > t->setup.global_sequences) {
        t->setup.global_sequences = r->gpus; /* a sequence each */
    }
    if (toll_train_find_fastest(&t->hw, &t->model.model, t->model.layers, t->model.n_layers, sizeof *t->model.layers,
                                &t->setup, &t->constants, r->gpus > 0 ? (uint64_t)r->gpus : 0, &found, &t->step,
                                &t->memory, &err) != TOLL_OK) {
        return complain_setup(t, &err);
    }
    t->setup = found;
    t->is_layout_chosen = true;
    return true;
}

static bool settle_layout(training *t)
{
    return (t->asked->has_layout || find_layout(t)) && fill_layout(t);
}

static bool measure_memory(training *t)
{
    toll_error err;
    start_struct(&t->memory, sizeof t->memory, TOLL_KIND_TRAIN_MEMORY);
    if (toll_train_estimate_memory(&t->hw, &t->model.model, t->model.layers, t->model.n_layers, sizeof *t->model.layers,
                                   &t->setup, &t->constants, &t->memory, &err) != TOLL_OK) {
        return complain_setup(t, &err);
    }
    return true;
}

/* A better verdict, or the same on fewer GPUs. */
static bool is_roomier(const training *t, const training *other)
{
    if (t->memory.verdict != other->memory.verdict) {
        return t->memory.verdict < other->memory.verdict;
    }
    return t->memory.gpus < other->memory.gpus;
}

/* Recomputing costs time, so the least that fits is taken; a chosen layout takes more where that needs fewer GPUs. */
static bool choose_recompute(training *t)
{
    training best = *t;
    for (uint32_t level = TOLL_RECOMPUTE_NONE; level <= TOLL_RECOMPUTE_FULL; level++) {
        training trial = *t;
        trial.setup.recompute = level;
        if (level == TOLL_RECOMPUTE_SELECTIVE && trial.setup.attention == TOLL_ATTENTION_FUSED) {
            continue; /* a fused kernel always does so */
        }
        if (!settle_layout(&trial) || !measure_memory(&trial)) {
            return false;
        }
        if (level == TOLL_RECOMPUTE_NONE || is_roomier(&trial, &best)) {
            best = trial;
        }
    }
    *t = best;
    return true;
}

static bool choose_layout(training *t)
{
    if (t->asked->is_searched) {
        return find_fastest(t);
    }
    return t->asked->has_recompute ? settle_layout(t) : choose_recompute(t);
}

static bool estimate_training(training *t)
{
    toll_error err;
    const toll_model *m = &t->model.model;
    const toll_model_layer *rows = t->model.layers;
    const uint64_t n = t->model.n_layers, stride = sizeof *rows;
    start_struct(&t->memory, sizeof t->memory, TOLL_KIND_TRAIN_MEMORY);
    start_struct(&t->step, sizeof t->step, TOLL_KIND_TRAIN_STEP);
    if (toll_train_count(m, rows, n, stride, &t->setup, &t->flops, &err) != TOLL_OK ||
        toll_train_estimate_memory(&t->hw, m, rows, n, stride, &t->setup, &t->constants, &t->memory, &err) != TOLL_OK ||
        toll_train_estimate_step(&t->hw, m, rows, n, stride, &t->setup, &t->constants, &t->step, &err) != TOLL_OK) {
        return complain_setup(t, &err);
    }
    return true;
}

static void fill_job(training *t)
{
    const training_request *r = t->asked;
    t->job = r->job;
    if (!r->has_tokens) {
        t->job.tokens = r->is_pretraining ? TOKENS_PER_PARAMETER * (double)t->memory.params_total : FINE_TUNING_TOKENS;
    }
}

/* Without a price in the catalog the rental basis is left out; a price that was asked for must be there. */
static bool find_rental(training *t)
{
    const supply_request *r = &t->asked->supply;
    deployment d;
    memset(&d, 0, sizeof d);
    d.hw = t->hw;
    d.gpus = t->step.gpus;
    bool is_asked = supply_request_has_price(r);
    t->has_price = is_asked ? price_find(&d, r, &t->price) : price_find_quietly(&d, r, &t->price);
    if (t->has_price) {
        double usd = t->price.usd_per_gpu_hour;
        t->job.usd_per_gpu_hour = (toll_range){usd, usd, usd};
        t->job.known |= TOLL_JOB_RENTAL;
    }
    return t->has_price || !is_asked;
}

static bool estimate_run(training *t)
{
    toll_error err;
    fill_job(t);
    if (!find_rental(t)) {
        return false;
    }
    start_struct(&t->result, sizeof t->result, TOLL_KIND_TRAIN_RESULT);
    return is_accepted(toll_train_estimate(&t->step, &t->job, &t->result, &err), &err);
}

bool training_build(training *t, const training_request *r)
{
    memset(t, 0, sizeof *t);
    t->asked = r;
    t->model = r->model;
    t->hw = r->hw;
    t->setup = r->setup;
    return read_constants(t) && choose_layout(t) && estimate_training(t) && estimate_run(t);
}

const char *training_method(const training *t)
{
    return word_train_method(t->setup.method);
}

const char *training_recompute(const training *t)
{
    return word_recompute(t->setup.recompute);
}

const char *training_optimiser(const training *t)
{
    return word_optimiser(t->setup.optimiser);
}

void training_layout_text(const training *t, char *text, size_t size)
{
    const toll_train_setup *s = &t->setup;
    const struct {
        const char *name;
        int64_t size;
    } parts[] = {{"tp", s->tp}, {"pp", s->pp}, {"cp", s->cp}, {"ep", s->ep}, {"virtual", s->virtual_stages}};
    size_t used = 0;
    text[0] = 0;
    for (int i = 0; i < COUNT(parts) && used < size; i++) {
        if (parts[i].size > 1) {
            used += (size_t)snprintf(text + used, size - used, "%s %lld ", parts[i].name, (long long)parts[i].size);
        }
    }
    if (used < size) {
        snprintf(text + used, size - used, "dp %lld, ZeRO stage %u", (long long)s->dp, (unsigned)s->zero_stage);
    }
}
