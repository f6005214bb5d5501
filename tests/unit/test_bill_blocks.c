/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a rule or a multiplier count where it holds, whatever their kind; a later block's row replaces an earlier
 * one's. Each figure is worked by hand. */
#include "tariff_rows.h"

#include "bill/rows.h"

#define EU    2u
#define MONTH 3u
#define OTHER 4u
#define US    INT64_C(1000000)

/* Audio at 1.00 a second, and a block for the EU that the caller goes on with. */
static void start_block(Tariff *t, uint32_t opener)
{
    tariff_start(t);
    price_add(t, TOLL_METER_AUDIO_TIME, "1", US);
    mtok_add(t, TOLL_METER_INPUT, "1");
    if (opener == TOLL_ROW_RULE)
        row_add(t, TOLL_ROW_RULE);
    else
        multiplier_add(t, 0, "1", TOLL_FACTOR_LIST);
}

static void end_block(Tariff *t)
{
    text_add(t, TOLL_ROW_WHEN_REGION, 0, EU); /* predicates may follow */
}

static void bill_seconds(const Tariff *t, Bill *b, int64_t seconds, uint64_t region)
{
    bill_start(b);
    b->context.region = region;
    b->counters[b->n_counters++] = (toll_bill_counter){MONTH, 0};
    b->counters[b->n_counters++] = (toll_bill_counter){OTHER, 0};
    use(b, TOLL_METER_AUDIO_TIME, seconds * US);
    bill_make(t, b);
}

static void assert_seconds(const Tariff *t, int64_t seconds, uint64_t region, const char *billed, uint64_t flags)
{
    Bill b;
    bill_seconds(t, &b, seconds, region);
    assert_amount_text(b.sums.billed, billed);
    assert_int_equal(b.sums.flags, flags);
}

static const uint32_t openers[2] = {TOLL_ROW_RULE, TOLL_ROW_MULTIPLIER};

/* At least 10 s, in the EU alone: 2 s cost 10.00 there, and 2.00 elsewhere. */
static void a_minimum_of_a_block_waits_for_it(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        Tariff t;
        start_block(&t, openers[i]);
        quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_AUDIO_TIME, 10 * US);
        end_block(&t);
        assert_seconds(&t, 2, 0, "2", 0);
        assert_seconds(&t, 2, EU, "10", TOLL_LINE_MINIMUM);
    }
}

static void a_step_of_a_block_waits_for_it(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        Tariff t;
        start_block(&t, openers[i]);
        quantity_add(&t, TOLL_ROW_STEP, TOLL_METER_AUDIO_TIME, 10 * US);
        end_block(&t);
        assert_seconds(&t, 12, 0, "12", 0);
        assert_seconds(&t, 12, EU, "20", TOLL_LINE_STEP);
    }
}

static toll__row *counted_add(Tariff *t, uint32_t kind, uint32_t counter, int64_t quantity)
{
    toll__row *row = quantity_add(t, kind, TOLL_METER_AUDIO_TIME, quantity);
    row->key = counter;
    return row;
}

static void tier_add(Tariff *t, uint32_t counter, int64_t seconds, const char *price)
{
    toll__row *row = counted_add(t, TOLL_ROW_VOLUME, counter, seconds * US);
    row->number = decimal_of(price);
    row->per = US;
}

/* 5 s are free in the EU. Elsewhere nothing is, and the counter stands still, or need not be there. */
static void an_allowance_of_a_block_waits_for_it(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        Tariff t;
        Bill b;
        start_block(&t, openers[i]);
        counted_add(&t, TOLL_ROW_ALLOWANCE, MONTH, 5 * US);
        end_block(&t);
        bill_seconds(&t, &b, 12, 0);
        assert_amount_text(b.sums.billed, "12");
        assert_true(b.used[0] == 0);
        bill_seconds(&t, &b, 12, EU);
        assert_amount_text(b.sums.billed, "7");
        assert_true(b.used[0] == 12 * US);
        b.n_counters = 0;
        assert_refused(&t, &b, TOLL_E_MISSING,
                       "audio_time has an allowance or volume tiers: its counter must be passed");
        b.context.region = 0;
        bill_make(&t, &b);
    }
}

/* Above 10 s a second costs 0.50, in the EU. */
static void volume_tiers_of_a_block_wait_for_it(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        Tariff t;
        start_block(&t, openers[i]);
        tier_add(&t, 0, 10, "0.5");
        end_block(&t);
        assert_seconds(&t, 12, 0, "12", 0);
        assert_seconds(&t, 12, EU, "11", TOLL_LINE_VOLUME);
    }
}

/* 1-hour writes at the price of input in the EU, and elsewhere at that of 5-minute ones, as the registry has it. */
static void a_fallback_of_a_block_waits_for_it(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        Tariff t;
        Bill b;
        start_block(&t, openers[i]);
        quantity_add(&t, TOLL_ROW_FALLBACK, TOLL_METER_CACHE_WRITE_1H, 0)->other_meter = TOLL_METER_INPUT;
        end_block(&t);
        row_add(&t, TOLL_ROW_RULE);
        mtok_add(&t, TOLL_METER_CACHE_WRITE_5M, "3");
        bill_start(&b);
        use(&b, TOLL_METER_INPUT, 1000);
        use(&b, TOLL_METER_CACHE_WRITE_1H, 1000);
        bill_make(&t, &b);
        assert_line(&b, TOLL_METER_CACHE_WRITE_1H, TOLL_METER_CACHE_WRITE_5M, 1000, "0.003");
        b.context.region = EU;
        bill_make(&t, &b);
        assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 1000, "0.001");
    }
}

