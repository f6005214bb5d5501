/* SPDX-License-Identifier: Apache-2.0 */
/* In which form a command answers. */
#ifndef TOLL_CLI_INPUT_OUTPUT_REQUEST_H
#define TOLL_CLI_INPUT_OUTPUT_REQUEST_H

#include <stdbool.h>

struct args; /* the raw options: known in input/ and main.c alone */

typedef struct output_request {
    bool is_json, is_csv; /* neither: for people */
    bool is_explained;    /* with the formulas */
    const char *svg;      /* file of a chart, "-": stdout; NULL: none */
    const char *report;   /* file of a report; NULL: none */
} output_request;

output_request output_request_read(const struct args *a);

#endif
