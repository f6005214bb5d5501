# SPDX-License-Identifier: Apache-2.0
"""Power: the shares of TDP that waiting, kernels, traffic and arithmetic draw, fitted to measured power of accelerators.

Power is linear in the four constants until the TDP caps it, so four probes of a deployment give its coefficients. Soft-L1 of
the log ratio, each deployment weighing alike, with a weak pull to typical values where the data do not tell two constants
apart. One set for every architecture, and one for each with two models or more. Prints the errors in place, with each model
and each architecture held out. --write puts the constants and the interval's width into the catalog; needs numpy, scipy.
"""
import argparse
import dataclasses
import math
import os
import sys
from typing import Dict, List, NamedTuple, Tuple

import numpy
from scipy.optimize import least_squares

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "bindings", "python"))
sys.path.insert(0, HERE)

import libtoll  # noqa: E402
import measured  # noqa: E402
import published  # noqa: E402
from calibration import rows  # noqa: E402
from published import ACCELERATORS  # noqa: E402

FIELDS = ("wait_power_frac", "busy_power_frac", "memory_power_frac", "compute_power_frac")
TYPICAL = numpy.array([0.4, 0.5, 0.3, 0.8])
# Fitted are waiting, what kernels draw beyond it (never less), traffic, arithmetic.
START, LOW, HIGH = (0.4, 0.1, 0.3, 0.8), (0.05, 0.0, 0.05, 0.1), (1.0, 1.0, 1.0, 1.0)
PULL = 0.3  # of a constant that is off its typical value by 1, beside residuals of all deployments
NOTHING = 1e-12  # a share of 0 for waiting stands for the busy one
PROBE = 1e-3  # small enough to stay below the cap
LEAST_MODELS, LEAST_ROWS = 2, 10
Z_80 = 1.2815515655446004
SOURCES = ("toll-published", "mlenergy-fit")  # rows that a new fit replaces


class Point(NamedTuple):
    arch: str
    model: str
    parts: Tuple[float, ...]  # power / TDP for a constant of 1, by FIELDS
    share: float  # measured power / TDP
    weight: float
    widening: float  # what the library multiplies the deviation by, outside its calibration


def probe(case: published.Case, field: str) -> float:
    constants = {name: NOTHING for name in FIELDS}
    constants.update({field: PROBE, "idle_power_frac": 0.0})
    pair = measured.predict(case, measured.Fleet(lambda _, c: dataclasses.replace(c, **constants)))
    assert pair is not None
    return pair.predicted["power"].mid / PROBE


def widening(case: published.Case) -> float:
    fleet = measured.Fleet()
    pair = measured.predict(case, fleet)
    assert pair is not None
    deployment = fleet.get(case, pair.spread)
    assert deployment is not None
    return deployment.constants.extrapolation_factor ** (pair.validity - libtoll.Validity.CALIBRATED)


def read(path: str) -> List[Point]:
    cases = [case for case in published.read(path)[0] if case.power_w and case.boundary == ACCELERATORS]
    sizes: Dict[Tuple[object, ...], int] = {}
    for case in cases:
        sizes[case.deployment] = sizes.get(case.deployment, 0) + 1
    points = []
    for case in cases:
        hw = libtoll.hardware(case.hw)
        if hw.tdp_w is None:
            continue
        whole = hw.tdp_w * case.gpus
        parts = tuple(probe(case, field) / whole for field in FIELDS)
        points.append(Point(hw.arch, case.model, parts, case.power_w / whole, 1 / math.sqrt(sizes[case.deployment]),
                            widening(case)))
    return points


def share_of(constants: numpy.ndarray, points: List[Point]) -> numpy.ndarray:
    return numpy.minimum(numpy.array([point.parts for point in points]) @ constants, 1.0)


def log_ratios(constants: numpy.ndarray, points: List[Point]) -> numpy.ndarray:
    return numpy.log(share_of(constants, points) / numpy.array([point.share for point in points]))


