# SPDX-License-Identifier: Apache-2.0
"""Scenario files as rows of :mod:`libtoll.tco`, through libtoll-io, which is found as :mod:`libtoll.usage` says.

>>> file = parse('''
... horizon = 3 years
... request = 1500 in, 400 out
... output_tokens per month = 2G [1G .. 4G] lognormal
... input_tokens per month = 7.5G
... [api] An API
... cost api = price(claude-haiku-4-5)
... ''')
>>> file.scenario.options, file.notes[-1].line, file.notes[1].shape.name
(['An API'], 7, 'LOGNORMAL')
>>> round(file.scenario.estimate("An API").summary.total_money)
630000
"""
import ctypes
import os
from dataclasses import dataclass
from typing import Any, Optional, Tuple, Union

from . import tco
from ._convert import from_struct, from_text
from ._load import raise_error
from .generated import abi as _abi
from .generated.records import ScenarioRow, Shape
from .usage import _io


@dataclass(frozen=True)
class Note:
    """Where a row comes from, and how it varies."""

    line: int
    shape: Shape
    group: int
    loading: float
    has_percent: bool
    file: str
    origin: str


class _Note(ctypes.Structure):
    _fields_ = [("line", ctypes.c_uint32), ("shape", ctypes.c_uint32), ("group", ctypes.c_uint32),
                ("has_percent", ctypes.c_uint32), ("loading", ctypes.c_double), ("file", ctypes.c_char * 96),
                ("origin", ctypes.c_char * 192)]


@dataclass(frozen=True)
class ScenarioFile:
    """The rows of a file, each with its note."""

    rows: Tuple[ScenarioRow, ...]
    notes: Tuple[Note, ...]

    @property
    def scenario(self) -> tco.Scenario:
        """The rows, checked against each other and planned."""
        return tco.Scenario(self.rows)


def _declare(io: ctypes.CDLL) -> Any:
    function = io.toll_io_read_scenario
    size = ctypes.c_uint64
    function.restype = ctypes.c_int32
    function.argtypes = [ctypes.c_char_p, size, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p, size, size, size,
                         ctypes.POINTER(size), ctypes.POINTER(_abi.toll_error)]
    return function


_read = _declare(_io)


def _note(struct: _Note) -> Note:
    return Note(struct.line, Shape(struct.shape), struct.group, struct.loading, struct.has_percent != 0,
                from_text(struct.file), from_text(struct.origin))


def _parse(text: bytes, path: Optional[bytes]) -> ScenarioFile:
    count = ctypes.c_uint64()
    capacity = text.count(b"\n") * 8 + 64  # a deploy gives seven rows
    while True:
        rows, notes = (_abi.toll_tco_row * capacity)(), (_Note * capacity)()
        err = _abi.toll_error()
        status = _read(text, len(text), path, rows, notes, capacity, ctypes.sizeof(_abi.toll_tco_row),
                       ctypes.sizeof(_Note), ctypes.byref(count), ctypes.byref(err))
        if status != _abi.TOLL_E_BUFFER or count.value <= capacity:
            break
        capacity = count.value
    if status != _abi.TOLL_OK:
        raise_error(status, err)
    return ScenarioFile(tuple(from_struct(rows[index], ScenarioRow) for index in range(count.value)),
                        tuple(_note(notes[index]) for index in range(count.value)))


def parse(text: Union[str, bytes]) -> ScenarioFile:
    """Reads the text of a scenario; `include` is refused, since text has no folder.

    A mistake is an exception of :mod:`libtoll.errors`; its `row` is the line.
    """
    return _parse(text.encode() if isinstance(text, str) else text, None)


def read(path: Union[str, "os.PathLike[str]"]) -> ScenarioFile:
    """Reads a scenario file and the files that it includes."""
    with open(path, "rb") as file:
        return _parse(file.read(), os.fsencode(path))
