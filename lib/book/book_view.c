/* SPDX-License-Identifier: Apache-2.0 */
/* Reads texts, tariffs and the hash of a book through its view. The caller's bytes may change at any time (a mapped
 * file), so each number is read once, compared, and only then used as an index. */
#include "book/book_view.h"

#include <string.h>

/* Bytes of a text, "" where it is longer than `most` or not in the pool. */
static const char *find_text(const toll__texts *texts, uint32_t id, uint64_t most, uint64_t *length)
{
    const toll__text_entry *entry = &texts->entries[id < texts->n_entries ? id : 0];
    const uint64_t offset = entry->offset, bytes = entry->length; /* read once: a book may change under us */
    const int is_there = bytes <= most && offset + bytes < texts->pool_bytes;
    *length = is_there ? bytes : 0;
    return is_there ? texts->pool + offset : "";
}

void toll__texts_get(const toll__texts *texts, uint32_t id, char text[TOLL__TEXT_BYTES])
{
    uint64_t length = 0;
    const char *found = find_text(texts, id, TOLL__TEXT_BYTES - 1, &length);
    memset(text, 0, TOLL__TEXT_BYTES);
    memcpy(text, found, (size_t)length);
}

void toll__book_text(const toll__book *book, uint32_t id, char text[TOLL__TEXT_BYTES])
{
    toll__texts_get(&book->texts, id, text);
}

void toll__book_short_text(const toll__book *book, uint32_t id, char text[TOLL__TEXT_SHORT])
{
    uint64_t length = 0;
    const char *found = find_text(&book->texts, id, TOLL__TEXT_SHORT - 1, &length);
    memset(text, 0, TOLL__TEXT_SHORT);
    for (uint64_t i = 0; i < length; i++)
        text[i] = found[i];
}

toll__tariff toll__book_tariff(const toll__book *book, uint32_t index)
{
    const toll__span span = book->tariffs[index < book->n_tariffs ? index : 0];
    uint32_t first = span.first_row < book->n_rows ? span.first_row : 0;
    uint32_t most = book->n_rows - first;
    return (toll__tariff){book->rows + first, span.n_rows < most ? span.n_rows : most, 0};
}

/* By plain loops of fixed lengths, which compilers take sixteen bytes at a time. */
void toll__book_hash_text(const unsigned char hash[TOLL__BOOK_HASH], char text[65])
{
    uint16_t
        pairs[TOLL__BOOK_HASH]; /* of a byte: its high digit first in memory, as books are for little-endian machines */
    unsigned char digits[2 * TOLL__BOOK_HASH];
    for (uint32_t i = 0; i < TOLL__BOOK_HASH; i++)
        pairs[i] = (uint16_t)(hash[i] >> 4 | (hash[i] & 15) << 8);
    memcpy(digits, pairs, sizeof digits);
    for (uint32_t i = 0; i < sizeof digits; i++)
        digits[i] = (unsigned char)(digits[i] + '0' + (digits[i] > 9 ? 'a' - '0' - 10 : 0));
    memcpy(text, digits, sizeof digits);
    text[64] = '\0';
}
