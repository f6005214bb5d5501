/* SPDX-License-Identifier: Apache-2.0 */
/* Scenario files: each part of a line, and what must be refused, with its line. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <toll.h>
#include <toll_io.h>

#define ROWS 64

typedef struct found {
    toll_tco_row rows[ROWS];
    uint32_t lines[ROWS];
    uint64_t count;
    toll_error err;
} found;

static toll_status parse(const char *text, found *f)
{
    memset(f, 0, sizeof *f);
    return toll_io_parse_scenario(text, strlen(text), f->rows, f->lines, ROWS, sizeof f->rows[0], &f->count, &f->err);
}

/* The only row of a text. */
static toll_tco_row one(const char *text)
{
    found f;
    if (parse(text, &f) != TOLL_OK)
        fail_msg("%s: %s", text, f.err.message);
    assert_int_equal(f.count, 1);
    return f.rows[0];
}

static double number(const char *text)
{
    char line[80];
    snprintf(line, sizeof line, "stored_gb = %s", text);
    return one(line).value.mid;
}

static void numbers_are_read_exactly(void **state)
{
    (void)state;
    assert_true(number("0.1") == 0.1);
    assert_true(number("12.345") == 12.345);
    assert_true(number("25_000") == 25000);
    assert_true(number("1.5k") == 1500);
    assert_true(number("2M") == 2e6);
    assert_true(number("30G") == 30e9);
    assert_true(number("4T") == 4e12);
    assert_true(number("8Ki") == 8192);
    assert_true(number("3e9") == 3e9);
    assert_true(number("2.5e-3") == 0.0025);
    assert_true(number("+7") == 7);
    assert_true(one("pue = 1.25").value.mid == 1.25);
    assert_true(one("inflation = -1.5 %").value.mid == -0.015);
    assert_true(one("cache_hit = 56.3 %").value.mid == 56.3 / 100);
}

static void a_price_has_all_its_parts(void **state)
{
    (void)state;
    toll_tco_row row = one("  buy gpu per gpu = 25k [22k .. 31k] EUR (2025) @ 12 .. 36 x 2 nodes 8 .. 64 # why\r\n");
    assert_int_equal(row.kind, TOLL_TCO_BUY);
    assert_int_equal(row.category, TOLL_TCO_GPU);
    assert_int_equal(row.basis, TOLL_TCO_PER_GPU);
    assert_true(row.value.low == 22e3 && row.value.mid == 25e3 && row.value.high == 31e3);
    assert_string_equal(row.currency, "EUR");
    assert_int_equal(row.price_year, 2025);
    assert_int_equal(row.from_period, 12);
    assert_int_equal(row.to_period, 36);
    assert_true(row.quantity == 2 && row.quantity_from == 8 && row.quantity_below == 64);
    toll_tco_row other =
        one("buy gpu per gpu = 25k EUR nodes 8 .. 64 x 2 (2025) @ 12 .. 36 [22k .. 31k]"); /* in any order */
    assert_memory_equal(&row, &other, sizeof row);
}

static void words_have_their_places(void **state)
{
    (void)state;
    toll_tco_row row = one("cost staff per fte per year = 150k");
    assert_int_equal(row.basis, TOLL_TCO_PER_FTE);
    assert_int_equal(row.time, TOLL_TCO_YEAR);
    assert_int_equal(row.category, TOLL_TCO_STAFF);
    row = one("cost support per capex of server per year = 5 %");
    assert_int_equal(row.basis, TOLL_TCO_PER_CAPEX);
    assert_int_equal(row.subject, TOLL_TCO_SERVER);
    row = one("cost cloud per gpu_hour = 2.5");
    assert_int_equal(row.basis, TOLL_TCO_PER_GPU_HOUR);
    assert_int_equal(row.time, TOLL_TCO_ONCE);
    row = one("curve_rate rental = -15 %");
    assert_int_equal(row.subject, TOLL_TCO_CURVE_RENTAL);
    row = one("sizing = hours");
    assert_int_equal(row.subject, TOLL_TCO_SIZE_HOURS);
    row = one("profile 9 = 3");
    assert_int_equal(row.subject, 9);
    row = one("tax_rate all = 25 %");
    assert_int_equal(row.subject, 1);
    row = one("depreciation gpu macrs = 5");
    assert_int_equal(row.subject, TOLL_TCO_SPREAD_MACRS);
    assert_int_equal(row.category, TOLL_TCO_GPU);
    row = one("grid_carbon = default( grid_carbon_intensity/aus/2023 ) # 548.692 g");
    assert_true(row.value.mid == 548.692 * 1e-3);
    assert_string_equal(row.text, "grid_carbon_intensity/aus/2023");
    row = one("cost energy per kwh = default(electricity_price_household/deu/2025-h1)");
    assert_string_equal(row.currency, "EUR");
    row = one("life server = default(depreciation_meta_server_life/2025)"); /* 5.5 years of months */
    assert_true(row.value.mid == 66);
    row = one("currency = CHF");
    assert_string_equal(row.currency, "CHF");
    row = one("real_money = yes");
    assert_true(row.value.mid == 1);
    row = one("output_tokens = 5G"); /* the kind's own unit of time */
    assert_int_equal(row.time, TOLL_TCO_MONTH);
    row = one("units = 4 @ 12 ..");
    assert_int_equal(row.from_period, 12);
    assert_int_equal(row.to_period, 0);
}

