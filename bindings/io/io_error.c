/* SPDX-License-Identifier: Apache-2.0 */
/* Fills a toll_error by printf() format: field, message, no offset and no row. */
#include "io_error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

toll_status io_fail(toll_error *err, toll_status code, const char *field, const char *format, ...)
{
    va_list arguments;
    if (err == NULL)
        return code;
    memset(err, 0, sizeof *err);
    err->code = code;
    err->field_offset = -1;
    err->row = -1;
    snprintf(err->field, sizeof err->field, "%s", field);
    va_start(arguments, format);
    vsnprintf(err->message, sizeof err->message, format, arguments);
    va_end(arguments);
    return code;
}
