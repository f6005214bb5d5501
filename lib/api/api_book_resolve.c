/* SPDX-License-Identifier: Apache-2.0 */
/* Names by rule: what a name means in a book, its card, and names that are near to it. */
#include <toll/book.h>

#include <stddef.h>
#include <string.h>

#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/text.h"
#include "book/book.h"
#include "book/name_refusal.h"
#include "book/name_rules.h"
#include "book/name_validity.h"
#include "book/nearest_model.h"
#include "book/retirement.h"
#include "book/tariff_card.h"

#define PROVIDER_MAX (sizeof((toll_bill_row *)0)->key - 1)

/* A name and where it is looked up, checked. */
typedef struct question {
    toll__book book;
    toll__text_argument provider, name;
} question;

static toll_status take_question(const void *book, uint64_t book_size, question *q, toll_error *err)
{
    toll_status status = toll__book_view(book, book_size, &q->book, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take_text(&q->provider, 0, PROVIDER_MAX, err);
    if (status != TOLL_OK)
        return status;
    return toll__take_text(&q->name, 1, TOLL_BOOK_NAME_BYTES_MAX, err);
}

/* Order of two tariffs by SKU and provider, as in the list of versions. */
static int compare_sku(const toll__row *a, const toll__row *b)
{
    return a->text != b->text ? (a->text > b->text) - (a->text < b->text) : (a->key > b->key) - (a->key < b->key);
}

static const toll__row *version_head(const toll__book *book, uint32_t place)
{
    return toll__book_tariff(book, book->versions[place]).rows;
}

/* Tariffs of one SKU and provider stand together in the list of versions, which is sorted by them. */
static int64_t count_versions(const toll__book *book, const toll__row *head)
{
    uint32_t low = 0, high = book->n_tariffs;
    int64_t count = 0;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (compare_sku(version_head(book, middle), head) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low < book->n_tariffs && compare_sku(version_head(book, low), head) == 0) {
        count++;
        low++;
    }
    return count;
}

static void put_field(const toll__book *book, uint32_t id, char *field, uint64_t size)
{
    char text[TOLL__TEXT_BYTES];
    if (id == 0)
        return;
    toll__book_text(book, id, text);
    memcpy(field, text, (size_t)(size < sizeof text ? size - 1 : sizeof text));
}

static void fill_end(const toll__book *book, const toll__tariff *tariff, int64_t at_s, toll_book_name *name)
{
    toll__retirement retirement;
    toll__retirement_get(tariff, &retirement);
    name->has_retirement = retirement.has_date;
    name->retired_s = retirement.from_s;
    name->is_retired = retirement.has_date != 0 && retirement.from_s <= at_s;
    put_field(book, retirement.redirected_to, name->redirected_to, sizeof name->redirected_to);
    put_field(book, retirement.replacement, name->replacement, sizeof name->replacement);
}

/* The name that the tariff has for its model: its first exact one, else the clause that matched. */
static uint32_t model_text(const toll__book *book, const toll__tariff *tariff, uint32_t clause)
{
    for (uint32_t i = 1; i < tariff->n_rows; i++)
        if (tariff->rows[i].kind == TOLL_ROW_MATCH && tariff->rows[i].op == TOLL_MATCH_EXACT)
            return tariff->rows[i].text;
    return book->rows[clause < book->n_rows ? clause : 0].text;
}

static void fill_name(const toll__book *book, const toll__name_hit *hit, int64_t at_s, toll_book_name *name)
{
    const toll__tariff tariff = toll__book_tariff(book, hit->tariff);
    const toll__row *head = tariff.rows;
    memset(name, 0, sizeof *name);
    name->matched_by = hit->rules;
    name->row = (int64_t)(head - book->rows);
    name->n_tariffs = count_versions(book, head);
    name->from_s = head->from_s;
    name->until_s = head->until_s;
    put_field(book, head->key, name->provider, sizeof name->provider);
    put_field(book, model_text(book, &tariff, hit->row), name->model, sizeof name->model);
    put_field(book, head->text, name->sku, sizeof name->sku);
    memcpy(name->region, hit->region, sizeof name->region);
    memcpy(name->variant, hit->variant, sizeof name->variant);
    fill_end(book, &tariff, at_s, name);
    toll__name_rules_text(hit->rules, name->matched_text, sizeof name->matched_text);
}

/* A retired name has no card: nobody bills it any more. */
static toll_status make_card(const question *q, const toll__name_hit *hit, toll__name_instant *instant, void *card,
                             uint64_t card_size, toll_error *err)
{
    const toll__asked_name asked = {q->name.text, q->name.length, "", 1};
    const toll__tariff tariff = toll__book_tariff(&q->book, hit->tariff);
    if (hit->is_past || toll__is_retired(&tariff, instant))
        return toll__refuse_retired(&q->book, &asked, hit->tariff, err);
    return toll__card_make(&q->book, hit->tariff, hit->rules, card, card_size, err);
}

toll_status toll_book_resolve(const void *book, uint64_t book_size, const char *provider, uint64_t provider_length,
                              const char *model, uint64_t model_length, int64_t at_s, void *card, uint64_t card_size,
                              toll_book_name *found, toll_error *err)
{
    question q = {.provider = {provider, provider_length, "provider", "provider"},
                  .name = {model, model_length, "model", "model"}};
    toll__name_instant instant = toll__name_instant_at(at_s);
    toll__name_hit hit;
    toll_book_name full;
    toll_status status = take_question(book, book_size, &q, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(found, TOLL_KIND_BOOK_NAME, "found", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__name_resolve(&q.book, q.provider.text, q.provider.length, q.name.text, q.name.length, &instant, &hit,
                                err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (card != NULL)
        status = make_card(&q, &hit, &instant, card, card_size, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    fill_name(&q.book, &hit, at_s, &full);
    toll__give(found, TOLL_KIND_BOOK_NAME, &full);
    return TOLL_OK;
}

toll_status toll_book_find_validity(const void *book, uint64_t book_size, const char *provider,
                                    uint64_t provider_length, const char *model, uint64_t model_length, int64_t at_s,
                                    int64_t *from_s, int64_t *until_s, toll_error *err)
{
    question q = {.provider = {provider, provider_length, "provider", "provider"},
                  .name = {model, model_length, "model", "model"}};
    toll_status status = take_question(book, book_size, &q, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (from_s == NULL)
        return toll__fail_null(err, "from_s");
    if (until_s == NULL)
        return toll__fail_null(err, "until_s");
    const toll__name_question asked = {&q.book, q.provider.text, q.provider.length, q.name.text, q.name.length};
    toll__name_validity(&asked, at_s, from_s, until_s);
    return TOLL_OK;
}

/* ---- near names ---- */

static void give_candidates(const toll__book *book, const toll__near_names *near, void *rows, uint64_t capacity,
                            uint64_t stride, uint64_t *n_candidates)
{
    const uint64_t count = near->count < capacity ? near->count : capacity;
    for (uint64_t i = 0; i < count; i++) {
        toll_book_candidate full;
        memset(&full, 0, sizeof full);
        put_field(book, near->provider[i], full.provider, sizeof full.provider);
        put_field(book, near->id[i], full.model, sizeof full.model);
        toll__structs_copy_out(toll__fields_layout(TOLL_KIND_BOOK_CANDIDATE), &full, (unsigned char *)rows + i * stride,
                               stride);
    }
    *n_candidates = count;
}

toll_status toll_book_suggest(const void *book, uint64_t book_size, const char *provider, uint64_t provider_length,
                              const char *model, uint64_t model_length, toll_book_candidate *candidates,
                              uint64_t capacity, uint64_t stride_bytes, uint64_t *n_candidates, toll_error *err)
{
    question q = {.provider = {provider, provider_length, "provider", "provider"},
                  .name = {model, model_length, "model", "model"}};
    char seller[TOLL__TEXT_BYTES];
    toll__near_names near;
    uint32_t id = 0;
    toll_status status = take_question(book, book_size, &q, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (n_candidates == NULL)
        return toll__fail_null(err, "n_candidates");
    status = toll__take_rows(candidates, capacity, stride_bytes, TOLL_KIND_BOOK_CANDIDATE, "candidates", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__name_provider(&q.book, q.provider.text, q.provider.length, &id, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__book_text(&q.book, id, seller);
    toll__nearest_models(&q.book, seller, q.name.text, q.name.length, &near);
    give_candidates(&q.book, &near, candidates, capacity, stride_bytes, n_candidates);
    return TOLL_OK;
}
