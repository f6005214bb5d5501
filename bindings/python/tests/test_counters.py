# SPDX-License-Identifier: Apache-2.0
"""Partitions that are billed side by side in two passes cost what the whole log costs in one, row by row."""
import random
import unittest

import golden  # noqa: F401: sets the path
import libtoll
from libtoll import counters
from libtoll.bill import Book, allowance, match, price, rule, tariff, volume, when_counter

FREE = [tariff("acme/free", provider="acme"), match("free"), price("input", 3), price("output", 5),
        allowance("input", "free tokens", 50_000), allowance("output", "free tokens", 50_000, 2)]
VOLUME = [tariff("acme/volume", provider="acme"), match("volume"), price("output", 5), price("input", 3),
          volume("input", "monthly", 0, 4), volume("input", "monthly", 30_000, 2), volume("input", "monthly", 90_000, 1)]
BOOK = Book.compile(FREE + VOLUME + [tariff("acme/plain", provider="acme"), match("plain"), price("input", 3), price("output", 5)])


def in_one_pass(rows):
    """The log from its first row to its last, each account with its own counters."""
    kept, amounts = {}, []
    for row in rows:
        names = {"free": ["free tokens"], "volume": ["monthly"], "plain": []}[row.model]
        before = {name: kept.get((row.account, name), 0) for name in names}
        made = BOOK.card(row.model, at=row.at).bill(row.usage, at=row.at, counters=before)
        kept.update({(row.account, name): used for name, used in made.counters.items()})
        amounts.append(made.billed)
    return amounts


class Counters(unittest.TestCase):
    def test_two_passes_over_any_partitions_give_the_amounts_of_one(self):
        source = random.Random(20261201)
        differ = 0
        for _ in range(20):
            rows = [counters.Row(source.choice(("acme", "bravo", "carol")), source.choice(("free", "volume", "plain")),
                                 {"input": source.randrange(20_000), "output": source.randrange(3000)}, 100 + at)
                    for at in range(60)]
            cuts = [0, *sorted(source.randrange(61) for _ in range(4)), 60]
            parts = [rows[low:high] for low, high in zip(cuts, cuts[1:])]
            advances = [counters.advances(part, BOOK) for part in parts]
            begins = counters.starts(advances)
            made = [amount for part, begin, advance in zip(parts, begins, advances)
                    for amount in counters.bill_rows(part, begin, advance, BOOK)]
            want = in_one_pass(rows)
            self.assertEqual(made, want)
            alone = [amount for part in parts for amount in counters.bill_rows(part, {}, {}, BOOK)]
            differ += alone != want
        self.assertGreater(differ, 15)

    def test_counters_of_last_month_can_be_carried_over(self):
        begin = counters.starts([{("acme", "free tokens"): 10}], {("acme", "free tokens"): 50_000})
        self.assertEqual(begin, [{("acme", "free tokens"): 50_000}])
        row = counters.Row("acme", "free", {"input": 1_000_000}, 100)
        self.assertEqual(counters.bill_rows([row], begin[0], {}, BOOK), [libtoll.money.amount_parse("3")])

    def test_a_rule_that_counts_otherwise_after_a_threshold_is_refused(self):
        book = Book.compile([tariff("acme/odd", provider="acme"), match("odd"), price("input", 3),
                             allowance("input", "free", 1000), rule("late"), when_counter("free", 1, 500),
                             allowance("input", "free", 1000, 3)])
        rows = [counters.Row("acme", "odd", {"input": 400}, at) for at in range(4)]
        advances = [counters.advances(part, book) for part in (rows[:2], rows[2:])]
        begins = counters.starts(advances)
        with self.assertRaisesRegex(libtoll.ConflictError, "bill the log in one pass"):
            counters.bill_rows(rows[2:], begins[1], advances[1], book)


if __name__ == "__main__":
    unittest.main()
