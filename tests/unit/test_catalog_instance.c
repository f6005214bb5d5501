/* SPDX-License-Identifier: Apache-2.0 */
/* Prices of rentable machines: the slips that other price lists have must not come back. */
#include "catalog_rows.h"

#include <stdlib.h>

#include "catalog/facts.h"

#define GIB (INT64_C(1) << 30)

static int knows(const toll_catalog_instance *instance, uint64_t bits)
{
    return (instance->known & bits) == bits;
}

static int is_checked(const toll_catalog_instance *instance, uint64_t bits)
{
    return knows(instance, bits) && !(instance->unverified & bits);
}

/* Some machines are only offered as spot. */
static int is_priced_on_demand(const toll_catalog_instance *instance)
{
    return instance->price_kind == TOLL_PRICE_ON_DEMAND && knows(instance, TOLL_INSTANCE_ON_DEMAND);
}

static void p5_is_golden(void **state)
{
    (void)state;
    const toll_catalog_instance p5 = instance_of("aws/p5.48xlarge/us-east-1");
    assert_string_equal(p5.provider, "aws");
    assert_string_equal(p5.instance, "p5.48xlarge");
    assert_string_equal(p5.region, "us-east-1");
    assert_string_equal(p5.hw_id, "h100-sxm5-80gb");
    assert_string_equal(p5.gpu_name, "NVIDIA H100");
    assert_int_equal(p5.gpus, 8);
    assert_int_equal(p5.vcpus, 192);
    assert_int_equal(p5.host_memory_bytes, 2048 * GIB);
    assert_true(p5.on_demand_usd_per_hour == 55.04);
    assert_int_equal(p5.known, TOLL_INSTANCE_ON_DEMAND | TOLL_INSTANCE_SPOT | TOLL_INSTANCE_VCPUS |
                                   TOLL_INSTANCE_MEMORY | TOLL_INSTANCE_HW);
    assert_int_equal(p5.unverified, 0);
    assert_int_equal(p5.price_kind, TOLL_PRICE_ON_DEMAND);
    assert_int_equal(p5.as_of, 20260121);
}

static void prices_keep_every_digit(void **state)
{
    (void)state;
    const toll_catalog_instance p4d = instance_of("aws/p4d.24xlarge/us-east-1");
    assert_true(p4d.on_demand_usd_per_hour == 21.957642);
    assert_true(p4d.reserved_1y_usd_per_hour == 13.921094);
    assert_true(p4d.unverified & TOLL_INSTANCE_1Y);
    assert_true(instance_of("nebius/gpu-h100-sxm-8gpu-128vcpu-1600gb/eu-north1").spot_usd_per_hour == 10.0);
    assert_int_equal(instance_of("gcp/tpu-v5p-12288/us-central1").gpus, 6144);
    assert_int_equal(instance_of("azure/standard_nd96isr_h100_v5/eastus").gpus, 8);
}

static void every_row_is_complete(void **state)
{
    (void)state;
    int kinds[7] = {0};
    assert_int_equal(toll_catalog_count(TOLL_TABLE_INSTANCE), 457);
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_INSTANCE); i++) {
        const toll_catalog_instance instance = instance_at(i);
        uint64_t hw = 0;
        assert_int_equal(toll_struct_check(&instance, TOLL_KIND_CATALOG_INSTANCE, NULL), TOLL_OK);
        assert_true(instance.gpus >= 1 && instance.as_of >= 20240000 && instance.as_of <= 20261130);
        assert_true(instance.known & (TOLL_INSTANCE_ON_DEMAND | TOLL_INSTANCE_3Y | TOLL_INSTANCE_SPOT));
        assert_int_equal(toll_catalog_find(TOLL_TABLE_HW, instance.hw_id, strlen(instance.hw_id), &hw, NULL), TOLL_OK);
        assert_true(instance.price_kind >= 1 && instance.price_kind <= 6);
        kinds[instance.price_kind]++;
    }
    assert_int_equal(kinds[TOLL_PRICE_ON_DEMAND], 332);
    assert_int_equal(kinds[TOLL_PRICE_GPU_PART], 28);
    assert_int_equal(kinds[TOLL_PRICE_OWNERSHIP], 18);
    assert_int_equal(kinds[TOLL_PRICE_RENTAL_3Y], 9);
    assert_int_equal(kinds[TOLL_PRICE_MARKETPLACE], 42);
    assert_int_equal(kinds[TOLL_PRICE_SERVERLESS], 28);
}

/* Absence is never a price, and commitment never costs more. */
static void prices_are_in_order(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_INSTANCE); i++) {
        const toll_catalog_instance instance = instance_at(i);
        double on_demand = instance.on_demand_usd_per_hour;
        assert_true(!knows(&instance, TOLL_INSTANCE_ON_DEMAND) || (on_demand > 0 && on_demand != 700.0));
        if (knows(&instance, TOLL_INSTANCE_ON_DEMAND | TOLL_INSTANCE_SPOT))
            assert_true(instance.spot_usd_per_hour < on_demand);
        if (knows(&instance, TOLL_INSTANCE_ON_DEMAND | TOLL_INSTANCE_1Y))
            assert_true(instance.reserved_1y_usd_per_hour < on_demand);
        if (is_checked(&instance, TOLL_INSTANCE_ON_DEMAND | TOLL_INSTANCE_SPOT))
            assert_true(instance.spot_usd_per_hour > on_demand / 5.0);
    }
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Median price of one accelerator, on demand, over all machines with it. */
static double median_price(const char *hw_id)
{
    double prices[256];
    size_t n = 0;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_INSTANCE); i++) {
        const toll_catalog_instance instance = instance_at(i);
        if (is_priced_on_demand(&instance) && strcmp(instance.hw_id, hw_id) == 0)
            prices[n++] = instance.on_demand_usd_per_hour / (double)instance.gpus;
    }
    qsort(prices, n, sizeof prices[0], compare_doubles);
    return prices[n / 2];
}

static void prices_of_one_part_are_within_a_factor_of_five(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_INSTANCE); i++) {
        const toll_catalog_instance instance = instance_at(i);
        if (!is_priced_on_demand(&instance))
            continue;
        double ratio = instance.on_demand_usd_per_hour / (double)instance.gpus / median_price(instance.hw_id);
        if (ratio < 0.2 || ratio > 5.0)
            fail_msg("%s: %g of the median", instance.id, ratio);
    }
}

/* A machine holds a number of accelerators that its maker builds: 12 H100 would be a slip. */
static void counts_are_ones_that_exist(void **state)
{
    (void)state;
    static const int64_t counts[] = {1, 2, 4, 6, 8, 10, 12, 16, 256, 6144};
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_INSTANCE); i++) {
        const toll_catalog_instance instance = instance_at(i);
        size_t k = 0;
        while (k < sizeof counts / sizeof counts[0] && counts[k] != instance.gpus)
            k++;
        assert_true(k < sizeof counts / sizeof counts[0]);
        if (instance.gpus == 6 || instance.gpus == 12)
            assert_string_equal(instance.hw_id, "inferentia2");
        if (instance.gpus == 10)
            assert_string_equal(instance.hw_id, "l40s-48gb"); /* Crusoe's */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(p5_is_golden),
        cmocka_unit_test(prices_keep_every_digit),
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(prices_are_in_order),
        cmocka_unit_test(prices_of_one_part_are_within_a_factor_of_five),
        cmocka_unit_test(counts_are_ones_that_exist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
