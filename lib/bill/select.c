/* SPDX-License-Identifier: Apache-2.0 */
/* What a tariff says to one record: one walk over its rows, block after block.
 *
 * A block is the tariff itself (from its first row) or a rule or multiplier, up to the next one. It is read twice: its
 * predicates first, wherever they stand in it, then all its other rows if it holds. Predicates on different things are
 * ANDed, predicates on the same thing (two regions) are ORed. A price of a later block overrides that of an earlier
 * one, meter by meter, for list and contracted prices apart. So do minima, steps, allowances, fall-backs, and the
 * volume tiers of a meter as one list. Multipliers multiply. A service tier is sold where a block that names it holds.
 *
 * By hand: input 3.00 and output 15.00; a rule "input > 200,000" with input 6.00 and output 22.50; a multiplier 0.5 for
 * the tier batch. A record of 250,000 tokens on the tier batch takes 6.00 and 22.50 with the multiplier, so its million
 * input tokens cost 6.00 * 0.5 = 3.00; one of 200,000 tokens takes 3.00 and 15.00, because the rule does not hold. */
#include "bill/select.h"

#include "base/fault.h"
#include "bill/context_facts.h"
#include "bill/derive.h"
#include "book/compiled_tariff.h"

#define PREDICATES                                                                                                     \
    (TOLL__KIND_BIT(TOLL_ROW_WHEN_COUNT) | TOLL__KIND_BIT(TOLL_ROW_WHEN_TIER) | TOLL__KIND_BIT(TOLL_ROW_WHEN_REGION) | \
     TOLL__KIND_BIT(TOLL_ROW_WHEN_ATTRIBUTE) | TOLL__KIND_BIT(TOLL_ROW_WHEN_TIME) |                                    \
     TOLL__KIND_BIT(TOLL_ROW_WHEN_HOLIDAY) | TOLL__KIND_BIT(TOLL_ROW_WHEN_INSTANT) |                                   \
     TOLL__KIND_BIT(TOLL_ROW_WHEN_COUNTER) | TOLL__KIND_BIT(TOLL_ROW_WHEN_NUMBER))
#define MONEY   (TOLL__KIND_BIT(TOLL_ROW_FEE) | TOLL__KIND_BIT(TOLL_ROW_FLOOR) | TOLL__KIND_BIT(TOLL_ROW_CAP))
#define OPENERS (TOLL__KIND_BIT(TOLL_ROW_RULE) | TOLL__KIND_BIT(TOLL_ROW_MULTIPLIER))
/* Rows that count only where their block holds. WHEN_TIER is a predicate as well: it sells its tier. */
#define TERMS                                                                                                          \
    (TOLL__KIND_BIT(TOLL_ROW_PRICE) | TOLL__KIND_BIT(TOLL_ROW_MINIMUM) | TOLL__KIND_BIT(TOLL_ROW_STEP) |               \
     TOLL__KIND_BIT(TOLL_ROW_ALLOWANCE) | TOLL__KIND_BIT(TOLL_ROW_VOLUME) | TOLL__KIND_BIT(TOLL_ROW_FALLBACK) |        \
     TOLL__KIND_BIT(TOLL_ROW_DEFAULT_PART) | MONEY | TOLL__KIND_BIT(TOLL_ROW_DERIVE) | TOLL__KIND_BIT(TOLL_ROW_TIER) | \
     TOLL__KIND_BIT(TOLL_ROW_WHEN_TIER))

typedef struct selection {
    const toll__context *context;
    const toll__usage *usage;
    toll__choice *choice;
    uint32_t tier_named, tier_sold; /* 1: some row names the record's service tier; one of a block that holds */
} selection;

/* ---- whether a block holds ---- */

/* What a row says of the tariff even if its block does not hold. */
static void note_row(selection *w, const toll__row *row)
{
    if (toll__row_period(row) != TOLL_PERIOD_RECORD)
        return; /* says nothing of a record */
    w->choice->kinds |= TOLL__KIND_BIT(row->kind);
    if (row->kind == TOLL_ROW_WHEN_COUNT)
        w->choice->counted |= TOLL__METER_BIT(row->meter);
    if ((row->kind == TOLL_ROW_TIER || row->kind == TOLL_ROW_WHEN_TIER) && row->text == w->context->service_tier) {
        w->tier_named = 1;
        w->tier_sold |=
            row->op == TOLL_OP_IS_NOT; /* "any tier but this one": this one has the price without the rule */
    }
    /* kind 0 does not exist: its bit says that a row counts a record alone */
    if (row->kind == TOLL_ROW_VOLUME)
        w->choice->kinds |= row->key == 0;
    if (row->kind == TOLL_ROW_DERIVE)
        w->choice->kinds |= !toll__derive_is_whole(row);
}

