/* SPDX-License-Identifier: Apache-2.0 */
#include "estimate/training_setup.h"

#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"

#define DEFAULT_GPUS_MAX     65536
#define TOKENS_PER_PARAMETER 20.0 /* compute-optimal: Hoffmann et al., arXiv 2203.15556 */
#define FINE_TUNING_TOKENS   10e6
#define BYTES_PER_GB         1e9
#define COUNT(array)         (int)(sizeof(array) / sizeof((array)[0]))

static const char *const methods[] = {"pretrain", "finetune", "lora", "qlora"};
static const char *const recomputes[] = {"none", "selective", "full"};
static const char *const optimisers[] = {"adam", "adam-8bit", "adam-bf16", "sgd-momentum", "sgd", "adam-fp32"};
static const char *const attentions[] = {"fused", "unfused"};
static const char *const formats[] = {"bf16", "fp16", "fp8"};

/* Index of a word in a list; -1 after a complaint. */
static int pick(const args *a, option which, const char *name, const char *const *words, int count)
{
    const char *given = a->text[which];
    if (!args_has(a, which)) {
        return 0;
    }
    for (int i = 0; i < count; i++) {
        if (strcmp(given, words[i]) == 0) {
            return i;
        }
    }
    const char *nearest = nearest_name(given, words, count);
    if (nearest != NULL) {
        complain("%s has no \"%.40s\": did you mean %s?", name, given, nearest);
    } else {
        complain("%s has no \"%.40s\": see toll train --help", name, given);
    }
    return -1;
}

static void set_count(const args *a, option which, int64_t *value)
{
    *value = args_has(a, which) ? a->count[which] : *value;
}

static void set_number(const args *a, option which, double *value)
{
    *value = args_has(a, which) ? a->number[which] : *value;
}

static bool read_words(training *t, const args *a)
{
    static const uint32_t rates[] = {TOLL_RATE_BF16, TOLL_RATE_FP16, TOLL_RATE_FP8};
    toll_train_setup *s = &t->setup;
    int method = pick(a, OPTION_METHOD, "--method", methods, COUNT(methods));
    int recompute = pick(a, OPTION_RECOMPUTE, "--recompute", recomputes, COUNT(recomputes));
    int optimiser = pick(a, OPTION_OPTIMISER, "--optimiser", optimisers, COUNT(optimisers));
    int attention = pick(a, OPTION_ATTENTION, "--attention", attentions, COUNT(attentions));
    int format = pick(a, OPTION_FORMAT, "--format", formats, COUNT(formats));
    if (method < 0 || recompute < 0 || optimiser < 0 || attention < 0 || format < 0) {
        return false;
    }
    s->method = method == 0 ? TOLL_METHOD_FULL : TOLL_METHOD_FULL + (uint32_t)method - 1;
    s->recompute = TOLL_RECOMPUTE_NONE + (uint32_t)recompute;
    s->optimiser = TOLL_OPTIMISER_ADAM + (uint32_t)optimiser;
    s->attention = TOLL_ATTENTION_FUSED + (uint32_t)attention;
    s->linear_rate = rates[format];
    s->flags |= args_has(a, OPTION_SEQUENCE_PARALLEL) ? TOLL_TRAIN_SEQUENCE_PARALLEL : 0;
    s->flags |= args_has(a, OPTION_DROPOUT) ? TOLL_TRAIN_DROPOUT : 0;
    return true;
}

static bool read_zero(training *t, const args *a)
{
    int64_t stage = 3;
    set_count(a, OPTION_ZERO, &stage);
    if (stage < 0 || stage > 3) {
        complain("--zero must be 0, 1, 2 or 3, got %lld", (long long)stage);
        return false;
    }
    t->setup.zero_stage = (uint32_t)stage;
    return true;
}

