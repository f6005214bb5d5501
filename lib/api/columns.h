/* SPDX-License-Identifier: Apache-2.0 */
/* What the columnar functions share: columns of plain numbers in, each checked like the field that it stands for; a
 * status a row out; the caller's error describes the first row that failed. */
#ifndef TOLL_API_COLUMNS_H
#define TOLL_API_COLUMNS_H

#include <stddef.h>

#include <toll/base.h>

#include "api/fields.h"
#include "api/guard.h"

#define TOLL__COLUMNS_MAX 3

/* One column: its argument's name, its numbers, and the field that limits them. */
typedef struct toll__number_column {
    const char *name;
    const double *values; /* NULL: absent, all 0; only where it is optional */
    int64_t offset;       /* of the field */
    int is_optional;
    toll__limits limits; /* from toll__columns_open() */
} toll__number_column;

typedef struct toll__columns {
    toll__number_column column[TOLL__COLUMNS_MAX];
    uint64_t count;
    int32_t *statuses; /* NULL: not asked for */
    toll_error *err;
    toll_status first; /* of the first row that failed; TOLL_OK so far */
} toll__columns;

/* Every column that is not optional must be there, unless there are no rows. */
toll_status toll__columns_check(const toll__columns *columns, toll_error *err);

/* Looks up the limits, as fields of this kind of struct. */
void toll__columns_open(toll__columns *columns, uint32_t kind);

/* One number; 0 of an absent column. */
static inline double toll__columns_number(const toll__columns *columns, int column, uint64_t row)
{
    const double *values = columns->column[column].values;
    return values == NULL ? 0 : values[row];
}

/* The numbers of one row against their limits. They are not handed over in an array: whoever copies two of them into a
 * struct would load at once what was stored one by one, and wait for store forwarding. */
static inline toll_status toll__columns_check_row(const toll__columns *columns, uint64_t row, toll_error *err)
{
    for (int i = 0; i < TOLL__COLUMNS_MAX; i++) {
        double number = toll__columns_number(columns, i, row);
        toll_status status = toll__limits_check(columns->column[i].limits, number, (int64_t)row, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* Where a row reports: the caller's error until a row has failed, then nowhere. */
static inline toll_error *toll__columns_error(const toll__columns *columns)
{
    return columns->first == TOLL_OK ? columns->err : NULL;
}

/* Records the status of one row. */
static inline void toll__columns_close(toll__columns *columns, uint64_t row, toll_status status)
{
    if (columns->statuses != NULL)
        columns->statuses[row] = status;
    if (status != TOLL_OK && columns->first == TOLL_OK)
        columns->first = toll__done(status, columns->err);
}

#endif
