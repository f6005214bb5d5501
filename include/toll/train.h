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
 * @brief Operations, step time, memory, days, energy, carbon and cost of training or fine-tuning a model.
 *
 * This header answers: how long does a training run take, does it fit in memory, and what does it cost? It covers
 * pre-training, full fine-tuning, LoRA and QLoRA.
 *
 * A *setup* holds the method, the batch, the parallel layout, recomputation and sharding. A *job* holds the number of
 * tokens, failures and prices. Ask in this order:
 *
 * - toll_train_count(): operations per token
 * - toll_train_estimate_memory(): memory of the fullest accelerator; toll_train_find_layout() finds a layout that fits
 * - toll_train_estimate_step(): time of one optimiser step
 * - toll_train_estimate(): days, accelerator-hours, energy, carbon and cost of the run
 *
 * The examples below are Llama 3.1 70B on 2,048 H100: sequences of 8,192 tokens, 1,024 of them a step, tp 8, pp 4, 5
 * virtual stages, dp 64.
 *
 * ## Operations per token
 *
 * A multiply-add counts as two operations. N is the number of active parameters that multiply: k experts of a token,
 * the output head, but not the input embedding.
 *
 *     forward  = 2 N + 2 H (h + v) c for each attention layer
 *     training = 3 * forward                                      full
 *              = 2 * forward (frozen) + 3 * adapters              LoRA, QLoRA; attention is always 3 *
 *
 * c is the mean context that a token attends: s/2 under a causal mask, s without one, less with a window. The backward
 * pass costs one forward pass for the gradients of inputs and one for those of weights; frozen weights save the latter.
 *
 * *Model* operations count the attention of the whole sequence (c = s), masked or not, unless ::TOLL_TRAIN_CAUSAL_MFU
 * is set. Published MFU is mostly defined so (PaLM, arXiv 2204.02311, appendix B; Megatron, arXiv 2104.04473).
 * *Hardware* operations count the work that is executed: recomputed layers once more, and the causal half of a fused
 * kernel once forward and 2.5 times backward.
 *
 *     MFU = model operations / (time * accelerators * peak)       HFU likewise; peak of linear_rate
 *
 * Example: 3 * (1.369e11 projections + 2.1e9 head + 2.15e10 attention) = 4.81e11 model operations per token.
 *
 * ## Step time
 *
 * M micro-batches pass p pipeline stages, and the slowest stage sets the pace:
 *
 *     M    = global_sequences / (dp * micro_sequences)
 *     step = M * t_max + (t_all - t_max) / v + exposed gradient exchange + optimiser
 *
 * - t_max: time of a micro-batch on the slowest stage
 * - t_all: sum over all stages
 * - v: virtual stages of the interleaved schedule
 *
 * For equal stages this is the known bubble `(p - 1) / (v * M)`. A stage has ceil(L/p) layers. If p does not divide L,
 * the last and then the first stage hold fewer, as they also hold head and embedding. One layer is the sum of:
 * - projections: the roofline of step.h, three times
 * - attention: fused, or unfused with its scores written to and read from memory
 * - element-wise kernels at the streaming rate of memory
 * - tp: one all-reduce of the hidden state forward and one backward per block. Sequence parallelism does a gather and a
 *   scatter of the same bytes instead, and full training one more gather backward
 * - ep: two all-to-alls each way
 * - cp: exchange of keys and values
 *
 * The kernels' speeds are those of ::toll_step_constants: measured on inference engines, not fitted to any training
 * run. `software_factor` says how much of that speed a training stack reaches: toll_catalog_get_stack() has it for
 * stacks with published runs. If no stack is named, the interval is 0.7 to 2 times the estimate.
 *
 * Example: M = 1,024 / 64 = 16, so the bubble of equal stages is 3 / (5 * 16) = 3.75 % of the work. The step takes 4.57
 * s at an MFU of 4.04e18 / (4.57 * 2,048 * 989e12) = 43.6 %.
 *
 * ## Gradient exchange
 *
 * - ZeRO stage 0: one all-reduce of the gradients
 * - stage 1: one scatter of the gradients and one gather of the weights
 * - stage 2: a scatter after every micro-batch, and one gather of the weights
 * - stage 3 (FSDP full sharding): as stage 2, and gathers of the weights in every forward and backward pass
 *
 * `dp_overlap_frac` of the backward pass can hide the exchange.
 *
 * ## Memory of the fullest accelerator
 *
 *     needed = weights + gradient + optimiser + activation + runtime + fragmentation
 *
 * The data-parallel group shards optimiser state from ZeRO stage 1 on, gradients from 2, weights from 3 (arXiv
 * 1910.02054). Activations are counted term by term (arXiv 2205.05198), times the micro-batches in flight on the first
 * stage. The last stage holds the head: a plain loss keeps 16 bytes per token and word of the vocabulary (logits,
 * log-probabilities and their two gradients, FP32 each), a fused loss none. The fuller of the two stages counts. The
 * verdict has three values, as in step.h.
 *
 * Example: with ZeRO stage 1 and sequence parallelism 4.5 + 9.1 + 0.4 + 25.9 + 1.6 + 2.0 = 43.5 GB.
 *
 * ## Failures
 *
 * The share of time that makes progress, exact for failures at random times:
 *
 *     goodput = t / (T e^(R/T) (e^((t+d)/T) - 1))
 *
 * - T: mean time between interruptions of the whole job
 * - d: time that a checkpoint stops the job
 * - t: progress between checkpoints; the best is Daly's (Future Generation Computer Systems 22, 2006), whose first term
 *   is Young's sqrt(2 d T)
 * - R: time of a restart
 *
 * Example: 45,566 GPU-hours between interruptions on 2,048 GPUs: T = 22.2 h. With d = 60 s and R = 600 s the best t is
 * 3,060 s and goodput is 95.5 %.
 *
 * ## Cost
 *
 * Three bases, which differ by up to 20 times:
 * - rental: accelerator-hours times a price per hour
 * - amortised: the share of the purchase that these hours use up (straight line), plus electricity
 * - acquisition: the whole purchase
 *
 * ## Validity
 *
 * A result is *outside* for wide expert parallelism or an assumed link, and *calibrated* if only usable memory is
 * assumed, a collective leaves the scale-up domain, or MFU is given. Any other flag makes it *extrapolated*.
 *
 * ## Limits
 *
 * Sequences have equal lengths and experts equal loads. There are no stragglers and no offloading. Adapters of
 * recurrent blocks are not counted. Shared-KV attention and its compressors are not supported.
 *
 * @snippet train.c train
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* Training method: toll_train_setup.method. */
#define TOLL_METHOD_FULL  1 /**< Every parameter: pre-training and full fine-tuning. */
#define TOLL_METHOD_LORA  2 /**< Low-rank adapters on frozen weights (arXiv 2106.09685). */
#define TOLL_METHOD_QLORA 3 /**< Low-rank adapters on frozen weights of 4 bits (arXiv 2305.14314). */

