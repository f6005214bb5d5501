/* SPDX-License-Identifier: Apache-2.0 */
/* Supplies and APIs held against the constraints of law, place and people. */
#ifndef TOLL_CLI_PLAN_PLAN_LAW_H
#define TOLL_CLI_PLAN_PLAN_LAW_H

#include "input/offering_case.h"
#include "input/plan_request.h"

/* What the constraints say of one supply or API. */
typedef struct plan_judged {
    offering_case asked;
    toll_plan_verdict verdict;
    toll_plan_reason reasons[TOLL_PLAN_CONSTRAINTS_MAX]; /* of constraint i; of an API also that it has the model */
    uint64_t count;
} plan_judged;

/* All return false after a complaint. Without constraints everything is allowed. */
bool plan_law_judge_machine(const plan_request *r, const machine_price *machine, plan_judged *j);

/* Of --price: on the user's own site with --own-site, else in a place that nobody has stated. */
bool plan_law_judge_given(const plan_request *r, plan_judged *j);

/* Of the offerings of its provider that have the model the one with the best standing. Where the catalog has none,
 * nothing is known of it but that it is an API. */
bool plan_law_judge_api(const plan_request *r, const toll_book_name *name, const char *asked, plan_judged *j);

/* Reasons that make the verdict: of a rejected one those that reject, of another one what is to be done. What follows
 * from a reason that is told already is left out. */
bool plan_law_is_told(const plan_request *r, const plan_judged *j, uint64_t reason);

/* Those in one line, with their sources; at most `reasons_max`, and how many more there are. */
void plan_law_text(const plan_request *r, const plan_judged *j, uint64_t reasons_max, char *text, size_t size);

#endif
