/* SPDX-License-Identifier: Apache-2.0 */
/* Bills rows of columns: in blocks by linear functions (linear.h) where these hold, else one by one as single records.
 *
 * A block that has a row of another kind is tried again in pieces of 16 rows, then row by row, so that few odd rows cost
 * little. Columns are read where they lie if rows follow one another and each has a value; otherwise the block is
 * gathered first. A value that is missing is gathered as 0, which costs the same, but for the request: a record without
 * that number is one request. */
#include "bill/rows.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"
#include "bill/compute.h"
#include "bill/fast_path.h"
#include "book/meter.h"

#define PIECE 16u /* rows that are tried together where a whole block can't be */
_Static_assert(TOLL__LINEAR_BLOCK % PIECE == 0, "whole pieces");

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

/* Whether a record without any quantity has a bill. Where it has none, records with quantities may have one, if the tier
 * is sold by quantity. */
static toll_status check_context(const toll__rating *rating, toll_error *err)
{
    static const toll__usage nothing;
    toll__choice choice;
    toll_status status = toll__select(&rating->card->tariff, &rating->context, &nothing, &choice, err);
    return rating->has_counts != 0 && choice.tier_waits != 0 ? TOLL_OK : status;
}

toll_status toll__rating_make(const toll__card_view *card, const toll__context *context, const uint32_t *meters,
                              uint64_t n_meters, toll__linear *linear, toll__rating *rating, toll_error *err)
{
    uint64_t kinds = 0;
    for (uint32_t i = 0; i < card->tariff.n_rows; i++)
        kinds |= TOLL__KIND_BIT(card->tariff.rows[i].kind);
    *rating = (toll__rating){.card = card, .context = *context, .meters = meters, .n_meters = n_meters};
    rating->has_times = (kinds & TIMES) != 0;
    rating->from_s = card->tariff.rows->from_s;
    rating->until_s = card->tariff.rows->until_s;
    rating->has_counts = (kinds & TOLL__KIND_BIT(TOLL_ROW_WHEN_COUNT)) != 0;
    rating->linear = linear;
    /* Each row may bring an instant of its own, at which a tier is sold that the context's has not. */
    toll_status status = rating->has_times != 0 ? TOLL_OK : check_context(rating, err);
    if (status != TOLL_OK)
        return status;
    if (linear != NULL)
        toll__linear_derive(card, context, meters, n_meters, linear);
    return TOLL_OK;
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
    return rating->from_s <= at_s && at_s < rating->until_s;
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
    const int is_first = status != TOLL_OK && (state->first == TOLL_OK || row < state->first_row);
    if (!is_first)
        return;
    state->first = status;
    state->first_row = row;
    if (err != NULL)
        err->row = (int64_t)row;
}

static void write_bill(const toll__rating *rating, const toll__rows *rows, uint64_t row, toll__rows_state *state,
                       toll_error *err)
{
    toll_error *detail = toll__rows_detail(state, row, err);
    toll_amount billed = {0, 0};
    const toll_status status = bill_row(rating, rows, row, state, &billed, detail);
    toll__rows_write(rows, row, status, billed, state, detail);
}

/* ---- gathering ---- */

/* ORs a column's values into another column; a missing one as `gap`. */
static void gather_column(const toll__rows *rows, uint64_t column, const toll__row_list *list, int64_t gap, int64_t *to)
{
    const int64_t *from = rows->quantities[column];
    const uint8_t *bits = rows->valid != NULL ? rows->valid[column] : NULL;
    for (uint64_t i = 0; i < list->count && bits == NULL; i++)
        to[i] |= from[toll__rows_number(list, i)];
    for (uint64_t i = 0; i < list->count && bits != NULL; i++) {
        const uint64_t row = toll__rows_number(list, i);
        to[i] |= (bits[row / 8] >> row % 8 & 1) != 0 ? from[row] : gap;
    }
}

/* Terms to a column each; columns that must be 0 to one for all. A request that is not counted is never sound. */
static void gather_columns(const toll__rating *rating, const toll__rows *rows, const toll__row_list *list,
                           toll__rows_state *state, const int64_t **columns)
{
    const toll__linear *linear = rating->linear;
    const uint32_t n = linear->n_terms + linear->n_zeros;
    for (uint32_t i = 0; i < n; i++) {
        const int is_term = i < linear->n_terms;
        const uint8_t column = is_term ? linear->terms[i] : linear->zeros[i - linear->n_terms];
        int64_t *to = state->gathered[is_term ? i : TOLL__LINEAR_TERMS];
        if (is_term || i == linear->n_terms)
            memset(to, 0, (size_t)list->count * sizeof *to);
        gather_column(rows, column, list, rating->meters[column] == TOLL_METER_REQUEST ? -1 : 0, to);
        columns[column] = to;
    }
}

/* ---- blocks ---- */

