/* SPDX-License-Identifier: Apache-2.0 */
/* Tools as a client lists them: JSON Schema (draft 2020-12) of arguments and answer, and annotations. */
#ifndef TOLL_CLI_MCP_MCP_SCHEMA_H
#define TOLL_CLI_MCP_MCP_SCHEMA_H

#include "mcp/mcp_tools.h"
#include "output/json_out.h"

/* Member "tools" of the open object. */
void mcp_schema_tools(json *j);

#endif
