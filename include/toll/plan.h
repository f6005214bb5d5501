/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file plan.h
 * @brief What to deploy: the cheapest hardware, engine, format and layout that keeps latency limits at a rate.
 */
#ifndef TOLL_PLAN_H
#define TOLL_PLAN_H

#include <toll/base.h>
#include <toll/hardware.h>
#include <toll/model.h>
#include <toll/step.h>
#include <toll/serve.h>
#include <toll/catalog.h>

/**
 * @defgroup plan Plan
 * @brief Which hardware, engine, number format, layout and number of replicas serve a load at the least cost?
 *
 * A *need* is a load and the latency limits that it must keep. A *supply* is an accelerator that can be had, and its
 * price. toll_plan_search() combines each supply with the engines and number formats that can start on it. For each of
 * these combinations it finds the layout and the replicas that take the fewest accelerators. The result is a list of
 * options, cheapest first. All figures are estimates.
 *
 * ## Options
 *
 *     replicas   N, the fewest with   limits kept at  requests_per_s / N  each
 *     paid       (N + spare_replicas) replicas, in whole units of supply
 *     USD/h      accelerators paid * usd_per_gpu_hour
 *
 * A replica is a deployment of step.h: tp * pp * dp accelerators. The load is split evenly over N replicas. Each is an
 * open loop of serve.h, and N - 1 replicas miss a limit. Several small replicas share a unit, such as a machine of 8.
 * Of layouts that are paid alike the one with the smaller replica is taken, and one without a pipeline before one with.
 *
 * Layouts are powers of two: tp, pp up to 4, and for mixtures of experts dp and ep, which is 1 or tp * dp. With dp, pp
 * is 1.
 *
 * ## Confidence
 *
 * At `confidence` 0.5 a limit is compared with the median of the estimate. At 0.9 it is compared with P90: the true
 * time stays within the limit with a chance of 90 %, as far as the intervals are right. The saturation rate is treated
 * alike. `probability` of an option is the smallest of the chances that each limit is kept.
 *
 * ## What is left out, and why
 *
 * No option is an answer: the status is ::TOLL_OK, and the summary counts the combinations by what stands in their way.
 * An unknown price is not 0: such a supply gives no option. An engine of which no source says that it starts there is
 * left out unless ::TOLL_PLAN_TRY_UNKNOWN is set. What an option stands on (typical constants, unverified facts) is in
 * its `flags`; `refused_flags` of the need refuses such options.
 *
 * Example, from the program below: Llama 3.1 70B at 20 requests/s of 1,500 tokens in and 400 out, TTFT p95 of 1 s, TPOT
 * p95 of 40 ms. In FP8, thirteen replicas of one MI300X each keep both. They are sold in machines of 8, so 16 are paid:
 * at 2.00 USD an hour each, 32 USD/h and 0.23 USD per million tokens.
 *
 * ## Limits
 *
 * One model and one workload at one rate: no hours of the day, no growth, no pools of prefill and decode, no mixed
 * fleets, no API. Quality of a number format is not weighed: `weight_bits_min` keeps formats out, and
 * toll_catalog_get_quality() has what was published. Prices are per hour at full use.
 *
 * @snippet plan.c plan
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of toll_plan_need.known. */
#define TOLL_PLAN_TTFT     0x1u /**< ttft_s is given. */
#define TOLL_PLAN_TPOT     0x2u /**< tpot_s is given. */
#define TOLL_PLAN_GPUS_MAX 0x4u /**< gpus_max is given. */

/* Bits of toll_plan_need.choices. */
#define TOLL_PLAN_TRY_UNKNOWN 0x1u /**< Also what no source says to start (::TOLL_RUN_UNKNOWN). */

