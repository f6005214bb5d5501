/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an engine can start: two facts of the catalog, and the FP8 blocks of a shard, which vLLM and SGLang do not cut
 * (step/shard_blocks.c). */
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

int64_t toll__run_block_weights(const char *precision_id, const char *engine_id)
{
    int has_blocks =
        starts_with(precision_id, "fp8-block") && (starts_with(engine_id, "vllm") || starts_with(engine_id, "sglang"));
    return has_blocks ? TOLL__SHARD_BLOCK : 0;
}

/* Width of a row's matrix that tp would cut inside a block; 0: it cuts none. */
static int64_t find_cut_width(const toll_model_layer *layer, const toll_step_layout *layout)
{
    toll__block block;
    toll__block_from_public(layer, &block);
    return toll__shard_cut_width(&block, layout->tp, layout->ep, TOLL__SHARD_BLOCK);
}

/* The largest half, quarter, ... of tp that cuts between blocks; 1 cuts nothing. */
static int64_t find_smaller_tp(int64_t width, int64_t tp)
{
    int64_t smaller = tp / 2;
    while (smaller > 1 && toll__shard_cuts(width, smaller, TOLL__SHARD_BLOCK))
        smaller /= 2;
    return smaller;
}

static void put_cut(int64_t width, int64_t tp, toll_catalog_run *run)
{
    toll__text text;
    memset(run, 0, sizeof *run);
    run->asked = TOLL_ASKED_SHARD;
    run->verdict = TOLL_RUN_NO;
    run->confidence = TOLL_CONFIDENCE_DERIVED;
    toll__text_start(&text, run->reason, sizeof run->reason);
    toll__text_put(&text, "tp ");
    toll__text_put_i64(&text, tp);
    toll__text_put(&text, " leaves shards of ");
    toll__text_put_i64(&text, width / tp);
    toll__text_put(&text, " of a matrix ");
    toll__text_put_i64(&text, width);
    toll__text_put(&text, " wide, which cuts an FP8 block of 128; tp ");
    toll__text_put_i64(&text, find_smaller_tp(width, tp));
    toll__text_put(&text, " does not");
    toll__text_end(&text);
    copy_text(run->source, sizeof run->source, "vLLM issues 17569, 25292 and 52997; SGLang issues 3345 and 26107");
}

/* Rows are checked even where they are not asked about. */
static toll_status ask_shards(const run_question *q, toll_catalog_run *run, toll_error *err)
{
    for (uint64_t i = 0; i < q->n_layers; i++) {
        toll_model_layer layer;
        toll_status status = toll__take_row(q->layers, i, q->stride, TOLL_KIND_MODEL_LAYER, &layer, err);
        if (status != TOLL_OK)
            return status;
        if (run->verdict == TOLL_RUN_NO || q->layout.tp == 1 ||
            toll__run_block_weights(q->precision.id, q->engine.id) == 0)
            continue;
        int64_t width = find_cut_width(&layer, &q->layout);
        if (width != 0)
            put_cut(width, q->layout.tp, run);
    }
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
