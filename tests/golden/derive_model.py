# SPDX-License-Identifier: Apache-2.0
"""Writes model.csv from inventories of checkpoint tensors, one shape after the other, as the models' published
config.json and safetensors files name them. Shares no formula with the library. Totals that a publisher's headers state
are asserted.

    python3 tests/golden/derive_model.py > tests/golden/model.csv
"""
from math import prod


class Checkpoint:
    """Tensors with the share of them that one token touches."""

    def __init__(self):
        self.total = self.active = 0

    def add(self, *shape, times=1, used=None):
        self.total += prod(shape) * times
        self.active += prod(shape) * (times if used is None else used)

    def linear(self, width_in, width_out, bias=False, **more):
        self.add(width_out, width_in, **more)
        if bias:
            self.add(width_out, **more)


def gated_mlp(model, d, width, **more):
    for shape in ((width, d), (width, d), (d, width)):
        model.add(*shape, **more)


def attention(model, d, heads, kv_heads, head, bias=False, out_bias=False, qk_norm=False):
    model.linear(d, heads * head, bias)
    model.linear(d, kv_heads * head, bias)
    model.linear(d, kv_heads * head, bias)
    model.linear(heads * head, d, out_bias)
    if qk_norm:
        model.add(head, times=2)


def dense(layers, d, vocab, heads, kv_heads, head, width, *, bias=False, qk_norm=False, tied=False, norms=2):
    model = Checkpoint()
    model.add(vocab, d, times=1 if tied else 2)
    for _ in range(layers):
        attention(model, d, heads, kv_heads, head, bias, False, qk_norm)
        gated_mlp(model, d, width)
        model.add(d, times=norms)
    model.add(d)
    return model


def experts(layers, d, vocab, heads, kv_heads, head, width, n, used, *, qk_norm=False):
    model = Checkpoint()
    model.add(vocab, d, times=2)
    for _ in range(layers):
        attention(model, d, heads, kv_heads, head, qk_norm=qk_norm)
        gated_mlp(model, d, width, times=n, used=used)
        model.linear(d, n)
        model.add(d, times=2)
    model.add(d)
    return model


def gpt_oss(layers, n):
    d, width, used = 2880, 2880, 4
    model = Checkpoint()
    model.add(201088, d, times=2)
    for _ in range(layers):
        attention(model, d, 64, 8, 64, bias=True, out_bias=True)
        model.add(64)  # sinks
        model.linear(d, n, bias=True)
        for width_in, width_out in ((d, width), (d, width), (width, d)):
            model.linear(width_in, width_out, bias=True, times=n, used=used)
        model.add(d, times=2)
    model.add(d)
    return model


def deepseek_v3():
    """Without the multi-token-prediction layer, which the main model does not run."""
    d, heads, nope, rope, value, q_rank, kv_rank = 7168, 128, 128, 64, 128, 1536, 512
    model = Checkpoint()
    model.add(129280, d, times=2)
    for layer in range(61):
        model.linear(d, q_rank)
        model.add(q_rank)
        model.linear(q_rank, heads * (nope + rope))
        model.linear(d, kv_rank + rope)
        model.add(kv_rank)
        model.linear(kv_rank, heads * (nope + value))
        model.linear(heads * value, d)
        if layer < 3:
            gated_mlp(model, d, 18432)
        else:
            gated_mlp(model, d, 2048, times=256, used=8)
            gated_mlp(model, d, 2048)
            model.linear(d, 256)
            model.add(256)  # e_score_correction_bias
        model.add(d, times=2)
    model.add(d)
    return model


# id, inventory, total that the checkpoint's headers state
MODELS = [
    ("llama-2-7b", dense(32, 4096, 32000, 32, 32, 128, 11008), 6738415616),
    ("llama-3.1-8b", dense(32, 4096, 128256, 32, 8, 128, 14336), 8030261248),
    ("llama-3.1-70b", dense(80, 8192, 128256, 64, 8, 128, 28672), 70553706496),
    ("llama-3.1-405b", dense(126, 16384, 128256, 128, 8, 128, 53248), 405853388800),
    ("llama-3.2-1b", dense(16, 2048, 128256, 32, 8, 64, 8192, tied=True), 1235814400),
    ("mistral-7b-v0.1", dense(32, 4096, 32000, 32, 8, 128, 14336), 7241732096),
    ("qwen2.5-7b", dense(28, 3584, 152064, 28, 4, 128, 18944, bias=True), 7615616512),
    ("qwen3-8b", dense(36, 4096, 151936, 32, 8, 128, 12288, qk_norm=True), 8190735360),
    ("qwen3-32b", dense(64, 5120, 151936, 64, 8, 128, 25600, qk_norm=True), 32762123264),
    ("gemma-2-9b", dense(42, 3584, 256000, 16, 8, 256, 14336, tied=True, norms=4), 9241705984),
    ("mixtral-8x7b", experts(32, 4096, 32000, 32, 8, 128, 14336, 8, 2), 46702792704),
    ("qwen3-30b-a3b", experts(48, 2048, 151936, 32, 4, 128, 768, 128, 8, qk_norm=True), 30532122624),
    ("qwen3-235b-a22b", experts(94, 4096, 151936, 64, 4, 128, 1536, 128, 8, qk_norm=True), 235093634560),
    ("gpt-oss-20b", gpt_oss(24, 32), 20914757184),
    ("gpt-oss-120b", gpt_oss(36, 128), 116829156672),
    ("deepseek-v3", deepseek_v3(), 671026419200),
]

# id, precision, bytes of one element, layers, elements of a token and layer, window, layers with that window
CACHES = [
    ("llama-2-7b", "bf16", 2, 32, 2 * 32 * 128, 0, 0),
    ("llama-3.1-8b", "bf16", 2, 32, 2 * 8 * 128, 0, 0),
    ("llama-3.1-70b", "bf16", 2, 80, 2 * 8 * 128, 0, 0),
    ("llama-3.1-70b", "bf16-kv8", 1, 80, 2 * 8 * 128, 0, 0),
    ("llama-3.1-405b", "bf16", 2, 126, 2 * 8 * 128, 0, 0),
    ("qwen3-32b", "bf16", 2, 64, 2 * 8 * 128, 0, 0),
    ("mixtral-8x7b", "bf16", 2, 32, 2 * 8 * 128, 0, 0),
    ("gemma-2-9b", "bf16", 2, 42, 2 * 8 * 256, 4096, 21),
    ("gpt-oss-120b", "bf16", 2, 36, 2 * 8 * 64, 128, 18),
    ("deepseek-v3", "bf16", 2, 61, 512 + 64, 0, 0),
]


def cache_bytes(size, layers, elements, window, windowed, tokens):
    held = (layers - windowed) * tokens + windowed * min(tokens, window)
    return held * elements * size


def main():
    print("model,quantity,precision,context_tokens,expected,source")
    for name, model, stated in MODELS:
        assert stated == model.total, (name, model.total, stated)
        print(f"{name},params_total,,,{model.total},checkpoint header = tensor inventory")
        print(f"{name},params_active,,,{model.active},tensor inventory")
        print(f"{name},weights_total_bytes,bf16,,{2 * model.total},2 bytes a parameter")
    for name, precision, size, layers, elements, window, windowed in CACHES:
        for tokens in (0, 1, 100, 8192, 131072):
            held = cache_bytes(size, layers, elements, window, windowed, tokens)
            print(f"{name},kv_sequence_bytes,{precision},{tokens},{held},layers x tokens held x elements")
        print(f"{name},kv_token_bytes,{precision},1,{layers * elements * size},layers x elements")


main()
