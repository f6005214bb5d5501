/* SPDX-License-Identifier: Apache-2.0 */
/* What toll mcp is asked. */
#ifndef TOLL_CLI_INPUT_MCP_REQUEST_H
#define TOLL_CLI_INPUT_MCP_REQUEST_H

#include <stdbool.h>

struct args;

typedef struct mcp_request {
    const char *folder; /* whose model files and logs tools may read; "": none */
} mcp_request;

/* Complains and returns false on a mistake. */
bool mcp_request_read(mcp_request *r, const struct args *a);

#endif
