/* SPDX-License-Identifier: Apache-2.0 */
/* How many sequences, or how long ones, still fit: bisection over the verdict of memory.c itself, which never turns
 * from no to yes as either grows. */
#include "step/fit_search.h"

#include <math.h>

#include <toll/step.h>

int toll__fit_search_holds(const toll__memory *memory, int certainty)
{
    if (certainty == TOLL__SURE)
        return memory->verdict == TOLL_FIT_YES;
    return certainty == TOLL__LIKELY ? memory->margin_bytes >= 0 : memory->verdict != TOLL_FIT_NO;
}

/* A question that more of one thing answers with no from some point on. */
typedef struct query {
    const toll__placement *placement;
    const toll__op *ops;
    double sequences, context_tokens;
    int certainty;
} query;

static int fits(const query *q, double sequences, double context_tokens)
{
    toll__memory memory;
    toll__memory_measure(q->placement, q->ops, sequences, context_tokens, &memory);
    return toll__fit_search_holds(&memory, q->certainty);
}

/* What is needed never falls with more sequences or longer ones, so halving finds the last that fits, with the very
 * verdict that the memory function gives. Halving ends only between whole numbers, which a forged `most` may not be. */
static double last_fitting(const query *q, double most, int is_context)
{
    double low = 0, high = floor(most) + 1; /* low fits or is nothing, high doesn't or isn't asked */
    while (high - low > 1) {
        double middle = floor((low + high) / 2);
        if (is_context ? fits(q, q->sequences, middle) : fits(q, middle, q->context_tokens))
            low = middle;
        else
            high = middle;
    }
    return low;
}

double toll__fit_search_sequences(const toll__placement *placement, const toll__op *ops, double context_tokens,
                                  double most, int certainty)
{
    const query q = {placement, ops, 0, context_tokens, certainty};
    return last_fitting(&q, most, 0);
}

double toll__fit_search_context(const toll__placement *placement, const toll__op *ops, double sequences, double most,
                                int certainty)
{
    const query q = {placement, ops, sequences, 0, certainty};
    return last_fitting(&q, most, 1);
}
