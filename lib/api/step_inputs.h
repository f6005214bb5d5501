/* SPDX-License-Identifier: Apache-2.0 */
/* What a deployment is resolved from, taken from public structs and laid into caller memory. */
#ifndef TOLL_API_STEP_INPUTS_H
#define TOLL_API_STEP_INPUTS_H

#include <toll/step.h>

#include "api/convert_hardware.h"
#include "api/convert_model.h"
#include "api/convert_step.h"

typedef struct toll__sources {
    const toll_hw *hw;
    const toll_model *model;
    const toll_model_precision *precision;
    const toll_step_layout *layout;
    const toll_step_engine *engine;
    const toll_step_constants *constants;
} toll__sources;

typedef struct toll__inputs {
    toll__accelerator accelerator;
    toll__model model;
    toll__precision precision;
    toll__parallel parallel;
    toll__engine engine;
    toll__constants constants;
} toll__inputs;

/* Checks memory that is to hold a deployment of n_layers rows. */
toll_status toll__inputs_check(void *deployment, uint64_t size, uint64_t n_layers, toll_error *err);

/* Copies in and checks all structs; the rows are read later, one by one. */
toll_status toll__inputs_take(const toll__sources *from, const toll__block_rows *rows, toll__inputs *in,
                              toll_error *err);

/* Lays the model over the accelerators and stamps the object; on failure nothing is written. */
toll_status toll__inputs_build(const toll__inputs *in, const toll__block_rows *rows, void *memory, toll_error *err);

#endif
