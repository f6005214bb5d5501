/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the tariff of a model name at an instant as the clauses say, byte by byte: a name or alias, a dated name, then
 * patterns.
 *
 * By hand: clauses "gpt-4o-2024-05-13" (name) and "gpt-4o" (dated). "gpt-4o-2024-05-13" is the name, although its date
 * would make it a gpt-4o, too: what is written out comes first. "gpt-4o-2024-08-06" is gpt-4o. */
#include "book/name_match.h"

#include <stddef.h>

#include "base/fault.h"
#include "book/intern.h"
#include "book/name_refusal.h"
#include "book/name_search.h"
#include "book/retirement.h"

static toll_status find_provider(const toll__book *book, const char *provider, uint64_t length, uint32_t *id,
                                 toll_error *err)
{
    *id = toll__intern_find(&book->texts, provider, length, toll__hash_text(provider, length));
    if (*id != TOLL_INTERN_OTHER)
        return TOLL_OK;
    return toll__refuse_provider(book, provider, length, err);
}

/* A name that the book writes out is never read as another one's snapshot, even where it is not valid. */
static void search_clauses(toll__name_search *s, const char *model, uint64_t length)
{
    if (toll__search_name(s, model, length, TOLL__OPS_NAME))
        return;
    if (!s->is_known && toll__search_dated(s, model, length))
        return;
    (void)toll__search_patterns(s, model, length);
}

toll_status toll__match_find(const toll__book *book, const char *provider, uint64_t provider_length, const char *model,
                             uint64_t model_length, int64_t at_s, toll__name_hit *hit, toll_error *err)
{
    char seller[TOLL__TEXT_BYTES];
    toll__name_instant instant = toll__name_instant_at(at_s);
    toll__name_search s;
    uint32_t id = 0;
    toll_status status = find_provider(book, provider, provider_length, &id, err);
    if (status != TOLL_OK)
        return status;
    toll__book_text(book, id, seller);
    const toll__asked_name asked = {model, model_length, seller, 0};
    toll__search_start(&s, book, id, &instant);
    search_clauses(&s, model, model_length);
    if (!s.is_known)
        return toll__refuse_model(book, &asked, err);
    if (s.best == TOLL__NO_TARIFF)
        return toll__refuse_instant(&s, &asked, err);
    if (s.rival != TOLL__NO_TARIFF)
        return toll__refuse_rivals(&s, err);
    const toll__tariff found = toll__book_tariff(book, s.best);
    if (toll__is_retired(&found, &instant))
        return toll__refuse_retired(book, &asked, s.best, err);
    toll__name_take(&s, model, model_length, 0, hit);
    return TOLL_OK;
}
