/* SPDX-License-Identifier: Apache-2.0 */
/* Books from a hostile hand: cut, flipped, with a hash made to fit, changed after they were opened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "book/book.h"
#include "book/tariff_card.h"
#include "book/book_seal.h"
#include "book/sections.h"
#include "support/book_rows.h"

static book_block make_book(void)
{
    book_rows list = {0};
    book_block block;
    rows_every_kind(&list);
    assert_int_equal(block_make(&list, &block, NULL), TOLL_OK);
    rows_free(&list);
    return block;
}

/* Memory of exactly these bytes, aligned, so that a sanitizer sees any read beyond them. */
static void *exact_copy(const void *bytes, uint64_t size)
{
    void *copy = malloc(size + !size);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    return copy;
}

/* Every reader, whatever the book is: statuses may be any, reads outside may not be. */
static void use_all(const void *book, uint64_t size)
{
    static const char *const names[] = {"old", "old-latest", "old-x", "new", ""};
    char hash[65];
    uint64_t card[800], id;
    toll_bill_row row;
    toll_error err;
    const toll__card_view *view = NULL;
    (void)toll_book_get_hash(book, size, hash, sizeof hash, &err);
    for (uint64_t i = 0; i < 40; i++)
        if (toll_book_get_row(book, size, i, &row, sizeof row, &err) == TOLL_OK)
            assert_non_null(memchr(row.text, 0, sizeof row.text));
    for (size_t i = 0; i < 5; i++) {
        const uint64_t length = strlen(names[i]);
        (void)toll_book_intern(book, size, names[i], length, &id, &err);
        for (int64_t at = 0; at < 2000000000; at += 1767225599)
            if (toll_book_find(book, size, "acme", i % 2 * 4, names[i], length, at, card, sizeof card, &err) ==
                    TOLL_OK &&
                toll__card_open(card, sizeof card, &view, &err) == TOLL_OK) {
                assert_true(view->tariff.rows >= view->book_rows);
                assert_true(view->tariff.rows + view->tariff.n_rows <= view->book_rows + view->n_book_rows);
                assert_non_null(memchr(view->currency, 0, 16));
                assert_non_null(memchr(view->hash, 0, sizeof hash));
            }
    }
}

static void open_a_sound_book(void **state)
{
    (void)state;
    book_block block = make_book();
    toll_error err;
    assert_int_equal(toll_book_open(block.words, block.size, &err), TOLL_OK);
    void *larger = calloc(1, block.size + 64);
    memcpy(larger, block.words, block.size);
    assert_int_equal(toll_book_open(larger, block.size + 64, &err), TOLL_OK);
    free(larger);
    use_all(block.words, block.size);
    block_free(&block);
}

static void refuse_arguments(void **state)
{
    (void)state;
    book_block block = make_book();
    toll_error err;
    char text[65];
    assert_int_equal(toll_book_open(NULL, 100, &err), TOLL_E_NULL);
    unsigned char *shifted = malloc(block.size + 8);
    memcpy(shifted + 4, block.words, block.size);
    assert_int_equal(toll_book_open(shifted + 4, block.size, &err), TOLL_E_OBJECT);
    assert_non_null(strstr(err.message, "aligned"));
    free(shifted);
    assert_int_equal(toll_book_get_hash(block.words, block.size, text, 64, &err), TOLL_E_BUFFER);
    assert_int_equal(toll_book_get_hash(block.words, block.size, NULL, 65, &err), TOLL_E_NULL);
    assert_int_equal(toll_book_get_hash(NULL, 0, text, 65, &err), TOLL_E_NULL);
    assert_int_equal(toll_book_count(NULL, 0), 0);
    block_free(&block);
}

static void refuse_every_truncation(void **state)
{
    (void)state;
    book_block block = make_book();
    for (uint64_t size = 0; size < block.size; size++) {
        toll_error err;
        void *cut = exact_copy(block.words, size);
        assert_int_equal(toll_book_open(cut, size, &err), TOLL_E_OBJECT);
        use_all(cut, size);
        free(cut);
    }
    block_free(&block);
}

