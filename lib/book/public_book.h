/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in book of public prices. */
#ifndef TOLL_BOOK_PUBLIC_BOOK_H
#define TOLL_BOOK_PUBLIC_BOOK_H

#include <stddef.h>
#include <stdint.h>

/* The compiled book: 8-byte aligned, little-endian, valid for good. */
const void *toll__public_book(uint64_t *size_bytes);

#endif
