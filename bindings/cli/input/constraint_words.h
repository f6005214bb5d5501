/* SPDX-License-Identifier: Apache-2.0 */
/* Options of law, place and people as constraints: one list of words for all commands that take them. */
#ifndef TOLL_CLI_INPUT_CONSTRAINT_WORDS_H
#define TOLL_CLI_INPUT_CONSTRAINT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <toll.h>

struct args; /* the raw options: known in input/ and main.c alone */

/* The constraints of a command line, those implied included, and the option that states each. */
typedef struct constraint_set {
    toll_plan_constraint rows[TOLL_PLAN_CONSTRAINTS_MAX];
    uint64_t count;
    uint64_t n_given;                           /* of them before the catalog's implications were added */
    char stated[TOLL_PLAN_CONSTRAINTS_MAX][48]; /* "--certified soc2"; of an implied row: that of the row it is from */
    bool is_strict;
} constraint_set;

/* Complains and returns false on a word that is unknown, with the nearest ones. */
bool constraint_words_read(constraint_set *set, const struct args *a);

/* The set with some stated rows given up, bit i for row i, and what they imply. Complains and returns false as above. */
bool constraint_words_drop(const constraint_set *set, uint64_t drop, constraint_set *left);

/* "--home eu and --certified soc2": the options of the rows of a mask. */
void constraint_words_list(const constraint_set *set, uint64_t rows, char *text, size_t size);

/* Of the masks of rows: the stated ones, a bit for each option. */
uint64_t constraint_words_stated(const constraint_set *set);

/* The names by which a model may be offered, as words of a constraint: the name, and where the catalog knows it as a
 * model with open weights, its id there and "open-weights". */
void constraint_words_model(const char *name, char *words, size_t size);

/* The fewest people that the constraints ask for; 0: they ask for none. */
double constraint_words_people(const constraint_set *set);

/* The code of a country: "de", "ch"; a group such as "eu" is none. */
bool constraint_words_is_country(const char *text);

#endif
