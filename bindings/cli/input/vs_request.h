/* SPDX-License-Identifier: Apache-2.0 */
/* What toll vs is asked: two options by name, and one load for both. */
#ifndef TOLL_CLI_INPUT_VS_REQUEST_H
#define TOLL_CLI_INPUT_VS_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "input/plan_request.h"

/* An API model, or a model on accelerators. */
typedef struct vs_named {
    const char *asked; /* as it was typed */
    bool is_api;
    int64_t gpus;        /* named with it: "4 x h100"; 0: as many as the load needs */
    plan_request need;   /* the load and the constraints; of a deployment also its model and hardware */
    char model[96];      /* what stands before " on " */
    char hardware[96];   /* one word behind it */
    char formats[160];   /* "fp8,bf16"; "": those of the model */
    char engines[96];    /* "vllm"; "": the usual ones */
    bool is_in_multiple; /* "4 x " stands before the hardware */
} vs_named;

typedef struct vs_request {
    vs_named sides[2];
    output_request output;
} vs_request;

/* Complains and returns false on a mistake. vs_request_free() in both cases. */
bool vs_request_read(vs_request *r, const struct args *a);
void vs_request_free(vs_request *r);

#endif
