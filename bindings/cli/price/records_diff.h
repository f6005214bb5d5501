/* SPDX-License-Identifier: Apache-2.0 */
/* Records billed by two books: what each, each model, and all together cost more or less. */
#ifndef TOLL_CLI_PRICE_RECORDS_DIFF_H
#define TOLL_CLI_PRICE_RECORDS_DIFF_H

#include "input/book_request.h"
#include "input/price_book.h"
#include "output/json_out.h"
#include "output/screen.h"

/* The exit status of book_diff(). */
int records_diff(const book_request *r, const screen *s, const pricebook *before, const pricebook *after);

/* Opens the answer and names both books. */
void records_json_books(json *j, const pricebook *before, const pricebook *after);

#endif
