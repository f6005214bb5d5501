/* SPDX-License-Identifier: Apache-2.0 */
/* toll catalog: price catalogs of others as rows, and how much a book covers. */
#include "catalog/catalog_commands.h"

int command_catalog(const catalog_request *r, const screen *s)
{
    if (r->action == CATALOG_COVERAGE) {
        return show_coverage(r, s);
    }
    return r->form == CATALOG_SKYPILOT ? import_instances(r, s) : import_prices(r, s);
}
