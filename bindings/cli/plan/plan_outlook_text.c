/* SPDX-License-Identifier: Apache-2.0 */
/* The plan over a horizon for people and for programs: verdict, one ranking of options and APIs, dates.
 *
 * An API that ends within the horizon is computed as if a successor had its price. That is an assumption, so it stands in
 * the table at its cost, marked, without a rank; it is named first only where nothing else has a cost. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/instant.h"
#include "output/figure_text.h"
#include "output/give_up.h"
#include "output/table.h"
#include "plan/plan_outlook.h"

#define OPTIONS_SHOWN 6
#define NEXT_LINE     "               "

/* ---- Words ---- */

/* "3 years", "18 months" */
static void horizon_text(const plan_answer *a, char *text, size_t size)
{
    const long long months = (long long)a->horizon.months;
    if (months % 12 == 0) {
        snprintf(text, size, "%lld year%s", months / 12, months == 12 ? "" : "s");
        return;
    }
    snprintf(text, size, "%lld month%s", months, months == 1 ? "" : "s");
}

static instant month_start(const plan_answer *a, int64_t month)
{
    return instant_text(instant_add_months(a->request->at_s, month));
}

/* "at once", "in 14 months (2028-01)" */
static void when_text(const plan_answer *a, int64_t month, char *text, size_t size)
{
    if (month == 0) {
        snprintf(text, size, "at once");
        return;
    }
    snprintf(text, size, "in %lld month%s (%.7s)", (long long)month, month == 1 ? "" : "s", month_start(a, month).text);
}

static double last_rate(const plan_answer *a)
{
    return a->need.requests_per_s * pow(1 + a->horizon.growth_frac_per_year, (double)(a->horizon.months - 1) / 12);
}

static void append_words(char *text, size_t size, const char *separator, const char *more)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%s", used > 0 ? separator : "", more);
}

void plan_outlook_put_question(const plan_answer *a, const screen *s)
{
    char span[40], text[500];
    const double last = last_rate(a);
    horizon_text(a, span, sizeof span);
    if (a->request->horizon.growth_text != NULL) {
        snprintf(text, sizeof text, "over %s, growing %s: %s requests/s in the last month, %s times today's", span,
                 a->request->horizon.growth_text, plan_rate(last).text,
                 figure_rounded(last / a->need.requests_per_s, 3).text);
    } else {
        snprintf(text, sizeof text, "over %s, without growth", span);
    }
    screen_paragraph(s, STYLE_TITLE, "", text);
}

/* ---- Verdict ---- */

/* "$1.2M in all, $0.23 per Mtok; $20k a month now, $580k in the last" */
static void cost_text(const plan_answer *a, const toll_plan_outlook *o, char *text, size_t size)
{
    char today[80] = "", last[80] = "";
    if (fabs(o->last_month_usd - o->first_month_usd) > 0) {
        snprintf(last, sizeof last, " now, $%s in the last", plan_short(o->last_month_usd).text);
    }
    if (fabs(a->horizon.discount_frac_per_year) > 0) {
        snprintf(today, sizeof today, " ($%s in today's money)", plan_short(o->npv_usd).text);
    }
    snprintf(text, size, "$%s in all%s, %s per Mtok; $%s a month%s", plan_short(o->total_usd).text, today,
             figure_usd(o->usd_per_mtok).text, plan_short(o->first_month_usd).text, last);
}

static void add_choice_sentence(const plan_answer *a, const plan_choice *c, bool is_second, char *text, size_t size)
{
    static const char *const verbs[2][2] = {{"rent", "use"}, {"Or rent", "Or use"}};
    char name[160], cost[300], growing[60] = "", sentence[700];
    plan_option_name(c, name, sizeof name);
    cost_text(a, &c->outlook, cost, sizeof cost);
    if (c->outlook.gpus_peak > c->outlook.gpus_first) {
        snprintf(growing, sizeof growing, ", growing to %lld GPUs", (long long)c->outlook.gpus_peak);
    }
    snprintf(sentence, sizeof sentence, "%s %s%s: %s.", verbs[is_second][c->offer->is_given], name, growing, cost);
    append_words(text, size, " ", sentence);
    if (c->offer->standing == TOLL_STANDING_ACTION) {
        append_words(text, size, " ", "It is permitted after what stands under \"To do first\".");
    }
    if ((a->need.known & (TOLL_PLAN_TTFT | TOLL_PLAN_TPOT)) != 0) {
        snprintf(sentence, sizeof sentence, "It keeps the limits today with probability %.2f.", c->found.probability);
        append_words(text, size, " ", sentence);
    }
}

