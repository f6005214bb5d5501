/* SPDX-License-Identifier: Apache-2.0 */
/* Prices lines and adds them up: the last step of the general path.
 *
 * A line costs quantity / per * price * factor three times: at the list price with the multipliers of kind list, at
 * the contracted price with those of kind contract too, and with all multipliers, which is what is billed. Each of
 * the three is exact to 10^-18 and rounded half-even there (base/line_cost.c). A total is the sum of its lines,
 * never a product. Minimum, step, allowance and volume tiers may cut a line into pieces with a price each
 * (quantity.c).
 *
 * By hand: 1,500 tokens at 3.00 USD per million, negotiated at 2.70, with a list multiplier of 1.1 and a credit of
 * 0.5. List 1500 * 3.00e-6 * 1.1 = 0.00495, contracted 1500 * 2.70e-6 * 1.1 = 0.004455, billed half of that:
 * 0.0022275 USD.
 *
 * Amounts of the record come last: fees as lines of quantity 1, then what a floor or a cap adds (record_money.c).
 *
 * All of it is done twice: first to see that it succeeds and how many lines there are, then to write. */
#include "bill/charge.h"

#include <string.h>

#include "base/amount.h"
#include "base/fault.h"
#include "base/line_cost.h"
#include "base/text.h"
#include "bill/kinds.h"
#include "bill/record_money.h"

/* The two prices of a line, where they come from, and the multipliers on them. */
typedef struct line_price {
    uint32_t meter, price_meter, rule, flags;
    int64_t per;
    toll_decimal list, contracted;
    toll__factors factors;
} line_price;

static toll_status fail_book(toll_error *err)
{
    return toll__fail(err, TOLL_E_OBJECT, 0, "book", -1, "has changed since it was opened");
}

/* A decimal as a validated book has it: rows are read once, because a book may change under us. */
static int is_sound_price(toll_decimal number, int64_t per)
{
    return number.scale >= 0 && number.scale <= TOLL_DECIMAL_SCALE_MAX && number.reserved == 0 && per >= 1;
}

/* Prices from the rows of the list and the contracted price; either may be missing (row 0), not both. */
static toll_status set_prices(const toll__choice *choice, uint32_t list, uint32_t contract, line_price *t,
                              toll_error *err)
{
    const toll__row *public_row = &choice->rows[list != 0 ? list : contract];
    const toll__row *negotiated = &choice->rows[contract != 0 ? contract : list];
    t->rule = list != 0 ? list : contract;
    t->per = public_row->per;
    t->list = public_row->number;
    t->contracted = negotiated->number;
    if (negotiated->per != t->per)
        return toll__fail(err, TOLL_E_CONFLICT, 0, toll__meter_get(t->price_meter)->name, -1,
                          "has a list price and a contracted price for different quantities");
    return is_sound_price(t->list, t->per) && is_sound_price(t->contracted, t->per) ? TOLL_OK : fail_book(err);
}

static toll_status find_prices(const toll__choice *choice, const toll__lines *lines, uint32_t meter, line_price *t,
                               toll_error *err)
{
    uint32_t price = toll__select_price_meter(choice, meter);
    uint64_t bit = TOLL__METER_BIT(price);
    if (price == 0)
        return toll__meter_fail(err, TOLL_E_MISSING, meter, lines->quantity[meter], "has no price", 0, 0);
    t->meter = meter;
    t->price_meter = price;
    t->flags = price != meter || (lines->substituted >> meter & 1) != 0 ? TOLL_LINE_FALLBACK : 0;
    t->flags |= (lines->defaulted >> meter & 1) != 0 ? TOLL_LINE_DEFAULT_PART : 0;
    t->flags |= (lines->raised >> meter & 1) != 0 ? TOLL_LINE_MINIMUM : 0;
    t->flags |= (lines->derived >> meter & 1) != 0 ? TOLL_LINE_DERIVED : 0;
    t->flags |= choice->flags | ((choice->implied >> meter & 1) != 0 ? TOLL_LINE_IMPLIED : 0);
    return set_prices(choice, (choice->has_list & bit) != 0 ? choice->list[price] : 0,
                      (choice->has_contract & bit) != 0 ? choice->contract[price] : 0, t, err);
}

static void fill_line(const line_price *t, int64_t quantity, uint32_t flags, toll_bill_line *line)
{
    line->meter = t->meter;
    line->price_meter = t->price_meter;
    line->rule = t->rule;
    line->flags = t->flags | flags;
    line->quantity = quantity;
    line->per = t->per;
    line->list_price = t->list;
    line->contracted_price = t->contracted;
    line->list_factor = t->factors.list;
    line->contract_factor = t->factors.contract;
    line->bill_factor = t->factors.bill;
}

