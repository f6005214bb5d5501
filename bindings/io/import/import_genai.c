/* SPDX-License-Identifier: Apache-2.0 */
/* genai-prices: its data.json, or the same made from its package by tools in bindings/io/data.
 *
 * A model has one set of prices or a list of conditional ones, of which the last that holds is taken. Dates cut its time
 * into versions. For a model with prices P1, P2 from 2026-08-17, P3 daily from 01:00 to 04:00, P4 from 2026-09-10:
 *
 *     .. 08-17         P1
 *     08-17 .. 09-10   P2, a rule P3     a window begins with the dated prices that it follows in the list
 *     09-10 ..         P4                P4 is later in the list than P3, and always holds
 *
 * Price variants (batch, a service tier, an attribute) replace the prices that they name and leave the others: the first
 * that holds wins, so they become rules in the reverse order. A variant's date cuts the time too; before it a batch is
 * not sold, and is never billed at the standard price. */
#include <string.h>

#include "import/import_sources.h"
#include "text/io_error.h"

#define EDGES_MAX 128

/* A price key, its meter, and the base units that its unit has: of "input_mtok" 10^6 tokens. */
static const struct {
    const char *key;
    uint32_t meter;
    int64_t per;
    int is_annotated; /* pages: told apart by an attribute */
} price_keys[] = {
    {"input_mtok", TOLL_METER_INPUT, 1000000, 0},
    {"output_mtok", TOLL_METER_OUTPUT, 1000000, 0},
    {"cache_read_mtok", TOLL_METER_CACHE_READ, 1000000, 0},
    {"cache_write_mtok", TOLL_METER_CACHE_WRITE, 1000000, 0},
    {"cache_write_5m_mtok", TOLL_METER_CACHE_WRITE_5M, 1000000, 0},
    {"cache_write_1h_mtok", TOLL_METER_CACHE_WRITE_1H, 1000000, 0},
    {"input_audio_mtok", TOLL_METER_INPUT_AUDIO, 1000000, 0},
    {"input_image_mtok", TOLL_METER_INPUT_IMAGE, 1000000, 0},
    {"input_video_mtok", TOLL_METER_INPUT_VIDEO, 1000000, 0},
    {"cache_audio_read_mtok", TOLL_METER_CACHE_READ_AUDIO, 1000000, 0},
    {"cache_image_read_mtok", TOLL_METER_CACHE_READ_IMAGE, 1000000, 0},
    {"cache_video_read_mtok", TOLL_METER_CACHE_READ_VIDEO, 1000000, 0},
    {"output_audio_mtok", TOLL_METER_OUTPUT_AUDIO, 1000000, 0},
    {"output_image_mtok", TOLL_METER_OUTPUT_IMAGE, 1000000, 0},
    {"output_video_mtok", TOLL_METER_OUTPUT_VIDEO, 1000000, 0},
    {"output_reasoning_mtok", TOLL_METER_REASONING, 1000000, 0},
    {"output_citation_mtok", TOLL_METER_CITATION, 1000000, 0},
    {"requests_kcount", TOLL_METER_REQUEST, 1000, 0},
    {"web_searches_kcount", TOLL_METER_WEB_SEARCH, 1000, 0},
    {"storage_searches_kcount", TOLL_METER_FILE_SEARCH, 1000, 0},
    {"input_document_kpages", TOLL_METER_PAGE, 1000, 0},
    {"input_annotated_document_kpages", TOLL_METER_PAGE, 1000, 1},
    {"input_mchars", TOLL_METER_CHARACTER, 1000000, 0},
    {"input_text_messages_kcount", TOLL_METER_MESSAGE, 1000, 0},
    {"audio_hours", TOLL_METER_AUDIO_TIME, INT64_C(3600000000), 0},
    {"input_audio_hours", TOLL_METER_AUDIO_TIME, INT64_C(3600000000), 0},
};

#define N_KEYS (sizeof price_keys / sizeof price_keys[0])

