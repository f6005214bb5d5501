/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to every function of step.h, and resolved objects that were damaged, cut, forged or misplaced. */
#include "bad_input.h"

#include <toll/step.h>

#include "sample_deployment.h"
#include "step/resolved_deployment.h"

static toll_hw hw;
static toll_model model;
static toll_model_layer layers[SAMPLE_ROWS];
static toll_model_precision precision;
static toll_step_layout layout;
static toll_step_engine engine;
static toll_step_constants constants;
static toll_step_batch batch;
static uint64_t deployment[SAMPLE_WORDS];
static const double sequences[3] = {1, 8, 64};
static const double contexts[3] = {100, 1000, 4000};
static const double prompts[3] = {0, 512, 0};

/* Positions in the table below. */
enum { HW, MODEL, LAYERS, N_LAYERS, STRIDE, PRECISION, LAYOUT, ENGINE, CONSTANTS, MEMORY, MEMORY_SIZE };

static toll_status call_resolve(const bad_frame *f, toll_error *err)
{
    return toll_step_resolve(f->p[HW], f->p[MODEL], f->p[LAYERS], f->v[N_LAYERS], f->v[STRIDE], f->p[PRECISION],
                             f->p[LAYOUT], f->p[ENGINE], f->p[CONSTANTS], f->p[MEMORY], f->v[MEMORY_SIZE], err);
}

static toll_status call_estimate(const bad_frame *f, toll_error *err)
{
    return toll_step_estimate(f->p[0], f->v[1], f->p[2], f->p[3], err);
}

static toll_status call_columns(const bad_frame *f, toll_error *err)
{
    return toll_step_estimate_columns(f->p[0], f->v[1], f->p[2], f->p[3], f->p[4], f->v[5], f->p[6], f->p[7], err);
}

static toll_status call_memory(const bad_frame *f, toll_error *err)
{
    return toll_step_estimate_memory(f->p[0], f->v[1], (int64_t)f->v[2], (int64_t)f->v[3], f->p[4], err);
}

static toll_status call_sequences(const bad_frame *f, toll_error *err)
{
    return toll_step_bound_sequences(f->p[0], f->v[1], (int64_t)f->v[2], f->p[3], err);
}

static toll_status call_context(const bad_frame *f, toll_error *err)
{
    return toll_step_bound_context(f->p[0], f->v[1], (int64_t)f->v[2], f->p[3], err);
}

/* Positions in the table below, after those of toll_step_resolve(). */
enum { SEQUENCES = CONSTANTS + 1, CONTEXT, MAX_GPUS, SEARCH_MEMORY, SEARCH_SIZE, FEWEST };

static toll_status call_gpus(const bad_frame *f, toll_error *err)
{
    return toll_step_bound_gpus(f->p[HW], f->p[MODEL], f->p[LAYERS], f->v[N_LAYERS], f->v[STRIDE], f->p[PRECISION],
                                f->p[LAYOUT], f->p[ENGINE], f->p[CONSTANTS], (int64_t)f->v[SEQUENCES],
                                (int64_t)f->v[CONTEXT], (int64_t)f->v[MAX_GPUS], f->p[SEARCH_MEMORY], f->v[SEARCH_SIZE],
                                f->p[FEWEST], err);
}

static void sizes_grow_with_rows(void)
{
    assert_true(toll_step_size(1) > 0 && toll_step_size(4096) > toll_step_size(4095));
    assert_true(toll_step_size(4096) % 8 == 0 && toll_step_size(0) % 8 == 0);
    assert_true(toll_step_size(4097) == 0 && toll_step_size(UINT64_MAX) == 0);
    assert_true(toll_step_size(UINT64_MAX / 8 + 2) == 0);
}

static void no_memory_size(bad_frame *f)
{
    toll_hw *bad = f->p[HW];
    bad->known &= ~(uint64_t)(TOLL_HW_MEMORY | TOLL_HW_MEMORY_USABLE);
    bad->memory_bytes = bad->memory_usable_bytes = 0;
}

