# SPDX-License-Identifier: Apache-2.0
"""Widths of the 80 % intervals from measured serving points, each model held out in turn.

For every model the standard deviation is the one whose 80 % interval holds 80 % of the other models' points (a conformal
quantile), and the held-out model's points are counted against it. Only points that the library calls calibrated give the
deviation; those that it widens (another kind of model, a format by fall-back) are counted, with the widening. That keeps
what it was in absolute terms: nobody measured that other hardware became more certain. Prints the coverage and the value
from all points; --write puts the latter into the catalog. Run it after `make calibrate`; only widths are fitted.
"""
import argparse
import math
import os
import sys
from typing import Callable, Dict, List, NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import points as measured  # noqa: E402
import serving  # noqa: E402
from calibration import rows  # noqa: E402

LEVEL = 0.8
Z_80 = 1.2815515655446004  # half-width of an 80 % interval in standard deviations: toll__range_factor
FIELDS = {"tpot_s": "step_log_sd", "output_tokens_per_s": "throughput_log_sd", "ttft_s": "ttft_log_sd"}


OTHER_KINDS_LOG_SD = math.log(1.45)  # architectures of other kinds, held out: the catalog's toll-heldout


class Residual(NamedTuple):
    point: measured.Point
    log_ratio: float
    widenings: int  # how often the library multiplies the deviation by its factor: 0 inside its calibration


def residuals(pairs: List[serving.Pair], metric: str, factor: float) -> List[Residual]:
    widths = [math.log(pair.predicted[metric].high / pair.predicted[metric].low) for pair in pairs]
    least = min(widths)
    return [Residual(pair.point, abs(math.log(pair.ratio(metric))), round(math.log(width / least) / math.log(factor)))
            for pair, width in zip(pairs, widths)]


def standard_deviation(part: List[Residual]) -> float:
    """The least one that covers LEVEL of the calibrated points, with the one more that finite samples need."""
    needed = sorted(residual.log_ratio for residual in part if residual.widenings == 0)
    rank = min(math.ceil(LEVEL * (len(needed) + 1)), len(needed))
    return needed[rank - 1] / Z_80


def is_covered(residual: Residual, deviation: float, factor: float) -> bool:
    return residual.log_ratio <= Z_80 * deviation * factor ** residual.widenings


def held_out(found: List[Residual], factor: float, name: Callable[[measured.Point], str]) -> Dict[str, List[bool]]:
    """Coverage of each group by the deviation of all others."""
    groups: Dict[str, List[bool]] = {}
    for value in sorted({name(residual.point) for residual in found}):
        inside = [r for r in found if name(r.point) == value]
        others = [r for r in found if name(r.point) != value]
        deviation = standard_deviation(others)
        groups[value] = [is_covered(r, deviation, factor) for r in inside]
    return groups


def share(flags: List[bool]) -> float:
    return 100 * sum(flags) / len(flags)


def pooled(groups: Dict[str, List[bool]]) -> float:
    return share([flag for flags in groups.values() for flag in flags])


def describe(metric: str, found: List[Residual], deviation: float, factor: float) -> Dict[str, float]:
    by = {"model": held_out(found, factor, lambda p: p.model), "accelerator": held_out(found, factor, lambda p: p.hw),
          "engine": held_out(found, factor, lambda p: p.engine)}
    coverage = {name: pooled(groups) for name, groups in by.items()}
    print(f"{FIELDS[metric]}: {deviation:.3f}, high/low {math.exp(2 * Z_80 * deviation):.2f}; covered when held out: "
          + ", ".join(f"{name} {value:.1f} %" for name, value in coverage.items()))
    print("  " + ", ".join(f"{model} {share(flags):.0f} % of {len(flags)}" for model, flags in by["model"].items()))
    return coverage


def row(field: str, value: float, text: str, date: str) -> rows.Row:
    return dict(zip(rows.HEADER, (field, "*", "*", "*", f"{value:.2g}~", text, "toll-heldout", date)))


def derive(pairs: List[serving.Pair], old_factor: float, date: str) -> List[rows.Row]:
    found = {metric: residuals(pairs, metric, old_factor) for metric in FIELDS}
    deviations = {metric: standard_deviation(part) for metric, part in found.items()}
    factor = OTHER_KINDS_LOG_SD / deviations["tpot_s"]
    made = [row("extrapolation_factor", factor, "architectures of other kinds needed a factor of 1.45: ln 1.45 over "
                f"the deviation of calibrated ones, {deviations['tpot_s']:.2f}", date)]
    for metric, part in found.items():
        coverage = describe(metric, part, deviations[metric], factor)
        text = (f"{len(part):,} serving points; 80 % interval covers {coverage['model']:.0f} % with the model held out, "
                f"{coverage['accelerator']:.0f} % with the accelerator")
        made.append(row(FIELDS[metric], deviations[metric], text, date))
    print(f"extrapolation_factor: {factor:.2f}")
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("points", help="serving points, as make accuracy takes them")
    parser.add_argument("--write", metavar="CSV", help="put the deviations into this file")
    parser.add_argument("--date", default="2026-11-23", help="of the derivation (%(default)s)")
    options = parser.parse_args()
    points, left_out = measured.read(options.points)
    print(f"{len(points)} points, {left_out} rows left out", file=sys.stderr)
    pairs = serving.predict(points, None)
    old_factor = serving.deploy(points[0], None, {}).constants.extrapolation_factor
    made = derive(pairs, old_factor, options.date)
    if options.write:
        rows.write(options.write, made)


if __name__ == "__main__":
    main()
