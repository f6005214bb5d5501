/* SPDX-License-Identifier: Apache-2.0 */
/* One more request, who pays for a step, what a token costs at the margin, and what it costs on a bill. On the clockwork of
 * test_serve.c where times are by hand: a decode step takes 10 ms and 1 ms for each sequence, one with prompts 10 ms more. */
#include "fixture_ask.h"

#include <string.h>

#include <toll/bill.h>

#define OUT 101

#define assert_about(got, want) assert_within((got), (want), 1e-6)

static void clockwork(fixture *f)
{
    fixture_toy(f);
    f->hw.memory_bytes_per_s = 1e18;
    f->hw.bf16_flop_per_s = 1e21;
    f->hw.link_bytes_per_s = 1e18;
    f->constants.step_s = 0.010;
    f->constants.sequence_s = 0.001;
    f->constants.prefill_layer_s = 0.005;
}

static toll_serve_admission ask(const fixture *f, toll_step_batch batch, toll_serve_load load, double usd_per_gpu_hour)
{
    toll_error err;
    toll_serve_admission a;
    const toll_serve_supply supply = fixture_supply(usd_per_gpu_hour);
    expect_ok(toll_struct_init(&a, sizeof a, TOLL_KIND_SERVE_ADMISSION, &err), &err);
    expect_ok(toll_serve_estimate_admission(f->words, sizeof f->words, &batch, &load, &supply, &a, &err), &err);
    return a;
}

/* ---- one more request ------------------------------------------------------------------------------------------ */

/* Beside 4 sequences: 14 ms a step; the prompt takes 3 steps of 25 ms (10 more for a prompt, 1 more for its sequence); then
 * 100 steps are 1 ms longer. */
static void admission_adds_its_own_time(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const toll_serve_admission a = ask(&f, fixture_decode(4, 500), fixture_load(2500, OUT, 1), 3.6);
    assert_about(a.step_s.mid, 0.014);
    assert_about(a.prompt_step_s.mid, 0.025);
    assert_about(a.decode_step_s.mid, 0.015);
    assert_about(a.prompt_steps, 3);
    assert_about(a.decode_steps, 100);
    assert_about(a.ttft_s.mid, 0.075);
    assert_about(a.prompt_added_s.mid, 0.033);
    assert_about(a.decode_added_s.mid, 0.100);
    assert_about(a.added_s.mid, 0.133);
    assert_about(a.delay_s, 0.033);
    assert_about(a.usd.mid, 0.133 * 3.6 / 3600);
    assert_int_equal(a.fit, TOLL_FIT_YES);
}

static void admission_to_an_idle_engine(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const toll_serve_admission a = ask(&f, fixture_decode(0, 0), fixture_load(500, OUT, 1), 1);
    assert_true(a.step_s.mid <= 0);
    assert_about(a.added_s.mid, 0.021 + 100 * 0.011);
}

/* A prompt joins one that is being taken in: the step has its 10 ms already, and 2 sequences more than 4. */
static void admission_beside_a_prompt(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    toll_step_batch batch = fixture_decode(4, 500);
    batch.prefill_tokens = 200;
    batch.prefill_sequences = 1;
    const toll_serve_admission a = ask(&f, batch, fixture_load(500, OUT, 1), 1);
    assert_about(a.step_s.mid, 0.025);
    assert_about(a.prompt_step_s.mid, 0.026);
}

/* 2,048 bytes a token: room for a request of 600 tokens beside 4 of 500, and then not. */
static void admission_needs_room(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const toll_step_memory m = ask_memory(&f, 4, 500);
    f.hw.memory_bytes = f.hw.memory_usable_bytes = m.needed_bytes + 600 * 2048;
    resolve(&f);
    const toll_serve_admission a = ask(&f, fixture_decode(4, 500), fixture_load(500, 100, 1), 1);
    assert_int_equal(a.request_bytes, 600 * 2048);
    assert_int_equal(a.free_bytes, 600 * 2048);
    assert_int_equal(a.fit, TOLL_FIT_MARGINAL);
    assert_int_equal(ask(&f, fixture_decode(4, 500), fixture_load(500000, 100, 1), 1).fit, TOLL_FIT_NO);
}

/* ---- who pays for a step --------------------------------------------------------------------------------------- */

static void allocate(const fixture *f, const toll_serve_part *parts, uint64_t n, double *seconds, int64_t *weights)
{
    toll_error err;
    expect_ok(toll_serve_allocate(f->words, sizeof f->words, parts, n, sizeof *parts, seconds, weights, &err), &err);
}

