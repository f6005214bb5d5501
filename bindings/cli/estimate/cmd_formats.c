/* SPDX-License-Identifier: Apache-2.0 */
/* toll formats: what a model costs in each number format, and the published quality of that format. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimate/estimate_commands.h"
#include "estimate/estimate_report.h"
#include "estimate/fleet_load.h"
#include "estimate/format_quality.h"
#include "estimate/gpu_hour_price.h"
#include "estimate/home_choice.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/model_file.h"
#include "output/code_names.h"
#include "output/figure_text.h"
#include "output/give_up.h"

/* A model in one precision. */
typedef struct format {
    toll_model_precision precision;
    toll_model_weights weights;
    toll_model_kv kv;
    bool is_served; /* the rest is known but the cost */
    bool has_cost;
    int64_t gpus;
    char engine[32];
    toll_serve_result result;
    toll_serve_cost cost;
    toll_catalog_run run;
    char refusal[192]; /* why it is not served */
    bool is_shown;
} format;

typedef struct formats {
    model_entry model;
    toll_model_counts counts;
    toll_serve_load load;
    const char *hw; /* NULL: bytes and quality alone */
    char hw_name[48];
    const char *here; /* what was found on this machine; "": an accelerator was named, or none */
    bool is_home;     /* one device with one user: formats of llama.cpp alone */
    bool is_one_request;
    format *items;
    int count, n_shown;
    bool has_price;
    price price; /* of the first that has one */
    quality_rows quality;
} formats;

/* ---- What there is to say ---- */

/* In a model without experts a format of its experts alone is another under a second name. */
static bool is_apart(const formats *f, const toll_model_precision *p)
{
    return f->counts.expert > 0 || (p->expert_bits <= p->ffn_bits && p->expert_bits >= p->ffn_bits);
}

static bool measure_format(const formats *f, format *item)
{
    const uint64_t stride = sizeof(toll_model_layer);
    const int64_t context_tokens = f->hw != NULL ? load_context_tokens(&f->load) : 8192;
    toll_error err = {0};
    start_struct(&item->weights, sizeof item->weights, TOLL_KIND_MODEL_WEIGHTS);
    start_struct(&item->kv, sizeof item->kv, TOLL_KIND_MODEL_KV);
    if (toll_model_compute_weights(&f->model.model, f->model.layers, f->model.n_layers, stride, &item->precision,
                                   &item->weights, &err) != TOLL_OK ||
        toll_model_compute_kv(&f->model.model, f->model.layers, f->model.n_layers, stride, &item->precision,
                              context_tokens, &item->kv, &err) != TOLL_OK) {
        complain_error(&err);
        return false;
    }
    return true;
}

/* A price that is asked for is complained about where it can't be had; one of the catalog may be missing. */
static bool find_cost(formats *f, format *item, const deployment *d, const supply_request *r)
{
    price found;
    toll_error err = {0};
    bool is_asked = supply_request_has_price(r);
    if (is_asked ? !price_find(d, r, &found) : !price_find_quietly(d, r, &found)) {
        return !is_asked;
    }
    toll_serve_supply supply = price_supply(&found, r);
    start_struct(&item->cost, sizeof item->cost, TOLL_KIND_SERVE_COST);
    if (toll_serve_estimate_cost(&item->result, &supply, &item->cost, &err) != TOLL_OK) {
        complain_error(&err);
        return false;
    }
    item->has_cost = true;
    f->price = f->has_price ? f->price : found;
    f->has_price = true;
    return true;
}

static toll_status estimate_served(const formats *f, format *item, deployment *d, const formats_request *r,
                                   toll_error *err)
{
    start_struct(&item->result, sizeof item->result, TOLL_KIND_SERVE_RESULT);
    toll_status status =
        deploy_lay_out(d, &r->deployment, load_sequences(&f->load), load_context_tokens(&f->load), err);
    if (status != TOLL_OK) {
        return status;
    }
    return toll_serve_estimate(d->object, d->object_size, &f->load, &item->result, err);
}

