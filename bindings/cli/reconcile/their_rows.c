/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of an invoice as rows. A model of an invoice is looked for among the log's models first, then by the rules of
 * names in the book, under the providers of the log, the vendor of the report, and any:
 *
 *   Claude Sonnet 4.5 --> claude-sonnet-4.5 --> claude-sonnet-4-5
 *   Claude4.5Sonnet   --> claude-4.5-sonnet --> claude-sonnet-4-5 (the number behind the name)
 *
 * A region that no record of the log has is held to be untold: logs of most vendors do not have it. */
#include "reconcile/their_rows.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "output/give_up.h"

#define NAME_FORMS 4
#define NAME_BYTES 96

/* ---- spellings ---- */

/* Lower case, words joined by hyphens; a digit behind a letter and a letter behind a digit begin a word if asked for. */
static void write_slug(const char *name, bool splits, char slug[NAME_BYTES])
{
    size_t used = 0;
    for (size_t i = 0; name[i] != 0 && used + 2 < NAME_BYTES; i++) {
        const unsigned char c = (unsigned char)name[i], before = i > 0 ? (unsigned char)name[i - 1] : 0;
        bool is_edge = splits && i > 0 && ((isdigit(c) && isalpha(before)) || (isalpha(c) && isdigit(before)));
        if (is_edge && used > 0 && slug[used - 1] != '-') {
            slug[used++] = '-';
        }
        slug[used++] = c == ' ' || c == '_' ? '-' : (char)tolower(c);
    }
    slug[used] = 0;
}

static void points_to_hyphens(const char *slug, char out[NAME_BYTES])
{
    snprintf(out, NAME_BYTES, "%s", slug);
    for (char *c = out; *c != 0; c++) {
        *c = *c == '.' ? '-' : *c;
    }
}

/* claude-4.5-sonnet --> claude-sonnet-4-5 */
static void number_behind(const char *slug, char out[NAME_BYTES])
{
    const char *first = strchr(slug, '-'), *second = first != NULL ? strchr(first + 1, '-') : NULL;
    char moved[NAME_BYTES * 2] = "";
    out[0] = 0;
    if (second != NULL && isdigit((unsigned char)first[1])) {
        snprintf(moved, sizeof moved, "%.*s-%s-%.*s", (int)(first - slug), slug, second + 1, (int)(second - first - 1),
                 first + 1);
        moved[NAME_BYTES - 1] = 0;
        points_to_hyphens(moved, out);
    }
}

static void spell_name(const char *name, char forms[NAME_FORMS + 1][NAME_BYTES])
{
    char split[NAME_BYTES];
    snprintf(forms[0], NAME_BYTES, "%.95s", name);
    write_slug(name, false, forms[1]);
    points_to_hyphens(forms[1], forms[2]);
    write_slug(name, true, split);
    number_behind(split, forms[3]);
    snprintf(forms[4], NAME_BYTES, "%s", split);
}

/* ---- models ---- */

typedef struct invoice_model {
    our_rows *r;
    price_books *books;
    const char *provider; /* of the report */
    int64_t at_s;
    int64_t n_ours; /* models of the log: those of the invoice come behind them */
} invoice_model;

/* Named as toll bill names it: the SKU without its provider. */
static int64_t number_of_tariff(const invoice_model *m, const toll_book_name *found, bool is_new)
{
    const size_t length = strlen(found->provider);
    bool has_provider = strncmp(found->sku, found->provider, length) == 0 && found->sku[length] == '/';
    const char *name = has_provider ? found->sku + length + 1 : found->sku;
    return is_new ? word_number(&m->r->models, name) : word_find(&m->r->models, name);
}

static int64_t resolve_under(const invoice_model *m, const char *provider, const char *name, bool is_new)
{
    book_hit found;
    if (price_books_resolve(m->books, provider, name, m->at_s, NULL, &found, NULL) != TOLL_OK) {
        return 0;
    }
    return number_of_tariff(m, &found.name, is_new);
}

/* Among the log's models; is_new: also one that the log lacks. */
static int64_t search_model(const invoice_model *m, char forms[NAME_FORMS + 1][NAME_BYTES], bool is_new)
{
    for (int i = 0; i <= NAME_FORMS; i++) {
        int64_t number = word_find(&m->r->models, forms[i]);
        for (int64_t p = 1; number == 0 && forms[i][0] != 0 && p <= m->r->providers.n_words; p++) {
            number = resolve_under(m, word_of(&m->r->providers, p), forms[i], is_new);
        }
        if (number == 0 && forms[i][0] != 0 && m->provider[0] != 0) {
            number = resolve_under(m, m->provider, forms[i], is_new);
        }
        if (number == 0 && forms[i][0] != 0) {
            number = resolve_under(m, "", forms[i], is_new);
        }
        if (number != 0) {
            return number;
        }
    }
    return 0;
}

