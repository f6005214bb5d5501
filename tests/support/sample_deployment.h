/* SPDX-License-Identifier: Apache-2.0 */
/* A small valid deployment for tests that spoil one thing at a time: every fact given, a mixture of experts with
 * attention on two accelerators. The figures are round, not those of a product. */
#ifndef TOLL_TESTS_SAMPLE_DEPLOYMENT_H
#define TOLL_TESTS_SAMPLE_DEPLOYMENT_H

#include <string.h>

#include <toll.h>

#include "model_builder.h"

#define SAMPLE_ROWS  3
#define SAMPLE_WORDS 512 /* more than its resolved deployment takes */

static inline toll_hw sample_hw(void)
{
    toll_hw hw;
    (void)toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL);
    hw.known = TOLL_HW_MEMORY | TOLL_HW_MEMORY_USABLE | TOLL_HW_MEMORY_RATE | TOLL_HW_FP32 | TOLL_HW_TF32 |
               TOLL_HW_FP16 | TOLL_HW_BF16 | TOLL_HW_FP8 | TOLL_HW_INT8 | TOLL_HW_FP4 | TOLL_HW_LINK | TOLL_HW_PAIR |
               TOLL_HW_TOPOLOGY | TOLL_HW_DOMAIN | TOLL_HW_PCIE | TOLL_HW_TDP | TOLL_HW_IDLE;
    memcpy(hw.id, "sample", 7);
    memcpy(hw.arch, "Sample", 7);
    hw.memory_bytes = 80000000000;
    hw.memory_usable_bytes = 79000000000;
    hw.memory_bytes_per_s = 3e12;
    hw.fp32_flop_per_s = 5e13;
    hw.tf32_flop_per_s = 4e14;
    hw.fp16_flop_per_s = hw.bf16_flop_per_s = 8e14;
    hw.fp8_flop_per_s = hw.int8_op_per_s = 1.6e15;
    hw.fp4_flop_per_s = 3.2e15;
    hw.link_bytes_per_s = hw.link_pair_bytes_per_s = 4e11;
    hw.link_topology = TOLL_TOPOLOGY_SWITCH;
    hw.scaleup_gpus = 8;
    hw.pcie_bytes_per_s = 5e10;
    hw.tdp_w = 700;
    hw.idle_w = 70;
    return hw;
}

static inline toll_model sample_model(void)
{
    toll_model model = model_of(4, 512, 1000);
    memcpy(model.id, "sample", 7);
    model.known = TOLL_MODEL_MAX_CONTEXT;
    model.max_context_tokens = 8192;
    return model;
}

static inline void sample_layers(toll_model_layer rows[SAMPLE_ROWS])
{
    rows[0] = attention_of(4, 8, 2, 64);
    rows[1] = moe_of(2, 256, 8, 2);
    rows[2] = ffn_of(2, 1024, 3);
}

static inline toll_step_layout sample_layout(void)
{
    toll_step_layout layout;
    (void)toll_struct_init(&layout, sizeof layout, TOLL_KIND_STEP_LAYOUT, NULL);
    layout.tp = 2;
    return layout;
}

static inline toll_step_engine sample_engine(void)
{
    toll_step_engine engine;
    (void)toll_struct_init(&engine, sizeof engine, TOLL_KIND_STEP_ENGINE, NULL);
    return engine;
}

static inline toll_step_constants sample_constants(void)
{
    toll_step_constants constants;
    (void)toll_struct_init(&constants, sizeof constants, TOLL_KIND_STEP_CONSTANTS, NULL);
    return constants;
}

/* Resolves it; returns the bytes that it takes. */
static inline uint64_t sample_resolve(uint64_t deployment[SAMPLE_WORDS])
{
    const toll_hw hw = sample_hw();
    const toll_model model = sample_model();
    const toll_model_precision precision = precision_of(16);
    const toll_step_layout layout = sample_layout();
    const toll_step_engine engine = sample_engine();
    const toll_step_constants constants = sample_constants();
    toll_model_layer rows[SAMPLE_ROWS];
    sample_layers(rows);
    const uint64_t size = toll_step_size(SAMPLE_ROWS);
    if (size > SAMPLE_WORDS * sizeof *deployment)
        return 0;
    if (toll_step_resolve(&hw, &model, rows, SAMPLE_ROWS, sizeof rows[0], &precision, &layout, &engine, &constants,
                          deployment, size, NULL) != TOLL_OK)
        return 0;
    return size;
}

#endif
