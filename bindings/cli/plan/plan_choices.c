/* SPDX-License-Identifier: Apache-2.0 */
/* Searches offer by offer, so that each accelerator has its own reason where it has no option, and so that no replica is
 * larger than its machine.
 *
 * By hand: machines of one H100 at $2.29 and of eight at $2.95 a GPU-hour. Llama 3.1 70B in FP8 needs two GPUs, so the
 * first offer gives no option and the second one does; the accelerator's outcome is the better of the two. */
#include "plan/plan_choices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/field_options.h"
#include "output/give_up.h"
#include "plan/launch_server.h"

#define OFFER_OPTIONS_MAX 256   /* formats * engines of one offer: 33 * 4 of the catalog */
#define GPUS_MAX          1e9   /* of a supply, as the library takes it: no limit */
#define ROUNDING          1e-12 /* a power of exactly n GPUs holds n */

static int count_offers(const plan_accelerator *all, int n_accelerators)
{
    int count = 0;
    for (int i = 0; i < n_accelerators; i++) {
        count += all[i].n_offers;
    }
    return count;
}

/* Other terms may have more machines than there are on demand. */
static int offers_room(const plan_options *o)
{
    const int most = o->n_accelerators * PLAN_OFFERS_MAX;
    return most < PLAN_SUPPLIES_MAX ? most : PLAN_SUPPLIES_MAX;
}

bool plan_options_start(plan_options *o, const plan_request *r)
{
    memset(o, 0, sizeof *o);
    o->request = r;
    o->accelerators = plan_supplies_find(r, &o->n_accelerators);
    if (o->accelerators == NULL) {
        return false;
    }
    o->outcomes = claim((size_t)o->n_accelerators, sizeof *o->outcomes);
    o->work_size = toll_plan_search_size(r->model.n_layers, (uint64_t)offers_room(o), OFFER_OPTIONS_MAX);
    o->work = claim(o->work_size / sizeof(uint64_t) + 1, sizeof(uint64_t));
    return true;
}

void plan_options_free(plan_options *o)
{
    free(o->accelerators);
    free(o->outcomes);
    free(o->choices);
    free(o->work);
    memset(o, 0, sizeof *o);
}

/* Of a given price the machine is not known: the largest replica is the need's. */
toll_plan_need plan_offer_need(const toll_plan_need *need, const plan_offer *offer)
{
    toll_plan_need own = *need;
    if (!offer->is_given && offer->unit_gpus < own.replica_gpus_max) {
        own.replica_gpus_max = offer->unit_gpus;
    }
    return own;
}

int64_t plan_options_available(const plan_request *r, uint64_t hw)
{
    const plan_pair *pair = plan_pair_find(r->hours.available, r->hours.n_available, hw);
    return pair != NULL ? (int64_t)pair->value : 0;
}

/* GPUs whose TDP, with hosts and PUE, is within a power. */
static double gpus_of_power(double watts, const plan_accelerator *a, double host_frac, double pue)
{
    return floor(watts / (a->facts.tdp_w * (1 + host_frac) * pue) * (1 + ROUNDING));
}

/* Of --power, and on the user's site of --site-power; GPUS_MAX: no limit; below 0: no TDP is known. */
static double gpus_within_power(const plan_request *r, const plan_accelerator *a, const plan_offer *offer)
{
    const inverse_request *i = &r->inverse;
    const bool is_site = plan_costs_takes_power(r, offer);
    double most = GPUS_MAX;
    if ((i->has_power || is_site) && !(a->facts.tdp_w > 0)) {
        return -1;
    }
    if (i->has_power) {
        most = gpus_of_power(i->power_w, a, i->has_host ? i->host_power_frac : PLAN_HOST_POWER_FRAC, i->pue);
    }
    if (is_site && r->site.has_kw) {
        most = fmin(most, gpus_of_power(r->site.kw * 1e3, a, r->site.host_frac, r->site.pue));
    }
    return fmin(most, GPUS_MAX);
}

bool plan_offer_is_within_power(const plan_request *r, const plan_accelerator *a, const plan_offer *offer)
{
    return gpus_within_power(r, a, offer) >= 1;
}

