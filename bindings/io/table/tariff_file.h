/* SPDX-License-Identifier: Apache-2.0 */
/* Tariff files (CSV) as rows of a price book. Stops with file, line and column at the first cell that it can't read. */
#ifndef TOLL_IO_TARIFF_FILE_H
#define TOLL_IO_TARIFF_FILE_H

#include <stddef.h>

#include <toll/book.h>

#include "table/csv_table.h"

typedef struct tariff_files {
    toll_bill_row *rows;
    csv_place *places; /* of each row */
    size_t n_rows;
} tariff_files;

/* Adds the rows of one file. */
void tariff_file_add(tariff_files *tariffs, const csv_table *csv);

#endif
