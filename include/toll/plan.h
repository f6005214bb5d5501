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
#include <toll/bill.h>
#include <toll/serve.h>
#include <toll/tco.h>
#include <toll/risk.h>
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
 * A search is for one model and one workload at one rate. Growth, hours of the day, mixed fleets, several workloads and
 * APIs are questions of their own about its options: toll_plan_estimate_outlooks(), toll_plan_compute_schedule(),
 * toll_plan_find_fleet(), toll_plan_derive_need(). So are pools of prefill and decode: toll_plan_find_pools(). Quality
 * of a number format is not weighed: `weight_bits_min` keeps formats out, and toll_catalog_get_quality() has what was
 * published. Prices are per hour at full use.
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
#define TOLL_PLAN_CAPACITY    0x2u /**< Options tell replica_requests_per_s_max: some 100 us more for each. */

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
    double quantile;          /**< Share of the requests that must stay within the limits: 0.5, 0.9, 0.95 or 0.99.
                                   Default 0.95. */
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
    uint32_t choices;       /**< TOLL_PLAN_TRY_UNKNOWN, TOLL_PLAN_CAPACITY. */
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
#define TOLL_PLAN_POWER       0x1u /**< power_w: the accelerator's TDP is known. */
#define TOLL_PLAN_ENERGY      0x2u /**< request_j: likewise. */
#define TOLL_PLAN_REPLICA_MAX 0x4u /**< replica_requests_per_s_max: the need asked for it (::TOLL_PLAN_CAPACITY). */

/* Bits of toll_plan_option.notes. */
#define TOLL_PLAN_NEAR_SATURATION 0x1u /**< The rate is within the interval of the saturation rate. */
#define TOLL_PLAN_WHOLE_UNITS     0x2u /**< More accelerators are paid for than used. */
#define TOLL_PLAN_UNKNOWN_RUN     0x4u /**< No source says that the engine starts there. */

/** A deployment that meets the need: the best layout of one supply, format and engine. A row without a header. */
typedef struct toll_plan_option {
    uint64_t known;                       /**< TOLL_PLAN_POWER and so on: the optional fields that are given. */
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
    double replica_requests_per_s_max;    /**< Highest load at which one replica keeps the limits, to 0.01 % below, 1/s.
                                               Optional. */
} toll_plan_option;

/* Bits of toll_plan_summary.known. */
#define TOLL_PLAN_MISSED_TTFT 0x1u /**< missed_ttft_s is given. */
#define TOLL_PLAN_MISSED_TPOT 0x2u /**< missed_tpot_s is given. */
#define TOLL_PLAN_MISSED_GPUS 0x4u /**< missed_gpus is given. */

/* Bits of toll_plan_summary.flags. */
#define TOLL_PLAN_BUDGET_SPENT 0x1u /**< evaluations_max ended the search: the options are the best so far. */

/** What a search has looked at, and why combinations gave no option. The counts from `options` to `not_evaluated`, and
 * `too_dear`, add up to `combinations`. */
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
    int64_t too_dear; /**< Of toll_plan_find_most(): no load within what is allowed costs as little as asked. 0 in a
                                search. */
} toll_plan_summary;

/**
 * Size of the memory that toll_plan_search() works in.
 *
 * Use it before toll_plan_search(). A search for a model of 2 rows over 91 supplies with 64 options takes
 * 67 KiB.
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
 * - ::TOLL_E_CONFLICT: a quantile other than the four; a price of 0 without ::TOLL_PLAN_FREE
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

/* ---- Law, place and people: constraints on where a model may run ---- */

/** One constraint. What it asks follows from the topic: a flag, "within", "at most" or "at least". */
typedef struct toll_plan_constraint {
    uint32_t topic;     /**< TOLL_TOPIC_*. Default 1. */
    uint32_t is_strict; /**< 1: what is not known is rejected; 0: it needs a check. */
    double value;       /**< Of topics with a number: most or least, in the topic's unit. */
    int64_t implied_by; /**< 1 + index of the row that implies this one; 0: it is stated. */
    char words[128];    /**< Of places: those allowed ("eu ch"); of models: the model ("gpt-5-mini"). */
    char because[160];  /**< Why it is implied. Optional. */
} toll_plan_constraint;

/* toll_plan_verdict.verdict and toll_plan_reason.verdict. */
#define TOLL_STANDING_ALLOWED  1 /**< Every constraint is met. */
#define TOLL_STANDING_ACTION   2 /**< Somebody must do or check something first. */
#define TOLL_STANDING_REJECTED 3 /**< A constraint is broken, or under `is_strict` not known to be met. */

/* toll_plan_reason.code. */
#define TOLL_REASON_MET        1 /**< A fact that was read says so. */
#define TOLL_REASON_NOT_ASKED  2 /**< The constraint does not concern this kind of offering. */
#define TOLL_REASON_ACTION     3 /**< Met if somebody does what `text` says. */
#define TOLL_REASON_UNKNOWN    4 /**< No fact: ask the vendor. */
#define TOLL_REASON_DISPUTED   5 /**< Sources contradict each other: ask the vendor. */
#define TOLL_REASON_UNVERIFIED 6 /**< A fact that was not read at its source says so: ask the vendor. */
#define TOLL_REASON_SCOPE      7 /**< The certificate is not known to cover the offering: ask the vendor. */
#define TOLL_REASON_VIOLATED   8 /**< A fact says that it is broken. */

/** Why one constraint is met or not. */
typedef struct toll_plan_reason {
    uint32_t code;      /**< TOLL_REASON_*. */
    uint32_t verdict;   /**< TOLL_STANDING_* of this constraint alone. */
    uint32_t topic;     /**< TOLL_TOPIC_* of the constraint. */
    int32_t as_of;      /**< Date of the fact, yyyymmdd; 0: not known, or no fact. */
    int64_t constraint; /**< Index of the constraint. */
    int64_t fact;       /**< 1 + index of the row that decided, among those passed; 0: no row. */
    char text[512];     /**< The reason as one sentence, with the question to the vendor where there is one. */
    char source[192];   /**< Source of the fact; empty: not known, or no fact. */
} toll_plan_reason;

/** What the constraints say of an offering. */
typedef struct toll_plan_verdict {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_PLAN_VERDICT. */
    uint32_t verdict;     /**< TOLL_STANDING_*: the worst of all constraints. */
    int32_t oldest;       /**< Date of the oldest fact that decided, yyyymmdd; 0: none is dated. */
    int64_t n_met;        /**< Constraints that are met or not asked. */
    int64_t n_actions;    /**< Those that need an action or a check. */
    int64_t n_rejected;   /**< Those that reject. */
    uint64_t rejected_by; /**< Bit i: stated row i rejects, itself or through a row that it implies. */
} toll_plan_verdict;

/** Most constraints of a call, those implied included. */
#define TOLL_PLAN_CONSTRAINTS_MAX 48

/**
 * Tells whether a word is a place: an ISO 3166 code of two letters in lower case ("de"), a group ("eu", "eea", "apac"),
 * "global" (anywhere), "site" (the customer's own) or "none" (nowhere: nothing is kept or sent).
 *
 * Use it before a word of a user becomes a constraint. "uk" is read as "gb".
 *
 * @param word the word, `length` bytes
 * @param length 1 .. 128, or ::TOLL_NUL
 * @param[out] err names the nearest groups; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for length; ::TOLL_E_UNKNOWN_ID.
 */
TOLL_API toll_status toll_plan_check_place(const char *word, uint64_t length, toll_error *err);

/**
 * Tells the name of a topic.
 *
 * Use it to print facts and to read options: the names are those of the catalog's files ("soc2", "retention_days").
 *
 * @param topic TOLL_TOPIC_*
 * @return the name; "" for a number that is no topic. Static.
 */
TOLL_API const char *toll_plan_get_topic(uint32_t topic);

/**
 * Adds the constraints that others imply.
 *
 * Use it before toll_plan_check_offering(). What implies what is data of the catalog: an air gap asks for the
 * customer's own site, no telemetry, updates by media and spares on the site; being on call at any hour asks for 6
 * people. An implied row is as strict as the row that implies it.
 *
 * Example: {air_gap} becomes 5 rows, the last four with `implied_by` 1.
 *
 * @param constraints the stated ones
 * @param n_constraints 0 .. ::TOLL_PLAN_CONSTRAINTS_MAX
 * @param constraint_stride_bytes distance between rows: the caller's sizeof(toll_plan_constraint)
 * @param[out] derived the stated rows in their order, then the implied ones
 * @param capacity rows that `derived` holds; ::TOLL_PLAN_CONSTRAINTS_MAX is enough
 * @param derived_stride_bytes distance between rows: the caller's sizeof(toll_plan_constraint)
 * @param[out] n_derived rows written
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_STRIDE; ::TOLL_E_BUFFER for capacity, or for more rows than
 *         ::TOLL_PLAN_CONSTRAINTS_MAX; any status of the checks of the rows, as in toll_plan_check_offering().
 *
 * Cost: O(constraints x implications).
 */
