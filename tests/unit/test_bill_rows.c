/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of columns against single records: over every tariff of the built-in book, with random columns, quantities
 * (hostile ones too), missing values, tiers and instants, a row costs what toll_bill_compute() says, or fails as it does.
 * And that the rows of usual tables take the short way at all: by linear functions. */
#include "money_assert.h"

#include <string.h>

#include <toll/bill.h>

#include "bill/linear.h"
#include "book/book.h"
#include "book/meter.h"
#include "book/tariff_card.h"
#include "book_rows.h"

#define ROWS    1300 /* more than a window of 1,024 */
#define COLUMNS 24   /* more than a linear function has terms */
#define RATERS  300  /* more than there are buckets */

typedef struct table {
    uint64_t count; /* of rows */
    uint32_t meters[COLUMNS];
    uint64_t n_meters;
    int64_t cells[COLUMNS][ROWS];
    const int64_t *columns[COLUMNS];
    uint8_t bits[COLUMNS][(ROWS + 7) / 8];
    const uint8_t *valid[COLUMNS];
    int64_t at_s[ROWS];
    uint32_t rater_of_row[ROWS];
    toll_amount billed[ROWS];
    int32_t statuses[ROWS];
} table;

static table t;
static uint64_t card[TOLL_BILL_CARD_WORDS], raters[RATERS][TOLL_BILL_RATER_WORDS], cards[RATERS][TOLL_BILL_CARD_WORDS];
static uint64_t seed = 20261201;

static uint64_t draw(uint64_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 33) % below;
}

static const uint32_t usual[] = {
    TOLL_METER_INPUT,           TOLL_METER_CACHE_READ,     TOLL_METER_CACHE_WRITE,  TOLL_METER_OUTPUT,
    TOLL_METER_CACHE_WRITE_5M,  TOLL_METER_CACHE_WRITE_1H, TOLL_METER_REASONING,    TOLL_METER_WEB_SEARCH,
    TOLL_METER_REQUEST,         TOLL_METER_INPUT_AUDIO,    TOLL_METER_OUTPUT_AUDIO, TOLL_METER_CACHE_READ_AUDIO,
    TOLL_METER_CACHE_WRITE_12H, TOLL_METER_IMAGE,          TOLL_METER_INPUT_IMAGE,  TOLL_METER_CACHE_READ_IMAGE,
    TOLL_METER_INPUT_TOOL};

/* Input first in two of three tables, then meters that logs have, then any. */
static void draw_meters(void)
{
    uint64_t set = 0;
    t.count = 300; /* more than two blocks of 128 */
    const uint64_t n = 1 + draw(draw(8) == 0 ? COLUMNS : 8);
    t.n_meters = 0;
    while (t.n_meters < n) {
        const uint32_t any = 1 + (uint32_t)draw(TOLL_METERS - 1), first = t.n_meters == 0 && draw(3) != 0;
        const uint32_t meter = first          ? TOLL_METER_INPUT
                               : draw(8) != 0 ? usual[draw(sizeof usual / sizeof usual[0])]
                                              : any;
        if ((set >> meter & 1) != 0)
            continue;
        set |= UINT64_C(1) << meter;
        t.meters[t.n_meters++] = meter;
    }
}

static int64_t draw_quantity(uint32_t meter, uint64_t strangeness)
{
    static const int64_t strange[] = {-1,         INT64_MIN, INT64_MAX, INT64_C(1) << 56, (INT64_C(1) << 56) - 1,
                                      1000000000, 128000,    200000,    200001,           272000};
    const int is_total = toll__meter_get(meter)->parent == 0;
    if (strangeness != 0 && draw(strangeness) == 0)
        return strange[draw(10)];
    if (meter >= TOLL_METER_REQUEST && meter != TOLL_METER_CACHE_WRITE_12H)
        return (int64_t)draw(3) - (draw(20) == 0 && meter == TOLL_METER_CREDIT);
    return (int64_t)draw(is_total ? (draw(2) == 0 ? 600000 : 5000) : 900) * (draw(4) != 0);
}

