/* SPDX-License-Identifier: Apache-2.0 */
/* Variables and included files: what a line is before it is read. */
#ifndef TOLL_IO_SCENARIO_TEXT_H
#define TOLL_IO_SCENARIO_TEXT_H

#include "scenario/scenario_reader.h"

/* "let" was read: keeps "name = text". */
void toll__scenario_let(scenario_reader *r);

/* Puts the texts of variables ($name) into a line of the file. False: it has none, or a mistake sticks. */
bool toll__scenario_expand(scenario_reader *r, const char *text, const char *end, char *line, uint64_t *length);

/* "include" was read: the path between quotes, relative to the folder of the file that is read. False after a mistake. */
bool toll__scenario_include_path(scenario_reader *r, char *path, uint64_t size, scenario_word *name);

/* A file that a line names, from the folder of the file that is read; what: the word of the line. */
bool toll__scenario_file_path(scenario_reader *r, const char *what, scenario_word name, char *path, uint64_t size);

#endif
