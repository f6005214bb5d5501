/* SPDX-License-Identifier: Apache-2.0 */
/* The plan as a tariff. */
#ifndef TOLL_CLI_PLAN_PLAN_TARIFF_H
#define TOLL_CLI_PLAN_PLAN_TARIFF_H

#include "plan/plan_answer.h"

/* Writes the cheapest option as tariff rows, for `toll book build`. Complains and returns false where it can't; where
 * there is no option nothing is written, and that is said. */
bool plan_tariff_write(const plan_answer *a, const char *path);

#endif
