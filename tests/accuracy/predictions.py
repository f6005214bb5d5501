# SPDX-License-Identifier: Apache-2.0
"""What the library says of measured points."""
import dataclasses
import math
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple, Union

import libtoll
import points as measured
from libtoll.records import Flag, LayerKind

METRICS = ("tpot_s", "output_tokens_per_s", "ttft_s")
TITLES = {"tpot_s": "TPOT", "output_tokens_per_s": "throughput", "ttft_s": "TTFT"}
RAISED_FRAC = 0.97  # of the memory: engines are given more than their default where a model is near the card's size

Change = Callable[[measured.Point, libtoll.Constants], libtoll.Constants]
Cache = Dict[Tuple[object, ...], libtoll.Deployment]


class Pair(NamedTuple):
    point: measured.Point
    predicted: Dict[str, libtoll.Range]
    validity: int
    is_raised: bool
    result: libtoll.ServeResult

    def ratio(self, metric: str) -> float:
        return self.predicted[metric].mid / getattr(self.point, metric)

    def is_covered(self, metric: str) -> bool:
        low, _, high = self.predicted[metric]
        return low <= getattr(self.point, metric) <= high

    def width(self, metric: str) -> float:
        low, _, high = self.predicted[metric]
        return high / low


def format_of(point: measured.Point) -> Union[str, libtoll.Precision]:
    """By its name: the format as the model's published checkpoint has it."""
    return point.precision


def resolve(point: measured.Point, change: Optional[Change], is_raised: bool) -> libtoll.Deployment:
    options: Dict[str, Any] = dict(tp=point.tp, ep=point.ep, dp=point.dp)
    engine = libtoll.catalog.engine(point.engine)
    plain = libtoll.Deployment(point.hw, point.model, format_of(point), engine=engine, **options)
    if change is None and not is_raised:
        return plain
    constants = plain.constants if change is None else change(point, plain.constants)
    if is_raised:
        engine = dataclasses.replace(engine, memory_frac=RAISED_FRAC)
    return libtoll.Deployment(point.hw, point.model, format_of(point), engine=engine, constants=constants, **options)


def deploy(point: measured.Point, change: Optional[Change], is_raised: bool, cache: Cache) -> libtoll.Deployment:
    key = (*point.deployment, is_raised)
    if key not in cache:
        cache[key] = resolve(point, change, is_raised)
    return cache[key]


def predict_one(point: measured.Point, change: Optional[Change], cache: Cache) -> Pair:
    """A deployment that was measured did fit, so one that doesn't by default was given more of the memory."""
    for is_raised in (False, True):
        deployment = deploy(point, change, is_raised, cache)
        result = deployment.serve(point.input_tokens, point.output_tokens, point.concurrency, assume_fit=True)
        if not result.flags & (Flag.NO_FIT | Flag.MARGINAL_MEMORY):
            break
    predicted = {metric: getattr(result, metric) for metric in METRICS}
    return Pair(point, predicted, int(result.validity), is_raised, result)


def predict(points: List[measured.Point], change: Optional[Change] = None) -> List[Pair]:
    cache: Cache = {}
    return [predict_one(point, change, cache) for point in points]


def log_ratio(pair: Pair, metric: str) -> float:
    return math.log(pair.ratio(metric))


def has_experts(model: str) -> bool:
    return any(layer.kind == LayerKind.MOE for layer in libtoll.model(model).layers)
