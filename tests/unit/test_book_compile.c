/* SPDX-License-Identifier: Apache-2.0 */
/* Rows to books: the bytes, and every rule that refuses rows, with its field and row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"
#include "book/intern.h"
#include "support/book_rows.h"

#define M TOLL_METER_INPUT

static void assert_refused(book_rows *list, toll_status want, int64_t row, const char *field, const char *part)
{
    toll_error err;
    book_block block;
    const toll_status status = block_make(list, &block, &err);
    if (status != want || err.row != row || strcmp(err.field, field) != 0 || strstr(err.message, part) == NULL)
        fail_msg("%d (want %d), row %d, %s: %s", status, want, (int)err.row, err.field,
                 status == TOLL_OK ? "compiled" : err.message);
    if (err.struct_kind == TOLL_KIND_BILL_ROW)
        assert_true(err.field_offset >= 0);
    assert_int_equal(err.code, want);
    rows_free(list);
}

static void assert_compiles(book_rows *list)
{
    toll_error err;
    book_block block;
    if (block_make(list, &block, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    assert_int_equal(toll_book_verify(block.words, block.size, TOLL_BOOK_ALL, &err), TOLL_OK);
    block_free(&block);
    rows_free(list);
}

/* ---- bytes ---- */

/* The format is part of the contract: these bytes may change only together with TOLL__BOOK_FORMAT. The hash of the
 * content, which outlives it, is in test_book_hash.c. */
static void keep_the_bytes(void **state)
{
    (void)state;
    book_rows list = {0};
    book_block block;
    unsigned char hash[TOLL__SHA256_BYTES];
    char text[2 * TOLL__SHA256_BYTES + 1];
    toll__sha256 sum;
    rows_every_kind(&list);
    assert_int_equal(block_make(&list, &block, NULL), TOLL_OK);
    static const unsigned char start[24] = {'t', 'o', 'l', 'l', 'b',  'o',  'o', 'k', 3, 0, 0, 0,
                                            4,   3,   2,   1,   0xe0, 0x15, 0,   0,   0, 0, 0, 0};
    assert_int_equal(block.size, 0x15e0);
    assert_memory_equal(block.words, start, sizeof start);
    toll__sha256_start(&sum);
    toll__sha256_add(&sum, block.words, block.size);
    toll__sha256_end(&sum, hash);
    for (int i = 0; i < 32; i++)
        snprintf(text + 2 * i, 3, "%02x", hash[i]);
    assert_string_equal(text, "20203833415296f2d1dfb554db73a68bd101abc485b99879571e362548950efd");
    assert_int_equal(toll_book_count(block.words, block.size), 2);
    block_free(&block);
    rows_free(&list);
}

/* Whatever the memory held before, and for rows that are larger than ours. */
static void give_the_same_bytes_again(void **state)
{
    (void)state;
    book_rows list = {0};
    book_block block;
    rows_every_kind(&list);
    assert_int_equal(block_make(&list, &block, NULL), TOLL_OK);
    const uint64_t room = toll_book_size(list.count), stride = sizeof(toll_bill_row) + 16;
    uint64_t *other = calloc(1, room), used = 0;
    unsigned char *wide = calloc(list.count, stride);
    for (size_t i = 0; i < list.count; i++)
        memcpy(wide + i * stride, &list.rows[i], sizeof list.rows[i]);
    assert_int_equal(
        toll_book_compile((const toll_bill_row *)(const void *)wide, list.count, stride, other, room, &used, NULL),
        TOLL_OK);
    assert_int_equal(used, block.size);
    assert_memory_equal(other, block.words, used);
    free(wide);
    free(other);
    block_free(&block);
    rows_free(&list);
}

static void give_rows_back(void **state)
{
    (void)state;
    book_rows list = {0};
    book_block block;
    rows_every_kind(&list);
    strcpy(list.rows[3].source, "price page of 2026-01-01");
    list.rows[3].source_date = 20260101;
    memset(list.rows[1].text, 'x', sizeof list.rows[1].text - 1);
    memset(list.rows[0].key, 'k', sizeof list.rows[0].key - 1);
    assert_int_equal(block_make(&list, &block, NULL), TOLL_OK);
    for (uint64_t i = 0; i < list.count; i++) {
        toll_bill_row row;
        memset(&row, 0xa5, sizeof row);
        assert_int_equal(toll_book_get_row(block.words, block.size, i, &row, sizeof row, NULL), TOLL_OK);
        assert_memory_equal(&row, &list.rows[i], sizeof row);
    }
    toll_bill_row row;
    toll_error err;
    assert_int_equal(toll_book_get_row(block.words, block.size, list.count, &row, sizeof row, &err), TOLL_E_RANGE);
    assert_int_equal(toll_book_get_row(block.words, block.size, 0, &row, sizeof row - 8, &err), TOLL_E_STRIDE);
    assert_int_equal(toll_book_get_row(block.words, block.size, 0, NULL, sizeof row, &err), TOLL_E_NULL);
    block_free(&block);
    rows_free(&list);
}

