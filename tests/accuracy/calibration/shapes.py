# SPDX-License-Identifier: Apache-2.0
"""Bytes and operations of each timed shape, counted as lib/step/shape.c and lib/step/tally.c count them."""
from typing import Callable, Dict, NamedTuple, Tuple

import numpy as np

Columns = Dict[str, np.ndarray]
ACTIVATION_BYTES = 2.0
FLOPS_PER_MAC = 2.0
LATENT, ROPE, NOPE, VALUE = 512, 64, 128, 128  # the latent attention that was timed: DeepSeek-V2's and V3's


class Format(NamedTuple):
    rate: str           # what it is computed at, before the hardware's fall-back
    value_bytes: float  # one weight, or one value of the KV cache
    family: str         # formats of one family do the same job: the faster one counts


class Work(NamedTuple):
    memory_bytes: np.ndarray
    flops: np.ndarray
    size: np.ndarray  # tokens, the prompt's length, the doublings of accelerators
    bulk: np.ndarray  # how large the operand is that doesn't grow with it
    parts: Columns = {}  # what a formula asks beside the sums: bytes, operations, counts, by the end of their names


class Op(NamedTuple):
    name: str
    file: str
    dtypes: Tuple[str, ...]       # columns that name the format
    shape: Tuple[str, ...]        # columns that name the shape
    formats: Dict[str, Format]
    is_real: Callable[[Columns], np.ndarray]
    work: Callable[[Columns, Format], Work]
    start_limit_s: float          # beyond it a table holds the host's time, not the kernel's
    by_rate: bool = True
    min_rows: int = 200


def linear_is_real(c: Columns) -> np.ndarray:
    """A layer's matrices of 4 to 400 million weights: 5,120 x 51,200 is the widest feed-forward of a 32B model, and its
    attention's share of eight is the narrowest."""
    weights = c["n"] * c["k"]
    return (c["n"] >= 1024) & (c["k"] >= 1024) & (weights >= 2 ** 22) & (weights <= 2 ** 29) & (c["m"] <= 8192)


def linear_work(c: Columns, fmt: Format) -> Work:
    m, n, k = (c[name].astype(float) for name in ("m", "n", "k"))
    return Work(n * k * fmt.value_bytes + m * (n + k) * ACTIVATION_BYTES, FLOPS_PER_MAC * m * n * k, m, n * k)


