/* SPDX-License-Identifier: Apache-2.0 */
/* Which model is to run on which accelerators, and how. Names are not looked up here. */
#ifndef TOLL_CLI_INPUT_DEPLOYMENT_REQUEST_H
#define TOLL_CLI_INPUT_DEPLOYMENT_REQUEST_H

#include <stdbool.h>

#include <toll.h>

#include "input/bench_rows.h"
#include "input/here_choice.h"

#define DEPLOYMENTS_MAX 8 /* accelerators side by side */

struct args; /* the raw options: known in input/ and main.c alone */

typedef struct deployment_request {
    here_choice here;  /* where no accelerator is named */
    const char *model; /* an id of the catalog, or a file */
    bool is_unknown_allowed;
    const char *hw[DEPLOYMENTS_MAX];
    int n_hw;
    const char *precision;   /* NULL: the model's own */
    const char *engine;      /* NULL: the usual one of the model's format */
    toll_step_layout layout; /* sizes that are not given are 1 */
    bool is_tp_given;        /* otherwise tp is to be chosen */
    bool is_load_given;      /* requests in flight or arriving; otherwise one on a device of one user */
    double memory_frac;      /* 0: the engine's */
    double kv_bits;          /* mean of keys and values; 0: the precision's */
    int64_t batched_tokens;  /* 0: the engine's */
    int64_t slots;           /* 0: the engine's */
    bool is_for_memory;      /* no time is asked for, so a card without a published rate will do */
    const char *draft;       /* a model that drafts, or "mtp"; NULL: none */
    bool is_draft_time_given;
    double offload; /* on the host: llama.cpp: layers, others: GiB of weights per GPU; from 10^6 on bytes; 0: none */
    int64_t gpu_layers;            /* llama.cpp: layers on the GPU; -1: all */
    const bench_rows *calibration; /* the user's measurements; NULL: none */
    const char *calibration_file;
} deployment_request;

/* Reads MODEL HW... and the options. machine_hw: the accelerator, instead of HW; NULL: none. Without either, and with
 * --here, it is the one of this machine; then r points into itself and is not to be moved. Complains and returns false
 * on a mistake. */
bool deployment_request_read(deployment_request *r, const struct args *a, const char *machine_hw);

/* The accelerator of this machine as the request's only one. must_be: complains and returns false where there is none
 * that the catalog knows; otherwise the request then has none. */
bool deployment_request_take_here(deployment_request *r, bool must_be);

/* Reads the options alone. Complains and returns false on a mistake. */
bool deployment_request_read_options(deployment_request *r, const struct args *a);

/* What was asked of the engine and of the cache, over what the catalog says. */
void deployment_request_change(const deployment_request *r, toll_step_engine *engine, toll_model_precision *precision);

#endif
