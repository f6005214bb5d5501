/* SPDX-License-Identifier: Apache-2.0 */
/* What a plan is asked the other way round: a power, a price per token, a deadline; and whether levers are wanted. */
#ifndef TOLL_CLI_INPUT_INVERSE_REQUEST_H
#define TOLL_CLI_INPUT_INVERSE_REQUEST_H

#include <stdbool.h>

struct args; /* the raw options: known in input/ and main.c alone */

typedef struct inverse_request {
    bool has_power;
    double power_w; /* to provision at the meter */
    double pue;     /* 1: power_w is that of servers */
    bool has_host;
    double host_power_frac;
    bool has_usd_per_mtok;
    double usd_per_mtok;
    bool is_offline; /* a deadline instead of a load and latency limits */
    double tokens;   /* prompts and answers */
    double within_s;
    double spot_lost_frac; /* of the work on spot machines */
    bool has_levers;
} inverse_request;

/* Complains and returns false on a mistake. */
bool inverse_request_read(inverse_request *r, const struct args *a);

#endif
