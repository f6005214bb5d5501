/* SPDX-License-Identifier: Apache-2.0 */
/* Looks one spelling up among the clauses of a book.
 *
 * Names are interned (intern.c), so a look-up hashes the name once and compares numbers. Among tariffs of one clause
 * the higher layer wins; another one that is as good is the rival. Patterns are tried from the longest on, but only
 * lengths that some clause has: the header holds them as sets of 128 bits.
 *
 * By hand: clauses "gpt-5" (name), "gpt-5-" (prefix) and "gpt-" (prefix). "gpt-5" is the name. "gpt-5-x" is no name;
 * lengths 6 and 4 have clauses, so two look-ups are made at most, and the first finds "gpt-5-". */
#include "book/name_search.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "book/book_index.h"
#include "book/intern.h"
#include "book/name_date.h"

void toll__search_start(toll__name_search *s, const toll__book *book, uint32_t provider, toll__name_instant *instant)
{
    *s = (toll__name_search){book, provider, instant, TOLL__NO_TARIFF, TOLL__NO_TARIFF, 0, TOLL__NO_TARIFF, 0, 0, 0};
}

/* Of the tariffs that have ended, the last one. One that has not begun is kept as long as none has ended. */
static void keep_past(toll__name_search *s, uint32_t tariff, uint32_t row)
{
    if (s->past != TOLL__NO_TARIFF) {
        const int64_t kept = toll__book_tariff(s->book, s->past).rows->until_s;
        const int64_t until = toll__book_tariff(s->book, tariff).rows->until_s;
        if (!toll__name_instant_reached(s->instant, until))
            return;
        if (toll__name_instant_reached(s->instant, kept) && until <= kept)
            return;
    }
    s->past = tariff;
    s->past_row = row;
}

static void consider_tariff(toll__name_search *s, const toll__match *match)
{
    const uint32_t tariff = match->tariff, clause = match->row;
    const toll__row *row = toll__book_tariff(s->book, tariff).rows;
    if (s->provider != 0 && row->key != s->provider)
        return;
    s->is_known = 1;
    if (!toll__name_instant_reached(s->instant, row->from_s) || toll__name_instant_reached(s->instant, row->until_s)) {
        keep_past(s, tariff, clause);
        return;
    }
    if (tariff == s->best || (s->best != TOLL__NO_TARIFF && row->layer < s->layer))
        return;
    s->rival = s->best != TOLL__NO_TARIFF && row->layer == s->layer ? tariff : TOLL__NO_TARIFF;
    if (s->rival == TOLL__NO_TARIFF) {
        s->best = tariff;
        s->row = clause;
    }
    s->layer = row->layer;
}

/* The op of a clause is read from its row. */
static uint32_t op_bit(const toll__book *book, const toll__match *match)
{
    const uint32_t op = match->row < book->n_rows ? book->rows[match->row].op : 0;
    return op < 32 ? TOLL__OP_BIT(op) : 0;
}

/* Names stand in front and need no look at their op: a set of ops holds both kinds of names or none. */
int toll__search_text(toll__name_search *s, uint32_t id, uint32_t ops)
{
    const toll__book *book = s->book;
    const toll__text_entry entry = book->texts.entries[id];
    const uint64_t first = entry.first_match, middle = first + entry.n_exact, end = middle + entry.n_patterns;
    for (uint64_t i = (ops & TOLL__OP_BIT(TOLL_MATCH_EXACT)) != 0 ? first : middle; i < end && i < book->n_matches; i++)
        if (i < middle || (op_bit(book, &book->matches[i]) & ops) != 0)
            consider_tariff(s, &book->matches[i]);
    return s->best != TOLL__NO_TARIFF;
}

int toll__search_name(toll__name_search *s, const char *name, uint64_t length, uint32_t ops)
{
    const uint32_t id = toll__intern_find(&s->book->texts, name, length, toll__hash_text(name, length));
    return id != TOLL_INTERN_OTHER && toll__search_text(s, id, ops);
}

int toll__search_dated(toll__name_search *s, const char *name, uint64_t length)
{
    char other[TOLL__TEXT_BYTES];
    uint32_t rule = 0;
    const uint64_t family = toll__date_family(name, length, &rule), size = toll__date_other(name, length, other);
    if (family == 0)
        return 0;
    if (size != 0 && (toll__search_name(s, other, size, TOLL__OPS_NAME) || s->is_known))
        return s->best != TOLL__NO_TARIFF;
    return toll__search_name(s, name, family, TOLL__OPS_DATED);
}

