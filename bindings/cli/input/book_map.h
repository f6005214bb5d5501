/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a price book's file, mapped where the system can. */
#ifndef TOLL_CLI_INPUT_BOOK_MAP_H
#define TOLL_CLI_INPUT_BOOK_MAP_H

#include <stdint.h>

#include <toll/base.h>

typedef struct book_map {
    void *bytes; /* NULL: none */
    uint64_t size;
    int is_mapped;
} book_map;

/* A regular file of 1 .. `limit` bytes. TOLL_E_MISSING: it can't be read; TOLL_E_OBJECT: it is no regular file, or empty;
 * TOLL_E_RANGE: it is longer. The message begins with the path. */
toll_status book_map_open(book_map *map, const char *path, uint64_t limit, toll_error *err);

void book_map_close(book_map *map);

#endif
