/* SPDX-License-Identifier: Apache-2.0 */
/* Fees, floor and cap of a record on top of the extreme of its lines. A bill is min(max(lines + fees, floor), cap), which
 * never falls as the sum of the lines rises; so the extreme of the bill is that of the lines, moved in the same way. A fee
 * counts towards the highest bill if it may be due, and towards the lowest if it must be. An empty record owes nothing:
 * where one is within the limits, the lowest bill is 0 or less.
 *
 * By hand: lines of 0.002 to 0.03, a fee of 0.001, a floor of 0.01, a cap of 0.02: at most 0.02, at least 0.01. */
#include "bound/bound_money.h"

#include "base/amount.h"
#include "base/line_cost.h"
#include "bill/factor.h"
#include "bill/record_money.h"

static toll_decimal pick_price(toll__goal goal, toll_decimal list, toll_decimal contracted)
{
    return goal.figure == TOLL__FIGURE_LIST ? list : contracted;
}

static toll_decimal pick_factor(toll__goal goal, const toll__factors *factors)
{
    if (goal.figure == TOLL__FIGURE_LIST)
        return factors->list;
    return goal.figure == TOLL__FIGURE_CONTRACTED ? factors->contract : factors->bill;
}

static toll_status add_fee(const toll__case *c, toll__goal goal, uint32_t meter, toll_amount *amount, toll_error *err)
{
    const toll__row *list, *contract;
    const uint32_t line = meter != 0 ? meter : TOLL_METER_REQUEST;
    toll__factors factors;
    toll_amount fee;
    int32_t inexact = 0;
    toll__money_fee(c->choice, meter, &list, &contract);
    toll_status status = toll__factor_multiply(c->choice, toll__factor_touches(c->choice, line), &factors, err);
    if (status != TOLL_OK)
        return status;
    const toll_decimal price = pick_price(goal, list->number, contract->number);
    if (!toll__cost(1, price, 1, pick_factor(goal, &factors), &fee, &inexact))
        return toll__meter_fail_cost(line, 1, err);
    return toll__amount_add(*amount, fee, amount, err);
}

/* Whether some record of the box may have some of a meter, or whether every one has; a credit may be negative. */
static int has_some(const toll__box *box, uint32_t meter, int32_t sense)
{
    if (sense > 0)
        return box->most[meter] > 0 || box->least[meter] < 0;
    return box->least[meter] > 0 || box->most[meter] < 0;
}

/* Whether some record owes a fee (highest), or every one does (lowest); meter 0: with some of anything. */
static int is_due(const toll__box *box, uint32_t meter, int32_t sense)
{
    if (meter != 0)
        return sense > 0 ? box->most[meter] > 0 : box->least[meter] > 0;
    for (uint32_t any = 1; any < TOLL_METERS; any++)
        if (has_some(box, any, sense))
            return 1;
    return 0;
}

static toll_status move_to_limit(const toll__case *c, toll__goal goal, uint32_t flag, toll_amount *amount,
                                 toll_error *err)
{
    toll__money_limit limit;
    toll_amount difference;
    int32_t inexact = 0;
    if (!toll__money_limit_find(c->choice, flag, &limit))
        return TOLL_OK;
    if (!toll__money_difference(flag, pick_price(goal, limit.list, limit.contracted), *amount, &difference, &inexact))
        return toll__meter_fail_cost(TOLL_METER_REQUEST, 1, err);
    return toll__amount_add(*amount, difference, amount, err);
}

static toll_status move_extreme(const toll__case *c, toll__goal goal, toll_amount *amount, toll_error *err)
{
    const uint64_t fees = c->choice->fees[0] | c->choice->fees[1];
    for (uint32_t meter = 0; meter < TOLL_METERS && fees >> meter != 0; meter++) {
        if ((fees >> meter & 1) == 0 || !is_due(c->box, meter, goal.sense))
            continue;
        toll_status status = add_fee(c, goal, meter, amount, err);
        if (status != TOLL_OK)
            return status;
    }
    toll_status status = move_to_limit(c, goal, TOLL_LINE_FLOOR, amount, err);
    return status != TOLL_OK ? status : move_to_limit(c, goal, TOLL_LINE_CAP, amount, err);
}

toll_status toll__bound_money(const toll__case *c, toll__goal goal, toll_amount *amount, toll_error *err)
{
    const toll_amount nothing = {0, 0};
    if (!toll__select_has_money(c->choice) || !is_due(c->box, 0, 1)) /* no record but an empty one */
        return TOLL_OK;
    toll_status status = move_extreme(c, goal, amount, err);
    if (status != TOLL_OK)
        return status;
    if (goal.sense < 0 && !is_due(c->box, 0, -1) && toll__amount_compare(*amount, nothing) > 0)
        *amount = nothing;
    return TOLL_OK;
}