def constants_of(fitted: numpy.ndarray) -> numpy.ndarray:
    return numpy.array([fitted[0], min(fitted[0] + fitted[1], 1.0), fitted[2], fitted[3]])


def fit(points: List[Point]) -> numpy.ndarray:
    weights = numpy.array([point.weight for point in points])

    def residuals(fitted: numpy.ndarray) -> numpy.ndarray:
        constants = constants_of(fitted)
        return numpy.concatenate([weights * log_ratios(constants, points), PULL * (constants - TYPICAL)])
    return constants_of(least_squares(residuals, START, bounds=(LOW, HIGH), loss="soft_l1", f_scale=0.1).x)


def fit_archs(points: List[Point]) -> Dict[str, numpy.ndarray]:
    fitted = {"*": fit(points)}
    for arch in sorted({point.arch for point in points}):
        own = [point for point in points if point.arch == arch]
        if len(own) >= LEAST_ROWS and len({point.model for point in own}) >= LEAST_MODELS:
            fitted[arch] = fit(own)
    return fitted


def all_ratios(fitted: Dict[str, numpy.ndarray], points: List[Point]) -> numpy.ndarray:
    return numpy.array([log_ratios(fitted.get(point.arch, fitted["*"]), [point])[0] for point in points])


def held_out(points: List[Point], name: str) -> numpy.ndarray:
    found = numpy.zeros(len(points))
    for value in sorted({getattr(point, name) for point in points}):
        others = fit_archs([point for point in points if getattr(point, name) != value])
        inside = [i for i, point in enumerate(points) if getattr(point, name) == value]
        found[inside] = all_ratios(others, [points[i] for i in inside])
    return found


def show(title: str, ratios: numpy.ndarray) -> None:
    errors = numpy.abs(numpy.expm1(ratios))
    print(f"{title}: median {100 * numpy.median(errors):.1f} %, mean {100 * errors.mean():.1f} %, "
          f"bias {100 * math.expm1(ratios.mean()):.1f} %, {len(errors)} rows")


def make(fitted: Dict[str, numpy.ndarray], points: List[Point], deviation: float, date: str) -> List[rows.Row]:
    made = []
    for arch, constants in fitted.items():
        inside = [point for point in points if arch in ("*", point.arch)]
        error = numpy.median(numpy.abs(numpy.expm1(log_ratios(constants, inside))))
        text = f"{len(inside)} results of {len({p.model for p in inside})} models, median error {100 * error:.0f} %"
        for field, value in zip(FIELDS, constants):
            made.append(dict(zip(rows.HEADER, (field, arch, "*", "*", f"{value:.2g}~", text, "toll-published", date))))
    made.append(dict(zip(rows.HEADER, ("power_log_sd", "*", "*", "*", f"{deviation:.2g}~",
                                       f"{len(points)} results, models held out", "toll-published", date))))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", help="published results, as make accuracy takes them")
    parser.add_argument("--write", metavar="CSV", help="put the constants into this file")
    parser.add_argument("--date", default="2026-11-28", help="of the derivation (%(default)s)")
    options = parser.parse_args()
    points = read(options.results)
    fitted = fit_archs(points)
    for arch, constants in fitted.items():
        print(f"{arch:12} " + ", ".join(f"{name} {value:.2f}" for name, value in zip(FIELDS, constants)))
    models = held_out(points, "model")
    widened = numpy.array([point.widening for point in points])
    deviation = float(numpy.quantile(numpy.abs(models) / widened, 0.8)) / Z_80
    print(f"{len(fitted) * len(FIELDS)} constants fitted; power_log_sd {deviation:.2f}")
    show("in place", all_ratios(fitted, points))
    show("model held out", models)
    show("architecture held out", held_out(points, "arch"))
    if options.write:
        rows.write(options.write, make(fitted, points, deviation, options.date), SOURCES)


if __name__ == "__main__":
    main()
