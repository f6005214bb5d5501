/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that are run to find hardware: system programs whose answers are known, one that never ends, and one that
 * never stops talking. The limit of time is 300 ms here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "input/here_source.h"

static char text[HERE_TEXT_MAX + 1];

static here_outcome run(const char *program, const char *first, const char *second)
{
    const char *const arguments[] = {first, second, NULL};
    memset(text, 'x', sizeof text);
    return here_run(program, arguments, text);
}

static void a_program_is_run_without_a_shell(void **state)
{
    (void)state;
    assert_int_equal(run("echo", "$HOME;", "`id`"), HERE_READ);
    assert_string_equal(text, "$HOME; `id`\n");
    assert_int_equal(run("true", NULL, NULL), HERE_READ);
    assert_string_equal(text, "");
}

static void a_program_that_fails_or_is_not_there_says_nothing(void **state)
{
    (void)state;
    assert_int_equal(run("false", NULL, NULL), HERE_ABSENT);
    assert_int_equal(run("ls", "/no such folder", NULL), HERE_ABSENT);
    assert_int_equal(run("no-such-program-of-toll", NULL, NULL), HERE_ABSENT);
    assert_string_equal(text, "");
}

static void a_program_that_does_not_end_is_ended(void **state)
{
    (void)state;
    const time_t before = time(NULL);
    assert_int_equal(run("sleep", "60", NULL), HERE_TIMED_OUT);
    assert_string_equal(text, "");
    assert_true(time(NULL) - before < 30);
}

static void a_program_that_says_too_much_is_not_read(void **state)
{
    (void)state;
    assert_int_equal(run("yes", NULL, NULL), HERE_TOO_LONG);
    assert_string_equal(text, "");
}

static void folders_are_read_in_the_order_of_names(void **state)
{
    (void)state;
    char name[64], before[64] = "";
    int n = 0;
    while (here_entry("/proc/self/fdinfo", n, name, sizeof name)) {
        assert_true(strcmp(before, name) < 0);
        memcpy(before, name, sizeof before);
        n++;
    }
    assert_false(here_entry("/no such folder", 0, name, sizeof name));
    assert_false(here_entry("/", 100000, name, sizeof name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_is_run_without_a_shell),
        cmocka_unit_test(a_program_that_fails_or_is_not_there_says_nothing),
        cmocka_unit_test(a_program_that_does_not_end_is_ended),
        cmocka_unit_test(a_program_that_says_too_much_is_not_read),
        cmocka_unit_test(folders_are_read_in_the_order_of_names),
    };
    unsetenv("TOLL_HERE_ROOT");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
