# SPDX-License-Identifier: Apache-2.0
"""Predicted against published results on all hardware, with baselines on the same rows.

Reads any file in the format of the published results (README of the data: one row a result). Prints rows, deployments,
median and mean absolute error, bias, 90th percentile, rank correlation within a family of deployments, coverage and width of
the 80 % interval, for throughput, TPOT, TTFT and power, per stratum and pooled. Nothing is fitted here. Every figure comes
from the library's public functions; what a row lacks (a layout, a prompt length, an acceptance) is assumed as said below and
counted in the report.
"""
import argparse
import csv
import dataclasses
import json
import math
import os
import statistics
import sys
from typing import Callable, Dict, List, NamedTuple, Optional, Tuple

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "bindings", "python"))
sys.path.insert(0, HERE)

import baselines  # noqa: E402
import libtoll  # noqa: E402
import published  # noqa: E402
from libtoll import Fit, LoadMode  # noqa: E402
from published import SYSTEM, Case, Spread  # noqa: E402

METRICS = ("throughput", "tpot", "ttft", "power", "system power")
TITLES = {"throughput": "Throughput", "tpot": "TPOT", "ttft": "TTFT", "power": "Power of the accelerators",
          "system power": "Power of the whole system"}
STRATA = ("hw", "model", "mode", "precision", "engine", "source")

CONSTANTS = os.path.join(HERE, "..", "..", "lib", "catalog", "data", "constants.csv")
ALL_QUEUED = 1e6  # requests in flight when all are queued at once
SEQUENCES = 2048  # a benchmark lets the memory, not the server's default, limit the batch
INTERNODE_BYTES_PER_S = 50e9  # 400 Gb/s an accelerator, where a layout leaves its scale-up domain
DRAFT_TOKENS, ACCEPT_FRAC = 3.0, 0.65  # multi-token prediction, where a result says no more than that it ran
CHAT_CV = 1.0  # of answers in a burst of a chat data set: about exponential; an assumption, fitted to nothing
BROAD_CV = 0.5  # of MLPerf's prompt and answer lengths, whose tails hold memory far above the mean

Change = Optional[Callable[[Case, libtoll.Constants], libtoll.Constants]]
Figures = Dict[str, libtoll.Range]


class Pair(NamedTuple):
    case: Case
    spread: Spread
    is_calibrated: bool
    validity: libtoll.Validity
    predicted: Figures
    observed: Dict[str, float]

    def ratio(self, metric: str) -> float:
        return self.predicted[metric].mid / self.observed[metric]

    def is_covered(self, metric: str) -> bool:
        low, _, high = self.predicted[metric]
        return low <= self.observed[metric] <= high


def scale(value: libtoll.Range, factor: float) -> libtoll.Range:
    return libtoll.Range(*(factor * quantile for quantile in value))


def most_sequences(case: Case) -> int:
    """Most sequences that run at once. A burst is what users run, on a server with its defaults: vLLM's API server takes
    1,024 from 70 GiB on and not on an A100, else 256 (vllm/engine/arg_utils.py, get_batch_defaults, 0.8.5 to 0.24)."""
    if not (case.burst and case.engine.startswith("vllm")):
        return SEQUENCES
    is_large = libtoll.hardware(case.hw).memory_bytes >= 70 * 2**30 and not case.hw.startswith("a100")
    return 1024 if is_large else 256


class Fleet:
    """Deployments by their names, each resolved once."""

    def __init__(self, change: Change = None) -> None:
        self.change, self.made = change, {}  # type: ignore[var-annotated]

    def get(self, case: Case, spread: Spread) -> Optional[libtoll.Deployment]:
        """None where the library refuses the layout."""
        key = (case.hw, case.model, case.precision, case.engine, spread, most_sequences(case))
        if key not in self.made:
            self.made[key] = self.resolve(case, spread)
        return self.made[key]

    def resolve(self, case: Case, spread: Spread) -> Optional[libtoll.Deployment]:
        engine = dataclasses.replace(libtoll.engine(case.engine), max_sequences=most_sequences(case))
        options = dict(tp=spread.tp, pp=spread.pp, ep=spread.ep, dp=spread.dp, engine=engine,
                       internode_bytes_per_s=INTERNODE_BYTES_PER_S)
        try:
            deployment = libtoll.Deployment(case.hw, case.model, case.precision, **options)
            if self.change is None:
                return deployment
            return libtoll.Deployment(case.hw, case.model, case.precision, **options,
                                      constants=self.change(case, deployment.constants))
        except (libtoll.ConflictError, libtoll.UnsupportedError, libtoll.MissingFactError):
            return None


