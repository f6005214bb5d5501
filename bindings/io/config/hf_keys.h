/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of a config by any of their names. The first mistake sticks in `status` and `err`; what is read after it is
 * harmless, so that callers check once. */
#ifndef TOLL_IO_HF_KEYS_H
#define TOLL_IO_HF_KEYS_H

#include <stdbool.h>

#include <jansson.h>
#include <toll/base.h>

#define HF_NUMBER_MAX 1000000000 /* no width or count of a model comes near */

struct hf_family;

typedef struct hf_config {
    const json_t *root; /* the file */
    const json_t *text; /* its text model's part; root where it has none */
    const struct hf_family *family;
    int64_t n_layers;
    int64_t d_model;
    toll_status status;
    toll_error err;
} hf_config;

/* Whether the family has all or one of these HF_* traits: one bit set is enough. */
bool hf_has_trait(const hf_config *c, uint64_t traits);

/* Names are separated by '|'. The text model's part is asked first, then the file; null counts as absent. */
const json_t *hf_find(const hf_config *c, const char *names);

bool hf_has(const hf_config *c, const char *names);

/* A whole number from 0 to HF_NUMBER_MAX that must be there, or that the family leaves to its default. */
int64_t hf_need(hf_config *c, const char *names);
int64_t hf_number(hf_config *c, const char *names, int64_t absent);
bool hf_flag(hf_config *c, const char *names, bool absent);

/* A text; "" where there is none. */
const char *hf_text(const hf_config *c, const char *names);

/* Entry of an array of numbers, or the number itself where the field is one. */
int64_t hf_number_at(hf_config *c, const char *names, int64_t index, int64_t absent);

/* What per_layer_config states of a layer instead of the whole model's number. */
int64_t hf_number_of_layer(hf_config *c, int64_t index, const char *name, int64_t absent);

/* A number of an object within the config; it must be there. */
int64_t hf_need_within(hf_config *c, const char *object, const char *name);

/* Whether an array of numbers holds one; of an object within the config. */
bool hf_lists_within(const hf_config *c, const char *object, const char *name, int64_t number);

/* Whether an array of numbers holds one. */
bool hf_lists(const hf_config *c, const char *names, int64_t number);

/* Entry of an array of texts; "" where there is none. */
const char *hf_text_at(const hf_config *c, const char *names, int64_t index);

#endif
