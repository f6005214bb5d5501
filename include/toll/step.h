/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file step.h
 * @brief A deployed model: how long one step takes, what it holds in memory, what it draws.
 */
#ifndef TOLL_STEP_H
#define TOLL_STEP_H

#include <toll/base.h>
#include <toll/hardware.h>
#include <toll/model.h>

/**
 * @defgroup step Step
 * @brief One forward pass of a batch on a given deployment. Estimated: every figure has an error bar.
 *
 * A *deployment* is a model in a precision, on so many accelerators in a parallel layout, run by an engine. It is
 * resolved once (toll_step_resolve()) into caller memory and then asked many times, cheaply.
 *
 * Stages, in the order of data: `describe` turns descriptor rows into a shape, `place` lays it over the accelerators,
 * `tally` counts bytes and operations of a batch, `clock` turns them into seconds.
 *
 * **Step time.** Each kernel takes `start + sqrt(memory^2 + compute^2)` with `memory = bytes / (bandwidth * memory_frac)`
 * and `compute = flops / (peak * compute_frac)`: an additive start and a smooth roofline. To the kernels are added the
 * collectives and the host's overhead by layer, sequence and step. An all-reduce over n takes
 * `start(n) + min((n-1) * payload, split_start + c * payload) / (link * link_frac)` (the start of a split in seconds), sent
 * whole to everyone or split in two, with `c = 2(n-1)/n`, or `(n+1)/n` where switches add. A mixture-of-experts layer reads
 * `E * (1 - (1 - k/E)^T)` experts for T tokens; each of them computes `tile * t / (t + ramp)` rows of padding beside its t
 * tokens, and the busiest of ep ranks has `ep^expert_rank_exp` times its even share.
 *
 * **What is counted**, with the symbols of model.h. Bytes: weights once a step, the cache once a sequence, and the
 * activations in and out of projections: per token attention `(H+K)(h+v) + 2d`, MLA `H(n+r+v+c+r) + 2d`, feed-forward
 * `m*f + 2d`, experts `k(2w + m*f)`. Launches per block: attention 2, MLA 5, an indexer 3 more, feed-forward 2, experts 1
 * and 2 more each for shared experts and a latent width, recurrent 3. Small kernels (norms, rotations, activations):
 * attention 2 and 1 each for normed heads and an output gate, MLA 4, an indexer 7 more, feed-forward 2, experts 1 and 2 each
 * for shared experts and their gate, recurrent 5, and `small_kernels_per_block` more; they move `small_io_factor` times the
 * activations again, those of width d twice. Where weights are scaled per block, a projection waits for a quantiser. A recurrent state costs 8
 * operations per element and token. Prompt attention reaches `L / (L + prefill_half_tokens)` of its best, L being the
 * tokens that it attends. Prompts of a sparse attention read latents as decoding does. With fewer sequences than replicas and stages the busiest one
 * is timed. Under expert parallelism
 * a token goes to `tp*dp*(1 - (1 - 1/ep)^k)` ranks.
 *
 * **Memory**, per accelerator: weights (sharded by tensor, expert and pipeline parallelism; norms and routers
 * repeated), KV cache (sharded by KV heads, MLA's latent repeated; paged), activations, runtime. What is *needed* is
 * apart from what the engine *claims* (vLLM takes a fraction of the card whatever the model needs).
 *
 * Limits: step times between kernels don't overlap; expert load is uniform; across nodes only the stated link is known.
 *
 * @snippet step.c step
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/** How the model is spread. Accelerators = tp * pp * dp. */
typedef struct toll_step_layout {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_STEP_LAYOUT. */
    uint64_t known;       /**< TOLL_LAYOUT_* bits. */
    int64_t tp;           /**< Tensor parallel size, 1 .. 1,024. */
    int64_t pp;           /**< Pipeline parallel size, 1 .. 1,024; at most the model's layers. */
    int64_t ep;           /**< Expert parallel size, 1 .. 4,096; 1 splits experts by tp * dp; divides tp * dp. */
    int64_t dp;           /**< Attention data parallel size within the deployment, 1 .. 4,096. */
    double internode_bytes_per_s; /**< Per accelerator, one way, beyond the scale-up domain. Optional. */
} toll_step_layout;

