/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to every function of serve.h. */
#include "bad_input.h"

#include <toll/serve.h>

#include "sample_deployment.h"

static uint64_t deployment[SAMPLE_WORDS];
static toll_serve_load load;
static toll_serve_load arrivals;
static toll_serve_limits limits;
static toll_step_batch batch;
static toll_serve_pools pools;
static const toll_serve_part parts[3] = {{1, 500, 0, 0}, {0, 0, 300, 100}, {1, 5000, 0, 0}};
static toll_serve_result steady;
static toll_serve_supply supply;
static toll_serve_site site;
static toll_serve_anchor anchors[2];
static toll_serve_correction correction;
static const double inputs[3] = {100, 1000, 2000};
static const double outputs[3] = {50, 100, 200};
static const double concurrencies[3] = {1, 8, 1000};
static const double arrival_rates[3] = {0.001, 1, 1e5};

static toll_status call_estimate(const bad_frame *f, toll_error *err)
{
    return toll_serve_estimate(f->p[0], f->v[1], f->p[2], f->p[3], err);
}

static toll_status call_calibrate(const bad_frame *f, toll_error *err)
{
    return toll_serve_calibrate(f->p[0], f->v[1], f->p[2], f->v[3], f->v[4], f->p[5], err);
}

static toll_status call_corrected(const bad_frame *f, toll_error *err)
{
    return toll_serve_estimate_corrected(f->p[0], f->v[1], f->p[2], f->p[3], f->p[4], err);
}

static toll_status call_columns(const bad_frame *f, toll_error *err)
{
    return toll_serve_estimate_columns(f->p[0], f->v[1], f->p[2], f->p[3], f->p[4], f->v[5], f->p[6], f->p[7], f->p[8],
                                       f->p[9], err);
}

static toll_status call_cost(const bad_frame *f, toll_error *err)
{
    return toll_serve_estimate_cost(f->p[0], f->p[1], f->p[2], err);
}

static toll_status call_energy(const bad_frame *f, toll_error *err)
{
    return toll_serve_estimate_energy(f->p[0], f->p[1], f->p[2], err);
}

static toll_status call_queue(const bad_frame *f, toll_error *err)
{
    return toll_serve_estimate_queue(f->p[0], f->v[1], f->p[2], f->p[3], err);
}

static toll_status call_open_columns(const bad_frame *f, toll_error *err)
{
    return toll_serve_estimate_open_columns(f->p[0], f->v[1], f->p[2], f->p[3], f->p[4], f->p[5], f->v[6], f->p[7],
                                            f->p[8], f->p[9], f->p[10], f->p[11], err);
}

static toll_status call_bound(const bad_frame *f, toll_error *err)
{
    return toll_serve_bound_rate(f->p[0], f->v[1], f->p[2], f->p[3], f->p[4], err);
}

static toll_status call_admission(const bad_frame *f, toll_error *err)
{
    return toll_serve_estimate_admission(f->p[0], f->v[1], f->p[2], f->p[3], f->p[4], f->p[5], err);
}

static toll_status call_allocate(const bad_frame *f, toll_error *err)
{
    return toll_serve_allocate(f->p[0], f->v[1], f->p[2], f->v[3], f->v[4], f->p[5], f->p[6], err);
}

static toll_status call_split(const bad_frame *f, toll_error *err)
{
    return toll_serve_estimate_split(f->p[0], f->v[1], f->p[2], f->p[3], f->p[4], err);
}

static toll_status call_terms(const bad_frame *f, toll_error *err)
{
    return toll_serve_estimate_terms(f->p[0], f->v[1], f->p[2], f->p[3], err);
}

static toll_status call_pools(const bad_frame *f, toll_error *err)
{
    return toll_serve_estimate_pools(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->p[5], f->p[6], err);
}

/* load at 4 */
static void pools_in_a_batch(bad_frame *f)
{
    ((toll_serve_load *)f->p[4])->mode = TOLL_LOAD_BATCH;
}

static void pools_without_answers(bad_frame *f)
{
    ((toll_serve_load *)f->p[4])->output_tokens = 1;
}

/* parts at 2 */
static void second_part_empty(bad_frame *f)
{
    memset((toll_serve_part *)f->p[2] + 1, 0, sizeof(toll_serve_part));
}