/* strangeness 0: nothing strange; n: one quantity in n. */
static void draw_rows(uint64_t strangeness, int has_gaps)
{
    for (uint64_t c = 0; c < t.n_meters; c++) {
        t.columns[c] = t.cells[c];
        t.valid[c] = has_gaps && draw(2) == 0 ? t.bits[c] : NULL;
        for (uint64_t row = 0; row < t.count; row++)
            t.cells[c][row] = draw_quantity(t.meters[c], strangeness);
        for (uint64_t i = 0; i < sizeof t.bits[c]; i++)
            t.bits[c][i] = (uint8_t)(draw(4) != 0 ? 255 : draw(256));
    }
}

static int is_valid(uint64_t column, uint64_t row)
{
    return t.valid[column] == NULL || (t.bits[column][row / 8] >> row % 8 & 1) != 0;
}

/* The bill of the row as a record of its own. */
static toll_status bill_record(const uint64_t *of, const toll_bill_context *context, uint64_t row, toll_amount *billed,
                               toll_error *err)
{
    toll_bill_usage pairs[COLUMNS];
    toll_bill_total total;
    uint64_t n = 0;
    for (uint64_t c = 0; c < t.n_meters; c++)
        if (is_valid(c, row))
            pairs[n++] = (toll_bill_usage){t.meters[c], t.cells[c][row]};
    (void)toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    toll_status status =
        toll_bill_compute(of, toll_bill_card_size(), pairs, n, context, NULL, 0, NULL, 0, NULL, 0, &total, err);
    *billed = status == TOLL_OK ? total.billed_cost : amount_zero;
    return status;
}

/* All rows of one rater, each at its own instant where `at_s` is given. */
static void compare_rows(const uint64_t *rater, const toll_bill_context *context, const int64_t *at_s)
{
    const void *const all[1] = {rater};
    toll_bill_context own = *context;
    toll_error err, first_err;
    toll_status first = TOLL_OK;
    memset(t.billed, 0x5a, sizeof t.billed);
    const toll_status got = toll_bill_compute_rows(all, 1, NULL, t.meters, t.n_meters, t.columns, t.valid, t.count,
                                                   at_s, t.billed, t.statuses, &err);
    for (uint64_t row = 0; row < t.count; row++) {
        toll_amount billed;
        toll_error detail;
        if (at_s != NULL) {
            own.at_s = at_s[row];
            own.known = TOLL_CONTEXT_AT;
        }
        const toll_status status = bill_record(card, &own, row, &billed, &detail);
        if (t.statuses[row] != status)
            fail_msg("row %d: %d, not %d: %s", (int)row, (int)t.statuses[row], (int)status, detail.message);
        assert_amount(t.billed[row], billed);
        if (first != TOLL_OK || status == TOLL_OK)
            continue;
        first = status;
        first_err = detail;
        assert_true(err.row == (int64_t)row);
    }
    assert_int_equal(got, first);
    if (first != TOLL_OK)
        assert_string_equal(err.message, first_err.message);
}

static void open_public(toll__book *book)
{
    uint64_t size = 0;
    const void *bytes = toll_book_get_public(&size);
    assert_int_equal(toll__book_view(bytes, size, book, NULL), TOLL_OK);
}

static toll_status make_rater(const toll_bill_context *context, uint64_t *rater, toll_error *err)
{
    return toll_bill_resolve_rater(card, sizeof card, t.meters, t.n_meters, context, NULL, 0, rater,
                                   TOLL_BILL_RATER_WORDS * 8, err);
}

/* A tier that some row names, now and then. */
static void draw_context(const toll__tariff *tariff, toll_bill_context *context)
{
    const toll__row *row = &tariff->rows[draw(tariff->n_rows)];
    (void)toll_struct_init(context, sizeof *context, TOLL_KIND_BILL_CONTEXT, NULL);
    if (row->kind == TOLL_ROW_WHEN_TIER || row->kind == TOLL_ROW_TIER)
        context->service_tier = row->text;
    if (row->kind == TOLL_ROW_WHEN_REGION)
        context->region = row->text;
    context->is_aggregate = draw(8) == 0;
    context->allow_aggregate = draw(2) == 0;
    if (draw(2) == 0) {
        context->known = TOLL_CONTEXT_AT;
        context->at_s = 1793613600;
    }
}

