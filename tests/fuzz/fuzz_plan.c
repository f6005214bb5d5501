/* SPDX-License-Identifier: Apache-2.0 */
/* toll_plan_search() and toll_plan_find_most(): needs, supplies and accelerators that are nearly right. Options are
 * finite, sorted, within the need's limits and the caps, pass the library's own limits, and are the same every time; the
 * summary adds up. */
#include "fuzz.h"
#include "models.h"

#define SUPPLIES 3
#define OWN      2
#define CAPACITY 6

typedef struct plan_case {
    toll_model model;
    toll_model_layer rows[ROWS_MAX];
    uint64_t n_rows, n_options;
    toll_plan_need need;
    toll_plan_supply supplies[SUPPLIES];
    toll_hw own[OWN];
    toll_plan_option options[CAPACITY];
    toll_plan_summary summary;
    toll_plan_most most;
    toll_plan_reach reaches[CAPACITY];
} plan_case;

static void start_supplies(input *in, plan_case *c)
{
    for (int i = 0; i < OWN; i++) {
        start_hw(&c->own[i]);
        mutate(in, &c->own[i], TOLL_KIND_HW);
    }
    for (int i = 0; i < SUPPLIES; i++) {
        double usd = 0.5 + (double)take(in, 1) / 16;
        c->supplies[i] = (toll_plan_supply){.known = TOLL_PLAN_PRICE,
                                            .hw = (int64_t)take(in, 1) % 80,
                                            .kind = TOLL_PLAN_RENTED,
                                            .usd_per_gpu_hour = {usd, usd, usd * 2},
                                            .unit_gpus = 1 + (int64_t)take(in, 1) % 9};
        if (take(in, 1) % 2 == 1) {
            c->supplies[i].flags = TOLL_PLAN_OWN_HW;
            c->supplies[i].hw %= OWN;
        }
        mutate(in, &c->supplies[i], TOLL_KIND_PLAN_SUPPLY);
    }
}

/* Two engines and two formats, so that a run is short. */
static void start_need(input *in, toll_plan_need *need)
{
    toll_struct_init(need, sizeof *need, TOLL_KIND_PLAN_NEED, NULL);
    need->requests_per_s = (1 + (double)take(in, 2)) / 256;
    need->input_tokens = 1 + (double)take(in, 2);
    need->output_tokens = 1 + (double)take(in, 2);
    need->known = TOLL_PLAN_TTFT | TOLL_PLAN_TPOT;
    need->ttft_s = (1 + (double)take(in, 2)) / 1024;
    need->tpot_s = (1 + (double)take(in, 1)) / 1024;
    need->engines = UINT64_C(1) << take(in, 1) % 13 | UINT64_C(1) << 11;
    need->precisions = UINT64_C(1) << take(in, 1) % 33 | 1;
    need->choices = (uint32_t)take(in, 1) % 2;
    need->evaluations_max = 5000;
    mutate(in, need, TOLL_KIND_PLAN_NEED);
}

static toll_status run_search(plan_case *c, toll_error *err)
{
    uint64_t size = toll_plan_search_size(c->n_rows, SUPPLIES, CAPACITY);
    void *work = malloc(size);
    LAW(work != NULL);
    memset(c->options, 0, sizeof c->options);
    toll_struct_init(&c->summary, sizeof c->summary, TOLL_KIND_PLAN_SUMMARY, NULL);
    toll_status status = toll_plan_search(&c->model, c->rows, c->n_rows, sizeof c->rows[0], &c->need, c->supplies,
                                          SUPPLIES, sizeof c->supplies[0], c->own, OWN, sizeof c->own[0], c->options,
                                          CAPACITY, sizeof c->options[0], &c->n_options, &c->summary, work, size, err);
    free(work);
    return status;
}

static void law_option(const plan_case *c, const toll_plan_option *o)
{
    LAW(o->supply >= 0 && o->supply < SUPPLIES);
    LAW(o->tp >= 1 && o->pp >= 1 && o->dp >= 1 && o->tp * o->pp * o->dp <= c->need.replica_gpus_max);
    LAW(o->gpus == o->replicas * o->tp * o->pp * o->dp && o->gpus_paid >= o->gpus);
    law_range(o->ttft_s);
    law_range(o->tpot_s);
    law_range(o->usd_per_hour);
    law_range(o->usd_per_mtok);
    law_range(o->power_w);
    law_range(o->saturation_requests_per_s);
    LAW(o->probability >= 0 && o->probability <= 1);
    LAW(o->fit == TOLL_FIT_YES || o->fit == TOLL_FIT_MARGINAL);
    LAW((o->flags & c->need.refused_flags) == 0);
    LAW((c->need.known & TOLL_PLAN_TTFT) == 0 || o->ttft_s.mid <= c->need.ttft_s * 1.000001);
    LAW((c->need.known & TOLL_PLAN_TPOT) == 0 || o->tpot_s.mid <= c->need.tpot_s * 1.000001);
}

static void law_summary(const toll_plan_summary *s)
{
    LAW(toll_struct_check(s, TOLL_KIND_PLAN_SUMMARY, NULL) == TOLL_OK);
    LAW(s->combinations == s->options + s->no_price + s->cannot_run + s->unknown_run + s->no_layout + s->no_memory +
                               s->refused + s->too_slow + s->too_many_gpus + s->not_evaluated + s->too_dear);
    LAW(s->exact <= s->evaluations && s->layouts_fit <= s->layouts);
}

