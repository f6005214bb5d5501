/* SPDX-License-Identifier: Apache-2.0 */
/* The book of an engine: built-in, or a file read whole.
 *
 * A session has one book. What a query costs must not depend on which of two books knows a name, since an engine has no
 * place for a remark. */
#include "sql/sql_face.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOOK_BYTES_MAX (256L * 1024 * 1024)

static toll_status measure_file(FILE *file, const char *path, long *size, toll_error *err)
{
    *size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (*size < 0 || fseek(file, 0, SEEK_SET) != 0) {
        return sql_fail(err, TOLL_E_MISSING, "TOLL_SQL_BOOK", "%.120s can't be read", path);
    }
    if (*size == 0 || *size > BOOK_BYTES_MAX) {
        return sql_fail(err, TOLL_E_RANGE, "TOLL_SQL_BOOK", "%.100s: size must be 1 .. %ld bytes, found %ld", path,
                        BOOK_BYTES_MAX, *size);
    }
    return TOLL_OK;
}

/* Reads an open file into memory that the book owns. */
static toll_status read_whole(FILE *file, const char *path, sql_book *book, toll_error *err)
{
    long size;
    toll_status status = measure_file(file, path, &size, err);
    if (status != TOLL_OK) {
        return status;
    }
    book->owned = malloc((size_t)size);
    if (book->owned == NULL) {
        return sql_fail(err, TOLL_E_BUFFER, "TOLL_SQL_BOOK", "no memory for the %ld bytes of %.100s", size, path);
    }
    book->bytes = book->owned;
    book->size = (uint64_t)size;
    if (fread(book->owned, 1, (size_t)size, file) != (size_t)size) {
        return sql_fail(err, TOLL_E_MISSING, "TOLL_SQL_BOOK", "%.120s can't be read to its end", path);
    }
    return TOLL_OK;
}

static toll_status read_book(const char *path, sql_book *book, toll_error *err)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return sql_fail(err, TOLL_E_MISSING, "TOLL_SQL_BOOK", "no book is at %.120s", path);
    }
    toll_status status = read_whole(file, path, book, err);
    fclose(file);
    if (status != TOLL_OK) {
        return status;
    }
    return toll_book_open(book->bytes, book->size, err);
}

static toll_status fill_book(const char *path, sql_book *book, toll_error *err)
{
    snprintf(book->source, sizeof book->source, "%s", path == NULL ? "built-in" : path);
    if (path == NULL) {
        book->bytes = toll_book_get_public(&book->size);
    }
    toll_status status = path == NULL ? TOLL_OK : read_book(path, book, err);
    if (status != TOLL_OK) {
        return status;
    }
    return toll_book_get_hash(book->bytes, book->size, book->hash, sizeof book->hash, err);
}

toll_status sql_book_open_file(sql_book *book, const char *path, toll_error *err)
{
    memset(book, 0, sizeof *book);
    toll_status status = fill_book(path, book, err);
    if (status != TOLL_OK) {
        sql_book_close(book);
    }
    return status;
}

toll_status sql_book_open(sql_book *book, toll_error *err)
{
    const char *path = getenv("TOLL_SQL_BOOK");
    return sql_book_open_file(book, path != NULL && path[0] != 0 ? path : NULL, err);
}

void sql_book_close(sql_book *book)
{
    free(book->owned);
    memset(book, 0, sizeof *book);
}

void sql_version_text(const sql_book *book, char *text, size_t capacity)
{
    snprintf(text, capacity, "libtoll %s, book %s, sha256 %s", toll_version_string(), book->source, book->hash);
}
