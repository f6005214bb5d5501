/* SPDX-License-Identifier: Apache-2.0 */
/* The fast path against the general one: random tariffs, records and contexts, byte for byte. The general path is held by
 * the other tests of this room and by the reference in tests/differential; here it is the reference. */
#include "tariff_rows.h"

#include "book/meter.h"

#define ROUNDS 40000

static uint64_t seed;

static uint64_t draw(uint64_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 20) % below;
}

/* How often the fast path knew the case, and how often a bill had what it is asked about. */
typedef struct Tally {
    int fast, general, refused, inexact, fallback, negotiated, factors, others;
    int modal, joint; /* lines of modalities, and of what was read of them */
} Tally;

static const uint32_t of_text[10] = {TOLL_METER_INPUT,          TOLL_METER_OUTPUT,         TOLL_METER_CACHE_READ,
                                     TOLL_METER_CACHE_WRITE,    TOLL_METER_CACHE_WRITE_5M, TOLL_METER_CACHE_WRITE_30M,
                                     TOLL_METER_CACHE_WRITE_1H, TOLL_METER_REASONING,      TOLL_METER_OUTPUT_AUDIO,
                                     TOLL_METER_WEB_SEARCH};

static const uint32_t of_modalities[10] = {TOLL_METER_INPUT,
                                           TOLL_METER_OUTPUT,
                                           TOLL_METER_CACHE_READ,
                                           TOLL_METER_INPUT_AUDIO,
                                           TOLL_METER_CACHE_READ_AUDIO,
                                           TOLL_METER_INPUT_IMAGE,
                                           TOLL_METER_CACHE_READ_IMAGE,
                                           TOLL_METER_INPUT_TOOL,
                                           TOLL_METER_OUTPUT_AUDIO,
                                           TOLL_METER_CACHE_WRITE};

static const uint32_t *likely = of_text;

static uint32_t draw_meter(void)
{
    return draw(12) == 0 ? 1 + (uint32_t)draw(TOLL_METERS - 1) : likely[draw(10)];
}

/* Mostly what tariffs say; now and then coefficients, places and quantities that the fast path has no room for. */
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
        text_add(t, TOLL_ROW_WHEN_TIER, 0, text)->op = draw(60) == 0 ? TOLL_OP_IS_NOT : 0;
        return;
    case 3:
        text_add(t, TOLL_ROW_WHEN_REGION, 0, text)->op = draw(60) == 0 ? TOLL_OP_IS_NOT : 0;
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

/* Mostly the one that is compiled; others, and totals of which it is no part, are left to the general path. */
static void add_default(Tariff *t)
{
    static const uint32_t kinds[4] = {TOLL_METER_CACHE_WRITE_5M, TOLL_METER_CACHE_WRITE_30M, TOLL_METER_CACHE_WRITE_1H,
                                      TOLL_METER_CACHE_WRITE_12H};
    toll__row *row = row_add(t, TOLL_ROW_DEFAULT_PART);
    row->meter = TOLL_METER_CACHE_WRITE;
    row->other_meter = kinds[draw(3) == 0 ? draw(4) : 0];
}

/* What the fast path leaves to the general one, rarely. */
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

/* Most regions and values that records have are sold: else nearly every record would be refused or marked. */
static void list_context(Tariff *t)
{
    const int lists_regions = draw(6) != 0, lists_attributes = draw(6) != 0;
    for (uint32_t text = 1; text <= 4; text++) {
        if (lists_regions && draw(20) != 0)
            text_add(t, TOLL_ROW_REGION, 0, text)->op = draw(2) == 0 ? TOLL_OP_IS : 0;
        for (uint32_t key = 2; lists_attributes && key <= 3; key++)
            if (draw(20) != 0)
                text_add(t, TOLL_ROW_ATTRIBUTE, key, text);
    }
}