/* Activations that the backward pass computes again instead of keeping: toll_train_setup.recompute. */
#define TOLL_RECOMPUTE_NONE      1 /**< None. */
#define TOLL_RECOMPUTE_SELECTIVE 2 /**< Scores of unfused attention. A fused kernel always does so. */
#define TOLL_RECOMPUTE_FULL      3 /**< Every layer, from its input. */

/* Optimiser state per trainable parameter: toll_train_setup.optimiser. */
#define TOLL_OPTIMISER_ADAM         1 /**< FP32 master copy and two FP32 moments: 12 bytes. */
#define TOLL_OPTIMISER_ADAM_8BIT    2 /**< FP32 master and two moments of 8 bits with a scale per 256: 6.03 bytes. */
#define TOLL_OPTIMISER_ADAM_BF16    3 /**< Two 16-bit moments, no master copy: 4 bytes. */
#define TOLL_OPTIMISER_SGD_MOMENTUM 4 /**< FP32 master and momentum: 8 bytes. */
#define TOLL_OPTIMISER_SGD          5 /**< FP32 master: 4 bytes. */
#define TOLL_OPTIMISER_ADAM_FP32    6 /**< Two FP32 moments, no master copy (usual for adapters): 8 bytes. */

/* Attention kernel: toll_train_setup.attention. */
#define TOLL_ATTENTION_FUSED   1 /**< One kernel that keeps no scores (FlashAttention). */
#define TOLL_ATTENTION_UNFUSED 2 /**< Scores, softmax and dropout go through memory, masked half included. */

/* Cross-entropy: toll_train_setup.loss. */
#define TOLL_LOSS_PLAIN 0 /**< Logits, log-probabilities and two gradients of all tokens, FP32 each. */
#define TOLL_LOSS_FUSED 1 /**< In pieces, with the head (Liger, Cut Cross-Entropy, Unsloth): no logits are kept. */

