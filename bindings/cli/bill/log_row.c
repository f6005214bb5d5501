/* SPDX-License-Identifier: Apache-2.0 */
/* Cells become strings, and empty cells are left out: the reader of records takes digits in strings as numbers.
 *
 * Example: the columns model,input and the row "gpt-5","1,000" give {"model":"gpt-5","input":"1,000"}, whose input is then
 * refused as no number. */
#include "bill/log_row.h"

#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

/* A line that is cut into cells. */
typedef struct cell_cursor {
    const char *at, *end;
    char delimiter;
    bool is_last;
} cell_cursor;

typedef struct row_writer {
    char *at;
} row_writer;

/* Bytes of JSON strings; \u00XX for control characters. */
static void write_cell_byte(row_writer *w, char c)
{
    static const char digits[] = "0123456789abcdef";
    if ((unsigned char)c < 0x20) {
        memcpy(w->at, "\\u00", 4);
        w->at[4] = digits[(unsigned char)c >> 4];
        w->at[5] = digits[c & 15];
        w->at += 6;
        return;
    }
    if (c == '"' || c == '\\') {
        *w->at++ = '\\';
    }
    *w->at++ = c;
}

/* The next cell as a JSON string; its length in bytes of text, -1 for a quote that stays open. */
static long write_cell(cell_cursor *c, row_writer *w)
{
    bool is_quoted = c->at < c->end && *c->at == '"';
    long length = 0;
    c->at += is_quoted;
    *w->at++ = '"';
    for (; c->at < c->end; c->at++) {
        bool is_quote = is_quoted && *c->at == '"';
        bool is_doubled = is_quote && c->at + 1 < c->end && c->at[1] == '"';
        if ((is_quote && !is_doubled) || (!is_quoted && *c->at == c->delimiter)) {
            break;
        }
        c->at += is_doubled;
        write_cell_byte(w, *c->at);
        length++;
    }
    *w->at++ = '"';
    bool is_open = is_quoted && (c->at == c->end || *c->at != '"');
    c->at += is_quoted && !is_open;
    c->is_last = c->at >= c->end;
    bool is_delimited = c->is_last || *c->at == c->delimiter;
    c->at += !c->is_last;
    return is_open || !is_delimited ? -1 : length;
}

/* Both lines are walked side by side. */
const char *log_row_to_json(log_file *log)
{
    size_t needed = 6 * (log->head_length + log->record_length) + 64;
    if (needed > log->row_capacity) {
        log->row = claim_again(log->row, needed * 2, 1);
        log->row_capacity = needed * 2;
    }
    cell_cursor head = {log->head, log->head + log->head_length, log->delimiter, false};
    cell_cursor row = {log->record, log->record + log->record_length, log->delimiter, false};
    row_writer w = {log->row};
    *w.at++ = '{';
    while (!head.is_last && !row.is_last) {
        char *before = w.at;
        *w.at = ',';
        w.at += before > log->row + 1;
        long key = write_cell(&head, &w);
        *w.at++ = ':';
        long value = write_cell(&row, &w);
        if (key < 0 || value < 0) {
            return "a quote is not closed on its line, or text stands behind it";
        }
        w.at = value == 0 ? before : w.at;
    }
    *w.at++ = '}';
    log->record = log->row;
    log->record_length = (size_t)(w.at - log->row);
    return head.is_last == row.is_last ? NULL : "the row has another number of cells than the first line";
}
