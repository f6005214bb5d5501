/* SPDX-License-Identifier: Apache-2.0 */
/* The kind of each layer of a config.json: lists, letters and intervals, as the families spell them. */
#include "hf_family.h"
#include "config/hf_layer.h"

static hf_kind kind_of_name(hf_config *c, toll__json name)
{
    static const struct {
        const char *name;
        hf_kind kind;
    } names[] = {{"full_attention", HF_FULL},
                 {"attention", HF_FULL},
                 {"sliding_attention", HF_WINDOW},
                 {"chunked_attention", HF_WINDOW},
                 {"linear_attention", HF_LINEAR},
                 {"conv", HF_CONV},
                 {"hybrid", HF_FULL},
                 {"minimax_m3_sparse", HF_FULL},
                 {"global", HF_FULL},
                 {"local", HF_WINDOW},
                 {"mamba", HF_MAMBA},
                 {"mamba2", HF_MAMBA},
                 {"indexed_attention", HF_FULL},
                 {"deepseek_sparse_attention", HF_FULL},
                 {"compressed_sparse_attention", HF_SPARSE},
                 {"heavily_compressed_attention", HF_HEAVY},
                 {"mlp", HF_FFN_ALONE},
                 {"moe", HF_MOE_ALONE}};
    char text[48];
    if (toll__json_is(name, "linear_attention") && toll__hf_has(c, "mamba_num_heads|mamba_n_heads|mamba_dt_rank"))
        return HF_MAMBA; /* newer configs of Mamba hybrids say so */
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (toll__json_is(name, names[i].name))
            return names[i].kind;
    toll__hf_stick(c, TOLL_E_UNSUPPORTED, "layer_types", "layer_types: \"%s\" is no kind of layer that is known",
                   toll__json_quote(name, text, sizeof text));
    return HF_FULL;
}

/* Nemotron-H spells its blocks in letters. */
static hf_kind kind_of_letter(hf_config *c, char letter)
{
    switch (letter) {
    case 'M':
        return HF_MAMBA;
    case '*':
        return HF_FULL;
    case '-':
        return HF_FFN_ALONE;
    case 'E':
        return HF_MOE_ALONE;
    default:
        toll__hf_stick(c, TOLL_E_UNSUPPORTED, "hybrid_override_pattern",
                       "hybrid_override_pattern must be of M, *, - and E, one a layer");
        return HF_FULL;
    }
}

int64_t toll__hf_layer_window(hf_config *c)
{
    if (toll__hf_has_trait(c, HF_WINDOW_KEY) && !toll__hf_flag(c, "use_sliding_window", false))
        return 0;
    return toll__hf_number(
        c, "sliding_window|attention_chunk_size|local_attention|sliding_window_size|window_size|attention_window_size",
        0);
}

/* One layer of each group has full attention: the last, in ModernBERT the first. */
static bool sees_all(hf_config *c, int64_t i)
{
    int64_t global = toll__hf_number(c, "global_attn_every_n_layers", 0);
    if (global > 0) /* AFMoE: the last of each group */
        return toll__hf_has_trait(c, HF_FIRST_BARE) ? i % global == 0 : (i + 1) % global == 0;
    if (toll__hf_has_trait(c, HF_WINDOW_KEY) && i < toll__hf_number(c, "max_window_layers", 0))
        return true;
    const toll__io_span letters = toll__hf_text(c, "sliding_window_pattern"); /* "LLLG" */
    if (letters.length > 0)
        return letters.bytes[(uint64_t)i % letters.length] == 'G';
    int64_t every = toll__hf_number(c, "sliding_window_pattern|full_attention_interval", c->family->pattern);
    return every > 0 && (i + 1) % every == 0;
}

/* DeepSeek-V4 without a list of kinds: tokens of an entry for each layer, 0 for none; else two heavily compressed
 * layers, then both kinds in turn. */
static hf_kind kind_of_ratio(hf_config *c, int64_t i)
{
    if (!toll__hf_has(c, "compress_ratios"))
        return i < 2 || i % 2 == 0 ? HF_HEAVY : HF_SPARSE;
    int64_t tokens = toll__hf_number_at(c, "compress_ratios", i, 0);
    return tokens == 0 ? HF_WINDOW : tokens < 32 ? HF_SPARSE : HF_HEAVY;
}