static void intern_texts(void **state)
{
    (void)state;
    book_rows list = {0};
    book_block block;
    uint64_t id = 9, other = 9;
    rows_every_kind(&list);
    assert_int_equal(block_make(&list, &block, NULL), TOLL_OK);
    const uint64_t *book = block.words;
    assert_int_equal(toll_book_intern(book, block.size, "", 0, &id, NULL), TOLL_OK);
    assert_int_equal(id, 0);
    assert_int_equal(toll_book_intern(book, block.size, NULL, 0, &id, NULL), TOLL_OK);
    assert_int_equal(id, 0);
    assert_int_equal(toll_book_intern(book, block.size, "standard", 8, &id, NULL), TOLL_OK);
    assert_int_equal(id, TOLL__TEXT_STANDARD);
    assert_int_equal(toll_book_intern(book, block.size, "batch", 5, &id, NULL), TOLL_OK);
    assert_int_equal(toll_book_intern(book, block.size, "batchy", 5, &other, NULL), TOLL_OK);
    assert_int_equal(id, other);
    assert_true(id > 1 && id < 100);
    assert_int_equal(toll_book_intern(book, block.size, "Batch", 5, &id, NULL), TOLL_OK);
    assert_int_equal(id, TOLL_INTERN_OTHER);
    assert_int_equal(toll_book_intern(book, block.size, "batc", 4, &id, NULL), TOLL_OK);
    assert_int_equal(id, TOLL_INTERN_OTHER);
    assert_int_equal(toll_book_intern(book, block.size, NULL, 1, &id, NULL), TOLL_E_NULL);
    assert_int_equal(toll_book_intern(book, block.size, "batch", 5, NULL, NULL), TOLL_E_NULL);
    assert_int_equal(toll_book_intern(book, block.size, "batch", 96, &id, NULL), TOLL_E_RANGE);
    block_free(&block);
    rows_free(&list);
}

static void stay_within_the_size(void **state)
{
    (void)state;
    assert_int_equal(toll_book_size(10000001), 0);
    assert_int_equal(toll_book_size(UINT64_MAX), 0);
    assert_true(toll_book_size(10000000) > 0);
    for (uint64_t n = 0; n < 100; n++)
        assert_int_equal(toll_book_size(n) % 8, 0);
    /* Every text of every row as long as it gets, and different. */
    book_rows list = {0};
    for (int i = 0; i < 50; i++) {
        toll_bill_row *row = rows_simple(&list, "p", "m");
        for (int j = 0; j < 4; j++) {
            memset(row[j].source, 's', 95);
            snprintf(row[j].source, 95, "source %d %d", i, j);
            row[j].source[strlen(row[j].source)] = '.';
        }
        memset(row[0].text, 't', 95), row[0].text[0] = (char)('0' + i);
        memset(row[1].text, 'u', 95), row[1].text[0] = (char)('0' + i);
        memset(row[0].key, 'k', 31), row[0].key[0] = (char)('0' + i);
    }
    assert_compiles(&list);
}

/* ---- arguments ---- */

static void refuse_arguments(void **state)
{
    (void)state;
    book_rows list = {0};
    toll_error err;
    rows_simple(&list, "acme", "m");
    const uint64_t room = toll_book_size(4), stride = sizeof(toll_bill_row);
    uint64_t *book = calloc(1, room + 8), used = 77;
    assert_int_equal(toll_book_compile(NULL, 4, stride, book, room, &used, &err), TOLL_E_NULL);
    assert_int_equal(toll_book_compile(list.rows, 4, stride, NULL, room, &used, &err), TOLL_E_NULL);
    assert_int_equal(toll_book_compile(list.rows, 4, stride, book, room, NULL, &err), TOLL_E_NULL);
    assert_int_equal(toll_book_compile(list.rows, 4, stride - 8, book, room, &used, &err), TOLL_E_STRIDE);
    assert_int_equal(toll_book_compile(list.rows, 4, stride, book, room - 1, &used, &err), TOLL_E_BUFFER);
    assert_string_equal(err.field, "book_size");
    assert_int_equal(toll_book_compile(list.rows, 4, stride, (char *)book + 4, room, &used, &err), TOLL_E_BUFFER);
    assert_string_equal(err.field, "book");
    assert_int_equal(toll_book_compile(list.rows, 1, stride, book, room, &used, &err), TOLL_E_RANGE);
    assert_int_equal(toll_book_compile(list.rows, 0, stride, book, room, &used, &err), TOLL_E_RANGE);
    assert_int_equal(toll_book_compile(list.rows, 10000001, stride, book, room, &used, &err), TOLL_E_RANGE);
    for (uint64_t i = 0; i < room / 8; i++)
        assert_int_equal(book[i], 0);
    list.rows[3].meter = 99;
    assert_int_equal(toll_book_compile(list.rows, 4, stride, book, room, &used, &err), TOLL_E_RANGE);
    list.rows[3].meter = 1;
    strcpy(list.rows[2].source, "tab\there");
    assert_int_equal(toll_book_compile(list.rows, 4, stride, book, room, &used, &err), TOLL_E_STRING);
    assert_int_equal(err.row, 2);
    for (uint64_t i = 0; i < room / 8; i++)
        assert_int_equal(book[i], 0);
    assert_int_equal(used, 77);
    free(book);
    rows_free(&list);
}

/* A conflict between rows is found after they were laid out: the memory then holds no book. */
static void leave_no_half_book(void **state)
{
    (void)state;
    book_rows list = {0};
    rows_simple(&list, "acme", "m");
    const uint64_t room = toll_book_size(8), stride = sizeof(toll_bill_row);
    uint64_t *book = calloc(1, room), used = 77;
    assert_int_equal(toll_book_compile(list.rows, 4, stride, book, room, &used, NULL), TOLL_OK);
    assert_int_equal(toll_book_open(book, used, NULL), TOLL_OK);
    used = 77;
    rows_simple(&list, "acme", "m");
    assert_int_equal(toll_book_compile(list.rows, 8, stride, book, room, &used, NULL), TOLL_E_CONFLICT);
    assert_int_equal(used, 77);
    assert_int_equal(toll_book_open(book, room, NULL), TOLL_E_OBJECT);
    assert_int_equal(toll_book_count(book, room), 0);
    free(book);
    rows_free(&list);
}

