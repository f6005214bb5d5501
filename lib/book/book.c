/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a price book: the header in O(1) on every call, everything in O(size) once.
 *
 * The bytes may come from anyone. Validation goes from the outside in, and each step relies on those before it alone:
 * counts against the size, the hash over all bytes, the pool of texts, every row (row_rules.c), every tariff as a whole
 * (tariff_rules.c), and last the index, which must be what follows from the rows (book_index.c). After it, an index
 * below a count is in bounds for good; what the sections hold may still change, see book_view.c. */
#include "book/book.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "book/book_index.h"
#include "book/intern.h"
#include "book/sections.h"
#include "book/book_seal.h"
#include "base/sha256.h"
#include "book/tariff_rules.h"

/* Returns the constant, so that a reader (or an analyser) need not look up what toll__fail() returns. */
static toll_status refuse_book(toll_error *err, const char *reason)
{
    (void)toll__fail(err, TOLL_E_OBJECT, 0, "book", -1, reason);
    return TOLL_E_OBJECT;
}

int toll__book_host_is_little(void)
{
    const uint32_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 1;
}

static toll_status refuse_host(toll_error *err)
{
    (void)toll__fail(err, TOLL_E_UNSUPPORTED, 0, "book", -1, "is little-endian, but this machine is not");
    return TOLL_E_UNSUPPORTED;
}

static toll_status refuse_null(toll_error *err)
{
    (void)toll__fail_null(err, "book");
    return TOLL_E_NULL;
}

static toll_status check_book_memory(const void *memory, uint64_t size, toll_error *err)
{
    if (memory == NULL)
        return refuse_null(err);
    if (!toll__book_host_is_little())
        return refuse_host(err);
    if ((uintptr_t)memory % 8 != 0)
        return refuse_book(err, "must be aligned to 8 bytes");
    if (size < sizeof(toll__book_header))
        return refuse_book(err, "is smaller than any price book");
    return TOLL_OK;
}

toll_status toll__book_view(const void *memory, uint64_t size, toll__book *book, toll_error *err)
{
    toll_status status = check_book_memory(memory, size, err);
    if (status != TOLL_OK)
        return status;
    toll__book_header header; /* a copy: what was checked is what is used */
    memcpy(&header, memory, sizeof header);
    if (memcmp(header.magic, TOLL__BOOK_MAGIC, sizeof header.magic) != 0)
        return refuse_book(err, "is not a price book");
    if (header.format != TOLL__BOOK_FORMAT || header.byte_order != TOLL__BOOK_BYTE_ORDER)
        return refuse_book(err, "has a format version that this library does not read");
    if (header.size > size)
        return refuse_book(err, "is truncated: book_size is less than the header says");
    if (!toll__sections_fit(&header))
        return refuse_book(err, "has a damaged header");
    toll__sections_view(memory, &header, book);
    if (book->size != header.size)
        return refuse_book(err, "has a damaged header");
    return TOLL_OK;
}

/* Bounded, unlike strlen(): the bytes may change between two looks at them. */
static int has_nul(const char *text, uint64_t length)
{
    for (uint64_t i = 0; i < length; i++)
        if (text[i] == '\0')
            return 1;
    return 0;
}

/* Entry after entry as they were appended, each found under its own number: so equal texts have one number. */
static int are_texts_sound(const toll__texts *texts)
{
    uint64_t offset = 0;
    for (uint32_t id = 0; id < texts->n_entries; id++) {
        const toll__text_entry entry = texts->entries[id];
        if (entry.offset != offset || entry.length >= TOLL__TEXT_BYTES || (entry.uses & ~TOLL__USES) != 0)
            return 0;
        if (entry.length >= texts->pool_bytes - offset || (entry.length == 0) != (id == 0))
            return 0;
        const char *text = texts->pool + offset;
        if (text[entry.length] != '\0' || has_nul(text, entry.length))
            return 0;
        if (entry.hash != toll__hash_text(text, entry.length) ||
            toll__intern_find(texts, text, entry.length, entry.hash) != id)
            return 0;
        offset += entry.length + 1;
        if (offset == texts->pool_bytes && id + 1 < texts->n_entries)
            return 0;
    }
    return offset == texts->pool_bytes;
}

static toll_status check_texts(const toll__book *book, toll_error *err)
{
    char standard[TOLL__TEXT_BYTES];
    if (!are_texts_sound(&book->texts))
        return refuse_book(err, "has a damaged pool of texts");
    toll__book_text(book, TOLL__TEXT_STANDARD, standard);
    if (strcmp(standard, "standard") != 0)
        return refuse_book(err, "has a damaged pool of texts");
    return TOLL_OK;
}

static toll_status check_rows(const toll__book *book, toll_error *err)
{
    toll_status status = toll__tariffs_check(book, err);
    if (status != TOLL_OK)
        return status;
    return toll__index_check(book, err);
}

toll_status toll__book_open(const void *memory, uint64_t size, toll_error *err)
{
    toll__book book;
    unsigned char hash[TOLL__BOOK_HASH];
    toll_status status = toll__book_view(memory, size, &book, err);
    if (status != TOLL_OK)
        return status;
    toll__book_digest(memory, book.size, hash);
    if (memcmp(hash, book.header->hash, sizeof hash) != 0)
        return refuse_book(err, "is damaged: its content does not match its hash");
    status = check_texts(&book, err);
    if (status != TOLL_OK || check_rows(&book, err) == TOLL_OK)
        return status;
    if (err != NULL) /* a row that no writer lets pass makes the whole a book that no writer wrote */
        err->code = TOLL_E_OBJECT;
    return TOLL_E_OBJECT;
}
