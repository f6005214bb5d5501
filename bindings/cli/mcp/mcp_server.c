/* SPDX-License-Identifier: Apache-2.0 */
/* Model Context Protocol over stdio (modelcontextprotocol.io/specification), revisions 2024-11-05 to 2026-07-28. Messages are
 * answered one by one, in their order, so nothing can be cancelled half way, and an id that is used twice is answered twice.
 *
 * Two eras: up to 2025-11-25 a client opens a session by `initialize`; from 2026-07-28 on each request names its revision in
 * params._meta, and the server keeps no state. Both may share one stream. Batches exist in 2025-03-26 alone. */
#include "mcp/mcp_server.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "mcp/mcp_call.h"
#include "mcp/mcp_capture.h"
#include "mcp/mcp_lines.h"
#include "mcp/mcp_reply.h"
#include "mcp/mcp_schema.h"
#include "text/text_check.h"

#define STATELESS   0 /* index of the revision */
#define BATCHES     3
#define CACHE_MS    3600000 /* tools and revisions don't change while the program does not */
#define VERSION_KEY "io.modelcontextprotocol/protocolVersion"
#define ABILITY_KEY "io.modelcontextprotocol/clientCapabilities"
#define INSTRUCTIONS                                                                                                   \
    "Costs of LLM tokens from dated facts. price and bill are exact decimals as text: never turn them into floats. "   \
    "fit, speed, "                                                                                                     \
    "cost and plan are estimates with low, mid and high (P10, P50, P90). null is unknown, never zero. Ask find when "  \
    "a name isn't "                                                                                                    \
    "known, and sources before you rely on a price's age."

typedef struct mcp_session {
    mcp_capture streams;
    mcp_runner run;
    int revision; /* index into mcp_revisions; -1: not negotiated */
} mcp_session;

/* ---- methods ---- */

static void put_abilities(json *j)
{
    json_object(j, "capabilities");
    json_object(j, "tools");
    json_bool(j, "listChanged", false);
    json_close(j);
    json_close(j);
}

/* A revision that the client asks for and that has sessions; else the newest of those. */
static int choose_revision(toll__json asked)
{
    for (int i = STATELESS + 1; i < MCP_REVISIONS; i++) {
        if (toll__json_is(asked, mcp_revisions[i])) {
            return i;
        }
    }
    return STATELESS + 1;
}

static void initialize(mcp_session *s, const mcp_request_message *m)
{
    json j;
    toll__json asked = toll__json_get(m->params, "protocolVersion");
    if (toll__json_kind_of(asked) != TOLL__JSON_TEXT) {
        mcp_reply_error(m->out, m->id, MCP_E_PARAMS, "initialize needs the member protocolVersion, a text");
        return;
    }
    s->revision = choose_revision(asked);
    mcp_reply_open(&j, m);
    json_text(&j, "protocolVersion", mcp_revisions[s->revision]);
    put_abilities(&j);
    mcp_reply_server(&j, "serverInfo");
    json_text(&j, "instructions", INSTRUCTIONS);
    mcp_reply_close(&j);
}

static void put_caching(json *j)
{
    json_integer(j, "ttlMs", CACHE_MS);
    json_text(j, "cacheScope", "public");
}

static void discover(const mcp_request_message *m)
{
    json j;
    mcp_reply_open(&j, m);
    json_array(&j, "supportedVersions");
    for (int i = 0; i < MCP_REVISIONS; i++) {
        json_text(&j, NULL, mcp_revisions[i]);
    }
    json_close(&j);
    put_abilities(&j);
    json_text(&j, "instructions", INSTRUCTIONS);
    put_caching(&j);
    mcp_reply_close(&j);
}

static void list_tools(const mcp_request_message *m)
{
    json j;
    if (toll__json_get(m->params, "cursor").doc != NULL) {
        mcp_reply_error(m->out, m->id, MCP_E_PARAMS, "tools/list has one page: no cursor of it exists");
        return;
    }
    mcp_reply_open(&j, m);
    mcp_schema_tools(&j);
    if (m->era == MCP_ERA_STATELESS) {
        put_caching(&j);
    }
    mcp_reply_close(&j);
}

static void reply_empty(const mcp_request_message *m)
{
    json j;
    mcp_reply_open(&j, m);
    mcp_reply_close(&j);
}

static void refuse_method(const mcp_request_message *m)
{
    char message[120];
    snprintf(message, sizeof message, "Method not found: %.80s", m->method);
    mcp_reply_error(m->out, m->id, MCP_E_METHOD, message);
}

