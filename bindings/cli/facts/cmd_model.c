/* SPDX-License-Identifier: Apache-2.0 */
/* toll model: models of the catalog, counted exactly. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "facts/fact_sheet.h"
#include "facts/facts_commands.h"
#include "facts/names_find.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/model_file.h"
#include "output/code_names.h"
#include "output/figure_text.h"
#include "output/struct_fields.h"
#include "output/table.h"

#define DEFAULT_CONTEXT 8192
#define CHECK_TIE       1e-4 /* smaller differences would print as 0.00 % */

/* What is computed of one model in one precision; a figure that the descriptor doesn't allow has no bit. */
typedef struct computed {
    bool has_counts, has_weights, has_kv;
    toll_model_counts counts;
    toll_model_weights weights;
    toll_model_kv kv;
} computed;

static void compute_model(const model_entry *e, const toll_model_precision *precision, int64_t context_tokens,
                          computed *c)
{
    uint64_t stride = sizeof(toll_model_layer);
    start_struct(&c->counts, sizeof c->counts, TOLL_KIND_MODEL_COUNTS);
    start_struct(&c->weights, sizeof c->weights, TOLL_KIND_MODEL_WEIGHTS);
    start_struct(&c->kv, sizeof c->kv, TOLL_KIND_MODEL_KV);
    c->has_counts = toll_model_count(&e->model, e->layers, e->n_layers, stride, &c->counts, NULL) == TOLL_OK;
    c->has_weights =
        toll_model_compute_weights(&e->model, e->layers, e->n_layers, stride, precision, &c->weights, NULL) == TOLL_OK;
    c->has_kv = toll_model_compute_kv(&e->model, e->layers, e->n_layers, stride, precision, context_tokens, &c->kv,
                                      NULL) == TOLL_OK;
}

/* ---- List ---- */

static bool add_model_row(table *t, uint64_t index)
{
    model_entry e;
    toll_model_precision precision;
    computed c;
    bool is_read = read_model(index, &e) && lookup_precision(native_precision(&e.model), &precision);
    if (is_read) {
        bool has_context = (e.model.known & TOLL_MODEL_MAX_CONTEXT) != 0;
        compute_model(&e, &precision, DEFAULT_CONTEXT, &c);
        table_cell(t, STYLE_PLAIN, "%s", e.model.id);
        table_cell(t, STYLE_PLAIN, "%s", c.has_counts ? figure_params(c.counts.params_total).text : "-");
        table_cell(t, STYLE_PLAIN, "%s", c.has_counts ? figure_params(c.counts.params_active).text : "-");
        table_cell(t, STYLE_PLAIN, "%lld", (long long)e.model.n_layers);
        table_cell(t, STYLE_PLAIN, "%s", has_context ? figure_count(e.model.max_context_tokens).text : "-");
        table_cell(t, STYLE_PLAIN, "%s", e.model.native_precision[0] != 0 ? e.model.native_precision : "-");
        table_cell(t, STYLE_PLAIN, "%s", c.has_weights ? figure_gib(c.weights.total_bytes).text : "-");
        table_cell(t, STYLE_PLAIN, "%s", c.has_kv ? figure_count(c.kv.token_bytes).text : "-");
    }
    model_entry_free(&e);
    return is_read;
}

static int put_model_list(const screen *s)
{
    static const char *const heads[] = {"id",      "params",    "active", "layers",
                                        "context", "precision", "GiB",    "KV B/token"};
    table t;
    bool is_read = true;
    table_start(&t, "lrRRRlRR", 1);
    for (int i = 0; i < 8; i++) {
        table_head(&t, i, heads[i]);
    }
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_MODEL) && is_read; i++) {
        is_read = add_model_row(&t, i);
    }
    table_finish(&t, s);
    return is_read ? EXIT_FINE : EXIT_BAD_INPUT;
}

static void json_counts(json *j, const computed *c)
{
    json_maybe_integer(j, "params_total", c->counts.params_total, c->has_counts);
    json_maybe_integer(j, "params_active", c->counts.params_active, c->has_counts);
}

