/* SPDX-License-Identifier: Apache-2.0 */
/* Speculative decoding and multi-token prediction: tokens that are drafted cheaply and verified in one step. */
#ifndef TOLL_SERVE_SPECULATE_H
#define TOLL_SERVE_SPECULATE_H

#include "serve/settle.h"

/* Tokens that a step yields, 1 .. draft_tokens + 1; exactly 1 where none are drafted. */
double toll__speculate_tokens(const toll__load *load);

/* Time to draft, added to a step whose decoding is `batch`; exactly 0 where none are drafted. */
double toll__speculate_seconds(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                               const toll__batch *batch);

/* Seconds of a decode step of this many requests at their mean context, drafting included; the step's terms alone. */
double toll__speculate_decode_step(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                                   double sequences, toll__step_terms *terms);

/* Turns the terms of a verifying step into those of one token, drafting included in the same proportions. */
void toll__speculate_share(const toll__load *load, double step_s, toll__step_terms *terms);

#endif
