/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file train.h
 * @brief Training and fine-tuning: operations, step time, memory, days, energy, carbon, cost.
 */
#ifndef TOLL_TRAIN_H
#define TOLL_TRAIN_H

#include <toll/base.h>
#include <toll/hardware.h>
#include <toll/model.h>
#include <toll/step.h>

/**
 * @defgroup train Train
 * @brief What it takes to train a model, or to fine-tune it whole, with LoRA or with QLoRA.
 *
 * A *setup* says how: the method, the batch, the parallel layout, what is recomputed, how state is sharded. From model,
 * accelerator and setup come the operations per token (toll_train_count()), the memory of the fullest accelerator
 * (toll_train_estimate_memory()) and the time of one optimiser step (toll_train_estimate_step()); from a step and a
 * *job* come days, accelerator-hours, energy, carbon and cost (toll_train_estimate()).
 *
 * **Operations per token**, a multiply-add as two. N: active parameters that multiply (experts: the k of a token; the
 * input embedding is a look-up and not counted, the output head is). Forward: `2 N`, and per attention layer
 * `2 H (h + v) c` with the mean context c that a token attends: s/2 under a causal mask, s without one, less with a
 * window. Training is three times forward (twice more for the gradients of inputs and weights); LoRA saves the gradient
 * of frozen weights: twice forward, and three times its adapters. *Model* operations count the attention of the whole
 * sequence, masked or not, unless ::TOLL_TRAIN_CAUSAL_MFU is set: that is how published MFU is mostly defined (PaLM,
 * arXiv 2204.02311, appendix B; Megatron, arXiv 2104.04473). *Hardware* operations count what is executed: recomputed
 * layers once more, the fused kernel's masked half once forward and 2.5 times backward.
 * `MFU = model operations / (time * accelerators * peak)`, HFU likewise, the peak being that of linear_rate.
 *
 * **Step time.** M = global batch / (dp * micro-batch) micro-batches pass p stages. The slowest stage sets the pace:
 * `step = M * t_max + (t_all - t_max) / v + exposed gradient exchange + optimiser`, t_all the sum over stages and v the
 * virtual stages of the interleaved schedule; for equal stages that is the known bubble `(p - 1) / (v * M)`. A stage has
 * ceil(L/p) layers; where L is no multiple, the last and then the first hold fewer, as they also hold head and
 * embedding. A layer is its projections (the roofline of step.h, three times), attention (fused, or unfused with its
 * scores written and read), element-wise kernels at the streaming rate of memory, and per block one all-reduce of the
 * hidden state forward and one backward over tp (with sequence parallelism a gather and a scatter of the same bytes,
 * and one more gather backward), two all-to-alls over ep each way, the exchange of keys and values over cp. The kernels
 * are those of toll_step_constants: measured on inference engines, none fitted to a training run. `software_factor` says how much
 * of that speed a training stack reaches.
 *
 * Gradients: ZeRO stage 0 all-reduces them once, 1 scatters them and gathers weights, 2 scatters after every
 * micro-batch, 3 (FSDP's full sharding) also gathers weights forward and backward. `dp_overlap_frac` of the backward
 * pass can hide it.
 *
 * **Memory** of the fullest accelerator: weights, gradients, optimiser state (divided by the data-parallel group from
 * stage 3, 2, 1 on; arXiv 1910.02054), activations (arXiv 2205.05198, term by term for each component, times the
 * micro-batches in flight on the first stage), runtime and fragmentation. The verdict has three values, as in step.h.
 *
 * **Failures.** With a mean time T between interruptions of the whole job, checkpoints that stop it for d every t and
 * restarts that take R, the share of time that makes progress is `t / (T e^(R/T) (e^((t+d)/T) - 1))`, exact for failures
 * at random times; the best t is Daly's (Future Generation Computer Systems 22, 2006), whose first term is Young's
 * sqrt(2 d T).
 *
 * **Cost** on three bases, which differ by up to 20 times: *rental* (hours times a price per hour), *amortised* (the
 * share of the purchase that these hours use up, straight line, and electricity), *acquisition* (the whole purchase).
 *
 * Limits: equal sequence lengths, balanced experts, no stragglers, no offloading; adapters of recurrent blocks are not
 * counted.
 *
 * @snippet train.c train
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* How the model is trained. */
#define TOLL_METHOD_FULL  1 /**< Every parameter: pre-training and full fine-tuning. */
#define TOLL_METHOD_LORA  2 /**< Low-rank adapters beside frozen weights (arXiv 2106.09685). */
#define TOLL_METHOD_QLORA 3 /**< The same beside frozen weights of 4 bits (arXiv 2305.14314). */

