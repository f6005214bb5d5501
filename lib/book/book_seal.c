/* SPDX-License-Identifier: Apache-2.0 */
/* Seals a book: its first words, then SHA-256 (base/sha256.c) over every byte but those of the hash itself. */
#include "book/book_seal.h"

#include <stddef.h>
#include <string.h>

#include "base/sha256.h"

#define HASH_AT  offsetof(toll__book_header, hash)
#define AFTER_AT (HASH_AT + TOLL__BOOK_HASH)

_Static_assert(TOLL__BOOK_HASH == TOLL__SHA256_BYTES, "a book's hash is SHA-256");

void toll__book_digest(const void *memory, uint64_t size, unsigned char hash[TOLL__BOOK_HASH])
{
    const unsigned char *bytes = memory;
    toll__sha256 sum;
    toll__sha256_start(&sum);
    toll__sha256_add(&sum, bytes, HASH_AT);
    toll__sha256_add(&sum, bytes + AFTER_AT, size - AFTER_AT);
    toll__sha256_end(&sum, hash);
}

void toll__book_seal(void *memory, uint64_t size)
{
    toll__book_header *header = memory;
    memcpy(header->magic, TOLL__BOOK_MAGIC, sizeof header->magic);
    header->format = TOLL__BOOK_FORMAT;
    header->byte_order = TOLL__BOOK_BYTE_ORDER;
    header->size = size;
    toll__book_digest(memory, size, header->hash);
}
