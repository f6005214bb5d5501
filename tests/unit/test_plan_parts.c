/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the plan search, each against a count by hand or a slow reference. */
#include "toll_assert.h"

#include <math.h>
#include <string.h>

#include <toll.h>

#include "catalog/facts.h"
#include "catalog/runs.h"
#include "plan/confidence.h"
#include "plan/parallel_layouts.h"
#include "plan/ranking.h"
#include "plan/whole_units.h"
#include "serve/latency_quantiles.h"
#include "serve/queue.h"
#include "step/shard_blocks.h"

static void layouts_are_counted(void **state)
{
    (void)state;
    toll__parallel list[TOLL__LAYOUTS_MAX];
    assert_int_equal(toll__layouts_list(1, 0, list), 1);
    assert_int_equal(toll__layouts_list(8, 0, list), 9);
    assert_int_equal(toll__layouts_list(15, 0, list), 9);
    assert_int_equal(toll__layouts_list(16, 0, list), 12);
    assert_int_equal(toll__layouts_list(8, 1, list), 27);
    assert_int_equal(toll__layouts_list(64, 1, list), 75);
}

static void every_layout_is_listed_once_and_pipelines_last(void **state)
{
    (void)state;
    toll__parallel list[TOLL__LAYOUTS_MAX];
    int n = toll__layouts_list(64, 1, list);
    for (int i = 0; i < n; i++) {
        const toll__parallel *l = &list[i];
        assert_true(l->tp * l->pp * l->dp <= 64 && l->pp <= 4);
        assert_true(!(l->ep > 1 || l->ep < 1) || !(l->ep > l->tp * l->dp || l->ep < l->tp * l->dp));
        assert_true(l->dp <= 1 || l->pp <= 1);
        assert_true(i == 0 || list[i - 1].pp <= l->pp);
        for (int k = 0; k < i; k++)
            assert_true(memcmp(&list[k], l, sizeof *l) != 0);
    }
}

/* Replicas are put into units one after another, in the order in which they come. */
static double paid_one_by_one(int replicas, int gpus, int unit)
{
    int units = 0, room = 0;
    for (int i = 0; i < replicas; i++) {
        if (gpus > unit) {
            units += (gpus + unit - 1) / unit;
        } else if (room < gpus) {
            units++;
            room = unit - gpus;
        } else {
            room -= gpus;
        }
    }
    return units * unit;
}

static void whole_units_are_those_of_a_count(void **state)
{
    (void)state;
    for (int gpus = 1; gpus <= 20; gpus++)
        for (int unit = 1; unit <= 20; unit++)
            for (int replicas = 1; replicas <= 40; replicas++) {
                double paid = toll__units_paid(replicas, gpus, unit);
                assert_true(paid == paid_one_by_one(replicas, gpus, unit));
                double most = toll__units_replicas(paid, gpus, unit);
                assert_true(most >= replicas && toll__units_paid(most, gpus, unit) <= paid);
                assert_true(toll__units_paid(most + 1, gpus, unit) > paid);
            }
    assert_true(toll__units_replicas(7, 1, 8) == 0);
}

static void a_confidence_is_an_exponent_of_the_bar(void **state)
{
    (void)state;
    assert_true(toll__confidence_exponent(0.5) == 0 && toll__confidence_factor(1.92, 0) == 1);
    assert_close(toll__confidence_exponent(0.9), 1);
    assert_close(toll__confidence_exponent(0.99), 2.3263478740408408 / 1.2815515655446004);
    assert_close(toll__confidence_factor(1.92, 1), 1.92);
    assert_close(toll__confidence_factor(1.92, 2), 1.92 * 1.92);
}

static void a_chance_is_the_confidence_at_its_quantile(void **state)
{
    (void)state;
    for (double confidence = 0.55; confidence < 0.99; confidence += 0.05) {
        double factor = toll__confidence_factor(1.7, toll__confidence_exponent(confidence));
        assert_true(fabs(toll__confidence_chance(3, 3 * factor, 1.7) - confidence) < 1e-9);
    }
    assert_true(fabs(toll__confidence_chance(0.6, 1, 1.92) - 0.8423) < 1e-3);
    assert_true(toll__confidence_chance(5, HUGE_VAL, 1.7) == 1);
    assert_true(toll__confidence_chance(2, 2, 1) == 1 && toll__confidence_chance(2.1, 2, 1) == 0);
}

