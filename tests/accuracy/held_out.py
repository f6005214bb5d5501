# SPDX-License-Identifier: Apache-2.0
"""Cross-validation: what is fitted to serving points is fitted again without those that judge it."""
import collections
import dataclasses
import math
from typing import Callable, Dict, List, NamedTuple, Tuple

import libtoll
import points as measured
import predictions
from predictions import Pair

SPLIT = "2026-01-31"
STARTS_S = [0.004 * 1.25 ** k for k in range(20)]
SHARES = [0.03 * 1.2 ** k for k in range(17)]
PROMPTS_FIRST = ("sglang",)


class Start(NamedTuple):
    """How a time to first token splits: request_s + own_s + prompt_meet_frac * others_s."""
    point: measured.Point
    own_s: float
    others_s: float


def with_start(request_s: float, meet: float) -> predictions.Change:
    def change(_: measured.Point, constants: libtoll.Constants) -> libtoll.Constants:
        return dataclasses.replace(constants, request_s=request_s, prompt_meet_frac=meet)
    return change


def split_starts(points: List[measured.Point]) -> List[Start]:
    alone = predictions.predict(points, with_start(0.0, 0.0))
    behind = predictions.predict(points, with_start(0.0, 1.0))
    return [Start(a.point, a.predicted["ttft_s"].mid, b.predicted["ttft_s"].mid - a.predicted["ttft_s"].mid)
            for a, b in zip(alone, behind)]


Row = Tuple[float, float, float, float]  # weight, own_s, others_s, measured


def weighted(starts: List[Start], engine: str) -> List[Row]:
    """Deployments weigh by the root of their rows."""
    counts = collections.Counter(start.point.deployment for start in starts)
    return [(counts[s.point.deployment] ** -0.5, s.own_s, s.others_s, s.point.ttft_s) for s in starts
            if s.point.engine == engine]


def best_request(rows: List[Row], meet: float) -> Tuple[float, float]:
    """Least summed absolute log error, and the seconds that give it."""
    return min((sum(w * abs(math.log((request + own + meet * others) / ttft)) for w, own, others, ttft in rows), request)
               for request in STARTS_S)


def fit_engines(starts: List[Start]) -> Dict[str, Tuple[float, float]]:
    """request_s of each engine; prompt_meet_frac of those that take prompts first, and of all others together."""
    rows = {engine: weighted(starts, engine) for engine in sorted({start.point.engine for start in starts})}
    found: Dict[str, Tuple[float, float]] = {}
    for engines in ([e for e in rows if e in PROMPTS_FIRST], [e for e in rows if e not in PROMPTS_FIRST]):
        if engines:
            meet = min(SHARES, key=lambda share: sum(best_request(rows[e], share)[0] for e in engines))
            found.update({engine: (best_request(rows[engine], meet)[1], meet) for engine in engines})
    return found


def predict_fold(inside: List[measured.Point], starts: List[Start]) -> List[Pair]:
    """Widths are the catalog's: they come from whole sources held out, of which these points are one (sources.py)."""
    fitted = fit_engines(starts)

    def change(point: measured.Point, constants: libtoll.Constants) -> libtoll.Constants:
        values = fitted.get(point.engine)
        return constants if values is None else with_start(*values)(point, constants)

    return predictions.predict(inside, change)


def fold(pairs: List[Pair], starts: List[Start], is_inside: Callable[[measured.Point], bool]) -> List[Pair]:
    inside = [pair.point for pair in pairs if is_inside(pair.point)]
    rest = [start for start in starts if not is_inside(start.point)]
    return predict_fold(inside, rest) if inside and rest else []


def by_group(pairs: List[Pair], starts: List[Start], name: Callable[[measured.Point], str]) -> List[Pair]:
    found: List[Pair] = []
    for value in sorted({name(pair.point) for pair in pairs}):
        found += fold(pairs, starts, lambda point, value=value: name(point) == value)  # type: ignore[misc]
    return found


def all_folds(pairs: List[Pair]) -> Dict[str, List[Pair]]:
    starts = split_starts([pair.point for pair in pairs])
    folds = {"model": by_group(pairs, starts, lambda point: point.model),
             "accelerator": by_group(pairs, starts, lambda point: point.hw),
             "date": fold(pairs, starts, lambda point: point.date > SPLIT)}
    return {name: found for name, found in folds.items() if found}

