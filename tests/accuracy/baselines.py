# SPDX-License-Identifier: Apache-2.0
"""Simpler models on the same rows: the library's counts of bytes, operations and collectives under other constants."""
import dataclasses
from typing import Dict, List

import libtoll
import points as measured
from predictions import Change

FRACTIONS = ("linear_memory_frac", "expert_memory_frac", "decode_memory_frac", "linear_compute_frac",
             "expert_compute_frac", "decode_compute_frac", "prefill_compute_frac", "link_frac")
BLACKWELL = ("b200", "b300", "gb200", "gb300")


def roofline(_: measured.Point, constants: libtoll.Constants) -> libtoll.Constants:
    """The datasheet: every kernel at its peak, nothing else takes time."""
    zero = {f.name: 0.0 for f in dataclasses.fields(constants)
            if f.name.endswith("_s") and isinstance(getattr(constants, f.name), float)}
    ones = {name: 1.0 for name in FRACTIONS}
    return dataclasses.replace(constants, **zero, **ones, prefill_half_tokens=0.0, expert_tile_tokens=0.0,
                               expert_rank_exp=0.0, small_kernels_per_block=0.0, small_io_factor=0.0)


def eighty_percent(point: measured.Point, constants: libtoll.Constants) -> libtoll.Constants:
    """0.8 of bandwidth, 0.6 of the peak rate, 3 microseconds a kernel, 10 a collective."""
    starts = {f"{kind}_start_s": 3e-6 for kind in ("linear", "expert", "decode", "decode_latent", "prefill")}
    fractions = {name: 0.6 if "compute" in name else 0.8 for name in FRACTIONS}
    return dataclasses.replace(roofline(point, constants), **fractions, **starts, small_kernel_s=3e-6,
                               small_kernels_per_block=0.5, allreduce_start_s=10e-6, alltoall_start_s=10e-6)


def closed_form(point: measured.Point, constants: libtoll.Constants) -> libtoll.Constants:
    """Overheads of 45 us a layer, 20 us a mixture, 12 us a sequence, times 1.2 (vLLM), 1.4 (SGLang), 0.84 (Blackwell);
    shares of peaks by format as published fits of kernel tables give them."""
    scale = {"vllm": 1.2, "sglang": 1.4}.get(point.engine, 1.0) * (0.84 if point.hw.startswith(BLACKWELL) else 1.0)
    is_narrow = point.precision not in ("bf16", "fp16", "mxfp4-experts")
    compute = 0.45 if "fp4" in point.precision and is_narrow else 0.57 if is_narrow else 0.78
    shares = dict(linear_memory_frac=0.85, expert_memory_frac=0.85, decode_memory_frac=0.83, linear_compute_frac=compute,
                  expert_compute_frac=0.18, decode_compute_frac=0.4, prefill_compute_frac=0.7, link_frac=0.6)
    return dataclasses.replace(roofline(point, constants), **shares, prefill_half_tokens=1100.0, allreduce_start_s=5e-6,
                               decode_start_s=45e-6 * scale, decode_latent_start_s=45e-6 * scale,
                               expert_start_s=20e-6 * scale, step_s=0.3e-3 * scale, sequence_s=12e-6 * scale,
                               alltoall_start_s=10e-6, request_s=15.6e-3)


ALL: Dict[str, Change] = {"published closed form": closed_form, "0.8 x bandwidth": eighty_percent,
                          "datasheet roofline": roofline}


def explain() -> List[str]:
    return [f"- {name}: {(change.__doc__ or '').strip()}".replace("\n   ", "") for name, change in ALL.items()] + [
        "- The closed form's constants are those of a published study of aiconfigurator's serving points and kernel tables "
        "(hand-rounded, some with those points in sight); all three use the library's own counts and its steady state."]
