/* SPDX-License-Identifier: Apache-2.0 */
/* Constraints, and the reasons of a verdict, for programs. */
#ifndef TOLL_CLI_INPUT_CONSTRAINT_JSON_H
#define TOLL_CLI_INPUT_CONSTRAINT_JSON_H

#include "input/constraint_words.h"
#include "output/json_out.h"

/* "constraints": [...] */
void constraint_json_set(json *j, const constraint_set *set);

/* "options": [...] of the rows of a mask. */
void constraint_json_options(json *j, const constraint_set *set, uint64_t rows);

/* One element of an array of reasons. */
void constraint_json_reason(json *j, const toll_plan_reason *reason);

#endif
