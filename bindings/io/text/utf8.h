/* SPDX-License-Identifier: Apache-2.0 */
/* Characters of UTF-8: their length, their code point, whether they show, and their escapes. */
#ifndef TOLL_IO_TEXT_UTF8_H
#define TOLL_IO_TEXT_UTF8_H

#include <stdint.h>

/* Bytes of the UTF-8 character at `at`, 1 .. 4; 0 when the bytes are not UTF-8 (Unicode 15, table 3-7: no overlong forms,
 * no surrogates, nothing above U+10FFFF). */
uint64_t toll__io_utf8_length(const char *at, uint64_t left);

/* Code point of a valid character of `length` bytes, from toll__io_utf8_length(). */
uint32_t toll__io_utf8_decode(const char *at, uint64_t length);

/* Whether a character moves the cursor, ends a line or turns the order of what follows, instead of being shown: C0, DEL,
 * C1, line and paragraph separators, directional formatting characters. */
int toll__io_is_hidden(uint32_t point);

/* Writes text for a terminal or a message: valid printable UTF-8 stays; hidden characters and bytes that are not UTF-8
 * become \xNN, a byte each. Always NUL-terminates; cuts before an escape or character that does not fit. Returns the
 * bytes that all of it would take, without the NUL. */
uint64_t toll__io_escape(const char *text, uint64_t length, char *out, uint64_t capacity);

#endif
