/* SPDX-License-Identifier: Apache-2.0 */
/* Power, energy and emissions of a fleet under load, at the boundaries of accelerators, whole systems and facility. */
#ifndef TOLL_CLI_ESTIMATE_FLEET_ENERGY_H
#define TOLL_CLI_ESTIMATE_FLEET_ENERGY_H

#include <stdbool.h>

#include <toll.h>

#include "output/json_out.h"
#include "output/table.h"

typedef struct site_energy {
    bool is_known; /* the accelerators' power is */
    toll_serve_energy energy;
} site_energy;

/* Complains and returns false when the site is refused; unknown power is no mistake. */
bool site_energy_find(const toll_serve_result *result, const toll_serve_site *site, site_energy *found);

/* Member "energy" of the open object: null when power is not known. */
void site_energy_json(json *j, const site_energy *w);

/* Rows of a table started by range_table_start(): one site_energy for each deployment. */
void site_energy_put_rows(table *t, const site_energy *found, int count);

#endif
