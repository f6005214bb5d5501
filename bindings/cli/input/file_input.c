/* SPDX-License-Identifier: Apache-2.0 */
/* Reading of files with the limits of the command. A limit is not about the file's kind alone: /dev/zero and a pipe that
 * never ends have no size, and would otherwise be read until memory is gone. */
#include "input/file_input.h"

#include "input/complain.h"
#include "input/read_gate.h"

static uint64_t stated; /* by --max-input; 0: each kind has its own */

void input_limit_set(uint64_t bytes)
{
    stated = bytes;
}

uint64_t input_limit(uint64_t usual)
{
    return stated > 0 ? stated : usual;
}

void input_complain(const char *path, const toll_error *err)
{
    complain("%s: %s%s", path, err->message, err->code == TOLL_E_RANGE ? " (--max-input)" : "");
}

bool input_read(const char *path, uint64_t usual, toll__io_bytes *file)
{
    toll_error err;
    if (!read_gate_pass(path)) {
        return false;
    }
    if (toll__io_read_file(path, input_limit(usual), file, &err) != TOLL_OK) {
        input_complain(path, &err);
        return false;
    }
    return true;
}
