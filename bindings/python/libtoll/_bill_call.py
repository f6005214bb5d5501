# SPDX-License-Identifier: Apache-2.0
"""The call of one bill, as short as ctypes allows: packed bytes in, one block of memory out.

The function is declared a second time, without argument types and without giving up the interpreter's lock: a bill takes
80 ns, checking typed pointers 0.9 us, and turning 13 Python ints into words 0.5 us. So arguments are words of C already,
kept where they stay the same from one call to the next. The module alone may use it: it packs what it passes.
"""
import ctypes
import struct as _struct
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Collection, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from ._bill_view import _AMOUNT, NEW_CONTEXT, TOTAL_BYTES, _offset, bill_of, layout_of, new_memory
from ._convert import argument
from ._load import call, lib, raise_error
from .errors import ConflictError
from .generated import abi as _abi
from .money import _from_words

if TYPE_CHECKING:
    from ._bill_view import Bill

MeterName = Union[str, int]

_compute = ctypes.PYFUNCTYPE(ctypes.c_int32)(ctypes.cast(lib.toll_bill_compute, ctypes.c_void_p).value or 0)
_address = ctypes.c_void_p.from_param  # words that a call takes as they are


class _Counts(Dict[int, Any]):
    """A uint64_t for each count that was passed before: the same few come again."""

    def __missing__(self, count: int) -> Any:
        word = self[count] = ctypes.c_uint64.from_param(count)
        return word


_COUNTS = _Counts()
_CONTEXT = _struct.Struct(layout_of(_abi.toll_bill_context))
_HEADER = _CONTEXT.unpack(NEW_CONTEXT)[:2]
_USAGES = tuple(_struct.Struct("=" + "Qq" * count) for count in range(65))
_METERS: Dict[MeterName, int] = {}
_BILLED = _offset("billed_cost")
LINES = (1024, 16384)  # more room, for volume tiers of many steps


def find_meter(name: str) -> int:
    data = name.encode()
    meter = ctypes.c_uint32()
    call(lib.toll_bill_meter_find, data, len(data), ctypes.byref(meter))
    return meter.value


def meter_number(name: MeterName) -> int:
    """Of a name, or the number itself; what has no name ("" or 0) is 0."""
    number = _METERS.get(name)
    if number is None:
        number = find_meter(name) if isinstance(name, str) and name else int(name or 0)
        if isinstance(name, str):
            _METERS[name] = number
    return number


def pack_usage(usage: Mapping[MeterName, int]) -> bytes:
    """Pairs of meter and quantity, as C has them."""
    flat: List[int] = []
    known = _METERS.get
    for name, quantity in usage.items():
        flat.append(known(name) or meter_number(name))
        flat.append(quantity)
    try:
        return _USAGES[len(usage)].pack(*flat)
    except (_struct.error, IndexError, TypeError):
        return _pack_checked(usage)


def _pack_checked(usage: Mapping[MeterName, int]) -> bytes:
    """With messages that name what is wrong."""
    pairs = (_abi.toll_bill_usage * len(usage))()
    for struct, (name, quantity) in zip(pairs, usage.items()):
        struct.meter, struct.quantity = meter_number(name), argument(quantity, ctypes.c_int64, str(name))
    return bytes(pairs)


def pack_context(tier: int, region: int, at_s: Optional[int], is_aggregate: bool, allow_aggregate: bool) -> bytes:
    known = 0 if at_s is None else _abi.TOLL_CONTEXT_AT
    return _CONTEXT.pack(*_HEADER, known, at_s or 0, tier, region, int(is_aggregate), int(allow_aggregate))


class Call:
    """The arguments of a bill that stay the same from one attempt to the next."""

    __slots__ = ("card", "size", "pairs", "n_pairs", "context", "attributes", "counters", "kinds")

    def __init__(self, card: Any, size: int, usage: Mapping[MeterName, int], context: bytes, attributes: Any = (),
                 counters: Any = (), kinds: Any = ()) -> None:
        self.card, self.size = card, size
        self.pairs, self.n_pairs = pack_usage(usage), len(usage)
        self.context = context
        self.attributes, self.counters, self.kinds = attributes, counters, kinds


def _attempt(ask: Call, memory: Any, capacity: int, of_lines: Any) -> int:
    if ask.kinds:
        return _typed_attempt(ask, memory, capacity, of_lines, None)
    lines = ctypes.byref(memory, TOTAL_BYTES)
    status: int = _compute(ask.card, _COUNTS[ask.size], ask.pairs, _COUNTS[ask.n_pairs], ask.context, ask.attributes or None,
                           _COUNTS[len(ask.attributes)], ask.counters or None, _COUNTS[len(ask.counters)], lines,
                           _COUNTS[capacity], memory, None)
    return status


