/* SPDX-License-Identifier: Apache-2.0 */
/* One estimate for each doubling of the load, the last point included: concurrency=1..6 is 1, 2, 4, 6. The chart plots
 * throughput per GPU over speed per user; each point is marked with its load. */
#include "estimate/sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimate/estimate_report.h"
#include "estimate/fleet_load.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "output/chart.h"
#include "output/figure_text.h"
#include "output/give_up.h"
#include "output/outside_text.h"

#define NEAR       0.016 /* of the largest value so far */
#define POINTS_MAX 40    /* doublings: from 1 to 10^12 */

typedef struct sweep_point {
    double load; /* requests in flight, or arrivals per second */
    toll_serve_result result;
} sweep_point;

/* Points of every deployment, of equal number. */
typedef struct sweep_points {
    int count;
    sweep_point of[DEPLOYMENTS_MAX][POINTS_MAX];
} sweep_points;

static bool ask_points(const served *v, const sweep_request *range, sweep_points *p)
{
    p->count = 0;
    for (double at = range->from; p->count < POINTS_MAX; at *= 2) {
        toll_serve_load load = v->load;
        double value = at < range->to ? at : range->to;
        load.mode = range->is_rate ? TOLL_LOAD_OPEN : load.mode == TOLL_LOAD_OPEN ? TOLL_LOAD_CLOSED : load.mode;
        load.requests_per_s = range->is_rate ? value : 0;
        load.concurrency = range->is_rate ? load.concurrency : value;
        for (int i = 0; i < v->fleet.count; i++) {
            toll_error err;
            sweep_point *one = &p->of[i][p->count];
            one->load = value;
            start_struct(&one->result, sizeof one->result, TOLL_KIND_SERVE_RESULT);
            if (toll_serve_estimate(v->fleet.items[i].object, v->fleet.items[i].object_size, &load, &one->result,
                                    &err) != TOLL_OK) {
                complain_error(&err);
                return false;
            }
        }
        p->count++;
        if (value >= range->to) {
            return true;
        }
    }
    return true;
}

static bool is_stable(const sweep_point *p)
{
    return (p->result.flags & TOLL_FLAG_UNSTABLE) == 0;
}

static toll_range inverse_range(toll_range x)
{
    toll_range y = {1 / x.high, 1 / x.mid, 1 / x.low};
    return y;
}

static toll_range per_gpu(const sweep_point *p)
{
    double gpus = (double)p->result.gpus;
    toll_range x = p->result.output_tokens_per_s;
    toll_range y = {x.low / gpus, x.mid / gpus, x.high / gpus};
    return y;
}

/* ---- CSV and JSON ---- */

static void put_csv_range(const char *before, toll_range x)
{
    printf("%s%.9g,%.9g,%.9g", before, x.low, x.mid, x.high);
}

static void sweep_csv(const served *v, const sweep_request *range, const sweep_points *p)
{
    printf("model,hw,gpus,%s,stable,ttft_s_low,ttft_s_mid,ttft_s_high,tpot_s_low,tpot_s_mid,tpot_s_high,"
           "output_tokens_per_s_per_gpu_low,output_tokens_per_s_per_gpu_mid,output_tokens_per_s_per_gpu_high,"
           "output_tokens_per_s_per_user_low,output_tokens_per_s_per_user_mid,output_tokens_per_s_per_user_high\n",
           range->is_rate ? "requests_per_s" : "concurrency");
    for (int i = 0; i < v->fleet.count; i++) {
        const deployment *d = &v->fleet.items[i];
        for (int k = 0; k < p->count; k++) {
            const sweep_point *one = &p->of[i][k];
            outside_csv(stdout, d->model->model.id);
            printf(",%s,%lld,%.9g,%d", d->hw.id, (long long)d->gpus, one->load, is_stable(one));
            if (!is_stable(one)) {
                printf(",,,,,,,,,,,,\n");
                continue;
            }
            put_csv_range(",", one->result.ttft_s);
            put_csv_range(",", one->result.tpot_s);
            put_csv_range(",", per_gpu(one));
            put_csv_range(",", inverse_range(one->result.tpot_s));
            printf("\n");
        }
    }
}

