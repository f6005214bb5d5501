#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares steps, memory, steady states and costs with a slow second implementation.

    LIBTOLL=build/libtoll.so PYTHONPATH=bindings/python python3 tests/differential/serve_reference.py --cases 2000 --seed 1

Written from step.h, serve.h and model.h: one layer and one weight tensor at a time, nothing merged, nothing worked out
ahead. Where a header leaves a choice open, the choice is marked "not in the header".
"""
import argparse
import dataclasses
import functools
import math
import random
import statistics
import sys
import types

from model_reference import (ATTENTION, BLOCKS, CONV, FFN, GDN, HEAD_BIAS, LIGHTNING, MAMBA2, MLA, MOE, NO_HEAD, NO_KV,
                             QK_NORM_LAYER, SHARED_CACHE, TIED, UNCACHED, keeps, random_row)

from recording import RECORDING

import libtoll
from libtoll.records import (Batch, Bound, Constants, Engine, Flag, Hardware, Layer, LayerFlag, LayerKind, Layout, Load, LoadMode, Model,
                             ModelFlag, Precision, Range, Rate, Site, Supply, Topology)

RELATIVE = 1e-9
P90 = 1.2815515655446004  # of the standard normal
FALL_BACK = {"fp32": ["fp32"], "tf32": ["tf32", "fp32"], "fp16": ["fp16", "bf16", "fp32"],
             "bf16": ["bf16", "fp16", "fp32"], "fp8": ["fp8", "bf16", "fp16", "fp32"],
             "int8": ["int8", "fp8", "bf16", "fp16", "fp32"], "fp4": ["fp4", "bf16", "fp16", "fp32"]}
RATE_FIELD = {name: "int8_op_per_s" if name == "int8" else f"{name}_flop_per_s" for name in FALL_BACK}


class Refused(Exception):
    """The layout or the facts don't allow an answer."""


def size(tensor):
    return math.prod(tensor.shape)


def used(tensor):
    return math.prod(tensor.used or tensor.shape)


# --- one component: what it reads, computes, keeps ----------------------------------------------------------------

def io_elements(b, d):
    """Activations in and out of the dense projections of one token: (split by TP, whole). Not in the header."""
    h, v = b["head_dim"], b["v_head_dim"] or b["head_dim"]
    if b["kind"] == ATTENTION:  # q, k, v out; the values in
        return b["n_heads"] * (h + v) + b["n_kv_heads"] * (h + v), 2 * d
    if b["kind"] == MLA:  # q out, values in, and the latent query of the absorbed attention
        head = b["qk_nope_dim"] + b["qk_rope_dim"] + v
        return b["n_heads"] * (head + b["kv_lora_rank"] + b["qk_rope_dim"]), 2 * d
    if b["kind"] == FFN:
        return b["ffn_matrices"] * b["d_ff"], 2 * d
    if b["kind"] == MOE:
        return b["ffn_matrices"] * b["d_ff_shared"] + 2 * b["d_latent"], 2 * d
    if b["kind"] == CONV:
        return 4 * b["n_heads"] * b["head_dim"], 2 * d
    return 4 * math.sqrt(state_core(b) * b["n_heads"]), 2 * d


def kernels(b):
    """Launches of dense projections. Not in the header."""
    indexer = 3 if b["index_heads"] else 0
    if b["kind"] in (ATTENTION, MLA):
        return (5 if b["kind"] == MLA else 2) + indexer
    if b["kind"] == MOE:
        return 1 + (2 if b["d_ff_shared"] else 0) + (2 if b["d_latent"] else 0)
    return 2 if b["kind"] in (FFN, CONV) else 3


def small_kernels(b):
    """Norms, rotations, activations that the block needs."""
    indexer = 7 if b["index_heads"] else 0
    if b["kind"] == ATTENTION:
        flags = b["flags"]
        return 2 + indexer + bool(flags & (QK_NORM_LAYER | LayerFlag.QK_NORM_HEAD)) + bool(flags & LayerFlag.OUT_GATE)
    if b["kind"] == MLA:
        return 4 + indexer
    if b["kind"] == MOE:
        return 1 + (2 if b["d_ff_shared"] else 0) + (2 if b["flags"] & LayerFlag.SHARED_GATE else 0)
    return 2 if b["kind"] in (FFN, CONV) else 5


def state_core(b):
    """Elements of the recurrent matrix, without the convolution's inputs."""
    if b["kind"] == GDN:
        return b["n_heads"] * b["head_dim"] * (b["v_head_dim"] or b["head_dim"])
    return b["n_heads"] * b["head_dim"] * (b["state_dim"] if b["kind"] == MAMBA2 else b["head_dim"])


@functools.lru_cache(None)
def largest_draw(n):
    """Expected largest of n standard normal draws: straight in log2 n between powers of two, by the trapezoid rule at those;
    the same beyond 1,024."""
    if n <= 1:
        return 0.0
    doublings = min(math.log2(n), 10.0)
    below = min(math.floor(doublings), 9)

    def at_power(k):
        if k == 0:
            return 0.0
        xs = [-9 + 0.01 * i for i in range(1801)]
        density = lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
        return 0.01 * math.fsum(x * 2 ** k * density(x) * (0.5 * math.erfc(-x / math.sqrt(2))) ** (2 ** k - 1) for x in xs)
    return at_power(below) + (doublings - below) * (at_power(below + 1) - at_power(below))


class Component:
    """One block of one layer on the fullest accelerator."""

    def __init__(self, case, b):
        p, lay, d = case.precision, case.layout, case.model.d_model
        bits = lambda cls: getattr(p, cls + "_bits") / 8
        everyone = lay.tp * lay.dp
        self.b, self.kind = b, b["kind"]
        self.dense_bytes = self.dense_flops = self.expert_bytes = self.expert_flops = self.other_bytes = 0.0
        for t in BLOCKS[self.kind](b, d):
            if t.cls == "other":
                self.other_bytes += size(t) * bits("other")
            elif t.cls.startswith("expert") and t.used:
                self.expert_bytes += size(t) * bits(t.cls) / everyone
                self.expert_flops += 2 * used(t) / everyone
            else:  # routers are repeated; everything else is split by TP
                self.dense_bytes += size(t) * bits(t.cls) / (1 if t.cls == "router" else lay.tp)
                self.dense_flops += 2 * used(t) / lay.tp
        self.other_bytes += (b["norm_vectors"] * d + b["extra_params"]) * bits("other")
        act = p.activation_bits / 8
        split, whole = io_elements(b, d)
        self.io_bytes = (split / lay.tp + whole) * act
        self.small_io_bytes = (split / lay.tp + 2 * whole) * act * case.constants.small_io_factor
        self.width_bytes = (b["d_latent"] or d) * act
        self.expert_io_bytes = 0.0
        if self.kind == MOE:  # in, out, and each matrix' inner side: not in the header
            width = b["d_latent"] or d
            self.expert_io_bytes = b["n_experts_active"] * act * (2 * width / lay.ep
                                                                  + b["ffn_matrices"] * b["d_ff"] / everyone)
            self.share = b["n_experts_active"] / b["n_experts"]
            self.row_flops = self.expert_flops / self.share  # one more row on every expert
            self.expert_flops *= lay.ep ** case.constants.expert_rank_exp
            self.ep = lay.ep
        self.attention(b, lay, p)
        if case.model.flags & NO_KV:
            self.kv_bytes = self.index_bytes = 0.0
        borrows = self.kind == ATTENTION and b["flags"] & (SHARED_CACHE | UNCACHED)
        self.held_bytes = 0.0 if borrows else self.kv_bytes + self.index_bytes  # read in any case
        _, _, _, state = keeps(b)
        self.state_bytes = state * p.state_bits / 8 / lay.tp
        # Eight operations an element and token: not in the header.
        self.state_flops = 8 * state_core(b) / lay.tp if self.kind in (GDN, MAMBA2, LIGHTNING) else 0.0
        if self.kind == CONV:
            self.state_flops = 2 * b["n_heads"] * b["head_dim"] * b["conv_width"] / lay.tp

    def attention(self, b, lay, p):
        self.attends = self.kind in (ATTENTION, MLA)
        self.kv_bytes = self.index_bytes = self.decode_flops = self.prefill_flops = self.index_flops = 0.0
        self.window, self.topk = b["window_tokens"] or math.inf, b["index_topk_tokens"] or math.inf
        h, v = b["head_dim"], b["v_head_dim"] or b["head_dim"]
        if self.kind == ATTENTION:
            local = math.ceil(b["n_kv_heads"] / lay.tp)
            self.kv_bytes = local * (h + v) * p.kv_bits / 8
            self.decode_flops = self.prefill_flops = 2 * b["n_heads"] * (h + v) / lay.tp
        elif self.kind == MLA:
            latent = b["kv_lora_rank"] + b["qk_rope_dim"]
            self.kv_bytes = latent * p.kv_bits / 8
            self.decode_flops = 2 * b["n_heads"] * (latent + b["kv_lora_rank"]) / lay.tp
            self.prefill_flops = 2 * b["n_heads"] * (b["qk_nope_dim"] + b["qk_rope_dim"] + v) / lay.tp
            if b["index_heads"]:  # each token's own choice is read as latents
                self.prefill_flops = self.decode_flops
        if self.attends and b["index_heads"]:
            self.index_bytes = b["index_dim"] * p.index_bits / 8
            self.index_flops = 2 * b["index_heads"] * b["index_dim"]

    def busiest_experts(self, touched):
        """Share of its experts that the busiest rank reads: as many deviations above the mean as the largest of ep normal
        draws, at most all."""
        local = self.b["n_experts"] / self.ep
        variance = local * touched * (1 - touched) * (1 - 1 / self.ep)
        return min(touched + largest_draw(self.ep) * math.sqrt(variance) / local, 1)

    def touched_experts(self, tokens):
        """Expected share: E (1 - (1 - k/E)^T) of E."""
        k, e = self.b["n_experts_active"], self.b["n_experts"]
        if k == e:
            return 1 - math.exp(-100 * tokens)  # all of them, from one token on
        return -math.expm1(tokens * math.log1p(-k / e))


