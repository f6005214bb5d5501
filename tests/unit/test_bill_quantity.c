/* SPDX-License-Identifier: Apache-2.0 */
/* Minimum, step, allowance and volume tiers, each at its edges; counters are advanced, or left alone on failure. */
#include "tariff_rows.h"

#define MONTH 2u
#define OTHER 3u
#define US    INT64_C(1000000)

static void count(Bill *b, uint64_t key, int64_t used)
{
    b->counters[b->n_counters++] = (toll_bill_counter){key, used};
}

static toll__row *volume_add(Tariff *t, uint32_t meter, uint32_t key, int64_t above, const char *price)
{
    toll__row *row = quantity_add(t, TOLL_ROW_VOLUME, meter, above);
    row->key = key;
    row->number = decimal_of(price);
    row->per = 1000000;
    return row;
}

static toll__row *allowance_add(Tariff *t, uint32_t meter, uint32_t key, int64_t limit, const char *ratio)
{
    toll__row *row = quantity_add(t, TOLL_ROW_ALLOWANCE, meter, limit);
    row->key = key;
    row->number = decimal_of(ratio);
    return row;
}

/* Audio at 0.36 an hour, at least 10 s, in steps of 15 s. */
static void minima_and_steps_raise_the_quantity(void **state)
{
    (void)state;
    const struct {
        int64_t used, billed;
        uint32_t flags;
    } cases[] = {{1, 15 * US, TOLL_LINE_MINIMUM | TOLL_LINE_STEP},
                 {10 * US, 15 * US, TOLL_LINE_STEP},
                 {15 * US, 15 * US, 0},
                 {15 * US + 1, 30 * US, TOLL_LINE_STEP}};
    Tariff t;
    Bill b;
    tariff_start(&t);
    price_add(&t, TOLL_METER_AUDIO_TIME, "0.36", 3600 * US);
    quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_AUDIO_TIME, 10 * US);
    quantity_add(&t, TOLL_ROW_STEP, TOLL_METER_AUDIO_TIME, 15 * US);
    for (size_t i = 0; i < COUNT(cases); i++) {
        bill_start(&b);
        use(&b, TOLL_METER_AUDIO_TIME, cases[i].used);
        bill_make(&t, &b);
        assert_line(&b, TOLL_METER_AUDIO_TIME, TOLL_METER_AUDIO_TIME, cases[i].billed,
                    cases[i].billed == 15 * US ? "0.0015" : "0.003");
        assert_int_equal(b.lines[0].flags, cases[i].flags);
    }
    bill_start(&b);
    use(&b, TOLL_METER_AUDIO_TIME, 0); /* nothing was used: no minimum */
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 0);
    bill_start(&b);
    use(&b, TOLL_METER_AUDIO_TIME, INT64_MAX);
    assert_refused(&t, &b, TOLL_E_OVERFLOW, "audio_time rounded up to whole steps exceeds 64 bits");
}

/* A part without a price of its own, but with a minimum, has a line of its own. */
static void a_minimum_gives_an_unpriced_part_its_line(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "2");
    quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_CACHE_READ, 50);
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 100);
    use(&b, TOLL_METER_CACHE_READ, 20);
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 80, "0.00016");
    assert_line(&b, TOLL_METER_CACHE_READ, TOLL_METER_INPUT, 50, "0.0001");
    assert_int_equal(line_of(&b, TOLL_METER_CACHE_READ)->flags, TOLL_LINE_FALLBACK | TOLL_LINE_MINIMUM);
}

