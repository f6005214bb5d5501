/* SPDX-License-Identifier: Apache-2.0 */
/* A tax is a per cent of what is billed, from a day on and until another one. Example: VAT of 19 on 12.34 EUR is
 * 0.19 * 12.34 = 2.3446 EUR, exactly; --round makes it 2.34 and says so in a row. */
#include "input/tax_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/file_input.h"
#include "input/instant.h"
#include "output/give_up.h"
#include "table/csv_table.h"

enum { TAX_NAME, TAX_PERCENT, TAX_COUNTRY, TAX_ACCOUNT, TAX_FROM, TAX_UNTIL, TAX_COLUMNS };

#define TAX_NEEDED TAX_COUNTRY /* columns that must be there */
#define TAX_ABSENT ((size_t)-1)

static const char *const names[TAX_COLUMNS] = {"name", "rate_percent", "country", "account", "from", "until"};

typedef struct tax_cells {
    const toll__csv_table *csv;
    size_t columns[TAX_COLUMNS]; /* TAX_ABSENT: the file has none */
    size_t row;
} tax_cells;

static const char *cell(const tax_cells *c, int which)
{
    return c->columns[which] == TAX_ABSENT ? "" : toll__csv_text(c->csv, c->row, c->columns[which]);
}

static bool refuse_tax_cell(const tax_cells *c, int which, const char *message)
{
    toll_error err;
    toll__csv_fail(&err, toll__csv_place_of(c->csv, c->row, c->columns[which]), message, cell(c, which));
    complain_place(&err);
    return false;
}

static bool read_tax_text(const tax_cells *c, int which, char *to, size_t size)
{
    if (strlen(cell(c, which)) >= size) {
        return refuse_tax_cell(c, which, "is too long");
    }
    snprintf(to, size, "%s", cell(c, which));
    return true;
}

static bool read_day(const tax_cells *c, int which, int64_t *at_s)
{
    const char *text = cell(c, which);
    if (text[0] == 0) {
        return true;
    }
    return (strlen(text) == 10 && instant_parse(text, at_s)) ||
           refuse_tax_cell(c, which, "a day is written as 2026-11-02, or left empty");
}

/* 19 becomes 0.19: two digits more behind the point. */
static bool read_percent(const tax_cells *c, tax_row *row)
{
    const char *text = cell(c, TAX_PERCENT);
    toll_decimal percent;
    static const toll_decimal hundred = {100, 0, 0};
    int32_t order = 0;
    bool is_read = toll_decimal_parse(text, strlen(text), &percent, NULL) == TOLL_OK && percent.coef >= 0 &&
                   percent.scale <= 16 && strlen(text) < sizeof row->percent;
    if (!is_read || toll_decimal_compare(&percent, &hundred, &order, NULL) != TOLL_OK || order > 0) {
        return refuse_tax_cell(c, TAX_PERCENT, "a rate is a decimal from 0 to 100, as 19 or 8.1");
    }
    row->factor = (toll_decimal){percent.coef, percent.scale + 2, 0};
    snprintf(row->percent, sizeof row->percent, "%s", text);
    return true;
}

static bool read_tax_row(const tax_cells *c, const char *country, tax_row *row)
{
    row->from_s = INT64_MIN;
    row->until_s = INT64_MAX;
    row->line = toll__csv_line(c->csv, c->row).line;
    if (cell(c, TAX_NAME)[0] == 0) {
        return refuse_tax_cell(c, TAX_NAME, "a tax needs a name");
    }
    if (!read_tax_text(c, TAX_NAME, row->name, sizeof row->name) || !read_percent(c, row) ||
        !read_tax_text(c, TAX_COUNTRY, row->country, sizeof row->country) ||
        !read_tax_text(c, TAX_ACCOUNT, row->account, sizeof row->account) || !read_day(c, TAX_FROM, &row->from_s) ||
        !read_day(c, TAX_UNTIL, &row->until_s)) {
        return false;
    }
    if (row->from_s >= row->until_s) {
        return refuse_tax_cell(c, TAX_UNTIL, "until must be after from: it is the first day without the tax");
    }
    if (row->country[0] != 0 && country[0] == 0) {
        return refuse_tax_cell(c, TAX_COUNTRY,
                               "the row is of a country: say which one the accounts are in (--country)");
    }
    return true;
}

static bool may_meet(const char *a, const char *b)
{
    return a[0] == 0 || b[0] == 0 || strcmp(a, b) == 0;
}

static bool do_overlap(const tax_row *a, const tax_row *b)
{
    return strcmp(a->name, b->name) == 0 && may_meet(a->country, b->country) && may_meet(a->account, b->account) &&
           a->from_s < b->until_s && b->from_s < a->until_s;
}

/* The same tax twice on one cost is a mistake, never a sum. */
static bool are_taxes_apart(const tax_rows *t)
{
    for (size_t i = 0; i < t->n_rows; i++) {
        for (size_t k = 0; k < i; k++) {
            if (do_overlap(&t->rows[i], &t->rows[k])) {
                complain("%s:%u: %s holds for usage that line %u taxes already", t->path, t->rows[i].line,
                         t->rows[i].name, t->rows[k].line);
                return false;
            }
        }
    }
    return true;
}

static bool read_taxes(tax_rows *t, const toll__csv_table *csv, const char *country)
{
    tax_cells c = {.csv = csv};
    for (int i = 0; i < TAX_COLUMNS; i++) {
        if (toll__csv_find_column(csv, names[i], &c.columns[i], NULL) == TOLL_OK) {
            continue;
        }
        if (i < TAX_NEEDED) {
            complain("%s: needs the columns name,rate_percent and may have country,account,from,until", t->path);
            return false;
        }
        c.columns[i] = TAX_ABSENT;
    }
    t->rows = claim(csv->n_rows + 1, sizeof *t->rows);
    for (c.row = 1; c.row <= csv->n_rows; c.row++) {
        if (!read_tax_row(&c, country, &t->rows[t->n_rows])) {
            return false;
        }
        t->n_rows++;
    }
    return are_taxes_apart(t);
}

bool tax_rows_read(tax_rows *t, const char *path, const char *country)
{
    toll__csv_table csv;
    toll_error err;
    *t = (tax_rows){.path = path};
    if (toll__csv_read(path, path, input_limit(CSV_BYTES_MAX), &csv, &err) != TOLL_OK) {
        complain_place(&err);
        return false;
    }
    bool is_read = read_taxes(t, &csv, country);
    toll__csv_release(&csv);
    return is_read;
}

void tax_rows_free(tax_rows *t)
{
    free(t->rows);
    t->rows = NULL;
}

bool tax_row_holds(const tax_row *row, const char *country, const char *account, int64_t at_s)
{
    return (row->country[0] == 0 || strcmp(row->country, country) == 0) &&
           (row->account[0] == 0 || strcmp(row->account, account) == 0) && at_s >= row->from_s && at_s < row->until_s;
}
