/* SPDX-License-Identifier: Apache-2.0 */
/* toll catalog import --from skypilot: instances of cloud catalogs. */
#include "catalog/catalog_commands.h"
#include "input/complain.h"

int import_instances(const catalog_request *r, const screen *s)
{
    (void)s;
    return complain("%s", r->files[0]);
}