#define TOLL_LAYOUT_INTERNODE 0x1u /**< internode_bytes_per_s is given. */

/* What an engine's share of the memory is a share of: toll_step_engine.memory_policy. */
#define TOLL_MEMORY_WHOLE                                                                                              \
    0 /**< All that it holds, of the card (vLLM: gpu_memory_utilization; llama.cpp, which claims none). */
#define TOLL_MEMORY_STATIC                                                                                             \
    1                      /**< Weights and cache, of the card (SGLang: mem_fraction_static); the rest comes on top. */
#define TOLL_MEMORY_FREE 2 /**< The cache, of what all else leaves (TensorRT-LLM: free_gpu_memory_fraction). */

/** An inference engine's policies: what it claims and how it batches. */
typedef struct toll_step_engine {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_STEP_ENGINE. */
    char id[16];           /**< "vllm"; selects the constants. */
    char epoch[16];        /**< Versions that the policies hold for, "0.19". */
    double memory_frac;    /**< Share of the memory that the engine may take, 0.1 .. 1; memory_policy says of what. */
    int64_t is_claiming;   /**< 1: it takes that share at start; 0: it takes what it needs. */
    int64_t runtime_bytes; /**< Context, communication buffers and graphs, per accelerator, on one accelerator. */
    int64_t runtime_parallel_bytes; /**< The same when tp * pp * dp > 1. */
    int64_t graph_token_bytes;      /**< Graph buffers per sequence of the largest captured batch. */
    int64_t graph_sequences;        /**< Largest captured batch; 0: no graphs. */
    int64_t kv_block_tokens;        /**< Page of the KV cache. */
    int64_t prefill_chunk_tokens;   /**< Tokens of prompts that one step takes at most. */
    int64_t max_sequences;          /**< Running sequences at most, per attention replica. */
    double activation_tp1;          /**< Peak activations / (chunk tokens * d_model * bytes) at tp 1. */
    double activation_tp2;          /**< The same at tp 2. */
    double activation_tp4;          /**< The same at tp 4 and above. */
    double activation_moe_factor;   /**< Multiplies it for mixtures of experts. */
    int64_t memory_policy;          /**< TOLL_MEMORY_*: what memory_frac is a share of. */
} toll_step_engine;

/**
 * What software reaches of the hardware: the calibration constants. Selected by architecture, format and engine with
 * toll_catalog_get_constants(); a user's own may be passed instead.
 */
