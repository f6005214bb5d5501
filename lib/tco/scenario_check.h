/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of a scenario before it is planned: each row by its kind, then rows against each other. */
#ifndef TOLL_TCO_SCENARIO_CHECK_H
#define TOLL_TCO_SCENARIO_CHECK_H

#include "tco/conventions.h"
#include "tco/scenario_kinds.h"
#include "tco/tco_input.h"

/* One row by what its kind says. The row's own fields have passed their limits. */
toll_status toll__scenario_check_row(const toll__tco_input *row, int64_t index, toll_error *err);

#define TOLL__PRICE_YEARS 2201 /* years 0 .. 2200, to which the field is limited */

/* All that the check of one row must know of the others, in a fixed size: there is no memory for a copy of 4,096 rows
 * before there is a plan, and a plan is not written before all rows are right. */
typedef struct toll__scenario {
    toll__conventions conventions;
    toll__period_length period_length;
    toll__scenario_kinds kinds;                            /* of all rows */
    toll__scenario_kinds earlier;                          /* of the rows before the one that is checked */
    uint64_t indexed_years[(TOLL__PRICE_YEARS + 63) / 64]; /* bit per year that a row of kind price_index converts */
} toll__scenario;

/* First all rows are added, each of which has passed toll__scenario_check_row(); then the scenario is closed. */
void toll__scenario_start(toll__scenario *scenario);
void toll__scenario_add(toll__scenario *scenario, const toll__tco_input *row);
toll_status toll__scenario_close(toll__scenario *scenario, toll_error *err);

/* Relations of a row to single others, which sets of kinds can't express. */
typedef struct toll__row_relations {
    int repeats_earlier;  /* an earlier row gives the same number for the same periods */
    int has_commit_price; /* some row prices this commitment, or gives the rate of this loan */
    int32_t rates_until;  /* the period up to which rows of kind fx convert the currency without a gap */
} toll__row_relations;

/* Starts with no relations; returns 1 when the row must be related to the others before it is checked. */
int toll__scenario_start_relations(const toll__scenario *scenario, const toll__tco_input *row,
                                   toll__row_relations *relations);

/* Relates a row to another one. Returns 1 when rates_until grew: the others may then reach further, and must be related
 * once more. */
int toll__scenario_relate(const toll__tco_input *row, const toll__tco_input *other, int is_earlier,
                          toll__row_relations *relations);

/* Checks a row against the others. Rows are checked once each, in their order. */
toll_status toll__scenario_check_next(toll__scenario *scenario, uint64_t index, const toll__tco_input *row,
                                      const toll__row_relations *relations, toll_error *err);

#endif
