/* SPDX-License-Identifier: Apache-2.0 */
/* Two ways to the same digits. The short one multiplies whole attos per unit: it is taken when every line's prices and
 * factors allow it, and then nothing can fail any more, so that lines go straight to the caller. The long one computes
 * everything twice: first to see that it succeeds, then to write. */
#include "bill/charge.h"

#include <string.h>

#include "base/amount.h"
#include "base/fault.h"
#include "base/text.h"
#include "base/line_cost.h"

/* The price of a line. */
typedef struct tag {
    uint32_t meter, price_meter, rule, flags;
    int64_t per;
    toll_decimal list, contracted;
    toll__factors factors;
} tag;

static toll_status fail_book(toll_error *err)
{
    return toll__fail(err, TOLL_E_OBJECT, 0, "book", -1, "has changed since it was opened");
}

/* A decimal as a validated book has it: rows are read once, because a book may change under us. */
static int is_sound(toll_decimal number, int64_t per)
{
    return number.scale >= 0 && number.scale <= TOLL_DECIMAL_SCALE_MAX && number.reserved == 0 && per >= 1;
}

/* Prices from the rows of the list and the contracted price; either may be missing (row 0), not both. */
static toll_status set_prices(const toll__choice *choice, uint32_t list, uint32_t contract, tag *t, toll_error *err)
{
    const toll__row *public_row = &choice->rows[list != 0 ? list : contract];
    const toll__row *negotiated = &choice->rows[contract != 0 ? contract : list];
    t->rule = list != 0 ? list : contract;
    t->per = public_row->per;
    t->list = public_row->number;
    t->contracted = negotiated->number;
    if (negotiated->per != t->per)
        return toll__fail(err, TOLL_E_CONFLICT, 0, toll__meter_get(t->price_meter)->name, -1,
                          "has a list and a contracted price per different quantities");
    return is_sound(t->list, t->per) && is_sound(t->contracted, t->per) ? TOLL_OK : fail_book(err);
}

static toll_status find_prices(const toll__choice *choice, const toll__lines *lines, uint32_t meter, tag *t,
                               toll_error *err)
{
    uint32_t price = toll__select_price_meter(choice, meter);
    uint64_t bit = TOLL__METER_BIT(price);
    if (price == 0)
        return toll__meter_fail(err, TOLL_E_MISSING, meter, lines->quantity[meter], "has no price", 0, 0);
    t->meter = meter;
    t->price_meter = price;
    t->flags = price != meter || (lines->substituted >> meter & 1) != 0 ? TOLL_LINE_FALLBACK : 0;
    t->flags |= choice->is_estimated ? TOLL_LINE_ESTIMATED : 0;
    return set_prices(choice, (choice->has_list & bit) != 0 ? choice->list[price] : 0,
                      (choice->has_contract & bit) != 0 ? choice->contract[price] : 0, t, err);
}

static void fill_line(const tag *t, int64_t quantity, uint32_t flags, toll_bill_line *line)
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

/* ---- the long way ---- */

static toll_status fail_cost(const toll_bill_line *line, toll_error *err)
{
    return toll__meter_fail(err, TOLL_E_OVERFLOW, line->meter, line->quantity,
                            "costs more than an amount of 128 bits holds", 0, 0);
}

static toll_status price_line(toll_bill_line *line, toll_error *err)
{
    const toll_decimal price = line->contracted_price;
    int32_t inexact = 0;
    if (!toll__cost(line->quantity, line->list_price, line->per, line->list_factor, &line->list_cost, &inexact) ||
        !toll__cost(line->quantity, price, line->per, line->contract_factor, &line->contracted_cost, &inexact) ||
        !toll__cost(line->quantity, price, line->per, line->bill_factor, &line->billed_cost, &inexact))
        return fail_cost(line, err);
    line->flags |= inexact ? TOLL_LINE_INEXACT : 0;
    return TOLL_OK;
}

