/* SPDX-License-Identifier: Apache-2.0 */
/* Price books: compiled, opened, listed, searched. */
#include <toll/bill.h>

#include <stddef.h>
#include <string.h>

#include "api/bill_inputs.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "book/book.h"
#include "book/book_compile.h"
#include "book/book_verify.h"
#include "book/context_text.h"
#include "book/intern.h"
#include "book/name_match.h"
#include "book/public_book.h"
#include "book/tariff_card.h"

uint64_t toll_book_size(uint64_t n_rows)
{
    return toll__compile_size(n_rows);
}

uint64_t toll_bill_card_size(void)
{
    return toll__card_size();
}

/* ---- compile ---- */

static toll_status check_output(uint64_t n_rows, const void *book, uint64_t book_size, const uint64_t *used_bytes,
                                toll_error *err)
{
    if (n_rows < 2 || n_rows > TOLL__BOOK_ROWS_MAX)
        return toll__fail_range(err, 0, "n_rows", -1, 2, TOLL__BOOK_ROWS_MAX, (double)n_rows);
    if (book == NULL)
        return toll__fail_null(err, "book");
    if (used_bytes == NULL)
        return toll__fail_null(err, "used_bytes");
    if (!toll__book_host_is_little())
        return toll__fail(err, TOLL_E_UNSUPPORTED, 0, "book", -1, "is little-endian, but this machine is not");
    if ((uintptr_t)book % 8 != 0)
        return toll__fail(err, TOLL_E_BUFFER, 0, "book", -1, "must be aligned to 8 bytes");
    if (book_size < toll__compile_size(n_rows))
        return toll__fail(err, TOLL_E_BUFFER, 0, "book_size", -1, "is smaller than toll_book_size()");
    return TOLL_OK;
}

