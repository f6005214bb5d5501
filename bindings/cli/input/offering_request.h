/* SPDX-License-Identifier: Apache-2.0 */
/* What toll offerings is asked. The reader complains and returns false on a mistake. */
#ifndef TOLL_CLI_INPUT_OFFERING_REQUEST_H
#define TOLL_CLI_INPUT_OFFERING_REQUEST_H

#include <stdbool.h>

#include "input/constraint_words.h"
#include "input/offering_case.h"
#include "input/output_request.h"

typedef struct offering_request {
    const char *id; /* of show; NULL: all are held against the constraints */
    constraint_set constraints;
    bool has_site;
    offering_case site;
    output_request output;
} offering_request;

bool offering_request_read(offering_request *r, const struct args *a);

#endif
