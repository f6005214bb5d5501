/* SPDX-License-Identifier: Apache-2.0 */
/* Cards: what toll_book_find() leaves in the caller's memory. */
#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "bill/book.h"
#include "bill/seal_book.h"

#define MAGIC UINT64_C(0x6472616320206c6c) /* no text: only unlikely in other data */
#define ODD   UINT64_C(0x9e3779b97f4a7c15) /* 2^64 / golden ratio, odd: spreads every bit upwards */

/* A copy of all that a bill needs from the book's header and the tariff's first row, so that a book which changes under
 * us can't move a bound. Addresses are kept as numbers: a card is data of this process alone. */
typedef struct card {
    uint64_t magic, book, book_size;
    uint64_t rows, tariff_rows, holidays;
    uint32_t n_rows, n_tariff_rows;
    uint32_t n_holidays, origin;
    uint64_t currency;
    uint64_t stamp; /* first 8 bytes of the book's hash */
    uint64_t seal;
} card;

#define WORDS (sizeof(card) / sizeof(uint64_t))

_Static_assert(sizeof(card) % 8 == 0 && offsetof(card, seal) == sizeof(card) - 8, "whole words, the seal last");

uint64_t toll__card_size(void)
{
    return sizeof(card);
}

/* Two products at a time, each word by an odd factor of its own: any one changed word changes the sum. It guards against
 * damage and mix-ups, not against an adversary, who could write what he likes anyway. */
static uint64_t sum(const card *c)
{
    uint64_t words[WORDS], even = 0, odd = 0;
    memcpy(words, c, sizeof words);
    for (uint64_t i = 0; i + 1 < WORDS; i += 2) {
        even += words[i] * (ODD + 4 * i);
        odd ^= i + 2 < WORDS ? words[i + 1] * (ODD + 4 * i + 2) : 0;
    }
    return even ^ (odd << 32 | odd >> 32);
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

toll_status toll__card_make(const toll__book *book, uint32_t tariff, void *memory, uint64_t size, toll_error *err)
{
    toll_status status = check_memory(memory, size, err);
    if (status != TOLL_OK)
        return status;
    const toll__tariff found = toll__book_tariff(book, tariff);
    card c = {MAGIC,
              (uintptr_t)book->header,
              book->size,
              (uintptr_t)book->rows,
              (uintptr_t)found.rows,
              (uintptr_t)book->holidays,
              book->n_rows,
              found.n_rows,
              book->n_holidays,
              found.rows->origin,
              found.rows->value,
              stamp_of(book->header),
              0};
    c.seal = sum(&c);
    memcpy(memory, &c, sizeof c);
    return TOLL_OK;
}

static toll_status refuse(toll_error *err, const char *reason)
{
    return toll__fail(err, TOLL_E_OBJECT, 0, "card", -1, reason);
}

toll_status toll__card_open(const void *memory, uint64_t size, toll__card_view *view, toll_error *err)
{
    toll_status status = check_memory(memory, size, err);
    if (status != TOLL_OK)
        return status;
    card c;
    memcpy(&c, memory, sizeof c);
    if (c.magic != MAGIC)
        return refuse(err, "was not made by toll_book_find()");
    if (c.seal != sum(&c))
        return refuse(err, "was changed after toll_book_find() made it");
    const void *book = (const void *)(uintptr_t)c.book;
    if (stamp_of(book) != c.stamp || memcmp(book, TOLL__BOOK_MAGIC, 8) != 0)
        return refuse(err, "is stale: its price book is another one by now");
    view->tariff = (toll__tariff){(const toll__row *)(uintptr_t)c.tariff_rows, c.n_tariff_rows, 0};
    view->book_rows = (const toll__row *)(uintptr_t)c.rows;
    view->n_book_rows = c.n_rows;
    view->n_holidays = c.n_holidays;
    view->holidays = (const uint32_t *)(uintptr_t)c.holidays;
    view->origin = c.origin;
    view->currency = (uint32_t)c.currency;
    view->book = book;
    view->book_size = c.book_size;
    return TOLL_OK;
}

void toll__card_currency(const toll__card_view *view, char currency[16])
{
    toll__book book;
    char text[TOLL__TEXT_BYTES] = {0};
    if (toll__book_view(view->book, view->book_size, &book, NULL) == TOLL_OK)
        toll__book_text(&book, view->currency, text);
    memcpy(currency, text, 15);
    currency[15] = '\0';
}

void toll__card_hash(const toll__card_view *view, char text[65])
{
    toll__book_hash_text((const unsigned char *)view->book + offsetof(toll__book_header, hash), text);
}
