/* SPDX-License-Identifier: Apache-2.0 */
/* A resolved deployment as opaque words in the caller's memory: laid out, stamped, and refused when it was changed. */
#ifndef TOLL_STEP_RESOLVED_DEPLOYMENT_H
#define TOLL_STEP_RESOLVED_DEPLOYMENT_H

#include "base/stamp.h"
#include "step/place.h"

typedef struct toll__deployment {
    toll__stamp stamp;
    toll__placement placement;
    /* placement.n_ops operations follow */
} toll__deployment;

uint64_t toll__deployment_size(uint64_t n_ops);

/* The operations that follow the header. */
toll__op *toll__deployment_ops(toll__deployment *deployment);
const toll__op *toll__deployment_read_ops(const toll__deployment *deployment);

/* Stamps a finished deployment. */
void toll__deployment_close(toll__deployment *deployment);

/* Memory that may hold a deployment: not NULL, aligned. */
toll_status toll__deployment_check_memory(const void *memory, toll_error *err);

/* Checks a stamped deployment within `size` bytes; never reads beyond them. The second is for questions of time, which
 * have no answer where the host computes layers. */
toll_status toll__deployment_open_memory(const void *memory, uint64_t size, const toll__deployment **deployment,
                                         toll_error *err);
toll_status toll__deployment_open(const void *memory, uint64_t size, const toll__deployment **deployment,
                                  toll_error *err);

#endif
