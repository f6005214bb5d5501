/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that answer from names in one call: byte for byte what their steps give one after the other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <toll.h>

#define AT_S          1793491200 /* 2026-11-01T00:00:00Z */
#define LINES         33
#define ROWS_MAX      16
#define INIT(x, kind) assert_int_equal(toll_struct_init(&(x), sizeof(x), TOLL_KIND_##kind, NULL), TOLL_OK)

static const toll_bill_usage usage[] = {
    {TOLL_METER_INPUT, 12000}, {TOLL_METER_CACHE_READ, 10000}, {TOLL_METER_OUTPUT, 800}};

/* ---- bills ---- */

static void bill_by_steps(const char *provider, const char *model, toll_bill_line *lines, toll_bill_total *total)
{
    uint64_t card[TOLL_BILL_CARD_WORDS], size;
    const void *book = toll_book_get_public(&size);
    toll_bill_context context;
    INIT(context, BILL_CONTEXT);
    INIT(*total, BILL_TOTAL);
    context.known = TOLL_CONTEXT_AT;
    context.at_s = AT_S;
    assert_int_equal(
        toll_book_find(book, size, provider, strlen(provider), model, strlen(model), AT_S, card, sizeof card, NULL),
        TOLL_OK);
    assert_int_equal(
        toll_bill_compute(card, sizeof card, usage, 3, &context, NULL, 0, NULL, 0, lines, LINES, total, NULL), TOLL_OK);
}

static void a_quote_is_the_bill_of_its_steps(void **state)
{
    (void)state;
    static const char *const sold[][2] = {
        {"openai", "gpt-5.4"}, {"anthropic", "claude-sonnet-4-6"}, {"", "claude-sonnet-4-6"}, {"", "gpt-4o"}};
    for (size_t i = 0; i < sizeof sold / sizeof sold[0]; i++) {
        static toll_bill_line lines[LINES], stepped[LINES];
        toll_bill_total total, want;
        memset(lines, 0, sizeof lines);
        memset(stepped, 0, sizeof stepped);
        INIT(total, BILL_TOTAL);
        bill_by_steps(sold[i][0], sold[i][1], stepped, &want);
        assert_int_equal(toll_bill_compute_public(sold[i][0], sold[i][1], AT_S, usage, 3, lines, LINES, &total, NULL),
                         TOLL_OK);
        assert_memory_equal(&total, &want, sizeof total);
        assert_memory_equal(lines, stepped, sizeof lines);
        assert_int_equal(toll_bill_compute_public(sold[i][0], sold[i][1], AT_S, usage, 3, NULL, 0, &total, NULL),
                         TOLL_OK);
        assert_memory_equal(&total, &want, sizeof total);
    }
}

/* USD per million tokens of Claude Sonnet 4.6 by its maker: 3 in, 0.30 from the cache, 15 out. */
static void a_quote_is_right_to_the_last_digit(void **state)
{
    (void)state;
    char text[TOLL_MONEY_TEXT_BYTES];
    toll_bill_total total;
    INIT(total, BILL_TOTAL);
    assert_int_equal(toll_bill_compute_public(NULL, "claude-sonnet-4-6", AT_S, usage, 3, NULL, 0, &total, NULL),
                     TOLL_OK);
    assert_int_equal(toll_amount_format(&total.billed_cost, 2, text, sizeof text, NULL, NULL), TOLL_OK);
    assert_string_equal(text, "0.021"); /* (2,000 * 3 + 10,000 * 0.30 + 800 * 15) / 10^6 */
    assert_string_equal(total.currency, "USD");
}

/* No price of the tariff depends on the region that the name tells, and the bill says that it did not matter. */
static void a_quote_is_in_the_region_of_its_name(void **state)
{
    static const char model[] = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
    const toll_bill_usage input[] = {{TOLL_METER_INPUT, 1000}};
    toll_bill_total total;
    (void)state;
    INIT(total, BILL_TOTAL);
    assert_int_equal(toll_bill_compute_public(NULL, model, AT_S, input, 1, NULL, 0, &total, NULL), TOLL_OK);
    assert_true((total.flags & TOLL_LINE_CONTEXT) != 0);
    INIT(total, BILL_TOTAL);
    assert_int_equal(toll_bill_compute_public("anthropic", "claude-haiku-4-5", AT_S, input, 1, NULL, 0, &total, NULL),
                     TOLL_OK);
    assert_true((total.flags & TOLL_LINE_CONTEXT) == 0);
}

