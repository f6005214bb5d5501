/* SPDX-License-Identifier: Apache-2.0 */
/* toll speed: latency, throughput and power under a load, and what bounds them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "estimate/estimate_commands.h"
#include "estimate/estimate_report.h"
#include "estimate/explain_speed.h"
#include "estimate/fleet_energy.h"
#include "estimate/fleet_load.h"
#include "estimate/sweep.h"
#include "input/exit_codes.h"
#include "output/code_names.h"
#include "output/figure_text.h"

#define BAR_CELLS_MAX 44
#define BAR_PARTS     6
#define LEAST_SHOWN   0.001 /* requests that wait */
#define SLOW_S        10    /* from here on a time is said in seconds */

/* ---- JSON ---- */

static void json_bound(json *j, const toll_serve_result *r)
{
    json_text(j, "bound", word_bound(r->bound));
    json_object(j, "tpot_share_frac");
    json_number(j, "weights", r->weights_frac);
    json_number(j, "kv", r->kv_frac);
    json_number(j, "compute", r->compute_frac);
    json_number(j, "link", r->link_frac);
    json_number(j, "overhead", r->overhead_frac);
    json_number(j, "prefill", r->prefill_frac);
    json_close(j);
}

static toll_range per_user(const toll_serve_result *r)
{
    bool is_positive = r->tpot_s.low > 0;
    toll_range speed = {is_positive ? 1 / r->tpot_s.high : 0, is_positive ? 1 / r->tpot_s.mid : 0,
                        is_positive ? 1 / r->tpot_s.low : 0};
    return speed; /* 1 / x only turns the quantiles round */
}

/* Null for loads that have no queue. */
static void json_queue(json *j, const deployment *d, const toll_serve_load *load)
{
    toll_serve_queue q;
    if (!served_ask_queue(d, load, &q)) {
        json_null(j, "queue");
        return;
    }
    bool has_times = (q.known & TOLL_QUEUE_TIMES) != 0;
    int64_t replicas =
        load->mode == TOLL_LOAD_OPEN ? served_replicas_needed(load->requests_per_s, q.saturation_requests_per_s) : 0;
    json_object(j, "queue");
    json_text(j, "stability", word_stability(q.stability));
    json_range(j, "saturation_requests_per_s", q.saturation_requests_per_s, 1, true);
    json_maybe_integer(j, "replicas_needed", replicas, replicas > 0);
    json_range(j, "utilisation_frac", q.utilisation_frac, 1, true);
    json_range(j, "ttft_p50_s", q.ttft_p50_s, 1, has_times);
    json_range(j, "ttft_p95_s", q.ttft_p95_s, 1, has_times);
    json_range(j, "ttft_p99_s", q.ttft_p99_s, 1, has_times);
    json_range(j, "tpot_p50_s", q.tpot_p50_s, 1, has_times);
    json_range(j, "tpot_p95_s", q.tpot_p95_s, 1, has_times);
    json_range(j, "tpot_p99_s", q.tpot_p99_s, 1, has_times);
    json_maybe_number(j, "slot_wait_s", q.slot_wait_s, has_times);
    json_maybe_number(j, "prompt_wait_s", q.prompt_wait_s, has_times);
    json_maybe_number(j, "wait_frac", q.wait_frac, has_times);
    json_number(j, "slots", q.slots);
    json_close(j);
}

static void json_deployment_speed(json *j, const served *v, int i, const site_energy *w, bool is_explained)
{
    const deployment *d = &v->fleet.items[i];
    const toll_serve_load *load = &v->load;
    const toll_serve_result *r = &v->results[i];
    bool has_times = !served_is_unstable(r);
    bool has_power = (r->known & TOLL_RESULT_POWER) != 0;
    json_object(j, NULL);
    report_json_deployment(j, d);
    json_text(j, "fit", word_fit(r->fit));
    json_range(j, "ttft_s", r->ttft_s, 1, has_times);
    json_range(j, "tpot_s", r->tpot_s, 1, has_times);
    json_range(j, "e2e_s", r->e2e_s, 1, has_times);
    json_range(j, "output_tokens_per_s", r->output_tokens_per_s, 1, has_times);
    json_range(j, "input_tokens_per_s", r->input_tokens_per_s, 1, has_times);
    json_range(j, "requests_per_s", r->requests_per_s, 1, has_times);
    json_range(j, "output_tokens_per_s_per_gpu", r->output_tokens_per_s, 1 / (double)d->gpus, has_times);
    json_range(j, "output_tokens_per_s_per_user", per_user(r), 1, r->tpot_s.low > 0);
    json_range(j, "power_w", r->power_w, 1, has_power);
    json_range(j, "output_token_j", r->output_token_j, 1, has_power);
    json_range(j, "input_token_j", r->input_token_j, 1, has_power);
    site_energy_json(j, w);
    json_maybe_number(j, "running_sequences", r->running_sequences, has_times);
    json_maybe_number(j, "waiting_sequences", r->waiting_sequences, has_times);
    json_maybe_number(j, "input_time_frac", r->input_time_frac, has_times);
    json_maybe_number(j, "step_s", r->step_s, has_times);
    json_bound(j, r);
    json_queue(j, d, load);
    if (is_explained) {
        explain_json(j, d, load);
    }
    report_json_trust(j, r->validity, r->flags);
    served_json_calibration(j, v, i);
    json_close(j);
}

