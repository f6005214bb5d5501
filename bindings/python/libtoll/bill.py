# SPDX-License-Identifier: Apache-2.0
"""Exact bills: tariff rows, price books, and what a usage record costs under a tariff.

Quantities are whole base units (tokens, calls, microseconds), totals inclusive: `input` counts every prompt token, cached
ones too. Money is :class:`decimal.Decimal`, computed by libtoll's integers; nothing is rounded per request.

>>> book = Book.compile([
...     tariff("acme/one", provider="acme"), match("one"),
...     price("input", "2.50"), price("cache_read", "0.25"), price("output", "10"),
...     rule("long"), when_count("input", Op.GT, 200_000), price("input", "5")])
>>> card = book.find("acme", "one", at="2026-11-01T00:00:00Z")
>>> bill = card.bill({"input": 1000, "cache_read": 400, "output": 50})
>>> bill.billed, bill.currency
(Decimal('0.0021'), 'USD')
>>> [(line.meter.name, line.quantity, line.billed_cost) for line in bill.lines]
[('INPUT', 600, Decimal('0.0015')), ('OUTPUT', 50, Decimal('0.0005')), ('CACHE_READ', 400, Decimal('0.0001'))]
"""
import ctypes
import functools
import mmap
import os
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from ._bill_call import Biller, Call, MeterName, compute, find_meter, meter_number, pack_context, pack_usage, pointers
from ._bill_view import Bill, Line, bill_of, new_memory  # noqa: F401
from ._columns import INT32, Column, int64_column, new_column
from ._convert import argument, ask, from_struct, new_struct, to_integer, to_name, to_text
from ._load import call, lib, raise_error
from .errors import ConflictError, ObjectError, ParseError
from .generated import abi as _abi
from .generated.records import (BookName, Candidate, Cause, Ceiling, ChargeKind, Derive, Factor, LineFlag, Match, Meter, MeterInfo,
                                MinimumOf, NameRule, Op, Open, Origin, Period, Ratio, Relaxed, Rounding, RowKind, StepRounding, Volume)
from .money import Exact, Rounded, _from_amount, _from_decimal, _to_amount, _to_decimal

Instant = Union[int, str, datetime]
Limit = Union[int, Tuple[int, int]]

MTOK = 1_000_000
TIME_MIN, TIME_MAX = -2**63, 2**63 - 1


# ---- meters and instants --------------------------------------------------------------------------------------------


def meter(name: MeterName) -> Meter:
    """A meter by name, "cache_read", or by number."""
    return Meter(find_meter(name) if isinstance(name, str) else name)


@functools.lru_cache(maxsize=1)
def meters() -> Tuple[MeterInfo, ...]:
    """All meters with their units and what each is a part of.

    >>> [info.name for info in meters() if info.parent == Meter.CACHE_READ]
    ['cache_read_audio', 'cache_read_image', 'cache_read_video']
    """
    return tuple(ask(MeterInfo, lib.toll_bill_meter_get, number + 1) for number in range(lib.toll_bill_meter_count()))


def seconds(at: Instant) -> int:
    """Seconds since 1970-01-01 UTC of a number, a datetime with its zone, or a text "2026-08-21T00:00:00Z".

    >>> seconds("2026-08-21T00:00:00Z")
    1787270400
    """
    if isinstance(at, str):
        try:
            at = datetime.fromisoformat(at.replace("Z", "+00:00"))
        except ValueError as error:
            raise ParseError(str(error), field="at") from None
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ParseError("at must have a time zone", field="at")
        since = at - datetime(1970, 1, 1, tzinfo=timezone.utc)
        return since.days * 86400 + since.seconds
    return argument(at, ctypes.c_int64, "at")


# ---- rows -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One row of a tariff: `kind` says which of the other fields count. The functions below make them."""

    kind: int
    op: int = 0
    meter: MeterName = 0
    other_meter: MeterName = 0
    origin: int = 0
    is_contract: bool = False
    layer: int = 0
    from_s: int = 0
    until_s: int = 0
    quantity: int = 0
    per: int = 0
    number: Exact = Decimal(0)
    weekdays: int = 0
    start_s: int = 0
    end_s: int = 0
    utc_offset_s: int = 0
    key: str = ""
    value: str = ""
    text: str = ""
    source: str = ""
    source_date: int = 0


def tariff(sku: str, *, provider: str = "", currency: str = "USD", since: Optional[Instant] = None,
           until: Optional[Instant] = None, origin: int = Origin.PUBLIC, layer: int = 0, source: str = "",
           source_date: int = 0) -> Row:
    """Opens a tariff: one SKU, one version, from `since` (inclusive) to `until` (exclusive)."""
    return Row(RowKind.TARIFF, text=sku, key=provider, value=currency, origin=origin, layer=layer,
               from_s=TIME_MIN if since is None else seconds(since),
               until_s=TIME_MAX if until is None else seconds(until), source=source, source_date=source_date)


def match(name: str, op: int = Match.EXACT) -> Row:
    """A model name that the tariff prices, or a pattern of names: `Match.DATED`, `PREFIX`, `SUFFIX`, `INFIX`."""
    return Row(RowKind.MATCH, text=name, op=op)


def price(meter: MeterName, number: Exact, per: int = MTOK, *, is_contract: bool = False, source: str = "",
          source_date: int = 0) -> Row:
    """Price of `per` base units of a meter: by default of a million tokens."""
    return Row(RowKind.PRICE, meter=meter, number=number, per=per, is_contract=is_contract, source=source,
               source_date=source_date)


def estimated(model: str, usd_per_mtok_input: float, usd_per_mtok_output: float, *, provider: str = "",
              since: Optional[Instant] = None) -> List[Row]:
    """The estimated unit cost of an own deployment as a tariff: every line billed by it says so.

    >>> book = Book.compile(estimated("llama", 0.25, 1.5, provider="own"))
    >>> bill = book.find("own", "llama", at="2026-11-01T00:00:00Z").bill({"input": 1_000_000, "output": 2_000_000})
    >>> bill.billed, LineFlag.ESTIMATED in bill.flags
    (Decimal('3.25'), True)
    """
    structs = (_abi.toll_bill_row * _abi.TOLL_BOOK_ESTIMATED_ROWS)()
    names = (provider.encode(), len(provider.encode()), model.encode(), len(model.encode()))
    call(lib.toll_book_estimate_rows, *names, usd_per_mtok_input, usd_per_mtok_output,
         TIME_MIN if since is None else seconds(since), structs, ctypes.sizeof(_abi.toll_bill_row))
    return [_row_from(struct) for struct in structs]