def layouts(case: Case) -> List[Spread]:
    """The published layout, or the ways to split the system into equal replicas within a scale-up domain of eight."""
    if case.spread is not None:
        return [case.spread]
    sizes = [size for size in (1, 2, 4, 8) if case.gpus % size == 0]
    found = [Spread(size, 1, 1, 1) for size in sizes]
    if case.mode == "offline_max":
        found += [Spread(1, size, 1, 1) for size in sizes if size > 1]
    return found + [Spread(1, 1, size, size) for size in sizes if size > 1]


def lengths(case: Case) -> Dict[str, float]:
    """Benchmarks on data sets have broad lengths; the others draw them alike. A mean that is no whole number is one of
    lengths that differ."""
    broad = BROAD_CV if case.source.startswith("mlperf") else 0.0
    if case.burst and case.output_tokens != round(case.output_tokens):  # a mean over answers that differ
        return {"input_cv": CHAT_CV, "output_cv": CHAT_CV}
    return {"input_cv": broad, "output_cv": broad}


def drafted(case: Case) -> Dict[str, float]:
    return {"draft_tokens": DRAFT_TOKENS, "accept_frac": ACCEPT_FRAC} if case.is_speculative else {}


def ask_static(case: Case, deployment: libtoll.Deployment) -> libtoll.ServeResult:
    """A batch run once; only its decoding where no prompt was run, only its prompt where no answer was."""
    if case.input_tokens < 1:
        return deployment.serve(1, case.output_tokens, case.load or 1, mode=LoadMode.DECODE, assume_fit=True)
    return deployment.serve(case.input_tokens, max(case.output_tokens, 1), case.load or 1, mode=LoadMode.BATCH,
                            assume_fit=True, **drafted(case))


def ask_slo(case: Case, deployment: libtoll.Deployment) -> Optional[libtoll.ServeResult]:
    """The highest rate of Poisson arrivals whose 99th percentiles stay within the limits; None: a limit is missed by a
    request that meets nobody."""
    assert case.limits is not None
    ttft, tpot = case.limits
    rate = deployment.bound_rate(case.input_tokens, case.output_tokens, libtoll.Limits(ttft_p99_s=ttft, tpot_p99_s=tpot),
                                 assume_fit=1, **lengths(case))
    if rate <= 0:
        return None
    result = deployment.serve(case.input_tokens, case.output_tokens, ALL_QUEUED, assume_fit=True, **lengths(case))
    share = rate / result.requests_per_s.mid  # of the rate with all queued, whose error bar it takes
    return dataclasses.replace(result, output_tokens_per_s=scale(result.output_tokens_per_s, share),
                               requests_per_s=scale(result.requests_per_s, share))


def ask_burst(case: Case, deployment: libtoll.Deployment, replicas: float) -> libtoll.ServeResult:
    """A run that ends: its requests at once, or as many in flight as the row says."""
    assert case.burst is not None
    requests = max(case.burst / replicas, 1)
    load = max((case.load or case.burst) / replicas, 1)
    return deployment.serve(max(case.input_tokens, 1), max(case.output_tokens, 1), load, mode=LoadMode.BURST,
                            burst_requests=requests, assume_fit=True, **drafted(case), **lengths(case))


def ask(case: Case, deployment: libtoll.Deployment, replicas: float) -> Optional[libtoll.ServeResult]:
    if case.mode in ("fixed_batch", "single_stream"):
        return ask_static(case, deployment)
    if case.mode == "online_slo":
        return ask_slo(case, deployment)
    if case.burst:
        return ask_burst(case, deployment, replicas)
    load = ALL_QUEUED if case.mode == "offline_max" else max((case.load or 1) / replicas, 1)
    return deployment.serve(max(case.input_tokens, 1), max(case.output_tokens, 1), load, assume_fit=True,
                            **drafted(case), **lengths(case))


def figures(case: Case, deployment: libtoll.Deployment, result: libtoll.ServeResult, replicas: float) -> Figures:
    is_prompt_only = case.output_tokens < 1
    rate = result.input_tokens_per_s if is_prompt_only else result.output_tokens_per_s
    found = {"throughput": scale(rate, replicas), "tpot": result.tpot_s, "ttft": result.ttft_s}
    if result.power_w is not None:
        found["power"] = scale(result.power_w, replicas)
        found["system power"] = scale(deployment.energy(result).system_w, replicas)
    return found


def observations(case: Case) -> Dict[str, float]:
    """What the row measured, by metric. A prompt alone has no token rate of answers, an answer alone no first token."""
    rate = case.input_tokens_per_s if case.output_tokens < 1 else case.output_tokens_per_s
    power = "system power" if case.boundary == SYSTEM else "power"
    found = {"throughput": rate, "tpot": case.tpot_s, "ttft": case.ttft_s, power: case.power_w}
    if case.is_energy_only:
        found = {power: case.power_w}
    return {metric: value for metric, value in found.items() if value is not None and value > 0}