typedef struct toll_step_constants {
    uint32_t struct_size;           /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;           /**< ::TOLL_KIND_STEP_CONSTANTS. */
    char source[96];                /**< Where they come from. */
    int64_t as_of;                  /**< Date, yyyymmdd; 0: not known. */
    int64_t is_calibrated;          /**< 1: from timings on this architecture and format; 0: typical values. */
    double linear_start_s;          /**< Start of a dense projection. */
    double linear_memory_frac;      /**< Share of memory bandwidth that it reaches. */
    double linear_compute_frac;     /**< Share of peak that it reaches. */
    double expert_start_s;          /**< Start of a fused expert kernel. */
    double expert_memory_frac;      /**< Share of memory bandwidth that it reaches. */
    double expert_compute_frac;     /**< Share of peak that it reaches. */
    double decode_start_s;          /**< Start of a decode-attention kernel. */
    double decode_memory_frac;      /**< Share of memory bandwidth that it reaches. */
    double decode_compute_frac;     /**< Share of peak that it reaches. */
    double prefill_start_s;         /**< Start of a prefill-attention kernel. */
    double prefill_compute_frac;    /**< Share of peak that it reaches on long prompts. */
    double prefill_half_tokens;     /**< Prompt length at which it reaches half of that share. */
    double allreduce_start_s;       /**< Start of an all-reduce between two accelerators. */
    double allreduce_double_s;      /**< Added for every doubling of the accelerators. */
    double link_frac;               /**< Share of the one-way link that collectives reach. */
    double alltoall_start_s;        /**< Start of an expert dispatch or combine. */
    double send_start_s;            /**< Start of a send to the next pipeline stage. */
    double internode_start_s;       /**< Added to every collective that leaves the scale-up domain. */
    double small_kernel_s;          /**< Each of the norms, activations, rotations between the named kernels. */
    double small_kernels_per_block; /**< How many of them there are per component. */
    double step_s;                  /**< Host work per step. */
    double sequence_s;              /**< Host work per sequence and step. */
    double prefill_layer_s;         /**< Host work per layer when a step contains a prompt. */
    double request_s;               /**< Host work per request before its first token. */
    double prompt_meet_frac;        /**< Share of the other requests' prompts that are taken in before one's own. */
    double usable_frac_hbm;         /**< Usable / physical memory where it is not published, above 500 GB/s. */
    double usable_frac_other;       /**< The same for other memory. */
    double idle_power_frac;         /**< Idle / TDP where it is not published. */
    double busy_power_frac;         /**< Power / TDP of a busy accelerator at little traffic. */
    double memory_power_frac;       /**< Added power / TDP at full memory bandwidth. */
    double compute_power_frac;      /**< Added power / TDP at full compute rate. */
    double step_log_sd;             /**< Standard deviation of ln(measured / predicted) step time. */
    double ttft_log_sd;             /**< The same for the time to the first token. */
    double throughput_log_sd;       /**< The same for throughput. */
    double power_log_sd;            /**< The same for power. */
    double extrapolation_factor;    /**< Widens a standard deviation by this factor where the constants are typical. */
    double expert_tile_tokens;      /**< Rows of padding that a busy expert computes beside its tokens. */
    double expert_ramp_tokens;      /**< Tokens of an expert at which half of that padding is reached. */
    double expert_rank_exp;         /**< The busiest of ep ranks has ep^this times its even share of tokens. */
    double allreduce_split_start_s; /**< Added where an all-reduce is split into a reduce-scatter and an all-gather. */
    double switch_reduce_frac;      /**< 1: the fabric's switches add; 0: the accelerators do. */
    double decode_latent_start_s;   /**< Start of a latent-attention decode kernel. */
    double linear_quantise_s;       /**< Added to a projection's start where activations are scaled per block. */
    double expert_sd_factor;        /**< Widens the deviations of step time and throughput for mixtures of experts. */
    double small_io_factor;         /**< How often small kernels move what goes in or out of projections again. */
    double recurrent_token_s;       /**< A prompt's scan through a recurrent block, per token of the prompt. */
    double software_time_factor;    /**< Multiplies a step's time: an engine of another generation. 0 stands for 1. */
    double wait_power_frac; /**< Power / TDP while kernels start and links or the host are waited for; 0: as busy. */
} toll_step_constants;

/** What one step contains, over the whole deployment. */
typedef struct toll_step_batch {
    uint32_t struct_size;         /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;         /**< ::TOLL_KIND_STEP_BATCH. */
    double decode_sequences;      /**< Sequences that each produce one token, 0 .. 10^7; a mean may be fractional. */
    double decode_context_tokens; /**< Mean tokens in the KV cache of one of them, 0 .. 10^9. */
    double prefill_tokens;        /**< Prompt tokens taken in this step, 0 .. 10^9. */
    double prefill_sequences;     /**< Prompts that they belong to; below 1 counts as 1 when there are prompt tokens. */
    double prefill_context_tokens; /**< Mean tokens of such a prompt that are in the cache already. */
} toll_step_batch;

/* What bounds a result. */
#define TOLL_BOUND_WEIGHTS   1 /**< Reading weights. */
#define TOLL_BOUND_KV        2 /**< Reading the KV cache and state. */
#define TOLL_BOUND_COMPUTE   3 /**< Arithmetic. */
#define TOLL_BOUND_LINK      4 /**< Communication between accelerators. */
#define TOLL_BOUND_OVERHEAD  5 /**< Kernel starts and host work. */
#define TOLL_BOUND_CAPACITY  6 /**< Memory: requests wait for KV cache. */
#define TOLL_BOUND_SEQUENCES 7 /**< The engine's limit of running sequences: requests wait. */

