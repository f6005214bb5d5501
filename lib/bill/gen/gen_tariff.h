/* SPDX-License-Identifier: Apache-2.0 */
/* Tariff files to rows. Stops with file, line and column at the first cell that it can't read. */
#ifndef TOLL_GEN_TARIFF_H
#define TOLL_GEN_TARIFF_H

#include <stddef.h>

#include <toll/bill.h>

#include "catalog/gen/gen_csv.h"

typedef struct gen_tariffs {
    toll_bill_row *rows;
    gen_place *places; /* of each row */
    size_t n_rows;
} gen_tariffs;

/* Adds the rows of one file. */
void gen_tariff_add(gen_tariffs *tariffs, const gen_csv *csv);

#endif
