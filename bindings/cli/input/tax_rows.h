/* SPDX-License-Identifier: Apache-2.0 */
/* Taxes on bills: rows of the user's file. They become lines of their own and are never part of a cost. */
#ifndef TOLL_CLI_INPUT_TAX_ROWS_H
#define TOLL_CLI_INPUT_TAX_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <toll.h>

typedef struct tax_row {
    char name[64];           /* "VAT" */
    char percent[32];        /* as the file has it: "19" */
    toll_decimal factor;     /* 0.19 */
    char country[16];        /* "": any */
    char account[96];        /* "": any */
    int64_t from_s, until_s; /* of the usage; INT64_MIN, INT64_MAX: no limit */
    uint32_t line;
} tax_row;

typedef struct tax_rows {
    const char *path; /* NULL: no file */
    tax_row *rows;    /* in the order of the file */
    size_t n_rows;
} tax_rows;

/* Reads name,rate_percent[,country][,account][,from][,until]; `country` is that of the accounts, "": not told. Complains
 * with the place of a mistake and returns false: two rows of a name that hold for the same usage, or a row with a country
 * where none is told. Free in both cases. */
bool tax_rows_read(tax_rows *t, const char *path, const char *country);
void tax_rows_free(tax_rows *t);

/* Whether a tax holds for usage of this account and instant. */
bool tax_row_holds(const tax_row *row, const char *country, const char *account, int64_t at_s);

#endif
