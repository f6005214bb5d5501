/* SPDX-License-Identifier: Apache-2.0 */
/* From the quantity of a line to pieces with a price each: minimum, then step, then free allowance, then volume
 * tiers.
 *
 * By hand: 130 seconds, billed in steps of 60: 180. Of an allowance of 1,000 seconds 900 are used, so 100 are free
 * and 80 are paid. With volume tiers from 950 on, the 80 begin at position 1,000 of the counter and take the tier's
 * price.
 *
 * A minimum of an inclusive total comes before all that: "at least 1,000 prompt tokens", 600 of them given and 500 of
 * those cached. The line input holds 100, and gets the missing 400: it is billed 500, the line cache_read 500. */
#include "bill/quantity.h"

#include <stddef.h>

#include "base/fault.h"
#include "base/rounding.h"
#include "base/text.h"
#include "base/wide.h"

/* floor(x * 10^scale / coef), at most `most`; coef above 0. */
static int64_t divide_by(int64_t x, toll_decimal ratio, int64_t most)
{
    toll__wide scaled = toll__wide_make((uint64_t)x, (uint32_t)ratio.scale); /* below 2^63 * 10^36 < 2^183 */
    toll__wide divisor = {{(uint64_t)ratio.coef, 0, 0}}, quotient;
    (void)toll__rounding_divide(&scaled, &divisor, TOLL_ROUND_DOWN, &quotient);
    if ((quotient.limb[1] | quotient.limb[2]) != 0 || quotient.limb[0] > (uint64_t)most)
        return most;
    return (int64_t)quotient.limb[0];
}

/* x * ratio where that is whole and fits; else -1. */
static int64_t multiply_by(int64_t x, toll_decimal ratio)
{
    toll__wide product = {{(uint64_t)x, 0, 0}}, quotient;
    toll__wide divisor = toll__wide_make(1, (uint32_t)ratio.scale);
    (void)toll__wide_multiply(&product, (uint64_t)ratio.coef, 0);
    int32_t dropped = toll__rounding_divide(&product, &divisor, TOLL_ROUND_DOWN, &quotient);
    if (dropped || (quotient.limb[1] | quotient.limb[2]) != 0 || quotient.limb[0] > (uint64_t)INT64_MAX)
        return -1;
    return (int64_t)quotient.limb[0];
}

static toll_status fail_row(const toll__choice *choice, uint32_t row, toll_status status, const char *reason,
                            toll_error *err)
{
    const char *name = toll__meter_get(choice->rows[row].meter)->name;
    toll_status failed = toll__fail(err, status, 0, name, -1, reason);
    return failed;
}

/* "web_search has an allowance or volume tiers: its counter "searches" must be passed" */
static toll_status fail_counter(const toll__choice *choice, uint32_t row, toll_error *err)
{
    char reason[192], name[TOLL__TEXT_BYTES] = "";
    toll__text out;
    if (choice->texts != NULL)
        toll__texts_get(choice->texts, choice->rows[row].key, name);
    toll__text_start(&out, reason, sizeof reason);
    toll__text_put(&out, "has an allowance or volume tiers: its counter ");
    toll__text_put(&out, name[0] != '\0' ? "\"" : "");
    toll__text_put(&out, name);
    toll__text_put(&out, name[0] != '\0' ? "\" " : "");
    toll__text_put(&out, "must be passed");
    (void)toll__text_end(&out);
    return fail_row(choice, row, TOLL_E_MISSING, reason, err);
}

/* Index of the counter; TOLL_E_MISSING when the caller does not pass it. */
static toll_status find_counter(const toll__choice *choice, uint32_t row, const toll__counters *counters,
                                uint64_t *index, toll_error *err)
{
    for (uint64_t i = 0; i < counters->count; i++) {
        if (counters->counters[i].key != choice->rows[row].key)
            continue;
        *index = i;
        return TOLL_OK;
    }
    return fail_counter(choice, row, err);
}

static toll_status advance(const toll__choice *choice, uint32_t row, int64_t units, int64_t *used, toll_error *err)
{
    if (units < 0)
        return fail_row(choice, row, TOLL_E_RANGE, "must be a whole number of its counter's units", err);
    if (units > INT64_MAX - *used)
        return fail_row(choice, row, TOLL_E_OVERFLOW, "takes its counter beyond 64 bits", err);
    *used += units;
    return TOLL_OK;
}

