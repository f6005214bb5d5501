# SPDX-License-Identifier: Apache-2.0
"""Money over time and cost by the unit: pure functions of numbers, each with its convention stated in toll/finance.h.

A flow is positive when money comes in; costs of things are positive numbers; shares and rates are fractions.

>>> round(npv([500, 500, 500], upfront=-1000, rate_frac=0.10, periods_per_year=1), 2)
243.43
>>> irr([-100, 230, -132]).verdict.name, [round(root, 6) for root in irr([-100, 230, -132]).roots_frac]
('MANY', [0.1, 0.2])
>>> payback([-10, -10], upfront=-100).verdict.name
'NEVER'
"""
import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from ._columns import DOUBLE, column, double_columns, new_column
from ._convert import argument, from_struct, new_struct, to_double, to_struct
from ._load import call, lib
from .errors import ConflictError, MissingFactError
from .generated import abi as _abi
from .generated.records import (Asset, Breakeven, Cheaper, Commitment, Compounding, Contest, EnergyUse, FinanceTerms,
                                IdleRule, Irr, IrrVerdict, MoneyBasis, Owned, Payback, PowerUse, Timing, Verdict)

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .generated.keywords import AssetFields, ContestFields, FinanceTermsFields, OwnedFields, PowerUseFields

Numbers = Any  # a sequence of numbers, or anything with a buffer of doubles

_ROOTS = 64


class Piece(NamedTuple):
    """A stretch of a cost curve: straight from one quantity to another."""

    from_quantity: float
    to_quantity: float
    usd_at_from: float
    usd_per_unit: float


class Crossing(NamedTuple):
    """Where the cheaper of two curves changes."""

    quantity: float
    before: Cheaper
    after: Cheaper
    is_jump: bool


class Item(NamedTuple):
    """A line of a budget: units x parts x times x price x share. The price must be given; 0 is free."""

    units: float = 1.0
    parts_per_unit: float = 1.0
    times: float = 1.0
    usd_per_part: Optional[float] = None
    share_frac: float = 1.0


class Hourly(NamedTuple):
    """Cost of an hour."""

    amortisation_usd_per_h: float
    maintenance_usd_per_h: float
    opex_usd_per_h: float
    usd_per_h: float
    usd_per_used_h: float


class Comparison(NamedTuple):
    """Two figures side by side; None where the divisor is 0."""

    difference: float
    ratio: Optional[float]
    inverse_ratio: Optional[float]
    saving_frac: Optional[float]
    markup_frac: Optional[float]
    cheaper: Cheaper


class Cumulative(NamedTuple):
    """Running sums, their last, and the mean of the amounts."""

    cumulative_usd: Any
    total_usd: float
    mean_usd: float


class Mix(NamedTuple):
    """Weighted sum and mean."""

    sum: float
    mean: float


class Idle(NamedTuple):
    """What tenants pay for use and for idle capacity, and what nobody pays."""

    used_usd: Any
    idle_usd: Any
    unallocated_usd: float


class Budget(NamedTuple):
    """Costs of the lines, and their sum."""

    costs_usd: Any
    total_usd: float


class Schedule(NamedTuple):
    """Charges, and book values at the periods' ends."""

    charges_usd: Any
    books_usd: Any


class Value(NamedTuple):
    """What an asset is worth, and what it loses per period just then."""

    value_usd: float
    charge_usd_per_period: float


class Rate(NamedTuple):
    """A rate per period, None when there is none."""

    rate_frac: Optional[float]
    verdict: IrrVerdict


class Use(NamedTuple):
    """A share of use, None for "never"."""

    use_frac: Optional[float]
    verdict: Verdict


class Crossings(NamedTuple):
    """All crossings, and which curve is cheaper at the least demand."""

    crossings: List[Crossing]
    cheapest: Cheaper


@dataclass(frozen=True)
class Roots:
    """Internal rates of return: every one above -1, per period, ascending."""

    roots_frac: List[float]
    result: Irr

    @property
    def verdict(self) -> IrrVerdict:
        return self.result.verdict

    @property
    def rate_frac(self) -> Optional[float]:
        """The rate, when there is exactly one."""
        return self.result.rate_frac


