/* SPDX-License-Identifier: Apache-2.0 */
/* What the terminal can show is read from the environment, so that output is the same on every machine with the same
 * variables. A bar splits its cells by largest remainder: 60, 30 and 10 % of 9 cells are 5.4, 2.7 and 0.9 and become 5,
 * 3 and 1. */
#if !defined(_WIN32) && !defined(_POSIX_C_SOURCE)
#define _POSIX_C_SOURCE 200809L /* isatty() and fileno() */
#endif
#include "output/screen.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "output/outside_text.h"

#if defined(_WIN32)
#include <io.h>
#define isatty _isatty
#define fileno _fileno
#else
#include <sys/ioctl.h>
#include <unistd.h>
#endif

#define BAR_PARTS 8

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value == NULL ? "" : value;
}

/* The order in which a C library would choose the character set; the text is enough, so no setlocale() is needed. */
static bool is_unicode(void)
{
    const char *locale = environment("LC_ALL");
    locale = locale[0] != 0 ? locale : environment("LC_CTYPE");
    locale = locale[0] != 0 ? locale : environment("LANG");
    for (; *locale != 0; locale++) {
        bool is_utf = (locale[0] == 'u' || locale[0] == 'U') && (locale[1] == 't' || locale[1] == 'T') &&
                      (locale[2] == 'f' || locale[2] == 'F');
        if (is_utf && (locale[3] == '8' || (locale[3] == '-' && locale[4] == '8'))) {
            return true;
        }
    }
    return false;
}

static bool wants_colour(bool is_terminal)
{
    const char *force = environment("CLICOLOR_FORCE");
    if (environment("NO_COLOR")[0] != 0) {
        return false;
    }
    if (force[0] != 0 && strcmp(force, "0") != 0) {
        return true;
    }
    return is_terminal && strcmp(environment("TERM"), "dumb") != 0 && environment("TERM")[0] != 0;
}

