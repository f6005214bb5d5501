/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/facts_date.h"

#include "catalog/table/date_table.inc"

const char *toll__catalog_date(void)
{
    return catalog_date;
}
