/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict first, then the groups, then what the total lacks, then how the records were read. */
#include <stdio.h>
#include <string.h>

#include "bill/bill_answer.h"
#include "input/instant.h"
#include "output/figure_text.h"
#include "output/outside_text.h"
#include "output/table.h"

#define SHOWN_PROBLEMS 8

typedef struct amount_text {
    char text[TOLL_MONEY_TEXT_BYTES + 16];
} amount_text;

/* Digits before the point in groups of three. */
static amount_text group_digits(const char *plain)
{
    amount_text out;
    size_t length = strcspn(plain, "."), used = 0;
    for (size_t i = 0; plain[i] != 0 && used + 2 < sizeof out.text; i++) {
        bool is_between = i > 0 && i < length && plain[i - 1] != '-' && (length - i) % 3 == 0;
        if (is_between) {
            out.text[used++] = ',';
        }
        out.text[used++] = plain[i];
    }
    out.text[used] = 0;
    return out;
}

/* Digits behind the point: cents from 100 on, more below. */
static int digits_of(const toll_amount *amount)
{
    static const toll_amount hundred = {UINT64_C(7766279631452241920), 5}; /* 100 * 10^18 = 5 * 2^64 + low */
    static const toll_amount one = {UINT64_C(1000000000000000000), 0};
    int32_t large = 0, above = 0;
    toll_amount_compare(amount, &hundred, &large, NULL);
    toll_amount_compare(amount, &one, &above, NULL);
    return large >= 0 ? 2 : above >= 0 ? 4 : 6;
}

/* Exact where rounding would leave nothing. */
static amount_text round_amount(const toll_amount *amount, int digits)
{
    char text[TOLL_MONEY_TEXT_BYTES] = "?";
    toll_amount rounded;
    int32_t inexact;
    bool is_rounded = toll_amount_round(amount, digits, TOLL_ROUND_HALF_EVEN, &rounded, &inexact, NULL) == TOLL_OK;
    bool is_lost = is_rounded && rounded.low == 0 && rounded.high == 0 && (amount->low != 0 || amount->high != 0);
    toll_amount_format(is_rounded && !is_lost ? &rounded : amount, digits, text, sizeof text, NULL, NULL);
    return group_digits(text);
}

static amount_text show_amount(const toll_amount *amount)
{
    return round_amount(amount, digits_of(amount));
}

static double value_of_amount(const toll_amount *amount)
{
    return ((double)amount->high * 0x1p64 + (double)amount->low) * 1e-18;
}

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
             show_amount(&total->cost).text, is_dollar ? "" : " ", is_dollar ? "" : total->currency,
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
        double all = value_of_amount(&total->cost);
        if (strcmp(total->currency, sum->currency) == 0 && all > 0) {
            table_cell(t, STYLE_PLAIN, "%s", figure_percent(value_of_amount(&sum->cost) / all).text);
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
            return digits_of(&run->sums.totals[i].cost);
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
    table_cell(t, STYLE_TITLE, "%s%s%s", round_amount(&sum->cost, digits).text, has_many ? " " : "",
               has_many ? sum->currency : "");
    add_share(t, run, sum);
    table_cell(t, STYLE_GOOD, "%s", round_amount(&sum->saved, digits).text);
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
    double saved = value_of_amount(&total->saved), best = value_of_amount(&total->savable);
    snprintf(text, sizeof text, "%s %s saved of %s at best (all input from the cache)%s%s",
             show_amount(&total->saved).text, total->currency, show_amount(&total->savable).text, best > 0 ? ": " : "",
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
             figure_count(total->stated_records).text, show_amount(&total->stated).text, total->currency,
             show_amount(&total->stated_cost).text, show_amount(&difference).text);
    screen_paragraph(s, STYLE_PLAIN, "Stated        ", text);
}

/* ---- what is missing ---- */

static int compare_unpriced(const unpriced_name *a, const unpriced_name *b)
{
    return a->records != b->records ? (a->records < b->records) - (a->records > b->records) : strcmp(a->name, b->name);
}

/* The most frequent name that is not above `before`; NULL: none. */
static const unpriced_name *next_unpriced(const bill_problems *p, const unpriced_name *before)
{
    const unpriced_name *best = NULL;
    for (uint64_t i = 0; i < p->n_names; i++) {
        const unpriced_name *u = &p->names[i];
        bool is_behind =
            before == NULL || compare_unpriced(before, u) < 0 || (compare_unpriced(before, u) == 0 && u > before);
        if (is_behind && (best == NULL || compare_unpriced(u, best) < 0)) {
            best = u;
        }
    }
    return best;
}

