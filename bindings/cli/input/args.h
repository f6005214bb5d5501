/* SPDX-License-Identifier: Apache-2.0 */
/* The command line as values, before it has a meaning. Only this room and main.c see it: the requests in this room
 * (deployment_request.h and so on) are what commands get. */
#ifndef TOLL_CLI_INPUT_ARGS_H
#define TOLL_CLI_INPUT_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "input/options.h"

#define ARGS_WORDS 16
#define ARGS_PAIRS 16

typedef struct args {
    uint32_t command;              /* COMMAND_*; 0: none */
    const char *words[ARGS_WORDS]; /* model, hardware, files: words that are no options, without the command */
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
    const char *map_models[ARGS_PAIRS]; /* every --map-model */
    int n_map_models;
    const char *own_prices[ARGS_PAIRS]; /* every --price */
    int n_own_prices;
    const char *reserved_prices[ARGS_PAIRS]; /* every --reserved */
    int n_reserved_prices;
    const char *available[ARGS_PAIRS]; /* every --available */
    int n_available;
} args;

/* Reads argv; on a mistake says so on stderr and returns false. */
bool args_parse(args *a, int argc, char **argv);

/* As if the option had been typed with this value. Complains and returns false on a mistake. */
bool args_set(args *a, option which, const char *value);

bool args_has(const args *a, option which);

/* The value of an option; what stands behind it where it is not given. */
int64_t args_count(const args *a, option which, int64_t otherwise);
double args_number(const args *a, option which, double otherwise);
const char *args_text(const args *a, option which, const char *otherwise);

#endif
