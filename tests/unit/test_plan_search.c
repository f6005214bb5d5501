/* SPDX-License-Identifier: Apache-2.0 */
/* toll_plan_search() against a slow reference, which asks every layout of every combination for its highest rate by
 * toll_serve_bound_rate(); and the laws that a search must keep. */
#include "toll_assert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <toll.h>

#include "plan_reference.h"

#define SUPPLIES 4
#define CAPACITY 64

/* One question, with everything that it stands on. */
typedef struct question {
    reference_question asked;
    toll_plan_supply supplies[SUPPLIES];
    uint64_t n_supplies;
    toll_plan_option options[CAPACITY];
    uint64_t n_options;
    toll_plan_summary summary;
} question;

static uint64_t row_of(uint32_t table, const char *id)
{
    uint64_t index = 0;
    toll_error err;
    if (toll_catalog_find(table, id, TOLL_NUL, &index, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return index;
}

static uint64_t mask_of(uint32_t table, const char *const *ids)
{
    uint64_t mask = 0;
    for (; *ids != NULL; ids++)
        mask |= UINT64_C(1) << row_of(table, *ids);
    return mask;
}

static toll_plan_supply supply_of(const char *hw, double usd)
{
    toll_plan_supply s;
    memset(&s, 0, sizeof s);
    s.known = TOLL_PLAN_PRICE;
    s.hw = (int64_t)row_of(TOLL_TABLE_HW, hw);
    s.kind = TOLL_PLAN_RENTED;
    s.usd_per_gpu_hour = (toll_range){usd, usd, usd};
    s.unit_gpus = 1;
    return s;
}

static void ask_about(question *q, const char *model)
{
    static const char *const engines[] = {"vllm", "sglang", NULL};
    static const char *const precisions[] = {"fp8", "fp8-block", "bf16", "int4-g128", NULL};
    memset(q, 0, sizeof *q);
    toll_struct_init(&q->asked.model, sizeof q->asked.model, TOLL_KIND_MODEL, NULL);
    toll_struct_init(&q->asked.need, sizeof q->asked.need, TOLL_KIND_PLAN_NEED, NULL);
    toll_struct_init(&q->summary, sizeof q->summary, TOLL_KIND_PLAN_SUMMARY, NULL);
    uint64_t row = row_of(TOLL_TABLE_MODEL, model);
    assert_int_equal(toll_catalog_get_model(row, &q->asked.model, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_layers(row, q->asked.layers, REFERENCE_ROWS, sizeof q->asked.layers[0],
                                             &q->asked.n_layers, NULL),
                     TOLL_OK);
    q->asked.need.known = TOLL_PLAN_TTFT | TOLL_PLAN_TPOT;
    q->asked.need.requests_per_s = 20;
    q->asked.need.input_tokens = 1500;
    q->asked.need.output_tokens = 400;
    q->asked.need.input_cv = q->asked.need.output_cv = 0.5;
    q->asked.need.ttft_s = 1;
    q->asked.need.tpot_s = 0.04;
    q->asked.need.engines = mask_of(TOLL_TABLE_ENGINE, engines);
    q->asked.need.precisions = mask_of(TOLL_TABLE_PRECISION, precisions);
    q->supplies[0] = supply_of("h100-sxm5-80gb", 2.5);
    q->supplies[1] = supply_of("l40s-48gb", 0.9);
    q->supplies[2] = supply_of("mi300x-192gb", 2.0);
    q->n_supplies = 3;
}

static toll_status search_with(question *q, uint64_t capacity, toll_error *err)
{
    uint64_t size = toll_plan_search_size(q->asked.n_layers, q->n_supplies, capacity);
    void *work = malloc((size_t)size);
    toll_status status =
        toll_plan_search(&q->asked.model, q->asked.layers, q->asked.n_layers, sizeof q->asked.layers[0], &q->asked.need,
                         q->supplies, q->n_supplies, sizeof q->supplies[0], NULL, 0, 0, q->options, capacity,
                         sizeof q->options[0], &q->n_options, &q->summary, work, size, err);
    free(work);
    return status;
}

static void search(question *q)
{
    toll_error err;
    if (search_with(q, CAPACITY, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    const toll_plan_summary *s = &q->summary;
    assert_int_equal(s->combinations, s->options + s->no_price + s->cannot_run + s->unknown_run + s->no_layout +
                                          s->no_memory + s->refused + s->too_slow + s->too_many_gpus +
                                          s->not_evaluated);
}

static double cheapest(question *q)
{
    search(q);
    return q->n_options > 0 ? q->options[0].usd_per_hour.mid : HUGE_VAL;
}

static const toll_plan_option *find_option(const question *q, int64_t supply, uint64_t precision, uint64_t engine)
{
    for (uint64_t i = 0; i < q->n_options; i++)
        if (q->options[i].supply == supply && q->options[i].precision == (int64_t)precision &&
            q->options[i].engine == (int64_t)engine)
            return &q->options[i];
    return NULL;
}

static void compare_combination(const question *q, int64_t supply, uint64_t precision, uint64_t engine, double *best)
{
    combination c;
    const toll_plan_supply *s = &q->supplies[supply];
    combine(&c, (uint64_t)s->hw, precision, engine);
    const fewest_paid f = find_fewest_paid(&q->asked, &c, s);
    const toll_plan_option *o = find_option(q, supply, precision, engine);
    assert_int_equal(o != NULL, f.most < HUGE_VAL);
    if (o == NULL)
        return;
    if ((double)o->gpus_paid > f.most || (double)o->gpus_paid < f.least)
        fail_msg("%s %s %s: %d accelerators, the reference has %g .. %g", c.hw.id, c.precision.id, c.engine.id,
                 (int)o->gpus_paid, f.least, f.most);
    double cost = f.most * s->usd_per_gpu_hour.mid;
    *best = cost < *best ? cost : *best;
}

/* Every option is as good as the reference's, and none is missing or made up. */
static void compare(question *q)
{
    double best = HUGE_VAL;
    search(q);
    assert_true(q->summary.options <= CAPACITY);
    for (uint64_t s = 0; s < q->n_supplies; s++)
        for (uint64_t p = 0; p < toll_catalog_count(TOLL_TABLE_PRECISION); p++)
            for (uint64_t e = 0; e < toll_catalog_count(TOLL_TABLE_ENGINE); e++)
                if ((q->asked.need.precisions >> p & 1) != 0 && (q->asked.need.engines >> e & 1) != 0)
                    compare_combination(q, (int64_t)s, p, e, &best);
    if (best < HUGE_VAL)
        assert_true(q->options[0].usd_per_hour.mid <= best * 1.000001);
    for (uint64_t i = 1; i < q->n_options; i++)
        assert_true(q->options[i - 1].usd_per_hour.mid <= q->options[i].usd_per_hour.mid);
}

static uint64_t seed = 20261130;

static double draw(double low, double high)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low * pow(high / low, (double)(seed >> 11) / 9007199254740992.0);
}

static void draw_need(question *q, int i)
{
    q->asked.need.requests_per_s = draw(0.5, 300);
    q->asked.need.input_tokens = floor(draw(50, 8000));
    q->asked.need.output_tokens = floor(draw(5, 1500));
    q->asked.need.input_cv = i % 3 == 0 ? 0 : draw(0.1, 2);
    q->asked.need.output_cv = i % 4 == 0 ? 0 : draw(0.1, 2);
    q->asked.need.ttft_s = draw(0.2, 6);
    q->asked.need.tpot_s = draw(0.012, 0.2);
    q->asked.need.prefix_hit_frac = i % 5 == 0 ? 0.6 : 0;
    q->asked.need.quantile = i % 3 == 1 ? 0.5 : i % 3 == 2 ? 0.95 : 0.99;
    q->asked.need.known = i % 7 == 3 ? TOLL_PLAN_TTFT : i % 7 == 5 ? TOLL_PLAN_TPOT : TOLL_PLAN_TTFT | TOLL_PLAN_TPOT;
    q->asked.need.ttft_s = (q->asked.need.known & TOLL_PLAN_TTFT) != 0 ? q->asked.need.ttft_s : 0;
    q->asked.need.tpot_s = (q->asked.need.known & TOLL_PLAN_TPOT) != 0 ? q->asked.need.tpot_s : 0;
    q->asked.need.spare_replicas = i % 6 == 4 ? 2 : 0;
    q->asked.need.node_gpus = i % 8 == 6 ? 4 : 0;
    q->asked.need.replica_gpus_max = i % 9 == 7 ? 16 : 8;
    q->supplies[0].unit_gpus = i % 4 == 1 ? 8 : 1;
    q->supplies[2].known |= TOLL_PLAN_INTERNODE;
    q->supplies[2].internode_bytes_per_s = 5e10;
}

static void the_search_equals_an_exhaustive_one(void **state)
{
    static const char *const models[] = {"llama-3.1-8b", "llama-3.1-70b", "qwen3-30b-a3b", "qwen3-32b"};
    (void)state;
    for (int i = 0; i < 24; i++) {
        question q;
        ask_about(&q, models[i % 4]);
        draw_need(&q, i);
        compare(&q);
    }
}

static void the_plan_keeps_the_limits_and_one_replica_less_does_not(void **state)
{
    (void)state;
    question q;
    combination c;
    ask_about(&q, "llama-3.1-70b");
    q.asked.need.requests_per_s = 200;
    search(&q);
    assert_true(q.n_options >= 6);
    for (uint64_t i = 0; i < q.n_options; i++) {
        const toll_plan_option *o = &q.options[i];
        combine(&c, (uint64_t)o->hw, (uint64_t)o->precision, (uint64_t)o->engine);
        c.layout.tp = o->tp;
        c.layout.pp = o->pp;
        c.layout.ep = o->ep;
        c.layout.dp = o->dp;
        assert_true(resolves(&q.asked, &c, 0));
        double rate = highest_rate(&q.asked, &c);
        assert_true(rate * 1.0011 >= 200 / (double)o->replicas);
        assert_true(o->replicas == 1 || rate < 200 / (double)(o->replicas - 1));
        assert_true(o->ttft_s.mid <= 1.000001 && o->tpot_s.mid <= 0.04000001);
        assert_int_equal(o->gpus, o->replicas * o->tp * o->pp * o->dp);
        assert_true(fabs(o->usd_per_hour.mid - (double)o->gpus_paid * q.supplies[o->supply].usd_per_gpu_hour.mid) <
                    1e-9);
        double mtok = o->usd_per_hour.mid / (200 * 3600 * 1900 / 1e6);
        assert_true(fabs(o->usd_per_mtok.mid / mtok - 1) < 1e-12);
        assert_true(fabs(o->usd_per_mtok_output.mid / (mtok * 1900 / 400) - 1) < 1e-12);
    }
}

static void the_figures_are_those_of_the_queue(void **state)
{
    (void)state;
    question q;
    combination c;
    toll_serve_queue queue;
    ask_about(&q, "llama-3.1-70b");
    search(&q);
    const toll_plan_option *o = &q.options[0];
    combine(&c, (uint64_t)o->hw, (uint64_t)o->precision, (uint64_t)o->engine);
    c.layout.tp = o->tp;
    c.layout.pp = o->pp;
    assert_true(resolves(&q.asked, &c, 0));
    toll_serve_load load = load_of(&q.asked);
    load.requests_per_s = o->replica_requests_per_s;
    toll_struct_init(&queue, sizeof queue, TOLL_KIND_SERVE_QUEUE, NULL);
    assert_int_equal(toll_serve_estimate_queue(c.deployment, sizeof c.deployment, &load, &queue, NULL), TOLL_OK);
    assert_int_equal(queue.stability, TOLL_STABILITY_STABLE);
    assert_memory_equal(&queue.ttft_p95_s, &o->ttft_s, sizeof o->ttft_s);
    assert_memory_equal(&queue.tpot_p95_s, &o->tpot_s, sizeof o->tpot_s);
    assert_memory_equal(&queue.saturation_requests_per_s, &o->saturation_requests_per_s, sizeof(toll_range));
    assert_true(queue.running_sequences == o->running_sequences && queue.slots == o->slots);
    assert_true(queue.flags == o->flags && queue.validity == o->validity);
    toll_serve_result result;
    toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL);
    assert_int_equal(toll_serve_estimate(c.deployment, sizeof c.deployment, &load, &result, NULL), TOLL_OK);
    assert_true(fabs(o->power_w.mid / (result.power_w.mid * (double)o->replicas) - 1) < 1e-12);
    assert_true(fabs(o->request_j.mid * 20 / o->power_w.mid - 1) < 1e-12);
}

/* Laws. */

/* One layout of one replica, so that the load is the same: its TTFT grows from quantile to quantile. */
static void a_higher_quantile_is_a_longer_time_and_never_costs_less(void **state)
{
    static const double shares[] = {0.5, 0.9, 0.95, 0.99};
    (void)state;
    for (int i = 0; i < 8; i++) {
        question q;
        double before_usd = 0, before_s = 0;
        for (int k = 0; k < 4; k++) {
            ask_about(&q, i % 2 ? "llama-3.1-8b" : "qwen3-32b");
            q.asked.need.requests_per_s = 0.5 * (1 << i);
            q.asked.need.quantile = shares[k];
            double usd = cheapest(&q);
            assert_true(usd >= before_usd);
            before_usd = usd;
            q.asked.need.ttft_s = q.asked.need.tpot_s = 1e6; /* no limit chooses another layout */
            search(&q);
            assert_true(q.options[0].ttft_s.mid > before_s && q.options[0].ttft_s.mid < 1e6);
            before_s = q.options[0].ttft_s.mid;
        }
    }
}

static void a_looser_limit_never_costs_more(void **state)
{
    (void)state;
    for (int i = 0; i < 12; i++) {
        question q;
        ask_about(&q, i % 2 ? "llama-3.1-70b" : "qwen3-30b-a3b");
        draw_need(&q, i);
        double before = cheapest(&q);
        q.asked.need.ttft_s *= draw(1.01, 3);
        q.asked.need.tpot_s *= draw(1.01, 3);
        if (q.asked.need.known != (TOLL_PLAN_TTFT | TOLL_PLAN_TPOT))
            continue;
        assert_true(cheapest(&q) <= before);
    }
}

static void a_higher_rate_never_costs_less(void **state)
{
    (void)state;
    for (int i = 0; i < 12; i++) {
        question q;
        ask_about(&q, i % 2 ? "llama-3.1-70b" : "qwen3-30b-a3b");
        draw_need(&q, i);
        double before = cheapest(&q);
        q.asked.need.requests_per_s *= draw(1.001, 3);
        assert_true(cheapest(&q) >= before);
    }
}

static void a_cheaper_supply_never_makes_the_plan_dearer(void **state)
{
    (void)state;
    for (int i = 0; i < 9; i++) {
        question q;
        ask_about(&q, "llama-3.1-70b");
        draw_need(&q, i);
        double before = cheapest(&q), cheaper = q.supplies[i % 3].usd_per_gpu_hour.mid * 0.8;
        q.supplies[i % 3].usd_per_gpu_hour = (toll_range){cheaper, cheaper, cheaper};
        assert_true(cheapest(&q) <= before);
    }
}

static void more_confidence_never_costs_less_and_is_kept(void **state)
{
    (void)state;
    question q;
    ask_about(&q, "llama-3.1-70b");
    q.asked.need.requests_per_s = 100;
    double median = cheapest(&q);
    q.asked.need.confidence = 0.9;
    double sure = cheapest(&q);
    assert_true(sure > median && sure < HUGE_VAL);
    for (uint64_t i = 0; i < q.n_options; i++) {
        const toll_plan_option *o = &q.options[i];
        assert_true(o->probability >= 0.8999);
        assert_true(o->ttft_s.high <= 1.000001 && o->tpot_s.high <= 0.04000001);
        assert_true(o->replica_requests_per_s <= o->saturation_requests_per_s.low * 1.000001);
        assert_int_equal(o->notes & TOLL_PLAN_NEAR_SATURATION, 0);
    }
}

static void a_budget_gives_the_best_so_far_with_a_flag(void **state)
{
    (void)state;
    question q;
    ask_about(&q, "llama-3.1-70b");
    double all = cheapest(&q), last = HUGE_VAL;
    assert_int_equal(q.summary.flags, 0);
    int64_t needed = q.summary.evaluations;
    for (int64_t budget = 1; budget <= needed; budget += 7) {
        q.asked.need.evaluations_max = budget;
        double now = cheapest(&q);
        assert_true(now >= all && now <= last);
        assert_true((q.summary.flags == TOLL_PLAN_BUDGET_SPENT) == (budget < needed) || budget > needed - 40);
        last = now;
    }
    q.asked.need.evaluations_max = needed + 1;
    assert_true(cheapest(&q) == all && q.summary.flags == 0);
}

static void the_order_of_supplies_changes_nothing_but_their_numbers(void **state)
{
    (void)state;
    question q, r;
    ask_about(&q, "llama-3.1-70b");
    r = q;
    for (int i = 0; i < 3; i++)
        r.supplies[i] = q.supplies[2 - i];
    search(&q);
    search(&r);
    assert_int_equal(q.n_options, r.n_options);
    for (uint64_t i = 0; i < q.n_options; i++) {
        const toll_plan_option *o =
            find_option(&r, 2 - q.options[i].supply, (uint64_t)q.options[i].precision, (uint64_t)q.options[i].engine);
        assert_non_null(o);
        assert_int_equal(o->gpus_paid, q.options[i].gpus_paid);
        assert_true(o->usd_per_hour.mid == q.options[i].usd_per_hour.mid && o->tp == q.options[i].tp);
    }
}

/* What gives no option, and is said. */

static void an_unknown_price_gives_no_option(void **state)
{
    (void)state;
    question q;
    ask_about(&q, "llama-3.1-70b");
    search(&q);
    int64_t before = q.summary.options, here = 0;
    for (uint64_t i = 0; i < q.n_options; i++)
        here += q.options[i].supply == 0;
    assert_true(here > 0);
    q.supplies[0].known = 0;
    q.supplies[0].usd_per_gpu_hour = (toll_range){0, 0, 0};
    search(&q);
    assert_int_equal(q.summary.options, before - here);
    assert_true(q.summary.no_price >= here);
    for (uint64_t i = 0; i < q.n_options; i++)
        assert_int_not_equal(q.options[i].supply, 0);
}

static void a_price_of_nothing_is_refused_unless_it_is_meant(void **state)
{
    (void)state;
    question q;
    toll_error err;
    ask_about(&q, "llama-3.1-70b");
    q.supplies[2].usd_per_gpu_hour = (toll_range){0, 0, 0};
    assert_int_equal(search_with(&q, CAPACITY, &err), TOLL_E_CONFLICT);
    assert_string_equal(err.field, "usd_per_gpu_hour");
    assert_int_equal(err.row, 2);
    q.supplies[2].flags = TOLL_PLAN_FREE;
    assert_true(cheapest(&q) == 0);
    assert_int_equal(q.options[0].supply, 2);
    q.supplies[2].usd_per_gpu_hour = (toll_range){1, 1, 1};
    assert_int_equal(search_with(&q, CAPACITY, &err), TOLL_E_CONFLICT);
    assert_string_equal(err.field, "flags");
}

static void a_limit_that_nothing_keeps_says_how_near_it_is(void **state)
{
    (void)state;
    question q;
    ask_about(&q, "llama-3.1-70b");
    q.asked.need.ttft_s = 0.02;
    search(&q);
    assert_int_equal(q.summary.options, 0);
    assert_int_equal(q.n_options, 0);
    assert_true(q.summary.too_slow > 0 && (q.summary.known & TOLL_PLAN_MISSED_TTFT) != 0);
    double reachable = q.summary.missed_ttft_s;
    assert_true(reachable > 0.02);
    q.asked.need.ttft_s = reachable * 1.02;
    q.asked.need.requests_per_s = 1e-6;
    q.asked.need.known = TOLL_PLAN_TTFT;
    q.asked.need.tpot_s = 0;
    assert_true(cheapest(&q) < HUGE_VAL);
    q.asked.need.ttft_s = reachable * 0.9;
    search(&q);
    assert_int_equal(q.summary.options, 0);
}

static void too_few_accelerators_say_how_many_it_takes(void **state)
{
    (void)state;
    question q;
    ask_about(&q, "llama-3.1-70b");
    search(&q);
    int64_t fewest = INT64_MAX;
    for (uint64_t i = 0; i < q.n_options; i++)
        fewest = q.options[i].gpus_paid < fewest ? q.options[i].gpus_paid : fewest;
    q.asked.need.known |= TOLL_PLAN_GPUS_MAX;
    q.asked.need.gpus_max = fewest - 1;
    search(&q);
    assert_int_equal(q.summary.options, 0);
    assert_int_equal(q.summary.missed_gpus, fewest);
    q.asked.need.gpus_max = fewest;
    search(&q);
    assert_true(q.summary.options > 0);
    q.asked.need.known &= ~(uint64_t)TOLL_PLAN_GPUS_MAX;
    q.asked.need.gpus_max = 0;
    for (int i = 0; i < 3; i++) {
        q.supplies[i].known |= TOLL_PLAN_AVAILABLE;
        q.supplies[i].gpus_available = fewest - 1;
    }
    search(&q);
    assert_int_equal(q.summary.options, 0);
    assert_int_equal(q.summary.missed_gpus, fewest);
}

static void what_a_need_refuses_is_not_an_option(void **state)
{
    (void)state;
    question q;
    ask_about(&q, "llama-3.1-70b");
    q.supplies[2] = supply_of("b300-sxm-288gb", 2);
    search(&q);
    int64_t typical = 0;
    for (uint64_t i = 0; i < q.n_options; i++)
        typical += (q.options[i].flags & TOLL_FLAG_TYPICAL_CONSTANTS) != 0;
    assert_true(typical > 0);
    q.asked.need.refused_flags = TOLL_FLAG_TYPICAL_CONSTANTS;
    search(&q);
    assert_true(q.summary.refused >= typical);
    for (uint64_t i = 0; i < q.n_options; i++)
        assert_int_equal(q.options[i].flags & TOLL_FLAG_TYPICAL_CONSTANTS, 0);
}

static void what_cannot_start_or_is_not_known_to_is_counted_apart(void **state)
{
    (void)state;
    static const char *const trtllm[] = {"trtllm", NULL}, *const generic[] = {"generic", NULL};
    question q;
    ask_about(&q, "llama-3.1-70b");
    q.supplies[0] = q.supplies[2];
    q.n_supplies = 1;
    q.asked.need.engines = mask_of(TOLL_TABLE_ENGINE, trtllm);
    search(&q);
    assert_int_equal(q.summary.cannot_run, q.summary.combinations);
    q.asked.need.engines = mask_of(TOLL_TABLE_ENGINE, generic);
    search(&q);
    assert_int_equal(q.summary.unknown_run, q.summary.combinations);
    q.asked.need.choices = TOLL_PLAN_TRY_UNKNOWN;
    search(&q);
    assert_true(q.n_options > 0);
    assert_int_equal(q.options[0].notes & TOLL_PLAN_UNKNOWN_RUN, TOLL_PLAN_UNKNOWN_RUN);
}

/* toll_serve_bound_rate() is up to 0.1 % low, the option's up to 0.01 %. */
static void a_replicas_highest_load_is_that_of_the_reference(void **state)
{
    (void)state;
    question q;
    ask_about(&q, "llama-3.1-70b");
    search(&q);
    assert_true(q.n_options > 0 && (q.options[0].known & TOLL_PLAN_REPLICA_MAX) == 0);
    q.asked.need.choices = TOLL_PLAN_CAPACITY;
    search(&q);
    for (uint64_t i = 0; i < q.n_options; i++) {
        combination c;
        const toll_plan_option *o = &q.options[i];
        combine(&c, (uint64_t)o->hw, (uint64_t)o->precision, (uint64_t)o->engine);
        c.layout.tp = o->tp;
        c.layout.pp = o->pp;
        c.layout.ep = o->ep;
        c.layout.dp = o->dp;
        assert_true(resolves(&q.asked, &c, 0));
        assert_true((o->known & TOLL_PLAN_REPLICA_MAX) != 0);
        assert_true(o->replica_requests_per_s_max >= o->replica_requests_per_s);
        assert_within(o->replica_requests_per_s_max, highest_rate(&q.asked, &c), 0.0015);
    }
}

static void few_bits_are_kept_out(void **state)
{
    (void)state;
    question q;
    ask_about(&q, "llama-3.1-70b");
    q.asked.need.weight_bits_min = 8;
    search(&q);
    int64_t eight = q.summary.combinations;
    for (uint64_t i = 0; i < q.n_options; i++)
        assert_int_not_equal(q.options[i].precision, row_of(TOLL_TABLE_PRECISION, "int4-g128"));
    q.asked.need.weight_bits_min = 0;
    search(&q);
    assert_true(q.summary.combinations > eight);
}

/* The same accelerator from the caller's own array, and at two prices. */
static void an_accelerator_of_ones_own_is_searched_like_the_catalogs(void **state)
{
    (void)state;
    question q;
    toll_hw own;
    toll_error err;
    ask_about(&q, "llama-3.1-70b");
    q.n_supplies = 2;
    q.supplies[1] = q.supplies[0];
    toll_struct_init(&own, sizeof own, TOLL_KIND_HW, NULL);
    toll_catalog_get_hw((uint64_t)q.supplies[0].hw, &own, NULL);
    search(&q);
    toll_plan_option first = q.options[0];
    int64_t layouts = q.summary.layouts;
    q.supplies[0].hw = 0;
    q.supplies[0].flags = TOLL_PLAN_OWN_HW;
    uint64_t size = toll_plan_search_size(q.asked.n_layers, 2, CAPACITY);
    void *work = malloc((size_t)size);
    toll_status status =
        toll_plan_search(&q.asked.model, q.asked.layers, q.asked.n_layers, sizeof q.asked.layers[0], &q.asked.need,
                         q.supplies, 2, sizeof q.supplies[0], &own, 1, sizeof own, q.options, CAPACITY,
                         sizeof q.options[0], &q.n_options, &q.summary, work, size, &err);
    free(work);
    assert_int_equal(status, TOLL_OK);
    assert_int_equal(q.summary.layouts, 2 * layouts); /* two prices of one accelerator share a search */
    first.hw = 0;
    assert_memory_equal(&first, &q.options[0], sizeof first);
}

static void a_short_list_holds_the_cheapest(void **state)
{
    (void)state;
    question q;
    toll_error err;
    ask_about(&q, "llama-3.1-70b");
    search(&q);
    assert_true(q.n_options > 4);
    toll_plan_option all[CAPACITY];
    memcpy(all, q.options, sizeof all);
    for (uint64_t capacity = 0; capacity < 5; capacity++) {
        memset(q.options, 0, sizeof q.options);
        assert_int_equal(search_with(&q, capacity, &err), TOLL_OK);
        assert_int_equal(q.n_options, capacity);
        assert_memory_equal(q.options, all, capacity * sizeof all[0]);
        assert_true(q.summary.options > 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_search_equals_an_exhaustive_one),
        cmocka_unit_test(the_plan_keeps_the_limits_and_one_replica_less_does_not),
        cmocka_unit_test(the_figures_are_those_of_the_queue),
        cmocka_unit_test(a_higher_quantile_is_a_longer_time_and_never_costs_less),
        cmocka_unit_test(a_looser_limit_never_costs_more),
        cmocka_unit_test(a_higher_rate_never_costs_less),
        cmocka_unit_test(a_cheaper_supply_never_makes_the_plan_dearer),
        cmocka_unit_test(more_confidence_never_costs_less_and_is_kept),
        cmocka_unit_test(a_budget_gives_the_best_so_far_with_a_flag),
        cmocka_unit_test(the_order_of_supplies_changes_nothing_but_their_numbers),
        cmocka_unit_test(an_unknown_price_gives_no_option),
        cmocka_unit_test(a_price_of_nothing_is_refused_unless_it_is_meant),
        cmocka_unit_test(a_limit_that_nothing_keeps_says_how_near_it_is),
        cmocka_unit_test(too_few_accelerators_say_how_many_it_takes),
        cmocka_unit_test(what_a_need_refuses_is_not_an_option),
        cmocka_unit_test(what_cannot_start_or_is_not_known_to_is_counted_apart),
        cmocka_unit_test(a_replicas_highest_load_is_that_of_the_reference),
        cmocka_unit_test(few_bits_are_kept_out),
        cmocka_unit_test(an_accelerator_of_ones_own_is_searched_like_the_catalogs),
        cmocka_unit_test(a_short_list_holds_the_cheapest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
