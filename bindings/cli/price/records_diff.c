/* SPDX-License-Identifier: Apache-2.0 */
/* Bills each record of a CSV file by both books, and sums by model and in all. A record that one book can't price is
 * counted but left out of both sums; otherwise the difference would be its price, not a change. */
#include "price/records_diff.h"

#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/instant.h"
#include "input/numbers.h"
#include "output/figure_text.h"
#include "output/table.h"
#include "price/quote.h"
#include "table/csv_table.h"

#define SHOWN 20 /* changed records on a screen; --json has all */

/* A record billed by both books; what it costs is known or not. */
typedef struct billed_record {
    unsigned line;
    const char *model, *provider;
    bool is_known[2], is_changed;
    toll_amount cost[2];
    char reason[2][192];
} billed_record;

typedef struct cost_sum {
    const char *model;
    int64_t records, changed, unknown;
    toll_amount cost[2];
} cost_sum;

typedef struct records_account {
    billed_record *records;
    size_t n_records;
    cost_sum *models;
    size_t n_models;
    cost_sum all;
    char currency[16];
} records_account;

void records_json_books(json *j, const pricebook *before, const pricebook *after)
{
    json_answer(j, "book diff");
    json_text(j, "old_book", before->name);
    json_text(j, "old_book_hash", before->hash);
    json_text(j, "new_book", after->name);
    json_text(j, "new_book_hash", after->hash);
}

/* ---- One record ---- */

/* A column that is no meter: provider, model, at, tier, region. */
static const char *word_cell(const csv_table *csv, const csv_row *row, const char *name)
{
    for (size_t i = 0; i < csv->header.n_cells && i < row->n_cells; i++) {
        if (strcmp(csv->header.text[i], name) == 0) {
            return row->text[i];
        }
    }
    return "";
}

