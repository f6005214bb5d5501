# SPDX-License-Identifier: Apache-2.0
"""Usage records of vendors, gateways and coding agents as quantities of :mod:`libtoll.bill`, through libtoll-io.

Vendors count alike things by different rules; what comes out has inclusive totals:

    record = from_any({"usage": {"input_tokens": 3, "cache_read_input_tokens": 1111, "output_tokens": 33}})
    record.quantities     # {'input': 1114, 'output': 33, 'cache_read': 1111}
    card.bill(record.quantities, tier=record.tier or "standard")

`libtoll-io` is a library of its own: it is found at the path in the environment variable LIBTOLL_IO, else beside the
libtoll that is loaded, else beside this package, else where the system keeps libraries. Without it, importing this
module is an ImportError.
"""
import ctypes
import ctypes.util
import enum
import json
import os
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional

from ._frame_bill import FrameBill, FrameLine
from ._frame_bill import bill_frame as _bill_frame
from ._load import ENVIRONMENT, raise_error
from .bill import Book, Instant, Kind
from .generated import abi as _abi
from .generated.records import Meter
from .money import _from_decimal

PAIRS, ATTRIBUTES, KINDS = 32, 4, 4
_RECORD, _SNAPSHOT, _NOTHING = 1, 2, 3
_AT, _COST, _ID = 1, 2, 4
_FIELDS = {"model": 1, "provider": 2, "tier": 3, "region": 4, "account": 5}


class Flag(enum.IntFlag):
    """What was not plain about a record."""
    READ_BESIDE = 0x1
    READ_INSIDE = 0x2
    OPEN_PARTS = 0x4
    CUT = 0x8
    MERGED_KINDS = 0x10
    UNREAD_PART = 0x20
    SHARE = 0x40


class _Attribute(ctypes.Structure):
    _fields_ = [("key", ctypes.c_char * 32), ("value", ctypes.c_char * 64)]


class _Kind(ctypes.Structure):
    _fields_ = [("meter", ctypes.c_uint64), ("quantity", ctypes.c_int64), ("key", ctypes.c_char * 32),
                ("value", ctypes.c_char * 64)]


class _Usage(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_uint32), ("shape", ctypes.c_uint32), ("known", ctypes.c_uint64),
                ("flags", ctypes.c_uint64), ("at_s", ctypes.c_int64), ("id_low", ctypes.c_uint64),
                ("id_high", ctypes.c_uint64), ("stated_cost", _abi.toll_decimal), ("n_usage", ctypes.c_int64),
                ("n_attributes", ctypes.c_int64), ("usage", _abi.toll_bill_usage * PAIRS),
                ("attributes", _Attribute * ATTRIBUTES), ("model", ctypes.c_char * 96),
                ("provider", ctypes.c_char * 32), ("tier", ctypes.c_char * 64), ("region", ctypes.c_char * 64),
                ("account", ctypes.c_char * 96), ("currency", ctypes.c_char * 16), ("n_kinds", ctypes.c_int64),
                ("kinds", _Kind * KINDS)]


# ---- the library ----------------------------------------------------------------------------------------------------


def _candidates() -> Iterator[str]:
    names = (f"libtoll-io.so.0.{_abi.ABI_VERSION}", "libtoll-io.so", "libtoll-io.dylib", "toll-io.dll")
    named, beside = os.environ.get("LIBTOLL_IO"), os.environ.get(ENVIRONMENT)
    if named:
        yield named
        return
    folders = [Path(beside).resolve().parent] if beside else []
    for folder in [*folders, Path(__file__).resolve().parent]:
        for name in names:
            if (folder / name).exists():
                yield str(folder / name)
    found = ctypes.util.find_library("toll-io")
    if found:
        yield found


def _declare(io: ctypes.CDLL) -> ctypes.CDLL:
    text, size, err = ctypes.c_char_p, ctypes.c_uint64, ctypes.POINTER(_abi.toll_error)
    reader, record = ctypes.c_void_p, ctypes.POINTER(_Usage)
    for name, result, arguments in (
            ("count_shapes", ctypes.c_uint32, []), ("get_shape", text, [ctypes.c_uint32]),
            ("get_maker", text, [ctypes.c_uint32]), ("close", None, [reader]), ("count_left", size, [reader]),
            ("open", ctypes.c_int32, [text, size, ctypes.POINTER(reader), err]),
            ("assume", ctypes.c_int32, [reader, ctypes.c_uint32, text, size, err]),
            ("map", ctypes.c_int32, [reader, text, size, text, size, err]),
            ("read", ctypes.c_int32, [reader, text, size, record, size, err]),
            ("next", ctypes.c_int32, [reader, record, size, err]),
            ("finish", ctypes.c_int32, [reader, record, size, err])):
        function = getattr(io, "toll_io_usage_" + name)
        function.restype, function.argtypes = result, arguments
    return io


