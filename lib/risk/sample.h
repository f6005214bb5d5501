/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of a scenario's rows in one draw. */
#ifndef TOLL_RISK_SAMPLE_H
#define TOLL_RISK_SAMPLE_H

#include <toll/risk.h>

#include "tco/tco_plan.h"

/* One number a row; inputs NULL: bells without groups. Inputs have been checked. */
void toll__sample_draw(const toll__tco_plan *plan, const toll_risk_input *inputs, uint64_t seed, uint64_t draw,
                       double *values);

#endif