TOLL_API toll_status toll_plan_derive_constraints(const toll_plan_constraint *constraints, uint64_t n_constraints,
                                                  uint64_t constraint_stride_bytes, toll_plan_constraint *derived,
                                                  uint64_t capacity, uint64_t derived_stride_bytes, uint64_t *n_derived,
                                                  toll_error *err);

/**
 * Holds an offering against constraints: allowed, allowed after an action, or rejected, with a reason for each.
 *
 * Use it to filter vendors before prices are compared. Facts of the built-in offerings come from
 * toll_catalog_get_offering_facts(); your own rows take the same road. For a site of your own pass what you know of it
 * (places, kW, people), and the rows of the model's licence from toll_catalog_get_license_facts(). Call
 * toll_plan_derive_constraints() first, so that an air gap also asks for what follows from it.
 *
 * It is a filter and no legal advice. What no row says is unknown: under `is_strict` rejected, else an action ("ask the
 * vendor"). So leaving out a fact never allows what was rejected. Whoever is not known to be bad is not known to be
 * good either: allowed needs a settled, undisputed fact that was read, and for a certificate one that covers the
 * offering itself. Topics of a site are not asked of an API.
 *
 * Example: retention of at most 0 days against OpenAI's API. The default of 30 days breaks it, zero retention on
 * approval meets it: an action, "zero data retention, approved by sales".
 *
 * @param constraints what must hold
 * @param n_constraints 0 .. ::TOLL_PLAN_CONSTRAINTS_MAX; 0: everything is allowed
 * @param constraint_stride_bytes distance between rows: the caller's sizeof(toll_plan_constraint)
 * @param offering what is asked about
 * @param facts what is known of it
 * @param n_facts 0 .. 4,096
 * @param fact_stride_bytes distance between rows: the caller's sizeof(toll_catalog_offering_fact)
 * @param[out] verdict the answer; header set by the caller
 * @param[out] reasons one row for each constraint, in their order; NULL: none wanted
 * @param capacity rows that `reasons` holds: n_constraints at least
 * @param reason_stride_bytes distance between rows: the caller's sizeof(toll_plan_reason)
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, whatever the verdict; ::TOLL_E_NULL; ::TOLL_E_STRIDE; ::TOLL_E_BUFFER for capacity;
 *         ::TOLL_E_UNKNOWN_ID for a place; ::TOLL_E_MISSING for words that the topic needs; ::TOLL_E_CONFLICT for two
 *         settled rows of a topic that are not marked as disputed, for a fact of another offering, or for `implied_by`
 *         of no stated row; any status of the checks of the structs.
 *
 * Cost: O(constraints x facts).
 */
TOLL_API toll_status toll_plan_check_offering(const toll_plan_constraint *constraints, uint64_t n_constraints,
                                              uint64_t constraint_stride_bytes, const toll_catalog_offering *offering,
                                              const toll_catalog_offering_fact *facts, uint64_t n_facts,
                                              uint64_t fact_stride_bytes, toll_plan_verdict *verdict,
                                              toll_plan_reason *reasons, uint64_t capacity,
                                              uint64_t reason_stride_bytes, toll_error *err);

/**
 * Finds the fewest constraints to give up so that something is left, and how much is left then.
 *
 * Use it when every offering is rejected. Each offering is rejected by a set of constraints
 * (toll_plan_verdict.rejected_by); it comes back when all of them are given up. Of the smallest sets the one that
 * brings most offerings back is told; of equals the one with the lower bits.
 *
 * Example: three offerings rejected by {home}, {home} and {soc2, region}: give up home, and two come back.
 *
 * @param rejected_by a word for each offering; 0: it is not rejected, and is not counted
 * @param n 1 .. 65,536
 * @param[out] drop the set, bit i for stated row i; 0: nothing was rejected
 * @param[out] n_back offerings that come back
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for n.
 *
 * Cost: O(n x n).
 */
TOLL_API toll_status toll_plan_find_relaxation(const uint64_t *rejected_by, uint64_t n, uint64_t *drop, int64_t *n_back,
                                               toll_error *err);

/* ---- from a deployment or a tariff to rows of a scenario ---- */

/* Whether a replica serves a load: toll_plan_unit.verdict. */
#define TOLL_PLAN_UNIT_SERVES   1 /**< It keeps the limits up to requests_per_s. */
#define TOLL_PLAN_UNIT_TOO_SLOW 2 /**< Even a lone request misses a limit. */
#define TOLL_PLAN_UNIT_UNFIT    3 /**< The weights and one request do not fit. */

/* Bits of toll_plan_unit.known. */
#define TOLL_PLAN_UNIT_CAPACITY 0x1u /**< The rate and the capacities of input and output are given. */
#define TOLL_PLAN_UNIT_CACHED   0x2u /**< capacity_cached is given: the load has a prefix hit rate. */
#define TOLL_PLAN_UNIT_POWER    0x4u /**< The three powers are given: the TDP is known. */

/* Bits of toll_plan_unit.remarks. */
/** In more than 10 % of the cases even a lone request misses a limit: the low ends are those of throughput alone. */
#define TOLL_PLAN_UNIT_TAIL 0x1u
/** Close to a limit: requests a little longer cost far more rate. The capacities hold at this mix alone. */
#define TOLL_PLAN_UNIT_STEEP 0x2u

/** What one replica brings to a scenario: capacity by kind of token, accelerators and power, for one mix of lengths. */
typedef struct toll_plan_unit {
    uint32_t struct_size;             /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;             /**< ::TOLL_KIND_PLAN_UNIT. */
    uint64_t known;                   /**< TOLL_PLAN_UNIT_CAPACITY and so on. */
    toll_range requests_per_s;        /**< Highest rate that keeps the limits, 1/s. Optional. */
    toll_range capacity_input;        /**< Prompt tokens per second of a unit that does nothing else. Optional. */
    toll_range capacity_cached;       /**< Cached prompt tokens per second of such a unit. Optional. */
    toll_range capacity_output;       /**< Output tokens per second of such a unit. Optional. */
    toll_range power_max_w;           /**< Provisioned: TDP of all accelerators and their hosts, W. Optional. */
    toll_range power_busy_w;          /**< Drawn at requests_per_s, hosts included, W. Optional. */
    toll_range power_idle_w;          /**< Drawn without load, hosts included, W. Optional. */
    double saturation_requests_per_s; /**< Highest rate without limits, median, 1/s; 0 unless it serves. */
    double input_tokens;              /**< Prompt tokens of a request that are computed. */
    double cached_tokens;             /**< Prompt tokens of a request that come from the prefix cache. */
    double output_tokens;             /**< Output tokens of a request. */
    int64_t gpus;                     /**< Accelerators of the replica. */
    uint32_t verdict;                 /**< TOLL_PLAN_UNIT_SERVES and so on. */
    uint32_t validity;                /**< TOLL_VALIDITY_*. */
    uint64_t flags;                   /**< TOLL_FLAG_* bits. */
    uint64_t remarks;                 /**< TOLL_PLAN_UNIT_TAIL, TOLL_PLAN_UNIT_STEEP. */
} toll_plan_unit;

#define TOLL_PLAN_UNIT_ROWS 7 /**< Rows that toll_plan_derive_rows() writes at most. */

