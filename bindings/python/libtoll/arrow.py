# SPDX-License-Identifier: Apache-2.0
"""What the rows of an Arrow table cost: counts and a model's name in, exact decimals out.

    model --dictionary--> codes --card of each name, tier, tariff version--> groups --columnar call--> amounts
    counts --------------------------------------------------------------------^

The memory of an amount is that of decimal128(38, 18), so amounts are not converted. It needs pyarrow and NumPy
(`pip install libtoll[arrow]`); :mod:`libtoll.frames` serves pandas, Polars and NumPy through it, :mod:`libtoll.spark`
Spark. For columns found by the names that vendors use, and reasons in words, use `libtoll.usage.bill_frame`.

    table = pyarrow.table({"model": ["gpt-4.1", "gpt-4.1"], "input": [1000, 2000], "cached": [0, 1500], "output": [10, 20]})
    bill(table, meters={"input": "input", "cache_read": "cached", "output": "output"}, at="2026-11-01T00:00:00Z")
    # 0.00208, 0.00191 USD
"""
import ctypes
import math
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

try:
    import numpy as np
    import pyarrow as pa
except ImportError as missing:
    raise ImportError(f"libtoll.arrow needs pyarrow and NumPy: pip install libtoll[arrow] ({missing})") from missing

from . import _arrow_columns as of
from ._convert import new_struct
from ._frame_bill import _edges, _read_tariff
from ._load import error_class, lib
from .bill import Book, Card, Instant, meter, seconds
from .errors import ConflictError, MissingFactError, RangeError, TollError, UnknownIdError
from .generated import abi as _abi
from .generated.records import Meter

Meters = Union[Sequence[str], Mapping[str, str]]
_FACTS = ("model", "provider", "tier", "region")
# 10^38 >> 64: an amount with a smaller high word is below 10^38, the most that decimal128(38, 18) holds, 10^20 of money.
_HIGH_MAX = 10**38 >> 64
_AMOUNT_RANGE = "costs 10^20 or more, beyond decimal128(38, 18)"