static void a_ranking_keeps_the_cheapest_in_order(void **state)
{
    (void)state;
    toll__ranked kept[4];
    uint64_t count = 0;
    unsigned random = 1;
    double costs[50];
    for (int i = 0; i < 50; i++) {
        random = random * 1103515245u + 12345u;
        costs[i] = (random >> 16) % 20;
        const toll__ranked option = {.usd_per_hour = costs[i], .supply = i};
        count = toll__ranking_add(kept, count, 4, &option);
        assert_int_equal(count, i < 4 ? i + 1 : 4);
        for (uint64_t k = 1; k < count; k++)
            assert_true(kept[k - 1].usd_per_hour < kept[k].usd_per_hour ||
                        (kept[k - 1].usd_per_hour == kept[k].usd_per_hour && kept[k - 1].supply < kept[k].supply));
        int cheaper = 0;
        for (int k = 0; k <= i; k++)
            cheaper += costs[k] < kept[count - 1].usd_per_hour;
        assert_true(cheaper < 4);
    }
    assert_int_equal(toll__ranking_add(kept, 0, 0, &kept[0]), 0);
}

static void ties_are_broken_by_accelerators_then_rows(void **state)
{
    (void)state;
    toll__ranked kept[6] = {{0}};
    const toll__ranked options[6] = {{.usd_per_hour = 5, .paid = 8, .gpus = 8, .supply = 1},
                                     {.usd_per_hour = 5, .paid = 8, .gpus = 8, .engine = 1},
                                     {.usd_per_hour = 5, .paid = 8, .gpus = 8, .precision = 1},
                                     {.usd_per_hour = 5, .paid = 8, .gpus = 8},
                                     {.usd_per_hour = 5, .paid = 8, .gpus = 6, .supply = 2},
                                     {.usd_per_hour = 5, .paid = 4, .gpus = 8, .supply = 3}};
    uint64_t count = 0;
    for (int i = 0; i < 6; i++)
        count = toll__ranking_add(kept, count, 6, &options[i]);
    static const int order[6] = {5, 4, 3, 1, 2, 0};
    for (int i = 0; i < 6; i++)
        assert_memory_equal(&kept[i], &options[order[i]], sizeof kept[0]);
}

static void one_look_at_a_distribution_agrees_with_its_quantile(void **state)
{
    (void)state;
    static const double shares[] = {0.5, 0.95, 0.99, 0.9};
    for (int i = 0; i < 200; i++) {
        const toll__delay delay = {.varying_s = 0.01 * (i % 7),
                                   .varying_cv = 0.3 * (i % 5),
                                   .uniform_s = 0.02 * (1 + i % 3),
                                   .first = {0.004 * (i % 11), i % 11 ? 0.1 * (1 + i % 9) : 0},
                                   .second = {0.01 * (i % 4), i % 4 ? 0.05 * (1 + i % 13) : 0}};
        for (int q = 0; q < 4; q++) {
            double quantile = toll__queue_quantile(&delay, shares[q]);
            assert_true(toll__queue_within(&delay, quantile * (1 + 1e-9), shares[q]));
            assert_false(toll__queue_within(&delay, quantile * (1 - 1e-6) - 1e-12, shares[q]));
        }
        assert_false(toll__queue_within(&delay, -1, 0.5));
    }
}

/* Normal quantiles: Abramowitz and Stegun, table 26.1, 1.28155 and 1.64485. */
static void p90_is_a_target_of_its_own(void **state)
{
    (void)state;
    const int p90 = toll__latency_find_target(0.9), p95 = toll__latency_find_target(0.95);
    assert_true(p90 >= TOLL__QUANTILES && p95 < TOLL__QUANTILES); /* a queue's answer has no field for p90 */
    assert_true(toll__latency_find_target(0.8) < 0 && toll__latency_find_target((double)NAN) < 0);
    assert_true(fabs(toll__latency_deviations(0, p90) - 1.28155) < 1e-5);
    assert_true(fabs(toll__latency_deviations(0, p95) - 1.64485) < 1e-5);
    assert_true(toll__latency_deviations(1, p90) > 1.28155); /* answers that vary have a longer tail */
    assert_true(toll__latency_deviations(1, p90) < toll__latency_deviations(1, p95));
}

