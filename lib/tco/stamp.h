/* SPDX-License-Identifier: Apache-2.0 */
/* The head of an opaque object: whose it is, how long, and a sum by which damage shows. */
#ifndef TOLL_TCO_STAMP_H
#define TOLL_TCO_STAMP_H

#include <toll/base.h>

typedef struct toll__stamp {
    uint64_t magic;
    uint64_t build;      /* release and layout of the library that wrote it */
    uint64_t size_bytes; /* all of it */
    uint64_t size_again; /* its complement: a damaged size must not pass for a cut object */
    uint64_t sum;        /* of what follows the stamp */
} toll__stamp;

typedef struct toll__stamp_kind {
    uint64_t magic;
    uint64_t least_bytes;
    char argument[16];
    char size_argument[16];
    uint64_t layout;
} toll__stamp_kind;

/* Stamps a finished object. */
void toll__stamp_close(const toll__stamp_kind *kind, toll__stamp *stamp, uint64_t size_bytes);

/* NULL, alignment, and room for `needed` bytes of an object that is to be written. */
toll_status toll__stamp_check_room(const toll__stamp_kind *kind, const void *memory, uint64_t size, uint64_t needed,
                                   toll_error *err);

/* Checks a stamped object within `size` bytes; never reads beyond them. */
toll_status toll__stamp_open(const toll__stamp_kind *kind, const void *memory, uint64_t size, toll_error *err);

#endif
