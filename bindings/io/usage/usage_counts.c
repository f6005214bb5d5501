/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over the usage object: each key has a meter, whatever the vendor. What is inside and what beside a total is
 * the shape's business (usage_shape.c).
 *
 * Two keys may give one count, as DeepSeek's cached_tokens and prompt_cache_hit_tokens do. A gateway may fill in one of
 * them and leave the other at 0. So 0 gives way; two different counts above 0 are a contradiction. */
#include "usage/usage_counts.h"

#include <stdio.h>
#include <string.h>

#include "text/utf8.h"
#include "usage/usage_number.h"

#define NO_METER UINT32_MAX

/* A key of the user's own by its path. */
static const char *own_name(const toll__log_draft *d, uint32_t key)
{
    for (uint32_t i = 0; i < d->reader->n_paths; i++) {
        const toll__log_path *const p = &d->reader->paths[i];
        if (p->whole == key || p->keys[p->n_keys - 1] == key)
            return p->text;
    }
    return "a count";
}

static const char *name_of(const toll__log_draft *d, uint32_t field, char *out, uint64_t capacity)
{
    const toll__json_field *const f = toll__log_field(d, field);
    const char *const keys[] = {NULL, TOLL__LOG_KEYS(TOLL__LOG_NAME, TOLL__LOG_SKIP)};
    const bool is_known = f->key > 0 && f->key < KEYS_KNOWN;
    snprintf(out, capacity, "%s", is_known ? keys[f->key] : own_name(d, f->key));
    return out;
}

static void refuse_count(toll__log_draft *d, uint32_t field, toll_status status, const char *what)
{
    char name[64], text[48];
    const toll__io_span raw = toll__log_span(d, field);
    name_of(d, field, name, sizeof name);
    toll__io_escape(raw.bytes, raw.length < 80 ? raw.length : 80, text, sizeof text);
    toll__log_fail(d, status, name, "%s: %s %s", name, text, what);
}

/* ---- one count ---- */

static int64_t judge(toll__log_draft *d, uint32_t field, toll__log_verdict verdict, int64_t count)
{
    switch (verdict) {
    case TOLL__LOG_FINE:
        return count;
    case TOLL__LOG_FRACTION:
        refuse_count(d, field, TOLL_E_RANGE, "must be a whole number");
        break;
    case TOLL__LOG_NEGATIVE:
        refuse_count(d, field, TOLL_E_RANGE, "must not be negative");
        break;
    case TOLL__LOG_TOO_LARGE:
        refuse_count(d, field, TOLL_E_RANGE, "is too large: at most 9223372036854775807");
        break;
    default:
        refuse_count(d, field, TOLL_E_SYNTAX, "is no number");
    }
    return TOLL__LOG_MISSING;
}

/* Digits alone, up to 18 of them: nearly every count. */
static bool read_plain(toll__io_span raw, int64_t *count)
{
    int64_t value = 0;
    if (raw.length == 0 || raw.length > 18)
        return false;
    for (uint64_t i = 0; i < raw.length; i++) {
        const unsigned digit = (unsigned)(raw.bytes[i] - '0');
        if (digit > 9)
            return false;
        value = value * 10 + digit;
    }
    *count = value;
    return true;
}

static int64_t read_shifted(toll__log_draft *d, uint32_t field, int shift)
{
    const toll__json_field *const f = toll__log_field(d, field);
    const toll__io_span raw = {f->at, f->length};
    int64_t count = 0;
    if (f->kind == TOLL__JSON_NUMBER && shift == 0 && read_plain(raw, &count))
        return count;
    if (f->kind == TOLL__JSON_NULL || (f->kind == TOLL__JSON_TEXT && f->length == 0))
        return TOLL__LOG_MISSING;
    if (f->kind != TOLL__JSON_NUMBER && f->kind != TOLL__JSON_TEXT) {
        refuse_count(d, field, TOLL_E_SYNTAX, "is no number");
        return TOLL__LOG_MISSING;
    }
    const toll__log_verdict verdict = toll__log_whole(raw, shift, &count);
    return judge(d, field, verdict, count);
}

