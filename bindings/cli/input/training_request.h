/* SPDX-License-Identifier: Apache-2.0 */
/* What toll train is asked: model and accelerator, looked up; the setup, the job and the price of a GPU-hour. */
#ifndef TOLL_CLI_INPUT_TRAINING_REQUEST_H
#define TOLL_CLI_INPUT_TRAINING_REQUEST_H

#include "input/catalog_lookup.h"
#include "input/output_request.h"
#include "input/supply_request.h"

typedef struct training_request {
    model_entry model;
    toll_hw hw;
    toll_train_setup setup; /* fields that are not given have the library's defaults */
    bool has_layout;        /* tp, pp, dp or the number of GPUs is given; otherwise the layout is to be chosen */
    bool has_gpus, has_dp, has_batch;
    bool has_recompute; /* otherwise the least that fits */
    bool is_searched;   /* the number of GPUs alone is given: the fastest layout of them */
    int64_t gpus;       /* has_gpus: in all */
    toll_train_job job; /* tokens only with has_tokens; without the price of a GPU-hour */
    bool has_tokens;
    bool is_pretraining;
    bool is_listing;          /* the stacks are asked for, and nothing else */
    toll_catalog_stack stack; /* id empty: none is named */
    supply_request supply;
    output_request output;
} training_request;

/* Complains and returns false on a mistake. training_request_free() in both cases. */
bool training_request_read(training_request *r, const struct args *a);
void training_request_free(training_request *r);

#endif
