/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON reader of libtoll-io: what is JSON and what is not (RFC 8259), values by key and index, exact numbers,
 * escapes, and memory. tests/differential/json_reference.py compares it with Python's json module. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json/json_doc.h"

static toll_status parse(toll__json_doc *doc, const char *text, toll_error *err)
{
    return toll__json_parse(doc, (toll__io_span){text, strlen(text)}, "file", err);
}

static toll__json parsed(toll__json_doc *doc, const char *text)
{
    toll_error err;
    if (parse(doc, text, &err) != TOLL_OK)
        fail_msg("%s: %s", text, err.message);
    return toll__json_root(doc);
}

/* ---- grammar ---- */

static void every_kind_of_value_is_read(void **state)
{
    static const struct {
        const char *text;
        toll__json_kind kind;
    } values[] = {
        {"{}", TOLL__JSON_OBJECT},
        {" [ ] ", TOLL__JSON_ARRAY},
        {"\"\"", TOLL__JSON_TEXT},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", TOLL__JSON_TEXT},
        {"0", TOLL__JSON_NUMBER},
        {"-0.0e+00", TOLL__JSON_NUMBER},
        {"1E9", TOLL__JSON_NUMBER},
        {"true", TOLL__JSON_TRUE},
        {"\t\r\nfalse\n", TOLL__JSON_FALSE},
        {"null", TOLL__JSON_NULL},
        {"Infinity", TOLL__JSON_NOT_FINITE},
        {"-Infinity", TOLL__JSON_NOT_FINITE},
        {"NaN", TOLL__JSON_NOT_FINITE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        toll__json_doc doc = {0};
        assert_int_equal(toll__json_kind_of(parsed(&doc, values[i].text)), values[i].kind);
        toll__json_release(&doc);
    }
}

static void what_is_not_json_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } bad[] = {
        {"", "file, line 1, byte 1: a value is missing"},
        {"\n ", "file, line 2, byte 2: a value is missing"},
        {"{", "file, line 1, byte 2: a key in double quotes is missing"},
        {"[1 2]", "file, line 1, byte 4: a comma or ] is missing"},
        {"[1,,2]", "file, line 1, byte 4: this is no JSON value"},
        {"[1,]", "file, line 1, byte 4: this is no JSON value"},
        {"[,1]", "file, line 1, byte 2: this is no JSON value"},
        {"[1}", "file, line 1, byte 3: a comma or ] is missing"},
        {"[true}", "file, line 1, byte 6: a comma or ] is missing"},
        {"{\"a\" 1}", "file, line 1, byte 6: a colon is missing after the key"},
        {"{\"a\":1 \"b\":2}", "file, line 1, byte 8: a comma or } is missing"},
        {"{\"a\":1,}", "file, line 1, byte 8: a key in double quotes is missing"},
        {"{\"a\":}", "file, line 1, byte 6: this is no JSON value"},
        {"{a:1}", "file, line 1, byte 2: a key in double quotes is missing"},
        {"{'a':1}", "file, line 1, byte 2: a key in double quotes is missing"},
        {"{1:1}", "file, line 1, byte 2: a key in double quotes is missing"},
        {"{\n\"a\":\n01}", "file, line 3, byte 1: this is no JSON number"},
        {"1.", "file, line 1, byte 1: this is no JSON number"},
        {".5", "file, line 1, byte 1: this is no JSON value"},
        {"+1", "file, line 1, byte 1: this is no JSON value"},
        {"-", "file, line 1, byte 1: this is no JSON number"},
        {"1e", "file, line 1, byte 1: this is no JSON number"},
        {"0x10", "file, line 1, byte 1: this is no JSON number"},
        {"1_000", "file, line 1, byte 1: this is no JSON number"},
        {"-NaN", "file, line 1, byte 1: this is no JSON number"},
        {"True", "file, line 1, byte 1: this is no JSON value"},
        {"nul", "file, line 1, byte 1: this is no JSON value"},
        {"nullx", "file, line 1, byte 1: this is no JSON value"},
        {"[] []", "file, line 1, byte 4: there is text after the value"},
        {"[1] // no", "file, line 1, byte 5: there is text after the value"},
        {"]", "file, line 1, byte 1: this is no JSON value"},
        {"\"abc", "file, line 1, byte 5: the text ends inside a string"},
        {"\"a\tb\"", "file, line 1, byte 3: a control character in a string must be written as an escape"},
        {"\"0123456789\x1f\"", "file, line 1, byte 12: a control character in a string must be written as an escape"},
        {"\"\\x41\"", "file, line 1, byte 3: a backslash must be followed by one of \" \\ / b f n r t u"},
        {"\"\\u12g4\"", "file, line 1, byte 4: \\u must be followed by four hexadecimal digits"},
        {"\"\\u0000\"", "file, line 1, byte 4: \\u0000 is a NUL character"},
        {"\"\\ud83d\"", "file, line 1, byte 8: half a surrogate pair is no character"},
        {"\"\\ud83d\\u0041\"", "file, line 1, byte 10: half a surrogate pair is no character"},
        {"\"\\ude00\"", "file, line 1, byte 8: half a surrogate pair is no character"},
        {"{\"a\":1,\"b\":2,\"a\":3}", "file, line 1, byte 15: the key \"a\" stands twice"},
        {"{\"a\":1,\n\"\\u0061\":3}", "file, line 2, byte 2: the key \"\\u0061\" stands twice"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        toll__json_doc doc = {0};
        toll_error err = {0};
        if (parse(&doc, bad[i].text, &err) != TOLL_E_SYNTAX || strcmp(err.message, bad[i].message) != 0)
            fail_msg("%s: %d, %s", bad[i].text, err.code, err.message);
        assert_int_equal(toll__json_kind_of(toll__json_root(&doc)), TOLL__JSON_NONE);
        toll__json_release(&doc);
    }
}

