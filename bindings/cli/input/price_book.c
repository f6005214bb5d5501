/* SPDX-License-Identifier: Apache-2.0 */
/* A book as bytes, and those of its rows that are asked for. */
#include "input/price_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/file_input.h"
#include "output/give_up.h"
#include "text/text_check.h"

/* ---- rows ---- */

static bool get_row(const pricebook *b, int64_t index, toll_bill_row *row)
{
    return toll_book_get_row(b->bytes, b->size, (uint64_t)index, row, sizeof *row, NULL) == TOLL_OK;
}

/* A book does not say how many rows it has, so their number is found by bisection. */
static int64_t count_rows(const pricebook *b)
{
    toll_bill_row row;
    int64_t have = 0, most = 1;
    while (get_row(b, most - 1, &row)) {
        have = most;
        most *= 2;
    }
    while (most - have > 1) {
        int64_t middle = have + (most - have) / 2;
        bool is_there = get_row(b, middle - 1, &row);
        have = is_there ? middle : have;
        most = is_there ? most : middle;
    }
    return have;
}

static void read_tariff_rows(const pricebook *b, int64_t first)
{
    for (int64_t i = first; i < b->n_rows && get_row(b, i, &b->rows[i]); i++) {
        if (i > first && b->rows[i].kind == TOLL_ROW_TARIFF) {
            return;
        }
    }
}

/* ---- opening ---- */

static bool is_built_in(const char *path)
{
    return path == NULL || strcmp(path, "built-in") == 0;
}

static bool find_book_bytes(pricebook *b, const char *path)
{
    toll_error err;
    if (is_built_in(path)) {
        b->bytes = toll_book_get_public(&b->size);
        if (b->bytes == NULL) {
            complain("this libtoll was built without a price book: give one with --book FILE");
        }
        return b->bytes != NULL;
    }
    toll__io_bytes file;
    if (!input_read(path, BOOK_BYTES_MAX, &file)) {
        return false;
    }
    b->bytes = b->owned = file.bytes;
    b->size = file.length;
    if (toll__io_signature_check(file.bytes, file.length, &err) != TOLL_OK ||
        toll_book_open(b->bytes, b->size, &err) != TOLL_OK) {
        complain("%s is no price book: %s", path, err.message);
        return false;
    }
    return true;
}

static bool finish_open(pricebook *b, bool is_there)
{
    if (!is_there || toll_book_get_hash(b->bytes, b->size, b->hash, sizeof b->hash, NULL) != TOLL_OK) {
        pricebook_close(b);
        return false;
    }
    b->n_rows = count_rows(b);
    b->rows = claim((size_t)b->n_rows + 1, sizeof *b->rows); /* zeros cost nothing until they are touched */
    return true;
}

bool pricebook_open(pricebook *b, const char *path)
{
    memset(b, 0, sizeof *b);
    b->name = path != NULL ? path : "built-in";
    return finish_open(b, find_book_bytes(b, path));
}

/* The library's reason with the path in front of it, or the end of one that is too long: it tells more. */
void pricebook_put_path(const char *path, toll_error *err)
{
    char reason[sizeof err->message];
    size_t length = strlen(path), used = strlen(err->message) + sizeof "... is no price book: ";
    size_t room = used + 40 < sizeof reason ? sizeof reason - used : 40;
    memcpy(reason, err->message, sizeof reason);
    snprintf(err->message, sizeof err->message, "%s%s is no price book: %.120s", length > room ? "..." : "",
             length > room ? path + length - room : path, reason);
}

toll_status pricebook_map(pricebook *b, const char *path, toll_error *err)
{
    memset(b, 0, sizeof *b);
    b->name = path;
    toll_status status = book_map_open(&b->map, path, input_limit(BOOK_BYTES_MAX), err);
    if (status != TOLL_OK) {
        return status;
    }
    b->bytes = b->map.bytes;
    b->size = b->map.size;
    status = toll__io_signature_check(b->bytes, b->size, err);
    status = status != TOLL_OK ? status : toll_book_open(b->bytes, b->size, err);
    if (status != TOLL_OK) {
        pricebook_put_path(path, err);
        pricebook_close(b);
        return status;
    }
    finish_open(b, true);
    return TOLL_OK;
}

