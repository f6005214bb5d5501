/* SPDX-License-Identifier: Apache-2.0 */
/* What a scenario must be before it is planned: each row by its kind, then rows against each other. */
#ifndef TOLL_TCO_SCENARIO_CHECK_H
#define TOLL_TCO_SCENARIO_CHECK_H

#include "tco/tco_input.h"
#include "tco/conventions.h"

/* One row by what its kind says. The row's own fields have passed their limits. */
toll_status toll__scenario_check_row(const toll__tco_input *row, int64_t index, toll_error *err);

/* All rows together; fills the conventions. Each row has passed toll__scenario_check_row(). */
toll_status toll__scenario_check(const toll__tco_inputs *source, toll__conventions *conventions, toll_error *err);

#endif
