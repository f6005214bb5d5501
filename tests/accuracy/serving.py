# SPDX-License-Identifier: Apache-2.0
"""Predicted against measured serving points.

Prints which rows were left out and why, the errors beside three baselines, cross-validation by model, accelerator and date,
what one measured point of one's own brings, the noise of repeats, and per stratum the errors and intervals of throughput,
TPOT and TTFT. The constants are the catalog's; FITTED names those of them that were once fitted to such points.
"""
import argparse
import datetime
import json
import math
import os
import platform
import statistics
import sys
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "bindings", "python"))
sys.path.insert(0, HERE)

import anchors  # noqa: E402
import baselines  # noqa: E402
import held_out  # noqa: E402
import libtoll  # noqa: E402
import points as measured  # noqa: E402
import pools  # noqa: E402
import predictions  # noqa: E402
from predictions import METRICS, TITLES, Pair  # noqa: E402

FITTED = {"small_kernel_s": 1, "WAIT_S of calibrate.py": 1, "small_kernels_per_block": 1, "step_s": 1, "sequence_s": 1, "prefill_layer_s": 1,
          "request_s (by engine)": 3, "prompt_meet_frac (by engine)": 2}
STRATA = ("hw", "model", "mode", "precision", "engine")
LEVEL = 0.8


