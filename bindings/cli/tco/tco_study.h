/* SPDX-License-Identifier: Apache-2.0 */
/* The answers to a scenario: each option's account, its value today, how sure it is, and how it stands against the
 * first that may be ranked. */
#ifndef TOLL_CLI_TCO_TCO_STUDY_H
#define TOLL_CLI_TCO_TCO_STUDY_H

#include "input/fact_ages.h"
#include "tco/tco_file.h"

#define TCO_CROSSINGS 8

typedef struct tco_answer {
    uint64_t *account;
    toll_tco_summary summary;
    double *cash;     /* cumulative cost by the end of each period, the close included: periods + 1 numbers */
    toll_range *band; /* P10, P50, P90 of the same over the draws; NULL without draws */
    double npv;       /* cost, discounted */
    bool has_range;   /* there are draws */
    toll_risk_spread total, present, mtok; /* over the draws: total cost, NPV, reservation cost per million tokens */
    bool has_mtok;                         /* some draw serves a token; mtok is of those that do */
    double *present_draws;                 /* NPV of each draw */
    double cheaper_frac;                   /* share of the draws in which it is cheaper today than the first */
    int64_t cheapest_draws;                /* draws in which none that may be ranked is cheaper today */
    double cheapest_frac;                  /* the same as a share */
    double crossings[TCO_CROSSINGS];       /* periods at which its cumulative cost crosses that of the first */
    bool is_below[TCO_CROSSINGS];          /* after that crossing it is the cheaper one */
    int n_crossings;                       /* of which the first TCO_CROSSINGS are kept */
    toll_finance_irr irr;                  /* per period, of choosing it instead of the first */
} tco_answer;

typedef struct tco_study {
    const tco_file *file;
    tco_answer *answers; /* one an option */
    int first;           /* the option that others are set against: the first that may be ranked; -1: none may */
    int point_best;      /* of those that may be ranked, the cheapest today at the medians; -1: none may */
    int draws_best;      /* the cheapest at the P50 of its draws; point_best without draws */
    int64_t draws;
    uint64_t seed;
    fact_ages ages; /* of what the file took from the catalog */
} tco_study;

/* The draws of a study that asks for this number: none where no input has a range. */
int64_t tco_study_draws(const tco_file *file, int64_t asked);

/* Complains and returns false on a mistake, and returns false when it is interrupted; tco_study_free() in all cases. has_bands: of
 * the cumulative cost, for a chart; they take as long as all else. */
bool tco_study_make(tco_study *study, const tco_file *file, int64_t draws, uint64_t seed, bool has_bands);
void tco_study_free(tco_study *study);

/* An option with a reason against it is shown and not ranked: no odds, no break-even, no flip. */
bool tco_study_is_ranked(const tco_study *study, int option);

/* Whether the option is set against the first: both are ranked, and they are two. */
bool tco_study_is_compared(const tco_study *study, int option);

/* A series of an account, periods + 1 numbers, summed; category 0: all. */
double tco_study_sum(const tco_study *study, int option, uint32_t series, uint32_t category);

/* Into numbers of periods + 1. */
void tco_study_series(const tco_study *study, int option, uint32_t series, double *numbers);

#endif
