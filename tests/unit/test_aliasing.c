/* SPDX-License-Identifier: Apache-2.0 */
/* Where memory may be shared or lie anywhere: results over operands in exact arithmetic, size-prefixed structs and rows
 * at odd addresses (a packed record of a foreign language), resolved objects that were copied. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <toll.h>

#include "sample_deployment.h"

#define ROUNDS 20000

static uint64_t random_state = 11;

static uint64_t random_word(void)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15u; /* splitmix64 */
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* Of any magnitude, so that some operations overflow and most don't. */
static toll_decimal random_decimal(void)
{
    const int64_t coef = (int64_t)(random_word() >> (1 + random_word() % 62));
    return (toll_decimal){random_word() % 2 ? -coef : coef, (int32_t)(random_word() % 37), 0};
}

static toll_amount random_amount(void)
{
    const uint64_t high = random_word() >> (1 + random_word() % 63);
    return (toll_amount){random_word(), random_word() % 2 ? -(int64_t)high - 1 : (int64_t)high};
}

typedef toll_status (*decimal_operation)(const toll_decimal *, const toll_decimal *, toll_decimal *, toll_error *);
typedef toll_status (*amount_operation)(const toll_amount *, const toll_amount *, toll_amount *, toll_error *);

/* x op y into other memory, over x, over y, and x op x over x: the same; a failure leaves the operand as it was. */
static void decimals_in_place(decimal_operation operation)
{
    int failed = 0;
    for (int i = 0; i < ROUNDS; i++) {
        const toll_decimal x = random_decimal(), y = random_decimal();
        toll_decimal apart = x, left = x, right = y, both = x, twice = x;
        const toll_status status = operation(&x, &y, &apart, NULL);
        assert_int_equal(operation(&left, &y, &left, NULL), status);
        assert_int_equal(operation(&x, &right, &right, NULL), status);
        assert_memory_equal(&left, &apart, sizeof apart); /* on failure apart and left are still x */
        assert_memory_equal(&right, status == TOLL_OK ? &apart : &y, sizeof right);
        assert_int_equal(operation(&both, &both, &both, NULL), operation(&x, &x, &twice, NULL));
        assert_memory_equal(&both, &twice, sizeof both);
        failed += status != TOLL_OK;
    }
    assert_true(failed > ROUNDS / 100 && failed < ROUNDS); /* both paths were walked */
}

static void amounts_in_place(amount_operation operation)
{
    int failed = 0;
    for (int i = 0; i < ROUNDS; i++) {
        const toll_amount x = random_amount(), y = random_amount();
        toll_amount apart = x, left = x, right = y, both = x, twice = x;
        const toll_status status = operation(&x, &y, &apart, NULL);
        assert_int_equal(operation(&left, &y, &left, NULL), status);
        assert_int_equal(operation(&x, &right, &right, NULL), status);
        assert_memory_equal(&left, &apart, sizeof apart);
        assert_memory_equal(&right, status == TOLL_OK ? &apart : &y, sizeof right);
        assert_int_equal(operation(&both, &both, &both, NULL), operation(&x, &x, &twice, NULL));
        assert_memory_equal(&both, &twice, sizeof both);
        failed += status != TOLL_OK;
    }
    assert_true(failed > 0 && failed < ROUNDS);
}

static void decimal_results_over_operands(void **state)
{
    (void)state;
    decimals_in_place(toll_decimal_add);
    decimals_in_place(toll_decimal_multiply);
}

static void amount_results_over_operands(void **state)
{
    (void)state;
    amounts_in_place(toll_amount_add);
    amounts_in_place(toll_amount_subtract);
}

static void amount_scaled_and_rounded_in_place(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        const toll_amount x = random_amount();
        const toll_decimal factor = random_decimal();
        const int32_t mode = (int32_t)(random_word() % 4), digits = (int32_t)(random_word() % 39) - 20;
        toll_amount apart = x, over = x;
        int32_t inexact = 7, inexact_over = 7;
        toll_status status = toll_amount_multiply(&x, &factor, mode, &apart, &inexact, NULL);
        assert_int_equal(toll_amount_multiply(&over, &factor, mode, &over, &inexact_over, NULL), status);
        assert_memory_equal(&over, &apart, sizeof over);
        assert_int_equal(inexact_over, inexact);
        apart = over = x;
        status = toll_amount_round(&x, digits, mode, &apart, &inexact, NULL);
        assert_int_equal(toll_amount_round(&over, digits, mode, &over, &inexact_over, NULL), status);
        assert_memory_equal(&over, &apart, sizeof over);
        assert_int_equal(inexact_over, inexact);
    }
}

