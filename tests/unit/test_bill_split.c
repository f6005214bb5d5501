/* SPDX-License-Identifier: Apache-2.0 */
/* Inclusive totals to disjoint lines; records that contradict themselves; overlaps that nobody stated. */
#include "tariff_rows.h"

static void gemini(Tariff *t)
{
    tariff_start(t);
    mtok_add(t, TOLL_METER_INPUT, "0.3");
    mtok_add(t, TOLL_METER_OUTPUT, "2.5");
    mtok_add(t, TOLL_METER_CACHE_READ, "0.03");
    mtok_add(t, TOLL_METER_INPUT_AUDIO, "1");
    mtok_add(t, TOLL_METER_CACHE_READ_AUDIO, "0.1");
}

static void joint_cells_have_their_own_price(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    gemini(&t);
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 1001001001);
    use(&b, TOLL_METER_INPUT_AUDIO, 1001000000);
    use(&b, TOLL_METER_CACHE_READ, 1000001);
    use(&b, TOLL_METER_CACHE_READ_AUDIO, 1000000);
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 4);
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 1000, "0.0003");
    assert_line(&b, TOLL_METER_CACHE_READ, TOLL_METER_CACHE_READ, 1, "0.00000003");
    assert_line(&b, TOLL_METER_INPUT_AUDIO, TOLL_METER_INPUT_AUDIO, 1000000000, "1000");
    assert_line(&b, TOLL_METER_CACHE_READ_AUDIO, TOLL_METER_CACHE_READ_AUDIO, 1000000, "0.1");
    assert_amount_text(b.sums.input, "1000.10030003");
}

/* Unpriced modalities, stated or not, move nothing: pictures are input tokens here. */
static void unpriced_parts_stay_with_their_total(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    gemini(&t);
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 373);
    use(&b, TOLL_METER_INPUT_IMAGE, 258);
    use(&b, TOLL_METER_CACHE_READ, 204);
    use(&b, TOLL_METER_CACHE_READ_IMAGE, 141);
    use(&b, TOLL_METER_OUTPUT, 256);
    use(&b, TOLL_METER_REASONING, 167);
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 3);
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 169, "0.0000507");
    assert_line(&b, TOLL_METER_CACHE_READ, TOLL_METER_CACHE_READ, 204, "0.00000612");
    assert_line(&b, TOLL_METER_OUTPUT, TOLL_METER_OUTPUT, 256, "0.00064");
    assert_int_equal(b.sums.flags, 0);
    b.usage[3] = (toll_bill_usage){TOLL_METER_PAGE, 0}; /* the cached pictures are not stated: it changes nothing */
    bill_make(&t, &b);
    assert_amount_text(b.sums.billed, "0.00069682");
}

static void reasoning_stays_in_the_answer_beside_images(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_OUTPUT, "2.5");
    mtok_add(&t, TOLL_METER_OUTPUT_IMAGE, "30");
    bill_start(&b);
    use(&b, TOLL_METER_OUTPUT, 2309);
    use(&b, TOLL_METER_OUTPUT_IMAGE, 1120);
    use(&b, TOLL_METER_REASONING, 529);
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_OUTPUT, TOLL_METER_OUTPUT, 1189, "0.0029725");
    assert_line(&b, TOLL_METER_OUTPUT_IMAGE, TOLL_METER_OUTPUT_IMAGE, 1120, "0.0336");
}

static void refuse_usage(const Tariff *t, const toll_bill_usage *usage, size_t count, toll_status status,
                         const char *message)
{
    Bill b;
    bill_start(&b);
    for (size_t i = 0; i < count; i++)
        use(&b, usage[i].meter, usage[i].quantity);
    assert_refused(t, &b, status, message);
}

#define REFUSE(t, status, message, ...)                                                                                \
    do {                                                                                                               \
        const toll_bill_usage list[] = {__VA_ARGS__};                                                                  \
        refuse_usage(t, list, COUNT(list), status, message);                                                           \
    } while (0)