def rule(name: str) -> Row:
    """Opens a rule: the rows after it count only where it holds."""
    return Row(RowKind.RULE, text=name)


def multiplier(name: str, number: Exact, op: int = Factor.LIST, meter: MeterName = 0) -> Row:
    """Opens a multiplier of a meter with all its parts; 0: of every token meter."""
    return Row(RowKind.MULTIPLIER, text=name, number=number, op=op, meter=meter)


def when_count(meter: MeterName, op: int, quantity: int) -> Row:
    """Holds when the record's quantity compares so with the threshold."""
    return Row(RowKind.WHEN_COUNT, meter=meter, op=op, quantity=quantity)


def when_counter(counter: str, op: int, quantity: int) -> Row:
    """Holds when the account's counter, as it is before the record, compares so with the threshold."""
    return Row(RowKind.WHEN_COUNTER, key=counter, op=op, quantity=quantity)


def when_tier(name: str, op: int = 0) -> Row:
    """Holds for a service tier; "standard" is the one of a record that names none. `op` 0 or Op.IS_NOT."""
    return Row(RowKind.WHEN_TIER, op=op, text=name)


def when_region(name: str, op: int = 0) -> Row:
    """Holds for a region; `op` 0, Op.IS_NOT, or Op.PREFIX and the like for a part of its name."""
    return Row(RowKind.WHEN_REGION, op=op, text=name)


def when_attribute(key: str, value: str, op: int = 0) -> Row:
    """Holds when the record has this attribute with this value; `op` as for :func:`when_region`."""
    return Row(RowKind.WHEN_ATTRIBUTE, key=key, op=op, text=value)


def when_number(key: str, op: int, number: Exact) -> Row:
    """Holds when the record's value of this attribute, as a number, compares so with the threshold."""
    return Row(RowKind.WHEN_NUMBER, key=key, op=op, number=number)


def when_time(weekdays: Iterable[int] = (), start_s: int = 0, end_s: int = 0, *, utc_offset_s: int = 0,
              except_holidays: str = "", zone: str = "") -> Row:
    """Holds within a window of the day on weekdays 1 (Monday) .. 7; none: every day. The hours are UTC and the weekdays
    those of the vendor's calendar; with a zone both are its local time."""
    return Row(RowKind.WHEN_TIME, weekdays=sum({1 << (day - 1) for day in weekdays}), start_s=start_s, end_s=end_s,
               utc_offset_s=utc_offset_s, key=except_holidays, text=zone)


def when_holiday(holidays: str, *, utc_offset_s: int = 0, zone: str = "") -> Row:
    """Holds on the days of a holiday list."""
    return Row(RowKind.WHEN_HOLIDAY, key=holidays, utc_offset_s=utc_offset_s, text=zone)


def when_instant(since: Optional[Instant] = None, until: Optional[Instant] = None) -> Row:
    """Holds from `since` (inclusive) to `until` (exclusive)."""
    return Row(RowKind.WHEN_INSTANT, from_s=TIME_MIN if since is None else seconds(since),
               until_s=TIME_MAX if until is None else seconds(until))


def minimum(meter: MeterName, quantity: int, of: int = MinimumOf.LINE) -> Row:
    """Least billed quantity of a meter: of its line, or of its inclusive total."""
    return Row(RowKind.MINIMUM, meter=meter, quantity=quantity, op=of)


def step(meter: MeterName, quantity: int, rounding: int = StepRounding.UP) -> Row:
    """Billed quantities of a meter are multiples of this."""
    return Row(RowKind.STEP, meter=meter, quantity=quantity, op=rounding)


def allowance(meter: MeterName, counter: str, quantity: int, ratio: Exact = 1) -> Row:
    """A free quantity over a counter that lives across records; `ratio`: counter units per base unit, 0: none."""
    return Row(RowKind.ALLOWANCE, meter=meter, key=counter, quantity=quantity, number=ratio, op=Ratio.GIVEN)


def volume(meter: MeterName, counter: str, above: int, number: Exact, per: int = MTOK,
           units: int = Volume.MARGINAL) -> Row:
    """A price above a threshold of a counter: of the units beyond it, or of all units of a record that gets there. No
    counter: of this record alone."""
    return Row(RowKind.VOLUME, meter=meter, key=counter, quantity=above, number=number, per=per, op=units)


def fallback(meter: MeterName, other_meter: MeterName = 0) -> Row:
    """Whose price stands in for a meter without one; 0: none, an error."""
    return Row(RowKind.FALLBACK, meter=meter, other_meter=other_meter)


def fee(number: Exact, meter: MeterName = 0, *, is_contract: bool = False, period: int = 0, shared: str = "",
        name: str = "") -> Row:
    """A flat amount of a record that has some of a meter; 0: of any record. With a period it is of an account's month or
    invoice, and of all tariffs that share it: `Book.close_period()`."""
    return Row(RowKind.FEE, number=number, meter=meter, is_contract=is_contract, op=period, key=shared, text=name)


def floor(number: Exact, *, is_contract: bool = False, period: int = 0, shared: str = "", name: str = "") -> Row:
    """The least that a record costs, unless it is empty; with a period, the minimum spend of an account."""
    return Row(RowKind.FLOOR, number=number, is_contract=is_contract, op=period, key=shared, text=name)


def cap(number: Exact, *, is_contract: bool = False, period: int = 0, shared: str = "", name: str = "") -> Row:
    """The most that a record costs; with a period, an account."""
    return Row(RowKind.CAP, number=number, is_contract=is_contract, op=period, key=shared, text=name)


def derive(meter: MeterName, other_meter: MeterName, number: Exact, per: int = 1, how: int = Derive.UP) -> Row:
    """So much of a meter for `per` base units of another one, where the record does not state it, or on top of it."""
    return Row(RowKind.DERIVE, meter=meter, other_meter=other_meter, number=number, per=per, op=how)


def default_part(total: MeterName, part: MeterName) -> Row:
    """The part as which tokens of a total without a price are billed, where a record does not say of which they are."""
    return Row(RowKind.DEFAULT_PART, meter=total, other_meter=part)


def tier(name: str) -> Row:
    """A service tier that is sold at the standard price."""
    return Row(RowKind.TIER, text=name)


def region(name: str, op: int = 0) -> Row:
    """A region that is sold at the standard price: with such a row, others are refused. Stands before all rules."""
    return Row(RowKind.REGION, op=op, text=name)