/* ping is of sessions, server/discover of the era without them. */
static void answer_method(mcp_session *s, const mcp_request_message *m)
{
    if (strcmp(m->method, "tools/list") == 0) {
        list_tools(m);
    } else if (strcmp(m->method, "tools/call") == 0) {
        mcp_call(m, &s->streams, s->run);
    } else if (strcmp(m->method, "ping") == 0 && m->era == MCP_ERA_SESSION) {
        reply_empty(m);
    } else if (strcmp(m->method, "server/discover") == 0 && m->era == MCP_ERA_STATELESS) {
        discover(m);
    } else {
        refuse_method(m);
    }
}

/* ---- requests ---- */

static bool check_ability(const mcp_request_message *m, toll__json meta)
{
    if (toll__json_kind_of(toll__json_get(meta, ABILITY_KEY)) == TOLL__JSON_OBJECT) {
        return true;
    }
    mcp_reply_error(m->out, m->id, MCP_E_PARAMS, "params._meta needs the member " ABILITY_KEY ", an object");
    return false;
}

/* False after a reply: the request doesn't say how it wants to be answered. */
static bool find_era(const mcp_session *s, mcp_request_message *m)
{
    toll__json meta = toll__json_get(m->params, "_meta"), asked = toll__json_get(meta, VERSION_KEY);
    bool may_come_first = strcmp(m->method, "ping") == 0;
    if (asked.doc != NULL) {
        m->era = MCP_ERA_STATELESS;
        if (toll__json_is(asked, mcp_revisions[STATELESS])) {
            return check_ability(m, meta);
        }
        mcp_reply_revision(m, asked);
        return false;
    }
    m->era = s->revision >= 0 || may_come_first ? MCP_ERA_SESSION : MCP_ERA_NONE;
    if (m->era == MCP_ERA_NONE) {
        mcp_reply_error(m->out, m->id, MCP_E_PARAMS,
                        "no protocol version: send initialize first, or params._meta with " VERSION_KEY);
    }
    return m->era != MCP_ERA_NONE;
}

static void answer_request(mcp_session *s, mcp_request_message *m, bool is_in_batch)
{
    toll__json_kind kind = toll__json_kind_of(m->params);
    if (kind != TOLL__JSON_NONE && kind != TOLL__JSON_OBJECT) {
        mcp_reply_error(m->out, m->id, MCP_E_PARAMS, "params must be an object");
    } else if (strcmp(m->method, "initialize") == 0 && is_in_batch) {
        mcp_reply_error(m->out, m->id, MCP_E_REQUEST, "initialize must not be part of a batch");
    } else if (strcmp(m->method, "initialize") == 0) {
        m->era = MCP_ERA_SESSION;
        initialize(s, m);
    } else if (find_era(s, m)) {
        answer_method(s, m);
    }
}

/* Text, or a number without fraction and exponent. */
static bool is_id(toll__json id)
{
    toll__json_kind kind = toll__json_kind_of(id);
    toll__io_span raw = toll__json_raw(id);
    bool is_whole = kind == TOLL__JSON_NUMBER && memchr(raw.bytes, '.', (size_t)raw.length) == NULL &&
                    memchr(raw.bytes, 'e', (size_t)raw.length) == NULL &&
                    memchr(raw.bytes, 'E', (size_t)raw.length) == NULL;
    return kind == TOLL__JSON_TEXT || is_whole;
}

static bool is_notice(toll__json message)
{
    return toll__json_get(message, "id").doc == NULL;
}

/* A reply to a request of ours: there are none, so it is dropped. */
static bool is_stray_reply(toll__json message)
{
    bool has_outcome = toll__json_get(message, "result").doc != NULL || toll__json_get(message, "error").doc != NULL;
    return has_outcome && toll__json_get(message, "method").doc == NULL;
}

static const char *find_fault(toll__json message)
{
    if (toll__json_kind_of(message) != TOLL__JSON_OBJECT) {
        return "a message must be an object";
    }
    if (!toll__json_is(toll__json_get(message, "jsonrpc"), "2.0")) {
        return "jsonrpc must be \"2.0\"";
    }
    if (!is_notice(message) && !is_id(toll__json_get(message, "id"))) {
        return "id must be a text or a whole number";
    }
    if (toll__json_kind_of(toll__json_get(message, "method")) != TOLL__JSON_TEXT) {
        return "method must be a text";
    }
    return NULL;
}

