/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the tariff of a name as logs and people write it.
 *
 *   name_form.c     the name without router, provider, region, variant: ever shorter spellings of it
 *   name_search.c   one spelling by the clauses of the book
 *   name_date.c     dates and "-latest", which only a clause ::TOLL_MATCH_DATED lets pass
 *
 * Whose model it is decides where a spelling is looked for: the provider that the caller gives, else the one that the
 * form tells, else the maker of the family. Within it all spellings are compared with all texts of the book in one
 * pass, folded (case, "." and "_" as "-"). A name wins over a dated one, then the longest spelling, then equal letters
 * over folded ones. Patterns come last.
 *
 * By hand, "openai/GPT-4o-2024-08-06" in a book that has the clauses "gpt-4o" (name) and "gpt-4o" (dated): the form
 * tells openai and leaves the spellings "openai/GPT-4o-2024-08-06" and "GPT-4o-2024-08-06". Folded, the second is
 * "gpt-4o" and a date. Rules: provider prefix, case, date suffix. */
#include "book/name_rules.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"
#include "book/intern.h"
#include "book/name_date.h"
#include "book/name_refusal.h"
#include "book/retirement.h"

#define NO_RANK UINT32_MAX
#define DATED   128u /* in a rank: more than all spellings have */

/* One name under one provider. A rank is DATED for a dated name + 2 * core + 1 for folded letters. */
typedef struct rule_search {
    const toll__book *book;
    const toll__name_form *form;
    uint32_t of_length[TOLL__TEXT_BYTES]; /* set of the spellings that have so many bytes, or whose families have */
    uint64_t families[TOLL__NAME_CORES];  /* bytes without the date; 0: no date */
    char folded[TOLL__NAME_CORES][TOLL__TEXT_BYTES];
    toll__name_search best;
    uint32_t rank;
} rule_search;

/* ---- spellings against texts ---- */

static void start_rules(rule_search *r, const toll__book *book, const toll__name_form *form)
{
    r->book = book;
    r->form = form;
    memset(r->of_length, 0, sizeof r->of_length);
    for (uint32_t i = 0; i < form->n_cores; i++) {
        uint32_t rule = 0;
        const toll__name_core *core = &form->cores[i];
        toll__fold_text(core->text, core->length, r->folded[i]);
        r->families[i] = toll__date_family(r->folded[i], core->length, &rule);
        r->of_length[core->length] |= (uint32_t)1 << i;
        r->of_length[r->families[i]] |= (uint32_t)1 << i; /* no text has 0 bytes */
    }
}

static int is_folded_equal(const char *folded, const char *text, uint64_t length)
{
    uint64_t i = 0;
    while (i < length && toll__fold_letter(text, i, length) == folded[i])
        i++;
    return i == length;
}

/* The rank of a text as an answer; NO_RANK when it is none. */
static uint32_t rank_text(const rule_search *r, const char *text, uint64_t length)
{
    uint32_t best = NO_RANK, set = r->of_length[length];
    for (uint32_t i = 0; set != 0; i++, set >>= 1) {
        const toll__name_core *core = &r->form->cores[i];
        const uint32_t rank = (core->length != length ? DATED : 0) + 2 * i;
        if ((set & 1) == 0 || rank >= best || rank > r->rank)
            continue;
        if (is_folded_equal(r->folded[i], text, length))
            best = rank + (memcmp(core->text, text, (size_t)length) != 0);
    }
    return best;
}

/* A better text replaces the answer, another one of its rank adds to it. */
static void take_text(rule_search *r, uint32_t id, uint32_t rank)
{
    const uint32_t ops = (rank & DATED) != 0 ? TOLL__OPS_DATED : TOLL__OPS_NAME;
    if (rank == r->rank) {
        (void)toll__search_text(&r->best, id, ops);
        return;
    }
    toll__name_search better;
    toll__search_start(&better, r->book, r->best.provider, r->best.instant);
    (void)toll__search_text(&better, id, ops);
    if (!better.is_known)
        return;
    r->best = better;
    r->rank = rank;
}

