/* SPDX-License-Identifier: Apache-2.0 */
/* Laws that hold for every decimal and amount, on a seeded stream of random and boundary values. */
#include "money_assert.h"

#define TURNS 20000

static uint64_t next_random(uint64_t *seed) /* xorshift64*, Vigna 2016 */
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 0x2545f4914f6cdd1du;
}

/* Any magnitude, and every eighth time an edge. */
static int64_t random_i64(uint64_t *seed)
{
    static const int64_t edges[] = {0, 1, -1, INT64_MAX, INT64_MIN, INT64_MAX - 1, INT64_MIN + 1, 10};
    uint64_t choice = next_random(seed);
    if (choice % 8 == 0)
        return edges[choice / 8 % COUNT(edges)];
    int64_t value = (int64_t)(next_random(seed) >> (1 + choice / 8 % 62));
    return choice >> 63 ? -value : value;
}

static toll_decimal random_decimal(uint64_t *seed)
{
    return (toll_decimal){random_i64(seed), (int32_t)(next_random(seed) % 37), 0};
}

static toll_amount random_amount(uint64_t *seed)
{
    static const toll_amount edges[] = {{0, 0}, {1, 0},  {UINT64_MAX, -1},        {UINT64_MAX, 0},
                                        {0, 1}, {0, -1}, {UINT64_MAX, INT64_MAX}, {0, INT64_MIN}};
    uint64_t choice = next_random(seed);
    if (choice % 8 == 0)
        return edges[choice / 8 % COUNT(edges)];
    int64_t high = choice % 8 == 1 ? 0 : random_i64(seed);
    return (toll_amount){next_random(seed), high};
}

static int compare(toll_amount left, toll_amount right)
{
    int32_t order = 9;
    assert_int_equal(toll_amount_compare(&left, &right, &order, NULL), TOLL_OK);
    return order;
}

static void text_of_a_decimal_reads_back(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < TURNS; i++) {
        const toll_decimal value = random_decimal(&seed);
        toll_decimal back;
        char text[TOLL_MONEY_TEXT_BYTES];
        uint64_t needed = 0;
        assert_int_equal(toll_decimal_format(&value, text, sizeof text, &needed, NULL), TOLL_OK);
        assert_true(needed == strlen(text) + 1);
        assert_int_equal(toll_decimal_parse(text, needed - 1, &back, NULL), TOLL_OK);
        assert_decimal(back, value.coef, value.scale);
        assert_true(value.coef < 0 || text[0] != '-');
    }
}

static void text_of_an_amount_reads_back(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int i = 0; i < TURNS; i++) {
        const toll_amount value = random_amount(&seed);
        toll_amount back;
        char text[TOLL_MONEY_TEXT_BYTES];
        uint64_t needed = 0;
        assert_int_equal(toll_amount_format(&value, i % 19, text, sizeof text, &needed, NULL), TOLL_OK);
        assert_true(needed == strlen(text) + 1);
        assert_int_equal(toll_amount_parse(text, needed - 1, &back, NULL), TOLL_OK);
        assert_amount(back, value);
    }
}

static void subtraction_undoes_addition(void **state)
{
    (void)state;
    uint64_t seed = 3;
    int fitted = 0;
    for (int i = 0; i < TURNS; i++) {
        const toll_amount a = random_amount(&seed), b = random_amount(&seed);
        toll_amount sum, mirrored, back;
        toll_status status = toll_amount_add(&a, &b, &sum, NULL);
        assert_int_equal(toll_amount_add(&b, &a, &mirrored, NULL), status);
        if (status != TOLL_OK)
            continue;
        fitted++;
        assert_amount(mirrored, sum);
        assert_int_equal(toll_amount_subtract(&sum, &b, &back, NULL), TOLL_OK);
        assert_amount(back, a);
        assert_int_equal(compare(sum, a), compare(b, amount_zero));
    }
    assert_in_range(fitted, TURNS / 2, TURNS - TURNS / 100); /* some must overflow as well */
}

static void order_is_antisymmetric_and_transitive(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int i = 0; i < TURNS; i++) {
        const toll_amount a = random_amount(&seed), b = random_amount(&seed), c = random_amount(&seed);
        assert_int_equal(compare(a, b), -compare(b, a));
        assert_int_equal(compare(a, a), 0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0)
            assert_true(compare(a, c) <= 0);
        const toll_decimal x = random_decimal(&seed), y = random_decimal(&seed);
        int32_t xy = 9, yx = 9;
        assert_int_equal(toll_decimal_compare(&x, &y, &xy, NULL), TOLL_OK);
        assert_int_equal(toll_decimal_compare(&y, &x, &yx, NULL), TOLL_OK);
        assert_int_equal(xy, -yx);
    }
}

