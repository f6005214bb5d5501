/* SPDX-License-Identifier: Apache-2.0 */
/* Tariff rows (CSV) as they are named on the command line, and the book that they make. */
#ifndef TOLL_CLI_PRICE_ROWS_FILE_H
#define TOLL_CLI_PRICE_ROWS_FILE_H

#include <stdbool.h>

#include "table/tariff_file.h"

/* Whether a name on the command line means rows, not a book. */
bool is_rows_file(const char *path);

/* Reads a CSV file; false after a complaint with file, line and column. Free with toll__csv_release(). */
bool csv_file_read(const char *path, toll__csv_table *csv);

/* Adds the rows of a file; false after a complaint. */
bool rows_file_add(toll__tariff_rows *rows, const char *path);

/* The compiled book, free with free(); NULL after a complaint with file and line. */
void *rows_compile(const toll__tariff_rows *rows, uint64_t *size);

/* Complains with file and line of the row, where the error has one. */
void rows_complain(const toll__tariff_rows *rows, const toll_error *err);

#endif
