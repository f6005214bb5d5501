/* SPDX-License-Identifier: Apache-2.0 */
/* The command of imported catalogs. */
#ifndef TOLL_CLI_CATALOG_COMMANDS_H
#define TOLL_CLI_CATALOG_COMMANDS_H

#include "input/catalog_request.h"
#include "output/screen.h"

int command_catalog(const catalog_request *r, const screen *s);

/* toll catalog import: prices, or instances of the form skypilot. */
int import_prices(const catalog_request *r, const screen *s);
int import_instances(const catalog_request *r, const screen *s);

/* toll catalog coverage: how much a book knows. */
int show_coverage(const catalog_request *r, const screen *s);

#endif
