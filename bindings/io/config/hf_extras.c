/* SPDX-License-Identifier: Apache-2.0 */
/* Tensors of a family that no row of a descriptor has a formula for, as data: sums of products over a config's fields.
 *
 * A text holds parts, "attn:4*h;ffn:f", one for each kind of row, and "outer" for what lies outside the layers. In it
 *
 *   d L V        width, layers and vocabulary of the model
 *   H K h f E s  heads, KV heads, head size, width of the FFN or of an expert, experts, state of the row
 *   name         a field of the config; true is 1; name? is 0 where the file lacks it, name# the entries of a list
 *   + - * /      products bind closer than sums; "/" leaves the remainder off; there are no parentheses
 *
 * Each text is read off the published model definition; tests/io/families.jsonl compares the sums with its own.
 *
 * Example: BitNet b1.58 2B has a norm of the heads' output and one within the FFN, "attn:d;ffn:f". With d = 2560 and
 * f = 6912 these are 9,472 parameters a layer. */
#include "config/hf_extras.h"

#include <string.h>

#include "hf_family.h"

#define PER_LAYER "2*d*hidden_size_per_layer_input?+d*hidden_size_per_layer_input?/hidden_size_per_layer_input?"
#define ALTUP                                                                                                          \
    "3*d+altup_num_inputs*altup_num_inputs+altup_num_inputs*altup_num_inputs*altup_num_inputs+altup_num_inputs*d+"     \
    "2*d*laurel_rank"
#define WIDE_STREAMS   "hc_mult*hc_mult*hc_mult*d+2*hc_mult*hc_mult*d+hc_mult*hc_mult+2*hc_mult+3"
#define RANKED_STREAMS "hc_count*d+2*hc_lowrank*hc_count*d"
#define OWN_STREAMS    "2*hc_mult*hc_mult*d+2*hc_mult+2"

#define BLOCKS "4*L*d*d+9*L*d+2*L*d*intermediate_size+L*intermediate_size"
#define MERGED "spatial_merge_size*spatial_merge_size"
#define MERGER MERGED "*" MERGED "*d*d+" MERGED "*d+out_hidden_size*" MERGED "*d+out_hidden_size"
#define QWEN_TOWER                                                                                                     \
    "tower:3*temporal_patch_size*patch_size*patch_size*d+d+num_position_embeddings*d+2*d+" BLOCKS "+" MERGER

