/* SPDX-License-Identifier: Apache-2.0 */
/* Closes a period of an account: its fee, then what sum and fee lack to the floor, then what they have beyond the cap.
 *
 * Tariffs that share an amount are a group: versions of one SKU of one provider, or tariffs whose rows have the same
 * key. A group is closed once, at the first of its sums, over the sums of all. Sums are few (one a tariff), so a group
 * is found by comparing each with each, which needs no memory.
 *
 * By hand: two tariffs with the key "plan", a fee of 20 and a floor of 100. Their records cost 30.00 and 15.50. The fee
 * makes 65.50 of it, and the floor adds 34.50. A cap of 90 would then take 10.00. */
#include "bill/period_close.h"

#include <string.h>

#include "base/amount.h"
#include "base/fault.h"
#include "base/line_cost.h"
#include "bill/record_money.h"

/* One kind of amount of a group, list and negotiated; row 0 of a book is none. One of the two stands for both where it is
 * alone. Numbers are copied once: a book may change under us. */
typedef struct amount_rows {
    toll_decimal number[2]; /* by is_contract */
    uint32_t row[2];
} amount_rows;

/* One group while it is closed. */
typedef struct group {
    const toll__period *p;
    uint64_t first; /* its first sum */
    uint32_t key;   /* 0: the versions of one SKU */
    amount_rows fee, floor, cap;
    toll_amount list, contracted, billed;
} group;