static void no_bandwidth(bad_frame *f)
{
    toll_hw *bad = f->p[HW];
    bad->known &= ~(uint64_t)TOLL_HW_MEMORY_RATE;
    bad->memory_bytes_per_s = 0;
}

static void no_rates(bad_frame *f)
{
    toll_hw *bad = f->p[HW];
    for (uint64_t bit = TOLL_HW_FP32; bit <= TOLL_HW_FP4; bit <<= 1)
        bad->known &= ~bit;
    bad->fp32_flop_per_s = bad->tf32_flop_per_s = bad->fp16_flop_per_s = bad->bf16_flop_per_s = 0;
    bad->fp8_flop_per_s = bad->int8_op_per_s = bad->fp4_flop_per_s = 0;
}

static void idle_above_tdp(bad_frame *f)
{
    toll_hw *bad = f->p[HW];
    bad->idle_w = bad->tdp_w + 1;
}

static void incomplete(bad_frame *f)
{
    ((toll_model *)f->p[MODEL])->flags = TOLL_MODEL_INCOMPLETE;
}

static void heads_not_divided(bad_frame *f)
{
    ((toll_model_layer *)f->p[LAYERS])->n_kv_heads = 3;
}

static void more_stages_than_layers(bad_frame *f)
{
    ((toll_step_layout *)f->p[LAYOUT])->pp = 5;
}

static void ep_not_dividing_gpus(bad_frame *f)
{
    ((toll_step_layout *)f->p[LAYOUT])->ep = 4;
}

static void ep_not_dividing_experts(bad_frame *f)
{
    ((toll_step_layout *)f->p[LAYOUT])->tp = 1;
    ((toll_step_layout *)f->p[LAYOUT])->dp = 3;
    ((toll_step_layout *)f->p[LAYOUT])->ep = 3;
}

static void tp_not_dividing_heads(bad_frame *f)
{
    ((toll_step_layout *)f->p[LAYOUT])->tp = 3;
}

static void beyond_domain(bad_frame *f)
{
    ((toll_step_layout *)f->p[LAYOUT])->dp = 8; /* 16 accelerators, 8 of them joined */
}

static void misaligned_memory(bad_frame *f)
{
    unsigned char *memory = bad_resize(f, MEMORY, f->size[MEMORY] + 8);
    f->p[MEMORY] = memory + 4;
}

static void empty_step(bad_frame *f)
{
    ((toll_step_batch *)f->p[2])->decode_sequences = 0;
    ((toll_step_batch *)f->p[2])->prefill_tokens = 0;
}

static void second_row_nan(bad_frame *f)
{
    ((double *)f->p[3])[1] = (double)NAN;
}

static void last_row_negative(bad_frame *f)
{
    ((double *)f->p[2])[2] = -1;
}

static void last_row_empty(bad_frame *f)
{
    ((double *)f->p[2])[2] = 0;
}

static void first_row_infinite(bad_frame *f)
{
    ((double *)f->p[4])[0] = (double)INFINITY;
    ((double *)f->p[2])[2] = -1; /* a later failure is not the one that is told */
}

#define FIELD(edit, status, kind, name, row)                                                                           \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, TOLL_KIND_##kind, name, row, 0                                                                     \
        }                                                                                                              \
    }
#define ARGUMENT(argument, value, status)                                                                              \
    {                                                                                                                  \
        argument, value, NULL,                                                                                         \
        {                                                                                                              \
            status, 0, NULL, -1, 0                                                                                     \
        }                                                                                                              \
    }
#define RANGE(argument, value) ARGUMENT(argument, value, TOLL_E_RANGE)
#define SIZE_OF_ROWS(n)        (sizeof(toll__deployment) + (n) * sizeof(toll__op))

