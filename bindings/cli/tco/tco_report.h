/* SPDX-License-Identifier: Apache-2.0 */
/* A study as a report for people who decide and were not there. */
#ifndef TOLL_CLI_TCO_TCO_REPORT_H
#define TOLL_CLI_TCO_TCO_REPORT_H

#include "tco/tco_study.h"

/* Writes the file. Complains and returns false where it can't. The same study at the same --at gives the same bytes. */
bool tco_report_write(const tco_study *study, const char *path);

/* How the cumulative cost of an option crosses that of the first: "lower after 9.4 periods". */
void tco_crossing_text(const tco_study *study, const tco_answer *a, char *text, size_t size);

/* The catalog's figure that a row of the file takes; false where it takes none. */
bool tco_find_taken(const toll_tco_row *row, uint64_t *index, toll_catalog_default *taken);

#endif
