/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of a record's context (tier, region, attributes) as numbers that say all that a book's rows can ask. */
#ifndef TOLL_BOOK_CONTEXT_TEXT_H
#define TOLL_BOOK_CONTEXT_TEXT_H

#include "book/book_view.h"

/* Notes in the entries of its texts what a row does with them; entries: those of a book that is being written. */
void toll__context_text_note(toll__text_entry *entries, const toll__row *row);

/* The number of a text, see toll_book_intern(). */
uint64_t toll__context_text_id(const toll__texts *texts, const char *text, uint64_t length);

/* The same of a service tier, see toll_book_intern_tier(). */
uint64_t toll__context_text_tier(const toll__texts *texts, const char *text, uint64_t length);

/* Whether the text of a number begins (ends) with the pattern, a text of the book. */
int toll__context_text_begins(const toll__texts *texts, uint64_t id, uint32_t pattern);
int toll__context_text_ends(const toll__texts *texts, uint64_t id, uint32_t pattern);

/* The value of a text that is a number, 0 or more; returns 0 for any other. */
int toll__context_text_number(const toll__texts *texts, uint64_t id, toll_decimal *number);

/* The number of an unnamed text that is this decimal; 0: it has too many digits. For toll_bill_bound(). */
uint64_t toll__context_text_of_number(toll_decimal number);

/* The number of an unnamed text that begins and ends so; 0: not so. For toll_bill_bound(). */
uint64_t toll__context_text_of_pattern(uint32_t prefix, uint32_t suffix);

/* The text of a number where the book knows it, "" where it does not. */
void toll__context_text_get(const toll__texts *texts, uint64_t id, char text[TOLL__TEXT_BYTES]);

#endif
