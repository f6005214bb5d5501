/* SPDX-License-Identifier: Apache-2.0 */
/* Reads rows from columns of numbers and keeps their statuses: see columns.h. */
#include "api/columns.h"

#include "base/fault.h"

toll_status toll__columns_check(const toll__columns *columns, toll_error *err)
{
    if (columns->count == 0)
        return TOLL_OK;
    for (int i = 0; i < TOLL__COLUMNS_MAX; i++)
        if (columns->column[i].values == NULL && !columns->column[i].is_optional)
            return toll__fail_null(err, columns->column[i].name);
    return TOLL_OK;
}

void toll__columns_open(toll__columns *columns, uint32_t kind)
{
    for (int i = 0; i < TOLL__COLUMNS_MAX; i++)
        columns->column[i].limits = toll__fields_limits(kind, columns->column[i].offset);
}
