/* SPDX-License-Identifier: Apache-2.0 */
/* What a GPU-hour costs: as given, of a named machine, or the lowest on-demand price of the catalog or of the user's
 * file. Never an average. */
#ifndef TOLL_CLI_ESTIMATE_GPU_HOUR_PRICE_H
#define TOLL_CLI_ESTIMATE_GPU_HOUR_PRICE_H

#include <stdbool.h>

#include <toll.h>

#include "estimate/fleet_layout.h"
#include "input/price_age.h"
#include "input/supply_request.h"

typedef enum price_origin { PRICE_GIVEN, PRICE_INSTANCE, PRICE_LOWEST } price_origin;

typedef struct price {
    price_origin origin;
    double usd_per_gpu_hour;
    machine_price machine;           /* unless given */
    const char *file;                /* that the machine is of; NULL: the catalog */
    size_t replaced;                 /* PRICE_LOWEST of a file: rows of the catalog that it replaces */
    price_age age;                   /* unless given */
    int64_t candidates;              /* PRICE_LOWEST: on-demand prices that were compared */
    double highest_usd_per_gpu_hour; /* the highest of them */
    bool is_too_small;               /* no machine holds the deployment: the price is of smaller ones */
} price;

/* Complains and returns false when there is no price. */
bool price_find(const deployment *d, const supply_request *r, price *found);

/* The lowest on-demand price, without a complaint where there is none. */
bool price_find_quietly(const deployment *d, const supply_request *r, price *found);

/* The price of an hour, with the requested utilisation, electricity and number of GPUs billed. */
toll_serve_supply price_supply(const price *p, const supply_request *r);

/* One line: "$2.49 per GPU-hour: lambda 8x H100 ..., on demand, 2026-01-21, 313 days old; lowest of 12 ...". */
void price_text(const price *p, char *text, size_t size);

/* It was not given, and is older than 90 days, or may be. */
bool price_is_stale(const price *p);

/* The price itself, or which accelerator it is for, was not checked at a source: the mark `?`. */
bool price_is_unverified(const price *p);
bool price_has_hw_in_doubt(const price *p);

#endif
