/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an engine can start: two facts of the catalog, and the shards of a layout, which vLLM and SGLang refuse where
 * they cut what shares a scale (step/shard_blocks.c). */
#include <toll/catalog.h>

#include <string.h>

#include "api/catalog_run.h"
#include "api/convert_model.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/text.h"
#include "catalog/runs.h"
#include "step/shard_blocks.h"

/* What is asked, copied in and checked. */
typedef struct run_question {
    toll_hw hw;
    toll_model_precision precision;
    toll_step_engine engine;
    toll_step_layout layout; /* tp 1 where none is given: nothing is cut */
    const void *layers;
    uint64_t n_layers;
    uint64_t stride;
} run_question;

static void copy_text(char *field, uint64_t size, const char *text)
{
    memcpy(field, text, (size_t)toll__text_length(text, size - 1));
}

/* "no source in the catalog says whether vllm runs this format on AMD CDNA2": the same of every format. */
static void put_unknown(const run_question *q, int is_format, toll_catalog_run *run)
{
    toll__text text;
    toll__text_start(&text, run->reason, sizeof run->reason);
    toll__text_put(&text, "no source in the catalog says whether ");
    toll__text_put(&text, q->engine.id[0] != '\0' ? q->engine.id : "this engine");
    toll__text_put(&text, is_format ? " runs this format on " : " runs on ");
    toll__text_put(&text, q->hw.vendor);
    toll__text_put(&text, q->hw.vendor[0] != '\0' ? " " : "");
    toll__text_put(&text, q->hw.arch[0] != '\0' ? q->hw.arch : "this hardware");
    toll__text_end(&text);
}

/* The answer of one run_question to the catalog. */
static void ask_catalog(const run_question *q, const char *format, toll_catalog_run *run)
{
    toll__run_fact fact;
    const toll__run_key key = {q->engine.id, q->hw.vendor, q->hw.arch, format};
    memset(run, 0, sizeof *run);
    run->asked = format == NULL ? TOLL_ASKED_HARDWARE : TOLL_ASKED_FORMAT;
    run->verdict = TOLL_RUN_UNKNOWN;
    if (!toll__runs_find(&key, &fact)) {
        put_unknown(q, format != NULL, run);
        return;
    }
    run->verdict = fact.verdict;
    run->confidence = fact.origin.confidence;
    run->as_of = fact.origin.as_of;
    copy_text(run->reason, sizeof run->reason, fact.reason);
    copy_text(run->source, sizeof run->source, fact.origin.source);
}

static int starts_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* What the two engines refuse when they load a shard, by the beginning of the format's id. The last column says how a
 * message calls what is cut.
 *
 * FP8: weight_block_size 128 both ways (vLLM's fp8_utils.py, SGLang's fp8.py). INT4: a row-parallel input holds whole
 * groups of 128 (awq.py, gptq.py); experts narrow the group down to 32 and then give up (moe_wna16.py). NVFP4: inputs in
 * multiples of 16 (modelopt.py). Marlin's own limits are no refusal: other kernels take over, or weights are padded. */
typedef struct shard_format {
    char beginning[16];
    toll__shard_rules rules;
    char cut[24];
    char source[72];
} shard_format;

static const shard_format shard_formats[] = {
    {"fp8-block",
     {TOLL__SHARD_BLOCK, TOLL__SHARD_BLOCK, TOLL__SHARD_BLOCK, 1, 1},
     "an FP8 block",
     "vLLM issues 17569, 25292, 42384, 52997; SGLang issues 3345, 26107"},
    {"int4-g128", {128, 0, 32, 1, 1}, "an INT4 group", "vLLM issues 1816, 5675 and 21695"},
    {"int4-experts", {0, 0, 32, 0, 1}, "an INT4 group", "vLLM's moe_wna16.py"},
    {"nvfp4-ffn", {16, 0, 0, 0, 1}, "an NVFP4 block", "vLLM's modelopt.py"},
    {"nvfp4", {16, 0, 0, 1, 1}, "an NVFP4 block", "vLLM's modelopt.py"},
    {"", {0, 0, 0, 0, 1}, "", ""}, /* every other format: KV heads alone */
};

#define HEADS_SOURCE "vLLM issues 5951 and 16021"

/* NULL: an engine of which nothing is known. */
static const shard_format *find_shard_format(const char *precision_id, const char *engine_id)
{
    const shard_format *format = shard_formats;
    if (!starts_with(engine_id, "vllm") && !starts_with(engine_id, "sglang"))
        return NULL;
    while (!starts_with(precision_id, format->beginning))
        format++;
    return format;
}

void toll__run_shard_rules(const char *precision_id, const char *engine_id, toll__shard_rules *rules)
{
    const shard_format *format = find_shard_format(precision_id, engine_id);
    *rules = format != NULL ? format->rules : (toll__shard_rules){0, 0, 0, 0, 0};
}

/* Whether any row is cut on these many ranks; the first fault. Rows have been checked. */
static int is_cut(const run_question *q, int64_t tp, const toll__shard_rules *rules, toll__shard_fault *fault)
{
    const toll__parallel layout = {.tp = (double)tp, .pp = 1, .ep = (double)q->layout.ep, .dp = (double)q->layout.dp};
    for (uint64_t i = 0; i < q->n_layers; i++) {
        toll_model_layer layer;
        toll__block block;
        if (toll__take_row(q->layers, i, q->stride, TOLL_KIND_MODEL_LAYER, &layer, NULL) != TOLL_OK)
            return 0;
        toll__block_from_public(&layer, &block);
        if (toll__shard_is_cut(&block, &layout, rules, fault))
            return 1;
    }
    return 0;
}

#define SIZES_TOLD 4