/* A book's own sums show damage of what is read; before all is read or its hash is told, the hash is proved. */
toll_status pricebook_read_rows(pricebook *b, toll_error *err)
{
    bool is_file = b->owned != NULL || b->map.bytes != NULL;
    toll_status status = is_file ? toll_book_verify(b->bytes, b->size, TOLL_BOOK_ALL, err) : TOLL_OK;
    for (int64_t i = 0; status == TOLL_OK && i < b->n_rows; i++) {
        status = toll_book_get_row(b->bytes, b->size, (uint64_t)i, &b->rows[i], sizeof b->rows[i], err);
    }
    return status;
}

static bool finish_read(pricebook *b)
{
    toll_error err;
    if (pricebook_read_rows(b, &err) == TOLL_OK) {
        return true;
    }
    complain("%s is no price book: %s", b->name, err.message);
    pricebook_close(b);
    return false;
}

bool pricebook_read(pricebook *b, const char *path)
{
    return pricebook_open(b, path) && finish_read(b);
}

bool pricebook_take(pricebook *b, const char *name, void *bytes, uint64_t size)
{
    memset(b, 0, sizeof *b);
    b->name = name;
    b->bytes = b->owned = bytes;
    b->size = size;
    return finish_open(b, true) && finish_read(b);
}

void pricebook_close(pricebook *b)
{
    free(b->rows);
    free(b->owned);
    book_map_close(&b->map);
    memset(b, 0, sizeof *b);
}

/* ---- names ---- */

toll_status pricebook_resolve(const pricebook *b, const char *provider, const char *model, int64_t at_s, void *card,
                              toll_book_name *found, toll_error *err)
{
    start_struct(found, sizeof *found, TOLL_KIND_BOOK_NAME);
    toll_status status = toll_book_resolve(b->bytes, b->size, provider, strlen(provider), model, strlen(model), at_s,
                                           card, card != NULL ? toll_bill_card_size() : 0, found, err);
    if (status != TOLL_OK) {
        return status;
    }
    read_tariff_rows(b, found->row);
    return TOLL_OK;
}

int pricebook_suggest(const pricebook *b, const char *provider, const char *model, toll_book_candidate *near)
{
    uint64_t count = 0;
    memset(near, 0, PRICEBOOK_NEAR * sizeof *near);
    if (toll_book_suggest(b->bytes, b->size, provider, strlen(provider), model, strlen(model), near, PRICEBOOK_NEAR,
                          sizeof *near, &count, NULL) != TOLL_OK) {
        return 0;
    }
    return (int)count;
}

/* Prices in front of the first rule or multiplier hold in the standard tier, too. */
static bool has_standard_price(const pricebook *b, int64_t tariff)
{
    for (int64_t i = tariff + 1; i < b->n_rows && b->rows[i].kind != TOLL_ROW_TARIFF; i++) {
        if (b->rows[i].kind == TOLL_ROW_RULE || b->rows[i].kind == TOLL_ROW_MULTIPLIER) {
            return false;
        }
        if (b->rows[i].kind == TOLL_ROW_PRICE) {
            return true;
        }
    }
    return false;
}

static bool is_listed(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; (at = strstr(at, word)) != NULL; at++) {
        if ((at == list || at[-1] == ' ') && (at[length] == 0 || at[length] == ',')) {
            return true;
        }
    }
    return false;
}

static void list_word(char *list, size_t size, const char *word)
{
    size_t used = strlen(list);
    if (!is_listed(list, word)) {
        snprintf(list + used, size - used, "%s%s", used == 0 ? "" : ", ", word);
    }
}

void pricebook_tiers(const pricebook *b, int64_t tariff, char *text, size_t size)
{
    text[0] = 0;
    if (has_standard_price(b, tariff)) {
        list_word(text, size, "standard");
    }
    for (int64_t i = tariff + 1; i < b->n_rows && b->rows[i].kind != TOLL_ROW_TARIFF; i++) {
        if (b->rows[i].kind == TOLL_ROW_TIER || b->rows[i].kind == TOLL_ROW_WHEN_TIER) {
            list_word(text, size, b->rows[i].text);
        }
    }
}