/* The order of decimals is the order of their amounts, as far as 18 digits can tell. */
static void conversion_keeps_the_order(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int i = 0; i < TURNS; i++) {
        const toll_decimal x = random_decimal(&seed), y = random_decimal(&seed);
        const int32_t mode = i % 4;
        toll_amount a, b;
        int32_t order = 9, lost_a = 9, lost_b = 9;
        assert_int_equal(toll_amount_convert(&x, mode, &a, &lost_a, NULL), TOLL_OK);
        assert_int_equal(toll_amount_convert(&y, mode, &b, &lost_b, NULL), TOLL_OK);
        assert_int_equal(toll_decimal_compare(&x, &y, &order, NULL), TOLL_OK);
        if (!lost_a && !lost_b)
            assert_int_equal(compare(a, b), order);
        else
            assert_true(compare(a, b) * order >= 0);
    }
}

static void rounding_twice_is_rounding_once(void **state)
{
    (void)state;
    uint64_t seed = 6;
    for (int i = 0; i < TURNS; i++) {
        const toll_amount value = random_amount(&seed);
        const int32_t digits = (int32_t)(next_random(&seed) % 39) - 20, mode = i % 4;
        toll_amount once, twice, gap;
        int32_t inexact = 9, again = 9;
        if (toll_amount_round(&value, digits, mode, &once, &inexact, NULL) != TOLL_OK)
            continue;
        assert_int_equal(toll_amount_round(&once, digits, (i / 4) % 4, &twice, &again, NULL), TOLL_OK);
        assert_amount(twice, once);
        assert_int_equal(again, 0);
        assert_int_equal(inexact, compare(once, value) != 0);
        if (mode == TOLL_ROUND_DOWN && compare(value, amount_zero) > 0)
            assert_true(compare(once, value) <= 0);
        if (mode == TOLL_ROUND_UP && compare(value, amount_zero) > 0)
            assert_true(compare(once, value) >= 0);
        assert_int_equal(toll_amount_subtract(&once, &value, &gap, NULL), TOLL_OK); /* less than a unit: fits */
    }
}

/* price * (m + n) = price * m + price * n whenever nothing was rounded. */
static void pricing_is_linear(void **state)
{
    (void)state;
    uint64_t seed = 7;
    int checked = 0;
    for (int i = 0; i < TURNS; i++) {
        const toll_decimal price = {random_i64(&seed) / 1000, (int32_t)(next_random(&seed) % 13), 0};
        const int64_t m = random_i64(&seed) / 4, n = random_i64(&seed) / 4, per = i % 2 ? 1000000 : 1;
        toll_amount a, b, whole, sum;
        int32_t inexact[3] = {9, 9, 9};
        toll_status first = toll_amount_compute(&price, m, per, 0, &a, &inexact[0], NULL);
        toll_status second = toll_amount_compute(&price, n, per, 0, &b, &inexact[1], NULL);
        toll_status both = toll_amount_compute(&price, m + n, per, 0, &whole, &inexact[2], NULL);
        if (first != TOLL_OK || second != TOLL_OK || both != TOLL_OK)
            continue;
        assert_true(inexact[0] + inexact[1] + inexact[2] == 0); /* 12 + 6 digits */
        assert_int_equal(toll_amount_add(&a, &b, &sum, NULL), TOLL_OK);
        assert_amount(sum, whole);
        checked++;
    }
    assert_true(checked > TURNS / 4);
}

/* The parts sum to the total, carry its sign, and part * W lies within one unit * W of total * weight. */
static void assert_shares(toll_amount total, const int64_t *weights, uint64_t count, const toll_amount *parts)
{
    toll_amount sum;
    int64_t weight = 0;
    assert_int_equal(toll_amount_sum(parts, count, sizeof *parts, &sum, NULL), TOLL_OK);
    assert_amount(sum, total);
    for (uint64_t i = 0; i < count; i++)
        weight += weights[i];
    for (uint64_t i = 0; i < count; i++) {
        const toll_decimal own = {weights[i], 0, 0}, all = {weight, 0, 0};
        toll_amount exact, got, gap;
        const toll_amount bound = {(uint64_t)weight, 0}, minus_bound = {0u - (uint64_t)weight, -1};
        assert_int_equal(toll_amount_multiply(&total, &own, 0, &exact, NULL, NULL), TOLL_OK);
        assert_int_equal(toll_amount_multiply(&parts[i], &all, 0, &got, NULL, NULL), TOLL_OK);
        assert_int_equal(toll_amount_subtract(&got, &exact, &gap, NULL), TOLL_OK);
        assert_true(compare(gap, bound) < 0 && compare(gap, minus_bound) > 0);
        assert_true(weights[i] != 0 || compare(parts[i], amount_zero) == 0);
        assert_true(compare(parts[i], amount_zero) * compare(total, amount_zero) >= 0);
    }
}