/* Whether the instants of the rows make no difference. */
static int are_instants_plain(const toll__rating *rating, const toll__rows *rows, const toll__row_list *list)
{
    int are_in_force = 1;
    if (rows->at_s == NULL)
        return 1;
    for (uint64_t i = 0; i < list->count; i++)
        are_in_force &= is_in_force(rating, rows->at_s[toll__rows_number(list, i)]);
    return are_in_force && rating->has_times == 0;
}

static void set_statuses(const toll__rows *rows, const toll__row_list *list)
{
    for (uint64_t i = 0; rows->statuses != NULL && i < list->count; i++)
        rows->statuses[toll__rows_number(list, i)] = TOLL_OK;
}

/* Where the columns lie. 0: some row must be billed for itself, and nothing is written. */
static int bill_in_place(const toll__rating *rating, const toll__rows *rows, const toll__row_list *list)
{
    uint8_t cells[TOLL__LINEAR_BLOCK];
    if (!toll__linear_is_sound(rating->linear, rows->quantities, list->base, list->count, cells))
        return 0;
    toll__linear_bill(rating->linear, rows->quantities, list->base, list->count, cells, rows->billed + list->base);
    return 1;
}

static int bill_gathered(const toll__rating *rating, const toll__rows *rows, const toll__row_list *list,
                         toll__rows_state *state)
{
    const int64_t *columns[TOLL__RECORD_PAIRS];
    uint8_t cells[TOLL__LINEAR_BLOCK];
    gather_columns(rating, rows, list, state, columns);
    if (!toll__linear_is_sound(rating->linear, columns, 0, list->count, cells))
        return 0;
    toll__linear_bill(rating->linear, columns, 0, list->count, cells, state->costs);
    for (uint64_t i = 0; i < list->count; i++)
        rows->billed[toll__rows_number(list, i)] = state->costs[i];
    return 1;
}

static int bill_linearly(const toll__rating *rating, const toll__rows *rows, const toll__row_list *list,
                         toll__rows_state *state)
{
    if (!are_instants_plain(rating, rows, list))
        return 0;
    const int is_done = list->offsets == NULL && rows->valid == NULL ? bill_in_place(rating, rows, list)
                                                                     : bill_gathered(rating, rows, list, state);
    if (is_done)
        set_statuses(rows, list);
    return is_done;
}

/* `count` rows of a list, from its row `from` on, or what is left of it. */
static toll__row_list part_of_list(const toll__row_list *list, uint64_t from, uint64_t count)
{
    const uint64_t left = list->count - from, n = left < count ? left : count;
    if (list->offsets == NULL)
        return (toll__row_list){list->base + from, n, NULL};
    return (toll__row_list){list->base, n, list->offsets + from};
}

/* Rows of a piece one by one: most are sound. */
static void bill_piece(const toll__rating *rating, const toll__rows *rows, const toll__row_list *piece,
                       toll__rows_state *state, toll_error *err)
{
    for (uint64_t i = 0; i < piece->count; i++) {
        const toll__row_list row = part_of_list(piece, i, 1);
        if (!bill_linearly(rating, rows, &row, state))
            write_bill(rating, rows, toll__rows_number(piece, i), state, err);
    }
}

static void bill_block(const toll__rating *rating, const toll__rows *rows, const toll__row_list *block,
                       toll__rows_state *state, toll_error *err)
{
    if (bill_linearly(rating, rows, block, state))
        return;
    for (uint64_t i = 0; i < block->count; i += PIECE) {
        const toll__row_list piece = part_of_list(block, i, PIECE);
        if (!bill_linearly(rating, rows, &piece, state))
            bill_piece(rating, rows, &piece, state, err);
    }
}

void toll__rows_start(toll__rows_state *state)
{
    state->first = TOLL_OK;
    state->chosen = NULL;
}

void toll__rows_bill(const toll__rating *rating, const toll__rows *rows, const toll__row_list *list,
                     toll__rows_state *state, toll_error *err)
{
    const int is_linear = rating->linear != NULL && rating->linear->is_ready != 0;
    for (uint64_t i = 0; !is_linear && i < list->count; i++)
        write_bill(rating, rows, toll__rows_number(list, i), state, err);
    for (uint64_t i = 0; is_linear && i < list->count; i += TOLL__LINEAR_BLOCK) {
        const toll__row_list block = part_of_list(list, i, TOLL__LINEAR_BLOCK);
        bill_block(rating, rows, &block, state, err);
    }
}

toll_status toll__rows_compute(const toll__card_view *card, const toll__context *context, const uint32_t *meters,
                               uint64_t n_meters, toll__linear *linear, const toll__rows *rows, toll_error *err)
{
    const toll__row_list all = {0, rows->count, NULL};
    toll__rating rating;
    toll__rows_state state;
    toll_status status = toll__rating_make(card, context, meters, n_meters, linear, &rating, err);
    if (status != TOLL_OK)
        return status;
    if (rows->at_s == NULL && rating.has_times != 0)
        status = check_context(&rating, err); /* all rows are at the context's instant, or at none */
    if (status != TOLL_OK)
        return status;
    toll__rows_start(&state);
    toll__rows_bill(&rating, rows, &all, &state, err);
    return state.first;
}