/* What is computed again in the backward pass instead of being kept. */
#define TOLL_RECOMPUTE_NONE      1 /**< Nothing. */
#define TOLL_RECOMPUTE_SELECTIVE 2 /**< Scores of unfused attention; a fused kernel does so by itself. */
#define TOLL_RECOMPUTE_FULL      3 /**< Every layer, from its input. */

/* What the optimiser keeps, per trainable parameter. */
#define TOLL_OPTIMISER_ADAM         1 /**< FP32 master copy and two FP32 moments: 12 bytes. */
#define TOLL_OPTIMISER_ADAM_8BIT    2 /**< FP32 master and two moments of 8 bits with a scale per 256: 6.03 bytes. */
#define TOLL_OPTIMISER_ADAM_BF16    3 /**< Two 16-bit moments, no master copy: 4 bytes. */
#define TOLL_OPTIMISER_SGD_MOMENTUM 4 /**< FP32 master and momentum: 8 bytes. */
#define TOLL_OPTIMISER_SGD          5 /**< FP32 master: 4 bytes. */
#define TOLL_OPTIMISER_ADAM_FP32    6 /**< Two FP32 moments, no master copy, as adapters are mostly trained: 8 bytes. */

/* How attention is computed. */
#define TOLL_ATTENTION_FUSED   1 /**< One kernel that keeps no scores (FlashAttention). */
#define TOLL_ATTENTION_UNFUSED 2 /**< Scores, softmax and dropout go through memory, masked half included. */

/* Bits of toll_train_setup.flags. */
#define TOLL_TRAIN_SEQUENCE_PARALLEL 0x1u /**< Norms and dropout are split over tp too (arXiv 2205.05198). */
#define TOLL_TRAIN_DROPOUT           0x2u /**< Dropout: masks are made, kept and read. */
#define TOLL_TRAIN_BIDIRECTIONAL     0x4u /**< No causal mask: an encoder. */
#define TOLL_TRAIN_CAUSAL_MFU        0x8u /**< Model operations count the causal half of attention only. */

/* Bits of toll_train_setup.lora_targets: the projections that get an adapter. */
#define TOLL_LORA_Q    0x1u  /**< Queries (MLA: both of the query's). */
#define TOLL_LORA_K    0x2u  /**< Keys (MLA: the down-projection of the latent). */
#define TOLL_LORA_V    0x4u  /**< Values (MLA: the up-projection of the latent). */
#define TOLL_LORA_O    0x8u  /**< Attention output. */
#define TOLL_LORA_UP   0x10u /**< Feed-forward inputs, gate included; of every expert too. */
#define TOLL_LORA_DOWN 0x20u /**< Feed-forward output; of every expert too. */

/* Bits of toll_train_setup.known. */
#define TOLL_TRAIN_INTERNODE 0x1u /**< internode_bytes_per_s is given. */
#define TOLL_TRAIN_MFU       0x2u /**< mfu is given: it replaces the model of the step time. */

