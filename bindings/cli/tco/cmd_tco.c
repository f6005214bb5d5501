/* SPDX-License-Identifier: Apache-2.0 */
/* toll tco: a scenario's options side by side. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "output/figure_text.h"
#include "output/table.h"
#include "tco/tco_commands.h"
#include "report/report_page.h"
#include "tco/tco_out.h"
#include "tco/tco_report.h"
#include "tco/tco_table.h"
#include "tco/tco_tornado.h"
#include "tco/tco_verdict.h"
#include "tco/tco_warnings.h"
#include "tco/tco_work.h"

/* ---- how options stand against the first that may be ranked ---- */

void tco_crossing_text(const tco_study *study, const tco_answer *a, char *text, size_t size)
{
    double difference =
        a->cash[study->file->conventions.periods] - study->answers[study->first].cash[study->file->conventions.periods];
    size_t used = 0;
    text[0] = 0;
    for (int i = 0; i < a->n_crossings && i < TCO_CROSSINGS && used < size; i++) {
        const char *is = a->is_below[i] ? "lower" : "higher", *next = i > 0 ? "; " : "";
        bool is_close = a->crossings[i] > (double)study->file->conventions.periods;
        int length =
            is_close ? snprintf(text + used, size - used, "%s%s only at the close, when what is left is sold", next, is)
                     : snprintf(text + used, size - used, "%s%s after %.1f periods", next, is, a->crossings[i]);
        used += length > 0 ? (size_t)length : 0;
    }
    if (a->n_crossings == 0) {
        snprintf(text, size, "never %s within the horizon: it is %s in every period",
                 difference < 0 ? "higher" : "lower", difference < 0 ? "lower" : "higher");
    }
}

/* Why an option is shown and not ranked, each reason with what to add. */
static void put_reasons(const tco_study *study, const screen *s)
{
    bool is_any = false;
    for (int i = 0; i < study->file->n_options; i++) {
        for (uint32_t k = 0; k < toll_tco_count_names(TOLL_TCO_LIST_REASON); k++) {
            char first[100];
            if ((study->answers[i].summary.reason_bits >> k & 1) == 0) {
                continue;
            }
            snprintf(first, sizeof first, "  %.60s, not ranked: ", study->file->names[i]);
            screen_paragraph(s, STYLE_BAD, first, toll_tco_get_name(TOLL_TCO_LIST_ADVICE, k));
            is_any = true;
        }
    }
    if (is_any) {
        screen_newline(s);
    }
}

static void put_comparison(const tco_study *study, const screen *s)
{
    bool is_any = false;
    for (int i = 0; i < study->file->n_options; i++) {
        if (!tco_study_is_compared(study, i)) {
            continue;
        }
        is_any = true;
        const tco_answer *a = &study->answers[i];
        char text[500], crossings[320], first[120];
        tco_crossing_text(study, a, crossings, sizeof crossings);
        size_t used = (size_t)snprintf(text, sizeof text, "cumulative cost %s", crossings);
        if ((a->irr.known & TOLL_FINANCE_IRR_RATE) != 0 && used < sizeof text) {
            double yearly = pow(1 + a->irr.rate_frac, 1 / study->file->conventions.period_years) - 1;
            used +=
                (size_t)snprintf(text + used, sizeof text - used, "; return %s a year", figure_percent(yearly).text);
        } else if (a->irr.roots > 1 && used < sizeof text) {
            used += (size_t)snprintf(text + used, sizeof text - used, "; %lld rates of return: go by NPV",
                                     (long long)a->irr.roots);
        }
        if (study->draws > 0 && used < sizeof text) {
            snprintf(text + used, sizeof text - used, "; cheaper today in %s of the draws",
                     figure_percent(a->cheaper_frac).text);
        }
        snprintf(first, sizeof first, "  %.40s against %.30s: ", study->file->names[i],
                 study->file->names[study->first]);
        screen_paragraph(s, STYLE_PLAIN, first, text);
    }
    if (is_any) {
        screen_newline(s);
    }
}

/* ---- conventions, defaults ---- */

