/* SPDX-License-Identifier: Apache-2.0 */
/* Price catalogs to rows: small documents in the form of each catalog, what becomes of every fact in them, and what is
 * refused. Expected figures are the numbers of the documents, moved by hand: 3e-06 dollars a token are 3 per million. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <toll.h>

#include "import/import_price.h"
#include "import/litellm_field.h"
#include "table/tariff_file.h"
#include "table/tariff_writer.h"
#include "toll_io.h"

#define ROWS 512

static toll_bill_row rows[ROWS];
static toll_io_remark remarks[ROWS];
static uint64_t n_rows, n_remarks;
static toll_error err;

static toll_status import_text(const char *text, uint32_t format, const char *provider)
{
    n_rows = n_remarks = 0;
    return toll_io_import_prices(text, strlen(text), format, provider, "a test", 20261130, rows, ROWS, sizeof *rows,
                                 &n_rows, remarks, ROWS, sizeof *remarks, &n_remarks, &err);
}

static void import_well(const char *text, uint32_t format)
{
    if (import_text(text, format, NULL) != TOLL_OK)
        fail_msg("%s", err.message);
}

/* Row of the nth tariff, from 0. */
static uint64_t tariff_at(uint64_t index)
{
    for (uint64_t i = 0; i < n_rows; i++)
        if (rows[i].kind == TOLL_ROW_TARIFF && index-- == 0)
            return i;
    fail_msg("there are fewer tariffs");
    return 0;
}

static uint64_t count_kind(uint32_t kind)
{
    uint64_t count = 0;
    for (uint64_t i = 0; i < n_rows; i++)
        count += rows[i].kind == kind ? 1 : 0;
    return count;
}

/* The price of a meter among the rows after a rule of this name ("": outside of rules) of the nth tariff. */
static void assert_price(uint64_t tariff, const char *rule, uint64_t nth_rule, uint32_t meter, const char *price,
                         int64_t per)
{
    char text[64];
    int is_in = rule[0] == '\0';
    for (uint64_t i = tariff_at(tariff) + 1; i < n_rows && rows[i].kind != TOLL_ROW_TARIFF; i++) {
        if (rows[i].kind == TOLL_ROW_RULE || rows[i].kind == TOLL_ROW_MULTIPLIER)
            is_in = rule[0] != '\0' && strcmp(rows[i].text, rule) == 0 && nth_rule-- == 0;
        if (!is_in || rows[i].kind != TOLL_ROW_PRICE || rows[i].meter != meter)
            continue;
        assert_int_equal(toll_decimal_format(&rows[i].number, text, sizeof text, NULL, NULL), TOLL_OK);
        assert_string_equal(text, price);
        assert_int_equal(rows[i].per, per);
        return;
    }
    fail_msg("no price of meter %u in rule \"%s\"", meter, rule);
}

static int has_match(uint64_t tariff, uint32_t op, const char *name)
{
    for (uint64_t i = tariff_at(tariff) + 1; i < n_rows && rows[i].kind != TOLL_ROW_TARIFF; i++)
        if (rows[i].kind == TOLL_ROW_MATCH && rows[i].op == op && strcmp(rows[i].text, name) == 0)
            return 1;
    return 0;
}

static int has_remark(uint32_t kind, const char *entry, const char *field)
{
    for (uint64_t i = 0; i < n_remarks; i++)
        if (remarks[i].kind == kind && strcmp(remarks[i].entry, entry) == 0 && strcmp(remarks[i].field, field) == 0)
            return 1;
    return 0;
}

