/* SPDX-License-Identifier: Apache-2.0 */
/* Masks of the flag words in fields.def, made of the headers' own bits. A bit that a header gains must be named here or
 * in fields.def, in the mask of its word: tests/abi/masks.sh lists those that are not. */
#ifndef TOLL_API_FIELD_MASKS_H
#define TOLL_API_FIELD_MASKS_H

#include <toll.h>

/* hardware.h and model.h */
#define HW_BITS                                                                                                        \
    (TOLL_HW_MEMORY_USABLE | TOLL_HW_MEMORY_RATE | TOLL_HW_FP32 | TOLL_HW_TF32 | TOLL_HW_FP16 | TOLL_HW_BF16 |         \
     TOLL_HW_FP8 | TOLL_HW_INT8 | TOLL_HW_FP4 | TOLL_HW_LINK | TOLL_HW_PAIR | TOLL_HW_DOMAIN | TOLL_HW_PCIE |          \
     TOLL_HW_TDP | TOLL_HW_IDLE | TOLL_HW_MEMORY | TOLL_HW_TOPOLOGY)

/* A shape is never "given": its bit exists in `unverified` alone. */
#define MODEL_FACTS (TOLL_MODEL_MAX_CONTEXT | TOLL_MODEL_PARAMS_TOTAL | TOLL_MODEL_PARAMS_ACTIVE)
#define MODEL_BITS  (MODEL_FACTS | TOLL_MODEL_SHAPE)

#define MODEL_FLAGS                                                                                                    \
    (TOLL_MODEL_TIED_EMBEDDINGS | TOLL_MODEL_HEAD_BIAS | TOLL_MODEL_NO_HEAD | TOLL_MODEL_NO_KV | TOLL_MODEL_INCOMPLETE)
#define LAYER_BITS                                                                                                     \
    (TOLL_LAYER_QKV_BIAS | TOLL_LAYER_O_BIAS | TOLL_LAYER_QK_NORM_HEAD | TOLL_LAYER_QK_NORM_LAYER |                    \
     TOLL_LAYER_OUT_GATE | TOLL_LAYER_K_IS_V | TOLL_LAYER_SINKS | TOLL_LAYER_FFN_BIAS | TOLL_LAYER_EXPERT_BIAS |       \
     TOLL_LAYER_ROUTER_BIAS | TOLL_LAYER_SHARED_GATE | TOLL_LAYER_CHANNEL_DECAY | TOLL_LAYER_SHARED_CACHE |            \
     TOLL_LAYER_SELECTIVE | TOLL_LAYER_UNCACHED | TOLL_LAYER_BARE | TOLL_LAYER_ENCODER)

/* step.h and serve.h */
#define RESULT_FLAGS                                                                                                   \
    (TOLL_FLAG_TYPICAL_CONSTANTS | TOLL_FLAG_UNVERIFIED_FACT | TOLL_FLAG_USABLE_ASSUMED | TOLL_FLAG_RATE_FALLBACK |    \
     TOLL_FLAG_LINK_ASSUMED | TOLL_FLAG_CROSS_DOMAIN | TOLL_FLAG_WIDE_EP | TOLL_FLAG_RECURRENT |                       \
     TOLL_FLAG_SPARSE_ATTENTION | TOLL_FLAG_LARGE_BATCH | TOLL_FLAG_LONG_CONTEXT | TOLL_FLAG_BEYOND_CONTEXT |          \
     TOLL_FLAG_MARGINAL_MEMORY | TOLL_FLAG_NO_FIT | TOLL_FLAG_PIPELINE | TOLL_FLAG_QUEUEING | TOLL_FLAG_SPECULATIVE |  \
     TOLL_FLAG_UNSTABLE | TOLL_FLAG_SPLIT_POOLS | TOLL_FLAG_HOST_WEIGHTS)
