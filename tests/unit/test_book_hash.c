/* SPDX-License-Identifier: Apache-2.0 */
/* The content hash: by its definition, over every field, and over nothing but what rows say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/bill_inputs.h"
#include "base/sha256.h"
#include "book/book.h"
#include "book/tariff_hash.h"
#include "support/book_rows.h"

static void hash_text(const unsigned char hash[TOLL__BOOK_HASH], char text[65])
{
    for (int i = 0; i < 32; i++)
        snprintf(text + 2 * i, 3, "%02x", hash[i]);
}

static void tariff_hash(const book_block *block, uint32_t index, unsigned char hash[TOLL__BOOK_HASH])
{
    toll__book book;
    assert_int_equal(toll__book_view(block->words, block->size, &book, NULL), TOLL_OK);
    const toll__tariff tariff = toll__book_tariff(&book, index);
    toll__tariff_hash(&book, &tariff, hash);
}

/* ---- as defined ---- */

/* The example of tariff_hash.c, byte by byte: a tariff of acme, its name, a price. */
static void hash_the_bytes_of_the_definition(void **state)
{
    (void)state;
    static const unsigned char bytes[] = "toll tariff 1\n"
                                         "\x01\x01\0\0\0\0\0\0\0"               /* kind 1 */
                                         "\x05\x01\0\0\0\0\0\0\0"               /* origin 1 */
                                         "\x08\0\0\0\0\0\0\0\x80"               /* from_s: TOLL_TIME_MIN */
                                         "\x09\xff\xff\xff\xff\xff\xff\xff\x7f" /* until_s: TOLL_TIME_MAX */
                                         "\x13\x04"
                                         "acme" /* key */
                                         "\x14\x03"
                                         "USD" /* value */
                                         "\x15\x01"
                                         "m\0"                    /* text, end of the row */
                                         "\x01\x02\0\0\0\0\0\0\0" /* kind 2 */
                                         "\x02\x01\0\0\0\0\0\0\0" /* op 1 */
                                         "\x15\x01"
                                         "m\0"
                                         "\x01\x03\0\0\0\0\0\0\0"     /* kind 3 */
                                         "\x03\x01\0\0\0\0\0\0\0"     /* meter 1 */
                                         "\x0b\x40\x42\x0f\0\0\0\0\0" /* per 1,000,000 */
                                         "\x0c\xfa\0\0\0\0\0\0\0"     /* 250 */
                                         "\x0d\x02\0\0\0\0\0\0\0";    /* / 10^2; the NUL of the literal ends the row */
    unsigned char want[TOLL__BOOK_HASH], got[TOLL__BOOK_HASH];
    toll__sha256 sum;
    book_rows list = {0};
    book_block block;
    rows_tariff(&list, "acme", "m");
    rows_text(&list, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, "m");
    rows_price(&list, TOLL_METER_INPUT, 250);
    assert_int_equal(block_make(&list, &block, NULL), TOLL_OK);
    toll__sha256_start(&sum);
    toll__sha256_add(&sum, bytes, sizeof bytes);
    toll__sha256_end(&sum, want);
    tariff_hash(&block, 0, got);
    assert_memory_equal(got, want, sizeof want);

    char text[65], of_book[65];
    toll__sha256_start(&sum);
    toll__sha256_add(&sum, "toll book 1\n", 12);
    toll__sha256_add(&sum, want, sizeof want);
    toll__sha256_end(&sum, want);
    hash_text(want, text);
    assert_int_equal(toll_book_get_hash(block.words, block.size, of_book, sizeof of_book, NULL), TOLL_OK);
    assert_string_equal(of_book, text);
    block_free(&block);
    rows_free(&list);
}

/* Computed by another implementation, Python's struct and hashlib, from the rows of rows_every_kind(). These hashes never
 * change, whatever becomes of the format: auditors keep them. */
static void keep_the_hashes(void **state)
{
    (void)state;
    book_rows list = {0};
    book_block block;
    unsigned char hash[TOLL__BOOK_HASH];
    char text[65];
    rows_every_kind(&list);
    assert_int_equal(block_make(&list, &block, NULL), TOLL_OK);
    tariff_hash(&block, 0, hash);
    hash_text(hash, text);
    assert_string_equal(text, "3d39a0ee4c73d4cea040f47dfec4c958001c9bb46ca9515782dde525cf6ff09b");
    tariff_hash(&block, 1, hash);
    hash_text(hash, text);
    assert_string_equal(text, "1be397807c612837f56a3941a71a40c44842cbfd77b579b8007ab6fb13f9fac1");
    assert_int_equal(toll_book_get_hash(block.words, block.size, text, sizeof text, NULL), TOLL_OK);
    assert_string_equal(text, "4e678ae4b5625db8eab02b1f51ff3eadf411c03525161ef67146f1d1e3ebff86");
    block_free(&block);
    rows_free(&list);
}

/* ---- every field ---- */

