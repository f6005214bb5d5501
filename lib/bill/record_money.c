/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of money of a record: which fees it owes, and what a floor or a cap adds to the sum of its lines.
 *
 * By hand: lines of 0.005 and a fee of 0.001 sum to 0.006. A floor of 0.01 adds 0.01 - 0.006 = 0.004. A cap of 0.008
 * then takes 0.008 - 0.01 = -0.002. The three costs of a line (list, contracted, billed) are compared each by itself. */
#include "bill/record_money.h"

#include "base/amount.h"
#include "base/line_cost.h"

uint64_t toll__money_owing(const toll__choice *choice, const toll__usage *usage, const toll__lines *lines)
{
    const uint64_t fees = choice->fees[0] | choice->fees[1];
    uint64_t owing = lines->meters != 0;
    for (uint32_t meter = 1; fees >> meter != 0 && meter < TOLL_METERS; meter++)
        if (usage->quantity[meter] > 0)
            owing |= fees & TOLL__METER_BIT(meter);
    return owing;
}

void toll__money_fee(const toll__choice *choice, uint32_t meter, const toll__row **list, const toll__row **contract)
{
    const uint32_t slot = meter & TOLL__METER_MASK;
    const uint32_t has_list = choice->fees[0] >> slot & 1, has_contract = choice->fees[1] >> slot & 1;
    *list = &choice->rows[choice->fee_row[has_list ? 0 : 1][slot]];
    *contract = &choice->rows[choice->fee_row[has_contract ? 1 : 0][slot]];
}

int toll__money_limit_find(const toll__choice *choice, uint32_t flag, toll__money_limit *limit)
{
    const uint32_t *rows = flag == TOLL_LINE_FLOOR ? choice->floor_row : choice->cap_row;
    const uint32_t list = rows[0] != 0 ? rows[0] : rows[1], contract = rows[1] != 0 ? rows[1] : rows[0];
    if (list == 0)
        return 0;
    *limit = (toll__money_limit){choice->rows[list].number, choice->rows[contract].number, list, flag};
    return 1;
}

int toll__money_difference(uint32_t flag, toll_decimal limit, toll_amount sum, toll_amount *difference,
                           int32_t *inexact)
{
    const toll_decimal one = {1, 0, 0};
    const toll_amount nothing = {0, 0};
    toll_amount amount;
    if (!toll__cost(1, limit, 1, one, &amount, inexact))
        return 0;
    const int order = toll__amount_compare(amount, sum);
    *difference = nothing;
    if (flag == TOLL_LINE_FLOOR ? order <= 0 : order >= 0)
        return 1;
    return toll__amount_subtract(amount, sum, difference, NULL) == TOLL_OK;
}
