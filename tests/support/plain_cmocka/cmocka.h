/* SPDX-License-Identifier: Apache-2.0 */
/* The few names of cmocka that tests/unit/test_golden.c uses, for machines that have no cmocka: the first check that
 * fails ends the program. bindings/python/check_wheels.py compiles the vectors with it against the library of a wheel. */
#ifndef TOLL_PLAIN_CMOCKA_H
#define TOLL_PLAIN_CMOCKA_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
    const char *name;
    void (*run)(void **state);
};

#define cmocka_unit_test(function)                                                                                     \
    {                                                                                                                  \
#function, function                                                                                            \
    }
#define fail_msg(...)                                  (fprintf(stderr, __VA_ARGS__), fprintf(stderr, "\n%s:%d\n", __FILE__, __LINE__), exit(1))
#define assert_true(condition)                         ((condition) ? (void)0 : fail_msg("does not hold: %s", #condition))
#define assert_false(condition)                        assert_true(!(condition))
#define assert_int_equal(a, b)                         assert_true((int64_t)(a) == (int64_t)(b))
#define assert_in_range(x, low, high)                  assert_true((uint64_t)(x) >= (uint64_t)(low) && (uint64_t)(x) <= (uint64_t)(high))
#define assert_string_equal(a, b)                      (strcmp((a), (b)) == 0 ? (void)0 : fail_msg("\"%s\" is not \"%s\"", (a), (b)))
#define cmocka_run_group_tests(tests, setup, teardown) run_all((tests), sizeof(tests) / sizeof *(tests))

static inline int run_all(const struct CMUnitTest *tests, size_t count)
{
    void *state = NULL;
    for (size_t i = 0; i < count; i++)
        tests[i].run(&state);
    printf("%zu of %zu groups of vectors hold\n", count, count);
    return 0;
}

#endif