static const bad_case resolve_cases[] = {
    FIELD(no_memory_size, TOLL_E_MISSING, HW, "memory_bytes", -1),
    FIELD(no_bandwidth, TOLL_E_MISSING, HW, "memory_bytes_per_s", -1),
    FIELD(no_rates, TOLL_E_MISSING, PRECISION, "linear_rate", -1),
    FIELD(idle_above_tdp, TOLL_E_CONFLICT, HW, "idle_w", -1),
    FIELD(incomplete, TOLL_E_MISSING, MODEL, "flags", -1),
    FIELD(heads_not_divided, TOLL_E_CONFLICT, MODEL_LAYER, "n_kv_heads", 0),
    FIELD(more_stages_than_layers, TOLL_E_CONFLICT, STEP_LAYOUT, "pp", -1),
    FIELD(ep_not_dividing_gpus, TOLL_E_CONFLICT, STEP_LAYOUT, "ep", -1),
    FIELD(ep_not_dividing_experts, TOLL_E_CONFLICT, STEP_LAYOUT, "ep", 1),
    FIELD(tp_not_dividing_heads, TOLL_E_CONFLICT, STEP_LAYOUT, "tp", 0),
    FIELD(beyond_domain, TOLL_E_UNSUPPORTED, STEP_LAYOUT, "internode_bytes_per_s", -1),
    RANGE(N_LAYERS, 0),
    RANGE(N_LAYERS, 4097),
    RANGE(N_LAYERS, UINT64_MAX),
    ARGUMENT(MEMORY_SIZE, 0, TOLL_E_BUFFER),
    ARGUMENT(MEMORY_SIZE, 8, TOLL_E_BUFFER),
    ARGUMENT(MEMORY_SIZE, SIZE_OF_ROWS(SAMPLE_ROWS) - 1, TOLL_E_BUFFER),
    {MEMORY, 0, misaligned_memory, {TOLL_E_OBJECT, 0, "deployment", -1, 0}},
};
static const bad_case estimate_cases[] = {FIELD(empty_step, TOLL_E_CONFLICT, STEP_BATCH, "decode_sequences", -1)};
/* Rows that fail leave 0 and a status; the others are computed. */
#define COLUMN(edit, status, name, row)                                                                                \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, TOLL_KIND_STEP_BATCH, name, row, 1u << 6 | 1u << 7                                                 \
        }                                                                                                              \
    }
static const bad_case columns_cases[] = {
    COLUMN(second_row_nan, TOLL_E_NOT_FINITE, "decode_context_tokens", 1),
    COLUMN(last_row_negative, TOLL_E_RANGE, "decode_sequences", 2),
    COLUMN(last_row_empty, TOLL_E_CONFLICT, "decode_sequences", 2),
    COLUMN(first_row_infinite, TOLL_E_NOT_FINITE, "prefill_tokens", 0),
    RANGE(5, UINT64_MAX),
    RANGE(5, UINT64_MAX / 2 + 1),
};
static const bad_case memory_cases[] = {
    RANGE(2, UINT64_MAX), RANGE(2, 10000001),   RANGE(2, 1ull << 63), RANGE(2, UINT64_MAX / 2),
    RANGE(3, 0),          RANGE(3, UINT64_MAX), RANGE(3, 1000000001), RANGE(3, 1ull << 63),
};

static const bad_case sequences_cases[] = {RANGE(2, 0), RANGE(2, UINT64_MAX), RANGE(2, 1000000001)};
static const bad_case context_cases[] = {RANGE(2, 0), RANGE(2, UINT64_MAX), RANGE(2, 10000001)};
static const bad_case gpus_cases[] = {
    FIELD(no_memory_size, TOLL_E_MISSING, HW, "memory_bytes", -1),
    FIELD(no_rates, TOLL_E_MISSING, PRECISION, "linear_rate", -1),
    FIELD(incomplete, TOLL_E_MISSING, MODEL, "flags", -1),
    FIELD(heads_not_divided, TOLL_E_CONFLICT, MODEL_LAYER, "n_kv_heads", 0),
    RANGE(N_LAYERS, 0),
    RANGE(N_LAYERS, 4097),
    RANGE(SEQUENCES, UINT64_MAX),
    RANGE(SEQUENCES, 10000001),
    RANGE(CONTEXT, 0),
    RANGE(CONTEXT, 1000000001),
    RANGE(MAX_GPUS, 0),
    RANGE(MAX_GPUS, 4097),
    ARGUMENT(SEARCH_SIZE, 8, TOLL_E_BUFFER),
};

