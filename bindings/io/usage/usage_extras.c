/* SPDX-License-Identifier: Apache-2.0 */
/* Gemini's lists by modality and its grounding, Bedrock's cacheDetails, Anthropic's iterations, tools of OpenAI, xAI and
 * Perplexity, attributes of images.
 *
 * Anthropic's iterations: entries of type "compaction" are billed beside the top level, so they are added. Those of type
 * "message" are the top level. An "advisor_message" has a model of its own, and is a record of its own.
 * Example: input 180, and a compaction of 100 with 55,096 written to the cache: input 180 + 100 + 55,096 = 55,376. */
#include "usage/usage_extras.h"

#include <stdio.h>
#include <string.h>

#include "usage/usage_context.h"
#include "usage/usage_counts.h"
#include "usage/usage_shape.h"

static uint32_t first_entry(const toll__log_draft *d, uint32_t list)
{
    const toll__json_field *const f = toll__log_field(d, list);
    return list > 0 && f->kind == TOLL__JSON_ARRAY && f->behind > list + 1 ? list + 1 : 0;
}

static uint32_t next_entry(const toll__log_draft *d, uint32_t list, uint32_t entry)
{
    const uint32_t behind = toll__log_field(d, entry)->behind;
    return behind < toll__log_field(d, list)->behind ? behind : 0;
}

/* ---- Gemini ---- */

/* Meter of a modality: documents are counted as images (Gemini API, tokens, 2026-11). */
static uint32_t meter_of(const toll__log_draft *d, uint32_t modality, const uint32_t *meters)
{
    static const char *const words[] = {"AUDIO", "IMAGE", "DOCUMENT", "VIDEO"};
    static const unsigned index[] = {0, 1, 1, 2};
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++)
        if (modality > 0 && toll__log_is_text(d, modality, words[i]))
            return meters[index[i]];
    return 0;
}

static void take_modalities(toll__log_draft *d, toll__log_key key, const uint32_t *meters)
{
    const uint32_t list = toll__log_child(d, d->usage, key);
    for (uint32_t i = first_entry(d, list); i > 0; i = next_entry(d, list, i)) {
        if (!toll__log_is(d, i, TOLL__JSON_OBJECT))
            continue;
        const uint32_t meter = meter_of(d, toll__log_child(d, i, KEY_MODALITY), meters);
        const int64_t count = toll__log_read_count(d, toll__log_child(d, i, KEY_TOKEN_COUNT));
        if (meter > 0 && count == TOLL__LOG_MISSING)
            d->record->flags |= TOLL_IO_USAGE_OPEN_PARTS;
        else if (meter > 0)
            toll__log_add(d, meter, count);
    }
}

static bool is_same_text(const toll__log_draft *d, uint32_t a, uint32_t b)
{
    const toll__io_span x = toll__log_span(d, a), y = toll__log_span(d, b);
    return x.length == y.length && memcmp(x.bytes, y.bytes, x.length) == 0;
}

/* Distinct queries that are not empty. */
static int64_t distinct_queries(const toll__log_draft *d, uint32_t list)
{
    int64_t count = 0;
    for (uint32_t i = first_entry(d, list); i > 0; i = next_entry(d, list, i)) {
        bool is_new = toll__log_is(d, i, TOLL__JSON_TEXT) && toll__log_field(d, i)->length > 0;
        for (uint32_t j = first_entry(d, list); is_new && j < i; j = next_entry(d, list, j))
            is_new = !is_same_text(d, i, j);
        count += is_new;
    }
    return count;
}

/* Gemini 2 bills a grounded prompt once, Gemini 3 each distinct query (Gemini API pricing, grounding, 2026-11). */
static void take_grounding(toll__log_draft *d)
{
    const uint32_t list = toll__log_child(d, d->level, KEY_CANDIDATES);
    const bool is_by_prompt =
        strstr(d->record->model, "gemini-2") != NULL || strstr(d->record->model, "gemini-1") != NULL;
    int64_t queries = 0;
    for (uint32_t i = first_entry(d, list); i > 0; i = next_entry(d, list, i)) {
        const uint32_t grounding = toll__log_is(d, i, TOLL__JSON_OBJECT) ? toll__log_object(d, i, KEY_GROUNDING) : 0;
        if (grounding > 0)
            queries += distinct_queries(d, toll__log_child(d, grounding, KEY_WEB_SEARCH_QUERIES));
    }
    if (queries > 0)
        toll__log_add(d, TOLL_METER_WEB_SEARCH, is_by_prompt ? 1 : queries);
}

