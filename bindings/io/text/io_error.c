/* SPDX-License-Identifier: Apache-2.0 */
/* Fills a toll_error by printf() format: field, message, no offset and no row.
 *
 * A model type of "\x1b]0;PWN\a" in a config.json would set the title of the terminal that shows the message, so the
 * message is escaped once, here: it reads "\x1b]0;PWN\x07". */
#include "text/io_error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text/utf8.h"

toll_status toll__io_fail(toll_error *err, toll_status code, const char *field, const char *format, ...)
{
    char raw[sizeof err->message];
    va_list arguments;
    if (err == NULL)
        return code;
    memset(err, 0, sizeof *err);
    err->code = code;
    err->field_offset = -1;
    err->row = -1;
    snprintf(err->field, sizeof err->field, "%s", field);
    va_start(arguments, format);
    vsnprintf(raw, sizeof raw, format, arguments);
    va_end(arguments);
    toll__io_escape(raw, strlen(raw), err->message, sizeof err->message);
    return code;
}
