/* SPDX-License-Identifier: Apache-2.0 */
/* Rates are sorted by currencies and day, so the rate of an instant is found by bisection.
 *
 * Example: CNY to EUR of 2026-10-30 (0.1290, a Friday) and 2026-11-02 (0.1283). A request on Sunday, 1 November, takes
 * 0.1290, which is 2 days old; 100 CNY are 12.9 EUR. One on 29 October has no rate: that of the 30th is later. */
#include "input/exchange_rates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/file_input.h"
#include "input/instant.h"
#include "output/give_up.h"
#include "table/csv_table.h"

#define DAY_S 86400

enum { RATE_FROM, RATE_TO, RATE_RATE, RATE_DATE, RATE_SOURCE, RATE_COLUMNS };

static const char *const names[RATE_COLUMNS] = {"from", "to", "rate", "date", "source"};

typedef struct rate_cells {
    const toll__csv_table *csv;
    size_t columns[RATE_COLUMNS];
    bool has_source;
    size_t row;
} rate_cells;

static const char *cell(const rate_cells *c, int which)
{
    return which == RATE_SOURCE && !c->has_source ? "" : toll__csv_text(c->csv, c->row, c->columns[which]);
}

static bool refuse_rate_cell(const rate_cells *c, int which, const char *message)
{
    toll_error err;
    toll__csv_fail(&err, toll__csv_place_of(c->csv, c->row, c->columns[which]), message, cell(c, which));
    complain_place(&err);
    return false;
}

/* ISO 4217 in capitals, or "X-" and a name, as in price books. */
static bool is_currency(const char *text)
{
    size_t length = strlen(text);
    bool is_iso = length == 3 && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
    return is_iso || (strncmp(text, "X-", 2) == 0 && length > 2 && length < 16);
}

static bool read_currency(const rate_cells *c, int which, char *to)
{
    const char *text = cell(c, which);
    if (!is_currency(text)) {
        return refuse_rate_cell(c, which, "a currency is three capitals of ISO 4217, or X- and a name");
    }
    snprintf(to, 16, "%s", text);
    return true;
}

static bool read_rate_row(const rate_cells *c, int64_t days, dated_rate *row)
{
    toll_bill_rate *r = &row->rate;
    start_struct(r, sizeof *r, TOLL_KIND_BILL_RATE);
    const char *number = cell(c, RATE_RATE), *date = cell(c, RATE_DATE), *source = cell(c, RATE_SOURCE);
    if (!read_currency(c, RATE_FROM, r->from_currency) || !read_currency(c, RATE_TO, r->to_currency)) {
        return false;
    }
    if (strcmp(r->from_currency, r->to_currency) == 0) {
        return refuse_rate_cell(c, RATE_TO, "a rate leads to another currency");
    }
    bool is_number = toll_decimal_parse(number, strlen(number), &r->rate, NULL) == TOLL_OK && r->rate.coef > 0;
    if (!is_number || strlen(number) >= sizeof row->text) {
        return refuse_rate_cell(c, RATE_RATE, "a rate is a decimal above 0, as 0.1283");
    }
    if (strlen(date) != 10 || !instant_parse(date, &r->from_s)) {
        return refuse_rate_cell(c, RATE_DATE, "a date is a day, as 2026-11-02");
    }
    if (strlen(source) >= sizeof r->source) {
        return refuse_rate_cell(c, RATE_SOURCE, "a source has at most 95 bytes");
    }
    r->until_s = r->from_s + (days + 1) * DAY_S;
    snprintf(r->source, sizeof r->source, "%s", source);
    snprintf(row->text, sizeof row->text, "%s", number);
    snprintf(row->date, sizeof row->date, "%s", date);
    return true;
}

static int compare_pair(const dated_rate *row, const char *from, const char *to)
{
    int order = strcmp(row->rate.from_currency, from);
    return order != 0 ? order : strcmp(row->rate.to_currency, to);
}

static int compare_rates(const void *a, const void *b)
{
    const dated_rate *x = a, *y = b;
    int order = compare_pair(x, y->rate.from_currency, y->rate.to_currency);
    return order != 0 ? order : (x->rate.from_s > y->rate.from_s) - (x->rate.from_s < y->rate.from_s);
}