def expert_is_real(c: Columns) -> np.ndarray:
    gated = np.char.find(c["kernel_source"].astype(str), "nongated") < 0
    return ((c["distribution"] == "power_law_1.01") & gated & (c["num_tokens"] <= 8192) & (c["moe_ep_size"] <= 8)
            & (c["moe_tp_size"] <= 8) & (c["inter_size"] // c["moe_tp_size"] >= 64) & (c["hidden_size"] >= 1024))


def expert_work(c: Columns, fmt: Format) -> Work:
    tokens, width, inner, active, experts = (
        c[name].astype(float) for name in ("num_tokens", "hidden_size", "inter_size", "topk", "num_experts"))
    ranks = (c["moe_tp_size"] * c["moe_ep_size"]).astype(float)
    touched = 1 - (1 - active / experts) ** tokens
    weights = 3 * width * inner
    io = tokens * active * (2 * width / c["moe_ep_size"] + 3 * inner / ranks) * ACTIVATION_BYTES
    held = weights * experts * fmt.value_bytes / ranks
    flops = FLOPS_PER_MAC * weights * active * tokens
    # The tables hold models' own shapes only: each of them counts, whatever its size.
    parts = {"held_bytes": held, "io_bytes": io, "row_flops": FLOPS_PER_MAC * weights * experts / ranks,
             "miss": np.log1p(-np.minimum(active / experts, 1 - 1e-9)), "ranks": c["moe_ep_size"].astype(float),
             "local": experts / c["moe_ep_size"]}
    return Work(held * touched + io, flops / ranks, tokens, np.ones_like(tokens), parts)


def heads_are_real(c: Columns) -> np.ndarray:
    """Grouped queries, one layer's share of at least four heads, the head sizes of today's models."""
    group = c["num_heads"] / np.maximum(c["num_key_value_heads"], 1)
    return ((c["num_heads"] >= 4) & (group >= 4) & (group <= 16) & np.isin(c["head_dim"], (64, 128, 256))
            & (c["window_size"] == 0))


def decode_is_real(c: Columns) -> np.ndarray:
    return heads_are_real(c) & (c["step"] >= 127) & (c["batch_size"] <= 512)


def decode_work(c: Columns, fmt: Format) -> Work:
    batch, context = c["batch_size"].astype(float), (c["isl"] + c["step"]).astype(float)
    pair = 2.0 * c["head_dim"]
    read = batch * (context + 1) * c["num_key_value_heads"] * pair * fmt.value_bytes
    return Work(read, FLOPS_PER_MAC * batch * context * c["num_heads"] * pair, context, batch)


def latent_decode_is_real(c: Columns) -> np.ndarray:
    return (c["num_heads"] >= 8) & (c["step"] >= 127) & (c["batch_size"] <= 512)


def latent_decode_work(c: Columns, fmt: Format) -> Work:
    batch, context = c["batch_size"].astype(float), (c["isl"] + c["step"]).astype(float)
    read = batch * (context + 1) * (LATENT + ROPE) * fmt.value_bytes
    return Work(read, FLOPS_PER_MAC * batch * context * c["num_heads"] * (2 * LATENT + ROPE), context,
                batch)


def prompt_is_real(c: Columns) -> np.ndarray:
    return (c["isl"] >= 128) & (c["batch_size"] * c["isl"] <= 65536) & (c["step"] == 0)


def prefill_is_real(c: Columns) -> np.ndarray:
    return heads_are_real(c) & prompt_is_real(c)


def prompt_work(c: Columns, pair: np.ndarray) -> Work:
    """Causal: a prompt's tokens attend half of it on average."""
    batch, length = c["batch_size"].astype(float), c["isl"].astype(float)
    flops = FLOPS_PER_MAC * batch * length * (length / 2) * c["num_heads"] * pair
    return Work(np.zeros_like(flops), flops, length, batch * c["num_heads"])


def prefill_work(c: Columns, _: Format) -> Work:
    return prompt_work(c, 2.0 * c["head_dim"])


def latent_prefill_is_real(c: Columns) -> np.ndarray:
    return (c["num_heads"] >= 8) & prompt_is_real(c)


def latent_prefill_work(c: Columns, _: Format) -> Work:
    return prompt_work(c, np.full(len(c["isl"]), float(NOPE + ROPE + VALUE)))


def allreduce_is_real(c: Columns) -> np.ndarray:
    """Eager timings are the host's. A step's message is between 4 KiB and 128 MiB."""
    eager = np.char.find(c["implementation"].astype(str), "eager") >= 0
    return ~eager & (c["message_size"] >= 2048) & (c["message_size"] <= 2 ** 26)


def allreduce_work(c: Columns, _: Format) -> Work:
    """Ring: 2 (n - 1) / n of the payload crosses each link. `size` carries the doublings beyond two accelerators."""
    n = c["num_gpus"].astype(float)
    crossing = 2 * (n - 1) / n * c["message_size"] * ACTIVATION_BYTES
    added = np.minimum(2 * (n - 1), n + 1) / n * c["message_size"] * ACTIVATION_BYTES
    whole = (n - 1) * c["message_size"] * ACTIVATION_BYTES
    return Work(crossing, np.zeros_like(crossing), np.log2(n) - 1, crossing,
                {"whole_bytes": whole, "added_bytes": added})


LINEAR_FORMATS = {"bfloat16": Format("bf16", 2, "bf16"), "fp8": Format("fp8", 1, "fp8"),
                  "fp8_block": Format("fp8", 1, "fp8-block"), "nvfp4": Format("fp4", 4.5 / 8, "nvfp4"),
                  "sq": Format("int8", 1, "int8")}
EXPERT_FORMATS = {"bfloat16": Format("bf16", 2, "bf16"), "fp8": Format("fp8", 1, "fp8"),
                  "fp8_block": Format("fp8", 1, "fp8-block"), "nvfp4": Format("fp4", 4.5 / 8, "nvfp4"),
                  "w4a16_mxfp4": Format("fp4", 4.25 / 8, "mxfp4"),
                  "w4a8_mxfp4_mxfp8": Format("fp4", 4.25 / 8, "mxfp4")}
# The constants of decode attention go by the format of the cache, those of prefill by that of the arithmetic.
CACHE_FORMATS = {"bfloat16+bfloat16": Format("bf16", 2, "bf16"), "bfloat16+fp8": Format("fp8", 1, "fp8")}
PROMPT_FORMATS = {"bfloat16+bfloat16": Format("bf16", 2, "bf16"), "fp8+fp8": Format("fp8", 1, "fp8")}

OPS = (
    Op("linear", "gemm.parquet", ("gemm_dtype",), ("m", "n", "k"), LINEAR_FORMATS, linear_is_real, linear_work, 20e-6),
    Op("experts", "moe.parquet", ("moe_dtype",),
       ("num_tokens", "hidden_size", "inter_size", "topk", "num_experts", "moe_tp_size", "moe_ep_size"),
       EXPERT_FORMATS, expert_is_real, expert_work, 100e-6),
    Op("decode", "attn_decode.parquet", ("attn_dtype", "kv_cache_dtype"),
       ("batch_size", "step", "num_heads", "num_key_value_heads", "head_dim"), CACHE_FORMATS, decode_is_real,
       decode_work, 30e-6),
    Op("latent decode", "mla_decode.parquet", ("mla_dtype", "kv_cache_dtype"),
       ("batch_size", "step", "num_heads"), CACHE_FORMATS, latent_decode_is_real, latent_decode_work, 30e-6),
    Op("prefill", "attn_prefill.parquet", ("attn_dtype", "kv_cache_dtype"),
       ("batch_size", "isl", "num_heads", "num_key_value_heads", "head_dim"), PROMPT_FORMATS, prefill_is_real,
       prefill_work, 30e-6),
    Op("latent prefill", "mla_prefill.parquet", ("mla_dtype", "kv_cache_dtype"),
       ("batch_size", "isl", "num_heads"), PROMPT_FORMATS, latent_prefill_is_real, latent_prefill_work, 30e-6),
    Op("all-reduce", "allreduce.parquet", ("allreduce_dtype",), ("message_size", "num_gpus"),
       {"bfloat16": Format("bf16", 2, "bf16")}, allreduce_is_real, allreduce_work, 20e-6, by_rate=False, min_rows=20),
)