static void start_most(input *in, toll_plan_most *most)
{
    static const uint64_t caps[] = {TOLL_PLAN_CAP_BUDGET, TOLL_PLAN_CAP_BUDGET | TOLL_PLAN_CAP_POWER,
                                    TOLL_PLAN_CAP_POWER, TOLL_PLAN_CAP_PRICE};
    toll_struct_init(most, sizeof *most, TOLL_KIND_PLAN_MOST, NULL);
    most->known = caps[take(in, 1) % 4];
    most->goal = most->known == TOLL_PLAN_CAP_PRICE ? TOLL_PLAN_PRICE_FROM : 1 + (uint32_t)take(in, 1) % 2;
    most->usd_per_hour = (most->known & TOLL_PLAN_CAP_BUDGET) != 0 ? 1 + (double)take(in, 2) : 0;
    most->power_w = (most->known & TOLL_PLAN_CAP_POWER) != 0 ? 100 * (1 + (double)take(in, 2)) : 0;
    most->usd_per_mtok = (most->known & TOLL_PLAN_CAP_PRICE) != 0 ? (1 + (double)take(in, 2)) / 256 : 0;
    mutate(in, most, TOLL_KIND_PLAN_MOST);
}

static toll_status run_most(plan_case *c, toll_error *err)
{
    uint64_t size = toll_plan_search_size(c->n_rows, SUPPLIES, CAPACITY);
    void *work = malloc(size);
    LAW(work != NULL);
    memset(c->options, 0, sizeof c->options);
    memset(c->reaches, 0, sizeof c->reaches);
    toll_struct_init(&c->summary, sizeof c->summary, TOLL_KIND_PLAN_SUMMARY, NULL);
    toll_status status =
        toll_plan_find_most(&c->model, c->rows, c->n_rows, sizeof c->rows[0], &c->need, &c->most, c->supplies, SUPPLIES,
                            sizeof c->supplies[0], c->own, OWN, sizeof c->own[0], c->options, CAPACITY,
                            sizeof c->options[0], c->reaches, &c->n_options, &c->summary, work, size, err);
    free(work);
    return status;
}

static void law_reach(const plan_case *c, uint64_t i)
{
    const toll_plan_option *o = &c->options[i];
    const toll_plan_reach *r = &c->reaches[i];
    LAW(r->requests_per_s <= 1e9 && r->cap <= TOLL_PLAN_BY_AVAILABLE && r->provisioned_w >= 0);
    LAW(r->requests_per_s > 0 && o->replica_requests_per_s <= r->replica_requests_per_s * 1.000001);
    LAW((c->most.known & TOLL_PLAN_CAP_BUDGET) == 0 || o->usd_per_hour.mid <= c->most.usd_per_hour);
    LAW((c->most.known & TOLL_PLAN_CAP_POWER) == 0 ||
        ((r->known & TOLL_PLAN_REACH_POWER) != 0 && r->provisioned_w <= c->most.power_w * 1.000001));
    LAW((c->most.known & TOLL_PLAN_CAP_PRICE) == 0 || o->usd_per_mtok.mid <= c->most.usd_per_mtok * 1.000001);
    LAW((c->need.known & TOLL_PLAN_GPUS_MAX) == 0 || o->gpus_paid <= c->need.gpus_max);
    if (i > 0 && c->most.goal != TOLL_PLAN_LOWEST_PRICE)
        LAW(c->most.goal == TOLL_PLAN_MOST_LOAD ? r->requests_per_s <= c->reaches[i - 1].requests_per_s
                                                : r->requests_per_s >= c->reaches[i - 1].requests_per_s);
}

static void law_most(plan_case *c)
{
    static plan_case again;
    toll_error err;
    again = *c;
    if (law_status(run_most(c, &err), &err) != TOLL_OK)
        return;
    law_summary(&c->summary);
    for (uint64_t i = 0; i < c->n_options; i++) {
        law_option(c, &c->options[i]);
        law_reach(c, i);
    }
    LAW(run_most(&again, NULL) == TOLL_OK && again.n_options == c->n_options);
    LAW(memcmp(again.options, c->options, c->n_options * sizeof c->options[0]) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    input in = {data, bytes};
    static plan_case c, again;
    toll_error err;
    c.n_rows = start_model(&c.model, c.rows, (unsigned)take(&in, 1));
    start_need(&in, &c.need);
    start_supplies(&in, &c);
    mutate(&in, &c.model, TOLL_KIND_MODEL);
    mutate(&in, &c.rows[take(&in, 1) % c.n_rows], TOLL_KIND_MODEL_LAYER);
    start_most(&in, &c.most);
    again = c;
    law_most(&again);
    again = c;
    if (law_status(run_search(&c, &err), &err) != TOLL_OK)
        return 0;
    law_summary(&c.summary);
    LAW(c.n_options <= CAPACITY && (int64_t)c.n_options <= c.summary.options);
    for (uint64_t i = 0; i < c.n_options; i++) {
        law_option(&c, &c.options[i]);
        LAW(i == 0 || c.options[i - 1].usd_per_hour.mid <= c.options[i].usd_per_hour.mid);
    }
    LAW(run_search(&again, NULL) == TOLL_OK && again.n_options == c.n_options);
    LAW(memcmp(again.options, c.options, c.n_options * sizeof c.options[0]) == 0);
    return 0;
}
