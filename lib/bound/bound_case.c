/* SPDX-License-Identifier: Apache-2.0 */
/* Within a case every price is fixed, and a bill is the sum of what its lines cost: linear in the tokens, so that the
 * best circulation of a network finds its extreme (bound_network.c). What bends it:
 *
 * - Minimum, step, allowance, volume tiers. Where a side of the record has one line only, its cost never falls as its
 *   quantity rises (prices and factors are not negative, an allowance only shrinks, a tier's price is paid for units
 *   beyond it), so the extreme is at the extreme quantity, and the very functions of the bill compute it there. Meters
 *   without parts are of that kind always. A line that shares its side with others gets the dearest unit that it may
 *   meet, times what minimum and step may add: above every bill, perhaps more than any (TOLL_RELAXED_TIERS).
 * - Volume tiers that price all units of a record: more of them may cost less. Relaxed as above.
 * - A minimum of an inclusive total adds to the total's line: relaxed as above where that line shares its side.
 * - A counter that two lines move: one line's quantity then changes the other's price. The allowance that both share is
 *   smaller for the second the more the first takes, so the corner is still the dearest; a volume tier may make the
 *   second cheaper: relaxed as above.
 * - Rounding. A line whose unit is no whole number of attos is rounded by at most 1/2 of one, in the bill sought
 *   and in the one that was found: one atto for each such line makes the figure safe (TOLL_RELAXED_ROUNDING). */
#include "bound/bound_case.h"

#include <string.h>

#include "base/amount.h"
#include "base/fault.h"
#include "bill/charge.h"
#include "bound/bound_money.h"
#include "bound/bound_network.h"

static int has_kind(const toll__choice *choice, uint32_t kind, uint32_t meter)
{
    return toll__select_term(choice, kind, meter) != 0;
}

static int moves_counter(const toll__choice *choice, uint32_t meter)
{
    return has_kind(choice, TOLL_ROW_ALLOWANCE, meter) || has_kind(choice, TOLL_ROW_VOLUME, meter);
}

/* Base units that minima of inclusive totals may add to a line: each all but one of it. */
static int64_t count_filled(const toll__choice *choice, uint32_t line)
{
    int64_t sum = 0;
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        const uint32_t row = toll__select_term(choice, TOLL_ROW_MINIMUM, meter);
        if (row == 0 || choice->rows[row].op != TOLL_MINIMUM_TOTAL || toll__quantity_fill_line(choice, meter) != line)
            continue;
        const int64_t most = choice->rows[row].quantity > 0 ? choice->rows[row].quantity - 1 : 0;
        sum = sum > INT64_MAX - most ? INT64_MAX : sum + most;
    }
    return sum;
}

static int is_raised(const toll__choice *choice, uint32_t meter)
{
    return has_kind(choice, TOLL_ROW_MINIMUM, meter) || has_kind(choice, TOLL_ROW_STEP, meter) ||
           count_filled(choice, meter) != 0;
}

/* Whether a meter's row of this kind moves the counter. */
static int counts_on(const toll__choice *choice, uint32_t kind, uint32_t meter, uint32_t key)
{
    const uint32_t row = toll__select_term(choice, kind, meter);
    return row != 0 && choice->rows[row].key == key;
}

/* Whether some counter of volume tiers is moved by two meters. */
static int has_common_tiers(const toll__choice *choice)
{
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        const uint32_t row = toll__select_term(choice, TOLL_ROW_VOLUME, meter);
        const uint32_t key = row != 0 ? choice->rows[row].key : 0;
        for (uint32_t other = 1; other < TOLL_METERS && key != 0; other++)
            if (other != meter &&
                (counts_on(choice, TOLL_ROW_VOLUME, other, key) || counts_on(choice, TOLL_ROW_ALLOWANCE, other, key)))
                return 1;
    }
    return 0;
}

/* Base units that minimum and step may add to a line that is not empty: max(q, minimum) <= q + minimum - 1, and
 * rounding up adds step - 1 at most. */
static int64_t count_added(const toll__choice *choice, uint32_t meter)
{
    uint32_t minimum = toll__select_term(choice, TOLL_ROW_MINIMUM, meter);
    uint32_t step = toll__select_term(choice, TOLL_ROW_STEP, meter);
    int64_t a = minimum != 0 && choice->rows[minimum].op != TOLL_MINIMUM_TOTAL ? choice->rows[minimum].quantity : 0;
    int64_t b = step != 0 ? choice->rows[step].quantity : 0;
    a = a > 0 ? a - 1 : 0;
    b = b > 0 ? b - 1 : 0;
    a = a > INT64_MAX - b ? INT64_MAX : a + b;
    b = count_filled(choice, meter);
    return a > INT64_MAX - b ? INT64_MAX : a + b;
}

static toll_status add_cost(toll__case_work *w, const toll__units *units, uint32_t line, int64_t quantity,
                            toll_error *err)
{
    toll_amount cost;
    toll_status status = toll__units_cost(units, line, quantity, &cost, err);
    if (status != TOLL_OK)
        return status;
    return toll__amount_add(w->extreme->amount, cost, &w->extreme->amount, err);
}

