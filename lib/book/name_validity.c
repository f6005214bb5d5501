/* SPDX-License-Identifier: Apache-2.0 */
/* How long the answer to a name holds.
 *
 * A look-up reads the instant only where it compares it with a date, and it notes these dates (name_instant.h). Between
 * the nearest of them it takes the same way, so it gives the same answer: that needs no knowledge of versions, aliases,
 * layers or sellers. A date may also change nothing, as the start of a version in a lower layer. So the look-up is asked
 * again at the end of what is known, and on, while the answer stays the same.
 *
 * By hand: "m" costs 1 in [0, 20) and 2 from 20 on, and a seller without its name begins at 10. At 5 the dates are 0, 10
 * and 20: [0, 10) holds. At 10 the answer is still 1, with 10 and 20: [0, 20). At 20 it is another one, so 20 is the end.
 *
 * Each step ends at a date of the book, but a hostile book may have many. STEPS_MAX a side bound the work, and what is
 * then given is shorter than it could be, never longer. */
#include "book/name_validity.h"

#include <string.h>

#include "book/name_instant.h"
#include "book/name_rules.h"
#include "book/retirement.h"

/* Dates in one name's way that change nothing: 4 are the most in the shipped books. */
#define STEPS_MAX 64

typedef struct dated_answer {
    toll__name_instant instant; /* with the dates that the answer depends on */
    toll_status status;
    int is_retired;
    toll__name_hit hit; /* where status is TOLL_OK */
    toll_error why;     /* else, where it can tell dates */
} dated_answer;

static toll_status ask_name(const toll__name_question *q, dated_answer *a, toll_error *why)
{
    return toll__name_resolve(q->book, q->provider, q->provider_length, q->name, q->name_length, &a->instant, &a->hit,
                              why);
}

/* Refusals of unknown names tell no dates, and their near names cost milliseconds. */
static int can_tell_dates(toll_status status)
{
    return status == TOLL_E_MISSING || status == TOLL_E_AMBIGUOUS;
}

static void ask_at(const toll__name_question *q, int64_t at_s, dated_answer *a)
{
    memset(a, 0, sizeof *a);
    a->instant = toll__name_instant_at(at_s);
    a->status = ask_name(q, a, NULL);
    if (can_tell_dates(a->status))
        (void)ask_name(q, a, &a->why);
    if (a->status != TOLL_OK)
        return;
    const toll__tariff tariff = toll__book_tariff(q->book, a->hit.tariff);
    a->is_retired = toll__is_retired(&tariff, &a->instant);
}

static int is_same_hit(const toll__name_hit *a, const toll__name_hit *b)
{
    return a->tariff == b->tariff && a->row == b->row && a->rules == b->rules &&
           memcmp(a->region, b->region, sizeof a->region) == 0 &&
           memcmp(a->variant, b->variant, sizeof a->variant) == 0;
}

static int is_same_answer(const dated_answer *a, const dated_answer *b)
{
    if (a->status != b->status)
        return 0;
    if (a->status != TOLL_OK)
        return memcmp(a->why.message, b->why.message, sizeof a->why.message) == 0;
    return a->is_retired == b->is_retired && is_same_hit(&a->hit, &b->hit);
}

static int64_t find_end(const toll__name_question *q, const dated_answer *first)
{
    int64_t end = first->instant.until_s;
    for (uint32_t step = 0; step < STEPS_MAX && end != INT64_MAX; step++) {
        dated_answer next;
        ask_at(q, end, &next);
        if (!is_same_answer(first, &next))
            return end;
        end = next.instant.until_s;
    }
    return end;
}

static int64_t find_start(const toll__name_question *q, const dated_answer *first)
{
    int64_t start = first->instant.from_s;
    for (uint32_t step = 0; step < STEPS_MAX && start != INT64_MIN; step++) {
        dated_answer before;
        ask_at(q, start - 1, &before);
        if (!is_same_answer(first, &before))
            return start;
        start = before.instant.from_s;
    }
    return start;
}

void toll__name_validity(const toll__name_question *asked, int64_t at_s, int64_t *from_s, int64_t *until_s)
{
    dated_answer first;
    ask_at(asked, at_s, &first);
    *from_s = find_start(asked, &first);
    *until_s = find_end(asked, &first);
}
