/* SPDX-License-Identifier: Apache-2.0 */
/* A plan by exhaustion: every layout of a supply, a format and an engine is resolved and asked for its highest rate by
 * toll_serve_bound_rate(). Slow, and of public functions alone. */
#ifndef TOLL_TESTS_PLAN_REFERENCE_H
#define TOLL_TESTS_PLAN_REFERENCE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll.h>

#define REFERENCE_ROWS 64

/* One question about one model. */
typedef struct reference_question {
    toll_model model;
    toll_model_layer layers[REFERENCE_ROWS];
    uint64_t n_layers;
    toll_plan_need need;
} reference_question;

static inline void reference_expect(toll_status status)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "reference of the plan: %s\n", toll_status_name(status));
    exit(1);
}

/* One combination as the public functions take it. */
typedef struct combination {
    toll_hw hw;
    toll_model_precision precision;
    toll_step_engine engine;
    toll_step_constants constants;
    toll_step_layout layout;
    uint64_t deployment[TOLL_CATALOG_WORDS];
} combination;

static inline void combine(combination *c, uint64_t hw, uint64_t precision, uint64_t engine)
{
    toll_struct_init(&c->hw, sizeof c->hw, TOLL_KIND_HW, NULL);
    toll_struct_init(&c->precision, sizeof c->precision, TOLL_KIND_PRECISION, NULL);
    toll_struct_init(&c->engine, sizeof c->engine, TOLL_KIND_STEP_ENGINE, NULL);
    toll_struct_init(&c->constants, sizeof c->constants, TOLL_KIND_STEP_CONSTANTS, NULL);
    toll_struct_init(&c->layout, sizeof c->layout, TOLL_KIND_STEP_LAYOUT, NULL);
    reference_expect(toll_catalog_get_hw(hw, &c->hw, NULL));
    reference_expect(toll_catalog_get_precision(precision, &c->precision, NULL));
    reference_expect(toll_catalog_get_engine(engine, &c->engine, NULL));
    reference_expect(toll_catalog_get_constants(&c->hw, &c->precision, &c->engine, &c->constants, NULL));
}

/* Whether the catalog lets the layout start and it can be resolved. */
static inline int resolves(const reference_question *q, combination *c, double internode_bytes_per_s)
{
    toll_catalog_run run;
    toll_struct_init(&run, sizeof run, TOLL_KIND_CATALOG_RUN, NULL);
    c->layout.known = internode_bytes_per_s > 0 ? TOLL_LAYOUT_INTERNODE : 0;
    c->layout.internode_bytes_per_s = internode_bytes_per_s;
    if (toll_catalog_check_run(&c->hw, q->layers, q->n_layers, sizeof q->layers[0], &c->precision, &c->layout,
                               &c->engine, &run, NULL) != TOLL_OK ||
        run.verdict != TOLL_RUN_YES)
        return 0;
    return toll_step_resolve(&c->hw, &q->model, q->layers, q->n_layers, sizeof q->layers[0], &c->precision, &c->layout,
                             &c->engine, &c->constants, c->deployment, sizeof c->deployment, NULL) == TOLL_OK;
}

static inline toll_serve_load load_of(const reference_question *q)
{
    toll_serve_load load;
    toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL);
    load.mode = TOLL_LOAD_OPEN;
    load.requests_per_s = 1;
    load.input_tokens = q->need.input_tokens;
    load.output_tokens = q->need.output_tokens;
    load.input_cv = q->need.input_cv;
    load.output_cv = q->need.output_cv;
    load.arrival_cv = q->need.arrival_cv;
    load.prefix_hit_frac = q->need.prefix_hit_frac;
    return load;
}

