/* SPDX-License-Identifier: Apache-2.0 */
/* Levers, each pulled alone: a request with one thing changed is searched anew at the same load, and its APIs are billed
 * anew. Savings of several are not their sum.
 *
 * By hand: $12.0k a month now; spot prices make it $7.0k, 42 % less; answers of three quarters the length $9.8k, 18 %
 * less. Spot comes first. Speculative decoding is tried on the first option's layout, and the least acceptance that
 * saves is told, since the reader's texts decide on it. */
#include "plan/plan_levers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/model_file.h"
#include "output/give_up.h"
#include "plan/model_family.h"
#include "plan/plan_drafts.h"
#include "plan/plan_quality.h"

#define HIT_TRIED      0.5  /* share of the prompt in the prefix cache */
#define HIT_STEP       0.1  /* the least that saves is told in such steps */
#define SHORTER        0.75 /* of the length */
#define LOOSER         2.0  /* times the limit */
#define ACCEPT_TRIED   0.7  /* the example of serve.h */
#define ACCEPT_STEP    0.1
#define ACCEPT_MOST    0.9
#define LEVERS_SHOWN   3
#define SAVED_FRAC_MIN 0.05 /* below it a lever is lost in the error of the estimate; --levers shows it */
#define BITS_MIN       4.0  /* per weight: fewer are not tried */

/* ---- One search ---- */

/* The cheaper of the fleet and of the request's APIs, which are billed anew. */
static bool take_cheapest(plan_lever *lever, plan_request *changed, const toll_plan_need *need, price_books *books,
                          const plan_choice *best)
{
    plan_api api;
    lever->is_found = best->accelerator != NULL;
    if (lever->is_found) {
        lever->usd_per_hour = best->found.usd_per_hour.mid;
        plan_option_name(best, lever->option, sizeof lever->option);
    }
    for (int i = 0; i < changed->n_vs; i++) {
        if (!plan_api_find(&api, changed, books, changed->vs[i])) {
            return false;
        }
        plan_api_set_rate(&api, need, need->requests_per_s);
        if (plan_api_is_ranked(&api) && (!lever->is_found || api.usd_per_hour < lever->usd_per_hour)) {
            lever->is_found = true;
            lever->usd_per_hour = api.usd_per_hour;
            snprintf(lever->option, sizeof lever->option, "%.90s (API)", api.asked);
        }
    }
    return true;
}

/* The lever's answer at another need, on the same offers. */
static bool pull(plan_lever *lever, const plan_answer *a, const toll_plan_need *need, price_books *books,
                 plan_choice *best)
{
    plan_request changed = *a->request;
    plan_options same = a->options;
    changed.need = *need;
    same.request = &changed;
    return plan_options_cheapest(&same, need, best) && take_cheapest(lever, &changed, need, books, best);
}

/* The same at prices on other terms. */
static bool pull_prices(plan_lever *lever, const plan_answer *a, price_books *books, uint64_t terms)
{
    plan_request changed = *a->request;
    plan_options other = a->options;
    plan_choice best;
    const size_t rows = (size_t)other.n_accelerators;
    changed.need = a->need;
    other.request = &changed;
    other.accelerators = claim(rows + 1, sizeof *other.accelerators);
    memcpy(other.accelerators, a->options.accelerators, rows * sizeof *other.accelerators);
    const bool is_good = plan_supplies_take_terms(other.accelerators, other.n_accelerators, &changed, terms) &&
                         plan_options_cheapest(&other, &a->need, &best) &&
                         take_cheapest(lever, &changed, &a->need, books, &best);
    free(other.accelerators);
    return is_good;
}

/* The same for another model. */
static bool pull_model(plan_lever *lever, plan_request *changed, const plan_answer *a, price_books *books)
{
    plan_options other = a->options;
    plan_choice best;
    changed->need = a->need;
    other.request = changed;
    other.work_size = toll_plan_search_size(changed->model.n_layers, PLAN_SUPPLIES_MAX, 1);
    other.work = claim(other.work_size / sizeof(uint64_t) + 1, sizeof(uint64_t));
    const bool is_good =
        plan_options_cheapest(&other, &a->need, &best) && take_cheapest(lever, changed, &a->need, books, &best);
    free(other.work);
    return is_good;
}

static plan_lever *next_lever(plan_levers *l, const char *name)
{
    plan_lever *lever = &l->each[l->count++];
    *lever = (plan_lever){.name = name};
    return lever;
}

/* ---- Each lever ---- */

