# SPDX-License-Identifier: Apache-2.0
"""Bills of tables: columns that stay where they are, and rows that each name their tariff and context."""
import ctypes
from typing import Any, Mapping, Optional, Sequence

from . import bill as _bill
from ._bill_call import MeterName, meter_number
from ._columns import INT32, Column, int64_column, new_column
from ._load import call, lib, raise_error
from .errors import ConflictError
from .generated import abi as _abi


class Rater:
    """A card in one context, ready for the columns of a table: make it once for each tariff, tier and region that rows
    have.

    >>> from libtoll.bill import Book
    >>> card = Book.public().find("anthropic", "claude-sonnet-4-6", at="2026-11-01T00:00:00Z")
    >>> rater = Rater(card, ["input", "cache_read", "output"])
    >>> bill_rows([rater], {"input": [12_000], "cache_read": [10_000], "output": [800]}).billed
    [Decimal('0.021')]
    """

    def __init__(self, card: _bill.Card, meters: Sequence[MeterName], *, tier: str = "", region: str = "",
                 at: Optional[_bill.Instant] = None, attributes: Optional[Mapping[str, str]] = None,
                 is_aggregate: bool = False, allow_aggregate: bool = False) -> None:
        self._book = card.book  # must outlive the rater
        self._meters = [meter_number(name) for name in meters]
        self._memory = (ctypes.c_uint64 * (lib.toll_bill_rater_size() // 8))()
        context = _abi.toll_bill_context.from_buffer_copy(card._packed(tier, region, at, is_aggregate, allow_aggregate))
        kept = card._attributes(attributes or {})
        call(lib.toll_bill_resolve_rater, card._memory, card._size, (ctypes.c_uint32 * len(meters))(*self._meters),
             len(meters), ctypes.byref(context), kept, len(kept), self._memory, ctypes.sizeof(self._memory))


def _of_one_length(columns: Mapping[str, Column]) -> int:
    lengths = {len(made) for made in columns.values()}
    if len(lengths) > 1:
        raise ConflictError(f"columns must be of one length, got {sorted(lengths)}")
    return lengths.pop() if lengths else 0


def bill_rows(raters: Sequence[Optional[Rater]], usage: Mapping[MeterName, Any], *, rater_of_row: Any = None,
              at_s: Any = None) -> _bill.BillColumns:
    """Bills the rows of a table. A row that is refused has a status, and costs 0.

    Args:
        raters: Made for the meters of `usage`, in its order; None where a tariff is not known.
        usage: A column (NumPy array, array.array, list) a meter.
        rater_of_row: Of each row the number of its rater; without it all rows have the first.
        at_s: Of each row its instant, seconds since 1970; without it that of its rater.
    """
    columns = {str(name): int64_column(values, str(name)) for name, values in usage.items()}
    at = {"at_s": int64_column(at_s, "at_s")} if at_s is not None else {}
    count = _of_one_length({**columns, **at})
    numbers = None if rater_of_row is None else (ctypes.c_uint32 * count)(*rater_of_row)
    meters_in = (ctypes.c_uint32 * len(columns))(*[meter_number(name) for name in usage])
    pointers = (ctypes.POINTER(ctypes.c_int64) * len(columns))(
        *[ctypes.cast(made.pointer, ctypes.POINTER(ctypes.c_int64)) for made in columns.values()])
    of = (ctypes.c_void_p * len(raters))(*[None if rater is None else ctypes.addressof(rater._memory) for rater in raters])
    billed, statuses = (_abi.toll_amount * count)(), new_column(INT32, count, any(made.is_numpy for made in columns.values()))
    err = _abi.toll_error()
    status = lib.toll_bill_compute_rows(of, len(raters), numbers, meters_in, len(columns), pointers, None, count,
                                        at["at_s"].pointer if at else None, billed, statuses.pointer, ctypes.byref(err))
    if status != _abi.TOLL_OK and not any(statuses.pointer):
        raise_error(status, err)
    return _bill.BillColumns(_bill.amounts_of(billed, statuses.pointer), statuses.result)
