/* SPDX-License-Identifier: Apache-2.0 */
/* The one place that rounds: TOLL_ROUND_* as the General Decimal Arithmetic specification (Cowlishaw, version 1.70)
 * defines them. All four are symmetric about zero, so they work on magnitudes and need no sign. */
#ifndef TOLL_BASE_ROUNDING_H
#define TOLL_BASE_ROUNDING_H

#include <toll/base.h>

#include "base/wide.h"

/* TOLL_OK for a known mode, else TOLL_E_RANGE for the argument "mode". */
toll_status toll__rounding_check(int32_t mode, toll_error *err);

/* quotient = x / y rounded, y not zero; returns 1 when a remainder was dropped, else 0. */
int32_t toll__rounding_divide(const toll__wide *x, const toll__wide *y, int32_t mode, toll__wide *quotient);

#endif