/* At least 4 s; at least 10 s, and the tiers of the rule, in the EU. A rule's row takes the place of the tariff's, tiers
 * as one list: 30 s cost 30 - 0.5 * 10 - 0.9 * 10 = 16.00 elsewhere, and 30 - 0.5 * 25 = 17.50 in the EU. */
static void a_later_row_replaces_an_earlier_one(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        Tariff t;
        Bill b;
        tariff_start(&t);
        price_add(&t, TOLL_METER_AUDIO_TIME, "1", US);
        quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_AUDIO_TIME, 4 * US);
        tier_add(&t, MONTH, 10, "0.5");
        tier_add(&t, MONTH, 20, "0.1");
        if (openers[i] == TOLL_ROW_RULE)
            row_add(&t, TOLL_ROW_RULE);
        else
            multiplier_add(&t, 0, "1", TOLL_FACTOR_LIST);
        text_add(&t, TOLL_ROW_WHEN_REGION, 0, EU);
        quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_AUDIO_TIME, 10 * US);
        tier_add(&t, OTHER, 5, "0.5");
        assert_seconds(&t, 2, 0, "4", TOLL_LINE_MINIMUM);
        assert_seconds(&t, 2, EU, "7.5", TOLL_LINE_MINIMUM | TOLL_LINE_VOLUME); /* 5 + 5 * 0.5 */
        bill_seconds(&t, &b, 30, 0);
        assert_amount_text(b.sums.billed, "16");
        assert_true(b.used[0] == 30 * US && b.used[1] == 0);
        bill_seconds(&t, &b, 30, EU);
        assert_amount_text(b.sums.billed, "17.5");
        assert_true(b.used[0] == 0 && b.used[1] == 30 * US);
    }
}

/* A part whose minimum waits has a line of its own only where it holds. */
static void a_part_has_its_line_where_its_row_holds(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_block(&t, TOLL_ROW_RULE);
    quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_CACHE_READ, 50);
    end_block(&t);
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 100);
    use(&b, TOLL_METER_CACHE_READ, 20);
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 1);
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 100, "0.0001");
    b.context.region = EU;
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 80, "0.00008");
    assert_line(&b, TOLL_METER_CACHE_READ, TOLL_METER_INPUT, 50, "0.00005");
}

/* Columns meet a tier that is sold by quantity: up to 100 tokens in batch at half price, else not sold. */
static void columns_ask_each_row_for_its_tier(void **state)
{
    (void)state;
    static toll__card_view view;
    Tariff t;
    toll_amount billed[2];
    int32_t statuses[2];
    const uint32_t meter = TOLL_METER_INPUT;
    const int64_t tokens[2] = {100, 101};
    toll__context context = {.service_tier = 5};
    const int64_t *column = tokens;
    const toll__rows rows = {&column, NULL, 2, NULL, billed, statuses};
    toll__linear linear;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    multiplier_add(&t, 0, "0.5", TOLL_FACTOR_LIST);
    text_add(&t, TOLL_ROW_WHEN_TIER, 0, 5);
    count_add(&t, TOLL_METER_INPUT, TOLL_OP_GT, 0);
    count_add(&t, TOLL_METER_INPUT, TOLL_OP_LE, 100);
    memset(&view, 0, sizeof view);
    view.tariff = (toll__tariff){t.rows, t.count, 0};
    toll__compiled_make(&view.tariff, &view.compiled);
    for (int way = 0; way < 4; way++) {
        view.compiled.is_ready = (uint32_t)way % 2;
        assert_int_equal(toll__rows_compute(&view, &context, &meter, 1, way / 2 != 0 ? &linear : NULL, &rows, NULL),
                         TOLL_E_MISSING);
        assert_int_equal(statuses[0], TOLL_OK);
        assert_amount_text(billed[0], "0.00005");
        assert_int_equal(statuses[1], TOLL_E_MISSING);
        assert_amount_text(billed[1], "0");
    }
    context.service_tier = 6; /* one that no row names: refused for all rows at once */
    memset(billed, 0x5a, sizeof billed);
    assert_int_equal(toll__rows_compute(&view, &context, &meter, 1, &linear, &rows, NULL), TOLL_E_MISSING);
    assert_untouched(billed, sizeof billed, 0x5a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_minimum_of_a_block_waits_for_it),
        cmocka_unit_test(a_step_of_a_block_waits_for_it),
        cmocka_unit_test(an_allowance_of_a_block_waits_for_it),
        cmocka_unit_test(volume_tiers_of_a_block_wait_for_it),
        cmocka_unit_test(a_fallback_of_a_block_waits_for_it),
        cmocka_unit_test(a_later_row_replaces_an_earlier_one),
        cmocka_unit_test(a_part_has_its_line_where_its_row_holds),
        cmocka_unit_test(columns_ask_each_row_for_its_tier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
