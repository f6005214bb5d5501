/* SPDX-License-Identifier: Apache-2.0 */
/* Commands and their options: names, what a value is, which commands take it, help. */
#ifndef TOLL_CLI_INPUT_OPTIONS_H
#define TOLL_CLI_INPUT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* Commands, as bits: an option says which of them take it. */
#define COMMAND_FIT       0x1u
#define COMMAND_SPEED     0x2u
#define COMMAND_COST      0x4u
#define COMMAND_HW        0x8u
#define COMMAND_MODEL     0x10u
#define COMMAND_PRECISION 0x20u
#define COMMAND_ENGINE    0x40u
#define COMMAND_PRICE     0x80u
#define COMMAND_BOOK      0x100u
#define COMMAND_TCO       0x200u
#define COMMAND_TRAIN     0x10000u
#define COMMAND_FORMATS   0x20000u
#define COMMAND_CATALOG   0x40000u
#define COMMAND_BILL      0x80000u
#define COMMAND_DEFAULTS  0x100000u
#define COMMAND_RECONCILE 0x400000u
#define COMMAND_ALL       0x5f03ffu

/* Two options may share a name where no command takes both. */
typedef enum option {
    OPTION_TP,
    OPTION_PP,
    OPTION_EP,
    OPTION_DP,
    OPTION_INTERNODE,
    OPTION_PRECISION,
    OPTION_ENGINE,
    OPTION_MEMORY_SHARE,
    OPTION_KV_TYPE,
    OPTION_BATCHED_TOKENS,
    OPTION_SLOTS,
    OPTION_ALLOW_UNKNOWN,
    OPTION_CONTEXT,
    OPTION_SEQUENCES,
    OPTION_INPUT,
    OPTION_OUTPUT,
    OPTION_CONCURRENCY,
    OPTION_PREFIX_HIT,
    OPTION_MODE,
    OPTION_RATE,
    OPTION_ARRIVAL_CV,
    OPTION_INPUT_CV,
    OPTION_OUTPUT_CV,
    OPTION_DRAFT,
    OPTION_ACCEPT,
    OPTION_DRAFT_TIME,
    OPTION_EXPLAIN,
    OPTION_SWEEP,
    OPTION_CSV,
    OPTION_USD_PER_GPU_HOUR,
    OPTION_INSTANCE,
    OPTION_INSTANCES,
    OPTION_UTILISATION,
    OPTION_GPUS_BILLED,
    OPTION_USD_PER_KWH,
    OPTION_PUE,
    OPTION_SERVER_POWER,
    OPTION_CARBON_LOCATION,
    OPTION_CARBON_MARKET,
    OPTION_BUDGET,
    OPTION_VENDOR,
    OPTION_INPUT_TOKENS,
    OPTION_OUTPUT_TOKENS,
    OPTION_CACHE_READ,
    OPTION_CACHE_WRITE,
    OPTION_CACHE_WRITE_1H,
    OPTION_REASONING,
    OPTION_USAGE,
    OPTION_TIER,
    OPTION_REGION,
    OPTION_ATTRIBUTE,
    OPTION_AT,
    OPTION_MAX_AGE,
    OPTION_PROVIDER,
    OPTION_BOOK,
    OPTION_OUT,
    OPTION_FROM,
    OPTION_CATALOG_PROVIDER,
    OPTION_SOURCE,
    OPTION_SOURCE_DATE,
    OPTION_METHOD,
    OPTION_TOKENS,
    OPTION_GPUS,
    OPTION_CP,
    OPTION_VIRTUAL,
    OPTION_SEQUENCE,
    OPTION_MICRO_BATCH,
    OPTION_BATCH,
    OPTION_ZERO,
    OPTION_RECOMPUTE,
    OPTION_OPTIMISER,
    OPTION_ATTENTION,
    OPTION_FORMAT,
    OPTION_LORA_RANK,
    OPTION_SEQUENCE_PARALLEL,
    OPTION_DROPOUT,
    OPTION_TP_OVERLAP,
    OPTION_EP_OVERLAP,
    OPTION_DP_OVERLAP,
    OPTION_SOFTWARE,
    OPTION_MFU,
    OPTION_BETWEEN_INTERRUPTIONS,
    OPTION_CHECKPOINT,
    OPTION_RESTART,
    OPTION_GOODPUT,
    OPTION_GPU_WATTS,
    OPTION_KG_PER_KWH,
    OPTION_USD_PER_GPU,
    OPTION_LIFE,
    OPTION_OVER,
    OPTION_VOCABULARY,
    OPTION_USAGE_FILE,
    OPTION_BOUND,
    OPTION_LIMIT,
    OPTION_COUNTER,
    OPTION_DRAWS,
    OPTION_SEED,
    OPTION_LEDGER,
    OPTION_FOCUS,
    OPTION_START,
    OPTION_SVG,
    OPTION_MAX_SECONDS,
    OPTION_MODEL,
    OPTION_ACCOUNT,
    OPTION_SHAPE,
    OPTION_MAP,
    OPTION_MAP_MODEL,
    OPTION_BY,
    OPTION_SINCE,
    OPTION_UNTIL,
    OPTION_TOP,
    OPTION_BILL_BUDGET,
    OPTION_BILL_CSV,
    OPTION_SORT,
    OPTION_CLOSE,
    OPTION_RESET,
    OPTION_FORECAST,
    OPTION_POOL,
    OPTION_SHARE,
    OPTION_SHARED,
    OPTION_CAPACITY,
    OPTION_IDLE,
    OPTION_AS,
    OPTION_AS_TIER,
    OPTION_AS_BATCH,
    OPTION_AS_PROVIDER,
    OPTION_AS_BOOK,
    OPTION_AS_AT,
    OPTION_BILL_FOCUS,
    OPTION_FOCUS_VERSION,
    OPTION_CHARGE_PERIOD,
    OPTION_ROUND,
    OPTION_CURRENCY,
    OPTION_RATES,
    OPTION_RATE_DAYS,
    OPTION_TAX,
    OPTION_COUNTRY,
    OPTION_INVOICE,
    OPTION_INVOICE_MAP,
    OPTION_TEST_TAX,
    OPTION_DISCOUNT,
    OPTION_AGREED_RATE,
    OPTION_OTHER_RATE,
    OPTION_TOLERANCE,
    OPTION_MAX_INPUT,
    OPTION_JSON,
    OPTION_NO_COLOR,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_COUNT
} option;

/* What an option's value is. OPTION_IS_PAIR: NAME=VALUE, and it may be given several times. */
typedef enum option_kind {
    OPTION_IS_FLAG,
    OPTION_IS_COUNT,
    OPTION_IS_NUMBER,
    OPTION_IS_TEXT,
    OPTION_IS_PAIR
} option_kind;

const char *option_name(option which); /* "--tp" */
option_kind option_kind_of(option which);

/* The option that the first `length` bytes of text name ("--tp", or "--tp=4" with 4), of those that the command takes;
 * -h and -o are known too. OPTION_COUNT: none. */
option option_find(const char *text, int length, uint32_t command);

/* Says so, with the nearest name that the command takes. */
void option_complain_unknown(const char *text, int length, uint32_t command);

/* Prints the options that a command takes. */
void options_print(uint32_t command);

/* COMMAND_* of a name; 0: none. */
uint32_t command_find(const char *name);

/* The nearest name of a command, help included; NULL when none is near. */
const char *command_nearest(const char *word);

#endif
