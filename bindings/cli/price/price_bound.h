/* SPDX-License-Identifier: Apache-2.0 */
/* toll price --bound: the most that a request can cost, before it is made. */
#ifndef TOLL_CLI_PRICE_PRICE_BOUND_H
#define TOLL_CLI_PRICE_PRICE_BOUND_H

#include "input/price_request.h"
#include "output/screen.h"

/* Returns an exit code. */
int price_bound_answer(price_request *r, const screen *s);

#endif