/* Of --available and the power the smaller number; GPUS_MAX: no limit. */
static double gpus_to_have(const plan_request *r, const plan_accelerator *a, const plan_offer *offer,
                           bool is_stock_kept)
{
    const int64_t stock = is_stock_kept ? plan_options_available(r, a->hw) : 0;
    const double powered = fmax(gpus_within_power(r, a, offer), 1);
    return stock > 0 ? fmin((double)stock, powered) : powered;
}

static toll_plan_supply make_supply(const plan_accelerator *a, const plan_offer *offer, double gpus)
{
    const double usd = offer->usd_per_gpu_hour;
    toll_plan_supply supply = {.known = TOLL_PLAN_PRICE,
                               .hw = (int64_t)a->hw,
                               .kind = TOLL_PLAN_RENTED,
                               .usd_per_gpu_hour = {usd, usd, usd},
                               .unit_gpus = offer->unit_gpus};
    if (gpus < GPUS_MAX) {
        supply.known |= TOLL_PLAN_AVAILABLE;
        supply.gpus_available = (int64_t)gpus;
    }
    return supply;
}

toll_plan_supply plan_offer_supply(const plan_request *r, const plan_accelerator *a, const plan_offer *offer)
{
    return make_supply(a, offer, gpus_to_have(r, a, offer, true));
}

/* Not one GPU is within the power, or its TDP is not known. */
static bool refuse_power(const plan_request *r, const plan_accelerator *a, const plan_offer *offer,
                         toll_plan_summary *summary)
{
    if (plan_offer_is_within_power(r, a, offer)) {
        return false;
    }
    summary->combinations = 1;
    summary->no_layout = gpus_within_power(r, a, offer) < 0;
    summary->too_many_gpus = !summary->no_layout;
    summary->known = summary->no_layout ? 0 : TOLL_PLAN_MISSED_GPUS;
    summary->missed_gpus = !summary->no_layout;
    return true;
}

static bool search_supply(const plan_options *o, const toll_plan_need *need, const plan_accelerator *a,
                          const plan_offer *offer, const toll_plan_supply *supply, toll_plan_option *found,
                          uint64_t capacity, uint64_t *count, toll_plan_summary *summary)
{
    const model_entry *model = &o->request->model;
    const toll_plan_need own = plan_offer_need(need, offer);
    toll_error err;
    start_struct(summary, sizeof *summary, TOLL_KIND_PLAN_SUMMARY);
    *count = 0;
    if (refuse_power(o->request, a, offer, summary)) {
        return true;
    }
    if (toll_plan_search(&model->model, model->layers, model->n_layers, sizeof(toll_model_layer), &own, supply, 1,
                         sizeof *supply, NULL, 0, sizeof(toll_hw), found, capacity, sizeof *found, count, summary,
                         o->work, o->work_size, &err) != TOLL_OK) {
        complain_field(&err);
        return false;
    }
    plan_costs_settle(o->request, offer, found, *count);
    return true;
}

static bool search_offer(const plan_options *o, const toll_plan_need *need, const plan_accelerator *a,
                         const plan_offer *offer, toll_plan_option *found, uint64_t capacity, uint64_t *count,
                         toll_plan_summary *summary)
{
    const toll_plan_supply supply = plan_offer_supply(o->request, a, offer);
    return search_supply(o, need, a, offer, &supply, found, capacity, count, summary);
}

bool plan_options_search_any(const plan_options *o, const toll_plan_need *need, const plan_accelerator *a,
                             const plan_offer *offer, toll_plan_option *found, bool *is_found)
{
    const toll_plan_supply supply = make_supply(a, offer, gpus_to_have(o->request, a, offer, false));
    toll_plan_summary summary;
    toll_plan_need any = *need;
    uint64_t count = 0;
    any.known &= ~(uint64_t)TOLL_PLAN_GPUS_MAX;
    any.gpus_max = 0;
    bool is_good = search_supply(o, &any, a, offer, &supply, found, 1, &count, &summary);
    *is_found = count > 0;
    return is_good;
}

/* ---- Options ---- */

static void add_choice(plan_options *o, const plan_choice *choice)
{
    if (o->n_choices == o->capacity) {
        o->capacity = o->capacity > 0 ? 2 * o->capacity : 64;
        o->choices = claim_again(o->choices, (size_t)o->capacity, sizeof *o->choices);
    }
    o->choices[o->n_choices++] = *choice;
}