static void an_allowance_frees_the_first_units(void **state)
{
    (void)state;
    const struct {
        int64_t used, free, after;
    } cases[] = {{0, 300, 300},  {699, 300, 999}, {700, 300, 1000}, {701, 299, 1001},
                 {999, 1, 1299}, {1000, 0, 1300}, {5000, 0, 5300}};
    Tariff t;
    tariff_start(&t);
    price_add(&t, TOLL_METER_REQUEST, "0.01", 1);
    allowance_add(&t, TOLL_METER_REQUEST, MONTH, 1000, "0");
    for (size_t i = 0; i < COUNT(cases); i++) {
        Bill b;
        int64_t paid = 300 - cases[i].free, n = 0;
        bill_start(&b);
        count(&b, OTHER, 42);
        count(&b, MONTH, cases[i].used);
        use(&b, TOLL_METER_REQUEST, 300);
        bill_make(&t, &b);
        assert_true(b.sums.n_lines == (cases[i].free != 0) + (paid != 0));
        if (cases[i].free != 0) {
            assert_true(b.lines[0].quantity == cases[i].free && b.lines[0].flags == TOLL_LINE_ALLOWANCE);
            assert_amount_text(b.lines[n++].billed_cost, "0");
        }
        if (paid != 0)
            assert_true(b.lines[n].quantity == paid && b.lines[n].flags == 0);
        assert_true(b.sums.billed.low == (uint64_t)paid * UINT64_C(10000000000000000));
        assert_true(b.used[1] == cases[i].after && b.used[0] == 42);
    }
}

/* A counter in other units: 1.5 neurons a token; what is not free to the full is paid. */
static void an_allowance_may_count_in_other_units(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    mtok_add(&t, TOLL_METER_OUTPUT, "1");
    allowance_add(&t, TOLL_METER_INPUT, MONTH, 100, "1.5");
    allowance_add(&t, TOLL_METER_OUTPUT, MONTH, 100, "4");
    bill_start(&b);
    count(&b, MONTH, 20);
    use(&b, TOLL_METER_INPUT, 40);  /* 60 units: all free */
    use(&b, TOLL_METER_OUTPUT, 10); /* 20 units left: 5 of them */
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 3);
    assert_true(b.lines[0].quantity == 40 && b.lines[1].quantity == 5 && b.lines[2].quantity == 5);
    assert_amount_text(b.sums.billed, "0.000005");
    assert_true(b.used[0] == 120);
    b.usage[0].quantity = 41; /* 61.5 units */
    assert_refused(&t, &b, TOLL_E_RANGE, "input must be a whole number of its counter's units");
    b.n_counters = 0;
    assert_refused(&t, &b, TOLL_E_MISSING, "input has an allowance or volume tiers: its counter must be passed");
    b.usage[0].quantity = 40;
    count(&b, MONTH, INT64_MAX - 59);
    b.n_counters = 1;
    b.counters[0] = (toll_bill_counter){MONTH, INT64_MAX - 59};
    assert_refused(&t, &b, TOLL_E_OVERFLOW, "input takes its counter beyond 64 bits");
}

/* Slow: one base unit after another. */
static int64_t slow_micro(int64_t position, int64_t quantity)
{
    int64_t cost = 0;
    for (int64_t unit = position + 1; unit <= position + quantity; unit++)
        cost += unit > 200 ? 1 : unit > 100 ? 2 : unit > 10 ? 3 : 4;
    return cost;
}

static void volume_tiers_price_marginally(void **state)
{
    (void)state;
    for (uint32_t key = 0; key <= MONTH; key += MONTH)
        for (int64_t used = 0; used < 230; used += 1)
            for (int64_t quantity = 1; quantity < 260; quantity += 7) {
                Tariff t;
                Bill b;
                tariff_start(&t);
                mtok_add(&t, TOLL_METER_OUTPUT, "4");
                volume_add(&t, TOLL_METER_OUTPUT, key, 100, "2"); /* in no order */
                volume_add(&t, TOLL_METER_OUTPUT, key, 10, "3");
                volume_add(&t, TOLL_METER_OUTPUT, key, 200, "1");
                bill_start(&b);
                count(&b, MONTH, used);
                use(&b, TOLL_METER_OUTPUT, quantity);
                bill_make(&t, &b);
                int64_t sum = 0;
                for (int64_t i = 0; i < b.sums.n_lines; i++) {
                    sum += b.lines[i].quantity;
                    assert_int_equal(b.lines[i].flags == TOLL_LINE_VOLUME, b.lines[i].list_price.coef != 4);
                }
                assert_true(sum == quantity);
                uint64_t expected = (uint64_t)slow_micro(key == 0 ? 0 : used, quantity);
                assert_true(b.sums.billed.low == expected * UINT64_C(1000000000000));
                assert_true(b.used[0] == (key == 0 ? used : used + quantity));
            }
}

