/* SPDX-License-Identifier: Apache-2.0 */
/* The books that a command prices by: the reviewed one that is linked in, and full.book for names that it lacks; or the
 * one of --book alone. */
#ifndef TOLL_CLI_INPUT_PRICE_BOOKS_H
#define TOLL_CLI_INPUT_PRICE_BOOKS_H

#include <stdbool.h>

#include "input/book_search.h"
#include "input/price_book.h"

/* What is known of full.book. */
typedef enum full_book_state {
    FULL_NOT_SOUGHT,
    FULL_OPEN,
    FULL_ABSENT,      /* no place has it */
    FULL_BROKEN,      /* it is there and can't be used */
    FULL_SWITCHED_OFF /* --book, or TOLL_BOOK=built-in */
} full_book_state;

typedef struct price_books {
    pricebook own;  /* the built-in book, or that of --book: asked first */
    pricebook full; /* opened with the first name that `own` lacks */
    full_book_state state;
    bool is_read; /* all rows are needed, of full.book too */
    char path[BOOK_PATH_BYTES];
    toll_error fault; /* FULL_BROKEN */
} price_books;

/* What a name means, and by which book. */
typedef struct book_hit {
    toll_book_name name;
    const pricebook *book;
} book_hit;

/* Opens the first book, `path` or the built-in one (NULL), to find tariffs or with all its rows. Complains and returns
 * false where it can't. */
bool price_books_open(price_books *b, const char *path);
bool price_books_read(price_books *b, const char *path);
void price_books_close(price_books *b);

/* As pricebook_resolve(). full.book is asked where the first book does not know the name. What that one refuses, a name
 * that is retired or sold by several, full.book does not answer. Nor does a pattern of full.book answer for a provider
 * whose prices the first book has: there a pattern is a guess. A bare name that full.book has only of
 * others than its maker, whose prices the books have, is TOLL_E_AMBIGUOUS. TOLL_E_OBJECT, TOLL_E_RANGE, TOLL_E_MISSING of the field
 * "path": full.book can't be used.
 * hit->book is the one that answers; on failure the one whose refusal it is. */
toll_status price_books_resolve(price_books *b, const char *provider, const char *model, int64_t at_s, void *card,
                                book_hit *hit, toll_error *err);

/* The same in full.book alone, for who asks for it by name. */
toll_status price_books_resolve_full(price_books *b, const char *model, int64_t at_s, void *card, book_hit *hit,
                                     toll_error *err);

/* Names near to one in the book that has more of them; PRICEBOOK_NEAR. */
int price_books_suggest(price_books *b, const char *provider, const char *model, toll_book_candidate *near);

/* Whether the books have the name at any instant; else complains about the option, with the nearest name. */
bool price_books_knows(price_books *b, const char *option_name, const char *provider, const char *model, int64_t at_s);

/* How to get full.book, to be put behind a refusal of an unknown name; "" where it was asked, or is not wanted. */
const char *price_books_hint(const price_books *b);

#endif
