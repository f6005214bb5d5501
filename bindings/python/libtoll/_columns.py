# SPDX-License-Identifier: Apache-2.0
"""Columns of numbers for the columnar calls: anything with a buffer, or any iterable. NumPy is not needed; columns made
for a NumPy input are NumPy arrays, others array.array."""
import array
import ctypes
import numbers
import sys
from typing import Any, Dict, List, Optional

from .errors import ConflictError, RangeError

DOUBLE, INT64, INT32 = "d", "q", "i"
CTYPES: Dict[str, Any] = {DOUBLE: ctypes.c_double, INT64: ctypes.c_int64, INT32: ctypes.c_int32}
DTYPES = {DOUBLE: "float64", INT64: "int64", INT32: "int32"}
SAME_FORMATS = {DOUBLE: ("d",), INT64: ("q", "l") if ctypes.sizeof(ctypes.c_long) == 8 else ("q",)}


class Column:
    """One column: `pointer` for C, `result` for the caller."""

    def __init__(self, data: Any, code: str, is_numpy: bool) -> None:
        view = memoryview(data)
        self.data = data
        self.code = code
        self.is_numpy = is_numpy
        self.pointer = (CTYPES[code] * len(view)).from_buffer(view)

    def __len__(self) -> int:
        return len(self.pointer)

    @property
    def result(self) -> Any:
        if not self.is_numpy:
            return self.data
        return sys.modules["numpy"].frombuffer(self.data, dtype=DTYPES[self.code])


def is_numpy(values: Any) -> bool:
    return hasattr(values, "__array_interface__") and "numpy" in sys.modules


def buffer_of(values: Any) -> Optional[memoryview]:
    try:
        return memoryview(values)
    except TypeError:
        return None


def copy_of(values: Any, code: str, name: str) -> "array.array[Any]":
    try:
        return array.array(code, values)
    except TypeError as error:
        raise TypeError(f"{name} must be numbers ({DTYPES[code]}): {error}") from None
    except OverflowError:
        raise RangeError(f"{name} has a value beyond {DTYPES[code]}", field=name) from None


def column(values: Any, code: str, name: str) -> Column:
    """Without a copy where the buffer has the right format, is contiguous and writable (ctypes asks for that)."""
    view = buffer_of(values)
    if view is None:
        return Column(copy_of(values, code, name), code, False)
    if view.ndim != 1:
        raise TypeError(f"{name} must have one dimension, not {view.ndim}")
    if view.format in SAME_FORMATS[code] and view.contiguous and not view.readonly:
        return Column(values, code, is_numpy(values))
    return Column(copy_of(view.tolist(), code, name), code, is_numpy(values))


def int64_column(values: Any, name: str) -> Column:
    return column(values, INT64, name)


def double_columns(**named: Any) -> List[Column]:
    """Columns of one length; a number alone stands for a column of it."""
    columns = {name: column(values, DOUBLE, name) for name, values in named.items()
               if not isinstance(values, numbers.Real)}
    lengths = {len(made) for made in columns.values()}
    if len(lengths) > 1:
        sizes = ", ".join(f"{name} has {len(made)}" for name, made in columns.items())
        raise ConflictError(f"columns must be of one length: {sizes}")
    count = lengths.pop() if lengths else 1
    return [columns[name] if name in columns else repeated(values, count) for name, values in named.items()]


def repeated(value: Any, count: int) -> Column:
    return Column(array.array(DOUBLE, [value]) * count, DOUBLE, False)


def new_column(code: str, count: int, numpy: bool) -> Column:
    return Column(array.array(code, bytes(array.array(code).itemsize * count)), code, numpy)


def new_int32(like: Column) -> Column:
    return new_column(INT32, len(like), like.is_numpy)
