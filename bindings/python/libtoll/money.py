# SPDX-License-Identifier: Apache-2.0
"""Exact money: :class:`decimal.Decimal` in and out, computed by libtoll's integers.

A *decimal* keeps its digits as written, `coef * 10^-scale` with 64 bits and a scale of at most 36. An *amount* counts
10^-18 of a currency unit in 128 bits. Wherever a function takes an exact number, an `int` or a `str` is fine too; a
`float` is refused, because 0.1 is no binary fraction and the error would be billed.

>>> compute("0.15", 1234, per=1_000_000)
Rounded(value=Decimal('0.0001851'), inexact=False)
>>> allocate("100.00", [1, 1, 1], digits=2)
[Decimal('33.34'), Decimal('33.33'), Decimal('33.33')]
"""
import ctypes
import decimal
import operator
from decimal import Decimal
from typing import Any, Iterable, List, NamedTuple, Sequence, Union, overload

from ._columns import int64_column, new_int32
from ._convert import argument
from ._load import call, lib, raise_error, read_text
from .errors import AmountOverflowError, NotFiniteError, ParseError
from .generated import abi as _abi
from .generated.records import Rounding

Exact = Union[Decimal, int, str]

_EXACT = decimal.Context(prec=100, Emin=-999, Emax=999)


class Rounded(NamedTuple):
    """A result, and whether a non-zero digit was dropped to form it."""

    value: Decimal
    inexact: bool


# ---- conversions ----------------------------------------------------------------------------------------------------


def _to_text(value: Exact, what: str) -> bytes:
    if isinstance(value, float):
        raise TypeError(f"{what} must be a Decimal, int or str, not float: most decimal fractions have no exact float")
    if isinstance(value, str):
        return value.encode()
    number = value if isinstance(value, Decimal) else Decimal(_to_int(value, what))
    if not number.is_finite():
        raise NotFiniteError(f"{what} must be finite, got {value}", field=what)
    if number.adjusted() > 64 or len(number.as_tuple().digits) > 64:
        raise AmountOverflowError(f"{what} has too many digits", field=what)
    return format(number, "f").encode()


def _to_int(value: Any, what: str) -> int:
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{what} must be a Decimal, int or str, not {type(value).__name__}") from None


def _to_decimal(value: Exact, what: str) -> Any:
    text = _to_text(value, what)
    result = _abi.toll_decimal()
    call(lib.toll_decimal_parse, text, len(text), ctypes.byref(result))
    return result


def _to_amount(value: Exact, what: str) -> Any:
    text = _to_text(value, what)
    result = _abi.toll_amount()
    try:
        call(lib.toll_amount_parse, text, len(text), ctypes.byref(result))
    except ParseError as error:
        error.field = what
        raise
    return result


def _from_decimal(value: Any) -> Decimal:
    return _EXACT.scaleb(Decimal(value.coef), -value.scale)


def _from_amount(value: Any) -> Decimal:
    return _from_words(value.low, value.high)


# An amount has 39 digits at most, as 2^127 has, so a quotient by 10^18 is never rounded; one that were would raise.
_UNIT = Decimal(10**_abi.TOLL_AMOUNT_DIGITS)
_divide = decimal.Context(prec=39, traps=[decimal.Inexact]).divide


def _from_words(low: int, high: int) -> Decimal:
    """As toll_amount_format() writes it, without a call. A quotient has no zeros behind the point that it doesn't need, and a
    whole one no exponent, so nothing is left to tidy."""
    return _divide((high << 64) | low, _UNIT)


def _int64(value: int, what: str) -> int:
    return argument(value, ctypes.c_int64, what)


def _int32(value: int, what: str) -> int:
    return argument(value, ctypes.c_int32, what)


def _mode(rounding: int) -> int:
    return _int32(rounding, "mode")


# ---- decimals -------------------------------------------------------------------------------------------------------


def decimal_parse(text: str) -> Decimal:
    """Reads "1.50"; trailing zeros are kept. No exponent, blank or group separator.

    >>> decimal_parse("1.50")
    Decimal('1.50')
    """
    data = text.encode()
    result = _abi.toll_decimal()
    call(lib.toll_decimal_parse, data, len(data), ctypes.byref(result))
    return _from_decimal(result)


def decimal_format(value: Exact) -> str:
    """Writes every digit that the number has, never an exponent.

    >>> decimal_format(Decimal("1E-7"))
    '0.0000001'
    """
    return read_text(lib.toll_decimal_format, ctypes.byref(_to_decimal(value, "value")))