/* Names chosen to share a hundredth of the slots would make every look-up a search: no such book is written. */
static void refuse_names_that_collide(void **state)
{
    (void)state;
    book_rows list = {0};
    toll_error err;
    book_block block;
    char name[96];
    rows_simple(&list, "acme", "m");
    for (uint32_t i = 0; list.count < 1500; i++) {
        const int length = snprintf(name, sizeof name, "chosen-%u", i);
        if (toll__hash_text(name, (uint64_t)length) < UINT32_MAX / 100)
            rows_text(&list, TOLL_ROW_TIER, 0, name);
    }
    assert_int_equal(block_make(&list, &block, &err), TOLL_E_UNSUPPORTED);
    assert_non_null(strstr(err.message, "hash alike"));
    for (uint32_t i = 0; i < 1490; i++) /* as many others are no trouble */
        snprintf(list.rows[4 + i].text, sizeof list.rows[0].text, "%u", i);
    list.count = 1490;
    for (uint64_t i = 4; i < list.count; i++)
        memset(list.rows[i].text + strlen(list.rows[i].text), 0, 96 - strlen(list.rows[i].text));
    assert_compiles(&list);
}

/* ---- one row ---- */

typedef struct wrong_field {
    const char *name;
    void (*set)(toll_bill_row *row);
    uint64_t kinds; /* bit k: a row of kind k may have the field */
} wrong_field;

#define K(kind) (UINT64_C(1) << TOLL_ROW_##kind)
#define SETTER(name, statement)                                                                                        \
    static void set_##name(toll_bill_row *row)                                                                         \
    {                                                                                                                  \
        row->statement;                                                                                                \
    }
SETTER(op, op = 1)
SETTER(meter, meter = 1)
SETTER(other_meter, other_meter = 2)
SETTER(origin, origin = 1)
SETTER(is_contract, is_contract = 1)
SETTER(layer, layer = 1)
SETTER(from_s, from_s = 5)
SETTER(until_s, until_s = 6)
SETTER(quantity, quantity = 1)
SETTER(per, per = 1)
SETTER(number, number.coef = 1)
SETTER(weekdays, weekdays = 1)
SETTER(start_s, start_s = 1)
SETTER(end_s, end_s = 1)
SETTER(utc_offset_s, utc_offset_s = 1)
SETTER(key, key[0] = 'k')
SETTER(value, value[0] = 'v')
SETTER(text, text[0] = 't')

/* The header's list of kinds, turned around: what each field is for. */
static const wrong_field fields[] = {
    {"op", set_op,
     K(MATCH) | K(MULTIPLIER) | K(WHEN_COUNT) | K(WHEN_TIER) | K(WHEN_REGION) | K(WHEN_ATTRIBUTE) | K(REGION) |
         K(ATTRIBUTE) | K(WHEN_COUNTER) | K(WHEN_NUMBER) | K(MINIMUM) | K(STEP) | K(ALLOWANCE) | K(VOLUME) | K(FEE) |
         K(FLOOR) | K(CAP)},
    {"meter", set_meter,
     K(PRICE) | K(MULTIPLIER) | K(WHEN_COUNT) | K(MINIMUM) | K(STEP) | K(ALLOWANCE) | K(VOLUME) | K(FALLBACK) |
         K(DEFAULT_PART) | K(FEE)},
    {"other_meter", set_other_meter, K(FALLBACK) | K(DEFAULT_PART)},
    {"origin", set_origin, K(TARIFF)},
    {"is_contract", set_is_contract, K(PRICE) | K(FEE) | K(FLOOR) | K(CAP)},
    {"layer", set_layer, K(TARIFF)},
    {"from_s", set_from_s, K(TARIFF) | K(WHEN_INSTANT) | K(HOLIDAY) | K(CALENDAR) | K(ZONE)},
    {"until_s", set_until_s, K(TARIFF) | K(WHEN_INSTANT) | K(CALENDAR) | K(ZONE)},
    {"quantity", set_quantity, K(WHEN_COUNTER) | K(WHEN_COUNT) | K(MINIMUM) | K(STEP) | K(ALLOWANCE) | K(VOLUME)},
    {"per", set_per, K(PRICE) | K(VOLUME)},
    {"number", set_number,
     K(WHEN_NUMBER) | K(PRICE) | K(MULTIPLIER) | K(ALLOWANCE) | K(VOLUME) | K(FEE) | K(FLOOR) | K(CAP)},
    {"weekdays", set_weekdays, K(WHEN_TIME)},
    {"start_s", set_start_s, K(WHEN_TIME)},
    {"end_s", set_end_s, K(WHEN_TIME)},
    {"utc_offset_s", set_utc_offset_s, K(WHEN_TIME) | K(WHEN_HOLIDAY)},
    {"key", set_key,
     K(TARIFF) | K(WHEN_ATTRIBUTE) | K(WHEN_TIME) | K(WHEN_HOLIDAY) | K(ALLOWANCE) | K(VOLUME) | K(HOLIDAY) |
         K(ATTRIBUTE) | K(CALENDAR) | K(WHEN_COUNTER) | K(WHEN_NUMBER) | K(ZONE) | K(FEE) | K(FLOOR) | K(CAP)},
    {"value", set_value, K(TARIFF)},
    {"text", set_text,
     K(TARIFF) | K(MATCH) | K(RULE) | K(MULTIPLIER) | K(WHEN_TIER) | K(WHEN_REGION) | K(WHEN_ATTRIBUTE) | K(TIER) |
         K(WHEN_TIME) | K(WHEN_HOLIDAY) | K(REGION) | K(ATTRIBUTE) | K(ZONE) | K(FEE) | K(FLOOR) | K(CAP)},
};

static void rows_with_amounts(book_rows *list)
{
    rows_every_kind(list);
    toll_bill_row *row = rows_add(list, TOLL_ROW_DEFAULT_PART);
    row->meter = TOLL_METER_CACHE_WRITE;
    row->other_meter = TOLL_METER_CACHE_WRITE_1H;
    rows_add(list, TOLL_ROW_FEE)->meter = TOLL_METER_WEB_SEARCH;
    rows_add(list, TOLL_ROW_FLOOR)->number.coef = 1;
    rows_add(list, TOLL_ROW_CAP)->number.coef = 2;
}

