/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments to words, words to a command, its output to a result. "Does not fit" and "over budget" are answers: isError is
 * false, and the short text says so. */
#include "mcp/mcp_call.h"

#include <stdbool.h>
#include <string.h>

#include "input/exit_codes.h"
#include "mcp/mcp_answer.h"
#include "mcp/mcp_words.h"

/* What one call collects. */
typedef struct mcp_outcome {
    mcp_text out, err; /* of the command */
    mcp_text said;     /* the short text */
    mcp_text line;     /* the JSON; empty where there is none */
    bool is_error;
} mcp_outcome;

static void free_outcome(mcp_outcome *o)
{
    mcp_text_free(&o->out);
    mcp_text_free(&o->err);
    mcp_text_free(&o->said);
    mcp_text_free(&o->line);
}

static void put_content(json *j, const char *text)
{
    json_object(j, NULL);
    json_text(j, "type", "text");
    json_text(j, "text", text);
    json_close(j);
}

/* The short text, and the JSON once more for clients that know no structuredContent. */
static void reply_outcome(const mcp_request_message *m, const mcp_outcome *o)
{
    json j;
    mcp_reply_open(&j, m);
    json_array(&j, "content");
    put_content(&j, mcp_text_get(&o->said));
    if (o->line.length > 0) {
        put_content(&j, mcp_text_get(&o->line));
    }
    json_close(&j);
    if (o->line.length > 0) {
        json_raw(&j, "structuredContent", o->line.bytes, o->line.length);
    }
    json_bool(&j, "isError", o->is_error);
    mcp_reply_close(&j);
}

static const char *phrase_code(int code)
{
    switch (code) {
    case EXIT_NOT_FEASIBLE:
        return "Nothing fits, or nothing meets the need.\n";
    case EXIT_OVER_BUDGET:
        return "It is over the budget.\n";
    case EXIT_INCOMPLETE:
        return "The total is incomplete, or a price is older than asked for: see the answer.\n";
    default:
        return "";
    }
}

static void trim_end(mcp_text *t)
{
    while (t->length > 0 && t->bytes[t->length - 1] == '\n') {
        t->bytes[--t->length] = 0;
    }
}

/* The command's JSON, if it printed any. */
static bool read_answer(mcp_outcome *o, const mcp_tool *tool, int64_t entries)
{
    toll__json_doc doc = {0};
    mcp_text said = {0};
    toll__io_span text = {mcp_text_get(&o->out), o->out.length};
    bool is_json = text.length > 0 && toll__json_parse(&doc, text, "answer", NULL) == TOLL_OK &&
                   toll__json_kind_of(toll__json_root(&doc)) == TOLL__JSON_OBJECT;
    if (is_json) {
        mcp_answer_line(toll__json_root(&doc), entries, &o->line);
        mcp_answer_say(tool, toll__json_root(&doc), &said);
        mcp_words_reword(tool, mcp_text_get(&said), &o->said);
    }
    mcp_text_free(&said);
    toll__json_release(&doc);
    return is_json;
}

static void take_outcome(mcp_outcome *o, const mcp_tool *tool, int code, int64_t entries)
{
    bool has_answer = read_answer(o, tool, entries);
    o->is_error = !has_answer || code == EXIT_BAD_INPUT;
    mcp_text_say(&o->said, "%s", phrase_code(code));
    mcp_words_reword(tool, mcp_text_get(&o->err), &o->said);
    trim_end(&o->said);
    if (o->said.length == 0) {
        mcp_text_say(&o->said, "%s: %s", tool->name, has_answer ? "answered" : "no answer");
    }
}

static void run_tool(const mcp_request_message *m, const mcp_tool *tool, mcp_capture *c, mcp_runner run)
{
    mcp_words words;
    mcp_outcome outcome = {0};
    if (mcp_words_read(&words, tool, toll__json_get(m->params, "arguments"))) {
        int code = mcp_capture_run(c, run, words.count, words.words, &words.input, &outcome.out, &outcome.err);
        take_outcome(&outcome, tool, code, words.entries);
    } else {
        outcome.is_error = true;
        mcp_text_say(&outcome.said, "%s", mcp_text_get(&words.wrong));
    }
    reply_outcome(m, &outcome);
    free_outcome(&outcome);
    mcp_words_free(&words);
}

void mcp_call(const mcp_request_message *m, mcp_capture *c, mcp_runner run)
{
    char name[80], message[120];
    toll__json asked = toll__json_get(m->params, "name");
    if (toll__json_kind_of(asked) != TOLL__JSON_TEXT) {
        mcp_reply_error(m->out, m->id, MCP_E_PARAMS, "tools/call needs the member name, a text");
        return;
    }
    uint64_t length = toll__json_copy(asked, name, sizeof name);
    const mcp_tool *tool = length == strlen(name) ? mcp_tool_find(name) : NULL;
    if (tool == NULL) {
        snprintf(message, sizeof message, "Unknown tool: %s", name);
        mcp_reply_error(m->out, m->id, MCP_E_PARAMS, message);
        return;
    }
    run_tool(m, tool, c, run);
}
