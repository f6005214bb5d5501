/* SPDX-License-Identifier: Apache-2.0 */
/* Derives the linear functions of a card in one context, by bills of single records.
 *
 * The general path (compute.c) defines a bill. It is linear in the quantities of a record where four things hold:
 * - Predicates on quantities have the same answers. Thresholds of totals cut the rows into cells with one answer each.
 * - No minimum, step, allowance, volume tier, fee, floor, cap or derived quantity holds in the cell.
 * - Each token's line follows from its meter alone, and parts are within their totals. Not so for modalities with a
 *   price, whose overlap with cached tokens depends on quantities: their columns must be 0. Others stay with their total.
 * - Each line costs a whole number of attos per base unit, so that nothing is rounded.
 *
 * A coefficient is then the difference of two bills that differ by one base unit. A part has its own price less that of
 * its total, of which it is taken out. Two more bills must agree with the function, or the cell has none.
 *
 * By hand: input 3 USD per million, cache_read 0.30, output 15. In attos per token: input 3 * 10^12, cache_read
 * 0.3 * 10^12 - 3 * 10^12 = -2.7 * 10^12, output 15 * 10^12. A row of 1,000 tokens in, 800 of them read from the cache,
 * and 10 out costs 3000e12 - 2160e12 + 150e12 = 990e12 attos: 200 * 3 + 800 * 0.3 + 10 * 15 = 990. */
#include "bill/linear.h"

#include <stddef.h>
#include <string.h>

#include "base/line_cost.h"
#include "bill/compute.h"
#include "bill/fast_path.h"
#include "book/meter.h"

#define BIT(name)  TOLL__METER_BIT(TOLL_METER_##name)
#define MODALITIES (BIT(INPUT_TOOL) | BIT(INPUT_AUDIO) | BIT(INPUT_IMAGE) | BIT(INPUT_VIDEO))
#define JOINTS     (BIT(CACHE_READ_AUDIO) | BIT(CACHE_READ_IMAGE) | BIT(CACHE_READ_VIDEO)) /* what is read of them */
#define JOINT      (TOLL_METER_CACHE_READ_AUDIO - TOLL_METER_INPUT_AUDIO) /* from a modality to what is read of it */
#define ROOM       2  /* base units of a total in which a part of one has room, and one more of it */
#define LINES_MAX  24 /* of a record of so many terms, the request that is implied, and more than enough */

typedef struct linear_derivation {
    const toll__card_view *card;
    const toll__context *context;
    const uint32_t *meters;
    uint64_t n_meters, given; /* given: as a set */
    toll__linear *linear;
    int64_t from[TOLL__RECORD_PAIRS]; /* by column: where the cell begins, 0 without thresholds */
    int64_t room[TOLL__RECORD_PAIRS]; /* how much further it reaches */
    uint32_t is_chosen, reserved;
    toll__choice choice; /* in the cell, where is_chosen is 1 */
} linear_derivation;

/* ---- thresholds ---- */

static uint32_t column_of(const linear_derivation *d, uint32_t meter)
{
    uint32_t column = 0;
    while (column < d->n_meters && d->meters[column] != meter)
        column++;
    return column;
}

/* Thresholds are kept in order, column by column; 0: too many. */
static int add_cut(toll__linear *linear, uint32_t column, int64_t at)
{
    uint32_t place = 0;
    if (at <= 0 || at >> TOLL__LINEAR_TOO_BIG != 0)
        return 1; /* every sound quantity has the same answer */
    while (place < linear->n_cuts && (linear->cuts[place].column < column ||
                                      (linear->cuts[place].column == column && linear->cuts[place].at < at)))
        place++;
    if (place < linear->n_cuts && linear->cuts[place].column == column && linear->cuts[place].at == at)
        return 1;
    if (linear->n_cuts == TOLL__LINEAR_CUTS)
        return 0;
    memmove(&linear->cuts[place + 1], &linear->cuts[place], (linear->n_cuts - place) * sizeof linear->cuts[0]);
    linear->cuts[place] = (toll__linear_cut){at, column, 0};
    linear->n_cuts++;
    return 1;
}

