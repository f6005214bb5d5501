# SPDX-License-Identifier: Apache-2.0
"""Widths of the 80 % intervals with whole sources held out: what a deployment of somebody else adds to the error.

A source is one publisher: a site, its tuning and its way to measure. Its rows err together, so rows of known sources say too
little about the next one. Every row is judged by factors that its source had no part in; every source counts alike, however
many rows it has. A group is an engine generation on accelerators that kernels were timed on, or an architecture elsewhere. A
group's own sources are mixed with those of all groups, the latter with the weight of `pooled` sources, so that a group of one
source never claims that source's precision.

A row's deviation is its group's, times one factor for mixtures of experts (but for the first token, where waiting rules) and
one for each step that the library's validity is below "calibrated". Both factors and `pooled` are those of a grid that give
the best interval score on sources held out.
"""
import bisect
import collections
import itertools
import math
from typing import Callable, Dict, List, NamedTuple, Sequence, Tuple

LEVEL = 0.8
Z_80 = 1.2815515655446004  # half-width of an 80 % interval in standard deviations: toll__range_factor
EXPERTS = (1.0, 1.2, 1.4, 1.7, 2.0)
STEPS = (1.2, 1.45, 1.7, 2.0, 2.5)  # 1 scores best by a hair, but the rows say little of what lies far outside
POOLED = (1.0, 2.0, 4.0, 8.0, 16.0)
FIRST_TOKEN = "ttft"

Group = Tuple[str, str]  # architecture or *, engine or *
ALL: Group = ("*", "*")


class Error(NamedTuple):
    """One figure: ln(predicted / measured), and what the library widens its deviation by."""
    source: str
    group: Group
    metric: str
    log_ratio: float
    has_experts: bool
    steps: int  # of validity below "calibrated"


class Shape(NamedTuple):
    """How widths differ between rows of a group, and how groups lean on each other."""
    experts: float
    step: float
    pooled: float

    def scale(self, error: Error) -> float:
        wider = self.experts if error.has_experts and error.metric != FIRST_TOKEN else 1.0
        return wider * self.step ** error.steps


CONSTANT = Shape(1.0, 1.0, math.inf)  # one width for every row of a metric: what an interval must beat


class Row(NamedTuple):
    """An error in order of its size. Each source has a weight of 1, in its group and among all; its rows share it."""
    size: float
    source: str
    group: Group
    own: float
    part: float


class Table:
    """The errors of one metric, smallest scaled error first."""

    def __init__(self, errors: Sequence[Error], shape: Shape) -> None:
        own = collections.Counter((error.source, error.group) for error in errors)
        part = collections.Counter(error.source for error in errors)
        self.pooled, self.sources = shape.pooled, len(part)
        self.rows = sorted(Row(abs(error.log_ratio) / shape.scale(error), error.source, error.group,
                               1 / own[error.source, error.group], 1 / part[error.source]) for error in errors)

    def deviation(self, group: Group, without: str) -> float:
        """Of ln(measured / predicted), so that its 80 % interval holds LEVEL of a new source's rows."""
        rows = [row for row in self.rows if row.source != without]
        others = len({row.source for row in rows})
        if group == ALL or math.isinf(self.pooled):
            reached = list(itertools.accumulate(row.part for row in rows))
        else:
            lean = self.pooled / others
            reached = list(itertools.accumulate(lean * row.part + (row.own if row.group == group else 0.0) for row in rows))
        return rows[bisect.bisect_left(reached, LEVEL * reached[-1] * (1 - 1e-12))].size / Z_80


class Judged(NamedTuple):
    """A row of a source that had no part in its interval; half_width is a logarithm."""
    error: Error
    half_width: float

    @property
    def is_covered(self) -> bool:
        return abs(self.error.log_ratio) <= self.half_width

    @property
    def score(self) -> float:
        """Interval score of Gneiting and Raftery (2007) on the logarithm: the width, and 10 times what lies outside."""
        outside = max(abs(self.error.log_ratio) - self.half_width, 0.0)
        return 2 * self.half_width + 2 / (1 - LEVEL) * outside


def held_out(errors: Sequence[Error], shape: Shape) -> List[Judged]:
    """Rows of one metric, each source by the widths of the others."""
    table, widths = Table(errors, shape), {}  # type: Table, Dict[Tuple[Group, str], float]
    for error in errors:
        key = (error.group, error.source)
        if key not in widths:
            widths[key] = table.deviation(*key)
    return [Judged(error, Z_80 * shape.scale(error) * widths[error.group, error.source]) for error in errors]


def mean_by_source(judged: Sequence[Judged], value: Callable[[Judged], float]) -> float:
    """Every source counts alike."""
    parts: Dict[str, List[float]] = {}
    for row in judged:
        parts.setdefault(row.error.source, []).append(value(row))
    return math.fsum(math.fsum(part) / len(part) for part in parts.values()) / len(parts)


def by_metric(errors: Sequence[Error]) -> Dict[str, List[Error]]:
    return {metric: [error for error in errors if error.metric == metric]
            for metric in sorted({error.metric for error in errors})}


def fit_shape(errors: Sequence[Error]) -> Shape:
    """That of the grid whose intervals score best on sources held out, relative to each metric's constant width."""
    parts = by_metric(errors)

    def score(part: Sequence[Error], shape: Shape) -> float:
        return mean_by_source(held_out(part, shape), lambda judged: judged.score)
    plain = {metric: score(part, CONSTANT) for metric, part in parts.items()}

    def loss(shape: Shape) -> float:
        return math.fsum(score(part, shape) / plain[metric] for metric, part in parts.items())
    return min((Shape(*values) for values in itertools.product(EXPERTS, STEPS, POOLED)), key=loss)


def derive(errors: Sequence[Error], shape: Shape) -> Dict[Tuple[Group, str], float]:
    """Deviations by group and metric; the group ALL is of every source."""
    found = {}
    for metric, part in by_metric(errors).items():
        table = Table(part, shape)
        for group in [ALL, *sorted({error.group for error in part})]:
            found[group, metric] = table.deviation(group, "")
    return found