/* "; tp 1, 2 and 4 do not": halves, quarters, ... of tp that cut nothing. `not`: how the sentence goes on. */
static void put_smaller_tp(const run_question *q, const toll__shard_rules *rules, const char * not, toll__text *text)
{
    int64_t good[SIZES_TOLD];
    int n = 0;
    for (int64_t tp = q->layout.tp / 2; tp >= 1 && n < SIZES_TOLD; tp /= 2) {
        toll__shard_fault fault;
        int is_layout = q->layout.tp % tp == 0 && tp * q->layout.dp % q->layout.ep == 0;
        if (is_layout && !is_cut(q, tp, rules, &fault))
            good[n++] = tp;
    }
    for (int i = n; i-- > 0;) {
        toll__text_put(text, i == n - 1 ? "; tp " : i == 0 ? " and " : ", ");
        toll__text_put_i64(text, good[i]);
    }
    toll__text_put(text, n > 1 ? " do" : n == 1 ? " does" : "");
    toll__text_put(text, n > 0 ? not : "");
}

static void put_cut(const run_question *q, const shard_format *format, const toll__shard_fault *fault,
                    toll_catalog_run *run)
{
    toll__text text;
    memset(run, 0, sizeof *run);
    run->asked = TOLL_ASKED_SHARD;
    run->verdict = TOLL_RUN_NO;
    run->confidence = TOLL_CONFIDENCE_DERIVED;
    toll__text_start(&text, run->reason, sizeof run->reason);
    toll__text_put(&text, "tp ");
    toll__text_put_i64(&text, q->layout.tp);
    toll__text_put(&text, fault->weights > 0 ? " leaves shards of " : " neither splits nor repeats ");
    toll__text_put_i64(&text, fault->weights > 0 ? fault->shard : fault->width);
    if (fault->weights > 0) {
        toll__text_put(&text, " of a matrix ");
        toll__text_put_i64(&text, fault->width);
        toll__text_put(&text, " wide, which cuts ");
        toll__text_put(&text, format->cut);
        toll__text_put(&text, " of ");
        toll__text_put_i64(&text, fault->weights);
    } else {
        toll__text_put(&text, " KV heads evenly");
    }
    put_smaller_tp(q, &format->rules, fault->weights > 0 ? " not" : "", &text);
    toll__text_end(&text);
    copy_text(run->source, sizeof run->source, fault->weights > 0 ? format->source : HEADS_SOURCE);
}

/* Rows are checked even where they are not asked about. */
static toll_status ask_shards(const run_question *q, toll_catalog_run *run, toll_error *err)
{
    const shard_format *format = find_shard_format(q->precision.id, q->engine.id);
    toll__shard_fault fault;
    for (uint64_t i = 0; i < q->n_layers; i++) {
        toll_model_layer layer;
        toll_status status = toll__take_row(q->layers, i, q->stride, TOLL_KIND_MODEL_LAYER, &layer, err);
        if (status != TOLL_OK)
            return status;
    }
    if (run->verdict != TOLL_RUN_NO && format != NULL && is_cut(q, q->layout.tp, &format->rules, &fault))
        put_cut(q, format, &fault, run);
    return TOLL_OK;
}

/* No before unknown before yes; of two unknowns the hardware's is told. */
static void ask_facts(const run_question *q, toll_catalog_run *run)
{
    toll_catalog_run format;
    ask_catalog(q, NULL, run);
    if (run->verdict == TOLL_RUN_NO)
        return;
    ask_catalog(q, q->precision.id, &format);
    if (format.verdict == TOLL_RUN_NO || run->verdict == TOLL_RUN_YES)
        *run = format;
}

static toll_status take_layout(const toll_step_layout *layout, run_question *q, toll_error *err)
{
    if (layout != NULL)
        return toll__take(layout, TOLL_KIND_STEP_LAYOUT, "layout", &q->layout, err);
    toll__fields_set_defaults(&q->layout, TOLL_KIND_STEP_LAYOUT);
    return TOLL_OK;
}

static toll_status take_structs(const toll_hw *hw, const toll_model_precision *precision,
                                const toll_step_layout *layout, const toll_step_engine *engine, run_question *q,
                                toll_error *err)
{
    toll_status status = toll__take(hw, TOLL_KIND_HW, "hw", &q->hw, err);
    if (status != TOLL_OK)
        return status;
    if (q->n_layers > TOLL__MODEL_ROWS_MAX)
        return toll__fail_range(err, 0, "n_layers", -1, 0, TOLL__MODEL_ROWS_MAX, (double)q->n_layers);
    status = toll__take_rows(q->layers, q->n_layers, q->stride, TOLL_KIND_MODEL_LAYER, "layers", err);
    if (status != TOLL_OK)
        return status;
    status = toll__take(precision, TOLL_KIND_PRECISION, "precision", &q->precision, err);
    if (status != TOLL_OK)
        return status;
    status = take_layout(layout, q, err);
    if (status != TOLL_OK)
        return status;
    return toll__take(engine, TOLL_KIND_STEP_ENGINE, "engine", &q->engine, err);
}

toll_status toll_catalog_check_run(const toll_hw *hw, const toll_model_layer *layers, uint64_t n_layers,
                                   uint64_t stride_bytes, const toll_model_precision *precision,
                                   const toll_step_layout *layout, const toll_step_engine *engine,
                                   toll_catalog_run *run, toll_error *err)
{
    run_question q;
    toll_catalog_run found;
    q.layers = layers;
    q.n_layers = n_layers;
    q.stride = stride_bytes;
    toll_status status = take_structs(hw, precision, layout, engine, &q, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(run, TOLL_KIND_CATALOG_RUN, "run", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    ask_facts(&q, &found);
    status = ask_shards(&q, &found, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(run, TOLL_KIND_CATALOG_RUN, &found);
    return TOLL_OK;
}
