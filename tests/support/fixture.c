/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <string.h>

#include "model_builder.h"

#define INIT(object, kind) (void)toll_struct_init(&(object), sizeof(object), (kind), NULL)

void fixture_defaults(fixture *f)
{
    memset(f, 0, sizeof *f);
    INIT(f->hw, TOLL_KIND_HW);
    INIT(f->model, TOLL_KIND_MODEL);
    INIT(f->precision, TOLL_KIND_PRECISION);
    INIT(f->layout, TOLL_KIND_STEP_LAYOUT);
    INIT(f->engine, TOLL_KIND_STEP_ENGINE);
    INIT(f->constants, TOLL_KIND_STEP_CONSTANTS);
    f->constants.is_calibrated = 1;
}

static void add_row(fixture *f, toll_model_layer row)
{
    f->rows[f->n_rows++] = row;
}

/* 1 TB/s, 1 PFLOP/s, links of 100 GB/s among 8, 100 GB of which all is usable, 1 kW. */
static void toy_hardware(toll_hw *hw)
{
    INIT(*hw, TOLL_KIND_HW);
    hw->known = TOLL_HW_MEMORY | TOLL_HW_MEMORY_USABLE | TOLL_HW_MEMORY_RATE | TOLL_HW_BF16 | TOLL_HW_LINK |
                TOLL_HW_DOMAIN | TOLL_HW_TDP | TOLL_HW_IDLE;
    hw->memory_bytes = hw->memory_usable_bytes = 100000000000;
    hw->memory_bytes_per_s = 1e12;
    hw->bf16_flop_per_s = 1e15;
    hw->link_bytes_per_s = 100e9;
    hw->scaleup_gpus = 8;
    hw->tdp_w = 1000;
    hw->idle_w = 100;
}

/* Nothing costs time but bytes and operations, at the peaks. */
static void toy_constants(toll_step_constants *c)
{
    c->linear_start_s = c->expert_start_s = c->decode_start_s = c->prefill_start_s = 0;
    c->linear_memory_frac = c->expert_memory_frac = c->decode_memory_frac = 1;
    c->linear_compute_frac = c->expert_compute_frac = c->decode_compute_frac = c->prefill_compute_frac = 1;
    c->prefill_half_tokens = 0;
    c->allreduce_start_s = c->allreduce_double_s = c->alltoall_start_s = c->send_start_s = 0;
    c->internode_start_s = 0;
    c->link_frac = 1;
    c->allreduce_split_start_s = c->switch_reduce_frac = 0;
    c->expert_tile_tokens = c->expert_ramp_tokens = c->expert_rank_exp = 0;
    c->decode_latent_start_s = c->linear_quantise_s = c->recurrent_token_s = c->small_io_factor = 0;
    c->expert_sd_factor = 1;
    c->small_kernel_s = c->small_kernels_per_block = 0;
    c->step_s = c->sequence_s = c->prefill_layer_s = c->request_s = 0;
    c->prompt_meet_frac = 0;
}

/* 1 GB of runtime, no graphs, no activations, pages of 10 tokens, chunks of 1,000, 100 sequences. */
static void toy_engine(toll_step_engine *e)
{
    e->memory_frac = 1;
    e->is_claiming = 0;
    e->runtime_bytes = 1000000000;
    e->runtime_parallel_bytes = 2000000000;
    e->graph_token_bytes = e->graph_sequences = 0;
    e->kv_block_tokens = 10;
    e->prefill_chunk_tokens = 1000;
    e->max_sequences = 100;
    e->activation_tp1 = e->activation_tp2 = e->activation_tp4 = 0;
    e->activation_moe_factor = 1;
}

void fixture_toy(fixture *f)
{
    fixture_defaults(f);
    toy_hardware(&f->hw);
    toy_constants(&f->constants);
    toy_engine(&f->engine);
    fixture_bits(f, 16);
    f->model = model_of(2, 1024, 10000);
    add_row(f, attention_of(2, 16, 4, 64));
    add_row(f, ffn_of(2, 4096, 3));
}

