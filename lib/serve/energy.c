/* SPDX-License-Identifier: Apache-2.0 */
/* Energy from power and rates at three boundaries: accelerators, whole system, facility (times PUE). Emissions are
 * energy times the intensity of the grid. */
#include "serve/energy.h"

#include "base/range.h"

#define W_PER_KW  1000.0
#define J_PER_KWH 3.6e6
#define G_PER_KG  1000.0

void toll__energy_accelerators(toll_range power_w, toll_range output_token_j, toll_range input_token_j,
                               double output_tokens, double input_tokens, toll__draw *draw)
{
    draw->power_w = power_w;
    draw->output_token_j = output_token_j;
    draw->input_token_j = input_token_j;
    /* Both come from one power and one rate, so they err together. */
    draw->request_j = toll__range_add_together(toll__range_scale(output_token_j, output_tokens),
                                               toll__range_scale(input_token_j, input_tokens));
}

static toll_range above_one(toll_range frac)
{
    return (toll_range){1 + frac.low, 1 + frac.mid, 1 + frac.high};
}

void toll__energy_system(const toll__draw *accelerators, toll_range host_frac, toll__draw *system)
{
    toll_range factor = above_one(host_frac);
    system->power_w = toll__range_multiply(accelerators->power_w, factor);
    system->request_j = toll__range_multiply(accelerators->request_j, factor);
    system->output_token_j = toll__range_multiply(accelerators->output_token_j, factor);
    system->input_token_j = toll__range_multiply(accelerators->input_token_j, factor);
}

/* The rest of a server over its accelerators, at the wall. The eight results of MLPerf Inference v4.1 and v5.1 with
 * power (closed, whole systems of eight H200 or B200, 6.2 to 10.4 kW) are 1.2 times what their accelerators are
 * estimated to draw, as a median, and within 1.0 and 1.4. Nameplates say more, 1.8 (10.2 kW for a DGX H100 of 5.6 kW
 * of accelerators, 14.3 for a DGX B200 of 8): they size supplies. */
toll_range toll__energy_typical_host(void)
{
    return (toll_range){0.1, 0.25, 0.5};
}

void toll__energy_facility(const toll__draw *system, double pue, toll__draw *facility)
{
    facility->power_w = toll__range_scale(system->power_w, pue);
    facility->request_j = toll__range_scale(system->request_j, pue);
    facility->output_token_j = toll__range_scale(system->output_token_j, pue);
    facility->input_token_j = toll__range_scale(system->input_token_j, pue);
}

toll_range toll__energy_hour_kg(const toll__draw *draw, double kg_per_kwh)
{
    return toll__range_scale(draw->power_w, kg_per_kwh / W_PER_KW);
}

toll_range toll__energy_request_g(const toll__draw *draw, double kg_per_kwh)
{
    return toll__range_scale(draw->request_j, kg_per_kwh * G_PER_KG / J_PER_KWH);
}
