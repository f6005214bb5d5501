/* SPDX-License-Identifier: Apache-2.0 */
/* toll_book_*, toll_bill_card_size(): any bytes as a book, and a sound book with changed words, its sums and hashes made
 * to fit or not. */
#include "book/book.h"
#include "book/book_seal.h"
#include "book/tariff_card.h"
#include "fuzz.h"
#include "support/book_rows.h"

#define NAMES 6
static const char names[NAMES][16] = {"old", "old-latest", "old-x", "batch", "standard", "1080.5"};

/* Each row of an opened book can be read, and one of a verified book is a row that passes the checks of its own
 * library. */
static void try_rows(const void *book, uint64_t size, int is_verified)
{
    toll_error err;
    toll_bill_row row;
    for (uint64_t i = 0; i < 64; i++) {
        if (law_status(toll_book_get_row(book, size, i, &row, sizeof row, &err), &err) != TOLL_OK)
            break;
        LAW(memchr(row.text, 0, sizeof row.text) != NULL && memchr(row.source, 0, sizeof row.source) != NULL);
        LAW(memchr(row.key, 0, sizeof row.key) != NULL && memchr(row.value, 0, sizeof row.value) != NULL);
        LAW(!is_verified || (row.kind >= TOLL_ROW_TARIFF && row.kind <= TOLL_ROW_REDIRECT && row.meter < TOLL_METERS));
    }
}

/* A card of the book lies within it; what is found is found again. */
static void try_find(const void *book, uint64_t size, const char *name, uint64_t length, int64_t at_s, int is_open)
{
    uint64_t card[800] = {0}, again[800] = {0}; /* what a card doesn't need is not written */
    toll_error err;
    const toll__card_view *view = NULL;
    LAW(toll_bill_card_size() <= sizeof card);
    if (law_status(toll_book_find(book, size, "acme", 4, name, length, at_s, card, sizeof card, &err), &err) != TOLL_OK)
        return;
    LAW(toll__card_open(card, sizeof card, &view, &err) == TOLL_OK);
    LAW(view->tariff.rows >= view->facts.rows && view->tariff.n_rows <= view->facts.n_rows);
    LAW(view->tariff.rows + view->tariff.n_rows <= view->facts.rows + view->facts.n_rows);
    LAW(!is_open || (view->tariff.rows->from_s <= at_s && at_s < view->tariff.rows->until_s));
    LAW(toll_book_find(book, size, "acme", 4, name, length, at_s, again, sizeof again, &err) == TOLL_OK);
    LAW(memcmp(card, again, toll_bill_card_size()) == 0);
}

static void try_book(const void *book, uint64_t size, input *in)
{
    toll_error err;
    char hash[65];
    uint64_t id, again;
    const int is_open = law_status(toll_book_open(book, size, &err), &err) == TOLL_OK;
    const int is_verified = law_status(toll_book_verify(book, size, TOLL_BOOK_ALL, &err), &err) == TOLL_OK;
    const toll_status hashed = law_status(toll_book_get_hash(book, size, hash, sizeof hash, &err), &err);
    LAW(!is_open || (hashed == TOLL_OK && strlen(hash) == 64 && toll_book_count(book, size) > 0));
    LAW(!is_verified || is_open);
    for (uint64_t i = 0; i < 4; i++) {
        const toll_status one = law_status(toll_book_verify(book, size, i, &err), &err);
        LAW(!is_verified || (one == TOLL_OK) == (i < toll_book_count(book, size)));
    }
    try_rows(book, size, is_verified);
    for (int i = 0; i < NAMES; i++) {
        const uint64_t length = strlen(names[i]);
        if (law_status(toll_book_intern(book, size, names[i], length, &id, &err), &err) == TOLL_OK)
            LAW(toll_book_intern(book, size, names[i], length, &again, &err) == TOLL_OK && id == again);
        if (law_status(toll_book_intern_tier(book, size, names[i], length, &id, &err), &err) == TOLL_OK)
            LAW(toll_book_intern_tier(book, size, names[i], length, &again, &err) == TOLL_OK && id == again);
        try_find(book, size, names[i], length, (int64_t)take(in, 8), is_open);
    }
}

/* Memory of exactly the book's size, so that a sanitizer sees a read beyond it. */
static void *exact_copy(const void *bytes, uint64_t size)
{
    void *copy = malloc(size + !size);
    if (copy == NULL)
        abort();
    memcpy(copy, bytes, size);
    return copy;
}

/* Sums and hashes made to fit, where the header is one. */
static void seal_bytes(void *bytes, uint64_t size)
{
    toll__book view;
    if (toll__book_view(bytes, size, &view, NULL) == TOLL_OK)
        toll__book_seal(bytes, &view);
}

/* The input as a book. */
static void try_bytes(input in)
{
    void *copy = exact_copy(in.data, in.size);
    const uint64_t size = in.size;
    seal_bytes(copy, size);
    try_book(copy, size, &in);
    free(copy);
}

/* A sound book with a few words of the input. */
static void try_changes(input *in)
{
    book_rows list = {0};
    book_block block;
    toll_error err;
    rows_every_kind(&list);
    LAW(block_make(&list, &block, &err) == TOLL_OK);
    const uint64_t changes = take(in, 1) % 8;
    for (uint64_t i = 0; i < changes; i++) {
        const uint32_t word = (uint32_t)take(in, 1 + take(in, 1) % 4);
        memcpy((unsigned char *)block.words + take(in, 2) % (block.size / 4) * 4, &word, sizeof word);
    }
    if (take(in, 1) % 8 != 0)
        seal_bytes(block.words, block.size);
    try_book(block.words, block.size, in);
    block_free(&block);
    rows_free(&list);
}