/** A load, the latency limits that it must keep, and what may be deployed for it. */
typedef struct toll_plan_need {
    uint32_t struct_size;     /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;     /**< ::TOLL_KIND_PLAN_NEED. */
    uint64_t known;           /**< TOLL_PLAN_TTFT, _TPOT, _GPUS_MAX: the optional fields that are given. */
    double requests_per_s;    /**< Arrivals at the whole fleet, 1/s, 10^-9 .. 10^9. Required. */
    double input_tokens;      /**< Mean prompt length, tokens, 1 .. 10^8. Default 1024. */
    double output_tokens;     /**< Mean answer length, tokens, 1 .. 10^8. Default 1024. */
    double input_cv;          /**< Coefficient of variation of prompt lengths, 0 .. 10; 0: all equal. */
    double output_cv;         /**< Coefficient of variation of answer lengths, 0 .. 10; 0: all equal. */
    double arrival_cv;        /**< Coefficient of variation of the time between arrivals, 0 .. 10. 0 stands for 1:
                                   Poisson. */
    double prefix_hit_frac;   /**< Share of the prompt found in the prefix cache, 0 .. 1. */
    double ttft_s;            /**< Limit of TTFT at `quantile`, s, 10^-9 .. 10^9. Optional; absent: none. */
    double tpot_s;            /**< Limit of TPOT at `quantile`, s, 10^-9 .. 10^9. Optional; absent: none. */
    double quantile;          /**< Share of the requests that must stay within the limits: 0.5, 0.95 or 0.99. Default
                                   0.95. */
    double confidence;        /**< Quantile of the estimate's error at which the limits are kept, 0.5 .. 0.99; 0.5 is
                                   the median. Default 0.5. */
    double weight_bits_min;   /**< Fewest bits per weight of any class of projections, 0 .. 64; 0: no limit. Default
                                   4. */
    int64_t replica_gpus_max; /**< Most accelerators of one replica, 1 .. 64. Default 8. */
    int64_t gpus_max;         /**< Most accelerators paid for in all, 1 .. 10^9. Optional; absent: no limit. */
    int64_t spare_replicas;   /**< Replicas that may fail, 0 .. 10^6: N + k are paid for, N keep the limits. 0: none. */
    int64_t node_gpus;        /**< The fleet is rounded up to whole nodes of this many accelerators, 1 .. 10^6, where
                                   the supply's unit is smaller. 0: as the supply sells them. */
    int64_t evaluations_max;  /**< Budget: most operating points to evaluate, 1 .. 10^15; 0: no limit. */
    uint64_t engines;       /**< Bit i: row i of the catalog's engines may be used, bits 0 .. 51. 0: the current release
                                   of every engine. */
    uint64_t precisions;    /**< Bit i: row i of the catalog's precisions may be used, bits 0 .. 51. 0: all. A row also
                                   states the format of the KV cache. */
    uint64_t refused_flags; /**< TOLL_FLAG_* bits: options with one of them are refused. 0: none. */
    uint32_t choices;       /**< TOLL_PLAN_TRY_UNKNOWN. */
    uint32_t reserved;      /**< Must be 0. */
} toll_plan_need;

/* Kinds of supply. */
#define TOLL_PLAN_RENTED   1 /**< By the hour, without a commitment. */
#define TOLL_PLAN_RESERVED 2 /**< By the hour, with a commitment. */
#define TOLL_PLAN_SPOT     3 /**< By the hour, and may be taken away. Interruptions are not modelled. */
#define TOLL_PLAN_OWNED    4 /**< Own hardware at its unit cost per hour (finance.h, tco.h). */

/* Bits of toll_plan_supply.known. */
#define TOLL_PLAN_PRICE     0x1u /**< usd_per_gpu_hour is given. */
#define TOLL_PLAN_AVAILABLE 0x2u /**< gpus_available is given. */
#define TOLL_PLAN_INTERNODE 0x4u /**< internode_bytes_per_s is given. */

/* Bits of toll_plan_supply.flags. */
#define TOLL_PLAN_OWN_HW 0x1u /**< `hw` is a row of the caller's own array of accelerators. */
#define TOLL_PLAN_FREE   0x2u /**< A price of 0 is meant. */

/** An accelerator that can be had, and its price. A row without a header; its size is the stride. */
typedef struct toll_plan_supply {
    uint64_t known;               /**< TOLL_PLAN_PRICE, _AVAILABLE, _INTERNODE: the optional fields that are given. */
    uint64_t flags;               /**< What the row names and costs: bits of the supply's flags. */
    int64_t hw;                   /**< Row of the catalog's accelerators, or of `own_hw`, 0 .. 10^6. */
    uint32_t kind;                /**< TOLL_PLAN_RENTED .. TOLL_PLAN_OWNED. All are searched alike. Default 1. */
    uint32_t reserved;            /**< Must be 0. */
    toll_range usd_per_gpu_hour;  /**< Price of one accelerator-hour, USD, 0 .. 10^6; 0 is refused unless
                                       `flags` say free. Optional; absent: the supply gives no option. */
    int64_t gpus_available;       /**< Accelerators that can be had, 1 .. 10^9. Optional; absent: no limit. */
    int64_t unit_gpus;            /**< Accelerators sold together: those of a machine, 1 .. 10^6. Default 1. */
    double internode_bytes_per_s; /**< Link of one accelerator to other nodes, one way, bytes/s, 1 .. 10^18. Optional;
                                       absent: no replica spans nodes. */
} toll_plan_supply;

