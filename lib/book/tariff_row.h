/* SPDX-License-Identifier: Apache-2.0 */
/* A tariff row as a book holds it: texts interned. What the writer leaves and the reader rates by. */
#ifndef TOLL_BOOK_TARIFF_ROW_H
#define TOLL_BOOK_TARIFF_ROW_H

#include <toll/book.h>

/* Interned texts are numbers within one book: 0 is the empty text. Fixed-width words only: this is the book's
 * format. */
typedef struct toll__row {
    uint32_t kind, op;
    uint32_t meter, other_meter;
    uint32_t origin, is_contract;
    uint32_t key, value; /* interned */
    uint32_t text;       /* interned */
    uint32_t source;     /* interned */
    int64_t layer;
    int64_t from_s, until_s;
    int64_t quantity, per;
    toll_decimal number;
    int32_t weekdays, start_s, end_s, utc_offset_s;
    int32_t source_date;
    uint32_t reserved; /* 0 */
} toll__row;

/* Of a fee, floor or cap: TOLL_PERIOD_*; of any other row that of a record. */
static inline uint32_t toll__row_period(const toll__row *row)
{
    const uint32_t kind = row->kind, op = row->op;
    const int is_amount = kind == TOLL_ROW_FEE || kind == TOLL_ROW_FLOOR || kind == TOLL_ROW_CAP;
    return is_amount && op > TOLL_PERIOD_RECORD ? op : TOLL_PERIOD_RECORD;
}

/* A tariff: its rows, the first of them of kind TOLL_ROW_TARIFF. Holiday rows of any tariff of the book are found from
 * the book's first row. */
typedef struct toll__tariff {
    const toll__row *rows;
    uint32_t n_rows;
    uint32_t flags; /* of every line, as the card says (tariff_card.c); 0 without a card */
} toll__tariff;

#endif