class _Priced(NamedTuple):
    """The card that rows share; without one, why."""
    card: Optional[Card]
    error: Optional[TollError]
    tier: str = ""
    region: str = ""
    cell_s: int = 0


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
        self._found: Dict[Tuple[str, ...], Dict[int, _Priced]] = {}
        self._rows = 0

    # ---- cards ----

    def _look_up(self, facts: Tuple[str, ...], at: int) -> _Priced:
        model, provider, tier, region = facts
        try:
            card = self._book.card(model, provider or None, at=at)
        except TollError as error:
            return _Priced(None, error)
        assert card.name is not None
        cell, currency, _ = _read_tariff(self._book, card.name.row)
        if currency != self._currency:
            return _Priced(None, _made(ConflictError, _abi.TOLL_E_CONFLICT, f"{card.name.sku} is priced in {currency}, not"
                                       f" {self._currency}: amounts of one column have one currency", "currency"))
        return _Priced(card, None, tier, region or card.name.region, cell)

    def _card(self, facts: Tuple[str, ...], epoch: int, at: int) -> _Priced:
        by_epoch = self._found.setdefault(facts, {})
        if epoch not in by_epoch:
            by_epoch[epoch] = self._look_up(facts, at)
        return by_epoch[epoch]

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

    # ---- groups ----

    def _keys(self, batch: Any, instants: Any, counts: Dict[int, of.Counts], reasons: _Reasons) -> Tuple[Any, Any]:
        """A number for each row, equal where names, epoch, known meters and the kind of record are; and how to read it."""
        count = batch.num_rows
        parts = [(fact.codes, fact.texts) for fact in (self._fact(batch, name, reasons) for name in _FACTS)]
        if np.ndim(instants):
            epochs = np.searchsorted(np.array(_edges(self._book), "int64"), instants, side="right")
            parts.append((epochs, range(int(epochs.max(initial=0)) + 1)))
        else:
            parts.append((None, [0]))
        absent = np.zeros(count, "int64")
        for place, made in enumerate(counts.values()):
            if made.nulls is not None and self._nulls == "absent":
                absent += made.nulls.astype("int64") << place
        parts.append((absent, range(1 << len(counts))) if absent.any() else (None, [0]))
        requests = counts.get(Meter.REQUEST)
        is_sum = requests.values > 1 if self._is_aggregate is None and requests is not None else None
        parts.append((is_sum, [False, True]) if is_sum is not None else (None, [bool(self._is_aggregate)]))
        if math.prod(len(values) for codes, values in parts if codes is not None) > of.INT64_MAX:
            raise RangeError("the batch has too many distinct names, tiers and instants: cut it into smaller ones",
                             field="table")
        key = np.zeros(count, "int64")
        for codes, values in parts:
            if codes is not None:
                key = key * len(values) + codes
        return key, [(codes is not None, values) for codes, values in parts]

    @staticmethod
    def _read_key(key: int, parts: Any) -> List[Any]:
        found = []
        for varies, values in reversed(parts):
            found.append(values[key % len(values)] if varies else values[0])
            key = key // len(values) if varies else key
        return found[::-1]

    @staticmethod
    def _group(key: Any) -> Iterator[Tuple[int, Any]]:
        """Each key and its rows, in the order of the table; a slice where all rows have one."""
        if len(key) == 0:
            return
        if (key == key[0]).all():
            yield int(key[0]), slice(None)
            return
        order = np.argsort(key.astype("uint16") if key.max() < 2**16 else key, kind="stable")  # radix for 16 bits
        ends = np.flatnonzero(np.diff(key[order])) + 1
        for rows in np.split(order, ends):
            yield int(key[rows[0]]), rows

    # ---- bills ----

    def _bill_group(self, rows: Any, facts: List[Any], at: Any, counts: Dict[int, of.Counts], amounts: Any,
                    reasons: _Reasons) -> None:
        first = int(at) if not np.ndim(at) else int(at[rows][0])
        priced = self._card(tuple(facts[:4]), facts[4], first)
        if priced.card is None:
            assert priced.error is not None
            reasons.add(rows, priced.error)
            return
        used = [number for place, number in enumerate(counts) if not facts[5] >> place & 1]
        if not priced.cell_s or not np.ndim(at):
            self._bill_alike(rows, priced, used, first, facts[6], counts, amounts, reasons)
            return
        every = np.arange(len(amounts))[rows]
        for _, part in self._group(at[every] // priced.cell_s):
            self._bill_alike(every[part], priced, used, int(at[every[part]][0]), facts[6], counts, amounts, reasons)

    def _bill_alike(self, rows: Any, priced: _Priced, used: List[int], at: int, is_sum: bool,
                    counts: Dict[int, of.Counts], amounts: Any, reasons: _Reasons) -> None:
        card = priced.card
        assert card is not None
        block = np.array([counts[number].values[rows] for number in used], "int64", order="C").reshape(len(used), -1)
        context = self._context(priced, at, is_sum)
        kept = (_abi.toll_bill_attribute * len(self._attributes))()
        for pair, (key, value) in zip(kept, self._attributes.items()):
            pair.key, pair.value = self._book.intern(key), self._book.intern(value)
        billed, statuses = np.zeros((block.shape[1], 2), "int64"), np.zeros(block.shape[1], "int32")
        err = _abi.toll_error()
        status = lib.toll_bill_compute_columns(
            card._memory, card._size, (ctypes.c_uint32 * len(used))(*used), len(used), _as(block, ctypes.c_int64),
            block.shape[1], ctypes.byref(context), kept, len(kept), _as(billed, _abi.toll_amount),
            _as(statuses, ctypes.c_int32), ctypes.byref(err))
        if status != _abi.TOLL_OK and not statuses.any():
            reasons.add(rows, _error(status, err))
            return
        amounts[rows] = billed
        if status != _abi.TOLL_OK:
            self._word(np.arange(len(amounts))[rows], statuses, priced, used, block, at, is_sum, reasons)

    def _context(self, priced: _Priced, at: int, is_sum: bool) -> Any:
        context = new_struct(_abi.TOLL_KIND_BILL_CONTEXT)
        context.service_tier = self._book.intern_tier(priced.tier)
        context.region = self._book.intern(priced.region)
        context.is_aggregate = int(is_sum)
        context.known |= _abi.TOLL_CONTEXT_AT
        context.at_s = at
        return context

    def _word(self, rows: Any, statuses: Any, priced: _Priced, used: List[int], block: Any, at: int, is_sum: bool,
              reasons: _Reasons) -> None:
        """The reason of each status in the words of the first row that has it: the columns have no words."""
        for status in np.unique(statuses[statuses != 0]).tolist():
            places = np.flatnonzero(statuses == status)
            counts = {Meter(number): int(block[i, places[0]]) for i, number in enumerate(used)}
            error: TollError = error_class(status)(lib.toll_status_message(status).decode(), code=status,
                                                   status=lib.toll_status_name(status).decode())
            try:
                assert priced.card is not None
                priced.card.bill(counts, tier=priced.tier, region=priced.region, at=at, attributes=self._attributes,
                                 is_aggregate=is_sum)
            except TollError as told:
                error = told
            reasons.add(rows[places], error)

    def bill(self, batch: Any) -> Billed:
        """Bills a record batch. In the error of a row its number counts from the first batch on."""
        reasons, amounts = _Reasons(batch.num_rows), np.zeros((batch.num_rows, 2), "int64")
        counts, instants = self._counts(batch, reasons), self._instants(batch, reasons)
        key, parts = self._keys(batch, instants, counts, reasons)
        good = np.flatnonzero(~reasons.bad)
        if self._on_error == "null" and len(good) < batch.num_rows:
            groups = ((number, good[rows]) for number, rows in self._group(key[good]))
        else:
            groups = self._group(key)
        for number, rows in groups:
            self._bill_group(rows, self._read_key(number, parts), instants, counts, amounts, reasons)
        huge = (amounts[:, 1] >= _HIGH_MAX) | (amounts[:, 1] < -_HIGH_MAX)
        if huge.any():
            reasons.add(huge, _made(RangeError, _abi.TOLL_E_RANGE, _AMOUNT_RANGE, "amount"))
        if self._on_error == "raise" and reasons.bad.any():
            reasons.raise_first(self._rows)
        self._rows += batch.num_rows
        return Billed(of.to_decimals(amounts, reasons.bad), reasons.to_array())


def _as(array: Any, kind: Any) -> Any:
    return ctypes.cast(array.ctypes.data, ctypes.POINTER(kind))


def _error(status: int, err: Any) -> TollError:
    error: TollError = error_class(status)(err.message.decode("utf-8", "replace"), code=status,
                                           field=err.field.decode("utf-8", "replace") or None,
                                           status=lib.toll_status_name(status).decode())
    return error


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

    Cost: about 60 ns a row and 20 us for each distinct set of facts, tariff version and hour with a price of its own.
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