def _terms(terms: Optional[FinanceTerms], fields: Mapping[str, Any]) -> Any:
    if terms is not None and fields:
        raise TypeError(f"give terms or {', '.join(sorted(fields))}, not both")
    return ctypes.byref(to_struct(FinanceTerms(**fields) if terms is None else terms, FinanceTerms))


def _double(value: Any, name: str) -> float:
    return to_double(value, "argument", name)


def _code(value: int, name: str) -> int:
    return argument(value, ctypes.c_int32, name)


def _one(function: Any, *arguments: Any) -> float:
    """Calls a function that writes one number, just before its error."""
    result = ctypes.c_double()
    call(function, *arguments, ctypes.byref(result))
    return result.value


# ---- rates ----------------------------------------------------------------------------------------------------------


def convert_rate(rate_frac: float, from_compounding: int = Compounding.EFFECTIVE, from_periods: float = 1,
                 to_compounding: int = Compounding.EFFECTIVE, to_periods: float = 1) -> float:
    """The same rate in another form.

    >>> round(convert_rate(0.12, Compounding.NOMINAL, 12), 6)
    0.126825
    """
    return _one(lib.toll_finance_convert_rate, _double(rate_frac, "rate_frac"),
                _code(from_compounding, "from_compounding"), _double(from_periods, "from_periods"),
                _code(to_compounding, "to_compounding"), _double(to_periods, "to_periods"))


def convert_basis(rate_frac: float, inflation_frac: float, to_basis: int = MoneyBasis.REAL) -> float:
    """A nominal rate as a real one, or back.

    >>> round(convert_basis(0.08, 0.03), 6)
    0.048544
    """
    return _one(lib.toll_finance_convert_basis, _double(rate_frac, "rate_frac"),
                _double(inflation_frac, "inflation_frac"), _code(to_basis, "to_basis"))


# ---- flows ----------------------------------------------------------------------------------------------------------


def npv(flows_usd: Numbers, *, upfront: float = 0.0, terms: Optional[FinanceTerms] = None, **fields: "Unpack[FinanceTermsFields]") -> float:
    """Net present value; the fields of FinanceTerms may be given by name instead of terms."""
    flows = column(flows_usd, DOUBLE, "flows_usd")
    return _one(lib.toll_finance_compute_npv, _double(upfront, "upfront"), flows.pointer, len(flows),
                _terms(terms, fields))


def levelised(costs_usd: Numbers, output_units: Numbers, *, upfront: float = 0.0,
              terms: Optional[FinanceTerms] = None, **fields: "Unpack[FinanceTermsFields]") -> float:
    """Levelised cost of a unit: PV(costs) / PV(output).

    >>> round(levelised([10, 10], [5, 5], upfront=20, rate_frac=0.1, periods_per_year=1), 6)
    4.304762
    """
    costs, outputs = double_columns(costs_usd=costs_usd, output_units=output_units)
    return _one(lib.toll_finance_compute_levelised, _double(upfront, "upfront"), costs.pointer, outputs.pointer,
                len(costs), _terms(terms, fields))


def irr(flows_usd: Numbers) -> Roots:
    """All internal rates of return above -1; flow 0 is at time 0."""
    flows = column(flows_usd, DOUBLE, "flows_usd")
    roots = (ctypes.c_double * _ROOTS)()
    result = new_struct(_abi.TOLL_KIND_FINANCE_IRR)
    call(lib.toll_finance_find_irr, flows.pointer, len(flows), roots, _ROOTS, ctypes.byref(result))
    found = from_struct(result, Irr)
    return Roots(list(roots[:found.roots]), found)


def mirr(flows_usd: Numbers, finance_frac: float, reinvest_frac: float) -> Rate:
    """Modified internal rate of return.

    >>> round(mirr([-100, 50, 80], 0.1, 0.12).rate_frac, 6)
    0.16619
    """
    flows = column(flows_usd, DOUBLE, "flows_usd")
    rate, verdict = ctypes.c_double(), ctypes.c_int32()
    call(lib.toll_finance_compute_mirr, flows.pointer, len(flows), _double(finance_frac, "finance_frac"),
         _double(reinvest_frac, "reinvest_frac"), ctypes.byref(rate), ctypes.byref(verdict))
    answer = IrrVerdict(verdict.value)
    return Rate(rate.value if answer == IrrVerdict.ONE else None, answer)


