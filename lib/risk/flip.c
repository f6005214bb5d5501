/* SPDX-License-Identifier: Apache-2.0 */
/* Outward in 64 steps until the sign is another, then bisection of that step: within it the answer may be stepped, but
 * its ends differ, so a place where the sign changes is closed in to the last digit. Up to more than ten times the
 * start the steps are of one ratio, so that a flip near the start and one at 1000 times are found alike: 1000^(1/64) is
 * 11 % a step. Where the answer has no value, as of a cost per token without tokens, nothing flips. */
#include "risk/flip.h"

#include <math.h>

#define PARTS    64
#define DECADE   10.0
#define HALVINGS 60

static int is_flipped(double gap, double answer)
{
    return gap > 0 ? answer < 0 : answer > 0;
}

/* Between a number that does not flip and one that does. */
static toll_status halve_to_flip(const toll__what_if *what_if, const toll__what_if_dial *dial, double gap, double same,
                                 double *at, toll_error *err)
{
    for (int i = 0; i < HALVINGS; i++) {
        double middle = same + (*at - same) / 2, answer = 0;
        if (middle == same || middle == *at)
            break;
        toll_status status = toll__what_if_answer_at(what_if, dial, middle, &answer, err);
        if (status != TOLL_OK)
            return status;
        if (is_flipped(gap, answer))
            *at = middle;
        else
            same = middle;
    }
    return TOLL_OK;
}

static double place_of(double start, double end, int part)
{
    if (part == PARTS)
        return end;
    if (start > 0 && end > DECADE * start)
        return start * pow(end / start, (double)part / PARTS);
    return start + (end - start) * part / PARTS;
}

toll_status toll__flip_search(const toll__what_if *what_if, const toll__what_if_dial *dial, double start, double end,
                              int *found, double *at, toll_error *err)
{
    const double gap = dial->own - dial->other;
    double same = start;
    *found = 0;
    for (int i = 1; i <= PARTS && end != start; i++) {
        double tried = place_of(start, end, i), answer = 0;
        toll_status status = toll__what_if_answer_at(what_if, dial, tried, &answer, err);
        if (status != TOLL_OK)
            return status;
        if (is_flipped(gap, answer)) {
            *found = 1;
            *at = tried;
            return halve_to_flip(what_if, dial, gap, same, at, err);
        }
        same = tried;
    }
    return TOLL_OK;
}
