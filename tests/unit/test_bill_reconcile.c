/* SPDX-License-Identifier: Apache-2.0 */
/* Invoices against our rows: each cause alone, several at once, causes that tie, and the sum of all parts. */
#include "money_assert.h"

#include <stdio.h>

#include <toll/bill.h>

#define ROWS_MAX   64
#define CAUSES_MAX 64

typedef struct case_rows {
    toll_bill_charge rows[ROWS_MAX];
    uint64_t n;
    toll_bill_cause causes[CAUSES_MAX];
    toll_bill_residual residual;
} case_rows;

static toll_bill_charge *add_charge(case_rows *c, uint32_t kind, uint32_t meter, int64_t quantity, const char *amount)
{
    toll_bill_charge *row = &c->rows[c->n++];
    assert_true(c->n <= ROWS_MAX);
    *row = (toll_bill_charge){.kind = kind, .meter = meter};
    if (quantity >= 0) {
        row->known |= TOLL_CHARGE_QUANTITY;
        row->quantity = quantity;
    }
    if (amount != NULL) {
        row->known |= TOLL_CHARGE_AMOUNT;
        row->amount = amount_of(amount);
    }
    if (kind == TOLL_CHARGE_OURS || kind == TOLL_CHARGE_THEIRS)
        row->model = row->day = 1;
    return row;
}

static toll_bill_charge *add_ours(case_rows *c, uint32_t meter, int64_t quantity, const char *amount)
{
    return add_charge(c, TOLL_CHARGE_OURS, meter, quantity, amount);
}

static toll_bill_charge *add_theirs(case_rows *c, uint32_t meter, int64_t quantity, const char *amount)
{
    return add_charge(c, TOLL_CHARGE_THEIRS, meter, quantity, amount);
}

static void add_other(case_rows *c, int64_t of, uint32_t cause, uint32_t variant, const char *amount)
{
    toll_bill_charge *row = add_charge(c, TOLL_CHARGE_ALTERNATIVE, 0, -1, amount);
    row->of = of;
    row->cause = cause;
    row->variant = variant;
}

static void add_factor(case_rows *c, uint32_t kind, uint32_t cause, const char *factor)
{
    toll_bill_charge *row = add_charge(c, kind, 0, -1, NULL);
    row->cause = cause;
    row->factor = decimal_of(factor);
}

/* Causes that are no alternatives sum to the difference, whatever the case is. */
static void assert_sums(const case_rows *c)
{
    toll_amount sum = {0, 0}, booked;
    for (int64_t i = 0; i < c->residual.n_causes; i++)
        if ((c->causes[i].flags & TOLL_CAUSE_IS_ALTERNATIVE) == 0)
            assert_int_equal(toll_amount_add(&sum, &c->causes[i].amount, &sum, NULL), TOLL_OK);
    assert_memory_equal(&sum, &c->residual.difference, sizeof sum);
    assert_int_equal(toll_amount_add(&c->residual.explained, &c->residual.unexplained, &booked, NULL), TOLL_OK);
    assert_memory_equal(&booked, &c->residual.difference, sizeof booked);
}

static void reconcile(case_rows *c)
{
    static uint64_t work[ROWS_MAX * 64];
    uint64_t size;
    toll_error err;
    assert_int_equal(toll_bill_reconcile_size(c->n, &size, NULL), TOLL_OK);
    assert_true(size <= sizeof work);
    assert_int_equal(toll_struct_init(&c->residual, sizeof c->residual, TOLL_KIND_BILL_RESIDUAL, NULL), TOLL_OK);
    toll_status status =
        toll_bill_reconcile(c->rows, c->n, sizeof c->rows[0], work, size, c->causes, CAUSES_MAX, &c->residual, &err);
    if (status != TOLL_OK)
        fail_msg("%s", err.message);
    assert_sums(c);
}

static void assert_cause(const case_rows *c, uint32_t cause, uint32_t flags, const char *amount)
{
    toll_amount sum = {0, 0};
    for (int64_t i = 0; i < c->residual.n_causes; i++)
        if (c->causes[i].cause == cause && c->causes[i].flags == flags)
            assert_int_equal(toll_amount_add(&sum, &c->causes[i].amount, &sum, NULL), TOLL_OK);
    assert_amount_text(sum, amount);
}

