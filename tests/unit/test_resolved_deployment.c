/* SPDX-License-Identifier: Apache-2.0 */
/* A resolved deployment that was damaged is refused: each single bit of it, each exchange of words, each wrong size. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "step/resolved_deployment.h"

#define OPS 3u /* odd and even numbers of words both occur among 0 .. OPS */

static uint64_t memory[1024];

static uint64_t close_with(uint64_t n_ops)
{
    toll__deployment *deployment = (toll__deployment *)memory;
    unsigned char *bytes = (unsigned char *)memory;
    for (size_t i = 0; i < sizeof memory; i++)
        bytes[i] = (unsigned char)(i * 37 + 11);
    deployment->placement.n_ops = n_ops;
    deployment->placement.host_frac = 0; /* or times would be refused */
    toll__deployment_close(deployment);
    return toll__deployment_size(n_ops);
}

static toll_status open_it(uint64_t size)
{
    const toll__deployment *found = NULL;
    toll_error err;
    const toll_status status = toll__deployment_open(memory, size, &found, &err);
    assert_true((status == TOLL_OK) == (found != NULL));
    if (status != TOLL_OK) {
        assert_int_equal(err.struct_kind, 0);
        assert_int_equal(err.row, -1);
    }
    return status;
}

static void every_flipped_bit_is_noticed(void **state)
{
    unsigned char *bytes = (unsigned char *)memory;
    (void)state;
    for (uint64_t n_ops = 0; n_ops <= OPS; n_ops++) {
        const uint64_t size = close_with(n_ops);
        assert_int_equal(open_it(size), TOLL_OK);
        for (uint64_t bit = 0; bit < size * 8; bit++) {
            bytes[bit / 8] ^= (unsigned char)(1u << (bit % 8));
            const toll_status status = open_it(size);
            assert_true(status == TOLL_E_OBJECT || status == TOLL_E_BUFFER);
            bytes[bit / 8] ^= (unsigned char)(1u << (bit % 8));
        }
        assert_int_equal(open_it(size), TOLL_OK);
    }
}

static void exchanged_words_are_noticed(void **state)
{
    const uint64_t size = close_with(OPS);
    const uint64_t first = offsetof(toll__deployment, placement) / 8;
    (void)state;
    for (uint64_t i = first; i + 2 < size / 8; i++)
        for (uint64_t step = 1; step <= 2; step++) {
            const uint64_t kept = memory[i];
            memory[i] = memory[i + step];
            memory[i + step] = kept;
            assert_int_equal(open_it(size), TOLL_E_OBJECT);
            memory[i + step] = memory[i];
            memory[i] = kept;
        }
    assert_int_equal(open_it(size), TOLL_OK);
}

static void sizes(void **state)
{
    const uint64_t size = close_with(OPS);
    (void)state;
    for (uint64_t less = 0; less < size; less++)
        assert_int_equal(open_it(less), TOLL_E_BUFFER);
    assert_int_equal(open_it(size + 8), TOLL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_flipped_bit_is_noticed),
        cmocka_unit_test(exchanged_words_are_noticed),
        cmocka_unit_test(sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
