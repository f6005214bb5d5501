#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares operations, steps, memory and runs of training with a slow second implementation.

    LIBTOLL=build/libtoll.so PYTHONPATH=bindings/python python3 tests/differential/train_reference.py --cases 2000 --seed 1

Written from train.h, step.h and model.h: one layer after the other, one weight tensor and one kernel at a time. What a header
leaves open is marked "not in the header".
"""
import argparse
import math
import random
import sys
import types

from model_reference import (ATTENTION, BLOCKS, CONV, FFN, GDN, HEAD_BIAS, K_IS_V, LIGHTNING, MAMBA2, MLA, MOE, NO_HEAD,
                             QK_NORM_LAYER, SHARED_CACHE, TIED)
from recording import RECORDING
from serve_reference import (FALL_BACK, RATE_FIELD, Difference, Refused, compare, io_elements, kernels, random_case,
                             record_hardware, size, state_core, used)

import libtoll
from libtoll import train
from libtoll.records import (Attention, Flag, Method, Optimiser, Rate, Recompute, Topology, TrainBound, TrainFlag, TrainJob,
                             TrainOption, TrainSetup)

SP, DROPOUT, BIDIRECTIONAL, CAUSAL = 1, 2, 4, 8
STATE_BYTES = {1: 12, 2: 4 + 2 * (1 + 4 / 256), 3: 4, 4: 8, 5: 4, 6: 8}
P90 = 1.2815515655446004
TERMS_IN_ORDER = [name.name.lower() for name in TrainBound]
TERMS = "compute memory recompute tensor expert context pipeline bubble data optimiser overhead".split()


class Reference:
    def __init__(self, case):
        self.case, self.s, self.model, self.c = case, case.setup, case.model, case.constants
        self.d = case.model.d_model
        self.tokens = self.s.micro_sequences * self.s.sequence_tokens / self.s.cp
        self.micro = self.s.global_sequences / (self.s.dp * self.s.micro_sequences)
        self.gpus = self.s.tp * self.s.pp * self.s.cp * self.s.dp
        self.q = self.s.tp if self.s.flags & SP else 1
        self.experts_split = self.s.ep if self.s.ep > 1 else self.s.tp
        self.copies = self.s.cp * self.s.dp
        self.expert_copies = self.s.tp * self.s.cp * self.s.dp / self.experts_split
        self.check()
        per_stage = math.ceil(self.model.n_layers / self.s.pp)
        spare = per_stage * self.s.pp - self.model.n_layers
        self.largest = per_stage / self.model.n_layers
        self.last = (per_stage - min(math.ceil(spare / 2), per_stage)) / self.model.n_layers

        self.flags = 0

    def check(self):
        s = self.s
        if s.global_sequences % (s.dp * s.micro_sequences) or s.pp > self.model.n_layers:
            raise Refused("batch or pipeline")
        if s.virtual_stages > math.ceil(self.model.n_layers / s.pp) or (s.virtual_stages > 1 and s.pp == 1):
            raise Refused("virtual stages")
        if (s.tp * s.cp * s.dp) % s.ep or s.sequence_tokens % s.cp:
            raise Refused("ep or cp")
        experts = [b for b in self.case.rows if b["kind"] == MOE]
        if any(b["n_heads"] % s.tp for b in self.case.rows) or any(b["n_experts"] % s.ep for b in experts):
            raise Refused("heads or experts")
        if s.ep > 1 and not experts:
            raise Refused("no experts")

    # --- parameters ---

    def is_expert(self, t):
        return t.cls.startswith("expert") and bool(t.used)

    def weights(self, b):
        """[(name, elements, used)] of a block: dense, expert or whole (repeated on every tp rank)."""
        for t in BLOCKS[b["kind"]](b, self.d):
            name = "expert" if self.is_expert(t) else "whole" if t.cls in ("other", "router") else "dense"
            yield name, t.cls, size(t), used(t)
        yield "whole", "other", b["norm_vectors"] * self.d + b["extra_params"], 0

    def adapters(self, b):
        """(dense, expert, active expert) parameters, projection by projection."""
        s, d, r = self.s, self.d, self.s.lora_rank
        if s.method == Method.FULL:
            return 0, 0, 0
        one = lambda bit, n, m: r * (n + m) if (s.lora_targets or 63) & bit else 0  # 0 stands for all
        h, v = b["head_dim"], b["v_head_dim"] or b["head_dim"]
        heads, kv = b["n_heads"], b["n_kv_heads"]
        mlp = lambda width, f: (b["ffn_matrices"] - 1) * one(16, width, f) + one(32, f, width)
        if b["kind"] == ATTENTION:
            values = 0 if b["flags"] & (K_IS_V | SHARED_CACHE) else one(4, d, kv * v)
            keys = 0 if b["flags"] & SHARED_CACHE else one(2, d, kv * h)
            return one(1, d, heads * h) + keys + values + one(8, heads * v, d), 0, 0
        if b["kind"] == MLA:
            qk = b["qk_nope_dim"] + b["qk_rope_dim"]
            rank = b["q_lora_rank"]
            query = one(1, d, rank) + one(1, rank, heads * qk) if rank else one(1, d, heads * qk)
            return (query + one(2, d, b["kv_lora_rank"] + b["qk_rope_dim"]) +
                    one(4, b["kv_lora_rank"], heads * (b["qk_nope_dim"] + v)) + one(8, heads * v, d), 0, 0)
        if b["kind"] == FFN:
            return mlp(d, b["d_ff"]), 0, 0
        if b["kind"] == MOE:
            expert = mlp(b["d_latent"] or d, b["d_ff"])
            shared = mlp(d, b["d_ff_shared"]) if b["d_ff_shared"] else 0
            return shared, b["n_experts"] * expert, b["n_experts_active"] * expert
        return 0, 0, 0

    # --- operations ---

    def context(self, window, masked):
        """Mean tokens attended, as the mean of min(i, w) in the limit of fine steps."""
        s = self.s.sequence_tokens
        reach = min(window or s, s)
        if not masked or self.s.flags & BIDIRECTIONAL:
            return reach
        return (reach * reach / 2 + reach * (s - reach)) / s

    def attention(self, b, masked, split=1.0, index_split=1.0):
        h, v = b["head_dim"], b["v_head_dim"] or b["head_dim"]
        state = 8 * state_core(b) if b["kind"] in (GDN, MAMBA2, LIGHTNING) else 0
        state = 2 * b["n_heads"] * h * b["conv_width"] if b["kind"] == CONV else state
        pair = {ATTENTION: h + v, MLA: b["qk_nope_dim"] + b["qk_rope_dim"] + v}.get(b["kind"], 0)
        seen = self.context(b["window_tokens"], masked)
        chosen = min(self.context(b["index_topk_tokens"], masked), seen) if b["index_heads"] and pair else seen
        index = 2 * b["index_heads"] * b["index_dim"] if pair else 0
        return (chosen * 2 * b["n_heads"] * pair + state) / split + seen * index / index_split

    def flops(self):
        s = self.s
        w = dict.fromkeys(("projection", "attention", "whole", "adapter"), 0.0)
        for b in self.case.rows:
            n = b["count"]
            w["projection"] += n * sum(2 * u for name, cls, _, u in self.weights(b) if cls != "other")
            w["attention"] += n * self.attention(b, True)
            w["whole"] += n * self.attention(b, False)
            dense, _, active = self.adapters(b)
            w["adapter"] += n * 2 * (dense + active)
        head = 0 if self.model.flags & NO_HEAD else 2 * self.model.vocab_size * self.d
        passes = 3 if s.method == Method.FULL else 2
        dense = passes * (w["projection"] + head) + 3 * w["adapter"]
        fused = s.attention == Attention.FUSED
        run = w["attention"] if fused else w["whole"]
        again = {Recompute.NONE: 0, Recompute.SELECTIVE: 0 if fused else run,
                 Recompute.FULL: w["projection"] + w["adapter"] + run}[s.recompute]
        trained = self.total() if s.method == Method.FULL else sum(b["count"] * sum(self.adapters(b)[:2])
                                                                    for b in self.case.rows)
        return {"projection_flops": w["projection"], "head_flops": head, "attention_flops": w["attention"],
                "attention_full_flops": w["whole"], "adapter_flops": w["adapter"],
                "model_flops": dense + 3 * (w["attention"] if s.flags & CAUSAL else w["whole"]),
                "hardware_flops": dense + run * (3.5 if fused else 3) + again, "params_trainable": trained}

    def embedding(self):
        return (self.model.vocab_size + self.model.pos_embed_rows) * self.d

    def head(self):
        return 0 if self.model.flags & (TIED | NO_HEAD) else self.model.vocab_size * self.d

    def frame_whole(self):
        bias = self.model.vocab_size if self.model.flags & HEAD_BIAS else 0
        return bias + self.model.final_norm_vectors * self.d + self.model.extra_params

    def total(self):
        rows = sum(b["count"] * e for b in self.case.rows for _, _, e, _ in self.weights(b))
        return rows + self.embedding() + self.head() + self.frame_whole()

    def model_flags(self):
        """What the model and the layout say, whatever is asked."""
        kinds = {b["kind"] for b in self.case.rows}
        flags = TrainFlag.EXPERTS if MOE in kinds else 0
        convolves = any(b["kind"] == CONV and b["conv_width"] > 1 for b in self.case.rows)
        flags |= Flag.RECURRENT if convolves or kinds & {GDN, MAMBA2, LIGHTNING} else 0
        flags |= Flag.SPARSE_ATTENTION if any(b["index_topk_tokens"] for b in self.case.rows) else 0
        flags |= TrainFlag.CONTEXT if self.s.cp > 1 else 0
        return int(flags | (Flag.WIDE_EP if self.s.ep > 8 else 0))

    def step_flags(self):
        return int(self.flags | self.model_flags() | (0 if self.c.is_calibrated else Flag.TYPICAL_CONSTANTS))

    def judge(self, needed):
        """(capacity, flags, verdict, validity) of the memory."""
        hw, flags = self.case.hw, self.model_flags()
        capacity = hw.memory_usable_bytes
        if capacity is None:
            flags |= Flag.USABLE_ASSUMED
            capacity = math.floor(hw.memory_bytes * (self.c.usable_frac_hbm if (hw.memory_bytes_per_s or 0) > 500e9
                                                     else self.c.usable_frac_other))
        edge, margin = math.floor(min(0.05 * capacity, 2 * 2**30)), capacity - needed
        validity = validity_of(flags)
        verdict = 1 if margin > edge else 3 if margin < -edge else 2
        return capacity, int(flags | {1: 0, 2: Flag.MARGINAL_MEMORY, 3: Flag.NO_FIT}[verdict]), verdict, validity

    def watts(self, terms, total):
        """Of all accelerators: linear in how busy memory and arithmetic are."""
        hw, c = self.case.hw, self.c
        if hw.tdp_w is None:
            return None
        arithmetic = min(self.flops()["hardware_flops"] * self.step_tokens() / (total * self.gpus * self.linear), 1)
        streamed = (terms["memory"] + terms["optimiser"]) * c.linear_memory_frac * self.s.software_factor
        share = c.busy_power_frac + c.compute_power_frac * arithmetic + c.memory_power_frac * streamed / total
        idle = hw.idle_w if hw.idle_w is not None else hw.tdp_w * c.idle_power_frac
        return self.gpus * max(min(share, 1) * hw.tdp_w, idle)

    def step_tokens(self):
        return self.s.global_sequences * self.s.sequence_tokens

    # --- memory ---

    def held(self):
        """Parameters of the first stage: matrices, others, experts, adapters."""
        tp, share = self.s.tp, self.largest
        add = lambda which: share * sum(b["count"] * e for b in self.case.rows for n, _, e, _ in self.weights(b) if n == which)
        frame = self.embedding() / tp
        if self.s.pp == 1:
            frame += self.head() / tp + self.frame_whole()
        adapters = [share * sum(b["count"] * self.adapters(b)[i] for b in self.case.rows) for i in (0, 1)]
        return types.SimpleNamespace(matrix=add("dense") / tp, rest=add("whole") + frame,
                                     expert=add("expert") / self.experts_split, lora=adapters[0],
                                     expert_lora=adapters[1] / self.experts_split)

    def kept(self, b):
        """(bytes per token whole, split, scores)."""
        s, d = self.s, self.d
        h, v = b["head_dim"], b["v_head_dim"] or b["head_dim"]
        drop = bool(s.flags & DROPOUT)
        whole, split, scores = 4 * d + drop * d, 0.0, 0.0
        row = b["n_heads"] * s.sequence_tokens
        softmax = 4 * b["n_heads"] if s.attention == Attention.FUSED else (2 + drop * 3) * row
        inner = 2 * b["ffn_matrices"]
        if b["kind"] == ATTENTION:
            split, scores = 2 * (b["n_heads"] + b["n_kv_heads"]) * (h + v), softmax
        elif b["kind"] == MLA:
            split = 2 * b["n_heads"] * (2 * (b["qk_nope_dim"] + b["qk_rope_dim"]) + 2 * v)
            whole += 2 * (b["q_lora_rank"] + b["kv_lora_rank"] + b["qk_rope_dim"])
            scores = softmax
        elif b["kind"] == FFN:
            split = inner * b["d_ff"]
        elif b["kind"] == MOE:
            split = b["n_experts_active"] * (4 * (b["d_latent"] or d) + inner * b["d_ff"]) + inner * b["d_ff_shared"]
            whole += 4 * b["n_experts"]
        else:
            split = 4 * b["n_heads"] * (h + v)
        return whole, split, scores

    def activations(self):
        s, d = self.s, self.d
        all_layers = checkpoints = without_scores = 0.0
        for b in self.case.rows:
            for _ in range(b["count"]):
                whole, split, scores = self.kept(b)
                all_layers += self.tokens * (whole / self.q + split / s.tp + scores / s.tp)
                without_scores += self.tokens * (whole / self.q + split / s.tp)
                checkpoints += 0 if b["kind"] in (FFN, MOE) else self.tokens * 2 * d / self.q
        kept = {Recompute.NONE: all_layers, Recompute.SELECTIVE: without_scores, Recompute.FULL: checkpoints}[s.recompute]
        flights = min(self.micro, s.pp + ((s.pp - 1) / s.virtual_stages if s.virtual_stages > 1 else 0))
        one_layer = 0 if s.recompute == Recompute.NONE else (all_layers - kept) / self.model.n_layers
        mask = d * self.tokens / self.q if s.flags & DROPOUT else 0
        logits = 0
        if not self.model.flags & NO_HEAD:
            words = 16 * self.model.vocab_size / s.tp if s.loss == 0 else 0
            logits = self.tokens * (4 * d / self.q + words)
        first = flights * (self.largest * kept + mask) + one_layer
        if s.pp == 1:
            return kept + mask + max(one_layer, logits)
        return max(first, self.last * kept + max(one_layer, logits))

    def memory(self):
        s, h = self.s, self.held()
        full = s.method == Method.FULL
        shard = lambda stage, n: n if s.zero_stage >= stage else 1
        dense, expert = (h.matrix + h.rest, h.expert) if full else (h.lora, h.expert_lora)
        trained = lambda stage: dense / shard(stage, self.copies) + expert / shard(stage, self.expert_copies)
        few = s.frozen_bits if s.method == Method.QLORA else s.weight_bits
        weights = ((h.rest * s.weight_bits + h.matrix * few) / shard(3, self.copies) +
                   h.expert * few / shard(3, self.expert_copies) + (0 if full else trained(3) * s.weight_bits)) / 8
        parts = {"weights_bytes": weights, "gradient_bytes": trained(2) * s.gradient_bits / 8,
                 "optimiser_bytes": trained(1) * STATE_BYTES[s.optimiser], "activation_bytes": self.activations()}
        parts["fragmentation_bytes"] = sum(parts.values()) * s.fragmentation_frac
        parts["runtime_bytes"] = s.runtime_bytes
        return dict(parts, needed_bytes=sum(parts.values()))

    # --- time ---

    def peak(self, rate):
        wanted = Rate(rate).name.lower()
        for candidate in FALL_BACK[wanted]:
            value = getattr(self.case.hw, RATE_FIELD[candidate])
            if value is not None:
                self.flags |= 0 if candidate == wanted else Flag.RATE_FALLBACK
                return value
        raise Refused("rate")

    def wire(self, ranks, stride, extra=0.0):
        """(seconds of bytes passed once, of an all-reduce)"""
        hw, c, s = self.case.hw, self.c, self.s
        if ranks <= 1:
            return (lambda bytes_: 0.0), (lambda bytes_: 0.0)
        linked = hw.link_bytes_per_s is not None and hw.scaleup_gpus is not None
        domain, span, start = (hw.scaleup_gpus if linked else 1), ranks * stride, 0.0
        if span <= domain:
            rate = hw.link_bytes_per_s
            if hw.link_topology == Topology.MESH and hw.link_pair_bytes_per_s is not None:
                rate = min(rate, hw.link_pair_bytes_per_s * (span - 1))
        elif span <= max(domain, 8) and hw.pcie_bytes_per_s is not None:
            rate = hw.pcie_bytes_per_s
            self.flags |= Flag.LINK_ASSUMED if hw.link_bytes_per_s is None else Flag.CROSS_DOMAIN
        elif s.internode_bytes_per_s is None:
            raise Refused("link")
        else:
            self.flags |= Flag.CROSS_DOMAIN
            members = domain // stride
            rate, start = s.internode_bytes_per_s, c.internode_start_s
            if members > 1:
                rate = min(rate * min(members, ranks), hw.link_bytes_per_s)
        start += c.allreduce_start_s + c.allreduce_double_s * (math.log2(ranks) - 1) + extra
        time = lambda times: lambda bytes_: start + times * (ranks - 1) / ranks * bytes_ / (rate * c.link_frac)
        return time(1), time(2)

    def links(self):
        s, c = self.s, self.c
        self.tensor, self.tensor_reduce = self.wire(s.tp, 1)
        self.gather_context, _ = self.wire(s.cp, s.tp)
        self.to_experts, _ = self.wire(s.ep, 1, c.alltoall_start_s - c.allreduce_start_s)
        self.data = self.wire(self.copies, s.tp)
        self.expert_data = self.wire(self.expert_copies, s.ep if s.ep > 1 else s.tp)
        self.send = lambda bytes_: 0.0
        if s.pp > 1:
            stride = s.tp * s.cp * s.dp
            passed, _ = self.wire(s.pp, stride)
            hw = self.case.hw
            linked = hw.link_bytes_per_s is not None and hw.scaleup_gpus is not None
            leaves = s.pp * stride > (hw.scaleup_gpus if linked else 1)
            per_byte = (passed(1e12) - passed(0)) / 1e12 * s.pp / (s.pp - 1)
            self.send = lambda bytes_: c.send_start_s + (c.internode_start_s if leaves else 0) + bytes_ * per_byte

    def kernels(self, b, back):
        """[(term, seconds)] of one layer's block in one direction, and the seconds that selective recomputation repeats."""
        s, c, d, t, tp = self.s, self.c, self.d, self.tokens, self.s.tp
        soft, hw = s.software_factor, self.case.hw
        stream = 1 / (hw.memory_bytes_per_s * c.linear_memory_frac * soft)
        drop = bool(s.flags & DROPOUT)
        times = 2 if back and s.method == Method.FULL else 1
        out, again = [], 0.0
        weights = list(self.weights(b))
        dense = [(e, u) for n, cls, e, u in weights if n == "dense" or cls == "router"]
        if sum(u for _, u in dense) > 0:
            split, whole = io_elements(b, d)
            bytes_ = sum(e for e, _ in dense) * s.weight_bits / 8 / tp + t * 2 * (split / tp + whole)
            work = t * 2 * sum(u for _, u in dense) / tp / (self.linear * c.linear_compute_frac * soft)
            out += [("compute", times * math.hypot(bytes_ * stream, work)),
                    ("overhead", times * kernels(b) * c.linear_start_s / soft)]
        experts = [(e, u) for n, _, e, u in weights if n == "expert"]
        if b["kind"] == MOE:
            width = b["d_latent"] or d
            io = 2 * b["n_experts_active"] * (2 * width + b["ffn_matrices"] * b["d_ff"])
            bytes_ = sum(e for e, _ in experts) * s.weight_bits / 8 / self.experts_split + t / tp * io
            work = t / tp * 2 * sum(u for _, u in experts) / (self.linear * c.expert_compute_frac * soft)
            out += [("compute", times * math.hypot(bytes_ * stream, work)),
                    ("overhead", times * c.expert_start_s / soft)]
        lora, _, active = self.adapters(b)
        if lora + active > 0:
            passes = 2 if back else 1
            out += [("compute", passes * t * 2 * (lora + active) / tp / (self.linear * c.linear_compute_frac * soft)),
                    ("overhead", passes * 2 * c.linear_start_s / soft)]
        mixes = b["kind"] in (ATTENTION, MLA)
        if mixes and s.attention == Attention.UNFUSED:
            h, v = b["head_dim"], b["v_head_dim"] or b["head_dim"]
            pair = h + v if b["kind"] == ATTENTION else b["qk_nope_dim"] + b["qk_rope_dim"] + v
            scores = t * b["n_heads"] / tp * s.sequence_tokens * 2 * stream
            edges = t / tp * 2 * b["n_heads"] * pair * stream  # not in the header
            work = t / tp * s.sequence_tokens * b["n_heads"] * pair / (self.wide * c.linear_compute_frac * soft)
            product = (4 if back else 2) * math.hypot(scores + edges, work)
            passes = ((3 if back else 2) + 2.5 * drop) * scores
            out += [("compute", product), ("memory", passes), ("overhead", 3 * c.small_kernel_s / soft)]
            again = product + passes + 3 * c.small_kernel_s / soft
        elif mixes or b["kind"] in (GDN, MAMBA2, LIGHTNING, CONV):
            work = t * self.attention(b, True, tp) / (self.wide * c.prefill_compute_frac * soft)
            slow = (s.sequence_tokens + c.prefill_half_tokens) / s.sequence_tokens
            out += [("compute", (2.5 * 73 / 63 if back else 1) * work * slow), ("overhead", c.prefill_start_s / soft)]
        passes = (6 + 2.5 * drop) if back else (5 + 0.5 * drop)
        out += [("memory", t * (passes * 2 * d / self.q + self.inner(b, back) / tp) * stream),
                ("overhead", (2 if back else 1) * c.small_kernels_per_block * c.small_kernel_s / soft)]
        exchange = (1 + bool(b["kind"] == ATTENTION and b["flags"] & QK_NORM_LAYER)) * self.tensor_reduce(t * d * 2)
        if back and s.flags & SP and s.method == Method.FULL:
            exchange += self.tensor(t * d * 2)
        out.append(("tensor", (1 - s.tp_overlap_frac) * exchange))
        if s.ep > 1 and b["kind"] == MOE:
            ranks = s.ep * (1 - (1 - 1 / s.ep)**b["n_experts_active"])
            out.append(("expert", (1 - s.ep_overlap_frac) * 2 * self.to_experts(t / tp * (b["d_latent"] or d) * 2 * ranks)))
        if s.cp > 1 and mixes:
            out.append(("context", (2 if back else 1) * self.gather_context(self.cache(b))))
        return out, again

    def cache(self, b):
        """16-bit keys and values of a micro-batch on one tp rank."""
        s = self.s
        if self.model.flags & 8:  # an encoder's are not described as a cache
            return 0
        h, v = b["head_dim"], b["v_head_dim"] or b["head_dim"]
        if b["kind"] == MLA:
            return s.micro_sequences * s.sequence_tokens * 2 * (b["kv_lora_rank"] + b["qk_rope_dim"])
        return s.micro_sequences * s.sequence_tokens * max(1, b["n_kv_heads"] / s.tp) * 2 * (h + v)

    def inner(self, b, back):
        """Bytes per token of activation functions, rotation and permutation. Not in the header."""
        passes = 2 * b["ffn_matrices"] - 1 if back else b["ffn_matrices"]
        if b["kind"] == FFN:
            return 2 * passes * b["d_ff"]
        if b["kind"] == MOE:
            return (2 * passes * (b["d_ff_shared"] + b["n_experts_active"] * b["d_ff"]) +
                    8 * b["n_experts_active"] * (b["d_latent"] or self.d))
        if b["kind"] == ATTENTION:
            return 0 if self.model.pos_embed_rows else 4 * (b["n_heads"] + b["n_kv_heads"]) * b["head_dim"]
        if b["kind"] == MLA:
            return 8 * b["n_heads"] * b["qk_rope_dim"]
        return 8 * b["n_heads"] * b["head_dim"]

    def head_kernels(self):
        s, c, d, t = self.s, self.c, self.d, self.tokens
        stream = 1 / (self.case.hw.memory_bytes_per_s * c.linear_memory_frac * s.software_factor)
        out = [("memory", t * 5 * 2 * d / self.q * stream)]
        if self.model.flags & NO_HEAD:
            return out
        local, products = self.model.vocab_size / s.tp, 3 if s.method == Method.FULL else 2
        work = t * 2 * d * local / (self.linear * c.linear_compute_frac * s.software_factor)
        return out + [("compute", products * math.hypot(2 * local * (d + t) * stream, work)),
                      ("memory", 36 * t * local * stream), ("overhead", products * c.linear_start_s / s.software_factor)]

    def step(self):
        s, c = self.s, self.c
        self.linear, self.wide = self.peak(s.linear_rate), self.peak(Rate.BF16)
        if self.case.hw.memory_bytes_per_s is None:
            raise Refused("bandwidth")
        self.links()
        stream = 1 / (self.case.hw.memory_bytes_per_s * c.linear_memory_frac * s.software_factor)
        layers, head = dict.fromkeys(TERMS, 0.0), dict.fromkeys(TERMS, 0.0)
        for b in self.case.rows:
            for _ in range(b["count"]):
                forward, again = self.kernels(b, False)
                for term, seconds in forward + self.kernels(b, True)[0]:
                    layers[term] += seconds
                layers["recompute"] += {Recompute.NONE: 0, Recompute.SELECTIVE: again,
                                        Recompute.FULL: sum(x for _, x in forward)}[s.recompute]
        for term, seconds in self.head_kernels():
            head[term] += seconds
        h = self.held()
        full = s.method == Method.FULL
        trained = h.matrix + h.rest + h.expert if full else h.lora + h.expert_lora
        each = {"pipeline": 0.0, "memory": trained * (2 + 2 * s.gradient_bits / 8) * stream if self.micro > 1 else 0.0}
        if s.pp > 1:
            payload = self.tokens * self.d * 2
            each["pipeline"] = 2 * s.virtual_stages * (self.send(payload / s.tp) +
                                                       (0 if s.flags & SP else self.tensor(payload)))
        stage = lambda share, more: {t: layers[t] * share + each.get(t, 0) + more.get(t, 0) for t in TERMS}
        middle, last = stage(self.largest, {}), stage(self.last, head)
        slowest = last if s.pp == 1 or sum(last.values()) > sum(middle.values()) else middle
        terms = {t: self.micro * slowest[t] for t in TERMS}
        others = sum(layers.values()) + sum(head.values()) + s.pp * sum(each.values()) - sum(slowest.values())
        terms["bubble"] = max(0, others) / s.virtual_stages if s.pp > 1 else 0
        room = s.dp_overlap_frac * 2 / 3 * sum(terms.values())
        terms["data"] = max(0, self.exchange(h, full) - room)
        shard = lambda n: n if s.zero_stage else 1
        dense, expert = (h.matrix + h.rest, h.expert) if full else (h.lora, h.expert_lora)
        terms["optimiser"] = ((dense / shard(self.copies) + expert / shard(self.expert_copies)) * stream *
                              (2 * STATE_BYTES[s.optimiser] + (s.gradient_bits + s.weight_bits) / 8))
        return terms

    def exchange(self, h, full):
        s = self.s
        few = s.frozen_bits if s.method == Method.QLORA else s.weight_bits
        seconds = 0.0
        for wire, params, lora in ((self.data, h.matrix + h.rest, h.lora), (self.expert_data, h.expert, h.expert_lora)):
            passed, reduced = wire
            moving = params if full else lora
            gradients, weights = moving * s.gradient_bits / 8, moving * s.weight_bits / 8
            if not full and s.zero_stage == 3:
                weights += params * few / 8
            seconds += [lambda: reduced(gradients), lambda: passed(gradients) + passed(weights),
                        lambda: self.micro * passed(gradients) + passed(weights),
                        lambda: self.micro * (passed(gradients) + 2 * passed(weights))][s.zero_stage]()
        return seconds


