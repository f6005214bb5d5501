/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger: each line once, from which every view is summed. */
#ifndef TOLL_TCO_LEDGER_H
#define TOLL_TCO_LEDGER_H

#include <toll/tco.h>

#include "tco/account.h"

/* An account while its lines are posted. */
typedef struct toll__posting {
    const toll__tco_plan *plan;
    const double *values;
    toll__account *account;
    toll_tco_line *lines; /* as many as fit; NULL with a capacity of 0 */
    uint64_t capacity, count;
    uint64_t is_silent; /* 1: lines are neither written nor counted */
} toll__posting;

/* Adds a line to the account, and to the lines where they are asked for. The option and the currency are filled in; a
 * line of no amount is dropped. The accrual of purchases waits in CHARGE for toll__ledger_charge(). */
void toll__ledger_post(toll__posting *posting, toll_tco_line line);

/* Adds the purchases of a row to the accrual, all at once. */
void toll__ledger_charge(toll__posting *posting, uint32_t category);

/* Lines alike but for period and amount, each paid and spread in its own period: amount[t] for quantity[t] in periods
 * from .. end - 1. */
void toll__ledger_post_run(toll__posting *posting, const toll_tco_line *like, int32_t from, int32_t end,
                           const double *quantity, const double *amount);

/* Sums a view of lines into periods + 1 numbers. is_start, is_within: which payments; neither: the accrual. category 0:
 * all. */
void toll__ledger_view(const toll_tco_line *line, uint32_t series, uint32_t category, double period_years,
                       int32_t periods, double *numbers);

#endif