static int json_model_list(void)
{
    json j;
    json_answer(&j, "model");
    json_array(&j, "models");
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_MODEL); i++) {
        model_entry e;
        toll_model_precision precision;
        computed c;
        if (read_model(i, &e) && lookup_precision(native_precision(&e.model), &precision)) {
            compute_model(&e, &precision, DEFAULT_CONTEXT, &c);
            json_object(&j, NULL);
            json_struct(&j, TOLL_KIND_MODEL, &e.model, e.model.known);
            json_counts(&j, &c);
            json_maybe_integer(&j, "weights_bytes", c.weights.total_bytes, c.has_weights);
            json_maybe_integer(&j, "kv_token_bytes", c.kv.token_bytes, c.has_kv);
            json_close(&j);
        }
        model_entry_free(&e);
    }
    json_close(&j);
    json_close(&j);
    return EXIT_FINE;
}

/* ---- Show ---- */

typedef struct shown_model {
    model_entry entry;
    toll_catalog_published published;
    bool has_license; /* of the catalog */
    toll_catalog_license license;
    toll_catalog_fact license_terms; /* where its terms are from */
    toll_model_precision precision;  /* the one asked for, or the model's own */
    bool is_asked;
    int64_t context_tokens;
    computed of;
} shown_model;

static const facts_line classes[] = {
    {"embed", "input embedding", FACT_COUNT},
    {"head", "output head", FACT_COUNT},
    {"attn", "attention q, k, o", FACT_COUNT},
    {"attn_v", "attention v", FACT_COUNT},
    {"ffn", "dense FFN, in", FACT_COUNT},
    {"ffn_down", "dense FFN, out", FACT_COUNT},
    {"expert", "experts, in", FACT_COUNT},
    {"expert_down", "experts, out", FACT_COUNT},
    {"router", "routers", FACT_COUNT},
    {"mixer", "recurrent blocks", FACT_COUNT},
    {"other", "norms, biases, rest", FACT_COUNT},
    {"stated_rest", "stated, no formula", FACT_COUNT},
};

static void put_classes(const screen *s, const computed *c)
{
    table t;
    table_start(&t, "lrr", 1);
    table_head(&t, 0, "parameters");
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        int64_t count = struct_field_integer(TOLL_KIND_MODEL_COUNTS, &c->counts, classes[i].field);
        if (count != 0) {
            table_cell(&t, STYLE_PLAIN, "%s", classes[i].label);
            table_cell(&t, STYLE_PLAIN, "%s", figure_count(count).text);
            table_cell(&t, STYLE_DIM, "%s", figure_percent((double)count / (double)c->counts.params_total).text);
        }
    }
    table_cell(&t, STYLE_TITLE, "total");
    table_cell(&t, STYLE_TITLE, "%s", figure_count(c->counts.params_total).text);
    table_cell(&t, STYLE_PLAIN, "%s", figure_params(c->counts.params_total).text);
    table_cell(&t, STYLE_TITLE, "active per token");
    table_cell(&t, STYLE_TITLE, "%s", figure_count(c->counts.params_active).text);
    table_cell(&t, STYLE_DIM, "%s",
               figure_percent((double)c->counts.params_active / (double)c->counts.params_total).text);
    table_finish(&t, s);
}

/* One of the publisher's figures, and how far the computed one is from it. */
static void put_check(const screen *s, const char *first, const char *stated_text, int64_t stated,
                      int64_t computed_params)
{
    double off = (double)computed_params / (double)stated - 1;
    char text[120];
    if (computed_params == stated) {
        snprintf(text, sizeof text, "%s; computed: the same", stated_text);
    } else if (off > -CHECK_TIE && off < CHECK_TIE) {
        snprintf(text, sizeof text, "%s; computed: the same within 0.01 %%", stated_text);
    } else {
        snprintf(text, sizeof text, "%s; computed: %+.2f %%", stated_text, off * 100);
    }
    screen_paragraph(s, STYLE_PLAIN, first, text);
}

