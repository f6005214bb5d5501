/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file step.h
 * @brief A deployed model: time of one step, memory and power.
 */
#ifndef TOLL_STEP_H
#define TOLL_STEP_H

#include <toll/base.h>
#include <toll/hardware.h>
#include <toll/model.h>

/**
 * @defgroup step Step
 * @brief Time, memory and power of one forward pass of a batch on a deployment.
 *
 * This header answers: how long does one step take, does the model fit in memory, and how much power does it draw? All
 * figures are estimates. Times, power and energy carry an error bar (::toll_range), memory an uncertainty in bytes.
 *
 * A *deployment* is a model in a precision, on a number of accelerators in a parallel layout, run by an engine. Resolve
 * it once with toll_step_resolve(), or by names with toll_catalog_resolve(). Then ask it as often as you like.
 *
 * The stages are `describe` (rows to a shape), `place` (shape to accelerators), `tally` (bytes and operations of a
 * batch) and `clock` (seconds). Symbols are those of model.h.
 *
 * ## Step time
 *
 * A kernel is a start plus a smooth roofline:
 *
 *     kernel  = start + sqrt(memory^2 + compute^2)
 *     memory  = bytes / (bandwidth * memory_frac)
 *     compute = flops / (peak * compute_frac)
 *
 * A step is the sum of its kernels, its collectives, and the host's work for each layer, sequence and step. An
 * all-reduce of `payload` bytes over n accelerators takes the faster of two algorithms:
 *
 *     all-reduce = start(n) + min((n-1) * payload / rate, split_start + c * payload / rate)
 *     rate       = link * link_frac
 *     c          = 2(n-1)/n, or (n+1)/n if the switches add (switch_reduce_frac = 1)
 *
 * The first sends everything to everyone. The second is split into a reduce-scatter and an all-gather. start(n) is
 * `allreduce_start_s + allreduce_double_s * (log2(n) - 1)`, and internode_start_s more between nodes. Ranks of a step
 * come apart and wait for the last: the catalog's values hold 1.5 us of that for each doubling.
 *
 * Example: Llama 3.1 70B in FP8 on 4 x H100, 32 sequences. Each of 2 * 80 all-reduces moves 32 * 8,192 * 2 bytes at
 * 0.55 * 450 GB/s: 7.5 us + 3 * 524,288 / 247.5e9 s = 13.9 us. The link term is 160 * 13.9 us = 2.22 ms of a 13.3 ms
 * step.
 *
 * ## Mixture of experts
 *
 *     experts read        = E * t, t = 1 - (1 - k/E)^T           for T tokens
 *     by the busiest rank = M t + c(ep) sqrt(M t (1-t) (1-1/ep)) of its M = E/ep; c: largest of ep normal draws
 *     padding per expert  = tile * t / (t + ramp)                rows, for t tokens of that expert
 *     its operations      = ep^expert_rank_exp                   times its even share
 *     ranks of a token    = tp*dp * (1 - (1 - 1/ep)^k)           if dp > 1: tokens travel to their experts
 *
 * Example: 256 experts, 8 per token, 64 tokens: 256 * (1 - (248/256)^64) = 222 experts are read. On 8 ranks that is
 * 27.8 of 32 on average and 30.3 on the busiest: 27.8 + 1.42 * sqrt(27.8 * 0.131 * 0.875).
 *
 * ## Bytes and kernels that are counted
 *
 * Weights are read once a step, the cache once a sequence. Activations in and out of projections, elements per token:
 *
 *     attention (H+K)(h+v) + 2d;  MLA H(n+r+v+c+r) + 2d;  feed-forward m*f + 2d;  experts k(2w + m*f)
 *
 * - launches per block: attention 2, MLA 5, shared KV 5, a compressor 1, an indexer 3 more, feed-forward 2, experts 1
 *   (2 more each for shared experts and for a latent width), recurrent 3
 * - small kernels (norms, rotations, activations): attention 2 (1 more each for QK-norm and for an output gate), MLA 4,
 *   shared KV 4, a compressor 1, an indexer 7 more, feed-forward 2, experts 1 (2 more each for shared experts and for
 *   their gate), recurrent 5; plus `small_kernels_per_block` each
 * - small kernels move `small_io_factor` times the activations again, those of width d twice
 * - weights with scales per block: each projection waits for a quantiser
 * - a recurrent state costs 8 operations per element and token
 * - prefill attention reaches `L / (L + prefill_half_tokens)` of its best, L being the tokens that it attends; prompts
 *   of sparse MLA read latents, as decoding does
 * - with fewer sequences than replicas and stages, the busiest one is timed
 *
 * ## Memory of one accelerator
 *
 *     needed = weights + KV cache + activations + runtime
 *
 * Weights that stay on the host (host_weights_bytes) leave the accelerator, and every step reads them over the host's
 * link: 20 GB over 31.5 GB/s are 0.63 s a step. Layers on the host (host_layers) take their weights and their cache
 * along; times are then refused. A draft model or MTP layers add their weights and their cache.
 *
 * Weights are sharded by tp, ep and pp; norms and routers are repeated. The cache is paged and sharded by KV heads;
 * MLA's latent is repeated. *Needed* differs from *claimed*: vLLM claims a fraction of the card whatever the model
 * needs.
 *
 * Example: the same deployment with 32 sequences of 1,500 tokens needs 18.2 + 3.9 + 0.7 + 1.3 = 24.1 GB. vLLM may take
 * 0.9 of 85.5 GB, so the margin is 52.8 GB.
 *
 * ## Power of one accelerator
 *
 *     watts = TDP * (wait_power_frac * waiting + busy_power_frac * (1 - waiting)
 *                    + memory_power_frac * memory_busy + compute_power_frac * compute_busy), idle .. TDP
 *
 * `waiting` is the share of the step for links and overhead. The busy shares are times at the units' peaks / step time.
 *
 * ## Limits
 *
 * Kernels do not overlap. Expert load is uniform. Between nodes only the link that you state is known.
 *
 * @snippet step.c step
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/** Parallel layout of a deployment. Accelerators = tp * pp * dp. */
typedef struct toll_step_layout {
    uint32_t struct_size;         /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;         /**< ::TOLL_KIND_STEP_LAYOUT. */
    uint64_t known;               /**< TOLL_LAYOUT_* bits of the optional fields that are given. */
    int64_t tp;                   /**< Tensor parallel size, 1 .. 1,024; divides the heads of every row. Default 1. */
    int64_t pp;                   /**< Pipeline parallel size, 1 .. 1,024; at most the model's layers. Default 1. */
    int64_t ep;                   /**< Expert parallel size, 1 .. 4,096; divides tp * dp and the experts. 1 splits each
                                       expert over tp * dp. Default 1. */
    int64_t dp;                   /**< Attention data parallel size within the deployment, 1 .. 4,096. Default 1. */
    double internode_bytes_per_s; /**< Link of one accelerator to other nodes, one way, bytes/s, 1 .. 10^18.
                                       Optional. */
} toll_step_layout;

