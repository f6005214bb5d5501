/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of reports by vendor. */
#ifndef TOLL_IO_STATEMENT_COLUMNS_H
#define TOLL_IO_STATEMENT_COLUMNS_H

#include "table/statement_file.h"

typedef enum statement_column {
    STATEMENT_DATE,
    STATEMENT_MODEL,
    STATEMENT_ITEM,
    STATEMENT_METER,
    STATEMENT_QUANTITY,
    STATEMENT_UNIT,
    STATEMENT_AMOUNT,
    STATEMENT_CURRENCY,
    STATEMENT_TIER,
    STATEMENT_REGION,
    STATEMENT_KIND,
    STATEMENT_COLUMNS
} statement_column;

/* Where each column stands in a file; -1: it is not there. */
typedef struct toll__statement_place {
    const char *form, *provider, *currency; /* currency "": the file tells it */
    int at[STATEMENT_COLUMNS];
} toll__statement_place;

/* Tells the form by the header, then lays the user's map over it. */
toll_status toll__statement_find_columns(const toll__csv_table *csv, const toll__statement_map *maps, size_t n_maps,
                                         toll__statement_place *place, toll_error *err);

#endif