/* The model that is read. */
typedef struct genai_model {
    import_list *list;
    const char *provider;
    char id[IMPORT_NAME_BYTES];
    toll__json prices;   /* an object, or an array of conditional ones */
    toll__json variants; /* an array; absent: none */
    int64_t edges[EDGES_MAX];
    size_t n_edges; /* dates at which a version begins, in order, from TOLL_TIME_MIN */
    int is_wrong;   /* a fact that could not be read: the model is left out */
} genai_model;

static void leave_out(genai_model *g, const char *field, const char *reason)
{
    if (!g->is_wrong)
        toll__import_remark(g->list, TOLL_IO_LEFT_OUT, g->id, field, reason);
    g->is_wrong = 1;
}

/* Start of a dated constraint; 0: it has none. */
static int start_of(genai_model *g, toll__json conditional, int64_t *at_s)
{
    char text[32];
    const toll__json date = toll__json_get(toll__json_get(conditional, "constraint"), "start_date");
    if (date.doc == NULL)
        return 0;
    (void)toll__json_copy(date, text, sizeof text);
    if (!toll__import_date(text, at_s))
        leave_out(g, "start_date", "is no date");
    return !g->is_wrong;
}

static int is_window(toll__json conditional)
{
    return toll__json_get(toll__json_get(conditional, "constraint"), "start_time").doc != NULL;
}

/* ---- versions ---- */

static void insert_edge(genai_model *g, int64_t at_s)
{
    size_t i = g->n_edges;
    for (size_t k = 0; k < g->n_edges; k++)
        if (g->edges[k] == at_s)
            return;
    if (g->n_edges == EDGES_MAX) {
        leave_out(g, "start_date", "too many versions");
        return;
    }
    for (; i > 0 && g->edges[i - 1] > at_s; i--)
        g->edges[i] = g->edges[i - 1];
    g->edges[i] = at_s;
    g->n_edges++;
}

static void insert_edges(genai_model *g, toll__json conditionals)
{
    int64_t at_s;
    if (toll__json_kind_of(conditionals) != TOLL__JSON_ARRAY)
        return;
    for (toll__json at = toll__json_first(conditionals); at.doc != NULL; at = toll__json_next(conditionals, at))
        if (start_of(g, at, &at_s))
            insert_edge(g, at_s);
}

/* Whether a dated or unconditional entry holds from `from_s` on. */
static int is_in_force(genai_model *g, toll__json conditional, int64_t from_s)
{
    int64_t at_s = TOLL_TIME_MIN;
    if (is_window(conditional))
        return 0;
    return !start_of(g, conditional, &at_s) || at_s <= from_s;
}

/* Place in the list of the prices in force from `from_s`: the last; the first where none is. */
static uint32_t base_index(genai_model *g, int64_t from_s)
{
    uint32_t base = 0;
    for (uint32_t i = 0; i < toll__json_count(g->prices); i++)
        if (is_in_force(g, toll__json_entry(g->prices, i), from_s))
            base = i;
    return base;
}

/* ---- prices ---- */

static size_t key_index(toll__json key)
{
    size_t i = 0;
    while (i < N_KEYS && !toll__json_is(key, price_keys[i].key))
        i++;
    return i;
}

/* The prices of one object at a length of the prompt: `start` 0 is the base, else the tier that begins above it. */
static toll__json price_at(toll__json value, int64_t start)
{
    if (toll__json_kind_of(value) != TOLL__JSON_OBJECT)
        return start == 0 ? value : (toll__json){0};
    if (start == 0)
        return toll__json_get(value, "base");
    const toll__json tiers = toll__json_get(value, "tiers");
    for (toll__json tier = toll__json_first(tiers); tier.doc != NULL; tier = toll__json_next(tiers, tier)) {
        int64_t found = 0;
        if (toll__json_read_int64(toll__json_get(tier, "start"), "start", &found, NULL) == TOLL_OK && found == start)
            return toll__json_get(tier, "price");
    }
    return (toll__json){0};
}

/* Writes the prices of one length, annotated pages or the others. Audio time under two keys is one price: the second must
 * be the same. */
