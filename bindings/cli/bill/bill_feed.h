/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of bills for another command, with what the same records would cost at other prices. */
#ifndef TOLL_CLI_BILL_BILL_FEED_H
#define TOLL_CLI_BILL_BILL_FEED_H

#include "bill/run_state.h"

/* The lines of a record that was billed, then those of the prices before and after, of the other tiers and of the other
 * regions that its tariff sells. The labels of time are set. */
void bill_feed_priced(bill_run *run, const toll_io_usage *u, const named_tariff *t, const bill_question *q);

/* The quantities of a record whose model has no price. */
void bill_feed_unpriced(bill_run *run, const toll_io_usage *u, const named_tariff *t);

#endif
