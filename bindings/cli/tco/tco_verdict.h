/* SPDX-License-Identifier: Apache-2.0 */
/* The answer to a study in one sentence: which option is the cheapest, how sure that is, and whether point and draws
 * agree. */
#ifndef TOLL_CLI_TCO_TCO_VERDICT_H
#define TOLL_CLI_TCO_TCO_VERDICT_H

#include "output/screen.h"
#include "output/json_out.h"
#include "tco/tco_study.h"

typedef struct tco_verdict {
    char text[800];
    int option;    /* the cheapest at the P50 of the draws, or at the medians without draws; -1: none may be ranked */
    bool is_split; /* the medians, the P50 and the count of draws do not name the same option */
    bool is_compared;   /* two options or more may be ranked */
    double probability; /* share of the draws in which the option is the cheapest; of a comparison with draws */
} tco_verdict;

void tco_verdict_make(const tco_study *study, tco_verdict *verdict);

void tco_put_verdict(const tco_study *study, const screen *s);
void tco_json_verdict(json *j, const tco_study *study);

#endif
