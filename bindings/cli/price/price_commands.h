/* SPDX-License-Identifier: Apache-2.0 */
/* Commands of API prices and price books. Each returns an exit code. */
#ifndef TOLL_CLI_PRICE_COMMANDS_H
#define TOLL_CLI_PRICE_COMMANDS_H

#include "input/book_request.h"
#include "input/price_request.h"
#include "output/screen.h"

int command_price(price_request *r, const screen *s);
int command_book(const book_request *r, const screen *s);

#endif
