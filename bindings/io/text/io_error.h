/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong with a file, as a toll_error that names the file's field. */
#ifndef TOLL_IO_TEXT_IO_ERROR_H
#define TOLL_IO_TEXT_IO_ERROR_H

#include <toll/base.h>

/* Fills err (NULL allowed) and returns code. The message is escaped: it often quotes the file, and whoever prints it may
 * do so on a terminal. */
toll_status toll__io_fail(toll_error *err, toll_status code, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