HARMLESS = Flag.USABLE_ASSUMED | Flag.CROSS_DOMAIN


def validity_of(flags):
    if flags & (Flag.WIDE_EP | Flag.LINK_ASSUMED):
        return 3
    return 2 if flags & ~int(HARMLESS) else 1


def random_setup(draw, case):
    rows = case.rows
    tp, dp = case.layout.tp, case.layout.dp
    pp = draw.choice([1, 1, 1, 2, 3, 4])
    micro = draw.choice([1, 1, 2, 4])
    has_experts = any(row["kind"] == MOE for row in rows)
    return TrainSetup(
        method=draw.choice([Method.FULL, Method.FULL, Method.LORA, Method.QLORA]), recompute=Recompute(draw.randint(1, 3)),
        optimiser=Optimiser(draw.randint(1, 6)), attention=Attention(draw.randint(1, 2)),
        linear_rate=draw.choice([Rate.BF16, Rate.FP16, Rate.FP8]), zero_stage=draw.randint(0, 3),
        flags=TrainOption(draw.randint(0, 15)), lora_targets=draw.randint(0, 63), sequence_tokens=draw.choice([1, 512, 4096, 5000]),
        micro_sequences=micro, global_sequences=micro * dp * draw.choice([1, 2, draw.randint(1, 40)]) + draw.choice([0] * 9 + [1]), tp=tp, pp=pp,
        virtual_stages=draw.choice([1, 1, 2, 3]) if pp > 1 else draw.choice([1] * 9 + [2]), cp=draw.choice([1, 1, 1, 2, 4]),
        ep=draw.choice([1, tp * dp, 2]) if has_experts else draw.choice([1] * 9 + [2]), dp=dp, lora_rank=draw.randint(1, 256),
        runtime_bytes=draw.randint(0, 10**10), fragmentation_frac=draw.uniform(0, 0.3), weight_bits=draw.choice([16.0, 32.0, 8.0]),
        gradient_bits=draw.choice([16.0, 32.0]), frozen_bits=draw.choice([4.127, 4.5, 8.0]), tp_overlap_frac=draw.choice([0.0, draw.random()]),
        ep_overlap_frac=draw.choice([0.0, draw.random()]), dp_overlap_frac=draw.choice([0.0, 1.0, draw.random()]), software_factor=draw.uniform(0.3, 1.2),
        internode_bytes_per_s=case.layout.internode_bytes_per_s)