static toll_amount *side_of(toll__sums *sums, uint32_t meter)
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
    toll_amount *side = side_of(sums, line->meter);
    toll_status status = toll__amount_add(*side, line->billed_cost, side, err);
    if (status == TOLL_OK)
        status = toll__amount_add(sums->billed, line->billed_cost, &sums->billed, err);
    if (status == TOLL_OK)
        status = toll__amount_add(sums->contracted, line->contracted_cost, &sums->contracted, err);
    if (status == TOLL_OK)
        status = toll__amount_add(sums->list, line->list_cost, &sums->list, err);
    sums->flags |= line->flags;
    sums->n_lines++;
    return status;
}

static toll_status charge_piece(const toll__choice *choice, const tag *t, const toll__piece *piece,
                                const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    toll_bill_line line;
    tag own = *t;
    toll_status status = TOLL_OK;
    if ((piece->flags & TOLL_LINE_ALLOWANCE) != 0)
        own.list = own.contracted = (toll_decimal){0, 0, 0};
    if ((piece->list | piece->contract) != 0) {
        uint64_t bit = TOLL__METER_BIT(t->price_meter);
        uint32_t base = (choice->has_list & bit) != 0 ? choice->list[t->price_meter] : 0;
        uint32_t negotiated = (choice->has_contract & bit) != 0 ? choice->contract[t->price_meter] : 0;
        status = set_prices(choice, piece->list != 0 ? piece->list : base,
                            piece->contract != 0 ? piece->contract : negotiated, &own, err);
    }
    if (status != TOLL_OK)
        return status;
    fill_line(&own, piece->quantity, piece->flags, &line);
    status = price_line(&line, err);
    if (status != TOLL_OK)
        return status;
    if (buffer != NULL && (uint64_t)sums->n_lines >= buffer->capacity)
        return fail_book(err);
    if (buffer != NULL)
        buffer->lines[sums->n_lines] = line;
    return toll__sums_add(sums, &line, err);
}

static toll_status charge_meter(const toll__choice *choice, const toll__lines *lines, uint32_t meter,
                                toll__counters *counters, const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    tag t;
    toll__cut cut;
    toll_status status = find_prices(choice, lines, meter, &t, err);
    if (status == TOLL_OK)
        status = toll__factor_multiply(choice, toll__factor_touches(choice, meter), &t.factors, err);
    if (status == TOLL_OK)
        status = toll__quantity_start(choice, meter, lines->quantity[meter], counters, &cut, err);
    while (status == TOLL_OK && cut.left != 0) {
        toll__piece piece;
        toll__quantity_next(choice, &cut, &piece);
        status = charge_piece(choice, &t, &piece, buffer, sums, err);
    }
    return status;
}