static const struct {
    const char *type, *extras;
} table[] = {
    {"axk1", "moe:d"},
    {"axk2", "mla:q_lora_rank*H*qk_nope_head_dim+q_lora_rank*H*qk_rope_head_dim+2*q_lora_rank*H*v_head_dim+"
             "2*d*gated_norm_rank;moe:2*d*gated_norm_rank"},
    {"bailing_hybrid", "mla:d*H;linear:2*d*H*h-2*h*d-2*h*H*h"},
    {"beam", "attn:H"},
    {"bitnet", "attn:d;ffn:f"},
    {"cpmant", "outer:V*d+prompt_types*prompt_length*d+segment_types*d+position_bias_num_buckets*num_attention_heads+"
               "segment_types*segment_types*num_attention_heads"},
    {"diffllama", "attn:4*h"},
    {"doge", "attn:d+K+K*K*h;ffn:d"},
    {"dots3_note_text", "mla:qk_rope_head_dim+d*H"},
    {"ernie", "outer:task_type_vocab_size?*d*use_task_id?"},
    {"fuyu", "outer:d*patch_size*patch_size*num_channels+d"},
    {"gemma3", "tower:3*patch_size*patch_size*d+d+image_size/patch_size*image_size/patch_size*d+2*d+" BLOCKS "+f*d+d"},
    {"gemma3n_text", "ffn:" ALTUP "+" PER_LAYER ";outer:L*hidden_size_per_layer_input*d+hidden_size_per_layer_input+"
                     "2*altup_num_inputs*d*d-2*d*d"},
    {"gemma4_text", "ffn:" PER_LAYER ";outer:L*hidden_size_per_layer_input?*d+hidden_size_per_layer_input?"},
    {"gemma4_unified_assistant", "outer:3*backbone_hidden_size*d"},
    {"glm5_next_text", "mla:" WIDE_STREAMS "+index_kpool*index_head_dim+d*index_head_dim;linear:" WIDE_STREAMS
                       ";ffn:" WIDE_STREAMS ";moe:" WIDE_STREAMS},
    {"gpt_neox_japanese", "outer:d"},
    {"hy_v4",
     "mla:H+d*H*v_head_dim+" OWN_STREAMS ";ffn:" OWN_STREAMS ";moe:" OWN_STREAMS ";outer:hc_mult*hc_mult*d+hc_mult+1"},
    {"jamba", "mamba:mamba_dt_rank+2*s"},
    {"laguna", "attn:d*H"},
    {"lfm2", "conv:2*d*conv_bias?+3*H*h*conv_bias?"},
    {"lfm3", "attn:d*H*use_attention_gate?+d*use_sandwich_norm?;conv:d*use_sandwich_norm?;ffn:d*use_sandwich_norm?"},
    {"longcat_flash", "moe:d*zero_expert_num?+zero_expert_num?"},
    {"mistral3", "tower:3*patch_size*patch_size*d+d+4*L*d*d+3*L*d*intermediate_size+2*L*d+d+4*d*d+d*f+f*f"},
    {"mllama", "outer:8*d"},
    {"mllama_text_model", "cross:2"},
    {"modernbert-decoder", "outer:d*d+d"},
    {"moshi", "outer:d"},
    {"persimmon", "attn:2*h*qk_layernorm?"},
    {"prophetnet", "decoder:num_buckets*H*d+num_buckets*H;outer:ngram*d"},
    {"qwen3_5", QWEN_TOWER},
    {"qwen3_5_moe", QWEN_TOWER},
    {"qwen3_vl",
     QWEN_TOWER "+deepstack_visual_indexes#*2*" MERGED "*d+deepstack_visual_indexes#*" MERGED "*" MERGED
                "*d*d+deepstack_visual_indexes#*" MERGED "*d+deepstack_visual_indexes#*out_hidden_size*" MERGED
                "*d+deepstack_visual_indexes#*out_hidden_size"},
    {"qwen3_vl_moe",
     QWEN_TOWER "+deepstack_visual_indexes#*2*" MERGED "*d+deepstack_visual_indexes#*" MERGED "*" MERGED
                "*d*d+deepstack_visual_indexes#*" MERGED "*d+deepstack_visual_indexes#*out_hidden_size*" MERGED
                "*d+deepstack_visual_indexes#*out_hidden_size"},
    {"qwen4_exp_text", "attn:" RANKED_STREAMS "+hc_count*hc_count*d;linear:" RANKED_STREAMS
                       "+hc_count*hc_count*d;moe:" RANKED_STREAMS "+hc_count*hc_count*d;outer:" RANKED_STREAMS},
    {"recurrent_gemma", "mamba:2*lru_width+d"},
    {"roc_bert", "outer:pronunciation_vocab_size*pronunciation_embed_dim+shape_vocab_size*shape_embed_dim+"
                 "d*pronunciation_embed_dim+d*shape_embed_dim+d*d+d"},
    {"roformer", "outer:max_position_embeddings*d/num_attention_heads"},
    {"rwkv", "ffn:d*d+d;outer:2*d"},
    {"step3p7", "attn:d*H"},
    {"t5", "outer:2*relative_attention_num_buckets*num_heads"},
    {"whisper", "encoder:2*H*h;decoder:2*H*h;cross:2*H*h;outer:3*num_mel_bins*d+3*d*d+2*d"},
    {"xlnet", "attn:d*H*h+5*H*h;outer:d"},
    {"xlstm", "linear:d-d/H"},
    {"xmod", "ffn:2*languages#*d*d/adapter_reduction_factor+languages#*d/adapter_reduction_factor+languages#*d"},
    {"zaya", "attn:H*h*cca_time0+K*h*cca_time0+2*H*h+2*K*h+H*h*h*cca_time1+K*h*h*cca_time1+K+4*d;"
             "moe:d*router_hidden_size+2*router_hidden_size*router_hidden_size+6*router_hidden_size+E*router_hidden_"
             "size+4*d-d*E;"
             "outer:2*d-router_hidden_size"},
};

