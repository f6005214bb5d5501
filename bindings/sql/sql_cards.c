/* SPDX-License-Identifier: Apache-2.0 */
/* Cards of the names that a query meets, kept while they hold: an open hash table with windows of eight places.
 *
 * By hand: a name with prices of January and of March has two cards. A row of February finds the first one, since its
 * instant lies in [January, March); a row of March does not, and makes the second. A name that is refused keeps its
 * refusal, because a log may repeat it a million times and its message costs milliseconds.
 *
 * A window that is full gives up the place that was filled longest ago. So memory is bounded, and a query with more
 * names than places is slower, never wrong. */
#include "sql/sql_face.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW 8

struct sql_cards {
    const sql_book *book;
    const sql_card *last;
    uint64_t fills;              /* cards made so far */
    uint64_t filled[SQL_CARDS];  /* number of the card in a place, from 1; 0: none */
    sql_card *places[SQL_CARDS]; /* memory of a place, from its first use on */
};

sql_cards *sql_cards_new(const sql_book *book)
{
    sql_cards *cards = calloc(1, sizeof *cards);
    if (cards != NULL) {
        cards->book = book;
    }
    return cards;
}

void sql_cards_free(sql_cards *cards)
{
    for (size_t i = 0; cards != NULL && i < SQL_CARDS; i++) {
        free(cards->places[i]);
    }
    free(cards);
}

const sql_book *sql_cards_book(const sql_cards *cards)
{
    return cards->book;
}

/* ---- look-up ---- */

/* FNV-1a of both texts, with a byte between them that no text of a name has. */
static uint64_t hash_names(sql_text provider, sql_text model)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (uint64_t i = 0; i < provider.length; i++) {
        hash = (hash ^ (unsigned char)provider.bytes[i]) * 0x100000001b3u;
    }
    hash *= 0x100000001b3u;
    for (uint64_t i = 0; i < model.length; i++) {
        hash = (hash ^ (unsigned char)model.bytes[i]) * 0x100000001b3u;
    }
    return hash ^ (hash >> 32);
}

static bool holds_names(const sql_card *card, sql_text provider, sql_text model)
{
    return card->key_length == provider.length + 1 + model.length &&
           memcmp(card->key + provider.length + 1, model.bytes, model.length) == 0 && card->key[provider.length] == 0 &&
           memcmp(card->key, provider.bytes, provider.length) == 0;
}

static bool serves(const sql_card *card, sql_text provider, sql_text model, int64_t at_s)
{
    return card->from_s <= at_s && at_s < card->until_s && holds_names(card, provider, model);
}

/* The place of a card, or of the one to replace. */
static size_t find_place(const sql_cards *cards, uint64_t hash, sql_text provider, sql_text model, int64_t at_s)
{
    size_t oldest = hash % SQL_CARDS;
    for (size_t i = 0; i < WINDOW; i++) {
        size_t place = (hash + i) % SQL_CARDS;
        if (cards->filled[place] != 0 && cards->places[place]->hash == hash &&
            serves(cards->places[place], provider, model, at_s)) {
            return place;
        }
        if (cards->filled[place] < cards->filled[oldest]) {
            oldest = place;
        }
    }
    return oldest;
}

/* ---- filling ---- */

/* The interval in which the library gives this answer: as it is now, and as it will be refused. */
static toll_status find_interval(const sql_book *book, sql_text provider, sql_text model, int64_t at_s, sql_card *card,
                                 toll_error *err)
{
    return toll_book_find_validity(book->bytes, book->size, provider.length == 0 ? NULL : provider.bytes,
                                   provider.length, model.bytes, model.length, at_s, &card->from_s, &card->until_s,
                                   err);
}

/* Makes the card itself; card->err says how it went. */
static void resolve_card(const sql_book *book, sql_text provider, sql_text model, int64_t at_s, sql_card *card)
{
    toll_book_name found = {.struct_size = sizeof found, .struct_kind = TOLL_KIND_BOOK_NAME};
    toll_bill_row row;
    card->err = (toll_error){.code = TOLL_OK};
    toll_status status =
        toll_book_resolve(book->bytes, book->size, provider.length == 0 ? NULL : provider.bytes, provider.length,
                          model.bytes, model.length, at_s, card->words, sizeof card->words, &found, &card->err);
    if (status != TOLL_OK) {
        return;
    }
    card->tariff_row = found.row;
    status = toll_book_intern(book->bytes, book->size, found.region, TOLL_NUL, &card->region, &card->err);
    if (status != TOLL_OK) {
        return;
    }
    status = toll_book_get_row(book->bytes, book->size, (uint64_t)found.row, &row, sizeof row, &card->err);
    if (status != TOLL_OK) {
        return;
    }
    memcpy(card->currency, row.value, sizeof card->currency);
}

static void fill_key(sql_card *card, uint64_t hash, sql_text provider, sql_text model)
{
    card->hash = hash;
    card->key_length = provider.length + 1 + model.length;
    memcpy(card->key, provider.bytes, provider.length);
    card->key[provider.length] = 0;
    memcpy(card->key + provider.length + 1, model.bytes, model.length);
}

static toll_status fill_place(sql_cards *cards, size_t place, uint64_t hash, sql_text provider, sql_text model,
                              int64_t at_s, toll_error *err)
{
    cards->last = NULL;
    cards->filled[place] = 0;
    if (cards->places[place] == NULL) {
        cards->places[place] = malloc(sizeof(sql_card));
    }
    sql_card *card = cards->places[place];
    if (card == NULL) {
        return sql_fail(err, TOLL_E_BUFFER, "model", "no memory for the card of \"%.*s\"", sql_cut(model), model.bytes);
    }
    fill_key(card, hash, provider, model);
    toll_status status = find_interval(cards->book, provider, model, at_s, card, err);
    if (status != TOLL_OK) {
        return status;
    }
    resolve_card(cards->book, provider, model, at_s, card);
    cards->filled[place] = ++cards->fills;
    return TOLL_OK;
}

static toll_status check_names(sql_text provider, sql_text model, toll_error *err)
{
    if (provider.length > 31) {
        return sql_fail(err, TOLL_E_RANGE, "provider", "provider must have 0 .. 31 bytes, found %llu",
                        (unsigned long long)provider.length);
    }
    if (model.length < 1 || model.length > TOLL_BOOK_NAME_BYTES_MAX) {
        return sql_fail(err, TOLL_E_RANGE, "model", "model must have 1 .. %d bytes, found %llu",
                        TOLL_BOOK_NAME_BYTES_MAX, (unsigned long long)model.length);
    }
    return TOLL_OK;
}

static toll_status give_card(sql_cards *cards, const sql_card *found, const sql_card **card, toll_error *err)
{
    cards->last = found;
    *card = found;
    if (found->err.code != TOLL_OK && err != NULL) {
        *err = found->err;
    }
    return found->err.code;
}

toll_status sql_cards_find(sql_cards *cards, sql_text provider, sql_text model, int64_t at_s, const sql_card **card,
                           toll_error *err)
{
    if (cards->last != NULL && serves(cards->last, provider, model, at_s)) {
        return give_card(cards, cards->last, card, err);
    }
    toll_status status = check_names(provider, model, err);
    if (status != TOLL_OK) {
        return status;
    }
    uint64_t hash = hash_names(provider, model);
    size_t place = find_place(cards, hash, provider, model, at_s);
    sql_card *found = cards->places[place];
    if (cards->filled[place] == 0 || found->hash != hash || !serves(found, provider, model, at_s)) {
        status = fill_place(cards, place, hash, provider, model, at_s, err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    return give_card(cards, cards->places[place], card, err);
}