/** How a model is trained. Accelerators = tp * pp * cp * dp. */
typedef struct toll_train_setup {
    uint32_t struct_size;      /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;      /**< ::TOLL_KIND_TRAIN_SETUP. */
    uint64_t known;            /**< TOLL_TRAIN_* bits of the optional fields that are given. */
    uint32_t method;           /**< TOLL_METHOD_*. */
    uint32_t recompute;        /**< TOLL_RECOMPUTE_*. */
    uint32_t optimiser;        /**< TOLL_OPTIMISER_*. */
    uint32_t attention;        /**< TOLL_ATTENTION_*. */
    uint32_t linear_rate;      /**< TOLL_RATE_* of the projections; attention runs at BF16. */
    uint32_t zero_stage;       /**< What the data-parallel group shards: 0 nothing, 1 optimiser state, 2 gradients
                                         too, 3 weights too (FSDP: full sharding is 3, SHARD_GRAD_OP is 2). */
    uint32_t flags;            /**< TOLL_TRAIN_* flag bits. */
    uint32_t lora_targets;     /**< TOLL_LORA_* bits; all of them by default. */
    int64_t sequence_tokens;   /**< Tokens of a sequence, 1 .. 10^8. */
    int64_t micro_sequences;   /**< Sequences of one micro-batch on one data-parallel rank, 1 .. 10^6. */
    int64_t global_sequences;  /**< Sequences of one optimiser step; a multiple of dp * micro_sequences. The
                                         quotient is the number of gradient-accumulation steps. */
    int64_t tp;                /**< Tensor parallel size; divides the heads. */
    int64_t pp;                /**< Pipeline parallel size; at most the model's layers. */
    int64_t virtual_stages;    /**< Model chunks of one stage (interleaved 1F1B), at most its layers; 1: plain 1F1B. */
    int64_t cp;                /**< Context parallel size: a sequence is cut over so many. */
    int64_t ep;                /**< Expert parallel size; divides the experts and tp * cp * dp. 1: experts are
                                         split by tp. */
    int64_t dp;                /**< Data parallel size. */
    int64_t lora_rank;         /**< Rank of the adapters, 1 .. 65,536. */
    int64_t runtime_bytes;     /**< Context and communication buffers, per accelerator. */
    double fragmentation_frac; /**< Memory that the allocator wastes / memory that tensors take, 0 .. 1. */
    double weight_bits;        /**< Weights that are computed with, bits each. */
    double gradient_bits;      /**< Accumulated gradients, bits each. */
    double frozen_bits;        /**< QLoRA's frozen projections: NF4 with double quantisation is 4 + 8/64 +
                                         32/(64*256) = 4.127. */
    double tp_overlap_frac;    /**< Share of the exchange over tp that computation hides, 0 .. 1. */
    double ep_overlap_frac;    /**< Share of the exchange over ep that computation hides, 0 .. 1. */
    double dp_overlap_frac;    /**< Share of the backward pass that can hide the exchange over dp, 0 .. 1. */
    double software_factor;    /**< Speed of the stack's kernels / speed in toll_step_constants, above 0 .. 2. */
    double internode_bytes_per_s; /**< Per accelerator, one way, beyond the scale-up domain. Optional. */
    toll_range mfu;               /**< Measured or wished MFU, above 0 .. 1. Optional. */
} toll_train_setup;

/** Operations per trained token. Frozen. */
typedef struct toll_train_flops {
    double projection_flops;     /**< Forward: projections and active experts. */
    double head_flops;           /**< Forward: the output head. */
    double attention_flops;      /**< Forward: attention as masked. */
    double attention_full_flops; /**< Forward: attention of the whole sequence, masked or not. */
    double adapter_flops;        /**< Forward: adapters. */
    double model_flops;          /**< Training: what MFU counts. */
    double hardware_flops;       /**< Training: what is executed. */
    double params_trainable;     /**< Parameters that are trained. */
} toll_train_flops;

/* Bits of flags in results of this header, besides TOLL_FLAG_*. */
#define TOLL_TRAIN_FLAG_MFU_GIVEN   0x1000000u /**< The step time follows from the caller's MFU. */
#define TOLL_TRAIN_FLAG_EXPERTS     0x2000000u /**< Experts: their kernels are calibrated on inference batches. */
#define TOLL_TRAIN_FLAG_NO_FAILURES 0x4000000u /**< Neither failures nor a goodput are given: none are counted. */
#define TOLL_TRAIN_FLAG_CONTEXT     0x8000000u /**< Context parallelism: modelled, not checked on a published run. */