/* buffer NULL: nothing is written. */
static toll_status charge_all(const toll__choice *choice, const toll__lines *lines, toll__counters *counters,
                              const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    memset(sums, 0, sizeof *sums);
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        if ((lines->meters >> meter & 1) == 0)
            continue;
        toll_status status = charge_meter(choice, lines, meter, counters, buffer, sums, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status fail_buffer(int64_t n_lines, toll_error *err)
{
    char reason[64];
    toll__text out;
    toll__text_start(&out, reason, sizeof reason);
    toll__text_put(&out, "must be at least ");
    toll__text_put_i64(&out, n_lines);
    toll__text_put(&out, ", the lines of this record");
    (void)toll__text_end(&out);
    return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, reason);
}

static void start_counters(toll__counters *counters)
{
    for (uint64_t i = 0; i < counters->count; i++)
        counters->used[i] = counters->counters[i].used;
}

static toll_status charge_long(const toll__choice *choice, const toll__lines *lines, toll__counters *counters,
                               const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    toll__sums tried;
    start_counters(counters);
    toll_status status = charge_all(choice, lines, counters, NULL, &tried, err);
    if (status != TOLL_OK)
        return status;
    if (buffer->lines == NULL) {
        *sums = tried;
        return TOLL_OK;
    }
    if ((uint64_t)tried.n_lines > buffer->capacity)
        return fail_buffer(tried.n_lines, err);
    start_counters(counters);
    return charge_all(choice, lines, counters, buffer, sums, err);
}

/* ---- the short way ---- */

typedef struct entry {
    tag t;
    uint64_t list, contracted, billed; /* attos per base unit */
} entry;

#define ENTRIES 8 /* lines that the short way takes: more are rare */

static int is_same(toll_decimal a, toll_decimal b)
{
    return a.coef == b.coef && a.scale == b.scale;
}

/* Fills the entry of one line; 0 when the long way must be taken. */
static int take_entry(const toll__choice *choice, const toll__lines *lines, uint32_t meter, const entry *last,
                      uint64_t *touches, entry *e)
{
    if (lines->quantity[meter] < 0 || find_prices(choice, lines, meter, &e->t, NULL) != TOLL_OK)
        return 0;
    uint64_t own = choice->n_multipliers != 0 ? toll__factor_touches(choice, meter) : 0;
    if (last != NULL && own == *touches)
        e->t.factors = last->t.factors;
    else if (toll__factor_multiply(choice, own, &e->t.factors, NULL) != TOLL_OK)
        return 0;
    *touches = own;
    e->list = toll__cost_unit(e->t.list, e->t.per, e->t.factors.list);
    int is_listed = is_same(e->t.list, e->t.contracted) && is_same(e->t.factors.list, e->t.factors.contract);
    e->contracted = is_listed ? e->list : toll__cost_unit(e->t.contracted, e->t.per, e->t.factors.contract);
    e->billed = is_same(e->t.factors.contract, e->t.factors.bill)
                    ? e->contracted
                    : toll__cost_unit(e->t.contracted, e->t.per, e->t.factors.bill);
    return (e->list | e->contracted | e->billed) != UINT64_MAX;
}

static void add_short(const entry *e, int64_t quantity, toll_bill_line *line, toll__sums *sums)
{
    toll_amount billed = toll__cost_times(quantity, e->billed);
    toll_amount contracted = e->contracted == e->billed ? billed : toll__cost_times(quantity, e->contracted);
    toll_amount list = e->list == e->contracted ? contracted : toll__cost_times(quantity, e->list);
    toll_amount *side = side_of(sums, e->t.meter);
    *side = toll__cost_plus(*side, billed);
    sums->billed = toll__cost_plus(sums->billed, billed);
    sums->contracted = toll__cost_plus(sums->contracted, contracted);
    sums->list = toll__cost_plus(sums->list, list);
    sums->flags |= e->t.flags;
    sums->n_lines++;
    if (line == NULL)
        return;
    fill_line(&e->t, quantity, 0, line);
    line->list_cost = list;
    line->contracted_cost = contracted;
    line->billed_cost = billed;
}

/* 1: done; 0: nothing has been written, take the long way. */
static int charge_short(const toll__choice *choice, const toll__lines *lines, const toll__line_buffer *buffer,
                        toll__sums *sums)
{
    entry entries[ENTRIES];
    uint64_t count = 0, touches = 0;
    for (uint32_t meter = 1; lines->meters >> meter != 0; meter++) {
        if ((lines->meters >> meter & 1) == 0)
            continue;
        if (count == ENTRIES ||
            !take_entry(choice, lines, meter, count != 0 ? &entries[count - 1] : NULL, &touches, &entries[count]))
            return 0;
        count++;
    }
    if (buffer->lines != NULL && count > buffer->capacity)
        return 0;
    memset(sums, 0, sizeof *sums);
    for (uint64_t i = 0; i < count; i++)
        add_short(&entries[i], lines->quantity[entries[i].t.meter], buffer->lines != NULL ? &buffer->lines[i] : NULL,
                  sums);
    return 1;
}

toll_status toll__charge(const toll__choice *choice, const toll__lines *lines, toll__counters *counters,
                         const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    if ((choice->kinds & TOLL__KINDS_EXTRA) == 0 && charge_short(choice, lines, buffer, sums))
        return TOLL_OK;
    return charge_long(choice, lines, counters, buffer, sums, err);
}

uint64_t toll__charge_unit(const toll__choice *choice, uint32_t meter)
{
    toll__lines lines;
    entry e;
    uint64_t touches = 0;
    memset(&lines, 0, sizeof lines);
    if (!take_entry(choice, &lines, meter, NULL, &touches, &e))
        return UINT64_MAX;
    return e.billed;
}
