/* SPDX-License-Identifier: Apache-2.0 */
/* A book as bytes and as rows. pricebook_tariff() repeats the library's choice of a tariff to find its row, which a
 * card does not tell: the whole name before a prefix, the longer prefix, then the higher layer. */
#include "input/price_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/file_input.h"
#include "output/give_up.h"
#include "text/text_check.h"

#define NEAREST 3

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

static bool read_book_rows(pricebook *b)
{
    toll_error err;
    for (int64_t i = 0; i < b->n_rows; i++) {
        if (toll_book_get_row(b->bytes, b->size, (uint64_t)i, &b->rows[i], sizeof b->rows[i], &err) != TOLL_OK) {
            complain("%s: %s", b->name, err.message);
            return false;
        }
    }
    return true;
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

static bool find_book_bytes(pricebook *b, const char *path)
{
    toll_error err;
    if (path == NULL) {
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

/* A book's own sums show damage of what is read; before all is read or its hash is told, the hash is proved. */
static bool is_whole(const pricebook *b)
{
    toll_error err;
    if (b->owned == NULL || toll_book_verify(b->bytes, b->size, TOLL_BOOK_ALL, &err) == TOLL_OK) {
        return true;
    }
    complain("%s is no price book: %s", b->name, err.message);
    return false;
}

bool pricebook_open(pricebook *b, const char *path)
{
    memset(b, 0, sizeof *b);
    b->name = path != NULL ? path : "built-in";
    return finish_open(b, find_book_bytes(b, path));
}

bool pricebook_read(pricebook *b, const char *path)
{
    if (!pricebook_open(b, path)) {
        return false;
    }
    bool is_read = is_whole(b) && read_book_rows(b);
    if (!is_read) {
        pricebook_close(b);
    }
    return is_read;
}

bool pricebook_take(pricebook *b, const char *name, void *bytes, uint64_t size)
{
    memset(b, 0, sizeof *b);
    b->name = name;
    b->bytes = b->owned = bytes;
    b->size = size;
    if (!finish_open(b, true)) {
        return false;
    }
    bool is_read = read_book_rows(b);
    if (!is_read) {
        pricebook_close(b);
    }
    return is_read;
}

void pricebook_close(pricebook *b)
{
    free(b->rows);
    free(b->owned);
    memset(b, 0, sizeof *b);
}

/* ---- names ---- */

/* How well a row names the model: 0 not at all; a prefix by its length; the whole name best. */
static size_t match_rank(const toll_bill_row *row, const char *model)
{
    size_t length = strlen(row->text);
    if (row->kind != TOLL_ROW_MATCH) {
        return 0;
    }
    if (row->op == TOLL_MATCH_PREFIX) {
        return strncmp(row->text, model, length) == 0 ? length : 0;
    }
    return strcmp(row->text, model) == 0 ? SIZE_MAX : 0;
}

int64_t pricebook_tariff(const pricebook *b, const char *provider, const char *model, int64_t at_s)
{
    int64_t found = -1, tariff = -1, layer = 0;
    size_t best = 0;
    toll_bill_row row, head = {0};
    for (int64_t i = 0; get_row(b, i, &row); i++) {
        if (row.kind == TOLL_ROW_TARIFF) {
            tariff = i;
            head = row;
        }
        size_t rank = match_rank(&row, model);
        bool is_valid = head.from_s <= at_s && at_s < head.until_s;
        if (rank == 0 || !is_valid || (provider[0] != 0 && strcmp(provider, head.key) != 0)) {
            continue;
        }
        if (found < 0 || rank > best || (rank == best && head.layer > layer)) {
            found = tariff;
            best = rank;
            layer = head.layer;
        }
    }
    if (found >= 0) {
        read_tariff_rows(b, found);
    }
    return found;
}

/* Most names before a "/" are no text of the book at all, which a look-up tells. */
bool pricebook_has_provider(const pricebook *b, const char *provider, size_t length)
{
    toll_bill_row row;
    uint64_t id = TOLL_INTERN_OTHER;
    if (toll_book_intern(b->bytes, b->size, provider, length, &id, NULL) != TOLL_OK || id == TOLL_INTERN_OTHER) {
        return false;
    }
    for (int64_t i = 0; get_row(b, i, &row); i++) {
        if (row.kind == TOLL_ROW_TARIFF && strlen(row.key) == length && strncmp(row.key, provider, length) == 0) {
            return true;
        }
    }
    return false;
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

/* Takes every copy of a name out of the list. */
static int drop_name(const char **names, int n_names, const char *name)
{
    int kept = 0;
    for (int i = 0; i < n_names; i++) {
        if (strcmp(names[i], name) != 0) {
            names[kept++] = names[i];
        }
    }
    return kept;
}

void pricebook_complain_unknown(const pricebook *b, const char *model)
{
    const char **names = claim((size_t)b->n_rows + 1, sizeof *names);
    char nearest[3 * 104] = "";
    int n_names = 0;
    for (int64_t i = 0; i < b->n_rows && get_row(b, i, &b->rows[i]); i++) {
        if (b->rows[i].kind == TOLL_ROW_MATCH) {
            names[n_names++] = b->rows[i].text;
        }
    }
    for (int i = 0; i < NEAREST; i++) {
        const char *name = nearest_name(model, names, n_names);
        size_t used = strlen(nearest);
        if (name != NULL) {
            snprintf(nearest + used, sizeof nearest - used, "%s%s", used == 0 ? "" : ", ", name);
            n_names = drop_name(names, n_names, name);
        }
    }
    free(names);
    if (nearest[0] != 0) {
        complain("no price is known for \"%.60s\"; the nearest names are %s", model, nearest);
    } else {
        complain("no price is known for \"%.60s\": toll book show lists the models", model);
    }
}
