/* SPDX-License-Identifier: Apache-2.0 */
/* How the generator of the catalog stops: one line "file:line:column: message" on stderr, then exit(1). It is a program
 * that compiles all files or none. */
#ifndef TOLL_IO_GEN_FAIL_H
#define TOLL_IO_GEN_FAIL_H

#include "table/csv_table.h"

_Noreturn void gen_fail(toll__csv_place place, const char *message, const char *detail);

/* The same with the message of a reader. */
_Noreturn void gen_stop(const toll_error *err);

/* calloc() that stops the program instead of returning NULL. Tables live until the program ends; nothing frees them. */
void *gen_alloc(size_t count, size_t size);

/* A copy of `length` bytes, NUL-terminated. */
char *gen_copy(const char *text, size_t length);

/* Position of a column in the header; it must be there. */
size_t gen_csv_column(const toll__csv_table *csv, const char *name);

#endif