/* How far a result may be trusted. */
#define TOLL_VALIDITY_CALIBRATED   1 /**< Inside what the constants were fitted on. */
#define TOLL_VALIDITY_EXTRAPOLATED 2 /**< Some input is outside; the interval is wider; flags say which. */
#define TOLL_VALIDITY_OUTSIDE      3 /**< The model has no ground here; take it as an order of magnitude. */

/* Why: bits of `flags` in results. */
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
#define TOLL_FLAG_NO_FIT            0x2000u  /**< It does not fit: figures are what they would be if it did. */
#define TOLL_FLAG_PIPELINE          0x4000u  /**< Pipeline parallelism: modelled, not calibrated. */
#define TOLL_FLAG_QUEUEING          0x8000u  /**< Requests wait; waiting is modelled coarsely. */
#define TOLL_FLAG_SPECULATIVE       0x10000u /**< Drafted tokens: the acceptance is the caller's, the cost modelled. */
#define TOLL_FLAG_UNSTABLE          0x20000u /**< Arrivals reach what it can do, or may: figures in time are not given. */
#define TOLL_FLAG_SPLIT_POOLS       0x40000u /**< Prompts and answers on pools of their own: modelled, not calibrated. */

/* Bits of toll_step_result.known and toll_serve_result.known. */
#define TOLL_RESULT_POWER 0x1u /**< Power and energy: the accelerator's TDP is known. */

/** One step. The five terms add up to time_s.mid. */
typedef struct toll_step_result {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_STEP_RESULT. */
    uint64_t known;       /**< TOLL_RESULT_* bits. */
    toll_range time_s;    /**< Wall time of the step. */
    double weights_s;     /**< Term: reading weights. */
    double kv_s;          /**< Term: reading and writing the KV cache and state. */
    double compute_s;     /**< Term: arithmetic. */
    double link_s;        /**< Term: communication. */
    double overhead_s;    /**< Term: kernel starts and host work. */
    toll_range power_w;   /**< All accelerators of the deployment. Optional. */
    toll_range energy_j;  /**< All accelerators, this step. Optional. */
    uint32_t bound;       /**< TOLL_BOUND_*: the largest term. */
    uint32_t validity;    /**< TOLL_VALIDITY_*. */
    uint64_t flags;       /**< TOLL_FLAG_* bits. */
} toll_step_result;

#define TOLL_FIT_YES      1 /**< Fits. */
#define TOLL_FIT_MARGINAL 2 /**< Within the margin of error: may or may not start. */
#define TOLL_FIT_NO       3 /**< Does not fit. */

/** Memory of the fullest accelerator. needed = weights + kv + activation + runtime. */
typedef struct toll_step_memory {
    uint32_t struct_size;       /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;       /**< ::TOLL_KIND_STEP_MEMORY. */
    int64_t weights_bytes;      /**< Weights. */
    int64_t kv_bytes;           /**< KV cache and state of the asked sequences, paged. */
    int64_t activation_bytes;   /**< Peak activations of the largest step. */
    int64_t runtime_bytes;      /**< Context, communication buffers, graphs. */
    int64_t needed_bytes;       /**< The sum. */
    int64_t claimed_bytes;      /**< What the engine takes from the card. */
    int64_t capacity_bytes;     /**< Usable memory of the card. */
    int64_t budget_bytes;       /**< What the engine may take of it. */
    int64_t margin_bytes;       /**< budget - needed; negative: the shortage. */
    int64_t uncertainty_bytes;  /**< A margin within +- this is "marginal": 5 % of capacity, 2 GiB at most. */
    int64_t kv_capacity_tokens; /**< Tokens of such sequences that the deployment can hold in all. */
    int64_t max_sequences;      /**< Such sequences that fit at once, the engine's limit included. */
    uint32_t verdict;           /**< TOLL_FIT_*. */
    uint32_t validity;          /**< TOLL_VALIDITY_*. */
    uint64_t flags;             /**< TOLL_FLAG_* bits. */
} toll_step_memory;

