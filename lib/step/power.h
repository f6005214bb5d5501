/* SPDX-License-Identifier: Apache-2.0 */
/* Power: what the accelerators draw during a step, from what their units are busy with. */
#ifndef TOLL_STEP_POWER_H
#define TOLL_STEP_POWER_H

#include "step/clock.h"
#include "step/place.h"

/* Copies the constants of a step's power; leaves tdp_w 0 where the thermal design power is not known. */
void toll__power_place(toll__site *site);

/* Mean power of the deployment's accelerators over the step, W; 0 when their TDP is not known. */
double toll__power_step(const toll__placement *placement, const toll__step_terms *terms);

/* The error bar of this power, cut at idle power and TDP: the hardware draws nothing beyond. */
toll_range toll__power_range(const toll__placement *placement, uint32_t validity, double mid);

#endif