/* One counter for both: it advances once, and the free units are the first. */
static void allowance_and_tiers_share_a_counter(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_OUTPUT, "4");
    allowance_add(&t, TOLL_METER_OUTPUT, MONTH, 50, "1");
    volume_add(&t, TOLL_METER_OUTPUT, MONTH, 100, "2");
    bill_start(&b);
    count(&b, MONTH, 30);
    use(&b, TOLL_METER_OUTPUT, 100);
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 3);
    assert_true(b.lines[0].quantity == 20 && b.lines[0].flags == TOLL_LINE_ALLOWANCE);
    assert_true(b.lines[1].quantity == 50 && b.lines[1].flags == 0);
    assert_true(b.lines[2].quantity == 30 && b.lines[2].flags == TOLL_LINE_VOLUME);
    assert_amount_text(b.sums.billed, "0.00026");
    assert_true(b.used[0] == 130);
    t.rows[2].number = decimal_of("2");
    assert_refused(&t, &b, TOLL_E_CONFLICT, "output has volume tiers over a counter of other units");
    t.rows[2].key = OTHER;
    count(&b, OTHER, 0);
    bill_make(&t, &b); /* two counters, each in its units */
    assert_true(b.used[0] == 130 && b.used[1] == 200);
}

static void contradicting_rows_are_refused(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_OUTPUT, "4");
    volume_add(&t, TOLL_METER_OUTPUT, MONTH, 100, "2");
    volume_add(&t, TOLL_METER_OUTPUT, OTHER, 200, "1");
    bill_start(&b);
    count(&b, MONTH, 0);
    use(&b, TOLL_METER_OUTPUT, 1);
    assert_refused(&t, &b, TOLL_E_CONFLICT, "output has volume tiers over two counters");
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_OUTPUT, "4");
    allowance_add(&t, TOLL_METER_OUTPUT, MONTH, 1, "1");
    allowance_add(&t, TOLL_METER_OUTPUT, MONTH, 2, "1");
    assert_refused(&t, &b, TOLL_E_CONFLICT, "output has two allowances");
}

/* A commitment: flat per unit-hour, tokens free within it and burned down by a ratio. */
static void a_commitment_costs_by_the_unit_hour(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    price_add(&t, TOLL_METER_UNIT_TIME, "39.60", INT64_C(3600000000));
    mtok_add(&t, TOLL_METER_INPUT, "0");
    bill_start(&b);
    use(&b, TOLL_METER_UNIT_TIME, 2 * INT64_C(1800000000));
    use(&b, TOLL_METER_INPUT, 1000000);
    bill_make(&t, &b);
    assert_amount_text(b.sums.other, "39.6");
    assert_amount_text(b.sums.billed, "39.6");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minima_and_steps_raise_the_quantity),
        cmocka_unit_test(a_minimum_gives_an_unpriced_part_its_line),
        cmocka_unit_test(an_allowance_frees_the_first_units),
        cmocka_unit_test(an_allowance_may_count_in_other_units),
        cmocka_unit_test(volume_tiers_price_marginally),
        cmocka_unit_test(allowance_and_tiers_share_a_counter),
        cmocka_unit_test(contradicting_rows_are_refused),
        cmocka_unit_test(a_commitment_costs_by_the_unit_hour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
