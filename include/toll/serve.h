/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file serve.h
 * @brief A deployment under load: latency, throughput, power, cost per token.
 */
#ifndef TOLL_SERVE_H
#define TOLL_SERVE_H

#include <toll/base.h>
#include <toll/step.h>

/**
 * @defgroup serve Serve
 * @brief Latency, throughput, power and cost per token of a deployment under load.
 *
 * This header answers: how fast does a deployment serve a load, how much load can it take, and what does a token cost?
 * All figures are estimates of the steady state of continuous batching. A ::toll_range spreads over the error of the
 * estimate. Spread over requests is in ::toll_serve_queue.
 *
 * ## Metrics
 *
 * A request arrives at a, gets its first token at f and its last at l; O is its number of output tokens.
 *
 *     TTFT       = f - a                    queueing included
 *     TPOT       = (l - f) / (O - 1)        not (l - a) / O, which some tools print
 *     E2E        = l - a = TTFT + (O - 1) * TPOT
 *     throughput = concurrency * O / E2E    output tokens/s of the whole deployment (Little's law)
 *
 * ## Closed loop
 *
 * C clients each keep one request in flight. B of these requests run; the others wait for a slot:
 *
 *     B             = min(C, requests that fit in the KV cache, max_sequences, prefill limit), at least 1
 *     prefill limit = max(dp, chunk * dp * O / I')
 *
 * I' is the number of prompt tokens that are not in the prefix cache. Each request brings I' prompt tokens per O decode
 * steps, and a step prefills at most `chunk` tokens per attention replica.
 *
 *     TPOT = decode + (1 - meet) * (B - 1) * chunks * (mixed - decode) / O
 *     TTFT = request + chunks * mixed + decode / 2 + meet * (B - 1) * chunks * (mixed - decode) + wait for a slot
 *
 * - decode, mixed: time of a step without prefill, and of one that also prefills a chunk
 * - chunks: steps that one prompt takes
 * - request: host work before the first token (request_s)
 * - meet: share of the other prompts that are prefilled before this request's first token (prompt_meet_frac). Clients
 *   of a closed loop move in step, so it is not small.
 *
 * A token waits for at most one full mixed step. With dp replicas `min(B, dp)` prompts are prefilled together, one on
 * each: B - 1 then reads `B - min(B, dp)`, and `mixed - decode` is divided by the prompts in the step. In a pipeline of
 * pp stages, chunks follow each other one stage behind: `chunks * mixed` is then one chunk through all stages times
 * `1 + (chunks - 1) / pp`.
 *
 * Example: Llama 3.1 70B in FP8 on 4 x H100, 1,000 tokens in, 500 out, 32 clients. decode = 13.3 ms, mixed - decode =
 * 50.9 ms, chunks = 1, meet = 0.1, request = 20 ms. TPOT = 13.3 + 0.9 * 31 * 50.9 / 500 = 16.1 ms. TTFT = 20 + 64.2 +
 * 6.6 + 0.1 * 31 * 50.9 = 249 ms.
 *
 * Quantiles: the number of prompts met is binomial with `meet`. A wait for a slot ends after as many departures as
 * requests wait. The sum is taken as gamma.
 *
 * ## Open loop
 *
 * Requests arrive at a rate. An arrival meets the mean number of others (PASTA), which is L by Little's law. The second
 * equation is solved for b:
 *
 *     L = rate * S(b)          requests in the engine; S(b) is the time in a slot if b requests run
 *     b = ca^2 + rate * S(b)   requests as an arrival meets them, itself included; ca = arrival_cv
 *
 * Saturation is the rate at which no slot is free, or at which prompts arrive faster than chunks prefill them. Waiting
 * for a slot is M/G/c by Sakasegawa's formula. Waiting for other prompts is M/G/1 if a prompt fills its chunk; shorter
 * prompts share the next step. Waits grow with `(ca^2 + cs^2) / 2` (Allen and Cunneen).
 *
 * Quantiles: waits are exponential for the requests that wait; the own prompt is lognormal with `input_cv`; a step that
 * runs adds a uniform part. TPOT is normal, or a mixture of normals with `output_cv`: it varies with the prompts that
 * interrupt (Poisson) and with the requests that run. Derivations and sources: lib/serve/open_loop.c and queue.c.
 *
 * Example: the same deployment at 2 requests/s. S = 6.55 s, so L = 13.1 run; TPOT is 13.0 ms and its p99 14.6 ms.
 *
 * ## Fixed batch, decode only
 *
 * Equal requests start together. Their prompts fill steps of one chunk per replica, then all decode. TTFT is the end of
 * the prompts. Requests that do not fit at full length run in further waves. Decode only is a closed loop without
 * prompts: TTFT is TPOT plus the wait for a slot.
 *
 * ## Finite burst
 *
 * A benchmark sends N requests, all at once or C in flight, and divides by the time until the last one has ended. The
 * engine is then full for a part of the run only. B of min(C, N) requests run:
 *
 *     time       = (N - B) / rate + S + tail * decode(1)
 *     tail       = O * (output_cv * (H(B) - 1) + (1 - output_cv) * (ceil(w) - w))      w = N / B
 *     throughput = N * O / time
 *
 * - rate, S: of the closed loop of min(C, N) clients: requests per second, and the time that one runs
 * - H(B): harmonic number; the longest of B answers is O * (1 + output_cv * (H(B) - 1)) tokens long
 * - decode(1): a step of one request; while the burst ends, few are left
 *
 * No queue goes on for ever: TTFT counts the wait of the requests that were sent and did not run at once. TTFT, TPOT
 * and power are means over the requests, as in a closed loop.
 *
 * Example: B = N = 1,000 answers of 200 tokens with output_cv = 1: H = 7.49, so the longest has about 1,500 tokens.
 * Where a lone step takes 8 ms, the burst ends 10.4 s later than one of equal answers.
 *
 * ## Lengths that vary
 *
 * With `input_cv` and `output_cv` the mean context is `I + O/2 * (1 + output_cv^2)`, since long answers are met more
 * often. A prompt token attends, on average, to `I/2 * (1 + input_cv^2)` tokens of its own prompt.
 *
 * ## Drafted tokens
 *
 * In speculative decoding and multi-token prediction a step verifies k drafted tokens per sequence and yields A tokens:
 *
 *     A    = (1 - a^(k+1)) / (1 - a)       a = accept_frac (Leviathan and others, arXiv 2211.17192)
 *     TPOT = step / A
 *
 * The step computes `B * (k + 1)` tokens, reads the cache of B, and takes `k * draft_time_frac` plain decode steps
 * longer. In the formulas of the loops, O then counts steps: O / A. Example: k = 3, a = 0.7: A = (1 - 0.2401) / 0.3 =
 * 2.53.
 *
 * ## Cost per token
 *
 * The cost of an hour is divided by the tokens of an hour. Input and output share it by step time: a prompt chunk pays
 * the time that it adds to a decode step, output pays the rest.
 *
 * Example: the closed loop above at $2.50 per GPU-hour. $10 / (3.86 requests/s * 3,600 s) = $0.000720 per request.
 * Prefill takes 19.7 % of the time: $0.142 per million input tokens, $1.156 per million output tokens.
 *
 * ## A deployment that does not fit
 *
 * A deployment must hold its weights and one request of full length on every attention replica. If it does not, that is
 * an answer, not a failure: the status is ::TOLL_OK, `fit` is ::TOLL_FIT_NO and ::TOLL_FLAG_NO_FIT is set. Then every
 * estimate is 0 and unknown. Cost, energy, terms and split refuse the deployment.
 *
 * Set toll_serve_load.assume_fit to 1 to estimate it as if its memory held the weights and one request at a time.
 * toll_step_bound_gpus() finds the fewest accelerators that hold the model.
 *
 * Example: Llama 3.1 70B in BF16 on one 80 GB card needs 141 GB for its weights alone. It has no time to first token.
 *
 * ## Limits
 *
 * Waiting beyond capacity in a closed loop is modelled coarsely. There is no preemption. Requests are served first
 * come, first served.
 *
 * @snippet serve.c serve
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* How requests arrive: toll_serve_load.mode. */
#define TOLL_LOAD_CLOSED 0 /**< `concurrency` clients; each sends its next request when its last one has ended. */
#define TOLL_LOAD_OPEN   1 /**< Requests arrive at `requests_per_s`, whatever is in flight; concurrency is ignored. */
#define TOLL_LOAD_BATCH  2 /**< A fixed batch of `concurrency` requests, run once. Concurrency 1: single stream. */
#define TOLL_LOAD_DECODE 3 /**< `concurrency` requests that only decode: their prompts were prefilled elsewhere. */
#define TOLL_LOAD_BURST  4 /**< `burst_requests` requests, run once, `concurrency` of them in flight at most. */

