/* SPDX-License-Identifier: Apache-2.0 */
/* Axes of charts. An axis has about six ticks at steps of 1, 2 or 5 times a power of ten and starts at 0 unless it is
 * logarithmic: values up to 1,240 have a raw step of 207, hence ticks each 500 up to 1,500. */
#include "output/chart_axis.h"

#include <math.h>
#include <stdio.h>

#define TICKS 6 /* per axis, about */

double axis_place(const chart_axis *a, double value)
{
    double share =
        a->is_log ? log(value / a->least) / log(a->greatest / a->least) : (value - a->least) / (a->greatest - a->least);
    return a->from + share * (a->to - a->from);
}

void axis_widen(double value, double *least, double *greatest)
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

chart_axis axis_make(double least, double greatest, bool is_log, double from, double to)
{
    chart_axis a = {.from = from, .to = to, .is_log = is_log};
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

/* 1.2 M, 850 k, 0.05: at most three digits and a letter. */
void axis_tick_text(double value, char *text, size_t size)
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

static int log_ticks(const chart_axis *a, double *values, int most)
{
    static const double steps[] = {1, 2, 5};
    const bool is_wide = a->greatest / a->least > 1e3; /* powers of ten alone, or 1, 2, 5 */
    int count = 0;
    for (double power = pow(10, floor(log10(a->least))); power <= a->greatest; power *= 10) {
        for (int i = 0; i < (is_wide ? 1 : 3); i++) {
            const double value = power * steps[i];
            if (value >= a->least && value <= a->greatest && count < most) {
                values[count++] = value;
            }
        }
    }
    return count;
}

int axis_ticks(const chart_axis *a, double *values, int most)
{
    if (a->is_log) {
        return log_ticks(a, values, most);
    }
    const int count = (int)floor((a->greatest - a->least) / a->step + 1e-9) + 1;
    for (int i = 0; i < count && i < most; i++) {
        values[i] = a->least + i * a->step;
    }
    return count < most ? count : most;
}