#define TOLL_LAYOUT_INTERNODE 0x1u /**< internode_bytes_per_s is given. */

/* What the engine's memory_frac is a share of: toll_step_engine.memory_policy. */
/** Of the card, for all that the engine holds (vLLM: gpu_memory_utilization; llama.cpp, which claims none). */
#define TOLL_MEMORY_WHOLE 0
/** Of the card, for weights and cache; the rest comes on top, up to the card (SGLang: mem_fraction_static). */
#define TOLL_MEMORY_STATIC 1
/** Of the memory that all else leaves, for the cache (TensorRT-LLM: free_gpu_memory_fraction). */
#define TOLL_MEMORY_FREE 2

/* What a forward pass holds beside weights and cache: toll_step_engine.activation_policy. */
/** A multiple of chunk tokens * d_model, by activation_tp1, _tp2, _tp4 and _moe_factor. */
#define TOLL_ACTIVATION_RATIO 0
/** The largest of its stages: feed-forward, experts, sampler; plus workspaces (vLLM, SGLang, TensorRT-LLM). */
#define TOLL_ACTIVATION_STAGES 1
/** The largest stage of a graph of floats: logits, a layer, experts (llama.cpp). */
#define TOLL_ACTIVATION_GRAPH 2

/* How the cache is handed out: toll_step_engine.paging_policy. */
/** Each layer holds the pages of what it attends: a window holds its last tokens. */
#define TOLL_PAGING_PAGES 0
/** Blocks of one size for all kinds of layers; a block is long enough for a recurrent state (vLLM). */
#define TOLL_PAGING_BLOCKS 1
/** A pool of tokens and a pool of recurrent states (SGLang). */
#define TOLL_PAGING_POOLS 2
/** Cells: full layers hold the context, window layers the windows of all slots and one batch (llama.cpp). */
#define TOLL_PAGING_CELLS 3
/** Each layer holds the whole context, those with a window too (llama.cpp until mid 2025). */
#define TOLL_PAGING_WHOLE 4

/* What the cache of latent attention holds: toll_step_engine.latent_policy. */
#define TOLL_LATENTS_ALONE    0 /**< The latent and the rotated key, once. */
#define TOLL_LATENTS_TWICE    1 /**< The latent a second time, as values (llama.cpp in 2025). */
#define TOLL_LATENTS_EXPANDED 2 /**< Keys and values of every head. */

/* What attention without a fused kernel adds to the buffers, per cell: toll_step_engine.score_policy. */
#define TOLL_SCORES_FUSED    0 /**< Nothing. */
#define TOLL_SCORES_HELD     1 /**< Scores of all heads, as floats: replaces a smaller stage. */
#define TOLL_SCORES_EXPANDED 2 /**< Keys and values of all heads from latents, on top of the stage. */

/**
 * Policies of an inference engine: the memory that it claims and how it batches. Get one from
 * toll_catalog_get_engine(), or start from the defaults.
 */