/* All texts of the book that are clauses and have a length of interest. */
static void scan_texts(rule_search *r)
{
    const toll__texts *texts = &r->book->texts;
    for (uint32_t id = 1; id < texts->n_entries; id++) {
        const toll__text_entry *entry = &texts->entries[id];
        const uint64_t length = entry->length, offset = entry->offset; /* read once: a book may change under us */
        if (length >= TOLL__TEXT_BYTES || r->of_length[length] == 0 || (entry->n_exact | entry->n_patterns) == 0 ||
            offset + length >= texts->pool_bytes)
            continue;
        const uint32_t rank = rank_text(r, texts->pool + offset, length);
        if (rank <= r->rank && rank != NO_RANK)
            take_text(r, id, rank);
    }
}

/* Patterns take a spelling as it is written, the longest spelling first. */
static void search_patterns(rule_search *r)
{
    for (uint32_t i = 0; i < r->form->n_cores; i++) {
        toll__name_search s;
        toll__search_start(&s, r->book, r->best.provider, r->best.instant);
        if (!toll__search_patterns(&s, r->form->cores[i].text, r->form->cores[i].length))
            continue;
        r->best = s;
        r->rank = 2 * i;
        return;
    }
}

/* All spellings under one provider, 0: any; 1 when the book knows one of them. */
static int search_provider(rule_search *r, uint32_t provider, toll__name_instant *instant)
{
    toll__search_start(&r->best, r->book, provider, instant);
    r->rank = NO_RANK;
    scan_texts(r);
    if (!r->best.is_known)
        search_patterns(r);
    return r->best.is_known;
}

/* ---- providers ---- */

/* Number of a provider's text; TOLL_INTERN_OTHER: the book does not have it. */
static uint32_t provider_number(const toll__book *book, const char *provider)
{
    const uint64_t length = toll__text_length(provider, TOLL__TEXT_BYTES);
    return toll__intern_find(&book->texts, provider, length, toll__hash_text(provider, length));
}

static int is_provider(const toll__book *book, uint32_t id)
{
    for (uint32_t i = 0; i < book->n_tariffs; i++)
        if (toll__book_tariff(book, i).rows->key == id)
            return 1;
    return 0;
}

/* ---- answers ---- */

void toll__name_take(const toll__name_search *s, const char *name, uint64_t length, uint32_t rules, toll__name_hit *hit)
{
    rules |= toll__search_rules(s, name, length);
    memset(hit, 0, sizeof *hit);
    hit->tariff = s->best;
    hit->row = s->row;
    hit->rules = (rules & ~TOLL_NAME_MAKER) != 0 ? rules : rules | TOLL_NAME_EXACT;
}

/* A retired name keeps the tariff that it had last. */
static int take_past(toll__name_search *s)
{
    if (s->best != TOLL__NO_TARIFF || s->past == TOLL__NO_TARIFF)
        return 0;
    const toll__tariff past = toll__book_tariff(s->book, s->past);
    if (!toll__is_retired(&past, s->instant))
        return 0;
    s->best = s->past;
    s->row = s->past_row;
    return 1;
}

/* The one that a name without a provider must be of: the seller whose spelling it is, else the maker of a family without
 * public weights. TOLL_INTERN_OTHER: anyone's. A maker that the book does not have could not be found, so who has the
 * name may answer. */
static uint32_t find_sole_seller(const toll__name_search *s, const char *name, uint64_t length)
{
    char folded[TOLL_BOOK_NAME_BYTES_MAX];
    if (s->provider != 0 || length > sizeof folded)
        return TOLL_INTERN_OTHER;
    toll__fold_text(name, length, folded);
    const char *seller = toll__form_seller(name, length);
    if (seller == NULL)
        seller = toll__sole_maker_find(folded, length);
    const uint32_t id = seller != NULL ? provider_number(s->book, seller) : TOLL_INTERN_OTHER;
    return id != TOLL_INTERN_OTHER && is_provider(s->book, id) ? id : TOLL_INTERN_OTHER;
}

/* "dall-e-3" of a reseller, at its price, is a guess. */
static int is_foreign(const toll__name_search *s, uint32_t seller)
{
    return seller != TOLL_INTERN_OTHER && s->best != TOLL__NO_TARIFF &&
           toll__book_tariff(s->book, s->best).rows->key != seller;
}

