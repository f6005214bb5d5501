# SPDX-License-Identifier: Apache-2.0
"""Dataclasses of generated/records.py to C structs and back: `None` is a fact whose bit of `known` is not set."""
import ctypes
import functools
import operator
from typing import Any, Callable, Dict, FrozenSet, Optional, Tuple, Type, TypeVar

from ._load import call, lib
from .errors import KnownError, RangeError, TextError
from .generated import abi as _abi
from .generated.records import ENUMS, Range, Record

T = TypeVar("T", bound=Record)
Bits = Dict[int, str]
Reader = Callable[[Any], Any]

INTEGER_LIMITS = {ctypes.c_int32: (-2**31, 2**31 - 1), ctypes.c_uint32: (0, 2**32 - 1),
                  ctypes.c_int64: (-2**63, 2**63 - 1), ctypes.c_uint64: (0, 2**64 - 1)}
SKIPPED = ("struct_size", "struct_kind", "known", "unverified", "reserved")


def to_integer(value: Any, ctype: Any, struct: Optional[str], field: str) -> int:
    """Checked here because ctypes would cut a larger number to its low bits. No struct: an argument."""
    try:
        number = operator.index(value)
    except TypeError:
        place = f"{struct}.{field}" if struct else field
        raise TypeError(f"{place} must be an int, not {type(value).__name__}") from None
    low, high = INTEGER_LIMITS[ctype]
    if not low <= number <= high:
        raise RangeError(f"{field} must be in {low} .. {high}, got {number}", struct=struct, field=field)
    return number


def argument(value: Any, ctype: Any, name: str) -> int:
    return to_integer(value, ctype, None, name)


def to_double(value: Any, struct: str, field: str) -> float:
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
        raise TypeError(f"{struct}.{field} must be a number, not {type(value).__name__}")
    try:
        return float(value)
    except OverflowError:
        raise RangeError(f"{field} is beyond a double", struct=struct, field=field) from None


def to_range(value: Any, struct: str, field: str) -> Any:
    """A number alone is a range without width."""
    parts = value if isinstance(value, tuple) else (value, value, value)
    if len(parts) != 3:
        raise TypeError(f"{struct}.{field} must be a number or (low, mid, high)")
    return _abi.toll_range(*(to_double(part, struct, field) for part in parts))


def to_text(value: Any, size: int, struct: str, field: str) -> bytes:
    if not isinstance(value, str):
        raise TypeError(f"{struct}.{field} must be a str, not {type(value).__name__}")
    text = value.encode()
    if len(text) >= size or b"\0" in text:
        raise TextError(f"{field} must be at most {size - 1} bytes of UTF-8 without NUL, got {len(text)}",
                        struct=struct, field=field)
    return text


def to_name(text: str, name: str) -> bytes:
    """A name that C reads up to its NUL, so it must not have one of its own."""
    data = text.encode()
    if b"\0" in data:
        raise TextError(f"{name} must not have a NUL", field=name)
    return data


def to_field(value: Any, ctype: Any, struct: str, field: str) -> Any:
    if ctype is ctypes.c_double:
        return to_double(value, struct, field)
    if ctype is _abi.toll_range:
        return to_range(value, struct, field)
    if ctype in INTEGER_LIMITS:
        return to_integer(value, ctype, struct, field)
    return to_text(value, ctypes.sizeof(ctype), struct, field)


def names_to_bits(names: FrozenSet[str], bits: Bits, struct: str) -> int:
    by_name = {name: bit for bit, name in bits.items()}
    unknown = set(names) - set(by_name)
    if unknown:
        raise KnownError(f"unverified names no fact: {', '.join(sorted(unknown))}", struct=struct, field="unverified")
    return sum(by_name[name] for name in names)


def bits_to_names(word: int, bits: Bits) -> FrozenSet[str]:
    return frozenset(name for bit, name in bits.items() if word & bit)


def new_struct(kind: int) -> Any:
    """A C struct with its header and defaults."""
    struct = _abi.STRUCTS[kind]()
    call(lib.toll_struct_init, ctypes.byref(struct), ctypes.sizeof(struct), kind)
    return struct


def fill_struct(struct: Any, record: Record) -> None:
    kind, name, known = record.KIND, type(struct).__name__, 0
    bits = _abi.KNOWN[kind]
    for field, ctype in struct._fields_:
        if field in SKIPPED:
            continue
        value = getattr(record, field)
        if value is None:
            if field not in bits:
                raise TypeError(f"{name}.{field} must be given")
            continue
        setattr(struct, field, to_field(value, ctype, name, field))
        known |= bits.get(field, 0)
    if bits:
        struct.known = known
    if kind in _abi.UNVERIFIED:
        struct.unverified = names_to_bits(getattr(record, "unverified"), _abi.UNVERIFIED[kind], name)


def to_struct(record: Record, expected: Type[Record]) -> Any:
    if not isinstance(record, expected):
        raise TypeError(f"a {expected.__name__} is needed, not {type(record).__name__}")
    struct = new_struct(record.KIND)
    fill_struct(struct, record)
    return struct


def from_range(value: Any) -> Range:
    return Range(value.low, value.mid, value.high)


def from_text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def code_reader(enum: Any) -> Reader:
    def from_code(value: int) -> int:
        try:
            code: int = enum(value)
            return code
        except ValueError:  # a code that is newer than this package
            return value
    return from_code


@functools.lru_cache(maxsize=None)
def readers(kind: int) -> Tuple[Tuple[str, int, Optional[Reader]], ...]:
    """Field, its bits of `known` (0: always given), and how its value is turned into Python's (None: as it is)."""
    plan = []
    for entry in _abi.STRUCTS[kind]._fields_:
        field, ctype = entry[0], entry[1]
        reader: Optional[Reader] = None
        if (kind, field) in ENUMS:
            reader = code_reader(ENUMS[kind, field])
        elif ctype is _abi.toll_range:
            reader = from_range
        elif ctype not in INTEGER_LIMITS and ctype is not ctypes.c_double:
            reader = from_text
        if field not in SKIPPED:
            plan.append((field, _abi.KNOWN[kind].get(field, 0), reader))
    return tuple(plan)


def from_struct(struct: Any, expected: Type[T], **more: Any) -> T:
    kind = expected.KIND
    known = struct.known if _abi.KNOWN[kind] else 0
    values = {field: reader(getattr(struct, field)) if reader else getattr(struct, field)
              for field, bits, reader in readers(kind) if known & bits == bits}
    if kind in _abi.UNVERIFIED:
        values["unverified"] = bits_to_names(struct.unverified, _abi.UNVERIFIED[kind])
    return expected(**values, **more)


def ask(expected: Type[T], function: Any, *arguments: Any) -> T:
    """Calls a function whose last output is a size-prefixed struct."""
    struct = new_struct(expected.KIND)
    call(function, *arguments, ctypes.byref(struct))
    return from_struct(struct, expected)


def to_rows(records: Tuple[Record, ...], expected: Type[Record]) -> Any:
    """A C array of rows."""
    rows = (_abi.STRUCTS[expected.KIND] * len(records))()
    for index, record in enumerate(records):
        if not isinstance(record, expected):
            raise TypeError(f"row {index} must be a {expected.__name__}, not {type(record).__name__}")
        fill_struct(rows[index], record)
    return rows