static toll_status price_line(toll_bill_line *line, toll_error *err)
{
    const toll_decimal price = line->contracted_price;
    int32_t inexact = 0;
    if (!toll__cost(line->quantity, line->list_price, line->per, line->list_factor, &line->list_cost, &inexact) ||
        !toll__cost(line->quantity, price, line->per, line->contract_factor, &line->contracted_cost, &inexact) ||
        !toll__cost(line->quantity, price, line->per, line->bill_factor, &line->billed_cost, &inexact))
        return toll__meter_fail_cost(line->meter, line->quantity, err);
    line->flags |= inexact ? TOLL_LINE_INEXACT : 0;
    return TOLL_OK;
}

static toll_amount *sum_of_side(toll__sums *sums, uint32_t meter)
{
    switch (toll__meter_get(meter)->side) {
    case TOLL_SIDE_INPUT:
        return &sums->input;
    case TOLL_SIDE_OUTPUT:
        return &sums->output;
    default:
        return &sums->other;
    }
}

toll_status toll__sums_add(toll__sums *sums, const toll_bill_line *line, toll_error *err)
{
    toll_amount *side = sum_of_side(sums, line->meter);
    toll_status status = toll__amount_add(*side, line->billed_cost, side, err);
    if (status != TOLL_OK)
        return status;
    status = toll__amount_add(sums->billed, line->billed_cost, &sums->billed, err);
    if (status != TOLL_OK)
        return status;
    status = toll__amount_add(sums->contracted, line->contracted_cost, &sums->contracted, err);
    if (status != TOLL_OK)
        return status;
    status = toll__amount_add(sums->list, line->list_cost, &sums->list, err);
    if (status != TOLL_OK)
        return status;
    sums->flags |= line->flags;
    sums->n_lines++;
    return TOLL_OK;
}

/* A piece at the price of a volume tier; of the two prices, one that no tier names is the meter's own. */
static toll_status set_tier_prices(const toll__choice *choice, const toll__piece *piece, line_price *t, toll_error *err)
{
    const uint64_t bit = TOLL__METER_BIT(t->price_meter);
    const uint32_t base = (choice->has_list & bit) != 0 ? choice->list[t->price_meter] : 0;
    const uint32_t negotiated = (choice->has_contract & bit) != 0 ? choice->contract[t->price_meter] : 0;
    return set_prices(choice, piece->list != 0 ? piece->list : base,
                      piece->contract != 0 ? piece->contract : negotiated, t, err);
}

static toll_status put_line(toll_bill_line *line, const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    if (buffer != NULL && (uint64_t)sums->n_lines >= buffer->capacity)
        return fail_book(err);
    if (buffer != NULL)
        buffer->lines[sums->n_lines] = *line;
    return toll__sums_add(sums, line, err);
}

static toll_status charge_piece(const toll__choice *choice, const line_price *t, const toll__piece *piece,
                                const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    toll_bill_line line;
    line_price own = *t;
    toll_status status = TOLL_OK;
    if ((piece->flags & TOLL_LINE_ALLOWANCE) != 0)
        own.list = own.contracted = (toll_decimal){0, 0, 0};
    if ((piece->list | piece->contract) != 0)
        status = set_tier_prices(choice, piece, &own, err);
    if (status != TOLL_OK)
        return status;
    fill_line(&own, piece->quantity, piece->flags, &line);
    status = price_line(&line, err);
    if (status != TOLL_OK)
        return status;
    return put_line(&line, buffer, sums, err);
}

