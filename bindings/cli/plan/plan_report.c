/* SPDX-License-Identifier: Apache-2.0 */
/* Two pages. The first is for who pays and for who answers for the data: the verdict, what a request costs, break-even,
 * constraints, and what was rejected, each reason with its source. The second has every assumption with its source, date
 * and age, and how to get the same report again. */
#include "plan/plan_report.h"

#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "input/instant.h"
#include "output/code_names.h"
#include "output/out_file.h"
#include "plan/plan_law.h"
#include "plan/plan_quality.h"
#include "report/report_page.h"

#define OPTIONS_SHOWN 8
#define FLAG_BITS     64

/* ---- Page 1: options ---- */

static void put_option_cells(report *r, int rank, const plan_choice *c, const toll_plan_need *n)
{
    char layout[96];
    const toll_plan_option *o = &c->found;
    plan_layout_text(o, layout, sizeof layout);
    report_cell(r, "%d. %s%s, %s, %s, %s", rank, c->accelerator->facts.name,
                plan_offer_is_unverified(c->offer) ? " (price not checked)" : "", layout, plan_precision_id(o),
                plan_engine_id(o));
    report_cell(r, "%lld", (long long)o->gpus_paid);
    report_cell(r, "%s", figure_rounded(o->usd_per_hour.mid * HOURS_PER_MONTH, 3).text);
    report_cell(r, "%s", figure_rounded(o->usd_per_mtok.mid, 3).text);
    report_cell(r, "%s", figure_rounded(o->usd_per_hour.mid / n->requests_per_s / 3.6, 3).text);
    report_cell(r, "%s", figure_rounded(o->ttft_s.mid * 1e3, 3).text);
    report_cell(r, "%s", figure_rounded(o->tpot_s.mid * 1e3, 3).text);
    report_cell(r, "%.0f %%", o->probability * 100);
}

static void put_api_cells(report *r, const plan_api *api)
{
    report_cell(r, "API %s", api->asked);
    report_cell(r, "-");
    report_cell(r, "%s", api->is_priced ? figure_rounded(api->usd_per_hour * HOURS_PER_MONTH, 3).text : "not known");
    report_cell(r, "%s", api->is_priced ? figure_rounded(api->usd_per_mtok, 3).text : "not known");
    report_cell(r, "%s", api->is_priced ? figure_rounded(api->usd_per_request * 1e3, 3).text : "not known");
    report_cell(r, "not known");
    report_cell(r, "not known");
    report_cell(r, "not known");
}

static void put_report_options(report *r, const plan_answer *a)
{
    static const char *const heads[] = {"option",   "GPUs",     "$ a month",       "$ per Mtok", "$ per 1,000 requests",
                                        "TTFT, ms", "TPOT, ms", "keeps the limits"};
    int shown = 0;
    report_heading(r, "Options");
    report_table_start(r, "The cheapest option of each accelerator, and the APIs for the same tokens.", "lrrrrrrr",
                       heads);
    for (int i = 0; i < a->options.n_choices && shown < OPTIONS_SHOWN; i++) {
        if (plan_is_leader(a, i)) {
            put_option_cells(r, ++shown, &a->options.choices[i], &a->need);
        }
    }
    for (int i = 0; i < a->n_apis; i++) {
        if (a->apis[i].standing != TOLL_STANDING_REJECTED) {
            put_api_cells(r, &a->apis[i]);
        }
    }
    report_table_end(r);
}

static void put_maybe(report *r, report_look look, const char *first, const char *text)
{
    char whole[3200];
    if (text[0] != 0) {
        const bool is_ended = text[strlen(text) - 1] == '.';
        snprintf(whole, sizeof whole, "%s%s%s", first, text, is_ended ? "" : ".");
        report_text(r, look, whole);
    }
}

/* What the cost of the first option is made of, and what is not in it. */
static void put_report_costs(report *r, const plan_answer *a)
{
    char text[1000];
    const plan_choice *best = plan_best(a);
    if (best != NULL) {
        plan_costs_text(a->request, best->offer, &best->found, text, sizeof text);
        put_maybe(r, REPORT_PLAIN, "Costs of the first option: ", text);
    }
}

static void put_report_waiting(report *r, const plan_answer *a, const plan_more *more)
{
    char text[1000];
    plan_waiting_text(&more->waiting, a, text, sizeof text);
    put_maybe(r, REPORT_PLAIN, "Waiting: ", text);
}

