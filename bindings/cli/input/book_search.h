/* SPDX-License-Identifier: Apache-2.0 */
/* Where full.book lies: the price book with everything that the importers know. */
#ifndef TOLL_CLI_INPUT_BOOK_SEARCH_H
#define TOLL_CLI_INPUT_BOOK_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#define BOOK_PATH_BYTES 1024

/* What a search found. */
typedef enum book_search_result { BOOK_IS_ABSENT, BOOK_IS_THERE, BOOK_IS_SWITCHED_OFF } book_search_result;

/* The first file there is, in the order of book_search.c. A file that is there but is no good is found as well: whoever
 * opens it says what is wrong with it. */
book_search_result book_search(char *path, size_t size);

/* TOLL_BOOK where it names another file than the one that was found before it, so that it is not read; else NULL. */
const char *book_search_passed_over(const char *found);

#endif