/* Bits of toll_train_setup.flags. */
#define TOLL_TRAIN_SEQUENCE_PARALLEL 0x1u /**< Norms and dropout are split over tp too (arXiv 2205.05198). */
#define TOLL_TRAIN_DROPOUT           0x2u /**< Dropout: masks are made, kept and read. */
#define TOLL_TRAIN_BIDIRECTIONAL     0x4u /**< No causal mask: an encoder. */
#define TOLL_TRAIN_CAUSAL_MFU        0x8u /**< Model operations count only the causal half of attention. */

/* Bits of toll_train_setup.lora_targets: the projections that get an adapter. */
#define TOLL_LORA_Q    0x1u  /**< Queries (MLA: both projections of the query). */
#define TOLL_LORA_K    0x2u  /**< Keys (MLA: the down-projection of the latent). */
#define TOLL_LORA_V    0x4u  /**< Values (MLA: the up-projection of the latent). */
#define TOLL_LORA_O    0x8u  /**< Attention output. */
#define TOLL_LORA_UP   0x10u /**< Feed-forward inputs, gate included; also of every expert. */
#define TOLL_LORA_DOWN 0x20u /**< Feed-forward output; also of every expert. */

/* Bits of toll_train_setup.known. */
#define TOLL_TRAIN_INTERNODE 0x1u /**< internode_bytes_per_s is given. */
#define TOLL_TRAIN_MFU       0x2u /**< mfu is given: it replaces the model of the step time. */

/** How a model is trained. Accelerators = tp * pp * cp * dp. */
typedef struct toll_train_setup {
    uint32_t struct_size;         /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;         /**< ::TOLL_KIND_TRAIN_SETUP. */
    uint64_t known;               /**< TOLL_TRAIN_* bits of the optional fields that are given. */
    uint32_t method;              /**< TOLL_METHOD_*; 1 is full training. Default 1. */
    uint32_t recompute;           /**< TOLL_RECOMPUTE_*; 1 is none. Default 1. */
    uint32_t optimiser;           /**< TOLL_OPTIMISER_*; 1 is Adam with an FP32 master copy. Default 1. */
    uint32_t attention;           /**< TOLL_ATTENTION_*; 1 is fused. Default 1. */
    uint32_t linear_rate;         /**< TOLL_RATE_* of the projections; 4 is BF16. Attention always runs at BF16. Default
                                       4. */
    uint32_t zero_stage;          /**< State that the data-parallel group shards. 0: none; 1: optimiser state; 2:
                                       gradients too; 3: weights too. FSDP: full sharding is 3, SHARD_GRAD_OP is 2. */
    uint32_t flags;               /**< TOLL_TRAIN_* flag bits. */
    uint32_t lora_targets;        /**< TOLL_LORA_* bits; 63 is all of them, and so is 0. Default 63. */
    int64_t sequence_tokens;      /**< Tokens of a sequence, 1 .. 10^8. Default 4096. */
    int64_t micro_sequences;      /**< Sequences of one micro-batch on one data-parallel rank, 1 .. 10^6. Default 1. */
    int64_t global_sequences;     /**< Sequences of one optimiser step, 1 .. 10^9; a multiple of dp * micro_sequences.
                                       The quotient is the number of gradient-accumulation steps. Default 256. */
    int64_t tp;                   /**< Tensor parallel size, 1 .. 1,024; divides the heads. Default 1. */
    int64_t pp;                   /**< Pipeline parallel size, 1 .. 1,024; at most the model's layers. Default 1. */
    int64_t virtual_stages;       /**< Model chunks of one stage (interleaved 1F1B), 1 .. 10,000; at most its layers. 1:
                                       plain 1F1B, required without a pipeline. Default 1. */
    int64_t cp;                   /**< Context parallel size, 1 .. 1,024: ranks that share a sequence; divides
                                       sequence_tokens. Default 1. */
    int64_t ep;                   /**< Expert parallel size, 1 .. 4,096; divides the experts and tp * cp * dp. 1 splits
                                       experts by tp. Default 1. */
    int64_t dp;                   /**< Data parallel size, 1 .. 10^6. Default 1. */
    int64_t lora_rank;            /**< Rank of the adapters, 1 .. 65,536. Default 16. */
    int64_t runtime_bytes;        /**< Context and communication buffers per accelerator, bytes, 0 .. 9 * 10^15; 0:
                                       none. Default 1610612736. */
    double fragmentation_frac;    /**< Memory that the allocator wastes / memory that tensors take, 0 .. 1; 0: none.
                                       Default 0.05. */
    double weight_bits;           /**< Weights that are computed with, bits each, 1 .. 64. Default 16. */
    double gradient_bits;         /**< Accumulated gradients, bits each, 1 .. 64. Default 32. */
    double frozen_bits;           /**< QLoRA's frozen projections, bits each, 1 .. 64. NF4 with double quantisation: 4 +
                                       8/64 + 32/(64*256). Default 4.127. */
    double tp_overlap_frac;       /**< Share of the exchange over tp that computation hides, 0 .. 1. */
    double ep_overlap_frac;       /**< Share of the exchange over ep that computation hides, 0 .. 1. */
    double dp_overlap_frac;       /**< Share of the backward pass that can hide the exchange over dp, 0 .. 1. */
    double software_factor;       /**< Speed of the stack's kernels / speed in toll_step_constants, 0.01 .. 2. Default
                                       1. */
    double internode_bytes_per_s; /**< Link of one accelerator to other nodes, one way, bytes/s, 1 .. 10^18.
                                       Optional. */
    toll_range mfu;               /**< Measured or wished MFU, above 0 .. 1. It replaces the model of the step time.
                                       Optional. */
    double step_log_sd;           /**< Standard deviation of ln(measured / predicted) step time of the named stack
                                       (toll_catalog_get_stack()), 0 .. 5. 0 with software_factor 1: no stack is
                                       named. */
    uint32_t loss;                /**< TOLL_LOSS_*. */
    uint32_t reserved;            /**< 0. */
} toll_train_setup;

