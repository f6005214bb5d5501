# SPDX-License-Identifier: Apache-2.0
"""The head of a GGUF file for a model of the catalog: what a reader of such files needs to estimate its memory.

The peer reads files, and no weights are to be had here. So a head is written with the model's metadata and with its
tensors by llama.cpp's names and sizes; the data behind it is a hole of the file system. All weights are Q8_0 but for
the norms: the caches and buffers that are compared do not go by it.

Example: Llama 3.1 8B has 291 tensors: 9 in each of 32 blocks, the embedding, the final norm and the head.
"""
import struct
from typing import Dict, List, NamedTuple, Tuple, Union

F32, Q8_0 = 0, 8
UINT32, STRING, ARRAY = 4, 8, 9
ALIGNMENT = 32
ARCHITECTURES = {"llama": "llama", "qwen2.5": "qwen2", "qwen3": "qwen3", "gemma-2": "gemma2", "gemma-3": "gemma3",
                 "gpt-oss": "gpt-oss", "deepseek": "deepseek2", "kimi-k2": "deepseek2"}


class Tensor(NamedTuple):
    name: str
    dims: Tuple[int, ...]
    kind: int


Value = Union[int, str, List[str]]


def architecture_of(model: "object") -> str:
    """Raises KeyError for a family that no head can be written for."""
    name = next((known for known in sorted(ARCHITECTURES, key=len, reverse=True) if model.id.startswith(known)), None)
    attends = sum(layer.count for layer in model.layers if layer.kind.name in ("ATTENTION", "MLA"))
    if name is None or attends != model.n_layers:  # layers with a state have tensors of other names
        raise KeyError(model.id)
    has_experts = any(layer.kind.name == "MOE" for layer in model.layers)
    return ARCHITECTURES[name] + ("moe" if has_experts and name == "qwen3" else "")


def rows_of(model: "object", *kinds: str) -> List["object"]:
    """Component classes repeated by their counts, in the order of the catalog."""
    return [layer for layer in model.layers if layer.kind.name in kinds for _ in range(layer.count)]


def weight(name: str, *dims: int) -> Tensor:
    return Tensor(name + ".weight", dims, Q8_0)


def norm(name: str, width: int) -> Tensor:
    return Tensor(name + ".weight", (width,), F32)


def attention_tensors(at: str, d: int, a: "object") -> List[Tensor]:
    if a.kind.name == "MLA":
        query = a.n_heads * (a.qk_nope_dim + a.qk_rope_dim)
        return [weight(at + "attn_q_a", d, a.q_lora_rank), weight(at + "attn_q_b", a.q_lora_rank, query),
                weight(at + "attn_kv_a_mqa", d, a.kv_lora_rank + a.qk_rope_dim),
                weight(at + "attn_k_b", a.qk_nope_dim, a.kv_lora_rank, a.n_heads),
                weight(at + "attn_v_b", a.kv_lora_rank, a.v_head_dim, a.n_heads),
                weight(at + "attn_output", a.n_heads * a.v_head_dim, d)]
    out = a.n_heads * (a.v_head_dim or a.head_dim)
    return [weight(at + "attn_q", d, a.n_heads * a.head_dim), weight(at + "attn_k", d, a.n_kv_heads * a.head_dim),
            weight(at + "attn_v", d, a.n_kv_heads * (a.v_head_dim or a.head_dim)), weight(at + "attn_output", out, d)]


def ffn_tensors(at: str, d: int, f: "object") -> List[Tensor]:
    if f.kind.name == "FFN":
        return [weight(at + "ffn_gate", d, f.d_ff), weight(at + "ffn_up", d, f.d_ff), weight(at + "ffn_down", f.d_ff, d)]
    some = [weight(at + "ffn_gate_inp", d, f.n_experts), weight(at + "ffn_gate_exps", d, f.d_ff, f.n_experts),
            weight(at + "ffn_up_exps", d, f.d_ff, f.n_experts), weight(at + "ffn_down_exps", f.d_ff, d, f.n_experts)]
    if f.d_ff_shared:
        some += [weight(at + "ffn_gate_shexp", d, f.d_ff_shared), weight(at + "ffn_up_shexp", d, f.d_ff_shared),
                 weight(at + "ffn_down_shexp", f.d_ff_shared, d)]
    return some


