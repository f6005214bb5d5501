/* SPDX-License-Identifier: Apache-2.0 */
/* toll speed --sweep: one line for each load, as a table, JSON, CSV or a chart. */
#ifndef TOLL_CLI_ESTIMATE_SWEEP_H
#define TOLL_CLI_ESTIMATE_SWEEP_H

#include "input/args.h"
#include "output/screen.h"

int command_sweep(const args *a, const screen *s);

#endif
