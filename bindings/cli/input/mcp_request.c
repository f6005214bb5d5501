/* SPDX-License-Identifier: Apache-2.0 */
/* The one option of toll mcp. What a client wants comes as messages, never as words. */
#include "input/mcp_request.h"

#include "input/args.h"
#include "input/complain.h"
#include "input/exit_codes.h"

bool mcp_request_read(mcp_request *r, const struct args *a)
{
    r->folder = args_text(a, OPTION_FOLDER, "");
    if (a->n_words > 0) {
        return complain("toll mcp takes no word \"%.40s\": a client writes its requests to standard input",
                        a->words[0]) == EXIT_FINE;
    }
    if (args_has(a, OPTION_FOLDER) && r->folder[0] == 0) {
        return complain("--folder takes the path of a folder") == EXIT_FINE;
    }
    return true;
}
