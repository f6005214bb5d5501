/* SPDX-License-Identifier: Apache-2.0 */
/* The command line as values. */
#ifndef TOLL_CLI_INPUT_ARGS_H
#define TOLL_CLI_INPUT_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#define ARGS_WORDS 16
#define ARGS_PAIRS 16

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
#define COMMAND_ALL       0x303ffu

/* Options; given[i] says that option i was. */
typedef enum option {
    OPTION_TP,
    OPTION_PP,
    OPTION_EP,
    OPTION_DP,
    OPTION_INTERNODE,
    OPTION_PRECISION,
    OPTION_ENGINE,
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
    OPTION_PROVIDER,
    OPTION_BOOK,
    OPTION_OUT,
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
    OPTION_JSON,
    OPTION_NO_COLOR,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_COUNT
} option;

typedef struct args {
    uint32_t command;              /* COMMAND_*; 0: none */
    const char *words[ARGS_WORDS]; /* what is not an option, without the command */
    int n_words;
    bool given[OPTION_COUNT];
    int64_t count[OPTION_COUNT];    /* value of whole-number options */
    double number[OPTION_COUNT];    /* value of number options */
    const char *text[OPTION_COUNT]; /* value of text options */
    const char *usages[ARGS_PAIRS]; /* every --usage */
    int n_usages;
    const char *attributes[ARGS_PAIRS]; /* every --attribute */
    int n_attributes;
    const char *limits[ARGS_PAIRS]; /* every --limit */
    int n_limits;
    const char *counters[ARGS_PAIRS]; /* every --counter */
    int n_counters;
} args;

/* Reads argv; on a mistake says so on stderr and returns false. */
bool args_parse(args *a, int argc, char **argv);

bool args_has(const args *a, option which);

/* Prints the options that a command takes. */
void args_print_options(uint32_t command);

/* COMMAND_* of a name; 0: none. */
uint32_t args_command(const char *name);

#endif
