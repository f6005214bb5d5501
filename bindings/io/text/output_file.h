/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are written whole or not at all. */
#ifndef TOLL_IO_TEXT_OUTPUT_FILE_H
#define TOLL_IO_TEXT_OUTPUT_FILE_H

#include <stdio.h>

#include <toll/base.h>

#define TOLL__IO_PATH_BYTES 4096u /* longest path, NUL included: PATH_MAX of Linux */

/* An output between open and commit. Write to `stream`. */
typedef struct toll__io_output {
    FILE *stream;
    char path[TOLL__IO_PATH_BYTES];
    char temporary[TOLL__IO_PATH_BYTES]; /* "": bytes go straight to path */
} toll__io_output;

/* Opens an output. A regular file, or a path that does not exist yet, is written to a temporary file in the same folder;
 * commit renames it over the old one, which stays whole until then. A device, a pipe or a symbolic link is written through:
 * renaming would replace the thing itself. TOLL_E_MISSING with the system's reason; TOLL_E_RANGE: the path is too long. */
toll_status toll__io_output_open(const char *path, toll__io_output *out, toll_error *err);

/* Flushes to disk, closes, renames. TOLL_E_MISSING with the system's reason: then the old file is as it was. */
toll_status toll__io_output_commit(toll__io_output *out, toll_error *err);

/* Closes and removes what was written so far; the old file stays. */
void toll__io_output_discard(toll__io_output *out);

#endif