/* A sum may go into the column that it sums. */
static void sum_into_its_column(void **state)
{
    (void)state;
    toll_amount column[3] = {{1, 0}, {2, 0}, {3, 0}};
    assert_int_equal(toll_amount_sum(column, 3, sizeof column[0], &column[1], NULL), TOLL_OK);
    assert_true(column[1].low == 6 && column[1].high == 0);
}

/* An amount inside a packed record of 19 bytes. */
static void sum_of_packed_records(void **state)
{
    (void)state;
    unsigned char *records = malloc(3 + 19 * 4 + 16); /* the last one ends with its amount */
    assert_non_null(records);
    for (uint64_t i = 0; i < 5; i++) {
        const toll_amount amount = {i + 1, 0};
        memcpy(records + 3 + 19 * i, &amount, sizeof amount);
    }
    toll_amount sum = {0, 0};
    assert_int_equal(toll_amount_sum(records + 3, 5, 19, &sum, NULL), TOLL_OK);
    assert_true(sum.low == 15 && sum.high == 0);
    free(records);
}

/* A copy at an address with this remainder by 8, in memory of exactly the size. */
typedef struct odd {
    unsigned char *memory;
    void *object;
} odd;

static odd place(const void *object, size_t size, size_t shift)
{
    odd copy;
    copy.memory = malloc(size + shift);
    assert_non_null(copy.memory);
    copy.object = copy.memory + shift;
    memcpy(copy.object, object, size);
    return copy;
}

#define PLACE(variable) place(&(variable), sizeof(variable), shift)

static void structs_at_odd_addresses(void **state)
{
    (void)state;
    uint64_t want[SAMPLE_WORDS] = {0}, got[SAMPLE_WORDS] = {0};
    const toll_hw hw = sample_hw();
    const toll_model model = sample_model();
    const toll_model_precision precision = precision_of(16);
    const toll_step_layout layout = sample_layout();
    const toll_step_engine engine = sample_engine();
    const toll_step_constants constants = sample_constants();
    toll_model_layer layers[SAMPLE_ROWS];
    sample_layers(layers);
    const uint64_t size = sample_resolve(want);
    for (size_t shift = 1; shift < 8; shift++) {
        odd in[7] = {PLACE(hw),     PLACE(model),  PLACE(layers),   PLACE(precision),
                     PLACE(layout), PLACE(engine), PLACE(constants)};
        assert_int_equal(toll_hw_check(in[0].object, NULL), TOLL_OK);
        assert_int_equal(toll_struct_check(in[6].object, TOLL_KIND_STEP_CONSTANTS, NULL), TOLL_OK);
        assert_int_equal(toll_step_resolve(in[0].object, in[1].object, in[2].object, SAMPLE_ROWS, sizeof layers[0],
                                           in[3].object, in[4].object, in[5].object, in[6].object, got, size, NULL),
                         TOLL_OK);
        assert_memory_equal(got, want, size);
        for (size_t i = 0; i < 7; i++)
            free(in[i].memory);
    }
}

static void results_at_odd_addresses(void **state)
{
    (void)state;
    uint64_t deployment[SAMPLE_WORDS];
    toll_step_batch batch;
    toll_step_result result;
    toll_serve_load load;
    toll_serve_result steady;
    const uint64_t size = sample_resolve(deployment);
    (void)toll_struct_init(&batch, sizeof batch, TOLL_KIND_STEP_BATCH, NULL);
    (void)toll_struct_init(&result, sizeof result, TOLL_KIND_STEP_RESULT, NULL);
    (void)toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL);
    (void)toll_struct_init(&steady, sizeof steady, TOLL_KIND_SERVE_RESULT, NULL);
    batch.decode_sequences = 4;
    batch.decode_context_tokens = 100;
    for (size_t shift = 1; shift < 8; shift++) {
        odd at[4] = {PLACE(batch), PLACE(result), PLACE(load), PLACE(steady)};
        toll_step_result want_result = result;
        toll_serve_result want_steady = steady;
        assert_int_equal(toll_step_estimate(deployment, size, &batch, &want_result, NULL), TOLL_OK);
        assert_int_equal(toll_step_estimate(deployment, size, at[0].object, at[1].object, NULL), TOLL_OK);
        assert_memory_equal(at[1].object, &want_result, sizeof want_result);
        assert_int_equal(toll_serve_estimate(deployment, size, &load, &want_steady, NULL), TOLL_OK);
        assert_int_equal(toll_serve_estimate(deployment, size, at[2].object, at[3].object, NULL), TOLL_OK);
        assert_memory_equal(at[3].object, &want_steady, sizeof want_steady);
        for (size_t i = 0; i < 4; i++)
            free(at[i].memory);
    }
}