def random_job(draw, step):
    maybe = lambda value: draw.choice([None, value])
    between, goodput = maybe(math.exp(draw.uniform(5, 20)) * step.gpus), None
    if between is None:
        goodput = maybe(draw.uniform(0.1, 1))
    watts, prices = maybe(draw.uniform(100, 1000)), {}
    if watts is not None or step.power_w is not None:
        prices = dict(kg_per_kwh=maybe(0.3), usd_per_kwh=maybe(0.1))
    return TrainJob(tokens=math.exp(draw.uniform(10, 35)), gpu_hours_between_interruptions=between,
                    checkpoint_s=draw.uniform(0.1, 300), restart_s=draw.uniform(0, 1000), goodput_frac=goodput,
                    checkpoint_interval_s=None if between is None else maybe(draw.uniform(100, 5000)), gpu_w=watts,
                    usd_per_gpu=maybe(3e4), usd_per_gpu_hour=maybe(2.5), pue=draw.uniform(1, 2),
                    server_power_frac=draw.uniform(0, 1), life_years=draw.uniform(1, 9), life_use_frac=draw.uniform(0.2, 1),
                    hours_per_year=draw.choice([8760.0, 8766.0]), **prices)


def run_of(job, step):
    """Figures of a whole run; None: not known."""
    steps, good, out = math.ceil(job.tokens / step.step_tokens), job.goodput_frac or 1.0, {}
    mean = (job.gpu_hours_between_interruptions or 0) / step.gpus * 3600
    if mean:
        d, t = job.checkpoint_s, job.checkpoint_interval_s
        x = d / (2 * mean)
        if t is None:
            t = mean if x >= 1 else math.sqrt(2 * d * mean) * (1 + math.sqrt(x) / 3 + x / 9) - d
        good = t / (mean * math.exp(job.restart_s / mean) * math.expm1((t + d) / mean))
        out["checkpoint_interval_s"] = t
    hours = steps * step.time_s.mid / good / 3600
    out["interruptions"] = hours * 3600 / mean if mean else 0.0
    gpu_hours = hours * step.gpus
    watts = job.gpu_w * step.gpus if job.gpu_w is not None else None if step.power_w is None else step.power_w.mid
    kwh = None if watts is None else hours * watts / 1000 * (1 + job.server_power_frac) * job.pue
    times = lambda a, b: None if a is None or b is None else a * b
    used = times(job.usd_per_gpu, gpu_hours / (job.life_years * job.hours_per_year * job.life_use_frac))
    energy = times(kwh, job.usd_per_kwh)
    return dict(out, steps=steps, goodput_frac=good, days=hours / 24, gpu_hours=gpu_hours, energy_kwh=kwh,
                kgco2e=times(kwh, job.kg_per_kwh), usd_rental=times(job.usd_per_gpu_hour, gpu_hours),
                usd_acquisition=times(job.usd_per_gpu, step.gpus), usd_energy=energy,
                usd_amortised=None if used is None or energy is None else used + energy,
                model_flops=steps * step.model_flops, hours_per_year=job.hours_per_year)


