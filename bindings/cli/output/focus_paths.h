/* SPDX-License-Identifier: Apache-2.0 */
/* Names of the FOCUS files of several accounts or options. */
#ifndef TOLL_CLI_OUTPUT_FOCUS_PATHS_H
#define TOLL_CLI_OUTPUT_FOCUS_PATHS_H

#include <stdint.h>

typedef struct focus_paths {
    char **paths; /* handed out so far */
    uint64_t n_paths, capacity;
} focus_paths;

/* The file of one of them: "out.csv" and "team a" make "out-team_a.csv". Other bytes than letters, digits, ".", "_" and "-"
 * become "_"; a name whose file is taken gets a number. Valid until focus_paths_free(); NULL: the path is too long. */
const char *focus_paths_take(focus_paths *p, const char *path, const char *name);
void focus_paths_free(focus_paths *p);

#endif
