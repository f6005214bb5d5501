/* SPDX-License-Identifier: Apache-2.0 */
/* Raters that an engine keeps: one for each tariff, context and list of columns that a query meets.
 *
 * By hand: 4 models in 2 service tiers under one list of columns are 8 raters. A second call in the same query, with
 * other columns, has 8 of its own. A rater is found by the bytes of all that it depends on; they are compared once for
 * each distinct combination of a chunk, not for each row. */
#include "sql/sql_face.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS     (4 * SQL_RATERS)
#define KEY_BYTES 1024

typedef struct kept_rater {
    int64_t from_s, until_s; /* instants of its card */
    uint64_t key_bytes;
    unsigned char key[KEY_BYTES];
    uint64_t words[TOLL_BILL_RATER_WORDS];
} kept_rater;

struct sql_raters {
    uint32_t count;
    uint16_t slots[SLOTS]; /* index of a rater, from 1; 0: free */
    const void *words[SQL_RATERS];
    kept_rater *raters[SQL_RATERS]; /* memory, from the first use of an index on */
};

sql_raters *sql_raters_new(void)
{
    return calloc(1, sizeof(sql_raters));
}

void sql_raters_free(sql_raters *raters)
{
    for (size_t i = 0; raters != NULL && i < SQL_RATERS; i++) {
        free(raters->raters[i]);
    }
    free(raters);
}

void sql_raters_begin(sql_raters *raters)
{
    if (raters->count > SQL_RATERS / 2) {
        raters->count = 0;
        memset(raters->slots, 0, sizeof raters->slots);
    }
}

const void *const *sql_raters_all(const sql_raters *raters, uint64_t *count)
{
    *count = raters->count;
    return raters->words;
}

/* ---- keys ---- */

/* Bytes of all that a rater depends on, but for its interval. */
typedef struct rater_key {
    uint64_t bytes;
    bool is_cut;
    unsigned char text[KEY_BYTES];
} rater_key;

static void append_bytes(rater_key *key, const void *bytes, uint64_t length)
{
    if (key->is_cut || length > KEY_BYTES - key->bytes) {
        key->is_cut = true;
        return;
    }
    memcpy(key->text + key->bytes, bytes, (size_t)length);
    key->bytes += length;
}

static void append_text(rater_key *key, sql_text text)
{
    append_bytes(key, &text.length, sizeof text.length);
    append_bytes(key, text.bytes, text.length);
}

static void make_key(const sql_record *record, const uint32_t *meters, uint64_t n_meters, rater_key *key)
{
    const toll_bill_context *context = &record->context;
    const uint64_t numbers[] = {context->service_tier, context->region, (uint64_t)context->is_aggregate, n_meters,
                                record->n_attributes};
    key->bytes = 0;
    key->is_cut = false;
    append_bytes(key, numbers, sizeof numbers);
    append_bytes(key, meters, n_meters * sizeof meters[0]);
    append_bytes(key, record->attributes, record->n_attributes * sizeof record->attributes[0]);
    append_text(key, record->provider);
    append_text(key, record->currency);
    append_text(key, record->model);
}

/* FNV-1a. */
static uint64_t hash_key(const rater_key *key)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (uint64_t i = 0; i < key->bytes; i++) {
        hash = (hash ^ key->text[i]) * 0x100000001b3u;
    }
    return hash ^ (hash >> 32);
}

static bool is_rater_of(const kept_rater *rater, const rater_key *key, int64_t at_s)
{
    return rater->from_s <= at_s && at_s < rater->until_s && rater->key_bytes == key->bytes &&
           memcmp(rater->key, key->text, (size_t)key->bytes) == 0;
}

/* The slot of a rater, or the free one where it belongs. Slots are four for each rater, so a free one is near. */
static uint64_t find_slot(const sql_raters *raters, const rater_key *key, int64_t at_s)
{
    uint64_t slot = hash_key(key) % SLOTS;
    while (raters->slots[slot] != 0 && !is_rater_of(raters->raters[raters->slots[slot] - 1], key, at_s)) {
        slot = (slot + 1) % SLOTS;
    }
    return slot;
}

/* ---- making one ---- */

static toll_status need_rater(sql_raters *raters, uint32_t index, kept_rater **rater, toll_error *err)
{
    if (raters->raters[index] == NULL) {
        raters->raters[index] = malloc(sizeof(kept_rater));
    }
    *rater = raters->raters[index];
    return *rater != NULL ? TOLL_OK : sql_fail(err, TOLL_E_BUFFER, "memory", "no memory for a rater");
}

static toll_status make_rater(kept_rater *rater, sql_cards *cards, const sql_record *record, const uint32_t *meters,
                              uint64_t n_meters, toll_error *err)
{
    const sql_card *card;
    toll_status status = sql_bill_rater(cards, record, meters, n_meters, rater->words, sizeof rater->words, &card, err);
    if (status != TOLL_OK) {
        return status;
    }
    rater->from_s = card->from_s;
    rater->until_s = card->until_s;
    return TOLL_OK;
}

static toll_status add_rater(sql_raters *raters, sql_cards *cards, const sql_record *record, const uint32_t *meters,
                             uint64_t n_meters, const rater_key *key, toll_error *err)
{
    kept_rater *rater;
    if (raters->count == SQL_RATERS || key->is_cut) {
        return sql_fail(err, TOLL_E_BUFFER, "rater", "no place for a rater");
    }
    toll_status status = need_rater(raters, raters->count, &rater, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = make_rater(rater, cards, record, meters, n_meters, err);
    if (status != TOLL_OK) {
        return status;
    }
    rater->key_bytes = key->bytes;
    memcpy(rater->key, key->text, (size_t)key->bytes);
    raters->words[raters->count++] = rater->words;
    return TOLL_OK;
}

toll_status sql_raters_find(sql_raters *raters, sql_cards *cards, const sql_record *record, const uint32_t *meters,
                            uint64_t n_meters, uint32_t *index, int64_t *from_s, int64_t *until_s, toll_error *err)
{
    rater_key key;
    make_key(record, meters, n_meters, &key);
    uint64_t slot = find_slot(raters, &key, record->context.at_s);
    if (raters->slots[slot] == 0) {
        toll_status status = add_rater(raters, cards, record, meters, n_meters, &key, err);
        if (status != TOLL_OK) {
            return status;
        }
        raters->slots[slot] = (uint16_t)raters->count;
    }
    *index = raters->slots[slot] - 1u;
    *from_s = raters->raters[*index]->from_s;
    *until_s = raters->raters[*index]->until_s;
    return TOLL_OK;
}
