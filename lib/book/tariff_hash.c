/* SPDX-License-Identifier: Apache-2.0 */
/* The content hash of a tariff and of a book: SHA-256 over what the rows say, with their texts spelled out.
 *
 * Auditors keep these hashes, so they must outlive a format. What a row says is therefore written as tags and values:
 *
 *     a number:  its tag, 8 bytes, little-endian, two's complement       nothing where it is 0
 *     a text:    its tag, its length in one byte, its bytes              nothing where it is empty
 *     the end of a row: a byte 0
 *
 * A tariff's hash is SHA-256 of "toll tariff 1\n" and its rows, a book's of "toll book 1\n" and the hashes of its
 * tariffs. Numbers of texts, the index and sums are left out: they follow from the rows. A field that rows get later
 * has a tag of its own, and as it is 0 in older rows, their hashes stay.
 *
 * By hand: a row of kind match (2), op exact (1), text "m" is 01 02 00 00 00 00 00 00 00 | 02 01 00 00 00 00 00 00 00 |
 * 15 01 6d | 00, 22 bytes. tests/differential/book_reference.py computes the hash of whole books in this way. */
#include "book/tariff_hash.h"

#include <string.h>

#include "base/sha256.h"
#include "base/text.h"

/* Tags, for good: a number that was used once is never used for another field. */
enum {
    TAG_KIND = 1,
    TAG_OP = 2,
    TAG_METER = 3,
    TAG_OTHER_METER = 4,
    TAG_ORIGIN = 5,
    TAG_IS_CONTRACT = 6,
    TAG_LAYER = 7,
    TAG_FROM_S = 8,
    TAG_UNTIL_S = 9,
    TAG_QUANTITY = 10,
    TAG_PER = 11,
    TAG_NUMBER_COEF = 12,
    TAG_NUMBER_SCALE = 13,
    TAG_WEEKDAYS = 14,
    TAG_START_S = 15,
    TAG_END_S = 16,
    TAG_UTC_OFFSET_S = 17,
    TAG_SOURCE_DATE = 18,
    TAG_KEY = 19,
    TAG_VALUE = 20,
    TAG_TEXT = 21,
    TAG_SOURCE = 22
};

#define NUMBER_BYTES 9u
#define TEXT_BYTES   (1 + 1 + TOLL__TEXT_BYTES)
#define ROW_BYTES    (18 * NUMBER_BYTES + 4 * TEXT_BYTES + 1)

/* One row as it is hashed. */
typedef struct row_bytes {
    unsigned char bytes[ROW_BYTES];
    uint32_t count;
} row_bytes;

static void put_number(row_bytes *row, unsigned char tag, int64_t value)
{
    if (value == 0)
        return;
    row->bytes[row->count++] = tag;
    for (uint32_t i = 0; i < 8; i++)
        row->bytes[row->count++] = (unsigned char)((uint64_t)value >> 8 * i);
}

static void put_text(row_bytes *row, unsigned char tag, const toll__book *book, uint32_t id)
{
    char text[TOLL__TEXT_BYTES];
    if (id == 0)
        return;
    toll__book_text(book, id, text);
    const uint64_t length = toll__text_length(text, TOLL__TEXT_BYTES - 1);
    row->bytes[row->count++] = tag;
    row->bytes[row->count++] = (unsigned char)length;
    memcpy(row->bytes + row->count, text, (size_t)length);
    row->count += (uint32_t)length;
}

static void put_row(const toll__book *book, const toll__row *from, row_bytes *row)
{
    row->count = 0;
    put_number(row, TAG_KIND, from->kind);
    put_number(row, TAG_OP, from->op);
    put_number(row, TAG_METER, from->meter);
    put_number(row, TAG_OTHER_METER, from->other_meter);
    put_number(row, TAG_ORIGIN, from->origin);
    put_number(row, TAG_IS_CONTRACT, from->is_contract);
    put_number(row, TAG_LAYER, from->layer);
    put_number(row, TAG_FROM_S, from->from_s);
    put_number(row, TAG_UNTIL_S, from->until_s);
    put_number(row, TAG_QUANTITY, from->quantity);
    put_number(row, TAG_PER, from->per);
    put_number(row, TAG_NUMBER_COEF, from->number.coef);
    put_number(row, TAG_NUMBER_SCALE, from->number.scale);
    put_number(row, TAG_WEEKDAYS, from->weekdays);
    put_number(row, TAG_START_S, from->start_s);
    put_number(row, TAG_END_S, from->end_s);
    put_number(row, TAG_UTC_OFFSET_S, from->utc_offset_s);
    put_number(row, TAG_SOURCE_DATE, from->source_date);
    put_text(row, TAG_KEY, book, from->key);
    put_text(row, TAG_VALUE, book, from->value);
    put_text(row, TAG_TEXT, book, from->text);
    put_text(row, TAG_SOURCE, book, from->source);
    row->bytes[row->count++] = 0;
}

void toll__tariff_hash(const toll__book *book, const toll__tariff *tariff, unsigned char hash[TOLL__BOOK_HASH])
{
    static const char start[] = "toll tariff 1\n";
    toll__sha256 sum;
    row_bytes row;
    toll__sha256_start(&sum);
    toll__sha256_add(&sum, start, sizeof start - 1);
    for (uint32_t i = 0; i < tariff->n_rows; i++) {
        put_row(book, &tariff->rows[i], &row);
        toll__sha256_add(&sum, row.bytes, row.count);
    }
    toll__sha256_end(&sum, hash);
}

void toll__book_hash(const unsigned char *hashes, uint32_t n_tariffs, unsigned char hash[TOLL__BOOK_HASH])
{
    static const char start[] = "toll book 1\n";
    toll__sha256 sum;
    toll__sha256_start(&sum);
    toll__sha256_add(&sum, start, sizeof start - 1);
    toll__sha256_add(&sum, hashes, (uint64_t)n_tariffs * TOLL__BOOK_HASH);
    toll__sha256_end(&sum, hash);
}
