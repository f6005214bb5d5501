/* SPDX-License-Identifier: Apache-2.0 */
/* From a deployment to rows of a scenario: the scenario's ledger is as busy as the serving estimate says, over models,
 * cards, mixes and limits; a deployment that does not serve has no rows. From a tariff to prices: the bill's money. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <toll.h>

#include "toll_assert.h"

#define WORDS TOLL_CATALOG_WORDS

typedef struct placed {
    const char *model, *hw, *precision;
    int64_t tp, ep;
} placed;

static const placed deployments[] = {
    {"llama-3.1-8b", "h100-sxm5-80gb", "bf16", 1, 1}, {"llama-3.1-70b", "h100-sxm5-80gb", "fp8", 4, 1},
    {"llama-3.1-70b", "b200-sxm-180gb", "fp8", 2, 1}, {"qwen3-235b-a22b", "h200-sxm-141gb", "fp8", 8, 1},
    {"deepseek-v3", "h200-sxm-141gb", "fp8", 8, 8},   {"llama-3.1-8b", "l40s-48gb", "fp8", 1, 1},
    {"llama-3.1-70b", "mi300x-192gb", "fp8", 4, 1},
};

static const double mixes[][3] = {{200, 200, 0},    {1000, 500, 0}, {1500, 400, 0.5}, {8000, 500, 0},
                                  {8000, 500, 0.8}, {300, 1500, 0}, {30000, 800, 0.6}};

static void resolve_named(const placed *d, uint64_t *words)
{
    toll_error err;
    toll_step_layout layout;
    toll_init(&layout);
    layout.tp = d->tp;
    layout.ep = d->ep;
    if (toll_catalog_resolve(d->hw, TOLL_NUL, d->model, TOLL_NUL, d->precision, TOLL_NUL, NULL, 0, &layout, words,
                             WORDS * 8, &err) != TOLL_OK)
        fail_msg("%s on %s: %s", d->model, d->hw, err.message);
}

static toll_serve_load load_of(const double mix[3])
{
    toll_serve_load load;
    toll_init(&load);
    load.input_tokens = mix[0];
    load.output_tokens = mix[1];
    load.prefix_hit_frac = mix[2];
    return load;
}

/* 0: none; 1: TTFT p95 within 1 s and TPOT p95 within 50 ms; 2: 0.5 s and, in the median, 25 ms. */
static toll_serve_limits limits_of(int which)
{
    toll_serve_limits limits;
    toll_init(&limits);
    if (which == 0)
        return limits;
    limits.known = TOLL_LIMIT_TTFT_P95 | (which == 1 ? TOLL_LIMIT_TPOT_P95 : TOLL_LIMIT_TPOT_P50);
    limits.ttft_p95_s = which == 1 ? 1 : 0.5;
    limits.tpot_p95_s = which == 1 ? 0.05 : 0;
    limits.tpot_p50_s = which == 1 ? 0 : 0.025;
    return limits;
}

