/* SPDX-License-Identifier: Apache-2.0 */
/* How the command ends where it cannot go on: one line on stderr, then exit. */
#ifndef TOLL_CLI_OUTPUT_GIVE_UP_H
#define TOLL_CLI_OUTPUT_GIVE_UP_H

#include <stddef.h>

/* Status of that exit: 1, unless the command has exit codes of its own (toll book diff: 2 is trouble). */
void give_up_code(int code);

/* Calls `leave` with that status instead of exit(), from now on; it must not return. NULL: exits again. */
void give_up_by(void (*leave)(int code));

/* Prints "toll: why" and exits. Files that are being written keep their old content. */
_Noreturn void give_up(const char *why);

/* Zeroed memory for count * size bytes, or the end: "toll: out of memory". Never NULL; free with free(). */
void *claim(size_t count, size_t size);

/* The same, grown or shrunk by realloc(): new bytes are not zeroed. */
void *claim_again(void *memory, size_t count, size_t size);

#endif