static void add_api_sentence(const plan_answer *a, const plan_choice *best, const plan_api *api, bool is_second,
                             char *text, size_t size)
{
    char cost[300], sentence[700];
    const bool is_less = best != NULL && plan_api_cost(a->request, api) < plan_choice_cost(a->request, best);
    cost_text(a, &api->outlook, cost, sizeof cost);
    snprintf(sentence, sizeof sentence, "%s API %.95s costs %s%s.", is_second ? "The" : "the", api->asked, cost,
             best == NULL ? ""
             : is_less    ? ": less"
                          : ": more");
    append_words(text, size, " ", sentence);
    if (!plan_api_lasts(api)) {
        snprintf(sentence, sizeof sentence,
                 "But it ends %.10s, within the horizon: that is as if a successor had its price.",
                 instant_text(api->name.retired_s).text);
        append_words(text, size, " ", sentence);
    }
    if (api->standing == TOLL_STANDING_ACTION) {
        append_words(text, size, " ", "It is permitted after what stands under \"To do first\".");
    }
}

/* Of what the verdict names first. */
static void add_breach(const plan_answer *a, const toll_plan_outlook *o, const char *name, char *text, size_t size)
{
    char when[60], sentence[400];
    if ((o->known & TOLL_PLAN_OUT_OVER_BUDGET) != 0) {
        when_text(a, o->over_budget_month, when, sizeof when);
        snprintf(sentence, sizeof sentence, "The budget of $%s per %s is broken %s by %.95s.",
                 figure_plain(a->request->budget_usd).text, a->request->budget_period, when, name);
        append_words(text, size, " ", sentence);
    } else if (a->request->has_budget) {
        append_words(text, size, " ", "It keeps the budget in every month.");
    }
    if ((o->known & TOLL_PLAN_OUT_OVER_GPUS) != 0) {
        when_text(a, o->over_gpus_month, when, sizeof when);
        snprintf(sentence, sizeof sentence, "More than %lld GPUs are needed %s.", (long long)a->horizon.gpus_max, when);
        append_words(text, size, " ", sentence);
    }
}

static void add_horizon(const plan_answer *a, char *text, size_t size)
{
    char span[40], sentence[200];
    const plan_choice *best = plan_best(a);
    const plan_api *api = plan_best_api(a);
    const bool is_api_first = plan_is_api_first(a);
    horizon_text(a, span, sizeof span);
    if (fabs(a->horizon.growth_frac_per_year) > 0) {
        snprintf(sentence, sizeof sentence, "Over %s, from %s to %s requests/s,", span,
                 plan_rate(a->need.requests_per_s).text, plan_rate(last_rate(a)).text);
    } else {
        snprintf(sentence, sizeof sentence, "Over %s at %s requests/s,", span, plan_rate(a->need.requests_per_s).text);
    }
    append_words(text, size, " ", sentence);
    if (is_api_first) {
        add_api_sentence(a, best, api, false, text, size);
        add_breach(a, &api->outlook, api->asked, text, size);
    }
    if (best != NULL) {
        add_choice_sentence(a, best, is_api_first, text, size);
    }
    if (best != NULL && !is_api_first) {
        add_breach(a, &best->outlook, best->accelerator->facts.name, text, size);
    }
    if (api != NULL && !is_api_first) {
        add_api_sentence(a, best, api, true, text, size);
    }
}

void plan_outlook_verdict(const plan_answer *a, char *text, size_t size)
{
    if (!a->request->horizon.is_asked || (plan_best(a) == NULL && plan_best_api(a) == NULL)) {
        plan_verdict(a, text, size);
        return;
    }
    text[0] = 0;
    if (plan_best(a) == NULL) {
        plan_add_miss(a, text, size);
    }
    add_horizon(a, text, size);
    plan_add_relaxation(a, text, size);
}

/* ---- One ranking ---- */

/* An option or an API of the table. */
typedef struct outlook_entry {
    const plan_choice *choice; /* NULL: an API */
    const plan_api *api;
    const toll_plan_outlook *outlook;
    bool is_priced, lasts;
    double usd;
} outlook_entry;