typedef struct toll_step_engine {
    uint32_t struct_size;           /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;           /**< ::TOLL_KIND_STEP_ENGINE. */
    char id[16];                    /**< "vllm"; toll_catalog_get_constants() selects by it. */
    char epoch[16];                 /**< Versions that the policies hold for, "0.19". */
    double memory_frac;             /**< Share of the memory that the engine may take, 0.1 .. 1; memory_policy says of
                                         which memory. Default 0.9. */
    int64_t is_claiming;            /**< 1: the engine claims that share at start. 0: it takes only the memory that it
                                         needs. Default 1. */
    int64_t runtime_bytes;          /**< Context and fixed buffers per accelerator of a deployment on one accelerator,
                                         bytes, 0 .. 10^12; 0: none. Default 161061274. */
    int64_t runtime_parallel_bytes; /**< Context, fixed and communication buffers per accelerator if tp * pp * dp > 1,
                                         bytes, 0 .. 10^12; 0: none. Default 644245094. */
    int64_t graph_token_bytes;      /**< Graph buffers per sequence of the largest captured batch, bytes, 0 .. 10^10;
                                         0: none. Default 2000000. */
    int64_t graph_sequences;        /**< Largest captured batch, 0 .. 10^6; 0: no graphs. Default 256. */
    int64_t kv_block_tokens;        /**< Page size of the KV cache, tokens, 1 .. 10^6. Default 16. */
    int64_t prefill_chunk_tokens;   /**< Most prompt tokens in one step per attention replica, 1 .. 10^9. Default
                                         8192. */
    int64_t max_sequences;          /**< Most running sequences per attention replica, 1 .. 10^7. Default 256. */
    double activation_tp1;          /**< Peak activations / (chunk tokens * d_model * bytes) at tp 1, 0 .. 1,000; 0:
                                         none. Default 11. */
    double activation_tp2;          /**< The same ratio at tp 2 and 3, 0 .. 1,000; 0: none. Default 6.5. */
    double activation_tp4;          /**< The same ratio at tp 4 and above, 0 .. 1,000; 0: none. Default 5. */
    double activation_moe_factor;   /**< Multiplies the ratio for mixtures of experts, 0 .. 1,000; 0: none.
                                         Default 2. */
    int64_t memory_policy;          /**< TOLL_MEMORY_*: the memory that memory_frac is a share of. 0: the whole card. */
    int64_t activation_policy;  /**< TOLL_ACTIVATION_*: what a forward pass holds. 0: by activation_tp1 and so on. */
    int64_t paging_policy;      /**< TOLL_PAGING_*: how the cache is handed out. 0: by pages. */
    int64_t score_policy;       /**< TOLL_SCORES_*: attention's own buffers. 0: fused, none. */
    int64_t profile_tokens;     /**< Tokens of the pass that memory is reserved for, 0 .. 10^9; 0: as
                                         prefill_chunk_tokens. */
    int64_t profile_sequences;  /**< Rows of logits of that pass, 0 .. 10^7; 0: as max_sequences (stages), or as
                                         profile_tokens (graph). */
    double stage_ffn_vectors;   /**< Vectors as wide as the feed-forward block that a token holds, 0 .. 100; 0:
                                         none. 2 compiled, 3 eager. */
    double stage_width_vectors; /**< Vectors as wide as the model that a token holds beside them, 0 .. 100; 0: none.
                                         4 compiled, 3 eager. */
    double sampler_bytes;       /**< Bytes per logit of the sampler's stage, 0 .. 1,000; 0: none. */
    int64_t workspace_bytes;    /**< Fixed buffers of the kernels, bytes, 0 .. 10^12; 0: none. */
    int64_t vision_bytes;       /**< Profile run of the parts beside the text model, where it has some, bytes,
                                         0 .. 10^12; 0: none. */
    int64_t device_bytes;       /**< Memory of the card that its driver keeps from the engine, bytes, 0 .. 10^12; 0:
                                         none. */
    double shared_frac;         /**< Where host and accelerator share their memory: copies that loading leaves, as a
                                         share of the weights, 0 .. 1; 0: none. */
    int64_t state_blocks;       /**< Recurrent states that one sequence holds, 0 .. 1,000; 0 stands for 1. */
    double state_ratio;         /**< Pools: memory of states / memory of tokens, 0 .. 100; 0: as they come. */
    int64_t latent_policy;      /**< TOLL_LATENTS_*: what the cache of latent attention holds. 0: latents alone. */
    double workspace_context_bytes; /**< Sparse latent attention: buffers per token of the longest context, bytes,
                                         0 .. 10^6; 0: none. */
    int64_t cache_sequences;        /**< Cells: slots that the windows are held for, 0 .. 10^6; 0 stands for 1. */
    int64_t draft_weights_bytes;    /**< Weights of a draft model, or of MTP layers, per accelerator, bytes, 0 .. 10^13;
                                         0: none. */
    double draft_token_bytes;       /**< Cache of those layers per token and accelerator, bytes, 0 .. 10^9; 0: none. */
    int64_t host_weights_bytes;     /**< Weights per accelerator that stay in the host's memory and are read over its
                                         link in every step (vLLM: cpu_offload_gb), bytes, 0 .. 10^13; 0: none. At most
                                         the weights of the layers are moved. */
    int64_t host_layers;            /**< Layers that the host holds and computes, with their cache (llama.cpp: those
                                         that -ngl leaves out), 0 .. 4,096, at most the model's; 0: none. Their memory
                                         is estimated, their speed is not. */
} toll_step_engine;