/* What bounds a step: its largest term. */
#define TOLL_TRAIN_BOUND_COMPUTE   1  /**< Projections and attention. */
#define TOLL_TRAIN_BOUND_MEMORY    2  /**< Element-wise kernels. */
#define TOLL_TRAIN_BOUND_RECOMPUTE 3  /**< What is computed again. */
#define TOLL_TRAIN_BOUND_TENSOR    4  /**< Exchange over tp. */
#define TOLL_TRAIN_BOUND_EXPERT    5  /**< Exchange over ep. */
#define TOLL_TRAIN_BOUND_CONTEXT   6  /**< Exchange over cp. */
#define TOLL_TRAIN_BOUND_PIPELINE  7  /**< Sends between stages. */
#define TOLL_TRAIN_BOUND_BUBBLE    8  /**< Stages that wait for the pipeline to fill and drain. */
#define TOLL_TRAIN_BOUND_DATA      9  /**< Exchange of gradients and weights over dp. */
#define TOLL_TRAIN_BOUND_OPTIMISER 10 /**< The optimiser's update. */
#define TOLL_TRAIN_BOUND_OVERHEAD  11 /**< Kernel starts; everything beside the arithmetic where MFU is given. */

/** One optimiser step. The eleven terms add up to time_s.mid. */
typedef struct toll_train_step {
    uint32_t struct_size;            /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;            /**< ::TOLL_KIND_TRAIN_STEP. */
    uint64_t known;                  /**< TOLL_RESULT_POWER. */
    toll_range time_s;               /**< Wall time. */
    toll_range trained_tokens_per_s; /**< Trained tokens of all accelerators. */
    toll_range mfu;                  /**< Model operations / (time * peak). */
    toll_range hfu;                  /**< Hardware operations / (time * peak). */
    toll_range gpu_flop_per_s;       /**< Model operations per second and accelerator. */
    toll_range power_w;              /**< All accelerators; not the hosts. Optional. */
    double compute_s;                /**< Term: projections and attention. */
    double memory_s;                 /**< Term: element-wise kernels and gradient accumulation. */
    double recompute_s;              /**< Term: what is computed again, its exchanges included. */
    double tensor_s;                 /**< Term: exposed exchange over tp. */
    double expert_s;                 /**< Term: exchange over ep. */
    double context_s;                /**< Term: exchange over cp. */
    double pipeline_s;               /**< Term: sends between stages. */
    double bubble_s;                 /**< Term: filling and draining the pipeline. */
    double data_s;                   /**< Term: exposed exchange over dp. */
    double optimiser_s;              /**< Term: the update. */
    double overhead_s;               /**< Term: kernel starts. */
    double bubble_frac;              /**< Bubble / step. */
    double step_tokens;              /**< Tokens of one step. */
    double model_flops;              /**< Of one step. */
    double hardware_flops;           /**< Of one step. */
    double peak_flop_per_s;          /**< Of one accelerator, at linear_rate. */
    int64_t gpus;                    /**< Accelerators. */
    int64_t microbatches;            /**< Gradient-accumulation steps. */
    uint32_t bound;                  /**< TOLL_TRAIN_BOUND_*. */
    uint32_t validity;               /**< TOLL_VALIDITY_*. */
    uint64_t flags;                  /**< TOLL_FLAG_* and TOLL_TRAIN_FLAG_* bits. */
} toll_train_step;