static void json_point(json *j, const sweep_request *range, const sweep_point *one)
{
    bool has_times = is_stable(one);
    json_object(j, NULL);
    json_number(j, range->is_rate ? "requests_per_s" : "concurrency", one->load);
    json_bool(j, "is_stable", has_times);
    json_range(j, "ttft_s", one->result.ttft_s, 1, has_times);
    json_range(j, "tpot_s", one->result.tpot_s, 1, has_times);
    json_range(j, "output_tokens_per_s_per_gpu", per_gpu(one), 1, has_times);
    json_range(j, "output_tokens_per_s_per_user", inverse_range(one->result.tpot_s), 1, has_times);
    json_close(j);
}

static void sweep_json(const served *v, const sweep_request *range, const sweep_points *p)
{
    json j;
    json_answer(&j, "speed sweep");
    served_json_question(&j, v);
    json_array(&j, "deployments");
    for (int i = 0; i < v->fleet.count; i++) {
        json_object(&j, NULL);
        report_json_deployment(&j, &v->fleet.items[i]);
        json_array(&j, "points");
        for (int k = 0; k < p->count; k++) {
            json_point(&j, range, &p->of[i][k]);
        }
        json_close(&j);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
}

/* ---- screen ---- */

static void put_sweep_range(table *t, toll_range x, double factor)
{
    table_cell(t, STYLE_PLAIN, "%s", figure_rounded(x.mid * factor, 3).text);
    table_cell(t, STYLE_DIM, "%s - %s", figure_rounded(x.low * factor, 3).text,
               figure_rounded(x.high * factor, 3).text);
}

static void put_sweep_table(const screen *s, const sweep_request *range, const sweep_points *p, int i)
{
    static const char *const heads[] = {"TTFT ms", "TPOT ms", "tok/s per GPU", "tok/s per user"};
    table t;
    table_start(&t, "rrLrLrLrL", 2);
    table_head(&t, 0, range->is_rate ? "requests/s" : "in flight");
    for (int k = 0; k < 4; k++) {
        table_head(&t, 1 + 2 * k, heads[k]);
    }
    for (int k = 0; k < p->count; k++) {
        const sweep_point *one = &p->of[i][k];
        table_cell(&t, STYLE_PLAIN, "%s", figure_plain(one->load).text);
        if (!is_stable(one)) {
            table_cell(&t, STYLE_BAD, "unstable");
            for (int c = 0; c < 7; c++) {
                table_cell(&t, STYLE_PLAIN, "");
            }
            continue;
        }
        put_sweep_range(&t, one->result.ttft_s, 1e3);
        put_sweep_range(&t, one->result.tpot_s, 1e3);
        put_sweep_range(&t, per_gpu(one), 1);
        put_sweep_range(&t, inverse_range(one->result.tpot_s), 1);
    }
    table_finish(&t, s);
}

static void sweep_screen(const screen *s, const served *v, const sweep_request *range, const sweep_points *p)
{
    char question[160];
    snprintf(question, sizeof question, "%s tokens in, %s out", figure_plain(v->load.input_tokens).text,
             figure_plain(v->load.output_tokens).text);
    report_title(s, &v->fleet, question);
    deploy_put_choices(&v->fleet, s);
    for (int i = 0; i < v->fleet.count; i++) {
        screen_newline(s);
        screen_put(s, STYLE_PLAIN, "  ");
        deploy_put_name(&v->fleet, s, i);
        screen_newline(s);
        put_sweep_table(s, range, p, i);
    }
    screen_newline(s);
    served_put_trust(v, s);
}

/* ---- chart ---- */

/* What a line of the chart points to. */
typedef struct sweep_curve {
    double x[POINTS_MAX], y[POINTS_MAX], low[POINTS_MAX], high[POINTS_MAX];
    figure texts[POINTS_MAX];
    const char *marks[POINTS_MAX];
    char name[80];
} sweep_curve;

/* A mark too near to the last one would be printed over it. */
static bool has_room_for_mark(const sweep_curve *c, int at, int last)
{
    double most_x = 0, most_y = 0;
    for (int k = 0; k <= at; k++) {
        most_x = c->x[k] > most_x ? c->x[k] : most_x;
        most_y = c->y[k] > most_y ? c->y[k] : most_y;
    }
    double by_x = (c->x[at] - c->x[last]) / most_x, by_y = (c->y[at] - c->y[last]) / most_y;
    return at == last || by_x > NEAR || by_x < -NEAR || by_y > NEAR || by_y < -NEAR;
}

static void mark_points(sweep_curve *c, int count)
{
    int last = 0;
    for (int k = 0; k < count; k++) {
        c->marks[k] = NULL;
        if (has_room_for_mark(c, k, last)) {
            c->marks[k] = c->texts[k].text;
            last = k;
        }
    }
}

static chart_line make_line(const served *v, const sweep_points *p, int i, sweep_curve *c)
{
    chart_line line = {c->name, c->x, c->y, c->low, c->high, c->marks, 0};
    deploy_name(&v->fleet.items[i], c->name, sizeof c->name);
    for (int k = 0; k < p->count; k++) {
        const sweep_point *one = &p->of[i][k];
        int at = line.count;
        if (!is_stable(one)) {
            continue;
        }
        c->x[at] = 1 / one->result.tpot_s.mid;
        c->y[at] = per_gpu(one).mid;
        c->low[at] = per_gpu(one).low;
        c->high[at] = per_gpu(one).high;
        c->texts[at] = figure_plain(one->load);
        line.count++;
    }
    mark_points(c, line.count);
    return line;
}

static bool draw_sweep(const char *path, const served *v, const sweep_request *range, const sweep_points *p)
{
    chart_line lines[DEPLOYMENTS_MAX];
    char title[320], note[320];
    toll_error err = {0};
    sweep_curve *curves = claim((size_t)v->fleet.count, sizeof *curves);
    snprintf(title, sizeof title, "%s in %s: %s tokens in, %s out", v->fleet.model.model.id,
             v->fleet.items[0].precision.id, figure_plain(v->load.input_tokens).text,
             figure_plain(v->load.output_tokens).text);
    snprintf(note, sizeof note, "Points: %s. Band: should hold 80 %% of measurements. libtoll %s, %s %s.",
             range->is_rate ? "requests per second" : "requests in flight", toll_version_string(),
             v->fleet.items[0].engine.id, v->fleet.items[0].engine.epoch);
    const chart c = {.title = title,
                     .note = note,
                     .x_label = "speed for each user, output tokens/s",
                     .y_label = "throughput, output tokens/s per GPU"};
    for (int i = 0; i < v->fleet.count; i++) {
        lines[i] = make_line(v, p, i, &curves[i]);
    }
    bool is_drawn = chart_write(path, &c, lines, v->fleet.count, &err);
    free(curves);
    return is_drawn || complain("%s: %s", path, err.message) == EXIT_FINE;
}

static int put_sweep(const speed_request *r, const screen *s, const served *v, const sweep_points *p)
{
    const output_request *to = &r->output;
    bool is_drawn = to->svg == NULL || draw_sweep(to->svg, v, &r->sweep, p);
    if (to->is_csv) {
        sweep_csv(v, &r->sweep, p);
    } else if (to->is_json) {
        sweep_json(v, &r->sweep, p);
    } else if (to->svg == NULL || strcmp(to->svg, "-") != 0) {
        sweep_screen(s, v, &r->sweep, p);
    }
    return is_drawn ? served_exit(v) : EXIT_BAD_INPUT;
}

int sweep_answer(const speed_request *r, const screen *s)
{
    static sweep_points p;
    served v;
    int code = EXIT_BAD_INPUT;
    if (served_build(&v, &r->deployment, &r->load) && ask_points(&v, &r->sweep, &p)) {
        code = put_sweep(r, s, &v, &p);
    }
    served_free(&v);
    return code;
}
