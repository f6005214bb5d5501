/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in book: every tariff can be found, and the facts that were hard to write as rows bill as published. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <toll.h>

#include "book/tariff_card.h"

#define DAY INT64_C(86400)
enum { FIND_MODELS_MIN = 200 };

/* Days from 1970-01-01 of some dates of 2026, from `date -u -d DATE +%s` / 86400. */
enum { JULY_29 = 20663, AUGUST_16 = 20681, AUGUST_21 = 20686, NOVEMBER_2 = 20759 };

typedef struct asked {
    const char *tier, *region, *key, *value;
    int64_t at_s;
    uint64_t n_usage;
    toll_bill_usage usage[4];
} asked;

static const void *book;
static uint64_t book_size;

static int set_up(void **state)
{
    (void)state;
    book = toll_book_get_public(&book_size);
    return book == NULL;
}

static uint64_t intern(const char *text)
{
    uint64_t id = 0;
    assert_int_equal(toll_book_intern(book, book_size, text ? text : "", text ? strlen(text) : 0, &id, NULL), TOLL_OK);
    return id;
}

static toll_status bill(const char *provider, const char *model, const asked *request, toll_bill_total *total)
{
    uint64_t card[800];
    toll_error err;
    assert_true(toll_bill_card_size() <= sizeof card);
    toll_status status = toll_book_find(book, book_size, provider, strlen(provider), model, strlen(model),
                                        request->at_s, card, sizeof card, &err);
    if (status != TOLL_OK)
        return status;
    toll_bill_context context;
    assert_int_equal(toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL), TOLL_OK);
    context.known = TOLL_CONTEXT_AT;
    context.at_s = request->at_s;
    context.service_tier = intern(request->tier);
    context.region = intern(request->region);
    toll_bill_attribute attribute = {intern(request->key), intern(request->value)};
    assert_int_equal(toll_struct_init(total, sizeof *total, TOLL_KIND_BILL_TOTAL, NULL), TOLL_OK);
    return toll_bill_compute(card, sizeof card, request->usage, request->n_usage, &context, &attribute,
                             request->key ? 1 : 0, NULL, 0, NULL, 0, total, &err);
}

static void expect_billed(const char *provider, const char *model, const asked *request, const char *dollars)
{
    toll_bill_total total;
    char text[64];
    uint64_t needed;
    assert_int_equal(bill(provider, model, request, &total), TOLL_OK);
    assert_int_equal(toll_amount_format(&total.billed_cost, 0, text, sizeof text, &needed, NULL), TOLL_OK);
    assert_string_equal(text, dollars);
    assert_string_equal(total.currency, "USD");
}

static void expect_status(const char *provider, const char *model, const asked *request, toll_status status)
{
    toll_bill_total total;
    assert_int_equal(bill(provider, model, request, &total), status);
}

static asked input_of(int64_t tokens, int64_t at_s)
{
    return (asked){.at_s = at_s, .n_usage = 1, .usage = {{TOLL_METER_INPUT, tokens}}};
}

static void every_tariff_is_found(void **state)
{
    (void)state;
    char provider[32] = "", model[96];
    toll_bill_row row, tariff = {0};
    uint64_t card[800], found = 0;
    assert_int_equal(toll_book_verify(book, book_size, TOLL_BOOK_ALL, NULL), TOLL_OK);
    for (uint64_t i = 0; toll_book_get_row(book, book_size, i, &row, sizeof row, NULL) == TOLL_OK; i++) {
        assert_true(row.source[0] != '\0' && row.source_date >= 20250101);
        if (row.kind == TOLL_ROW_TARIFF) {
            tariff = row;
            memcpy(provider, row.key, sizeof provider);
        }
        if (row.kind != TOLL_ROW_MATCH)
            continue;
        memcpy(model, row.text, sizeof model);
        int64_t at_s = tariff.from_s != TOLL_TIME_MIN ? tariff.from_s : 0;
        assert_int_equal(toll_book_find(book, book_size, provider, strlen(provider), model, strlen(model), at_s, card,
                                        sizeof card, NULL),
                         TOLL_OK);
        found++;
    }
    assert_true(found >= FIND_MODELS_MIN);
    assert_true(toll_book_count(book, book_size) >= FIND_MODELS_MIN);
}

