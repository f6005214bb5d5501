# SPDX-License-Identifier: Apache-2.0
"""Total cost of ownership: a scenario as rows, one ledger of cost lines, two views of it. See toll/tco.h.

>>> scenario = Scenario([
...     row("horizon", 36), row("output_tokens", 2e9, time="month"),
...     row("option", option=1, text="owned"), row("capacity_output", 5000, option=1),
...     row("buy", 30e3, option=1, category="server", basis="unit"),
...     row("power_max", 2000, option=1), row("cost", 0.12, option=1, category="energy", basis="kwh"),
...     row("option", option=2, text="api"),
...     row("cost", 1.5, option=2, category="api", basis="mtok_output")])
>>> owned, api = scenario.estimate("owned"), scenario.estimate("api")
>>> round(owned.summary.units_peak), round(owned.summary.capex_money), round(api.summary.total_money)
(1, 30000, 108000)
>>> cash, accrual = owned.series("cash"), owned.series("accrual")
>>> cash[0] > accrual[0], abs(sum(cash) - sum(accrual)) < 1e-6
(True, True)
"""
import ctypes
from typing import Any, List, NamedTuple, Optional, Sequence, Tuple, Union, cast

from ._columns import DOUBLE, column, new_column
from ._convert import argument, ask, to_double, to_rows
from ._load import call, lib
from .errors import UnknownIdError
from .generated import abi as _abi
from .generated.records import (Category, Conventions, Nature, Per, Range, ScenarioRow, ScenarioRowKind, Series, Spread,
                                TcoKind, TcoList, TcoSummary, TimeUnit)

Number = Union[float, Tuple[float, float, float], Range]
Option = Union[int, str]

# Kinds whose subject is a code of another list than categories.
_SUBJECTS = {TcoKind.SIZING: TcoList.SIZE, TcoKind.DEPRECIATION: TcoList.SPREAD, TcoKind.CURVE_RATE: TcoList.CURVE,
             TcoKind.CURVE_POINT: TcoList.CURVE, TcoKind.ENDS: TcoList.SUPPLY}


class Line(NamedTuple):
    """One line of the ledger: one amount, two dates."""

    row: int
    option: int
    category: Category
    nature: Nature
    basis: Per
    paid_period: int
    paid_within: bool
    spread_period: int
    spread_periods: int
    spread: Spread
    spread_rate: float
    quantity: float
    unit_price: float
    amount: float
    currency: str


def find_name(names: TcoList, name: str) -> int:
    """Code of a name of scenario files; an unknown one is refused with the nearest."""
    code = ctypes.c_uint32()
    text = name.encode()
    call(lib.toll_tco_find_name, int(names), text, len(text), ctypes.byref(code))
    return code.value


def get_name(names: TcoList, code: int) -> str:
    """Name of a code, "" for none."""
    name: bytes = lib.toll_tco_get_name(int(names), argument(code, ctypes.c_uint32, "code"))
    return name.decode()


def names(of: TcoList) -> List[str]:
    """All names of a list, in the order of their codes."""
    every = [get_name(of, code) for code in range(lib.toll_tco_count_names(int(of)))]
    return [name for name in every if name]


def row_kind(kind: Union[TcoKind, str]) -> ScenarioRowKind:
    """What a kind of row is: its unit, limits, and the fields that it reads.

    >>> row_kind("capacity_output").unit
    'tokens/s'
    """
    code = find_name(TcoList.KIND, kind) if isinstance(kind, str) else int(kind)
    return ask(ScenarioRowKind, lib.toll_tco_get_row_kind, code)


def _code(of: TcoList, value: Union[int, str]) -> int:
    return find_name(of, value) if isinstance(value, str) else int(value)


def _to_range(value: Number) -> Range:
    return Range(*value) if isinstance(value, tuple) else Range(value, value, value)


def row(kind: Union[TcoKind, str], value: Number = 0.0, *, option: int = 0, start: int = 0, end: int = 0,
        category: Union[Category, int, str] = 0, basis: Union[Per, int, str] = 0,
        time: Union[TimeUnit, int, str] = 0, subject: Union[int, str] = 0, quantity: float = 1.0,
        nodes: Tuple[float, float] = (0.0, 0.0), price_year: int = 0, currency: str = "",
        text: str = "") -> ScenarioRow:
    """One row of a scenario; names stand for codes. start, end: periods, end one past the last, 0 to the horizon."""
    code = TcoKind(_code(TcoList.KIND, kind))
    of_subject = _SUBJECTS.get(code, TcoList.CATEGORY)
    return ScenarioRow(kind=code, option=option, from_period=start, to_period=end,
                       category=cast(Category, _code(TcoList.CATEGORY, category)),
                       basis=cast(Per, _code(TcoList.BASIS, basis)),
                       time=cast(TimeUnit, _code(TcoList.TIME, time)), subject=_code(of_subject, subject), quantity=quantity,
                       quantity_from=nodes[0], quantity_below=nodes[1], value=_to_range(value),
                       price_year=price_year, currency=currency, text=text)