/**
 * Calibration constants: the share of the hardware's peaks that software reaches. Get them with
 * toll_catalog_get_constants() for an architecture, format and engine, or pass your own. Shares of a peak (memory,
 * compute, link) are 0.001 .. 1. Times are in seconds, 0 .. 1 unless stated.
 *
 * Call toll_struct_init() first: 0 is a value of its own here, not the default. A start, a host time, a share of power
 * or a number of kernels of 0 adds none. A deviation of 0 gives no interval. Where 0 stands for something else, the
 * field says so.
 */
typedef struct toll_step_constants {
    uint32_t struct_size;           /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;           /**< ::TOLL_KIND_STEP_CONSTANTS. */
    char source[96];                /**< Source of the constants, as text. */
    int64_t as_of;                  /**< Date, yyyymmdd; 0: not known. */
    int64_t is_calibrated;          /**< 1: fitted to timings on this architecture and format. 0: typical values. */
    double linear_start_s;          /**< Start of a dense projection, s. Default 5e-6. */
    double linear_memory_frac;      /**< Share of memory bandwidth that a dense projection reaches. Default 0.8. */
    double linear_compute_frac;     /**< Share of the peak rate that a dense projection reaches. Default 0.6. */
    double expert_start_s;          /**< Start of a fused expert kernel, s. Default 4e-5. */
    double expert_memory_frac;      /**< Share of memory bandwidth that an expert kernel reaches. Default 0.8. */
    double expert_compute_frac;     /**< Share of the peak rate that an expert kernel reaches. Default 0.3. */
    double decode_start_s;          /**< Start of a decode-attention kernel, s. Default 1e-5. */
    double decode_memory_frac;      /**< Share of memory bandwidth that decode attention reaches. Default 0.8. */
    double decode_compute_frac;     /**< Share of the peak rate that decode attention reaches. Default 0.4. */
    double prefill_start_s;         /**< Start of a prefill-attention kernel, s. Default 1e-5. */
    double prefill_compute_frac;    /**< Share of the peak rate that prefill attention reaches on long prompts. Default
                                         0.7. */
    double prefill_half_tokens;     /**< Prompt length at which prefill attention reaches half of that share, tokens,
                                         0 .. 10^6. Default 1100. */
    double allreduce_start_s;       /**< Start of an all-reduce between two accelerators, s. Default 5e-6. */
    double allreduce_double_s;      /**< Added for every doubling of the accelerators, s. Default 5e-7. */
    double link_frac;               /**< Share of the one-way link rate that collectives reach. Default 0.6. */
    double alltoall_start_s;        /**< Start of an expert dispatch or combine, s. Default 2e-5. */
    double send_start_s;            /**< Start of a send to the next pipeline stage, s. Default 1e-5. */
    double internode_start_s;       /**< Added to every collective that leaves the node, s. Default 2e-5. */
    double small_kernel_s;          /**< Time of each norm, activation or rotation between the named kernels, s. Default
                                         2.2e-6. */
    double small_kernels_per_block; /**< Further small kernels per component, 0 .. 100. Default 2.5. */
    double step_s;                  /**< Host work per step, s, 0 .. 10. Default 0.0003. */
    double sequence_s;              /**< Host work per sequence and step, s, 0 .. 10. Default 6e-6. */
    double prefill_layer_s;         /**< Host work per layer if a step contains a prompt, s, 0 .. 10. Default 3e-5. */
    double request_s;               /**< Host work per request before its first token, s, 0 .. 100. Default 0.015. */
    double prompt_meet_frac;        /**< Closed loop: share of the other requests' prompts that are prefilled before
                                         this request's own first token, 0 .. 1; 0: none. Default 0.17. */
    double usable_frac_hbm;         /**< Usable / physical memory if it is not published, for memory above 500 GB/s,
                                         0.1 .. 1. Default 0.995. */
    double usable_frac_other;       /**< Usable / physical memory if it is not published, for slower memory, 0.1 .. 1.
                                         Default 0.937. */
    double idle_power_frac;         /**< Idle power / TDP if it is not published, 0 .. 1. Default 0.115. */
    double busy_power_frac;         /**< Power / TDP of a busy accelerator at little traffic, 0 .. 1. Default 0.3. */
    double memory_power_frac;       /**< Added power / TDP at full memory bandwidth, 0 .. 1. Default 0.35. */
    double compute_power_frac;      /**< Added power / TDP at full compute rate, 0 .. 1. Default 0.6. */
    double step_log_sd;             /**< Standard deviation of ln(measured / predicted) step time, 0 .. 5. Default
                                         0.24. */
    double ttft_log_sd;             /**< The same deviation of the time to first token, 0 .. 5. Default 0.89. */
    double throughput_log_sd;       /**< The same deviation of throughput, 0 .. 5. Default 0.24. */
    double power_log_sd;            /**< The same deviation of power, 0 .. 5. Default 0.2. */
    double extrapolation_factor;    /**< Widens every deviation once for a result that is extrapolated, twice for one
                                         outside; 1 .. 100. Default 1.5. */
    double expert_tile_tokens;      /**< Rows of padding that a busy expert computes in addition to its tokens,
                                         0 .. 1,024. Default 40. */
    double expert_ramp_tokens;      /**< Tokens of an expert at which half of that padding is reached, 0 .. 10,000.
                                         Default 10. */
    double expert_rank_exp;         /**< The busiest of ep ranks has ep^this times its even share of tokens, 0 .. 1.
                                         Default 0.35. */
    double allreduce_split_start_s; /**< Added if an all-reduce is split into a reduce-scatter and an all-gather, s.
                                         Default 5e-6. */
    double switch_reduce_frac;      /**< 1: the fabric's switches add. 0: the accelerators do. 0 .. 1. */
    double decode_latent_start_s;   /**< Start of a latent-attention decode kernel, s. Default 1.2e-5. */
    double linear_quantise_s;       /**< Added to a projection's start if activations are scaled per block, s. */
    double expert_sd_factor;        /**< Widens the deviations of step time and throughput for mixtures of experts,
                                         0 .. 100; below 1 has no effect. Default 1. */
    double small_io_factor;         /**< Times that small kernels move the inputs and outputs of projections again,
                                         0 .. 10. Default 1. */
    double recurrent_token_s;       /**< Scan of a prompt through a recurrent block, s per prompt token. Default
                                         5e-8. */
    double software_time_factor;    /**< Multiplies a step's time, for an engine of another generation, 0 .. 100. A step
                                         stays at least as long as its units at their peaks need. 0 stands for 1.
                                         Default 1. */
    double wait_power_frac;         /**< Power / TDP while kernels start and while links or the host are waited for,
                                         0 .. 1. 0 stands for busy_power_frac. Default 0.3. */
} toll_step_constants;

