/* SPDX-License-Identifier: Apache-2.0 */
/* Exchange rates that a bill used, and taxes on it, for people and as JSON. Nothing without --currency and --tax. */
#ifndef TOLL_CLI_BILL_BILL_EXTRAS_H
#define TOLL_CLI_BILL_BILL_EXTRAS_H

#include "bill/run_state.h"
#include "output/json_out.h"
#include "output/screen.h"

void bill_extras_table(const bill_run *run, const screen *s);
void bill_extras_json(const bill_run *run, json *j);

#endif
