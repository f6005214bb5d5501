/* SPDX-License-Identifier: Apache-2.0 */
/* The inputs of toll_step_resolve() and batches, checked, as plain values. */
#include "api/convert_step.h"

#include <stddef.h>

#include "api/guard.h"
#include "base/extrema.h"
#include "base/fault.h"

toll_status toll__take_parallel(const toll_step_layout *layout, toll__parallel *plain, toll_error *err)
{
    toll_step_layout full;
    toll_status status = toll__take(layout, TOLL_KIND_STEP_LAYOUT, "layout", &full, err);
    if (status != TOLL_OK)
        return status;
    plain->tp = (double)full.tp;
    plain->pp = (double)full.pp;
    plain->ep = (double)full.ep;
    plain->dp = (double)full.dp;
    plain->internode_bytes_per_s = full.internode_bytes_per_s;
    return TOLL_OK;
}

static void convert_memory_rules(const toll_step_engine *full, toll__engine *plain)
{
    plain->activation_policy = full->activation_policy;
    plain->paging_policy = full->paging_policy;
    plain->score_policy = full->score_policy;
    plain->profile_tokens = full->profile_tokens;
    plain->profile_sequences = full->profile_sequences;
    plain->stage_ffn_vectors = full->stage_ffn_vectors;
    plain->stage_width_vectors = full->stage_width_vectors;
    plain->sampler_bytes = full->sampler_bytes;
    plain->workspace_bytes = full->workspace_bytes;
    plain->vision_bytes = full->vision_bytes;
    plain->device_bytes = full->device_bytes;
    plain->shared_frac = full->shared_frac;
    plain->latent_policy = full->latent_policy;
    plain->workspace_context_bytes = full->workspace_context_bytes;
    plain->state_ratio = full->state_ratio;
    plain->state_blocks = full->state_blocks > 0 ? full->state_blocks : 1;
    plain->cache_sequences = full->cache_sequences > 0 ? full->cache_sequences : 1;
    plain->draft_weights_bytes = full->draft_weights_bytes;
    plain->draft_token_bytes = full->draft_token_bytes;
    plain->host_weights_bytes = full->host_weights_bytes;
    plain->host_layers = full->host_layers;
}

toll_status toll__take_engine(const toll_step_engine *engine, toll__engine *plain, toll_error *err)
{
    toll_step_engine full;
    toll_status status = toll__take(engine, TOLL_KIND_STEP_ENGINE, "engine", &full, err);
    if (status != TOLL_OK)
        return status;
    plain->memory_frac = full.memory_frac;
    plain->is_claiming = full.is_claiming;
    plain->memory_policy = full.memory_policy;
    plain->runtime_bytes = full.runtime_bytes;
    plain->runtime_parallel_bytes = full.runtime_parallel_bytes;
    plain->graph_token_bytes = full.graph_token_bytes;
    plain->graph_sequences = full.graph_sequences;
    plain->kv_block_tokens = full.kv_block_tokens;
    plain->prefill_chunk_tokens = (double)full.prefill_chunk_tokens;
    plain->max_sequences = (double)full.max_sequences;
    plain->activation_tp1 = full.activation_tp1;
    plain->activation_tp2 = full.activation_tp2;
    plain->activation_tp4 = full.activation_tp4;
    plain->activation_moe_factor = full.activation_moe_factor;
    convert_memory_rules(&full, plain);
    return TOLL_OK;
}

static void convert_kernels(const toll_step_constants *full, toll__constants *plain)
{
    plain->linear = (toll__reach){full->linear_start_s, full->linear_memory_frac, full->linear_compute_frac};
    plain->expert = (toll__reach){full->expert_start_s, full->expert_memory_frac, full->expert_compute_frac};
    plain->decode = (toll__reach){full->decode_start_s, full->decode_memory_frac, full->decode_compute_frac};
    plain->prefill = (toll__reach){full->prefill_start_s, full->decode_memory_frac, full->prefill_compute_frac};
    plain->prefill_half_tokens = full->prefill_half_tokens;
    plain->allreduce_start_s = full->allreduce_start_s;
    plain->allreduce_double_s = full->allreduce_double_s;
    plain->link_frac = full->link_frac;
    plain->allreduce_split_start_s = full->allreduce_split_start_s;
    plain->switch_reduce_frac = full->switch_reduce_frac;
    plain->expert_tile_tokens = full->expert_tile_tokens;
    plain->expert_ramp_tokens = full->expert_ramp_tokens;
    plain->expert_rank_exp = full->expert_rank_exp;
    plain->decode_latent_start_s = full->decode_latent_start_s;
    plain->linear_quantise_s = full->linear_quantise_s;
    plain->expert_sd_factor = full->expert_sd_factor;
    plain->small_io_factor = full->small_io_factor;
    plain->recurrent_token_s = full->recurrent_token_s;
    plain->alltoall_start_s = full->alltoall_start_s;
    plain->send_start_s = full->send_start_s;
    plain->internode_start_s = full->internode_start_s;
    plain->small_kernel_s = full->small_kernel_s;
    plain->small_kernels_per_block = full->small_kernels_per_block;
}