static void sections_are_options(void **state)
{
    found f;
    (void)state;
    assert_int_equal(
        parse("horizon = 12\n[api] An API \n\ncost api per mtok = 1\n[own]\nunits = 2\n[api]\npeak = 2\n", &f),
        TOLL_OK);
    assert_int_equal(f.count, 6);
    assert_int_equal(f.rows[0].option, 0);
    assert_int_equal(f.rows[1].kind, TOLL_TCO_OPTION);
    assert_string_equal(f.rows[1].text, "An API");
    assert_int_equal(f.rows[2].option, 1);
    assert_string_equal(f.rows[3].text, "own");
    assert_int_equal(f.rows[4].option, 2);
    assert_int_equal(f.rows[5].option, 1);
    assert_int_equal(f.lines[5], 8);
}

static const struct {
    const char *text;
    toll_status status;
    int64_t line;
    const char *names; /* that the message must hold */
} bad[] = {
    {"horizon", TOLL_E_SYNTAX, 1, "="},
    {"horizon =", TOLL_E_SYNTAX, 1, "horizon"},
    {"\n\nhorizn = 12", TOLL_E_UNKNOWN_ID, 3, "horizon"},
    {"horizon = twelve", TOLL_E_SYNTAX, 1, "twelve"},
    {"horizon = 1e99", TOLL_E_RANGE, 1, "exponent"},
    {"horizon = 0", TOLL_E_RANGE, 1, "1 .. 1200"},
    {"horizon = -3", TOLL_E_RANGE, 1, "1 .. 1200"},
    {"horizon = 12 13", TOLL_E_CONFLICT, 1, "13"},
    {"horizon = 12 ;", TOLL_E_SYNTAX, 1, ";"},
    {"= 12", TOLL_E_SYNTAX, 1, "key"},
    {"pue per gpu = 1.2", TOLL_E_CONFLICT, 1, "pue"},
    {"buy gpus per gpu = 1", TOLL_E_UNKNOWN_ID, 1, "gpu"},
    {"buy per gpu = 1", TOLL_E_MISSING, 1, "category"},
    {"buy gpu = 1", TOLL_E_MISSING, 1, "per"},
    {"buy gpu server per gpu = 1", TOLL_E_CONFLICT, 1, "twice"},
    {"cost staff per fte per yaer = 1", TOLL_E_UNKNOWN_ID, 1, "year"},
    {"curve_rate rentals = 1", TOLL_E_UNKNOWN_ID, 1, "rental"},
    {"sizing = peek", TOLL_E_UNKNOWN_ID, 1, "peak"},
    {"pue = 1.2 [1.3 .. 1.4]", TOLL_E_CONFLICT, 1, "hold"},
    {"pue = 1.2 [1.1 1.4]", TOLL_E_SYNTAX, 1, "low .. high"},
    {"pue = 1.2 [1.1 .. 1.4", TOLL_E_SYNTAX, 1, "]"},
    {"pue = 1.2 [0.9 .. 1.4]", TOLL_E_RANGE, 1, "pue"},
    {"pue = 1.2 @ 5", TOLL_E_SYNTAX, 1, "from .. to"},
    {"curve_point api = 0.8 @ 12 .. 24", TOLL_E_CONFLICT, 1, "one period: @ 12"},
    {"horizon = 12 @ 0 .. 6", TOLL_E_CONFLICT, 1, "takes no @"},
    {"pue = 1.2 x 2", TOLL_E_CONFLICT, 1, "takes no x"},
    {"pue = 1,2", TOLL_E_SYNTAX, 1, "group three digits"},
    {"stored_gb = 12,34", TOLL_E_SYNTAX, 1, "group three digits"},
    {"stored_gb = 1,2345", TOLL_E_SYNTAX, 1, "group three digits"},
    {"power_max = 10 kWh", TOLL_E_CONFLICT, 1, "kWh"},
    {"power_max = 10 kW [9 .. 11] W", TOLL_E_CONFLICT, 1, "unit is given twice"},
    {"power_max = 10 [9 .. 11] [8 .. 12]", TOLL_E_CONFLICT, 1, "twice"},
    {"period_months = 3\nlife server = 4 years", TOLL_E_CONFLICT, 2, "years"},
    {"horizon = 3 years\nperiod_months = 3", TOLL_E_CONFLICT, 2, "line 1 counts in months"},
    {"output_tokens per week per day = 5G", TOLL_E_CONFLICT, 1, "twice"},
    {"pue per week = 1.2", TOLL_E_CONFLICT, 1, "pue"},
    {"let x = 3\nlet x = 4", TOLL_E_CONFLICT, 2, "twice"},
    {"let x 3", TOLL_E_SYNTAX, 1, "let name = value"},
    {"let = 3", TOLL_E_SYNTAX, 1, "let name = value"},
    {"let x =", TOLL_E_SYNTAX, 1, "1 to 255 bytes"},
    {"let wage = 3\npue = $wag", TOLL_E_UNKNOWN_ID, 2, "there is $wage"},
    {"include \"prices.toll\"", TOLL_E_UNSUPPORTED, 1, "text from memory"},
    {"include prices.toll", TOLL_E_SYNTAX, 1, "include \"name.toll\""},
    {"stored_gb = 5 [1 .. 9] lognormal", TOLL_E_UNSUPPORTED, 1, "toll_io_read_scenario"},
    {"request = 1500 in", TOLL_E_MISSING, 1, "both lengths"},
    {"request = 1500 in, 400 out, 130 % cached", TOLL_E_RANGE, 1, "cached must be in 0 .. 1"},
    {"request = 0 in, 400 out", TOLL_E_RANGE, 1, "in must be in 1 .. 1e+08"},
    {"request = 1500 inn, 400 out", TOLL_E_SYNTAX, 1, "1500 inn"},
    {"request = 1500 in, 400 out,", TOLL_E_SYNTAX, 1, "comma"},
    {"request = 1500 in, 400 out", TOLL_E_CONFLICT, 1, "request is not used"},
    {"request = 9 in, 9 out\nrequest = 9 in, 9 out", TOLL_E_CONFLICT, 2, "twice"},
    {"slo = ttft p90 1 s", TOLL_E_SYNTAX, 1, "p50, p95 or p99"},
    {"slo = ttft p95 500", TOLL_E_SYNTAX, 1, "ttft p95 500"},
    {"slo = ttft p95 1 s, ttft p95 2 s", TOLL_E_CONFLICT, 1, "twice"},
    {"slo = ttft p95 0 s", TOLL_E_RANGE, 1, "above 0"},
    {"\nslo = ttft p95 1 s", TOLL_E_CONFLICT, 2, "slo is not used"},
    {"deploy = llama-3.1-70b", TOLL_E_SYNTAX, 1, "on ACCELERATOR"},
    {"deploy = llama-3.1-70b on h100-sxm5-80gb, fp8", TOLL_E_MISSING, 1, "request = 1500 in"},
    {"request = 9 in, 9 out\ndeploy = lama-3.1-70b on h100-sxm5-80gb", TOLL_E_UNKNOWN_ID, 2, "llama-3.1-70b"},
    {"request = 9 in, 9 out\ndeploy = llama-3.1-70b on h100-sxm5-80gb, fp8, int4", TOLL_E_SYNTAX, 2, "int4"},
    {"request = 9 in, 9 out\ndeploy = llama-3.1-70b on h100-sxm5-80gb, fp8, tp 1.5", TOLL_E_RANGE, 2, "tp must be"},
    {"request = 9 in, 9 out\ndeploy = llama-3.1-70b on l40s-48gb, fp8", TOLL_E_CONFLICT, 2, "do not fit"},
    {"request = 30k in, 9 out\nslo = ttft p95 1 ms\ndeploy = llama-3.1-8b on l40s-48gb, fp8", TOLL_E_CONFLICT, 3,
     "misses the slo"},
    {"input_tokens per day = 1G\noutput_tokens per month = 10G\nrequest = 1000 in, 100 out\n[a]\n"
     "deploy = llama-3.1-8b on h100-sxm5-80gb, fp8",
     TOLL_E_CONFLICT, 5, "3.04 input tokens for one of output, the request of this deploy 10"},
    {"[a]\ncost api = price(claude-sonnet-4-6)", TOLL_E_MISSING, 2, "request = 1500 in"},
    {"request = 9 in, 9 out\n[a]\ncost api = price(claude-sonet-4-6)", TOLL_E_UNKNOWN_ID, 3, "claude-sonnet-4-6"},
    {"request = 9 in, 9 out\n[a]\ncost api per kwh = price(claude-sonnet-4-6)", TOLL_E_CONFLICT, 3, "remote_input"},
    {"request = 9 in, 9 out\n[a]\ncost api per mtok_cached = price(claude-sonnet-4-6)", TOLL_E_MISSING, 3, "no tokens"},
    {"request = 9 in, 9 out\n[a]\ncost api = price(claude-sonnet-4-6, 2026-13-01)", TOLL_E_MISSING, 3, "price"},
    {"request = 9 in, 9 out\n[a]\nbuy gpu per gpu = price(claude-sonnet-4-6)", TOLL_E_CONFLICT, 3, "cost alone"},
    {"[a]\ncost cloud = instance(p5.48xlarge)", TOLL_E_AMBIGUOUS, 2, "aws/p5.48xlarge/"},
    {"[a]\ncost cloud = instance(p5.48xlarge, us-east-1, 3 years)", TOLL_E_MISSING, 2, "3 years"},
    {"[a]\ncost cloud = instance(p5.48xlarg, us-east-1)", TOLL_E_UNKNOWN_ID, 2, "p5.48xlarg"},
    {"[a]\ncost cloud per unit = instance(p5.48xlarge, us-east-1)", TOLL_E_CONFLICT, 2, "gpu_hour"},
    {"[a]\ncost training = train", TOLL_E_SYNTAX, 2, "MODEL on ACCELERATOR"},
    {"[a]\ncost training = train(llama-3.1-8b, lora, 1M tokens, 2 USD)", TOLL_E_SYNTAX, 2, "no accelerator"},
    {"[a]\ncost training = train(llama-3.1-8b on h100-sxm5-80gb, lora, 1M tokens)", TOLL_E_MISSING, 2, "price"},
    {"[a]\ncost training = train(llama-3.1-8b on h100-sxm5-80gb, lora, nan tokens, 2 USD)", TOLL_E_SYNTAX, 2, "nan"},
    {"[a]\ncost training = train(llama-3.1-8b on h100-sxm5-80gb, lora, -1 tokens, 2 USD)", TOLL_E_SYNTAX, 2, "-1"},
    {"[a]\ncost training = train(llama-3.1-8b on h100-sxm5-80gb, lora, 1e19 tokens, 2 USD)", TOLL_E_SYNTAX, 2, "1e19"},
    {"[a]\ncost training = train(llama-3.1-8b on h100-sxm5-80gb, lora, 1M tokens, 0 USD)", TOLL_E_SYNTAX, 2, "0 USD"},
    {"[a]\ncost training = train(llama-3.1-8b on nocard-1gb, lora, 1M tokens, 2 USD)", TOLL_E_UNKNOWN_ID, 2, "nocard"},
    {"[a]\ncost training = train(nomodel-1b on h100-sxm5-80gb, lora, 1M tokens, 2 USD)", TOLL_E_UNKNOWN_ID, 2,
     "nomodel"},
    {"[a]\nbuy gpu per gpu = train(llama-3.1-8b on h100-sxm5-80gb, lora, 1M tokens, 2 USD)", TOLL_E_CONFLICT, 2,
     "cost alone"},
    {"[a]\ncost training per gpu per month = train(llama-3.1-8b on h100-sxm5-80gb, lora, 1M tokens, 2 USD)",
     TOLL_E_CONFLICT, 2, "paid once"},
    {"[a]\ncost training = train(llama-3.1-70b on h100-sxm5-80gb, finetune, 1M tokens, 2 USD, 2 gpus)", TOLL_E_CONFLICT,
     2, "at least"},
    {"[a]\ncost cloud per gpu_hour = 2 USD EUR", TOLL_E_CONFLICT, 2, "one too many"},
    {"[a]\ncost cloud = instance(p5.48xlarge, us-east-1) EUR", TOLL_E_CONFLICT, 2, "one too many"},
    {"pue = 1.2 @ 5 .. 5", TOLL_E_CONFLICT, 1, "above"},
    {"pue = 1.2 @ 0.5 .. 5", TOLL_E_RANGE, 1, "whole"},
    {"pue = 1.2 EUR", TOLL_E_CONFLICT, 1, "EUR"},
    {"pue = 1.2 (2025)", TOLL_E_CONFLICT, 1, "price year"},
    {"buy gpu per gpu = 1 euro", TOLL_E_CONFLICT, 1, "euro"},
    {"buy gpu per gpu = 1 (25)", TOLL_E_RANGE, 1, "1900"},
    {"pue = default", TOLL_E_SYNTAX, 1, "default(id)"},
    {"pue = default(grid_carbon_intensity/aus/2023", TOLL_E_SYNTAX, 1, ")"},
    {"pue = default(nonesuch)", TOLL_E_UNKNOWN_ID, 1, "default"},
    {"pue = default(grid_carbon_intensity/aus/2023)", TOLL_E_CONFLICT, 1, "gCO2e/kWh"},
    {"period_hours = 24\nlife gpu = default(depreciation_meta_server_life/2025)", TOLL_E_CONFLICT, 2, "years"},
    {"[own", TOLL_E_SYNTAX, 1, "[name]"},
    {"[]", TOLL_E_SYNTAX, 1, "[name]"},
    {"[a] a label that is longer than the forty-seven bytes that fit", TOLL_E_RANGE, 1, "label"},
    {"[own]\nhorizon = 12", TOLL_E_CONFLICT, 2, "horizon"},
    {"option = 1", TOLL_E_SYNTAX, 1, "[name]"},
    {"[a] \x1b[31m", TOLL_E_SYNTAX, 1, "U+001B"},
    {"horizon = 12\n[a] x\xe2\x80\xaey", TOLL_E_SYNTAX, 2, "U+202E"},
    {"[a] \xef\xbf\xbe", TOLL_E_SYNTAX, 1, "U+FFFE"},
    {"horizon = 12\n[a] \xff", TOLL_E_SYNTAX, 2, "line 2, byte 5: 0xff is not UTF-8"},
    {"horizon = 12\r[a]", TOLL_E_SYNTAX, 1, "CR without LF"},
    {"horizon = 12 \xe2\x82\xac", TOLL_E_SYNTAX, 1, "\"\xe2\x82\xac\" can't be read"},
    {"horizon = 12 \x1b", TOLL_E_SYNTAX, 1, "\"\\x1b\" can't be read"},
};

