/* SPDX-License-Identifier: Apache-2.0 */
/* The layouts that a search looks at: powers of two that an engine offers. */
#ifndef TOLL_PLAN_PARALLEL_LAYOUTS_H
#define TOLL_PLAN_PARALLEL_LAYOUTS_H

#include "step/deployment_inputs.h"

#define TOLL__LAYOUTS_MAX 128 /* more than 64 accelerators have: 75 */

/* Layouts of at most this many accelerators (1 .. 64): those without a pipeline first, of few accelerators before those of
 * many. Returns their number. */
int toll__layouts_list(int gpus_max, int has_experts, toll__parallel *layouts);

#endif
