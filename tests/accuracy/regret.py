# SPDX-License-Identifier: Apache-2.0
"""Choosing among measured deployments: what the choice by predicted figures gives away, and how predictions tilt with GPUs.

A family is a model, an accelerator and a pair of lengths of which at least three deployments (engine, format, layout) were
measured at three loads or more; of an engine and format only the newest release can be chosen. Rows are left out where the first
token takes above 5 s (the engine queues) and where a token takes less than the datasheet allows (drafts that the row
doesn't tell). A question is a family at one of five quantiles of its measured interactivity. The choice is the deployment
with the highest predicted rate there, and is scored by its measured rate (curves.py). Families weigh the same.
"""
import argparse
import functools
import math
import os
import random
import re
import statistics
import sys
from typing import Callable, Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "bindings", "python"))
sys.path.insert(0, HERE)

import baselines  # noqa: E402
import curves  # noqa: E402
import libtoll  # noqa: E402
import points as measured  # noqa: E402
import predictions  # noqa: E402
from curves import Spot  # noqa: E402

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
TTFT_MAX_S = 5.0
LOADS_MIN = 3
DEPLOYMENTS_MIN = 3
CLOSE = 0.1  # a choice within this of the best is a good one
MISSED = 0.05  # a user who sees less than the target by more than this
DRAWS, SEED = 1000, 1  # of families, for the interval of a share
PLAN, ROOFLINE = "libtoll", "datasheet roofline"

Layout = Tuple[int, int, int]


class Row(NamedTuple):
    """One measured load with what each model predicts for it."""
    point: measured.Point
    seen: Spot
    predicted: Dict[str, Spot]

    def tilt(self) -> float:
        """Logarithm of predicted over measured throughput."""
        return math.log(self.predicted[PLAN].rate / self.seen.rate)


class Choice(NamedTuple):
    """One deployment of a family, at all its loads."""
    name: str
    rows: List[Row]

    def rate(self, target: float) -> float:
        return curves.rate_at([row.seen for row in self.rows], target)

    def guess(self, model: str, target: float) -> Tuple[float, float]:
        """Predicted rate at the target; where it isn't reached, the faster deployment is the better one."""
        spots = [row.predicted[model] for row in self.rows]
        return curves.rate_at(spots, target), max(spot.interactivity for spot in spots)


class Family(NamedTuple):
    name: str
    model: str
    hw: str
    choices: List[Choice]


class Answer(NamedTuple):
    """One question and what each model's choice gives away there."""
    family: Family
    quantile: float
    regret: Dict[str, float]
    first_two: Dict[str, float]
    is_missed: bool


# ---- rows ----

def spot_of(point: measured.Point, tpot_s: float, output_tokens_per_s: float) -> Spot:
    return Spot(1 / tpot_s, output_tokens_per_s / point.gpus)


def predict_all(points: Sequence[measured.Point], change: Optional[predictions.Change],
                left: Dict[str, int]) -> Dict[measured.Point, Spot]:
    """What one model says of each point; those that it refuses are counted by the reason."""
    cache: predictions.Cache = {}
    found: Dict[measured.Point, Spot] = {}
    for point in points:
        try:
            pair = predictions.predict_one(point, change, cache)
        except libtoll.TollError as error:
            left[str(error)] = left.get(str(error), 0) + 1
            continue
        found[point] = spot_of(point, pair.predicted["tpot_s"].mid, pair.predicted["output_tokens_per_s"].mid)
    return found


def read_rows(path: str) -> Tuple[List[Row], Dict[str, int]]:
    reading = measured.read(path, measured.by_checkpoint)
    left = dict(reading.left_out)
    spots = {PLAN: predict_all(reading.points, None, left)}
    kept = list(spots[PLAN])
    for name, change in baselines.ALL.items():
        spots[name] = predict_all(kept, change, left)
    rows = [Row(point, spot_of(point, point.tpot_s, point.output_tokens_per_s), {name: s[point] for name, s in spots.items()})
            for point in kept if all(point in s for s in spots.values())]
    return [row for row in rows if is_fair(row, left)], left


