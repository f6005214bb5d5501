/* SPDX-License-Identifier: Apache-2.0 */
/* The reader: text in, records out. Its memory is the key table, the fields of the text and what is open over several
 * texts; it grows with the longest text, not with their number.
 *
 *   text --pick--> fields --roots--> one record each --find, take, sniff, settle--> pairs */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "json/json_pick.h"
#include "text/io_error.h"
#include "text/text_check.h"
#include "text/utf8.h"
#include "toll_io.h"
#include "usage/usage_context.h"
#include "usage/usage_counts.h"
#include "usage/usage_extras.h"
#include "usage/usage_find.h"
#include "usage/usage_map.h"
#include "usage/usage_sessions.h"
#include "usage/usage_shape.h"
#include "usage/usage_spans.h"

#define FIELDS_FIRST 256u
#define TEXT_NAME    "record"

/* ---- opening and closing ---- */

static toll_status make_reader(uint32_t shape, toll_io_usage_reader **reader, toll_error *err)
{
    toll_io_usage_reader *const r = calloc(1, sizeof *r);
    if (r == NULL)
        return toll__io_fail(err, TOLL_E_BUFFER, "reader", "out of memory");
    r->picked.fields = malloc(FIELDS_FIRST * sizeof *r->picked.fields);
    if (r->picked.fields == NULL) {
        free(r);
        return toll__io_fail(err, TOLL_E_BUFFER, "reader", "out of memory");
    }
    r->picked.capacity = FIELDS_FIRST;
    r->picked.keys = &r->keys;
    r->shape = shape;
    toll__log_keys_start(&r->keys);
    toll__log_know_meters(r);
    r->assumed.kind = TOLL_IO_USAGE_RECORD;
    *reader = r;
    return TOLL_OK;
}

toll_status toll_io_usage_open(const char *shape, uint64_t shape_length, toll_io_usage_reader **reader, toll_error *err)
{
    if (reader == NULL || (shape == NULL && shape_length > 0))
        return toll__io_fail(err, TOLL_E_NULL, "reader", "reader, or shape with a length, is NULL");
    const uint32_t found = shape_length > 0 ? toll__log_shape_find(shape, shape_length) : TOLL__SHAPE_NONE;
    if (shape_length > 0 && found == TOLL__SHAPE_NONE)
        return toll__io_fail(err, TOLL_E_UNKNOWN_ID, "shape", "no shape of usage records is called \"%.*s\"",
                             (int)(shape_length < 40 ? shape_length : 40), shape);
    return make_reader(found, reader, err);
}

void toll_io_usage_close(toll_io_usage_reader *reader)
{
    if (reader == NULL)
        return;
    toll__json_release(&reader->doc);
    free(reader->picked.fields);
    free(reader->roots);
    free(reader);
}

/* ---- what records do not tell ---- */