static int by_entry_cost(const void *left, const void *right)
{
    const outlook_entry *a = left, *b = right;
    if (a->is_priced != b->is_priced) {
        return a->is_priced ? -1 : 1;
    }
    if (a->usd != b->usd) {
        return a->usd < b->usd ? -1 : 1;
    }
    return (a->choice == NULL) - (b->choice == NULL);
}

static outlook_entry entry_of_choice(const plan_answer *a, const plan_choice *c)
{
    return (outlook_entry){c, NULL, &c->outlook, true, true, plan_choice_cost(a->request, c)};
}

static outlook_entry entry_of_api(const plan_answer *a, const plan_api *api)
{
    return (outlook_entry){
        NULL, api, &api->outlook, api->is_priced, plan_api_lasts(api), plan_api_cost(a->request, api)};
}

/* Entries by cost; free() them. */
static outlook_entry *list_entries(const plan_answer *a, int *count)
{
    outlook_entry *list = claim((size_t)(a->options.n_choices + a->n_apis) + 1, sizeof *list);
    const int most = a->request->is_every ? a->options.n_choices : OPTIONS_SHOWN;
    *count = 0;
    for (int i = 0; i < a->options.n_choices && *count < most; i++) {
        if (a->request->is_every || plan_is_leader(a, i)) {
            list[(*count)++] = entry_of_choice(a, &a->options.choices[i]);
        }
    }
    for (int i = 0; i < a->n_apis; i++) {
        if (a->apis[i].standing != TOLL_STANDING_REJECTED) {
            list[(*count)++] = entry_of_api(a, &a->apis[i]);
        }
    }
    qsort(list, (size_t)*count, sizeof *list, by_entry_cost);
    return list;
}

static const char *action_mark(uint32_t standing)
{
    return standing == TOLL_STANDING_ACTION ? "!" : "";
}

static void add_name(table *t, const outlook_entry *e, int rank)
{
    char layout[96], place[16] = "-";
    if (e->is_priced && e->lasts) {
        snprintf(place, sizeof place, "%d", rank);
    } else if (e->is_priced) {
        snprintf(place, sizeof place, "~");
    }
    if (e->choice == NULL) {
        table_cell(t, STYLE_PLAIN, "%s %.60s%s (API)", place, e->api->asked, action_mark(e->api->standing));
        return;
    }
    const toll_plan_option *o = &e->choice->found;
    plan_layout_text(o, layout, sizeof layout);
    table_cell(t, STYLE_PLAIN, "%s %s%s%s %s %s %s", place, e->choice->accelerator->facts.id,
               plan_offer_is_unverified(e->choice->offer) ? "?" : "", action_mark(e->choice->offer->standing), layout,
               plan_precision_id(o), plan_engine_id(o));
}

static void add_gpus(table *t, const outlook_entry *e)
{
    if (e->choice == NULL) {
        table_cell(t, STYLE_DIM, "-");
        table_cell(t, STYLE_DIM, "-");
        return;
    }
    table_cell(t, STYLE_PLAIN, "%lld", (long long)e->outlook->gpus_first);
    table_cell(t, STYLE_PLAIN, "%lld", (long long)e->outlook->gpus_last);
}

static void add_money(table *t, const outlook_entry *e, bool has_discount)
{
    const toll_plan_outlook *o = e->outlook;
    const double usd[] = {o->first_month_usd, o->last_month_usd, o->total_usd, o->npv_usd};
    for (int i = 0; i < (has_discount ? 4 : 3); i++) {
        if (e->is_priced) {
            table_cell(t, STYLE_PLAIN, "%s", plan_short(usd[i]).text);
        } else {
            table_cell(t, STYLE_WARN, "%s", i == 0 ? "unknown" : "-");
        }
    }
    table_cell(t, STYLE_PLAIN, "%s", e->is_priced ? figure_rounded(o->usd_per_mtok, 3).text : "-");
}

static void add_chance(table *t, const outlook_entry *e)
{
    if (e->choice == NULL) {
        table_cell(t, STYLE_DIM, "-");
        return;
    }
    table_cell(t, STYLE_PLAIN, "%.0f %%", e->choice->found.probability * 100);
}