static void parts_beyond_their_totals_are_refused(void **state)
{
    (void)state;
    Tariff t;
    gemini(&t);
    REFUSE(&t, TOLL_E_CONFLICT, "cache_read (500) exceeds input (400)", {TOLL_METER_INPUT, 400},
           {TOLL_METER_CACHE_READ, 500});
    REFUSE(&t, TOLL_E_CONFLICT, "cache_read (5) is given without its total: input (0)", {TOLL_METER_CACHE_READ, 5});
    REFUSE(&t, TOLL_E_CONFLICT, "cache_write (201) and cache_read together exceed input (400)", {TOLL_METER_INPUT, 400},
           {TOLL_METER_CACHE_READ, 200}, {TOLL_METER_CACHE_WRITE, 201});
    REFUSE(&t, TOLL_E_CONFLICT, "cache_write_1h (60) and cache_write_5m together exceed cache_write (100)",
           {TOLL_METER_INPUT, 400}, {TOLL_METER_CACHE_WRITE, 100}, {TOLL_METER_CACHE_WRITE_5M, 50},
           {TOLL_METER_CACHE_WRITE_1H, 60});
    REFUSE(&t, TOLL_E_CONFLICT, "cache_write (401) exceeds input (400)", {TOLL_METER_INPUT, 400},
           {TOLL_METER_CACHE_WRITE_1H, 401}); /* the sum of the parts, where the whole is not given */
    REFUSE(&t, TOLL_E_CONFLICT, "reasoning (11) exceeds output (10)", {TOLL_METER_OUTPUT, 10},
           {TOLL_METER_REASONING, 11});
    REFUSE(&t, TOLL_E_CONFLICT, "output_audio (6) and reasoning together exceed output (10)", {TOLL_METER_OUTPUT, 10},
           {TOLL_METER_REASONING, 5}, {TOLL_METER_OUTPUT_AUDIO, 6});
    REFUSE(&t, TOLL_E_CONFLICT, "cache_read_audio (9) exceeds input_audio (8)", {TOLL_METER_INPUT, 100},
           {TOLL_METER_CACHE_READ, 50}, {TOLL_METER_INPUT_AUDIO, 8}, {TOLL_METER_CACHE_READ_AUDIO, 9});
    REFUSE(&t, TOLL_E_CONFLICT, "cache_read_audio (9) exceeds cache_read (8)", {TOLL_METER_INPUT, 100},
           {TOLL_METER_CACHE_READ, 8}, {TOLL_METER_INPUT_AUDIO, 50}, {TOLL_METER_CACHE_READ_AUDIO, 9});
    REFUSE(&t, TOLL_E_CONFLICT, "input_audio (60) less its cached part exceeds the rest of input after cache_read (50)",
           {TOLL_METER_INPUT, 100}, {TOLL_METER_CACHE_READ, 50}, {TOLL_METER_INPUT_AUDIO, 60},
           {TOLL_METER_CACHE_READ_AUDIO, 9});
}

static void bad_pairs_are_refused(void **state)
{
    (void)state;
    Tariff t;
    gemini(&t);
    REFUSE(&t, TOLL_E_CONFLICT, "input (7) is given twice", {TOLL_METER_INPUT, 5}, {TOLL_METER_INPUT, 7});
    REFUSE(&t, TOLL_E_RANGE, "input (-1) must not be negative: only credit may be", {TOLL_METER_INPUT, -1});
    REFUSE(&t, TOLL_E_RANGE, "meter of row 1 must be in 1 .. 42, got 43", {TOLL_METER_INPUT, 5}, {43, 5});
    REFUSE(&t, TOLL_E_RANGE, "meter of row 0 must be in 1 .. 42, got 0", {0, 5});
    REFUSE(&t, TOLL_E_OVERFLOW, "cache_write_30m (1) makes too much of cache_write", {TOLL_METER_INPUT, INT64_MAX},
           {TOLL_METER_CACHE_WRITE_5M, INT64_MAX}, {TOLL_METER_CACHE_WRITE_30M, 1});
    REFUSE(&t, TOLL_E_MISSING, "web_search (3) has no price", {TOLL_METER_WEB_SEARCH, 3});
}

static void unknown_overlaps_are_refused(void **state)
{
    (void)state;
    Tariff t;
    gemini(&t);
    REFUSE(&t, TOLL_E_CONFLICT,
           "input_audio (30) has its own price and overlaps by an unknown amount with "
           "cache_read (50)",
           {TOLL_METER_INPUT, 100}, {TOLL_METER_CACHE_READ, 50}, {TOLL_METER_INPUT_AUDIO, 30});
    mtok_add(&t, TOLL_METER_CACHE_WRITE, "0.5");
    REFUSE(&t, TOLL_E_CONFLICT,
           "input_audio (30) has its own price and overlaps by an unknown amount with "
           "cache_write (50)",
           {TOLL_METER_INPUT, 100}, {TOLL_METER_CACHE_WRITE, 50}, {TOLL_METER_INPUT_AUDIO, 30});
    mtok_add(&t, TOLL_METER_INPUT_TOOL, "0.2");
    REFUSE(&t, TOLL_E_CONFLICT,
           "input_tool (30) has its own price and overlaps by an unknown amount with "
           "cache_read (50)",
           {TOLL_METER_INPUT, 100}, {TOLL_METER_CACHE_READ, 50}, {TOLL_METER_INPUT_TOOL, 30});
}

