/* SPDX-License-Identifier: Apache-2.0 */
/* Lines with bands and their names at the right end, points with a front, and bars of a tornado.
 *
 * Names at the ends of lines are pushed apart: sorted by height, each at least 16 below the one before it. Lines that end
 * at 100, 104 and 105 get their names at 100, 116 and 132. */
#include "report/report_chart.h"

#include <math.h>
#include <string.h>

#include "output/chart_axis.h"
#include "output/figure_text.h"
#include "output/outside_text.h"

#define WIDTH      760.0
#define HEIGHT     360.0
#define LEFT       74.0
#define RIGHT      170.0 /* for names at the ends of lines */
#define TOP        16.0
#define BOTTOM     52.0
#define NAME_STEP  16.0
#define NAME_BYTES 19 /* that fit beside a drawing */
#define BAR_BYTES  36 /* and before a bar */
#define COLOURS    7
#define LINES_MAX  64
#define TABLE_ROWS 7

/* ---- Parts of all drawings ---- */

static void put_xml(FILE *out, double x, double y, const char *look, const char *text)
{
    fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, look);
    outside_xml(out, text);
    fputs("</text>\n", out);
}

/* Titles have ids for readers of the screen; a report has few drawings, so a count tells them apart. */
static void start_svg(report *r, const char *title, const char *description, double height)
{
    static int count;
    count++;
    fprintf(r->out,
            "<figure>\n<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-labelledby=\"t%d d%d\">\n<title id=\"t%d\">",
            WIDTH, height, count, count, count);
    outside_xml(r->out, title);
    fprintf(r->out, "</title>\n<desc id=\"d%d\">", count);
    outside_xml(r->out, description);
    fputs("</desc>\n", r->out);
}

static void end_svg(report *r)
{
    fputs("</svg>\n</figure>\n", r->out);
}

static void put_grid(FILE *out, const chart_axis *x, const chart_axis *y)
{
    double values[AXIS_TICKS_MAX];
    char text[32];
    int count = axis_ticks(x, values, AXIS_TICKS_MAX);
    for (int i = 0; i < count; i++) {
        const double at = axis_place(x, values[i]);
        axis_tick_text(values[i], text, sizeof text);
        fprintf(out, "<path class=\"grid\" d=\"M%.1f %.1fV%.1f\"/>\n", at, y->from, y->to);
        put_xml(out, at, y->from + 17, "class=\"tick\" text-anchor=\"middle\"", text);
    }
    count = axis_ticks(y, values, AXIS_TICKS_MAX);
    for (int i = 0; i < count; i++) {
        const double at = axis_place(y, values[i]);
        axis_tick_text(values[i], text, sizeof text);
        fprintf(out, "<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/>\n", x->from, at, x->to);
        put_xml(out, x->from - 7, at + 4, "class=\"tick\" text-anchor=\"end\"", text);
    }
    fprintf(out, "<path class=\"axis\" d=\"M%.1f %.1fV%.1fH%.1f\"/>\n", x->from, y->to, y->from, x->to);
}

static void put_axis_labels(FILE *out, const chart_axis *x, const chart_axis *y, const char *x_label,
                            const char *y_label)
{
    char look[120];
    const double middle = (y->from + y->to) / 2;
    put_xml(out, (x->from + x->to) / 2, y->from + 40, "text-anchor=\"middle\"", x_label);
    snprintf(look, sizeof look, "text-anchor=\"middle\" transform=\"rotate(-90 14 %.1f)\"", middle);
    put_xml(out, 14, middle, look, y_label);
}

/* A name that is longer than the place for it ends in dots; the table has it whole. */
static void short_name(const char *name, size_t most, char *text, size_t size)
{
    size_t length = strlen(name);
    if (length <= most) {
        snprintf(text, size, "%s", name);
        return;
    }
    for (length = most - 2; length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80; length--) {
    }
    snprintf(text, size, "%.*s..", (int)length, name);
}

