/* SPDX-License-Identifier: Apache-2.0 */
/* The door that every text from outside passes: encoding, NUL bytes, line ends. Parsers behind it see valid UTF-8 without
 * a byte order mark and without NUL, and need no checks of their own for these. */
#ifndef TOLL_IO_TEXT_TEXT_CHECK_H
#define TOLL_IO_TEXT_TEXT_CHECK_H

#include <stdint.h>

#include <toll/base.h>

/* Bytes of a checked text, inside the caller's buffer. Not NUL-terminated. */
typedef struct toll__io_span {
    const char *bytes;
    uint64_t length;
} toll__io_span;

/* Checks `length` bytes and sets *text to them, less a UTF-8 byte order mark.
 * TOLL_E_SYNTAX names line and byte of: a NUL byte; a byte that is not UTF-8; UTF-16, UTF-32 and gzip by their first
 * bytes; a CR that no LF follows. err->row is the line. CRLF stays: readers take both line ends. O(length), no
 * allocation. */
toll_status toll__io_text_check(const char *bytes, uint64_t length, toll__io_span *text, toll_error *err);

/* Refuses gzip, zip, UTF-16 and UTF-32 by their first bytes with TOLL_E_SYNTAX: for formats that are not text. */
toll_status toll__io_signature_check(const char *bytes, uint64_t length, toll_error *err);

#endif