static bool put_report_turns(report *r, plan_answer *a, const plan_more *more)
{
    char text[2000];
    report_heading(r, "Break-even and what would change the answer");
    plan_turns_text(a, text, sizeof text);
    put_maybe(r, REPORT_PLAIN, "Break-even: ", text);
    plan_flips_text(&more->flips, text, sizeof text);
    put_maybe(r, REPORT_PLAIN, "Another option is first with: ", text);
    return plan_best(a) == NULL || plan_report_draw_load(r, a);
}

/* ---- Page 1: constraints and rejections ---- */

static void put_judged(report *r, const plan_answer *a, const char *name, const plan_judged *j)
{
    for (uint64_t i = 0; i < j->count; i++) {
        if (plan_law_is_told(a->request, j, i)) {
            report_cell(r, "%s", name);
            report_cell(r, "%s", j->reasons[i].text);
            report_cell(r, "%s", j->reasons[i].source[0] != 0 ? j->reasons[i].source : "-");
            report_cell(r, "%s", figure_date(j->reasons[i].as_of).text);
        }
    }
}

static const char *const reason_heads[] = {"option", "reason", "source", "of"};

static bool has_standing(const plan_answer *a, uint32_t standing)
{
    bool is_any = plan_best(a) != NULL && plan_best(a)->offer->standing == standing;
    for (int i = 0; i < a->n_apis; i++) {
        is_any = is_any || a->apis[i].standing == standing;
    }
    return is_any;
}

static void put_standing(report *r, const plan_answer *a, uint32_t standing, const char *caption)
{
    plan_judged j;
    const plan_choice *best = plan_best(a);
    if (!has_standing(a, standing)) {
        return;
    }
    report_table_start(r, caption, "llll", reason_heads);
    if (best != NULL && best->offer->standing == standing && plan_offer_judge(a->request, best->offer, &j)) {
        put_judged(r, a, best->accelerator->facts.name, &j);
    }
    for (int i = 0; i < a->n_apis; i++) {
        const plan_api *api = &a->apis[i];
        if (api->standing == standing && plan_law_judge_api(a->request, &api->name, api->asked, &j)) {
            put_judged(r, a, api->asked, &j);
        }
    }
    report_table_end(r);
}

static void put_shadow_cells(report *r, const plan_answer *a, const plan_shadow *shadow, bool has_now, double now)
{
    char dropped[400], interval[120];
    plan_shadow_interval(shadow, interval, sizeof interval);
    constraint_words_list(&a->request->constraints, shadow->drop, dropped, sizeof dropped);
    report_cell(r, "%s", dropped);
    report_cell(r, "%s", shadow->is_found ? shadow->option : "nothing meets the need");
    report_cell(r, "%s", shadow->is_found ? figure_rounded(shadow->usd_per_hour * HOURS_PER_MONTH, 3).text : "-");
    report_cell(r, "%s",
                shadow->is_found && has_now ? figure_rounded((now - shadow->usd_per_hour) * HOURS_PER_MONTH, 3).text
                                            : "-");
    report_cell(r, "%s", interval[0] != 0 ? interval : "-");
}

static void put_report_law(report *r, const plan_answer *a)
{
    static const char *const heads[] = {"without", "cheapest", "$ a month", "saved, $ a month", "interval"};
    char name[160];
    double now = 0;
    const bool has_now = plan_cheapest(a, name, sizeof name, &now);
    if (a->request->constraints.count == 0) {
        return;
    }
    report_heading(r, "Law, place and people");
    report_text(r, REPORT_NOTE, "A filter by published facts, and no legal advice.");
    put_standing(r, a, TOLL_STANDING_ACTION, "To be done or checked first");
    put_standing(r, a, TOLL_STANDING_REJECTED, "Not permitted");
    if (a->n_shadows > 0) {
        report_table_start(r, "What the constraints cost: the same search without them. Single ones do not add up.",
                           "llrrl", heads);
        for (int i = 0; i < a->n_shadows; i++) {
            put_shadow_cells(r, a, &a->shadows[i], has_now, now);
        }
        report_table_end(r);
    }
}

static bool has_rejected(const plan_answer *a)
{
    bool is_any = false;
    for (int i = 0; i < a->options.n_accelerators; i++) {
        is_any = is_any || a->options.outcomes[i].reason != PLAN_MEETS;
    }
    return is_any;
}

static void put_report_groups(report *r, const plan_answer *a)
{
    char text[400];
    if (!has_rejected(a)) {
        return;
    }
    report_heading(r, "Rejected accelerators");
    for (int i = PLAN_REASONS - 1; i >= 0; i--) {
        plan_group_text(a, (plan_reason)i, text, sizeof text);
        put_maybe(r, REPORT_PLAIN, "", text);
    }
    report_text(r, REPORT_NOTE, "The second page has each one with its reason.");
}

