/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger: each line once, from which every view is summed. */
#ifndef TOLL_TCO_LEDGER_H
#define TOLL_TCO_LEDGER_H

#include <toll/tco.h>

#include "tco/account.h"

/* An account while its lines are posted. */
typedef struct toll__posting {
    const toll__plan *plan;
    const double *values;
    toll__account *account;
    toll_tco_line *lines; /* as many as fit; NULL with a capacity of 0 */
    uint64_t capacity, count;
    uint32_t is_silent; /* 1: nobody asks for lines or their count, so only sums are kept */
} toll__posting;

/* Adds a line to the account, and to the lines where they are asked for. The option and the currency are filled in; a line
 * of no amount is dropped. */
void toll__ledger_post(toll__posting *posting, toll_tco_line line);

/* The sums of a row's running lines, without the lines: amount[t] of period t, from <= t < end, all of one category and
 * nature. The same additions in the same order as by toll__ledger_post(). */
void toll__ledger_add(toll__posting *posting, uint64_t row, uint32_t category, uint32_t nature, uint32_t within,
                      int32_t from, int32_t end, const double *amount);

/* Sums a view of lines into periods + 1 numbers. is_start, is_within: which payments; neither: the accrual. category 0: all. */
void toll__ledger_view(const toll_tco_line *line, uint32_t series, uint32_t category, double period_years,
                       int32_t periods, double *numbers);

#endif
