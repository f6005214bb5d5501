/* SPDX-License-Identifier: Apache-2.0 */
/* How a reader of CSV files stops: one line "file:line:column: message" on stderr, then exit().
 *
 * Used by the command `toll` and by the generators of the built-in tables. Both are programs that read a file whole or
 * not at all, so a mistake ends the process; libtoll-io itself does not contain these files. */
#ifndef TOLL_IO_CSV_ERROR_H
#define TOLL_IO_CSV_ERROR_H

#include <stddef.h>

/* A place in a data file; column 0: the whole line, line 0: the whole file. */
typedef struct csv_place {
    const char *path;
    unsigned line;
    unsigned column;
} csv_place;

/* Status of that exit(): 1 unless the program sets its own before it reads. */
extern int csv_exit_status;

_Noreturn void csv_fail(csv_place place, const char *message, const char *detail);

/* calloc() that ends the program instead of returning NULL. Rows live until the program ends; nothing frees them. */
void *csv_alloc(size_t count, size_t size);

/* A copy of `length` bytes, NUL-terminated. */
char *csv_copy(const char *text, size_t length);

#endif
