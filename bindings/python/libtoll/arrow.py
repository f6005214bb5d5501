# SPDX-License-Identifier: Apache-2.0
"""What the rows of an Arrow table cost: counts and a model's name in, exact decimals out.

    model --dictionary--> codes --rater of each name, tier, tariff version--> toll_bill_compute_rows --> amounts
    counts, instants (the memory of the columns) --------------------------------------^

The memory of an amount is that of decimal128(38, 18), so amounts are not converted. It needs pyarrow and NumPy
(`pip install libtoll[arrow]`); :mod:`libtoll.frames` serves pandas, Polars and NumPy through it, :mod:`libtoll.spark`
Spark. For columns found by the names that vendors use, and reasons in words, use `libtoll.usage.bill_frame`.

    table = pyarrow.table({"model": ["gpt-4.1", "gpt-4.1"], "input": [1000, 2000], "cached": [0, 1500], "output": [10, 20]})
    bill(table, meters={"input": "input", "cache_read": "cached", "output": "output"}, at="2026-11-01T00:00:00Z")
    # 0.00208, 0.00191 USD
"""
import ctypes
import math
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

try:
    import numpy as np
    import pyarrow as pa
except ImportError as missing:
    raise ImportError(f"libtoll.arrow needs pyarrow and NumPy: pip install libtoll[arrow] ({missing})") from missing

from . import _arrow_columns as of
from ._bill_call import MeterName
from ._load import error_class, lib, raise_error
from .bill import TIME_MAX, TIME_MIN, Book, Card, Instant, meter, seconds
from .errors import ConflictError, MissingFactError, RangeError, TollError, UnknownIdError
from .generated import abi as _abi
from .generated.records import Meter
from .raters import Rater

Meters = Union[Sequence[str], Mapping[str, str]]
_FACTS = ("model", "provider", "tier", "region")
# 10^38 >> 64: an amount with a smaller high word is below 10^38, the most that decimal128(38, 18) holds, 10^20 of money.
_HIGH_MAX = 10**38 >> 64
_TABLE_MAX = 1 << 20  # combinations of names and tiers for which a table is faster than sorting rows
_AMOUNT_RANGE = "costs 10^20 or more, beyond decimal128(38, 18)"


class _Priced(NamedTuple):
    """What rows of one name, tier and tariff version share: a rater, or the error of each such row; and the instants for
    which it holds."""
    rater: Optional[Rater]
    card: Optional[Card]
    error: Optional[TollError]
    facts: Tuple[Any, ...]
    from_s: int
    until_s: int


class _Fact(NamedTuple):
    """A fact of rows: codes of a column and its texts, or one text for all."""
    codes: Any
    texts: List[str]


class Billed(NamedTuple):
    """A batch that was billed.

    Attributes:
        amounts: decimal128(38, 18), null for a row that has no price.
        reasons: Why it has none, a dictionary-encoded column of texts; null for a row that has one.
    """
    amounts: Any
    reasons: Any


class _Reasons:
    """Why rows have no amount. The first reason of a row stays."""

    def __init__(self, count: int) -> None:
        self.codes = np.zeros(count, "int32")
        self.errors: List[TollError] = []

    def add(self, rows: Any, error: TollError) -> None:
        self.errors.append(error)
        self.codes[rows] = np.where(self.codes[rows] == 0, len(self.errors), self.codes[rows])

    @property
    def bad(self) -> Any:
        return self.codes != 0

    def raise_first(self, first_row: int) -> None:
        row = int(np.argmax(self.bad))
        error = self.errors[self.codes[row] - 1]
        raise type(error)(error.message, struct=error.struct, field=error.field, row=first_row + row, code=error.code,
                          status=error.status)

    def to_array(self) -> Any:
        texts = pa.array([error.message for error in self.errors], pa.string())
        return pa.DictionaryArray.from_arrays(pa.array(self.codes - 1, mask=self.codes == 0), texts)


def _made(kind: Any, code: int, message: str, field: str) -> TollError:
    """An error of this module's own, with the status of its kind."""
    error: TollError = kind(message, field=field, code=code, status=lib.toll_status_name(code).decode())
    return error


