/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to every function of train.h. */
#include "bad_input.h"

#include <toll/train.h>

#include "sample_deployment.h"

static toll_hw hw;
static toll_model model;
static toll_model_layer layers[SAMPLE_ROWS];
static toll_train_setup setup;
static toll_step_constants constants;
static toll_train_step step;
static toll_train_job job;

static toll_status call_count(const bad_frame *f, toll_error *err)
{
    return toll_train_count(f->p[0], f->p[1], f->v[2], f->v[3], f->p[4], f->p[5], err);
}

static toll_status call_step(const bad_frame *f, toll_error *err)
{
    return toll_train_estimate_step(f->p[0], f->p[1], f->p[2], f->v[3], f->v[4], f->p[5], f->p[6], f->p[7], err);
}

static toll_status call_memory(const bad_frame *f, toll_error *err)
{
    return toll_train_estimate_memory(f->p[0], f->p[1], f->p[2], f->v[3], f->v[4], f->p[5], f->p[6], f->p[7], err);
}

static toll_status call_find(const bad_frame *f, toll_error *err)
{
    return toll_train_find_layout(f->p[0], f->p[1], f->p[2], f->v[3], f->v[4], f->p[5], f->p[6], f->v[7], f->p[8],
                                  f->p[9], err);
}

static toll_status call_fastest(const bad_frame *f, toll_error *err)
{
    return toll_train_find_fastest(f->p[0], f->p[1], f->p[2], f->v[3], f->v[4], f->p[5], f->p[6], f->v[7], f->p[8],
                                   f->p[9], f->p[10], err);
}

static toll_status call_run(const bad_frame *f, toll_error *err)
{
    return toll_train_estimate(f->p[0], f->p[1], f->p[2], err);
}

/* Doubles travel in the frame's words. */
static double as_double(uint64_t word)
{
    double value;
    memcpy(&value, &word, sizeof value);
    return value;
}

static uint64_t as_word(double value)
{
    uint64_t word;
    memcpy(&word, &value, sizeof word);
    return word;
}

static toll_status call_hours(const bad_frame *f, toll_error *err)
{
    return toll_train_estimate_gpu_hours(as_double(f->v[0]), as_double(f->v[1]), f->p[2], err);
}

static toll_status call_interruptions(const bad_frame *f, toll_error *err)
{
    return toll_train_estimate_interruptions(as_double(f->v[0]), as_double(f->v[1]), as_double(f->v[2]), f->p[3],
                                             f->p[4], err);
}

/* ---- Setups that contradict themselves: the setup is argument 5 of a step and argument 4 of a count ---- */

#define SETUP(name, change)                                                                                            \
    static void step_##name(bad_frame *f)                                                                              \
    {                                                                                                                  \
        toll_train_setup *s = f->p[5];                                                                                 \
        change;                                                                                                        \
    }                                                                                                                  \
    static void count_##name(bad_frame *f)                                                                             \
    {                                                                                                                  \
        toll_train_setup *s = f->p[4];                                                                                 \
        change;                                                                                                        \
    }

SETUP(odd_batch, s->global_sequences = 255)
SETUP(deep_pipeline, s->pp = 5)
SETUP(many_chunks, (s->pp = 4, s->virtual_stages = 2))
SETUP(chunks_without_pipeline, s->virtual_stages = 2)
SETUP(odd_heads, s->tp = 16)
SETUP(odd_experts, (s->ep = 16, s->dp = 16))
SETUP(odd_ranks, s->ep = 8)
SETUP(odd_context, s->cp = 3)
SETUP(no_mfu, (s->known = TOLL_TRAIN_MFU | TOLL_TRAIN_INTERNODE))
SETUP(unordered_mfu, (s->known = TOLL_TRAIN_MFU | TOLL_TRAIN_INTERNODE, s->mfu = (toll_range){0.5, 0.4, 0.3}))
SETUP(unknown_mfu, s->mfu = ((toll_range){0.5, 0.5, 0.5}))

