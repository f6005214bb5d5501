# SPDX-License-Identifier: Apache-2.0
"""Bills and their lines as views of the memory that the library filled: a field is converted when it is first read.

A bill of three meters has about fifty fields. Most readers want one, `billed`, so converting all of them would cost ten
times the call itself.
"""
import ctypes
import dataclasses
import struct as _struct
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Callable, Dict, List, Mapping, Tuple

from ._convert import to_integer
from ._load import call, lib
from .generated import abi as _abi
from .generated.records import LineFlag, Meter, NameRule
from .money import _EXACT, _from_words, _to_amount, _to_decimal

LINE_BYTES, TOTAL_BYTES = ctypes.sizeof(_abi.toll_bill_line), ctypes.sizeof(_abi.toll_bill_total)

_CODES = {ctypes.c_int32: "i", ctypes.c_uint32: "I", ctypes.c_int64: "q", ctypes.c_uint64: "Q", _abi.toll_decimal: "qiI",
          _abi.toll_amount: "Qq"}


def layout_of(struct_type: Any) -> str:
    """Its fields as a format of module struct: structs of libtoll have no padding."""
    return "=" + "".join(_CODES.get(ctype) or f"{ctypes.sizeof(ctype)}s" for _, ctype in struct_type._fields_)


def _decimal(coef: int, scale: int) -> Decimal:
    return _EXACT.scaleb(Decimal(coef), -scale)


_LINE = _struct.Struct(layout_of(_abi.toll_bill_line))
_AMOUNT = _struct.Struct("=Qq")


@dataclass(frozen=True)
class Line:
    """One line of a bill: `list_cost` is `quantity / per * list_price * list_factor`, and so on."""

    meter: Meter
    price_meter: Meter
    rule: int
    flags: LineFlag
    quantity: int
    per: int
    list_price: Decimal
    contracted_price: Decimal
    list_factor: Decimal
    contract_factor: Decimal
    bill_factor: Decimal
    list_cost: Decimal
    contracted_cost: Decimal
    billed_cost: Decimal


def line_at(memory: Any, offset: int) -> Line:
    """A line from the library's memory: six numbers, five decimals of (coefficient, scale, reserved), three amounts."""
    words = _LINE.unpack_from(memory, offset)
    decimals = (_decimal(words[at], words[at + 1]) for at in range(6, 21, 3))
    amounts = (_from_words(words[at], words[at + 1]) for at in range(21, 27, 2))
    return Line(Meter(words[0]), Meter(words[1]), words[2], LineFlag(words[3]), words[4], words[5], *decimals, *amounts)


def fill_line(struct: Any, line: Line) -> None:
    for name, ctype in _abi.toll_bill_line._fields_:
        value = getattr(line, name)
        if ctype is _abi.toll_decimal:
            setattr(struct, name, _to_decimal(value, name))
        elif ctype is _abi.toll_amount:
            setattr(struct, name, _to_amount(value, name))
        else:
            setattr(struct, name, to_integer(int(value), ctype, "toll_bill_line", name))


COSTS = {"input": "input_cost", "output": "output_cost", "other": "other_cost", "billed": "billed_cost",
         "contracted": "contracted_cost", "list": "list_cost"}


@dataclass(frozen=True)
class Bill:
    """What a record costs: totals are the exact sums of the lines.

    Attributes:
        lines: Its lines.
        input: Billed for the prompt.
        output: Billed for the answer.
        other: Billed for the rest.
        billed: What is owed.
        contracted: Cost at negotiated prices.
        list: Cost at public prices.
        flags: What happened to any line.
        currency: ISO 4217, or "X-NAME".
        book_hash: SHA-256 of the price book.
        counters: The account's counters after this record.
        matched_by: How the card's name was matched.
        line_kinds: Of each line its kind, from 1; 0: none. Empty without kinds.
    """

    lines: Tuple[Line, ...]
    input: Decimal
    output: Decimal
    other: Decimal
    billed: Decimal
    contracted: Decimal
    list: Decimal
    flags: LineFlag
    currency: str
    book_hash: str
    # Fields with a factory have no attribute of the class, so that __getattr__ sees them in a view.
    counters: Mapping[str, int] = dataclasses.field(default_factory=dict)
    matched_by: NameRule = dataclasses.field(default_factory=lambda: NameRule(0))
    line_kinds: Tuple[int, ...] = dataclasses.field(default_factory=tuple)

    def __getattr__(self, name: str) -> Any:
        """A field of a view that was not read before."""
        reader = _READERS.get(name)
        view = self.__dict__.get("_view")
        if reader is None or view is None:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        value = self.__dict__[name] = reader(view)
        return value

    def __reduce__(self) -> Any:
        return type(self), tuple(getattr(self, field.name) for field in dataclasses.fields(self))

    def verify(self) -> None:
        """Replays the lines from their own figures alone; :class:`ConflictError` names the first that is wrong."""
        rows = (_abi.toll_bill_line * len(self.lines))()
        for struct, line in zip(rows, self.lines):
            fill_line(struct, line)
        total = _abi.toll_bill_total.from_buffer_copy(NEW_TOTAL)
        for name, field in COSTS.items():
            setattr(total, field, _to_amount(getattr(self, name), name))
        total.flags, total.n_lines = int(self.flags), len(self.lines)
        total.currency, total.book_hash = self.currency.encode(), self.book_hash.encode()
        call(lib.toll_bill_verify, rows, len(rows), ctypes.byref(total))

    def rows(self) -> "List[Dict[str, Any]]":
        """Its lines as flat rows for a DataFrame: names instead of codes, money as Decimal.

        >>> from libtoll.bill import quote
        >>> [(row["meter"], str(row["billed_cost"])) for row in quote("gpt-5", {"input": 1000}, at=1793491200).rows()]
        [('input', '0.00125')]
        """
        return [{"meter": line.meter.name.lower(), "quantity": line.quantity, "per": line.per,
                 "list_price": line.list_price, "contracted_price": line.contracted_price, "list_cost": line.list_cost,
                 "contracted_cost": line.contracted_cost, "billed_cost": line.billed_cost, "currency": self.currency,
                 "rule": line.rule, "flags": _names(line.flags)} for line in self.lines]

    def _repr_html_(self) -> str:
        """A table for notebooks."""
        from html import escape  # 2 ms that only notebooks need

        head = "".join(f"<th>{name}</th>" for name in ("meter", "quantity", "price", "cost", "flags"))
        body = "".join(_html_row(row) for row in self.rows())
        return (f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody><tfoot><tr><th>billed</th><td></td><td></td>"
                f"<th>{self.billed} {escape(self.currency)}</th><td></td></tr></tfoot></table>")


