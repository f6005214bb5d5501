/* SPDX-License-Identifier: Apache-2.0 */
/* SVG written as text. An axis has about six ticks at steps of 1, 2 or 5 times a power of ten and starts at 0 unless it
 * is logarithmic: values up to 1,240 have a raw step of 207, hence ticks each 500 up to 1,500. */
#include "output/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/out_file.h"
#include "output/outside_text.h"

/* Places in user units of the drawing, which scales to any size. */
#define WIDTH  960.0
#define HEIGHT 560.0
#define LEFT   86.0
#define RIGHT  24.0
#define TOP    84.0
#define BOTTOM 84.0
#define TICKS  6 /* per axis, about */

typedef struct axis {
    double least, greatest; /* what is shown */
    double step;            /* between ticks; of a logarithmic axis not used */
    double from, to;        /* where least and greatest lie in the drawing */
    bool is_log;
} axis;

/* Okabe and Ito's palette: told apart by colour-blind readers too. */
static const char *colour(int line)
{
    static const char *const palette[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};
    return palette[(size_t)line % (sizeof palette / sizeof palette[0])];
}

static double place_on_axis(const axis *a, double value)
{
    double share =
        a->is_log ? log(value / a->least) / log(a->greatest / a->least) : (value - a->least) / (a->greatest - a->least);
    return a->from + share * (a->to - a->from);
}

static void widen_axis(double value, double *least, double *greatest)
{
    *least = value < *least ? value : *least;
    *greatest = value > *greatest ? value : *greatest;
}

/* The step of 1, 2 or 5 times a power of ten that gives about TICKS ticks. */
static double nice_step(double span)
{
    double raw = span / TICKS, power = pow(10, floor(log10(raw))), share = raw / power;
    return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
}

static axis make_axis(double least, double greatest, bool is_log, double from, double to)
{
    axis a = {.from = from, .to = to, .is_log = is_log};
    if (is_log) {
        a.least = greatest > least ? least / 1.1 : least / 2;
        a.greatest = greatest > least ? greatest * 1.1 : greatest * 2;
        return a;
    }
    least = least > 0 ? 0 : least; /* money and rates start at nothing, or the eye is misled */
    greatest = greatest > least ? greatest : least + 1;
    a.step = nice_step(greatest - least);
    a.least = floor(least / a.step) * a.step;
    a.greatest = ceil(greatest / a.step) * a.step;
    return a;
}

static void put_text(FILE *out, double x, double y, const char *look, const char *text)
{
    fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, look);
    outside_xml(out, text);
    fputs("</text>\n", out);
}

/* 1.2 M, 850 k, 0.05: at most three digits and a letter. */
static void tick_text(double value, char *text, size_t size)
{
    static const struct {
        double from;
        const char *letter;
    } units[] = {{1e12, " T"}, {1e9, " G"}, {1e6, " M"}, {1e4, " k"}};
    double magnitude = fabs(value), divisor = 1;
    const char *letter = "";
    for (size_t i = 0; i < sizeof units / sizeof units[0] && divisor == 1; i++) {
        if (magnitude >= units[i].from * 0.9999) {
            divisor = units[i].from == 1e4 ? 1e3 : units[i].from;
            letter = units[i].letter;
        }
    }
    snprintf(text, size, "%.4g%s", magnitude < 1e-12 ? 0 : value / divisor, letter);
}

static void put_tick(FILE *out, const axis *x, const axis *y, double value, bool is_x)
{
    char text[32];
    double at = place_on_axis(is_x ? x : y, value);
    tick_text(value, text, sizeof text);
    if (is_x) {
        fprintf(out, "<path d=\"M%.1f %.1fV%.1f\" class=\"grid\"/>\n", at, y->from, y->to);
        put_text(out, at, y->from + 20, "class=\"tick\" text-anchor=\"middle\"", text);
    } else {
        fprintf(out, "<path d=\"M%.1f %.1fH%.1f\" class=\"grid\"/>\n", x->from, at, x->to);
        put_text(out, x->from - 8, at + 4, "class=\"tick\" text-anchor=\"end\"", text);
    }
}