/** Operations per trained token, FLOP. Frozen. */
typedef struct toll_train_flops {
    double projection_flops;     /**< Forward: projections and active experts. */
    double head_flops;           /**< Forward: the output head. */
    double attention_flops;      /**< Forward: attention as masked. */
    double attention_full_flops; /**< Forward: attention of the whole sequence, masked or not. */
    double adapter_flops;        /**< Forward: adapters. */
    double model_flops;          /**< Training: the operations that MFU counts. */
    double hardware_flops;       /**< Training: the operations that are executed. */
    double params_trainable;     /**< Parameters that are trained; a count, not per token. */
} toll_train_flops;

/* Bits of flags in results of this header, besides TOLL_FLAG_*. */
#define TOLL_TRAIN_FLAG_MFU_GIVEN   0x1000000u /**< The step time follows from the caller's MFU. */
#define TOLL_TRAIN_FLAG_EXPERTS     0x2000000u /**< Experts: their kernels are calibrated on inference batches. */
#define TOLL_TRAIN_FLAG_NO_FAILURES 0x4000000u /**< Neither failures nor a goodput are given: none are counted. */
#define TOLL_TRAIN_FLAG_CONTEXT     0x8000000u /**< Context parallelism: modelled, not checked on a published run. */
/** No software stack is named: published runs took 0.7 to 2 times as long as the kernels alone. */
#define TOLL_TRAIN_FLAG_NO_STACK 0x10000000u

/* The largest term of a step: toll_train_step.bound. */
#define TOLL_TRAIN_BOUND_COMPUTE   1  /**< Projections and attention. */
#define TOLL_TRAIN_BOUND_MEMORY    2  /**< Element-wise kernels. */
#define TOLL_TRAIN_BOUND_RECOMPUTE 3  /**< Recomputation. */
#define TOLL_TRAIN_BOUND_TENSOR    4  /**< Exchange over tp. */
#define TOLL_TRAIN_BOUND_EXPERT    5  /**< Exchange over ep. */
#define TOLL_TRAIN_BOUND_CONTEXT   6  /**< Exchange over cp. */
#define TOLL_TRAIN_BOUND_PIPELINE  7  /**< Sends between stages. */
#define TOLL_TRAIN_BOUND_BUBBLE    8  /**< Stages that wait for the pipeline to fill and drain. */
#define TOLL_TRAIN_BOUND_DATA      9  /**< Exchange of gradients and weights over dp. */
#define TOLL_TRAIN_BOUND_OPTIMISER 10 /**< The optimiser's update. */
#define TOLL_TRAIN_BOUND_OVERHEAD  11 /**< Kernel starts. If MFU is given: everything but the ideal arithmetic. */