/* An axis that need not begin at 0, since differences are looked at: a margin beyond the values, whole steps. */
static chart_axis make_zoomed(double least, double greatest, double from, double to)
{
    const double margin = greatest > least ? (greatest - least) * 0.12 : fabs(least) * 0.1 + 1e-9;
    const chart_axis span = axis_make(0, greatest - least + 2 * margin, false, 0, 1);
    chart_axis a = {.step = span.step, .from = from, .to = to};
    a.least = floor((least - margin) / a.step) * a.step;
    a.greatest = ceil((greatest + margin) / a.step) * a.step;
    if (least >= 0 && a.least < 0) {
        a.least = 0;
    }
    return a;
}

/* Heights of names, from top to bottom, each at least a step below the one before. */
static void spread_heights(double *heights, int count)
{
    int order[LINES_MAX];
    for (int i = 0; i < count; i++) {
        int k = i;
        for (; k > 0 && heights[order[k - 1]] > heights[i]; k--) {
            order[k] = order[k - 1];
        }
        order[k] = i;
    }
    for (int i = 1; i < count; i++) {
        const double least = heights[order[i - 1]] + NAME_STEP;
        heights[order[i]] = heights[order[i]] < least ? least : heights[order[i]];
    }
}

/* ---- Lines ---- */

static void put_line_band(FILE *out, const report_line *l, const chart_axis *x, const chart_axis *y, int index)
{
    if (l->low == NULL || l->high == NULL) {
        return;
    }
    fprintf(out, "<path style=\"fill:var(--c%d)\" fill-opacity=\"0.15\" d=\"", index % COLOURS);
    for (int i = 0; i < l->count; i++) {
        fprintf(out, "%c%.1f %.1f", i == 0 ? 'M' : 'L', axis_place(x, l->x[i]), axis_place(y, l->high[i]));
    }
    for (int i = l->count - 1; i >= 0; i--) {
        fprintf(out, "L%.1f %.1f", axis_place(x, l->x[i]), axis_place(y, l->low[i]));
    }
    fputs("Z\"/>\n", out);
}

static void put_line_curve(FILE *out, const report_line *l, const chart_axis *x, const chart_axis *y, int index)
{
    static const char *const dashes[] = {"", "7 3", "2 3", "9 3 2 3"}; /* told apart without colour too */
    fprintf(out,
            "<path fill=\"none\" style=\"stroke:var(--c%d)\" stroke-width=\"2.2\" stroke-linejoin=\"round\" "
            "stroke-dasharray=\"%s\" d=\"",
            index % COLOURS, dashes[index % 4][0] != 0 ? dashes[index % 4] : "none");
    for (int i = 0; i < l->count; i++) {
        fprintf(out, "%c%.1f %.1f", i == 0 ? 'M' : 'L', axis_place(x, l->x[i]), axis_place(y, l->y[i]));
    }
    fputs("\"/>\n", out);
}

static void put_names(FILE *out, const report_lines *c, const chart_axis *x, const chart_axis *y)
{
    double heights[LINES_MAX];
    char text[64], look[80];
    for (int i = 0; i < c->n_lines; i++) {
        heights[i] = axis_place(y, c->lines[i].y[c->lines[i].count - 1]) + 4;
    }
    spread_heights(heights, c->n_lines);
    for (int i = 0; i < c->n_lines; i++) {
        const report_line *l = &c->lines[i];
        short_name(l->name, NAME_BYTES, text, sizeof text);
        snprintf(look, sizeof look, "class=\"name\" style=\"fill:var(--c%d)\"", i % COLOURS);
        put_xml(out, axis_place(x, l->x[l->count - 1]) + 8, heights[i], look, text);
    }
}

static void put_marks(FILE *out, const report_lines *c, const chart_axis *x, const chart_axis *y)
{
    for (int i = 0; i < c->n_marks; i++) {
        const double at_x = axis_place(x, c->marks[i].x), at_y = axis_place(y, c->marks[i].y);
        const bool is_right = at_x > (x->from + x->to) / 2;
        fprintf(out,
                "<path d=\"M%.1f %.1fV%.1f\" style=\"stroke:var(--dim)\" stroke-dasharray=\"2 3\"/>\n"
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" style=\"fill:var(--paper);stroke:var(--ink)\" "
                "stroke-width=\"2\"/>\n",
                at_x, at_y, y->from, at_x, at_y);
        put_xml(out, at_x + (is_right ? -9 : 9), y->from - 8 - NAME_STEP * (i % 4),
                is_right ? "text-anchor=\"end\"" : "text-anchor=\"start\"", c->marks[i].text);
    }
}