/* NVIDIA H100 data sheet: SXM5 80 GB (80 GiB; the driver offers 81,559 MiB), NVLink 900 GB/s both ways. */
void fixture_h100(fixture *f)
{
    toll_hw *hw = &f->hw;
    INIT(*hw, TOLL_KIND_HW);
    hw->known = TOLL_HW_MEMORY | TOLL_HW_MEMORY_USABLE | TOLL_HW_MEMORY_RATE | TOLL_HW_BF16 | TOLL_HW_FP16 |
                TOLL_HW_FP8 | TOLL_HW_LINK | TOLL_HW_DOMAIN | TOLL_HW_PCIE | TOLL_HW_TDP;
    hw->memory_bytes = 80LL << 30;
    hw->memory_usable_bytes = 81559LL << 20;
    hw->memory_bytes_per_s = 3.35e12;
    hw->bf16_flop_per_s = hw->fp16_flop_per_s = 989.4e12;
    hw->fp8_flop_per_s = 1978.9e12;
    hw->link_bytes_per_s = 450e9;
    hw->scaleup_gpus = 8;
    hw->pcie_bytes_per_s = 64e9;
    hw->tdp_w = 700;
}

/* NVIDIA A100 data sheet: SXM4 80 GB; no FP8. */
void fixture_a100(fixture *f)
{
    toll_hw *hw = &f->hw;
    INIT(*hw, TOLL_KIND_HW);
    hw->known = TOLL_HW_MEMORY | TOLL_HW_MEMORY_RATE | TOLL_HW_BF16 | TOLL_HW_FP16 | TOLL_HW_INT8 | TOLL_HW_LINK |
                TOLL_HW_DOMAIN | TOLL_HW_PCIE | TOLL_HW_TDP;
    hw->memory_bytes = 80LL << 30;
    hw->memory_bytes_per_s = 2.039e12;
    hw->bf16_flop_per_s = hw->fp16_flop_per_s = 312e12;
    hw->int8_op_per_s = 624e12;
    hw->link_bytes_per_s = 300e9;
    hw->scaleup_gpus = 8;
    hw->pcie_bytes_per_s = 32e9;
    hw->tdp_w = 400;
}

/* NVIDIA L40S data sheet: PCIe only. */
void fixture_l40s(fixture *f)
{
    toll_hw *hw = &f->hw;
    INIT(*hw, TOLL_KIND_HW);
    hw->known = TOLL_HW_MEMORY | TOLL_HW_MEMORY_RATE | TOLL_HW_BF16 | TOLL_HW_FP8 | TOLL_HW_PCIE | TOLL_HW_TDP;
    hw->memory_bytes = 48LL << 30;
    hw->memory_bytes_per_s = 864e9;
    hw->bf16_flop_per_s = 362e12;
    hw->fp8_flop_per_s = 733e12;
    hw->pcie_bytes_per_s = 32e9;
    hw->tdp_w = 350;
}

static void start_model(fixture *f, int64_t n_layers, int64_t d_model, int64_t vocab_size, int64_t max_context)
{
    f->model = model_of(n_layers, d_model, vocab_size);
    f->model.known = TOLL_MODEL_MAX_CONTEXT;
    f->model.max_context_tokens = max_context;
    f->n_rows = 0;
}

void fixture_llama_8b(fixture *f)
{
    start_model(f, 32, 4096, 128256, 131072);
    add_row(f, attention_of(32, 32, 8, 128));
    add_row(f, ffn_of(32, 14336, 3));
}

void fixture_llama_70b(fixture *f)
{
    start_model(f, 80, 8192, 128256, 131072);
    add_row(f, attention_of(80, 64, 8, 128));
    add_row(f, ffn_of(80, 28672, 3));
}

void fixture_mixtral(fixture *f)
{
    start_model(f, 32, 4096, 32000, 32768);
    add_row(f, attention_of(32, 32, 8, 128));
    add_row(f, moe_of(32, 14336, 8, 2));
}