static void bills_at_odd_addresses(void **state)
{
    (void)state;
    uint64_t size = 0;
    static uint64_t card[1024];
    const void *book = toll_book_get_public(&size);
    const toll_bill_usage usage[] = {{TOLL_METER_INPUT, 1000}, {TOLL_METER_OUTPUT, 100}};
    toll_bill_context context;
    toll_bill_total total;
    assert_int_equal(
        toll_book_find(book, size, "anthropic", 9, "claude-sonnet-4-5", 17, 1790000000, card, sizeof card, NULL),
        TOLL_OK);
    (void)toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL);
    (void)toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    context.known = TOLL_CONTEXT_AT;
    context.at_s = 1790000000;
    toll_bill_total want = total;
    assert_int_equal(toll_bill_compute(card, sizeof card, usage, 2, &context, NULL, 0, NULL, 0, NULL, 0, &want, NULL),
                     TOLL_OK);
    for (size_t shift = 1; shift < 8; shift++) {
        odd at[2] = {PLACE(context), PLACE(total)};
        assert_int_equal(
            toll_bill_compute(card, sizeof card, usage, 2, at[0].object, NULL, 0, NULL, 0, NULL, 0, at[1].object, NULL),
            TOLL_OK);
        assert_memory_equal(at[1].object, &want, sizeof want);
        assert_int_equal(toll_bill_verify(NULL, 0, at[1].object, NULL), TOLL_E_CONFLICT); /* no lines sum to that */
        for (size_t i = 0; i < 2; i++)
            free(at[i].memory);
    }
}

static void model_results_at_odd_addresses(void **state)
{
    (void)state;
    const toll_model model = sample_model();
    toll_model_layer layers[SAMPLE_ROWS];
    toll_model_counts counts, want;
    sample_layers(layers);
    (void)toll_struct_init(&counts, sizeof counts, TOLL_KIND_MODEL_COUNTS, NULL);
    want = counts;
    assert_int_equal(toll_model_count(&model, layers, SAMPLE_ROWS, sizeof layers[0], &want, NULL), TOLL_OK);
    for (size_t shift = 1; shift < 8; shift++) {
        odd at[3] = {PLACE(model), PLACE(layers), PLACE(counts)};
        assert_int_equal(
            toll_model_count(at[0].object, at[1].object, SAMPLE_ROWS, sizeof layers[0], at[2].object, NULL), TOLL_OK);
        assert_memory_equal(at[2].object, &want, sizeof want);
        for (size_t i = 0; i < 3; i++)
            free(at[i].memory);
    }
}

/* step.h: a resolved object may be copied; it holds no address of its own. */
static void copied_object_answers_the_same(void **state)
{
    (void)state;
    uint64_t deployment[SAMPLE_WORDS];
    toll_step_memory first, second;
    const uint64_t size = sample_resolve(deployment);
    uint64_t *copy = malloc((size_t)size);
    assert_non_null(copy);
    memcpy(copy, deployment, (size_t)size);
    (void)toll_struct_init(&first, sizeof first, TOLL_KIND_STEP_MEMORY, NULL);
    second = first;
    assert_int_equal(toll_step_estimate_memory(deployment, size, 4, 1000, &first, NULL), TOLL_OK);
    memset(deployment, 0, sizeof deployment);
    assert_int_equal(toll_step_estimate_memory(copy, size, 4, 1000, &second, NULL), TOLL_OK);
    assert_memory_equal(&first, &second, sizeof first);
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimal_results_over_operands),
        cmocka_unit_test(amount_results_over_operands),
        cmocka_unit_test(amount_scaled_and_rounded_in_place),
        cmocka_unit_test(sum_into_its_column),
        cmocka_unit_test(sum_of_packed_records),
        cmocka_unit_test(structs_at_odd_addresses),
        cmocka_unit_test(results_at_odd_addresses),
        cmocka_unit_test(bills_at_odd_addresses),
        cmocka_unit_test(model_results_at_odd_addresses),
        cmocka_unit_test(copied_object_answers_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