static void levels_are_limited(void **state)
{
    char text[2 * 257 + 1];
    toll__json_doc doc = {0};
    toll_error err;
    (void)state;
    for (unsigned depth = 256; depth <= 257; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        text[2 * depth] = 0;
        assert_int_equal(parse(&doc, text, &err), depth == 256 ? TOLL_OK : TOLL_E_SYNTAX);
    }
    assert_string_equal(err.message, "file, line 1, byte 257: more than 256 objects and arrays lie inside each other");
    toll__json_release(&doc);
}

/* Every beginning of a text ends too early, and is read no further than its end. */
static void every_beginning_is_refused(void **state)
{
    static const char text[] = "{\"a\":[1.5e3,-0,\"x\\u00e9\\ud83d\\ude00\",true],\"b\":{\"c\":null,\"d\":NaN}}";
    (void)state;
    for (size_t length = 0; length < sizeof text - 1; length++) {
        toll__json_doc doc = {0};
        char *copy = malloc(length + !length);
        assert_non_null(copy);
        memcpy(copy, text, length);
        assert_int_equal(toll__json_parse(&doc, (toll__io_span){copy, length}, "file", NULL), TOLL_E_SYNTAX);
        toll__json_release(&doc);
        free(copy);
    }
}

/* ---- objects and arrays ---- */