static void a_name_of_several_sellers_asks_for_one(void **state)
{
    (void)state;
    const toll_bill_usage plain[] = {{TOLL_METER_INPUT, 1000}, {TOLL_METER_OUTPUT, 10}};
    toll_bill_total total;
    toll_error err;
    INIT(total, BILL_TOTAL);
    assert_int_equal(toll_bill_compute_public("", "gpt-oss-120b", AT_S, plain, 2, NULL, 0, &total, &err),
                     TOLL_E_AMBIGUOUS);
    assert_non_null(strstr(err.message, "cerebras"));
    assert_int_equal(toll_bill_compute_public("cerebras", "gpt-oss-120b", AT_S, plain, 2, NULL, 0, &total, &err),
                     TOLL_OK);
}

/* ---- a bill by words ---- */

static toll_status bill_words(const char *model, const char *tier, const toll_bill_named *words, uint64_t n_words,
                              toll_bill_total *total, toll_error *err)
{
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    INIT(*total, BILL_TOTAL);
    return toll_bill_compute_named(book, size, NULL, 0, model, TOLL_NUL, AT_S, tier, TOLL_NUL, words, n_words, NULL, 0,
                                   total, err);
}

static void a_bill_by_words_is_the_bill_by_numbers(void **state)
{
    (void)state;
    static const toll_bill_named words[] = {{"input", 12000}, {"cache_read", 10000}, {"output", 800}};
    toll_bill_total total, want;
    INIT(want, BILL_TOTAL);
    assert_int_equal(toll_bill_compute_public(NULL, "claude-sonnet-4-6", AT_S, usage, 3, NULL, 0, &want, NULL),
                     TOLL_OK);
    assert_int_equal(bill_words("claude-sonnet-4-6", "", words, 3, &total, NULL), TOLL_OK);
    assert_memory_equal(&total, &want, sizeof total);
    assert_int_equal(bill_words("claude-sonnet-4-6", "batch", words, 3, &total, NULL), TOLL_OK);
    assert_int_equal(2 * total.billed_cost.low, want.billed_cost.low); /* its maker's batch costs half */
    assert_int_equal(bill_words("claude-sonnet-4-6", "on_demand", NULL, 0, &total, NULL), TOLL_OK);
    assert_true(total.billed_cost.low == 0 && total.billed_cost.high == 0);
}

/* A region in the name is part of what was asked for; a bill that leaves it out would not know its price. */
static void a_bill_by_words_is_in_the_region_of_its_name(void **state)
{
    (void)state;
    static const char model[] = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
    static const toll_bill_named words[] = {{"input", 1000000}};
    uint64_t size = 0, card[TOLL_BILL_CARD_WORDS];
    const void *book = toll_book_get_public(&size);
    const toll_bill_usage pair = {TOLL_METER_INPUT, 1000000};
    toll_bill_context context;
    toll_bill_total total, want;
    toll_book_name name;
    INIT(name, BOOK_NAME);
    INIT(context, BILL_CONTEXT);
    INIT(want, BILL_TOTAL);
    context.known = TOLL_CONTEXT_AT;
    context.at_s = AT_S;
    assert_int_equal(toll_book_resolve(book, size, NULL, 0, model, TOLL_NUL, AT_S, card, sizeof card, &name, NULL),
                     TOLL_OK);
    assert_string_equal(name.region, "us");
    assert_int_equal(toll_book_intern(book, size, "us", 2, &context.region, NULL), TOLL_OK);
    assert_int_equal(toll_bill_compute(card, sizeof card, &pair, 1, &context, NULL, 0, NULL, 0, NULL, 0, &want, NULL),
                     TOLL_OK);
    assert_int_equal(bill_words(model, "", words, 1, &total, NULL), TOLL_OK);
    assert_memory_equal(&total, &want, sizeof total);
}

static void a_word_that_is_no_meter_is_named(void **state)
{
    (void)state;
    static const toll_bill_named words[] = {{"input", 1}, {"input_tokens", 2}};
    toll_bill_total total;
    toll_error err;
    assert_int_equal(bill_words("gpt-5.4", "", words, 2, &total, &err), TOLL_E_UNKNOWN_ID);
    assert_non_null(strstr(err.message, "\"input_tokens\" is not the name of a meter"));
    assert_int_equal(err.row, 1);
    assert_int_equal(err.field_offset, 0);
    assert_int_equal(bill_words("gpt-5.4", "", (const toll_bill_named[]){{"input", -1}}, 1, &total, &err),
                     TOLL_E_RANGE);
    assert_string_equal(err.field, "input");
    assert_int_equal(bill_words("gpt-5.4", "overnight", words, 1, &total, &err), TOLL_E_MISSING);
    assert_string_equal(err.field, "service_tier");
    assert_true(err.struct_kind == 0 && err.field_offset == -1);
}

