/* SPDX-License-Identifier: Apache-2.0 */
/* The value of one input, or the common factor of several, at which the better option changes. */
#include <toll/risk.h>

#include <float.h>
#include <string.h>

#include "api/guard.h"
#include "api/risk_question.h"
#include "base/fault.h"
#include "risk/flip.h"

#define SCALE_MAX 1e6

static toll_status check_flip_row(const toll__what_if *what_if, const char *name, uint64_t row, int64_t index,
                                  toll_error *err)
{
    if (what_if->against == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_RISK_QUESTION, "against", -1,
                          "must be given: a decision is between two options");
    if (row >= what_if->plan->count)
        return toll__fail_range(err, 0, name, index, 0, (double)what_if->plan->count - 1, (double)row);
    if (toll__what_if_is_fixed(what_if, row))
        return toll__fail(err, TOLL_E_CONFLICT, 0, name, index >= 0 ? index : (int64_t)row,
                          "is of a kind that shapes the scenario, so it cannot be varied");
    return TOLL_OK;
}

static toll_status check_flip(const toll__what_if *what_if, uint64_t row, double low, double high, toll_error *err)
{
    toll_status status = check_flip_row(what_if, "row", row, -1, err);
    if (status != TOLL_OK)
        return status;
    const toll__tco_input *input = &toll__tco_plan_rows(what_if->plan)[row];
    status = toll__check_range(err, 0, "low", -1, input->least, input->mid, low);
    if (status != TOLL_OK)
        return status;
    return toll__check_range(err, 0, "high", -1, input->mid, input->greatest, high);
}

/* Where the answer changes its sign on either side of the dial's start. */
typedef struct flips {
    double start, gap;
    int has_above, has_below;
    double above, below;
} flips;

static toll_status search_flips(const toll__what_if *what_if, toll__what_if_dial *dial, double low, double high,
                                flips *found, toll_error *err)
{
    toll_status status = toll__what_if_dial_start(what_if, dial, err);
    if (status != TOLL_OK)
        return status;
    found->gap = dial->own - dial->other;
    if (found->gap == 0)
        return TOLL_OK;
    status = toll__flip_search(what_if, dial, found->start, high, &found->has_above, &found->above, err);
    if (status != TOLL_OK)
        return status;
    return toll__flip_search(what_if, dial, found->start, low, &found->has_below, &found->below, err);
}

static void give_flip(const flips *found, toll_risk_flip *result)
{
    toll_risk_flip full;
    memset(&full, 0, sizeof full);
    const double up = found->above - found->start, down = found->start - found->below;
    full.gap = found->gap;
    full.value = found->start;
    full.known = (found->has_above ? TOLL_RISK_FLIP_ABOVE : 0u) | (found->has_below ? TOLL_RISK_FLIP_BELOW : 0u);
    full.above = found->has_above ? found->above : 0;
    full.below = found->has_below ? found->below : 0;
    full.verdict = found->gap == 0 ? TOLL_RISK_TIE : full.known != 0 ? TOLL_RISK_FLIPS : TOLL_RISK_NO_FLIP;
    if (full.known != 0) {
        full.known |= TOLL_RISK_FLIP_CHANGE;
        full.change = found->has_above && (!found->has_below || up <= down) ? up : -down;
    }
    toll__give(result, TOLL_KIND_RISK_FLIP, &full);
}

toll_status toll_risk_find_flip(const void *plan, uint64_t plan_size, const toll_risk_question *question, uint64_t row,
                                double low, double high, toll_risk_flip *result, void *work, uint64_t work_size,
                                toll_error *err)
{
    toll__what_if what_if;
    flips found = {0, 0, 0, 0, 0, 0};
    toll_status status = toll__expect(result, TOLL_KIND_RISK_FLIP, "result", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__risk_open(plan, plan_size, question, work, work_size, &what_if, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_flip(&what_if, row, low, high, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    found.start = what_if.values[row];
    toll__what_if_dial dial = {.rows = &row, .count = 1};
    status = search_flips(&what_if, &dial, low, high, &found, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    give_flip(&found, result);
    return TOLL_OK;
}

static toll_status check_scale(const toll__what_if *what_if, const uint64_t *rows, uint64_t count, double low,
                               double high, toll_error *err)
{
    if (count < 1 || count > what_if->plan->count)
        return toll__fail_range(err, 0, "row_count", -1, 1, (double)what_if->plan->count, (double)count);
    for (uint64_t i = 0; i < count; i++) {
        toll_status status = check_flip_row(what_if, "rows", rows[i], (int64_t)i, err);
        if (status != TOLL_OK)
            return status;
    }
    toll_status status = toll__check_range(err, 0, "low", -1, 0, 1, low);
    if (status != TOLL_OK)
        return status;
    return toll__check_range(err, 0, "high", -1, 1, SCALE_MAX, high);
}

static int is_inside(const toll__tco_input *input, double factor)
{
    return input->mid * factor >= input->least && input->mid * factor <= input->greatest;
}

/* How far all rows can be scaled towards a factor without one leaving the limits of its kind: median * factor below 0
 * grows away from its least, above 0 towards its greatest. */
static double limit_scale(const toll__what_if *what_if, const toll__what_if_dial *dial, double factor)
{
    for (uint64_t i = 0; i < dial->count; i++) {
        const toll__tco_input *input = &toll__tco_plan_rows(what_if->plan)[dial->rows[i]];
        if (input->mid * factor < input->least)
            factor = input->least / input->mid;
        if (input->mid * factor > input->greatest)
            factor = input->greatest / input->mid;
        for (int k = 0; k < 4 && !is_inside(input, factor); k++)
            factor -= (factor - 1) * DBL_EPSILON; /* the quotient was rounded away from 1 */
        if (!is_inside(input, factor))
            return 1;
    }
    return factor;
}

toll_status toll_risk_find_scale_flip(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                      const uint64_t *rows, uint64_t row_count, double low, double high,
                                      toll_risk_flip *result, void *work, uint64_t work_size, toll_error *err)
{
    toll__what_if what_if;
    flips found = {1, 0, 0, 0, 0, 0};
    if (rows == NULL)
        return toll__fail_null(err, "rows");
    toll_status status = toll__expect(result, TOLL_KIND_RISK_FLIP, "result", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__risk_open(plan, plan_size, question, work, work_size, &what_if, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_scale(&what_if, rows, row_count, low, high, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__what_if_dial dial = {.rows = rows, .count = row_count, .is_factor = 1};
    low = limit_scale(&what_if, &dial, low);
    high = limit_scale(&what_if, &dial, high);
    status = search_flips(&what_if, &dial, low, high, &found, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    give_flip(&found, result);
    return TOLL_OK;
}