static void bad_lines_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        found f;
        toll_status status = parse(bad[i].text, &f);
        if (status != bad[i].status || f.err.row != bad[i].line || strstr(f.err.message, bad[i].names) == NULL)
            fail_msg("%s: %s, row %lld, %s", bad[i].text, toll_status_name(status), (long long)f.err.row,
                     f.err.message);
        assert_int_equal(f.count, 0);
    }
}

static void text_of_other_systems_is_read(void **state)
{
    found f;
    (void)state;
    assert_int_equal(parse("\xef\xbb\xbfhorizon = 12\r\n[own] Own\r\n", &f), TOLL_OK);
    assert_int_equal(f.count, 2);
    assert_string_equal(f.rows[1].text, "Own");
    assert_int_equal(parse("\xff\xfeh", &f), TOLL_E_SYNTAX);
    assert_non_null(strstr(f.err.message, "UTF-16"));
}

static void a_nul_byte_does_not_end_a_scenario(void **state)
{
    static const char text[] = "horizon = 12\n\0[own] Own\n";
    found f;
    (void)state;
    assert_int_equal(toll_io_parse_scenario(text, sizeof text - 1, NULL, NULL, 0, sizeof f.rows[0], &f.count, &f.err),
                     TOLL_E_SYNTAX);
    assert_int_equal(f.err.row, 2);
    assert_non_null(strstr(f.err.message, "0x00 is a NUL byte"));
}

