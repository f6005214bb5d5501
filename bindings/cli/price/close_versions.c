/* SPDX-License-Identifier: Apache-2.0 */
/* Versions of one SKU and layer that overlap: an open one ends where a newer one begins, all else is refused.
 *
 * A vendor announces a new price from a date on, and the old one had no end. Whoever writes the new rows over a book means
 * that the old version ends there, so it does, and is told. Any other overlap could mean several things and is refused
 * with its file, line, SKU and cure.
 *
 * By hand: the base has openai/gpt-5 from 2025-08-07 until further notice. Rows from 2026-12-11 on end it there. Rows from
 * 2025-01-01 on would leave nothing of it: refused. Rows until 2027-01-01 end it all the same, and it is told that nothing
 * prices it afterwards: whoever means a promotion gives it a higher layer, which leaves the old version as it is.
 *
 * A new SKU may also stand beside one of the base and have its names. Two tariffs of one provider with one name in one layer
 * are as good as each other, so the name would have no price at all: refused, with the cure. */
#include "price/close_versions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "output/give_up.h"
#include "price/book_text.h"

#define TERMS_SOURCE "overlay of book "

/* First rows of tariffs, in the order of the rows. */
typedef struct tariff_heads {
    const toll_bill_row *rows;
    int64_t *first;
    int64_t count;
} tariff_heads;

static tariff_heads find_heads(const toll_bill_row *rows, int64_t n_rows)
{
    tariff_heads found = {rows, claim((size_t)n_rows + 1, sizeof *found.first), 0};
    for (int64_t i = 0; i < n_rows; i++) {
        if (rows[i].kind == TOLL_ROW_TARIFF) {
            found.first[found.count++] = i;
        }
    }
    return found;
}

static bool is_same_sku(const toll_bill_row *a, const toll_bill_row *b)
{
    return strcmp(a->text, b->text) == 0 && strcmp(a->key, b->key) == 0;
}

static bool do_overlap(const toll_bill_row *a, const toll_bill_row *b)
{
    return is_same_sku(a, b) && a->layer == b->layer && a->from_s < b->until_s && b->from_s < a->until_s;
}

/* Terms have no list price; they are laid over tariffs and have no versions of their own. */
static bool has_list_price(const toll_bill_row *rows, int64_t n_rows, int64_t first)
{
    for (int64_t i = first + 1; i < n_rows && rows[i].kind != TOLL_ROW_TARIFF; i++) {
        if (rows[i].kind == TOLL_ROW_PRICE && rows[i].is_contract == 0) {
            return true;
        }
    }
    return false;
}

static tariff_heads find_versions(const toll__tariff_rows *rows)
{
    tariff_heads found = find_heads(rows->rows, (int64_t)rows->n_rows);
    int64_t kept = 0;
    for (int64_t i = 0; i < found.count; i++) {
        if (has_list_price(rows->rows, (int64_t)rows->n_rows, found.first[i])) {
            found.first[kept++] = found.first[i];
        }
    }
    found.count = kept;
    return found;
}

/* ---- rows among themselves ---- */

static bool complain_overlap(const toll__tariff_rows *rows, int64_t earlier, int64_t later)
{
    const toll__csv_place *a = &rows->places[earlier], *b = &rows->places[later];
    const toll_bill_row *first = &rows->rows[earlier], *second = &rows->rows[later];
    instant from, until;
    if (second->from_s > first->from_s) {
        complain(
            "%s:%u: %s from %s overlaps the version of %s:%u, which lasts until %s: end that one there (until), or "
            "give one of them a higher layer",
            b->path, b->line, second->text, book_time_text(second->from_s, &from), a->path, a->line,
            book_time_text(first->until_s, &until));
    } else {
        complain(
            "%s:%u: %s from %s overlaps the version of %s:%u, which begins no earlier: give the instants from which "
            "they hold (from), or give one of them a higher layer",
            b->path, b->line, second->text, book_time_text(second->from_s, &from), a->path, a->line);
    }
    return false;
}

static bool are_apart(const toll__tariff_rows *rows, const tariff_heads *own)
{
    for (int64_t i = 0; i < own->count; i++) {
        for (int64_t k = 0; k < i; k++) {
            int64_t a = own->first[k], b = own->first[i];
            if (do_overlap(&rows->rows[a], &rows->rows[b])) {
                return rows->rows[b].from_s >= rows->rows[a].from_s ? complain_overlap(rows, a, b)
                                                                    : complain_overlap(rows, b, a);
            }
        }
    }
    return true;
}

bool versions_apart(const toll__tariff_rows *rows)
{
    tariff_heads own = find_versions(rows);
    bool is_fine = are_apart(rows, &own);
    free(own.first);
    return is_fine;
}

/* ---- rows over a base ---- */

