/* SPDX-License-Identifier: Apache-2.0 */
/* toll hw prices: what machines with an accelerator cost. */
#ifndef TOLL_CLI_FACTS_HW_PRICES_H
#define TOLL_CLI_FACTS_HW_PRICES_H

#include "input/args.h"
#include "output/screen.h"

int offers_of_hw(const args *a, const screen *s, const char *hw_name);

#endif