/* Bits of toll_plan_option.known. */
#define TOLL_PLAN_POWER  0x1u /**< power_w: the accelerator's TDP is known. */
#define TOLL_PLAN_ENERGY 0x2u /**< request_j: likewise. */

/* Bits of toll_plan_option.notes. */
#define TOLL_PLAN_NEAR_SATURATION 0x1u /**< The rate is within the interval of the saturation rate. */
#define TOLL_PLAN_WHOLE_UNITS     0x2u /**< More accelerators are paid for than used. */
#define TOLL_PLAN_UNKNOWN_RUN     0x4u /**< No source says that the engine starts there. */

/** A deployment that meets the need: the best layout of one supply, format and engine. A row without a header. */
typedef struct toll_plan_option {
    uint64_t known;                       /**< TOLL_PLAN_POWER, _ENERGY: the optional fields that are given. */
    uint64_t flags;                       /**< TOLL_FLAG_* bits of step.h: what the figures stand on. */
    uint64_t notes;                       /**< What a reader should know: bits of the notes above. */
    int64_t supply;                       /**< Row of the supplies. */
    int64_t hw;                           /**< The accelerator, as the supply names it. */
    int64_t precision;                    /**< Row of the catalog's precisions. */
    int64_t engine;                       /**< Row of the catalog's engines. */
    int64_t tp;                           /**< Tensor parallel size. */
    int64_t pp;                           /**< Pipeline parallel size. */
    int64_t ep;                           /**< Expert parallel size. */
    int64_t dp;                           /**< Attention data parallel size. */
    int64_t replicas;                     /**< Replicas in all, the spare ones included. */
    int64_t gpus;                         /**< Accelerators of all replicas. */
    int64_t gpus_paid;                    /**< Accelerators paid for: whole units. */
    double replica_requests_per_s;        /**< Load of one replica when the spare ones have failed, 1/s. The figures
                                               below are at this load. */
    toll_range saturation_requests_per_s; /**< Rate at which one replica saturates, 1/s. */
    toll_range ttft_s;                    /**< TTFT at the need's quantile, s. */
    toll_range tpot_s;                    /**< TPOT at the need's quantile, s. */
    toll_range utilisation_frac;          /**< Load of a replica / saturation rate. */
    toll_range usd_per_hour;              /**< Cost of the fleet, USD per hour; its range is that of the price. */
    toll_range usd_per_mtok;              /**< Cost per million tokens, prompts and answers, USD. */
    toll_range usd_per_mtok_output;       /**< The whole cost over the output tokens alone, USD per million. */
    toll_range power_w;                   /**< Power of the accelerators of the N replicas, W. Optional. */
    toll_range request_j;                 /**< Accelerator energy per request, J. Optional. */
    double running_sequences;             /**< Requests that run at once on one replica, mean over time. */
    double slots;                         /**< Requests that memory and engine allow at once on one replica. */
    double probability;                   /**< Chance that all limits are kept, 0 .. 1. */
    int64_t margin_bytes;                 /**< Memory left on the fullest accelerator with one request of full length on
                                               each attention replica, bytes. */
    uint32_t fit;                         /**< TOLL_FIT_YES or TOLL_FIT_MARGINAL. */
    uint32_t validity;                    /**< TOLL_VALIDITY_*. */
} toll_plan_option;

/* Bits of toll_plan_summary.known. */
#define TOLL_PLAN_MISSED_TTFT 0x1u /**< missed_ttft_s is given. */
#define TOLL_PLAN_MISSED_TPOT 0x2u /**< missed_tpot_s is given. */
#define TOLL_PLAN_MISSED_GPUS 0x4u /**< missed_gpus is given. */

/* Bits of toll_plan_summary.flags. */
#define TOLL_PLAN_BUDGET_SPENT 0x1u /**< evaluations_max ended the search: the options are the best so far. */

/** What a search has looked at, and why combinations gave no option. The counts from `options` on add up to
 * `combinations`. */
