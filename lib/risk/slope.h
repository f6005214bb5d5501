/* SPDX-License-Identifier: Apache-2.0 */
/* How an answer changes with one row's number. */
#ifndef TOLL_RISK_SLOPE_H
#define TOLL_RISK_SLOPE_H

#include "risk/what_if.h"

/* at_base: the answer for the values as they are. */
toll_status toll__slope_find(const toll__what_if *what_if, uint64_t row, double at_base, toll_risk_slope *slope,
                             toll_error *err);

#endif
