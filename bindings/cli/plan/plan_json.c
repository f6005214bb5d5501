/* SPDX-License-Identifier: Apache-2.0 */
/* The plan for programs: every option, every rejected accelerator with its reason; what is not known is null. */
#include <stdio.h>
#include <string.h>

#include "input/constraint_json.h"
#include "output/code_names.h"
#include "output/constraint_names.h"
#include "output/json_out.h"
#include "plan/launch_manifests.h"
#include "plan/launch_test.h"
#include "plan/plan_answer.h"
#include "plan/plan_day_text.h"
#include "plan/plan_mix_text.h"
#include "plan/plan_split_text.h"
#include "plan/plan_law.h"
#include "plan/plan_outlook.h"
#include "plan/plan_more.h"
#include "plan/plan_most_show.h"
#include "plan/plan_quality.h"

static void json_verdict(json *j, const plan_answer *a)
{
    char text[3000], name[160];
    const plan_choice *best = plan_best(a);
    const plan_api *api = plan_best_api(a);
    bool is_api = plan_is_api_first(a);
    plan_outlook_verdict(a, text, sizeof text);
    json_object(j, "verdict");
    json_text(j, "text", text);
    name[0] = 0;
    if (is_api) {
        snprintf(name, sizeof name, "%s", api->asked);
    } else if (best != NULL) {
        plan_option_name(best, name, sizeof name);
    }
    json_maybe_text(j, "option", name);
    json_maybe_number(j, "probability", best != NULL && !is_api ? best->found.probability : 0, best != NULL && !is_api);
    if (a->request->has_budget) {
        json_bool(j, "is_within_budget", !plan_is_over_budget(a));
    } else {
        json_null(j, "is_within_budget");
    }
    json_close(j);
}

/* Rows of a table by the bits of a mask; null where the mask allows all. */
static void json_mask(json *j, const char *key, uint32_t table, uint64_t mask)
{
    if (mask == 0) {
        json_null(j, key);
        return;
    }
    json_array(j, key);
    for (uint64_t i = 0; i < toll_catalog_count(table) && i < 64; i++) {
        if ((mask >> i & 1) != 0) {
            json_text(j, NULL, toll_catalog_get_id(table, i));
        }
    }
    json_close(j);
}

static void json_plan_question(json *j, const plan_answer *a)
{
    const toll_plan_need *n = &a->need;
    json_object(j, "question");
    json_text(j, "model", a->request->model.model.id);
    json_number(j, "requests_per_s", n->requests_per_s);
    json_number(j, "input_tokens", n->input_tokens);
    json_number(j, "output_tokens", n->output_tokens);
    json_number(j, "input_cv", n->input_cv);
    json_number(j, "output_cv", n->output_cv);
    json_number(j, "arrival_cv", n->arrival_cv > 0 ? n->arrival_cv : 1);
    json_number(j, "prefix_hit_frac", n->prefix_hit_frac);
    json_maybe_number(j, "ttft_s", n->ttft_s, (n->known & TOLL_PLAN_TTFT) != 0);
    json_maybe_number(j, "tpot_s", n->tpot_s, (n->known & TOLL_PLAN_TPOT) != 0);
    json_number(j, "quantile", n->quantile);
    json_number(j, "confidence", n->confidence);
    json_integer(j, "replica_gpus_max", n->replica_gpus_max);
    json_maybe_integer(j, "gpus_max", n->gpus_max, (n->known & TOLL_PLAN_GPUS_MAX) != 0);
    json_integer(j, "spare_replicas", n->spare_replicas);
    json_mask(j, "engines", TOLL_TABLE_ENGINE, n->engines);
    json_mask(j, "precisions", TOLL_TABLE_PRECISION, n->precisions);
    json_maybe_number(j, "budget_usd_per_hour", a->request->budget_usd_per_hour, a->request->has_budget);
    json_maybe_number(j, "budget_requests_per_s", plan_budget_rate(a), a->request->has_budget);
    plan_outlook_json_question(j, a);
    json_close(j);
}

static void json_offer(json *j, const plan_offer *offer)
{
    json_object(j, "price");
    json_number(j, "usd_per_gpu_hour", offer->usd_per_gpu_hour);
    json_integer(j, "unit_gpus", offer->unit_gpus);
    json_text(j, "origin", offer->is_given ? "given" : "lowest_on_demand");
    json_maybe_text(j, "instance", offer->is_given ? "" : offer->machine.row.id);
    json_date(j, "as_of", offer->is_given ? 0 : offer->machine.row.as_of);
    json_maybe_integer(j, "age_days", offer->age.days, !offer->is_given && offer->age.days >= 0);
    json_bool(j, "is_unverified", plan_offer_is_unverified(offer));
    json_bool(j, "is_stale", !offer->is_given && price_age_is_stale(&offer->age));
    json_close(j);
}