#define IN_STRUCT(name, variable, kind)                                                                                \
    {                                                                                                                  \
        BAD_IN_STRUCT, name, &(variable), sizeof(variable), TOLL_KIND_##kind, 0                                        \
    }
#define VALUE(name, value)                                                                                             \
    {                                                                                                                  \
        BAD_VALUE, name, NULL, value, 0, 0                                                                             \
    }
#define COLUMN_IN(role, name, memory)                                                                                  \
    {                                                                                                                  \
        role, name, memory, sizeof(memory), 0, 0                                                                       \
    }

/* The size of the resolved sample is known once it is resolved. */
static bad_function table[] = {
    {"toll_step_size", NULL, sizes_grow_with_rows, {{0, NULL, NULL, 0, 0, 0}}, NULL, 0},
    {"toll_step_resolve",
     call_resolve,
     NULL,
     {IN_STRUCT("hw", hw, HW),
      IN_STRUCT("model", model, MODEL),
      {BAD_IN_ROWS, "layers", layers, sizeof layers, TOLL_KIND_MODEL_LAYER, STRIDE},
      VALUE("n_layers", SAMPLE_ROWS),
      VALUE("stride_bytes", sizeof(toll_model_layer)),
      IN_STRUCT("precision", precision, PRECISION),
      IN_STRUCT("layout", layout, STEP_LAYOUT),
      IN_STRUCT("engine", engine, STEP_ENGINE),
      IN_STRUCT("constants", constants, STEP_CONSTANTS),
      {BAD_OUT, "deployment", NULL, SIZE_OF_ROWS(SAMPLE_ROWS), 0, 0},
      VALUE("deployment_size", SIZE_OF_ROWS(SAMPLE_ROWS))},
     BAD_CASES(resolve_cases)},
    {"toll_step_estimate",
     call_estimate,
     NULL,
     {{BAD_OBJECT, "deployment", deployment, 0, 0, 1},
      VALUE("deployment_size", 0),
      IN_STRUCT("batch", batch, STEP_BATCH),
      {BAD_OUT_STRUCT, "result", NULL, sizeof(toll_step_result), TOLL_KIND_STEP_RESULT, 0}},
     BAD_CASES(estimate_cases)},
    {"toll_step_estimate_columns",
     call_columns,
     NULL,
     {{BAD_OBJECT, "deployment", deployment, 0, 0, 1},
      VALUE("deployment_size", 0),
      COLUMN_IN(BAD_IN, "decode_sequences", sequences),
      COLUMN_IN(BAD_IN, "decode_context_tokens", contexts),
      COLUMN_IN(BAD_IN_OPTIONAL, "prefill_tokens", prompts),
      VALUE("count", 3),
      {BAD_OUT, "time_s", NULL, 3 * sizeof(double), 0, 0},
      {BAD_OUT_OPTIONAL, "statuses", NULL, 3 * sizeof(int32_t), 0, 0}},
     BAD_CASES(columns_cases)},
    {"toll_step_estimate_memory",
     call_memory,
     NULL,
     {{BAD_OBJECT, "deployment", deployment, 0, 0, 1},
      VALUE("deployment_size", 0),
      VALUE("sequences", 16),
      VALUE("context_tokens", 2048),
      {BAD_OUT_STRUCT, "memory", NULL, sizeof(toll_step_memory), TOLL_KIND_STEP_MEMORY, 0}},
     BAD_CASES(memory_cases)},
    {"toll_step_bound_sequences",
     call_sequences,
     NULL,
     {{BAD_OBJECT, "deployment", deployment, 0, 0, 1},
      VALUE("deployment_size", 0),
      VALUE("context_tokens", 2048),
      {BAD_OUT, "room", NULL, sizeof(toll_step_room), 0, 0}},
     BAD_CASES(sequences_cases)},
    {"toll_step_bound_context",
     call_context,
     NULL,
     {{BAD_OBJECT, "deployment", deployment, 0, 0, 1},
      VALUE("deployment_size", 0),
      VALUE("sequences", 16),
      {BAD_OUT, "room", NULL, sizeof(toll_step_room), 0, 0}},
     BAD_CASES(context_cases)},
    {"toll_step_bound_gpus",
     call_gpus,
     NULL,
     {IN_STRUCT("hw", hw, HW),
      IN_STRUCT("model", model, MODEL),
      {BAD_IN_ROWS, "layers", layers, sizeof layers, TOLL_KIND_MODEL_LAYER, STRIDE},
      VALUE("n_layers", SAMPLE_ROWS),
      VALUE("stride_bytes", sizeof(toll_model_layer)),
      IN_STRUCT("precision", precision, PRECISION),
      IN_STRUCT("layout", layout, STEP_LAYOUT),
      IN_STRUCT("engine", engine, STEP_ENGINE),
      IN_STRUCT("constants", constants, STEP_CONSTANTS),
      VALUE("sequences", 16),
      VALUE("context_tokens", 2048),
      VALUE("max_gpus", 8),
      {BAD_OUT, "deployment", NULL, SIZE_OF_ROWS(SAMPLE_ROWS), 0, 0},
      VALUE("deployment_size", SIZE_OF_ROWS(SAMPLE_ROWS)),
      {BAD_OUT, "fewest", NULL, sizeof(toll_step_fewest), 0, 0}},
     BAD_CASES(gpus_cases)},
};