typedef struct toll_plan_summary {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_PLAN_SUMMARY. */
    uint64_t known;        /**< TOLL_PLAN_MISSED_* bits. */
    uint64_t flags;        /**< TOLL_PLAN_BUDGET_SPENT. */
    int64_t combinations;  /**< Supplies * formats * engines that the need allows. */
    int64_t options;       /**< Combinations that meet the need. */
    int64_t no_price;      /**< Without a price. */
    int64_t cannot_run;    /**< A source says that the engine can't start there. */
    int64_t unknown_run;   /**< No source says that it starts. */
    int64_t no_layout;     /**< A fact is missing, or no layout divides the model. */
    int64_t no_memory;     /**< No layout fits in memory. */
    int64_t refused;       /**< Every layout that fits has a refused flag. */
    int64_t too_slow;      /**< Even a lone request misses a limit on every layout that fits. */
    int64_t too_many_gpus; /**< More accelerators than allowed or available. */
    int64_t not_evaluated; /**< The budget was spent before. */
    int64_t layouts;       /**< Layouts looked at. Supplies that differ in price alone share theirs. */
    int64_t layouts_fit;   /**< Of these: layouts that fit. */
    int64_t evaluations;   /**< Operating points evaluated. */
    int64_t exact;         /**< Of these: with quantiles. */
    double missed_ttft_s;  /**< Least TTFT of a lone request, at the quantile and the confidence, over the layouts that
                                 are too slow, s. Optional. */
    double missed_tpot_s;  /**< Least TPOT of them, s. Optional. */
    int64_t missed_gpus;   /**< Fewest accelerators over the combinations that need too many. Optional. */
} toll_plan_summary;

/**
 * Size of the memory that toll_plan_search() works in.
 *
 * Use it before toll_plan_search(). A search for a model of 2 rows over 91 supplies with 64 options takes
 * 63 KiB.
 *
 * @param n_layers rows of the model, 1 .. 4,096
 * @param n_supplies supplies, 1 .. 4,096
 * @param capacity options that the caller's array holds, 0 .. 65,536
 * @return bytes, a multiple of 8; 0 if an argument is out of range
 */
TOLL_API uint64_t toll_plan_search_size(uint64_t n_layers, uint64_t n_supplies, uint64_t capacity);

/**
 * Finds the cheapest deployments that meet a need.
 *
 * Use it to choose hardware, engine, number format, layout and number of replicas. Each option is the best layout of
 * one supply, format and engine: the one with the fewest accelerators to pay. Options are sorted by the median of
 * usd_per_hour; the first is the cheapest of all.
 *
 * With a budget (`evaluations_max`) supplies are searched in the order of price over memory bandwidth, and
 * ::TOLL_PLAN_BUDGET_SPENT says that it ended early.
 *
 * Three answers come with ::TOLL_OK and must be looked at: no option at all (the summary says why); a spent budget; and
 * options whose `flags` say that they stand on typical constants or on unverified facts.
 *
 * @param model the model
 * @param layers its rows
 * @param n_layers number of rows, 1 .. 4,096
 * @param layer_stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param need the load and its limits
 * @param supplies accelerators and prices
 * @param n_supplies number of supplies, 1 .. 4,096
 * @param supply_stride_bytes distance between them: the caller's sizeof(toll_plan_supply)
 * @param own_hw the caller's own accelerators, for supplies with ::TOLL_PLAN_OWN_HW; NULL if there are none
 * @param n_own_hw number of own accelerators, 0 .. 4,096
 * @param hw_stride_bytes distance between them: the caller's sizeof(toll_hw)
 * @param[out] options the cheapest options, cheapest first; NULL with capacity 0
 * @param capacity rows that the array holds, 0 .. 65,536
 * @param option_stride_bytes distance between rows: the caller's sizeof(toll_plan_option)
 * @param[out] n_options rows written: the smaller of capacity and summary->options
 * @param[out] summary counts, and why there are no more options; header set by the caller
 * @param[out] work memory to work in, aligned to 8 bytes; may be written by a call that fails
 * @param work_size its bytes, at least toll_plan_search_size()
 * @param[out] err names the first wrong field; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_RANGE: n_layers, n_supplies, n_own_hw, capacity, a row of a supply that does not exist, a mask without any
 *   row of the catalog
 * - ::TOLL_E_CONFLICT: a quantile other than the three; a price of 0 without ::TOLL_PLAN_FREE
 * - ::TOLL_E_STRIDE: a stride is not the size of a published row
 * - ::TOLL_E_MISSING: the rate of the need; the model is incomplete
 * - ::TOLL_E_BUFFER: work_size is too small
 * - ::TOLL_E_OBJECT: work is not aligned
 * - any status of the structs' checks and of toll_model_check()
 *
 * Cost: O(combinations * layouts); about 1 us a layout that fits and 3 us an exact evaluation.
 */
TOLL_API toll_status toll_plan_search(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                                      uint64_t layer_stride_bytes, const toll_plan_need *need,
                                      const toll_plan_supply *supplies, uint64_t n_supplies,
                                      uint64_t supply_stride_bytes, const toll_hw *own_hw, uint64_t n_own_hw,
                                      uint64_t hw_stride_bytes, toll_plan_option *options, uint64_t capacity,
                                      uint64_t option_stride_bytes, uint64_t *n_options, toll_plan_summary *summary,
                                      void *work, uint64_t work_size, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
