/* SPDX-License-Identifier: Apache-2.0 */
/* What programs and files of this machine say of its hardware, as text. */
#ifndef TOLL_CLI_INPUT_HERE_SOURCE_H
#define TOLL_CLI_INPUT_HERE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#define HERE_TEXT_MAX 65536 /* bytes; 64 cards take 4,000. More is no list of cards */

typedef enum here_outcome {
    HERE_READ,
    HERE_ABSENT,    /* no such program or file, or the program failed: it speaks of no hardware */
    HERE_TOO_LONG,  /* more than HERE_TEXT_MAX: nothing of it is used */
    HERE_TIMED_OUT, /* no answer in time: the program was ended */
    HERE_IMPOSSIBLE /* this system has no way to ask */
} here_outcome;

/* Whether this system can be asked at all. */
bool here_is_possible(void);

/* Runs a program of the folders of system programs, without a shell, for a few seconds at most. arguments end with NULL
 * and begin behind the name. text gets what it printed on stdout, at most HERE_TEXT_MAX - 1 bytes and a 0. */
here_outcome here_run(const char *program, const char *const *arguments, char *text);

/* Reads a small file. */
here_outcome here_file(const char *path, char *text);

/* Calls each(context, line) for lines of a file of any length, until it returns false; longer lines than 500 bytes are cut. */
here_outcome here_lines(const char *path, bool (*each)(void *context, const char *line), void *context);

/* The name of a folder's entry number `index` in the order of names; false: there are no more. */
bool here_entry(const char *folder, int index, char *name, size_t size);

#endif
