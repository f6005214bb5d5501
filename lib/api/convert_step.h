/* SPDX-License-Identifier: Apache-2.0 */
/* The public inputs of step.h as the rooms' plain values. */
#ifndef TOLL_API_CONVERT_STEP_H
#define TOLL_API_CONVERT_STEP_H

#include <toll/step.h>

#include "step/deployment_inputs.h"
#include "step/tally.h"

/* Copy in and check the layout, the engine and the constants of a deployment. */
toll_status toll__take_parallel(const toll_step_layout *layout, toll__parallel *plain, toll_error *err);
toll_status toll__take_engine(const toll_step_engine *engine, toll__engine *plain, toll_error *err);
toll_status toll__take_constants(const toll_step_constants *constants, toll__constants *plain, toll_error *err);

/* Copies in and checks a batch; an empty one is a conflict, which the second function finds alone. */
toll_status toll__take_batch(const toll_step_batch *batch, toll__batch *plain, toll_error *err);
toll_status toll__take_any_batch(const toll_step_batch *batch, toll__batch *plain, toll_error *err); /* or empty */
toll_status toll__check_batch(const toll__batch *batch, int64_t row, toll_error *err);

#endif
