/* SPDX-License-Identifier: Apache-2.0 */
/* What an API asks for the same tokens, by `bill` itself. */
#ifndef TOLL_CLI_PLAN_PLAN_API_H
#define TOLL_CLI_PLAN_PLAN_API_H

#include "input/plan_request.h"
#include "plan/plan_tokens.h"

typedef struct plan_api {
    const char *asked;   /* as it was named */
    toll_book_name name; /* what it means */
    const pricebook *book;
    bool is_priced;
    char reason[256];       /* why not */
    double usd_per_request; /* of the mean lengths */
    double usd_per_hour;    /* at the rate of the need */
    double usd_per_mtok;    /* prompts and answers */
    bool has_batch;
    double batch_usd_per_request;
    bool is_linear;            /* twice the tokens cost twice as much, from a quarter to eight times the lengths */
    bool has_cache_price;      /* a cached prompt token has a price of its own */
    int64_t source_date;       /* of its price, yyyymmdd; 0: not known */
    plan_tokens tokens;        /* how it counts the same text */
    uint32_t standing;         /* TOLL_STANDING_*: what the constraints say of it */
    uint64_t rejected_by;      /* the stated constraints that reject it */
    toll_plan_outlook outlook; /* with a horizon, of an API that has a price */
    bool
        is_region_asked; /* it must be bought in a region: name.region, at its price; "": the book has no price there */
} plan_api;

/* It has a price and is permitted: it may be compared. */
bool plan_api_is_ranked(const plan_api *api);

/* Judges an API by the constraints and prices a request of the need's mean lengths. A price that is not known, or not in USD, is an answer: is_priced is
 * false. Where the constraints ask for a region, the price is that of the cheapest region that they allow and the book
 * names. Complains and returns false where a book contradicts itself. */
bool plan_api_find(plan_api *api, const plan_request *r, price_books *books, const char *name);

/* What APIs are ranked by, as plan_choice_cost(). */
double plan_api_cost(const plan_request *r, const plan_api *api);

/* Whether it is offered to the end of the horizon, as far as is known. One that is not is never first. */
bool plan_api_lasts(const plan_api *api);

/* Sets the hourly figures for a rate. */
void plan_api_set_rate(plan_api *api, const toll_plan_need *need, double requests_per_s);

/* "ends 2026-12-11; gpt-5.6-terra is recommended"; "" where nothing is known. */
void plan_api_end_text(const plan_api *api, char *text, size_t size);

#endif