/* Griffin: block_types are taken in turn. */
static hf_kind kind_of_turn(hf_config *c, int64_t i)
{
    const toll__json turns = toll__hf_find(c, "block_types");
    const int64_t count = (int64_t)toll__json_count(turns);
    const toll__json name = toll__json_entry(turns, (uint64_t)(count > 0 ? i % count : 0));
    return toll__json_is(name, "recurrent") ? HF_MAMBA : HF_WINDOW;
}

/* Jamba: published configs have period 8 and offset 4 for attention. */
static bool is_in_period(hf_config *c, int64_t i, const char *period, const char *offset)
{
    const int64_t every = toll__hf_need(c, period);
    return every > 0 && i % every == toll__hf_number(c, offset, 0);
}

hf_kind toll__hf_layer_kind(hf_config *c, int64_t i)
{
    const toll__json name = toll__hf_text_at(c, "layer_types|layers_block_type|attention_layers", i);
    const toll__io_span letters = toll__hf_text(c, "hybrid_override_pattern");
    bool is_recurrent = toll__hf_has(c, "linear_num_value_heads");
    if (name.doc != NULL)
        return kind_of_name(c, name);
    if (toll__hf_has_trait(c, HF_COMPRESSED))
        return kind_of_ratio(c, i);
    if (toll__hf_has_trait(c, HF_MLSTM | HF_RWKV))
        return toll__hf_has_trait(c, HF_MLSTM) ? HF_LINEAR : HF_CONV;
    if (toll__hf_has(c, "block_types"))
        return kind_of_turn(c, i);
    if (toll__hf_has_trait(c, HF_BLOCK_LIST))
        return toll__hf_block_kind(c, i);
    if (toll__hf_has(c, "cross_attention_layers"))
        return toll__hf_lists(c, "cross_attention_layers", i) ? HF_CROSS : HF_FULL;
    if (toll__hf_has_trait(c, HF_PERIODS))
        return is_in_period(c, i, "attn_layer_period", "attn_layer_offset") ? HF_FULL : HF_MAMBA;
    if (toll__hf_has(c, "full_attn_idxs"))
        return toll__hf_lists(c, "full_attn_idxs", i) ? HF_FULL : HF_CONV;
    if (toll__hf_has(c, "layer_group_size"))
        return (i + 1) % toll__hf_need(c, "layer_group_size") == 0 ? HF_FULL : HF_LINEAR;
    if (toll__hf_has_trait(c, HF_LIGHTNING) && toll__hf_has(c, "attn_type_list"))
        return toll__hf_number_at(c, "attn_type_list", i, 0) == 1 ? HF_FULL : HF_LINEAR;
    if (toll__hf_has_trait(c, HF_MAMBA_BASE))
        return toll__hf_lists(c, "attn_layer_indices", i) ? HF_FULL : HF_MAMBA;
    if (toll__hf_has(c, "hybrid_layer_pattern"))
        return toll__hf_number_at(c, "hybrid_layer_pattern", i, 0) != 0 ? HF_WINDOW : HF_FULL;
    if (letters.length > 0)
        return kind_of_letter(c, (uint64_t)i < letters.length ? letters.bytes[i] : 0);
    if (toll__hf_has(c, "linear_attn_config")) /* which counts from 1 */
        return toll__hf_lists_within(c, "linear_attn_config", "kda_layers", i + 1) ? HF_LINEAR : HF_FULL;
    bool is_empty = toll__json_count(toll__hf_find(c, "no_rope_layers")) == 0; /* stands for the usual pattern */
    if (!is_empty && toll__hf_number_at(c, "no_rope_layers", i, 1) == 0)
        return HF_FULL;
    if (!is_recurrent && toll__hf_layer_window(c) == 0)
        return HF_FULL;
    if (sees_all(c, i))
        return HF_FULL;
    return is_recurrent ? HF_LINEAR : HF_WINDOW;
}
