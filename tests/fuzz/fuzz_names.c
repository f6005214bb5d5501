/* SPDX-License-Identifier: Apache-2.0 */
/* toll_book_resolve(), toll_book_find_validity(), toll_book_suggest(): any bytes as a name and a provider, in the public
 * book and in a small one whose clauses and rows are changed. */
#include <ctype.h>

#include "book/tariff_card.h"
#include "fuzz.h"
#include "support/book_rows.h"

#define AT 1790000000 /* 2026-09-21 */

/* Memory of exactly the name's size, so that a sanitizer sees a read beyond it. */
typedef struct text {
    char *bytes;
    uint64_t length;
} text;

static text take_text(input *in, uint64_t most)
{
    text t = {NULL, take(in, 1) % (most + 1)};
    t.length = t.length < in->size ? t.length : in->size;
    t.bytes = malloc(t.length + !t.length);
    LAW(t.bytes != NULL);
    memcpy(t.bytes, in->data, t.length);
    in->data += t.length;
    in->size -= t.length;
    return t;
}

/* With a message now and then alone: near names take a thousand times as long as the rules. */
static toll_status resolve(const void *book, uint64_t size, const text *provider, const text *name, void *card,
                           toll_book_name *found)
{
    toll_error err;
    const int with_message = name->length > 0 && (unsigned char)name->bytes[0] % 16 == 3;
    LAW(toll_struct_init(found, sizeof *found, TOLL_KIND_BOOK_NAME, NULL) == TOLL_OK);
    const toll_status status =
        toll_book_resolve(book, size, provider->bytes, provider->length, name->bytes, name->length, AT, card,
                          card != NULL ? TOLL_BILL_CARD_WORDS * 8 : 0, found, with_message ? &err : NULL);
    return with_message ? law_status(status, &err) : status;
}

/* An answer is a tariff of the book and says how it was found; with a card it is one that can be billed. */
static void try_answer(const void *book, uint64_t size, const text *provider, const text *name,
                       const toll_book_name *found)
{
    uint64_t card[TOLL_BILL_CARD_WORDS], again[TOLL_BILL_CARD_WORDS] = {0};
    toll_bill_row row;
    toll_book_name same;
    LAW(found->matched_by != 0 && found->n_tariffs >= 1 && found->provider[0] != 0 && found->model[0] != 0);
    LAW(toll_book_get_row(book, size, (uint64_t)found->row, &row, sizeof row, NULL) == TOLL_OK);
    LAW(row.kind == TOLL_ROW_TARIFF && strcmp(row.text, found->sku) == 0 && strcmp(row.key, found->provider) == 0);
    LAW(found->matched_by == TOLL_NAME_EXACT || found->matched_text[0] != 0);
    LAW(found->is_retired == 0 || found->has_retirement != 0);
    const toll_status status = resolve(book, size, provider, name, card, &same);
    LAW(status == (found->is_retired ? TOLL_E_MISSING : TOLL_OK));
    if (status != TOLL_OK)
        return;
    LAW(memcmp(&same, found, sizeof same) == 0 && row.from_s <= AT && AT < row.until_s);
    /* what the provider has under this very name is what the rules say, too */
    const toll__card_view *by_rule = NULL, *by_name = NULL;
    if (provider->length > 0 && name->length < 96 &&
        toll_book_find(book, size, found->provider, TOLL_NUL, name->bytes, name->length, AT, again, sizeof again,
                       NULL) == TOLL_OK) {
        LAW(toll__card_open(card, sizeof card, &by_rule, NULL) == TOLL_OK);
        LAW(toll__card_open(again, sizeof again, &by_name, NULL) == TOLL_OK);
        LAW(by_rule->tariff.rows == by_name->tariff.rows);
    }
}

/* The instant lies within, and the ends of the interval have the answer of the instant. */
static void try_validity(const void *book, uint64_t size, const text *provider, const text *name, toll_status status,
                         const toll_book_name *found)
{
    int64_t from_s = 1, until_s = -1;
    toll_book_name end;
    LAW(toll_book_find_validity(book, size, provider->bytes, provider->length, name->bytes, name->length, AT, &from_s,
                                &until_s, NULL) == (status == TOLL_E_RANGE ? TOLL_E_RANGE : TOLL_OK));
    if (status == TOLL_E_RANGE)
        return;
    LAW(from_s <= AT && AT < until_s);
    for (int side = 0; side < 2; side++) {
        LAW(toll_struct_init(&end, sizeof end, TOLL_KIND_BOOK_NAME, NULL) == TOLL_OK);
        LAW(toll_book_resolve(book, size, provider->bytes, provider->length, name->bytes, name->length,
                              side == 0 ? from_s : until_s - 1, NULL, 0, &end, NULL) == status);
        LAW(status != TOLL_OK || memcmp(&end, found, sizeof end) == 0);
    }
}