static void parts_sum_to_the_total_within_a_unit(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int i = 0; i < TURNS / 4; i++) {
        int64_t weights[16] = {0};
        toll_amount parts[16];
        uint64_t count = 1 + next_random(&seed) % 16;
        /* total * weight must fit 128 bits for the check: 2^68 * 2^58 */
        const toll_amount total = {next_random(&seed), (int64_t)(next_random(&seed) % 32) - 16};
        for (uint64_t k = 0; k < count; k++)
            weights[k] = (int64_t)(next_random(&seed) >> (10 + next_random(&seed) % 54)); /* below 2^54 each */
        weights[0] += 1;
        assert_int_equal(toll_amount_allocate(&total, weights, count, 18, parts, NULL), TOLL_OK);
        assert_shares(total, weights, count, parts);
    }
}

/* A credit note mirrors its invoice: shares of -total are minus the shares of total. */
static void allocation_is_symmetric(void **state)
{
    (void)state;
    uint64_t seed = 9;
    for (int i = 0; i < TURNS / 4; i++) {
        int64_t weights[8];
        toll_amount parts[8], mirrored[8], sum;
        toll_amount total = random_amount(&seed), minus;
        for (int k = 0; k < 8; k++)
            weights[k] = (int64_t)(next_random(&seed) % 100) + 1;
        if (toll_amount_subtract(&amount_zero, &total, &minus, NULL) != TOLL_OK)
            continue;
        assert_int_equal(toll_amount_allocate(&total, weights, 8, 18, parts, NULL), TOLL_OK);
        assert_int_equal(toll_amount_allocate(&minus, weights, 8, 18, mirrored, NULL), TOLL_OK);
        for (int k = 0; k < 8; k++) {
            assert_int_equal(toll_amount_add(&parts[k], &mirrored[k], &sum, NULL), TOLL_OK);
            assert_amount(sum, amount_zero);
        }
    }
}

/* x + y = y + x, x * y = y * x, and x + y - y = x at the larger scale. */
static void decimals_commute(void **state)
{
    (void)state;
    uint64_t seed = 10;
    for (int i = 0; i < TURNS; i++) {
        const toll_decimal x = random_decimal(&seed), y = random_decimal(&seed);
        toll_decimal xy = {1, 1, 0}, yx = {1, 1, 0};
        assert_int_equal(toll_decimal_add(&x, &y, &xy, NULL), toll_decimal_add(&y, &x, &yx, NULL));
        assert_decimal(yx, xy.coef, xy.scale);
        assert_int_equal(toll_decimal_multiply(&x, &y, &xy, NULL), toll_decimal_multiply(&y, &x, &yx, NULL));
        assert_decimal(yx, xy.coef, xy.scale);
        const toll_decimal minus_y = {y.coef == INT64_MIN ? 0 : -y.coef, y.scale, 0};
        int32_t order = 9;
        if (y.coef == INT64_MIN || toll_decimal_add(&x, &y, &xy, NULL) != TOLL_OK ||
            toll_decimal_add(&xy, &minus_y, &yx, NULL) != TOLL_OK)
            continue;
        assert_int_equal(toll_decimal_compare(&yx, &x, &order, NULL), TOLL_OK);
        assert_int_equal(order, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_of_a_decimal_reads_back),
        cmocka_unit_test(text_of_an_amount_reads_back),
        cmocka_unit_test(subtraction_undoes_addition),
        cmocka_unit_test(order_is_antisymmetric_and_transitive),
        cmocka_unit_test(conversion_keeps_the_order),
        cmocka_unit_test(rounding_twice_is_rounding_once),
        cmocka_unit_test(pricing_is_linear),
        cmocka_unit_test(parts_sum_to_the_total_within_a_unit),
        cmocka_unit_test(allocation_is_symmetric),
        cmocka_unit_test(decimals_commute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