static bool pull_format(plan_levers *l, const plan_answer *a, price_books *books)
{
    toll_plan_need need = a->need;
    plan_choice best;
    if (a->request->is_own_formats || a->request->model.is_gguf) {
        return true;
    }
    plan_lever *lever = next_lever(l, "format");
    need.precisions = 0;
    need.weight_bits_min = BITS_MIN;
    snprintf(lever->change, sizeof lever->change, "any format of 4 bits a weight and more");
    if (!pull(lever, a, &need, books, &best)) {
        return false;
    }
    if (best.accelerator == NULL) {
        return true;
    }
    char figures[400];
    const char *precision = plan_precision_id(&best.found);
    const int count = plan_quality_text(a->request->model.model.id, precision, figures, sizeof figures);
    snprintf(lever->note, sizeof lever->note, "%s: %s", precision,
             count > 0 ? figures : "nothing is known of its quality for this model");
    return true;
}

/* The least share of hits, in steps of a tenth, with which it is cheaper than now. */
static bool least_hit(plan_levers *l, const plan_answer *a, price_books *books, plan_lever *lever)
{
    toll_plan_need need = a->need;
    plan_choice best;
    for (double hit = HIT_STEP; hit < HIT_TRIED - HIT_STEP / 2; hit += HIT_STEP) {
        plan_lever tried = {.name = lever->name};
        if (hit <= a->need.prefix_hit_frac) {
            continue;
        }
        need.prefix_hit_frac = hit;
        if (!pull(&tried, a, &need, books, &best)) {
            return false;
        }
        if (tried.is_found && (!l->has_now || tried.usd_per_hour < l->now_usd_per_hour)) {
            snprintf(lever->note, sizeof lever->note, "saves from hits of %.0f %% on: measure yours", hit * 100);
            return true;
        }
    }
    snprintf(lever->note, sizeof lever->note, "less than %.0f %% saves nothing: measure yours", HIT_TRIED * 100);
    return true;
}

static bool pull_prefix(plan_levers *l, const plan_answer *a, price_books *books)
{
    plan_choice best;
    toll_plan_need need = a->need;
    if (need.prefix_hit_frac >= HIT_TRIED) {
        return true;
    }
    plan_lever *lever = next_lever(l, "prefix_cache");
    need.prefix_hit_frac = HIT_TRIED;
    snprintf(lever->change, sizeof lever->change, "%.0f %% of the prompts found in the prefix cache (now %s %%)",
             HIT_TRIED * 100, figure_plain(a->need.prefix_hit_frac * 100).text);
    if (!pull(lever, a, &need, books, &best)) {
        return false;
    }
    if (!lever->is_found || (l->has_now && lever->usd_per_hour >= l->now_usd_per_hour)) {
        return true;
    }
    return least_hit(l, a, books, lever);
}

/* Of the APIs asked about, without a search. */
static void pull_batch(plan_levers *l, const plan_answer *a)
{
    plan_lever *lever = NULL;
    for (int i = 0; i < a->n_apis; i++) {
        const plan_api *api = &a->apis[i];
        const double usd = api->batch_usd_per_request * a->need.requests_per_s * 3600;
        if (!plan_api_is_ranked(api) || !api->has_batch || (lever != NULL && usd >= lever->usd_per_hour)) {
            continue;
        }
        lever = lever != NULL ? lever : next_lever(l, "api_batch");
        lever->is_found = true;
        lever->usd_per_hour = usd;
        snprintf(lever->option, sizeof lever->option, "%.80s, batch tier", api->asked);
        snprintf(lever->change, sizeof lever->change, "the batch tier of an API");
        snprintf(lever->note, sizeof lever->note,
                 "without a latency limit: for work that can wait; another model, whose quality is not compared");
    }
}

static void limit_change(const char *name, double limit_s, bool has_limit, char *text, size_t size)
{
    const size_t used = strlen(text);
    const bool is_short = limit_s * LOOSER < 1;
    if (has_limit) {
        snprintf(text + used, size - used, "%s%s within %s %s", used > 0 ? ", " : "", name,
                 figure_plain(limit_s * LOOSER * (is_short ? 1e3 : 1)).text, is_short ? "ms" : "s");
    }
}

