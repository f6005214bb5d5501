/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes of pools of prefill and decode against every pair of sizes on a small grid, through the public estimates. */
#include "toll_assert.h"

#include <math.h>
#include <string.h>

#include <toll.h>

#define GRID 7 /* accelerators at most, of the smaller unit */

static uint64_t prefill[TOLL_CATALOG_WORDS], decode[TOLL_CATALOG_WORDS];
static int64_t gpus_prefill, gpus_decode;
static toll_serve_pools fabric;

static void resolve(uint64_t *words, const char *model, const char *hw, int64_t tp)
{
    toll_step_layout layout;
    toll_error err;
    toll_init(&layout);
    layout.tp = tp;
    if (toll_catalog_resolve(hw, TOLL_NUL, model, TOLL_NUL, "fp8", TOLL_NUL, "vllm", TOLL_NUL, &layout, words,
                             TOLL_CATALOG_WORDS * 8, &err) != TOLL_OK)
        fail_msg("%s", err.message);
}

static void use(const char *model, const char *hw, int64_t tp_prefill, int64_t tp_decode)
{
    resolve(prefill, model, hw, tp_prefill);
    resolve(decode, model, hw, tp_decode);
    gpus_prefill = tp_prefill;
    gpus_decode = tp_decode;
    toll_init(&fabric);
}

static toll_plan_need need_of(double rate, double input, double output, double ttft_s, double tpot_s)
{
    toll_plan_need need;
    toll_init(&need);
    need.known = TOLL_PLAN_TTFT | TOLL_PLAN_TPOT | TOLL_PLAN_GPUS_MAX;
    need.requests_per_s = rate;
    need.input_tokens = input;
    need.output_tokens = output;
    need.ttft_s = ttft_s;
    need.tpot_s = tpot_s;
    need.gpus_max = GRID * (gpus_decode < gpus_prefill ? gpus_decode : gpus_prefill);
    return need;
}