static int64_t whole(toll__json value)
{
    int64_t number = -1;
    toll_error err;
    if (toll__json_read_int64(value, "value", &number, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return number;
}

static void values_are_found_by_key_and_index(void **state)
{
    toll__json_doc doc = {0};
    const toll__json root = parsed(&doc, "{\"a\":[10,[20,21],30],\"\":{\"b\":{}},\"\\u00e9\\n\":4}");
    const toll__json list = toll__json_get(root, "a");
    (void)state;
    assert_int_equal(toll__json_count(root), 3);
    assert_int_equal(toll__json_count(list), 3);
    assert_int_equal(whole(toll__json_entry(list, 2)), 30);
    assert_int_equal(whole(toll__json_entry(toll__json_entry(list, 1), 1)), 21);
    assert_null(toll__json_entry(list, 3).doc);
    assert_null(toll__json_entry(root, 0).doc);
    assert_int_equal(toll__json_kind_of(toll__json_get(toll__json_get(root, ""), "b")), TOLL__JSON_OBJECT);
    assert_int_equal(whole(toll__json_get(root, "\xc3\xa9\n")), 4);
    assert_null(toll__json_get(root, "A").doc);
    assert_null(toll__json_get(list, "a").doc);
    assert_null(toll__json_get(toll__json_get(root, "none"), "a").doc);
    assert_int_equal(toll__json_count(toll__json_get(root, "none")), 0);
    assert_int_equal(toll__json_raw(toll__json_get(root, "none")).length, 0);
    toll__json_release(&doc);
}

static void members_come_in_the_order_of_the_text(void **state)
{
    toll__json_doc doc = {0};
    const toll__json root = parsed(&doc, "{\"b\":[1],\"a\":{\"x\":0},\"c\":2}");
    char order[8] = "";
    (void)state;
    for (toll__json key = toll__json_first(root); key.doc != NULL; key = toll__json_next(root, key))
        strncat(order, toll__json_raw(key).bytes, 1);
    assert_string_equal(order, "bac");
    assert_int_equal(whole(toll__json_value_of(toll__json_next(root, toll__json_next(root, toll__json_first(root))))),
                     2);
    assert_null(toll__json_first(parsed(&doc, "[]")).doc);
    toll__json_release(&doc);
}

/* n keys k0 .. k(n-1) in a shuffled order: 7 and n have no common factor. `twice` stands a second time. */
static char *many_keys(unsigned n, int twice)
{
    char *text = malloc((n + 1) * 32ul + 8), *at = text;
    assert_non_null(text);
    *at++ = '{';
    for (unsigned i = 0; i < n; i++)
        at += sprintf(at, "\"k%u\":[%u],", i * 7 % n, i * 7 % n);
    at += twice >= 0 ? sprintf(at, "\"k%d\":0}", twice) : sprintf(at - 1, "}") - 1;
    return text;
}

static void large_objects_are_found_in_too(void **state)
{
    static const unsigned sizes[] = {16, 17, 18, 64, 1000, 20001};
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        toll__json_doc doc = {0};
        char key[16], *text = many_keys(sizes[s], -1);
        const toll__json root = parsed(&doc, text);
        assert_int_equal(toll__json_count(root), sizes[s]);
        for (unsigned i = 0; i < sizes[s]; i++) {
            snprintf(key, sizeof key, "k%u", i);
            assert_int_equal(whole(toll__json_entry(toll__json_get(root, key), 0)), i);
        }
        assert_null(toll__json_get(root, "k").doc);
        assert_null(toll__json_get(root, "zz").doc);
        toll__json_release(&doc);
        free(text);
    }
}

static void a_key_that_stands_twice_is_named_in_any_object(void **state)
{
    static const unsigned sizes[] = {2, 16, 17, 64, 1000};
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        toll__json_doc doc = {0};
        toll_error err;
        char *text = many_keys(sizes[s], (int)sizes[s] / 2), named[32];
        snprintf(named, sizeof named, "\"k%u\" stands twice", sizes[s] / 2);
        assert_int_equal(parse(&doc, text, &err), TOLL_E_SYNTAX);
        assert_non_null(strstr(err.message, named));
        toll__json_release(&doc);
        free(text);
    }
}

static void entries_of_any_length_are_found(void **state)
{
    toll__json_doc doc = {0};
    char text[4000] = "[", *at = text + 1;
    (void)state;
    for (int i = 0; i < 100; i++)
        at += sprintf(at, i % 3 == 0 ? "[%d,[%d]]," : i % 3 == 1 ? "{\"a\":%d,\"b\":%d}," : "%d,", i, i);
    at[-1] = ']';
    const toll__json root = parsed(&doc, text);
    for (uint64_t i = 0; i < 100; i++) {
        const toll__json entry = toll__json_entry(root, i);
        const toll__json number = i % 3 == 0   ? toll__json_entry(entry, 0)
                                  : i % 3 == 1 ? toll__json_get(entry, "b")
                                               : entry;
        assert_int_equal(whole(number), i);
    }
    toll__json_release(&doc);
}

/* ---- texts ---- */

