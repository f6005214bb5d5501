/* SPDX-License-Identifier: Apache-2.0 */
/* The table of groups. Where the screen is too narrow for it, first a head is shortened, then the share goes, then long
 * names lose their middle: "regional.anthropic.claude-haiku-4-5" in 20 columns is "regional..-haiku-4-5". */
#include <stdio.h>
#include <string.h>

#include "bill/bill_answer.h"
#include "output/amount_text.h"
#include "output/figure_text.h"
#include "output/table.h"

#define LABEL_LEAST 12 /* columns of a name at least */
#define COLUMN_GAP  2

typedef enum group_figure {
    FIGURE_REQUESTS,
    FIGURE_INPUT,
    FIGURE_CACHED,
    FIGURE_OUTPUT,
    FIGURE_COST,
    FIGURE_SHARE,
    FIGURE_SAVED,
    GROUP_FIGURES
} group_figure;

typedef struct group_row {
    char labels[BILL_BY][96];
    char figures[GROUP_FIGURES][64];
} group_row;

typedef struct group_layout {
    bool has_figure[GROUP_FIGURES];
    const char *heads[GROUP_FIGURES];
    int label_most; /* columns */
} group_layout;

/* ---- texts ---- */

static const bill_sum *total_of_currency(const bill_run *run, const char *currency)
{
    for (int i = 0; i < run->sums.n_totals; i++) {
        if (strcmp(run->sums.totals[i].currency, currency) == 0) {
            return &run->sums.totals[i];
        }
    }
    return NULL;
}

/* Amounts of a column have the digits of the total. */
static void write_figures(const bill_run *run, const bill_sum *sum, group_row *row)
{
    const bill_sum *total = total_of_currency(run, sum->currency);
    double all = total != NULL ? amount_value(&total->cost) : 0;
    int digits = total != NULL ? amount_digits(&total->cost) : 2;
    bool has_many = run->sums.n_totals > 1;
    const size_t size = sizeof row->figures[0];
    snprintf(row->figures[FIGURE_REQUESTS], size, "%s", figure_count(sum->records).text);
    snprintf(row->figures[FIGURE_INPUT], size, "%s", figure_tokens(sum->input).text);
    snprintf(row->figures[FIGURE_CACHED], size, "%s",
             sum->input > 0 ? figure_percent((double)sum->cached / (double)sum->input).text : "-");
    snprintf(row->figures[FIGURE_OUTPUT], size, "%s", figure_tokens(sum->output).text);
    snprintf(row->figures[FIGURE_COST], size, "%.46s%s%s", amount_show_digits(&sum->cost, digits).text,
             has_many ? " " : "", has_many ? sum->currency : "");
    snprintf(row->figures[FIGURE_SHARE], size, "%s",
             all > 0 ? figure_percent(amount_value(&sum->cost) / all).text : "-");
    snprintf(row->figures[FIGURE_SAVED], size, "%.63s", amount_show_digits(&sum->saved, digits).text);
}

static void write_rest(const bill_run *run, uint64_t first, int total, group_row *row)
{
    bill_sum rest = bill_sums_rest(&run->sums, first, run->sums.totals[total].currency);
    snprintf(rest.currency, sizeof rest.currency, "%s", run->sums.totals[total].currency);
    memset(row, 0, sizeof *row);
    if (rest.records == 0) {
        return;
    }
    snprintf(row->labels[0], sizeof row->labels[0], "%s more", figure_count((int64_t)(run->sums.n_sums - first)).text);
    write_figures(run, &rest, row);
}

/* The i-th row that is shown; false beyond the last. A row without figures is left out. */
static bool write_row(const bill_run *run, uint64_t index, group_row *row)
{
    uint64_t top = (uint64_t)run->asked->top, shown = run->sums.n_sums < top ? run->sums.n_sums : top;
    if (index < shown) {
        memcpy(row->labels, run->sums.sums[index].labels, sizeof row->labels);
        write_figures(run, &run->sums.sums[index], row);
        return true;
    }
    if (shown == run->sums.n_sums || index - shown >= (uint64_t)run->sums.n_totals) {
        return false;
    }
    write_rest(run, shown, (int)(index - shown), row);
    return true;
}

/* ---- layout ---- */

static int larger(int a, int b)
{
    return a > b ? a : b;
}

typedef struct group_widths {
    int figures[GROUP_FIGURES], labels[BILL_BY];
} group_widths;

