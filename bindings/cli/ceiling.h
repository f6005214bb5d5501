/* SPDX-License-Identifier: Apache-2.0 */
/* toll price --bound: the most that a request can cost, before it is made. */
#ifndef TOLL_CLI_CEILING_H
#define TOLL_CLI_CEILING_H

#include "args.h"
#include "pricebook.h"
#include "screen.h"

int ceiling_answer(const args *a, const screen *s, const pricebook *b);

#endif
