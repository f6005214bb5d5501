/* SPDX-License-Identifier: Apache-2.0 */
/* toll_plan_find_most(): the inverse of the search, against a slow reference that adds one replica after another, and by
 * hand. */
#include "toll_assert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <toll.h>

#include "plan_reference.h"

#define SUPPLIES 3
#define CAPACITY 64

/* One inverse question, with everything that it stands on. */
typedef struct inverse {
    reference_question asked;
    toll_plan_most most;
    toll_plan_supply supplies[SUPPLIES];
    toll_plan_option options[CAPACITY];
    toll_plan_reach reaches[CAPACITY];
    uint64_t n_options;
    toll_plan_summary summary;
} inverse;

static uint64_t find_row(uint32_t table, const char *id)
{
    uint64_t index = 0;
    assert_int_equal(toll_catalog_find(table, id, TOLL_NUL, &index, NULL), TOLL_OK);
    return index;
}

static toll_plan_supply supply_at(const char *hw, double usd)
{
    return (toll_plan_supply){.known = TOLL_PLAN_PRICE,
                              .hw = (int64_t)find_row(TOLL_TABLE_HW, hw),
                              .kind = TOLL_PLAN_RENTED,
                              .usd_per_gpu_hour = {usd, usd, usd},
                              .unit_gpus = 1};
}

