/* SPDX-License-Identifier: Apache-2.0 */
/* Models from files: config.json and GGUF, by libtoll-io where this command was built with it. */
#ifndef TOLL_CLI_IMPORT_H
#define TOLL_CLI_IMPORT_H

#include "lookup.h"

/* Whether a name on the line means a file: *.json, *.gguf, or a path that is there. */
bool import_is_file(const char *name);

/* Reads it; complains and returns false on a mistake. Free with model_entry_free(). */
bool import_model(const char *path, model_entry *entry);

#endif