static group_widths measure_groups(const bill_run *run)
{
    group_widths w = {{0}, {0}};
    group_row row;
    for (int k = 0; k < run->asked->n_by; k++) {
        w.labels[k] = screen_columns(bill_column_name(run->asked->by[k]));
    }
    for (uint64_t i = 0; write_row(run, i, &row); i++) {
        for (int k = 0; k < GROUP_FIGURES; k++) {
            w.figures[k] = larger(w.figures[k], screen_columns(row.figures[k]));
        }
        for (int k = 0; k < run->asked->n_by; k++) {
            w.labels[k] = larger(w.labels[k], screen_columns(row.labels[k]));
        }
    }
    return w;
}

/* Columns of the whole table. */
static int width_of(const group_widths *w, const group_layout *l, int n_labels)
{
    int sum = TABLE_INDENT - COLUMN_GAP;
    for (int k = 0; k < GROUP_FIGURES; k++) {
        sum += l->has_figure[k] ? COLUMN_GAP + larger(w->figures[k], screen_columns(l->heads[k])) : 0;
    }
    for (int k = 0; k < n_labels; k++) {
        sum += COLUMN_GAP + (w->labels[k] < l->label_most ? w->labels[k] : l->label_most);
    }
    return sum;
}

static group_layout fit_groups(const bill_run *run, int width)
{
    group_layout l = {.label_most = 96,
                      .heads = {"requests", "input", "cached", "output", "cost", "share", "cache saved"}};
    group_widths w = measure_groups(run);
    int n = run->asked->n_by;
    memset(l.has_figure, 1, sizeof l.has_figure);
    if (width_of(&w, &l, n) > width) {
        l.heads[FIGURE_SAVED] = "saved";
    }
    l.has_figure[FIGURE_SHARE] = width_of(&w, &l, n) <= width;
    while (width_of(&w, &l, n) > width && l.label_most > LABEL_LEAST) {
        l.label_most--;
    }
    return l;
}

/* A name without its middle. Bytes are columns in ASCII alone: other names stay whole. */
static void shorten_label(const char *label, int most, char *text, size_t size)
{
    size_t length = strlen(label), kept = (size_t)most - 2, front = kept / 2;
    bool is_ascii = true;
    for (size_t i = 0; i < length; i++) {
        is_ascii = is_ascii && (unsigned char)label[i] < 0x80;
    }
    if (length <= (size_t)most || !is_ascii) {
        snprintf(text, size, "%s", label);
        return;
    }
    snprintf(text, size, "%.*s..%s", (int)front, label, label + length - (kept - front));
}

static void add_row(table *t, const bill_run *run, const group_layout *l, const group_row *row)
{
    char label[96];
    for (int k = 0; k < run->asked->n_by; k++) {
        shorten_label(row->labels[k], l->label_most, label, sizeof label);
        table_cell(t, STYLE_PLAIN, "%s", label);
    }
    for (int k = 0; k < GROUP_FIGURES; k++) {
        style look = k == FIGURE_COST ? STYLE_TITLE : k == FIGURE_SAVED ? STYLE_GOOD : STYLE_PLAIN;
        if (l->has_figure[k]) {
            table_cell(t, look, "%s", row->figures[k]);
        }
    }
}

static void start_groups(table *t, const bill_run *run, const group_layout *l)
{
    char align[BILL_BY + GROUP_FIGURES + 1] = "";
    int n = run->asked->n_by, column = n;
    memset(align, 'l', (size_t)n);
    for (int k = 0; k < GROUP_FIGURES; k++) {
        if (l->has_figure[k]) {
            align[column++] = 'r';
        }
    }
    table_start(t, align, 1);
    for (int i = 0; i < n; i++) {
        table_head(t, i, bill_column_name(run->asked->by[i]));
    }
    column = n;
    for (int k = 0; k < GROUP_FIGURES; k++) {
        if (l->has_figure[k]) {
            table_head(t, column++, l->heads[k]);
        }
    }
}

void bill_show_groups(const bill_run *run, const screen *s)
{
    table t;
    group_row row;
    group_layout layout = fit_groups(run, s->width);
    start_groups(&t, run, &layout);
    for (uint64_t i = 0; write_row(run, i, &row); i++) {
        if (row.figures[FIGURE_COST][0] != 0) {
            add_row(&t, run, &layout, &row);
        }
    }
    table_finish(&t, s);
}
