/* SPDX-License-Identifier: Apache-2.0 */
/* One row alone: which fields its kind has, which it needs, and their ranges. The writer and the reader of a book ask
 * the same, so that what rates a bill may rely on it. */
#ifndef TOLL_BOOK_ROW_RULES_H
#define TOLL_BOOK_ROW_RULES_H

#include "book/book_view.h"

/* index: of the row in the book, for the message. */
toll_status toll__row_check(const toll__book *book, const toll__row *row, uint32_t index, toll_error *err);

#endif