int64_t toll__log_read_count(toll__log_draft *d, uint32_t field)
{
    return field > 0 ? read_shifted(d, field, 0) : TOLL__LOG_MISSING;
}

void toll__log_set(toll__log_draft *d, uint32_t meter, int64_t count, const char *key)
{
    const bool has = toll__log_has(d, meter);
    if (has && count != 0 && d->counts[meter] != 0 && d->counts[meter] != count) {
        toll__log_fail(d, TOLL_E_CONFLICT, key, "%s: %lld contradicts another key for the same count, which says %lld",
                       key, (long long)count, (long long)d->counts[meter]);
        return;
    }
    d->counts[meter] = has && count == 0 ? d->counts[meter] : count;
    d->has |= UINT64_C(1) << meter;
}

void toll__log_take(toll__log_draft *d, uint32_t field, uint32_t meter, int shift)
{
    char name[64];
    if (toll__log_is(d, field, TOLL__JSON_NULL)) {
        if (meter != TOLL_METER_INPUT && meter != TOLL_METER_OUTPUT && meter != TOLL__LOG_TOTAL)
            d->record->flags |= TOLL_IO_USAGE_OPEN_PARTS;
        return;
    }
    const int64_t count = read_shifted(d, field, shift);
    if (count == TOLL__LOG_MISSING)
        return;
    if (!toll__log_has(d, meter)) {
        d->counts[meter] = count;
        d->has |= UINT64_C(1) << meter;
        return;
    }
    toll__log_set(d, meter, count, name_of(d, field, name, sizeof name));
}

void toll__log_add(toll__log_draft *d, uint32_t meter, int64_t count)
{
    const int64_t before = toll__log_count(d, meter);
    if (count == 0)
        return;
    if (count < 0 || before > INT64_MAX - count) {
        toll__log_fail(d, TOLL_E_OVERFLOW, "usage", "a sum of counts is beyond 9223372036854775807");
        return;
    }
    d->counts[meter] = before + count;
    d->has |= UINT64_C(1) << meter;
}

/* ---- which meter a key is ---- */

static uint32_t of_side(toll__log_side side, uint32_t in, uint32_t out, uint32_t cached)
{
    switch (side) {
    case TOLL__LOG_OUT:
        return out;
    case TOLL__LOG_CACHED:
        return cached;
    case TOLL__LOG_IN:
        return in;
    default:
        return NO_METER;
    }
}

static uint32_t meter_of_total(uint32_t key)
{
    switch (key) {
    case KEY_PROMPT_TOKENS:
    case KEY_INPUT_TOKENS:
    case KEY_PROMPT_COUNT:
    case KEY_CAMEL_INPUT:
    case KEY_EVAL_PROMPT:
    case KEY_NATIVE_PROMPT:
    case KEY_OTEL_INPUT:
        return TOLL_METER_INPUT;
    case KEY_COMPLETION_TOKENS:
    case KEY_OUTPUT_TOKENS:
    case KEY_CANDIDATES_COUNT:
    case KEY_CAMEL_OUTPUT:
    case KEY_EVAL_COUNT:
    case KEY_NATIVE_COMPLETION:
    case KEY_OTEL_OUTPUT:
        return TOLL_METER_OUTPUT;
    case KEY_TOTAL_TOKENS:
        return TOLL__LOG_TOTAL;
    default:
        return NO_METER;
    }
}

