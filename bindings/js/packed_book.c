/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in book of the WebAssembly builds: as in lib/book/public_book.c, but without its zeros until it is asked for.
 *
 * Three quarters of a book are zero bytes, because its rows are structs of fixed size. pack_book.py writes it as runs:
 *
 *     n literal bytes | their bytes | m zero bytes | n ...     n and m as in packed_number.h
 *
 * Example: 05 00 00 00 07 is 01 05 03 01 07 00. The 657,152 bytes of 2026-12-01 become 165,608, and even the compressed
 * module is smaller, since a compressor spends some bits on each long run. Unpacking takes 0.3 ms, once. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "book/public_book.h"
#include "js/packed_number.h"

/* From pack_book.py. */
extern uint64_t toll_js_book_words[];
extern const uint32_t toll_js_book_bytes, toll_js_packed_bytes;
extern const unsigned char toll_js_packed_book[];

static int is_unpacked;

static void unpack(void)
{
    unsigned char *out = (unsigned char *)toll_js_book_words;
    const unsigned char *at = toll_js_packed_book, *const end = at + toll_js_packed_bytes;
    while (at < end) {
        const size_t literals = (size_t)packed_number(&at);
        memcpy(out, at, literals);
        at += literals;
        out += literals + (size_t)packed_number(&at);
    }
    is_unpacked = 1;
}

const void *toll__public_book(uint64_t *size_bytes)
{
    if (!is_unpacked)
        unpack();
    *size_bytes = toll_js_book_bytes;
    return toll_js_book_words;
}
