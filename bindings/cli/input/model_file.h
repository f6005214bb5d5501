/* SPDX-License-Identifier: Apache-2.0 */
/* A model by name: of the catalog, or of a file (config.json and GGUF, by libtoll-io where this command was built with
 * it). */
#ifndef TOLL_CLI_INPUT_MODEL_FILE_H
#define TOLL_CLI_INPUT_MODEL_FILE_H

#include "input/catalog_lookup.h"
#include "output/json_out.h"

/* A name means a file when it ends in .json or .gguf, or is a path that is there. A file of an architecture that is not
 * known is read as a plain decoder where that is allowed. Complains and returns false on a mistake. Free with
 * model_entry_free(). */
bool lookup_model(const char *name, bool is_unknown_allowed, model_entry *entry);

/* Members "is_partly_understood" and "unread_keys": keys of its file that nobody reads, each with its value. */
void json_unread_keys(json *j, const model_entry *entry);

/* Member "parts": what the file has beside the text model. */
void json_parts(json *j, const model_entry *entry);

#endif
