# SPDX-License-Identifier: Apache-2.0
"""Tables are billed as their rows are one by one: of pandas, Polars, Arrow where they are installed, and plain lists.

The reference makes the vendor's own object of each row, reads it with the reader of logs and bills it alone.
"""
import array
import decimal
import random
import time
import unittest
import warnings
from datetime import datetime, timezone
from unittest import mock

import golden  # noqa: F401: sets the path
import libtoll
from libtoll import _frame_columns
from libtoll.bill import Book, match, minimum, price, rule, tariff, tier, when_count, when_time, zone

try:
    from libtoll import usage
except ImportError:
    usage = None


def load(name):
    try:
        return __import__(name)
    except ImportError:
        return None


numpy, pandas, polars, pyarrow = (load(name) for name in ("numpy", "pandas", "polars", "pyarrow"))
MODELS = ("gpt-5", "openai/gpt-4.1", "gpt-4o-2024-05-13", "gemini-2.5-pro", "deepseek-chat", "claude-sonnet-4-5-20250929",
          "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "o3", "no-such-model", None)
TIERS = (None, "default", "batch", "flex", "warp")
START, END = 1717200000, 1796000000  # 2024-06 to 2026-11: prices change on the way


def chat_row(source):
    prompt = source.choice((0, 1, 1000, 250_000, source.randrange(10**6)))
    answer = source.randrange(5000)
    cached = source.choice((None, 0, source.randrange(prompt + 1)))
    return {"model": source.choice(MODELS), "provider": source.choice((None, None, "openai", "azure")),
            "service_tier": source.choice(TIERS), "created": source.randrange(START, END),
            "prompt_tokens": prompt, "completion_tokens": answer, "cached_tokens": cached,
            "reasoning_tokens": source.choice((None, source.randrange(answer + 1))), "total_tokens": prompt + answer}


def anthropic_row(source):
    return {"model": "claude-sonnet-4-5", "created": source.randrange(1760000000, END),
            "input_tokens": source.randrange(10**5), "output_tokens": source.randrange(10**4),
            "cache_read_input_tokens": source.choice((None, source.randrange(3 * 10**5))),
            "cache_creation_input_tokens": source.choice((None, source.randrange(10**4)))}


def to_table(rows):
    return {name: [row[name] for row in rows] for name in rows[0]}


def to_object(row):
    """The object of a response that has these counts, as its vendor nests them."""
    facts = {name: row[name] for name in ("model", "provider", "service_tier", "created") if row.get(name) is not None}
    counts = {name: value for name, value in row.items() if name.endswith("_tokens") and value is not None}
    for part, whole in (("cached_tokens", "prompt_tokens_details"), ("reasoning_tokens", "completion_tokens_details")):
        if part in counts:
            counts.setdefault(whole, {})[part] = counts.pop(part)
    return {**facts, "usage": counts}


def bill_alone(row, book):
    """The billed amount; None where the row is refused."""
    try:
        record = usage.from_any(to_object(row))
        card = book.card(record.model or "", record.provider, at=record.at)
        return card.bill(record.quantities, tier=record.tier or "", region=record.region or card.name.region,
                         at=record.at).billed
    except (libtoll.TollError, ValueError):
        return None


def makers():
    """A function from a mapping to a table of each library that is installed, and one back to lists."""
    yield "lists", dict, lambda column: column
    if numpy:
        yield "numpy", lambda table: {name: numpy.array(values) if None not in values else values
                                      for name, values in table.items()}, list
    if pandas:
        yield "pandas", pandas.DataFrame, lambda column: [None if pandas.isna(x) else x for x in column.tolist()]
        yield "pandas, own types", lambda table: pandas.DataFrame(table).convert_dtypes(), \
            lambda column: [None if pandas.isna(x) else x for x in column.tolist()]
    if polars:
        yield "polars", polars.DataFrame, lambda column: column.to_list()
    if pyarrow:
        yield "arrow", pyarrow.table, lambda column: column.to_pylist()


@unittest.skipIf(usage is None, "no libtoll-io")
class Frames(unittest.TestCase):
    def setUp(self):
        self.book = Book.public()
        self.random = random.Random(20261130)

    def check(self, table, rows, name, to_list=list):
        made = usage.bill_frame(table)
        costs, reasons = (to_list(made.frame["toll_" + column]) for column in ("cost", "reason"))
        want = [bill_alone(row, self.book) for row in rows]
        self.assertEqual(costs, want, name)
        self.assertEqual([cost is None for cost in costs], [reason is not None for reason in reasons], name)
        self.assertEqual(sum(made.billed.values()), sum(cost for cost in want if cost is not None), name)
        self.assertEqual(sum(line.records for line in made.totals) + sum(made.unpriced.values()), len(rows), name)
        self.assertEqual(sum(line.cost for line in made.totals), sum(made.billed.values()), name)
        return made

    def check_library(self, library):
        rows = [chat_row(self.random) for _ in range(600)]
        self.assertTrue(any(bill_alone(row, self.book) for row in rows))
        beside = [anthropic_row(self.random) for _ in range(200)]
        for name, make, to_list in makers():
            if name.split(",")[0] != library:
                continue
            self.check(make(to_table(rows)), rows, name, to_list)
            made = self.check(make(to_table(beside)), beside, name, to_list)
            self.assertIn("cache_read_input_tokens counts beside its total, to which it was added", made.notes)

    def test_random_rows_cost_what_they_cost_alone(self):
        self.check_library("lists")

    @unittest.skipUnless(numpy, "NumPy is not installed")
    def test_columns_of_numpy(self):
        self.check_library("numpy")

    @unittest.skipUnless(pandas, "pandas is not installed")
    def test_frames_of_pandas(self):
        self.check_library("pandas")
        frame = pandas.DataFrame({"model": ["gpt-5"], "input": [1], "output": [1]}, index=[7])
        self.assertEqual(list(usage.bill_frame(frame, at=1793613600).frame.index), [7])

    @unittest.skipUnless(polars, "Polars is not installed")
    def test_frames_of_polars(self):
        self.check_library("polars")
        frame = polars.DataFrame({"model": ["gpt-5"], "input": [1], "output": [0]})
        self.assertEqual(usage.bill_frame(frame, at=1793613600).frame["toll_cost"].dtype, polars.Decimal(38, 18))

    @unittest.skipUnless(pyarrow, "PyArrow is not installed")
    def test_tables_of_arrow(self):
        self.check_library("arrow")
        batch = pyarrow.RecordBatch.from_pydict({"model": ["gpt-5"], "input": [1], "output": [0]})
        made = usage.bill_frame(batch, at=1793613600)
        self.assertEqual(made.frame.schema.field("toll_cost").type, pyarrow.decimal128(38, 18))

    def test_numpy_is_not_needed(self):
        rows = [chat_row(self.random) for _ in range(300)]
        with mock.patch.object(_frame_columns, "np", None):
            self.check(to_table(rows), rows, "without NumPy")

    def test_counts_beside_are_named_where_names_do_not_tell(self):
        table = {"model": ["claude-sonnet-4-5"], "at": [1793613600], "in": [3], "out": [33], "hit": [1111]}
        own = {"input": "in", "output": "out", "cache_read": "hit"}
        beside = usage.bill_frame(table, columns=own, beside=["cache_read"])
        self.assertEqual(beside.totals[0].quantities, {"input": 1114, "output": 33, "cache_read": 1111})
        inside = usage.bill_frame(table, columns=own)
        self.assertEqual(inside.frame["toll_cost"], [None])
        self.assertIn("cache_read", inside.frame["toll_reason"][0])

    def test_a_stated_total_shows_what_would_be_lost(self):
        table = {"model": ["grok-4"] * 2, "at": [1760000000] * 2, "prompt_tokens": [10, 10], "completion_tokens": [5, 5],
                 "reasoning_tokens": [100, None], "total_tokens": [115, 15]}
        made = usage.bill_frame(table)
        self.assertIsNone(made.frame["toll_cost"][0])
        self.assertIn("total_tokens is 115, but input and output are 15", made.frame["toll_reason"][0])
        self.assertIsNotNone(made.frame["toll_cost"][1])
        made = usage.bill_frame(table, beside=["reasoning"])
        self.assertEqual(made.totals[0].quantities["output"], 110)

    def test_unknown_is_not_nothing(self):
        table = {"model": ["gpt-5"] * 6, "at": [1793613600] * 5 + [None], "input": [1, None, 1.5, True, "7", 1],
                 "output": [None, 1, 1, 1, 1, 1]}
        made = usage.bill_frame(table)
        self.assertEqual(made.frame["toll_cost"], [None] * 6)
        self.assertEqual(made.frame["toll_reason"], ["output is not told", "input is not told",
                         "input: 1.5 is no whole number", "input: True is no number", "input: '7' is no number",
                         "no instant is told"])
        self.assertEqual((made.billed, made.totals), ({}, ()))
        for bad in (float("inf"), -float("inf"), 2.0**60, 2**63, -1, decimal.Decimal("NaN")):
            made = usage.bill_frame({"model": ["gpt-5"], "input": [bad], "output": [1]}, at=1793613600)
            self.assertEqual(made.frame["toll_cost"], [None], bad)
            self.assertTrue(made.frame["toll_reason"][0], bad)
        big = usage.bill_frame({"model": ["claude-sonnet-4-5"], "input_tokens": [2**63 - 1], "output_tokens": [1],
                                "cache_read_input_tokens": [1]}, at=1793613600)
        self.assertIn("the sum is beyond 2^63 - 1", big.frame["toll_reason"][0])

    def test_columns_that_can_not_be_told_are_refused(self):
        count = {"model": ["gpt-5"], "at": [0]}
        for table, options, words in (
                (count, {}, "no column holds a count"),
                ({**count, "input": [1]}, {}, "no column holds output"),
                ({**count, "output": [1]}, {}, "no column holds input"),
                ({"model": ["m"], "input": [1], "output": [1]}, {}, "no column holds the instant"),
                ({**count, "cached_tokens": [1], "cached_input_tokens": [1], "input": [1], "output": [1]}, {},
                 "several columns hold cache_read: cached_tokens, cached_input_tokens"),
                ({**count, "input": [1], "output": [1]}, {"columns": {"imput": "input"}}, "neither a meter"),
                ({**count, "input": [1], "output": [1]}, {"columns": {"input": "in"}}, "there is no column in"),
                ({**count, "input": [1], "output": [1]}, {"beside": ["reasoning"]}, "no column holds reasoning"),
                ({**count, "input": [1], "output": [1]}, {"attributes": {"speed": "s"}}, "there is no column s"),
                ({**count, "input": [1, 2], "output": [1]}, {}, "one length"),
                ({**count, "input": [1], "output": [1], "toll_cost": [1]}, {}, "a column toll_cost already")):
            with self.assertRaisesRegex(libtoll.TollError, words):
                usage.bill_frame(table, **options)
        with self.assertRaisesRegex(ValueError, "cost must be one of"):
            usage.bill_frame({**count, "input": [1], "output": [1]}, cost="cents")
        with self.assertRaises(TypeError):
            usage.bill_frame([1, 2])
        if polars:
            with self.assertRaisesRegex(TypeError, "lazy"):
                usage.bill_frame(polars.DataFrame(count).lazy())

    def test_columns_that_were_not_read_are_said(self):
        table = {"model": ["gpt-5"], "at": [1793613600], "input": [1], "output": [1], "video_tokens": [9]}
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            made = usage.bill_frame(table)
        self.assertIn("video_tokens", str(caught[0].message))
        self.assertEqual(made.notes, ("not read: video_tokens",))

    def test_no_output_can_be_said(self):
        made = usage.bill_frame({"model": ["text-embedding-3-small"], "input": [10**6]}, columns={"output": None},
                                at=1793613600)
        self.assertEqual(made.frame["toll_cost"], [decimal.Decimal("0.02")])

    def test_costs_as_text_and_as_doubles(self):
        table = {"model": ["gpt-5", "nobody"], "at": [1793613600] * 2, "input": [1, 1], "output": [0, 0]}
        exact = usage.bill_frame(table)
        self.assertEqual((exact.frame["toll_cost"], exact.is_exact), ([decimal.Decimal("0.00000125"), None], True))
        text = usage.bill_frame(table, cost="text")
        self.assertEqual((text.frame["toll_cost"], text.is_exact), (["0.00000125", None], True))
        double = usage.bill_frame(table, cost="float", prefix="")
        self.assertEqual((double.frame["cost"], double.is_exact), ([1.25e-06, None], False))
        self.assertEqual(table.keys(), {"model", "at", "input", "output"})

    def test_instants_of_all_kinds_mean_the_same(self):
        noon = datetime(2026, 8, 21, 12, tzinfo=timezone.utc)
        seconds = int(noon.timestamp())
        kinds = [[seconds], [seconds * 1000], [float(seconds)], [str(seconds)], ["2026-08-21T12:00:00Z"],
                 ["2026-08-21 14:00:00+02:00"], ["2026-08-21T12:00:00.123456789Z"], [noon], [noon.replace(tzinfo=None)],
                 array.array("q", [seconds * 10**6])]
        if numpy:
            kinds += [numpy.array(["2026-08-21T12:00:00.5"], dtype="datetime64[ns]"), numpy.array([seconds])]
        if pandas:
            kinds += [pandas.Series([pandas.Timestamp("2026-08-21T14:00:00+02:00")]),
                      pandas.Series([pandas.Timestamp("2026-08-21T12:00:00")])]
        if polars:
            kinds += [polars.Series([noon]), polars.Series([noon.replace(tzinfo=None)])]
        if pyarrow:
            kinds += [pyarrow.array([noon]), pyarrow.chunked_array([[noon.replace(tzinfo=None)]])]
        for values in kinds:
            self.assertEqual([int(x) for x in _frame_columns.to_instants(values).values], [seconds], repr(values))
        for bad in ("yesterday", "2026-13-01", True, float("inf")):
            self.assertTrue(_frame_columns.to_instants([bad]).bad, bad)

    def test_hours_of_the_day_and_zones_are_kept(self):
        rows = [tariff("acme/night", provider="acme"), match("night"), price("input", 10), price("output", 20),
                rule("off peak"), when_time(start_s=1800, end_s=59400), price("input", 5),
                tariff("acme/local", provider="acme"), match("local"), price("input", 10), price("output", 20),
                zone("America/New_York", "EST5EDT,M3.2.0,M11.1.0"),
                rule("morning"), when_time(start_s=7 * 3600, end_s=8 * 3600, zone="America/New_York"), price("input", 1)]
        book = Book.compile(rows)
        instants = [self.random.randrange(1772000000, 1796000000) for _ in range(400)] + \
            [day * 86400 + edge for day in (20500, 20600) for edge in (1799, 1800, 59399, 59400, 43199, 43200)]
        for model in ("night", "local"):
            table = {"model": [model] * len(instants), "at": instants, "input": [10**6] * len(instants),
                     "output": [0] * len(instants)}
            want = [book.card(model, at=at).bill({"input": 10**6, "output": 0}, at=at).billed for at in instants]
            self.assertEqual(len(set(want)), 2)
            self.assertEqual(usage.bill_frame(table, book=book).frame["toll_cost"], want)
            with mock.patch.object(_frame_columns, "np", None):
                self.assertEqual(usage.bill_frame(table, book=book).frame["toll_cost"], want)

    def test_sums_of_requests_are_told_by_their_count(self):
        book = Book.compile([tariff("acme/one", provider="acme"), match("one"), price("input", 3), price("output", 5),
                             minimum("input", 1000), tier("batch"), rule("long"), when_count("input", 1, 10**5),
                             price("input", 6)])
        table = {"model": ["one"] * 2, "at": [0] * 2, "input": [10, 10], "output": [1, 1], "n_requests": [1, 2]}
        made = usage.bill_frame(table, book=book)
        self.assertEqual(made.frame["toll_cost"][0], decimal.Decimal("0.003005"))
        self.assertIn("aggregate", made.frame["toll_reason"][1])
        made = usage.bill_frame({**table, "n_requests": [2, 3]}, book=book)
        self.assertEqual((made.billed, made.totals, len(made.unpriced)), ({}, (), 1))
        fees = Book.compile([tariff("acme/one", provider="acme"), match("one"), price("input", 3), price("output", 5),
                             price("request", "0.01", 1)])
        made = usage.bill_frame(table, book=fees)
        self.assertEqual(made.frame["toll_cost"], [decimal.Decimal("0.010035"), decimal.Decimal("0.020035")])
        made = usage.bill_frame({name: values for name, values in table.items() if name != "n_requests"}, book=fees,
                                is_aggregate=True)
        self.assertEqual(made.frame["toll_cost"], [None, None])

    def test_empty_tables_have_no_rows(self):
        made = usage.bill_frame({"model": [], "at": [], "input": [], "output": []})
        self.assertEqual((made.records, made.billed, made.totals, made.unpriced), (0, {}, (), {}))


def measure(count):
    """Rows a second, for the docs: run this file with --measure."""
    source = random.Random(1)
    rows = {"model": [source.choice(MODELS[:2]) for _ in range(count)], "created": [1793613600] * count,
            "prompt_tokens": [source.randrange(10**5) for _ in range(count)],
            "completion_tokens": [source.randrange(10**4) for _ in range(count)]}
    for name, make, _ in makers():
        table = make(rows)
        for cost in ("decimal", "float"):
            taken = []
            for _ in range(3):
                start = time.perf_counter()
                usage.bill_frame(table, cost=cost)
                taken.append(time.perf_counter() - start)
            print(f"{name}, cost={cost}: {count / sorted(taken)[1]:,.0f} rows/s")


if __name__ == "__main__":
    import sys
    if sys.argv[1:] == ["--measure"]:
        measure(10**6)
    else:
        unittest.main()
