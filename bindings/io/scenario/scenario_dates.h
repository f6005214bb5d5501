/* SPDX-License-Identifier: Apache-2.0 */
/* Dates of a scenario: the first day of its horizon, and when supplies end. */
#ifndef TOLL_IO_SCENARIO_DATES_H
#define TOLL_IO_SCENARIO_DATES_H

#include "scenario/scenario_reader.h"

/* "@ 12 .. 24", "@ 12 ..", after the @; a point of a curve holds from its period on: "@ 12". */
void toll__scenario_periods(scenario_line *line, toll_tco_row *row);

/* "2027-03-15", or "2027-03" for its first day, as days since 1970-01-01; false: no date. */
bool toll__scenario_day(const char *text, uint64_t length, int64_t *day);

/* "start = 2027-01-01". */
void toll__scenario_begin(scenario_reader *r);

/* Passes over a date where one comes next: the value of `ends`, in periods since the start. */
bool toll__scenario_takes_date(scenario_reader *r, double *periods);

/* A model of the section's option is retired on a day. The earliest day counts, of models whose prices reach beyond it:
 * to: one past the last period of the price; 0: to the horizon. */
void toll__scenario_retires(scenario_reader *r, int64_t day, const char *model, int32_t to);

/* After the last line: a row `ends api` for each option whose model is retired within the horizon, unless the file gives
 * one itself. */
void toll__scenario_give_ends(scenario_reader *r);

#endif