def payback(flows_usd: Numbers, *, upfront: float = 0.0, terms: Optional[FinanceTerms] = None,
            **fields: "Unpack[FinanceTermsFields]") -> Payback:
    """Payback: simple, or discounted when terms or their fields are given.

    >>> payback([40, 40, 40], upfront=-100).periods
    2.5
    """
    flows = column(flows_usd, DOUBLE, "flows_usd")
    result = new_struct(_abi.TOLL_KIND_FINANCE_PAYBACK)
    given = _terms(terms, fields) if terms is not None or fields else None
    call(lib.toll_finance_find_payback, _double(upfront, "upfront"), flows.pointer, len(flows), given,
         ctypes.byref(result))
    return from_struct(result, Payback)


def cumulative(amounts_usd: Numbers, *, upfront: float = 0.0) -> Cumulative:
    """Running sums.

    >>> list(cumulative([1, 2], upfront=10).cumulative_usd)
    [11.0, 13.0]
    """
    amounts = column(amounts_usd, DOUBLE, "amounts_usd")
    sums = new_column(DOUBLE, len(amounts), amounts.is_numpy)
    total, mean = ctypes.c_double(), ctypes.c_double()
    call(lib.toll_finance_compute_cumulative, _double(upfront, "upfront"), amounts.pointer, len(amounts),
         sums.pointer, ctypes.byref(total), ctypes.byref(mean))
    return Cumulative(sums.result, total.value, mean.value)


# ---- break-even -----------------------------------------------------------------------------------------------------


def breakeven(contest: Optional[Contest] = None, **fields: "Unpack[ContestFields]") -> Breakeven:
    """When owning becomes cheaper than renting.

    >>> round(breakeven(capex_usd=250141.8, own_usd_per_period=6.37, rent_usd_per_period=98.32).hours, 1)
    2720.4
    """
    struct = to_struct(Contest(**fields) if contest is None else contest, Contest)
    result = new_struct(_abi.TOLL_KIND_FINANCE_BREAKEVEN)
    call(lib.toll_finance_find_breakeven, ctypes.byref(struct), ctypes.byref(result))
    return from_struct(result, Breakeven)


def breakeven_use(fixed_usd_per_h: float, rent_usd_per_h: float, marginal_usd_per_h: float = 0.0) -> Use:
    """The share of use above which owning is cheaper.

    >>> breakeven_use(20, 66, 16)
    Use(use_frac=0.4, verdict=<Verdict.REACHED: 1>)
    """
    use, verdict = ctypes.c_double(), ctypes.c_int32()
    call(lib.toll_finance_find_use, _double(fixed_usd_per_h, "fixed_usd_per_h"),
         _double(marginal_usd_per_h, "marginal_usd_per_h"), _double(rent_usd_per_h, "rent_usd_per_h"),
         ctypes.byref(use), ctypes.byref(verdict))
    answer = Verdict(verdict.value)
    return Use(None if answer == Verdict.NEVER else use.value, answer)


def fleet(unit_capacity: float, usd_per_machine: float, usd_per_unit: float = 0.0, *, machines_max: int,
          machines_min: int = 1, spares: int = 0) -> List[Piece]:
    """The cost curve of a fleet of whole machines."""
    count = ctypes.c_uint64()
    room = max(1, min(argument(machines_max, ctypes.c_int64, "machines_max"), 1_000_000))
    pieces = (_abi.toll_finance_piece * room)()
    call(lib.toll_finance_compute_fleet, _double(unit_capacity, "unit_capacity"),
         _double(usd_per_machine, "usd_per_machine"), _double(usd_per_unit, "usd_per_unit"),
         argument(machines_min, ctypes.c_int64, "machines_min"), machines_max,
         argument(spares, ctypes.c_int64, "spares"), pieces, room, ctypes.byref(count))
    return [Piece(p.from_quantity, p.to_quantity, p.usd_at_from, p.usd_per_unit) for p in pieces[:count.value]]