/** Memory of the fullest accelerator. needed = weights + gradient + optimiser + activation + runtime + fragmentation. */
typedef struct toll_train_memory {
    uint32_t struct_size;        /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;        /**< ::TOLL_KIND_TRAIN_MEMORY. */
    int64_t params_total;        /**< Parameters of the model. */
    int64_t params_trainable;    /**< Those that are trained. */
    int64_t params_local;        /**< Parameters that this accelerator computes with, adapters included. */
    int64_t weights_bytes;       /**< Weights. */
    int64_t gradient_bytes;      /**< Gradients. */
    int64_t optimiser_bytes;     /**< Optimiser state, master copy included. */
    int64_t activation_bytes;    /**< Activations of the micro-batches in flight. */
    int64_t runtime_bytes;       /**< Context and buffers. */
    int64_t fragmentation_bytes; /**< Lost to the allocator. */
    int64_t needed_bytes;        /**< The sum. */
    int64_t capacity_bytes;      /**< Usable memory of the card. */
    int64_t margin_bytes;        /**< capacity - needed; negative: the shortage. */
    int64_t uncertainty_bytes;   /**< A margin within +- this is "marginal": 5 % of capacity, 2 GiB at most. */
    int64_t gpus;                /**< Accelerators of the setup. */
    uint32_t verdict;            /**< TOLL_FIT_*. */
    uint32_t validity;           /**< TOLL_VALIDITY_*. */
    uint64_t flags;              /**< TOLL_FLAG_* bits. */
} toll_train_memory;

/* Bits of toll_train_job.known. */
#define TOLL_JOB_INTERRUPTIONS 0x1u  /**< gpu_hours_between_interruptions */
#define TOLL_JOB_INTERVAL      0x2u  /**< checkpoint_interval_s */
#define TOLL_JOB_GOODPUT       0x4u  /**< goodput_frac */
#define TOLL_JOB_GPU_POWER     0x8u  /**< gpu_w */
#define TOLL_JOB_CARBON        0x10u /**< kg_per_kwh */
#define TOLL_JOB_RENTAL        0x20u /**< usd_per_gpu_hour */
#define TOLL_JOB_PRICE         0x40u /**< usd_per_gpu */
#define TOLL_JOB_ELECTRICITY   0x80u /**< usd_per_kwh */

/** A training run: how much, and on what terms. */
typedef struct toll_train_job {
    uint32_t struct_size;                   /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;                   /**< ::TOLL_KIND_TRAIN_JOB. */
    uint64_t known;                         /**< TOLL_JOB_* bits of the optional fields that are given. */
    double tokens;                          /**< Tokens to train on, 1 .. 10^18. */
    double gpu_hours_between_interruptions; /**< Accelerator-hours per interruption of the job. Optional. */
    double checkpoint_s;                    /**< How long a checkpoint stops the job. */
    double checkpoint_interval_s;           /**< Progress between checkpoints. Optional: Daly's optimum. */
    double restart_s;                       /**< From an interruption to progress again. */
    double goodput_frac;         /**< Share of the time that makes progress, instead of the above. Optional. */
    double gpu_w;                /**< Mean power of one accelerator, instead of the step's. Optional. */
    double server_power_frac;    /**< Host power / accelerator power, 0 .. 3. */
    double pue;                  /**< Facility power / IT power, 1 .. 3. */
    double kg_per_kwh;           /**< Carbon intensity of the electricity. Optional. */
    double usd_per_kwh;          /**< Electricity. Optional. */
    toll_range usd_per_gpu_hour; /**< Rent of one accelerator. Optional. */
    toll_range usd_per_gpu;      /**< Purchase of one accelerator with its share of server and network. Optional. */
    double life_years;           /**< Years of use that the purchase is spread over. */
    double life_use_frac;        /**< Share of these years in use, above 0 .. 1. */
    double hours_per_year;       /**< 8,760 or 8,766. */
} toll_train_job;

/* Bits of toll_train_result.known. */
#define TOLL_TRAIN_ENERGY      0x1u  /**< energy_kwh */
#define TOLL_TRAIN_CARBON      0x2u  /**< kgco2e */
#define TOLL_TRAIN_RENTAL      0x4u  /**< usd_rental */
#define TOLL_TRAIN_AMORTISED   0x8u  /**< usd_amortised */
#define TOLL_TRAIN_ACQUISITION 0x10u /**< usd_acquisition */
#define TOLL_TRAIN_ENERGY_COST 0x20u /**< usd_energy */

