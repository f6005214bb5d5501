# SPDX-License-Identifier: Apache-2.0
"""Predicted against measured serving points, with two baselines on the same rows.

Prints, per stratum and pooled: rows, deployments, median and mean absolute error, bias, 90th percentile, coverage and width
of the 80 % interval, for TPOT, throughput and TTFT. Nothing is fitted here: the constants are the catalog's, and FITTED names
those of them that were once fitted to such points.
"""
import argparse
import dataclasses
import datetime
import json
import math
import os
import platform
import statistics
import sys
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "bindings", "python"))
sys.path.insert(0, HERE)

import libtoll  # noqa: E402
import points as measured  # noqa: E402

Deployments = Dict[Tuple[object, ...], libtoll.Deployment]
METRICS = ("tpot_s", "output_tokens_per_s", "ttft_s")
TITLES = {"tpot_s": "TPOT", "output_tokens_per_s": "throughput", "ttft_s": "TTFT"}
FITTED = ("prompt_meet_frac (SGLang)", "prompt_meet_frac (other engines)", "small_kernel_s", "small_kernels_per_block",
          "step_s", "sequence_s", "prefill_layer_s")
FRACTIONS = ("linear_memory_frac", "expert_memory_frac", "decode_memory_frac", "linear_compute_frac",
             "expert_compute_frac", "decode_compute_frac", "prefill_compute_frac", "link_frac")


class Pair(NamedTuple):
    point: measured.Point
    predicted: Dict[str, libtoll.Range]

    def ratio(self, metric: str) -> float:
        return self.predicted[metric].mid / getattr(self.point, metric)

    def is_covered(self, metric: str) -> bool:
        low, _, high = self.predicted[metric]
        return low <= getattr(self.point, metric) <= high


def roofline(constants: libtoll.Constants) -> libtoll.Constants:
    """The datasheet: every kernel at its peak, nothing else takes time."""
    zero = {f.name: 0.0 for f in dataclasses.fields(constants)
            if f.name.endswith("_s") and isinstance(getattr(constants, f.name), float)}
    ones = {name: 1.0 for name in FRACTIONS}
    return dataclasses.replace(constants, **zero, **ones, prefill_half_tokens=0.0)


def eighty_percent(constants: libtoll.Constants) -> libtoll.Constants:
    """0.8 of bandwidth, 0.6 of the peak rate, 3 microseconds a kernel, 10 a collective."""
    starts = {f"{kind}_start_s": 3e-6 for kind in ("linear", "expert", "decode", "prefill")}
    fractions = {name: 0.6 if "compute" in name else 0.8 for name in FRACTIONS}
    return dataclasses.replace(roofline(constants), **fractions, **starts, small_kernel_s=3e-6,
                               allreduce_start_s=10e-6, alltoall_start_s=10e-6)


def deploy(point: measured.Point, change: Optional[Callable[[libtoll.Constants], libtoll.Constants]],
           cache: Deployments) -> libtoll.Deployment:
    key = (change, *point.deployment)
    if key not in cache:
        options: Dict[str, Any] = dict(tp=point.tp, ep=point.ep, dp=point.dp, engine=point.engine)
        deployment = libtoll.Deployment(point.hw, point.model, point.precision, **options)
        if change is not None:
            deployment = libtoll.Deployment(point.hw, point.model, point.precision, **options,
                                            constants=change(deployment.constants))
        cache[key] = deployment
    return cache[key]


def predict(points: List[measured.Point], change: Optional[Callable[[libtoll.Constants], libtoll.Constants]]
            ) -> List[Pair]:
    cache: Deployments = {}
    pairs = []
    for point in points:
        result = deploy(point, change, cache).serve(point.input_tokens, point.output_tokens, point.concurrency)
        pairs.append(Pair(point, {metric: getattr(result, metric) for metric in METRICS}))
    return pairs


def percentile(values: List[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


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
        "coverage": statistics.fmean(pair.is_covered(metric) for pair in pairs),
        "width": statistics.median(pair.predicted[metric].high / pair.predicted[metric].low for pair in pairs),
    }


def strata(pairs: List[Pair]) -> Dict[str, List[Pair]]:
    groups = {"pooled": pairs}
    for name in ("hw", "model", "precision", "engine"):
        for value in sorted({getattr(pair.point, name) for pair in pairs}):
            groups[f"{name} {value}"] = [pair for pair in pairs if getattr(pair.point, name) == value]
    return groups


def table(title: str, pairs: List[Pair]) -> List[str]:
    lines = ["", f"## {title}", "",
             "| stratum | rows | deployments | median % | mean % | bias % | p90 % | in the 80 % interval % | high/low |",
             "|--|--|--|--|--|--|--|--|--|"]
    metric = next(key for key, text in TITLES.items() if title.startswith(text))
    for name, group in strata(pairs).items():
        s = score(group, metric)
        percents = " | ".join(f"{100 * s[key]:.1f}" for key in ("median", "mean", "bias", "p90", "coverage"))
        lines.append(f"| {name} | {s['rows']:.0f} | {s['deployments']:.0f} | {percents} | {s['width']:.2f} |")
    return lines


def baseline_table(all_pairs: Dict[str, List[Pair]]) -> List[str]:
    lines = ["", "## Against baselines, pooled", "",
             "| model | " + " | ".join(f"{TITLES[m]} median / mean %" for m in METRICS) + " |", "|--|--|--|--|"]
    for name, pairs in all_pairs.items():
        scores = [score(pairs, metric) for metric in METRICS]
        lines.append(f"| {name} | " + " | ".join(f"{100 * s['median']:.1f} / {100 * s['mean']:.1f}" for s in scores) + " |")
    return lines


def report(path: str, left_out: int, all_pairs: Dict[str, List[Pair]]) -> List[str]:
    pairs = all_pairs["libtoll"]
    lines = ["# Accuracy of serving estimates", "",
             f"Generated by `make accuracy` on {datetime.date.today()}, libtoll {libtoll.version()}, catalog "
             f"{libtoll.catalog_version()}, {platform.machine()}. Do not edit.", "",
             f"{os.path.basename(path)}: {len(pairs)} points after merging repeats; {left_out} rows left out "
             "(disaggregated, more than one node, unknown model or system). Errors are abs(predicted / measured - 1). "
             f"Constants fitted end to end, on the public rows of this format: {len(FITTED)} ({', '.join(FITTED)}); the widths of the intervals come from such rows too. "
             "The other constants come from kernel timings, datasheets or typical values; none is per model."]
    lines += baseline_table(all_pairs)
    for metric in METRICS:
        lines += table(TITLES[metric], pairs)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("points", nargs="?", default=os.path.join(HERE, "data", "serving_excerpt.csv"))
    parser.add_argument("--json", help="also write every row's prediction here")
    parser.add_argument("--markdown", help="also write the report here")
    options = parser.parse_args()
    points, left_out = measured.read(options.points)
    if not points:
        sys.exit(f"{options.points}: no row that can be compared")
    all_pairs = {"libtoll": predict(points, None), "0.8 x bandwidth": predict(points, eighty_percent),
                 "datasheet roofline": predict(points, roofline)}
    lines = report(options.points, left_out, all_pairs)
    print("\n".join(lines))
    if options.markdown:
        with open(options.markdown, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump([{**pair.point._asdict(), "predicted": pair.predicted} for pair in all_pairs["libtoll"]], file)


if __name__ == "__main__":
    main()
