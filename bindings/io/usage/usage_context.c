/* SPDX-License-Identifier: Apache-2.0 */
/* Facts by key: model, provider, tier, region, instant, account, stated cost, attributes.
 *
 * The number of a request is two sums over its text, each a multiply and xor-shift of eight bytes (the finaliser of
 * SplitMix64 with two constants). It tells apart what is not made to collide: among 10^9 ids two equal ones of 96 bits are
 * expected 6 * 10^-12 times. */
#include "usage/usage_context.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "json/json_text.h"
#include "text/io_error.h"
#include "text/utf8.h"
#include "usage/usage_counts.h"
#include "usage/usage_instant.h"
#include "usage/usage_number.h"
#include "usage/usage_words.h"

void toll__log_fail(toll__log_draft *d, toll_status status, const char *field, const char *format, ...)
{
    char message[256];
    va_list arguments;
    if (d->status != TOLL_OK)
        return;
    d->status = status;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    toll__io_fail(d->err, status, field, "%s", message);
}

/* ---- texts ---- */

bool toll__log_is_text(const toll__log_draft *d, uint32_t field, const char *text)
{
    const toll__json_field *const f = toll__log_field(d, field);
    return f->kind == TOLL__JSON_TEXT && f->length == strlen(text) && memcmp(f->at, text, f->length) == 0;
}

bool toll__log_begins(const toll__log_draft *d, uint32_t field, const char *text)
{
    const toll__json_field *const f = toll__log_field(d, field);
    const size_t length = strlen(text);
    return f->kind == TOLL__JSON_TEXT && f->length >= length && memcmp(f->at, text, length) == 0;
}

