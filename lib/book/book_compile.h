/* SPDX-License-Identifier: Apache-2.0 */
/* Rows to a book, in the caller's memory alone: rows and texts are laid out for the most that they can need, then moved
 * together. */
#ifndef TOLL_BOOK_BOOK_COMPILE_H
#define TOLL_BOOK_BOOK_COMPILE_H

#include "book/intern.h"

/* A row and its texts, which the book will number: the row's own numbers of texts do not matter. */
typedef struct toll__source {
    toll__row row;
    const char *key, *value, *text, *source; /* NUL-terminated within 32, 16, 96 and 96 bytes */
} toll__source;

typedef struct toll__writer {
    unsigned char *memory;
    toll__row *rows;
    uint32_t n_rows; /* so far */
    toll__interner interner;
} toll__writer;

/* Bytes for the writing of a book of so many rows, also the most that it will have; 0 for too many rows. */
uint64_t toll__compile_size(uint64_t n_rows);

/* memory is 8-byte aligned and toll__compile_size(n_rows) bytes. */
void toll__compile_start(toll__writer *writer, void *memory, uint64_t n_rows);

/* One row more, at most n_rows of them. */
toll_status toll__compile_add(toll__writer *writer, const toll__source *source, toll_error *err);

/* Checks the whole and makes the book; after a failure the memory holds none. */
toll_status toll__compile_end(toll__writer *writer, uint64_t *used_bytes, toll_error *err);

#endif
