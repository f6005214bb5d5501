/* SPDX-License-Identifier: Apache-2.0 */
/* Milliseconds of a search over the whole catalog, for replicas of up to 8 and 16 accelerators; and microseconds of the
 * calibration constants that each of its combinations selects. Not a test. */
#include <toll.h>

#include <stdlib.h>

#include "bench/catalog_supplies.h"
#include "bench/measure.h"

#define HW_MAX   512
#define ROWS_MAX 64
#define CAPACITY 64
#define NS_IN_MS 1e6
#define KEYS     256

static toll_model model;
static toll_model_layer layers[ROWS_MAX];
static toll_plan_need need;
static toll_plan_supply supplies[HW_MAX];
static uint64_t n_layers, n_supplies;
static volatile double sink; /* keeps results alive */

static void expect(toll_status status, const toll_error *err)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "%s\n", err->message);
    exit(1);
}

static void set_up(const char *id, int64_t gpus)
{
    toll_error err;
    uint64_t row = 0;
    expect(toll_catalog_find(TOLL_TABLE_MODEL, id, TOLL_NUL, &row, &err), &err);
    expect(toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, &err), &err);
    expect(toll_struct_init(&need, sizeof need, TOLL_KIND_PLAN_NEED, &err), &err);
    expect(toll_catalog_get_model(row, &model, &err), &err);
    expect(toll_catalog_get_layers(row, layers, ROWS_MAX, sizeof layers[0], &n_layers, &err), &err);
    need.known = TOLL_PLAN_TTFT | TOLL_PLAN_TPOT;
    need.requests_per_s = 20;
    need.input_tokens = 1500;
    need.output_tokens = 400;
    need.input_cv = need.output_cv = 0.5;
    need.ttft_s = 1;
    need.tpot_s = 0.04;
    need.replica_gpus_max = gpus;
    n_supplies = catalog_supplies(supplies, HW_MAX);
}

static void search(int64_t calls)
{
    toll_error err;
    toll_plan_option options[CAPACITY];
    toll_plan_summary summary;
    uint64_t n = 0, size = toll_plan_search_size(n_layers, n_supplies, CAPACITY);
    void *work = malloc(size);
    expect(toll_struct_init(&summary, sizeof summary, TOLL_KIND_PLAN_SUMMARY, &err), &err);
    for (int64_t i = 0; i < calls; i++)
        expect(toll_plan_search(&model, layers, n_layers, sizeof layers[0], &need, supplies, n_supplies,
                                sizeof supplies[0], NULL, 0, 0, options, CAPACITY, sizeof options[0], &n, &summary,
                                work, size, &err),
               &err);
    sink += options[0].usd_per_hour.mid;
    free(work);
}

static void constants(int64_t calls)
{
    toll_hw hw;
    toll_model_precision precision;
    toll_step_engine engine;
    toll_step_constants found;
    (void)toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL);
    (void)toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL);
    (void)toll_struct_init(&engine, sizeof engine, TOLL_KIND_STEP_ENGINE, NULL);
    (void)toll_struct_init(&found, sizeof found, TOLL_KIND_STEP_CONSTANTS, NULL);
    (void)toll_catalog_get_hw(3, &hw, NULL);
    (void)toll_catalog_get_engine(4, &engine, NULL);
    (void)toll_catalog_get_precision(6, &precision, NULL);
    for (int64_t i = 0; i < calls; i++) {
        (void)toll_catalog_get_constants(&hw, &precision, &engine, &found, NULL);
        sink += found.step_s;
    }
}

static void measure_search(const char *name, const char *id, int64_t gpus)
{
    set_up(id, gpus);
    measure(name, search, 1, NS_IN_MS);
}

int main(void)
{
    measure_search("plan.search_llama_70b_8_ms", "llama-3.1-70b", 8);
    measure_search("plan.search_llama_70b_16_ms", "llama-3.1-70b", 16);
    measure_search("plan.search_qwen3_235b_8_ms", "qwen3-235b-a22b", 8);
    measure_search("plan.search_qwen3_235b_16_ms", "qwen3-235b-a22b", 16);
    measure_search("plan.search_deepseek_v3_8_ms", "deepseek-v3", 8);
    measure_search("plan.search_deepseek_v3_16_ms", "deepseek-v3", 16);
    measure("plan.get_constants_ns", constants, KEYS, KEYS);
    return 0;
}
