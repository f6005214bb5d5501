/* SPDX-License-Identifier: Apache-2.0 */
/* Quotients from one side, of second order: (4 (f(h) - f(0)) - (f(2h) - f(0))) / 2h. With h a 10^-5 of the number the
 * error is about h^2 = 10^-10 of the curvature's part and 10^-16 / 10^-5 of the answer's. One side at a time, because a
 * ceiling or a threshold can lie between the two. */
#include "risk/slope.h"

#include <math.h>

#include "base/fault.h"

#define STEP  1e-5
#define KINK  1e-4   /* sides that differ by more are two slopes, not one and its error */
#define FINE  0.0625 /* a smooth change shrinks with the step, a jump does not */
#define NOISE 1e-11  /* of the answer: less is rounding */
#define LEAST 1e-100 /* a number below it is taken for 0: its own step would underflow, or the quotient overflow */

static double step_of(const toll__tco_input *row, double value)
{
    double size = fabs(value) > LEAST ? fabs(value) : row->high - row->low;
    return STEP * (size > LEAST ? size : 1);
}

/* How the answer changes when `step` is added to the row's number. */
static toll_status change_of_answer(const toll__what_if *what_if, uint64_t row, double step, double at_base,
                                    double *changed, toll_error *err)
{
    double answer = 0;
    toll_status status = toll__what_if_answer_with(what_if, row, what_if->values[row] + step, &answer, err);
    *changed = answer - at_base;
    return status;
}

/* Fills one side; *flag is its bit, or why it has no slope: a step may leave the limits of the row. */
static toll_status find_side(const toll__what_if *what_if, uint64_t row, double step, double at_base, uint64_t given,
                             double *slope, uint64_t *flag, toll_error *err)
{
    const toll__tco_input *limits = &toll__tco_plan_rows(what_if->plan)[row];
    const double end = what_if->values[row] + 2 * step;
    *flag = TOLL_RISK_SLOPE_EDGE;
    if (end > limits->greatest || end < limits->least)
        return TOLL_OK;
    double near = 0, far = 0, fine = 0;
    toll_status status = change_of_answer(what_if, row, step, at_base, &near, err);
    if (status != TOLL_OK)
        return status;
    status = change_of_answer(what_if, row, 2 * step, at_base, &far, err);
    if (status != TOLL_OK)
        return status;
    status = change_of_answer(what_if, row, FINE * step, at_base, &fine, err);
    if (status != TOLL_OK)
        return status;
    int jumps = fabs(near) > NOISE * fabs(at_base) && fabs(fine) > 0.5 * fabs(near);
    *flag = jumps ? TOLL_RISK_SLOPE_STEP : given;
    *slope = jumps ? 0 : (4 * near - far) / (2 * step);
    if (!isfinite(*slope))
        return toll__fail(err, TOLL_E_OVERFLOW, TOLL_KIND_RISK_QUESTION, "metric", (int64_t)row,
                          "changes too fast for a double");
    return TOLL_OK;
}

static int is_kink(const toll_risk_slope *slope)
{
    const uint64_t both = TOLL_RISK_SLOPE_UP | TOLL_RISK_SLOPE_DOWN;
    double size = fmax(fabs(slope->up), fabs(slope->down));
    return (slope->flags & both) == both && fabs(slope->up - slope->down) > KINK * size;
}

toll_status toll__slope_find(const toll__what_if *what_if, uint64_t row, double at_base, toll_risk_slope *slope,
                             toll_error *err)
{
    const double step = step_of(&toll__tco_plan_rows(what_if->plan)[row], what_if->values[row]);
    toll_risk_slope found = {0, 0, 0};
    uint64_t above = 0, below = 0;
    toll_status status = find_side(what_if, row, step, at_base, TOLL_RISK_SLOPE_UP, &found.up, &above, err);
    if (status != TOLL_OK)
        return status;
    status = find_side(what_if, row, -step, at_base, TOLL_RISK_SLOPE_DOWN, &found.down, &below, err);
    if (status != TOLL_OK)
        return status;
    found.flags = above | below;
    if (is_kink(&found))
        found.flags |= TOLL_RISK_SLOPE_KINK;
    *slope = found;
    return TOLL_OK;
}