def predict(case: Case, fleet: Fleet) -> Optional[Pair]:
    """The fastest layout that fits, as whoever publishes a result would choose; None: no layout can be placed."""
    best: Optional[Pair] = None
    for spread in layouts(case):
        deployment = fleet.get(case, spread)
        replicas = case.gpus / spread.gpus
        result = ask(case, deployment, replicas) if deployment is not None else None
        if deployment is None or result is None or (result.fit == Fit.NO and case.spread is None):
            continue
        found = figures(case, deployment, result, replicas)
        if best is None or found["throughput"].mid > best.predicted["throughput"].mid:
            best = Pair(case, spread, bool(deployment.constants.is_calibrated), result.validity, found,
                        observations(case))
    return best


def predict_all(cases: List[Case], change: Change = None) -> Tuple[List[Pair], List[published.Left]]:
    fleet, pairs, left = Fleet(change), [], []
    for case in cases:
        reason = "no layout that the library can place"
        try:
            pair = predict(case, fleet)
        except libtoll.TollError as error:
            pair, reason = None, str(error)
        if pair is None:
            left.append(published.Left(case.id, case.source, reason))
        else:
            pairs.append(pair)
    return pairs, left


# ---- scores ----

def percentile(values: List[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def ranks(values: List[float]) -> List[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    for rank, index in enumerate(order):
        found[index] = float(rank)
    return found


def rank_correlation(pairs: List[Pair], metric: str) -> Optional[float]:
    """Spearman's, a mean over families of five or more results of one accelerator, model, precision and engine."""
    families: Dict[Tuple[str, ...], List[Pair]] = {}
    for pair in pairs:
        key = (pair.case.source, pair.case.hw, pair.case.model, pair.case.precision, pair.case.engine, pair.case.mode)
        families.setdefault(key, []).append(pair)
    found = []
    for family in families.values():
        first = ranks([pair.predicted[metric].mid for pair in family])
        second = ranks([pair.observed[metric] for pair in family])
        if len(family) >= 5 and len(set(second)) > 1:
            found.append(statistics.correlation(first, second))
    return statistics.fmean(found) if found else None


def score(pairs: List[Pair], metric: str) -> Dict[str, Optional[float]]:
    ratios = [pair.ratio(metric) for pair in pairs]
    errors = [abs(ratio - 1) for ratio in ratios]
    return {"rows": len(pairs), "deployments": len({pair.case.deployment for pair in pairs}),
            "median": 100 * statistics.median(errors), "mean": 100 * statistics.fmean(errors),
            "bias": 100 * (math.exp(statistics.fmean(map(math.log, ratios))) - 1),
            "p90": 100 * percentile(errors, 0.9), "rank": rank_correlation(pairs, metric),
            "coverage": 100 * statistics.fmean(pair.is_covered(metric) for pair in pairs),
            "width": statistics.median(pair.predicted[metric].high / pair.predicted[metric].low for pair in pairs)}


def having(pairs: List[Pair], metric: str) -> List[Pair]:
    return [pair for pair in pairs if metric in pair.observed and metric in pair.predicted]


def strata(pairs: List[Pair]) -> Dict[str, List[Pair]]:
    groups = {"pooled": pairs, "kernels timed": [pair for pair in pairs if pair.is_calibrated],
              "datasheet only": [pair for pair in pairs if not pair.is_calibrated]}
    for name in STRATA:
        for value in sorted({getattr(pair.case, name) for pair in pairs}):
            groups[f"{name} {value}"] = [pair for pair in pairs if getattr(pair.case, name) == value]
    return {name: group for name, group in groups.items() if group}


COLUMNS = ("rows", "deployments", "median", "mean", "bias", "p90", "rank", "coverage", "width")
HEADER = ["| stratum | rows | deployments | median % | mean % | bias % | p90 % | rank | in the 80 % interval % | high/low |",
          "|--|--|--|--|--|--|--|--|--|--|"]


def cell(name: str, value: Optional[float]) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if name in ("rows", "deployments") else f"{value:.2f}" if name in ("rank", "width") else f"{value:.1f}"


def table(metric: str, pairs: List[Pair]) -> List[str]:
    lines = ["", f"### {TITLES[metric]}", "", *HEADER]
    for name, group in strata(pairs).items():
        scores = score(group, metric)
        lines.append(f"| {name} | " + " | ".join(cell(column, scores[column]) for column in COLUMNS) + " |")
    return lines


def versus(all_pairs: Dict[str, List[Pair]]) -> List[str]:
    lines = ["", "### Against baselines, on the same rows", "",
             "| model | " + " | ".join(f"{TITLES[metric]} median / mean %" for metric in METRICS) + " |",
             "|--" * (len(METRICS) + 1) + "|"]
    for name, pairs in all_pairs.items():
        cells = []
        for metric in METRICS:
            group = having(pairs, metric)
            scores = score(group, metric) if group else None
            cells.append(f"{scores['median']:.1f} / {scores['mean']:.1f}" if scores else "-")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def left_lines(left: List[published.Left]) -> List[str]:
    reasons: Dict[str, int] = {}
    for row in left:
        reasons[row.reason] = reasons.get(row.reason, 0) + 1
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return [f"- {count} rows: {reason}" for reason, count in ordered]


def assumed_lines(pairs: List[Pair]) -> List[str]:
    counts = {
        "no layout published: the fastest that fits, replicas within eight accelerators":
            sum(pair.case.spread is None for pair in pairs),
        "no mean prompt published: by data set " + ", ".join(f"{k} {v:.0f}" for k, v in published.ASSUMED_INPUT.items()):
            sum(pair.case.is_input_assumed for pair in pairs),
        "a burst, not a steady state; where its mean lengths are no whole numbers, deviation / mean of "
        f"{CHAT_CV:.0f} is assumed": sum(bool(pair.case.burst) for pair in pairs),
        "prompts too uncertain for speed: power alone is compared":
            sum(pair.case.is_energy_only for pair in pairs),
        f"speculation without its acceptance: {DRAFT_TOKENS:.0f} drafted tokens, {ACCEPT_FRAC} accepted":
            sum(pair.case.is_speculative for pair in pairs),
    }
    return [f"- {count} rows: {text}" for text, count in counts.items() if count]


def fitted_lines() -> List[str]:
    """How many of the catalog's constants come from such results."""
    with open(CONSTANTS, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    counts: Dict[str, int] = {}
    for row in rows:
        if row["source"] == "toll-published":
            kind = "power" if "power" in row["field"] else "width" if row["field"].endswith("_sd") else row["field"]
            counts[kind] = counts.get(kind, 0) + 1
    named = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    return [f"Constants fitted end to end on the public rows of this format: {sum(counts.values())} ({named}). None is of "
            "one model."]


def report(path: str, left: List[published.Left], all_pairs: Dict[str, List[Pair]]) -> List[str]:
    import epochs  # here, because it builds on this module
    pairs = all_pairs["libtoll"]
    lines = ["## Published results on all hardware", "",
             f"{os.path.basename(path)}: {len(pairs)} rows compared, {len(left)} left out. Errors are abs(predicted / "
             "measured - 1); rank is Spearman's correlation within a family; accelerators and whole systems are never mixed. "
             "\"Datasheet only\" are formats and architectures without kernel timings.", ""]
    lines += ["Left out:", "", *left_lines(left), "", "Assumed:", "", *assumed_lines(pairs), "", *fitted_lines(),
              *versus(all_pairs), *epochs.held_out_lines(pairs)]
    for metric in METRICS:
        group = having(pairs, metric)
        lines += table(metric, group) if group else []
    return lines


def as_json(pair: Pair) -> Dict[str, object]:
    return {**pair.case._asdict(), "layout": pair.spread._asdict(), "is_calibrated": pair.is_calibrated,
            "observed": pair.observed, "predicted": {metric: pair.predicted.get(metric) for metric in pair.observed}}


def rival(change: Callable[[Case, libtoll.Constants], libtoll.Constants]) -> Change:
    """A simpler model, which knows no generations of an engine."""
    def other(case: Case, constants: libtoll.Constants) -> libtoll.Constants:
        plain = change(case._replace(engine=case.engine.split("-")[0]), constants)
        return dataclasses.replace(plain, software_time_factor=1.0)
    return other


def evaluate(path: str) -> Tuple[List[str], List[Dict[str, object]]]:
    """The report of a file, and every row's prediction."""
    cases, left = published.read(path)
    pairs, unplaced = predict_all(cases)
    if not pairs:
        sys.exit(f"{path}: no row that can be compared")
    all_pairs = {"libtoll": pairs, **{name: predict_all(cases, rival(change))[0] for name, change in baselines.ALL.items()}}
    return report(path, left + unplaced, all_pairs), [as_json(pair) for pair in pairs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", help="published results")
    parser.add_argument("--json", help="also write every row's prediction here")
    parser.add_argument("--markdown", help="also write the report here")
    options = parser.parse_args()
    lines, predictions = evaluate(options.results)
    print("\n".join(lines))
    if options.markdown:
        with open(options.markdown, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(predictions, file)


if __name__ == "__main__":
    main()
