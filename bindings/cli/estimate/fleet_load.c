/* SPDX-License-Identifier: Apache-2.0 */
/* Estimates every deployment of a fleet under one load, and builds the tables that speed and cost have in common: three
 * columns a deployment, the median and the two ends of its range. */
#include "estimate/fleet_load.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "estimate/draft_share.h"
#include "estimate/estimate_report.h"
#include "input/field_options.h"
#include "input/exit_codes.h"
#include "output/code_names.h"
#include "output/figure_text.h"

#define REPLICAS_MAX  1e6  /* beyond, nobody would run them */
#define LARGEST_COUNT 1e15 /* beyond, the library has refused already */

static int64_t whole_count(double value)
{
    return value < LARGEST_COUNT ? (int64_t)ceil(value) : (int64_t)LARGEST_COUNT;
}

int64_t load_sequences(const toll_serve_load *load)
{
    return whole_count(load->concurrency);
}

int64_t load_context_tokens(const toll_serve_load *load)
{
    return whole_count(load->input_tokens + load->output_tokens);
}

void load_for_home(toll_serve_load *load, const deployment_request *r, bool is_home, bool *is_assumed)
{
    *is_assumed = is_home && !r->is_load_given;
    if (*is_assumed) {
        load->concurrency = 1;
    }
}

/* The time to draft is that of the first deployment, unless it is given. */
static bool find_draft_time(served *v, const deployment_request *r)
{
    toll_error err = {0};
    if (r->draft == NULL || r->is_draft_time_given ||
        draft_share_time(&v->fleet.items[0], &v->load, &v->load.draft_time_frac, &err) == TOLL_OK) {
        return true;
    }
    complain_field(&err);
    return false;
}

/* The user's own measurements correct what they were measured on. */
static bool apply_calibration(served *v, const deployment_request *r, int i)
{
    const deployment *d = &v->fleet.items[i];
    calibration *c = &v->calibrations[i];
    if (r->calibration == NULL) {
        return true;
    }
    v->calibration_file = r->calibration_file;
    if (!calibration_find(c, d, r->calibration, &v->load, false)) {
        return false;
    }
    if (c->is_applied) {
        calibration_apply(d, &v->load, &c->correction, &v->results[i]);
    }
    return true;
}

bool served_build(served *v, const deployment_request *r, const toll_serve_load *load)
{
    memset(v, 0, sizeof *v);
    v->load = *load;
    if (!fleet_start(&v->fleet, r)) {
        return false;
    }
    load_for_home(&v->load, r, fleet_is_home(&v->fleet), &v->fleet.is_one_request);
    if (!fleet_lay_out(&v->fleet, r, load_sequences(&v->load), load_context_tokens(&v->load))) {
        return false;
    }
    if (!find_draft_time(v, r)) {
        return false;
    }
    for (int i = 0; i < v->fleet.count; i++) {
        const deployment *d = &v->fleet.items[i];
        toll_error err = {0};
        start_struct(&v->results[i], sizeof v->results[i], TOLL_KIND_SERVE_RESULT);
        if (toll_serve_estimate(d->object, d->object_size, &v->load, &v->results[i], &err) != TOLL_OK) {
            complain_field(&err);
            return false;
        }
        if (!apply_calibration(v, r, i)) {
            return false;
        }
    }
    return true;
}

void served_free(served *v)
{
    for (int i = 0; i < DEPLOYMENTS_MAX; i++) {
        calibration_free(&v->calibrations[i]);
    }
    fleet_free(&v->fleet);
}

void load_text(const toll_serve_load *load, char *text, size_t size)
{
    static const char *const how[] = {"in flight", "arrive per second", "in a fixed batch", "in decode only",
                                      "in a burst"};
    double count = load->mode == TOLL_LOAD_OPEN    ? load->requests_per_s
                   : load->mode == TOLL_LOAD_BURST ? load->burst_requests
                                                   : load->concurrency;
    snprintf(text, size, "%s tokens in, %s out, %s request%s %s", figure_plain(load->input_tokens).text,
             figure_plain(load->output_tokens).text, figure_plain(count).text, count == 1 ? "" : "s", how[load->mode]);
}

void served_put_title(const served *v, const screen *s)
{
    char load[240];
    load_text(&v->load, load, sizeof load);
    report_title(s, &v->fleet, load);
    deploy_put_choices(&v->fleet, s);
}

void served_put_misfits(const served *v, const screen *s)
{
    for (int i = 0; i < v->fleet.count; i++) {
        char name[80];
        if (v->results[i].fit != TOLL_FIT_NO) {
            continue;
        }
        deploy_name(&v->fleet.items[i], name, sizeof name);
        screen_put(s, STYLE_BAD, "DOES NOT FIT");
        screen_put(s, STYLE_PLAIN, " on %s: its figures are as if it did; toll fit says what to change", name);
        screen_newline(s);
    }
}

void served_put_trust(const served *v, const screen *s)
{
    trust trusts[DEPLOYMENTS_MAX];
    for (int i = 0; i < v->fleet.count; i++) {
        trusts[i] = (trust){&v->fleet.items[i], v->results[i].validity, v->results[i].flags};
    }
    report_trust(s, trusts, v->fleet.count);
    for (int i = 0; v->calibration_file != NULL && i < v->fleet.count; i++) {
        calibration_put(&v->calibrations[i], v->calibration_file, &v->fleet.items[i], s);
    }
}

