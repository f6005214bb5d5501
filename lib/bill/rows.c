/* SPDX-License-Identifier: Apache-2.0 */
/* Bills rows of columns: in blocks by linear functions (linear.h) where these hold, else one by one as single records.
 *
 * A block that has a row of another kind is tried again in sixteenths, then row by row, so that few odd rows cost little:
 * one in 1,000 rows sends 1 + 15 more rows of 16 through the path of single records, not 256. */
#include "bill/rows.h"

#include <stddef.h>

#include "base/fault.h"
#include "base/text.h"
#include "bill/compute.h"
#include "bill/fast_path.h"
#include "book/meter.h"

#define PIECE 16u /* a block is so many pieces of so many rows */
_Static_assert(PIECE *PIECE == TOLL__LINEAR_BLOCK, "whole pieces");

#define TIMES                                                                                                          \
    (TOLL__KIND_BIT(TOLL_ROW_WHEN_TIME) | TOLL__KIND_BIT(TOLL_ROW_WHEN_HOLIDAY) |                                      \
     TOLL__KIND_BIT(TOLL_ROW_WHEN_INSTANT) | TOLL__KIND_BIT(TOLL_ROW_CALENDAR) | TOLL__KIND_BIT(TOLL_ROW_HOLIDAY) |    \
     TOLL__KIND_BIT(TOLL_ROW_ZONE))

/* ---- ratings ---- */

toll_status toll__rows_check_meters(const uint32_t *meters, uint64_t n_meters, toll_error *err)
{
    uint64_t set = 0;
    for (uint64_t i = 0; i < n_meters; i++) {
        const uint32_t meter = meters[i];
        if (meter == 0 || meter >= TOLL_METERS)
            return toll__fail_range(err, 0, "meters", (int64_t)i, 1, TOLL_METERS - 1, meter);
        if ((set & TOLL__METER_BIT(meter)) != 0)
            return toll__fail(err, TOLL_E_CONFLICT, 0, "meters", (int64_t)i, "is given twice");
        set |= TOLL__METER_BIT(meter);
    }
    return TOLL_OK;
}

/* Whether a record without any quantity has a bill; where it has none, records with quantities may have one if
 * predicates count, or ask for an instant that each row has for itself. */
static toll_status check_context(const toll__rating *rating, toll_error *err)
{
    static const toll__usage nothing;
    toll__choice choice;
    toll_status status = toll__select(&rating->card->tariff, &rating->context, &nothing, &choice, err);
    if (status == TOLL_OK || (rating->has_counts != 0 && choice.tier_waits != 0))
        return TOLL_OK;
    return rating->has_times != 0 && rating->context.has_instant == 0 ? TOLL_OK : status;
}

toll_status toll__rating_make(const toll__card_view *card, const toll__context *context, const uint32_t *meters,
                              uint64_t n_meters, toll__linear *linear, toll__rating *rating, toll_error *err)
{
    uint64_t kinds = 0;
    for (uint32_t i = 0; i < card->tariff.n_rows; i++)
        kinds |= TOLL__KIND_BIT(card->tariff.rows[i].kind);
    *rating = (toll__rating){.card = card, .context = *context, .meters = meters, .n_meters = n_meters};
    rating->has_times = (kinds & TIMES) != 0;
    rating->has_counts = (kinds & TOLL__KIND_BIT(TOLL_ROW_WHEN_COUNT)) != 0;
    rating->linear = linear;
    toll_status status = check_context(rating, err);
    if (status == TOLL_OK && linear != NULL)
        toll__linear_derive(card, context, meters, n_meters, linear);
    return status;
}

/* ---- single rows ---- */

static int is_given(const toll__rows *rows, uint64_t column, uint64_t row)
{
    return rows->valid == NULL || rows->valid[column] == NULL || (rows->valid[column][row / 8] >> row % 8 & 1) != 0;
}

static uint64_t take_pairs(const toll__rating *rating, const toll__rows *rows, uint64_t row, toll_bill_usage *pairs)
{
    uint64_t n = 0;
    for (uint64_t i = 0; i < rating->n_meters; i++)
        if (is_given(rows, i, row))
            pairs[n++] = (toll_bill_usage){rating->meters[i], rows->quantities[i][row]};
    return n;
}

/* A card's tariff serves the instants of its own interval. */
static int is_in_force(const toll__rating *rating, int64_t at_s)
{
    const toll__row *tariff = rating->card->tariff.rows;
    return tariff->from_s <= at_s && at_s < tariff->until_s;
}

/* Where no predicate asks for quantities, nor for instants that differ, one choice serves all rows of a rating. */
static toll_status bill_by_choice(const toll__rating *rating, const toll__context *context, int is_fixed,
                                  const toll_bill_usage *pairs, uint64_t n_pairs, toll__rows_state *state,
                                  toll__sums *sums, toll_error *err)
{
    const toll__line_buffer nowhere = {NULL, 0};
    const toll__tariff *tariff = &rating->card->tariff;
    toll__counters counters = {.counters = NULL, .count = 0};
    if (!is_fixed)
        return toll__compute(tariff, context, pairs, n_pairs, &counters, &nowhere, sums, err);
    if (state->chosen != rating) {
        state->chosen = NULL;
        toll_status status = toll__compute_choose(tariff, context, pairs, n_pairs, &state->choice, err);
        if (status != TOLL_OK)
            return status;
        state->chosen = rating;
    }
    return toll__compute_chosen(context, &state->choice, pairs, n_pairs, &nowhere, sums, err);
}