/* Whether whole words of a name are this text: gpt-5.6-sol of regional.openai.gpt-5.6-sol. */
static bool is_part_of(const char *text, const char *name)
{
    const size_t length = strlen(text);
    for (const char *at = strstr(name, text); length > 0 && at != NULL; at = strstr(at + 1, text)) {
        const char before = at > name ? at[-1] : '.', behind = at[length];
        if ((before == '.' || before == '/') && (behind == 0 || behind == ':' || behind == '@')) {
            return true;
        }
    }
    return false;
}

/* The one model of the log that an invoice's name is the end of: clouds leave out makers and regions. */
static int64_t find_longer_name(const invoice_model *m, const char *slug)
{
    int64_t found = 0;
    for (int64_t i = 1; i <= m->n_ours; i++) {
        if (!is_part_of(slug, word_of(&m->r->models, i))) {
            continue;
        }
        if (found != 0) {
            return 0;
        }
        found = i;
    }
    return found;
}

static int64_t find_model(const invoice_model *m, const char *name)
{
    char forms[NAME_FORMS + 1][NAME_BYTES];
    spell_name(name, forms);
    int64_t number = search_model(m, forms, false);
    number = number != 0 ? number : find_longer_name(m, forms[1]);
    return number != 0 ? number : search_model(m, forms, true);
}

/* ---- lines ---- */

static uint32_t stated_cause(uint32_t kind)
{
    return kind == STATEMENT_TAX        ? TOLL_CAUSE_TAX
           : kind == STATEMENT_DISCOUNT ? TOLL_CAUSE_DISCOUNT
           : kind == STATEMENT_ROUNDING ? TOLL_CAUSE_ROUNDING
                                        : 0;
}

static void add_their_row(const invoice_model *m, toll__statement_line *line, int64_t model, int32_t digits)
{
    our_rows *r = m->r;
    toll_bill_charge *row = our_rows_add(r);
    row->known = TOLL_CHARGE_AMOUNT;
    row->amount = line->amount;
    if (line->kind != STATEMENT_USAGE) {
        row->kind = TOLL_CHARGE_STATED;
        row->cause = stated_cause(line->kind);
        return;
    }
    row->kind = TOLL_CHARGE_THEIRS;
    row->known |= TOLL_CHARGE_DIGITS | (line->has_quantity ? TOLL_CHARGE_QUANTITY : 0);
    row->digits = digits;
    row->quantity = line->has_quantity ? line->quantity : 0;
    row->meter = line->meter;
    row->model = model;
    row->day = word_number(&r->days, line->day);
    row->tier = word_number(&r->tiers, line->tier);
    row->region = word_find(&r->regions, line->region);
}

static bool is_one_currency(const toll__statement *s)
{
    for (size_t i = 1; i < s->n_lines; i++) {
        if (strcmp(s->lines[i].currency, s->lines[0].currency) != 0) {
            complain("the invoice has amounts in %s and in %s (line %u); give one currency at a time",
                     s->lines[0].currency, s->lines[i].currency, s->lines[i].line);
            return false;
        }
    }
    return true;
}

bool their_rows_add(our_rows *r, toll__statement *statement, price_books *books, int64_t at_s)
{
    const invoice_model m = {r, books, statement->provider, at_s, r->models.n_words};
    word_numbers names = {0};
    int64_t *known = claim_again(NULL, statement->n_lines + 1, sizeof *known);
    if (!is_one_currency(statement)) {
        free(known);
        return false;
    }
    for (size_t i = 0; i < statement->n_lines; i++) {
        toll__statement_line *line = &statement->lines[i];
        int64_t before = names.n_words, name = word_number(&names, line->model);
        if (name > before) {
            known[name - 1] = find_model(&m, line->model);
        }
        int64_t model = name != 0 ? known[name - 1] : 0;
        line->kind = line->kind == STATEMENT_USAGE && model == 0 ? STATEMENT_UNKNOWN : line->kind;
        add_their_row(&m, line, model, statement->digits);
    }
    free(known);
    word_numbers_free(&names);
    return true;
}