/* ---- speed and cost ---- */

static toll_serve_load make_load(void)
{
    toll_serve_load load;
    INIT(load, SERVE_LOAD);
    load.input_tokens = 1000;
    load.output_tokens = 500;
    load.concurrency = 32;
    return load;
}

static void estimate_by_steps(const char *precision, int64_t tp, const toll_serve_load *load, toll_serve_result *result,
                              toll_serve_cost *cost)
{
    uint64_t deployment[TOLL_CATALOG_WORDS];
    toll_step_layout layout;
    toll_serve_supply supply;
    INIT(layout, STEP_LAYOUT);
    INIT(supply, SERVE_SUPPLY);
    INIT(*result, SERVE_RESULT);
    INIT(*cost, SERVE_COST);
    layout.tp = tp;
    supply.usd_per_gpu_hour = (toll_range){2.5, 2.5, 2.5};
    assert_int_equal(toll_catalog_resolve("h100-sxm5-80gb", 14, "llama-3.1-70b", 13, precision, strlen(precision),
                                          "vllm", 4, &layout, deployment, sizeof deployment, NULL),
                     TOLL_OK);
    assert_int_equal(toll_serve_estimate(deployment, sizeof deployment, load, result, NULL), TOLL_OK);
    assert_int_equal(toll_serve_estimate_cost(result, &supply, cost, NULL), TOLL_OK);
}

static void an_estimate_is_that_of_its_steps(void **state)
{
    (void)state;
    static const char *const precisions[] = {"fp8", "bf16", ""};
    const toll_serve_load load = make_load();
    for (size_t i = 0; i < sizeof precisions / sizeof precisions[0]; i++) {
        toll_serve_result result, want_result;
        toll_serve_cost cost, want_cost;
        INIT(result, SERVE_RESULT);
        INIT(cost, SERVE_COST);
        estimate_by_steps(precisions[i], 4, &load, &want_result, &want_cost);
        assert_int_equal(toll_catalog_estimate("h100-sxm5-80gb", "llama-3.1-70b", precisions[i], 4, &load, 2.5, &result,
                                               &cost, NULL),
                         TOLL_OK);
        assert_memory_equal(&result, &want_result, sizeof result);
        assert_memory_equal(&cost, &want_cost, sizeof cost);
    }
}