static void too_many_options_are_refused(void **state)
{
    char text[2000] = "";
    found f;
    (void)state;
    for (int i = 0; i < 65; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "[o%d]\n", i);
    assert_int_equal(toll_io_parse_scenario(text, strlen(text), NULL, NULL, 0, sizeof f.rows[0], &f.count, &f.err),
                     TOLL_E_RANGE);
    assert_int_equal(f.err.row, 65);
}

static void bad_arguments_are_refused(void **state)
{
    uint64_t size = sizeof(toll_tco_row), n = 77;
    toll_tco_row row;
    (void)state;
    assert_int_equal(toll_io_parse_scenario(NULL, 1, &row, NULL, 1, size, &n, NULL), TOLL_E_NULL);
    assert_int_equal(toll_io_parse_scenario("horizon = 1", 11, NULL, NULL, 1, size, &n, NULL), TOLL_E_NULL);
    assert_int_equal(toll_io_parse_scenario("horizon = 1", 11, &row, NULL, 1, size, NULL, NULL), TOLL_E_NULL);
    assert_int_equal(toll_io_parse_scenario("", 0, &row, NULL, 1, size, &n, NULL), TOLL_E_RANGE);
    assert_int_equal(toll_io_parse_scenario("horizon = 1", 11, &row, NULL, 1, size - 8, &n, NULL), TOLL_E_STRIDE);
    assert_int_equal(n, 77);
    assert_int_equal(toll_io_parse_scenario("horizon = 1\nbase_year = 2026", 28, &row, NULL, 1, size, &n, NULL),
                     TOLL_E_BUFFER);
    assert_int_equal(n, 2);
}