/** Time of one optimiser step. The eleven terms add up to time_s.mid. */
typedef struct toll_train_step {
    uint32_t struct_size;            /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;            /**< ::TOLL_KIND_TRAIN_STEP. */
    uint64_t known;                  /**< TOLL_RESULT_* bits. */
    toll_range time_s;               /**< Wall time, s. */
    toll_range trained_tokens_per_s; /**< Trained tokens of all accelerators, 1/s. */
    toll_range mfu;                  /**< Model operations / (time * accelerators * peak). */
    toll_range hfu;                  /**< Hardware operations / (time * accelerators * peak). */
    toll_range gpu_flop_per_s;       /**< Model operations per second and accelerator, FLOP/s. */
    toll_range power_w;              /**< Power of all accelerators, without the hosts, W. Optional. */
    double compute_s;                /**< Term: projections and attention, s. */
    double memory_s;                 /**< Term: element-wise kernels and gradient accumulation, s. */
    double recompute_s;              /**< Term: recomputation, its exchanges included, s. */
    double tensor_s;                 /**< Term: exposed exchange over tp, s. */
    double expert_s;                 /**< Term: exposed exchange over ep, s. */
    double context_s;                /**< Term: exchange over cp, s. */
    double pipeline_s;               /**< Term: sends between stages, s. */
    double bubble_s;                 /**< Term: filling and draining the pipeline, s. */
    double data_s;                   /**< Term: exposed exchange over dp, s. */
    double optimiser_s;              /**< Term: the update, s. */
    double overhead_s;               /**< Term: kernel starts, s. */
    double bubble_frac;              /**< Bubble / step. */
    double step_tokens;              /**< Tokens of one step. */
    double model_flops;              /**< Model operations of one step, FLOP. */
    double hardware_flops;           /**< Hardware operations of one step, FLOP. */
    double peak_flop_per_s;          /**< Peak rate of one accelerator at linear_rate, FLOP/s. */
    int64_t gpus;                    /**< Accelerators. */
    int64_t microbatches;            /**< Gradient-accumulation steps. */
    uint32_t bound;                  /**< TOLL_TRAIN_BOUND_*: the largest term. */
    uint32_t validity;               /**< TOLL_VALIDITY_*. */
    uint64_t flags;                  /**< Bits of the flags of step.h and of this header. */
} toll_train_step;

