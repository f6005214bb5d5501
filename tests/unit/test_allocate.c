/* SPDX-License-Identifier: Apache-2.0 */
/* Allocation by largest remainders: worked examples, ties, signs, edges of 64 and 128 bits, a naive twin, failures. */
#include "money_assert.h"

#include <stdlib.h>

#define ROWS_MAX 8

typedef struct share_case {
    const char *total;
    int32_t digits;
    uint64_t count;
    int64_t weights[ROWS_MAX];
    const char *parts[ROWS_MAX];
} share_case;

#define HALF_MAX (INT64_MAX / 2)

static const share_case shares[] = {
    {"100.00", 2, 3, {1, 1, 1}, {"33.34", "33.33", "33.33"}},
    {"-100.00", 2, 3, {1, 1, 1}, {"-33.34", "-33.33", "-33.33"}},
    {"100.00", 2, 3, {1, 0, 1}, {"50", "0", "50"}},
    {"0.05", 2, 2, {3, 7}, {"0.02", "0.03"}}, /* exact shares 1.5 and 3.5: the tie goes to the lower index */
    {"0.05", 2, 2, {7, 3}, {"0.04", "0.01"}},
    {"0.01", 2, 3, {0, 5, 5}, {"0", "0.01", "0"}}, /* a zero weight takes part in no tie */
    {"0.02", 2, 4, {1, 1, 1, 1}, {"0.01", "0.01", "0", "0"}},
    {"0.03", 2, 4, {1, 2, 2, 1}, {"0.01", "0.01", "0.01", "0"}}, /* exact shares 0.5, 1, 1, 0.5 */
    {"0", 2, 3, {1, 2, 3}, {"0", "0", "0"}},
    {"1", 0, 1, {INT64_MAX}, {"1"}},
    {"7", 0, 2, {INT64_MAX - 1, 1}, {"7", "0"}},
    {"1", 0, 2, {HALF_MAX, HALF_MAX + 1}, {"0", "1"}}, /* 2^62 - 1 against 2^62 of 2^63 - 1 */
    {"1", 0, 2, {HALF_MAX, HALF_MAX}, {"1", "0"}},
    {"700", -2, 3, {1, 1, 1}, {"300", "200", "200"}},
    {"100000000000000000000", -20, 2, {1, 2}, {"0", "100000000000000000000"}},
    {"0.000000000000000001", 18, 2, {1, 1}, {"0.000000000000000001", "0"}},
    {"170141183460469231731.687303715884105727", 18, 1, {3}, {"170141183460469231731.687303715884105727"}},
    {"-170141183460469231731.687303715884105728", 18, 1, {3}, {"-170141183460469231731.687303715884105728"}},
    {"-170141183460469231731.687303715884105728",
     18,
     2,
     {INT64_MAX, 0},
     {"-170141183460469231731.687303715884105728", "0"}},
    {"-170141183460469231731.687303715884105728",
     18,
     2,
     {1, 1},
     {"-85070591730234615865.843651857942052864", "-85070591730234615865.843651857942052864"}},
    {"-170141183460469231731.687303715884105728",
     18,
     3,
     {1, 1, 1},
     {"-56713727820156410577.229101238628035243", "-56713727820156410577.229101238628035243",
      "-56713727820156410577.229101238628035242"}},
    /* the Alabama paradox: of 10 seats the third gets 2, of 11 only 1 */
    {"10", 0, 3, {6, 6, 2}, {"4", "4", "2"}},
    {"11", 0, 3, {6, 6, 2}, {"5", "5", "1"}},
};

static void share_worked_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(shares); i++) {
        const toll_amount total = amount_of(shares[i].total);
        toll_amount parts[ROWS_MAX + 1];
        memset(parts, 0x5a, sizeof parts);
        assert_int_equal(
            toll_amount_allocate(&total, shares[i].weights, shares[i].count, shares[i].digits, parts, NULL), TOLL_OK);
        for (uint64_t k = 0; k < shares[i].count; k++)
            assert_amount_text(parts[k], shares[i].parts[k]);
        assert_untouched(&parts[shares[i].count], sizeof parts[0], 0x5a);
    }
}

/* The total may lie in the memory of the parts. */
static void share_in_place(void **state)
{
    (void)state;
    static const int64_t weights[] = {1, 1, 1};
    toll_amount parts[3] = {amount_of("1"), amount_of("1"), amount_of("1")};
    assert_int_equal(toll_amount_allocate(&parts[1], weights, 3, 2, parts, NULL), TOLL_OK);
    assert_amount_text(parts[0], "0.34");
    assert_amount_text(parts[1], "0.33");
    assert_amount_text(parts[2], "0.33");
}

static uint64_t next_random(uint64_t *seed) /* xorshift64*, Vigna 2016 */
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 0x2545f4914f6cdd1du;
}

/* Whole units below 2^31 and weights that sum below 2^32, so that plain 64-bit arithmetic is exact; each unit left over
 * goes to the first of the largest remainders that has none yet. */
static void share_naively(uint64_t units, const int64_t *weights, uint64_t count, uint64_t *parts)
{
    uint64_t sum = 0, left = units, remainders[64];
    for (uint64_t i = 0; i < count; i++)
        sum += (uint64_t)weights[i];
    for (uint64_t i = 0; i < count; i++) {
        parts[i] = units * (uint64_t)weights[i] / sum;
        remainders[i] = units * (uint64_t)weights[i] % sum;
        left -= parts[i];
    }
    for (; left > 0; left--) {
        uint64_t best = 0;
        for (uint64_t i = 1; i < count; i++) {
            if (remainders[i] > remainders[best])
                best = i;
        }
        parts[best]++;
        remainders[best] = 0;
    }
}

