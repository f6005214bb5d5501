/* SPDX-License-Identifier: Apache-2.0 */
/* Nanoseconds of an estimate: one step, one operating point, a column of them, resolving, look-up. Not a test. */
#include <toll.h>

#include <string.h>

#include "bench/measure.h"

#define CALLS      20000
#define ROWS       1024
#define ROWS_MAX   64
#define SIZE_WORDS 8192

/* A deployment of the catalog, resolved. */
typedef struct bed {
    toll_hw hw;
    toll_model model;
    toll_model_layer layers[ROWS_MAX];
    uint64_t n_layers;
    toll_model_precision precision;
    toll_step_layout layout;
    toll_step_engine engine;
    toll_step_constants constants;
    uint64_t words[SIZE_WORDS];
} bed;

static bed dense, experts;
static double inputs[ROWS], outputs[ROWS], loads[ROWS], ttft[ROWS], tpot[ROWS], rate[ROWS], rates[ROWS];
static volatile double sink; /* keeps results alive */

static void expect(toll_status status, const char *what)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "%s: %s\n", what, toll_status_name(status));
    exit(1);
}

static uint64_t row_of(uint32_t table, const char *id)
{
    uint64_t index = 0;
    expect(toll_catalog_find(table, id, strlen(id), &index, NULL), id);
    return index;
}

static void resolve(bed *b)
{
    expect(toll_step_resolve(&b->hw, &b->model, b->layers, b->n_layers, sizeof b->layers[0], &b->precision, &b->layout,
                             &b->engine, &b->constants, b->words, sizeof b->words, NULL),
           "resolve");
}

static void set_up(bed *b, const char *model, const char *precision, int64_t tp)
{
    uint64_t index = row_of(TOLL_TABLE_MODEL, model);
    expect(toll_struct_init(&b->hw, sizeof b->hw, TOLL_KIND_HW, NULL), "hw");
    expect(toll_struct_init(&b->model, sizeof b->model, TOLL_KIND_MODEL, NULL), "model");
    expect(toll_struct_init(&b->precision, sizeof b->precision, TOLL_KIND_PRECISION, NULL), "precision");
    expect(toll_struct_init(&b->layout, sizeof b->layout, TOLL_KIND_STEP_LAYOUT, NULL), "layout");
    expect(toll_struct_init(&b->engine, sizeof b->engine, TOLL_KIND_STEP_ENGINE, NULL), "engine");
    expect(toll_struct_init(&b->constants, sizeof b->constants, TOLL_KIND_STEP_CONSTANTS, NULL), "constants");
    b->layout.tp = tp;
    expect(toll_catalog_get_hw(row_of(TOLL_TABLE_HW, "h100-sxm5-80gb"), &b->hw, NULL), "hw");
    expect(toll_catalog_get_model(index, &b->model, NULL), model);
    expect(toll_catalog_get_layers(index, b->layers, ROWS_MAX, sizeof b->layers[0], &b->n_layers, NULL), model);
    expect(toll_catalog_get_precision(row_of(TOLL_TABLE_PRECISION, precision), &b->precision, NULL), precision);
    expect(toll_catalog_get_engine(row_of(TOLL_TABLE_ENGINE, "vllm"), &b->engine, NULL), "engine");
    expect(toll_catalog_get_constants(&b->hw, &b->precision, &b->engine, &b->constants, NULL), "constants");
    resolve(b);
}

static void step(const bed *b, int64_t calls)
{
    toll_step_batch batch;
    toll_step_result result;
    expect(toll_struct_init(&batch, sizeof batch, TOLL_KIND_STEP_BATCH, NULL), "batch");
    expect(toll_struct_init(&result, sizeof result, TOLL_KIND_STEP_RESULT, NULL), "result");
    for (int64_t i = 0; i < calls; i++) {
        batch.decode_sequences = loads[i % ROWS];
        batch.decode_context_tokens = inputs[i % ROWS];
        (void)toll_step_estimate(b->words, sizeof b->words, &batch, &result, NULL);
        sink += result.time_s.mid;
    }
}

static void point(const bed *b, int64_t calls)
{
    toll_serve_load load;
    toll_serve_result result;
    expect(toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL), "load");
    expect(toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL), "result");
    for (int64_t i = 0; i < calls; i++) {
        load.input_tokens = inputs[i % ROWS];
        load.concurrency = loads[i % ROWS];
        (void)toll_serve_estimate(b->words, sizeof b->words, &load, &result, NULL);
        sink += result.tpot_s.mid;
    }
}

