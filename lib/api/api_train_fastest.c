/* SPDX-License-Identifier: Apache-2.0 */
/* toll_train_find_fastest(): every layout of a number of accelerators is checked against memory, and the fastest of those
 * that fit is kept.
 *
 * By hand: 64 accelerators in domains of 8, a dense model of 32 layers: tp 1, 2, 4, 8; pp 1 to 32 in powers of two; up to
 * 4 virtual stages, 5 micro-batches, 2 ZeRO stages without a pipeline and 3 levels of recomputation: 1,080 setups at
 * most, of which the batch and the layers leave about half. */
#include <toll/train.h>

#include "api/guard.h"
#include "base/fault.h"

#define GPUS_MOST    1048576
#define TP_MOST      1024
#define PP_MOST      1024
#define EP_MOST      4096
#define VIRTUAL_MOST 8
#define MICRO_MOST   16

/* What is asked, and the best so far. */
typedef struct fastest_search {
    const toll_hw *hw;
    const toll_model *model;
    const toll_model_layer *layers;
    uint64_t n_layers, stride;
    const toll_step_constants *constants;
    int64_t gpus, domain, depth; /* depth: the model's layers */
    toll_train_setup best;
    toll_train_memory memory;
    toll_train_step step;
    int has_any;
} fastest_search;

static int is_better(const fastest_search *s, const toll_train_memory *memory, const toll_train_step *step)
{
    if (!s->has_any)
        return 1;
    if (memory->verdict != s->memory.verdict)
        return memory->verdict < s->memory.verdict;
    if (memory->verdict == TOLL_FIT_NO)
        return memory->needed_bytes < s->memory.needed_bytes;
    return step->time_s.mid < s->step.time_s.mid;
}

/* A setup that contradicts the model is passed over; any other failure ends the search. */
static toll_status try_setup(fastest_search *s, const toll_train_setup *setup, toll_error *err)
{
    toll_train_memory memory;
    toll_train_step step;
    toll_struct_init(&memory, sizeof memory, TOLL_KIND_TRAIN_MEMORY, NULL);
    toll_struct_init(&step, sizeof step, TOLL_KIND_TRAIN_STEP, NULL);
    toll_status status = toll_train_estimate_memory(s->hw, s->model, s->layers, s->n_layers, s->stride, setup,
                                                    s->constants, &memory, err);
    if (status == TOLL_E_CONFLICT || (status == TOLL_OK && s->has_any && memory.verdict > s->memory.verdict))
        return TOLL_OK;
    if (status != TOLL_OK)
        return status;
    status =
        toll_train_estimate_step(s->hw, s->model, s->layers, s->n_layers, s->stride, setup, s->constants, &step, err);
    if (status != TOLL_OK)
        return status == TOLL_E_CONFLICT ? TOLL_OK : status;
    if (!is_better(s, &memory, &step))
        return TOLL_OK;
    s->best = *setup;
    s->memory = memory;
    s->step = step;
    s->has_any = 1;
    return TOLL_OK;
}

static toll_status try_recompute(fastest_search *s, toll_train_setup setup, toll_error *err)
{
    toll_status status = TOLL_OK;
    for (uint32_t level = TOLL_RECOMPUTE_NONE; level <= TOLL_RECOMPUTE_FULL && status == TOLL_OK; level++) {
        setup.recompute = level;
        if (level != TOLL_RECOMPUTE_SELECTIVE || setup.attention != TOLL_ATTENTION_FUSED)
            status = try_setup(s, &setup, err);
    }
    return status;
}

/* Weights that are sharded too are gathered for every micro-batch, which a pipeline has many of. */
static toll_status try_zero(fastest_search *s, toll_train_setup setup, toll_error *err)
{
    setup.zero_stage = 1;
    toll_status status = try_recompute(s, setup, err);
    if (status != TOLL_OK || setup.pp > 1)
        return status;
    setup.zero_stage = 3;
    return try_recompute(s, setup, err);
}

static toll_status try_batches(fastest_search *s, toll_train_setup setup, toll_error *err)
{
    toll_status status = TOLL_OK;
    for (int64_t micro = 1; micro <= MICRO_MOST && status == TOLL_OK; micro *= 2) {
        setup.micro_sequences = micro;
        if (setup.global_sequences % (setup.dp * micro) == 0)
            status = try_zero(s, setup, err);
    }
    return status;
}

static toll_status try_virtual(fastest_search *s, toll_train_setup setup, toll_error *err)
{
    toll_status status = TOLL_OK;
    const int64_t most = setup.pp > 1 ? VIRTUAL_MOST : 1;
    for (int64_t chunks = 1; chunks <= most && status == TOLL_OK; chunks *= 2) {
        setup.virtual_stages = chunks;
        if (setup.pp * chunks <= s->depth)
            status = try_batches(s, setup, err);
    }
    return status;
}

