/* SPDX-License-Identifier: Apache-2.0 */
/* The quick way against the slow one: random tariffs, records and contexts, byte for byte. The slow way is what the other
 * tests of this room and the reference in tests/differential hold; here it is the reference. */
#include "tariff_rows.h"

#include "book/meter.h"

#define ROUNDS 40000

static uint64_t seed;

static uint64_t draw(uint64_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 20) % below;
}

/* How often the quick way knew the case, and how often a bill had what it is asked about. */
typedef struct Tally {
    int quick, slow, refused, inexact, fallback, negotiated, factors, others;
} Tally;

static const uint32_t likely[10] = {TOLL_METER_INPUT,          TOLL_METER_OUTPUT,         TOLL_METER_CACHE_READ,
                                    TOLL_METER_CACHE_WRITE,    TOLL_METER_CACHE_WRITE_5M, TOLL_METER_CACHE_WRITE_30M,
                                    TOLL_METER_CACHE_WRITE_1H, TOLL_METER_REASONING,      TOLL_METER_OUTPUT_AUDIO,
                                    TOLL_METER_WEB_SEARCH};

static uint32_t draw_meter(void)
{
    return draw(12) == 0 ? 1 + (uint32_t)draw(TOLL_METERS - 1) : likely[draw(10)];
}

/* Mostly what tariffs say; now and then coefficients, places and quantities that do not fit the quick way. */
static toll_decimal draw_number(uint64_t below, uint64_t places)
{
    static const int64_t large[4] = {INT64_C(1) << 31, (INT64_C(1) << 31) - 1, INT64_C(1) << 56, INT64_MAX};
    if (draw(60) == 0)
        return (toll_decimal){large[draw(4)], (int32_t)draw(37), 0};
    return (toll_decimal){(int64_t)draw(draw(9) == 0 ? 3 : below), (int32_t)draw(draw(60) == 0 ? 20 : places), 0};
}

static int64_t draw_per(void)
{
    static const int64_t usual[6] = {1, 1000, 1000000, 1000000, 1000000, 1000};
    return draw(60) == 0 ? 1 + (int64_t)draw(INT64_C(9000000000000000)) : usual[draw(6)];
}

static void add_price(Tariff *t, uint32_t meter, int64_t per, uint32_t is_contract)
{
    toll__row *row = price_add(t, meter, "1", per);
    row->number = draw_number(100000, 5);
    if (row->number.scale < 5 && draw(40) != 0)
        row->number.scale += per == 1000000 ? 2 : per == 1000 ? 5 : 8;
    row->is_contract = is_contract;
}

/* Each of the likely meters with a chance of `of` in 8. */
static void add_prices(Tariff *t, uint64_t of)
{
    for (int i = 0; i < 10; i++) {
        const int64_t per = draw_per();
        if (draw(8) < of)
            add_price(t, likely[i], per, 0);
        if (draw(12) == 0)
            add_price(t, likely[i], draw(9) == 0 ? draw_per() : per, 1);
    }
}

static void add_predicate(Tariff *t)
{
    const uint32_t text = 1 + (uint32_t)draw(4);
    switch (draw(9)) {
    case 0:
    case 1:
        count_add(t, draw_meter(), 1 + (uint32_t)draw(4), (int64_t)draw(draw(8) == 0 ? 3 : 200000));
        return;
    case 2:
        text_add(t, TOLL_ROW_WHEN_TIER, 0, text);
        return;
    case 3:
        text_add(t, TOLL_ROW_WHEN_REGION, 0, text);
        return;
    case 4:
    case 5:
        text_add(t, TOLL_ROW_WHEN_ATTRIBUTE, 2 + (uint32_t)draw(2), text);
        return;
    case 6:
        window_add(t, (int64_t)draw(128), (int64_t)draw(86400), (int64_t)draw(86401), (int64_t)draw(172801) - 86400)
            ->key = draw(3) == 0 ? 9 : 0;
        return;
    case 7:
        row_add(t, TOLL_ROW_WHEN_HOLIDAY)->key = 9;
        return;
    default: {
        toll__row *row = row_add(t, TOLL_ROW_WHEN_INSTANT);
        row->from_s = (int64_t)draw(1000000);
        row->until_s = row->from_s + (int64_t)draw(1000000);
    }
    }
}

static void add_fallback(Tariff *t)
{
    toll__row *row = row_add(t, TOLL_ROW_FALLBACK);
    row->meter = draw_meter();
    row->other_meter = draw(2) == 0 ? draw_meter() : 0;
}