/**
 * Derives what one replica of a deployment brings to a scenario of tco.h.
 *
 * Use it instead of typing capacity rows by hand. The rate is that of toll_serve_bound_rate(). Each kind of token gets
 * a capacity such that the times of tco.h add up to a full unit at that rate and mix:
 *
 *     capacity = tokens of a request * rate / share
 *
 * A kind's share is what more of its tokens cost in rate, over the sum of the kinds. At the mix the scenario and the
 * serving estimate agree to 0.1 %. At lengths a quarter away they agree to 3 % in the mean and 15 % at worst, over
 * seven deployments. Where ::TOLL_PLAN_UNIT_STEEP is set they agree at the mix alone: derive a unit for each mix. The
 * ranges err together: give the rows of one accelerator a group in risk.h.
 *
 * Without limits the rate is the saturation rate, where queues grow: then fill units less than full
 * (::TOLL_TCO_UTILISATION_MAX).
 *
 * Example: Llama 3.1 70B in FP8 on 4 x H100, 1,000 tokens in and 500 out, TTFT p99 within 0.5 s and TPOT p50 within
 * 20 ms: 5.14 requests/s, see toll_serve_bound_rate().
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param load lengths, their variation, prefix hits; mode ::TOLL_LOAD_CLOSED or ::TOLL_LOAD_OPEN; concurrency and rate
 *     are ignored
 * @param limits latency limits; none given: only stability is required
 * @param site host_power_frac; all else is ignored
 * @param[out] unit the replica; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK: also if it does not serve: the verdict says why, and `known` is empty
 * - ::TOLL_E_CONFLICT: a mode without a queue (fixed batch, decode only)
 * - ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: a damaged deployment
 * - any status of the structs' checks
 *
 * Cost: about 130 calls of toll_serve_estimate_queue().
 */
TOLL_API toll_status toll_plan_derive_unit(const void *deployment, uint64_t deployment_size,
                                           const toll_serve_load *load, const toll_serve_limits *limits,
                                           const toll_serve_site *site, toll_plan_unit *unit, toll_error *err);

/**
 * Writes a unit as rows of a scenario.
 *
 * Use it after toll_plan_derive_unit(). The rows are UNIT_GPUS, CAPACITY_INPUT, CAPACITY_CACHED where prompts are
 * cached, CAPACITY_OUTPUT, and where the power is known POWER_MAX, POWER_BUSY, POWER_IDLE per unit. Their `text` says
 * that they are derived, and how far the estimate is calibrated.
 *
 * @param unit from toll_plan_derive_unit(); one that serves
 * @param option option of the rows, 0 .. 64; 0: every option
 * @param group group of the capacity rows in `inputs`, with loading 1: options on one accelerator share their draw;
 *     0: none
 * @param[out] rows the rows
 * @param[out] inputs how each row varies, for risk.h; NULL allowed
 * @param capacity rows that fit; ::TOLL_PLAN_UNIT_ROWS are enough
 * @param stride_bytes distance between rows: the caller's sizeof(toll_tco_row)
 * @param[out] count rows written
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_CONFLICT for a unit that does not serve; ::TOLL_E_RANGE for option;
 *     ::TOLL_E_BUFFER if the rows do not fit; ::TOLL_E_STRIDE; any status of the struct's checks.
 */
TOLL_API toll_status toll_plan_derive_rows(const toll_plan_unit *unit, uint32_t option, uint32_t group,
                                           toll_tco_row *rows, toll_risk_input *inputs, uint64_t capacity,
                                           uint64_t stride_bytes, uint64_t *count, toll_error *err);

/** The tokens of one request, as a tariff bills them. */
typedef struct toll_plan_mix {
    uint32_t struct_size;       /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;       /**< ::TOLL_KIND_PLAN_MIX. */
    int64_t input_tokens;       /**< Prompt tokens, cached ones included, 0 .. 10^8. */
    int64_t cached_tokens;      /**< Of them read from the cache, at most input_tokens. */
    int64_t cache_write_tokens; /**< Of them written to the cache, at most those not read. */
    int64_t output_tokens;      /**< Output tokens, 0 .. 10^8. */
} toll_plan_mix;

/* Bits of toll_plan_prices.known. */
#define TOLL_PLAN_PRICE_INPUT  0x1u /**< per_mtok_input is given: the mix has prompt tokens that are not cached. */
#define TOLL_PLAN_PRICE_CACHED 0x2u /**< per_mtok_cached is given: the mix has cached tokens. */
#define TOLL_PLAN_PRICE_OUTPUT 0x4u /**< per_mtok_output is given: the mix has output tokens. */

/* Bits of toll_plan_prices.remarks. */
#define TOLL_PLAN_PRICE_STEPS    0x1u /**< Requests of a quarter to four times the length cost another price a token. */
#define TOLL_PLAN_PRICE_FEES     0x2u /**< Fees of a request are in the prices, in proportion to the streams' costs. */
#define TOLL_PLAN_PRICE_FALLBACK 0x4u /**< Cached or written tokens have no price of their own. */
#define TOLL_PLAN_PRICE_PERIOD   0x8u /**< The tariff also has amounts of a month or an invoice, which are not in it. */

/** Prices of a tariff for one mix, per million tokens of each stream: rows of a scenario. */
typedef struct toll_plan_prices {
    uint32_t struct_size;   /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;   /**< ::TOLL_KIND_PLAN_PRICES. */
    uint64_t known;         /**< TOLL_PLAN_PRICE_INPUT and so on. */
    double per_mtok_input;  /**< Per million prompt tokens that are not read from the cache. Optional. */
    double per_mtok_cached; /**< Per million prompt tokens read from the cache. Optional. */
    double per_mtok_output; /**< Per million output tokens. Optional. */
    double request_money;   /**< Bill of one request of the mix. */
    uint64_t remarks;       /**< TOLL_PLAN_PRICE_STEPS and so on. */
    char currency[16];      /**< Currency of all of them, ISO 4217, or "X-" and a name. */
    char book_hash[72];     /**< SHA-256 of the price book, 64 hexadecimal digits. */
} toll_plan_prices;

/**
 * Derives prices per million tokens from a tariff, for one mix of tokens.
 *
 * Use it for the API rows of a scenario. One request of the mix is billed by toll_bill_compute(); the lines of each
 * stream are divided by its tokens, so that the scenario's money is the bill's at this mix. Tokens written to the cache
 * are in the price of input. A tariff that is not linear in tokens is priced at the mix, and `remarks` says so.
 *
 * Example: input 3.00, cache_read 0.30, output 15.00 USD per million in tier "batch" at half: a request of 12,000 input
 * tokens, 10,000 of them cached, and 800 output tokens costs 0.0105 USD: 1.50, 0.15 and 7.50 per million.
 *
 * @param card from toll_book_find() or toll_book_resolve()
 * @param card_size its size, bytes
 * @param mix tokens of one request; at least one token
 * @param context when, where and how; an instant where the tariff needs one
 * @param[out] prices the prices; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_CONFLICT for cached or written tokens beyond the prompt, or an aggregate;
 *     ::TOLL_E_MISSING for a mix without tokens, and where the tariff needs counters (allowances, volume tiers): no
 *     price per token is then known without an account; any other status of toll_bill_compute().
 *
 * Cost: five calls of toll_bill_compute().
 */
TOLL_API toll_status toll_plan_derive_prices(const void *card, uint64_t card_size, const toll_plan_mix *mix,
                                             const toll_bill_context *context, toll_plan_prices *prices,
                                             toll_error *err);

/* ---- over a horizon: growth, lives and prices that move ---- */

/* Bits of toll_plan_horizon.known. */
#define TOLL_PLAN_HORIZON_BUDGET 0x1u /**< budget_usd_per_month is given. */
#define TOLL_PLAN_HORIZON_GPUS   0x2u /**< gpus_max is given. */

#define TOLL_PLAN_MONTHS_MAX 240 /**< Months of the longest horizon. */

/** Demand over the months ahead, and what must not be exceeded. */
typedef struct toll_plan_horizon {
    uint32_t struct_size;               /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;               /**< ::TOLL_KIND_PLAN_HORIZON. */
    uint64_t known;                     /**< TOLL_PLAN_HORIZON_BUDGET, _GPUS: the optional fields that are given. */
    double requests_per_s;              /**< Demand of month 0, 1/s, 10^-9 .. 10^9. Required. */
    double growth_frac_per_year;        /**< Compound growth of demand per year, -0.999 .. 10^6; 0: none. */
    double growth_linear_frac_per_year; /**< Linear growth per year, as a share of month 0's demand, -10^6 .. 10^6; 0:
                                             none. */
    double discount_frac_per_year;      /**< Discount rate per year, -0.5 .. 10; 0: none. */
    double tokens_per_request;          /**< Prompt and answer, tokens, 0 .. 10^9; 0: no cost per token is told. */
    double hours_per_month;             /**< 1 .. 744. Default 730. */
    double budget_usd_per_month;        /**< Most that a month may cost, USD, 0 .. 10^18. Optional; absent: no limit. */
    int64_t gpus_max;                   /**< Most accelerators, 0 .. 10^9. Optional; absent: no limit. */
    int64_t months;                     /**< Length of the horizon, 1 .. 240. Default 36. */
    /** Months between changes of units, which serve the highest demand until the next one, 1 .. 60. 3: by quarter.
     * Default 1. */
    int64_t order_months;
} toll_plan_horizon;