/** The load that a deployment serves. */
typedef struct toll_serve_load {
    uint32_t struct_size;   /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;   /**< ::TOLL_KIND_SERVE_LOAD. */
    double input_tokens;    /**< Mean prompt length (ISL), tokens, 1 .. 10^8. Default 1024. */
    double output_tokens;   /**< Mean answer length (OSL), tokens, 1 .. 10^8. Default 1024. */
    double concurrency;     /**< Requests in flight over the whole deployment, 1 .. 10^7. Default 1. */
    double prefix_hit_frac; /**< Share of the prompt found in the prefix cache, 0 .. 1; at least one token is
                                 computed. */
    uint32_t mode;          /**< How requests arrive: TOLL_LOAD_*. 0: closed loop. */
    uint32_t reserved;      /**< Must be 0. */
    double requests_per_s;  /**< Arrivals at the whole deployment, 1/s, 10^-12 .. 10^6 in open loop; 0 otherwise. */
    double arrival_cv;      /**< Coefficient of variation of the time between arrivals, 0 .. 10. 0 stands for 1:
                                 Poisson. */
    double input_cv;        /**< Coefficient of variation (standard deviation / mean) of prompt lengths, 0 .. 10; 0: all
                                 equal. */
    double output_cv;       /**< Coefficient of variation of answer lengths, 0 .. 10; 0: all equal. */
    double draft_tokens;    /**< Tokens drafted and verified per step (speculation, MTP), 0 .. 64; 0: none. */
    double accept_frac;     /**< Probability that a drafted token is accepted if those before it are, 0 .. 1. */
    double draft_time_frac; /**< Time to draft one token / time of a plain decode step, 0 .. 1. */
    int64_t assume_fit;     /**< 1: estimate a deployment that does not fit as if it held one request at a time. 0: give
                                 no estimate for it. */
    double burst_requests;  /**< Requests of a finite burst, 1 .. 10^9 in mode ::TOLL_LOAD_BURST; 0 otherwise. Default
                                 0. */
} toll_serve_load;

/** Steady state under a load. Times are means over the requests. */
typedef struct toll_serve_result {
    uint32_t struct_size;           /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;           /**< ::TOLL_KIND_SERVE_RESULT. */
    uint64_t known;                 /**< TOLL_RESULT_* bits. */
    toll_range ttft_s;              /**< Time to first token, s. */
    toll_range tpot_s;              /**< Time per output token after the first, s. */
    toll_range e2e_s;               /**< Time of the whole request, s. */
    toll_range output_tokens_per_s; /**< Output tokens of the whole deployment, 1/s. */
    toll_range input_tokens_per_s;  /**< Prompt tokens of the whole deployment, cached ones included, 1/s. */
    toll_range requests_per_s;      /**< Finished requests of the whole deployment, 1/s. */
    toll_range power_w;             /**< Power of all accelerators, without the hosts, W. Optional. */
    toll_range output_token_j;      /**< Accelerator energy per output token, its share of the step, J. Optional. */
    toll_range input_token_j;       /**< Accelerator energy per prompt token, J. Optional. */
    double input_tokens;            /**< Mean prompt length, tokens, as asked. */
    double output_tokens;           /**< Mean answer length, tokens, as asked. */
    double running_sequences;       /**< Requests that run at once. */
    double waiting_sequences;       /**< Requests that wait. */
    double input_time_frac;         /**< Share of the step time that prompts pay. */
    double step_s;                  /**< Median time of a decode step, s. */
    double weights_frac;            /**< Share of TPOT: reading weights. */
    double kv_frac;                 /**< Share of TPOT: reading KV cache and state. */
    double compute_frac;            /**< Share of TPOT: arithmetic. */
    double link_frac;               /**< Share of TPOT: communication. */
    double overhead_frac;           /**< Share of TPOT: kernel starts and host work. */
    double prefill_frac;            /**< Share of TPOT: prompts of other requests. */
    int64_t gpus;                   /**< Accelerators of the deployment. */
    uint32_t bound;                 /**< TOLL_BOUND_*: the largest term, or the limit for which requests wait. */
    uint32_t fit;                   /**< TOLL_FIT_*: for the weights and one request of full length per attention
                                         replica. */
    uint32_t validity;              /**< TOLL_VALIDITY_*. */
    uint32_t reserved;              /**< 0. */
    uint64_t flags;                 /**< TOLL_FLAG_* bits. */
} toll_serve_result;

/* Whether a deployment keeps up: toll_serve_queue.stability. */
#define TOLL_STABILITY_STABLE   1 /**< It keeps up, even at the slow end of the interval. */
#define TOLL_STABILITY_NEAR     2 /**< It may not: the rate is below the saturation rate but within its interval. */
#define TOLL_STABILITY_UNSTABLE 3 /**< It does not: the queue grows without end. */

/* Bits of toll_serve_queue.known. */
#define TOLL_QUEUE_TIMES 0x1u /**< Times and running requests are given: the load is stable. */

/**
 * Waiting, and how the times of requests spread. Quantiles are over requests; the range of each is the error of the
 * estimate.
 */