/* supply at 4 */
static void admission_fewer_billed(bad_frame *f)
{
    ((toll_serve_supply *)f->p[4])->gpus_billed = 1;
}

/* load at 2 */
static void far_beyond_saturation(bad_frame *f)
{
    ((toll_serve_load *)f->p[2])->requests_per_s = 1e6;
}

/* load at 2 */
static void rate_in_a_closed_loop(bad_frame *f)
{
    ((toll_serve_load *)f->p[2])->mode = TOLL_LOAD_CLOSED;
}

static void open_without_a_rate(bad_frame *f)
{
    ((toll_serve_load *)f->p[2])->requests_per_s = 0;
}

static void open_at_next_to_no_rate(bad_frame *f)
{
    ((toll_serve_load *)f->p[2])->requests_per_s = 1e-321;
}

static void batch_of_lengths_that_vary(bad_frame *f)
{
    toll_serve_load *bad = f->p[2];
    bad->mode = TOLL_LOAD_BATCH;
    bad->requests_per_s = 0;
    bad->input_cv = 0;
}

static void no_queue_in_a_batch(bad_frame *f)
{
    ((toll_serve_load *)f->p[2])->mode = TOLL_LOAD_BATCH;
}

/* load at 2, columns at 3, 4, 5 */
static void open_row_nan(bad_frame *f)
{
    ((double *)f->p[3])[1] = (double)NAN;
}

static void open_row_without_output(bad_frame *f)
{
    ((double *)f->p[4])[2] = 0;
}

static void open_row_without_rate(bad_frame *f)
{
    ((double *)f->p[5])[0] = 0;
}

static void open_row_infinite_rate(bad_frame *f)
{
    ((double *)f->p[5])[2] = (double)INFINITY;
}

static void second_row_nan(bad_frame *f)
{
    ((double *)f->p[2])[1] = (double)NAN;
}

static void first_row_below(bad_frame *f)
{
    ((double *)f->p[3])[0] = 0.5;
}

static void last_row_huge(bad_frame *f)
{
    ((double *)f->p[4])[2] = 1e300;
}

static void two_rows_bad(bad_frame *f)
{
    last_row_huge(f);
    ((double *)f->p[3])[1] = -(double)INFINITY;
}

/* result at 0, supply at 1 */
static void no_gpus(bad_frame *f)
{
    ((toll_serve_result *)f->p[0])->gpus = 0;
}

static void no_requests(bad_frame *f)
{
    ((toll_serve_result *)f->p[0])->requests_per_s.low = 0;
}

static void no_input(bad_frame *f)
{
    ((toll_serve_result *)f->p[0])->input_tokens = 0.5;
}

static void no_output(bad_frame *f)
{
    ((toll_serve_result *)f->p[0])->output_tokens = 0;
}

static void no_power(bad_frame *f)
{
    toll_serve_result *bad = f->p[0];
    bad->known = 0;
    bad->power_w = bad->output_token_j = bad->input_token_j = (toll_range){0, 0, 0};
}

/* anchors at 2 */
static void nothing_measured(bad_frame *f)
{
    toll_serve_anchor *bad = f->p[2];
    bad[1].known = 0;
    bad[1].ttft_s = bad[1].tpot_s = bad[1].output_tokens_per_s = 0;
}

static void sibling_without_estimate(bad_frame *f)
{
    ((toll_serve_anchor *)f->p[2])[1].estimated_tpot_s = 0;
}

static void stranger(bad_frame *f)
{
    ((toll_serve_anchor *)f->p[2])[0].kinship = 4;
}

static void given_without_estimate(bad_frame *f)
{
    ((toll_serve_anchor *)f->p[2])[0].kinship = TOLL_KIN_GIVEN;
}

/* site at 1 */
static void carbon_without_pue(bad_frame *f)
{
    toll_serve_site *bad = f->p[1];
    bad->known = TOLL_SITE_MARKET;
    bad->pue = bad->location_kg_per_kwh = 0;
    bad->host_power_frac = (toll_range){0, 0, 0};
}

static void disordered_host(bad_frame *f)
{
    ((toll_serve_site *)f->p[1])->host_power_frac = (toll_range){0.5, 0.4, 0.6};
}

static void endless_power(bad_frame *f)
{
    ((toll_serve_result *)f->p[0])->power_w = (toll_range){1e300, 1e300, 1e300};
}

