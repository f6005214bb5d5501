/* SPDX-License-Identifier: Apache-2.0 */
/* Tariff rows and books for tests: a list that grows, one call a row. */
#ifndef TOLL_TESTS_BOOK_ROWS_H
#define TOLL_TESTS_BOOK_ROWS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll/bill.h>

typedef struct book_rows {
    toll_bill_row *rows;
    size_t count, capacity;
} book_rows;

typedef struct book_block {
    uint64_t *words;
    uint64_t size;
} book_block;

static inline toll_bill_row *rows_add(book_rows *list, uint32_t kind)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity * 2 + 64;
        list->rows = realloc(list->rows, list->capacity * sizeof *list->rows);
        if (list->rows == NULL)
            abort();
    }
    toll_bill_row *row = &list->rows[list->count++];
    memset(row, 0, sizeof *row);
    row->kind = kind;
    return row;
}

static inline toll_bill_row *rows_tariff(book_rows *list, const char *provider, const char *sku)
{
    toll_bill_row *row = rows_add(list, TOLL_ROW_TARIFF);
    snprintf(row->key, sizeof row->key, "%s", provider);
    snprintf(row->text, sizeof row->text, "%s", sku);
    snprintf(row->value, sizeof row->value, "USD");
    row->origin = TOLL_ORIGIN_PUBLIC;
    row->from_s = TOLL_TIME_MIN;
    row->until_s = TOLL_TIME_MAX;
    return row;
}

static inline toll_bill_row *rows_text(book_rows *list, uint32_t kind, uint32_t op, const char *text)
{
    toll_bill_row *row = rows_add(list, kind);
    row->op = op;
    snprintf(row->text, sizeof row->text, "%s", text);
    return row;
}

static inline toll_bill_row *rows_key(book_rows *list, uint32_t kind, const char *key)
{
    toll_bill_row *row = rows_add(list, kind);
    snprintf(row->key, sizeof row->key, "%s", key);
    return row;
}

/* USD per million, cents as the coefficient. */
static inline toll_bill_row *rows_price(book_rows *list, uint32_t meter, int64_t cents)
{
    toll_bill_row *row = rows_add(list, TOLL_ROW_PRICE);
    row->meter = meter;
    row->per = 1000000;
    row->number.coef = cents;
    row->number.scale = 2;
    return row;
}

static inline toll_bill_row *rows_meter(book_rows *list, uint32_t kind, uint32_t meter, int64_t quantity)
{
    toll_bill_row *row = rows_add(list, kind);
    row->meter = meter;
    row->quantity = quantity;
    return row;
}

/* Where a list of holidays is complete. */
static inline toll_bill_row *rows_calendar(book_rows *list, const char *key, int64_t from_s, int64_t until_s)
{
    toll_bill_row *row = rows_key(list, TOLL_ROW_CALENDAR, key);
    row->from_s = from_s;
    row->until_s = until_s;
    return row;
}

/* A whole small tariff: one exact name, two prices. */
static inline toll_bill_row *rows_simple(book_rows *list, const char *provider, const char *model)
{
    const size_t first = list->count;
    rows_tariff(list, provider, model);
    rows_text(list, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, model);
    rows_price(list, TOLL_METER_INPUT, 250);
    rows_price(list, TOLL_METER_OUTPUT, 1000);
    return &list->rows[first];
}