void fixture_deepseek_v3(fixture *f)
{
    start_model(f, 61, 7168, 129280, 163840);
    add_row(f, mla_of(61, 128));
    add_row(f, ffn_of(3, 18432, 3));
    add_row(f, moe_of(58, 2048, 256, 8));
    f->rows[2].d_ff_shared = 2048;
    f->rows[2].flags = TOLL_LAYER_ROUTER_BIAS;
}

/* Gemma 3 27B: five of six layers see 1,024 tokens; tied head. */
void fixture_gemma_27b(fixture *f)
{
    start_model(f, 62, 5376, 262208, 131072);
    f->model.flags = TOLL_MODEL_TIED_EMBEDDINGS;
    add_row(f, attention_of(52, 32, 16, 128));
    add_row(f, attention_of(10, 32, 16, 128));
    add_row(f, ffn_of(62, 21504, 3));
    f->rows[0].window_tokens = 1024;
}

/* Qwen3-Next 80B-A3B: three of four layers are gated delta nets; 512 experts. */
void fixture_qwen_next(fixture *f)
{
    start_model(f, 48, 2048, 151936, 262144);
    add_row(f, attention_of(12, 16, 2, 256));
    f->rows[0].flags = TOLL_LAYER_OUT_GATE | TOLL_LAYER_QK_NORM_HEAD;
    add_row(f, row_of(TOLL_LAYER_GDN, 36));
    f->rows[1].n_heads = 32;
    f->rows[1].n_kv_heads = 16;
    f->rows[1].head_dim = f->rows[1].v_head_dim = 128;
    f->rows[1].conv_width = 4;
    add_row(f, moe_of(48, 512, 512, 10));
    f->rows[2].d_ff_shared = 512;
    f->rows[2].flags = TOLL_LAYER_SHARED_GATE;
}

void fixture_bits(fixture *f, double bits)
{
    uint32_t rate = bits <= 8 ? TOLL_RATE_FP8 : TOLL_RATE_BF16;
    f->precision = precision_of(bits);
    f->precision.linear_rate = f->precision.expert_rate = rate;
}

void fixture_layout(fixture *f, int64_t tp, int64_t pp, int64_t ep, int64_t dp)
{
    f->layout.tp = tp;
    f->layout.pp = pp;
    f->layout.ep = ep;
    f->layout.dp = dp;
}

toll_status fixture_resolve(fixture *f, toll_error *err)
{
    return toll_step_resolve(&f->hw, &f->model, f->rows, f->n_rows, sizeof f->rows[0], &f->precision, &f->layout,
                             &f->engine, &f->constants, f->words, sizeof f->words, err);
}

toll_step_batch fixture_decode(double sequences, double context_tokens)
{
    toll_step_batch batch;
    INIT(batch, TOLL_KIND_STEP_BATCH);
    batch.decode_sequences = sequences;
    batch.decode_context_tokens = context_tokens;
    return batch;
}

toll_step_batch fixture_prompt(double tokens, double sequences, double context_tokens)
{
    toll_step_batch batch;
    INIT(batch, TOLL_KIND_STEP_BATCH);
    batch.prefill_tokens = tokens;
    batch.prefill_sequences = sequences;
    batch.prefill_context_tokens = context_tokens;
    return batch;
}

toll_serve_load fixture_load(double input_tokens, double output_tokens, double concurrency)
{
    toll_serve_load load;
    INIT(load, TOLL_KIND_SERVE_LOAD);
    load.input_tokens = input_tokens;
    load.output_tokens = output_tokens;
    load.concurrency = concurrency;
    return load;
}

toll_serve_supply fixture_supply(double usd_per_gpu_hour)
{
    toll_serve_supply supply;
    INIT(supply, TOLL_KIND_SERVE_SUPPLY);
    supply.usd_per_gpu_hour.low = supply.usd_per_gpu_hour.mid = supply.usd_per_gpu_hour.high = usd_per_gpu_hour;
    return supply;
}
