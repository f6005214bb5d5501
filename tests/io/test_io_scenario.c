/* SPDX-License-Identifier: Apache-2.0 */
/* Scenario files: each part of a line, and what must be refused, with its line. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_exactly),      cmocka_unit_test(a_price_has_all_its_parts),
        cmocka_unit_test(words_have_their_places),       cmocka_unit_test(sections_are_options),
        cmocka_unit_test(bad_lines_are_refused),         cmocka_unit_test(too_many_options_are_refused),
        cmocka_unit_test(text_of_other_systems_is_read), cmocka_unit_test(a_nul_byte_does_not_end_a_scenario),
        cmocka_unit_test(bad_arguments_are_refused),     cmocka_unit_test(damaged_text_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