def is_fair(row: Row, left: Dict[str, int]) -> bool:
    """Whether the row tells how fast the deployment is, without queues and undeclared drafts."""
    reason = ("a first token after more than 5 s" if row.point.ttft_s > TTFT_MAX_S else
              "a token in less time than the datasheet allows"
              if row.seen.interactivity > row.predicted[ROOFLINE].interactivity else None)
    if reason:
        left[reason] = left.get(reason, 0) + 1
    return reason is None


# ---- families ----

def release_numbers(version: str) -> Tuple[int, ...]:
    """1.2.0rc6.post2 is (1, 2, 0, -1, 6, 2, 0): a candidate comes before its release. A name without a number: ()."""
    if not re.match(r"\d+\.\d+", version):
        return ()
    numbered = re.sub(r"-?rc", ".-1.", version)
    return (*(int(part) for part in re.findall(r"-?\d+", numbered)), 0)


def compare_releases(a: Tuple[str, str], b: Tuple[str, str]) -> int:
    """Two releases, each a version and its newest date: by number where both have one, or else by date."""
    first, second = release_numbers(a[0]), release_numbers(b[0])
    keys = ((first, a[1]), (second, b[1])) if first and second else ((a[1], first), (b[1], second))
    return (keys[0] > keys[1]) - (keys[0] < keys[1])


def newest_release(rows: Sequence[Row]) -> List[Row]:
    dates: Dict[str, str] = {}
    for row in rows:
        dates[row.point.version] = max(dates.get(row.point.version, ""), row.point.date)
    newest = max(dates.items(), key=functools.cmp_to_key(compare_releases))[0]
    return [row for row in rows if row.point.version == newest]


def grouped(rows: Iterable[Row], key: Callable[[measured.Point], Tuple[object, ...]]) -> Dict[Tuple[object, ...], List[Row]]:
    groups: Dict[Tuple[object, ...], List[Row]] = {}
    for row in rows:
        groups.setdefault(key(row.point), []).append(row)
    return groups


def choice_name(point: measured.Point) -> str:
    return f"{point.engine} {point.version} {point.precision} tp{point.tp} ep{point.ep} dp{point.dp}"


def choices_of(rows: Sequence[Row]) -> List[Choice]:
    found = []
    for same in grouped(rows, lambda p: (p.engine, p.precision)).values():
        for group in grouped(newest_release(same), lambda p: p.deployment).values():
            if len({row.point.concurrency for row in group}) >= LOADS_MIN:
                found.append(Choice(choice_name(group[0].point), group))
    return sorted(found)


def families_of(rows: Sequence[Row]) -> List[Family]:
    found = []
    for (path, hw, isl, osl), group in grouped(rows, lambda p: (p.model_path, p.hw, p.input_tokens, p.output_tokens)).items():
        choices = choices_of(group)
        if len(choices) >= DEPLOYMENTS_MIN:
            found.append(Family(f"{path} {hw} {isl:g} / {osl:g}", group[0].point.model, str(hw), choices))
    return sorted(found)


# ---- scores ----

def answer(family: Family, share: float) -> Optional[Answer]:
    """None: one deployment at most reaches the target, so there is nothing to choose."""
    target = curves.quantile([row.seen.interactivity for choice in family.choices for row in choice.rows], share)
    rates = {choice.name: choice.rate(target) for choice in family.choices}
    if sum(rate > 0 for rate in rates.values()) < 2:
        return None
    best = max(rates.values())
    lost, first_two = {}, {}
    for model in (PLAN, *baselines.ALL):
        order = sorted(family.choices, key=lambda choice, model=model: choice.guess(model, target),  # type: ignore[misc]
                       reverse=True)
        lost[model] = curves.regret(rates[order[0].name], best)
        first_two[model] = curves.regret(max(rates[choice.name] for choice in order[:2]), best)
    return Answer(family, share, lost, first_two, is_target_missed(family, target))


