/* SPDX-License-Identifier: Apache-2.0 */
/* What toll_book_resolve() said of a name, for people and for programs. */
#ifndef TOLL_CLI_PRICE_BOOK_NAME_H
#define TOLL_CLI_PRICE_BOOK_NAME_H

#include <toll.h>

#include "output/json_out.h"
#include "output/screen.h"

/* "ends 2026-12-11", "retired 2026-07-24; gpt-y is recommended", "served by grok-4.3"; "" where nothing ends. */
void book_name_end(const toll_book_name *name, char *text, size_t size);

/* Lines of a quote: how the name was matched where it is not the book's, and its end. */
void book_name_remarks(const toll_book_name *name, const screen *s);

/* Members: matched_by, region, variant, retired, is_retired, replacement, redirected_to. */
void book_name_json(json *j, const toll_book_name *name);

#endif