static void json_flags(json *j, uint64_t flags)
{
    json_array(j, "reasons");
    for (int bit = 0; word_flag(bit) != NULL; bit++) {
        if ((flags >> bit & 1) != 0) {
            json_text(j, NULL, word_flag(bit));
        }
    }
    json_close(j);
}

static void json_layout(json *j, const toll_plan_option *o)
{
    json_object(j, "layout");
    json_integer(j, "tp", o->tp);
    json_integer(j, "pp", o->pp);
    json_integer(j, "ep", o->ep);
    json_integer(j, "dp", o->dp);
    json_close(j);
}

/* {"code", "text", "source"} of all reasons that make a verdict. */
static void json_law_reasons(json *j, const plan_request *r, const plan_judged *judged)
{
    json_array(j, "reasons");
    for (uint64_t i = 0; i < judged->count; i++) {
        if (plan_law_is_told(r, judged, i)) {
            const toll_plan_reason *reason = &judged->reasons[i];
            json_object(j, NULL);
            json_text(j, "code", "law");
            json_text(j, "topic", toll_plan_get_topic(reason->topic));
            json_text(j, "finding", word_reason(reason->code));
            json_text(j, "text", reason->text);
            json_maybe_text(j, "source", reason->source);
            json_date(j, "as_of", reason->as_of);
            json_close(j);
        }
    }
    json_close(j);
}

/* Null where no constraints are given. */
static void json_standing(json *j, const plan_request *r, bool is_judged, const plan_judged *judged)
{
    if (!is_judged || r->constraints.count == 0) {
        json_null(j, "standing");
        return;
    }
    json_object(j, "standing");
    json_text(j, "verdict", word_verdict(judged->verdict.verdict));
    json_text(j, "offering", judged->asked.offering.id);
    json_law_reasons(j, r, judged);
    json_close(j);
}

static void json_service(json *j, const toll_plan_option *o)
{
    const bool has_power = (o->known & TOLL_PLAN_POWER) != 0;
    json_range(j, "ttft_s", o->ttft_s, 1, true);
    json_range(j, "tpot_s", o->tpot_s, 1, true);
    json_range(j, "saturation_requests_per_s", o->saturation_requests_per_s, 1, true);
    json_range(j, "utilisation_frac", o->utilisation_frac, 1, true);
    json_range(j, "power_w", o->power_w, 1, has_power);
    json_range(j, "request_j", o->request_j, 1, has_power);
}

static void json_option(json *j, const plan_answer *a, const plan_choice *c, int rank)
{
    const plan_request *r = a->request;
    const toll_plan_option *o = &c->found;
    const char *model_id = r->model.model.id;
    plan_judged judged;
    bool is_judged = r->constraints.count > 0 && plan_offer_judge(r, c->offer, &judged);
    char name[160], quality[400];
    plan_option_name(c, name, sizeof name);
    json_object(j, NULL);
    json_text(j, "name", name);
    json_text(j, "kind", c->offer->is_given ? "own" : "rent");
    json_integer(j, "rank", rank);
    json_text(j, "hardware", c->accelerator->facts.id);
    json_text(j, "precision", plan_precision_id(o));
    json_text(j, "engine", plan_engine_id(o));
    plan_quality_text(model_id, plan_precision_id(o), quality, sizeof quality);
    json_maybe_text(j, "quality", quality);
    json_bool(j, "has_checkpoint", c->has_checkpoint);
    json_integer(j, "replicas", o->replicas);
    json_integer(j, "gpus", o->gpus);
    json_integer(j, "gpus_paid", o->gpus_paid);
    json_layout(j, o);
    json_range(j, "usd_per_hour", o->usd_per_hour, 1, true);
    json_maybe_number(j, "confident_usd_per_hour", c->confident_usd_per_hour, c->confident_usd_per_hour > 0);
    json_range(j, "usd_per_mtok", o->usd_per_mtok, 1, true);
    json_range(j, "usd_per_mtok_output", o->usd_per_mtok_output, 1, true);
    json_service(j, o);
    json_number(j, "probability", o->probability);
    json_text(j, "fit", word_fit(o->fit));
    json_text(j, "validity", word_validity(o->validity));
    json_offer(j, c->offer);
    plan_costs_json(j, r, c->offer, o);
    json_standing(j, r, is_judged, &judged);
    json_flags(j, o->flags);
    plan_outlook_json(j, a, &c->outlook, &c->ahead);
    json_close(j);
}