def decimal_compare(left: Exact, right: Exact) -> int:
    """-1, 0 or 1, by value."""
    order = ctypes.c_int32()
    call(lib.toll_decimal_compare, ctypes.byref(_to_decimal(left, "left")), ctypes.byref(_to_decimal(right, "right")),
         ctypes.byref(order))
    return order.value


def _decimal_pair(function: Any, left: Exact, right: Exact) -> Decimal:
    result = _abi.toll_decimal()
    call(function, ctypes.byref(_to_decimal(left, "left")), ctypes.byref(_to_decimal(right, "right")),
         ctypes.byref(result))
    return _from_decimal(result)


def decimal_add(left: Exact, right: Exact) -> Decimal:
    """The exact sum."""
    return _decimal_pair(lib.toll_decimal_add, left, right)


def decimal_multiply(left: Exact, right: Exact) -> Decimal:
    """The exact product.

    >>> decimal_multiply("0.0025", 1000)
    Decimal('2.5000')
    """
    return _decimal_pair(lib.toll_decimal_multiply, left, right)


def decimal_round(value: Exact, digits: int, rounding: int = Rounding.HALF_EVEN) -> Rounded:
    """Rounds to `digits` (0 .. 36) after the point."""
    result, inexact = _abi.toll_decimal(), ctypes.c_int32()
    call(lib.toll_decimal_round, ctypes.byref(_to_decimal(value, "value")), _int32(digits, "digits"), _mode(rounding),
         ctypes.byref(result), ctypes.byref(inexact))
    return Rounded(_from_decimal(result), bool(inexact.value))


# ---- amounts --------------------------------------------------------------------------------------------------------


def amount_parse(text: str) -> Decimal:
    """Reads an amount: at most 18 digits after the point, within +-1.7e20."""
    return _from_amount(_to_amount(str(text), "text"))


def amount_format(value: Exact, digits_min: int = 0) -> str:
    """Writes an amount with at least `digits_min` (0 .. 18) digits after the point.

    >>> amount_format("1.5", 2)
    '1.50'
    """
    return read_text(lib.toll_amount_format, ctypes.byref(_to_amount(value, "value")), _int32(digits_min, "digits_min"))


def amount_convert(value: Exact, rounding: int = Rounding.HALF_EVEN) -> Rounded:
    """A decimal of up to 36 digits after the point as an amount of 18."""
    result, inexact = _abi.toll_amount(), ctypes.c_int32()
    call(lib.toll_amount_convert, ctypes.byref(_to_decimal(value, "value")), _mode(rounding), ctypes.byref(result),
         ctypes.byref(inexact))
    return Rounded(_from_amount(result), bool(inexact.value))


def amount_compare(left: Exact, right: Exact) -> int:
    """-1, 0 or 1."""
    order = ctypes.c_int32()
    call(lib.toll_amount_compare, ctypes.byref(_to_amount(left, "left")), ctypes.byref(_to_amount(right, "right")),
         ctypes.byref(order))
    return order.value


def _amount_pair(function: Any, left: Exact, right: Exact) -> Decimal:
    result = _abi.toll_amount()
    call(function, ctypes.byref(_to_amount(left, "left")), ctypes.byref(_to_amount(right, "right")),
         ctypes.byref(result))
    return _from_amount(result)


def amount_add(left: Exact, right: Exact) -> Decimal:
    """The exact sum."""
    return _amount_pair(lib.toll_amount_add, left, right)


def amount_subtract(left: Exact, right: Exact) -> Decimal:
    """The exact difference."""
    return _amount_pair(lib.toll_amount_subtract, left, right)


def amount_sum(amounts: Iterable[Exact]) -> Decimal:
    """The exact sum of many amounts; a column of :func:`compute_columns` is summed in place.

    >>> amount_sum(["0.1"] * 10)
    Decimal('1')
    """
    rows = amounts._rows if isinstance(amounts, Amounts) else _rows_of(amounts)
    total = _abi.toll_amount()
    call(lib.toll_amount_sum, rows, len(rows), ctypes.sizeof(_abi.toll_amount), ctypes.byref(total))
    return _from_amount(total)


def _rows_of(amounts: Iterable[Exact]) -> Any:
    values = [_to_amount(amount, "amounts") for amount in amounts]
    return (_abi.toll_amount * len(values))(*values)


def amount_multiply(amount: Exact, factor: Exact, rounding: int = Rounding.HALF_EVEN) -> Rounded:
    """An amount times a discount, a tax rate, a share."""
    result, inexact = _abi.toll_amount(), ctypes.c_int32()
    call(lib.toll_amount_multiply, ctypes.byref(_to_amount(amount, "amount")),
         ctypes.byref(_to_decimal(factor, "factor")), _mode(rounding), ctypes.byref(result), ctypes.byref(inexact))
    return Rounded(_from_amount(result), bool(inexact.value))