static void fewer_billed_than_used(bad_frame *f)
{
    ((toll_serve_supply *)f->p[1])->gpus_billed = 1;
}

/* Every figure passes its own check, but one request would cost more than a double holds. */
static void hardly_any_requests(bad_frame *f)
{
    ((toll_serve_result *)f->p[0])->requests_per_s = (toll_range){5e-324, 5e-324, 5e-324};
}

#define FIELD(edit, status, kind, name, row, outputs)                                                                  \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, TOLL_KIND_##kind, name, row, outputs                                                               \
        }                                                                                                              \
    }
#define OUTPUTS (1u << 6 | 1u << 7 | 1u << 8 | 1u << 9)

static const bad_case columns_cases[] = {
    FIELD(second_row_nan, TOLL_E_NOT_FINITE, SERVE_LOAD, "input_tokens", 1, OUTPUTS),
    FIELD(first_row_below, TOLL_E_RANGE, SERVE_LOAD, "output_tokens", 0, OUTPUTS),
    FIELD(last_row_huge, TOLL_E_RANGE, SERVE_LOAD, "concurrency", 2, OUTPUTS),
    FIELD(two_rows_bad, TOLL_E_NOT_FINITE, SERVE_LOAD, "output_tokens", 1, OUTPUTS),
    {5, UINT64_MAX, NULL, {TOLL_E_RANGE, 0, "count", -1, 0}},
    {5, UINT64_MAX / 2 + 1, NULL, {TOLL_E_RANGE, 0, "count", -1, 0}},
};
static const bad_case load_cases[] = {
    FIELD(rate_in_a_closed_loop, TOLL_E_CONFLICT, SERVE_LOAD, "requests_per_s", -1, 0),
    FIELD(open_without_a_rate, TOLL_E_CONFLICT, SERVE_LOAD, "requests_per_s", -1, 0),
    FIELD(open_at_next_to_no_rate, TOLL_E_CONFLICT, SERVE_LOAD, "requests_per_s", -1, 0),
    FIELD(batch_of_lengths_that_vary, TOLL_E_CONFLICT, SERVE_LOAD, "output_cv", -1, 0),
};
static const bad_case queue_cases[] = {
    FIELD(rate_in_a_closed_loop, TOLL_E_CONFLICT, SERVE_LOAD, "requests_per_s", -1, 0),
    FIELD(open_without_a_rate, TOLL_E_CONFLICT, SERVE_LOAD, "requests_per_s", -1, 0),
    FIELD(open_at_next_to_no_rate, TOLL_E_CONFLICT, SERVE_LOAD, "requests_per_s", -1, 0),
    FIELD(no_queue_in_a_batch, TOLL_E_CONFLICT, SERVE_LOAD, "mode", -1, 0),
};
static const bad_case bound_cases[] = {
    FIELD(no_queue_in_a_batch, TOLL_E_CONFLICT, SERVE_LOAD, "mode", -1, 0),
};
#define OPEN_OUTPUTS (0x1fu << 7)
static const bad_case open_cases[] = {
    FIELD(open_row_nan, TOLL_E_NOT_FINITE, SERVE_LOAD, "input_tokens", 1, OPEN_OUTPUTS),
    FIELD(open_row_without_output, TOLL_E_RANGE, SERVE_LOAD, "output_tokens", 2, OPEN_OUTPUTS),
    FIELD(open_row_without_rate, TOLL_E_RANGE, SERVE_LOAD, "requests_per_s", 0, OPEN_OUTPUTS),
    FIELD(open_row_infinite_rate, TOLL_E_NOT_FINITE, SERVE_LOAD, "requests_per_s", 2, OPEN_OUTPUTS),
    FIELD(no_queue_in_a_batch, TOLL_E_CONFLICT, SERVE_LOAD, "mode", -1, 0),
    {6, UINT64_MAX, NULL, {TOLL_E_RANGE, 0, "count", -1, 0}},
};
static const bad_case admission_cases[] = {
    FIELD(admission_fewer_billed, TOLL_E_CONFLICT, SERVE_SUPPLY, "gpus_billed", -1, 0),
};
static const bad_case allocate_cases[] = {
    FIELD(second_part_empty, TOLL_E_CONFLICT, SERVE_PART, "decode_tokens", 1, 0),
    {3, 0, NULL, {TOLL_E_RANGE, 0, "count", -1, 0}},
    {3, 10000001, NULL, {TOLL_E_RANGE, 0, "count", -1, 0}},
};
static const bad_case pools_cases[] = {
    FIELD(pools_in_a_batch, TOLL_E_CONFLICT, SERVE_LOAD, "mode", -1, 0),
    FIELD(pools_without_answers, TOLL_E_CONFLICT, SERVE_LOAD, "output_tokens", -1, 0),
};
static const bad_case split_cases[] = {
    FIELD(far_beyond_saturation, TOLL_E_CONFLICT, SERVE_LOAD, "requests_per_s", -1, 0),
    FIELD(rate_in_a_closed_loop, TOLL_E_CONFLICT, SERVE_LOAD, "requests_per_s", -1, 0),
};
static const bad_case cost_cases[] = {
    FIELD(no_gpus, TOLL_E_RANGE, SERVE_RESULT, "gpus", -1, 0),
    FIELD(no_requests, TOLL_E_RANGE, SERVE_RESULT, "requests_per_s", -1, 0),
    FIELD(no_input, TOLL_E_RANGE, SERVE_RESULT, "input_tokens", -1, 0),
    FIELD(no_output, TOLL_E_RANGE, SERVE_RESULT, "output_tokens", -1, 0),
    FIELD(no_power, TOLL_E_MISSING, SERVE_RESULT, "power_w", -1, 0),
    FIELD(fewer_billed_than_used, TOLL_E_CONFLICT, SERVE_SUPPLY, "gpus_billed", -1, 0),
    FIELD(hardly_any_requests, TOLL_E_NOT_FINITE, SERVE_COST, "usd_per_mtok_input", -1, 0),
};