/* Instants within the tariff's interval. */
static const int64_t *draw_instants(const toll__tariff *tariff)
{
    const int64_t from = tariff->rows->from_s > 1700000000 ? tariff->rows->from_s : 1700000000;
    const int64_t until = tariff->rows->until_s < 1900000000 ? tariff->rows->until_s : 1900000000;
    if (draw(3) != 0 || from >= until)
        return NULL;
    for (uint64_t row = 0; row < t.count; row++)
        t.at_s[row] = from + (int64_t)draw((uint64_t)(until - from));
    return t.at_s;
}

static void compare_tariff(const toll__tariff *tariff)
{
    toll_bill_context context;
    toll_error err, single;
    toll_amount billed;
    draw_meters();
    draw_rows((uint64_t[]){0, 1000, 20}[draw(3)], draw(3) == 0);
    draw_context(tariff, &context);
    const int64_t *at_s = draw_instants(tariff);
    const toll_status status = make_rater(&context, raters[0], &err);
    if (status == TOLL_OK) {
        compare_rows(raters[0], &context, at_s);
        return;
    }
    for (uint64_t row = 0; row < 8; row++) /* no row of a context that is refused has a bill */
        assert_int_not_equal(bill_record(card, &context, row, &billed, &single), TOLL_OK);
}

static void every_row_costs_what_its_record_costs(void **state)
{
    (void)state;
    toll__book book;
    toll_error err;
    open_public(&book);
    assert_true(book.n_tariffs > 300);
    for (int round = 0; round < 4; round++)
        for (uint32_t i = 0; i < book.n_tariffs; i++) {
            assert_int_equal(toll__card_make(&book, i, TOLL_NAME_EXACT, card, sizeof card, &err), TOLL_OK);
            const toll__tariff tariff = toll__book_tariff(&book, i);
            compare_tariff(&tariff);
        }
}

/* What row `row` of the table must cost by rater `index` of the table; raters from RATERS on do not exist. */
static toll_status bill_mixed(uint64_t row, const toll_bill_context *contexts, const void *const *all,
                              toll_amount *billed, toll_error *err)
{
    const uint32_t index = t.rater_of_row[row];
    *billed = amount_zero;
    if (index >= RATERS)
        return TOLL_E_RANGE;
    if (all[index] == NULL)
        return TOLL_E_UNKNOWN_ID;
    return bill_record(cards[index], &contexts[index], row, billed, err);
}

static void draw_raters(const toll__book *book, toll_bill_context *contexts, const void **all)
{
    toll_error err;
    for (uint32_t i = 0; i < RATERS; i++) {
        const uint32_t number = (uint32_t)draw(book->n_tariffs);
        const toll__tariff tariff = toll__book_tariff(book, number);
        assert_int_equal(toll__card_make(book, number, TOLL_NAME_EXACT, card, sizeof card, &err), TOLL_OK);
        memcpy(cards[i], card, sizeof card);
        draw_context(&tariff, &contexts[i]);
        all[i] = make_rater(&contexts[i], raters[i], &err) == TOLL_OK ? raters[i] : NULL;
    }
}