/* Where rows that count only if the block holds begin, and where it ends; without any the former is the tariff's end. */
typedef struct block {
    uint32_t first_term, end;
} block;

/* Reads the block that begins at `first`, up to the next rule or multiplier: its predicates alone. */
static toll_status judge_block(selection *w, uint32_t first, block *b, int *holds, toll_error *err)
{
    const uint64_t passed = TOLL__KIND_BIT(TOLL_ROW_PRICE) | TOLL__KIND_BIT(TOLL_ROW_MATCH);
    const uint32_t n_rows = w->choice->n_rows;
    const toll__row *row = w->choice->rows + first;
    toll__verdict verdict = {0, 0, 0, 0};
    uint32_t i, term = n_rows;
    for (i = first; i < n_rows; i++, row++) {
        const uint64_t kind = TOLL__KIND_BIT(row->kind);
        if ((kind & OPENERS) != 0)
            break;
        if (term == n_rows && (kind & TERMS) != 0)
            term = i;
        if ((kind & passed) != 0)
            continue;
        note_row(w, row);
        if ((kind & PREDICATES) == 0)
            continue;
        toll_status status =
            toll__predicate_take(w->choice->rows, n_rows, first, i, w->context, w->usage, &verdict, err);
        if (status != TOLL_OK)
            return status;
    }
    *b = (block){term, i};
    return toll__predicate_judge(&verdict, w->choice->rows, w->context, holds, err);
}

/* ---- what a block that holds says ---- */

static void take_price(toll__choice *choice, const toll__row *row, uint32_t index)
{
    const uint32_t meter = row->meter & TOLL__METER_MASK;
    if (row->is_contract != 0) {
        choice->contract[meter] = index;
        choice->has_contract |= TOLL__METER_BIT(meter);
    } else {
        choice->list[meter] = index;
        choice->has_list |= TOLL__METER_BIT(meter);
    }
}

/* The row takes the place of one of an earlier block. Of the rows of one block the first counts: of volume tiers it
 * leads to the others, of all else there is one. `opener` is the block's. */
static void take_term(toll__choice *choice, const toll__row *row, uint32_t opener, uint32_t index)
{
    const uint32_t term = TOLL__TERM(row->kind), meter = row->meter & TOLL__METER_MASK;
    const uint64_t bit = TOLL__METER_BIT(meter);
    if ((choice->held[term] & bit) != 0 && choice->held_row[term][meter] > opener)
        return;
    choice->held[term] |= bit;
    choice->held_row[term][meter] = index;
    choice->named |= bit;
}

/* As take_term(): the first row of the block leads to the others of the meter. */
static void take_derived(toll__choice *choice, const toll__row *row, uint32_t opener, uint32_t index)
{
    const uint32_t meter = row->meter & TOLL__METER_MASK;
    const uint64_t bit = TOLL__METER_BIT(meter);
    if ((choice->derived & bit) != 0 && choice->derive_row[meter] > opener)
        return;
    choice->derived |= bit;
    choice->derive_row[meter] = index;
}

static void take_money(toll__choice *choice, const toll__row *row, uint32_t index)
{
    const uint32_t side = row->is_contract != 0, meter = row->meter & TOLL__METER_MASK;
    if (toll__row_period(row) != TOLL_PERIOD_RECORD)
        return;
    if (row->kind == TOLL_ROW_FLOOR)
        choice->floor_row[side] = index;
    else if (row->kind == TOLL_ROW_CAP)
        choice->cap_row[side] = index;
    else {
        choice->fees[side] |= TOLL__METER_BIT(meter);
        choice->fee_row[side][meter] = index;
    }
}

static void take_row(selection *w, uint32_t opener, uint32_t index)
{
    const toll__row *row = &w->choice->rows[index];
    switch (row->kind) {
    case TOLL_ROW_PRICE:
        take_price(w->choice, row, index);
        break;
    case TOLL_ROW_MINIMUM:
    case TOLL_ROW_STEP:
    case TOLL_ROW_ALLOWANCE:
    case TOLL_ROW_VOLUME:
        take_term(w->choice, row, opener, index);
        break;
    case TOLL_ROW_FALLBACK:
        toll__fallback_declare(&w->choice->fallbacks, row->meter, row->other_meter);
        break;
    case TOLL_ROW_FEE:
    case TOLL_ROW_FLOOR:
    case TOLL_ROW_CAP:
        take_money(w->choice, row, index);
        break;
    case TOLL_ROW_DERIVE:
        take_derived(w->choice, row, opener, index);
        break;
    case TOLL_ROW_DEFAULT_PART:
        toll__fallback_set_part(&w->choice->fallbacks, row->meter, row->other_meter);
        break;
    case TOLL_ROW_TIER:
    case TOLL_ROW_WHEN_TIER:
        w->tier_sold |= row->text == w->context->service_tier;
        break;
    default:
        break;
    }
}