#define LIMIT_BITS                                                                                                     \
    (TOLL_LIMIT_TTFT_P50 | TOLL_LIMIT_TTFT_P95 | TOLL_LIMIT_TTFT_P99 | TOLL_LIMIT_TPOT_P50 | TOLL_LIMIT_TPOT_P95 |     \
     TOLL_LIMIT_TPOT_P99)
#define SUPPLY_BITS (TOLL_SUPPLY_GPUS_BILLED | TOLL_SUPPLY_USD_PER_KWH | TOLL_SUPPLY_PUE | TOLL_SUPPLY_SERVER_POWER)
#define ANCHOR_BITS (TOLL_ANCHOR_TTFT | TOLL_ANCHOR_TPOT | TOLL_ANCHOR_THROUGHPUT)
#define SITE_BITS   (TOLL_SITE_HOST | TOLL_SITE_PUE | TOLL_SITE_LOCATION | TOLL_SITE_MARKET)
#define ENERGY_BITS (TOLL_ENERGY_FACILITY | TOLL_ENERGY_LOCATION | TOLL_ENERGY_MARKET)

/* plan.h */
#define PLAN_UNIT_BITS    (TOLL_PLAN_UNIT_CAPACITY | TOLL_PLAN_UNIT_CACHED | TOLL_PLAN_UNIT_POWER)
#define PLAN_UNIT_REMARKS (TOLL_PLAN_UNIT_TAIL | TOLL_PLAN_UNIT_STEEP)
#define PLAN_PRICE_BITS   (TOLL_PLAN_PRICE_INPUT | TOLL_PLAN_PRICE_CACHED | TOLL_PLAN_PRICE_OUTPUT)
#define PLAN_PRICE_REMARKS                                                                                             \
    (TOLL_PLAN_PRICE_STEPS | TOLL_PLAN_PRICE_FEES | TOLL_PLAN_PRICE_FALLBACK | TOLL_PLAN_PRICE_PERIOD)

/* train.h */
#define SETUP_BITS (TOLL_TRAIN_INTERNODE | TOLL_TRAIN_MFU)
#define SETUP_FLAGS                                                                                                    \
    (TOLL_TRAIN_SEQUENCE_PARALLEL | TOLL_TRAIN_DROPOUT | TOLL_TRAIN_BIDIRECTIONAL | TOLL_TRAIN_CAUSAL_MFU)
#define LORA_TARGETS (TOLL_LORA_Q | TOLL_LORA_K | TOLL_LORA_V | TOLL_LORA_O | TOLL_LORA_UP | TOLL_LORA_DOWN)

/* Results of train.h carry both headers' flags. Those of step.h grow upwards from bit 0 and train.h has its own above
 * them; the bits between are kept for step.h, so the mask is every bit up to the highest. */
#define TRAIN_OWN_FLAGS                                                                                                \
    (TOLL_TRAIN_FLAG_MFU_GIVEN | TOLL_TRAIN_FLAG_EXPERTS | TOLL_TRAIN_FLAG_NO_FAILURES | TOLL_TRAIN_FLAG_CONTEXT |     \
     TOLL_TRAIN_FLAG_NO_STACK)
#define TRAIN_FLAGS (TRAIN_OWN_FLAGS | (TOLL_TRAIN_FLAG_CONTEXT - 1))

#define JOB_BITS                                                                                                       \
    (TOLL_JOB_INTERRUPTIONS | TOLL_JOB_INTERVAL | TOLL_JOB_GOODPUT | TOLL_JOB_GPU_POWER | TOLL_JOB_CARBON |            \
     TOLL_JOB_RENTAL | TOLL_JOB_PRICE | TOLL_JOB_ELECTRICITY)
#define RUN_BITS                                                                                                       \
    (TOLL_TRAIN_ENERGY | TOLL_TRAIN_CARBON | TOLL_TRAIN_RENTAL | TOLL_TRAIN_AMORTISED | TOLL_TRAIN_ACQUISITION |       \
     TOLL_TRAIN_ENERGY_COST)

