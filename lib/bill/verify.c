/* SPDX-License-Identifier: Apache-2.0 */
/* Replays a bill from its own figures: every line's three costs are computed again, then the sums.
 *
 * It needs no book, so an auditor can run it on stored lines. It proves arithmetic and consistency, and nothing of the
 * prices: for those the total names the hash of the book. */
#include "bill/verify.h"

#include <string.h>

#include "base/amount.h"
#include "base/decimal.h"
#include "base/fault.h"
#include "base/line_cost.h"
#include "bill/record_money.h"

static toll_status fail_line(const char *field, int64_t row, toll_status status, const char *reason, toll_error *err)
{
    return toll__fail(err, status, TOLL_KIND_BILL_LINE, field, row, reason);
}

static toll_status check_decimals(const toll_bill_line *line, int64_t row, toll_error *err)
{
    const toll_decimal *const numbers[5] = {&line->list_price, &line->contracted_price, &line->list_factor,
                                            &line->contract_factor, &line->bill_factor};
    static const char names[5][20] = {"list_price", "contracted_price", "list_factor", "contract_factor",
                                      "bill_factor"};
    for (int i = 0; i < 5; i++)
        if (toll__decimal_check(numbers[i], names[i], NULL) != TOLL_OK)
            return fail_line(names[i], row, TOLL_E_RANGE, "must have a scale in 0 .. 36", err);
    return TOLL_OK;
}

static int is_number(const toll_decimal *number)
{
    return (uint32_t)number->scale <= TOLL_DECIMAL_SCALE_MAX && number->reserved == 0;
}

/* Nothing of a line is out of range, which it nearly always is. */
static int is_in_range(const toll_bill_line *line)
{
    return line->meter - 1 < TOLL_METERS - 1 && line->price_meter - 1 < TOLL_METERS - 1 && line->per >= 1 &&
           (line->flags & ~TOLL__LINE_FLAGS) == 0 && is_number(&line->list_price) &&
           is_number(&line->contracted_price) && is_number(&line->list_factor) && is_number(&line->contract_factor) &&
           is_number(&line->bill_factor);
}

static toll_status check_substitute(const toll_bill_line *line, int64_t row, toll_error *err)
{
    if (line->price_meter == line->meter || (line->flags & TOLL_LINE_FALLBACK) != 0)
        return TOLL_OK;
    return fail_line("flags", row, TOLL_E_CONFLICT, "must say that another meter's price is used (TOLL_LINE_FALLBACK)",
                     err);
}

/* The first field that is out of range, or in conflict before it. */
static toll_status check_ranges(const toll_bill_line *line, int64_t row, toll_error *err)
{
    const uint32_t kind = TOLL_KIND_BILL_LINE;
    toll_status status = toll__check_range(err, kind, "meter", row, 1, TOLL_METERS - 1, line->meter);
    if (status != TOLL_OK)
        return status;
    status = toll__check_range(err, kind, "price_meter", row, 1, TOLL_METERS - 1, line->price_meter);
    if (status != TOLL_OK)
        return status;
    if (line->per < 1)
        return toll__fail_range(err, kind, "per", row, 1, 9e15, (double)line->per);
    if ((line->flags & ~TOLL__LINE_FLAGS) != 0)
        return fail_line("flags", row, TOLL_E_RANGE, "has a bit set that this library does not define", err);
    status = check_substitute(line, row, err);
    if (status != TOLL_OK)
        return status;
    return check_decimals(line, row, err);
}

static toll_status check_cost(const toll_bill_line *line, toll_decimal price, toll_decimal factor, toll_amount claimed,
                              const char *field, int64_t row, int32_t *inexact, toll_error *err)
{
    toll_amount cost;
    if (!toll__cost(line->quantity, price, line->per, factor, &cost, inexact) ||
        toll__amount_compare(cost, claimed) != 0)
        return fail_line(field, row, TOLL_E_CONFLICT, "is not quantity / per * price * factor", err);
    return TOLL_OK;
}

static int is_one(toll_decimal factor)
{
    return factor.coef == 1 && factor.scale == 0;
}

/* Of a closed period the sums are elsewhere; what is known is that a floor lowers nothing, and a cap lifts nothing. */
static int may_be_difference(uint32_t flag, toll_amount cost)
{
    const int order = toll__amount_compare(cost, (toll_amount){0, 0});
    return flag == TOLL_LINE_CAP ? order <= 0 : order >= 0;
}

/* Whether a cost is what the lines above make it. */
static int is_difference(const toll_bill_line *line, uint32_t flag, toll_decimal price, toll_amount above,
                         toll_amount claimed, int32_t *inexact)
{
    toll_amount difference;
    if ((line->flags & TOLL_LINE_CLOSING) != 0) {
        *inexact = (line->flags & TOLL_LINE_INEXACT) != 0;
        return may_be_difference(flag, claimed);
    }
    return toll__money_difference(flag, price, above, &difference, inexact) &&
           toll__amount_compare(difference, claimed) == 0;
}