static bool find_line_axes(const report_lines *c, chart_axis *x, chart_axis *y)
{
    double box[4] = {HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL};
    for (int k = 0; k < c->n_lines; k++) {
        const report_line *l = &c->lines[k];
        for (int i = 0; i < l->count; i++) {
            axis_widen(l->x[i], &box[0], &box[1]);
            axis_widen(l->y[i], &box[2], &box[3]);
            if (l->low != NULL && l->high != NULL) {
                axis_widen(l->low[i], &box[2], &box[3]);
                axis_widen(l->high[i], &box[2], &box[3]);
            }
        }
    }
    const bool is_positive = (!c->is_log_x || box[0] > 0) && (!c->is_log_y || box[2] > 0);
    if (!(box[0] <= box[1]) || !isfinite(box[1] - box[0] + box[3] - box[2]) || !is_positive) {
        return false;
    }
    *x = axis_make(box[0], box[1], c->is_log_x, LEFT, WIDTH - RIGHT);
    if (!c->is_log_x && box[1] > x->least) { /* no empty paper to the right */
        x->greatest = box[1];
    }
    *y = axis_make(box[2], box[3], c->is_log_y, HEIGHT - BOTTOM, TOP);
    return true;
}

static void draw_lines(report *r, const report_lines *c)
{
    chart_axis x, y;
    if (!r->is_html || c->n_lines > LINES_MAX || !find_line_axes(c, &x, &y)) {
        return;
    }
    start_svg(r, c->title, c->description, HEIGHT);
    put_grid(r->out, &x, &y);
    for (int i = 0; i < c->n_lines; i++) {
        put_line_band(r->out, &c->lines[i], &x, &y, i);
    }
    for (int i = 0; i < c->n_lines; i++) {
        put_line_curve(r->out, &c->lines[i], &x, &y, i);
    }
    put_names(r->out, c, &x, &y);
    put_marks(r->out, c, &x, &y);
    put_axis_labels(r->out, &x, &y, c->x_label, c->y_label);
    end_svg(r);
}

static void put_line_cell(report *r, const report_line *l, int i)
{
    char middle[48], low[48];
    snprintf(middle, sizeof middle, "%s", figure_rounded(l->y[i], 3).text);
    if (l->low == NULL || l->high == NULL) {
        report_cell(r, "%s", middle);
        return;
    }
    snprintf(low, sizeof low, "%s", figure_rounded(l->low[i], 3).text);
    report_cell(r, "%s [%s .. %s]", middle, low, figure_rounded(l->high[i], 3).text);
}

/* All lines share their x. At most TABLE_ROWS of them, the first and the last among them. */
static void put_lines_table(report *r, const report_lines *c)
{
    char align[LINES_MAX + 2] = "r";
    const char *heads[LINES_MAX + 1] = {c->x_label};
    const int n = c->n_lines < LINES_MAX ? c->n_lines : LINES_MAX, count = n > 0 ? c->lines[0].count : 0;
    const int rows = count < TABLE_ROWS ? count : TABLE_ROWS;
    for (int k = 0; k < n; k++) {
        align[k + 1] = 'r';
        heads[k + 1] = c->lines[k].name;
    }
    align[n + 1] = 0;
    report_table_start(r, c->y_label, align, heads);
    for (int i = 0; i < rows; i++) {
        const int at = rows > 1 ? i * (count - 1) / (rows - 1) : 0;
        const double x = c->lines[0].x[at];
        report_cell(r, "%s", x == floor(x) ? figure_plain(x).text : figure_rounded(x, 3).text);
        for (int k = 0; k < n; k++) {
            put_line_cell(r, &c->lines[k], at);
        }
    }
    report_table_end(r);
}