/* What the hardware or the layout refuses is an answer about this format. */
static bool serve_format(formats *f, format *item, const formats_request *r)
{
    deployment d = {0};
    toll_error err = {0};
    if (!deploy_start(&d, &f->model, &r->deployment, f->hw, item->precision.id)) {
        return false;
    }
    toll_status status = estimate_served(f, item, &d, r, &err);
    item->is_served = status == TOLL_OK;
    item->gpus = d.gpus;
    item->run = d.run;
    f->is_home = d.is_home;
    snprintf(item->engine, sizeof item->engine, "%s", d.engine.id);
    if (status != TOLL_OK) {
        snprintf(item->refusal, sizeof item->refusal, "%s",
                 err.message[0] != 0 ? err.message : toll_status_message(status));
    }
    snprintf(f->hw_name, sizeof f->hw_name, "%s", d.hw.name);
    bool is_fine = !item->is_served || find_cost(f, item, &d, &r->supply);
    deploy_free(&d);
    return is_fine;
}

/* Most bytes first: from the format that loses least to the one that saves most. */
static int by_bytes(const void *left, const void *right)
{
    const format *a = left, *b = right;
    if (a->weights.total_bytes != b->weights.total_bytes) {
        return a->weights.total_bytes < b->weights.total_bytes ? 1 : -1;
    }
    return strcmp(a->precision.id, b->precision.id);
}

static bool fill_formats(formats *f, const formats_request *r)
{
    const uint64_t rows = toll_catalog_count(TOLL_TABLE_PRECISION);
    f->items = claim(rows, sizeof *f->items);
    for (uint64_t i = 0; i < rows; i++) {
        format *item = &f->items[f->count];
        memset(item, 0, sizeof *item);
        if (!read_precision(i, &item->precision)) {
            return false;
        }
        if (!is_apart(f, &item->precision)) {
            continue;
        }
        if (!measure_format(f, item) || (f->hw != NULL && !serve_format(f, item, r))) {
            return false;
        }
        f->count++;
    }
    qsort(f->items, (size_t)f->count, sizeof *f->items, by_bytes);
    return true;
}

/* A device of one user has one request in flight. */
static bool find_home_load(formats *f, const deployment_request *r)
{
    uint64_t index;
    int64_t count;
    toll_hw hw;
    if (!lookup_hw_count(f->hw, &index, &hw, &count)) {
        return false;
    }
    f->is_home = count <= 1 && home_applies(&hw, r);
    load_for_home(&f->load, r, f->is_home, &f->is_one_request);
    return true;
}

static bool build_formats(formats *f, const formats_request *r)
{
    toll_error err = {0};
    f->load = r->load;
    f->hw = r->deployment.n_hw > 0 ? r->deployment.hw[0] : NULL;
    f->here = r->deployment.here.text;
    if (f->hw != NULL && !find_home_load(f, &r->deployment)) {
        return false;
    }
    if (!lookup_model(r->deployment.model, r->deployment.is_unknown_allowed, &f->model) || !quality_read(&f->quality)) {
        return false;
    }
    start_struct(&f->counts, sizeof f->counts, TOLL_KIND_MODEL_COUNTS);
    if (toll_model_count(&f->model.model, f->model.layers, f->model.n_layers, sizeof(toll_model_layer), &f->counts,
                         &err) != TOLL_OK) {
        complain_error(&err);
        return false;
    }
    return fill_formats(f, r);
}

static bool is_feasible(const format *item)
{
    return item->is_served && item->result.fit != TOLL_FIT_NO && (item->result.flags & TOLL_FLAG_UNSTABLE) == 0;
}

static double bits_per_param(const formats *f, const format *item)
{
    return 8.0 * (double)item->weights.total_bytes / (double)f->counts.params_total;
}

/* ---- Which are shown ---- */

#define SHOWN_MAX 12

/* Not served there at all, or by another engine than that of such devices. */
static bool is_for_others(const formats *f, const format *item)
{
    return f->hw != NULL && (!item->is_served || (f->is_home && strncmp(item->engine, HOME_ENGINE, 8) != 0));
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static bool has_published(const formats *f, const format *item, uint32_t direction)
{
    char text[120];
    quality_text(&f->quality, f->model.model.id, item->precision.id, direction, text, sizeof text);
    return text[0] != 0;
}

static bool has_quality(const formats *f, const format *item)
{
    return has_published(f, item, TOLL_BETTER_HIGHER) || has_published(f, item, TOLL_BETTER_LOWER);
}

/* Names of a second choice: a cache of 8 bits, another mix of the same width. */
static bool is_variant(const char *id)
{
    static const char *const tails[] = {"-kv8", "-asym", "-ffn", "_s", "_l", "_xs", "fp32", "fp16", "q4_0", "w8a16"};
    bool is_one = false;
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        is_one = is_one || ends_with(id, tails[i]);
    }
    return is_one;
}

