/* SPDX-License-Identifier: Apache-2.0 */
/* The table of architectures: per `model_type` its traits, norms and published defaults.
 *
 * Each row is read off the published model definition. tests/io compares the parameter counts that follow from it with
 * those of the definition itself (tests/io/families.jsonl). */
#include "hf_family.h"

#include <stdlib.h>
#include <string.h>

#include "toll_io.h"

#define KEY_ATTENTION (HF_KEY_QKV | HF_KEY_O)
#define BIASES        (HF_BIAS_QKV | HF_BIAS_O | HF_BIAS_FFN)
#define DEEPSEEK_3    (HF_MLA | HF_KEY_O | HF_ROUTER_BIAS)
#define QWEN_NEXT     (HF_QK_NORM | HF_GATE | KEY_ATTENTION | HF_SHARED_GATE)
#define NORMED_STACKS (HF_STACKS | HF_TIED | HF_LAYER_NORM | HF_POSITIONS)
#define STACKS        (NORMED_STACKS | BIASES)
#define PRE_NORM_BERT (HF_ENCODER | BIASES | HF_LAYER_NORM | HF_PLAIN_FFN | HF_POSITIONS | HF_POOLER | HF_TOKEN_TYPES)
#define BERT_NORMS    (HF_LAYER_NORM | HF_EMBED_NORM | HF_NO_FINAL_NORM)
#define BERT_BLOCKS   (HF_ENCODER | BIASES | BERT_NORMS | HF_PLAIN_FFN)
#define BERT          (BERT_BLOCKS | HF_POSITIONS | HF_POOLER | HF_TOKEN_TYPES)
#define DEEPSEEK_4_SIZES                                                                                               \
    "head_dim=512 sliding_window=128 o_groups=8 o_lora_rank=1024 index_n_heads=64 index_head_dim=128 index_topk=512 "  \
    "hc_mult=4 n_shared_experts=1 num_hash_layers=3"
#define GEMMA_3N_SIZES                                                                                                 \
    "head_dim=256 sliding_window=512 vocab_size_per_layer_input=262144 hidden_size_per_layer_input=256 "               \
    "altup_num_inputs=4 laurel_rank=64 num_kv_shared_layers=15"
#define GEMMA_4_SIZES "head_dim=256 global_head_dim=512 sliding_window=512"
#define GEMMA_3_SIZES "vocab_size=262208 num_attention_heads=8 num_key_value_heads=4 head_dim=256 sliding_window=4096"

