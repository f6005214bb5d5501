/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON of toll vs: two options; an unknown figure is null. */
#include <stdio.h>
#include <string.h>

#include "output/code_names.h"
#include "output/constraint_names.h"
#include "output/json_out.h"
#include "plan/plan_law.h"
#include "plan/plan_vs.h"

static void json_vs_question(json *j, const toll_plan_need *n)
{
    json_object(j, "question");
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
    json_integer(j, "spare_replicas", n->spare_replicas);
    json_close(j);
}

static void json_vs_verdict(json *j, const vs_answer *v)
{
    char text[5000];
    const int best = plan_vs_cheaper(v);
    const plan_choice *c = best >= 0 ? v->sides[best].choice : NULL;
    plan_vs_verdict(v, text, sizeof text);
    json_object(j, "verdict");
    json_text(j, "text", text);
    json_maybe_text(j, "option", best >= 0 ? v->sides[best].named->asked : "");
    json_maybe_number(j, "probability", c != NULL ? c->found.probability : 0, c != NULL);
    json_close(j);
}

static void json_vs_deployment(json *j, const vs_side *side)
{
    static const toll_range none = {0, 0, 0};
    const plan_choice *c = side->choice;
    const toll_plan_option *o = c != NULL ? &c->found : NULL;
    const bool is_there = o != NULL, has_power = is_there && (o->known & TOLL_PLAN_POWER) != 0;
    json_maybe_text(j, "deployment", is_there ? side->name : "");
    json_maybe_integer(j, "replicas", is_there ? o->replicas : 0, is_there);
    json_maybe_integer(j, "gpus", is_there ? o->gpus : 0, is_there);
    json_maybe_integer(j, "gpus_paid", side->gpus_paid, is_there);
    json_maybe_number(j, "most_requests_per_s", side->most_requests_per_s, side->most_requests_per_s > 0);
    json_maybe_text(j, "precision", is_there ? plan_precision_id(o) : "");
    json_maybe_text(j, "engine", is_there ? plan_engine_id(o) : "");
    json_range(j, "ttft_s", is_there ? o->ttft_s : none, 1, is_there);
    json_range(j, "tpot_s", is_there ? o->tpot_s : none, 1, is_there);
    json_range(j, "power_w", is_there ? o->power_w : none, 1, has_power);
    json_range(j, "request_j", is_there ? o->request_j : none, 1, has_power);
    json_maybe_number(j, "probability", is_there ? o->probability : 0, is_there);
    json_maybe_text(j, "validity", is_there ? word_validity(o->validity) : "");
    json_maybe_number(j, "usd_per_gpu_hour", is_there ? c->offer->usd_per_gpu_hour : 0, is_there);
    json_maybe_text(j, "instance", is_there && !c->offer->is_given ? c->offer->machine.row.id : "");
}

static void json_vs_data(json *j, const vs_side *side)
{
    char text[400];
    json_object(j, "data");
    json_text(j, "offering", side->judged.asked.offering.id);
    plan_vs_places(side, TOLL_TOPIC_PROCESSING, text, sizeof text);
    json_maybe_text(j, "processing", strcmp(text, "not known") == 0 ? "" : text);
    plan_vs_places(side, TOLL_TOPIC_STORAGE, text, sizeof text);
    json_maybe_text(j, "storage", strcmp(text, "not known") == 0 ? "" : text);
    json_maybe_text(j, "standing",
                    side->a.request->constraints.count > 0 ? word_verdict(side->judged.verdict.verdict) : "");
    json_close(j);
}

static void json_vs_side(json *j, const vs_side *side)
{
    const plan_api *api = &side->a.apis[0];
    const bool is_priced = side->named->is_api && api->is_priced;
    const plan_offer *offer = side->choice != NULL ? side->choice->offer : NULL;
    const int64_t date = is_priced                           ? api->source_date
                         : offer != NULL && !offer->is_given ? offer->machine.row.as_of
                                                             : 0;
    char end[320] = "";
    if (is_priced) {
        plan_api_end_text(api, end, sizeof end);
    }
    json_object(j, NULL);
    json_text(j, "name", side->named->asked);
    json_text(j, "kind", side->named->is_api ? "api" : offer != NULL && offer->is_given ? "own" : "rent");
    json_bool(j, "is_compared", side->is_ranked);
    json_maybe_text(j, "reason", side->reason);
    json_maybe_number(j, "usd_per_hour", side->usd_per_hour, side->is_ranked);
    json_maybe_number(j, "usd_per_mtok", side->usd_per_mtok, side->is_ranked);
    json_maybe_number(j, "usd_per_request", side->usd_per_request, side->is_ranked);
    const staff_request *staff = &side->named->need.site;
    const bool is_counted = !side->named->is_api && staff->people_gap == SITE_COUNTED;
    json_maybe_number(j, "people_usd_per_hour", staff->usd_per_hour, is_counted);
    json_vs_deployment(j, side);
    json_maybe_text(j, "provider", is_priced ? api->name.provider : "");
    json_maybe_text(j, "book_hash", is_priced ? api->book->hash : "");
    json_maybe_text(j, "ends", end);
    json_date(j, "source_date", (int32_t)date);
    const int64_t age_days = price_age_days(date, side->named->need.at_s);
    json_maybe_integer(j, "age_days", age_days, date > 0 && age_days >= 0);
    json_vs_data(j, side);
    json_null(j, "quality");
    json_close(j);
}

static void json_vs_turn(json *j, const vs_answer *v, const char *where, const vs_turn *turn)
{
    if (!turn->is_found) {
        return;
    }
    json_object(j, NULL);
    json_text(j, "side", where);
    json_number(j, "requests_per_s", turn->requests_per_s);
    json_number(j, "tokens_per_month", plan_tokens_per_month(&v->sides[0].a.need, turn->requests_per_s));
    json_text(j, "then", v->sides[turn->cheaper].named->asked);
    json_text(j, "cause", turn->is_end ? "capacity" : "cost");
    json_close(j);
}

static void json_vs_flips(json *j, const vs_answer *v)
{
    json_array(j, "flips");
    for (int i = 0; i < 2 && plan_vs_is_compared(v); i++) {
        const vs_side *side = &v->sides[i];
        json_object(j, NULL);
        json_text(j, "name", side->named->asked);
        json_text(j, "input", side->choice != NULL ? "usd_per_gpu_hour" : "usd_per_request");
        json_number(j, "now", plan_vs_price_now(side));
        json_maybe_number(j, "flip", plan_vs_price_flip(v, i), plan_vs_price_flip(v, i) > 0);
        json_close(j);
    }
    json_close(j);
}

void plan_vs_json(const vs_answer *v)
{
    json j;
    json_answer(&j, "vs");
    json_vs_question(&j, &v->sides[0].a.need);
    json_vs_verdict(&j, v);
    fact_ages_json(&j, &v->ages);
    json_array(&j, "options");
    json_vs_side(&j, &v->sides[0]);
    json_vs_side(&j, &v->sides[1]);
    json_close(&j);
    json_array(&j, "break_even");
    json_vs_turn(&j, v, "below", &v->below);
    json_vs_turn(&j, v, "above", &v->above);
    json_close(&j);
    json_vs_flips(&j, v);
    json_close(&j);
}