static int terminal_columns(FILE *out, bool is_terminal)
{
    long columns = strtol(environment("COLUMNS"), NULL, 10);
    if (columns > 0) {
        return columns > SCREEN_WIDTH_MAX ? SCREEN_WIDTH_MAX : (int)columns;
    }
#if defined(TIOCGWINSZ)
    struct winsize size;
    if (is_terminal && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
#else
    (void)out;
    (void)is_terminal;
#endif
    return SCREEN_WIDTH_MAX;
}

bool screen_is_terminal(FILE *stream)
{
    return isatty(fileno(stream)) != 0;
}

void screen_start(screen *s, bool forbid_colour)
{
    bool is_terminal = screen_is_terminal(stdout);
    int columns = terminal_columns(stdout, is_terminal);
    s->out = stdout;
    s->has_unicode = is_unicode();
    s->has_colour = !forbid_colour && wants_colour(is_terminal);
    s->width = columns < SCREEN_WIDTH_MIN ? SCREEN_WIDTH_MIN : columns > SCREEN_WIDTH_MAX ? SCREEN_WIDTH_MAX : columns;
}

int screen_columns(const char *text)
{
    int columns = 0;
    for (; *text != 0; text++) {
        columns += ((unsigned char)*text & 0xc0) != 0x80; /* UTF-8 continuation bytes take none */
    }
    return columns;
}

static const char *style_code(style look)
{
    static const char *const codes[] = {"", "1", "2", "1;32", "1;33", "1;31", "94", "36", "35", "33", "32", "31", "2"};
    return codes[look];
}

static void style_on(const screen *s, style look)
{
    if (s->has_colour && look != STYLE_PLAIN) {
        fprintf(s->out, "\033[%sm", style_code(look));
    }
}

static void style_off(const screen *s, style look)
{
    if (s->has_colour && look != STYLE_PLAIN) {
        fputs("\033[0m", s->out);
    }
}

void screen_put(const screen *s, style look, const char *format, ...)
{
    va_list values;
    style_on(s, look);
    va_start(values, format);
    outside_vprint(s->out, format, values);
    va_end(values);
    style_off(s, look);
}

void screen_newline(const screen *s)
{
    fputc('\n', s->out);
}

/* Length in bytes of the words that fit in `columns`; at least one word. */
static size_t words_that_fit(const char *text, int columns)
{
    size_t end = strcspn(text, " ");
    int used = 0;
    for (size_t i = 0; i < end; i++) {
        used += ((unsigned char)text[i] & 0xc0) != 0x80;
    }
    while (text[end] == ' ') {
        size_t word = strcspn(text + end + 1, " ");
        int width = 1;
        for (size_t i = 0; i < word; i++) {
            width += ((unsigned char)text[end + 1 + i] & 0xc0) != 0x80;
        }
        if (used + width > columns) {
            break;
        }
        used += width;
        end += 1 + word;
    }
    while (end > 1 && text[end - 1] == ' ') { /* of double blanks */
        end--;
    }
    return end;
}

void screen_paragraph(const screen *s, style look, const char *first, const char *text)
{
    int indent = screen_columns(first);
    const char *lead = first;
    while (*text != 0) {
        size_t length = words_that_fit(text, s->width - indent);
        if (lead == first) {
            outside_print(s->out, "%s", first);
        } else {
            fprintf(s->out, "%*s", indent, "");
        }
        screen_put(s, look, "%.*s", (int)length, text);
        screen_newline(s);
        lead = NULL;
        text += length + strspn(text + length, " ");
    }
}

static const char *glyph(const screen *s, style look)
{
    static const char *const ascii[] = {"#", "=", "+", "%", "o", "~", "."};
    static const char *const shades[] = {"\u2588", "\u2593", "\u2592", "\u2591", "\u259a", "\u2261", "\u00b7"};
    size_t part = (size_t)(look - STYLE_PART_1);
    if (!s->has_unicode) {
        return ascii[part];
    }
    return s->has_colour && look != STYLE_PART_FREE ? shades[0] : shades[part];
}

/* Splits `cells` by largest remainder; a part that is not zero keeps a cell. */
static void split_cells(const bar_part *parts, size_t n_parts, int cells, int *share)
{
    double total = 0, rest[BAR_PARTS];
    int used = 0;
    for (size_t i = 0; i < n_parts; i++) {
        total += parts[i].value > 0 ? parts[i].value : 0;
    }
    for (size_t i = 0; i < n_parts; i++) {
        double exact = parts[i].value > 0 ? parts[i].value / total * cells : 0;
        share[i] = exact > 0 && exact < 1 ? 1 : (int)exact;
        rest[i] = exact - share[i];
        used += share[i];
    }
    while (used != cells && total > 0) {
        size_t pick = 0;
        int step = used < cells ? 1 : -1;
        for (size_t i = 1; i < n_parts; i++) {
            bool may_shrink = step > 0 || share[i] > 1;
            bool is_better = rest[i] * step > rest[pick] * step || (step < 0 && share[pick] <= 1);
            pick = may_shrink && is_better ? i : pick;
        }
        share[pick] += step;
        rest[pick] -= step;
        used += step;
    }
}

void screen_bar(const screen *s, const bar_part *parts, size_t n_parts, int cells)
{
    int share[BAR_PARTS] = {0};
    n_parts = n_parts > BAR_PARTS ? BAR_PARTS : n_parts;
    split_cells(parts, n_parts, cells, share);
    for (size_t i = 0; i < n_parts; i++) {
        style_on(s, share[i] > 0 ? parts[i].look : STYLE_PLAIN);
        for (int cell = 0; cell < share[i]; cell++) {
            fputs(glyph(s, parts[i].look), s->out);
        }
        style_off(s, share[i] > 0 ? parts[i].look : STYLE_PLAIN);
    }
}

void screen_legend(const screen *s, const bar_part *parts, size_t n_parts, int indent, bool has_shares)
{
    int used = indent;
    fprintf(s->out, "%*s", indent, "");
    for (size_t i = 0; i < n_parts; i++) {
        char label[48];
        bool is_first = used == indent;
        if (has_shares && parts[i].value < 0.005) {
            continue;
        }
        snprintf(label, sizeof label, has_shares ? " %s %.0f%%" : " %s", parts[i].name, parts[i].value * 100);
        int columns = 1 + screen_columns(label) + (is_first ? 0 : 2);
        if (used + columns > s->width && !is_first) {
            fprintf(s->out, "\n%*s", indent, "");
            used = indent;
            columns -= 2;
        } else if (!is_first) {
            fputs("  ", s->out);
        }
        screen_put(s, parts[i].look, "%s", glyph(s, parts[i].look));
        screen_put(s, has_shares ? STYLE_PLAIN : STYLE_DIM, "%s", label);
        used += columns;
    }
    screen_newline(s);
}
