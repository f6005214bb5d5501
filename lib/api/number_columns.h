/* SPDX-License-Identifier: Apache-2.0 */
/* What the columnar functions share: columns of plain numbers in, each checked like the field that it stands for; a
 * status a row out; the caller's error describes the first row that failed. */
#ifndef TOLL_API_NUMBER_COLUMNS_H
#define TOLL_API_NUMBER_COLUMNS_H

#include <stddef.h>

#include <toll/base.h>

#include "api/fields.h"
#include "api/guard.h"

#define TOLL__NUMBER_COLUMNS_MAX 3

/* One column: its argument's name, its numbers, and the field that limits them. */
typedef struct toll__number_column {
    const char *name;
    const double *values; /* NULL: absent, all 0; only where it is optional */
    int64_t offset;       /* of the field */
    int is_optional;
    toll__limits limits; /* from toll__number_columns_open() */
} toll__number_column;

typedef struct toll__number_columns {
    toll__number_column column[TOLL__NUMBER_COLUMNS_MAX];
    uint64_t count;
    int32_t *statuses; /* NULL: not asked for */
    toll_error *err;
    toll_status first; /* of the first row that failed; TOLL_OK so far */
} toll__number_columns;

/* Every column that is not optional must be there, unless there are no rows. */
toll_status toll__number_columns_check(const toll__number_columns *columns, toll_error *err);

/* Looks up the limits, as fields of this kind of struct. */
void toll__number_columns_open(toll__number_columns *columns, uint32_t kind);

/* One number; 0 of an absent column. */
static inline double toll__number_columns_at(const toll__number_columns *columns, int column, uint64_t row)
{
    const double *values = columns->column[column].values;
    return values == NULL ? 0 : values[row];
}

/* The numbers of one row against their limits. They are not handed over in an array: whoever copies two of them into a
 * struct would load at once what was stored one by one, and wait for store forwarding. */
static inline toll_status toll__number_columns_check_row(const toll__number_columns *columns, uint64_t row,
                                                         toll_error *err)
{
    for (int i = 0; i < TOLL__NUMBER_COLUMNS_MAX; i++) {
        double number = toll__number_columns_at(columns, i, row);
        toll_status status = toll__limits_check(columns->column[i].limits, number, (int64_t)row, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* Where a row reports: the caller's error until a row has failed, then nowhere. */
static inline toll_error *toll__number_columns_error(const toll__number_columns *columns)
{
    return columns->first == TOLL_OK ? columns->err : NULL;
}

/* Records the status of one row. */
static inline void toll__number_columns_close(toll__number_columns *columns, uint64_t row, toll_status status)
{
    if (columns->statuses != NULL)
        columns->statuses[row] = status;
    if (status != TOLL_OK && columns->first == TOLL_OK)
        columns->first = toll__done(status, columns->err);
}

#endif
