/* SPDX-License-Identifier: Apache-2.0 */
/* Offline work under a deadline.
 *
 * Every slot is kept busy, so a replica runs at its saturation rate r, and the last requests leave within the time that
 * a request takes among full slots, which is slots / r (Little). A fleet of N replicas takes
 *
 *     T = requests / (N r) + slots / r
 *
 * and costs its paid GPUs for that time. Of spot machines a share of the work is lost, so r is less by it. By hand: 1 M
 * requests, r = 2 per second, 100 slots, a deadline of 48 h: N >= 10^6 / (2 * (172,800 - 50)) = 2.9, so 3 replicas, which
 * take 46.3 h. At $1.50 an hour each they cost $208. What a token costs hardly depends on N, so the cheapest layout
 * per token is looked for, and then its fewest replicas. */
#include "plan/plan_offline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/field_options.h"
#include "output/give_up.h"
#include "plan/plan_answer.h"

#define JOB_OPTIONS_MAX  256
#define SECONDS_PER_HOUR 3600.0
#define Z90              1.2815515655446004 /* standard normal, P90 */

const plan_job *plan_offline_best(const plan_offline *o)
{
    return o->n_jobs > 0 ? &o->jobs[0] : NULL;
}

double plan_offline_api_usd(const plan_offline *o, const plan_api *api, bool is_batch)
{
    return (is_batch ? api->batch_usd_per_request : api->usd_per_request) * o->requests;
}

const char *plan_offline_reason(const plan_offline *o, int accelerator)
{
    const plan_reason reason = o->found.outcomes[accelerator].reason;
    return o->is_late[accelerator] ? OFFLINE_TOO_LATE : plan_reason_code(reason);
}

/* ---- One fleet ---- */

/* Replicas that share a unit; a larger one has units of its own. */
static double replicas_of_unit(double gpus, double unit)
{
    return gpus > unit ? 1 : floor(unit / gpus);
}

static double gpus_of_unit(double gpus, double unit)
{
    return gpus > unit ? ceil(gpus / unit) * unit : unit;
}

/* Chance that the rate is at least what is needed: of a log-normal with this median and P10. */
static double chance_of(double median, double low, double needed)
{
    const double sigma = log(median / low) / Z90;
    if (!(sigma > 0)) {
        return median >= needed ? 1 : 0;
    }
    return 0.5 * erfc(-log(median / needed) / sigma / sqrt(2));
}

static double job_hours(const plan_offline *o, const plan_job *job, double rate)
{
    return (o->requests / ((double)job->replicas * rate) + job->drain_s) / SECONDS_PER_HOUR;
}

/* False: it does not finish in time, or takes too many GPUs. */
static bool fill_job(const plan_offline *o, const toll_plan_reach *reach, plan_job *job)
{
    const plan_request *r = o->request;
    const toll_plan_option *f = &job->choice.found;
    const double kept = job->is_spot ? 1 - r->inverse.spot_lost_frac : 1, within = r->inverse.within_s;
    const double gpus = (double)(f->tp * f->pp * f->dp), unit = (double)job->choice.offer->unit_gpus;
    const double rate = f->saturation_requests_per_s.mid * kept, low = f->saturation_requests_per_s.low * kept;
    job->drain_s = f->slots / f->saturation_requests_per_s.mid;
    if (job->drain_s >= within) {
        return false;
    }
    const double needed = o->requests / (within - job->drain_s);
    const double units = ceil(ceil(needed / (reach->replica_requests_per_s * kept)) / replicas_of_unit(gpus, unit));
    const double paid = units * gpus_of_unit(gpus, unit);
    const double most = (r->need.known & TOLL_PLAN_GPUS_MAX) != 0 ? (double)r->need.gpus_max : 1e9;
    if (paid > most) {
        return false;
    }
    job->replicas = (int64_t)(units * replicas_of_unit(gpus, unit));
    job->gpus_paid = (int64_t)paid;
    job->hours = job_hours(o, job, rate);
    job->late_hours = job_hours(o, job, low);
    job->usd = paid * job->choice.offer->usd_per_gpu_hour * job->hours;
    job->late_usd = paid * job->choice.offer->usd_per_gpu_hour * job->late_hours;
    job->usd_per_mtok = job->usd / (r->inverse.tokens / 1e6);
    job->probability = chance_of(rate * (double)job->replicas, low * (double)job->replicas, needed);
    job->choice.found.replicas = job->replicas;
    return true;
}

static void add_job(plan_offline *o, const plan_job *job)
{
    if (o->n_jobs == o->capacity) {
        o->capacity = o->capacity > 0 ? 2 * o->capacity : 64;
        o->jobs = claim_again(o->jobs, (size_t)o->capacity, sizeof *o->jobs);
    }
    o->jobs[o->n_jobs++] = *job;
}

/* ---- One offer ---- */