static bool has_checkpoint(const plan_options *o, const toll_plan_option *found)
{
    launch_layout l = {.precision = toll_catalog_get_id(TOLL_TABLE_PRECISION, (uint64_t)found->precision),
                       .native = o->request->native.id};
    const char *engine = toll_catalog_get_id(TOLL_TABLE_ENGINE, (uint64_t)found->engine);
    return launch_has_checkpoint(&l, launch_engine_of(engine));
}

int plan_choices_compare(const void *left, const void *right)
{
    const plan_choice *a = left, *b = right;
    double first = a->found.usd_per_hour.mid, second = b->found.usd_per_hour.mid;
    if (first != second) {
        return first < second ? -1 : 1;
    }
    if (a->has_checkpoint != b->has_checkpoint) { /* of equal cost the one for which nothing has to be made */
        return a->has_checkpoint ? -1 : 1;
    }
    if (a->found.tpot_s.mid != b->found.tpot_s.mid) { /* then the faster one */
        return a->found.tpot_s.mid < b->found.tpot_s.mid ? -1 : 1;
    }
    return a->found.hw < b->found.hw ? -1 : a->found.hw > b->found.hw;
}

double plan_choice_cost(const plan_request *r, const plan_choice *c)
{
    return r->horizon.is_asked ? c->outlook.npv_usd : c->found.usd_per_hour.mid;
}

static double least_known(double before, bool has_before, double next, bool has_next)
{
    return !has_next || (has_before && before < next) ? before : next;
}

void plan_summary_add(toll_plan_summary *sum, const toll_plan_summary *s)
{
    sum->combinations += s->combinations;
    sum->options += s->options;
    sum->cannot_run += s->cannot_run;
    sum->unknown_run += s->unknown_run;
    sum->no_layout += s->no_layout;
    sum->no_memory += s->no_memory;
    sum->refused += s->refused;
    sum->too_slow += s->too_slow;
    sum->too_many_gpus += s->too_many_gpus;
    sum->layouts += s->layouts;
    sum->layouts_fit += s->layouts_fit;
    sum->evaluations += s->evaluations;
    sum->missed_ttft_s = least_known(sum->missed_ttft_s, (sum->known & TOLL_PLAN_MISSED_TTFT) != 0, s->missed_ttft_s,
                                     (s->known & TOLL_PLAN_MISSED_TTFT) != 0);
    sum->missed_tpot_s = least_known(sum->missed_tpot_s, (sum->known & TOLL_PLAN_MISSED_TPOT) != 0, s->missed_tpot_s,
                                     (s->known & TOLL_PLAN_MISSED_TPOT) != 0);
    sum->missed_gpus = (int64_t)least_known((double)sum->missed_gpus, (sum->known & TOLL_PLAN_MISSED_GPUS) != 0,
                                            (double)s->missed_gpus, (s->known & TOLL_PLAN_MISSED_GPUS) != 0);
    sum->known |= s->known;
}

/* The reason that is nearest to an option. */
plan_reason plan_reason_of(const plan_accelerator *a, const toll_plan_summary *s)
{
    const struct {
        int64_t count;
        plan_reason reason;
    } nearest[] = {{s->options, PLAN_MEETS},          {s->too_many_gpus, PLAN_TOO_MANY_GPUS},
                   {s->too_slow, PLAN_TOO_SLOW},      {s->refused, PLAN_REFUSED},
                   {s->no_memory, PLAN_NO_MEMORY},    {s->no_layout, PLAN_NO_LAYOUT},
                   {s->unknown_run, PLAN_UNKNOWN_RUN}};
    if (a->n_offers + a->n_others == 0) {
        return a->has_barred ? PLAN_LAW : PLAN_NO_PRICE;
    }
    for (size_t i = 0; i < sizeof nearest / sizeof nearest[0]; i++) {
        if (nearest[i].count > 0) {
            return nearest[i].reason;
        }
    }
    return PLAN_CANNOT_RUN;
}

/* Of a price that was given, which is the accelerator's only offer: why the site can't have it. */
static plan_reason reason_at_site(const plan_request *r, const plan_accelerator *a, const plan_outcome *out)
{
    const bool is_site = a->n_offers == 1 && plan_costs_takes_power(r, &a->offers[0]);
    if (is_site && out->reason == PLAN_NO_LAYOUT && !(a->facts.tdp_w > 0)) {
        return PLAN_POWER_UNKNOWN;
    }
    const double kw = plan_costs_site_kw(r, a, (double)out->summary.missed_gpus);
    return is_site && out->reason == PLAN_TOO_MANY_GPUS && r->site.has_kw && kw > r->site.kw ? PLAN_SITE_POWER
                                                                                             : out->reason;
}

