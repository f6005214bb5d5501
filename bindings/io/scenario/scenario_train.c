/* SPDX-License-Identifier: Apache-2.0 */
/* Training or fine-tuning as a line of an option.
 *
 *     cost training = train(llama-3.1-8b on h100-sxm5-80gb, lora, 50M tokens, 2.10 USD)
 *     cost training = train(llama-3.1-70b on h100-sxm5-80gb, finetune, 1G tokens, 2.10 USD, 64 gpus, mfu 40 %) @ 6 .. 7
 *
 * It is the run of `toll train`: the fewest accelerators that fit, or as many as are named, and their hours at the price of
 * one. By hand: 50 M tokens at 10,000 tokens/s on one accelerator are 1.39 hours, at $2.10 an hour $2.92. A measured MFU
 * takes the place of the model of the step. Failures of a long run are not in it. A model that does not fit is refused. */
#include "scenario/scenario_train.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll/catalog.h>
#include <toll/train.h>

#define GPUS_MAX   65536
#define TOKENS_MAX 1e18
#define USD_MAX    1e6
#define FORM       "train(MODEL on ACCELERATOR, lora, 50M tokens, 2.10 USD), with qlora, finetune, 8 gpus, mfu 40 %%"

/* What the words ask for, and what the catalog has of them. */
typedef struct train_run {
    scenario_word model_name, hw_name;
    double tokens, usd, gpus; /* 0: not given */
    bool has_method;
    toll_hw hw;
    toll_model model;
    toll_model_layer *layers;
    uint64_t n_layers;
    toll_train_setup setup;
    toll_step_constants constants;
    toll_train_memory memory;
    toll_train_step step;
    toll_train_result result;
} train_run;

/* ---- Words ---- */

static scenario_word without_blanks(const char *from, const char *end)
{
    while (from < end && *from == ' ')
        from++;
    while (end > from && end[-1] == ' ')
        end--;
    return (scenario_word){from, (uint64_t)(end - from)};
}

static void read_model_and_hw(scenario_reader *r, train_run *t)
{
    scenario_word item = {NULL, 0};
    const char *on = NULL;
    if (toll__scenario_item(&r->line, true, &item))
        for (const char *at = item.text; at + 4 <= item.text + item.length && on == NULL; at++)
            on = memcmp(at, " on ", 4) == 0 ? at : NULL;
    if (on == NULL) {
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "train", "train names no accelerator: " FORM);
        return;
    }
    t->model_name = without_blanks(item.text, on);
    t->hw_name = without_blanks(on + 4, item.text + item.length);
}

static bool read_method(train_run *t, scenario_word word)
{
    static const struct {
        const char *word;
        uint32_t method;
    } methods[] = {{"finetune", TOLL_METHOD_FULL},
                   {"pretrain", TOLL_METHOD_FULL},
                   {"lora", TOLL_METHOD_LORA},
                   {"qlora", TOLL_METHOD_QLORA}};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (toll__scenario_is(word, methods[i].word)) {
            t->setup.method = methods[i].method;
            return !t->has_method && (t->has_method = true);
        }
    return false;
}

static bool set_once(double *place, double number, double least, double most)
{
    const bool is_good = *place == 0 && number >= least && number <= most;
    *place = is_good ? number : *place;
    return is_good;
}

/* "50M tokens", "2.10 USD", "8 gpus". */
static bool read_amount(train_run *t, scenario_line *sub)
{
    const double number = toll__scenario_number(sub, "train");
    const scenario_word unit = toll__scenario_next(sub);
    if (toll__scenario_is(unit, "tokens"))
        return set_once(&t->tokens, number, 1, TOKENS_MAX);
    if (toll__scenario_is(unit, "USD"))
        return set_once(&t->usd, number, 1e-9, USD_MAX);
    return toll__scenario_is(unit, "gpus") && number == (double)(int64_t)number &&
           set_once(&t->gpus, number, 1, GPUS_MAX);
}

static bool read_mfu(train_run *t, scenario_line *sub)
{
    const double share = toll__scenario_number(sub, "mfu");
    if (!(share > 0 && share <= 1) || (t->setup.known & TOLL_TRAIN_MFU) != 0)
        return false;
    t->setup.known |= TOLL_TRAIN_MFU;
    t->setup.mfu = (toll_range){share, share, share};
    return true;
}

static void read_train_item(scenario_reader *r, train_run *t, scenario_word item)
{
    scenario_line sub = r->line;
    sub.at = item.text;
    sub.end = item.text + item.length;
    bool is_read = false;
    if (*item.text >= '0' && *item.text <= '9') {
        is_read = read_amount(t, &sub);
    } else {
        const scenario_word word = toll__scenario_next(&sub);
        is_read = toll__scenario_is(word, "mfu") ? read_mfu(t, &sub) : read_method(t, word);
    }
    if (!is_read || !toll__scenario_is_over(&sub))
        toll__scenario_fail(&sub, TOLL_E_SYNTAX, "train", "train: \"%.*s\" can't be read, or is given twice: " FORM,
                            (int)(item.length < 40 ? item.length : 40), item.text);
    r->line.status = sub.status;
}

