/* SPDX-License-Identifier: Apache-2.0 */
/* Unit costs of lines as whole numbers of 10^-exponent attos, so that the optimum over them is an exact one.
 *
 * The finest exponent is taken at which every unit fits TOLL__CIRCULATION_GAIN_MAX; a unit that is not whole there is
 * rounded away from the truth, so that a highest bill is never too low. By hand: 3 USD per million tokens are
 * 3 * 10^12 attos; the limit is 2^51 = 2.2 * 10^15, so with steps of 10^3 the exponent is 0 and the unit is exact. */
#include "bound/bound_units.h"

#include <string.h>

#include "base/fault.h"
#include "base/wide.h"
#include "base/line_cost.h"
#include "bill/factor.h"
#include "bound/circulation.h"

#define FINEST   9
#define COARSEST (-18)
#define STRIDE   3

static const toll_decimal one = {1, 0, 0};

/* One price that a line may have. */
typedef struct rate {
    toll_decimal price, factor;
    int64_t per;
} rate;

/* A book may change under us: what no validated one has is no price. */
static int is_sound_rate(const rate *r)
{
    return r->per >= 1 && r->price.coef >= 0 && r->price.scale >= 0 && r->price.scale <= TOLL_DECIMAL_SCALE_MAX;
}

static toll_decimal factor_of(const toll__factors *factors, uint32_t figure)
{
    if (figure == TOLL__FIGURE_LIST)
        return factors->list;
    return figure == TOLL__FIGURE_CONTRACTED ? factors->contract : factors->bill;
}

/* The rate of the meter's own price; 0: it has none, or one that no bill takes. */
static int base_rate(const toll__choice *choice, uint32_t line, toll__goal goal, rate *r)
{
    uint32_t meter = toll__select_price_meter(choice, line);
    if (meter == 0)
        return 0;
    uint32_t list = (choice->has_list >> meter & 1) != 0 ? choice->list[meter] : 0;
    uint32_t contract = (choice->has_contract >> meter & 1) != 0 ? choice->contract[meter] : 0;
    const toll__row *public_row = &choice->rows[list != 0 ? list : contract];
    const toll__row *negotiated = &choice->rows[contract != 0 ? contract : list];
    r->per = public_row->per;
    r->price = goal.figure == TOLL__FIGURE_LIST ? public_row->number : negotiated->number;
    return negotiated->per == r->per && is_sound_rate(r);
}

int toll__units_is_priced(const toll__choice *choice, uint32_t line)
{
    rate r;
    return base_rate(choice, line, (toll__goal){TOLL__FIGURE_BILLED, 1}, &r);
}

/* 10^exponent base units in attos, away from the truth on the side that is sought; 0 when it does not fit. */
static int scale_rate(const rate *r, int32_t exponent, int32_t sense, int64_t *unit, uint32_t *is_exact)
{
    toll_decimal factor = r->factor;
    toll_amount cost;
    int32_t inexact = 0;
    int64_t quantity = exponent > 0 ? (int64_t)toll__wide_power((uint32_t)exponent) : 1;
    factor.scale -= exponent < 0 ? exponent : 0;
    if (!toll__cost(quantity, r->price, r->per, factor, &cost, &inexact) || cost.high != 0 ||
        cost.low >= (uint64_t)TOLL__CIRCULATION_GAIN_MAX - 1)
        return 0;
    *unit = (int64_t)cost.low;
    if (inexact)
        *unit += sense > 0 ? 1 : (*unit > 0 ? -1 : 0);
    *is_exact &= inexact == 0;
    return 1;
}

static int is_beyond(int64_t a, int64_t b, int32_t sense)
{
    return sense > 0 ? a > b : a < b;
}

/* Below an allowance a unit costs nothing, and so it does where steps round it away. */
static int may_be_free(const toll__choice *choice, uint32_t line)
{
    const uint32_t step = toll__select_term(choice, TOLL_ROW_STEP, line);
    return toll__select_term(choice, TOLL_ROW_ALLOWANCE, line) != 0 ||
           (step != 0 && choice->rows[step].op > TOLL_STEP_UP);
}

/* The line's dearest (cheapest) price: its own, or that of any of its volume tiers, whichever of them a record meets. */
static int scale_line(const toll__choice *choice, uint32_t line, toll__goal goal, rate r, toll__units *units)
{
    int64_t best = 0, unit = 0;
    if (!scale_rate(&r, units->exponent, goal.sense, &best, &units->is_exact))
        return 0;
    for (uint32_t i = toll__select_term(choice, TOLL_ROW_VOLUME, line); i != 0; i = toll__select_next(choice, i)) {
        r.price = choice->rows[i].number;
        r.per = choice->rows[i].per;
        if (!is_sound_rate(&r) || !scale_rate(&r, units->exponent, goal.sense, &unit, &units->is_exact))
            return 0;
        best = is_beyond(unit, best, goal.sense) ? unit : best;
    }
    if (goal.sense < 0 && may_be_free(choice, line))
        best = 0;
    units->unit[line] = best;
    return 1;
}

static int scale_lines(const toll__choice *choice, uint64_t lines, toll__goal goal, const rate *rates,
                       toll__units *units)
{
    units->is_exact = 1;
    for (uint32_t line = 1; line < TOLL_METERS; line++)
        if ((lines >> line & 1) != 0 && (units->priced >> line & 1) != 0 &&
            !scale_line(choice, line, goal, rates[line], units))
            return 0;
    return 1;
}

static void find_broken(toll__units *units)
{
    int64_t atto = units->exponent > 0 ? (int64_t)toll__wide_power((uint32_t)units->exponent) : 1;
    for (uint32_t line = 1; line < TOLL_METERS; line++)
        if (!units->is_exact || units->unit[line] % atto != 0)
            units->broken |= TOLL__METER_BIT(line) & units->priced;
}

static toll_status find_rates(const toll__choice *choice, uint64_t lines, toll__goal goal, rate *rates,
                              toll__units *units, toll_error *err)
{
    for (uint32_t line = 1; line < TOLL_METERS; line++) {
        toll__factors factors;
        if ((lines >> line & 1) == 0 || !base_rate(choice, line, goal, &rates[line]))
            continue;
        toll_status status = toll__factor_multiply(choice, toll__factor_touches(choice, line), &factors, err);
        if (status != TOLL_OK)
            return status;
        rates[line].factor = factor_of(&factors, goal.figure);
        units->priced |= TOLL__METER_BIT(line);
    }
    return TOLL_OK;
}

toll_status toll__units_set(const toll__choice *choice, uint64_t lines, toll__goal goal, toll__units *units,
                            toll_error *err)
{
    rate rates[TOLL_METERS];
    memset(units, 0, sizeof *units);
    toll_status status = find_rates(choice, lines, goal, rates, units, err);
    if (status != TOLL_OK)
        return status;
    for (units->exponent = FINEST; units->exponent >= COARSEST; units->exponent -= STRIDE) {
        if (!scale_lines(choice, lines, goal, rates, units))
            continue;
        find_broken(units);
        return TOLL_OK;
    }
    return toll__fail(err, TOLL_E_OVERFLOW, 0, "card", -1, "has a price per token that is too large to bound");
}

toll_status toll__units_cost(const toll__units *units, uint32_t line, int64_t quantity, toll_amount *cost,
                             toll_error *err)
{
    const toll_decimal price = {units->unit[line], TOLL_AMOUNT_DIGITS + units->exponent, 0};
    int32_t inexact = 0;
    if (toll__cost(quantity, price, 1, one, cost, &inexact))
        return TOLL_OK;
    return toll__meter_fail_cost(line, quantity, err);
}