def tensors_of(model: "object") -> List[Tensor]:
    d, some = model.d_model, [weight("token_embd", model.d_model, model.vocab_size)]
    for i, (a, f) in enumerate(zip(rows_of(model, "ATTENTION", "MLA"), rows_of(model, "FFN", "MOE"))):
        at = f"blk.{i}."
        some += [norm(at + "attn_norm", d)] + attention_tensors(at, d, a) + [norm(at + "ffn_norm", d)]
        some += ffn_tensors(at, d, f)
    return some + [norm("output_norm", d), weight("output", d, model.vocab_size)]


def metadata_of(model: "object", arch: str) -> Dict[str, Value]:
    attention, ffn = rows_of(model, "ATTENTION", "MLA"), rows_of(model, "FFN", "MOE")
    a = attention[0]
    experts = next((f for f in ffn if f.kind.name == "MOE"), None)
    dense = next((f for f in ffn if f.kind.name == "FFN"), None)
    is_latent = a.kind.name == "MLA"
    found: Dict[str, Value] = {
        "general.architecture": arch, "context_length": model.max_context_tokens or 131072,
        "embedding_length": model.d_model, "block_count": model.n_layers, "vocab_size": model.vocab_size,
        "feed_forward_length": (dense or experts).d_ff, "attention.head_count": a.n_heads,
        "attention.head_count_kv": 1 if is_latent else a.n_kv_heads,
        "attention.key_length": a.kv_lora_rank + a.qk_rope_dim if is_latent else a.head_dim,
        "attention.value_length": a.kv_lora_rank if is_latent else a.v_head_dim or a.head_dim,
        "rope.dimension_count": a.qk_rope_dim if is_latent else a.head_dim,
        "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.tokens": ["t"] * model.vocab_size}
    if experts:
        found.update({"expert_count": experts.n_experts, "expert_used_count": experts.n_experts_active,
                      "expert_feed_forward_length": experts.d_ff})
    if is_latent:
        found.update({"attention.q_lora_rank": a.q_lora_rank, "attention.kv_lora_rank": a.kv_lora_rank,
                      "attention.key_length_mla": a.qk_nope_dim + a.qk_rope_dim,
                      "attention.value_length_mla": a.v_head_dim})
    window = max((row.window_tokens for row in attention), default=0)
    if window:
        found["attention.sliding_window"] = window
    return {key if key.split(".")[0] in ("general", "tokenizer") else f"{arch}.{key}": value for key, value in found.items()}


def packed_text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def packed_value(value: Value) -> bytes:
    if isinstance(value, int):
        return struct.pack("<II", UINT32, value)
    if isinstance(value, str):
        return struct.pack("<I", STRING) + packed_text(value)
    return struct.pack("<IIQ", ARRAY, STRING, len(value)) + b"".join(map(packed_text, value))


def tensor_bytes(tensor: Tensor) -> int:
    elements = 1
    for extent in tensor.dims:
        elements *= extent
    return elements * 4 if tensor.kind == F32 else elements // 32 * 34


def whole_blocks(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT


def write(model: "object", path: str) -> int:
    """Writes the head and the hole behind it; returns how many tensors it names."""
    meta, tensors = metadata_of(model, architecture_of(model)), tensors_of(model)
    head, offset = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(meta)), 0
    head += b"".join(packed_text(key) + packed_value(value) for key, value in meta.items())
    for tensor in tensors:
        head += packed_text(tensor.name) + struct.pack("<I", len(tensor.dims))
        head += struct.pack(f"<{len(tensor.dims)}QIQ", *tensor.dims, tensor.kind, offset)
        offset += whole_blocks(tensor_bytes(tensor))
    with open(path, "wb") as file:
        file.write(head)
        file.truncate(whole_blocks(len(head)) + offset)
    return len(tensors)
