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
 * @brief Steady state of continuous batching, and what a token then costs. Estimated: every figure has an error bar.
 *
 * Metrics, as formulas, for a request that arrives at a, gets its first token at f, its last at l, and has O output
 * tokens:
 * - TTFT = f - a, seconds (queueing included)
 * - TPOT = (l - f) / (O - 1), seconds; not (l - a) / O, which some tools print
 * - E2E = l - a = TTFT + (O - 1) * TPOT
 * - throughput = concurrency * O / E2E, output tokens per second (Little's law), of the whole deployment
 *
 * `settle` finds the steady state in a closed loop of C requests in flight. B of them run, the rest wait: B is the least of
 * C, what the KV cache holds, what the engine allows and what prompts of I' computed tokens leave, `chunk * dp * O / I'`,
 * but at least dp. Each output token waits for its own decode step and for the prompts of the others, one mixed step at
 * most: `TPOT = decode(B) + (1 - meet) * (B - 1) * chunks * (mixed - decode) / O`, a prompt at its *marginal* cost in a mixed step.
 * `TTFT = request + chunks * mixed + decode / 2 + meet * (B - 1) * chunks * (mixed - decode) + waiting`: clients in a
 * closed loop move in step, so a share `meet` (toll_step_constants.prompt_meet_frac) of the others' prompts comes first, and
 * the rest delays tokens. With attention data parallelism `min(B, dp)` prompts are gathered, one a replica: B - 1 then reads
 * `B - min(B, dp)`.
 * In a pipeline of pp stages a chunk passes each stage whole, and the next follows a stage behind: `chunks * mixed` is then
 * the time of one chunk through all stages times `1 + (chunks - 1) / pp`.
 *
 * `price` divides the deployment's cost per hour by its tokens per hour. Input and output tokens share the step time by
 * marginal cost: a prompt chunk pays what it adds to a decode step, output pays the rest; the two prices times their
 * tokens sum to the cost.
 *
 * **Lengths that vary** (`input_cv`, `output_cv`): the mean context is `I + O/2 * (1 + cv^2)`, since an answer is met in
 * proportion to its length; a prompt token attends, on average, to `I/2 * (1 + cv^2)` of its own prompt.
 *
 * **Drafted tokens** (speculative decoding, multi-token prediction): a step verifies k drafted tokens beside each sequence's
 * own and yields `A = (1 - a^(k+1)) / (1 - a)` (Leviathan and others, arXiv 2211.17192); it computes `B * (k + 1)` tokens, reads
 * the cache of B, and takes `k * draft_time_frac` plain decode steps on top. TPOT = step / A.
 *
 * **Open loop**: requests arrive at a rate. One that arrives meets L = rate * S others (PASTA, Little's law), S being the time
 * in the engine beside them: `b = 1 + rate * S(b)` is solved for b. It saturates at the rate at which no slot is free, or prompts
 * come faster than chunks take them in. Waiting for a slot is M/G/c by Sakasegawa's formula, waiting for others' prompts
 * M/G/1; both times `(ca^2 + cs^2) / 2` (Allen and Cunneen), ca being `arrival_cv`. Waits are exponential for those who wait;
 * quantiles of TTFT add the own prompt, lognormal with `input_cv`, and a uniform part of a step. TPOT is normal: its variance is
 * that of the prompts that interrupt (Poisson) and of how many others run. Sources: queue.c, open_loop.c.
 *
 * **Closed loop quantiles**: of C clients, the number of prompts met is binomial with `meet`; a wait for a slot is as many
 * departures as wait; their sum is taken as gamma.
 *
 * **Fixed batch**: equal requests start together; their prompts fill steps of a chunk per replica, then all decode. TTFT is the
 * end of the prompts. What memory does not hold at full length runs in further waves.
 *
 * Limits: coarse queueing beyond capacity in closed loop; no preemption; requests are served first come, first served.
 *
 * @snippet serve.c serve
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* How requests come: toll_serve_load.mode. */
#define TOLL_LOAD_CLOSED 0 /**< `concurrency` clients, each sends its next request when the last one has ended. */
#define TOLL_LOAD_OPEN                                                                                                 \
    1 /**< Requests arrive at `requests_per_s`, however many are in flight; concurrency is ignored. */
#define TOLL_LOAD_BATCH  2 /**< A fixed batch of `concurrency` requests, run once; 1: single stream. */
#define TOLL_LOAD_DECODE 3 /**< `concurrency` requests that decode only: their prompts were taken in elsewhere. */

/** What the deployment is asked to do. */
typedef struct toll_serve_load {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_SERVE_LOAD. */
    double input_tokens;  /**< Mean prompt length (ISL), 1 .. 10^8. */
    double output_tokens; /**< Mean answer length (OSL), 1 .. 10^8. */
    double concurrency;   /**< Requests in flight over the whole deployment, 1 .. 10^7. */
    double
        prefix_hit_frac; /**< Share of the prompt found in the prefix cache, 0 .. 1; at least one token is computed. */
    uint32_t mode;       /**< How requests come: TOLL_LOAD_*. 0: closed loop. */
    uint32_t reserved;   /**< 0. */
    double requests_per_s; /**< Arrivals at the whole deployment, 10^-12 .. 10^6 in open loop; 0 otherwise. */
    double arrival_cv; /**< Coefficient of variation of the time between arrivals, 0 .. 10; 0 stands for 1: Poisson. */
    double input_cv;   /**< Coefficient of variation (standard deviation / mean) of prompt lengths, 0 .. 10. */
    double output_cv;  /**< The same of answer lengths, 0 .. 10. */
    double draft_tokens;    /**< Tokens drafted and verified per step (speculation, MTP), 0 .. 64; 0: none. */
    double accept_frac;     /**< Chance that a drafted token is accepted when those before it are, 0 .. 1. */
    double draft_time_frac; /**< Time to draft one token / time of a plain decode step, 0 .. 1. */
} toll_serve_load;

/** Steady state. */
typedef struct toll_serve_result {
    uint32_t struct_size;           /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;           /**< ::TOLL_KIND_SERVE_RESULT. */
    uint64_t known;                 /**< TOLL_RESULT_* bits. */
    toll_range ttft_s;              /**< Time to first token. */
    toll_range tpot_s;              /**< Time per output token after the first. */
    toll_range e2e_s;               /**< Whole request. */
    toll_range output_tokens_per_s; /**< Output tokens of the whole deployment. */
    toll_range input_tokens_per_s;  /**< Prompt tokens of the whole deployment, cached ones included. */
    toll_range requests_per_s;      /**< Finished requests of the whole deployment. */
    toll_range power_w;             /**< All accelerators; not the hosts. Optional. */
    toll_range output_token_j;      /**< Accelerator energy per output token, its share of the step. Optional. */
    toll_range input_token_j;       /**< Accelerator energy per prompt token. Optional. */
    double input_tokens;            /**< As asked. */
    double output_tokens;           /**< As asked. */
    double running_sequences;       /**< Requests that run at once. */
    double waiting_sequences;       /**< Requests that wait. */
    double input_time_frac;         /**< Share of the step time that prompts pay. */
    double step_s;                  /**< Median time of a decode step. */
    double weights_frac;            /**< Share of TPOT: reading weights. */
    double kv_frac;                 /**< Share of TPOT: reading KV cache and state. */
    double compute_frac;            /**< Share of TPOT: arithmetic. */
    double link_frac;               /**< Share of TPOT: communication. */
    double overhead_frac;           /**< Share of TPOT: kernel starts and host work. */
    double prefill_frac;            /**< Share of TPOT: prompts of other requests. */
    int64_t gpus;                   /**< Accelerators of the deployment. */
    uint32_t bound;                 /**< TOLL_BOUND_*. */
    uint32_t fit;      /**< TOLL_FIT_*: the weights and one request of full length per attention replica. */
    uint32_t validity; /**< TOLL_VALIDITY_*. */
    uint32_t reserved; /**< 0. */
    uint64_t flags;    /**< TOLL_FLAG_* bits. */
} toll_serve_result;

/* Whether a deployment keeps up: toll_serve_queue.stability. */
#define TOLL_STABILITY_STABLE   1 /**< It does, even where it is as slow as the interval allows. */
#define TOLL_STABILITY_NEAR     2 /**< It may not: the rate lies within the interval of the saturation rate. */
#define TOLL_STABILITY_UNSTABLE 3 /**< It does not: the line grows without end. */

/* Bits of toll_serve_queue.known. */
#define TOLL_QUEUE_TIMES 0x1u /**< Times and what runs are given: the load is stable. */

/** How requests wait, and how their times are spread. Quantiles are over requests; the error bar of each is the estimate's. */
typedef struct toll_serve_queue {
    uint32_t struct_size;                 /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;                 /**< ::TOLL_KIND_SERVE_QUEUE. */
    uint64_t known;                       /**< TOLL_QUEUE_* bits. */
    toll_range saturation_requests_per_s; /**< The rate beyond which the line grows without end, whole deployment. */
    toll_range utilisation_frac; /**< Open loop: arrivals / saturation. Closed loop: running / most that can. */
    toll_range ttft_p50_s;       /**< Half of the requests get their first token sooner. Optional. */
    toll_range ttft_p95_s;       /**< 95 % of them do. Optional. */
    toll_range ttft_p99_s;       /**< 99 % of them do. Optional. */
    toll_range tpot_p50_s;       /**< TPOT of a request, its mean over the answer: median. Optional. */
    toll_range tpot_p95_s;       /**< 95 %. Optional. */
    toll_range tpot_p99_s;       /**< 99 %. Optional. */
    double slot_wait_s;          /**< Mean wait for KV cache or a sequence slot. Optional. */
    double prompt_wait_s;        /**< Mean wait for the prompts of others, beyond one step. Optional. */
    double wait_frac;            /**< Share of the requests that wait for either, 0 .. 1. Optional. */
    double running_sequences;    /**< Requests that run at once, mean over time. Optional. */
    double slots;                /**< Requests that memory and engine allow at once. */
    uint32_t stability;          /**< TOLL_STABILITY_*. */
    uint32_t validity;           /**< TOLL_VALIDITY_*. */
    uint64_t flags;              /**< TOLL_FLAG_* bits. */
} toll_serve_queue;

/* Bits of toll_serve_limits.known. */
#define TOLL_LIMIT_TTFT_P50 0x1u  /**< ttft_p50_s is given. */
#define TOLL_LIMIT_TTFT_P95 0x2u  /**< ttft_p95_s is given. */
#define TOLL_LIMIT_TTFT_P99 0x4u  /**< ttft_p99_s is given. */
#define TOLL_LIMIT_TPOT_P50 0x8u  /**< tpot_p50_s is given. */
#define TOLL_LIMIT_TPOT_P95 0x10u /**< tpot_p95_s is given. */
#define TOLL_LIMIT_TPOT_P99 0x20u /**< tpot_p99_s is given. */

/** What users are promised: limits of quantiles, as far as they are given. */
typedef struct toll_serve_limits {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_SERVE_LIMITS. */
    uint64_t known;       /**< TOLL_LIMIT_* bits; none: stability alone. */
    double ttft_p50_s;    /**< Time to first token that half of the requests keep, 0 .. 10^9. Optional. */
    double ttft_p95_s;    /**< 95 % of them. Optional. */
    double ttft_p99_s;    /**< 99 % of them. Optional. */
    double tpot_p50_s;    /**< Time per output token that half of the requests keep, 0 .. 10^9. Optional. */
    double tpot_p95_s;    /**< 95 % of them. Optional. */
    double tpot_p99_s;    /**< 99 % of them. Optional. */
} toll_serve_limits;

/** What an accelerator-hour costs. */
typedef struct toll_serve_supply {
    uint32_t struct_size;        /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;        /**< ::TOLL_KIND_SERVE_SUPPLY. */
    uint64_t known;              /**< TOLL_SUPPLY_* bits. */
    toll_range usd_per_gpu_hour; /**< Price of one accelerator-hour, 0 .. 10^6. */
    double utilisation_frac;     /**< Share of the paid hours at this load, above 0 .. 1; the rest is idle but paid. */
    double gpus_billed;          /**< Accelerators paid for, at least those used (whole nodes). Optional. */
    double usd_per_kwh;          /**< Electricity paid on top, for owned hardware. Optional. */
    double pue;                  /**< Facility power / IT power, 1 .. 3. Optional: 1. */
    double server_power_frac;    /**< Host power / accelerator power, 0 .. 3. Optional: 0. */
} toll_serve_supply;

#define TOLL_SUPPLY_GPUS_BILLED  0x1u /**< gpus_billed is given. */
#define TOLL_SUPPLY_USD_PER_KWH  0x2u /**< usd_per_kwh is given. */
#define TOLL_SUPPLY_PUE          0x4u /**< pue is given. */
#define TOLL_SUPPLY_SERVER_POWER 0x8u /**< server_power_frac is given. */

/** Cost per token. Mid values: input price * input tokens + output price * output tokens = cost per request. */
typedef struct toll_serve_cost {
    uint32_t struct_size;               /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;               /**< ::TOLL_KIND_SERVE_COST. */
    toll_range usd_per_mtok_input;      /**< Per million prompt tokens, cached ones included. */
    toll_range usd_per_mtok_output;     /**< Per million output tokens. */
    toll_range usd_per_mtok_blended;    /**< Cost per million tokens of both kinds. */
    toll_range usd_per_mtok_output_all; /**< The whole cost over the output tokens alone, as many reports print it. */
    toll_range usd_per_request;         /**< Per request. */
    toll_range usd_per_hour;            /**< Of the deployment, electricity included. */
    double energy_usd_per_hour;         /**< The electricity in it; 0 when no tariff is given. */
    uint32_t validity;                  /**< TOLL_VALIDITY_*, of the load result. */
    uint32_t reserved;                  /**< 0. */
    uint64_t flags;                     /**< TOLL_FLAG_* bits, of the load result. */
} toll_serve_cost;

/** What admitting one more request to a given batch adds. */
typedef struct toll_serve_admission {
    uint32_t struct_size;      /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;      /**< ::TOLL_KIND_SERVE_ADMISSION. */
    toll_range step_s;         /**< A step of the batch as it is; 0: the engine is idle. */
    toll_range prompt_step_s;  /**< A step that takes a chunk of the request's prompt too. */
    toll_range decode_step_s;  /**< A step in which the request decodes too. */
    toll_range ttft_s;         /**< Its first token when it is admitted to the next step. */
    toll_range prompt_added_s; /**< Device time that its prompt adds: chunks * (prompt_step - step). */
    toll_range decode_added_s; /**< Device time that its later tokens add: steps * (decode_step - step). */
    toll_range added_s;        /**< Both. */
    toll_range usd;            /**< What both cost, at the supply's price of the whole deployment. */
    double delay_s;            /**< What each running request's next tokens wait longer for, in all. */
    double prompt_steps;       /**< Steps that take a chunk of its prompt. */
    double decode_steps;       /**< Steps that decode its later tokens. */
    int64_t request_bytes;     /**< KV cache and state that it holds at full length, fullest accelerator. */
    int64_t free_bytes;        /**< What the batch leaves free there; negative: the batch itself does not fit. */
    uint32_t fit;              /**< TOLL_FIT_*: whether it has room at full length. */
    uint32_t validity;         /**< TOLL_VALIDITY_*. */
    uint64_t flags;            /**< TOLL_FLAG_* bits. */
} toll_serve_admission;

/** One request of a step, for toll_serve_allocate(). Frozen. */
typedef struct toll_serve_part {
    double decode_tokens;  /**< Tokens that it decodes in the step, 0 .. 10^7: 1, or 0 while its prompt is taken. */
    double context_tokens; /**< Its tokens in the KV cache, 0 .. 10^9. */
    double prefill_tokens; /**< Prompt tokens of it that the step takes, 0 .. 10^9. */
    double prefill_context_tokens; /**< Prompt tokens of it in the cache already, 0 .. 10^9. */
} toll_serve_part;

#define TOLL_SERVE_SHARES 1000000000000000 /**< What the weights of toll_serve_allocate() sum to: 10^15. */

/** Cost per million tokens, three ways. Each pair times its tokens: reserved and busy sum to the cost of a request. */
typedef struct toll_serve_split {
    uint32_t struct_size;                    /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;                    /**< ::TOLL_KIND_SERVE_SPLIT. */
    toll_range reserved_usd_per_mtok_input;  /**< Reservation cost: the idle hours of the supply included. */
    toll_range reserved_usd_per_mtok_output; /**< The same for output tokens. */
    toll_range busy_usd_per_mtok_input;      /**< Without idle hours. */
    toll_range busy_usd_per_mtok_output;     /**< The same for output tokens. */
    toll_range marginal_usd_per_mtok_input;  /**< Marginal cost: the device time that one more prompt token adds. */
    toll_range marginal_usd_per_mtok_output; /**< The same for one more output token. */
    double input_time_frac;                  /**< Share of the step time that prompts pay. */
    double marginal_frac;                    /**< Share of the busy cost that is marginal; the rest is shared by all. */
    uint32_t validity;                       /**< TOLL_VALIDITY_*. */
    uint32_t reserved;                       /**< 0. */
    uint64_t flags;                          /**< TOLL_FLAG_* bits. */
} toll_serve_split;

/**
 * What TTFT and TPOT are made of, and what would move them. Terms are medians in seconds and sum to the median of
 * toll_serve_estimate(). Elasticities: -0.7 by bandwidth says that 1 % more bandwidth takes 0.7 % off.
 */
typedef struct toll_serve_terms {
    uint32_t struct_size;           /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;           /**< ::TOLL_KIND_SERVE_TERMS. */
    double tpot_weights_s;          /**< TPOT: reading weights. */
    double tpot_kv_s;               /**< TPOT: reading KV cache and state. */
    double tpot_compute_s;          /**< TPOT: arithmetic. */
    double tpot_link_s;             /**< TPOT: communication. */
    double tpot_overhead_s;         /**< TPOT: kernel starts and host work. */
    double tpot_prompts_s;          /**< TPOT: prompts of other requests. */
    double ttft_prompt_s;           /**< TTFT: the own prompt, host work and the step that runs. */
    double ttft_wait_s;             /**< TTFT: waiting for others' prompts, a slot or memory. */
    double ttft_by_bandwidth;       /**< d ln TTFT / d ln of memory bandwidth. */
    double ttft_by_compute;         /**< d ln TTFT / d ln of peak compute rates. */
    double ttft_by_link;            /**< d ln TTFT / d ln of link bandwidth. */
    double ttft_by_overhead;        /**< d ln TTFT / d ln of kernel starts, host work and link latencies. */
    double ttft_by_load;            /**< d ln TTFT / d ln of concurrency, or the rate of arrivals. */
    double ttft_by_input;           /**< d ln TTFT / d ln of the mean prompt length. */
    double ttft_by_output;          /**< d ln TTFT / d ln of the mean answer length. */
    double tpot_by_bandwidth;       /**< d ln TPOT / d ln of memory bandwidth. */
    double tpot_by_compute;         /**< d ln TPOT / d ln of peak compute rates. */
    double tpot_by_link;            /**< d ln TPOT / d ln of link bandwidth. */
    double tpot_by_overhead;        /**< d ln TPOT / d ln of kernel starts, host work and link latencies. */
    double tpot_by_load;            /**< d ln TPOT / d ln of concurrency, or the rate of arrivals. */
    double tpot_by_input;           /**< d ln TPOT / d ln of the mean prompt length. */
    double tpot_by_output;          /**< d ln TPOT / d ln of the mean answer length. */
    double throughput_by_bandwidth; /**< d ln throughput / d ln of memory bandwidth. */
    double throughput_by_compute;   /**< d ln throughput / d ln of peak compute rates. */
    double throughput_by_link;      /**< d ln throughput / d ln of link bandwidth. */
    double throughput_by_overhead;  /**< d ln throughput / d ln of kernel starts, host work and link latencies. */
    double throughput_by_load;      /**< d ln throughput / d ln of concurrency, or the rate of arrivals. */
    double throughput_by_input;     /**< d ln throughput / d ln of the mean prompt length. */
    double throughput_by_output;    /**< d ln throughput / d ln of the mean answer length. */
    double step_s;                  /**< Time of a decode step. */
    double step_tokens;             /**< Tokens that it yields for each sequence: 1 without drafts. */
    double running_sequences;       /**< Sequences in it. */
    double context_tokens;          /**< Mean tokens in the cache of one of them. */
    double prompt_steps;            /**< Steps that take a prompt. */
    double prompt_step_s;           /**< What a chunk of another's prompt adds to a step. */
    uint32_t bound;                 /**< TOLL_BOUND_*. */
    uint32_t validity;              /**< TOLL_VALIDITY_*. */
    uint64_t flags;                 /**< TOLL_FLAG_* bits. */
} toll_serve_terms;

/** Two pools of equal units each: one deployment takes prompts in, another one answers. */
typedef struct toll_serve_pools {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_SERVE_POOLS. */
    int64_t prefill_units; /**< Deployments that take prompts in, 0 .. 10^6; 0: as many as match the other pool. */
    int64_t decode_units;  /**< Deployments that answer, 1 .. 10^6. */
    double kv_bytes_per_s; /**< Rate at which one accelerator sends its part of the cache, one way, 1 .. 10^18. */
    double kv_start_s;     /**< Time until a transfer starts, 0 .. 10. Default: 0. */
} toll_serve_pools;

/* Which pool is full: toll_serve_pooled.bound_pool. */
#define TOLL_POOL_CLIENTS 1 /**< Neither: the clients in flight are too few. */
#define TOLL_POOL_PREFILL 2 /**< Prompts queue. */
#define TOLL_POOL_DECODE  3 /**< Answers wait for a slot. */

/** Steady state of two pools in a closed loop. TTFT = host + prompt + prompt_wait + send + slot_wait. */
typedef struct toll_serve_pooled {
    uint32_t struct_size;                   /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;                   /**< ::TOLL_KIND_SERVE_POOLED. */
    toll_range ttft_s;                      /**< Time to first token: it leaves once the cache has arrived. */
    toll_range tpot_s;                      /**< Time per output token after the first. */
    toll_range e2e_s;                       /**< Whole request. */
    toll_range requests_per_s;              /**< Finished requests of both pools. */
    toll_range output_tokens_per_s;         /**< Output tokens of both pools. */
    toll_range output_tokens_per_s_per_gpu; /**< The same for each accelerator of both. */
    double prompt_s;                        /**< One's own prompt, alone. */
    double prompt_wait_s;                   /**< Waiting for others' prompts. */
    double send_s;                          /**< Sending the cache. */
    double slot_wait_s;                     /**< Waiting for a slot to answer. */
    double decoding_sequences;              /**< Requests that decode at once, all units. */
    double waiting_sequences;               /**< Requests that wait in either pool. */
    double prefill_load_frac;               /**< Share of what the prompts' pool could do. */
    double decode_load_frac;                /**< Share of the slots of the other pool that are taken. */
    double prefill_units_per_decode;        /**< Ratio at which both pools are as fast, decoding at its fullest. */
    int64_t send_bytes;                     /**< Cache of one prompt on the fullest accelerator. */
    int64_t prefill_units;                  /**< As asked, or found. */
    int64_t gpus;                           /**< Accelerators of both pools. */
    uint32_t bound_pool;                    /**< TOLL_POOL_*. */
    uint32_t fit;                           /**< TOLL_FIT_*: the worse of both. */
    uint32_t validity;                      /**< TOLL_VALIDITY_*. */
    uint32_t reserved;                      /**< 0. */
    uint64_t flags;                         /**< TOLL_FLAG_* bits of both; always ::TOLL_FLAG_SPLIT_POOLS. */
} toll_serve_pooled;

/** Where the energy goes and what it emits: what stands around the accelerators. */
typedef struct toll_serve_site {
    uint32_t struct_size;       /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;       /**< ::TOLL_KIND_SERVE_SITE. */
    uint64_t known;             /**< TOLL_SITE_* bits. */
    toll_range host_power_frac; /**< What the rest of the server draws at the wall (processors, memory, network, fans,
                                     losses of its supplies) / accelerator power, 0 .. 3. Optional: a typical one. */
    double pue;                 /**< Facility energy / IT energy, 1 .. 3. Optional: facility figures are not known. */
    double location_kg_per_kwh; /**< CO2e per kWh, location-based: the grid's average, 0 .. 5. Optional. */
    double market_kg_per_kwh;   /**< CO2e per kWh, market-based: what is contracted, 0 .. 5. Optional. */
} toll_serve_site;

#define TOLL_SITE_HOST     0x1u /**< host_power_frac is given. */
#define TOLL_SITE_PUE      0x2u /**< pue is given. */
#define TOLL_SITE_LOCATION 0x4u /**< location_kg_per_kwh is given. */
#define TOLL_SITE_MARKET   0x8u /**< market_kg_per_kwh is given. */

/**
 * Power and energy of a steady state at three boundaries, never mixed: the accelerators (as NVML counts), the whole system
 * (at the wall, as SPECpower and MLPerf measure), the facility (with cooling and distribution). Mid values: output_token_j *
 * output tokens + input_token_j * input tokens = request_j.
 */
typedef struct toll_serve_energy {
    uint32_t struct_size;                  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;                  /**< ::TOLL_KIND_SERVE_ENERGY. */
    uint64_t known;                        /**< TOLL_ENERGY_* bits. */
    toll_range host_power_frac;            /**< As used. */
    toll_range accelerator_w;              /**< All accelerators. */
    toll_range accelerator_request_j;      /**< Per request. */
    toll_range accelerator_output_token_j; /**< Per output token, its share of the steps. */
    toll_range accelerator_input_token_j;  /**< Per prompt token. */
    toll_range system_w;                   /**< With the rest of the servers. */
    toll_range system_request_j;           /**< Per request. */
    toll_range system_output_token_j;      /**< Per output token. */
    toll_range system_input_token_j;       /**< Per prompt token. */
    toll_range facility_w;                 /**< With cooling and distribution. Optional. */
    toll_range facility_request_j;         /**< Per request. Optional. */
    toll_range facility_output_token_j;    /**< Per output token. Optional. */
    toll_range facility_input_token_j;     /**< Per prompt token. Optional. */
    toll_range location_kg_per_hour;       /**< CO2e of the facility's energy, location-based. Optional. */
    toll_range location_g_per_request;     /**< Per request. Optional. */
    toll_range market_kg_per_hour;         /**< CO2e of the facility's energy, market-based. Optional. */
    toll_range market_g_per_request;       /**< Per request. Optional. */
    uint32_t validity;                     /**< TOLL_VALIDITY_*, of the load result. */
    uint32_t reserved;                     /**< 0. */
    uint64_t flags;                        /**< TOLL_FLAG_* bits, of the load result. */
} toll_serve_energy;

#define TOLL_ENERGY_FACILITY 0x1u /**< The facility's figures: the site's PUE is given. */
#define TOLL_ENERGY_LOCATION 0x2u /**< Location-based CO2e: PUE and intensity are given. */
#define TOLL_ENERGY_MARKET   0x4u /**< Market-based CO2e: PUE and intensity are given. */

/**
 * Steady state of a deployment under a load.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param load the load
 * @param[out] result the steady state; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK also when it does not fit (result->fit says so, with ::TOLL_FLAG_NO_FIT) and when it cannot keep up with
 *         an open loop, or may not (::TOLL_FLAG_UNSTABLE; every figure in time is then 0 and not known); ::TOLL_E_CONFLICT
 *         (a rate without ::TOLL_LOAD_OPEN, or that mode without a rate; a fixed batch whose lengths vary); ::TOLL_E_OBJECT;
 *         ::TOLL_E_BUFFER; any status of the structs' checks. O(distinct rows).
 */
TOLL_API toll_status toll_serve_estimate(const void *deployment, uint64_t deployment_size, const toll_serve_load *load,
                                         toll_serve_result *result, toll_error *err);

/**
 * Columnar twin of toll_serve_estimate(): medians of many loads.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param input_tokens `count` values
 * @param output_tokens `count` values
 * @param concurrency `count` values
 * @param count rows; 0 is allowed, with any columns
 * @param[out] ttft_s `count` medians; NULL allowed
 * @param[out] tpot_s `count` medians; NULL allowed
 * @param[out] output_tokens_per_s `count` medians; NULL allowed
 * @param[out] statuses `count` statuses; NULL allowed
 * @param[out] err the first failing row; NULL allowed
 * @return ::TOLL_OK when every row is; else the status of the first failing row (the others are still computed, a
 *         failed row's results are 0), or ::TOLL_E_NULL, ::TOLL_E_RANGE for the count, ::TOLL_E_OBJECT, ::TOLL_E_BUFFER
 *         (nothing is written).
 */
TOLL_API toll_status toll_serve_estimate_columns(const void *deployment, uint64_t deployment_size,
                                                 const double *input_tokens, const double *output_tokens,
                                                 const double *concurrency, uint64_t count, double *ttft_s,
                                                 double *tpot_s, double *output_tokens_per_s, int32_t *statuses,
                                                 toll_error *err);

/**
 * How requests wait under a load, closed or open, and the quantiles of TTFT and TPOT.
 *
 * In open loop a load is stable when its rate lies below the saturation rate's interval; near it or beyond it is not, and
 * no time is given (::TOLL_QUEUE_TIMES is clear). In closed loop a load is always stable.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param load the load; its mode is ::TOLL_LOAD_CLOSED or ::TOLL_LOAD_OPEN
 * @param[out] queue the waits and quantiles; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK also when it is unstable; ::TOLL_E_CONFLICT (a mode without a queue, and as toll_serve_estimate());
 *         ::TOLL_E_OBJECT; ::TOLL_E_BUFFER; any status of the structs' checks. O(distinct rows).
 */
TOLL_API toll_status toll_serve_estimate_queue(const void *deployment, uint64_t deployment_size,
                                               const toll_serve_load *load, toll_serve_queue *queue, toll_error *err);

/**
 * Columnar twin of toll_serve_estimate() in open loop: medians at many rates.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param load what the rows have in common: all but the three columns, which its own values give way to
 * @param input_tokens `count` values
 * @param output_tokens `count` values
 * @param requests_per_s `count` values, 10^-12 .. 10^6
 * @param count rows; 0 is allowed, with any columns
 * @param[out] ttft_s `count` means over the requests, 0 where the row is not stable; NULL allowed
 * @param[out] tpot_s `count` means, 0 where the row is not stable; NULL allowed
 * @param[out] running_sequences `count` means over time, 0 where the row is not stable; NULL allowed
 * @param[out] stabilities `count` TOLL_STABILITY_*, 0 where the row failed; NULL allowed
 * @param[out] statuses `count` statuses; NULL allowed
 * @param[out] err the first failing row; NULL allowed
 * @return as toll_serve_estimate_columns(); ::TOLL_E_CONFLICT also where the load's mode is neither ::TOLL_LOAD_CLOSED nor
 *         ::TOLL_LOAD_OPEN.
 */
TOLL_API toll_status toll_serve_estimate_open_columns(const void *deployment, uint64_t deployment_size,
                                                      const toll_serve_load *load, const double *input_tokens,
                                                      const double *output_tokens, const double *requests_per_s,
                                                      uint64_t count, double *ttft_s, double *tpot_s,
                                                      double *running_sequences, int32_t *stabilities,
                                                      int32_t *statuses, toll_error *err);

/**
 * The highest rate of arrivals at which every given limit holds, by the medians of the estimate. Also below saturation.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param load lengths and variation; mode ::TOLL_LOAD_CLOSED or ::TOLL_LOAD_OPEN; concurrency and rate are ignored
 * @param limits what users are promised
 * @param[out] requests_per_s the rate, to 0.1 % below; 0: a limit is missed by requests that meet nobody
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_CONFLICT (a mode without a queue); ::TOLL_E_OBJECT; ::TOLL_E_BUFFER; any status of the
 *         structs' checks. About 20 times toll_serve_estimate_queue().
 */
TOLL_API toll_status toll_serve_bound_rate(const void *deployment, uint64_t deployment_size,
                                           const toll_serve_load *load, const toll_serve_limits *limits,
                                           double *requests_per_s, toll_error *err);

/**
 * Cost per token of a steady state.
 * @param result from toll_serve_estimate()
 * @param supply what an accelerator-hour costs
 * @param[out] cost the costs; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_MISSING (an electricity tariff is given but the power is not known); ::TOLL_E_CONFLICT
 *         (fewer accelerators paid for than used; a price range that is not ordered); ::TOLL_E_RANGE or
 *         ::TOLL_E_NOT_FINITE for a made-up result whose cost is beyond 10^300; any status of the structs' checks.
 */
TOLL_API toll_status toll_serve_estimate_cost(const toll_serve_result *result, const toll_serve_supply *supply,
                                              toll_serve_cost *cost, toll_error *err);

/**
 * What admitting one more request to the batch of this moment adds: a scheduler's question.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param batch the step as it is; may be empty: the engine is idle
 * @param load the request: its lengths, prefix hits and drafts; the rest is ignored
 * @param supply what an accelerator-hour costs; utilisation is ignored, electricity too
 * @param[out] admission what it adds; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK also when it has no room (admission->fit says so); ::TOLL_E_OBJECT; ::TOLL_E_BUFFER; any status of the
 *         structs' checks. Three steps' time.
 */
TOLL_API toll_status toll_serve_estimate_admission(const void *deployment, uint64_t deployment_size,
                                                   const toll_step_batch *batch, const toll_serve_load *load,
                                                   const toll_serve_supply *supply, toll_serve_admission *admission,
                                                   toll_error *err);

/**
 * Shares a step among the requests in it. Each pays what it adds, T(all) - T(all others); what is left, the weights' read
 * and the host's work, is paid in equal parts. Where the requests add more than the whole, each pays in proportion.
 *
 * The weights sum to ::TOLL_SERVE_SHARES exactly (rounded cumulatively, each within one of its exact share), so that
 * toll_amount_allocate() splits an exact amount by them; the seconds sum to the step's time but for rounding.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param parts the requests
 * @param count how many, 1 .. 10^7
 * @param stride_bytes distance between rows: the caller's sizeof(toll_serve_part)
 * @param[out] seconds `count` values: each request's share of the step's median time
 * @param[out] weights `count` values: the shares as whole numbers; NULL allowed
 * @param[out] err names the first wrong row; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_RANGE (count; a row's field); ::TOLL_E_CONFLICT (a row without tokens); ::TOLL_E_STRIDE;
 *         ::TOLL_E_OBJECT; ::TOLL_E_BUFFER; any status of the rows' checks. O(count * distinct rows of the model).
 */
TOLL_API toll_status toll_serve_allocate(const void *deployment, uint64_t deployment_size, const toll_serve_part *parts,
                                         uint64_t count, uint64_t stride_bytes, double *seconds, int64_t *weights,
                                         toll_error *err);

/**
 * Cost per token of a load, three ways: with the idle hours that a reservation pays, without them, and at the margin.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param load the load
 * @param supply what an accelerator-hour costs
 * @param[out] split the costs; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_serve_estimate() and toll_serve_estimate_cost(); ::TOLL_E_CONFLICT also where the load is unstable.
 */
TOLL_API toll_status toll_serve_estimate_split(const void *deployment, uint64_t deployment_size,
                                               const toll_serve_load *load, const toll_serve_supply *supply,
                                               toll_serve_split *split, toll_error *err);

/**
 * What TTFT and TPOT of a load are made of, which term binds, and how they would answer to other hardware and loads.
 *
 * Elasticities are central differences of 1 %. By homogeneity those to bandwidth, compute, link and overhead (and, in open
 * loop, to the rate of arrivals) sum to one; that to overhead is found so.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param load the load
 * @param[out] terms terms and elasticities; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_serve_estimate(); ::TOLL_E_CONFLICT also where the load is unstable. About 14 times toll_serve_estimate().
 */
TOLL_API toll_status toll_serve_estimate_terms(const void *deployment, uint64_t deployment_size,
                                               const toll_serve_load *load, toll_serve_terms *terms, toll_error *err);

/**
 * Steady state of disaggregated pools in a closed loop, and the ratio of pools at which their rates match.
 *
 * Prompts are taken in by M/G/c with a server for each replica; answers decode without prompts between them. The number that
 * decodes is the one at which all clients are accounted for: rate * (host + prompt + wait + send) + decoding = concurrency.
 * Clients of a closed loop start together, so that a prompt waits at least for a tenth of the others' (the share that one
 * deployment's prompt_meet_frac was fitted to; at most that). Nothing was fitted to pools: docs/accuracy.md says how far off
 * they are.
 * @param prefill deployment of the units that take prompts in, from toll_step_resolve()
 * @param prefill_size its size
 * @param decode deployment of the units that answer
 * @param decode_size its size
 * @param load a closed loop over both pools; output_tokens above 1
 * @param pools how many units, and the fabric between them
 * @param[out] pooled the steady state; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK also when it does not fit; ::TOLL_E_CONFLICT (another mode than ::TOLL_LOAD_CLOSED; one output token);
 *         ::TOLL_E_OBJECT; ::TOLL_E_BUFFER; any status of the structs' checks. About 50 steps' time.
 */
TOLL_API toll_status toll_serve_estimate_pools(const void *prefill, uint64_t prefill_size, const void *decode,
                                               uint64_t decode_size, const toll_serve_load *load,
                                               const toll_serve_pools *pools, toll_serve_pooled *pooled,
                                               toll_error *err);

/**
 * Power, energy and emissions of a steady state. The accelerators' power follows the load: what their units are busy with in
 * a step of the median length. Idle hours are not in it, nor what making the hardware emitted.
 * @param result from toll_serve_estimate()
 * @param site what stands around the accelerators
 * @param[out] energy the figures; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_MISSING (the result's power is not known, because the accelerator's TDP is not; or an intensity
 *         is given without a PUE, which emissions need); ::TOLL_E_CONFLICT (a range that is not ordered); ::TOLL_E_RANGE or
 *         ::TOLL_E_NOT_FINITE for a made-up result whose energy is beyond 10^300; any status of the structs' checks.
 */
TOLL_API toll_status toll_serve_estimate_energy(const toll_serve_result *result, const toll_serve_site *site,
                                                toll_serve_energy *energy, toll_error *err);

/* What an anchor measured, and what a correction knows: bits of `known`. */
#define TOLL_ANCHOR_TTFT       0x1u /**< ttft_s is given. */
#define TOLL_ANCHOR_TPOT       0x2u /**< tpot_s is given. */
#define TOLL_ANCHOR_THROUGHPUT 0x4u /**< output_tokens_per_s is given. */

/* Where an anchor was measured. */
#define TOLL_KIN_SAME    1 /**< On this very deployment, at any load. */
#define TOLL_KIN_SIBLING 2 /**< The same model, accelerator, engine version and precision in another layout. */

/** One measured point of one's own. A row: no header, its size is the stride. */
typedef struct toll_serve_anchor {
    uint64_t known;             /**< TOLL_ANCHOR_* bits: what was measured. */
    uint32_t kinship;           /**< TOLL_KIN_*: of this deployment, or of another layout. */
    uint32_t reserved;          /**< 0. */
    double input_tokens;        /**< As toll_serve_load. */
    double output_tokens;       /**< As toll_serve_load. */
    double concurrency;         /**< As toll_serve_load. */
    double prefix_hit_frac;     /**< As toll_serve_load. */
    double ttft_s;              /**< Measured. Optional. */
    double tpot_s;              /**< Measured. Optional. */
    double output_tokens_per_s; /**< Measured, of the whole deployment. Optional; from the other two where both are. */
    double estimated_ttft_s;    /**< Of a sibling: toll_serve_estimate() of its own deployment; 0 otherwise. */
    double estimated_tpot_s;    /**< The same. */
    double estimated_output_tokens_per_s; /**< The same. */
} toll_serve_anchor;

/**
 * What one's own measurements change. A factor is the median of what the deployment takes or yields over what was
 * estimated; a share of deviation says how much narrower its intervals are than without the anchors.
 */
typedef struct toll_serve_correction {
    uint32_t struct_size;      /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;      /**< ::TOLL_KIND_SERVE_CORRECTION. */
    uint64_t corrected;        /**< TOLL_ANCHOR_* bits: which metrics had an anchor; the others stay as they are. */
    int64_t same_anchors;      /**< Rows that were TOLL_KIN_SAME. */
    int64_t sibling_anchors;   /**< Rows that were TOLL_KIN_SIBLING. */
    double ttft_factor;        /**< Multiplies the time to first token. */
    double tpot_factor;        /**< Multiplies the time per output token. */
    double throughput_factor;  /**< Multiplies the throughputs, and divides E2E and energy per token. */
    double ttft_sd_frac;       /**< Deviation with the anchors / without. */
    double tpot_sd_frac;       /**< The same. */
    double throughput_sd_frac; /**< The same. */
} toll_serve_correction;

/**
 * Shifts and narrows the estimates of a deployment by one's own measured points; one is enough.
 *
 * The log ratio of measured to estimated is a sum of three independent parts: one shared by all layouts of a model,
 * accelerator, engine version and precision, one of this deployment, one of this load. Their shares of the variance are
 * 0.55, 0.15 and 0.30 (first token: 0.4, 0.2, 0.4), found on published serving points. Given the anchors, the first two
 * have a normal posterior in closed form: its mean is the factor's logarithm, its variance and the load's part are what
 * remains. One anchor of the same deployment takes 0.70 of its own log ratio and leaves 0.71 of the deviation; one of a
 * sibling 0.55 and 0.84.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param anchors rows of measured points
 * @param n_anchors rows, 1 .. 65,536
 * @param stride_bytes distance between rows: the caller's sizeof(toll_serve_anchor)
 * @param[out] correction what they change; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_OBJECT; ::TOLL_E_BUFFER; ::TOLL_E_STRIDE; ::TOLL_E_RANGE for the count; ::TOLL_E_MISSING (an
 *         anchor that measured nothing, or a sibling's without the estimate of what it measured); any status of the
 *         structs' checks. O(rows x distinct rows of the deployment).
 */
TOLL_API toll_status toll_serve_calibrate(const void *deployment, uint64_t deployment_size,
                                          const toll_serve_anchor *anchors, uint64_t n_anchors, uint64_t stride_bytes,
                                          toll_serve_correction *correction, toll_error *err);

/**
 * toll_serve_estimate() with a correction applied: each metric's median times its factor, its interval narrowed.
 * @param deployment from toll_step_resolve()
 * @param deployment_size its size
 * @param load the load
 * @param correction from toll_serve_calibrate() of this deployment
 * @param[out] result the steady state; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_serve_estimate(); any status of the correction's check.
 */
TOLL_API toll_status toll_serve_estimate_corrected(const void *deployment, uint64_t deployment_size,
                                                   const toll_serve_load *load, const toll_serve_correction *correction,
                                                   toll_serve_result *result, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