/* Where the answer of a predicate changes; 0: it changes with parts, or too often. */
static int cut_by_row(linear_derivation *d, const toll__row *row)
{
    const uint32_t meter = row->meter, column = column_of(d, meter);
    const int is_beyond = row->op == TOLL_OP_GT || row->op == TOLL_OP_LE;
    if (row->kind != TOLL_ROW_WHEN_COUNT || row->quantity >= INT64_MAX)
        return row->kind != TOLL_ROW_WHEN_COUNT || is_beyond; /* nothing is above the largest number */
    if (column == d->n_meters)
        return meter != TOLL_METER_CACHE_WRITE; /* 0 in every row, but that its kinds may be given */
    return toll__meter_get(meter)->parent == 0 && add_cut(d->linear, column, row->quantity + is_beyond);
}

/* The cells of a column are one after the other: with 2 thresholds of input and 1 of output there are 3 * 2. */
static int number_cells(toll__linear *linear)
{
    uint32_t step = 1, same = 0;
    for (uint32_t i = 0; i < linear->n_cuts; i++) {
        same++;
        linear->cuts[i].step = step;
        if (i + 1 < linear->n_cuts && linear->cuts[i + 1].column == linear->cuts[i].column)
            continue;
        step *= same + 1;
        same = 0;
        if (step > TOLL__LINEAR_CELLS)
            return 0;
    }
    linear->n_cells = step;
    return 1;
}

static int find_cells(linear_derivation *d)
{
    const toll__tariff *tariff = &d->card->tariff;
    for (uint32_t i = 1; i < tariff->n_rows; i++)
        if (!cut_by_row(d, &tariff->rows[i]))
            return 0;
    return number_cells(d->linear);
}

/* Where a cell begins in each column, and how far it reaches. */
static void enter_cell(linear_derivation *d, uint32_t cell)
{
    const toll__linear *linear = d->linear;
    d->is_chosen = 0;
    for (uint64_t column = 0; column < d->n_meters; column++) {
        d->from[column] = 0;
        d->room[column] = INT64_MAX;
    }
    for (uint32_t i = 0, passed = 0; i < linear->n_cuts; i++) {
        const toll__linear_cut *cut = &linear->cuts[i];
        if (i == 0 || linear->cuts[i - 1].column != cut->column) { /* the first threshold of a column */
            uint32_t same = 1;
            while (i + same < linear->n_cuts && linear->cuts[i + same].column == cut->column)
                same++;
            passed = cell / cut->step % (same + 1);
        }
        if (passed > 0) {
            d->from[cut->column] = cut->at;
            passed--;
        } else if (d->room[cut->column] == INT64_MAX) {
            d->room[cut->column] = cut->at - d->from[cut->column];
        }
    }
}

/* ---- bills ---- */

/* Each of a line's three costs is a whole number of attos per base unit: nothing is rounded, nothing overflows. */
static int is_exact(const toll_bill_line *line)
{
    return toll__cost_unit(line->list_price, line->per, line->list_factor) != UINT64_MAX &&
           toll__cost_unit(line->contracted_price, line->per, line->contract_factor) != UINT64_MAX &&
           toll__cost_unit(line->contracted_price, line->per, line->bill_factor) != UINT64_MAX;
}

static uint64_t pairs_of(const linear_derivation *d, const int64_t *quantities, toll_bill_usage *pairs)
{
    for (uint64_t i = 0; i < d->n_meters; i++)
        pairs[i] = (toll_bill_usage){d->meters[i], quantities[i]};
    return d->n_meters;
}

/* What the tariff says in the cell. */
static int choose_in_cell(linear_derivation *d)
{
    toll_bill_usage pairs[TOLL__RECORD_PAIRS];
    const uint64_t n = pairs_of(d, d->from, pairs);
    if (d->is_chosen == 0 && toll__compute_choose(&d->card->tariff, d->context, pairs, n, &d->choice, NULL) != TOLL_OK)
        return 0;
    d->is_chosen = 1;
    return 1;
}