static void put_published_params(const screen *s, const shown_model *m)
{
    const toll_catalog_published *p = &m->published;
    int64_t total = m->of.counts.params_total;
    if ((p->known & TOLL_PUBLISHED_EXACT) != 0) {
        put_check(s, "  checkpoint  ", figure_count(p->params_exact).text, p->params_exact, total);
    }
    if ((p->known & TOLL_PUBLISHED_TOTAL) != 0 &&
        ((p->known & TOLL_PUBLISHED_EXACT) == 0 || p->params_exact != total)) {
        put_check(s, "  published   ", figure_params(p->params_total).text, p->params_total, total);
    }
    if ((p->known & TOLL_PUBLISHED_ACTIVE) != 0) {
        char text[120];
        snprintf(text, sizeof text, "%s active, by the publisher's definition", figure_params(p->params_active).text);
        screen_paragraph(s, STYLE_PLAIN, "  published   ", text);
    }
    screen_paragraph(s, STYLE_DIM, "              ", p->scope);
    screen_paragraph(s, STYLE_DIM, "              ", p->exception);
}

static void put_layer_rows(const screen *s, const model_entry *e)
{
    for (uint64_t i = 0; i < e->n_layers; i++) {
        const toll_model_layer *layer = &e->layers[i];
        char first[64], text[512] = "";
        struct_text(text, sizeof text, TOLL_KIND_MODEL_LAYER, layer, "count");
        for (int bit = 0; word_layer_flag(bit) != NULL; bit++) {
            size_t used = strlen(text);
            if ((layer->flags >> bit & 1u) != 0) {
                snprintf(text + used, sizeof text - used, ", %s", word_layer_flag(bit));
            }
        }
        snprintf(first, sizeof first, "  %4lld x %-9s  ", (long long)layer->count, word_layer(layer->kind));
        screen_paragraph(s, STYLE_PLAIN, first, text);
    }
}

static void add_precision_row(table *t, const shown_model *m, const toll_model_precision *precision)
{
    computed c;
    const char *own = m->entry.has_own ? m->entry.own.id : native_precision(&m->entry.model);
    bool is_own = strcmp(precision->id, own) == 0;
    compute_model(&m->entry, precision, m->context_tokens, &c);
    table_cell(t, is_own ? STYLE_TITLE : STYLE_PLAIN, "%s", precision->id);
    table_cell(t, STYLE_PLAIN, "%s", c.has_weights ? figure_gib(c.weights.total_bytes).text : "-");
    table_cell(t, STYLE_PLAIN, "%s", c.has_weights ? figure_fixed(c.weights.mean_bits, 3).text : "-");
    table_cell(t, STYLE_PLAIN, "%s", c.has_kv ? figure_count(c.kv.token_bytes).text : "-");
    table_cell(t, STYLE_PLAIN, "%s", c.has_kv ? figure_gib(c.kv.sequence_bytes).text : "-");
    table_cell(t, STYLE_DIM, "%s", is_own ? "the model's own" : "");
}

static void put_model_precisions(const screen *s, const shown_model *m)
{
    char head[64];
    table t;
    table_start(&t, "lrrrrl", 1);
    table_head(&t, 0, "precision");
    table_head(&t, 1, "weights GiB");
    table_head(&t, 2, "bits");
    table_head(&t, 3, "KV bytes/token");
    snprintf(head, sizeof head, "KV GiB at %s", figure_count(m->context_tokens).text);
    table_head(&t, 4, head);
    if (m->is_asked) {
        add_precision_row(&t, m, &m->precision);
    }
    if (m->entry.has_own && !m->is_asked) {
        add_precision_row(&t, m, &m->entry.own);
    }
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_PRECISION) && !m->is_asked; i++) {
        toll_model_precision precision;
        if (read_precision(i, &precision)) {
            add_precision_row(&t, m, &precision);
        }
    }
    table_finish(&t, s);
}

/* Each key that nobody read may change any figure. */
static void put_unread(const screen *s, const model_entry *e)
{
    if (e->n_unread > 0) {
        screen_paragraph(s, STYLE_WARN, "  ",
                         "partly understood: any figure may be wrong, since these keys are not read");
    }
    for (uint64_t i = 0; i < e->n_unread; i++) {
        char text[240];
        snprintf(text, sizeof text, "%s: %s", e->unread[i].key, e->unread[i].value);
        screen_paragraph(s, STYLE_WARN, "    ", text);
    }
}

