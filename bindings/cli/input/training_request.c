/* SPDX-License-Identifier: Apache-2.0 */
/* MODEL HW and the options of a training run. Words such as --optimiser adam-8bit are read by the same names that
 * answers are written in (output/code_names); all of them are read before the command gives up, so one run reports
 * every wrong word. */
#include "input/training_request.h"

#include <stddef.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/field_options.h"
#include "input/model_file.h"
#include "input/training_stack.h"
#include "output/code_names.h"

#define BYTES_PER_GB 1e9
#define WORDS_MAX    8

/* ---- Words ---- */

enum { METHOD_PRETRAIN, METHOD_FINETUNE, METHOD_LORA, METHOD_QLORA };

/* Pre-training and full fine-tuning are one method to the library; they differ in how many tokens are usual. */
static const char *method_word(uint32_t method)
{
    return method == METHOD_PRETRAIN   ? "pretrain"
           : method == METHOD_FINETUNE ? "finetune"
                                       : word_train_method(TOLL_METHOD_FULL + method - METHOD_FINETUNE);
}

static const uint32_t format_rates[] = {TOLL_RATE_BF16, TOLL_RATE_FP16, TOLL_RATE_FP8};

static const char *format_word(uint32_t format)
{
    return word_rate(format_rates[format]);
}

static const char *loss_word(uint32_t loss)
{
    return loss == TOLL_LOSS_FUSED ? "fused" : "plain";
}

/* Which of the words of codes first .. last an option names, from 0; 0 where it is not given; -1 after a complaint. */
static int pick_word(const args *a, option which, const char *(*word)(uint32_t code), uint32_t first, uint32_t last)
{
    const char *words[WORDS_MAX];
    const char *given = args_text(a, which, word(first));
    int count = (int)(last - first) + 1;
    for (int i = 0; i < count; i++) {
        words[i] = word(first + (uint32_t)i);
        if (strcmp(given, words[i]) == 0) {
            return i;
        }
    }
    const char *nearest = nearest_name(given, words, count);
    if (nearest != NULL) {
        complain("%s does not take \"%.40s\": did you mean %s?", option_name(which), given, nearest);
    } else {
        complain("%s does not take \"%.40s\": toll train --help lists its values", option_name(which), given);
    }
    return -1;
}

static bool read_words(training_request *r, const args *a)
{
    toll_train_setup *s = &r->setup;
    int method = pick_word(a, OPTION_METHOD, method_word, METHOD_PRETRAIN, METHOD_QLORA);
    int recompute = pick_word(a, OPTION_RECOMPUTE, word_recompute, TOLL_RECOMPUTE_NONE, TOLL_RECOMPUTE_FULL);
    int optimiser = pick_word(a, OPTION_OPTIMISER, word_optimiser, TOLL_OPTIMISER_ADAM, TOLL_OPTIMISER_ADAM_FP32);
    int attention = pick_word(a, OPTION_ATTENTION, word_attention, TOLL_ATTENTION_FUSED, TOLL_ATTENTION_UNFUSED);
    int format = pick_word(a, OPTION_FORMAT, format_word, 0, 2);
    int loss = pick_word(a, OPTION_LOSS, loss_word, TOLL_LOSS_PLAIN, TOLL_LOSS_FUSED);
    if (method < 0 || recompute < 0 || optimiser < 0 || attention < 0 || format < 0 || loss < 0) {
        return false;
    }
    r->is_pretraining = method == METHOD_PRETRAIN;
    s->method = r->is_pretraining ? TOLL_METHOD_FULL : TOLL_METHOD_FULL + (uint32_t)method - METHOD_FINETUNE;
    s->recompute = TOLL_RECOMPUTE_NONE + (uint32_t)recompute;
    s->optimiser = TOLL_OPTIMISER_ADAM + (uint32_t)optimiser;
    s->attention = TOLL_ATTENTION_FUSED + (uint32_t)attention;
    s->linear_rate = format_rates[format];
    /* Pre-training stacks compute the loss over a split vocabulary, in place; fine-tuning scripts call PyTorch's. */
    s->loss = args_has(a, OPTION_LOSS) ? TOLL_LOSS_PLAIN + (uint32_t)loss
              : r->is_pretraining      ? TOLL_LOSS_FUSED
                                       : TOLL_LOSS_PLAIN;
    s->flags |= args_has(a, OPTION_SEQUENCE_PARALLEL) ? TOLL_TRAIN_SEQUENCE_PARALLEL : 0;
    s->flags |= args_has(a, OPTION_DROPOUT) ? TOLL_TRAIN_DROPOUT : 0;
    return true;
}

