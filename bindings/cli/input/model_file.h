/* SPDX-License-Identifier: Apache-2.0 */
/* Models from files: config.json and GGUF, by libtoll-io where this command was built with it. */
#ifndef TOLL_CLI_INPUT_MODEL_FILE_H
#define TOLL_CLI_INPUT_MODEL_FILE_H

#include "input/catalog_lookup.h"

/* Whether a name on the line means a file: *.json, *.gguf, or a path that is there. */
bool import_is_file(const char *name);

/* Reads it, an unknown architecture as a plain decoder where that is allowed; complains and returns false on a mistake.
 * Free with model_entry_free(). */
bool import_model(const char *path, bool is_unknown_allowed, model_entry *entry);

#endif
