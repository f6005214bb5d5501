/* SPDX-License-Identifier: Apache-2.0 */
/* What GPU-hours cost and how they are used, as far as it is stated. */
#ifndef TOLL_CLI_INPUT_SUPPLY_REQUEST_H
#define TOLL_CLI_INPUT_SUPPLY_REQUEST_H

#include <stdbool.h>

#include <toll.h>

#include "input/machine_prices.h"

struct args; /* the raw options: known in input/ and main.c alone */

typedef struct supply_request {
    bool has_usd_per_gpu_hour;
    double usd_per_gpu_hour;
    const char *instance;    /* the machine whose price holds; NULL: none is named */
    own_prices own;          /* of machines: --instances */
    int64_t at_s;            /* the instant for which a price is wanted: how old one of the catalog is then */
    toll_serve_supply terms; /* utilisation, GPUs billed, electricity; the price is still open */
} supply_request;

/* Complains and returns false when --at is no instant, or --instances has a bad row. supply_request_release() in both
 * cases. */
bool supply_request_read(supply_request *r, const struct args *a);
void supply_request_release(supply_request *r);

/* A price was asked for: it must be there, whereas one of the catalog may be missing. */
bool supply_request_has_price(const supply_request *r);

/* Complains and returns true when the GPU-hour has two prices, of which one would be ignored. */
bool supply_request_refuse_two_prices(const supply_request *r);

#endif