/* ---- Numbers ---- */

static bool read_zero_stage(training_request *r, const args *a)
{
    int64_t stage = args_count(a, OPTION_ZERO, 3);
    if (stage < 0 || stage > 3) {
        complain("--zero must be 0, 1, 2 or 3, got %lld", (long long)stage);
        return false;
    }
    r->setup.zero_stage = (uint32_t)stage;
    return true;
}

static void read_setup(training_request *r, const args *a)
{
    toll_train_setup *s = &r->setup;
    s->tp = args_count(a, OPTION_TP, s->tp);
    s->pp = args_count(a, OPTION_PP, s->pp);
    s->cp = args_count(a, OPTION_CP, s->cp);
    s->ep = args_count(a, OPTION_EP, s->ep);
    s->dp = args_count(a, OPTION_DP, s->dp);
    s->virtual_stages = args_count(a, OPTION_VIRTUAL, s->virtual_stages);
    s->sequence_tokens = args_count(a, OPTION_SEQUENCE, s->sequence_tokens);
    s->micro_sequences = args_count(a, OPTION_MICRO_BATCH, s->micro_sequences);
    s->global_sequences = args_count(a, OPTION_BATCH, s->global_sequences);
    s->lora_rank = args_count(a, OPTION_LORA_RANK, s->lora_rank);
    s->tp_overlap_frac = args_number(a, OPTION_TP_OVERLAP, s->tp_overlap_frac);
    s->ep_overlap_frac = args_number(a, OPTION_EP_OVERLAP, s->ep_overlap_frac);
    s->dp_overlap_frac = args_number(a, OPTION_DP_OVERLAP, 1);
    s->software_factor = args_number(a, OPTION_SOFTWARE, s->software_factor);
    if (args_has(a, OPTION_INTERNODE)) {
        s->known |= TOLL_TRAIN_INTERNODE;
        s->internode_bytes_per_s = args_number(a, OPTION_INTERNODE, 0) * BYTES_PER_GB;
    }
    if (args_has(a, OPTION_MFU)) {
        double mfu = args_number(a, OPTION_MFU, 0);
        s->known |= TOLL_TRAIN_MFU;
        s->mfu = (toll_range){mfu, mfu, mfu};
    }
}

static void read_given(training_request *r, const args *a)
{
    r->has_gpus = args_has(a, OPTION_GPUS);
    r->has_dp = args_has(a, OPTION_DP);
    r->has_batch = args_has(a, OPTION_BATCH);
    r->has_recompute = args_has(a, OPTION_RECOMPUTE);
    r->has_tokens = args_has(a, OPTION_TOKENS);
    r->has_layout = args_has(a, OPTION_TP) || args_has(a, OPTION_PP) || r->has_dp || r->has_gpus;
    r->gpus = args_count(a, OPTION_GPUS, 0);
}

static bool is_layout_given(const args *a)
{
    static const option parts[] = {OPTION_TP,      OPTION_PP,   OPTION_DP,        OPTION_EP,
                                   OPTION_VIRTUAL, OPTION_ZERO, OPTION_RECOMPUTE, OPTION_MICRO_BATCH};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (args_has(a, parts[i])) {
            return true;
        }
    }
    return false;
}

