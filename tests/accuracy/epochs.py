# SPDX-License-Identifier: Apache-2.0
"""What software of another generation takes: the catalog's software_time_factor by engine generation and architecture, and
its host work per sequence.

One factor for an engine generation, and one of its own for an architecture on which it differs by more than a tenth; each
from two models or more. A factor is the median over deployments of predicted over measured throughput, so that no
deployment counts twice; rows of latency limits, of speculation and of assumed prompts' fill-in tasks stay out. The host's
work per sequence is today's unless another of a few values lowers a generation's median error by more than a point. Prints the
errors in place, and with each model, each accelerator and each source held out. --write puts the factors into the catalog.
"""
import argparse
import dataclasses
import math
import os
import statistics
import sys
from typing import Callable, Dict, List, NamedTuple, Tuple

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "bindings", "python"))
sys.path.insert(0, HERE)

import libtoll  # noqa: E402
import measured  # noqa: E402
import published  # noqa: E402
from calibration import rows  # noqa: E402

FIELD = "software_time_factor"
LATER = ("mlenergy-v3", "mlperf-v6.0", "trtllm-1.2", "inferencex-dsr1", "inferencex-csv", "inferencex-tpuv7", "tpu-recipes")
OF_ITS_OWN = math.log(1.1)  # an architecture that differs by less takes the engine's factor
LEAST_MODELS, LEAST_DEPLOYMENTS = 2, 3
LEAST, MOST = 0.5, 20.0  # beyond that the formula fails, not the software
ITERATIONS = 3
SOURCES = ("toll-published",)  # rows that a new fit replaces
PRESENT = {"vllm", "sglang", "trtllm", "generic"}  # today's engines are fitted on one architecture, never as such

SEQUENCE_S = (6e-6, 12e-6, 20e-6, 30e-6, 40e-6, 50e-6, 60e-6, 75e-6, 90e-6)  # candidates; the first is today's
GAIN = 0.01

BASE = libtoll.constants(libtoll.hardware("h100-sxm5-80gb"), libtoll.precision("bf16"), libtoll.engine("vllm"))
BASE_WIDTHS = {name: getattr(BASE, name) for name in ("step_log_sd", "throughput_log_sd", "ttft_log_sd")}

Key = Tuple[str, str]  # architecture or *, engine
Factors = Dict[Key, float]
Hosts = Dict[str, float]  # seconds a sequence and step, by engine


class Residual(NamedTuple):
    """ln(predicted / measured) throughput of one deployment, with the factors that it was predicted with."""
    arch: str
    engine: str
    hw: str
    model: str
    source: str
    log_ratio: float


def pick(factors: Factors, arch: str, engine: str) -> float:
    return factors.get((arch, engine), factors.get(("*", engine), 1.0))


def is_used(pair: measured.Pair) -> bool:
    case = pair.case
    return case.mode != "online_slo" and not case.is_speculative and "throughput" in pair.observed


def arch_of(pair: measured.Pair) -> str:
    return libtoll.hardware(pair.case.hw).arch


def predict(cases: List[published.Case], factors: Factors, hosts: Hosts) -> List[measured.Pair]:
    pairs: List[measured.Pair] = []
    for key in sorted({(libtoll.hardware(case.hw).arch, case.engine) for case in cases}):
        chosen = [case for case in cases if (libtoll.hardware(case.hw).arch, case.engine) == key]
        fixed = dict(BASE_WIDTHS, software_time_factor=pick(factors, *key), sequence_s=hosts.get(key[1], SEQUENCE_S[0]))
        pairs += measured.predict_all(chosen, lambda _, c: dataclasses.replace(c, **fixed))[0]
    return [pair for pair in pairs if is_used(pair)]


def residuals(pairs: List[measured.Pair]) -> List[Residual]:
    groups: Dict[Tuple[object, ...], List[measured.Pair]] = {}
    for pair in pairs:
        groups.setdefault((pair.case.source, *pair.case.deployment), []).append(pair)
    return [Residual(arch_of(group[0]), group[0].case.engine, group[0].case.hw, group[0].case.model, group[0].case.source,
                     statistics.median(math.log(pair.ratio("throughput")) for pair in group))
            for group in groups.values()]


