/* SPDX-License-Identifier: Apache-2.0 */
/* toll price --bound: the most that a request can cost, before it is made. */
#ifndef TOLL_CLI_PRICE_PRICE_BOUND_H
#define TOLL_CLI_PRICE_PRICE_BOUND_H

#include "input/args.h"
#include "input/price_book.h"
#include "output/screen.h"

int ceiling_answer(const args *a, const screen *s, const pricebook *b);

#endif
