/* SPDX-License-Identifier: Apache-2.0 */
/* The server's loop: messages in, replies out. */
#ifndef TOLL_CLI_MCP_MCP_SERVER_H
#define TOLL_CLI_MCP_MCP_SERVER_H

#include "mcp/mcp_commands.h"

/* Serves until the input ends; returns the exit code of the process. */
int mcp_serve(mcp_runner run);

#endif
