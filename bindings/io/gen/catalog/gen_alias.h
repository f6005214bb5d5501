/* SPDX-License-Identifier: Apache-2.0 */
/* aliases.csv, plus the names that rows carry themselves, as one sorted table of (table, alias, row). */
#ifndef TOLL_IO_GEN_ALIAS_H
#define TOLL_IO_GEN_ALIAS_H

#include "gen/catalog/gen_table.h"

/* A public table that aliases may point into. */
typedef struct gen_target {
    const char *name; /* in aliases.csv */
    uint32_t number;  /* TOLL_TABLE_* */
    const gen_table *table;
    const char *names; /* text column whose cells are aliases; NULL: none */
} gen_target;

gen_table gen_alias_compile(const toll__csv_table *csv, const gen_target *targets, size_t n_targets);

#endif