static toll_status try_experts(fastest_search *s, toll_train_setup setup, int64_t experts, toll_error *err)
{
    toll_status status = TOLL_OK;
    for (int64_t ep = 1; ep <= experts && ep <= EP_MOST && status == TOLL_OK; ep *= 2) {
        setup.ep = ep;
        if ((setup.tp * setup.cp * setup.dp) % ep == 0)
            status = try_virtual(s, setup, err);
    }
    return status;
}

/* Of a row; the estimates have checked them all. 1 for a model without experts. */
static int64_t most_experts(const fastest_search *s)
{
    int64_t most = 1;
    for (uint64_t i = 0; i < s->n_layers; i++) {
        toll_model_layer row;
        if (toll__take_row(s->layers, i, s->stride, TOLL_KIND_MODEL_LAYER, &row, NULL) == TOLL_OK &&
            row.kind == TOLL_LAYER_MOE && row.n_experts > most)
            most = row.n_experts;
    }
    return most;
}

static toll_status try_all(fastest_search *s, const toll_train_setup *asked, toll_error *err)
{
    toll_status status = TOLL_OK;
    const int64_t experts = most_experts(s);
    for (int64_t tp = 1; tp <= s->domain && tp <= TP_MOST && status == TOLL_OK; tp *= 2)
        for (int64_t pp = 1; pp <= s->depth && pp <= PP_MOST && status == TOLL_OK; pp *= 2) {
            toll_train_setup setup = *asked;
            if (s->gpus % (tp * pp * asked->cp) != 0)
                continue;
            setup.tp = tp;
            setup.pp = pp;
            setup.dp = s->gpus / (tp * pp * asked->cp);
            setup.flags &= ~TOLL_TRAIN_SEQUENCE_PARALLEL;
            setup.flags |= tp > 1 ? TOLL_TRAIN_SEQUENCE_PARALLEL : 0;
            status = try_experts(s, setup, experts, err);
        }
    return status;
}

/* The inputs are checked whole by an estimate of the asked setup's memory on one accelerator. */
static toll_status check_inputs(const fastest_search *s, const toll_train_setup *setup, toll_train_setup *asked,
                                toll_error *err)
{
    toll_train_memory memory;
    toll_status status = toll__take(setup, TOLL_KIND_TRAIN_SETUP, "setup", asked, err);
    if (status != TOLL_OK)
        return status;
    asked->struct_size = sizeof *asked; /* a later caller's tail is zero */
    toll_train_setup one = *asked;
    one.tp = one.pp = one.cp = one.ep = one.dp = one.virtual_stages = 1;
    one.global_sequences = one.micro_sequences = 1;
    one.flags &= ~TOLL_TRAIN_SEQUENCE_PARALLEL;
    toll_struct_init(&memory, sizeof memory, TOLL_KIND_TRAIN_MEMORY, NULL);
    return toll_train_estimate_memory(s->hw, s->model, s->layers, s->n_layers, s->stride, &one, s->constants, &memory,
                                      err);
}

static toll_status find_fastest(fastest_search *s, const toll_train_setup *setup, uint64_t gpus, toll_error *err)
{
    toll_train_setup asked;
    toll_hw hw;
    toll_model model;
    toll_status status = check_inputs(s, setup, &asked, err);
    if (status != TOLL_OK)
        return status;
    if (gpus < 1 || gpus > GPUS_MOST)
        return toll__fail_range(err, 0, "gpus", -1, 1, GPUS_MOST, (double)gpus);
    status = toll__take(s->hw, TOLL_KIND_HW, "hw", &hw, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take(s->model, TOLL_KIND_MODEL, "model", &model, err);
    if (status != TOLL_OK)
        return status;
    s->gpus = (int64_t)gpus;
    s->depth = model.n_layers;
    s->domain = (hw.known & TOLL_HW_DOMAIN) != 0 ? hw.scaleup_gpus : 1;
    status = try_all(s, &asked, err);
    if (status != TOLL_OK || s->has_any)
        return status;
    return toll__fail(err, TOLL_E_CONFLICT, 0, "gpus", -1,
                      "allows no valid layout: a part of it must divide the global batch of this model, ep and cp");
}

toll_status toll_train_find_fastest(const toll_hw *hw, const toll_model *model, const toll_model_layer *layers,
                                    uint64_t n_layers, uint64_t stride_bytes, const toll_train_setup *setup,
                                    const toll_step_constants *constants, uint64_t gpus, toll_train_setup *found,
                                    toll_train_step *step, toll_train_memory *memory, toll_error *err)
{
    fastest_search s = {.hw = hw,
                        .model = model,
                        .layers = layers,
                        .n_layers = n_layers,
                        .stride = stride_bytes,
                        .constants = constants};
    toll_status status = toll__expect(found, TOLL_KIND_TRAIN_SETUP, "found", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(step, TOLL_KIND_TRAIN_STEP, "step", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(memory, TOLL_KIND_TRAIN_MEMORY, "memory", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = find_fastest(&s, setup, gpus, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(found, TOLL_KIND_TRAIN_SETUP, &s.best);
    toll__give(step, TOLL_KIND_TRAIN_STEP, &s.step);
    toll__give(memory, TOLL_KIND_TRAIN_MEMORY, &s.memory);
    return TOLL_OK;
}