/* Names go to bills, tables and CSV: control characters would make lines of their own. */
static bool is_shown(const char *text)
{
    for (; *text != 0; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    return true;
}

void toll__log_copy(toll__log_draft *d, uint32_t field, char *out, uint64_t capacity, const char *name)
{
    const toll__json_field *const f = toll__log_field(d, field);
    if (f->kind != TOLL__JSON_TEXT)
        return;
    memset(out, 0, capacity);
    if (!f->has_escapes && f->length < capacity)
        memcpy(out, f->at, f->length);
    else if (toll__json_decode((toll__io_span){f->at, f->length}, out, capacity) >= capacity)
        toll__log_fail(d, TOLL_E_RANGE, name, "%s is longer than %llu bytes", name, (unsigned long long)capacity - 1);
    if (!is_shown(out))
        toll__log_fail(d, TOLL_E_SYNTAX, name, "%s has a control character", name);
}

/* ---- facts ---- */

static void take_instant(toll__log_draft *d, uint32_t field)
{
    char text[48];
    const toll__json_field *const f = toll__log_field(d, field);
    if (f->kind == TOLL__JSON_NULL || f->kind == TOLL__JSON_OBJECT || f->kind == TOLL__JSON_ARRAY || f->length == 0)
        return;
    if (toll__log_instant((toll__io_span){f->at, f->length}, &d->record->at_s)) {
        d->record->known |= TOLL_IO_USAGE_AT;
        return;
    }
    toll__io_escape(f->at, f->length < 80 ? f->length : 80, text, sizeof text);
    toll__log_fail(d, TOLL_E_SYNTAX, "at",
                   "the instant %s is neither ISO 8601, such as 2026-08-21T09:30:00Z, nor seconds since 1970", text);
}

/* OpenCode's time{created} is the one instant that stands in an object: it is reached as a level of its own. */
static void take_tier(toll__log_draft *d, uint32_t field)
{
    const uint32_t type = toll__log_is(d, field, TOLL__JSON_OBJECT) ? toll__log_child(d, field, KEY_TYPE) : field;
    if (type == 0 || !toll__log_is(d, type, TOLL__JSON_TEXT))
        return;
    if (!toll__log_tier(toll__log_span(d, type), d->record->tier, sizeof d->record->tier))
        toll__log_fail(d, TOLL_E_RANGE, "service_tier", "service_tier is longer than %d bytes",
                       (int)sizeof d->record->tier - 1);
}

static void take_region(toll__log_draft *d, uint32_t field)
{
    if (!toll__log_is(d, field, TOLL__JSON_TEXT) || toll__log_is_no_region(toll__log_span(d, field)))
        return;
    toll__log_copy(d, field, d->record->region, sizeof d->record->region, "region");
}

static void take_provider(toll__log_draft *d, uint32_t field)
{
    if (!toll__log_is(d, field, TOLL__JSON_TEXT))
        return;
    const toll__io_span name = toll__log_provider(toll__log_span(d, field));
    memset(d->record->provider, 0, sizeof d->record->provider);
    if (name.length >= sizeof d->record->provider)
        toll__log_fail(d, TOLL_E_RANGE, "provider", "provider is longer than %d bytes",
                       (int)sizeof d->record->provider - 1);
    else
        memcpy(d->record->provider, name.bytes, name.length);
    if (!is_shown(d->record->provider))
        toll__log_fail(d, TOLL_E_SYNTAX, "provider", "provider has a control character");
}

void toll__log_put_attribute(toll__log_draft *d, const char *key, uint32_t field)
{
    toll_io_usage *const r = d->record;
    if (!toll__log_is(d, field, TOLL__JSON_TEXT) || toll__log_field(d, field)->length == 0)
        return;
    for (int64_t i = 0; i < r->n_attributes; i++)
        if (strcmp(r->attributes[i].key, key) == 0)
            return;
    if (r->n_attributes == TOLL_IO_USAGE_ATTRIBUTES) {
        toll__log_fail(d, TOLL_E_RANGE, key, "more than %d attributes in one record", TOLL_IO_USAGE_ATTRIBUTES);
        return;
    }
    toll_io_attribute *const a = &r->attributes[r->n_attributes++];
    snprintf(a->key, sizeof a->key, "%s", key);
    toll__log_copy(d, field, a->value, sizeof a->value, key);
}

/* A cost is a number, or an object with the total in it (Perplexity's). */
static void take_cost(toll__log_draft *d, uint32_t field)
{
    const uint32_t total = toll__log_is(d, field, TOLL__JSON_OBJECT) ? toll__log_child(d, field, KEY_COST) : field;
    const uint8_t kind = total > 0 ? toll__log_field(d, total)->kind : TOLL__JSON_NONE;
    toll_decimal cost;
    if ((kind != TOLL__JSON_NUMBER && kind != TOLL__JSON_TEXT) || !toll__log_decimal(toll__log_span(d, total), &cost))
        return;
    d->record->stated_cost = cost;
    d->record->known |= TOLL_IO_USAGE_COST;
    memcpy(d->record->currency, "USD", 4);
}

/* Ticks of 10^-10 USD (docs.x.ai, cost tracking, 2026-11): 37756000 are 0.0037756 USD. */
static void take_ticks(toll__log_draft *d, uint32_t field)
{
    const int64_t ticks = toll__log_read_count(d, field);
    if (ticks == TOLL__LOG_MISSING)
        return;
    d->record->stated_cost = (toll_decimal){ticks, 10, 0};
    d->record->known |= TOLL_IO_USAGE_COST;
    memcpy(d->record->currency, "USD", 4);
}

static void take_speed(toll__log_draft *d, uint32_t field)
{
    if (!toll__log_is_text(d, field, "standard"))
        toll__log_put_attribute(d, "speed", field);
}

/* Traffic is of a kind only where it says so: ON_DEMAND is the standard tier, PROVISIONED_THROUGHPUT is none that tariffs
 * sell by the token. */
static void take_traffic(toll__log_draft *d, uint32_t field)
{
    if (d->record->tier[0] == 0)
        take_tier(d, field);
}

static void take_account(toll__log_draft *d, uint32_t field)
{
    if (toll__log_field(d, field)->length > 0)
        toll__log_copy(d, field, d->record->account, sizeof d->record->account, "account");
}

void toll__log_take_fact(toll__log_draft *d, uint32_t field, uint32_t key)
{
    switch (key) {
    case KEY_MODEL:
        toll__log_copy(d, field, d->record->model, sizeof d->record->model, "model");
        break;
    case KEY_REQUEST_MODEL:
        if (d->record->model[0] == 0)
            toll__log_copy(d, field, d->record->model, sizeof d->record->model, "model");
        break;
    case KEY_PROVIDER:
        take_provider(d, field);
        break;
    case KEY_SERVICE_TIER:
        take_tier(d, field);
        break;
    case KEY_TRAFFIC_TYPE:
        take_traffic(d, field);
        break;
    case KEY_REGION:
    case KEY_INFERENCE_GEO:
        take_region(d, field);
        break;
    case KEY_CREATED:
    case KEY_TIMESTAMP:
        take_instant(d, field);
        break;
    case KEY_ACCOUNT:
    case KEY_API_KEY:
    case KEY_USER:
        take_account(d, field);
        break;
    case KEY_COST:
        take_cost(d, field);
        break;
    case KEY_COST_TICKS:
        take_ticks(d, field);
        break;
    case KEY_SPEED:
        take_speed(d, field);
        break;
    case KEY_SEARCH_CONTEXT_SIZE:
        toll__log_put_attribute(d, "search_context_size", field);
        break;
    default:
        break;
    }
}

void toll__log_take_context(toll__log_draft *d, uint32_t object)
{
    const toll__json_field *const fields = d->picked->fields;
    for (uint32_t i = object + 1; i < fields[object].behind; i = fields[i].behind)
        toll__log_take_fact(d, i, fields[i].key);
}

/* ---- numbers of requests ---- */

static uint64_t mix_word(uint64_t state, uint64_t word, uint64_t factor)
{
    state = (state ^ word) * factor;
    return state ^ state >> 29;
}

void toll__log_mix_id(uint64_t *low, uint64_t *high, const void *bytes, uint64_t length)
{
    const char *at = bytes;
    for (uint64_t left = length + 1; left > 0; left -= left < 8 ? left : 8, at += 8) {
        uint64_t word = 0;
        if (left > 8)
            memcpy(&word, at, 8);
        else if (left > 1)
            memcpy(&word, at, left - 1);
        word ^= left <= 8 ? length << 56 : 0; /* "ab" + "c" differs from "a" + "bc" */
        *low = mix_word(*low, word, UINT64_C(0xbf58476d1ce4e5b9));
        *high = mix_word(*high + word, word >> 7, UINT64_C(0x94d049bb133111eb));
    }
}

void toll__log_number(toll__log_draft *d, const char *format, uint32_t first, uint32_t second)
{
    const uint32_t parts[] = {first, second};
    uint64_t low = 1, high = 2;
    toll__log_mix_id(&low, &high, format, strlen(format));
    for (unsigned i = 0; i < 2; i++) {
        const toll__io_span part = parts[i] > 0 ? toll__log_span(d, parts[i]) : (toll__io_span){"", 0};
        toll__log_mix_id(&low, &high, part.bytes, part.length);
    }
    d->record->id_low = low;
    d->record->id_high = high;
    d->record->known |= TOLL_IO_USAGE_ID;
    d->record->kind = TOLL_IO_USAGE_SNAPSHOT;
}
