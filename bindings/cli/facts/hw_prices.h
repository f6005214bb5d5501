/* SPDX-License-Identifier: Apache-2.0 */
/* toll hw prices: what machines with an accelerator cost. */
#ifndef TOLL_CLI_FACTS_HW_PRICES_H
#define TOLL_CLI_FACTS_HW_PRICES_H

#include "input/facts_request.h"
#include "output/screen.h"

/* Returns an exit code. */
int hw_prices_answer(const facts_request *r, const screen *s);

#endif