static void read_train_words(scenario_reader *r, train_run *t)
{
    scenario_word item;
    if (!toll__scenario_takes(&r->line, "("))
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "train", "it must be " FORM);
    read_model_and_hw(r, t);
    while (toll__scenario_item(&r->line, true, &item))
        read_train_item(r, t, item);
    if (!toll__scenario_takes(&r->line, ")"))
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "train", "it must be " FORM);
    if (!t->has_method || !(t->tokens > 0) || !(t->usd > 0))
        toll__scenario_fail(&r->line, TOLL_E_MISSING, "train",
                            "train needs a method, the tokens, and the price of an accelerator-hour: " FORM);
}

/* ---- Catalog ---- */

/* The library speaks of "name"; the file has a word there. */
static toll_status say_unknown(const char *kind, uint32_t table, scenario_word name, toll_status status,
                               toll_error *err)
{
    char near[96] = "", why[120];
    if (status == TOLL_E_UNKNOWN_ID)
        toll_catalog_find_nearest(table, name.text, name.length, near, sizeof near, NULL, NULL);
    snprintf(why, sizeof why, "%.100s", err->message);
    snprintf(err->message, sizeof err->message, "%s \"%.*s\": %s%s%s", kind, (int)(name.length < 40 ? name.length : 40),
             name.text, status == TOLL_E_UNKNOWN_ID ? "not in the catalog" : why, near[0] != 0 ? "; nearest: " : "",
             near);
    return status;
}

static toll_status find_hw(train_run *t, toll_error *err)
{
    toll_catalog_match match;
    toll_struct_init(&match, sizeof match, TOLL_KIND_CATALOG_MATCH, NULL);
    toll_struct_init(&t->hw, sizeof t->hw, TOLL_KIND_HW, NULL);
    const toll_status status = toll_catalog_find_hw(t->hw_name.text, t->hw_name.length, &match, err);
    return status == TOLL_OK ? toll_catalog_get_hw((uint64_t)match.index, &t->hw, err)
                             : say_unknown("accelerator", TOLL_TABLE_HW, t->hw_name, status, err);
}

static toll_status read_layers(train_run *t, uint64_t index, toll_error *err)
{
    toll_status status = toll_catalog_get_layers(index, NULL, 0, sizeof *t->layers, &t->n_layers, err);
    if (status != TOLL_OK && status != TOLL_E_BUFFER)
        return status;
    t->layers = calloc((size_t)t->n_layers + 1, sizeof *t->layers);
    if (t->layers == NULL)
        return TOLL_E_BUFFER;
    return toll_catalog_get_layers(index, t->layers, t->n_layers, sizeof *t->layers, &t->n_layers, err);
}

static toll_status find_model(train_run *t, toll_error *err)
{
    toll_catalog_match match;
    toll_struct_init(&match, sizeof match, TOLL_KIND_CATALOG_MATCH, NULL);
    toll_struct_init(&t->model, sizeof t->model, TOLL_KIND_MODEL, NULL);
    toll_status status = toll_catalog_find_model(t->model_name.text, t->model_name.length, &match, err);
    if (status != TOLL_OK)
        return say_unknown("model", TOLL_TABLE_MODEL, t->model_name, status, err);
    status = toll_catalog_get_model((uint64_t)match.index, &t->model, err);
    return status == TOLL_OK ? read_layers(t, (uint64_t)match.index, err) : status;
}

static toll_status find_constants(train_run *t, toll_error *err)
{
    toll_model_precision precision;
    toll_step_engine engine;
    toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL);
    toll_struct_init(&engine, sizeof engine, TOLL_KIND_STEP_ENGINE, NULL);
    toll_struct_init(&t->constants, sizeof t->constants, TOLL_KIND_STEP_CONSTANTS, NULL);
    toll_status status = toll_catalog_find_precision("bf16", TOLL_NUL, NULL, &precision, err);
    if (status != TOLL_OK)
        return status;
    status = toll_catalog_find_engine("vllm", TOLL_NUL, NULL, &engine, err);
    return status == TOLL_OK ? toll_catalog_get_constants(&t->hw, &precision, &engine, &t->constants, err) : status;
}

/* ---- Estimate ---- */

static toll_status find_fewest(train_run *t, uint32_t recompute, toll_train_setup *found, toll_error *err)
{
    toll_train_setup asked = t->setup;
    asked.recompute = recompute;
    toll_struct_init(found, sizeof *found, TOLL_KIND_TRAIN_SETUP, NULL);
    toll_struct_init(&t->memory, sizeof t->memory, TOLL_KIND_TRAIN_MEMORY, NULL);
    return toll_train_find_layout(&t->hw, &t->model, t->layers, t->n_layers, sizeof *t->layers, &asked, &t->constants,
                                  GPUS_MAX, found, &t->memory, err);
}