typedef struct toll_serve_queue {
    uint32_t struct_size;                 /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;                 /**< ::TOLL_KIND_SERVE_QUEUE. */
    uint64_t known;                       /**< TOLL_QUEUE_* bits. */
    toll_range saturation_requests_per_s; /**< Rate above which the queue grows without end, whole deployment, 1/s. */
    toll_range utilisation_frac;          /**< Open loop: arrivals / saturation. Closed loop: running requests /
                                               slots. */
    toll_range ttft_p50_s;                /**< TTFT that 50 % of the requests stay within, s. Optional. */
    toll_range ttft_p95_s;                /**< TTFT that 95 % stay within, s. Optional. */
    toll_range ttft_p99_s;                /**< TTFT that 99 % stay within, s. Optional. */
    toll_range tpot_p50_s;                /**< TPOT, the mean over a request's answer, that 50 % stay within, s.
                                               Optional. */
    toll_range tpot_p95_s;                /**< TPOT that 95 % stay within, s. Optional. */
    toll_range tpot_p99_s;                /**< TPOT that 99 % stay within, s. Optional. */
    double slot_wait_s;                   /**< Mean wait for KV cache or a sequence slot, s. Optional. */
    double prompt_wait_s;                 /**< Mean wait for the prompts of others, beyond one step, s. Optional. */
    double wait_frac;                     /**< Share of the requests that wait for either, 0 .. 1. Optional. */
    double running_sequences;             /**< Requests that run at once, mean over time. Optional. */
    double slots;                         /**< Requests that memory and engine allow at once. */
    uint32_t stability;                   /**< TOLL_STABILITY_*. */
    uint32_t validity;                    /**< TOLL_VALIDITY_*. */
    uint64_t flags;                       /**< TOLL_FLAG_* bits. */
} toll_serve_queue;

/* Bits of toll_serve_limits.known. */
#define TOLL_LIMIT_TTFT_P50 0x1u  /**< ttft_p50_s is given. */
#define TOLL_LIMIT_TTFT_P95 0x2u  /**< ttft_p95_s is given. */
#define TOLL_LIMIT_TTFT_P99 0x4u  /**< ttft_p99_s is given. */
#define TOLL_LIMIT_TPOT_P50 0x8u  /**< tpot_p50_s is given. */
#define TOLL_LIMIT_TPOT_P95 0x10u /**< tpot_p95_s is given. */
#define TOLL_LIMIT_TPOT_P99 0x20u /**< tpot_p99_s is given. */

/** Latency limits (a service-level objective): quantiles, as far as they are given. Each limit is 0 .. 10^9 s. */
typedef struct toll_serve_limits {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_SERVE_LIMITS. */
    uint64_t known;       /**< TOLL_LIMIT_* bits; none: only stability is required. */
    double ttft_p50_s;    /**< TTFT within which 50 % of the requests must stay, s. Optional. */
    double ttft_p95_s;    /**< TTFT within which 95 % must stay, s. Optional. */
    double ttft_p99_s;    /**< TTFT within which 99 % must stay, s. Optional. */
    double tpot_p50_s;    /**< TPOT within which 50 % of the requests must stay, s. Optional. */
    double tpot_p95_s;    /**< TPOT within which 95 % must stay, s. Optional. */
    double tpot_p99_s;    /**< TPOT within which 99 % must stay, s. Optional. */
} toll_serve_limits;

/** Price of the accelerators and of their electricity. */
typedef struct toll_serve_supply {
    uint32_t struct_size;        /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;        /**< ::TOLL_KIND_SERVE_SUPPLY. */
    uint64_t known;              /**< TOLL_SUPPLY_* bits of the optional fields that are given. */
    toll_range usd_per_gpu_hour; /**< Price of one accelerator-hour, USD, 0 .. 10^6. 0: only electricity costs. */
    double utilisation_frac;     /**< Share of the paid hours that serve this load, 10^-6 .. 1; the rest is idle but
                                      paid. Default 1. */
    double gpus_billed;          /**< Accelerators paid for, at least those used (whole nodes), 1 .. 10^9. Optional;
                                      absent: those used. */
    double usd_per_kwh;          /**< Electricity paid on top, for owned hardware, USD per kWh, 0 .. 1,000. Optional;
                                      absent: none. */
    double pue;                  /**< Facility power / IT power, 1 .. 3. Optional; absent: 1. */
    double server_power_frac;    /**< Host power / accelerator power, 0 .. 3. Optional; absent: 0. */
} toll_serve_supply;

#define TOLL_SUPPLY_GPUS_BILLED  0x1u /**< gpus_billed is given. */
#define TOLL_SUPPLY_USD_PER_KWH  0x2u /**< usd_per_kwh is given. */
#define TOLL_SUPPLY_PUE          0x4u /**< pue is given. */
#define TOLL_SUPPLY_SERVER_POWER 0x8u /**< server_power_frac is given. */

/** Cost per token. Mid values: input price * input tokens + output price * output tokens = cost per request. */
typedef struct toll_serve_cost {
    uint32_t struct_size;               /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;               /**< ::TOLL_KIND_SERVE_COST. */
    toll_range usd_per_mtok_input;      /**< USD per million prompt tokens, cached ones included. */
    toll_range usd_per_mtok_output;     /**< USD per million output tokens. */
    toll_range usd_per_mtok_blended;    /**< USD per million tokens of both kinds. */
    toll_range usd_per_mtok_output_all; /**< The whole cost over the output tokens alone, as many reports print it, USD
                                             per million. */
    toll_range usd_per_request;         /**< USD per request. */
    toll_range usd_per_hour;            /**< USD per hour of the deployment at this load, electricity included. */
    double energy_usd_per_hour;         /**< Electricity in usd_per_hour, USD; 0 without an electricity price. */
    uint32_t validity;                  /**< TOLL_VALIDITY_*, of the load result. */
    uint32_t reserved;                  /**< 0. */
    uint64_t flags;                     /**< TOLL_FLAG_* bits, of the load result. */
} toll_serve_cost;

/** Time, money and memory that one more request adds to a given batch. */
typedef struct toll_serve_admission {
    uint32_t struct_size;      /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;      /**< ::TOLL_KIND_SERVE_ADMISSION. */
    toll_range step_s;         /**< A step of the batch as it is, s; 0: the engine is idle. */
    toll_range prompt_step_s;  /**< A step that also prefills a chunk of the request's prompt, s. */
    toll_range decode_step_s;  /**< A step in which the request decodes too, s. */
    toll_range ttft_s;         /**< Time to the request's first token if the next step admits it, s. */
    toll_range prompt_added_s; /**< Device time that its prompt adds, s: chunks * (prompt_step - step). */
    toll_range decode_added_s; /**< Device time that its later tokens add, s: steps * (decode_step - step). */
    toll_range added_s;        /**< Device time of both, s. */
    toll_range usd;            /**< Cost of both, USD, at the supply's price of the whole deployment. */
    double delay_s;            /**< Total time by which the request's prompt delays each running request, s. */
    double prompt_steps;       /**< Steps that prefill a chunk of its prompt. */
    double decode_steps;       /**< Steps that decode its later tokens. */
    int64_t request_bytes;     /**< KV cache and state that it holds at full length, fullest accelerator, bytes. */
    int64_t free_bytes;        /**< Bytes that the batch leaves free there; negative: the batch itself does not fit. */
    uint32_t fit;              /**< TOLL_FIT_*: whether the request fits at full length. */
    uint32_t validity;         /**< TOLL_VALIDITY_*. */
    uint64_t flags;            /**< TOLL_FLAG_* bits. */
} toll_serve_admission;

