/* SPDX-License-Identifier: Apache-2.0 */
/* toll_train_*: setups that are nearly right. Results are finite, ordered, the same every time, pass the library's own check;
 * terms add up to the step, parts to the memory. */
#include "fuzz.h"
#include "models.h"

typedef struct case_in {
    toll_hw hw;
    toll_model model;
    toll_model_layer rows[ROWS_MAX];
    toll_train_setup setup;
    toll_step_constants constants;
    uint64_t n;
} case_in;

static void start(input *in, case_in *c)
{
    c->n = start_model(&c->model, c->rows, (unsigned)take(in, 1));
    start_hw(&c->hw);
    toll_struct_init(&c->setup, sizeof c->setup, TOLL_KIND_TRAIN_SETUP, NULL);
    toll_struct_init(&c->constants, sizeof c->constants, TOLL_KIND_STEP_CONSTANTS, NULL);
    const uint64_t bits = take(in, 3);
    c->setup.method = 1 + (uint32_t)(bits % 3);
    c->setup.recompute = 1 + (uint32_t)((bits >> 2) % 3);
    c->setup.attention = 1 + (bits >> 4) % 2;
    c->setup.zero_stage = (bits >> 5) % 4;
    c->setup.flags = (bits >> 7) % 16;
    c->setup.tp = INT64_C(1) << (bits >> 11) % 4;
    c->setup.dp = INT64_C(1) << (bits >> 13) % 4;
    mutate(in, &c->setup, TOLL_KIND_TRAIN_SETUP);
    mutate(in, &c->hw, TOLL_KIND_HW);
    mutate(in, &c->model, TOLL_KIND_MODEL);
    mutate(in, &c->rows[take(in, 1) % c->n], TOLL_KIND_MODEL_LAYER);
    mutate(in, &c->constants, TOLL_KIND_STEP_CONSTANTS);
}

static int is_near(double got, double want)
{
    return got >= want * (1 - 1e-9) && got <= want * (1 + 1e-9);
}

static void law_step(const toll_train_step *s)
{
    law_result(s, TOLL_KIND_TRAIN_STEP);
    law_range(s->time_s);
    law_range(s->trained_tokens_per_s);
    law_range(s->mfu);
    law_range(s->power_w);
    LAW(is_near(s->compute_s + s->memory_s + s->recompute_s + s->tensor_s + s->expert_s + s->context_s + s->pipeline_s +
                    s->bubble_s + s->data_s + s->optimiser_s + s->overhead_s,
                s->time_s.mid));
}

static void law_memory(const toll_train_memory *m)
{
    law_result(m, TOLL_KIND_TRAIN_MEMORY);
    LAW(m->needed_bytes == m->weights_bytes + m->gradient_bytes + m->optimiser_bytes + m->activation_bytes +
                               m->runtime_bytes + m->fragmentation_bytes);
    LAW(m->margin_bytes == m->capacity_bytes - m->needed_bytes);
}

static void try_run(input *in, const toll_train_step *step)
{
    toll_train_job job;
    toll_train_result result;
    toll_error err;
    toll_struct_init(&job, sizeof job, TOLL_KIND_TRAIN_JOB, NULL);
    toll_struct_init(&result, sizeof result, TOLL_KIND_TRAIN_RESULT, NULL);
    job.tokens = 1 + (double)take(in, 5);
    job.known = TOLL_JOB_RENTAL;
    job.usd_per_gpu_hour = (toll_range){1, 2, 3};
    mutate(in, &job, TOLL_KIND_TRAIN_JOB);
    if (law_status(toll_train_estimate(step, &job, &result, &err), &err) != TOLL_OK)
        return;
    law_result(&result, TOLL_KIND_TRAIN_RESULT);
    law_range(result.days);
    law_range(result.usd_rental);
}

static void try_numbers(input *in)
{
    toll_error err;
    double hours = 0, gpu_hours = 0;
    const double a = take_double(in), b = take_double(in), c = take_double(in);
    if (law_status(toll_train_estimate_gpu_hours(a, b, &hours, &err), &err) == TOLL_OK)
        LAW(hours >= 0 && hours < 1e300);
    if (law_status(toll_train_estimate_interruptions(a, b, c, &hours, &gpu_hours, &err), &err) == TOLL_OK)
        LAW(hours > 0 && gpu_hours >= hours && gpu_hours < 1e300);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    input in = {data, bytes};
    static case_in c;
    toll_train_flops flops;
    toll_train_step step, again;
    toll_train_memory memory;
    toll_train_setup found;
    toll_error err;
    start(&in, &c);
    toll_struct_init(&step, sizeof step, TOLL_KIND_TRAIN_STEP, NULL);
    toll_struct_init(&again, sizeof again, TOLL_KIND_TRAIN_STEP, NULL);
    toll_struct_init(&memory, sizeof memory, TOLL_KIND_TRAIN_MEMORY, NULL);
    toll_struct_init(&found, sizeof found, TOLL_KIND_TRAIN_SETUP, NULL);
    const uint64_t stride = sizeof c.rows[0];
    if (law_status(toll_train_count(&c.model, c.rows, c.n, stride, &c.setup, &flops, &err), &err) == TOLL_OK)
        LAW(flops.model_flops >= 0 && flops.hardware_flops >= 0 && flops.params_trainable >= 0);
    const toll_status status = law_status(
        toll_train_estimate_step(&c.hw, &c.model, c.rows, c.n, stride, &c.setup, &c.constants, &step, &err), &err);
    LAW(toll_train_estimate_step(&c.hw, &c.model, c.rows, c.n, stride, &c.setup, &c.constants, &again, NULL) == status);
    LAW(memcmp(&step, &again, sizeof step) == 0);
    if (status == TOLL_OK) {
        law_step(&step);
        try_run(&in, &step);
    }
    if (law_status(
            toll_train_estimate_memory(&c.hw, &c.model, c.rows, c.n, stride, &c.setup, &c.constants, &memory, &err),
            &err) == TOLL_OK)
        law_memory(&memory);
    const uint64_t most = 1 + take(&in, 2);
    if (law_status(toll_train_find_layout(&c.hw, &c.model, c.rows, c.n, stride, &c.setup, &c.constants, most, &found,
                                          &memory, &err),
                   &err) == TOLL_OK) {
        law_memory(&memory);
        LAW(memory.gpus >= 1 && (uint64_t)memory.gpus <= most);
    }
    const uint64_t gpus = 1 + take(&in, 1) % 16;
    if (law_status(toll_train_find_fastest(&c.hw, &c.model, c.rows, c.n, stride, &c.setup, &c.constants, gpus, &found,
                                           &step, &memory, &err),
                   &err) == TOLL_OK) {
        law_memory(&memory);
        LAW((uint64_t)memory.gpus == gpus && (uint64_t)step.gpus == gpus);
    }
    try_numbers(&in);
    return 0;
}
