/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors to start from: a dense model, a mixture of experts with latent attention, a hybrid, compressed attention;
 * one accelerator. */
#ifndef TOLL_TESTS_FUZZ_MODELS_H
#define TOLL_TESTS_FUZZ_MODELS_H

#include <toll.h>

#define ROWS_MAX 4

static inline void start_latent(toll_model_layer *rows)
{
    rows[0].kind = TOLL_LAYER_MLA;
    rows[0].n_kv_heads = 0;
    rows[0].head_dim = 0;
    rows[0].v_head_dim = 128;
    rows[0].q_lora_rank = 1536;
    rows[0].kv_lora_rank = 512;
    rows[0].qk_nope_dim = 128;
    rows[0].qk_rope_dim = 64;
    rows[1].kind = TOLL_LAYER_MOE;
    rows[1].d_ff = 2048;
    rows[1].n_experts = 64;
    rows[1].n_experts_active = 8;
    rows[1].d_ff_shared = 2048;
}

static inline void start_hybrid(toll_model_layer *rows)
{
    rows[0].count = 8;
    rows[2].kind = TOLL_LAYER_MAMBA2;
    rows[2].count = 24;
    rows[2].n_heads = 128;
    rows[2].head_dim = 64;
    rows[2].n_groups = 8;
    rows[2].state_dim = 128;
    rows[2].conv_width = 4;
}

static inline void start_compressed(toll_model_layer *rows)
{
    rows[0].kind = TOLL_LAYER_SHARED_KV;
    rows[0].n_kv_heads = 0;
    rows[0].q_lora_rank = 1024;
    rows[0].o_groups = 8;
    rows[0].o_lora_rank = 1024;
    rows[0].window_tokens = 128;
    rows[2].kind = TOLL_LAYER_COMPRESSOR;
    rows[2].count = 16;
    rows[2].n_heads = 32;
    rows[2].head_dim = 128;
    rows[2].q_lora_rank = 1024;
    rows[2].compress_tokens = 4;
    rows[2].index_heads = 64;
    rows[2].index_dim = 128;
    rows[2].index_topk_tokens = 512;
}

static inline void start_dense(toll_model *model, toll_model_layer *rows)
{
    model->n_layers = 32;
    model->d_model = 4096;
    model->vocab_size = 128256;
    model->final_norm_vectors = 1;
    rows[0].kind = TOLL_LAYER_ATTENTION;
    rows[0].count = 32;
    rows[0].n_heads = 32;
    rows[0].n_kv_heads = 8;
    rows[0].head_dim = 128;
    rows[1].kind = TOLL_LAYER_FFN;
    rows[1].count = 32;
    rows[1].d_ff = 14336;
    rows[1].ffn_matrices = 3;
}

static inline uint64_t start_model(toll_model *model, toll_model_layer *rows, unsigned which)
{
    toll_struct_init(model, sizeof *model, TOLL_KIND_MODEL, NULL);
    for (int i = 0; i < ROWS_MAX; i++)
        toll_struct_init(&rows[i], sizeof rows[i], TOLL_KIND_MODEL_LAYER, NULL);
    start_dense(model, rows);
    switch (which % 4) {
    case 1:
        start_latent(rows);
        return 2;
    case 2:
        start_hybrid(rows);
        return 3;
    case 3:
        start_compressed(rows);
        return 3;
    default:
        return 2;
    }
}

static inline void start_hw(toll_hw *hw)
{
    toll_struct_init(hw, sizeof *hw, TOLL_KIND_HW, NULL);
    hw->known = TOLL_HW_MEMORY | TOLL_HW_MEMORY_RATE | TOLL_HW_BF16 | TOLL_HW_FP8 | TOLL_HW_LINK | TOLL_HW_DOMAIN |
                TOLL_HW_PCIE | TOLL_HW_TDP;
    hw->memory_bytes = INT64_C(85899345920);
    hw->memory_bytes_per_s = 3.35e12;
    hw->bf16_flop_per_s = 989e12;
    hw->fp8_flop_per_s = 1979e12;
    hw->link_bytes_per_s = 450e9;
    hw->scaleup_gpus = 8;
    hw->pcie_bytes_per_s = 64e9;
    hw->tdp_w = 700;
}

/* 16 bits everywhere but two precisions of weights. */
static inline void start_precision(toll_model_precision *precision)
{
    toll_struct_init(precision, sizeof *precision, TOLL_KIND_PRECISION, NULL);
}

#endif