static bool are_rates_apart(const exchange_rates *r)
{
    for (size_t i = 1; i < r->n_rows; i++) {
        const dated_rate *row = &r->rows[i];
        if (compare_rates(row - 1, row) == 0) {
            complain("%s: two rates %s to %s of %s: %s and %s", r->path, row->rate.from_currency, row->rate.to_currency,
                     row->date, row[-1].text, row->text);
            return false;
        }
    }
    return true;
}

static bool read_rows(exchange_rates *r, const toll__csv_table *csv)
{
    rate_cells c = {.csv = csv};
    toll_error err;
    for (int i = 0; i < RATE_SOURCE; i++) {
        if (toll__csv_find_column(csv, names[i], &c.columns[i], &err) != TOLL_OK) {
            complain("%s: needs the columns from,to,rate,date and may have source: %s", r->path, err.message);
            return false;
        }
    }
    c.has_source = toll__csv_find_column(csv, names[RATE_SOURCE], &c.columns[RATE_SOURCE], NULL) == TOLL_OK;
    r->rows = claim(csv->n_rows + 1, sizeof *r->rows);
    for (c.row = 1; c.row <= csv->n_rows; c.row++) {
        if (!read_rate_row(&c, r->days, &r->rows[r->n_rows])) {
            return false;
        }
        r->n_rows++;
    }
    if (r->n_rows > 1) {
        qsort(r->rows, r->n_rows, sizeof *r->rows, compare_rates);
    }
    return are_rates_apart(r);
}

bool exchange_rates_read(exchange_rates *r, const char *path, int64_t days)
{
    toll__csv_table csv;
    toll_error err;
    *r = (exchange_rates){.path = path, .days = days};
    if (toll__csv_read(path, path, input_limit(CSV_BYTES_MAX), &csv, &err) != TOLL_OK) {
        complain_place(&err);
        return false;
    }
    bool is_read = read_rows(r, &csv);
    toll__csv_release(&csv);
    return is_read;
}

void exchange_rates_free(exchange_rates *r)
{
    free(r->rows);
    r->rows = NULL;
}

/* Rows below the first one of the pair that is later than the instant. */
static size_t count_before(const exchange_rates *r, const char *from, const char *to, int64_t at_s)
{
    size_t low = 0, high = r->n_rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_pair(&r->rows[middle], from, to);
        bool is_before = order < 0 || (order == 0 && r->rows[middle].rate.from_s <= at_s);
        low = is_before ? middle + 1 : low;
        high = is_before ? high : middle;
    }
    return low;
}

static bool has_pair(const exchange_rates *r, const char *from, const char *to)
{
    size_t n = count_before(r, from, to, INT64_MAX);
    return n > 0 && compare_pair(&r->rows[n - 1], from, to) == 0;
}

static void tell_missing(const exchange_rates *r, const char *from, const char *to, int64_t at_s, char *reason,
                         size_t size)
{
    instant day = instant_text(at_s);
    if (r->path == NULL) {
        snprintf(reason, size, "costs %s, and there is no rate to %s (--rates)", from, to);
    } else if (has_pair(r, from, to)) {
        snprintf(reason, size, "no rate %s to %s on %.10s or before", from, to, day.text);
    } else {
        snprintf(reason, size, "no rate %s to %s%s", from, to,
                 has_pair(r, to, from) ? "; the inverse in the file is not taken for it" : "");
    }
}

const dated_rate *exchange_rates_find(const exchange_rates *r, const char *from, const char *to, int64_t at_s,
                                      char *reason, size_t size)
{
    size_t n = count_before(r, from, to, at_s);
    const dated_rate *row = n > 0 ? &r->rows[n - 1] : NULL;
    if (row == NULL || compare_pair(row, from, to) != 0) {
        tell_missing(r, from, to, at_s, reason, size);
        return NULL;
    }
    if (at_s >= row->rate.until_s) {
        snprintf(reason, size, "the last rate %s to %s is of %s, more than %lld days before %.10s (--rate-days)", from,
                 to, row->date, (long long)r->days, instant_text(at_s).text);
        return NULL;
    }
    return row;
}