#define BOOKED(cause, amount) assert_cause(&c, cause, 0, amount)
#define NAMED(cause, amount)  assert_cause(&c, cause, TOLL_CAUSE_IS_ALTERNATIVE, amount)

static void equal_sides_have_no_cause(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 1000000, "3");
    add_theirs(&c, TOLL_METER_INPUT, 1000000, "3");
    reconcile(&c);
    assert_int_equal(c.residual.n_causes, 0);
    assert_amount_text(c.residual.difference, "0");
}

/* 1,000,000 tokens at 3.00 are 3.00; 1,200,000 are 3.60; with 20 % of tax 4.32. */
static void missing_calls_and_tax_are_told_apart(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 1000000, "3");
    add_theirs(&c, TOLL_METER_INPUT, 1200000, "4.32");
    add_factor(&c, TOLL_CHARGE_FACTOR, TOLL_CAUSE_TAX, "1.2");
    reconcile(&c);
    BOOKED(TOLL_CAUSE_MISSING, "0.6");
    BOOKED(TOLL_CAUSE_TAX, "0.72");
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "0");
    assert_amount_text(c.residual.difference, "1.32");
    assert_int_equal(c.causes[0].quantity, 200000);
}

/* 2.50 was the price before: 1,000,000 * 2.50 / 10^6. */
static void a_stale_price_is_the_one_that_fits(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 1000000, "3");
    add_theirs(&c, TOLL_METER_INPUT, -1, "2.5");
    add_other(&c, 0, TOLL_CAUSE_PRICE, 1, "2.5");
    add_other(&c, 0, TOLL_CAUSE_TIER, 2, "1.5");
    reconcile(&c);
    BOOKED(TOLL_CAUSE_PRICE, "-0.5");
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "0");
    assert_int_equal(c.causes[0].other, 1);
}

static void causes_that_tie_are_named_and_not_booked(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 1000000, "3");
    add_theirs(&c, TOLL_METER_INPUT, -1, "1.5");
    add_other(&c, 0, TOLL_CAUSE_PRICE, 1, "1.5");
    add_other(&c, 0, TOLL_CAUSE_TIER, 2, "1.5");
    reconcile(&c);
    BOOKED(TOLL_CAUSE_PRICE, "0");
    BOOKED(TOLL_CAUSE_TIER, "0");
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "-1.5");
    NAMED(TOLL_CAUSE_PRICE, "-1.5");
    NAMED(TOLL_CAUSE_TIER, "-1.5");
}

/* Two versions with one price are one cause. */
static void two_dates_with_one_price_are_one_cause(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 1000000, "3");
    add_theirs(&c, TOLL_METER_INPUT, 1000000, "1.5");
    add_other(&c, 0, TOLL_CAUSE_PRICE, 1, "1.5");
    add_other(&c, 0, TOLL_CAUSE_PRICE, 2, "1.5");
    reconcile(&c);
    BOOKED(TOLL_CAUSE_PRICE, "-1.5");
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "0");
}

/* opencode issue 47296: the vendor's inputTokens hold the cached ones already, and the invoice bills both. 1,000 plain
 * tokens at 1.25 per million and 9,000 cached at 0.125 are 0.00125 + 0.001125; theirs bills 10,000 as input. */
static void cached_tokens_billed_twice_are_found_by_quantity_and_by_amount(void **state)
{
    (void)state;
    for (int is_stated = 0; is_stated < 2; is_stated++) {
        case_rows c = {.n = 0};
        add_ours(&c, TOLL_METER_INPUT, 1001, "0.00125125");
        add_ours(&c, TOLL_METER_CACHE_READ, 9000, "0.001125");
        add_ours(&c, TOLL_METER_OUTPUT, 500, "0.005");
        add_theirs(&c, TOLL_METER_INPUT, is_stated ? 10001 : -1, "0.01250125");
        add_theirs(&c, TOLL_METER_CACHE_READ, is_stated ? 9000 : -1, "0.001125");
        add_theirs(&c, TOLL_METER_OUTPUT, is_stated ? 500 : -1, "0.005");
        reconcile(&c);
        BOOKED(TOLL_CAUSE_CACHED_TWICE, "0.01125"); /* 9,000 * 1.25 / 10^6 */
        BOOKED(TOLL_CAUSE_UNEXPLAINED, "0");
    }
}

