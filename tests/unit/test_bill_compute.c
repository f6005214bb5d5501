/* SPDX-License-Identifier: Apache-2.0 */
/* The exported functions: arguments, nothing written on failure, counters, and the columnar twin against the scalar. */
#include <stdlib.h>

#include "money_assert.h"

#include "book_rows.h"

#include <toll/bill.h>

#define ROWS 200

typedef struct Card {
    book_block book;
    uint64_t card[800];
    toll_bill_context context;
    toll_bill_total total;
    toll_bill_line lines[8];
    toll_error err;
} Card;

static toll_bill_row *volume(toll_bill_row *row, const char *counter, int64_t cents)
{
    strcpy(row->key, counter);
    row->number = (toll_decimal){cents, 2, 0};
    row->per = 1000000;
    return row;
}

/* features: 1 a count, 2 a volume tier, 4 a step */
static void card_make(Card *c, int features)
{
    book_rows list = {0};
    memset(c, 0, sizeof *c);
    rows_simple(&list, "acme", "one");
    rows_price(&list, TOLL_METER_CACHE_READ, 25);
    rows_price(&list, TOLL_METER_WEB_SEARCH, 1000)->per = 1000;
    if ((features & 2) != 0)
        (void)volume(rows_meter(&list, TOLL_ROW_VOLUME, TOLL_METER_OUTPUT, 1000), "month", 500);
    if ((features & 4) != 0)
        (void)rows_meter(&list, TOLL_ROW_STEP, TOLL_METER_INPUT, 16);
    if ((features & 1) != 0) {
        rows_text(&list, TOLL_ROW_RULE, 0, "long");
        rows_meter(&list, TOLL_ROW_WHEN_COUNT, TOLL_METER_INPUT, 500)->op = TOLL_OP_GT;
        rows_price(&list, TOLL_METER_INPUT, 500);
    }
    if (block_make(&list, &c->book, &c->err) != TOLL_OK ||
        toll_book_find(c->book.words, c->book.size, "acme", 4, "one", 3, 0, c->card, sizeof c->card, &c->err) !=
            TOLL_OK)
        fail_msg("%s", c->err.message);
    rows_free(&list);
    (void)toll_struct_init(&c->context, sizeof c->context, TOLL_KIND_BILL_CONTEXT, NULL);
    (void)toll_struct_init(&c->total, sizeof c->total, TOLL_KIND_BILL_TOTAL, NULL);
}

static toll_status compute(Card *c, const toll_bill_usage *usage, uint64_t n, toll_bill_counter *counters,
                           uint64_t n_counters, uint64_t capacity)
{
    return toll_bill_compute(c->card, sizeof c->card, usage, n, &c->context, NULL, 0, counters, n_counters,
                             capacity != 0 ? c->lines : NULL, capacity, &c->total, &c->err);
}

static void a_bill_advances_its_counters(void **state)
{
    (void)state;
    Card c;
    toll_bill_counter counters[2] = {{TOLL_INTERN_OTHER, 5}, {0, 990}};
    const toll_bill_usage usage[2] = {{TOLL_METER_INPUT, 100}, {TOLL_METER_OUTPUT, 30}};
    card_make(&c, 2);
    assert_int_equal(toll_book_intern(c.book.words, c.book.size, "month", 5, &counters[1].key, NULL), TOLL_OK);
    assert_int_equal(compute(&c, usage, 2, counters, 2, 8), TOLL_OK);
    assert_true(c.total.n_lines == 3 && counters[1].used == 1020 && counters[0].used == 5);
    assert_amount_text(c.total.input_cost, "0.00025");
    assert_amount_text(c.total.output_cost, "0.0002"); /* 10 at 10, 20 at 5 */
    assert_amount_text(c.total.billed_cost, "0.00045");
    assert_string_equal(c.total.currency, "USD");
    assert_int_equal(toll_bill_verify(c.lines, 3, &c.total, NULL), TOLL_OK);
    counters[1].used = 990;
    assert_int_equal(compute(&c, usage, 2, counters, 2, 0), TOLL_OK); /* totals only */
    assert_amount_text(c.total.billed_cost, "0.00045");
    assert_true(counters[1].used == 1020);
    block_free(&c.book);
}

/* A tariff without counters leaves those that are passed as they are. */
static void unnamed_counters_stay_as_they_are(void **state)
{
    (void)state;
    Card c;
    toll_bill_counter counters[2] = {{3, 7}, {4, INT64_MAX}};
    const toll_bill_usage usage[1] = {{TOLL_METER_INPUT, 100}};
    card_make(&c, 0);
    assert_int_equal(compute(&c, usage, 1, counters, 2, 8), TOLL_OK);
    assert_true(counters[0].used == 7 && counters[1].used == INT64_MAX);
    block_free(&c.book);
}

