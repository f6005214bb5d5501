/* SPDX-License-Identifier: Apache-2.0 */
/* Bounded text: numbers as messages show them, every capacity, cutting, and the needed length. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char *f64(double value)
{
    static char buffer[64];
    toll__text text;
    toll__text_start(&text, buffer, sizeof buffer);
    toll__text_put_f64(&text, value);
    const uint64_t needed = toll__text_end(&text);
    assert_int_equal(needed, strlen(buffer) + 1);
    return buffer;
}

static const char *i64(int64_t value)
{
    static char buffer[64];
    toll__text text;
    toll__text_start(&text, buffer, sizeof buffer);
    toll__text_put_i64(&text, value);
    (void)toll__text_end(&text);
    return buffer;
}

static void integers(void **state)
{
    (void)state;
    assert_string_equal(i64(0), "0");
    assert_string_equal(i64(-1), "-1");
    assert_string_equal(i64(10), "10");
    assert_string_equal(i64(INT64_MAX), "9223372036854775807");
    assert_string_equal(i64(INT64_MIN), "-9223372036854775808");
    char buffer[32];
    toll__text text;
    toll__text_start(&text, buffer, sizeof buffer);
    toll__text_put_u64(&text, UINT64_MAX);
    (void)toll__text_end(&text);
    assert_string_equal(buffer, "18446744073709551615");
}

static void doubles_as_people_write_them(void **state)
{
    (void)state;
    assert_string_equal(f64(0), "0");
    assert_string_equal(f64(-0.0), "0");
    assert_string_equal(f64(1), "1");
    assert_string_equal(f64(-17), "-17");
    assert_string_equal(f64(0.5), "0.5");
    assert_string_equal(f64(-0.25), "-0.25");
    assert_string_equal(f64(0.001), "0.001");
    assert_string_equal(f64(0.0001), "0.0001");
    assert_string_equal(f64(0.00001), "1e-5");
    assert_string_equal(f64(1234.5678), "1234.57");
    assert_string_equal(f64(1e6), "1000000");
    assert_string_equal(f64(9e14), "900000000000000");
    assert_string_equal(f64(1e15), "1e15");
    assert_string_equal(f64(9e15), "9e15");
    assert_string_equal(f64(1e300), "1e300");
    assert_string_equal(f64(1.5e21), "1.5e21");
    assert_string_equal(f64(3.14159265358979), "3.14159");
}

static void special_doubles(void **state)
{
    (void)state;
    assert_string_equal(f64((double)NAN), "nan");
    assert_string_equal(f64((double)INFINITY), "inf");
    assert_string_equal(f64(-(double)INFINITY), "-inf");
    assert_string_equal(f64(1.7976931348623157e308), "1.79769e308");
    assert_string_equal(f64(2.2250738585072014e-308), "2.22507e-308");
}

/* Below 10^-323 a power of ten is no double any more; the message must neither divide by zero nor lie. */
static void subnormal_doubles(void **state)
{
    (void)state;
    assert_string_equal(f64(4.9406564584124654e-324), "4.94066e-324");
    assert_string_equal(f64(-9.8813129168249309e-324), "-9.88131e-324");
    assert_string_equal(f64(1.2345e-310), "1.2345e-310");
    assert_string_equal(f64(1e-300), "1e-300");
    assert_string_equal(f64(9.99999e-301), "9.99999e-301");
}

/* Rounding to six digits may carry into the next power of ten. */
static void carries(void **state)
{
    (void)state;
    assert_string_equal(f64(9.9999996), "10");
    assert_string_equal(f64(999999.7), "1000000");
    assert_string_equal(f64(0.99999996), "1");
    assert_string_equal(f64(0.0000999999996), "0.0001");
    assert_string_equal(f64(9.9999996e20), "1e21");
}

/* What a message shows reads back as the same number to six digits, over the whole range of a double. */
static void any_double_reads_back(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (int i = 0; i < 20000; i++) {
        double value, back;
        random = random * 6364136223846793005u + 1442695040888963407u;
        const uint64_t bits = random ^ random >> 29;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        back = strtod(f64(value), NULL);
        const double slack = 6e-6 * fabs(value) + 4.95e-324;
        if (!(fabs(back - value) <= slack))
            fail_msg("%.17g reads back as %.17g", value, back);
    }
}

/* No byte beyond the capacity is touched, the cut text is a prefix, and the need is told whatever the capacity. */
static void every_capacity(void **state)
{
    (void)state;
    const char whole[] = "tokens 42 at 0.5";
    for (uint64_t capacity = 0; capacity <= sizeof whole + 2; capacity++) {
        char buffer[sizeof whole + 3];
        toll__text text;
        memset(buffer, '#', sizeof buffer);
        toll__text_start(&text, capacity == 0 ? NULL : buffer, capacity);
        toll__text_put(&text, "tokens ");
        toll__text_put_u64(&text, 42);
        toll__text_put_bytes(&text, " at xxx", 4);
        toll__text_put_f64(&text, 0.5);
        assert_int_equal(toll__text_end(&text), sizeof whole);
        const uint64_t kept = capacity < sizeof whole ? capacity : sizeof whole;
        if (kept > 0) {
            assert_memory_equal(buffer, whole, (size_t)kept - 1);
            assert_int_equal(buffer[kept - 1], '\0');
        }
        for (uint64_t i = kept; i < sizeof buffer; i++)
            assert_int_equal(buffer[i], '#');
    }
}

static void lengths_stop_at_the_limit(void **state)
{
    (void)state;
    assert_true(toll__text_length("", 8) == 0);
    assert_true(toll__text_length("abc", 8) == 3);
    assert_true(toll__text_length("abc", 3) == 3);
    assert_true(toll__text_length("abc", 2) == 2);
    assert_true(toll__text_length("abc", 0) == 0);
}

/* What a field is, byte by byte. */
static int is_plain_slowly(const char *field, uint64_t size)
{
    uint64_t length = 0;
    while (length < size && field[length] != '\0') {
        if ((unsigned char)field[length] < 32 || field[length] == 127)
            return 0;
        length++;
    }
    for (uint64_t i = length; i < size; i++)
        if (field[i] != '\0')
            return 0;
    return length < size;
}

/* Fields of every length, with each byte in each place. */
static void fields_hold_texts(void **state)
{
    (void)state;
    char field[32];
    for (uint64_t size = 1; size <= sizeof field; size++)
        for (uint64_t length = 0; length <= size; length++)
            for (uint64_t at = 0; at < size; at++)
                for (int byte = 0; byte < 256; byte++) {
                    memset(field, 0, sizeof field);
                    memset(field, 'a' + (int)length, length);
                    field[at] = (char)byte;
                    assert_int_equal(toll__text_is_plain(field, size), is_plain_slowly(field, size));
                }
    assert_false(toll__text_is_plain("a\0b", 4));
    assert_true(toll__text_is_plain("\xc3\xa4\x80", 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers),          cmocka_unit_test(doubles_as_people_write_them),
        cmocka_unit_test(special_doubles),   cmocka_unit_test(subnormal_doubles),
        cmocka_unit_test(carries),           cmocka_unit_test(any_double_reads_back),
        cmocka_unit_test(every_capacity),    cmocka_unit_test(lengths_stop_at_the_limit),
        cmocka_unit_test(fields_hold_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