/* Whatever a byte becomes, the text is read or refused, and never read beyond its end. */
static void damaged_text_does_no_harm(void **state)
{
    static const char text[] =
        "[a]\nbuy gpu per gpu = 25k [22k .. 31k] EUR (2025) @ 1 .. 36 x 2 nodes 8 .. 64\nsizing = hours\npue = 1.2 #";
    (void)state;
    for (size_t i = 0; i < sizeof text - 1; i++) {
        for (int change = 0; change < 96; change++) {
            found f;
            char *copy = malloc(sizeof text - 1); /* so that a sanitizer sees one byte too far */
            assert_non_null(copy);
            memcpy(copy, text, sizeof text - 1);
            copy[i] = (char)(change < 95 ? ' ' + change : 0);
            (void)toll_io_parse_scenario(copy, sizeof text - 1, f.rows, f.lines, ROWS, sizeof f.rows[0], &f.count,
                                         &f.err);
            (void)toll_io_parse_scenario(copy, i + 1, f.rows, f.lines, ROWS, sizeof f.rows[0], &f.count, &f.err);
            free(copy);
        }
    }
}

/* ---- toll_io_read_scenario() ---- */

typedef struct noted {
    toll_tco_row rows[ROWS];
    toll_io_scenario_note notes[ROWS];
    uint64_t count;
    toll_error err;
} noted;

static toll_status read_noted(const char *text, const char *path, noted *n)
{
    memset(n, 0, sizeof *n);
    return toll_io_read_scenario(text, strlen(text), path, n->rows, n->notes, ROWS, sizeof n->rows[0],
                                 sizeof n->notes[0], &n->count, &n->err);
}

static const noted *noted_of(const char *text)
{
    static noted n;
    if (read_noted(text, NULL, &n) != TOLL_OK)
        fail_msg("%s: %s", text, n.err.message);
    return &n;
}

static double value_of(const noted *n, uint32_t option, uint32_t kind, uint32_t basis)
{
    for (uint64_t i = 0; i < n->count; i++)
        if (n->rows[i].option == option && n->rows[i].kind == kind && (basis == 0 || n->rows[i].basis == basis))
            return n->rows[i].value.mid;
    fail_msg("option %u has no row of kind %u", option, kind);
    return 0;
}

static void forms_that_people_write_are_read(void **state)
{
    (void)state;
    assert_true(number("8,000,000") == 8e6);
    assert_true(number("12,345.5") == 12345.5);
    assert_true(number("1 TB") == 1000);
    toll_tco_row row = one("power_max = 10.2 kW [9 .. 11]");
    assert_true(row.value.mid == 10.2 * 1e3 && row.value.low == 9e3 && row.value.high == 11e3);
    row = one("power_max = 10.2 kW [9000 W .. 11 kW]");
    assert_true(row.value.low == 9e3 && row.value.high == 11e3);
    row = one("power_max = 10.2 [9 .. 11] kW");
    assert_true(row.value.mid == 10.2 * 1e3 && row.value.low == 9e3);
    assert_true(one("power_max = 10.2kW").value.mid == 10.2 * 1e3);
    assert_true(one("horizon = 3 years").value.mid == 36);
    assert_true(one("life server = 48 months").value.mid == 48);
    row = one("output_tokens per week = 7G");
    assert_int_equal(row.time, TOLL_TCO_DAY);
    assert_true(row.value.mid == 1e9 && row.value.low == 1e9);
    row = one("curve_point api = 0.8 @ 12");
    assert_int_equal(row.from_period, 12);
    assert_int_equal(row.to_period, 0);
}

static void variables_stand_for_their_text(void **state)
{
    (void)state;
    const noted *n = noted_of("let low = 4.2k\nlet fast = 5.2k [$low .. 6.0k] # why\n[a]\ncapacity_output = $fast\n"
                              "cost cloud per gpu_hour = 2.5 @ 0 .. 12\n");
    assert_int_equal(n->count, 3);
    assert_true(n->rows[1].value.low == 4200 && n->rows[1].value.mid == 5200 && n->rows[1].value.high == 6000);
    assert_int_equal(n->notes[1].line, 4);
}