static bool is_plain_text(const char *text, uint64_t length)
{
    for (uint64_t i = 0; i < length;) {
        const uint64_t step = toll__io_utf8_length(text + i, length - i);
        if (step == 0 || (unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return false;
        i += step;
    }
    return true;
}

toll_status toll_io_usage_assume(toll_io_usage_reader *reader, uint32_t field, const char *text, uint64_t length,
                                 toll_error *err)
{
    if (reader == NULL || (text == NULL && length > 0))
        return toll__io_fail(err, TOLL_E_NULL, "text", "reader, or text with a length, is NULL");
    toll_io_usage *const r = &reader->assumed;
    const struct {
        char *at;
        uint64_t capacity;
    } fields[] = {{NULL, 0},
                  {r->model, sizeof r->model},
                  {r->provider, sizeof r->provider},
                  {r->tier, sizeof r->tier},
                  {r->region, sizeof r->region},
                  {r->account, sizeof r->account}};
    if (field < 1 || field >= sizeof fields / sizeof fields[0])
        return toll__io_fail(err, TOLL_E_RANGE, "field", "field must be 1 .. 5, got %u", field);
    if (length >= fields[field].capacity)
        return toll__io_fail(err, TOLL_E_RANGE, "length", "the text may have at most %llu bytes",
                             (unsigned long long)fields[field].capacity - 1);
    if (!is_plain_text(text, length))
        return toll__io_fail(err, TOLL_E_STRING, "text", "the text has a control character, or is no UTF-8");
    reader->has_assumed = true;
    memset(fields[field].at, 0, fields[field].capacity);
    if (length > 0)
        memcpy(fields[field].at, text, length);
    return TOLL_OK;
}

/* ---- text to fields ---- */

/* Why a text was not picked: not text, or no JSON. */
static toll_status explain_bad(toll_io_usage_reader *r, toll__io_span text, toll_error *err)
{
    toll__io_span checked;
    toll_status status = toll__io_text_check(text.bytes, text.length, &checked, err);
    if (status != TOLL_OK)
        return status;
    status = toll__json_parse(&r->doc, checked, TEXT_NAME, err);
    return status != TOLL_OK ? status : toll__io_fail(err, TOLL_E_SYNTAX, TEXT_NAME, "the record is no JSON");
}

static toll_status grow_fields(toll_io_usage_reader *r, toll_error *err)
{
    const uint32_t capacity = r->picked.capacity * 2;
    toll__json_field *const fields = realloc(r->picked.fields, capacity * sizeof *fields);
    if (fields == NULL)
        return toll__io_fail(err, TOLL_E_BUFFER, TEXT_NAME, "out of memory");
    r->picked.fields = fields;
    r->picked.capacity = capacity;
    return TOLL_OK;
}

static toll_status pick_fields(toll_io_usage_reader *r, toll__io_span text, toll_error *err)
{
    for (;;) {
        const toll__json_verdict verdict = toll__json_pick(&r->picked, text);
        if (verdict == TOLL__JSON_BAD)
            return explain_bad(r, text, err);
        if (verdict == TOLL__JSON_PICKED) /* picking may leave open whether a key stands twice */
            return r->picked.needs_look ? toll__json_parse(&r->doc, text, TEXT_NAME, err) : TOLL_OK;
        const toll_status status = grow_fields(r, err);
        if (status != TOLL_OK)
            return status;
    }
}

/* ---- one record ---- */

/* A gateway that answered from its own cache made no call. */
static bool is_from_cache(const toll__log_draft *d)
{
    const uint32_t hit = toll__log_child(d, d->level, KEY_CACHE_HIT);
    return hit > 0 && (toll__log_is(d, hit, TOLL__JSON_TRUE) || toll__log_is_text(d, hit, "True") ||
                       toll__log_is_text(d, hit, "true"));
}

/* Lines of sessions that made no call, or repeat one with its counters at 0. */
static bool is_empty_line(const toll__log_draft *d)
{
    const bool is_session = d->record->shape == TOLL__SHAPE_CLAUDE_CODE || d->record->shape == TOLL__SHAPE_OPENCODE;
    const int64_t sum = toll__log_count(d, TOLL_METER_INPUT) | toll__log_count(d, TOLL_METER_OUTPUT) |
                        toll__log_count(d, TOLL_METER_CACHE_READ) | toll__log_count(d, TOLL_METER_CACHE_WRITE);
    return is_session && sum == 0;
}

/* tokens{input, output, reasoning, cache{read, write}} */
static void take_opencode(toll__log_draft *d)
{
    static const struct {
        uint16_t key, meter;
    } own[] = {{KEY_INPUT, TOLL_METER_INPUT},
               {KEY_OUTPUT, TOLL_METER_OUTPUT},
               {KEY_REASONING_TOKENS, TOLL_METER_REASONING}},
      cached[] = {{KEY_READ, TOLL_METER_CACHE_READ}, {KEY_WRITE, TOLL_METER_CACHE_WRITE}};
    const uint32_t cache = toll__log_object(d, d->usage, KEY_CACHE);
    for (unsigned i = 0; i < sizeof own / sizeof own[0]; i++) {
        const uint32_t field = toll__log_child(d, d->usage, (toll__log_key)own[i].key);
        if (field > 0)
            toll__log_take(d, field, own[i].meter, 0);
    }
    for (unsigned i = 0; cache > 0 && i < sizeof cached / sizeof cached[0]; i++) {
        const uint32_t field = toll__log_child(d, cache, (toll__log_key)cached[i].key);
        if (field > 0)
            toll__log_take(d, field, cached[i].meter, 0);
    }
}

static void take_all_counts(toll__log_draft *d)
{
    switch (d->record->shape) {
    case TOLL__SHAPE_OPENCODE:
        take_opencode(d);
        break;
    case TOLL__SHAPE_METERS:
        toll__log_take_meters(d);
        break;
    case TOLL__SHAPE_OTEL:
        toll__log_take_attributes(d);
        break;
    case TOLL__SHAPE_COHERE:
        toll__log_take_counts(d);
        toll__log_take_object(d, d->usage, TOLL__LOG_IN); /* image_tokens of the prompt */
        break;
    default:
        toll__log_take_counts(d);
    }
}

/* A verbose transcription has its length beside the text, and no usage. */
static bool take_duration(toll__log_draft *d, uint32_t root)
{
    if (d->reader->shape != TOLL__SHAPE_OPENAI_TRANSCRIPTION || toll__log_object(d, root, KEY_USAGE) > 0)
        return false;
    const uint32_t duration = toll__log_child(d, root, KEY_DURATION);
    if (duration == 0)
        return false;
    toll__log_take_context(d, root);
    toll__log_take(d, duration, TOLL_METER_AUDIO_TIME, 6);
    d->record->shape = TOLL__SHAPE_OPENAI_TRANSCRIPTION;
    return true;
}

static void tell_speech(toll__log_draft *d, uint32_t root)
{
    const uint32_t type = toll__log_child(d, root, KEY_TYPE);
    if (type > 0 && toll__log_is_text(d, type, "speech.audio.done"))
        d->record->shape = TOLL__SHAPE_OPENAI_SPEECH;
}

static bool is_span_without_usage(const toll__log_draft *d)
{
    return d->record->shape == TOLL__SHAPE_OTEL && d->status == TOLL_OK && d->has == 0 &&
           !toll__log_saw(d, KEY_OTEL_INPUT) && !toll__log_saw(d, KEY_OTEL_OUTPUT);
}

static void settle_found(toll__log_draft *d)
{
    if (d->record->shape == TOLL__SHAPE_NONE)
        toll__log_fail(d, TOLL_E_MISSING, "usage", "the keys of the usage are of no known shape");
    if (d->status == TOLL_OK)
        toll__log_take_extras(d);
    if (d->status == TOLL_OK)
        toll__log_settle(d);
    if (d->is_batch)
        strcpy(d->record->tier, "batch");
}

/* BYOK: `cost` is the gateway's fee, and the vendor bills the rest. */
static void drop_fee(toll__log_draft *d)
{
    const uint32_t own = toll__log_child(d, d->usage, KEY_IS_BYOK), outer = toll__log_child(d, d->level, KEY_IS_BYOK);
    const uint32_t field = own > 0 ? own : outer;
    if (field == 0 || !toll__log_is(d, field, TOLL__JSON_TRUE))
        return;
    d->record->known &= ~(uint64_t)TOLL_IO_USAGE_COST;
    memset(&d->record->stated_cost, 0, sizeof d->record->stated_cost);
    memset(d->record->currency, 0, sizeof d->record->currency);
}

static void read_found(toll__log_draft *d, uint32_t root)
{
    tell_speech(d, root);
    toll__log_tell_request(d, root);
    take_all_counts(d);
    if (is_empty_line(d) || is_from_cache(d) || is_span_without_usage(d) ||
        strcmp(d->record->model, "<synthetic>") == 0) {
        d->record->kind = TOLL_IO_USAGE_NOTHING;
        return;
    }
    toll__log_sniff(d);
    drop_fee(d);
    if (d->status == TOLL_OK)
        settle_found(d);
}

static void read_own(toll__log_draft *d, uint32_t root)
{
    if (!toll__log_is(d, root, TOLL__JSON_OBJECT)) {
        toll__log_fail(d, TOLL_E_MISSING, "usage", "a record must be a JSON object");
        return;
    }
    toll__log_take_context(d, root);
    toll__log_take_mapped(d, root);
    d->record->shape = TOLL__SHAPE_OWN;
    if (d->status == TOLL_OK)
        toll__log_settle(d);
}

static void read_root(toll__log_draft *d, uint32_t root)
{
    const bool is_object = toll__log_is(d, root, TOLL__JSON_OBJECT);
    const bool has_type = is_object && toll__log_child(d, root, KEY_TYPE) > 0;
    if (d->reader->n_paths > 0)
        read_own(d, root);
    else if (is_object && take_duration(d, root))
        toll__log_settle(d);
    else if (has_type && (toll__log_take_stream(d, root) || toll__log_take_codex(d, root)))
        return;
    else if (toll__log_find(d, root))
        read_found(d, root);
}

/* ---- shares of other models ---- */

static bool is_share(const toll__log_draft *d, uint32_t entry)
{
    const bool is_object = toll__log_is(d, entry, TOLL__JSON_OBJECT);
    const uint32_t type = is_object ? toll__log_child(d, entry, KEY_TYPE) : 0;
    return type > 0 && !toll__log_is_text(d, type, "message") && !toll__log_is_text(d, type, "compaction") &&
           toll__log_child(d, entry, KEY_MODEL) > 0;
}

static uint32_t count_shares(const toll_io_usage_reader *r)
{
    uint32_t count = 0;
    if (r->share >= r->shares_end)
        return 0;
    const toll__log_draft d = {.picked = &r->picked};
    for (uint32_t i = r->share; i < r->shares_end; i = r->picked.fields[i].behind)
        count += is_share(&d, i);
    return count;
}

/* The share has its parent's context, and the model of its own entry. */
static void read_share(toll__log_draft *d)
{
    toll_io_usage_reader *const r = d->reader;
    while (!is_share(d, r->share))
        r->share = r->picked.fields[r->share].behind;
    const uint32_t entry = r->share;
    r->share = r->picked.fields[entry].behind;
    *d->record = r->parent;
    d->record->known &= ~(uint64_t)TOLL_IO_USAGE_COST;
    d->record->flags = TOLL_IO_USAGE_SHARE;
    if (count_shares(r) == 0)
        r->share = r->shares_end = 0;
    d->level = d->usage = entry;
    toll__log_mix_id(&d->record->id_low, &d->record->id_high, &entry, sizeof entry);
    toll__log_take_context(d, entry);
    toll__log_take_counts(d);
    toll__log_settle(d);
}

/* ---- records out ---- */

static toll_status check_target(const toll_io_usage_reader *reader, const toll_io_usage *record, uint64_t bytes,
                                toll_error *err)
{
    if (reader == NULL || record == NULL)
        return toll__io_fail(err, TOLL_E_NULL, "record", "reader or record is NULL");
    const size_t first = offsetof(toll_io_usage, n_kinds); /* its size before it had kinds */
    if ((bytes < sizeof *record && bytes != first) || bytes % 8 != 0 || bytes > 65536)
        return toll__io_fail(err, TOLL_E_STRIDE, "record_bytes", "a record has %zu bytes, or those of another version",
                             sizeof *record);
    return TOLL_OK;
}

/* Entries of the arrays count only where they are in use, and are most of the record. */
static void start_record(toll_io_usage *record, const toll_io_usage_reader *r)
{
    const size_t texts = offsetof(toll_io_usage, n_kinds) - offsetof(toll_io_usage, model);
    record->n_kinds = 0;
    memcpy(record, &r->assumed, offsetof(toll_io_usage, usage));
    if (r->has_assumed)
        memcpy(record->model, r->assumed.model, texts);
    else
        memset(record->model, 0, texts);
}

static void start_draft(toll__log_draft *d, toll_io_usage_reader *r, toll_io_usage *record, toll_error *err)
{
    d->reader = r;
    d->picked = &r->picked;
    d->record = record;
    d->err = err;
    d->status = TOLL_OK;
    d->level = d->usage = 0;
    d->is_batch = false;
    memset(d->seen, 0, sizeof d->seen);
    d->has = 0;
    start_record(record, r);
}

/* Nothing is written on failure. */
static toll_status give_record(toll__log_draft *d, toll_io_usage *record, uint64_t bytes)
{
    toll_io_usage *const r = d->record;
    if (d->status == TOLL_OK && r->kind != TOLL_IO_USAGE_NOTHING)
        toll__log_give(d);
    if (d->status != TOLL_OK)
        return d->status;
    memcpy(record, r, offsetof(toll_io_usage, usage));
    memcpy(record->usage, r->usage, (size_t)r->n_usage * sizeof r->usage[0]);
    memcpy(record->attributes, r->attributes, (size_t)r->n_attributes * sizeof r->attributes[0]);
    memcpy(record->model, r->model, offsetof(toll_io_usage, n_kinds) - offsetof(toll_io_usage, model));
    if (bytes < sizeof *r) /* of an older caller, who sees by the flags that kinds are counted together */
        return TOLL_OK;
    record->n_kinds = r->n_kinds;
    memcpy(record->kinds, r->kinds, (size_t)r->n_kinds * sizeof r->kinds[0]);
    if (bytes > sizeof *r)
        memset((char *)record + sizeof *r, 0, bytes - sizeof *r);
    return TOLL_OK;
}

static toll_status read_next(toll_io_usage_reader *r, toll_io_usage *record, uint64_t bytes, toll_error *err)
{
    toll__log_draft d;
    toll_io_usage own;
    start_draft(&d, r, &own, err);
    if (r->share < r->shares_end) {
        memset(d.counts, 0, sizeof d.counts);
        read_share(&d);
        return give_record(&d, record, bytes);
    }
    if (r->next_root == r->n_roots)
        return toll__io_fail(err, TOLL_E_MISSING, "record", "no record is left in the text");
    read_root(&d, r->roots[r->next_root++]);
    if (r->share < r->shares_end)
        r->parent = own;
    if (d.status != TOLL_OK)
        r->share = r->shares_end = 0;
    return give_record(&d, record, bytes);
}

/* Server-sent events: "data: {..}" is a record, all other lines are none. Returns what is left of the text, which a byte
 * order mark may begin. */
static toll__io_span strip_event(toll__io_span text, bool *is_nothing)
{
    static const char *const words[] = {"event:", "id:", "retry:", ":", NULL};
    if (text.length >= 3 && memcmp(text.bytes, "\xef\xbb\xbf", 3) == 0)
        text = (toll__io_span){text.bytes + 3, text.length - 3};
    while (text.length > 0 && (text.bytes[0] == ' ' || text.bytes[0] == '\t'))
        text = (toll__io_span){text.bytes + 1, text.length - 1};
    *is_nothing = false;
    if (text.length >= 5 && memcmp(text.bytes, "data:", 5) == 0) {
        text = (toll__io_span){text.bytes + 5, text.length - 5};
        for (; text.length > 0 && text.bytes[0] == ' '; text.length--)
            text.bytes++;
        *is_nothing = text.length >= 6 && memcmp(text.bytes, "[DONE]", 6) == 0;
        return text;
    }
    for (unsigned i = 0; words[i] != NULL && text.length > 0 && text.bytes[0] != '{'; i++)
        if (text.length >= strlen(words[i]) && memcmp(text.bytes, words[i], strlen(words[i])) == 0)
            *is_nothing = true;
    return text;
}

static toll_status give_nothing(toll_io_usage *record, uint64_t bytes)
{
    memset(record, 0, bytes);
    record->kind = TOLL_IO_USAGE_NOTHING;
    return TOLL_OK;
}

toll_status toll_io_usage_read(toll_io_usage_reader *reader, const char *text, uint64_t length, toll_io_usage *record,
                               uint64_t record_bytes, toll_error *err)
{
    bool is_nothing;
    toll_status status = check_target(reader, record, record_bytes, err);
    if (status != TOLL_OK)
        return status;
    reader->n_roots = reader->next_root = reader->share = reader->shares_end = 0;
    if (text == NULL)
        return toll__io_fail(err, TOLL_E_NULL, "text", "text is NULL");
    if (length < 1 || length > TOLL_IO_TEXT_LIMIT)
        return toll__io_fail(err, TOLL_E_RANGE, "length", "a record takes 1 .. %u bytes", TOLL_IO_TEXT_LIMIT);
    const toll__io_span stripped = strip_event((toll__io_span){text, length}, &is_nothing);
    if (is_nothing)
        return give_nothing(record, record_bytes);
    status = pick_fields(reader, stripped, err);
    if (status != TOLL_OK)
        return status;
    if (!toll__log_list_roots(reader))
        return toll__io_fail(err, TOLL_E_BUFFER, "record", "out of memory");
    return reader->n_roots > 0 ? read_next(reader, record, record_bytes, err) : give_nothing(record, record_bytes);
}

uint64_t toll_io_usage_count_left(const toll_io_usage_reader *reader)
{
    return reader != NULL ? (uint64_t)(reader->n_roots - reader->next_root) + count_shares(reader) : 0;
}

toll_status toll_io_usage_next(toll_io_usage_reader *reader, toll_io_usage *record, uint64_t record_bytes,
                               toll_error *err)
{
    const toll_status status = check_target(reader, record, record_bytes, err);
    return status != TOLL_OK ? status : read_next(reader, record, record_bytes, err);
}

toll_status toll_io_usage_finish(toll_io_usage_reader *reader, toll_io_usage *record, uint64_t record_bytes,
                                 toll_error *err)
{
    toll__log_draft d;
    toll_io_usage own;
    const toll_status status = check_target(reader, record, record_bytes, err);
    if (status != TOLL_OK)
        return status;
    if (!reader->stream.is_open)
        return give_nothing(record, record_bytes);
    start_draft(&d, reader, &own, err);
    toll__log_end_stream(&d, true);
    return give_record(&d, record, record_bytes);
}
