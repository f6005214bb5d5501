# SPDX-License-Identifier: Apache-2.0
"""Errors of every measured row, by source, with what is fitted to results refitted without that source."""
import math
from typing import Dict, List, Sequence, Tuple

import epochs
import held_out
import libtoll
import measured
import points
import predictions
import published
from sources import Error, Group

SERVING = "serving points"  # one publisher's sweep: one source
METRICS = {"throughput": "output_tokens_per_s", "tpot": "tpot_s", "ttft": "ttft_s"}
FIELDS = {"tpot": "step_log_sd", "throughput": "throughput_log_sd", "ttft": "ttft_log_sd"}


def group_of(hw: str, engine: str, is_calibrated: bool) -> Group:
    """As the catalog's rows can tell them apart: a generation of an engine, or an architecture that today's engines run on
    without timings of its kernels."""
    if is_calibrated or engine not in epochs.PRESENT:
        return "*", engine
    return libtoll.hardware(hw).arch, "*"


def of_published(paths: Sequence[str]) -> List[Error]:
    cases = [case for path in paths for case in published.read(path)[0]]
    pairs = [pair for pair in measured.predict_all(cases)[0] if epochs.is_used(pair)]
    ratios = epochs.held_out_ratios(pairs, epochs.in_catalog(pairs), lambda case: case.source)
    return [error for pair, ratio in zip(pairs, ratios) for error in errors_of(pair, ratio)]


def errors_of(pair: measured.Pair, ratio: float) -> List[Error]:
    """A time factor without the source changes a step's time as it changes the rate; the first token mostly waits."""
    change = ratio - math.log(pair.ratio("throughput"))
    changed = {"throughput": change, "tpot": -change, "ttft": 0.0}
    case = pair.case
    group = group_of(case.hw, case.engine, pair.is_calibrated)
    return [Error(case.source, group, metric, math.log(pair.ratio(metric)) + changed[metric], predictions.has_experts(case.model),
                  int(pair.validity) - 1) for metric in METRICS if metric in pair.observed and metric in pair.predicted]


def of_points(path: str) -> List[Error]:
    found = points.read(path).points
    pairs = held_out.by_group(predictions.predict(found), held_out.split_starts(found), lambda point: point.hw)
    return [Error(SERVING, ("*", pair.point.engine), metric, predictions.log_ratio(pair, name),
                  predictions.has_experts(pair.point.model), pair.validity - 1)
            for pair in pairs for metric, name in METRICS.items()]


def collect(serving: str, results: Sequence[str]) -> List[Error]:
    return (of_points(serving) if serving else []) + of_published(results)


def counts(errors: Sequence[Error]) -> Dict[str, Tuple[int, int]]:
    """Rows and sources by metric."""
    return {metric: (sum(error.metric == metric for error in errors),
                     len({error.source for error in errors if error.metric == metric})) for metric in METRICS}
