/* SPDX-License-Identifier: Apache-2.0 */
/* What an option costs besides its machines: people and power, as lines that add up to its total. */
#ifndef TOLL_CLI_PLAN_PLAN_COSTS_H
#define TOLL_CLI_PLAN_PLAN_COSTS_H

#include "output/json_out.h"
#include "plan/plan_supplies.h"

typedef struct plan_costs {
    double machines_usd_per_hour;
    site_gap power_gap; /* SITE_COUNTED: power_usd_per_hour is given */
    toll_range power_usd_per_hour;
    site_gap people_gap; /* SITE_COUNTED: people_usd_per_hour is given */
    double people_usd_per_hour;
} plan_costs;

/* The lines of an option: from its machines and power, whatever its total. */
plan_costs plan_costs_find(const plan_request *r, const plan_offer *offer, const toll_plan_option *o);

/* The request has costs besides machines, so a fleet's cost is not in proportion to its price. */
bool plan_costs_has_more(const plan_request *r);

/* The offer's power is paid or fed by the user, so its TDP must be known. */
bool plan_costs_takes_power(const plan_request *r, const plan_offer *offer);

/* Power that the site must have for so many accelerators, kW: each at its TDP, hosts, PUE. */
double plan_costs_site_kw(const plan_request *r, const plan_accelerator *a, double gpus);

/* Whether plan_costs_settle() can change the order of options: power differs between them, people do not. */
bool plan_costs_reorder(const plan_request *r, const plan_offer *offer);

/* Adds people and power to the totals of options as the library finds them, of one offer. */
void plan_costs_settle(const plan_request *r, const plan_offer *offer, toll_plan_option *found, uint64_t count);

/* The price of a GPU-hour at which an option's total is another amount, while people and power stay as they are; 0 or
 * less: there is none. */
double plan_costs_price_at(const plan_offer *offer, const toll_plan_option *o, double usd_per_hour);

/* costs[]: {what, usd_per_hour, text, reason}; of an API the tokens. */
void plan_costs_json(json *j, const plan_request *r, const plan_offer *offer, const toll_plan_option *o);
void plan_costs_json_api(json *j, double usd_per_hour, bool is_priced);

/* "machines $23.4k a month, people $16.3k (1.5 ...); power in the price of the machines". */
void plan_costs_text(const plan_request *r, const plan_offer *offer, const toll_plan_option *o, char *text,
                     size_t size);

#endif
