/* SPDX-License-Identifier: Apache-2.0 */
/* Checks the rows of a book's calendar together. */
#ifndef TOLL_BOOK_CALENDAR_RULES_H
#define TOLL_BOOK_CALENDAR_RULES_H

#include "book/book_view.h"

/* For a book that is being written: every list of holidays says where it is complete, and no zone has two rules at
 * once. The rows themselves have been checked. */
toll_status toll__calendar_rows_check(const toll__book *book, toll_error *err);

#endif
