/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON that a command printed, on its way to a client: in one line, long arrays cut, and a short text. */
#ifndef TOLL_CLI_MCP_MCP_ANSWER_H
#define TOLL_CLI_MCP_MCP_ANSWER_H

#include <stdint.h>

#include "json/json_doc.h"
#include "mcp/mcp_text.h"
#include "mcp/mcp_tools.h"

/* Adds the object without blanks and line ends outside of its texts. Of an array at its top only the first `entries` stay,
 * and a member left_out counts the others by name; without such an array nothing is changed or added. */
void mcp_answer_line(toll__json root, int64_t entries, mcp_text *line);

/* Adds the tool's short text: a line for each entry that its template names, numbers in four digits, costs to the last one. */
void mcp_answer_say(const mcp_tool *tool, toll__json root, mcp_text *text);

#endif