/* What the quick way leaves to the slow one, rarely. */
static void add_other(Tariff *t)
{
    switch (draw(8)) {
    case 0:
        quantity_add(t, TOLL_ROW_MINIMUM, draw_meter(), 1 + (int64_t)draw(100));
        return;
    case 1:
        quantity_add(t, TOLL_ROW_STEP, draw_meter(), 1 + (int64_t)draw(100));
        return;
    case 2:
        add_fallback(t);
        return;
    case 3: {
        toll__row *row = price_add(t, draw_meter(), "1", 1000000);
        row->kind = TOLL_ROW_VOLUME;
        row->quantity = (int64_t)draw(1000);
        return;
    }
    case 4: {
        toll__row *row = quantity_add(t, TOLL_ROW_ALLOWANCE, draw_meter(), (int64_t)draw(1000));
        row->key = 7;
        return;
    }
    default:
        text_add(t, TOLL_ROW_TIER, 0, 2 + (uint32_t)draw(3));
    }
}

static void draw_tariff(Tariff *t)
{
    tariff_start(t);
    if (draw(5) == 0)
        t->rows[0].origin = TOLL_ORIGIN_ESTIMATED;
    row_add(t, TOLL_ROW_MATCH);
    add_prices(t, 7);
    if (draw(6) == 0)
        holiday_add(t, 9, (int64_t)draw(2000000));
    for (uint64_t n = draw(5); n > 0; n--) {
        row_add(t, TOLL_ROW_RULE);
        for (uint64_t k = draw(4); k > 0; k--)
            add_predicate(t);
        add_prices(t, 2);
        if (draw(3) == 0)
            add_predicate(t);
    }
    for (uint64_t n = draw(4); n > 0; n--) {
        multiplier_add(t, draw(20) == 0 ? draw_meter() : 0, "1", 1 + (uint32_t)draw(3))->number = draw_number(300, 3);
        for (uint64_t k = draw(3); k > 0; k--)
            add_predicate(t);
    }
    if (draw(8) == 0)
        add_other(t);
    for (uint64_t n = draw(8) == 0 ? 3 : 0; n > 0; n--)
        add_fallback(t);
}

static int64_t draw_quantity(void)
{
    if (draw(200) == 0)
        return INT64_MAX - (int64_t)draw(3);
    return (int64_t)draw(draw(5) == 0 ? 2 : 200000);
}

/* Totals mostly have room for their parts. */
static void draw_usage(Bill *b)
{
    uint64_t given = 0;
    for (uint32_t meter = TOLL_METER_INPUT; meter <= TOLL_METER_OUTPUT; meter++)
        if (draw(10) != 0) {
            given |= UINT64_C(1) << meter;
            use(b, meter, draw_quantity() / 2 + (draw(6) == 0 ? 0 : 150000));
        }
    for (uint64_t n = draw(6); n > 0; n--) {
        const uint32_t meter = draw(30) == 0 ? draw_meter() : likely[2 + draw(8)];
        if ((given >> meter & 1) != 0 && draw(100) != 0)
            continue;
        given |= UINT64_C(1) << meter;
        const int64_t quantity = draw_quantity() / 6;
        use(b, draw(500) == 0 ? draw(40) : meter, draw(500) == 0 ? -quantity : quantity);
    }
}

static void draw_context(Bill *b, toll_bill_attribute attributes[2])
{
    if (draw(25) != 0)
        use_at(b, (int64_t)draw(2000000));
    b->context.service_tier = draw(6) == 0 ? 2 + draw(3) : 0;
    b->context.region = draw(5);
    b->context.is_aggregate = draw(20) == 0;
    b->context.allow_aggregate = draw(2) == 0;
    for (int i = 0; i < 2; i++)
        attributes[i] = (toll_bill_attribute){2 + draw(2), 1 + draw(4)};
    b->context.attributes = attributes;
    b->context.n_attributes = draw(3);
}

static void note_bill(const Bill *b, Tally *tally)
{
    for (int64_t i = 0; i < b->sums.n_lines; i++) {
        const toll_bill_line *line = &b->lines[i];
        tally->inexact += (line->flags & TOLL_LINE_INEXACT) != 0;
        tally->fallback += line->price_meter != line->meter;
        tally->negotiated += line->list_price.coef != line->contracted_price.coef;
        tally->factors += line->list_factor.coef != 1 && line->bill_factor.coef != line->list_factor.coef;
        tally->others += line->meter > TOLL_METER_OUTPUT_VIDEO;
    }
}

