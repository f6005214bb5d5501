/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a price book in words. */
#ifndef TOLL_CLI_PRICE_BOOK_TEXT_H
#define TOLL_CLI_PRICE_BOOK_TEXT_H

#include "input/instant.h"
#include "input/price_book.h"

/* "2026-08-21T09:30:00Z", "any date", "further notice"; the text may lie in *shown. */
const char *book_time_text(int64_t at_s, instant *shown);

/* What a row says, without its kind. */
void book_row_describe(const toll_bill_row *row, char *text, size_t size);

/* "price", "when_count". */
const char *book_row_word(uint32_t kind);

/* Row after the last of the tariff that begins at `first`. */
int64_t book_tariff_end(const pricebook *b, int64_t first);

#endif
