/* SPDX-License-Identifier: Apache-2.0 */
/* Tariffs of an opened book: the check that each card is preceded by, and the proof of the hash. */
#ifndef TOLL_BOOK_BOOK_VERIFY_H
#define TOLL_BOOK_BOOK_VERIFY_H

#include "book/book_view.h"

/* TOLL_E_OBJECT naming the tariff where its rows are damaged or break a rule. 0.5 us for four rows. */
toll_status toll__tariff_examine(const toll__book *book, uint32_t tariff, toll_error *err);

/* The same, and its hash. 2 us for four rows. */
toll_status toll__tariff_verify(const toll__book *book, uint32_t tariff, toll_error *err);

/* Everything: what toll__book_open() checks, the texts, every tariff, and the hash of the whole. */
toll_status toll__book_verify(const void *memory, uint64_t size, toll_error *err);

#endif
