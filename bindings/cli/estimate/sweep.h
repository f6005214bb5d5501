/* SPDX-License-Identifier: Apache-2.0 */
/* toll speed --sweep: one line for each load, as a table, JSON, CSV or a chart. */
#ifndef TOLL_CLI_ESTIMATE_SWEEP_H
#define TOLL_CLI_ESTIMATE_SWEEP_H

#include "input/estimate_requests.h"
#include "output/screen.h"

/* Returns an exit code. */
int sweep_answer(const speed_request *r, const screen *s);

#endif