/* The rows make a book, and the bill of a usage under it is this. */
static void assert_bill(const char *provider, const char *model, const char *tier, const toll_bill_usage *usage,
                        uint64_t n_usage, int64_t at_s, const char *billed)
{
    static uint64_t card[TOLL_BILL_CARD_WORDS];
    char text[64];
    uint64_t used = 0;
    const uint64_t size = toll_book_size(n_rows);
    uint64_t *book = calloc(size / 8 + 1, 8);
    toll_bill_context context = {.struct_size = sizeof context, .struct_kind = TOLL_KIND_BILL_CONTEXT};
    toll_bill_total total = {.struct_size = sizeof total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    if (toll_book_compile(rows, n_rows, sizeof *rows, book, size, &used, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    if (toll_book_find(book, used, provider, strlen(provider), model, strlen(model), at_s, card, sizeof card, &err) !=
        TOLL_OK)
        fail_msg("%s", err.message);
    context.known = TOLL_CONTEXT_AT;
    context.at_s = at_s;
    if (tier[0] != '\0')
        assert_int_equal(toll_book_intern(book, used, tier, strlen(tier), &context.service_tier, &err), TOLL_OK);
    const toll_status status =
        toll_bill_compute(card, sizeof card, usage, n_usage, &context, NULL, 0, NULL, 0, NULL, 0, &total, &err);
    if (billed == NULL) {
        assert_int_equal(status, TOLL_E_MISSING);
    } else {
        if (status != TOLL_OK)
            fail_msg("%s", err.message);
        assert_int_equal(toll_amount_format(&total.billed_cost, 0, text, sizeof text, NULL, NULL), TOLL_OK);
        assert_string_equal(text, billed);
    }
    free(book);
}

/* 2026-11-30T12:00:00Z = 20,787 days and 12 hours. */
#define AT (INT64_C(20787) * 86400 + 43200)

/* ---- numbers ---- */

static void assert_number(const char *text, int shift, import_price_kind kind, const char *expected)
{
    char out[64];
    toll_decimal price = {0};
    assert_int_equal(toll__import_price_text(text, strlen(text), shift, &price), kind);
    if (expected == NULL)
        return;
    assert_int_equal(toll_decimal_format(&price, out, sizeof out, NULL, NULL), TOLL_OK);
    assert_string_equal(out, expected);
}

static void a_price_is_moved_as_text_and_keeps_every_digit(void **state)
{
    (void)state;
    assert_number("3e-06", 6, IMPORT_PRICE_EXACT, "3");
    assert_number("3.75E-6", 6, IMPORT_PRICE_EXACT, "3.75");
    assert_number("0.000003", 6, IMPORT_PRICE_EXACT, "3");
    assert_number("1.25e+2", 0, IMPORT_PRICE_EXACT, "125");
    assert_number("0.08333333333333334", 0, IMPORT_PRICE_EXACT, "0.08333333333333334");
    assert_number("0.0005666666666666667", 0, IMPORT_PRICE_EXACT, "0.0005666666666666667");
    assert_number("0", 6, IMPORT_PRICE_EXACT, "0");
    assert_number("0.0e0", 6, IMPORT_PRICE_EXACT, "0");
}

static void the_noise_of_a_double_is_taken_off_and_told(void **state)
{
    (void)state;
    assert_number("2.9999900000000002e-06", 6, IMPORT_PRICE_SNAPPED, "2.99999");
    assert_number("1.4299999999999999e-06", 6, IMPORT_PRICE_SNAPPED, "1.43");
    assert_number("9.9999999999999995e-06", 6, IMPORT_PRICE_SNAPPED, "10");
    assert_number("0.88000000000000001", 0, IMPORT_PRICE_SNAPPED, "0.88");
}

static void what_is_no_price_is_refused(void **state)
{
    static const char *const wrong[] = {"",
                                        "-1",
                                        "+1",
                                        "1.",
                                        ".5",
                                        "1e",
                                        "1e+",
                                        "abc",
                                        "NaN",
                                        "Infinity",
                                        "1 ",
                                        "0x10",
                                        "1e1000",
                                        "1e400",
                                        "1e-400",
                                        "1,5",
                                        "99999999999999999999",
                                        "1e18"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_number(wrong[i], 0, IMPORT_PRICE_WRONG, NULL);
}

/* ---- genai-prices ---- */

/* As its data.json has it: a model with dates, a window, tiers of length and two variants. */
static const char genai[] =
    "[{\"id\":\"acme\",\"models\":["
    "{\"id\":\"a-1\",\"match\":{\"or\":[{\"equals\":\"a-1\"},{\"starts_with\":\"a-1-\"},{\"equals\":\"a.1\"},"
    "{\"regex\":\"^a\\\\.one\\\\[fast=true\\\\]$\"},{\"regex\":\"^a-1-\\\\d{8}$\"},{\"contains\":\"a-one\"},"
    "{\"ends_with\":\"-une\"},"
    "{\"and\":[{\"starts_with\":\"x\"},{\"ends_with\":\"y\"}]}]},"
    "\"prices\":[{\"prices\":{\"input_mtok\":\"1\",\"output_mtok\":\"2\"}},"
    "{\"constraint\":{\"start_date\":\"2026-08-17\"},\"prices\":{\"input_mtok\":3,"
    "\"output_mtok\":{\"base\":6,\"tiers\":[{\"start\":200000,\"price\":9}]},\"cache_read_mtok\":\"0.3\"}},"
    "{\"constraint\":{\"start_time\":\"01:00:00Z\",\"end_time\":\"04:30:00Z\"},\"prices\":{\"input_mtok\":\"6\","
    "\"output_mtok\":\"12\",\"cache_read_mtok\":\"0.6\"}}],"
    "\"price_variants\":[{\"when\":{\"processing\":\"batch\"},\"prices\":{\"input_mtok\":\"1.5\",\"output_mtok\":\"3\"}"
    ","
    "\"constraint\":{\"start_date\":\"2026-10-14\"}},"
    "{\"when\":{\"processing\":\"batch\"},\"prices\":{\"input_mtok\":\"99\",\"cache_read_mtok\":\"0.15\"},"
    "\"constraint\":{\"start_date\":\"2026-10-14\"}},"
    "{\"when\":{\"service_tier\":\"default\"},\"prices\":{}},"
    "{\"when\":{\"speed\":\"standard\"},\"prices\":{}},"
    "{\"when\":{\"speed\":\"fast\"},\"prices\":{\"input_mtok\":\"6\"}}]},"
    "{\"id\":\"a-2\",\"match\":{\"equals\":\"a-1\"},\"prices\":{\"input_mtok\":\"0.26999999999999996\"}},"
    "{\"id\":\"scribe\",\"match\":{\"equals\":\"scribe\"},\"prices\":{\"audio_hours\":\"0.4\",\"input_audio_hours\":0."
    "4}},"
    "{\"id\":\"gift\",\"match\":{\"equals\":\"gift\"},\"prices\":{}},"
    "{\"id\":\"gift:free\",\"match\":{\"equals\":\"gift:free\"},\"prices\":{}},"
    "{\"id\":\"odd\",\"match\":{\"equals\":\"odd\"},\"prices\":{\"input_mtok\":\"1\",\"dream_mtok\":\"2\"}}]},"
    "{\"id\":\"other\",\"models\":[{\"id\":\"a-1\",\"match\":{\"equals\":\"a-1\"},\"prices\":{\"input_mtok\":\"5\"}}]}"
    "]";

/* 2026-08-17 and 2026-10-14 are days 20,682 and 20,740. */
static void dates_cut_a_model_into_versions(void **state)
{
    (void)state;
    import_well(genai, TOLL_IO_FORMAT_GENAI_PRICES);
    const toll_bill_row *first = &rows[tariff_at(0)], *second = &rows[tariff_at(1)], *third = &rows[tariff_at(2)];
    assert_string_equal(first->text, "acme/a-1");
    assert_string_equal(third->text, "acme/a-1");
    assert_true(first->from_s == TOLL_TIME_MIN);
    assert_int_equal(first->until_s, INT64_C(20682) * 86400);
    assert_int_equal(second->from_s, first->until_s);
    assert_int_equal(second->until_s, INT64_C(20740) * 86400);
    assert_int_equal(third->from_s, second->until_s);
    assert_true(third->until_s == TOLL_TIME_MAX);
    assert_price(0, "", 0, TOLL_METER_INPUT, "1", 1000000);
    assert_price(1, "", 0, TOLL_METER_INPUT, "3", 1000000);
    assert_price(2, "", 0, TOLL_METER_OUTPUT, "6", 1000000);
    assert_string_equal(first->source, "a test");
    assert_int_equal(first->source_date, 20261130);
}

static void windows_tiers_and_variants_become_rules(void **state)
{
    const toll_bill_usage at_start[] = {{TOLL_METER_INPUT, 200000}, {TOLL_METER_OUTPUT, 10000}};
    const toll_bill_usage above_start[] = {{TOLL_METER_INPUT, 200001}, {TOLL_METER_OUTPUT, 10000}};
    const toll_bill_usage usage[] = {
        {TOLL_METER_INPUT, 300000}, {TOLL_METER_CACHE_READ, 100000}, {TOLL_METER_OUTPUT, 10000}};
    (void)state;
    import_well(genai, TOLL_IO_FORMAT_GENAI_PRICES);
    assert_price(2, "long input", 0, TOLL_METER_OUTPUT, "9", 1000000);
    assert_price(2, "time of day", 0, TOLL_METER_INPUT, "6", 1000000);
    assert_price(2, "fast", 0, TOLL_METER_INPUT, "6", 1000000);
    /* at noon: 0.2 * 3 + 0.1 * 0.3 + 0.01 * 9 */
    assert_bill("acme", "a-1", "", usage, 3, AT, "0.72");
    assert_bill("acme", "a-1", "default", usage, 3, AT, "0.72");
    /* a length begins above its start: 0.2 * 3 + 0.01 * 6, and one token more: 0.200001 * 3 + 0.01 * 9 */
    assert_bill("acme", "a-1", "", at_start, 2, AT, "0.66");
    assert_bill("acme", "a-1", "", above_start, 2, AT, "0.690003");
    /* at 02:00: 0.2 * 6 + 0.1 * 0.6 + 0.01 * 12 */
    assert_bill("acme", "a-1", "", usage, 3, AT - 10 * 3600, "1.38");
    /* batch, of two variants the first wins for each price: 0.2 * 1.5 + 0.1 * 0.15 + 0.01 * 3 */
    assert_bill("acme", "a-1", "batch", usage, 3, AT, "0.345");
}

static void a_variant_without_prices_is_sold_at_the_standard_price(void **state)
{
    (void)state;
    import_well(genai, TOLL_IO_FORMAT_GENAI_PRICES);
    assert_int_equal(count_kind(TOLL_ROW_ATTRIBUTE), 3); /* one a version */
    for (uint64_t i = tariff_at(2); i < n_rows; i++)
        if (rows[i].kind == TOLL_ROW_ATTRIBUTE) {
            assert_string_equal(rows[i].key, "speed");
            assert_string_equal(rows[i].text, "standard");
            return;
        }
}

static void a_variant_is_not_sold_before_its_date(void **state)
{
    const toll_bill_usage usage[] = {{TOLL_METER_INPUT, 1000}};
    (void)state;
    import_well(genai, TOLL_IO_FORMAT_GENAI_PRICES);
    assert_bill("acme", "a-1", "batch", usage, 1, INT64_C(20739) * 86400, NULL);
    assert_bill("acme", "a-1", "batch", usage, 1, INT64_C(20740) * 86400, "0.0015");
}

static void a_window_begins_with_the_dated_price_that_it_follows(void **state)
{
    const toll_bill_usage usage[] = {{TOLL_METER_INPUT, 1000000}};
    (void)state;
    import_well(genai, TOLL_IO_FORMAT_GENAI_PRICES);
    assert_bill("acme", "a-1", "", usage, 1, INT64_C(20681) * 86400 + 7200, "1");
    assert_bill("acme", "a-1", "", usage, 1, INT64_C(20682) * 86400 + 7200, "6");
}

static void a_later_dated_price_ends_a_window(void **state)
{
    const toll_bill_usage usage[] = {{TOLL_METER_INPUT, 1000000}};
    (void)state;
    import_well("[{\"id\":\"acme\",\"models\":[{\"id\":\"a\",\"match\":{\"equals\":\"a\"},\"prices\":["
                "{\"prices\":{\"input_mtok\":1}},{\"constraint\":{\"start_date\":\"2026-08-17\"},\"prices\":{\"input_"
                "mtok\":2}},"
                "{\"constraint\":{\"start_time\":\"01:00\",\"end_time\":\"04:00\"},\"prices\":{\"input_mtok\":3}},"
                "{\"constraint\":{\"start_date\":\"2026-10-14\"},\"prices\":{\"input_mtok\":4}}]}]}]",
                TOLL_IO_FORMAT_GENAI_PRICES);
    assert_bill("acme", "a", "", usage, 1, INT64_C(20682) * 86400 - 1, "1");
    assert_bill("acme", "a", "", usage, 1, INT64_C(20682) * 86400, "2");
    assert_bill("acme", "a", "", usage, 1, INT64_C(20739) * 86400 + 7200, "3");
    assert_bill("acme", "a", "", usage, 1, INT64_C(20740) * 86400 + 7200, "4");
}

static void names_are_kept_and_what_is_none_is_told(void **state)
{
    (void)state;
    import_well(genai, TOLL_IO_FORMAT_GENAI_PRICES);
    assert_true(has_match(2, TOLL_MATCH_EXACT, "a-1"));
    assert_true(has_match(2, TOLL_MATCH_EXACT, "a.1"));
    assert_true(has_match(2, TOLL_MATCH_PREFIX, "a-1-"));
    assert_true(has_match(2, TOLL_MATCH_EXACT, "a.one[fast=true]"));
    assert_true(has_match(0, TOLL_MATCH_DATED, "a-1"));
    assert_true(has_match(0, TOLL_MATCH_INFIX, "a-one"));
    assert_true(has_match(0, TOLL_MATCH_SUFFIX, "-une"));
    assert_true(has_remark(TOLL_IO_NAME_LOST, "a-1", "and"));
    /* a-2 wants the name of a-1: the first model keeps it. Another provider may have it too. */
    assert_true(has_remark(TOLL_IO_NAME_LOST, "acme/a-2", "a-1"));
    assert_false(has_match(3, TOLL_MATCH_EXACT, "a-1"));
    assert_true(has_remark(TOLL_IO_SNAPPED, "a-2", "input_mtok"));
    assert_price(3, "", 0, TOLL_METER_INPUT, "0.27", 1000000);
}

static void a_price_that_is_not_known_leaves_its_model_out(void **state)
{
    (void)state;
    import_well(genai, TOLL_IO_FORMAT_GENAI_PRICES);
    assert_price(4, "", 0, TOLL_METER_AUDIO_TIME, "0.4", INT64_C(3600000000));
    assert_true(has_remark(TOLL_IO_LEFT_OUT, "gift", "price"));
    assert_true(has_remark(TOLL_IO_LEFT_OUT, "odd", "dream_mtok"));
    assert_string_equal(rows[tariff_at(5)].text, "acme/gift:free");
    assert_price(5, "", 0, TOLL_METER_INPUT, "0", 1000000);
    assert_string_equal(rows[tariff_at(6)].text, "other/a-1");
    assert_int_equal(count_kind(TOLL_ROW_TARIFF), 7);
}

static void one_provider_alone_is_read_when_asked_for(void **state)
{
    (void)state;
    assert_int_equal(import_text(genai, TOLL_IO_FORMAT_GENAI_PRICES, "other"), TOLL_OK);
    assert_int_equal(count_kind(TOLL_ROW_TARIFF), 1);
    assert_int_equal(n_remarks, 0);
}

/* ---- LiteLLM ---- */

static const char litellm[] =
    "{\"sample_spec\":{\"litellm_provider\":\"x\",\"input_cost_per_token\":0},"
    "\"azure/m-1\":{\"litellm_provider\":\"azure\",\"mode\":\"chat\",\"input_cost_per_token\":2e-06,"
    "\"output_cost_per_token\":8e-06,\"cache_read_input_token_cost\":5e-07,\"input_cost_per_token_above_272k_tokens\":"
    "4e-06,"
    "\"output_cost_per_token_above_272k_tokens\":1.2e-05,\"input_cost_per_token_batches\":1e-06,"
    "\"output_cost_per_token_batches\":4e-06,\"regional_processing_uplift_multiplier_eu\":1.1,"
    "\"search_context_cost_per_query\":{\"search_context_size_low\":0.01,\"search_context_size_medium\":0.01,"
    "\"search_context_size_high\":0.01},\"deprecation_date\":\"2027-02-01\",\"successor_model\":\"m-2\",\"supports_"
    "vision\":true},"
    "\"m-latest\":{\"alias_of\":\"azure/m-1\"},"
    "\"azure_ai/m-1\":{\"litellm_provider\":\"azure_ai\",\"mode\":\"chat\",\"input_cost_per_token\":3e-06,"
    "\"output_cost_per_token\":8e-06},"
    "\"acme/free-lunch\":{\"litellm_provider\":\"acme\",\"input_cost_per_token\":0,\"output_cost_per_token\":0.0},"
    "\"acme/lunch\":{\"litellm_provider\":\"acme\",\"input_cost_per_token\":0,\"output_cost_per_token\":0.0},"
    "\"acme/slip\":{\"litellm_provider\":\"acme\",\"input_cost_per_token\":0.015,\"output_cost_per_token\":0.06},"
    "\"acme/new\":{\"litellm_provider\":\"acme\",\"input_cost_per_token\":1e-06,\"dream_cost_per_token\":1e-06},"
    "\"acme/long-cache\":{\"litellm_provider\":\"acme\",\"input_cost_per_token\":1e-06,"
    "\"cache_creation_input_token_cost_above_12hr\":4e-06},"
    "\"acme/audio-cache\":{\"litellm_provider\":\"acme\",\"input_cost_per_token\":1e-06,"
    "\"cache_creation_input_audio_token_cost\":4e-06},"
    "\"acme/rank\":{\"litellm_provider\":\"acme\",\"mode\":\"rerank\",\"input_cost_per_query\":0.002},"
    "\"acme/canvas\":{\"litellm_provider\":\"acme\",\"mode\":\"image_edit\",\"input_cost_per_image\":0.01,"
    "\"output_cost_per_image\":0.04},"
    "\"acme/dots\":{\"litellm_provider\":\"acme\",\"input_cost_per_pixel\":2e-08},"
    "\"acme/maps\":{\"litellm_provider\":\"acme\",\"input_cost_per_token\":1e-06,"
    "\"google_maps_grounding_cost_per_query\":0.025},"
    "\"acme/sizes\":{\"litellm_provider\":\"acme\",\"input_cost_per_token\":1e-06,\"search_context_cost_per_query\":"
    "{\"search_context_size_low\":0.005,\"search_context_size_medium\":0.008,\"search_context_size_high\":0.012}},"
    "\"acme/bands\":{\"litellm_provider\":\"acme\",\"tiered_pricing\":[{\"input_cost_per_token\":1e-06,"
    "\"range\":[0,32000.0]},{\"input_cost_per_token\":2e-06,\"range\":[32000,128000]}]},"
    "\"acme/peak\":{\"litellm_provider\":\"acme\",\"input_cost_per_token\":2e-06,\"off_peak_pricing\":{"
    "\"input_cost_per_token\":1e-06,\"weekday_timezone\":\"Asia/"
    "Shanghai\",\"windows\":[{\"hours_utc\":[\"00:00-01:00\","
    "\"10:00-12:00\"],\"weekdays\":[1,2,3,4,5]},{\"hours_utc\":\"00:00-00:00\",\"weekdays\":[6,7]}]}},"
    "\"acme/film\":{\"litellm_provider\":\"acme\",\"mode\":\"video_generation\",\"output_cost_per_second\":0.1,"
    "\"output_cost_per_second_1080p\":0.2},"
    "\"acme/painter\":{\"litellm_provider\":\"acme\",\"mode\":\"chat\",\"input_cost_per_token\":2e-06,"
    "\"output_cost_per_image\":0.134,\"output_cost_per_image_token\":0.00012},"
    "\"xai/g\":{\"litellm_provider\":\"xai\",\"input_cost_per_token\":1e-06,"
    "\"input_cost_per_token_above_200k_tokens\":2e-06}}";

/* Index of the tariff of a SKU. */
static uint64_t tariff_of(const char *sku)
{
    uint64_t index = 0;
    for (uint64_t i = 0; i < n_rows; i++) {
        if (rows[i].kind != TOLL_ROW_TARIFF)
            continue;
        if (strcmp(rows[i].text, sku) == 0)
            return index;
        index++;
    }
    fail_msg("no tariff %s", sku);
    return 0;
}

static void tiers_lengths_regions_and_ends_of_an_entry_become_rows(void **state)
{
    const toll_bill_usage short_usage[] = {
        {TOLL_METER_INPUT, 100000}, {TOLL_METER_OUTPUT, 1000}, {TOLL_METER_WEB_SEARCH, 2}};
    const toll_bill_usage long_usage[] = {{TOLL_METER_INPUT, 300000}, {TOLL_METER_OUTPUT, 1000}};
    (void)state;
    import_well(litellm, TOLL_IO_FORMAT_LITELLM);
    const uint64_t at = tariff_of("azure/m-1");
    assert_true(has_match(at, TOLL_MATCH_EXACT, "m-1"));
    assert_true(has_match(at, TOLL_MATCH_ALIAS, "azure/m-1"));
    assert_true(has_match(at, TOLL_MATCH_ALIAS, "m-latest"));
    /* 2027-02-01 is day 20,850 */
    assert_int_equal(rows[tariff_at(at)].until_s, INT64_C(20850) * 86400);
    assert_price(at, "standard", 0, TOLL_METER_CACHE_READ, "0.5", 1000000);
    assert_price(at, "long input", 0, TOLL_METER_OUTPUT, "12", 1000000);
    assert_price(at, "", 0, TOLL_METER_WEB_SEARCH, "10", 1000);
    /* 0.1 * 2 + 0.001 * 8 + 2 * 0.01; batch: 0.1 * 1 + 0.001 * 4 + 2 * 0.01; long: 0.3 * 4 + 0.001 * 12 */
    assert_bill("azure", "m-1", "", short_usage, 3, AT, "0.228");
    assert_bill("azure", "m-1", "batch", short_usage, 3, AT, "0.124");
    assert_bill("azure", "m-1", "", long_usage, 2, AT, "1.212");
    /* what a long batch costs, the map does not say */
    assert_bill("azure", "m-1", "batch", long_usage, 2, AT, NULL);
    assert_int_equal(count_kind(TOLL_ROW_MULTIPLIER), 1);
}

static void an_entry_that_would_be_billed_wrongly_is_left_out(void **state)
{
    (void)state;
    import_well(litellm, TOLL_IO_FORMAT_LITELLM);
    assert_true(has_remark(TOLL_IO_LEFT_OUT, "azure_ai/m-1", "key"));
    assert_true(has_remark(TOLL_IO_LEFT_OUT, "acme/lunch", "price"));
    assert_true(has_remark(TOLL_IO_LEFT_OUT, "acme/slip", "price"));
    assert_true(has_remark(TOLL_IO_LEFT_OUT, "acme/new", "dream_cost_per_token"));
    assert_true(has_remark(TOLL_IO_LEFT_OUT, "acme/audio-cache", "cache_creation_input_audio_token_cost"));
    assert_price(tariff_of("acme/free-lunch"), "", 0, TOLL_METER_INPUT, "0", 1000000);
    assert_price(tariff_of("acme/maps"), "", 0, TOLL_METER_INPUT, "1", 1000000);
    assert_int_equal(count_kind(TOLL_ROW_TARIFF), 13);
}

static void long_caches_maps_rerankers_and_pictures_have_meters(void **state)
{
    const toll_bill_usage both[] = {{TOLL_METER_IMAGE, 2}, {TOLL_METER_IMAGE_INPUT, 3}};
    (void)state;
    import_well(litellm, TOLL_IO_FORMAT_LITELLM);
    assert_price(tariff_of("acme/long-cache"), "", 0, TOLL_METER_CACHE_WRITE_12H, "4", 1000000);
    assert_price(tariff_of("acme/maps"), "", 0, TOLL_METER_MAP_GROUNDING, "25", 1000);
    assert_price(tariff_of("acme/rank"), "", 0, TOLL_METER_SEARCH_UNIT, "2", 1000);
    assert_price(tariff_of("acme/dots"), "", 0, TOLL_METER_PIXEL, "0.02", 1000000);
    /* two pictures made and three given: 2 * 0.04 + 3 * 0.01 */
    assert_bill("acme", "canvas", "", both, 2, AT, "0.11");
}

static void a_deprecation_date_is_a_retirement(void **state)
{
    (void)state;
    import_well(litellm, TOLL_IO_FORMAT_LITELLM);
    assert_int_equal(count_kind(TOLL_ROW_RETIRED), 1);
    for (uint64_t i = tariff_at(tariff_of("azure/m-1")); i < n_rows; i++)
        if (rows[i].kind == TOLL_ROW_RETIRED) {
            assert_int_equal(rows[i].from_s, INT64_C(20850) * 86400);
            assert_string_equal(rows[i].text, "m-2");
            return;
        }
    fail_msg("m-1 has no row of retirement");
}

static void searches_by_size_bands_and_windows_become_rules(void **state)
{
    const toll_bill_usage usage[] = {{TOLL_METER_INPUT, 32000}}, more[] = {{TOLL_METER_INPUT, 32001}};
    const toll_bill_usage beyond[] = {{TOLL_METER_INPUT, 128001}};
    (void)state;
    import_well(litellm, TOLL_IO_FORMAT_LITELLM);
    assert_price(tariff_of("acme/sizes"), "medium", 0, TOLL_METER_WEB_SEARCH, "8", 1000);
    assert_bill("acme", "bands", "", usage, 1, AT, "0.032");
    assert_bill("acme", "bands", "", more, 1, AT, "0.064002");
    assert_bill("acme", "bands", "", beyond, 1, AT, NULL);
    /* Monday in China begins on Sunday at 16:00 UTC: before it is off-peak, at 16:30 peak, on Monday at 11:00 off-peak */
    assert_bill("acme", "peak", "", usage, 1, AT - 21 * 3600, "0.032");
    assert_bill("acme", "peak", "", usage, 1, AT - 19 * 3600 - 1800, "0.064");
    assert_bill("acme", "peak", "", usage, 1, AT - 3600, "0.032");
    assert_bill("acme", "peak", "", usage, 1, AT, "0.064");
}

static void one_thing_with_two_prices_is_billed_once(void **state)
{
    (void)state;
    import_well(litellm, TOLL_IO_FORMAT_LITELLM);
    assert_price(tariff_of("acme/film"), "", 0, TOLL_METER_VIDEO_TIME, "0.1", 1000000);
    assert_price(tariff_of("acme/film"), "1080p", 0, TOLL_METER_VIDEO_TIME, "0.2", 1000000);
    assert_true(has_remark(TOLL_IO_NOT_EXPRESSED, "acme/painter", "output_cost_per_image"));
    assert_price(tariff_of("acme/painter"), "", 0, TOLL_METER_OUTPUT_IMAGE, "120", 1000000);
}

static void xai_counts_from_the_bound_on(void **state)
{
    const toll_bill_usage usage[] = {{TOLL_METER_INPUT, 200000}};
    (void)state;
    import_well(litellm, TOLL_IO_FORMAT_LITELLM);
    assert_bill("x-ai", "g", "", usage, 1, AT, "0.4");
}

static void a_field_is_its_base_and_its_conditions(void **state)
{
    litellm_field field;
    (void)state;
    assert_true(toll__litellm_field("cache_creation_input_token_cost_above_1hr_above_200k_tokens", &field));
    assert_int_equal(field.base->meter, TOLL_METER_CACHE_WRITE_1H);
    assert_int_equal(field.above, 200000);
    assert_true(toll__litellm_field("input_cost_per_token_above_272k_tokens_priority", &field));
    assert_string_equal(field.tier, "priority");
    assert_int_equal(field.above, 272000);
    assert_true(toll__litellm_field("output_cost_per_second_1080p", &field));
    assert_string_equal(field.resolution, "1080p");
    assert_false(toll__litellm_field("input_cost_per_token_above_xk_tokens", &field));
    assert_false(toll__litellm_field("input_cost_per_token_weekly", &field));
    assert_false(toll__litellm_field("input_cost_per_tokens", &field));
    assert_false(toll__litellm_field("", &field));
}

/* ---- models.dev, OpenRouter ---- */

static void models_dev_has_dollars_per_million(void **state)
{
    const toll_bill_usage usage[] = {{TOLL_METER_INPUT, 200000}}, more[] = {{TOLL_METER_INPUT, 200001}};
    (void)state;
    import_well("{\"acme\":{\"id\":\"acme\",\"models\":{\"m\":{\"id\":\"m\",\"cost\":{\"input\":1.25,\"output\":10,"
                "\"cache_read\":0.125,\"context_over_200k\":{\"input\":2.5,\"output\":15}}},"
                "\"n\":{\"id\":\"n\",\"cost\":{\"input\":1,\"cache_input\":2}},\"o\":{\"id\":\"o\"}}}}",
                TOLL_IO_FORMAT_MODELS_DEV);
    assert_bill("acme", "m", "", usage, 1, AT, "0.25");
    assert_bill("acme", "m", "", more, 1, AT, "0.5000025");
    assert_true(has_remark(TOLL_IO_LEFT_OUT, "n", "cache_input"));
    assert_true(has_remark(TOLL_IO_LEFT_OUT, "o", "price"));
    assert_int_equal(count_kind(TOLL_ROW_TARIFF), 1);
}

static void openrouter_has_texts_of_dollars_a_token(void **state)
{
    const toll_bill_usage usage[] = {{TOLL_METER_INPUT, 128000}, {TOLL_METER_REQUEST, 1}};
    (void)state;
    import_well(
        "{\"data\":[{\"id\":\"acme/m\",\"canonical_slug\":\"acme/m-20260101\",\"pricing\":{\"prompt\":\"0.000003\","
        "\"completion\":\"0.000015\",\"request\":\"0.005\",\"image\":\"0\",\"overrides\":[{\"min_prompt_tokens\":"
        "128000,\"prompt\":\"0.000006\"}]}},{\"id\":\"acme/auto\",\"pricing\":{\"prompt\":\"-1\","
        "\"completion\":\"-1\"}},{\"id\":\"acme/m:free\",\"pricing\":{\"prompt\":\"0\",\"completion\":\"0\"}}]}",
        TOLL_IO_FORMAT_OPENROUTER);
    assert_true(has_match(0, TOLL_MATCH_ALIAS, "acme/m-20260101"));
    assert_bill("openrouter", "acme/m", "", usage, 2, AT, "0.773");
    assert_true(has_remark(TOLL_IO_WRONG, "acme/auto", "prompt"));
    assert_price(1, "", 0, TOLL_METER_OUTPUT, "0", 1000000);
    assert_int_equal(count_kind(TOLL_ROW_TARIFF), 2);
}

/* ---- refusals ---- */

static void a_document_of_another_form_is_refused(void **state)
{
    (void)state;
    assert_int_equal(import_text("{}", TOLL_IO_FORMAT_GENAI_PRICES, NULL), TOLL_E_SYNTAX);
    assert_int_equal(import_text("[{\"id\":\"a\"}]", TOLL_IO_FORMAT_GENAI_PRICES, NULL), TOLL_E_SYNTAX);
    assert_int_equal(import_text("[]", TOLL_IO_FORMAT_LITELLM, NULL), TOLL_E_SYNTAX);
    assert_int_equal(import_text("[]", TOLL_IO_FORMAT_MODELS_DEV, NULL), TOLL_E_SYNTAX);
    assert_int_equal(import_text("{\"data\":1}", TOLL_IO_FORMAT_OPENROUTER, NULL), TOLL_E_SYNTAX);
    assert_int_equal(import_text("{\"a\":", TOLL_IO_FORMAT_LITELLM, NULL), TOLL_E_SYNTAX);
    assert_int_equal(
        import_text("{\"a\":{\"litellm_provider\":\"x\",\"input_cost_per_token\":NaN}}", TOLL_IO_FORMAT_LITELLM, NULL),
        TOLL_OK);
    assert_int_equal(count_kind(TOLL_ROW_TARIFF), 0);
    assert_true(has_remark(TOLL_IO_WRONG, "a", "input_cost_per_token"));
}

#define CALL(text, length, format, source, date, to, capacity, stride, count, notes, n_notes)                          \
    toll_io_import_prices(text, length, format, NULL, source, date, to, capacity, stride, count, notes,                \
                          (notes) == NULL ? 0 : ROWS, sizeof(toll_io_remark), n_notes, &err)

static void bad_arguments_are_named_and_nothing_is_written(void **state)
{
    static const char text[] = "{}";
    const uint64_t size = sizeof(toll_bill_row);
    (void)state;
    n_rows = n_remarks = 77;
    memset(rows, 0x5a, sizeof rows);
    assert_int_equal(CALL(NULL, 2, 2, "s", 0, rows, ROWS, size, &n_rows, remarks, &n_remarks), TOLL_E_NULL);
    assert_int_equal(CALL(text, 2, 2, NULL, 0, rows, ROWS, size, &n_rows, remarks, &n_remarks), TOLL_E_NULL);
    assert_int_equal(CALL(text, 2, 2, "s", 0, rows, ROWS, size, NULL, remarks, &n_remarks), TOLL_E_NULL);
    assert_int_equal(CALL(text, 2, 2, "s", 0, rows, ROWS, size, &n_rows, remarks, NULL), TOLL_E_NULL);
    assert_int_equal(CALL(text, 2, 2, "s", 0, NULL, ROWS, size, &n_rows, remarks, &n_remarks), TOLL_E_NULL);
    assert_int_equal(CALL(text, 0, 2, "s", 0, rows, ROWS, size, &n_rows, remarks, &n_remarks), TOLL_E_RANGE);
    assert_int_equal(CALL(text, UINT64_MAX, 2, "s", 0, rows, ROWS, size, &n_rows, remarks, &n_remarks), TOLL_E_RANGE);
    assert_int_equal(CALL(text, 2, 0, "s", 0, rows, ROWS, size, &n_rows, remarks, &n_remarks), TOLL_E_RANGE);
    assert_int_equal(CALL(text, 2, 5, "s", 0, rows, ROWS, size, &n_rows, remarks, &n_remarks), TOLL_E_RANGE);
    assert_int_equal(CALL(text, 2, 2, "s", -1, rows, ROWS, size, &n_rows, remarks, &n_remarks), TOLL_E_RANGE);
    assert_int_equal(CALL(text, 2, 2, "s", 100000000, rows, ROWS, size, &n_rows, remarks, &n_remarks), TOLL_E_RANGE);
    assert_int_equal(CALL(text, 2, 2, "a\nb", 0, rows, ROWS, size, &n_rows, remarks, &n_remarks), TOLL_E_STRING);
    assert_int_equal(CALL(text, 2, 2, "s", 0, rows, ROWS, size - 8, &n_rows, remarks, &n_remarks), TOLL_E_STRIDE);
    assert_int_equal(CALL(text, 2, 2, "s", 0, rows, ROWS, size + 4, &n_rows, remarks, &n_remarks), TOLL_E_STRIDE);
    assert_int_equal(n_rows, 77);
    assert_int_equal(n_remarks, 77);
    assert_int_equal(((unsigned char *)rows)[0], 0x5a);
}

static void rows_that_do_not_fit_are_counted(void **state)
{
    uint64_t count = 0, notes = 0;
    (void)state;
    import_well(genai, TOLL_IO_FORMAT_GENAI_PRICES);
    assert_int_equal(CALL(genai, strlen(genai), 1, "s", 0, NULL, 0, 0, &count, NULL, &notes), TOLL_E_BUFFER);
    assert_int_equal(count, n_rows);
    assert_int_equal(notes, n_remarks);
    memset(rows, 0x5a, sizeof rows);
    assert_int_equal(CALL(genai, strlen(genai), 1, "s", 0, rows, count - 1, sizeof *rows, &count, remarks, &notes),
                     TOLL_E_BUFFER);
    assert_int_equal(((unsigned char *)rows)[0], 0x5a);
}

/* ---- rows as CSV ---- */

static void rows_are_written_as_they_are_read(void **state)
{
    char path[] = "/tmp/toll_rows_XXXXXX";
    toll__csv_table csv;
    toll__tariff_rows again = {0};
    (void)state;
    import_well(litellm, TOLL_IO_FORMAT_LITELLM);
    snprintf(rows[0].text, sizeof rows[0].text, "a \"quoted\", name");
    rows[1].source_date = 0; /* no ditto mark for a date that is not known */
    const int file = mkstemp(path);
    assert_true(file >= 0);
    FILE *out = fdopen(file, "w");
    assert_int_equal(toll__tariff_write(out, rows, n_rows, &err), TOLL_OK);
    fclose(out);
    assert_int_equal(toll__csv_read(path, path, CSV_BYTES_MAX, &csv, &err), TOLL_OK);
    assert_int_equal(toll__tariff_rows_add(&again, &csv, &err), TOLL_OK);
    assert_int_equal(again.n_rows, n_rows);
    for (uint64_t i = 0; i < n_rows; i++)
        assert_memory_equal(&again.rows[i], &rows[i], sizeof rows[i]);
    toll__csv_release(&csv);
    toll__tariff_rows_release(&again);
    unlink(path);
}

static void a_kind_without_a_word_is_not_written(void **state)
{
    toll_bill_row row = {.kind = 4000};
    (void)state;
    assert_int_equal(toll__tariff_write(NULL, &row, 1, &err), TOLL_E_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_price_is_moved_as_text_and_keeps_every_digit),
        cmocka_unit_test(the_noise_of_a_double_is_taken_off_and_told),
        cmocka_unit_test(what_is_no_price_is_refused),
        cmocka_unit_test(dates_cut_a_model_into_versions),
        cmocka_unit_test(windows_tiers_and_variants_become_rules),
        cmocka_unit_test(a_variant_is_not_sold_before_its_date),
        cmocka_unit_test(a_variant_without_prices_is_sold_at_the_standard_price),
        cmocka_unit_test(a_window_begins_with_the_dated_price_that_it_follows),
        cmocka_unit_test(a_later_dated_price_ends_a_window),
        cmocka_unit_test(names_are_kept_and_what_is_none_is_told),
        cmocka_unit_test(a_price_that_is_not_known_leaves_its_model_out),
        cmocka_unit_test(one_provider_alone_is_read_when_asked_for),
        cmocka_unit_test(tiers_lengths_regions_and_ends_of_an_entry_become_rows),
        cmocka_unit_test(an_entry_that_would_be_billed_wrongly_is_left_out),
        cmocka_unit_test(searches_by_size_bands_and_windows_become_rules),
        cmocka_unit_test(one_thing_with_two_prices_is_billed_once),
        cmocka_unit_test(xai_counts_from_the_bound_on),
        cmocka_unit_test(long_caches_maps_rerankers_and_pictures_have_meters),
        cmocka_unit_test(a_deprecation_date_is_a_retirement),
        cmocka_unit_test(a_field_is_its_base_and_its_conditions),
        cmocka_unit_test(models_dev_has_dollars_per_million),
        cmocka_unit_test(openrouter_has_texts_of_dollars_a_token),
        cmocka_unit_test(a_document_of_another_form_is_refused),
        cmocka_unit_test(bad_arguments_are_named_and_nothing_is_written),
        cmocka_unit_test(rows_that_do_not_fit_are_counted),
        cmocka_unit_test(rows_are_written_as_they_are_read),
        cmocka_unit_test(a_kind_without_a_word_is_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
