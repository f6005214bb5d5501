# SPDX-License-Identifier: Apache-2.0
"""Bills the rows of a table. Rows that agree in names, context and epoch share a card and one call of the columnar twin:

    table --columns by name--> counts, texts, instants --same card--> groups --toll_bill_compute_columns--> amounts

An epoch is the time between two instants at which any tariff of the book begins or ends, so a name means one tariff in it.
Where a tariff has hours of the day, its rows are also cut at the greatest common divisor of those hours: within a cell no
window opens or closes. Example: windows from 00:30 to 16:30 make cells of 1,800 s.
"""
import ctypes
import math
import re
import warnings
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Tuple

from . import _frame_columns as table_of
from ._load import lib
from ._bill_call import MeterName, meter_number
from .bill import Book, Card, Instant, meters, seconds
from .errors import ConflictError, MissingFactError, TollError
from .generated import abi as _abi
from .generated.records import Meter, RowKind
from .money import _from_words

_WINDOWS = (RowKind.WHEN_TIME, RowKind.WHEN_HOLIDAY)
_ZONE_CELL = 60  # offsets of time zones are whole minutes, unless a rule says seconds
_DAY = 86400
_COSTS = ("decimal", "text", "float")


@dataclass(frozen=True)
class FrameLine:
    """Rows that were priced alike.

    Attributes:
        priced_as: SKU of the tariff, "openai/gpt-5".
        matched_by: How the name was read, "date suffix"; empty: as it stands.
        tier: Service tier as the rows have it.
        currency: ISO 4217, or "X-NAME".
        records: How many rows.
        quantities: Sums by meter, totals inclusive.
        cost: Their exact sum.
    """
    priced_as: str
    matched_by: str
    tier: str
    currency: str
    records: int
    quantities: Mapping[str, int]
    cost: Decimal


@dataclass(frozen=True)
class FrameBill:
    """What the rows of a table cost.

    Attributes:
        frame: The table with the new columns behind its own.
        totals: By tariff, name rule, tier and currency, dearest first.
        billed: By currency, the exact sum of all priced rows. Rows without a price are in none of the sums.
        records: Rows of the table.
        unpriced: Rows without a price by reason, most frequent first.
        notes: What was read otherwise than it stands: parts beside their total, columns that were not read.
        is_exact: Whether the cost column is exact; doubles are the nearest to the exact amount.
    """
    frame: Any
    totals: Tuple[FrameLine, ...]
    billed: Mapping[str, Decimal]
    records: int
    unpriced: Mapping[str, int]
    notes: Tuple[str, ...]
    is_exact: bool


@dataclass
class _Priced:
    """A card that rows share, and what their context is; no card: why."""
    card: Optional[Card]
    reason: str = ""
    tier: str = ""
    region: str = ""
    currency: str = ""
    cell_s: int = 0
    counts_requests: bool = False


@dataclass
class _Sum:
    """A line of the totals as it grows."""
    records: int = 0
    attos: int = 0
    quantities: Dict[str, int] = field(default_factory=dict)


# ---- instants at which prices change --------------------------------------------------------------------------------


def _book_row(book: Book, index: int, row: Any) -> bool:
    status = lib.toll_book_get_row(book._address, book._size, index, ctypes.byref(row), ctypes.sizeof(row), None)
    return bool(status == _abi.TOLL_OK)


def _edges(book: Book) -> List[int]:
    """Every instant that a row of the book names, once for each book."""
    known: Optional[List[int]] = getattr(book, "_edges", None)
    if known is None:
        row, found, index = _abi.toll_bill_row(), set(), 0
        while _book_row(book, index, row):
            found.add(row.from_s)
            found.add(row.until_s)
            index += 1
        known = sorted(found)
        book._edges = known  # type: ignore[attr-defined]
    return known


def _read_tariff(book: Book, tariff: int) -> Tuple[int, str, bool]:
    """Seconds within which no window of the tariff opens or closes (0: it has none); its currency; whether a row is about
    requests."""
    row, cell, index, counts_requests = _abi.toll_bill_row(), 0, tariff + 1, False
    _book_row(book, tariff, row)
    currency = row.value.decode()
    while _book_row(book, index, row) and row.kind != RowKind.TARIFF:
        if row.kind in _WINDOWS:
            cell = math.gcd(cell, _DAY)
            for seconds_of_day in (row.start_s, row.end_s, row.utc_offset_s, _zone_cell(book, row.text)):
                cell = math.gcd(cell, seconds_of_day)
        counts_requests = counts_requests or row.meter == Meter.REQUEST
        index += 1
    return cell, currency, counts_requests