static void put_ticks(FILE *out, const axis *x, const axis *y, bool is_x)
{
    static const double steps[] = {1, 2, 5};
    const axis *a = is_x ? x : y;
    if (!a->is_log) {
        int count = (int)floor((a->greatest - a->least) / a->step + 1e-9);
        for (int i = 0; i <= count; i++) {
            put_tick(out, x, y, a->least + i * a->step, is_x);
        }
        return;
    }
    bool is_wide = a->greatest / a->least > 1e3; /* powers of ten alone, or 1, 2, 5 */
    for (double power = pow(10, floor(log10(a->least))); power <= a->greatest; power *= 10) {
        for (int i = 0; i < (is_wide ? 1 : 3); i++) {
            double value = power * steps[i];
            if (value >= a->least && value <= a->greatest) {
                put_tick(out, x, y, value, is_x);
            }
        }
    }
}

static void put_band(FILE *out, const chart_line *line, const axis *x, const axis *y, int index)
{
    if (line->low == NULL || line->high == NULL) {
        return;
    }
    fprintf(out, "<path fill=\"%s\" fill-opacity=\"0.16\" d=\"", colour(index));
    for (int i = 0; i < line->count; i++) {
        fprintf(out, "%c%.1f %.1f", i == 0 ? 'M' : 'L', place_on_axis(x, line->x[i]), place_on_axis(y, line->high[i]));
    }
    for (int i = line->count - 1; i >= 0; i--) {
        fprintf(out, "L%.1f %.1f", place_on_axis(x, line->x[i]), place_on_axis(y, line->low[i]));
    }
    fputs("Z\"/>\n", out);
}

static void put_curve(FILE *out, const chart_line *line, const axis *x, const axis *y, int index)
{
    fprintf(out, "<path fill=\"none\" stroke=\"%s\" stroke-width=\"2.2\" stroke-linejoin=\"round\" d=\"",
            colour(index));
    for (int i = 0; i < line->count; i++) {
        fprintf(out, "%c%.1f %.1f", i == 0 ? 'M' : 'L', place_on_axis(x, line->x[i]), place_on_axis(y, line->y[i]));
    }
    fputs("\"/>\n", out);
    for (int i = 0; i < line->count && line->marks != NULL; i++) {
        double at_x = place_on_axis(x, line->x[i]), at_y = place_on_axis(y, line->y[i]);
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

static bool find_axes(const chart *c, const chart_line *lines, int n_lines, axis *x, axis *y)
{
    double box[4] = {HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL};
    for (int k = 0; k < n_lines; k++) {
        for (int i = 0; i < lines[k].count; i++) {
            widen_axis(lines[k].x[i], &box[0], &box[1]);
            widen_axis(lines[k].y[i], &box[2], &box[3]);
            if (lines[k].low != NULL && lines[k].high != NULL) {
                widen_axis(lines[k].low[i], &box[2], &box[3]);
                widen_axis(lines[k].high[i], &box[2], &box[3]);
            }
        }
    }
    bool is_positive = (!c->is_log_x || box[0] > 0) && (!c->is_log_y || box[2] > 0);
    if (!(box[0] <= box[1]) || !isfinite(box[1] - box[0] + box[3] - box[2]) || !is_positive) {
        return false;
    }
    *x = make_axis(box[0], box[1], c->is_log_x, LEFT, WIDTH - RIGHT);
    if (!c->is_log_x) { /* no empty paper to the right */
        x->step = c->x_step > 0 ? c->x_step : x->step;
        x->greatest = box[1] > x->least ? box[1] : x->greatest;
    }
    *y = make_axis(box[2], box[3], c->is_log_y, HEIGHT - BOTTOM, TOP);
    return true;
}

static void put_chart(FILE *out, const chart *c, const chart_line *lines, int n_lines, const axis *x, const axis *y)
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
    axis x, y;
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
