/* SPDX-License-Identifier: Apache-2.0 */
/* Several need files on one command line: each is a plan of its own, and what they cost is added up. */
#ifndef TOLL_CLI_INPUT_NEEDS_REQUEST_H
#define TOLL_CLI_INPUT_NEEDS_REQUEST_H

#include <stdbool.h>

#include "input/plan_request.h"

#define NEEDS_MAX 16

typedef struct needs_request {
    plan_request *each;
    const char *files[NEEDS_MAX];
    int count; /* of those that were begun: to free */
    output_request output;
} needs_request;

/* Whether the command line names more than one need file and nothing else. */
bool needs_request_is_asked(const struct args *a);

/* Complains and returns false on a mistake; needs_request_free() in both cases. */
bool needs_request_read(needs_request *r, const struct args *a);
void needs_request_free(needs_request *r);

#endif
