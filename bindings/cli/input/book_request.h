/* SPDX-License-Identifier: Apache-2.0 */
/* What toll book is asked. */
#ifndef TOLL_CLI_INPUT_BOOK_REQUEST_H
#define TOLL_CLI_INPUT_BOOK_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "input/fact_ages.h"
#include "input/output_request.h"

#define BOOK_ROWS_MAX 16 /* files of rows that make one book */

typedef enum book_action {
    BOOK_HASH,
    BOOK_SHOW,
    BOOK_BUILD,
    BOOK_LINT,
    BOOK_VERIFY,
    BOOK_DIFF,
    BOOK_FIND,
    BOOK_AGE
} book_action;

/* What a request has no use for is NULL. A book is a file; NULL: the built-in one. */
typedef struct book_request {
    book_action action;
    int trouble;      /* exit code when it can't be answered */
    const char *book; /* BOOK_HASH, BOOK_SHOW */
    const char *name; /* BOOK_SHOW: of a model; NULL: list all */
    const char *names[BOOK_ROWS_MAX];
    int n_names;          /* BOOK_FIND: names, or "-" */
    const char *provider; /* BOOK_FIND: of every name; "": not known */
    int64_t at_s;         /* BOOK_FIND */
    const char *rows[BOOK_ROWS_MAX];
    int n_rows; /* BOOK_BUILD: files of rows */
    const char *out, *over;
    const char *file;           /* BOOK_LINT: rows or a book; BOOK_VERIFY, BOOK_AGE: a book, or "built-in" */
    fact_ages ages;             /* BOOK_AGE */
    const char *before, *after; /* BOOK_DIFF: books, rows, or "built-in" */
    const char *records;        /* BOOK_DIFF: usage to bill by both; NULL: compare rows */
    bool is_vocabulary;         /* BOOK_SHOW: the words of its tariffs, not the tariffs */
    output_request output;
} book_request;

/* Complains and returns false on a mistake; the exit code is r->trouble. */
bool book_request_read(book_request *r, const struct args *a);

#endif
