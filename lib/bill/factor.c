/* SPDX-License-Identifier: Apache-2.0 */
/* Multiplies the multipliers that hold, exactly, for each of the three figures of a line.
 *
 * By hand: a list multiplier 1.1, a contract multiplier 0.9 and a credit of 0.5 give list 1.1, contracted 0.99 and
 * billed 0.495. A multiplier without a meter is on all tokens and on nothing else; one with a meter is on it and its
 * parts. */
#include "bill/factor.h"

#include "base/decimal.h"
#include "base/fault.h"

uint64_t toll__factor_touches(const toll__choice *choice, uint32_t meter)
{
    uint64_t touches = 0;
    if (choice->n_multipliers == 0)
        return 0;
    if (choice->is_scoped == 0) /* all or none */
        return (TOLL__METER_TOKENS >> meter & 1) != 0 ? UINT64_MAX >> (64 - choice->n_multipliers) : 0;
    for (uint32_t i = 0; i < choice->n_multipliers; i++) {
        uint32_t named = choice->rows[choice->multipliers[i]].meter;
        uint64_t scope = named == 0 ? TOLL__METER_TOKENS : TOLL__METER_BIT(named);
        if ((toll__meter_ancestors(meter) & scope) != 0)
            touches |= (uint64_t)1 << i;
    }
    return touches;
}

/* A small product, which it nearly always is, needs no wide arithmetic. */
static toll_status multiply_exactly(toll_decimal *product, toll_decimal factor, toll_error *err)
{
    const int64_t small = INT64_C(1) << 31;
    int32_t scale = product->scale + factor.scale;
    if (product->coef >= small || factor.coef >= small || product->coef < 0 || factor.coef < 0 ||
        scale > TOLL_DECIMAL_SCALE_MAX)
        return toll__decimal_multiply(*product, factor, product, err);
    *product = (toll_decimal){product->coef * factor.coef, scale, 0};
    return TOLL_OK;
}

/* A multiplier of kind list is on all three figures, one of kind contract on two, a credit on what is billed alone. */
static toll_status take_factor(toll__factors *factors, toll_decimal number, uint32_t op, toll_error *err)
{
    toll_status status = multiply_exactly(&factors->bill, number, err);
    if (status != TOLL_OK || op == TOLL_FACTOR_BILL)
        return status;
    status = multiply_exactly(&factors->contract, number, err);
    if (status != TOLL_OK || op != TOLL_FACTOR_LIST)
        return status;
    return multiply_exactly(&factors->list, number, err);
}

toll_status toll__factor_multiply(const toll__choice *choice, uint64_t touches, toll__factors *factors, toll_error *err)
{
    const toll_decimal one = {1, 0, 0};
    *factors = (toll__factors){one, one, one};
    for (uint32_t i = 0; touches >> i != 0 && i < choice->n_multipliers; i++) {
        const toll__row *row = &choice->rows[choice->multipliers[i]];
        toll_decimal number = row->number;
        if ((touches >> i & 1) == 0)
            continue;
        if (number.scale < 0 || number.scale > TOLL_DECIMAL_SCALE_MAX)
            return toll__fail(err, TOLL_E_OBJECT, 0, "book", -1, "has changed since it was opened");
        toll_status status = take_factor(factors, number, row->op, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}
