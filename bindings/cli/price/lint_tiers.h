/* SPDX-License-Identifier: Apache-2.0 */
/* Prices and factors of service tiers. */
#ifndef TOLL_CLI_PRICE_LINT_TIERS_H
#define TOLL_CLI_PRICE_LINT_TIERS_H

#include "price/lint_run.h"

/* What a block of a service tier says beside the standard price of the same conditions. */
void lint_tier(lint_run *l, int64_t first, int64_t end, int64_t block);

#endif