/** Content of one step, over the whole deployment. Numbers may be fractional means. */
typedef struct toll_step_batch {
    uint32_t struct_size;          /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;          /**< ::TOLL_KIND_STEP_BATCH. */
    double decode_sequences;       /**< Sequences that each decode one token, 0 .. 10^7. */
    double decode_context_tokens;  /**< Mean tokens in the KV cache of one of them, 0 .. 10^9. */
    double prefill_tokens;         /**< Prompt tokens that this step prefills, 0 .. 10^9. */
    double prefill_sequences;      /**< Prompts that these tokens belong to, 0 .. 10^7. Below 1 counts as 1 if there are
                                        prompt tokens. */
    double prefill_context_tokens; /**< Mean tokens of one of these prompts that are in the cache already, 0 .. 10^9. */
} toll_step_batch;

/* The largest term or the limit that binds a result. */
#define TOLL_BOUND_WEIGHTS   1 /**< Reading weights. */
#define TOLL_BOUND_KV        2 /**< Reading the KV cache and state. */
#define TOLL_BOUND_COMPUTE   3 /**< Arithmetic. */
#define TOLL_BOUND_LINK      4 /**< Communication between accelerators. */
#define TOLL_BOUND_OVERHEAD  5 /**< Kernel starts and host work. */
#define TOLL_BOUND_CAPACITY  6 /**< Memory: requests wait for KV cache. */
#define TOLL_BOUND_SEQUENCES 7 /**< The engine's limit of running sequences: requests wait. */

/* How far a result may be trusted. Flags decide it. */
#define TOLL_VALIDITY_CALIBRATED 1 /**< Inside the range that the constants were fitted on. */
/** Some input is outside that range; the interval is wider. The flags say which input. */
#define TOLL_VALIDITY_EXTRAPOLATED 2
/** An order of magnitude at best: wide expert parallelism, no fit, or beyond the model's context. */
#define TOLL_VALIDITY_OUTSIDE 3

/* Reasons for a validity: bits of `flags` in results. USABLE_ASSUMED, RATE_FALLBACK and UNSTABLE do not lower it. */
#define TOLL_FLAG_TYPICAL_CONSTANTS 0x1u     /**< No calibration for this architecture and format. */
#define TOLL_FLAG_UNVERIFIED_FACT   0x2u     /**< Some hardware or model fact is unverified. */
#define TOLL_FLAG_USABLE_ASSUMED    0x4u     /**< Usable memory is not published; a typical share is assumed. */
#define TOLL_FLAG_RATE_FALLBACK     0x8u     /**< A format is computed at the rate of another. */
#define TOLL_FLAG_LINK_ASSUMED      0x10u    /**< No link is published; the host's PCIe is assumed. */
#define TOLL_FLAG_CROSS_DOMAIN      0x20u    /**< A collective leaves the scale-up domain. */
#define TOLL_FLAG_WIDE_EP           0x40u    /**< Expert or attention data parallelism above 8. */
#define TOLL_FLAG_RECURRENT         0x80u    /**< Recurrent blocks: their kernels are not calibrated. */
#define TOLL_FLAG_SPARSE_ATTENTION  0x100u   /**< Sparse attention: its kernels are not calibrated. */
#define TOLL_FLAG_LARGE_BATCH       0x200u   /**< More than 512 sequences per attention replica. */
#define TOLL_FLAG_LONG_CONTEXT      0x400u   /**< More than 32,768 tokens per sequence. */
#define TOLL_FLAG_BEYOND_CONTEXT    0x800u   /**< Longer than the model's stated context. */
#define TOLL_FLAG_MARGINAL_MEMORY   0x1000u  /**< Memory is within the margin of error. */
#define TOLL_FLAG_NO_FIT            0x2000u  /**< It does not fit. serve.h gives no estimate unless the load says so. */
#define TOLL_FLAG_PIPELINE          0x4000u  /**< Pipeline parallelism: modelled, not calibrated. */
#define TOLL_FLAG_QUEUEING          0x8000u  /**< Requests wait; waiting is modelled coarsely. */
#define TOLL_FLAG_SPECULATIVE       0x10000u /**< Drafted tokens: acceptance as given, cost modelled. */
#define TOLL_FLAG_UNSTABLE          0x20000u /**< Arrivals reach saturation, or may: times are not given. */
#define TOLL_FLAG_SPLIT_POOLS       0x40000u /**< Prefill and decode in separate pools: modelled, not calibrated. */
#define TOLL_FLAG_HOST_WEIGHTS      0x80000u /**< Weights are read over the host's link at its peak: a bound. */

