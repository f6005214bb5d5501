#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares parameter counts, weight bytes and KV bytes with a slow second implementation.

    python3 tests/differential/model_reference.py [build/libtoll.so] [cases] [seed]

The second implementation knows no formula: for each component it lists the weight tensors that a checkpoint holds, each
with its shape (torch layout: out x in), and multiplies the shapes. Bytes are exact fractions. The KV cache is a replay:
one sequence is fed token by token into a bounded queue per layer.
"""
import collections
import ctypes
import fractions
import math
import random
import sys

ATTENTION, MLA, FFN, MOE, GDN, MAMBA2, LIGHTNING, SHARED_KV, COMPRESSOR, CONV = range(1, 11)
(QKV_BIAS, O_BIAS, QK_NORM_HEAD, QK_NORM_LAYER, OUT_GATE, K_IS_V, SINKS, FFN_BIAS, EXPERT_BIAS, ROUTER_BIAS,
 SHARED_GATE, CHANNEL_DECAY, SHARED_CACHE, SELECTIVE, UNCACHED, BARE, ENCODER) = (1 << bit for bit in range(17))
TIED, HEAD_BIAS, NO_HEAD, NO_KV, INCOMPLETE = (1 << bit for bit in range(5))
KIND_MODEL, KIND_LAYER, KIND_COUNTS, KIND_PRECISION, KIND_WEIGHTS, KIND_KV = 2, 3, 4, 5, 6, 7
OK, OVERFLOW = 0, -20


# --- the library, through its own field table ---------------------------------------------------------------------

class Error(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int32), ("struct_kind", ctypes.c_uint32), ("field_offset", ctypes.c_int64),
                ("row", ctypes.c_int64), ("field", ctypes.c_char * 40), ("message", ctypes.c_char * 192)]


class Field(ctypes.Structure):
    _fields_ = [("struct_kind", ctypes.c_uint32), ("type", ctypes.c_uint32), ("offset", ctypes.c_int64),
                ("size", ctypes.c_int64), ("known_bit", ctypes.c_int64), ("min", ctypes.c_double),
                ("max", ctypes.c_double), ("default", ctypes.c_double), ("name", ctypes.c_char * 40),
                ("unit", ctypes.c_char * 24)]


NUMBERS = {1: ctypes.c_int32, 2: ctypes.c_uint32, 3: ctypes.c_int64, 4: ctypes.c_uint64, 5: ctypes.c_double}


class Library:
    def __init__(self, path):
        self.so = ctypes.CDLL(path)
        self.so.toll_struct_size.restype = ctypes.c_uint64
        self.fields = {kind: self._fields(kind) for kind in range(KIND_MODEL, KIND_KV + 1)}

    def _fields(self, kind):
        fields = {}
        for index in range(self.so.toll_field_count(kind)):
            field = Field()
            assert self.so.toll_field_get(kind, index, ctypes.byref(field), None) == OK
            if field.type in NUMBERS:
                fields[field.name.decode()] = (field.offset, NUMBERS[field.type])
        return fields

    def size(self, kind):
        return self.so.toll_struct_size(kind)

    def new(self, kind, values=()):
        buffer = ctypes.create_string_buffer(self.size(kind))
        assert self.so.toll_struct_init(buffer, ctypes.c_uint64(self.size(kind)), kind, None) == OK
        for name, value in dict(values).items():
            offset, number = self.fields[kind][name]
            number.from_buffer(buffer, offset).value = value
        return buffer

    def read(self, kind, buffer):
        return {name: number.from_buffer(buffer, offset).value for name, (offset, number) in self.fields[kind].items()}

    def ask(self, function, model, rows, out_kind, *arguments):
        stride, out, err = self.size(KIND_LAYER), self.new(out_kind), Error()
        array = ctypes.create_string_buffer(b"".join(self.new(KIND_LAYER, row).raw for row in rows), stride * len(rows))
        status = getattr(self.so, function)(self.new(KIND_MODEL, model), array, ctypes.c_uint64(len(rows)),
                                            ctypes.c_uint64(stride), *arguments, out, ctypes.byref(err))
        return status, self.read(out_kind, out), err.message.decode()


# --- the second implementation: tensors ---------------------------------------------------------------------------

Tensor = collections.namedtuple("Tensor", "cls shape used", defaults=[None])  # used: the shape that one token touches


def attention(b, d):
    heads, kv, h, v = b["n_heads"], b["n_kv_heads"], b["head_dim"], b["v_head_dim"] or b["head_dim"]
    has = lambda flag: b["flags"] & flag
    yield Tensor("attn", (heads * h, d))                                        # q_proj.weight
    if not has(SHARED_CACHE):
        yield Tensor("attn", (kv * h, d))                                       # k_proj.weight
    if not has(K_IS_V | SHARED_CACHE):
        yield Tensor("attn_v", (kv * v, d))                                     # v_proj.weight
    if has(OUT_GATE):
        yield Tensor("attn", (heads * v, d))                                    # the gate's half of q_proj.weight
    yield Tensor("attn", (d, heads * v))                                        # o_proj.weight
    if has(QKV_BIAS):
        yield Tensor("other", (heads * h,))
        if not has(SHARED_CACHE):
            yield Tensor("other", (kv * h,))
        if not has(K_IS_V | SHARED_CACHE):
            yield Tensor("other", (kv * v,))
    if has(O_BIAS):
        yield Tensor("other", (d,))
    if has(QK_NORM_HEAD):
        yield Tensor("other", (h,))                                             # q_norm.weight
        if not has(SHARED_CACHE):
            yield Tensor("other", (h,))                                         # k_norm.weight
    if has(QK_NORM_LAYER):
        yield Tensor("other", (heads, h))
        if not has(SHARED_CACHE):
            yield Tensor("other", (kv, h))
    if b["index_heads"]:
        yield Tensor("attn", (b["index_heads"] * b["index_dim"], d))            # indexer.q_proj.weight
        yield Tensor("attn", (b["index_dim"], d))                               # indexer.k_proj.weight
        yield Tensor("other", (b["index_dim"],))                                # indexer.q_norm.weight
        yield Tensor("other", (b["index_dim"],))                                # indexer.k_norm.weight
    if has(SINKS):
        yield Tensor("other", (heads,))


def mla(b, d):
    heads, n, r, v = b["n_heads"], b["qk_nope_dim"], b["qk_rope_dim"], b["v_head_dim"]
    if b["q_lora_rank"]:
        yield Tensor("attn", (b["q_lora_rank"], d))                             # q_a_proj.weight
        yield Tensor("other", (b["q_lora_rank"],))                              # q_a_layernorm.weight
        yield Tensor("attn", (heads * (n + r), b["q_lora_rank"]))               # q_b_proj.weight
    else:
        yield Tensor("attn", (heads * (n + r), d))                              # q_proj.weight
    yield Tensor("attn", (b["kv_lora_rank"] + r, d))                            # kv_a_proj_with_mqa.weight
    yield Tensor("other", (b["kv_lora_rank"],))                                 # kv_a_layernorm.weight
    yield Tensor("attn_v", (heads * (n + v), b["kv_lora_rank"]))                # kv_b_proj.weight
    yield Tensor("attn", (d, heads * v))                                        # o_proj.weight
    if b["index_heads"]:
        yield Tensor("attn", (b["index_heads"] * b["index_dim"], b["q_lora_rank"]))  # indexer.wq_b.weight
        yield Tensor("attn", (b["index_dim"], d))                               # indexer.wk.weight
        yield Tensor("attn", (b["index_heads"], d))                             # indexer.weights_proj.weight
        yield Tensor("other", (b["index_dim"],))                                # indexer.k_norm.weight
        yield Tensor("other", (b["index_dim"],))                                # indexer.k_norm.bias


def mlp(b, width, f, cls, bias, count=(), used=None):
    """gate_proj (gated only), up_proj, down_proj; `count` copies of which a token uses `used`."""
    def tensor(name, *shape):
        return Tensor(name, count + shape, used + shape if used else None)
    for _ in range(b["ffn_matrices"] - 1):
        yield tensor(cls, f, width)
        if bias:
            yield tensor("other", f)
    yield tensor(cls + "_down", width, f)
    if bias:
        yield tensor("other", width)


def ffn(b, d):
    yield from mlp(b, d, b["d_ff"], "ffn", b["flags"] & FFN_BIAS)


def moe(b, d):
    width = b["d_latent"] or d
    yield Tensor("router", (b["n_experts"], d))                                 # gate.weight
    if b["flags"] & ROUTER_BIAS:
        yield Tensor("other", (b["n_experts"],))
    yield from mlp(b, width, b["d_ff"], "expert", b["flags"] & EXPERT_BIAS, (b["n_experts"],),
                   (b["n_experts_active"],))
    if b["d_latent"]:
        yield Tensor("expert", (b["d_latent"], d))                              # fc1_latent_proj.weight
        yield Tensor("expert", (d, b["d_latent"]))                              # fc2_latent_proj.weight
    if b["d_ff_shared"]:
        yield from mlp(b, d, b["d_ff_shared"], "ffn", False)
    if b["flags"] & SHARED_GATE:
        yield Tensor("router", (1, d))                                          # shared_expert_gate.weight


def gdn(b, d):
    keys, width = b["n_kv_heads"] * b["head_dim"], b["v_head_dim"] or b["head_dim"]
    values = b["n_heads"] * width
    if b["flags"] & CHANNEL_DECAY:
        for shape in ((keys, d), (keys, d), (values, d), (b["n_heads"], d)):    # q, k, v, b
            yield Tensor("mixer", shape)
        for rank, out in ((b["head_dim"], keys), (width, values)):              # f_a, f_b; g_a, g_b
            yield Tensor("mixer", (rank, d))
            yield Tensor("mixer", (out, rank))
        yield Tensor("other", (keys,))                                          # dt_bias
    else:
        yield Tensor("mixer", (keys + keys + values + values, d))               # in_proj_qkvz.weight
        yield Tensor("mixer", (b["n_heads"] + b["n_heads"], d))                 # in_proj_ba.weight
        yield Tensor("other", (b["n_heads"],))                                  # dt_bias
    yield Tensor("other", (keys + keys + values, 1, b["conv_width"]))           # conv1d.weight
    yield Tensor("other", (b["n_heads"],))                                      # A_log
    yield Tensor("other", (width,))                                             # norm.weight
    yield Tensor("mixer", (d, values))                                          # out_proj.weight


def mamba1(b, d):
    inner, rank, state = b["n_heads"] * b["head_dim"], b["q_lora_rank"], b["state_dim"]
    yield Tensor("mixer", (inner + inner, d))                                   # in_proj.weight
    if b["conv_width"]:
        yield Tensor("other", (inner, 1, b["conv_width"]))                      # conv1d.weight
        yield Tensor("other", (inner,))                                         # conv1d.bias
    yield Tensor("mixer", (rank + state + state, inner))                        # x_proj.weight
    yield Tensor("mixer", (inner, rank))                                        # dt_proj.weight
    yield Tensor("other", (inner,))                                             # dt_proj.bias
    yield Tensor("other", (inner, state))                                       # A_log
    yield Tensor("other", (inner,))                                             # D
    yield Tensor("mixer", (d, inner))                                           # out_proj.weight


def convolution(b, d):
    inner = b["n_heads"] * b["head_dim"]
    yield Tensor("mixer", (3 * inner, d))                                       # in_proj.weight
    yield Tensor("other", (inner, 1, b["conv_width"]))                          # conv.weight
    yield Tensor("mixer", (d, inner))                                           # out_proj.weight


def mamba2(b, d):
    if b["flags"] & SELECTIVE:
        yield from mamba1(b, d)
        return
    inner, group = b["n_heads"] * b["head_dim"], b["n_groups"] * b["state_dim"]
    yield Tensor("mixer", (inner + (inner + group + group) + b["n_heads"], d))  # in_proj.weight: z, xBC, dt
    if b["conv_width"]:
        yield Tensor("other", (inner + group + group, 1, b["conv_width"]))      # conv1d.weight
        yield Tensor("other", (inner + group + group,))                         # conv1d.bias
    for _ in ("A_log", "D", "dt_bias"):
        yield Tensor("other", (b["n_heads"],))
    if not b["flags"] & BARE:
        yield Tensor("other", (inner,))                                         # norm.weight
    yield Tensor("mixer", (d, inner))                                           # out_proj.weight


def lightning(b, d):
    inner = b["n_heads"] * b["head_dim"]
    yield Tensor("mixer", (3 * inner, d))                                       # qkv_proj.weight
    yield Tensor("mixer", (inner, d))                                           # output_gate.weight
    yield Tensor("mixer", (d, inner))                                           # out_proj.weight
    yield Tensor("other", (inner,))                                             # norm.weight


def shared_kv(b, d):
    heads, width, rank = b["n_heads"], b["head_dim"], b["q_lora_rank"]
    groups, narrow = b["o_groups"], b["o_lora_rank"]
    yield Tensor("attn", (rank, d))                                             # q_a_proj.weight
    yield Tensor("other", (rank,))                                              # q_a_norm.weight
    yield Tensor("attn", (heads * width, rank))                                 # q_b_proj.weight
    yield Tensor("attn", (width, d))                                            # kv_proj.weight
    yield Tensor("other", (width,))                                             # kv_norm.weight
    yield Tensor("attn", (groups * narrow, heads * width // groups))            # o_a_proj.weight
    yield Tensor("attn", (d, groups * narrow))                                  # o_b_proj.weight
    if b["flags"] & SINKS:
        yield Tensor("other", (heads,))                                         # sinks


def compressor(b, d):
    stages = [(b["head_dim"], 2 if b["index_heads"] else 1)] + ([(b["index_dim"], 2)] if b["index_heads"] else [])
    for width, wide in stages:
        yield Tensor("attn", (wide * width, d))                                 # kv_proj.weight
        yield Tensor("attn", (wide * width, d))                                 # gate_proj.weight
        yield Tensor("other", (b["compress_tokens"], wide * width))             # position_bias
        yield Tensor("other", (width,))                                         # kv_norm.weight
    if b["index_heads"]:
        yield Tensor("attn", (b["index_heads"] * b["index_dim"], b["q_lora_rank"]))     # indexer.q_b_proj.weight
        yield Tensor("attn", (b["index_heads"], d))                             # indexer.scorer.weights_proj.weight


BLOCKS = {ATTENTION: attention, MLA: mla, FFN: ffn, MOE: moe, GDN: gdn, MAMBA2: mamba2, LIGHTNING: lightning,
          SHARED_KV: shared_kv, COMPRESSOR: compressor, CONV: convolution}
CLASSES = "embed head attn attn_v ffn ffn_down expert expert_down router mixer other".split()


def tensors(model, rows):
    d, vocabulary = model["d_model"], model["vocab_size"]
    yield 1, Tensor("embed", (vocabulary, d))
    yield 1, Tensor("embed", (model["pos_embed_rows"], d))
    if not model["flags"] & (TIED | NO_HEAD):
        yield 1, Tensor("head", (vocabulary, d))
    if model["flags"] & HEAD_BIAS:
        yield 1, Tensor("other", (vocabulary,))
    yield 1, Tensor("other", (model["final_norm_vectors"], d))
    yield 1, Tensor("other", (model["extra_params"],))
    for row in rows:
        for tensor in BLOCKS[row["kind"]](row, d):
            yield row["count"], tensor
        yield row["count"], Tensor("other", (row["norm_vectors"], d))
        yield row["count"], Tensor("other", (row["extra_params"],))


def count(model, rows):
    stored, used = dict.fromkeys(CLASSES, 0), dict.fromkeys(CLASSES, 0)
    for times, tensor in tensors(model, rows):
        stored[tensor.cls] += times * math.prod(tensor.shape)
        used[tensor.cls] += times * math.prod(tensor.used or tensor.shape)
    table = model["vocab_size"] * model["d_model"]
    result = dict(stored, params_total=sum(stored.values()), params_active=sum(used.values()), params_input_embed=table,
                  stated_rest=0)
    multiplying = set(CLASSES) - {"embed", "other"}
    result["params_matmul"] = sum(used[c] for c in multiplying) + (table if model["flags"] & TIED else 0)
    return result


def bytes_of(elements, bits):
    return math.ceil(elements * fractions.Fraction(bits) / 8)


def weights(model, rows, precision):
    counts = count(model, rows)
    size = {cls: bytes_of(counts[cls], precision[cls + "_bits"]) for cls in CLASSES}
    pairs = {"attn": ("attn", "attn_v"), "ffn": ("ffn", "ffn_down"), "expert": ("expert", "expert_down")}
    result = {name + "_bytes": sum(size[c] for c in pairs.get(name, (name,)))
              for name in "embed head attn ffn expert router mixer other".split()}
    return dict(result, total_bytes=sum(size.values()), stated_rest_bytes=0)


# --- the second implementation: a replay of one sequence ----------------------------------------------------------

def keeps(b):
    """(elements a token, index elements a token, window or None, state elements) of one component."""
    h, v = b["head_dim"], b["v_head_dim"] or b["head_dim"]
    if b["kind"] == ATTENTION:
        if b["flags"] & (SHARED_CACHE | UNCACHED | ENCODER):
            return 0, 0, None, 0
        return b["n_kv_heads"] * h + b["n_kv_heads"] * v, b["index_dim"], b["window_tokens"] or None, 0
    if b["kind"] == MLA:
        return b["kv_lora_rank"] + b["qk_rope_dim"], b["index_dim"], b["window_tokens"] or None, 0
    if b["kind"] == SHARED_KV:
        return h, 0, b["window_tokens"], 0
    convolved = max(b["conv_width"] - 1, 0)
    if b["kind"] == GDN:
        return 0, 0, None, b["n_heads"] * h * v + convolved * (2 * b["n_kv_heads"] * h + b["n_heads"] * v)
    if b["kind"] == MAMBA2:
        inner = b["n_heads"] * h
        if b["flags"] & SELECTIVE:
            return 0, 0, None, inner * b["state_dim"] + convolved * inner
        return 0, 0, None, inner * b["state_dim"] + convolved * (inner + 2 * b["n_groups"] * b["state_dim"])
    if b["kind"] == CONV:
        return 0, 0, None, convolved * b["n_heads"] * h
    if b["kind"] == LIGHTNING:
        return 0, 0, None, b["n_heads"] * h * h
    return 0, 0, None, 0


def replay(model, rows, precision, tokens):
    rows = [] if model["flags"] & NO_KV else rows
    held = index = state = token = token_index = far = full = window_layers = state_layers = 0
    for row in rows:
        if row["kind"] == COMPRESSOR:
            entries, every, own = 0, row["compress_tokens"], row["count"] * row["head_dim"]
            for position in range(tokens):
                entries += (position + 1) % every == 0
            held, index = held + own * entries, index + row["count"] * row["index_dim"] * entries
            token, far = token + -(-own // every), far + -(-own // every)
            token_index += -(-row["count"] * row["index_dim"] // every)
            full += row["count"]
            continue
        elements, index_elements, window, state_elements = keeps(row)
        queue = collections.deque(maxlen=window)
        for position in range(tokens):
            queue.append(position)
        held += row["count"] * elements * len(queue)
        index += row["count"] * index_elements * len(queue)
        token += row["count"] * elements
        token_index += row["count"] * index_elements
        far += 0 if window else row["count"] * elements
        state += row["count"] * state_elements
        full += row["count"] if elements and not window else 0
        window_layers += row["count"] if elements and window else 0
        state_layers += row["count"] if state_elements else 0
    kv, keys = precision["kv_bits"], precision["index_bits"]
    state_bytes = bytes_of(state, precision["state_bits"])
    return {"sequence_bytes": bytes_of(held, kv) + bytes_of(index, keys) + state_bytes, "state_bytes": state_bytes,
            "token_bytes": bytes_of(token, kv) + bytes_of(token_index, keys),
            "token_far_bytes": bytes_of(far, kv) + bytes_of(token_index, keys), "full_layers": full,
            "window_layers": window_layers, "state_layers": state_layers, "context_tokens": tokens}


# --- random descriptors ------------------------------------------------------------------------------------------

def random_row(draw, fields, kind, n_layers):
    some, maybe = lambda top: draw.randint(1, top), lambda top: draw.choice([0, draw.randint(1, top)])
    bit = lambda *flags: sum(flag for flag in flags if draw.random() < 0.5)
    row = dict.fromkeys(fields, 0)
    row.update(kind=kind, count=some(n_layers), norm_vectors=draw.randint(0, 4), extra_params=maybe(1000))
    kv, group = some(16), some(12)
    if kind == ATTENTION:
        row.update(n_heads=kv * group, n_kv_heads=kv, head_dim=some(256), window_tokens=maybe(300))
        row["flags"] = bit(QKV_BIAS, O_BIAS, OUT_GATE, SINKS) | draw.choice([0, 0, SHARED_CACHE, UNCACHED]) | draw.choice([0, QK_NORM_HEAD, QK_NORM_LAYER])
        if draw.random() < 0.3:
            row["flags"] |= K_IS_V
        else:
            row["v_head_dim"] = maybe(256)
        if draw.random() < 0.3:
            row.update(index_heads=some(64), index_dim=some(128), index_topk_tokens=some(4096))
    elif kind == MLA:
        row.update(n_heads=some(128), q_lora_rank=maybe(2048), kv_lora_rank=some(1024), qk_nope_dim=some(256),
                   qk_rope_dim=maybe(64), v_head_dim=some(256), window_tokens=maybe(300))
        if row["q_lora_rank"] and draw.random() < 0.5:
            row.update(index_heads=some(64), index_dim=some(128), index_topk_tokens=some(4096))
    elif kind == FFN:
        row.update(d_ff=some(60000), ffn_matrices=draw.choice([2, 3]), flags=bit(FFN_BIAS))
    elif kind == MOE:
        experts = some(512)
        row.update(d_ff=some(10000), ffn_matrices=draw.choice([2, 3]), n_experts=experts,
                   n_experts_active=draw.randint(1, experts), d_ff_shared=maybe(9000), d_latent=maybe(4000))
        row["flags"] = bit(EXPERT_BIAS, ROUTER_BIAS) | (bit(SHARED_GATE) if row["d_ff_shared"] else 0)
    elif kind == GDN:
        row.update(n_heads=kv * group, n_kv_heads=kv, head_dim=some(256), v_head_dim=maybe(256), conv_width=maybe(6),
                   flags=bit(CHANNEL_DECAY))
    elif kind == MAMBA2:
        row.update(n_heads=kv * group, head_dim=some(128), n_groups=kv, state_dim=some(256), conv_width=maybe(6),
                   flags=bit(BARE))
        if draw.random() < 0.4:
            row.update(flags=SELECTIVE, n_groups=1, q_lora_rank=some(512))
    elif kind == CONV:
        row.update(n_heads=some(8192), head_dim=some(4), conv_width=some(8))
    elif kind == SHARED_KV:
        row.update(n_heads=kv * group, head_dim=some(512), window_tokens=some(300), q_lora_rank=some(2048), o_groups=kv,
                   o_lora_rank=some(1024), flags=bit(SINKS))
    elif kind == COMPRESSOR:
        row.update(n_heads=some(128), head_dim=some(512), compress_tokens=some(200))
        if draw.random() < 0.5:
            row.update(q_lora_rank=some(2048), index_heads=some(64), index_dim=some(128), index_topk_tokens=some(4096))
    else:
        row.update(n_heads=some(128), head_dim=some(128))
    return row


def random_case(draw, library):
    n_layers = draw.randint(1, 130)
    model = dict(n_layers=n_layers, d_model=draw.randint(1, 20000), vocab_size=draw.randint(0, 300000),
                 pos_embed_rows=draw.choice([0, draw.randint(1, 4096)]), final_norm_vectors=draw.randint(0, 4),
                 extra_params=draw.choice([0, draw.randint(1, 10**6)]),
                 flags=draw.choice([0, TIED, HEAD_BIAS, TIED | HEAD_BIAS, NO_HEAD]) | draw.choice([0, 0, NO_KV]))
    rows = [random_row(draw, library.fields[KIND_LAYER], draw.randint(ATTENTION, CONV), n_layers)
            for _ in range(draw.randint(1, 12))]
    bits = [name for name in library.fields[KIND_PRECISION] if name.endswith("_bits")]
    precision = {name: draw.choice([16.0, 8.0, 8.001953125, 4.25, 4.5, draw.randint(512, 65536) / 1024]) for name in bits}
    return model, rows, precision, draw.choice([0, 1, 127, 128, 129, draw.randint(0, 2000)])


def differences(expected, actual):
    return {name: (value, actual[name]) for name, value in expected.items() if value != actual[name]}


def compare(library, model, rows, precision, tokens):
    """Every wrong figure as {name: (expected, actual)}."""
    block = library.new(KIND_PRECISION, precision)
    wrong = {}
    for expected, function, kind, arguments in (
            (count(model, rows), "toll_model_count", KIND_COUNTS, ()),
            (weights(model, rows, precision), "toll_model_compute_weights", KIND_WEIGHTS, (block,)),
            (replay(model, rows, precision, tokens), "toll_model_compute_kv", KIND_KV,
             (block, ctypes.c_int64(tokens)))):
        status, actual, message = library.ask(function, model, rows, kind, *arguments)
        wrong.update({function: message} if status != OK else differences(expected, actual))
    return wrong


def main():
    path, cases, seed = (sys.argv[1:] + ["build/libtoll.so", "2000", "1"][len(sys.argv) - 1:])[:3]
    library, draw, failed = Library(path if "/" in path else "./" + path), random.Random(int(seed)), 0
    for case in range(int(cases)):
        model, rows, precision, tokens = random_case(draw, library)
        wrong = compare(library, model, rows, precision, tokens)
        if wrong:
            failed += 1
            print(f"case {case}: {wrong}\n  {model}\n  {rows}\n  {precision} {tokens}")
    print(f"{cases} random models (seed {seed}), {failed} differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
