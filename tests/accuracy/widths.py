# SPDX-License-Identifier: Apache-2.0
"""Widths of the 80 % intervals: conformal quantiles of the residuals, wider by kind of model and validity.

A row's deviation is the metric's for dense models inside the calibration, times one factor for mixtures of experts (but for
the first token, where waiting rules) and one for each step that the library's validity is below "calibrated". Factors come from
TPOT, deviations from each metric; that of the first token is its engine's own, whose scheduler decides it, where points of two
models or more tell it.
"""
import math
from typing import Dict, List, NamedTuple

import predictions
from libtoll import catalog
from libtoll.records import Flag, LayerKind
from predictions import Pair

LEVEL = 0.8
Z_80 = 1.2815515655446004  # half-width of an 80 % interval in standard deviations: toll__range_factor
FIELDS = {"tpot_s": "step_log_sd", "output_tokens_per_s": "throughput_log_sd", "ttft_s": "ttft_log_sd"}
FACTOR_MAX = 4.0
TTFT = FIELDS["ttft_s"]


def has_experts(model: str) -> bool:
    return any(layer.kind == LayerKind.MOE for layer in catalog.model(model).layers)


def quantile(values: List[float]) -> float:
    """The least that covers LEVEL of them, with the one more that finite samples need."""
    ordered = sorted(values)
    return ordered[min(math.ceil(LEVEL * (len(ordered) + 1)), len(ordered)) - 1]


def deviation(pairs: List[Pair], metric: str, scales: List[float]) -> float:
    return quantile([abs(predictions.log_ratio(pair, metric)) / scale for pair, scale in zip(pairs, scales)]) / Z_80


def clamp(value: float) -> float:
    return min(max(value, 1.0), FACTOR_MAX)


def spread(pairs: List[Pair]) -> float:
    return deviation(pairs, "tpot_s", [1.0] * len(pairs))


class Widths(NamedTuple):
    """Values of the constants' fields that say how wide an interval is; of some engines' first token apart."""
    fields: Dict[str, float]
    ttft: Dict[str, float]

    def of(self, engine: str) -> Dict[str, float]:
        return {**self.fields, TTFT: self.ttft.get(engine, self.fields[TTFT])}


def by_engine(pairs: List[Pair], steps: List[float]) -> Dict[str, float]:
    found: Dict[str, float] = {}
    for engine in sorted({pair.point.engine for pair in pairs}):
        own = [(pair, step) for pair, step in zip(pairs, steps) if pair.point.engine == engine]
        if len({pair.point.model for pair, _ in own}) >= 2:
            found[engine] = deviation([pair for pair, _ in own], "ttft_s", [step for _, step in own])
    return found


def is_waiting(pair: Pair) -> bool:
    """Where requests wait for room all else is uncertain too: it takes the factor of other reasons, and is none for it."""
    return bool(pair.result.flags & Flag.QUEUEING)


def derive(pairs: List[Pair]) -> Widths:
    experts = [has_experts(pair.point.model) for pair in pairs]
    inside = [pair.validity == 1 for pair in pairs]
    dense = [p for p, is_moe, is_in in zip(pairs, experts, inside) if is_in and not is_moe]
    moe = [p for p, is_moe, is_in in zip(pairs, experts, inside) if is_in and is_moe]
    beyond = [p for p, is_in in zip(pairs, inside) if not is_in and not is_waiting(p)]
    expert_factor = clamp(spread(moe) / spread(dense)) if dense and moe else 1.5
    scales = [expert_factor if is_moe else 1.0 for is_moe in experts]
    centre = [(p, s) for p, s, is_in in zip(pairs, scales, inside) if is_in] or list(zip(pairs, scales))
    base = deviation([p for p, _ in centre], "tpot_s", [s for _, s in centre])
    outer = [s for p, s, is_in in zip(pairs, scales, inside) if not is_in and not is_waiting(p)]
    further = clamp(deviation(beyond, "tpot_s", outer) / base) if beyond else 1.5
    steps = [further ** (p.validity - 1) for p in pairs]
    wide = [step * scale for step, scale in zip(steps, scales)]
    found = {field: deviation(pairs, metric, steps if metric == "ttft_s" else wide) for metric, field in FIELDS.items()}
    return Widths({**found, "expert_sd_factor": expert_factor, "extrapolation_factor": further}, by_engine(pairs, steps))
