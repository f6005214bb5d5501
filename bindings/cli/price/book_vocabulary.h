/* SPDX-License-Identifier: Apache-2.0 */
/* toll book show --vocabulary: the words that a book's tariffs know, by provider. */
#ifndef TOLL_CLI_PRICE_BOOK_VOCABULARY_H
#define TOLL_CLI_PRICE_BOOK_VOCABULARY_H

#include <stdbool.h>

#include "input/price_book.h"
#include "output/screen.h"

/* Meters with a price, service tiers, regions, attributes with their values, counters; returns the exit code. */
int book_vocabulary(const pricebook *b, bool is_json, const screen *s);

#endif