/* Each field on each kind of row that has none: a conflict that names both. */
static void refuse_fields_of_other_kinds(void **state)
{
    (void)state;
    for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++)
        for (size_t at = 4;; at++) {
            book_rows list = {0};
            rows_with_amounts(&list);
            if (at >= list.count) {
                rows_free(&list);
                break;
            }
            if ((fields[f].kinds >> list.rows[at].kind & 1) != 0) {
                rows_free(&list);
                continue;
            }
            fields[f].set(&list.rows[at]);
            assert_refused(&list, TOLL_E_CONFLICT, (int64_t)at, fields[f].name, "rows of this kind do not use it");
        }
}

static void refuse_empty_fields(void **state)
{
    (void)state;
    static const struct {
        uint32_t kind;
        const char *field;
    } needed[] = {
        {TOLL_ROW_MATCH, "op"},           {TOLL_ROW_PRICE, "meter"},        {TOLL_ROW_MULTIPLIER, "op"},
        {TOLL_ROW_WHEN_COUNT, "op"},      {TOLL_ROW_WHEN_TIER, "text"},     {TOLL_ROW_WHEN_REGION, "text"},
        {TOLL_ROW_WHEN_ATTRIBUTE, "key"}, {TOLL_ROW_WHEN_HOLIDAY, "key"},   {TOLL_ROW_MINIMUM, "meter"},
        {TOLL_ROW_STEP, "meter"},         {TOLL_ROW_ALLOWANCE, "meter"},    {TOLL_ROW_VOLUME, "meter"},
        {TOLL_ROW_FALLBACK, "meter"},     {TOLL_ROW_TIER, "text"},          {TOLL_ROW_HOLIDAY, "key"},
        {TOLL_ROW_TARIFF, "origin"},      {TOLL_ROW_CALENDAR, "key"},       {TOLL_ROW_WHEN_COUNTER, "op"},
        {TOLL_ROW_WHEN_NUMBER, "op"},     {TOLL_ROW_ZONE, "key"},           {TOLL_ROW_REGION, "text"},
        {TOLL_ROW_ATTRIBUTE, "key"},      {TOLL_ROW_DEFAULT_PART, "meter"},
    };
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        book_rows list = {0};
        rows_simple(&list, "acme", "m");
        rows_add(&list, TOLL_ROW_RULE);
        rows_add(&list, needed[i].kind);
        assert_refused(&list, TOLL_E_MISSING, 5, needed[i].field, "must be given");
    }
    static const char *const texts[] = {"key", "value", "text"};
    for (int i = 0; i < 3; i++) {
        book_rows list = {0};
        toll_bill_row *row = rows_simple(&list, "acme", "m");
        memset(i == 0 ? row->key : i == 1 ? row->value : row->text, 0, 1);
        if (i == 0)
            memset(row->key, 0, sizeof row->key);
        if (i == 1)
            memset(row->value, 0, sizeof row->value);
        assert_refused(&list, TOLL_E_MISSING, 0, texts[i], "must be given");
    }
    book_rows list = {0};
    rows_simple(&list, "acme", "m");
    rows_meter(&list, TOLL_ROW_STEP, M, 0);
    assert_refused(&list, TOLL_E_MISSING, 4, "quantity", "must be given");
    rows_simple(&list, "acme", "m")[2].per = 0;
    assert_refused(&list, TOLL_E_MISSING, 2, "per", "must be given");
}

static void refuse_numbers_out_of_range(void **state)
{
    (void)state;
    book_rows list = {0};
    rows_simple(&list, "acme", "m")[2].number.coef = -1;
    assert_refused(&list, TOLL_E_RANGE, 2, "number", "must be in 0 ..");
    rows_simple(&list, "acme", "m")[2].per = (INT64_C(1) << 53) + 1;
    assert_refused(&list, TOLL_E_RANGE, 2, "per", "must be in 0 .. 9e15");
    rows_simple(&list, "acme", "m")[1].op = 7;
    assert_refused(&list, TOLL_E_RANGE, 1, "op", "must be in 0 .. 6, got 7");
    rows_simple(&list, "acme", "m");
    rows_text(&list, TOLL_ROW_MULTIPLIER, 4, "x");
    assert_refused(&list, TOLL_E_RANGE, 4, "op", "must be in 0 .. 3, got 4");
    rows_simple(&list, "acme", "m");
    rows_text(&list, TOLL_ROW_MULTIPLIER, 1, "x")->number.coef = -5;
    assert_refused(&list, TOLL_E_RANGE, 4, "number", "must be in 0 ..");
    static const uint32_t most[4] = {TOLL_MINIMUM_TOTAL, TOLL_STEP_NEAREST, TOLL_RATIO_GIVEN, TOLL_VOLUME_ALL};
    for (uint32_t i = 0; i < 4; i++) { /* the op of what changes quantities */
        rows_simple(&list, "acme", "m");
        toll_bill_row *row = rows_meter(&list, TOLL_ROW_MINIMUM + i, M, 1);
        row->op = most[i] + 1;
        row->key[0] = i == 2 ? 'c' : 0;
        row->per = i == 3;
        assert_refused(&list, TOLL_E_RANGE, 4, "op", "must be in 0 .. ");
    }
    rows_simple(&list, "acme", "m");
    rows_add(&list, TOLL_ROW_RULE);
    rows_add(&list, TOLL_ROW_WHEN_TIME)->start_s = 86400;
    assert_refused(&list, TOLL_E_RANGE, 5, "start_s", "must be in 0 .. 86399, got 86400");
    rows_simple(&list, "acme", "m");
    rows_add(&list, TOLL_ROW_RULE);
    rows_add(&list, TOLL_ROW_WHEN_TIME)->end_s = 86400;
    assert_compiles(&list);
}

