/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of columns, a column a meter: each row is a record, and costs what its record costs. */
#ifndef TOLL_BILL_ROWS_H
#define TOLL_BILL_ROWS_H

#include "bill/linear.h"
#include "bill/select.h"

/* A card in one context, for columns of these meters. */
typedef struct toll__rating {
    const toll__card_view *card;
    toll__context context;
    const uint32_t *meters;
    uint64_t n_meters;
    const toll__linear *linear;
    int64_t from_s, until_s; /* when the tariff is in force */
    uint32_t has_times;      /* 1: some row of the tariff asks for the instant */
    uint32_t has_counts;     /* 1: some predicate asks for a quantity */
} toll__rating;

typedef struct toll__rows {
    const int64_t *const *quantities; /* a column a meter */
    const uint8_t *const *valid;      /* of each column the rows that have a value, a bit each; NULL: all have */
    uint64_t count;
    const int64_t *at_s; /* NULL: all at the instant of the context */
    toll_amount *billed;
    int32_t *statuses; /* may be NULL */
} toll__rows;

/* Rows of one rating: base + offsets[i], or base + i where offsets is NULL. */
typedef struct toll__row_list {
    uint64_t base, count;
    const uint16_t *offsets;
} toll__row_list;

/* What is kept from row to row. */
typedef struct toll__rows_state {
    toll_status first; /* status of the row of least number that failed, as far as rows were billed */
    uint64_t first_row;
    const toll__rating *chosen; /* whose choice it is; NULL: none's */
    toll__choice choice;
    int64_t gathered[TOLL__LINEAR_TERMS + 1][TOLL__LINEAR_BLOCK]; /* columns of rows that lie apart, or have gaps */
    toll_amount costs[TOLL__LINEAR_BLOCK];
} toll__rows_state;

/* A column a meter, each once. */
toll_status toll__rows_check_meters(const uint32_t *meters, uint64_t n_meters, toll_error *err);

/* Makes a rating of a card, a context and meters that stay in place; with functions in `linear`, or none where that is
 * NULL: they are worth their price from some dozens of rows on. Fails where no record of the context has a bill. */
toll_status toll__rating_make(const toll__card_view *card, const toll__context *context, const uint32_t *meters,
                              uint64_t n_meters, toll__linear *linear, toll__rating *rating, toll_error *err);

void toll__rows_start(toll__rows_state *state);

/* Bills rows of one rating. *err tells of the row of least number that failed. */
void toll__rows_bill(const toll__rating *rating, const toll__rows *rows, const toll__row_list *list,
                     toll__rows_state *state, toll_error *err);

/* The number of a row of a list. */
static inline uint64_t toll__rows_number(const toll__row_list *list, uint64_t i)
{
    return list->base + (list->offsets != NULL ? list->offsets[i] : i);
}

/* Where a failure of the row is to be told: NULL where a row of a lesser number has failed. */
static inline toll_error *toll__rows_detail(const toll__rows_state *state, uint64_t row, toll_error *err)
{
    return state->first == TOLL_OK || row < state->first_row ? err : NULL;
}

/* Writes what a row costs, or that it has failed: *err, if given, tells why, and now of which row. */
void toll__rows_write(const toll__rows *rows, uint64_t row, toll_status status, toll_amount billed,
                      toll__rows_state *state, toll_error *err);

/* All of it, where all rows have one rating: its status, or that of the first row that failed. */
toll_status toll__rows_compute(const toll__card_view *card, const toll__context *context, const uint32_t *meters,
                               uint64_t n_meters, toll__linear *linear, const toll__rows *rows, toll_error *err);

#endif