static void write_prices(genai_model *g, toll__json prices, int64_t start, int is_annotated)
{
    toll_decimal audio = {.coef = -1}, price;
    for (toll__json key = toll__json_first(prices); key.doc != NULL; key = toll__json_next(prices, key)) {
        const size_t i = key_index(key);
        const toll__json value = price_at(toll__json_value_of(key), start);
        if (i == N_KEYS || price_keys[i].is_annotated != is_annotated || value.doc == NULL)
            continue;
        if (!toll__import_read(g->list, value, 0, g->id, price_keys[i].key, &price)) {
            leave_out(g, price_keys[i].key, "its price can't be read");
            return;
        }
        const int is_audio = price_keys[i].meter == TOLL_METER_AUDIO_TIME;
        if (is_audio && audio.coef >= 0) {
            if (price.coef != audio.coef || price.scale != audio.scale)
                leave_out(g, price_keys[i].key, "audio has two prices");
            continue;
        }
        audio = is_audio ? price : audio;
        toll__import_price_row(g->list, price_keys[i].meter, &price, price_keys[i].per);
    }
}

/* The next length above `after` at which a price of the object changes; 0: none. */
static int64_t next_start(toll__json prices, int64_t after)
{
    int64_t next = 0;
    for (toll__json key = toll__json_first(prices); key.doc != NULL; key = toll__json_next(prices, key)) {
        const toll__json tiers = toll__json_get(toll__json_value_of(key), "tiers");
        for (toll__json tier = toll__json_first(tiers); tier.doc != NULL; tier = toll__json_next(tiers, tier)) {
            int64_t start = 0;
            const toll__json value = toll__json_get(tier, "start");
            if (toll__json_read_int64(value, "start", &start, NULL) == TOLL_OK && start > after)
                next = next == 0 || start < next ? start : next;
        }
    }
    return next;
}

static void refuse_unknown_keys(genai_model *g, toll__json prices)
{
    char name[64];
    for (toll__json key = toll__json_first(prices); key.doc != NULL; key = toll__json_next(prices, key)) {
        if (key_index(key) < N_KEYS || toll__json_kind_of(toll__json_value_of(key)) == TOLL__JSON_NULL)
            continue;
        (void)toll__json_copy(key, name, sizeof name);
        leave_out(g, name, "a price of an unknown unit");
    }
}

/* Writes the predicates that a rule of a variant or window has; `of` is that entry. */
typedef void rule_condition(genai_model *g, toll__json of);

typedef struct price_block {
    toll__json prices;
    const char *name; /* of its rules */
    rule_condition *condition;
    toll__json of;
} price_block;

/* One length of the prompt, or annotated pages: a rule, unless it is the base of the tariff. */
static void write_length(genai_model *g, const price_block *b, int64_t start, int is_annotated)
{
    const uint64_t mark = g->list->n_rows;
    if (b->condition != NULL || start > 0 || is_annotated)
        toll__import_rule(g->list, is_annotated ? "annotated" : start > 0 ? "long input" : b->name);
    if (b->condition != NULL)
        b->condition(g, b->of);
    if (start > 0)
        toll__import_when_count(g->list, TOLL_OP_GT, start);
    if (is_annotated)
        toll__import_when_attribute(g->list, "page_kind", "annotated");
    const uint64_t before = g->list->n_rows;
    write_prices(g, b->prices, start, is_annotated);
    if (g->list->n_rows == before)
        toll__import_undo(g->list, mark);
}

static void write_block(genai_model *g, const price_block *b)
{
    refuse_unknown_keys(g, b->prices);
    write_length(g, b, 0, 0);
    for (int64_t start = next_start(b->prices, 0); start > 0 && !g->is_wrong; start = next_start(b->prices, start))
        write_length(g, b, start, 0);
    write_length(g, b, 0, 1);
}

/* ---- windows ---- */

