/* SPDX-License-Identifier: Apache-2.0 */
/* Files that the command reads: each has a limit, which --max-input replaces. */
#ifndef TOLL_CLI_INPUT_FILE_INPUT_H
#define TOLL_CLI_INPUT_FILE_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "text/input_file.h"

#define MODEL_BYTES_MAX    (64u << 20) /* heads of GGUF files, vocabulary included, are a few MiB */
#define BOOK_BYTES_MAX     (64u << 20) /* 100 times the built-in one */
#define SCENARIO_BYTES_MAX (1u << 20)  /* some 30,000 lines */

/* Replaces the limits of all kinds of files: --max-input. */
void input_limit_set(uint64_t bytes);

/* The limit of a file whose kind has this one by default. */
uint64_t input_limit(uint64_t usual);

/* A whole file, "-": stdin; false after a complaint that names it. Free with toll__io_release(). */
bool input_read(const char *path, uint64_t usual, toll__io_bytes *file);

/* Complains "path: message"; where the file is too long, names --max-input. */
void input_complain(const char *path, const toll_error *err);

#endif
