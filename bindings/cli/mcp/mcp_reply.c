/* SPDX-License-Identifier: Apache-2.0 */
/* Each reply is one line. The id goes back as it came. */
#include "mcp/mcp_reply.h"

#include <stddef.h>
#include <string.h>

#include <toll.h>

const char *const mcp_revisions[MCP_REVISIONS] = {"2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"};

static void put_id(json *j, toll__json id)
{
    toll__io_span raw = toll__json_raw(id);
    if (id.doc == NULL) {
        json_null(j, "id");
    } else if (toll__json_kind_of(id) == TOLL__JSON_TEXT) {
        json_raw(j, "id", raw.bytes - 1, (size_t)raw.length + 2); /* with its quotes */
    } else {
        json_raw(j, "id", raw.bytes, (size_t)raw.length);
    }
}

static void open_reply(json *j, FILE *out, toll__json id)
{
    json_one_line(j, out);
    json_text(j, "jsonrpc", "2.0");
    put_id(j, id);
}

static void open_error(json *j, int code, const char *message)
{
    json_object(j, "error");
    json_integer(j, "code", code);
    json_text(j, "message", message);
}

void mcp_reply_error(FILE *out, toll__json id, int code, const char *message)
{
    json j;
    open_reply(&j, out, id);
    open_error(&j, code, message);
    json_close(&j);
    json_close(&j);
}

void mcp_reply_revision(const mcp_request_message *m, toll__json asked)
{
    json j;
    char text[64];
    toll__json_copy(asked, text, sizeof text);
    open_reply(&j, m->out, m->id);
    open_error(&j, MCP_E_REVISION, "Unsupported protocol version");
    json_object(&j, "data");
    json_array(&j, "supported");
    for (int i = 0; i < MCP_REVISIONS; i++) {
        json_text(&j, NULL, mcp_revisions[i]);
    }
    json_close(&j);
    json_text(&j, "requested", text);
    json_close(&j);
    json_close(&j);
    json_close(&j);
}

void mcp_reply_server(json *j, const char *name)
{
    json_object(j, name);
    json_text(j, "name", "toll");
    json_text(j, "title", "libtoll");
    json_text(j, "version", toll_version_string());
    json_close(j);
}

void mcp_reply_open(json *j, const mcp_request_message *m)
{
    open_reply(j, m->out, m->id);
    json_object(j, "result");
    if (m->era == MCP_ERA_STATELESS) {
        json_text(j, "resultType", "complete");
        json_object(j, "_meta");
        mcp_reply_server(j, "io.modelcontextprotocol/serverInfo");
        json_close(j);
    }
}

void mcp_reply_close(json *j)
{
    json_close(j);
    json_close(j);
}
