/* SPDX-License-Identifier: Apache-2.0 */
/* The method tools/call. */
#ifndef TOLL_CLI_MCP_MCP_CALL_H
#define TOLL_CLI_MCP_MCP_CALL_H

#include "mcp/mcp_capture.h"
#include "mcp/mcp_reply.h"

/* Answers it. What is wrong with arguments, and what the command complains of, is a result with isError, which agents read;
 * only a tool that isn't there is an error of the protocol. */
void mcp_call(const mcp_request_message *m, mcp_capture *c, mcp_runner run);

#endif
