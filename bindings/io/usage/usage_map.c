/* SPDX-License-Identifier: Apache-2.0 */
/* A path is followed key by key; a key that holds dots itself, as OpenTelemetry's do, is tried whole first.
 *
 * Example: "n.prompt" finds 12 in {"n.prompt":12} and in {"n":{"prompt":12}}.
 *
 * Names of meters that are no vendor's key get numbers of their own: METER_KEY + meter. */
#include "usage/usage_map.h"

#include <string.h>

#include "text/io_error.h"
#include "usage/usage_context.h"
#include "usage/usage_counts.h"

#define METER_KEY 512u
#define NO_FACT   0u

static const struct {
    const char *name;
    uint32_t key;
} facts[] = {{"model", KEY_MODEL},     {"provider", KEY_PROVIDER}, {"tier", KEY_SERVICE_TIER}, {"region", KEY_REGION},
             {"account", KEY_ACCOUNT}, {"at", KEY_TIMESTAMP},      {"cost", KEY_COST},         {"id", KEY_ID}};

/* ---- setting up ---- */

/* Names are libtoll's, so that meters of a newer library are known, too. */
void toll__log_know_meters(toll_io_usage_reader *r)
{
    toll_bill_meter m = {.struct_size = sizeof m, .struct_kind = TOLL_KIND_BILL_METER};
    for (uint32_t meter = 1; meter < TOLL__LOG_COUNTS; meter++) {
        if (toll_bill_meter_get(meter, &m, NULL) != TOLL_OK)
            break;
        memcpy(r->meters[meter], m.name, sizeof m.name);
        toll__json_keys_add(&r->keys, r->meters[meter], strlen(m.name), METER_KEY + meter);
    }
    if (toll_bill_meter_find("search_unit", 11, &r->search_unit, NULL) != TOLL_OK)
        r->search_unit = 0;
}

static uint32_t find_target(const char *name, uint64_t length)
{
    uint32_t meter = 0;
    for (unsigned i = 0; i < sizeof facts / sizeof facts[0]; i++)
        if (strlen(facts[i].name) == length && memcmp(facts[i].name, name, length) == 0)
            return TOLL__LOG_COUNTS + facts[i].key;
    const bool is_meter = toll_bill_meter_find(name, length, &meter, NULL) == TOLL_OK && meter < TOLL__LOG_COUNTS;
    return is_meter ? meter : NO_FACT;
}

/* Keys of the path, each with a number: of a known key where it is one. False: too many, or no room. */
static bool cut_path(toll_io_usage_reader *r, toll__log_path *p, uint64_t length)
{
    const uint32_t own = TOLL__LOG_OWN_KEY + r->n_paths * (TOLL__LOG_PATH + 1);
    uint64_t first = 0;
    memcpy(p->parts, p->text, length + 1);
    p->whole = toll__json_keys_add(&r->keys, p->text, length, own);
    p->n_keys = 0;
    for (uint64_t i = 0; i <= length; i++) {
        if (i < length && p->parts[i] != '.')
            continue;
        if (p->n_keys == TOLL__LOG_PATH || i == first)
            return false;
        p->parts[i] = 0;
        p->keys[p->n_keys] = toll__json_keys_add(&r->keys, p->parts + first, i - first, own + 1 + p->n_keys);
        if (p->keys[p->n_keys++] == TOLL__JSON_KEY_NONE)
            return false;
        first = i + 1;
    }
    return p->whole != TOLL__JSON_KEY_NONE;
}

_Static_assert(TOLL__LOG_OWN_KEY + TOLL__LOG_MAPPED * (TOLL__LOG_PATH + 1) < 0xffff, "numbers are 16 bits wide");
_Static_assert(METER_KEY + TOLL__LOG_COUNTS <= TOLL__LOG_OWN_KEY && KEYS_KNOWN <= METER_KEY, "apart from each other");

static bool is_target_taken(const toll_io_usage_reader *r, uint32_t target)
{
    for (uint32_t i = 0; i < r->n_paths; i++)
        if (r->paths[i].target == target)
            return true;
    return false;
}