/* As `toll train`: recomputing costs time, so it is taken only where fewer accelerators then fit. */
static toll_status find_recompute(train_run *t, toll_train_setup *found, toll_error *err)
{
    toll_train_setup kept;
    toll_status status = find_fewest(t, TOLL_RECOMPUTE_NONE, &kept, err);
    if (status != TOLL_OK)
        return status;
    const toll_train_memory with_all = t->memory;
    status = find_fewest(t, TOLL_RECOMPUTE_FULL, found, err);
    if (status != TOLL_OK)
        return status;
    const bool is_roomier =
        t->memory.verdict != with_all.verdict ? t->memory.verdict < with_all.verdict : t->memory.gpus < with_all.gpus;
    if (!is_roomier) {
        *found = kept;
        t->memory = with_all;
    }
    return TOLL_OK;
}

/* The fewest that fit; more of them are data parallel. */
static toll_status find_layout(train_run *t, toll_error *err)
{
    toll_train_setup found;
    const toll_status status = find_recompute(t, &found, err);
    if (status != TOLL_OK)
        return status;
    if (t->memory.verdict != TOLL_FIT_YES) {
        snprintf(err->message, sizeof err->message, "it fits on no number of these accelerators");
        return TOLL_E_CONFLICT;
    }
    const int64_t ranks = found.tp * found.pp * found.cp, gpus = t->gpus > 0 ? (int64_t)t->gpus : ranks * found.dp;
    if (gpus < ranks * found.dp || gpus % ranks != 0) {
        snprintf(err->message, sizeof err->message, "it takes %lld gpus at least, in steps of %lld",
                 (long long)(ranks * found.dp), (long long)ranks);
        return TOLL_E_CONFLICT;
    }
    found.dp = gpus / ranks;
    const int64_t least = found.dp * found.micro_sequences;
    found.global_sequences = (found.global_sequences + least - 1) / least * least;
    t->setup = found;
    return TOLL_OK;
}

static toll_status estimate_cost(train_run *t, toll_error *err)
{
    toll_train_job job;
    toll_struct_init(&job, sizeof job, TOLL_KIND_TRAIN_JOB, NULL);
    toll_struct_init(&t->step, sizeof t->step, TOLL_KIND_TRAIN_STEP, NULL);
    toll_struct_init(&t->result, sizeof t->result, TOLL_KIND_TRAIN_RESULT, NULL);
    job.known = TOLL_JOB_RENTAL;
    job.tokens = t->tokens;
    job.usd_per_gpu_hour = (toll_range){t->usd, t->usd, t->usd};
    const toll_status status = toll_train_estimate_step(&t->hw, &t->model, t->layers, t->n_layers, sizeof *t->layers,
                                                        &t->setup, &t->constants, &t->step, err);
    return status == TOLL_OK ? toll_train_estimate(&t->step, &job, &t->result, err) : status;
}

static toll_status estimate_run(train_run *t, toll_error *err)
{
    toll_status (*const steps[])(train_run *, toll_error *) = {find_hw, find_model, find_constants, find_layout,
                                                               estimate_cost};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        const toll_status status = steps[i](t, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* ---- Row ---- */

static void fill_row(scenario_reader *r, const train_run *t, toll_tco_row *row, toll_io_scenario_note *note)
{
    const toll_range hours = t->result.gpu_hours;
    if (row->basis != 0 && row->basis != TOLL_TCO_PER_ONE)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "train", "train(...) is paid once: cost training = train(...)");
    row->basis = TOLL_TCO_PER_ONE;
    row->time = TOLL_TCO_ONCE;
    row->value = t->result.usd_rental;
    memcpy(row->currency, "USD", 4);
    snprintf(row->text, sizeof row->text, "train(%.36s)", t->model.id);
    toll__scenario_origin(note, "train estimate: %.3g tokens on %lld x %.40s, %.4g GPU-hours [%.3g .. %.3g]%s",
                          t->tokens, (long long)t->step.gpus, t->hw.id, hours.mid, hours.low, hours.high,
                          (t->setup.known & TOLL_TRAIN_MFU) != 0 ? ", MFU as given" : "");
    toll__scenario_origin(note, "; no failures counted");
}

bool toll__scenario_train(scenario_reader *r, const toll_tco_row_kind *kind, toll_tco_row *row,
                          toll_io_scenario_note *note)
{
    train_run t;
    toll_error err = {0};
    memset(&t, 0, sizeof t);
    toll_struct_init(&t.setup, sizeof t.setup, TOLL_KIND_TRAIN_SETUP, NULL);
    if (kind->code != TOLL_TCO_COST)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "train",
                            "train(...) is a value of cost alone, as cost training = train(...)");
    read_train_words(r, &t);
    if (r->line.status == TOLL_OK) {
        const toll_status status = estimate_run(&t, &err);
        if (status != TOLL_OK)
            toll__scenario_fail(&r->line, status, "train", "train: %.150s", err.message);
    }
    if (r->line.status == TOLL_OK)
        fill_row(r, &t, row, note);
    free(t.layers);
    return r->line.status == TOLL_OK && row->value.low < row->value.high;
}
