# SPDX-License-Identifier: Apache-2.0
"""What one measured point of one's own brings: toll_serve_calibrate() on the rows themselves.

Within each cell (model, accelerator, engine, version, format) some rows serve as the anchor in turn, and all others of the
cell are judged by it: those of the same deployment as such, those of other layouts as siblings.
"""
import dataclasses
import statistics
from typing import Callable, Dict, List, NamedTuple, Tuple

import libtoll
import predictions
from predictions import METRICS, TITLES, Pair

ANCHORS = 6  # rows of a group that serve as its anchor in turn, evenly spread

Name = Callable[[Pair], Tuple[object, ...]]


class Judged(NamedTuple):
    plain: Pair
    tuned: Pair
    weight: float


def anchor_of(pair: Pair, is_same: bool) -> libtoll.Anchor:
    p, r = pair.point, pair.result
    plain = libtoll.Anchor(input_tokens=p.input_tokens, output_tokens=p.output_tokens, concurrency=p.concurrency,
                           ttft_s=p.ttft_s, tpot_s=p.tpot_s)
    if is_same:
        return plain
    return dataclasses.replace(plain, kinship=libtoll.Kin.SIBLING, estimated_ttft_s=r.ttft_s.mid,
                               estimated_tpot_s=r.tpot_s.mid)


class Tuner:
    def __init__(self) -> None:
        self.cache: predictions.Cache = {}

    def correct(self, pair: Pair, anchor: Pair) -> Pair:
        is_same = pair.point.deployment == anchor.point.deployment and pair.is_raised == anchor.is_raised
        deployment = predictions.deploy(pair.point, None, pair.is_raised, self.cache)
        correction = deployment.calibrate([anchor_of(anchor, is_same)])
        p = pair.point
        result = deployment.serve(p.input_tokens, p.output_tokens, p.concurrency, correction=correction,
                                  assume_fit=True)
        return pair._replace(predicted={metric: getattr(result, metric) for metric in METRICS})


def evenly(count: int) -> List[int]:
    """Up to ANCHORS of so many places."""
    if count <= ANCHORS:
        return list(range(count))
    return [round(k * (count - 1) / (ANCHORS - 1)) for k in range(ANCHORS)]


def judge(pairs: List[Pair], name: Name) -> List[Judged]:
    groups: Dict[Tuple[object, ...], List[Pair]] = {}
    for pair in pairs:
        groups.setdefault(name(pair), []).append(pair)
    tuner, found = Tuner(), []
    for group in (group for group in groups.values() if len(group) > 1):
        places = evenly(len(group))
        for place in places:
            for other in range(len(group)):
                if other != place:
                    tuned = tuner.correct(group[other], group[place])
                    found.append(Judged(group[other], tuned, 1 / len(places)))
    return found


def weighted_median(values: List[Tuple[float, float]]) -> float:
    ordered = sorted(values)
    half, total = sum(weight for _, weight in ordered) / 2, 0.0
    for value, weight in ordered:
        total += weight
        if total >= half:
            return value
    return ordered[-1][0]


def summarise(rows: List[Tuple[Pair, float]], metric: str) -> str:
    errors = [(abs(pair.ratio(metric) - 1), weight) for pair, weight in rows]
    total = sum(weight for _, weight in rows)
    mean = sum(error * weight for error, weight in errors) / total
    coverage = sum(weight for pair, weight in rows if pair.is_covered(metric)) / total
    width = statistics.median(pair.width(metric) for pair, _ in rows)
    return f"{100 * weighted_median(errors):.1f} / {100 * mean:.1f} | {100 * coverage:.0f} | {width:.2f}"


def lines_of(title: str, judged: List[Judged]) -> List[str]:
    before = [(row.plain, row.weight) for row in judged]
    after = [(row.tuned, row.weight) for row in judged]
    return [f"| {title}{suffix} | " + " | ".join(summarise(rows, metric) for metric in METRICS) + " |"
            for suffix, rows in ((", without it", before), (", with it", after))]


def table(pairs: List[Pair]) -> List[str]:
    cells = judge(pairs, lambda pair: pair.point.cell)
    deployments = judge(pairs, lambda pair: (*pair.point.deployment, pair.is_raised))
    if not deployments:
        return []
    header = " | ".join(f"{TITLES[metric]} median / mean % | in the interval % | high/low" for metric in METRICS)
    return ["", "## With one measured point of one's own", "",
            "toll_serve_calibrate() with one row as anchor; all others of its group are judged, up to six anchors a group in "
            "turn. Not the same rows in both groups: a deployment that was measured once has no other row.", "",
            f"| one anchor of the same | {header} |", "|--" * (1 + 3 * len(METRICS)) + "|",
            *lines_of("model, accelerator, engine version and precision", cells), *lines_of("deployment", deployments)]