static int set_up(void **state)
{
    (void)state;
    hw = sample_hw();
    model = sample_model();
    sample_layers(layers);
    precision = precision_of(16);
    layout = sample_layout();
    engine = sample_engine();
    constants = sample_constants();
    (void)toll_struct_init(&batch, sizeof batch, TOLL_KIND_STEP_BATCH, NULL);
    batch.decode_sequences = 8;
    batch.decode_context_tokens = 1000;
    const uint64_t size = sample_resolve(deployment);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (table[i].arguments[0].role == BAD_OBJECT)
            table[i].arguments[0].size = table[i].arguments[1].size = size;
    return size == 0;
}

static void refuses_bad_input(void **state)
{
    (void)state;
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_step_");
}

/* A failed row is 0 with its status; the others are as if it weren't there. */
static void failed_row_is_zero(void **state)
{
    (void)state;
    const double some[3] = {1, -1, 64};
    double good[3], time_s[3] = {7, 7, 7};
    int32_t statuses[3] = {7, 7, 7};
    const uint64_t size = table[2].arguments[0].size;
    assert_int_equal(toll_step_estimate_columns(deployment, size, sequences, contexts, prompts, 3, good, NULL, NULL),
                     TOLL_OK);
    assert_int_equal(toll_step_estimate_columns(deployment, size, some, contexts, prompts, 3, time_s, statuses, NULL),
                     TOLL_E_RANGE);
    assert_true(time_s[0] > 0 && memcmp(&time_s[0], &good[0], sizeof good[0]) == 0);
    assert_true(memcmp(&time_s[2], &good[2], sizeof good[2]) == 0 && time_s[1] >= 0 && time_s[1] <= 0);
    assert_true(statuses[0] == TOLL_OK && statuses[1] == TOLL_E_RANGE && statuses[2] == TOLL_OK);
}

