/* SPDX-License-Identifier: Apache-2.0 */
/* What toll catalog is asked. */
#ifndef TOLL_CLI_INPUT_CATALOG_REQUEST_H
#define TOLL_CLI_INPUT_CATALOG_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "input/output_request.h"

#define CATALOG_FILES_MAX 16

typedef enum catalog_action { CATALOG_IMPORT, CATALOG_COVERAGE } catalog_action;

/* Catalogs of others. The first four are in the order of TOLL_IO_FORMAT_*. */
typedef enum catalog_form {
    CATALOG_NO_FORM,
    CATALOG_GENAI_PRICES,
    CATALOG_LITELLM,
    CATALOG_MODELS_DEV,
    CATALOG_OPENROUTER,
    CATALOG_SKYPILOT
} catalog_form;

typedef struct catalog_request {
    catalog_action action;
    const char *files[CATALOG_FILES_MAX]; /* CATALOG_IMPORT: catalogs */
    int n_files;
    const char *book; /* CATALOG_COVERAGE: NULL: the built-in one */
    catalog_form form;
    const char *out; /* "-": stdout */
    const char *provider;
    const char *source;
    int64_t source_date; /* yyyymmdd; 0: not known */
    output_request output;
} catalog_request;

/* Complains and returns false on a mistake. */
bool catalog_request_read(catalog_request *r, const struct args *a);

/* "litellm" and so on. */
const char *catalog_form_name(catalog_form form);

#endif
