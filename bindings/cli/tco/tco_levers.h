/* SPDX-License-Identifier: Apache-2.0 */
/* What moves an answer, and where it flips: every row that can vary, and common factors on demand, API prices and
 * capacities. */
#ifndef TOLL_CLI_TCO_TCO_LEVERS_H
#define TOLL_CLI_TCO_TCO_LEVERS_H

#include "tco/tco_study.h"

typedef struct tco_lever {
    const char *scale;      /* the name of a common factor, as in JSON; NULL: a row */
    const char *label;      /* the same for people */
    uint64_t row;           /* a row's index */
    uint64_t *rows;         /* those that move; one, for a row */
    uint64_t count;         /* of rows */
    double now, low, high;  /* the number, and its ends; of a factor 1, and its ends */
    bool is_assumed;        /* no range is given: the ends are 20 % away */
    double at_low, at_high; /* the answer there */
    bool is_searched;       /* the flip is filled */
    toll_risk_flip flip;
} tco_lever;

/* An option, or the difference of two, by NPV; the levers that bear on it, widest first. */
typedef struct tco_pair {
    int option, against; /* -1: none */
    double middle;       /* the answer at the medians */
    tco_lever *levers;
    uint64_t count;
} tco_pair;

void tco_pair_make(const tco_study *study, int option, int against, tco_pair *pair);
void tco_pair_free(tco_pair *pair);

/* Fills lever->flip: from 0, or ten times a negative number, to 1000 times it, within the limits of its kind. */
void tco_lever_flip(const tco_study *study, const tco_pair *pair, tco_lever *lever);

/* Whether two options are set against each other: both are ranked, and one is the first where there are many. */
bool tco_pair_is_asked(const tco_study *study, int option, int against);

/* All pairs are asked, not those with the first alone. */
bool tco_pair_are_all(const tco_study *study);

#endif