/* How an alternative is paid. */
#define TOLL_PLAN_PAY_HOUR     1 /**< By the hour, on demand or spot: units follow the demand. */
#define TOLL_PLAN_PAY_TERM     2 /**< By the hour, committed for a term. */
#define TOLL_PLAN_PAY_PURCHASE 3 /**< Bought, and replaced at the end of a life. */
#define TOLL_PLAN_PAY_REQUEST  4 /**< An API: by the request. */

/* Bits of toll_plan_alternative.flags. */
#define TOLL_PLAN_MEANT_FREE 0x1u /**< A price of 0 is meant. */

/* Bits of toll_plan_alternative.known, and of toll_plan_outlook.missing. */
#define TOLL_PLAN_ALT_RATE     0x1u  /**< replica_requests_per_s is given. */
#define TOLL_PLAN_ALT_HOUR     0x2u  /**< usd_per_gpu_hour is given. */
#define TOLL_PLAN_ALT_PURCHASE 0x4u  /**< usd_per_gpu is given. */
#define TOLL_PLAN_ALT_TERM     0x8u  /**< term_months is given. */
#define TOLL_PLAN_ALT_REQUEST  0x10u /**< usd_per_request is given. */
#define TOLL_PLAN_ALT_END      0x20u /**< end_month is given. */

/** One way to serve the demand, and how it is paid. A row without a header; its size is the stride. */
typedef struct toll_plan_alternative {
    uint64_t known;                /**< TOLL_PLAN_ALT_*: the optional fields that are given. */
    uint64_t flags;                /**< TOLL_PLAN_MEANT_FREE. */
    uint32_t kind;                 /**< How it is paid: TOLL_PLAN_PAY_*. Default 1. */
    uint32_t reserved;             /**< Must be 0. */
    double replica_requests_per_s; /**< Highest load of one replica within its limits, 1/s, 10^-9 .. 10^9. Needed by
                                        every kind but ::TOLL_PLAN_PAY_REQUEST. */
    int64_t replica_gpus;          /**< Accelerators of a replica, 1 .. 4,096. Default 1. */
    int64_t unit_gpus;             /**< Accelerators sold together, 1 .. 10^6. Default 1. */
    int64_t spare_replicas;        /**< Replicas that may fail, on top of those that the demand takes, 0 .. 10^6. */
    /** Rented or committed: price of an accelerator-hour, USD, 0 .. 10^6. Owned: running cost of one in use. Needed by
     * all of them. */
    double usd_per_gpu_hour;
    /** Owned: purchase price of an accelerator with its share of the server, USD, 0 .. 10^9. */
    double usd_per_gpu;
    double usd_per_request; /**< API: price of a mean request, USD, 0 .. 10^9. */
    double usd_per_month;   /**< Cost on top, whatever the demand (staff, support), USD, 0 .. 10^12; 0: none. */
    double price_change_frac_per_year;    /**< Change of usd_per_gpu_hour and usd_per_request per year, -0.999 .. 10; 0:
                                               none. */
    double purchase_change_frac_per_year; /**< Change of usd_per_gpu per year, -0.999 .. 10; 0: none. */
    double residual_frac;                 /**< Resale at the end of the life over the price paid, 0 .. 1; 0: none. */
    /** 1 .. 1,200. Owned: months until an accelerator is replaced. Committed: months of the commitment. */
    int64_t term_months;
    /** Month in which the offer ends (retirement of a model, end of a contract), 0 .. 10^6; month 0 is the first.
     * Optional; absent: no end is known. */
    int64_t end_month;
} toll_plan_alternative;

/* Bits of toll_plan_outlook.known. */
#define TOLL_PLAN_OUT_COST        0x1u  /**< All amounts of money but the two below: nothing is missing. */
#define TOLL_PLAN_OUT_GPUS        0x2u  /**< gpus_first, gpus_last, gpus_peak: not of an API. */
#define TOLL_PLAN_OUT_REQUEST     0x4u  /**< usd_per_request: there are requests. */
#define TOLL_PLAN_OUT_MTOK        0x8u  /**< usd_per_mtok: tokens_per_request is given, too. */
#define TOLL_PLAN_OUT_OVER_BUDGET 0x10u /**< over_budget_month: it happens within the horizon. */
#define TOLL_PLAN_OUT_OVER_GPUS   0x20u /**< over_gpus_month: it happens within the horizon. */
#define TOLL_PLAN_OUT_END         0x40u /**< end_month: the offer ends within the horizon. */

/* Bits of toll_plan_outlook.notes. */
#define TOLL_PLAN_OUT_STRANDED 0x1u /**< Commitments go on after the horizon: their rest is in the total. */
#define TOLL_PLAN_OUT_REPLACED 0x2u /**< Accelerators or commitments are renewed within the horizon. */
#define TOLL_PLAN_OUT_IDLE     0x4u /**< In some month more accelerators are held than the demand takes. */

/** What an alternative costs over the horizon. A row without a header; its size is the stride. */
typedef struct toll_plan_outlook {
    uint64_t known;            /**< TOLL_PLAN_OUT_*: the fields that hold an answer. */
    uint64_t missing;          /**< TOLL_PLAN_ALT_*: facts without which there is no cost; 0: none. Do not rank it. */
    uint64_t notes;            /**< What a reader should know: bits of the notes above. */
    double total_usd;          /**< Money paid over the horizon and at its close, less resale, USD. */
    double npv_usd;            /**< The same, discounted to the start of month 0. Rank by this. */
    double usd_per_request;    /**< total_usd over all requests. */
    double usd_per_mtok;       /**< total_usd over all tokens, USD per million. */
    double first_month_usd;    /**< Cost of month 0, purchases spread over their lives, USD. */
    double last_month_usd;     /**< Cost of the last month, likewise. */
    double peak_month_usd;     /**< Cost of the dearest month, likewise. */
    double first_quarter_usd;  /**< Cost of months 0 to 2, or of a shorter horizon. */
    double last_quarter_usd;   /**< Cost of the last three months, or of a shorter horizon. */
    int64_t gpus_first;        /**< Accelerators held in month 0. */
    int64_t gpus_last;         /**< Accelerators held in the last month. */
    int64_t gpus_peak;         /**< Most accelerators held in a month. */
    int64_t over_budget_month; /**< First month that costs more than the budget. Optional. */
    int64_t over_gpus_month;   /**< First month with more accelerators than gpus_max. Optional. */
    int64_t end_month;         /**< First month without the offer. Optional; absent: it lasts. */
} toll_plan_outlook;

/**
 * Estimates what alternatives cost while demand grows, prices move and hardware is replaced.
 *
 * Use it to rank the options of toll_plan_search(), and the APIs next to them, when the need is not that of today
 * alone. A cost per hour today is a poor rank then: whole units fill up, purchases fall due again, prices move apart.
 * It is a ledger by month, the same as toll_tco_estimate() keeps, of the rows that a plan has. Use that one for the few
 * that are left.
 *
 *     demand     requests_per_s * max(0, 1 + linear * t / 12) * (1 + compound)^(t / 12)     at the start of month t
 *     replicas   ceil(demand / replica_requests_per_s) + spare_replicas, in whole units as toll_plan_search() pays them
 *     rented     units follow the demand up and down, at the price of the month
 *     committed  units are committed when they are needed, at the price of that month, for the whole term
 *     owned      bought when they are needed, at the price of that month, replaced at the end of their life
 *     API        requests * usd_per_request
 *
 * What is bought or committed stays when demand falls. At the close of the horizon assets are sold at
 * price * residual_frac^(age / life), and the rest of commitments is owed. Purchases fall at the start of a month, and
 * all else in its middle.
 *
 * A month's cost, which the budget is compared with, spreads a purchase less its resale evenly over the life: the
 * accrual view of tco.h. An offer that ends is computed as if a successor had its price; `end_month` says from when on
 * that is an assumption.
 *
 * Example: 20 requests/s that double each year for 2 years, replicas of one accelerator that carry 2 requests/s, rented
 * at 2 USD an hour. Month 0: 10 accelerators, 14,600 USD. Month 23: 20 * 2^(23/12) = 75.5 requests/s, 38 accelerators,
 * 55,480 USD. A budget of 40,000 is broken in month 18, when 56.6 requests/s take 29 accelerators and 42,340 USD.
 *
 * @snippet plan.c outlook
 *
 * @param horizon demand and limits
 * @param alternatives the rows
 * @param n_alternatives number of rows, 0 .. 10^6
 * @param alternative_stride_bytes distance between them: the caller's sizeof(toll_plan_alternative)
 * @param[out] outlooks one row for each alternative, in their order
 * @param capacity rows that `outlooks` holds: n_alternatives at least
 * @param outlook_stride_bytes distance between them: the caller's sizeof(toll_plan_outlook)
 * @param[out] err names the first wrong row and field; may be NULL
 * @return one of
 * - ::TOLL_OK: also for rows that lack a fact; their `missing` says which
 * - ::TOLL_E_MISSING: requests_per_s of the horizon
 * - ::TOLL_E_CONFLICT: a price of 0 without ::TOLL_PLAN_MEANT_FREE, or that flag without such a price
 * - ::TOLL_E_RANGE: n_alternatives; more than 9 * 10^15 accelerators, or a demand above 10^18
 * - ::TOLL_E_BUFFER: capacity
 * - ::TOLL_E_NULL, ::TOLL_E_STRIDE; any status of the structs' checks
 *
 * Cost: O(n_alternatives * months); about 0.7 us for a row and 40 months.
 */