def _pieces(curve: Iterable[Sequence[float]], name: str) -> Any:
    rows = [tuple(_double(number, name) for number in piece) for piece in curve]
    if any(len(row) != 4 for row in rows):
        raise TypeError(f"{name} must be pieces of four numbers")
    return (_abi.toll_finance_piece * len(rows))(*rows)


def crossings(first: Iterable[Sequence[float]], second: Iterable[Sequence[float]]) -> Crossings:
    """Every demand at which the cheaper of two cost curves changes.

    >>> answer = crossings(fleet(100, 90, machines_max=2), [Piece(0, 1000, 0, 1)])
    >>> [(c.quantity, c.after.name) for c in answer.crossings]
    [(90.0, 'FIRST'), (100.0, 'SECOND'), (180.0, 'FIRST')]
    """
    a, b = _pieces(first, "first"), _pieces(second, "second")
    room = 2 * (len(a) + len(b)) + 1
    found = (_abi.toll_finance_crossing * room)()
    count, cheapest = ctypes.c_uint64(), ctypes.c_int32()
    call(lib.toll_finance_find_crossings, a, len(a), b, len(b), found, room, ctypes.byref(count),
         ctypes.byref(cheapest))
    rows = [Crossing(c.quantity, Cheaper(c.before), Cheaper(c.after), bool(c.is_jump)) for c in found[:count.value]]
    return Crossings(rows, Cheaper(cheapest.value))


# ---- capital --------------------------------------------------------------------------------------------------------


def payment(present_usd: float, rate_frac: float, periods: float, *, future_usd: float = 0.0,
            timing: int = Timing.END) -> float:
    """The equal payment worth an amount now, less one at the end: annuity, lease rate, equivalent annual cost.

    >>> round(payment(1000, 0.1, 3), 2)
    402.11
    """
    return _one(lib.toll_finance_compute_payment, _double(present_usd, "present_usd"),
                _double(future_usd, "future_usd"), _double(rate_frac, "rate_frac"), _double(periods, "periods"),
                _code(timing, "timing"))


def _asset(asset: Optional[Asset], fields: Mapping[str, Any]) -> Any:
    if asset is not None and fields:
        raise TypeError(f"give an asset or {', '.join(sorted(fields))}, not both")
    return ctypes.byref(to_struct(Asset(**fields) if asset is None else asset, Asset))


def depreciation_periods(asset: Optional[Asset] = None, **fields: "Unpack[AssetFields]") -> int:
    """Periods of a schedule; 0 for one that never ends."""
    count = ctypes.c_uint64()
    call(lib.toll_finance_count_periods, _asset(asset, fields), ctypes.byref(count))
    return count.value


def depreciation(asset: Optional[Asset] = None, *, count: Optional[int] = None, **fields: "Unpack[AssetFields]") -> Schedule:
    """A depreciation schedule, of its own length unless count is given.

    >>> list(depreciation(cost_usd=100, method=4, life_periods=5).charges_usd)
    [20.0, 32.0, 19.2, 11.52, 11.52, 5.76]
    """
    plan = _asset(asset, fields)
    length = depreciation_periods(asset, **fields) if count is None else argument(count, ctypes.c_uint64, "count")
    if count is None and length == 0:
        raise ConflictError("this method never ends: give a count", field="count")
    room = min(length, 1_000_000)  # more is refused, so it needs no memory
    charges, books = new_column(DOUBLE, max(room, 1), False), new_column(DOUBLE, max(room, 1), False)
    call(lib.toll_finance_compute_depreciation, plan, length, charges.pointer, books.pointer)
    return Schedule(charges.result, books.result)


def asset_value(asset: Optional[Asset] = None, *, age_periods: float, **fields: "Unpack[AssetFields]") -> Value:
    """What an asset is worth at an age, and what it loses per period just then."""
    value, charge = ctypes.c_double(), ctypes.c_double()
    call(lib.toll_finance_compute_value, _asset(asset, fields), _double(age_periods, "age_periods"),
         ctypes.byref(value), ctypes.byref(charge))
    return Value(value.value, charge.value)


def tax_shield(charges_usd: Numbers, tax_frac: float, *, terms: Optional[FinanceTerms] = None, **fields: "Unpack[FinanceTermsFields]") -> float:
    """Present value of the tax that depreciation saves."""
    charges = column(charges_usd, DOUBLE, "charges_usd")
    return _one(lib.toll_finance_compute_shield, charges.pointer, len(charges), _double(tax_frac, "tax_frac"),
                _terms(terms, fields))


