/* SPDX-License-Identifier: Apache-2.0 */
/* Nanoseconds per bill: the median of 21 rounds, one line a figure. Not a test. The record has 4 components (input, cache
 * read, cache write, output); the tariff 4 rules (count, tier, window, attribute) and 2 multipliers; prices of every
 * rule are for all four meters. Rows of columns: two totals, totals with parts, with a threshold, and with what a table of
 * an engine has on top. */
#include <toll/bill.h>

#include <stdlib.h>
#include <string.h>

#include "bench/measure.h"

#define CALLS    20000
#define RECORDS  1024
#define RATERS   20
#define ROWS_MAX 256
#define LINES    8
#define BOOK_MAX (1 << 17)
#define CARD_MAX 800 /* words */

typedef struct Priced {
    uint64_t book[BOOK_MAX / 8], card[CARD_MAX];
    uint64_t used;
    toll_bill_context context;
    toll_bill_attribute attribute;
} Priced;

static Priced none, four, twelve;
static const Priced *priced; /* the one that is measured */
static toll_bill_usage usage[RECORDS][4];
static int64_t
    columns[4 * RECORDS]; /* output, input, cache read, cache write: the first two and the last two are one */
static uint64_t raters[RATERS][TOLL_BILL_RATER_WORDS];
static uint32_t rater_of_row[RECORDS];
static int64_t at_s[RECORDS];
static uint8_t valid[RECORDS / 8];
static toll_amount billed[RECORDS];
static toll_bill_line lines[LINES];
static toll_bill_total total;
static volatile uint64_t sink; /* keeps results alive */

static toll_bill_row rows[ROWS_MAX];
static uint64_t n_rows;

static void must(toll_status status, const toll_error *err)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "bench_bill: %s\n", err->message);
    exit(1);
}

static toll_bill_row *add(uint32_t kind, const char *text)
{
    toll_bill_row *row = &rows[n_rows++];
    memset(row, 0, sizeof *row);
    row->kind = kind;
    strcpy(row->text, text);
    return row;
}

static void add_prices(int64_t percent)
{
    static const uint32_t meters[4] = {TOLL_METER_INPUT, TOLL_METER_CACHE_READ, TOLL_METER_CACHE_WRITE,
                                       TOLL_METER_OUTPUT};
    static const int64_t cents[4] = {300, 30, 375, 1500};
    for (int i = 0; i < 4; i++) {
        toll_bill_row *row = add(TOLL_ROW_PRICE, "");
        row->meter = meters[i];
        row->number = (toll_decimal){cents[i] * percent, 4, 0};
        row->per = 1000000;
    }
}

/* The i-th rule: a count, a tier, a window and an attribute in turn, each with prices for all four meters. */
static void add_rule(int i)
{
    char name[16];
    snprintf(name, sizeof name, "rule %d", i);
    add(TOLL_ROW_RULE, name);
    if (i % 4 == 0) {
        toll_bill_row *row = add(TOLL_ROW_WHEN_COUNT, "");
        row->meter = TOLL_METER_INPUT;
        row->op = TOLL_OP_GT;
        row->quantity = 200000;
    } else if (i % 4 == 1) {
        add(TOLL_ROW_WHEN_TIER, "priority");
    } else if (i % 4 == 2) {
        toll_bill_row *row = add(TOLL_ROW_WHEN_TIME, "");
        row->weekdays = 31;
        row->start_s = 6 * 3600;
        row->end_s = 20 * 3600;
    } else {
        strcpy(add(TOLL_ROW_WHEN_ATTRIBUTE, "fast")->key, "speed");
    }
    add_prices(100 + 10 * (i + 1));
}

static void add_multiplier(const char *region, int64_t percent, uint32_t op)
{
    toll_bill_row *row = add(TOLL_ROW_MULTIPLIER, region);
    row->number = (toll_decimal){percent, 2, 0};
    row->op = op;
    add(TOLL_ROW_WHEN_REGION, region);
}

