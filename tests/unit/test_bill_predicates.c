/* SPDX-License-Identifier: Apache-2.0 */
/* When a rule holds: each predicate alone, those that are alternatives, those that must hold together. */
#include "tariff_rows.h"

#define BATCH    2u
#define PRIORITY 3u
#define EU       4u
#define US       5u
#define SPEED    6u
#define FAST     7u
#define SLOW     8u
#define SIZE     9u
#define LARGE    10u
#define LIST     11u
#define MONDAY   INT64_C(1793577600) /* 2026-11-02T00:00:00Z */

/* Input at 1, or at 2 where the rule that follows holds. */
static void start_rule(Tariff *t)
{
    tariff_start(t);
    mtok_add(t, TOLL_METER_INPUT, "1");
    row_add(t, TOLL_ROW_RULE);
}

static void end_rule(Tariff *t)
{
    mtok_add(t, TOLL_METER_INPUT, "2");
}

static int holds(const Tariff *t, Bill *b)
{
    bill_make(t, b);
    int64_t coef = b->lines[0].list_price.coef;
    assert_true(coef == 1 || coef == 2);
    return coef == 2;
}

static void comparisons_hold_on_their_side_of_the_threshold(void **state)
{
    (void)state;
    const int expected[5][3] = {{0}, {0, 0, 1}, {0, 1, 1}, {1, 0, 0}, {1, 1, 0}}; /* op: below, at, above */
    for (uint32_t op = TOLL_OP_GT; op <= TOLL_OP_LE; op++)
        for (int i = 0; i < 3; i++) {
            Tariff t;
            Bill b;
            start_rule(&t);
            count_add(&t, TOLL_METER_INPUT, op, 200000);
            end_rule(&t);
            bill_start(&b);
            use(&b, TOLL_METER_INPUT, 199999 + i);
            assert_int_equal(holds(&t, &b), expected[op][i]);
        }
}

/* Counts see inclusive totals, the answer's too, and 0 for what the record lacks. */
static void counts_see_inclusive_totals(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    mtok_add(&t, TOLL_METER_OUTPUT, "0");
    row_add(&t, TOLL_ROW_RULE);
    count_add(&t, TOLL_METER_INPUT, TOLL_OP_GT, 100);
    count_add(&t, TOLL_METER_CACHE_WRITE, TOLL_OP_GE, 30);
    count_add(&t, TOLL_METER_OUTPUT, TOLL_OP_LT, 1);
    end_rule(&t);
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 101);
    use(&b, TOLL_METER_CACHE_READ, 60);
    use(&b, TOLL_METER_CACHE_WRITE_5M, 10);
    use(&b, TOLL_METER_CACHE_WRITE_1H, 20);
    assert_true(holds(&t, &b));
    b.usage[3].quantity = 19; /* writes: 29 */
    assert_false(holds(&t, &b));
    b.usage[3].quantity = 20;
    use(&b, TOLL_METER_OUTPUT, 1);
    assert_false(holds(&t, &b));
}

static void a_rule_for_a_tier_holds_in_that_tier_only(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    for (int is_sold = 0; is_sold < 2; is_sold++) {
        tariff_start(&t);
        mtok_add(&t, TOLL_METER_INPUT, "1");
        if (is_sold)
            text_add(&t, TOLL_ROW_TIER, 0, PRIORITY); /* at the standard price */
        row_add(&t, TOLL_ROW_RULE);
        text_add(&t, TOLL_ROW_WHEN_TIER, 0, BATCH);
        end_rule(&t);
        bill_start(&b);
        use(&b, TOLL_METER_INPUT, 1);
        assert_false(holds(&t, &b));
        b.context.service_tier = BATCH;
        assert_true(holds(&t, &b));
        b.context.service_tier = TOLL_INTERN_OTHER;
        assert_refused(&t, &b, TOLL_E_MISSING, "service_tier is not sold under this tariff");
        b.context.service_tier = PRIORITY;
        if (is_sold)
            assert_false(holds(&t, &b));
        else
            assert_refused(&t, &b, TOLL_E_MISSING, "service_tier is not sold under this tariff");
    }
}

/* Batch is half price up to 100 tokens, and beyond that only in the EU, at the standard price. A tier row of a rule sells
 * its tier where the rule holds; so does a predicate on a tier, whose rule has other conditions. */