static void start(inverse *q, const char *model, uint32_t goal)
{
    memset(q, 0, sizeof *q);
    toll_struct_init(&q->asked.model, sizeof q->asked.model, TOLL_KIND_MODEL, NULL);
    toll_struct_init(&q->asked.need, sizeof q->asked.need, TOLL_KIND_PLAN_NEED, NULL);
    toll_struct_init(&q->most, sizeof q->most, TOLL_KIND_PLAN_MOST, NULL);
    toll_struct_init(&q->summary, sizeof q->summary, TOLL_KIND_PLAN_SUMMARY, NULL);
    uint64_t row = find_row(TOLL_TABLE_MODEL, model);
    assert_int_equal(toll_catalog_get_model(row, &q->asked.model, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_layers(row, q->asked.layers, REFERENCE_ROWS, sizeof q->asked.layers[0],
                                             &q->asked.n_layers, NULL),
                     TOLL_OK);
    toll_plan_need *need = &q->asked.need;
    need->known = TOLL_PLAN_TTFT | TOLL_PLAN_TPOT;
    need->input_tokens = 1500;
    need->output_tokens = 400;
    need->input_cv = need->output_cv = 0.5;
    need->ttft_s = 1;
    need->tpot_s = 0.04;
    need->engines = UINT64_C(1) << find_row(TOLL_TABLE_ENGINE, "vllm");
    need->precisions =
        UINT64_C(1) << find_row(TOLL_TABLE_PRECISION, "fp8") | UINT64_C(1) << find_row(TOLL_TABLE_PRECISION, "bf16");
    q->most.goal = goal;
    q->supplies[0] = supply_at("h100-sxm5-80gb", 2.5);
    q->supplies[1] = supply_at("l40s-48gb", 0.9);
    q->supplies[2] = supply_at("mi300x-192gb", 2.0);
}

static toll_status ask(inverse *q, toll_error *err)
{
    uint64_t size = toll_plan_search_size(q->asked.n_layers, SUPPLIES, CAPACITY);
    void *work = malloc((size_t)size);
    toll_status status = toll_plan_find_most(
        &q->asked.model, q->asked.layers, q->asked.n_layers, sizeof q->asked.layers[0], &q->asked.need, &q->most,
        q->supplies, SUPPLIES, sizeof q->supplies[0], NULL, 0, 0, q->options, CAPACITY, sizeof q->options[0],
        q->reaches, &q->n_options, &q->summary, work, size, err);
    free(work);
    return status;
}

static void answer(inverse *q)
{
    toll_error err;
    if (ask(q, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    const toll_plan_summary *s = &q->summary;
    assert_int_equal(s->combinations, s->options + s->no_price + s->cannot_run + s->unknown_run + s->no_layout +
                                          s->no_memory + s->refused + s->too_slow + s->too_many_gpus +
                                          s->not_evaluated + s->too_dear);
    assert_int_equal(q->n_options, s->options);
}

static double least_cost(const inverse *q, double requests_per_s)
{
    toll_plan_option best;
    toll_plan_summary summary;
    uint64_t count = 0, size = toll_plan_search_size(q->asked.n_layers, SUPPLIES, 1);
    toll_plan_need need = q->asked.need;
    void *work = malloc((size_t)size);
    need.requests_per_s = requests_per_s;
    toll_struct_init(&summary, sizeof summary, TOLL_KIND_PLAN_SUMMARY, NULL);
    assert_int_equal(toll_plan_search(&q->asked.model, q->asked.layers, q->asked.n_layers, sizeof q->asked.layers[0],
                                      &need, q->supplies, SUPPLIES, sizeof q->supplies[0], NULL, 0, 0, &best, 1,
                                      sizeof best, &count, &summary, work, size, NULL),
                     TOLL_OK);
    free(work);
    return count > 0 ? best.usd_per_hour.mid : HUGE_VAL;
}

static void budget_of(inverse *q, double usd_per_hour)
{
    q->most.known |= TOLL_PLAN_CAP_BUDGET;
    q->most.usd_per_hour = usd_per_hour;
}

/* ---- The inverse of the search ---- */

static void the_load_costs_no_more_than_the_budget_and_one_replica_more_does(void **state)
{
    static const char *const models[] = {"llama-3.1-8b", "llama-3.1-70b", "qwen3-30b-a3b"};
    (void)state;
    for (int i = 0; i < 12; i++) {
        inverse q;
        start(&q, models[i % 3], TOLL_PLAN_MOST_LOAD);
        budget_of(&q, 7.3 * (1 + i));
        q.asked.need.spare_replicas = i % 4 == 3;
        q.supplies[0].unit_gpus = i % 2 ? 8 : 1;
        answer(&q);
        if (q.n_options == 0) {
            assert_true(least_cost(&q, 1e-6) > q.most.usd_per_hour);
            continue;
        }
        double load = q.reaches[0].requests_per_s;
        assert_true(least_cost(&q, load) <= q.most.usd_per_hour);
        assert_true(least_cost(&q, load * 1.00001) > q.most.usd_per_hour);
        assert_true(least_cost(&q, load + q.reaches[0].replica_requests_per_s) > q.most.usd_per_hour);
        assert_int_equal(q.reaches[0].cap, TOLL_PLAN_BY_BUDGET);
    }
}

static void an_option_has_the_figures_of_its_load(void **state)
{
    (void)state;
    inverse q;
    start(&q, "llama-3.1-70b", TOLL_PLAN_MOST_LOAD);
    budget_of(&q, 40);
    answer(&q);
    assert_true(q.n_options >= 3);
    for (uint64_t i = 0; i < q.n_options; i++) {
        const toll_plan_option *o = &q.options[i];
        const toll_plan_reach *r = &q.reaches[i];
        assert_true(i == 0 || r->requests_per_s <= q.reaches[i - 1].requests_per_s);
        assert_true(fabs(o->replica_requests_per_s * (double)o->replicas / r->requests_per_s - 1) < 1e-12);
        assert_true(o->replica_requests_per_s <= r->replica_requests_per_s);
        assert_true(o->ttft_s.mid <= 1 && o->tpot_s.mid <= 0.04 && o->usd_per_hour.mid <= 40);
        assert_true(fabs(o->usd_per_mtok.mid * r->requests_per_s * 3600 * 1900 / 1e6 / o->usd_per_hour.mid - 1) <
                    1e-12);
        assert_int_equal(o->gpus, o->replicas * o->tp * o->pp * o->dp);
    }
}

/* By hand: an H100 has a TDP of 700 W. 10 kW at a PUE of 1.2 and hosts of 0.3 hold 10,000 / (700 * 1.3 * 1.2) = 9.2, so 9;
 * 8 of them in replicas of an even number, or 9 alone. */
static void power_is_provisioned_at_the_meter(void **state)
{
    (void)state;
    inverse q;
    start(&q, "llama-3.1-8b", TOLL_PLAN_MOST_LOAD);
    q.supplies[1].known = q.supplies[2].known = 0; /* of H100 alone is there a price */
    q.supplies[1].usd_per_gpu_hour = q.supplies[2].usd_per_gpu_hour = (toll_range){0, 0, 0};
    q.most.known = TOLL_PLAN_CAP_POWER | TOLL_PLAN_MOST_HOST;
    q.most.power_w = 10000;
    q.most.pue = 1.2;
    q.most.host_power_frac = 0.3;
    answer(&q);
    assert_int_equal(q.options[0].gpus_paid, 9);
    assert_int_equal(q.reaches[0].cap, TOLL_PLAN_BY_POWER);
    assert_true(fabs(q.reaches[0].provisioned_w - 9 * 700 * 1.3 * 1.2) < 1e-6);
    q.most.known = TOLL_PLAN_CAP_POWER; /* hosts of 0.25: 9.52 */
    q.most.host_power_frac = 0;
    q.most.power_w = 10501; /* 10,500 is ten of them */
    answer(&q);
    assert_int_equal(q.options[0].gpus_paid, 10);
    q.most.power_w = 10499;
    answer(&q);
    assert_int_equal(q.options[0].gpus_paid, 9);
}

static void an_accelerator_without_a_power_gives_no_option_under_a_cap_of_power(void **state)
{
    (void)state;
    inverse q;
    toll_hw own;
    uint64_t size = toll_plan_search_size(64, 1, CAPACITY);
    void *work = malloc((size_t)size);
    start(&q, "llama-3.1-8b", TOLL_PLAN_MOST_LOAD);
    toll_struct_init(&own, sizeof own, TOLL_KIND_HW, NULL);
    assert_int_equal(toll_catalog_get_hw(find_row(TOLL_TABLE_HW, "h100-sxm5-80gb"), &own, NULL), TOLL_OK);
    own.known &= ~(uint64_t)TOLL_HW_TDP;
    own.tdp_w = 0;
    q.supplies[0].flags = TOLL_PLAN_OWN_HW;
    q.supplies[0].hw = 0;
    q.asked.need.known |= TOLL_PLAN_GPUS_MAX;
    q.asked.need.gpus_max = 8;
    for (int is_capped = 0; is_capped < 2; is_capped++) {
        q.most.known = is_capped ? TOLL_PLAN_CAP_POWER : 0;
        q.most.power_w = is_capped ? 1e6 : 0;
        assert_int_equal(toll_plan_find_most(&q.asked.model, q.asked.layers, q.asked.n_layers, sizeof q.asked.layers[0],
                                             &q.asked.need, &q.most, q.supplies, 1, sizeof q.supplies[0], &own, 1,
                                             sizeof own, q.options, CAPACITY, sizeof q.options[0], q.reaches,
                                             &q.n_options, &q.summary, work, size, NULL),
                         TOLL_OK);
        assert_true((q.n_options > 0) == !is_capped);
        assert_true(q.summary.no_layout == (is_capped ? 2 : 0));
        if (!is_capped)
            assert_true(q.reaches[0].known == 0 && q.reaches[0].cap == TOLL_PLAN_BY_GPUS);
    }
    free(work);
}

static void the_tightest_cap_counts(void **state)
{
    (void)state;
    inverse q;
    start(&q, "llama-3.1-8b", TOLL_PLAN_MOST_LOAD);
    q.asked.need.known |= TOLL_PLAN_GPUS_MAX;
    q.asked.need.gpus_max = 6;
    budget_of(&q, 1000);
    for (int i = 0; i < SUPPLIES; i++) {
        q.supplies[i].known |= TOLL_PLAN_AVAILABLE;
        q.supplies[i].gpus_available = 5 + i;
    }
    answer(&q);
    for (uint64_t i = 0; i < q.n_options; i++) {
        const int is_first = q.options[i].supply == 0;
        assert_true(q.options[i].gpus_paid <= (is_first ? 5 : 6));
        assert_int_equal(q.reaches[i].cap, is_first ? TOLL_PLAN_BY_AVAILABLE : TOLL_PLAN_BY_GPUS);
    }
    budget_of(&q, 3);
    q.supplies[2].unit_gpus = 8; /* 8 machines of which none can be paid: 16 USD an hour, and 6 allowed */
    answer(&q);
    for (uint64_t i = 0; i < q.n_options; i++)
        assert_true(q.options[i].supply != 2 && q.options[i].usd_per_hour.mid <= 3);
    assert_true(q.summary.too_many_gpus > 0 && (q.summary.known & TOLL_PLAN_MISSED_GPUS) != 0);
}

/* ---- Against one replica after another ---- */

/* The least load of which the layout is cheap: fleets of 1, 2, 3 ... replicas, each at the load that costs the price. */
static double cheap_slowly(const inverse *q, double rate, double gpus, const toll_plan_supply *s)
{
    double tokens = q->asked.need.input_tokens + q->asked.need.output_tokens;
    double per_rate = q->most.usd_per_mtok / 1e6 * tokens * 3600;
    for (double n = 1; n <= 400; n++) {
        double paid = paid_slowly(n + (double)q->asked.need.spare_replicas, gpus, (double)s->unit_gpus);
        double load = fmax(paid * s->usd_per_gpu_hour.mid / per_rate, q->asked.need.requests_per_s);
        if (load <= n * rate)
            return load;
    }
    return HUGE_VAL;
}

static double price_slowly(const inverse *q, double rate, double gpus, const toll_plan_supply *s)
{
    double least = HUGE_VAL, tokens = q->asked.need.input_tokens + q->asked.need.output_tokens;
    for (double n = 1; n <= 64; n++) {
        double paid = paid_slowly(n + (double)q->asked.need.spare_replicas, gpus, (double)s->unit_gpus);
        int is_allowed = (q->asked.need.known & TOLL_PLAN_GPUS_MAX) == 0 || paid <= (double)q->asked.need.gpus_max;
        double price = paid * s->usd_per_gpu_hour.mid / (n * rate * tokens * 3600 / 1e6);
        least = is_allowed ? fmin(least, price) : least;
    }
    return least;
}

typedef double layout_answer(const inverse *q, double rate, double gpus, const toll_plan_supply *s);

/* The least over everything, at the rates found and at rates a little higher, since toll_serve_bound_rate() is up to
 * 0.1 % low. */
static void least_over_all(const inverse *q, layout_answer *answer_of, double *most, double *least)
{
    static const char *const formats[] = {"fp8", "bf16"};
    *most = *least = HUGE_VAL;
    for (int s = 0; s < SUPPLIES; s++)
        for (int p = 0; p < 2; p++)
            for (int64_t tp = 1; tp <= 8; tp *= 2)
                for (int64_t pp = 1; tp * pp <= 8 && pp <= 4; pp *= 2) {
                    combination c;
                    combine(&c, (uint64_t)q->supplies[s].hw, find_row(TOLL_TABLE_PRECISION, formats[p]),
                            find_row(TOLL_TABLE_ENGINE, "vllm"));
                    c.layout.tp = tp;
                    c.layout.pp = pp;
                    double rate = resolves(&q->asked, &c, 0) ? highest_rate(&q->asked, &c) : 0;
                    if (!(rate > 0))
                        continue;
                    *most = fmin(*most, answer_of(q, rate, (double)(tp * pp), &q->supplies[s]));
                    *least = fmin(*least, answer_of(q, rate * 1.0011, (double)(tp * pp), &q->supplies[s]));
                }
}

static void the_load_from_which_it_is_cheap_equals_a_slow_search(void **state)
{
    static const double prices[] = {0.15, 0.18, 0.25, 0.4, 1, 5};
    int n_found = 0, n_dear = 0;
    (void)state;
    for (int i = 0; i < 24; i++) {
        inverse q;
        double most, least;
        start(&q, i % 2 ? "llama-3.1-70b" : "qwen3-32b", TOLL_PLAN_PRICE_FROM);
        q.most.known = TOLL_PLAN_CAP_PRICE;
        q.most.usd_per_mtok = prices[i / 2 % 6];
        q.asked.need.spare_replicas = i % 3;
        q.asked.need.requests_per_s = i % 4 == 3 ? 11.5 : 0;
        q.supplies[0].unit_gpus = i % 2 ? 8 : 1;
        q.supplies[2].unit_gpus = i % 5 == 4 ? 6 : 1;
        least_over_all(&q, cheap_slowly, &most, &least);
        answer(&q);
        n_found += q.n_options > 0;
        n_dear += q.summary.too_dear > 0;
        assert_true((q.n_options > 0) == (most < HUGE_VAL));
        if (q.n_options == 0)
            continue;
        double load = q.reaches[0].requests_per_s;
        if (load > most * 1.000002 || load < least * 0.999998)
            fail_msg("case %d: %g, the reference has %g .. %g", i, load, least, most);
        double tokens = (q.asked.need.input_tokens + q.asked.need.output_tokens) * 3600 / 1e6;
        assert_true(least_cost(&q, load) <= q.most.usd_per_mtok * load * tokens * 1.000001);
        if (q.asked.need.requests_per_s <= 0)
            assert_true(least_cost(&q, load * 0.99) > q.most.usd_per_mtok * load * 0.99 * tokens);
    }
    assert_true(n_found > 10 && n_dear > 3); /* both sides are tried */
}

static void the_lowest_price_equals_a_slow_search(void **state)
{
    (void)state;
    for (int i = 0; i < 12; i++) {
        inverse q;
        double most, least;
        start(&q, i % 2 ? "llama-3.1-70b" : "qwen3-32b", TOLL_PLAN_LOWEST_PRICE);
        q.asked.need.spare_replicas = i % 3;
        if (i % 3 > 0 || i % 4 == 0) {
            q.asked.need.known |= TOLL_PLAN_GPUS_MAX;
            q.asked.need.gpus_max = 24 + 4 * i;
        }
        q.supplies[0].unit_gpus = i % 2 ? 8 : 1;
        q.supplies[2].unit_gpus = i % 5 == 4 ? 6 : 1;
        least_over_all(&q, price_slowly, &most, &least);
        answer(&q);
        assert_true(q.n_options > 0);
        double price = q.options[0].usd_per_mtok.mid;
        if (price > most * 1.000002 || price < least * 0.999998)
            fail_msg("case %d: %g, the reference has %g .. %g", i, price, least, most);
        for (uint64_t k = 1; k < q.n_options; k++)
            assert_true(q.options[k - 1].usd_per_mtok.mid <= q.options[k].usd_per_mtok.mid * 1.0000001);
    }
}

/* By hand, of the answer's own r: two spare replicas of one accelerator at 0.9 USD leave 22 of 24 at work. */
static void spares_are_paid_and_carry_nothing(void **state)
{
    (void)state;
    inverse q;
    start(&q, "llama-3.1-8b", TOLL_PLAN_MOST_LOAD);
    q.asked.need.replica_gpus_max = 1;
    q.asked.need.spare_replicas = 2;
    q.asked.need.known |= TOLL_PLAN_GPUS_MAX;
    q.asked.need.gpus_max = 24;
    answer(&q);
    for (uint64_t i = 0; i < q.n_options; i++) {
        assert_int_equal(q.options[i].replicas, 24);
        assert_true(fabs(q.reaches[i].requests_per_s - 22 * q.reaches[i].replica_requests_per_s) < 1e-9);
    }
    q.asked.need.gpus_max = 2;
    answer(&q);
    assert_int_equal(q.n_options, 0);
    assert_int_equal(q.summary.missed_gpus, 3);
}

/* ---- What gives no option ---- */

static void nothing_is_cheap_enough_or_quick_enough(void **state)
{
    (void)state;
    inverse q;
    start(&q, "llama-3.1-70b", TOLL_PLAN_PRICE_FROM);
    q.most.known = TOLL_PLAN_CAP_PRICE;
    q.most.usd_per_mtok = 0.001;
    answer(&q);
    assert_true(q.n_options == 0 && q.summary.too_dear > 0);
    start(&q, "llama-3.1-70b", TOLL_PLAN_MOST_LOAD);
    budget_of(&q, 1000);
    q.asked.need.ttft_s = 0.02;
    answer(&q);
    assert_true(q.n_options == 0 && q.summary.too_slow > 0 && q.summary.missed_ttft_s > 0.02);
    q.asked.need.ttft_s = 1;
    q.asked.need.evaluations_max = 3;
    answer(&q);
    assert_true((q.summary.flags & TOLL_PLAN_BUDGET_SPENT) != 0 && q.summary.not_evaluated > 0);
}

static void a_free_supply_carries_as_much_as_may_be(void **state)
{
    (void)state;
    inverse q;
    start(&q, "llama-3.1-8b", TOLL_PLAN_MOST_LOAD);
    budget_of(&q, 1);
    q.supplies[1].usd_per_gpu_hour = (toll_range){0, 0, 0};
    q.supplies[1].flags = TOLL_PLAN_FREE;
    answer(&q);
    assert_int_equal(q.options[0].supply, 1);
    assert_true(q.reaches[0].requests_per_s <= 1e9 && q.options[0].gpus_paid <= 1000000000);
    assert_true(q.reaches[0].requests_per_s > 1e8 && q.options[0].usd_per_hour.mid == 0);
    start(&q, "llama-3.1-8b", TOLL_PLAN_PRICE_FROM);
    q.most.known = TOLL_PLAN_CAP_PRICE;
    q.most.usd_per_mtok = 0.1;
    q.supplies[1].usd_per_gpu_hour = (toll_range){0, 0, 0};
    q.supplies[1].flags = TOLL_PLAN_FREE;
    answer(&q);
    assert_true(q.options[0].supply == 1 && q.reaches[0].requests_per_s == 1e-9);
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    inverse q;
    toll_error err;
    start(&q, "llama-3.1-8b", TOLL_PLAN_MOST_LOAD);
    assert_int_equal(ask(&q, &err), TOLL_E_MISSING);
    assert_string_equal(err.field, "usd_per_hour");
    start(&q, "llama-3.1-8b", TOLL_PLAN_LOWEST_PRICE);
    assert_int_equal(ask(&q, &err), TOLL_OK);
    q.asked.need.spare_replicas = 1;
    assert_int_equal(ask(&q, &err), TOLL_E_MISSING);
    start(&q, "llama-3.1-8b", TOLL_PLAN_PRICE_FROM);
    assert_int_equal(ask(&q, &err), TOLL_E_MISSING);
    assert_string_equal(err.field, "usd_per_mtok");
    q.most.known = TOLL_PLAN_CAP_PRICE;
    q.most.usd_per_mtok = 1;
    q.most.goal = TOLL_PLAN_LOWEST_PRICE;
    assert_int_equal(ask(&q, &err), TOLL_E_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_load_costs_no_more_than_the_budget_and_one_replica_more_does),
        cmocka_unit_test(an_option_has_the_figures_of_its_load),
        cmocka_unit_test(power_is_provisioned_at_the_meter),
        cmocka_unit_test(an_accelerator_without_a_power_gives_no_option_under_a_cap_of_power),
        cmocka_unit_test(the_tightest_cap_counts),
        cmocka_unit_test(the_load_from_which_it_is_cheap_equals_a_slow_search),
        cmocka_unit_test(the_lowest_price_equals_a_slow_search),
        cmocka_unit_test(spares_are_paid_and_carry_nothing),
        cmocka_unit_test(nothing_is_cheap_enough_or_quick_enough),
        cmocka_unit_test(a_free_supply_carries_as_much_as_may_be),
        cmocka_unit_test(what_is_missing_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