/** One request of a step, for toll_serve_allocate(). Frozen. */
typedef struct toll_serve_part {
    double decode_tokens;          /**< Tokens that it decodes in the step, 0 .. 10^7: 1, or 0 during its prefill. */
    double context_tokens;         /**< Its tokens in the KV cache, 0 .. 10^9. */
    double prefill_tokens;         /**< Its prompt tokens that the step prefills, 0 .. 10^9. */
    double prefill_context_tokens; /**< Its prompt tokens that are in the cache already, 0 .. 10^9. */
} toll_serve_part;

#define TOLL_SERVE_SHARES 1000000000000000 /**< Sum of the weights of toll_serve_allocate(): 10^15. */

/** Cost per million tokens, three ways. Each pair times its tokens: reserved and busy sum to the cost of a request. */
typedef struct toll_serve_split {
    uint32_t struct_size;                    /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;                    /**< ::TOLL_KIND_SERVE_SPLIT. */
    toll_range reserved_usd_per_mtok_input;  /**< Reservation cost, idle hours of the supply included: USD per million
                                                  prompt tokens. */
    toll_range reserved_usd_per_mtok_output; /**< Reservation cost: USD per million output tokens. */
    toll_range busy_usd_per_mtok_input;      /**< Cost without idle hours: USD per million prompt tokens. */
    toll_range busy_usd_per_mtok_output;     /**< Cost without idle hours: USD per million output tokens. */
    toll_range marginal_usd_per_mtok_input;  /**< Marginal cost, of the device time that one more token adds: USD per
                                                  million prompt tokens. */
    toll_range marginal_usd_per_mtok_output; /**< Marginal cost: USD per million output tokens. */
    double input_time_frac;                  /**< Share of the step time that prompts pay. */
    double marginal_frac;                    /**< Share of the busy cost that is marginal; all tokens share the rest. */
    uint32_t validity;                       /**< TOLL_VALIDITY_*. */
    uint32_t reserved;                       /**< 0. */
    uint64_t flags;                          /**< TOLL_FLAG_* bits. */
} toll_serve_split;

/**
 * The terms of TTFT and TPOT, and their elasticities. Terms are medians in seconds and sum to the median of
 * toll_serve_estimate(). An elasticity of -0.7 by bandwidth says: 1 % more bandwidth, 0.7 % less time.
 */
typedef struct toll_serve_terms {
    uint32_t struct_size;           /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;           /**< ::TOLL_KIND_SERVE_TERMS. */
    double tpot_weights_s;          /**< TPOT: reading weights, s. */
    double tpot_kv_s;               /**< TPOT: reading KV cache and state, s. */
    double tpot_compute_s;          /**< TPOT: arithmetic, s. */
    double tpot_link_s;             /**< TPOT: communication, s. */
    double tpot_overhead_s;         /**< TPOT: kernel starts and host work, s. */
    double tpot_prompts_s;          /**< TPOT: prompts of other requests, s. */
    double ttft_prompt_s;           /**< TTFT: the own prompt, host work and the step that runs, s. */
    double ttft_wait_s;             /**< TTFT: waiting for others' prompts, a slot or memory, s. */
    double ttft_by_bandwidth;       /**< d ln TTFT / d ln of memory bandwidth. */
    double ttft_by_compute;         /**< d ln TTFT / d ln of peak compute rates. */
    double ttft_by_link;            /**< d ln TTFT / d ln of link bandwidth. */
    double ttft_by_overhead;        /**< d ln TTFT / d ln of kernel starts, host work and link latencies. */
    double ttft_by_load;            /**< d ln TTFT / d ln of concurrency, or of the arrival rate. */
    double ttft_by_input;           /**< d ln TTFT / d ln of the mean prompt length. */
    double ttft_by_output;          /**< d ln TTFT / d ln of the mean answer length. */
    double tpot_by_bandwidth;       /**< d ln TPOT / d ln of memory bandwidth. */
    double tpot_by_compute;         /**< d ln TPOT / d ln of peak compute rates. */
    double tpot_by_link;            /**< d ln TPOT / d ln of link bandwidth. */
    double tpot_by_overhead;        /**< d ln TPOT / d ln of kernel starts, host work and link latencies. */
    double tpot_by_load;            /**< d ln TPOT / d ln of concurrency, or of the arrival rate. */
    double tpot_by_input;           /**< d ln TPOT / d ln of the mean prompt length. */
    double tpot_by_output;          /**< d ln TPOT / d ln of the mean answer length. */
    double throughput_by_bandwidth; /**< d ln of output tokens/s / d ln of memory bandwidth. */
    double throughput_by_compute;   /**< d ln of output tokens/s / d ln of peak compute rates. */
    double throughput_by_link;      /**< d ln of output tokens/s / d ln of link bandwidth. */
    double throughput_by_overhead;  /**< d ln of output tokens/s / d ln of kernel starts, host work and link
                                         latencies. */
    double throughput_by_load;      /**< d ln of output tokens/s / d ln of concurrency, or of the arrival rate. */
    double throughput_by_input;     /**< d ln of output tokens/s / d ln of the mean prompt length. */
    double throughput_by_output;    /**< d ln of output tokens/s / d ln of the mean answer length. */
    double step_s;                  /**< Time of a decode step, s. */
    double step_tokens;             /**< Tokens that a step yields for each sequence: 1 without drafts. */
    double running_sequences;       /**< Sequences in the step. */
    double context_tokens;          /**< Mean tokens in the cache of one of them. */
    double prompt_steps;            /**< Steps that prefill one prompt. */
    double prompt_step_s;           /**< Time that a chunk of another's prompt adds to a step, s. */
    uint32_t bound;                 /**< TOLL_BOUND_*: the term or limit that binds. */
    uint32_t validity;              /**< TOLL_VALIDITY_*. */
    uint64_t flags;                 /**< TOLL_FLAG_* bits. */
} toll_serve_terms;

/** Disaggregated serving: a pool of equal units that prefill, and a pool of equal units that decode. */
typedef struct toll_serve_pools {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_SERVE_POOLS. */
    int64_t prefill_units; /**< Deployments that prefill, 0 .. 10^6. 0: as many as match the other pool. Default 1. */
    int64_t decode_units;  /**< Deployments that decode, 1 .. 10^6. Default 1. */
    double kv_bytes_per_s; /**< Rate at which one accelerator sends its part of the cache, one way, bytes/s, 1 .. 10^18.
                                Default 5e10. */
    double kv_start_s;     /**< Time until a transfer starts, s, 0 .. 10. */
} toll_serve_pools;

/* Which pool is full: toll_serve_pooled.bound_pool. */
#define TOLL_POOL_CLIENTS 1 /**< Neither: too few clients are in flight. */
#define TOLL_POOL_PREFILL 2 /**< The prefill pool: prompts queue. */
#define TOLL_POOL_DECODE  3 /**< The decode pool: requests wait for a slot. */

