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
#include "output/give_up.h"
#include "output/outside_text.h"
#include "output/table.h"
#include "price/quote.h"
#include "price/rows_file.h"

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
    size_t *slots; /* index in models + 1, by the hash of the name; 0: empty */
    uint64_t slot_mask;
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

/* A column that is no meter: provider, model, at, tier, region. "" where the file lacks it. */
static const char *word_cell(const toll__csv_table *csv, size_t row, const char *name)
{
    for (size_t i = 0; i < csv->n_columns; i++) {
        if (strcmp(toll__csv_text(csv, 0, i), name) == 0) {
            return toll__csv_text(csv, row, i);
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

static bool refuse_cell(toll__csv_place place, const char *message, const char *detail)
{
    toll_error err;
    toll__csv_fail(&err, place, message, detail);
    complain_place(&err);
    return false;
}

static bool read_quantity(const toll__csv_table *csv, size_t row, size_t i, usage_request *r)
{
    uint32_t meter;
    int64_t quantity;
    const char *name = toll__csv_text(csv, 0, i), *text = toll__csv_text(csv, row, i);
    if (toll_bill_meter_find(name, strlen(name), &meter, NULL) != TOLL_OK) {
        return refuse_cell(toll__csv_place_of(csv, 0, i),
                           "column is neither a meter nor provider, model, at, tier or region", name);
    }
    if (!number_parse_count(text, &quantity)) {
        return refuse_cell(toll__csv_place_of(csv, row, i), "must be a whole number of base units", text);
    }
    if (r->n_usage == USAGE_PAIRS) {
        return refuse_cell(toll__csv_place_of(csv, row, i), "is one quantity too many", name);
    }
    r->usage[r->n_usage++] = (toll_bill_usage){meter, quantity};
    return true;
}

static bool read_record(const toll__csv_table *csv, size_t row, usage_request *r)
{
    const char *at = word_cell(csv, row, "at");
    usage_request_start(r);
    r->provider = word_cell(csv, row, "provider");
    r->tier = word_cell(csv, row, "tier");
    r->region = word_cell(csv, row, "region");
    if (!instant_parse(at, &r->context.at_s)) {
        return refuse_cell(toll__csv_place_of(csv, row, 0),
                           "needs an instant in column at, such as 2026-08-21T09:30:00Z", at);
    }
    for (size_t i = 0; i < csv->n_columns; i++) {
        bool is_quantity = !is_word_column(toll__csv_text(csv, 0, i)) && toll__csv_text(csv, row, i)[0] != 0;
        if (is_quantity && !read_quantity(csv, row, i, r)) {
            return false;
        }
    }
    return word_cell(csv, row, "model")[0] != 0 || refuse_cell(toll__csv_place_of(csv, row, 0), "needs a model", NULL);
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

/* FNV-1a (Fowler, Noll, Vo), 64 bits. */
static uint64_t hash_name(const char *name)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *name != 0; name++) {
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
    }
    return hash;
}

/* The sum of a model, by open addressing in a table that is at most half full; sums stay in the order of the file. */
static cost_sum *sum_of_model(records_account *all, const char *model)
{
    uint64_t at = hash_name(model) & all->slot_mask;
    for (; all->slots[at] != 0; at = (at + 1) & all->slot_mask) {
        cost_sum *sum = &all->models[all->slots[at] - 1];
        if (strcmp(sum->model, model) == 0) {
            return sum;
        }
    }
    all->models[all->n_models] = (cost_sum){.model = model};
    all->slots[at] = ++all->n_models;
    return &all->models[all->n_models - 1];
}

static void start_account(records_account *all, size_t n_records)
{
    uint64_t n_slots = 2;
    while (n_slots < 2 * n_records + 2) {
        n_slots *= 2;
    }
    all->records = claim(n_records, sizeof *all->records);
    all->models = claim(n_records, sizeof *all->models);
    all->slots = claim(n_slots, sizeof *all->slots);
    all->slot_mask = n_slots - 1;
    all->n_records = n_records;
}

static void release_account(records_account *all)
{
    free(all->records);
    free(all->models);
    free(all->slots);
}

static bool bill_both(const toll__csv_table *csv, size_t row, const pricebook *before, const pricebook *after,
                      records_account *all)
{
    billed_record *rec = &all->records[row - 1];
    usage_request r;
    if (!read_record(csv, row, &r)) {
        return false;
    }
    rec->line = toll__csv_line(csv, row).line;
    rec->model = word_cell(csv, row, "model");
    rec->provider = r.provider;
    if (!bill_record(rec, &r, before, 0, all) || !bill_record(rec, &r, after, 1, all)) {
        return false;
    }
    rec->is_changed =
        rec->is_known[0] != rec->is_known[1] || (rec->is_known[0] && !is_same_cost(&rec->cost[0], &rec->cost[1]));
    return add_record(sum_of_model(all, rec->model), rec) && add_record(&all->all, rec);
}

static bool bill_all(const toll__csv_table *csv, const pricebook *before, const pricebook *after, records_account *all)
{
    start_account(all, csv->n_rows);
    for (size_t row = 1; row <= csv->n_rows; row++) {
        if (!bill_both(csv, row, before, after, all)) {
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
        outside_line("  in %s; records that a book has no price for are in neither sum", all->currency);
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

static int answer_records(const book_request *r, const screen *s, const pricebook *before, const pricebook *after,
                          const records_account *all)
{
    if (r->output.is_json) {
        json_account(all, before, after);
    } else {
        put_sums(all, s);
        put_records(all, r->records, s);
    }
    return all->all.changed == 0 ? EXIT_SAME : EXIT_CHANGED;
}

int records_diff(const book_request *r, const screen *s, const pricebook *before, const pricebook *after)
{
    records_account all = {0};
    toll__csv_table csv;
    if (!csv_file_read(r->records, &csv)) {
        return EXIT_TROUBLE;
    }
    bool is_billed = bill_all(&csv, before, after, &all);
    int code = is_billed ? answer_records(r, s, before, after, &all) : EXIT_TROUBLE;
    release_account(&all);
    toll__csv_release(&csv);
    return code;
}
