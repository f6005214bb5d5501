/* SPDX-License-Identifier: Apache-2.0 */
/* Reads rows from columns of numbers and keeps their statuses: see number_columns.h. */
#include "api/number_columns.h"

#include "base/fault.h"

toll_status toll__number_columns_check(const toll__number_columns *columns, toll_error *err)
{
    if (columns->count == 0)
        return TOLL_OK;
    for (int i = 0; i < TOLL__NUMBER_COLUMNS_MAX; i++)
        if (columns->column[i].values == NULL && !columns->column[i].is_optional)
            return toll__fail_null(err, columns->column[i].name);
    return TOLL_OK;
}

void toll__number_columns_open(toll__number_columns *columns, uint32_t kind)
{
    for (int i = 0; i < TOLL__NUMBER_COLUMNS_MAX; i++)
        columns->column[i].limits = toll__fields_limits(kind, columns->column[i].offset);
}
