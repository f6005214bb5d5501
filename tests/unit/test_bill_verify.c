/* SPDX-License-Identifier: Apache-2.0 */
/* A true bill passes; with any one figure changed it is refused, and the message names the figure. */
#include <stdlib.h>

#include "money_assert.h"

#include "book_rows.h"

#include <toll/bill.h>

typedef struct Paid {
    toll_bill_line lines[8];
    toll_bill_total total;
} Paid;

static toll_bill_row *number(toll_bill_row *row, int64_t coef, int32_t scale)
{
    row->number = (toll_decimal){coef, scale, 0};
    return row;
}

/* Three lines with every kind of figure: a contracted price, three factors, one inexact cost, a fall-back. */
static void make_tariff(book_rows *list)
{
    rows_tariff(list, "acme", "one");
    rows_text(list, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, "one");
    rows_price(list, TOLL_METER_INPUT, 300);
    rows_price(list, TOLL_METER_INPUT, 250)->is_contract = 1;
    rows_price(list, TOLL_METER_CACHE_WRITE_5M, 375);
    rows_price(list, TOLL_METER_OUTPUT, 1500);
    rows_price(list, TOLL_METER_AUDIO_TIME, 100)->per = 3600;
    for (uint32_t op = TOLL_FACTOR_LIST; op <= TOLL_FACTOR_BILL; op++)
        number(rows_text(list, TOLL_ROW_MULTIPLIER, op, "factor"), 9, 1);
}