static void speed_json(const served *v, const site_energy *watts, bool is_explained)
{
    json j;
    json_answer(&j, "speed");
    served_json_question(&j, v);
    json_array(&j, "deployments");
    for (int i = 0; i < v->fleet.count; i++) {
        json_deployment_speed(&j, v, i, &watts[i], is_explained);
    }
    json_close(&j);
    json_close(&j);
}

/* ---- Screen ---- */

static void put_speed_verdict(const screen *s, const served *v, int i)
{
    const toll_serve_result *r = &v->results[i];
    char verdict[80], rest[200];
    if (served_is_unstable(r)) {
        served_put_unstable(v, s, i);
        return;
    }
    bool is_slow = r->ttft_s.mid >= SLOW_S;
    style look = r->fit == TOLL_FIT_NO ? STYLE_BAD : r->waiting_sequences > 0 ? STYLE_WARN : STYLE_GOOD;
    snprintf(verdict, sizeof verdict, "%s tok/s out", figure_rounded(r->output_tokens_per_s.mid, 3).text);
    snprintf(rest, sizeof rest, "in all, %s tok/s for each user, first token after %s %s",
             figure_rounded(per_user(r).mid, 3).text, figure_rounded(r->ttft_s.mid * (is_slow ? 1 : 1e3), 3).text,
             is_slow ? "s" : "ms");
    report_verdict(s, &v->fleet, i, look, verdict, rest);
}

#define RANGE(field) offsetof(toll_serve_result, field)

/* One row: a range of every result. per_gpu divides by the accelerators. */
static void add_range_row(table *t, const served *v, const char *label, size_t offset, double factor, bool per_gpu)
{
    table_cell(t, STYLE_PLAIN, "%s", label);
    for (int i = 0; i < v->fleet.count; i++) {
        const toll_serve_result *r = &v->results[i];
        toll_range range;
        memcpy(&range, (const char *)r + offset, sizeof range);
        range_table_cells(t, range, per_gpu ? factor / (double)v->fleet.items[i].gpus : factor, 3,
                          !served_is_unstable(r));
    }
}

static void add_user_row(table *t, const served *v)
{
    table_cell(t, STYLE_PLAIN, "  per user");
    for (int i = 0; i < v->fleet.count; i++) {
        range_table_cells(t, per_user(&v->results[i]), 1, 3, v->results[i].tpot_s.low > 0);
    }
}

static void add_running_row(table *t, const served *v)
{
    table_cell(t, STYLE_PLAIN, "running / waiting");
    for (int i = 0; i < v->fleet.count; i++) {
        char waiting[64];
        const toll_serve_result *r = &v->results[i];
        if (served_is_unstable(r)) {
            range_table_text(t, "-", "");
            continue;
        }
        bool is_none = r->waiting_sequences < LEAST_SHOWN;
        snprintf(waiting, sizeof waiting, "/ %s", is_none ? "0" : figure_rounded(r->waiting_sequences, 3).text);
        range_table_text(t, figure_rounded(r->running_sequences, 3).text, waiting);
    }
}

/* One row of the queue: the same of every deployment. */
static void add_queue_row(table *t, const served *v, const char *label, size_t offset, double factor)
{
    table_cell(t, STYLE_PLAIN, "%s", label);
    for (int i = 0; i < v->fleet.count; i++) {
        toll_serve_queue q;
        toll_range range = {0, 0, 0};
        bool is_known = served_ask_queue(&v->fleet.items[i], &v->load, &q) && (q.known & TOLL_QUEUE_TIMES) != 0;
        memcpy(&range, (const char *)&q + offset, sizeof range);
        range_table_cells(t, range, factor, 3, is_known);
    }
}

#define QUEUE(field) offsetof(toll_serve_queue, field)

static void add_queue_rows(table *t, const served *v, bool is_slow)
{
    double factor = is_slow ? 1 : 1e3;
    add_queue_row(t, v, is_slow ? "TTFT p50 s" : "TTFT p50 ms", QUEUE(ttft_p50_s), factor);
    add_queue_row(t, v, is_slow ? "TTFT p95 s" : "TTFT p95 ms", QUEUE(ttft_p95_s), factor);
    add_queue_row(t, v, is_slow ? "TTFT p99 s" : "TTFT p99 ms", QUEUE(ttft_p99_s), factor);
    add_queue_row(t, v, "TPOT p95 ms", QUEUE(tpot_p95_s), 1e3);
    add_queue_row(t, v, "TPOT p99 ms", QUEUE(tpot_p99_s), 1e3);
    table_gap(t);
}

