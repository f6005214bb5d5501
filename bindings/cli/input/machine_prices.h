/* SPDX-License-Identifier: Apache-2.0 */
/* Prices of machines: those of the catalog, and those of --instances FILE, which come first. */
#ifndef TOLL_CLI_INPUT_MACHINE_PRICES_H
#define TOLL_CLI_INPUT_MACHINE_PRICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <toll.h>

#include "table/instance_file.h"

struct args; /* the raw options: known in input/ and main.c alone */

/* One machine with its prices. */
typedef struct machine_price {
    toll_catalog_instance row;
    bool is_own;              /* of the user's file */
    bool is_as_of_unverified; /* its date is not checked at a source */
} machine_price;

/* The user's own prices; release with own_prices_release(), also when reading failed. */
typedef struct own_prices {
    const char *path; /* as it is shown: "standard input"; NULL: no file, the catalog alone */
    toll__instance_file file;
} own_prices;

/* Machines with one accelerator, in the order of their ids; free rows. */
typedef struct machine_list {
    machine_price *rows;
    size_t count;
    bool is_own;     /* all are of the user's file */
    size_t replaced; /* with is_own: rows of the catalog for this accelerator, which are not there */
} machine_list;

/* --instances; complains and returns false where the file has one bad row. */
bool own_prices_read(own_prices *own, const struct args *a);
void own_prices_release(own_prices *own);

/* The rows of the file for an accelerator; those of the catalog where the file has none, which becomes a note. */
machine_list machine_list_find(const own_prices *own, const char *hw_id);

/* A machine by its id, or by its instance type where that is one machine: in the file, then in the catalog, which becomes
 * a note. Complains and returns false where there is none. */
bool machine_find(const own_prices *own, const char *name, machine_price *found);

/* Where a price is from, for a sentence: the path of the file, or "the catalog". */
const char *machine_origin(const own_prices *own, bool is_own);

#endif