static void escapes_are_decoded(void **state)
{
    toll__json_doc doc = {0};
    char out[32];
    (void)state;
    /* U+1F600 by its surrogate pair: 0x10000 + (0x3d << 10) + 0x200 */
    const toll__json text = parsed(&doc, "\"a\\u00e9\\u20ac\\ud83d\\uDE00\\\\\\/\\\"\\b\\f\\n\\r\\t\xc3\xa9\"");
    static const char expected[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\\/\"\b\f\n\r\t\xc3\xa9";
    assert_int_equal(toll__json_copy(text, out, sizeof out), sizeof expected - 1);
    assert_string_equal(out, expected);
    assert_true(toll__json_is(text, expected));
    assert_false(toll__json_is(text, "a"));
    toll__json_release(&doc);
}

static void copies_are_cut_to_whole_characters(void **state)
{
    toll__json_doc doc = {0};
    char out[8];
    (void)state;
    for (int is_escaped = 0; is_escaped < 2; is_escaped++) {
        const toll__json text = parsed(&doc, is_escaped ? "\"ab\\u20acd\""
                                                        : "\"ab\xe2\x82\xac"
                                                          "d\"");
        assert_int_equal(toll__json_copy(text, NULL, 0), 6);
        assert_int_equal(toll__json_copy(text, out, 7), 6);
        assert_string_equal(out, "ab\xe2\x82\xac"
                                 "d");
        assert_int_equal(toll__json_copy(text, out, 6), 6);
        assert_string_equal(out, "ab\xe2\x82\xac");
        assert_int_equal(toll__json_copy(text, out, 5), 6);
        assert_string_equal(out, "ab");
        assert_int_equal(toll__json_copy(text, out, 1), 6);
        assert_string_equal(out, "");
    }
    assert_int_equal(toll__json_copy(parsed(&doc, "12"), out, sizeof out), 0);
    assert_string_equal(out, "");
    toll__json_release(&doc);
}

/* ---- numbers ---- */

static const struct {
    const char *text;
    toll_status status;
    int64_t number;
} integers[] = {
    {"0", TOLL_OK, 0},
    {"-0", TOLL_OK, 0},
    {"0.000e99999999999999999999", TOLL_OK, 0},
    {"128256", TOLL_OK, 128256},
    {"1e3", TOLL_OK, 1000},
    {"10.0", TOLL_OK, 10},
    {"12.50e1", TOLL_OK, 125},
    {"1200e-2", TOLL_OK, 12},
    {"0.0000000000000000000000000000012e30", TOLL_E_RANGE, 0},
    {"0.00000000000000000000000000000012e32", TOLL_OK, 12},
    {"9223372036854775807", TOLL_OK, INT64_MAX},
    {"9223372036854775808", TOLL_E_RANGE, 0},
    {"-9223372036854775808", TOLL_OK, INT64_MIN},
    {"-9223372036854775809", TOLL_E_RANGE, 0},
    {"922337203685477580.7e1", TOLL_OK, INT64_MAX},
    {"9007199254740993", TOLL_OK, 9007199254740993}, /* 2^53 + 1: no double */
    {"1e18", TOLL_OK, 1000000000000000000},
    {"1e19", TOLL_E_RANGE, 0},
    {"1e999999999999", TOLL_E_RANGE, 0},
    {"1.5", TOLL_E_RANGE, 0},
    {"1e-1", TOLL_E_RANGE, 0},
    {"1e-999999999999", TOLL_E_RANGE, 0},
    {"null", TOLL_E_MISSING, 0},
    {"\"12\"", TOLL_E_SYNTAX, 0},
    {"true", TOLL_E_SYNTAX, 0},
    {"Infinity", TOLL_E_SYNTAX, 0},
    {"[1]", TOLL_E_SYNTAX, 0},
    {"{}", TOLL_E_SYNTAX, 0},
};

static void whole_numbers_are_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof integers / sizeof integers[0]; i++) {
        toll__json_doc doc = {0};
        int64_t number = 77;
        const toll_status status = toll__json_read_int64(parsed(&doc, integers[i].text), "n", &number, NULL);
        if (status != integers[i].status || number != (status == TOLL_OK ? integers[i].number : 77))
            fail_msg("%s: %s, %lld", integers[i].text, toll_status_name(status), (long long)number);
        toll__json_release(&doc);
    }
}

static void counts_reach_to_64_bits(void **state)
{
    toll__json_doc doc = {0};
    uint64_t number = 0;
    (void)state;
    assert_int_equal(toll__json_read_uint64(parsed(&doc, "18446744073709551615"), "n", &number, NULL), TOLL_OK);
    assert_true(number == UINT64_MAX);
    assert_int_equal(toll__json_read_uint64(parsed(&doc, "18446744073709551616"), "n", &number, NULL), TOLL_E_RANGE);
    assert_int_equal(toll__json_read_uint64(parsed(&doc, "-1"), "n", &number, NULL), TOLL_E_RANGE);
    assert_int_equal(toll__json_read_uint64(parsed(&doc, "-0"), "n", &number, NULL), TOLL_OK);
    assert_int_equal(number, 0);
    toll__json_release(&doc);
}