static void open_point(const bed *b, int64_t calls)
{
    toll_serve_load load;
    toll_serve_result result;
    expect(toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL), "load");
    expect(toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL), "result");
    load.mode = TOLL_LOAD_OPEN;
    for (int64_t i = 0; i < calls; i++) {
        load.input_tokens = inputs[i % ROWS];
        load.requests_per_s = 0.02 * loads[i % ROWS];
        (void)toll_serve_estimate(b->words, sizeof b->words, &load, &result, NULL);
        sink += result.tpot_s.mid;
    }
}

static void open_columns(const bed *b, int64_t calls)
{
    toll_serve_load load;
    expect(toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL), "load");
    for (int64_t i = 0; i < calls; i++) {
        (void)toll_serve_estimate_open_columns(b->words, sizeof b->words, &load, inputs, outputs, rates, ROWS, ttft,
                                               tpot, rate, NULL, NULL, NULL);
        sink += tpot[i % ROWS];
    }
}

static void queue(const bed *b, int64_t calls)
{
    toll_serve_load load;
    toll_serve_queue result;
    expect(toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL), "load");
    expect(toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_QUEUE, NULL), "queue");
    load.mode = TOLL_LOAD_OPEN;
    for (int64_t i = 0; i < calls; i++) {
        load.requests_per_s = rates[i % ROWS];
        (void)toll_serve_estimate_queue(b->words, sizeof b->words, &load, &result, NULL);
        sink += result.ttft_p99_s.mid;
    }
}

static void columns(const bed *b, int64_t calls)
{
    for (int64_t i = 0; i < calls; i++) {
        (void)toll_serve_estimate_columns(b->words, sizeof b->words, inputs, outputs, loads, ROWS, ttft, tpot, rate,
                                          NULL, NULL);
        sink += tpot[i % ROWS];
    }
}

static void dense_step(int64_t calls)
{
    step(&dense, calls);
}

static void experts_step(int64_t calls)
{
    step(&experts, calls);
}

static void dense_point(int64_t calls)
{
    point(&dense, calls);
}

static void experts_point(int64_t calls)
{
    point(&experts, calls);
}

static void dense_columns(int64_t calls)
{
    columns(&dense, calls);
}

static void experts_columns(int64_t calls)
{
    columns(&experts, calls);
}

static void dense_open_point(int64_t calls)
{
    open_point(&dense, calls);
}

static void experts_open_point(int64_t calls)
{
    open_point(&experts, calls);
}

static void dense_open_columns(int64_t calls)
{
    open_columns(&dense, calls);
}

static void dense_queue(int64_t calls)
{
    queue(&dense, calls);
}

static void dense_resolve(int64_t calls)
{
    for (int64_t i = 0; i < calls; i++)
        resolve(&dense);
}

static void look_up(int64_t calls)
{
    for (int64_t i = 0; i < calls; i++)
        sink += (double)row_of(TOLL_TABLE_MODEL, "llama-3.1-70b");
}

int main(void)
{
    for (int i = 0; i < ROWS; i++) {
        inputs[i] = 256 + 8 * i;
        outputs[i] = 512;
        loads[i] = 1 + i % 128;
        rates[i] = 0.02 * loads[i];
    }
    set_up(&dense, "llama-3.1-70b", "fp8", 4);
    set_up(&experts, "deepseek-v3", "fp8-block", 8);
    measure("step.dense_ns", dense_step, CALLS, CALLS);
    measure("step.experts_ns", experts_step, CALLS, CALLS);
    measure("serve.point_dense_ns", dense_point, CALLS, CALLS);
    measure("serve.point_experts_ns", experts_point, CALLS, CALLS);
    measure("serve.column_dense_ns", dense_columns, 20, 20.0 * ROWS);
    measure("serve.column_experts_ns", experts_columns, 20, 20.0 * ROWS);
    measure("serve.open_point_dense_ns", dense_open_point, CALLS, CALLS);
    measure("serve.open_point_experts_ns", experts_open_point, CALLS, CALLS);
    measure("serve.open_column_dense_ns", dense_open_columns, 10, 10.0 * ROWS);
    measure("serve.queue_dense_ns", dense_queue, CALLS / 10, CALLS / 10.0);
    measure("step.resolve_ns", dense_resolve, 1000, 1000);
    measure("catalog.find_ns", look_up, CALLS, CALLS);
    return 0;
}