/* catalog.h */
#define INSTANCE_BITS                                                                                                  \
    (TOLL_INSTANCE_ON_DEMAND | TOLL_INSTANCE_1Y | TOLL_INSTANCE_3Y | TOLL_INSTANCE_SPOT | TOLL_INSTANCE_VCPUS |        \
     TOLL_INSTANCE_MEMORY | TOLL_INSTANCE_HW)
#define FOUND_BITS                                                                                                     \
    (TOLL_FOUND_ID | TOLL_FOUND_ALIAS | TOLL_FOUND_MACHINE | TOLL_FOUND_SPELLING | TOLL_FOUND_COUNT |                  \
     TOLL_FOUND_VARIANT | TOLL_FOUND_SAME_SHAPE | TOLL_FOUND_DATE | TOLL_FOUND_SHORT | TOLL_FOUND_PRECISION |          \
     TOLL_FOUND_OTHER_PRECISION)
#define PUBLISHED_FACTS (TOLL_PUBLISHED_TOTAL | TOLL_PUBLISHED_EXACT | TOLL_PUBLISHED_ACTIVE)
#define PUBLISHED_BITS  (PUBLISHED_FACTS | TOLL_PUBLISHED_LICENSE)
#define LICENSE_BITS    (TOLL_LICENSE_USERS | TOLL_LICENSE_REVENUE)
#define STACK_BITS      (TOLL_STACK_DENSE | TOLL_STACK_DENSE_SD | TOLL_STACK_EXPERT | TOLL_STACK_EXPERT_SD)
#define QUALITY_BITS    (TOLL_QUALITY_PARAMS | TOLL_QUALITY_VALUE | TOLL_QUALITY_BASELINE | TOLL_QUALITY_RATIO)

/* plan.h: a bit for each stated constraint. */
#define STATED_BITS ((1ull << TOLL_PLAN_CONSTRAINTS_MAX) - 1)

/* book.h and bill.h */
#define LINE_FLAGS                                                                                                     \
    (TOLL_LINE_INEXACT | TOLL_LINE_FALLBACK | TOLL_LINE_MINIMUM | TOLL_LINE_STEP | TOLL_LINE_ALLOWANCE |               \
     TOLL_LINE_VOLUME | TOLL_LINE_ESTIMATED | TOLL_LINE_DEFAULT_PART | TOLL_LINE_FEE | TOLL_LINE_FLOOR |               \
     TOLL_LINE_CAP | TOLL_LINE_CONTEXT | TOLL_LINE_IMPLIED | TOLL_LINE_NAME_RULE | TOLL_LINE_REDIRECTED |              \
     TOLL_LINE_PERIOD | TOLL_LINE_CLOSING | TOLL_LINE_KIND | TOLL_LINE_DERIVED)
#define NAME_RULES                                                                                                     \
    (TOLL_NAME_EXACT | TOLL_NAME_ALIAS | TOLL_NAME_CASE | TOLL_NAME_PUNCTUATION | TOLL_NAME_PROVIDER_PREFIX |          \
     TOLL_NAME_ROUTER_PREFIX | TOLL_NAME_REGION_PREFIX | TOLL_NAME_VERSION_SUFFIX | TOLL_NAME_DATE_SUFFIX |            \
     TOLL_NAME_LATEST | TOLL_NAME_VARIANT | TOLL_NAME_MAKER | TOLL_NAME_PREFIX | TOLL_NAME_SUFFIX | TOLL_NAME_INFIX)
#define OPEN_BITS  (TOLL_OPEN_TIER | TOLL_OPEN_REGION | TOLL_OPEN_ATTRIBUTES)
#define SCOPE_BITS (TOLL_SCOPE_FROM | TOLL_SCOPE_UNTIL)
#define RELAXED_BITS                                                                                                   \
    (TOLL_RELAXED_TIERS | TOLL_RELAXED_ROUNDING | TOLL_RELAXED_OVERLAP | TOLL_RELAXED_CASES | TOLL_RELAXED_LOWEST)

