/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of toll mcp: any bytes, a line each, through the server's own reader, methods and tables, to the command line of a call,
 * which is looked at instead of run. Every request gets one reply, a notification none, and each reply is one line of JSON. */
#include "fuzz.h"

#include "mcp/mcp_capture.h"

static int run_nothing(mcp_capture *c, mcp_runner run, int argc, char **argv, const mcp_text *records, mcp_text *out,
                       mcp_text *err);
#define mcp_capture_run run_nothing
#include "mcp/mcp_call.c"
#include "mcp/mcp_server.c"
#undef mcp_capture_run

/* "toll", a command, options or a verb, "--json", "--", and at least a name where options are not all. */
static void law_words(int argc, char **argv)
{
    int i = 1;
    LAW(argc >= 4 && strcmp(argv[0], "toll") == 0);
    while (i < argc && strcmp(argv[i], "--") != 0) {
        LAW(i <= 2 || strncmp(argv[i], "--", 2) == 0);
        i++;
    }
    LAW(i < argc && strcmp(argv[i - 1], "--json") == 0);
}

/* The answer is made of the words, so that it is as long and as odd as they are. */
static int run_nothing(mcp_capture *c, mcp_runner run, int argc, char **argv, const mcp_text *records, mcp_text *out,
                       mcp_text *err)
{
    (void)c;
    (void)run;
    law_words(argc, argv);
    LAW(records->length == 0 || records->bytes[records->length - 1] == '\n');
    mcp_text_say(out, "{\"command\": \"x\", \"names\": [");
    for (int i = 0; i < argc; i++) {
        mcp_text_say(out, "%s{\"name\": %d, \"id\": \"\\\"\"}", i > 0 ? ",\n " : "", i);
    }
    mcp_text_say(out, argc % 5 == 0 ? "" : "]}\n");
    mcp_text_say(err, "toll: %s is odd\n", argv[argc - 1]);
    return argc % 5;
}

static void law_replies(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        toll__json_doc doc = {0};
        LAW(end != NULL);
        const toll__io_span line = {text + at, (uint64_t)(end - (text + at))};
        toll_status status = toll__json_parse(&doc, line, "reply", NULL);
        LAW(status == TOLL_OK || status == TOLL_E_BUFFER);
        toll__json_release(&doc);
        at += line.length + 1;
    }
}

static void answer_bytes(mcp_session *s, const uint8_t *data, size_t size)
{
    mcp_text line = {0};
    mcp_text_add(&line, (const char *)data, size);
    if (!is_blank_line(&line)) {
        answer_line(s, &line);
    }
    mcp_text_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *replies = NULL;
    size_t length = 0;
    mcp_session s = {.revision = size > 0 ? data[0] % (MCP_REVISIONS + 1) - 1 : -1};
    s.streams.replies = open_memstream(&replies, &length);
    LAW(s.streams.replies != NULL);
    for (size_t at = 1; at < size;) {
        const uint8_t *end = memchr(data + at, '\n', size - at);
        const size_t line = end != NULL ? (size_t)(end - (data + at)) : size - at;
        answer_bytes(&s, data + at, line);
        at += line + 1;
    }
    LAW(fclose(s.streams.replies) == 0);
    law_replies(replies, length);
    free(replies);
    return 0;
}
