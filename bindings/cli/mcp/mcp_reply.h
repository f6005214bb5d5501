/* SPDX-License-Identifier: Apache-2.0 */
/* Requests and replies of JSON-RPC 2.0, and the protocol's revisions. */
#ifndef TOLL_CLI_MCP_MCP_REPLY_H
#define TOLL_CLI_MCP_MCP_REPLY_H

#include <stdio.h>

#include "json/json_doc.h"
#include "output/json_out.h"

/* Codes of errors: JSON-RPC 2.0 section 5.1, and revision 2026-07-28. */
#define MCP_E_PARSE    (-32700)
#define MCP_E_REQUEST  (-32600)
#define MCP_E_METHOD   (-32601)
#define MCP_E_PARAMS   (-32602)
#define MCP_E_REVISION (-32022)

/* How a request is to be answered. Up to 2025-11-25 a client negotiates a revision by `initialize`; from 2026-07-28 on it names
 * one in each request. */
typedef enum mcp_era { MCP_ERA_NONE, MCP_ERA_SESSION, MCP_ERA_STATELESS } mcp_era;

typedef struct mcp_request_message {
    FILE *out;
    toll__json id; /* text or whole number */
    toll__json params;
    const char *method;
    mcp_era era;
} mcp_request_message;

/* The revisions, newest first; the first is stateless. */
#define MCP_REVISIONS 5
extern const char *const mcp_revisions[MCP_REVISIONS];

/* An error as a whole reply. id: its `doc` NULL where none could be read: null. */
void mcp_reply_error(FILE *out, toll__json id, int code, const char *message);

/* The error of a revision that isn't known, with those that are. */
void mcp_reply_revision(const mcp_request_message *m, toll__json asked);

/* Opens the reply and its result, and closes both. A stateless result names its type and the server. */
void mcp_reply_open(json *j, const mcp_request_message *m);
void mcp_reply_close(json *j);

/* Member "NAME": the server's name and version. */
void mcp_reply_server(json *j, const char *name);

#endif
