/* SPDX-License-Identifier: Apache-2.0 */
/* Fleets of several kinds against every combination of counts, on small grids; and the need of workloads that share a
 * fleet against moments taken over a list of requests. */
#include "toll_assert.h"

#include <math.h>
#include <string.h>

#include <toll.h>

#define ROWS 4

static uint32_t seed = 99;

static uint32_t draw(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

static toll_plan_lot lot_of(double rate, double usd, int64_t stock)
{
    return (toll_plan_lot){
        .unit_gpus = 1, .machine_gpus = 1, .unit_requests_per_s = rate, .usd_per_gpu_hour = usd, .stock = stock};
}

static toll_plan_fleet ask(const toll_plan_lot *lots, uint64_t n, const double *rates, uint64_t n_workloads,
                           const int64_t *stock, uint64_t n_stocks, int64_t *gpus)
{
    toll_plan_fleet fleet;
    toll_error err;
    if (toll_plan_find_fleet(lots, n, rates, n_workloads, stock, n_stocks, gpus, &fleet, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return fleet;
}

/* The header's example, worked in fleet_mix.c. */
static void a_short_stock_is_filled_up_with_another_card(void **state)
{
    (void)state;
    const toll_plan_lot lots[] = {lot_of(3, 2, 1), lot_of(5, 4, 0)};
    const double rate = 20;
    const int64_t stock = 4;
    int64_t gpus[2];
    toll_plan_fleet f = ask(lots, 2, &rate, 1, &stock, 1, gpus);
    assert_true(f.verdict == TOLL_PLAN_FLEET_BEST && f.known == (TOLL_PLAN_FLEET_COST | TOLL_PLAN_FLEET_BOUND));
    assert_close(f.usd_per_hour, 16);
    assert_close(f.bound_usd_per_hour, 16);
    assert_true(gpus[0] == 4 && gpus[1] == 2 && f.gpus == 6 && f.kinds == 2);
}

static void a_stock_that_is_too_small_is_an_answer(void **state)
{
    (void)state;
    const toll_plan_lot lots[] = {lot_of(3, 2, 1), lot_of(5, 4, 2)};
    const double rate = 20;
    const int64_t stocks[] = {4, 1};
    int64_t gpus[2] = {7, 7};
    toll_plan_fleet f = ask(lots, 2, &rate, 1, stocks, 2, gpus);
    assert_true(f.verdict == TOLL_PLAN_FLEET_NONE && f.known == 0 && f.usd_per_hour == 0);
    assert_true(gpus[0] == 0 && gpus[1] == 0 && f.gpus == 0 && f.kinds == 0);
}

/* Machines of 8 at $2 a GPU that carry 8, or single GPUs at $3: 9 requests/s take one machine and one GPU, not two
 * machines. With one spare unit of each kind used, a machine carries 7, and two spoil less than four singles. */
static void whole_machines_and_single_accelerators_mix(void **state)
{
    (void)state;
    toll_plan_lot lots[] = {lot_of(1, 2, 0), lot_of(1, 3, 0)};
    const double rate = 9;
    int64_t gpus[2];
    lots[0].machine_gpus = 8;
    toll_plan_fleet f = ask(lots, 2, &rate, 1, NULL, 0, gpus);
    assert_true(gpus[0] == 8 && gpus[1] == 1);
    assert_close(f.usd_per_hour, 19);
    lots[0].spare_units = lots[1].spare_units = 1;
    f = ask(lots, 2, &rate, 1, NULL, 0, gpus);
    assert_true(gpus[0] == 8 && gpus[1] == 3); /* 7 and 2: $25 against $32 */
    assert_close(f.usd_per_hour, 25);
}

/* The only card of workload 0 is also the cheapest of workload 1, which has another. */
static void workloads_share_a_stock(void **state)
{
    (void)state;
    toll_plan_lot lots[] = {lot_of(1, 2, 1), lot_of(1, 1, 1), lot_of(1, 5, 0)};
    const double rates[] = {3, 4};
    const int64_t stock = 5;
    int64_t gpus[3];
    lots[1].workload = lots[2].workload = 1;
    toll_plan_fleet f = ask(lots, 3, rates, 2, &stock, 1, gpus);
    assert_true(gpus[0] == 3 && gpus[1] == 2 && gpus[2] == 2);
    assert_close(f.usd_per_hour, 6 + 2 + 10);
}

/* Workload 1 has the card of the stock alone and needs 4 of 5: one is left, though two and three of it look infeasible
 * first. */
static void a_stock_that_another_needs_is_left_to_it(void **state)
{
    (void)state;
    toll_plan_lot lots[] = {lot_of(1, 2, 1), lot_of(1, 5, 0), lot_of(1, 1, 1)};
    const double rates[] = {3, 4};
    const int64_t stock = 5;
    int64_t gpus[3];
    lots[2].workload = 1;
    toll_plan_fleet f = ask(lots, 3, rates, 2, &stock, 1, gpus);
    assert_true(gpus[0] == 1 && gpus[1] == 2 && gpus[2] == 4);
    assert_close(f.usd_per_hour, 2 + 10 + 4);
}

/* ---- against all counts ---- */

static int64_t lot_gpus(const toll_plan_lot *l)
{
    return (l->unit_gpus + l->machine_gpus - 1) / l->machine_gpus * l->machine_gpus;
}

static double rate_of(const toll_plan_lot *l, int64_t lots)
{
    int64_t units = lots * (l->unit_gpus > l->machine_gpus ? 1 : l->machine_gpus / l->unit_gpus) - l->spare_units;
    return units > 0 ? (double)units * l->unit_requests_per_s : 0;
}

/* Every combination of 0 .. most lots of each row; HUGE_VAL: none carries the rates. */
static double try_all(const toll_plan_lot *lots, int n, const double *rates, int n_workloads, const int64_t *stocks,
                      int n_stocks, int64_t most)
{
    double least = HUGE_VAL;
    int64_t x[ROWS] = {0};
    for (int at = 0; at < n;) {
        double usd = 0, left[2] = {rates[0], n_workloads > 1 ? rates[1] : 0};
        int64_t stock[2] = {stocks[0], stocks[1]};
        for (int i = 0; i < n; i++) {
            usd += (double)(x[i] * lot_gpus(&lots[i])) * lots[i].usd_per_gpu_hour;
            left[lots[i].workload] -= rate_of(&lots[i], x[i]);
            if (lots[i].stock > 0)
                stock[lots[i].stock - 1] -= x[i] * lot_gpus(&lots[i]);
        }
        int is_enough =
            left[0] <= 0 && left[1] <= 0 && (n_stocks < 1 || stock[0] >= 0) && (n_stocks < 2 || stock[1] >= 0);
        least = is_enough && usd < least ? usd : least;
        for (at = 0; at < n && x[at] == most; at++)
            x[at] = 0;
        if (at < n)
            x[at]++;
    }
    return least;
}

static toll_plan_lot random_lot(int n_workloads, int n_stocks)
{
    return (toll_plan_lot){.workload = draw((uint32_t)n_workloads),
                           .stock = draw((uint32_t)n_stocks + 1),
                           .unit_gpus = 1 + draw(3),
                           .machine_gpus = 1 + draw(4),
                           .spare_units = draw(4) == 0,
                           .unit_requests_per_s = 1 + 0.5 * draw(6),
                           .usd_per_gpu_hour = 0.5 + 0.25 * draw(12)};
}

static void a_fleet_is_the_cheapest_of_all_counts(void **state)
{
    (void)state;
    int none = 0, mixed = 0;
    for (int round = 0; round < 600; round++) {
        toll_plan_lot lots[ROWS];
        int64_t gpus[ROWS];
        int n = ROWS - (int)draw(3), n_workloads = 1 + (draw(3) == 0), n_stocks = (int)draw(3);
        double rates[2] = {0.5 * draw(24), 0.5 * draw(24)};
        const int64_t stocks[2] = {draw(9), draw(9)};
        for (int i = 0; i < n; i++)
            lots[i] = random_lot(n_workloads, n_stocks);
        toll_plan_fleet f = ask(lots, (uint64_t)n, rates, (uint64_t)n_workloads, stocks, (uint64_t)n_stocks, gpus);
        double least =
            try_all(lots, n, rates, n_workloads, stocks, n_stocks, 13); /* 11.5 requests/s and a spare: 13 at 1 each */
        if (least == HUGE_VAL) {
            assert_int_equal(f.verdict, TOLL_PLAN_FLEET_NONE);
            none++;
            continue;
        }
        assert_int_equal(f.verdict, TOLL_PLAN_FLEET_BEST);
        assert_close(f.usd_per_hour, least);
        mixed += f.kinds > n_workloads;
        double usd = 0;
        for (int i = 0; i < n; i++) {
            assert_true(gpus[i] % lot_gpus(&lots[i]) == 0);
            usd += (double)gpus[i] * lots[i].usd_per_gpu_hour;
            rates[lots[i].workload] -= rate_of(&lots[i], gpus[i] / lot_gpus(&lots[i]));
        }
        assert_close(usd, f.usd_per_hour);
        assert_true(rates[0] <= 0 && (n_workloads < 2 || rates[1] <= 0));
    }
    if (none <= 20 || mixed <= 20)
        fail_msg("%d without a fleet, %d mixed", none, mixed); /* or the grid would prove little */
}

static void a_cheaper_or_larger_supply_is_never_dearer(void **state)
{
    (void)state;
    for (int round = 0; round < 200; round++) {
        toll_plan_lot lots[ROWS];
        int64_t gpus[ROWS], stocks[2] = {draw(40), draw(40)};
        const double rate = 10 + draw(50);
        for (int i = 0; i < ROWS; i++)
            lots[i] = random_lot(1, 2);
        lots[0].stock = 0;
        toll_plan_fleet before = ask(lots, ROWS, &rate, 1, stocks, 2, gpus);
        lots[draw(ROWS)].usd_per_gpu_hour *= 0.5;
        toll_plan_fleet cheaper = ask(lots, ROWS, &rate, 1, stocks, 2, gpus);
        stocks[draw(2)] += 10;
        toll_plan_fleet larger = ask(lots, ROWS, &rate, 1, stocks, 2, gpus);
        assert_at_most_about(cheaper.usd_per_hour, before.usd_per_hour);
        assert_at_most_about(larger.usd_per_hour, cheaper.usd_per_hour);
    }
}

/* Many kinds of nearly the same price per rate: the work is bounded, and the answer says how good it is. */
static void hard_questions_end_with_a_bound(void **state)
{
    (void)state;
    toll_plan_lot lots[40];
    int64_t gpus[40];
    const double rate = 1e6 + 0.3;
    for (int i = 0; i < 40; i++)
        lots[i] = lot_of(100 + 7 * i + 0.37 * (i % 5), 100 + 7 * i + 0.31 * (i % 7), 0);
    toll_plan_fleet f = ask(lots, 40, &rate, 1, NULL, 0, gpus);
    assert_true(f.tries <= 100000);
    assert_true((f.known & TOLL_PLAN_FLEET_COST) != 0);
    assert_at_most_about(f.bound_usd_per_hour, f.usd_per_hour);
    assert_within(f.bound_usd_per_hour, f.usd_per_hour, 0.001);
}

/* ---- workloads that share a fleet ---- */

static toll_plan_need need_of(double rate, double input, double output)
{
    toll_plan_need need;
    toll_init(&need);
    need.requests_per_s = rate;
    need.input_tokens = input;
    need.output_tokens = output;
    return need;
}

static toll_plan_need merge(const toll_plan_need *needs, uint64_t n)
{
    toll_plan_need shared;
    toll_error err;
    toll_init(&shared);
    if (toll_plan_derive_need(needs, n, sizeof needs[0], &shared, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return shared;
}

/* The header's example; outputs of 100 and 300 with a variation of 0.5 each: a mean of 250, a mean square of
 * (10,000 + 3 * 90,000) / 4 * 1.25 = 87,500, so 0.632. */
static void lengths_of_a_mixture_have_their_moments(void **state)
{
    (void)state;
    toll_plan_need needs[] = {need_of(1, 1000, 100), need_of(3, 200, 300)};
    needs[0].output_cv = needs[1].output_cv = 0.5;
    needs[0].prefix_hit_frac = 0.8; /* 800 of 1,600 prompt tokens a second */
    needs[1].arrival_cv = 2;
    toll_plan_need all = merge(needs, 2);
    assert_close(all.requests_per_s, 4);
    assert_close(all.input_tokens, 400);
    assert_close(all.input_cv, sqrt(0.75));
    assert_close(all.output_tokens, 250);
    assert_close(all.output_cv, sqrt(0.4));
    assert_close(all.prefix_hit_frac, 0.5);
    assert_close(all.arrival_cv, sqrt(13.0 / 4));
}

/* A list of requests, a tenth of a second apart: moments by their definition. */
static void moments_are_those_of_the_requests(void **state)
{
    (void)state;
    for (int round = 0; round < 30; round++) {
        toll_plan_need needs[3];
        double sum = 0, squares = 0, count = 0;
        for (int i = 0; i < 3; i++) {
            double low = 1 + draw(1000), high = low + draw(1000), mean = (low + high) / 2;
            int pairs = 1 + (int)draw(5);
            needs[i] = need_of(2 * pairs, mean, 10);
            needs[i].input_cv = (high - low) / 2 / mean;
            sum += pairs * (low + high);
            squares += pairs * (low * low + high * high);
            count += 2 * pairs;
        }
        toll_plan_need all = merge(needs, 3);
        assert_close(all.requests_per_s, count);
        assert_close(all.input_tokens, sum / count);
        assert_near(all.input_cv, sqrt(squares / count - sum / count * (sum / count)) / (sum / count), 1e-9);
        assert_near(all.output_cv, 0, 1e-7);
    }
}

static void an_empty_workload_changes_nothing(void **state)
{
    (void)state;
    toll_plan_need needs[] = {need_of(0, 9000, 9000), need_of(3, 200.1, 300.7), need_of(0, 1, 1)};
    needs[0].known = TOLL_PLAN_TTFT;
    needs[0].ttft_s = 0.001;
    needs[0].engines = 1;
    needs[1].input_cv = 0.3;
    needs[1].engines = 2;
    toll_plan_need all = merge(needs, 3);
    assert_memory_equal(&all, &needs[1], sizeof all);
}

static void the_strictest_wishes_hold(void **state)
{
    (void)state;
    toll_plan_need needs[] = {need_of(1, 100, 100), need_of(1, 100, 100)};
    needs[0].known = TOLL_PLAN_TTFT | TOLL_PLAN_TPOT | TOLL_PLAN_GPUS_MAX;
    needs[0].ttft_s = 2;
    needs[0].tpot_s = 0.03;
    needs[0].gpus_max = 8;
    needs[0].quantile = 0.5;
    needs[0].confidence = 0.9;
    needs[0].engines = 0x6;
    needs[0].choices = TOLL_PLAN_TRY_UNKNOWN;
    needs[0].evaluations_max = 500;
    needs[1].known = TOLL_PLAN_TTFT;
    needs[1].ttft_s = 1;
    needs[1].quantile = 0.99;
    needs[1].engines = 0xc;
    needs[1].spare_replicas = 2;
    needs[1].replica_gpus_max = 4;
    toll_plan_need all = merge(needs, 2);
    assert_true(all.known == (TOLL_PLAN_TTFT | TOLL_PLAN_TPOT) && all.gpus_max == 0);
    assert_true(all.ttft_s == 1 && all.tpot_s == 0.03 && all.quantile == 0.99 && all.confidence == 0.9);
    assert_true(all.engines == 0x4 && all.precisions == 0 && all.choices == 0 && all.evaluations_max == 500);
    assert_true(all.spare_replicas == 2 && all.replica_gpus_max == 4);
    needs[1].known |= TOLL_PLAN_GPUS_MAX;
    needs[1].gpus_max = 5;
    all = merge(needs, 2);
    assert_true((all.known & TOLL_PLAN_GPUS_MAX) != 0 && all.gpus_max == 13);
}

/* Long prompts and short ones of one model. A mixture is searched as one need; both answers keep the strictest limits, so
 * they can be compared. Replicas of one accelerator are whole, so two small loads share what they would hold alone. */
static double cost_of(const toll_plan_need *need)
{
    static toll_model_layer layers[64];
    static uint64_t work[65536];
    toll_model model;
    toll_plan_option option;
    toll_plan_summary summary;
    toll_plan_supply supply = {.known = TOLL_PLAN_PRICE, .kind = 1, .usd_per_gpu_hour = {2, 2, 2}, .unit_gpus = 1};
    uint64_t at = 0, n_layers = 0, count = 0, hw = 0;
    toll_init(&model);
    toll_init(&summary);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_MODEL, "llama-3.1-8b", TOLL_NUL, &at, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_HW, "h100-sxm5-80gb", TOLL_NUL, &hw, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_model(at, &model, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_layers(at, layers, 64, sizeof layers[0], &n_layers, NULL), TOLL_OK);
    supply.hw = (int64_t)hw;
    assert_int_equal(toll_plan_search(&model, layers, n_layers, sizeof layers[0], need, &supply, 1, sizeof supply, NULL,
                                      0, sizeof(toll_hw), &option, 1, sizeof option, &count, &summary, work,
                                      sizeof work, NULL),
                     TOLL_OK);
    assert_int_equal(count, 1);
    return option.usd_per_hour.mid;
}

static void a_shared_fleet_can_be_compared_with_separate_ones(void **state)
{
    (void)state;
    toll_plan_need needs[] = {need_of(0.2, 3000, 100), need_of(0.3, 200, 300)};
    for (int i = 0; i < 2; i++) {
        needs[i].known = TOLL_PLAN_TTFT | TOLL_PLAN_TPOT;
        needs[i].ttft_s = 1;
        needs[i].tpot_s = 0.05;
    }
    toll_plan_need shared = merge(needs, 2);
    assert_true(cost_of(&needs[0]) == 2 && cost_of(&needs[1]) == 2 && cost_of(&shared) == 2);
    for (int i = 0; i < 2; i++)
        needs[i].requests_per_s *= 200;
    shared = merge(needs, 2);
    double separate = cost_of(&needs[0]) + cost_of(&needs[1]);
    assert_true(cost_of(&shared) > 2 && cost_of(&shared) < 3 * separate);
    needs[1].requests_per_s = 0;
    shared = merge(needs, 2);
    assert_true(cost_of(&shared) == cost_of(&needs[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_stock_is_filled_up_with_another_card),
        cmocka_unit_test(a_stock_that_is_too_small_is_an_answer),
        cmocka_unit_test(whole_machines_and_single_accelerators_mix),
        cmocka_unit_test(workloads_share_a_stock),
        cmocka_unit_test(a_stock_that_another_needs_is_left_to_it),
        cmocka_unit_test(a_fleet_is_the_cheapest_of_all_counts),
        cmocka_unit_test(a_cheaper_or_larger_supply_is_never_dearer),
        cmocka_unit_test(hard_questions_end_with_a_bound),
        cmocka_unit_test(lengths_of_a_mixture_have_their_moments),
        cmocka_unit_test(moments_are_those_of_the_requests),
        cmocka_unit_test(an_empty_workload_changes_nothing),
        cmocka_unit_test(the_strictest_wishes_hold),
        cmocka_unit_test(a_shared_fleet_can_be_compared_with_separate_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
