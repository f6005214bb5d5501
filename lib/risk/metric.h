/* SPDX-License-Identifier: Apache-2.0 */
/* One figure of an evaluated option. */
#ifndef TOLL_RISK_METRIC_H
#define TOLL_RISK_METRIC_H

#include "tco/account.h"

/* 1: *answer is the metric (TOLL_RISK_*); 0: it has no value, since nothing is served. rate_frac: nominal, per year;
 * timing: TOLL_TIMING_* of money paid within a period. */
int toll__metric_read(const toll__account *account, uint32_t metric, double rate_frac, uint32_t timing, double *answer);

#endif
