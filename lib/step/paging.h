/* SPDX-License-Identifier: Apache-2.0 */
/* Cache bytes of one sequence as the engine hands them out: pages, shared blocks, a pool of states, or cells. */
#ifndef TOLL_STEP_PAGING_H
#define TOLL_STEP_PAGING_H

#include "step/place.h"

/* Bytes that one more sequence of this length takes on the fullest accelerator, by the placement's paging policy. */
double toll__paging_sequence_bytes(const toll__placement *placement, const toll__op *ops, double context_tokens);

/* Bytes beside what the sequences take: the window cells of llama.cpp for slots that are free and for one batch. */
double toll__paging_fixed_bytes(const toll__placement *placement, const toll__op *ops, double sequences,
                                double context_tokens);

#endif