static uint32_t meter_of_part(uint32_t key)
{
    switch (key) {
    case KEY_CACHED_TOKENS:
    case KEY_NUM_CACHED_TOKENS:
    case KEY_CACHED_PROMPT_TEXT:
    case KEY_CACHE_HIT_TOKENS:
    case KEY_CACHE_READ_INPUT:
    case KEY_CACHED_COUNT:
    case KEY_CAMEL_READ:
    case KEY_READ_TOKENS:
    case KEY_CAMEL_CACHED:
    case KEY_EVAL_CACHED:
    case KEY_NATIVE_CACHED:
    case KEY_CACHE_READ:
    case KEY_CODEX_CACHED:
    case KEY_OTEL_READ:
        return TOLL_METER_CACHE_READ;
    case KEY_CACHE_CREATION_INPUT:
    case KEY_CACHE_WRITE_TOKENS:
    case KEY_CACHE_CREATION_TOKENS:
    case KEY_CAMEL_WRITE:
    case KEY_WRITE_TOKENS:
    case KEY_OTEL_WRITE:
        return TOLL_METER_CACHE_WRITE;
    case KEY_EPHEMERAL_5M:
        return TOLL_METER_CACHE_WRITE_5M;
    case KEY_EPHEMERAL_1H:
        return TOLL_METER_CACHE_WRITE_1H;
    case KEY_TOOL_COUNT:
        return TOLL_METER_INPUT_TOOL;
    case KEY_REASONING_TOKENS:
    case KEY_THOUGHTS_COUNT:
    case KEY_CAMEL_REASONING:
    case KEY_NATIVE_REASONING:
    case KEY_CODEX_REASONING:
    case KEY_OTEL_REASONING:
        return TOLL_METER_REASONING;
    case KEY_CITATION_TOKENS:
        return TOLL_METER_CITATION;
    default:
        return NO_METER;
    }
}

static uint32_t meter_of_call(const toll__log_draft *d, uint32_t key)
{
    switch (key) {
    case KEY_SEARCH_QUERIES:
    case KEY_WEB_SEARCH_REQUESTS:
        return TOLL_METER_WEB_SEARCH;
    case KEY_INPUT_TEXT_MESSAGES:
        return TOLL_METER_MESSAGE;
    case KEY_PAGES_PROCESSED:
        return TOLL_METER_PAGE;
    case KEY_SEARCH_UNITS:
        return d->reader->search_unit;
    default:
        return NO_METER;
    }
}

static uint32_t meter_of_modality(uint32_t key, toll__log_side side)
{
    switch (key) {
    case KEY_AUDIO_TOKENS:
        return of_side(side, TOLL_METER_INPUT_AUDIO, TOLL_METER_OUTPUT_AUDIO, TOLL_METER_CACHE_READ_AUDIO);
    case KEY_IMAGE_TOKENS:
        return of_side(side, TOLL_METER_INPUT_IMAGE, TOLL_METER_OUTPUT_IMAGE, TOLL_METER_CACHE_READ_IMAGE);
    case KEY_VIDEO_TOKENS:
        return of_side(side, TOLL_METER_INPUT_VIDEO, TOLL_METER_OUTPUT_VIDEO, TOLL_METER_CACHE_READ_VIDEO);
    default:
        return NO_METER;
    }
}

/* Totals stand in the usage object alone: of Bedrock's cacheDetails[].inputTokens that is not true. */
static uint32_t meter_of_key(const toll__log_draft *d, uint32_t key, toll__log_side side)
{
    uint32_t meter = side == TOLL__LOG_WHOLE ? meter_of_total(key) : meter_of_modality(key, side);
    if (meter == NO_METER)
        meter = meter_of_part(key);
    return meter == NO_METER ? meter_of_call(d, key) : meter;
}

/* ---- objects ---- */

static void take_field(toll__log_draft *d, uint32_t field, toll__log_side side)
{
    const uint32_t key = toll__log_field(d, field)->key;
    const uint32_t meter = meter_of_key(d, key, side);
    toll__log_see(d, key);
    if (meter != NO_METER && meter == 0 && key == KEY_SEARCH_UNITS)
        toll__log_fail(d, TOLL_E_UNSUPPORTED, "search_units", "search_units: no meter of this library counts them");
    else if (meter != NO_METER)
        toll__log_take(d, field, meter, 0);
    else if (key == KEY_CACHE_CREATION && toll__log_is(d, field, TOLL__JSON_NUMBER))
        toll__log_take(d, field, TOLL_METER_CACHE_WRITE, 0);
}

void toll__log_take_object(toll__log_draft *d, uint32_t object, toll__log_side side)
{
    const toll__json_field *const fields = d->picked->fields;
    for (uint32_t i = object + 1; i < fields[object].behind; i = fields[i].behind)
        take_field(d, i, side);
}

