/* SPDX-License-Identifier: Apache-2.0 */
/* A study's answers in the forms that other programs read. */
#ifndef TOLL_CLI_TCO_TCO_OUT_H
#define TOLL_CLI_TCO_TCO_OUT_H

#include "output/focus_columns.h"
#include "tco/tco_study.h"

/* One JSON object on stdout. */
void tco_json(const tco_study *study);

/* An option's ledger; free its lines. */
typedef struct ledger_lines {
    toll_tco_line *lines;
    uint64_t count;
} ledger_lines;

ledger_lines tco_read_ledger(const tco_study *study, int option);

/* The ledger, one line of it a row, as CSV; labels that begin like a formula get an apostrophe. This and the next complain and
 * return false when a file can't be written; "-" is stdout. */
bool tco_write_ledger(const tco_study *study, const char *path);

/* The same as charges of FOCUS: what is paid as BilledCost, what belongs to a period as EffectiveCost. The horizon begins
 * at start_s, seconds since 1970. Options are alternatives, so each of several has a file of its own. */
bool tco_write_focus(const tco_study *study, const char *path, focus_version version, int64_t start_s);

/* Cumulative cost of every option with its band. */
bool tco_write_chart(const tco_study *study, const char *path);

#endif
