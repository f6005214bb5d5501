/* SPDX-License-Identifier: Apache-2.0 */
/* What toll plan is asked: a load, its latency limits, what may be deployed for it and what it is compared with. */
#ifndef TOLL_CLI_INPUT_PLAN_REQUEST_H
#define TOLL_CLI_INPUT_PLAN_REQUEST_H

#include <stdbool.h>

#include <toll.h>

#include "input/catalog_lookup.h"
#include "input/constraint_words.h"
#include "input/fact_ages.h"
#include "input/horizon_request.h"
#include "input/inverse_request.h"
#include "input/machine_prices.h"
#include "input/need_file.h"
#include "input/output_request.h"
#include "input/plan_hours.h"
#include "input/price_books.h"
#include "input/staff_request.h"

#define PLAN_HW_MAX     16
#define PLAN_VS_MAX     8
#define PLAN_PRICES_MAX 16
#define HOURS_PER_MONTH 730.0 /* 365 * 24 / 12 */

struct args; /* the raw options: known in input/ and main.c alone */

/* --price HW=USD */
typedef struct plan_price {
    uint64_t hw;
    double usd_per_gpu_hour;
} plan_price;

typedef struct plan_request {
    model_entry model;
    uint64_t hw[PLAN_HW_MAX]; /* rows of the catalog */
    int n_hw;                 /* 0: every accelerator of the catalog */
    toll_plan_need need;      /* requests_per_s 0: the most that the caps carry, or what the deadline asks for */
    toll_model_precision native;
    bool is_own_formats; /* --precision names them */
    plan_price prices[PLAN_PRICES_MAX];
    int n_prices;
    plan_hours hours;
    constraint_set constraints; /* of law, place and people */
    char own_country[4];        /* what has a price of its own stands on a site there; "": not stated */
    staff_request site;         /* people, power and delivery */
    const char *tariff;         /* file for the plan as a tariff; NULL: none */
    own_prices own;             /* of machines: --instances */
    price_books books;
    char vs[PLAN_VS_MAX][96]; /* API models */
    int n_vs;
    bool has_budget;
    double budget_usd_per_hour;
    double budget_usd;         /* as it was given */
    const char *budget_period; /* "month" */
    horizon_request horizon;
    uint32_t text; /* TOLL_TEXT_* of prompts and answers; 0: tokens are counted alike */
    int64_t at_s;
    fact_ages ages;
    bool is_every, has_commands;
    inverse_request inverse;
    char machine[96]; /* only this machine may be rented, by its id or instance; "": any */
    output_request output;
    need_file from;   /* a need file: words point into it */
    const char *save; /* file for the need; NULL: none */
    char *saved;      /* its text; of a report too */
} plan_request;

/* Complains and returns false on a mistake; an API model that the books lack is one. plan_request_free() in both cases. */
bool plan_request_read(plan_request *r, const struct args *a);
/* The load may be left out: something else says how much it is. */
bool plan_request_is_inverse(const plan_request *r);

/* "English" of TOLL_TEXT_ENGLISH. */
const char *plan_request_text_name(uint32_t text);

void plan_request_free(plan_request *r);

/* The load, limits, constraints and books alone, for an API: its name is checked against the books. As above. */
bool plan_request_read_api(plan_request *r, const struct args *a, const char *name);

#endif
