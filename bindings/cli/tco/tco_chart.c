/* SPDX-License-Identifier: Apache-2.0 */
/* Cumulative cash of each option, period by period, with the band of the draws. Ticks are one period
 * apart up to a dozen periods, then 6, 12 and 24: whole half years and years where periods are months. */
#include <stdio.h>
#include <stdlib.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "output/chart.h"
#include "output/give_up.h"
#include "tco/tco_out.h"

static double *column(int64_t count)
{
    double *numbers = claim((size_t)count, sizeof *numbers);
    return numbers;
}

/* Cumulative cost stands at the end of a period; the close has no length, and so shares the horizon's end. */
static void fill_chart_line(const tco_study *study, int option, chart_line *line, double *x, double *low, double *high)
{
    const tco_answer *a = &study->answers[option];
    int64_t periods = study->file->conventions.periods;
    for (int64_t i = 0; i <= periods; i++) {
        x[i] = (double)(i < periods ? i + 1 : periods);
        low[i] = a->band != NULL ? a->band[i].low : 0;
        high[i] = a->band != NULL ? a->band[i].high : 0;
    }
    *line = (chart_line){.name = study->file->names[option], .x = x, .y = a->cash, .count = (int)(periods + 1)};
    if (a->band != NULL) {
        line->low = low;
        line->high = high;
    }
}

static void describe_axes(const tco_study *study, char *x_label, char *y_label, char *note, size_t size,
                          size_t note_size)
{
    const toll_tco_conventions *c = &study->file->conventions;
    double months = c->period_hours / c->hours_per_month;
    if (months > 0.999 && months < 1.001) {
        snprintf(x_label, size, "month");
    } else {
        snprintf(x_label, size, "period of %g hours", c->period_hours);
    }
    snprintf(y_label, size, "cumulative cost, %s%s", c->currency, c->real_money != 0 ? " of period 0" : "");
    if (study->draws > 0) {
        snprintf(note, note_size, "Bands: P10 to P90 of %lld draws, seed %llu. Not discounted. toll %s.",
                 (long long)study->draws, (unsigned long long)study->seed, toll_version_string());
    } else {
        snprintf(note, note_size, "No input has a range. Not discounted. toll %s.", toll_version_string());
    }
}

bool tco_write_chart(const tco_study *study, const char *path)
{
    chart_line lines[TCO_OPTIONS];
    double *memory[TCO_OPTIONS][3];
    char x_label[80], y_label[80], note[160];
    int64_t count = study->file->conventions.periods + 1;
    for (int i = 0; i < study->file->n_options; i++) {
        for (int k = 0; k < 3; k++) {
            memory[i][k] = column(count);
        }
        fill_chart_line(study, i, &lines[i], memory[i][0], memory[i][1], memory[i][2]);
    }
    describe_axes(study, x_label, y_label, note, sizeof x_label, sizeof note);
    int64_t periods = study->file->conventions.periods;
    chart c = {.x_step = periods > 120  ? 24
                         : periods > 36 ? 12
                         : periods > 12 ? 6
                                        : 1,
               .title = "Cumulative cost",
               .note = note,
               .x_label = x_label,
               .y_label = y_label};
    toll_error err = {0};
    bool is_drawn = chart_write(path, &c, lines, study->file->n_options, &err);
    for (int i = 0; i < study->file->n_options; i++) {
        for (int k = 0; k < 3; k++) {
            free(memory[i][k]);
        }
    }
    return is_drawn || complain("%s: %s", path, err.message) == EXIT_FINE;
}
