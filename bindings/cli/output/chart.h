/* SPDX-License-Identifier: Apache-2.0 */
/* A chart as SVG: lines with bands over two axes with units, for reports. One file without scripts, fonts or links. */
#ifndef TOLL_CLI_OUTPUT_CHART_H
#define TOLL_CLI_OUTPUT_CHART_H

#include <stdbool.h>

#include <toll/base.h>

typedef struct chart_line {
    const char *name;         /* in the legend */
    const double *x, *y;      /* count points */
    const double *low, *high; /* the band; NULL: none */
    const char *const *marks; /* text at each point; NULL: none, and so may each be */
    int count;
} chart_line;

typedef struct chart {
    const char *title;
    const char *note;    /* a line below the chart: what the band is, where the figures come from */
    const char *x_label; /* with its unit */
    const char *y_label;
    double x_step;           /* between ticks; 0: chosen */
    bool is_log_x, is_log_y; /* all values must be above 0 */
} chart;

/* False with the reason in err when it can't be drawn or written. "-" is stdout. */
bool chart_write(const char *path, const chart *c, const chart_line *lines, int n_lines, toll_error *err);

#endif
