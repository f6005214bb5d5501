/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments of a tool as the command line that they stand for. */
#ifndef TOLL_CLI_MCP_MCP_WORDS_H
#define TOLL_CLI_MCP_MCP_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "json/json_doc.h"
#include "mcp/mcp_text.h"
#include "mcp/mcp_tools.h"

#define MCP_WORDS_MAX 160 /* the longest table of arguments, each with MCP_ITEMS_MAX items where it may */

/* Zero before the first use. */
typedef struct mcp_words {
    char *words[MCP_WORDS_MAX + 1]; /* "toll", the command, its options, "--", names; NULL behind them */
    int count;
    char *names[2 * MCP_ITEMS_MAX]; /* words behind "--", until all options are there */
    int n_names;
    const mcp_subject *subject; /* that was asked about; NULL: the tool has none */
    mcp_text input;             /* standard input of the command */
    int64_t entries;            /* that stay of a long array */
    mcp_text wrong;             /* what is wrong with the arguments */
} mcp_words;

/* False with the reason in `wrong`: an argument that the tool hasn't, of another type, out of its range, or missing. NONE
 * as arguments is an empty object. mcp_words_free() in both cases. */
bool mcp_words_read(mcp_words *w, const mcp_tool *tool, toll__json arguments);
void mcp_words_free(mcp_words *w);

/* A complaint of the command with the names of arguments in place of options: "--input takes ..." to "input_tokens takes ...";
 * and without "toll: " before its lines. */
void mcp_words_reword(const mcp_tool *tool, const char *complaint, mcp_text *text);

#endif
