/* SPDX-License-Identifier: Apache-2.0 */
/* toll calibrate: results of load tests beside the estimate, and the correction that follows. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "estimate/calibration_file.h"
#include "estimate/estimate_commands.h"
#include "estimate/estimate_report.h"
#include "estimate/fleet_load.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "output/code_names.h"
#include "output/figure_text.h"

static const char *const names[METRICS] = {"TTFT ms", "TPOT ms", "output tok/s"};
static const char *const words[METRICS] = {"TTFT", "TPOT", "throughput"};
static const char *const keys[METRICS] = {"ttft_s", "tpot_s", "output_tokens_per_s"};
static const double shown[METRICS] = {1e3, 1e3, 1};
static const uint64_t bits[METRICS] = {TOLL_ANCHOR_TTFT, TOLL_ANCHOR_TPOT, TOLL_ANCHOR_THROUGHPUT};

/* ---- one result, predicted by the others ---- */

/* predicted / measured - 1. */
static double error_of(const measured_point *p, int metric, double factor)
{
    return p->estimated[metric].mid * factor / p->measured[metric] - 1;
}

/* False where no other result corrects this metric. */
static bool error_without(const calibration *c, const deployment *d, uint64_t point, int metric, double *error)
{
    toll_serve_correction k;
    if (c->n_points < 2 || !calibration_correct(c, d, point, &k) || (k.corrected & bits[metric]) == 0) {
        return false;
    }
    *error = error_of(&c->points[point], metric, correction_factor(&k, metric));
    return true;
}

static bool is_inside(const measured_point *p, int metric)
{
    return p->measured[metric] >= p->estimated[metric].low && p->measured[metric] <= p->estimated[metric].high;
}

static bool is_compared(const measured_point *p, int metric)
{
    return p->measured[metric] > 0 && p->estimated[metric].mid > 0;
}

/* ---- flags ---- */

static const struct {
    uint64_t flag;
    const char *word, *phrase;
} bench_flags[] = {
    {TOLL_IO_BENCH_ERRORS, "failed_requests", "requests failed; above 5 % the result is not used"},
    {TOLL_IO_BENCH_SHORT, "short", "fewer than two requests for each in flight: only TPOT is used"},
    {TOLL_IO_BENCH_FEW, "few_requests", "fewer than 20 requests: their means err, so the interval narrows less"},
    {TOLL_IO_BENCH_BURST, "burst", "all requests were sent at once: only throughput is compared, with a fixed batch"},
    {TOLL_IO_BENCH_BEHIND, "behind", "it finished less than 90 % of the rate that was sent: TTFT is not used"},
    {TOLL_IO_BENCH_TOKENISER, "other_tokeniser", "lengths were counted by Llama's tokeniser, not the model's"},
    {TOLL_IO_BENCH_DRAFTS, "drafts", "the server drafted tokens"},
};

#define N_FLAGS (sizeof bench_flags / sizeof bench_flags[0])

/* ---- JSON ---- */

static void json_point(json *j, const calibration *c, const deployment *d, const calibrate_request *r, uint64_t point)
{
    const measured_point *p = &c->points[point];
    json_object(j, NULL);
    json_text(j, "file", r->measured.files[p->row - r->measured.rows]);
    json_text(j, "tool", bench_tool_name(p->row->format));
    json_text(j, "mode", word_load(p->row->mode));
    json_number(j, "input_tokens", p->row->input_tokens);
    json_number(j, "output_tokens", p->row->output_tokens);
    json_maybe_number(j, "concurrency", p->row->concurrency, p->row->concurrency >= 1);
    json_maybe_number(j, "requests_per_s", p->row->requests_per_s, p->row->requests_per_s > 0);
    json_maybe_integer(j, "completed", p->row->completed, (p->row->known & TOLL_IO_BENCH_COMPLETED) != 0);
    json_maybe_integer(j, "failed", p->row->failed, (p->row->known & TOLL_IO_BENCH_FAILED) != 0);
    for (int m = 0; m < METRICS; m++) {
        double without = 0;
        json_object(j, keys[m]);
        json_maybe_number(j, "measured", p->measured[m], p->measured[m] > 0);
        json_range(j, "predicted", p->estimated[m], 1, p->estimated[m].mid > 0);
        json_bool(j, "is_used", (p->used & bits[m]) != 0);
        json_bool(j, "is_far_off", calibration_is_far_off(p, m));
        json_maybe_number(j, "error_frac", is_compared(p, m) ? error_of(p, m, 1) : 0, is_compared(p, m));
        const bool has = is_compared(p, m) && error_without(c, d, point, m, &without);
        json_maybe_number(j, "error_by_others_frac", without, has);
        json_close(j);
    }
    json_array(j, "flags");
    for (size_t i = 0; i < N_FLAGS; i++) {
        if ((p->row->flags & bench_flags[i].flag) != 0) {
            json_text(j, NULL, bench_flags[i].word);
        }
    }
    json_close(j);
    json_close(j);
}

