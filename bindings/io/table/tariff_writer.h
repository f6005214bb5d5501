/* SPDX-License-Identifier: Apache-2.0 */
/* Tariff rows as a CSV file, in the form that tariff_file.h reads. */
#ifndef TOLL_IO_TARIFF_WRITER_H
#define TOLL_IO_TARIFF_WRITER_H

#include <stddef.h>
#include <stdio.h>

#include <toll/book.h>

/* Writes the header and one line a row. A column that is empty everywhere is left out, and a source that is that of the
 * row before is written as "^". TOLL_E_UNSUPPORTED: a row of a kind or op that has no word; nothing has been written.
 * Whether the stream took all of it, its owner asks. */
toll_status toll__tariff_write(FILE *out, const toll_bill_row *rows, size_t n_rows, toll_error *err);

#endif