/* What the totals force is no guess. */
static void overlaps_forced_by_totals_are_billed(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    gemini(&t);
    mtok_add(&t, TOLL_METER_CACHE_WRITE, "0.5");
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 100);
    use(&b, TOLL_METER_INPUT_AUDIO, 100); /* all of it is audio, so what was read and written is audio too */
    use(&b, TOLL_METER_CACHE_READ, 40);
    use(&b, TOLL_METER_CACHE_WRITE, 10);
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 3);
    assert_line(&b, TOLL_METER_CACHE_READ_AUDIO, TOLL_METER_CACHE_READ_AUDIO, 40, "0.000004");
    assert_line(&b, TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_WRITE, 10, "0.000005");
    assert_line(&b, TOLL_METER_INPUT_AUDIO, TOLL_METER_INPUT_AUDIO, 50, "0.00005");
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 100);
    use(&b, TOLL_METER_INPUT_AUDIO, 30);
    use(&b, TOLL_METER_CACHE_READ, 100); /* everything was read */
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_CACHE_READ, TOLL_METER_CACHE_READ, 70, "0.0000021");
    assert_line(&b, TOLL_METER_CACHE_READ_AUDIO, TOLL_METER_CACHE_READ_AUDIO, 30, "0.000003");
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 100);
    use(&b, TOLL_METER_INPUT_AUDIO, 30);
    use(&b, TOLL_METER_CACHE_WRITE, 100); /* everything was written */
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 1);
    assert_line(&b, TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_WRITE, 100, "0.00005");
}

/* Where the cache has no price of its own, it does not matter which of its tokens are audio. */
static void overlaps_that_move_no_money_are_billed(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "2");
    mtok_add(&t, TOLL_METER_INPUT_AUDIO, "8");
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 100);
    use(&b, TOLL_METER_INPUT_AUDIO, 30);
    use(&b, TOLL_METER_CACHE_READ, 40);
    use(&b, TOLL_METER_CACHE_WRITE, 20);
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 70, "0.00014");
    assert_line(&b, TOLL_METER_INPUT_AUDIO, TOLL_METER_INPUT_AUDIO, 30, "0.00024");
}

/* A stated read of one modality leaves the others their room: it is not taken from the free reads again. */
static void stated_reads_are_taken_once(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    gemini(&t);
    mtok_add(&t, TOLL_METER_INPUT_IMAGE, "9");
    mtok_add(&t, TOLL_METER_CACHE_READ_IMAGE, "5");
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 2);
    use(&b, TOLL_METER_INPUT_AUDIO, 1);
    use(&b, TOLL_METER_INPUT_IMAGE, 1);
    use(&b, TOLL_METER_CACHE_READ, 1);
    use(&b, TOLL_METER_CACHE_READ_AUDIO, 1); /* so the picture was not read */
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 2);
    assert_line(&b, TOLL_METER_CACHE_READ_AUDIO, TOLL_METER_CACHE_READ_AUDIO, 1, "0.0000001");
    assert_line(&b, TOLL_METER_INPUT_IMAGE, TOLL_METER_INPUT_IMAGE, 1, "0.000009");
    REFUSE(&t, TOLL_E_CONFLICT,
           "input_image (1) has its own price and overlaps by an unknown amount with "
           "cache_read (2)",
           {TOLL_METER_INPUT, 5}, {TOLL_METER_CACHE_READ, 2}, {TOLL_METER_INPUT_AUDIO, 2}, {TOLL_METER_INPUT_IMAGE, 1},
           {TOLL_METER_CACHE_READ_AUDIO, 1}); /* one read is left for it, or not */
}

/* Written tokens that are all of a priced modality, by a kind of write that has no price: no line can hold them. */
/* Input 4, of it 3 read, 1 audio that was not read, 3 images: the audio takes all that was not read, so the images were.
 * 1 * 27 + 3 * 5, the price of cached images. */
static void stated_reads_of_one_modality_force_another(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    price_add(&t, TOLL_METER_INPUT, "1", 1);
    price_add(&t, TOLL_METER_CACHE_READ, "3", 1);
    price_add(&t, TOLL_METER_INPUT_AUDIO, "27", 1);
    price_add(&t, TOLL_METER_INPUT_IMAGE, "81", 1);
    price_add(&t, TOLL_METER_CACHE_READ_IMAGE, "5", 1);
    price_add(&t, TOLL_METER_CACHE_READ_AUDIO, "7", 1);
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 4);
    use(&b, TOLL_METER_INPUT_AUDIO, 1);
    use(&b, TOLL_METER_CACHE_READ, 3);
    use(&b, TOLL_METER_INPUT_IMAGE, 3);
    use(&b, TOLL_METER_CACHE_READ_AUDIO, 0);
    bill_make(&t, &b);
    assert_amount_text(b.sums.billed, "42");
    b.n_usage = 4; /* not stated: an image may have been plain */
    assert_int_equal(bill_try(&t, &b), TOLL_E_CONFLICT);
}

