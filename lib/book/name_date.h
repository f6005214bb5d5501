/* SPDX-License-Identifier: Apache-2.0 */
/* Dates at the end of model names, and dates as text. */
#ifndef TOLL_BOOK_NAME_DATE_H
#define TOLL_BOOK_NAME_DATE_H

#include <stdint.h>

/* Length of a name without its date or its word for the latest snapshot; 0 when it has none. *rule:
 * TOLL_NAME_DATE_SUFFIX or TOLL_NAME_LATEST. */
uint64_t toll__date_family(const char *name, uint64_t length, uint32_t *rule);

/* "2026-07-24" and a NUL, of an instant; years beyond 0 .. 9999 are cut to their ends. */
void toll__date_text(int64_t at_s, char text[11]);

#endif
