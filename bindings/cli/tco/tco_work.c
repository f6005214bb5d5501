/* SPDX-License-Identifier: Apache-2.0 */
/* Work of a study: evaluations of an option, each over all periods, each with the rows of that option.
 *
 *     seconds = 4e-9 * sum over options of evaluations * (periods + 1) * (8 + rows)
 *
 * Measured with 1,200 periods on an EPYC of 2024: 60 ns a period with 8 rows and 400 ns with 100, hence about 4 ns a row
 * and the work of 8 rows for the period itself. An option is evaluated once for its account and once for its NPV; in
 * each draw once for all metrics and once more for a chart's band; in each pair with another option twice for each row
 * and common factor, and up to 128 times for each flip that is asked.
 *
 * Example: 10,000 draws of 64 options over 1,200 periods with 7 rows each and 8 flips are 64 * (10,000 + 1,046)
 * evaluations of 72 us, so 51 s.
 */
#include "tco/tco_work.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "input/complain.h"
#include "output/figure_text.h"
#include "output/screen.h"

#define SECONDS_A_ROW 4e-9 /* and period */
#define PERIOD_ROWS   8    /* rows that cost as much as a period by itself */
#define FLIP_STEPS    128  /* evaluations of a flip: 64 steps either way */
#define FLIPS_SHOWN   8    /* of a pair, on the screen */
#define COMMONS       3    /* common factors */

static double count_rows(const tco_file *f, uint32_t option)
{
    double rows = 0;
    for (uint64_t i = 0; i < f->n_rows; i++) {
        rows += f->rows[i].option == 0 || f->rows[i].option == option;
    }
    return rows;
}

/* Of one option in a pair: both ends of each lever, and the flips. */
static double count_levers(double rows, const tco_work_asked *asked)
{
    const double levers = rows + COMMONS;
    const double flips = asked->has_all_flips || levers < FLIPS_SHOWN ? levers : FLIPS_SHOWN;
    return 2 * levers + FLIP_STEPS * flips;
}

double tco_work_seconds(const tco_file *f, const tco_work_asked *asked)
{
    double seconds = 0;
    const double pairs = f->n_options <= TCO_ALL_PAIRS ? f->n_options - 1 : 1; /* of each option */
    for (int i = 0; i < f->n_options; i++) {
        const double rows = count_rows(f, f->options[i]);
        const double evaluations =
            2 + (asked->has_bands ? 2 : 1) * (double)asked->draws + pairs * count_levers(rows, asked);
        seconds += SECONDS_A_ROW * evaluations * (double)(f->conventions.periods + 1) * (PERIOD_ROWS + rows);
    }
    return seconds;
}

bool tco_work_check(const tco_file *f, const tco_work_asked *asked, double seconds_max)
{
    double seconds = tco_work_seconds(f, asked);
    if (seconds <= seconds_max) {
        return true;
    }
    complain(
        "%s: %s draws of %d options over %s periods take about %s s, more than the limit of %s s: lower --draws, or "
        "raise --max-seconds",
        f->path, figure_count(asked->draws).text, f->n_options, figure_count(f->conventions.periods).text,
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