/* tco.h, finance.h and risk.h */
#define TCO_USES                                                                                                       \
    (TOLL_TCO_USES_OPTION | TOLL_TCO_USES_PERIODS | TOLL_TCO_USES_CATEGORY | TOLL_TCO_USES_BASIS |                     \
     TOLL_TCO_USES_TIME | TOLL_TCO_USES_SUBJECT | TOLL_TCO_USES_QUANTITY | TOLL_TCO_USES_CURRENCY |                    \
     TOLL_TCO_USES_PRICE_YEAR | TOLL_TCO_USES_TEXT | TOLL_TCO_USES_FIXED | TOLL_TCO_USES_ABSENT | TOLL_TCO_USES_MANY)
#define TCO_KNOWN                                                                                                      \
    (TOLL_TCO_KNOWN_LOAD | TOLL_TCO_KNOWN_BUSY | TOLL_TCO_KNOWN_UNITS | TOLL_TCO_KNOWN_TOKENS |                        \
     TOLL_TCO_KNOWN_OUTPUT | TOLL_TCO_KNOWN_TASKS | TOLL_TCO_KNOWN_MARGIN | TOLL_TCO_KNOWN_ENERGY |                    \
     TOLL_TCO_KNOWN_POWER | TOLL_TCO_KNOWN_GRID | TOLL_TCO_KNOWN_CO2_USE | TOLL_TCO_KNOWN_CO2_MADE |                   \
     TOLL_TCO_KNOWN_WATER | TOLL_TCO_KNOWN_STAFF | TOLL_TCO_KNOWN_CAPACITY)
#define TCO_REASONS                                                                                                    \
    (TOLL_TCO_REASON_SERVES_NOTHING | TOLL_TCO_REASON_SERVES_LESS | TOLL_TCO_REASON_NO_DEMAND |                        \
     TOLL_TCO_REASON_TASKS_ASKED | TOLL_TCO_REASON_INPUT_ASKED | TOLL_TCO_REASON_CACHED_ASKED |                        \
     TOLL_TCO_REASON_OUTPUT_ASKED | TOLL_TCO_REASON_INPUT_PRICE | TOLL_TCO_REASON_CACHED_PRICE |                       \
     TOLL_TCO_REASON_OUTPUT_PRICE | TOLL_TCO_REASON_TASK_PRICE | TOLL_TCO_REASON_INPUT_CAPACITY |                      \
     TOLL_TCO_REASON_CACHED_CAPACITY | TOLL_TCO_REASON_OUTPUT_CAPACITY | TOLL_TCO_REASON_UNIT_PRICE |                  \
     TOLL_TCO_REASON_ENERGY_PRICE | TOLL_TCO_REASON_STAFF_PRICE | TOLL_TCO_REASON_STORAGE_PRICE |                      \
     TOLL_TCO_REASON_EGRESS_PRICE | TOLL_TCO_REASON_POWER_MAX | TOLL_TCO_REASON_ASKS_LESS |                            \
     TOLL_TCO_REASON_SUPPLY_ENDS)
#define TCO_FLAGS                                                                                                      \
    (TOLL_TCO_FLAG_UNSERVED | TOLL_TCO_FLAG_STRANDED | TOLL_TCO_FLAG_REPLACED | TOLL_TCO_FLAG_UNUSED |                 \
     TOLL_TCO_FLAG_ZERO_PRICE | TOLL_TCO_FLAG_LOWER_PEAK | TOLL_TCO_FLAG_ENDS)
#define BREAKEVEN_BITS  (TOLL_FINANCE_BREAKEVEN_TIMES | TOLL_FINANCE_BREAKEVEN_THRESHOLD)
#define POWER_BITS      (TOLL_FINANCE_POWER_TARIFF | TOLL_FINANCE_POWER_CARBON)
#define COMPARISON_BITS (TOLL_FINANCE_COMPARISON_RATIO | TOLL_FINANCE_COMPARISON_SHARE)
#define FLIP_BITS       (TOLL_RISK_FLIP_ABOVE | TOLL_RISK_FLIP_BELOW | TOLL_RISK_FLIP_CHANGE)
#define SLOPE_FLAGS                                                                                                    \
    (TOLL_RISK_SLOPE_UP | TOLL_RISK_SLOPE_DOWN | TOLL_RISK_SLOPE_KINK | TOLL_RISK_SLOPE_STEP | TOLL_RISK_SLOPE_EDGE)