/* Writes for 12 hours have no price to fall back on: they cost more than any other kind. */
static void writes_of_12_hours_need_their_price(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    mtok_add(&t, TOLL_METER_CACHE_WRITE_1H, "2");
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 1000);
    use(&b, TOLL_METER_CACHE_WRITE, 800);
    use(&b, TOLL_METER_CACHE_WRITE_1H, 300);
    use(&b, TOLL_METER_CACHE_WRITE_12H, 400);
    assert_refused(&t, &b, TOLL_E_MISSING, "cache_write_12h (400) has no price");
    mtok_add(&t, TOLL_METER_CACHE_WRITE_12H, "10");
    multiplier_add(&t, 0, "2", TOLL_FACTOR_LIST); /* of all tokens, these too */
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 200, "0.0004");
    assert_line(&b, TOLL_METER_CACHE_WRITE_1H, TOLL_METER_CACHE_WRITE_1H, 400, "0.0016"); /* 300, and 100 unsplit */
    assert_line(&b, TOLL_METER_CACHE_WRITE_12H, TOLL_METER_CACHE_WRITE_12H, 400, "0.008");
    assert_amount_text(b.sums.input, "0.01");
    b.usage[3].quantity = 501;
    assert_refused(&t, &b, TOLL_E_CONFLICT,
                   "cache_write_12h (501) and the other kinds of writes together exceed cache_write (800)");
    b.usage[2].quantity = 0;
    b.usage[3].quantity = 801;
    assert_refused(&t, &b, TOLL_E_CONFLICT, "cache_write_12h (801) exceeds cache_write (800)");
    b.usage[1] = b.usage[3]; /* without the total: its kinds make it up */
    b.n_usage = 2;
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 199, "0.000398");
    b.usage[1].quantity = 1001;
    assert_refused(&t, &b, TOLL_E_CONFLICT, "cache_write (1001) exceeds input (1000)");
}

/* A negotiated price of it has no place in a compiled tariff: the general path bills it. */
static void writes_of_12_hours_may_be_negotiated(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    mtok_add(&t, TOLL_METER_CACHE_WRITE_12H, "10");
    contract_add(&t, TOLL_METER_CACHE_WRITE_12H, "8");
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 1000);
    use(&b, TOLL_METER_CACHE_WRITE_12H, 400);
    bill_make(&t, &b);
    assert_amount_text(b.sums.list, "0.0046");
    assert_amount_text(b.sums.billed, "0.0038");
}

/* Images given and made cost what an image costs unless they have prices of their own, and are marked. */
static void images_of_both_kinds_fall_back_to_images(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    price_add(&t, TOLL_METER_IMAGE, "0.04", 1);
    price_add(&t, TOLL_METER_IMAGE_INPUT, "0.01", 1);
    bill_start(&b);
    use(&b, TOLL_METER_IMAGE_INPUT, 2);
    use(&b, TOLL_METER_IMAGE_OUTPUT, 3);
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_IMAGE_INPUT, TOLL_METER_IMAGE_INPUT, 2, "0.02");
    assert_line(&b, TOLL_METER_IMAGE_OUTPUT, TOLL_METER_IMAGE, 3, "0.12");
    assert_int_equal(line_of(&b, TOLL_METER_IMAGE_OUTPUT)->flags, TOLL_LINE_FALLBACK);
    assert_amount_text(b.sums.other, "0.14");
}

/* 0.10 USD a GB-day: 2.5 GB for 36 hours are 3.75 GB-days. A multiplier of all tokens leaves training alone. */
static void stored_bytes_and_training_tokens_are_other_meters(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    price_add(&t, TOLL_METER_BYTE_TIME, "0.10", INT64_C(86400000000000));
    mtok_add(&t, TOLL_METER_TRAINING_TOKEN, "25");
    multiplier_add(&t, 0, "0.5", TOLL_FACTOR_LIST);
    bill_start(&b);
    use(&b, TOLL_METER_BYTE_TIME, INT64_C(2500000000) * 36 * 3600);
    use(&b, TOLL_METER_TRAINING_TOKEN, 2000000);
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_BYTE_TIME, TOLL_METER_BYTE_TIME, INT64_C(324000000000000), "0.375");
    assert_line(&b, TOLL_METER_TRAINING_TOKEN, TOLL_METER_TRAINING_TOKEN, 2000000, "50");
    assert_amount_text(b.sums.other, "50.375");
}