/* Least first: the model's own, then those that work, those whose quality is published, and first choices. */
static int rank_of(const formats *f, const format *item)
{
    const bool is_own = strcmp(item->precision.id, native_precision(&f->model.model)) == 0;
    const bool is_failing = f->hw != NULL && !is_feasible(item);
    const bool is_doubtful = f->hw != NULL && item->run.verdict == TOLL_RUN_UNKNOWN;
    return is_own ? 0
                  : 1 + 8 * is_failing + 4 * is_doubtful + 2 * is_variant(item->precision.id) + !has_quality(f, item);
}

/* Marks the twelve of least rank; of equal ones those that keep most bits. */
static void choose_shown(formats *f, bool is_all)
{
    for (int rank = 0; rank < 32; rank++) {
        for (int i = 0; i < f->count; i++) {
            format *item = &f->items[i];
            if (is_all || (!is_for_others(f, item) && rank_of(f, item) == rank && f->n_shown < SHOWN_MAX)) {
                f->n_shown += !item->is_shown;
                item->is_shown = true;
            }
        }
    }
}

/* ---- JSON ---- */

static void json_served(json *j, const format *item)
{
    json_text(j, "engine", item->engine);
    json_text(j, "runs", word_run(item->run.verdict));
    json_maybe_integer(j, "gpus", item->gpus, item->is_served);
    json_maybe_text(j, "fit", item->is_served ? word_fit(item->result.fit) : "");
    json_range(j, "ttft_s", item->result.ttft_s, 1, item->is_served);
    json_range(j, "tpot_s", item->result.tpot_s, 1, item->is_served);
    json_range(j, "output_tokens_per_s", item->result.output_tokens_per_s, 1, item->is_served);
    json_range(j, "usd_per_mtok_blended", item->cost.usd_per_mtok_blended, 1, item->has_cost);
    json_range(j, "usd_per_mtok_output", item->cost.usd_per_mtok_output, 1, item->has_cost);
    json_maybe_text(j, "refusal", item->refusal);
    report_json_run(j, &item->run);
    if (item->is_served) {
        report_json_trust(j, item->result.validity, item->result.flags);
    }
}

static void json_format(json *j, const formats *f, const format *item)
{
    json_object(j, NULL);
    json_text(j, "precision", item->precision.id);
    json_text(j, "computed_in", word_rate(item->precision.linear_rate));
    json_integer(j, "weights_bytes", item->weights.total_bytes);
    json_number(j, "bits_per_param", bits_per_param(f, item));
    json_integer(j, "kv_token_bytes", item->kv.token_bytes);
    if (f->hw != NULL) {
        json_served(j, item);
    }
    quality_json(j, &f->quality, f->model.model.id, item->precision.id);
    json_close(j);
}

static void formats_json(const formats *f)
{
    json j;
    json_answer(&j, "formats");
    json_text(&j, "model", f->model.model.id);
    json_maybe_text(&j, "hw", f->hw != NULL ? f->hw : "");
    if (f->hw != NULL) {
        json_object(&j, "question");
        load_json(&j, &f->load);
        json_maybe_number(&j, "usd_per_gpu_hour", f->price.usd_per_gpu_hour, f->has_price);
        json_close(&j);
    }
    json_array(&j, "formats");
    for (int i = 0; i < f->count; i++) {
        json_format(&j, f, &f->items[i]);
    }
    json_close(&j);
    json_object(&j, "other_formats");
    quality_json(&j, &f->quality, f->model.model.id, NULL);
    json_close(&j);
    json_close(&j);
}

/* ---- Screen ---- */

static void add_bytes_cells(table *t, const formats *f, const format *item)
{
    bool is_own = strcmp(item->precision.id, native_precision(&f->model.model)) == 0;
    table_cell(t, is_own ? STYLE_TITLE : STYLE_PLAIN, "%s%s", item->precision.id, is_own ? " *" : "");
    table_cell(t, STYLE_PLAIN, "%s", figure_gib(item->weights.total_bytes).text);
}

