/* SPDX-License-Identifier: Apache-2.0 */
/* toll_serve_estimate_energy(): power and energy of a result at three boundaries, and emissions. */
#include <toll/serve.h>

#include <string.h>

#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "serve/energy.h"

static toll_status take_powered_result(const toll_serve_result *result, toll_serve_result *full, toll_error *err)
{
    toll_status status = toll__take(result, TOLL_KIND_SERVE_RESULT, "result", full, err);
    if (status != TOLL_OK)
        return status;
    if ((full->known & TOLL_RESULT_POWER) != 0)
        return TOLL_OK;
    const char *reason = full->fit == TOLL_FIT_NO ? "is not known: the deployment does not fit"
                         : (full->flags & TOLL_FLAG_UNSTABLE) != 0
                             ? "is not known: the load is unstable"
                             : "is not known: the accelerator's TDP is not published";
    return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_SERVE_RESULT, "power_w", -1, reason);
}

static toll_status take_site(const toll_serve_site *site, toll_serve_site *full, toll_error *err)
{
    toll_status status = toll__take(site, TOLL_KIND_SERVE_SITE, "site", full, err);
    if (status != TOLL_OK)
        return status;
    if ((full->known & TOLL_SITE_HOST) == 0)
        full->host_power_frac = toll__energy_typical_host();
    if ((full->known & (TOLL_SITE_LOCATION | TOLL_SITE_MARKET)) != 0 && (full->known & TOLL_SITE_PUE) == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_SERVE_SITE, "pue", -1,
                          "is needed: emissions are computed from the facility's energy");
    return TOLL_OK;
}

static void fill_facility(const toll_serve_site *site, const toll__draw *system, toll_serve_energy *out)
{
    toll__draw facility;
    toll__energy_facility(system, site->pue, &facility);
    out->known |= TOLL_ENERGY_FACILITY;
    out->facility_w = facility.power_w;
    out->facility_request_j = facility.request_j;
    out->facility_output_token_j = facility.output_token_j;
    out->facility_input_token_j = facility.input_token_j;
    if ((site->known & TOLL_SITE_LOCATION) != 0) {
        out->known |= TOLL_ENERGY_LOCATION;
        out->location_kg_per_hour = toll__energy_hour_kg(&facility, site->location_kg_per_kwh);
        out->location_g_per_request = toll__energy_request_g(&facility, site->location_kg_per_kwh);
    }
    if ((site->known & TOLL_SITE_MARKET) != 0) {
        out->known |= TOLL_ENERGY_MARKET;
        out->market_kg_per_hour = toll__energy_hour_kg(&facility, site->market_kg_per_kwh);
        out->market_g_per_request = toll__energy_request_g(&facility, site->market_kg_per_kwh);
    }
}

static void fill_energy(const toll_serve_result *result, const toll_serve_site *site, toll_serve_energy *out)
{
    toll__draw accelerators, system;
    memset(out, 0, sizeof *out);
    toll__energy_accelerators(result->power_w, result->output_token_j, result->input_token_j, result->output_tokens,
                              result->input_tokens, &accelerators);
    toll__energy_system(&accelerators, site->host_power_frac, &system);
    out->host_power_frac = site->host_power_frac;
    out->accelerator_w = accelerators.power_w;
    out->accelerator_request_j = accelerators.request_j;
    out->accelerator_output_token_j = accelerators.output_token_j;
    out->accelerator_input_token_j = accelerators.input_token_j;
    out->system_w = system.power_w;
    out->system_request_j = system.request_j;
    out->system_output_token_j = system.output_token_j;
    out->system_input_token_j = system.input_token_j;
    if ((site->known & TOLL_SITE_PUE) != 0)
        fill_facility(site, &system, out);
    out->validity = result->validity;
    out->flags = result->flags;
}

/* A made-up result can be so far out that its energy is infinite; the check of the struct finds that. */
static toll_status give_energy(const toll_serve_result *result, const toll_serve_site *site, toll_serve_energy *energy,
                               toll_error *err)
{
    toll_serve_energy full;
    fill_energy(result, site, &full);
    toll_status status = toll__fields_check(&full, TOLL_KIND_SERVE_ENERGY, -1, err);
    if (status != TOLL_OK)
        return status;
    toll__give(energy, TOLL_KIND_SERVE_ENERGY, &full);
    return TOLL_OK;
}

toll_status toll_serve_estimate_energy(const toll_serve_result *result, const toll_serve_site *site,
                                       toll_serve_energy *energy, toll_error *err)
{
    toll_serve_result steady;
    toll_serve_site around;
    toll_status status = take_powered_result(result, &steady, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_site(site, &around, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(energy, TOLL_KIND_SERVE_ENERGY, "energy", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    return toll__done(give_energy(&steady, &around, energy, err), err);
}
