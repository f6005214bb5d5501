/* SPDX-License-Identifier: Apache-2.0 */
/* Accelerators that can be had, each with the machines that it comes in and their prices. */
#ifndef TOLL_CLI_PLAN_PLAN_SUPPLIES_H
#define TOLL_CLI_PLAN_PLAN_SUPPLIES_H

#include "input/plan_request.h"
#include "input/price_age.h"
#include "plan/plan_law.h"

#define PLAN_OFFERS_MAX 16 /* sizes of machines of one accelerator */

/* The cheapest machine of one size, or a price that was given. */
typedef struct plan_offer {
    double usd_per_gpu_hour;
    int64_t unit_gpus; /* sold together; 1 for a price that was given */
    bool is_given;
    machine_price machine; /* unless given */
    price_age age;
    uint32_t standing; /* TOLL_STANDING_ALLOWED or _ACTION */
} plan_offer;

typedef struct plan_accelerator {
    uint64_t hw;
    toll_hw facts;
    plan_offer offers[PLAN_OFFERS_MAX];
    int n_offers; /* 0: no price is known, or every machine is barred */
    plan_offer
        others[PLAN_OFFERS_MAX]; /* the cheapest machine of each size on other terms: plan_supplies_add_terms() */
    int n_others;
    bool has_barred;   /* the constraints reject some of its machines */
    plan_offer barred; /* the cheapest of them */
} plan_accelerator;

/* Of the request, else all of the catalog; free() the array. NULL after a complaint. */
plan_accelerator *plan_supplies_find(const plan_request *r, int *count);

/* Fills `others` with machines on one kind of terms, TOLL_INSTANCE_SPOT, _1Y or _3Y, where the accelerator has no price of
 * its own. False after a complaint. */
bool plan_supplies_add_terms(plan_accelerator *all, int count, const plan_request *r, uint64_t terms);

/* The same, in place of the offers on demand: an accelerator without such a machine keeps none, unless its price was
 * given. */
bool plan_supplies_take_terms(plan_accelerator *all, int count, const plan_request *r, uint64_t terms);

/* What the constraints say of an offer, barred ones too. False after a complaint. */
bool plan_offer_judge(const plan_request *r, const plan_offer *offer, plan_judged *j);

/* Of each offer that the constraints reject, the stated rows that do so (toll_plan_verdict.rejected_by); free() the
 * array. NULL after a complaint. */
uint64_t *plan_supplies_barred(const plan_request *r, const plan_accelerator *all, int n_accelerators, uint64_t *count);

/* The price was not checked at a source, or which accelerator it is for. */
bool plan_offer_is_unverified(const plan_offer *offer);

/* "nebius gpu-h100-sxm-8gpu, eu-north1": where it is from; "as given". */
void plan_offer_text(const plan_offer *offer, char *text, size_t size);

#endif