static void a_tier_is_sold_where_a_block_that_names_it_holds(void **state)
{
    (void)state;
    const struct {
        int64_t tokens;
        uint64_t region;
        const char *billed; /* NULL: refused */
    } cases[] = {{100, 0, "0.00005"}, {100, EU, "0.00005"}, {101, EU, "0.000101"}, {101, 0, NULL}, {101, US, NULL}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Tariff t;
        Bill b;
        tariff_start(&t);
        mtok_add(&t, TOLL_METER_INPUT, "1");
        row_add(&t, TOLL_ROW_RULE);
        text_add(&t, TOLL_ROW_TIER, 0, BATCH);
        text_add(&t, TOLL_ROW_WHEN_REGION, 0, EU);
        multiplier_add(&t, 0, "0.5", TOLL_FACTOR_LIST);
        text_add(&t, TOLL_ROW_WHEN_TIER, 0, BATCH);
        count_add(&t, TOLL_METER_INPUT, TOLL_OP_LE, 100);
        bill_start(&b);
        use(&b, TOLL_METER_INPUT, cases[i].tokens);
        b.context.service_tier = BATCH;
        b.context.region = cases[i].region;
        if (cases[i].billed == NULL) {
            assert_refused(&t, &b, TOLL_E_MISSING,
                           "service_tier is not sold for this record: the rules that name it do not hold");
            continue;
        }
        bill_make(&t, &b);
        assert_amount_text(b.sums.billed, cases[i].billed);
    }
}

static void no_tier_is_the_standard_tier(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    text_add(&t, TOLL_ROW_TIER, 0, PRIORITY);
    row_add(&t, TOLL_ROW_RULE);
    text_add(&t, TOLL_ROW_WHEN_TIER, 0, 1); /* "standard" */
    end_rule(&t);
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 1);
    assert_true(holds(&t, &b));
    b.context.service_tier = PRIORITY;
    assert_false(holds(&t, &b));
}

static void predicates_on_one_thing_are_alternatives(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_rule(&t);
    text_add(&t, TOLL_ROW_WHEN_REGION, 0, EU);
    text_add(&t, TOLL_ROW_WHEN_ATTRIBUTE, SPEED, FAST);
    text_add(&t, TOLL_ROW_WHEN_ATTRIBUTE, SIZE, LARGE);
    text_add(&t, TOLL_ROW_WHEN_REGION, 0, US);
    text_add(&t, TOLL_ROW_WHEN_ATTRIBUTE, SPEED, SLOW);
    end_rule(&t);
    const toll_bill_attribute both[2] = {{SPEED, SLOW}, {SIZE, LARGE}};
    const toll_bill_attribute swapped[2] = {{SPEED, LARGE}, {SIZE, SLOW}};
    const toll_bill_attribute other[2] = {{SPEED, TOLL_INTERN_OTHER}, {SIZE, LARGE}};
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 1);
    b.context.attributes = both;
    b.context.n_attributes = 2;
    assert_false(holds(&t, &b)); /* no region */
    b.context.region = US;
    assert_true(holds(&t, &b));
    b.context.region = EU;
    assert_true(holds(&t, &b));
    b.context.n_attributes = 1; /* no size */
    assert_false(holds(&t, &b));
    b.context.n_attributes = 2;
    b.context.attributes = swapped;
    assert_false(holds(&t, &b));
    b.context.attributes = other;
    assert_false(holds(&t, &b));
}

static void windows_are_alternatives_and_instants_are_not(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_rule(&t);
    window_add(&t, 31, 3600, 4 * 3600, 0);
    window_add(&t, 31, 6 * 3600, 10 * 3600, 0);
    toll__row *instant = row_add(&t, TOLL_ROW_WHEN_INSTANT);
    instant->from_s = MONDAY + 3 * 3600;
    instant->until_s = MONDAY + 7 * 3600;
    end_rule(&t);
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 1);
    const struct {
        int64_t second;
        int holds;
    } cases[] = {{3 * 3600 - 1, 0}, {3 * 3600, 1}, {4 * 3600 - 1, 1}, {4 * 3600, 0},
                 {6 * 3600 - 1, 0}, {6 * 3600, 1}, {7 * 3600 - 1, 1}, {7 * 3600, 0}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        use_at(&b, MONDAY + cases[i].second);
        assert_int_equal(holds(&t, &b), cases[i].holds);
    }
}