def _typed_attempt(ask: Call, memory: Any, capacity: int, of_lines: Any, err: Any) -> int:
    """The same by the declared functions, for kinds and for messages."""
    lines, total = pointers(memory)
    pairs = (_abi.toll_bill_usage * ask.n_pairs).from_buffer_copy(ask.pairs)
    context = _abi.toll_bill_context.from_buffer_copy(ask.context)
    common = (ctypes.byref(context), ask.attributes or None, len(ask.attributes), ask.counters or None, len(ask.counters), lines)
    if ask.kinds:
        status: int = lib.toll_bill_compute_kinds(ask.card, ask.size, pairs, ask.n_pairs, ask.kinds, len(ask.kinds), *common,
                                                  of_lines, capacity, total, err)
    else:
        status = lib.toll_bill_compute(ask.card, ask.size, pairs, ask.n_pairs, *common, capacity, total, err)
    return status


def pointers(memory: Any) -> Tuple[Any, Any]:
    """Lines and total of a bill's memory, for the declared functions."""
    base = ctypes.addressof(memory)
    return (ctypes.cast(base + TOTAL_BYTES, ctypes.POINTER(_abi.toll_bill_line)),
            ctypes.cast(base, ctypes.POINTER(_abi.toll_bill_total)))


def compute(ask: Call, keys: Collection[str] = ()) -> "Bill":
    """The bill; `keys` name the counters."""
    first = ask.n_pairs + len(ask.kinds) + 6  # fees, floors and caps have lines of their own
    status = _abi.TOLL_E_BUFFER
    for capacity in (first, *LINES):
        memory = new_memory(capacity)
        of_lines = (ctypes.c_uint32 * capacity)() if ask.kinds else ()
        status = _attempt(ask, memory, capacity, of_lines)
        if status != _abi.TOLL_E_BUFFER:
            break
    if status != _abi.TOLL_OK:
        _raise(ask, memory, capacity, of_lines)
    counters = {key: struct.used for key, struct in zip(keys, ask.counters)} if keys else {}
    return bill_of(memory, counters, of_lines)


def _raise(ask: Call, memory: Any, capacity: int, of_lines: Any) -> None:
    """Asks once more, for the message: a call that fails has changed nothing."""
    err = _abi.toll_error()
    raise_error(_typed_attempt(ask, memory, capacity, of_lines, ctypes.byref(err)), err)


class Biller:
    """Bills records with the same meters and context: totals alone, in memory of its own. Made by `Card.biller`.

    It is for one thread at a time; each thread makes its own.

    >>> from libtoll.bill import Book
    >>> card = Book.public().find("anthropic", "claude-sonnet-4-6", at=1793491200)
    >>> cost = card.biller(["input", "cache_read", "output"])
    >>> cost(12_000, 10_000, 800), cost.attos(12_000, 10_000, 800)
    (Decimal('0.021'), 21000000000000000)
    """

    def __init__(self, card: Any, memory: Any, meters: Sequence[MeterName], context: bytes, attributes: Any) -> None:
        if len(meters) > 64:
            raise ConflictError(f"at most 64 meters, got {len(meters)}")
        self._card = card  # its book must stay
        self._names = tuple(meters)
        self._flat = [0] * (2 * len(meters))
        self._flat[::2] = [meter_number(name) for name in meters]
        self._pack = _USAGES[len(meters)].pack_into
        self._pairs = ctypes.create_string_buffer(16 * len(meters) or 1)
        self._total = new_memory(0)
        self._kept = (context, memory, attributes)
        self._arguments: Tuple[Any, ...] = (
            _address(ctypes.addressof(memory)), _COUNTS[ctypes.sizeof(memory)], _address(ctypes.addressof(self._pairs)),
            _COUNTS[len(meters)], _address(context), attributes or None, _COUNTS[len(attributes)], None, _COUNTS[0], None,
            _COUNTS[0], _address(ctypes.addressof(self._total)), None)

    def words(self, *quantities: int) -> Tuple[int, int]:
        """The billed amount as the two words of its 128 bits, low and high."""
        flat = self._flat[:]
        try:
            flat[1::2] = quantities
            self._pack(self._pairs, 0, *flat)
        except (ValueError, _struct.error):
            self._refuse(quantities)
        if _compute(*self._arguments):
            self._raise()
        low, high = _AMOUNT.unpack_from(self._total, _BILLED)
        return low, high

    def attos(self, *quantities: int) -> int:
        """The billed amount in units of 10^-18."""
        low, high = self.words(*quantities)
        return high << 64 | low

    def __call__(self, *quantities: int) -> Decimal:
        """The billed amount; quantities in the order of the meters."""
        return _from_words(*self.words(*quantities))

    def _refuse(self, quantities: Sequence[int]) -> None:
        if len(quantities) != len(self._names):
            raise ConflictError(f"{len(self._names)} quantities are needed, one a meter, got {len(quantities)}")
        for name, quantity in zip(self._names, quantities):
            argument(quantity, ctypes.c_int64, str(name))

    def _raise(self) -> None:
        err = _abi.toll_error()
        raise_error(_compute(*self._arguments[:-1], ctypes.byref(err)), err)
