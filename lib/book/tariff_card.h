/* SPDX-License-Identifier: Apache-2.0 */
/* The card of a tariff: what toll_book_find() leaves in the caller's memory and a bill is computed from. */
#ifndef TOLL_BOOK_TARIFF_CARD_H
#define TOLL_BOOK_TARIFF_CARD_H

#include "book/book_view.h"
#include "book/compiled_tariff.h"

/* What toll_book_find() found, ready to bill: a copy of all that a bill needs from the book's header and the
 * tariff's first row, so that a book which changes under us can't move a bound. A part of the card. Row and text
 * numbers are in range; the fields of rows are those of a validated book unless its bytes changed since: an array
 * that is indexed by a row's meter must mask or compare it. */
typedef struct toll__card_view {
    toll__tariff tariff;
    toll__book_facts facts;
    uint32_t origin;                            /* TOLL_ORIGIN_* */
    uint32_t matched_by;                        /* TOLL_NAME_* */
    char currency[TOLL__TEXT_SHORT];            /* of the tariff */
    char hash[72];                              /* of the book, with NULs */
    _Alignas(8) toll__compiled_tariff compiled; /* last: see tariff_card.c */
} toll__card_view;

/* Bytes of a card; its memory is 8-byte aligned. */
uint64_t toll__card_size(void);

/* Makes a card of one tariff of a book that has been opened: the tariff checked and compiled, what totals say of the book,
 * and how its name was matched (TOLL_NAME_*). TOLL_E_OBJECT where the tariff is damaged. */
toll_status toll__card_make(const toll__book *book, uint32_t tariff, uint32_t matched_by, void *card, uint64_t size,
                            toll_error *err);

/* Reads a card, a few ns: TOLL_E_NULL; TOLL_E_OBJECT when it is forged, damaged, or its book is another one by now. */
toll_status toll__card_open(const void *card, uint64_t size, const toll__card_view **view, toll_error *err);

/* The view of a card that has just been opened: nothing is checked again. */
const toll__card_view *toll__card_read(const void *card);

#endif