static void shapes_and_groups_are_noted(void **state)
{
    (void)state;
    const noted *n =
        noted_of("tasks per month = 100k [10k .. 2M]\nstored_gb = 5 [4 .. 9]\nfte = 5 [4 .. 9] lognormal\n"
                 "egress_gb = 5 [4 .. 9] uniform\ngroup = card\n[a]\n"
                 "capacity_output = 5k [4k .. 6k]\ncapacity_input = 5k\npower_max = 9 [8 .. 10] group card");
    assert_int_equal(n->notes[0].shape, TOLL_RISK_LOGNORMAL); /* more than a decade: as risk.h without inputs */
    assert_int_equal(n->notes[1].shape, TOLL_RISK_BELL);
    assert_int_equal(n->notes[2].shape, TOLL_RISK_LOGNORMAL);
    assert_int_equal(n->notes[3].shape, TOLL_RISK_UNIFORM);
    assert_int_equal(n->notes[5].group, 1);
    assert_true(n->notes[5].loading == 1);
    assert_int_equal(n->notes[6].group, 0); /* no range */
    assert_int_equal(n->notes[7].group, 1);
    assert_int_equal(noted_of("growth_compound = 8 %\nfte = 3")->notes[0].has_percent, 1);
    assert_int_equal(noted_of("growth_compound = 8 %\nfte = 3")->notes[1].has_percent, 0);
}

static const struct {
    const char *text;
    toll_status status;
    const char *names;
} bad_draws[] = {
    {"fte = 5 lognormal", TOLL_E_MISSING, "of a range"},
    {"fte = 5 group a", TOLL_E_MISSING, "of a range"},
    {"fte = 5 [0 .. 9] lognormal", TOLL_E_RANGE, "above 0"},
    {"fte = 5 [4 .. 9] uniform group a", TOLL_E_CONFLICT, "bells and lognormals"},
    {"fte = 5 [4 .. 9] uniform bell", TOLL_E_CONFLICT, "twice"},
    {"fte = 5 [4 .. 9] group a group b", TOLL_E_CONFLICT, "twice"},
    {"fte = 5 [4 .. 9] group", TOLL_E_SYNTAX, "name"},
    {"group = a\ngroup = b", TOLL_E_CONFLICT, "twice"},
};

static void bad_shapes_and_groups_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_draws / sizeof bad_draws[0]; i++) {
        noted n;
        const toll_status status = read_noted(bad_draws[i].text, NULL, &n);
        if (status != bad_draws[i].status || strstr(n.err.message, bad_draws[i].names) == NULL)
            fail_msg("%s: %s, %s", bad_draws[i].text, toll_status_name(status), n.err.message);
    }
}

/* The rows are those of toll_plan_derive_unit() for the same names, lengths and limits. */
static void a_deployment_becomes_the_rows_of_its_estimate(void **state)
{
    (void)state;
    static uint64_t words[TOLL_CATALOG_WORDS];
    toll_step_layout layout;
    toll_serve_load load;
    toll_serve_limits limits;
    toll_serve_site site;
    toll_plan_unit unit;
    toll_error err;
    toll_init(&layout);
    toll_init(&load);
    toll_init(&limits);
    toll_init(&site);
    toll_init(&unit);
    layout.tp = 4;
    load.input_tokens = 1500;
    load.output_tokens = 400;
    load.prefix_hit_frac = 0.3;
    limits.known = TOLL_LIMIT_TTFT_P95 | TOLL_LIMIT_TPOT_P50;
    limits.ttft_p95_s = 0.5;
    limits.tpot_p50_s = 0.04;
    site.known = TOLL_SITE_HOST;
    site.host_power_frac = (toll_range){0.2, 0.2, 0.2};
    assert_int_equal(toll_catalog_resolve(TOLL_STR("h100-sxm5-80gb"), TOLL_STR("llama-3.1-70b"), TOLL_STR("fp8"),
                                          TOLL_STR("sglang"), &layout, words, sizeof words, &err),
                     TOLL_OK);
    assert_int_equal(toll_plan_derive_unit(words, sizeof words, &load, &limits, &site, &unit, &err), TOLL_OK);
    const noted *n =
        noted_of("request = 1,500 in, 400 out, 30 % cached\nslo = ttft p95 500 ms, tpot p50 0.04 s\n[own]\n"
                 "deploy = llama-3.1-70b on h100-sxm5-80gb, fp8, tp 4, engine sglang, hosts 20 %\n");
    assert_int_equal(n->count, 8);
    assert_true(value_of(n, 1, TOLL_TCO_UNIT_GPUS, 0) == 4);
    assert_true(value_of(n, 1, TOLL_TCO_CAPACITY_INPUT, 0) == unit.capacity_input.mid);
    assert_true(value_of(n, 1, TOLL_TCO_CAPACITY_CACHED, 0) == unit.capacity_cached.mid);
    assert_true(value_of(n, 1, TOLL_TCO_CAPACITY_OUTPUT, 0) == unit.capacity_output.mid);
    assert_true(value_of(n, 1, TOLL_TCO_POWER_MAX, 0) == unit.power_max_w.mid);
    assert_true(value_of(n, 1, TOLL_TCO_POWER_BUSY, 0) == unit.power_busy_w.mid);
    assert_true(value_of(n, 1, TOLL_TCO_POWER_IDLE, 0) == unit.power_idle_w.mid);
    assert_non_null(strstr(n->notes[1].origin, "serve estimate for 1500 in (450 cached), 400 out"));
    assert_int_equal(n->notes[2].group, 1);
    assert_int_equal(n->notes[2].line, 4);
    assert_non_null(strstr(n->rows[2].text, "derived: serve estimate"));
}

