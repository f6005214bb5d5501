/* SPDX-License-Identifier: Apache-2.0 */
/* Catalog rows by name. A name that is not found is complained about in the library's words, with its suggestion. */
#ifndef TOLL_CLI_INPUT_CATALOG_LOOKUP_H
#define TOLL_CLI_INPUT_CATALOG_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

#include <toll.h>

/* A key of a model's file that nobody read, and its value. */
typedef struct model_unread {
    char key[128], value[64];
} model_unread;

/* What a model's file has beside the text model: a tower, draft layers. */
typedef struct model_part {
    char name[32], type[48];
    int64_t params;      /* 0: not known */
    uint32_t is_counted; /* params is known */
    uint32_t reserved;
} model_part;

#define MODEL_PARTS 4 /* a file has a vision tower, two audio encoders and draft layers at most */

/* A model with its rows, of the catalog or from a file; free with model_entry_free(). */
typedef struct model_entry {
    uint64_t index; /* in the catalog */
    toll_model model;
    toll_model_layer *layers;
    uint64_t n_layers;
    bool is_file;             /* not of the catalog */
    bool has_own;             /* own is what the file's tensors are stored in */
    bool is_gguf;             /* read from a GGUF file */
    toll_model_precision own; /* of a GGUF file, or of a config.json that no row of the catalog fits */
    char stated[32];          /* id of the precision that the name states; empty: none */
    bool is_other_stated;     /* the name states a precision that the catalog lacks */
    model_unread *unread;     /* of a file that is partly understood */
    uint64_t n_unread;
    model_part parts[MODEL_PARTS];
    uint64_t n_parts;
} model_entry;

/* All return false after a complaint. */
bool lookup_index(uint32_t table, const char *name, uint64_t *index);
bool lookup_hw(const char *name, uint64_t *index, toll_hw *hw);

/* An accelerator or a model by any name that the library reads; what it assumed becomes a note. */
bool lookup_match(uint32_t table, const char *name, toll_catalog_match *match);

/* The same for an accelerator, with how many of it the name states; 0: none stated. */
bool lookup_hw_count(const char *name, uint64_t *index, toll_hw *hw, int64_t *count);
bool lookup_precision(const char *name, toll_model_precision *precision);

/* An engine by name and version ("vllm@0.24") on a card; NULL: on any. */
bool lookup_engine(const char *name, const toll_hw *hw, toll_step_engine *engine);

/* The same by index, for lists; a row that can't be read ends the program's answer, so it is complained about too. */
bool read_hw(uint64_t index, toll_hw *hw);
bool read_model(uint64_t index, model_entry *entry);
bool read_precision(uint64_t index, toll_model_precision *precision);
bool read_engine(uint64_t index, toll_step_engine *engine);
bool read_instance(uint64_t index, toll_catalog_instance *instance);

/* The model's own precision, or bf16 where it states none. */
const char *native_precision(const toll_model *model);

/* The precision that is asked for; with NULL the one that the model's name states, or the model's own. */
bool model_precision(const model_entry *entry, const char *asked, toll_model_precision *precision);

void model_entry_free(model_entry *entry);

/* Sets defaults and the header of any public struct. */
void start_struct(void *object, uint64_t size, uint32_t kind);

#endif
