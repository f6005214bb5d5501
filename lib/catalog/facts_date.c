/* SPDX-License-Identifier: Apache-2.0 */
/* The generated date, apart from the tables so that a new date compiles one small file. */
#include "catalog/facts_date.h"

#include "catalog/table/date_table.inc"

const char *toll__catalog_date(void)
{
    return catalog_date;
}
