/* SPDX-License-Identifier: Apache-2.0 */
/* Axes of charts: from values to places in a drawing, and ticks. */
#ifndef TOLL_CLI_OUTPUT_CHART_AXIS_H
#define TOLL_CLI_OUTPUT_CHART_AXIS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct chart_axis {
    double least, greatest; /* what is shown */
    double step;            /* between ticks; of a logarithmic axis not used */
    double from, to;        /* where least and greatest lie in the drawing */
    bool is_log;
} chart_axis;

#define AXIS_TICKS_MAX 64

/* Axis of values from least to greatest, drawn between two places. A logarithmic one needs values above 0. */
chart_axis axis_make(double least, double greatest, bool is_log, double from, double to);

double axis_place(const chart_axis *a, double value);

/* Takes a value into a span that begins at {HUGE_VAL, -HUGE_VAL}. */
void axis_widen(double value, double *least, double *greatest);

/* Values of the ticks, at most `most`; returns how many. */
int axis_ticks(const chart_axis *a, double *values, int most);

/* "1.2 M", "850 k", "0.05": at most four digits and a letter. */
void axis_tick_text(double value, char *text, size_t size);

#endif
