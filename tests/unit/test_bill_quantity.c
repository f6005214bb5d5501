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

/* 0.1 a page in steps of 10 pages: up, down, to the nearest; half a step goes up. No op is up. */
static void steps_round_up_down_or_to_the_nearest(void **state)
{
    (void)state;
    static const int64_t used[] = {1, 4, 5, 6, 9, 10, 11, 15, 25};
    static const int64_t billed[4][9] = {{10, 10, 10, 10, 10, 10, 20, 20, 30},
                                         {10, 10, 10, 10, 10, 10, 20, 20, 30},
                                         {0, 0, 0, 0, 0, 10, 10, 10, 20},
                                         {0, 0, 10, 10, 10, 10, 10, 20, 30}};
    for (uint32_t op = 0; op <= TOLL_STEP_NEAREST; op++)
        for (size_t i = 0; i < COUNT(used); i++) {
            Tariff t;
            Bill b;
            tariff_start(&t);
            price_add(&t, TOLL_METER_PAGE, "0.1", 1);
            quantity_add(&t, TOLL_ROW_STEP, TOLL_METER_PAGE, 10)->op = op;
            bill_start(&b);
            use(&b, TOLL_METER_PAGE, used[i]);
            bill_make(&t, &b);
            assert_int_equal(b.sums.n_lines, 1); /* also where nothing is left: the line says why */
            assert_true(b.lines[0].quantity == billed[op][i]);
            assert_int_equal(b.lines[0].flags, billed[op][i] == used[i] ? 0 : TOLL_LINE_STEP);
            assert_true(b.sums.billed.low == (uint64_t)billed[op][i] * UINT64_C(100000000000000000));
        }
}

static void steps_down_and_nearest_do_not_overflow(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    price_add(&t, TOLL_METER_PAGE, "1", 1);
    quantity_add(&t, TOLL_ROW_STEP, TOLL_METER_PAGE, INT64_MAX - 1)->op = TOLL_STEP_NEAREST;
    bill_start(&b);
    use(&b, TOLL_METER_PAGE, INT64_MAX);
    bill_make(&t, &b);
    assert_true(b.lines[0].quantity == INT64_MAX - 1);
    t.rows[2].op = TOLL_STEP_UP;
    assert_refused(&t, &b, TOLL_E_OVERFLOW, "page rounded up to whole steps exceeds 64 bits");
}

/* Capacity of 1,000 units, which cached tokens do not use: 600 of them are free, and the counter stays. Beyond the
 * capacity they are paid. A ratio that is not given is 1. */