/* The figures are the text model's alone; engines load these as well. */
static void put_parts(const screen *s, const model_entry *e)
{
    for (uint64_t i = 0; i < e->n_parts; i++) {
        char text[200];
        const model_part *p = &e->parts[i];
        snprintf(text, sizeof text, "beside it: %s, %s%s (not in the figures)", p->name,
                 p->is_counted != 0 ? figure_count(p->params).text : "of a size that is not known",
                 p->is_counted != 0 ? " parameters" : "");
        screen_paragraph(s, STYLE_PLAIN, "  ", text);
    }
}

static void put_shape(const screen *s, const shown_model *m)
{
    const toll_model *model = &m->entry.model;
    char text[400];
    bool has_context = (model->known & TOLL_MODEL_MAX_CONTEXT) != 0;
    snprintf(text, sizeof text, "%s layers, d_model %s, vocabulary %s, context %s, published in %s",
             figure_count(model->n_layers).text, figure_count(model->d_model).text,
             figure_count(model->vocab_size).text, has_context ? figure_count(model->max_context_tokens).text : "-",
             model->native_precision[0] != 0 ? model->native_precision : "-");
    for (int bit = 0; word_model_flag(bit) != NULL; bit++) {
        size_t used = strlen(text);
        if ((model->flags >> bit & 1u) != 0) {
            snprintf(text + used, sizeof text - used, ", %s", word_model_flag(bit));
        }
    }
    screen_paragraph(s, STYLE_PLAIN, "  ", text);
    put_unread(s, &m->entry);
    put_parts(s, &m->entry);
    if (m->entry.is_file && (model->unverified & TOLL_MODEL_SHAPE) != 0 && m->entry.n_unread == 0) {
        screen_paragraph(s, STYLE_WARN, "  ",
                         "its architecture is not known: read as a decoder with gated feed-forward");
    }
}

static void put_kv(const screen *s, const shown_model *m)
{
    const toll_model_kv *kv = &m->of.kv;
    char text[400], token[64], far[64], sequence[64];
    figure_bytes_exactly(token, sizeof token, kv->token_bytes);
    figure_bytes_exactly(far, sizeof far, kv->token_far_bytes);
    figure_bytes_exactly(sequence, sizeof sequence, kv->sequence_bytes);
    snprintf(text, sizeof text, "%s a token", token);
    if (kv->token_far_bytes != kv->token_bytes) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, ", %s once every window is full", far);
    }
    if (kv->state_bytes > 0) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, ", and a state of %s a sequence", figure_bytes(kv->state_bytes).text);
    }
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "; %s for %s tokens", sequence, figure_count(m->context_tokens).text);
    char first[64];
    snprintf(first, sizeof first, "  KV cache in %s: ", m->precision.id);
    screen_paragraph(s, STYLE_PLAIN, first, text);
}

static const char *doubt(bool is_unverified)
{
    return is_unverified ? "?" : "";
}

/* "Llama 4 Community License: commercial use conditional, hosting for others conditional, users in the EU no" */
static void put_license(const screen *s, const shown_model *m)
{
    char text[512];
    const toll_catalog_license *l = &m->license;
    if (m->entry.is_file) {
        return;
    }
    if (!m->has_license) {
        screen_paragraph(s, STYLE_DIM, "  licence     ", "not known");
        return;
    }
    snprintf(text, sizeof text, "%s%s: commercial use %s%s, hosting for others %s, users domiciled in the EU %s",
             l->name, doubt((m->published.unverified & TOLL_PUBLISHED_LICENSE) != 0), word_permit(l->commercial),
             doubt(m->license_terms.confidence == TOLL_CONFIDENCE_UNVERIFIED), word_permit(l->hosting),
             word_permit(l->eu));
    screen_paragraph(s, l->commercial == TOLL_PERMIT_YES ? STYLE_PLAIN : STYLE_WARN, "  licence     ", text);
    screen_paragraph(s, STYLE_PLAIN, "              ", l->condition);
    screen_paragraph(s, STYLE_DIM, "              ", m->license_terms.source);
}