/* A line over all meters of a model: the same, from its amount alone. */
static void a_line_over_all_meters_is_explained_too(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 1001, "0.00125125");
    add_ours(&c, TOLL_METER_CACHE_READ, 9000, "0.001125");
    add_theirs(&c, 0, -1, "0.01362625")->day = 0;
    reconcile(&c);
    BOOKED(TOLL_CAUSE_CACHED_TWICE, "0.01125");
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "0");
}

static void duplicates_are_whole_multiples(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 123456, "0.37");
    add_theirs(&c, TOLL_METER_INPUT, 246912, "0.74");
    reconcile(&c);
    BOOKED(TOLL_CAUSE_DUPLICATE, "0.37");
    c.n = 0;
    add_ours(&c, TOLL_METER_INPUT, 10, "0.30");
    add_theirs(&c, TOLL_METER_INPUT, 20, "0.60"); /* so few that chance may do it */
    reconcile(&c);
    BOOKED(TOLL_CAUSE_DUPLICATE, "0");
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "0.3");
    NAMED(TOLL_CAUSE_DUPLICATE, "0.3");
    NAMED(TOLL_CAUSE_MISSING, "0.3");
    add_ours(&c, TOLL_METER_OUTPUT, 7, "0.70");
    add_theirs(&c, TOLL_METER_OUTPUT, 14, "1.40"); /* the same multiple beside it */
    reconcile(&c);
    BOOKED(TOLL_CAUSE_DUPLICATE, "1");
}

static void calls_of_one_side_alone_are_missing_or_lacking(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 100, "1")->day = 2;
    add_ours(&c, TOLL_METER_INPUT, 100, "1")->day = 3;
    add_theirs(&c, TOLL_METER_INPUT, 100, "1")->day = 3;
    add_theirs(&c, TOLL_METER_INPUT, 50, "0.5")->day = 4;
    add_theirs(&c, TOLL_METER_INPUT, -1, "0.7")->model = 9;
    reconcile(&c);
    BOOKED(TOLL_CAUSE_LACKING, "-1");
    BOOKED(TOLL_CAUSE_MISSING, "1.2");
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "0");
}

/* A whole day that ours lacks, at a price known from another day, with tax: 50 * 0.01 * 1.2 = 0.60. */
static void a_missing_day_is_parted_from_its_tax(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 100, "1");
    add_theirs(&c, TOLL_METER_INPUT, 100, "1.2");
    add_theirs(&c, TOLL_METER_INPUT, 50, "0.6")->day = 4;
    add_factor(&c, TOLL_CHARGE_FACTOR, TOLL_CAUSE_TAX, "1.2");
    reconcile(&c);
    BOOKED(TOLL_CAUSE_MISSING, "0.5");
    BOOKED(TOLL_CAUSE_TAX, "0.3");
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "0");
}

static void a_tier_of_another_line_is_moved_by_its_quantity(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 1000, "3")->tier = 1;
    add_ours(&c, TOLL_METER_INPUT, 200, "0.3")->tier = 2; /* batch: half of 0.6 */
    add_other(&c, 1, TOLL_CAUSE_TIER, 1, "0.6");
    add_theirs(&c, TOLL_METER_INPUT, 1200, "3.6")->tier = 1;
    reconcile(&c);
    BOOKED(TOLL_CAUSE_TIER, "0.3");
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "0");
    BOOKED(TOLL_CAUSE_LACKING, "0");
}

static void a_price_that_does_not_fit_stays_unexplained(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 1000000, "3");
    add_theirs(&c, TOLL_METER_INPUT, 1000000, "3.07");
    add_other(&c, 0, TOLL_CAUSE_PRICE, 1, "2.5");
    add_factor(&c, TOLL_CHARGE_FACTOR, TOLL_CAUSE_TAX, "1.2");
    reconcile(&c);
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "0.07");
    assert_int_equal(c.residual.n_causes, 1);
}

/* Three lines to cents: 1.006 is printed 1.01, thrice. */
static void rounding_is_bounded_by_the_printed_digits(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    for (int64_t day = 1; day <= 3; day++) {
        add_ours(&c, TOLL_METER_INPUT, 1000, "1.006")->day = day;
        toll_bill_charge *line = add_theirs(&c, TOLL_METER_INPUT, -1, day == 3 ? "1.02" : "1.01");
        line->day = day;
        line->known |= TOLL_CHARGE_DIGITS;
        line->digits = 2;
    }
    reconcile(&c);
    BOOKED(TOLL_CAUSE_ROUNDING, "0.008");
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "0.014"); /* 1.006 is never printed 1.02 */
}

