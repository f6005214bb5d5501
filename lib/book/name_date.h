/* SPDX-License-Identifier: Apache-2.0 */
/* Dates at the end of model names, and dates as text. */
#ifndef TOLL_BOOK_NAME_DATE_H
#define TOLL_BOOK_NAME_DATE_H

#include <stdint.h>

#include "book/book_view.h"

/* Length of a name without its date or its word for the latest snapshot; 0 when it has none. *rule:
 * TOLL_NAME_DATE_SUFFIX or TOLL_NAME_LATEST. */
uint64_t toll__date_family(const char *name, uint64_t length, uint32_t *rule);

/* The name with the same date in the other form, "gpt-5.2-20251211" as "gpt-5.2-2025-12-11"; its length, 0: no date, or
 * no room in a text of a book. */
uint64_t toll__date_other(const char *name, uint64_t length, char other[TOLL__TEXT_BYTES]);

/* "2026-07-24" and a NUL, of an instant; years beyond 0 .. 9999 are cut to their ends. */
void toll__date_text(int64_t at_s, char text[11]);

#endif