static void put_conventions(const tco_study *study, const screen *s)
{
    const toll_tco_conventions *c = &study->file->conventions;
    char text[400];
    snprintf(text, sizeof text,
             "%lld periods of %s hours (%s h a month, %s h a year), %s%s; discounted at %s a year: purchases at the "
             "start of their "
             "period, running cost in its middle, the close at the end",
             (long long)c->periods, figure_plain(c->period_hours).text, figure_plain(c->hours_per_month).text,
             figure_plain(c->hours_per_year).text, c->currency,
             c->real_money != 0 ? " of period 0 (real)" : " (nominal)", figure_percent(c->discount_rate_frac).text);
    screen_paragraph(s, STYLE_DIM, "  Conventions: ", text);
    if (study->draws > 0) {
        snprintf(text, sizeof text, "%lld draws, seed %llu, inputs independent%s", (long long)study->draws,
                 (unsigned long long)study->seed, study->file->has_groups ? " but for groups" : "");
        screen_paragraph(s, STYLE_DIM, "  Ranges:      ", text);
    }
    for (int i = 0; i < study->file->n_options; i++) {
        if (study->answers[i].mtok.without > 0) {
            snprintf(text, sizeof text, "%s of %s draws have no %s/Mtok: nothing served",
                     figure_count(study->answers[i].mtok.without).text, figure_count(study->draws).text,
                     strcmp(c->currency, "USD") == 0 ? "$" : c->currency);
            char first[80];
            snprintf(first, sizeof first, "  %.60s: ", study->file->names[i]);
            screen_paragraph(s, STYLE_WARN, first, text);
        }
    }
}

