# SPDX-License-Identifier: Apache-2.0
"""Widths of the 80 % intervals: conformal quantiles of the residuals, wider by kind of model and validity.

A row's deviation is the metric's for dense models inside the calibration, times one factor for mixtures of experts (but for
the first token, where waiting rules) and one for each step that the library's validity is below "calibrated". Factors come from TPOT, deviations from each metric.
"""
import math
from typing import Dict, List

import predictions
from libtoll import catalog
from libtoll.records import LayerKind
from predictions import Pair

LEVEL = 0.8
Z_80 = 1.2815515655446004  # half-width of an 80 % interval in standard deviations: toll__range_factor
FIELDS = {"tpot_s": "step_log_sd", "output_tokens_per_s": "throughput_log_sd", "ttft_s": "ttft_log_sd"}
FACTOR_MAX = 4.0


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


def derive(pairs: List[Pair]) -> Dict[str, float]:
    """The constants' fields that say how wide an interval is."""
    experts = [has_experts(pair.point.model) for pair in pairs]
    inside = [pair.validity == 1 for pair in pairs]
    dense = [p for p, is_moe, is_in in zip(pairs, experts, inside) if is_in and not is_moe]
    moe = [p for p, is_moe, is_in in zip(pairs, experts, inside) if is_in and is_moe]
    beyond = [p for p, is_in in zip(pairs, inside) if not is_in]
    expert_factor = clamp(spread(moe) / spread(dense)) if dense and moe else 1.5
    scales = [expert_factor if is_moe else 1.0 for is_moe in experts]
    centre = [(p, s) for p, s, is_in in zip(pairs, scales, inside) if is_in] or list(zip(pairs, scales))
    base = deviation([p for p, _ in centre], "tpot_s", [s for _, s in centre])
    outer = [s for s, is_in in zip(scales, inside) if not is_in]
    further = clamp(deviation(beyond, "tpot_s", outer) / base) if beyond else 1.5
    steps = [further ** (p.validity - 1) for p in pairs]
    wide = [step * scale for step, scale in zip(steps, scales)]
    found = {field: deviation(pairs, metric, steps if metric == "ttft_s" else wide) for metric, field in FIELDS.items()}
    return {**found, "expert_sd_factor": expert_factor, "extrapolation_factor": further}
