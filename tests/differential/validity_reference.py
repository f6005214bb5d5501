# SPDX-License-Identifier: Apache-2.0
"""Validity of names, slowly: a name of full.book is looked up at every date of the book, and runs of equal answers are what
toll_book_find_validity() must give at the ends of a run and within it.

Usage: validity_reference.py LIBRARY BOOK NAMES SEED
"""
import itertools
import os
import random
import sys

sys.path.insert(0, "bindings/python")
os.environ["LIBTOLL"] = os.path.abspath(sys.argv[1])
import libtoll  # noqa: E402
from libtoll import bill  # noqa: E402
from libtoll.records import RowKind  # noqa: E402

FAR = 2**62


def rows_of(book):
    for index in itertools.count():
        try:
            yield book.row(index)
        except libtoll.RangeError:
            return


def read(book):
    """The dates of tariffs and retirements, and (provider, name) of every clause."""
    dates, names, provider = set(), [], ""
    for row in rows_of(book):
        if row.kind == RowKind.TARIFF:
            provider = row.key
            dates |= {row.from_s, row.until_s}
        elif row.kind == RowKind.RETIRED:
            dates.add(row.from_s)
        elif row.kind == RowKind.MATCH:
            names.append((provider, row.text))
    return sorted(date for date in dates if -FAR < date < FAR), names


def answer(book, name, provider, at):
    """What a look-up says; near names of an unknown one tell nothing of time."""
    try:
        found = book.resolve(name, provider, at=at)
        return found.row, found.matched_by, found.region, found.variant, found.is_retired, found.model
    except libtoll.UnknownIdError:
        return "unknown"
    except libtoll.TollError as error:
        return type(error).__name__, error.message


def runs(answers):
    """First and last index of equal neighbours."""
    for _, group in itertools.groupby(enumerate(answers), key=lambda pair: pair[1]):
        indices = [index for index, _ in group]
        yield indices[0], indices[-1]


def compare(book, points, name, provider, draw):
    """points: an instant before all dates, then the dates. The number of intervals."""
    count = 0
    for first, last in runs([answer(book, name, provider, at) for at in points]):
        begin, end = points[first], points[last + 1] - 1 if last + 1 < len(points) else points[-1] + 10**8
        expected = (None if first == 0 else begin, None if last + 1 == len(points) else end + 1)
        for at in (begin, end, draw.randint(begin, end)):
            found = tuple(book.validity(name, provider, at=at))
            assert found == expected, (provider, name, at, found, expected)
        count += 1
    return count


def main(path, names, seed):
    draw = random.Random(seed)
    with open(path, "rb") as file:
        book = bill.Book.open(file.read())
    dates, known = read(book)
    points = [dates[0] - 10**6] + dates
    count = 0
    for provider, name in draw.sample(known, names):
        name = name.upper() if draw.random() < 0.3 else name
        count += compare(book, points, name, provider if draw.random() < 0.5 else None, draw)
    print(f"{names} names at {len(dates)} dates, seed {seed}: {count} intervals as the answers say")


if __name__ == "__main__":
    main(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