/** A training run's totals. */
typedef struct toll_train_result {
    uint32_t struct_size;         /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;         /**< ::TOLL_KIND_TRAIN_RESULT. */
    uint64_t known;               /**< TOLL_TRAIN_* bits. */
    double steps;                 /**< Optimiser steps: tokens / tokens of a step, rounded up. */
    double model_flops;           /**< Model operations of all steps. */
    double goodput_frac;          /**< Share of the time that makes progress. */
    double checkpoint_interval_s; /**< Interval that was used; 0: no failures are counted. */
    double interruptions;         /**< Expected number; 0 where none are counted. */
    toll_range days;              /**< Wall time, 24-hour days. */
    toll_range gpu_hours;         /**< Accelerator-hours. */
    toll_range energy_kwh;        /**< At the meter: accelerators, hosts, facility. Optional. */
    toll_range kgco2e;            /**< Location-based, use only. Optional. */
    toll_range usd_rental;        /**< Basis rental. Optional. */
    toll_range usd_amortised;     /**< Basis amortised: share of the purchase, and electricity. Optional. */
    toll_range usd_acquisition;   /**< Basis acquisition: the whole purchase. Optional. */
    toll_range usd_energy;        /**< Electricity alone. Optional. */
    double hours_per_year;        /**< As asked. */
    uint32_t validity;            /**< TOLL_VALIDITY_*, of the step. */
    uint32_t reserved;            /**< 0. */
    uint64_t flags;               /**< TOLL_FLAG_* and TOLL_TRAIN_FLAG_* bits. */
} toll_train_result;

/**
 * Operations per trained token, and how many parameters are trained.
 * @param model the model
 * @param layers its rows
 * @param n_layers how many rows, at least 1
 * @param stride_bytes distance between rows
 * @param setup how it is trained; its layout plays no part
 * @param[out] flops the operations
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; any status of toll_model_count() and of the setup's check; ::TOLL_E_MISSING for a model whose rows
 *         describe only a part; ::TOLL_E_CONFLICT for a setup that contradicts itself or the model (see
 *         toll_train_estimate_step()). O(n_layers).
 */
TOLL_API toll_status toll_train_count(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                                      uint64_t stride_bytes, const toll_train_setup *setup, toll_train_flops *flops,
                                      toll_error *err);

/**
 * Time of one optimiser step.
 * @param hw the accelerator
 * @param model the model
 * @param layers its rows
 * @param n_layers how many rows, at least 1
 * @param stride_bytes distance between rows
 * @param setup how it is trained
 * @param constants what software reaches (toll_catalog_get_constants(), at the setup's linear_rate)
 * @param[out] step the time and its terms; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; any status of the structs' checks and of toll_model_count(); ::TOLL_E_MISSING (memory bandwidth or
 *         every rate is unknown; the model is incomplete); ::TOLL_E_CONFLICT (global_sequences is no multiple of dp *
 *         micro_sequences; pp above the layers; virtual_stages above a stage's layers or without a pipeline; tp that does not
 *         divide the heads; ep that does not divide the experts or tp * cp * dp, or without experts; cp that does not
 *         divide sequence_tokens; an mfu of 0); ::TOLL_E_UNSUPPORTED (the layout leaves the scale-up domain and
 *         no internode link is given); ::TOLL_E_RANGE, ::TOLL_E_NOT_FINITE for extremes whose step is beyond 10^300 s.
 *         Whether it fits in memory is toll_train_estimate_memory()'s answer, not this function's. O(n_layers).
 */
TOLL_API toll_status toll_train_estimate_step(const toll_hw *hw, const toll_model *model,
                                              const toll_model_layer *layers, uint64_t n_layers, uint64_t stride_bytes,
                                              const toll_train_setup *setup, const toll_step_constants *constants,
                                              toll_train_step *step, toll_error *err);

/**
 * Memory of the fullest accelerator, and whether it is enough.
 * @param hw the accelerator
 * @param model the model
 * @param layers its rows
 * @param n_layers how many rows, at least 1
 * @param stride_bytes distance between rows
 * @param setup how it is trained
 * @param constants for the usable share of memory where it is not published
 * @param[out] memory the parts and the verdict; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK also when it does not fit; ::TOLL_E_MISSING (the card's memory is not known; the model is
 *         incomplete); ::TOLL_E_OVERFLOW beyond 2^53 bytes; otherwise as toll_train_estimate_step(). O(n_layers).
 */
