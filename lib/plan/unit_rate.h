/* SPDX-License-Identifier: Apache-2.0 */
/* The highest rate at which one replica keeps the limits of a plan. */
#ifndef TOLL_PLAN_UNIT_RATE_H
#define TOLL_PLAN_UNIT_RATE_H

#include "plan/replica_limits.h"

/* At most 0.1 % too low; 0: even a lone request misses a limit, or does not fit. */
double toll__unit_rate_bound(const toll__placement *placement, const toll__op *ops, const toll__aim *aim);

#endif
