/* SPDX-License-Identifier: Apache-2.0 */
/* Drawings of a report as inline SVG, each with a title, a description and a table of the same numbers. In Markdown only
 * the table is written: many readers of Markdown drop SVG. */
#ifndef TOLL_CLI_REPORT_REPORT_CHART_H
#define TOLL_CLI_REPORT_REPORT_CHART_H

#include "report/report_page.h"

typedef struct report_line {
    const char *name;         /* at the end of the line */
    const double *x, *y;      /* count points */
    const double *low, *high; /* the band; NULL: none */
    int count;
} report_line;

/* A place on a line that matters. */
typedef struct report_mark {
    double x, y;
    char text[96];
} report_mark;

typedef struct report_lines {
    const char *title, *description, *x_label, *y_label;
    bool is_log_x, is_log_y; /* all values must be above 0 */
    const report_line *lines;
    int n_lines;
    const report_mark *marks;
    int n_marks;
} report_lines;

void report_draw_lines(report *r, const report_lines *c);

typedef struct report_point {
    char name[96];
    double x, y;
    bool is_best; /* nothing is better in both: it is named in the drawing */
} report_point;

void report_draw_points(report *r, const char *title, const char *description, const char *x_label, const char *y_label,
                        const report_point *points, int n_points);

/* The ends of an answer as one input moves. */
typedef struct report_bar {
    char name[120];
    char note[64];         /* in the table alone: "" none */
    char from[40], to[40]; /* the input at its ends, as text */
    double low, high;      /* the answer there; NAN: none */
} report_bar;

/* Bars around the answer in the middle, the widest first. */
void report_draw_bars(report *r, const char *title, const char *description, const char *label, double middle,
                      const report_bar *bars, int n_bars);

#endif
