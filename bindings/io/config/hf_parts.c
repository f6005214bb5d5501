/* SPDX-License-Identifier: Apache-2.0 */
/* What a config.json has beside its text model: towers that see and hear, and draft layers.
 *
 * A tower's tensors are a sum in hf_extras.c, "tower", over the fields of its own object, one for each model_type
 * whose sum has been held against a checkpoint. A draft layer of multi-token prediction is the last layer once more, a
 * projection of two vectors to one, and three norms: 2*d*d + 3*d. Parts of other types are named, and not counted.
 *
 * Example: GLM-5 has one draft layer on d = 6144: 75,515,904 of its own and a layer of 9,877,404,672, together
 * 9,952,920,576 parameters, which is what the repository holds beyond the text model. */
#include "config/hf_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/hf_extras.h"
#include "config/hf_layer.h"
#include "hf_family.h"

#define DRAFTS "num_nextn_predict_layers|mtp_num_hidden_layers|num_mtp_layers|num_mtp_modules"

static void give_part(hf_part_list *list, const char *name, const char *type, int64_t params)
{
    toll_io_part row = {.params = params > 0 ? params : 0, .is_counted = params > 0};
    snprintf(row.name, sizeof row.name, "%s", name);
    snprintf(row.type, sizeof row.type, "%s", type);
    if (list->count < list->capacity)
        memcpy((char *)list->rows + list->count * list->stride_bytes, &row, sizeof row);
    list->count++;
}

/* ---- draft layers ---- */

/* Families whose published draft layers are built so. */
static bool is_drafted_alike(const hf_config *c)
{
    static const char *const types[] = {"deepseek_v3", "glm4_moe", "glm_moe_dsa", "qwen3_5_text", "qwen3_5_moe_text"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(c->family->type, types[i]) == 0)
            return true;
    return false;
}

/* Of the rows of the last layer, which the library counts. */
static int64_t last_layer_params(hf_config *c)
{
    toll_model model;
    toll_model_counts counts;
    const int64_t last = c->n_layers - 1;
    const toll_model_layer rows[] = {toll__hf_layer_mixer(c, last), toll__hf_layer_ffn(c, last)};
    toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, NULL);
    toll_struct_init(&counts, sizeof counts, TOLL_KIND_MODEL_COUNTS, NULL);
    model.d_model = c->d_model;
    model.final_norm_vectors = 0;
    model.flags = TOLL_MODEL_NO_HEAD;
    if (c->status != TOLL_OK || toll_model_count(&model, rows, 2, sizeof rows[0], &counts, NULL) != TOLL_OK)
        return 0;
    return counts.params_total;
}

static void find_drafts(hf_config *c, hf_part_list *list)
{
    const int64_t drafts = toll__hf_number(c, DRAFTS, 0);
    if (drafts == 0)
        return;
    const int64_t layer = is_drafted_alike(c) && drafts <= HF_LAYERS_MAX ? last_layer_params(c) : 0;
    const int64_t one = layer > 0 ? layer + 2 * c->d_model * c->d_model + 3 * c->d_model : 0;
    give_part(list, "draft layers", c->family->type, one < INT64_C(1000000000000000) ? drafts * one : 0);
}

/* ---- towers ---- */

/* The tower as a config of its own; the text's width is f in its sum. */
static int64_t tower_params(const hf_config *c, toll__json object, const char *type)
{
    const toll_model_layer text = {.d_ff = c->d_model};
    hf_config *const tower = calloc(1, sizeof *tower);
    if (tower == NULL)
        return 0;
    tower->root = tower->text = object;
    tower->family = c->family;
    tower->n_layers = toll__hf_need(tower, "depth|num_hidden_layers");
    tower->d_model = toll__hf_need(tower, "hidden_size");
    const int64_t params = toll__hf_extras(tower, type, "tower", &text);
    const bool is_read = tower->status == TOLL_OK;
    free(tower);
    return is_read ? params : 0;
}

static toll__json tower_of(const hf_config *c, const char *field, char *type, size_t size)
{
    const toll__json object = toll__json_get(c->root, field);
    toll__json_copy(toll__json_get(c->root, "model_type"), type, size);
    for (size_t i = 0; type[i] != 0; i++)
        if ((unsigned char)type[i] < ' ' || (unsigned char)type[i] > '~')
            type[i] = '?';
    return object;
}

int64_t toll__hf_tower_params(const hf_config *c, const char *field)
{
    char type[48];
    const toll__json object = tower_of(c, field, type, sizeof type);
    return toll__json_kind_of(object) == TOLL__JSON_OBJECT ? tower_params(c, object, type) : 0;
}

static void find_tower(const hf_config *c, const char *field, const char *name, hf_part_list *list)
{
    char type[48];
    if (toll__json_kind_of(tower_of(c, field, type, sizeof type)) == TOLL__JSON_OBJECT)
        give_part(list, name, type, toll__hf_tower_params(c, field));
}

void toll__hf_parts_find(hf_config *c, hf_part_list *list)
{
    find_tower(c, "vision_config", "vision tower", list);
    find_tower(c, "audio_config", "audio encoder", list);
    find_tower(c, "speech_config", "audio encoder", list);
    find_drafts(c, list);
}
