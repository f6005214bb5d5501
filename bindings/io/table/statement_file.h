/* SPDX-License-Identifier: Apache-2.0 */
/* Invoices and cost reports of vendors, CSV, as lines of one form: day, model, meter, tier, region, quantity, amount. */
#ifndef TOLL_IO_STATEMENT_FILE_H
#define TOLL_IO_STATEMENT_FILE_H

#include <toll.h>

#include "table/csv_table.h"

#define STATEMENT_TEXT 160
#define STATEMENT_MAPS 16

/* What a line is for. */
#define STATEMENT_USAGE    1 /* usage of a meter, or of a model over all meters */
#define STATEMENT_TAX      2
#define STATEMENT_DISCOUNT 3 /* a discount, credit or refund */
#define STATEMENT_ROUNDING 4
#define STATEMENT_UNKNOWN  5 /* neither usage of a known meter nor one of those */

typedef struct toll__statement_line {
    uint32_t line; /* of the file */
    uint32_t kind; /* STATEMENT_* */
    uint32_t meter;
    int has_quantity;
    int64_t quantity; /* base units of the meter */
    toll_amount amount;
    char day[16]; /* yyyy-mm-dd; empty: not told */
    char model[STATEMENT_TEXT];
    char tier[24], region[48], currency[16];
    char item[STATEMENT_TEXT]; /* as the vendor calls it */
} toll__statement_line;

typedef struct toll__statement {
    const char *form;     /* "openai", "anthropic", "aws", "focus", "azure", "gcp", "own" */
    const char *provider; /* in the words of price books; "": any */
    toll__statement_line *lines;
    size_t n_lines;
    int32_t digits; /* after the point of the amounts, at most STATEMENT_DIGITS */
    toll__csv_table csv;
} toll__statement;

/* Reports that sum doubles are exact to this many digits: a double of 10^5 is known to 1.5 * 10^-11. */
#define STATEMENT_DIGITS 10

/* A column of the user's own: TARGET=COLUMN; targets: date model item meter quantity unit amount currency tier region
 * kind. */
typedef struct toll__statement_map {
    const char *target, *column;
    size_t target_length, column_length;
} toll__statement_map;

/* Reads a report. The form is told by its columns, or is "own" where the user maps them. TOLL_E_MISSING: no file, or no
 * form has these columns; TOLL_E_SYNTAX: no CSV, a date or an amount that is none; TOLL_E_UNKNOWN_ID: a target or column
 * of the map; messages begin with the place. Release it also after a failure. */
toll_status toll__statement_read(const char *path, uint64_t limit, const toll__statement_map *maps, size_t n_maps,
                                 toll__statement *statement, toll_error *err);
void toll__statement_release(toll__statement *statement);

#endif
