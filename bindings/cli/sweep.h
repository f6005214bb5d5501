/* SPDX-License-Identifier: Apache-2.0 */
/* toll speed --sweep: one line for each load, as a table, JSON, CSV or a chart. */
#ifndef TOLL_CLI_SWEEP_H
#define TOLL_CLI_SWEEP_H

#include "args.h"
#include "screen.h"

int command_sweep(const args *a, const screen *s);

#endif
