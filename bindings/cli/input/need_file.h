/* SPDX-License-Identifier: Apache-2.0 */
/* Need files: the words of a plan's command line in a file, a line each, for `toll plan FILE.toll`. */
#ifndef TOLL_CLI_INPUT_NEED_FILE_H
#define TOLL_CLI_INPUT_NEED_FILE_H

#include <stdbool.h>
#include <stdint.h>

struct args; /* the raw options: known in input/ and main.c alone */

/* One line that says something. */
typedef struct need_line {
    uint32_t number; /* of the line, from 1 on */
    int which;       /* option, or one of the file's own words */
    char *word;      /* as it was written: "ttft p95" */
    char *value;     /* as an option takes it: "1 s"; "" of a flag */
} need_line;

typedef struct need_file {
    const char *path;
    need_line *lines;
    int n_lines;
} need_file;

/* The name of a need file: it ends in ".toll", or is "-", the standard input. */
bool need_file_is_name(const char *word);

/* Where the first word of a command line names a need file: what it says becomes what was typed, but for what was. What
 * the command line replaces becomes a note. `a` then points into the file. Until need_file_free(), complaints about what a line
 * says begin with the file and the line. Complains and returns false on a mistake; free in every case. */
bool need_file_join(struct args *a, need_file *file);
void need_file_free(need_file *file);

/* The need file of a command line, for the user to keep; free() it. NULL after a complaint: a value that a file can't
 * hold: a name with a "#", for example. */
char *need_file_text(const struct args *a);

/* Reads `text` as if it were the file: for need_file_text(), which tries what it has written. */
bool need_file_read_text(need_file *file, char *text, uint64_t length);

/* Lays what a file says under a command line. */
bool need_file_lay(struct args *a, const need_file *file);

#endif
