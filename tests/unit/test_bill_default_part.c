/* SPDX-License-Identifier: Apache-2.0 */
/* A total without a price whose parts have one: what the record does not split is billed as the default part, flagged,
 * and never at the price of plain input. Figures by hand. */
#include "tariff_rows.h"

#define EU      2u
#define BATCH   3u
#define IN      TOLL_METER_INPUT
#define WRITE   TOLL_METER_CACHE_WRITE
#define FIVE    TOLL_METER_CACHE_WRITE_5M
#define HOUR    TOLL_METER_CACHE_WRITE_1H
#define DEFAULT TOLL_LINE_DEFAULT_PART

static void part_add(Tariff *t, uint32_t total, uint32_t part)
{
    quantity_add(t, TOLL_ROW_DEFAULT_PART, total, 0)->other_meter = part;
}

/* Input at 5.00, writes of 5 minutes at 6.25 and of an hour at 10.00 a million. */
static void start_writes(Tariff *t)
{
    tariff_start(t);
    mtok_add(t, IN, "5");
    mtok_add(t, FIVE, "6.25");
    mtok_add(t, HOUR, "10");
}

static void bill_writes(const Tariff *t, Bill *b, int64_t written, int64_t hour)
{
    bill_start(b);
    use(b, IN, 1000000);
    use(b, WRITE, written);
    if (hour != 0)
        use(b, HOUR, hour);
    bill_make(t, b);
}

/* A million of writes: 6.25, not 5.00. */
static void the_shortest_priced_kind_is_the_default(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_writes(&t);
    bill_writes(&t, &b, 1000000, 0);
    assert_int_equal(b.sums.n_lines, 1);
    assert_line(&b, FIVE, FIVE, 1000000, "6.25");
    assert_int_equal(b.lines[0].flags, DEFAULT);
    assert_int_equal(b.sums.flags, DEFAULT);
}

/* 300,000 written, of them 100,000 for an hour: 1.00, and 200,000 at 6.25 = 1.25. */
static void only_the_unsplit_rest_takes_the_default(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_writes(&t);
    bill_writes(&t, &b, 300000, 100000);
    assert_line(&b, IN, IN, 700000, "3.5");
    assert_line(&b, HOUR, HOUR, 100000, "1");
    assert_line(&b, FIVE, FIVE, 200000, "1.25");
    assert_int_equal(line_of(&b, FIVE)->flags, DEFAULT);
    assert_int_equal(line_of(&b, HOUR)->flags, 0);
    bill_writes(&t, &b, 100000, 100000); /* nothing is left */
    assert_int_equal(b.sums.flags, 0);
    use(&b, FIVE, 0);
    bill_make(&t, &b);
    assert_int_equal(b.sums.flags, 0);
}

/* The tariff's word counts before the length of time, in a block where that holds. */
static void a_row_names_the_default(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_writes(&t);
    part_add(&t, WRITE, HOUR);
    row_add(&t, TOLL_ROW_RULE);
    text_add(&t, TOLL_ROW_WHEN_REGION, 0, EU);
    part_add(&t, WRITE, FIVE);
    bill_writes(&t, &b, 1000000, 0);
    assert_line(&b, HOUR, HOUR, 1000000, "10");
    assert_int_equal(b.lines[0].flags, DEFAULT);
    b.context.region = EU;
    bill_make(&t, &b);
    assert_line(&b, FIVE, FIVE, 1000000, "6.25");
}

/* Only one kind has a price: that one, be it the longest. */
static void the_only_priced_kind_is_the_default(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, IN, "5");
    contract_add(&t, HOUR, "10"); /* a negotiated price is one */
    bill_writes(&t, &b, 1000000, 0);
    assert_line(&b, HOUR, HOUR, 1000000, "10");
    assert_int_equal(b.lines[0].flags, DEFAULT);
}

static void a_price_of_the_total_counts_before(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_writes(&t);
    part_add(&t, WRITE, HOUR);
    mtok_add(&t, WRITE, "7");
    bill_writes(&t, &b, 1000000, 0);
    assert_line(&b, WRITE, WRITE, 1000000, "7");
    assert_int_equal(b.sums.flags, 0);
}

/* The tariff itself says what stands in for the total: the price of input, or none. */
static void a_declared_fallback_counts_before_the_shortest(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_writes(&t);
    quantity_add(&t, TOLL_ROW_FALLBACK, WRITE, 0)->other_meter = IN;
    bill_writes(&t, &b, 1000000, 0);
    assert_line(&b, IN, IN, 1000000, "5");
    assert_int_equal(b.sums.flags, TOLL_LINE_FALLBACK);
    t.rows[4].other_meter = 0;
    assert_refused(&t, &b, TOLL_E_MISSING, "cache_write (1000000) has no price");
}

/* No kind has a price: writes are plain input, as ever. */
static void without_priced_kinds_nothing_changes(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, IN, "5");
    bill_writes(&t, &b, 1000000, 0);
    assert_line(&b, IN, IN, 1000000, "5");
    assert_int_equal(b.sums.flags, TOLL_LINE_FALLBACK);
}

/* A part that the row names is billed as if it were stated: at its own fall-back where it has no price. */
static void an_unpriced_default_is_billed_as_if_stated(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, IN, "5");
    mtok_add(&t, HOUR, "10");
    part_add(&t, WRITE, FIVE); /* 5-minute writes cost plain input */
    bill_writes(&t, &b, 400000, 100000);
    assert_line(&b, IN, IN, 900000, "4.5");
    assert_int_equal(line_of(&b, IN)->flags, TOLL_LINE_FALLBACK | DEFAULT);
    assert_line(&b, HOUR, HOUR, 100000, "1");
}