TOLL_API toll_status toll_plan_estimate_outlooks(const toll_plan_horizon *horizon,
                                                 const toll_plan_alternative *alternatives, uint64_t n_alternatives,
                                                 uint64_t alternative_stride_bytes, toll_plan_outlook *outlooks,
                                                 uint64_t capacity, uint64_t outlook_stride_bytes, toll_error *err);

/* ---- hours of the day ---- */

/* Bits of toll_plan_day.known. */
#define TOLL_PLAN_DAY_RESERVED 0x1u /**< reserved_usd_per_gpu_hour is given. */
#define TOLL_PLAN_DAY_BASE     0x2u /**< reserved_gpus is given. */

/** A unit of capacity that serves a load by the hour, how it is sold, and its prices. */
typedef struct toll_plan_day {
    uint32_t struct_size;             /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;             /**< ::TOLL_KIND_PLAN_DAY. */
    uint64_t known;                   /**< TOLL_PLAN_DAY_RESERVED, _BASE: the optional fields that are given. */
    double unit_requests_per_s;       /**< Rate that one unit carries within its latency limits, 1/s, up to 10^9
                                           (toll_plan_bound_rate()). Required. */
    int64_t unit_gpus;                /**< Accelerators of a unit, 1 .. 10^6. Default 1. */
    int64_t machine_gpus;             /**< Accelerators that are sold together, 1 .. 10^6. Default 1. */
    int64_t units_min;                /**< Fewest units that serve, 0 .. 10^9. 0: none without load. */
    int64_t spare_units;              /**< Units on top that may fail, 0 .. 10^6. 0: none. */
    double cold_start_s;              /**< Time from the start of a unit to its first answer, s, 0 .. 10^7. Paid before
                                           the hour begins. Where whole hours are billed, round up to 3,600. */
    double usd_per_gpu_hour;          /**< Rented by the hour: price of one accelerator-hour, USD, up to 10^6. Required:
                                           0 is refused. */
    double reserved_usd_per_gpu_hour; /**< Reserved or owned: price of one accelerator-hour, USD, 0 .. 10^6, paid in
                                           every hour. Optional; absent: nothing can be reserved. */
    int64_t reserved_gpus;            /**< Accelerators that are reserved, whole units of sale, 0 .. 10^15; needs the
                                           price. Optional; absent: the cheapest number is found. */
} toll_plan_day;

/* Bits of toll_plan_schedule.known. */
#define TOLL_PLAN_SCHEDULE_RESERVED 0x1u /**< The fields of reserved accelerators are given. */

/** Units by the hour, and what the cycle costs by each way to buy them. */
typedef struct toll_plan_schedule {
    uint32_t struct_size;           /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;           /**< ::TOLL_KIND_PLAN_SCHEDULE. */
    uint64_t known;                 /**< TOLL_PLAN_SCHEDULE_RESERVED. */
    int64_t hours;                  /**< Hours of the cycle. */
    int64_t lot_gpus;               /**< Accelerators that start and stop together. */
    int64_t peak_units;             /**< Units of the hour with the most. */
    int64_t low_units;              /**< Units of the hour with the fewest. */
    int64_t peak_gpus;              /**< Accelerators paid in the hour with the most. */
    int64_t low_gpus;               /**< Accelerators paid in the hour with the fewest. */
    double mean_requests_per_s;     /**< Mean rate of the cycle, 1/s. */
    double peak_requests_per_s;     /**< Highest rate of an hour, 1/s. */
    double held_utilisation_frac;   /**< Requests over those that the peak's units could carry, all hours. */
    double scaled_utilisation_frac; /**< Requests over those that the units of each hour could carry. */
    double needed_gpu_hours;        /**< Accelerator-hours of the hours that need them. */
    double scaled_gpu_hours;        /**< The same with cold starts, and pauses too short to stop for. */
    double starts;                  /**< Starts in a cycle, each of lot_gpus accelerators. */
    double held_usd;                /**< The peak rented in every hour: USD a cycle. */
    double scaled_usd;              /**< Rented by the hour, scaled down: USD a cycle. */
    double reserved_usd;            /**< The peak reserved: USD a cycle. Optional. */
    double split_usd;               /**< base_gpus reserved, the rest rented by the hour: USD a cycle. Optional. */
    double split_rented_gpu_hours;  /**< Accelerator-hours that are rented then. Optional. */
    int64_t base_gpus;              /**< Accelerators to reserve, as asked or the cheapest number. Optional. */
} toll_plan_schedule;

/** Most hours of a cycle: a leap year. */
#define TOLL_PLAN_HOURS_MAX 8784

/**
 * Finds the highest arrival rate that one replica carries within the latency limits of a need.
 *
 * Use it to size a fleet for other rates than the one that was searched for: units of an hour are the rate over this
 * one, rounded up. The limits are kept as toll_plan_search() keeps them, at the need's quantile and confidence.
 *
 * @param deployment one replica, from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param need lengths, limits, quantile, confidence, refused flags; all else is ignored
 * @param[out] requests_per_s the rate, at most 0.1 % too low; 0: even a lone request misses a limit, or does not fit
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_CONFLICT: a quantile other than the three
 * - ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: a damaged deployment
 * - any status of the struct's checks
 *
 * Cost: about 20 operating points with quantiles.
 */
TOLL_API toll_status toll_plan_bound_rate(const void *deployment, uint64_t deployment_size, const toll_plan_need *need,
                                          double *requests_per_s, toll_error *err);

/**
 * Computes the units of each hour of a cycle, and compares four ways to pay for them.
 *
 * Use it to answer "what does scaling down at night save" and "how many to reserve". The hours are those of a day, a
 * week or any cycle: after the last hour the first one follows. A unit is ready when its hour begins.
 *
 *     units of an hour = max(units_min, ceil(rate / unit_requests_per_s)) + spare_units;  0 where none would serve
 *     held             = accelerators of the peak * hours * usd_per_gpu_hour
 *     scaled           = accelerator-hours with cold starts * usd_per_gpu_hour
 *     split            = base * hours * reserved_usd_per_gpu_hour + the rest, rented by the hour
 *
 * A unit is kept running through a pause that is no longer than its cold start. Without `reserved_gpus` the base is the
 * one of least cost, and of equal ones the smallest: each lot of accelerators is reserved where its rented hours would
 * cost more than all hours reserved.
 *
 * Example: units of 4 accelerators that carry 5 requests/s; 20 requests/s in 12 hours, 5 in the others; $3 rented, $2
 * reserved. Held: 16 * 24 * 3 = $1,152. Scaled: 4 * (12 * 4 + 12) * 3 = $720. Split: 4 reserved and up to 12 rented,
 * 4 * 24 * 2 + 12 * 12 * 3 = $624.
 *
 * @param day the unit and its prices
 * @param requests_per_s mean rate of each hour, 1/s, 0 .. 10^9; at least one above 0
 * @param n_hours hours of the cycle, 1 .. ::TOLL_PLAN_HOURS_MAX
 * @param[out] units units of each hour, spare ones included; NULL allowed
 * @param[out] gpus accelerators paid in each hour, without cold starts
 * @param[out] schedule the figures; header set by the caller
 * @param[out] err names the first wrong field or hour; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_MISSING: unit_requests_per_s or usd_per_gpu_hour is 0; no hour has a rate above 0; reserved_gpus without
 *   its price
 * - ::TOLL_E_RANGE: n_hours; a rate; an hour that needs more than 10^9 units
 * - ::TOLL_E_NOT_FINITE: a rate that is no number
 * - ::TOLL_E_CONFLICT: reserved_gpus that are not whole units of sale
 * - ::TOLL_E_NULL; any status of the struct's checks
 *
 * Cost: O(n_hours * different needs).
 */