static void refuse_currencies(void **state)
{
    (void)state;
    static const char *const wrong[] = {"usd", "US", "USDT", "ZZZ", "X", "X-", "XAU", "US1", "x-credit", "-"};
    static const char *const right[] = {"USD", "EUR", "KWD", "JPY", "X-CREDIT", "X-neurons"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        book_rows list = {0};
        toll_bill_row *row = rows_simple(&list, "acme", "m");
        memset(row->value, 0, sizeof row->value);
        strcpy(row->value, wrong[i]);
        assert_refused(&list, TOLL_E_RANGE, 0, "value", "must be a currency");
    }
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        book_rows list = {0};
        toll_bill_row *row = rows_simple(&list, "acme", "m");
        memset(row->value, 0, sizeof row->value);
        strcpy(row->value, right[i]);
        assert_compiles(&list);
    }
}

static void refuse_unknown_holidays(void **state)
{
    (void)state;
    for (int known = 0; known < 2; known++) {
        book_rows list = {0};
        rows_simple(&list, "acme", "m");
        rows_add(&list, TOLL_ROW_RULE);
        rows_key(&list, TOLL_ROW_WHEN_TIME, "cn");
        rows_simple(&list, "other", "n");
        if (known)
            rows_key(&list, TOLL_ROW_HOLIDAY, "cn"); /* of another tariff, later: still the book's */
        if (known)
            rows_calendar(&list, "cn", 0, 86400);
        if (known)
            assert_compiles(&list);
        else
            assert_refused(&list, TOLL_E_MISSING, 5, "key", "names a holiday list that has no day in this book");
    }
}

/* ---- rows together ---- */

static void refuse_rows_outside(void **state)
{
    (void)state;
    book_rows list = {0};
    rows_price(&list, M, 1);
    rows_simple(&list, "acme", "m");
    assert_refused(&list, TOLL_E_CONFLICT, 0, "kind", "stands before the first row of kind tariff");
    for (uint32_t kind = TOLL_ROW_WHEN_COUNT; kind <= TOLL_ROW_WHEN_INSTANT; kind++) {
        rows_simple(&list, "acme", "m");
        rows_key(&list, TOLL_ROW_HOLIDAY, "h");
        toll_bill_row *row = rows_add(&list, kind);
        if (kind == TOLL_ROW_WHEN_COUNT)
            row->meter = row->op = 1;
        if (kind == TOLL_ROW_WHEN_TIER || kind == TOLL_ROW_WHEN_REGION || kind == TOLL_ROW_WHEN_ATTRIBUTE)
            row->text[0] = 'x';
        if (kind == TOLL_ROW_WHEN_ATTRIBUTE || kind == TOLL_ROW_WHEN_HOLIDAY)
            row->key[0] = 'h';
        row->until_s = kind == TOLL_ROW_WHEN_INSTANT;
        assert_refused(&list, TOLL_E_CONFLICT, 5, "kind", "is a predicate outside a rule or multiplier");
    }
    rows_simple(&list, "acme", "m");
    rows_text(&list, TOLL_ROW_MULTIPLIER, 1, "half")->number.coef = 1;
    rows_price(&list, TOLL_METER_REASONING, 1);
    assert_refused(&list, TOLL_E_CONFLICT, 5, "kind", "is a price inside a multiplier, which cannot hold one");
}

static void refuse_what_stands_twice(void **state)
{
    (void)state;
    book_rows list = {0};
    rows_simple(&list, "acme", "m");
    rows_price(&list, M, 1);
    assert_refused(&list, TOLL_E_CONFLICT, 4, "meter", "is priced twice");
    rows_simple(&list, "acme", "m");
    rows_price(&list, M, 1)->is_contract = 1;
    rows_add(&list, TOLL_ROW_RULE);
    rows_price(&list, M, 1);
    rows_add(&list, TOLL_ROW_RULE);
    rows_price(&list, M, 1);
    assert_compiles(&list);
    rows_simple(&list, "acme", "m");
    rows_add(&list, TOLL_ROW_RULE);
    rows_price(&list, M, 1);
    rows_price(&list, M, 1);
    assert_refused(&list, TOLL_E_CONFLICT, 6, "meter", "is priced twice");
}

/* One row of these kinds a meter in each block: the tariff itself, a rule, a multiplier. */
static void refuse_what_a_block_has_twice(void **state)
{
    (void)state;
    static const uint32_t once[] = {TOLL_ROW_FALLBACK, TOLL_ROW_MINIMUM, TOLL_ROW_STEP, TOLL_ROW_ALLOWANCE};
    static const uint32_t openers[] = {TOLL_ROW_TIER, TOLL_ROW_RULE, TOLL_ROW_MULTIPLIER}; /* the first opens nothing */
    for (int i = 0; i < 4; i++)
        for (int block = 0; block < 3; block++)
            for (int twice = 0; twice < 2; twice++) {
                book_rows list = {0};
                rows_simple(&list, "acme", "m");
                for (int opened = 0; opened <= block; opened++) { /* one of each: that is no second one */
                    rows_text(&list, openers[opened], opened == 2 ? TOLL_FACTOR_LIST : 0, "x");
                    strcpy(rows_meter(&list, once[i], M, i > 0)->key, i == 3 ? "c" : "");
                }
                if (twice)
                    strcpy(rows_meter(&list, once[i], M, i > 0)->key, i == 3 ? "c" : "");
                if (twice)
                    assert_refused(&list, TOLL_E_CONFLICT, 6 + 2 * block, "meter", "already has a row of this kind in");
                else
                    assert_compiles(&list);
            }
}