static void take_gemini(toll__log_draft *d)
{
    static const uint32_t in[] = {TOLL_METER_INPUT_AUDIO, TOLL_METER_INPUT_IMAGE, TOLL_METER_INPUT_VIDEO};
    static const uint32_t out[] = {TOLL_METER_OUTPUT_AUDIO, TOLL_METER_OUTPUT_IMAGE, TOLL_METER_OUTPUT_VIDEO};
    static const uint32_t cached[] = {TOLL_METER_CACHE_READ_AUDIO, TOLL_METER_CACHE_READ_IMAGE,
                                      TOLL_METER_CACHE_READ_VIDEO};
    take_modalities(d, KEY_PROMPT_LIST, in);
    take_modalities(d, KEY_TOOL_LIST, in);
    take_modalities(d, KEY_CANDIDATES_LIST, out);
    take_modalities(d, KEY_CACHE_LIST, cached);
    take_grounding(d);
}

/* ---- Bedrock ---- */

static void take_cache_entries(toll__log_draft *d)
{
    const uint32_t list = toll__log_child(d, d->usage, KEY_CACHE_ENTRIES);
    for (uint32_t i = first_entry(d, list); i > 0; i = next_entry(d, list, i)) {
        const uint32_t ttl = toll__log_is(d, i, TOLL__JSON_OBJECT) ? toll__log_child(d, i, KEY_TTL) : 0;
        const int64_t count = ttl > 0 ? toll__log_read_count(d, toll__log_child(d, i, KEY_CAMEL_INPUT)) : 0;
        if (count == TOLL__LOG_MISSING || ttl == 0)
            continue;
        if (toll__log_is_text(d, ttl, "5m"))
            toll__log_add(d, TOLL_METER_CACHE_WRITE_5M, count);
        else if (toll__log_is_text(d, ttl, "1h"))
            toll__log_add(d, TOLL_METER_CACHE_WRITE_1H, count);
        else if (count > 0)
            d->record->flags |= TOLL_IO_USAGE_UNREAD_PART;
    }
}

/* ---- Anthropic ---- */

static void add_iteration(toll__log_draft *d, uint32_t entry)
{
    static const uint32_t meters[] = {TOLL_METER_INPUT,       TOLL_METER_OUTPUT,         TOLL_METER_CACHE_READ,
                                      TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_WRITE_5M, TOLL_METER_CACHE_WRITE_1H};
    toll__log_draft part = *d;
    part.usage = entry;
    part.has = 0;
    memset(part.counts, 0, sizeof part.counts);
    toll__log_take_counts(&part);
    d->status = part.status;
    for (unsigned i = 0; i < sizeof meters / sizeof meters[0]; i++)
        toll__log_add(d, meters[i], toll__log_count(&part, meters[i]));
}

/* Other models' shares are noted, and read as records of their own. */
static void note_share(toll__log_draft *d, uint32_t list)
{
    d->reader->share = list + 1;
    d->reader->shares_end = toll__log_field(d, list)->behind;
}

static void take_iterations(toll__log_draft *d)
{
    const uint32_t list = toll__log_child(d, d->usage, KEY_ITERATIONS);
    bool has_shares = false;
    for (uint32_t i = first_entry(d, list); i > 0; i = next_entry(d, list, i)) {
        const uint32_t type = toll__log_is(d, i, TOLL__JSON_OBJECT) ? toll__log_child(d, i, KEY_TYPE) : 0;
        if (type == 0 || toll__log_is_text(d, type, "message"))
            continue;
        if (toll__log_is_text(d, type, "compaction"))
            add_iteration(d, i);
        else if (toll__log_child(d, i, KEY_MODEL) > 0)
            has_shares = true;
        else
            d->record->flags |= TOLL_IO_USAGE_UNREAD_PART;
    }
    if (has_shares)
        note_share(d, list);
}

/* ---- tools ---- */

static int64_t count_items(const toll__log_draft *d, uint32_t list, const char *type)
{
    int64_t count = 0;
    for (uint32_t i = first_entry(d, list); i > 0; i = next_entry(d, list, i)) {
        const uint32_t own = toll__log_is(d, i, TOLL__JSON_OBJECT) ? toll__log_child(d, i, KEY_TYPE) : 0;
        count += own > 0 && toll__log_is_text(d, own, type);
    }
    return count;
}

/* Calls of tools are items of output[], not of usage. */
static void take_output_items(toll__log_draft *d)
{
    const uint32_t list = toll__log_child(d, d->level, KEY_OUTPUT), tools = toll__log_child(d, d->level, KEY_TOOLS);
    toll__log_add(d, TOLL_METER_WEB_SEARCH, count_items(d, list, "web_search_call"));
    toll__log_add(d, TOLL_METER_FILE_SEARCH, count_items(d, list, "file_search_call"));
    toll__log_add(d, TOLL_METER_CODE_SESSION, count_items(d, list, "code_interpreter_call"));
    for (uint32_t i = first_entry(d, tools); i > 0; i = next_entry(d, tools, i)) {
        const uint32_t size =
            toll__log_is(d, i, TOLL__JSON_OBJECT) ? toll__log_child(d, i, KEY_SEARCH_CONTEXT_SIZE) : 0;
        if (size > 0)
            toll__log_put_attribute(d, "search_context_size", size);
    }
}

