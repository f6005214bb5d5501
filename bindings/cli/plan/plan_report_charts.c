/* SPDX-License-Identifier: Apache-2.0 */
/* The drawings of a plan's report: cost over load with break-even, cost against latency with its front, and what moves the
 * cost. Each rate of the first one is a search of its own, so fleets are whole and small loads get small ones. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"
#include "plan/plan_report.h"
#include "report/report_chart.h"

#define RATES      33    /* points of a line */
#define RATE_SPAN  100.0 /* below the rate that is planned for; a tenth of it above */
#define POINTS_MAX 64

/* ---- Cost over load ---- */

/* A rate at which nothing keeps the limits ends the line; costs are in dollars a month. Returns the number of points. */
static int fill_fleet(plan_answer *a, double confidence, const double *rates, double *usd)
{
    toll_plan_need need = a->need;
    need.confidence = confidence;
    for (int i = 0; i < RATES; i++) {
        const double cost = plan_options_least_cost(&a->options, &need, rates[i]);
        if (cost < 0) {
            return -1;
        }
        if (!isfinite(cost)) {
            return i;
        }
        usd[i] = cost * HOURS_PER_MONTH;
    }
    return RATES;
}

static void fill_rates(const plan_answer *a, double *rates)
{
    const double least = fmax(a->need.requests_per_s / RATE_SPAN, 1e-9);
    const double greatest = fmin(a->need.requests_per_s * 10, 1e9);
    for (int i = 0; i < RATES; i++) {
        rates[i] = least * pow(greatest / least, (double)i / (RATES - 1));
    }
}

static void mark_turns(const plan_answer *a, const double *rates, report_mark *marks, int *count)
{
    for (int i = 0; i < a->n_apis; i++) {
        const plan_turn *t = &a->turns[i];
        if (!plan_api_is_ranked(&a->apis[i]) || !t->is_found) {
            continue;
        }
        const double rate = t->requests_per_s;
        if (rate < rates[0] || rate > rates[RATES - 1]) {
            continue;
        }
        report_mark *m = &marks[(*count)++];
        m->x = rate;
        m->y = a->apis[i].usd_per_request * rate * 3600 * HOURS_PER_MONTH;
        snprintf(m->text, sizeof m->text, "break-even with %.30s: %.24s requests/s", a->apis[i].asked,
                 figure_rounded(rate, 3).text);
    }
}

typedef struct load_chart {
    double rates[RATES], fleet[RATES], sure[RATES], api[PLAN_VS_MAX][RATES];
    report_line lines[PLAN_VS_MAX + 1];
    report_mark marks[PLAN_VS_MAX];
} load_chart;

/* The band reaches up to the cost at which P90 of the estimate keeps the limits, where that is known all along. */
static bool fill_fleet_line(plan_answer *a, load_chart *c)
{
    const int count = fill_fleet(a, a->need.confidence, c->rates, c->fleet);
    const int sure = a->has_confident ? fill_fleet(a, PLAN_CONFIDENT, c->rates, c->sure) : 0;
    c->lines[0] = (report_line){.name = "cheapest GPUs", .x = c->rates, .y = c->fleet, .count = count};
    if (sure == RATES && count == RATES) {
        c->lines[0].low = c->fleet;
        c->lines[0].high = c->sure;
    }
    return count >= 0 && sure >= 0;
}

static int fill_api_lines(const plan_answer *a, load_chart *c)
{
    int n = 1;
    for (int i = 0; i < a->n_apis; i++) {
        if (!plan_api_is_ranked(&a->apis[i]) || !(a->apis[i].usd_per_request > 0)) {
            continue;
        }
        for (int k = 0; k < RATES; k++) {
            c->api[i][k] = a->apis[i].usd_per_request * c->rates[k] * 3600 * HOURS_PER_MONTH;
        }
        c->lines[n++] =
            (report_line){.name = a->apis[i].asked, .x = c->rates, .y = c->api[i], .count = c->lines[0].count};
    }
    return n;
}

