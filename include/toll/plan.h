/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file plan.h
 * @brief From a model to money.
 */
#ifndef TOLL_PLAN_H
#define TOLL_PLAN_H

#include <toll/base.h>
#include <toll/bill.h>
#include <toll/risk.h>
#include <toll/serve.h>
#include <toll/tco.h>

/**
 * @defgroup plan Plan
 * @brief What should be deployed? Estimated.
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

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
 * serving estimate agree to 0.1 %, and at lengths a quarter away to 3 % in the
 * mean and 15 % at worst, over seven deployments. Where ::TOLL_PLAN_UNIT_STEEP
 * is set they agree at the mix alone: derive a unit for each mix. The ranges err together: give rows of one accelerator a group in risk.h.
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
    uint32_t struct_size;     /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;     /**< ::TOLL_KIND_PLAN_PRICES. */
    uint64_t known;           /**< TOLL_PLAN_PRICE_INPUT and so on. */
    double per_mtok_input;    /**< Per million prompt tokens that are not read from the cache. Optional. */
    double per_mtok_cached;   /**< Per million prompt tokens read from the cache. Optional. */
    double per_mtok_output;   /**< Per million output tokens. Optional. */
    toll_amount request_cost; /**< Exact bill of one request of the mix. */
    uint64_t remarks;         /**< TOLL_PLAN_PRICE_STEPS and so on. */
    char currency[16];        /**< Currency of all of them, ISO 4217, or "X-" and a name. */
    char book_hash[72];       /**< SHA-256 of the price book, 64 hexadecimal digits. */
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

#ifdef __cplusplus
}
#endif

/** @} */

#endif