void report_draw_lines(report *r, const report_lines *c)
{
    draw_lines(r, c);
    report_text(r, REPORT_NOTE, c->description);
    for (int i = 0; i < c->n_marks; i++) {
        report_text(r, REPORT_PLAIN, c->marks[i].text);
    }
    put_lines_table(r, c);
}

/* ---- Points ---- */

/* Names of the front stand at the right, each with a line to its point. */
static void put_front_names(FILE *out, const report_point *points, int n_points, const chart_axis *x,
                            const chart_axis *y)
{
    double heights[LINES_MAX];
    int front[LINES_MAX], count = 0;
    char text[64];
    for (int i = 0; i < n_points && count < LINES_MAX; i++) {
        if (points[i].is_best) {
            heights[count] = axis_place(y, points[i].y);
            front[count++] = i;
        }
    }
    spread_heights(heights, count);
    for (int i = 0; i < count; i++) {
        const report_point *p = &points[front[i]];
        fprintf(out, "<path class=\"grid\" fill=\"none\" d=\"M%.1f %.1fL%.1f %.1f\"/>\n", axis_place(x, p->x) + 7,
                axis_place(y, p->y), WIDTH - RIGHT + 4, heights[i]);
        short_name(p->name, NAME_BYTES, text, sizeof text);
        put_xml(out, WIDTH - RIGHT + 8, heights[i] + 4, "class=\"name\"", text);
    }
}

static bool find_point_axes(const report_point *points, int n_points, chart_axis *x, chart_axis *y)
{
    double box[4] = {HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL};
    for (int i = 0; i < n_points; i++) {
        axis_widen(points[i].x, &box[0], &box[1]);
        axis_widen(points[i].y, &box[2], &box[3]);
    }
    if (n_points == 0 || !isfinite(box[1] - box[0] + box[3] - box[2]) || !(box[2] > 0)) {
        return false;
    }
    *x = make_zoomed(box[0], box[1], LEFT, WIDTH - RIGHT);
    *y = axis_make(box[2], box[3], true, HEIGHT - BOTTOM, TOP);
    return true;
}

/* Costs differ by factors, so their axis is logarithmic; latencies lie near to the limit, so theirs is zoomed. */
static void draw_points(report *r, const char *title, const char *description, const char *x_label, const char *y_label,
                        const report_point *points, int n_points)
{
    chart_axis x, y;
    if (!r->is_html || !find_point_axes(points, n_points, &x, &y)) {
        return;
    }
    start_svg(r, title, description, HEIGHT);
    put_grid(r->out, &x, &y);
    put_front_names(r->out, points, n_points, &x, &y);
    for (int i = 0; i < n_points; i++) {
        fprintf(r->out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" style=\"fill:var(--c%d)\" fill-opacity=\"%s\"/>\n",
                axis_place(&x, points[i].x), axis_place(&y, points[i].y), points[i].is_best ? 6 : 4,
                points[i].is_best ? 1 : 0, points[i].is_best ? "1" : "0.5");
    }
    put_axis_labels(r->out, &x, &y, x_label, y_label);
    end_svg(r);
}

void report_draw_points(report *r, const char *title, const char *description, const char *x_label, const char *y_label,
                        const report_point *points, int n_points)
{
    const char *const heads[] = {"option", x_label, y_label, "on the front"};
    draw_points(r, title, description, x_label, y_label, points, n_points);
    report_text(r, REPORT_NOTE, description);
    report_table_start(r, "", "lrrl", heads);
    for (int i = 0; i < n_points; i++) {
        report_cell(r, "%s", points[i].name);
        report_cell(r, "%s", figure_rounded(points[i].x, 3).text);
        report_cell(r, "%s", figure_rounded(points[i].y, 3).text);
        report_cell(r, "%s", points[i].is_best ? "yes" : "");
    }
    report_table_end(r);
}

/* ---- Bars ---- */

#define BAR_STEP  30.0
#define BAR_LEFT  250.0
#define BAR_RIGHT 90.0

