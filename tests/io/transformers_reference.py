#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/io/families.jsonl: configurations, and how many parameters the published model definitions build from them.

Needs the packages transformers and torch; the models are built on the "meta" device, which counts without memory. Each
line holds the fields that libtoll-io reads of one configuration, the exact count, and where it comes from. `make check`
compares them with libtoll-io's; this program is run by hand when a family is added.

    python3 tests/io/transformers_reference.py > tests/io/families.jsonl
"""
import glob
import json
import re
import sys
import warnings

import torch
import transformers
from transformers import AutoModel, AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoModelForSpeechSeq2Seq
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

# Families whose defaults build nothing that was ever published get the fields of a real model.
CASES = [
    ("arcee", {}), ("arcee", {"mlp_bias": True}), ("bamba", {}), ("bamba", {"attn_layer_indices": [9, 18, 27], "attention_bias": True}), ("bert", {}), ("bloom", {"hidden_size": 1024, "n_layer": 3, "n_head": 16}),
    ("camembert", {}), ("cohere", {}), ("cohere", {"use_qk_norm": True}), ("cohere2", {}),
    ("deepseek_v2", {"num_experts_per_tok": 6}), ("deepseek_v2", {"num_experts_per_tok": 6, "q_lora_rank": None}),
    ("deepseek_v3", {}), ("deepseek_v3", {"q_lora_rank": None}), ("deepseek_v3", {"attention_bias": True}),
    ("deepseek_v3", {"first_k_dense_replace": 0}), ("deepseek_v32", {}), ("deepseek_v4", {}), ("deepseek_v4", {"layer_types": ["sliding_attention"] * 43}), ("distilbert", {}), ("ernie4_5", {}), ("ernie4_5", {"use_bias": True}),
    ("ernie4_5_moe", {}), ("eurobert", {}), ("eurobert", {"attention_bias": True, "mlp_bias": True}), ("exaone4", {}), ("exaone4", {"sliding_window": 4096}), ("falcon", {}),
    ("falcon", {"bias": True, "parallel_attn": False}),
    ("falcon", {"new_decoder_architecture": True, "num_attention_heads": 64, "num_kv_heads": 8, "hidden_size": 4096}),
    ("gemma", {}), ("gemma2", {}), ("gemma2", {"num_hidden_layers": 7}), ("gemma3_text", {}), ("glm", {}), ("glm4", {}),
    ("glm4_moe", {}), ("glm4_moe", {"use_qk_norm": True, "attention_bias": True}), ("glm4_moe_lite", {}), ("glm_moe_dsa", {}),
    ("gpt2", {}), ("gpt_bigcode", {}), ("gpt_bigcode", {"multi_query": False}), ("gpt_neox", {}),
    ("gpt_neox", {"attention_bias": False}), ("gpt_oss", {}), ("gptj", {}), ("gptj", {"n_inner": 1000}), ("granite", {}),
    ("granitemoe", {}), ("granitemoehybrid", {}), ("granitemoehybrid", {"num_local_experts": 0, "shared_intermediate_size": 1024}),
    ("granitemoeshared", {}), ("granitemoeshared", {"shared_intermediate_size": 1024}), ("hunyuan_v1_dense", {"head_dim": 128}),
    ("jina_embeddings_v3", {}), ("llama", {}), ("llama", {"attention_bias": True, "mlp_bias": True, "head_dim": 64, "tie_word_embeddings": True}),
    ("llama4_text", {}), ("llama4_text", {"interleave_moe_layer_step": 2}), ("llama4_text", {"moe_layers": [1, 4]}),
    ("mimo_v2_flash", {}), ("mimo_v2_flash", {"attention_bias": True}), ("minimax_m2", {}), ("ministral", {"head_dim": 128}), ("ministral3", {}), ("mistral", {}), ("mistral", {"head_dim": 80}),
    ("mistral4", {}), ("mistral4", {"q_lora_rank": None, "first_k_dense_replace": 2}), ("mixtral", {}), ("modernbert", {}),
    ("nemotron", {"head_dim": 192, "num_attention_heads": 32, "num_key_value_heads": 8, "hidden_size": 6144}),
    ("nemotron_h", {}), ("nemotron_h", {"layers_block_type": ["mamba", "moe", "attention", "mamba", "moe", "mamba"]}),
    ("nomic_bert", {}), ("olmo", {}), ("olmo", {"attention_bias": True}), ("olmo2", {}), ("olmo3", {}), ("olmoe", {}), ("opt", {}),
    ("phi", {}), ("phi", {"num_key_value_heads": 4}), ("phi3", {}), ("phimoe", {}),
    ("phimoe", {"attention_bias": True, "lm_head_bias": True}), ("qwen2", {}), ("qwen2_moe", {}),
    ("qwen2_moe", {"mlp_only_layers": [0, 3], "decoder_sparse_step": 2}), ("qwen3", {}), ("qwen3_5_moe_text", {}),
    ("qwen3_5_text", {}), ("qwen3_moe", {}), ("qwen3_moe", {"mlp_only_layers": [1], "decoder_sparse_step": 1}),
    ("qwen3_next", {}), ("qwen3_next", {"mlp_only_layers": [2]}), ("qwen2_vl_text", {}), ("qwen2_5_vl_text", {}), ("qwen3_vl_text", {}), ("qwen3_vl_moe_text", {}), ("roberta", {}),
    ("seed_oss", {}), ("seed_oss", {"attention_out_bias": True, "attention_bias": True}), ("smollm3", {}),
    ("smollm3", {"attention_bias": True}), ("stablelm", {}), ("stablelm", {"use_qkv_bias": True, "qk_layernorm": True}),
    ("starcoder2", {}), ("starcoder2", {"use_bias": False}), ("xlm-roberta", {}),
    ("apertus", {}), ("apertus", {"attention_bias": True, "mlp_bias": True}), ("apertus1p5_text", {}), ("aria_text", {}),
    ("biogpt", {}), ("codegen", {}), ("cwm", {}), ("cwm", {"mlp_bias": True}), ("exaone", {}), ("exaone_moe", {}),
    ("flex_olmo", {}), ("flex_olmo", {"attention_bias": True}), ("gemma4_text", {"hidden_size_per_layer_input": 0}),
    ("gemma4_text", {"hidden_size_per_layer_input": 0, "attention_k_eq_v": True, "num_global_key_value_heads": 2}),
    ("gemma4_text", {"hidden_size_per_layer_input": 0, "enable_moe_block": True, "num_experts": 16, "top_k_experts": 4,
                     "moe_intermediate_size": 704}),
    ("gemma4_unified_text", {}), ("gemma4_unified_text", {"attention_k_eq_v": True}), ("granite_swa", {}),
    ("granite_swa", {"mlp_bias": True}), ("granitemoe_swa", {}), ("helium", {}), ("helium", {"mlp_bias": True}), ("hy_v3", {}),
    ("hyperclovax", {}), ("hyperclovax", {"attention_bias": True, "mlp_bias": True}), ("iquestcoder", {}),
    ("iquestcoder", {"attention_bias": True}), ("jais2", {}), ("jais2", {"attention_bias": False}), ("kimi_linear", {}), ("mellum", {}),
    ("mellum", {"attention_bias": True}), ("minicpm3", {}), ("minicpm3", {"attention_bias": True}), ("mpt", {}), ("nanochat", {}),
    ("nanochat", {"attention_bias": True}), ("olmo_hybrid", {}), ("olmo_hybrid", {"tie_word_embeddings": True}),
    ("sarvam_mla", {}), ("sarvam_moe", {}), ("sarvam_moe", {"use_qk_norm": False}), ("solar_open", {}),
    ("solar_open", {"attention_bias": True}), ("vaultgemma", {}), ("youtu", {}), ("youtu", {"attention_bias": True}),
    # Families read since 2026-11-30. Where defaults build nothing, the fields are those of a published model.
    ("afmoe", {}), ("axk1", {}), ("axk2", {}), ("bailing_hybrid", {}), ("beam", {}), ("bert-generation", {}), ("big_bird", {}),
    ("bitnet", {}), ("cohere2_moe", {}),
    ("cohere2_moe", {"num_shared_experts": 2, "num_hidden_layers": 5, "first_k_dense_replace": 2, "prefix_dense_intermediate_size": 1000}),
    ("cpmant", {}), ("ctrl", {}), ("data2vec-text", {}), ("diffllama", {}), ("doge", {}), ("electra", {}), ("ernie", {}), ("ernie", {"use_task_id": True}),
    ("falcon_h1", {}), ("falcon_h1", {"mamba_rms_norm": True}), ("falcon_mamba", {}), ("flint", {}), ("gemma3n_text", {}), ("gemma4_text", {}),
    ("gemma4_text", {"num_kv_shared_layers": 18, "use_double_wide_mlp": True}), ("glm5_next_text", {}), ("gpt-sw3", {}), ("gpt_neo", {}), ("gpt_neox_japanese", {}),
    ("hunyuan_v1_moe", {"head_dim": 128, "num_experts": 16, "moe_topk": 4}), ("hy_v4", {}), ("jamba", {}), ("jamba", {"num_experts": 1, "num_experts_per_tok": 1}),
    ("kolibri1", {}), ("laguna", {}), ("lara_mini", {}), ("lfm2", {}), ("lfm2", {"layer_types": ["conv", "conv", "full_attention", "conv"] * 8}),
    ("lfm2", {"layer_types": ["conv", "full_attention"] * 16, "conv_bias": True, "block_ffn_dim_multiplier": 1.3}),
    ("lfm2_moe", {"layer_types": ["conv", "conv", "full_attention", "conv"] * 8}), ("lfm3", {}), ("lfm3", {"use_sandwich_norm": False, "use_attention_gate": False}),
    ("mamba", {}), ("mamba2", {}), ("megatron-bert", {}), ("minimax", {}), ("minimax_m3_vl_text", {}),
    ("minimax_m3_vl_text", {"layer_types": ["full_attention"] * 3 + ["minimax_m3_sparse"] * 57, "mlp_layer_types": ["dense"] * 3 + ["sparse"] * 57}),
    ("mllama", {}), ("modernbert-decoder", {}), ("moshi", {}), ("openai-gpt", {}), ("persimmon", {}), ("persimmon", {"qk_layernorm": False}),
    ("qwen4_exp_text", {"indexer_n_heads": 4, "indexer_kv_heads": 1, "indexer_head_dim": 128, "indexer_budget": 2048, "indexer_compress_ratio": 16,
                        "rope_parameters": {"rope_type": "default", "rope_theta": 1e4, "partial_rotary_factor": 0.25}}),
    ("rembert", {}), ("roberta-prelayernorm", {}), ("roc_bert", {}), ("roformer", {}), ("step3p5", {}), ("step3p5", {"num_sliding_attention_heads": 96, "layer_types": ["full_attention", "sliding_attention", "sliding_attention"] * 15}), ("xglm", {}), ("xlm-roberta-xl", {}), ("xmod", {}),
    ("xmod", {"languages": ["en_XX", "de_DE", "fr_XX"]}),
    # The second part: encoder-decoders whole, and recurrent models of other kinds.
    ("bart", {}), ("bigbird_pegasus", {}), ("blenderbot", {}), ("blenderbot-small", {}),
    ("cohere_compass_text", {"rope_parameters": {k: {"rope_type": "default", "rope_theta": 1e4} for k in ("full_attention", "sliding_attention")}}),
    ("dots3_note_text", {}), ("marian", {}), ("mbart", {}), ("mt5", {}), ("mvp", {}), ("pegasus", {}), ("plbart", {}), ("prophetnet", {}), ("recurrent_gemma", {}),
    ("recurrent_gemma", {"num_key_value_heads": 1, "lru_width": 4096, "hidden_size": 4096, "num_attention_heads": 16}), ("rwkv", {}), ("t5", {}),
    ("t5", {"feed_forward_proj": "gated-gelu", "tie_word_embeddings": False, "num_layers": 4, "num_decoder_layers": 7}), ("whisper", {}), ("xlm", {}), ("xlnet", {}),
    ("xlstm", {}), ("zaya", {}),
]
ENCODERS = {"bert-generation", "big_bird", "data2vec-text", "electra", "ernie", "megatron-bert", "rembert", "roberta-prelayernorm", "roc_bert", "roformer",
            "xlm-roberta-xl", "xmod", "bert", "camembert", "distilbert", "eurobert", "jina_embeddings_v3", "nomic_bert", "roberta", "xlm-roberta", "modernbert"}


def read_names():
    """Every field that libtoll-io asks for, from its sources."""
    names = {"model_type"}
    for path in glob.glob("bindings/io/hf_*.c") + glob.glob("bindings/io/config/hf_*.c"):
        for text in re.findall(r'"([^"\n]+)"', open(path, encoding="utf-8").read()):
            names.update(re.findall(r"\w+", text))
    return names


def count(config, is_encoder):
    """Parameters, and correction biases of routers and scales of layers, which are buffers there and tensors in every checkpoint."""
    has_head = type(config) in AutoModelForCausalLM._model_mapping and not is_encoder
    stacks = AutoModelForSpeechSeq2Seq if config.model_type == "whisper" else AutoModelForSeq2SeqLM
    is_stacked = type(config) in stacks._model_mapping
    has_head = has_head or is_stacked
    with torch.device("meta"):
        model = (stacks if is_stacked else AutoModelForCausalLM if has_head else AutoModel).from_config(config)
    stored = ("e_score_correction_bias", "layer_scalar", "expert_bias")
    biases = sum(b.numel() for name, b in model.named_buffers() if name.endswith(stored))
    # The text part of a multimodal model has its head outside.
    is_headless = not has_head and not is_encoder and not getattr(config, "tie_word_embeddings", False)
    head = config.vocab_size * config.hidden_size if is_headless else 0
    return sum(p.numel() for p in model.parameters()) + biases + head


def main():
    warnings.filterwarnings("ignore")
    transformers.logging.set_verbosity_error()
    names = read_names()
    for kind, changes in CASES:
        config = CONFIG_MAPPING[kind](**changes)
        fields = {k: v for k, v in config.to_dict().items() if k in names and v not in (None, "")}
        fields["model_type"] = kind
        line = {"source": f"transformers {transformers.__version__}", "params": count(config, kind in ENCODERS), "config": fields}
        print(json.dumps(line, sort_keys=True, separators=(",", ":")))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
