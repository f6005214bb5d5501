/* SPDX-License-Identifier: Apache-2.0 */
/* A price book, the built-in one or one in a file, and its rows: those of a tariff that was found, or all. */
#ifndef TOLL_CLI_INPUT_PRICE_BOOK_H
#define TOLL_CLI_INPUT_PRICE_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <toll.h>

#include "input/book_map.h"

typedef struct pricebook {
    const char *name; /* "built-in", or the file */
    const void *bytes;
    uint64_t size;
    char hash[72];
    toll_bill_row
        *rows;      /* of a book opened to be read: all; else those of the tariffs that pricebook_resolve() found */
    int64_t n_rows; /* of the book */
    void *owned;    /* memory of a file's book; NULL: built in, or mapped */
    book_map map;
} pricebook;

/* Opens a book to find tariffs in it; path NULL or "built-in": the built-in book. Complains and returns false when there
 * is none, or its index is damaged. */
bool pricebook_open(pricebook *b, const char *path);

/* The same for a file that nobody named on the command line: it is mapped, and what is wrong with it goes to *err, with
 * the path. Its name is `path`, which must last. */
toll_status pricebook_map(pricebook *b, const char *path, toll_error *err);

/* Puts "PATH is no price book: " before the reason, or the end of a long path. */
void pricebook_put_path(const char *path, toll_error *err);

/* Reads all rows of a book that is open, and verifies it first where it comes from a file. The reason lacks the path. */
toll_status pricebook_read_rows(pricebook *b, toll_error *err);

/* Opens a book to read all its rows: the whole is verified, its hash too. */
bool pricebook_read(pricebook *b, const char *path);

/* A book in memory that is freed with it, with all its rows. */
bool pricebook_take(pricebook *b, const char *name, void *bytes, uint64_t size);

void pricebook_close(pricebook *b);

#define PRICEBOOK_NEAR 8

/* What a name means in the book, by rule; provider "": any. card NULL, or toll_bill_card_size() bytes.
 * The rows of the tariff are in b->rows afterwards. */
toll_status pricebook_resolve(const pricebook *b, const char *provider, const char *model, int64_t at_s, void *card,
                              toll_book_name *found, toll_error *err);

/* Fills PRICEBOOK_NEAR names that are near to one, best first; returns how many there are. */
int pricebook_suggest(const pricebook *b, const char *provider, const char *model, toll_book_candidate *near);

/* The service tiers that the tariff at this row sells, in the order of its rows: "standard, batch, flex". */
void pricebook_tiers(const pricebook *b, int64_t tariff, char *text, size_t size);

#endif
