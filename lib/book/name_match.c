/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the tariff of a model name at an instant.
 *
 * Names are interned (intern.c), so a look-up hashes the name once and compares numbers. An exact name or alias wins
 * over every prefix, a longer prefix over a shorter one; among tariffs of one name the higher layer wins, and two
 * that are as good are an error that names both. Prefixes are tried from the longest on, but only lengths that some
 * clause has: the header holds them as a set of 128 bits.
 *
 * By hand: clauses "gpt-5" (exact), "gpt-5-" (prefix) and "gpt-" (prefix). "gpt-5" is the exact one.
 * "gpt-5-2026-01-01" is no exact name; lengths 6 and 4 have clauses, so two look-ups are made at most, and the first
 * finds "gpt-5-". */
#include "book/name_match.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"
#include "book/book_index.h"
#include "book/intern.h"
#include "book/nearest_model.h"

#define NO_TARIFF UINT32_MAX

/* What is asked, and the best answer so far among names of one length. */
typedef struct name_search {
    const toll__book *book;
    uint32_t provider; /* interned; 0: any */
    int64_t at_s;
    uint32_t best, rival; /* tariffs of the highest layer; rival: another one, as good */
    int64_t layer;
    int is_known; /* some tariff has the name, valid at the instant or not */
} name_search;

static void consider_tariff(name_search *s, uint32_t tariff)
{
    const toll__row *row = toll__book_tariff(s->book, tariff).rows;
    if (s->provider != 0 && row->key != s->provider)
        return;
    s->is_known = 1;
    if (s->at_s < row->from_s || s->at_s >= row->until_s || tariff == s->best)
        return;
    if (s->best != NO_TARIFF && row->layer < s->layer)
        return;
    s->rival = s->best != NO_TARIFF && row->layer == s->layer ? tariff : NO_TARIFF;
    s->best = s->rival != NO_TARIFF ? s->best : tariff;
    s->layer = row->layer;
}

/* A pattern's op is read from its row; names need no look at it. */
static int has_op(const toll__book *book, const toll__match *match, uint32_t op)
{
    return match->row < book->n_rows && book->rows[match->row].op == op;
}

/* Names of this very text, or its patterns of one op; 1 when one of them is valid. */
static int try_name(name_search *s, const char *name, uint64_t length, uint32_t op)
{
    const toll__book *book = s->book;
    uint32_t id = toll__intern_find(&book->texts, name, length, toll__hash_text(name, length));
    if (id == TOLL_INTERN_OTHER)
        return 0;
    const toll__text_entry entry = book->texts.entries[id];
    const int is_pattern = toll__match_is_pattern(op);
    uint64_t first = (uint64_t)entry.first_match + (is_pattern ? entry.n_exact : 0);
    uint64_t end = first + (is_pattern ? entry.n_patterns : entry.n_exact);
    for (uint64_t i = first; i < end && i < book->n_matches; i++)
        if (!is_pattern || has_op(book, &book->matches[i], op))
            consider_tariff(s, book->matches[i].tariff);
    return s->best != NO_TARIFF;
}

/* From the longest prefix on; lengths that no clause of the book has cost nothing. */
static int try_prefixes(name_search *s, const char *model, uint64_t length)
{
    const toll__book_header *header = s->book->header;
    const uint64_t *set = header->lengths[TOLL__LENGTHS_PREFIX], lengths[2] = {set[0], set[1]};
    if ((lengths[0] | lengths[1]) == 0)
        return 0;
    for (uint64_t n = length; n > 0; n--)
        if ((lengths[n / 64 % 2] >> n % 64 & 1) != 0 && try_name(s, model, n, TOLL_MATCH_PREFIX))
            return 1;
    return 0;
}

static void put_rival(toll__text *text, const toll__book *book, uint32_t tariff)
{
    char name[TOLL__TEXT_BYTES];
    const toll__row *row = toll__book_tariff(book, tariff).rows;
    toll__book_text(book, row->key, name);
    toll__text_put(text, name);
    toll__text_put(text, ": ");
    toll__book_text(book, row->text, name);
    toll__text_put_bytes(text, name, toll__text_length(name, 48)); /* both must fit a message */
}

static toll_status refuse_rivals(const name_search *s, toll_error *err)
{
    char reason[160];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    toll__text_put(&text, "matches several tariffs equally well: ");
    put_rival(&text, s->book, s->best);
    toll__text_put(&text, ", ");
    put_rival(&text, s->book, s->rival);
    (void)toll__text_end(&text);
    return toll__fail(err, TOLL_E_AMBIGUOUS, 0, "model", -1, reason);
}

#define REASON_BYTES 180 /* with "provider " in front it fits the message of a toll_error */

/* The name as it was asked for, in quotes. It may be any bytes, a message is one line of text. */
static void put_asked(toll__text *text, const char *name, uint64_t length)
{
    toll__text_put(text, "\"");
    for (uint64_t i = 0; i < length; i++) {
        const unsigned char letter = (unsigned char)name[i];
        toll__text_put_bytes(text, letter < ' ' || letter == 0x7f ? "?" : &name[i], 1);
    }
    toll__text_put(text, "\" has no tariff in this book");
}

static toll_status refuse_unknown_model(const name_search *s, const char *model, uint64_t length, toll_error *err)
{
    char reason[REASON_BYTES];
    toll__text text;
    toll__near_names near;
    if (err == NULL)
        return TOLL_E_UNKNOWN_ID;
    toll__nearest_models(s->book, s->provider, model, length, &near);
    toll__text_start(&text, reason, sizeof reason);
    put_asked(&text, model, length);
    toll__nearest_models_put(s->book, &near, &text);
    (void)toll__text_end(&text);
    return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "model", -1, reason);
}

static toll_status refuse_unknown_provider(const char *provider, uint64_t length, toll_error *err)
{
    char reason[REASON_BYTES];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    put_asked(&text, provider, length);
    (void)toll__text_end(&text);
    return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "provider", -1, reason);
}

static toll_status find_provider(const toll__book *book, const char *provider, uint64_t length, uint32_t *id,
                                 toll_error *err)
{
    *id = toll__intern_find(&book->texts, provider, length, toll__hash_text(provider, length));
    if (*id != TOLL_INTERN_OTHER)
        return TOLL_OK;
    return refuse_unknown_provider(provider, length, err);
}

toll_status toll__match_find(const toll__book *book, const char *provider, uint64_t provider_length, const char *model,
                             uint64_t model_length, int64_t at_s, uint32_t *tariff, toll_error *err)
{
    name_search s = {book, 0, at_s, NO_TARIFF, NO_TARIFF, 0, 0};
    toll_status status = find_provider(book, provider, provider_length, &s.provider, err);
    if (status != TOLL_OK)
        return status;
    if (!try_name(&s, model, model_length, TOLL_MATCH_EXACT))
        (void)try_prefixes(&s, model, model_length);
    if (!s.is_known)
        return refuse_unknown_model(&s, model, model_length, err);
    if (s.best == NO_TARIFF)
        return toll__fail(err, TOLL_E_MISSING, 0, "at_s", -1,
                          "is outside every validity period of the model's tariffs");
    if (s.rival != NO_TARIFF)
        return refuse_rivals(&s, err);
    *tariff = s.best;
    return TOLL_OK;
}
