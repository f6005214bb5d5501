/* SPDX-License-Identifier: Apache-2.0 */
/* Disaggregated serving: prefill on some deployments, decode on others, the KV cache sent between them. */
#ifndef TOLL_SERVE_POOLS_H
#define TOLL_SERVE_POOLS_H

#include "serve/settle.h"

/* One side: equal units of one deployment. */
typedef struct toll__pool {
    const toll__placement *placement;
    const toll__op *ops;
    double units;
} toll__pool;

typedef struct toll__cache_link {
    double bytes_per_s; /* per accelerator, one way */
    double start_s;
} toll__cache_link;

typedef struct toll__pooled {
    double requests_per_s;
    double ttft_s, tpot_s;
    double prompt_s, prompt_wait_s, send_s, slot_wait_s; /* parts of TTFT, besides the host's */
    double decoding;                                     /* requests that decode, all units */
    double waiting;
    double prompt_load, decode_load; /* share of what each pool could do */
    double prompt_units_per_decode;  /* at which both pools are as fast, decoding at its fullest */
    double send_bytes;               /* of one request, the fullest accelerator */
} toll__pooled;

/* Closed loop of load->concurrency requests; output_tokens is above 1. prompts->units 0: as many as match the other
 * pool, whole. */
void toll__pools(toll__pool *prompts, const toll__pool *decode, const toll__cache_link *link, const toll__load *load,
                 toll__pooled *out);

#endif