/* Bits of toll_step_result.known and toll_serve_result.known. */
#define TOLL_RESULT_POWER 0x1u /**< Power and energy: the accelerator's TDP is known. */

/** Time and power of one step. The five terms add up to time_s.mid. */
typedef struct toll_step_result {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_STEP_RESULT. */
    uint64_t known;       /**< TOLL_RESULT_* bits. */
    toll_range time_s;    /**< Wall time of the step, s. */
    double weights_s;     /**< Term: reading weights, s. */
    double kv_s;          /**< Term: reading and writing the KV cache and state, s. */
    double compute_s;     /**< Term: arithmetic, s. */
    double link_s;        /**< Term: communication, s. */
    double overhead_s;    /**< Term: kernel starts and host work, s. */
    toll_range power_w;   /**< Power of all accelerators of the deployment, W. Optional. */
    toll_range energy_j;  /**< Energy of all accelerators in this step, J. Optional. */
    uint32_t bound;       /**< TOLL_BOUND_*: the largest term. */
    uint32_t validity;    /**< TOLL_VALIDITY_*. */
    uint64_t flags;       /**< TOLL_FLAG_* bits. */
} toll_step_result;

/* Verdicts on memory. */
#define TOLL_FIT_YES      1 /**< Fits. */
#define TOLL_FIT_MARGINAL 2 /**< Within the margin of error: may or may not start. */
#define TOLL_FIT_NO       3 /**< Does not fit. */

/** Memory of the fullest accelerator. needed = weights + kv + activation + runtime. weights contain beside. */
typedef struct toll_step_memory {
    uint32_t struct_size;       /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;       /**< ::TOLL_KIND_STEP_MEMORY. */
    int64_t weights_bytes;      /**< Weights, bytes. */
    int64_t kv_bytes;           /**< KV cache and state of the asked sequences, paged, bytes. */
    int64_t activation_bytes;   /**< Peak activations of the largest step, bytes. */
    int64_t runtime_bytes;      /**< Context, communication buffers and graphs, bytes. */
    int64_t needed_bytes;       /**< Sum of the four, bytes. */
    int64_t claimed_bytes;      /**< Memory that the engine takes: the budget if it claims at start, else
                                     needed_bytes. */
    int64_t capacity_bytes;     /**< Usable memory of the card, bytes. */
    int64_t budget_bytes;       /**< Memory of the card that the engine may take, bytes. */
    int64_t margin_bytes;       /**< budget - needed, bytes; negative: the shortage. */
    int64_t uncertainty_bytes;  /**< A margin within +- this is "marginal", bytes: 1.64 standard deviations of
                                     the pool that is left for the cache. */
    int64_t kv_capacity_tokens; /**< Tokens that the deployment's KV cache holds in all, in sequences of the asked
                                     length. */
    int64_t max_sequences;      /**< Sequences of the asked length that fit at once; at most the engine's limit. */
    uint32_t verdict;           /**< TOLL_FIT_*. */
    uint32_t validity;          /**< TOLL_VALIDITY_*; a model that does not fit does not lower it. */
    uint64_t flags;             /**< TOLL_FLAG_* bits. */
    int64_t beside_bytes;       /**< Part of weights_bytes: what is loaded beside the text model (vision tower,
                                     projector, audio encoder), bytes; 0: none is known. */
    toll_range kv_pool_bytes;   /**< Memory that is left for the cache within the budget, bytes. */
    int64_t draft_bytes;        /**< Part of weights_bytes: draft model or MTP layers, bytes; 0: none. */
    int64_t host_bytes;         /**< Weights and cache of one accelerator's share that the host's memory holds instead,
                                     bytes; 0: none. */
} toll_step_memory;

/**
 * Size of a resolved deployment, for a buffer that you provide.
 *
 * Use it before toll_step_resolve(). A buffer of ::TOLL_CATALOG_WORDS words holds any model of the catalog.
 *
 * @param n_layers rows of the model, 0 .. 4,096
 * @return bytes, a multiple of 8; 0 if n_layers is above 4,096
 */
TOLL_API uint64_t toll_step_size(uint64_t n_layers);