static const bad_case calibrate_cases[] = {
    FIELD(nothing_measured, TOLL_E_MISSING, SERVE_ANCHOR, "known", 1, 0),
    FIELD(sibling_without_estimate, TOLL_E_MISSING, SERVE_ANCHOR, "estimated_tpot_s", 1, 0),
    FIELD(stranger, TOLL_E_RANGE, SERVE_ANCHOR, "kinship", 0, 0),
    FIELD(given_without_estimate, TOLL_E_MISSING, SERVE_ANCHOR, "estimated_ttft_s", 0, 0),
    {3, 0, NULL, {TOLL_E_RANGE, 0, "n_anchors", -1, 0}},
    {3, 65537, NULL, {TOLL_E_RANGE, 0, "n_anchors", -1, 0}},
    {3, UINT64_MAX, NULL, {TOLL_E_RANGE, 0, "n_anchors", -1, 0}},
};

static const bad_case energy_cases[] = {
    FIELD(no_power, TOLL_E_MISSING, SERVE_RESULT, "power_w", -1, 0),
    FIELD(carbon_without_pue, TOLL_E_MISSING, SERVE_SITE, "pue", -1, 0),
    FIELD(disordered_host, TOLL_E_CONFLICT, SERVE_SITE, "host_power_frac", -1, 0),
    FIELD(endless_power, TOLL_E_RANGE, SERVE_ENERGY, "system_w", -1, 0),
};

#define DEPLOYMENT                                                                                                     \
    {BAD_OBJECT, "deployment", deployment, 0, 0, 1},                                                                   \
    {                                                                                                                  \
        BAD_VALUE, "deployment_size", NULL, 0, 0, 0                                                                    \
    }
#define COLUMN_IN(name, memory)                                                                                        \
    {                                                                                                                  \
        BAD_IN, name, memory, sizeof(memory), 0, 0                                                                     \
    }
#define COLUMN_OUT(name, cell)                                                                                         \
    {                                                                                                                  \
        BAD_OUT_OPTIONAL, name, NULL, 3 * (cell), 0, 0                                                                 \
    }