/* Raters in any order, few or many, some unknown, some beyond the table: the first row that fails is the one told. */
static void rows_of_many_raters_cost_what_records_do(void **state)
{
    (void)state;
    static toll_bill_context contexts[RATERS];
    const void *all[RATERS];
    toll__book book;
    open_public(&book);
    for (int round = 0; round < 24; round++) {
        toll_error err, detail, first_err;
        toll_status first = TOLL_OK;
        draw_meters();
        t.count = ROWS - draw(300);
        draw_rows((uint64_t[]){0, 1000, 20}[round % 3], round % 2);
        draw_raters(&book, contexts, all);
        for (uint64_t row = 0; row < t.count; row++)
            t.rater_of_row[row] = (uint32_t)draw((uint64_t[]){3, 40, RATERS, RATERS + 1}[round % 4]);
        const toll_status got = toll_bill_compute_rows(all, RATERS, t.rater_of_row, t.meters, t.n_meters, t.columns,
                                                       t.valid, t.count, NULL, t.billed, t.statuses, &err);
        for (uint64_t row = 0; row < t.count; row++) {
            toll_amount billed;
            const toll_status status = bill_mixed(row, contexts, all, &billed, &detail);
            assert_int_equal(t.statuses[row], status);
            assert_amount(t.billed[row], billed);
            if (first != TOLL_OK || status == TOLL_OK)
                continue;
            first = status;
            first_err = detail;
            assert_true(err.row == (int64_t)row);
        }
        assert_int_equal(got, first);
        if (first != TOLL_OK && first != TOLL_E_RANGE && first != TOLL_E_UNKNOWN_ID)
            assert_string_equal(err.message, first_err.message);
    }
}

/* A record that does not say its number of requests is one request, which has a price. So is a row without that value. */
static void a_row_without_requests_is_one(void **state)
{
    (void)state;
    book_rows list = {0};
    book_block book;
    toll_bill_context context;
    toll_error err;
    rows_simple(&list, "acme", "one");
    rows_price(&list, TOLL_METER_REQUEST, 500)->per = 1;
    assert_int_equal(block_make(&list, &book, &err), TOLL_OK);
    assert_int_equal(toll_book_find(book.words, book.size, "acme", 4, "one", 3, 0, card, sizeof card, &err), TOLL_OK);
    t = (table){.count = 200, .n_meters = 2, .meters = {TOLL_METER_INPUT, TOLL_METER_REQUEST}};
    draw_rows(0, 0);
    for (uint64_t row = 0; row < t.count; row++)
        t.cells[1][row] = 3;
    memset(t.bits, 0x5d, sizeof t.bits);
    t.valid[1] = t.bits[1];
    (void)toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL);
    assert_int_equal(make_rater(&context, raters[0], &err), TOLL_OK);
    compare_rows(raters[0], &context, NULL);
    t.cells[0][1] = 0;
    compare_rows(raters[0], &context, NULL);
    assert_amount_text(t.billed[1], "5"); /* bit 1 of 0x5d is 0: the one request */
    assert_int_equal(t.statuses[1], TOLL_OK);
    rows_free(&list);
    block_free(&book);
}

/* A row is billed at its own instant, and the card's tariff serves its own interval alone. */
static void a_card_bills_no_instant_of_another_tariff(void **state)
{
    (void)state;
    book_rows list = {0};
    book_block book;
    toll_bill_context context;
    toll_error err;
    rows_simple(&list, "acme", "one");
    list.rows[0].from_s = 1000;
    list.rows[0].until_s = 2000;
    assert_int_equal(block_make(&list, &book, &err), TOLL_OK);
    assert_int_equal(toll_book_find(book.words, book.size, "acme", 4, "one", 3, 1500, card, sizeof card, &err),
                     TOLL_OK);
    t = (table){.count = 200, .n_meters = 1, .meters = {TOLL_METER_INPUT}};
    draw_rows(0, 0);
    (void)toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL);
    assert_int_equal(make_rater(&context, raters[0], &err), TOLL_OK);
    for (uint64_t row = 0; row < t.count; row++)
        t.at_s[row] = row == 150 ? 2000 : row == 170 ? 999 : row == 180 ? INT64_MAX : row % 2 == 0 ? 1000 : 1999;
    const void *const all[1] = {raters[0]};
    assert_int_equal(
        toll_bill_compute_rows(all, 1, NULL, t.meters, 1, t.columns, NULL, t.count, t.at_s, t.billed, t.statuses, &err),
        TOLL_E_MISSING);
    assert_true(err.row == 150 && strcmp(err.field, "at_s") == 0);
    for (uint64_t row = 0; row < t.count; row++) {
        const int is_outside = row == 150 || row == 170 || row == 180;
        toll_amount billed = amount_zero;
        assert_int_equal(t.statuses[row], is_outside ? TOLL_E_MISSING : TOLL_OK);
        if (!is_outside)
            assert_int_equal(bill_record(card, &context, row, &billed, &err), TOLL_OK);
        assert_amount(t.billed[row], billed);
    }
    rows_free(&list);
    block_free(&book);
}