static bool put_first_page(report *r, plan_answer *a, const plan_more *more)
{
    char text[3000];
    plan_question_text(a, text, sizeof text);
    report_text(r, REPORT_PLAIN, text);
    plan_verdict(a, text, sizeof text);
    report_text(r, REPORT_VERDICT, text);
    put_report_options(r, a);
    put_report_waiting(r, a, more);
    put_report_costs(r, a);
    if (!put_report_turns(r, a, more)) {
        return false;
    }
    for (int i = 0; i < a->n_apis; i++) {
        if (a->apis[i].standing != TOLL_STANDING_REJECTED) {
            plan_api_text(a, &a->apis[i], text, sizeof text);
            put_maybe(r, REPORT_PLAIN, "API ", text);
        }
    }
    report_text(r, REPORT_NOTE,
                a->request->text != 0
                    ? "An API is another model: neither the quality of its answers nor its latency is compared."
                    : "An API is another model: neither the quality of its answers nor its latency is compared, and "
                      "tokens are counted alike.");
    put_report_law(r, a);
    put_report_groups(r, a);
    return true;
}

/* ---- Page 2: assumptions ---- */

static void put_pair(report *r, const char *name, const char *value)
{
    report_cell(r, "%s", name);
    report_cell(r, "%s", value);
}

static void put_limit_pair(report *r, const char *name, double limit_s, bool is_known, double quantile)
{
    report_cell(r, "%s at p%g", name, quantile * 100);
    report_cell(r, "%s%s", is_known ? figure_plain(limit_s * 1e3).text : "no limit", is_known ? " ms" : "");
}

static void put_report_load(report *r, const plan_answer *a)
{
    static const char *const heads[] = {"input", "value"};
    const toll_plan_need *n = &a->need;
    report_heading(r, "The load and its limits, as asked");
    report_table_start(r, "", "lr", heads);
    put_pair(r, "model", a->request->model.model.id);
    put_pair(r, "requests per second", plan_rate(n->requests_per_s).text);
    put_pair(r, "tokens of a prompt, mean", figure_plain(n->input_tokens).text);
    put_pair(r, "tokens of an answer, mean", figure_plain(n->output_tokens).text);
    put_pair(r, "deviation / mean of prompts", figure_plain(n->input_cv).text);
    put_pair(r, "deviation / mean of answers", figure_plain(n->output_cv).text);
    put_pair(r, "deviation / mean of arrival intervals", figure_plain(n->arrival_cv > 0 ? n->arrival_cv : 1).text);
    put_pair(r, "share of the prompt in the prefix cache", figure_plain(n->prefix_hit_frac).text);
    put_limit_pair(r, "TTFT", n->ttft_s, (n->known & TOLL_PLAN_TTFT) != 0, n->quantile);
    put_limit_pair(r, "TPOT", n->tpot_s, (n->known & TOLL_PLAN_TPOT) != 0, n->quantile);
    put_pair(r, "quantile of the estimate that keeps them", figure_plain(n->confidence).text);
    put_pair(r, "replicas that may fail", figure_count(n->spare_replicas).text);
    put_pair(r, "hours of a month", figure_plain(HOURS_PER_MONTH).text);
    report_table_end(r);
}

static void put_offer_cells(report *r, const plan_choice *c)
{
    char where[200];
    plan_offer_text(c->offer, where, sizeof where);
    report_cell(r, "%s", c->accelerator->facts.name);
    report_cell(r, "%s per GPU-hour", figure_usd(c->offer->usd_per_gpu_hour).text);
    report_cell(r, "%s%s", where, c->offer->is_given ? "" : ", on demand");
    report_cell(r, "%s", c->offer->is_given ? "-" : price_date_text(&c->offer->machine).text);
    report_cell(r, "%s", c->offer->is_given ? "-" : price_age_text(&c->offer->age).text);
    report_cell(r, "%s", c->offer->is_given ? "as given" : plan_offer_is_unverified(c->offer) ? "no" : "yes");
}

static void put_api_price_cells(report *r, const plan_answer *a, const plan_api *api)
{
    report_cell(r, "%s", api->asked);
    report_cell(r, "%s per mean request", figure_usd(api->usd_per_request).text);
    report_cell(r, "%s %s%s%s, price book %.16s", api->name.provider, api->name.model,
                api->name.region[0] != 0 ? ", " : "", api->name.region, api->book->hash);
    report_cell(r, "%s", figure_date((int32_t)api->source_date).text);
    report_cell(r, "%s", fact_age_text(&a->ages, api->source_date).text);
    report_cell(r, "yes");
}

