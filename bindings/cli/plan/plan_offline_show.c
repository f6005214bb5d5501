/* SPDX-License-Identifier: Apache-2.0 */
/* An offline plan for people and for programs. */
#include <stdio.h>
#include <string.h>

#include "input/instant.h"
#include "output/figure_text.h"
#include "output/json_out.h"
#include "output/table.h"
#include "plan/plan_answer.h"
#include "plan/plan_offline.h"

#define JOBS_SHOWN 8

static const char no_time[] =
    "how soon an API answers so many requests is not in the price book: ask for its rate limits "
    "and the batch tier's completion time";

/* The first of its accelerator and kind of price. */
static bool is_first_of_kind(const plan_offline *o, int index)
{
    for (int i = 0; i < index; i++) {
        if (o->jobs[i].choice.accelerator == o->jobs[index].choice.accelerator &&
            o->jobs[i].is_spot == o->jobs[index].is_spot) {
            return false;
        }
    }
    return true;
}

/* The end in UTC, from the instant of the prices on. */
static const char *end_text(const plan_offline *o, double hours, char *text, size_t size)
{
    snprintf(text, size, "%.16s", instant_text(o->request->at_s + (int64_t)(hours * 3600)).text);
    return text;
}

static void question_text(const plan_offline *o, char *text, size_t size)
{
    const plan_request *r = o->request;
    snprintf(text, size, "%s: %s tokens within %s h, offline: %s requests of %s tokens in, %s out", r->model.model.id,
             plan_short(r->inverse.tokens).text, plan_rate(r->inverse.within_s / 3600).text,
             plan_short(o->requests).text, figure_plain(r->need.input_tokens).text,
             figure_plain(r->need.output_tokens).text);
}

static void add_api_sentence(const plan_offline *o, const plan_job *best, char *text, size_t size)
{
    for (int i = 0; i < o->n_apis; i++) {
        const plan_api *api = &o->apis[i];
        size_t used = strlen(text);
        if (plan_api_is_ranked(api)) {
            const double usd = plan_offline_api_usd(o, api, api->has_batch);
            snprintf(text + used, size - used, " The API %.60s costs $%s%s for the same tokens%s.", api->asked,
                     plan_short(usd).text, api->has_batch ? " in its batch tier" : "",
                     best == NULL      ? ""
                     : usd < best->usd ? ": less"
                                       : ": more");
        }
    }
}

static void offline_verdict(const plan_offline *o, char *text, size_t size)
{
    char name[160], end[24];
    const plan_job *best = plan_offline_best(o);
    if (best == NULL) {
        snprintf(text, size, "Nothing finishes in time.");
    } else {
        plan_option_name(&best->choice, name, sizeof name);
        snprintf(
            text, size,
            "%s %s%s: $%s for %s h, %s per Mtok. Started at once it ends at %s UTC; with 90 %% it takes no more than "
            "%s h. It is in time with probability %.2f.",
            best->choice.offer->is_given ? "Use" : "Rent", name, best->is_spot ? " on spot machines" : "",
            plan_short(best->usd).text, figure_rounded(best->hours, 3).text, figure_usd(best->usd_per_mtok).text,
            end_text(o, best->hours, end, sizeof end), figure_rounded(best->late_hours, 3).text, best->probability);
    }
    add_api_sentence(o, best, text, size);
}

static void add_job_row(table *t, int rank, const plan_job *job)
{
    const toll_plan_option *f = &job->choice.found;
    char layout[96];
    plan_layout_text(f, layout, sizeof layout);
    table_cell(t, STYLE_PLAIN, "%d %s%s %s %s %s%s", rank, job->choice.accelerator->facts.id,
               plan_offer_is_unverified(job->choice.offer) ? "?" : "", layout, plan_precision_id(f), plan_engine_id(f),
               job->is_spot ? " spot" : "");
    table_cell(t, STYLE_PLAIN, "%lld", (long long)job->gpus_paid);
    table_cell(t, STYLE_PLAIN, "%s", figure_rounded(job->hours, 3).text);
    table_cell(t, STYLE_DIM, "%s", figure_rounded(job->late_hours, 3).text);
    table_cell(t, STYLE_PLAIN, "%s", plan_short(job->usd).text);
    table_cell(t, STYLE_PLAIN, "%s", figure_rounded(job->usd_per_mtok, 3).text);
    table_cell(t, STYLE_PLAIN, "%.0f %%", job->probability * 100);
}