/* An option's own request and slo go before those of all; tasks stand in for a request. */
static void options_ask_for_themselves(void **state)
{
    (void)state;
    const noted *n =
        noted_of("task_input = 1500\ntask_output = 400\n[a]\ndeploy = llama-3.1-8b on h100-sxm5-80gb, fp8\n"
                 "[b]\nrequest = 8000 in, 400 out\ndeploy = llama-3.1-8b on h100-sxm5-80gb, fp8\n"
                 "[c]\nslo = tpot p95 10 ms\ndeploy = llama-3.1-8b on h100-sxm5-80gb, fp8\n");
    assert_true(value_of(n, 2, TOLL_TCO_CAPACITY_OUTPUT, 0) < value_of(n, 1, TOLL_TCO_CAPACITY_OUTPUT, 0));
    assert_true(value_of(n, 3, TOLL_TCO_CAPACITY_OUTPUT, 0) < value_of(n, 1, TOLL_TCO_CAPACITY_OUTPUT, 0));
}

/* claude-sonnet-4-6 costs 3, 0.3 and 15 USD a million, half of that in a batch (Anthropic's price list). */
static void prices_come_from_the_book(void **state)
{
    (void)state;
    const noted *n = noted_of("request = 1500 in, 400 out, 30 % cached\n[a]\ncost api = price(claude-sonnet-4-6)\n"
                              "[b]\ncost api = price(claude-sonnet-4-6, batch, 2026-11-01)\n"
                              "[c]\ncost api per mtok_output = price(claude-sonnet-4-6)\n");
    assert_int_equal(n->count, 3 + 3 + 3 + 1);
    assert_true(fabs(value_of(n, 1, TOLL_TCO_COST, TOLL_TCO_PER_REMOTE_INPUT) - 3) < 1e-12);
    assert_true(fabs(value_of(n, 1, TOLL_TCO_COST, TOLL_TCO_PER_REMOTE_CACHED) - 0.3) < 1e-12);
    assert_true(fabs(value_of(n, 1, TOLL_TCO_COST, TOLL_TCO_PER_REMOTE_OUTPUT) - 15) < 1e-12);
    assert_true(fabs(value_of(n, 2, TOLL_TCO_COST, TOLL_TCO_PER_REMOTE_OUTPUT) - 7.5) < 1e-12);
    assert_true(fabs(value_of(n, 3, TOLL_TCO_COST, TOLL_TCO_PER_MTOK_OUTPUT) - 15) < 1e-12);
    assert_string_equal(n->rows[1].currency, "USD");
    assert_non_null(strstr(n->notes[1].origin, "price of claude-sonnet-4-6, anthropic on "));
    assert_non_null(strstr(n->notes[5].origin, "on 2026-11-01"));
}

/* 55.04 USD an hour for 8 accelerators in us-east-1; the rent holds the electricity. */
static void machines_come_from_the_catalog(void **state)
{
    (void)state;
    const noted *n = noted_of("[a]\ncost cloud = instance(p5.48xlarge, us-east-1)\n"
                              "[b]\ncost cloud per gpu_hour = instance(aws/p5.48xlarge/us-east-1)\n"
                              "[c]\ncost cloud = instance(p5.48xlarge, us-east-1, spot)\n");
    assert_true(value_of(n, 1, TOLL_TCO_NODE_GPUS, 0) == 8);
    assert_true(value_of(n, 1, TOLL_TCO_COST, TOLL_TCO_PER_NODE_HOUR) == 55.04);
    assert_true(value_of(n, 1, TOLL_TCO_COST, TOLL_TCO_PER_KWH) == 0);
    assert_true(value_of(n, 2, TOLL_TCO_COST, TOLL_TCO_PER_GPU_HOUR) == 55.04 / 8);
    assert_true(value_of(n, 3, TOLL_TCO_COST, TOLL_TCO_PER_NODE_HOUR) < 20);
    assert_non_null(strstr(n->notes[2].origin, "aws/p5.48xlarge/us-east-1, on demand, on 2026-"));
}

static uint64_t cost_row(const noted *n, uint32_t option)
{
    for (uint64_t i = 0; i < n->count; i++)
        if (n->rows[i].option == option && n->rows[i].kind == TOLL_TCO_COST)
            return i;
    fail_msg("option %u has no cost", option);
    return 0;
}

/* Twice the tokens, or twice the price, cost twice as much; so does half the MFU. A given MFU is a point, a model of the step
 * a range. */
