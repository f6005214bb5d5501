/* SPDX-License-Identifier: Apache-2.0 */
/* Peak of the largest forward pass beside weights and cache: what a profile run measures before the cache is sized. */
#ifndef TOLL_STEP_FORWARD_PEAK_H
#define TOLL_STEP_FORWARD_PEAK_H

#include "step/place.h"

/* Notes what one block's stage holds at once for a token; the largest counts. */
void toll__activation_meet(toll__site *site, const toll__block *block);

/* Bytes of the pass on the fullest accelerator, by the engine's activation policy. */
double toll__activation_bytes(const toll__site *site);

#endif