def is_target_missed(family: Family, target: float) -> bool:
    """Whether the measured load with the highest predicted rate that keeps the target doesn't keep it."""
    rows = [row for choice in family.choices for row in choice.rows]
    keeping = [row for row in rows if row.predicted[PLAN].interactivity >= target]
    chosen = (max(keeping, key=lambda row: row.predicted[PLAN].rate) if keeping else
              max(rows, key=lambda row: row.predicted[PLAN].interactivity))
    return chosen.seen.interactivity < (1 - MISSED) * target


def weights(answers: Sequence[Answer]) -> List[float]:
    """One a family, shared by its questions."""
    counts: Dict[str, int] = {}
    for a in answers:
        counts[a.family.name] = counts.get(a.family.name, 0) + 1
    return [1 / counts[a.family.name] for a in answers]


def share_of(answers: Sequence[Answer], is_good: Callable[[Answer], bool]) -> float:
    shares = weights(answers)
    return sum(w for w, a in zip(shares, answers) if is_good(a)) / sum(shares)


def is_close(model: str) -> Callable[[Answer], bool]:
    return lambda a: a.regret[model] <= CLOSE


def share_interval(answers: Sequence[Answer], is_good: Callable[[Answer], bool]) -> Tuple[float, float]:
    """90 % interval of a share: families drawn with replacement."""
    by_family: Dict[str, List[float]] = {}
    for a in answers:
        by_family.setdefault(a.family.name, []).append(float(is_good(a)))
    means, draw = [statistics.fmean(values) for values in by_family.values()], random.Random(SEED)
    drawn = [statistics.fmean(draw.choices(means, k=len(means))) for _ in range(DRAWS)]
    return curves.quantile(drawn, 0.05), curves.quantile(drawn, 0.95)


def p90(answers: Sequence[Answer], model: str) -> float:
    return curves.weighted_quantile([(a.regret[model], w) for a, w in zip(answers, weights(answers))], 0.9)


# ---- slope over accelerators ----

def is_dense(point: measured.Point) -> bool:
    return not predictions.has_experts(point.model)


def is_expert_parallel(point: measured.Point) -> bool:
    return point.ep > 1


def is_tensor_parallel_mixture(point: measured.Point) -> bool:
    return point.ep == 1 and point.dp == 1 and not is_dense(point)


def tilt_cells(rows: Iterable[Row], is_in: Callable[[measured.Point], bool]) -> List[List[Tuple[float, float]]]:
    """For each cell (model, accelerator, engine, release, format, lengths): log2 of the accelerators of each layout, and the
    mean over its loads of the logarithm of predicted over measured throughput."""
    cells = []
    inside = [row for row in rows if is_in(row.point)]
    for cell in grouped(inside, lambda p: (*p.cell, p.input_tokens, p.output_tokens)).values():
        layouts = grouped(cell, lambda p: (p.tp, p.ep, p.dp))
        cells.append([(math.log2(group[0].point.gpus), statistics.fmean(row.tilt() for row in group))
                      for group in layouts.values()])
    return [cell for cell in cells if len({x for x, _ in cell}) > 1]


def slope_of(rows: Iterable[Row], is_in: Callable[[measured.Point], bool]) -> float:
    """Change of predicted over measured throughput for each doubling of the accelerators; NaN: no cell tells it."""
    return math.expm1(curves.slope(tilt_cells(rows, is_in)))


# ---- report ----

def percent(value: float) -> str:
    return f"{100 * value:.1f}"


