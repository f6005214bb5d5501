/* SPDX-License-Identifier: Apache-2.0 */
/* Which files may be read. A person's command line may name any; a server whose arguments a language model writes may not. */
#ifndef TOLL_CLI_INPUT_READ_GATE_H
#define TOLL_CLI_INPUT_READ_GATE_H

#include <stdbool.h>

/* From now on a path is read only inside of this folder; "": none is. Standard input may always be read. False where the
 * folder isn't there, or this system can't tell where a path leads: then none is read. */
bool read_gate_close(const char *folder);

/* Whether a path may be looked at: true until the gate is closed. Behind it a path must lead to a folder or a regular file
 * of at most 256 MiB inside of the open folder, through symbolic links too, and not to a gzip file, whose size says
 * nothing. A path that isn't there is refused like one outside, so that no answer tells what lies there. */
bool read_gate_allows(const char *path);

/* The same with a complaint that names the path. */
bool read_gate_pass(const char *path);

#endif
