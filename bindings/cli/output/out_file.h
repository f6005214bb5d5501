/* SPDX-License-Identifier: Apache-2.0 */
/* The file that a command writes. It appears whole when it is closed, or the old one stays. */
#ifndef TOLL_CLI_OUTPUT_OUT_FILE_H
#define TOLL_CLI_OUTPUT_OUT_FILE_H

#include <stdbool.h>
#include <stdio.h>

#include <toll/base.h>

/* The stream to write to, "-": stdout; NULL with the reason in err. One file at a time. */
FILE *out_file_open(const char *path, toll_error *err);

/* Puts the file in its place. False with the reason in err: the old one is as it was. */
bool out_file_close(toll_error *err);

/* Drops the file that is open, if any: the command ends early. */
void out_file_discard_open(void);

#endif