/* Long context begins above 272,000 tokens; that of x-ai at 200,000. */
static void long_context_begins_at_its_threshold(void **state)
{
    (void)state;
    asked at = input_of(272000, NOVEMBER_2 * DAY), below = input_of(271999, NOVEMBER_2 * DAY);
    expect_billed("openai", "gpt-6-astra", &below, "2.71999");
    expect_billed("openai", "gpt-6-astra", &at, "2.72");
    expect_billed("openai", "gpt-5.5", &at, "1.36");
    expect_billed("openai", "gpt-6-sol", &at, "0.544");
    at = input_of(272001, NOVEMBER_2 * DAY);
    expect_billed("openai", "gpt-6-sol", &at, "1.088004");
    expect_billed("openai", "gpt-5.5", &at, "2.72001");
    below = input_of(199999, NOVEMBER_2 * DAY);
    at = input_of(200000, NOVEMBER_2 * DAY);
    expect_billed("x-ai", "grok-4.3", &below, "0.24999875");
    expect_billed("x-ai", "grok-4.3", &at, "0.5");
}

static void a_price_cut_holds_from_its_instant(void **state)
{
    (void)state;
    asked before = input_of(1000000, AUGUST_21 * DAY - 1), after = input_of(1000000, AUGUST_21 * DAY);
    before.usage[0].quantity = after.usage[0].quantity = 100000;
    expect_billed("openai", "gpt-5.6-sol", &before, "0.5");
    expect_billed("openai", "gpt-5.6-sol", &after, "0.4");
    before.tier = after.tier = "flex"; /* read before the cut: not known after it */
    expect_billed("openai", "gpt-5.6-sol", &before, "0.25");
    expect_status("openai", "gpt-5.6-sol", &after, TOLL_E_MISSING);
}

static void tiers_and_regions_multiply(void **state)
{
    (void)state;
    asked flex = input_of(100000, NOVEMBER_2 * DAY);
    flex.tier = "flex";
    expect_billed("openai", "gpt-5.6-terra", &flex, "0.1");
    flex.region = "eu";
    expect_billed("openai", "gpt-5.6-terra", &flex, "0.11");
    flex.region = "mars";
    expect_billed("openai", "gpt-5.6-terra", &flex, "0.1");
    flex.usage[0].quantity = 300000;
    expect_billed("openai", "gpt-5.6-terra", &flex, "0.6");
    flex.tier = "batch";
    expect_billed("openai", "gpt-5.6-terra", &flex, "0.6");
    flex.tier = "priority"; /* long prompts have no priority there */
    expect_status("openai", "gpt-5.5", &flex, TOLL_E_MISSING);
    flex.tier = "turbo";
    expect_status("openai", "gpt-5.6-terra", &flex, TOLL_E_MISSING);
}

/* DeepSeek's peak: 2 November 2026 is a Monday; 1 October is a holiday, 31 October a Saturday. The first Saturday, 22
 * August, still had one. */