uint32_t toll__period_tariff(const toll__book *book, int64_t row)
{
    uint32_t low = 0, high = book->n_tariffs;
    while (low < high) { /* tariffs lie in the order of their rows */
        const uint32_t middle = low + (high - low) / 2;
        if ((int64_t)book->tariffs[middle].first_row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low < book->n_tariffs && (int64_t)book->tariffs[low].first_row == row ? low : book->n_tariffs;
}

static toll__tariff tariff_of(const toll__period *p, uint64_t sum)
{
    return toll__book_tariff(p->book, toll__period_tariff(p->book, p->sums[sum].tariff_row));
}

static toll_status refuse_sum(uint64_t sum, const char *reason, toll_error *err)
{
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_BILL_SUM, "tariff_row", (int64_t)sum, reason);
}

toll_status toll__period_check(const toll__period *p, toll_error *err)
{
    for (uint64_t i = 1; i < p->n_sums; i++)
        if (tariff_of(p, i).rows->value != tariff_of(p, 0).rows->value)
            return refuse_sum(i, "is a tariff of another currency than the first: close them apart", err);
    return TOLL_OK;
}

/* ---- groups ---- */

static int has_key(const toll__period *p, const toll__tariff *tariff, uint32_t key)
{
    for (uint32_t i = 1; i < tariff->n_rows; i++)
        if (toll__row_period(&tariff->rows[i]) == p->period && tariff->rows[i].key == key)
            return 1;
    return 0;
}

static int is_same_sku(const toll__row *a, const toll__row *b)
{
    return a->text == b->text && a->key == b->key;
}

static int is_member(const group *g, uint64_t sum)
{
    const toll__tariff first = tariff_of(g->p, g->first), tariff = tariff_of(g->p, sum);
    return (g->key != 0 || is_same_sku(first.rows, tariff.rows)) && has_key(g->p, &tariff, g->key);
}

/* A group is closed at the first of its sums. */
static int is_closed(const group *g)
{
    for (uint64_t i = 0; i < g->first; i++)
        if (is_member(g, i))
            return 1;
    return 0;
}

static amount_rows *rows_of(group *g, uint32_t kind)
{
    return kind == TOLL_ROW_FEE ? &g->fee : kind == TOLL_ROW_FLOOR ? &g->floor : &g->cap;
}

/* A price without trailing zeros would be another text of the same amount, so values are compared. */
static int is_equal(toll_decimal a, toll_decimal b)
{
    const toll_decimal one = {1, 0, 0};
    toll_amount x, y;
    int32_t inexact = 0;
    if (a.coef == b.coef && a.scale == b.scale)
        return 1;
    return toll__cost(1, a, 1, one, &x, &inexact) && toll__cost(1, b, 1, one, &y, &inexact) && !inexact &&
           toll__amount_compare(x, y) == 0;
}

static toll_status take_row(group *g, uint64_t sum, const toll__row *row, toll_error *err)
{
    amount_rows *rows = rows_of(g, row->kind);
    const toll_decimal number = row->number;
    const uint32_t side = row->is_contract != 0;
    if (number.scale < 0 || number.scale > TOLL_DECIMAL_SCALE_MAX || number.reserved != 0)
        return toll__fail(err, TOLL_E_OBJECT, 0, "book", -1, "has changed since it was opened");
    if (rows->row[side] != 0 && !is_equal(rows->number[side], number))
        return refuse_sum(sum, "shares an amount of the period with an earlier sum, and differs in it", err);
    if (rows->row[side] == 0)
        rows->row[side] = (uint32_t)(row - g->p->book->rows);
    rows->number[side] = number;
    return TOLL_OK;
}

static toll_status add_member(group *g, uint64_t sum, toll_error *err)
{
    const toll__tariff tariff = tariff_of(g->p, sum);
    const toll_bill_sum *of = &g->p->sums[sum];
    for (uint32_t i = 1; i < tariff.n_rows; i++) {
        const toll__row *row = &tariff.rows[i];
        toll_status status =
            toll__row_period(row) == g->p->period && row->key == g->key ? take_row(g, sum, row, err) : TOLL_OK;
        if (status != TOLL_OK)
            return status;
    }
    toll_status status = toll__amount_add(g->list, of->list_cost, &g->list, err);
    if (status != TOLL_OK)
        return status;
    status = toll__amount_add(g->contracted, of->contracted_cost, &g->contracted, err);
    return status != TOLL_OK ? status : toll__amount_add(g->billed, of->billed_cost, &g->billed, err);
}

/* ---- lines ---- */

/* A line of request at an amount, without costs; 0: the group has no such amount. */
static int start_line(const amount_rows *rows, uint32_t flag, toll_bill_line *line)
{
    const toll_decimal one = {1, 0, 0};
    const uint32_t list = rows->row[0] != 0 ? 0 : 1, contract = rows->row[1] != 0 ? 1 : 0;
    if (rows->row[list] == 0)
        return 0;
    memset(line, 0, sizeof *line);
    line->meter = line->price_meter = TOLL_METER_REQUEST;
    line->rule = rows->row[list];
    line->flags = flag | TOLL_LINE_CLOSING | TOLL_LINE_PERIOD;
    line->quantity = line->per = 1;
    line->list_price = rows->number[list];
    line->contracted_price = rows->number[contract];
    line->list_factor = line->contract_factor = line->bill_factor = one;
    return 1;
}

/* What the line makes of the group's sums, so that floor and cap see the fee. */
static toll_status put_line(group *g, toll_bill_line *line, int32_t inexact, const toll__line_buffer *buffer,
                            toll__sums *sums, toll_error *err)
{
    line->flags |= inexact ? TOLL_LINE_INEXACT : 0;
    if (buffer->lines != NULL && (uint64_t)sums->n_lines < buffer->capacity)
        buffer->lines[sums->n_lines] = *line;
    toll_status status = toll__amount_add(g->list, line->list_cost, &g->list, err);
    if (status != TOLL_OK)
        return status;
    status = toll__amount_add(g->contracted, line->contracted_cost, &g->contracted, err);
    if (status != TOLL_OK)
        return status;
    status = toll__amount_add(g->billed, line->billed_cost, &g->billed, err);
    return status != TOLL_OK ? status : toll__sums_add(sums, line, err);
}

static toll_status charge_fee(group *g, const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    const toll_decimal one = {1, 0, 0};
    toll_bill_line line;
    int32_t inexact = 0;
    if (!start_line(&g->fee, TOLL_LINE_FEE, &line))
        return TOLL_OK;
    if (!toll__cost(1, line.list_price, 1, one, &line.list_cost, &inexact) ||
        !toll__cost(1, line.contracted_price, 1, one, &line.contracted_cost, &inexact))
        return toll__meter_fail_cost(TOLL_METER_REQUEST, 1, err);
    line.billed_cost = line.contracted_cost;
    return put_line(g, &line, inexact, buffer, sums, err);
}

static int is_nothing(toll_amount amount)
{
    return (amount.high | (int64_t)amount.low) == 0;
}

static toll_status charge_limit(group *g, const amount_rows *rows, uint32_t flag, const toll__line_buffer *buffer,
                                toll__sums *sums, toll_error *err)
{
    toll_bill_line line;
    int32_t inexact = 0;
    if (!start_line(rows, flag, &line))
        return TOLL_OK;
    if (!toll__money_difference(flag, line.list_price, g->list, &line.list_cost, &inexact) ||
        !toll__money_difference(flag, line.contracted_price, g->contracted, &line.contracted_cost, &inexact) ||
        !toll__money_difference(flag, line.contracted_price, g->billed, &line.billed_cost, &inexact))
        return toll__meter_fail_cost(TOLL_METER_REQUEST, 1, err);
    if (is_nothing(line.list_cost) && is_nothing(line.contracted_cost) && is_nothing(line.billed_cost))
        return TOLL_OK;
    return put_line(g, &line, inexact, buffer, sums, err);
}

static toll_status close_group(group *g, const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    for (uint64_t i = g->first; i < g->p->n_sums; i++) {
        toll_status status = is_member(g, i) ? add_member(g, i, err) : TOLL_OK;
        if (status != TOLL_OK)
            return status;
    }
    toll_status status = charge_fee(g, buffer, sums, err);
    if (status != TOLL_OK)
        return status;
    status = charge_limit(g, &g->floor, TOLL_LINE_FLOOR, buffer, sums, err);
    return status != TOLL_OK ? status : charge_limit(g, &g->cap, TOLL_LINE_CAP, buffer, sums, err);
}

/* Whether an earlier row of the tariff has the same key: its group is closed. */
static int is_repeated(const toll__period *p, const toll__tariff *tariff, uint32_t row)
{
    for (uint32_t i = 1; i < row; i++)
        if (toll__row_period(&tariff->rows[i]) == p->period && tariff->rows[i].key == tariff->rows[row].key)
            return 1;
    return 0;
}

static toll_status close_tariff(const toll__period *p, uint64_t sum, const toll__line_buffer *buffer, toll__sums *sums,
                                toll_error *err)
{
    const toll__tariff tariff = tariff_of(p, sum);
    for (uint32_t i = 1; i < tariff.n_rows; i++) {
        group g = {.p = p, .first = sum, .key = tariff.rows[i].key};
        if (toll__row_period(&tariff.rows[i]) != p->period || is_repeated(p, &tariff, i) || is_closed(&g))
            continue;
        toll_status status = close_group(&g, buffer, sums, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

toll_status toll__period_close(const toll__period *p, const toll__line_buffer *buffer, toll__sums *sums,
                               toll_error *err)
{
    memset(sums, 0, sizeof *sums);
    for (uint64_t i = 0; i < p->n_sums; i++) {
        toll_status status = close_tariff(p, i, buffer, sums, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}
