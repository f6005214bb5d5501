/* SPDX-License-Identifier: Apache-2.0 */
/* Tariff files (CSV) as rows of a price book. */
#ifndef TOLL_IO_TARIFF_FILE_H
#define TOLL_IO_TARIFF_FILE_H

#include <stddef.h>

#include <toll/book.h>

#include "table/csv_table.h"

/* Rows of one or several files. Zero before the first one. */
typedef struct toll__tariff_rows {
    toll_bill_row *rows;
    toll__csv_place *places; /* of each row */
    size_t n_rows;
} toll__tariff_rows;

/* Adds the rows of one file, whose name must outlive them. The message of a failure begins with file, line and column of
 * the first cell that can't be read; *tariffs is then as it was. */
toll_status toll__tariff_rows_add(toll__tariff_rows *tariffs, const toll__csv_table *csv, toll_error *err);

void toll__tariff_rows_release(toll__tariff_rows *tariffs);

#endif
