/* SPDX-License-Identifier: Apache-2.0 */
/* Two books, the reviewed one first.
 *
 * full.book holds everything that the importers know, unreviewed. So it answers only names of which the first book knows
 * nothing. By hand: "deepseek-chat" is retired in the first book, and refused. "mistral-large" is in full.book alone, and
 * answered by it. "claude-sonnet-4-5-20991231" fits a prefix of full.book, but the first book has anthropic's prices and
 * no price of that date: refused.
 *
 * A bare name is its maker's. "gpt-4o-2024-05-13" is azure's alone in full.book, and its family is openai's: ambiguous,
 * since a log of openai would be billed by azure's prices.
 *
 * Two messages cost milliseconds (near names), so each book is asked without one first. */
#include "input/price_books.h"

#include <stdio.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/model_maker.h"
#include "output/notes.h"

#define PATTERNS (TOLL_NAME_PREFIX | TOLL_NAME_SUFFIX | TOLL_NAME_INFIX)

static void start_books(price_books *b, const char *path)
{
    memset(b, 0, sizeof *b);
    b->state = path == NULL ? FULL_NOT_SOUGHT : FULL_SWITCHED_OFF;
}

bool price_books_open(price_books *b, const char *path)
{
    start_books(b, path);
    return pricebook_open(&b->own, path);
}

bool price_books_read(price_books *b, const char *path)
{
    start_books(b, path);
    b->is_read = true;
    return pricebook_read(&b->own, path);
}

void price_books_close(price_books *b)
{
    pricebook_close(&b->own);
    pricebook_close(&b->full);
}

/* ---- full.book ---- */

static void note_passed_over(const char *path)
{
    char text[256];
    const char *named = book_search_passed_over(path);
    if (named != NULL) {
        snprintf(text, sizeof text, "TOLL_BOOK (%.80s) is not read: %.100s comes before it", named, path);
        notes_add(text);
    }
}

static full_book_state open_full(price_books *b)
{
    book_search_result found = book_search(b->path, sizeof b->path);
    if (found != BOOK_IS_THERE) {
        return found == BOOK_IS_ABSENT ? FULL_ABSENT : FULL_SWITCHED_OFF;
    }
    if (pricebook_map(&b->full, b->path, &b->fault) != TOLL_OK) {
        return FULL_BROKEN;
    }
    if (b->is_read && pricebook_read_rows(&b->full, &b->fault) != TOLL_OK) {
        pricebook_put_path(b->path, &b->fault);
        pricebook_close(&b->full);
        return FULL_BROKEN;
    }
    note_passed_over(b->path);
    return FULL_OPEN;
}

static full_book_state seek_full(price_books *b)
{
    if (b->state == FULL_NOT_SOUGHT) {
        b->state = open_full(b);
    }
    return b->state;
}

const char *price_books_hint(const price_books *b)
{
    return b->state == FULL_ABSENT ? "; full.book, which has more names, was not found: make install, or TOLL_BOOK=FILE"
                                   : "";
}

/* ---- names ---- */

static bool has_provider(const pricebook *b, const char *provider)
{
    toll_book_name name;
    toll_error err;
    toll_status status = pricebook_resolve(b, provider, "-", 0, NULL, &name, &err);
    return status != TOLL_E_UNKNOWN_ID || strcmp(err.field, "provider") != 0;
}

static bool is_guess(const price_books *b, const toll_book_name *name)
{
    return (name->matched_by & PATTERNS) != 0 && has_provider(&b->own, name->provider);
}

static toll_status fail_by_full(const price_books *b, toll_error *err)
{
    if (err != NULL) {
        *err = b->fault;
    }
    return b->fault.code;
}

/* The maker of a bare name that full.book has of somebody else, while it has prices of the maker; NULL: no such case. */
static const char *find_other_maker(const price_books *b, const char *provider, const char *model,
                                    const toll_book_name *name)
{
    bool is_bare = provider[0] == 0 && strchr(model, '/') == NULL;
    const char *maker = is_bare ? model_maker(model) : NULL;
    if (maker == NULL || strcmp(maker, name->provider) == 0) {
        return NULL;
    }
    return has_provider(&b->own, maker) || has_provider(&b->full, maker) ? maker : NULL;
}

