/* SPDX-License-Identifier: Apache-2.0 */
/* Tariff rows from files, compiled to a book. What the library says of a row is said of its file and line. */
#include "price/rows_file.h"

#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/file_input.h"
#include "output/give_up.h"
#include "price/close_versions.h"

bool is_rows_file(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".csv") == 0;
}

bool csv_file_read(const char *path, toll__csv_table *csv)
{
    toll_error err;
    if (toll__csv_read(path, path, input_limit(CSV_BYTES_MAX), csv, &err) == TOLL_OK) {
        return true;
    }
    complain_place(&err);
    return false;
}

bool rows_file_add(toll__tariff_rows *rows, const char *path)
{
    toll__csv_table csv;
    toll_error err;
    if (!csv_file_read(path, &csv)) {
        return false;
    }
    bool is_added = toll__tariff_rows_add(rows, &csv, &err) == TOLL_OK;
    toll__csv_release(&csv);
    if (!is_added) {
        complain_place(&err);
    }
    return is_added;
}

void rows_complain(const toll__tariff_rows *rows, const toll_error *err)
{
    if (err->row < 0 || (uint64_t)err->row >= rows->n_rows) {
        complain_error(err);
        return;
    }
    complain("%s:%u: %s", rows->places[err->row].path, rows->places[err->row].line, err->message);
}

void *rows_compile(const toll__tariff_rows *rows, uint64_t *size)
{
    toll_error err;
    if (!versions_apart(rows)) { /* the library says the same, by rows instead of lines */
        return NULL;
    }
    uint64_t capacity = toll_book_size(rows->n_rows);
    void *bytes = claim(capacity, 1);
    if (toll_book_compile(rows->rows, rows->n_rows, sizeof *rows->rows, bytes, capacity, size, &err) == TOLL_OK) {
        return bytes;
    }
    rows_complain(rows, &err);
    free(bytes);
    return NULL;
}