/* How many tokens a text is; a model whose tokenizer was not measured on any kind of text is said to be not known. */
static const struct {
    uint32_t text;
    const char *words, *key;
} text_kinds[] = {{TOLL_TEXT_ENGLISH, "English", "english"},
                  {TOLL_TEXT_CODE, "code", "code"},
                  {TOLL_TEXT_CHINESE, "Chinese", "chinese"}};

#define TEXT_KINDS (sizeof text_kinds / sizeof text_kinds[0])

static bool read_tokens(const shown_model *m, size_t kind, toll_range *tokens, toll_catalog_fact *fact)
{
    const char *id = m->entry.model.id;
    start_struct(fact, sizeof *fact, TOLL_KIND_CATALOG_FACT);
    return !m->entry.is_file &&
           toll_catalog_get_token_ratio(id, strlen(id), text_kinds[kind].text, tokens, fact, NULL) == TOLL_OK;
}

/* "1,000 characters: 228 of English (218 .. 295), 263 of code (228 .. 305), 931 of Chinese (887 .. 974)" */
static void put_tokens(const screen *s, const shown_model *m)
{
    char text[400] = "";
    toll_catalog_fact source = {0};
    for (size_t i = 0; i < TEXT_KINDS; i++) {
        toll_range tokens;
        toll_catalog_fact fact;
        size_t used = strlen(text);
        if (read_tokens(m, i, &tokens, &fact)) {
            snprintf(text + used, sizeof text - used, "%s%.0f%s of %s (%.0f .. %.0f)",
                     used == 0 ? "1,000 characters: " : ", ", tokens.mid,
                     doubt(fact.confidence == TOLL_CONFIDENCE_UNVERIFIED), text_kinds[i].words, tokens.low,
                     tokens.high);
            source = fact;
        }
    }
    if (m->entry.is_file) {
        return;
    }
    screen_paragraph(s, text[0] != 0 ? STYLE_PLAIN : STYLE_DIM, "  tokens      ", text[0] != 0 ? text : "not known");
    if (text[0] != 0) {
        snprintf(text, sizeof text, "tokenizer %s; %s", source.field, source.source);
        screen_paragraph(s, STYLE_DIM, "              ", text);
    }
}

static void put_shown(const screen *s, const shown_model *m)
{
    const toll_catalog_published *p = &m->published;
    screen_put(s, STYLE_TITLE, "%s", m->entry.model.id);
    screen_put(s, STYLE_DIM, "%s%s", p->hf_repo[0] != 0 ? "  " : "", p->hf_repo);
    screen_newline(s);
    put_shape(s, m);
    put_license(s, m);
    put_tokens(s, m);
    screen_newline(s);
    if (m->of.has_counts) {
        put_classes(s, &m->of);
        screen_newline(s);
        put_published_params(s, m);
        screen_newline(s);
    }
    put_layer_rows(s, &m->entry);
    screen_newline(s);
    if (!m->of.has_counts) {
        screen_paragraph(s, STYLE_WARN, "  ",
                         "This model is not fully described, so nothing can be computed from it yet.");
        return;
    }
    if (m->of.has_kv) {
        put_kv(s, m);
        screen_newline(s);
    }
    put_model_precisions(s, m);
}

static void json_layers(json *j, const model_entry *e)
{
    json_array(j, "layers");
    for (uint64_t i = 0; i < e->n_layers; i++) {
        json_object(j, NULL);
        json_text(j, "kind_name", word_layer(e->layers[i].kind));
        json_struct(j, TOLL_KIND_MODEL_LAYER, &e->layers[i], 0);
        json_array(j, "flags");
        for (int bit = 0; word_layer_flag(bit) != NULL; bit++) {
            if ((e->layers[i].flags >> bit & 1u) != 0) {
                json_text(j, NULL, word_layer_flag(bit));
            }
        }
        json_close(j);
        json_close(j);
    }
    json_close(j);
}

