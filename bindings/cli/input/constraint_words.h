/* SPDX-License-Identifier: Apache-2.0 */
/* Options of law, place and people as constraints: one list of words for all commands that take them. */
#ifndef TOLL_CLI_INPUT_CONSTRAINT_WORDS_H
#define TOLL_CLI_INPUT_CONSTRAINT_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include <toll.h>

struct args; /* the raw options: known in input/ and main.c alone */

/* The constraints of a command line, those implied included, and the option that states each. */
typedef struct constraint_set {
    toll_plan_constraint rows[TOLL_PLAN_CONSTRAINTS_MAX];
    uint64_t count;
    char stated[TOLL_PLAN_CONSTRAINTS_MAX][48]; /* "--certified soc2"; of an implied row: that of the row it is from */
    bool is_strict;
} constraint_set;

/* Complains and returns false on a word that is unknown, with the nearest ones. */
bool constraint_words_read(constraint_set *set, const struct args *a);

#endif
