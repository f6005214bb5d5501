/* SPDX-License-Identifier: Apache-2.0 */
/* What stands after the "=": a value, its unit and range, and what follows it. */
#ifndef TOLL_IO_SCENARIO_VALUE_H
#define TOLL_IO_SCENARIO_VALUE_H

#include "scenario/scenario_reader.h"

/* A row as its line is read. */
typedef struct scenario_entry {
    toll_tco_row_kind kind;
    toll_tco_row row;
    toll_io_scenario_note note;
    double unit, low_unit, high_unit; /* factors of units that are written; 0: none is */
    bool is_weekly;                   /* per week: the row is per day, and the value a seventh */
    bool has_range, has_shape;
    bool is_given; /* the value has given its rows itself */
} scenario_entry;

/* Reads to the end of the line, and checks the value against the limits of its kind. */
void toll__scenario_value(scenario_reader *r, scenario_entry *e);

#endif
