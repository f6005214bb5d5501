/* SPDX-License-Identifier: Apache-2.0 */
/* The terminal: what it can show, styled text, paragraphs and bars. */
#ifndef TOLL_CLI_OUTPUT_SCREEN_H
#define TOLL_CLI_OUTPUT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define SCREEN_WIDTH_MAX 100 /* lines are never longer, however wide the terminal */
#define SCREEN_WIDTH_MIN 40

typedef enum style {
    STYLE_PLAIN,
    STYLE_TITLE,
    STYLE_DIM,
    STYLE_GOOD,
    STYLE_WARN,
    STYLE_BAD,
    STYLE_PART_1, /* parts of a bar */
    STYLE_PART_2,
    STYLE_PART_3,
    STYLE_PART_4,
    STYLE_PART_5,
    STYLE_PART_6,
    STYLE_PART_FREE
} style;

typedef struct screen {
    FILE *out;
    bool has_colour;
    bool has_unicode;
    int width;
} screen;

typedef struct bar_part {
    const char *name;
    double value;
    style look;
} bar_part;

/* Looks at stdout and the environment: NO_COLOR, CLICOLOR_FORCE, TERM, LC_ALL, LC_CTYPE, LANG, COLUMNS. */
void screen_start(screen *s, bool forbid_colour);

bool screen_is_terminal(FILE *stream);

/* Columns that text takes; every character used here is one column wide. */
int screen_columns(const char *text);

void screen_put(const screen *s, style look, const char *format, ...);
void screen_newline(const screen *s);

/* Wraps text at the screen's width; `first` begins the first line, the others are indented as far. */
void screen_paragraph(const screen *s, style look, const char *first, const char *text);

/* A stacked bar `cells` wide; parts that are not zero get a cell at least. */
void screen_bar(const screen *s, const bar_part *parts, size_t n_parts, int cells);

/* Explains a bar: glyph and name of every part, wrapped. With shares, values are fractions and are printed; parts that
 * round to 0 % are left out. */
void screen_legend(const screen *s, const bar_part *parts, size_t n_parts, int indent, bool has_shares);

#endif
