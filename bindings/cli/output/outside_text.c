/* SPDX-License-Identifier: Apache-2.0 */
/* Escapes of text from outside for terminals, CSV, JSON and XML. ESC in the name of a tensor is shown as \x1b, written to
 * JSON as \u001b, and to XML as U+FFFD. Rules: Unicode 15 table 3-7 (valid UTF-8), RFC 4180, RFC 8259 section 7,
 * XML 1.0 section 2.2, OWASP "CSV Injection". */
#include "output/outside_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"
#include "text/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* Length of the printable ASCII that text begins with, without the two bytes of `but`. Nearly all texts
 * are no more than that. */
static size_t plain_length(const char *text, const char *but)
{
    size_t length = 0;
    while (text[length] >= 0x20 && text[length] < 0x7f && text[length] != but[0] && text[length] != but[1]) {
        length++;
    }
    return length;
}

/* ---- terminal ---- */

char *outside_copy(const char *text)
{
    uint64_t length = strlen(text), plain = plain_length(text, "\0");
    uint64_t needed = plain == length ? length + 1 : toll__io_escape(text, length, NULL, 0) + 1;
    char *copy = claim(needed, 1);
    if (plain == length) {
        memcpy(copy, text, length);
    } else {
        toll__io_escape(text, length, copy, needed);
    }
    return copy;
}

void outside_vprint(FILE *out, const char *format, va_list values)
{
    char text[512];
    va_list again;
    va_copy(again, values);
    int length = vsnprintf(text, sizeof text, format, values);
    size_t size = length > 0 ? (size_t)length + 1 : 1;
    char *whole = size > sizeof text ? claim(size, 1) : text;
    if (whole != text) {
        vsnprintf(whole, size, format, again);
    }
    va_end(again);
    if (length > 0 && plain_length(whole, "\0") == (size_t)length) {
        fputs(whole, out);
    } else {
        char *escaped = outside_copy(length > 0 ? whole : "");
        fputs(escaped, out);
        free(escaped);
    }
    if (whole != text) {
        free(whole);
    }
}

void outside_print(FILE *out, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    outside_vprint(out, format, values);
    va_end(values);
}

void outside_line(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    outside_vprint(stdout, format, values);
    va_end(values);
    fputc('\n', stdout);
}

/* ---- CSV ---- */

void outside_csv(FILE *out, const char *text)
{
    bool is_formula = text[0] != 0 && strchr("=+-@\t\r", text[0]) != NULL;
    bool is_quoted = strpbrk(text, ",\"\n\r") != NULL;
    fputs(is_quoted ? "\"" : "", out);
    fputs(is_formula ? "'" : "", out);
    for (; *text != 0; text++) {
        fputs(*text == '"' ? "\"" : "", out);
        fputc(*text, out);
    }
    fputs(is_quoted ? "\"" : "", out);
}

/* ---- JSON and XML ---- */

/* One character of text: its bytes, 1 where they are not UTF-8, and its code point, U+FFFD then. */
static size_t next_character(const char *text, uint32_t *point)
{
    uint64_t length = toll__io_utf8_length(text, strnlen(text, 4));
    *point = length > 0 ? toll__io_utf8_decode(text, length) : 0xfffd;
    return length > 0 ? (size_t)length : 1;
}

void outside_json(FILE *out, const char *text)
{
    uint32_t point;
    fputc('"', out);
    for (size_t step; *text != 0; text += step) {
        step = plain_length(text, "\"\\");
        if (step > 0) {
            fwrite(text, 1, step, out);
            continue;
        }
        step = next_character(text, &point);
        if (point == '"' || point == '\\') {
            fprintf(out, "\\%c", *text);
        } else if (toll__io_is_hidden(point)) { /* all of them have four digits */
            fprintf(out, "\\u%04x", (unsigned)point);
        } else {
            fwrite(point == 0xfffd ? REPLACEMENT : text, 1, point == 0xfffd ? 3 : step, out);
        }
    }
    fputc('"', out);
}

static const char *xml_entity(uint32_t point)
{
    switch (point) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

/* Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF] */
static bool is_xml(uint32_t point)
{
    return point >= 0x20 ? point != 0xfffe && point != 0xffff : point == 9 || point == 10 || point == 13;
}

void outside_xml(FILE *out, const char *text)
{
    uint32_t point;
    for (size_t step; *text != 0; text += step) {
        step = next_character(text, &point);
        bool is_replaced = !is_xml(point) || point == 0xfffd;
        if (xml_entity(point) != NULL) {
            fputs(xml_entity(point), out);
        } else {
            fwrite(is_replaced ? REPLACEMENT : text, 1, is_replaced ? 3 : step, out);
        }
    }
}

/* ---- Markdown ---- */

/* Lines end a cell or a paragraph, so they become blanks. A sign that marks something up gets a backslash, and those of
 * HTML their entities, since Markdown may hold HTML. */
void outside_markdown(FILE *out, const char *text)
{
    uint32_t point;
    for (size_t step; *text != 0; text += step) {
        step = next_character(text, &point);
        const bool is_replaced = toll__io_is_hidden(point) || !is_xml(point) || point == 0xfffd;
        if (point == '\n' || point == '\r' || point == '\t') {
            fputc(' ', out);
        } else if (is_replaced) {
            fputs(REPLACEMENT, out);
        } else if (xml_entity(point) != NULL && point != '"') {
            fputs(xml_entity(point), out);
        } else {
            fputs(point < 0x80 && strchr("\\`*_[]|#~!{}", (int)point) != NULL ? "\\" : "", out);
            fwrite(text, 1, step, out);
        }
    }
}

void outside_plain(FILE *out, const char *text)
{
    uint32_t point;
    for (size_t step; *text != 0; text += step) {
        step = next_character(text, &point);
        const bool is_replaced = toll__io_is_hidden(point) || point == 0xfffd;
        fwrite(is_replaced ? REPLACEMENT : text, 1, is_replaced ? 3 : step, out);
    }
}