def _zone_cell(book: Book, name: bytes) -> int:
    """0 without a zone; else a minute, or a second where a rule of the book's zones has seconds."""
    if not name:
        return 0
    row, index = _abi.toll_bill_row(), 0
    while _book_row(book, index, row):
        if row.kind == RowKind.ZONE and re.search(rb":\d\d:\d\d", row.text):
            return 1
        index += 1
    return _ZONE_CELL


# ---- names ----------------------------------------------------------------------------------------------------------


class _Pricer:
    """Finds the card of a row's names, once for each set of names and epoch."""

    def __init__(self, book: Book, assumed: Mapping[str, str], read: Callable[..., Any]) -> None:
        self._book, self._assumed, self._read = book, assumed, read
        self._found: Dict[Any, _Priced] = {}

    def find(self, names: Tuple[Optional[str], ...], attributes: Tuple[Any, ...], epoch: int, at: int) -> _Priced:
        key = (names, epoch)
        if key not in self._found:
            self._found[key] = self._look_up(names, at)
        return self._found[key]

    def _look_up(self, names: Tuple[Optional[str], ...], at: int) -> _Priced:
        told = {fact: text or self._assumed[fact] for fact, text in zip(("model", "provider", "tier", "region"), names)}
        if not told["model"]:
            return _Priced(None, "no model is told")
        try:
            told = self._canonical(told)
            card = self._book.card(told["model"], told["provider"], at=at)
        except TollError as error:
            return _Priced(None, str(error))
        assert card.name is not None
        cell, currency, counts_requests = _read_tariff(self._book, card.name.row)
        return _Priced(card, "", told["tier"], told["region"] or card.name.region, currency, cell, counts_requests)

    def _canonical(self, told: Dict[str, str]) -> Dict[str, str]:
        """Providers, tiers and regions by the words of the reader of logs: "aws.bedrock" is aws, "global" is no region."""
        record = self._read({"model": told["model"], "provider": told["provider"] or None,
                             "service_tier": told["tier"] or None, "region": told["region"] or None,
                             "usage": {"prompt_tokens": 1, "completion_tokens": 1}}, "openai-chat")
        return {"model": told["model"], "provider": record.provider or "", "tier": record.tier or "",
                "region": record.region or ""}


# ---- rows -----------------------------------------------------------------------------------------------------------