/* Room that is none: nothing is written. */
static void try_room(const book_rows *list, input *in)
{
    uint64_t room[64] = {0}, used = 9;
    toll_error err;
    const uint64_t n_rows = take(in, 1), size = take(in, 2) % (sizeof room + 1);
    if (n_rows > list->count)
        return;
    law_status(toll_book_compile(list->rows, n_rows, take(in, 2), room, size, &used, &err), &err);
    LAW(used == 9);
    for (size_t i = 0; i < 64; i++)
        LAW(room[i] == 0);
}

/* Rows laid over a sound book, in a layer above it or not: refused, or a book that opens within the size that was asked. */
static void try_overlay(const book_rows *list, input *in)
{
    book_rows sound = {0};
    book_block base;
    toll_error err;
    uint64_t size = 0, used = 0;
    const int64_t layer = (int64_t)take(in, 1) % 3;
    rows_every_kind(&sound);
    LAW(block_make(&sound, &base, NULL) == TOLL_OK);
    for (uint64_t i = 0; i < list->count; i++)
        if (list->rows[i].kind == TOLL_ROW_TARIFF)
            list->rows[i].layer = layer;
    const uint64_t n = take(in, 1) % 2 ? list->count : take(in, 1) % (list->count + 1);
    if (law_status(toll_book_overlay_size(base.words, base.size, list->rows, n, sizeof list->rows[0], &size, &err),
                   &err) == TOLL_OK) {
        LAW(size % 8 == 0 && size >= base.size);
        void *over = malloc(size);
        LAW(over != NULL);
        if (law_status(
                toll_book_overlay(base.words, base.size, list->rows, n, sizeof list->rows[0], over, size, &used, &err),
                &err) == TOLL_OK) {
            LAW(used <= size);
            LAW(toll_book_verify(over, used, TOLL_BOOK_ALL, &err) == TOLL_OK);
            LAW(toll_book_count(over, used) > toll_book_count(base.words, base.size));
        }
        free(over);
    }
    block_free(&base);
    rows_free(&sound);
}

/* An own deployment's cost as rows: they compile. */
static void try_estimated(input *in)
{
    toll_bill_row rows[TOLL_BOOK_ESTIMATED_ROWS];
    uint64_t book[1024], used = 0;
    toll_error err;
    const double dear = take_double(in), cheap = (double)take(in, 4) / 1024;
    const int64_t from_s = (int64_t)take(in, 8);
    const uint64_t length = take(in, 1) % 100;
    if (in->size < length)
        return;
    if (law_status(toll_book_estimate_rows(NULL, 0, (const char *)in->data, length, cheap, dear, from_s, rows,
                                           sizeof rows[0], &err),
                   &err) != TOLL_OK)
        return;
    LAW(dear >= 0 && dear <= 1e9 && length >= 1);
    LAW(toll_book_size(TOLL_BOOK_ESTIMATED_ROWS) <= sizeof book);
    law_status(toll_book_compile(rows, TOLL_BOOK_ESTIMATED_ROWS, sizeof rows[0], book, sizeof book, &used, &err), &err);
    LAW(used == 0 || toll_book_open(book, used, &err) == TOLL_OK);
}

/* Rows with any fields: they are refused with a row that exists, or give a book that opens and gives them back. */
static void try_rows_of_input(input *in)
{
    book_rows list = {0};
    book_block block;
    toll_error err;
    toll_bill_row row;
    rows_every_kind(&list);
    for (uint64_t i = take(in, 1) % 4; i > 0; i--) {
        uint32_t count = toll_field_count(TOLL_KIND_BILL_ROW);
        toll_field field;
        LAW(toll_field_get(TOLL_KIND_BILL_ROW, (uint32_t)take(in, 1) % count, &field, NULL) == TOLL_OK);
        write_field(in, (uint8_t *)&list.rows[take(in, 1) % list.count] + field.offset_bytes, &field);
    }
    if (law_status(block_make(&list, &block, &err), &err) == TOLL_OK) {
        LAW(toll_book_verify(block.words, block.size, TOLL_BOOK_ALL, &err) == TOLL_OK);
        LAW(block.size <= toll_book_size(list.count));
        for (uint64_t i = 0; i < list.count; i++) {
            LAW(toll_book_get_row(block.words, block.size, i, &row, sizeof row, &err) == TOLL_OK);
            LAW(memcmp(&row, &list.rows[i], sizeof row) == 0);
        }
    } else {
        LAW(err.row < (int64_t)list.count);
    }
    try_room(&list, in);
    try_overlay(&list, in);
    try_estimated(in);
    block_free(&block);
    rows_free(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    uint64_t public_size = 9;
    const void *public_book = toll_book_get_public(&public_size);
    LAW((public_book == NULL) == (public_size == 0));
    switch (take(&in, 1) % 3) {
    case 0:
        try_bytes(in);
        break;
    case 1:
        try_changes(&in);
        break;
    default:
        try_rows_of_input(&in);
        break;
    }
    return 0;
}