static void a_ratio_of_0_uses_nothing(void **state)
{
    (void)state;
    const struct {
        uint32_t op;
        int64_t before, after;
        const char *billed;
    } cases[] = {{TOLL_RATIO_GIVEN, 0, 0, "0"},
                 {TOLL_RATIO_GIVEN, 999, 999, "0"},
                 {TOLL_RATIO_GIVEN, 1000, 1000, "0.0006"},
                 {0, 0, 600, "0"},
                 {0, 900, 1500, "0.0005"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Tariff t;
        Bill b;
        tariff_start(&t);
        mtok_add(&t, TOLL_METER_INPUT, "5");
        mtok_add(&t, TOLL_METER_CACHE_READ, "1");
        allowance_add(&t, TOLL_METER_CACHE_READ, MONTH, 1000, "0")->op = cases[i].op;
        bill_start(&b);
        count(&b, MONTH, cases[i].before);
        use(&b, TOLL_METER_INPUT, 600);
        use(&b, TOLL_METER_CACHE_READ, 600);
        bill_make(&t, &b);
        assert_amount_text(b.sums.billed, cases[i].billed);
        assert_true(b.used[0] == cases[i].after);
    }
}

/* Provisioned units burn down by 1 a token, and by 2 a token of prompts beyond 100: a rule sets the ratio. */
static void a_rule_may_set_the_ratio(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    allowance_add(&t, TOLL_METER_INPUT, MONTH, 1000, "1");
    row_add(&t, TOLL_ROW_RULE);
    count_add(&t, TOLL_METER_INPUT, TOLL_OP_GT, 100);
    allowance_add(&t, TOLL_METER_INPUT, MONTH, 1000, "2");
    bill_start(&b);
    count(&b, MONTH, 0);
    use(&b, TOLL_METER_INPUT, 100);
    bill_make(&t, &b);
    assert_true(b.used[0] == 100);
    b.usage[0].quantity = 101;
    bill_make(&t, &b);
    assert_true(b.used[0] == 202);
}

/* A ratio of 1 may be written with zeros. */
static void tiers_take_a_ratio_of_one_in_any_spelling(void **state)
{
    (void)state;
    static const char *const ratios[] = {"1", "1.0", "1.000000000000000000", "0"};
    for (size_t i = 0; i < COUNT(ratios); i++) {
        Tariff t;
        Bill b;
        tariff_start(&t);
        mtok_add(&t, TOLL_METER_OUTPUT, "4");
        allowance_add(&t, TOLL_METER_OUTPUT, MONTH, 50, ratios[i]);
        volume_add(&t, TOLL_METER_OUTPUT, MONTH, 100, "2");
        bill_start(&b);
        count(&b, MONTH, 30);
        use(&b, TOLL_METER_OUTPUT, 100);
        bill_make(&t, &b);
        assert_amount_text(b.sums.billed, "0.00026"); /* 20 free, 50 at 4, 30 at 2 */
    }
}

/* 4 a unit up to 10 of them; 11 .. 20 units cost 3 each, more 2 each: the last unit decides for all of a record. */
static void flat_tiers_price_all_units_alike(void **state)
{
    (void)state;
    const struct {
        int64_t used, quantity;
        const char *billed;
    } cases[] = {{0, 10, "0.00004"}, {0, 11, "0.000033"}, {0, 20, "0.00006"},  {0, 21, "0.000042"},
                 {9, 1, "0.000004"}, {9, 2, "0.000006"},  {19, 1, "0.000003"}, {19, 2, "0.000004"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Tariff t;
        Bill b;
        tariff_start(&t);
        mtok_add(&t, TOLL_METER_OUTPUT, "4");
        volume_add(&t, TOLL_METER_OUTPUT, MONTH, 10, "3")->op = TOLL_VOLUME_ALL;
        volume_add(&t, TOLL_METER_OUTPUT, MONTH, 20, "2")->op = TOLL_VOLUME_ALL;
        bill_start(&b);
        count(&b, MONTH, cases[i].used);
        use(&b, TOLL_METER_OUTPUT, cases[i].quantity);
        bill_make(&t, &b);
        assert_int_equal(b.sums.n_lines, 1);
        assert_true(b.lines[0].quantity == cases[i].quantity);
        assert_amount_text(b.sums.billed, cases[i].billed);
        assert_true(b.used[0] == cases[i].used + cases[i].quantity);
    }
}

/* Of 15 units 5 are free; the last is number 15, so the other 10 cost 3 each. */
static void flat_tiers_come_after_the_free_units(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_OUTPUT, "4");
    allowance_add(&t, TOLL_METER_OUTPUT, MONTH, 5, "1");
    volume_add(&t, TOLL_METER_OUTPUT, MONTH, 10, "3")->op = TOLL_VOLUME_ALL;
    bill_start(&b);
    count(&b, MONTH, 0);
    use(&b, TOLL_METER_OUTPUT, 15);
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 2);
    assert_amount_text(b.sums.billed, "0.00003");
}