static void draw_tariff(Tariff *t)
{
    tariff_start(t);
    if (draw(5) == 0)
        t->rows[0].origin = TOLL_ORIGIN_ESTIMATED;
    row_add(t, TOLL_ROW_MATCH);
    add_prices(t, 7);
    for (uint64_t n = draw(8) == 0 ? 3 : 0; n > 0; n--)
        add_fallback(t);
    if (draw(20) == 0)
        add_default(t);
    if (draw(16) == 0)
        add_other(t);
    if (draw(6) == 0)
        holiday_add(t, 9, (int64_t)draw(2000000));
    if (draw(16) != 0)
        calendar_add(t, 9, draw(16) == 0 ? 500000 : INT64_MIN, draw(16) == 0 ? 1500000 : INT64_MAX);
    list_context(t);
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
    if (draw(16) == 0) /* in the last rule or multiplier, if there is one */
        add_other(t);
    if (draw(100) == 0)
        add_default(t);
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

/* A sum that stays far enough from INT64_MAX for what is added to it later. */
static int64_t add_capped(int64_t a, int64_t b)
{
    const int64_t most = INT64_MAX / 4;
    return a > most - b || b > most ? most : a + b;
}

/* Of a modality what was read of it is mostly stated, and mostly less than the modality and what is left of the cache. */
static void draw_modality(Bill *b, uint32_t modality, int64_t *left, int64_t *unread)
{
    const int64_t quantity = draw(8) == 0 ? draw_quantity() : (int64_t)draw(20000);
    use(b, modality, quantity);
    if (modality == TOLL_METER_INPUT_TOOL || draw(4) == 0)
        return;
    int64_t read = draw(8) == 0 ? (int64_t)draw(30000) : (int64_t)draw(draw(3) == 0 ? 1 : 9000);
    if (draw(12) != 0)
        read = read < quantity ? read : quantity;
    if (draw(12) != 0)
        read = read < *left ? read : *left;
    *left -= read;
    const int64_t whole = quantity < INT64_MAX / 2 ? quantity : INT64_MAX / 2; /* read may be below 0, as left may */
    *unread = add_capped(*unread, whole - read);
    use(b, modality + TOLL_METER_CACHE_READ_AUDIO - TOLL_METER_INPUT_AUDIO, read);
}

/* Prompts of modalities, now and then with nothing else in them, so that the totals force every overlap. */
static void draw_modalities(Bill *b)
{
    const int64_t cached = draw(3) == 0 ? 0 : (int64_t)draw(40000);
    int64_t left = cached, unread = 0;
    for (uint32_t modality = TOLL_METER_INPUT_TOOL; modality <= TOLL_METER_INPUT_VIDEO; modality++)
        if (draw(2) == 0)
            draw_modality(b, modality, &left, &unread);
    const int64_t written = draw(4) == 0 ? (int64_t)draw(9000) : 0;
    if (cached != 0 || draw(3) == 0)
        use(b, TOLL_METER_CACHE_READ, cached);
    if (written != 0)
        use(b, draw(2) == 0 ? TOLL_METER_CACHE_WRITE : TOLL_METER_CACHE_WRITE_1H, written);
    if (draw(20) != 0)
        use(b, TOLL_METER_INPUT, cached + written + unread + (draw(3) == 0 ? 0 : (int64_t)draw(90000)));
    if (draw(4) != 0)
        use(b, TOLL_METER_OUTPUT, 5000 + draw_quantity() / 2);
    if (draw(4) == 0)
        use(b, TOLL_METER_OUTPUT_AUDIO, (int64_t)draw(5500));
    if (draw(4) == 0)
        use(b, TOLL_METER_REASONING, (int64_t)draw(4000));
}

static void draw_context(Bill *b, toll_bill_attribute attributes[2])
{
    if (draw(25) != 0)
        use_at(b, (int64_t)draw(2000000));
    b->context.service_tier = draw(6) == 0 ? 2 + draw(3) : 0;
    b->context.region = draw(3) == 0 ? draw(5) : 0;
    b->context.is_aggregate = draw(20) == 0;
    b->context.allow_aggregate = draw(2) == 0;
    for (int i = 0; i < 2; i++)
        attributes[i] = (toll_bill_attribute){2 + draw(2), 1 + draw(4)};
    b->context.attributes = attributes;
    b->context.n_attributes = draw(3) == 0 ? draw(3) : 0;
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
        tally->modal += line->meter >= TOLL_METER_INPUT_TOOL && line->meter <= TOLL_METER_INPUT_VIDEO;
        tally->joint += line->meter >= TOLL_METER_CACHE_READ_AUDIO && line->meter <= TOLL_METER_CACHE_READ_VIDEO;
    }
}

static void try_random_bills(void (*draw_record)(Bill *b), Tally *fast, Tally *all)
{
    for (int round = 0; round < ROUNDS; round++) {
        Tariff t;
        Bill b;
        toll_bill_attribute attributes[2];
        draw_tariff(&t);
        for (int record = 0; record < 3; record++) {
            const toll__tariff plain = {t.rows, t.count, 0};
            bill_start(&b);
            draw_record(&b);
            draw_context(&b, attributes);
            const toll_status status = bill_general(&t, &b);
            all->refused += status != TOLL_OK;
            if (status == TOLL_OK)
                note_bill(&b, all);
            if (bill_fast(&plain, &b, LINES_MAX, status)) {
                fast->fast++;
                note_bill(&b, fast);
                if (b.sums.n_lines > 0)
                    assert_false(bill_fast(&plain, &b, (uint64_t)b.sums.n_lines - 1, status));
            } else {
                fast->general++;
            }
        }
    }
}

static void random_bills_are_the_same_both_ways(void **state)
{
    (void)state;
    seed = 3;
    Tally fast = {0}, all = {0};
    likely = of_text;
    try_random_bills(draw_usage, &fast, &all);
    /* Else equality would prove little. */
    assert_true(fast.fast > ROUNDS / 2 && fast.general > ROUNDS / 2 && all.refused > ROUNDS / 4);
    assert_true(fast.fallback > 100 && fast.negotiated > 1000 && fast.factors > 1000 && fast.others > 1000);
    assert_true(all.inexact > 1000 && fast.inexact == 0);
}