def attribute(key: str, value: str, op: int = 0) -> Row:
    """A value of an attribute that is sold at the standard price: with such a row, other values of it are refused."""
    return Row(RowKind.ATTRIBUTE, key=key, op=op, text=value)


def holiday(holidays: str, day: Instant) -> Row:
    """A day of a holiday list: any instant of it, in UTC."""
    return Row(RowKind.HOLIDAY, key=holidays, from_s=seconds(day))


def calendar(holidays: str, since: Optional[Instant] = None, until: Optional[Instant] = None) -> Row:
    """Says that a holiday list is complete from `since` (inclusive) to `until` (exclusive)."""
    return Row(RowKind.CALENDAR, key=holidays, from_s=TIME_MIN if since is None else seconds(since),
               until_s=TIME_MAX if until is None else seconds(until))


def zone(name: str, rule: str, since: Optional[Instant] = None, until: Optional[Instant] = None) -> Row:
    """The rules of a time zone as POSIX writes them in TZ, "EST5EDT,M3.2.0,M11.1.0", and when they hold."""
    return Row(RowKind.ZONE, key=name, text=rule, from_s=TIME_MIN if since is None else seconds(since),
               until_s=TIME_MAX if until is None else seconds(until))


def retired(since: Instant, replacement: str = "") -> Row:
    """The vendor retires the tariff's names at an instant: from then on they have no card."""
    return Row(RowKind.RETIRED, text=replacement, from_s=seconds(since))


def redirect(model: str) -> Row:
    """The model that serves the tariff's names in this version."""
    return Row(RowKind.REDIRECT, text=model)


_ROW_FIELDS = [(name, ctype) for name, ctype in _abi.toll_bill_row._fields_]


def _fill_row(struct: Any, row: Row) -> None:
    for name, ctype in _ROW_FIELDS:
        value = getattr(row, name)
        if name in ("meter", "other_meter"):
            struct_value: Any = meter_number(value)
        elif ctype is _abi.toll_decimal:
            struct_value = _to_decimal(value, name)
        elif name in ("key", "value", "text", "source"):
            struct_value = to_text(value, ctypes.sizeof(ctype), "toll_bill_row", name)
        else:
            struct_value = to_integer(int(value), ctype, "toll_bill_row", name)
        setattr(struct, name, struct_value)


def _row_from(struct: Any) -> Row:
    values = {name: getattr(struct, name) for name, _ in _ROW_FIELDS}
    for name, value in values.items():
        if isinstance(value, bytes):
            values[name] = value.decode("utf-8", "replace")
    values["number"] = _from_decimal(struct.number)
    values["is_contract"] = bool(struct.is_contract)
    values["kind"] = RowKind(struct.kind)
    return Row(**values)


# ---- bills ----------------------------------------------------------------------------------------------------------


class Kind(NamedTuple):
    """Part of a meter's quantity with one or two attributes of its own."""

    meter: MeterName
    quantity: int
    attributes: Mapping[str, str]


class ValidTimes(NamedTuple):
    """The instants in which a name has one answer: from_s <= at < until_s, Unix seconds; None: no end on that side."""

    from_s: Optional[int]
    until_s: Optional[int]


class PeriodSum(NamedTuple):
    """What an account's records of one tariff cost in a period; `contracted` and `list` are as `billed` unless given."""

    tariff_row: int
    billed: Exact
    contracted: Optional[Exact] = None
    list: Optional[Exact] = None


class BillColumns(NamedTuple):
    """Billed amounts of many records, and the status of each: 0, or the negative code of what was wrong with it. A record
    that is refused has no amount: None."""

    billed: List[Optional[Decimal]]
    statuses: Any


def amounts_of(billed: Any, statuses: Any) -> List[Optional[Decimal]]:
    return [None if status else _from_amount(amount) for amount, status in zip(billed, statuses)]


@dataclass(frozen=True)
class Bounds:
    """What any usage within limits may cost.

    Attributes:
        verdict: Whether `highest` is reached, is above every bill, or there is none (without a limit, without a usage).
        meter: The meter that lacks a limit, for :attr:`Ceiling.UNBOUNDED`.
        relaxed: Why some figure may be looser than need be.
        highest: No usage within the limits is billed more; None where nothing bounds it.
        highest_contracted: The same of the contracted cost.
        highest_list: The same of the list cost.
        lowest: No usage within the limits is billed less.
        attained: Bill of `worst`: `highest` overshoots by the difference at most.
        worst: The dearest usage that was found and billed.
        at: Its instant, seconds since 1970-01-01 UTC.
        cases: How many cases of thresholds and contexts were solved.
        currency: ISO 4217, or "X-NAME".
        book_hash: SHA-256 of the price book.
    """

    verdict: Ceiling
    meter: Optional[Meter]
    relaxed: Relaxed
    highest: Optional[Decimal]
    highest_contracted: Optional[Decimal]
    highest_list: Optional[Decimal]
    lowest: Optional[Decimal]
    attained: Optional[Decimal]
    worst: Mapping[Meter, int]
    at: int
    cases: int
    currency: str
    book_hash: str


_BOUNDS = {"highest": "highest_billed", "highest_contracted": "highest_contracted", "highest_list": "highest_list",
           "lowest": "lowest_billed", "attained": "attained_billed"}


def _new(struct_type: Any, kind: int) -> Any:
    struct = struct_type()
    call(lib.toll_struct_init, ctypes.byref(struct), ctypes.sizeof(struct), kind)
    return struct


# ---- currencies -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExchangeRate:
    """A rate of exchange, and when it holds.

    Attributes:
        rate: Units of `to_currency` for one of `from_currency`.
        from_currency: As `Bill.currency` has it.
        to_currency: The same.
        since: First instant.
        until: Exclusive.
        source: Where it comes from.
    """

    rate: Exact
    from_currency: str
    to_currency: str
    since: Instant
    until: Instant
    source: str = ""


