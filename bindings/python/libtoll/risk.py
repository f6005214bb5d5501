# SPDX-License-Identifier: Apache-2.0
"""Uncertainty over scenarios: tornado, seeded draws, gradients, what flips the decision. See toll/risk.h.

>>> from libtoll.tco import Scenario, row
>>> scenario = Scenario([
...     row("horizon", 36), row("discount_rate", (0.06, 0.08, 0.1)), row("output_tokens", (1e9, 2e9, 4e9), time="month"),
...     row("option", option=1, text="owned"), row("capacity_output", 5000, option=1),
...     row("buy", (25e3, 30e3, 40e3), option=1, category="server", basis="unit"),
...     row("option", option=2, text="api"),
...     row("cost", (1.0, 1.5, 2.0), option=2, category="api", basis="mtok_output")])
>>> risk = Risk(scenario, "owned", against="api")
>>> round(risk.estimate()), risk.flip(2).verdict.name, round(risk.flip(2, low=0).below / 1e6)
(-66439, 'NO_FLIP', 622)
>>> draws = Risk(scenario, "owned").draws(200, seed=7), Risk(scenario, "api").draws(200, seed=7)
>>> odds(*draws).below_frac > 0.9, spread(draws[0]).count
(True, 200)
>>> npv, mtok = Risk(scenario, "owned").outcomes([RiskMetric.NPV, RiskMetric.MTOK], 200, seed=7)
>>> list(npv) == list(draws[0]), spread([1, float("nan")]).without
(True, 1)
>>> round(risk.scale_flip([7]).below, 2)
0.31
"""
import ctypes
from typing import Any, Iterable, List, NamedTuple, Optional, Sequence, Tuple

from ._columns import DOUBLE, column, double_columns, new_column
from ._convert import argument, from_struct, new_struct, to_double, to_struct
from ._load import call, lib
from .generated import abi as _abi
from .generated.records import Flip, Question, RiskMetric, Shape, SlopeFlag, SpreadOfResults, Timing
from .tco import Option, Scenario


class Input(NamedTuple):
    """How a row varies; rows of one group share a factor, to the share of their loading."""

    shape: int = Shape.BELL
    group: int = 0
    loading: float = 0.0


class Slope(NamedTuple):
    """Change of the metric per change of a row's number; None where there is none."""

    up: Optional[float]
    down: Optional[float]
    flags: SlopeFlag


class Swing(NamedTuple):
    """The metric with one row at its low and at its high end."""

    row: int
    at_low: float
    at_high: float
    width: float


class Odds(NamedTuple):
    """Share of the draws in which the first is below the second, in which they are equal, and the first one's error."""

    below_frac: float
    tie_frac: float
    error_frac: float