/* What the seller itself has under the name comes first, even if it has retired there: others may still sell it. */
static uint32_t take_sole_seller(toll__name_search *s, uint32_t seller, const char *name, uint64_t length)
{
    toll__name_search own;
    if (!is_foreign(s, seller))
        return 0;
    toll__search_start(&own, s->book, seller, s->instant);
    (void)toll__search_name(&own, name, length, TOLL__OPS_NAME);
    if (!own.is_known)
        return 0;
    *s = own;
    return TOLL_NAME_MAKER;
}

static toll_status finish_search(toll__name_search *s, const toll__asked_name *asked, const char *spelling,
                                 uint64_t length, uint32_t rules, toll__name_hit *hit, toll_error *err)
{
    const uint32_t seller = find_sole_seller(s, spelling, length);
    rules |= take_sole_seller(s, seller, spelling, length);
    const int is_past = take_past(s);
    if (s->best == TOLL__NO_TARIFF)
        return toll__refuse_instant(s, asked, err);
    if (s->rival != TOLL__NO_TARIFF)
        return toll__refuse_rivals(s, err);
    if (is_foreign(s, seller))
        return toll__refuse_foreign(s, asked, seller, err);
    toll__name_take(s, spelling, length, rules, hit);
    hit->is_past = (uint32_t)is_past;
    return TOLL_OK;
}

/* Whether a rule or multiplier of the tariff names the region. */
static int names_region(const toll__book *book, uint32_t tariff, const char *region)
{
    const toll__tariff rows = toll__book_tariff(book, tariff);
    const uint64_t length = toll__text_length(region, TOLL__NAME_FIELD);
    const uint32_t id = toll__intern_find(&book->texts, region, length, toll__hash_text(region, length));
    for (uint32_t i = 1; i < rows.n_rows; i++)
        if (rows.rows[i].kind == TOLL_ROW_WHEN_REGION && rows.rows[i].text == id)
            return 1;
    return 0;
}

static toll_status finish_rules(rule_search *r, const toll__asked_name *asked, toll__name_hit *hit, toll_error *err)
{
    const toll__name_core *core = &r->form->cores[r->rank % DATED / 2];
    toll_status status = finish_search(&r->best, asked, core->text, core->length, core->rules, hit, err);
    if (status != TOLL_OK)
        return status;
    if (r->form->is_placed && (core->rules & TOLL_NAME_REGION_PREFIX) != 0 &&
        !names_region(r->book, hit->tariff, r->form->region))
        return toll__refuse_region(asked, r->form->region, err);
    memcpy(hit->region, r->form->region, sizeof hit->region);
    if ((core->rules & TOLL_NAME_VARIANT) != 0)
        memcpy(hit->variant, r->form->variant, sizeof hit->variant);
    return TOLL_OK;
}

/* ---- whose model it is ---- */

/* "openai" is openai; "gemini" may be some text of a book without being a provider. */
static int is_own_word(const toll__seller *seller, uint64_t length)
{
    return strlen(seller->id) == length && memcmp(seller->id, seller->word, (size_t)length) == 0;
}

/* A word that is a provider's text in the book means that provider, whatever it is elsewhere. */
toll_status toll__name_provider(const toll__book *book, const char *provider, uint64_t length, uint32_t *id,
                                toll_error *err)
{
    *id = toll__intern_find(&book->texts, provider, length, toll__hash_text(provider, length));
    if (length == 0)
        return TOLL_OK;
    const toll__seller *seller = toll__seller_find(provider, length);
    const int is_alias = seller != NULL && seller->kind != TOLL__WORD_PASS;
    if (*id != TOLL_INTERN_OTHER && (!is_alias || is_own_word(seller, length) || is_provider(book, *id)))
        return TOLL_OK;
    if (is_alias)
        *id = provider_number(book, seller->id);
    return *id != TOLL_INTERN_OTHER ? TOLL_OK : toll__refuse_provider(book, provider, length, err);
}

/* The maker's number by the last spelling; 0: not known, or the book has no tariff of it. */
static uint32_t maker_number(const toll__book *book, const char *folded, uint64_t length)
{
    const char *maker = toll__maker_find(folded, length);
    const uint32_t id = maker != NULL ? provider_number(book, maker) : 0;
    return id != TOLL_INTERN_OTHER ? id : 0;
}