def convert(amount: Exact, currency: str, at: Instant, rate: ExchangeRate, rounding: int = Rounding.HALF_EVEN) -> Rounded:
    """An amount in another currency, by a rate that holds at an instant; by no other.

    >>> rate = ExchangeRate("0.9", "USD", "EUR", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")
    >>> convert("12.34", "USD", "2026-11-03T12:00:00Z", rate).value
    Decimal('11.106')
    """
    struct = _new(_abi.toll_bill_rate, _abi.TOLL_KIND_BILL_RATE)
    struct.rate = _to_decimal(rate.rate, "rate")
    struct.from_s, struct.until_s = seconds(rate.since), seconds(rate.until)
    for name in ("from_currency", "to_currency", "source"):
        setattr(struct, name, to_text(getattr(rate, name), getattr(_abi.toll_bill_rate, name).size, "toll_bill_rate", name))
    data, result, inexact = currency.encode(), _abi.toll_amount(), ctypes.c_int32()
    call(lib.toll_bill_convert, ctypes.byref(_to_amount(amount, "amount")), data, len(data), seconds(at),
         ctypes.byref(struct), argument(rounding, ctypes.c_int32, "rounding"), ctypes.byref(result), ctypes.byref(inexact))
    return Rounded(_from_amount(result), bool(inexact.value))


@dataclass(frozen=True)
class Charge:
    """A row of a reconciliation, see `reconcile`; keys are any texts, empty where a line of theirs does not tell them.

    Attributes:
        kind: What the row is.
        amount: Money; None: not known.
        quantity: Base units of the meter; None: not stated.
        meter: Empty: a line over all meters.
        digits: Of theirs, digits after the point of printed amounts; None: 18.
        cause: Of alternatives, factors and stated lines.
        variant: Of alternatives, a number for what is different, 1 .. 63.
        of: Of alternatives, the index of the row of ours.
        factor: Of factors and the agreed rate.
    """

    kind: int
    amount: Optional[Exact] = None
    quantity: Optional[int] = None
    meter: Optional[MeterName] = None
    model: str = ""
    day: str = ""
    tier: str = ""
    region: str = ""
    digits: Optional[int] = None
    cause: int = 0
    variant: int = 0
    of: int = 0
    factor: Optional[Exact] = None


@dataclass(frozen=True)
class Difference:
    """A part of the difference between an invoice and our rows: the fields of `toll_bill_cause`."""

    cause: Cause
    amount: Decimal
    quantity: int
    row: int
    other: int
    is_alternative: bool
    has_amount: bool


@dataclass(frozen=True)
class Residual:
    """An invoice compared with our rows. `causes` that are no alternatives sum to `difference`."""

    theirs: Decimal
    ours: Decimal
    difference: Decimal
    explained: Decimal
    unexplained: Decimal
    unpriced: int
    causes: Tuple[Difference, ...]


def _fill_charge(struct: Any, charge: Charge, numbers: Dict[str, int]) -> None:
    for name in ("kind", "cause", "variant"):
        setattr(struct, name, to_integer(getattr(charge, name), ctypes.c_uint32, "toll_bill_charge", name))
    struct.of = to_integer(charge.of, ctypes.c_int64, "toll_bill_charge", "of")
    struct.meter = meter_number(charge.meter) if charge.meter else 0
    for name in ("model", "day", "tier", "region"):
        text = getattr(charge, name)
        setattr(struct, name, numbers.setdefault(text, len(numbers) + 1) if text else 0)
    if charge.quantity is not None:
        struct.known |= _abi.TOLL_CHARGE_QUANTITY
        struct.quantity = to_integer(charge.quantity, ctypes.c_int64, "toll_bill_charge", "quantity")
    if charge.amount is not None:
        struct.known |= _abi.TOLL_CHARGE_AMOUNT
        struct.amount = _to_amount(charge.amount, "amount")
    if charge.digits is not None:
        struct.known |= _abi.TOLL_CHARGE_DIGITS
        struct.digits = to_integer(charge.digits, ctypes.c_int32, "toll_bill_charge", "digits")
    if charge.factor is not None:
        struct.factor = _to_decimal(charge.factor, "factor")


def _difference_from(cause: Any) -> Difference:
    return Difference(Cause(cause.cause), _from_amount(cause.amount), cause.quantity, cause.row, cause.other,
                      bool(cause.flags & _abi.TOLL_CAUSE_IS_ALTERNATIVE), not cause.flags & _abi.TOLL_CAUSE_NO_AMOUNT)