/* Sorted by type, bytewise. */
static const hf_family families[] = {
    {"afmoe", KEY_ATTENTION | HF_QK_NORM | HF_GATE | HF_ROUTER_BIAS, 2, 2, 4, ""},
    {"apertus", KEY_ATTENTION | HF_PLAIN_FFN | HF_QK_NORM | HF_XIELU, 1, 1, 0, ""},
    {"arcee", KEY_ATTENTION | HF_KEY_FFN | HF_PLAIN_FFN, 1, 1, 0, ""},
    {"axk1", DEEPSEEK_3, 1, 1, 0, ""},
    {"axk2", DEEPSEEK_3, 1, 1, 0, ""},
    {"bailing_hybrid", HF_MLA | HF_KDA | HF_ROUTER_BIAS, 1, 1, 0, ""},
    {"bamba", HF_MAMBA_BASE | KEY_ATTENTION | HF_KEY_FFN, 1, 1, 0, ""},
    {"bart", STACKS | HF_POSITIONS_2 | HF_EMBED_NORM | HF_NO_FINAL_NORM, 1, 1, 0, ""},
    {"beam", KEY_ATTENTION | HF_QK_NORM | HF_GATE | HF_ROUTER_BIAS, 2, 2, 6, ""},
    {"bert", BERT, 1, 1, 0, ""},
    {"bert-generation", BERT_BLOCKS | HF_POSITIONS, 1, 1, 0, ""},
    {"bigbird_pegasus", NORMED_STACKS | HF_BIAS_FFN | HF_EMBED_NORM | HF_NO_FINAL_NORM, 1, 1, 0, ""},
    {"bitnet", KEY_ATTENTION, 1, 1, 0, ""},
    {"blenderbot", STACKS, 1, 1, 0, ""},
    {"blenderbot-small", STACKS | HF_EMBED_NORM | HF_NO_FINAL_NORM, 1, 1, 0, ""},
    {"bloom", HF_TIED | BIASES | HF_LAYER_NORM | HF_PLAIN_FFN | HF_EMBED_NORM, 1, 1, 0, ""},
    {"camembert", BERT, 1, 1, 0, ""},
    {"chatglm", 0, 1, 1, 0, ""},
    {"cohere", HF_TIED | KEY_ATTENTION | HF_QK_NORM_HEADS | HF_KEY_QK_NORM, 1, 0, 0, ""},
    {"cohere2", HF_TIED | KEY_ATTENTION, 1, 0, 4, ""},
    {"cohere2_moe", HF_TIED | KEY_ATTENTION | HF_WIDE_EXPERTS, 1, 0, 4, ""},
    {"cohere_compass_text", HF_TIED | KEY_ATTENTION, 1, 0, 0, ""},
    {"cpmant", HF_TIED, 1, 1, 0, ""},
    {"ctrl", HF_TIED | BIASES | HF_LAYER_NORM | HF_PLAIN_FFN | HF_HEAD_BIAS, 1, 1, 0, ""},
    {"dbrx", 0, 1, 1, 0, ""},
    {"deepseek_v2", HF_MLA | HF_KEY_O, 1, 1, 0, ""},
    {"deepseek_v3", DEEPSEEK_3, 1, 1, 0, ""},
    {"deepseek_v32", DEEPSEEK_3, 1, 1, 0, "index_n_heads=64 index_head_dim=128 index_topk=2048"},
    {"deepseek_v4", HF_COMPRESSED | HF_SINKS | HF_ROUTER_BIAS, 1, 1, 0, DEEPSEEK_4_SIZES},
    {"diffllama", KEY_ATTENTION, 1, 1, 0, ""},
    {"distilbert", BERT_BLOCKS | HF_POSITIONS, 1, 1, 0, ""},
    {"doge", KEY_ATTENTION | HF_KEY_FFN | HF_QK_NORM, 1, 1, 0, ""},
    {"dots1", KEY_ATTENTION | HF_QK_NORM | HF_ROUTER_BIAS, 1, 1, 0, ""},
    {"dots3_note_text", DEEPSEEK_3, 1, 1, 0, ""},
    {"electra", BERT_BLOCKS | HF_POSITIONS | HF_TOKEN_TYPES | HF_NARROW, 1, 1, 0, ""},
    {"ernie", BERT, 1, 1, 0, ""},
    {"ernie4_5", HF_TIED | HF_KEY_ALL, 1, 1, 0, ""},
    {"ernie4_5_moe", HF_TIED | HF_KEY_ALL | HF_ROUTER_BIAS, 1, 1, 0, ""},
    {"eurobert", HF_ENCODER | KEY_ATTENTION | HF_KEY_FFN, 1, 1, 0, ""},
    {"exaone4", HF_QK_NORM, 1, 1, 4, ""},
    {"falcon", HF_TIED | HF_LAYER_NORM | HF_PLAIN_FFN | HF_KEY_ALL | HF_PARALLEL, 1, 1, 0, ""},
    {"falcon_h1", KEY_ATTENTION | HF_KEY_FFN | HF_BOTH | HF_BARE_MAMBA, 1, 1, 0, ""},
    {"flint", KEY_ATTENTION | HF_QK_NORM | HF_SINKS, 1, 1, 0, ""},
    {"gemma", HF_TIED | KEY_ATTENTION, 1, 1, 0, "head_dim=256"},
    {"gemma2", HF_TIED | KEY_ATTENTION, 2, 2, 2, "head_dim=256 sliding_window=4096"},
    {"gemma3_text", HF_TIED | KEY_ATTENTION | HF_QK_NORM, 2, 2, 6, GEMMA_3_SIZES},
    {"gemma3n_text", HF_TIED | KEY_ATTENTION | HF_QK_NORM | HF_LAYER_TABLES, 2, 2, 5, GEMMA_3N_SIZES},
    {"gemma4_text", HF_TIED | KEY_ATTENTION | HF_QK_NORM | HF_GEMMA_4 | HF_LAYER_TABLES, 2, 2, 6, GEMMA_4_SIZES},
    {"glm", HF_KEY_QKV, 1, 1, 0, "head_dim=128"},
    {"glm4", HF_KEY_QKV, 2, 2, 0, "head_dim=128"},
    {"glm4_moe", HF_KEY_QKV | HF_QK_NORM | HF_KEY_QK_NORM | HF_ROUTER_BIAS, 1, 1, 0, ""},
    {"glm4_moe_lite", DEEPSEEK_3, 1, 1, 0, ""},
    {"glm5_next_text", DEEPSEEK_3 | HF_KDA, 1, 1, 0, ""},
    {"glm_moe_dsa", DEEPSEEK_3, 1, 1, 0, "index_n_heads=32 index_head_dim=128 index_topk=2048"},
    {"gpt2", HF_TIED | HF_POSITIONS | BIASES | HF_LAYER_NORM | HF_PLAIN_FFN, 1, 1, 0, ""},
    {"gpt_bigcode", HF_TIED | HF_POSITIONS | BIASES | HF_LAYER_NORM | HF_PLAIN_FFN, 1, 1, 0, ""},
    {"gpt_neo", HF_TIED | HF_POSITIONS | HF_BIAS_O | HF_BIAS_FFN | HF_LAYER_NORM | HF_PLAIN_FFN, 1, 1, 0,
     "window_size=256"},
    {"gpt_neox", KEY_ATTENTION | HF_BIASED | HF_BIAS_FFN | HF_LAYER_NORM | HF_PLAIN_FFN, 1, 1, 0, ""},
    {"gpt_neox_japanese", HF_TIED | HF_LAYER_NORM | HF_PLAIN_FFN, 1, 1, 0, ""},
    {"gpt_oss", KEY_ATTENTION | HF_BIASED | HF_SINKS | HF_EXPERT_BIAS | HF_WIDE_EXPERTS, 1, 1, 2,
     "sliding_window=128 head_dim=64"},
    {"gptj", HF_BIAS_FFN | HF_LAYER_NORM | HF_PLAIN_FFN | HF_HEAD_BIAS, 1, 0, 0, ""},
    {"granite", KEY_ATTENTION | HF_KEY_FFN, 1, 1, 0, ""},
    {"granite_swa", KEY_ATTENTION | HF_KEY_FFN | HF_SINKS, 1, 1, 0, ""},
    {"granitemoe", KEY_ATTENTION | HF_WIDE_EXPERTS, 1, 1, 0, ""},
    {"granitemoe_swa", KEY_ATTENTION | HF_WIDE_EXPERTS | HF_SINKS, 1, 1, 0, ""},
    {"granitemoehybrid", KEY_ATTENTION | HF_WIDE_EXPERTS, 1, 1, 0, ""},
    {"granitemoeshared", KEY_ATTENTION | HF_WIDE_EXPERTS, 1, 1, 0, ""},
    {"hunyuan_v1_dense", KEY_ATTENTION | HF_QK_NORM, 1, 1, 0, ""},
    {"hunyuan_v1_moe", KEY_ATTENTION | HF_QK_NORM | HF_WIDE_EXPERTS | HF_SHARED_EQUAL, 1, 1, 0, ""},
    {"hy_v4", DEEPSEEK_3, 1, 1, 0, ""},
    {"hyperclovax", KEY_ATTENTION | HF_KEY_FFN, 2, 2, 0, ""},
    {"internlm2", HF_KEY_ALL, 1, 1, 0, ""},
    {"internlm3", HF_KEY_ALL, 1, 1, 0, ""},
    {"jamba", HF_SELECTIVE | HF_PERIODS | HF_WIDE_EXPERTS, 1, 1, 0, ""},
    {"jina_embeddings_v3", BERT_BLOCKS | HF_POOLER | HF_TOKEN_TYPES, 1, 1, 0, "type_vocab_size=1"},
    {"kimi_k2", DEEPSEEK_3, 1, 1, 0, ""},
    {"kimi_k25", DEEPSEEK_3, 1, 1, 0, ""},
    {"kimi_linear", HF_MLA | HF_KDA | HF_ROUTER_BIAS, 1, 1, 0, ""},
    {"kolibri1", HF_QK_NORM | HF_ROUTER_BIAS, 2, 2, 5, ""},
    {"laguna", KEY_ATTENTION | HF_QK_NORM | HF_ROUTER_BIAS, 1, 1, 0, ""},
    {"lara_mini", HF_TIED | KEY_ATTENTION | HF_QK_NORM, 1, 1, 0, ""},
    {"lfm2", HF_TIED | HF_QK_NORM, 1, 1, 0, "conv_L_cache=3"},
    {"lfm2_moe", HF_TIED | HF_QK_NORM | HF_ROUTER_BIAS, 1, 1, 0, "conv_L_cache=3"},
    {"lfm3", HF_TIED | KEY_ATTENTION | HF_QK_NORM, 1, 1, 0, ""},
    {"llama", KEY_ATTENTION | HF_KEY_FFN, 1, 1, 0, ""},
    {"llama4_text", KEY_ATTENTION | HF_WIDE_EXPERTS | HF_SHARED_EQUAL, 1, 1, 4, "attention_chunk_size=8192"},
    {"longcat_flash", HF_MLA | HF_KEY_O | HF_ROUTER_BIAS | HF_TWICE, 1, 1, 0, ""},
    {"mamba", HF_TIED | HF_BLOCKS | HF_MAMBA_BASE | HF_SELECTIVE, 1, 0, 0, ""},
    {"mamba2", HF_BLOCKS | HF_MAMBA_BASE, 1, 0, 0, ""},
    {"marian", STACKS | HF_NO_FINAL_NORM, 1, 1, 0, ""},
    {"mbart", STACKS | HF_POSITIONS_2 | HF_EMBED_NORM, 1, 1, 0, ""},
    {"megatron-bert", PRE_NORM_BERT, 1, 1, 0, ""},
    {"mimo", HF_BIAS_QKV | HF_WINDOW_KEY, 1, 1, 0, ""},
    {"mimo_v2_flash", HF_WINDOW_HEADS | HF_KEY_QKV | HF_ROUTER_BIAS, 1, 1, 6, ""},
    {"minimax", HF_LIGHTNING | HF_WIDE_EXPERTS, 1, 1, 0, ""},
    {"minimax_m2", HF_QK_NORM_LAYER | HF_KEY_QK_NORM | HF_BIASED | HF_ROUTER_BIAS | HF_WIDE_EXPERTS, 1, 1, 0, ""},
    {"minimax_m3_vl_text", HF_QK_NORM | HF_ROUTER_BIAS | HF_WIDE_EXPERTS, 1, 1, 0, ""},
    {"ministral", 0, 1, 1, 0, ""},
    {"ministral3", 0, 1, 1, 0, ""},
    {"mistral", 0, 1, 1, 0, ""},
    {"mixtral", HF_WIDE_EXPERTS, 1, 1, 0, ""},
    {"mllama_text_model", 0, 1, 1, 0, ""},
    {"modernbert", HF_ENCODER | HF_EMBED_NORM | HF_FIRST_BARE, 1, 1, 0, ""},
    {"modernbert-decoder", HF_TIED | HF_HEAD_BIAS | HF_EMBED_NORM | HF_FIRST_BARE, 1, 1, 0, ""},
    {"moshi", HF_HALF_FFN, 1, 1, 0, ""},
    {"nanochat", KEY_ATTENTION | HF_PLAIN_FFN | HF_NO_FINAL_NORM, 0, 0, 0, ""},
    {"nemotron", KEY_ATTENTION | HF_KEY_FFN | HF_LAYER_NORM | HF_PLAIN_FFN, 1, 1, 0, ""},
    {"nemotron-nas", KEY_ATTENTION | HF_KEY_FFN | HF_BLOCK_LIST, 1, 1, 0, ""},
    {"nemotron_h", HF_BLOCKS | KEY_ATTENTION | HF_KEY_FFN | HF_PLAIN_FFN | HF_ROUTER_BIAS, 1, 1, 0, ""},
    {"nomic_bert", HF_ENCODER | BERT_NORMS | HF_TOKEN_TYPES, 1, 1, 0, ""},
    {"olmo", KEY_ATTENTION | HF_NO_FINAL_NORM, 0, 0, 0, ""},
    {"olmo2", KEY_ATTENTION | HF_QK_NORM_LAYER, 1, 1, 0, ""},
    {"olmo3", KEY_ATTENTION | HF_QK_NORM_LAYER, 1, 1, 4, "sliding_window=4096"},
    {"olmoe", KEY_ATTENTION | HF_QK_NORM_LAYER | HF_WIDE_EXPERTS, 1, 1, 0, ""},
    {"openai-gpt", HF_TIED | HF_POSITIONS | BIASES | HF_LAYER_NORM | HF_PLAIN_FFN | HF_NO_FINAL_NORM, 1, 1, 0, ""},
    {"opt", HF_TIED | HF_POSITIONS | HF_POSITIONS_2 | BIASES | HF_LAYER_NORM | HF_PLAIN_FFN, 1, 1, 0, ""},
    {"persimmon", BIASES | HF_LAYER_NORM | HF_PLAIN_FFN | HF_QK_NORM | HF_KEY_QK_NORM, 1, 1, 0, ""},
    {"phi", BIASES | HF_LAYER_NORM | HF_PLAIN_FFN | HF_HEAD_BIAS, 1, 0, 0, ""},
    {"phi3", 0, 1, 1, 0, ""},
    {"phimoe", KEY_ATTENTION | HF_LAYER_NORM | HF_WIDE_EXPERTS, 1, 1, 0, ""},
    {"prophetnet", STACKS | HF_EMBED_NORM | HF_NO_FINAL_NORM, 1, 1, 0, ""},
    {"qwen2", HF_BIAS_QKV | HF_WINDOW_KEY, 1, 1, 0, ""},
    {"qwen2_5_vl_text", HF_BIAS_QKV | HF_WINDOW_KEY, 1, 1, 0, ""},
    {"qwen2_moe", HF_BIAS_QKV | HF_WINDOW_KEY | HF_SHARED_GATE, 1, 1, 0, ""},
    {"qwen2_vl_text", HF_BIAS_QKV | HF_WINDOW_KEY, 1, 1, 0, ""},
    {"qwen3", KEY_ATTENTION | HF_QK_NORM | HF_WINDOW_KEY, 1, 1, 0, "head_dim=128"},
    {"qwen3_5_moe_text", QWEN_NEXT, 1, 1, 4, ""},
    {"qwen3_5_text", QWEN_NEXT, 1, 1, 4, ""},
    {"qwen3_moe", KEY_ATTENTION | HF_QK_NORM | HF_WINDOW_KEY, 1, 1, 0, ""},
    {"qwen3_next", QWEN_NEXT, 1, 1, 4, "head_dim=256"},
    {"qwen3_vl_moe_text", KEY_ATTENTION | HF_QK_NORM, 1, 1, 0, ""},
    {"qwen3_vl_text", KEY_ATTENTION | HF_QK_NORM, 1, 1, 0, "head_dim=128"},
    {"qwen4_exp_text", QWEN_NEXT | HF_NO_FINAL_NORM, 0, 0, 4, ""},
    {"recurrent_gemma", HF_TIED | HF_SELECTIVE | HF_KEY_QKV | HF_BIAS_O | HF_BIAS_FFN | HF_HALF_FFN, 1, 1, 0, ""},
    {"rembert", BERT | HF_NARROW, 1, 1, 0, ""},
    {"roberta", BERT, 1, 1, 0, ""},
    {"roberta-prelayernorm", PRE_NORM_BERT | HF_EMBED_NORM, 1, 1, 0, ""},
    {"roc_bert", BERT, 1, 1, 0, ""},
    {"roformer", BERT_BLOCKS | HF_TOKEN_TYPES | HF_NARROW, 1, 1, 0, ""},
    {"rwkv", HF_RWKV | HF_LAYER_NORM | HF_PLAIN_FFN, 1, 1, 0, ""},
    {"seed_oss", HF_KEY_QKV | HF_KEY_FFN, 1, 1, 0, ""},
    {"smollm3", HF_TIED | KEY_ATTENTION | HF_KEY_FFN | HF_WINDOW_KEY, 1, 1, 0, ""},
    {"stablelm", HF_LAYER_NORM | HF_QK_NORM_HEADS | HF_KEY_QK_NORM, 1, 1, 0, ""},
    {"starcoder2", HF_TIED | HF_KEY_ALL | HF_BIASED | HF_LAYER_NORM | HF_PLAIN_FFN, 1, 1, 0, ""},
    {"step3p7", KEY_ATTENTION | HF_KEY_FFN | HF_QK_NORM | HF_ROUTER_BIAS, 1, 1, 0, "first_k_dense_replace=3"},
    {"t5", HF_STACKS | HF_TIED, 1, 1, 0, ""},
    {"whisper", NORMED_STACKS | HF_BIAS_O | HF_BIAS_FFN, 1, 1, 0, ""},
    {"xglm", HF_TIED | BIASES | HF_LAYER_NORM | HF_PLAIN_FFN, 1, 1, 0, ""},
    {"xlm", HF_TIED | HF_HEAD_BIAS | HF_POSITIONS | BIASES | HF_PLAIN_FFN | BERT_NORMS, 1, 1, 0, ""},
    {"xlm-roberta", BERT, 1, 1, 0, ""},
    {"xlnet", HF_TIED | HF_HEAD_BIAS | HF_BIAS_FFN | HF_LAYER_NORM | HF_PLAIN_FFN | HF_NO_FINAL_NORM, 1, 1, 0, ""},
    {"xlstm", HF_MLSTM, 1, 1, 0, ""},
    {"xmod", BERT, 1, 1, 0, ""},
    {"zaya", HF_TIED | KEY_ATTENTION, 1, 1, 0, ""},
};