/* "01:00", "01:00:00" or either with Z or +00:00: seconds of the day in UTC. 0: another form. */
static int read_clock(toll__json value, int64_t *seconds)
{
    char text[32];
    int64_t number[3] = {0, 0, 0};
    size_t at = 0;
    (void)toll__json_copy(value, text, sizeof text);
    for (size_t i = 0; i < 3; i++, at += 2) {
        if (i > 0 && text[at] != ':')
            break;
        at += i > 0;
        if (text[at] < '0' || text[at] > '9' || text[at + 1] < '0' || text[at + 1] > '9')
            return 0;
        number[i] = (text[at] - '0') * 10 + (text[at + 1] - '0');
    }
    *seconds = (number[0] * 60 + number[1]) * 60 + number[2];
    const char *zone = text + at;
    return *seconds < 86400 && (*zone == '\0' || strcmp(zone, "Z") == 0 || strcmp(zone, "+00:00") == 0);
}

static void write_window(genai_model *g, toll__json of)
{
    const toll__json constraint = toll__json_get(of, "constraint");
    toll_bill_row *row = toll__import_row(g->list, TOLL_ROW_WHEN_TIME);
    if (!read_clock(toll__json_get(constraint, "start_time"), &row->start_s) ||
        !read_clock(toll__json_get(constraint, "end_time"), &row->end_s))
        leave_out(g, "start_time", "is no time of the day in UTC");
}

/* A window belongs to the dated prices that it follows. */
static int is_begun(genai_model *g, uint32_t window, int64_t from_s)
{
    int64_t at_s;
    for (uint32_t i = window; i-- > 0;)
        if (start_of(g, toll__json_entry(g->prices, i), &at_s))
            return at_s <= from_s;
    return 1;
}

static void write_windows(genai_model *g, uint32_t base, int64_t from_s)
{
    for (uint32_t i = base + 1; i < toll__json_count(g->prices) && !g->is_wrong; i++) {
        const toll__json at = toll__json_entry(g->prices, i);
        if (!is_window(at) || !is_begun(g, i, from_s))
            continue;
        const price_block block = {toll__json_get(at, "prices"), "time of day", write_window, at};
        write_block(g, &block);
    }
}

/* ---- variants ---- */

static int is_tier_key(toll__json key)
{
    return toll__json_is(key, "processing") || toll__json_is(key, "service_tier");
}

static void write_when(genai_model *g, toll__json of)
{
    char key_text[32], value[96];
    int n_tiers = 0;
    const toll__json when = toll__json_get(of, "when");
    for (toll__json key = toll__json_first(when); key.doc != NULL; key = toll__json_next(when, key)) {
        if (toll__json_copy(key, key_text, sizeof key_text) >= sizeof key_text ||
            toll__json_copy(toll__json_value_of(key), value, sizeof value) >= sizeof value)
            leave_out(g, "when", "a text is too long");
        n_tiers += is_tier_key(key);
        if (is_tier_key(key))
            toll__import_when_tier(g->list, value);
        else
            toll__import_when_attribute(g->list, key_text, value);
    }
    if (n_tiers > 1)
        leave_out(g, "when", "two service tiers at once");
}

static void write_variants(genai_model *g, int64_t from_s)
{
    char name[96];
    for (uint32_t i = toll__json_count(g->variants); i-- > 0 && !g->is_wrong;) {
        const toll__json at = toll__json_entry(g->variants, i), when = toll__json_get(at, "when");
        if (is_window(at)) {
            leave_out(g, "constraint", "a variant by the time of day");
            return;
        }
        if (!is_in_force(g, at, from_s) || toll__json_count(toll__json_get(at, "prices")) == 0)
            continue;
        (void)toll__json_copy(toll__json_value_of(toll__json_first(when)), name, sizeof name);
        const price_block block = {toll__json_get(at, "prices"), name, write_when, at};
        write_block(g, &block);
    }
}