/* Columns that are not empty. */
typedef struct format_columns {
    bool has_gpus, has_accuracy, has_perplexity;
} format_columns;

static format_columns find_columns(const formats *f)
{
    format_columns c = {!f->is_home, false, false};
    for (int i = 0; i < f->count; i++) {
        const format *item = &f->items[i];
        c.has_accuracy = c.has_accuracy || (item->is_shown && has_published(f, item, TOLL_BETTER_HIGHER));
        c.has_perplexity = c.has_perplexity || (item->is_shown && has_published(f, item, TOLL_BETTER_LOWER));
    }
    return c;
}

static void add_quality_cell(table *t, const formats *f, const format *item, uint32_t direction)
{
    char text[120];
    quality_text(&f->quality, f->model.model.id, item->precision.id, direction, text, sizeof text);
    table_cell(t, STYLE_PLAIN, "%s", text[0] != 0 ? text : "-");
}

static void add_quality_cells(table *t, const formats *f, const format *item, const format_columns *c)
{
    if (c->has_accuracy) {
        add_quality_cell(t, f, item, TOLL_BETTER_HIGHER);
    }
    if (c->has_perplexity) {
        add_quality_cell(t, f, item, TOLL_BETTER_LOWER);
    }
}

/* Titles of columns, and how they are aligned: each adds one where it is wanted. */
typedef struct column_titles {
    char align[16];
    const char *heads[16];
    int count;
} column_titles;

static void add_title(column_titles *titles, char align, const char *head, bool is_wanted)
{
    if (is_wanted) {
        titles->align[titles->count] = align;
        titles->heads[titles->count++] = head;
    }
}

static void start_with_titles(table *t, const column_titles *titles)
{
    table_start(t, titles->align, 1);
    for (int i = 0; i < titles->count; i++) {
        if (titles->heads[i][0] != 0) {
            table_head(t, i, titles->heads[i]);
        }
    }
}

static void put_bytes(const screen *s, const formats *f)
{
    const format_columns c = find_columns(f);
    column_titles titles = {"lrrlr", {"precision", "GiB", "bits", "computed in", "KV B/token"}, 5};
    table t;
    add_title(&titles, 'l', "accuracy", c.has_accuracy);
    add_title(&titles, 'l', "perplexity", c.has_perplexity);
    start_with_titles(&t, &titles);
    for (int i = 0; i < f->count; i++) {
        const format *item = &f->items[i];
        if (!item->is_shown) {
            continue;
        }
        add_bytes_cells(&t, f, item);
        table_cell(&t, STYLE_PLAIN, "%s", figure_fixed(bits_per_param(f, item), 2).text);
        table_cell(&t, STYLE_DIM, "%s", word_rate(item->precision.linear_rate));
        table_cell(&t, STYLE_PLAIN, "%s", figure_count(item->kv.token_bytes).text);
        add_quality_cells(&t, f, item, &c);
    }
    table_finish(&t, s);
}

static void add_cost_cells(table *t, const format *item, bool is_shown)
{
    toll_range usd = item->cost.usd_per_mtok_blended;
    bool is_known = is_shown && item->has_cost;
    table_cell(t, STYLE_PLAIN, "%s", is_known ? figure_usd(usd.mid).text : "-");
    table_cell(t, STYLE_DIM, "%s%s", is_known ? figure_usd(usd.low).text : "", is_known ? " -" : "");
    table_cell(t, STYLE_DIM, "%s", is_known ? figure_usd(usd.high).text : "");
}

/* How far beyond what the constants were fitted on. */
static const char *mark_of(const format *item)
{
    if (!is_feasible(item) || item->result.validity == TOLL_VALIDITY_CALIBRATED) {
        return "  ";
    }
    return item->result.validity == TOLL_VALIDITY_OUTSIDE ? " !" : " ~";
}

/* "yes", "marginal", "no"; "unstable": it fits, but the load is beyond it. */
static const char *fit_word(const format *item)
{
    static const char *const words[] = {
        [0] = "-", [TOLL_FIT_YES] = "yes", [TOLL_FIT_MARGINAL] = "marginal", [TOLL_FIT_NO] = "no"};
    if (!item->is_served || item->result.fit > TOLL_FIT_NO) {
        return "-";
    }
    return item->result.fit != TOLL_FIT_NO && !is_feasible(item) ? "unstable" : words[item->result.fit];
}