static void put_jobs(const plan_offline *o, const screen *s)
{
    static const char *const heads[] = {"", "GPUs", "hours", "90 %", "$", "$/Mtok", "in time"};
    table t;
    int shown = 0;
    if (o->n_jobs == 0) {
        return;
    }
    table_start(&t, "lRRRRRR", 1);
    for (int i = 0; i < 7; i++) {
        table_head(&t, i, heads[i]);
    }
    for (int i = 0; i < o->n_jobs && (shown < JOBS_SHOWN || o->request->is_every); i++) {
        if (o->request->is_every || is_first_of_kind(o, i)) {
            add_job_row(&t, ++shown, &o->jobs[i]);
        }
    }
    table_finish(&t, s);
    screen_newline(s);
}

static void put_offline_apis(const plan_offline *o, const screen *s)
{
    char text[600], batch[80];
    for (int i = 0; i < o->n_apis; i++) {
        const plan_api *api = &o->apis[i];
        batch[0] = 0;
        if (!plan_api_is_ranked(api)) {
            snprintf(text, sizeof text, "%.95s: %s", api->asked,
                     api->is_priced ? "not permitted by the constraints" : api->reason);
        } else {
            if (api->has_batch) {
                snprintf(batch, sizeof batch, "; in its batch tier $%s",
                         plan_short(plan_offline_api_usd(o, api, true)).text);
            }
            snprintf(text, sizeof text, "%.95s of %s: $%s%s", api->asked, api->name.provider,
                     plan_short(plan_offline_api_usd(o, api, false)).text, batch);
        }
        screen_paragraph(s, STYLE_PLAIN, i == 0 ? "  API:         " : "               ", text);
    }
    if (o->n_apis > 0) {
        screen_paragraph(s, STYLE_DIM, "               ", no_time);
    }
}

static void put_late(const plan_offline *o, const screen *s)
{
    char text[1200] = "";
    int count = 0;
    for (int i = 0; i < o->found.n_accelerators; i++) {
        const size_t used = strlen(text);
        if (o->is_late[i] && count++ < 6) {
            snprintf(text + used, sizeof text - used, "%s%s", used > 0 ? ", " : "", o->found.accelerators[i].facts.id);
        }
    }
    if (count > 0) {
        char all[1400];
        snprintf(all, sizeof all, "%d%s: %s%s", count,
                 (o->request->need.known & TOLL_PLAN_GPUS_MAX) != 0 ? " within the GPUs allowed" : "", text,
                 count > 6 ? ", ..." : "");
        screen_paragraph(s, STYLE_PLAIN, "  Too late:    ", all);
    }
}

static bool has_spot(const plan_offline *o)
{
    for (int i = 0; i < o->n_jobs; i++) {
        if (o->jobs[i].is_spot) {
            return true;
        }
    }
    return false;
}

static void put_offline_assumptions(const plan_offline *o, const screen *s)
{
    char text[600], where[200];
    const plan_job *best = plan_offline_best(o);
    if (best != NULL) {
        plan_offer_text(best->choice.offer, where, sizeof where);
        snprintf(text, sizeof text, "%s per GPU-hour, %s%s; billed for the time that it takes",
                 figure_usd(best->choice.offer->usd_per_gpu_hour).text, where, best->is_spot ? ", spot" : "");
        screen_paragraph(s, STYLE_PLAIN, "  Price:       ", text);
    }
    snprintf(text, sizeof text,
             "every slot is kept busy; starting and loading the model take extra; the last requests leave while none "
             "follow%s%s%s",
             best != NULL ? ": " : "", best != NULL ? figure_rounded(best->drain_s / 60, 3).text : "",
             best != NULL ? " minutes" : "");
    screen_paragraph(s, STYLE_DIM, "  Assumed:     ", text);
    if (!has_spot(o)) {
        return;
    }
    snprintf(text, sizeof text,
             "spot machines lose %s %% of the work to interruptions (--spot-lost; no source says how much)",
             figure_plain(o->request->inverse.spot_lost_frac * 100).text);
    screen_paragraph(s, STYLE_DIM, "               ", text);
}

void plan_offline_screen(const plan_offline *o, const screen *s)
{
    char text[2400];
    question_text(o, text, sizeof text);
    screen_paragraph(s, STYLE_TITLE, "", text);
    screen_newline(s);
    offline_verdict(o, text, sizeof text);
    screen_paragraph(s, o->n_jobs > 0 ? STYLE_GOOD : STYLE_BAD, "", text);
    screen_newline(s);
    put_jobs(o, s);
    put_offline_apis(o, s);
    put_late(o, s);
    put_offline_assumptions(o, s);
}

