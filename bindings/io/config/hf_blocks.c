/* SPDX-License-Identifier: Apache-2.0 */
/* block_configs of Nemotron-NAS: for every layer, which of its blocks are left after pruning, and how wide they are.
 *
 * Example: ffn_mult 5.25 on a width of 8192 is int(2 * 5.25 * 8192 / 3) = 28672, a multiple of 256 already; 1.3125 is
 * 7168; 1.0 is 5461, rounded up to 5632. n_heads_in_group 8 of 64 heads makes 8 KV heads. */
#include "hf_family.h"
#include "config/hf_layer.h"

static toll__json block_of(hf_config *c, int64_t i, const char *part)
{
    const toll__json list = toll__hf_find(c, "block_configs");
    const toll__json block = toll__json_get(toll__json_entry(list, (uint64_t)i), part);
    if (toll__json_kind_of(block) != TOLL__JSON_OBJECT)
        toll__hf_stick(c, TOLL_E_MISSING, "block_configs", "block_configs lists fewer layers than the model has");
    return block;
}

static bool is_true(toll__json block, const char *name)
{
    return toll__json_kind_of(toll__json_get(block, name)) == TOLL__JSON_TRUE;
}

/* A linear layer in place of a block has no row of its own. */
static void refuse_linear(hf_config *c, toll__json block)
{
    if (is_true(block, "replace_with_linear"))
        toll__hf_stick(c, TOLL_E_UNSUPPORTED, "block_configs", "block_configs: replace_with_linear is not supported");
}

hf_kind toll__hf_block_kind(hf_config *c, int64_t i)
{
    const toll__json block = block_of(c, i, "attention");
    refuse_linear(c, block);
    return is_true(block, "no_op") ? HF_NOTHING : HF_FULL;
}

int64_t toll__hf_block_kv_heads(hf_config *c, int64_t i)
{
    int64_t group = 0;
    const int64_t heads = toll__hf_need(c, "num_attention_heads");
    const toll__json value = toll__json_get(block_of(c, i, "attention"), "n_heads_in_group");
    if (toll__json_read_int64(value, "n_heads_in_group", &group, NULL) == TOLL_OK && group > 0 && heads % group == 0)
        return heads / group;
    toll__hf_stick(c, TOLL_E_RANGE, "block_configs", "block_configs: n_heads_in_group must divide num_attention_heads");
    return 0;
}

int64_t toll__hf_block_width(hf_config *c, int64_t i)
{
    double factor = 0;
    const toll__json block = block_of(c, i, "ffn");
    refuse_linear(c, block);
    if (is_true(block, "no_op"))
        return 0;
    if (toll__json_read_double(toll__json_get(block, "ffn_mult"), "ffn_mult", &factor, NULL) != TOLL_OK ||
        !(factor > 0 && factor <= 1000)) {
        toll__hf_stick(c, TOLL_E_RANGE, "block_configs", "block_configs: ffn_mult must be above 0, at most 1000");
        return 0;
    }
    const int64_t width = (int64_t)(2 * factor * (double)c->d_model / 3);
    return (width + 255) / 256 * 256;
}
