/* SPDX-License-Identifier: Apache-2.0 */
/* Books from a hostile hand: cut, flipped, with sums and hashes made to fit, changed after they were opened. */
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
#include "book/tariff_hash.h"
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
    (void)toll_book_verify(book, size, TOLL_BOOK_ALL, &err);
    (void)toll_book_verify(book, size, 1, &err);
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
                assert_true(view->tariff.rows >= view->facts.rows);
                assert_true(view->tariff.rows + view->tariff.n_rows <= view->facts.rows + view->facts.n_rows);
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
    assert_int_equal(toll_book_verify(block.words, block.size, TOLL_BOOK_ALL, &err), TOLL_OK);
    assert_int_equal(toll_book_verify(block.words, block.size, 0, &err), TOLL_OK);
    assert_int_equal(toll_book_verify(block.words, block.size, 1, &err), TOLL_OK);
    assert_int_equal(toll_book_verify(block.words, block.size, 2, &err), TOLL_E_RANGE);
    use_all(block.words, block.size);
    block_free(&block);
}

/* A file to which something was appended is not the file that was written, and zeros are no exception. */
static void refuse_bytes_behind_a_book(void **state)
{
    (void)state;
    book_block block = make_book();
    toll_error err;
    uint64_t card[800];
    unsigned char *larger = calloc(1, block.size + 64);
    memcpy(larger, block.words, block.size);
    for (uint64_t more = 1; more <= 64; more++) {
        assert_int_equal(toll_book_open(larger, block.size + more, &err), TOLL_E_OBJECT);
        assert_string_equal(err.message, "book has bytes behind it: book_size is more than its header says");
        assert_int_equal(toll_book_verify(larger, block.size + more, TOLL_BOOK_ALL, &err), TOLL_E_OBJECT);
        assert_int_equal(toll_book_count(larger, block.size + more), 0);
    }
    assert_int_equal(toll_book_find(larger, block.size + 8, NULL, 0, "old", 3, 0, card, sizeof card, &err),
                     TOLL_E_OBJECT);
    assert_int_equal(toll_book_open(larger, block.size, &err), TOLL_OK);
    free(larger);
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

/* Whether a card can still be made of each tariff of the book. */
static int are_cards_made(const void *book, uint64_t size)
{
    static const struct {
        const char *name;
        int64_t at_s;
    } asked[] = {{"old", 0}, {"old", 1800000000}, {"old-latest", 1800000000}, {"old-x", 1800000000}};
    uint64_t card[800];
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
        if (toll_book_find(book, size, "acme", 4, asked[i].name, strlen(asked[i].name), asked[i].at_s, card,
                           sizeof card, NULL) != TOLL_OK)
            return 0;
    return 1;
}

/* Verifying finds a flip anywhere. Opening finds those of the index, and making the card those of a tariff's rows. */
static void find_every_flipped_bit(void **state)
{
    (void)state;
    book_block block = make_book();
    unsigned char *bytes = (unsigned char *)block.words;
    toll__sections at;
    toll__sections_make((const toll__book_header *)(const void *)bytes, &at);
    assert_true(are_cards_made(bytes, block.size));
    for (uint64_t i = 0; i < block.size; i++)
        for (int bit = 0; bit < 8; bit++) {
            toll_error err;
            bytes[i] = (unsigned char)(bytes[i] ^ 1 << bit);
            assert_int_equal(toll_book_verify(bytes, block.size, TOLL_BOOK_ALL, &err), TOLL_E_OBJECT);
            const toll_status opened = toll_book_open(bytes, block.size, &err);
            assert_true(opened == TOLL_E_OBJECT || (i >= at.rows && opened == TOLL_OK));
            assert_true(opened == TOLL_E_OBJECT || !are_cards_made(bytes, block.size));
            if (i < sizeof(toll__book_header))
                use_all(bytes, block.size);
            bytes[i] = (unsigned char)(bytes[i] ^ 1 << bit);
        }
    assert_int_equal(toll_book_verify(bytes, block.size, TOLL_BOOK_ALL, NULL), TOLL_OK);
    block_free(&block);
}

static toll__row *row_at(void *book, uint32_t index)
{
    toll__sections at;
    toll__sections_make(book, &at);
    return (toll__row *)(void *)((unsigned char *)book + at.rows) + index;
}

/* A tariff is named, and the other one still has its card. */
static void name_the_damaged_tariff(void **state)
{
    (void)state;
    book_block block = make_book();
    uint64_t card[800];
    toll_error err;
    row_at(block.words, 2)->number.coef++;
    assert_int_equal(toll_book_open(block.words, block.size, &err), TOLL_OK);
    assert_int_equal(toll_book_find(block.words, block.size, NULL, 0, "old", 3, 0, card, sizeof card, &err),
                     TOLL_E_OBJECT);
    assert_string_equal(err.message, "book is damaged: the rows of tariff old do not match their sum");
    assert_int_equal(err.code, TOLL_E_OBJECT);
    assert_int_equal(err.row, 0);
    assert_int_equal(toll_book_find(block.words, block.size, NULL, 0, "old", 3, 1800000000, card, sizeof card, &err),
                     TOLL_OK);
    assert_int_equal(toll_book_verify(block.words, block.size, 0, &err), TOLL_E_OBJECT);
    assert_int_equal(toll_book_verify(block.words, block.size, 1, &err), TOLL_OK);
    assert_int_equal(toll_book_verify(block.words, block.size, TOLL_BOOK_ALL, &err), TOLL_E_OBJECT);
    assert_string_equal(err.message, "book is damaged: the rows of tariff old do not match their sum");
    block_free(&block);
}

/* Sums and hashes made to fit, as whoever changes a book on purpose can make them. */
static void seal(void *words, uint64_t size)
{
    toll__book book;
    if (toll__book_view(words, size, &book, NULL) == TOLL_OK)
        toll__book_seal(words, &book);
}

/* A dearer price behind the same hash: its sums fit, so only verifying tells. With all hashes made to fit it is another
 * book, and says so by its hash. */
static void prove_the_hash(void **state)
{
    (void)state;
    book_block block = make_book();
    toll_error err;
    char before[65], after[65];
    uint64_t card[800];
    toll__book_header *header = (toll__book_header *)(void *)block.words;
    assert_int_equal(toll_book_get_hash(block.words, block.size, before, sizeof before, NULL), TOLL_OK);
    row_at(header, 2)->number.coef++;
    unsigned char *old_hashes = malloc(64);
    toll__sections at;
    toll__sections_make(header, &at);
    memcpy(old_hashes, (unsigned char *)header + at.hashes, 64);
    unsigned char old_hash[TOLL__BOOK_HASH];
    memcpy(old_hash, header->hash, sizeof old_hash);
    seal(block.words, block.size);
    assert_int_equal(toll_book_verify(block.words, block.size, TOLL_BOOK_ALL, &err), TOLL_OK);
    assert_int_equal(toll_book_get_hash(block.words, block.size, after, sizeof after, NULL), TOLL_OK);
    assert_string_not_equal(before, after);

    toll__book book;
    memcpy((unsigned char *)header + at.hashes, old_hashes, 64);
    memcpy(header->hash, old_hash, sizeof old_hash);
    assert_int_equal(toll__book_view(block.words, block.size, &book, NULL), TOLL_OK);
    header->sum = toll__book_index_sum(&book);
    assert_int_equal(toll_book_open(block.words, block.size, &err), TOLL_OK);
    assert_int_equal(toll_book_find(block.words, block.size, NULL, 0, "old", 3, 0, card, sizeof card, &err), TOLL_OK);
    assert_int_equal(toll_book_verify(block.words, block.size, TOLL_BOOK_ALL, &err), TOLL_E_OBJECT);
    assert_string_equal(err.message, "book is damaged: the rows of tariff old do not match their hash");
    assert_int_equal(toll_book_verify(block.words, block.size, 0, &err), TOLL_E_OBJECT);
    assert_int_equal(toll_book_verify(block.words, block.size, 1, &err), TOLL_OK);

    toll__tariff tariff = toll__book_tariff(&book, 0); /* its hash made to fit, that of the whole left */
    toll__tariff_hash(&book, &tariff, (unsigned char *)header + at.hashes);
    header->sum = toll__book_index_sum(&book);
    assert_int_equal(toll_book_verify(block.words, block.size, 0, &err), TOLL_OK);
    assert_int_equal(toll_book_verify(block.words, block.size, TOLL_BOOK_ALL, &err), TOLL_E_OBJECT);
    assert_string_equal(err.message, "book is damaged: its hash is not that of its tariffs");
    free(old_hashes);
    block_free(&block);
}

/* The definition in book_seal.c, a word at a time. */
static uint64_t slow_sum(uint64_t sum, const uint64_t *words, uint64_t n_words)
{
    uint64_t lanes[4] = {sum, sum + 1, sum + 2, sum + 3}, all = n_words;
    for (uint64_t i = 0; i < n_words; i++) {
        uint64_t *lane = &lanes[i < n_words / 4 * 4 ? i % 4 : 0];
        *lane = (*lane ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
        *lane = *lane << 29 | *lane >> 35;
    }
    for (int i = 0; i < 4; i++) {
        all = (all ^ lanes[i]) * UINT64_C(0x9e3779b97f4a7c15);
        all = all << 29 | all >> 35;
    }
    return all;
}

static void sum_as_defined(void **state)
{
    (void)state;
    uint64_t words[40] = {1};
    assert_true(toll__book_sum(0, words, 1) == UINT64_C(0xae719196511d2fff)); /* by hand, book_seal.c */
    for (uint64_t i = 0; i < 40; i++)
        words[i] = i * i * UINT64_C(0x123456789abcdef);
    for (uint64_t n = 0; n <= 40; n++)
        assert_true(toll__book_sum(n * 77, words, n) == slow_sum(n * 77, words, n));
    words[3] ^= UINT64_C(1) << 63; /* two top bits of one lane, exchanged words of one lane and of two */
    words[7] ^= UINT64_C(1) << 63;
    const uint64_t changed = toll__book_sum(0, words, 40);
    words[3] ^= UINT64_C(1) << 63;
    words[7] ^= UINT64_C(1) << 63;
    const uint64_t plain = toll__book_sum(0, words, 40);
    assert_true(changed != plain);
    for (uint64_t other = 1; other < 40; other++) {
        const uint64_t first = words[0];
        words[0] = words[other];
        words[other] = first;
        assert_true(toll__book_sum(0, words, 40) != plain);
        words[other] = words[0];
        words[0] = first;
    }
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

/* Anybody can make sums and hashes fit: the content must be checked all the same. */
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
        seal(words, block.size);
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

/* With sums and hashes made to fit, each check of the content on its own: what opening must refuse. */
static void assert_content_refused(void (*change)(toll__book_header *header, toll__sections at), const char *part)
{
    book_block block = make_book();
    toll_error err;
    toll__sections at;
    toll__book_header *header = (toll__book_header *)(void *)block.words;
    toll__sections_make(header, &at);
    change(header, at);
    seal(block.words, block.size);
    assert_int_equal(toll_book_verify(block.words, block.size, TOLL_BOOK_ALL, &err), TOLL_E_OBJECT);
    assert_int_equal(toll_book_open(block.words, block.size, &err), TOLL_E_OBJECT);
    assert_int_equal(err.code, TOLL_E_OBJECT);
    if (strstr(err.message, part) == NULL)
        fail_msg("wanted \"%s\", got \"%s\"", part, err.message);
    block_free(&block);
}

/* What opening leaves to the card: it names the tariff, and verifying refuses it too. */
static void assert_card_refused(void (*change)(toll__book_header *header, toll__sections at), const char *message)
{
    book_block block = make_book();
    toll_error err;
    uint64_t card[800];
    toll__sections at;
    toll__book_header *header = (toll__book_header *)(void *)block.words;
    toll__sections_make(header, &at);
    change(header, at);
    seal(block.words, block.size);
    assert_int_equal(toll_book_open(block.words, block.size, &err), TOLL_OK);
    assert_int_equal(toll_book_find(block.words, block.size, NULL, 0, "old", 3, 0, card, sizeof card, &err),
                     TOLL_E_OBJECT);
    assert_int_equal(err.code, TOLL_E_OBJECT);
    assert_string_equal(err.message, message);
    assert_int_equal(toll_book_verify(block.words, block.size, TOLL_BOOK_ALL, &err), TOLL_E_OBJECT);
    assert_int_equal(err.code, TOLL_E_OBJECT);
    assert_string_equal(err.message, message);
    block_free(&block);
}

/* What changes no card: verifying alone looks at each text. */
static void assert_texts_refused(void (*change)(toll__book_header *header, toll__sections at))
{
    book_block block = make_book();
    toll_error err;
    toll__sections at;
    toll__book_header *header = (toll__book_header *)(void *)block.words;
    toll__sections_make(header, &at);
    change(header, at);
    assert_int_equal(toll_book_open(block.words, block.size, &err), TOLL_E_OBJECT); /* by its sum */
    seal(block.words, block.size);
    assert_int_equal(toll_book_open(block.words, block.size, &err), TOLL_OK);
    assert_int_equal(toll_book_verify(block.words, block.size, TOLL_BOOK_ALL, &err), TOLL_E_OBJECT);
    assert_string_equal(err.message, "book has a damaged pool of texts");
    use_all(block.words, block.size);
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

static void change_meter(toll__book_header *header, toll__sections at)
{
    (void)at;
    row_at(header, 2)->meter = TOLL_METERS;
}

static void change_text(toll__book_header *header, toll__sections at)
{
    (void)at;
    row_at(header, 2)->source = header->n_entries;
}

static void change_price_to_a_rule(toll__book_header *header, toll__sections at)
{
    (void)at;
    toll__row *row = row_at(header, 2);
    memset(row, 0, sizeof *row);
    row->kind = TOLL_ROW_RULE;
    *row_at(header, 3) = *row;
}

static void change_word_behind_a_row(toll__book_header *header, toll__sections at)
{
    (void)at;
    row_at(header, 2)->reserved = 1;
}

static void change_hash_of_a_text(toll__book_header *header, toll__sections at)
{
    toll__text_entry *entries = (toll__text_entry *)(void *)((unsigned char *)header + at.entries);
    entries[header->n_entries - 1].hash++;
}

static void change_letter_to_nul(toll__book_header *header, toll__sections at)
{
    ((char *)header)[at.pool + header->pool_bytes - 3] = '\0';
}

static void change_place_of_a_text(toll__book_header *header, toll__sections at)
{
    toll__text_entry *entries = (toll__text_entry *)(void *)((unsigned char *)header + at.entries);
    entries[header->n_entries - 1].offset++;
}

/* A day of the list that bills by another tariff read, too. */
static void change_holiday_row(toll__book_header *header, toll__sections at)
{
    const uint32_t *holidays = (const uint32_t *)(const void *)((unsigned char *)header + at.holidays);
    row_at(header, holidays[0])->meter = 1;
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

static void change_pattern_lengths(toll__book_header *header, toll__sections at)
{
    (void)at;
    header->lengths[TOLL__LENGTHS_PREFIX][0] = 0;
}

static void change_overlap(toll__book_header *header, toll__sections at)
{
    (void)at;
    row_at(header, 0)->until_s++;
}

static void refuse_each_part(void **state)
{
    (void)state;
    assert_content_refused(change_magic, "is not a price book");
    assert_content_refused(change_byte_order, "byte order");
    assert_content_refused(change_count, "damaged header");
    assert_content_refused(change_place_of_a_text, "pool of texts");
    assert_content_refused(change_span, "does not end where the next begins");
    assert_content_refused(change_versions, "versions that is not in order");
    assert_content_refused(change_match, "index of names");
    assert_content_refused(change_holiday, "list of holidays");
    assert_content_refused(change_holiday_row, "meter of row 19 must be 0");
    assert_content_refused(change_pattern_lengths, "index of names");
    assert_content_refused(change_overlap, "overlaps the version");
    assert_card_refused(change_meter, "tariff old: meter of row 2 must be in 0 .. 42, got 43");
    assert_card_refused(change_text, "tariff old: text of row 2 is not a text of this book");
    assert_card_refused(change_price_to_a_rule, "tariff old: kind of row 0 is a tariff without a price");
    assert_card_refused(change_word_behind_a_row,
                        "tariff old: source_date of row 2 is followed by a word that must be 0");
    assert_texts_refused(change_slot);
    assert_texts_refused(change_terminator);
    assert_texts_refused(change_hash_of_a_text);
    assert_texts_refused(change_letter_to_nul);
}

/* Without the index being checked, one tariff alone: its rows must be those of one. */
static void refuse_a_tariff_that_holds_another(void **state)
{
    (void)state;
    book_block block = make_book();
    toll_error err;
    toll__sections at;
    toll__book_header *header = (toll__book_header *)(void *)block.words;
    toll__sections_make(header, &at);
    change_span(header, at);
    seal(block.words, block.size);
    assert_int_equal(toll_book_verify(block.words, block.size, 0, &err), TOLL_E_OBJECT);
    assert_string_equal(err.message, "tariff old: kind of row 4 is not that of a row in this place");
    block_free(&block);
}

/* A day off that stands in another tariff decides what this one costs: the index's sum holds it, too. */
static void notice_a_flip_in_a_holiday_of_another_tariff(void **state)
{
    (void)state;
    book_rows list = {0};
    book_block block;
    rows_simple(&list, "acme", "first");
    rows_key(&list, TOLL_ROW_HOLIDAY, "cn")->from_s = 1767225600;
    toll_bill_row *calendar = rows_key(&list, TOLL_ROW_CALENDAR, "cn");
    calendar->from_s = 1767225600; /* 2026 */
    calendar->until_s = 1798761600;
    rows_simple(&list, "acme", "second");
    rows_text(&list, TOLL_ROW_RULE, 0, "holidays");
    rows_key(&list, TOLL_ROW_WHEN_HOLIDAY, "cn");
    rows_price(&list, TOLL_METER_INPUT, 100);
    assert_int_equal(block_make(&list, &block, NULL), TOLL_OK);
    unsigned char *row = (unsigned char *)row_at(block.words, 4);
    for (size_t i = 0; i < sizeof(toll__row); i++)
        for (int bit = 0; bit < 8; bit++) {
            row[i] = (unsigned char)(row[i] ^ 1 << bit);
            assert_int_equal(toll_book_open(block.words, block.size, NULL), TOLL_E_OBJECT);
            row[i] = (unsigned char)(row[i] ^ 1 << bit);
        }
    assert_int_equal(toll_book_open(block.words, block.size, NULL), TOLL_OK);
    block_free(&block);
    rows_free(&list);
}

/* The cure is in the message: rows are what every format is made of. */
static void tell_how_to_renew_an_old_book(void **state)
{
    (void)state;
    book_block block = make_book();
    toll_error err;
    uint64_t card[800];
    toll__book_header *header = (toll__book_header *)(void *)block.words;
    header->format = 2;
    assert_int_equal(toll_book_open(block.words, block.size, &err), TOLL_E_OBJECT);
    assert_string_equal(err.message, "book has format 2, but this library reads format 3: compile its rows again "
                                     "(toll book build ROWS.csv -o FILE)");
    assert_int_equal(toll_book_find(block.words, block.size, NULL, 0, "old", 3, 0, card, sizeof card, &err),
                     TOLL_E_OBJECT);
    header->format = 4;
    assert_int_equal(toll_book_open(block.words, block.size, &err), TOLL_E_OBJECT);
    assert_string_equal(err.message, "book has format 4, but this library reads format 3: it needs a newer libtoll");
    block_free(&block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_a_sound_book),
        cmocka_unit_test(refuse_bytes_behind_a_book),
        cmocka_unit_test(refuse_arguments),
        cmocka_unit_test(refuse_every_truncation),
        cmocka_unit_test(find_every_flipped_bit),
        cmocka_unit_test(name_the_damaged_tariff),
        cmocka_unit_test(prove_the_hash),
        cmocka_unit_test(sum_as_defined),
        cmocka_unit_test(survive_hostile_books),
        cmocka_unit_test(survive_changes_after_opening),
        cmocka_unit_test(refuse_each_part),
        cmocka_unit_test(refuse_a_tariff_that_holds_another),
        cmocka_unit_test(notice_a_flip_in_a_holiday_of_another_tariff),
        cmocka_unit_test(tell_how_to_renew_an_old_book),
    };
    return cmocka_run_group_tests_name("book_open", tests, NULL, NULL);
}