def model_table(answers: Sequence[Answer]) -> List[str]:
    lines = ["", "| chosen by | within 10 % of the best, % of questions | 90 % interval | best of the first two within 10 %, % | "
             "median regret % | 90th percentile % |", "|--|--|--|--|--|--|"]
    for model in (PLAN, *baselines.ALL):
        low, high = share_interval(answers, is_close(model))
        pairs = [(a.regret[model], w) for a, w in zip(answers, weights(answers))]
        lines.append(f"| {model} | {percent(share_of(answers, is_close(model)))} | {100 * low:.0f}-{100 * high:.0f} | "
                     f"{percent(share_of(answers, lambda a, m=model: a.first_two[m] <= CLOSE))} | "  # type: ignore[misc]
                     f"{percent(curves.weighted_quantile(pairs, 0.5))} | {percent(p90(answers, model))} |")
    return lines


def strata_table(answers: Sequence[Answer]) -> List[str]:
    lines = ["", f"| stratum | families | questions | {PLAN} % | {ROOFLINE} % | target missed by more than 5 %, % |", "|--|--|--|--|--|--|"]
    groups = {f"model {name}": [a for a in answers if a.family.model == name] for name in sorted({a.family.model for a in answers})}
    groups.update({f"hw {name}": [a for a in answers if a.family.hw == name] for name in sorted({a.family.hw for a in answers})})
    groups.update({f"quantile {share:g}": [a for a in answers if a.quantile == share] for share in QUANTILES})
    for name, group in groups.items():
        if group:
            lines.append(f"| {name} | {len({a.family.name for a in group})} | {len(group)} | {percent(share_of(group, is_close(PLAN)))} "
                         f"| {percent(share_of(group, is_close(ROOFLINE)))} | {percent(share_of(group, lambda a: a.is_missed))} |")
    return lines


def slope_table(rows: Sequence[Row]) -> List[str]:
    lines = ["", "Predicted over measured throughput for each doubling of the accelerators (cells: model, accelerator, engine, "
             "release, format, lengths; each layout the mean over its loads):", "", "| layouts | cells | slope % |", "|--|--|--|"]
    for name, is_in in (("dense, tp", is_dense), ("experts, tp alone", is_tensor_parallel_mixture), ("experts, ep above 1", is_expert_parallel)):
        lines.append(f"| {name} | {len(tilt_cells(rows, is_in))} | {percent(slope_of(rows, is_in))} |")
    return lines


def summary(rows: Sequence[Row], answers: Sequence[Answer]) -> str:
    return (f"regret summary: plan {percent(share_of(answers, is_close(PLAN)))} %, "
            f"roofline {percent(share_of(answers, is_close(ROOFLINE)))} %, "
            f"first two {percent(share_of(answers, lambda a: a.first_two[PLAN] <= CLOSE))} %, p90 {percent(p90(answers, PLAN))} %, "
            f"target missed {percent(share_of(answers, lambda a: a.is_missed))} %, slope dense {percent(slope_of(rows, is_dense))} %, "
            f"ep {percent(slope_of(rows, is_expert_parallel))} %, questions {len(answers)}")


def evaluate(path: str) -> List[str]:
    """The report of a file; its last line is the summary."""
    rows, left = read_rows(path)
    families = families_of(rows)
    answers = [a for a in (answer(family, share) for family in families for share in QUANTILES) if a is not None]
    if not answers:
        sys.exit(f"{path}: no family of {DEPLOYMENTS_MIN} deployments with {LOADS_MIN} loads each; rows left out: {left}")
    reasons = "; ".join(f"{count} {reason}" for reason, count in sorted(left.items(), key=lambda item: (-item[1], item[0])))
    about = " ".join((__doc__ or "").split("\n\n")[1].split())
    return ["## Choosing among measured deployments", "", about, "",
            f"{os.path.basename(path)}: {len(rows)} loads, {len(families)} families of "
            f"{sum(len(family.choices) for family in families)} deployments, {len(answers)} questions. Rows left out: {reasons or 'none'}.",
            *model_table(answers), *strata_table(answers), *slope_table(rows), "", summary(rows, answers)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("points", help="measured serving points, as make accuracy SERVING takes them")
    print("\n".join(evaluate(parser.parse_args().points)))


if __name__ == "__main__":
    main()
