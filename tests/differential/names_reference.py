# SPDX-License-Identifier: Apache-2.0
"""Names to tariffs by clauses, slowly: every clause is asked whether it takes the name, and the best of those that do wins.
Random small books, in which clauses meet often, against toll_book_find() and toll_book_resolve().

Usage: names_reference.py LIBRARY CASES SEED
"""
import os
import random
import re
import sys

sys.path.insert(0, "bindings/python")
os.environ["LIBTOLL"] = os.path.abspath(sys.argv[1])
import libtoll  # noqa: E402
from libtoll import bill  # noqa: E402
from libtoll.records import Match, NameRule  # noqa: E402

AT = 1_790_000_000
DATES = ("-2024-02-29", "-20240229", "@20240229", "-latest", "@default", "-2023-02-29", "-0229", "-2024-13-01")
SNAPSHOT = re.compile(r"(.+)([-@. _](?P<d>20\d\d(?P<s>[-. _@]?)\d\d(?P=s)\d\d)|[-@. _]latest|@default)", re.S)
MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def family(name):
    """A name without its date; None when it has none."""
    found = SNAPSHOT.fullmatch(name)
    if not found:
        return None
    if found["d"]:
        year, month, day = (int(part) for part in re.fullmatch(r"(\d{4})\D?(\d\d)\D?(\d\d)", found["d"]).groups())
        leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        if not (2018 <= year <= 2049 and 1 <= month <= 12 and 1 <= day <= MONTHS[month - 1] + leap):
            return None
    return found[1]


def other_date(name):
    """The same date in the other form, which a book may have written out."""
    found = re.fullmatch(r"(.*[-@. _]\d{4})([-. _@]?)(\d\d)\2(\d\d)", name, re.S)
    if family(name) is None or not found:
        return None
    gap = "" if found[2] else "-"
    return found[1] + gap + found[3] + gap + found[4]


def rank(op, text, name, written):
    """How well a clause takes a name: higher is better, None: not at all. written: the names that the book writes out."""
    if op in (Match.EXACT, Match.ALIAS, Match.DATED):
        if text == name:
            return 9, 0
        if name in written:
            return None
        if text == other_date(name):
            return 8, 0
        is_snapshot = op == Match.DATED and text == family(name) and other_date(name) not in written
        return (7, 0) if is_snapshot else None
    if op == Match.PREFIX:
        return (6, len(text)) if name.startswith(text) else None
    if op == Match.SUFFIX:
        return (5, len(text)) if name.endswith(text) else None
    return (4, len(text)) if text in name else None


def expected(clauses, name):
    """The number of the tariff, "unknown" or "ambiguous"."""
    written = {text for op, text in clauses if op in (Match.EXACT, Match.ALIAS, Match.DATED)}
    ranked = [(rank(op, text, name, written), number) for number, (op, text) in enumerate(clauses)]
    ranked = [(value, number) for value, number in ranked if value is not None]
    if not ranked:
        return "unknown"
    best = max(value for value, _ in ranked)
    winners = [number for value, number in ranked if value == best]
    return winners[0] if len(winners) == 1 else "ambiguous"


def answer(call):
    try:
        return call()
    except libtoll.AmbiguousIdError:
        return "ambiguous"
    except libtoll.UnknownIdError:
        return "unknown"


def random_name(draw):
    word = "".join(draw.choice("ab-") for _ in range(draw.randint(1, 4)))
    return word + draw.choice(DATES) if draw.random() < 0.5 else word


def main(cases, seed):
    draw = random.Random(seed)
    for case in range(cases):
        clauses = [(draw.choice(list(Match)), random_name(draw)) for _ in range(draw.randint(1, 6))]
        rows = []
        for number, (op, text) in enumerate(clauses):
            rows += [bill.tariff(str(number), provider="p"), bill.match(text, op), bill.price("input", number + 1)]
        book = bill.Book.compile(rows)
        for name in [random_name(draw) for _ in range(4)] + [draw.choice(clauses)[1]]:
            want = expected(clauses, name)
            got = answer(lambda: int(book.find("p", name, AT).bill({"input": 10**6}).billed) - 1)
            assert got == want, (case, clauses, name, "find", got, want)
            # rules find what clauses find, and may find more where case and punctuation are all that differs
            ruled = answer(lambda: int(book.resolve(name, "p", at=AT).sku))
            if want != "unknown" and ruled != want:
                by = answer(lambda: book.resolve(name, "p", at=AT).matched_by)
                assert isinstance(ruled, int) and by & (NameRule.PUNCTUATION | NameRule.CASE | NameRule.DATE_SUFFIX
                                                        | NameRule.LATEST), (case, clauses, name, "resolve", ruled, want)
    print(f"{cases} books, seed {seed}: as the reference says")


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
