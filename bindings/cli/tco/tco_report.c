/* SPDX-License-Identifier: Apache-2.0 */
/* Two pages. The first has the verdict, the cost of each option with its range and its odds, break-even, and what keeps an
 * option from being ranked. The second has what moves the answer, every row of the scenario with where it comes from, and
 * how to get the same report again. */
#include "tco/tco_report.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/file_input.h"
#include "input/instant.h"
#include "input/price_book.h"
#include "output/figure_text.h"
#include "output/give_up.h"
#include "report/report_chart.h"
#include "tco/tco_table.h"
#include "tco/tco_tornado.h"
#include "tco/tco_verdict.h"

#define BARS_MAX 10

/* ---- Page 1 ---- */

static void put_spread_cell(report *r, const tco_study *study, const toll_risk_spread *spread, bool is_known)
{
    char low[48], high[48];
    if (!is_known) {
        report_cell(r, "-");
        return;
    }
    snprintf(low, sizeof low, "%s", tco_money(study, spread->quantiles.low).text);
    snprintf(high, sizeof high, "%s", tco_money(study, spread->quantiles.high).text);
    report_cell(r, "%s .. %s", low, high);
}

static void put_known_cell(report *r, const tco_study *study, double value, bool is_known)
{
    report_cell(r, "%s", is_known ? tco_money(study, value).text : "-");
}

static void put_option_row(report *r, const tco_study *study, int i)
{
    const tco_answer *a = &study->answers[i];
    const bool has_odds = study->draws > 0 && tco_study_is_ranked(study, i);
    const bool is_per_token = (a->summary.known & TOLL_TCO_KNOWN_TOKENS) != 0;
    report_cell(r, "%s%s", study->file->names[i], tco_study_is_ranked(study, i) ? "" : " (not ranked)");
    put_known_cell(r, study, a->npv, true);
    put_spread_cell(r, study, &a->present, a->has_range);
    put_known_cell(r, study, a->summary.total_money, true);
    put_known_cell(r, study, a->summary.money_per_month, a->summary.money_per_month != 0);
    put_known_cell(r, study, a->summary.reserved_money_per_mtok, is_per_token);
    put_known_cell(r, study, a->summary.money_per_task, a->summary.money_per_task != 0);
    report_cell(r, "%s", has_odds ? figure_percent(a->cheapest_frac).text : "-");
}

static void put_report_options(report *r, const tco_study *study)
{
    static const char *const heads[] = {"option",    "NPV of cost", "P10 .. P90", "total",
                                        "per month", "per Mtok",    "per task",   "cheapest in"};
    report_heading(r, "Options");
    report_table_start(r, "Cost over the whole horizon. The last column is the share of the draws.", "lrrrrrrr", heads);
    for (int i = 0; i < study->file->n_options; i++) {
        put_option_row(r, study, i);
    }
    report_table_end(r);
}

static void put_report_reasons(report *r, const tco_study *study)
{
    for (int i = 0; i < study->file->n_options; i++) {
        for (uint32_t k = 0; k < toll_tco_count_names(TOLL_TCO_LIST_REASON); k++) {
            char text[600];
            if ((study->answers[i].summary.reason_bits >> k & 1) != 0) {
                snprintf(text, sizeof text, "%.80s is not ranked: %.400s", study->file->names[i],
                         toll_tco_get_name(TOLL_TCO_LIST_ADVICE, k));
                report_text(r, REPORT_WARNING, text);
            }
        }
    }
}

/* ---- Page 1: cumulative cost ---- */

typedef struct cost_chart {
    report_line lines[TCO_OPTIONS];
    double *numbers[TCO_OPTIONS][3]; /* x, low, high */
    report_mark marks[TCO_OPTIONS];
    int n_marks;
} cost_chart;

