/* SPDX-License-Identifier: Apache-2.0 */
/* Negotiated terms laid over the tariffs of a book. */
#ifndef TOLL_BOOK_OVERLAY_H
#define TOLL_BOOK_OVERLAY_H

#include "book/book_view.h"

/* Whether a clause of an overlay (op and text) takes a clause of the book: a name takes that very name, dated or not, a
 * dated name its snapshots as well, and a pattern every name that it matches. A prefix takes longer prefixes, too. */
int toll__overlay_takes(uint32_t op, const char *text, uint32_t base_op, const char *base_text);

/* Row after the last of a tariff's own prices and quantities: where its first rule or multiplier is, or its end. */
uint32_t toll__overlay_middle(const toll__row *rows, uint32_t n_rows);

#endif
