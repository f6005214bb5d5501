/* SPDX-License-Identifier: Apache-2.0 */
/* How demand and prices move over the months that toll plan looks ahead. */
#ifndef TOLL_CLI_INPUT_HORIZON_REQUEST_H
#define TOLL_CLI_INPUT_HORIZON_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

struct args; /* the raw options: known in input/ and main.c alone */

/* Shares per year: 0.8 is 80 % more. */
typedef struct horizon_request {
    bool is_asked; /* --growth or --horizon */
    int64_t months;
    double growth_per_year;
    double gpu_trend_per_year, api_trend_per_year; /* of prices */
    double discount_per_year;
    const char *growth_text; /* as it was given; NULL: not */
} horizon_request;

/* Complains and returns false on a mistake. */
bool horizon_request_read(horizon_request *h, const struct args *a);

#endif
