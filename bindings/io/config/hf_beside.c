/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters of the vision tower and its projector, from the shape that `vision_config` states: engines load them beside
 * the text model. A transformer of depth layers, width h and feed-forward width f, a patch embedding, learned positions,
 * and mergers of s * s patches into the text model's width o, one more for each layer that is tapped:
 *
 *     depth * (4 h^2 + 2 h f) + 3 t p^2 h + positions * h + (1 + taps) * ((s^2 h)^2 + s^2 h o)
 *
 * Only where hf_parts.c does not know the family's own tensors; those are counted to the last one.
 *
 * Example: Qwen3-VL-8B: 27 * (4 * 1,152^2 + 2 * 1,152 * 4,304) = 411.1 million, 1.8 and 2.7 million of patches and
 * positions, 4 mergers of 21.2 + 18.9 million: 575.8 million. The repository's exact count less the text model's is
 * 576.4. A shape that states neither layers nor widths counts as not known. */
#include "config/hf_layer.h"
#include "config/hf_parts.h"

#define CHANNELS 3

/* A number under one of two names; 0: neither is there. */
static int64_t find_number(toll__json object, const char *name, const char *other)
{
    int64_t number = 0;
    toll_error err;
    toll__json value = toll__json_get(object, name);
    if (value.doc == NULL)
        value = toll__json_get(object, other);
    if (toll__json_kind_of(value) != TOLL__JSON_NUMBER || toll__json_read_int64(value, name, &number, &err) != TOLL_OK)
        return 0;
    return number > 0 && number < HF_BESIDE_MOST ? number : 0;
}

static int64_t merger_params(toll__json vision, int64_t width, int64_t text_width)
{
    const int64_t side = find_number(vision, "spatial_merge_size", "");
    const int64_t out = find_number(vision, "out_hidden_size", "text_hidden_size");
    const toll__json taps = toll__json_get(vision, "deepstack_visual_indexes");
    const int64_t mergers = 1 + (toll__json_kind_of(taps) == TOLL__JSON_ARRAY ? (int64_t)toll__json_count(taps) : 0);
    const int64_t merged = (side > 0 ? side * side : 1) * width;
    return mergers * (merged * (side > 0 ? merged : 0) + merged * (out > 0 ? out : text_width));
}

static int64_t vision_params(const hf_config *c)
{
    const toll__json vision = toll__json_get(c->root, "vision_config");
    if (toll__json_kind_of(vision) != TOLL__JSON_OBJECT)
        return 0;
    int64_t depth = find_number(vision, "depth", "num_hidden_layers");
    int64_t width = find_number(vision, "hidden_size", "vt_hidden_size");
    const int64_t inner = find_number(vision, "intermediate_size", "vt_intermediate_size");
    const int64_t patch = find_number(vision, "patch_size", ""),
                  frames = find_number(vision, "temporal_patch_size", "");
    const int64_t positions = find_number(vision, "num_position_embeddings", "position_embedding_size");
    depth = depth > 0 ? depth : find_number(vision, "vt_num_hidden_layers", "");
    if (depth == 0 || width == 0 || inner == 0)
        return 0;
    return depth * (4 * width * width + 2 * width * inner) +
           CHANNELS * (frames > 0 ? frames : 1) * patch * patch * width + positions * width +
           merger_params(vision, width, c->d_model);
}

int64_t toll__hf_beside_params(const hf_config *c)
{
    const int64_t vision = toll__hf_tower_params(c, "vision_config");
    return (vision > 0 ? vision : vision_params(c)) + toll__hf_tower_params(c, "audio_config") +
           toll__hf_tower_params(c, "speech_config");
}