static toll_status take_multiplier(toll__choice *choice, uint32_t index, toll_error *err)
{
    if (choice->n_multipliers == TOLL__MULTIPLIERS)
        return toll__fail(err, TOLL_E_OVERFLOW, 0, "multipliers", -1, "that apply to this record are more than 64");
    choice->multipliers[choice->n_multipliers++] = index;
    uint32_t meter = choice->rows[index].meter;
    if (meter == 0)
        return TOLL_OK;
    choice->named |= TOLL__METER_BIT(meter);
    choice->is_scoped = 1;
    return TOLL_OK;
}

static toll_status take_block(selection *w, uint32_t opener, uint32_t *end, toll_error *err)
{
    int holds = 0;
    block b = {0, 0};
    toll_status status = judge_block(w, opener + 1, &b, &holds, err);
    *end = b.end;
    if (status != TOLL_OK || !holds)
        return status;
    for (uint32_t i = b.first_term; i < b.end; i++)
        take_row(w, opener, i);
    return w->choice->rows[opener].kind == TOLL_ROW_MULTIPLIER ? take_multiplier(w->choice, opener, err) : TOLL_OK;
}

/* What a tariff may refuse in a record whatever it costs. */
static toll_status check_record(const selection *w, toll_error *err)
{
    const toll__context *context = w->context;
    const uint64_t per_request = TOLL__KIND_BIT(TOLL_ROW_WHEN_COUNT) | TOLL__KIND_BIT(TOLL_ROW_WHEN_COUNTER) |
                                 TOLL__KIND_BIT(TOLL_ROW_MINIMUM) | TOLL__KIND_BIT(TOLL_ROW_STEP) | MONEY | 1u;
    if (context->service_tier != 0 && w->tier_named != 0 && w->tier_sold == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_BILL_CONTEXT, "service_tier", -1,
                          "is not sold for this record: the rules that name it do not hold");
    if (context->service_tier != 0 && w->tier_sold == 0)
        return toll__facts_fail_tier(w->choice->rows, w->choice->n_rows, context, err);
    toll__unused unused;
    toll_status status = toll__facts_check(w->choice->rows, w->choice->n_rows, context, &unused, err);
    if (status != TOLL_OK)
        return status;
    w->choice->flags |= (unused.region | unused.attributes) != 0 ? TOLL_LINE_CONTEXT : 0;
    if (context->is_aggregate != 0 && context->allow_aggregate == 0 && (w->choice->kinds & per_request) != 0)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_BILL_CONTEXT, "is_aggregate", -1,
                          "is 1, but the tariff has rules, minima, steps or fees that apply per request: bill the "
                          "requests one by one");
    return TOLL_OK;
}

static void start_choice(const toll__tariff *tariff, const toll__texts *texts, toll__choice *choice)
{
    choice->rows = tariff->rows;
    choice->n_rows = tariff->n_rows;
    choice->n_multipliers = 0;
    choice->kinds = choice->has_list = choice->has_contract = choice->named = 0;
    choice->is_scoped = choice->tier_waits = 0;
    toll__fallbacks_start(&choice->fallbacks);
    for (uint32_t term = 0; term < TOLL__TERMS; term++)
        choice->held[term] = 0;
    for (uint32_t side = 0; side < 2; side++)
        choice->fees[side] = choice->floor_row[side] = choice->cap_row[side] = 0;
    choice->flags = toll__tariff_flags(tariff);
    choice->texts = texts;
    choice->counted = choice->implied = choice->derived = 0;
}

toll_status toll__select(const toll__tariff *tariff, const toll__context *context, const toll__usage *usage,
                         toll__choice *choice, toll_error *err)
{
    selection w = {context, usage, choice, 0, 0};
    uint32_t opener = 0; /* of the block: the tariff's first row, a rule or a multiplier */
    start_choice(tariff, toll__context_texts(context), choice);
    while (opener < tariff->n_rows) {
        toll_status status = take_block(&w, opener, &opener, err);
        if (status != TOLL_OK)
            return status;
    }
    choice->tier_waits = w.tier_named != 0 && w.tier_sold == 0;
    return check_record(&w, err);
}

uint32_t toll__select_next(const toll__choice *choice, uint32_t row)
{
    const uint32_t kind = choice->rows[row].kind, meter = choice->rows[row].meter;
    for (uint32_t i = row + 1; i < choice->n_rows && (TOLL__KIND_BIT(choice->rows[i].kind) & OPENERS) == 0; i++)
        if (choice->rows[i].kind == kind && choice->rows[i].meter == meter)
            return i;
    return 0;
}
