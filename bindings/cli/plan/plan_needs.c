/* SPDX-License-Identifier: Apache-2.0 */
/* Several needs, planned one by one.
 *
 * No machine serves two of them, so the sum is an upper bound: what stands idle in a machine of one need could serve another
 * one. Of each need the cheapest option or API counts, as its own plan has it. By hand: $30.6k a month for the chat and
 * $6.1k for the search are $36.7k; where the second need has no option there is no sum, and what is known stands as the
 * sum of the others. */
#include "plan/plan_needs.h"

#include <stdio.h>
#include <string.h>

#include "input/exit_codes.h"
#include "output/json_out.h"
#include "output/table.h"
#include "plan/plan_commands.h"

typedef struct need_result {
    const char *file;
    const plan_request *request;
    char option[160];
    bool is_found, is_api;
    int64_t gpus_paid, gpus_idle; /* of machines */
    double usd_per_hour, probability;
    int code;
    char reason[1400]; /* where nothing is found */
} need_result;

typedef struct needs_sum {
    int n_found;
    int64_t gpus_paid, gpus_idle;
    double usd_per_hour;
    int code;
} needs_sum;

static void take_answer(need_result *n, const plan_answer *a)
{
    const plan_choice *best = plan_best(a);
    n->is_found = plan_cheapest(a, n->option, sizeof n->option, &n->usd_per_hour);
    n->is_api = n->is_found && plan_is_api_first(a);
    if (!n->is_found) {
        plan_add_miss(a, n->reason, sizeof n->reason);
        plan_add_relaxation(a, n->reason, sizeof n->reason);
        return;
    }
    if (!n->is_api) {
        n->gpus_paid = best->found.gpus_paid;
        n->gpus_idle = best->found.gpus_paid - best->found.gpus;
        n->probability = best->found.probability;
    }
}

static bool plan_one(need_result *n, plan_request *r, const char *file)
{
    plan_answer a;
    memset(&a, 0, sizeof a);
    *n = (need_result){.file = file, .request = r};
    const bool is_good = plan_build(&a, r);
    if (is_good) {
        take_answer(n, &a);
        n->code = fact_ages_exit(&a.ages, n->is_found ? plan_is_over_budget(&a) ? EXIT_OVER_BUDGET : EXIT_FINE
                                                      : EXIT_NOT_FEASIBLE);
    }
    plan_options_free(&a.options);
    return is_good;
}

/* Nothing for one need is nothing for all; then a budget, then old facts. */
static int worse_code(int code, int other)
{
    static const int order[] = {EXIT_BAD_INPUT, EXIT_NOT_FEASIBLE, EXIT_OVER_BUDGET};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (code == order[i] || other == order[i]) {
            return order[i];
        }
    }
    return code > other ? code : other;
}

static needs_sum add_up(const need_result *all, int count)
{
    needs_sum sum = {.code = EXIT_FINE};
    for (int i = 0; i < count; i++) {
        sum.n_found += all[i].is_found;
        sum.gpus_paid += all[i].gpus_paid;
        sum.gpus_idle += all[i].gpus_idle;
        sum.usd_per_hour += all[i].is_found ? all[i].usd_per_hour : 0;
        sum.code = worse_code(sum.code, all[i].code);
    }
    return sum;
}

/* ---- For people ---- */

static void sum_text(const needs_sum *sum, int count, char *text, size_t size)
{
    const figure month = figure_rounded(sum->usd_per_hour * HOURS_PER_MONTH, 3);
    if (sum->n_found < count) {
        snprintf(text, size, "%d of %d needs have no option, so there is no sum. The others cost $%s a month.",
                 count - sum->n_found, count, month.text);
        return;
    }
    snprintf(text, size, "%d needs cost %s an hour, $%s a month.", count, figure_usd(sum->usd_per_hour).text,
             month.text);
}

static void put_need_row(table *t, const need_result *n)
{
    const toll_plan_need *need = &n->request->need;
    table_cell(t, STYLE_PLAIN, "%.40s", n->file);
    table_cell(t, STYLE_PLAIN, "%s at %s/s", n->request->model.model.id, plan_rate(need->requests_per_s).text);
    table_cell(t, n->is_found ? STYLE_PLAIN : STYLE_BAD, "%s", n->is_found ? n->option : "nothing meets it");
    if (!n->is_found || n->is_api) {
        table_cell(t, STYLE_DIM, "-");
    } else {
        table_cell(t, STYLE_PLAIN, "%lld", (long long)n->gpus_paid);
    }
    table_cell(t, STYLE_PLAIN, "%s", n->is_found ? plan_short(n->usd_per_hour * HOURS_PER_MONTH).text : "-");
    if (!n->is_found || n->is_api) {
        table_cell(t, STYLE_DIM, "-");
    } else {
        table_cell(t, STYLE_PLAIN, "%.0f %%", n->probability * 100);
    }
}