static toll_status bill_row(const toll__rating *rating, const toll__rows *rows, uint64_t row, toll__rows_state *state,
                            toll_amount *billed, toll_error *err)
{
    const toll__line_buffer nowhere = {NULL, 0};
    const toll__card_view *card = rating->card;
    toll_bill_usage pairs[TOLL__RECORD_PAIRS];
    toll__context context = rating->context;
    toll__sums sums;
    if (rows->at_s != NULL) {
        context.at_s = rows->at_s[row];
        context.has_instant = 1;
        if (!is_in_force(rating, context.at_s))
            return toll__fail(err, TOLL_E_MISSING, 0, "at_s", -1,
                              "is outside of the interval in which the card's tariff is in force: find another card");
    }
    const uint64_t n = take_pairs(rating, rows, row, pairs);
    if (!toll__fast_path_bill(&card->compiled, &card->tariff, &context, pairs, n, &nowhere, &sums)) {
        const int is_fixed = rating->has_counts == 0 && (rating->has_times == 0 || rows->at_s == NULL);
        toll_status status = bill_by_choice(rating, &context, is_fixed, pairs, n, state, &sums, err);
        if (status != TOLL_OK)
            return status;
    }
    *billed = sums.billed;
    return TOLL_OK;
}

void toll__rows_write(const toll__rows *rows, uint64_t row, toll_status status, toll_amount billed,
                      toll__rows_state *state, toll_error *err)
{
    rows->billed[row] = billed;
    if (rows->statuses != NULL)
        rows->statuses[row] = status;
    if (status == TOLL_OK || state->first != TOLL_OK)
        return;
    state->first = status;
    if (err != NULL)
        err->row = (int64_t)row;
}

static void write_bill(const toll__rating *rating, const toll__rows *rows, uint64_t row, toll__rows_state *state,
                       toll_error *err)
{
    toll_error *detail = state->first == TOLL_OK ? err : NULL;
    toll_amount billed = {0, 0};
    const toll_status status = bill_row(rating, rows, row, state, &billed, detail);
    toll__rows_write(rows, row, status, billed, state, detail);
}

/* ---- blocks ---- */

/* Whether each of the rows has a value in each column; a column of 0 is as good as one without values where no meter is
 * implied. */
static int has_all_values(const toll__rating *rating, const toll__rows *rows, uint64_t first, uint64_t count)
{
    if (rows->valid == NULL)
        return 1;
    for (uint64_t i = 0; i < rating->n_meters; i++)
        for (uint64_t row = first; rows->valid[i] != NULL && row < first + count; row++)
            if (!is_given(rows, i, row))
                return 0;
    return 1;
}

/* Whether the instants of the rows make no difference. */
static int are_instants_plain(const toll__rating *rating, const toll__rows *rows, uint64_t first, uint64_t count)
{
    int are_in_force = 1;
    if (rows->at_s == NULL)
        return 1;
    for (uint64_t row = first; row < first + count; row++)
        are_in_force &= is_in_force(rating, rows->at_s[row]);
    return are_in_force && rating->has_times == 0;
}

/* 0: some row must be billed for itself, and nothing is written. */
static int bill_linearly(const toll__rating *rating, const toll__rows *rows, uint64_t first, uint64_t count)
{
    uint8_t cells[TOLL__LINEAR_BLOCK];
    if (!has_all_values(rating, rows, first, count) || !are_instants_plain(rating, rows, first, count) ||
        !toll__linear_is_sound(rating->linear, rows->quantities, first, count, cells))
        return 0;
    toll__linear_bill(rating->linear, rows->quantities, first, count, cells, rows->billed + first);
    for (uint64_t i = first; rows->statuses != NULL && i < first + count; i++)
        rows->statuses[i] = TOLL_OK;
    return 1;
}

/* Rows of a piece one by one: most are sound. */
static void bill_piece(const toll__rating *rating, const toll__rows *rows, uint64_t first, uint64_t end,
                       toll__rows_state *state, toll_error *err)
{
    for (uint64_t row = first; row < end; row++)
        if (!bill_linearly(rating, rows, row, 1))
            write_bill(rating, rows, row, state, err);
}

static void bill_block(const toll__rating *rating, const toll__rows *rows, uint64_t first, uint64_t end,
                       toll__rows_state *state, toll_error *err)
{
    if (bill_linearly(rating, rows, first, end - first))
        return;
    for (uint64_t piece = first; piece < end; piece += PIECE) {
        const uint64_t count = end - piece < PIECE ? end - piece : PIECE;
        if (!bill_linearly(rating, rows, piece, count))
            bill_piece(rating, rows, piece, piece + count, state, err);
    }
}

void toll__rows_start(toll__rows_state *state)
{
    state->first = TOLL_OK;
    state->chosen = NULL;
}

void toll__rows_bill(const toll__rating *rating, const toll__rows *rows, uint64_t first, uint64_t end,
                     toll__rows_state *state, toll_error *err)
{
    const int is_linear = rating->linear != NULL && rating->linear->is_ready != 0;
    for (uint64_t row = first; row < end;) {
        const uint64_t count = end - row < TOLL__LINEAR_BLOCK ? end - row : TOLL__LINEAR_BLOCK;
        if (is_linear)
            bill_block(rating, rows, row, row + count, state, err);
        for (uint64_t i = row; !is_linear && i < row + count; i++)
            write_bill(rating, rows, i, state, err);
        row += count;
    }
}

toll_status toll__rows_compute(const toll__card_view *card, const toll__context *context, const uint32_t *meters,
                               uint64_t n_meters, toll__linear *linear, const toll__rows *rows, toll_error *err)
{
    toll__rating rating;
    toll__rows_state state;
    toll_status status = toll__rating_make(card, context, meters, n_meters, linear, &rating, err);
    if (status != TOLL_OK)
        return status;
    toll__rows_start(&state);
    toll__rows_bill(&rating, rows, 0, rows->count, &state, err);
    return state.first;
}
