/* SPDX-License-Identifier: Apache-2.0 */
/* SVG written as text: a file of its own. */
#include "output/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/chart_axis.h"
#include "output/out_file.h"
#include "output/outside_text.h"

/* Places in user units of the drawing, which scales to any size. */
#define WIDTH  960.0
#define HEIGHT 560.0
#define LEFT   86.0
#define RIGHT  24.0
#define TOP    84.0
#define BOTTOM 84.0

/* Okabe and Ito's palette: told apart by colour-blind readers too. */
static const char *colour(int line)
{
    static const char *const palette[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};
    return palette[(size_t)line % (sizeof palette / sizeof palette[0])];
}

static void put_text(FILE *out, double x, double y, const char *look, const char *text)
{
    fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, look);
    outside_xml(out, text);
    fputs("</text>\n", out);
}

static void put_tick(FILE *out, const chart_axis *x, const chart_axis *y, double value, bool is_x)
{
    char text[32];
    double at = axis_place(is_x ? x : y, value);
    axis_tick_text(value, text, sizeof text);
    if (is_x) {
        fprintf(out, "<path d=\"M%.1f %.1fV%.1f\" class=\"grid\"/>\n", at, y->from, y->to);
        put_text(out, at, y->from + 20, "class=\"tick\" text-anchor=\"middle\"", text);
    } else {
        fprintf(out, "<path d=\"M%.1f %.1fH%.1f\" class=\"grid\"/>\n", x->from, at, x->to);
        put_text(out, x->from - 8, at + 4, "class=\"tick\" text-anchor=\"end\"", text);
    }
}

static void put_ticks(FILE *out, const chart_axis *x, const chart_axis *y, bool is_x)
{
    double values[AXIS_TICKS_MAX];
    const int count = axis_ticks(is_x ? x : y, values, AXIS_TICKS_MAX);
    for (int i = 0; i < count; i++) {
        put_tick(out, x, y, values[i], is_x);
    }
}

static void put_band(FILE *out, const chart_line *line, const chart_axis *x, const chart_axis *y, int index)
{
    if (line->low == NULL || line->high == NULL) {
        return;
    }
    fprintf(out, "<path fill=\"%s\" fill-opacity=\"0.16\" d=\"", colour(index));
    for (int i = 0; i < line->count; i++) {
        fprintf(out, "%c%.1f %.1f", i == 0 ? 'M' : 'L', axis_place(x, line->x[i]), axis_place(y, line->high[i]));
    }
    for (int i = line->count - 1; i >= 0; i--) {
        fprintf(out, "L%.1f %.1f", axis_place(x, line->x[i]), axis_place(y, line->low[i]));
    }
    fputs("Z\"/>\n", out);
}

static void put_curve(FILE *out, const chart_line *line, const chart_axis *x, const chart_axis *y, int index)
{
    fprintf(out, "<path fill=\"none\" stroke=\"%s\" stroke-width=\"2.2\" stroke-linejoin=\"round\" d=\"",
            colour(index));
    for (int i = 0; i < line->count; i++) {
        fprintf(out, "%c%.1f %.1f", i == 0 ? 'M' : 'L', axis_place(x, line->x[i]), axis_place(y, line->y[i]));
    }
    fputs("\"/>\n", out);
    for (int i = 0; i < line->count && line->marks != NULL; i++) {
        double at_x = axis_place(x, line->x[i]), at_y = axis_place(y, line->y[i]);
        fprintf(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", at_x, at_y, colour(index));
        if (line->marks[i] != NULL) {
            put_text(out, at_x + 6, at_y - 6, "class=\"mark\"", line->marks[i]);
        }
    }
}

static void put_chart_legend(FILE *out, const chart_line *lines, int n_lines)
{
    double at = LEFT;
    for (int i = 0; i < n_lines; i++) {
        fprintf(out, "<path d=\"M%.1f 60h22\" stroke=\"%s\" stroke-width=\"3\"/>\n", at, colour(i));
        put_text(out, at + 28, 64, "class=\"name\"", lines[i].name);
        at += 52 + 7.2 * (double)strlen(lines[i].name); /* a letter of 13 is about 7 wide */
    }
}

static void put_svg_head(FILE *out, const chart *c)
{
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\">\n",
            WIDTH, HEIGHT, WIDTH, HEIGHT);
    fputs("<style>text{font-family:system-ui,'DejaVu Sans',Helvetica,Arial,sans-serif;fill:#222}"
          ".title{font-size:19px;font-weight:600}.name{font-size:13px}.tick{font-size:12px;fill:#555}"
          ".label{font-size:13px}.mark{font-size:11px;fill:#444}.note{font-size:11px;fill:#666}"
          ".grid{stroke:#ddd;stroke-width:1}.axis{stroke:#555;stroke-width:1.2;fill:none}</style>\n",
          out);
    fprintf(out, "<title>");
    outside_xml(out, c->title);
    fputs("</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n", out);
    put_text(out, LEFT, 34, "class=\"title\"", c->title);
}

