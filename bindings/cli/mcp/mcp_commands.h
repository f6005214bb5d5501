/* SPDX-License-Identifier: Apache-2.0 */
/* toll mcp: the command's answers as tools of the Model Context Protocol, for agents. */
#ifndef TOLL_CLI_MCP_MCP_COMMANDS_H
#define TOLL_CLI_MCP_MCP_COMMANDS_H

#include "input/mcp_request.h"

/* Answers one command line as main() does, on stdout and stderr, and returns its exit code. */
typedef int (*mcp_runner)(int argc, char **argv);

/* Serves standard input and output until the input ends. */
int command_mcp(const mcp_request *r, mcp_runner run);

#endif