/* By the fast path where it can, which is as right and ten times as fast. */
static int bill_pairs(linear_derivation *d, const toll_bill_usage *pairs, uint64_t n, const toll__line_buffer *buffer,
                      toll__sums *sums)
{
    const toll__card_view *card = d->card;
    if (toll__fast_path_bill(&card->compiled, &card->tariff, d->context, pairs, n, buffer, sums))
        return 1;
    return choose_in_cell(d) && toll__compute_chosen(d->context, &d->choice, pairs, n, buffer, sums, NULL) == TOLL_OK;
}

/* What a record of these quantities costs; 0: it has no bill, or one that is rounded. */
static int bill_record(linear_derivation *d, const int64_t *quantities, toll_amount *billed)
{
    toll_bill_usage pairs[TOLL__RECORD_PAIRS];
    toll_bill_line lines[LINES_MAX];
    const toll__line_buffer buffer = {lines, LINES_MAX};
    toll__sums sums;
    const uint64_t n = pairs_of(d, quantities, pairs);
    if (!bill_pairs(d, pairs, n, &buffer, &sums))
        return 0;
    for (int64_t i = 0; i < sums.n_lines; i++)
        if (!is_exact(&lines[i]))
            return 0;
    *billed = sums.billed;
    return 1;
}

/* One more base unit of a column costs that much; 0: no such bill. */
static int bill_one_more(linear_derivation *d, int64_t *quantities, uint64_t column, int64_t *more)
{
    toll_amount before, after;
    if (!bill_record(d, quantities, &before))
        return 0;
    quantities[column]++;
    if (!bill_record(d, quantities, &after))
        return 0;
    *more = toll__wide_signed(after.low - before.low);
    const int64_t carry = after.high - before.high - (after.low < before.low);
    return carry == (*more < 0 ? -1 : 0);
}

/* ---- coefficients ---- */

/* The cell's least record in which a part of a column has room; 0: the cell is too narrow for it. */
static int make_room(const linear_derivation *d, uint64_t column, int64_t *quantities)
{
    const uint64_t totals = toll__meter_ancestors(d->meters[column]);
    for (uint64_t i = 0; i < d->n_meters; i++) {
        const int is_total = i != column && (totals >> d->meters[i] & 1) != 0;
        quantities[i] = d->from[i] + (is_total ? ROOM : 0);
        if (d->room[i] <= (is_total ? ROOM : i == column))
            return 0;
    }
    return 1;
}

/* The constant of a cell, from its least record. */
static int find_constant(linear_derivation *d, uint32_t cell)
{
    toll__linear *linear = d->linear;
    toll_amount billed;
    linear->constants[cell] = 0;
    if (!bill_record(d, d->from, &billed))
        return 0;
    toll__cost_sum sum = toll__cost_start();
    for (uint32_t i = 0; i < linear->n_terms; i++)
        toll__cost_add_signed(&sum, d->from[linear->terms[i]], linear->coefs[cell][i]);
    const toll_amount linear_part = toll__cost_end(sum);
    linear->constants[cell] = toll__wide_signed(billed.low - linear_part.low);
    return billed.high == linear_part.high + (billed.low < linear_part.low) && linear->constants[cell] >= 0 &&
           linear->constants[cell] < (int64_t)TOLL__COST_UNIT_MAX;
}

/* A record with something in every column agrees with the function. */
static int is_confirmed(linear_derivation *d, uint32_t cell)
{
    const toll__linear *linear = d->linear;
    const int64_t *columns[TOLL__RECORD_PAIRS];
    const uint8_t cells[TOLL__LINEAR_BLOCK] = {(uint8_t)cell};
    int64_t quantities[TOLL__RECORD_PAIRS];
    toll_amount billed, expected;
    if (linear->n_terms == 0)
        return 0; /* no column has a coefficient: there is no function to confirm */
    for (uint64_t i = 0; i < d->n_meters; i++) {
        quantities[i] = d->from[i];
        columns[i] = &quantities[i];
    }
    for (uint32_t i = 0; i < linear->n_terms; i++) {
        const uint64_t totals = toll__meter_ancestors(d->meters[linear->terms[i]]);
        for (uint64_t other = 0; other < d->n_meters; other++)
            quantities[other] += (totals >> d->meters[other] & 1) != 0;
    }
    toll__linear_bill(linear, columns, 0, 1, cells, &expected);
    for (uint64_t i = 0; i < d->n_meters; i++)
        if (quantities[i] - d->from[i] >= d->room[i])
            return 1; /* the cell is too narrow to be asked: its coefficients were found within it */
    return bill_record(d, quantities, &billed) && billed.low == expected.low && billed.high == expected.high;
}