static void read_numbers(training *t, const args *a)
{
    toll_train_setup *s = &t->setup;
    set_count(a, OPTION_TP, &s->tp);
    set_count(a, OPTION_PP, &s->pp);
    set_count(a, OPTION_CP, &s->cp);
    set_count(a, OPTION_EP, &s->ep);
    set_count(a, OPTION_DP, &s->dp);
    set_count(a, OPTION_VIRTUAL, &s->virtual_stages);
    set_count(a, OPTION_SEQUENCE, &s->sequence_tokens);
    set_count(a, OPTION_MICRO_BATCH, &s->micro_sequences);
    set_count(a, OPTION_BATCH, &s->global_sequences);
    set_count(a, OPTION_LORA_RANK, &s->lora_rank);
    set_number(a, OPTION_TP_OVERLAP, &s->tp_overlap_frac);
    set_number(a, OPTION_EP_OVERLAP, &s->ep_overlap_frac);
    s->dp_overlap_frac = 1;
    set_number(a, OPTION_DP_OVERLAP, &s->dp_overlap_frac);
    set_number(a, OPTION_SOFTWARE, &s->software_factor);
    if (args_has(a, OPTION_INTERNODE)) {
        s->known |= TOLL_TRAIN_INTERNODE;
        s->internode_bytes_per_s = a->number[OPTION_INTERNODE] * BYTES_PER_GB;
    }
    if (args_has(a, OPTION_MFU)) {
        double mfu = a->number[OPTION_MFU];
        s->known |= TOLL_TRAIN_MFU;
        s->mfu = (toll_range){mfu, mfu, mfu};
    }
}

static bool is_ok(toll_status status, const toll_error *err)
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
           lookup_engine("vllm", &engine) &&
           is_ok(toll_catalog_get_constants(&t->hw, &precision, &engine, &t->constants, &err), &err);
}

