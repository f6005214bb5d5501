/* SPDX-License-Identifier: Apache-2.0 */
/* Messages and memory of the readers of CSV files: the first mistake is printed with its place and ends the program. */
#include "table/csv_error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int csv_exit_status = 1;

_Noreturn void csv_fail(csv_place place, const char *message, const char *detail)
{
    fprintf(stderr, "%s:%u:%u: %s", place.path, place.line, place.column, message);
    if (detail)
        fprintf(stderr, ": '%s'", detail);
    fputc('\n', stderr);
    exit(csv_exit_status);
}

void *csv_alloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory) {
        fputs("out of memory\n", stderr);
        exit(csv_exit_status);
    }
    return memory;
}

char *csv_copy(const char *text, size_t length)
{
    char *copy = csv_alloc(length + 1, 1);
    memcpy(copy, text, length);
    return copy;
}
