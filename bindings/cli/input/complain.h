/* SPDX-License-Identifier: Apache-2.0 */
/* One line on stderr says what is wrong. */
#ifndef TOLL_CLI_INPUT_COMPLAIN_H
#define TOLL_CLI_INPUT_COMPLAIN_H

#include <stdint.h>

#include <toll/base.h>

/* Prints "toll: ..." and returns EXIT_BAD_INPUT. */
int complain(const char *format, ...);

/* What stands before each message from now on, such as a file and its line; it is asked with the message. NULL: nothing
 * does. */
typedef const char *(*complaint_place)(const char *message);
void complain_place_by(complaint_place find);

/* The same with the library's own message. */
int complain_error(const toll_error *err);

/* What a reader of rows says: the message alone, since it begins with "file:line:column: ". */
int complain_place(const toll_error *err);

/* The nearest of n names by edit distance; NULL when none is near. */
const char *nearest_name(const char *wanted, const char *const *names, int n_names);

#endif