static bool refuse_overlap(const toll__tariff_rows *rows, int64_t own, const pricebook *base, int64_t old)
{
    const toll__csv_place *place = &rows->places[own];
    const toll_bill_row *row = &rows->rows[own], *under = &base->rows[old];
    instant from, begins, until;
    if (row->from_s <= under->from_s) {
        complain("%s:%u: %s from %s would leave nothing of the version of %s from %s: give the instant from which the "
                 "new prices hold (from), or layer %lld",
                 place->path, place->line, row->text, book_time_text(row->from_s, &from), base->name,
                 book_time_text(under->from_s, &begins), (long long)under->layer + 1);
    } else {
        complain("%s:%u: %s from %s overlaps the version of %s that ends at %s: begin there (from), or give it layer "
                 "%lld, to hold before that one",
                 place->path, place->line, row->text, book_time_text(row->from_s, &from), base->name,
                 book_time_text(under->until_s, &until), (long long)under->layer + 1);
    }
    return false;
}

/* Terms that were laid over the version would go on with its prices. */
static bool refuse_terms_above(const toll__tariff_rows *rows, const closing *c, const pricebook *base)
{
    const toll_bill_row *closed = &base->rows[c->base_row];
    const toll__csv_place *place = &rows->places[c->own_row];
    for (int64_t i = 0; i < base->n_rows; i++) {
        const toll_bill_row *row = &base->rows[i];
        if (row->kind == TOLL_ROW_TARIFF && row->layer > closed->layer && is_same_sku(row, closed) &&
            row->until_s > c->ends_s && strncmp(row->source, TERMS_SOURCE, strlen(TERMS_SOURCE)) == 0) {
            complain(
                "%s:%u: %s has negotiated terms in layer %lld of %s, made of the version that would end: build the new "
                "version over the book below, then lay the terms over the result",
                place->path, place->line, closed->text, (long long)row->layer, base->name);
            return false;
        }
    }
    return true;
}

/* The newest end of the versions among the rows; the earliest start inside of the old version is where it ends. */
static bool close_version(const toll__tariff_rows *rows, const tariff_heads *own, const pricebook *base, int64_t old,
                          closing *c)
{
    const toll_bill_row *under = &base->rows[old];
    *c = (closing){old, TOLL_TIME_MAX, -1, TOLL_TIME_MIN};
    for (int64_t i = 0; i < own->count; i++) {
        const toll_bill_row *row = &rows->rows[own->first[i]];
        if (!do_overlap(row, under)) {
            continue;
        }
        if (row->from_s <= under->from_s || under->until_s != TOLL_TIME_MAX) {
            return refuse_overlap(rows, own->first[i], base, old);
        }
        c->gap_s = row->until_s > c->gap_s ? row->until_s : c->gap_s;
        if (row->from_s < c->ends_s) {
            c->ends_s = row->from_s;
            c->own_row = own->first[i];
        }
    }
    return c->own_row < 0 || refuse_terms_above(rows, c, base);
}

static bool refuse_mixed(const toll__tariff_rows *rows, const closing *c)
{
    for (size_t i = 0; i < rows->n_rows; i++) {
        if (rows->rows[i].kind == TOLL_ROW_TARIFF && !has_list_price(rows->rows, (int64_t)rows->n_rows, (int64_t)i)) {
            complain("%s:%u: these terms stand in one build with a new version of %s (%s:%u): build the new versions "
                     "first, then lay the terms over that book",
                     rows->places[i].path, rows->places[i].line, rows->rows[c->own_row].text,
                     rows->places[c->own_row].path, rows->places[c->own_row].line);
            return false;
        }
    }
    return true;
}

/* ---- rows beside a base: other SKUs that would answer the same names ---- */

/* An alias ranks as a name does. */
static uint32_t rank_of(const toll_bill_row *clause)
{
    return clause->op == TOLL_MATCH_ALIAS ? TOLL_MATCH_EXACT : clause->op;
}

static bool has_clause(const toll_bill_row *rows, int64_t n_rows, int64_t first, const toll_bill_row *clause)
{
    for (int64_t i = first + 1; i < n_rows && rows[i].kind != TOLL_ROW_TARIFF; i++) {
        if (rows[i].kind == TOLL_ROW_MATCH && rank_of(&rows[i]) == rank_of(clause) &&
            strcmp(rows[i].text, clause->text) == 0) {
            return true;
        }
    }
    return false;
}

/* A clause of own tariff that the base's tariff has, too; NULL: none. */
static const toll_bill_row *find_shared_clause(const toll__tariff_rows *rows, int64_t own, const pricebook *base,
                                               int64_t old)
{
    const int64_t n_own = (int64_t)rows->n_rows;
    for (int64_t i = own + 1; i < n_own && rows->rows[i].kind != TOLL_ROW_TARIFF; i++) {
        bool is_clause = rows->rows[i].kind == TOLL_ROW_MATCH;
        if (is_clause && has_clause(base->rows, base->n_rows, old, &rows->rows[i])) {
            return &rows->rows[i];
        }
    }
    return NULL;
}

