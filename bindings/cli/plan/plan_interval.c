/* SPDX-License-Identifier: Apache-2.0 */
/* Intervals of the shadow prices: candidates from every search, each with what rejects it, drawn by the library.
 *
 * A candidate's fleet is sized by the capacity of one replica (toll_plan_derive_unit()), whose ends move together on one
 * accelerator. The search has the last word on the median: where it takes 5 replicas for 20 requests/s, a capacity
 * must lie in 4 .. 5, so one of 3.98 is read as 4. Prices of the catalog are points, and so are people and power. */
#include "plan/plan_interval.h"

#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "output/give_up.h"
#include "plan/plan_law.h"
#include "plan/plan_unit.h"

#define OPTIONS_EACH 24  /* of one search, the cheapest of each offer and format */
#define DEAREST      2.0 /* beyond twice the cheapest an option wins in no draw worth telling */
#define DRAWS        1000
#define SEED         1

static toll_range exactly(double value)
{
    return (toll_range){value, value, value};
}

/* Two rows of one meaning would be drawn as one: they are kept once. */
static void keep_candidate(plan_candidates *c, const toll_plan_candidate *row)
{
    for (uint64_t i = 0; i < c->count; i++) {
        if (memcmp(&c->rows[i], row, sizeof *row) == 0) {
            return;
        }
    }
    if (c->count == c->capacity) {
        c->capacity = c->capacity > 0 ? 2 * c->capacity : 64;
        c->rows = claim_again(c->rows, (size_t)c->capacity, sizeof *c->rows);
    }
    c->rows[c->count++] = *row;
}

/* ---- Fleets ---- */

/* Moved so that the median takes the replicas that the search takes: within load / N .. load / (N - 1). */
static toll_range settle_capacity(toll_range rate, double load, double replicas)
{
    const double least = load / replicas * (1 + 1e-9), most = replicas > 1 ? load / (replicas - 1) * (1 - 1e-9) : least;
    const double mid = rate.mid < least ? least : replicas > 1 && rate.mid > most ? most : rate.mid;
    const double moved = mid / rate.mid;
    return (toll_range){rate.low * moved, mid, rate.high * moved};
}

static toll_range capacity_of(const plan_answer *found, const plan_choice *c)
{
    toll_plan_unit unit;
    const double load = found->need.requests_per_s;
    const double replicas = (double)(c->found.replicas - found->need.spare_replicas);
    const bool has_unit = plan_unit_derive(found->request, &found->need, c->accelerator, &c->found, NULL, &unit);
    return settle_capacity(has_unit ? unit.requests_per_s : exactly(load / replicas), load, replicas);
}

static toll_plan_candidate candidate_of(const plan_answer *found, const plan_choice *c, uint64_t rejected_by)
{
    const plan_costs costs = plan_costs_find(found->request, c->offer, &c->found);
    toll_plan_candidate row;
    memset(&row, 0, sizeof row);
    row.known = TOLL_PLAN_CANDIDATE_REPLICAS;
    row.rejected_by = rejected_by;
    row.fixed_usd_per_hour = exactly(costs.people_usd_per_hour + costs.power_usd_per_hour.mid);
    row.usd_per_gpu_hour = exactly(c->offer->usd_per_gpu_hour);
    row.replica_requests_per_s = capacity_of(found, c);
    row.replica_gpus = c->found.tp * c->found.pp * c->found.dp;
    row.unit_gpus = c->offer->unit_gpus;
    row.spare_replicas = found->need.spare_replicas;
    row.price_group = (uint32_t)c->accelerator->hw + 1;
    row.capacity_group = (uint32_t)c->accelerator->hw + 1;
    return row;
}

/* What is cheaper than under the constraints, since fewer people are asked for, comes with what was given up. */
static bool add_option(plan_candidates *c, const plan_answer *asked, const plan_answer *found,
                       const plan_choice *choice, uint64_t drop)
{
    plan_judged j;
    if (!plan_offer_judge(asked->request, choice->offer, &j)) {
        return false;
    }
    const bool is_cheaper = found->request->site.usd_per_hour < asked->request->site.usd_per_hour;
    const toll_plan_candidate row = candidate_of(found, choice, j.verdict.rejected_by | (is_cheaper ? drop : 0));
    keep_candidate(c, &row);
    return true;
}

/* ---- APIs ---- */

/* An API that a search can buy for less than under the constraints, in another region or at all. */
static void add_api_candidate(plan_candidates *c, const plan_answer *asked, const plan_answer *found, int index,
                              uint64_t drop)
{
    const plan_api *api = &found->apis[index], *before = &asked->apis[index];
    const uint64_t stated = constraint_words_stated(&asked->request->constraints);
    const bool is_same = plan_api_is_ranked(before) && before->usd_per_hour <= api->usd_per_hour;
    toll_plan_candidate row;
    memset(&row, 0, sizeof row);
    row.rejected_by = is_same ? 0 : (before->rejected_by & stated) | drop;
    row.fixed_usd_per_hour = exactly(api->usd_per_hour);
    row.flags = api->usd_per_hour > 0 ? 0 : TOLL_PLAN_CANDIDATE_FREE;
    row.replica_gpus = row.unit_gpus = 1;
    keep_candidate(c, &row);
}

bool plan_interval_add(plan_candidates *c, const plan_answer *asked, const plan_answer *found, uint64_t drop)
{
    const plan_choice *best = plan_best(found);
    for (int i = 0; i < found->options.n_choices && i < OPTIONS_EACH; i++) {
        const plan_choice *choice = &found->options.choices[i];
        if (choice->found.usd_per_hour.mid <= DEAREST * best->found.usd_per_hour.mid &&
            !add_option(c, asked, found, choice, drop)) {
            return false;
        }
    }
    for (int i = 0; i < found->n_apis; i++) {
        if (plan_api_is_ranked(&found->apis[i])) {
            add_api_candidate(c, asked, found, i, drop);
        }
    }
    return true;
}

/* ---- Drawing ---- */

static bool draw_shadows(const plan_candidates *c, plan_answer *a, toll_plan_shadow *rows)
{
    uint64_t drops[PLAN_SHADOWS_MAX];
    const uint64_t n = (uint64_t)a->n_shadows;
    toll_error err;
    for (int i = 0; i < a->n_shadows; i++) {
        drops[i] = a->shadows[i].drop;
    }
    const uint64_t size = toll_plan_shadow_size(c->count, n, DRAWS);
    void *work = claim(size / sizeof(uint64_t) + 1, sizeof(uint64_t));
    const toll_status status =
        toll_plan_estimate_shadows(c->rows, c->count, sizeof c->rows[0], a->need.requests_per_s, drops, n, SEED, DRAWS,
                                   rows, n, sizeof rows[0], work, size, &err);
    free(work);
    if (status != TOLL_OK) {
        complain_error(&err);
    }
    return status == TOLL_OK;
}

bool plan_interval_finish(plan_candidates *c, plan_answer *a)
{
    toll_plan_shadow rows[PLAN_SHADOWS_MAX];
    const bool is_good = c->count == 0 || a->n_shadows == 0 || draw_shadows(c, a, rows);
    for (int i = 0; is_good && c->count > 0 && i < a->n_shadows; i++) {
        a->shadows[i].drawn = rows[i];
    }
    free(c->rows);
    *c = (plan_candidates){0};
    return is_good;
}
