/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a compiled table as C: const arrays without pointers, one row a line. */
#ifndef TOLL_IO_GEN_WRITE_H
#define TOLL_IO_GEN_WRITE_H

#include "gen/catalog/gen_table.h"

/* DIRECTORY/NAME_table.inc */
void gen_write_table(const char *directory, const gen_table *table);

/* DIRECTORY/date_table.inc */
void gen_write_date(const char *directory, const char *date);

#endif