static void put_needs_table(const need_result *all, int count, const screen *s)
{
    static const char *const heads[] = {"  need", "load", "cheapest", "GPUs", "$/month", "meets"};
    table t;
    table_start(&t, "lllrrr", 1);
    for (int i = 0; i < 6; i++) {
        table_head(&t, i, heads[i]);
    }
    for (int i = 0; i < count; i++) {
        put_need_row(&t, &all[i]);
    }
    table_finish(&t, s);
    screen_newline(s);
}

static void put_needs_notes(const need_result *all, int count, const needs_sum *sum, const screen *s)
{
    char text[1600];
    for (int i = 0; i < count; i++) {
        if (!all[i].is_found) {
            snprintf(text, sizeof text, "%.60s: %s", all[i].file, all[i].reason);
            screen_paragraph(s, STYLE_BAD, "  Missed:      ", text);
        } else if (all[i].code == EXIT_OVER_BUDGET) {
            snprintf(text, sizeof text, "%.60s is over its budget of $%s per %s", all[i].file,
                     figure_plain(all[i].request->budget_usd).text, all[i].request->budget_period);
            screen_paragraph(s, STYLE_BAD, "  Budget:      ", text);
        }
    }
    snprintf(
        text, sizeof text,
        "each need is planned alone and no machine serves two of them, so the sum is an upper bound: %lld of the %lld "
        "GPUs that are paid for stand idle. `toll plan FILE` has each plan in full",
        (long long)sum->gpus_idle, (long long)sum->gpus_paid);
    screen_paragraph(s, STYLE_PLAIN, "  Not shared:  ", text);
}

static void put_needs(const need_result *all, int count, const needs_sum *sum, const screen *s)
{
    char text[300];
    sum_text(sum, count, text, sizeof text);
    screen_paragraph(s, sum->code == EXIT_FINE ? STYLE_GOOD : STYLE_BAD, "", text);
    screen_newline(s);
    put_needs_table(all, count, s);
    put_needs_notes(all, count, sum, s);
}

/* ---- For programs ---- */

static void json_need(json *j, const need_result *n)
{
    const toll_plan_need *need = &n->request->need;
    json_object(j, NULL);
    json_text(j, "need", n->file);
    json_text(j, "model", n->request->model.model.id);
    json_number(j, "requests_per_s", need->requests_per_s);
    json_number(j, "input_tokens", need->input_tokens);
    json_number(j, "output_tokens", need->output_tokens);
    json_maybe_text(j, "option", n->option);
    json_maybe_text(j, "kind", !n->is_found ? "" : n->is_api ? "api" : "machines");
    json_maybe_integer(j, "gpus_paid", n->gpus_paid, n->is_found && !n->is_api);
    json_maybe_integer(j, "gpus_idle", n->gpus_idle, n->is_found && !n->is_api);
    json_maybe_number(j, "usd_per_hour", n->usd_per_hour, n->is_found);
    json_maybe_number(j, "probability", n->probability, n->is_found && !n->is_api);
    if (n->request->has_budget) {
        json_bool(j, "is_within_budget", n->is_found && n->code != EXIT_OVER_BUDGET);
    } else {
        json_null(j, "is_within_budget");
    }
    json_maybe_text(j, "reason", n->reason);
    json_close(j);
}

static void put_needs_json(const need_result *all, int count, const needs_sum *sum)
{
    char text[300];
    json j;
    sum_text(sum, count, text, sizeof text);
    json_answer(&j, "plan");
    json_object(&j, "verdict");
    json_text(&j, "text", text);
    json_close(&j);
    json_array(&j, "needs");
    for (int i = 0; i < count; i++) {
        json_need(&j, &all[i]);
    }
    json_close(&j);
    json_object(&j, "sum");
    json_maybe_number(&j, "usd_per_hour", sum->usd_per_hour, sum->n_found == count);
    json_integer(&j, "gpus_paid", sum->gpus_paid);
    json_integer(&j, "gpus_idle", sum->gpus_idle);
    json_integer(&j, "needs_without_option", count - sum->n_found);
    json_bool(&j, "are_machines_shared", false);
    json_close(&j);
    json_close(&j);
}

/* ---- All ---- */

int command_plan_needs(needs_request *r, const screen *s)
{
    need_result all[NEEDS_MAX];
    for (int i = 0; i < r->count; i++) {
        if (!plan_one(&all[i], &r->each[i], r->files[i])) {
            return EXIT_BAD_INPUT;
        }
    }
    const needs_sum sum = add_up(all, r->count);
    if (r->output.is_json) {
        put_needs_json(all, r->count, &sum);
    } else {
        put_needs(all, r->count, &sum, s);
    }
    return sum.code;
}