TOLL_API toll_status toll_plan_compute_schedule(const toll_plan_day *day, const double *requests_per_s,
                                                uint64_t n_hours, int64_t *units, int64_t *gpus,
                                                toll_plan_schedule *schedule, toll_error *err);

/* ---- fleets of several kinds, several workloads ---- */

/** Most kinds of units of a call. */
#define TOLL_PLAN_LOTS_MAX 64

/** Most workloads of a call. */
#define TOLL_PLAN_WORKLOADS_MAX 16

/** A kind of unit that can serve one workload, as it is sold. */
typedef struct toll_plan_lot {
    int64_t workload;           /**< Index of the workload that it serves, from 0. */
    int64_t stock;              /**< 1 + index of the stock that its accelerators come from; 0: as many as wanted. */
    int64_t unit_gpus;          /**< Accelerators of a unit, 1 .. 10^6. Default 1. */
    int64_t machine_gpus;       /**< Accelerators that are sold together, 1 .. 10^6. Default 1. */
    int64_t spare_units;        /**< Units on top that may fail, if the kind is used at all, 0 .. 10^6. 0: none. */
    double unit_requests_per_s; /**< Rate that one unit carries within its latency limits, 1/s, up to 10^9. Required. */
    double usd_per_gpu_hour;    /**< Price of one accelerator-hour, USD, up to 10^6. Required: 0 is refused. */
} toll_plan_lot;

/* Bits of toll_plan_fleet.known. */
#define TOLL_PLAN_FLEET_COST  0x1u /**< usd_per_hour is given: a fleet was found. */
#define TOLL_PLAN_FLEET_BOUND 0x2u /**< bound_usd_per_hour is given: the stock might carry the rates. */

/* How a search for a fleet ended: toll_plan_fleet.verdict. */
#define TOLL_PLAN_FLEET_BEST 1 /**< No fleet of these kinds is cheaper. */
#define TOLL_PLAN_FLEET_GOOD 2 /**< The work was spent: the best so far. None costs less than the bound. */
#define TOLL_PLAN_FLEET_NONE 3 /**< The stock can't carry the rates. */
#define TOLL_PLAN_FLEET_OPEN 4 /**< The work was spent, and none was found. */

/** The cheapest fleet of several kinds of units. */
typedef struct toll_plan_fleet {
    uint64_t known;            /**< TOLL_PLAN_FLEET_COST, _BOUND. */
    double usd_per_hour;       /**< Cost of the fleet, USD per hour. Optional. */
    double bound_usd_per_hour; /**< No fleet of these kinds costs less, USD per hour. Optional. */
    int64_t gpus;              /**< Accelerators that are paid for. */
    int64_t kinds;             /**< Kinds that are used. */
    int64_t tries;             /**< Counts that were tried. */
    uint32_t verdict;          /**< TOLL_PLAN_FLEET_BEST .. TOLL_PLAN_FLEET_OPEN. */
    uint32_t reserved;         /**< 0. */
} toll_plan_fleet;

/**
 * Finds the cheapest fleet of several kinds of accelerators, for one workload or for several that share a stock.
 *
 * Use it where the accelerators that can be had bind, or whole machines: 8 of one card and the rest of another. Kinds
 * are options of toll_plan_search(), with the rate of one replica from toll_plan_bound_rate(). Requests of a workload
 * are divided among its kinds by their rates; workloads share no unit. Spare units are held for each kind that is used.
 *
 * The answer is exact (branch and bound) unless 100,000 counts were tried. Then the verdict says so, and the bound says
 * how much cheaper another fleet could be. That "the stock is too small" is an answer.
 *
 * Example: 20 requests/s. A carries 3 requests/s at $2 an hour, and 4 can be had; B carries 5 at $4. Four A and two B
 * cost $16; three A and three B would cost $18.
 *
 * @param lots kinds of units
 * @param n_lots 1 .. ::TOLL_PLAN_LOTS_MAX
 * @param requests_per_s rate of each workload, 1/s, 0 .. 10^9
 * @param n_workloads 1 .. ::TOLL_PLAN_WORKLOADS_MAX
 * @param stock_gpus accelerators of each stock, 0 .. 10^15; NULL with n_stocks 0
 * @param n_stocks 0 .. ::TOLL_PLAN_LOTS_MAX
 * @param[out] gpus accelerators that are paid for of each kind; all 0 where no fleet was found
 * @param[out] fleet the answer
 * @param[out] err names the first wrong row; may be NULL
 * @return one of
 * - ::TOLL_OK, whatever the verdict
 * - ::TOLL_E_MISSING: unit_requests_per_s or usd_per_gpu_hour of a row is 0
 * - ::TOLL_E_RANGE: a count; a workload or a stock of a row that does not exist; a rate; a stock; a rate that takes
 *   more than 10^9 units
 * - ::TOLL_E_NOT_FINITE; ::TOLL_E_NULL; any status of the rows' checks
 *
 * Cost: O(tries * n_lots).
 */
TOLL_API toll_status toll_plan_find_fleet(const toll_plan_lot *lots, uint64_t n_lots, const double *requests_per_s,
                                          uint64_t n_workloads, const int64_t *stock_gpus, uint64_t n_stocks,
                                          int64_t *gpus, toll_plan_fleet *fleet, toll_error *err);

/**
 * Derives the need of one fleet that serves several workloads of a model together.
 *
 * Use it to compare a shared fleet with separate ones: toll_plan_search() with this need, against the sum of the
 * searches with each. Needs without a rate add nothing.
 *
 *     requests_per_s = sum of the rates r
 *     input_tokens   = sum r m / sum r                                m: mean of a need
 *     input_cv^2     = (sum r m^2 (1 + cv^2) / sum r) / input_tokens^2 - 1
 *
 * Output lengths likewise; the lengths of prompts and answers are taken as independent. prefix_hit_frac is weighted by
 * prompt tokens, arrival_cv^2 by rates: exact for Poisson arrivals, else an approximation for many arrivals. Limits are
 * the strictest: the lowest TTFT and TPOT, the highest quantile and confidence. So are weight_bits_min, node_gpus,
 * spare_replicas (highest), replica_gpus_max and evaluations_max (lowest), formats and engines (those that all allow; 0
 * stands for no wish), refused_flags (of any) and choices (of all). gpus_max is the sum, where all have one.
 *
 * Example: 1 request/s of 1,000 tokens and 3 of 200: a mean of 400, a mean square of 280,000, so a cv of 0.866.
 *
 * @param needs the needs, each with its header; rates 0 .. 10^9, at least one above 0
 * @param n_needs 1 .. ::TOLL_PLAN_WORKLOADS_MAX
 * @param need_stride_bytes distance between them: the caller's sizeof(toll_plan_need)
 * @param[out] shared the need of all; header set by the caller
 * @param[out] err names the first wrong need; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_MISSING: no need has a rate
 * - ::TOLL_E_CONFLICT: no engine, or no format, that all allow
 * - ::TOLL_E_RANGE: n_needs; a variation above 10, or a rate above 10^9, of all together
 * - ::TOLL_E_STRIDE; ::TOLL_E_NULL; any status of the structs' checks
 */
TOLL_API toll_status toll_plan_derive_need(const toll_plan_need *needs, uint64_t n_needs, uint64_t need_stride_bytes,
                                           toll_plan_need *shared, toll_error *err);

/* ---- pools of prefill and decode ---- */

/* Bits of toll_plan_pools.known. */
#define TOLL_PLAN_POOLS_SPLIT 0x1u /**< Sizes and times of the two pools are given: they carry the rate. */
#define TOLL_PLAN_POOLS_MIXED 0x2u /**< mixed_units, mixed_gpus are given: one pool carries the rate. */