class _Rows:
    """The columns of a table as counts, texts and instants, and what is wrong with some rows."""

    def __init__(self, table: table_of.Table, plan: table_of.Plan, attributes: Mapping[str, str],
                 at: Optional[Instant]) -> None:
        self.count = table.count
        self.bad: Dict[int, str] = {}
        self.counts = {meter: table_of.to_counts(table.column(name)) for meter, name in plan.meters.items()}
        for name, column in self.counts.items():
            self._note_bad(plan.meters[name], column)
        self._include_parts(plan)
        self.instants = self._read_instants(table, plan, at)
        named = [table_of.to_texts(table.column(plan.facts[fact])) if fact in plan.facts else [None] * self.count
                 for fact in ("model", "provider", "tier", "region")]
        self.attributes = tuple(attributes)
        columns = named + [table_of.to_texts(table.column(name)) for name in attributes.values()]
        self.codes, self.names = table_of.code_rows(columns, self.count)
        if "total" in plan.facts:
            self._hold_total(plan, table_of.to_counts(table.column(plan.facts["total"])))
        self._find_absent()

    def _note_bad(self, name: str, column: table_of.Counts) -> None:
        for row, reason in column.bad.items():
            self.bad.setdefault(row, f"{name}: {reason}")

    def _include_parts(self, plan: table_of.Plan) -> None:
        for part in plan.beside:
            total = "output" if part in table_of.PARTS_OF_OUTPUT else "input"
            if total not in self.counts:
                raise MissingFactError(f"{part} counts beside {total}, which has no column", field="columns")
            self.counts[total] = table_of.add_counts(self.counts[total], self.counts[part])
            self._note_bad(plan.meters[total], self.counts[total])

    def _read_instants(self, table: table_of.Table, plan: table_of.Plan, at: Optional[Instant]) -> Any:
        default = None if at is None else seconds(at)
        if "at" not in plan.facts:
            if default is None:
                raise MissingFactError("no column holds the instant of a row, and prices change: give at=, or"
                                       " columns={\"at\": ...}", field="at")
            return [default] * self.count if table_of.np is None else table_of.np.full(self.count, default)
        made = table_of.to_instants(table.column(plan.facts["at"]))
        self._note_bad(plan.facts["at"], made)
        for row, is_absent in enumerate(made.absent.tolist() if hasattr(made.absent, "tolist") else made.absent):
            if is_absent and default is None:
                self.bad.setdefault(row, "no instant is told")
            elif is_absent:
                made.values[row] = default
        return made.values

    def _hold_total(self, plan: table_of.Plan, stated: table_of.Counts) -> None:
        """A stated total of tokens that is another one shows counts beside the totals, which would be lost."""
        self._note_bad(plan.facts["total"], stated)
        read = [self.counts[meter] for meter in ("input", "output") if meter in self.counts]
        for row in range(self.count) if table_of.np is None else _unequal_rows(stated, read):
            sum_of = sum(int(column.values[row]) for column in read)
            if not stated.absent[row] and int(stated.values[row]) != sum_of:
                self.bad.setdefault(row, f"{plan.facts['total']} is {stated.values[row]}, but input and output are {sum_of}"
                                         " together: do parts count beside them? (beside=)")

    def _find_absent(self) -> None:
        """Parts may be null; a total that is null is not known, and not 0."""
        self.presence = table_of.presence(list(self.counts.values()), self.count)
        for place, meter in enumerate(self.counts):
            if meter in ("input", "output"):
                self._refuse_absent(meter, 1 << place)
        if not {"input", "output"} & set(self.counts):
            self._refuse_absent("usage", (1 << len(self.counts)) - 1)

    def _refuse_absent(self, what: str, bits: int) -> None:
        if table_of.np is None:
            rows = [row for row, has in enumerate(self.presence) if not has & bits]
        else:
            rows = table_of.np.flatnonzero((self.presence & bits) == 0).tolist()
        for row in rows:
            self.bad.setdefault(row, f"{what} is not told")


def _unequal_rows(stated: table_of.Counts, read: List[table_of.Counts]) -> Any:
    sums = sum((column.values for column in read), table_of.np.zeros(len(stated.values), dtype="int64"))
    return table_of.np.flatnonzero(~stated.absent & (stated.values != sums)).tolist()


# ---- billing --------------------------------------------------------------------------------------------------------


