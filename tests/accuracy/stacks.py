#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How fast a training stack runs the kernels of the catalog: one factor by stack, apart for dense models and experts.

    LIBTOLL=build/libtoll.so python3 tests/accuracy/stacks.py RUNS.csv... --write lib/catalog/data/stacks.csv

A run's factor is the software_factor at which the prediction equals what its source printed. A family (all releases of one
software) is the mean of the logarithms of its runs, drawn towards 1 by one run; a release is the mean of its own runs, drawn
towards its family by one run. So a release of one run lies half way. Deviations are 80 % quantiles of the errors that are
left when each run is predicted by the others: of the family, mixed with all families by POOLED runs. Prints those errors with
each run, and with each release held out.
"""
import argparse
import csv
import math
import pathlib
import statistics
import sys
from typing import Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parents[1] / "bindings" / "python"))

import training  # noqa: E402
from stack_names import FAMILIES, family_of, stack_of  # noqa: E402

PRIOR = 1.0  # runs that a mean of logarithms is drawn towards its parent by
POOLED = 8.0  # runs of all families that a family's errors are mixed with
Z_80 = 1.2815515655446004
LEAST, MOST = 0.2, 1.6  # beyond that the step is not bound by kernels, and a factor of theirs says nothing
HEADER = ("id", "name", "dense_software_factor", "dense_log_sd", "dense_runs", "expert_software_factor", "expert_log_sd",
          "expert_runs", "notes", "source", "as_of")
SOURCE = "toll-stacks"


class Run(NamedTuple):
    row: Dict[str, str]
    stack: str
    family: str
    has_experts: bool
    log_factor: float  # of the software_factor that would have predicted it
    measured_s: float


def take(row: Dict[str, str]) -> Optional[Run]:
    stack = stack_of(row["set"])
    read = training.read_run(row)
    if stack is None or isinstance(read, training.Left):
        return None
    factor = min(max(training.solve_software(read), LEAST), MOST)
    return Run(row, stack, family_of(stack), read.has_experts, math.log(factor), read.measured_s)


def drawn(values: Sequence[float], parent: float) -> float:
    return (PRIOR * parent + math.fsum(values)) / (PRIOR + len(values))


def log_factor(runs: Sequence[Run], stack: str, has_experts: bool) -> float:
    """Of a stack by these runs; a stack without runs takes its family's."""
    kin = [run for run in runs if run.family == family_of(stack) and run.has_experts == has_experts]
    family = drawn([run.log_factor for run in kin], 0.0)
    return drawn([run.log_factor for run in kin if run.stack == stack], family) if stack != family_of(stack) else family


def error(run: Run, factor: float) -> float:
    """ln(predicted / measured) with this log factor."""
    return training.log_error(run.row, math.exp(factor), run.measured_s)


def held_out(runs: Sequence[Run], is_kept: Callable[[Run, Run], bool]) -> List[float]:
    return [error(run, log_factor([other for other in runs if is_kept(other, run)], run.stack, run.has_experts))
            for run in runs]


def quantile(weighted: List[Tuple[float, float]]) -> float:
    wanted, reached = 0.8 * math.fsum(weight for _, weight in weighted), 0.0
    for size, weight in sorted(weighted):
        reached += weight
        if reached >= wanted:
            return size
    return max(size for size, _ in weighted)


def deviation(runs: Sequence[Run], errors: Sequence[float], family: str, has_experts: bool) -> float:
    kin = [abs(e) for run, e in zip(runs, errors) if run.family == family and run.has_experts == has_experts]
    alike = [abs(e) for run, e in zip(runs, errors) if run.has_experts == has_experts]
    return quantile([(size, 1.0) for size in kin] + [(size, POOLED / len(alike)) for size in alike]) / Z_80


def show(title: str, errors: Sequence[float]) -> None:
    sizes = [abs(math.expm1(e)) for e in errors]
    print(f"{title}: median {100 * statistics.median(sizes):.1f} %, mean {100 * statistics.fmean(sizes):.1f} %, "
          f"{len(sizes)} runs")


def made_row(runs: Sequence[Run], errors: Sequence[float], stack: str, date: str) -> Dict[str, str]:
    """A kind of model that the family has no run of keeps empty cells: not known."""
    found = {name: "" for name in HEADER}
    family = family_of(stack)
    for kind, has_experts in (("dense", False), ("expert", True)):
        kin = [run for run in runs if run.family == family and run.has_experts == has_experts]
        own = [run for run in kin if stack in (run.stack, family)]
        found[f"{kind}_runs"] = str(len(own))
        if kin:
            found[f"{kind}_software_factor"] = f"{math.exp(log_factor(runs, stack, has_experts)):.2f}~"
            found[f"{kind}_log_sd"] = f"{deviation(runs, errors, family, has_experts):.2g}~"
    return {**found, "id": stack, "name": FAMILIES[family] + (stack[len(family):].replace("-", " ") if stack != family else ""),
            "notes": "make calibrate-stacks", "source": SOURCE, "as_of": date}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", help="published training runs, as make accuracy TRAIN= takes them")
    parser.add_argument("--write", metavar="CSV")
    parser.add_argument("--date", default="2026-12-01")
    options = parser.parse_args()
    rows = [row for path in options.runs for row in training.read_rows(path)]
    runs = [run for run in map(take, rows) if run is not None]
    errors = held_out(runs, lambda other, run: other is not run)
    show("without a factor", [error(run, 0.0) for run in runs])
    show("each run held out", errors)
    show("each release held out", held_out(runs, lambda other, run: other.stack != run.stack))
    stacks = sorted({run.stack for run in runs} | {run.family for run in runs})
    widths = {(run.family, run.has_experts): deviation(runs, errors, run.family, run.has_experts) for run in runs}
    inside = [abs(e) <= Z_80 * widths[run.family, run.has_experts] for run, e in zip(runs, errors)]
    print(f"in the 80 % interval: {100 * statistics.fmean(inside):.0f} %")
    made = [made_row(runs, errors, stack, options.date) for stack in stacks]
    for row in made:
        print(" ".join(f"{row[name] or '-':>10}" for name in HEADER[2:8]), row["id"])
    if options.write:
        with open(options.write, "w", newline="", encoding="utf-8") as file:
            file.write("# SPDX-License-Identifier: Apache-2.0\n")
            writer = csv.DictWriter(file, HEADER, lineterminator="\n")
            writer.writeheader()
            writer.writerows(made)


if __name__ == "__main__":
    main()