void served_json_calibration(json *j, const served *v, int i)
{
    calibration_json(j, &v->calibrations[i], v->calibration_file);
}

void load_json(json *j, const toll_serve_load *load)
{
    json_number(j, "input_tokens", load->input_tokens);
    json_number(j, "output_tokens", load->output_tokens);
    json_number(j, "concurrency", load->concurrency);
    json_number(j, "prefix_hit_frac", load->prefix_hit_frac);
    json_text(j, "mode", word_load(load->mode));
    json_number(j, "requests_per_s", load->requests_per_s);
    json_number(j, "burst_requests", load->burst_requests);
    json_number(j, "arrival_cv", load->arrival_cv > 0 ? load->arrival_cv : 1);
    json_number(j, "input_cv", load->input_cv);
    json_number(j, "output_cv", load->output_cv);
    json_number(j, "draft_tokens", load->draft_tokens);
    json_number(j, "accept_frac", load->accept_frac);
    json_number(j, "draft_time_frac", load->draft_time_frac);
}

void served_json_question(json *j, const served *v)
{
    json_object(j, "question");
    load_json(j, &v->load);
    json_close(j);
}

/* ---- Saturation ---- */

bool served_is_unstable(const toll_serve_result *r)
{
    return (r->flags & TOLL_FLAG_UNSTABLE) != 0;
}

bool served_is_all_unstable(const served *v)
{
    for (int i = 0; i < v->fleet.count; i++) {
        if (!served_is_unstable(&v->results[i])) {
            return false;
        }
    }
    return true;
}

bool served_ask_queue(const deployment *d, const toll_serve_load *load, toll_serve_queue *queue)
{
    start_struct(queue, sizeof *queue, TOLL_KIND_SERVE_QUEUE);
    return toll_serve_estimate_queue(d->object, d->object_size, load, queue, NULL) == TOLL_OK;
}

int64_t served_replicas_needed(double requests_per_s, toll_range saturation)
{
    double replicas = saturation.low > 0 ? floor(requests_per_s / saturation.low) + 1 : 0;
    return replicas <= REPLICAS_MAX ? (int64_t)replicas : 0;
}

/* Near saturation a small error of the estimate is a large one of the waits, so there are no figures. */
void served_put_unstable(const served *v, const screen *s, int i)
{
    toll_serve_queue q;
    char rest[320];
    if (!served_ask_queue(&v->fleet.items[i], &v->load, &q)) {
        return;
    }
    toll_range full = q.saturation_requests_per_s;
    int64_t replicas = served_replicas_needed(v->load.requests_per_s, full);
    int used = snprintf(rest, sizeof rest, "saturates at %s requests/s (%s - %s)", figure_rounded(full.mid, 3).text,
                        figure_rounded(full.low, 3).text, figure_rounded(full.high, 3).text);
    if (replicas > 0) {
        snprintf(rest + used, sizeof rest - (size_t)used,
                 "; %s requests/s need %s such replicas (%s GPUs): toll plan prices them",
                 figure_plain(v->load.requests_per_s).text, figure_count(replicas).text,
                 figure_count(replicas * v->fleet.items[i].gpus).text);
    }
    report_verdict(s, &v->fleet, i, STYLE_BAD, q.stability == TOLL_STABILITY_NEAR ? "MAY BE UNSTABLE" : "UNSTABLE",
                   rest);
}

int served_exit(const served *v)
{
    for (int i = 0; i < v->fleet.count; i++) {
        if (v->results[i].fit != TOLL_FIT_NO && (v->results[i].flags & TOLL_FLAG_UNSTABLE) == 0) {
            return EXIT_FINE;
        }
    }
    return EXIT_NOT_FEASIBLE;
}

void range_table_start(table *t, const served *v)
{
    char align[1 + 3 * DEPLOYMENTS_MAX + 1] = "l", name[80];
    for (int i = 0; i < v->fleet.count; i++) {
        memcpy(align + 1 + 3 * i, "rrL", 4);
    }
    table_start(t, align, 3);
    for (int i = 0; i < v->fleet.count; i++) {
        deploy_name(&v->fleet.items[i], name, sizeof name);
        table_head(t, 1 + 3 * i, name);
    }
}

/* Equal bounds are a figure without an error bar. */
static void add_range_cells(table *t, toll_range range, figure low, figure mid, figure high)
{
    bool has_bar = range.low < range.high;
    table_cell(t, STYLE_PLAIN, "%s", mid.text);
    table_cell(t, STYLE_DIM, "%s%s", has_bar ? low.text : "", has_bar ? " -" : "");
    table_cell(t, STYLE_DIM, "%s", has_bar ? high.text : "");
}

void range_table_text(table *t, const char *mid, const char *beside)
{
    table_cell(t, STYLE_PLAIN, "%s", mid);
    table_cell(t, STYLE_PLAIN, "%s", beside);
    table_cell(t, STYLE_PLAIN, "");
}

void range_table_cells(table *t, toll_range range, double factor, int digits, bool is_known)
{
    if (!is_known) {
        range_table_text(t, "-", "");
        return;
    }
    add_range_cells(t, range, figure_rounded(range.low * factor, digits), figure_rounded(range.mid * factor, digits),
                    figure_rounded(range.high * factor, digits));
}

void range_table_usd(table *t, toll_range range)
{
    add_range_cells(t, range, figure_usd(range.low), figure_usd(range.mid), figure_usd(range.high));
}