def _meter(name: str) -> int:
    try:
        return meter(name)
    except UnknownIdError:
        raise _made(UnknownIdError, _abi.TOLL_E_UNKNOWN_ID, f'meters: "{name}" is not the name of a meter', "meters") from None


class Biller:
    """Bills batches of one layout; it keeps the cards that it has looked up. Arguments are those of :func:`bill`."""

    def __init__(self, meters: Meters, *, model: str = "model", provider: str = "", tier: str = "", region: str = "",
                 at: Instant, attributes: Optional[Mapping[str, str]] = None, book: Optional[Book] = None,
                 currency: str = "USD", is_aggregate: Optional[bool] = None, nulls: str = "refused",
                 on_error: str = "raise") -> None:
        if on_error not in ("raise", "null"):
            raise ValueError(f"on_error must be raise or null, not {on_error!r}")
        if nulls not in ("refused", "absent"):
            raise ValueError(f"nulls must be refused or absent, not {nulls!r}")
        columns = dict(meters) if isinstance(meters, Mapping) else {name: name for name in meters}
        if not columns:
            raise ConflictError("meters must name a column or more", field="meters")
        self._columns = {_meter(name): column for name, column in columns.items()}
        self._facts = dict(zip(_FACTS, (model, provider, tier, region)))
        self._at, self._attributes, self._currency = at, dict(attributes or {}), currency
        self._book = book or Book.public()
        self._is_aggregate, self._nulls, self._on_error = is_aggregate, nulls, on_error
        self._found: Dict[Tuple[Any, ...], List[_Priced]] = {}
        self._rows = 0

    # ---- raters ----

    def _price(self, facts: Tuple[Any, ...], at: int) -> _Priced:
        """Facts: model, provider, tier, region, whether a row sums several requests."""
        model, provider, tier, region, is_sum = facts
        times, card = (TIME_MIN, TIME_MAX), None  # type: Tuple[int, int], Optional[Card]
        try:
            start, end = self._book.validity(model, provider or None, at=at)
            times = (TIME_MIN if start is None else start, TIME_MAX if end is None else end)
            card = self._book.card(model, provider or None, at=at)
            assert card.name is not None
            currency = self._book.row(card.name.row).value
            if currency != self._currency:
                raise _made(ConflictError, _abi.TOLL_E_CONFLICT, f"{card.name.sku} is priced in {currency}, not"
                            f" {self._currency}: amounts of one column have one currency", "currency")
            rater = Rater(card, list(self._columns), tier=tier, region=region or card.name.region, at=at,
                          attributes=self._attributes, is_aggregate=is_sum)
        except TollError as error:
            return _Priced(None, card, error, facts, *times)
        return _Priced(rater, card, None, facts, *times)

    def _priced(self, facts: Tuple[Any, ...], first: int, last: int) -> List[_Priced]:
        """All tariff versions of a name from the first to the last instant."""
        known, found, at = self._found.setdefault(facts, []), [], first
        while at <= last:
            priced = next((one for one in known if one.from_s <= at < one.until_s), None)
            if priced is None:
                priced = self._price(facts, at)
                known.append(priced)
            found.append(priced)
            at = priced.until_s
        return found

    # ---- columns ----

    def _fact(self, batch: Any, name: str, reasons: _Reasons) -> _Fact:
        """A column where the batch has one of that name, else the word itself."""
        column = self._facts[name]
        if not column or column not in batch.schema.names:
            if not column and name == "model":
                raise MissingFactError("model must name a column or a model", field="model")
            return _Fact(None, [column])
        made = of.to_codes(batch.column(column), column)
        nulls = made.codes < 0
        if nulls.any():
            if name == "model":
                reasons.add(nulls, _made(MissingFactError, _abi.TOLL_E_MISSING, f"{column} is null", column))
            return _Fact(np.where(nulls, len(made.texts), made.codes), [text or "" for text in made.texts] + [""])
        return _Fact(made.codes, [text or "" for text in made.texts])

    def _instants(self, batch: Any, reasons: _Reasons) -> Any:
        """Seconds for each row; one number where all rows have the same."""
        if not isinstance(self._at, str) or self._at not in batch.schema.names:
            return seconds(self._at)
        made = of.to_instants(batch.column(self._at), self._at)
        self._note(reasons, made, self._at)
        if made.nulls is not None:
            reasons.add(made.nulls, _made(MissingFactError, _abi.TOLL_E_MISSING, f"{self._at} is null", self._at))
        return made.values

    @staticmethod
    def _note(reasons: _Reasons, made: of.Counts, column: str) -> None:
        for fault in made.faults:
            reasons.add(fault.rows, _made(RangeError, _abi.TOLL_E_RANGE, f"{column} {fault.reason}", column))

    def _counts(self, batch: Any, reasons: _Reasons) -> Dict[int, of.Counts]:
        counts = {}
        for number, column in self._columns.items():
            if column not in batch.schema.names:
                raise MissingFactError(f"there is no column {column}", field=column)
            made = of.to_counts(batch.column(column), column)
            self._note(reasons, made, column)
            if made.nulls is not None and self._nulls == "refused":
                reasons.add(made.nulls, _made(MissingFactError, _abi.TOLL_E_MISSING, f"{column} is null", column))
            counts[number] = made
        return counts

    # ---- rows ----

    def _keys(self, batch: Any, counts: Dict[int, of.Counts], reasons: _Reasons) -> Tuple[Any, Any]:
        """For each row an index of facts, and the facts: model, provider, tier, region, whether it sums requests."""
        parts: List[Tuple[Any, Sequence[Any]]] = [tuple(self._fact(batch, name, reasons)) for name in _FACTS]
        requests = counts.get(Meter.REQUEST)
        if self._is_aggregate is None and requests is not None:
            parts.append((requests.values > 1, [False, True]))
        else:
            parts.append((None, [bool(self._is_aggregate)]))
        number = math.prod(len(values) for codes, values in parts if codes is not None)
        if number > of.INT64_MAX:
            raise RangeError("the batch has too many distinct names and tiers: cut it into smaller ones", field="table")
        key = np.zeros(batch.num_rows, "int64")
        for codes, values in parts:
            if codes is not None:
                key = key * len(values) + codes
        present, key = _compact(key, number)
        return key, [_read_key(one, parts) for one in present.tolist()]

    def _versions(self, facts: List[Tuple[Any, ...]], key: Any, instants: Any, good: Any) -> Tuple[Any, List[_Priced]]:
        """For each row an index of what it shares with others, and the list of that."""
        if not np.ndim(instants):
            return key, [self._priced(fact, instants, instants)[0] for fact in facts]
        known = instants[good]
        first, last = (int(known.min()), int(known.max())) if len(known) else (0, 0)
        by_fact = [self._priced(fact, first, last) for fact in facts]
        edges = sorted({one.from_s for versions in by_fact for one in versions if one.from_s > first})
        every = [_at(versions, start) for versions in by_fact for start in (first, *edges)]
        if not edges:
            return key, every
        return key * (len(edges) + 1) + np.searchsorted(np.array(edges, "int64"), instants, side="right"), every

    def _compute(self, index: Any, every: List[_Priced], counts: Dict[int, of.Counts], instants: Any,
                 amounts: Any) -> Any:
        """Fills the amounts; returns a status for each row."""
        raters = (ctypes.c_void_p * len(every))(*[
            None if one.rater is None else ctypes.addressof(one.rater._memory) for one in every])
        numbers, statuses = np.ascontiguousarray(index, "uint32"), np.zeros(len(amounts), "int32")
        columns = [np.ascontiguousarray(made.values) for made in counts.values()]
        valid = [None if made.nulls is None or self._nulls == "refused" else np.packbits(~made.nulls, bitorder="little")
                 for made in counts.values()]
        err = _abi.toll_error()
        status = lib.toll_bill_compute_rows(
            raters, len(every), _as(numbers, ctypes.c_uint32), (ctypes.c_uint32 * len(counts))(*counts), len(counts),
            _pointers(columns, ctypes.c_int64), _pointers(valid, ctypes.c_uint8), len(amounts),
            _as(instants, ctypes.c_int64) if np.ndim(instants) else None, _as(amounts, _abi.toll_amount),
            _as(statuses, ctypes.c_int32), ctypes.byref(err))
        if status != _abi.TOLL_OK and not statuses.any():
            raise_error(status, err)
        return statuses

    def _word(self, statuses: Any, index: Any, every: List[_Priced], counts: Dict[int, of.Counts], instants: Any,
              reasons: _Reasons) -> None:
        """The reason of each row without an amount, in the words of the first row that has its rater and status."""
        failed = np.flatnonzero((statuses != 0) & ~reasons.bad)
        pairs = np.stack([index[failed], statuses[failed]])
        for place, status in np.unique(pairs, axis=1).T.tolist():
            rows = failed[(pairs[0] == place) & (pairs[1] == status)]
            reasons.add(rows, every[place].error or self._tell(status, every[place], int(rows[0]), counts, instants))

    def _tell(self, status: int, priced: _Priced, row: int, counts: Dict[int, of.Counts], instants: Any) -> TollError:
        usage: Dict[MeterName, int] = {Meter(number): int(made.values[row]) for number, made in counts.items()
                 if made.nulls is None or not made.nulls[row]}
        _, _, tier, region, is_sum = priced.facts
        assert priced.card is not None and priced.card.name is not None
        try:
            priced.card.bill(usage, tier=tier, region=region or priced.card.name.region, attributes=self._attributes,
                             at=int(instants[row] if np.ndim(instants) else instants), is_aggregate=is_sum)
        except TollError as error:
            return error
        return _made(error_class(status), status, lib.toll_status_message(status).decode(), "table")

    def bill(self, batch: Any) -> Billed:
        """Bills a record batch. In the error of a row its number counts from the first batch on."""
        reasons, amounts = _Reasons(batch.num_rows), np.zeros((batch.num_rows, 2), "int64")
        counts, instants = self._counts(batch, reasons), self._instants(batch, reasons)
        key, facts = self._keys(batch, counts, reasons)
        index, every = self._versions(facts, key, instants, ~reasons.bad)
        if batch.num_rows and not (self._on_error == "raise" and reasons.bad.any()):
            statuses = self._compute(index, every, counts, instants, amounts)
            if statuses.any():
                self._word(statuses, index, every, counts, instants, reasons)
        huge = (amounts[:, 1] >= _HIGH_MAX) | (amounts[:, 1] < -_HIGH_MAX)
        if huge.any():
            reasons.add(huge, _made(RangeError, _abi.TOLL_E_RANGE, _AMOUNT_RANGE, "amount"))
        if self._on_error == "raise" and reasons.bad.any():
            reasons.raise_first(self._rows)
        self._rows += batch.num_rows
        return Billed(of.to_decimals(amounts, reasons.bad), reasons.to_array())


