/* SPDX-License-Identifier: Apache-2.0 */
/* Every status code of base.h, read from the header itself, has its own name and meaning. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll/base.h>

#define CODES_MAX 64

typedef struct code {
    char name[40];
    int32_t value;
} code;

static code codes[CODES_MAX];
static size_t n_codes;

static int read_header(void **state)
{
    (void)state;
    char line[300];
    FILE *file = fopen("include/toll/base.h", "r");
    if (file == NULL)
        return 1;
    while (fgets(line, sizeof line, file) != NULL && n_codes < CODES_MAX) {
        const char *start = line + strlen("#define ");
        const size_t length = strncmp(line, "#define TOLL_", 13) == 0 ? strcspn(start, " ") : 0;
        if (length == 0 || length >= sizeof codes[0].name)
            continue;
        if (strncmp(start, "TOLL_E_", 7) != 0 && !(length == 7 && strncmp(start, "TOLL_OK", 7) == 0))
            continue;
        memcpy(codes[n_codes].name, start, length);
        codes[n_codes++].value = (int32_t)strtol(start + length, NULL, 10);
    }
    return fclose(file);
}

static void every_code_has_its_name(void **state)
{
    (void)state;
    assert_true(n_codes >= 20 && n_codes < CODES_MAX);
    for (size_t i = 0; i < n_codes; i++)
        assert_string_equal(toll_status_name(codes[i].value), codes[i].name);
}

static void success_is_zero_and_failures_are_negative(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_codes; i++) {
        const int is_ok = strcmp(codes[i].name, "TOLL_OK") == 0;
        assert_true(is_ok ? codes[i].value == 0 : codes[i].value < 0);
    }
}

static void every_code_has_its_own_meaning(void **state)
{
    (void)state;
    const char *none = toll_status_message(12345);
    assert_true(strlen(none) > 0);
    for (size_t i = 0; i < n_codes; i++) {
        const char *meaning = toll_status_message(codes[i].value);
        assert_true(strlen(meaning) > 3);
        assert_string_not_equal(meaning, none);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(meaning, toll_status_message(codes[k].value));
            assert_int_not_equal(codes[i].value, codes[k].value);
        }
    }
}

/* Any other number, in particular those between the codes, is unknown. */
static void other_numbers_are_unknown(void **state)
{
    (void)state;
    for (int32_t value = -200; value < 200; value++) {
        int is_code = 0;
        for (size_t i = 0; i < n_codes; i++)
            is_code |= codes[i].value == value;
        if (!is_code)
            assert_string_equal(toll_status_name(value), "TOLL_E_?");
    }
    assert_string_equal(toll_status_name(INT32_MIN), "TOLL_E_?");
    assert_string_equal(toll_status_name(INT32_MAX), "TOLL_E_?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_its_name),
        cmocka_unit_test(success_is_zero_and_failures_are_negative),
        cmocka_unit_test(every_code_has_its_own_meaning),
        cmocka_unit_test(other_numbers_are_unknown),
    };
    return cmocka_run_group_tests(tests, read_header, NULL);
}