def enough(part: List[Residual]) -> bool:
    return len({r.model for r in part}) >= LEAST_MODELS and len(part) >= LEAST_DEPLOYMENTS


def shift(part: List[Residual]) -> float:
    return statistics.median(r.log_ratio for r in part)


def bounded(factor: float) -> float:
    return min(max(factor, LEAST), MOST)


def fit(found: List[Residual], old: Factors) -> Factors:
    """Factors that centre each engine and each architecture that is apart; a residual was taken with the old ones."""
    fitted: Factors = {}
    plain = [r._replace(log_ratio=r.log_ratio + math.log(pick(old, r.arch, r.engine))) for r in found]
    for engine in sorted({r.engine for r in plain}):
        part = [r for r in plain if r.engine == engine]
        common = 0.0
        if engine not in PRESENT and enough(part):
            common = shift(part)
            fitted["*", engine] = bounded(math.exp(common))
        for arch in sorted({r.arch for r in part}):
            own = [r for r in part if r.arch == arch]
            if enough(own) and abs(shift(own) - common) > OF_ITS_OWN:
                fitted[arch, engine] = bounded(math.exp(shift(own)))
    return fitted


def fit_factors(cases: List[published.Case], hosts: Hosts) -> Tuple[Factors, List[measured.Pair]]:
    factors: Factors = {}
    for _ in range(ITERATIONS):
        factors = fit(residuals(predict(cases, factors, hosts)), factors)
    return factors, predict(cases, factors, hosts)


def error_of(cases: List[published.Case], hosts: Hosts) -> float:
    pairs = fit_factors(cases, hosts)[1]
    return statistics.median(errors(pairs, lambda p: 0.0)) if pairs else math.inf


def fit_hosts(cases: List[published.Case]) -> Hosts:
    hosts: Hosts = {}
    for engine in sorted({case.engine for case in cases} - PRESENT):
        part = [case for case in cases if case.engine == engine and case.output_tokens > 1]
        if len({case.model for case in part}) < LEAST_MODELS or len({case.load for case in part}) < 3:
            continue
        found = {value: error_of(part, {engine: value}) for value in SEQUENCE_S}
        best = min(found, key=lambda value: found[value])
        if found[SEQUENCE_S[0]] < math.inf and found[SEQUENCE_S[0]] - found[best] > GAIN:
            hosts[engine] = best
    return hosts


def held_out_ratios(pairs: List[measured.Pair], factors: Factors, name: Callable[[published.Case], str]) -> List[float]:
    """ln(predicted / measured) of each pair by the factors of all other groups. Throughput goes with 1 / factor all but
    exactly."""
    found = [0.0] * len(pairs)
    for value in sorted({name(pair.case) for pair in pairs}):
        others = fit(residuals([pair for pair in pairs if name(pair.case) != value]), factors)
        for index, pair in enumerate(pairs):
            if name(pair.case) == value:
                key = (arch_of(pair), pair.case.engine)
                found[index] = math.log(pair.ratio("throughput") * pick(factors, *key) / pick(others, *key))
    return found


def in_catalog(pairs: List[measured.Pair]) -> Factors:
    """The factors that the pairs were predicted with."""
    found: Factors = {}
    for pair in pairs:
        key = (arch_of(pair), pair.case.engine)
        if key not in found:
            constants = libtoll.constants(libtoll.hardware(pair.case.hw), libtoll.precision(pair.case.precision),
                                          libtoll.engine(pair.case.engine))
            found[key] = constants.software_time_factor
    return found


def later_ratios(pairs: List[measured.Pair], factors: Factors) -> List[float]:
    """Results of 2026 by factors from earlier ones."""
    others = fit(residuals([pair for pair in pairs if pair.case.source not in LATER]), factors)
    return [math.log(pair.ratio("throughput") * pick(factors, arch_of(pair), pair.case.engine)
                     / pick(others, arch_of(pair), pair.case.engine)) for pair in pairs if pair.case.source in LATER]