static bool pull_latency(plan_levers *l, const plan_answer *a, price_books *books)
{
    plan_choice best;
    toll_plan_need need = a->need;
    const bool has_ttft = (need.known & TOLL_PLAN_TTFT) != 0, has_tpot = (need.known & TOLL_PLAN_TPOT) != 0;
    if (!has_ttft && !has_tpot) {
        return true;
    }
    plan_lever *lever = next_lever(l, "latency");
    need.ttft_s *= LOOSER;
    need.tpot_s *= LOOSER;
    limit_change("TTFT", a->need.ttft_s, has_ttft, lever->change, sizeof lever->change);
    limit_change("TPOT", a->need.tpot_s, has_tpot, lever->change, sizeof lever->change);
    snprintf(lever->note, sizeof lever->note, "twice as long as now");
    return pull(lever, a, &need, books, &best);
}

static bool pull_lengths(plan_levers *l, const plan_answer *a, price_books *books, bool is_output)
{
    plan_choice best;
    toll_plan_need need = a->need;
    double *length = is_output ? &need.output_tokens : &need.input_tokens;
    const double now = *length, then = floor(now * SHORTER);
    if (then < 1) {
        return true;
    }
    plan_lever *lever = next_lever(l, is_output ? "output" : "context");
    *length = then;
    snprintf(lever->change, sizeof lever->change, "%s of %s tokens (now %s)", is_output ? "answers" : "prompts",
             figure_plain(then).text, figure_plain(now).text);
    snprintf(lever->note, sizeof lever->note, "whether the task is still solved is yours to judge");
    return pull(lever, a, &need, books, &best);
}

static bool pull_terms(plan_levers *l, const plan_answer *a, price_books *books, uint64_t terms)
{
    plan_lever *lever = next_lever(l, terms == TOLL_INSTANCE_SPOT ? "spot"
                                      : terms == TOLL_INSTANCE_1Y ? "reserved_1y"
                                                                  : "reserved_3y");
    snprintf(lever->change, sizeof lever->change, "%s",
             terms == TOLL_INSTANCE_SPOT ? "spot prices"
             : terms == TOLL_INSTANCE_1Y ? "prices with a commitment of one year"
                                         : "prices with a commitment of three years");
    snprintf(lever->note, sizeof lever->note, "%s",
             terms == TOLL_INSTANCE_SPOT ? "machines may be taken away at any time, which is not in the figures"
                                         : "paid for the whole term, whatever the load");
    return pull_prices(lever, a, books, terms);
}

static bool pull_smaller(plan_levers *l, const plan_answer *a, price_books *books)
{
    plan_request changed = *a->request;
    toll_model_precision native;
    uint64_t index = 0;
    if (a->request->model.is_file || !model_family_smaller(a->request->model.index, &index)) {
        return true;
    }
    const char *id = toll_catalog_get_id(TOLL_TABLE_MODEL, index);
    if (!lookup_model(id, false, &changed.model)) {
        return false;
    }
    bool is_good = model_precision(&changed.model, NULL, &native);
    if (is_good && strcmp(native.id, a->request->native.id) == 0) { /* else the formats that are tried are others */
        plan_lever *lever = next_lever(l, "smaller_model");
        snprintf(lever->change, sizeof lever->change, "%s instead of %s", id, a->request->model.model.id);
        snprintf(lever->note, sizeof lever->note, "another model: its quality is yours to judge");
        is_good = pull_model(lever, &changed, a, books);
    }
    model_entry_free(&changed.model);
    return is_good;
}

/* With the least acceptance, in steps of a tenth, from which the first option's layout costs less than now. */
static bool least_acceptance(const plan_levers *l, const plan_answer *a, const plan_choice *best, plan_lever *lever)
{
    for (double accept = ACCEPT_STEP; accept < ACCEPT_MOST + ACCEPT_STEP / 2; accept += ACCEPT_STEP) {
        plan_choice then;
        if (!plan_drafts_apply(a, best, accept, &then)) {
            return false;
        }
        const double usd = then.found.usd_per_hour.mid;
        if (usd > 0 && l->has_now && usd < l->now_usd_per_hour) {
            snprintf(lever->note, sizeof lever->note,
                     "the first option's layout; saves from an acceptance of %.0f %% on: measure yours", accept * 100);
            return true;
        }
    }
    snprintf(lever->note, sizeof lever->note,
             "the first option's layout; no acceptance up to %.0f %% takes fewer replicas", ACCEPT_MOST * 100);
    return true;
}

