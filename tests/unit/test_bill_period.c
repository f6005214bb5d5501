/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of a month or an invoice: no record pays them, and toll_bill_close_period() does. Figures by hand. */
#include "money_assert.h"

#include <toll/init.h>

#include "book_rows.h"

#define MONTH    TOLL_PERIOD_MONTH
#define INVOICE  TOLL_PERIOD_INVOICE
#define SUMS_MAX 8

static toll_bill_row *amount_add(book_rows *list, uint32_t kind, int64_t dollars, uint32_t period)
{
    toll_bill_row *row = rows_add(list, kind);
    row->number.coef = dollars;
    row->op = period;
    return row;
}

/* A book, sums of its tariffs, and what closing them gave. */
typedef struct Account {
    book_block book;
    toll_bill_sum sums[SUMS_MAX];
    uint64_t n_sums;
    toll_bill_line lines[3 * SUMS_MAX];
    toll_bill_total total;
    toll_error err;
} Account;

static void account_start(Account *a, book_rows *list)
{
    memset(a, 0, sizeof *a);
    if (block_make(list, &a->book, &a->err) != TOLL_OK)
        fail_msg("%s", a->err.message);
    rows_free(list);
}

static void account_add(Account *a, int64_t row, const char *cost)
{
    const toll_amount amount = amount_of(cost);
    a->sums[a->n_sums++] = (toll_bill_sum){row, amount, amount, amount};
}

static toll_status try_close(Account *a, int32_t period, uint64_t capacity)
{
    toll_init(&a->total);
    return toll_bill_close_period(a->book.words, a->book.size, period, a->sums, a->n_sums,
                                  capacity != 0 ? a->lines : NULL, capacity, &a->total, &a->err);
}

static void close_account(Account *a, int32_t period)
{
    if (try_close(a, period, 3 * SUMS_MAX) != TOLL_OK)
        fail_msg("%s", a->err.message);
    assert_int_equal(toll_bill_verify(a->lines, (uint64_t)a->total.n_lines, &a->total, &a->err), TOLL_OK);
    const toll_amount billed = a->total.billed_cost;
    assert_int_equal(try_close(a, period, 0), TOLL_OK); /* the same without lines */
    assert_memory_equal(&a->total.billed_cost, &billed, sizeof billed);
}

static void assert_closing(const Account *a, int64_t line, uint32_t flag, const char *cost)
{
    assert_int_equal(a->lines[line].flags, flag | TOLL_LINE_CLOSING | TOLL_LINE_PERIOD);
    assert_int_equal(a->lines[line].meter, TOLL_METER_REQUEST);
    assert_amount_text(a->lines[line].billed_cost, cost);
}

/* The example of the header: 45.50 used, a fee of 20 and a minimum spend of 100: 20.00 and 34.50. */
static void a_month_closes_with_its_fee_and_what_lacks_to_the_floor(void **state)
{
    (void)state;
    book_rows list = {0};
    Account a;
    rows_simple(&list, "acme", "m");
    strcpy(amount_add(&list, TOLL_ROW_FEE, 20, MONTH)->text, "plan");
    amount_add(&list, TOLL_ROW_FLOOR, 100, MONTH);
    account_start(&a, &list);
    account_add(&a, 0, "45.5");
    close_account(&a, MONTH);
    assert_int_equal(a.total.n_lines, 2);
    assert_closing(&a, 0, TOLL_LINE_FEE, "20");
    assert_closing(&a, 1, TOLL_LINE_FLOOR, "34.5");
    assert_true(a.lines[0].rule == 4 && a.lines[1].rule == 5);
    assert_amount_text(a.total.billed_cost, "54.5");
    assert_amount_text(a.total.other_cost, "54.5");
    assert_string_equal(a.total.currency, "USD");
    a.sums[0].billed_cost = amount_of("80"); /* the fee lifts it to the floor */
    close_account(&a, MONTH);
    assert_int_equal(a.total.n_lines, 2); /* the list cost lacks 34.5 still */
    assert_amount_text(a.lines[1].billed_cost, "0");
    assert_amount_text(a.lines[1].list_cost, "34.5");
    close_account(&a, INVOICE); /* these are of a month */
    assert_int_equal(a.total.n_lines, 0);
    assert_amount_text(a.total.billed_cost, "0");
    block_free(&a.book);
}