/* The members of an option that an API has no figure for are null. */
static void json_api(json *j, const plan_answer *a, int index)
{
    static const char *const absent[] = {"replicas", "gpus", "layout", "ttft_s", "tpot_s", "power_w", "probability"};
    const plan_api *api = &a->apis[index];
    const plan_request *r = a->request;
    plan_judged judged;
    char end[320];
    bool is_judged = r->constraints.count > 0 && plan_law_judge_api(r, &api->name, api->asked, &judged);
    plan_api_end_text(api, end, sizeof end);
    json_object(j, NULL);
    json_text(j, "name", api->asked);
    json_text(j, "kind", "api");
    json_null(j, "rank");
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
        json_null(j, absent[i]);
    }
    json_maybe_number(j, "usd_per_hour", api->usd_per_hour, api->is_priced);
    json_maybe_number(j, "usd_per_mtok", api->usd_per_mtok, api->is_priced);
    json_maybe_number(j, "usd_per_request", api->usd_per_request, api->is_priced);
    json_maybe_number(j, "batch_usd_per_request", api->batch_usd_per_request, api->is_priced && api->has_batch);
    plan_costs_json_api(j, api->usd_per_hour, api->is_priced);
    json_maybe_text(j, "provider", api->is_priced ? api->name.provider : "");
    json_maybe_text(j, "model", api->is_priced ? api->name.model : "");
    json_maybe_text(j, "book_hash", api->is_priced ? api->book->hash : "");
    json_date(j, "source_date", api->is_priced ? (int32_t)api->source_date : 0);
    json_bool(j, "is_linear", api->is_priced && api->is_linear);
    plan_tokens_json(j, &api->tokens);
    json_maybe_text(j, "region", api->name.region);
    json_bool(j, "is_region_price_unknown", api->is_region_asked && api->name.region[0] == 0);
    json_standing(j, r, is_judged, &judged);
    json_maybe_text(j, "ends", end);
    json_maybe_text(j, "reason", api->reason);
    json_maybe_number(j, "break_even_requests_per_s", a->turns[index].requests_per_s, a->turns[index].is_found);
    json_maybe_number(j, "break_even_tokens_per_month", a->turns[index].tokens_per_month, a->turns[index].is_found);
    plan_outlook_json(j, a, &api->outlook, NULL);
    json_close(j);
}

static void json_options(json *j, const plan_answer *a)
{
    json_array(j, "options");
    for (int i = 0; i < a->options.n_choices; i++) {
        json_option(j, a, &a->options.choices[i], i + 1);
    }
    for (int i = 0; i < a->n_apis; i++) {
        if (a->apis[i].standing != TOLL_STANDING_REJECTED) {
            json_api(j, a, i);
        }
    }
    json_close(j);
}

static void json_rejected_accelerator(json *j, const plan_answer *a, int index)
{
    char text[1400];
    plan_judged judged;
    const plan_accelerator *acc = &a->options.accelerators[index];
    json_object(j, NULL);
    json_text(j, "name", acc->facts.id);
    if (a->options.outcomes[index].reason == PLAN_LAW && plan_offer_judge(a->request, &acc->barred, &judged)) {
        json_law_reasons(j, a->request, &judged);
        json_close(j);
        return;
    }
    plan_reason_text(a, index, text, sizeof text);
    json_array(j, "reasons");
    json_object(j, NULL);
    json_text(j, "code", plan_reason_code(a->options.outcomes[index].reason));
    json_text(j, "text", text);
    json_null(j, "source");
    json_close(j);
    json_close(j);
    json_close(j);
}

static void json_rejected_api(json *j, const plan_answer *a, const plan_api *api)
{
    plan_judged judged;
    if (!plan_law_judge_api(a->request, &api->name, api->asked, &judged)) {
        return;
    }
    json_object(j, NULL);
    json_text(j, "name", api->asked);
    json_law_reasons(j, a->request, &judged);
    json_close(j);
}

static void json_rejected(json *j, const plan_answer *a)
{
    json_array(j, "rejected");
    for (int i = 0; i < a->n_apis; i++) {
        if (a->apis[i].standing == TOLL_STANDING_REJECTED) {
            json_rejected_api(j, a, &a->apis[i]);
        }
    }
    for (int i = 0; i < a->options.n_accelerators; i++) {
        if (a->options.outcomes[i].reason != PLAN_MEETS) {
            json_rejected_accelerator(j, a, i);
        }
    }
    json_close(j);
}