static void random_bills_are_the_same_both_ways(void **state)
{
    (void)state;
    seed = 3;
    Tally quick = {0}, all = {0};
    for (int round = 0; round < ROUNDS; round++) {
        Tariff t;
        Bill b;
        toll_bill_attribute attributes[2];
        draw_tariff(&t);
        for (int record = 0; record < 3; record++) {
            const toll__tariff plain = {t.rows, t.count, 0};
            bill_start(&b);
            draw_usage(&b);
            draw_context(&b, attributes);
            const toll_status status = bill_slowly(&t, &b);
            all.refused += status != TOLL_OK;
            if (status == TOLL_OK)
                note_bill(&b, &all);
            if (bill_quickly(&plain, &b, LINES_MAX, status)) {
                quick.quick++;
                note_bill(&b, &quick);
                if (b.sums.n_lines > 0)
                    assert_false(bill_quickly(&plain, &b, (uint64_t)b.sums.n_lines - 1, status));
            } else {
                quick.slow++;
            }
        }
    }
    /* Else equality would prove little. */
    assert_true(quick.quick > ROUNDS / 2 && quick.slow > ROUNDS / 2 && all.refused > ROUNDS / 4);
    assert_true(quick.fallback > 100 && quick.negotiated > 1000 && quick.factors > 1000 && quick.others > 1000);
    assert_true(all.inexact > 1000 && quick.inexact == 0);
}

/* Whatever parts have a price: a line each, or with their totals. */
static void every_set_of_priced_parts_bills_alike(void **state)
{
    (void)state;
    static const uint32_t parts[8] = {TOLL_METER_CACHE_READ,      TOLL_METER_CACHE_WRITE,    TOLL_METER_CACHE_WRITE_5M,
                                      TOLL_METER_CACHE_WRITE_30M, TOLL_METER_CACHE_WRITE_1H, TOLL_METER_REASONING,
                                      TOLL_METER_CITATION,        TOLL_METER_OUTPUT_IMAGE};
    for (uint32_t priced = 0; priced < 3u << 8; priced++) { /* by the tariff, by a rule, as negotiated */
        Tariff t;
        tariff_start(&t);
        mtok_add(&t, TOLL_METER_INPUT, "1");
        mtok_add(&t, TOLL_METER_OUTPUT, "2");
        if (priced >> 8 == 1)
            row_add(&t, TOLL_ROW_RULE);
        for (uint32_t i = 0; i < 8; i++)
            if ((priced >> i & 1) != 0)
                mtok_add(&t, parts[i], "3")->is_contract = priced >> 8 == 2;
        for (uint32_t given = 0; given < 1u << 8; given++) {
            const toll__tariff plain = {t.rows, t.count, 0};
            Bill b;
            bill_start(&b);
            use(&b, TOLL_METER_INPUT, 1000);
            use(&b, TOLL_METER_OUTPUT, 500);
            for (uint32_t i = 0; i < 8; i++)
                if ((given >> i & 1) != 0)
                    use(&b, parts[i], i == 1 ? 200 : 10 + i);
            const toll_status status = bill_slowly(&t, &b);
            assert_int_equal(status, TOLL_OK);
            assert_true(bill_quickly(&plain, &b, LINES_MAX, status));
        }
    }
}

/* The sets that stand for the registry here. */
static void meter_sets_agree_with_the_registry(void **state)
{
    (void)state;
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        assert_int_equal(toll__meter_get(meter)->is_token, TOLL__METER_TOKENS >> meter & 1);
        assert_true(meter + TOLL__COMPILED_CONTRACT < 64 || (TOLL__METER_TOKENS >> meter & 1) == 0);
        assert_true(meter < TOLL__COMPILED_CONTRACT);
        assert_true(toll__meter_get(meter)->side >= TOLL_SIDE_INPUT && toll__meter_get(meter)->side <= TOLL_SIDE_OTHER);
        assert_true(!toll__meter_get(meter)->is_token || toll__meter_get(meter)->side != TOLL_SIDE_OTHER);
    }
}

/* A sheet holds so much; a tariff with more is billed all the same. */
static void a_tariff_too_large_to_compile_is_still_billed(void **state)
{
    (void)state;
    for (int rules = 0; rules < 40; rules++) {
        Tariff t;
        Bill b;
        tariff_start(&t);
        mtok_add(&t, TOLL_METER_INPUT, "1");
        for (int i = 0; i < rules; i++) {
            row_add(&t, TOLL_ROW_RULE);
            count_add(&t, TOLL_METER_INPUT, TOLL_OP_GE, 10 * i);
            if (t.count < ROWS_MAX)
                mtok_add(&t, TOLL_METER_INPUT, "2")->number.coef += i;
            if (t.count > ROWS_MAX - 3)
                break;
        }
        const toll__tariff plain = {t.rows, t.count, 0};
        bill_start(&b);
        use(&b, TOLL_METER_INPUT, 205);
        const toll_status status = bill_slowly(&t, &b);
        assert_int_equal(bill_quickly(&plain, &b, LINES_MAX, status),
                         2 * t.count <= 3 * (TOLL__COMPILED_CELLS - 1) + 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_bills_are_the_same_both_ways),
        cmocka_unit_test(every_set_of_priced_parts_bills_alike),
        cmocka_unit_test(meter_sets_agree_with_the_registry),
        cmocka_unit_test(a_tariff_too_large_to_compile_is_still_billed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