/* A floor or a cap: its costs follow from the sums of the lines above. */
static toll_status check_limit(const toll_bill_line *line, const toll__sums *above, int64_t row, int32_t *inexact,
                               toll_error *err)
{
    const uint32_t flag = line->flags & (TOLL_LINE_FLOOR | TOLL_LINE_CAP);
    const toll_amount *const sums[3] = {&above->list, &above->contracted, &above->billed};
    const toll_amount *const claimed[3] = {&line->list_cost, &line->contracted_cost, &line->billed_cost};
    static const char names[3][20] = {"list_cost", "contracted_cost", "billed_cost"};
    if (flag == (TOLL_LINE_FLOOR | TOLL_LINE_CAP) || (line->flags & TOLL_LINE_FEE) != 0)
        return fail_line("flags", row, TOLL_E_CONFLICT, "must be of a fee, of a floor or of a cap", err);
    if (line->quantity != 1 || line->per != 1 || !is_one(line->list_factor) || !is_one(line->contract_factor) ||
        !is_one(line->bill_factor))
        return fail_line("quantity", row, TOLL_E_CONFLICT, "must be 1 per 1 without factors: it is an amount", err);
    for (int i = 0; i < 3; i++) {
        const toll_decimal price = i == 0 ? line->list_price : line->contracted_price;
        if (!is_difference(line, flag, price, *sums[i], *claimed[i], inexact))
            return fail_line(names[i], row, TOLL_E_CONFLICT, "is not what the lines above lack to the price", err);
    }
    return TOLL_OK;
}

static toll_status check_products(const toll_bill_line *line, int64_t row, int32_t *inexact, toll_error *err)
{
    toll_status status =
        check_cost(line, line->list_price, line->list_factor, line->list_cost, "list_cost", row, inexact, err);
    if (status != TOLL_OK)
        return status;
    status = check_cost(line, line->contracted_price, line->contract_factor, line->contracted_cost, "contracted_cost",
                        row, inexact, err);
    if (status != TOLL_OK)
        return status;
    return check_cost(line, line->contracted_price, line->bill_factor, line->billed_cost, "billed_cost", row, inexact,
                      err);
}

static toll_status check_line(const toll_bill_line *line, const toll__sums *above, int64_t row, toll_error *err)
{
    int32_t inexact = 0;
    toll_status status = is_in_range(line) ? check_substitute(line, row, err) : check_ranges(line, row, err);
    if (status != TOLL_OK)
        return status;
    status = (line->flags & (TOLL_LINE_FLOOR | TOLL_LINE_CAP)) != 0 ? check_limit(line, above, row, &inexact, err)
                                                                    : check_products(line, row, &inexact, err);
    if (status != TOLL_OK)
        return status;
    if (((line->flags & TOLL_LINE_INEXACT) != 0) != inexact)
        return fail_line("flags", row, TOLL_E_CONFLICT,
                         "must have the inexact bit set if and only if a cost is rounded", err);
    return TOLL_OK;
}

static toll_status fail_total(const char *field, const char *reason, toll_error *err)
{
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_BILL_TOTAL, field, -1, reason);
}

static toll_status check_sums(const toll__sums *found, const toll__sums *claimed, toll_error *err)
{
    const toll_amount *const a[6] = {&found->input,  &found->output,     &found->other,
                                     &found->billed, &found->contracted, &found->list};
    const toll_amount *const b[6] = {&claimed->input,  &claimed->output,     &claimed->other,
                                     &claimed->billed, &claimed->contracted, &claimed->list};
    static const char names[6][20] = {"input_cost",  "output_cost",     "other_cost",
                                      "billed_cost", "contracted_cost", "list_cost"};
    for (int i = 0; i < 6; i++)
        if (toll__amount_compare(*a[i], *b[i]) != 0)
            return fail_total(names[i], "is not the sum of the lines", err);
    if (found->n_lines != claimed->n_lines)
        return fail_total("n_lines", "is not the number of lines", err);
    return found->flags == claimed->flags ? TOLL_OK : fail_total("flags", "are not those of the lines", err);
}

toll_status toll__verify(const toll_bill_line *lines, uint64_t n_lines, const toll__sums *sums, toll_error *err)
{
    toll__sums found;
    memset(&found, 0, sizeof found);
    for (uint64_t i = 0; i < n_lines; i++) {
        toll_status status = check_line(&lines[i], &found, (int64_t)i, err);
        if (status != TOLL_OK)
            return status;
        status = toll__sums_add(&found, &lines[i], err);
        if (status != TOLL_OK)
            return status;
    }
    return check_sums(&found, sums, err);
}