/* A tariff that was taken and not used owes its floor; a cap below the sum takes the rest back. */
static void an_unused_month_owes_its_floor_and_a_cap_ends_it(void **state)
{
    (void)state;
    book_rows list = {0};
    Account a;
    rows_simple(&list, "acme", "m");
    amount_add(&list, TOLL_ROW_FLOOR, 5, MONTH);
    amount_add(&list, TOLL_ROW_CAP, 50, MONTH);
    account_start(&a, &list);
    account_add(&a, 0, "0");
    close_account(&a, MONTH);
    assert_closing(&a, 0, TOLL_LINE_FLOOR, "5");
    assert_int_equal(a.total.n_lines, 1);
    a.n_sums = 0;
    account_add(&a, 0, "40");
    account_add(&a, 0, "30.25"); /* two sums of one tariff add up */
    close_account(&a, MONTH);
    assert_int_equal(a.total.n_lines, 1);
    assert_closing(&a, 0, TOLL_LINE_CAP, "-20.25");
    a.n_sums = 0;
    account_add(&a, 0, "-2"); /* a month of credits alone */
    close_account(&a, MONTH);
    assert_closing(&a, 0, TOLL_LINE_FLOOR, "7");
    a.n_sums = 0;
    close_account(&a, MONTH);
    assert_true(a.total.n_lines == 0 && a.total.currency[0] == 0);
    block_free(&a.book);
}

/* 30.00 and 15.50 of two models under one commitment of 100, with a fee that one of them states: 20 + 34.50. The third
 * tariff has a floor of its own. */
static void tariffs_with_one_key_share_an_amount(void **state)
{
    (void)state;
    book_rows list = {0};
    Account a;
    const char *const models[3] = {"a", "b", "c"};
    int64_t first[3];
    for (int i = 0; i < 3; i++) {
        first[i] = (int64_t)list.count;
        rows_simple(&list, "acme", models[i]);
        toll_bill_row *floor = amount_add(&list, TOLL_ROW_FLOOR, i < 2 ? 100 : 7, MONTH);
        if (i < 2)
            strcpy(floor->key, "plan");
        if (i == 1)
            strcpy(amount_add(&list, TOLL_ROW_FEE, 20, MONTH)->key, "plan");
    }
    account_start(&a, &list);
    account_add(&a, first[0], "30");
    account_add(&a, first[2], "1");
    account_add(&a, first[1], "15.5");
    close_account(&a, MONTH);
    assert_int_equal(a.total.n_lines, 3);
    assert_closing(&a, 0, TOLL_LINE_FEE, "20");
    assert_closing(&a, 1, TOLL_LINE_FLOOR, "34.5");
    assert_closing(&a, 2, TOLL_LINE_FLOOR, "6");
    assert_amount_text(a.total.billed_cost, "60.5");
    block_free(&a.book);
}

/* A price change in the middle of a month makes a second version: its fee is not due twice. */
static void versions_of_one_sku_share_their_amounts(void **state)
{
    (void)state;
    for (int differs = 0; differs < 2; differs++) {
        book_rows list = {0};
        Account a;
        rows_simple(&list, "acme", "m")->until_s = 1000;
        amount_add(&list, TOLL_ROW_FEE, 20, MONTH);
        rows_simple(&list, "acme", "m")->from_s = 1000;
        toll_bill_row *fee = amount_add(&list, TOLL_ROW_FEE, 200 + differs, MONTH);
        fee->number.scale = 1; /* 20.0 is 20 */
        account_start(&a, &list);
        account_add(&a, 0, "1");
        account_add(&a, 5, "2");
        if (differs) {
            assert_int_equal(try_close(&a, MONTH, 24), TOLL_E_CONFLICT);
            assert_string_equal(a.err.field, "tariff_row");
            assert_int_equal(a.err.row, 1);
        } else {
            close_account(&a, MONTH);
            assert_int_equal(a.total.n_lines, 1);
            assert_amount_text(a.total.billed_cost, "20");
        }
        block_free(&a.book);
    }
}