static void answer_message(mcp_session *s, toll__json message, bool is_in_batch)
{
    char method[128];
    FILE *out = s->streams.replies;
    toll__json id = toll__json_get(message, "id");
    const char *fault = find_fault(message);
    if (toll__json_kind_of(message) == TOLL__JSON_OBJECT && is_stray_reply(message)) {
        return;
    }
    if (fault != NULL) {
        mcp_reply_error(out, is_id(id) ? id : (toll__json){0}, MCP_E_REQUEST, fault);
        return;
    }
    if (is_notice(message)) {
        return; /* initialized, cancelled, progress: none asks for anything */
    }
    uint64_t length = toll__json_copy(toll__json_get(message, "method"), method, sizeof method);
    if (strlen(method) != length) {
        method[0] = 0; /* no method is so long */
    }
    mcp_request_message m = {.out = out, .id = id, .params = toll__json_get(message, "params"), .method = method};
    answer_request(s, &m, is_in_batch);
}

/* ---- batches ---- */

/* Whether the message will be replied to. */
static bool has_reply(toll__json message)
{
    bool is_object = toll__json_kind_of(message) == TOLL__JSON_OBJECT;
    return !is_object || (!is_stray_reply(message) && (!is_notice(message) || find_fault(message) != NULL));
}

/* Replies of a batch are one array, and none where nothing asked for one. */
static void answer_batch(mcp_session *s, toll__json batch)
{
    bool has_any = false;
    toll__json entry = toll__json_first(batch);
    for (uint32_t i = 0; i < toll__json_count(batch); i++, entry = toll__json_next(batch, entry)) {
        if (has_reply(entry)) {
            fputs(has_any ? "," : "[", s->streams.replies);
            has_any = true;
            answer_message(s, entry, true);
        }
    }
    fputs(has_any ? "]\n" : "", s->streams.replies);
}

static void refuse_line(mcp_session *s, int code, const char *message)
{
    mcp_reply_error(s->streams.replies, (toll__json){0}, code, message);
    fputc('\n', s->streams.replies);
}

static void answer_array(mcp_session *s, toll__json batch)
{
    if (s->revision != BATCHES) {
        refuse_line(s, MCP_E_REQUEST, "batches exist in revision 2025-03-26 alone: send one message a line");
    } else if (toll__json_count(batch) == 0) {
        refuse_line(s, MCP_E_REQUEST, "the batch is empty");
    } else {
        answer_batch(s, batch);
    }
}

/* ---- lines ---- */

static bool is_blank_line(const mcp_text *line)
{
    return line->length == 0 || strspn(line->bytes, " \t\r") == line->length;
}

static toll_status parse_line(toll__json_doc *doc, const mcp_text *line, toll_error *err)
{
    toll__io_span text = {0};
    size_t length = line->length - (line->bytes[line->length - 1] == '\r');
    toll_status status = toll__io_text_check(line->bytes, length, &text, err);
    return status != TOLL_OK ? status : toll__json_parse(doc, text, "message", err);
}

static void answer_line(mcp_session *s, const mcp_text *line)
{
    toll_error err = {0};
    toll__json_doc doc = {0};
    if (parse_line(&doc, line, &err) != TOLL_OK) {
        refuse_line(s, MCP_E_PARSE, err.message);
    } else if (toll__json_kind_of(toll__json_root(&doc)) == TOLL__JSON_ARRAY) {
        answer_array(s, toll__json_root(&doc));
    } else {
        answer_message(s, toll__json_root(&doc), false);
        fputs(has_reply(toll__json_root(&doc)) ? "\n" : "", s->streams.replies);
    }
    toll__json_release(&doc);
}

static void serve_lines(mcp_session *s)
{
    mcp_text line = {0};
    mcp_line outcome = mcp_line_next(s->streams.requests, &line);
    while (outcome != MCP_LINE_END && !ferror(s->streams.replies)) {
        if (outcome == MCP_LINE_TOO_LONG) {
            refuse_line(s, MCP_E_REQUEST, "the message is longer than 4 MiB");
        } else if (!is_blank_line(&line)) {
            answer_line(s, &line);
        }
        fflush(s->streams.replies);
        outcome = mcp_line_next(s->streams.requests, &line);
    }
    mcp_text_free(&line);
}

int mcp_serve(mcp_runner run)
{
    mcp_session s = {.run = run, .revision = -1};
    if (!mcp_capture_start(&s.streams)) {
        return EXIT_BAD_INPUT;
    }
    serve_lines(&s);
    return mcp_capture_end(&s.streams) ? EXIT_FINE : complain("a reply could not be written");
}