def amount_round(value: Exact, digits: int, rounding: int = Rounding.HALF_EVEN) -> Rounded:
    """Rounds to `digits` (-20 .. 18) after the point; negative: to tens, hundreds, ...

    >>> amount_round("2.345", 2)
    Rounded(value=Decimal('2.34'), inexact=True)
    """
    result, inexact = _abi.toll_amount(), ctypes.c_int32()
    call(lib.toll_amount_round, ctypes.byref(_to_amount(value, "value")), _int32(digits, "digits"), _mode(rounding),
         ctypes.byref(result), ctypes.byref(inexact))
    return Rounded(_from_amount(result), bool(inexact.value))


def compute(price: Exact, quantity: int, *, per: int = 1, rounding: int = Rounding.HALF_EVEN) -> Rounded:
    """`price * quantity / per`, exact, then rounded once to 18 digits if need be.

    >>> compute("3.00", 1_000_000, per=1_000_000).value
    Decimal('3')
    """
    result, inexact = _abi.toll_amount(), ctypes.c_int32()
    call(lib.toll_amount_compute, ctypes.byref(_to_decimal(price, "price")), _int64(quantity, "quantity"),
         _int64(per, "per"), _mode(rounding), ctypes.byref(result), ctypes.byref(inexact))
    return Rounded(_from_amount(result), bool(inexact.value))


class Amounts(Sequence[Decimal]):
    """A column of amounts, kept as libtoll wrote it: 16 bytes each. Items are made on access.

    Attributes:
        inexact: One int32 a row: 1 when it was rounded.
        statuses: One int32 a row: 0 when it was computed.
    """

    def __init__(self, rows: Any, inexact: Any, statuses: Any) -> None:
        self._rows = rows
        self.inexact = inexact
        self.statuses = statuses

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Decimal: ...

    @overload
    def __getitem__(self, index: slice) -> List[Decimal]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[Decimal, List[Decimal]]:
        if isinstance(index, slice):
            return [_from_words(row.low, row.high) for row in self._rows[index]]
        row = self._rows[index]
        return _from_words(row.low, row.high)

    def sum(self) -> Decimal:
        """Their exact sum."""
        return amount_sum(self)

    @property
    def raw(self) -> memoryview:
        """The rows as bytes: low word, then high word, two's complement, in the machine's byte order."""
        return memoryview(self._rows).cast("B")


def compute_columns(price: Exact, quantities: Any, *, per: int = 1, rounding: int = Rounding.HALF_EVEN,
                    strict: bool = True) -> Amounts:
    """:func:`compute` for a column of quantities: any buffer of int64 (array, NumPy) or sequence of int.

    Raises for the first row that fails; with `strict=False` that row's status tells, and its amount is 0.

    >>> compute_columns("0.15", [1000, 2000, 3000], per=1_000_000).sum()
    Decimal('0.0009')
    """
    column = int64_column(quantities, "quantities")
    rows = (_abi.toll_amount * len(column))()
    inexact, statuses = new_int32(column), new_int32(column)
    err = _abi.toll_error()
    status = lib.toll_amount_compute_columns(
        ctypes.byref(_to_decimal(price, "price")), _int64(per, "per"), _mode(rounding), column.pointer, len(column),
        rows, inexact.pointer, statuses.pointer, ctypes.byref(err))
    if status and (strict or err.row < 0):
        raise_error(status, err)
    return Amounts(rows, inexact.result, statuses.result)


def currency_digits(code: str) -> int:
    """Digits of a currency's minor unit by ISO 4217.

    >>> currency_digits("JPY"), currency_digits("usd"), currency_digits("KWD")
    (0, 2, 3)
    """
    data = code.encode()
    digits = ctypes.c_int32()
    call(lib.toll_currency_get_digits, data, len(data), ctypes.byref(digits))
    return digits.value


def allocate(total: Exact, weights: Any, *, digits: int = 2) -> List[Decimal]:
    """Splits a total by weights (non-negative int) so that the parts are whole 10^-digits and sum to it exactly."""
    column = int64_column(weights, "weights")
    parts = (_abi.toll_amount * len(column))()
    call(lib.toll_amount_allocate, ctypes.byref(_to_amount(total, "total")), column.pointer, len(column),
         _int32(digits, "digits"), parts)
    return [_quantised(part, digits) for part in parts]


def _quantised(value: Any, digits: int) -> Decimal:
    return Decimal(read_text(lib.toll_amount_format, ctypes.byref(value), max(0, digits)))