toll_decimal toll__quantity_ratio(const toll__row *allowance)
{
    if (allowance->number.coef == 0 && allowance->op != TOLL_RATIO_GIVEN)
        return (toll_decimal){1, 0, 0};
    return allowance->number;
}

/* 1, however many zeros it is written with. */
static int is_one(toll_decimal ratio)
{
    return ratio.scale <= TOLL_AMOUNT_DIGITS && (uint64_t)ratio.coef == toll__wide_power((uint32_t)ratio.scale);
}

static toll_status take_allowance(const toll__choice *choice, uint32_t row, toll__counters *counters, toll__cut *cut,
                                  toll_error *err)
{
    const toll__row *allowance = &choice->rows[row];
    const toll_decimal ratio = toll__quantity_ratio(allowance);
    uint64_t index = 0;
    if (ratio.coef < 0 || ratio.scale < 0 || ratio.scale > TOLL_DECIMAL_SCALE_MAX)
        return fail_row(choice, row, TOLL_E_RANGE, "must have an allowance of 0 or more counter units a base unit",
                        err);
    if (toll__select_next(choice, row) != 0)
        return fail_row(choice, row, TOLL_E_CONFLICT, "has two allowances", err);
    toll_status status = find_counter(choice, row, counters, &index, err);
    if (status != TOLL_OK)
        return status;
    int64_t used = counters->used[index];
    if (used < allowance->quantity)
        cut->free = ratio.coef == 0 ? cut->left : divide_by(allowance->quantity - used, ratio, cut->left);
    return advance(choice, row, multiply_by(cut->left, ratio), &counters->used[index], err);
}

/* The allowance may name the same counter: it has advanced it already. */
static toll_status take_tiers(const toll__choice *choice, uint32_t row, uint32_t allowance, toll__counters *counters,
                              toll__cut *cut, toll_error *err)
{
    uint32_t key = choice->rows[row].key;
    for (uint32_t i = row; i != 0; i = toll__select_next(choice, i))
        if (choice->rows[i].key != key)
            return fail_row(choice, row, TOLL_E_CONFLICT, "has volume tiers over two counters", err);
    cut->has_tiers = 1;
    cut->is_flat = choice->rows[row].op == TOLL_VOLUME_ALL;
    if (key == 0)
        return TOLL_OK;
    uint64_t index = 0;
    toll_status status = find_counter(choice, row, counters, &index, err);
    if (status != TOLL_OK)
        return status;
    cut->position = counters->used[index];
    if (allowance == 0 || choice->rows[allowance].key != key)
        return advance(choice, row, cut->left, &counters->used[index], err);
    if (!is_one(toll__quantity_ratio(&choice->rows[allowance])))
        return fail_row(choice, row, TOLL_E_CONFLICT, "has volume tiers over a counter of other units", err);
    cut->position -= cut->left;
    return TOLL_OK;
}

static void raise_to_minimum(const toll__choice *choice, toll__cut *cut)
{
    const uint32_t row = toll__select_term(choice, TOLL_ROW_MINIMUM, cut->meter);
    if (row == 0 || choice->rows[row].op == TOLL_MINIMUM_TOTAL || cut->left >= choice->rows[row].quantity)
        return;
    cut->left = choice->rows[row].quantity;
    cut->flags |= TOLL_LINE_MINIMUM;
}

/* `rest` units above a whole step: whether they are dropped rather than filled up. */
static int is_rounded_down(uint32_t op, int64_t rest, int64_t step)
{
    return op == TOLL_STEP_DOWN || (op == TOLL_STEP_NEAREST && rest < step - rest);
}

static toll_status round_to_step(const toll__choice *choice, toll__cut *cut, toll_error *err)
{
    const uint32_t row = toll__select_term(choice, TOLL_ROW_STEP, cut->meter);
    const int64_t step = row != 0 ? choice->rows[row].quantity : 1;
    const int64_t rest = step > 1 ? cut->left % step : 0;
    if (rest == 0)
        return TOLL_OK;
    cut->flags |= TOLL_LINE_STEP;
    if (is_rounded_down(choice->rows[row].op, rest, step)) {
        cut->left -= rest;
        return TOLL_OK;
    }
    if (cut->left > INT64_MAX - (step - rest))
        return fail_row(choice, row, TOLL_E_OVERFLOW, "rounded up to whole steps exceeds 64 bits", err);
    cut->left += step - rest;
    return TOLL_OK;
}