/* The name of a provider alone, in small letters, means the same: rules look at no case but where capitals tell a hub's
 * name, and there a provider is given. */
static void try_case(const void *book, uint64_t size, const text *provider, const text *name,
                     const toll_book_name *found)
{
    toll_book_name other;
    for (uint64_t i = 0; i < name->length; i++)
        name->bytes[i] = (char)tolower((unsigned char)name->bytes[i]);
    if (provider->length == 0 || (found->matched_by & (TOLL_NAME_PREFIX | TOLL_NAME_SUFFIX | TOLL_NAME_INFIX)) != 0)
        return;
    const toll_status status = resolve(book, size, provider, name, NULL, &other);
    LAW(status == TOLL_OK || status == TOLL_E_AMBIGUOUS || status == TOLL_E_MISSING);
    LAW(status != TOLL_OK || strcmp(other.provider, found->provider) == 0);
}

static void try_name(const void *book, uint64_t size, input *in)
{
    toll_book_candidate near[8];
    toll_book_name found;
    toll_error err;
    uint64_t count = 99;
    const text provider = take_text(in, 34), name = take_text(in, 255);
    const toll_status status = resolve(book, size, &provider, &name, NULL, &found);
    try_validity(book, size, &provider, &name, status, &found);
    if (status == TOLL_OK) {
        try_answer(book, size, &provider, &name, &found);
        try_case(book, size, &provider, &name, &found);
    }
    if (take(in, 1) % 16 == 0 && law_status(toll_book_suggest(book, size, provider.bytes, provider.length, name.bytes,
                                                              name.length, near, 8, sizeof near[0], &count, &err),
                                            &err) == TOLL_OK)
        LAW(count <= 8);
    free(provider.bytes);
    free(name.bytes);
}

/* Clauses of every kind with texts of the input. */
static void try_clauses(input *in)
{
    static const char *const providers[] = {"openai", "anthropic", "google", "aws", "azure", "own"};
    book_rows list = {0};
    book_block block;
    for (uint64_t tariffs = 1 + take(in, 1) % 5; tariffs > 0; tariffs--) {
        rows_simple(&list, providers[take(in, 1) % 6], "m")->layer = (int64_t)take(in, 1) % 3;
        for (uint64_t clauses = take(in, 1) % 4; clauses > 0; clauses--) {
            text t = take_text(in, 20);
            toll_bill_row *row = rows_text(&list, TOLL_ROW_MATCH, 1 + (uint32_t)take(in, 1) % 6, "");
            for (uint64_t i = 0; i < t.length; i++)
                row->text[i] = t.bytes[i] > ' ' && t.bytes[i] < 127 ? t.bytes[i] : '-';
            free(t.bytes);
        }
        if (take(in, 1) % 4 == 0)
            rows_text(&list, TOLL_ROW_RETIRED, 0, "n")->from_s = AT + (int64_t)take(in, 1) - 128;
        if (take(in, 1) % 4 == 0)
            rows_text(&list, TOLL_ROW_REDIRECT, 0, "o");
    }
    if (block_make(&list, &block, NULL) == TOLL_OK) {
        LAW(toll_book_open(block.words, block.size, NULL) == TOLL_OK);
        try_name(block.words, block.size, in);
        /* a book that changes under the call gives some answer, and no harm */
        memset((unsigned char *)block.words + take(in, 2) % block.size, (int)take(in, 1), 1);
        text none = {NULL, 0}, name = take_text(in, 255);
        toll_book_name found;
        (void)resolve(block.words, block.size, &none, &name, NULL, &found);
        free(name.bytes);
        block_free(&block);
    }
    rows_free(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    uint64_t public_size = 0;
    const void *public_book = toll_book_get_public(&public_size);
    if (take(&in, 1) % 4 == 0)
        try_clauses(&in);
    else if (public_book != NULL)
        try_name(public_book, public_size, &in);
    return 0;
}
