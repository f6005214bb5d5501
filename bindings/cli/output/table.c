/* SPDX-License-Identifier: Apache-2.0 */
/* Cells are kept until the table is finished, because a column is as wide as its widest cell. Columns that no longer
 * fit the screen go into a further table below, each with the label column again. */
#include "output/table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"
#include "output/outside_text.h"

#define COLUMN_GAP 2
#define CELL_BYTES 256

void table_start(table *t, const char *align, int group)
{
    memset(t, 0, sizeof *t);
    t->columns = (int)strlen(align);
    t->group = group;
    if (t->columns > TABLE_COLUMNS) {
        give_up("a table has more than TABLE_COLUMNS columns");
    }
    for (int column = 0; column < t->columns; column++) {
        bool is_close = align[column] == 'L' || align[column] == 'R';
        t->gap[column] = is_close ? 1 : COLUMN_GAP;
        t->align[column] = align[column] == 'l' || align[column] == 'L' ? 'l' : 'r';
    }
}

void table_head(table *t, int column, const char *text)
{
    t->heads[column].text = outside_copy(text);
    t->heads[column].look = STYLE_TITLE;
}

static void append_cell(table *t, style look, const char *text)
{
    if (t->used == t->capacity) {
        t->capacity = t->capacity == 0 ? 256 : 2 * t->capacity;
        t->cells = claim_again(t->cells, (size_t)t->capacity, sizeof *t->cells);
    }
    t->cells[t->used].text = outside_copy(text);
    t->cells[t->used].look = look;
    t->used++;
}

void table_cell(table *t, style look, const char *format, ...)
{
    char text[CELL_BYTES];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    append_cell(t, look, text);
}

void table_gap(table *t)
{
    for (int column = 0; column < t->columns; column++) {
        append_cell(t, STYLE_PLAIN, "");
    }
}

static int head_columns(const table *t, int column)
{
    return t->heads[column].text == NULL ? 0 : screen_columns(t->heads[column].text);
}

/* Width of a group, without the gap before it. */
static int span_columns(const table *t, const int *width, int first)
{
    int span = -t->gap[first];
    for (int column = first; column < first + t->group; column++) {
        span += t->gap[column] + width[column];
    }
    return span;
}

/* Widest cell of every column; a group's last column grows until the spanning head fits. */
static void measure_columns(const table *t, int *width)
{
    for (int column = 0; column < t->columns; column++) {
        width[column] = column == 0 || t->group == 1 ? head_columns(t, column) : 0;
    }
    for (int i = 0; i < t->used; i++) {
        int columns = screen_columns(t->cells[i].text), column = i % t->columns;
        width[column] = columns > width[column] ? columns : width[column];
    }
    for (int first = 1; t->group > 1 && first < t->columns; first += t->group) {
        int total = span_columns(t, width, first);
        if (head_columns(t, first) > total) {
            width[first + t->group - 1] += head_columns(t, first) - total;
        }
    }
}

static void put_padded(const screen *s, const table_cell_data *cell, char align, int width, bool is_last)
{
    const char *text = cell->text == NULL ? "" : cell->text;
    int pad = width - screen_columns(text);
    if (align == 'r') {
        fprintf(s->out, "%*s", pad > 0 ? pad : 0, "");
    }
    size_t length = strlen(text);
    while (is_last && length > 0 && text[length - 1] == ' ') {
        length--;
    }
    screen_put(s, cell->look, "%.*s", (int)length, text);
    if (align == 'l' && !is_last && pad > 0) {
        fprintf(s->out, "%*s", pad, "");
    }
}

/* Last column that has something to print: nothing trails behind it. */
static int last_filled(const table *t, const table_cell_data *row, int first, int end)
{
    int last = 0;
    for (int column = first; column < end && column < t->columns; column++) {
        if (row[column].text != NULL && row[column].text[0] != 0) {
            last = column;
        }
    }
    return last;
}

static void put_table_row(const table *t, const screen *s, const table_cell_data *row, const int *width, int first,
                          int end)
{
    int last = last_filled(t, row, first, end);
    if (last == 0 && (row[0].text == NULL || row[0].text[0] == 0)) {
        screen_newline(s);
        return;
    }
    fprintf(s->out, "%*s", TABLE_INDENT, "");
    put_padded(s, &row[0], t->align[0], width[0], last == 0);
    for (int column = first; column <= last; column++) {
        fprintf(s->out, "%*s", t->gap[column], "");
        put_padded(s, &row[column], t->align[column], width[column], column == last);
    }
    screen_newline(s);
}

static void put_heads(const table *t, const screen *s, const int *width, int first, int end)
{
    if (t->group == 1) {
        put_table_row(t, s, t->heads, width, first, end);
        return;
    }
    table_cell_data label = t->heads[0];
    fprintf(s->out, "%*s", TABLE_INDENT, "");
    put_padded(s, &label, 'l', width[0], false);
    for (int group = first; group < end; group += t->group) {
        int span = span_columns(t, width, group);
        fprintf(s->out, "%*s", t->gap[group], "");
        put_padded(s, &t->heads[group], 'l', span, group + t->group >= end);
    }
    screen_newline(s);
}

/* First column that no longer fits beside the label; at least one group fits. */
static int fitting_end(const table *t, const screen *s, const int *width, int first)
{
    int used = TABLE_INDENT + width[0], end = first;
    while (end < t->columns) {
        for (int column = end; column < end + t->group; column++) {
            used += t->gap[column] + width[column];
        }
        if (used > s->width && end > first) {
            break;
        }
        end += t->group;
    }
    return end;
}

static bool has_heads(const table *t)
{
    for (int column = 0; column < t->columns; column++) {
        if (t->heads[column].text != NULL) {
            return true;
        }
    }
    return false;
}

void table_drop(table *t)
{
    for (int column = 0; column < t->columns; column++) {
        free(t->heads[column].text);
    }
    for (int i = 0; i < t->used; i++) {
        free(t->cells[i].text);
    }
    free(t->cells);
}

void table_finish(table *t, const screen *s)
{
    int width[TABLE_COLUMNS];
    measure_columns(t, width);
    for (int first = 1; first < t->columns;) {
        int end = fitting_end(t, s, width, first);
        if (first > 1) {
            screen_newline(s);
        }
        if (has_heads(t)) {
            put_heads(t, s, width, first, end);
        }
        for (int i = 0; i + t->columns <= t->used; i += t->columns) {
            put_table_row(t, s, &t->cells[i], width, first, end);
        }
        first = end;
    }
    table_drop(t);
}