void plan_outlook_put_table(const plan_answer *a, const screen *s)
{
    table t;
    int count = 0, rank = 0, column = 0;
    const bool has_discount = fabs(a->horizon.discount_frac_per_year) > 0;
    outlook_entry *list = list_entries(a, &count);
    char first[64], span[40];
    horizon_text(a, span, sizeof span);
    snprintf(first, sizeof first, "  USD over %s", span);
    const char *const heads[] = {first, "GPUs", "at end", "a month", "at end", "total", "NPV", "$/Mtok", "meets"};
    table_start(&t, has_discount ? "lRRRRRRRR" : "lRRRRRRR", 1);
    for (int i = 0; i < 9; i++) {
        if (i != 6 || has_discount) {
            table_head(&t, column++, heads[i]);
        }
    }
    for (int i = 0; i < count; i++) {
        rank += list[i].is_priced && list[i].lasts;
        add_name(&t, &list[i], rank);
        add_gpus(&t, &list[i]);
        add_money(&t, &list[i], has_discount);
        add_chance(&t, &list[i]);
    }
    free(list);
    if (count == 0) {
        table_drop(&t);
        return;
    }
    table_finish(&t, s);
    screen_newline(s);
}

/* ---- Dates ---- */

static const char *entry_name(const outlook_entry *e)
{
    return e->choice != NULL ? e->choice->accelerator->facts.id : e->api->asked;
}

/* "h100-sxm5-80gb in 14 months (2028-01); b200-sxm-180gb never" */
static void list_breaches(const plan_answer *a, const outlook_entry *list, int count, bool is_budget, char *text,
                          size_t size)
{
    char when[60], one[200];
    for (int i = 0; i < count; i++) {
        const toll_plan_outlook *o = list[i].outlook;
        const uint64_t bit = is_budget ? TOLL_PLAN_OUT_OVER_BUDGET : TOLL_PLAN_OUT_OVER_GPUS;
        if (!list[i].is_priced || (!is_budget && list[i].choice == NULL)) {
            continue;
        }
        snprintf(when, sizeof when, "never");
        if ((o->known & bit) != 0) {
            when_text(a, is_budget ? o->over_budget_month : o->over_gpus_month, when, sizeof when);
        }
        snprintf(one, sizeof one, "%.95s %s", entry_name(&list[i]), when);
        append_words(text, size, "; ", one);
    }
}

static void put_breaches(const plan_answer *a, const screen *s, const outlook_entry *list, int count)
{
    char text[2000], all[2400];
    if (a->request->has_budget) {
        text[0] = 0;
        list_breaches(a, list, count, true, text, sizeof text);
        snprintf(all, sizeof all, "$%s per %s is exceeded: %s", figure_plain(a->request->budget_usd).text,
                 a->request->budget_period, text[0] != 0 ? text : "-");
        screen_paragraph(s, STYLE_PLAIN, "  Budget:      ", all);
    }
    if ((a->horizon.known & TOLL_PLAN_HORIZON_GPUS) != 0) {
        text[0] = 0;
        list_breaches(a, list, count, false, text, sizeof text);
        snprintf(all, sizeof all, "more than %lld are needed: %s", (long long)a->horizon.gpus_max,
                 text[0] != 0 ? text : "-");
        screen_paragraph(s, STYLE_PLAIN, "  GPUs:        ", all);
    }
}

static void put_ends(const plan_answer *a, const screen *s)
{
    char text[400];
    const char *first = "  Ends:        ";
    for (int i = 0; i < a->n_apis; i++) {
        const plan_api *api = &a->apis[i];
        if (!plan_api_is_ranked(api) || plan_api_lasts(api)) {
            continue;
        }
        snprintf(text, sizeof text,
                 "~ %.95s ends %.10s, within the horizon: shown as if a successor had its price, and not ranked",
                 api->asked, instant_text(api->name.retired_s).text);
        screen_paragraph(s, STYLE_WARN, first, text);
        first = NEXT_LINE;
    }
}

/* The first option is sized with another layout than today's. */
static void put_later_layout(const plan_answer *a, const screen *s)
{
    char text[300];
    const plan_choice *best = plan_best(a);
    if (best == NULL || (best->ahead.tp == best->found.tp && best->ahead.pp == best->found.pp &&
                         best->ahead.ep == best->found.ep && best->ahead.dp == best->found.dp)) {
        return;
    }
    snprintf(text, sizeof text, "%s with replicas of tp%lld pp%lld ep%lld dp%lld, the layout of the highest load",
             best->accelerator->facts.id, (long long)best->ahead.tp, (long long)best->ahead.pp,
             (long long)best->ahead.ep, (long long)best->ahead.dp);
    screen_paragraph(s, STYLE_DIM, NEXT_LINE, text);
}