uint32_t toll__quantity_fill_line(const toll__choice *choice, uint32_t meter)
{
    return toll__fallback_part(&choice->fallbacks, choice->has_list | choice->has_contract, meter);
}

void toll__quantity_fill(const toll__choice *choice, const toll__usage *usage, toll__lines *lines)
{
    const uint64_t minima = choice->held[TOLL__TERM(TOLL_ROW_MINIMUM)];
    for (uint32_t meter = 1; minima >> meter != 0 && meter < TOLL_METERS; meter++) {
        const uint32_t row = toll__select_term(choice, TOLL_ROW_MINIMUM, meter);
        const int64_t total = usage->quantity[meter];
        if (row == 0 || choice->rows[row].op != TOLL_MINIMUM_TOTAL || total <= 0 || total >= choice->rows[row].quantity)
            continue;
        const uint32_t line = toll__quantity_fill_line(choice, meter);
        lines->quantity[line] += choice->rows[row].quantity - total; /* a line has at most its total */
        lines->meters |= TOLL__METER_BIT(line);
        lines->raised |= TOLL__METER_BIT(line);
    }
}

toll_status toll__quantity_start(const toll__choice *choice, uint32_t meter, int64_t quantity, toll__counters *counters,
                                 toll__cut *cut, toll_error *err)
{
    *cut = (toll__cut){.meter = meter, .left = quantity};
    if (!toll__select_has_terms(choice) || quantity < 0)
        return TOLL_OK;
    raise_to_minimum(choice, cut);
    toll_status status = round_to_step(choice, cut, err);
    if (status != TOLL_OK)
        return status;
    uint32_t allowance = toll__select_term(choice, TOLL_ROW_ALLOWANCE, meter);
    if (allowance != 0)
        status = take_allowance(choice, allowance, counters, cut, err);
    if (status != TOLL_OK)
        return status;
    uint32_t tiers = toll__select_term(choice, TOLL_ROW_VOLUME, meter);
    return tiers != 0 ? take_tiers(choice, tiers, allowance, counters, cut, err) : TOLL_OK;
}

/* The tier that holds at a place (the highest at or below it) for this kind of price, and how far it reaches. */
static uint32_t find_tier(const toll__choice *choice, uint32_t meter, int64_t place, uint32_t is_contract,
                          int64_t *until)
{
    uint32_t found = 0;
    int64_t height = -1;
    for (uint32_t i = toll__select_term(choice, TOLL_ROW_VOLUME, meter); i != 0; i = toll__select_next(choice, i)) {
        int64_t threshold = choice->rows[i].quantity;
        if (choice->rows[i].is_contract != is_contract)
            continue;
        if (threshold > place && threshold < *until)
            *until = threshold;
        if (threshold <= place && threshold > height) {
            height = threshold;
            found = i;
        }
    }
    return found;
}

void toll__quantity_next(const toll__choice *choice, toll__cut *cut, toll__piece *piece)
{
    int64_t until = INT64_MAX;
    *piece = (toll__piece){.quantity = cut->left, .flags = cut->flags};
    if (cut->free != 0) {
        piece->quantity = cut->free;
        piece->flags |= TOLL_LINE_ALLOWANCE;
        cut->free = 0;
    } else if (cut->has_tiers != 0) {
        const int64_t place = cut->is_flat ? cut->position + cut->left - 1 : cut->position;
        piece->list = find_tier(choice, cut->meter, place, 0, &until);
        piece->contract = find_tier(choice, cut->meter, place, 1, &until);
        piece->flags |= (piece->list | piece->contract) != 0 ? TOLL_LINE_VOLUME : 0;
        if (!cut->is_flat && cut->left > until - place)
            piece->quantity = until - place;
    }
    cut->position += piece->quantity;
    cut->left -= piece->quantity;
}