static bool is_word_column(const char *name)
{
    static const char *const words[] = {"provider", "model", "at", "tier", "region"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void read_quantity(const csv_table *csv, const csv_row *row, size_t i, usage_request *r)
{
    uint32_t meter;
    int64_t quantity;
    const char *name = csv->header.text[i];
    if (toll_bill_meter_find(name, strlen(name), &meter, NULL) != TOLL_OK) {
        csv_fail(csv_table_place(csv, &csv->header, i),
                 "column is neither a meter nor provider, model, at, tier or region", name);
    }
    if (!number_parse_count(row->text[i], &quantity)) {
        csv_fail(csv_table_place(csv, row, i), "must be a whole number of base units", row->text[i]);
    }
    if (r->n_usage == USAGE_PAIRS) {
        csv_fail(csv_table_place(csv, row, i), "is one quantity too many", name);
    }
    r->usage[r->n_usage++] = (toll_bill_usage){meter, quantity};
}

static void read_record(const csv_table *csv, const csv_row *row, usage_request *r)
{
    const char *at = word_cell(csv, row, "at");
    usage_request_start(r);
    r->provider = word_cell(csv, row, "provider");
    r->tier = word_cell(csv, row, "tier");
    r->region = word_cell(csv, row, "region");
    if (!instant_parse(at, &r->context.at_s)) {
        csv_fail(csv_table_place(csv, row, 0), "needs an instant in column at, such as 2026-08-21T09:30:00Z", at);
    }
    for (size_t i = 0; i < csv->header.n_cells; i++) {
        if (!is_word_column(csv->header.text[i]) && row->text[i][0] != 0) {
            read_quantity(csv, row, i, r);
        }
    }
}

/* Bills by one book; what has no price there is said of the record. */
static bool bill_record(billed_record *rec, usage_request *r, const pricebook *b, int which, records_account *all)
{
    quote q;
    if (!usage_request_join(r, b)) {
        return false;
    }
    bool is_fine = quote_quietly(&q, r, b, rec->model, rec->reason[which], sizeof rec->reason[which]);
    rec->is_known[which] = is_fine;
    if (!is_fine) {
        return true;
    }
    if (all->currency[0] == 0) {
        snprintf(all->currency, sizeof all->currency, "%s", q.total.currency);
    }
    if (strcmp(all->currency, q.total.currency) != 0) {
        complain("records cost %s and %s, which are not compared", all->currency, q.total.currency);
        return false;
    }
    rec->cost[which] = q.total.billed_cost;
    return true;
}

/* ---- Sums ---- */

static bool add_to_cost(toll_amount *to, const toll_amount *amount)
{
    toll_error err;
    if (toll_amount_add(to, amount, to, &err) == TOLL_OK) {
        return true;
    }
    complain_error(&err);
    return false;
}

static bool is_same_cost(const toll_amount *a, const toll_amount *b)
{
    return a->low == b->low && a->high == b->high;
}

static bool add_record(cost_sum *s, const billed_record *rec)
{
    s->records++;
    s->changed += rec->is_changed;
    s->unknown += !rec->is_known[0] || !rec->is_known[1];
    if (!rec->is_known[0] || !rec->is_known[1]) {
        return true; /* what one book can't price is counted, and left out of both sums */
    }
    return add_to_cost(&s->cost[0], &rec->cost[0]) && add_to_cost(&s->cost[1], &rec->cost[1]);
}

static cost_sum *sum_of_model(records_account *all, const char *model)
{
    for (size_t i = 0; i < all->n_models; i++) {
        if (strcmp(all->models[i].model, model) == 0) {
            return &all->models[i];
        }
    }
    all->models[all->n_models] = (cost_sum){.model = model};
    return &all->models[all->n_models++];
}

static bool bill_all(const csv_table *csv, const pricebook *before, const pricebook *after, records_account *all)
{
    all->records = csv_alloc(csv->n_rows, sizeof *all->records);
    all->models = csv_alloc(csv->n_rows, sizeof *all->models);
    all->n_records = csv->n_rows;
    for (size_t i = 0; i < csv->n_rows; i++) {
        billed_record *rec = &all->records[i];
        usage_request r;
        read_record(csv, &csv->rows[i], &r);
        rec->line = csv->rows[i].line;
        rec->model = word_cell(csv, &csv->rows[i], "model");
        rec->provider = r.provider;
        if (rec->model[0] == 0) {
            csv_fail(csv_table_place(csv, &csv->rows[i], 0), "needs a model", NULL);
        }
        if (!bill_record(rec, &r, before, 0, all) || !bill_record(rec, &r, after, 1, all)) {
            return false;
        }
        rec->is_changed =
            rec->is_known[0] != rec->is_known[1] || (rec->is_known[0] && !is_same_cost(&rec->cost[0], &rec->cost[1]));
        if (!add_record(sum_of_model(all, rec->model), rec) || !add_record(&all->all, rec)) {
            return false;
        }
    }
    return true;
}

/* ---- Answers ---- */

typedef struct cost_texts {
    char before[TOLL_MONEY_TEXT_BYTES], after[TOLL_MONEY_TEXT_BYTES], difference[TOLL_MONEY_TEXT_BYTES];
} cost_texts;

static cost_texts costs_of(const toll_amount *cost, const bool *is_known)
{
    cost_texts c = {"unknown", "unknown", "-"};
    toll_amount difference;
    if (is_known[0]) {
        toll_amount_format(&cost[0], 2, c.before, sizeof c.before, NULL, NULL);
    }
    if (is_known[1]) {
        toll_amount_format(&cost[1], 2, c.after, sizeof c.after, NULL, NULL);
    }
    if (is_known[0] && is_known[1] && toll_amount_subtract(&cost[1], &cost[0], &difference, NULL) == TOLL_OK) {
        toll_amount_format(&difference, 2, c.difference, sizeof c.difference, NULL, NULL);
    }
    return c;
}

static const bool known[2] = {true, true};

static void add_sum(table *t, const cost_sum *s, const char *name, style look)
{
    cost_texts c = costs_of(s->cost, known);
    table_cell(t, look, "%s", name);
    table_cell(t, look, "%s", figure_count(s->records).text);
    table_cell(t, look, "%s", figure_count(s->changed).text);
    table_cell(t, s->unknown > 0 ? STYLE_WARN : look, "%s", figure_count(s->unknown).text);
    table_cell(t, look, "%s", c.before);
    table_cell(t, look, "%s", c.after);
    table_cell(t, look, "%s", c.difference);
}

static void put_sums(const records_account *all, const screen *s)
{
    static const char *const heads[] = {"model", "records", "changed", "unknown", "old", "new", "difference"};
    table t;
    table_start(&t, "lrrrrrr", 1);
    for (int i = 0; i < 7; i++) {
        table_head(&t, i, heads[i]);
    }
    for (size_t i = 0; i < all->n_models; i++) {
        add_sum(&t, &all->models[i], all->models[i].model, STYLE_PLAIN);
    }
    add_sum(&t, &all->all, "all", STYLE_TITLE);
    table_finish(&t, s);
    if (all->currency[0] != 0) {
        printf("  in %s; records that a book has no price for are in neither sum\n", all->currency);
    }
}

static void put_records(const records_account *all, const char *file, const screen *s)
{
    table t;
    int64_t shown = 0;
    if (all->all.changed == 0) {
        return;
    }
    screen_newline(s);
    table_start(&t, "llrrr", 1);
    table_head(&t, 0, "record");
    table_head(&t, 1, "model");
    table_head(&t, 2, "old");
    table_head(&t, 3, "new");
    table_head(&t, 4, "difference");
    for (size_t i = 0; i < all->n_records && shown < SHOWN; i++) {
        const billed_record *rec = &all->records[i];
        cost_texts c = costs_of(rec->cost, rec->is_known);
        if (!rec->is_changed) {
            continue;
        }
        shown++;
        table_cell(&t, STYLE_DIM, "%s:%u", file, rec->line);
        table_cell(&t, STYLE_PLAIN, "%s", rec->model);
        table_cell(&t, STYLE_PLAIN, "%s", c.before);
        table_cell(&t, STYLE_PLAIN, "%s", c.after);
        table_cell(&t, STYLE_PLAIN, "%s", c.difference);
    }
    table_finish(&t, s);
    if (all->all.changed > shown) {
        printf("  and %s more: --json has all\n", figure_count(all->all.changed - shown).text);
    }
}

static void json_costs(json *j, const toll_amount *cost, const bool *is_known)
{
    cost_texts c = costs_of(cost, is_known);
    json_maybe_text(j, "old_cost", is_known[0] ? c.before : "");
    json_maybe_text(j, "new_cost", is_known[1] ? c.after : "");
    json_maybe_text(j, "difference", is_known[0] && is_known[1] ? c.difference : "");
}

static void json_sum(json *j, const char *key, const cost_sum *s)
{
    json_object(j, key);
    json_maybe_text(j, "model", s->model != NULL ? s->model : "");
    json_integer(j, "records", s->records);
    json_integer(j, "changed", s->changed);
    json_integer(j, "unknown", s->unknown);
    json_costs(j, s->cost, known);
    json_close(j);
}

static void json_account(const records_account *all, const pricebook *before, const pricebook *after)
{
    json j;
    records_json_books(&j, before, after);
    json_maybe_text(&j, "currency", all->currency);
    json_sum(&j, "all", &all->all);
    json_array(&j, "models");
    for (size_t i = 0; i < all->n_models; i++) {
        json_sum(&j, NULL, &all->models[i]);
    }
    json_close(&j);
    json_array(&j, "records");
    for (size_t i = 0; i < all->n_records; i++) {
        const billed_record *rec = &all->records[i];
        json_object(&j, NULL);
        json_integer(&j, "line", rec->line);
        json_text(&j, "model", rec->model);
        json_maybe_text(&j, "provider", rec->provider);
        json_bool(&j, "is_changed", rec->is_changed);
        json_costs(&j, rec->cost, rec->is_known);
        json_maybe_text(&j, "old_reason", rec->reason[0]);
        json_maybe_text(&j, "new_reason", rec->reason[1]);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
}

int records_diff(const book_request *r, const screen *s, const pricebook *before, const pricebook *after)
{
    records_account all = {0};
    const char *path = r->records;
    csv_table csv = csv_table_read(path[0] == '/' ? "" : ".", path);
    if (!bill_all(&csv, before, after, &all)) {
        return EXIT_TROUBLE;
    }
    if (r->output.is_json) {
        json_account(&all, before, after);
    } else {
        put_sums(&all, s);
        put_records(&all, path, s);
    }
    return all.all.changed == 0 ? EXIT_SAME : EXIT_CHANGED;
}
