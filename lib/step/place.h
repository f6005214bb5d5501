/* SPDX-License-Identifier: Apache-2.0 */
/* Stage `place`: a shape laid over accelerators. Everything that does not depend on a batch is computed here, once.
 */
#ifndef TOLL_STEP_PLACE_H
#define TOLL_STEP_PLACE_H

#include "hardware/accelerator.h"
#include "model/block.h"
#include "step/deployment_inputs.h"
#include "step/shape.h"

/* What holds no cache: attention that borrows one, and all of an encoder, which works on prompts alone. */
#define TOLL__READS_ONLY   1u
#define TOLL__PROMPTS_ONLY 2u

/* One component class on one accelerator. Only doubles and two words: operations are compared and copied as bytes. */
typedef struct toll__op {
    uint32_t kind;
    uint32_t is_attention;
    double count;            /* layers */
    double linear_bytes;     /* weights, read whole by every step */
    double linear_io_bytes;  /* per token */
    double linear_flops;     /* per token */
    double small_io_bytes;   /* per token: what the small kernels read and write */
    double starts_s;         /* launches that every step makes: projections, experts and small kernels */
    double expert_bytes;     /* all local experts */
    double expert_io_bytes;  /* per token of the deployment */
    double expert_flops;     /* per token of the deployment */
    double expert_pad_flops; /* full padding of every local expert */
    double expert_log_miss;  /* ln(1 - k/E) */
    double expert_share;     /* k/E */
    double expert_spread;    /* of the busiest rank: share of its experts above the mean, over sqrt(t (1 - t)) */
    double expert_ramp_tokens;
    double kv_token_bytes; /* read per token of context, all local heads */
    uint64_t
        keeps_nothing; /* TOLL__READS_ONLY: held by another layer, or by none; TOLL__PROMPTS_ONLY: and no decoding */
    double index_token_bytes;
    double decode_start_s;
    double scan_token_s;   /* per token of a prompt */
    double decode_flops;   /* per token of context */
    double prefill_flops;  /* per token of context */
    double index_flops;    /* per token of context */
    double window_tokens;  /* 0: all */
    double topk_tokens;    /* 0: all */
    double state_bytes;    /* per sequence */
    double state_flops;    /* per token */
    double allreduces;     /* per layer, of one vector per token */
    double alltoall_bytes; /* sent per token and direction; 0: none */
} toll__op;

/* A collective over one group: start + bytes * s_per_byte; or, where that is less, split into two of less traffic. */
typedef struct toll__fabric {
    double start_s, s_per_byte;
    double split_start_s, split_s_per_byte;
} toll__fabric;

/* Metrics that have an error bar of their own. */
#define TOLL__METRIC_STEP       0
#define TOLL__METRIC_TTFT       1
#define TOLL__METRIC_THROUGHPUT 2
#define TOLL__METRIC_POWER      3
#define TOLL__METRIC_STEP_J     4 /* energy of a step: power times time */
#define TOLL__METRIC_TOKEN_J    5 /* energy per token: power over throughput */
#define TOLL__METRICS           6
#define TOLL__VALIDITIES        3

typedef struct toll__placement {
    double gpus, dp, pp;
    double replica_frac, slice_frac; /* 1 / dp, 1 / (dp * pp) */
    double max_context_tokens;       /* the model's; 0: not known */
    double token_bytes;              /* one vector of the residual stream */

    /* What the hardware gives, per accelerator. Seconds per byte and per operation, at what software reaches. */
    double linear_s_per_byte, linear_s_per_flop;
    double expert_s_per_byte, expert_s_per_flop;
    double decode_s_per_byte, decode_s_per_flop;
    double prefill_s_per_flop;
    double memory_s_per_byte; /* at peak: for utilisation */
    double linear_compute_frac, expert_compute_frac, decode_compute_frac, prefill_compute_frac;
    double prefill_start_s, prefill_half_tokens;
    toll__fabric allreduce, alltoall, send;

    /* The output head: one more projection, once per sequence that needs a token. */
    double head_bytes, head_flops;

    /* Host work. */
    double step_s, sequence_s, prefill_layers_s, request_s, prompt_meet_frac;
    double software_time_factor;

    /* Power of one accelerator; tdp_w 0: not known. */
    double tdp_w, idle_w;
    double busy_power_frac, memory_power_frac, compute_power_frac, wait_power_frac;

    /* Memory of the fullest accelerator, bytes. */
    double weights_bytes, activation_bytes, runtime_bytes;
    double capacity_bytes, budget_bytes;
    double stage_frac;    /* share of the layers that the largest pipeline stage holds */
    double beside_bytes;  /* part of weights_bytes */
    double pool_sd_bytes; /* standard deviation of what is left for the cache */
    double kv_block_tokens;
    double chunk_tokens, max_sequences;
    double paging_policy; /* TOLL_PAGING_* */
    double profile_tokens, profile_sequences;
    double state_blocks, state_ratio, cache_sequences;
    double workspace_context_bytes;           /* per token of the longest context */
    double score_cell_bytes, score_is_on_top; /* attention's buffers per cell; 1: on top of the largest stage */
    double is_claiming;

    /* What the host holds, and what a draft adds. */
    double host_frac;  /* share of the layers that the host holds and computes; above 0 no time is estimated */
    double host_bytes; /* weights on the host */
    double host_s;     /* to read those that every step needs */
    double draft_bytes, draft_token_bytes; /* part of weights_bytes; cache per token */

    /* Error bars: P90 / P50 of each metric and its reciprocal, by TOLL_VALIDITY_* - 1. */
    double bars[TOLL__METRICS][TOLL__VALIDITIES][2];
    uint64_t flags;
    uint64_t n_ops;
} toll__placement;

/* A placement being built, with its operations. */
typedef struct toll__site {
    const toll__accelerator *accelerator;
    const toll__model *model;
    const toll__precision *precision;
    const toll__parallel *parallel;
    const toll__engine *engine;
    const toll__constants *constants;
    toll__placement *placement;
    toll__op *ops; /* space for every row; NULL: a trial that keeps none */
    double layer_bytes;
    double has_experts;
    double stage_elements; /* largest stage: elements that a token holds at once */
    double score_heads, latent_width, has_sparse_latents;
} toll__site;

/* Starts a placement: rates, links, host work, power. Blocks follow, then the end. */
toll_status toll__place_start(toll__site *site, toll_error *err);

/* Adds one settled block; equal operations are merged. row is for messages. */
toll_status toll__place_block(toll__site *site, const toll__block *block, int64_t row, toll_error *err);

/* Ends a placement: memory, flags. */
toll_status toll__place_end(toll__site *site, toll_error *err);

#endif
