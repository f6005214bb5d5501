/* SPDX-License-Identifier: Apache-2.0 */
/* Power of a step: a base while kernels run, less while they wait, and what traffic and arithmetic add. */
#include "step/power.h"

#include <toll/hardware.h>

void toll__power_place(toll__site *site)
{
    const toll__constants *c = site->constants;
    const toll__accelerator *accelerator = site->accelerator;
    toll__placement *t = site->placement;
    if ((accelerator->known & TOLL_HW_TDP) == 0)
        return;
    t->tdp_w = accelerator->tdp_w;
    t->idle_w =
        (accelerator->known & TOLL_HW_IDLE) != 0 ? accelerator->idle_w : accelerator->tdp_w * c->idle_power_frac;
    t->busy_power_frac = c->busy_power_frac;
    t->memory_power_frac = c->memory_power_frac;
    t->compute_power_frac = c->compute_power_frac;
    t->wait_power_frac = c->wait_power_frac;
}

/* The energy of a step over its time. Kernels draw a base, waiting draws less; traffic and arithmetic add what moving a
 * byte and doing an operation cost, which does not depend on how long the step takes: `memory_busy_s` and
 * `compute_busy_s` are the times that they would take at the units' peaks, so that slower software lowers the power and
 * raises the energy. Firmware holds the mean at the TDP. */
double toll__power_step(const toll__placement *p, const toll__step_terms *terms)
{
    double total = toll__clock_total(terms);
    double waiting = terms->link_s + terms->overhead_s;
    double frac = (p->wait_power_frac * waiting + p->busy_power_frac * (total - waiting) +
                   p->memory_power_frac * terms->memory_busy_s + p->compute_power_frac * terms->compute_busy_s) /
                  total;
    double watts = p->tdp_w * frac;
    if (watts > p->tdp_w)
        watts = p->tdp_w;
    return p->gpus * (watts > p->idle_w ? watts : p->idle_w);
}

toll_range toll__power_range(const toll__placement *p, uint32_t validity, double mid)
{
    toll_range range = toll__clock_range(p, TOLL__METRIC_POWER, validity, mid);
    double least = p->gpus * p->idle_w, most = p->gpus * p->tdp_w;
    range.low = range.low > least ? range.low : least;
    range.high = range.high < most ? range.high : most;
    range.low = range.low < mid ? range.low : mid; /* a user's own idle power may exceed his TDP */
    range.high = range.high > mid ? range.high : mid;
    return range;
}
