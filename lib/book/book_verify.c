/* SPDX-License-Identifier: Apache-2.0 */
/* Checks what toll__book_open() leaves for later: the rows of a tariff when its card is made, everything on request.
 *
 *   examine    the sum of the tariff's rows, each row (row_rules.c), the tariff as a whole (tariff_rules.c)
 *   verify     the same, and SHA-256 of what the rows say (tariff_hash.c)
 *
 * A sum shows what a disk or a transfer damages. Only the hash shows what somebody changed on purpose, since whoever
 * changes rows can write sums that fit. So the hash of a book from a stranger is proved by verifying it. */
#include "book/book_verify.h"

#include <string.h>

#include "base/fault.h"
#include "base/text.h"
#include "book/book.h"
#include "book/book_seal.h"
#include "book/intern.h"
#include "book/tariff_hash.h"
#include "book/tariff_rules.h"

static toll_status refuse_book(toll_error *err, const char *reason)
{
    (void)toll__fail(err, TOLL_E_OBJECT, 0, "book", -1, reason);
    return TOLL_E_OBJECT;
}

/* ---- one tariff ---- */

/* "tariff <SKU>": of a damaged book the SKU may be any bytes, a message is one line of text. */
static void name_tariff(const toll__book *book, uint32_t tariff, char *name, uint64_t capacity)
{
    char sku[TOLL__TEXT_BYTES];
    toll__text text;
    toll__book_text(book, toll__book_tariff(book, tariff).rows->text, sku);
    for (char *at = sku; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = '?';
    toll__text_start(&text, name, capacity);
    toll__text_put(&text, "tariff ");
    toll__text_put(&text, sku);
    (void)toll__text_end(&text);
}

static toll_status refuse_damaged(const toll__book *book, uint32_t tariff, const char *what, toll_error *err)
{
    char name[TOLL__TEXT_BYTES + 8], reason[TOLL__TEXT_BYTES + 64];
    toll__text text;
    if (err == NULL)
        return TOLL_E_OBJECT;
    name_tariff(book, tariff, name, sizeof name);
    toll__text_start(&text, reason, sizeof reason);
    toll__text_put(&text, "is damaged: the rows of ");
    toll__text_put(&text, name);
    toll__text_put(&text, what);
    (void)toll__text_end(&text);
    (void)refuse_book(err, reason);
    err->row = (int64_t)book->tariffs[tariff].first_row;
    return TOLL_E_OBJECT;
}

toll_status toll__tariff_examine(const toll__book *book, uint32_t tariff, toll_error *err)
{
    const toll__tariff found = toll__book_tariff(book, tariff);
    if (tariff >= book->n_tariffs) /* the index of names has changed since it was opened */
        return refuse_book(err, "names a tariff that it does not have");
    if (toll__book_tariff_sum(&found) != book->tariffs[tariff].sum)
        return refuse_damaged(book, tariff, " do not match their sum", err);
    if (toll__tariff_check(book, tariff, err) == TOLL_OK)
        return TOLL_OK;
    char name[TOLL__TEXT_BYTES + 8];
    if (err != NULL) { /* a row that no writer lets pass makes the whole a book that no writer wrote */
        name_tariff(book, tariff, name, sizeof name);
        (void)toll__fail_in_argument(err, TOLL_E_OBJECT, name);
        err->code = TOLL_E_OBJECT;
    }
    return TOLL_E_OBJECT;
}

toll_status toll__tariff_verify(const toll__book *book, uint32_t tariff, toll_error *err)
{
    unsigned char hash[TOLL__BOOK_HASH];
    const toll__tariff found = toll__book_tariff(book, tariff);
    toll_status status = toll__tariff_examine(book, tariff, err);
    if (status != TOLL_OK)
        return status;
    toll__tariff_hash(book, &found, hash);
    if (memcmp(hash, book->hashes + (uint64_t)tariff * TOLL__BOOK_HASH, sizeof hash) != 0)
        return refuse_damaged(book, tariff, " do not match their hash", err);
    return TOLL_OK;
}

/* ---- texts ---- */

/* Bounded, unlike strlen(): the bytes may change between two looks at them. */
static int has_nul(const char *text, uint64_t length)
{
    for (uint64_t i = 0; i < length; i++)
        if (text[i] == '\0')
            return 1;
    return 0;
}

/* Each text found under its own number: so equal texts have one number, and every text is found. Places and lengths
 * are those that opening checks; they are compared again, because the bytes may change. */
static int are_texts_sound(const toll__texts *texts)
{
    for (uint32_t id = 0; id < texts->n_entries; id++) {
        const toll__text_entry entry = texts->entries[id];
        if (entry.length >= TOLL__TEXT_BYTES || (uint64_t)entry.offset + entry.length >= texts->pool_bytes)
            return 0;
        const char *text = texts->pool + entry.offset;
        if (text[entry.length] != '\0' || has_nul(text, entry.length))
            return 0;
        if (entry.hash != toll__hash_text(text, entry.length) ||
            toll__intern_find(texts, text, entry.length, entry.hash) != id)
            return 0;
    }
    return 1;
}

/* ---- the whole ---- */

toll_status toll__book_verify(const void *memory, uint64_t size, toll_error *err)
{
    toll__book book;
    unsigned char hash[TOLL__BOOK_HASH];
    toll_status status = toll__book_open(memory, size, err);
    if (status != TOLL_OK)
        return status;
    status = toll__book_view(memory, size, &book, err);
    if (status != TOLL_OK)
        return status;
    if (!are_texts_sound(&book.texts))
        return refuse_book(err, "has a damaged pool of texts");
    for (uint32_t tariff = 0; tariff < book.n_tariffs; tariff++) {
        status = toll__tariff_verify(&book, tariff, err);
        if (status != TOLL_OK)
            return status;
    }
    toll__book_hash(book.hashes, book.n_tariffs, hash);
    if (memcmp(hash, book.header->hash, sizeof hash) != 0)
        return refuse_book(err, "is damaged: its hash is not that of its tariffs");
    return TOLL_OK;
}
