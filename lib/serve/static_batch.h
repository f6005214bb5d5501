/* SPDX-License-Identifier: Apache-2.0 */
/* Loads without arrivals: a fixed batch that runs once, and requests that only decode. */
#ifndef TOLL_SERVE_STATIC_BATCH_H
#define TOLL_SERVE_STATIC_BATCH_H

#include "serve/settle.h"

/* load->concurrency requests of one length start together: prompts first, then decode steps until all have ended.
 * Requests that memory does not hold run in further waves. */
void toll__static_batch(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                        toll__steady *steady);

/* A full batch of requests at all stages of their answers, whose prompts are prefilled elsewhere. */
void toll__static_decode(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                         toll__steady *steady);

#endif