# ---- cost by the unit -----------------------------------------------------------------------------------------------


def _item_price(row: int, price: Optional[float]) -> float:
    if price is None:
        raise MissingFactError("usd_per_part must be given: an absent price is not 0", struct="toll_finance_item",
                               field="usd_per_part", row=row)
    return price


def _item_numbers(row: int, item: Sequence[Optional[float]]) -> Tuple[float, ...]:
    if len(item) != len(Item._fields):
        raise TypeError("items must be lines of five numbers")
    filled = Item(*item)  # type: ignore[arg-type]
    filled = filled._replace(usd_per_part=_item_price(row, filled.usd_per_part))
    return tuple(_double(number, "items") for number in filled)


def budget(items: Iterable[Sequence[Optional[float]]]) -> Budget:
    """Costs of the lines of a budget, and their sum.

    >>> budget([Item(units=226.75, parts_per_unit=8, times=24, usd_per_part=2)]).total_usd
    87072.0
    """
    rows = [_item_numbers(row, item) for row, item in enumerate(items)]
    lines = (_abi.toll_finance_item * len(rows))(*rows)
    costs = new_column(DOUBLE, max(len(rows), 1), False)
    total = _one(lib.toll_finance_compute_budget, lines, len(rows), costs.pointer)
    return Budget(costs.result, total)


def mix(weights: Numbers, values: Numbers) -> Mix:
    """Weighted sum and mean: a blended price, a grid's intensity.

    >>> mix([0.25, 0.75], [4, 8])
    Mix(sum=7.0, mean=7.0)
    """
    shares, numbers = double_columns(weights=weights, values=values)
    total, mean = ctypes.c_double(), ctypes.c_double()
    call(lib.toll_finance_compute_mix, shares.pointer, numbers.pointer, len(shares), ctypes.byref(total),
         ctypes.byref(mean))
    return Mix(total.value, mean.value)


def energy(power: Optional[PowerUse] = None, **fields: "Unpack[PowerUseFields]") -> EnergyUse:
    """Energy, its cost and its carbon.

    >>> energy(units=8, w_per_unit=700, hours=8760, pue=1.4, usd_per_kwh=0.05).usd
    3433.92
    """
    struct = to_struct(PowerUse(**fields) if power is None else power, PowerUse)
    result = new_struct(_abi.TOLL_KIND_FINANCE_ENERGY)
    call(lib.toll_finance_compute_energy, ctypes.byref(struct), ctypes.byref(result))
    return from_struct(result, EnergyUse)


def owned_hour(owned: Optional[Owned] = None, **fields: "Unpack[OwnedFields]") -> Hourly:
    """What an hour of something owned costs.

    >>> round(owned_hour(capex_usd=250141.8, opex_usd_per_h=6.37).usd_per_h, 3)
    12.081
    """
    struct = to_struct(Owned(**fields) if owned is None else owned, Owned)
    result = _abi.toll_finance_hourly()
    call(lib.toll_finance_compute_owned, ctypes.byref(struct), ctypes.byref(result))
    return Hourly(*(getattr(result, name) for name in Hourly._fields))


def output(units_per_s: float, hours: float, utilisation_frac: float = 1.0) -> float:
    """What something produces in some hours.

    >>> output(200, 176)
    126720000.0
    """
    return _one(lib.toll_finance_compute_output, _double(units_per_s, "units_per_s"), _double(hours, "hours"),
                _double(utilisation_frac, "utilisation_frac"))


def unit_cost(usd_per_h: float, units_per_s: float, *, utilisation_frac: float = 1.0, success_frac: float = 1.0,
              per_units: float = 1e6) -> float:
    """Cost of a million units (or per_units) of what an hour of something produces.

    >>> round(unit_cost(98.32, 30576), 4)
    0.8932
    """
    return _one(lib.toll_finance_compute_unit_cost, _double(usd_per_h, "usd_per_h"),
                _double(units_per_s, "units_per_s"), _double(utilisation_frac, "utilisation_frac"),
                _double(success_frac, "success_frac"), _double(per_units, "per_units"))