def _compact(key: Any, number: int) -> Tuple[Any, Any]:
    """The keys that are there, ascending, and for each row its place among them."""
    if number == 1:
        return np.zeros(min(len(key), 1), "int64"), key
    if number > _TABLE_MAX:
        present, places = np.unique(key, return_inverse=True)
        return present, places
    is_there = np.zeros(number, bool)
    is_there[key] = True
    return np.flatnonzero(is_there), (np.cumsum(is_there) - 1)[key]


def _read_key(key: int, parts: Sequence[Tuple[Any, Sequence[Any]]]) -> Tuple[Any, ...]:
    found = []
    for codes, values in reversed(parts):
        found.append(values[0] if codes is None else values[key % len(values)])
        key = key if codes is None else key // len(values)
    return tuple(found[::-1])


def _at(versions: List[_Priced], at: int) -> _Priced:
    return next(one for one in versions if one.from_s <= at < one.until_s)


def _pointers(arrays: Sequence[Any], kind: Any) -> Any:
    return (ctypes.POINTER(kind) * len(arrays))(*[None if array is None else _as(array, kind) for array in arrays])


def _as(array: Any, kind: Any) -> Any:
    return ctypes.cast(array.ctypes.data, ctypes.POINTER(kind))


def batches_of(table: Any) -> List[Any]:
    """Record batches of a table, a batch, or anything with the PyCapsule interface of Arrow streams (Polars, DuckDB)."""
    if isinstance(table, pa.RecordBatch):
        return [table]
    if not isinstance(table, pa.Table):
        if not hasattr(table, "__arrow_c_stream__"):
            raise TypeError(f"{type(table).__name__} is no table of Arrow: it has no __arrow_c_stream__")
        table = pa.table(table)
    return list(table.to_batches())