static void random_bills_with_modalities_are_the_same_both_ways(void **state)
{
    (void)state;
    seed = 5;
    Tally fast = {0}, all = {0};
    likely = of_modalities;
    try_random_bills(draw_modalities, &fast, &all);
    likely = of_text;
    assert_true(fast.fast > ROUNDS / 3 && fast.general > ROUNDS / 2 && all.refused > ROUNDS / 4);
    assert_true(fast.modal > 5000 && fast.joint > 2000 && fast.fallback > 50);
    assert_true(fast.negotiated > 1000 && fast.factors > 1000 && all.inexact > 1000 && fast.inexact == 0);
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
            const toll_status status = bill_general(&t, &b);
            assert_int_equal(status, TOLL_OK);
            assert_true(bill_fast(&plain, &b, LINES_MAX, status));
        }
    }
}

static const uint32_t prompt_parts[7] = {
    TOLL_METER_CACHE_READ,       TOLL_METER_INPUT_AUDIO, TOLL_METER_CACHE_READ_AUDIO, TOLL_METER_INPUT_IMAGE,
    TOLL_METER_CACHE_READ_IMAGE, TOLL_METER_INPUT_TOOL,  TOLL_METER_CACHE_WRITE_1H};

/* Parts of a set have a price: of the tariff (kind 0, 3, 4), of a rule (1), negotiated (2). With a fall-back of cached
 * audio to cached tokens (3), of cached tokens to the answer's price (4). */
static void price_parts(Tariff *t, uint32_t set, uint32_t kind)
{
    tariff_start(t);
    mtok_add(t, TOLL_METER_INPUT, "1");
    mtok_add(t, TOLL_METER_OUTPUT, "2");
    if (kind >= 3) {
        toll__row *row = row_add(t, TOLL_ROW_FALLBACK);
        row->meter = kind == 3 ? TOLL_METER_CACHE_READ_AUDIO : TOLL_METER_CACHE_READ;
        row->other_meter = kind == 3 ? TOLL_METER_CACHE_READ : TOLL_METER_OUTPUT;
    }
    if (kind == 1)
        row_add(t, TOLL_ROW_RULE);
    for (uint32_t i = 0; i < 7; i++)
        if ((set >> i & 1) != 0)
            mtok_add(t, prompt_parts[i], "3")->is_contract = kind == 2;
}

/* Cached audio is 10 of 30, cached images are 20 of 40. */
static void use_parts(Bill *b, uint32_t set, int64_t input)
{
    static const int64_t quantities[7] = {100, 30, 10, 40, 20, 50, 60};
    bill_start(b);
    use(b, TOLL_METER_INPUT, input);
    use(b, TOLL_METER_OUTPUT, 500);
    for (uint32_t i = 0; i < 7; i++)
        if ((set >> i & 1) != 0)
            use(b, prompt_parts[i], quantities[i]);
}

/* Whatever of a prompt with modalities has a price, and whatever is stated: the fast path bills every record that can be
 * billed, in a prompt with room for all parts and in one with next to none. */
static void every_set_of_priced_modalities_bills_alike(void **state)
{
    (void)state;
    int billed = 0;
    for (uint32_t priced = 0; priced < 5u << 7; priced++) {
        Tariff t;
        price_parts(&t, priced & 127, priced >> 7);
        for (uint32_t given = 0; given < 2u << 7; given++) {
            const toll__tariff plain = {t.rows, t.count, 0};
            Bill b;
            use_parts(&b, given & 127, given >> 7 == 0 ? 1000 : 250);
            const toll_status status = bill_general(&t, &b);
            assert_int_equal(bill_fast(&plain, &b, LINES_MAX, status), status == TOLL_OK);
            billed += status == TOLL_OK;
        }
    }
    assert_true(billed > 30000); /* of 163,840: a part without its total is refused, and so is an unknown overlap */
}

/* The sets that stand for the registry here. */
static void sides_agree_with_the_registry(void **state)
{
    (void)state;
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        assert_int_equal(toll__meter_get(meter)->is_token, TOLL__METER_TOKENS >> meter & 1);
        assert_true(meter < TOLL__COMPILED_CONTRACT);
        assert_true(toll__meter_get(meter)->side >= TOLL_SIDE_INPUT && toll__meter_get(meter)->side <= TOLL_SIDE_OTHER);
        assert_true(!toll__meter_get(meter)->is_token || toll__meter_get(meter)->side != TOLL_SIDE_OTHER);
    }
}

/* A compiled tariff has room for so many cells; a tariff with more is billed from its rows. */
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
        const toll_status status = bill_general(&t, &b);
        assert_int_equal(bill_fast(&plain, &b, LINES_MAX, status), 2 * t.count <= 3 * (TOLL__COMPILED_CELLS - 1) + 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_bills_are_the_same_both_ways),
        cmocka_unit_test(random_bills_with_modalities_are_the_same_both_ways),
        cmocka_unit_test(every_set_of_priced_parts_bills_alike),
        cmocka_unit_test(every_set_of_priced_modalities_bills_alike),
        cmocka_unit_test(sides_agree_with_the_registry),
        cmocka_unit_test(a_tariff_too_large_to_compile_is_still_billed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