def _open_io() -> ctypes.CDLL:
    refusals = []
    for path in _candidates():
        try:
            return _declare(ctypes.CDLL(path))
        except (OSError, AttributeError) as error:
            refusals.append(f"{path}: {error}")
    tried = "; ".join(refusals) or "none was found"
    raise ImportError(f"libtoll-io, which reads usage records, can't be loaded: {tried}. Set LIBTOLL_IO to its path.")


_io = _open_io()


def _call(function: Any, *arguments: Any) -> None:
    err = _abi.toll_error()
    status = function(*arguments, ctypes.byref(err))
    if status != 0:
        raise_error(status, err)


# ---- records --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Record:
    """What was used, and what the record says of when, where and how. None is not told, never 0."""
    shape: str
    quantities: Dict[str, int]
    model: Optional[str]
    provider: Optional[str]
    tier: Optional[str]
    region: Optional[str]
    account: Optional[str]
    at: Optional[int]
    attributes: Dict[str, str]
    kinds: List[Kind]
    stated_cost: Optional[Decimal]
    currency: Optional[str]
    request: Optional[int]
    is_snapshot: bool
    flags: Flag


def _text(value: bytes) -> Optional[str]:
    return value.decode() or None


def _record(u: _Usage) -> Record:
    quantities = {Meter(u.usage[i].meter).name.lower(): u.usage[i].quantity for i in range(u.n_usage)}
    attributes = {u.attributes[i].key.decode(): u.attributes[i].value.decode() for i in range(u.n_attributes)}
    has_cost = bool(u.known & _COST)
    return Record(
        shape=_io.toll_io_usage_get_shape(u.shape).decode(), quantities=quantities, model=_text(u.model),
        provider=_text(u.provider), tier=_text(u.tier), region=_text(u.region), account=_text(u.account),
        at=u.at_s if u.known & _AT else None, attributes=attributes,
        kinds=[Kind(Meter(k.meter).name.lower(), k.quantity, {k.key.decode(): k.value.decode()})
               for k in u.kinds[:u.n_kinds]],
        stated_cost=_from_decimal(u.stated_cost) if has_cost else None, currency=_text(u.currency) if has_cost else None,
        request=u.id_high << 64 | u.id_low if u.known & _ID else None, is_snapshot=u.kind == _SNAPSHOT,
        flags=Flag(u.flags))


def _as_json(record: Any) -> bytes:
    """JSON of what libraries hand out: text, bytes, a mapping, or an object with model_dump() or to_dict()."""
    if isinstance(record, bytes):
        return record
    if isinstance(record, str):
        return record.encode()
    for name in ("model_dump", "to_dict", "dict"):
        dump = getattr(record, name, None)
        if callable(dump):
            record = dump()
            break
    return json.dumps(record, default=str).encode()


class Reader:
    """Reads records one after the other: streams and sessions go over several of them.

    `assume` is what records do not tell: model, provider, tier, region, account. `keys` are a user's own: a meter's or
    fact's name to a key, with dots for a path.
    """

    def __init__(self, shape: str = "", keys: Optional[Dict[str, str]] = None, **assume: str) -> None:
        self._reader = ctypes.c_void_p()
        data = shape.encode()
        _call(_io.toll_io_usage_open, data, len(data), ctypes.byref(self._reader))
        for field, value in assume.items():
            data = value.encode()
            if field not in _FIELDS:
                raise TypeError(f"{field} is none of {', '.join(_FIELDS)}")
            _call(_io.toll_io_usage_assume, self._reader, _FIELDS[field], data, len(data))
        for target, key in (keys or {}).items():
            first, second = target.encode(), key.encode()
            _call(_io.toll_io_usage_map, self._reader, first, len(first), second, len(second))

    def read(self, record: Any) -> List[Record]:
        """The records in a text or object; an empty list where it has no usage, as pieces of a stream have none."""
        data, u, found = _as_json(record), _Usage(), []
        size = ctypes.sizeof(u)
        _call(_io.toll_io_usage_read, self._reader, data, len(data), ctypes.byref(u), size)
        while True:
            if u.kind != _NOTHING:
                found.append(_record(u))
            if _io.toll_io_usage_count_left(self._reader) == 0:
                return found
            _call(_io.toll_io_usage_next, self._reader, ctypes.byref(u), size)

    def finish(self) -> List[Record]:
        """The record of a stream that is still open: its output is a lower limit."""
        u = _Usage()
        _call(_io.toll_io_usage_finish, self._reader, ctypes.byref(u), ctypes.sizeof(u))
        return [] if u.kind == _NOTHING else [_record(u)]

    def close(self) -> None:
        """Frees the reader."""
        _io.toll_io_usage_close(self._reader)
        self._reader = ctypes.c_void_p()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()