static void put_speed_table(const screen *s, const served *v, const site_energy *watts)
{
    table t;
    bool is_slow = false;
    for (int i = 0; i < v->fleet.count; i++) {
        is_slow = is_slow || v->results[i].ttft_s.mid >= SLOW_S;
    }
    range_table_start(&t, v);
    table_head(&t, 0, "median, 10 % - 90 %");
    add_range_row(&t, v, is_slow ? "TTFT s" : "TTFT ms", RANGE(ttft_s), is_slow ? 1 : 1e3, false);
    add_range_row(&t, v, "TPOT ms", RANGE(tpot_s), 1e3, false);
    add_range_row(&t, v, "E2E s", RANGE(e2e_s), 1, false);
    table_gap(&t);
    if (v->load.mode == TOLL_LOAD_OPEN) {
        add_queue_rows(&t, v, is_slow);
    }
    add_range_row(&t, v, "output tok/s", RANGE(output_tokens_per_s), 1, false);
    add_range_row(&t, v, "  per GPU", RANGE(output_tokens_per_s), 1, true);
    add_user_row(&t, v);
    add_range_row(&t, v, "input tok/s", RANGE(input_tokens_per_s), 1, false);
    add_range_row(&t, v, "requests/s", RANGE(requests_per_s), 1, false);
    add_running_row(&t, v);
    table_gap(&t);
    site_energy_put_rows(&t, watts, v->fleet.count);
    table_finish(&t, s);
}

static void share_parts(const toll_serve_result *r, bar_part *parts)
{
    parts[0] = (bar_part){"weights", r->weights_frac, STYLE_PART_1};
    parts[1] = (bar_part){"KV", r->kv_frac, STYLE_PART_2};
    parts[2] = (bar_part){"compute", r->compute_frac, STYLE_PART_3};
    parts[3] = (bar_part){"link", r->link_frac, STYLE_PART_4};
    parts[4] = (bar_part){"overhead", r->overhead_frac, STYLE_PART_5};
    parts[5] = (bar_part){"prefill", r->prefill_frac, STYLE_PART_6};
}

static void put_bounds(const screen *s, const served *v)
{
    int names = 0;
    screen_put(s, STYLE_TITLE, "  Where the time of an output token goes");
    screen_newline(s);
    for (int i = 0; i < v->fleet.count; i++) {
        int columns = screen_columns(v->fleet.items[i].hw.name);
        names = columns > names ? columns : names;
    }
    int cells = s->width - names - 4;
    cells = cells > BAR_CELLS_MAX ? BAR_CELLS_MAX : cells;
    for (int i = 0; i < v->fleet.count; i++) {
        bar_part parts[BAR_PARTS];
        char bound[120], margin[80];
        if (served_is_unstable(&v->results[i])) {
            continue;
        }
        share_parts(&v->results[i], parts);
        screen_put(s, STYLE_PLAIN, "  %-*s  ", names, v->fleet.items[i].hw.name);
        screen_bar(s, parts, BAR_PARTS, cells);
        screen_newline(s);
        screen_legend(s, parts, BAR_PARTS, names + 4, true);
        snprintf(bound, sizeof bound, "bound by %s", phrase_bound(v->results[i].bound));
        snprintf(margin, sizeof margin, "%*s", names + 4, "");
        screen_paragraph(s, STYLE_PLAIN, margin, bound);
    }
}

static void speed_screen(const screen *s, const served *v, const site_energy *watts, bool is_explained)
{
    served_put_title(v, s);
    screen_newline(s);
    for (int i = 0; i < v->fleet.count; i++) {
        put_speed_verdict(s, v, i);
    }
    served_put_misfits(v, s);
    screen_newline(s);
    if (!served_is_all_unstable(v)) {
        put_speed_table(s, v, watts);
        screen_newline(s);
        put_bounds(s, v);
        screen_newline(s);
    }
    if (is_explained) {
        explain_put(s, v);
    }
    served_put_trust(v, s);
}

static bool find_watts(const served *v, const toll_serve_site *site, site_energy *watts)
{
    for (int i = 0; i < v->fleet.count; i++) {
        if (!site_energy_find(&v->results[i], site, &watts[i])) {
            return false;
        }
    }
    return true;
}

int command_speed(const speed_request *r, const screen *s)
{
    served v;
    site_energy watts[DEPLOYMENTS_MAX];
    int code = EXIT_BAD_INPUT;
    if (r->is_sweep) {
        return sweep_answer(r, s);
    }
    if (served_build(&v, &r->deployment, &r->load) && find_watts(&v, &r->site, watts)) {
        code = served_exit(&v);
        if (r->output.is_json) {
            speed_json(&v, watts, r->output.is_explained);
        } else {
            speed_screen(s, &v, watts, r->output.is_explained);
        }
    }
    served_free(&v);
    return code;
}
