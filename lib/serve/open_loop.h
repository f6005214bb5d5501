/* SPDX-License-Identifier: Apache-2.0 */
/* Open loop: requests arrive at a rate, whatever the deployment does. How many then run, how long they wait, and
 * whether it can keep up. */
#ifndef TOLL_SERVE_OPEN_LOOP_H
#define TOLL_SERVE_OPEN_LOOP_H

#include "serve/queue.h"
#include "serve/settle.h"

typedef struct toll__open {
    double saturation_per_s; /* the rate at which it is full */
    double running;          /* requests in the engine, on average over time */
    double seen;             /* the same as a request meets it, itself included */
    double slots;            /* requests that memory and engine allow */
    double decode_s, prompt_s;
    toll__wait for_slot, for_prompts;
    uint32_t is_stable;
} toll__open;

/* Standard deviation of TPOT between the requests of a stable open loop. */
double toll__open_tpot_deviation(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                                 const toll__open *open);

/* Times in *steady are 0 when it is not stable; then *open has the saturation alone. */
void toll__open_loop(const toll__placement *placement, const toll__op *ops, const toll__load *load, toll__open *open,
                     toll__steady *steady);

#endif