# --- the deployment -------------------------------------------------------------------------------------------------

class Deployment:
    def __init__(self, case):
        self.case, self.flags = case, Flag(0)
        hw, lay, c, model = case.hw, case.layout, case.constants, case.model
        self.check()
        self.components = [Component(case, b) for b in case.rows for _ in range(b["count"])]
        self.gpus = lay.tp * lay.pp * lay.dp
        if hw.memory_bytes_per_s is None:
            raise Refused("memory rate")
        self.rate = {use: self.find_rate(getattr(case.precision, use + "_rate"))
                     for use in ("linear", "expert", "attention")}
        self.links()
        self.collect_flags()
        elements = model.vocab_size * model.d_model
        tied, headless = model.flags & TIED, model.flags & NO_HEAD
        self.head_bytes = 0 if headless else elements * (case.precision.embed_bits if tied
                                                         else case.precision.head_bits) / 8 / lay.tp
        self.head_flops = 0 if headless else 2 * elements / lay.tp
        self.tdp = hw.tdp_w or 0
        self.idle = hw.idle_w if hw.idle_w is not None else self.tdp * c.idle_power_frac
        p = case.precision
        self.quantise_s = c.linear_quantise_s if p.attn_bits % 1 or p.ffn_bits % 1 else 0
        self.memory_constants()

    def check(self):
        lay, case = self.case.layout, self.case
        if lay.pp > case.model.n_layers or (lay.tp * lay.dp) % lay.ep:
            raise Refused("layout")
        experts = [b for b in case.rows if b["kind"] == MOE]
        if lay.ep > 1 and not experts or any(b["n_experts"] % lay.ep for b in experts):
            raise Refused("experts")
        if any(b["n_heads"] % lay.tp for b in case.rows):
            raise Refused("heads")
        if case.hw.memory_bytes is None and case.hw.memory_usable_bytes is None:
            raise Refused("memory")

    def find_rate(self, wanted):
        name = Rate(wanted).name.lower()
        for candidate in FALL_BACK[name]:
            peak = getattr(self.case.hw, RATE_FIELD[candidate])
            if peak is not None:
                self.flags |= Flag(0) if candidate == name else Flag.RATE_FALLBACK
                return peak
        raise Refused("rate")

    def domain(self):
        hw = self.case.hw
        return hw.scaleup_gpus if hw.link_bytes_per_s is not None and hw.scaleup_gpus is not None else 1

    def reach(self, group):
        """(bytes/s, extra start) of a group."""
        hw, lay, domain = self.case.hw, self.case.layout, self.domain()
        if group <= domain:
            if hw.link_topology == Topology.MESH and hw.link_pair_bytes_per_s is not None:
                return min(hw.link_bytes_per_s, hw.link_pair_bytes_per_s * (group - 1)), 0
            return hw.link_bytes_per_s, 0
        if group <= max(domain, 8) and hw.pcie_bytes_per_s is not None:  # eight cards a host: not in the header
            self.flags |= Flag.LINK_ASSUMED if hw.link_bytes_per_s is None else Flag.CROSS_DOMAIN
            return hw.pcie_bytes_per_s, 0
        if lay.internode_bytes_per_s is None:
            raise Refused("link")
        self.flags |= Flag.CROSS_DOMAIN
        return lay.internode_bytes_per_s, self.case.constants.internode_start_s

    def links(self):
        lay, c = self.case.layout, self.case.constants
        self.allreduce = self.alltoall = self.send = lambda payload: 0.0
        if lay.tp > 1:
            rate, extra = self.reach(lay.tp)
            start = c.allreduce_start_s + c.allreduce_double_s * (math.log2(lay.tp) - 1) + extra
            n_tp, reached, domain = lay.tp, rate * c.link_frac, self.domain()
            ring = 2 * (n_tp - 1) / n_tp
            crossing = ring
            if lay.tp <= domain and (n_tp + 1) / n_tp < ring:  # the switch adds
                crossing = ring + c.switch_reduce_frac * ((n_tp + 1) / n_tp - ring)
            self.allreduce = lambda payload: start + min((n_tp - 1) * payload / reached,
                                                         c.allreduce_split_start_s + crossing * payload / reached)
        if lay.dp > 1:
            n = lay.tp * lay.dp
            rate2, extra2 = self.reach(n)
            self.alltoall = lambda sent: c.alltoall_start_s + extra2 + (n - 1) / n * sent / (rate2 * c.link_frac)
        if lay.pp > 1:
            rate3, extra3 = self.reach(self.gpus)
            self.send = lambda payload: c.send_start_s + extra3 + payload / (rate3 * c.link_frac)

    def collect_flags(self):
        case, lay = self.case, self.case.layout
        self.flags |= Flag.TYPICAL_CONSTANTS if not case.constants.is_calibrated else Flag(0)
        self.flags |= Flag.WIDE_EP if max(lay.ep, lay.dp) > 8 else Flag(0)
        self.flags |= Flag.PIPELINE if lay.pp > 1 else Flag(0)
        self.flags |= Flag.RECURRENT if any(x.state_bytes > 0 for x in self.components) else Flag(0)
        self.flags |= Flag.SPARSE_ATTENTION if any(b["index_topk_tokens"] for b in case.rows) else Flag(0)
        self.flags |= Flag.USABLE_ASSUMED if case.hw.memory_usable_bytes is None else Flag(0)

    # memory

    def memory_constants(self):
        case, hw, e, c = self.case, self.case.hw, self.case.engine, self.case.constants
        lay, model, p = case.layout, case.model, case.precision
        self.stage = math.ceil(model.n_layers / lay.pp) / model.n_layers
        layers = math.fsum(x.dense_bytes + x.expert_bytes + x.other_bytes for x in self.components)
        embed = (model.vocab_size + model.pos_embed_rows) * model.d_model * p.embed_bits / 8 / lay.tp
        small = model.final_norm_vectors * model.d_model + model.extra_params
        small += model.vocab_size if model.flags & HEAD_BIAS else 0
        one_of_both = lay.pp > 1 or model.flags & TIED
        frame = max(embed, self.head_bytes) if one_of_both else embed + self.head_bytes
        self.weights = math.ceil(layers * self.stage + frame + small * p.other_bits / 8)
        factor = e.activation_tp4 if lay.tp >= 4 else e.activation_tp2 if lay.tp >= 2 else e.activation_tp1
        factor *= e.activation_moe_factor if any(b["kind"] == MOE for b in case.rows) else 1
        self.activation = math.ceil(factor * e.prefill_chunk_tokens * model.d_model * p.activation_bits / 8)
        alone, together = e.runtime_bytes, e.runtime_parallel_bytes
        if self.gpus == 1:
            self.runtime = alone
        elif (hw.link_bytes_per_s or 0) >= 100e9:
            self.runtime = together
        else:  # over PCIe an eighth of the collectives' channels, and of their buffers
            self.runtime = alone + -(-max(together - alone, 0) // 8) if together >= alone else together
        self.runtime += e.graph_token_bytes * e.graph_sequences
        if hw.memory_usable_bytes is not None:
            self.capacity = hw.memory_usable_bytes
        else:
            share = c.usable_frac_hbm if hw.memory_bytes_per_s > 500e9 else c.usable_frac_other
            self.capacity = math.floor(hw.memory_bytes * share)
        on_top = self.activation + self.runtime
        budgets = [self.capacity * e.memory_frac, min(self.capacity * e.memory_frac + on_top, self.capacity),
                   self.capacity - (1 - e.memory_frac) * max(self.capacity - self.weights - on_top, 0)]
        self.budget = math.floor(budgets[e.memory_policy])
        is_shared = hw.memory_bytes_per_s < 500e9 and (hw.memory_bytes or 0) >= 64 * 2**30
        is_sparse, has_experts = (any(b.get("index_topk_tokens", 0) > 0 for b in case.rows),
                                  any(b["kind"] == MOE for b in case.rows))
        of_class = 0.07 if is_sparse else 0.025 if has_experts else 0
        self.uncertain = 1.645 * math.hypot(0.02 * self.weights, 0.55 * self.activation, 0.5 * self.runtime,
                                            (0.04 if is_shared else 0.004) * self.capacity, of_class * self.capacity)

    def sequence_bytes(self, tokens):
        page = self.case.engine.kv_block_tokens
        paged = lambda x: math.ceil(min(tokens, x.window) / page) * page
        return self.stage * math.fsum(paged(x) * x.held_bytes + x.state_bytes for x in self.components)

    def free(self):
        return max(self.budget - self.weights - self.activation - self.runtime, 0)

    def most(self):
        return self.case.engine.max_sequences * self.case.layout.dp

    def fitting(self, tokens):
        each = self.sequence_bytes(tokens)
        return self.free() / each * self.case.layout.dp if each > 0 else self.most()

    def verdict(self, kv_bytes):
        margin = self.budget - (self.weights + self.activation + self.runtime + kv_bytes)
        uncertain = math.floor(self.uncertain)
        return 1 if margin > uncertain else 3 if margin < -uncertain else 2

    def memory(self, sequences, tokens):
        dp, each = self.case.layout.dp, self.sequence_bytes(tokens)
        whole = math.floor(self.free() / each) * dp if each > 0 else self.most()
        kv = math.ceil(each * math.ceil(sequences / dp))
        needed = self.weights + kv + self.activation + self.runtime
        return dict(weights_bytes=self.weights, kv_bytes=kv, activation_bytes=self.activation,
                    runtime_bytes=self.runtime, needed_bytes=needed, capacity_bytes=self.capacity,
                    budget_bytes=self.budget, margin_bytes=self.budget - needed,
                    claimed_bytes=self.budget if self.case.engine.is_claiming else needed,
                    kv_capacity_tokens=math.floor(self.fitting(tokens) * tokens),
                    max_sequences=min(whole, self.most()))

    # one step

    def step(self, decode=0.0, context=0.0, prompt_tokens=0.0, prompts=0.0, prompt_context=0.0, verified=1.0):
        """verified: tokens of one decoding sequence, drafted ones included."""
        case, lay, c, hw = self.case, self.case.layout, self.case.constants, self.case.hw
        prompts = 0.0 if prompt_tokens == 0 else prompts or 1.0
        # Of the replicas and microbatches the busiest one holds a whole sequence, if there is one: not in the header.
        local = max(decode / (lay.dp * lay.pp), min(decode, 1))
        chunk = prompt_tokens / prompts if prompts else 0.0
        # Prompts don't split over replicas either.
        fresh = max(prompts / lay.dp, min(prompts, 1)) * chunk / lay.pp
        tokens = local * verified + fresh
        everywhere = max(decode / lay.pp, min(decode, 1)) * verified + prompt_tokens / lay.pp
        terms = dict.fromkeys(("weights_s", "kv_s", "compute_s", "link_s", "overhead_s"), 0.0)
        moved = worked = 0.0

        def roofline(memory_term, size_bytes, flops, memory_frac, compute_frac, peak):
            nonlocal moved, worked
            moved += size_bytes / hw.memory_bytes_per_s
            worked += flops / peak
            memory = size_bytes / (hw.memory_bytes_per_s * memory_frac)
            compute = flops / (peak * compute_frac)
            both = math.hypot(memory, compute)
            if both > 0:  # shared by the squares
                terms[memory_term] += memory * (memory / both)
                terms["compute_s"] += compute * (compute / both)

        def linear(size_bytes, flops):
            roofline("weights_s", size_bytes, flops, c.linear_memory_frac, c.linear_compute_frac, self.rate["linear"])

        payload = case.model.d_model * case.precision.activation_bits / 8
        for x in self.components:
            linear(x.dense_bytes + tokens * x.io_bytes, tokens * x.dense_flops)
            if x.kind == MOE:
                touched = x.touched_experts(everywhere)
                busiest = x.busiest_experts(touched)
                size_bytes = x.expert_bytes * busiest + everywhere * x.expert_io_bytes
                flops, each = everywhere * x.expert_flops, everywhere * x.share / touched if touched else 0
                if touched:
                    padding = c.expert_tile_tokens * each / (each + c.expert_ramp_tokens)
                    flops += padding * busiest * x.row_flops
                roofline("weights_s", size_bytes, flops, c.expert_memory_frac, c.expert_compute_frac, self.rate["expert"])
                terms["overhead_s"] += c.expert_start_s
            terms["overhead_s"] += kernels(x.b) * (c.linear_start_s + self.quantise_s)
            terms["overhead_s"] += (c.small_kernels_per_block + small_kernels(x.b)) * c.small_kernel_s
            terms["overhead_s"] += tokens * x.small_io_bytes / (hw.memory_bytes_per_s * c.decode_memory_frac)
            if x.attends:
                held = min(context, x.window)
                read = min(held, x.topk)
                size_bytes = local * (read * x.kv_bytes + held * x.index_bytes + verified * x.kv_bytes)
                flops = local * verified * (read * x.decode_flops + held * x.index_flops)
                seen = prompt_context + chunk / 2
                attended = min(seen, x.window, x.topk)
                prompt_flops = fresh * (attended * x.prefill_flops + seen * x.index_flops)
                length = min(prompt_context + chunk, x.window, x.topk)
            else:
                size_bytes, flops = 2 * local * x.state_bytes, local * verified * x.state_flops
                prompt_flops, length = fresh * x.state_flops, chunk
            if x.attends or x.state_flops:
                roofline("kv_s", size_bytes, flops, c.decode_memory_frac, c.decode_compute_frac,
                         self.rate["attention"])
                terms["overhead_s"] += (c.decode_latent_start_s if x.kind == MLA else c.decode_start_s) * min(local, 1)
                if prompt_tokens > 0:
                    length = max(length, 1)
                    reached = c.prefill_compute_frac * length / (length + c.prefill_half_tokens)
                    terms["compute_s"] += prompt_flops / (self.rate["attention"] * reached)
                    terms["compute_s"] += c.recurrent_token_s * chunk if x.state_bytes else 0
                    terms["overhead_s"] += c.prefill_start_s
                    worked += prompt_flops / self.rate["attention"]
            if x.kind == MOE and lay.dp > 1:
                k, ranks = x.b["n_experts_active"], lay.tp * lay.dp
                sent = tokens * x.width_bytes * ranks * (1 - (1 - 1 / lay.ep) ** k)
                terms["link_s"] += 2 * self.alltoall(sent)
            elif lay.tp > 1:
                times = 2 if x.b["flags"] & QK_NORM_LAYER and x.kind == ATTENTION else 1
                terms["link_s"] += times * self.allreduce(tokens * payload)
        logits = local * verified + prompts / (lay.dp * lay.pp)
        linear(self.head_bytes, logits * self.head_flops)
        terms["link_s"] += lay.pp * self.send(tokens * payload) if lay.pp > 1 else 0
        terms["overhead_s"] += c.step_s + (decode + prompts) / lay.dp * c.sequence_s
        terms["overhead_s"] += c.prefill_layer_s * case.model.n_layers if prompt_tokens > 0 else 0
        total = math.fsum(terms.values())
        factor = c.software_time_factor
        if factor < 1:  # not faster than the units at their peaks
            factor = max(factor, min(max(moved, worked) / total, 1))
        terms = {name: value * factor for name, value in terms.items()}
        total *= factor
        waiting = (terms["link_s"] + terms["overhead_s"]) / total
        power = (c.wait_power_frac * waiting + c.busy_power_frac * (1 - waiting) + c.memory_power_frac * moved / total
                 + c.compute_power_frac * worked / total)
        watts = self.gpus * max(min(power, 1) * self.tdp, self.idle)
        return dict(terms, time_s=total, power_w=watts)

    def step_flags(self, decode, context, prompt_tokens, prompts, prompt_context):
        length = max(context, prompt_context + prompt_tokens / max(prompts, 1))
        flags = self.flags
        flags |= Flag.LARGE_BATCH if decode > 512 * self.case.layout.dp else Flag(0)
        flags |= Flag.LONG_CONTEXT if length > 32768 else Flag(0)
        limit = self.case.model.max_context_tokens
        flags |= Flag.BEYOND_CONTEXT if limit is not None and length > limit else Flag(0)
        return flags

    # steady state

    def settle(self, load):
        """Closed loop, fixed batch or decode only."""
        return {LoadMode.CLOSED: self.settle_loop, LoadMode.BATCH: self.settle_batch,
                LoadMode.DECODE: self.settle_decode, LoadMode.BURST: self.settle_burst}[load.mode](load)

    def decode_step(self, load, running, context):
        """The step of these sequences, and its time with the drafts."""
        step = self.step(running, context, verified=1 + load.draft_tokens)
        share = load.draft_tokens * load.draft_time_frac
        return step, step["time_s"] + (share * self.step(running, context)["time_s"] if share else 0.0)

    def answer(self, load, steady, step, tpot, watts, share):
        """What all modes report, from times, rate and power."""
        isl, osl, rate = load.input_tokens, load.output_tokens, steady["requests_per_s"]
        factor = steady["step_s"] / step["time_s"] / yielded(load) / tpot  # drafting is shared by the terms
        terms = {name + "_frac": step[name + "_s"] * factor for name in ("weights", "kv", "compute", "link", "overhead")}
        return dict(steady, tpot_s=tpot, e2e_s=steady["ttft_s"] + (osl - 1) * tpot, output_tokens_per_s=rate * osl,
                    input_tokens_per_s=rate * isl, input_time_frac=share, power_w=watts,
                    output_token_j=watts / rate * (1 - share) / osl, input_token_j=watts / rate * share / isl, **terms)

    def point(self, load, running):
        """The engine with this many running requests, or with as many as it can run."""
        case, dp, e, pp = self.case, self.case.layout.dp, self.case.engine, self.case.layout.pp
        isl, each, fresh = load.input_tokens, yielded(load), fresh_tokens(load)
        chunks = math.ceil(fresh / e.prefill_chunk_tokens)
        context, steps = mean_context(load), load.output_tokens / each
        # A step takes one chunk a replica; B requests bring fresh / O prompt tokens a step each: not in the header.
        by_prompts = max(e.prefill_chunk_tokens * dp * steps / fresh, dp)
        limit = max(min(self.fitting(context), self.most(), by_prompts), 1)
        running = min(running, limit)
        gathered = min(running, dp)
        per_step = (running - gathered) * chunks / steps
        together = gathered if per_step <= gathered else min(per_step, dp * e.prefill_chunk_tokens * chunks / fresh)
        decode, d = self.decode_step(load, running, context)
        beside = running - gathered
        before = isl - fresh + fresh * (chunks - 1) / chunks / 2 + fresh * load.input_cv**2 / 2
        verified = 1 + load.draft_tokens
        mixed = self.step(beside, context, together * fresh / chunks, together, before, verified)
        m = mixed["time_s"] + d - decode["time_s"]
        prompt = chunks * m
        if pp > 1:  # a chunk passes every stage whole, the next one follows a stage behind
            whole = self.step(beside, context, together * pp * fresh / chunks, together * pp, before, verified)
            prompt = whole["time_s"] * (1 + (chunks - 1) / pp)
        others = max(m - d, 0) / together
        tpot = lambda meet: (d + (1 - meet) * min(per_step, together) * others) / each
        return types.SimpleNamespace(
            running=running, limit=limit, slots=max(min(self.fitting(context), self.most()), 1), chunks=chunks,
            chunk=fresh / chunks, steps=steps, decode=decode, decode_s=d, mixed=mixed, mixed_s=m, together=together,
            own=max(m - min(beside, 1) * d, 0) / together, others=others, prompt=prompt, beside=beside, tpot=tpot,
            context=context)

    def settle_loop(self, load, running=None, meet=None):
        c, each = self.case.constants, yielded(load)
        meet = c.prompt_meet_frac if meet is None else meet
        v = self.point(load, load.concurrency if running is None else running)
        running, tpot = v.running, v.tpot(meet)
        waiting = 0.0 if meet == 0 and running < load.concurrency else load.concurrency - running
        own_time = c.request_s + v.prompt + v.decode_s / 2
        start = own_time + meet * v.beside * v.chunks * v.others
        rate = running / (start + (load.output_tokens - 1) * tpot)
        prompt_part = running * v.chunks * v.own / v.steps
        share = prompt_part / (prompt_part + v.decode_s)
        in_mixed = min(share * v.mixed_s / (v.own * v.together), 1) if v.own > 0 else 0
        watts = (1 - in_mixed) * v.decode["power_w"] + in_mixed * v.mixed["power_w"]
        self.aside = dict(chunks=v.chunks, others=v.others, own_time=own_time, context=v.context,
                          limit=self.fitting(v.context))
        return self.answer(load, dict(ttft_s=start + waiting / rate, requests_per_s=rate, running_sequences=running,
                                      waiting_sequences=waiting, step_s=v.decode_s,
                                      prefill_frac=1 - v.decode_s / each / tpot), v.decode, tpot, watts, share)

    def settle_burst(self, load):
        """A closed loop until no request is left to start; then the longest answers."""
        whole, cv, osl = load.burst_requests, load.output_cv, load.output_tokens
        clients = min(load.concurrency, whole)
        loop = dataclasses.replace(load, concurrency=clients, mode=LoadMode.CLOSED)
        running, meet = self.point(loop, clients).running, self.case.constants.prompt_meet_frac
        meet += max(0.5 - meet, 0) * min(running / whole, 1)
        steady = self.settle_loop(loop, meet=meet)
        rate, queue = steady["requests_per_s"], clients - running
        alone = self.decode_step(load, 1, mean_context(load))[1] / yielded(load)
        gamma = 0.5772156649015329
        longest = max(psi(running + 1) + gamma, 1) - 1
        last = osl * (cv * longest + max(1 - cv, 0) * (math.ceil(whole / running) - whole / running))
        seconds = whole / rate + last * alone
        first = running / rate - (osl - 1) * steady["tpot_s"]
        wait = queue * (whole - clients + queue / 2) / whole / rate
        steady.update(ttft_s=first + wait, e2e_s=running / rate + wait, requests_per_s=whole / seconds)
        for name, tokens in (("output", osl), ("input", load.input_tokens)):
            share = steady["input_time_frac"] if name == "input" else 1 - steady["input_time_frac"]
            steady[f"{name}_tokens_per_s"] = whole * tokens / seconds
            steady[f"{name}_token_j"] = steady["power_w"] * seconds / whole * share / tokens
        return steady

    def settle_batch(self, load):
        """Prompts fill steps of one chunk a replica, then all decode; what does not fit runs in further waves."""
        dp, e, pp = self.case.layout.dp, self.case.engine, self.case.layout.pp
        isl, osl, fresh = load.input_tokens, load.output_tokens, fresh_tokens(load)
        most = math.floor(max(min(self.fitting(isl + osl), self.most()), 1))
        waves = math.ceil(load.concurrency / most)
        requests = max(load.concurrency / waves, 1)
        prompts = max(requests / dp, 1)  # of a replica
        steps = math.ceil(prompts * fresh / e.prefill_chunk_tokens)
        tokens, at_once = prompts * fresh / steps, max(prompts / steps, 1)
        batch = (tokens * dp, at_once * dp)
        before = isl - fresh + (fresh - tokens / at_once) / 2
        prefill = self.step(0, 0, *batch, before)
        prefill_s = steps * prefill["time_s"]
        if pp > 1:
            prefill_s = self.step(0, 0, batch[0] * pp, batch[1] * pp, before)["time_s"] * (1 + (steps - 1) / pp)
        decode, d = self.decode_step(load, requests, mean_context(load))
        tpot = d / yielded(load)
        start = self.case.constants.request_s + prefill_s
        wave = start + (osl - 1) * tpot
        share = prefill_s / (prefill_s + (osl - 1) * tpot)
        watts = (1 - share) * decode["power_w"] + share * prefill["power_w"]
        return self.answer(load, dict(ttft_s=math.fsum(start + wave * i for i in range(waves)) / waves if waves < 10000
                                      else start + wave * (waves - 1) / 2,
                                      requests_per_s=load.concurrency / (wave * waves), running_sequences=requests,
                                      waiting_sequences=load.concurrency - requests, step_s=d, prefill_frac=0.0),
                           decode, tpot, watts, share)

    def settle_decode(self, load):
        """A closed loop without prompts."""
        context = mean_context(load)
        running = min(load.concurrency, max(min(self.fitting(context), self.most()), 1))
        decode, d = self.decode_step(load, running, context)
        tpot = d / yielded(load)
        rate = running / (load.output_tokens * tpot)
        return self.answer(load, dict(ttft_s=tpot + (load.concurrency - running) / rate, requests_per_s=rate,
                                      running_sequences=running, waiting_sequences=load.concurrency - running, step_s=d,
                                      prefill_frac=0.0), decode, tpot, decode["power_w"], 0.0)

    def bound(self, load, steady):
        """The limit for which requests wait, else the largest term."""
        most, running = self.most(), steady["running_sequences"]
        terms = [steady[name + "_frac"] for name in ("weights", "kv", "compute", "link", "overhead")]
        if load.mode == LoadMode.CLOSED:
            if steady["waiting_sequences"] > 0 and running >= most:
                return Bound.SEQUENCES
            if steady["waiting_sequences"] > 0 and running >= self.aside["limit"]:
                return Bound.CAPACITY
            if steady["waiting_sequences"] > 0 or steady["prefill_frac"] > 0.5:
                return Bound.COMPUTE
        elif steady["waiting_sequences"] > 0:
            return Bound.SEQUENCES if running * 2 > most else Bound.CAPACITY
        return Bound(terms.index(max(terms)) + 1)

    def serve_flags(self, load, steady):
        isl, osl = load.input_tokens, load.output_tokens
        verdict = self.verdict(self.sequence_bytes(isl + osl))
        flags = self.step_flags(steady["running_sequences"], isl + osl, 0, 0, 0)
        flags |= {1: Flag(0), 2: Flag.MARGINAL_MEMORY, 3: Flag.NO_FIT}[verdict]
        flags |= Flag.SPECULATIVE if load.draft_tokens > 0 else Flag(0)
        return flags | (Flag.QUEUEING if steady["waiting_sequences"] > 0 else Flag(0)), verdict

    # waiting

    def hold(self, load, running):
        """Seconds in a slot while so many run, and the engine then. Arrivals are independent: none meet."""
        v = self.point(load, running)
        return v.prompt + v.decode_s / 2 + (load.output_tokens - 1) * v.tpot(0), v

    def prompt_service(self, v):
        """What its chunks add to steps, and its share of the steps that it fills. Not in the header."""
        return v.chunks * (v.others + v.decode_s * v.chunk / self.case.engine.prefill_chunk_tokens)

    def saturation(self, load):
        held, v = self.hold(load, math.inf)
        return min(v.slots / held, self.case.layout.dp / self.prompt_service(v)), v

    def find_running(self, load):
        """b = ca^2 + rate * S(b), by halving."""
        excess = lambda b: load.arrival_cv**2 + load.requests_per_s * self.hold(load, b)[0] - b
        low, high = 1.0, self.point(load, math.inf).limit
        if excess(high) >= 0:
            return high
        if excess(low) <= 0:
            return low
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if excess(middle) > 0 else (low, middle)
        return high

    def waits(self, load, v, held):
        """(mean, share that waits) for prompts and for a slot; None: one of the lines grows."""
        dp, chunk_tokens = self.case.layout.dp, self.case.engine.prefill_chunk_tokens
        burst = math.sqrt(max(1 + (load.arrival_cv**2 - 1) / dp, 0))  # of one replica
        prompts = line(load.requests_per_s / dp, self.prompt_service(v), 1, burst, load.input_cv)
        answer = (load.output_tokens - 1) * v.tpot(0) / held * load.output_cv
        slots = line(load.requests_per_s, held, v.slots, load.arrival_cv, math.hypot(answer, v.prompt / held * load.input_cv))
        if prompts is None or slots is None:
            return None
        rate, s = load.requests_per_s / dp, v.chunks * v.others
        r, fills = rate * s, v.chunk / chunk_tokens
        step = v.decode_s / (1 - r)  # E[T]; its variance is step * rate * E[s^2] / (1 - r^2)
        rest = (step + rate * s * s * (1 + load.input_cv**2) / (1 - r * r)) / 2  # E[T^2] / (2 E[T])
        gate = max(rest * (1 + 2 * r) - v.decode_s / 2 + (burst**2 - 1) * s, 0)
        alone = (1 - r) * math.exp(-rate * (step + 2 * rest)) / (1 + max(burst**2 - 1, 0))
        for_prompts = [fills * a + (1 - fills) * b for a, b in zip(prompts, (gate, 1 - alone))]
        return for_prompts, slots

    def spread(self, load, seen, running):
        """Standard deviation of TPOT between requests: Campbell's theorem over the arrivals around one."""
        less = (seen + 1) / 2
        if load.output_tokens <= 1 or seen <= less:
            return 0.0
        (held_less, v_less), (held, v) = self.hold(load, less), self.hold(load, seen)
        p = v.chunks * v.others / self.case.layout.dp / (load.output_tokens - 1)
        n = max(v.decode_s - v_less.decode_s, 0) / (seen - less) * v.steps / load.output_tokens
        response = min((held - held_less) / (seen - less) * seen / held, 0.8)
        return load.arrival_cv * math.sqrt(running * (p * p + p * n + n * n * 2 / 3)) / (1 - response)

    def open(self, load):
        """Open loop: the steady state and how requests wait; None: it does not keep up."""
        c = self.case.constants
        if load.requests_per_s >= self.saturation(load)[0]:
            return None
        seen = self.find_running(load)
        held, v = self.hold(load, seen)
        waits = self.waits(load, v, held)
        if waits is None:
            return None
        steady = self.settle_loop(load, seen, 0)
        rate, ((prompt_wait, prompt_share), (slot_wait, slot_share)) = load.requests_per_s, waits
        decode = (load.output_tokens - 1) * steady["tpot_s"]
        ttft = c.request_s + held - decode + prompt_wait + slot_wait
        running = rate * held + rate * prompt_wait
        idle = math.exp(-running)
        sd = self.spread(load, seen, rate * held + rate * prompt_wait)
        first = dict(ttft_s=ttft, tpot_s=steady["tpot_s"], e2e_s=ttft + decode, requests_per_s=rate,
                     running_sequences=running, waiting_sequences=rate * slot_wait,
                     power_w=(1 - idle) * steady["power_w"] + idle * self.gpus * self.idle)
        times = Delay(v.prompt, load.input_cv, v.decode_s, (prompt_wait, prompt_share), (slot_wait, slot_share))
        queue = {f"ttft_p{int(share * 100)}_s": c.request_s + times.quantile(share) for share in SHARES}
        queue.update({f"tpot_p{int(share * 100)}_s": steady["tpot_s"] + sd * deviate(load.output_cv, share) for share in SHARES[1:]})
        queue.update(tpot_p50_s=steady["tpot_s"], slot_wait_s=slot_wait, prompt_wait_s=prompt_wait,
                     wait_frac=1 - (1 - slot_share) * (1 - prompt_share), running_sequences=running)
        return first, queue

    def closed(self, load, steady):
        """Quantiles of a closed loop: a gamma of the mean and the variance of what a request meets."""
        c, dp = self.case.constants, self.case.layout.dp
        v = self.point(load, steady["running_sequences"])
        others, meet, prompt = v.running - 1, c.prompt_meet_frac, v.chunks * v.others / dp
        departure = 1 / steady["requests_per_s"]
        slot_wait, prompt_wait = steady["waiting_sequences"] * departure, meet * others * prompt
        fixed = c.request_s + (0 if load.input_cv else v.prompt)
        parts = [(v.decode_s / 2, v.decode_s**2 / 12), (prompt_wait, others * meet * (1 - meet) * prompt**2),
                 (slot_wait, slot_wait * departure)]
        if load.input_cv:
            parts.append((v.prompt, (v.prompt * load.input_cv)**2))
        mean, sd = sum(m for m, _ in parts), math.sqrt(sum(var for _, var in parts))
        out = {f"ttft_p{int(share * 100)}_s": fixed + gamma_quantile(mean, sd, share) for share in SHARES}
        prompts = others * v.chunks / dp
        spread = 0.0
        if load.output_tokens > 1 and prompts > 0:
            spread = load.output_cv * v.others * math.sqrt(prompts) / (load.output_tokens - 1)
        out.update({f"tpot_p{int(share * 100)}_s": steady["tpot_s"] + spread * NORMAL.inv_cdf(share) for share in SHARES})
        return dict(out, slot_wait_s=slot_wait, prompt_wait_s=prompt_wait,
                    wait_frac=1.0 if slot_wait else 1 - (1 - meet)**max(others, 0), running_sequences=v.running)

    # one more request, one more token

    def admit(self, batch, load):
        """A request on top of a batch: (decode, context, prompt tokens, prompts, their context)."""
        decode, context, tokens, prompts, before = batch
        prompts = max(prompts, 1) if tokens > 0 else 0.0
        isl, osl, fresh = load.input_tokens, load.output_tokens, fresh_tokens(load)
        chunks = math.ceil(fresh / self.case.engine.prefill_chunk_tokens)
        verified = 1 + load.draft_tokens
        mine = isl - fresh + (fresh - fresh / chunks) / 2
        with_prompt = (decode, context, tokens + fresh / chunks, prompts + 1, (prompts * before + mine) / (prompts + 1))
        with_decode = (decode + 1, (decode * context + isl + osl / 2) / (decode + 1), tokens, prompts, before)
        now = self.step(*batch, verified=verified)["time_s"] if decode + tokens > 0 else 0.0
        prompt, more = (self.step(*b, verified=verified)["time_s"] for b in (with_prompt, with_decode))
        steps = (osl - 1) / yielded(load)
        each = before + tokens / prompts if prompts else 0.0
        held = decode * self.sequence_bytes(context) + prompts * self.sequence_bytes(each)
        free = self.budget - (self.weights + self.activation + self.runtime + held / self.case.layout.dp)
        added = chunks * max(prompt - now, 0), steps * max(more - now, 0)
        return dict(step_s=now, prompt_step_s=prompt, decode_step_s=more,
                    ttft_s=self.case.constants.request_s + chunks * prompt, prompt_added_s=added[0],
                    decode_added_s=added[1], added_s=sum(added), delay_s=added[0], prompt_steps=chunks,
                    decode_steps=steps, request_bytes=self.sequence_bytes(isl + osl), free_bytes=free), now, prompt, more

    def marginal(self, load, steady):
        """Device seconds of one more prompt token and of one more output token, around a steady state."""
        running = max(steady["running_sequences"], 1)
        more, now = (self.decode_step(load, n, self.aside["context"])[1] for n in (running + 1, running))
        return (self.aside["chunks"] * self.aside["others"] / self.case.layout.dp / load.input_tokens,
                max(more - now, 0) / yielded(load))


SHARES = (0.5, 0.95, 0.99)
NORMAL = statistics.NormalDist()
# Shares of the requests, and where in the running step each group comes: not in the header.
GROUPS = [(0.125, 0.31), (0.125, 0.81), (0.125, 0.06), (0.125, 0.56), (0.125, 0.94), (0.125, 0.44), (0.125, 0.19),
          (0.05, 0.69), (0.035, 0.25), (0.02, 0.75), (0.012, 0.5), (0.008, 0.5)]


def groups():
    """(share, normal quantile in its middle, place)."""
    below = 0.0
    for share, even in GROUPS:
        yield share, round(NORMAL.inv_cdf(below + share / 2), 6), even
        below += share


def psi(x):
    """Digamma: recurrence up to 20, then its asymptotic series."""
    below = 0.0
    while x < 20:
        below, x = below - 1 / x, x + 1
    return below + math.log(x) - 1 / (2 * x) - 1 / (12 * x**2) + 1 / (120 * x**4) - 1 / (252 * x**6)


def line(rate, service, servers, arrival_cv, service_cv):
    """(mean wait, share that waits) of GI/G/c by Sakasegawa, Allen and Cunneen; None: it grows."""
    load = rate * service / servers
    if load >= 1:
        return None
    waits = load**(math.sqrt(2 * (servers + 1)) - 1)
    return waits * (arrival_cv**2 + service_cv**2) / 2 * service / (servers * (1 - load)), waits


def halve(above, low, high):
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if above(middle) else (low, middle)
    return high


class Delay:
    """A lognormal time, a uniform one, and two waits that are exponential for those who wait."""

    def __init__(self, varying, cv, uniform, first, second):
        s2 = math.log1p(cv * cv)
        self.starts = [(share, varying * math.exp(math.sqrt(s2) * z - s2 / 2) + uniform * even) for share, z, even in groups()]
        self.waits = [(mean / share if share else 0.0, share) for mean, share in (first, second)]

    def above(self, t):
        """Share of the waits that are longer."""
        (a, in_a), (b, in_b) = self.waits
        tail = lambda mean: math.exp(-t / mean) if mean else 0.0
        if not (a and b):
            return in_a * tail(a) + in_b * tail(b)
        both = tail(a) * (1 + t / a) if abs(a - b) < 1e-9 * a else (a * tail(a) - b * tail(b)) / (a - b)
        return in_a * (1 - in_b) * tail(a) + in_b * (1 - in_a) * tail(b) + in_a * in_b * both

    def quantile(self, share):
        beyond = lambda t: sum(part * (1 if t < start else self.above(t - start)) for part, start in self.starts) > 1 - share
        return halve(beyond, 0.0, max(s for _, s in self.starts) + 100 * sum(mean for mean, _ in self.waits))


def deviate(cv, share):
    """Quantile of a mean over X tokens, X lognormal: a mixture of normals of variance 1 / X."""
    s2 = math.log1p(cv * cv)
    if cv == 0:
        return NORMAL.inv_cdf(share)
    widths = [(part, math.exp((math.sqrt(s2) * z + s2 / 2) / 2)) for part, z, _ in groups()]
    return halve(lambda t: sum(part * (1 - NORMAL.cdf(t / w)) for part, w in widths) > 1 - share, 0.0, 100 * (1 + cv))


def gamma_quantile(mean, sd, share):
    """Wilson and Hilferty."""
    if not (mean > 0 and sd > 0):
        return mean
    ninth = (sd / mean)**2 / 9
    return mean * max(1 - ninth + NORMAL.inv_cdf(share) * math.sqrt(ninth), 0)**3


def fresh_tokens(load):
    return max(load.input_tokens * (1 - load.prefix_hit_frac), 1)


def mean_context(load):
    return load.input_tokens + load.output_tokens / 2 * (1 + load.output_cv**2)


def yielded(load):
    """Tokens of a step for each sequence: 1 + a + a^2 + ... + a^k, in whole and broken numbers of drafts."""
    a, k = load.accept_frac, load.draft_tokens
    if a == 1:
        return k + 1
    return (1 - a**(k + 1)) / (1 - a)


def validity_of(flags):
    if flags & (Flag.WIDE_EP | Flag.NO_FIT | Flag.BEYOND_CONTEXT):
        return 3
    return 2 if flags & ~(Flag.USABLE_ASSUMED | Flag.RATE_FALLBACK) else 1


def bar(sd, factor, validity):
    return math.exp(P90 * min(sd * factor ** (validity - 1), 25))


def wider(case):
    """Mixtures of experts err more."""
    return max(case.constants.expert_sd_factor, 1) if any(b["kind"] == MOE for b in case.rows) else 1


def price(steady, load, gpus, supply):
    isl, osl, share = load.input_tokens, load.output_tokens, steady["input_time_frac"]
    rent = supply["usd_per_gpu_hour"] * (supply["gpus_billed"] or gpus)
    facility = (supply["pue"] or 1) * (1 + (supply["server_power_frac"] or 0))
    energy = steady["power_w"] / 1000 * facility * (supply["usd_per_kwh"] or 0)
    request = (rent / supply["utilisation_frac"] + energy) / (3600 * steady["requests_per_s"])
    return dict(usd_per_hour=rent + energy, energy_usd_per_hour=energy, usd_per_request=request,
                usd_per_mtok_input=1e6 * request * share / isl, usd_per_mtok_output=1e6 * request * (1 - share) / osl,
                usd_per_mtok_blended=1e6 * request / (isl + osl), usd_per_mtok_output_all=1e6 * request / osl)


# --- random cases ---------------------------------------------------------------------------------------------------

def names_of(record):
    return [field.name for field in dataclasses.fields(record)]


def random_hw(draw):
    log = lambda low, high: math.exp(draw.uniform(math.log(low), math.log(high)))
    maybe = lambda value, chance=0.8: value if draw.random() < chance else None
    memory = int(log(16e9, 1e12))
    bf16, link = log(50e12, 5e15), log(20e9, 2e12)
    tdp = log(50, 1500)
    return Hardware(memory_bytes=memory, memory_usable_bytes=maybe(int(memory * draw.uniform(0.9, 1))),
                    memory_bytes_per_s=log(200e9, 10e12), bf16_flop_per_s=maybe(bf16), fp16_flop_per_s=maybe(bf16),
                    fp32_flop_per_s=maybe(bf16 / 10), fp8_flop_per_s=maybe(bf16 * 2), int8_op_per_s=maybe(bf16 * 2),
                    fp4_flop_per_s=maybe(bf16 * 4, 0.3), link_bytes_per_s=maybe(link),
                    link_pair_bytes_per_s=maybe(link / 7, 0.3), scaleup_gpus=draw.choice([1, 2, 4, 8, 16, 72, None]),
                    link_topology=draw.choice([None, Topology.SWITCH, Topology.MESH]),
                    pcie_bytes_per_s=maybe(log(8e9, 128e9)), tdp_w=maybe(tdp), idle_w=maybe(tdp * 0.1, 0.5))


def random_precision(draw):
    bits = {name: draw.choice([4.25, 8, 16, draw.uniform(0.5, 32)])
            for name in names_of(Precision) if name.endswith("_bits")}
    rates = {use + "_rate": Rate(draw.randint(1, 7)) for use in ("linear", "expert", "attention")}
    return Precision(**bits, **rates)


def random_engine(draw):
    return Engine(memory_frac=draw.uniform(0.5, 1), is_claiming=draw.randint(0, 1),
                  runtime_bytes=draw.randint(0, 10**9), runtime_parallel_bytes=draw.randint(0, 2 * 10**9),
                  graph_token_bytes=draw.randint(0, 3 * 10**6), graph_sequences=draw.choice([0, 256]),
                  kv_block_tokens=draw.choice([1, 16, 64, 100]), prefill_chunk_tokens=draw.choice([1, 256, 2048, 8192]),
                  max_sequences=draw.choice([1, 16, 256, 4096]), activation_tp1=draw.uniform(0, 12),
                  activation_tp2=draw.uniform(0, 8), activation_tp4=draw.uniform(0, 6),
                  activation_moe_factor=draw.uniform(0, 3), memory_policy=draw.randint(0, 2))


def random_constants(draw):
    values = {}
    for name in names_of(Constants):
        if name.endswith("_s"):
            values[name] = draw.choice([0.0, draw.uniform(0, 1e-4)])
        elif name == "extrapolation_factor":
            values[name] = draw.uniform(1, 3)
        elif name.startswith("usable_frac"):
            values[name] = draw.uniform(0.9, 1)
        elif name.endswith("_frac"):
            values[name] = draw.uniform(0.05, 1)
        elif name.endswith("_sd"):
            values[name] = draw.uniform(0, 1)
    return Constants(is_calibrated=draw.randint(0, 1), prefill_half_tokens=draw.choice([0.0, draw.uniform(0, 3000)]),
                     expert_tile_tokens=draw.uniform(0, 100), expert_ramp_tokens=draw.uniform(0, 100),
                     expert_rank_exp=draw.uniform(0, 1), expert_sd_factor=draw.uniform(0, 3),
                     small_io_factor=draw.uniform(0, 2), software_time_factor=draw.choice([1.0, draw.uniform(0.3, 4)]),
                     small_kernels_per_block=draw.uniform(0, 5), **values)


def random_case(draw):
    n_layers = draw.randint(1, 40)
    flags = draw.choice([0, TIED, HEAD_BIAS, TIED | HEAD_BIAS, NO_HEAD]) | draw.choice([0, 0, 0, NO_KV])
    rows = [random_row(draw, names_of(Layer), draw.choice([*range(ATTENTION, LIGHTNING + 1), CONV]), n_layers)
            for _ in range(draw.randint(1, 5))]
    tp, dp = draw.choice([1, 1, 2, 4, 8]), draw.choice([1, 1, 2, 4, 16])
    for row in rows:
        if draw.random() < 0.9:  # most layouts must be possible
            row["n_heads"] *= tp
            row["n_experts"] *= tp * dp
    layers = tuple(Layer(**dict(row, kind=LayerKind(row["kind"]), flags=LayerFlag(row["flags"]))) for row in rows)
    model = Model(n_layers=n_layers, d_model=draw.randint(64, 8192), vocab_size=draw.randint(0, 200000),
                  pos_embed_rows=draw.choice([0, 2048]), final_norm_vectors=draw.randint(0, 2),
                  extra_params=draw.randint(0, 10**6), max_context_tokens=draw.choice([None, 8192, 131072]),
                  flags=ModelFlag(flags), layers=layers)
    ep = draw.choice([1, tp * dp, 2]) if any(row["kind"] == MOE for row in rows) else 1
    layout = types.SimpleNamespace(tp=tp, pp=draw.choice([1, 1, 1, 2, 3]), ep=ep, dp=dp,
                                   internode_bytes_per_s=draw.choice([None, 25e9, 50e9]))
    return types.SimpleNamespace(hw=random_hw(draw), model=model, rows=rows, precision=random_precision(draw),
                                 layout=layout, engine=random_engine(draw), constants=random_constants(draw))


# --- the comparison -------------------------------------------------------------------------------------------------

class Difference(Exception):
    pass


def compare(name, got, want, slack=0.0):
    RECORDING.expect(name, want, slack)
    if not abs(got - want) <= RELATIVE * abs(want) + slack:
        raise Difference(f"{name}: the library says {got!r}, the reference {want!r}")


def compare_range(name, got, want, factor, slack=0.0):
    compare(name, got.mid, want, slack)
    compare(name + ".low", got.low, want / factor, slack)
    compare(name + ".high", got.high, want * factor, slack * factor)


def compare_power(got, want, factor, ours):
    """Within idle and TDP, wherever the middle lies."""
    low, high = max(want / factor, ours.gpus * ours.idle), min(want * factor, ours.gpus * ours.tdp)
    compare("power_w", got.mid, want)
    compare("power_w.low", got.low, min(low, want))
    compare("power_w.high", got.high, max(high, want))


BATCH_FIELDS = ("decode_sequences", "decode_context_tokens", "prefill_tokens", "prefill_sequences",
                "prefill_context_tokens")


def compare_step(draw, case, ours, theirs):
    decode = draw.choice([0.0, 1.0, draw.uniform(0, 3), draw.uniform(0, 2000)])
    tokens = draw.choice([0.0, draw.uniform(1, 9000)]) if decode else draw.uniform(1, 9000)
    batch = (decode, draw.choice([0.0, draw.uniform(0, 200000)]), tokens,
             draw.choice([0.0, draw.uniform(1, 20)]), draw.choice([0.0, draw.uniform(0, 50000)]))
    want, got = ours.step(*batch), theirs.step(*batch)
    flags = ours.step_flags(*batch)
    RECORDING.give("batch", Batch(**dict(zip(BATCH_FIELDS, batch))))
    compare("flags", int(got.flags), int(flags))
    compare("validity", int(got.validity), validity_of(flags))
    c = case.constants
    compare_range("time_s", got.time_s, want["time_s"], bar(c.step_log_sd * wider(case), c.extrapolation_factor, got.validity))
    for term in ("weights_s", "kv_s", "compute_s", "link_s", "overhead_s"):
        compare(term, getattr(got, term), want[term], RELATIVE * want["time_s"])
    if case.hw.tdp_w is None:
        return
    compare_power(got.power_w, want["power_w"], bar(c.power_log_sd, c.extrapolation_factor, got.validity), ours)
    sd = math.hypot(c.power_log_sd, c.step_log_sd * wider(case))
    compare_range("energy_j", got.energy_j, want["power_w"] * want["time_s"],
                  bar(sd, c.extrapolation_factor, got.validity))


def compare_memory(draw, case, ours, theirs):
    sequences, tokens = draw.randint(0, 5000), draw.randint(1, 200000)
    want, got = ours.memory(sequences, tokens), theirs.memory(sequences, tokens)
    RECORDING.say("memory", sequences, tokens)
    for name, value in want.items():  # a byte where a sum is rounded up; a sequence where a quotient is rounded down
        slack = {"max_sequences": case.layout.dp, "kv_capacity_tokens": tokens * 1e-6}.get(name, 2 + 1e-15 * abs(value))
        compare(name, getattr(got, name), value, slack)
    margin = want["margin_bytes"]
    edge = math.floor(ours.uncertain)
    compare("uncertainty_bytes", got.uncertainty_bytes, edge, 2 + 1e-12 * edge)
    if abs(abs(margin) - edge) > 10 + 1e-12 * edge:
        compare("verdict", int(got.verdict), ours.verdict(want["kv_bytes"]))


def random_load(draw, case):
    log = lambda high: math.exp(draw.uniform(0, math.log(high)))
    load = dict(input_tokens=draw.choice([1.0] + 5 * [log(1e5)]), output_tokens=draw.choice([1.0, log(1e4)]),
                concurrency=draw.choice([1.0, draw.uniform(1, 2), log(5000)]),
                prefix_hit_frac=draw.choice([0.0, draw.random(), 1.0]), assume_fit=1,
                mode=draw.choice([LoadMode.CLOSED, LoadMode.CLOSED, LoadMode.BATCH, LoadMode.DECODE]))
    if draw.random() < 0.15:  # many prompts of a few chunks, short answers: several share a step
        load.update(input_tokens=case.engine.prefill_chunk_tokens * draw.uniform(0.1, 3), output_tokens=draw.choice([draw.uniform(1, 30), draw.uniform(500, 5000)]),
                    concurrency=1e4, prefix_hit_frac=0.0)
        load["input_tokens"] = max(load["input_tokens"], 1.0)
    if draw.random() < 0.3 and load["mode"] != LoadMode.BATCH:  # of a batch all have one length
        load.update(input_cv=draw.uniform(0, 2), output_cv=draw.uniform(0, 2))
    if draw.random() < 0.4:
        load.update(draft_tokens=draw.choice([1.0, 3.0, draw.uniform(0, 8)]), accept_frac=draw.choice([0.0, 1.0, draw.random()]),
                    draft_time_frac=draw.choice([0.0, draw.random()]))
    return Load(**load)


def compare_serve(draw, case, ours, theirs):
    load = random_load(draw, case)
    want = ours.settle(load)
    got = theirs.serve(**dataclasses.asdict(load))
    flags, verdict = ours.serve_flags(load, want)
    RECORDING.give("load", load)
    compare("fit", int(got.fit), verdict)
    compare("flags", int(got.flags), int(flags))
    compare("bound", int(got.bound), int(ours.bound(load, want)))
    c, validity = case.constants, validity_of(flags)
    compare("validity", int(got.validity), validity)
    widths = {"ttft_s": c.ttft_log_sd, "tpot_s": c.step_log_sd * wider(case), "power_w": c.power_log_sd,
              "output_token_j": math.hypot(c.power_log_sd, c.throughput_log_sd * wider(case)),
              "input_token_j": math.hypot(c.power_log_sd, c.throughput_log_sd * wider(case))}
    for name, value in want.items():
        answer = getattr(got, name)
        if answer is None and case.hw.tdp_w is None:
            continue
        if name == "power_w":
            compare_power(answer, value, bar(c.power_log_sd, c.extrapolation_factor, validity), ours)
        elif isinstance(answer, float):
            compare(name, answer, value, 1e-12 if name.endswith("_frac") else 0)
        else:
            sd = widths.get(name, c.throughput_log_sd * wider(case))
            compare_range(name, answer, value, bar(sd, c.extrapolation_factor, validity),
                          1e-12 * want["power_w"] / want["requests_per_s"] if name == "input_token_j" else 0)
    compare_cost(draw, case, theirs, load, want, got)
    compare_energy(draw, case, theirs, load, want, got)
    if load.mode == LoadMode.CLOSED and verdict != 3:
        compare_split(draw, case, ours, theirs, load, want)
        compare_terms(case, ours, theirs, load, want)
        compare_burst(ours, theirs, load)
        ours.settle(load)


def compare_burst(ours, theirs, load):
    """Fewer requests than clients, as many, and several waves; not recorded, as they follow from the load."""
    for share in (0.5, 1.0, 3.7):
        burst = dataclasses.replace(load, mode=LoadMode.BURST, burst_requests=max(share * load.concurrency, 1.0))
        want, got = ours.settle(burst), theirs.serve(**dataclasses.asdict(burst))
        for name in ("ttft_s", "tpot_s", "e2e_s", "requests_per_s", "output_tokens_per_s", "input_tokens_per_s"):
            if abs(getattr(got, name).mid / want[name] - 1) > 1e-4:  # harmonic numbers are within 10^-5
                raise AssertionError(f"burst {share}: {name} {getattr(got, name).mid}, expected {want[name]}: {burst}")


def compare_energy(draw, case, theirs, load, steady, result):
    if case.hw.tdp_w is None:
        return
    host, pue, kg = draw.uniform(0, 1), draw.uniform(1, 2), draw.uniform(0, 1)
    site = Site(host_power_frac=Range(host, host, host), pue=pue, location_kg_per_kwh=kg, market_kg_per_kwh=kg / 3)
    got = libtoll.estimate_energy(result, site)
    RECORDING.give("site", site)
    request = steady["power_w"] / steady["requests_per_s"]
    per = {"w": steady["power_w"], "request_j": request, "output_token_j": steady["output_token_j"],
           "input_token_j": steady["input_token_j"]}
    for boundary, factor in (("accelerator", 1), ("system", 1 + host), ("facility", (1 + host) * pue)):
        for name, value in per.items():
            compare(f"{boundary}_{name}", getattr(got, f"{boundary}_{name}").mid, value * factor, 1e-12 * request)
    facility = (1 + host) * pue
    for name, share in (("location", kg), ("market", kg / 3)):
        compare(name + "_kg_per_hour", getattr(got, name + "_kg_per_hour").mid, per["w"] * facility / 1000 * share)
        compare(name + "_g_per_request", getattr(got, name + "_g_per_request").mid, request * facility / 3.6e6 * share * 1000)


def compare_split(draw, case, ours, theirs, load, steady):
    usd, utilisation = draw.uniform(0.1, 20), draw.uniform(0.1, 1)
    supply = Supply(usd_per_gpu_hour=Range(usd, usd, usd), utilisation_frac=utilisation)
    got = theirs.cost_split(load, supply)
    RECORDING.give("split", supply)
    fields = dict(usd_per_gpu_hour=usd, gpus_billed=None, pue=None, server_power_frac=None, usd_per_kwh=None)
    for name, share in (("reserved", utilisation), ("busy", 1.0)):
        want = price(steady, load, theirs.gpus, dict(fields, utilisation_frac=share))
        for side in ("input", "output"):
            compare(f"{name}_usd_per_mtok_{side}", getattr(got, f"{name}_usd_per_mtok_{side}").mid,
                    want["usd_per_mtok_" + side], 1e-12 * want["usd_per_request"] * 1e6)
    added = ours.marginal(load, steady)
    hour = usd * theirs.gpus
    slack = 1e-12 * steady["step_s"] * 1e6 / 3600 * hour  # differences of nearly equal times
    for side, seconds in zip(("input", "output"), added):
        compare(f"marginal_usd_per_mtok_{side}", getattr(got, f"marginal_usd_per_mtok_{side}").mid,
                seconds * 1e6 / 3600 * hour, slack)
    compare("marginal_frac", got.marginal_frac, steady["requests_per_s"] * (added[0] * load.input_tokens +
                                                                          added[1] * load.output_tokens), 1e-9)


CLOSE = 2e-5  # the library stops at 10^-6 of the running requests


def compare_queue(draw, case, ours, theirs):
    """An open loop at a rate that it surely keeps up with, and a closed one."""
    load = dataclasses.replace(random_load(draw, case), mode=LoadMode.CLOSED)
    ask = lambda load: theirs.queue(**dataclasses.asdict(load))
    got, steady = ask(load), ours.settle(load)
    RECORDING.give("queue", load)
    saturation, full = ours.saturation(load)
    compare("saturation_requests_per_s", got.saturation_requests_per_s.mid, saturation)
    compare("utilisation_frac", got.utilisation_frac.mid, steady["running_sequences"] / full.slots)
    compare("slots", got.slots, full.slots)
    for name, value in ours.closed(load, steady).items():
        answer = getattr(got, name)
        compare(name, answer if isinstance(answer, float) else answer.mid, value, 1e-12)
    rate = got.saturation_requests_per_s.low * draw.choice([draw.uniform(0.01, 0.98), 1e-4])
    load = dataclasses.replace(load, mode=LoadMode.OPEN, requests_per_s=rate,
                               arrival_cv=draw.choice([0.0, 1.0, draw.uniform(0.2, 3)]))
    if not 1e-12 <= rate <= 1e6:
        return
    answer = ours.open(dataclasses.replace(load, arrival_cv=load.arrival_cv or 1.0))
    if answer is None:
        return
    got = ask(load)
    if got.stability != 1:
        return
    RECORDING.give("queue", load)
    for name, value in answer[1].items():
        found = getattr(got, name)
        compare(name, found if isinstance(found, float) else found.mid, value, CLOSE * abs(value) + 1e-12)
    got = theirs.serve(**dataclasses.asdict(load))
    RECORDING.give("load", load)
    for name, value in answer[0].items():
        found = getattr(got, name)
        if name == "power_w" and case.hw.tdp_w is None:
            continue
        compare(name, found if isinstance(found, float) else found.mid, value, CLOSE * abs(value) + 1e-12)


FASTER = {"bandwidth": ("linear_memory_frac", "expert_memory_frac", "decode_memory_frac"),
          "compute": ("linear_compute_frac", "expert_compute_frac", "decode_compute_frac", "prefill_compute_frac"),
          "link": ("link_frac",)}
LONGER = {"load": "concurrency", "input": "input_tokens", "output": "output_tokens"}


def elasticities(case, ours, load):
    """d ln (TTFT, TPOT, rate) / d ln of each cause, over one per cent up and down: the step is not in the header."""
    times = lambda s: [math.log(s[name]) for name in ("ttft_s", "tpot_s", "requests_per_s")]
    out = {}
    for cause in (*FASTER, *LONGER):
        at, ends = [], (0.99, 1.01)
        if cause in LONGER and getattr(load, LONGER[cause]) * 0.99 < 1:  # not below one client, one token
            ends = (1.0, 1.01)
        for factor in ends:
            if cause in LONGER:
                at.append(times(ours.settle(dataclasses.replace(load, **{LONGER[cause]: getattr(load, LONGER[cause]) * factor}))))
                continue
            constants = dataclasses.replace(case.constants, **{name: getattr(case.constants, name) * factor
                                                               for name in FASTER[cause]})
            changed = types.SimpleNamespace(**dict(vars(case), constants=constants))
            at.append(times(Deployment(changed).settle(load)))
        out[cause] = [(b - a) / math.log(ends[1] / ends[0]) for a, b in zip(*at)]
    # All times double where every byte, operation, transfer and start takes twice as long (Euler).
    out["overhead"] = [whole + sum(out[cause][i] for cause in FASTER) for i, whole in enumerate((1, 1, -1))]
    out["output"][2] += 1  # of tokens
    return out


def compare_terms(case, ours, theirs, load, steady):
    if case.constants.software_time_factor < 1:  # the limit of units at their peaks moves with them
        return
    got = theirs.terms(**dataclasses.asdict(load))
    RECORDING.give("terms", load)
    tpot = steady["tpot_s"]
    for name in ("weights", "kv", "compute", "link", "overhead"):
        compare(f"tpot_{name}_s", getattr(got, f"tpot_{name}_s"), steady[name + "_frac"] * tpot, 1e-12 * tpot)
    aside = dict(ours.aside)
    compare("tpot_prompts_s", got.tpot_prompts_s, steady["prefill_frac"] * tpot, 1e-12 * tpot)
    wait = max(steady["ttft_s"] - aside["own_time"], 0)
    compare("ttft_wait_s", got.ttft_wait_s, wait, 1e-12 * steady["ttft_s"])
    compare("ttft_prompt_s", got.ttft_prompt_s, steady["ttft_s"] - wait, 1e-12 * steady["ttft_s"])
    for name, value in {"step_s": steady["step_s"], "step_tokens": yielded(load), "context_tokens": aside["context"],
                        "running_sequences": steady["running_sequences"], "prompt_steps": aside["chunks"]}.items():
        compare(name, getattr(got, name), value)
    compare("prompt_step_s", got.prompt_step_s, aside["others"], 1e-12 * steady["step_s"])
    for cause, values in elasticities(case, ours, load).items():
        for name, value in zip(("ttft", "tpot", "throughput"), values):
            compare(f"{name}_by_{cause}", getattr(got, f"{name}_by_{cause}"), value, 1e-8)


def compare_admission(draw, case, ours, theirs):
    decode = draw.choice([0.0, float(draw.randint(1, 64)), draw.uniform(0.1, 2000)])
    tokens = draw.choice([0.0, draw.uniform(1, 9000)])
    batch = (decode, draw.uniform(0, 20000), tokens, draw.choice([0.0, draw.uniform(1, 20)]), draw.uniform(0, 5000))
    load = dataclasses.replace(random_load(draw, case), mode=LoadMode.CLOSED, concurrency=1.0)
    usd = draw.uniform(0, 20)
    supply = Supply(usd_per_gpu_hour=Range(usd, usd, usd))
    got = theirs.admission(Batch(**dict(zip(BATCH_FIELDS, batch))), load, usd)
    want, now, prompt, more = ours.admit(batch, load)
    for verb, record in (("present", Batch(**dict(zip(BATCH_FIELDS, batch)))), ("request", load), ("admit", supply)):
        RECORDING.give(verb, record)
    for name, value in want.items():
        answer = getattr(got, name)
        slack = 1e-11 * max(now, prompt, more) * max(want["prompt_steps"], want["decode_steps"]) if "added" in name or \
            name == "delay_s" else 2 + 1e-15 * abs(value) if name.endswith("_bytes") else 0
        compare(name, answer if isinstance(answer, (int, float)) else answer.mid, value, slack)
    price_s = usd * theirs.gpus / 3600
    compare("usd", got.usd.mid, want["added_s"] * price_s, 1e-11 * max(now, prompt, more) * price_s *
            max(want["prompt_steps"], want["decode_steps"]))


def compare_cost(draw, case, theirs, load, steady, result):
    maybe = lambda value: draw.choice([None, value])
    supply = dict(usd_per_gpu_hour=draw.uniform(0, 20), utilisation_frac=draw.uniform(0.1, 1),
                  gpus_billed=maybe(float(theirs.gpus * 2)), pue=maybe(1.3), server_power_frac=maybe(0.4),
                  usd_per_kwh=maybe(0.1) if case.hw.tdp_w is not None else None)
    got = theirs.cost(result, **supply)
    usd = supply["usd_per_gpu_hour"]
    RECORDING.give("supply", Supply(**dict(supply, usd_per_gpu_hour=Range(usd, usd, usd))))
    for name, value in price(steady, load, theirs.gpus, supply).items():
        answer = getattr(got, name)
        # A prompt that adds next to nothing is the difference of two equal times.
        slack = 1e-12 * got.usd_per_request.mid * 1e6 if name == "usd_per_mtok_input" else 0
        compare(name, answer if isinstance(answer, float) else answer.mid, value, slack)


def record_hardware(case):
    """What serving and training have in common."""
    RECORDING.give("hw", case.hw)
    RECORDING.give("model", case.model)
    for layer in case.model.layers:
        RECORDING.give("layer", layer)
    RECORDING.give("constants", case.constants)


def record_case(seed, case):
    RECORDING.start(seed)
    record_hardware(case)
    RECORDING.give("precision", case.precision)
    RECORDING.give("layout", Layout(**vars(case.layout)))
    RECORDING.give("engine", case.engine)


def run_case(seed):
    """True: compared; False: both refuse."""
    draw = random.Random(seed)
    case = random_case(draw)
    record_case(seed, case)
    try:
        ours = Deployment(case)
    except Refused as why:
        ours = why
    try:
        lay = case.layout
        theirs = libtoll.Deployment(case.hw, case.model, case.precision, tp=lay.tp, pp=lay.pp, ep=lay.ep, dp=lay.dp,
                                    internode_bytes_per_s=lay.internode_bytes_per_s, engine=case.engine,
                                    constants=case.constants)
    except libtoll.TollError as why:
        if isinstance(ours, Refused):
            RECORDING.say("refused")
            return False
        raise Difference(f"only the library refuses: {why}") from why
    if isinstance(ours, Refused):
        raise Difference(f"only the reference refuses: {ours}")
    RECORDING.say("resolve")
    for _ in range(3):
        compare_step(draw, case, ours, theirs)
        compare_memory(draw, case, ours, theirs)
        compare_serve(draw, case, ours, theirs)
    compare_admission(draw, case, ours, theirs)
    compare_queue(draw, case, ours, theirs)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--cases", type=int, default=2000)
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
        RECORDING.write(arguments.record, "serve_reference.py")
    print(f"{compared} deployments compared, {arguments.cases - compared - failed} refused by both, {failed} differ")
    return 1 if failed or compared < arguments.cases // 3 else 0


if __name__ == "__main__":
    sys.exit(main())