/* Public 100 and negotiated 60 against 70 listed, 50 contracted, 45 billed: 30, 10 and 15. */
static void each_cost_of_a_period_meets_its_own_amount(void **state)
{
    (void)state;
    book_rows list = {0};
    Account a;
    rows_simple(&list, "acme", "m");
    amount_add(&list, TOLL_ROW_FLOOR, 100, MONTH);
    amount_add(&list, TOLL_ROW_FLOOR, 60, MONTH)->is_contract = 1;
    account_start(&a, &list);
    account_add(&a, 0, "70");
    a.sums[0].contracted_cost = amount_of("50");
    a.sums[0].billed_cost = amount_of("45");
    close_account(&a, MONTH);
    assert_amount_text(a.lines[0].list_cost, "30");
    assert_amount_text(a.lines[0].contracted_cost, "10");
    assert_amount_text(a.lines[0].billed_cost, "15");
    assert_amount_text(a.total.list_cost, "30");
    block_free(&a.book);
}

/* A record of a tariff with a month's fee: its own price, and the flag; by the fast path and by columns as well. */
static void no_record_pays_what_is_of_a_period(void **state)
{
    (void)state;
    uint64_t card[TOLL_BILL_CARD_WORDS];
    book_rows list = {0};
    Account a;
    rows_simple(&list, "acme", "m"); /* 2.50 per million of input */
    amount_add(&list, TOLL_ROW_FEE, 20, MONTH);
    amount_add(&list, TOLL_ROW_FLOOR, 100, INVOICE);
    amount_add(&list, TOLL_ROW_CAP, 0, MONTH);
    account_start(&a, &list);
    assert_int_equal(toll_book_find(a.book.words, a.book.size, NULL, 0, "m", 1, 0, card, sizeof card, &a.err), TOLL_OK);
    for (int64_t is_aggregate = 0; is_aggregate < 2; is_aggregate++) {
        const toll_bill_usage usage = {TOLL_METER_INPUT, 1000000};
        toll_bill_context context;
        toll_init(&context);
        toll_init(&a.total);
        context.is_aggregate = is_aggregate; /* refused by fees of a record alone */
        assert_int_equal(
            toll_bill_compute(card, sizeof card, &usage, 1, &context, NULL, 0, NULL, 0, a.lines, 4, &a.total, &a.err),
            TOLL_OK);
        assert_int_equal(a.total.n_lines, 1);
        assert_int_equal(a.total.flags, TOLL_LINE_PERIOD);
        assert_int_equal(a.lines[0].flags, TOLL_LINE_PERIOD);
        assert_amount_text(a.total.billed_cost, "2.5");
    }
    block_free(&a.book);
}

static void what_can_not_be_closed_is_refused(void **state)
{
    (void)state;
    book_rows list = {0};
    Account a;
    rows_simple(&list, "acme", "m");
    amount_add(&list, TOLL_ROW_FLOOR, 5, MONTH);
    strcpy(rows_tariff(&list, "acme", "n")->value, "EUR");
    rows_text(&list, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, "n");
    rows_price(&list, TOLL_METER_INPUT, 250);
    account_start(&a, &list);
    account_add(&a, 1, "1");
    assert_int_equal(try_close(&a, MONTH, 24), TOLL_E_RANGE);
    a.sums[0].tariff_row = -1;
    assert_int_equal(try_close(&a, MONTH, 24), TOLL_E_RANGE);
    a.sums[0].tariff_row = INT64_MAX;
    assert_int_equal(try_close(&a, MONTH, 24), TOLL_E_RANGE);
    a.sums[0].tariff_row = 0;
    account_add(&a, 5, "1");
    assert_int_equal(try_close(&a, MONTH, 24), TOLL_E_CONFLICT);
    assert_string_equal(a.err.message,
                        "tariff_row of row 1 is a tariff of another currency than the first: close them apart");
    a.n_sums = 1;
    assert_int_equal(try_close(&a, 1, 24), TOLL_E_RANGE);
    assert_int_equal(try_close(&a, 4, 24), TOLL_E_RANGE);
    account_add(&a, 0, "1");
    a.sums[0].billed_cost = a.sums[1].billed_cost = (toll_amount){UINT64_MAX, INT64_MAX};
    memset(a.lines, 0x5a, sizeof a.lines);
    assert_int_equal(try_close(&a, MONTH, 24), TOLL_E_OVERFLOW);
    assert_untouched(a.lines, sizeof a.lines, 0x5a);
    block_free(&a.book);
}