/* A variant without prices only says that its value is sold at the standard price. */
static void write_standard_values(genai_model *g, int64_t from_s)
{
    for (toll__json at = toll__json_first(g->variants); at.doc != NULL; at = toll__json_next(g->variants, at)) {
        const toll__json key = toll__json_first(toll__json_get(at, "when"));
        if (!is_in_force(g, at, from_s) || toll__json_count(toll__json_get(at, "prices")) > 0)
            continue;
        toll_bill_row *row = toll__import_row(g->list, is_tier_key(key) ? TOLL_ROW_TIER : TOLL_ROW_ATTRIBUTE);
        (void)toll__json_copy(toll__json_value_of(key), row->text, sizeof row->text);
        if (!is_tier_key(key))
            (void)toll__json_copy(key, row->key, sizeof row->key);
    }
}

/* ---- models ---- */

/* Groq bills audio of 10 seconds at least. The package has this rule in its code, not in its data. */
static void write_minimum(genai_model *g)
{
    if (strcmp(g->provider, "groq") != 0 || strncmp(g->id, "whisper-large-v3", 16) != 0)
        return;
    toll_bill_row *row = toll__import_row(g->list, TOLL_ROW_MINIMUM);
    row->meter = TOLL_METER_AUDIO_TIME;
    row->quantity = 10 * 1000000;
}

static void write_version(genai_model *g, size_t version, toll__json match)
{
    const int is_list = toll__json_kind_of(g->prices) == TOLL__JSON_ARRAY;
    const int64_t from_s = g->edges[version];
    const uint64_t mark = g->list->n_rows;
    const uint32_t base = is_list ? base_index(g, from_s) : 0;
    const toll__json first = is_list ? toll__json_get(toll__json_entry(g->prices, base), "prices") : g->prices;
    const price_block block = {first, "", NULL, {0}};
    toll__import_tariff(g->list, g->provider, g->id, from_s,
                        version + 1 < g->n_edges ? g->edges[version + 1] : TOLL_TIME_MAX);
    toll__import_name(g->list, TOLL_MATCH_EXACT, g->id);
    toll__import_match(g->list, match, g->id);
    write_standard_values(g, from_s);
    write_minimum(g);
    write_block(g, &block);
    if (is_list)
        write_windows(g, base, from_s);
    write_variants(g, from_s);
    toll__import_finish(g->list, mark, g->id);
}

static void write_model(import_list *m, const char *provider, toll__json model)
{
    genai_model g = {.list = m, .provider = provider, .edges = {TOLL_TIME_MIN}, .n_edges = 1};
    const uint64_t mark = m->n_rows;
    if (toll__json_copy(toll__json_get(model, "id"), g.id, sizeof g.id) + strlen(provider) + 2 > sizeof m->spare.text) {
        toll__import_remark(m, TOLL_IO_LEFT_OUT, g.id, "id", "provider and id are longer than 94 bytes");
        return;
    }
    g.prices = toll__json_get(model, "prices");
    g.variants = toll__json_get(model, "price_variants");
    insert_edges(&g, g.prices);
    insert_edges(&g, g.variants);
    for (size_t i = 0; i < g.n_edges && !g.is_wrong; i++)
        write_version(&g, i, toll__json_get(model, "match"));
    if (g.is_wrong)
        toll__import_undo(m, mark);
}

toll_status toll__import_genai(import_list *m, toll__json root, toll_error *err)
{
    char provider[sizeof m->spare.key];
    if (toll__json_kind_of(root) != TOLL__JSON_ARRAY)
        return toll__io_fail(err, TOLL_E_SYNTAX, "text", "genai-prices data is a list of providers");
    for (toll__json at = toll__json_first(root); at.doc != NULL; at = toll__json_next(root, at)) {
        const toll__json id = toll__json_get(at, "id"), models = toll__json_get(at, "models");
        const uint64_t length = toll__json_copy(id, provider, sizeof provider);
        if (length == 0 || length >= sizeof provider || toll__json_kind_of(models) != TOLL__JSON_ARRAY)
            return toll__io_fail(err, TOLL_E_SYNTAX, "id",
                                 "a provider has an id of 1 .. 31 bytes and a list of models");
        if (!toll__import_wants(m, provider))
            continue;
        for (toll__json model = toll__json_first(models); model.doc != NULL; model = toll__json_next(models, model))
            write_model(m, provider, model);
    }
    return TOLL_OK;
}