static void add_served_cells(table *t, const format *item, bool has_gpus)
{
    bool is_shown = is_feasible(item);
    double rate = is_shown ? item->result.output_tokens_per_s.mid / (double)item->gpus : 0;
    if (has_gpus) {
        table_cell(t, STYLE_PLAIN, "%s", item->is_served ? figure_count(item->gpus).text : "-");
    }
    table_cell(t, is_shown ? STYLE_PLAIN : STYLE_BAD, "%s", fit_word(item));
    table_cell(t, STYLE_PLAIN, "%s%s", is_shown ? figure_rounded(item->result.tpot_s.mid * 1e3, 3).text : "-",
               mark_of(item));
    table_cell(t, STYLE_PLAIN, "%s", is_shown ? figure_rounded(rate, 3).text : "-");
}

static void put_served(const screen *s, const formats *f)
{
    const format_columns c = find_columns(f);
    column_titles titles = {"lr", {"precision", "GiB"}, 2};
    table t;
    add_title(&titles, 'r', "GPUs", c.has_gpus);
    add_title(&titles, 'l', "fits", true);
    add_title(&titles, 'r', "TPOT ms  ", true);
    add_title(&titles, 'r', c.has_gpus ? "tok/s/GPU" : "tok/s", true);
    add_title(&titles, 'r', "$/Mtok", f->has_price);
    add_title(&titles, 'r', "", f->has_price);
    add_title(&titles, 'L', "", f->has_price);
    add_title(&titles, 'l', "accuracy", c.has_accuracy);
    add_title(&titles, 'l', "perplexity", c.has_perplexity);
    start_with_titles(&t, &titles);
    for (int i = 0; i < f->count; i++) {
        const format *item = &f->items[i];
        if (!item->is_shown) {
            continue;
        }
        add_bytes_cells(&t, f, item);
        add_served_cells(&t, item, c.has_gpus);
        if (f->has_price) {
            add_cost_cells(&t, item, is_feasible(item));
        }
        add_quality_cells(&t, f, item, &c);
    }
    table_finish(&t, s);
}

/* Why a format is refused; "": it is not. */
static const char *refusal_of(const format *item)
{
    return item->refusal;
}

/* What nobody says of a format that is served; "": a source says that it starts. */
static const char *doubt_of(const format *item)
{
    return item->is_served && item->run.verdict == TOLL_RUN_UNKNOWN ? item->run.reason : "";
}

/* Where nothing is shown, the reasons are the answer. */
static bool is_told(const formats *f, const format *item)
{
    return item->is_shown || f->n_shown == 0;
}

/* Every reason once, behind the formats that it holds for. */
static void put_reasons(const screen *s, const formats *f, const char *title, const char *(*reason_of)(const format *))
{
    for (int i = 0; i < f->count; i++) {
        const char *reason = is_told(f, &f->items[i]) ? reason_of(&f->items[i]) : "";
        char text[1200] = "";
        int same = 0, earlier = 0;
        for (int k = 0; k < f->count; k++) {
            if (reason[0] == 0 || !is_told(f, &f->items[k]) || strcmp(reason_of(&f->items[k]), reason) != 0) {
                continue;
            }
            size_t used = strlen(text);
            snprintf(text + used, sizeof text - used, "%s%s", same > 0 ? ", " : "", f->items[k].precision.id);
            earlier += k < i;
            same++;
        }
        if (same > 0 && earlier == 0) {
            screen_paragraph(s, STYLE_WARN, title, reason);
            screen_paragraph(s, STYLE_DIM, "    in ", same == f->n_shown || same == f->count ? "all formats" : text);
        }
    }
}

/* "18 more with --all, 9 of them refused by the engine". */
static void put_hidden(const screen *s, const formats *f)
{
    char text[160], others[80] = "";
    int n_others = 0;
    for (int i = 0; i < f->count; i++) {
        n_others += !f->items[i].is_shown && is_for_others(f, &f->items[i]);
    }
    if (n_others > 0) {
        snprintf(others, sizeof others, ", %d of which %s does not run here", n_others,
                 f->is_home ? HOME_ENGINE : "the engine");
    }
    snprintf(text, sizeof text, "%d more formats%s, and the sources of what is published: --all", f->count - f->n_shown,
             others);
    screen_paragraph(s, STYLE_DIM, "  ", text);
}