toll_status toll_io_usage_map(toll_io_usage_reader *reader, const char *target, uint64_t target_length, const char *key,
                              uint64_t key_length, toll_error *err)
{
    if (reader == NULL || target == NULL || key == NULL)
        return toll__io_fail(err, TOLL_E_NULL, "key", "reader, target or key is NULL");
    const uint32_t found = target_length < 32 ? find_target(target, target_length) : NO_FACT;
    if (found == NO_FACT)
        return toll__io_fail(err, TOLL_E_UNKNOWN_ID, "target", "\"%.*s\" is neither a meter nor a fact of a record",
                             (int)(target_length < 40 ? target_length : 40), target);
    if (key_length == 0 || key_length > 255 || reader->n_paths == TOLL__LOG_MAPPED)
        return toll__io_fail(err, TOLL_E_RANGE, "key", "a key takes 1 .. 255 bytes, and a reader %u keys",
                             TOLL__LOG_MAPPED);
    if (is_target_taken(reader, found))
        return toll__io_fail(err, TOLL_E_CONFLICT, "target", "%.*s has a key already", (int)target_length, target);
    toll__log_path *const p = &reader->paths[reader->n_paths];
    memset(p, 0, sizeof *p);
    p->target = found;
    memcpy(p->text, key, key_length);
    if (!cut_path(reader, p, key_length))
        return toll__io_fail(err, TOLL_E_RANGE, "key", "a path has 1 .. %u keys, none of them empty", TOLL__LOG_PATH);
    reader->n_paths++;
    return TOLL_OK;
}

/* ---- reading ---- */

static uint32_t follow(const toll__log_draft *d, uint32_t root, const toll__log_path *p)
{
    uint32_t at = toll__json_field_of(d->picked, root, p->whole);
    if (at > 0)
        return at;
    at = root;
    for (uint32_t i = 0; i < p->n_keys; i++) {
        const uint32_t next =
            toll__log_is(d, at, TOLL__JSON_OBJECT) ? toll__json_field_of(d->picked, at, p->keys[i]) : 0;
        if (next == 0)
            return 0;
        at = next;
    }
    return at;
}

void toll__log_take_mapped(toll__log_draft *d, uint32_t root)
{
    for (uint32_t i = 0; i < d->reader->n_paths; i++) {
        const toll__log_path *const p = &d->reader->paths[i];
        const uint32_t field = follow(d, root, p);
        if (field == 0)
            continue;
        if (p->target < TOLL__LOG_COUNTS)
            toll__log_take(d, field, p->target, 0);
        else if (p->target - TOLL__LOG_COUNTS == KEY_ID)
            toll__log_number(d, "own", field, 0);
        else
            toll__log_take_fact(d, field, p->target - TOLL__LOG_COUNTS);
    }
}

/* Keys that are vendors' words, too, keep the vendors' numbers. */
static uint32_t meter_of_name(uint32_t key)
{
    switch (key) {
    case KEY_INPUT:
        return TOLL_METER_INPUT;
    case KEY_OUTPUT:
        return TOLL_METER_OUTPUT;
    case KEY_CACHE_READ:
        return TOLL_METER_CACHE_READ;
    case KEY_REASONING_TOKENS:
        return TOLL_METER_REASONING;
    case KEY_WEB_SEARCH:
        return TOLL_METER_WEB_SEARCH;
    case KEY_MESSAGE:
        return TOLL_METER_MESSAGE;
    default:
        return key > METER_KEY && key < METER_KEY + TOLL__LOG_COUNTS ? key - METER_KEY : 0;
    }
}

void toll__log_take_meters(toll__log_draft *d)
{
    const toll__json_field *const fields = d->picked->fields;
    for (uint32_t i = d->usage + 1; i < fields[d->usage].behind; i = fields[i].behind) {
        const uint32_t meter = meter_of_name(fields[i].key);
        if (meter > 0)
            toll__log_take(d, i, meter, 0);
    }
}