/* The size of the resolved sample is known once it is resolved. */
static bad_function table[] = {
    {"toll_serve_estimate",
     call_estimate,
     NULL,
     {DEPLOYMENT,
      {BAD_IN_STRUCT, "load", &arrivals, sizeof arrivals, TOLL_KIND_SERVE_LOAD, 0},
      {BAD_OUT_STRUCT, "result", NULL, sizeof(toll_serve_result), TOLL_KIND_SERVE_RESULT, 0}},
     BAD_CASES(load_cases)},
    {"toll_serve_estimate_admission",
     call_admission,
     NULL,
     {DEPLOYMENT,
      {BAD_IN_STRUCT, "batch", &batch, sizeof batch, TOLL_KIND_STEP_BATCH, 0},
      {BAD_IN_STRUCT, "load", &load, sizeof load, TOLL_KIND_SERVE_LOAD, 0},
      {BAD_IN_STRUCT, "supply", &supply, sizeof supply, TOLL_KIND_SERVE_SUPPLY, 0},
      {BAD_OUT_STRUCT, "admission", NULL, sizeof(toll_serve_admission), TOLL_KIND_SERVE_ADMISSION, 0}},
     BAD_CASES(admission_cases)},
    {"toll_serve_allocate",
     call_allocate,
     NULL,
     {DEPLOYMENT,
      {BAD_IN_ROWS, "parts", parts, sizeof parts, TOLL_KIND_SERVE_PART, 4},
      {BAD_VALUE, "count", NULL, 3, 0, 0},
      {BAD_VALUE, "stride_bytes", NULL, sizeof(toll_serve_part), 0, 0},
      {BAD_OUT, "seconds", NULL, 3 * sizeof(double), 0, 0},
      {BAD_OUT_OPTIONAL, "weights", NULL, 3 * sizeof(int64_t), 0, 0}},
     BAD_CASES(allocate_cases)},
    {"toll_serve_estimate_split",
     call_split,
     NULL,
     {DEPLOYMENT,
      {BAD_IN_STRUCT, "load", &arrivals, sizeof arrivals, TOLL_KIND_SERVE_LOAD, 0},
      {BAD_IN_STRUCT, "supply", &supply, sizeof supply, TOLL_KIND_SERVE_SUPPLY, 0},
      {BAD_OUT_STRUCT, "split", NULL, sizeof(toll_serve_split), TOLL_KIND_SERVE_SPLIT, 0}},
     BAD_CASES(split_cases)},
    {"toll_serve_estimate_terms",
     call_terms,
     NULL,
     {DEPLOYMENT,
      {BAD_IN_STRUCT, "load", &arrivals, sizeof arrivals, TOLL_KIND_SERVE_LOAD, 0},
      {BAD_OUT_STRUCT, "terms", NULL, sizeof(toll_serve_terms), TOLL_KIND_SERVE_TERMS, 0}},
     BAD_CASES(split_cases)},
    {"toll_serve_estimate_pools",
     call_pools,
     NULL,
     {{BAD_OBJECT, "prefill", deployment, 0, 0, 1},
      {BAD_VALUE, "prefill_size", NULL, 0, 0, 0},
      {BAD_OBJECT, "decode", deployment, 0, 0, 3},
      {BAD_VALUE, "decode_size", NULL, 0, 0, 0},
      {BAD_IN_STRUCT, "load", &load, sizeof load, TOLL_KIND_SERVE_LOAD, 0},
      {BAD_IN_STRUCT, "pools", &pools, sizeof pools, TOLL_KIND_SERVE_POOLS, 0},
      {BAD_OUT_STRUCT, "pooled", NULL, sizeof(toll_serve_pooled), TOLL_KIND_SERVE_POOLED, 0}},
     BAD_CASES(pools_cases)},
    {"toll_serve_estimate_queue",
     call_queue,
     NULL,
     {DEPLOYMENT,
      {BAD_IN_STRUCT, "load", &arrivals, sizeof arrivals, TOLL_KIND_SERVE_LOAD, 0},
      {BAD_OUT_STRUCT, "queue", NULL, sizeof(toll_serve_queue), TOLL_KIND_SERVE_QUEUE, 0}},
     BAD_CASES(queue_cases)},
    {"toll_serve_bound_rate",
     call_bound,
     NULL,
     {DEPLOYMENT,
      {BAD_IN_STRUCT, "load", &arrivals, sizeof arrivals, TOLL_KIND_SERVE_LOAD, 0},
      {BAD_IN_STRUCT, "limits", &limits, sizeof limits, TOLL_KIND_SERVE_LIMITS, 0},
      {BAD_OUT, "requests_per_s", NULL, sizeof(double), 0, 0}},
     BAD_CASES(bound_cases)},
    {"toll_serve_estimate_open_columns",
     call_open_columns,
     NULL,
     {DEPLOYMENT,
      {BAD_IN_STRUCT, "load", &arrivals, sizeof arrivals, TOLL_KIND_SERVE_LOAD, 0},
      COLUMN_IN("input_tokens", inputs),
      COLUMN_IN("output_tokens", outputs),
      COLUMN_IN("requests_per_s", arrival_rates),
      {BAD_VALUE, "count", NULL, 3, 0, 0},
      COLUMN_OUT("ttft_s", sizeof(double)),
      COLUMN_OUT("tpot_s", sizeof(double)),
      COLUMN_OUT("running_sequences", sizeof(double)),
      COLUMN_OUT("stabilities", sizeof(int32_t)),
      COLUMN_OUT("statuses", sizeof(int32_t))},
     BAD_CASES(open_cases)},
    {"toll_serve_calibrate",
     call_calibrate,
     NULL,
     {DEPLOYMENT,
      {BAD_IN_ROWS, "anchors", anchors, sizeof anchors, TOLL_KIND_SERVE_ANCHOR, 4},
      {BAD_VALUE, "n_anchors", NULL, 2, 0, 0},
      {BAD_VALUE, "stride_bytes", NULL, sizeof(toll_serve_anchor), 0, 0},
      {BAD_OUT_STRUCT, "correction", NULL, sizeof(toll_serve_correction), TOLL_KIND_SERVE_CORRECTION, 0}},
     BAD_CASES(calibrate_cases)},
    {"toll_serve_estimate_corrected",
     call_corrected,
     NULL,
     {DEPLOYMENT,
      {BAD_IN_STRUCT, "load", &load, sizeof load, TOLL_KIND_SERVE_LOAD, 0},
      {BAD_IN_STRUCT, "correction", &correction, sizeof correction, TOLL_KIND_SERVE_CORRECTION, 0},
      {BAD_OUT_STRUCT, "result", NULL, sizeof(toll_serve_result), TOLL_KIND_SERVE_RESULT, 0}},
     NULL,
     0},
    {"toll_serve_estimate_columns",
     call_columns,
     NULL,
     {DEPLOYMENT,
      COLUMN_IN("input_tokens", inputs),
      COLUMN_IN("output_tokens", outputs),
      COLUMN_IN("concurrency", concurrencies),
      {BAD_VALUE, "count", NULL, 3, 0, 0},
      COLUMN_OUT("ttft_s", sizeof(double)),
      COLUMN_OUT("tpot_s", sizeof(double)),
      COLUMN_OUT("output_tokens_per_s", sizeof(double)),
      COLUMN_OUT("statuses", sizeof(int32_t))},
     BAD_CASES(columns_cases)},
    {"toll_serve_estimate_cost",
     call_cost,
     NULL,
     {{BAD_IN_STRUCT, "result", &steady, sizeof steady, TOLL_KIND_SERVE_RESULT, 0},
      {BAD_IN_STRUCT, "supply", &supply, sizeof supply, TOLL_KIND_SERVE_SUPPLY, 0},
      {BAD_OUT_STRUCT, "cost", NULL, sizeof(toll_serve_cost), TOLL_KIND_SERVE_COST, 0}},
     BAD_CASES(cost_cases)},
    {"toll_serve_estimate_energy",
     call_energy,
     NULL,
     {{BAD_IN_STRUCT, "result", &steady, sizeof steady, TOLL_KIND_SERVE_RESULT, 0},
      {BAD_IN_STRUCT, "site", &site, sizeof site, TOLL_KIND_SERVE_SITE, 0},
      {BAD_OUT_STRUCT, "energy", NULL, sizeof(toll_serve_energy), TOLL_KIND_SERVE_ENERGY, 0}},
     BAD_CASES(energy_cases)},
};

