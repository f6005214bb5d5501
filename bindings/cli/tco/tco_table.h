/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of a study on the screen. */
#ifndef TOLL_CLI_TCO_TCO_TABLE_H
#define TOLL_CLI_TCO_TCO_TABLE_H

#include "output/figure_text.h"
#include "output/screen.h"
#include "tco/tco_study.h"

/* "$1,234", or without a sign in other currencies, whose name stands among the conventions. */
figure tco_money(const tco_study *study, double value);

/* What the options cost, what they consist of, and what is paid for. */
void tco_put_options(const tco_study *study, const screen *s);

#endif
