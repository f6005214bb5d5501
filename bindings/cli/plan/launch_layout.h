/* SPDX-License-Identifier: Apache-2.0 */
/* What a launch line says of a deployment, as plain values. */
#ifndef TOLL_CLI_PLAN_LAUNCH_LAYOUT_H
#define TOLL_CLI_PLAN_LAUNCH_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct launch_layout {
    const char *engine;     /* id in the catalog: "vllm", "trtllm-1.2" */
    const char *model;      /* id in the catalog */
    const char *repository; /* on Hugging Face; "": not known */
    const char *precision;  /* id in the catalog: "fp8-kv8" */
    const char *native;     /* precision of the published checkpoint */
    double kv_bits;         /* of an element of the KV cache */
    bool is_amd;            /* else NVIDIA */
    bool is_nvidia;         /* neither: no image and no resource name are known */
    int64_t tp, pp, ep, dp; /* tp: of one attention replica; accelerators: tp * pp * dp */
    int64_t sequences;      /* that run at once, in all attention replicas together */
    int64_t context_tokens; /* longest request: prompt and answer */
    int64_t chunk_tokens;   /* prompt tokens in one step */
    double memory_frac;     /* of the engine's policy, as `toll fit` assumes it */
    int64_t replicas;       /* copies of all this */
    const char *hw;         /* id in the catalog; NULL: not known */
    char version[16];       /* of the engine that was estimated; "": not known */
} launch_layout;

/* What the deployment is to serve: for the load test. */
typedef struct launch_load {
    double requests_per_s;         /* of all replicas together */
    double replica_requests_per_s; /* of one, when the spare ones have failed */
    double input_tokens, output_tokens;
    double input_cv, output_cv; /* deviation / mean */
    double cached_frac;         /* share of the prompt that all requests have in common */
    double ttft_s, tpot_s;      /* limits; 0: none */
    double quantile;            /* of the limits */
} launch_load;

#endif