/* An amount of a record: a list one and a negotiated one, of each meter. */
static void refuse_amounts_that_stand_twice(void **state)
{
    (void)state;
    for (uint32_t kind = TOLL_ROW_FEE; kind <= TOLL_ROW_CAP; kind++)
        for (int twice = 0; twice < 3; twice++) {
            book_rows list = {0};
            rows_simple(&list, "acme", "m");
            rows_add(&list, kind);
            rows_add(&list, kind)->is_contract = 1;
            rows_add(&list, TOLL_ROW_RULE);
            rows_add(&list, kind);
            if (kind == TOLL_ROW_FEE)
                rows_add(&list, kind)->meter = M;
            if (twice > 0)
                rows_add(&list, kind)->is_contract = twice == 2;
            if (twice == 1)
                assert_refused(&list, TOLL_E_CONFLICT, kind == TOLL_ROW_FEE ? 9 : 8, "meter",
                               "already has a row of this kind in");
            else
                assert_compiles(&list);
        }
    book_rows list = {0};
    rows_simple(&list, "acme", "m");
    rows_add(&list, TOLL_ROW_FLOOR)->number.coef = -1;
    assert_refused(&list, TOLL_E_RANGE, 4, "number", "must be in 0 ..");
    static const uint32_t unknown[] = {TOLL_ROW_CAP + 20, 63, UINT32_MAX};
    for (int i = 0; i < 3; i++) {
        rows_simple(&list, "acme", "m");
        rows_add(&list, unknown[i]);
        assert_refused(&list, TOLL_E_RANGE, 4, "kind", "must be in 1 ..");
    }
}

static void add_volume(book_rows *list, const char *counter, int64_t above)
{
    toll_bill_row *row = rows_key(list, TOLL_ROW_VOLUME, counter);
    row->meter = M;
    row->quantity = above;
    row->per = 1;
}

static void refuse_volume_tiers(void **state)
{
    (void)state;
    book_rows list = {0};
    rows_simple(&list, "acme", "m");
    add_volume(&list, "c", 10);
    add_volume(&list, "c", 10);
    assert_refused(&list, TOLL_E_CONFLICT, 5, "quantity", "must rise");
    rows_simple(&list, "acme", "m");
    add_volume(&list, "c", 10);
    add_volume(&list, "d", 20);
    assert_refused(&list, TOLL_E_CONFLICT, 5, "key", "differs from the counter");
    rows_simple(&list, "acme", "m");
    add_volume(&list, "c", 10);
    add_volume(&list, "c", 11);
    rows_add(&list, TOLL_ROW_RULE);
    add_volume(&list, "d", 10); /* another list, which takes the place of the first where the rule holds */
    assert_compiles(&list);
    for (uint32_t op = TOLL_VOLUME_MARGINAL; op <= TOLL_VOLUME_ALL; op++) { /* 0 is marginal */
        rows_simple(&list, "acme", "m");
        add_volume(&list, "c", 10);
        add_volume(&list, "c", 11);
        list.rows[5].op = op;
        if (op == TOLL_VOLUME_MARGINAL)
            assert_compiles(&list);
        else
            assert_refused(&list, TOLL_E_CONFLICT, 5, "op", "differs from that of the meter's other tiers");
    }
}

static void refuse_empty_tariffs(void **state)
{
    (void)state;
    book_rows list = {0};
    rows_tariff(&list, "acme", "m");
    rows_price(&list, M, 1);
    rows_simple(&list, "acme", "n");
    assert_refused(&list, TOLL_E_MISSING, 0, "kind", "is a tariff without a name");
    rows_simple(&list, "acme", "n");
    rows_tariff(&list, "acme", "m");
    rows_text(&list, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, "m");
    assert_refused(&list, TOLL_E_MISSING, 4, "kind", "is a tariff without a price");
    rows_tariff(&list, "acme", "m");
    rows_text(&list, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, "m");
    rows_add(&list, TOLL_ROW_RULE);
    rows_price(&list, M, 0);
    assert_compiles(&list); /* free is a price, and a rule's is one */
}

static void refuse_empty_intervals(void **state)
{
    (void)state;
    for (int64_t until = 99; until <= 101; until++) {
        book_rows list = {0};
        toll_bill_row *row = rows_simple(&list, "acme", "m");
        row->from_s = 100;
        row->until_s = until;
        if (until > 100)
            assert_compiles(&list);
        else
            assert_refused(&list, TOLL_E_CONFLICT, 0, "until_s", "the interval is empty");
        rows_simple(&list, "acme", "m");
        rows_add(&list, TOLL_ROW_RULE);
        row = rows_add(&list, TOLL_ROW_WHEN_INSTANT);
        row->from_s = 100;
        row->until_s = until;
        if (until > 100)
            assert_compiles(&list);
        else
            assert_refused(&list, TOLL_E_CONFLICT, 5, "until_s", "the interval is empty");
    }
}

/* The longest SKU is cut, so that the cure has room. */
static void tell_the_cure_of_an_overlap(void **state)
{
    (void)state;
    char sku[96];
    memset(sku, 's', sizeof sku - 1);
    sku[sizeof sku - 1] = '\0';
    book_rows list = {0};
    rows_simple(&list, "acme", sku);
    rows_simple(&list, "acme", sku)->from_s = 100;
    assert_refused(&list, TOLL_E_CONFLICT, 4, "from_s",
                   "sss that row 0 opens: end that one there (until_s), or give one a higher layer");
}

/* Half-open versions of one SKU in any order of rows: they may touch, never overlap, whatever lies between them. */
static void refuse_overlapping_versions(void **state)
{
    (void)state;
    static const int64_t cuts[4][2] = {{TOLL_TIME_MIN, 100}, {100, 200}, {200, 300}, {300, TOLL_TIME_MAX}};
    static const int orders[3][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}};
    for (int o = 0; o < 3; o++)
        for (int wrong = -1; wrong < 3; wrong++) {
            book_rows list = {0};
            int64_t row_of[4] = {0};
            for (int i = 0; i < 4; i++) {
                const int version = orders[o][i];
                row_of[version] = (int64_t)list.count;
                toll_bill_row *row = rows_simple(&list, "acme", "m");
                row->from_s = cuts[version][0];
                row->until_s = cuts[version][1] + (version == wrong);
                rows_simple(&list, "acme", i % 2 ? "zz" : "a")->layer = i;
            }
            if (wrong < 0)
                assert_compiles(&list);
            else
                assert_refused(&list, TOLL_E_CONFLICT, row_of[wrong + 1], "from_s",
                               "overlaps the version of m that row ");
        }
}