/* ---- patterns ---- */

static int has_length(const uint64_t set[2], uint64_t length)
{
    return (set[length / 64 % 2] >> length % 64 & 1) != 0;
}

/* A name that patterns are tried on. */
typedef struct pattern_name {
    const char *text;
    uint64_t length;
    uint64_t variant; /* where a router's variant begins; length: it has none */
} pattern_name;

/* ":free" behind a name buys another thing at another price, so a pattern must know of it: "deepseek-r1" as a prefix
 * does not take "deepseek-r1:free". */
static uint64_t find_variant(const char *name, uint64_t length)
{
    static const char words[][12] = {":free", ":nitro", ":floor", ":online", ":exacto", ":extended"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const uint64_t size = strlen(words[i]);
        if (length > size && memcmp(name + length - size, words[i], (size_t)size) == 0)
            return length - size;
    }
    return length;
}

/* All places of one length: of a prefix the first, of a suffix the last. */
static int try_places(toll__name_search *s, const pattern_name *name, uint64_t size, uint32_t op)
{
    const uint64_t first = op == TOLL_MATCH_SUFFIX ? name->length - size : 0;
    const uint64_t last = op == TOLL_MATCH_PREFIX ? 0 : name->length - size;
    for (uint64_t at = first; at <= last; at++)
        if (name->variant == name->length || at + size > name->variant)
            (void)toll__search_name(s, name->text + at, size, TOLL__OP_BIT(op));
    return s->best != TOLL__NO_TARIFF;
}

/* From the longest on; lengths that no clause of the book has cost nothing. */
static int try_lengths(toll__name_search *s, const pattern_name *name, uint32_t op)
{
    const uint64_t *set = s->book->header->lengths[toll__match_lengths(op)], lengths[2] = {set[0], set[1]};
    if ((lengths[0] | lengths[1]) == 0)
        return 0;
    for (uint64_t size = name->length; size > 0; size--)
        if (has_length(lengths, size) && try_places(s, name, size, op))
            return 1;
    return 0;
}

int toll__search_patterns(toll__name_search *s, const char *name, uint64_t length)
{
    if (length >= TOLL__TEXT_BYTES)
        return 0;
    const pattern_name asked = {name, length, find_variant(name, length)};
    return try_lengths(s, &asked, TOLL_MATCH_PREFIX) || try_lengths(s, &asked, TOLL_MATCH_SUFFIX) ||
           try_lengths(s, &asked, TOLL_MATCH_INFIX);
}

/* ---- how ---- */

static char small(char letter)
{
    return (char)(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
}

/* Letters of another case, and separators that stand for one another. */
static uint32_t spelling_rules(const char *name, const char *text, uint64_t length)
{
    uint32_t rules = 0;
    for (uint64_t i = 0; i < length; i++) {
        if (name[i] == text[i])
            continue;
        rules |= small(name[i]) == small(text[i]) ? TOLL_NAME_CASE : TOLL_NAME_PUNCTUATION;
    }
    return rules;
}

uint32_t toll__search_rules(const toll__name_search *s, const char *name, uint64_t length)
{
    static const uint32_t by_op[TOLL_MATCH_INFIX + 1] = {[TOLL_MATCH_ALIAS] = TOLL_NAME_ALIAS,
                                                         [TOLL_MATCH_PREFIX] = TOLL_NAME_PREFIX,
                                                         [TOLL_MATCH_SUFFIX] = TOLL_NAME_SUFFIX,
                                                         [TOLL_MATCH_INFIX] = TOLL_NAME_INFIX};
    char text[TOLL__TEXT_BYTES];
    const toll__row *row = &s->book->rows[s->row < s->book->n_rows ? s->row : 0];
    const uint32_t op = row->op <= TOLL_MATCH_INFIX ? row->op : 0;
    uint32_t date = 0;
    toll__book_text(s->book, row->text, text);
    const uint64_t size = toll__text_length(text, sizeof text);
    if (op == TOLL_MATCH_PREFIX || op == TOLL_MATCH_SUFFIX || op == TOLL_MATCH_INFIX)
        return by_op[op];
    if (size > length || (size < length && op != TOLL_MATCH_DATED)) /* its date in the other form */
        return by_op[op] | TOLL_NAME_PUNCTUATION;
    if (size < length)
        (void)toll__date_family(name, length, &date);
    return by_op[op] | date | spelling_rules(name, text, size);
}
