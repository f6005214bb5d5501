/* SPDX-License-Identifier: Apache-2.0 */
/* What toll calibrate is asked: results of load tests, and the deployment that was measured. */
#ifndef TOLL_CLI_INPUT_CALIBRATE_REQUEST_H
#define TOLL_CLI_INPUT_CALIBRATE_REQUEST_H

#include "input/bench_rows.h"
#include "input/deployment_request.h"
#include "input/output_request.h"

typedef struct calibrate_request {
    bench_rows measured;
    deployment_request deployment; /* points into names */
    toll_serve_load load;          /* what the files don't say: spread of lengths, cached share, drafts */
    char model[128], hw[64], engine[64], precision[40];
    const char *write; /* the calibration file; NULL: none */
    output_request output;
} calibrate_request;

/* Complains and returns false on a mistake. What neither the files nor the options say is asked for by the names of the
 * options; it is never guessed. */
bool calibrate_request_read(calibrate_request *r, const struct args *a);
void calibrate_request_free(calibrate_request *r);

#endif
