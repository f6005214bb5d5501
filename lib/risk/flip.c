/* SPDX-License-Identifier: Apache-2.0 */
/* Outward in 64 steps until the sign is another, then bisection of that step: within it the answer may be stepped, but
 * its ends differ, so a place where the sign changes is closed in to the last digit. */
#include "risk/flip.h"

#define PARTS    64
#define HALVINGS 60

static int is_flipped(double gap, double answer)
{
    return gap > 0 ? answer < 0 : answer > 0;
}

/* Between a number that does not flip and one that does. */
static toll_status halve_to_flip(const toll__what_if *what_if, uint64_t row, double gap, double same, double *at,
                                 toll_error *err)
{
    for (int i = 0; i < HALVINGS; i++) {
        double middle = same + (*at - same) / 2, answer = 0;
        if (middle == same || middle == *at)
            break;
        toll_status status = toll__what_if_answer_with(what_if, row, middle, &answer, err);
        if (status != TOLL_OK)
            return status;
        if (is_flipped(gap, answer))
            *at = middle;
        else
            same = middle;
    }
    return TOLL_OK;
}

toll_status toll__flip_search(const toll__what_if *what_if, uint64_t row, double end, double gap, int *found,
                              double *at, toll_error *err)
{
    const double start = what_if->values[row];
    double same = start;
    *found = 0;
    for (int i = 1; i <= PARTS && end != start; i++) {
        double tried = i == PARTS ? end : start + (end - start) * i / PARTS, answer = 0;
        toll_status status = toll__what_if_answer_with(what_if, row, tried, &answer, err);
        if (status != TOLL_OK)
            return status;
        if (is_flipped(gap, answer)) {
            *found = 1;
            *at = tried;
            return halve_to_flip(what_if, row, gap, same, at, err);
        }
        same = tried;
    }
    return TOLL_OK;
}