static toll_plan_pools ask(const toll_plan_need *need)
{
    toll_plan_pools found;
    toll_error err;
    if (toll_plan_find_pools(prefill, sizeof prefill, decode, sizeof decode, need, &fabric, &found, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return found;
}

static toll_serve_load load_of(const toll_plan_need *need, double clients)
{
    toll_serve_load load;
    toll_init(&load);
    load.mode = TOLL_LOAD_CLOSED;
    load.input_tokens = need->input_tokens;
    load.output_tokens = need->output_tokens;
    load.concurrency = clients;
    return load;
}

/* Rate, mean TTFT and mean TPOT of some clients. */
static void estimate(const toll_plan_need *need, int64_t units_prefill, int64_t units_decode, double clients,
                     double point[3])
{
    toll_serve_pools pools = fabric;
    toll_serve_pooled split;
    toll_init(&split);
    toll_serve_load load = load_of(need, clients);
    pools.prefill_units = units_prefill;
    pools.decode_units = units_decode;
    assert_int_equal(
        toll_serve_estimate_pools(prefill, sizeof prefill, decode, sizeof decode, &load, &pools, &split, NULL),
        TOLL_OK);
    point[0] = split.requests_per_s.mid;
    point[1] = split.ttft_s.mid;
    point[2] = split.tpot_s.mid;
}

/* Clients are raised by four thousandths until the rate is finished: slow, and nothing to get wrong. */
static int keeps(const toll_plan_need *need, int64_t units_prefill, int64_t units_decode)
{
    double point[3];
    for (double clients = 1; clients < 1e5; clients *= 1.004) {
        estimate(need, units_prefill, units_decode, clients, point);
        if (point[1] > need->ttft_s || point[2] > need->tpot_s)
            return 0;
        if (point[0] >= need->requests_per_s)
            return 1;
    }
    return 0;
}

/* One pool, by the columnar call for open loops. */
static int one_pool_keeps(const toll_plan_need *need, int64_t units)
{
    toll_serve_load load = load_of(need, 1);
    double rate = need->requests_per_s / (double)units, ttft_s, tpot_s;
    int32_t stability;
    load.mode = TOLL_LOAD_OPEN;
    load.requests_per_s = 1;
    assert_int_equal(toll_serve_estimate_open_columns(decode, sizeof decode, &load, &need->input_tokens,
                                                      &need->output_tokens, &rate, 1, &ttft_s, &tpot_s, NULL,
                                                      &stability, NULL, NULL),
                     TOLL_OK);
    return stability == TOLL_STABILITY_STABLE && ttft_s <= need->ttft_s && tpot_s <= need->tpot_s;
}

static void check_need(const toll_plan_need *need)
{
    toll_plan_pools found = ask(need);
    int64_t least = INT64_MAX, mixed = 0;
    for (int64_t p = 1; p <= need->gpus_max; p++)
        for (int64_t d = 1; d <= need->gpus_max; d++) {
            int64_t gpus = p * gpus_prefill + d * gpus_decode;
            if (gpus <= need->gpus_max && gpus < least && keeps(need, p, d))
                least = gpus;
        }
    for (int64_t d = need->gpus_max; d >= 1; d--)
        mixed = d * gpus_decode <= need->gpus_max && one_pool_keeps(need, d) ? d : mixed;
    assert_true(((found.known & TOLL_PLAN_POOLS_SPLIT) != 0) == (least < INT64_MAX));
    assert_true(((found.known & TOLL_PLAN_POOLS_MIXED) != 0) == (mixed > 0));
    assert_int_equal(found.mixed_units, mixed);
    if (least < INT64_MAX)
        assert_int_equal(found.gpus, least);
    assert_true(found.evaluations < 4000);
}

static void pools_are_the_smallest_of_all_pairs(void **state)
{
    (void)state;
    static const double loads[][5] = {{20, 2000, 200, 0.5, 0.02}, {40, 1000, 300, 0.5, 0.03},
                                      {8, 6000, 100, 1, 0.02},    {30, 300, 600, 0.3, 0.02},
                                      {200, 2000, 200, 1, 0.02},  {5, 3000, 300, 0.4, 0.008}};
    int split_wins = 0, none = 0;
    for (int which = 0; which < 2; which++) {
        use("llama-3.1-8b", "h100-sxm5-80gb", 1, which == 0 ? 1 : 2);
        for (size_t i = 0; i < sizeof loads / sizeof loads[0]; i++) {
            toll_plan_need need = need_of(loads[i][0], loads[i][1], loads[i][2], loads[i][3], loads[i][4]);
            check_need(&need);
            toll_plan_pools found = ask(&need);
            split_wins += (found.known & TOLL_PLAN_POOLS_SPLIT) != 0 && found.gpus < found.mixed_gpus;
            none += found.known == 0;
        }
    }
    print_message("split is smaller in %d of 12, neither does in %d\n", split_wins, none);
    assert_true(none > 0 && none < 12);
}

static uint32_t seed = 4711;

static double draw(double low, double high)
{
    seed = seed * 1664525u + 1013904223u;
    return low + (high - low) * (double)(seed >> 8) / 16777216;
}

/* Decode pools of few slots, whose waits more decode units shorten, beside dear prefill units. */
static void pools_are_the_smallest_where_units_differ(void **state)
{
    (void)state;
    int found = 0;
    use("llama-3.1-70b", "h200-sxm-141gb", 2, 1);
    for (int round = 0; round < 8; round++) {
        toll_plan_need need = need_of(draw(1, 8), draw(500, 8000), draw(50, 400), draw(0.3, 2), draw(0.02, 0.06));
        need.gpus_max = 11;
        check_need(&need);
        found += ask(&need).known != 0;
    }
    assert_true(found > 2);
}

/* One more decode unit than the fewest saves two accelerators of a prefill unit: answers wait less for a slot, so prompts
 * may wait longer. More units never hurt, so of each decode pool the largest prefill pool that is smaller in all tells. */
static void a_larger_decode_pool_may_save_a_prefill_unit(void **state)
{
    (void)state;
    use("llama-3.1-70b", "h200-sxm-141gb", 2, 1);
    toll_plan_need need = need_of(1.60808, 7982.19, 1502.95, 1.43736, 0.104941);
    need.gpus_max = 40;
    toll_plan_pools found = ask(&need);
    assert_true((found.known & TOLL_PLAN_POOLS_SPLIT) != 0);
    assert_true(keeps(&need, found.prefill_units, found.decode_units));
    for (int64_t d = 1; d < found.gpus - 2; d++)
        assert_false(keeps(&need, (found.gpus - 1 - d) / 2, d));
    assert_true(
        keeps(&need, found.prefill_units + 1, found.decode_units - 1)); /* the fewest decode units: 1 GPU more */
}

static void the_point_is_that_of_serve(void **state)
{
    (void)state;
    double point[3];
    use("llama-3.1-8b", "h100-sxm5-80gb", 1, 1);
    toll_plan_need need = need_of(20, 2000, 200, 0.5, 0.02);
    toll_plan_pools found = ask(&need);
    assert_int_equal(found.known, TOLL_PLAN_POOLS_SPLIT | TOLL_PLAN_POOLS_MIXED);
    estimate(&need, found.prefill_units, found.decode_units, found.concurrency, point);
    assert_true(point[0] >= need.requests_per_s * (1 - 1e-9) && point[0] <= need.requests_per_s * 1.01);
    assert_close(found.ttft_s, point[1]);
    assert_close(found.tpot_s, point[2]);
    assert_true(found.ttft_s <= need.ttft_s && found.tpot_s <= need.tpot_s);
    assert_int_equal(found.gpus, found.prefill_units + found.decode_units);
}

/* A slower link delays the first token, so it never takes fewer accelerators; nor does a stricter limit or more load. */
static void harder_questions_never_take_less(void **state)
{
    (void)state;
    use("llama-3.1-8b", "h100-sxm5-80gb", 1, 1);
    toll_plan_need need = need_of(20, 2000, 200, 0.3, 0.02), harder;
    need.gpus_max = 64;
    toll_plan_pools before = ask(&need), after;
    assert_true((before.known & TOLL_PLAN_POOLS_SPLIT) != 0);
    harder = need;
    harder.requests_per_s *= 1.7;
    after = ask(&harder);
    assert_true((after.known & TOLL_PLAN_POOLS_SPLIT) == 0 || after.gpus >= before.gpus);
    harder = need;
    harder.ttft_s *= 0.6;
    after = ask(&harder);
    assert_true((after.known & TOLL_PLAN_POOLS_SPLIT) == 0 || after.gpus >= before.gpus);
    fabric.kv_bytes_per_s = 1e8; /* 2,000 tokens of 64 KiB each take more than a second */
    after = ask(&need);
    assert_true((after.known & TOLL_PLAN_POOLS_SPLIT) == 0);
    assert_int_equal(after.mixed_units, before.mixed_units); /* which sends nothing */
}

static void what_does_not_fit_has_no_sizes(void **state)
{
    (void)state;
    use("llama-3.1-70b", "l40s-48gb", 1, 1);
    toll_plan_need need = need_of(1, 1000, 100, 10, 1);
    need.gpus_max = 64;
    toll_plan_pools found = ask(&need);
    assert_true(found.known == 0 && found.gpus == 0 && found.mixed_gpus == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pools_are_the_smallest_of_all_pairs),
        cmocka_unit_test(pools_are_the_smallest_where_units_differ),
        cmocka_unit_test(a_larger_decode_pool_may_save_a_prefill_unit),
        cmocka_unit_test(the_point_is_that_of_serve),
        cmocka_unit_test(harder_questions_never_take_less),
        cmocka_unit_test(what_does_not_fit_has_no_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