/* Too few lines: their number is said, and nothing is written. */
static void too_few_lines_are_refused_with_their_number(void **state)
{
    (void)state;
    book_rows list = {0};
    Account a;
    rows_simple(&list, "acme", "m");
    amount_add(&list, TOLL_ROW_FEE, 1, MONTH);
    amount_add(&list, TOLL_ROW_FLOOR, 5, MONTH);
    account_start(&a, &list);
    account_add(&a, 0, "0");
    memset(a.lines, 0x5a, sizeof a.lines);
    assert_int_equal(try_close(&a, MONTH, 1), TOLL_E_BUFFER);
    assert_non_null(strstr(a.err.message, "at least 2"));
    assert_untouched(a.lines, sizeof a.lines, 0x5a);
    assert_int_equal(try_close(&a, MONTH, 2), TOLL_OK);
    block_free(&a.book);
}

/* A closing line with the wrong sign is no replay; nor is a sum that lacks one. */
static void a_damaged_closing_line_is_noticed(void **state)
{
    (void)state;
    book_rows list = {0};
    Account a;
    rows_simple(&list, "acme", "m");
    amount_add(&list, TOLL_ROW_FLOOR, 5, MONTH);
    account_start(&a, &list);
    account_add(&a, 0, "0");
    close_account(&a, MONTH);
    a.lines[0].billed_cost = amount_of("-5");
    assert_int_equal(toll_bill_verify(a.lines, 1, &a.total, &a.err), TOLL_E_CONFLICT);
    a.lines[0].billed_cost = amount_of("4");
    assert_int_equal(toll_bill_verify(a.lines, 1, &a.total, &a.err), TOLL_E_CONFLICT);
    block_free(&a.book);
}

/* In a rule, with a meter, twice; a name or a key on an amount of a record. */
static void rows_of_a_period_are_checked(void **state)
{
    (void)state;
    static const struct {
        uint32_t kind, op, meter, in_rule, twice;
        const char *key, *text, *field;
    } cases[] = {{TOLL_ROW_FLOOR, MONTH, 0, 1, 0, "", "", "op"},
                 {TOLL_ROW_FEE, MONTH, TOLL_METER_INPUT, 0, 0, "", "", "meter"},
                 {TOLL_ROW_CAP, INVOICE, 0, 0, 1, "", "", "meter"},
                 {TOLL_ROW_FLOOR, 0, 0, 0, 0, "plan", "", "key"},
                 {TOLL_ROW_FEE, TOLL_PERIOD_RECORD, 0, 0, 0, "", "name", "text"},
                 {TOLL_ROW_FEE, INVOICE + 1, 0, 0, 0, "", "", "op"},
                 {TOLL_ROW_FEE, INVOICE, 0, 0, 0, "plan", "name", NULL},
                 {TOLL_ROW_CAP, TOLL_PERIOD_RECORD, 0, 1, 0, "", "", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        book_rows list = {0};
        book_block book;
        toll_error err;
        rows_simple(&list, "acme", "m");
        if (cases[i].in_rule)
            rows_add(&list, TOLL_ROW_RULE);
        for (uint32_t n = 0; n <= cases[i].twice; n++) {
            toll_bill_row *row = amount_add(&list, cases[i].kind, 1, cases[i].op);
            row->meter = cases[i].meter;
            strcpy(row->key, cases[i].key);
            strcpy(row->text, cases[i].text);
        }
        const toll_status status = block_make(&list, &book, &err);
        assert_int_equal(status == TOLL_OK, cases[i].field == NULL);
        if (status != TOLL_OK)
            assert_string_equal(err.field, cases[i].field);
        rows_free(&list);
        block_free(&book);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_month_closes_with_its_fee_and_what_lacks_to_the_floor),
        cmocka_unit_test(an_unused_month_owes_its_floor_and_a_cap_ends_it),
        cmocka_unit_test(tariffs_with_one_key_share_an_amount),
        cmocka_unit_test(versions_of_one_sku_share_their_amounts),
        cmocka_unit_test(each_cost_of_a_period_meets_its_own_amount),
        cmocka_unit_test(no_record_pays_what_is_of_a_period),
        cmocka_unit_test(what_can_not_be_closed_is_refused),
        cmocka_unit_test(too_few_lines_are_refused_with_their_number),
        cmocka_unit_test(a_damaged_closing_line_is_noticed),
        cmocka_unit_test(rows_of_a_period_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
