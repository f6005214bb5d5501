/* SPDX-License-Identifier: Apache-2.0 */
/* A study's answers in the forms that other programs read. */
#ifndef TOLL_CLI_TCO_TCO_OUT_H
#define TOLL_CLI_TCO_TCO_OUT_H

#include "tco/tco_study.h"

/* One JSON object on stdout. */
void tco_json(const tco_study *study);

/* The ledger, one line of it a row, as CSV; labels that begin like a formula get an apostrophe. Both complain and return false when the file can't be written; "-" is
 * stdout. */
bool tco_write_ledger(const tco_study *study, const char *path);

/* The same as charges in FOCUS columns: what is paid as BilledCost, what belongs to a period as EffectiveCost. The
 * horizon begins at start_s, seconds since 1970. */
bool tco_write_focus(const tco_study *study, const char *path, int64_t start_s);

/* Cumulative cost of every option with its band. */
bool tco_write_chart(const tco_study *study, const char *path);

#endif