static int set_up(void **state)
{
    (void)state;
    const uint64_t size = sample_resolve(deployment);
    (void)toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL);
    (void)toll_struct_init(&steady, sizeof steady, TOLL_KIND_SERVE_RESULT, NULL);
    (void)toll_struct_init(&supply, sizeof supply, TOLL_KIND_SERVE_SUPPLY, NULL);
    (void)toll_struct_init(&site, sizeof site, TOLL_KIND_SERVE_SITE, NULL);
    site.known = TOLL_SITE_HOST | TOLL_SITE_PUE | TOLL_SITE_LOCATION | TOLL_SITE_MARKET;
    site.host_power_frac = (toll_range){0.2, 0.3, 0.5};
    site.pue = 1.2;
    site.location_kg_per_kwh = 0.4;
    site.market_kg_per_kwh = 0.1;
    load.concurrency = 8;
    (void)toll_struct_init(&correction, sizeof correction, TOLL_KIND_SERVE_CORRECTION, NULL);
    anchors[0] = (toll_serve_anchor){.known = TOLL_ANCHOR_TPOT | TOLL_ANCHOR_TTFT | TOLL_ANCHOR_THROUGHPUT,
                                     .kinship = TOLL_KIN_SAME,
                                     .input_tokens = 100,
                                     .output_tokens = 50,
                                     .concurrency = 4,
                                     .ttft_s = 0.1,
                                     .tpot_s = 0.01,
                                     .output_tokens_per_s = 300};
    anchors[1] = anchors[0];
    anchors[1].kinship = TOLL_KIN_SIBLING;
    anchors[1].estimated_ttft_s = 0.2;
    anchors[1].estimated_tpot_s = 0.02;
    anchors[1].estimated_output_tokens_per_s = 200;
    arrivals = load;
    arrivals.mode = TOLL_LOAD_OPEN;
    arrivals.requests_per_s = 0.001;
    arrivals.input_cv = arrivals.output_cv = 0.5;
    (void)toll_struct_init(&batch, sizeof batch, TOLL_KIND_STEP_BATCH, NULL);
    (void)toll_struct_init(&pools, sizeof pools, TOLL_KIND_SERVE_POOLS, NULL);
    batch.decode_sequences = 4;
    batch.decode_context_tokens = 500;
    (void)toll_struct_init(&limits, sizeof limits, TOLL_KIND_SERVE_LIMITS, NULL);
    limits.known = 0x3f;
    limits.ttft_p50_s = limits.ttft_p95_s = limits.ttft_p99_s = 10;
    limits.tpot_p50_s = limits.tpot_p95_s = limits.tpot_p99_s = 1;
    supply.known = TOLL_SUPPLY_GPUS_BILLED | TOLL_SUPPLY_USD_PER_KWH | TOLL_SUPPLY_PUE | TOLL_SUPPLY_SERVER_POWER;
    supply.usd_per_gpu_hour = (toll_range){1, 2, 3};
    supply.gpus_billed = 8;
    supply.usd_per_kwh = 0.1;
    supply.pue = 1.2;
    supply.server_power_frac = 0.3;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (table[i].arguments[0].role == BAD_OBJECT)
            table[i].arguments[0].size = table[i].arguments[1].size = size;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (table[i].arguments[2].role == BAD_OBJECT)
            table[i].arguments[2].size = table[i].arguments[3].size = size;
    return toll_serve_estimate(deployment, size, &load, &steady, NULL);
}

