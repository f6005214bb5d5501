/* SPDX-License-Identifier: Apache-2.0 */
/* Strings of a JSON text that json_scan.c has passed: what stands between the quotes, escapes and all. */
#ifndef TOLL_IO_JSON_TEXT_H
#define TOLL_IO_JSON_TEXT_H

#include <stdbool.h>

#include "text/text_check.h"

/* Writes the characters as UTF-8 and a NUL; cuts before a character that does not fit. Returns the bytes that all of it
 * would take, without the NUL. */
uint64_t toll__json_decode(toll__io_span raw, char *out, uint64_t capacity);

/* Order of the decoded bytes, as memcmp() and then the length tell it: "\u0061" equals "a". */
int toll__json_compare(toll__io_span a, toll__io_span b);

/* The same against bytes that are no JSON: a backslash in them is a backslash. */
int toll__json_compare_plain(toll__io_span raw, toll__io_span plain);

#endif
