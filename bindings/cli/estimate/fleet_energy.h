/* SPDX-License-Identifier: Apache-2.0 */
/* Power, energy and emissions of a fleet under load, at the boundaries of accelerators, whole systems and facility. */
#ifndef TOLL_CLI_ESTIMATE_FLEET_ENERGY_H
#define TOLL_CLI_ESTIMATE_FLEET_ENERGY_H

#include <stdbool.h>

#include <toll.h>

#include "output/json_out.h"
#include "output/table.h"

typedef struct wattage {
    bool is_known; /* the accelerators' power is */
    toll_serve_energy energy;
} wattage;

/* Complains and returns false when the site is refused; unknown power is no mistake. */
bool wattage_find(const toll_serve_result *result, const toll_serve_site *site, wattage *found);

/* Member "energy" of the open object: null when power is not known. */
void wattage_json(json *j, const wattage *w);

/* Rows of a table started by range_table_start(): one wattage for each deployment. */
void wattage_put_rows(table *t, const wattage *found, int count);

#endif