/* Every field of every row by itself, before anything is written. */
static toll_status check_rows(const void *rows, uint64_t n_rows, uint64_t stride, toll_error *err)
{
    toll_bill_row row;
    for (uint64_t i = 0; i < n_rows; i++) {
        toll_status status = toll__take_row(rows, i, stride, TOLL_KIND_BILL_ROW, &row, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status write_rows(const void *rows, uint64_t n_rows, uint64_t stride, toll__writer *writer, toll_error *err)
{
    toll_bill_row row;
    toll__source source;
    for (uint64_t i = 0; i < n_rows; i++) {
        toll_status status = toll__take_row(rows, i, stride, TOLL_KIND_BILL_ROW, &row, err);
        if (status != TOLL_OK)
            return status;
        toll__bill_take_row(&row, &source);
        status = toll__compile_add(writer, &source, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status write_book(const void *rows, uint64_t n_rows, uint64_t stride, void *book, uint64_t *used_bytes,
                              toll_error *err)
{
    toll__writer writer;
    toll__compile_start(&writer, book, n_rows);
    toll_status status = write_rows(rows, n_rows, stride, &writer, err);
    if (status != TOLL_OK)
        return status;
    return toll__compile_end(&writer, used_bytes, err);
}

toll_status toll_book_compile(const toll_bill_row *rows, uint64_t n_rows, uint64_t stride_bytes, void *book,
                              uint64_t book_size, uint64_t *used_bytes, toll_error *err)
{
    toll_status status = toll__take_rows(rows, n_rows, stride_bytes, TOLL_KIND_BILL_ROW, "rows", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_output(n_rows, book, book_size, used_bytes, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_rows(rows, n_rows, stride_bytes, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = write_book(rows, n_rows, stride_bytes, book, used_bytes, err);
    if (status != TOLL_OK)
        memset(book, 0, sizeof(toll__book_header)); /* no half book is ever taken for one */
    return toll__done(status, err);
}

/* ---- read ---- */

toll_status toll_book_open(const void *book, uint64_t book_size, toll_error *err)
{
    return toll__done(toll__book_open(book, book_size, err), err);
}

static toll_status verify_tariff(const void *book, uint64_t book_size, uint64_t tariff, toll_error *err)
{
    toll__book view;
    toll_status status = toll__book_view(book, book_size, &view, err);
    if (status != TOLL_OK)
        return status;
    if (tariff >= view.n_tariffs)
        return toll__fail_range(err, 0, "tariff", -1, 0, (double)view.n_tariffs - 1, (double)tariff);
    return toll__tariff_verify(&view, (uint32_t)tariff, err);
}

toll_status toll_book_verify(const void *book, uint64_t book_size, uint64_t tariff, toll_error *err)
{
    if (tariff == TOLL_BOOK_ALL)
        return toll__done(toll__book_verify(book, book_size, err), err);
    return toll__done(verify_tariff(book, book_size, tariff, err), err);
}

const void *toll_book_get_public(uint64_t *size_bytes)
{
    uint64_t size = 0;
    const void *book = toll__public_book(&size);
    if (size_bytes != NULL)
        *size_bytes = size;
    return book;
}

toll_status toll_book_get_hash(const void *book, uint64_t book_size, char *text, uint64_t capacity, toll_error *err)
{
    toll__book view;
    toll_status status = toll__book_view(book, book_size, &view, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (text == NULL)
        return toll__fail_null(err, "text");
    if (capacity < 65)
        return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, "must be at least 65");
    toll__book_hash_text(view.header->hash, text);
    return TOLL_OK;
}

uint64_t toll_book_count(const void *book, uint64_t book_size)
{
    toll__book view;
    return toll__book_view(book, book_size, &view, NULL) == TOLL_OK ? view.n_tariffs : 0;
}

static void fill_row(const toll__book *book, const toll__row *from, toll_bill_row *row)
{
    char text[TOLL__TEXT_BYTES];
    memset(row, 0, sizeof *row);
    row->kind = from->kind;
    row->op = from->op;
    row->meter = from->meter;
    row->other_meter = from->other_meter;
    row->origin = from->origin;
    row->is_contract = from->is_contract;
    row->layer = from->layer;
    row->from_s = from->from_s;
    row->until_s = from->until_s;
    row->quantity = from->quantity;
    row->per = from->per;
    row->number = from->number;
    /* Their limits in the field table are far within 32 bits. */
    row->weekdays = (int32_t)from->weekdays;
    row->start_s = (int32_t)from->start_s;
    row->end_s = (int32_t)from->end_s;
    row->utc_offset_s = (int32_t)from->utc_offset_s;
    row->source_date = (int32_t)from->source_date;
    toll__book_text(book, from->key, text);
    memcpy(row->key, text, sizeof row->key - 1);
    toll__book_short_text(book, from->value, row->value);
    toll__book_text(book, from->text, row->text);
    toll__book_text(book, from->source, row->source);
}

toll_status toll_book_get_row(const void *book, uint64_t book_size, uint64_t index, toll_bill_row *row,
                              uint64_t stride_bytes, toll_error *err)
{
    toll__book view;
    toll_bill_row full;
    toll_status status = toll__book_view(book, book_size, &view, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_rows(row, 1, stride_bytes, TOLL_KIND_BILL_ROW, "row", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (index >= view.n_rows)
        return toll__fail_range(err, 0, "index", -1, 0, (double)view.n_rows - 1, (double)index);
    if (stride_bytes == sizeof full) {
        fill_row(&view, &view.rows[index], row);
        return TOLL_OK;
    }
    fill_row(&view, &view.rows[index], &full);
    toll__structs_copy_out(toll__fields_layout(TOLL_KIND_BILL_ROW), &full, row, stride_bytes);
    return TOLL_OK;
}

/* A number for a text: toll__context_text_id() or toll__context_text_tier(). */
typedef uint64_t number_of_text(const toll__texts *texts, const char *text, uint64_t length);

static toll_status intern_text(const void *book, uint64_t book_size, const char *text, uint64_t length,
                               number_of_text *number, uint64_t *id, toll_error *err)
{
    toll__text_argument given = {text, length, "text", "text"};
    toll__book view;
    toll_status status = toll__book_view(book, book_size, &view, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_text(&given, 0, TOLL__TEXT_BYTES - 1, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (id == NULL)
        return toll__fail_null(err, "id");
    *id = number(&view.texts, text, given.length);
    return TOLL_OK;
}

toll_status toll_book_intern(const void *book, uint64_t book_size, const char *text, uint64_t length, uint64_t *id,
                             toll_error *err)
{
    return intern_text(book, book_size, text, length, toll__context_text_id, id, err);
}

toll_status toll_book_intern_tier(const void *book, uint64_t book_size, const char *text, uint64_t length, uint64_t *id,
                                  toll_error *err)
{
    return intern_text(book, book_size, text, length, toll__context_text_tier, id, err);
}

#define PROVIDER_MAX (sizeof((toll_bill_row *)0)->key - 1)

toll_status toll_book_find(const void *book, uint64_t book_size, const char *provider, uint64_t provider_length,
                           const char *model, uint64_t model_length, int64_t at_s, void *card, uint64_t card_size,
                           toll_error *err)
{
    toll__text_argument seller = {provider, provider_length, "provider", "provider"};
    toll__text_argument name = {model, model_length, "model", "model"};
    toll__book view;
    toll__name_hit hit;
    toll_status status = toll__book_view(book, book_size, &view, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_text(&seller, 0, PROVIDER_MAX, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_text(&name, 1, TOLL__TEXT_BYTES - 1, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__match_find(&view, provider, seller.length, model, name.length, at_s, &hit, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    return toll__done(toll__card_make(&view, hit.tariff, hit.rules, card, card_size, err), err);
}