def _price_if_paid(price: Optional[float], name: str, is_paid: bool) -> float:
    """A price that is not known is no 0: it is missed where it would be paid."""
    if price is None and is_paid:
        raise MissingFactError(f"{name} must be given: an absent price is not 0", field=name)
    return 0.0 if price is None else _double(price, name)


def commitment(committed_units: float, usd_per_unit: float, *, demanded_units: float = 0.0, upfront_frac: float = 0.0,
               overage_usd_per_unit: Optional[float] = None) -> Commitment:
    """What a commitment costs, used and unused. A demand beyond it needs the price of the overage.

    >>> commitment(24, 1.0, demanded_units=18).unused_usd
    6.0
    """
    result = new_struct(_abi.TOLL_KIND_FINANCE_COMMITMENT)
    call(lib.toll_finance_compute_commitment, _double(committed_units, "committed_units"),
         _double(usd_per_unit, "usd_per_unit"), _double(upfront_frac, "upfront_frac"),
         _double(demanded_units, "demanded_units"),
         _price_if_paid(overage_usd_per_unit, "overage_usd_per_unit", demanded_units > committed_units),
         ctypes.byref(result))
    return from_struct(result, Commitment)


def allocate_idle(usage: Numbers, capacity: float, cost_usd: float, rule: int = IdleRule.WEIGHTED) -> Idle:
    """Shares the cost of a capacity among its tenants.

    >>> answer = allocate_idle([2, 6], 10, 100, IdleRule.EVEN)
    >>> list(answer.used_usd), list(answer.idle_usd)
    ([20.0, 60.0], [10.0, 10.0])
    """
    uses = column(usage, DOUBLE, "usage")
    used, idle = (new_column(DOUBLE, max(len(uses), 1), uses.is_numpy) for _ in range(2))
    left = _one(lib.toll_finance_allocate_idle, uses.pointer, len(uses), _double(capacity, "capacity"),
                _double(cost_usd, "cost_usd"), _code(rule, "rule"), used.pointer, idle.pointer)
    return Idle(used.result, idle.result, left)


def hybrid(fixed_usd_per_h: float, requests_per_h: float, *, escalated_frac: float = 0.0,
           api_usd_per_request: Optional[float] = None, own_usd_per_request: float = 0.0) -> float:
    """Cost of a request to a fixed fleet, of which a share is escalated to an API: its price is then needed.

    >>> hybrid(10, 1000, escalated_frac=0.25, api_usd_per_request=0.04)
    0.02
    """
    return _one(lib.toll_finance_compute_hybrid, _double(fixed_usd_per_h, "fixed_usd_per_h"),
                _double(requests_per_h, "requests_per_h"), _double(own_usd_per_request, "own_usd_per_request"),
                _double(escalated_frac, "escalated_frac"),
                _price_if_paid(api_usd_per_request, "api_usd_per_request", escalated_frac > 0))


def compare(base: float, other: float) -> Comparison:
    """Two figures side by side.

    >>> compare(100, 60).saving_frac
    0.4
    """
    result = _abi.toll_finance_comparison()
    call(lib.toll_finance_compare, _double(base, "base"), _double(other, "other"), ctypes.byref(result))
    has_ratio = bool(result.known & _abi.TOLL_FINANCE_COMPARISON_RATIO)
    has_share = bool(result.known & _abi.TOLL_FINANCE_COMPARISON_SHARE)
    return Comparison(result.difference, result.ratio if has_ratio else None,
                      result.inverse_ratio if has_share else None, result.saving_frac if has_share else None,
                      result.markup_frac if has_ratio else None, Cheaper(result.cheaper))


def scale_price(price_usd: float, *, from_units: float = 1.0, to_units: float = 1.0, exponent: float = 1.0,
                change_frac: float = 0.0, periods: float = 0.0) -> float:
    """A price for another size or another time.

    >>> scale_price(100, from_units=8, to_units=4)
    50.0
    """
    return _one(lib.toll_finance_scale_price, _double(price_usd, "price_usd"), _double(from_units, "from_units"),
                _double(to_units, "to_units"), _double(exponent, "exponent"), _double(change_frac, "change_frac"),
                _double(periods, "periods"))
