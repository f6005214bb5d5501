/* SPDX-License-Identifier: Apache-2.0 */
/* A book made over another one. The rows are walked twice by the same functions: to count, then to write. */
#include <toll/bill.h>

#include <stddef.h>
#include <string.h>

#include "api/bill_inputs.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/text.h"
#include "book/book.h"
#include "book/book_compile.h"
#include "book/book_index.h"
#include "book/book_verify.h"
#include "book/overlay.h"
#include "book/public_book.h"

#define HASH_TEXT 65
#define OVER      "overlay of book "

/* One overlay tariff among the caller's rows. */
typedef struct terms {
    uint64_t first, middle, end; /* middle: its first rule or multiplier */
    toll_bill_row head;
    uint32_t provider, currency; /* their numbers in the base */
    int is_complete;             /* 1: has list prices, and stands alone */
    int has_patterns;            /* 1: a clause may take any name of the base */
} terms;

typedef struct overlay {
    const void *rows;
    uint64_t n_rows, stride;
    toll__book base;
    char over[sizeof OVER + HASH_TEXT];
    toll__writer *writer; /* NULL: rows are counted alone */
    uint64_t written, room;
    terms open;
} overlay;

static toll_status take_own(const overlay *o, uint64_t index, toll_bill_row *row, toll_error *err)
{
    return toll__take_row(o->rows, index, o->stride, TOLL_KIND_BILL_ROW, row, err);
}

/* ---- writing ---- */

static toll_status put_source(overlay *o, const toll__source *source, toll_error *err)
{
    o->written++;
    if (o->writer == NULL)
        return TOLL_OK;
    if (o->written > o->room)
        return toll__fail(err, TOLL_E_OBJECT, 0, "base", -1, "has changed since it was opened");
    return toll__compile_add(o->writer, source, err);
}

static toll_status put_own(overlay *o, const toll_bill_row *row, toll_error *err)
{
    toll__source source;
    toll__bill_take_row(row, &source);
    return put_source(o, &source, err);
}

/* A row of the base as it is but for what is given. */
static toll_status put_base(overlay *o, const toll__row *row, const char *source_text, toll_error *err)
{
    char key[TOLL__TEXT_BYTES], value[TOLL__TEXT_BYTES], text[TOLL__TEXT_BYTES], origin[TOLL__TEXT_BYTES];
    if (o->writer == NULL) {
        o->written++;
        return TOLL_OK;
    }
    toll__book_text(&o->base, row->key, key);
    toll__book_text(&o->base, row->value, value);
    toll__book_text(&o->base, row->text, text);
    toll__book_text(&o->base, row->source, origin);
    const toll__source source = {*row, key, value, text, source_text != NULL ? source_text : origin};
    return put_source(o, &source, err);
}