static void peak_hours_spare_weekends_and_holidays(void **state)
{
    (void)state;
    asked peak = input_of(1000000, NOVEMBER_2 * DAY + 3 * 3600);
    expect_billed("deepseek", "deepseek-v4-pro", &peak, "1.32");
    peak.at_s = NOVEMBER_2 * DAY + 4 * 3600;
    expect_billed("deepseek", "deepseek-v4-pro", &peak, "0.66");
    peak.at_s = (NOVEMBER_2 - 2) * DAY + 3 * 3600;
    expect_billed("deepseek", "deepseek-v4-pro", &peak, "0.66");
    peak.at_s = (NOVEMBER_2 - 32) * DAY + 3 * 3600;
    expect_billed("deepseek", "deepseek-v4-pro", &peak, "0.66");
    peak.at_s = AUGUST_16 * DAY + 3 * 3600;
    expect_billed("deepseek", "deepseek-v4-pro", &peak, "0.435");
    peak.at_s = NOVEMBER_2 * DAY + 3 * 3600;
    expect_billed("deepseek", "deepseek-v4-flash", &peak, "0.3");
    peak.at_s = (AUGUST_21 + 1) * DAY + 3 * 3600;
    expect_billed("deepseek", "deepseek-v4-flash", &peak, "0.44");
    peak.at_s += DAY;
    expect_billed("deepseek", "deepseek-v4-flash", &peak, "0.22");
    peak.at_s = NOVEMBER_2 * DAY + 3 * 3600;
    expect_billed("deepseek", "deepseek-flash", &peak, "0.3");
}

static void no_price_is_known_beyond_the_last_band(void **state)
{
    (void)state;
    asked tokens = input_of(32000, NOVEMBER_2 * DAY);
    expect_billed("dashscope", "qwen3-max", &tokens, "0.0384");
    tokens.usage[0].quantity = 252000;
    expect_billed("dashscope", "qwen3-max", &tokens, "0.756");
    tokens.usage[0].quantity = 252001;
    expect_status("dashscope", "qwen3-max", &tokens, TOLL_E_MISSING);
}

static void calls_and_attributes_have_their_prices(void **state)
{
    (void)state;
    asked search = {.at_s = NOVEMBER_2 * DAY, .n_usage = 1, .usage = {{TOLL_METER_WEB_SEARCH, 2}}};
    expect_billed("openai", "gpt-5.5", &search, "0.02");
    search.at_s = (JULY_29 - 7) * DAY; /* its last day but one */
    expect_billed("openai", "gpt-4o-search-preview", &search, "0.05");
    search.at_s = NOVEMBER_2 * DAY;
    expect_status("openai", "gpt-4o-search-preview", &search, TOLL_E_MISSING);
    asked request = {.at_s = NOVEMBER_2 * DAY, .n_usage = 1, .usage = {{TOLL_METER_REQUEST, 1}}};
    expect_billed("perplexity", "sonar-pro", &request, "0.006");
    request.key = search.key = "search_context_size";
    request.value = search.value = "high";
    expect_billed("perplexity", "sonar-pro", &request, "0.014");
    request.value = "huge";
    expect_status("perplexity", "sonar-pro", &request, TOLL_E_MISSING);
    expect_billed("google", "gemini/gemini-2.5-pro", &search, "0.07");
    asked pages = {.at_s = NOVEMBER_2 * DAY, .n_usage = 1, .usage = {{TOLL_METER_PAGE, 3}}};
    expect_billed("mistral", "mistral-ocr-latest", &pages, "0.012");
    pages.key = "page_kind";
    pages.value = "annotated";
    expect_billed("mistral", "mistral-ocr-latest", &pages, "0.015");
    asked audio = {.at_s = NOVEMBER_2 * DAY, .n_usage = 1, .usage = {{TOLL_METER_AUDIO_TIME, INT64_C(1800000000)}}};
    expect_billed("groq", "whisper-large-v3", &audio, "0.0555");
    asked fast = input_of(1000000, NOVEMBER_2 * DAY);
    fast.key = "speed";
    fast.value = "fast";
    expect_billed("anthropic", "claude-opus-5", &fast, "10");
    fast.region = "us";
    expect_billed("anthropic", "claude-opus-5", &fast, "11");
}

