/* SPDX-License-Identifier: Apache-2.0 */
/* toll defaults: the catalog's figures for scenarios, listed, found by words and shown one by one. */
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "facts/facts_commands.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "output/code_names.h"
#include "output/figure_text.h"
#include "output/json_out.h"
#include "output/sources.h"
#include "output/table.h"

/* A row with where its figure comes from; a date is certain, or only a span is known. */
typedef struct default_figure {
    toll_catalog_default row;
    toll_catalog_fact fact;
    bool is_date_uncertain;
} default_figure;

static void read_default(uint64_t index, default_figure *d)
{
    toll_catalog_fact date;
    start_struct(&d->row, sizeof d->row, TOLL_KIND_CATALOG_DEFAULT);
    start_struct(&d->fact, sizeof d->fact, TOLL_KIND_CATALOG_FACT);
    start_struct(&date, sizeof date, TOLL_KIND_CATALOG_FACT);
    toll_catalog_get_default(index, &d->row, NULL);
    toll_catalog_get_fact(TOLL_TABLE_DEFAULT, index, (int64_t)offsetof(toll_catalog_default, value), &d->fact, NULL);
    toll_catalog_get_fact(TOLL_TABLE_DEFAULT, index, (int64_t)offsetof(toll_catalog_default, as_of), &date, NULL);
    d->is_date_uncertain = date.confidence == TOLL_CONFIDENCE_UNVERIFIED;
}

/* ASCII letters of either case; `word` is never empty. */
static bool holds_word(const char *text, const char *word)
{
    for (; *text != 0; text++) {
        size_t i = 0;
        while (word[i] != 0 && tolower((unsigned char)text[i]) == tolower((unsigned char)word[i])) {
            i++;
        }
        if (word[i] == 0) {
            return true;
        }
    }
    return false;
}

/* Every word stands in the id, the unit or the source. */
static bool is_wanted(const default_figure *d, const facts_request *r)
{
    for (int i = 0; i < r->n_words; i++) {
        if (!holds_word(d->row.id, r->words[i]) && !holds_word(d->row.unit, r->words[i]) &&
            !holds_word(d->fact.source, r->words[i])) {
            return false;
        }
    }
    return true;
}

static const char *doubt(bool is_doubtful)
{
    return is_doubtful ? "?" : "";
}

/* Figure and unit share a cell, so that the longest id leaves room for the date on one line. */
static void add_default_row(table *t, const default_figure *d)
{
    bool is_unverified = d->fact.confidence == TOLL_CONFIDENCE_UNVERIFIED;
    char figure_and_unit[96];
    snprintf(figure_and_unit, sizeof figure_and_unit, "%.30s%s %.32s", figure_plain(d->row.value).text,
             doubt(is_unverified), d->row.unit);
    table_cell(t, STYLE_PLAIN, "%s", d->row.id);
    table_cell(t, is_unverified ? STYLE_WARN : STYLE_PLAIN, "%.29s", figure_and_unit);
    table_cell(t, d->is_date_uncertain ? STYLE_WARN : STYLE_DIM, "%.7s%s", figure_date(d->row.as_of).text,
               doubt(d->is_date_uncertain));
}

static void put_defaults(const facts_request *r, const screen *s)
{
    static const char *const heads[] = {"id", "figure", "as of"};
    table t;
    table_start(&t, "lll", 1);
    for (int i = 0; i < 3; i++) {
        table_head(&t, i, heads[i]);
    }
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_DEFAULT); i++) {
        default_figure d;
        read_default(i, &d);
        if (is_wanted(&d, r)) {
            add_default_row(&t, &d);
        }
    }
    table_finish(&t, s);
    screen_newline(s);
    screen_paragraph(s, STYLE_DIM, "  ",
                     "?: not checked at a source, or a date of which only the year or the reading is known. Sources: "
                     "toll defaults show ID. In a scenario file: default(ID)");
}

static void json_default(json *j, const default_figure *d)
{
    json_object(j, NULL);
    json_text(j, "id", d->row.id);
    json_text(j, "name", d->row.name);
    json_maybe_text(j, "region", d->row.region);
    json_maybe_text(j, "vintage", d->row.vintage);
    json_number(j, "value", d->row.value);
    json_text(j, "unit", d->row.unit);
    json_date(j, "as_of", d->row.as_of);
    json_bool(j, "is_as_of_uncertain", d->is_date_uncertain);
    json_text(j, "confidence", word_confidence(d->fact.confidence));
    json_text(j, "source", d->fact.source);
    json_maybe_text(j, "note", d->fact.note);
    json_close(j);
}

static void json_defaults(const facts_request *r)
{
    json j;
    json_answer(&j, "defaults");
    json_array(&j, "defaults");
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_DEFAULT); i++) {
        default_figure d;
        read_default(i, &d);
        if (is_wanted(&d, r)) {
            json_default(&j, &d);
        }
    }
    json_close(&j);
    json_close(&j);
}

static bool has_wanted(const facts_request *r)
{
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_DEFAULT); i++) {
        default_figure d;
        read_default(i, &d);
        if (is_wanted(&d, r)) {
            return true;
        }
    }
    complain("no default holds %s%.60s%s: see toll defaults", r->n_words > 1 ? "all of \"" : "\"", r->words[0],
             r->n_words > 1 ? "\" and the other words" : "\"");
    return false;
}

static void put_pair(table *t, const char *label, style look, const char *text)
{
    table_cell(t, STYLE_DIM, "%s", label);
    table_cell(t, look, "%s", text[0] != 0 ? text : "-");
}

static void put_default(const default_figure *d, const screen *s)
{
    char value[128], date[96];
    table t;
    source_list list = {.count = 0};
    snprintf(value, sizeof value, "%.40s %.60s", figure_plain(d->row.value).text, d->row.unit);
    snprintf(date, sizeof date, "%.40s%s", figure_date(d->row.as_of).text,
             d->is_date_uncertain ? " (only the year or the reading is known)" : "");
    table_start(&t, "ll", 1);
    put_pair(&t, d->row.id, STYLE_PLAIN, value);
    put_pair(&t, "region", STYLE_PLAIN, d->row.region);
    put_pair(&t, "holds for", STYLE_PLAIN, d->row.vintage);
    put_pair(&t, "as of", STYLE_PLAIN, date);
    put_pair(&t, "confidence", STYLE_PLAIN, word_confidence(d->fact.confidence));
    table_finish(&t, s);
    screen_newline(s);
    source_number(&list, &d->fact);
    sources_put(s, &list);
}

static int show_default(const facts_request *r, const screen *s)
{
    uint64_t index;
    default_figure d;
    json j;
    if (!lookup_index(TOLL_TABLE_DEFAULT, r->id, &index)) {
        return EXIT_BAD_INPUT;
    }
    read_default(index, &d);
    if (!r->output.is_json) {
        put_default(&d, s);
        return EXIT_FINE;
    }
    json_answer(&j, "defaults");
    json_array(&j, "defaults");
    json_default(&j, &d);
    json_close(&j);
    json_close(&j);
    return EXIT_FINE;
}

int command_defaults(const facts_request *r, const screen *s)
{
    if (r->action == FACTS_SHOW) {
        return show_default(r, s);
    }
    if (!has_wanted(r)) {
        return EXIT_BAD_INPUT;
    }
    if (r->output.is_json) {
        json_defaults(r);
    } else {
        put_defaults(r, s);
    }
    return EXIT_FINE;
}