/** Two pools beside one, at the same rate and limits. */
typedef struct toll_plan_pools {
    uint64_t known;        /**< TOLL_PLAN_POOLS_SPLIT, _MIXED. */
    int64_t prefill_units; /**< Deployments that prefill. Optional. */
    int64_t decode_units;  /**< Deployments that decode. Optional. */
    int64_t gpus;          /**< Accelerators of both pools. Optional. */
    double concurrency;    /**< Requests in flight at the rate. Optional. */
    double ttft_s;         /**< Mean TTFT, s. Optional. */
    double tpot_s;         /**< Mean TPOT, s. Optional. */
    int64_t mixed_units;   /**< Deployments of the decode pool's kind that do both: the fewest. Optional. */
    int64_t mixed_gpus;    /**< Accelerators of them. Optional. */
    int64_t evaluations;   /**< Operating points looked at. */
} toll_plan_pools;

/**
 * Finds the sizes of a pool that prefills and a pool that decodes, with the fewest accelerators, beside one pool.
 *
 * Use it to see whether splitting prefill from decode carries a load with fewer accelerators. Both answers are means,
 * so compare them with each other, and not with toll_plan_search(), which keeps quantiles and takes more. Pools are
 * known in a closed loop alone (toll_serve_estimate_pools()): the fewest clients in flight that finish
 * requests_per_s, with a mean TTFT and a mean TPOT within the need's limits. One pool is an open loop at that rate,
 * shared evenly, with the need's arrivals. A closed loop's clients start together, so that the prompts of the pools
 * wait a little longer: the comparison leans to one pool.
 *
 * Of equal sizes in accelerators the one with the smaller decode pool is told. At most gpus_max accelerators are looked
 * at, 4,096 where it is absent.
 *
 * @param prefill deployment of the units that prefill, from toll_step_resolve()
 * @param prefill_size its size in bytes
 * @param decode deployment of the units that decode, and of the one pool
 * @param decode_size its size in bytes
 * @param need rate, lengths, arrivals, prefix hits, limits and gpus_max; all else is ignored
 * @param fabric what sends the cache between the pools: kv_bytes_per_s, kv_start_s; its units are ignored
 * @param[out] found the sizes
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK: also if a pool does not fit, or no size carries the rate: then `known` lacks the bit
 * - ::TOLL_E_MISSING: the rate of the need
 * - ::TOLL_E_CONFLICT: a single output token: there is nothing to decode
 * - ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: a damaged deployment; the message says which
 * - ::TOLL_E_NULL; any status of the structs' checks
 *
 * Cost: about 40 calls of toll_serve_estimate_pools() for each size that is tried, some 50 sizes.
 */
TOLL_API toll_status toll_plan_find_pools(const void *prefill, uint64_t prefill_size, const void *decode,
                                          uint64_t decode_size, const toll_plan_need *need,
                                          const toll_serve_pools *fabric, toll_plan_pools *found, toll_error *err);

/* ---- inverse questions: how much load, and from which load on ---- */

/* What is asked: toll_plan_most.goal. */
#define TOLL_PLAN_MOST_LOAD    1 /**< The most requests per second within the caps. */
#define TOLL_PLAN_LOWEST_PRICE 2 /**< The lowest price per token within the caps, and the least load that reaches it. */
#define TOLL_PLAN_PRICE_FROM   3 /**< The least load of which tokens cost no more than usd_per_mtok. */

/* Bits of toll_plan_most.known. */
#define TOLL_PLAN_CAP_BUDGET 0x1u /**< usd_per_hour is given. */
#define TOLL_PLAN_CAP_POWER  0x2u /**< power_w is given. */
#define TOLL_PLAN_CAP_PRICE  0x4u /**< usd_per_mtok is given. */
#define TOLL_PLAN_MOST_HOST  0x8u /**< host_power_frac is given. */

/** An inverse question: what is asked, and the caps that the whole fleet stays within. */
typedef struct toll_plan_most {
    uint32_t struct_size;   /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;   /**< ::TOLL_KIND_PLAN_MOST. */
    uint64_t known;         /**< TOLL_PLAN_CAP_* and TOLL_PLAN_MOST_HOST: the optional fields that are given. */
    uint32_t goal;          /**< TOLL_PLAN_MOST_LOAD .. TOLL_PLAN_PRICE_FROM. Default 1. */
    uint32_t reserved;      /**< Must be 0. */
    double usd_per_hour;    /**< Budget of the whole fleet, USD per hour, 10^-9 .. 10^15. Optional; absent: no limit. */
    double power_w;         /**< Power that may be provisioned at the meter, W, 10^-3 .. 10^15. Optional; absent: no
                                 limit. */
    double usd_per_mtok;    /**< Price of a million tokens, prompts and answers, USD, 10^-12 .. 10^12. Required by
                                 the goal "price from", and refused by the others. */
    double pue;             /**< Facility power / power of servers, 1 .. 3; 1: power_w is that of servers. Default 1. */
    double host_power_frac; /**< Power of the rest of a server / accelerator power, 0 .. 3. Optional; absent: 0.25, the
                                 typical share of serve.h. */
} toll_plan_most;

/* Bits of toll_plan_reach.known. */
#define TOLL_PLAN_REACH_POWER 0x1u /**< provisioned_w is given: the accelerator's TDP is known. */

/* Which cap allows the fewest accelerators: toll_plan_reach.cap. */
#define TOLL_PLAN_BY_NONE      0 /**< There is none. */
#define TOLL_PLAN_BY_BUDGET    1 /**< usd_per_hour. */
#define TOLL_PLAN_BY_POWER     2 /**< power_w. */
#define TOLL_PLAN_BY_GPUS      3 /**< gpus_max of the need. */
#define TOLL_PLAN_BY_AVAILABLE 4 /**< gpus_available of the supply. */

/** The load of an option of an inverse question. A row without a header. Frozen. */
typedef struct toll_plan_reach {
    uint64_t known;                /**< TOLL_PLAN_REACH_POWER. */
    double requests_per_s;         /**< Load of the whole fleet, requests/s. */
    double replica_requests_per_s; /**< Most that one replica carries within the limits, requests/s. */
    double provisioned_w;          /**< TDP of all accelerators paid for, their hosts and PUE, W. Optional. */
    uint32_t cap;                  /**< TOLL_PLAN_BY_*: the cap that allows the fewest accelerators. */
    uint32_t reserved;             /**< 0. */
} toll_plan_reach;

/**
 * Answers an inverse question: the most load within caps, the lowest price, or the load from which on it is that cheap.
 *
 * Use it when the budget, the power or the accelerators are given and the load is not; or to find the volume from which
 * a fleet costs no more than an API. It is one pass: what a replica carries does not depend on the fleet. Of each
 * supply, format and engine the best layout becomes an option. Options are sorted by the answer: the most load first,
 * the lowest price first, or the least load first.
 *
 *     caps          accelerators <= usd_per_hour / price, power_w / (TDP * (1 + host) * PUE), gpus_max, gpus_available
 *     m groups      of whole units hold  m * q  replicas;  m * q - spare_replicas  of them carry  r  each
 *     most load     (m * q - spare_replicas) * r
 *     price from    the fewest groups whose full load is cheap enough;  load = their cost / price
 *
 * It is the inverse of toll_plan_search(): the load found costs no more than the budget, and one larger by r costs
 * more or breaks another cap. r is found to one part in a million, on the side that keeps the limits. A load above the
 * one of ::TOLL_PLAN_PRICE_FROM may be dearer again, where it needs one machine more.
 *
 * Power is provisioned: every accelerator paid for at its TDP, busy or spare. power_w of an option is what
 * the accelerators draw at the load. An accelerator without a TDP gives no option under a cap of power, and is counted
 * in `no_layout`. No fleet takes more than 10^9 accelerators or carries more than 10^9 requests/s.
 *
 * Example: Llama 3.1 8B in FP8 on H100 at 2.50 USD an hour, 1,500 tokens in and 400 out, TTFT p95 within 1 s, TPOT p95
 * within 40 ms: one H100 carries 13.9 requests/s. 10 USD an hour pay four, which carry 55.4.
 *
 * @param model the model
 * @param layers its rows
 * @param n_layers number of rows, 1 .. 4,096
 * @param layer_stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param need lengths, limits and what may be deployed. `requests_per_s` is ignored by ::TOLL_PLAN_MOST_LOAD; for the
 *     other goals it is the least load to consider, and 0 is none
 * @param most what is asked, and the caps
 * @param supplies accelerators and prices
 * @param n_supplies number of supplies, 1 .. 4,096
 * @param supply_stride_bytes distance between them: the caller's sizeof(toll_plan_supply)
 * @param own_hw the caller's own accelerators, for supplies with ::TOLL_PLAN_OWN_HW; NULL if there are none
 * @param n_own_hw number of own accelerators, 0 .. 4,096
 * @param hw_stride_bytes distance between them: the caller's sizeof(toll_hw)
 * @param[out] options the best options, as toll_plan_search() gives them, at the load found; NULL with capacity 0
 * @param capacity rows that `options` and `reaches` hold, 0 .. 65,536
 * @param option_stride_bytes distance between rows: the caller's sizeof(toll_plan_option)
 * @param[out] reaches the load of each option, in their order; NULL: not wanted
 * @param[out] n_options rows written: the smaller of capacity and summary->options
 * @param[out] summary counts, and why there are no more options; header set by the caller
 * @param[out] work memory to work in, aligned to 8 bytes; may be written by a call that fails
 * @param work_size its bytes, at least toll_plan_search_size()
 * @param[out] err names the first wrong field; may be NULL
 * @return one of
 * - ::TOLL_OK: also with no option, where the summary says why
 * - ::TOLL_E_MISSING: ::TOLL_PLAN_MOST_LOAD without a budget, a power or gpus_max; ::TOLL_PLAN_LOWEST_PRICE likewise
 *   with spare replicas, where the price falls with every one; ::TOLL_PLAN_PRICE_FROM without usd_per_mtok; the model
 *   is incomplete
 * - ::TOLL_E_CONFLICT: usd_per_mtok for another goal; a quantile other than the three; a price of 0 without
 *   ::TOLL_PLAN_FREE
 * - ::TOLL_E_RANGE, ::TOLL_E_STRIDE, ::TOLL_E_BUFFER, ::TOLL_E_OBJECT: as toll_plan_search()
 * - any status of the structs' checks and of toll_model_check()
 *
 * Cost: as a search, and some 25 evaluations for each layout that is better than those before it.
 */