/* Whether nothing but prices holds in the cell. A compiled tariff has no rows of other kinds. */
static int has_prices_alone(linear_derivation *d)
{
    if (d->card->compiled.is_ready != 0)
        return 1;
    return choose_in_cell(d) && !toll__select_has_terms(&d->choice) && !toll__select_has_money(&d->choice) &&
           d->choice.derived == 0 && (d->choice.fallbacks.defaulted & ~BIT(CACHE_WRITE)) == 0;
}

/* A column that has no coefficient in some cell has none at all. */
static void drop_term(toll__linear *linear, uint32_t term)
{
    linear->zeros[linear->n_zeros++] = linear->terms[term];
    linear->n_terms--;
    memmove(&linear->terms[term], &linear->terms[term + 1], linear->n_terms - term);
    for (uint32_t cell = 0; cell < linear->n_cells; cell++)
        memmove(&linear->coefs[cell][term], &linear->coefs[cell][term + 1],
                (linear->n_terms - term) * sizeof linear->coefs[cell][0]);
}

/* Whether a modality makes no difference, read or not: its tokens stay on the lines of input and cache_read. */
static int stays_with_totals(linear_derivation *d, uint32_t modality)
{
    if (!choose_in_cell(d))
        return 0;
    const toll__pricing pricing = toll__pricing_of(&d->choice);
    const int is_read_alike =
        modality == TOLL_METER_INPUT_TOOL ||
        toll__split_home(&pricing, modality + JOINT) == toll__split_home(&pricing, TOLL_METER_CACHE_READ);
    return is_read_alike && toll__split_home(&pricing, modality) == TOLL_METER_INPUT;
}

/* The coefficient of a modality, and of what is read of it, is 0, or there is none. */
static int is_modality_free(linear_derivation *d, uint32_t meter)
{
    const int is_joint = (JOINTS >> meter & 1) != 0;
    const uint64_t needed = is_joint ? BIT(CACHE_READ) | TOLL__METER_BIT(meter - JOINT) : BIT(INPUT);
    return (needed & ~d->given) == 0 && stays_with_totals(d, is_joint ? meter - JOINT : meter);
}

static int find_coefficient(linear_derivation *d, uint64_t column, int64_t *coef)
{
    const uint32_t meter = d->meters[column];
    int64_t quantities[TOLL__RECORD_PAIRS];
    *coef = 0;
    if (((MODALITIES | JOINTS) >> meter & 1) != 0)
        return is_modality_free(d, meter);
    return make_room(d, column, quantities) && bill_one_more(d, quantities, column, coef);
}

static void find_coefficients(linear_derivation *d, uint32_t cell)
{
    toll__linear *linear = d->linear;
    for (uint32_t i = 0; i < linear->n_terms;) {
        if (find_coefficient(d, linear->terms[i], &linear->coefs[cell][i]))
            i++;
        else
            drop_term(linear, i);
    }
}

/* A long prompt may have no price: then its cell has no function, and the others keep theirs. */
static void find_functions(linear_derivation *d)
{
    toll__linear *linear = d->linear;
    toll_amount least;
    for (uint32_t cell = 0; cell < linear->n_cells; cell++) {
        enter_cell(d, cell);
        if (has_prices_alone(d) && bill_record(d, d->from, &least))
            find_coefficients(d, cell);
        else
            linear->unknown_cells |= 1u << cell;
    }
    for (uint32_t cell = 0; cell < linear->n_cells; cell++) {
        if ((linear->unknown_cells >> cell & 1) != 0)
            continue;
        enter_cell(d, cell);
        if (!find_constant(d, cell) || !is_confirmed(d, cell))
            linear->unknown_cells |= 1u << cell;
    }
}

/* ---- what sound rows are ---- */

static int is_term(const toll__linear *linear, uint32_t column)
{
    for (uint32_t i = 0; i < linear->n_terms; i++)
        if (linear->terms[i] == column)
            return 1;
    return 0;
}

