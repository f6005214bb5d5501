/* SPDX-License-Identifier: Apache-2.0 */
/* What an item of an invoice names: model, meter, tier. */
#ifndef TOLL_IO_STATEMENT_ITEM_H
#define TOLL_IO_STATEMENT_ITEM_H

#include "table/statement_file.h"

/* Fills meter, tier and model of a line from a text; what the text does not tell stays. meter 0: it names none. */
void toll__statement_read_item(const char *text, toll__statement_line *line);

/* The meter that words name; 0: none. */
uint32_t toll__statement_find_meter(const char *text);

#endif
