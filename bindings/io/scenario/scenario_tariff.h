/* SPDX-License-Identifier: Apache-2.0 */
/* Tariffs for the prices of a scenario: from the built-in book, from a book file, or by the host's search. */
#ifndef TOLL_IO_SCENARIO_TARIFF_H
#define TOLL_IO_SCENARIO_TARIFF_H

#include <toll/bill.h>
#include <toll/book.h>

#include "scenario/scenario_reader.h"
#include "text/input_file.h"

typedef struct scenario_tariff {
    const void *book;
    uint64_t book_size;
    uint64_t card[TOLL_BILL_CARD_WORDS];
    toll_book_name found;
    int64_t at_s;
    char book_name[32];  /* of a book file or the host's; "": the built-in one */
    toll__io_bytes file; /* of a book file */
} scenario_tariff;

/* Fills all but at_s, which is given; book "": the built-in one, or the host's choice. A mistake sticks.
 * toll__scenario_release_tariff() in all cases. */
void toll__scenario_find_tariff(scenario_reader *r, scenario_word model, scenario_word book, scenario_tariff *t);
void toll__scenario_release_tariff(scenario_tariff *t);

#endif
