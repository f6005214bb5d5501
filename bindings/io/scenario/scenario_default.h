/* SPDX-License-Identifier: Apache-2.0 */
/* Values that a scenario takes from the catalog: "pue = default(pue_survey_average/world/2025)". */
#ifndef TOLL_IO_SCENARIO_DEFAULT_H
#define TOLL_IO_SCENARIO_DEFAULT_H

#include "scenario/scenario_words.h"

/* Reads "(id)" and sets the row's value, currency and label; its unit must be the row's. is_monthly: periods are
 * months. */
void toll__scenario_default(scenario_line *line, const toll_tco_row_kind *kind, bool is_monthly, toll_tco_row *row);

#endif
