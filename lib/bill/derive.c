/* SPDX-License-Identifier: Apache-2.0 */
/* Derived quantities: quantity / per * number, rounded to whole base units, of each row of a meter; the rows add up. All
 * are of what the record states, so that no order of rows matters.
 *
 * By hand: 8,000 input tokens are added for each web search. A record of 1,000 input tokens and 2 searches is billed
 * 1,000 + 2 * 8,000 = 17,000. One search unit for each 100 documents, rounded up: 250 documents are 2.5, so 3. */
#include "bill/derive.h"

#include "base/fault.h"
#include "base/rounding.h"
#include "base/wide.h"

int toll__derive_is_whole(const toll__row *row)
{
    int64_t coef = row->number.coef;
    int32_t scale = row->number.scale;
    while (scale > 0 && coef % 10 == 0) {
        coef /= 10;
        scale--;
    }
    return scale == 0 && row->per >= 1 && coef % row->per == 0;
}

static int adds(const toll__row *row)
{
    return row->op >= TOLL_DERIVE_ADD_UP;
}

static int32_t rounding_of(uint32_t op)
{
    switch (op) {
    case TOLL_DERIVE_DOWN:
    case TOLL_DERIVE_ADD_DOWN:
        return TOLL_ROUND_DOWN;
    case TOLL_DERIVE_NEAREST:
    case TOLL_DERIVE_ADD_NEAREST:
        return TOLL_ROUND_HALF_UP;
    default:
        return TOLL_ROUND_UP;
    }
}

/* quantity * coef is below 2^126, and per * 10^scale below 2^54 * 10^36 < 2^174: three limbs hold both. */
int64_t toll__derive_quantity(const toll__row *row, int64_t quantity, int64_t most)
{
    const toll_decimal number = row->number; /* read once: a book may change under us */
    const int64_t per = row->per;
    toll__wide product = {{(uint64_t)quantity, 0, 0}}, quotient;
    if (quantity < 0 || number.coef < 0 || number.scale < 0 || number.scale > TOLL_DECIMAL_SCALE_MAX || per < 1)
        return -1;
    toll__wide divisor = toll__wide_make(1, (uint32_t)number.scale);
    if (toll__wide_multiply(&product, (uint64_t)number.coef, 0) != 0 ||
        toll__wide_multiply(&divisor, (uint64_t)per, 0) != 0)
        return -1;
    (void)toll__rounding_divide(&product, &divisor, rounding_of(row->op), &quotient);
    if ((quotient.limb[1] | quotient.limb[2]) != 0 || quotient.limb[0] > (uint64_t)most)
        return -1;
    return (int64_t)quotient.limb[0];
}

static toll_status fail_missing(const toll__choice *choice, uint32_t row, toll_error *err)
{
    return toll__meter_fail(err, TOLL_E_MISSING, TOLL_METER_REQUEST, 0,
                            "must be given: the record sums several, and they give the quantity of",
                            choice->rows[row].meter, 0);
}

/* What all rows of a meter make of what the record states. */
static toll_status sum_rows(const toll__choice *choice, const toll__context *context, const toll__usage *stated,
                            uint32_t first, int64_t *sum, toll_error *err)
{
    *sum = 0;
    for (uint32_t i = first; i != 0; i = toll__select_next(choice, i)) {
        const uint32_t other = choice->rows[i].other_meter & TOLL__METER_MASK;
        const int64_t quantity = other < TOLL_METERS ? stated->quantity[other] : 0;
        if (other == TOLL_METER_REQUEST && context->is_aggregate != 0 && (stated->given >> other & 1) == 0)
            return fail_missing(choice, i, err);
        const int64_t part = toll__derive_quantity(&choice->rows[i], quantity, INT64_MAX - *sum);
        if (part < 0)
            return toll__meter_fail(err, TOLL_E_OVERFLOW, other, quantity, "makes more than 64 bits hold of",
                                    choice->rows[i].meter, *sum);
        *sum += part;
    }
    return TOLL_OK;
}

/* On the meter and all of its totals, which have it not inside. */
static toll_status add_to_totals(toll__usage *usage, uint32_t meter, int64_t quantity, toll_error *err)
{
    const uint64_t totals = toll__meter_ancestors(meter);
    for (uint32_t total = 1; totals >> total != 0; total++) {
        if ((totals >> total & 1) == 0)
            continue;
        if (usage->quantity[total] > INT64_MAX - quantity)
            return toll__meter_fail(err, TOLL_E_OVERFLOW, total, usage->quantity[total],
                                    "and what is derived exceed 64 bits", 0, 0);
        usage->quantity[total] += quantity;
    }
    usage->given |= totals;
    return TOLL_OK;
}

static toll_status derive_meter(const toll__choice *choice, const toll__context *context, const toll__usage *stated,
                                uint32_t meter, toll__usage *usage, uint64_t *derived, toll_error *err)
{
    const uint32_t first = choice->derive_row[meter];
    const uint64_t bit = TOLL__METER_BIT(meter);
    int64_t sum = 0;
    if (!adds(&choice->rows[first]) && (stated->given & bit) != 0)
        return TOLL_OK; /* a stated quantity wins */
    toll_status status = sum_rows(choice, context, stated, first, &sum, err);
    if (status != TOLL_OK || sum == 0)
        return status;
    *derived |= bit;
    if (adds(&choice->rows[first]))
        return add_to_totals(usage, meter, sum, err);
    usage->quantity[meter] = sum;
    usage->given |= bit;
    return TOLL_OK;
}

toll_status toll__derive(const toll__choice *choice, const toll__context *context, toll__usage *usage,
                         uint64_t *derived, toll_error *err)
{
    const toll__usage stated = *usage;
    *derived = 0;
    for (uint32_t meter = 1; choice->derived >> meter != 0 && meter < TOLL_METERS; meter++) {
        if ((choice->derived >> meter & 1) == 0)
            continue;
        toll_status status = derive_meter(choice, context, &stated, meter, usage, derived, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* A meter without a line of its own is on that of a total; where that can't be told, any line may have it. */
uint64_t toll__derive_lines(uint64_t derived, uint64_t lines)
{
    uint64_t found = 0;
    for (uint32_t meter = 1; derived >> meter != 0; meter++) {
        const uint64_t own = TOLL__METER_BIT(meter), totals = toll__meter_ancestors(meter) & lines;
        if ((derived & own) == 0)
            continue;
        found |= (lines & own) != 0 ? own : totals != 0 ? totals : lines;
    }
    return found;
}