/* Of several that sell a name, the one whose spelling it is, else its maker. */
static void prefer_maker(toll__name_search *s, const char *name, uint64_t length, uint32_t *rules)
{
    char folded[TOLL_BOOK_NAME_BYTES_MAX];
    toll__name_search own;
    toll__fold_text(name, length, folded);
    const char *seller = toll__form_seller(name, length);
    const uint32_t maker = seller != NULL ? provider_number(s->book, seller) : maker_number(s->book, folded, length);
    if (maker == 0 || maker == TOLL_INTERN_OTHER)
        return;
    toll__search_start(&own, s->book, maker, s->instant);
    if (!toll__search_name(&own, name, length, TOLL__OPS_NAME))
        return;
    *s = own;
    *rules |= TOLL_NAME_MAKER;
}

/* The name as it is written, of any provider or of one; 1 when that settles it. */
static int search_written(toll__name_search *s, const toll__asked_name *asked, uint32_t *rules)
{
    *rules = 0;
    if (asked->length >= TOLL__TEXT_BYTES || !toll__search_name(s, asked->text, asked->length, TOLL__OPS_NAME))
        return 0;
    if (s->rival != TOLL__NO_TARIFF && s->provider == 0)
        prefer_maker(s, asked->text, asked->length, rules);
    return 1;
}

/* Dated names and patterns are written out in the book, so they hold whoever sells them. A name that is written out
 * itself is no snapshot of another one. */
static int search_clauses(toll__name_search *s, const toll__asked_name *asked)
{
    if (asked->length >= TOLL__TEXT_BYTES)
        return 0;
    if (!s->is_known && toll__search_dated(s, asked->text, asked->length))
        return 1;
    return toll__search_patterns(s, asked->text, asked->length);
}

/* Several sell the clause that was found at the maker. */
static uint32_t maker_rule(const rule_search *r)
{
    toll__name_search all;
    if (r->best.best == TOLL__NO_TARIFF || r->best.row >= r->book->n_rows)
        return 0;
    const toll__row *row = &r->book->rows[r->best.row];
    toll__search_start(&all, r->book, 0, r->best.instant);
    (void)toll__search_text(&all, row->text < r->book->texts.n_entries ? row->text : 0, TOLL__OPS_NAME);
    return all.rival != TOLL__NO_TARIFF ? TOLL_NAME_MAKER : 0;
}

static int has_slash(const toll__asked_name *asked)
{
    return toll__find_letter(asked->text, asked->length, '/') < asked->length;
}

/* ---- by rule ---- */

/* No provider is known: the maker's, then what any provider has written out, then, for a maker that the book does not
 * have, the one provider that has the name in other letters. */
static toll_status resolve_open(rule_search *r, const toll__asked_name *asked, toll__name_instant *instant,
                                toll__name_hit *hit, toll_error *err)
{
    toll__name_search s;
    uint32_t rules = 0, maker = 0;
    toll__search_start(&s, r->book, 0, instant);
    if (search_written(&s, asked, &rules))
        return finish_search(&s, asked, asked->text, asked->length, rules, hit, err);
    if (r->form->last < r->form->n_cores)
        maker = maker_number(r->book, r->folded[r->form->last], r->form->cores[r->form->last].length);
    if (maker != 0 && search_provider(r, maker, instant)) {
        rules = maker_rule(r);
        const toll_status status = finish_rules(r, asked, hit, err);
        hit->rules |= status == TOLL_OK ? rules : 0;
        return status;
    }
    if (search_clauses(&s, asked))
        return finish_search(&s, asked, asked->text, asked->length, 0, hit, err);
    if (s.is_known)
        return finish_search(&s, asked, asked->text, asked->length, 0, hit, err);
    if (maker == 0 && !has_slash(asked) && search_provider(r, 0, instant))
        return finish_rules(r, asked, hit, err);
    return toll__refuse_model(r->book, asked, err);
}

/* The form tells the provider. A book may also have the whole as a name, of that provider or of another one. */
static toll_status resolve_told(rule_search *r, toll__asked_name *asked, toll__name_instant *instant,
                                toll__name_hit *hit, toll_error *err)
{
    toll__name_search s;
    uint32_t rules = 0;
    const uint32_t provider = provider_number(r->book, r->form->provider);
    if (provider != TOLL_INTERN_OTHER && search_provider(r, provider, instant))
        return finish_rules(r, asked, hit, err);
    toll__search_start(&s, r->book, 0, instant);
    if (search_written(&s, asked, &rules))
        return finish_search(&s, asked, asked->text, asked->length, rules, hit, err);
    if (s.is_known)
        return finish_search(&s, asked, asked->text, asked->length, 0, hit, err);
    asked->provider = r->form->provider;
    return toll__refuse_model(r->book, asked, err);
}