static void a_training_run_is_paid_once_at_its_estimate(void **state)
{
    (void)state;
    const noted *n =
        noted_of("[a]\ncost training = train(llama-3.1-8b on h100-sxm5-80gb, lora, 500M tokens, 2 USD)\n"
                 "[b]\ncost training = train(llama-3.1-8b on h100-sxm5-80gb, lora, 1G tokens, 2 USD)\n"
                 "[c]\ncost training = train(llama-3.1-8b on h100-sxm5-80gb, lora, 500M tokens, 4 USD)\n"
                 "[d]\ncost training = train(llama-3.1-8b on h100-sxm5-80gb, finetune, 1G tokens, 2 USD, mfu 40 %)\n"
                 "[e]\ncost training = train(llama-3.1-8b on h100-sxm5-80gb, finetune, 1G tokens, 2 USD, mfu 20 %)\n");
    double usd[6];
    for (uint32_t option = 1; option <= 5; option++)
        usd[option] = value_of(n, option, TOLL_TCO_COST, TOLL_TCO_PER_ONE);
    const double once = usd[1];
    assert_true(once > 1 && once < 1000);
    assert_true(usd[2] > 1.999 * once && usd[2] < 2.001 * once); /* whole steps */
    assert_true(usd[3] > 1.999999999 * once && usd[3] < 2.000000001 * once);
    assert_true(usd[5] > 1.999999999 * usd[4] && usd[5] < 2.000000001 * usd[4]);
    const uint64_t first = cost_row(n, 1), given = cost_row(n, 4);
    assert_true(n->rows[first].value.low < once && once < n->rows[first].value.high);
    assert_true(n->rows[given].value.low == n->rows[given].value.high);
    assert_int_equal(n->rows[first].category, TOLL_TCO_TRAINING);
    assert_int_equal(n->rows[first].time, TOLL_TCO_ONCE);
    assert_string_equal(n->rows[first].currency, "USD");
    assert_non_null(strstr(n->notes[first].origin, "no failures counted"));
    assert_non_null(strstr(n->notes[given].origin, "MFU as given"));
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void included_files_stand_in_their_place(void **state)
{
    (void)state;
    char folder[] = "/tmp/toll_scenario_XXXXXX", main_path[64], other[64];
    noted n;
    assert_non_null(mkdtemp(folder));
    snprintf(main_path, sizeof main_path, "%s/main.toll", folder);
    snprintf(other, sizeof other, "%s/other.toll", folder);
    write_text(other, "\xef\xbb\xbflet wage = 170k\n\n[own]\nfte = 2\n");
    assert_int_equal(
        read_noted("horizon = 12\ninclude \"other.toll\"\ncost staff per fte per year = $wage\n", main_path, &n),
        TOLL_OK);
    assert_int_equal(n.count, 4);
    assert_string_equal(n.notes[2].file, "other.toll");
    assert_int_equal(n.notes[2].line, 4);
    assert_string_equal(n.notes[3].file, "");
    assert_int_equal(n.notes[3].line, 3);
    assert_int_equal(n.rows[3].option, 1);
    write_text(other, "pue = 1.2\npui = 3\n");
    assert_int_equal(read_noted("include \"other.toll\"\n", main_path, &n), TOLL_E_UNKNOWN_ID);
    assert_non_null(strstr(n.err.message, "other.toll: line 2: "));
    write_text(other, "include \"other.toll\"\n");
    assert_int_equal(read_noted("include \"other.toll\"\n", main_path, &n), TOLL_E_RANGE);
    assert_non_null(strstr(n.err.message, "does one include itself?"));
    assert_int_equal(remove(other), 0);
    assert_int_equal(read_noted("include \"other.toll\"\n", main_path, &n), TOLL_E_MISSING);
    assert_non_null(strstr(n.err.message, "line 1: "));
    assert_int_equal(remove(folder), 0);
}

static void bad_arguments_of_read_are_refused(void **state)
{
    (void)state;
    noted n;
    const uint64_t row = sizeof n.rows[0], note = sizeof n.notes[0];
    n.count = 77;
    assert_int_equal(toll_io_read_scenario(NULL, 1, NULL, n.rows, n.notes, ROWS, row, note, &n.count, NULL),
                     TOLL_E_NULL);
    assert_int_equal(toll_io_read_scenario("x", 1, NULL, NULL, n.notes, ROWS, row, note, &n.count, NULL), TOLL_E_NULL);
    assert_int_equal(toll_io_read_scenario("x", 0, NULL, n.rows, n.notes, ROWS, row, note, &n.count, NULL),
                     TOLL_E_RANGE);
    assert_int_equal(toll_io_read_scenario("x", 1, NULL, n.rows, n.notes, ROWS, row - 8, note, &n.count, NULL),
                     TOLL_E_STRIDE);
    assert_int_equal(toll_io_read_scenario("x", 1, NULL, n.rows, n.notes, ROWS, row, note - 8, &n.count, NULL),
                     TOLL_E_STRIDE);
    assert_int_equal(n.count, 77);
    assert_int_equal(toll_io_read_scenario("fte = 1", 7, NULL, NULL, NULL, 0, row, note, &n.count, NULL),
                     TOLL_E_BUFFER);
    assert_int_equal(n.count, 1);
    assert_int_equal(toll_io_read_scenario("fte = 1", 7, NULL, n.rows, NULL, ROWS, row, note, &n.count, NULL), TOLL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_exactly),
        cmocka_unit_test(a_price_has_all_its_parts),
        cmocka_unit_test(words_have_their_places),
        cmocka_unit_test(sections_are_options),
        cmocka_unit_test(bad_lines_are_refused),
        cmocka_unit_test(too_many_options_are_refused),
        cmocka_unit_test(text_of_other_systems_is_read),
        cmocka_unit_test(a_nul_byte_does_not_end_a_scenario),
        cmocka_unit_test(bad_arguments_are_refused),
        cmocka_unit_test(damaged_text_does_no_harm),
        cmocka_unit_test(forms_that_people_write_are_read),
        cmocka_unit_test(variables_stand_for_their_text),
        cmocka_unit_test(shapes_and_groups_are_noted),
        cmocka_unit_test(bad_shapes_and_groups_are_refused),
        cmocka_unit_test(a_deployment_becomes_the_rows_of_its_estimate),
        cmocka_unit_test(options_ask_for_themselves),
        cmocka_unit_test(prices_come_from_the_book),
        cmocka_unit_test(machines_come_from_the_catalog),
        cmocka_unit_test(a_training_run_is_paid_once_at_its_estimate),
        cmocka_unit_test(included_files_stand_in_their_place),
        cmocka_unit_test(bad_arguments_of_read_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
