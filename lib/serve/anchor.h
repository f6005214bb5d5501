/* SPDX-License-Identifier: Apache-2.0 */
/* Corrects a deployment's estimates by the user's own measurements. */
#ifndef TOLL_SERVE_ANCHOR_H
#define TOLL_SERVE_ANCHOR_H

#include <toll/base.h>

/* How the variance of a log residual is shared: all layouts of a cell, one deployment, one load; they sum to 1. */
typedef struct toll__kin {
    double cell, deployment, load;
} toll__kin;

/* Log residuals (measured over estimated) of one metric, of this deployment and of its siblings. */
typedef struct toll__residuals {
    double same_sum, same_count;
    double sibling_sum, sibling_count;
} toll__residuals;

/* What remains: the expected log residual, and the deviation as a share of that without anchors. */
typedef struct toll__shift {
    double log_factor;
    double sd_frac;
} toll__shift;

/* The correction that the residuals call for; without residuals none. */
toll__shift toll__anchor_shift(const toll__kin *kin, const toll__residuals *residuals);

/* A range whose median is multiplied by a factor, and whose logarithmic width by a share. */
toll_range toll__anchor_apply(toll_range range, double factor, double sd_frac);

#endif