/* Input at 1, reads at 0.1 a million. "At least 1,000" of the line, and of the prompt. */
static void a_minimum_is_of_the_line_or_of_the_total(void **state)
{
    (void)state;
    const struct {
        uint32_t op;
        int64_t input, read, line; /* line: billed as input */
        const char *billed;
        uint32_t flags;
    } cases[] = {
        {0, 1000, 900, 1000, "0.00109", TOLL_LINE_MINIMUM}, /* 1,000 + 900 */
        {TOLL_MINIMUM_LINE, 1000, 900, 1000, "0.00109", TOLL_LINE_MINIMUM},
        {TOLL_MINIMUM_TOTAL, 1000, 900, 100, "0.00019", 0},
        {TOLL_MINIMUM_TOTAL, 600, 500, 500, "0.00055", TOLL_LINE_MINIMUM}, /* 100 + 400 missing; 500 read */
        {TOLL_MINIMUM_TOTAL, 999, 0, 1000, "0.001", TOLL_LINE_MINIMUM},
        {TOLL_MINIMUM_TOTAL, 500, 500, 500, "0.00055", TOLL_LINE_MINIMUM}, /* the line is there for what is missing */
        {TOLL_MINIMUM_TOTAL, 1001, 1001, 0, "0.0001001", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Tariff t;
        Bill b;
        tariff_start(&t);
        mtok_add(&t, TOLL_METER_INPUT, "1");
        mtok_add(&t, TOLL_METER_CACHE_READ, "0.1");
        quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_INPUT, 1000)->op = cases[i].op;
        bill_start(&b);
        use(&b, TOLL_METER_INPUT, cases[i].input);
        if (cases[i].read != 0)
            use(&b, TOLL_METER_CACHE_READ, cases[i].read);
        bill_make(&t, &b);
        assert_amount_text(b.sums.billed, cases[i].billed);
        if (cases[i].line != 0)
            assert_true(line_of(&b, TOLL_METER_INPUT)->quantity == cases[i].line);
        assert_int_equal(b.sums.flags, cases[i].flags);
    }
}

/* Nothing was used: no minimum. What is missing is rounded and counted like the rest: 400 + 100 in steps of 300. */
static void a_minimum_of_the_total_comes_before_the_step(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    mtok_add(&t, TOLL_METER_CACHE_READ, "0.1");
    quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_INPUT, 1000)->op = TOLL_MINIMUM_TOTAL;
    quantity_add(&t, TOLL_ROW_STEP, TOLL_METER_INPUT, 300);
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 0);
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 0);
    b.usage[0].quantity = 600;
    use(&b, TOLL_METER_CACHE_READ, 500);
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 600, "0.0006");
    assert_int_equal(line_of(&b, TOLL_METER_INPUT)->flags, TOLL_LINE_MINIMUM | TOLL_LINE_STEP);
}

/* What a total without a price lacks is billed as its default part: 100 written for 5 minutes, and 900 missing. */
static void a_minimum_of_a_total_takes_the_default_part(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    mtok_add(&t, TOLL_METER_CACHE_WRITE_5M, "2");
    quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_CACHE_WRITE, 1000)->op = TOLL_MINIMUM_TOTAL;
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 500);
    use(&b, TOLL_METER_CACHE_WRITE, 100);
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_CACHE_WRITE_5M, TOLL_METER_CACHE_WRITE_5M, 1000, "0.002");
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 400, "0.0004");
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
        cmocka_unit_test(steps_round_up_down_or_to_the_nearest),
        cmocka_unit_test(steps_down_and_nearest_do_not_overflow),
        cmocka_unit_test(a_ratio_of_0_uses_nothing),
        cmocka_unit_test(a_rule_may_set_the_ratio),
        cmocka_unit_test(tiers_take_a_ratio_of_one_in_any_spelling),
        cmocka_unit_test(flat_tiers_price_all_units_alike),
        cmocka_unit_test(flat_tiers_come_after_the_free_units),
        cmocka_unit_test(a_minimum_is_of_the_line_or_of_the_total),
        cmocka_unit_test(a_minimum_of_the_total_comes_before_the_step),
        cmocka_unit_test(a_minimum_of_a_total_takes_the_default_part),
        cmocka_unit_test(contradicting_rows_are_refused),
        cmocka_unit_test(a_commitment_costs_by_the_unit_hour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
