/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of a scenario's rows in one draw. */
#ifndef TOLL_RISK_SAMPLE_H
#define TOLL_RISK_SAMPLE_H

#include <toll/risk.h>

#include "tco/tco_plan.h"

/* The options whose rows are read; second 0: none. */
typedef struct toll__sample_options {
    uint32_t first, second;
} toll__sample_options;

/* One number a row; inputs NULL: bells without groups. Inputs have been checked. Rows that the options do not read keep
 * their median; options NULL: every row is drawn. A row's number does not depend on which others are. */
void toll__sample_draw(const toll__tco_plan *plan, const toll_risk_input *inputs, const toll__sample_options *options,
                       uint64_t seed, uint64_t draw, double *values);

#endif
