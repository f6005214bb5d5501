/* SPDX-License-Identifier: Apache-2.0 */
/* Energy of a steady state at three boundaries, and its emissions. */
#ifndef TOLL_SERVE_ENERGY_H
#define TOLL_SERVE_ENERGY_H

#include <toll/base.h>

/* Power, and energy per request and token, at one boundary. */
typedef struct toll__draw {
    toll_range power_w;
    toll_range request_j, output_token_j, input_token_j;
} toll__draw;

/* Power and energy at the accelerators, from a steady state. */
void toll__energy_accelerators(toll_range power_w, toll_range output_token_j, toll_range input_token_j,
                               double output_tokens, double input_tokens, toll__draw *draw);

/* The rest of the server draws `host_frac` of it on top, independently. */
void toll__energy_system(const toll__draw *accelerators, toll_range host_frac, toll__draw *system);

/* Host power over accelerator power where nobody says it. */
toll_range toll__energy_typical_host(void);

/* The facility draws pue times the system's power. */
void toll__energy_facility(const toll__draw *system, double pue, toll__draw *facility);

/* kg of CO2e an hour at this power, g a request. */
toll_range toll__energy_hour_kg(const toll__draw *draw, double kg_per_kwh);
toll_range toll__energy_request_g(const toll__draw *draw, double kg_per_kwh);

#endif