/* A line at its unit: exact unless minimum, step, allowance or tiers bend it. */
static toll_status add_linear(toll__case_work *w, const toll__units *units, uint32_t line, toll_error *err)
{
    const toll__choice *choice = w->c->choice;
    int64_t quantity = w->quantity[line];
    toll_status status = add_cost(w, units, line, quantity, err);
    if (status != TOLL_OK)
        return status;
    if ((units->broken >> line & 1) != 0) {
        w->extreme->relaxed |= TOLL_RELAXED_ROUNDING;
        toll_amount atto = {w->goal.sense > 0 ? 1 : UINT64_MAX, w->goal.sense > 0 ? 0 : -1};
        status = toll__amount_add(w->extreme->amount, atto, &w->extreme->amount, err);
    }
    if (status != TOLL_OK || (!moves_counter(choice, line) && !is_raised(choice, line)))
        return status;
    w->extreme->relaxed |= TOLL_RELAXED_TIERS;
    return w->goal.sense > 0 ? add_cost(w, units, line, count_added(choice, line), err) : TOLL_OK;
}

/* Lines that bend and stand alone on their side, at what the bill itself says. TOLL_E_RANGE where this very quantity is
 * not billable, as half a counter's unit is not; TOLL_E_CONFLICT where no quantity of the line is. */
static toll_status add_exact(toll__case_work *w, uint64_t lines, toll_error *err)
{
    toll__lines plain;
    toll__sums sums;
    toll__counters counters = *w->c->counters;
    const toll__line_buffer nowhere = {NULL, 0};
    memset(&plain, 0, sizeof plain);
    toll__quantity_fill(w->c->choice, &w->extreme->usage, &plain);
    plain.meters = 0;
    for (uint32_t line = 1; line < TOLL_METERS; line++) {
        plain.quantity[line] += w->quantity[line];
        if ((lines >> line & 1) != 0 && plain.quantity[line] != 0)
            plain.meters |= TOLL__METER_BIT(line);
    }
    toll_status status = toll__charge(w->c->choice, &plain, NULL, &counters, &nowhere, &sums, err);
    if (status != TOLL_OK)
        return status;
    const toll_amount figures[3] = {sums.billed, sums.contracted, sums.list};
    return toll__amount_add(w->extreme->amount, figures[w->goal.figure], &w->extreme->amount, err);
}

static toll_status add_shared(toll__case_work *w, toll_error *err)
{
    for (uint32_t line = 1; line < TOLL_METERS; line++) {
        if ((w->shared >> line & 1) == 0)
            continue;
        toll_status status = add_linear(w, &w->units, line, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status add_relaxed(toll__case_work *w, uint64_t alone, toll_error *err)
{
    for (uint32_t line = 1; line < TOLL_METERS; line++) {
        toll__units own;
        toll__goal goal = w->goal;
        if ((alone >> line & 1) == 0 || w->quantity[line] == 0)
            continue;
        goal.sense = w->quantity[line] < 0 ? -goal.sense : goal.sense; /* of a credit the other unit is the safe one */
        toll_status status = toll__units_set(w->c->choice, TOLL__METER_BIT(line), goal, &own, err);
        if (status != TOLL_OK)
            return status;
        status = add_linear(w, &own, line, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* Whether more units of some line may cost less: at the price of the tier that the last of them reaches. */
static int has_flat_tiers(const toll__choice *choice)
{
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        const uint32_t row = toll__select_term(choice, TOLL_ROW_VOLUME, meter);
        if (row != 0 && choice->rows[row].op == TOLL_VOLUME_ALL)
            return 1;
    }
    return 0;
}

/* Whether the corner of the limits may not be the dearest. */
static int counts_together(const toll__case_work *w)
{
    const toll__choice *choice = w->c->choice;
    if (!toll__select_has_terms(choice))
        return 0;
    if (has_flat_tiers(choice))
        return 1;
    for (uint32_t line = 1; line < TOLL_METERS; line++)
        if ((w->shared >> line & 1) != 0 && moves_counter(choice, line))
            return 1;
    return has_common_tiers(choice);
}

static toll_status add_up(toll__case_work *w, toll_error *err)
{
    const uint64_t others = ~TOLL__METER_TOKENS;
    uint64_t alone = (w->lines & ~w->shared) | others;
    toll_status status = add_shared(w, err);
    if (status != TOLL_OK)
        return status;
    if (counts_together(w))
        return add_relaxed(w, alone, err);
    status = add_exact(w, alone, err);
    return status == TOLL_E_RANGE || status == TOLL_E_CONFLICT ? add_relaxed(w, alone, err) : status;
}

toll_status toll__case_solve(const toll__case *c, toll__goal goal, toll__extreme *extreme, toll_error *err)
{
    toll__case_work w;
    w.c = c;
    w.goal = goal;
    w.extreme = extreme;
    memset(w.quantity, 0, sizeof w.quantity);
    memset(extreme, 0, sizeof *extreme);
    toll_status status = toll__units_set(c->choice, c->cells->lines, goal, &w.units, err);
    if (status != TOLL_OK)
        return status;
    toll__network_make(&w);
    toll__circulation_state state = toll__circulation_solve(&w.network);
    if (state == TOLL__CIRCULATION_GAVE_UP)
        return toll__fail(err, TOLL_E_UNSUPPORTED, 0, "limits", -1, "need too many steps to bound");
    if (state == TOLL__CIRCULATION_INFEASIBLE || !toll__network_read(&w))
        return TOLL_OK;
    extreme->is_feasible = 1;
    status = add_up(&w, err);
    return status != TOLL_OK ? status : toll__bound_money(c, goal, &extreme->amount, err);
}