static void put_labels(FILE *out, const chart *c)
{
    char look[120];
    put_text(out, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 44, "class=\"label\" text-anchor=\"middle\"",
             c->x_label);
    snprintf(look, sizeof look, "class=\"label\" text-anchor=\"middle\" transform=\"rotate(-90 20 %.1f)\"",
             (TOP + HEIGHT - BOTTOM) / 2);
    put_text(out, 20, (TOP + HEIGHT - BOTTOM) / 2, look, c->y_label);
    put_text(out, LEFT, HEIGHT - 14, "class=\"note\"", c->note);
}

static bool find_axes(const chart *c, const chart_line *lines, int n_lines, chart_axis *x, chart_axis *y)
{
    double box[4] = {HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL};
    for (int k = 0; k < n_lines; k++) {
        for (int i = 0; i < lines[k].count; i++) {
            axis_widen(lines[k].x[i], &box[0], &box[1]);
            axis_widen(lines[k].y[i], &box[2], &box[3]);
            if (lines[k].low != NULL && lines[k].high != NULL) {
                axis_widen(lines[k].low[i], &box[2], &box[3]);
                axis_widen(lines[k].high[i], &box[2], &box[3]);
            }
        }
    }
    bool is_positive = (!c->is_log_x || box[0] > 0) && (!c->is_log_y || box[2] > 0);
    if (!(box[0] <= box[1]) || !isfinite(box[1] - box[0] + box[3] - box[2]) || !is_positive) {
        return false;
    }
    *x = axis_make(box[0], box[1], c->is_log_x, LEFT, WIDTH - RIGHT);
    if (!c->is_log_x) { /* no empty paper to the right */
        x->step = c->x_step > 0 ? c->x_step : x->step;
        x->greatest = box[1] > x->least ? box[1] : x->greatest;
    }
    *y = axis_make(box[2], box[3], c->is_log_y, HEIGHT - BOTTOM, TOP);
    return true;
}

static void put_chart(FILE *out, const chart *c, const chart_line *lines, int n_lines, const chart_axis *x,
                      const chart_axis *y)
{
    put_svg_head(out, c);
    put_chart_legend(out, lines, n_lines);
    put_ticks(out, x, y, true);
    put_ticks(out, x, y, false);
    for (int i = 0; i < n_lines; i++) {
        put_band(out, &lines[i], x, y, i);
    }
    for (int i = 0; i < n_lines; i++) {
        put_curve(out, &lines[i], x, y, i);
    }
    fprintf(out, "<path class=\"axis\" d=\"M%.1f %.1fV%.1fH%.1f\"/>\n", x->from, y->to, y->from, x->to);
    put_labels(out, c);
    fputs("</svg>\n", out);
}

bool chart_write(const char *path, const chart *c, const chart_line *lines, int n_lines, toll_error *err)
{
    chart_axis x, y;
    if (!find_axes(c, lines, n_lines, &x, &y)) {
        snprintf(err->message, sizeof err->message, "there is nothing to draw");
        return false;
    }
    FILE *out = out_file_open(path, err);
    if (out == NULL) {
        return false;
    }
    put_chart(out, c, lines, n_lines, &x, &y);
    return out_file_close(err);
}