static void a_tax_and_a_rate_of_one_factor_are_both_named(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 1000, "1");
    add_theirs(&c, TOLL_METER_INPUT, 1000, "1.2");
    add_factor(&c, TOLL_CHARGE_FACTOR, TOLL_CAUSE_TAX, "1.2");
    add_factor(&c, TOLL_CHARGE_FACTOR, TOLL_CAUSE_EXCHANGE, "1.20");
    reconcile(&c);
    BOOKED(TOLL_CAUSE_TAX, "0");
    BOOKED(TOLL_CAUSE_EXCHANGE, "0");
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "0.2");
    NAMED(TOLL_CAUSE_TAX, "0.2");
    NAMED(TOLL_CAUSE_EXCHANGE, "0.2");
}

/* 10 USD at the agreed 0.90 are 9.00; theirs used 0.92, a discount of 10 % and 20 % of tax: 10 * 0.9 * 1.2 * 0.92. */
static void discount_tax_and_exchange_are_three_steps(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 1000, "10");
    add_ours(&c, TOLL_METER_OUTPUT, 1000, "30");
    add_theirs(&c, TOLL_METER_INPUT, 1000, "9.936");
    add_theirs(&c, TOLL_METER_OUTPUT, 1000, "29.808");
    add_factor(&c, TOLL_CHARGE_AGREED, 0, "0.90");
    add_factor(&c, TOLL_CHARGE_FACTOR, TOLL_CAUSE_EXCHANGE, "0.92");
    add_factor(&c, TOLL_CHARGE_FACTOR, TOLL_CAUSE_DISCOUNT, "0.9");
    add_factor(&c, TOLL_CHARGE_FACTOR, TOLL_CAUSE_TAX, "1.2");
    reconcile(&c);
    assert_amount_text(c.residual.ours, "36");
    BOOKED(TOLL_CAUSE_DISCOUNT, "-3.6");  /* 36 * -0.1 */
    BOOKED(TOLL_CAUSE_TAX, "6.48");       /* 32.4 * 0.2 */
    BOOKED(TOLL_CAUSE_EXCHANGE, "0.864"); /* 43.2 * 0.02 */
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "0");
}

static void stated_lines_and_unknown_lines_are_kept(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_charge(&c, TOLL_CHARGE_STATED, 0, -1, "20.1")->cause = TOLL_CAUSE_TAX;
    add_charge(&c, TOLL_CHARGE_STATED, 0, -1, "-5")->cause = TOLL_CAUSE_DISCOUNT;
    add_charge(&c, TOLL_CHARGE_STATED, 0, -1, "7");
    reconcile(&c);
    BOOKED(TOLL_CAUSE_TAX, "20.1");
    BOOKED(TOLL_CAUSE_DISCOUNT, "-5");
    BOOKED(TOLL_CAUSE_UNEXPLAINED, "7");
}

static void unpriced_models_are_never_zero(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    add_ours(&c, TOLL_METER_INPUT, 1000, NULL);
    add_theirs(&c, TOLL_METER_INPUT, 1000, "4");
    add_ours(&c, TOLL_METER_INPUT, 1000, NULL)->model = 2;
    reconcile(&c);
    BOOKED(TOLL_CAUSE_UNPRICED, "4");
    assert_int_equal(c.residual.n_unpriced, 1);
    assert_cause(&c, TOLL_CAUSE_UNPRICED, TOLL_CAUSE_NO_AMOUNT, "0");
}

/* Nothing is written when causes have no room, and the message has their number. */
static void too_few_causes_are_counted(void **state)
{
    (void)state;
    case_rows c = {.n = 0};
    uint64_t work[ROWS_MAX * 64];
    toll_error err;
    add_ours(&c, TOLL_METER_INPUT, 1000000, "3");
    add_theirs(&c, TOLL_METER_INPUT, 1200000, "4.32");
    add_factor(&c, TOLL_CHARGE_FACTOR, TOLL_CAUSE_TAX, "1.2");
    toll_struct_init(&c.residual, sizeof c.residual, TOLL_KIND_BILL_RESIDUAL, NULL);
    memset(c.causes, 0x5a, sizeof c.causes);
    assert_int_equal(
        toll_bill_reconcile(c.rows, c.n, sizeof c.rows[0], work, sizeof work, c.causes, 1, &c.residual, &err),
        TOLL_E_BUFFER);
    assert_string_equal(err.message, "capacity must be at least 2, the number of causes");
    assert_untouched(c.causes, sizeof c.causes, 0x5a);
    assert_int_equal(toll_bill_reconcile(c.rows, c.n, sizeof c.rows[0], work, sizeof work, NULL, 0, &c.residual, &err),
                     TOLL_OK);
    assert_int_equal(c.residual.n_causes, 2);
}

