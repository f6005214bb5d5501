/* SPDX-License-Identifier: Apache-2.0 */
/* toll book: price books, read and compiled. */
#include <stdio.h>

#include "input/exit_codes.h"
#include "price/book_ages.h"
#include "price/book_answer.h"
#include "price/book_diff.h"
#include "price/book_find.h"
#include "price/book_show.h"
#include "price/book_vocabulary.h"
#include "price/build_book.h"
#include "price/lint_book.h"
#include "price/price_commands.h"
#include "price/verify_book.h"

static int put_hash(bool is_json, const pricebook *b)
{
    if (is_json) {
        json j;
        book_answer_start(&j, "book hash", b->name, b->hash, toll_book_count(b->bytes, b->size));
        json_close(&j);
    } else {
        printf("%s\n", b->hash);
    }
    return EXIT_FINE;
}

static int answer_of_book(const book_request *r, const screen *s)
{
    price_books books;
    if (!price_books_read(&books, r->book)) {
        return EXIT_BAD_INPUT;
    }
    int code = r->action == BOOK_HASH ? put_hash(r->output.is_json, &books.own)
               : r->is_vocabulary     ? book_vocabulary(&books.own, r->output.is_json, s)
                                      : book_show(r, s, &books);
    price_books_close(&books);
    return code;
}

int command_book(const book_request *r, const screen *s)
{
    switch (r->action) {
    case BOOK_BUILD:
        return build_book(r);
    case BOOK_LINT:
        return lint_book(r);
    case BOOK_DIFF:
        return book_diff(r, s);
    case BOOK_VERIFY:
        return verify_book(r);
    case BOOK_AGE:
        return book_ages(r, s);
    case BOOK_FIND:
        return book_find(r, s);
    default:
        return answer_of_book(r, s);
    }
}