static void compile(Priced *p, int n_rules)
{
    toll_error err;
    n_rows = 0;
    toll_bill_row *row = add(TOLL_ROW_TARIFF, "bench");
    strcpy(row->key, "bench");
    strcpy(row->value, "USD");
    row->from_s = TOLL_TIME_MIN;
    row->until_s = TOLL_TIME_MAX;
    row->origin = TOLL_ORIGIN_PUBLIC;
    add(TOLL_ROW_MATCH, "model")->op = TOLL_MATCH_EXACT;
    add_prices(100);
    for (int i = 0; i < n_rules; i++)
        add_rule(i);
    add_multiplier("eu", 110, TOLL_FACTOR_LIST);
    add_multiplier("eu", 90, TOLL_FACTOR_CONTRACT);
    must(toll_book_compile(rows, n_rows, sizeof rows[0], p->book, sizeof p->book, &p->used, &err), &err);
    must(toll_book_find(p->book, p->used, "bench", 5, "model", 5, 0, p->card, sizeof p->card, &err), &err);
    must(toll_struct_init(&p->context, sizeof p->context, TOLL_KIND_BILL_CONTEXT, &err), &err);
    p->context.known = TOLL_CONTEXT_AT;
    p->context.at_s = 1793613600; /* a Monday morning */
    must(toll_book_intern(p->book, p->used, "eu", 2, &p->context.region, &err), &err);
    must(toll_book_intern(p->book, p->used, "speed", 5, &p->attribute.key, &err), &err);
    must(toll_book_intern(p->book, p->used, "fast", 4, &p->attribute.value, &err), &err);
}

static void bill(int64_t calls, toll_bill_line *to, uint64_t capacity)
{
    toll_error err;
    for (int64_t i = 0; i < calls; i++) {
        toll_status status =
            toll_bill_compute(priced->card, sizeof priced->card, usage[i % RECORDS], 4, &priced->context,
                              &priced->attribute, 1, NULL, 0, to, capacity, &total, &err);
        if (status != TOLL_OK)
            must(status, &err);
        sink += total.billed_cost.low;
    }
}

static void bill_lines(int64_t calls)
{
    bill(calls, lines, LINES);
}

static void bill_totals(int64_t calls)
{
    bill(calls, NULL, 0);
}

static const uint32_t meters[4] = {TOLL_METER_OUTPUT, TOLL_METER_INPUT, TOLL_METER_CACHE_READ, TOLL_METER_CACHE_WRITE};
static uint64_t n_meters = 2;

static void bill_columns(int64_t calls)
{
    toll_error err;
    for (int64_t i = 0; i < calls; i++) {
        toll_status status =
            toll_bill_compute_columns(priced->card, sizeof priced->card, meters, n_meters, columns, RECORDS,
                                      &priced->context, &priced->attribute, 1, billed, NULL, &err);
        if (status != TOLL_OK)
            must(status, &err);
        sink += billed[i % RECORDS].low;
    }
}

static void bill_table(int64_t calls, uint64_t n_raters, const uint8_t *const *bits, const int64_t *at)
{
    const int64_t *const of[4] = {columns, columns + RECORDS, columns + 2 * RECORDS, columns + 3 * RECORDS};
    const void *all[RATERS];
    toll_error err;
    for (uint64_t i = 0; i < RATERS; i++)
        all[i] = raters[i];
    for (int64_t i = 0; i < calls; i++) {
        toll_status status = toll_bill_compute_rows(all, n_raters, n_raters == 1 ? NULL : rater_of_row, meters,
                                                    n_meters, of, bits, RECORDS, at, billed, NULL, &err);
        if (status != TOLL_OK)
            must(status, &err);
        sink += billed[i % RECORDS].low;
    }
}

static void bill_rows(int64_t calls)
{
    bill_table(calls, 1, NULL, NULL);
}

static void bill_rows_of_many(int64_t calls)
{
    bill_table(calls, RATERS, NULL, NULL);
}

static void bill_rows_with_gaps(int64_t calls)
{
    const uint8_t *const bits[4] = {NULL, NULL, valid, valid};
    bill_table(calls, 1, bits, NULL);
}

static void bill_rows_at(int64_t calls)
{
    bill_table(calls, 1, NULL, at_s);
}

static void resolve_rater(int64_t calls)
{
    toll_error err;
    for (int64_t i = 0; i < calls; i++)
        must(toll_bill_resolve_rater(priced->card, sizeof priced->card, meters, n_meters, &priced->context,
                                     &priced->attribute, 1, raters[i % RATERS], sizeof raters[0], &err),
             &err);
}

