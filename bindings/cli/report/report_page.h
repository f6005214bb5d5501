/* SPDX-License-Identifier: Apache-2.0 */
/* A report of two pages for people who were not there: as HTML, or as Markdown. One file without scripts, fonts or links
 * to anything outside. All text is escaped here. */
#ifndef TOLL_CLI_REPORT_REPORT_PAGE_H
#define TOLL_CLI_REPORT_REPORT_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include <toll/base.h>

typedef struct report {
    FILE *out;
    bool is_html;      /* else Markdown */
    const char *align; /* of the open table: one letter a column, l(eft) or r(ight) */
    int column;        /* of its next cell */
} report;

typedef enum report_look { REPORT_PLAIN, REPORT_VERDICT, REPORT_NOTE, REPORT_WARNING } report_look;

/* The name ends in .html, .htm or .md. Complaining is the caller's. */
bool report_is_name(const char *path);

/* False with the reason in err. Close it in any case that it was opened. */
bool report_open(report *r, const char *path, const char *title, toll_error *err);
bool report_close(report *r, toll_error *err);

void report_heading(report *r, const char *text);
void report_text(report *r, report_look look, const char *text);

/* Ends the first page: on paper what follows begins on the next one. */
void report_page_break(report *r, const char *heading);

/* heads: as many as letters of align, in an array. Cells come row by row. */
void report_table_start(report *r, const char *caption, const char *align, const char *const *heads);
void report_cell(report *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
void report_table_end(report *r);

/* Text to be copied, with its line ends. */
void report_copy(report *r, const char *text);

/* The words of the command line, to be shown by report_put_command(). Only main() knows them. */
void report_keep_command(int argc, char **argv);
void report_put_command(report *r);

#endif