def compare_run(draw, step):
    job = random_job(draw, step)
    want = run_of(job, step)
    RECORDING.give("job", job)
    if want["goodput_frac"] < 1.0001e-3:  # next to no progress: refused
        RECORDING.drop()
        return
    got = train.estimate(step, job)
    for name, value in want.items():
        found = getattr(got, name)
        if value is None:
            if found is not None:
                raise Difference(f"{name}: {found!r}, the reference knows none")
            continue
        compare(name, found if isinstance(found, (int, float)) else found.mid, value)
    known = sum(bit for bit, name in ((1, "energy_kwh"), (2, "kgco2e"), (4, "usd_rental"), (8, "usd_amortised"),
                                      (16, "usd_acquisition"), (32, "usd_energy")) if want[name] is not None)
    RECORDING.expect("known", known)
    no_failures = job.goodput_frac is None and job.gpu_hours_between_interruptions is None
    compare("flags", int(got.flags), int(step.flags) | (TrainFlag.NO_FAILURES if no_failures else 0))


def ask(function):
    try:
        return function()
    except (libtoll.TollError, Refused) as why:
        return why


def compare_whole(ours, step, terms, total):
    """What a step does, how busy it keeps the accelerators, and how far it may be trusted."""
    flops, tokens, peak = ours.flops(), ours.step_tokens(), ours.linear * ours.gpus
    flags = ours.step_flags()
    exact = {"step_tokens": tokens, "model_flops": flops["model_flops"] * tokens, "peak_flop_per_s": ours.linear,
             "hardware_flops": flops["hardware_flops"] * tokens, "gpus": ours.gpus, "microbatches": ours.micro,
             "bubble_frac": terms["bubble"] / total, "flags": flags, "validity": validity_of(flags),
             "bound": 1 + TERMS_IN_ORDER.index(max(TERMS_IN_ORDER, key=lambda name: terms[name]))}
    for name, want in exact.items():
        compare(name, getattr(step, name), want, 1e-9 if name == "bubble_frac" else 0)
    for name, want in {"trained_tokens_per_s": tokens / total, "mfu": exact["model_flops"] / peak / total,
                       "gpu_flop_per_s": exact["model_flops"] / ours.gpus / total,
                       "hfu": exact["hardware_flops"] / peak / total}.items():
        compare(name, getattr(step, name).mid, want)
    width = math.exp(P90 * min(0.13 * ours.c.extrapolation_factor**(validity_of(flags) - 1), 25))
    compare("time_s.low", step.time_s.low, total / width)
    compare("time_s.high", step.time_s.high, total * width)
    watts = ours.watts(terms, total)
    if watts is not None:
        compare("power_w", step.power_w.mid, watts)


