/* SPDX-License-Identifier: Apache-2.0 */
/* How the generator stops: one line "file:line:column: message", then exit status 1, or what a program that reads the
 * same files sets. */
#ifndef TOLL_IO_TABLE_CSV_ERROR_H
#define TOLL_IO_TABLE_CSV_ERROR_H

#include <stddef.h>

/* A place in a data file; column 0: the whole line, line 0: the whole file. */
typedef struct csv_place {
    const char *path;
    unsigned line;
    unsigned column;
} csv_place;

extern int csv_exit_status;

_Noreturn void csv_fail(csv_place place, const char *message, const char *detail);

/* calloc() that stops the generator instead of returning NULL. The tool lives for one run and frees nothing. */
void *csv_alloc(size_t count, size_t size);

/* A copy of `length` bytes, NUL-terminated. */
char *csv_copy(const char *text, size_t length);

#endif