static void take_tariff(const Priced *p, uint64_t n)
{
    priced = p;
    n_meters = n;
    resolve_rater(RATERS);
}

static void verify(int64_t calls)
{
    toll_error err;
    for (int64_t i = 0; i < calls; i++)
        must(toll_bill_verify(lines, (uint64_t)total.n_lines, &total, &err), &err);
    sink += (uint64_t)total.n_lines;
}

static void measure_with(const Priced *p, const char *with_lines, const char *totals_only)
{
    priced = p;
    measure(with_lines, bill_lines, CALLS, CALLS);
    measure(totals_only, bill_totals, CALLS, CALLS);
}

/* A figure of rows, and how many rows of two totals take as long. */
static void measure_rows(const char *name, measured_work *run, double totals)
{
    char text[64];
    snprintf(text, sizeof text, "bill.%s_ns", name);
    const double ns = measure(text, run, 20, 20.0 * RECORDS);
    printf("bill.%s_over_2_totals %.2f\n", name, ns / totals);
}

static void measure_columns(void)
{
    take_tariff(&none, 2);
    const double columns_ns = measure("bill.columns_row_ns", bill_columns, 20, 20.0 * RECORDS);
    const double rows_ns = measure("bill.rows_ns", bill_rows, 20, 20.0 * RECORDS);
    take_tariff(&none, 3);
    measure_rows("columns_parts_row", bill_columns, columns_ns);
    measure_rows("rows_parts", bill_rows, rows_ns);
    take_tariff(&none, 4);
    measure_rows("columns_cache_write_row", bill_columns, columns_ns);
    measure_rows("rows_cache_write", bill_rows, rows_ns);
    measure_rows("rows_of_20_raters", bill_rows_of_many, rows_ns);
    measure_rows("rows_with_gaps", bill_rows_with_gaps, rows_ns);
    measure_rows("rows_with_instants", bill_rows_at, rows_ns);
    take_tariff(&four, 4);
    measure_rows("columns_4_rules_row", bill_columns, columns_ns);
    measure_rows("rows_4_rules", bill_rows, rows_ns);
    measure_rows("rows_4_rules_20_raters", bill_rows_of_many, rows_ns);
    measure("bill.resolve_rater_ns", resolve_rater, 2000, 2000);
}

int main(void)
{
    toll_error err;
    must(toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, &err), &err);
    for (int i = 0; i < RECORDS; i++) {
        int64_t tokens = (int64_t)((uint64_t)(i + 1) * 2654435761u % 400000u); /* spread by Knuth's hash */
        usage[i][0] = (toll_bill_usage){TOLL_METER_INPUT, tokens + 5000};
        usage[i][1] = (toll_bill_usage){TOLL_METER_CACHE_READ, tokens / 2 + 1};
        usage[i][2] = (toll_bill_usage){TOLL_METER_CACHE_WRITE, tokens / 8 + 1};
        usage[i][3] = (toll_bill_usage){TOLL_METER_OUTPUT, tokens / 16 + 1};
        columns[i] = usage[i][3].quantity;
        columns[RECORDS + i] = usage[i][0].quantity;
        columns[2 * RECORDS + i] = usage[i][1].quantity;
        columns[3 * RECORDS + i] = usage[i][2].quantity;
        rater_of_row[i] = (uint32_t)((uint64_t)i * 40503u % RATERS);
        at_s[i] = 1793613600 + i;
        valid[i / 8] = 0xef; /* one in eight has no value */
    }
    compile(&none, 0);
    compile(&four, 4);
    compile(&twelve, 12);
    measure_with(&four, "bill.compute_ns", "bill.compute_totals_ns");
    measure_with(&none, "bill.compute_0_rules_ns", "bill.compute_0_rules_totals_ns");
    measure_with(&twelve, "bill.compute_12_rules_ns", "bill.compute_12_rules_totals_ns");
    measure_columns();
    priced = &four;
    bill(1, lines, LINES);
    measure("bill.verify_4_lines_ns", verify, CALLS, CALLS);
    return 0;
}