toll_status toll__charge_meter(const toll__choice *choice, const toll__lines *lines, uint32_t meter,
                               toll__counters *counters, const toll__line_buffer *buffer, toll__sums *sums,
                               toll_error *err)
{
    line_price t;
    toll__cut cut;
    toll_status status = find_prices(choice, lines, meter, &t, err);
    if (status != TOLL_OK)
        return status;
    status = toll__factor_multiply(choice, toll__factor_touches(choice, meter), &t.factors, err);
    if (status != TOLL_OK)
        return status;
    status = toll__quantity_start(choice, meter, lines->quantity[meter], counters, &cut, err);
    if (status != TOLL_OK)
        return status;
    if (cut.left == 0) /* rounded away: said by a line of 0 */
        return charge_piece(choice, &t, &(toll__piece){.flags = cut.flags}, buffer, sums, err);
    while (cut.left != 0) {
        toll__piece piece;
        toll__quantity_next(choice, &cut, &piece);
        status = charge_piece(choice, &t, &piece, buffer, sums, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* ---- amounts of the record ---- */

static toll_status charge_fee(const toll__choice *choice, uint32_t meter, const toll__line_buffer *buffer,
                              toll__sums *sums, toll_error *err)
{
    const toll__row *list, *contract;
    toll_bill_line line;
    line_price t;
    toll__money_fee(choice, meter, &list, &contract);
    t.meter = t.price_meter = meter != 0 ? meter : TOLL_METER_REQUEST;
    t.rule = (uint32_t)(list - choice->rows);
    t.flags = choice->flags;
    t.per = 1;
    t.list = list->number;
    t.contracted = contract->number;
    if (!is_sound_price(t.list, 1) || !is_sound_price(t.contracted, 1))
        return fail_book(err);
    toll_status status = toll__factor_multiply(choice, toll__factor_touches(choice, t.meter), &t.factors, err);
    if (status != TOLL_OK)
        return status;
    fill_line(&t, 1, TOLL_LINE_FEE, &line);
    status = price_line(&line, err);
    return status != TOLL_OK ? status : put_line(&line, buffer, sums, err);
}

static int is_nothing(toll_amount amount)
{
    return (amount.high | (int64_t)amount.low) == 0;
}

/* A floor or cap as a line, unless no sum is beyond it. */
static toll_status charge_limit(const toll__choice *choice, uint32_t flag, const toll__line_buffer *buffer,
                                toll__sums *sums, toll_error *err)
{
    const toll_decimal one = {1, 0, 0};
    toll__money_limit limit;
    toll_bill_line line;
    int32_t inexact = 0;
    if (!toll__money_limit_find(choice, flag, &limit))
        return TOLL_OK;
    if (!is_sound_price(limit.list, 1) || !is_sound_price(limit.contracted, 1))
        return fail_book(err);
    const line_price t = {TOLL_METER_REQUEST, TOLL_METER_REQUEST, limit.rule,     0, 1,
                          limit.list,         limit.contracted,   {one, one, one}};
    fill_line(&t, 1, flag | choice->flags, &line);
    if (!toll__money_difference(flag, limit.list, sums->list, &line.list_cost, &inexact) ||
        !toll__money_difference(flag, limit.contracted, sums->contracted, &line.contracted_cost, &inexact) ||
        !toll__money_difference(flag, limit.contracted, sums->billed, &line.billed_cost, &inexact))
        return toll__meter_fail_cost(TOLL_METER_REQUEST, 1, err);
    if (is_nothing(line.list_cost) && is_nothing(line.contracted_cost) && is_nothing(line.billed_cost))
        return TOLL_OK;
    line.flags |= inexact ? TOLL_LINE_INEXACT : 0;
    return put_line(&line, buffer, sums, err);
}

static toll_status charge_money(const toll__choice *choice, uint64_t owing, const toll__line_buffer *buffer,
                                toll__sums *sums, toll_error *err)
{
    const uint64_t due = (choice->fees[0] | choice->fees[1]) & owing;
    for (uint32_t meter = 0; meter < TOLL_METERS && due >> meter != 0; meter++) {
        toll_status status = (due >> meter & 1) != 0 ? charge_fee(choice, meter, buffer, sums, err) : TOLL_OK;
        if (status != TOLL_OK)
            return status;
    }
    if ((owing & 1) == 0)
        return TOLL_OK;
    toll_status status = charge_limit(choice, TOLL_LINE_FLOOR, buffer, sums, err);
    return status != TOLL_OK ? status : charge_limit(choice, TOLL_LINE_CAP, buffer, sums, err);
}

/* ---- all lines ---- */

/* buffer NULL: nothing is written. */
static toll_status charge_lines(const toll__choice *choice, const toll__lines *lines, const toll__kinds *kinds,
                                toll__counters *counters, const toll__line_buffer *buffer, toll__sums *sums,
                                toll_error *err)
{
    memset(sums, 0, sizeof *sums);
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        if ((lines->meters >> meter & 1) == 0)
            continue;
        toll_status status = toll__charge_meter(choice, lines, meter, counters, buffer, sums, err);
        if (status != TOLL_OK)
            return status;
    }
    toll_status status = kinds != NULL ? toll__kinds_charge(kinds, counters, buffer, sums, err) : TOLL_OK;
    if (status != TOLL_OK || lines->owing == 0 || !toll__select_has_money(choice))
        return status;
    return charge_money(choice, lines->owing, buffer, sums, err);
}

toll_status toll__charge_fail_capacity(int64_t n_lines, toll_error *err)
{
    char reason[64];
    toll__text out;
    toll__text_start(&out, reason, sizeof reason);
    toll__text_put(&out, "must be at least ");
    toll__text_put_i64(&out, n_lines);
    toll__text_put(&out, ", the number of lines of this record");
    (void)toll__text_end(&out);
    return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, reason);
}

static void start_counters(toll__counters *counters)
{
    for (uint64_t i = 0; i < counters->count; i++)
        counters->used[i] = counters->counters[i].used;
}

toll_status toll__charge(const toll__choice *choice, const toll__lines *lines, const toll__kinds *kinds,
                         toll__counters *counters, const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    toll__sums tried;
    start_counters(counters);
    toll_status status = charge_lines(choice, lines, kinds, counters, NULL, &tried, err);
    if (status != TOLL_OK)
        return status;
    if (buffer->lines == NULL) {
        *sums = tried;
        return TOLL_OK;
    }
    if ((uint64_t)tried.n_lines > buffer->capacity)
        return toll__charge_fail_capacity(tried.n_lines, err);
    start_counters(counters);
    if (kinds != NULL)
        toll__kinds_start(kinds, tried.n_lines);
    return charge_lines(choice, lines, kinds, counters, buffer, sums, err);
}