static void tell_versions_from_others(void **state)
{
    (void)state;
    book_rows list = {0};
    rows_simple(&list, "acme", "m");
    rows_simple(&list, "acme", "m")->layer = 1;
    rows_simple(&list, "other", "m");
    strcpy(rows_simple(&list, "acme", "m")->text, "m2");
    assert_compiles(&list);
}

static void add_fallback(book_rows *list, uint32_t meter, uint32_t other)
{
    toll_bill_row *row = rows_add(list, TOLL_ROW_FALLBACK);
    row->meter = meter;
    row->other_meter = other;
}

static void refuse_loops(void **state)
{
    (void)state;
    book_rows list = {0};
    rows_simple(&list, "acme", "m");
    add_fallback(&list, TOLL_METER_PAGE, TOLL_METER_PAGE);
    assert_refused(&list, TOLL_E_CONFLICT, 4, "other_meter", "is the meter itself");
    rows_simple(&list, "acme", "m");
    add_fallback(&list, TOLL_METER_PAGE, TOLL_METER_IMAGE);
    add_fallback(&list, TOLL_METER_IMAGE, TOLL_METER_CHARACTER);
    add_fallback(&list, TOLL_METER_CHARACTER, TOLL_METER_PAGE);
    assert_refused(&list, TOLL_E_CONFLICT, 6, "other_meter", "closes a loop of fall-backs");
    /* 5-minute writes at the 1-hour price: with the registry's own 1h -> 5m a loop, unless the 1-hour price is there. */
    rows_simple(&list, "acme", "m");
    add_fallback(&list, TOLL_METER_CACHE_WRITE_5M, TOLL_METER_CACHE_WRITE_1H);
    assert_refused(&list, TOLL_E_CONFLICT, 4, "other_meter", "closes a loop of fall-backs");
    rows_simple(&list, "acme", "m");
    add_fallback(&list, TOLL_METER_CACHE_WRITE_5M, TOLL_METER_CACHE_WRITE_1H);
    rows_price(&list, TOLL_METER_CACHE_WRITE_1H, 5);
    assert_compiles(&list);
    rows_simple(&list, "acme", "m");
    add_fallback(&list, TOLL_METER_CACHE_WRITE_5M, TOLL_METER_CACHE_WRITE_1H);
    add_fallback(&list, TOLL_METER_CACHE_WRITE_1H, 0);
    assert_compiles(&list);
}

static void add_part(book_rows *list, uint32_t total, uint32_t part)
{
    add_fallback(list, total, part);
    list->rows[list->count - 1].kind = TOLL_ROW_DEFAULT_PART;
}

/* A default part is a part of its total, once in a block, and not beside a fall-back, in either order. */
static void refuse_default_parts(void **state)
{
    (void)state;
    static const uint32_t parts[4][2] = {{TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_WRITE_1H},
                                         {TOLL_METER_OUTPUT, TOLL_METER_OUTPUT_IMAGE},
                                         {TOLL_METER_INPUT, TOLL_METER_INPUT_AUDIO},
                                         {TOLL_METER_CACHE_READ, TOLL_METER_CACHE_READ_AUDIO}};
    static const uint32_t others[4][2] = {{TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_WRITE},
                                          {TOLL_METER_INPUT, TOLL_METER_CACHE_READ},
                                          {TOLL_METER_INPUT, TOLL_METER_CACHE_WRITE_1H},
                                          {TOLL_METER_CACHE_WRITE_1H, TOLL_METER_CACHE_WRITE}};
    book_rows list = {0};
    for (int i = 0; i < 4; i++) {
        rows_simple(&list, "acme", "m");
        add_part(&list, parts[i][0], parts[i][1]);
        rows_add(&list, TOLL_ROW_RULE);
        add_part(&list, parts[i][0], parts[i][1]);
        assert_compiles(&list);
        rows_simple(&list, "acme", "m");
        add_part(&list, others[i][0], others[i][1]);
        assert_refused(&list, TOLL_E_CONFLICT, 4, "other_meter", "is not a modality, a kind of writes");
    }
    rows_simple(&list, "acme", "m");
    add_part(&list, TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_WRITE_1H);
    add_part(&list, TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_WRITE_5M);
    assert_refused(&list, TOLL_E_CONFLICT, 5, "meter", "already has a row of this kind in");
    for (int i = 0; i < 2; i++) {
        rows_simple(&list, "acme", "m");
        add_fallback(&list, TOLL_METER_CACHE_WRITE, TOLL_METER_INPUT);
        add_part(&list, TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_WRITE_1H);
        if (i == 1) {
            const toll_bill_row row = list.rows[4];
            list.rows[4] = list.rows[5];
            list.rows[5] = row;
        }
        assert_refused(&list, TOLL_E_CONFLICT, 5, "meter", "has a fall-back as well as a default part");
    }
}