def shapes() -> List[str]:
    """Names of all shapes."""
    return [_io.toll_io_usage_get_shape(i).decode() for i in range(1, _io.toll_io_usage_count_shapes())]


def _one(record: Any, shape: str, assume: Dict[str, str]) -> Record:
    with Reader(shape, None, **assume) as reader:
        found = reader.read(record)
    if len(found) != 1:
        raise ValueError(f"the object holds {len(found)} usage records; Reader.read() gives all of them")
    return found[0]


def from_any(record: Any, shape: str = "", **assume: str) -> Record:
    """The one usage record of a response, told by its keys or read as a shape."""
    return _one(record, shape, assume)


def from_anthropic(record: Any, **assume: str) -> Record:
    """The usage of a response of Anthropic's Messages."""
    return _one(record, "anthropic", assume)


def from_openai(record: Any, **assume: str) -> Record:
    """The usage of a response of OpenAI: chat, Responses, realtime, images, audio, embeddings."""
    found = _one(record, "", assume)
    if not found.shape.startswith("openai") and found.shape != "embeddings":
        raise ValueError(f"this is no usage of OpenAI's: its keys are those of {found.shape}")
    return found


# ---- tables ---------------------------------------------------------------------------------------------------------


def bill_frame(df: Any, *, book: Optional[Book] = None, columns: Optional[Mapping[str, Optional[str]]] = None,
               model: str = "", provider: str = "", tier: str = "", region: str = "", at: Optional[Instant] = None,
               attributes: Optional[Mapping[str, str]] = None, beside: Iterable[str] = (),
               is_aggregate: Optional[bool] = None, cost: str = "decimal", prefix: str = "toll_") -> FrameBill:
    """Bills every row of a table: of pandas, Polars or Arrow, or a mapping of lists or NumPy arrays.

    The table comes back with four columns more: `toll_cost`, `toll_currency`, `toll_priced_as` and `toll_reason`. A row that
    can't be priced has a reason and a null cost, never 0. Rows are billed by column, a call for each set of names and
    context; the amounts are those of `Card.bill`. Tariffs with counters of an account refuse their rows: use `Card.bill`.

    >>> table = {"model": ["gpt-5", "claude-sonnet-4-5", "gtp-5"], "created": [1793613600, 1793613600, 1793613600],
    ...          "prompt_tokens": [2006, 1000, 5], "cached_tokens": [1920, None, None], "completion_tokens": [300, 10, 5]}
    >>> bill = bill_frame(table)
    >>> bill.frame["toll_cost"]
    [Decimal('0.0033475'), Decimal('0.00315'), None]
    >>> bill.billed, bill.records, sum(bill.unpriced.values())
    ({'USD': Decimal('0.0064975')}, 3, 1)

    Args:
        df: The table; it is not changed.
        book: Prices; None: the built-in book.
        columns: Own names: a meter ("input", "output", "cache_read", ...), or model, provider, tier, region, at, total, to
            a column. None says that there is no such column. Others are found by the meters' names and those of
            OpenTelemetry and the vendors, "usage.prompt_tokens" of a flattened response too.
        model: Of rows that tell none; so are provider, tier and region.
        at: Instant of rows that tell none; seconds or ISO 8601. Columns may also be of datetimes; without a zone: UTC.
        attributes: An attribute that prices depend on ("speed") to a column.
        beside: Meters that are counted beside their total and not in it. For columns with names of Anthropic, Bedrock and
            Gemini this is known, and said in `notes`.
        is_aggregate: The rows sum several requests; None: those with a count of requests above 1 do.
        cost: "decimal": exact `Decimal`; "text": exact text; "float": the nearest double.
        prefix: In front of the names of the new columns.

    A null part (cached tokens) is none; a null input or output is not known, and the row is not priced. Where a column
    states the total of tokens, a row whose input and output do not add up to it is not priced either.
    """
    return _bill_frame(df, book=book, columns=columns, model=model, provider=provider, tier=tier, region=region, at=at,
                       attributes=attributes, beside=beside, is_aggregate=is_aggregate, cost=cost, prefix=prefix,
                       read=from_any)


__all__ = ["Flag", "FrameBill", "FrameLine", "Reader", "Record", "bill_frame", "from_any", "from_anthropic", "from_openai",
           "shapes"]