/**
 * Resolves a deployment into caller memory, for the other functions of this header and of serve.h.
 *
 * Use it once for each combination of model, hardware, precision, layout and engine. toll_catalog_resolve() does the
 * same from names. The result may be copied and shared between threads. It is valid in this process and for this build
 * of the library only: do not store it in a file or a shared cache. Its checksum finds damage: a changed copy is
 * refused on use. It does not stop an attacker, who can write a checksum that fits: a forged deployment gives nonsense
 * figures, though no call reads outside of it.
 *
 * Whether the deployment fits in memory is not checked here: ask toll_step_estimate_memory().
 *
 * @param hw the accelerator
 * @param model the model
 * @param layers its rows
 * @param n_layers number of rows, 1 .. 4,096
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param precision how tensors are stored and computed
 * @param layout parallel layout
 * @param engine the engine's policies
 * @param constants calibration constants
 * @param[out] deployment 8-byte aligned memory
 * @param deployment_size its size in bytes, at least toll_step_size()
 * @param[out] err names the first wrong field; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_BUFFER: deployment_size is too small
 * - ::TOLL_E_OBJECT: the memory is not aligned
 * - ::TOLL_E_RANGE: n_layers
 * - ::TOLL_E_MISSING: memory, bandwidth or every rate of a needed format is unknown; the host's link is unknown and
 *   host_weights_bytes is given; the model is incomplete
 * - ::TOLL_E_CONFLICT: pp above the layers; ep that does not divide tp * dp or the experts; ep above 1 without experts;
 *   tp that does not divide the heads; host_layers above the layers, or with pp above 1
 * - ::TOLL_E_UNSUPPORTED: the layout leaves the scale-up domain and the host, and no internode link is given
 * - any status of the structs' checks and of toll_model_check()
 *
 * Cost: O(n_layers).
 */
TOLL_API toll_status toll_step_resolve(const toll_hw *hw, const toll_model *model, const toll_model_layer *layers,
                                       uint64_t n_layers, uint64_t stride_bytes, const toll_model_precision *precision,
                                       const toll_step_layout *layout, const toll_step_engine *engine,
                                       const toll_step_constants *constants, void *deployment, uint64_t deployment_size,
                                       toll_error *err);

/**
 * Estimates time and power of one step.
 *
 * Use it for a batch that you know: a scheduler's next step, or a kernel benchmark. For requests under load use
 * toll_serve_estimate(). The function does not check that the batch fits in memory.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param batch content of the step; at least one sequence or prompt token
 * @param[out] result the time; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_CONFLICT: an empty step
 * - ::TOLL_E_UNSUPPORTED: layers on the host, whose speed is not estimated; so in all functions that estimate times
 * - ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: a damaged deployment
 * - any status of the structs' checks
 *
 * Cost: O(distinct rows of the model).
 */
TOLL_API toll_status toll_step_estimate(const void *deployment, uint64_t deployment_size, const toll_step_batch *batch,
                                        toll_step_result *result, toll_error *err);

/**
 * Estimates the time of many steps: columnar twin of toll_step_estimate().
 *
 * Use it for a sweep or a simulation. It returns medians only, and each row with prompt tokens is one prompt with
 * nothing in the cache.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param decode_sequences `count` values
 * @param decode_context_tokens `count` values
 * @param prefill_tokens `count` values; NULL: all 0
 * @param count number of rows; 0 is allowed, with any columns
 * @param[out] time_s `count` median step times, s; 0 for a row that failed
 * @param[out] statuses `count` statuses; NULL allowed
 * @param[out] err the first failing row; NULL allowed
 * @return one of
 * - ::TOLL_OK: every row is
 * - the status of the first failing row; the other rows are still computed
 * - ::TOLL_E_NULL, ::TOLL_E_OBJECT, ::TOLL_E_BUFFER, or ::TOLL_E_RANGE for the count: nothing is written
 */
TOLL_API toll_status toll_step_estimate_columns(const void *deployment, uint64_t deployment_size,
                                                const double *decode_sequences, const double *decode_context_tokens,
                                                const double *prefill_tokens, uint64_t count, double *time_s,
                                                int32_t *statuses, toll_error *err);

/**
 * Estimates the memory of the fullest accelerator, and judges whether it is enough.
 *
 * Use it before any estimate of speed: speed functions also answer for a deployment that does not fit. For the inverse
 * questions (largest batch, longest context, fewest accelerators) use the bound functions below.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param sequences sequences held at once over the whole deployment, 0 .. 10^7
 * @param context_tokens tokens of each, 1 .. 10^9
 * @param[out] memory the parts and the verdict; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK: also if it does not fit; memory->verdict says so
 * - ::TOLL_E_RANGE: sequences or context_tokens
 * - ::TOLL_E_OVERFLOW: more than 2^63 bytes
 * - ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: a damaged deployment
 * - any status of the struct's check
 */
TOLL_API toll_status toll_step_estimate_memory(const void *deployment, uint64_t deployment_size, int64_t sequences,
                                               int64_t context_tokens, toll_step_memory *memory, toll_error *err);

/* What stops toll_step_room.likely. */
#define TOLL_ROOM_MEMORY  1 /**< Memory. */
#define TOLL_ROOM_ENGINE  2 /**< The engine's limit of running sequences. */
#define TOLL_ROOM_CONTEXT 3 /**< The longest context that can be asked: the model's, if known. */

