# SPDX-License-Identifier: Apache-2.0
"""Finds, checks and calls the shared library."""
import ctypes
import ctypes.util
import os
from pathlib import Path
from typing import Any, Iterator, Type

from ._lazy import Library
from .errors import BY_CODE, TollError
from .generated import abi as _abi

ENVIRONMENT = "LIBTOLL"
FILE_NAMES = (f"libtoll.so.0.{_abi.ABI_VERSION}", "libtoll.so", "libtoll.dylib", "toll.dll")
HEADERLESS = {_abi.TOLL_KIND_RANGE, _abi.TOLL_KIND_DECIMAL, _abi.TOLL_KIND_AMOUNT, _abi.TOLL_KIND_ERROR,
              _abi.TOLL_KIND_FIELD, _abi.TOLL_KIND_BILL_USAGE, _abi.TOLL_KIND_BILL_ATTRIBUTE,
              _abi.TOLL_KIND_BILL_COUNTER, _abi.TOLL_KIND_BILL_LINE, _abi.TOLL_KIND_TCO_LINE, _abi.TOLL_KIND_FINANCE_PIECE,
              _abi.TOLL_KIND_FINANCE_CROSSING, _abi.TOLL_KIND_FINANCE_ITEM, _abi.TOLL_KIND_FINANCE_HOURLY,
              _abi.TOLL_KIND_FINANCE_COMPARISON, _abi.TOLL_KIND_RISK_INPUT, _abi.TOLL_KIND_RISK_SLOPE}


def candidates() -> Iterator[str]:
    """Where the library may be, best first. A path in LIBTOLL is the only one."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        yield named
        return
    for name in FILE_NAMES:
        path = Path(__file__).resolve().parent / name
        if path.exists():
            yield str(path)
    found = ctypes.util.find_library("toll")
    if found:
        yield found


def open_library() -> Library:
    refusals = []
    for path in candidates():
        try:
            library = Library(path, _abi.STRUCTS, _abi.PROTOTYPES)
            check(library)
            return library
        except (OSError, AttributeError, ImportError) as error:
            refusals.append(f"{path}: {error}")
    tried = "; ".join(refusals) or f"neither {FILE_NAMES[0]} beside the package nor a system library was found"
    raise ImportError(f"libtoll's shared library can't be loaded: {tried}. Set {ENVIRONMENT} to its path.")


def check(library: Any) -> None:
    """Refuses another ABI, and structs that differ from the mirror. An extensible struct may have grown since."""
    abi = library.toll_abi_version()
    if abi != _abi.ABI_VERSION:
        raise ImportError(f"it has ABI version {abi}, this package is made for {_abi.ABI_VERSION}")
    for expected, (kind, ours, _) in _abi.LAYOUTS.items():
        theirs, name = library.toll_struct_size(kind), library.toll_struct_name(kind).decode()
        if name != expected or theirs < ours or (kind in HEADERLESS and theirs != ours):
            found = f"{name or 'unknown'} of {theirs} bytes"
            raise ImportError(f"struct {expected} of {ours} bytes is {found} there")


lib = open_library()


def error_class(status: int) -> Type[TollError]:
    return BY_CODE.get(status, TollError)


def raise_error(status: int, err: Any) -> None:
    """The exception for a status, with what the library wrote about it."""
    struct = lib.toll_struct_name(err.struct_kind).decode() or None
    message = err.message.decode("utf-8", "replace") or lib.toll_status_message(status).decode()
    raise error_class(status)(message, struct=struct, field=err.field.decode("utf-8", "replace") or None,
                              row=err.row if err.row >= 0 else None, code=status,
                              status=lib.toll_status_name(status).decode())


def call(function: Any, *arguments: Any) -> None:
    """Calls a function that returns a status and takes an error last."""
    err = _abi.toll_error()
    status = function(*arguments, ctypes.byref(err))
    if status != _abi.TOLL_OK:
        raise_error(status, err)


def read_text(function: Any, *arguments: Any) -> str:
    """Calls a function that writes text to a buffer, with as large a buffer as it asks for."""
    buffer = ctypes.create_string_buffer(128)
    needed = ctypes.c_uint64()
    err = _abi.toll_error()
    status = function(*arguments, buffer, len(buffer), ctypes.byref(needed), ctypes.byref(err))
    if status == _abi.TOLL_E_BUFFER:
        buffer = ctypes.create_string_buffer(needed.value)
        status = function(*arguments, buffer, len(buffer), ctypes.byref(needed), ctypes.byref(err))
    if status != _abi.TOLL_OK:
        raise_error(status, err)
    return buffer.value.decode()