/**
 * Bytes of memory that a resolved deployment takes.
 * @param n_layers rows of the model
 * @return bytes, a multiple of 8; 0 when n_layers is above 4,096.
 */
TOLL_API uint64_t toll_step_size(uint64_t n_layers);

/**
 * Resolves a deployment into caller memory, for the other functions of this header and of serve.h. It stays valid in
 * this process and for this build of the library, may be copied, and is refused when it was damaged.
 * @param hw the accelerator
 * @param model the model
 * @param layers its rows
 * @param n_layers how many rows, at least 1
 * @param stride_bytes distance between rows
 * @param precision how tensors are stored
 * @param layout how the model is spread
 * @param engine the engine's policies
 * @param constants what software reaches
 * @param[out] deployment 8-byte aligned memory
 * @param deployment_size its size, at least toll_step_size()
 * @param[out] err names the first wrong field; NULL allowed
 * @return ::TOLL_OK; any status of the structs' checks and of toll_model_check(); ::TOLL_E_BUFFER; ::TOLL_E_OBJECT
 *         (misaligned memory); ::TOLL_E_MISSING (memory, bandwidth or every rate is unknown; the model is incomplete);
 *         ::TOLL_E_CONFLICT (pp above the layers, ep not dividing tp * dp or the experts, heads not divisible by tp);
 *         ::TOLL_E_UNSUPPORTED (the layout leaves the scale-up domain and no internode link is given). Whether it fits
 *         in memory is an answer of toll_step_estimate_memory(), not an error.
 */
TOLL_API toll_status toll_step_resolve(const toll_hw *hw, const toll_model *model, const toll_model_layer *layers,
                                       uint64_t n_layers, uint64_t stride_bytes, const toll_model_precision *precision,
                                       const toll_step_layout *layout, const toll_step_engine *engine,
                                       const toll_step_constants *constants, void *deployment, uint64_t deployment_size,
                                       toll_error *err);

/**
 * Time of one step.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param batch what the step contains; at least one sequence or prompt token
 * @param[out] result the time; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_OBJECT; ::TOLL_E_BUFFER; ::TOLL_E_CONFLICT (an empty step); any status of the structs'
 *         checks. O(distinct rows).
 */
TOLL_API toll_status toll_step_estimate(const void *deployment, uint64_t deployment_size, const toll_step_batch *batch,
                                        toll_step_result *result, toll_error *err);

/**
 * Columnar twin of toll_step_estimate(): decode steps.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param decode_sequences `count` values
 * @param decode_context_tokens `count` values
 * @param prefill_tokens `count` values; NULL: all 0
 * @param count rows; 0 is allowed, with any columns
 * @param[out] time_s `count` median step times; NaN-free: 0 where the row failed
 * @param[out] statuses `count` statuses; NULL allowed
 * @param[out] err the first failing row; NULL allowed
 * @return ::TOLL_OK when every row is; else the status of the first failing row (the others are still computed), or
 *         ::TOLL_E_NULL, ::TOLL_E_RANGE for the count, ::TOLL_E_OBJECT, ::TOLL_E_BUFFER (nothing is written).
 */
TOLL_API toll_status toll_step_estimate_columns(const void *deployment, uint64_t deployment_size,
                                                const double *decode_sequences, const double *decode_context_tokens,
                                                const double *prefill_tokens, uint64_t count, double *time_s,
                                                int32_t *statuses, toll_error *err);

/**
 * Memory of the fullest accelerator, and whether it is enough.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param sequences sequences held at once over the whole deployment, 0 .. 10^7
 * @param context_tokens tokens of each, 1 .. 10^9
 * @param[out] memory the parts and the verdict; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK also when it does not fit; ::TOLL_E_OBJECT; ::TOLL_E_BUFFER; ::TOLL_E_RANGE; ::TOLL_E_OVERFLOW; any
 *         status of the struct's check.
 */
TOLL_API toll_status toll_step_estimate_memory(const void *deployment, uint64_t deployment_size, int64_t sequences,
                                               int64_t context_tokens, toll_step_memory *memory, toll_error *err);