/** Steady state of two pools in a closed loop. TTFT = host + prompt + prompt_wait + send + slot_wait. */
typedef struct toll_serve_pooled {
    uint32_t struct_size;                   /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;                   /**< ::TOLL_KIND_SERVE_POOLED. */
    toll_range ttft_s;                      /**< Time to first token, s: it leaves once the cache has arrived. */
    toll_range tpot_s;                      /**< Time per output token after the first, s. */
    toll_range e2e_s;                       /**< Time of the whole request, s. */
    toll_range requests_per_s;              /**< Finished requests of both pools, 1/s. */
    toll_range output_tokens_per_s;         /**< Output tokens of both pools, 1/s. */
    toll_range output_tokens_per_s_per_gpu; /**< Output tokens per accelerator of both pools, 1/s. */
    double prompt_s;                        /**< Prefill of the request's own prompt, alone, s. */
    double prompt_wait_s;                   /**< Waiting for others' prompts, s. */
    double send_s;                          /**< Sending the cache, s. */
    double slot_wait_s;                     /**< Waiting for a slot to decode, s. */
    double decoding_sequences;              /**< Requests that decode at once, all units. */
    double waiting_sequences;               /**< Requests that wait in either pool. */
    double prefill_load_frac;               /**< Load of the prefill pool / the load that it can take, 0 .. 1. */
    double decode_load_frac;                /**< Share of the slots of the decode pool that are taken, 0 .. 1. */
    double prefill_units_per_decode;        /**< Ratio of units at which both pools are equally fast, with every decode
                                                 slot taken. */
    int64_t send_bytes;                     /**< Cache of one prompt on the fullest accelerator, bytes. */
    int64_t prefill_units;                  /**< Deployments that prefill, as asked or found. */
    int64_t gpus;                           /**< Accelerators of both pools. */
    uint32_t bound_pool;                    /**< TOLL_POOL_*. */
    uint32_t fit;                           /**< TOLL_FIT_*: the worse of both. */
    uint32_t validity;                      /**< TOLL_VALIDITY_*. */
    uint32_t reserved;                      /**< 0. */
    uint64_t flags;                         /**< TOLL_FLAG_* bits of both pools; that of split pools is always set. */
} toll_serve_pooled;

/** The site of the accelerators: hosts, cooling and the carbon intensity of its electricity. */
typedef struct toll_serve_site {
    uint32_t struct_size;       /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;       /**< ::TOLL_KIND_SERVE_SITE. */
    uint64_t known;             /**< TOLL_SITE_* bits of the optional fields that are given. */
    toll_range host_power_frac; /**< Power of the rest of the server at the wall (processors, memory, network, fans,
                                     losses of its supplies) / accelerator power, 0 .. 3. Optional; absent: 0.1, 0.25,
                                     0.5. */
    double pue;                 /**< Facility energy / IT energy, 1 .. 3. Optional; absent: no facility figures. */
    double location_kg_per_kwh; /**< CO2e per kWh, location-based (the grid's average), kg, 0 .. 5. Optional. */
    double market_kg_per_kwh;   /**< CO2e per kWh, market-based (as contracted), kg, 0 .. 5. Optional. */
} toll_serve_site;

#define TOLL_SITE_HOST     0x1u /**< host_power_frac is given. */
#define TOLL_SITE_PUE      0x2u /**< pue is given. */
#define TOLL_SITE_LOCATION 0x4u /**< location_kg_per_kwh is given. */
#define TOLL_SITE_MARKET   0x8u /**< market_kg_per_kwh is given. */

/**
 * Power and energy of a steady state at three boundaries, never mixed: the accelerators (as NVML counts), the whole
 * system at the wall (as SPECpower and MLPerf measure), and the facility with cooling and distribution. Mid values:
 * output_token_j * output tokens + input_token_j * input tokens = request_j.
 */
typedef struct toll_serve_energy {
    uint32_t struct_size;                  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;                  /**< ::TOLL_KIND_SERVE_ENERGY. */
    uint64_t known;                        /**< TOLL_ENERGY_* bits. */
    toll_range host_power_frac;            /**< Host power / accelerator power, as used. */
    toll_range accelerator_w;              /**< Power of all accelerators, W. */
    toll_range accelerator_request_j;      /**< Accelerator energy per request, J. */
    toll_range accelerator_output_token_j; /**< Accelerator energy per output token, its share of the steps, J. */
    toll_range accelerator_input_token_j;  /**< Accelerator energy per prompt token, J. */
    toll_range system_w;                   /**< Power with the rest of the servers, W. */
    toll_range system_request_j;           /**< System energy per request, J. */
    toll_range system_output_token_j;      /**< System energy per output token, J. */
    toll_range system_input_token_j;       /**< System energy per prompt token, J. */
    toll_range facility_w;                 /**< Power with cooling and distribution, W. Optional. */
    toll_range facility_request_j;         /**< Facility energy per request, J. Optional. */
    toll_range facility_output_token_j;    /**< Facility energy per output token, J. Optional. */
    toll_range facility_input_token_j;     /**< Facility energy per prompt token, J. Optional. */
    toll_range location_kg_per_hour;       /**< CO2e of the facility's energy, location-based, kg/h. Optional. */
    toll_range location_g_per_request;     /**< CO2e per request, location-based, g. Optional. */
    toll_range market_kg_per_hour;         /**< CO2e of the facility's energy, market-based, kg/h. Optional. */
    toll_range market_g_per_request;       /**< CO2e per request, market-based, g. Optional. */
    uint32_t validity;                     /**< TOLL_VALIDITY_*, of the load result. */
    uint32_t reserved;                     /**< 0. */
    uint64_t flags;                        /**< TOLL_FLAG_* bits, of the load result. */
} toll_serve_energy;

#define TOLL_ENERGY_FACILITY 0x1u /**< The facility's figures: the site's PUE is given. */
#define TOLL_ENERGY_LOCATION 0x2u /**< Location-based CO2e: PUE and intensity are given. */
#define TOLL_ENERGY_MARKET   0x4u /**< Market-based CO2e: PUE and intensity are given. */

/**
 * Estimates latency, throughput and power of a deployment under a load.
 *
 * Use it for one operating point. For quantiles and for saturation use toll_serve_estimate_queue(), for a fleet's size
 * toll_serve_bound_rate(), for a price toll_serve_estimate_cost().
 *
 * Two answers come with ::TOLL_OK and must be looked at:
 * - The deployment does not fit: result->fit is ::TOLL_FIT_NO and ::TOLL_FLAG_NO_FIT is set. Times, rates, shares and
 *   power are then 0 and unknown, unless the load says assume_fit.
 * - An open loop reaches saturation, or may: ::TOLL_FLAG_UNSTABLE is set. Times, rates, shares and power are then 0 and
 *   unknown.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param load the load
 * @param[out] result the steady state; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_CONFLICT: a rate without ::TOLL_LOAD_OPEN, or that mode without a rate of at least 10^-12; a fixed batch
 *   whose lengths vary
 * - ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: a damaged deployment
 * - any status of the structs' checks
 *
 * Cost: O(distinct rows of the model).
 */
TOLL_API toll_status toll_serve_estimate(const void *deployment, uint64_t deployment_size, const toll_serve_load *load,
                                         toll_serve_result *result, toll_error *err);