static void nothing_is_written_on_failure(void **state)
{
    (void)state;
    Card c;
    toll_bill_counter counter = {0, 990};
    const toll_bill_usage usage[3] = {{TOLL_METER_INPUT, 100}, {TOLL_METER_OUTPUT, 30}, {TOLL_METER_PAGE, 1}};
    card_make(&c, 2);
    (void)toll_book_intern(c.book.words, c.book.size, "month", 5, &counter.key, NULL);
    memset(c.lines, 0x5a, sizeof c.lines);
    memset((char *)&c.total + 8, 0x5a, sizeof c.total - 8);
    assert_int_equal(compute(&c, usage, 3, &counter, 1, 8), TOLL_E_MISSING); /* the last line fails */
    assert_string_equal(c.err.message, "page (1) has no price");
    assert_int_equal(compute(&c, usage, 2, &counter, 1, 2), TOLL_E_BUFFER);
    assert_string_equal(c.err.message, "capacity must be at least 3, the number of lines of this record");
    assert_int_equal(compute(&c, usage, 2, NULL, 0, 8), TOLL_E_MISSING);
    assert_untouched(c.lines, sizeof c.lines, 0x5a);
    assert_untouched((char *)&c.total + 8, sizeof c.total - 8, 0x5a);
    assert_true(counter.used == 990);
    block_free(&c.book);
}

static void bad_arguments_are_refused(void **state)
{
    (void)state;
    Card c;
    const toll_bill_usage usage[1] = {{TOLL_METER_INPUT, 100}};
    toll_bill_counter counter = {1, -1};
    card_make(&c, 0);
    assert_fault(compute(&c, NULL, 1, NULL, 0, 8), TOLL_E_NULL, &c.err, "usage");
    assert_fault(compute(&c, usage, 65, NULL, 0, 8), TOLL_E_RANGE, &c.err, "n_usage");
    assert_fault(compute(&c, usage, 1, NULL, 1, 8), TOLL_E_NULL, &c.err, "counters");
    assert_int_equal(compute(&c, usage, 1, &counter, 1, 8), TOLL_E_RANGE);
    assert_string_equal(c.err.field, "used");
    assert_int_equal(compute(&c, NULL, 0, NULL, 0, 8), TOLL_OK);
    assert_true(c.total.n_lines == 0);
    assert_amount_text(c.total.billed_cost, "0");
    assert_fault(toll_bill_compute(c.card, sizeof c.card, usage, 1, NULL, NULL, 0, NULL, 0, NULL, 0, &c.total, &c.err),
                 TOLL_E_NULL, &c.err, "context");
    assert_fault(
        toll_bill_compute(c.card, sizeof c.card, usage, 1, &c.context, NULL, 0, NULL, 0, NULL, 1, &c.total, &c.err),
        TOLL_E_NULL, &c.err, "lines");
    assert_fault(
        toll_bill_compute(c.card, sizeof c.card, usage, 1, &c.context, NULL, 2, NULL, 0, NULL, 0, &c.total, &c.err),
        TOLL_E_NULL, &c.err, "attributes");
    assert_fault(
        toll_bill_compute(c.card, sizeof c.card, usage, 1, &c.context, NULL, 0, NULL, 0, NULL, 0, NULL, &c.err),
        TOLL_E_NULL, &c.err, "total");
    assert_fault(
        toll_bill_compute(NULL, sizeof c.card, usage, 1, &c.context, NULL, 0, NULL, 0, NULL, 0, &c.total, &c.err),
        TOLL_E_NULL, &c.err, "card");
    c.context.at_s = 5; /* given without its bit */
    assert_int_equal(compute(&c, usage, 1, NULL, 0, 8), TOLL_E_KNOWN);
    c.context.at_s = 0;
    c.context.is_aggregate = 2;
    assert_int_equal(compute(&c, usage, 1, NULL, 0, 8), TOLL_E_RANGE);
    c.context.is_aggregate = 0;
    c.card[3] ^= 1;
    assert_int_equal(compute(&c, usage, 1, NULL, 0, 8), TOLL_E_OBJECT);
    block_free(&c.book);
}

