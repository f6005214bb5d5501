# SPDX-License-Identifier: Apache-2.0
"""Exceptions: one class per status code, all of them :class:`TollError`."""
from typing import Dict, Optional, Type

from .generated import abi as _abi


class TollError(Exception):
    """A call that libtoll refused.

    Attributes:
        code: The status, a negative number.
        status: Its name, "TOLL_E_RANGE".
        struct: C name of the struct that holds the wrong field, "toll_hw"; None: an argument was wrong.
        field: Name of the wrong field or argument; None: not one field.
        row: Index of the wrong row, from 0; None: not a row.
        message: One sentence: the field, its allowed range, what was found.
    """

    code: int = 0
    status: str = "TOLL_E_?"

    def __init__(self, message: str, *, struct: Optional[str] = None, field: Optional[str] = None,
                 row: Optional[int] = None, code: Optional[int] = None, status: Optional[str] = None) -> None:
        super().__init__(message)
        self.message = message
        self.struct = struct
        self.field = field
        self.row = row
        self.code = self.code if code is None else code
        self.status = self.status if status is None else status

    def __str__(self) -> str:
        place = self.struct or ""
        if self.row is not None:
            place = f"{place}[{self.row}]" if place else f"row {self.row}"
        return f"{place}: {self.message}" if place else self.message


class RangeError(TollError, ValueError):
    """A number is outside its allowed range."""


class NotFiniteError(TollError, ValueError):
    """A number is NaN or infinite."""


class StructError(TollError):
    """A struct, size or stride that this library doesn't take: binding and library don't match."""


class TextError(TollError, ValueError):
    """A text field that is too long or has control characters."""


class KnownError(TollError, ValueError):
    """A fact that is both given and unknown, or a name that stands for no fact."""


class UnknownIdError(TollError, LookupError):
    """No such id in the catalog; the message suggests the nearest."""


class AmbiguousIdError(TollError, LookupError):
    """The name stands for several ids; the message lists them."""


class MissingFactError(TollError):
    """A fact that the question needs is not known."""


class ParseError(TollError, ValueError):
    """Text that does not parse."""


class AmountOverflowError(TollError, OverflowError):
    """The exact result does not fit its type."""


class DivideError(TollError, ZeroDivisionError):
    """Division by zero."""


class ConflictError(TollError, ValueError):
    """Two fields contradict each other."""


class UnsupportedError(TollError, NotImplementedError):
    """A valid question that this version can't answer."""


class DoesNotFit(TollError):
    """The weights and one request do not fit in memory, so that there is no estimate; `assume_fit=True` asks for one.

    Attributes:
        margin_bytes: What the fullest accelerator has left; negative: what it lacks.
        gpus: The fewest accelerators that hold it; 0: none of the layouts that were tried; None: not known.
    """

    status = "TOLL_OK"  # to the library it is an answer

    def __init__(self, message: str, *, margin_bytes: int, gpus: Optional[int]) -> None:
        super().__init__(message)
        self.margin_bytes = margin_bytes
        self.gpus = gpus


class BufferTooSmallError(TollError):
    """A buffer is too small."""


class ObjectError(TollError):
    """A resolved object that is damaged, foreign or of another build."""


class NullError(TollError):
    """A pointer that must be given is NULL."""


BY_CODE: Dict[int, Type[TollError]] = {
    _abi.TOLL_E_NULL: NullError,
    _abi.TOLL_E_RANGE: RangeError,
    _abi.TOLL_E_NOT_FINITE: NotFiniteError,
    _abi.TOLL_E_STRUCT_KIND: StructError,
    _abi.TOLL_E_STRUCT_SIZE: StructError,
    _abi.TOLL_E_STRUCT_NEWER: StructError,
    _abi.TOLL_E_STRIDE: StructError,
    _abi.TOLL_E_STRING: TextError,
    _abi.TOLL_E_KNOWN: KnownError,
    _abi.TOLL_E_UNKNOWN_ID: UnknownIdError,
    _abi.TOLL_E_AMBIGUOUS: AmbiguousIdError,
    _abi.TOLL_E_MISSING: MissingFactError,
    _abi.TOLL_E_SYNTAX: ParseError,
    _abi.TOLL_E_OVERFLOW: AmountOverflowError,
    _abi.TOLL_E_DIVIDE: DivideError,
    _abi.TOLL_E_CONFLICT: ConflictError,
    _abi.TOLL_E_UNSUPPORTED: UnsupportedError,
    _abi.TOLL_E_BUFFER: BufferTooSmallError,
    _abi.TOLL_E_OBJECT: ObjectError,
}

for _code, _class in BY_CODE.items():
    if _class.code == 0:
        _class.code = _code
        _class.status = next(name for name, value in vars(_abi).items() if name[:7] == "TOLL_E_" and value == _code)