/** Memory of the fullest accelerator; needed_bytes is the sum of the six terms before it. */
typedef struct toll_train_memory {
    uint32_t struct_size;        /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;        /**< ::TOLL_KIND_TRAIN_MEMORY. */
    int64_t params_total;        /**< Parameters of the model. */
    int64_t params_trainable;    /**< Parameters that are trained. */
    int64_t params_local;        /**< Parameters that this accelerator computes with, adapters included. */
    int64_t weights_bytes;       /**< Weights, bytes. */
    int64_t gradient_bytes;      /**< Gradients, bytes. */
    int64_t optimiser_bytes;     /**< Optimiser state, master copy included, bytes. */
    int64_t activation_bytes;    /**< Activations of the micro-batches in flight, bytes. */
    int64_t runtime_bytes;       /**< Context and buffers, bytes. */
    int64_t fragmentation_bytes; /**< Lost to the allocator, bytes. */
    int64_t needed_bytes;        /**< Sum of the six, bytes. */
    int64_t capacity_bytes;      /**< Usable memory of the card, bytes. */
    int64_t margin_bytes;        /**< capacity - needed, bytes; negative: the shortage. */
    int64_t uncertainty_bytes;   /**< A margin within +- this is "marginal", bytes: 5 % of capacity, at most 2 GiB. */
    int64_t gpus;                /**< Accelerators of the setup. */
    uint32_t verdict;            /**< TOLL_FIT_*. */
    uint32_t validity;           /**< TOLL_VALIDITY_*; the verdict does not lower it. */
    uint64_t flags;              /**< Bits of the flags of step.h and of this header. */
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

/** A training run: its tokens, failures and prices. */
typedef struct toll_train_job {
    uint32_t struct_size;                   /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;                   /**< ::TOLL_KIND_TRAIN_JOB. */
    uint64_t known;                         /**< TOLL_JOB_* bits of the optional fields that are given. */
    double tokens;                          /**< Tokens to train on, 1 .. 10^18. Default 1e12. */
    double gpu_hours_between_interruptions; /**< Accelerator-hours per interruption of the job, 0.001 .. 10^15.
                                                 Optional; absent: no failures. */
    double checkpoint_s;                    /**< Time that a checkpoint stops the job, s, 0.001 .. 10^6. Default 60. */
    double checkpoint_interval_s;           /**< Progress between checkpoints, s, 0.001 .. 10^9. Optional; absent:
                                                 Daly's optimum. */
    double restart_s;                       /**< Time from an interruption until progress resumes, s, 0 .. 10^7; 0: at
                                                 once. Default 600. */
    double goodput_frac;                    /**< Share of the time that makes progress, 0.001 .. 1; replaces the failure
                                                 model. Optional. */
    double gpu_w;                           /**< Mean power of one accelerator, W, 0.001 .. 10^7; replaces the step's
                                                 power. Optional. */
    double server_power_frac;               /**< Host power / accelerator power, 0 .. 3. */
    double pue;                             /**< Facility power / IT power, 1 .. 3. Default 1. */
    double kg_per_kwh;                      /**< Carbon intensity of the electricity, kg CO2e per kWh, 0 .. 10.
                                                 Optional. */
    double usd_per_kwh;                     /**< Price of electricity, USD per kWh, 0 .. 1,000. Optional. */
    toll_range usd_per_gpu_hour;            /**< Rent of one accelerator, USD per hour, 0 .. 10^6. Optional. */
    toll_range usd_per_gpu;                 /**< Purchase of one accelerator with its share of server and network, USD,
                                                 0 .. 10^9. Optional. */
    double life_years;                      /**< Years over which the purchase is amortised, 0.001 .. 100. Default 5. */
    double life_use_frac;                   /**< Share of these years in use, 10^-6 .. 1. Default 1. */
    double hours_per_year;                  /**< Hours per year, 8,000 .. 9,000; usually 8,760 or 8,766. Default
                                                 8760. */
} toll_train_job;

/* Bits of toll_train_result.known. */
#define TOLL_TRAIN_ENERGY      0x1u  /**< energy_kwh */
#define TOLL_TRAIN_CARBON      0x2u  /**< kgco2e */
#define TOLL_TRAIN_RENTAL      0x4u  /**< usd_rental */
#define TOLL_TRAIN_AMORTISED   0x8u  /**< usd_amortised */
#define TOLL_TRAIN_ACQUISITION 0x10u /**< usd_acquisition */
#define TOLL_TRAIN_ENERGY_COST 0x20u /**< usd_energy */

/** Totals of a training run. */
typedef struct toll_train_result {
    uint32_t struct_size;         /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;         /**< ::TOLL_KIND_TRAIN_RESULT. */
    uint64_t known;               /**< TOLL_TRAIN_* bits. */
    double steps;                 /**< Optimiser steps: tokens / tokens of a step, rounded up. */
    double model_flops;           /**< Model operations of all steps, FLOP. */
    double goodput_frac;          /**< Share of the time that makes progress; 1 if no failures are counted. */
    double checkpoint_interval_s; /**< Checkpoint interval that was used, s; 0: no failures are counted. */
    double interruptions;         /**< Expected number; 0: none are counted. */
    toll_range days;              /**< Wall time, days of 24 hours. */
    toll_range gpu_hours;         /**< Accelerator-hours. */
    toll_range energy_kwh;        /**< Energy at the meter (accelerators, hosts, facility), kWh. Optional. */
    toll_range kgco2e;            /**< CO2e, location-based, of use only, kg. Optional. */
    toll_range usd_rental;        /**< Cost on the rental basis, USD. Optional. */
    toll_range usd_amortised;     /**< Cost on the amortised basis, USD: share of the purchase, and electricity.
                                       Optional; needs both prices. */
    toll_range usd_acquisition;   /**< Cost on the acquisition basis, USD: the whole purchase. Optional. */
    toll_range usd_energy;        /**< Cost of electricity alone, USD. Optional. */
    double hours_per_year;        /**< Hours per year, as asked. */
    uint32_t validity;            /**< TOLL_VALIDITY_*, of the step. */
    uint32_t reserved;            /**< 0. */
    uint64_t flags;               /**< Bits of the flags of step.h and of this header. */
} toll_train_result;

/**
 * Counts the operations per trained token, and the parameters that are trained.
 *
 * Use it for a FLOP budget, or to compute MFU from a measured time. The layout in the setup does not change the
 * figures, but it is checked.
 *
 * @param model the model
 * @param layers its rows
 * @param n_layers number of rows, 1 .. 4,096
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param setup how it is trained
 * @param[out] flops the operations
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_MISSING: a model whose rows describe only a part
 * - ::TOLL_E_CONFLICT: a setup that contradicts itself or the model, as in toll_train_estimate_step()
 * - ::TOLL_E_UNSUPPORTED: a row of shared-KV attention or of a compressor
 * - any status of toll_model_count() and of the setup's check
 *
 * Cost: O(n_layers).
 */
TOLL_API toll_status toll_train_count(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                                      uint64_t stride_bytes, const toll_train_setup *setup, toll_train_flops *flops,
                                      toll_error *err);

/**
 * Estimates the time of one optimiser step, its terms and its MFU.
 *
 * Use it to compare layouts, or as input of toll_train_estimate(). It does not check that the setup fits in memory: ask
 * toll_train_estimate_memory(). If the setup gives an MFU, the step time follows from it; memory bandwidth and links
 * are then not needed.
 *
 * @param hw the accelerator
 * @param model the model
 * @param layers its rows
 * @param n_layers number of rows, 1 .. 4,096
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param setup how it is trained
 * @param constants calibration constants (toll_catalog_get_constants(), at the setup's linear_rate)
 * @param[out] step the time and its terms; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_MISSING: memory bandwidth or every rate is unknown; the model is incomplete
 * - ::TOLL_E_CONFLICT: global_sequences is not a multiple of dp * micro_sequences; pp above the layers; virtual_stages
 *   above a stage's layers, or above 1 without a pipeline; tp that does not divide the heads; ep that does not divide
 *   the experts or tp * cp * dp, or above 1 without experts; cp that does not divide sequence_tokens; an mfu of 0
 * - ::TOLL_E_UNSUPPORTED: the layout leaves the scale-up domain and the host, and no internode link is given; a row of
 *   shared-KV attention or of a compressor
 * - ::TOLL_E_RANGE, ::TOLL_E_NOT_FINITE: extremes whose step is above 10^300 s
 * - any status of the structs' checks and of toll_model_count()
 *
 * Cost: O(n_layers).
 */
TOLL_API toll_status toll_train_estimate_step(const toll_hw *hw, const toll_model *model,
                                              const toll_model_layer *layers, uint64_t n_layers, uint64_t stride_bytes,
                                              const toll_train_setup *setup, const toll_step_constants *constants,
                                              toll_train_step *step, toll_error *err);

/**
 * Estimates the memory of the fullest accelerator, and judges whether it is enough.
 *
 * Use it before toll_train_estimate_step(). Speeds and links play no part and need not be known.
 *
 * @param hw the accelerator
 * @param model the model
 * @param layers its rows
 * @param n_layers number of rows, 1 .. 4,096
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param setup how it is trained
 * @param constants give the usable share of memory if it is not published
 * @param[out] memory the parts and the verdict; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK: also if it does not fit; memory->verdict says so
 * - ::TOLL_E_MISSING: the card's memory is not known; the model is incomplete
 * - ::TOLL_E_OVERFLOW: more than 2^53 bytes
 * - ::TOLL_E_CONFLICT: as toll_train_estimate_step()
 * - ::TOLL_E_UNSUPPORTED: a row of shared-KV attention or of a compressor
 * - any status of the structs' checks and of toll_model_count()
 *
 * Cost: O(n_layers).
 */
TOLL_API toll_status toll_train_estimate_memory(const toll_hw *hw, const toll_model *model,
                                                const toll_model_layer *layers, uint64_t n_layers,
                                                uint64_t stride_bytes, const toll_train_setup *setup,
                                                const toll_step_constants *constants, toll_train_memory *memory,
                                                toll_error *err);

/**
 * Finds the smallest number of accelerators that holds a setup, and its layout.
 *
 * Use it if you know the model and the method but not the layout. It looks at memory only, so the layout may be slow.
 *
 * Tried are cp * 1, cp * 2, cp * 4, ... accelerators. tp, pp and dp are powers of two whose product times cp is that
 * number; tp stays within the scale-up domain. Of equal numbers, the least tp * pp comes first, then the least pp. All
 * else is the setup's. virtual_stages becomes 1, and the global batch grows to a multiple of dp * micro_sequences.
 * Layouts that contradict the model are skipped.
 *
 * @param hw the accelerator
 * @param model the model
 * @param layers its rows
 * @param n_layers number of rows, 1 .. 4,096
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param setup how it is trained; its tp, pp, dp and virtual_stages are replaced
 * @param constants give the usable share of memory if it is not published
 * @param gpus_max most accelerators to try, 1 .. 1,048,576
 * @param[out] found the setup with its layout; header set by the caller
 * @param[out] memory its memory, verdict ::TOLL_FIT_YES; if nothing fits, that of the last layout that was tried;
 *     header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK: also if nothing fits for sure; memory->verdict says so
 * - ::TOLL_E_RANGE: gpus_max
 * - ::TOLL_E_CONFLICT: no layout suits the model
 * - any other status of toll_train_estimate_memory()
 *
 * Cost: O(n_layers * log^3 gpus_max).
 */
TOLL_API toll_status toll_train_find_layout(const toll_hw *hw, const toll_model *model, const toll_model_layer *layers,
                                            uint64_t n_layers, uint64_t stride_bytes, const toll_train_setup *setup,
                                            const toll_step_constants *constants, uint64_t gpus_max,
                                            toll_train_setup *found, toll_train_memory *memory, toll_error *err);

/**
 * Finds the fastest layout of a number of accelerators that holds a setup.
 *
 * Use it if you know how many accelerators you have. Tried are, in powers of two: tp within the scale-up domain, pp up
 * to the layers, ep up to the experts, up to 8 virtual stages and 16 sequences a micro-batch; ZeRO stage 1, and 3
 * without a pipeline; every level of recomputation. dp is what remains. With tp above 1 sequence parallelism is on. cp,
 * the batch and all else are the setup's. Setups that contradict the model are skipped.
 *
 * @param hw the accelerator
 * @param model the model
 * @param layers its rows
 * @param n_layers number of rows, 1 .. 4,096
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param setup how it is trained; the fields above are replaced
 * @param constants as in toll_train_estimate_step()
 * @param gpus accelerators, 1 .. 1,048,576
 * @param[out] found the setup with its layout; header set by the caller
 * @param[out] step its step; header set by the caller
 * @param[out] memory its memory; if nothing fits for sure, that of the layout that needs the least; header set by the
 *     caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK: also if nothing fits for sure; memory->verdict says so
 * - ::TOLL_E_RANGE: gpus
 * - ::TOLL_E_CONFLICT: no layout suits the model and the batch
 * - any other status of toll_train_estimate_step() and toll_train_estimate_memory()
 *
 * Cost: some thousand estimates, below a second.
 */
TOLL_API toll_status toll_train_find_fastest(const toll_hw *hw, const toll_model *model, const toll_model_layer *layers,
                                             uint64_t n_layers, uint64_t stride_bytes, const toll_train_setup *setup,
                                             const toll_step_constants *constants, uint64_t gpus,
                                             toll_train_setup *found, toll_train_step *step, toll_train_memory *memory,
                                             toll_error *err);

/**
 * Estimates a whole run: time, energy, carbon and cost.
 *
 * Use it after toll_train_estimate_step(), or with a step that you measured. Without failures and goodput none are
 * counted, and ::TOLL_TRAIN_FLAG_NO_FAILURES is set: a real run takes longer.
 *
 *     days   = steps * step time / goodput
 *     energy = power * (1 + server_power_frac) * pue * time
 *
 * Example: the step of the introduction, 15e12 tokens at $2 per GPU-hour: 99 days, 4.87 million GPU-hours, $9.7
 * million.
 *
 * @param step from toll_train_estimate_step(). For a measured one, set time_s, step_tokens, model_flops and gpus
 * @param job tokens, failures and prices
 * @param[out] result the totals; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_MISSING: carbon or electricity is asked, but neither the step nor the job gives the power
 * - ::TOLL_E_CONFLICT: a step without time, tokens or accelerators; goodput_frac together with
 *   gpu_hours_between_interruptions; checkpoint_interval_s without it; interruptions so frequent that less than 0.1 %
 *   of the time makes progress
 * - ::TOLL_E_RANGE, ::TOLL_E_NOT_FINITE: totals above 10^300
 * - any status of the structs' checks
 */
TOLL_API toll_status toll_train_estimate(const toll_train_step *step, const toll_train_job *job,
                                         toll_train_result *result, toll_error *err);

/**
 * Computes accelerator-hours from a published rate per trillion tokens.
 *
 * Use it with a technical report that states this rate, in place of a step.
 *
 * @param tokens tokens trained on, 0 .. 10^18
 * @param gpu_hours_per_ttok accelerator-hours per 10^12 tokens, 0 .. 10^15
 * @param[out] gpu_hours tokens / 10^12 * gpu_hours_per_ttok
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE
 */
TOLL_API toll_status toll_train_estimate_gpu_hours(double tokens, double gpu_hours_per_ttok, double *gpu_hours,
                                                   toll_error *err);

/**
 * Computes the mean time between interruptions from a count.
 *
 * Use it to fill toll_train_job.gpu_hours_between_interruptions. Example: 466 interruptions in 54 days of 16,384
 * accelerators are one in 45,566 accelerator-hours.
 *
 * @param interruptions number of interruptions, 10^-9 .. 10^12
 * @param hours wall time in which they were counted, hours, 10^-9 .. 10^9
 * @param gpus accelerators of the job, 1 .. 10^9
 * @param[out] hours_between of the job, hours: hours / interruptions
 * @param[out] gpu_hours_between of one accelerator, for toll_train_job: hours * gpus / interruptions; NULL allowed
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE
 */
TOLL_API toll_status toll_train_estimate_interruptions(double interruptions, double hours, double gpus,
                                                       double *hours_between, double *gpu_hours_between,
                                                       toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