def reconcile(charges: Sequence[Charge]) -> Residual:
    """Explains the difference between an invoice and our rows, cause by cause.

    >>> rows = [Charge(ChargeKind.OURS, "3", 1_000_000, "input", "gpt-5"),
    ...         Charge(ChargeKind.THEIRS, "4.32", 1_200_000, "input", "gpt-5"),
    ...         Charge(ChargeKind.FACTOR, cause=Cause.TAX, factor="1.2")]
    >>> [(c.cause.name, str(c.amount)) for c in reconcile(rows).causes]
    [('MISSING', '0.6'), ('TAX', '0.72')]
    """
    numbers: Dict[str, int] = {}
    rows = (_abi.toll_bill_charge * max(len(charges), 1))()
    for struct, charge in zip(rows, charges):
        _fill_charge(struct, charge, numbers)
    size = ctypes.c_uint64()
    call(lib.toll_bill_reconcile_size, len(charges), ctypes.byref(size))
    work = (ctypes.c_uint64 * (size.value // 8))()
    residual = _new(_abi.toll_bill_residual, _abi.TOLL_KIND_BILL_RESIDUAL)
    stride = ctypes.sizeof(_abi.toll_bill_charge)
    call(lib.toll_bill_reconcile, rows, len(charges), stride, work, size.value, None, 0, ctypes.byref(residual))
    causes = (_abi.toll_bill_cause * max(residual.n_causes, 1))()
    call(lib.toll_bill_reconcile, rows, len(charges), stride, work, size.value, causes, residual.n_causes,
         ctypes.byref(residual))
    theirs, ours, difference, explained, unexplained = (
        _from_amount(getattr(residual, name)) for name in ("theirs", "ours", "difference", "explained", "unexplained"))
    return Residual(theirs, ours, difference, explained, unexplained, residual.n_unpriced,
                    tuple(_difference_from(cause) for cause in causes[:residual.n_causes]))


# ---- books ----------------------------------------------------------------------------------------------------------


class Book:
    """A compiled price book: immutable, with a hash of its content. Made by `compile`, `open`, `map` or `public`.

    Attributes:
        path: The file of a book of `map`; else None.
    """

    def __init__(self, memory: Any, address: int, size: int) -> None:
        self._memory = memory
        self._address = address
        self._size = size
        self._ids: Dict[str, int] = {}
        self.path: Optional[Path] = None

    @classmethod
    def compile(cls, rows: Sequence[Row]) -> "Book":
        """Compiles tariff rows: the same rows in the same order give the same bytes."""
        structs = (_abi.toll_bill_row * len(rows))()
        for struct, row in zip(structs, rows):
            _fill_row(struct, row)
        capacity = lib.toll_book_size(len(rows))
        memory = (ctypes.c_uint64 * (capacity // 8))()
        used = ctypes.c_uint64()
        call(lib.toll_book_compile, structs, len(rows), ctypes.sizeof(_abi.toll_bill_row), memory, capacity,
             ctypes.byref(used))
        return cls(memory, ctypes.addressof(memory), used.value)

    def overlay(self, rows: Sequence[Row]) -> "Book":
        """A book of this one and of negotiated terms over it: a tariff among the rows that has no list price changes the
        tariffs whose names it takes, and their list prices stay beside what was negotiated."""
        structs = (_abi.toll_bill_row * len(rows))()
        for struct, row in zip(structs, rows):
            _fill_row(struct, row)
        stride = ctypes.sizeof(_abi.toll_bill_row)
        capacity, used = ctypes.c_uint64(), ctypes.c_uint64()
        call(lib.toll_book_overlay_size, self._address, self._size, structs, len(rows), stride, ctypes.byref(capacity))
        memory = (ctypes.c_uint64 * (capacity.value // 8))()
        call(lib.toll_book_overlay, self._address, self._size, structs, len(rows), stride, memory, capacity.value,
             ctypes.byref(used))
        return type(self)(memory, ctypes.addressof(memory), used.value)

    @classmethod
    def open(cls, data: bytes) -> "Book":
        """A book that was saved. Its index is checked now, the rows of a tariff when `find` makes a card of it; both
        show damage. For a book from a stranger, call `verify` as well."""
        memory = (ctypes.c_uint64 * ((len(data) + 7) // 8))()
        ctypes.memmove(memory, data, len(data))
        call(lib.toll_book_open, memory, len(data))
        return cls(memory, ctypes.addressof(memory), len(data))

    @classmethod
    def map(cls, path: Union[str, Path]) -> "Book":
        """A book in a file, as `open`, without reading what is not asked for: 1 ms for a book of 6 MB. The file must not be
        cut short while the book is used; to replace it, rename another one over it.

        OSError: it can't be opened; :class:`ObjectError`: it is empty, no regular file, or no book. Both name the path.
        """
        path = Path(path)
        if path.exists() and not path.is_file():
            raise ObjectError(f"{path}: is no regular file", code=_abi.TOLL_E_OBJECT, status="TOLL_E_OBJECT")
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size == 0:
                raise ObjectError(f"{path}: is empty", code=_abi.TOLL_E_OBJECT, status="TOLL_E_OBJECT")
            mapped = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_COPY)  # private: ctypes asks for writable memory
        memory = (ctypes.c_char * size).from_buffer(mapped)
        book = cls(memory, ctypes.addressof(memory), size)
        book.path = path
        try:
            call(lib.toll_book_open, memory, size)
        except ObjectError as error:
            raise ObjectError(f"{path} is no price book: {error.message}", code=error.code, status=error.status) from None
        return book

    @classmethod
    def public(cls) -> "Book":
        """The built-in book of published prices.

        >>> Book.public().find("openai", "gpt-4o", at="2026-11-01T00:00:00Z").bill({"input": 1_000_000}).billed
        Decimal('2.5')
        """
        size = ctypes.c_uint64()
        return cls(None, lib.toll_book_get_public(ctypes.byref(size)), size.value)

    def __reduce__(self) -> Any:
        """A built-in book or one of a file is found again, and must have the same hash; another one travels whole."""
        if self._memory is None or self.path is not None:
            return _same_book, (self.path, self.hash)
        return type(self).open, (bytes(self),)

    def __bytes__(self) -> bytes:
        return ctypes.string_at(self._address, self._size)

    def __len__(self) -> int:
        """Tariffs."""
        count: int = lib.toll_book_count(self._address, self._size)
        return count

    @property
    def hash(self) -> str:
        """SHA-256 of the content, 64 hexadecimal digits."""
        text = ctypes.create_string_buffer(65)
        call(lib.toll_book_get_hash, self._address, self._size, text, len(text))
        return text.value.decode()

    def verify(self, tariff: Optional[int] = None) -> None:
        """Checks every row and proves the hash: of one tariff, 0 .. len(book) - 1, or of the whole book.

        :class:`ObjectError`: its message names the damaged tariff.
        """
        index = _abi.TOLL_BOOK_ALL if tariff is None else argument(tariff, ctypes.c_uint64, "tariff")
        call(lib.toll_book_verify, self._address, self._size, index)

    def close_period(self, sums: Sequence[PeriodSum], period: int = Period.MONTH) -> Bill:
        """What an account owes for a month or an invoice beside its records: fees, minimum spend and caps of the period.

        >>> book = Book.compile([tariff("acme/one", provider="acme"), match("one"), price("input", 3),
        ...                      fee(20, period=Period.MONTH), floor(100, period=Period.MONTH)])
        >>> month = book.close_period([PeriodSum(0, Decimal("45.50"))])
        >>> [(line.flags & ~(LineFlag.CLOSING | LineFlag.PERIOD), line.billed_cost) for line in month.lines]
        [(<LineFlag.FEE: 256>, Decimal('20')), (<LineFlag.FLOOR: 512>, Decimal('34.5'))]

        Args:
            sums: What the account's records of each tariff cost; 0 for a tariff that it has taken and not used.
            period: Period.MONTH or Period.INVOICE.
        """
        given = (_abi.toll_bill_sum * len(sums))()
        for struct, each in zip(given, sums):
            struct.tariff_row = argument(each.tariff_row, ctypes.c_int64, "tariff_row")
            for field, cost in (("billed_cost", each.billed), ("contracted_cost", each.contracted),
                                ("list_cost", each.list)):
                setattr(struct, field, _to_amount(each.billed if cost is None else cost, field))
        memory = new_memory(6 * len(sums))
        lines, total = pointers(memory)
        call(lib.toll_bill_close_period, self._address, self._size, argument(period, ctypes.c_int32, "period"), given,
             len(given), lines, 6 * len(sums), total)
        return bill_of(memory, {})

    def row(self, index: int) -> Row:
        """A row as it was compiled."""
        struct = _abi.toll_bill_row()
        call(lib.toll_book_get_row, self._address, self._size, argument(index, ctypes.c_uint64, "index"),
             ctypes.byref(struct), ctypes.sizeof(struct))
        return _row_from(struct)

    def intern(self, text: str) -> int:
        """The book's number of a text of a record's context."""
        if text not in self._ids:
            data = text.encode()
            number = ctypes.c_uint64()
            call(lib.toll_book_intern, self._address, self._size, data, len(data), ctypes.byref(number))
            self._ids[text] = number.value
        return self._ids[text]

    def intern_tier(self, text: str) -> int:
        """The book's number of a service tier; the vendors' words for the standard one ("default", "auto") are 0."""
        data = text.encode()
        number = ctypes.c_uint64()
        call(lib.toll_book_intern_tier, self._address, self._size, data, len(data), ctypes.byref(number))
        return number.value

    def resolve(self, name: str, provider: Optional[str] = None, *, at: Instant) -> BookName:
        """What a name means, as logs and people write it: provider, model, tariff, and how it was matched.

        A retired name is an answer, too. :class:`UnknownIdError`: no tariff has that name, see `suggest`;
        :class:`AmbiguousIdError`: several providers sell it, and its maker does not.

        >>> found = Book.public().resolve("models/gemini-2.5-flash", at="2026-11-01T00:00:00Z")
        >>> found.provider, found.model, found.matched_text
        ('google', 'gemini-2.5-flash', 'router prefix')
        """
        return ask(BookName, lib.toll_book_resolve, *self._question(name, provider), seconds(at), None, 0)

    def card(self, name: str, provider: Optional[str] = None, *, at: Instant) -> "Card":
        """The card of a name that is read as `resolve` reads it; `Card.name` is what it means. Every line of its bills has
        the flag NAME_RULE where a rule was needed. :class:`MissingFactError`: the name was retired before the instant.

        >>> card = Book.public().card("claude-sonnet-4-5-20250929", at="2026-11-01T00:00:00Z")
        >>> bill = card.bill({"input": 100_000})
        >>> bill.billed, bill.matched_by, card.name.sku
        (Decimal('0.3'), <NameRule.DATE_SUFFIX: 256>, 'anthropic/claude-sonnet-4-5')
        """
        size = lib.toll_bill_card_size()
        memory, found = (ctypes.c_uint64 * (size // 8))(), new_struct(BookName.KIND)
        call(lib.toll_book_resolve, *self._question(name, provider), seconds(at), memory, size, ctypes.byref(found))
        return Card(self, memory, from_struct(found, BookName), (name, provider, at))

    def validity(self, name: str, provider: Optional[str] = None, *, at: Instant) -> ValidTimes:
        """From when until when `card` and `resolve` answer a name as they do at an instant, refusals included.

        Use it to keep cards by name: within the interval a card serves every record.

        >>> Book.public().validity("no-such-model", at="2026-11-01T00:00:00Z")
        ValidTimes(from_s=None, until_s=None)
        """
        start, end = ctypes.c_int64(), ctypes.c_int64()
        call(lib.toll_book_find_validity, *self._question(name, provider), seconds(at), ctypes.byref(start),
             ctypes.byref(end))
        return ValidTimes(None if start.value == TIME_MIN else start.value, None if end.value == TIME_MAX else end.value)

    def suggest(self, name: str, provider: Optional[str] = None) -> List[Candidate]:
        """Names that are near to one, best first; of one provider, or of any.

        >>> [near.model for near in Book.public().suggest("claude-sonet-4-5")][:1]
        ['claude-sonnet-4-5']
        """
        near, count = (_abi.toll_book_candidate * 8)(), ctypes.c_uint64()
        call(lib.toll_book_suggest, *self._question(name, provider), near, len(near),
             ctypes.sizeof(_abi.toll_book_candidate), ctypes.byref(count))
        return [from_struct(struct, Candidate) for struct in near[:count.value]]

    def _question(self, name: str, provider: Optional[str]) -> Tuple[Any, ...]:
        provider_data, name_data = (provider or "").encode(), name.encode()
        return self._address, self._size, provider_data, len(provider_data), name_data, len(name_data)

    def bill(self, name: str, usage: Mapping[str, int], provider: Optional[str] = None, *, at: Instant,
             tier: str = "") -> "Bill":
        """Bills one request by words: the model's name is read as `card` reads it, and the region that it tells is applied.

        For many records keep a `card`.

        >>> Book.public().bill("claude-sonnet-4-6", {"input": 12_000, "output": 800}, at="2026-11-01T00:00:00Z").billed
        Decimal('0.048')
        """
        words = (_abi.toll_bill_named * len(usage))()
        for struct, (meter_name, quantity) in zip(words, usage.items()):
            struct.meter = to_text(meter_name, _abi.toll_bill_named.meter.size, "toll_bill_named", "meter")
            struct.quantity = argument(quantity, ctypes.c_int64, meter_name)
        memory, tier_data = new_memory(len(Meter)), tier.encode()  # no counters, so at most one line a meter
        lines, total = pointers(memory)
        call(lib.toll_bill_compute_named, *self._question(name, provider), seconds(at), tier_data, len(tier_data), words,
             len(words), lines, len(Meter), total)
        return bill_of(memory, {})

    def find(self, provider: Optional[str], model: str, at: Instant) -> "Card":
        """The tariff of a model at an instant by its name in the book, ready to bill; no provider: any. `card` reads names
        of logs.

        :class:`UnknownIdError`: no tariff has that name; :class:`MissingFactError`: none is valid then;
        :class:`AmbiguousIdError`: several are as good.
        """
        provider_data, model_data = (provider or "").encode(), model.encode()
        size = lib.toll_bill_card_size()
        memory = (ctypes.c_uint64 * (size // 8))()
        call(lib.toll_book_find, self._address, self._size, provider_data, len(provider_data), model_data,
             len(model_data), seconds(at), memory, size)
        return Card(self, memory, None, (provider, model, at))


def _same_book(path: Optional[Path], expected: str) -> Book:
    book = Book.public() if path is None else Book.map(path)
    if book.hash != expected:
        raise ObjectError(f"{path or 'the built-in book'} has the hash {book.hash}, not {expected}: other prices",
                          code=_abi.TOLL_E_OBJECT, status="TOLL_E_OBJECT")
    return book


def _same_card(book: Book, is_found: bool, asked: Tuple[Any, ...]) -> "Card":
    if is_found:
        return book.find(asked[0], asked[1], at=asked[2])
    return book.card(asked[0], asked[1], at=asked[2])


class Card:
    """A tariff that is ready to bill. Any thread may use it; a pickled one asks its book again and is refused where that
    has another hash. Made by `Book.find` and `Book.card`.

    Attributes:
        name: What the name means; None of a card of `Book.find`.
        book: That it is of.
    """

    def __init__(self, book: Book, memory: Any, name: Optional[BookName] = None, asked: Tuple[Any, ...] = ()) -> None:
        self.name = name
        self._asked = asked
        self.book = book
        self._book = book  # must outlive the card
        self._memory = memory
        self._size = ctypes.sizeof(memory)
        self._contexts: Dict[Tuple[str, str, bool, bool], bytes] = {}

    def __reduce__(self) -> Any:
        return _same_card, (self.book, self.name is None, self._asked)

    def bill(self, usage: Mapping[MeterName, int], *, tier: str = "", region: str = "", at: Optional[Instant] = None,
             attributes: Optional[Mapping[str, str]] = None, counters: Optional[Mapping[str, int]] = None,
             kinds: Sequence[Kind] = (), is_aggregate: bool = False, allow_aggregate: bool = False) -> Bill:
        """Bills one record.

        >>> book = Book.compile([tariff("acme/one", provider="acme"), match("one"), price("web_search", "0.005", per=1),
        ...                      rule("code"), when_attribute("tool", "code"), price("web_search", "0.003", per=1)])
        >>> bill = book.find("acme", "one", at=0).bill({"web_search": 5}, kinds=[Kind("web_search", 2, {"tool": "code"})])
        >>> bill.billed, bill.line_kinds
        (Decimal('0.021'), (0, 1))

        Args:
            usage: Whole base units by meter, totals inclusive. Without "request" it is one request.
            tier: Service tier as the vendor spells it; empty, "default", "auto" and the like: standard.
            region: Where it was served.
            at: Instant of the request, where the tariff depends on it.
            attributes: Such as {"search_context_size": "low"}.
            counters: What the account's allowances and volume tiers have seen so far; `Bill.counters` is after it.
            kinds: Parts of quantities with attributes of their own; `Bill.line_kinds` says which lines they are.
            is_aggregate: The record sums several requests.
            allow_aggregate: Price such a record by per-request rules all the same.
        """
        packed = self._packed(tier, region, at, is_aggregate, allow_aggregate)
        if not (attributes or counters or kinds):
            return compute(Call(self._memory, self._size, usage, packed))
        before = counters or {}
        account = (_abi.toll_bill_counter * len(before))()
        for struct, (key, used) in zip(account, before.items()):
            struct.key, struct.used = self._book.intern(key), argument(used, ctypes.c_int64, key)
        return compute(Call(self._memory, self._size, usage, packed, self._attributes(attributes or {}), account,
                            self._kinds(kinds)), before)

    def biller(self, meters: Sequence[MeterName], *, tier: str = "", region: str = "", at: Optional[Instant] = None,
               attributes: Optional[Mapping[str, str]] = None) -> Biller:
        """A function of quantities that gives the billed amount alone, three times as fast as `bill`; see
        :class:`Biller`. For tables use `bill_columns` or :mod:`libtoll.arrow`."""
        return Biller(self, self._memory, meters, self._packed(tier, region, at, False, False),
                      self._attributes(attributes or {}))

    def _packed(self, tier: str, region: str, at: Optional[Instant], is_aggregate: bool, allow_aggregate: bool) -> bytes:
        """A context as C has it; contexts without an instant are kept, since a log repeats them."""
        key = (tier, region, is_aggregate, allow_aggregate)
        if at is None and key in self._contexts:
            return self._contexts[key]
        packed = pack_context(self._book.intern_tier(tier) if tier else 0, self._book.intern(region) if region else 0,
                              None if at is None else seconds(at), is_aggregate, allow_aggregate)
        if at is None:
            self._contexts[key] = packed
        return packed

    def _kinds(self, kinds: Sequence[Kind]) -> Any:
        own = (_abi.toll_bill_kind * len(kinds))()
        for struct, kind in zip(own, kinds):
            struct.meter, struct.quantity = meter_number(kind.meter), argument(kind.quantity, ctypes.c_int64, "quantity")
            if len(kind.attributes) > 2:
                raise ConflictError(f"a kind has at most two attributes, got {sorted(kind.attributes)}")
            for (key, value), (name, text) in zip((("key", "value"), ("second_key", "second_value")),
                                                  kind.attributes.items()):
                setattr(struct, key, self._book.intern(name))
                setattr(struct, value, self._book.intern(text))
        return own

    def unused(self, *, tier: str = "", region: str = "", attributes: Optional[Mapping[str, str]] = None) -> List[str]:
        """The facts that did not matter to a bill with LineFlag.CONTEXT: "region", or an attribute's name.

        >>> book = Book.compile([tariff("acme/one", provider="acme"), match("one"), price("input", 3)])
        >>> card = book.find("acme", "one", at=0)
        >>> LineFlag.CONTEXT in card.bill({"input": 1}, region="mars", attributes={"speed": "warp"}).flags
        True
        >>> card.unused(region="mars", attributes={"speed": "warp"})
        ['region', 'speed']
        """
        context = self._context(tier, region, None, False, False)
        kept = self._attributes(attributes or {})
        is_region, set_of_attributes = ctypes.c_uint64(), ctypes.c_uint64()
        call(lib.toll_bill_find_unused, self._memory, self._size, ctypes.byref(context), kept, len(kept),
             ctypes.byref(is_region), ctypes.byref(set_of_attributes))
        names = [name for i, name in enumerate(attributes or {}) if set_of_attributes.value >> i & 1]
        return (["region"] if is_region.value else []) + names

    def bound(self, limits: Mapping[MeterName, Limit], *, tier: Optional[str] = "", region: Optional[str] = "",
              since: Optional[Instant] = None, until: Optional[Instant] = None,
              attributes: Optional[Mapping[str, str]] = None, any_attributes: bool = False,
              counters: Optional[Mapping[str, int]] = None) -> Bounds:
        """The highest amount that any usage within limits can cost: admission before the call.

        >>> book = Book.compile([tariff("acme/one", provider="acme"), match("one"),
        ...                      price("input", 3), price("cache_write", "3.75"), price("output", 15)])
        >>> bounds = book.find("acme", "one", at=0).bound({"input": (1000, 1000), "output": 500})
        >>> bounds.highest, bounds.verdict.name
        (Decimal('0.01125'), 'ATTAINED')

        Args:
            limits: By meter the most base units, or (least, most). A part without a limit may have all of its total.
            tier: Service tier; empty: standard; None: any that the tariff sells.
            region: Where it will be served; None: anywhere.
            since: First instant; None: the tariff's first.
            until: End of the instants, exclusive; None: the tariff's end.
            attributes: Those that the record will have.
            any_attributes: Others may be anything.
            counters: The account's, as they are before the request.
        """
        rows = (_abi.toll_bill_limit * len(limits))()
        for struct, (name, limit) in zip(rows, limits.items()):
            least, most = limit if isinstance(limit, tuple) else (0, limit)
            struct.meter = meter_number(name)
            struct.least, struct.most = argument(least, ctypes.c_int64, "least"), argument(most, ctypes.c_int64, "most")
        scope = self._scope(tier, region, since, until, any_attributes)
        kept = self._attributes(attributes or {})
        account = (_abi.toll_bill_counter * len(counters or {}))()
        for counter, (key, used) in zip(account, (counters or {}).items()):
            counter.key, counter.used = self._book.intern(key), argument(used, ctypes.c_int64, key)
        worst = (_abi.toll_bill_usage * _abi.TOLL_METERS)()
        bounds = _new(_abi.toll_bill_bounds, _abi.TOLL_KIND_BILL_BOUNDS)
        call(lib.toll_bill_bound, self._memory, self._size, rows, len(rows), ctypes.byref(scope), kept, len(kept), account,
             len(account), worst, len(worst), ctypes.byref(bounds))
        return _bounds_from(bounds, worst)

    def _scope(self, tier: Optional[str], region: Optional[str], since: Optional[Instant], until: Optional[Instant],
               any_attributes: bool) -> Any:
        scope = _new(_abi.toll_bill_scope, _abi.TOLL_KIND_BILL_SCOPE)
        scope.service_tier, scope.region = self._book.intern_tier(tier or ""), self._book.intern(region or "")
        scope.open = ((Open.TIER if tier is None else 0) | (Open.REGION if region is None else 0)
                      | (Open.ATTRIBUTES if any_attributes else 0))
        if since is not None:
            scope.known |= _abi.TOLL_SCOPE_FROM
            scope.from_s = seconds(since)
        if until is not None:
            scope.known |= _abi.TOLL_SCOPE_UNTIL
            scope.until_s = seconds(until)
        return scope

    def bill_columns(self, usage: Mapping[MeterName, Any], *, tier: str = "", region: str = "",
                     at: Optional[Instant] = None, attributes: Optional[Mapping[str, str]] = None,
                     is_aggregate: bool = False, allow_aggregate: bool = False) -> BillColumns:
        """Bills many records of one context: a column (NumPy array, array.array, list) a meter. A record that is
        refused has a status and no amount."""
        columns: List[Column] = [int64_column(values, str(name)) for name, values in usage.items()]
        lengths = {len(made) for made in columns}
        if len(lengths) > 1:
            raise ConflictError(f"columns must be of one length, got {sorted(lengths)}")
        count = lengths.pop() if lengths else 0
        meters_in = (ctypes.c_uint32 * len(columns))(*[meter_number(name) for name in usage])
        quantities = (ctypes.c_int64 * (count * len(columns)))()
        for index, made in enumerate(columns):
            ctypes.memmove(ctypes.byref(quantities, 8 * count * index), made.pointer, 8 * count)
        context = self._context(tier, region, at, is_aggregate, allow_aggregate)
        kept = self._attributes(attributes or {})
        billed = (_abi.toll_amount * count)()
        statuses = new_column(INT32, count, any(made.is_numpy for made in columns))
        self._compute_columns(meters_in, quantities, count, context, kept, billed, statuses.pointer)
        return BillColumns(amounts_of(billed, statuses.pointer), statuses.result)

    def _compute_columns(self, meters_in: Any, quantities: Any, count: int, context: Any, kept: Any, billed: Any,
                         statuses: Any) -> None:
        """The amounts and statuses as C has them; an error is one of the common arguments."""
        err = _abi.toll_error()
        status = lib.toll_bill_compute_columns(self._memory, self._size, meters_in, len(meters_in), quantities, count,
                                               ctypes.byref(context), kept, len(kept), billed, statuses, ctypes.byref(err))
        if status != _abi.TOLL_OK and not any(statuses):
            raise_error(status, err)

    def _context(self, tier: str, region: str, at: Optional[Instant], is_aggregate: bool,
                 allow_aggregate: bool) -> Any:
        """The same as a struct."""
        packed = self._packed(tier, region, at, is_aggregate, allow_aggregate)
        return _abi.toll_bill_context.from_buffer_copy(packed)

    def _attributes(self, attributes: Mapping[str, str]) -> Any:
        pairs = (_abi.toll_bill_attribute * len(attributes))()
        for struct, (key, value) in zip(pairs, attributes.items()):
            struct.key, struct.value = self._book.intern(key), self._book.intern(value)
        return pairs


def quote(model: str, usage: Mapping[MeterName, int], at: Instant, *, provider: str = "") -> Bill:
    """Bills one request by its model's name, from the built-in book of published prices.

    :class:`AmbiguousIdError`: several providers sell it, so name one. For a service tier, a region or many records use
    `Book.public().find(...)`.

    >>> quote("claude-sonnet-4-6", {"input": 12_000, "cache_read": 10_000, "output": 800}, at="2026-11-01T00:00:00Z").billed
    Decimal('0.021')
    """
    pairs = (_abi.toll_bill_usage * len(usage)).from_buffer_copy(pack_usage(usage))
    memory = new_memory(len(Meter))  # no counters, so at most one line a meter
    lines, total = pointers(memory)
    call(lib.toll_bill_compute_public, to_name(provider, "provider"), to_name(model, "model"), seconds(at), pairs, len(pairs),
         lines, len(Meter), total)
    return bill_of(memory, {})


def _bounds_from(bounds: Any, worst: Any) -> Bounds:
    is_bounded = bounds.verdict in (Ceiling.ATTAINED, Ceiling.ABOVE)
    amounts = {name: _from_amount(getattr(bounds, field)) if is_bounded else None for name, field in _BOUNDS.items()}
    return Bounds(verdict=Ceiling(bounds.verdict), meter=Meter(bounds.meter) if bounds.meter else None,
                  relaxed=Relaxed(bounds.relaxed), worst={Meter(pair.meter): pair.quantity for pair in
                                                          worst[:bounds.n_usage]}, at=bounds.at_s, cases=bounds.n_cases,
                  currency=bounds.currency.decode(), book_hash=bounds.book_hash.decode(), **amounts)