static bool draw_load(report *r, plan_answer *a, load_chart *c)
{
    report_lines chart = {.title = "Cost a month over load",
                          .x_label = "requests per second",
                          .y_label = "$ a month",
                          .is_log_x = true,
                          .is_log_y = true,
                          .lines = c->lines,
                          .marks = c->marks};
    fill_rates(a, c->rates);
    if (!fill_fleet_line(a, c)) {
        return false;
    }
    if (c->lines[0].count < 2) {
        report_text(r, REPORT_NOTE, "Cost over load is not drawn: nothing keeps the limits at smaller loads.");
        return true;
    }
    chart.n_lines = fill_api_lines(a, c);
    mark_turns(a, c->rates, c->marks, &chart.n_marks);
    chart.description = c->lines[0].low != NULL
                            ? "Cost a month of the cheapest GPUs that keep the limits, and of the APIs for the same "
                              "tokens, both axes logarithmic. The band reaches up to the cost at which P90 of the "
                              "estimate keeps the limits."
                            : "Cost a month of the cheapest GPUs that keep the limits, and of the APIs for the same "
                              "tokens. Both axes are logarithmic.";
    report_draw_lines(r, &chart);
    return true;
}

bool plan_report_draw_load(report *r, plan_answer *a)
{
    load_chart *c = claim(1, sizeof *c);
    const bool is_drawn = draw_load(r, a, c);
    free(c);
    return is_drawn;
}

/* ---- Cost against latency ---- */

static bool is_better(const report_point *p, const report_point *q)
{
    return p->x <= q->x && p->y <= q->y && (p->x < q->x || p->y < q->y);
}

static void find_front(report_point *points, int count)
{
    for (int i = 0; i < count; i++) {
        points[i].is_best = true;
        for (int k = 0; k < count; k++) {
            points[i].is_best = points[i].is_best && !is_better(&points[k], &points[i]);
        }
    }
}

void plan_report_draw_front(report *r, const plan_answer *a)
{
    report_point points[POINTS_MAX];
    char x_label[64];
    int count = 0;
    memset(points, 0, sizeof points);
    for (int i = 0; i < a->options.n_choices && count < POINTS_MAX; i++) {
        const plan_choice *c = &a->options.choices[i];
        if (!plan_is_leader(a, i)) {
            continue;
        }
        points[count].x = c->found.tpot_s.mid * 1e3;
        points[count].y = c->found.usd_per_hour.mid * HOURS_PER_MONTH;
        snprintf(points[count++].name, sizeof points[0].name, "%s", c->accelerator->facts.name);
    }
    find_front(points, count);
    snprintf(x_label, sizeof x_label, "TPOT at p%g, ms", a->need.quantile * 100);
    report_draw_points(
        r, "Cost against latency",
        "The cheapest option of each accelerator. Those named are on the front: no other one is both "
        "cheaper and faster. The axis of costs is logarithmic. The latency of the APIs is not known, so they are not "
        "drawn.",
        x_label, "$ a month", points, count);
}

/* ---- What moves the cost ---- */

bool plan_report_draw_swings(report *r, plan_answer *a)
{
    plan_swing swings[PLAN_SWINGS_MAX];
    report_bar bars[PLAN_SWINGS_MAX];
    const int count = plan_swings_find(a, swings);
    for (int i = 0; i < count; i++) {
        bars[i].note[0] = 0;
        snprintf(bars[i].name, sizeof bars[i].name, "%.79s", swings[i].name);
        snprintf(bars[i].from, sizeof bars[i].from, "%.39s", swings[i].from);
        snprintf(bars[i].to, sizeof bars[i].to, "%.39s", swings[i].to);
        bars[i].low = swings[i].low * HOURS_PER_MONTH;
        bars[i].high = swings[i].high * HOURS_PER_MONTH;
    }
    if (count > 0) {
        report_draw_bars(r, "What moves the cost",
                         "Cost a month of the cheapest GPUs where one input alone moves by 20 % either way, or as "
                         "far as its ends say. The line is the answer as asked.",
                         "$ a month", plan_best(a)->found.usd_per_hour.mid * HOURS_PER_MONTH, bars, count);
    }
    return count >= 0;
}
