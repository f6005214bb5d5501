/* SPDX-License-Identifier: Apache-2.0 */
/* Output files by io/text/output_file.c. The open one is kept here, so that a command that gives up in the middle leaves
 * no temporary file behind. */
#include "output/out_file.h"

#include <errno.h>
#include <string.h>

#include "text/output_file.h"

static toll__io_output open_output; /* of the open file */
static bool is_open;

FILE *out_file_open(const char *path, toll_error *err)
{
    if (strcmp(path, "-") == 0) {
        return stdout;
    }
    is_open = toll__io_output_open(path, &open_output, err) == TOLL_OK;
    return is_open ? open_output.stream : NULL;
}

bool out_file_close(toll_error *err)
{
    if (is_open) {
        is_open = false;
        return toll__io_output_commit(&open_output, err) == TOLL_OK;
    }
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout)) {
        return true;
    }
    snprintf(err->message, sizeof err->message, "cannot be written: %s", strerror(errno != 0 ? errno : EIO));
    return false;
}

void out_file_discard_open(void)
{
    if (is_open) {
        is_open = false;
        toll__io_output_discard(&open_output);
    }
}
