# SPDX-License-Identifier: Apache-2.0
"""Free tiers and volume tiers of accounts whose rows lie in several partitions: a plan of two passes.

An allowance and a volume tier depend on what the account has used before, its counter. A counter advances by what a record
uses, whatever it was before, so partitions in the order of time can be billed side by side:

    pass 1   each partition: how far does it advance each account's counters?     advances()
    between  sums over the partitions before each one                            starts()
    pass 2   each partition: the bill, from its own starts                       bill_rows()

Example: 1,000 units are free. Partition 1 uses 700 and partition 2 uses 600 units. Partition 2 starts at 700, so 300 of its
units are free and 300 are paid, as in one pass.

A tariff may let a counter choose another rule, and that rule may count otherwise. Pass 2 therefore compares where each
account ends with what pass 1 said, and a difference is a :class:`ConflictError`: such a log is billed in one pass.
A counter begins anew with each period, so name the period in the account: "acme 2026-11".
"""
import itertools
from decimal import Decimal
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from ._bill_call import MeterName
from .bill import Book, Card
from .errors import ConflictError, TollError
from .generated.records import RowKind

_COUNTED = (RowKind.ALLOWANCE, RowKind.VOLUME, RowKind.WHEN_COUNTER)
Counters = Dict[Tuple[str, str], int]  # of an account and the name of a counter


class Row(NamedTuple):
    """A record, in the order of time among those of its account.

    Attributes:
        account: Whose counters it advances, with its period: "acme 2026-11".
        model: As logs write it.
        usage: Whole base units by meter, totals inclusive.
        at: Instant, seconds since 1970-01-01 UTC.
        tier: Service tier; empty: standard.
        provider: Empty: any.
    """
    account: str
    model: str
    usage: Mapping[MeterName, int]
    at: int
    tier: str = ""
    provider: str = ""


class _Cards:
    """Cards by name and instant, each with the names of its tariff's counters."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._cards: Dict[Tuple[str, str, int], Tuple[Card, Tuple[str, ...]]] = {}

    def find(self, row: Row) -> Tuple[Card, Tuple[str, ...]]:
        key = (row.model, row.provider, row.at)
        if key not in self._cards:
            card = self._book.card(row.model, row.provider or None, at=row.at)
            assert card.name is not None
            self._cards[key] = (card, self._counters(card.name.row))
        return self._cards[key]

    def _counters(self, tariff: int) -> Tuple[str, ...]:
        """Names in the rows of a tariff, which end with the next one or with the book."""
        names: List[str] = []
        for index in itertools.count(tariff + 1):
            try:
                row = self._book.row(index)
            except TollError:
                break
            if row.kind == RowKind.TARIFF:
                break
            if row.kind in _COUNTED and row.key and row.key not in names:
                names.append(row.key)
        return tuple(names)


def _bill(rows: Iterable[Row], book: Optional[Book], counters: Counters) -> List[Decimal]:
    """Bills rows one after the other and advances the counters in place."""
    cards, billed = _Cards(book or Book.public()), []
    for row in rows:
        card, names = cards.find(row)
        before = {name: counters.get((row.account, name), 0) for name in names}
        assert card.name is not None
        made = card.bill(row.usage, tier=row.tier, region=card.name.region, at=row.at, counters=before)
        for name, used in made.counters.items():
            counters[row.account, name] = used
        billed.append(made.billed)
    return billed


def advances(rows: Iterable[Row], book: Optional[Book] = None) -> Counters:
    """Pass 1: how far the rows of a partition advance the counters of each account."""
    counters: Counters = {}
    _bill(rows, book, counters)
    return counters


def starts(partitions: Sequence[Counters], before: Optional[Counters] = None) -> List[Counters]:
    """Where the counters of each partition start: before, and the advances of the partitions ahead of it.

    >>> starts([{("acme", "free"): 700}, {("acme", "free"): 600}, {}])[2]
    {('acme', 'free'): 1300}
    """
    now, made = dict(before or {}), []
    for advance in partitions:
        made.append(dict(now))
        for key, used in advance.items():
            now[key] = now.get(key, 0) + used
    return made


def bill_rows(rows: Iterable[Row], start: Counters, advance: Counters, book: Optional[Book] = None) -> List[Decimal]:
    """Pass 2: what each row of a partition costs. :class:`ConflictError`: the counters end elsewhere than pass 1 said."""
    counters = dict(start)
    billed = _bill(rows, book, counters)
    for (account, name), used in advance.items():
        expected = start.get((account, name), 0) + used
        if counters.get((account, name), 0) != expected:
            raise ConflictError(f"counter {name} of {account} ends at {counters.get((account, name), 0)}, not at {expected}:"
                                " a rule of the tariff counts otherwise after a threshold, so bill the log in one pass",
                                field="counters")
    return billed


__all__ = ["Counters", "Row", "advances", "bill_rows", "starts"]