/* The columns of a set of meters that have a coefficient. */
static uint8_t list_columns(const linear_derivation *d, uint64_t meters, uint8_t columns[TOLL__LINEAR_PARTS])
{
    uint8_t n = 0;
    for (uint32_t column = 0; column < d->n_meters; column++)
        if ((meters >> d->meters[column] & 1) != 0 && is_term(d->linear, column))
            columns[n++] = (uint8_t)column;
    return n;
}

/* Parts of a total, less those of `back`, where the columns have the total. */
static void add_sum(linear_derivation *d, uint32_t total, uint64_t parts, uint64_t back)
{
    toll__linear *linear = d->linear;
    toll__linear_sum *sum = &linear->sums[linear->n_sums];
    memset(sum, 0, sizeof *sum);
    sum->total = (uint8_t)column_of(d, total);
    sum->n_parts = list_columns(d, parts, sum->parts);
    sum->n_back = list_columns(d, back, sum->back);
    linear->n_sums += sum->n_parts != 0 && sum->total < d->n_meters;
}

/* What the check of usage asks of modalities (usage.c); what is stated to be unread has room beside what was read. */
static void find_modal_sums(linear_derivation *d)
{
    uint64_t stated = 0;
    for (uint32_t joint = TOLL_METER_CACHE_READ_AUDIO; joint <= TOLL_METER_CACHE_READ_VIDEO; joint++) {
        add_sum(d, joint - JOINT, TOLL__METER_BIT(joint), 0);
        stated |= (d->given & TOLL__METER_BIT(joint)) != 0 ? TOLL__METER_BIT(joint - JOINT) : 0;
    }
    add_sum(d, TOLL_METER_CACHE_READ, JOINTS, 0);
    add_sum(d, TOLL_METER_INPUT, MODALITIES, 0);
    if (stated != 0)
        add_sum(d, TOLL_METER_INPUT, BIT(CACHE_READ) | stated, JOINTS);
}

/* Where no total of writes is given, it is the sum of its kinds. */
static void find_sums(linear_derivation *d)
{
    uint64_t kinds = 0, answers = 0;
    for (uint32_t i = 0; i < TOLL__METER_WRITES; i++)
        kinds |= TOLL__METER_BIT(toll__meter_writes[i]);
    for (uint32_t part = TOLL_METER_REASONING; part <= TOLL_METER_OUTPUT_VIDEO; part++)
        answers |= TOLL__METER_BIT(part);
    const uint64_t writes = (d->given & BIT(CACHE_WRITE)) != 0 ? BIT(CACHE_WRITE) : kinds;
    add_sum(d, TOLL_METER_INPUT, BIT(CACHE_READ) | writes, 0);
    add_sum(d, TOLL_METER_CACHE_WRITE, kinds, 0);
    add_sum(d, TOLL_METER_OUTPUT, answers, 0);
    if ((d->given & (MODALITIES | JOINTS)) != 0)
        find_modal_sums(d);
}

/* In the order of meters, so that totals come before their parts; what is beyond the room must be 0. */
static void list_terms(linear_derivation *d)
{
    toll__linear *linear = d->linear;
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        const uint32_t column = column_of(d, meter);
        if (column == d->n_meters)
            continue;
        d->given |= TOLL__METER_BIT(meter);
        if (linear->n_terms < TOLL__LINEAR_TERMS)
            linear->terms[linear->n_terms++] = (uint8_t)column;
        else
            linear->zeros[linear->n_zeros++] = (uint8_t)column;
    }
}

void toll__linear_derive(const toll__card_view *card, const toll__context *context, const uint32_t *meters,
                         uint64_t n_meters, toll__linear *linear)
{
    linear_derivation d;
    d.card = card;
    d.context = context;
    d.meters = meters;
    d.n_meters = n_meters;
    d.given = 0;
    d.linear = linear;
    memset(linear, 0, sizeof *linear);
    list_terms(&d);
    if (!find_cells(&d))
        return;
    find_functions(&d);
    find_sums(&d);
    linear->is_ready = linear->n_terms != 0;
}