static void json_precision(json *j, const shown_model *m, const toll_model_precision *precision)
{
    computed c;
    compute_model(&m->entry, precision, m->context_tokens, &c);
    json_object(j, NULL);
    json_text(j, "precision", precision->id);
    json_maybe_integer(j, "weights_bytes", c.weights.total_bytes, c.has_weights);
    json_maybe_number(j, "weights_mean_bits", c.weights.mean_bits, c.has_weights);
    json_maybe_integer(j, "kv_token_bytes", c.kv.token_bytes, c.has_kv);
    json_maybe_integer(j, "kv_token_far_bytes", c.kv.token_far_bytes, c.has_kv);
    json_maybe_integer(j, "kv_state_bytes", c.kv.state_bytes, c.has_kv);
    json_maybe_integer(j, "kv_sequence_bytes", c.kv.sequence_bytes, c.has_kv);
    json_close(j);
}

static void json_precisions(json *j, const shown_model *m)
{
    json_array(j, "precisions");
    if (m->is_asked) {
        json_precision(j, m, &m->precision);
    }
    if (m->entry.has_own && !m->is_asked) {
        json_precision(j, m, &m->entry.own);
    }
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_PRECISION) && !m->is_asked; i++) {
        toll_model_precision precision;
        if (read_precision(i, &precision)) {
            json_precision(j, m, &precision);
        }
    }
    json_close(j);
}

/* Null: a file, or a licence that is not known. */
static void json_license(json *j, const shown_model *m)
{
    const toll_catalog_license *l = &m->license;
    if (!m->has_license) {
        json_null(j, "license");
        return;
    }
    json_object(j, "license");
    json_text(j, "id", l->id);
    json_bool(j, "is_unverified", (m->published.unverified & TOLL_PUBLISHED_LICENSE) != 0);
    json_text(j, "name", l->name);
    json_text(j, "commercial", word_permit(l->commercial));
    json_text(j, "hosting", word_permit(l->hosting));
    json_text(j, "eu", word_permit(l->eu));
    json_maybe_integer(j, "monthly_users_max", l->monthly_users_max, (l->known & TOLL_LICENSE_USERS) != 0);
    json_maybe_number(j, "yearly_revenue_usd_max", l->yearly_revenue_usd_max, (l->known & TOLL_LICENSE_REVENUE) != 0);
    json_maybe_text(j, "condition", l->condition);
    json_bool(j, "are_terms_unverified", m->license_terms.confidence == TOLL_CONFIDENCE_UNVERIFIED);
    json_maybe_text(j, "source", m->license_terms.source);
    json_date(j, "as_of", m->license_terms.as_of);
    json_close(j);
}

/* Null: a file, or a tokenizer that was not measured on any kind of text. */
static void json_tokens(json *j, const shown_model *m)
{
    toll_range tokens[TEXT_KINDS];
    bool is_known[TEXT_KINDS], has_any = false;
    toll_catalog_fact source = {0};
    for (size_t i = 0; i < TEXT_KINDS; i++) {
        toll_catalog_fact fact;
        is_known[i] = read_tokens(m, i, &tokens[i], &fact);
        source = is_known[i] ? fact : source;
        has_any = has_any || is_known[i];
    }
    if (!has_any) {
        json_null(j, "tokens_per_1000_characters");
        return;
    }
    json_object(j, "tokens_per_1000_characters");
    for (size_t i = 0; i < TEXT_KINDS; i++) {
        json_range(j, text_kinds[i].key, is_known[i] ? tokens[i] : (toll_range){0, 0, 0}, 1, is_known[i]);
    }
    json_text(j, "tokenizer", source.field);
    json_bool(j, "is_unverified", source.confidence == TOLL_CONFIDENCE_UNVERIFIED);
    json_text(j, "source", source.source);
    json_date(j, "as_of", source.as_of);
    json_close(j);
}

