/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a scenario that mean what was hardly meant. */
#ifndef TOLL_CLI_TCO_TCO_WARNINGS_H
#define TOLL_CLI_TCO_TCO_WARNINGS_H

#include "output/json_out.h"
#include "output/screen.h"
#include "tco/tco_study.h"

/* Doubts about rows, each with its line, then what happened to each option. */
void tco_put_warnings(const tco_study *study, const screen *s);

/* The same as the array `warnings`: code, text, and the line or the option. */
void tco_json_warnings(json *j, const tco_study *study);

#endif