static void put_report_prices(report *r, const plan_answer *a)
{
    static const char *const heads[] = {"for", "price", "source", "of", "age", "checked at the source"};
    int shown = 0;
    report_heading(r, "Prices");
    report_table_start(r, "", "llllll", heads);
    for (int i = 0; i < a->options.n_choices && shown < OPTIONS_SHOWN; i++) {
        if (plan_is_leader(a, i)) {
            put_offer_cells(r, &a->options.choices[i]);
            shown++;
        }
    }
    for (int i = 0; i < a->n_apis; i++) {
        if (a->apis[i].is_priced) {
            put_api_price_cells(r, a, &a->apis[i]);
        }
    }
    report_table_end(r);
}

/* What the estimate of the first option stands on. */
static void put_report_trust(report *r, const plan_answer *a)
{
    char text[1400], quality[400];
    const plan_choice *best = plan_best(a);
    if (best == NULL) {
        return;
    }
    report_heading(r, "What the estimate stands on");
    snprintf(text, sizeof text, "First option: %s", phrase_validity(best->found.validity));
    for (int bit = 0; bit < FLAG_BITS && word_flag(bit) != NULL; bit++) {
        const size_t used = strlen(text);
        if ((best->found.flags >> bit & 1) != 0 && used < sizeof text) {
            snprintf(text + used, sizeof text - used, "; %s", phrase_flag(bit));
        }
    }
    put_maybe(r, REPORT_PLAIN, "", text);
    plan_quality_text(a->request->model.model.id, plan_precision_id(&best->found), quality, sizeof quality);
    snprintf(text, sizeof text, "Number format %s; the model is published in %s. %s%s", plan_precision_id(&best->found),
             a->request->native.id,
             quality[0] != 0 ? "Its weights: " : "Nothing is known of its quality for this model.", quality);
    report_text(r, REPORT_PLAIN, text);
    report_text(
        r, REPORT_NOTE,
        a->request->site.people_gap == SITE_COUNTED
            ? "Not in the cost: network, storage, taxes. Not in the load: hours of the day and growth."
            : "Not in the cost: operation, network, storage, taxes. Not in the load: hours of the day and growth.");
}

static void put_each_reason(report *r, const plan_answer *a)
{
    static const char *const heads[] = {"accelerator", "why it is rejected"};
    char text[1400];
    if (!has_rejected(a)) {
        return;
    }
    report_heading(r, "Every rejected accelerator");
    report_table_start(r, "", "ll", heads);
    for (int i = 0; i < a->options.n_accelerators; i++) {
        if (a->options.outcomes[i].reason != PLAN_MEETS) {
            plan_reason_text(a, i, text, sizeof text);
            report_cell(r, "%s", a->options.accelerators[i].facts.id);
            report_cell(r, "%s", text);
        }
    }
    report_table_end(r);
}

static void put_again(report *r, const plan_answer *a)
{
    char text[600];
    const plan_request *q = a->request;
    report_heading(r, "To get this report again");
    report_put_command(r);
    snprintf(text, sizeof text,
             "Prices as of %s (--at gives the same bytes on another day). libtoll %s, catalog %s. Price book %s: %s.",
             instant_text(q->at_s).text, toll_version_string(), toll_catalog_version(), q->books.own.name,
             q->books.own.hash);
    report_text(r, REPORT_PLAIN, text);
    if (q->books.full.name != NULL) {
        snprintf(text, sizeof text, "Price book %.200s: %s.", q->books.full.name, q->books.full.hash);
        report_text(r, REPORT_PLAIN, text);
    }
    report_text(r, REPORT_PLAIN, "The need as a file, for toll plan FILE.toll:");
    report_copy(r, q->saved);
}

static bool put_second_page(report *r, plan_answer *a)
{
    report_page_break(r, "Assumptions");
    put_report_load(r, a);
    put_report_prices(r, a);
    put_report_trust(r, a);
    if (plan_best(a) != NULL) {
        report_heading(r, "Cost against latency");
        plan_report_draw_front(r, a);
        report_heading(r, "What moves the cost");
        if (!plan_report_draw_swings(r, a)) {
            return false;
        }
    }
    put_each_reason(r, a);
    put_again(r, a);
    return true;
}

bool plan_report_write(plan_answer *a, const plan_more *more, const char *path)
{
    report r;
    toll_error err = {0};
    char title[200];
    snprintf(title, sizeof title, "What to deploy for %.150s", a->request->model.model.id);
    if (!report_open(&r, path, title, &err)) {
        complain("%s: %s", path, err.message);
        return false;
    }
    if (!put_first_page(&r, a, more) || !put_second_page(&r, a)) {
        out_file_discard_open();
        return false;
    }
    if (!report_close(&r, &err)) {
        complain("%s: %s", path, err.message);
        return false;
    }
    return true;
}