static Paid pay(void)
{
    book_rows list = {0};
    toll_error err;
    toll_bill_context context;
    static uint64_t book[4096], card[800];
    uint64_t used = 0;
    Paid paid;
    memset(&paid, 0, sizeof paid);
    make_tariff(&list);
    if (toll_book_compile(list.rows, list.count, sizeof list.rows[0], book, sizeof book, &used, &err) != TOLL_OK ||
        toll_book_find(book, used, "acme", 4, "one", 3, 0, card, sizeof card, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    free(list.rows);
    (void)toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, &err);
    (void)toll_struct_init(&paid.total, sizeof paid.total, TOLL_KIND_BILL_TOTAL, &err);
    const toll_bill_usage usage[4] = {{TOLL_METER_INPUT, 1000},
                                      {TOLL_METER_CACHE_WRITE_1H, 100},
                                      {TOLL_METER_OUTPUT, 77},
                                      {TOLL_METER_AUDIO_TIME, 12345}};
    if (toll_bill_compute(card, sizeof card, usage, 4, &context, NULL, 0, NULL, 0, paid.lines, 8, &paid.total, &err) !=
        TOLL_OK)
        fail_msg("%s", err.message);
    assert_true(paid.total.n_lines == 4);
    assert_true(paid.total.flags == (TOLL_LINE_FALLBACK | TOLL_LINE_INEXACT));
    return paid;
}

static void a_true_bill_verifies(void **state)
{
    (void)state;
    Paid paid = pay();
    toll_error err;
    assert_int_equal(toll_bill_verify(paid.lines, 4, &paid.total, &err), TOLL_OK);
    assert_string_equal(paid.total.currency, "USD");
    assert_int_equal(strlen(paid.total.book_hash), 64);
}

static void expect_refusal(const Paid *paid, toll_status status, const char *field, int64_t row)
{
    toll_error err;
    toll_status got = toll_bill_verify(paid->lines, (uint64_t)4, &paid->total, &err);
    if (got != status || strcmp(err.field, field) != 0 || err.row != row)
        fail_msg("want %d %s %d, got %d %s", (int)status, field, (int)row, (int)got, err.message);
}

#define CHANGED_LINE(row, change, status, field)                                                                       \
    do {                                                                                                               \
        Paid paid = pay();                                                                                             \
        toll_bill_line *line = &paid.lines[row];                                                                       \
        change;                                                                                                        \
        expect_refusal(&paid, status, field, row);                                                                     \
    } while (0)

#define CHANGED_TOTAL(change, status, field)                                                                           \
    do {                                                                                                               \
        Paid paid = pay();                                                                                             \
        toll_bill_total *total = &paid.total;                                                                          \
        change;                                                                                                        \
        expect_refusal(&paid, status, field, -1);                                                                      \
    } while (0)

static void a_change_of_any_figure_of_a_line_is_found(void **state)
{
    (void)state;
    for (int row = 0; row < 4; row++) {
        CHANGED_LINE(row, line->quantity++, TOLL_E_CONFLICT, "list_cost");
        CHANGED_LINE(row, line->per *= 10, TOLL_E_CONFLICT, "list_cost");
        CHANGED_LINE(row, line->list_price.coef++, TOLL_E_CONFLICT, "list_cost");
        CHANGED_LINE(row, line->list_price.scale++, TOLL_E_CONFLICT, "list_cost");
        CHANGED_LINE(row, line->list_factor.coef++, TOLL_E_CONFLICT, "list_cost");
        CHANGED_LINE(row, line->contracted_price.coef++, TOLL_E_CONFLICT, "contracted_cost");
        CHANGED_LINE(row, line->contract_factor.coef--, TOLL_E_CONFLICT, "contracted_cost");
        CHANGED_LINE(row, line->bill_factor.coef++, TOLL_E_CONFLICT, "billed_cost");
        CHANGED_LINE(row, line->list_cost.low ^= 1, TOLL_E_CONFLICT, "list_cost");
        CHANGED_LINE(row, line->contracted_cost.low ^= 1, TOLL_E_CONFLICT, "contracted_cost");
        CHANGED_LINE(row, line->billed_cost.high ^= 1, TOLL_E_CONFLICT, "billed_cost");
        CHANGED_LINE(row, line->flags ^= TOLL_LINE_INEXACT, TOLL_E_CONFLICT, "flags");
        CHANGED_LINE(row, line->flags |= 0x80000000u, TOLL_E_RANGE, "flags");
        CHANGED_LINE(row, line->meter = 0, TOLL_E_RANGE, "meter");
        CHANGED_LINE(row, line->meter = TOLL_METERS, TOLL_E_RANGE, "meter");
        CHANGED_LINE(row, line->price_meter = UINT32_MAX, TOLL_E_RANGE, "price_meter");
        CHANGED_LINE(row, line->per = 0, TOLL_E_RANGE, "per");
        CHANGED_LINE(row, line->per = -1000000, TOLL_E_RANGE, "per");
        CHANGED_LINE(row, line->list_price.scale = 37, TOLL_E_RANGE, "list_price");
        CHANGED_LINE(row, line->bill_factor.scale = -1, TOLL_E_RANGE, "bill_factor");
        CHANGED_LINE(row, line->contract_factor.reserved = 1, TOLL_E_RANGE, "contract_factor");
    }
    CHANGED_LINE(2, line->flags &= ~TOLL_LINE_FALLBACK, TOLL_E_CONFLICT, "flags");
    CHANGED_LINE(0, line->price_meter = TOLL_METER_OUTPUT, TOLL_E_CONFLICT, "flags");
}

static void a_change_of_any_figure_of_the_total_is_found(void **state)
{
    (void)state;
    CHANGED_TOTAL(total->input_cost.low++, TOLL_E_CONFLICT, "input_cost");
    CHANGED_TOTAL(total->output_cost.low++, TOLL_E_CONFLICT, "output_cost");
    CHANGED_TOTAL(total->other_cost.high++, TOLL_E_CONFLICT, "other_cost");
    CHANGED_TOTAL(total->billed_cost.low++, TOLL_E_CONFLICT, "billed_cost");
    CHANGED_TOTAL(total->contracted_cost.low++, TOLL_E_CONFLICT, "contracted_cost");
    CHANGED_TOTAL(total->list_cost.low++, TOLL_E_CONFLICT, "list_cost");
    CHANGED_TOTAL(total->n_lines++, TOLL_E_CONFLICT, "n_lines");
    CHANGED_TOTAL(total->flags ^= TOLL_LINE_STEP, TOLL_E_CONFLICT, "flags");
    CHANGED_TOTAL(total->struct_kind = TOLL_KIND_BILL_METER, TOLL_E_STRUCT_KIND, "struct_kind");
}

/* The registry's last meter is a meter, the number after it is none. */
static void the_last_meter_verifies(void **state)
{
    (void)state;
    Paid paid = pay();
    paid.lines[3].meter = paid.lines[3].price_meter = TOLL_METERS - 1;
    assert_int_equal(toll_bill_verify(paid.lines, 4, &paid.total, NULL), TOLL_OK);
    paid.lines[3].meter = TOLL_METERS;
    assert_int_not_equal(toll_bill_verify(paid.lines, 4, &paid.total, NULL), TOLL_OK);
}

static void moved_and_lost_lines_are_found(void **state)
{
    (void)state;
    toll_error err;
    Paid paid = pay();
    assert_int_equal(toll_bill_verify(paid.lines, 3, &paid.total, &err), TOLL_E_CONFLICT);
    paid.lines[1].meter = paid.lines[1].price_meter = TOLL_METER_INPUT; /* the right sum on the wrong side */
    expect_refusal(&paid, TOLL_E_CONFLICT, "input_cost", -1);
    assert_fault(toll_bill_verify(NULL, 1, &paid.total, &err), TOLL_E_NULL, &err, "lines");
    assert_fault(toll_bill_verify(paid.lines, 4, NULL, &err), TOLL_E_NULL, &err, "total");
    assert_fault(toll_bill_verify(paid.lines, UINT64_MAX, &paid.total, &err), TOLL_E_RANGE, &err, "n_lines");
    memset(&paid, 0, sizeof paid);
    (void)toll_struct_init(&paid.total, sizeof paid.total, TOLL_KIND_BILL_TOTAL, &err);
    assert_int_equal(toll_bill_verify(NULL, 0, &paid.total, &err), TOLL_OK); /* no lines, no cost */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_true_bill_verifies),
        cmocka_unit_test(a_change_of_any_figure_of_a_line_is_found),
        cmocka_unit_test(a_change_of_any_figure_of_the_total_is_found),
        cmocka_unit_test(the_last_meter_verifies),
        cmocka_unit_test(moved_and_lost_lines_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
