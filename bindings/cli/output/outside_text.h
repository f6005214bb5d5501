/* SPDX-License-Identifier: Apache-2.0 */
/* Text from outside on its way to a terminal, a sheet, JSON or XML, each by its own rules. Names in model files, cells,
 * labels and words of the command line are never printed in another way. */
#ifndef TOLL_CLI_OUTPUT_OUTSIDE_TEXT_H
#define TOLL_CLI_OUTPUT_OUTSIDE_TEXT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

/* Terminal: prints by format; control characters, bytes that are not UTF-8 and characters that turn the order of text
 * become \xNN. The whole output is escaped, line ends too. */
void outside_print(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void outside_vprint(FILE *out, const char *format, va_list values);

/* Terminal: the same on stdout, with a line end behind the escaped text. */
void outside_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Terminal: a copy of text, escaped; free with free(). */
char *outside_copy(const char *text);

/* CSV cell: quoted by RFC 4180 where it must be. A cell that begins with = + - @, tab or CR would be run as a formula by
 * a spreadsheet, so it gets a leading apostrophe (OWASP, CSV injection). For text alone, not for numbers. */
void outside_csv(FILE *out, const char *text);

/* JSON string with its quotes, always valid UTF-8 (RFC 8259): a byte that is none becomes U+FFFD. */
void outside_json(FILE *out, const char *text);

/* XML 1.0 character data: markup as entities; what XML forbids, and bytes that are not UTF-8, become U+FFFD. */
void outside_xml(FILE *out, const char *text);

/* Markdown, within a paragraph or a cell: marks are escaped, line ends become blanks. */
void outside_markdown(FILE *out, const char *text);

/* One line of a block that nothing marks up: what is hidden becomes U+FFFD. */
void outside_plain(FILE *out, const char *text);

#endif