/* The hash covers every byte but its own, which must equal it. */
static void refuse_every_flipped_bit(void **state)
{
    (void)state;
    book_block block = make_book();
    unsigned char *bytes = (unsigned char *)block.words;
    for (uint64_t i = 0; i < block.size; i++)
        for (int bit = 0; bit < 8; bit += 1 + (i >= sizeof(toll__book_header)) * 3) {
            toll_error err;
            bytes[i] = (unsigned char)(bytes[i] ^ 1 << bit);
            assert_int_equal(toll_book_open(bytes, block.size, &err), TOLL_E_OBJECT);
            if (i < sizeof(toll__book_header))
                use_all(bytes, block.size);
            bytes[i] = (unsigned char)(bytes[i] ^ 1 << bit);
        }
    assert_int_equal(toll_book_open(bytes, block.size, NULL), TOLL_OK);
    block_free(&block);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407); /* Knuth's MMIX */
    return *state >> 24;
}

/* Words that look like counts, numbers, offsets or limits. */
static uint32_t hostile_word(uint64_t *random)
{
    static const uint32_t edges[] = {0, 1, 2, 3, 7, 31, 34, 64, 95, 96, 255, 0x7fffffff, 0x80000000, 0xffffffff};
    if (next_random(random) % 2 == 0)
        return edges[next_random(random) % (sizeof edges / sizeof edges[0])];
    return (uint32_t)next_random(random) % 200;
}

/* Anybody can make the hash fit: the content must be checked all the same. */
static void survive_hostile_books(void **state)
{
    (void)state;
    book_block block = make_book();
    uint64_t random = 20261123;
    int opened = 0;
    for (int round = 0; round < 60000; round++) {
        uint32_t *words = exact_copy(block.words, block.size);
        const uint64_t n_words = block.size / 4;
        for (uint64_t i = 0; i <= next_random(&random) % 3; i++) {
            uint64_t at = next_random(&random) % n_words;
            at = round % 4 == 0 ? at % (sizeof(toll__book_header) / 4) : at;
            words[at] = hostile_word(&random);
        }
        toll__book_digest(words, block.size, ((toll__book_header *)(void *)words)->hash);
        toll_error err;
        const toll_status status = toll_book_open(words, block.size, &err);
        assert_true(status == TOLL_OK || (status == TOLL_E_OBJECT && err.code == TOLL_E_OBJECT && err.message[0] != 0));
        opened += status == TOLL_OK;
        use_all(words, block.size);
        free(words);
    }
    assert_in_range(opened, 1, 59999); /* some changes are another price, and sound */
    block_free(&block);
}

/* A sound header over garbage: no reader leaves the sections. */
static void survive_changes_after_opening(void **state)
{
    (void)state;
    book_block block = make_book();
    uint64_t random = 7;
    for (int round = 0; round < 3000; round++) {
        unsigned char *bytes = exact_copy(block.words, block.size);
        for (uint64_t i = sizeof(toll__book_header); i < block.size; i++)
            if (next_random(&random) % 4 == 0)
                bytes[i] = (unsigned char)next_random(&random);
        use_all(bytes, block.size);
        free(bytes);
    }
    block_free(&block);
}

/* With the hash made to fit, each check of the content on its own. */
static void assert_content_refused(void (*change)(toll__book_header *header, toll__sections at), const char *part)
{
    book_block block = make_book();
    toll_error err;
    toll__sections at;
    toll__book_header *header = (toll__book_header *)(void *)block.words;
    toll__sections_make(header, &at);
    change(header, at);
    toll__book_digest(block.words, block.size, header->hash);
    assert_int_equal(toll_book_open(block.words, block.size, &err), TOLL_E_OBJECT);
    assert_int_equal(err.code, TOLL_E_OBJECT);
    if (strstr(err.message, part) == NULL)
        fail_msg("wanted \"%s\", got \"%s\"", part, err.message);
    block_free(&block);
}