static uint64_t draw(uint64_t *seed, uint64_t n)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (*seed >> 33) % n;
}

/* Any rows: the parts sum to the difference (assert_sums), and each run gives the same. */
static void random_rows_sum_to_the_difference(void **state)
{
    (void)state;
    uint64_t seed = 20261130;
    for (int round = 0; round < 3000; round++) {
        case_rows c = {.n = 0};
        const int n_ours = (int)draw(&seed, 8), n_theirs = 1 + (int)draw(&seed, 8);
        for (int i = 0; i < n_ours + n_theirs; i++) {
            char text[32];
            const char *sign = draw(&seed, 9) == 0 ? "-" : "";
            const uint64_t whole = draw(&seed, 5), thousandths = draw(&seed, 1000);
            const uint32_t meter = 1 + (uint32_t)draw(&seed, 3);
            snprintf(text, sizeof text, "%s%u.%03u", sign, (unsigned)whole, (unsigned)thousandths);
            toll_bill_charge *row = add_charge(&c, i < n_ours ? TOLL_CHARGE_OURS : TOLL_CHARGE_THEIRS, meter,
                                               (int64_t)draw(&seed, 40), text);
            row->day = 1 + (int64_t)draw(&seed, 2);
            row->tier = (int64_t)draw(&seed, 3);
            if (i >= n_ours && draw(&seed, 4) == 0) {
                row->meter = 0;
                row->known &= ~(uint32_t)TOLL_CHARGE_QUANTITY;
                row->quantity = 0;
            }
            if (i < n_ours && draw(&seed, 2) == 0)
                add_other(&c, (int64_t)c.n - 1, TOLL_CAUSE_PRICE + (uint32_t)draw(&seed, 1), 1, "0.5");
        }
        if (draw(&seed, 2) == 0)
            add_factor(&c, TOLL_CHARGE_FACTOR, TOLL_CAUSE_TAX, "1.19");
        if (draw(&seed, 3) == 0)
            add_factor(&c, TOLL_CHARGE_AGREED, 0, "0.913");
        if (draw(&seed, 3) == 0)
            add_factor(&c, TOLL_CHARGE_FACTOR, TOLL_CAUSE_EXCHANGE, "0.87");
        reconcile(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_sides_have_no_cause),
        cmocka_unit_test(missing_calls_and_tax_are_told_apart),
        cmocka_unit_test(a_stale_price_is_the_one_that_fits),
        cmocka_unit_test(causes_that_tie_are_named_and_not_booked),
        cmocka_unit_test(two_dates_with_one_price_are_one_cause),
        cmocka_unit_test(cached_tokens_billed_twice_are_found_by_quantity_and_by_amount),
        cmocka_unit_test(a_line_over_all_meters_is_explained_too),
        cmocka_unit_test(duplicates_are_whole_multiples),
        cmocka_unit_test(calls_of_one_side_alone_are_missing_or_lacking),
        cmocka_unit_test(a_missing_day_is_parted_from_its_tax),
        cmocka_unit_test(a_tier_of_another_line_is_moved_by_its_quantity),
        cmocka_unit_test(a_price_that_does_not_fit_stays_unexplained),
        cmocka_unit_test(rounding_is_bounded_by_the_printed_digits),
        cmocka_unit_test(a_tax_and_a_rate_of_one_factor_are_both_named),
        cmocka_unit_test(discount_tax_and_exchange_are_three_steps),
        cmocka_unit_test(stated_lines_and_unknown_lines_are_kept),
        cmocka_unit_test(unpriced_models_are_never_zero),
        cmocka_unit_test(too_few_causes_are_counted),
        cmocka_unit_test(random_rows_sum_to_the_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
