/* SPDX-License-Identifier: Apache-2.0 */
/* Units that people write after a number: kW, years, weeks. */
#ifndef TOLL_IO_SCENARIO_UNIT_H
#define TOLL_IO_SCENARIO_UNIT_H

#include <stdbool.h>

#include "scenario/scenario_words.h"

/* The factor from the unit that a word names to that of the kind; 0: the word names no unit of this kind. is_monthly:
 * periods are months. */
double toll__scenario_unit(const toll_tco_row_kind *kind, scenario_word word, bool is_monthly);

/* Seconds of "ms", "us", "s", "min"; 0: another word. */
double toll__scenario_seconds(scenario_word word);

#endif