static void convert_rest(const toll_step_constants *full, toll__constants *plain)
{
    plain->is_calibrated = full->is_calibrated;
    plain->step_s = full->step_s;
    plain->sequence_s = full->sequence_s;
    plain->prefill_layer_s = full->prefill_layer_s;
    plain->request_s = full->request_s;
    plain->prompt_meet_frac = full->prompt_meet_frac;
    plain->usable_frac_hbm = full->usable_frac_hbm;
    plain->usable_frac_other = full->usable_frac_other;
    plain->idle_power_frac = full->idle_power_frac;
    plain->busy_power_frac = full->busy_power_frac;
    plain->memory_power_frac = full->memory_power_frac;
    plain->compute_power_frac = full->compute_power_frac;
    /* What an older caller's struct lacks is 0 and means as before. */
    plain->wait_power_frac = full->wait_power_frac > 0 ? full->wait_power_frac : full->busy_power_frac;
    plain->software_time_factor = full->software_time_factor > 0 ? full->software_time_factor : 1;
    plain->step_log_sd = full->step_log_sd;
    plain->ttft_log_sd = full->ttft_log_sd;
    plain->throughput_log_sd = full->throughput_log_sd;
    plain->power_log_sd = full->power_log_sd;
    plain->extrapolation_factor = full->extrapolation_factor;
}

toll_status toll__take_constants(const toll_step_constants *constants, toll__constants *plain, toll_error *err)
{
    toll_step_constants full;
    toll_status status = toll__take(constants, TOLL_KIND_STEP_CONSTANTS, "constants", &full, err);
    if (status != TOLL_OK)
        return status;
    convert_kernels(&full, plain);
    convert_rest(&full, plain);
    return TOLL_OK;
}

toll_status toll__check_batch(const toll__batch *batch, int64_t row, toll_error *err)
{
    if (batch->decode_sequences + batch->prefill_tokens > 0)
        return TOLL_OK;
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_STEP_BATCH, "decode_sequences", row,
                      "and prefill_tokens are both 0: the step is empty");
}

toll_status toll__take_batch(const toll_step_batch *batch, toll__batch *plain, toll_error *err)
{
    toll_status status = toll__take_any_batch(batch, plain, err);
    if (status != TOLL_OK)
        return status;
    return toll__check_batch(plain, -1, err);
}

static void convert_batch(const toll_step_batch *full, toll__batch *plain)
{
    plain->decode_sequences = full->decode_sequences;
    plain->decode_context_tokens = full->decode_context_tokens;
    plain->prefill_tokens = full->prefill_tokens;
    plain->prefill_sequences = full->prefill_sequences;
    plain->prefill_context_tokens = full->prefill_context_tokens;
    plain->draft_tokens = 0;
}

/* Far inside the limits of the field table; anything else is checked against the table. */
#define USUAL_SEQUENCES 1e6
#define USUAL_TOKENS    1e8

/* Today's batch without a fault, which it nearly always is. */
static int is_usual_batch(const toll_step_batch *b)
{
    return toll__in_place(b, TOLL_KIND_STEP_BATCH, sizeof *b) &&
           toll__is_within(b->decode_sequences, 0, USUAL_SEQUENCES) &&
           toll__is_within(b->decode_context_tokens, 0, USUAL_TOKENS) &&
           toll__is_within(b->prefill_tokens, 0, USUAL_TOKENS) &&
           toll__is_within(b->prefill_sequences, 0, USUAL_SEQUENCES) &&
           toll__is_within(b->prefill_context_tokens, 0, USUAL_TOKENS);
}

toll_status toll__take_any_batch(const toll_step_batch *batch, toll__batch *plain, toll_error *err)
{
    toll_step_batch full;
    if (is_usual_batch(batch)) {
        convert_batch(batch, plain);
        return TOLL_OK;
    }
    toll_status status = toll__take(batch, TOLL_KIND_STEP_BATCH, "batch", &full, err);
    if (status != TOLL_OK)
        return status;
    convert_batch(&full, plain);
    return TOLL_OK;
}