/* reconciliations of bill.h */
#define CHARGE_BITS (TOLL_CHARGE_QUANTITY | TOLL_CHARGE_AMOUNT | TOLL_CHARGE_DIGITS)
#define CAUSE_FLAGS (TOLL_CAUSE_IS_ALTERNATIVE | TOLL_CAUSE_NO_AMOUNT)

/* plan.h */
#define NEED_BITS         (TOLL_PLAN_TTFT | TOLL_PLAN_TPOT | TOLL_PLAN_GPUS_MAX)
#define TABLE_ROWS        UINT64_C(0xfffffffffffff) /* 52 rows, whose bits a double holds exactly */
#define PLAN_SHADOW_BITS  (TOLL_PLAN_SHADOW_COST | TOLL_PLAN_SHADOW_SAVED | TOLL_PLAN_SHADOW_SHARE)
#define PLAN_SUPPLY_BITS  (TOLL_PLAN_PRICE | TOLL_PLAN_AVAILABLE | TOLL_PLAN_INTERNODE)
#define PLAN_SUPPLY_FLAGS (TOLL_PLAN_OWN_HW | TOLL_PLAN_FREE)
#define PLAN_OPTION_BITS  (TOLL_PLAN_POWER | TOLL_PLAN_ENERGY | TOLL_PLAN_REPLICA_MAX)
#define PLAN_NOTES        (TOLL_PLAN_NEAR_SATURATION | TOLL_PLAN_WHOLE_UNITS | TOLL_PLAN_UNKNOWN_RUN)
#define PLAN_CHOICES      (TOLL_PLAN_TRY_UNKNOWN | TOLL_PLAN_CAPACITY)
#define PLAN_DAY_BITS     (TOLL_PLAN_DAY_RESERVED | TOLL_PLAN_DAY_BASE)
#define PLAN_FLEET_BITS   (TOLL_PLAN_FLEET_COST | TOLL_PLAN_FLEET_BOUND)
#define PLAN_POOLS_BITS   (TOLL_PLAN_POOLS_SPLIT | TOLL_PLAN_POOLS_MIXED)
#define MOST_BITS         (TOLL_PLAN_CAP_BUDGET | TOLL_PLAN_CAP_POWER | TOLL_PLAN_CAP_PRICE | TOLL_PLAN_MOST_HOST)
#define PLAN_MISSED       (TOLL_PLAN_MISSED_TTFT | TOLL_PLAN_MISSED_TPOT | TOLL_PLAN_MISSED_GPUS)
#define HORIZON_BITS      (TOLL_PLAN_HORIZON_BUDGET | TOLL_PLAN_HORIZON_GPUS)
#define ALTERNATIVE_BITS                                                                                               \
    (TOLL_PLAN_ALT_RATE | TOLL_PLAN_ALT_HOUR | TOLL_PLAN_ALT_PURCHASE | TOLL_PLAN_ALT_TERM | TOLL_PLAN_ALT_REQUEST |   \
     TOLL_PLAN_ALT_END)
#define OUTLOOK_BITS                                                                                                   \
    (TOLL_PLAN_OUT_COST | TOLL_PLAN_OUT_GPUS | TOLL_PLAN_OUT_REQUEST | TOLL_PLAN_OUT_MTOK |                            \
     TOLL_PLAN_OUT_OVER_BUDGET | TOLL_PLAN_OUT_OVER_GPUS | TOLL_PLAN_OUT_END)
#define OUTLOOK_NOTES (TOLL_PLAN_OUT_STRANDED | TOLL_PLAN_OUT_REPLACED | TOLL_PLAN_OUT_IDLE)

#endif
