/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of a config by any of their names. The first mistake sticks in `status` and `err`; what is read after it is
 * harmless, so that callers check once. */
#ifndef TOLL_IO_HF_KEYS_H
#define TOLL_IO_HF_KEYS_H

#include "json/json_doc.h"

#define HF_NUMBER_MAX 1000000000 /* no width or count of a model comes near */
#define HF_LAYERS_MAX 10000      /* nor a number of layers */

#define HF_FOUND_SLOTS 512 /* a power of two; the code has some 150 names */
#define HF_LISTS       6 /* of layers, in one file: attn_layer_indices, mlp_only_layers, moe_layers, kda_layers, ... */

struct hf_family;

/* What names stand for in this file. The names are literals, so that their address tells them apart. */
typedef struct hf_found {
    const char *names;
    const char *name; /* the one that the file has, up to a '|'; the first where it has none */
    toll__json value;
    int64_t published; /* the family's default; -1: none */
} hf_found;

/* The numbers of a list, as bits. */
typedef struct hf_layer_set {
    toll__json list;
    uint64_t bits[HF_LAYERS_MAX / 64 + 1];
} hf_layer_set;

typedef struct hf_config {
    toll__json root; /* the file */
    toll__json text; /* its text model's part; root where it has none */
    const struct hf_family *family;
    int64_t n_layers;
    int64_t d_model;
    int64_t vocab_size;
    toll_status status;
    toll_error err;
    hf_found found[HF_FOUND_SLOTS]; /* zero at the start */
    hf_layer_set sets[HF_LISTS];
    uint32_t own_tokens[HF_LAYERS_MAX]; /* what per_layer_config has for each layer; 0: nothing */
    bool are_own_read;
    uint8_t *is_read; /* by token of the file: 1 for a value that was asked for; NULL: nobody wants to know */
    uint32_t kinds;   /* 1 << TOLL_LAYER_*: what the layers are made of */
    bool has_window;  /* a layer sees a window only */
} hf_config;

/* Whether the family has all or one of these HF_* traits: one bit set is enough. */
bool toll__hf_has_trait(const hf_config *c, uint64_t traits);

/* Whether two values are written alike. */
bool toll__hf_is_same(toll__json a, toll__json b);

/* The value has been read. */
void toll__hf_mark(hf_config *c, toll__json value);

/* Whether the file lacks a value: null counts as absent. */
bool toll__hf_is_absent(toll__json value);

/* Names are separated by '|', and a literal. The text model's part is asked first, then the file; null counts as
 * absent. O(1) from the second time on. */
toll__json toll__hf_find(hf_config *c, const char *names);

bool toll__hf_has(hf_config *c, const char *names);

/* A whole number from 1 to HF_NUMBER_MAX that must be there, or that the family leaves to its default. */
int64_t toll__hf_need(hf_config *c, const char *names);

/* A whole number from 0 to HF_NUMBER_MAX. */
int64_t toll__hf_number(hf_config *c, const char *names, int64_t absent);
bool toll__hf_flag(hf_config *c, const char *names, bool absent);

/* The characters of a text, as they stand in the file; length 0 where there is none. */
toll__io_span toll__hf_text(hf_config *c, const char *names);

/* Whether a field is this text. */
bool toll__hf_is(hf_config *c, const char *names, const char *text);

/* Entry of an array of numbers, or the number itself where the field is one. */
int64_t toll__hf_number_at(hf_config *c, const char *names, int64_t index, int64_t absent);

/* What per_layer_config states of a layer instead of the whole model's number. */
int64_t toll__hf_number_of_layer(hf_config *c, int64_t index, const char *name, int64_t absent);

/* A number of an object within the config; it must be there. */
int64_t toll__hf_need_within(hf_config *c, const char *object, const char *name);

/* A flag of an object within the config; absent: false. */
bool toll__hf_flag_within(hf_config *c, const char *object, const char *name);

/* Whether an array of layers' numbers holds one; of an object within the config. O(1) from the second time on. */
bool toll__hf_lists_within(hf_config *c, const char *object, const char *name, int64_t number);

/* Whether an array of layers' numbers holds one. */
bool toll__hf_lists(hf_config *c, const char *names, int64_t number);

/* Entry of an array of texts; TOLL__JSON_NONE where there is none, or where it is no text. */
toll__json toll__hf_text_at(hf_config *c, const char *names, int64_t index);

/* Keeps the first mistake. */
void toll__hf_stick(hf_config *c, toll_status status, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
