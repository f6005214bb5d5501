/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that grow: a line that was read, an answer that was captured. */
#ifndef TOLL_CLI_MCP_MCP_TEXT_H
#define TOLL_CLI_MCP_MCP_TEXT_H

#include <stddef.h>

/* Zero before the first use; there is always a NUL behind `length` once bytes is not NULL. */
typedef struct mcp_text {
    char *bytes;
    size_t length, capacity;
} mcp_text;

void mcp_text_add(mcp_text *t, const char *bytes, size_t length);
void mcp_text_say(mcp_text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void mcp_text_clear(mcp_text *t); /* keeps the memory */
void mcp_text_free(mcp_text *t);

/* What was said; "" where nothing was. */
const char *mcp_text_get(const mcp_text *t);

#endif
