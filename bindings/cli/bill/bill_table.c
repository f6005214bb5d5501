/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict first, then the groups, then what the total lacks, then how the records were read. */
#include <stdio.h>
#include <string.h>

#include "bill/bill_answer.h"
#include "input/instant.h"
#include "output/amount_text.h"
#include "output/figure_text.h"
#include "output/outside_text.h"
#include "output/table.h"

#define SHOWN_PROBLEMS 8

static figure count_tokens(int64_t count)
{
    return count < 10000 ? figure_count(count) : figure_scaled((double)count, "");
}

/* ---- the verdict ---- */

static const char *sign_of(const char *currency)
{
    return strcmp(currency, "USD") == 0 ? "$" : "";
}

static void put_total(const bill_run *run, const bill_sum *total, const screen *s)
{
    char text[256], missing[96] = "";
    int64_t lacks = run->problems.n_unpriced + run->problems.n_lines;
    bool is_dollar = strcmp(total->currency, "USD") == 0;
    if (lacks > 0) {
        snprintf(missing, sizeof missing, "; %s not in it, see below", figure_count(lacks).text);
    }
    instant first = instant_text(run->first_s), last = instant_text(run->last_s);
    snprintf(text, sizeof text, "%s%s%s%s for %s %s, %.10s to %.10s (exact%s)", sign_of(total->currency),
             amount_show(&total->cost).text, is_dollar ? "" : " ", is_dollar ? "" : total->currency,
             figure_count(total->records).text, total->records == 1 ? "request" : "requests", first.text, last.text,
             missing);
    screen_paragraph(s, STYLE_TITLE, "", text);
}

static void put_nothing_billed(const bill_run *run, const screen *s)
{
    screen_put(s, STYLE_WARN, "No record was billed: %s without a price, %s that can't be read, %s without usage.",
               figure_count(run->problems.n_unpriced).text, figure_count(run->problems.n_lines).text,
               figure_count(run->n_nothing).text);
    screen_newline(s);
}

/* ---- groups ---- */

static void add_share(table *t, const bill_run *run, const bill_sum *sum)
{
    for (int i = 0; i < run->sums.n_totals; i++) {
        const bill_sum *total = &run->sums.totals[i];
        double all = amount_value(&total->cost);
        if (strcmp(total->currency, sum->currency) == 0 && all > 0) {
            table_cell(t, STYLE_PLAIN, "%s", figure_percent(amount_value(&sum->cost) / all).text);
            return;
        }
    }
    table_cell(t, STYLE_PLAIN, "-");
}

/* Amounts of a column have the digits of the total. */
static int column_digits(const bill_run *run, const bill_sum *sum)
{
    for (int i = 0; i < run->sums.n_totals; i++) {
        if (strcmp(run->sums.totals[i].currency, sum->currency) == 0) {
            return amount_digits(&run->sums.totals[i].cost);
        }
    }
    return 2;
}

static void add_figures(table *t, const bill_run *run, const bill_sum *sum, bool has_many)
{
    int digits = column_digits(run, sum);
    table_cell(t, STYLE_PLAIN, "%s", figure_count(sum->records).text);
    table_cell(t, STYLE_PLAIN, "%s", count_tokens(sum->input).text);
    table_cell(t, STYLE_PLAIN, "%s",
               sum->input > 0 ? figure_percent((double)sum->cached / (double)sum->input).text : "-");
    table_cell(t, STYLE_PLAIN, "%s", count_tokens(sum->output).text);
    table_cell(t, STYLE_TITLE, "%s%s%s", amount_show_digits(&sum->cost, digits).text, has_many ? " " : "",
               has_many ? sum->currency : "");
    add_share(t, run, sum);
    table_cell(t, STYLE_GOOD, "%s", amount_show_digits(&sum->saved, digits).text);
}

static void start_groups(table *t, const bill_run *run)
{
    static const char *const figures[] = {"requests", "input", "cached", "output", "cost", "share", "cache saved"};
    char align[BILL_BY + 8] = "";
    int n = run->asked->n_by;
    memset(align, 'l', (size_t)n);
    memset(align + n, 'r', 7);
    table_start(t, align, 1);
    for (int i = 0; i < n; i++) {
        table_head(t, i, bill_column_name(run->asked->by[i]));
    }
    for (int i = 0; i < 7; i++) {
        table_head(t, n + i, figures[i]);
    }
}

static void add_rest(table *t, const bill_run *run, uint64_t first)
{
    for (int i = 0; i < run->sums.n_totals; i++) {
        bill_sum rest = bill_sums_rest(&run->sums, first, run->sums.totals[i].currency);
        if (rest.records == 0) {
            continue;
        }
        snprintf(rest.currency, sizeof rest.currency, "%s", run->sums.totals[i].currency);
        table_cell(t, STYLE_DIM, "%s more", figure_count((int64_t)(run->sums.n_sums - first)).text);
        for (int j = 1; j < run->asked->n_by; j++) {
            table_cell(t, STYLE_DIM, "%s", "");
        }
        add_figures(t, run, &rest, run->sums.n_totals > 1);
    }
}

static void put_groups(const bill_run *run, const screen *s)
{
    uint64_t shown = run->sums.n_sums, top = (uint64_t)run->asked->top;
    table t;
    shown = shown > top ? top : shown;
    start_groups(&t, run);
    for (uint64_t i = 0; i < shown; i++) {
        for (int j = 0; j < run->asked->n_by; j++) {
            table_cell(&t, STYLE_PLAIN, "%s", run->sums.sums[i].labels[j]);
        }
        add_figures(&t, run, &run->sums.sums[i], run->sums.n_totals > 1);
    }
    if (shown < run->sums.n_sums) {
        add_rest(&t, run, shown);
    }
    table_finish(&t, s);
}

