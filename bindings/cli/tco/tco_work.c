/* SPDX-License-Identifier: Apache-2.0 */
/* Work of a study: evaluations of an option, each over all periods, each with the rows of that option.
 *
 *     seconds = 4e-9 * sum over options of evaluations * (periods + 1) * (40 + rows)
 *
 * Measured with 1,200 periods on a Xeon of 2023: 187 ns a period with 8 rows and 540 ns with 100, hence about 4 ns a row
 * and the work of 40 rows for the period itself. An option is evaluated once for its account and once for its NPV; in
 * each draw for its total, its cost per token, its NPV and its band; and for the tornado twice for each row with a range,
 * and some 64 times for each of 8 flips, with the first option each time.
 *
 * Example: 1,000 draws of 64 options over 1,200 periods with 6 rows each are 64 * 5,000 evaluations, so 71 s. */
#include "tco/tco_work.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "input/complain.h"
#include "output/figure_text.h"
#include "output/screen.h"

#define SECONDS_A_ROW 4e-9 /* and period */
#define PERIOD_ROWS   40   /* rows that cost as much as a period by itself */
#define FLIP_STEPS    1024 /* evaluations of 8 flips, 64 steps each, of two options */

static double count_rows(const tco_file *f, uint32_t option, bool has_range)
{
    double rows = 0;
    for (uint64_t i = 0; i < f->n_rows; i++) {
        bool is_counted = !has_range || f->rows[i].value.low < f->rows[i].value.high;
        rows += is_counted && (f->rows[i].option == 0 || f->rows[i].option == option);
    }
    return rows;
}

double tco_work_seconds(const tco_file *f, int64_t draws)
{
    double seconds = 0;
    for (int i = 0; i < f->n_options; i++) {
        double ranged = count_rows(f, f->options[i], true);
        double evaluations = 2 + 4 * (double)draws + (draws > 0 ? 4 * ranged + FLIP_STEPS : 0);
        double rows = PERIOD_ROWS + count_rows(f, f->options[i], false);
        seconds += SECONDS_A_ROW * evaluations * (double)(f->conventions.periods + 1) * rows;
    }
    return seconds;
}

bool tco_work_check(const tco_file *f, int64_t draws, double seconds_max)
{
    double seconds = tco_work_seconds(f, draws);
    if (seconds <= seconds_max) {
        return true;
    }
    complain(
        "%s: %s draws of %d options over %s periods take about %s s, more than the limit of %s s: lower --draws, or "
        "raise --max-seconds",
        f->path, figure_count(draws).text, f->n_options, figure_count(f->conventions.periods).text,
        figure_rounded(seconds, 2).text, figure_plain(seconds_max).text);
    return false;
}

/* ---- progress ---- */

static volatile sig_atomic_t is_interrupted;

static struct {
    bool is_shown;
    int64_t done, steps;
    time_t start, last; /* of the line on the screen */
    void (*before)(int);
} progress;

static void on_interrupt(int number)
{
    (void)number;
    is_interrupted = 1;
}

void tco_work_start(int64_t steps)
{
    is_interrupted = 0;
    progress.is_shown = screen_is_terminal(stderr);
    progress.done = 0;
    progress.steps = steps;
    progress.start = progress.last = time(NULL);
    progress.before = signal(SIGINT, on_interrupt);
}

static void clear_line(void)
{
    if (progress.is_shown && progress.last != progress.start) {
        fprintf(stderr, "\r%40s\r", "");
    }
}

bool tco_work_step(int64_t steps)
{
    time_t now = time(NULL);
    progress.done += steps;
    if (progress.is_shown && now - progress.last >= 1) {
        progress.last = now;
        fprintf(stderr, "\rtoll: %3.0f %% of the draws, Ctrl-C to stop",
                100.0 * (double)progress.done / (double)progress.steps);
        fflush(stderr);
    }
    return !is_interrupted;
}

void tco_work_end(void)
{
    clear_line();
    signal(SIGINT, progress.before == SIG_ERR ? SIG_DFL : progress.before);
}

bool tco_work_is_interrupted(void)
{
    return is_interrupted != 0;
}