/* Anthropic keeps a cache for 5 minutes where the record does not say; an hour costs 1.6 times as much, on AWS too. */
static void a_cache_of_no_stated_time_is_kept_for_5_minutes(void **state)
{
    (void)state;
    asked write = {.at_s = NOVEMBER_2 * DAY,
                   .n_usage = 2,
                   .usage = {{TOLL_METER_INPUT, 1000000}, {TOLL_METER_CACHE_WRITE, 1000000}}};
    expect_billed("anthropic", "claude-opus-5", &write, "6.25");
    expect_billed("aws", "global.anthropic.claude-opus-5", &write, "6.25");
    write.usage[1].meter = TOLL_METER_CACHE_WRITE_5M;
    expect_billed("anthropic", "claude-opus-5", &write, "6.25");
    expect_billed("aws", "global.anthropic.claude-opus-5", &write, "6.25");
    write.usage[1].meter = TOLL_METER_CACHE_WRITE_1H;
    expect_billed("anthropic", "claude-opus-5", &write, "10");
    expect_billed("aws", "global.anthropic.claude-opus-5", &write, "10");
}

static void unknown_is_no_zero(void **state)
{
    (void)state;
    asked one = input_of(1, JULY_29 * DAY);
    expect_status("openai", "gpt-5.5-preview", &one, TOLL_E_UNKNOWN_ID);
    expect_status("", "kimi-k3", &one, TOLL_E_AMBIGUOUS);
    expect_status("azure", "azure/us/gpt-5.6-terra", &one, TOLL_E_MISSING);
    one.tier = "priority";
    expect_billed("azure", "azure/us/gpt-5.6-terra", &one, "0.000006875");
}

/* 1: compiled, so that a usual bill takes the fast path; 0: billed from its rows; -1: not sold at the instant. */
static int is_compiled(const toll_bill_row *tariff, const char *name, int64_t at_s)
{
    uint64_t card[800];
    const toll__card_view *view = NULL;
    if (toll_book_find(book, book_size, tariff->key, strlen(tariff->key), name, strlen(name), at_s, card, sizeof card,
                       NULL) != TOLL_OK)
        return -1;
    assert_int_equal(toll__card_open(card, toll_bill_card_size(), &view, NULL), TOLL_OK);
    return view->compiled.is_ready != 0;
}

/* Rows that only the general path knows cost ten times the bill's time: a few odd tariffs may have them, no vendor's
 * whole list. */
static void current_tariffs_take_the_fast_path(void **state)
{
    (void)state;
    toll_bill_row tariff = {0}, row;
    int n[2] = {0, 0}, is_open = 0;
    for (uint64_t i = 0; toll_book_get_row(book, book_size, i, &row, sizeof row, NULL) == TOLL_OK; i++) {
        if (row.kind == TOLL_ROW_TARIFF) {
            tariff = row;
            is_open = 1;
        }
        const int is_name = row.kind == TOLL_ROW_MATCH && row.op == TOLL_MATCH_EXACT;
        const int compiled = is_open && is_name ? is_compiled(&tariff, row.text, NOVEMBER_2 * DAY) : -1;
        if (compiled >= 0)
            n[compiled]++;
        is_open = is_open && !is_name;
    }
    assert_true(n[1] > FIND_MODELS_MIN);
    if (n[0] * 20 > n[0] + n[1])
        fail_msg("%d of %d current tariffs are billed from their rows", n[0], n[0] + n[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tariff_is_found),
        cmocka_unit_test(long_context_begins_at_its_threshold),
        cmocka_unit_test(a_price_cut_holds_from_its_instant),
        cmocka_unit_test(tiers_and_regions_multiply),
        cmocka_unit_test(peak_hours_spare_weekends_and_holidays),
        cmocka_unit_test(no_price_is_known_beyond_the_last_band),
        cmocka_unit_test(calls_and_attributes_have_their_prices),
        cmocka_unit_test(a_cache_of_no_stated_time_is_kept_for_5_minutes),
        cmocka_unit_test(unknown_is_no_zero),
        cmocka_unit_test(current_tariffs_take_the_fast_path),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