static void far_without_link(bad_frame *f)
{
    toll_train_setup *s = f->p[5];
    s->dp = 16;
    s->known = 0;
    s->internode_bytes_per_s = 0;
}

static void no_rate(bad_frame *f)
{
    toll_hw *h = f->p[0];
    h->known &= ~(uint64_t)(TOLL_HW_BF16 | TOLL_HW_FP16 | TOLL_HW_FP32 | TOLL_HW_TF32 | TOLL_HW_FP8 | TOLL_HW_INT8 |
                            TOLL_HW_FP4);
    h->fp32_flop_per_s = h->tf32_flop_per_s = h->fp16_flop_per_s = h->bf16_flop_per_s = 0;
    h->fp8_flop_per_s = h->int8_op_per_s = h->fp4_flop_per_s = 0;
}

static void no_bandwidth(bad_frame *f)
{
    ((toll_hw *)f->p[0])->known &= ~(uint64_t)TOLL_HW_MEMORY_RATE;
    ((toll_hw *)f->p[0])->memory_bytes_per_s = 0;
}

static void no_memory(bad_frame *f)
{
    ((toll_hw *)f->p[0])->known &= ~(uint64_t)(TOLL_HW_MEMORY | TOLL_HW_MEMORY_USABLE);
    ((toll_hw *)f->p[0])->memory_bytes = ((toll_hw *)f->p[0])->memory_usable_bytes = 0;
}

static void incomplete(bad_frame *f)
{
    toll_model *m = f->p[1];
    m->flags |= TOLL_MODEL_INCOMPLETE;
}

/* More bytes than a double counts. */
static void enormous_batch(bad_frame *f)
{
    toll_train_setup *s = f->p[5];
    s->sequence_tokens = 100000000;
    s->micro_sequences = 1000000;
    s->global_sequences = 4000000;
}

