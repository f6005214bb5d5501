/* SPDX-License-Identifier: Apache-2.0 */
/* CSV files as rows of text, each cell with its place. The command and the generators read their CSV files with it. */
#ifndef TOLL_IO_CSV_TABLE_H
#define TOLL_IO_CSV_TABLE_H

#include <stddef.h>

#include "text/input_file.h"

#define CSV_COLUMNS_MAX 512u /* cost reports of clouds have some 150 */

#define CSV_BYTES_MAX (256u << 20) /* usual limit of a file: 10^6 usage records with all meters are some 150 MiB */

/* A place in a data file; column 0: the whole line, line 0: the whole file. */
typedef struct toll__csv_place {
    const char *path;
    uint32_t line;
    uint32_t column; /* byte in the line, from 1 */
} toll__csv_place;

/* Row 0 is the header, rows 1 .. n_rows are the data. Every row has n_columns cells and one line. */
typedef struct toll__csv_table {
    const char *name; /* in messages; the caller's */
    size_t n_rows, n_columns;
    uint32_t header_line;
    toll__io_bytes file; /* its cells are ended by NUL where they stand */
    uint32_t *cells;     /* offsets in file.bytes, row by row */
} toll__csv_table;

/* Reads a file of at most `limit` bytes; "-" is standard input. `name` is its name in messages: "prices.csv". On failure
 * *csv is empty, and the message begins with the place:
 *     prices.csv:9:18: quote is not closed on its line
 *     prices.csv: line 3, byte 7: 0x00 is a NUL byte; the file is damaged or not text
 * TOLL_E_MISSING, TOLL_E_RANGE and TOLL_E_BUFFER as toll__io_read_file(); TOLL_E_SYNTAX: no text, or no CSV.
 * O(length), and 4 bytes a cell. */
toll_status toll__csv_read(const char *path, const char *name, uint64_t limit, toll__csv_table *csv, toll_error *err);

void toll__csv_release(toll__csv_table *csv);

/* The text of a cell, NUL-terminated. */
const char *toll__csv_text(const toll__csv_table *csv, size_t row, size_t column);

/* Where a cell stands; toll__csv_line(): its row. */
toll__csv_place toll__csv_place_of(const toll__csv_table *csv, size_t row, size_t column);
toll__csv_place toll__csv_line(const toll__csv_table *csv, size_t row);

/* Position of a column in the header; TOLL_E_MISSING: it is not there. */
toll_status toll__csv_find_column(const toll__csv_table *csv, const char *name, size_t *column, toll_error *err);

/* Fills err with "path:line:column: message: 'detail'" (NULL: no detail) and returns TOLL_E_SYNTAX. Of a long path the
 * end is shown, so that the message has room. */
toll_status toll__csv_fail(toll_error *err, toll__csv_place place, const char *message, const char *detail);

#endif
