/* SPDX-License-Identifier: Apache-2.0 */
/* Shows what toll_serve_estimate_energy() computes at three boundaries: accelerators, whole systems (host included),
 * facility (times PUE). 1,000 W of GPUs with a host share of 0.3 and a PUE of 1.2 are 1,300 W and 1,560 W. */
#include "estimate/fleet_energy.h"

#include <stddef.h>
#include <string.h>

#include "estimate/fleet_load.h"
#include "input/catalog_lookup.h"
#include "input/field_options.h"

bool site_energy_find(const toll_serve_result *result, const toll_serve_site *site, site_energy *found)
{
    toll_error err = {0};
    memset(found, 0, sizeof *found);
    if ((result->known & TOLL_RESULT_POWER) == 0) {
        return true;
    }
    start_struct(&found->energy, sizeof found->energy, TOLL_KIND_SERVE_ENERGY);
    if (toll_serve_estimate_energy(result, site, &found->energy, &err) != TOLL_OK) {
        complain_field(&err);
        return false;
    }
    found->is_known = true;
    return true;
}

static void json_boundary(json *j, const char *key, const toll_range figures[4], bool is_known)
{
    if (!is_known) {
        json_null(j, key);
        return;
    }
    json_object(j, key);
    json_range(j, "power_w", figures[0], 1, true);
    json_range(j, "request_j", figures[1], 1, true);
    json_range(j, "output_token_j", figures[2], 1, true);
    json_range(j, "input_token_j", figures[3], 1, true);
    json_close(j);
}

void site_energy_json(json *j, const site_energy *w)
{
    const toll_serve_energy *e = &w->energy;
    if (!w->is_known) {
        json_null(j, "energy");
        return;
    }
    const toll_range accelerators[4] = {e->accelerator_w, e->accelerator_request_j, e->accelerator_output_token_j,
                                        e->accelerator_input_token_j};
    const toll_range system[4] = {e->system_w, e->system_request_j, e->system_output_token_j, e->system_input_token_j};
    const toll_range facility[4] = {e->facility_w, e->facility_request_j, e->facility_output_token_j,
                                    e->facility_input_token_j};
    json_object(j, "energy");
    json_range(j, "host_power_frac", e->host_power_frac, 1, true);
    json_boundary(j, "accelerators", accelerators, true);
    json_boundary(j, "system", system, true);
    json_boundary(j, "facility", facility, (e->known & TOLL_ENERGY_FACILITY) != 0);
    json_range(j, "location_kg_per_hour", e->location_kg_per_hour, 1, (e->known & TOLL_ENERGY_LOCATION) != 0);
    json_range(j, "location_g_per_request", e->location_g_per_request, 1, (e->known & TOLL_ENERGY_LOCATION) != 0);
    json_range(j, "market_kg_per_hour", e->market_kg_per_hour, 1, (e->known & TOLL_ENERGY_MARKET) != 0);
    json_range(j, "market_g_per_request", e->market_g_per_request, 1, (e->known & TOLL_ENERGY_MARKET) != 0);
    json_close(j);
}

/* A row that no deployment knows is left out. */
static void put_energy_row(table *t, const site_energy *found, int count, const char *label, size_t offset,
                           uint64_t bit)
{
    bool is_any = false;
    for (int i = 0; i < count; i++) {
        is_any = is_any || (found[i].is_known && (found[i].energy.known & bit) == bit);
    }
    if (!is_any) {
        return;
    }
    table_cell(t, STYLE_PLAIN, "%s", label);
    for (int i = 0; i < count; i++) {
        toll_range range;
        memcpy(&range, (const char *)&found[i].energy + offset, sizeof range);
        range_table_cells(t, range, 1, 3, found[i].is_known && (found[i].energy.known & bit) == bit);
    }
}

#define ROW(label, field, bit) put_energy_row(t, found, count, label, offsetof(toll_serve_energy, field), bit)

void site_energy_put_rows(table *t, const site_energy *found, int count)
{
    ROW("power W, GPUs", accelerator_w, 0);
    ROW("  whole system", system_w, 0);
    ROW("  facility", facility_w, TOLL_ENERGY_FACILITY);
    ROW("J per output token, GPUs", accelerator_output_token_j, 0);
    ROW("  whole system", system_output_token_j, 0);
    ROW("  facility", facility_output_token_j, TOLL_ENERGY_FACILITY);
    ROW("J per input token, GPUs", accelerator_input_token_j, 0);
    ROW("  whole system", system_input_token_j, 0);
    ROW("  facility", facility_input_token_j, TOLL_ENERGY_FACILITY);
    ROW("g CO2e a request, location", location_g_per_request, TOLL_ENERGY_LOCATION);
    ROW("g CO2e a request, market", market_g_per_request, TOLL_ENERGY_MARKET);
}
