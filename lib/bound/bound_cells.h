/* SPDX-License-Identifier: Apache-2.0 */
/* On which line of a bill a token is, by what it is: the split of bill/split.h asked one token at a time. */
#ifndef TOLL_BOUND_BOUND_CELLS_H
#define TOLL_BOUND_BOUND_CELLS_H

#include "bill/select.h"

#define TOLL__CELL_ROWS    7 /* plain, read, written 5 m, 30 m, 1 h, 12 h, written with no time stated */
#define TOLL__CELL_UNTIMED 6
#define TOLL__CELL_COLUMNS 5 /* text, tool, audio, image, video */
#define TOLL__CELL_ANSWERS 6 /* plain, reasoning, citation, audio, image, video */

typedef struct toll__cells {
    /* The token's line; `rival` another one that it may be on as well (0: none), where no record can state which. */
    uint32_t line[TOLL__CELL_ROWS][TOLL__CELL_COLUMNS];
    uint32_t rival[TOLL__CELL_ROWS][TOLL__CELL_COLUMNS];
    uint32_t answer[TOLL__CELL_ANSWERS];
    uint64_t lines; /* set of all these */
} toll__cells;

extern const uint32_t toll__cell_rows[TOLL__CELL_ROWS];       /* meter of a row; 0: plain */
extern const uint32_t toll__cell_columns[TOLL__CELL_COLUMNS]; /* meter of a column; 0: text */
extern const uint32_t toll__cell_answers[TOLL__CELL_ANSWERS];

/* Meter of what was read from the cache of a column; 0: it has none. */
uint32_t toll__cell_joint(uint32_t column);

void toll__cells_map(const toll__choice *choice, toll__cells *cells);

#endif