/* The price, and what was refused. */
static void put_notes(const screen *s, const formats *f)
{
    char text[480];
    if (f->has_price) {
        price_text(&f->price, text, sizeof text);
        screen_paragraph(s, price_is_stale(&f->price) ? STYLE_WARN : STYLE_PLAIN, "  Price: ", text);
    } else {
        screen_paragraph(s, STYLE_WARN, "  Price: ",
                         "none in the catalog for this accelerator: give --usd-per-gpu-hour or --instance");
    }
    put_reasons(s, f, "  Refused: ", refusal_of);
    put_reasons(s, f, "  Not known to start: ", doubt_of);
    screen_paragraph(s, STYLE_DIM, "  ",
                     "TPOT and output tokens per second and GPU are medians. $ per million blended tokens is a median "
                     "with its 80 % interval. ~: extrapolated, !: outside the calibration; `toll speed MODEL HW "
                     "--precision ID` says why. GGUF formats (f16, q*, iq*) run on llama.cpp, the others on vLLM, "
                     "unless --engine names one.");
}

static void put_formats_legend(const screen *s)
{
    screen_paragraph(s, STYLE_DIM, "  ",
                     "*: as the checkpoint is published. Accuracy and perplexity are published changes, relative to "
                     "the baseline: of "
                     "scores, where more is better, over all scores of the model; of perplexity, where less is better. "
                     "-: nothing is "
                     "published for this model in this format.");
}

static void put_published_quality(const screen *s, const formats *f)
{
    const char **ids = claim((size_t)f->count + 1, sizeof *ids); /* ends with NULL */
    for (int i = 0; i < f->count; i++) {
        ids[i] = f->items[i].precision.id;
    }
    quality_put(s, &f->quality, f->model.model.id, ids);
    free(ids);
}

static void put_formats_title(const screen *s, const formats *f)
{
    char load[240];
    screen_paragraph(s, STYLE_DIM, "", f->here);
    screen_put(s, STYLE_TITLE, "%s in %d formats%s%s", f->model.model.id, f->count, f->hw != NULL ? " on " : "",
               f->hw_name);
    screen_newline(s);
    if (f->hw != NULL) {
        load_text(&f->load, load, sizeof load);
        screen_put(s, STYLE_DIM, "%s", load);
        screen_newline(s);
    }
    if (f->is_home) {
        screen_paragraph(s, STYLE_DIM, "",
                         f->is_one_request ? "one device, one request and llamacpp assumed: --tp, --concurrency and "
                                             "--engine change it"
                                           : "one device and llamacpp assumed: --tp and --engine change it");
    }
    screen_newline(s);
}

static void formats_screen(const screen *s, const formats *f, bool is_all)
{
    put_formats_title(s, f);
    if (f->n_shown > 0) {
        f->hw != NULL ? put_served(s, f) : put_bytes(s, f);
        screen_newline(s);
    }
    if (f->hw != NULL) {
        put_notes(s, f);
    }
    put_formats_legend(s);
    if (f->n_shown < f->count) {
        put_hidden(s, f);
    }
    if (is_all) {
        screen_newline(s);
        put_published_quality(s, f);
    }
}

/* Without an accelerator nothing is asked that could fail to fit. */
static int formats_exit(const formats *f)
{
    for (int i = 0; i < f->count; i++) {
        if (is_feasible(&f->items[i])) {
            return EXIT_FINE;
        }
    }
    return f->hw != NULL ? EXIT_NOT_FEASIBLE : EXIT_FINE;
}

int command_formats(const formats_request *r, const screen *s)
{
    formats f;
    int code = EXIT_BAD_INPUT;
    memset(&f, 0, sizeof f);
    if (build_formats(&f, r)) {
        code = formats_exit(&f);
        if (r->output.is_json) {
            formats_json(&f);
        } else {
            choose_shown(&f, r->is_all);
            formats_screen(s, &f, r->is_all);
        }
    }
    quality_free(&f.quality);
    model_entry_free(&f.model);
    free(f.items);
    return code;
}