static toll_plan_unit derive(const uint64_t *words, const double mix[3], int which)
{
    toll_error err;
    toll_serve_site site;
    toll_plan_unit unit;
    const toll_serve_load load = load_of(mix);
    const toll_serve_limits limits = limits_of(which);
    toll_init(&site);
    toll_init(&unit);
    if (toll_plan_derive_unit(words, WORDS * 8, &load, &limits, &site, &unit, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return unit;
}

static double bound_rate(const uint64_t *words, const double mix[3], int which)
{
    double rate = -1;
    const toll_serve_load load = load_of(mix);
    const toll_serve_limits limits = limits_of(which);
    assert_int_equal(toll_serve_bound_rate(words, WORDS * 8, &load, &limits, &rate, NULL), TOLL_OK);
    return rate;
}

/* A month of `rate` requests a second of this mix on exactly the units that it keeps busy. */
static double busy_units(const toll_plan_unit *unit, const double mix[3], double rate)
{
    static uint64_t plan[1 << 14], account[1 << 14];
    toll_tco_row rows[8 + TOLL_PLAN_UNIT_ROWS] = {
        {.kind = TOLL_TCO_OPTION, .option = 1, .quantity = 1, .text = "own"},
        {.kind = TOLL_TCO_HORIZON, .quantity = 1, .value = {1, 1, 1}},
        {.kind = TOLL_TCO_SIZING, .quantity = 1, .subject = TOLL_TCO_SIZE_EXACT},
    };
    const double tokens[] = {mix[0] * (1 - mix[2]), mix[0] * mix[2], mix[1]};
    const uint32_t kinds[] = {TOLL_TCO_INPUT_TOKENS, TOLL_TCO_CACHED_TOKENS, TOLL_TCO_OUTPUT_TOKENS};
    uint64_t n = 3, derived = 0;
    double units[2];
    toll_error err;
    for (int i = 0; i < 3; i++) {
        const double per_hour = tokens[i] * rate * 3600;
        if (per_hour > 0)
            rows[n++] = (toll_tco_row){
                .kind = kinds[i], .time = TOLL_TCO_HOUR, .quantity = 1, .value = {per_hour, per_hour, per_hour}};
    }
    if (toll_plan_derive_rows(unit, 1, 0, rows + n, NULL, TOLL_PLAN_UNIT_ROWS, sizeof rows[0], &derived, &err) !=
            TOLL_OK ||
        toll_tco_resolve(rows, n + derived, sizeof rows[0], plan, sizeof plan, &err) != TOLL_OK ||
        toll_tco_estimate(plan, sizeof plan, 1, NULL, NULL, 0, account, sizeof account, &err) != TOLL_OK ||
        toll_tco_get_series(account, sizeof account, TOLL_TCO_SERIES_UNITS, units, 2, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return units[0];
}

/* The scenario needs as many units as rate / highest rate of one; the highest rate comes from serve.h itself. */
static void the_ledger_is_as_busy_as_serve_says(void **state)
{
    (void)state;
    uint64_t words[WORDS];
    double worst = 0;
    int count = 0;
    for (size_t d = 0; d < sizeof deployments / sizeof deployments[0]; d++) {
        resolve_named(&deployments[d], words);
        for (size_t m = 0; m < sizeof mixes / sizeof mixes[0]; m++)
            for (int which = 0; which < 3; which++) {
                const toll_plan_unit unit = derive(words, mixes[m], which);
                const double most = bound_rate(words, mixes[m], which);
                assert_int_equal(unit.verdict == TOLL_PLAN_UNIT_SERVES, most > 0);
                if (!(most > 0))
                    continue;
                for (double share = 0.25; share < 5; share *= 2, count++)
                    worst = fmax(worst, fabs(busy_units(&unit, mixes[m], share * most) / share - 1));
            }
    }
    print_message("%d demands, worst %.4f %%\n", count, 100 * worst);
    assert_true(count > 500);
    assert_true(worst < 0.03);
}

/* At lengths a quarter away the law is a slope, not a measure: median below 8 %, unless the unit says that it is steep. */
static void nearby_mixes_are_close_or_said_to_be_steep(void **state)
{
    (void)state;
    static const double moves[][2] = {{1.25, 0.8}, {0.8, 1.25}, {1.25, 1}, {1, 1.25}};
    uint64_t words[WORDS];
    double sum = 0, worst = 0;
    int count = 0, steep = 0;
    for (size_t d = 0; d < sizeof deployments / sizeof deployments[0]; d++) {
        resolve_named(&deployments[d], words);
        for (size_t m = 0; m < sizeof mixes / sizeof mixes[0]; m++)
            for (int which = 0; which < 3; which++) {
                const toll_plan_unit unit = derive(words, mixes[m], which);
                if (unit.verdict != TOLL_PLAN_UNIT_SERVES)
                    continue;
                if ((unit.remarks & TOLL_PLAN_UNIT_STEEP) != 0) {
                    steep++;
                    continue;
                }
                for (size_t k = 0; k < 4; k++, count++) {
                    const double moved[3] = {mixes[m][0] * moves[k][0], mixes[m][1] * moves[k][1], mixes[m][2]};
                    const double error = fabs(busy_units(&unit, moved, bound_rate(words, moved, which)) - 1);
                    sum += error;
                    worst = fmax(worst, error);
                }
            }
    }
    print_message("%d moved mixes, mean %.2f %%, worst %.2f %%; %d steep units\n", count, 100 * sum / count,
                  100 * worst, steep);
    assert_true(count > 300 && sum / count < 0.05 && worst < 0.2);
}

/* The bound finds the rate to 0.1 %, on logarithms: so do the ends of the interval. */
static void a_tighter_limit_and_a_slower_end_serve_less(void **state)
{
    (void)state;
    uint64_t words[WORDS];
    resolve_named(&deployments[1], words);
    const toll_plan_unit free = derive(words, mixes[1], 0), tight = derive(words, mixes[1], 2);
    assert_true(tight.requests_per_s.mid < free.requests_per_s.mid);
    assert_true(tight.requests_per_s.low < tight.requests_per_s.mid);
    assert_true(tight.requests_per_s.high > tight.requests_per_s.mid);
    assert_within(free.saturation_requests_per_s, free.requests_per_s.mid, 0.002);
    assert_true(tight.capacity_output.low / tight.capacity_output.mid <
                free.capacity_output.low / free.capacity_output.mid * 1.05);
    assert_int_equal(tight.gpus, 4);
}

/* 4 x 700 W of accelerators, hosts of 10 .. 25 .. 50 % on top: 3,500 W; idle is below busy, busy below most. */
static void power_includes_the_hosts(void **state)
{
    (void)state;
    uint64_t words[WORDS];
    resolve_named(&deployments[1], words);
    const toll_plan_unit unit = derive(words, mixes[1], 1);
    assert_true((unit.known & TOLL_PLAN_UNIT_POWER) != 0);
    assert_close(unit.power_max_w.mid, 4 * 700 * 1.25);
    assert_close(unit.power_max_w.low, 4 * 700 * 1.1);
    assert_close(unit.power_max_w.high, 4 * 700 * 1.5);
    assert_true(unit.power_idle_w.mid < unit.power_busy_w.mid && unit.power_busy_w.mid < unit.power_max_w.mid);
}

static void what_does_not_fit_has_no_rows(void **state)
{
    (void)state;
    static const placed large = {"llama-3.1-70b", "l40s-48gb", "fp8", 1, 1};
    uint64_t words[WORDS], count = 99;
    toll_tco_row rows[TOLL_PLAN_UNIT_ROWS];
    toll_error err;
    resolve_named(&large, words);
    const toll_plan_unit unit = derive(words, mixes[1], 0);
    assert_int_equal(unit.verdict, TOLL_PLAN_UNIT_UNFIT);
    assert_int_equal(unit.known, 0);
    assert_int_equal(toll_plan_derive_rows(&unit, 1, 0, rows, NULL, TOLL_PLAN_UNIT_ROWS, sizeof rows[0], &count, &err),
                     TOLL_E_CONFLICT);
    assert_non_null(strstr(err.message, "do not fit"));
    assert_int_equal(count, 99);
}

static void a_limit_that_nobody_keeps_has_no_rows(void **state)
{
    (void)state;
    uint64_t words[WORDS];
    resolve_named(&deployments[5], words);
    const toll_plan_unit unit = derive(words, mixes[6], 2); /* 30,000 tokens within 0.5 s */
    assert_int_equal(unit.verdict, TOLL_PLAN_UNIT_TOO_SLOW);
    assert_int_equal(unit.known, 0);
}

static void rows_are_grouped_and_labelled(void **state)
{
    (void)state;
    uint64_t words[WORDS], count = 0;
    toll_tco_row rows[TOLL_PLAN_UNIT_ROWS];
    toll_risk_input inputs[TOLL_PLAN_UNIT_ROWS];
    resolve_named(&deployments[1], words);
    const toll_plan_unit unit = derive(words, mixes[2], 1);
    assert_int_equal(
        toll_plan_derive_rows(&unit, 3, 7, rows, inputs, TOLL_PLAN_UNIT_ROWS, sizeof rows[0], &count, NULL), TOLL_OK);
    assert_int_equal(count, 7);
    for (uint64_t i = 0; i < count; i++) {
        const int is_capacity = rows[i].kind >= TOLL_TCO_CAPACITY_INPUT && rows[i].kind <= TOLL_TCO_CAPACITY_OUTPUT;
        assert_int_equal(rows[i].option, 3);
        assert_int_equal(strncmp(rows[i].text, "derived: serve estimate", 23), 0);
        assert_int_equal(inputs[i].group, is_capacity ? 7 : 0);
        assert_true(inputs[i].loading == (is_capacity ? 1 : 0));
    }
    assert_int_equal(toll_plan_derive_rows(&unit, 3, 7, rows, inputs, 6, sizeof rows[0], &count, NULL), TOLL_E_BUFFER);
}

/* ---- prices ---- */

static uint64_t book[4096], card[TOLL_BILL_CARD_WORDS];

static void make_card(const toll_bill_row *rows, uint64_t n, toll_bill_context *context, const char *tier)
{
    toll_error err = {0};
    uint64_t size = 0;
    toll_init(context);
    if (toll_book_compile(rows, n, sizeof rows[0], book, sizeof book, &size, &err) != TOLL_OK ||
        toll_book_find(book, size, TOLL_STR("acme"), TOLL_STR("one"), 1793577600, card, sizeof card, &err) != TOLL_OK ||
        (tier != NULL &&
         toll_book_intern_tier(book, size, tier, strlen(tier), &context->service_tier, &err) != TOLL_OK))
        fail_msg("%s", err.message);
}

#define TARIFF                                                                                                         \
    {.kind = TOLL_ROW_TARIFF,                                                                                          \
     .key = "acme",                                                                                                    \
     .text = "one",                                                                                                    \
     .value = "EUR",                                                                                                   \
     .origin = TOLL_ORIGIN_PUBLIC,                                                                                     \
     .from_s = TOLL_TIME_MIN,                                                                                          \
     .until_s = TOLL_TIME_MAX},                                                                                        \
    {                                                                                                                  \
        .kind = TOLL_ROW_MATCH, .op = TOLL_MATCH_EXACT, .text = "one"                                                  \
    }
#define PRICE(what, cents)                                                                                             \
    {                                                                                                                  \
        .kind = TOLL_ROW_PRICE, .meter = (what), .number = {cents, 2, 0}, .per = 1000000                               \
    }

static toll_plan_prices prices_of(int64_t input, int64_t cached, int64_t written, int64_t output,
                                  const toll_bill_context *context)
{
    toll_error err;
    toll_plan_mix mix;
    toll_plan_prices prices;
    toll_init(&mix);
    toll_init(&prices);
    mix.input_tokens = input;
    mix.cached_tokens = cached;
    mix.cache_write_tokens = written;
    mix.output_tokens = output;
    if (toll_plan_derive_prices(card, sizeof card, &mix, context, &prices, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return prices;
}

/* 3.00, 0.30 and 15.00 per million, half of that in a batch. */
static void a_linear_tariff_gives_its_own_prices(void **state)
{
    (void)state;
    const toll_bill_row rows[] = {
        TARIFF,
        PRICE(TOLL_METER_INPUT, 300),
        PRICE(TOLL_METER_CACHE_READ, 30),
        PRICE(TOLL_METER_OUTPUT, 1500),
        {.kind = TOLL_ROW_MULTIPLIER, .op = TOLL_FACTOR_LIST, .text = "batch", .number = {5, 1, 0}},
        {.kind = TOLL_ROW_WHEN_TIER, .text = "batch"}};
    toll_bill_context context;
    make_card(rows, 7, &context, "batch");
    const toll_plan_prices p = prices_of(12000, 10000, 0, 800, &context);
    assert_int_equal(p.known, TOLL_PLAN_PRICE_INPUT | TOLL_PLAN_PRICE_CACHED | TOLL_PLAN_PRICE_OUTPUT);
    assert_close(p.per_mtok_input, 1.5);
    assert_close(p.per_mtok_cached, 0.15);
    assert_close(p.per_mtok_output, 7.5);
    assert_close(p.request_money, 0.0105);
    assert_int_equal(p.remarks, 0);
    assert_string_equal(p.currency, "EUR");
    const toll_plan_prices some = prices_of(0, 0, 0, 800, &context);
    assert_int_equal(some.known, TOLL_PLAN_PRICE_OUTPUT);
    assert_true(some.per_mtok_input == 0);
}

/* 2,000 written at 3.75 and 1,000 plain at 3.00: (7.5 + 3) / 3 = 3.50 a million. No price of reading: plain input. */
static void written_tokens_are_in_the_price_of_input(void **state)
{
    (void)state;
    const toll_bill_row rows[] = {TARIFF, PRICE(TOLL_METER_INPUT, 300), PRICE(TOLL_METER_CACHE_WRITE, 375),
                                  PRICE(TOLL_METER_OUTPUT, 1500)};
    toll_bill_context context;
    make_card(rows, 5, &context, NULL);
    const toll_plan_prices p = prices_of(3000, 0, 2000, 100, &context);
    assert_close(p.per_mtok_input, 3.5);
    const toll_plan_prices read = prices_of(3000, 1000, 0, 100, &context);
    assert_close(read.per_mtok_input, 3);
    assert_close(read.per_mtok_cached, 3);
    assert_int_equal(read.remarks, TOLL_PLAN_PRICE_FALLBACK);
}

/* Twice the price above 200,000 prompt tokens: 60,000 is a quarter of a length that costs more. */
static void a_step_within_four_lengths_is_said(void **state)
{
    (void)state;
    const toll_bill_row rows[] = {
        TARIFF,
        PRICE(TOLL_METER_INPUT, 300),
        PRICE(TOLL_METER_OUTPUT, 1500),
        {.kind = TOLL_ROW_RULE, .text = "long"},
        {.kind = TOLL_ROW_WHEN_COUNT, .op = TOLL_OP_GT, .meter = TOLL_METER_INPUT, .quantity = 200000},
        PRICE(TOLL_METER_INPUT, 600)};
    toll_bill_context context;
    make_card(rows, 7, &context, NULL);
    assert_int_equal(prices_of(40000, 0, 0, 500, &context).remarks, 0);
    assert_int_equal(prices_of(60000, 0, 0, 500, &context).remarks, TOLL_PLAN_PRICE_STEPS);
    const toll_plan_prices p = prices_of(250000, 0, 0, 500, &context);
    assert_int_equal(p.remarks, TOLL_PLAN_PRICE_STEPS);
    assert_close(p.per_mtok_input, 6); /* priced at the mix */
}

/* A request of 1,000 in and 100 out costs 0.003 + 0.0015, and 0.0045 for the request: everything doubles. */
static void a_fee_of_a_request_is_in_the_prices(void **state)
{
    (void)state;
    const toll_bill_row rows[] = {
        TARIFF,
        PRICE(TOLL_METER_INPUT, 300),
        PRICE(TOLL_METER_OUTPUT, 1500),
        {.kind = TOLL_ROW_PRICE, .meter = TOLL_METER_REQUEST, .number = {45, 4, 0}, .per = 1}};
    toll_bill_context context;
    make_card(rows, 5, &context, NULL);
    const toll_plan_prices p = prices_of(1000, 0, 0, 100, &context);
    assert_close(p.per_mtok_input, 6);
    assert_close(p.per_mtok_output, 30);
    assert_true((p.remarks & TOLL_PLAN_PRICE_FEES) != 0 && (p.remarks & TOLL_PLAN_PRICE_STEPS) != 0);
}

static void impossible_mixes_are_refused(void **state)
{
    (void)state;
    const toll_bill_row rows[] = {TARIFF, PRICE(TOLL_METER_INPUT, 300), PRICE(TOLL_METER_OUTPUT, 1500)};
    toll_bill_context context;
    toll_plan_mix mix;
    toll_plan_prices prices;
    toll_error err;
    make_card(rows, 4, &context, NULL);
    toll_init(&mix);
    toll_init(&prices);
    assert_int_equal(toll_plan_derive_prices(card, sizeof card, &mix, &context, &prices, &err), TOLL_E_MISSING);
    mix.input_tokens = 100;
    mix.cached_tokens = 101;
    assert_int_equal(toll_plan_derive_prices(card, sizeof card, &mix, &context, &prices, &err), TOLL_E_CONFLICT);
    mix.cached_tokens = 60;
    mix.cache_write_tokens = 41;
    assert_int_equal(toll_plan_derive_prices(card, sizeof card, &mix, &context, &prices, &err), TOLL_E_CONFLICT);
    mix.cache_write_tokens = 40;
    assert_int_equal(toll_plan_derive_prices(card, sizeof card, &mix, &context, &prices, &err), TOLL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ledger_is_as_busy_as_serve_says),
        cmocka_unit_test(nearby_mixes_are_close_or_said_to_be_steep),
        cmocka_unit_test(a_tighter_limit_and_a_slower_end_serve_less),
        cmocka_unit_test(power_includes_the_hosts),
        cmocka_unit_test(what_does_not_fit_has_no_rows),
        cmocka_unit_test(a_limit_that_nobody_keeps_has_no_rows),
        cmocka_unit_test(rows_are_grouped_and_labelled),
        cmocka_unit_test(a_linear_tariff_gives_its_own_prices),
        cmocka_unit_test(written_tokens_are_in_the_price_of_input),
        cmocka_unit_test(a_step_within_four_lengths_is_said),
        cmocka_unit_test(a_fee_of_a_request_is_in_the_prices),
        cmocka_unit_test(impossible_mixes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