def _line(line: Any) -> Line:
    return Line(line.row, line.option, Category(line.category), Nature(line.nature), Per(line.basis), line.paid_period,
                bool(line.paid_within), line.spread_period, line.spread_periods, Spread(line.spread), line.spread_rate,
                line.quantity, line.unit_price, line.amount, line.currency.decode())


def _series_code(series: Union[Series, int, str], category: Union[Category, int, str]) -> int:
    return _code(TcoList.SERIES, series) + 256 * _code(TcoList.CATEGORY, category)


def view(lines: Sequence[Line], periods: int, period_years: float, series: Union[Series, str] = Series.CASH,
         category: Union[Category, int, str] = 0) -> Any:
    """Sums a view from lines alone: one number a period, then that of the close."""
    rows = (_abi.toll_tco_line * len(lines))()
    for target, line in zip(rows, lines):
        for field, value in zip(Line._fields, line):
            setattr(target, field, value.encode() if isinstance(value, str) else value)
    count = argument(periods, ctypes.c_uint32, "periods") + 1
    numbers = new_column(DOUBLE, count, False)
    call(lib.toll_tco_estimate_view, rows, len(rows), _series_code(series, category),
         to_double(period_years, "view", "period_years"), numbers.pointer, count)
    return numbers.result


class Account:
    """An evaluated option: its totals, series, amounts by row and lines."""

    def __init__(self, scenario: "Scenario", memory: Any) -> None:
        self._scenario, self._memory = scenario, memory

    @property
    def _arguments(self) -> Tuple[Any, int]:
        return self._memory, ctypes.sizeof(self._memory)

    @property
    def summary(self) -> TcoSummary:
        """Totals, capacity and unit costs."""
        return ask(TcoSummary, lib.toll_tco_get_summary, *self._arguments)

    def series(self, series: Union[Series, int, str], category: Union[Category, int, str] = 0) -> Any:
        """One number a period, then that of the close."""
        count = self._scenario.conventions.periods + 1
        numbers = new_column(DOUBLE, count, False)
        call(lib.toll_tco_get_series, *self._arguments, _series_code(series, category), numbers.pointer, count)
        return numbers.result

    @property
    def amounts(self) -> Any:
        """What each row of the scenario costs."""
        count = self._scenario.conventions.rows
        numbers = new_column(DOUBLE, count, False)
        call(lib.toll_tco_get_amounts, *self._arguments, numbers.pointer, count)
        return numbers.result

    def lines(self) -> List[Line]:
        """The ledger."""
        count = ctypes.c_uint64()
        arguments = (*self._scenario._arguments, *self._arguments)
        lib.toll_tco_get_lines(*arguments, None, 0, ctypes.byref(count), None)
        lines = (_abi.toll_tco_line * count.value)()
        call(lib.toll_tco_get_lines, *arguments, lines, count.value, ctypes.byref(count))
        return [_line(line) for line in lines]


class Scenario:
    """A scenario, checked and planned once, then evaluated many times.

    Args:
        rows: Rows of :func:`row`; every input has its index there.
    """

    def __init__(self, rows: Sequence[ScenarioRow]) -> None:
        self.rows = tuple(rows)
        array = to_rows(self.rows, ScenarioRow)
        stride = ctypes.sizeof(_abi.toll_tco_row)
        call(lib.toll_tco_check, array, len(array), stride)
        size: int = lib.toll_tco_plan_size(len(array))
        self._memory = (ctypes.c_uint64 * (size // 8))()
        call(lib.toll_tco_resolve, array, len(array), stride, self._memory, size)
        self.conventions = ask(Conventions, lib.toll_tco_get_conventions, *self._arguments)

    @property
    def _arguments(self) -> Tuple[Any, int]:
        return self._memory, ctypes.sizeof(self._memory)

    @property
    def values(self) -> Any:
        """The medians of the rows."""
        numbers = new_column(DOUBLE, len(self.rows), False)
        call(lib.toll_tco_get_values, *self._arguments, numbers.pointer, len(self.rows))
        return numbers.result

    @property
    def options(self) -> List[str]:
        """Names of the options."""
        return [each.text for each in self.rows if each.kind == TcoKind.OPTION]

    def _option(self, option: Option) -> int:
        if not isinstance(option, str):
            return argument(option, ctypes.c_uint32, "option")
        for each in self.rows:
            if each.kind == TcoKind.OPTION and each.text == option:
                return each.option
        raise UnknownIdError(f"option {option!r} is not declared; there are: {', '.join(self.options)}", field="option")

    def estimate(self, option: Option, values: Optional[Sequence[float]] = None,
                 size_values: Optional[Sequence[float]] = None) -> Account:
        """Evaluates an option: at the medians, or at one number a row. size_values: units are sized by those instead."""
        memory = (ctypes.c_uint64 * (self.conventions.account_bytes // 8))()
        columns = [None if each is None else column(each, DOUBLE, "values") for each in (values, size_values)]
        counts = [len(each) for each in (values, size_values) if each is not None]
        pointers = [None if each is None else each.pointer for each in columns]
        call(lib.toll_tco_estimate, *self._arguments, self._option(option), *pointers,
             min(counts) if counts else 0, memory, ctypes.sizeof(memory))
        return Account(self, memory)
