/* SPDX-License-Identifier: Apache-2.0 */
/* The inverse of memory: how many sequences, or how long ones, fit. */
#ifndef TOLL_STEP_FIT_SEARCH_H
#define TOLL_STEP_FIT_SEARCH_H

#include "step/place.h"
#include "step/memory.h"

/* How sure the answer must be, by the verdict of memory.h. */
enum { TOLL__SURE, TOLL__LIKELY, TOLL__POSSIBLE };

/* Whether this memory suffices, with that certainty. */
int toll__fit_search_holds(const toll__memory *memory, int certainty);

/* Most sequences of this length, at most `most`; 0: none. */
double toll__fit_search_sequences(const toll__placement *placement, const toll__op *ops, double context_tokens,
                                  double most, int certainty);

/* Longest context of this many sequences, at most `most`; 0: none. */
double toll__fit_search_context(const toll__placement *placement, const toll__op *ops, double sequences, double most,
                                int certainty);

#endif