/* Highest rate of the resolved layout; 0: it does not fit or misses a limit. */
static inline double highest_rate(const reference_question *q, const combination *c)
{
    toll_serve_limits limits;
    toll_serve_load load = load_of(q);
    double rate = 0;
    toll_struct_init(&limits, sizeof limits, TOLL_KIND_SERVE_LIMITS, NULL);
    int is_p50 = q->need.quantile<0.6, is_p99 = q->need.quantile> 0.98;
    if ((q->need.known & TOLL_PLAN_TTFT) != 0) {
        limits.known |= is_p50 ? TOLL_LIMIT_TTFT_P50 : is_p99 ? TOLL_LIMIT_TTFT_P99 : TOLL_LIMIT_TTFT_P95;
        *(is_p50 ? &limits.ttft_p50_s : is_p99 ? &limits.ttft_p99_s : &limits.ttft_p95_s) = q->need.ttft_s;
    }
    if ((q->need.known & TOLL_PLAN_TPOT) != 0) {
        limits.known |= is_p50 ? TOLL_LIMIT_TPOT_P50 : is_p99 ? TOLL_LIMIT_TPOT_P99 : TOLL_LIMIT_TPOT_P95;
        *(is_p50 ? &limits.tpot_p50_s : is_p99 ? &limits.tpot_p99_s : &limits.tpot_p95_s) = q->need.tpot_s;
    }
    reference_expect(toll_serve_bound_rate(c->deployment, sizeof c->deployment, &load, &limits, &rate, NULL));
    return rate;
}

/* Accelerators paid for, one replica after another: as many as fit share a unit. */
static inline double paid_slowly(double replicas, double gpus, double unit)
{
    double units = 0, room = 0;
    for (double i = 0; i < replicas; i++) {
        if (gpus > unit) {
            units += ceil(gpus / unit);
            continue;
        }
        if (room < gpus) {
            units++;
            room = unit;
        }
        room -= gpus;
    }
    return units * unit;
}

/* Fewest paid accelerators of a combination, over every layout: at the rate found, and at one a little higher, because
 * toll_serve_bound_rate() is up to 0.1 % low. */
typedef struct fewest_paid {
    double most, least;
} fewest_paid;

static inline void try_layout(const reference_question *q, combination *c, const toll_plan_supply *s, fewest_paid *f)
{
    double gpus = (double)(c->layout.tp * c->layout.pp * c->layout.dp);
    double unit = (double)(s->unit_gpus > q->need.node_gpus ? s->unit_gpus : q->need.node_gpus);
    if (!resolves(q, c, s->internode_bytes_per_s))
        return;
    double rate = highest_rate(q, c);
    if (!(rate > 0))
        return;
    double spares = (double)q->need.spare_replicas;
    double most = paid_slowly(ceil(q->need.requests_per_s / rate) + spares, gpus, unit);
    double least = paid_slowly(ceil(q->need.requests_per_s / (rate * 1.0011)) + spares, gpus, unit);
    f->most = most < f->most ? most : f->most;
    f->least = least < f->least ? least : f->least;
}

static inline int has_experts(const reference_question *q)
{
    for (uint64_t i = 0; i < q->n_layers; i++)
        if (q->layers[i].kind == TOLL_LAYER_MOE)
            return 1;
    return 0;
}

static inline fewest_paid find_fewest_paid(const reference_question *q, combination *c, const toll_plan_supply *s)
{
    fewest_paid f = {HUGE_VAL, HUGE_VAL};
    int64_t most = q->need.replica_gpus_max;
    for (int64_t tp = 1; tp <= most; tp *= 2)
        for (int64_t pp = 1; tp * pp <= most && pp <= 4; pp *= 2)
            for (int64_t dp = 1; tp * pp * dp <= most; dp *= 2) {
                if (dp > 1 && (pp > 1 || !has_experts(q)))
                    continue;
                c->layout.tp = tp;
                c->layout.pp = pp;
                c->layout.dp = dp;
                c->layout.ep = 1;
                try_layout(q, c, s, &f);
                c->layout.ep = tp * dp;
                if (has_experts(q) && tp * dp > 1)
                    try_layout(q, c, s, &f);
            }
    return f;
}

#endif