/* Details of details: which cached tokens were audio, how long written ones are kept. */
static void take_inner(toll__log_draft *d, uint32_t field)
{
    const toll__json_field *const f = toll__log_field(d, field);
    if (f->kind != TOLL__JSON_OBJECT)
        return;
    if (f->key == KEY_CACHED_DETAILS)
        toll__log_take_object(d, field, TOLL__LOG_CACHED);
    else if (f->key == KEY_CACHE_CREATION_DETAILS || f->key == KEY_CACHE_CREATION)
        toll__log_take_object(d, field, TOLL__LOG_IN);
}

static void take_details(toll__log_draft *d, uint32_t details, toll__log_side side)
{
    const toll__json_field *const fields = d->picked->fields;
    if (fields[details].kind == TOLL__JSON_NULL)
        d->record->flags |= TOLL_IO_USAGE_OPEN_PARTS;
    if (fields[details].kind != TOLL__JSON_OBJECT)
        return;
    toll__log_take_object(d, details, side);
    for (uint32_t i = details + 1; i < fields[details].behind; i = fields[i].behind)
        take_inner(d, i);
}

static void take_audio_time(toll__log_draft *d, uint32_t field)
{
    const uint32_t key = toll__log_field(d, field)->key;
    const uint32_t type = toll__log_child(d, d->usage, KEY_TYPE);
    const bool is_duration = key == KEY_SECONDS && type > 0 && toll__log_is_text(d, type, "duration");
    if (key == KEY_PROMPT_AUDIO_SECONDS || key == KEY_BILLABLE_AUDIO_SECONDS || is_duration)
        toll__log_take(d, field, TOLL_METER_AUDIO_TIME, 6);
}

static void take_container(toll__log_draft *d, uint32_t field)
{
    switch (toll__log_field(d, field)->key) {
    case KEY_PROMPT_DETAILS:
    case KEY_INPUT_DETAILS:
    case KEY_INPUT_DETAIL:
    case KEY_CAMEL_INPUT_DETAILS:
        take_details(d, field, TOLL__LOG_IN);
        break;
    case KEY_COMPLETION_DETAILS:
    case KEY_OUTPUT_DETAILS:
    case KEY_OUTPUT_DETAIL:
    case KEY_CAMEL_OUTPUT_DETAILS:
        take_details(d, field, TOLL__LOG_OUT);
        break;
    case KEY_SERVER_TOOL_USE:
        if (toll__log_is(d, field, TOLL__JSON_OBJECT))
            toll__log_take_object(d, field, TOLL__LOG_WHOLE);
        break;
    default:
        take_inner(d, field);
        take_audio_time(d, field);
    }
}

void toll__log_take_counts(toll__log_draft *d)
{
    const toll__json_field *const fields = d->picked->fields;
    for (uint32_t i = d->usage + 1; i < fields[d->usage].behind && d->status == TOLL_OK; i = fields[i].behind) {
        take_field(d, i, TOLL__LOG_WHOLE);
        take_container(d, i);
    }
}

/* ---- pairs ---- */

void toll__log_give(toll__log_draft *d)
{
    toll_io_usage *const r = d->record;
    const uint64_t totals = UINT64_C(1) << TOLL_METER_INPUT | UINT64_C(1) << TOLL_METER_OUTPUT;
    r->n_usage = 0;
    for (uint32_t meter = 1; meter < TOLL__LOG_COUNTS && d->has >> meter != 0; meter++) {
        const bool is_wanted = toll__log_has(d, meter) && (d->counts[meter] != 0 || (totals >> meter & 1) != 0);
        if (!is_wanted)
            continue;
        if (r->n_usage == TOLL_IO_USAGE_PAIRS) {
            toll__log_fail(d, TOLL_E_RANGE, "usage", "more than %d quantities in one record", TOLL_IO_USAGE_PAIRS);
            return;
        }
        r->usage[r->n_usage++] = (toll_bill_usage){meter, d->counts[meter]};
    }
}