static void holidays_extend_the_windows(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_rule(&t);
    window_add(&t, 96, 0, 0, 0); /* weekends, or: */
    text_add(&t, TOLL_ROW_WHEN_HOLIDAY, LIST, 0);
    end_rule(&t);
    holiday_add(&t, LIST, MONDAY + 86400);
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 1);
    for (int day = 0; day < 7; day++) {
        use_at(&b, MONDAY + day * 86400);
        assert_int_equal(holds(&t, &b), day == 1 || day >= 5);
    }
}

static void time_must_be_known(void **state)
{
    (void)state;
    const uint32_t kinds[3] = {TOLL_ROW_WHEN_TIME, TOLL_ROW_WHEN_HOLIDAY, TOLL_ROW_WHEN_INSTANT};
    for (int i = 0; i < 3; i++) {
        Tariff t;
        Bill b;
        start_rule(&t);
        text_add(&t, TOLL_ROW_WHEN_REGION, 0, EU); /* fails anyway: the time is asked for all the same */
        row_add(&t, kinds[i]);
        end_rule(&t);
        bill_start(&b);
        use(&b, TOLL_METER_INPUT, 1);
        assert_refused(&t, &b, TOLL_E_MISSING, "at_s must be given: the tariff depends on the time");
    }
}

/* Later rules override; what a rule does not mention keeps its price; predicates may follow prices. */
static void later_rules_override_earlier_ones(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_rule(&t);
    mtok_add(&t, TOLL_METER_OUTPUT, "7");
    mtok_add(&t, TOLL_METER_INPUT, "2");
    count_add(&t, TOLL_METER_INPUT, TOLL_OP_GT, 10);
    row_add(&t, TOLL_ROW_RULE);
    count_add(&t, TOLL_METER_INPUT, TOLL_OP_GT, 20);
    mtok_add(&t, TOLL_METER_INPUT, "3");
    const struct {
        int64_t tokens;
        const char *input;
    } cases[] = {{10, "0.00001"}, {11, "0.000022"}, {20, "0.00004"}, {21, "0.000063"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        bill_start(&b);
        use(&b, TOLL_METER_INPUT, cases[i].tokens);
        bill_make(&t, &b);
        assert_amount_text(b.sums.input, cases[i].input);
    }
    use(&b, TOLL_METER_OUTPUT, 1);
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_OUTPUT, TOLL_METER_OUTPUT, 1, "0.000007");
    assert_int_equal(line_of(&b, TOLL_METER_INPUT)->rule, 8);
}

static void aggregates_refuse_rules_that_hold_per_request(void **state)
{
    (void)state;
    const char *message = "is_aggregate is 1, but the tariff has rules, minima, steps or fees that apply per request: "
                          "bill the requests one by one";
    for (int i = 0; i < 5; i++) {
        Tariff t;
        Bill b;
        start_rule(&t);
        text_add(&t, TOLL_ROW_WHEN_REGION, 0, EU);
        if (i == 1)
            count_add(&t, TOLL_METER_OUTPUT, TOLL_OP_GT, 1);
        end_rule(&t);
        if (i == 2)
            quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_AUDIO_TIME, 10);
        if (i == 3)
            quantity_add(&t, TOLL_ROW_STEP, TOLL_METER_AUDIO_TIME, 10);
        if (i == 4)
            *quantity_add(&t, TOLL_ROW_VOLUME, TOLL_METER_PAGE, 10) =
                (toll__row){.kind = TOLL_ROW_VOLUME, .meter = TOLL_METER_PAGE, .quantity = 10, .per = 1};
        bill_start(&b);
        use(&b, TOLL_METER_INPUT, 1);
        b.context.is_aggregate = 1;
        if (i == 0)
            assert_false(holds(&t, &b));
        else
            assert_refused(&t, &b, TOLL_E_CONFLICT, message);
        b.context.allow_aggregate = 1;
        assert_false(holds(&t, &b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparisons_hold_on_their_side_of_the_threshold),
        cmocka_unit_test(counts_see_inclusive_totals),
        cmocka_unit_test(a_rule_for_a_tier_holds_in_that_tier_only),
        cmocka_unit_test(a_tier_is_sold_where_a_block_that_names_it_holds),
        cmocka_unit_test(no_tier_is_the_standard_tier),
        cmocka_unit_test(predicates_on_one_thing_are_alternatives),
        cmocka_unit_test(windows_are_alternatives_and_instants_are_not),
        cmocka_unit_test(holidays_extend_the_windows),
        cmocka_unit_test(time_must_be_known),
        cmocka_unit_test(later_rules_override_earlier_ones),
        cmocka_unit_test(aggregates_refuse_rules_that_hold_per_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