/* Cumulative cost stands at the end of a period; the close shares the horizon's end. */
static void fill_cost_line(const tco_study *study, cost_chart *c, int option)
{
    const tco_answer *a = &study->answers[option];
    const int64_t periods = study->file->conventions.periods;
    for (int k = 0; k < 3; k++) {
        c->numbers[option][k] = claim((size_t)periods + 1, sizeof(double));
    }
    for (int64_t i = 0; i <= periods; i++) {
        c->numbers[option][0][i] = (double)(i < periods ? i + 1 : periods);
        c->numbers[option][1][i] = a->band != NULL ? a->band[i].low : 0;
        c->numbers[option][2][i] = a->band != NULL ? a->band[i].high : 0;
    }
    c->lines[option] = (report_line){.name = study->file->names[option],
                                     .x = c->numbers[option][0],
                                     .y = a->cash,
                                     .low = a->band != NULL ? c->numbers[option][1] : NULL,
                                     .high = a->band != NULL ? c->numbers[option][2] : NULL,
                                     .count = (int)(periods + 1)};
}

/* Between the ends of two periods the lines are straight. */
static double height_at(const double *cash, int64_t periods, double at)
{
    const int64_t before = (int64_t)floor(at);
    if (before < 1) {
        return cash[0] * at;
    }
    return before >= periods ? cash[periods - 1]
                             : cash[before - 1] + (cash[before] - cash[before - 1]) * (at - (double)before);
}

static void mark_crossing(const tco_study *study, cost_chart *c, int option)
{
    const tco_answer *a = &study->answers[option];
    const int64_t periods = study->file->conventions.periods;
    if (!tco_study_is_compared(study, option) || a->n_crossings == 0 || a->crossings[0] > (double)periods) {
        return;
    }
    report_mark *m = &c->marks[c->n_marks++];
    m->x = a->crossings[0];
    m->y = height_at(a->cash, periods, a->crossings[0]);
    snprintf(m->text, sizeof m->text, "%.40s %s after %.1f periods", study->file->names[option],
             a->is_below[0] ? "is lower" : "is higher", a->crossings[0]);
}

static void draw_cost(report *r, const tco_study *study)
{
    cost_chart *c = claim(1, sizeof *c);
    char x_label[80], y_label[80], description[240];
    const toll_tco_conventions *conventions = &study->file->conventions;
    const double months = conventions->period_hours / conventions->hours_per_month;
    for (int i = 0; i < study->file->n_options; i++) {
        fill_cost_line(study, c, i);
        mark_crossing(study, c, i);
    }
    snprintf(x_label, sizeof x_label, months > 0.999 && months < 1.001 ? "month" : "period of %s hours",
             figure_plain(conventions->period_hours).text);
    snprintf(y_label, sizeof y_label, "cumulative cost, %s%s", conventions->currency,
             conventions->real_money != 0 ? " of period 0" : "");
    snprintf(description, sizeof description, "Cumulative cost by the end of each period, not discounted.%s",
             study->draws > 0 ? " Bands are P10 to P90 of the draws." : " No input has a range.");
    report_draw_lines(r, &(report_lines){.title = "Cumulative cost",
                                         .description = description,
                                         .x_label = x_label,
                                         .y_label = y_label,
                                         .lines = c->lines,
                                         .n_lines = study->file->n_options,
                                         .marks = c->marks,
                                         .n_marks = c->n_marks});
    for (int i = 0; i < study->file->n_options; i++) {
        for (int k = 0; k < 3; k++) {
            free(c->numbers[i][k]);
        }
    }
    free(c);
}

static void put_report_crossings(report *r, const tco_study *study)
{
    char text[600], crossings[320];
    for (int i = 0; i < study->file->n_options; i++) {
        if (tco_study_is_compared(study, i)) {
            tco_crossing_text(study, &study->answers[i], crossings, sizeof crossings);
            snprintf(text, sizeof text, "%.80s against %.80s: cumulative cost %s.", study->file->names[i],
                     study->file->names[study->first], crossings);
            report_text(r, REPORT_PLAIN, text);
        }
    }
}

static void put_first_page(report *r, const tco_study *study)
{
    tco_verdict v;
    char text[840];
    tco_verdict_make(study, &v);
    snprintf(text, sizeof text, "%s.", v.text);
    report_text(r, REPORT_VERDICT, text);
    put_report_options(r, study);
    put_report_reasons(r, study);
    report_heading(r, "Cumulative cost and break-even");
    put_report_crossings(r, study);
    draw_cost(r, study);
}

/* ---- Page 2: what moves the answer ---- */

