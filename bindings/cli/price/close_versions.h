/* SPDX-License-Identifier: Apache-2.0 */
/* Versions of one SKU and layer: which overlap, and which open ones end where newer ones begin. */
#ifndef TOLL_CLI_PRICE_CLOSE_VERSIONS_H
#define TOLL_CLI_PRICE_CLOSE_VERSIONS_H

#include <stdbool.h>

#include "input/price_book.h"
#include "table/tariff_file.h"

/* A version of the base that ends now. */
typedef struct closing {
    int64_t base_row; /* its first row */
    int64_t ends_s;   /* where the newer one begins */
    int64_t own_row;  /* first row of the newer one */
    int64_t gap_s;    /* from then on nothing prices the SKU; TOLL_TIME_MAX: the newer ones have no end */
} closing;

typedef struct closings {
    closing *list;
    int count;
} closings;

/* False after a complaint about two versions among the rows that overlap. */
bool versions_apart(const toll__tariff_rows *rows);

/* Ends every open version of the base inside of which a version among the rows begins: base->rows are changed. False
 * after a complaint, where they overlap in another way. Free with closings_release(). */
bool versions_close(const toll__tariff_rows *rows, pricebook *base, closings *made);

/* What closing number `index` did, in one line. */
void closing_describe(const closings *made, int index, const toll__tariff_rows *rows, const pricebook *base, char *text,
                      size_t size);

void closings_release(closings *made);

#endif
