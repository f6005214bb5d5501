/* SPDX-License-Identifier: Apache-2.0 */
/* Lines and cells of a text. */
#include "bench/bench_lines.h"

#include <string.h>

bool toll__bench_next_line(bench_lines *lines, toll__io_span *line)
{
    if (lines->rest.length == 0)
        return false;
    const char *const end = memchr(lines->rest.bytes, '\n', (size_t)lines->rest.length);
    const uint64_t length = end != NULL ? (uint64_t)(end - lines->rest.bytes) : lines->rest.length;
    const uint64_t taken = length + (end != NULL);
    *line = (toll__io_span){lines->rest.bytes, length};
    if (length > 0 && line->bytes[length - 1] == '\r')
        line->length--;
    lines->rest.bytes += taken;
    lines->rest.length -= taken;
    lines->number++;
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

toll__io_span toll__bench_trim(toll__io_span text)
{
    while (text.length > 0 && is_blank(text.bytes[0])) {
        text.bytes++;
        text.length--;
    }
    while (text.length > 0 && is_blank(text.bytes[text.length - 1]))
        text.length--;
    return text;
}

bool toll__bench_begins(toll__io_span text, const char *with)
{
    const size_t length = strlen(with);
    return text.length >= length && memcmp(text.bytes, with, length) == 0;
}

uint32_t toll__bench_split(toll__io_span line, char separator, char quote, char *room, toll__io_span *cells)
{
    uint32_t n = 0;
    bool is_quoted = false;
    char *at = room, *start = room;
    for (uint64_t i = 0; i <= line.length; i++) {
        const bool is_end = i == line.length;
        if (is_end ? is_quoted : n == BENCH_CELLS_MAX)
            return 0;
        if (is_end || (line.bytes[i] == separator && !is_quoted)) {
            if (n == BENCH_CELLS_MAX)
                return 0;
            cells[n++] = toll__bench_trim((toll__io_span){start, (uint64_t)(at - start)});
            start = at;
        } else if (line.bytes[i] != quote) {
            *at++ = line.bytes[i];
        } else if (is_quoted && i + 1 < line.length && line.bytes[i + 1] == quote) {
            *at++ = line.bytes[i++];
        } else {
            is_quoted = !is_quoted;
        }
    }
    return n;
}