static toll_status put_own_rows(overlay *o, uint64_t from, uint64_t end, toll_error *err)
{
    toll_bill_row row;
    for (uint64_t i = from; i < end; i++) {
        toll_status status = take_own(o, i, &row, err);
        if (status != TOLL_OK)
            return status;
        if (row.kind == TOLL_ROW_TARIFF || row.kind == TOLL_ROW_MATCH)
            continue;
        status = put_own(o, &row, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* Names and holidays apart: names are chosen, holidays of the base are in the book already. */
static toll_status put_base_rows(overlay *o, const toll__tariff *tariff, uint32_t from, uint32_t end, toll_error *err)
{
    for (uint32_t i = from; i < end; i++) {
        uint32_t kind = tariff->rows[i].kind;
        if (kind == TOLL_ROW_MATCH || kind == TOLL_ROW_HOLIDAY)
            continue;
        toll_status status = put_base(o, &tariff->rows[i], NULL, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* ---- which tariffs of the base ---- */

/* Whether some clause of the open terms takes this clause of the base. */
static toll_status takes_clause(overlay *o, const toll__row *clause, int *takes, toll_error *err)
{
    char name[TOLL__TEXT_BYTES];
    toll_bill_row row;
    toll__book_text(&o->base, clause->text, name);
    *takes = 0;
    for (uint64_t i = o->open.first + 1; i < o->open.end && !*takes; i++) {
        toll_status status = take_own(o, i, &row, err);
        if (status != TOLL_OK)
            return status;
        *takes = row.kind == TOLL_ROW_MATCH && toll__overlay_takes(row.op, row.text, clause->op, name);
    }
    return TOLL_OK;
}

static int is_in_question(const overlay *o, const toll__tariff *tariff)
{
    const toll__row *head = tariff->rows;
    return head->key == o->open.provider && head->value == o->open.currency && head->from_s < o->open.head.until_s &&
           o->open.head.from_s < head->until_s;
}

static uint32_t number_in_base(const overlay *o, const char *text)
{
    const uint64_t length = toll__text_length(text, TOLL__TEXT_BYTES - 1);
    return toll__intern_find(&o->base.texts, text, length, toll__hash_text(text, length));
}

/* The first tariff from `from` on that has this name, if it comes before `next`. */
static uint32_t first_of_name(const overlay *o, const char *name, uint32_t from, uint32_t next)
{
    const uint32_t id = number_in_base(o, name);
    if (id == TOLL_INTERN_OTHER)
        return next;
    const toll__text_entry entry = o->base.texts.entries[id];
    for (uint64_t i = entry.first_match; i < (uint64_t)entry.first_match + entry.n_exact && i < o->base.n_matches;
         i++) {
        const uint32_t tariff = o->base.matches[i].tariff;
        next = tariff >= from && tariff < next ? tariff : next;
    }
    return next;
}

/* The first tariff from `from` on that the open terms may take: by their names where they have no pattern, so that a
 * book of terms on each of its tariffs takes no longer a tariff than a small one. */
static toll_status find_candidate(const overlay *o, uint32_t from, uint32_t *tariff, toll_error *err)
{
    toll_bill_row row;
    *tariff = o->open.has_patterns ? from : o->base.n_tariffs;
    for (uint64_t i = o->open.first + 1; i<o->open.end && * tariff> from; i++) {
        toll_status status = take_own(o, i, &row, err);
        if (status != TOLL_OK)
            return status;
        if (row.kind == TOLL_ROW_MATCH)
            *tariff = first_of_name(o, row.text, from, *tariff);
    }
    return TOLL_OK;
}

/* Its head: valid while both are, in the overlay's layer. */
static toll_status put_head(overlay *o, const toll__tariff *tariff, toll_error *err)
{
    const toll_bill_row *own = &o->open.head;
    toll__row head = tariff->rows[0];
    if (own->layer <= head.layer)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_BILL_ROW, "layer", (int64_t)o->open.first,
                          "must be above the layer of the tariffs below it");
    head.layer = own->layer;
    head.origin = own->origin;
    head.from_s = own->from_s > head.from_s ? own->from_s : head.from_s;
    head.until_s = own->until_s < head.until_s ? own->until_s : head.until_s;
    return put_base(o, &head, o->over, err);
}

/* A clause of the base that the open terms take, behind the head that the first of them needs. */
static toll_status put_name(overlay *o, const toll__tariff *tariff, const toll__row *clause, int *found,
                            toll_error *err)
{
    int takes = 0;
    toll_status status = takes_clause(o, clause, &takes, err);
    if (status != TOLL_OK || !takes)
        return status;
    if (!*found)
        status = put_head(o, tariff, err);
    if (status != TOLL_OK)
        return status;
    *found = 1;
    return put_base(o, clause, NULL, err);
}

static toll_status put_names(overlay *o, const toll__tariff *tariff, int *found, toll_error *err)
{
    for (uint32_t i = 1; i < tariff->n_rows; i++) {
        if (tariff->rows[i].kind != TOLL_ROW_MATCH)
            continue;
        toll_status status = put_name(o, tariff, &tariff->rows[i], found, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* The base's own prices, the terms' own prices, the base's rules, the terms' rules: what comes later overrides. */
static toll_status lay_over(overlay *o, const toll__tariff *tariff, int *found, toll_error *err)
{
    uint32_t middle = toll__overlay_middle(tariff->rows, tariff->n_rows);
    *found = 0;
    toll_status status = put_names(o, tariff, found, err);
    if (status != TOLL_OK || !*found)
        return status;
    status = put_base_rows(o, tariff, 1, middle, err);
    if (status != TOLL_OK)
        return status;
    status = put_own_rows(o, o->open.first, o->open.middle, err);
    if (status != TOLL_OK)
        return status;
    status = put_base_rows(o, tariff, middle, tariff->n_rows, err);
    if (status != TOLL_OK)
        return status;
    return put_own_rows(o, o->open.middle, o->open.end, err);
}

static toll_status lay_over_all(overlay *o, toll_error *err)
{
    int found = 0, any = 0;
    o->open.provider = number_in_base(o, o->open.head.key);
    o->open.currency = number_in_base(o, o->open.head.value);
    for (uint32_t i = 0; i < o->base.n_tariffs; i++) {
        toll_status status = find_candidate(o, i, &i, err);
        if (status != TOLL_OK)
            return status;
        const toll__tariff tariff = toll__book_tariff(&o->base, i);
        if (i >= o->base.n_tariffs || !is_in_question(o, &tariff))
            continue;
        status = lay_over(o, &tariff, &found, err);
        if (status != TOLL_OK)
            return status;
        any |= found;
    }
    return any ? TOLL_OK
               : toll__fail(err, TOLL_E_UNKNOWN_ID, TOLL_KIND_BILL_ROW, "text", (int64_t)o->open.first,
                            "has no list price, and the base book has no tariff to lay it over");
}

/* ---- the overlay's tariffs ---- */

static toll_status find_terms(overlay *o, uint64_t first, toll_error *err)
{
    terms *t = &o->open;
    toll_bill_row row;
    *t = (terms){.first = first, .middle = o->n_rows, .end = first + 1};
    toll_status status = take_own(o, first, &t->head, err);
    if (status != TOLL_OK)
        return status;
    if (t->head.kind != TOLL_ROW_TARIFF)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_BILL_ROW, "kind", (int64_t)first,
                          "stands before the first row of kind tariff");
    for (; t->end < o->n_rows; t->end++) {
        status = take_own(o, t->end, &row, err);
        if (status != TOLL_OK)
            return status;
        if (row.kind == TOLL_ROW_TARIFF)
            break;
        t->is_complete |= row.kind == TOLL_ROW_PRICE && row.is_contract == 0;
        t->has_patterns |= row.kind == TOLL_ROW_MATCH && toll__match_is_pattern(row.op);
        if ((row.kind == TOLL_ROW_RULE || row.kind == TOLL_ROW_MULTIPLIER) && t->end < t->middle)
            t->middle = t->end;
    }
    t->middle = t->middle < t->end ? t->middle : t->end;
    return TOLL_OK;
}

static toll_status put_complete(overlay *o, toll_error *err)
{
    toll_bill_row row;
    for (uint64_t i = o->open.first; i < o->open.end; i++) {
        toll_status status = take_own(o, i, &row, err);
        if (status != TOLL_OK)
            return status;
        status = put_own(o, &row, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status put_all_base(overlay *o, toll_error *err)
{
    for (uint32_t i = 0; i < o->base.n_rows; i++) {
        toll_status status = put_base(o, &o->base.rows[i], NULL, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status walk_rows(overlay *o, toll_error *err)
{
    o->written = 0;
    toll_status status = put_all_base(o, err);
    if (status != TOLL_OK)
        return status;
    for (uint64_t first = 0; first < o->n_rows; first = o->open.end) {
        status = find_terms(o, first, err);
        if (status != TOLL_OK)
            return status;
        status = o->open.is_complete ? put_complete(o, err) : lay_over_all(o, err);
        if (status != TOLL_OK)
            return status;
    }
    if (o->written > TOLL__BOOK_ROWS_MAX)
        return toll__fail_range(err, 0, "n_rows", -1, 1, TOLL__BOOK_ROWS_MAX, (double)o->written);
    return TOLL_OK;
}

static toll_status start_overlay(overlay *o, const void *base, uint64_t base_size, const toll_bill_row *rows,
                                 uint64_t n_rows, uint64_t stride, toll_error *err)
{
    if (base == NULL)
        return toll__fail_null(err, "base");
    toll_status status = toll__book_view(base, base_size, &o->base, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take_rows(rows, n_rows, stride, TOLL_KIND_BILL_ROW, "rows", err);
    if (status != TOLL_OK)
        return status;
    if (n_rows < 1 || n_rows > TOLL__BOOK_ROWS_MAX)
        return toll__fail_range(err, 0, "n_rows", -1, 1, TOLL__BOOK_ROWS_MAX, (double)n_rows);
    o->rows = rows;
    o->n_rows = n_rows;
    o->stride = stride;
    o->writer = NULL;
    memcpy(o->over, OVER, sizeof OVER);
    toll__book_hash_text(o->base.header->hash, o->over + sizeof OVER - 1);
    return walk_rows(o, err);
}

toll_status toll_book_overlay_size(const void *base, uint64_t base_size, const toll_bill_row *rows, uint64_t n_rows,
                                   uint64_t stride_bytes, uint64_t *size_bytes, toll_error *err)
{
    overlay o = {.rows = NULL};
    if (size_bytes == NULL)
        return toll__fail_null(err, "size_bytes");
    toll_status status = start_overlay(&o, base, base_size, rows, n_rows, stride_bytes, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    *size_bytes = toll__compile_size(o.written);
    return TOLL_OK;
}

static toll_status check_output(const overlay *o, const void *book, uint64_t book_size, const uint64_t *used_bytes,
                                toll_error *err)
{
    if (book == NULL)
        return toll__fail_null(err, "book");
    if (used_bytes == NULL)
        return toll__fail_null(err, "used_bytes");
    if ((uintptr_t)book % 8 != 0)
        return toll__fail(err, TOLL_E_BUFFER, 0, "book", -1, "must be aligned to 8 bytes");
    if (book_size < toll__compile_size(o->written))
        return toll__fail(err, TOLL_E_BUFFER, 0, "book_size", -1, "is smaller than toll_book_overlay_size()");
    return TOLL_OK;
}

/* A new book has new sums and a new hash, behind which damage of the old one would be hidden for good. */
static toll_status verify_base(const void *base, uint64_t base_size, toll_error *err)
{
    uint64_t size;
    if (base == toll__public_book(&size))
        return TOLL_OK;
    return toll__fail_in_argument(err, toll__book_verify(base, base_size, err), "base");
}

static toll_status write_overlay(overlay *o, toll__writer *writer, void *book, uint64_t *used_bytes, toll_error *err)
{
    toll__compile_start(writer, book, o->written);
    o->writer = writer;
    o->room = o->written;
    toll_status status = walk_rows(o, err);
    if (status != TOLL_OK)
        return status;
    return toll__compile_end(writer, used_bytes, err);
}

toll_status toll_book_overlay(const void *base, uint64_t base_size, const toll_bill_row *rows, uint64_t n_rows,
                              uint64_t stride_bytes, void *book, uint64_t book_size, uint64_t *used_bytes,
                              toll_error *err)
{
    overlay o = {.rows = NULL};
    toll__writer writer;
    toll_status status = start_overlay(&o, base, base_size, rows, n_rows, stride_bytes, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_output(&o, book, book_size, used_bytes, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = verify_base(base, base_size, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = write_overlay(&o, &writer, book, used_bytes, err);
    if (status != TOLL_OK)
        memset(book, 0, sizeof(toll__book_header)); /* no half book is ever taken for one */
    return toll__done(status, err);
}