class _Biller:
    """Bills groups of rows and keeps amounts, reasons and sums."""

    def __init__(self, rows: _Rows, pricer: _Pricer, is_aggregate: Optional[bool]) -> None:
        self._rows, self._pricer, self._asked = rows, pricer, is_aggregate
        self.attos: List[Optional[int]] = [None] * rows.count
        self.reasons: List[Optional[str]] = [rows.bad.get(row) for row in range(rows.count)]
        self.names: List[Optional[str]] = [None] * rows.count
        self.currencies: List[Optional[str]] = [None] * rows.count
        self.sums: Dict[Tuple[str, str, str, str], _Sum] = {}

    def run(self, edges: List[int]) -> None:
        rows = self._rows
        live = table_of.all_rows(rows.count, rows.bad)
        keys = [rows.codes, table_of.epochs(rows.instants, edges), rows.presence, self._aggregates()]
        for (code, epoch, present, is_aggregate), members in table_of.group_rows(live, keys):
            texts = rows.names[code]
            at = int(rows.instants[members[0]])
            priced = self._pricer.find(texts[:4], texts[4:], epoch, at)
            if priced.card is None:
                self._refuse(members, priced.reason)
                continue
            cells = [members]
            if priced.cell_s:
                cells = [part for _, part in table_of.group_rows(members, [table_of.cells(rows.instants, priced.cell_s)])]
            for part in cells:
                self._bill(part, priced, texts[4:], present, bool(is_aggregate))

    def _aggregates(self) -> Any:
        """A row of several requests is a sum, unless the caller says."""
        requests = self._rows.counts.get("request")
        if self._asked is not None or requests is None:
            is_one = bool(self._asked)
            return [is_one] * self._rows.count if table_of.np is None else table_of.np.full(self._rows.count, is_one)
        return [value > 1 for value in requests.values] if table_of.np is None else requests.values > 1

    def _refuse(self, members: Any, reason: str) -> None:
        for row in members:
            self.reasons[row] = reason

    def _bill(self, members: Any, priced: _Priced, values: Tuple[Any, ...], present: int, is_aggregate: bool) -> None:
        card = priced.card
        assert card is not None and card.name is not None
        used = [meter for place, meter in enumerate(self._rows.counts)
                if present >> place & 1 and (meter != "request" or priced.counts_requests)]
        attributes = {key: value for key, value in zip(self._rows.attributes, values) if value}
        at, count = int(self._rows.instants[members[0]]), len(members)
        columns = [table_of.take(self._rows.counts[meter].values, members) for meter in used]
        numbers = (ctypes.c_uint32 * len(used))(*map(meter_number, used))
        quantities = (ctypes.c_int64 * (count * len(used)))()
        for place, column in enumerate(columns):
            ctypes.memmove(ctypes.byref(quantities, 8 * count * place), (ctypes.c_int64 * count).from_buffer(column),
                           8 * count)
        billed, statuses = (_abi.toll_amount * count)(), (ctypes.c_int32 * count)()
        try:
            context = card._context(priced.tier, priced.region, at, is_aggregate, False)
            card._compute_columns(numbers, quantities, count, context, card._attributes(attributes), billed, statuses)
        except TollError as error:
            self._refuse(members, str(error))
            return
        key = (card.name.sku, card.name.matched_text, priced.tier, priced.currency)
        refused = [i for i, status in enumerate(statuses) if status] if any(statuses) else []
        self._word(refused, members, priced, used, columns, attributes, at, is_aggregate)
        self._keep(members, billed, set(refused), key, dict(zip(used, columns)))

    def _word(self, refused: List[int], members: Any, priced: _Priced, used: List[str], columns: List[Any],
              attributes: Dict[str, str], at: int, is_aggregate: bool) -> None:
        """The columnar twin has a status for each row; the reason in words is that of the row's own bill."""
        assert priced.card is not None
        for i in refused:
            usage: Dict[MeterName, int] = {meter: int(column[i]) for meter, column in zip(used, columns)}
            try:
                priced.card.bill(usage, tier=priced.tier, region=priced.region, at=at, attributes=attributes,
                                 is_aggregate=is_aggregate)
            except TollError as error:
                self.reasons[members[i]] = str(error)

    def _keep(self, members: Any, billed: Any, refused: Any, key: Tuple[str, str, str, str],
              quantities: Dict[str, Any]) -> None:
        attos = _to_integers(billed)
        rows = members if table_of.np is None else members.tolist()
        sku, currency = key[0], key[3]
        for i, row in enumerate(rows):
            if i not in refused:
                self.attos[row] = attos[i]
                self.names[row] = sku
                self.currencies[row] = currency
        total = self.sums.setdefault(key, _Sum())
        total.records += len(rows) - len(refused)
        total.attos += sum(amount for i, amount in enumerate(attos) if i not in refused) if refused else sum(attos)
        for meter, column in quantities.items():
            sum_of = sum(int(value) for i, value in enumerate(column) if i not in refused) if refused else _sum(column)
            total.quantities[meter] = total.quantities.get(meter, 0) + sum_of


def _sum(column: Any) -> int:
    """Exact: NumPy's own sum wraps around."""
    if table_of.np is not None and len(column) and int(abs(column).max()) < 2**62 // len(column):
        return int(column.sum())
    return sum(map(int, column))