static void nothing_is_guessed_where_nothing_decides(void **state)
{
    (void)state;
    Tariff t;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    mtok_add(&t, TOLL_METER_INPUT_TOOL, "3");
    mtok_add(&t, TOLL_METER_INPUT_AUDIO, "4");
    mtok_add(&t, TOLL_METER_CACHE_WRITE_5M, "27");
    quantity_add(&t, TOLL_ROW_FALLBACK, TOLL_METER_CACHE_WRITE, 0)->other_meter = TOLL_METER_INPUT;
    REFUSE(&t, TOLL_E_CONFLICT,
           "input_tool (2) has its own price and overlaps by an unknown amount with "
           "cache_write (2)",
           {TOLL_METER_INPUT, 2}, {TOLL_METER_CACHE_WRITE, 2}, {TOLL_METER_CACHE_WRITE_1H, 1},
           {TOLL_METER_INPUT_TOOL, 2});
    /* Reading has no price, so nobody says whether it was the audio that was read or the rest that was written. */
    REFUSE(&t, TOLL_E_CONFLICT,
           "input_tool (1) has its own price and overlaps by an unknown amount with "
           "cache_write (2)",
           {TOLL_METER_INPUT, 3}, {TOLL_METER_CACHE_READ, 1}, {TOLL_METER_CACHE_WRITE_5M, 2},
           {TOLL_METER_INPUT_TOOL, 1}, {TOLL_METER_INPUT_AUDIO, 1});
}

/* Random records: each token lies on exactly one line, whatever is priced. */
static void lines_add_up_to_the_totals(void **state)
{
    (void)state;
    uint64_t seed = 1;
    int billed = 0;
    for (int round = 0; round < 20000; round++) {
        Tariff t;
        Bill b;
        int64_t q[TOLL_METERS] = {0}, sum[3] = {0};
        tariff_start(&t);
        mtok_add(&t, TOLL_METER_INPUT, "1");
        mtok_add(&t, TOLL_METER_OUTPUT, "2");
        for (uint32_t meter = TOLL_METER_CACHE_READ; meter <= TOLL_METER_OUTPUT_VIDEO; meter++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            if (seed >> 63)
                price_add(&t, meter, "3", 1000 + meter);
            q[meter] = (seed >> 61 & 1) ? (int64_t)(seed >> 40 & 15) : 0;
        }
        q[TOLL_METER_INPUT] = 40 + (int64_t)(seed >> 35 & 31);
        q[TOLL_METER_OUTPUT] = 40 + (int64_t)(seed >> 30 & 31);
        bill_start(&b);
        for (uint32_t meter = 1; meter <= TOLL_METER_OUTPUT_VIDEO; meter++)
            use(&b, meter, q[meter]);
        if (bill_try(&t, &b) != TOLL_OK)
            continue;
        billed++;
        for (int64_t i = 0; i < b.sums.n_lines; i++) {
            assert_true(b.lines[i].quantity > 0);
            sum[toll__meter_get(b.lines[i].meter)->side - 1] += b.lines[i].quantity;
        }
        assert_true(sum[0] == q[TOLL_METER_INPUT] && sum[1] == q[TOLL_METER_OUTPUT] && sum[2] == 0);
    }
    assert_true(billed > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joint_cells_have_their_own_price),
        cmocka_unit_test(unpriced_parts_stay_with_their_total),
        cmocka_unit_test(reasoning_stays_in_the_answer_beside_images),
        cmocka_unit_test(parts_beyond_their_totals_are_refused),
        cmocka_unit_test(bad_pairs_are_refused),
        cmocka_unit_test(unknown_overlaps_are_refused),
        cmocka_unit_test(overlaps_forced_by_totals_are_billed),
        cmocka_unit_test(overlaps_that_move_no_money_are_billed),
        cmocka_unit_test(stated_reads_are_taken_once),
        cmocka_unit_test(stated_reads_of_one_modality_force_another),
        cmocka_unit_test(writes_of_12_hours_need_their_price),
        cmocka_unit_test(writes_of_12_hours_may_be_negotiated),
        cmocka_unit_test(images_of_both_kinds_fall_back_to_images),
        cmocka_unit_test(stored_bytes_and_training_tokens_are_other_meters),
        cmocka_unit_test(nothing_is_guessed_where_nothing_decides),
        cmocka_unit_test(lines_add_up_to_the_totals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