def _names(flags: LineFlag) -> str:
    return ", ".join(flag.name.lower() for flag in LineFlag if flag & flags and flag.name)


def _html_row(row: Dict[str, Any]) -> str:
    from html import escape

    price = f"{row['contracted_price']} per {row['per']:,}"
    cells = (row["meter"], f"{row['quantity']:,}", price, str(row["billed_cost"]), row["flags"])
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


# ---- views ----------------------------------------------------------------------------------------------------------


class View:
    """What the library wrote: a total, then lines."""

    __slots__ = ("memory", "line_kinds")

    def __init__(self, memory: Any, line_kinds: Any = ()) -> None:
        self.memory = memory
        self.line_kinds = line_kinds


def _offset(field: str) -> int:
    offset: int = getattr(_abi.toll_bill_total, field).offset
    return offset


def _cost(field: str) -> "Callable[[View], Decimal]":
    offset, unpack = _offset(field), _AMOUNT.unpack_from
    return lambda view: _from_words(*unpack(view.memory, offset))


def _number(field: str) -> "Callable[[View], int]":
    offset, unpack = _offset(field), _struct.Struct("=q").unpack_from

    def read(view: View) -> int:
        number: int = unpack(view.memory, offset)[0]
        return number
    return read


def _text(field: str) -> "Callable[[View], str]":
    offset, size = _offset(field), getattr(_abi.toll_bill_total, field).size

    def read(view: View) -> str:
        data: bytes = view.memory[offset:offset + size]
        return data.partition(b"\0")[0].decode()
    return read


_n_lines, _flags, _matched_by = _number("n_lines"), _number("flags"), _number("matched_by")


def _lines(view: View) -> Tuple[Line, ...]:
    return tuple(line_at(view.memory, TOTAL_BYTES + LINE_BYTES * index) for index in range(_n_lines(view)))


_READERS: Dict[str, Callable[[View], Any]] = {
    "lines": _lines, "flags": lambda view: LineFlag(_flags(view)), "matched_by": lambda view: NameRule(_matched_by(view)),
    "currency": _text("currency"), "book_hash": _text("book_hash"),
    "line_kinds": lambda view: tuple(view.line_kinds[:_n_lines(view)]), **{name: _cost(field) for name, field in COSTS.items()}}


def bill_of(memory: Any, counters: Dict[str, int], line_kinds: Any = ()) -> Bill:
    """A bill that reads `memory`, which it keeps and which nobody may write again."""
    bill: Bill = object.__new__(Bill)
    bill.__dict__["_view"] = View(memory, line_kinds)
    bill.__dict__["counters"] = counters
    return bill


def _initial(struct_type: Any, kind: int) -> bytes:
    struct = struct_type()
    call(lib.toll_struct_init, ctypes.byref(struct), ctypes.sizeof(struct), kind)
    return bytes(struct)


NEW_TOTAL = _initial(_abi.toll_bill_total, _abi.TOLL_KIND_BILL_TOTAL)
NEW_CONTEXT = _initial(_abi.toll_bill_context, _abi.TOLL_KIND_BILL_CONTEXT)
_BLANKS: Dict[int, Tuple[Any, bytes]] = {}


def new_memory(capacity: int) -> Any:
    """A total with its header, and `capacity` lines."""
    if capacity not in _BLANKS:
        size = TOTAL_BYTES + LINE_BYTES * capacity
        _BLANKS[capacity] = ctypes.c_char * size, NEW_TOTAL.ljust(size, b"\0")
    memory_type, blank = _BLANKS[capacity]
    return memory_type.from_buffer_copy(blank)
