/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files, standard input, pipes and devices into memory, never more than a limit. */
#ifndef TOLL_IO_TEXT_INPUT_FILE_H
#define TOLL_IO_TEXT_INPUT_FILE_H

#include <stdint.h>

#include <toll/base.h>

/* What was read: `length` bytes and a NUL after them, from malloc(). */
typedef struct toll__io_bytes {
    char *bytes;
    uint64_t length;
    int is_cut; /* 1: more than `limit` bytes were there; only toll__io_read_head() leaves this */
} toll__io_bytes;

/* Reads all of a file; "-" is standard input. Reads until the end, so pipes and /dev/stdin work; stops at limit + 1 bytes,
 * so /dev/zero does too. On failure *out is empty:
 * TOLL_E_MISSING: it cannot be opened or read, or is a folder (the message has the system's reason);
 * TOLL_E_RANGE: it is longer than `limit` bytes; TOLL_E_BUFFER: out of memory. The message does not name the path. */
toll_status toll__io_read_file(const char *path, uint64_t limit, toll__io_bytes *out, toll_error *err);

/* Reads the first `limit` bytes, of a file that may be much longer. */
toll_status toll__io_read_head(const char *path, uint64_t limit, toll__io_bytes *out, toll_error *err);

void toll__io_release(toll__io_bytes *bytes);

#endif