/* Fall-backs of rules may hold together with each other and with those of the registry. */
static void refuse_loops_of_rules(void **state)
{
    (void)state;
    book_rows list = {0};
    rows_simple(&list, "acme", "m");
    rows_add(&list, TOLL_ROW_RULE);
    add_fallback(&list, TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_WRITE_5M); /* and 5m -> cache_write */
    assert_refused(&list, TOLL_E_CONFLICT, 5, "other_meter", "closes a loop of fall-backs");
    rows_simple(&list, "acme", "m");
    rows_add(&list, TOLL_ROW_RULE);
    add_fallback(&list, TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_WRITE_5M);
    rows_price(&list, TOLL_METER_CACHE_WRITE_5M, 5); /* whenever the fall-back holds, so does the price */
    assert_compiles(&list);
    rows_simple(&list, "acme", "m");
    rows_add(&list, TOLL_ROW_RULE);
    add_fallback(&list, TOLL_METER_PAGE, TOLL_METER_IMAGE);
    rows_text(&list, TOLL_ROW_MULTIPLIER, TOLL_FACTOR_LIST, "x");
    add_fallback(&list, TOLL_METER_IMAGE, TOLL_METER_PAGE);
    assert_refused(&list, TOLL_E_CONFLICT, 7, "other_meter", "closes a loop of fall-backs");
    rows_simple(&list, "acme", "m");
    add_fallback(&list, TOLL_METER_PAGE, TOLL_METER_IMAGE);
    rows_add(&list, TOLL_ROW_RULE);
    add_fallback(&list, TOLL_METER_PAGE, TOLL_METER_CHARACTER);
    assert_compiles(&list);
    /* The second parent is asked only where the first has no price. */
    for (int is_priced = 0; is_priced < 2; is_priced++) {
        rows_simple(&list, "acme", "m");
        if (is_priced)
            rows_price(&list, TOLL_METER_CACHE_READ, 1);
        else
            rows_price(&list, TOLL_METER_PAGE, 1);
        add_fallback(&list, TOLL_METER_INPUT_AUDIO, TOLL_METER_CACHE_READ_AUDIO);
        if (is_priced)
            assert_compiles(&list);
        else
            assert_refused(&list, TOLL_E_CONFLICT, 5, "other_meter", "closes a loop of fall-backs");
    }
}

/* Cached audio is a part of cached input and of audio: with both priced it needs a price, or a word on whose it is. */
static void refuse_unpriced_common_parts(void **state)
{
    (void)state;
    static const uint32_t modalities[3][2] = {{TOLL_METER_INPUT_AUDIO, TOLL_METER_CACHE_READ_AUDIO},
                                              {TOLL_METER_INPUT_IMAGE, TOLL_METER_CACHE_READ_IMAGE},
                                              {TOLL_METER_INPUT_VIDEO, TOLL_METER_CACHE_READ_VIDEO}};
    for (int i = 0; i < 3; i++) {
        book_rows list = {0};
        rows_simple(&list, "acme", "m");
        rows_price(&list, TOLL_METER_CACHE_READ, 1);
        rows_price(&list, modalities[i][0], 1);
        assert_refused(&list, TOLL_E_CONFLICT, 5, "meter", "is priced together with cache_read, but their common part");
        rows_simple(&list, "acme", "m");
        rows_price(&list, TOLL_METER_CACHE_READ, 1);
        rows_price(&list, modalities[i][0], 1);
        rows_price(&list, modalities[i][1], 1);
        assert_compiles(&list);
        rows_simple(&list, "acme", "m");
        rows_price(&list, TOLL_METER_CACHE_READ, 1);
        rows_price(&list, modalities[i][0], 1);
        add_fallback(&list, modalities[i][1], TOLL_METER_CACHE_READ);
        assert_compiles(&list);
        for (int is_here = 0; is_here < 2;
             is_here++) { /* a fall-back of the same rule counts, one of another does not */
            rows_simple(&list, "acme", "m");
            rows_price(&list, TOLL_METER_CACHE_READ, 1);
            rows_add(&list, TOLL_ROW_RULE);
            rows_price(&list, modalities[i][0], 1);
            if (!is_here)
                rows_add(&list, TOLL_ROW_RULE);
            add_fallback(&list, modalities[i][1], TOLL_METER_CACHE_READ);
            if (is_here)
                assert_compiles(&list);
            else
                assert_refused(&list, TOLL_E_CONFLICT, 6, "meter", "is priced together with cache_read");
        }
        rows_simple(&list, "acme", "m");
        rows_price(&list, TOLL_METER_CACHE_READ, 1);
        rows_add(&list, TOLL_ROW_RULE);
        rows_price(&list, modalities[i][0], 1);
        rows_add(&list, TOLL_ROW_RULE);
        assert_refused(&list, TOLL_E_CONFLICT, 6, "meter", "is priced together with cache_read, but their common part");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keep_the_bytes),
        cmocka_unit_test(give_the_same_bytes_again),
        cmocka_unit_test(give_rows_back),
        cmocka_unit_test(intern_texts),
        cmocka_unit_test(stay_within_the_size),
        cmocka_unit_test(refuse_arguments),
        cmocka_unit_test(leave_no_half_book),
        cmocka_unit_test(refuse_names_that_collide),
        cmocka_unit_test(refuse_fields_of_other_kinds),
        cmocka_unit_test(refuse_empty_fields),
        cmocka_unit_test(refuse_numbers_out_of_range),
        cmocka_unit_test(refuse_currencies),
        cmocka_unit_test(refuse_unknown_holidays),
        cmocka_unit_test(refuse_rows_outside),
        cmocka_unit_test(refuse_what_stands_twice),
        cmocka_unit_test(refuse_what_a_block_has_twice),
        cmocka_unit_test(refuse_amounts_that_stand_twice),
        cmocka_unit_test(refuse_volume_tiers),
        cmocka_unit_test(refuse_empty_tariffs),
        cmocka_unit_test(refuse_empty_intervals),
        cmocka_unit_test(refuse_overlapping_versions),
        cmocka_unit_test(tell_the_cure_of_an_overlap),
        cmocka_unit_test(tell_versions_from_others),
        cmocka_unit_test(refuse_loops),
        cmocka_unit_test(refuse_default_parts),
        cmocka_unit_test(refuse_loops_of_rules),
        cmocka_unit_test(refuse_unpriced_common_parts),
    };
    return cmocka_run_group_tests_name("book_compile", tests, NULL, NULL);
}
