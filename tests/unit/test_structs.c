/* SPDX-License-Identifier: Apache-2.0 */
/* Size-prefixed structs: the zero-tail rule with layouts that have grown, headers at any address, rows, copies in and
 * out. The layouts are made up, so that a struct with a history can be tested before there is one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/structs.h"

#define KIND 77
#define SIZE 64

/* Published as 24, 40 and today 64 bytes; 32, 48 and 56 never were. */
static const toll__layout grown = {KIND, SIZE, 1, {24, 40, 0, 0}};
static const toll__layout row = {KIND, SIZE, 0, {24, 40, 0, 0}};

static void sizes(void **state)
{
    (void)state;
    for (uint64_t size = 0; size <= 5000; size++) {
        const int published = size == 24 || size == 40 || size == SIZE;
        const int newer = size > SIZE && size <= TOLL__STRUCT_MAX_BYTES && size % 8 == 0;
        const toll_status want = published || newer ? TOLL_OK : TOLL_E_STRUCT_SIZE;
        assert_int_equal(toll__structs_check_size(&grown, size, NULL), want);
        assert_int_equal(toll__structs_check_size(&row, size, NULL), want);
    }
    assert_int_equal(toll__structs_check_size(&grown, UINT64_MAX, NULL), TOLL_E_STRUCT_SIZE);
    assert_int_equal(toll__structs_check_size(&grown, (1ull << 32) + SIZE, NULL), TOLL_E_STRUCT_SIZE);
}

/* A struct has a field to name, a row has its caller's stride. */
static void size_fault_names_what_is_wrong(void **state)
{
    (void)state;
    toll_error err;
    (void)toll__structs_check_size(&grown, 12, &err);
    assert_string_equal(err.field, "struct_size");
    assert_int_equal(err.struct_kind, KIND);
    (void)toll__structs_check_size(&row, 12, &err);
    assert_string_equal(err.field, "stride_bytes");
    assert_int_equal(err.struct_kind, 0);
}

static void fill(unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = (unsigned char)(i + 1);
}

static void smaller_struct_reads_as_zero(void **state)
{
    (void)state;
    const uint64_t older[] = {24, 40, SIZE};
    for (size_t k = 0; k < 3; k++) {
        unsigned char *source = malloc(older[k]); /* of that size: a sanitizer sees a read beyond */
        unsigned char target[SIZE + 8], want[SIZE] = {0};
        assert_non_null(source);
        fill(source, older[k]);
        memset(target, 0xa5, sizeof target);
        assert_int_equal(toll__structs_copy_in(&grown, source, older[k], target, NULL), TOLL_OK);
        fill(want, older[k]);
        assert_memory_equal(target, want, SIZE);
        for (size_t i = SIZE; i < sizeof target; i++)
            assert_int_equal(target[i], 0xa5);
        free(source);
    }
}

/* Every single byte of the unknown tail matters, the first and the last one too. */
static void larger_struct_needs_a_zero_tail(void **state)
{
    (void)state;
    unsigned char source[SIZE + 24] = {0}, target[SIZE], before[SIZE];
    fill(source, SIZE);
    assert_int_equal(toll__structs_copy_in(&grown, source, sizeof source, target, NULL), TOLL_OK);
    assert_memory_equal(target, source, SIZE);
    memset(target, 0xa5, sizeof target);
    memcpy(before, target, sizeof before);
    for (size_t at = SIZE; at < sizeof source; at++) {
        toll_error err;
        source[at] = 1;
        assert_int_equal(toll__structs_copy_in(&grown, source, sizeof source, target, &err), TOLL_E_STRUCT_NEWER);
        assert_string_equal(err.field, "struct_size");
        assert_int_equal(toll__structs_copy_in(&row, source, sizeof source, target, &err), TOLL_E_STRUCT_NEWER);
        assert_string_equal(err.field, "stride_bytes");
        assert_memory_equal(target, before, sizeof target);
        source[at] = 0;
    }
}