static void calibrate_json(const calibration *c, const deployment *d, const calibrate_request *r)
{
    json j;
    json_answer(&j, "calibrate");
    report_json_deployment(&j, d);
    json_array(&j, "results");
    for (uint64_t i = 0; i < c->n_points; i++) {
        json_point(&j, c, d, r, i);
    }
    json_close(&j);
    calibration_json(&j, c, r->write != NULL ? r->write : "");
    json_close(&j);
}

/* ---- Screen ---- */

static void put_point_title(table *t, const measured_point *p, uint64_t point)
{
    const toll_io_bench *r = p->row;
    char load[240];
    const double count = r->mode == TOLL_LOAD_OPEN ? r->requests_per_s : r->concurrency;
    static const char *const how[] = {"in flight", "a second", "in a batch", "decoding"};
    snprintf(load, sizeof load, "%llu. %s %s, %s in, %s out", (unsigned long long)point + 1, figure_plain(count).text,
             how[r->mode], figure_plain(r->input_tokens).text, figure_plain(r->output_tokens).text);
    table_cell(t, STYLE_PLAIN, "%s", load);
    for (int i = 0; i < 6; i++) {
        table_cell(t, STYLE_PLAIN, "%s", "");
    }
}

static figure signed_percent(double error)
{
    figure text;
    snprintf(text.text, sizeof text.text, "%+.1f %%", error * 100);
    return text;
}

static void put_metric(table *t, const calibration *c, const deployment *d, uint64_t point, int m)
{
    const measured_point *p = &c->points[point];
    double without = 0;
    if (!is_compared(p, m)) {
        return;
    }
    const bool is_used = (p->used & bits[m]) != 0, has = error_without(c, d, point, m, &without);
    table_cell(t, STYLE_PLAIN, "   %s", names[m]);
    table_cell(t, STYLE_PLAIN, "%s", figure_rounded(p->measured[m] * shown[m], 4).text);
    table_cell(t, STYLE_PLAIN, "%s", figure_rounded(p->estimated[m].mid * shown[m], 4).text);
    table_cell(t, STYLE_DIM, "%s -", figure_rounded(p->estimated[m].low * shown[m], 3).text);
    table_cell(t, STYLE_DIM, "%s", figure_rounded(p->estimated[m].high * shown[m], 3).text);
    table_cell(t, is_inside(p, m) ? STYLE_PLAIN : STYLE_WARN, "%s", signed_percent(error_of(p, m, 1)).text);
    table_cell(t, STYLE_PLAIN, "%s", !is_used ? "not used" : has ? signed_percent(without).text : "-");
}

static void put_results(const calibration *c, const deployment *d, const screen *s)
{
    table t;
    table_start(&t, "lrrrLrr", 1);
    table_head(&t, 1, "measured");
    table_head(&t, 2, "predicted");
    table_head(&t, 3, "10 % -");
    table_head(&t, 4, "90 %");
    table_head(&t, 5, "error");
    table_head(&t, 6, "without it");
    for (uint64_t i = 0; i < c->n_points; i++) {
        put_point_title(&t, &c->points[i], i);
        for (int m = 0; m < METRICS; m++) {
            put_metric(&t, c, d, i, m);
        }
    }
    table_finish(&t, s);
}

