/* SPDX-License-Identifier: Apache-2.0 */
/* Modules of a checkpoint that a quantisation names one by one: "model.layers.3.mlp*", "re:.*self_attn.*", "lm_head". */
#ifndef TOLL_IO_HF_MODULES_H
#define TOLL_IO_HF_MODULES_H

#include "json/json_doc.h"

#define HF_PATTERN_BYTES 128

/* A pattern, and what it says of the modules that it fits. */
typedef struct hf_module {
    char glob[HF_PATTERN_BYTES]; /* from "layers." on where it has that; '*' any text, '#' digits, '?' one character */
    toll__json source;
    int64_t layer; /* the only one that it can fit; -1: any */
    int32_t meaning;
    bool is_fitting; /* it has fitted a module, or one that a descriptor leaves out */
    uint32_t next;   /* of the same layer: index + 1; 0: the last */
} hf_module;

typedef struct hf_modules {
    hf_module *list;
    uint32_t count, capacity;
    uint32_t *first; /* by layer, and at n_layers those of any layer: index + 1 */
    int64_t n_layers;
    bool is_full; /* memory, or more patterns of any layer than anybody writes */
    uint32_t n_general;
} hf_modules;

bool toll__hf_modules_start(hf_modules *m, int64_t n_layers);
void toll__hf_modules_end(hf_modules *m);

/* Adds a name; a regular expression whose syntax is not known fits nothing, and so is named as unread. */
void toll__hf_modules_add(hf_modules *m, toll__json source, int32_t meaning);

/* Sets `found[meaning]` for each pattern that fits one of the names, separated by '|'. layer -1: outside of layers. */
void toll__hf_modules_find(hf_modules *m, int64_t layer, const char *names, bool *found);

#endif