static void no_rows_need_no_columns(void **state)
{
    (void)state;
    const uint64_t size = table[2].arguments[0].size;
    assert_int_equal(toll_step_estimate_columns(deployment, size, NULL, NULL, NULL, 0, NULL, NULL, NULL), TOLL_OK);
    assert_int_equal(toll_step_estimate_columns(deployment, size - 1, NULL, NULL, NULL, 0, NULL, NULL, NULL),
                     TOLL_E_BUFFER);
}

/* Another release's stamp, or one of a build whose structs differ, is told apart from damage. */
static void another_build_is_refused(void **state)
{
    (void)state;
    uint64_t other[SAMPLE_WORDS];
    toll_error err;
    toll_step_memory memory;
    const uint64_t size = table[2].arguments[0].size;
    (void)toll_struct_init(&memory, sizeof memory, TOLL_KIND_STEP_MEMORY, NULL);
    memcpy(other, deployment, sizeof other);
    other[offsetof(toll__deployment, stamp.build) / 8] += 1;
    assert_int_equal(toll_step_estimate_memory(other, size, 1, 1, &memory, &err), TOLL_E_OBJECT);
    assert_non_null(strstr(err.message, "another build"));
}

/* Sums right but contents that claim more operations than there is memory for. */
static void forged_count_is_refused(void **state)
{
    (void)state;
    const uint64_t counts[] = {0, 1, 1000, UINT64_MAX, UINT64_MAX / sizeof(toll__op) + 1, 1ull << 63};
    const uint64_t size = table[2].arguments[0].size;
    toll_step_memory memory;
    (void)toll_struct_init(&memory, sizeof memory, TOLL_KIND_STEP_MEMORY, NULL);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        uint64_t *forged = malloc((size_t)size); /* of exactly its size: a sanitizer sees what is read beyond */
        assert_non_null(forged);
        memcpy(forged, deployment, (size_t)size);
        toll__deployment *d = (toll__deployment *)(void *)forged;
        d->placement.n_ops = counts[i];
        assert_int_equal(toll_step_estimate_memory(forged, size, 1, 1, &memory, NULL), TOLL_E_OBJECT);
        d->stamp.size_bytes = toll__deployment_size(counts[i]);
        d->stamp.size_again = d->stamp.size_bytes + d->stamp.magic;
        const toll_status status = toll_step_estimate_memory(forged, size, 1, 1, &memory, NULL);
        assert_true(status == TOLL_E_OBJECT || status == TOLL_E_BUFFER);
        free(forged);
    }
}

/* A failed resolve must not leave half an object behind, wherever it fails: the old one stays usable. */
static void failed_resolve_keeps_the_old_object(void **state)
{
    (void)state;
    toll_step_result result;
    toll_model_layer bad[SAMPLE_ROWS];
    uint64_t kept[SAMPLE_WORDS];
    const uint64_t size = toll_step_size(SAMPLE_ROWS);
    memcpy(kept, deployment, sizeof kept);
    memcpy(bad, layers, sizeof bad);
    bad[SAMPLE_ROWS - 1].d_ff = 0; /* the last thing that is read */
    assert_int_equal(toll_step_resolve(&hw, &model, bad, SAMPLE_ROWS, sizeof bad[0], &precision, &layout, &engine,
                                       &constants, kept, size, NULL),
                     TOLL_E_MISSING);
    assert_memory_equal(kept, deployment, sizeof kept);
    (void)toll_struct_init(&result, sizeof result, TOLL_KIND_STEP_RESULT, NULL);
    assert_int_equal(toll_step_estimate(kept, size, &batch, &result, NULL), TOLL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_is_walked),
        cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(failed_row_is_zero),
        cmocka_unit_test(no_rows_need_no_columns),
        cmocka_unit_test(another_build_is_refused),
        cmocka_unit_test(forged_count_is_refused),
        cmocka_unit_test(failed_resolve_keeps_the_old_object),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
