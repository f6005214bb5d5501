/* SPDX-License-Identifier: Apache-2.0 */
/* Standard streams of a server: the protocol has the real ones, and what a command prints is caught. */
#ifndef TOLL_CLI_MCP_MCP_CAPTURE_H
#define TOLL_CLI_MCP_MCP_CAPTURE_H

#include <stdbool.h>
#include <stdio.h>

#include "mcp/mcp_commands.h"
#include "mcp/mcp_text.h"

typedef struct mcp_capture {
    FILE *requests, *replies; /* the standard streams that the process began with */
    FILE *in, *out, *err;     /* temporary files in the place of stdin, stdout and stderr */
    int kept_err;             /* the standard error that it began with */
} mcp_capture;

/* False after a complaint: there is no room for temporary files, or the system can't exchange streams. */
bool mcp_capture_start(mcp_capture *c);

/* Puts the streams back. False where the protocol's output could not be written. */
bool mcp_capture_end(mcp_capture *c);

/* Runs one command line with `input` as its standard input. Its output and its complaints are added to out and err. Returns its
 * exit code, also where it gave up. */
int mcp_capture_run(mcp_capture *c, mcp_runner run, int argc, char **argv, const mcp_text *input, mcp_text *out,
                    mcp_text *err);

#endif
