/* SPDX-License-Identifier: Apache-2.0 */
/* A buffer that doubles. */
#include "mcp/mcp_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

void mcp_text_add(mcp_text *t, const char *bytes, size_t length)
{
    if (t->capacity - t->length <= length) {
        t->capacity = 2 * t->capacity + length + 256;
        t->bytes = claim_again(t->bytes, t->capacity, 1);
    }
    if (length > 0) {
        memcpy(t->bytes + t->length, bytes, length);
    }
    t->length += length;
    t->bytes[t->length] = 0;
}

void mcp_text_say(mcp_text *t, const char *format, ...)
{
    va_list values;
    char short_text[512];
    va_start(values, format);
    int length = vsnprintf(short_text, sizeof short_text, format, values);
    va_end(values);
    if (length < (int)sizeof short_text) {
        mcp_text_add(t, short_text, length > 0 ? (size_t)length : 0);
        return;
    }
    char *long_text = claim((size_t)length + 1, 1);
    va_start(values, format);
    vsnprintf(long_text, (size_t)length + 1, format, values);
    va_end(values);
    mcp_text_add(t, long_text, (size_t)length);
    free(long_text);
}

void mcp_text_clear(mcp_text *t)
{
    t->length = 0;
    if (t->bytes != NULL) {
        t->bytes[0] = 0;
    }
}

void mcp_text_free(mcp_text *t)
{
    free(t->bytes);
    *t = (mcp_text){0};
}

const char *mcp_text_get(const mcp_text *t)
{
    return t->bytes != NULL ? t->bytes : "";
}
