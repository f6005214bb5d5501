/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of the stdio transport: each is one line. */
#ifndef TOLL_CLI_MCP_MCP_LINES_H
#define TOLL_CLI_MCP_MCP_LINES_H

#include <stdio.h>

#include "mcp/mcp_text.h"

#define MCP_LINE_MAX (4u << 20) /* bytes of a message: some 10,000 usage records */

typedef enum mcp_line { MCP_LINE_READ, MCP_LINE_TOO_LONG, MCP_LINE_END } mcp_line;

/* The next line without its end. One that is too long is passed over to its end, in constant memory. */
mcp_line mcp_line_next(FILE *in, mcp_text *line);

#endif