/* A book of every kind of row: two versions, a prefix, rules, a calendar, counters. */
static inline void rows_every_kind(book_rows *list)
{
    rows_simple(list, "acme", "old")->until_s = 1767225600;
    rows_tariff(list, "acme", "old")->from_s = 1767225600;
    rows_text(list, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, "old");
    rows_text(list, TOLL_ROW_MATCH, TOLL_MATCH_ALIAS, "old-latest");
    rows_text(list, TOLL_ROW_MATCH, TOLL_MATCH_PREFIX, "old-");
    rows_price(list, TOLL_METER_INPUT, 300);
    rows_price(list, TOLL_METER_INPUT, 200)->is_contract = 1;
    rows_price(list, TOLL_METER_WEB_SEARCH, 1000)->per = 1000;
    rows_meter(list, TOLL_ROW_MINIMUM, TOLL_METER_AUDIO_TIME, 10000000);
    rows_meter(list, TOLL_ROW_STEP, TOLL_METER_AUDIO_TIME, 1000000);
    toll_bill_row *row = rows_key(list, TOLL_ROW_ALLOWANCE, "searches");
    row->meter = TOLL_METER_WEB_SEARCH;
    row->quantity = 100;
    row = rows_key(list, TOLL_ROW_VOLUME, "tokens");
    row->meter = TOLL_METER_INPUT;
    row->quantity = 1000000000;
    row->number.coef = 1;
    row->per = 1000000;
    rows_add(list, TOLL_ROW_FALLBACK)->meter = TOLL_METER_OUTPUT_AUDIO;
    rows_text(list, TOLL_ROW_TIER, 0, "auto");
    rows_text(list, TOLL_ROW_REGION, TOLL_OP_PREFIX, "eu-");
    strcpy(rows_text(list, TOLL_ROW_ATTRIBUTE, TOLL_OP_IS_NOT, "low")->key, "search_context_size");
    rows_key(list, TOLL_ROW_HOLIDAY, "cn")->from_s = 1767225600;
    rows_calendar(list, "cn", 1767225600, 1798761600); /* 2026 */
    strcpy(rows_text(list, TOLL_ROW_ZONE, 0, "CET-1CEST,M3.5.0,M10.5.0/3")->key, "Europe/Paris");
    list->rows[list->count - 1].from_s = TOLL_TIME_MIN;
    list->rows[list->count - 1].until_s = TOLL_TIME_MAX;
    rows_text(list, TOLL_ROW_RULE, 0, "long batch");
    rows_meter(list, TOLL_ROW_WHEN_COUNT, TOLL_METER_INPUT, 200000)->op = TOLL_OP_GT;
    rows_text(list, TOLL_ROW_WHEN_TIER, 0, "batch");
    rows_text(list, TOLL_ROW_WHEN_REGION, 0, "eu");
    strcpy(rows_text(list, TOLL_ROW_WHEN_ATTRIBUTE, 0, "high")->key, "search_context_size");
    row = rows_key(list, TOLL_ROW_WHEN_COUNTER, "spend");
    row->op = TOLL_OP_GE;
    row->quantity = 1000;
    row = rows_key(list, TOLL_ROW_WHEN_NUMBER, "resolution");
    row->op = TOLL_OP_GE;
    row->number.coef = 1080;
    rows_price(list, TOLL_METER_INPUT, 600);
    row = rows_text(list, TOLL_ROW_MULTIPLIER, TOLL_FACTOR_LIST, "off-peak");
    row->number.coef = 5;
    row->number.scale = 1;
    row = rows_key(list, TOLL_ROW_WHEN_TIME, "cn");
    row->weekdays = 31;
    row->start_s = 3600;
    row->end_s = 14400;
    row->utc_offset_s = 28800;
    rows_key(list, TOLL_ROW_WHEN_HOLIDAY, "cn")->utc_offset_s = 28800;
    rows_text(list, TOLL_ROW_WHEN_TIME, 0, "Europe/Paris")->end_s = 28800;
    row = rows_add(list, TOLL_ROW_WHEN_INSTANT);
    row->from_s = 1;
    row->until_s = 2;
}

static inline void rows_free(book_rows *list)
{
    free(list->rows);
    memset(list, 0, sizeof *list);
}

/* Memory of exactly the book's size on success, so that a sanitizer sees a read beyond it. */
static inline toll_status block_make(const book_rows *list, book_block *block, toll_error *err)
{
    const uint64_t room = toll_book_size(list->count);
    uint64_t *words = malloc(room);
    if (words == NULL)
        abort();
    memset(words, 0xa5, room);
    block->words = NULL;
    const toll_status status =
        toll_book_compile(list->rows, list->count, sizeof *list->rows, words, room, &block->size, err);
    if (status == TOLL_OK) {
        block->words = malloc(block->size);
        if (block->words == NULL)
            abort();
        memcpy(block->words, words, block->size);
    }
    free(words);
    return status;
}

static inline void block_free(book_block *block)
{
    free(block->words);
    block->words = NULL;
}

#endif