static bool search_accelerator(plan_options *o, const toll_plan_need *need, int index)
{
    const plan_accelerator *a = &o->accelerators[index];
    toll_plan_summary *sum = &o->outcomes[index].summary;
    start_struct(sum, sizeof *sum, TOLL_KIND_PLAN_SUMMARY);
    for (int i = 0; i < a->n_offers; i++) {
        toll_plan_option found[OFFER_OPTIONS_MAX];
        toll_plan_summary summary;
        uint64_t count = 0;
        if (!search_offer(o, need, a, &a->offers[i], found, OFFER_OPTIONS_MAX, &count, &summary)) {
            return false;
        }
        for (uint64_t k = 0; k < count; k++) {
            plan_choice choice = {.found = found[k], .accelerator = a, .offer = &a->offers[i]};
            choice.has_checkpoint = has_checkpoint(o, &found[k]);
            add_choice(o, &choice);
        }
        plan_summary_add(sum, &summary);
    }
    o->outcomes[index].reason = plan_reason_of(a, sum);
    o->outcomes[index].reason = reason_at_site(o->request, a, &o->outcomes[index]);
    return true;
}

bool plan_options_search(plan_options *o, const toll_plan_need *need)
{
    o->n_choices = 0;
    for (int i = 0; i < o->n_accelerators; i++) {
        if (!search_accelerator(o, need, i)) {
            return false;
        }
    }
    if (o->n_choices > 1) {
        qsort(o->choices, (size_t)o->n_choices, sizeof *o->choices, plan_choices_compare);
    }
    return true;
}

/* ---- Another need and another confidence ---- */

/* Offers whose replicas may be of one size, as rows of one search. */
typedef struct offer_batch {
    int64_t replica_gpus_max;
    toll_plan_supply *supplies;
    const plan_accelerator **accelerators; /* of each row */
    const plan_offer **offers;
    uint64_t count;
} offer_batch;

static void add_to_batch(const plan_options *o, const toll_plan_need *need, const plan_accelerator *a,
                         offer_batch *batch)
{
    for (int k = 0; k < a->n_offers; k++) {
        const bool is_rows =
            plan_offer_is_within_power(o->request, a, &a->offers[k]) && !plan_costs_reorder(o->request, &a->offers[k]);
        if (is_rows && plan_offer_need(need, &a->offers[k]).replica_gpus_max == batch->replica_gpus_max) {
            batch->accelerators[batch->count] = a;
            batch->offers[batch->count] = &a->offers[k];
            batch->supplies[batch->count++] = plan_offer_supply(o->request, a, &a->offers[k]);
        }
    }
}

static void keep_cheaper(plan_choice *best, const plan_choice *next)
{
    *best = best->accelerator == NULL || plan_choices_compare(next, best) < 0 ? *next : *best;
}

/* The cheapest of them, if it is cheaper than the best so far. */
static bool search_batch(const plan_options *o, const toll_plan_need *need, const offer_batch *batch, plan_choice *best)
{
    const model_entry *model = &o->request->model;
    toll_plan_need own = *need;
    toll_plan_summary summary;
    toll_error err;
    plan_choice next;
    uint64_t count = 0;
    memset(&next, 0, sizeof next);
    own.replica_gpus_max = batch->replica_gpus_max;
    start_struct(&summary, sizeof summary, TOLL_KIND_PLAN_SUMMARY);
    if (batch->count > 0 &&
        toll_plan_search(&model->model, model->layers, model->n_layers, sizeof(toll_model_layer), &own, batch->supplies,
                         batch->count, sizeof *batch->supplies, NULL, 0, sizeof(toll_hw), &next.found, 1,
                         sizeof next.found, &count, &summary, o->work, o->work_size, &err) != TOLL_OK) {
        complain_field(&err);
        return false;
    }
    if (count > 0) {
        next.accelerator = batch->accelerators[next.found.supply];
        next.offer = batch->offers[next.found.supply];
        next.has_checkpoint = has_checkpoint(o, &next.found);
        plan_costs_settle(o->request, next.offer, &next.found, 1);
        keep_cheaper(best, &next);
    }
    return true;
}