/* Two decode and one brings a prompt: 10 + 3 * 1 + 10 ms. The prompt adds 11, the others 1 each; the rest, 10, in equal
 * parts. */
static void parts_pay_what_they_add(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const toll_serve_part parts[] = {{1, 500, 0, 0}, {0, 0, 300, 0}, {1, 90, 0, 0}};
    double seconds[3];
    int64_t weights[3];
    allocate(&f, parts, 3, seconds, weights);
    assert_about(seconds[0], 0.001 + 0.010 / 3);
    assert_about(seconds[1], 0.011 + 0.010 / 3);
    assert_about(seconds[2], 0.001 + 0.010 / 3);
    assert_true(weights[0] + weights[1] + weights[2] == TOLL_SERVE_SHARES);
    assert_within((double)weights[1] / 1e15, seconds[1] / 0.023, 1e-7);
}

/* On real hardware: positive shares that sum to the step, the longer context pays more, equal requests pay the same, and a
 * bill of $1 is split to the last unit. */
static void shares_sum_to_the_whole(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_llama_8b(&f);
    fixture_bits(&f, 16);
    resolve(&f);
    enum { N = 37 };
    toll_serve_part parts[N];
    double seconds[N], sum = 0;
    int64_t weights[N], whole = 0;
    for (int i = 0; i < N; i++)
        parts[i] = i % 9 == 8 ? (toll_serve_part){0, 0, 100.0 * i, 50} : (toll_serve_part){1, 1000.0 * (i / 2), 0, 0};
    allocate(&f, parts, N, seconds, weights);
    toll_step_batch batch = fixture_decode(0, 0);
    for (int i = 0; i < N; i++) {
        assert_true(seconds[i] > 0 && weights[i] > 0);
        sum += seconds[i];
        whole += weights[i];
        batch.decode_context_tokens += parts[i].decode_tokens * parts[i].context_tokens;
        batch.decode_sequences += parts[i].decode_tokens;
        batch.prefill_tokens += parts[i].prefill_tokens;
        batch.prefill_sequences += parts[i].prefill_tokens > 0;
    }
    batch.decode_context_tokens /= batch.decode_sequences;
    batch.prefill_context_tokens = 50;
    assert_within(sum, ask_step(&f, batch).time_s.mid, 1e-9);
    assert_true(whole == TOLL_SERVE_SHARES);
    assert_true(seconds[36 - 1] > seconds[0] && seconds[3] > 0);
    assert_within(seconds[2], seconds[3], 1e-9);
    toll_amount dollar, split[N], total;
    toll_error err;
    expect_ok(toll_amount_parse("1", 1, &dollar, &err), &err);
    expect_ok(toll_amount_allocate(&dollar, weights, N, 9, split, &err), &err);
    total = split[0];
    for (int i = 1; i < N; i++)
        expect_ok(toll_amount_add(&total, &split[i], &total, &err), &err);
    assert_memory_equal(&total, &dollar, sizeof total);
}

static void one_part_pays_all(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const toll_serve_part part = {1, 500, 0, 0};
    double seconds = 0;
    int64_t weight = 0;
    allocate(&f, &part, 1, &seconds, &weight);
    assert_about(seconds, 0.011);
    assert_true(weight == TOLL_SERVE_SHARES);
}

/* ---- three costs of a token ------------------------------------------------------------------------------------ */

static toll_serve_split ask_split(const fixture *f, toll_serve_load load, toll_serve_supply supply)
{
    toll_error err;
    toll_serve_split split;
    expect_ok(toll_struct_init(&split, sizeof split, TOLL_KIND_SERVE_SPLIT, &err), &err);
    expect_ok(toll_serve_estimate_split(f->words, sizeof f->words, &load, &supply, &split, &err), &err);
    return split;
}

/* $3.60 an hour is $0.001 a second. One more sequence adds 1 ms to a step and yields a token: $1 a million. A prompt of 500
 * tokens adds 11 ms to one: $0.022 a million... times 1,000: 11e-3 / 500 * 1e-3 * 1e6. */