static bool pull_drafts(plan_levers *l, const plan_answer *a)
{
    plan_choice then;
    const plan_choice *best = plan_best(a);
    if (best == NULL || a->request->site.has_tariff || !(a->need.output_tokens > 1)) {
        return true; /* what drafts change of the power is not known */
    }
    if (!plan_drafts_apply(a, best, ACCEPT_TRIED, &then)) {
        return false;
    }
    if (!(then.found.usd_per_hour.mid > 0)) {
        return true;
    }
    plan_lever *lever = next_lever(l, "speculation");
    lever->is_found = true;
    lever->usd_per_hour = then.found.usd_per_hour.mid;
    plan_option_name(&then, lever->option, sizeof lever->option);
    snprintf(lever->change, sizeof lever->change,
             "%d tokens drafted a step from the prompt (n-gram), of which %.0f %% are accepted", PLAN_DRAFT_TOKENS,
             ACCEPT_TRIED * 100);
    return least_acceptance(l, a, best, lever);
}

/* ---- All ---- */

static int by_saving(const void *left, const void *right)
{
    const plan_lever *a = left, *b = right;
    if (a->is_found != b->is_found) {
        return a->is_found ? -1 : 1;
    }
    if (a->usd_per_hour != b->usd_per_hour) {
        return a->usd_per_hour < b->usd_per_hour ? -1 : 1;
    }
    return strcmp(a->name, b->name);
}

bool plan_levers_find(plan_levers *l, const plan_answer *a, price_books *books)
{
    char name[160];
    memset(l, 0, sizeof *l);
    if (a->request->horizon.is_asked) { /* levers are of today's load */
        return true;
    }
    l->has_now = plan_cheapest(a, name, sizeof name, &l->now_usd_per_hour);
    pull_batch(l, a);
    if (!pull_format(l, a, books) || !pull_prefix(l, a, books) || !pull_latency(l, a, books) ||
        !pull_lengths(l, a, books, true) || !pull_lengths(l, a, books, false) ||
        !pull_terms(l, a, books, TOLL_INSTANCE_SPOT) || !pull_terms(l, a, books, TOLL_INSTANCE_1Y) ||
        !pull_terms(l, a, books, TOLL_INSTANCE_3Y) || !pull_smaller(l, a, books) || !pull_drafts(l, a)) {
        return false;
    }
    qsort(l->each, (size_t)l->count, sizeof l->each[0], by_saving);
    return true;
}

/* ---- How they are shown ---- */

static double saved_frac(const plan_levers *l, const plan_lever *lever)
{
    return l->has_now && lever->is_found && l->now_usd_per_hour > 0 ? 1 - lever->usd_per_hour / l->now_usd_per_hour : 0;
}

static void lever_text(const plan_levers *l, const plan_lever *lever, char *text, size_t size)
{
    const double frac = saved_frac(l, lever);
    if (!lever->is_found) {
        snprintf(text, size, "%s: nothing meets the need", lever->change);
        return;
    }
    snprintf(text, size, "%s: $%s a month", lever->change, plan_short(lever->usd_per_hour * HOURS_PER_MONTH).text);
    size_t used = strlen(text);
    if (l->has_now) {
        snprintf(text + used, size - used, frac > 0 ? ", %.0f %% less" : ", no less", frac * 100);
    }
    used = strlen(text);
    snprintf(text + used, size - used, ": %s%s%s", lever->option, lever->note[0] != 0 ? "; " : "", lever->note);
}

void plan_levers_put(const plan_levers *l, const plan_request *r, const screen *s)
{
    char text[1400];
    int shown = 0;
    for (int i = 0; i < l->count && (shown < LEVERS_SHOWN || r->inverse.has_levers); i++) {
        const plan_lever *lever = &l->each[i];
        const bool is_worth = lever->is_found && (!l->has_now || saved_frac(l, lever) > SAVED_FRAC_MIN);
        if (is_worth || r->inverse.has_levers) {
            lever_text(l, lever, text, sizeof text);
            screen_paragraph(s, STYLE_PLAIN, shown++ == 0 ? "  Levers:      " : "               ", text);
        }
    }
}

void plan_levers_json(json *j, const plan_levers *l)
{
    json_array(j, "levers");
    for (int i = 0; i < l->count; i++) {
        const plan_lever *lever = &l->each[i];
        const bool is_saving = l->has_now && lever->is_found;
        json_object(j, NULL);
        json_text(j, "lever", lever->name);
        json_text(j, "change", lever->change);
        json_maybe_text(j, "option", lever->option);
        json_maybe_number(j, "usd_per_hour", lever->usd_per_hour, lever->is_found);
        json_maybe_number(j, "saved_usd_per_hour", l->now_usd_per_hour - lever->usd_per_hour, is_saving);
        json_maybe_number(j, "saved_frac", saved_frac(l, lever), is_saving);
        json_maybe_text(j, "note", lever->note);
        json_close(j);
    }
    json_close(j);
}