static const char *extras_of(const char *type)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(type, table[i].type) == 0)
            return table[i].extras;
    return "";
}

static const char *part_of(const char *extras, const char *part)
{
    const size_t length = strlen(part);
    for (const char *at = extras; *at != 0; at += *at == ';') {
        if (strncmp(at, part, length) == 0 && at[length] == ':')
            return at + length + 1;
        at += strcspn(at, ";");
    }
    return "";
}

/* A symbol stands alone: a letter that no letter follows. */
static bool is_symbol(const char *at)
{
    return at[0] != 0 && strcspn(at, HF_NAME_END) == 1;
}

static int64_t value_of_symbol(const hf_config *c, const toll_model_layer *row, char symbol)
{
    switch (symbol) {
    case 'd':
        return c->d_model;
    case 'L':
        return c->n_layers;
    case 'V':
        return c->vocab_size;
    case 'H':
        return row->n_heads;
    case 'K':
        return row->n_kv_heads;
    case 'h':
        return row->head_dim;
    case 'f':
        return row->d_ff;
    case 'E':
        return row->n_experts;
    default:
        return row->state_dim;
    }
}

static int64_t value_of_name(hf_config *c, const char *at)
{
    const toll__json value = toll__hf_find(c, at);
    const toll__json_kind kind = toll__json_kind_of(value);
    if (at[strcspn(at, HF_NAME_END)] == '#')
        return (int64_t)toll__json_count(value);
    if (kind == TOLL__JSON_TRUE || kind == TOLL__JSON_FALSE)
        return kind == TOLL__JSON_TRUE;
    return at[strcspn(at, HF_NAME_END)] == '?' ? toll__hf_number(c, at, 0) : toll__hf_need(c, at);
}

static int64_t read_factor(hf_config *c, const toll_model_layer *row, const char **at)
{
    int64_t value = 0;
    if (**at >= '0' && **at <= '9') {
        for (; **at >= '0' && **at <= '9'; ++*at)
            value = 10 * value + (**at - '0');
        return value;
    }
    value = is_symbol(*at) ? value_of_symbol(c, row, **at) : value_of_name(c, *at);
    *at += strcspn(*at, HF_NAME_END);
    *at += **at == '?' || **at == '#';
    return value;
}

/* Up to 10^14, the most that a row may hold; beyond it the sum says so. */
#define EXTRAS_MAX INT64_C(100000000000000)

static int64_t multiply(int64_t a, int64_t b)
{
    return b != 0 && a > EXTRAS_MAX / b ? EXTRAS_MAX + 1 : a * b;
}

static int64_t read_product(hf_config *c, const toll_model_layer *row, const char **at)
{
    int64_t value = read_factor(c, row, at);
    while (**at == '*' || **at == '/') {
        const bool is_quotient = *(*at)++ == '/';
        const int64_t factor = read_factor(c, row, at);
        value = !is_quotient ? multiply(value, factor) : factor > 0 ? value / factor : 0;
    }
    return value;
}

static int64_t read_sum(hf_config *c, const toll_model_layer *row, const char *at)
{
    int64_t sum = 0;
    for (int64_t sign = 1; *at != 0 && *at != ';'; at += *at != 0 && *at != ';') {
        const int64_t product = read_product(c, row, &at);
        sum += product > EXTRAS_MAX || sum > EXTRAS_MAX ? EXTRAS_MAX : sign * product;
        sign = *at == '-' ? -1 : 1;
    }
    return sum;
}

int64_t toll__hf_extras(hf_config *c, const char *type, const char *part, const toll_model_layer *row)
{
    const int64_t sum = read_sum(c, row, part_of(extras_of(type), part));
    if (sum >= 0 && sum < EXTRAS_MAX)
        return sum;
    toll__hf_stick(c, TOLL_E_RANGE, "hidden_size", "hidden_size: the widths of %s make a tensor of no possible size",
                   type);
    return 0;
}
