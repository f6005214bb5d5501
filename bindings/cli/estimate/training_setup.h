/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to a training setup with its layout, and everything that the library says of it. */
#ifndef TOLL_CLI_ESTIMATE_TRAINING_SETUP_H
#define TOLL_CLI_ESTIMATE_TRAINING_SETUP_H

#include "estimate/gpu_hour_price.h"
#include "input/training_request.h"

typedef struct training {
    const training_request *asked;
    model_entry model; /* of the request, which owns its rows */
    toll_hw hw;
    toll_step_constants constants;
    toll_train_setup setup;
    bool is_layout_chosen; /* here: the fewest GPUs that fit */
    toll_train_flops flops;
    toll_train_memory memory;
    toll_train_step step;
    toll_train_job job;
    toll_train_result result;
    bool has_price; /* of a GPU-hour */
    price price;
} training;

/* Complains and returns false on a mistake. The request must outlive it. */
bool training_build(training *t, const training_request *r);

const char *training_method(const training *t);    /* "pretrain" */
const char *training_recompute(const training *t); /* "none" */
const char *training_optimiser(const training *t); /* "adam" */

/* "tp 8 pp 16 dp 128": sizes that are not 1, and dp always. */
void training_layout_text(const training *t, char *text, size_t size);

#endif
