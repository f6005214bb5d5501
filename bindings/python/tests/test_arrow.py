# SPDX-License-Identifier: Apache-2.0
"""Rows of Arrow tables cost what they cost one by one, whatever the types of their columns; what is no count is refused.

The reference bills each row alone, by the name and the instant that it has.
"""
import datetime
import decimal
import random
import unittest

import golden  # noqa: F401: sets the path
import libtoll
from libtoll.bill import Book, match, minimum, price, rule, tariff, tier, when_count, when_time

try:
    import numpy as np
    import pyarrow as pa

    from libtoll import arrow
except ImportError:
    arrow = None

NOW = 1793613600
MODELS = ("gpt-5", "gpt-4.1", "claude-sonnet-4-5", "gemini-2.5-pro", "o3")
METERS = {"input": "input", "cache_read": "cached", "output": "output"}


def one(model="gpt-4.1", count=1000, **more):
    return pa.table({"model": [model], "input": [count], **more})


def cost(table, **options):
    return arrow.bill(table, **{"at": NOW, "meters": ["input"], **options}).to_pylist()


@unittest.skipIf(arrow is None, "no pyarrow and NumPy")
class Arrow(unittest.TestCase):
    def setUp(self):
        self.book, self.random = Book.public(), random.Random(20261201)

    def rows(self, count):
        rows = []
        for _ in range(count):
            total, answer = self.random.choice((0, 1, 1000, 250_000, self.random.randrange(10**6))), self.random.randrange(5000)
            rows.append({"model": self.random.choice(MODELS), "tier": self.random.choice((None, "default", "batch")),
                         "at": self.random.randrange(1788000000, 1796000000), "input": total,
                         "cached": self.random.randrange(total + 1), "output": answer})
        return rows

    def alone(self, row, book=None):
        try:
            card = (book or self.book).card(row["model"], at=row["at"])
            return card.bill({"input": row["input"], "cache_read": row["cached"], "output": row["output"]},
                             tier=row["tier"] or "", region=card.name.region, at=row["at"]).billed
        except libtoll.TollError:
            return None

    def test_random_rows_cost_what_they_cost_alone(self):
        rows = self.rows(700)
        want = [self.alone(row) for row in rows]
        self.assertGreater(sum(amount is not None for amount in want), 300)
        self.assertGreater(sum(amount is None for amount in want), 20)
        table = pa.Table.from_pylist(rows)
        self.assertEqual(cost(table, meters=METERS, tier="tier", at="at", on_error="null"), want)
        encoded = table.set_column(0, "model", table["model"].dictionary_encode())
        chunks = pa.concat_tables([encoded.slice(0, 13), encoded.slice(100, 0), encoded.slice(13, 1), encoded.slice(14)])
        made = arrow.bill(chunks, meters=METERS, tier="tier", at="at", on_error="null")
        self.assertEqual((made.to_pylist(), str(made.type)), (want, "decimal128(38, 18)"))

    def test_integers_of_every_width_and_whole_floats_are_counts(self):
        want = cost(one(count=100))
        for kind in (pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64(),
                     pa.float32(), pa.float64(), pa.decimal128(30, 2), pa.dictionary(pa.int8(), pa.int64())):
            column = pa.array([7, 100, 8], pa.int64()).dictionary_encode() if pa.types.is_dictionary(kind) else \
                pa.array([7, 100, 8]).cast(kind)
            table = pa.table({"model": ["gpt-4.1"] * 3, "input": column})
            self.assertEqual(cost(table.slice(1, 1)), want, kind)

    def test_what_is_no_count_is_refused_with_its_row(self):
        for values, words, error in (
                (pa.array([1.0, 2.5]), "input is not a whole number", libtoll.RangeError),
                (pa.array([1.0, float("nan")], from_pandas=False), "not a whole number", libtoll.RangeError),
                (pa.array([1.0, float("inf")]), "not a whole number", libtoll.RangeError),
                (pa.array([1.0, 2.0**60]), r"beyond 2\^53", libtoll.RangeError),
                (pa.array([1, 2**63], pa.uint64()), "beyond 9,223,372,036,854,775,807", libtoll.RangeError),
                (pa.array([decimal.Decimal("1.0"), decimal.Decimal("1.5")]), "not a whole number", libtoll.RangeError),
                (pa.array([1, None], pa.int64()), "input is null", libtoll.MissingFactError),
                (pa.array([1, -5], pa.int64()), "must not be negative", libtoll.RangeError)):
            table = pa.table({"model": ["gpt-4.1"] * 2, "input": values})
            with self.assertRaisesRegex(error, words) as caught:
                cost(table)
            self.assertEqual(caught.exception.row, 1)
            self.assertLess(caught.exception.code, 0)
            self.assertEqual([amount is None for amount in cost(table, on_error="null")], [False, True])
        for column in (["1"], [True], [[1]], [datetime.date(2026, 1, 1)]):
            with self.assertRaisesRegex(TypeError, "counts are whole numbers"):
                cost(pa.table({"model": ["gpt-4.1"], "input": column}))

    def test_the_row_of_an_error_counts_over_chunks(self):
        table = pa.concat_tables([one(), one(), one("no-such-model-x")])
        with self.assertRaisesRegex(libtoll.UnknownIdError, "no-such-model-x") as caught:
            cost(table)
        self.assertEqual(caught.exception.row, 2)

    def test_nulls_are_refused_or_a_meter_that_was_not_used(self):
        table = pa.table({"model": ["gpt-4.1"] * 3, "input": [1000, 1000, 1000], "cached": [0, None, 400], "output": [1, 1, 1]})
        exact = cost(table, meters=METERS, on_error="null")
        self.assertEqual([amount is None for amount in exact], [False, True, False])
        absent = cost(table, meters=METERS, nulls="absent")
        self.assertEqual((absent[0], absent[2], absent[1]), (exact[0], exact[2], exact[0]))
        book = Book.compile([tariff("acme/one", provider="acme"), match("one"), price("input", 3), minimum("output", 1000),
                             price("output", 5)])
        table = pa.table({"model": ["one"] * 2, "input": [10, 10], "output": [0, None]})
        want = [book.card("one", at=NOW).bill({"input": 10, **more}).billed for more in ({"output": 0}, {})]
        self.assertEqual(cost(table, meters=["input", "output"], nulls="absent", book=book), want)

    def test_null_names_and_tiers(self):
        table = pa.table({"model": pa.array(["gpt-4.1", None, "gpt-4.1"]), "input": [1000] * 3, "tier": [None, "batch", "batch"]})
        made = arrow.add_cost(table, meters=["input"], tier="tier", at=NOW, reason="why")
        self.assertEqual(made["why"].to_pylist(), [None, "model is null", None])
        self.assertEqual(made["cost"].to_pylist()[0], 2 * made["cost"].to_pylist()[2])
        nulls = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int8()), pa.array([None, "gpt-4.1"]))
        self.assertEqual([x is None for x in cost(pa.table({"model": nulls, "input": [1, 1]}), on_error="null")], [True, False])

    def test_reasons_are_those_of_the_library(self):
        table = pa.table({"model": ["nobody", "gpt-4.1", "gpt-4.1"], "input": [1, 1, 1], "cached": [0, 0, 5]})
        made = arrow.add_cost(table, meters={"input": "input", "cache_read": "cached"}, at=NOW, reason="why")
        with self.assertRaises(libtoll.UnknownIdError) as unknown:
            self.book.card("nobody", at=NOW)
        with self.assertRaises(libtoll.TollError) as above:
            self.book.card("gpt-4.1", at=NOW).bill({"input": 1, "cache_read": 5})
        self.assertEqual(made["why"].to_pylist(), [unknown.exception.message, None, above.exception.message])

    def test_amounts_of_another_currency_are_refused(self):
        book = Book.compile([tariff("acme/one", provider="acme", currency="CNY"), match("one"), price("input", 3)])
        with self.assertRaisesRegex(libtoll.ConflictError, "acme/one is priced in CNY, not USD"):
            cost(one("one"), book=book)
        self.assertEqual(cost(one("one"), book=book, currency="CNY"), [decimal.Decimal("0.003")])

    def test_amounts_beyond_the_decimal_are_refused(self):
        book = Book.compile([tariff("acme/one", provider="acme"), match("one"), price("input", 20, per=1)])
        largest = 5 * 10**18 - 1
        self.assertEqual(cost(one("one", largest), book=book), [decimal.Decimal(20 * largest)])
        with self.assertRaisesRegex(libtoll.RangeError, "beyond decimal128"):
            cost(one("one", 5 * 10**18 + 1), book=book)

    def test_hours_of_the_day_hold_for_each_row(self):
        book = Book.compile([tariff("acme/night", provider="acme"), match("night"), price("input", 10), price("output", 20),
                             price("cache_read", 1), rule("off peak"), when_time(start_s=1800, end_s=59400), price("input", 5)])
        rows = [dict(row, model="night", tier=None) for row in self.rows(300)]
        rows += [dict(rows[0], at=86400 * 20700 + second) for second in (1799, 1800, 59399, 59400)]
        want = [self.alone(row, book) for row in rows]
        self.assertEqual(cost(pa.Table.from_pylist(rows), meters=METERS, at="at", book=book), want)

    def test_instants_of_all_kinds_mean_the_same(self):
        noon = datetime.datetime(2026, 11, 1, 12, 30, tzinfo=datetime.timezone.utc)
        want = cost(one(), at=noon)
        for column in (pa.array([int(noon.timestamp())]), pa.array([noon.replace(tzinfo=None)], pa.timestamp("us")),
                       *(pa.array([noon], pa.timestamp(unit, "Europe/Berlin")) for unit in ("s", "ms", "us", "ns")),
                       pa.array([noon.date()], pa.date32())):
            self.assertEqual(cost(one(when=column), at="when"), want, column.type)
        for column, error, words in ((pa.array([10**12]), libtoll.RangeError, "milliseconds"),
                                     (pa.array([None], pa.int64()), libtoll.MissingFactError, "when is null"),
                                     (pa.array(["now"]), TypeError, "cast it"), (pa.array([1.5]), TypeError, "cast it")):
            with self.assertRaisesRegex(error, words):
                cost(one(when=column), at="when")
        with self.assertRaises(libtoll.ParseError):
            cost(one(), at="when")

    def test_sums_of_requests_are_not_priced_by_rules_of_one(self):
        book = Book.compile([tariff("acme/one", provider="acme"), match("one"), price("input", 3), price("request", "0.01", 1),
                             tier("batch"), rule("long"), when_count("input", 1, 10**5), price("input", 6)])
        table = pa.table({"model": ["one"] * 2, "input": [10, 10], "n": [1, 2]})
        made = arrow.add_cost(table, meters={"input": "input", "request": "n"}, at=NOW, book=book, reason="why")
        self.assertEqual(made["cost"].to_pylist(), [decimal.Decimal("0.01003"), None])
        self.assertIn("aggregate", made["why"].to_pylist()[1])

    def test_arguments_that_make_no_sense_are_refused(self):
        for options, error, words in (
                ({"meters": {}}, libtoll.ConflictError, "meters"), ({"meters": ["tokens"]}, libtoll.UnknownIdError, "tokens"),
                ({"meters": {"input": "in"}}, libtoll.MissingFactError, "there is no column in"),
                ({"on_error": "zero"}, ValueError, "on_error"), ({"nulls": "zero"}, ValueError, "nulls"),
                ({"model": ""}, libtoll.MissingFactError, "model"), ({"model": "input"}, TypeError, "names are texts")):
            with self.assertRaisesRegex(error, words):
                cost(one(), **options)
        with self.assertRaises(TypeError):
            cost([1, 2])
        with self.assertRaisesRegex(libtoll.ConflictError, "a column cost already"):
            arrow.add_cost(one(cost=[1]), meters=["input"], at=NOW)

    def test_empty_tables_and_batches(self):
        empty = one().slice(0, 0)
        self.assertEqual(cost(empty), [])
        self.assertEqual(arrow.add_cost(empty, meters=["input"], at=NOW, reason="why").column_names,
                         ["model", "input", "cost", "why"])
        batch = one().to_batches()[0]
        self.assertIsInstance(arrow.bill(batch, meters=["input"], at=NOW), pa.Decimal128Array)
        self.assertEqual(cost(one("gpt-4.1")), cost(one(other=[1]), model="gpt-4.1"))


if __name__ == "__main__":
    unittest.main()