class Risk:
    """A question about a scenario: a metric of an option, less that of another where `against` is given."""

    def __init__(self, scenario: Scenario, option: Option, *, against: Optional[Option] = None,
                 metric: int = RiskMetric.NPV, timing: int = Timing.MID, fixed_sizing: bool = False) -> None:
        self.scenario = scenario
        other = 0 if against is None else scenario._option(against)
        self.question = Question(option=scenario._option(option), against=other, metric=RiskMetric(metric),
                                 timing=Timing(timing), fixed_sizing=int(fixed_sizing))
        self._struct = to_struct(self.question, Question)
        size: int = lib.toll_risk_work_size(*scenario._arguments)
        self._work = (ctypes.c_uint64 * (size // 8))()

    @property
    def _asked(self) -> Tuple[Any, ...]:
        return (*self.scenario._arguments, ctypes.byref(self._struct))

    @property
    def _room(self) -> Tuple[Any, int]:
        return self._work, ctypes.sizeof(self._work)

    def estimate(self, values: Optional[Sequence[float]] = None) -> float:
        """The answer at the medians, or at one number a row."""
        numbers = None if values is None else column(values, DOUBLE, "values")
        answer = ctypes.c_double()
        call(lib.toll_risk_estimate, *self._asked, None if numbers is None else numbers.pointer,
             0 if numbers is None else len(numbers), ctypes.byref(answer), *self._room)
        return answer.value

    def swings(self) -> List[Swing]:
        """Tornado: rows with a range, widest first."""
        count = len(self.scenario.rows)
        low, high, base = new_column(DOUBLE, count, False), new_column(DOUBLE, count, False), ctypes.c_double()
        call(lib.toll_risk_estimate_swings, *self._asked, low.pointer, high.pointer, count, ctypes.byref(base), *self._room)
        rows = [Swing(i, at_low, at_high, abs(at_high - at_low))
                for i, (at_low, at_high) in enumerate(zip(low.result, high.result))]
        ranged = [swing for swing in rows if self.scenario.rows[swing.row].value.low < self.scenario.rows[swing.row].value.high]
        return sorted(ranged, key=lambda swing: -swing.width)

    def draw(self, number: int, *, seed: int = 0, inputs: Optional[Iterable[Sequence[float]]] = None) -> Any:
        """The numbers of the rows in one draw."""
        values = new_column(DOUBLE, len(self.scenario.rows), False)
        call(lib.toll_risk_compute_draw, *self.scenario._arguments, _inputs(inputs), argument(seed, ctypes.c_uint64, "seed"),
             argument(number, ctypes.c_uint64, "draw"), values.pointer, len(values))
        return values.result

    def draws(self, count: int, *, seed: int = 0, first: int = 0, inputs: Optional[Iterable[Sequence[float]]] = None) -> Any:
        """Answers for draws first .. first + count - 1: the same inputs for every question with this seed. NaN: no value."""
        rows = _inputs(inputs)
        answers = new_column(DOUBLE, argument(count, ctypes.c_uint64, "count"), False)
        call(lib.toll_risk_estimate_draws, *self._asked, rows, 0 if rows is None else len(rows),
             argument(seed, ctypes.c_uint64, "seed"), argument(first, ctypes.c_uint64, "first"), answers.pointer,
             len(answers), *self._room)
        return answers.result

    def outcomes(self, metrics: Sequence[int], count: int, *, seed: int = 0, first: int = 0,
                 inputs: Optional[Iterable[Sequence[float]]] = None) -> List[Any]:
        """A column of draws for each of several metrics, from one evaluation a draw; NaN: the draw has no value."""
        wanted = [RiskMetric(metric) for metric in metrics]
        rows, draws = _inputs(inputs), argument(count, ctypes.c_uint64, "count")
        answers = (ctypes.c_double * (len(wanted) * draws))()
        call(lib.toll_risk_estimate_outcomes, *self._asked, (ctypes.c_uint32 * len(wanted))(*wanted), len(wanted), rows,
             0 if rows is None else len(rows), argument(seed, ctypes.c_uint64, "seed"),
             argument(first, ctypes.c_uint64, "first"), answers, draws, *self._room)
        return [answers[i * draws:(i + 1) * draws] for i in range(len(wanted))]

    def slopes(self) -> List[Slope]:
        """Gradient at the medians, row by row."""
        count = len(self.scenario.rows)
        found = (_abi.toll_risk_slope * count)()
        call(lib.toll_risk_estimate_slopes, *self._asked, found, count, *self._room)
        return [Slope(slope.up if slope.flags & SlopeFlag.UP else None,
                      slope.down if slope.flags & SlopeFlag.DOWN else None, SlopeFlag(slope.flags)) for slope in found]

    def flip(self, row: int, low: Optional[float] = None, high: Optional[float] = None) -> Flip:
        """The smallest change of a row's number that makes the other option cheaper; within its range unless told."""
        value = self.scenario.rows[row].value
        result = new_struct(_abi.TOLL_KIND_RISK_FLIP)
        call(lib.toll_risk_find_flip, *self._asked, argument(row, ctypes.c_uint64, "row"),
             to_double(value.low if low is None else low, "argument", "low"),
             to_double(value.high if high is None else high, "argument", "high"), ctypes.byref(result), *self._room)
        return from_struct(result, Flip)

    def scale_flip(self, rows: Sequence[int], low: float = 0.0, high: float = 1000.0) -> Flip:
        """The smallest common factor on several rows that makes the other option cheaper."""
        members = (ctypes.c_uint64 * len(rows))(*[argument(row, ctypes.c_uint64, "rows") for row in rows])
        result = new_struct(_abi.TOLL_KIND_RISK_FLIP)
        call(lib.toll_risk_find_scale_flip, *self._asked, members, len(rows), to_double(low, "argument", "low"),
             to_double(high, "argument", "high"), ctypes.byref(result), *self._room)
        return from_struct(result, Flip)


def _inputs(inputs: Optional[Iterable[Sequence[float]]]) -> Any:
    if inputs is None:
        return None
    rows = [(argument(shape, ctypes.c_uint32, "shape"), argument(group, ctypes.c_uint32, "group"),
             to_double(loading, "toll_risk_input", "loading")) for shape, group, loading in inputs] 
    return (_abi.toll_risk_input * len(rows))(*rows)


def spread(results: Any) -> SpreadOfResults:
    """Quantiles, mean and deviation of results.

    >>> spread([1, 2, 3, 4, 5]).quantiles
    Range(low=1.4, mid=3.0, high=4.6)
    """
    numbers = column(results, DOUBLE, "results")
    work = new_column(DOUBLE, max(len(numbers), 1), False)
    result = new_struct(_abi.TOLL_KIND_RISK_SPREAD)
    call(lib.toll_risk_compute_spread, numbers.pointer, len(numbers), work.pointer, ctypes.byref(result))
    return from_struct(result, SpreadOfResults)


def odds(first: Any, second: Any) -> Odds:
    """How often the first is below the second, draw by draw of one seed.

    >>> odds([1, 2, 3, 4], [2, 2, 2, 5]).below_frac
    0.5
    """
    one, other = double_columns(first=first, second=second)
    below, tie, error = ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    call(lib.toll_risk_compute_odds, one.pointer, other.pointer, len(one), ctypes.byref(below), ctypes.byref(tie),
         ctypes.byref(error))
    return Odds(below.value, tie.value, error.value)