static uint32_t *word_at(toll__book_header *header, uint64_t offset)
{
    return (uint32_t *)(void *)((unsigned char *)header + offset);
}

static void change_magic(toll__book_header *header, toll__sections at)
{
    (void)at;
    header->magic[7] = 'K';
}

static void change_format(toll__book_header *header, toll__sections at)
{
    (void)at;
    header->format++;
}

static void change_byte_order(toll__book_header *header, toll__sections at)
{
    (void)at;
    header->byte_order = 0x04030201u;
}

static void change_count(toll__book_header *header, toll__sections at)
{
    (void)at;
    header->n_matches = UINT32_MAX;
}

static void change_slot(toll__book_header *header, toll__sections at)
{
    uint32_t *slot = word_at(header, at.slots);
    while (*slot == 0)
        slot++;
    *slot = 0;
}

static void change_terminator(toll__book_header *header, toll__sections at)
{
    ((char *)header)[at.pool + header->pool_bytes - 1] = 'x';
}

static void change_derived_price(toll__book_header *header, toll__sections at)
{
    toll__row *row = (toll__row *)(void *)((unsigned char *)header + at.rows);
    row[2].atto_low++;
}

static void change_meter(toll__book_header *header, toll__sections at)
{
    toll__row *row = (toll__row *)(void *)((unsigned char *)header + at.rows);
    row[2].meter = TOLL_METERS;
}

static void change_text(toll__book_header *header, toll__sections at)
{
    toll__row *row = (toll__row *)(void *)((unsigned char *)header + at.rows);
    row[2].source = header->n_entries;
}

static void change_span(toll__book_header *header, toll__sections at)
{
    word_at(header, at.tariffs)[1]++;
}

static void change_versions(toll__book_header *header, toll__sections at)
{
    uint32_t *versions = word_at(header, at.versions);
    versions[1] = versions[0];
}

static void change_match(toll__book_header *header, toll__sections at)
{
    word_at(header, at.matches)[1] ^= 1;
}

static void change_holiday(toll__book_header *header, toll__sections at)
{
    word_at(header, at.holidays)[0]++;
}

static void change_prefix_lengths(toll__book_header *header, toll__sections at)
{
    (void)at;
    header->prefix_lengths[0] = 0;
}

static void change_overlap(toll__book_header *header, toll__sections at)
{
    toll__row *row = (toll__row *)(void *)((unsigned char *)header + at.rows);
    row[0].until_s++;
}

static void refuse_each_part(void **state)
{
    (void)state;
    assert_content_refused(change_magic, "is not a price book");
    assert_content_refused(change_format, "format version");
    assert_content_refused(change_byte_order, "format version");
    assert_content_refused(change_count, "damaged header");
    assert_content_refused(change_slot, "pool of texts");
    assert_content_refused(change_terminator, "pool of texts");
    assert_content_refused(change_derived_price, "does not match the price");
    assert_content_refused(change_meter, "meter of row 2 must be in 0 .. 42, got 43");
    assert_content_refused(change_text, "is not a text of this book");
    assert_content_refused(change_span, "does not end where the next begins");
    assert_content_refused(change_versions, "versions that is not in order");
    assert_content_refused(change_match, "index of names");
    assert_content_refused(change_holiday, "list of holidays");
    assert_content_refused(change_prefix_lengths, "index of names");
    assert_content_refused(change_overlap, "overlaps the version");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_a_sound_book),       cmocka_unit_test(refuse_arguments),
        cmocka_unit_test(refuse_every_truncation), cmocka_unit_test(refuse_every_flipped_bit),
        cmocka_unit_test(survive_hostile_books),   cmocka_unit_test(survive_changes_after_opening),
        cmocka_unit_test(refuse_each_part),
    };
    return cmocka_run_group_tests_name("book_open", tests, NULL, NULL);
}