#define FAMILIES (sizeof families / sizeof families[0])

static int compare_type(const void *key, const void *family)
{
    return strcmp(key, ((const hf_family *)family)->type);
}

/* Other spellings of a model_type: multimodal wrappers, configs of a publisher's own code, and families that are
 * built like another; each of those is compared with its own definition in tests/io/families.jsonl. */
static const char *const aliases[][2] = {
    {"apertus1p5_text", "apertus"},
    {"aria_text", "granitemoe"},
    {"biogpt", "opt"},
    {"codegen", "gptj"},
    {"cwm", "llama"},
    {"exaone", "llama"},
    {"exaone_moe", "dots1"},
    {"flex_olmo", "olmoe"},
    {"emu3_text_model", "llama"},
    {"falcon_mamba", "mamba"},
    {"gemma3n", "gemma3n_text"},
    {"gpt-sw3", "gpt2"},
    {"gemma4_unified_assistant", "gemma4_text"},
    {"gemma4_assistant", "gemma4_text"},
    {"big_bird", "bert"},
    {"data2vec-text", "bert"},
    {"deepseek_ref", "deepseek_v4"},
    {"glm5_next", "glm5_next_text"},
    {"minimax_m3", "minimax_m3_vl_text"},
    {"minimax_m3_vl", "minimax_m3_vl_text"},
    {"qwen4_exp", "qwen4_exp_text"},
    {"step3p5", "step3p7"},
    {"step3p7_text", "step3p7"},
    {"xlm-roberta-xl", "megatron-bert"},
    {"mvp", "bart"},
    {"pegasus", "blenderbot"},
    {"plbart", "bart"},
    {"mt5", "t5"},
    {"dots3_note", "dots3_note_text"},
    {"cohere_compass", "cohere_compass_text"},
    {"gemma3", "gemma3_text"},
    {"gemma4", "gemma4_text"},
    {"gemma4_unified", "gemma4_text"},
    {"gemma4_unified_text", "gemma4_text"},
    {"helium", "seed_oss"},
    {"hy_v3", "dots1"},
    {"iquestcoder", "llama"},
    {"jais2", "nemotron"},
    {"kimi_vl", "deepseek_v3"},
    {"llama4", "llama4_text"},
    {"mellum", "qwen3_moe"},
    {"minicpm3", "llama"},
    {"mistral3", "mistral"},
    {"mistral4", "deepseek_v2"},
    {"mpt", "arcee"},
    {"olmo_hybrid", "olmo3"},
    {"qwen2_5_vl", "qwen2_5_vl_text"},
    {"qwen2_vl", "qwen2_vl_text"},
    {"qwen3_5", "qwen3_5_text"},
    {"qwen3_5_moe", "qwen3_5_moe_text"},
    {"qwen3_vl", "qwen3_vl_text"},
    {"qwen3_vl_moe", "qwen3_vl_moe_text"},
    {"sarvam_mla", "deepseek_v3"},
    {"sarvam_moe", "glm4_moe"},
    {"solar_open", "glm4_moe"},
    {"vaultgemma", "gemma"},
    {"youtu", "deepseek_v2"},
    {"internlm", "llama"},
    {"yi", "llama"},
    {"deepseek", "llama"},
};