static void json_shadow(json *j, const plan_answer *a, const plan_shadow *shadow, bool has_now, double now)
{
    const bool is_drawn = (shadow->drawn.known & TOLL_PLAN_SHADOW_SAVED) != 0;
    const bool has_share = (shadow->drawn.known & TOLL_PLAN_SHADOW_SHARE) != 0;
    json_object(j, NULL);
    constraint_json_options(j, &a->request->constraints, shadow->drop);
    json_maybe_text(j, "option", shadow->option);
    json_maybe_number(j, "usd_per_hour", shadow->usd_per_hour, shadow->is_found);
    json_maybe_number(j, "saved_at_median_usd_per_hour", now - shadow->usd_per_hour, shadow->is_found && has_now);
    json_range(j, "saved_usd_per_hour", shadow->drawn.saved_usd_per_hour, 1, is_drawn);
    json_maybe_number(j, "binding_frac", shadow->drawn.binding_frac, has_share);
    json_close(j);
}

/* What the constraints are, what they cost, and what to give up where they leave nothing. */
static void json_law(json *j, const plan_answer *a)
{
    char name[160];
    double now = 0;
    const bool has_now = plan_cheapest(a, name, sizeof name, &now);
    constraint_json_set(j, &a->request->constraints);
    json_array(j, "shadow_prices");
    for (int i = 0; i < a->n_shadows; i++) {
        json_shadow(j, a, &a->shadows[i], has_now, now);
    }
    json_close(j);
    json_bool(j, "do_shadow_prices_add_up", false);
    if (a->relax == 0) {
        json_null(j, "relax_first");
        return;
    }
    json_object(j, "relax_first");
    constraint_json_options(j, &a->request->constraints, a->relax);
    json_integer(j, "offers_back", a->n_back);
    json_close(j);
}

static void json_command(json *j, const char *key, const launch_words *w)
{
    static launch_text t;
    memset(&t, 0, sizeof t);
    launch_put_shell(&t, w, LAUNCH_TEXT_BYTES);
    t.text[strcspn(t.text, "\n")] = 0;
    json_maybe_text(j, key, t.is_cut ? "" : t.text);
}

/* Of the cheapest option: the line of its engine, and what the others' lines would be for the same layout. */
static void json_commands(json *j, const plan_answer *a)
{
    static launch_text t;
    launch_words w;
    const plan_choice *best = plan_best(a);
    if (best == NULL) {
        json_null(j, "commands");
        return;
    }
    launch_layout l = plan_launch_layout(a, best);
    launch_load load = plan_launch_load(a, best);
    launch_engine engine = launch_engine_of(l.engine);
    json_object(j, "commands");
    for (int i = 0; i < LAUNCH_NONE; i++) {
        if (i == (int)engine) {
            launch_server(&w, &l, engine);
            json_command(j, launch_engine_name(engine), &w);
        } else {
            json_null(j, launch_engine_name((launch_engine)i));
        }
    }
    json_maybe_text(j, "config", engine == LAUNCH_TRTLLM ? w.config : "");
    json_maybe_text(j, "kubernetes", launch_kubernetes(&t, &l, engine) && !t.is_cut ? t.text : "");
    json_maybe_text(j, "compose", launch_compose(&t, &l, engine) && !t.is_cut ? t.text : "");
    json_array(j, "notes");
    launch_server(&w, &l, engine);
    for (int i = 0; i < w.n_notes; i++) {
        json_text(j, NULL, w.notes[i]);
    }
    json_close(j);
    launch_test(&w, &l, &load, engine);
    json_command(j, "load_test", &w);
    if (launch_calibrate(&w, &l, &load)) {
        json_command(j, "calibrate", &w);
    } else {
        json_null(j, "calibrate");
    }
    json_close(j);
}

void plan_put_json(const plan_answer *a, const plan_more *more)
{
    json j;
    json_answer(&j, "plan");
    json_plan_question(&j, a);
    json_verdict(&j, a);
    fact_ages_json(&j, &a->ages);
    json_options(&j, a);
    json_rejected(&j, a);
    json_law(&j, a);
    plan_waiting_json(&j, &more->waiting);
    plan_flips_json(&j, &more->flips);
    plan_levers_json(&j, &more->levers);
    plan_inverse_json(&j, &a->inverse, a->request, &a->need);
    plan_day_json(&j, a);
    plan_mix_json(&j, &a->mix);
    plan_split_json(&j, a);
    json_commands(&j, a);
    json_close(&j);
}