static void hash_row(const toll_bill_row *row, unsigned char hash[TOLL__BOOK_HASH])
{
    static uint64_t memory[1024];
    toll__writer writer;
    toll__source source;
    assert_true(toll__compile_size(1) <= sizeof memory);
    toll__compile_start(&writer, memory, 1);
    toll__bill_take_row(row, &source);
    assert_int_equal(toll__compile_add(&writer, &source, NULL), TOLL_OK);
    const toll__book book = {.rows = writer.rows, .n_rows = 1, .texts = writer.interner.texts};
    const toll__tariff tariff = {writer.rows, 1, 0};
    toll__tariff_hash(&book, &tariff, hash);
}

static void change_field(toll_bill_row *row, const toll_field *field)
{
    unsigned char *at = (unsigned char *)row + field->offset_bytes;
    const toll_decimal number = {7, 0, 0};
    const int64_t wide = 7;
    const int32_t narrow = 7;
    switch (field->type) {
    case TOLL_TYPE_I32:
    case TOLL_TYPE_U32:
        memcpy(at, &narrow, sizeof narrow);
        return;
    case TOLL_TYPE_I64:
    case TOLL_TYPE_U64:
        memcpy(at, &wide, sizeof wide);
        return;
    case TOLL_TYPE_CHARS:
        memcpy(at, "x", 2);
        return;
    default:
        assert_int_equal(field->type, TOLL_TYPE_DECIMAL);
        memcpy(at, &number, sizeof number);
    }
}

/* A field that rows get later must be hashed as well: two books that differ in it are two books. */
static void hash_every_field_of_a_row(void **state)
{
    (void)state;
    unsigned char hashes[64][TOLL__BOOK_HASH];
    const uint32_t count = toll_field_count(TOLL_KIND_BILL_ROW);
    toll_bill_row row = {.kind = TOLL_ROW_PRICE};
    hash_row(&row, hashes[0]);
    for (uint32_t i = 0; i < count; i++) {
        toll_field field;
        memset(&row, 0, sizeof row);
        row.kind = TOLL_ROW_PRICE;
        assert_int_equal(toll_field_get(TOLL_KIND_BILL_ROW, i, &field, NULL), TOLL_OK);
        change_field(&row, &field);
        hash_row(&row, hashes[i + 1]);
        for (uint32_t other = 0; other <= i; other++)
            if (memcmp(hashes[other], hashes[i + 1], TOLL__BOOK_HASH) == 0)
                fail_msg("%s is not part of the hash, or has the tag of another field", field.name);
    }
    row = (toll_bill_row){.kind = TOLL_ROW_PRICE, .number = {0, 7, 0}};
    hash_row(&row, hashes[63]);
    assert_memory_not_equal(hashes[63], hashes[0], TOLL__BOOK_HASH);
}

/* ---- nothing else ---- */

/* The numbers of texts and the place in a book depend on the tariffs in front. */
static void hash_a_tariff_alike_in_any_book(void **state)
{
    (void)state;
    book_rows alone = {0}, behind = {0};
    book_block one, two;
    unsigned char first[TOLL__BOOK_HASH], second[TOLL__BOOK_HASH];
    rows_simple(&alone, "acme", "new");
    rows_simple(&behind, "zeta", "other");
    rows_text(&behind, TOLL_ROW_TIER, 0, "new");
    rows_simple(&behind, "acme", "new");
    assert_int_equal(block_make(&alone, &one, NULL), TOLL_OK);
    assert_int_equal(block_make(&behind, &two, NULL), TOLL_OK);
    tariff_hash(&one, 0, first);
    tariff_hash(&two, 1, second);
    assert_memory_equal(first, second, sizeof first);
    tariff_hash(&two, 0, second);
    assert_memory_not_equal(first, second, sizeof first);
    block_free(&one);
    block_free(&two);
    rows_free(&alone);
    rows_free(&behind);
}

/* Of the same tariffs in another order, another layer wins; so the order is part of the hash. */
static void tell_orders_apart(void **state)
{
    (void)state;
    char hashes[2][65];
    for (int turned = 0; turned < 2; turned++) {
        book_rows list = {0};
        book_block block;
        rows_simple(&list, "acme", turned ? "b" : "a");
        rows_simple(&list, "acme", turned ? "a" : "b");
        assert_int_equal(block_make(&list, &block, NULL), TOLL_OK);
        assert_int_equal(toll_book_get_hash(block.words, block.size, hashes[turned], 65, NULL), TOLL_OK);
        block_free(&block);
        rows_free(&list);
    }
    assert_string_not_equal(hashes[0], hashes[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hash_the_bytes_of_the_definition),
        cmocka_unit_test(keep_the_hashes),
        cmocka_unit_test(hash_every_field_of_a_row),
        cmocka_unit_test(hash_a_tariff_alike_in_any_book),
        cmocka_unit_test(tell_orders_apart),
    };
    return cmocka_run_group_tests_name("book_hash", tests, NULL, NULL);
}