static void fill_bar(const tco_study *study, const tco_pair *pair, tco_lever *lever, report_bar *bar)
{
    char name[140];
    tco_lever_text(study, pair, lever, name, sizeof name);
    *bar = (report_bar){.low = lever->at_low, .high = lever->at_high};
    snprintf(bar->name, sizeof bar->name, "%.110s", name);
    if (pair->against >= 0) {
        tco_lever_flip(study, pair, lever);
        const figure flip = tco_lever_flip_text(lever);
        snprintf(bar->note, sizeof bar->note, "%s%.40s", flip.text[0] != '-' ? "the answer flips at " : "",
                 flip.text[0] != '-' ? flip.text : "");
    }
    snprintf(bar->from, sizeof bar->from, "%.39s", tco_lever_number(lever, lever->low).text);
    snprintf(bar->to, sizeof bar->to, "%.39s", tco_lever_number(lever, lever->high).text);
}

static void draw_pair(report *r, const tco_study *study, int option, int against)
{
    tco_pair pair;
    report_bar bars[BARS_MAX];
    char title[200], description[400], label[120];
    int count = 0;
    tco_pair_make(study, option, against, &pair);
    for (; count < BARS_MAX && (uint64_t)count < pair.count; count++) {
        if (pair.levers[count].at_low == pair.levers[count].at_high) {
            break;
        }
        fill_bar(study, &pair, &pair.levers[count], &bars[count]);
    }
    if (count > 0) {
        snprintf(title, sizeof title, "%.80s%s%.80s", study->file->names[option], against >= 0 ? ", less " : "",
                 against >= 0 ? study->file->names[against] : "");
        snprintf(
            description, sizeof description,
            "%.170s: NPV of the %s where one input alone is at its P10 and at its P90. Inputs without a range move by "
            "20 %% either way. The line is the answer at the medians.",
            title, against >= 0 ? "difference" : "cost");
        snprintf(label, sizeof label, "NPV, %s", study->file->conventions.currency);
        report_draw_bars(r, title, description, label, pair.middle, bars, count);
    }
    tco_pair_free(&pair);
}

static void put_report_levers(report *r, const tco_study *study)
{
    report_heading(r, "What moves the answer");
    if (study->file->n_options == 1 && study->first >= 0) {
        draw_pair(r, study, 0, -1);
    }
    for (int i = 0; i < study->file->n_options; i++) {
        if (tco_pair_is_asked(study, i, study->first)) {
            draw_pair(r, study, i, study->first);
        }
    }
}

/* ---- Page 2: assumptions ---- */

static const char *option_of_row(const tco_file *f, const toll_tco_row *row)
{
    for (int i = 0; i < f->n_options; i++) {
        if (f->options[i] == row->option) {
            return f->names[i];
        }
    }
    return "all";
}

static figure value_text(const tco_file *f, uint64_t i, double value)
{
    figure shown = figure_plain(f->has_percent[i] ? value * 100 : value);
    const size_t used = strlen(shown.text);
    snprintf(shown.text + used, sizeof shown.text - used, "%s", f->has_percent[i] ? " %" : "");
    return shown;
}

static void put_value_cell(report *r, const tco_file *f, uint64_t i)
{
    const toll_range *v = &f->rows[i].value;
    if (!(v->low < v->high)) {
        report_cell(r, "%s", value_text(f, i, v->mid).text);
        return;
    }
    char middle[48], low[48];
    snprintf(middle, sizeof middle, "%s", value_text(f, i, v->mid).text);
    snprintf(low, sizeof low, "%s", value_text(f, i, v->low).text);
    report_cell(r, "%s [%s .. %s]", middle, low, value_text(f, i, v->high).text);
}

/* Of a figure of the catalog its source, date and age; of a derived one what it is from; else the file itself. */
static void put_source_cells(report *r, const tco_study *study, uint64_t i)
{
    const tco_file *f = study->file;
    uint64_t index = 0;
    toll_catalog_default taken;
    toll_catalog_fact fact;
    if (!tco_find_taken(&f->rows[i], &index, &taken)) {
        report_cell(r, "%s", f->notes[i].origin[0] != 0 ? f->notes[i].origin : "the scenario's author");
        report_cell(r, "-");
        report_cell(r, "-");
        return;
    }
    start_struct(&fact, sizeof fact, TOLL_KIND_CATALOG_FACT);
    toll_catalog_get_fact(TOLL_TABLE_DEFAULT, index, (int64_t)offsetof(toll_catalog_default, value), &fact, NULL);
    report_cell(r, "%s: %s", taken.id, fact.source);
    report_cell(r, "%s", figure_date(taken.as_of).text);
    report_cell(r, "%s", fact_age_text(&study->ages, taken.as_of).text);
}

