/* SPDX-License-Identifier: Apache-2.0 */
/* What toll offerings is asked. The reader complains and returns false on a mistake. */
#ifndef TOLL_CLI_INPUT_OFFERING_REQUEST_H
#define TOLL_CLI_INPUT_OFFERING_REQUEST_H

#include <stdbool.h>

#include "input/constraint_words.h"
#include "input/output_request.h"

/* A site of one's own that runs an open model. */
typedef struct own_site {
    toll_catalog_offering offering;
    toll_catalog_offering_fact facts[TOLL_LICENSE_FACTS_MAX + 16];
    uint64_t n_facts;
} own_site;

typedef struct offering_request {
    const char *id; /* of show; NULL: all are held against the constraints */
    constraint_set constraints;
    bool has_site;
    own_site site;
    output_request output;
} offering_request;

bool offering_request_read(offering_request *r, const struct args *a);

#endif