/* The tier "night" is sold from 100 to 200 alone, at half the price: it is the rows' instants that count,
 * not the one of the rater's context. Columns, which have the context's alone, are refused as a whole. */
static void a_tier_of_some_hours_is_judged_at_each_rows_instant(void **state)
{
    (void)state;
    static const int64_t tokens[] = {10, 10}, at_s[] = {150, 250}, *const columns[] = {tokens};
    static const uint32_t meter = TOLL_METER_INPUT;
    book_rows list = {0};
    book_block book;
    toll_bill_context context;
    toll_error err;
    int32_t statuses[2];
    toll_amount billed[2];
    rows_simple(&list, "acme", "one");
    rows_text(&list, TOLL_ROW_MULTIPLIER, TOLL_FACTOR_LIST, "night")->number = (toll_decimal){5, 1, 0};
    rows_text(&list, TOLL_ROW_WHEN_TIER, 0, "night");
    toll_bill_row *hours = rows_add(&list, TOLL_ROW_WHEN_INSTANT);
    hours->from_s = 100;
    hours->until_s = 200;
    assert_int_equal(block_make(&list, &book, &err), TOLL_OK);
    assert_int_equal(toll_book_find(book.words, book.size, "acme", 4, "one", 3, 0, card, sizeof card, &err), TOLL_OK);
    (void)toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL);
    assert_int_equal(toll_book_intern_tier(book.words, book.size, "night", 5, &context.service_tier, &err), TOLL_OK);
    context.known = TOLL_CONTEXT_AT;
    context.at_s = 250;
    assert_int_equal(
        toll_bill_resolve_rater(card, sizeof card, &meter, 1, &context, NULL, 0, raters[0], sizeof raters[0], &err),
        TOLL_OK);
    const void *const all[1] = {raters[0]};
    assert_int_equal(toll_bill_compute_rows(all, 1, NULL, &meter, 1, columns, NULL, 2, at_s, billed, statuses, &err),
                     TOLL_E_MISSING);
    assert_true(err.row == 1 && statuses[0] == TOLL_OK && statuses[1] == TOLL_E_MISSING);
    toll_bill_total total;
    (void)toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    context.at_s = 150;
    const toll_bill_usage usage = {meter, 10};
    assert_int_equal(toll_bill_compute(card, sizeof card, &usage, 1, &context, NULL, 0, NULL, 0, NULL, 0, &total, &err),
                     TOLL_OK);
    assert_amount(billed[0], total.billed_cost);
    context.at_s = 250;
    memset(billed, 0x5a, sizeof billed);
    assert_int_equal(
        toll_bill_compute_columns(card, sizeof card, &meter, 1, tokens, 2, &context, NULL, 0, billed, statuses, &err),
        TOLL_E_MISSING);
    assert_true(billed[0].low == UINT64_C(0x5a5a5a5a5a5a5a5a));
    rows_free(&list);
    block_free(&book);
}

static int has_kind(const toll__tariff *tariff, uint32_t kind)
{
    for (uint32_t i = 0; i < tariff->n_rows; i++)
        if (tariff->rows[i].kind == kind)
            return 1;
    return 0;
}

#define USUAL 6

static int has_bill(const uint32_t meters[USUAL], const int64_t quantities[USUAL])
{
    toll_bill_context context;
    toll_amount billed;
    (void)toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL);
    context.known = TOLL_CONTEXT_AT;
    context.at_s = 1793613600;
    t.n_meters = USUAL;
    for (int i = 0; i < USUAL; i++) {
        t.meters[i] = meters[i];
        t.cells[i][0] = quantities[i];
        t.valid[i] = NULL;
    }
    return bill_record(card, &context, 0, &billed, NULL) == TOLL_OK;
}

