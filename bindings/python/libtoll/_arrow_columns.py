# SPDX-License-Identifier: Apache-2.0
"""Columns of Arrow as counts, codes of texts, and instants, with the rows that hold none; without a copy where the memory
is what libtoll reads: 64-bit integers, and 32-bit indices of a dictionary.

Example: floats [1.0, 2.5, null] are the counts [1, 0, 0], with row 1 marked "is not a whole number" and row 2 "is null".
"""
from typing import Any, List, NamedTuple, Tuple

import numpy as np
import pyarrow as pa

INT64_MAX = 2**63 - 1
_WHOLE_DOUBLES = 2**53  # beyond it a double does not say which whole number it stands for
_SECONDS_MAX = 10**11   # the year 5138; what is larger counts milliseconds or less
_UNITS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


class Fault(NamedTuple):
    """Rows of a column that have no value, and why: "is null"."""
    rows: Any
    reason: str


class Counts(NamedTuple):
    """A column as 64-bit integers, 0 where a row is at fault; nulls: the mask of null rows, None without one."""
    values: Any
    nulls: Any
    faults: Tuple[Fault, ...]


class Codes(NamedTuple):
    """A column of texts: for each row an index of texts, -1 for null."""
    codes: Any
    texts: List[Any]


def _words(array: Any, dtype: str) -> Any:
    """The memory of an array of fixed width; what null rows hold is not said."""
    buffer = array.buffers()[1]
    if buffer is None:
        return np.zeros(len(array), dtype)
    width = np.dtype(dtype).itemsize
    return np.frombuffer(buffer, dtype, len(array), array.offset * width)


def null_mask(array: Any) -> Any:
    return array.is_null().to_numpy(zero_copy_only=False) if array.null_count else None


def _without(values: Any, mask: Any) -> Any:
    return values if mask is None else np.where(mask, 0, values)


def _whole_doubles(array: Any) -> Counts:
    nulls = null_mask(array)
    values = _without(_words(array.cast(pa.float64()), "float64"), nulls)
    with np.errstate(invalid="ignore"):
        bad = ~(np.isfinite(values) & (values == np.floor(values)))
        huge = ~bad & (np.abs(values) > _WHOLE_DOUBLES)
    faults = tuple(Fault(rows, reason) for rows, reason in
                   ((bad, "is not a whole number"), (huge, "is a float beyond 2^53, which is no exact count")) if rows.any())
    return Counts(np.where(bad | huge, 0, values).astype("int64"), nulls, faults)


def _whole_decimals(array: Any) -> Counts:
    """One by one: counts seldom are decimals."""
    nulls = null_mask(array)
    numbers = [0 if value is None else value for value in array.to_pylist()]
    bad = np.array([value != int(value) for value in numbers], bool)
    huge = np.array([abs(value) > INT64_MAX for value in numbers], bool)
    faults = tuple(Fault(rows, reason) for rows, reason in
                   ((bad, "is not a whole number"), (huge & ~bad, f"is beyond {INT64_MAX:,}")) if rows.any())
    kept = [0 if fails else int(value) for value, fails in zip(numbers, bad | huge)]
    return Counts(np.array(kept, "int64"), nulls, faults)


def _unsigned(array: Any) -> Counts:
    nulls = null_mask(array)
    values = _words(array, "int64")
    huge = values < 0 if nulls is None else (values < 0) & ~nulls
    faults = (Fault(huge, f"is beyond {INT64_MAX:,}"),) if huge.any() else ()
    return Counts(_without(values, huge if faults else None), nulls, faults)


def to_counts(array: Any, name: str) -> Counts:
    """Whole numbers of any width, floats and decimals that are whole; TypeError for anything else."""
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_null(array.type):
        return Counts(np.zeros(len(array), "int64"), np.ones(len(array), bool), ())
    if pa.types.is_uint64(array.type):
        return _unsigned(array)
    if pa.types.is_integer(array.type):
        return Counts(_words(array.cast(pa.int64()), "int64"), null_mask(array), ())
    if pa.types.is_floating(array.type):
        return _whole_doubles(array)
    if pa.types.is_decimal(array.type):
        return _whole_decimals(array)
    raise TypeError(f"column {name} is {array.type}, and counts are whole numbers: cast it")


def to_codes(array: Any, name: str) -> Codes:
    """Texts, as they are or encoded by a dictionary; TypeError for anything else."""
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    if pa.types.is_null(array.type):
        return Codes(np.full(len(array), -1, "int64"), [])
    if not pa.types.is_dictionary(array.type):
        if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)
                or pa.types.is_string_view(array.type)):
            raise TypeError(f"column {name} is {array.type}, and names are texts: cast it to string")
        array = (array.cast(pa.string()) if pa.types.is_string_view(array.type) else array).dictionary_encode()
    texts = array.dictionary.to_pylist()
    if texts and not all(text is None or isinstance(text, str) for text in texts):
        raise TypeError(f"column {name} is {array.type}, and names are texts: cast it to string")
    codes = array.indices.fill_null(0).to_numpy(zero_copy_only=False).astype("int64")
    nulls = null_mask(array.indices)
    if nulls is not None:
        codes[nulls] = -1
    for place, text in enumerate(texts):
        if text is None:
            codes[codes == place] = -1
    return Codes(codes, texts)


def to_instants(array: Any, name: str) -> Counts:
    """Seconds since 1970-01-01 UTC of timestamps (without a zone: UTC), days, or whole seconds."""
    kind = array.type
    if pa.types.is_timestamp(kind):
        nulls = null_mask(array)
        return Counts(_without(_words(array, "int64"), nulls) // _UNITS[kind.unit], nulls, ())
    if pa.types.is_date32(kind):
        nulls = null_mask(array)
        return Counts(_without(_words(array, "int32").astype("int64"), nulls) * 86400, nulls, ())
    if not pa.types.is_integer(kind) or pa.types.is_uint64(kind):
        raise TypeError(f"column {name} is {kind}, and instants are timestamps or whole seconds: cast it")
    made = to_counts(array, name)
    values = _without(made.values, made.nulls)
    late = np.abs(values) > _SECONDS_MAX
    reason = "is beyond 10^11 seconds: if it counts milliseconds, cast it to timestamp('ms')"
    return Counts(np.where(late, 0, values), made.nulls, (Fault(late, reason),) if late.any() else ())


def to_decimals(words: Any, bad: Any) -> Any:
    """Amounts of libtoll, 128-bit integers of 10^-18, as decimal128(38, 18): their memory is that column."""
    valid = pa.py_buffer(np.packbits(~bad, bitorder="little")) if bad is not None and bad.any() else None
    return pa.Array.from_buffers(pa.decimal128(38, 18), len(words), [valid, pa.py_buffer(words)])