static void refuses_bad_input(void **state)
{
    (void)state;
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_serve_");
}

static void failed_row_is_zero(void **state)
{
    (void)state;
    const double some[3] = {100, 0, 2000};
    double ttft_s[3] = {7, 7, 7}, tpot_s[3] = {7, 7, 7}, rates[3] = {7, 7, 7};
    int32_t statuses[3] = {7, 7, 7};
    assert_int_equal(toll_serve_estimate_columns(deployment, table[0].arguments[0].size, some, outputs, concurrencies,
                                                 3, ttft_s, tpot_s, rates, statuses, NULL),
                     TOLL_E_RANGE);
    const double zeros[3] = {ttft_s[1], tpot_s[1], rates[1]}, none[3] = {0, 0, 0};
    assert_memory_equal(zeros, none, sizeof none);
    assert_true(statuses[0] == TOLL_OK && statuses[1] == TOLL_E_RANGE && statuses[2] == TOLL_OK);
    assert_true(ttft_s[0] > 0 && tpot_s[0] > 0 && rates[0] > 0 && ttft_s[2] > 0 && tpot_s[2] > 0 && rates[2] > 0);
}

static void no_rows_need_no_columns(void **state)
{
    (void)state;
    const uint64_t size = table[0].arguments[0].size;
    assert_int_equal(toll_serve_estimate_columns(deployment, size, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL),
                     TOLL_OK);
    assert_int_equal(
        toll_serve_estimate_columns(deployment, size - 1, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL),
        TOLL_E_BUFFER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_is_walked),
        cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(failed_row_is_zero),
        cmocka_unit_test(no_rows_need_no_columns),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
