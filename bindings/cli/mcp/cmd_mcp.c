/* SPDX-License-Identifier: Apache-2.0 */
/* toll mcp: opens the server, or says why there is none. */
#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/read_gate.h"
#include "mcp/mcp_commands.h"

#ifndef TOLL_HAVE_IO

int command_mcp(const mcp_request *r, mcp_runner run)
{
    (void)r;
    (void)run;
    return complain(
        "this toll was built without libtoll-io, which reads JSON; install libjsmn-dev, then run make clean and "
        "make again");
}

#else

#include "mcp/mcp_server.h"

int command_mcp(const mcp_request *r, mcp_runner run)
{
    if (!read_gate_close(r->folder)) {
        return complain("--folder %.200s: no such folder, or this system can't tell where its paths lead", r->folder);
    }
    return mcp_serve(run);
}

#endif
