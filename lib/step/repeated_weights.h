/* SPDX-License-Identifier: Apache-2.0 */
/* Weights that tensor parallelism does not split, and the copies of them that loading leaves in memory. */
#ifndef TOLL_STEP_REPEATED_WEIGHTS_H
#define TOLL_STEP_REPEATED_WEIGHTS_H

#include "step/place.h"

/* Bytes that one rank holds of a block beyond its share 1 / tp, for one layer. 0 for engines that split by layer. */
double toll__repeated_bytes(const toll__site *site, const toll__block *block);

#endif
