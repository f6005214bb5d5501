/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of constraints and facts: taken from the caller, checked, and turned into what room plan works on. */
#ifndef TOLL_API_CONSTRAINT_INPUTS_H
#define TOLL_API_CONSTRAINT_INPUTS_H

#include <toll/plan.h>

#include "catalog/facts.h"
#include "plan/judgement.h"
#include "plan/places.h"

/* What follows a word that is no place. */
#define TOLL__NO_PLACE                                                                                                 \
    "holds a word that is no place; places are eu, eea, apac, global, site, none and ISO 3166 codes of two small "     \
    "letters"

/* The caller's rows, where they lie. */
typedef struct constraint_rows {
    const void *rows;
    uint64_t count;
    uint64_t stride;
} constraint_rows;

typedef struct fact_rows {
    const void *rows;
    uint64_t count;
    uint64_t stride;
} fact_rows;

/* Checks the array and every row. */
toll_status toll__constraints_check(const constraint_rows *constraints, toll_error *err);
toll_status toll__offering_facts_check(const fact_rows *facts, const char *offering, toll_error *err);

/* Copies one row and checks it. */
toll_status toll__constraint_take(const constraint_rows *constraints, uint64_t index, toll_plan_constraint *row,
                                  toll_error *err);
toll_status toll__offering_fact_take(const fact_rows *facts, uint64_t index, const char *offering,
                                     toll_catalog_offering_fact *row, toll_error *err);

/* As room plan sees them; the texts stay in the row. */
toll__rule toll__constraint_rule(const toll_plan_constraint *constraint);
toll__claim toll__offering_fact_statement(const toll_catalog_offering_fact *fact);

/* The catalog's table of what implies what. */
typedef struct toll__implications {
    toll__table table;
    uint64_t n_rows; /* 64 at most */
    uint32_t topic, implies;
} toll__implications;

void toll__implications_open(toll__implications *implications);

/* Rows that follow from a topic, those that follow from these included; bit k for row k. */
uint64_t toll__implications_reach(const toll__implications *implications, uint32_t topic);

/* Row k as a constraint, neither strict nor implied by a row yet. */
void toll__implications_get(const toll__implications *implications, uint64_t k, toll_plan_constraint *row);

#endif