static bool ask_cheapest(plan_offline *o, int index, const plan_offer *offer, toll_plan_option *found,
                         toll_plan_reach *reaches, uint64_t *count, toll_plan_summary *summary)
{
    const plan_request *r = o->request;
    toll_plan_need need = plan_offer_need(&r->need, offer);
    const toll_plan_supply supply = plan_offer_supply(r, &o->found.accelerators[index], offer);
    toll_plan_most asked;
    toll_error err;
    start_struct(&asked, sizeof asked, TOLL_KIND_PLAN_MOST);
    start_struct(summary, sizeof *summary, TOLL_KIND_PLAN_SUMMARY);
    asked.goal = TOLL_PLAN_LOWEST_PRICE;
    if (toll_plan_find_most(&r->model.model, r->model.layers, r->model.n_layers, sizeof(toll_model_layer), &need,
                            &asked, &supply, 1, sizeof supply, NULL, 0, sizeof(toll_hw), found, JOB_OPTIONS_MAX,
                            sizeof *found, reaches, count, summary, o->found.work, o->found.work_size,
                            &err) == TOLL_OK) {
        return true;
    }
    complain_field(&err);
    return false;
}

static bool add_jobs_of_offer(plan_offline *o, int index, const plan_offer *offer, bool is_spot)
{
    static toll_plan_option found[JOB_OPTIONS_MAX];
    static toll_plan_reach reaches[JOB_OPTIONS_MAX];
    uint64_t count = 0;
    toll_plan_summary summary;
    if (!ask_cheapest(o, index, offer, found, reaches, &count, &summary)) {
        return false;
    }
    plan_summary_add(&o->found.outcomes[index].summary, &summary);
    for (uint64_t i = 0; i < count; i++) {
        plan_job job = {.choice = {.found = found[i], .accelerator = &o->found.accelerators[index], .offer = offer},
                        .is_spot = is_spot};
        if (fill_job(o, &reaches[i], &job)) {
            add_job(o, &job);
        }
    }
    return true;
}

static bool search_jobs(plan_offline *o, int index)
{
    plan_accelerator *a = &o->found.accelerators[index];
    plan_outcome *outcome = &o->found.outcomes[index];
    const int before = o->n_jobs;
    start_struct(&outcome->summary, sizeof outcome->summary, TOLL_KIND_PLAN_SUMMARY);
    for (int i = 0; i < a->n_offers; i++) {
        if (!add_jobs_of_offer(o, index, &a->offers[i], false)) {
            return false;
        }
    }
    for (int i = 0; i < a->n_others; i++) {
        if (!add_jobs_of_offer(o, index, &a->others[i], true)) {
            return false;
        }
    }
    outcome->reason = plan_reason_of(a, &outcome->summary);
    o->is_late[index] = outcome->reason == PLAN_MEETS && o->n_jobs == before;
    return true;
}

/* ---- All ---- */

static int by_money(const void *left, const void *right)
{
    const plan_job *a = left, *b = right;
    if (a->usd != b->usd) {
        return a->usd < b->usd ? -1 : 1;
    }
    if (a->choice.found.hw != b->choice.found.hw) {
        return a->choice.found.hw < b->choice.found.hw ? -1 : 1;
    }
    return a->choice.found.engine < b->choice.found.engine ? -1 : a->choice.found.engine > b->choice.found.engine;
}

static bool price_apis(plan_offline *o, plan_request *r)
{
    for (int i = 0; i < r->n_vs; i++) {
        if (!plan_api_find(&o->apis[i], r, &r->books, r->vs[i])) {
            return false;
        }
        o->n_apis++;
        if (plan_api_is_ranked(&o->apis[i])) {
            fact_ages_add(&o->ages, o->apis[i].source_date);
        }
    }
    return true;
}

static bool build_offline(plan_offline *o, plan_request *r)
{
    const toll_plan_need *n = &r->need;
    o->request = r;
    o->ages = r->ages;
    o->requests = r->inverse.tokens / (n->input_tokens + n->output_tokens);
    r->need.requests_per_s = fmin(fmax(o->requests / r->inverse.within_s, 1e-9), 1e9);
    if (!plan_options_start(&o->found, r) ||
        !plan_supplies_add_terms(o->found.accelerators, o->found.n_accelerators, r, TOLL_INSTANCE_SPOT)) {
        return false;
    }
    o->is_late = claim((size_t)o->found.n_accelerators, sizeof *o->is_late);
    for (int i = 0; i < o->found.n_accelerators; i++) {
        if (!search_jobs(o, i)) {
            return false;
        }
    }
    if (o->n_jobs > 0) {
        qsort(o->jobs, (size_t)o->n_jobs, sizeof *o->jobs, by_money);
        const plan_offer *offer = o->jobs[0].choice.offer;
        fact_ages_add(&o->ages, offer->is_given ? 0 : offer->machine.row.as_of);
    }
    return price_apis(o, r);
}

int plan_offline_answer(plan_request *r, const screen *s)
{
    plan_offline o;
    int code = EXIT_BAD_INPUT;
    memset(&o, 0, sizeof o);
    if (build_offline(&o, r)) {
        code = fact_ages_exit(&o.ages, o.n_jobs > 0 ? EXIT_FINE : EXIT_NOT_FEASIBLE);
        if (r->output.is_json) {
            plan_offline_json(&o);
        } else {
            plan_offline_screen(&o, s);
        }
    }
    free(o.jobs);
    free(o.is_late);
    plan_options_free(&o.found);
    return code;
}