static bool do_compete(const toll_bill_row *own, const toll_bill_row *old)
{
    return strcmp(own->key, old->key) == 0 && own->layer == old->layer && own->from_s < old->until_s &&
           old->from_s < own->until_s && !is_same_sku(own, old);
}

/* Two tariffs of one provider that have one name are as good as each other, so that neither would be billed. */
static bool refuse_rival(const toll__tariff_rows *rows, int64_t own, const pricebook *base, int64_t old)
{
    const toll__csv_place *place = &rows->places[own];
    const toll_bill_row *clause = find_shared_clause(rows, own, base, old);
    if (clause == NULL) {
        return true;
    }
    complain("%s:%u: %s has the name %.60s, which %s of %s has at the same time, so that neither would be billed: give "
             "it that SKU (text) to be its new version, another name, or layer %lld",
             place->path, place->line, rows->rows[own].text, clause->text, base->rows[old].text, base->name,
             (long long)base->rows[old].layer + 1);
    return false;
}

/* "acme/one" of another provider than acme, which has it in the base: a slip of the key. */
static bool refuse_other_key(const toll__tariff_rows *rows, int64_t own, const pricebook *base, int64_t old)
{
    const toll__csv_place *place = &rows->places[own];
    const toll_bill_row *row = &rows->rows[own], *under = &base->rows[old];
    size_t length = strlen(under->key);
    bool is_slip = strcmp(row->text, under->text) == 0 && strcmp(row->key, under->key) != 0 &&
                   strncmp(row->text, under->key, length) == 0 && row->text[length] == '/';
    if (!is_slip) {
        return true;
    }
    complain(
        "%s:%u: %s is of provider %s in %s, here of %s: give that provider (key) to be its new version, or another "
        "SKU (text)",
        place->path, place->line, row->text, under->key, base->name, row->key);
    return false;
}

/* After versions have been closed: those that still overlap. */
static bool are_distinct(const toll__tariff_rows *rows, const tariff_heads *own, const pricebook *base,
                         const tariff_heads *old)
{
    for (int64_t i = 0; i < own->count; i++) {
        for (int64_t k = 0; k < old->count; k++) {
            int64_t a = own->first[i], b = old->first[k];
            bool does_compete = do_compete(&rows->rows[a], &base->rows[b]);
            if (!refuse_other_key(rows, a, base, b) || (does_compete && !refuse_rival(rows, a, base, b))) {
                return false;
            }
        }
    }
    return true;
}

static bool close_all(const toll__tariff_rows *rows, const tariff_heads *own, const tariff_heads *old, pricebook *base,
                      closings *made)
{
    if (!are_apart(rows, own)) {
        return false;
    }
    for (int64_t i = 0; i < old->count; i++) {
        closing *c = &made->list[made->count];
        if (!close_version(rows, own, base, old->first[i], c)) {
            return false;
        }
        made->count += c->own_row >= 0;
    }
    if (made->count > 0 && !refuse_mixed(rows, &made->list[0])) {
        return false;
    }
    for (int i = 0; i < made->count; i++) {
        base->rows[made->list[i].base_row].until_s = made->list[i].ends_s;
    }
    return true;
}

bool versions_close(const toll__tariff_rows *rows, pricebook *base, closings *made)
{
    tariff_heads own = find_versions(rows), old = find_heads(base->rows, base->n_rows);
    *made = (closings){claim((size_t)old.count + 1, sizeof *made->list), 0};
    bool is_fine = close_all(rows, &own, &old, base, made) && are_distinct(rows, &own, base, &old);
    free(own.first);
    free(old.first);
    return is_fine;
}

void closing_describe(const closings *made, int index, const toll__tariff_rows *rows, const pricebook *base, char *text,
                      size_t size)
{
    const closing *c = &made->list[index];
    const toll_bill_row *old = &base->rows[c->base_row];
    const toll__csv_place *place = &rows->places[c->own_row];
    instant from, ends, gap;
    char rest[96] = "";
    if (c->gap_s != TOLL_TIME_MAX) {
        snprintf(rest, sizeof rest, "; nothing prices it from %s on", book_time_text(c->gap_s, &gap));
    }
    snprintf(text, size, "%s: the version from %s now ends at %s, where that of %s:%u begins%s", old->text,
             book_time_text(old->from_s, &from), book_time_text(c->ends_s, &ends), place->path, place->line, rest);
}

void closings_release(closings *made)
{
    free(made->list);
    *made = (closings){NULL, 0};
}