static void put_far_off(const measured_point *p, uint64_t point, const screen *s)
{
    char text[240], which[80] = "";
    for (int m = 0; m < METRICS; m++) {
        if (calibration_is_far_off(p, m)) {
            snprintf(which + strlen(which), sizeof which - strlen(which), "%s%s", which[0] != 0 ? ", " : "", words[m]);
        }
    }
    if (which[0] == 0) {
        return;
    }
    snprintf(text, sizeof text,
             "%llu: %s more than three deviations off, so the interval stays as wide: check model, accelerator, --tp, "
             "--precision and what else the server did",
             (unsigned long long)point + 1, which);
    screen_paragraph(s, STYLE_WARN, "  Result ", text);
}

static void put_flags(const calibration *c, const calibrate_request *r, const screen *s)
{
    char text[240];
    for (uint64_t i = 0; i < c->n_points; i++) {
        const measured_point *p = &c->points[i];
        if (p->row->failed > 0) {
            snprintf(text, sizeof text, "%lld of %lld requests of %.60s", (long long)p->row->failed,
                     (long long)(p->row->failed + p->row->completed), r->measured.files[p->row - r->measured.rows]);
            screen_paragraph(s, STYLE_WARN, "  Failed: ", text);
        }
        put_far_off(p, i, s);
        for (size_t k = 0; k < N_FLAGS; k++) {
            if ((p->row->flags & bench_flags[k].flag) != 0) {
                snprintf(text, sizeof text, "%llu: %s", (unsigned long long)i + 1, bench_flags[k].phrase);
                screen_paragraph(s, STYLE_WARN, "  Result ", text);
            }
        }
    }
}

static void put_correction(const calibration *c, const screen *s)
{
    for (int m = 0; m < METRICS; m++) {
        char text[200], first[40];
        if (!c->is_applied || (c->correction.corrected & bits[m]) == 0) {
            continue;
        }
        snprintf(first, sizeof first, "  %s: ", words[m]);
        snprintf(text, sizeof text, "estimates x %.3g; their interval becomes %.0f %% as wide",
                 correction_factor(&c->correction, m), correction_width(&c->correction, m) * 100);
        screen_paragraph(s, STYLE_GOOD, first, text);
    }
}

static void calibrate_screen(const served *v, const calibration *c, const calibrate_request *r, const screen *s)
{
    char question[320], name[80], layout[80];
    deploy_name(&v->fleet.items[0], name, sizeof name);
    deploy_layout_text(&v->fleet.items[0], layout, sizeof layout);
    snprintf(question, sizeof question, "%s, %s: %llu result%s of %s", name, layout, (unsigned long long)c->n_points,
             c->n_points == 1 ? "" : "s", bench_tool_name(r->measured.rows[0].format));
    report_title(s, &v->fleet, question);
    screen_newline(s);
    put_results(c, &v->fleet.items[0], s);
    screen_newline(s);
    put_correction(c, s);
    put_flags(c, r, s);
    if (r->write != NULL) {
        screen_put(s, STYLE_PLAIN, "  Written: %s; toll speed and toll cost take it with --calibration", r->write);
        screen_newline(s);
    }
}

static int answer(const served *v, const calibration *c, const calibrate_request *r, const screen *s)
{
    const deployment *d = &v->fleet.items[0];
    const bool is_to_stdout = r->write != NULL && strcmp(r->write, "-") == 0;
    if (!c->is_applied && r->write != NULL) {
        return complain("no result can be used, so there is nothing to write: see the answer without --write");
    }
    if (r->write != NULL && !calibration_write(c, d, &r->measured, r->write)) {
        return EXIT_BAD_INPUT;
    }
    if (r->output.is_json) {
        calibrate_json(c, d, r);
    } else if (!is_to_stdout) {
        calibrate_screen(v, c, r, s);
    }
    return EXIT_FINE;
}

int command_calibrate(const calibrate_request *r, const screen *s)
{
    served v;
    calibration c = {0};
    int code = EXIT_BAD_INPUT;
    if (served_build(&v, &r->deployment, &r->load) &&
        calibration_find(&c, &v.fleet.items[0], &r->measured, &v.load, true)) {
        code = answer(&v, &c, r, s);
    }
    calibration_free(&c);
    served_free(&v);
    return code;
}
