/* SPDX-License-Identifier: Apache-2.0 */
/* What a tariff says to one record: one walk over its rows, block after block.
 *
 * A block is the tariff itself (from its first row) or a rule or multiplier, up to the next one. It is read twice: its
 * predicates first, wherever they stand in it, then its prices if it holds. Predicates on different things are ANDed,
 * predicates on the same thing (two regions) are ORed. A price of a later block overrides that of an earlier one, meter
 * by meter, for list and contracted prices apart; multipliers multiply.
 *
 * By hand: input 3.00 and output 15.00; a rule "input > 200,000" with input 6.00 and output 22.50; a multiplier 0.5 for
 * the tier batch. A record of 250,000 tokens on the tier batch takes 6.00 and 22.50 with the multiplier, so its million
 * input tokens cost 6.00 * 0.5 = 3.00; one of 200,000 tokens takes 3.00 and 15.00, because the rule does not hold. */
#include "bill/select.h"

#include "base/fault.h"
#include "book/compiled_tariff.h"

#define PREDICATES                                                                                                     \
    (TOLL__KIND_BIT(TOLL_ROW_WHEN_COUNT) | TOLL__KIND_BIT(TOLL_ROW_WHEN_TIER) | TOLL__KIND_BIT(TOLL_ROW_WHEN_REGION) | \
     TOLL__KIND_BIT(TOLL_ROW_WHEN_ATTRIBUTE) | TOLL__KIND_BIT(TOLL_ROW_WHEN_TIME) |                                    \
     TOLL__KIND_BIT(TOLL_ROW_WHEN_HOLIDAY) | TOLL__KIND_BIT(TOLL_ROW_WHEN_INSTANT))
#define OPENERS (TOLL__KIND_BIT(TOLL_ROW_RULE) | TOLL__KIND_BIT(TOLL_ROW_MULTIPLIER))

typedef struct selection {
    const toll__context *context;
    const toll__usage *usage;
    toll__choice *choice;
    uint32_t tier_named; /* 1: some row names the record's service tier */
} selection;

/* What a row says beside being a predicate. */
static void note_row(selection *w, const toll__row *row)
{
    switch (row->kind) {
    case TOLL_ROW_TIER:
    case TOLL_ROW_WHEN_TIER:
        w->tier_named |= row->text == w->context->service_tier;
        break;
    case TOLL_ROW_VOLUME:
        w->choice->kinds |= row->key == 0; /* kind 0 does not exist: its bit says "a tier of this record alone" */
        w->choice->named |= TOLL__METER_BIT(row->meter);
        break;
    case TOLL_ROW_MINIMUM:
    case TOLL_ROW_STEP:
    case TOLL_ROW_ALLOWANCE:
        w->choice->named |= TOLL__METER_BIT(row->meter);
        break;
    case TOLL_ROW_FALLBACK:
        toll__fallback_declare(&w->choice->fallbacks, row->meter, row->other_meter);
        break;
    default:
        break;
    }
}

/* Where the prices of a block begin, and where it ends; without prices the former is the tariff's end. */
typedef struct block {
    uint32_t price, end;
} block;

/* Reads the block that begins at `first`, up to the next rule or multiplier, but for its prices. */
static toll_status judge_block(selection *w, uint32_t first, block *b, int *holds, toll_error *err)
{
    const uint64_t passed = TOLL__KIND_BIT(TOLL_ROW_PRICE) | TOLL__KIND_BIT(TOLL_ROW_MATCH);
    const uint32_t n_rows = w->choice->n_rows;
    const toll__row *row = w->choice->rows + first;
    toll__verdict verdict = {0, 0, 0};
    uint32_t i, price = n_rows;
    for (i = first; i < n_rows; i++, row++) {
        const uint64_t kind = TOLL__KIND_BIT(row->kind);
        if ((kind & passed) != 0) {
            price = price == n_rows && row->kind == TOLL_ROW_PRICE ? i : price;
            continue;
        }
        if ((kind & OPENERS) != 0)
            break;
        w->choice->kinds |= kind;
        note_row(w, row);
        if ((kind & PREDICATES) == 0)
            continue;
        toll_status status =
            toll__predicate_take(w->choice->rows, n_rows, first, i, w->context, w->usage, &verdict, err);
        if (status != TOLL_OK)
            return status;
    }
    *b = (block){price, i};
    *holds = toll__predicate_holds(&verdict);
    return TOLL_OK;
}

static void take_block_prices(toll__choice *choice, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++) {
        const toll__row *row = &choice->rows[i];
        uint32_t meter = row->meter & TOLL__METER_MASK;
        if (row->kind != TOLL_ROW_PRICE)
            continue;
        if (row->is_contract != 0) {
            choice->contract[meter] = i;
            choice->has_contract |= TOLL__METER_BIT(meter);
        } else {
            choice->list[meter] = i;
            choice->has_list |= TOLL__METER_BIT(meter);
        }
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
    take_block_prices(w->choice, b.price, b.end);
    return w->choice->rows[opener].kind == TOLL_ROW_MULTIPLIER ? take_multiplier(w->choice, opener, err) : TOLL_OK;
}

/* What a tariff may refuse in a record whatever it costs. */
static toll_status check_record(const selection *w, toll_error *err)
{
    const toll__context *context = w->context;
    const uint64_t per_request =
        TOLL__KIND_BIT(TOLL_ROW_WHEN_COUNT) | TOLL__KIND_BIT(TOLL_ROW_MINIMUM) | TOLL__KIND_BIT(TOLL_ROW_STEP) | 1u;
    if (context->service_tier != 0 && w->tier_named == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_BILL_CONTEXT, "service_tier", -1,
                          "is not sold under this tariff");
    if (context->is_aggregate != 0 && context->allow_aggregate == 0 && (w->choice->kinds & per_request) != 0)
        return toll__fail(
            err, TOLL_E_CONFLICT, TOLL_KIND_BILL_CONTEXT, "is_aggregate", -1,
            "is 1, but the tariff has rules, minima or steps that apply per request: bill the requests one by one");
    return TOLL_OK;
}

toll_status toll__select(const toll__tariff *tariff, const toll__context *context, const toll__usage *usage,
                         toll__choice *choice, toll_error *err)
{
    selection w = {context, usage, choice, 0};
    choice->rows = tariff->rows;
    choice->n_rows = tariff->n_rows;
    choice->n_multipliers = 0;
    choice->kinds = choice->has_list = choice->has_contract = choice->named = 0;
    choice->is_scoped = 0;
    choice->fallbacks.declared = 0;
    choice->flags = toll__tariff_flags(tariff);
    uint32_t opener = 0; /* of the block: the tariff's first row, a rule or a multiplier */
    while (opener < tariff->n_rows) {
        toll_status status = take_block(&w, opener, &opener, err);
        if (status != TOLL_OK)
            return status;
    }
    return check_record(&w, err);
}

uint32_t toll__select_find(const toll__choice *choice, uint32_t kind, uint32_t meter, uint32_t after)
{
    if ((choice->kinds & TOLL__KIND_BIT(kind)) == 0)
        return 0;
    for (uint32_t i = after + 1; i < choice->n_rows; i++)
        if (choice->rows[i].kind == kind && choice->rows[i].meter == meter)
            return i;
    return 0;
}