/* The caller's header stays; what he has beyond today's size is zeroed; nothing beyond his size is touched. */
static void copy_out(void **state)
{
    (void)state;
    const uint64_t targets[] = {24, 40, SIZE, SIZE + 16};
    unsigned char source[SIZE];
    fill(source, sizeof source);
    for (size_t k = 0; k < 4; k++) {
        unsigned char target[SIZE + 24];
        memset(target, 0xa5, sizeof target);
        toll__structs_copy_out(&grown, source, target, targets[k]);
        for (size_t i = 0; i < sizeof target; i++) {
            const int is_kept = i < 8 || i >= targets[k];
            assert_int_equal(target[i], is_kept ? 0xa5 : i < SIZE ? source[i] : 0);
        }
        memset(target, 0xa5, sizeof target);
        toll__structs_copy_out(&row, source, target, targets[k]);
        assert_int_equal(target[0], source[0]); /* a row has no header to keep */
        assert_int_equal(target[targets[k] - 1], targets[k] <= SIZE ? source[targets[k] - 1] : 0);
        assert_int_equal(target[targets[k]], 0xa5);
    }
}

static void headers_at_any_address(void **state)
{
    (void)state;
    unsigned char memory[16];
    for (size_t shift = 0; shift < 8; shift++) {
        const uint32_t good[2] = {40, KIND}, wrong_kind[2] = {40, KIND + 1}, wrong_size[2] = {41, KIND};
        const uint32_t both[2] = {41, KIND + 1};
        uint64_t size = 0;
        memcpy(memory + shift, good, 8);
        assert_int_equal(toll__structs_read_header(&grown, memory + shift, &size, NULL), TOLL_OK);
        assert_int_equal(size, 40);
        memcpy(memory + shift, wrong_kind, 8);
        assert_int_equal(toll__structs_read_header(&grown, memory + shift, &size, NULL), TOLL_E_STRUCT_KIND);
        memcpy(memory + shift, wrong_size, 8);
        assert_int_equal(toll__structs_read_header(&grown, memory + shift, &size, NULL), TOLL_E_STRUCT_SIZE);
        memcpy(memory + shift, both, 8); /* another struct altogether: its size says nothing */
        assert_int_equal(toll__structs_read_header(&grown, memory + shift, &size, NULL), TOLL_E_STRUCT_KIND);
    }
}

static toll_status check_rows(const void *rows, uint64_t count, uint64_t stride, toll_error *err)
{
    return toll__structs_check_rows(&row, rows, count, stride, "rows", err);
}

static void rows(void **state)
{
    (void)state;
    const unsigned char memory[SIZE] = {0};
    toll_error err;
    assert_int_equal(check_rows(memory, 1, SIZE, NULL), TOLL_OK);
    assert_int_equal(check_rows(memory, 1, 24, NULL), TOLL_OK);
    assert_int_equal(check_rows(NULL, 0, 0, NULL), TOLL_OK); /* no rows: nothing to look at */
    assert_int_equal(check_rows(NULL, 1, SIZE, &err), TOLL_E_NULL);
    assert_string_equal(err.field, "rows");
    assert_int_equal(check_rows(memory, 1, 0, &err), TOLL_E_STRIDE);
    assert_string_equal(err.field, "stride_bytes");
    assert_int_equal(check_rows(memory, 1, 32, NULL), TOLL_E_STRIDE);
    assert_int_equal(check_rows(memory, 1, SIZE + 4, NULL), TOLL_E_STRIDE);
    assert_int_equal(check_rows(memory, 1, TOLL__STRUCT_MAX_BYTES + 8, NULL), TOLL_E_STRIDE);
}

/* count * stride must not wrap, and half of the address space is all that any array can have. */
static void rows_beyond_the_address_space(void **state)
{
    (void)state;
    const unsigned char memory[SIZE] = {0};
    const uint64_t most = (uint64_t)INTPTR_MAX / SIZE;
    assert_int_equal(check_rows(memory, most, SIZE, NULL), TOLL_OK);
    assert_int_equal(check_rows(memory, most + 1, SIZE, NULL), TOLL_E_STRIDE);
    assert_int_equal(check_rows(memory, UINT64_MAX / SIZE + 1, SIZE, NULL), TOLL_E_STRIDE);
    assert_int_equal(check_rows(memory, UINT64_MAX, SIZE, NULL), TOLL_E_STRIDE);
    assert_int_equal(check_rows(memory, 1ull << 58, SIZE, NULL), TOLL_E_STRIDE); /* 2^64 bytes: wraps to 0 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes),
        cmocka_unit_test(size_fault_names_what_is_wrong),
        cmocka_unit_test(smaller_struct_reads_as_zero),
        cmocka_unit_test(larger_struct_needs_a_zero_tail),
        cmocka_unit_test(copy_out),
        cmocka_unit_test(headers_at_any_address),
        cmocka_unit_test(rows),
        cmocka_unit_test(rows_beyond_the_address_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
