# SPDX-License-Identifier: Apache-2.0
"""Derives the widths of the 80 % intervals from measured serving points and writes them into the catalog.

Residuals are those of accelerators that were held out where constants by engine are fitted to such points. How well the widths
hold for models, accelerators and dates that were held out of them, too, is told by `make accuracy`. Run it after `make
calibrate`; only widths are fitted. What lies outside the calibration keeps at least the width that architectures of other
kinds needed before (a factor of 1.45): the points are Hopper's and Blackwell's and say nothing of other hardware.
"""
import argparse
import math
import os
import sys
from typing import Dict, List

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import points as measured  # noqa: E402
import held_out  # noqa: E402
import predictions  # noqa: E402
import widths  # noqa: E402
from calibration import rows  # noqa: E402

SOURCES = ("toll-heldout",)
OTHER_KINDS_LOG_SD = math.log(1.45) / widths.Z_80  # their 80 % interval reached this far


def derive(pairs: List[predictions.Pair], date: str) -> List[rows.Row]:
    found = widths.derive(pairs)
    values: Dict[str, float] = found.fields
    needed = OTHER_KINDS_LOG_SD / (values["step_log_sd"] * values["expert_sd_factor"])
    values["extrapolation_factor"] = max(values["extrapolation_factor"], needed)
    text = f"{len(pairs):,} serving points: make calibrate-intervals; coverage when held out: docs/accuracy.md"
    made = [(field, "*", value) for field, value in values.items()]
    made += [(widths.TTFT, engine, value) for engine, value in found.ttft.items()]
    for field, engine, value in made:
        print(f"{field} {engine} {value:.3g}")
    return [dict(zip(rows.HEADER, (field, "*", "*", engine, f"{value:.2g}~", text, SOURCES[0], date)))
            for field, engine, value in made]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("points", help="serving points, as make accuracy takes them")
    parser.add_argument("--write", metavar="CSV", help="put the deviations into this file")
    parser.add_argument("--date", default="2026-11-28", help="of the derivation (%(default)s)")
    options = parser.parse_args()
    reading = measured.read(options.points)
    pairs = predictions.predict(reading.points)
    starts = held_out.split_starts(reading.points)
    made = derive(held_out.by_group(pairs, starts, lambda point: point.hw), options.date)
    if options.write:
        rows.write(options.write, made, SOURCES)


if __name__ == "__main__":
    main()