/* Multipliers of the kind touch it. */
static void multipliers_of_the_part_hold(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_writes(&t);
    multiplier_add(&t, FIVE, "2", TOLL_FACTOR_LIST);
    bill_writes(&t, &b, 1000000, 0);
    assert_line(&b, FIVE, FIVE, 1000000, "12.5");
}

/* An image model prices images and thoughts, and no plain output: a count alone is all image. */
static void any_total_may_have_a_default_by_row(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    for (int has_row = 0; has_row < 2; has_row++) {
        tariff_start(&t);
        mtok_add(&t, IN, "5");
        mtok_add(&t, TOLL_METER_OUTPUT_IMAGE, "40");
        mtok_add(&t, TOLL_METER_REASONING, "10");
        if (has_row)
            part_add(&t, TOLL_METER_OUTPUT, TOLL_METER_OUTPUT_IMAGE);
        bill_start(&b);
        use(&b, TOLL_METER_OUTPUT, 1000);
        use(&b, TOLL_METER_REASONING, 100);
        if (!has_row) {
            assert_refused(&t, &b, TOLL_E_MISSING, "output (900) has no price");
            continue;
        }
        bill_make(&t, &b);
        assert_int_equal(b.sums.n_lines, 2);
        assert_line(&b, TOLL_METER_REASONING, TOLL_METER_REASONING, 100, "0.001");
        assert_line(&b, TOLL_METER_OUTPUT_IMAGE, TOLL_METER_OUTPUT_IMAGE, 900, "0.036");
        assert_int_equal(line_of(&b, TOLL_METER_OUTPUT_IMAGE)->flags, DEFAULT);
    }
}

/* A speech model: a prompt is audio unless it says otherwise. Reads without a price go along, and are marked. */
static void cached_tokens_go_along_with_their_total(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT_AUDIO, "6");
    part_add(&t, IN, TOLL_METER_INPUT_AUDIO);
    bill_start(&b);
    use(&b, IN, 1000);
    use(&b, TOLL_METER_CACHE_READ, 400);
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 1);
    assert_line(&b, TOLL_METER_INPUT_AUDIO, TOLL_METER_INPUT_AUDIO, 1000, "0.006");
    assert_int_equal(b.lines[0].flags, DEFAULT | TOLL_LINE_FALLBACK);
}

/* Tokens that are stated to be of another part are not of the default one: without a price they have no bill. */
static void stated_parts_are_not_the_default(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT_AUDIO, "6");
    mtok_add(&t, TOLL_METER_OUTPUT_IMAGE, "40");
    part_add(&t, IN, TOLL_METER_INPUT_AUDIO);
    part_add(&t, TOLL_METER_OUTPUT, TOLL_METER_OUTPUT_IMAGE);
    bill_start(&b);
    use(&b, IN, 1000);
    use(&b, TOLL_METER_INPUT_IMAGE, 400);
    assert_refused(&t, &b, TOLL_E_MISSING, "input (1000) has no price");
    bill_start(&b);
    use(&b, TOLL_METER_OUTPUT, 1000);
    use(&b, TOLL_METER_REASONING, 100);
    assert_refused(&t, &b, TOLL_E_MISSING, "output (1000) has no price");
    b.usage[1].quantity = 0;
    bill_make(&t, &b);
    assert_amount_text(b.sums.billed, "0.04");
}

/* Written audio whose kind is not stated: the default kind decides its price. Without it nobody would. */
static void the_default_kind_prices_written_modalities(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_writes(&t);
    mtok_add(&t, TOLL_METER_INPUT_AUDIO, "8");
    bill_start(&b);
    use(&b, IN, 1000);
    use(&b, TOLL_METER_INPUT_AUDIO, 1000);
    use(&b, WRITE, 400);
    bill_make(&t, &b);
    assert_line(&b, FIVE, FIVE, 400, "0.0025");
    assert_line(&b, TOLL_METER_INPUT_AUDIO, TOLL_METER_INPUT_AUDIO, 600, "0.0048");
    b.usage[1].quantity = 700; /* between 100 and 400 of it were written */
    assert_refused(&t, &b, TOLL_E_CONFLICT,
                   "input_audio (700) has its own price and overlaps by an unknown amount with cache_write (400)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shortest_priced_kind_is_the_default),
        cmocka_unit_test(only_the_unsplit_rest_takes_the_default),
        cmocka_unit_test(a_row_names_the_default),
        cmocka_unit_test(the_only_priced_kind_is_the_default),
        cmocka_unit_test(a_price_of_the_total_counts_before),
        cmocka_unit_test(a_declared_fallback_counts_before_the_shortest),
        cmocka_unit_test(without_priced_kinds_nothing_changes),
        cmocka_unit_test(an_unpriced_default_is_billed_as_if_stated),
        cmocka_unit_test(multipliers_of_the_part_hold),
        cmocka_unit_test(any_total_may_have_a_default_by_row),
        cmocka_unit_test(cached_tokens_go_along_with_their_total),
        cmocka_unit_test(stated_parts_are_not_the_default),
        cmocka_unit_test(the_default_kind_prices_written_modalities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
