/* SPDX-License-Identifier: Apache-2.0 */
/* Links and collectives: which rate a group of accelerators talks at, and what a collective over it costs. */
#ifndef TOLL_STEP_FABRIC_H
#define TOLL_STEP_FABRIC_H

#include "step/place.h"

/* Works out placement->allreduce, ->alltoall and ->send, and sets the flags that the links deserve. */
toll_status toll__fabric_place(toll__site *site, toll_error *err);

#endif