static void put_unpriced_name(const bill_run *run, const unpriced_name *u, const char *first, const screen *s)
{
    const char *nearest[3];
    char text[512], near[320] = "";
    int n = u->is_unknown ? price_names_nearest(&run->asked->books, u->name, nearest, 3) : 0;
    for (int i = 0; i < n; i++) {
        size_t used = strlen(near);
        snprintf(near + used, sizeof near - used, "%s%s", i == 0 ? " (nearest: " : ", ", nearest[i]);
    }
    snprintf(text, sizeof text, "%s x %s%s%s: %s%s%s", figure_count(u->records).text, u->provider,
             u->provider[0] != 0 ? " " : "", u->name, u->reason, near, n > 0 ? ")" : "");
    screen_paragraph(s, STYLE_WARN, first, text);
}

static void put_unpriced(const bill_run *run, const screen *s)
{
    const unpriced_name *u = NULL;
    char text[96];
    for (int i = 0; i < SHOWN_PROBLEMS; i++) {
        u = next_unpriced(&run->problems, u);
        if (u == NULL) {
            return;
        }
        put_unpriced_name(run, u, i == 0 ? "Not priced    " : "              ", s);
    }
    if (run->problems.n_names > SHOWN_PROBLEMS) {
        snprintf(text, sizeof text, "and %s more names: --json",
                 figure_count((int64_t)run->problems.n_names - SHOWN_PROBLEMS).text);
        screen_paragraph(s, STYLE_WARN, "              ", text);
    }
}

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
        snprintf(text, sizeof text, "%s of %s %s: %s", show_amount(&total->cost).text,
                 show_amount(&run->asked->budget).text, total->currency, order > 0 ? "over" : "within");
        screen_paragraph(s, order > 0 ? STYLE_BAD : STYLE_GOOD, "Budget        ", text);
    }
}

static void put_book(const pricebook *b, int64_t records, bool is_one, const screen *s)
{
    char text[320];
    if (is_one) {
        snprintf(text, sizeof text, "book %.8s (%.200s)", b->hash, b->name);
    } else {
        snprintf(text, sizeof text, "%s by book %.8s (%.200s)", figure_count(records).text, b->hash, b->name);
    }
    screen_paragraph(s, STYLE_DIM, "              ", text);
}

static void put_prices(const bill_run *run, const screen *s)
{
    const price_books *books = &run->asked->books;
    bool is_own_alone = run->n_by_full == 0, is_full_alone = run->n_by_full > 0 && run->n_by_full == run->n_priced;
    char text[320], from[48], book[128] = "";
    if (is_own_alone) {
        snprintf(book, sizeof book, ", book %.8s (%.80s)", books->own.hash, books->own.name);
    }
    const fact_ages *ages = &run->ages;
    age_text age = fact_age_text(ages, ages->oldest);
    snprintf(from, sizeof from, "%s", figure_date((int32_t)ages->oldest).text);
    snprintf(text, sizeof text, "%s%s%s%s%s%s%s%s", ages->oldest > 0 ? "of " : "dates not stated",
             ages->oldest > 0 ? from : "", ages->newest > ages->oldest ? " to " : "",
             ages->newest > ages->oldest ? figure_date((int32_t)ages->newest).text : "",
             age.text[0] == 0 || ages->oldest == 0 ? ""
             : ages->newest > ages->oldest         ? ", up to "
                                                   : ", ",
             ages->oldest > 0 ? age.text : "", ages->oldest > 0 && ages->has_undated ? ", some without a date" : "",
             book);
    screen_paragraph(s, STYLE_DIM, "Prices        ", text);
    if (!is_own_alone && !is_full_alone) {
        put_book(&books->own, run->n_priced - run->n_by_full, false, s);
    }
    if (!is_own_alone) {
        put_book(&books->full, run->n_by_full, is_full_alone, s);
    }
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
    if (run->sums.n_sums > 0) {
        put_groups(run, s);
        screen_newline(s);
    }
    for (int i = 0; i < run->sums.n_totals; i++) {
        put_cache(&run->sums.totals[i], s);
        put_stated(&run->sums.totals[i], s);
    }
    put_budget(run, s);
    put_unpriced(run, s);
    put_bad_lines(run, s);
    put_notes(run, s);
    put_prices(run, s);
}