/* ---- For programs ---- */

static void json_job(json *j, const plan_offline *o, const plan_job *job, int rank)
{
    const toll_plan_option *f = &job->choice.found;
    char name[160], end[24];
    plan_option_name(&job->choice, name, sizeof name);
    json_object(j, NULL);
    json_text(j, "name", name);
    json_text(j, "kind", job->choice.offer->is_given ? "own" : job->is_spot ? "spot" : "rent");
    json_integer(j, "rank", rank);
    json_text(j, "hardware", job->choice.accelerator->facts.id);
    json_text(j, "precision", plan_precision_id(f));
    json_text(j, "engine", plan_engine_id(f));
    json_integer(j, "replicas", job->replicas);
    json_integer(j, "gpus_paid", job->gpus_paid);
    json_integer(j, "tp", f->tp);
    json_integer(j, "pp", f->pp);
    json_integer(j, "ep", f->ep);
    json_integer(j, "dp", f->dp);
    json_number(j, "usd_per_gpu_hour", job->choice.offer->usd_per_gpu_hour);
    json_number(j, "hours", job->hours);
    json_number(j, "p90_hours", job->late_hours);
    json_number(j, "drain_s", job->drain_s);
    json_number(j, "replica_requests_per_s", f->saturation_requests_per_s.mid);
    json_text(j, "ends_at", end_text(o, job->hours, end, sizeof end));
    json_number(j, "usd", job->usd);
    json_number(j, "p90_usd", job->late_usd);
    json_number(j, "usd_per_mtok", job->usd_per_mtok);
    json_number(j, "probability", job->probability);
    json_close(j);
}

static void json_offline_apis(json *j, const plan_offline *o)
{
    json_array(j, "apis");
    for (int i = 0; i < o->n_apis; i++) {
        const plan_api *api = &o->apis[i];
        const bool is_ranked = plan_api_is_ranked(api);
        json_object(j, NULL);
        json_text(j, "name", api->asked);
        json_maybe_number(j, "usd", plan_offline_api_usd(o, api, false), is_ranked);
        json_maybe_number(j, "batch_usd", plan_offline_api_usd(o, api, true), is_ranked && api->has_batch);
        json_null(j, "hours"); /* not in the price book */
        json_maybe_text(j, "reason", api->reason);
        json_close(j);
    }
    json_close(j);
}

static void json_offline_rejected(json *j, const plan_offline *o)
{
    json_array(j, "rejected");
    for (int i = 0; i < o->found.n_accelerators; i++) {
        if (o->found.outcomes[i].reason != PLAN_MEETS || o->is_late[i]) {
            json_object(j, NULL);
            json_text(j, "name", o->found.accelerators[i].facts.id);
            json_text(j, "code", plan_offline_reason(o, i));
            json_close(j);
        }
    }
    json_close(j);
}

static void json_offline_question(json *j, const plan_offline *o)
{
    const plan_request *r = o->request;
    json_object(j, "question");
    json_text(j, "model", r->model.model.id);
    json_number(j, "tokens", r->inverse.tokens);
    json_number(j, "requests", o->requests);
    json_number(j, "within_s", r->inverse.within_s);
    json_number(j, "input_tokens", r->need.input_tokens);
    json_number(j, "output_tokens", r->need.output_tokens);
    json_number(j, "prefix_hit_frac", r->need.prefix_hit_frac);
    json_number(j, "confidence", r->need.confidence);
    json_number(j, "spot_lost_frac", r->inverse.spot_lost_frac);
    json_close(j);
}

void plan_offline_json(const plan_offline *o)
{
    json j;
    char text[2400], name[160] = "";
    const plan_job *best = plan_offline_best(o);
    json_answer(&j, "plan");
    json_offline_question(&j, o);
    offline_verdict(o, text, sizeof text);
    if (best != NULL) {
        plan_option_name(&best->choice, name, sizeof name);
    }
    json_object(&j, "verdict");
    json_text(&j, "text", text);
    json_maybe_text(&j, "option", name);
    json_maybe_number(&j, "probability", best != NULL ? best->probability : 0, best != NULL);
    json_close(&j);
    fact_ages_json(&j, &o->ages);
    json_array(&j, "options");
    for (int i = 0; i < o->n_jobs; i++) {
        json_job(&j, o, &o->jobs[i], i + 1);
    }
    json_close(&j);
    json_offline_apis(&j, o);
    json_offline_rejected(&j, o);
    json_close(&j);
}