static bool complain_setup(const training *t, const toll_error *err)
{
    bool is_link = strcmp(err->field, "internode_bytes_per_s") == 0;
    complain("%s on %s: %s%s", t->model.model.id, t->hw.id, err->message, is_link ? " (--internode)" : "");
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

/* --gpus says dp. The global batch, where none is given, is the next multiple of what one micro-batch of all ranks takes. */
static bool spread(training *t, const args *a)
{
    toll_train_setup *s = &t->setup;
    int64_t ranks = s->tp * s->pp * s->cp;
    if (args_has(a, OPTION_GPUS)) {
        int64_t gpus = a->count[OPTION_GPUS];
        if (ranks < 1 || gpus < 1 || gpus % ranks != 0 || (args_has(a, OPTION_DP) && gpus != ranks * s->dp)) {
            complain("--gpus must be tp * pp * cp * dp: %lld is no multiple of %lld", (long long)gpus,
                     (long long)(args_has(a, OPTION_DP) ? ranks * s->dp : ranks));
            return false;
        }
        s->dp = gpus / ranks;
    }
    int64_t least = s->dp * s->micro_sequences;
    if (!args_has(a, OPTION_BATCH) && least > 0) {
        s->global_sequences = (s->global_sequences + least - 1) / least * least;
    }
    return true;
}

static bool estimate(training *t)
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

static void read_known(training *t, const args *a, option which, uint64_t bit, double *value)
{
    if (args_has(a, which)) {
        *value = a->number[which];
        t->job.known |= bit;
    }
}

static void read_job(training *t, const args *a)
{
    toll_train_job *j = &t->job;
    start_struct(j, sizeof *j, TOLL_KIND_TRAIN_JOB);
    t->has_default_tokens = !args_has(a, OPTION_TOKENS);
    bool is_pretraining = !args_has(a, OPTION_METHOD) || strcmp(a->text[OPTION_METHOD], "pretrain") == 0;
    j->tokens = is_pretraining ? TOKENS_PER_PARAMETER * (double)t->memory.params_total : FINE_TUNING_TOKENS;
    set_number(a, OPTION_TOKENS, &j->tokens);
    set_number(a, OPTION_CHECKPOINT, &j->checkpoint_s);
    set_number(a, OPTION_RESTART, &j->restart_s);
    set_number(a, OPTION_PUE, &j->pue);
    set_number(a, OPTION_SERVER_POWER, &j->server_power_frac);
    set_number(a, OPTION_LIFE, &j->life_years);
    read_known(t, a, OPTION_BETWEEN_INTERRUPTIONS, TOLL_JOB_INTERRUPTIONS, &j->gpu_hours_between_interruptions);
    read_known(t, a, OPTION_GOODPUT, TOLL_JOB_GOODPUT, &j->goodput_frac);
    read_known(t, a, OPTION_GPU_WATTS, TOLL_JOB_GPU_POWER, &j->gpu_w);
    read_known(t, a, OPTION_KG_PER_KWH, TOLL_JOB_CARBON, &j->kg_per_kwh);
    read_known(t, a, OPTION_USD_PER_KWH, TOLL_JOB_ELECTRICITY, &j->usd_per_kwh);
    if (args_has(a, OPTION_USD_PER_GPU)) {
        double usd = a->number[OPTION_USD_PER_GPU];
        j->usd_per_gpu = (toll_range){usd, usd, usd};
        j->known |= TOLL_JOB_PRICE;
    }
}

/* Without a price in the catalog the rental basis is left out; a price that was asked for must be there. */
static bool read_price(training *t, const args *a)
{
    deployment d;
    memset(&d, 0, sizeof d);
    d.hw = t->hw;
    d.gpus = t->step.gpus;
    bool is_asked = args_has(a, OPTION_USD_PER_GPU_HOUR) || args_has(a, OPTION_INSTANCE);
    t->has_price = is_asked ? price_find(&d, a, &t->price) : price_find_quietly(&d, &t->price);
    if (t->has_price) {
        double usd = t->price.usd_per_gpu_hour;
        t->job.usd_per_gpu_hour = (toll_range){usd, usd, usd};
        t->job.known |= TOLL_JOB_RENTAL;
    }
    return t->has_price || !is_asked;
}

static bool estimate_run(training *t, const args *a)
{
    toll_error err;
    read_job(t, a);
    if (!read_price(t, a)) {
        return false;
    }
    start_struct(&t->result, sizeof t->result, TOLL_KIND_TRAIN_RESULT);
    return is_ok(toll_train_estimate(&t->step, &t->job, &t->result, &err), &err);
}

static bool has_layout(const args *a)
{
    return args_has(a, OPTION_TP) || args_has(a, OPTION_PP) || args_has(a, OPTION_DP) || args_has(a, OPTION_GPUS);
}

static bool check_setup(const training *t)
{
    toll_error err;
    return is_ok(toll_struct_check(&t->setup, TOLL_KIND_TRAIN_SETUP, &err), &err);
}

bool training_build(training *t, const args *a)
{
    uint64_t index;
    memset(t, 0, sizeof *t);
    start_struct(&t->setup, sizeof t->setup, TOLL_KIND_TRAIN_SETUP);
    if (a->n_words != 2) {
        complain("toll train takes a model and one accelerator: toll train llama-3.1-8b h100-sxm5-80gb");
        return false;
    }
    if (!lookup_model(a->words[0], args_has(a, OPTION_ALLOW_UNKNOWN), &t->model) ||
        !lookup_hw(a->words[1], &index, &t->hw) || !read_words(t, a) || !read_zero(t, a)) {
        return false;
    }
    read_numbers(t, a);
    return check_setup(t) && read_constants(t) && (has_layout(a) || find_layout(t)) && spread(t, a) && estimate(t) &&
           estimate_run(t, a);
}

void training_free(training *t)
{
    model_entry_free(&t->model);
}

const char *training_method(const training *t)
{
    return t->setup.method == TOLL_METHOD_FULL ? "full" : methods[t->setup.method];
}

const char *training_recompute(const training *t)
{
    return recomputes[t->setup.recompute - TOLL_RECOMPUTE_NONE];
}

const char *training_optimiser(const training *t)
{
    return optimisers[t->setup.optimiser - TOLL_OPTIMISER_ADAM];
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
