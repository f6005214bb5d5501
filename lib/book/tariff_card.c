/* SPDX-License-Identifier: Apache-2.0 */
/* Cards: what toll_book_find() leaves in the caller's memory. */
#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "book/tariff_card.h"
#include "book/book_seal.h"

#define STRIDE 8u                           /* words that a step of the seal takes */
#define MAGIC  UINT64_C(0x6472616320206c6c) /* no text: only unlikely in other data */
#define ODD    UINT64_C(0x9e3779b97f4a7c15) /* 2^64 / golden ratio, odd: spreads every bit upwards */

/* Data of this process alone: it has addresses. */
typedef struct card {
    uint64_t seal, magic;
    const void *book;
    uint64_t stamp;       /* first 8 bytes of the book's hash */
    toll__card_view view; /* last: sealed up to its last cell; prices have checks of their own */
} card;

_Static_assert(offsetof(card, view.compiled) % 8 == 0 && sizeof(card) % 8 == 0 && sizeof(card) <= 6400, "whole words");
_Static_assert(TOLL__COMPILED_SPARE * sizeof(toll__compiled_cell) >= 8 * STRIDE,
               "room to fill the last step of the seal");
_Static_assert(offsetof(card, seal) == 0, "the seal is of what follows it");

uint64_t toll__card_size(void)
{
    return sizeof(card);
}

static uint64_t word_at(const unsigned char *bytes, uint64_t index)
{
    uint64_t word;
    memcpy(&word, bytes + 8 * index, sizeof word);
    return word;
}

static uint64_t turn(uint64_t word, uint32_t by)
{
    return word << by | word >> (64 - by);
}

/* Words that are sealed: all in front of the cells, and the cells, in whole strides. */
static uint64_t count_sealed(const card *c)
{
    const uint64_t words =
        (offsetof(card, view.compiled.cells) + c->view.compiled.n_cells * sizeof(toll__compiled_cell)) / 8 - 1;
    return (words + STRIDE - 1) / STRIDE * STRIDE;
}

/* Four sums side by side, then put together: any one changed word changes the result. It guards against damage and
 * mix-ups, not against an adversary, who could write what he likes anyway. */
static inline uint64_t sum(const card *c)
{
    const unsigned char *bytes = (const unsigned char *)c + sizeof c->seal, *end = bytes + 8 * count_sealed(c);
    uint64_t a = 0, b = 0, d = 0, e = 0;
    for (; bytes < end; bytes += 8 * STRIDE) {
        a += word_at(bytes, 0) + word_at(bytes, 4);
        b += word_at(bytes, 1) + word_at(bytes, 5);
        d += word_at(bytes, 2) + word_at(bytes, 6);
        e += word_at(bytes, 3) + word_at(bytes, 7);
    }
    return ((a ^ turn(b, 17)) + (d ^ turn(e, 31))) * ODD;
}

static uint64_t stamp_of(const void *book)
{
    uint64_t stamp;
    memcpy(&stamp, (const unsigned char *)book + offsetof(toll__book_header, hash), sizeof stamp);
    return stamp;
}

static toll_status check_memory(const void *memory, uint64_t size, toll_error *err)
{
    if (memory == NULL)
        return toll__fail_null(err, "card");
    if (size < sizeof(card))
        return toll__fail(err, TOLL_E_BUFFER, 0, "card_size", -1, "is smaller than toll_bill_card_size()");
    if ((uintptr_t)memory % 8 != 0)
        return toll__fail(err, TOLL_E_OBJECT, 0, "card", -1, "must be aligned to 8 bytes");
    return TOLL_OK;
}

static void fill_view(const toll__book *book, const toll__tariff *tariff, toll__card_view *view)
{
    view->tariff = *tariff;
    view->book_rows = book->rows;
    view->holidays = book->holidays;
    view->n_book_rows = book->n_rows;
    view->n_holidays = book->n_holidays;
    view->origin = tariff->rows->origin;
    view->reserved = 0;
    toll__book_short_text(book, tariff->rows->value, view->currency);
    memset(view->hash + 64, 0, sizeof view->hash - 64);
    toll__book_hash_text(book->header->hash, view->hash);
    toll__compiled_make(tariff, &view->compiled);
}

toll_status toll__card_make(const toll__book *book, uint32_t tariff, void *memory, uint64_t size, toll_error *err)
{
    toll_status status = check_memory(memory, size, err);
    if (status != TOLL_OK)
        return status;
    const toll__tariff found = toll__book_tariff(book, tariff);
    card *c = (card *)memory;
    c->magic = MAGIC;
    c->book = book->header;
    c->stamp = stamp_of(book->header);
    fill_view(book, &found, &c->view);
    memset(&c->view.compiled.cells[c->view.compiled.n_cells], 0, 8 * STRIDE); /* what fills the last stride */
    c->seal = sum(c);
    return TOLL_OK;
}

static toll_status refuse(toll_error *err, const char *reason)
{
    return toll__fail(err, TOLL_E_OBJECT, 0, "card", -1, reason);
}

toll_status toll__card_open(const void *memory, uint64_t size, const toll__card_view **view, toll_error *err)
{
    toll_status status = check_memory(memory, size, err);
    if (status != TOLL_OK)
        return status;
    const card *c = (const card *)memory;
    if (c->magic != MAGIC)
        return refuse(err, "was not made by toll_book_find()");
    if (c->view.compiled.n_cells > TOLL__COMPILED_CELLS || c->seal != sum(c))
        return refuse(err, "was changed after toll_book_find() made it");
    if (stamp_of(c->book) != c->stamp || memcmp(c->book, TOLL__BOOK_MAGIC, 8) != 0)
        return refuse(err, "is stale: its price book is another one by now");
    *view = &c->view;
    return TOLL_OK;
}