/**
 * Estimates many closed loops: columnar twin of toll_serve_estimate().
 *
 * Use it for a sweep. It returns medians only. All loads are closed loops without prefix hits, varying lengths or
 * drafts. A row that does not fit has the status ::TOLL_OK and three times 0; no other row of that status has.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param input_tokens `count` values
 * @param output_tokens `count` values
 * @param concurrency `count` values
 * @param count number of rows; 0 is allowed, with any columns
 * @param[out] ttft_s `count` medians, s; 0 for a row that does not fit; NULL allowed
 * @param[out] tpot_s `count` medians, s; 0 for a row that does not fit; NULL allowed
 * @param[out] output_tokens_per_s `count` medians, 1/s; 0 for a row that does not fit; NULL allowed
 * @param[out] statuses `count` statuses; NULL allowed
 * @param[out] err the first failing row; NULL allowed
 * @return one of
 * - ::TOLL_OK: every row is
 * - the status of the first failing row; its results are 0, and the other rows are still computed
 * - ::TOLL_E_NULL, ::TOLL_E_OBJECT, ::TOLL_E_BUFFER, or ::TOLL_E_RANGE for the count: nothing is written
 */
TOLL_API toll_status toll_serve_estimate_columns(const void *deployment, uint64_t deployment_size,
                                                 const double *input_tokens, const double *output_tokens,
                                                 const double *concurrency, uint64_t count, double *ttft_s,
                                                 double *tpot_s, double *output_tokens_per_s, int32_t *statuses,
                                                 toll_error *err);

/**
 * Estimates waiting, saturation and the quantiles of TTFT and TPOT.
 *
 * Use it for a service-level objective, or to see how close a load is to saturation. In open loop a load is stable if
 * its rate is below the interval of the saturation rate. Otherwise no time is given: ::TOLL_QUEUE_TIMES is clear and
 * ::TOLL_FLAG_UNSTABLE is set. A closed loop is always stable.
 *
 * A deployment that does not fit keeps up with nothing: ::TOLL_FLAG_NO_FIT is set, the saturation rate is 0, the
 * stability ::TOLL_STABILITY_UNSTABLE, and no time is given, unless the load says assume_fit.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param load the load; mode ::TOLL_LOAD_CLOSED or ::TOLL_LOAD_OPEN
 * @param[out] queue waits and quantiles; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK: also if the load is unstable, or does not fit
 * - ::TOLL_E_CONFLICT: a mode without a queue (fixed batch, decode only); as toll_serve_estimate()
 * - ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: a damaged deployment
 * - any status of the structs' checks
 *
 * Cost: O(distinct rows of the model).
 */
TOLL_API toll_status toll_serve_estimate_queue(const void *deployment, uint64_t deployment_size,
                                               const toll_serve_load *load, toll_serve_queue *queue, toll_error *err);

/**
 * Estimates an open loop at many rates: columnar twin of toll_serve_estimate().
 *
 * Use it for a curve of latency over load. It returns medians only. A row that does not fit is
 * ::TOLL_STABILITY_UNSTABLE, unless the load says assume_fit.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param load everything but the three columns; mode ::TOLL_LOAD_CLOSED or ::TOLL_LOAD_OPEN. Its own lengths, rate and
 *     concurrency are ignored
 * @param input_tokens `count` values
 * @param output_tokens `count` values
 * @param requests_per_s `count` values, 10^-12 .. 10^6
 * @param count number of rows; 0 is allowed, with any columns
 * @param[out] ttft_s `count` means over the requests, s; 0 for a row that is not stable; NULL allowed
 * @param[out] tpot_s `count` means over the requests, s; 0 for a row that is not stable; NULL allowed
 * @param[out] running_sequences `count` means over time; 0 for a row that is not stable; NULL allowed
 * @param[out] stabilities `count` TOLL_STABILITY_*; 0 for a row that failed; NULL allowed
 * @param[out] statuses `count` statuses; ::TOLL_OK also for a row that is not stable; NULL allowed
 * @param[out] err the first failing row; NULL allowed
 * @return as toll_serve_estimate_columns(); also ::TOLL_E_CONFLICT for another mode of the load, and any status of the
 *          load's check (nothing is written)
 */
TOLL_API toll_status toll_serve_estimate_open_columns(const void *deployment, uint64_t deployment_size,
                                                      const toll_serve_load *load, const double *input_tokens,
                                                      const double *output_tokens, const double *requests_per_s,
                                                      uint64_t count, double *ttft_s, double *tpot_s,
                                                      double *running_sequences, int32_t *stabilities,
                                                      int32_t *statuses, toll_error *err);

/**
 * Finds the highest arrival rate at which the deployment still meets every latency limit.
 *
 * Use it to size a fleet: replicas = ceil(total rate / this rate). The limits are compared with the medians of the
 * estimate, so half of all deployments like this one do worse. Without a limit the answer is just below the median
 * saturation rate, which toll_serve_estimate_queue() calls ::TOLL_STABILITY_NEAR: leave headroom.
 *
 * Example: the deployment of the introduction, 1,000 tokens in and 500 out, with TTFT p99 within 0.5 s and TPOT p50
 * within 20 ms: 5.14 requests/s. Its median saturation rate is 9.43 requests/s.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param load lengths and their variation; mode ::TOLL_LOAD_CLOSED or ::TOLL_LOAD_OPEN; concurrency and rate are
 *     ignored
 * @param limits latency limits; none given: only stability is required
 * @param[out] requests_per_s the rate, at most 0.1 % too low; 0: even a lone request misses a limit, or does not fit
 *     (unless the load says assume_fit)
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_CONFLICT: a mode without a queue (fixed batch, decode only)
 * - ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: a damaged deployment
 * - any status of the structs' checks
 *
 * Cost: about 20 calls of toll_serve_estimate_queue().
 */
TOLL_API toll_status toll_serve_bound_rate(const void *deployment, uint64_t deployment_size,
                                           const toll_serve_load *load, const toll_serve_limits *limits,
                                           double *requests_per_s, toll_error *err);

/**
 * Estimates the cost per token, per request and per hour of a steady state.
 *
 * Use it after toll_serve_estimate():
 *
 *     USD per request = (rent / utilisation + electricity) / (3,600 * requests/s)
 *     rent            = gpus_billed * usd_per_gpu_hour
 *     electricity     = power / 1,000 * (1 + server_power_frac) * pue * usd_per_kwh
 *
 * Idle hours pay rent but no electricity. A result without estimates has no cost: neither an unstable load nor a
 * deployment that does not fit.
 *
 * @param result from toll_serve_estimate()
 * @param supply price of the accelerators and of electricity
 * @param[out] cost the costs; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_MISSING: an electricity price is given, but the power is not known
 * - ::TOLL_E_CONFLICT: the result says that the load is unstable, or that the deployment does not fit; fewer
 *   accelerators paid for than used; a price range that is not ordered
 * - ::TOLL_E_RANGE, ::TOLL_E_NOT_FINITE: a made-up result without accelerators, requests or tokens, or whose cost is
 *   above 10^300
 * - any status of the structs' checks
 */