def _to_integers(amounts: Any) -> List[int]:
    """Amounts as whole numbers of 10^-18. Most fit one word: then the high one repeats the low one's sign."""
    if table_of.np is None:
        return [amount.high << 64 | amount.low for amount in amounts]
    words = table_of.np.frombuffer(amounts, dtype="int64").reshape(-1, 2)
    low, high = words[:, 0], words[:, 1]
    if bool((high == low >> 63).all()):
        return list(low.tolist())
    return [h << 64 | (x & 2**64 - 1) for x, h in words.tolist()]


def _to_cost(attos: Optional[int], kind: str) -> Any:
    if attos is None:
        return None
    if kind == "float":
        return attos / 10**18  # of whole numbers: the nearest double
    value = _from_words(attos & 2**64 - 1, attos >> 64)
    return value if kind == "decimal" else format(value, "f")


def _read_notes(plan: table_of.Plan) -> Tuple[str, ...]:
    notes = [f"{plan.meters[part]} counts beside its total, to which it was added" for part in plan.beside]
    if plan.unread:
        notes.append(f"not read: {', '.join(plan.unread)}")
        warnings.warn(f"columns that look like counts were not read: {', '.join(plan.unread)}; name them with columns=, or"
                      " drop them", stacklevel=4)
    return tuple(notes)


def _lines(sums: Mapping[Tuple[str, str, str, str], _Sum]) -> Tuple[FrameLine, ...]:
    lines = [FrameLine(*key[:4], total.records, total.quantities, _to_cost(total.attos, "decimal"))
             for key, total in sums.items() if total.records]
    return tuple(sorted(lines, key=lambda line: (line.currency, -line.cost, line.priced_as, line.matched_by, line.tier)))


def _check_options(table: table_of.Table, cost: str, new: Iterable[str], attributes: Mapping[str, str]) -> None:
    if cost not in _COSTS:
        raise ValueError(f"cost must be one of {', '.join(_COSTS)}, not {cost!r}")
    taken = [name for name in new if name in table.names]
    if taken:
        raise ConflictError(f"the table has a column {taken[0]} already: choose another prefix", field="prefix")
    for name in attributes.values():
        if name not in table.names:
            raise MissingFactError(f"attributes: there is no column {name}", field="attributes")


def bill_frame(df: Any, *, book: Optional[Book] = None, columns: Optional[Mapping[str, Optional[str]]] = None,
               model: str = "", provider: str = "", tier: str = "", region: str = "", at: Optional[Instant] = None,
               attributes: Optional[Mapping[str, str]] = None, beside: Iterable[str] = (),
               is_aggregate: Optional[bool] = None, cost: str = "decimal", prefix: str = "toll_",
               read: Any = None) -> FrameBill:
    """Bills every row of a table; :func:`libtoll.usage.bill_frame` documents it."""
    table = table_of.Table(df)
    new = {name: prefix + name for name in ("cost", "currency", "priced_as", "reason")}
    _check_options(table, cost, new.values(), attributes or {})
    plan = table_of.find_columns(table.names, columns or {}, [info.name for info in meters()], beside)
    notes = _read_notes(plan)
    rows = _Rows(table, plan, attributes or {}, at)
    book = book or Book.public()
    pricer = _Pricer(book, {"model": model, "provider": provider, "tier": tier, "region": region}, read)
    biller = _Biller(rows, pricer, is_aggregate)
    biller.run(_edges(book))
    costs = [_to_cost(amount, cost) for amount in biller.attos]
    made = {new["cost"]: costs, new["currency"]: biller.currencies, new["priced_as"]: biller.names,
            new["reason"]: biller.reasons}
    lines, reasons, billed = _lines(biller.sums), {}, {}  # type: Tuple[FrameLine, ...], Dict[str, int], Dict[str, int]
    for reason in biller.reasons:
        if reason is not None:
            reasons[reason] = reasons.get(reason, 0) + 1
    for (_, _, _, currency), total in biller.sums.items():
        if total.records:  # without one nothing is known of the currency, and it is not 0
            billed[currency] = billed.get(currency, 0) + total.attos
    frame = table.with_columns(made, [new["cost"]] if cost == "decimal" else [])
    return FrameBill(frame, lines, {key: _to_cost(value, "decimal") for key, value in billed.items()}, table.count,
                     dict(sorted(reasons.items(), key=lambda item: -item[1])), notes, cost != "float")