#define CASE(edit, status, kind, name, row)                                                                            \
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
#define SETUPS(who)                                                                                                    \
    CASE(who##_odd_batch, TOLL_E_CONFLICT, TRAIN_SETUP, "global_sequences", -1),                                       \
        CASE(who##_deep_pipeline, TOLL_E_CONFLICT, TRAIN_SETUP, "pp", -1),                                             \
        CASE(who##_many_chunks, TOLL_E_CONFLICT, TRAIN_SETUP, "virtual_stages", -1),                                   \
        CASE(who##_chunks_without_pipeline, TOLL_E_CONFLICT, TRAIN_SETUP, "virtual_stages", -1),                       \
        CASE(who##_odd_heads, TOLL_E_CONFLICT, TRAIN_SETUP, "tp", 0),                                                  \
        CASE(who##_odd_experts, TOLL_E_CONFLICT, TRAIN_SETUP, "ep", 1),                                                \
        CASE(who##_odd_ranks, TOLL_E_CONFLICT, TRAIN_SETUP, "ep", -1),                                                 \
        CASE(who##_odd_context, TOLL_E_CONFLICT, TRAIN_SETUP, "cp", -1),                                               \
        CASE(who##_no_mfu, TOLL_E_CONFLICT, TRAIN_SETUP, "mfu", -1),                                                   \
        CASE(who##_unordered_mfu, TOLL_E_CONFLICT, TRAIN_SETUP, "mfu", -1),                                            \
        CASE(who##_unknown_mfu, TOLL_E_KNOWN, TRAIN_SETUP, "mfu", -1)

static const bad_case count_cases[] = {
    SETUPS(count),
    {2, 0, NULL, {TOLL_E_MISSING, TOLL_KIND_MODEL, "params_total_stated", -1, 0}},
    ARGUMENT(2, 4097, TOLL_E_RANGE),
};
static const bad_case step_cases[] = {
    SETUPS(step),
    CASE(far_without_link, TOLL_E_UNSUPPORTED, TRAIN_SETUP, "internode_bytes_per_s", -1),
    CASE(no_rate, TOLL_E_MISSING, TRAIN_SETUP, "linear_rate", -1),
    CASE(no_bandwidth, TOLL_E_MISSING, HW, "memory_bytes_per_s", -1),
    CASE(incomplete, TOLL_E_MISSING, MODEL, "flags", -1),
    {3, 0, NULL, {TOLL_E_MISSING, TOLL_KIND_MODEL, "params_total_stated", -1, 0}},
    ARGUMENT(3, UINT64_MAX, TOLL_E_RANGE),
};
static const bad_case memory_cases[] = {
    SETUPS(step),
    CASE(no_memory, TOLL_E_MISSING, HW, "memory_bytes", -1),
    CASE(incomplete, TOLL_E_MISSING, MODEL, "flags", -1),
    CASE(enormous_batch, TOLL_E_OVERFLOW, TRAIN_MEMORY, "needed_bytes", -1),
    {3, 0, NULL, {TOLL_E_MISSING, TOLL_KIND_MODEL, "params_total_stated", -1, 0}},
};

/* 12 experts and heads that only an ep of 12 suits: no power of two of ranks is divided by it. */
static void no_layout(bad_frame *f)
{
    toll_train_setup *s = f->p[5];
    s->ep = 3;
}

static const bad_case find_cases[] = {
    CASE(no_memory, TOLL_E_MISSING, HW, "memory_bytes", -1),
    CASE(incomplete, TOLL_E_MISSING, MODEL, "flags", -1),
    {0, 0, no_layout, {TOLL_E_CONFLICT, 0, "gpus_max", -1, 0}},
    ARGUMENT(7, 0, TOLL_E_RANGE),
    ARGUMENT(7, 1048577, TOLL_E_RANGE),
    ARGUMENT(7, UINT64_MAX, TOLL_E_RANGE),
};

static const bad_case fastest_cases[] = {
    CASE(no_memory, TOLL_E_MISSING, HW, "memory_bytes", -1),
    CASE(incomplete, TOLL_E_MISSING, MODEL, "flags", -1),
    ARGUMENT(7, 0, TOLL_E_RANGE),
    ARGUMENT(7, 1048577, TOLL_E_RANGE),
    ARGUMENT(7, UINT64_MAX, TOLL_E_RANGE),
    ARGUMENT(7, 1048573, TOLL_E_CONFLICT), /* a prime: no part of it divides the batch */
};

/* ---- A run ---- */

static toll_train_step *step_in(bad_frame *f)
{
    return f->p[0];
}

static toll_train_job *job_in(bad_frame *f)
{
    return f->p[1];
}

static void no_time(bad_frame *f)
{
    step_in(f)->time_s.low = 0;
}

static void no_tokens(bad_frame *f)
{
    step_in(f)->step_tokens = 0;
}

static void no_gpus(bad_frame *f)
{
    step_in(f)->gpus = 0;
}

static void no_power(bad_frame *f)
{
    step_in(f)->known = 0;
    step_in(f)->power_w = (toll_range){0, 0, 0};
    job_in(f)->known &= ~(uint64_t)TOLL_JOB_GPU_POWER;
    job_in(f)->gpu_w = 0;
}

static void goodput_twice(bad_frame *f)
{
    job_in(f)->known |= TOLL_JOB_GOODPUT;
    job_in(f)->goodput_frac = 0.9;
}

static void interval_alone(bad_frame *f)
{
    job_in(f)->known &= ~(uint64_t)TOLL_JOB_INTERRUPTIONS;
    job_in(f)->gpu_hours_between_interruptions = 0;
}

/* An interruption every few milliseconds, a restart of ten minutes. */
static void no_progress(bad_frame *f)
{
    job_in(f)->gpu_hours_between_interruptions = 0.001;
}

static void too_long(bad_frame *f)
{
    step_in(f)->time_s = (toll_range){1e300, 1e300, 1e300};
}

static const bad_case run_cases[] = {
    CASE(no_time, TOLL_E_CONFLICT, TRAIN_STEP, "time_s", -1),
    CASE(no_tokens, TOLL_E_CONFLICT, TRAIN_STEP, "step_tokens", -1),
    CASE(no_gpus, TOLL_E_CONFLICT, TRAIN_STEP, "gpus", -1),
    CASE(no_power, TOLL_E_MISSING, TRAIN_JOB, "gpu_w", -1),
    CASE(goodput_twice, TOLL_E_CONFLICT, TRAIN_JOB, "goodput_frac", -1),
    CASE(interval_alone, TOLL_E_CONFLICT, TRAIN_JOB, "checkpoint_interval_s", -1),
    CASE(no_progress, TOLL_E_CONFLICT, TRAIN_JOB, "gpu_hours_between_interruptions", -1),
    CASE(too_long, TOLL_E_RANGE, TRAIN_RESULT, "days", -1),
};

/* ---- Plain numbers: their words are set up below ---- */

static bad_case hours_cases[] = {
    ARGUMENT(0, 0, TOLL_E_RANGE),      ARGUMENT(0, 0, TOLL_E_NOT_FINITE), ARGUMENT(0, 0, TOLL_E_RANGE),
    ARGUMENT(1, 0, TOLL_E_NOT_FINITE), ARGUMENT(1, 0, TOLL_E_RANGE),
};
static const double hours_values[] = {-1, (double)NAN, 1e19, (double)INFINITY, 1e16};

static bad_case interruption_cases[] = {
    ARGUMENT(0, 0, TOLL_E_RANGE),      ARGUMENT(0, 0, TOLL_E_NOT_FINITE), ARGUMENT(0, 0, TOLL_E_RANGE),
    ARGUMENT(1, 0, TOLL_E_RANGE),      ARGUMENT(1, 0, TOLL_E_RANGE),      ARGUMENT(2, 0, TOLL_E_RANGE),
    ARGUMENT(2, 0, TOLL_E_NOT_FINITE),
};
static const double interruption_values[] = {0, (double)NAN, -3, 0, 1e10, 0.5, -(double)INFINITY};

#define MODEL                                                                                                          \
    {                                                                                                                  \
        BAD_IN_STRUCT, "model", &model, sizeof model, TOLL_KIND_MODEL, 0                                               \
    }
#define ROWS(stride)                                                                                                   \
    {BAD_IN_ROWS, "layers", layers, sizeof layers, TOLL_KIND_MODEL_LAYER, stride},                                     \
        {BAD_VALUE, "n_layers", NULL, SAMPLE_ROWS, 0, 0},                                                              \
    {                                                                                                                  \
        BAD_VALUE, "stride_bytes", NULL, sizeof(toll_model_layer), 0, 0                                                \
    }
#define IN(name, kind)                                                                                                 \
    {                                                                                                                  \
        BAD_IN_STRUCT, #name, &name, sizeof name, TOLL_KIND_##kind, 0                                                  \
    }
#define OUT(name, type, kind)                                                                                          \
    {                                                                                                                  \
        BAD_OUT_STRUCT, name, NULL, sizeof(type), TOLL_KIND_##kind, 0                                                  \
    }
#define TRAINED IN(hw, HW), MODEL, ROWS(4), IN(setup, TRAIN_SETUP), IN(constants, STEP_CONSTANTS)

static bad_function table[] = {
    {"toll_train_count",
     call_count,
     NULL,
     {MODEL, ROWS(3), IN(setup, TRAIN_SETUP), {BAD_OUT, "flops", NULL, sizeof(toll_train_flops), 0, 0}},
     BAD_CASES(count_cases)},
    {"toll_train_estimate_step",
     call_step,
     NULL,
     {TRAINED, OUT("step", toll_train_step, TRAIN_STEP)},
     BAD_CASES(step_cases)},
    {"toll_train_estimate_memory",
     call_memory,
     NULL,
     {TRAINED, OUT("memory", toll_train_memory, TRAIN_MEMORY)},
     BAD_CASES(memory_cases)},
    {"toll_train_find_layout",
     call_find,
     NULL,
     {TRAINED,
      {BAD_VALUE, "gpus_max", NULL, 64, 0, 0},
      OUT("found", toll_train_setup, TRAIN_SETUP),
      OUT("memory", toll_train_memory, TRAIN_MEMORY)},
     BAD_CASES(find_cases)},
    {"toll_train_find_fastest",
     call_fastest,
     NULL,
     {TRAINED,
      {BAD_VALUE, "gpus", NULL, 8, 0, 0},
      OUT("found", toll_train_setup, TRAIN_SETUP),
      OUT("step", toll_train_step, TRAIN_STEP),
      OUT("memory", toll_train_memory, TRAIN_MEMORY)},
     BAD_CASES(fastest_cases)},
    {"toll_train_estimate",
     call_run,
     NULL,
     {IN(step, TRAIN_STEP), IN(job, TRAIN_JOB), OUT("result", toll_train_result, TRAIN_RESULT)},
     BAD_CASES(run_cases)},
    {"toll_train_estimate_gpu_hours",
     call_hours,
     NULL,
     {{BAD_VALUE, "tokens", NULL, 0, 0, 0},
      {BAD_VALUE, "gpu_hours_per_ttok", NULL, 0, 0, 0},
      {BAD_OUT, "gpu_hours", NULL, sizeof(double), 0, 0}},
     BAD_CASES(hours_cases)},
    {"toll_train_estimate_interruptions",
     call_interruptions,
     NULL,
     {{BAD_VALUE, "interruptions", NULL, 0, 0, 0},
      {BAD_VALUE, "hours", NULL, 0, 0, 0},
      {BAD_VALUE, "gpus", NULL, 0, 0, 0},
      {BAD_OUT, "hours_between", NULL, sizeof(double), 0, 0},
      {BAD_OUT_OPTIONAL, "gpu_hours_between", NULL, sizeof(double), 0, 0}},
     BAD_CASES(interruption_cases)},
};

static void set_words(void)
{
    for (size_t i = 0; i < sizeof hours_values / sizeof hours_values[0]; i++)
        hours_cases[i].value = as_word(hours_values[i]);
    for (size_t i = 0; i < sizeof interruption_values / sizeof interruption_values[0]; i++)
        interruption_cases[i].value = as_word(interruption_values[i]);
    table[6].arguments[0].size = table[6].arguments[1].size = as_word(1000);
    table[7].arguments[0].size = table[7].arguments[1].size = table[7].arguments[2].size = as_word(100);
}

static int set_up(void **state)
{
    (void)state;
    hw = sample_hw();
    model = sample_model();
    sample_layers(layers);
    constants = sample_constants();
    (void)toll_struct_init(&setup, sizeof setup, TOLL_KIND_TRAIN_SETUP, NULL);
    (void)toll_struct_init(&step, sizeof step, TOLL_KIND_TRAIN_STEP, NULL);
    (void)toll_struct_init(&job, sizeof job, TOLL_KIND_TRAIN_JOB, NULL);
    setup.known = TOLL_TRAIN_INTERNODE;
    setup.internode_bytes_per_s = 1e10;
    setup.dp = 4;
    job.known = 0xff & ~(uint64_t)TOLL_JOB_GOODPUT;
    job.gpu_hours_between_interruptions = 1e5;
    job.checkpoint_interval_s = 1000;
    job.gpu_w = 500;
    job.kg_per_kwh = 0.4;
    job.usd_per_kwh = 0.1;
    job.usd_per_gpu_hour = (toll_range){1, 2, 3};
    job.usd_per_gpu = (toll_range){1e4, 3e4, 5e4};
    set_words();
    return toll_train_estimate_step(&hw, &model, layers, SAMPLE_ROWS, sizeof layers[0], &setup, &constants, &step,
                                    NULL);
}

static void refuses_bad_input(void **state)
{
    (void)state;
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_train_");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_is_walked),
        cmocka_unit_test(refuses_bad_input),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
