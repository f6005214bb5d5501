/* SPDX-License-Identifier: Apache-2.0 */
/* Reads lines of any bytes, NUL included: what is wrong with them is the parser's to say. */
#include "mcp/mcp_lines.h"

#include <stdbool.h>

#define CHUNK 4096

/* Bytes up to the end of a line, at most a chunk; is_end: the line or the input ends behind them. */
static size_t read_chunk(FILE *in, char *chunk, bool *is_end)
{
    size_t length = 0;
    int c = EOF;
    while (length < CHUNK && (c = getc(in)) != EOF && c != '\n') {
        chunk[length++] = (char)c;
    }
    *is_end = c == EOF || c == '\n';
    return length;
}

mcp_line mcp_line_next(FILE *in, mcp_text *line)
{
    char chunk[CHUNK];
    bool is_end = false, is_long = false;
    mcp_text_clear(line);
    while (!is_end) {
        size_t length = read_chunk(in, chunk, &is_end);
        is_long = is_long || line->length + length > MCP_LINE_MAX;
        if (!is_long) {
            mcp_text_add(line, chunk, length);
        }
    }
    if (line->length == 0 && !is_long && (feof(in) || ferror(in))) {
        return MCP_LINE_END;
    }
    return is_long ? MCP_LINE_TOO_LONG : MCP_LINE_READ;
}
