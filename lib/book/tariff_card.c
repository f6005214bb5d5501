/* SPDX-License-Identifier: Apache-2.0 */
/* Cards: the tariff that toll_book_find() found, ready to bill, in the memory of the caller. */
#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "base/stamp.h"
#include "book/tariff_card.h"
#include "book/book_seal.h"
#include "book/book_verify.h"
#include "book/public_book.h"
#include "book/retirement.h"

/* Data of this process alone: it has addresses. */
typedef struct card {
    toll__stamp stamp;
    const void *book;
    uint64_t book_hash;   /* its first 8 bytes */
    toll__card_view view; /* last: sealed up to its last cell; prices have checks of their own */
} card;

_Static_assert(offsetof(card, view.compiled.cells) % 8 == 0 && sizeof(card) % 8 == 0 &&
                   sizeof(card) <= TOLL_BILL_CARD_WORDS * 8,
               "whole words");
_Static_assert(TOLL__COMPILED_SPARE * sizeof(toll__compiled_cell) >= TOLL__STAMP_STRIDE,
               "room to fill the last step of the seal");

static const toll__stamp_kind card_kind = {.magic =
                                               UINT64_C(0x6472616320206c6c), /* no text: only unlikely in other data */
                                           .build = TOLL__STAMP_BUILD(sizeof(card)),
                                           .memory_bytes = sizeof(card),
                                           .sealed_bytes = offsetof(card, view.compiled.cells),
                                           .argument = "card",
                                           .size_argument = "card_size",
                                           .writer = "toll_book_find()"};

uint64_t toll__card_size(void)
{
    return sizeof(card);
}

/* The card up to its last cell, then the unused cells that fill the last stride of the checksum. */
static uint64_t sealed_bytes(const card *c)
{
    const uint64_t end = offsetof(card, view.compiled.cells) + c->view.compiled.n_cells * sizeof(toll__compiled_cell);
    return sizeof c->stamp + (end - sizeof c->stamp + TOLL__STAMP_STRIDE - 1) / TOLL__STAMP_STRIDE * TOLL__STAMP_STRIDE;
}

static uint64_t start_of_hash(const void *book)
{
    uint64_t hash;
    memcpy(&hash, (const unsigned char *)book + offsetof(toll__book_header, hash), sizeof hash);
    return hash;
}

/* What is no guess about a name: it is the book's, or a provider stands in front of it. */
#define NAME_AS_GIVEN (TOLL_NAME_EXACT | TOLL_NAME_ALIAS | TOLL_NAME_PROVIDER_PREFIX)

/* Amounts that no record pays stand in front of the first rule or multiplier. */
static int has_period(const toll__tariff *tariff)
{
    for (uint32_t i = 1; i < tariff->n_rows; i++) {
        const uint32_t opens = tariff->rows[i].kind;
        if (opens == TOLL_ROW_RULE || opens == TOLL_ROW_MULTIPLIER)
            return 0;
        if (toll__row_period(&tariff->rows[i]) != TOLL_PERIOD_RECORD)
            return 1;
    }
    return 0;
}

static uint32_t flags_of(const toll__tariff *tariff, uint32_t matched_by)
{
    toll__retirement retirement;
    toll__retirement_get(tariff, &retirement);
    return ((matched_by & ~NAME_AS_GIVEN) != 0 ? TOLL__COMPILED_NAME_RULE : 0) |
           (retirement.redirected_to != 0 ? TOLL__COMPILED_REDIRECTED : 0) |
           (has_period(tariff) ? TOLL__COMPILED_PERIOD : 0);
}

static void fill_view(const toll__book *book, const toll__tariff *tariff, uint32_t matched_by, toll__card_view *view)
{
    view->tariff = *tariff;
    view->facts = (toll__book_facts){book->rows, book->holidays, book->n_rows, book->n_holidays, book->texts};
    view->origin = tariff->rows->origin;
    view->matched_by = matched_by;
    toll__book_short_text(book, tariff->rows->value, view->currency);
    memset(view->hash + 64, 0, sizeof view->hash - 64);
    toll__book_hash_text(book->header->hash, view->hash);
    toll__compiled_make(tariff, &view->compiled);
}

/* The built-in book is part of the program: what its generator compiled is what is there. */
static toll_status check_tariff(const toll__book *book, uint32_t tariff, toll_error *err)
{
    uint64_t size;
    if (book->header == toll__public_book(&size))
        return TOLL_OK;
    return toll__tariff_examine(book, tariff, err);
}

toll_status toll__card_make(const toll__book *book, uint32_t tariff, uint32_t matched_by, void *memory, uint64_t size,
                            toll_error *err)
{
    toll_status status = toll__stamp_check_room(&card_kind, memory, size, sizeof(card), err);
    if (status != TOLL_OK)
        return status;
    status = check_tariff(book, tariff, err);
    if (status != TOLL_OK)
        return status;
    toll__tariff found = toll__book_tariff(book, tariff);
    found.flags = flags_of(&found, matched_by);
    card *c = (card *)memory;
    c->book = book->header;
    c->book_hash = start_of_hash(book->header);
    fill_view(book, &found, matched_by, &c->view);
    memset(&c->view.compiled.cells[c->view.compiled.n_cells], 0, TOLL__STAMP_STRIDE);
    toll__stamp_close(&card_kind, &c->stamp, sealed_bytes(c));
    return TOLL_OK;
}

toll_status toll__card_open(const void *memory, uint64_t size, const toll__card_view **view, toll_error *err)
{
    const card *c = (const card *)memory;
    if (!toll__stamp_is_whole(&card_kind, memory, size))
        return toll__stamp_open(&card_kind, memory, size, err);
    if (start_of_hash(c->book) != c->book_hash || memcmp(c->book, TOLL__BOOK_MAGIC, 8) != 0)
        return toll__fail(err, TOLL_E_OBJECT, 0, "card", -1, "is stale: its price book has been replaced since");
    *view = &c->view;
    return TOLL_OK;
}

const toll__card_view *toll__card_read(const void *memory)
{
    const card *c = (const card *)memory;
    return &c->view;
}