/* ---- cache and stated costs ---- */

static void put_cache(const bill_sum *total, const screen *s)
{
    char text[256];
    if (total->savable.low == 0 && total->savable.high == 0) {
        return;
    }
    double saved = amount_value(&total->saved), best = amount_value(&total->savable);
    snprintf(text, sizeof text, "%s %s saved of %s at best (all input from the cache)%s%s",
             amount_show(&total->saved).text, total->currency, amount_show(&total->savable).text, best > 0 ? ": " : "",
             best > 0 ? figure_percent(saved / best).text : "");
    screen_paragraph(s, STYLE_PLAIN, "Cache         ", text);
}

static void put_stated(const bill_sum *total, const screen *s)
{
    char text[512];
    toll_amount difference;
    if (total->stated_records == 0 ||
        toll_amount_subtract(&total->stated_cost, &total->stated, &difference, NULL) != TOLL_OK) {
        return;
    }
    snprintf(text, sizeof text, "%s of the requests state their cost: %s %s; by the book it is %s, a difference of %s",
             figure_count(total->stated_records).text, amount_show(&total->stated).text, total->currency,
             amount_show(&total->stated_cost).text, amount_show(&difference).text);
    screen_paragraph(s, STYLE_PLAIN, "Stated        ", text);
}

/* ---- what is missing ---- */

static void put_bad_line(const bill_run *run, const bad_line *bad, const char *first, const screen *s)
{
    char text[512], place[64] = "";
    const char *log = run->asked->n_logs > 1 || bad->line == 0 ? run->asked->logs[bad->log] : "";
    if (bad->line > 0) {
        snprintf(place, sizeof place, "%sline %s: ", log[0] != 0 ? ", " : "", figure_count((int64_t)bad->line).text);
    }
    snprintf(text, sizeof text, "%.200s%s%s%s", log, bad->line == 0 ? ": " : "", place, bad->reason);
    screen_paragraph(s, STYLE_WARN, first, text);
}

static void put_bad_lines(const bill_run *run, const screen *s)
{
    const bill_problems *p = &run->problems;
    char text[96];
    int64_t shown = p->n_lines < SHOWN_PROBLEMS ? p->n_lines : SHOWN_PROBLEMS;
    for (int64_t i = 0; i < shown; i++) {
        put_bad_line(run, &p->lines[i], i == 0 ? "Not read      " : "              ", s);
    }
    if (p->n_lines > shown) {
        snprintf(text, sizeof text, "and %s more: --json has the first %d", figure_count(p->n_lines - shown).text,
                 BAD_LINES_KEPT);
        screen_paragraph(s, STYLE_WARN, "              ", text);
    }
}

/* ---- the foot ---- */

static void put_notes(const bill_run *run, const screen *s)
{
    char text[256];
    for (int i = 0; bill_note(run, i, text, sizeof text); i++) {
        screen_paragraph(s, STYLE_DIM, i == 0 ? "Notes         " : "              ", text);
    }
}

static void put_budget(const bill_run *run, const screen *s)
{
    char text[192];
    int32_t order = 0;
    for (int i = 0; run->asked->has_budget && i < run->sums.n_totals; i++) {
        const bill_sum *total = &run->sums.totals[i];
        toll_amount_compare(&total->cost, &run->asked->budget, &order, NULL);
        snprintf(text, sizeof text, "%s of %s %s: %s", amount_show(&total->cost).text,
                 amount_show(&run->asked->budget).text, total->currency, order > 0 ? "over" : "within");
        screen_paragraph(s, order > 0 ? STYLE_BAD : STYLE_GOOD, "Budget        ", text);
    }
}

static void put_prices(const bill_run *run, const screen *s)
{
    char text[320], from[48];
    snprintf(from, sizeof from, "%s", figure_date((int32_t)run->oldest_date).text);
    snprintf(text, sizeof text, "%s%s%s%s, book %.8s (%.80s)", run->oldest_date > 0 ? "of " : "dates not stated",
             run->oldest_date > 0 ? from : "", run->newest_date > run->oldest_date ? " to " : "",
             run->newest_date > run->oldest_date ? figure_date((int32_t)run->newest_date).text : "",
             run->asked->book.hash, run->asked->book.name);
    screen_paragraph(s, STYLE_DIM, "Prices        ", text);
}

void bill_table(const bill_run *run, const screen *s)
{
    for (int i = 0; i < run->sums.n_totals; i++) {
        put_total(run, &run->sums.totals[i], s);
    }
    if (run->sums.n_totals == 0) {
        put_nothing_billed(run, s);
    }
    screen_newline(s);
    if (run->as != NULL) {
        bill_as_table(run, s);
    } else if (run->sums.n_sums > 0) {
        put_groups(run, s);
        screen_newline(s);
    }
    for (int i = 0; run->as == NULL && i < run->sums.n_totals; i++) {
        put_cache(&run->sums.totals[i], s);
        put_stated(&run->sums.totals[i], s);
    }
    put_budget(run, s);
    bill_show_unpriced(&run->problems, &run->asked->book, "Not priced    ", s);
    put_bad_lines(run, s);
    put_notes(run, s);
    put_prices(run, s);
}