static void margins_by_hand(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    toll_serve_supply supply = fixture_supply(3.6);
    supply.utilisation_frac = 0.5;
    const toll_serve_load load = fixture_load(500, OUT, 11);
    const toll_serve_split s = ask_split(&f, load, supply);
    assert_about(s.marginal_usd_per_mtok_output.mid, 1.0);
    assert_about(s.marginal_usd_per_mtok_input.mid, 0.010 / 500 * 1e3);
    const toll_serve_result r = ask_serve(&f, load);
    const toll_serve_cost cost = ask_cost(&r, supply);
    assert_close(s.reserved_usd_per_mtok_input.mid, cost.usd_per_mtok_input.mid);
    assert_close(s.reserved_usd_per_mtok_output.mid, cost.usd_per_mtok_output.mid);
    assert_close(s.busy_usd_per_mtok_output.mid, s.reserved_usd_per_mtok_output.mid / 2);
    assert_close(s.busy_usd_per_mtok_input.mid * 500 + s.busy_usd_per_mtok_output.mid * OUT,
                 cost.usd_per_request.mid / 2 * 1e6);
    const double margin = s.marginal_usd_per_mtok_input.mid * 500 + s.marginal_usd_per_mtok_output.mid * OUT;
    assert_about(s.marginal_frac, margin / (cost.usd_per_request.mid / 2 * 1e6));
}

/* ---- a bill of it ---------------------------------------------------------------------------------------------- */

static void estimated_cost_on_a_bill(void **state)
{
    (void)state;
    toll_error err;
    toll_bill_row rows[TOLL_BOOK_ESTIMATED_ROWS];
    static uint64_t book[2048], card[1024];
    uint64_t size;
    toll_bill_context context;
    toll_bill_line lines[4];
    toll_bill_total total;
    expect_ok(
        toll_book_estimate_rows("own", 3, "llama", 5, 0.25, 1.0000000004, TOLL_TIME_MIN, rows, sizeof rows[0], &err),
        &err);
    expect_ok(toll_book_compile(rows, TOLL_BOOK_ESTIMATED_ROWS, sizeof rows[0], book, sizeof book, &size, &err), &err);
    expect_ok(toll_book_find(book, size, "own", 3, "llama", 5, 0, card, sizeof card, &err), &err);
    expect_ok(toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, &err), &err);
    expect_ok(toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, &err), &err);
    const toll_bill_usage usage[] = {
        {TOLL_METER_INPUT, 4000000}, {TOLL_METER_CACHE_READ, 1000000}, {TOLL_METER_OUTPUT, 2000000}};
    expect_ok(toll_bill_compute(card, sizeof card, usage, 3, &context, NULL, 0, NULL, 0, lines, 4, &total, &err), &err);
    char text[TOLL_MONEY_TEXT_BYTES];
    expect_ok(toll_amount_format(&total.billed_cost, 2, text, sizeof text, NULL, &err), &err);
    assert_string_equal(text, "3.00"); /* 4 * 0.25 + 2 * 1; the price was rounded to a nano-dollar */
    assert_true((lines[0].flags & TOLL_LINE_ESTIMATED) != 0 && (total.flags & TOLL_LINE_ESTIMATED) != 0);
    assert_true(lines[total.n_lines - 1].flags & TOLL_LINE_ESTIMATED);
}

static void estimated_prices_are_checked(void **state)
{
    (void)state;
    toll_error err;
    toll_bill_row rows[TOLL_BOOK_ESTIMATED_ROWS], before[TOLL_BOOK_ESTIMATED_ROWS];
    const double bad[] = {(double)NAN, (double)INFINITY, -1e-9, 1.1e9};
    memset(rows, 0x5a, sizeof rows);
    memcpy(before, rows, sizeof rows);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(toll_book_estimate_rows(NULL, 0, "m", 1, 1, bad[i], 0, rows, sizeof rows[0], &err),
                         i < 2 ? TOLL_E_NOT_FINITE : TOLL_E_RANGE);
        assert_string_equal(err.field, "usd_per_mtok_output");
        assert_memory_equal(rows, before, sizeof rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(admission_adds_its_own_time), cmocka_unit_test(admission_to_an_idle_engine),
        cmocka_unit_test(admission_beside_a_prompt),   cmocka_unit_test(admission_needs_room),
        cmocka_unit_test(parts_pay_what_they_add),     cmocka_unit_test(shares_sum_to_the_whole),
        cmocka_unit_test(one_part_pays_all),           cmocka_unit_test(margins_by_hand),
        cmocka_unit_test(estimated_cost_on_a_bill),    cmocka_unit_test(estimated_prices_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