static bool is_given(const tco_file *f, uint32_t kind)
{
    for (uint64_t i = 0; i < f->n_rows; i++) {
        if (f->rows[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static bool has_life(const tco_file *f, const toll_tco_row *bought)
{
    for (uint64_t i = 0; i < f->n_rows; i++) {
        const toll_tco_row *row = &f->rows[i];
        const bool is_of = row->category == 0 || row->category == bought->category;
        if (row->kind == TOLL_TCO_LIFE && is_of && (row->option == 0 || row->option == bought->option)) {
            return true;
        }
    }
    return false;
}

/* Purchases without a life last to the end of the horizon, each category named once. */
static size_t add_endless_lives(const tco_file *f, char *text, size_t size, size_t used)
{
    bool is_named[TOLL_TCO_CATEGORIES] = {false};
    for (uint64_t i = 0; i < f->n_rows && used < size; i++) {
        const toll_tco_row *row = &f->rows[i];
        if (row->kind != TOLL_TCO_BUY || is_named[row->category] || has_life(f, row)) {
            continue;
        }
        is_named[row->category] = true;
        int length = snprintf(text + used, size - used, "%slife %s the horizon", used > 0 ? ", " : "",
                              toll_tco_get_name(TOLL_TCO_LIST_CATEGORY, row->category));
        used += length > 0 ? (size_t)length : 0;
    }
    return used;
}

/* What holds because the file says nothing else; additions of nothing are left out. */
static void put_defaults(const tco_study *study, const screen *s)
{
    char text[2000] = "";
    size_t used = 0;
    for (uint32_t kind = 1; kind < toll_tco_count_names(TOLL_TCO_LIST_KIND); kind++) {
        toll_tco_row_kind about;
        start_struct(&about, sizeof about, TOLL_KIND_TCO_ROW_KIND);
        bool is_kind = toll_tco_get_row_kind(kind, &about, NULL) == TOLL_OK;
        bool is_default = is_kind && (about.uses & TOLL_TCO_USES_ABSENT) != 0 && about.absent_value != 0;
        if (is_default && !is_given(study->file, kind) && used < sizeof text) {
            int length = snprintf(text + used, sizeof text - used, "%s%s %s", used > 0 ? ", " : "", about.name,
                                  figure_plain(about.absent_value).text);
            used += length > 0 ? (size_t)length : 0;
        }
    }
    used = add_endless_lives(study->file, text, sizeof text, used);
    if (used > 0) {
        screen_paragraph(s, STYLE_DIM, "  Defaults:    ", text);
    }
}

/* The catalog's figure that a row of the file takes; false where it takes none. */
bool tco_find_taken(const toll_tco_row *row, uint64_t *index, toll_catalog_default *taken)
{
    start_struct(taken, sizeof *taken, TOLL_KIND_CATALOG_DEFAULT);
    return row->text[0] != 0 && row->kind != TOLL_TCO_OPTION &&
           toll_catalog_find(TOLL_TABLE_DEFAULT, row->text, strlen(row->text), index, NULL) == TOLL_OK &&
           toll_catalog_get_default(*index, taken, NULL) == TOLL_OK;
}

static void find_taken_ages(tco_study *study, const fact_ages *asked)
{
    toll_catalog_default taken;
    uint64_t index = 0;
    study->ages = *asked;
    for (uint64_t i = 0; i < study->file->n_rows; i++) {
        if (tco_find_taken(&study->file->rows[i], &index, &taken)) {
            fact_ages_add(&study->ages, taken.as_of);
        }
    }
}

/* What the file took from the catalog, each with where and when it comes from. */
static void put_taken(const tco_study *study, const screen *s)
{
    const tco_file *f = study->file;
    for (uint64_t i = 0; i < f->n_rows; i++) {
        uint64_t index = 0;
        char first[120], text[580];
        toll_catalog_default taken;
        toll_catalog_fact fact;
        if (!tco_find_taken(&f->rows[i], &index, &taken)) {
            continue;
        }
        start_struct(&fact, sizeof fact, TOLL_KIND_CATALOG_FACT);
        toll_catalog_get_fact(TOLL_TABLE_DEFAULT, index, (int64_t)offsetof(toll_catalog_default, value), &fact, NULL);
        tco_row_text(&f->rows[i], first, sizeof first);
        age_text age = fact_age_text(&study->ages, taken.as_of);
        snprintf(text, sizeof text, "%s = %s %s: %s; %s%s%s", first, figure_plain(taken.value).text, taken.unit,
                 taken.id, fact.source, age.text[0] != 0 ? ", " : "", age.text);
        screen_paragraph(s, STYLE_DIM, "  Taken:       ", text);
    }
}

static const char *name_of_option(const tco_file *f, uint32_t option)
{
    for (int i = 0; i < f->n_options; i++) {
        if (f->options[i] == option) {
            return f->names[i];
        }
    }
    return "all options";
}

/* "capacity_output 3,133 [2,481 .. 3,859]" */
static size_t add_row_value(const toll_tco_row *row, char *text, size_t size)
{
    char what[120];
    tco_row_text(row, what, sizeof what);
    const bool has_range = row->value.low < row->value.high;
    int length = has_range ? snprintf(text, size, "%s %s [%s .. %s], ", what, figure_plain(row->value.mid).text,
                                      figure_plain(row->value.low).text, figure_plain(row->value.high).text)
                           : snprintf(text, size, "%s %s, ", what, figure_plain(row->value.mid).text);
    return length > 0 ? (size_t)length : 0;
}

static bool is_same_origin(const tco_file *f, uint64_t i, uint64_t k)
{
    return f->notes[i].origin[0] != 0 && f->notes[i].line == f->notes[k].line &&
           strcmp(f->notes[i].file, f->notes[k].file) == 0 && f->rows[i].option == f->rows[k].option;
}

/* What the file had derived from names: the rows of each such line, and where they come from. */
static void put_derived(const tco_study *study, const screen *s)
{
    const tco_file *f = study->file;
    for (uint64_t i = 0; i < f->n_rows;) {
        char text[1600];
        size_t used = (size_t)snprintf(text, sizeof text, "%s: ", name_of_option(f, f->rows[i].option));
        const uint64_t first = i;
        do {
            used += used < sizeof text ? add_row_value(&f->rows[i], text + used, sizeof text - used) : 0;
            i++;
        } while (i < f->n_rows && is_same_origin(f, i, first));
        if (f->notes[first].origin[0] == 0 || used >= sizeof text) {
            continue;
        }
        snprintf(text + used - 2, sizeof text - used + 2, ": %s; line %u", f->notes[first].origin,
                 f->notes[first].line);
        screen_paragraph(s, STYLE_DIM, "  Derived:     ", text);
    }
}

static void put_study(const tco_study *study, const screen *s)
{
    tco_put_verdict(study, s);
    tco_put_options(study, s);
    screen_newline(s);
    tco_put_tornado(study, s);
    put_reasons(study, s);
    put_comparison(study, s);
    tco_put_warnings(study, s);
    put_conventions(study, s);
    put_defaults(study, s);
    put_taken(study, s);
    put_derived(study, s);
}

/* ---- kinds ---- */

static void put_kinds(const screen *s)
{
    for (uint32_t code = 1; code < toll_tco_count_names(TOLL_TCO_LIST_KIND); code++) {
        toll_tco_row_kind kind;
        char first[80], text[240];
        start_struct(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND);
        if (toll_tco_get_row_kind(code, &kind, NULL) != TOLL_OK || code == TOLL_TCO_OPTION) {
            continue;
        }
        bool has_default = (kind.uses & TOLL_TCO_USES_ABSENT) != 0;
        snprintf(first, sizeof first, "  %-17s %-14s", kind.name, kind.unit);
        snprintf(text, sizeof text, "%s%s%s%s", kind.help, has_default ? " (" : "",
                 has_default ? figure_plain(kind.absent_value).text : "", has_default ? ")" : "");
        screen_paragraph(s, STYLE_PLAIN, first, text);
    }
}

static void put_name_list(const screen *s, const char *first, uint32_t list)
{
    char text[1200] = "";
    size_t used = 0;
    for (uint32_t code = 0; code < toll_tco_count_names(list) && used < sizeof text; code++) {
        const char *name = toll_tco_get_name(list, code);
        int length = name[0] != 0 ? snprintf(text + used, sizeof text - used, "%s%s", used > 0 ? " " : "", name) : 0;
        used += length > 0 ? (size_t)length : 0;
    }
    screen_paragraph(s, STYLE_PLAIN, first, text);
}

static int show_kinds(const screen *s)
{
    put_kinds(s);
    screen_newline(s);
    put_name_list(s, "  categories      ", TOLL_TCO_LIST_CATEGORY);
    put_name_list(s, "  per             ", TOLL_TCO_LIST_BASIS);
    put_name_list(s, "  time            ", TOLL_TCO_LIST_TIME);
    put_name_list(s, "  price curves    ", TOLL_TCO_LIST_CURVE);
    put_name_list(s, "  sizing          ", TOLL_TCO_LIST_SIZE);
    put_name_list(s, "  depreciation    ", TOLL_TCO_LIST_SPREAD);
    return EXIT_FINE;
}

static int show_defaults(const screen *s)
{
    table t;
    table_start(&t, "lrl", 1);
    table_head(&t, 0, "default(...)");
    table_head(&t, 1, "figure");
    table_head(&t, 2, "unit");
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_DEFAULT); i++) {
        toll_catalog_default row;
        start_struct(&row, sizeof row, TOLL_KIND_CATALOG_DEFAULT);
        if (toll_catalog_get_default(i, &row, NULL) == TOLL_OK) {
            table_cell(&t, STYLE_PLAIN, "%s", row.id);
            table_cell(&t, STYLE_PLAIN, "%s", figure_plain(row.value).text);
            table_cell(&t, STYLE_DIM, "%.24s", row.unit);
        }
    }
    table_finish(&t, s);
    return EXIT_FINE;
}

/* ---- the command ---- */

static bool write_files(const scenario_request *r, const tco_study *study)
{
    if (r->focus != NULL && !r->has_start) {
        complain("--focus needs --start, the first day of the horizon: --start 2027-01-01");
        return false;
    }
    return (r->ledger == NULL || tco_write_ledger(study, r->ledger)) &&
           (r->focus == NULL || tco_write_focus(study, r->focus, r->focus_version, r->start_s)) &&
           (r->output.svg == NULL || tco_write_chart(study, r->output.svg));
}

/* "-" as a file takes the place of the answer on stdout. */
static bool is_stdout_taken(const scenario_request *r)
{
    const char *const files[] = {r->ledger, r->focus, r->output.svg};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (files[i] != NULL && strcmp(files[i], "-") == 0) {
            return true;
        }
    }
    return false;
}

static int answer_study(const scenario_request *r, const screen *s, const tco_file *file)
{
    tco_study study = {.file = file};
    if (r->output.report != NULL && !report_is_name(r->output.report)) {
        return complain("--report takes a file that ends in .html or .md, got \"%.60s\"", r->output.report);
    }
    const tco_work_asked asked = {tco_study_draws(file, r->draws), r->output.svg != NULL || r->output.report != NULL,
                                  r->output.is_json};
    bool is_made = tco_work_check(file, &asked, r->seconds_max) &&
                   tco_study_make(&study, file, r->draws, r->seed, asked.has_bands) && write_files(r, &study);
    find_taken_ages(&study, &r->ages);
    is_made = is_made && (r->output.report == NULL || tco_report_write(&study, r->output.report));
    if (is_made && !is_stdout_taken(r)) {
        if (r->output.is_json) {
            tco_json(&study);
        } else {
            put_study(&study, s);
        }
    }
    int code = fact_ages_exit(&study.ages, is_made ? EXIT_FINE : EXIT_BAD_INPUT);
    tco_study_free(&study);
    if (tco_work_is_interrupted()) {
        complain("interrupted");
        return EXIT_INTERRUPTED;
    }
    return code;
}

static int answer_file(const scenario_request *r, const screen *s)
{
    tco_file file;
    int code = EXIT_BAD_INPUT;
    if (tco_file_load(&file, r->path, r->book)) {
        code = file.n_options > 0 ? answer_study(r, s, &file)
                                  : complain("%s declares no option: add a line such as [own] Own servers", file.path);
    }
    tco_file_free(&file);
    return code;
}

int command_tco(const scenario_request *r, const screen *s)
{
    switch (r->action) {
    case SCENARIO_KINDS:
        return show_kinds(s);
    case SCENARIO_DEFAULTS:
        return show_defaults(s);
    default:
        return answer_file(r, s);
    }
}