/* "prices of GPUs -20 %, of APIs 0 % a year" */
static void put_assumptions(const plan_answer *a, const screen *s)
{
    char text[400];
    const horizon_request *h = &a->request->horizon;
    snprintf(text, sizeof text,
             "months of 730 h, GPUs as each month needs them; prices change by %s of GPUs and %s of APIs a year; later "
             "money counts %s a year less",
             figure_percent(h->gpu_trend_per_year).text, figure_percent(h->api_trend_per_year).text,
             figure_percent(h->discount_per_year).text);
    screen_paragraph(s, STYLE_DIM, "  Assumed:     ", text);
    put_later_layout(a, s);
}

void plan_outlook_put_dates(const plan_answer *a, const screen *s)
{
    int count = 0;
    outlook_entry *list = list_entries(a, &count);
    put_breaches(a, s, list, count);
    put_ends(a, s);
    put_assumptions(a, s);
    free(list);
}

/* ---- JSON ---- */

void plan_outlook_json_question(json *j, const plan_answer *a)
{
    const horizon_request *h = &a->request->horizon;
    if (!h->is_asked) {
        return;
    }
    json_object(j, "horizon");
    json_integer(j, "months", h->months);
    json_number(j, "growth_frac_per_year", h->growth_per_year);
    json_number(j, "last_month_requests_per_s", last_rate(a));
    json_number(j, "gpu_price_change_frac_per_year", h->gpu_trend_per_year);
    json_number(j, "api_price_change_frac_per_year", h->api_trend_per_year);
    json_number(j, "discount_frac_per_year", h->discount_per_year);
    json_close(j);
}

/* Months from today, and the calendar's month; null: not within the horizon. */
static void json_month(json *j, const plan_answer *a, const char *key, const char *date_key, int64_t month,
                       bool is_known)
{
    char text[16] = "";
    if (is_known) {
        snprintf(text, sizeof text, "%.7s", month_start(a, month).text);
    }
    json_maybe_integer(j, key, month, is_known);
    json_maybe_text(j, date_key, text);
}

static void json_outlook_layout(json *j, const toll_plan_option *layout)
{
    if (layout == NULL) {
        json_null(j, "layout");
        return;
    }
    json_object(j, "layout");
    json_integer(j, "tp", layout->tp);
    json_integer(j, "pp", layout->pp);
    json_integer(j, "ep", layout->ep);
    json_integer(j, "dp", layout->dp);
    json_close(j);
}

void plan_outlook_json(json *j, const plan_answer *a, const toll_plan_outlook *o, const toll_plan_option *layout)
{
    const bool has_cost = (o->known & TOLL_PLAN_OUT_COST) != 0, has_gpus = (o->known & TOLL_PLAN_OUT_GPUS) != 0;
    if (!a->request->horizon.is_asked) {
        return;
    }
    json_object(j, "outlook");
    json_maybe_number(j, "total_usd", o->total_usd, has_cost);
    json_maybe_number(j, "npv_usd", o->npv_usd, has_cost);
    json_maybe_number(j, "usd_per_mtok", o->usd_per_mtok, (o->known & TOLL_PLAN_OUT_MTOK) != 0);
    json_maybe_number(j, "first_month_usd", o->first_month_usd, has_cost);
    json_maybe_number(j, "last_month_usd", o->last_month_usd, has_cost);
    json_maybe_number(j, "peak_month_usd", o->peak_month_usd, has_cost);
    json_maybe_integer(j, "gpus_first", o->gpus_first, has_gpus);
    json_maybe_integer(j, "gpus_last", o->gpus_last, has_gpus);
    json_maybe_integer(j, "gpus_peak", o->gpus_peak, has_gpus);
    json_month(j, a, "over_budget_month", "over_budget_date", o->over_budget_month,
               (o->known & TOLL_PLAN_OUT_OVER_BUDGET) != 0);
    json_month(j, a, "over_gpus_month", "over_gpus_date", o->over_gpus_month,
               (o->known & TOLL_PLAN_OUT_OVER_GPUS) != 0);
    json_month(j, a, "end_month", "end_date", o->end_month, (o->known & TOLL_PLAN_OUT_END) != 0);
    json_bool(j, "is_ranked", has_cost && (o->known & TOLL_PLAN_OUT_END) == 0);
    json_outlook_layout(j, layout);
    json_close(j);
}
