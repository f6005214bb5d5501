/* SPDX-License-Identifier: Apache-2.0 */
/* How much a study computes: an estimate before it starts, its progress, and its end by SIGINT. */
#ifndef TOLL_CLI_TCO_TCO_WORK_H
#define TOLL_CLI_TCO_TCO_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "tco/tco_file.h"

#define TCO_ALL_PAIRS                                                                                                  \
    6 /* options: up to 15 pairs of them are set against each other, beyond that each with the first */

typedef struct tco_work_asked {
    int64_t draws;
    bool has_bands;     /* of cumulative cost, for a chart */
    bool has_all_flips; /* of all rows: JSON; else of the few that are shown */
} tco_work_asked;

/* Seconds that a study takes, by the numbers of draws, options, periods and rows alone: the same on every machine. */
double tco_work_seconds(const tco_file *file, const tco_work_asked *asked);

/* Whether a study stays below the limit of --max-seconds; false after a complaint that names both. */
bool tco_work_check(const tco_file *file, const tco_work_asked *asked, double seconds_max);

/* From here on SIGINT no longer ends the process, and progress is shown on stderr where that is a terminal. `steps` as
 * tco_work_step() will count them. */
void tco_work_start(int64_t steps);

/* Counts steps; false once SIGINT has come. */
bool tco_work_step(int64_t steps);

/* SIGINT ends the process again. */
void tco_work_end(void);

bool tco_work_is_interrupted(void);

#endif
