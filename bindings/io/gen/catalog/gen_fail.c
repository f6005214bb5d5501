/* SPDX-License-Identifier: Apache-2.0 */
/* Messages and memory of the catalog's generator: the first mistake is printed with its place and ends the program. */
#include "gen/catalog/gen_fail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void gen_stop(const toll_error *err)
{
    fprintf(stderr, "%s\n", err->message);
    exit(1);
}

_Noreturn void gen_fail(toll__csv_place place, const char *message, const char *detail)
{
    toll_error err;
    toll__csv_fail(&err, place, message, detail);
    gen_stop(&err);
}

void *gen_alloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (memory)
        return memory;
    fputs("catalog_gen: out of memory\n", stderr);
    exit(1);
}

char *gen_copy(const char *text, size_t length)
{
    char *copy = gen_alloc(length + 1, 1);
    memcpy(copy, text, length);
    return copy;
}

size_t gen_csv_column(const toll__csv_table *csv, const char *name)
{
    size_t column = 0;
    toll_error err;
    if (toll__csv_find_column(csv, name, &column, &err) != TOLL_OK)
        gen_stop(&err);
    return column;
}