TOLL_API toll_status toll_serve_estimate_cost(const toll_serve_result *result, const toll_serve_supply *supply,
                                              toll_serve_cost *cost, toll_error *err);

/**
 * Estimates the time, money and memory that one more request adds to the batch of this moment.
 *
 * Use it in a scheduler, to decide whether or where to admit a request. It compares three steps: the batch as it is,
 * with a chunk of the request's prompt, and with the request decoding.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param batch the step as it is; may be empty: the engine is idle
 * @param load the request: input_tokens, output_tokens, prefix_hit_frac, draft_tokens, accept_frac and assume_fit; all
 *     else is ignored
 * @param supply usd_per_gpu_hour and gpus_billed; utilisation is ignored, and electricity is not priced
 * @param[out] admission the added time, money and memory; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK: also if the request does not fit: admission->fit says so, its bytes are given, and times and money are 0
 *   and unknown (unless the load says assume_fit)
 * - ::TOLL_E_CONFLICT: fewer accelerators paid for than used
 * - ::TOLL_E_MISSING: an electricity price is given, but the accelerator's TDP is not known
 * - ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: a damaged deployment
 * - any status of the structs' checks
 *
 * Cost: three calls of toll_step_estimate().
 */
TOLL_API toll_status toll_serve_estimate_admission(const void *deployment, uint64_t deployment_size,
                                                   const toll_step_batch *batch, const toll_serve_load *load,
                                                   const toll_serve_supply *supply, toll_serve_admission *admission,
                                                   toll_error *err);

/**
 * Shares the time of a step among the requests in it.
 *
 * Use it to charge tenants for a batch that they share. Each request pays the time that it adds, T(all) - T(all
 * others). The rest, for reading weights and for host work, is paid in equal parts. If the requests add more than the
 * whole, each pays in proportion.
 *
 * The weights sum to ::TOLL_SERVE_SHARES exactly; each is within one of its exact share. toll_amount_allocate() splits
 * an exact amount by them. The seconds sum to the step's time but for rounding.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param parts the requests, each with decode_tokens or prefill_tokens above 0
 * @param count number of requests, 1 .. 10^7
 * @param stride_bytes distance between rows: the caller's sizeof(toll_serve_part)
 * @param[out] seconds `count` values: each request's share of the step's median time, s
 * @param[out] weights `count` values: the shares as whole numbers; NULL allowed
 * @param[out] err names the first wrong row; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_RANGE: count, or a row's field
 * - ::TOLL_E_CONFLICT: a row without tokens
 * - ::TOLL_E_STRIDE: the stride is not the size of a published row
 * - ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: a damaged deployment
 * - any status of the rows' checks
 *
 * Cost: O(count * distinct rows of the model).
 */
TOLL_API toll_status toll_serve_allocate(const void *deployment, uint64_t deployment_size, const toll_serve_part *parts,
                                         uint64_t count, uint64_t stride_bytes, double *seconds, int64_t *weights,
                                         toll_error *err);

/**
 * Estimates the cost per token of a load three ways: reserved, busy and marginal.
 *
 * Use it for internal prices. *Reserved* includes the idle hours that a reservation pays, *busy* does not, and
 * *marginal* is the device time that one more token adds. The marginal price does not cover the cost of the deployment.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param load the load
 * @param supply price of the accelerators and of electricity
 * @param[out] split the costs; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return as toll_serve_estimate() and toll_serve_estimate_cost(); also ::TOLL_E_CONFLICT if the load is unstable, or
 *         does not fit
 */
TOLL_API toll_status toll_serve_estimate_split(const void *deployment, uint64_t deployment_size,
                                               const toll_serve_load *load, const toll_serve_supply *supply,
                                               toll_serve_split *split, toll_error *err);

/**
 * Splits TTFT and TPOT of a load into terms, and says how they respond to other hardware and loads.
 *
 * Use it to find the bottleneck: the largest term, or the resource with the largest elasticity. Elasticities are
 * central differences of 1 %. Twice the bandwidth is not twice this effect: estimate another deployment for that.
 *
 * Times are homogeneous, so these elasticities sum to one (for throughput, with all signs reversed):
 *
 *     - by_bandwidth - by_compute - by_link + by_overhead = 1      in open loop also - by_load
 *
 * The elasticity to overhead is found from this sum.
 *
 * Example: the closed loop of the introduction. TPOT: bandwidth -0.49, compute -0.12, link -0.06, overhead 0.33.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param load the load
 * @param[out] terms terms and elasticities; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return as toll_serve_estimate(); also ::TOLL_E_CONFLICT if the load is unstable, or does not fit
 *
 * Cost: about 14 calls of toll_serve_estimate().
 */
TOLL_API toll_status toll_serve_estimate_terms(const void *deployment, uint64_t deployment_size,
                                               const toll_serve_load *load, toll_serve_terms *terms, toll_error *err);

/**
 * Estimates disaggregated serving: a pool that prefills and a pool that decodes, in a closed loop.
 *
 * Use it to compare disaggregation with one deployment, or to find the ratio of units at which both pools are equally
 * fast. Nothing was fitted to pools; docs/accuracy.md says how far off they are.
 *
 * The prefill pool is M/G/c with a server for each replica. The decode pool runs without prompts between its steps. The
 * number that decodes is the one at which all clients are accounted for:
 *
 *     rate * (host + prompt + wait + send) + decoding = concurrency
 *
 * Clients of a closed loop start together. A prompt therefore waits at least for a share of the others' prompts:
 * prompt_meet_frac, but at most 0.1, the value fitted to engines that mix prefill with decoding.
 *
 * @param prefill deployment of the units that prefill, from toll_step_resolve()
 * @param prefill_size its size in bytes
 * @param decode deployment of the units that decode, from toll_step_resolve()
 * @param decode_size its size in bytes
 * @param load a closed loop over both pools; output_tokens above 1
 * @param pools number of units, and the fabric between them
 * @param[out] pooled the steady state; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK: also if it does not fit: pooled->fit says so, and times, rates and shares are 0 and unknown (unless the
 *   load says assume_fit)
 * - ::TOLL_E_CONFLICT: a mode other than ::TOLL_LOAD_CLOSED; one output token; as toll_serve_estimate()
 * - ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: a damaged deployment; the message says which
 * - any status of the structs' checks
 *
 * Cost: about 50 calls of toll_step_estimate().
 */
TOLL_API toll_status toll_serve_estimate_pools(const void *prefill, uint64_t prefill_size, const void *decode,
                                               uint64_t decode_size, const toll_serve_load *load,
                                               const toll_serve_pools *pools, toll_serve_pooled *pooled,
                                               toll_error *err);