static void read_job(toll_train_job *j, const args *a)
{
    const struct {
        option which;
        uint64_t bit;
        double *value;
    } optional[] = {{OPTION_BETWEEN_INTERRUPTIONS, TOLL_JOB_INTERRUPTIONS, &j->gpu_hours_between_interruptions},
                    {OPTION_GOODPUT, TOLL_JOB_GOODPUT, &j->goodput_frac},
                    {OPTION_GPU_WATTS, TOLL_JOB_GPU_POWER, &j->gpu_w},
                    {OPTION_KG_PER_KWH, TOLL_JOB_CARBON, &j->kg_per_kwh},
                    {OPTION_USD_PER_KWH, TOLL_JOB_ELECTRICITY, &j->usd_per_kwh}};
    start_struct(j, sizeof *j, TOLL_KIND_TRAIN_JOB);
    j->tokens = args_number(a, OPTION_TOKENS, j->tokens);
    j->checkpoint_s = args_number(a, OPTION_CHECKPOINT, j->checkpoint_s);
    j->restart_s = args_number(a, OPTION_RESTART, j->restart_s);
    j->pue = args_number(a, OPTION_PUE, j->pue);
    j->server_power_frac = args_number(a, OPTION_SERVER_POWER, j->server_power_frac);
    j->life_years = args_number(a, OPTION_LIFE, j->life_years);
    for (size_t i = 0; i < sizeof optional / sizeof optional[0]; i++) {
        if (args_has(a, optional[i].which)) {
            j->known |= optional[i].bit;
            *optional[i].value = args_number(a, optional[i].which, 0);
        }
    }
    if (args_has(a, OPTION_USD_PER_GPU)) {
        double usd = args_number(a, OPTION_USD_PER_GPU, 0);
        j->usd_per_gpu = (toll_range){usd, usd, usd};
        j->known |= TOLL_JOB_PRICE;
    }
}

/* The accelerators that a name states ("8xh100", a machine type) are --gpus. */
static bool take_named_gpus(training_request *r, const char *name, int64_t named_gpus)
{
    if (named_gpus == 0) {
        return true;
    }
    if (r->has_gpus && r->gpus != named_gpus) {
        complain("\"%.60s\" is %lld x %s, but --gpus is %lld: leave one of them out", name, (long long)named_gpus,
                 r->hw.id, (long long)r->gpus);
        return false;
    }
    r->has_gpus = r->has_layout = true;
    r->gpus = named_gpus;
    return true;
}

bool training_request_read(training_request *r, const args *a)
{
    toll_error err;
    uint64_t index;
    int64_t named_gpus;
    memset(r, 0, sizeof *r);
    start_struct(&r->setup, sizeof r->setup, TOLL_KIND_TRAIN_SETUP);
    r->output = output_request_read(a);
    r->is_listing = args_has(a, OPTION_STACKS);
    if (r->is_listing) {
        return true;
    }
    if (a->n_words != 2) {
        complain("toll train takes a model and one accelerator: toll train llama-3.1-8b h100-sxm5-80gb");
        return false;
    }
    if (!lookup_model(a->words[0], args_has(a, OPTION_ALLOW_UNKNOWN), &r->model) ||
        !lookup_hw_count(a->words[1], &index, &r->hw, &named_gpus) || !read_words(r, a) || !read_zero_stage(r, a)) {
        return false;
    }
    read_setup(r, a);
    read_given(r, a);
    if (!take_named_gpus(r, a->words[1], named_gpus)) {
        return false;
    }
    r->is_searched = r->has_gpus && !is_layout_given(a) && (r->setup.known & TOLL_TRAIN_MFU) == 0;
    read_job(&r->job, a);
    if (!supply_request_read(&r->supply, a) || supply_request_refuse_two_prices(&r->supply)) {
        return false;
    }
    if (!training_stack_read(a, &r->model, &r->stack, &r->setup)) {
        return false;
    }
    if (toll_struct_check(&r->setup, TOLL_KIND_TRAIN_SETUP, &err) != TOLL_OK) {
        complain_field(&err);
        return false;
    }
    return true;
}

void training_request_free(training_request *r)
{
    model_entry_free(&r->model);
    supply_request_release(&r->supply);
}