def bill(table: Any, *, meters: Meters, model: str = "model", provider: str = "", tier: str = "", region: str = "",
         at: Instant, attributes: Optional[Mapping[str, str]] = None, book: Optional[Book] = None, currency: str = "USD",
         is_aggregate: Optional[bool] = None, nulls: str = "refused", on_error: str = "raise") -> Any:
    """The exact cost of each row, as a column decimal128(38, 18): an array for a record batch, a chunked array for a table.

    An argument that names a fact is the name of a column where the table has one of that name, else the fact itself for
    all rows. A tier that is no column and no tier is refused by each tariff.

    Args:
        table: pyarrow.Table or RecordBatch, or an object with `__arrow_c_stream__`.
        meters: Column by meter, {"input": "prompt_tokens", "output": "completion_tokens"}, or the columns that have the
            names of their meters. Totals include their parts: cached tokens are counted in input, too. Integers of any
            width, floats and decimals that are whole.
        model: Names as logs write them; best dictionary-encoded.
        provider: Who sold it; null: whoever the library chooses, or an error where that is not clear.
        tier: Service tier; null: standard.
        region: Where it was served; null: as the model's name tells.
        at: Instants: timestamps (without a zone: UTC), days or whole seconds; or one instant for all rows.
        attributes: Of all rows, {"search_context_size": "low"}.
        book: Prices; None: those built in.
        currency: That of the amounts. A row whose tariff has another one is refused: it can't be in this column.
        is_aggregate: Whether a row sums several requests; None: where its count of the meter "request" is above 1.
        nulls: "refused": a row with a null count has no price; "absent": null means that the meter was not used.
        on_error: "raise": the error of the first row that has no price, with the row's number; "null": null.

    :class:`UnknownIdError`, :class:`MissingFactError`, :class:`RangeError` and others, with the library's message and
    `row`; TypeError for a column that is neither counts nor names.

    Cost: about 30 ns a row, and some 50 us for each distinct set of facts and tariff version.
    """
    biller = Biller(meters, model=model, provider=provider, tier=tier, region=region, at=at, attributes=attributes, book=book,
                    currency=currency, is_aggregate=is_aggregate, nulls=nulls, on_error=on_error)
    amounts = [biller.bill(batch).amounts for batch in batches_of(table)]
    return amounts[0] if isinstance(table, pa.RecordBatch) else pa.chunked_array(amounts, pa.decimal128(38, 18))


def add_cost(table: Any, *, name: str = "cost", reason: str = "", **options: Any) -> Any:
    """The table with a column of costs behind its own, and with `reason` a column that says why a row has none.

    Args:
        table: As for :func:`bill`.
        name: Of the new column.
        reason: Of the column of reasons; with it `on_error` is "null"; empty: none.
        options: Those of :func:`bill`.
    """
    if reason:
        options = {**options, "on_error": "null"}
    biller, batches = Biller(**options), batches_of(table)
    for new in filter(None, (name, reason)):
        if batches and new in batches[0].schema.names:
            raise ConflictError(f"the table has a column {new} already", field="name")
    made = [biller.bill(batch) for batch in batches]
    whole = table if isinstance(table, pa.Table) else pa.Table.from_batches(batches) if batches else pa.table(table)
    whole = whole.append_column(name, pa.chunked_array([part.amounts for part in made], pa.decimal128(38, 18)))
    if not reason:
        return whole
    return whole.append_column(reason, pa.chunked_array([part.reasons.cast(pa.string()) for part in made], pa.string()))


__all__ = ["Billed", "Biller", "add_cost", "batches_of", "bill"]