static void doubles_are_the_nearest(void **state)
{
    static const struct {
        const char *text;
        double number;
    } values[] = {
        {"0.1", 0.1},
        {"-12.5e-1", -1.25},
        {"1e22", 1e22},
        {"9007199254740993", 9007199254740992.0}, /* halfway: to even */
        {"9007199254740993.00000000000000000000000000000000001", 9007199254740994.0},
        {"1.7976931348623157e308", 1.7976931348623157e308},
        {"4.9e-324", 4.9e-324},
        {"1e-400", 0},
        {"-0", -0.0},
    };
    toll__json_doc doc = {0};
    double number = 0;
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        assert_int_equal(toll__json_read_double(parsed(&doc, values[i].text), "n", &number, NULL), TOLL_OK);
        if (memcmp(&number, &values[i].number, sizeof number) != 0)
            fail_msg("%s: %.17g", values[i].text, number);
    }
    assert_int_equal(toll__json_read_double(parsed(&doc, "1e309"), "n", &number, NULL), TOLL_E_RANGE);
    assert_int_equal(toll__json_read_double(parsed(&doc, "NaN"), "n", &number, NULL), TOLL_E_SYNTAX);
    toll__json_release(&doc);
}

/* Halfway between 2^53 and the next double, decided by the 1,000th digit. */
static void digits_far_behind_decide(void **state)
{
    char text[1100] = "9007199254740993.";
    toll__json_doc doc = {0};
    double number = 0;
    (void)state;
    memset(text + 17, '0', 1000);
    text[1017] = '1';
    assert_int_equal(toll__json_read_double(parsed(&doc, text), "n", &number, NULL), TOLL_OK);
    assert_true(number == 9007199254740994.0);
    toll__json_release(&doc);
}

static void messages_name_the_key(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } values[] = {
        {"Infinity", "vocab_size: Infinity is not a number"},
        {"-Infinity", "vocab_size: -Infinity is not a number"},
        {"\"a\\u001b\"", "vocab_size: \"a\\u001b\" is not a number"},
        {"1.5", "vocab_size: 1.5 must be a whole number"},
        {"1e99", "vocab_size: 1e99 is too large"},
        {"null", "vocab_size is missing"},
        {"[1]", "vocab_size must be a number, not an array"},
        {"{}", "vocab_size must be a number, not an object"},
    };
    toll__json_doc doc = {0};
    toll_error err;
    int64_t number;
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        assert_int_not_equal(toll__json_read_int64(parsed(&doc, values[i].text), "vocab_size", &number, &err), TOLL_OK);
        assert_string_equal(err.message, values[i].message);
        assert_string_equal(err.field, "vocab_size");
    }
    toll__json_release(&doc);
}

/* ---- memory ---- */

static void memory_is_kept_for_the_next_text(void **state)
{
    toll__json_doc doc = {0};
    (void)state;
    parsed(&doc, "[1,2,3,4,5,6,7,8,9,10]");
    void *const memory = doc.memory;
    for (int i = 0; i < 100; i++) {
        assert_int_equal(whole(toll__json_entry(parsed(&doc, "[7,8,9]"), 1)), 8);
        assert_int_equal(parse(&doc, "[7,8,9", NULL), TOLL_E_SYNTAX);
    }
    assert_ptr_equal(doc.memory, memory);
    toll__json_release(&doc);
    assert_null(doc.memory);
}

static void memory_may_be_the_callers(void **state)
{
    uint64_t memory[8];
    toll__json_doc doc;
    toll_error err;
    (void)state;
    toll__json_use(&doc, memory, sizeof memory);
    assert_int_equal(whole(toll__json_entry(parsed(&doc, "[7,8]"), 1)), 8);
    assert_int_equal(parse(&doc, "[1,2,3,4,5,6]", &err), TOLL_E_BUFFER);
    assert_string_equal(err.message, "file: out of memory");
    toll__json_release(&doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_is_read),
        cmocka_unit_test(what_is_not_json_is_refused_with_its_place),
        cmocka_unit_test(levels_are_limited),
        cmocka_unit_test(every_beginning_is_refused),
        cmocka_unit_test(values_are_found_by_key_and_index),
        cmocka_unit_test(members_come_in_the_order_of_the_text),
        cmocka_unit_test(large_objects_are_found_in_too),
        cmocka_unit_test(a_key_that_stands_twice_is_named_in_any_object),
        cmocka_unit_test(entries_of_any_length_are_found),
        cmocka_unit_test(escapes_are_decoded),
        cmocka_unit_test(copies_are_cut_to_whole_characters),
        cmocka_unit_test(whole_numbers_are_exact),
        cmocka_unit_test(counts_reach_to_64_bits),
        cmocka_unit_test(doubles_are_the_nearest),
        cmocka_unit_test(digits_far_behind_decide),
        cmocka_unit_test(messages_name_the_key),
        cmocka_unit_test(memory_is_kept_for_the_next_text),
        cmocka_unit_test(memory_may_be_the_callers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