/**
 * Sequences or tokens that fit, at three degrees of certainty. toll_step_estimate_memory() says YES up to `sure`, has a
 * margin of 0 or more up to `likely`, and does not say NO up to `possible`. Frozen.
 */
typedef struct toll_step_room {
    int64_t sure;      /**< Fits whatever the profilers' error; 0: not even one. */
    int64_t likely;    /**< Fits by the best estimate. */
    int64_t possible;  /**< May fit. */
    uint32_t limit;    /**< TOLL_ROOM_*: what stops `likely`. */
    uint32_t reserved; /**< 0. */
} toll_step_room;

/** The fewest accelerators on which a deployment surely fits, and their layout. Frozen. */
typedef struct toll_step_fewest {
    int64_t gpus;              /**< tp * pp * dp; 0: none of the layouts up to the limit fits. */
    int64_t tp;                /**< Tensor parallel size. */
    int64_t pp;                /**< Pipeline parallel size. */
    int64_t ep;                /**< Expert parallel size, as asked. */
    int64_t dp;                /**< Attention data parallel size, as asked. */
    int64_t marginal_gpus;     /**< The fewest accelerators on which it may fit; 0: none. */
    int64_t margin_bytes;      /**< budget - needed on the fullest accelerator, bytes. */
    int64_t uncertainty_bytes; /**< Uncertainty of that margin, bytes. */
    int64_t layouts;           /**< Layouts that were tried and are allowed. */
} toll_step_fewest;

/**
 * Finds the largest batch: the number of sequences of a length that fit at once over the whole deployment.
 *
 * Use it to choose a concurrency. It uses the verdicts of toll_step_estimate_memory(); speed plays no part.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param context_tokens tokens of each sequence, 1 .. 10^9
 * @param[out] room sequences, 0 .. the engine's limit
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK: also if none fits
 * - ::TOLL_E_NULL: an argument is missing
 * - ::TOLL_E_RANGE: context_tokens
 * - ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: a damaged deployment
 *
 * Cost: O(rows * log of the engine's limit).
 */
TOLL_API toll_status toll_step_bound_sequences(const void *deployment, uint64_t deployment_size, int64_t context_tokens,
                                               toll_step_room *room, toll_error *err);

/**
 * Finds the longest context: the number of tokens that each of a number of sequences may have.
 *
 * Use it to choose the engine's maximum length.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param sequences sequences held at once over the whole deployment, 1 .. 10^7. More than the engine runs at once: the
 *     answer is 0 with ::TOLL_ROOM_ENGINE
 * @param[out] room tokens, 0 .. the model's stated context, or 10^9 if that is not known
 * @param[out] err detail on failure; may be NULL
 * @return as toll_step_bound_sequences(); ::TOLL_E_RANGE is for sequences. Cost: O(rows * log of the longest context).
 */
TOLL_API toll_status toll_step_bound_context(const void *deployment, uint64_t deployment_size, int64_t sequences,
                                             toll_step_room *room, toll_error *err);

/**
 * Finds the fewest accelerators that hold a model with a number of sequences of a length.
 *
 * Use it to choose tp and pp for a model that does not fit on one card. It tries every tensor and pipeline parallel
 * size whose product with the asked dp is at most `max_gpus`, if the model and the links allow it. Of layouts with
 * equal counts it takes the one with the shortest pipeline. It looks at memory only: more accelerators may be needed
 * for speed.
 *
 * @param hw the accelerator
 * @param model the model
 * @param layers its rows
 * @param n_layers number of rows, 1 .. 4,096
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param precision how tensors are stored and computed
 * @param layout gives ep, dp and the internode link; its tp and pp are ignored
 * @param engine the engine's policies
 * @param constants calibration constants
 * @param sequences sequences held at once, 0 .. 10^7
 * @param context_tokens tokens of each, 1 .. 10^9
 * @param max_gpus most accelerators, 1 .. 4,096
 * @param[out] deployment 8-byte aligned memory for the deployment that is found, resolved. If gpus is 0 it holds no
 *     deployment
 * @param deployment_size its size in bytes, at least toll_step_size()
 * @param[out] fewest the layout
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK: also if nothing fits; gpus is then 0
 * - ::TOLL_E_NULL: an argument is missing
 * - ::TOLL_E_RANGE: sequences, context_tokens, max_gpus or n_layers
 * - any other status of toll_step_resolve(). A layout that would be ::TOLL_E_CONFLICT or ::TOLL_E_UNSUPPORTED is
 *   skipped
 *
 * Cost: O(rows * max_gpus * log max_gpus).
 */
TOLL_API toll_status toll_step_bound_gpus(const toll_hw *hw, const toll_model *model, const toll_model_layer *layers,
                                          uint64_t n_layers, uint64_t stride_bytes,
                                          const toll_model_precision *precision, const toll_step_layout *layout,
                                          const toll_step_engine *engine, const toll_step_constants *constants,
                                          int64_t sequences, int64_t context_tokens, int64_t max_gpus, void *deployment,
                                          uint64_t deployment_size, toll_step_fewest *fewest, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