static void json_shown(const shown_model *m)
{
    json j;
    json_answer(&j, "model show");
    json_struct(&j, TOLL_KIND_MODEL, &m->entry.model, m->entry.model.known);
    json_array(&j, "flags");
    for (int bit = 0; word_model_flag(bit) != NULL; bit++) {
        if ((m->entry.model.flags >> bit & 1u) != 0) {
            json_text(&j, NULL, word_model_flag(bit));
        }
    }
    json_close(&j);
    json_unread_keys(&j, &m->entry);
    json_parts(&j, &m->entry);
    json_object(&j, "published");
    json_struct(&j, TOLL_KIND_CATALOG_PUBLISHED, &m->published, m->published.known);
    json_close(&j);
    json_license(&j, m);
    json_tokens(&j, m);
    if (m->of.has_counts) {
        json_object(&j, "counts");
        json_struct(&j, TOLL_KIND_MODEL_COUNTS, &m->of.counts, 0);
        json_close(&j);
    } else {
        json_null(&j, "counts");
    }
    json_layers(&j, &m->entry);
    json_integer(&j, "context_tokens", m->context_tokens);
    json_precisions(&j, m);
    json_close(&j);
}

/* A row of the licence that the model's row names. */
static void find_license(shown_model *m)
{
    const char *id = m->published.license;
    uint64_t row;
    start_struct(&m->license, sizeof m->license, TOLL_KIND_CATALOG_LICENSE);
    start_struct(&m->license_terms, sizeof m->license_terms, TOLL_KIND_CATALOG_FACT);
    m->has_license = id[0] != 0 && toll_catalog_find(TOLL_TABLE_LICENSE, id, strlen(id), &row, NULL) == TOLL_OK &&
                     toll_catalog_get_license(row, &m->license, NULL) == TOLL_OK;
    if (m->has_license) {
        int64_t offset = (int64_t)offsetof(toll_catalog_license, commercial);
        toll_catalog_get_fact(TOLL_TABLE_LICENSE, row, offset, &m->license_terms, NULL);
    }
}

/* KV bytes of the context that is asked for: a context that the model does not allow is refused here. */
static toll_status check_context(shown_model *m, toll_error *err)
{
    if ((m->entry.model.flags & (TOLL_MODEL_INCOMPLETE | TOLL_MODEL_NO_KV)) != 0) {
        return TOLL_OK;
    }
    start_struct(&m->of.kv, sizeof m->of.kv, TOLL_KIND_MODEL_KV);
    return toll_model_compute_kv(&m->entry.model, m->entry.layers, m->entry.n_layers, sizeof(toll_model_layer),
                                 &m->precision, m->context_tokens, &m->of.kv, err);
}

static bool read_shown(const facts_request *r, shown_model *m)
{
    toll_error err = {0};
    m->is_asked = r->precision != NULL;
    m->context_tokens = r->context_tokens;
    start_struct(&m->published, sizeof m->published, TOLL_KIND_CATALOG_PUBLISHED);
    if (!lookup_model(r->id, r->is_unknown_allowed, &m->entry) ||
        !model_precision(&m->entry, r->precision, &m->precision)) {
        return false;
    }
    if (!m->entry.is_file && toll_catalog_get_published(m->entry.index, &m->published, &err) != TOLL_OK) {
        complain_error(&err);
        return false;
    }
    find_license(m);
    if (check_context(m, &err) != TOLL_OK) {
        complain_error(&err);
        return false;
    }
    compute_model(&m->entry, &m->precision, m->context_tokens, &m->of);
    return true;
}

static int show_model(const facts_request *r, const screen *s)
{
    shown_model m;
    memset(&m, 0, sizeof m);
    bool is_read = read_shown(r, &m);
    if (is_read && r->output.is_json) {
        json_shown(&m);
    } else if (is_read) {
        put_shown(s, &m);
    }
    model_entry_free(&m.entry);
    return is_read ? EXIT_FINE : EXIT_BAD_INPUT;
}

int command_model(const facts_request *r, const screen *s)
{
    if (r->action == FACTS_FIND) {
        return names_find(r, s, TOLL_TABLE_MODEL);
    }
    if (r->action == FACTS_LIST) {
        return r->output.is_json ? json_model_list() : put_model_list(s);
    }
    return show_model(r, s);
}
