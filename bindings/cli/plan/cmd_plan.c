/* SPDX-License-Identifier: Apache-2.0 */
/* toll plan: what to deploy for a load, what it costs, and what an API asks for the same tokens.
 *
 *   request --plan_supplies--> accelerators and prices --plan_choices--> options by cost, reasons
 *   request --plan_api--> API prices;   both --plan_turns--> break-even, load within the budget
 *   both are held against constraints by plan_law; plan_shadow searches again without them
 *   --tariff: plan_tariff writes the best option as rows of a price book
 *   all of it --plan_answer--> verdict --plan_screen | plan_json--> answer */
#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "output/out_file.h"
#include "plan/plan_answer.h"
#include "plan/plan_commands.h"
#include "plan/plan_outlook.h"
#include "plan/plan_more.h"
#include "plan/plan_needs.h"
#include "plan/plan_offline.h"
#include "plan/plan_report.h"
#include "plan/plan_shadow.h"
#include "plan/plan_tariff.h"

#define ANY_RATE 1.0 /* tells which accelerators can meet the limits at all */

/* Without --rate the caps say for which load to plan. */
static bool choose_rate(plan_answer *a)
{
    if (!plan_request_is_inverse(a->request)) {
        return true;
    }
    if (!plan_inverse_find(&a->options, &a->need, &a->inverse)) {
        return false;
    }
    const double rate = plan_inverse_rate(&a->inverse);
    if (!(a->need.requests_per_s > 0)) {
        a->need.requests_per_s = rate > 0 ? rate : ANY_RATE;
    }
    return true;
}

static bool find_apis(plan_answer *a, plan_request *r)
{
    for (int i = 0; i < r->n_vs; i++) {
        plan_api *api = &a->apis[i];
        if (!plan_api_find(api, r, &r->books, r->vs[i])) {
            return false;
        }
        a->n_apis++;
        plan_api_set_rate(api, &a->need, a->need.requests_per_s);
        if (plan_api_is_ranked(api)) {
            fact_ages_add(&a->ages, api->source_date);
        }
        if (plan_api_is_ranked(api) && plan_best(a) != NULL &&
            !plan_turn_find(&a->options, &a->need, api, &a->turns[i])) {
            return false;
        }
    }
    return true;
}

static void find_repository(plan_answer *a)
{
    toll_catalog_published published;
    const model_entry *model = &a->request->model;
    start_struct(&published, sizeof published, TOLL_KIND_CATALOG_PUBLISHED);
    if (!model->is_file && toll_catalog_get_published(model->index, &published, NULL) == TOLL_OK) {
        snprintf(a->repository, sizeof a->repository, "%s", published.hf_repo);
    }
}

bool plan_build(plan_answer *a, plan_request *r)
{
    a->request = r;
    a->need = r->need;
    a->ages = r->ages;
    find_repository(a);
    if (!plan_options_start(&a->options, r) || !choose_rate(a) || !plan_outlook_search(a)) {
        return false;
    }
    a->has_confident = a->need.confidence < PLAN_CONFIDENT;
    if (a->has_confident && !plan_options_add_confident(&a->options, &a->need, PLAN_CONFIDENT)) {
        return false;
    }
    const plan_choice *best = plan_best(a);
    if (best != NULL && !best->offer->is_given) {
        fact_ages_add(&a->ages, best->offer->machine.row.as_of);
    }
    return find_apis(a, r) && plan_outlook_price_apis(a) && plan_day_find(&a->day, &a->options, &a->need) &&
           plan_mix_find(&a->mix, &a->options, &a->need) && plan_split_find(&a->split, &a->options, &a->need) &&
           plan_shadow_find(a, &r->books);
}

static int plan_exit(const plan_answer *a)
{
    if (a->request->need.requests_per_s <= 0 && a->inverse.has_price && !a->inverse.from.is_found) {
        return EXIT_NOT_FEASIBLE;
    }
    if (plan_best(a) == NULL && !plan_mix_is_plan(&a->mix)) {
        return EXIT_NOT_FEASIBLE;
    }
    return plan_is_over_budget(a) ? EXIT_OVER_BUDGET : EXIT_FINE;
}

static bool is_report_sound(const plan_request *r)
{
    if (r->output.report == NULL || report_is_name(r->output.report)) {
        return true;
    }
    complain("--report takes a file that ends in .html or .md, got \"%.60s\"", r->output.report);
    return false;
}

/* Before the search: a need is worth keeping where nothing meets it, too. */
static bool save_need(const plan_request *r)
{
    toll_error err = {0};
    if (r->save == NULL) {
        return true;
    }
    FILE *out = out_file_open(r->save, &err);
    if (out == NULL || fputs(r->saved, out) < 0 || !out_file_close(&err)) {
        complain("%s: %s", r->save, err.message);
        return false;
    }
    return true;
}

int command_plan(plan_request *r, const screen *s)
{
    plan_answer a;
    plan_more more;
    int code = EXIT_BAD_INPUT;
    memset(&a, 0, sizeof a);
    if (!is_report_sound(r) || !save_need(r)) {
        return code;
    }
    if (r->save != NULL && strcmp(r->save, "-") == 0) {
        return EXIT_FINE;
    }
    if (r->inverse.is_offline) {
        return plan_offline_answer(r, s);
    }
    if (plan_build(&a, r) && plan_flips_find(&more.flips, &a, &r->books) &&
        plan_levers_find(&more.levers, &a, &r->books) && plan_waiting_find(&more.waiting, &a) &&
        (r->output.report == NULL || plan_report_write(&a, &more, r->output.report)) &&
        (r->tariff == NULL || plan_tariff_write(&a, r->tariff))) {
        code = fact_ages_exit(&a.ages, plan_exit(&a));
        if (r->output.is_json) {
            plan_put_json(&a, &more);
        } else {
            plan_put_screen(&a, &more, s);
        }
    }
    plan_options_free(&a.options);
    return code;
}