static void put_bar(FILE *out, const report_bar *b, const chart_axis *x, double middle, double at)
{
    const double ends[2] = {b->low, b->high};
    char name[64];
    short_name(b->name, BAR_BYTES, name, sizeof name);
    put_xml(out, BAR_LEFT - 12, at + 14, "text-anchor=\"end\"", name);
    for (int i = 0; i < 2; i++) {
        if (!isfinite(ends[i])) {
            continue;
        }
        const double from = axis_place(x, fmin(ends[i], middle)), to = axis_place(x, fmax(ends[i], middle));
        fprintf(out,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"18\" style=\"fill:var(--c%d)\" "
                "fill-opacity=\"%s\"/>\n",
                from, at, to - from, i, i == 0 ? "0.55" : "0.9");
        const bool is_left = ends[i] < middle;
        if (ends[i] != middle) {
            put_xml(out, is_left ? from - 4 : to + 4, at + 13,
                    is_left ? "class=\"tick\" text-anchor=\"end\"" : "class=\"tick\"", i == 0 ? b->from : b->to);
        }
    }
}

static void put_bar_ticks(FILE *out, const chart_axis *x, double height)
{
    double values[AXIS_TICKS_MAX];
    char text[32];
    const int count = axis_ticks(x, values, AXIS_TICKS_MAX);
    for (int i = 0; i < count; i++) {
        const double at = axis_place(x, values[i]);
        axis_tick_text(values[i], text, sizeof text);
        fprintf(out, "<path class=\"grid\" d=\"M%.1f %.1fV%.1f\"/>\n", at, TOP, height - BOTTOM);
        put_xml(out, at, height - BOTTOM + 17, "class=\"tick\" text-anchor=\"middle\"", text);
    }
}

static void draw_bars(report *r, const char *title, const char *description, const char *label, double middle,
                      const report_bar *bars, int n_bars)
{
    double least = middle, greatest = middle;
    for (int i = 0; i < n_bars; i++) {
        const double ends[2] = {bars[i].low, bars[i].high};
        for (int k = 0; k < 2; k++) {
            if (isfinite(ends[k])) {
                axis_widen(ends[k], &least, &greatest);
            }
        }
    }
    if (!r->is_html || n_bars == 0 || !(greatest > least) || !isfinite(greatest - least)) {
        return;
    }
    const double height = TOP + BAR_STEP * n_bars + BOTTOM;
    const chart_axis x = make_zoomed(least, greatest, BAR_LEFT, WIDTH - BAR_RIGHT);
    start_svg(r, title, description, height);
    put_bar_ticks(r->out, &x, height);
    for (int i = 0; i < n_bars; i++) {
        put_bar(r->out, &bars[i], &x, middle, TOP + BAR_STEP * i + 6);
    }
    fprintf(r->out, "<path style=\"stroke:var(--ink)\" stroke-width=\"1.6\" d=\"M%.1f %.1fV%.1f\"/>\n",
            axis_place(&x, middle), TOP, height - BOTTOM);
    put_xml(r->out, (x.from + x.to) / 2, height - 10, "text-anchor=\"middle\"", label);
    end_svg(r);
}

static void put_end_cells(report *r, const char *end, double value)
{
    report_cell(r, "%s", end);
    report_cell(r, "%s", isfinite(value) ? figure_rounded(value, 4).text : "nothing keeps the limits");
}

void report_draw_bars(report *r, const char *title, const char *description, const char *label, double middle,
                      const report_bar *bars, int n_bars)
{
    const char *const heads[] = {"input", "low end", "answer", "high end", "answer"};
    draw_bars(r, title, description, label, middle, bars, n_bars);
    report_text(r, REPORT_NOTE, description);
    report_table_start(r, label, "lrrrr", heads);
    for (int i = 0; i < n_bars; i++) {
        report_cell(r, "%s%s%s", bars[i].name, bars[i].note[0] != 0 ? "; " : "", bars[i].note);
        put_end_cells(r, bars[i].from, bars[i].low);
        put_end_cells(r, bars[i].to, bars[i].high);
    }
    report_table_end(r);
}