def held_out_lines(all_pairs: List[measured.Pair]) -> List[str]:
    """Errors of throughput with the factors refitted without the group that is judged."""
    pairs = [pair for pair in all_pairs if is_used(pair)]
    factors = in_catalog(pairs)
    parts = {"in place": [math.log(pair.ratio("throughput")) for pair in pairs],
             "each model": held_out_ratios(pairs, factors, lambda case: case.model),
             "each accelerator": held_out_ratios(pairs, factors, lambda case: case.hw),
             "each source": held_out_ratios(pairs, factors, lambda case: case.source),
             "results of 2026": later_ratios(pairs, factors)}
    lines = ["", "### Throughput with factors of engine generations held out", "",
             "| held out | rows | median % | mean % | bias % |", "|--|--|--|--|--|"]
    for name, ratios in parts.items():
        found = [abs(math.expm1(ratio)) for ratio in ratios]
        if found:
            lines.append(f"| {name} | {len(found)} | {100 * statistics.median(found):.1f} | "
                         f"{100 * statistics.fmean(found):.1f} | {100 * math.expm1(statistics.fmean(ratios)):.1f} |")
    return lines


def errors(pairs: List[measured.Pair], change: Callable[[measured.Pair], float]) -> List[float]:
    return [abs(pair.ratio("throughput") * math.exp(change(pair)) - 1) for pair in pairs]


def held_out(pairs: List[measured.Pair], factors: Factors, name: Callable[[published.Case], str]) -> List[float]:
    return [abs(math.exp(ratio) - 1) for ratio in held_out_ratios(pairs, factors, name)]


def show(title: str, found: List[float]) -> None:
    print(f"{title}: median {100 * statistics.median(found):.1f} %, mean {100 * statistics.fmean(found):.1f} %, "
          f"{len(found)} rows")


def spread(pairs: List[measured.Pair], key: Key, factors: Factors) -> Tuple[List[measured.Pair], float]:
    arch, engine = key
    inside = [p for p in pairs if p.case.engine == engine
              and (arch_of(p) == arch or (arch == "*" and (arch_of(p), engine) not in factors))]
    return inside, statistics.median(errors(inside, lambda p: 0.0)) if inside else 0.0


def row(key: Key, factor: float, pairs: List[measured.Pair], factors: Factors, date: str) -> rows.Row:
    inside, error = spread(pairs, key, factors)
    models = len({pair.case.model for pair in inside})
    text = (f"{len(inside):,} published results of {models} models, median error {100 * error:.0f} %")
    return dict(zip(rows.HEADER, (FIELD, key[0], "*", key[1], f"{factor:.3g}~", text, "toll-published", date)))


def host_row(engine: str, value: float, date: str) -> rows.Row:
    return dict(zip(rows.HEADER, ("sequence_s", "*", "*", engine, f"{1e6 * value:g}e-6~",
                                  "lowers the generation's median error by more than a point", "toll-published", date)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", help="published results, as make accuracy takes them")
    parser.add_argument("--write", metavar="CSV", help="put the factors into this file")
    parser.add_argument("--date", default="2026-11-28", help="of the derivation (%(default)s)")
    options = parser.parse_args()
    cases, _ = published.read(options.results)
    hosts = fit_hosts(cases)
    factors, pairs = fit_factors(cases, hosts)
    for engine, value in sorted(hosts.items()):
        print(f"{'*':16} {engine:14} {1e6 * value:6.0f} us a sequence and step")
    for key, factor in sorted(factors.items()):
        inside, error = spread(pairs, key, factors)
        print(f"{key[0]:16} {key[1]:14} {factor:6.3f}  {len(inside):4} rows, median error {100 * error:.0f} %")
    print(f"{len(factors) + len(hosts)} constants fitted end to end")
    show("without factors", errors(pairs, lambda p: math.log(pick(factors, arch_of(p), p.case.engine))))
    show("in place", errors(pairs, lambda p: 0.0))
    show("model held out", held_out(pairs, factors, lambda case: case.model))
    show("accelerator held out", held_out(pairs, factors, lambda case: case.hw))
    show("source held out", held_out(pairs, factors, lambda case: case.source))
    if options.write:
        made = [row(key, factor, pairs, factors, options.date) for key, factor in sorted(factors.items())]
        made += [host_row(engine, value, options.date) for engine, value in sorted(hosts.items())]
        rows.write(options.write, made, SOURCES)


if __name__ == "__main__":
    main()