const hf_family *toll__hf_family_find(const char *type)
{
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (strcmp(type, aliases[i][0]) == 0)
            type = aliases[i][1];
    return bsearch(type, families, FAMILIES, sizeof families[0], compare_type);
}

const hf_family *toll__hf_family_plain(void)
{
    return toll__hf_family_find("llama");
}

/* Value after "name=" in the list of defaults. */
static int64_t default_of(const char *defaults, const char *name, size_t length)
{
    for (const char *at = defaults; (at = strstr(at, name)) != NULL; at += length)
        if ((at == defaults || at[-1] == ' ') && at[length] == '=')
            return strtoll(at + length + 1, NULL, 10);
    return -1;
}

const char *toll__hf_next_name(const char *names)
{
    const char *end = names + strcspn(names, HF_NAME_END);
    return *end == '|' ? end + 1 : NULL;
}

int64_t toll__hf_family_default(const hf_family *family, const char *names)
{
    for (const char *at = names; family != NULL && at != NULL; at = toll__hf_next_name(at)) {
        char name[64];
        size_t length = strcspn(at, HF_NAME_END);
        memcpy(name, at, length);
        name[length] = 0;
        int64_t value = default_of(family->defaults, name, length);
        if (value >= 0)
            return value;
    }
    return -1;
}

uint32_t toll_io_count_families(void)
{
    return FAMILIES;
}

const char *toll_io_get_family(uint32_t index)
{
    return index < FAMILIES ? families[index].type : "";
}