def run_case(seed):
    """True: compared; False: both refuse."""
    draw = random.Random(seed)
    case = random_case(draw)
    case.setup = random_setup(draw, case)
    RECORDING.start(seed)
    record_hardware(case)
    RECORDING.give("setup", case.setup)
    theirs = train.Training(case.hw, case.model, case.setup, constants=case.constants)
    ours = ask(lambda: Reference(case))
    flops = ask(theirs.count)
    if isinstance(ours, Refused) or isinstance(flops, libtoll.TollError):
        if isinstance(ours, Refused) and isinstance(flops, libtoll.TollError):
            RECORDING.say("refused", "count")
            return False
        raise Difference(f"only one refuses: {ours} / {flops}")
    RECORDING.say("count")
    for name, want in ours.flops().items():
        compare(name, getattr(flops, name), want)
    memory = ask(theirs.memory)
    if isinstance(memory, libtoll.TollError):
        raise Difference(f"memory: {memory}")
    RECORDING.say("memory")
    for name, want in ours.memory().items():
        compare(name, getattr(memory, name), want, 8)
    capacity, flags, verdict, validity = ours.judge(memory.needed_bytes)
    for name, want in {"capacity_bytes": capacity, "flags": flags, "verdict": verdict, "validity": validity,
                       "gpus": ours.gpus}.items():
        compare(name, int(getattr(memory, name)), want)
    compare("margin_bytes", memory.margin_bytes, capacity - memory.needed_bytes, 8)
    want, step = ask(ours.step), ask(theirs.step)
    if isinstance(want, Refused) != isinstance(step, libtoll.TollError):
        raise Difference(f"step: {want} / {step}")
    if isinstance(want, Refused):
        RECORDING.say("refused", "step")
        return True
    RECORDING.say("step")
    total = sum(want.values())
    compare("time_s", step.time_s.mid, total)
    for term in TERMS:
        compare(term + "_s", getattr(step, term + "_s"), want[term], 1e-9 * total)
    compare_whole(ours, step, want, total)
    compare_run(draw, step)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--record", metavar="FILE", help="writes what was compared, for tests/unit")
    arguments = parser.parse_args()
    RECORDING.is_on = arguments.record is not None
    compared = failed = 0
    for number in range(arguments.cases):
        seed = f"{arguments.seed}/{number}"
        try:
            compared += run_case(seed)
        except Difference as difference:
            failed += 1
            print(f"case {seed}: {difference}")
            if failed == 10:
                break
    if arguments.record:
        RECORDING.write(arguments.record, "train_reference.py")
    print(f"{compared} setups compared, {arguments.cases - compared - failed} refused by both, {failed} differ")
    return 1 if failed or compared < arguments.cases // 4 else 0


if __name__ == "__main__":
    sys.exit(main())