TOLL_API toll_status toll_plan_find_most(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                                         uint64_t layer_stride_bytes, const toll_plan_need *need,
                                         const toll_plan_most *most, const toll_plan_supply *supplies,
                                         uint64_t n_supplies, uint64_t supply_stride_bytes, const toll_hw *own_hw,
                                         uint64_t n_own_hw, uint64_t hw_stride_bytes, toll_plan_option *options,
                                         uint64_t capacity, uint64_t option_stride_bytes, toll_plan_reach *reaches,
                                         uint64_t *n_options, toll_plan_summary *summary, void *work,
                                         uint64_t work_size, toll_error *err);

/* ---- what constraints cost ---- */

/* Bits of toll_plan_candidate.known. */
#define TOLL_PLAN_CANDIDATE_REPLICAS 0x1u /**< replica_requests_per_s is given: it is a fleet, else an API. */

/* Bits of toll_plan_candidate.flags. */
#define TOLL_PLAN_CANDIDATE_FREE 0x1u /**< A cost of 0 is meant. */

/** A way to serve the load, permitted or not. Frozen. */
typedef struct toll_plan_candidate {
    uint64_t known;                    /**< TOLL_PLAN_CANDIDATE_REPLICAS. */
    uint64_t flags;                    /**< TOLL_PLAN_CANDIDATE_FREE. */
    uint64_t rejected_by;              /**< Constraints that reject it: toll_plan_verdict.rejected_by; 0: permitted. */
    toll_range fixed_usd_per_hour;     /**< What does not depend on the size of the fleet: people; all of an API, USD/h,
                                            0 .. 10^12. */
    toll_range usd_per_gpu_hour;       /**< Price of an accelerator-hour of a fleet, USD/h, 0 .. 10^6. */
    toll_range replica_requests_per_s; /**< Load that one replica carries within the limits, 1/s, 10^-9 .. 10^9, as
                                            toll_plan_unit has it. Optional; absent: `fixed_usd_per_hour` is all. */
    int64_t replica_gpus;              /**< Accelerators of a replica, 1 .. 10^6. Default 1. */
    int64_t unit_gpus;                 /**< Accelerators sold together, 1 .. 10^6. Default 1. */
    int64_t spare_replicas;            /**< Replicas that are paid beyond those that carry the load, 0 .. 10^6. */
    uint32_t price_group;              /**< Rows of one group have prices that move together; 0: none. */
    uint32_t capacity_group;           /**< Rows of one group have capacities that move together; 0: none. */
} toll_plan_candidate;

/* Bits of toll_plan_shadow.known. */
#define TOLL_PLAN_SHADOW_COST  0x1u /**< usd_per_hour: something is left without the dropped constraints. */
#define TOLL_PLAN_SHADOW_SAVED 0x2u /**< saved_usd_per_hour: something is left with them, too. */
#define TOLL_PLAN_SHADOW_SHARE 0x4u /**< binding_frac: likewise. */

/** The shadow price of some constraints. Frozen. */
typedef struct toll_plan_shadow {
    uint64_t known;                /**< TOLL_PLAN_SHADOW_COST, _SAVED, _SHARE. */
    uint64_t drop;                 /**< The constraints that are given up, as bits. */
    toll_range usd_per_hour;       /**< Cost of the cheapest candidate without them, USD/h. Optional. */
    toll_range saved_usd_per_hour; /**< What giving them up saves, USD/h, never below 0. Optional. */
    double binding_frac;           /**< Share of the draws in which it saves anything, 0 .. 1. Optional. */
} toll_plan_shadow;

/**
 * Size of the memory that toll_plan_estimate_shadows() works in.
 *
 * Use it before that function. 300 candidates, 6 drops and 1,000 draws take 141 KiB.
 *
 * @param n_candidates 1 .. 65,536
 * @param n_drops 1 .. 64
 * @param draws 1 .. 100,000
 * @return bytes, a multiple of 8; 0 if an argument is out of range
 */
TOLL_API uint64_t toll_plan_shadow_size(uint64_t n_candidates, uint64_t n_drops, uint64_t draws);

/**
 * Estimates what constraints cost: the cheapest candidate with them, less the cheapest without some of them.
 *
 * Use it after toll_plan_check_offering() has said what rejects each candidate. Prices and capacities are drawn from
 * their ranges. Both sides of a difference stand in the same draw, so that what moves both cancels (common random
 * numbers). In each draw a fleet has the fewest replicas that carry the load, paid in whole units. The same seed gives
 * the same figures.
 *
 * The shadow prices of single constraints do not add up to that of all together. Two constraints that reject the same
 * cheap offer cost nothing each, since the other one still rejects it. Pass the set as a drop of its own.
 *
 * Example: 20 USD/h with a constraint and 12 without it: 8, 8, 8. One that rejects only dearer offers: 0, 0, 0.
 *
 * @param candidates ways to serve the load, permitted and not
 * @param n_candidates 1 .. 65,536
 * @param candidate_stride_bytes distance between rows: the caller's sizeof(toll_plan_candidate)
 * @param requests_per_s the load, 1/s, 10^-9 .. 10^9
 * @param drops sets of constraints to give up, as bits; none may be 0
 * @param n_drops 1 .. 64
 * @param seed any number; the same seed gives the same draws
 * @param draws 1 .. 100,000; 1,000 are enough for P10 and P90
 * @param[out] shadows one row for each of the drops, in their order
 * @param capacity rows that the array holds: n_drops at least
 * @param shadow_stride_bytes distance between rows: the caller's sizeof(toll_plan_shadow)
 * @param[out] work memory to work in, aligned to 8 bytes; may be written by a call that fails
 * @param work_size its bytes, at least toll_plan_shadow_size()
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK: also where nothing is left: `known` says what is
 * - ::TOLL_E_NULL, ::TOLL_E_STRIDE, ::TOLL_E_OBJECT for memory that is not aligned
 * - ::TOLL_E_RANGE: a count, the load, or a drop without a bit
 * - ::TOLL_E_BUFFER: capacity or work_size is too small
 * - ::TOLL_E_CONFLICT: a candidate that costs nothing without ::TOLL_PLAN_CANDIDATE_FREE
 * - any status of the checks of the rows
 *
 * Cost: O(draws * candidates * drops); about 150 ns a draw and candidate with a range.
 */
TOLL_API toll_status toll_plan_estimate_shadows(const toll_plan_candidate *candidates, uint64_t n_candidates,
                                                uint64_t candidate_stride_bytes, double requests_per_s,
                                                const uint64_t *drops, uint64_t n_drops, uint64_t seed, uint64_t draws,
                                                toll_plan_shadow *shadows, uint64_t capacity,
                                                uint64_t shadow_stride_bytes, void *work, uint64_t work_size,
                                                toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