#define TOLL_ROOM_MEMORY  1 /**< Memory limits it. */
#define TOLL_ROOM_ENGINE  2 /**< The engine's limit of running sequences does. */
#define TOLL_ROOM_CONTEXT 3 /**< The longest context that can be asked, the model's where it is known. */

/** How much fits, by how sure one may be: the verdict of toll_step_estimate_memory() is YES up to `sure`, not NO up to
 * `possible`, and the margin is 0 or more up to `likely`. Frozen. */
typedef struct toll_step_room {
    int64_t sure;      /**< Fits whatever the profilers' error; 0: not even one. */
    int64_t likely;    /**< Fits by the best estimate. */
    int64_t possible;  /**< May fit. */
    uint32_t limit;    /**< TOLL_ROOM_*: what stops `likely`. */
    uint32_t reserved; /**< 0. */
} toll_step_room;

/** The fewest accelerators on which a deployment fits for sure, and their layout. Frozen. */
typedef struct toll_step_fewest {
    int64_t gpus;              /**< tp * pp * dp; 0: none of the layouts up to the limit fits. */
    int64_t tp;                /**< Tensor parallel size. */
    int64_t pp;                /**< Pipeline parallel size. */
    int64_t ep;                /**< Expert parallel size, as asked. */
    int64_t dp;                /**< Attention data parallel size, as asked. */
    int64_t marginal_gpus;     /**< The fewest on which it may fit; 0: none. */
    int64_t margin_bytes;      /**< budget - needed on the fullest accelerator. */
    int64_t uncertainty_bytes; /**< What that margin is uncertain by. */
    int64_t layouts;           /**< Layouts that were tried and allowed. */
} toll_step_fewest;

/**
 * The largest batch: how many sequences of a length fit at once over the whole deployment.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param context_tokens tokens of each, 1 .. 10^9
 * @param[out] room sequences, 0 .. the engine's limit
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK also when none fits; ::TOLL_E_NULL; ::TOLL_E_OBJECT; ::TOLL_E_BUFFER; ::TOLL_E_RANGE. O(rows * log).
 */
TOLL_API toll_status toll_step_bound_sequences(const void *deployment, uint64_t deployment_size, int64_t context_tokens,
                                               toll_step_room *room, toll_error *err);

/**
 * The longest context: how many tokens each of so many sequences may have.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param sequences sequences held at once over the whole deployment, 1 .. 10^7
 * @param[out] room tokens, 0 .. the model's stated context, or 10^9 where it is not known
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_step_bound_sequences(). More sequences than the engine runs at once: 0 with ::TOLL_ROOM_ENGINE.
 */
TOLL_API toll_status toll_step_bound_context(const void *deployment, uint64_t deployment_size, int64_t sequences,
                                             toll_step_room *room, toll_error *err);

/**
 * The fewest accelerators that hold a model with so many sequences of a length: tries every tensor and pipeline parallel
 * size whose product with the asked dp is at most `max_gpus` and which the model and the links allow; of equal counts the
 * one with the shortest pipeline.
 * @param hw the accelerator
 * @param model the model
 * @param layers its rows
 * @param n_layers how many rows, at least 1
 * @param stride_bytes distance between rows
 * @param precision how tensors are stored
 * @param layout ep, dp and the internode link are taken from it; tp and pp are searched
 * @param engine the engine's policies
 * @param constants what software reaches
 * @param sequences sequences held at once, 0 .. 10^7
 * @param context_tokens tokens of each, 1 .. 10^9
 * @param max_gpus 1 .. 4,096
 * @param[out] deployment 8-byte aligned memory: the deployment that was found, resolved; on ::TOLL_OK with gpus 0 it is
 *             not one
 * @param deployment_size its size, at least toll_step_size()
 * @param[out] fewest the layout
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK also when nothing fits (gpus is then 0); any status of toll_step_resolve() but ::TOLL_E_CONFLICT and
 *         ::TOLL_E_UNSUPPORTED of a layout, which rule it out; ::TOLL_E_RANGE. O(rows * max_gpus * log max_gpus).
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
