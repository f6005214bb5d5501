/* SPDX-License-Identifier: Apache-2.0 */
/* Models of names that no rule knows, as of deployments: what the user says they are. */
#ifndef TOLL_CLI_INPUT_MODEL_NAMES_H
#define TOLL_CLI_INPUT_MODEL_NAMES_H

#include <stdbool.h>

#include "input/price_books.h"

struct args; /* the raw options: known in input/ and main.c alone */

typedef struct model_name {
    char from[96], to[96];
} model_name;

typedef struct model_names {
    model_name *pairs; /* by `from` */
    int n_pairs, capacity;
} model_names;

/* Reads every --map-model: OLD=NEW, or a file of such lines. Complains and returns false on a mistake, as a model that the
 * book lacks. model_names_free() in both cases. */
bool model_names_read(model_names *m, const struct args *a, price_books *books);
void model_names_free(model_names *m);

/* What a name means; NULL: nothing is said of it. */
const char *model_names_find(const model_names *m, const char *from);

#endif