/* Its price may be another one than the meter's own. The list is longer than any object of kinds. */
static void put_kind(toll__log_draft *d, uint32_t meter, int64_t quantity, const char *tool)
{
    toll_io_usage *const r = d->record;
    toll_io_kind *const kind = &r->kinds[r->n_kinds++];
    kind->meter = meter;
    kind->quantity = quantity;
    snprintf(kind->key, sizeof kind->key, "tool");
    snprintf(kind->value, sizeof kind->value, "%s", tool);
}

/* xAI: a map of kinds to calls. A kind that shares its meter with the meter's own one is kept apart as well: searches of
 * X among those of the web, of collections among those of files. */
static void take_server_tools(toll__log_draft *d, uint32_t object)
{
    static const struct {
        uint16_t key;
        uint16_t meter;
        char tool[24]; /* empty: the meter's own kind */
    } kinds[] = {{KEY_WEB_SEARCH, TOLL_METER_WEB_SEARCH, ""},
                 {KEY_X_SEARCH, TOLL_METER_WEB_SEARCH, "x_search"},
                 {KEY_CODE_EXECUTION, TOLL_METER_CODE_SESSION, ""},
                 {KEY_ATTACHMENT_SEARCH, TOLL_METER_FILE_SEARCH, ""},
                 {KEY_COLLECTIONS_SEARCH, TOLL_METER_FILE_SEARCH, "collections_search"}};
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const int64_t count = toll__log_read_count(d, toll__log_child(d, object, (toll__log_key)kinds[i].key));
        if (count == TOLL__LOG_MISSING || count == 0)
            continue;
        if (toll__log_count(d, kinds[i].meter) > 0)
            d->record->flags |= TOLL_IO_USAGE_MERGED_KINDS;
        toll__log_add(d, kinds[i].meter, count);
        if (kinds[i].tool[0] != 0)
            put_kind(d, kinds[i].meter, count, kinds[i].tool);
    }
}

static void take_tools(toll__log_draft *d)
{
    const uint32_t calls = toll__log_object(d, d->usage, KEY_TOOL_CALLS_DETAILS);
    const uint32_t search = calls > 0 ? toll__log_object(d, calls, KEY_SEARCH_WEB) : 0;
    const uint32_t own = toll__log_object(d, d->usage, KEY_SERVER_SIDE_TOOLS);
    const uint32_t outer = own > 0 ? own : toll__log_object(d, d->level, KEY_SERVER_SIDE_TOOLS);
    if (search > 0 && toll__log_child(d, search, KEY_INVOCATION) > 0)
        toll__log_take(d, toll__log_child(d, search, KEY_INVOCATION), TOLL_METER_WEB_SEARCH, 0);
    if (outer > 0)
        take_server_tools(d, outer);
}

/* ---- attributes ---- */

static void take_image_attributes(toll__log_draft *d)
{
    const uint32_t size = toll__log_child(d, d->level, KEY_SIZE);
    const uint32_t quality = toll__log_child(d, d->level, KEY_QUALITY);
    if (size > 0)
        toll__log_put_attribute(d, "size", size);
    if (quality > 0)
        toll__log_put_attribute(d, "quality", quality);
}

/* Mistral prices annotated pages apart; a record of one has the annotation. */
static void take_page_kind(toll__log_draft *d)
{
    toll_io_usage *const r = d->record;
    const uint32_t annotation = toll__log_child(d, d->level, KEY_DOCUMENT_ANNOTATION);
    if (annotation == 0 || toll__log_is(d, annotation, TOLL__JSON_NULL) || toll__log_count(d, TOLL_METER_PAGE) == 0)
        return;
    r->attributes[r->n_attributes++] = (toll_io_attribute){"page_kind", "annotated"};
}

void toll__log_take_extras(toll__log_draft *d)
{
    switch (d->record->shape) {
    case TOLL__SHAPE_GEMINI:
        take_gemini(d);
        break;
    case TOLL__SHAPE_BEDROCK:
        take_cache_entries(d);
        break;
    case TOLL__SHAPE_ANTHROPIC:
    case TOLL__SHAPE_CLAUDE_CODE:
        take_iterations(d);
        break;
    case TOLL__SHAPE_OPENAI_RESPONSES:
        take_output_items(d);
        take_tools(d);
        break;
    case TOLL__SHAPE_OPENAI_IMAGES:
        take_image_attributes(d);
        break;
    case TOLL__SHAPE_MISTRAL:
        take_page_kind(d);
        break;
    case TOLL__SHAPE_XAI:
        take_tools(d);
        break;
    default:
        break;
    }
}