TOLL_API toll_status toll_train_estimate_memory(const toll_hw *hw, const toll_model *model,
                                                const toll_model_layer *layers, uint64_t n_layers,
                                                uint64_t stride_bytes, const toll_train_setup *setup,
                                                const toll_step_constants *constants, toll_train_memory *memory,
                                                toll_error *err);

/**
 * The smallest number of accelerators that holds the setup. Tried are 1, 2, 4, 8 ... accelerators; tp, pp and dp are
 * powers of two whose product times the setup's cp is that number, tp within the scale-up domain, least tp * pp first.
 * Everything else is the setup's; its global batch grows where dp * micro_sequences needs it.
 * @param hw the accelerator
 * @param model the model
 * @param layers its rows
 * @param n_layers how many rows, at least 1
 * @param stride_bytes distance between rows
 * @param setup how it is trained; its tp, pp, dp and virtual_stages are replaced
 * @param constants for the usable share of memory where it is not published
 * @param gpus_max most accelerators to try, 1 .. 1,048,576
 * @param[out] found the setup with its layout; header set by the caller
 * @param[out] memory its memory, TOLL_FIT_YES; where nothing fits, the largest that was tried; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK also when nothing fits (memory->verdict says so); ::TOLL_E_RANGE for gpus_max; ::TOLL_E_CONFLICT where no layout suits the model; otherwise as
 *         toll_train_estimate_memory(). Layouts that contradict the model are passed over. O(n_layers * log^3 gpus_max).
 */
TOLL_API toll_status toll_train_find_layout(const toll_hw *hw, const toll_model *model, const toll_model_layer *layers,
                                            uint64_t n_layers, uint64_t stride_bytes, const toll_train_setup *setup,
                                            const toll_step_constants *constants, uint64_t gpus_max,
                                            toll_train_setup *found, toll_train_memory *memory, toll_error *err);

/**
 * A whole run: time, energy, carbon and cost.
 * @param step from toll_train_estimate_step(), or a measured one: time_s, step_tokens, model_flops, gpus
 * @param job how much is trained, and on what terms
 * @param[out] result the totals; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_MISSING (carbon, electricity: the power is known neither from the step nor from the
 *         job); ::TOLL_E_CONFLICT (a step without time, tokens or accelerators; goodput_frac beside
 *         gpu_hours_between_interruptions; checkpoint_interval_s without it; interruptions so frequent that the run
 *         makes next to no progress); ::TOLL_E_RANGE or ::TOLL_E_NOT_FINITE for totals beyond 10^300; any status of the
 *         structs' checks.
 */
TOLL_API toll_status toll_train_estimate(const toll_train_step *step, const toll_train_job *job,
                                         toll_train_result *result, toll_error *err);

/**
 * Accelerator-hours from a published rate, as reports state it.
 * @param tokens tokens trained on, 0 .. 10^18
 * @param gpu_hours_per_ttok accelerator-hours per 10^12 tokens, 0 .. 10^15
 * @param[out] gpu_hours tokens * rate
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE.
 */
TOLL_API toll_status toll_train_estimate_gpu_hours(double tokens, double gpu_hours_per_ttok, double *gpu_hours,
                                                   toll_error *err);

/**
 * Mean time between interruptions from what was counted.
 * @param interruptions how many were counted, 10^-9 .. 10^12
 * @param hours wall time in which they were counted, 10^-9 .. 10^9
 * @param gpus accelerators of the job, 1 .. 10^9
 * @param[out] hours_between of the job: hours / interruptions
 * @param[out] gpu_hours_between of one accelerator, for toll_train_job: hours * gpus / interruptions; NULL allowed
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE.
 */
TOLL_API toll_status toll_train_estimate_interruptions(double interruptions, double hours, double gpus,
                                                       double *hours_between, double *gpu_hours_between,
                                                       toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