static void share_like_the_naive_way(void **state)
{
    (void)state;
    uint64_t seed = 42;
    for (int turn = 0; turn < 5000; turn++) {
        int64_t weights[64] = {0};
        toll_amount got[64];
        uint64_t want[64], count = 1 + next_random(&seed) % 64, spread = 1 + next_random(&seed) % 50000000;
        const toll_amount total = {next_random(&seed) >> 33, 0};
        for (uint64_t i = 0; i < count; i++)
            weights[i] = (int64_t)(next_random(&seed) % spread % (turn % 3 == 0 ? 4 : spread));
        weights[count / 2]++;
        share_naively(total.low, weights, count, want);
        assert_int_equal(toll_amount_allocate(&total, weights, count, 18, got, NULL), TOLL_OK);
        for (uint64_t i = 0; i < count; i++)
            assert_true(got[i].high == 0 && got[i].low == want[i]);
    }
}

/* 100,000 parts: the sum is exact and the units left over sit at the front of the ties. */
static void share_among_many(void **state)
{
    (void)state;
    const uint64_t count = 100000;
    int64_t *weights = calloc(count, sizeof *weights);
    toll_amount *parts = calloc(count, sizeof *parts), sum;
    assert_true(weights != NULL && parts != NULL);
    for (uint64_t i = 0; i < count; i++)
        weights[i] = 7;
    const toll_amount total = amount_of("1234567.89"); /* 123,456,789 cents: 1,234 each and 56,789 left */
    assert_int_equal(toll_amount_allocate(&total, weights, count, 2, parts, NULL), TOLL_OK);
    assert_int_equal(toll_amount_sum(parts, count, sizeof *parts, &sum, NULL), TOLL_OK);
    assert_amount(sum, total);
    for (uint64_t i = 0; i < count; i++)
        assert_amount_text(parts[i], i < 56789 ? "12.35" : "12.34");
    free(weights);
    free(parts);
}

static void assert_refused(toll_amount total, const int64_t *weights, uint64_t count, int32_t digits, toll_status want,
                           const char *field, int64_t row)
{
    toll_amount parts[4];
    toll_error err;
    memset(parts, 0x5a, sizeof parts);
    assert_row_fault(toll_amount_allocate(&total, weights, count, digits, parts, &err), want, &err, field, row);
    assert_untouched(parts, sizeof parts, 0x5a);
    assert_int_equal(toll_amount_allocate(&total, weights, count, digits, parts, NULL), want);
}

static void refuse_bad_weights(void **state)
{
    (void)state;
    static const int64_t zeros[] = {0, 0, 0, 0}, negative[] = {1, 2, -1, 4}, lowest[] = {1, INT64_MIN, 1, 1};
    static const int64_t over[] = {INT64_MAX, 0, 1, 0}, far_over[] = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
    static const int64_t full[] = {INT64_MAX - 1, 0, 1, 0};
    const toll_amount total = {4, 0};
    assert_refused(total, zeros, 4, 18, TOLL_E_RANGE, "weights", -1);
    assert_refused(total, negative, 4, 18, TOLL_E_RANGE, "weights", 2);
    assert_refused(total, lowest, 4, 18, TOLL_E_RANGE, "weights", 1);
    assert_refused(total, lowest + 1, 3, 18, TOLL_E_RANGE, "weights", 0);
    assert_refused(total, over, 4, 18, TOLL_E_OVERFLOW, "weights", 2);
    assert_refused(total, far_over, 4, 18, TOLL_E_OVERFLOW, "weights", 1);
    toll_amount parts[4];
    assert_int_equal(toll_amount_allocate(&total, full, 4, 18, parts, NULL), TOLL_OK);
    assert_amount(parts[0], total);
}

static void refuse_bad_arguments(void **state)
{
    (void)state;
    static const int64_t weights[] = {1, 2};
    const toll_amount total = {4, 0}, cents = amount_of("0.01");
    toll_amount parts[2];
    toll_error err;
    assert_refused(total, weights, 0, 18, TOLL_E_RANGE, "count", -1);
    assert_refused(total, weights, ((uint64_t)1 << 32) + 1, 18, TOLL_E_RANGE, "count", -1);
    assert_refused(total, weights, UINT64_MAX, 18, TOLL_E_RANGE, "count", -1);
    assert_refused(total, weights, 2, -21, TOLL_E_RANGE, "digits", -1);
    assert_refused(total, weights, 2, 19, TOLL_E_RANGE, "digits", -1);
    assert_refused(total, weights, 2, 17, TOLL_E_CONFLICT, "total", -1);
    assert_refused(cents, weights, 2, 1, TOLL_E_CONFLICT, "total", -1);
    assert_refused(amount_minus_atto, weights, 2, -20, TOLL_E_CONFLICT, "total", -1);
    assert_refused(amount_lowest, weights, 2, 17, TOLL_E_CONFLICT, "total", -1);
    assert_fault(toll_amount_allocate(NULL, weights, 2, 2, parts, &err), TOLL_E_NULL, &err, "total");
    assert_fault(toll_amount_allocate(&total, NULL, 2, 2, parts, &err), TOLL_E_NULL, &err, "weights");
    assert_fault(toll_amount_allocate(&total, weights, 2, 2, NULL, &err), TOLL_E_NULL, &err, "parts");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(share_worked_examples),    cmocka_unit_test(share_in_place),
        cmocka_unit_test(share_like_the_naive_way), cmocka_unit_test(share_among_many),
        cmocka_unit_test(refuse_bad_weights),       cmocka_unit_test(refuse_bad_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