static bool search_batches(const plan_options *o, const toll_plan_need *need, offer_batch *batch, plan_choice *best)
{
    for (batch->replica_gpus_max = 1; batch->replica_gpus_max <= need->replica_gpus_max; batch->replica_gpus_max++) {
        batch->count = 0;
        for (int i = 0; i < o->n_accelerators; i++) {
            add_to_batch(o, need, &o->accelerators[i], batch);
        }
        if (!search_batch(o, need, batch, best)) {
            return false;
        }
    }
    return true;
}

/* Where power is paid on top, the library's first option need not be the cheapest: all of them are settled. */
static bool search_powered(const plan_options *o, const toll_plan_need *need, const plan_accelerator *a,
                           plan_choice *best)
{
    for (int i = 0; i < a->n_offers; i++) {
        toll_plan_option found[OFFER_OPTIONS_MAX];
        toll_plan_summary summary;
        uint64_t count = 0;
        if (!plan_costs_reorder(o->request, &a->offers[i])) {
            continue;
        }
        if (!search_offer(o, need, a, &a->offers[i], found, OFFER_OPTIONS_MAX, &count, &summary)) {
            return false;
        }
        for (uint64_t k = 0; k < count; k++) {
            plan_choice next = {.found = found[k], .accelerator = a, .offer = &a->offers[i]};
            next.has_checkpoint = has_checkpoint(o, &found[k]);
            keep_cheaper(best, &next);
        }
    }
    return true;
}

bool plan_options_cheapest(const plan_options *o, const toll_plan_need *need, plan_choice *best)
{
    const size_t rows = (size_t)count_offers(o->accelerators, o->n_accelerators) + 1;
    offer_batch batch = {.supplies = claim(rows, sizeof *batch.supplies),
                         .accelerators = claim(rows, sizeof *batch.accelerators),
                         .offers = claim(rows, sizeof *batch.offers)};
    memset(best, 0, sizeof *best);
    bool is_good = search_batches(o, need, &batch, best);
    for (int i = 0; i < o->n_accelerators && is_good; i++) {
        is_good = search_powered(o, need, &o->accelerators[i], best);
    }
    free(batch.supplies);
    free((void *)batch.accelerators);
    free((void *)batch.offers);
    return is_good;
}

double plan_options_least_cost(const plan_options *o, const toll_plan_need *need, double requests_per_s)
{
    toll_plan_need at = *need;
    plan_choice best;
    at.requests_per_s = requests_per_s;
    if (!plan_options_cheapest(o, &at, &best)) {
        return -1;
    }
    return best.accelerator != NULL ? best.found.usd_per_hour.mid : HUGE_VAL;
}

static bool is_same_option(const plan_choice *choice, const plan_accelerator *a, const plan_offer *offer,
                           const toll_plan_option *found)
{
    return choice->accelerator == a && choice->offer == offer && choice->found.precision == found->precision &&
           choice->found.engine == found->engine;
}

static bool add_confident_offer(plan_options *o, const toll_plan_need *need, const plan_accelerator *a,
                                const plan_offer *offer)
{
    toll_plan_option found[OFFER_OPTIONS_MAX];
    toll_plan_summary summary;
    uint64_t count = 0;
    if (!search_offer(o, need, a, offer, found, OFFER_OPTIONS_MAX, &count, &summary)) {
        return false;
    }
    for (int i = 0; i < o->n_choices; i++) {
        for (uint64_t k = 0; k < count; k++) {
            if (is_same_option(&o->choices[i], a, offer, &found[k])) {
                o->choices[i].confident_usd_per_hour = found[k].usd_per_hour.mid;
            }
        }
    }
    return true;
}

bool plan_options_add_confident(plan_options *o, const toll_plan_need *need, double confidence)
{
    toll_plan_need sure = *need;
    sure.confidence = confidence;
    for (int i = 0; i < o->n_accelerators; i++) {
        const plan_accelerator *a = &o->accelerators[i];
        for (int k = 0; o->outcomes[i].reason == PLAN_MEETS && k < a->n_offers; k++) {
            if (!add_confident_offer(o, &sure, a, &a->offers[k])) {
                return false;
            }
        }
    }
    return true;
}
