/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a text is JSON (RFC 8259), and how much memory its tokens take. */
#ifndef TOLL_IO_JSON_SCAN_H
#define TOLL_IO_JSON_SCAN_H

#include <stdbool.h>

#include "text/text_check.h"

#define TOLL__JSON_DEPTH_MAX  256 /* objects and arrays inside each other */
#define TOLL__JSON_FEW        16  /* members up to which a search from front to back is as fast as an index */
#define TOLL__JSON_LENGTH_MAX (UINT64_C(1) << 30) /* bytes; offsets are int in the tokenizer */

/* What json_doc.c needs before it can place the tokens. */
typedef struct toll__json_sizes {
    uint32_t tokens;       /* values and keys */
    uint32_t tables;       /* containers that get an index */
    uint32_t slots;        /* members of all of these */
    bool has_escaped_keys; /* some key holds a backslash */
} toll__json_sizes;

/* Checks the whole text. TOLL_E_SYNTAX names `name`, line and byte of the first mistake. O(length), no allocation. */
toll_status toll__json_scan(toll__io_span text, const char *name, toll__json_sizes *sizes, toll_error *err);

/* TOLL_E_SYNTAX "NAME, line L, byte B: WHAT" for a place in the text. */
toll_status toll__json_fail_at(toll__io_span text, const char *at, const char *name, const char *what, toll_error *err);

#endif
