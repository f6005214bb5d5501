# SPDX-License-Identifier: Apache-2.0
"""Exact figures of models, checks of any input, and the description of every field."""
import ctypes
from typing import Any, List, NamedTuple, Optional, Tuple, Type, Union

from ._convert import argument, ask, to_rows, to_struct
from ._load import call, lib
from .generated import abi as _abi
from .generated.records import Counts, FieldType, Hardware, KvCache, Layer, Model, Precision, Rate, Record, Weights


def model_arguments(model: Model) -> Tuple[Any, ...]:
    """A descriptor and its rows as C takes them."""
    struct, rows = to_struct(model, Model), to_rows(model.layers, Layer)
    return ctypes.byref(struct), rows, len(rows), ctypes.sizeof(_abi.toll_model_layer)


def check(record: Record) -> None:
    """Checks an input: every field alone and, for hardware and models, the fields against each other.

    >>> check(Hardware(idle_w=-1.0))
    Traceback (most recent call last):
    libtoll.errors.RangeError: toll_hw: idle_w must be in 0 .. 10000000, got -1
    """
    if isinstance(record, Model):
        call(lib.toll_model_check, *model_arguments(record))
    elif isinstance(record, Hardware):
        call(lib.toll_hw_check, ctypes.byref(to_struct(record, Hardware)))
    else:
        call(lib.toll_struct_check, ctypes.byref(to_struct(record, type(record))), record.KIND)


class PeakRate(NamedTuple):
    """The format that is really computed, and its peak in operations per second."""

    used: Rate
    flop_per_s: float


def peak_rate(hw: Hardware, wanted: int) -> PeakRate:
    """Peak at which a format is computed; a format that the hardware lacks runs at the next one that it has."""
    used, peak = ctypes.c_uint32(), ctypes.c_double()
    call(lib.toll_hw_get_rate, ctypes.byref(to_struct(hw, Hardware)),
         argument(wanted, ctypes.c_uint32, "wanted"), ctypes.byref(used), ctypes.byref(peak))
    return PeakRate(Rate(used.value), peak.value)


def count_parameters(model: Model) -> Counts:
    """Exact parameter counts."""
    return ask(Counts, lib.toll_model_count, *model_arguments(model))


def weight_bytes(model: Model, precision: Precision) -> Weights:
    """Bytes of the weights, by tensor class."""
    return ask(Weights, lib.toll_model_compute_weights, *model_arguments(model),
               ctypes.byref(to_struct(precision, Precision)))


def kv_bytes(model: Model, precision: Precision, context_tokens: int) -> KvCache:
    """KV cache and state of one sequence of `context_tokens` (0 .. 10^9) tokens."""
    return ask(KvCache, lib.toll_model_compute_kv, *model_arguments(model),
               ctypes.byref(to_struct(precision, Precision)),
               argument(context_tokens, ctypes.c_int64, "context_tokens"))


class Field(NamedTuple):
    """One field of a public struct."""

    name: str
    type: FieldType
    unit: str
    min: float
    max: float
    default: float
    offset_bytes: int
    size_bytes: int
    known_bit: Optional[int]


def fields(record: Union[Type[Record], Record]) -> List[Field]:
    """The fields of an input or result as the loaded library describes them: unit, range, default.

    >>> [field.unit for field in fields(Hardware) if field.name == "tdp_w"]
    ['W']
    """
    return [_field(record.KIND, index) for index in range(lib.toll_field_count(record.KIND))]


def _field(kind: int, index: int) -> Field:
    field = _abi.toll_field()
    call(lib.toll_field_get, kind, index, ctypes.byref(field))
    return Field(field.name.decode(), FieldType(field.type), field.unit.decode(), field.min, field.max,
                 field.default_value, field.offset_bytes, field.size_bytes,
                 field.known_bit if field.known_bit >= 0 else None)
