/* SPDX-License-Identifier: Apache-2.0 */
/* Rows together: what makes a tariff of them. One pass over the book's rows with a fixed state. */
#ifndef TOLL_BOOK_TARIFF_RULES_H
#define TOLL_BOOK_TARIFF_RULES_H

#include "book/book_view.h"

/* Every row by itself (toll__row_check()) and every tariff as a whole. Reads rows and texts of the book, no index. */
toll_status toll__tariffs_check(const toll__book *book, toll_error *err);

/* The same of one tariff alone: what follows from other tariffs is the index's part. */
toll_status toll__tariff_check(const toll__book *book, uint32_t tariff, toll_error *err);

#endif