/* "acme/" in front, where the book has a provider of this name that no table knows. */
static void read_own_provider(const toll__book *book, const toll__asked_name *asked, char own[TOLL__TEXT_BYTES])
{
    const uint64_t length = toll__find_letter(asked->text, asked->length, '/');
    own[0] = '\0';
    if (length == 0 || length == asked->length || length >= TOLL__NAME_FIELD ||
        toll__seller_find(asked->text, length) != NULL)
        return;
    const uint32_t id = toll__intern_find(&book->texts, asked->text, length, toll__hash_text(asked->text, length));
    if (id != TOLL_INTERN_OTHER && is_provider(book, id))
        toll__book_text(book, id, own);
}

static toll_status resolve_by_rule(const toll__book *book, uint32_t provider, toll__asked_name *asked,
                                   toll__name_instant *instant, toll__name_hit *hit, toll_error *err)
{
    char own[TOLL__TEXT_BYTES];
    toll__name_form form;
    rule_search r;
    const toll__seller *seller = toll__seller_find(asked->provider, strlen(asked->provider));
    read_own_provider(book, asked, own);
    const char *given = provider != 0 ? asked->provider : own;
    toll__form_read(provider != 0 && seller != NULL ? seller->id : given, asked->text, asked->length, &form);
    if (form.opaque != NULL)
        return toll__refuse_opaque(asked, form.opaque, err);
    start_rules(&r, book, &form);
    if (provider != 0)
        return search_provider(&r, provider, instant) ? finish_rules(&r, asked, hit, err)
                                                      : toll__refuse_model(book, asked, err);
    if (form.provider[0] != '\0')
        return resolve_told(&r, asked, instant, hit, err);
    return resolve_open(&r, asked, instant, hit, err);
}

toll_status toll__name_resolve(const toll__book *book, const char *provider, uint64_t provider_length, const char *name,
                               uint64_t length, toll__name_instant *instant, toll__name_hit *hit, toll_error *err)
{
    char seller[TOLL__TEXT_BYTES];
    toll__name_search s;
    uint32_t id = 0, rules = 0;
    toll_status status = toll__name_provider(book, provider, provider_length, &id, err);
    if (status != TOLL_OK)
        return status;
    toll__book_text(book, id, seller);
    toll__asked_name asked = {name, length, seller, 1};
    toll__search_start(&s, book, id, instant);
    if ((id != 0 || !has_slash(&asked)) && search_written(&s, &asked, &rules))
        return finish_search(&s, &asked, name, length, rules, hit, err);
    return resolve_by_rule(book, id, &asked, instant, hit, err);
}

/* ---- words ---- */

void toll__name_rules_text(uint32_t rules, char *text, uint64_t size)
{
    static const struct {
        uint32_t rule;
        char words[20];
    } names[] = {{TOLL_NAME_PROVIDER_PREFIX, "provider prefix"},
                 {TOLL_NAME_ROUTER_PREFIX, "router prefix"},
                 {TOLL_NAME_REGION_PREFIX, "region prefix"},
                 {TOLL_NAME_VERSION_SUFFIX, "version suffix"},
                 {TOLL_NAME_DATE_SUFFIX, "date suffix"},
                 {TOLL_NAME_LATEST, "latest"},
                 {TOLL_NAME_VARIANT, "variant"},
                 {TOLL_NAME_CASE, "case"},
                 {TOLL_NAME_PUNCTUATION, "punctuation"},
                 {TOLL_NAME_ALIAS, "alias"},
                 {TOLL_NAME_MAKER, "maker"},
                 {TOLL_NAME_PREFIX, "prefix"},
                 {TOLL_NAME_SUFFIX, "suffix"},
                 {TOLL_NAME_INFIX, "infix"}};
    toll__text out;
    toll__text_start(&out, text, size);
    for (uint64_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((rules & names[i].rule) == 0)
            continue;
        toll__text_put(&out, out.length > 0 ? ", " : "");
        toll__text_put(&out, names[i].words);
    }
    (void)toll__text_end(&out);
}