static int cuts(const toll__block *block, double tp, double ep, double dp)
{
    static const toll__shard_rules fp8 = {TOLL__SHARD_BLOCK, TOLL__SHARD_BLOCK, TOLL__SHARD_BLOCK, 1, 1};
    const toll__parallel layout = {.tp = tp, .pp = 1, .ep = ep, .dp = dp};
    toll__shard_fault fault = {0, 0, 0};
    return toll__shard_is_cut(block, &layout, &fp8, &fault) ? (int)fault.width : 0;
}

static void a_shard_cuts_no_block(void **state)
{
    (void)state;
    const toll__block dense = {.kind = TOLL_LAYER_FFN, .d_ff = 1536};
    const toll__block experts = {.kind = TOLL_LAYER_MOE, .d_ff = 1536, .d_ff_shared = 1024};
    assert_int_equal(cuts(&dense, 8, 1, 1), 1536);
    assert_int_equal(cuts(&dense, 4, 1, 1), 0);
    assert_int_equal(cuts(&experts, 8, 1, 1), 1536);
    assert_int_equal(cuts(&experts, 8, 8, 1), 0);
    assert_int_equal(cuts(&experts, 16, 16, 1), 1024);
    assert_int_equal(cuts(&experts, 4, 1, 2), 1536); /* experts are split over tp * dp = 8 */
    assert_int_equal(cuts(&experts, 8, 2, 1), 0);    /* two groups of 4: 384 = 3 blocks */
}

/* 40 heads and 10 KV heads of 128: 5 KV heads each on tp 2, one on 10, one on every 2 of 20; 4 and 8 do neither. Keys of
 * 8 heads of 64 on tp 8 are 64, half a block; on tp 4, 128. */
static void heads_are_dealt_out_evenly(void **state)
{
    (void)state;
    const toll__block phi = {.kind = TOLL_LAYER_ATTENTION, .n_heads = 40, .n_kv_heads = 10, .head_dim = 128};
    const toll__block narrow = {.kind = TOLL_LAYER_ATTENTION, .n_heads = 64, .n_kv_heads = 8, .head_dim = 64};
    const double good[] = {1, 2, 5, 10, 20, 40}, bad[] = {4, 8};
    for (int i = 0; i < 6; i++)
        assert_int_equal(cuts(&phi, good[i], 1, 1), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(cuts(&phi, bad[i], 1, 1), 10);
    assert_int_equal(cuts(&narrow, 4, 1, 1), 0);
    assert_int_equal(cuts(&narrow, 8, 1, 1), 512);
    assert_int_equal(cuts(&narrow, 16, 1, 1), 1024); /* a head is repeated, 64 wide still */
}

/* Bits of the need's masks, and of the rows of what runs. */
static void the_tables_have_a_bit_for_every_row(void **state)
{
    (void)state;
    assert_true(toll_catalog_count(TOLL_TABLE_ENGINE) <= 52);
    assert_true(toll_catalog_count(TOLL_TABLE_PRECISION) <= 52);
    assert_true(toll__table_get(TOLL__TABLE_RUN).n_rows <= UINT64_C(64) * TOLL__RUN_WORDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts_are_counted),
        cmocka_unit_test(every_layout_is_listed_once_and_pipelines_last),
        cmocka_unit_test(whole_units_are_those_of_a_count),
        cmocka_unit_test(a_confidence_is_an_exponent_of_the_bar),
        cmocka_unit_test(a_chance_is_the_confidence_at_its_quantile),
        cmocka_unit_test(a_ranking_keeps_the_cheapest_in_order),
        cmocka_unit_test(ties_are_broken_by_accelerators_then_rows),
        cmocka_unit_test(one_look_at_a_distribution_agrees_with_its_quantile),
        cmocka_unit_test(p90_is_a_target_of_its_own),
        cmocka_unit_test(a_shard_cuts_no_block),
        cmocka_unit_test(heads_are_dealt_out_evenly),
        cmocka_unit_test(the_tables_have_a_bit_for_every_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
