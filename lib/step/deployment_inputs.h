/* SPDX-License-Identifier: Apache-2.0 */
/* What a deployment is resolved from, as plain values. Fields mean what step.h says of the public ones. */
#ifndef TOLL_STEP_DEPLOYMENT_INPUTS_H
#define TOLL_STEP_DEPLOYMENT_INPUTS_H

#include <toll/base.h>

typedef struct toll__parallel {
    double tp, pp, ep, dp;
    double internode_bytes_per_s; /* 0: not given */
} toll__parallel;

typedef struct toll__engine {
    double memory_frac;
    int64_t is_claiming;
    int64_t memory_policy; /* TOLL_MEMORY_* */
    int64_t runtime_bytes, runtime_parallel_bytes;
    int64_t graph_token_bytes, graph_sequences;
    int64_t kv_block_tokens;
    double prefill_chunk_tokens;
    double max_sequences;
    double activation_tp1, activation_tp2, activation_tp4, activation_moe_factor;
    int64_t activation_policy, paging_policy, score_policy; /* TOLL_ACTIVATION_*, TOLL_PAGING_*, TOLL_SCORES_* */
    int64_t profile_tokens, profile_sequences;              /* 0: as in a step */
    double stage_ffn_vectors, stage_width_vectors, sampler_bytes;
    int64_t workspace_bytes, vision_bytes, device_bytes;
    double shared_frac, state_ratio, workspace_context_bytes;
    int64_t latent_policy;                 /* TOLL_LATENTS_* */
    int64_t state_blocks, cache_sequences; /* at least 1 */
    int64_t draft_weights_bytes, host_weights_bytes, host_layers;
    double draft_token_bytes;
} toll__engine;

/* What one class of kernels reaches. */
typedef struct toll__reach {
    double start_s;
    double memory_frac;
    double compute_frac;
} toll__reach;

typedef struct toll__constants {
    int64_t is_calibrated;
    toll__reach linear, expert, decode, prefill; /* prefill.memory_frac is decode's */
    double prefill_half_tokens;
    double expert_tile_tokens, expert_ramp_tokens, expert_rank_exp;
    double decode_latent_start_s, recurrent_token_s, linear_quantise_s, expert_sd_factor, small_io_factor;
    double allreduce_start_s, allreduce_double_s, allreduce_split_start_s, link_frac, switch_reduce_frac;
    double alltoall_start_s, send_start_s, internode_start_s;
    double small_kernel_s, small_kernels_per_block;
    double step_s, sequence_s, prefill_layer_s, request_s, prompt_meet_frac;
    double usable_frac_hbm, usable_frac_other;
    double idle_power_frac, busy_power_frac, memory_power_frac, compute_power_frac, wait_power_frac;
    double software_time_factor;
    double step_log_sd, ttft_log_sd, throughput_log_sd, power_log_sd, extrapolation_factor;
} toll__constants;

#endif