/**
 * Estimates power, energy and emissions of a steady state.
 *
 * Use it after toll_serve_estimate(), to compare with a meter or to report CO2e. The accelerators' power follows the
 * load: it is the power of a step of median length. Idle hours and the emissions of making the hardware are not
 * included.
 *
 * Example: the closed loop of the introduction draws 2,028 W. With hosts at 25 % and a PUE of 1.2 the facility draws
 * 3,042 W and 783 J per request.
 *
 * @param result from toll_serve_estimate()
 * @param site hosts, cooling and carbon intensity
 * @param[out] energy the figures; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_MISSING: the result's power is not known (no TDP, an unstable load, or no fit); a carbon intensity without
 *   a PUE, which emissions need
 * - ::TOLL_E_CONFLICT: a range that is not ordered
 * - ::TOLL_E_RANGE, ::TOLL_E_NOT_FINITE: a made-up result whose energy is above 10^300
 * - any status of the structs' checks
 */
TOLL_API toll_status toll_serve_estimate_energy(const toll_serve_result *result, const toll_serve_site *site,
                                                toll_serve_energy *energy, toll_error *err);

/* Metrics that an anchor measured, and that a correction corrects: bits of `known` and `corrected`. */
#define TOLL_ANCHOR_TTFT       0x1u /**< ttft_s is given. */
#define TOLL_ANCHOR_TPOT       0x2u /**< tpot_s is given. */
#define TOLL_ANCHOR_THROUGHPUT 0x4u /**< output_tokens_per_s is given. */

/* Where an anchor was measured. */
#define TOLL_KIN_SAME    1 /**< On this very deployment, at any load. */
#define TOLL_KIN_SIBLING 2 /**< On another layout of the same model, accelerator, engine version and precision. */
#define TOLL_KIN_GIVEN   3 /**< On this deployment, at a load that an anchor can't state: the caller gives estimates. */

/** One measured point: a closed loop with lengths that do not vary. A row without a header; its size is the stride. */
typedef struct toll_serve_anchor {
    uint64_t known;                       /**< TOLL_ANCHOR_* bits: the metrics that were measured. */
    uint32_t kinship;                     /**< TOLL_KIN_*: on this deployment (1), on another layout (2), on this one
                                               with the caller's estimates (3). Default 1. */
    uint32_t reserved;                    /**< Must be 0. */
    double input_tokens;                  /**< Mean prompt length, tokens, 1 .. 10^8. Default 1024. */
    double output_tokens;                 /**< Mean answer length, tokens, 1 .. 10^8. Default 1024. */
    double concurrency;                   /**< Requests in flight, 1 .. 10^7. Default 1. */
    double prefix_hit_frac;               /**< Share of the prompt found in the prefix cache, 0 .. 1. */
    double ttft_s;                        /**< Measured TTFT, s, 10^-9 .. 10^9. Optional. */
    double tpot_s;                        /**< Measured TPOT, s, 10^-9 .. 10^9. Optional. */
    double output_tokens_per_s;           /**< Measured output tokens of the whole deployment, 1/s, 10^-9 .. 10^15.
                                               Optional; absent: from TTFT and TPOT if both are given. */
    double estimated_ttft_s;              /**< Kinship 2 and 3: median TTFT by toll_serve_estimate() of the deployment
                                               and load that were measured, s; 0: not given. Ignored for 1. */
    double estimated_tpot_s;              /**< Kinship 2 and 3: median TPOT, likewise, s; 0: not given. Ignored for
                                               1. */
    double estimated_output_tokens_per_s; /**< Kinship 2 and 3: median throughput, likewise, 1/s; 0: from the other
                                               two. Ignored for 1. */
} toll_serve_anchor;

/**
 * Correction of the estimates of one deployment by measurements. A factor is the median of measured over estimated. A
 * share of deviation is the width of the interval with the anchors over the width without them.
 */
typedef struct toll_serve_correction {
    uint32_t struct_size;      /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;      /**< ::TOLL_KIND_SERVE_CORRECTION. */
    uint64_t corrected;        /**< TOLL_ANCHOR_* bits: metrics that had an anchor; the others stay as they are. */
    int64_t same_anchors;      /**< Anchors that were measured on this deployment. */
    int64_t sibling_anchors;   /**< Anchors that were measured on another layout. */
    double ttft_factor;        /**< Multiplies the time to first token, 10^-30 .. 10^30. Default 1. */
    double tpot_factor;        /**< Multiplies the time per output token, 10^-30 .. 10^30. Default 1. */
    double throughput_factor;  /**< Multiplies the throughputs, and divides E2E and energy per token, 10^-30 .. 10^30.
                                    Default 1. */
    double ttft_sd_frac;       /**< TTFT: deviation with the anchors / without, 0 .. 1. 0: no interval. Default 1. */
    double tpot_sd_frac;       /**< TPOT: deviation with the anchors / without, 0 .. 1. 0: no interval. Default 1. */
    double throughput_sd_frac; /**< Throughput: deviation with the anchors / without, 0 .. 1. 0: no interval. Default
                                    1. */
} toll_serve_correction;

/**
 * Shifts and narrows the estimates of a deployment by measured points; one point is enough.
 *
 * Use it if you have measured this deployment, or another layout of the same model, accelerator, engine version and
 * precision. Then call toll_serve_estimate_corrected(). Points of another model or engine do not help.
 *
 * ln(measured / estimated) is a sum of three independent parts: one shared by all layouts, one of this deployment, one
 * of this load. Their shares of the variance were found on published serving points:
 *
 *     TPOT, throughput  0.55  0.15  0.30
 *     TTFT              0.40  0.20  0.40
 *
 * Given the anchors, the first two parts have a normal posterior in closed form. Its mean is the logarithm of the
 * factor. Its variance and the load's part are the variance that remains.
 *
 * Example: one TPOT anchor of the same deployment takes 0.70 of its own log ratio and leaves 0.71 of the deviation. One
 * of a sibling takes 0.55 and leaves 0.84.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param anchors rows of measured points
 * @param n_anchors number of rows, 1 .. 65,536
 * @param stride_bytes distance between rows: the caller's sizeof(toll_serve_anchor)
 * @param[out] correction the correction; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_RANGE: n_anchors, or a row's field
 * - ::TOLL_E_STRIDE: the stride is not the size of a published row
 * - ::TOLL_E_MISSING: an anchor that measured nothing; one of kinship 2 or 3 without the estimate of a metric that it
 *   measured
 * - ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: a damaged deployment
 * - any status of the structs' checks
 *
 * Cost: O(rows * distinct rows of the model).
 */
TOLL_API toll_status toll_serve_calibrate(const void *deployment, uint64_t deployment_size,
                                          const toll_serve_anchor *anchors, uint64_t n_anchors, uint64_t stride_bytes,
                                          toll_serve_correction *correction, toll_error *err);

/**
 * Estimates a load as toll_serve_estimate() does, and applies a correction.
 *
 * Use it with the correction of the same deployment. Each metric's median is multiplied by its factor, and its interval
 * is narrowed. Power is not corrected. Anchors are closed loops, so the correction holds best for closed loops.
 *
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size in bytes
 * @param load the load
 * @param correction from toll_serve_calibrate() of this deployment
 * @param[out] result the steady state; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return as toll_serve_estimate(); any status of the correction's check
 */
TOLL_API toll_status toll_serve_estimate_corrected(const void *deployment, uint64_t deployment_size,
                                                   const toll_serve_load *load, const toll_serve_correction *correction,
                                                   toll_serve_result *result, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