static void put_report_rows(report *r, const tco_study *study)
{
    static const char *const heads[] = {"input", "line", "option", "value", "source", "of", "age"};
    const tco_file *f = study->file;
    char what[120];
    report_heading(r, "Every input");
    report_table_start(r, "", "lrlrlll", heads);
    for (uint64_t i = 0; i < f->n_rows; i++) {
        if (f->rows[i].kind == TOLL_TCO_OPTION) {
            continue;
        }
        tco_row_text(&f->rows[i], what, sizeof what);
        report_cell(r, "%s", what);
        report_cell(r, "%u", (unsigned)f->lines[i]);
        report_cell(r, "%s", option_of_row(f, &f->rows[i]));
        put_value_cell(r, f, i);
        put_source_cells(r, study, i);
    }
    report_table_end(r);
}

static void put_report_conventions(report *r, const tco_study *study)
{
    const toll_tco_conventions *c = &study->file->conventions;
    char text[600];
    report_heading(r, "Conventions");
    snprintf(
        text, sizeof text,
        "%lld periods of %s hours, in %s%s, discounted at %s a year: purchases at the start of their period, running "
        "cost in its middle, the close at the end.",
        (long long)c->periods, figure_plain(c->period_hours).text, c->currency,
        c->real_money != 0 ? " of period 0 (real)" : " (nominal)", figure_percent(c->discount_rate_frac).text);
    report_text(r, REPORT_PLAIN, text);
    if (study->draws > 0) {
        snprintf(text, sizeof text, "%s draws, seed %llu, inputs independent%s.", figure_count(study->draws).text,
                 (unsigned long long)study->seed, study->file->has_groups ? " but for groups" : "");
        report_text(r, REPORT_PLAIN, text);
    }
}

/* A scenario that came through a pipe is gone; included files are not shown, and the table above has their rows. */
static void put_scenario_text(report *r, const tco_study *study)
{
    toll__io_bytes file;
    if (strcmp(study->file->path, "-") == 0 || !input_read(study->file->path, SCENARIO_BYTES_MAX, &file)) {
        return;
    }
    report_text(r, REPORT_PLAIN, "The scenario file:");
    report_copy(r, file.bytes);
    toll__io_release(&file);
}

static void put_tco_again(report *r, const tco_study *study)
{
    char text[600];
    pricebook book;
    report_heading(r, "To get this report again");
    report_put_command(r);
    snprintf(text, sizeof text, "Ages count to %.10s (--at). libtoll %s, catalog %s.",
             instant_text(study->ages.as_of_s).text, toll_version_string(), toll_catalog_version());
    report_text(r, REPORT_PLAIN, text);
    if (pricebook_open(&book, NULL)) {
        snprintf(text, sizeof text, "Prices of price(...) are from the built-in price book: %s.", book.hash);
        report_text(r, REPORT_PLAIN, text);
        pricebook_close(&book);
    }
    put_scenario_text(r, study);
}

bool tco_report_write(const tco_study *study, const char *path)
{
    report r;
    toll_error err = {0};
    char title[300];
    const char *slash = strrchr(study->file->path, '/');
    snprintf(title, sizeof title, "What it costs over %lld periods: %.200s",
             (long long)study->file->conventions.periods, slash != NULL ? slash + 1 : study->file->path);
    if (!report_open(&r, path, title, &err)) {
        complain("%s: %s", path, err.message);
        return false;
    }
    put_first_page(&r, study);
    report_page_break(&r, "Assumptions");
    put_report_conventions(&r, study);
    put_report_levers(&r, study);
    put_report_rows(&r, study);
    put_tco_again(&r, study);
    if (!report_close(&r, &err)) {
        complain("%s: %s", path, err.message);
        return false;
    }
    return true;
}
