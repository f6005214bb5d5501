# SPDX-License-Identifier: Apache-2.0
"""Derives the widths of the 80 % intervals with each source held out, and writes them into the catalog.

Run it last, after `make calibrate` and `make calibrate-published`: only widths are fitted, to the errors that the constants
leave. Prints how well they hold for sources that had no part in them.
"""
import argparse
import math
import os
import statistics
import sys
from typing import Dict, List, Sequence, Tuple

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "bindings", "python"))
sys.path.insert(0, HERE)

import source_errors  # noqa: E402
import sources  # noqa: E402
from calibration import rows  # noqa: E402

SOURCES = ("toll-heldout",)
WIDER = 1.05  # a deviation that differs by less from that of all groups needs no row


def line(title: str, judged: Sequence[sources.Judged]) -> str:
    covered, score = (lambda j: float(j.is_covered)), (lambda j: j.score)
    return (f"{title}: holds {100 * statistics.fmean(map(covered, judged)):.1f} % of {len(judged)} rows, "
            f"{100 * sources.mean_by_source(judged, covered):.1f} % by source, score {sources.mean_by_source(judged, score):.2f}, "
            f"high/low {math.exp(2 * statistics.median(j.half_width for j in judged)):.2f}")


def report(errors: Sequence[sources.Error], shape: sources.Shape) -> None:
    print(f"factors: experts {shape.experts:g}, a step of validity {shape.step:g}, groups lean on all with {shape.pooled:g} sources")
    for metric, part in sources.by_metric(errors).items():
        print(line(f"{metric}, sources held out", sources.held_out(part, shape)))
        print(line(f"{metric}, one width for all", sources.held_out(part, sources.CONSTANT)))


def fitted(errors: Sequence[sources.Error], shape: sources.Shape) -> Dict[Tuple[str, sources.Group], float]:
    found: Dict[Tuple[str, sources.Group], float] = {
        ("expert_sd_factor", sources.ALL): shape.experts, ("extrapolation_factor", sources.ALL): shape.step}
    widths = sources.derive(errors, shape)
    for (group, metric), value in widths.items():
        common = widths[sources.ALL, metric]
        if group == sources.ALL or abs(math.log(value / common)) > math.log(WIDER):
            found[source_errors.FIELDS[metric], group] = value
    return found


def made_rows(found: Dict[Tuple[str, sources.Group], float], text: str, date: str) -> List[rows.Row]:
    return [dict(zip(rows.HEADER, (field, arch, "*", engine, f"{value:.2g}~", text, SOURCES[0], date)))
            for (field, (arch, engine)), value in sorted(found.items())]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("points", help="serving points, as make accuracy takes them")
    parser.add_argument("results", nargs="+", help="published results, as make accuracy takes them")
    parser.add_argument("--write", metavar="CSV", help="put the deviations into this file")
    parser.add_argument("--date", default="2026-12-01", help="of the derivation (%(default)s)")
    options = parser.parse_args()
    errors = source_errors.collect(options.points, options.results)
    shape = sources.fit_shape(errors)
    report(errors, shape)
    found = fitted(errors, shape)
    for (field, group), value in sorted(found.items()):
        print(f"{field} {group[0]} {group[1]} {value:.3g}")
    if options.write:
        rows_, sources_ = source_errors.counts(errors)["throughput"]
        text = f"{rows_:,} rows of {sources_} sources, each judged by the others: make calibrate-intervals"
        rows.write(options.write, made_rows(found, text, options.date), SOURCES)


if __name__ == "__main__":
    main()