static void no_precision_is_the_checkpoints_own(void **state)
{
    (void)state;
    const toll_serve_load load = make_load();
    toll_serve_result result, own;
    toll_serve_cost cost;
    INIT(result, SERVE_RESULT);
    INIT(own, SERVE_RESULT);
    INIT(cost, SERVE_COST);
    assert_int_equal(
        toll_catalog_estimate("h100-sxm5-80gb", "llama-3.1-70b", NULL, 4, &load, 2.5, &result, &cost, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_estimate("h100-sxm5-80gb", "llama-3.1-70b", "bf16", 4, &load, 2.5, &own, &cost, NULL),
                     TOLL_OK);
    assert_memory_equal(&result, &own, sizeof result);
}

/* An older or a newer caller's struct gets as much as it holds, or zeros beyond. */
static void a_wider_result_is_zeroed_behind_the_known_part(void **state)
{
    (void)state;
    const toll_serve_load load = make_load();
    struct {
        toll_serve_result result;
        uint64_t later[2];
    } wide;
    toll_serve_cost cost;
    memset(&wide, 0xa5, sizeof wide);
    assert_int_equal(toll_struct_init(&wide.result, sizeof wide, TOLL_KIND_SERVE_RESULT, NULL), TOLL_OK);
    INIT(cost, SERVE_COST);
    wide.later[1] = 7;
    assert_int_equal(
        toll_catalog_estimate("h100-sxm5-80gb", "llama-3.1-70b", "fp8", 4, &load, 2.5, &wide.result, &cost, NULL),
        TOLL_OK);
    assert_true(wide.result.ttft_s.mid > 0 && wide.later[0] == 0 && wide.later[1] == 0);
}

/* ---- the fewest accelerators ---- */

/* The catalog's facts of one model on one accelerator under vllm, as a caller without the short way collects them. */
typedef struct collected {
    toll_hw hw;
    toll_model model;
    toll_model_layer layers[ROWS_MAX];
    uint64_t n_layers;
    toll_model_precision precision;
    toll_step_engine engine;
    toll_step_constants constants;
} collected;

static uint64_t row_of(uint32_t table, const char *id)
{
    uint64_t index = 0;
    assert_int_equal(toll_catalog_find(table, id, TOLL_NUL, &index, NULL), TOLL_OK);
    return index;
}

static void collect(const char *hw, const char *model, const char *precision, collected *c)
{
    const uint64_t row = row_of(TOLL_TABLE_MODEL, model);
    INIT(c->hw, HW);
    INIT(c->model, MODEL);
    INIT(c->precision, PRECISION);
    INIT(c->engine, STEP_ENGINE);
    INIT(c->constants, STEP_CONSTANTS);
    assert_int_equal(toll_catalog_get_hw(row_of(TOLL_TABLE_HW, hw), &c->hw, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_model(row, &c->model, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_layers(row, c->layers, ROWS_MAX, sizeof c->layers[0], &c->n_layers, NULL),
                     TOLL_OK);
    assert_int_equal(toll_catalog_get_precision(row_of(TOLL_TABLE_PRECISION, precision), &c->precision, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_find_engine("vllm", 4, &c->hw, &c->engine, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_constants(&c->hw, &c->precision, &c->engine, &c->constants, NULL), TOLL_OK);
}

static void the_fewest_accelerators_are_those_of_the_long_way(void **state)
{
    (void)state;
    static collected c;
    uint64_t deployment[TOLL_CATALOG_WORDS];
    toll_step_layout layout;
    INIT(layout, STEP_LAYOUT);
    for (int dp = 1; dp <= 2; dp++) {
        toll_step_fewest fewest, want;
        layout.dp = dp;
        collect("h100-sxm5-80gb", "llama-3.1-70b", "fp8", &c);
        assert_int_equal(toll_step_bound_gpus(&c.hw, &c.model, c.layers, c.n_layers, sizeof c.layers[0], &c.precision,
                                              &layout, &c.engine, &c.constants, 8, 32768, 8, deployment,
                                              sizeof deployment, &want, NULL),
                         TOLL_OK);
        assert_int_equal(
            toll_catalog_bound_gpus("h100-sxm5-80gb", "llama-3.1-70b", "fp8", &layout, 8, 32768, 8, &fewest, NULL),
            TOLL_OK);
        assert_true(fewest.gpus > 1);
        assert_memory_equal(&fewest, &want, sizeof fewest);
    }
}

static void no_layout_is_one_of_each(void **state)
{
    (void)state;
    toll_step_layout layout;
    toll_step_fewest fewest, want;
    INIT(layout, STEP_LAYOUT);
    assert_int_equal(toll_catalog_bound_gpus("h100-sxm5-80gb", "llama-3.1-8b", NULL, NULL, 8, 8192, 8, &fewest, NULL),
                     TOLL_OK);
    assert_int_equal(
        toll_catalog_bound_gpus("h100-sxm5-80gb", "llama-3.1-8b", "bf16", &layout, 8, 8192, 8, &want, NULL), TOLL_OK);
    assert_true(fewest.gpus == 1 && fewest.tp == 1 && fewest.pp == 1);
    assert_memory_equal(&fewest, &want, sizeof fewest);
}

static void nothing_fits_is_an_answer(void **state)
{
    (void)state;
    toll_step_fewest fewest;
    assert_int_equal(
        toll_catalog_bound_gpus("h100-sxm5-80gb", "llama-3.1-405b", "bf16", NULL, 1, 1024, 2, &fewest, NULL), TOLL_OK);
    assert_int_equal(fewest.gpus, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quote_is_the_bill_of_its_steps),
        cmocka_unit_test(a_quote_is_right_to_the_last_digit),
        cmocka_unit_test(a_quote_is_in_the_region_of_its_name),
        cmocka_unit_test(a_name_of_several_sellers_asks_for_one),
        cmocka_unit_test(a_bill_by_words_is_the_bill_by_numbers),
        cmocka_unit_test(a_bill_by_words_is_in_the_region_of_its_name),
        cmocka_unit_test(a_word_that_is_no_meter_is_named),
        cmocka_unit_test(an_estimate_is_that_of_its_steps),
        cmocka_unit_test(no_precision_is_the_checkpoints_own),
        cmocka_unit_test(a_wider_result_is_zeroed_behind_the_known_part),
        cmocka_unit_test(the_fewest_accelerators_are_those_of_the_long_way),
        cmocka_unit_test(no_layout_is_one_of_each),
        cmocka_unit_test(nothing_fits_is_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