/* Whether a row with the modality has a price of its own for it, which is left to single records. */
static int prices_modality(const toll__card_view *view)
{
    for (uint32_t i = 0; i < view->tariff.n_rows; i++) {
        const toll__row *row = &view->tariff.rows[i];
        if (row->kind == TOLL_ROW_PRICE &&
            (row->meter == TOLL_METER_INPUT_IMAGE || row->meter == TOLL_METER_CACHE_READ_IMAGE))
            return 1;
    }
    return 0;
}

/* Whether a usual row of the tariff in hand is billed by a linear function: long and short prompts, parts of each kind,
 * images among them where they cost what text does. */
static int is_short_way(int64_t input)
{
    static const uint32_t meters[USUAL] = {TOLL_METER_INPUT,  TOLL_METER_CACHE_READ, TOLL_METER_CACHE_WRITE,
                                           TOLL_METER_OUTPUT, TOLL_METER_REASONING,  TOLL_METER_INPUT_IMAGE};
    int64_t quantities[USUAL] = {input, 1000, 200, 500, 100, 300};
    const int64_t *columns[USUAL];
    const toll__card_view *view = NULL;
    const toll__context context = {.has_instant = 1, .at_s = 1793613600, .facts = NULL};
    toll__linear linear;
    uint8_t cells[TOLL__LINEAR_BLOCK];
    for (int i = 0; i < USUAL; i++)
        columns[i] = &quantities[i];
    assert_int_equal(toll__card_open(card, sizeof card, &view, NULL), TOLL_OK);
    quantities[5] *= !prices_modality(view);
    if (!has_bill(meters, quantities))
        return 1; /* none above 200,000 tokens, as of claude-sonnet-4 */
    toll__linear_derive(view, &context, meters, USUAL, &linear);
    return linear.is_ready != 0 && toll__linear_is_sound(&linear, columns, 0, 1, cells);
}

/* Of the tariffs that price a prompt and an answer. */
static void usual_rows_take_the_short_way(void **state)
{
    (void)state;
    toll__book book;
    toll_error err;
    int priced = 0, taken = 0, tiered = 0, tiers_taken = 0;
    open_public(&book);
    for (uint32_t i = 0; i < book.n_tariffs; i++) {
        const toll__tariff tariff = toll__book_tariff(&book, i);
        toll_amount billed;
        toll_bill_context context;
        assert_int_equal(toll__card_make(&book, i, TOLL_NAME_EXACT, card, sizeof card, &err), TOLL_OK);
        (void)toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL);
        context.known = TOLL_CONTEXT_AT;
        context.at_s = 1793613600;
        t = (table){.meters = {TOLL_METER_INPUT, TOLL_METER_OUTPUT}, .n_meters = 2};
        t.cells[0][0] = t.cells[1][0] = 1000;
        if (bill_record(card, &context, 0, &billed, &err) != TOLL_OK)
            continue;
        const int has_counts = has_kind(&tariff, TOLL_ROW_WHEN_COUNT);
        const int is_taken = is_short_way(5000) && is_short_way(1000000);
        priced++;
        taken += is_taken;
        tiered += has_counts;
        tiers_taken += has_counts && is_taken;
    }
    print_message("%d of %d tariffs, %d of %d with thresholds\n", taken, priced, tiers_taken, tiered);
    assert_true(priced > 200 && tiered > 20);
    assert_int_equal(taken, priced);
    assert_int_equal(tiers_taken, tiered);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_costs_what_its_record_costs),
        cmocka_unit_test(rows_of_many_raters_cost_what_records_do),
        cmocka_unit_test(a_row_without_requests_is_one),
        cmocka_unit_test(a_card_bills_no_instant_of_another_tariff),
        cmocka_unit_test(a_tier_of_some_hours_is_judged_at_each_rows_instant),
        cmocka_unit_test(usual_rows_take_the_short_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
