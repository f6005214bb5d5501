/* SPDX-License-Identifier: Apache-2.0 */
/* What a stamp notices: every flipped bit, exchanged words and rows, another size, another build, a foreign object. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/stamp.h"

#define HEAD  (sizeof(toll__stamp) / 8)
#define WORDS 200u /* more than three blocks of the checksum, and a rest that fills no stride */
#define ROW   14u  /* words of a plan's row */

static const toll__stamp_kind kind = {.magic = 0x1234,
                                      .build = TOLL__STAMP_BUILD(7),
                                      .memory_bytes = sizeof(toll__stamp),
                                      .sealed_bytes = sizeof(toll__stamp),
                                      .argument = "thing",
                                      .size_argument = "thing_size",
                                      .writer = "toll_thing_make()"};

static uint64_t memory[HEAD + WORDS];

/* Numbers of SplitMix64 behind a stamp, so that no two words are alike. */
static uint64_t close_with(uint64_t words)
{
    uint64_t state = 42;
    for (uint64_t i = 0; i < WORDS; i++) {
        uint64_t z = state += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        memory[HEAD + i] = z ^ (z >> 31);
    }
    toll__stamp_close(&kind, (toll__stamp *)memory, 8 * (HEAD + words));
    return 8 * (HEAD + words);
}

static toll_status open_it(uint64_t size)
{
    toll_error err;
    memset(&err, 0, sizeof err);
    const toll_status status = toll__stamp_open(&kind, memory, size, &err);
    assert_int_equal(status == TOLL_OK, toll__stamp_is_whole(&kind, memory, size));
    assert_int_equal(err.code, status);
    return status;
}

static void exchange(uint64_t i, uint64_t j)
{
    const uint64_t kept = memory[HEAD + i];
    memory[HEAD + i] = memory[HEAD + j];
    memory[HEAD + j] = kept;
}

static void every_flipped_bit_is_noticed(void **state)
{
    (void)state;
    for (uint64_t words = 0; words <= WORDS; words += words < 20 ? 1 : 30) {
        const uint64_t size = close_with(words);
        for (uint64_t bit = 0; bit < size * 8; bit++) {
            memory[bit / 64] ^= UINT64_C(1) << bit % 64;
            assert_int_equal(open_it(size), TOLL_E_OBJECT);
            memory[bit / 64] ^= UINT64_C(1) << bit % 64;
        }
        assert_int_equal(open_it(size), TOLL_OK);
    }
}

/* All pairs but those that the header names: one lane and one sign of one block of 64 words. */
static void exchanged_words_are_noticed(void **state)
{
    (void)state;
    const uint64_t size = close_with(WORDS);
    for (uint64_t i = 0; i < WORDS; i++)
        for (uint64_t j = i + 1; j < WORDS; j++) {
            if ((j - i) % 8 == 0 && i / 64 == j / 64)
                continue;
            exchange(i, j);
            assert_int_equal(open_it(size), TOLL_E_OBJECT);
            exchange(i, j);
        }
    assert_int_equal(open_it(size), TOLL_OK);
}

static void exchanged_rows_are_noticed(void **state)
{
    (void)state;
    const uint64_t size = close_with(WORDS);
    for (uint64_t i = 0; i + ROW <= WORDS; i += ROW)
        for (uint64_t j = i + ROW; j + ROW <= WORDS; j += ROW) {
            for (uint64_t k = 0; k < ROW; k++)
                exchange(i + k, j + k);
            assert_int_equal(open_it(size), TOLL_E_OBJECT);
            for (uint64_t k = 0; k < ROW; k++)
                exchange(i + k, j + k);
        }
}

static void cut_memory_is_told_from_damage(void **state)
{
    (void)state;
    const uint64_t size = close_with(9);
    for (uint64_t less = 0; less < size; less++)
        assert_int_equal(open_it(less), TOLL_E_BUFFER);
    assert_int_equal(open_it(size + 8), TOLL_OK);
}

/* Both sizes forged: below the stamp, beyond the memory, no whole words, one word more or less. */
static void forged_sizes_are_refused(void **state)
{
    (void)state;
    const uint64_t size = close_with(9);
    const uint64_t forged[] = {0, 8, sizeof(toll__stamp) - 8, size - 1, size - 8, size + 1, size + 8, UINT64_MAX - 7};
    toll__stamp *stamp = (toll__stamp *)memory;
    for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
        stamp->size_bytes = forged[i];
        stamp->size_again = forged[i] + kind.magic;
        assert_int_equal(open_it(size), forged[i] > size ? TOLL_E_BUFFER : TOLL_E_OBJECT);
    }
}

static void messages_name_the_function_that_writes(void **state)
{
    (void)state;
    toll_error err;
    const uint64_t size = close_with(3);
    memory[HEAD] ^= 1;
    assert_int_equal(toll__stamp_open(&kind, memory, size, &err), TOLL_E_OBJECT);
    assert_string_equal(err.message, "thing was changed after toll_thing_make() wrote it");
    memory[0] ^= 1;
    assert_int_equal(toll__stamp_open(&kind, memory, size, &err), TOLL_E_OBJECT);
    assert_string_equal(err.message, "thing was not written by toll_thing_make()");
    memory[0] ^= 1;
    memory[1] ^= 1;
    assert_int_equal(toll__stamp_open(&kind, memory, size, &err), TOLL_E_OBJECT);
    assert_string_equal(err.message, "thing was written by another build of the library");
    assert_int_equal(toll__stamp_open(&kind, memory, 8, &err), TOLL_E_BUFFER);
    assert_string_equal(err.message, "thing_size is smaller than anything that toll_thing_make() writes");
    assert_int_equal(toll__stamp_open(&kind, (const char *)memory + 4, size, &err), TOLL_E_OBJECT);
    assert_int_equal(toll__stamp_open(&kind, NULL, size, &err), TOLL_E_NULL);
    assert_int_equal(toll__stamp_check_room(&kind, memory, 8, 16, &err), TOLL_E_BUFFER);
    assert_int_equal(toll__stamp_check_room(&kind, memory, 16, 16, &err), TOLL_OK);
}

/* The example of the header. */
static void sum_of_one_word(void **state)
{
    (void)state;
    memory[HEAD] = 1;
    toll__stamp_close(&kind, (toll__stamp *)memory, 8 * (HEAD + 1));
    assert_true(((toll__stamp *)memory)->sum == 0x489e4c815d41c005u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_flipped_bit_is_noticed),
        cmocka_unit_test(exchanged_words_are_noticed),
        cmocka_unit_test(exchanged_rows_are_noticed),
        cmocka_unit_test(cut_memory_is_told_from_damage),
        cmocka_unit_test(forged_sizes_are_refused),
        cmocka_unit_test(messages_name_the_function_that_writes),
        cmocka_unit_test(sum_of_one_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