/* Row by row the twin says what the scalar says: amounts, statuses, the first error. */
static void compare_columns(Card *c, const uint32_t *meters, uint64_t n, const int64_t *columns)
{
    toll_amount billed[ROWS];
    int32_t statuses[ROWS];
    toll_error err;
    toll_status first = TOLL_OK;
    memset(billed, 0x5a, sizeof billed);
    toll_status got = toll_bill_compute_columns(c->card, sizeof c->card, meters, n, columns, ROWS, &c->context, NULL, 0,
                                                billed, statuses, &err);
    for (int64_t row = 0; row < ROWS; row++) {
        toll_bill_usage usage[64];
        for (uint64_t i = 0; i < n; i++)
            usage[i] = (toll_bill_usage){meters[i], columns[i * ROWS + (uint64_t)row]};
        toll_status status = compute(c, usage, n, NULL, 0, 8);
        assert_int_equal(statuses[row], status);
        assert_amount(billed[row], status == TOLL_OK ? c->total.billed_cost : amount_zero);
        if (first == TOLL_OK && status != TOLL_OK) {
            first = status;
            assert_true(err.row == row);
            assert_int_equal(err.code, status);
        }
    }
    assert_int_equal(got, first);
}

static void columns_bill_as_single_records_do(void **state)
{
    (void)state;
    const uint32_t sets[3][4] = {{TOLL_METER_INPUT, TOLL_METER_OUTPUT, 0, 0},
                                 {TOLL_METER_OUTPUT, TOLL_METER_INPUT, TOLL_METER_CACHE_READ, 0},
                                 {TOLL_METER_INPUT, TOLL_METER_WEB_SEARCH, TOLL_METER_OUTPUT, TOLL_METER_PAGE}};
    const uint64_t counts[3] = {2, 3, 4};
    static int64_t columns[4 * ROWS];
    uint64_t seed = 5;
    for (int round = 0; round < 30; round++) {
        for (size_t i = 0; i < COUNT(columns); i++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            columns[i] = (int64_t)(seed >> 54) - (round % 3 == 2 ? 5 : 0);
            if (i >= 3 * ROWS)
                columns[i] = seed >> 60 == 3; /* a page now and then: it has no price */
            if (round == 5 && i % 7 == 0)
                columns[i] = (int64_t)(seed >> 1); /* beyond 32 bits */
        }
        Card c;
        card_make(&c, round % 2 == 0 ? 0 : (round / 2) % 2 == 0 ? 1 : 4);
        compare_columns(&c, sets[round % 3], counts[round % 3], columns);
        block_free(&c.book);
    }
}

static void bad_columns_are_refused(void **state)
{
    (void)state;
    Card c;
    const uint32_t twice[2] = {TOLL_METER_INPUT, TOLL_METER_INPUT}, unknown[2] = {TOLL_METER_INPUT, TOLL_METERS};
    const int64_t columns[2] = {1, 2};
    toll_amount billed = amount_atto;
    card_make(&c, 0);
#define COLUMNS(meters, n, quantities, count, out)                                                                     \
    toll_bill_compute_columns(c.card, sizeof c.card, meters, n, quantities, count, &c.context, NULL, 0, out, NULL,     \
                              &c.err)
    assert_row_fault(COLUMNS(twice, 2, columns, 1, &billed), TOLL_E_CONFLICT, &c.err, "meters", 1);
    assert_row_fault(COLUMNS(unknown, 2, columns, 1, &billed), TOLL_E_RANGE, &c.err, "meters", 1);
    assert_fault(COLUMNS(twice, 0, columns, 1, &billed), TOLL_E_RANGE, &c.err, "n_meters");
    assert_fault(COLUMNS(twice, 65, columns, 1, &billed), TOLL_E_RANGE, &c.err, "n_meters");
    assert_fault(COLUMNS(NULL, 1, columns, 1, &billed), TOLL_E_NULL, &c.err, "meters");
    assert_fault(COLUMNS(twice, 1, NULL, 1, &billed), TOLL_E_NULL, &c.err, "quantities");
    assert_fault(COLUMNS(twice, 1, columns, 1, NULL), TOLL_E_NULL, &c.err, "billed");
    assert_fault(COLUMNS(twice, 1, columns, UINT64_MAX, &billed), TOLL_E_RANGE, &c.err, "count");
    assert_int_equal(COLUMNS(twice, 1, NULL, 0, NULL), TOLL_OK);
    c.context.service_tier = TOLL_INTERN_OTHER;
    assert_int_equal(COLUMNS(twice, 1, columns, 1, &billed), TOLL_E_MISSING);
    assert_amount(billed, amount_atto);
    block_free(&c.book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bill_advances_its_counters),      cmocka_unit_test(unnamed_counters_stay_as_they_are),
        cmocka_unit_test(nothing_is_written_on_failure),     cmocka_unit_test(bad_arguments_are_refused),
        cmocka_unit_test(columns_bill_as_single_records_do), cmocka_unit_test(bad_columns_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