def percentile(values: List[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def ranks(values: Sequence[float]) -> List[float]:
    """Mean rank of ties."""
    order = sorted(values)
    return [(order.index(v) + len(order) - 1 - order[::-1].index(v)) / 2 for v in values]


def rank_correlation(pairs: List[Pair], metric: str) -> float:
    """Spearman's, within each family of deployments that differ in layout and load alone; families by their rows."""
    families: Dict[Tuple[object, ...], List[Pair]] = {}
    for pair in pairs:
        families.setdefault(pair.point.cell, []).append(pair)
    total = weight = 0.0
    for family in (f for f in families.values() if len(f) >= 5):
        a = ranks([p.predicted[metric].mid for p in family])
        b = ranks([getattr(p.point, metric) for p in family])
        if len(set(a)) > 1 and len(set(b)) > 1:
            total += len(family) * statistics.correlation(a, b)
            weight += len(family)
    return total / weight if weight else math.nan


def cell_median(pairs: List[Pair], metric: str) -> float:
    """Median over deployment cells of the cell's median error, so that a cell with many rows counts once."""
    cells: Dict[Tuple[object, ...], List[float]] = {}
    for pair in pairs:
        cells.setdefault(pair.point.cell, []).append(abs(pair.ratio(metric) - 1))
    return statistics.median(map(statistics.median, cells.values()))


def score(pairs: List[Pair], metric: str) -> Dict[str, float]:
    ratios = [pair.ratio(metric) for pair in pairs]
    errors = [abs(ratio - 1) for ratio in ratios]
    return {
        "rows": len(pairs),
        "deployments": len({pair.point.deployment for pair in pairs}),
        "median": statistics.median(errors),
        "mean": statistics.fmean(errors),
        "bias": math.exp(statistics.fmean(map(math.log, ratios))) - 1,
        "p90": percentile(errors, 0.9),
        "rank": rank_correlation(pairs, metric),
        "cells": cell_median(pairs, metric),
        "coverage": statistics.fmean(pair.is_covered(metric) for pair in pairs),
        "width": statistics.median(pair.width(metric) for pair in pairs),
    }


def binomial_band(n: int) -> Tuple[float, float]:
    """99 % of the shares of n independent draws at LEVEL lie in it."""
    terms = [math.comb(n, k) * LEVEL ** k * (1 - LEVEL) ** (n - k) for k in range(n + 1)]
    sums = [sum(terms[:k + 1]) for k in range(n + 1)]
    low = next(k for k, total in enumerate(sums) if total >= 0.005)
    high = next(k for k, total in enumerate(sums) if total >= 0.995)
    return low / n, high / n


def strata(pairs: List[Pair]) -> Dict[str, List[Pair]]:
    groups = {"pooled": pairs}
    for name in STRATA:
        for value in sorted({getattr(pair.point, name) for pair in pairs}):
            groups[f"{name} {value}"] = [pair for pair in pairs if getattr(pair.point, name) == value]
    return groups


def percent(value: float) -> str:
    return f"{100 * value:.1f}"


def table(title: str, metric: str, everything: Dict[str, List[Pair]]) -> List[str]:
    others = list(everything)[1:]
    lines = ["", title, "",
             "| stratum | rows | deployments | median % | mean % | bias % | p90 % | by cell % | rank | in the 80 % interval % "
             f"| band % | high/low | {' | '.join(f'{name}: median / mean %' for name in others)} |", "|--" * (12 + len(others)) + "|"]
    groups = {name: strata(pairs) for name, pairs in everything.items()}
    for stratum, group in groups[list(everything)[0]].items():
        s = score(group, metric)
        low, high = binomial_band(int(s["deployments"]))
        rest = []
        for name in others:
            errors = [abs(pair.ratio(metric) - 1) for pair in groups[name][stratum]]
            rest.append(f"{percent(statistics.median(errors))} / {percent(statistics.fmean(errors))}")
        mark = "" if low <= s["coverage"] <= high else " (outside)"
        lines.append(f"| {stratum} | {s['rows']} | {s['deployments']} | " + " | ".join(
            percent(s[key]) for key in ("median", "mean", "bias", "p90", "cells")) + f" | {s['rank']:.2f} | "
            f"{percent(s['coverage'])}{mark} | {100 * low:.0f}-{100 * high:.0f} | {s['width']:.2f} | {' | '.join(rest)} |")
    return lines


def pooled_table(everything: Dict[str, List[Pair]]) -> List[str]:
    lines = ["", "## Against baselines, pooled", "",
             "| model | " + " | ".join(f"{TITLES[m]} median / mean % (by cell)" for m in METRICS) + " |", "|--|--|--|--|"]
    for name, pairs in everything.items():
        scores = [score(pairs, metric) for metric in METRICS]
        lines.append(f"| {name} | " + " | ".join(
            f"{percent(s['median'])} / {percent(s['mean'])} ({percent(s['cells'])})" for s in scores) + " |")
    return lines + ["", *baselines.explain()]


def held_out_table(pairs: List[Pair]) -> List[str]:
    lines = ["", "## Cross-validation", "",
             "The constants of FITTED that go by engine are fitted again without the rows that they are judged by; the others "
             "come from kernel timings, or didn't gain from being fitted again. Widths come from whole sources held out, of "
             "which these points are one. Dates: "
             f"fitted to rows up to {held_out.SPLIT} and undated ones, judged by later rows.", "",
             "| held out | rows | " + " | ".join(f"{TITLES[m]} median / mean % | in the interval %" for m in METRICS) + " |",
             "|--" * (2 + 2 * len(METRICS)) + "|"]
    for name, found in held_out.all_folds(pairs).items():
        cells = []
        for metric in METRICS:
            errors = [abs(pair.ratio(metric) - 1) for pair in found]
            cells.append(f"{percent(statistics.median(errors))} / {percent(statistics.fmean(errors))} | "
                         f"{percent(statistics.fmean(pair.is_covered(metric) for pair in found))}")
        lines.append(f"| {name} | {len(found)} | " + " | ".join(cells) + " |")
    return lines


def interval_score(pairs: List[Pair], metric: str, half_width: Optional[float] = None) -> float:
    """Mean interval score of logarithms (Gneiting and Raftery 2007, equation 43); less is better."""
    total = 0.0
    for pair in pairs:
        low, mid, high = map(math.log, pair.predicted[metric])
        if half_width is not None:
            low, high = mid - half_width, mid + half_width
        value = math.log(getattr(pair.point, metric))
        total += high - low + 2 / (1 - LEVEL) * (max(low - value, 0) + max(value - high, 0))
    return total / len(pairs)


def interval_table(pairs: List[Pair]) -> List[str]:
    lines = ["", "## Intervals", "", "Beside a constant width: the one that covers 80 % of these very rows.", "",
             "| metric | in the interval % | median high/low | interval score | of the constant width | strata outside "
             "their band |", "|--|--|--|--|--|--|"]
    for metric in METRICS:
        s = score(pairs, metric)
        constant = percentile([abs(math.log(pair.ratio(metric))) for pair in pairs], LEVEL)
        outside = []
        for name, group in strata(pairs).items():
            part = score(group, metric)
            low, high = binomial_band(int(part["deployments"]))
            if not low <= part["coverage"] <= high:
                outside.append(f"{name} ({100 * part['coverage']:.0f} %)")
        lines.append(f"| {TITLES[metric]} | {percent(s['coverage'])} | {s['width']:.2f} | "
                     f"{interval_score(pairs, metric):.3f} | {interval_score(pairs, metric, constant):.3f} | "
                     f"{', '.join(outside) or 'none'} |")
    return lines


def noise_lines(repeats: List[List[measured.Point]]) -> List[str]:
    """What repeats of one configuration differ by: no model can be better than that."""
    lines = ["", "## Noise", ""]
    if not repeats:
        return lines + ["No configuration was measured twice with different results."]
    for metric in METRICS:
        errors = []
        for group in repeats:
            centre = measured.geometric_mean([getattr(p, metric) for p in group])
            errors += [abs(getattr(p, metric) / centre - 1) for p in group]
        lines.append(f"- {TITLES[metric]}: {len(repeats)} configurations were measured more than once with different results; "
                     f"their rows differ from the mean of their configuration by {percent(statistics.median(errors))} % median, "
                     f"{percent(statistics.fmean(errors))} % mean, {percent(percentile(errors, 0.9))} % at the 90th percentile.")
    return lines


def limits(pairs: List[Pair]) -> List[str]:
    """Cells by what they add to the summed log error of TPOT: what limits the pooled figure."""
    cells: Dict[Tuple[object, ...], List[float]] = {}
    for pair in pairs:
        cells.setdefault(pair.point.cell, []).append(math.log(pair.ratio("tpot_s")))
    whole = sum(abs(v) for values in cells.values() for v in values)
    lines = ["", "## What limits it", "", "Cells (model, accelerator, engine, version, format) by their share of the summed "
             "absolute log error of TPOT. A bias is one factor for the whole cell: kernels and engine version; the spread "
             "is what remains within it.", "", "| cell | rows | share % | bias % | spread (standard deviation of logarithms) |",
             "|--|--|--|--|--|"]
    order = sorted(cells, key=lambda cell: -sum(map(abs, cells[cell])))
    for cell in order[:12]:
        values = cells[cell]
        lines.append(f"| {' '.join(filter(None, map(str, cell)))} | {len(values)} | {percent(sum(map(abs, values)) / whole)} | "
                     f"{percent(math.exp(statistics.fmean(values)) - 1)} | {statistics.pstdev(values):.2f} |")
    return lines


def head(path: str, reading: measured.Reading, pairs: List[Pair]) -> List[str]:
    left = "; ".join(f"{count} {reason}" for reason, count in sorted(reading.left_out.items(), key=lambda item: -item[1]))
    raised = sum(pair.is_raised for pair in pairs)
    return ["# Accuracy of serving estimates", "",
            f"Generated by `make accuracy` on {datetime.date.today()}, libtoll {libtoll.version()}, catalog "
            f"{libtoll.catalog_version()}, {platform.machine()}. Do not edit.", "",
            f"{os.path.basename(path)}: {len(pairs)} points of one deployment and {len(reading.pools)} of two pools after merging "
            f"repeats. Rows left out: {left or 'none'}. "
            "Errors are abs(predicted / measured - 1).", "",
            f"Constants fitted end to end, on the public rows of this format: {sum(FITTED.values())} "
            f"({', '.join(f'{name}: {count}' for name, count in FITTED.items())}). The widths of the intervals come from "
            "sources held out, of which this is one. The other constants come from kernel timings, datasheets or typical values; none is per model.", "",
            "Inputs that the rows don't give are taken from what is public of the runs (tests/accuracy/points.py): dated rows of "
            "three loads have lengths drawn from 0.8 to 1.0 of the nominal ones, and an FP8 cache with TensorRT-LLM. "
            f"A deployment that was measured did fit: {raised} rows that don't at the engine's default share of memory "
            f"are estimated with a share of {predictions.RAISED_FRAC}."]


def report(reading: measured.Reading, everything: Dict[str, List[Pair]]) -> List[str]:
    pairs = everything["libtoll"]
    lines = pooled_table(everything) + held_out_table(pairs) + anchors.table(pairs)
    lines += interval_table(pairs) + noise_lines(reading.repeats) + limits(pairs)
    for metric in METRICS:
        lines += table(f"## {TITLES[metric]}", metric, everything)
    return lines


def pools_report(everything: Dict[str, List[Pair]]) -> List[str]:
    """Rows with prefill and decode in pools of their own, apart: no constant was fitted to them."""
    if not everything["libtoll"]:
        return []
    lines = ["", "## Prefill and decode in pools of their own", "",
             "Rows that state how many workers each side has (toll_serve_estimate_pools). Nothing is fitted to them: kernels and "
             "overheads are those of one deployment, the share of prompts that meet is that of engines that mix prompts with "
             "decoding. Their intervals are those of what lies outside the calibration."]
    for metric in METRICS:
        lines += table(f"### Pools: {TITLES[metric]}", metric, everything)
    return lines


def write_json(path: str, pairs: List[Pair]) -> None:
    rows: List[Dict[str, Any]] = [{**pair.point._asdict(), "predicted": pair.predicted} for pair in pairs]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(rows, file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("points", nargs="?", default=os.path.join(HERE, "data", "serving_excerpt.csv"))
    parser.add_argument("--json", help="also write every row's prediction here")
    parser.add_argument("--markdown", help="also write the report here")
    options = parser.parse_args()
    reading = measured.read(options.points)
    if not reading.points and not reading.pools:
        sys.exit(f"{options.points}: no row that can be compared; left out: {reading.left_out}")
    everything = {"libtoll": predictions.predict(reading.points)}
    of_pools = {"libtoll": pools.predict(reading.pools)}
    for name, change in baselines.ALL.items():
        everything[name] = predictions.predict(reading.points, change)
        of_pools[name] = pools.predict(reading.pools, change)
    lines = head(options.points, reading, everything["libtoll"])
    lines += (report(reading, everything) if reading.points else []) + pools_report(of_pools)
    print("\n".join(lines))
    if options.markdown:
        with open(options.markdown, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    if options.json:
        write_json(options.json, everything["libtoll"] + of_pools["libtoll"])


if __name__ == "__main__":
    main()