static toll_status refuse_reseller(const char *model, const toll_book_name *name, const char *maker, toll_error *err)
{
    if (err != NULL) {
        *err = (toll_error){.code = TOLL_E_AMBIGUOUS, .field_offset = -1, .row = -1};
        snprintf(err->field, sizeof err->field, "model");
        snprintf(err->message, sizeof err->message, "model \"%.60s\" is of %s in full.book, not of its maker %.31s",
                 model, name->provider, maker);
    }
    return TOLL_E_AMBIGUOUS;
}

/* The first book knows nothing of the name. */
static toll_status ask_full(price_books *b, const char *provider, const char *model, int64_t at_s, void *card,
                            book_hit *hit, toll_error *err)
{
    hit->book = &b->full;
    toll_status status = pricebook_resolve(&b->full, provider, model, at_s, card, &hit->name, NULL);
    if (status != TOLL_OK) {
        return err == NULL ? status : pricebook_resolve(&b->full, provider, model, at_s, card, &hit->name, err);
    }
    const char *maker = find_other_maker(b, provider, model, &hit->name);
    if (maker != NULL) {
        return refuse_reseller(model, &hit->name, maker, err);
    }
    if (!is_guess(b, &hit->name)) {
        return TOLL_OK;
    }
    hit->book = &b->own;
    return pricebook_resolve(&b->own, provider, model, at_s, NULL, &hit->name, err);
}

toll_status price_books_resolve(price_books *b, const char *provider, const char *model, int64_t at_s, void *card,
                                book_hit *hit, toll_error *err)
{
    hit->book = &b->own;
    toll_status status = pricebook_resolve(&b->own, provider, model, at_s, card, &hit->name, NULL);
    full_book_state state = status == TOLL_E_UNKNOWN_ID ? seek_full(b) : FULL_SWITCHED_OFF;
    if (state == FULL_OPEN) {
        return ask_full(b, provider, model, at_s, card, hit, err);
    }
    if (state == FULL_BROKEN) {
        return fail_by_full(b, err);
    }
    if (err == NULL || status == TOLL_OK) {
        return status;
    }
    return pricebook_resolve(&b->own, provider, model, at_s, card, &hit->name, err);
}

toll_status price_books_resolve_full(price_books *b, const char *model, int64_t at_s, void *card, book_hit *hit,
                                     toll_error *err)
{
    full_book_state state = seek_full(b);
    hit->book = &b->full;
    if (state == FULL_OPEN) {
        return pricebook_resolve(&b->full, "", model, at_s, card, &hit->name, err);
    }
    if (state == FULL_BROKEN) {
        return fail_by_full(b, err);
    }
    *err = (toll_error){.code = TOLL_E_MISSING, .field_offset = -1, .row = -1};
    snprintf(err->message, sizeof err->message, "full.book %s",
             state == FULL_ABSENT ? "was not found: make install, or TOLL_BOOK=FILE"
                                  : "is switched off by --book or TOLL_BOOK");
    return TOLL_E_MISSING;
}

int price_books_suggest(price_books *b, const char *provider, const char *model, toll_book_candidate *near)
{
    int count = b->state == FULL_OPEN ? pricebook_suggest(&b->full, provider, model, near) : 0;
    return count > 0 ? count : pricebook_suggest(&b->own, provider, model, near);
}

bool price_books_knows(price_books *b, const char *option_name, const char *provider, const char *model, int64_t at_s)
{
    book_hit hit;
    toll_book_candidate near[PRICEBOOK_NEAR];
    if (price_books_resolve(b, provider, model, at_s, NULL, &hit, NULL) != TOLL_E_UNKNOWN_ID) {
        return true;
    }
    bool has_near = price_books_suggest(b, provider, model, near) > 0;
    complain("%s: \"%.95s\" is not in the book%s%s%.95s%s", option_name, model, price_books_hint(b),
             has_near ? "; did you mean " : "", has_near ? near[0].model : "", has_near ? "?" : "");
    return false;
}
