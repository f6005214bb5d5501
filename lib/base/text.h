/* SPDX-License-Identifier: Apache-2.0 */
/* Bounded text into a caller's buffer, without stdio or locale. Counts what would be needed when it does not fit. */
#ifndef TOLL_BASE_TEXT_H
#define TOLL_BASE_TEXT_H

#include <stdint.h>

#include <toll/base.h>

typedef struct toll__text {
    char *buffer;      /* may be NULL when capacity is 0 */
    uint64_t capacity; /* bytes, NUL included */
    uint64_t length;   /* bytes put so far, whether they fitted or not; NUL not counted */
} toll__text;

void toll__text_start(toll__text *text, char *buffer, uint64_t capacity);
void toll__text_put(toll__text *text, const char *string);
void toll__text_put_bytes(toll__text *text, const char *bytes, uint64_t count);
void toll__text_put_u64(toll__text *text, uint64_t value);
void toll__text_put_i64(toll__text *text, int64_t value);

/* At most 6 significant digits, no trailing zeros; exponent form outside 1e-4 .. 1e15; "nan", "inf", "-inf". */
void toll__text_put_f64(toll__text *text, double value);

/* Terminates the text (cutting it when it did not fit) and returns the bytes needed, NUL included. */
uint64_t toll__text_end(toll__text *text);

/* Length of a NUL-terminated string, at most limit. */
uint64_t toll__text_length(const char *string, uint64_t limit);

/* Length of a text argument of at most `most` bytes: `length` itself, or for TOLL_NUL the bytes before the NUL. Then it
 * reads at most most + 1 bytes, and a longer text has the length most + 1, which the caller refuses. */
static inline uint64_t toll__text_measure(const char *text, uint64_t length, uint64_t most)
{
    return length == TOLL_NUL ? toll__text_length(text, most + 1) : length;
}

/* 1 when a field of `size` bytes holds a text: no control character, then a NUL and nothing but NULs behind it. */
int toll__text_is_plain(const char *field, uint64_t size);

#endif
