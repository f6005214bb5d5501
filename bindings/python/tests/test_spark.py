# SPDX-License-Identifier: Apache-2.0
"""Spark prices rows as the Arrow helper does, and counters across partitions as one pass does.

    test_spark.py                   the tests, where pyspark and Java are
    test_spark.py --measure ROWS    rows/s on local[2], beside Spark's own transport of rows to Python and back
"""
import datetime
import decimal
import random
import sys
import time
import unittest

import golden  # noqa: F401: sets the path
import libtoll
from libtoll import counters
from libtoll.bill import Book, allowance, match, price, tariff

try:
    from pyspark.sql import SparkSession, functions

    from libtoll import arrow, spark
except ImportError:
    spark = None

METERS = {"input": "input", "cache_read": "cached", "output": "output"}
AT = 1793613600
MODELS = ("gpt-4.1", "gpt-5", "claude-sonnet-4-5", "gemini-2.5-pro")


def session():
    made = SparkSession.builder.master("local[2]").appName("libtoll").config("spark.ui.enabled", "false").config(
        "spark.ui.showConsoleProgress", "false").config(
        "spark.driver.memory", "6g").config("spark.sql.session.timeZone", "UTC").config(
        "spark.sql.shuffle.partitions", "4").getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    return made


@unittest.skipIf(spark is None, "no pyspark, pyarrow and NumPy")
class Spark(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.session = session()

    @classmethod
    def tearDownClass(cls):
        cls.session.stop()

    def rows(self, count):
        source = random.Random(count)
        return [(row, source.choice(MODELS), datetime.datetime.fromtimestamp(AT + 60 * row, datetime.timezone.utc),
                 source.randrange(10**5, 2 * 10**5), source.randrange(10**5), source.randrange(5000)) for row in range(count)]

    def frame(self, rows):
        return self.session.createDataFrame(rows, "id long, model string, at timestamp, input long, cached int, output double")

    def test_costs_are_those_of_the_arrow_helper(self):
        rows = [(*row[:5], float(row[5])) for row in self.rows(500)]
        made = spark.bill(self.frame(rows).repartition(3), meters=METERS, at="at").orderBy("id").collect()
        import pyarrow as pa
        table = pa.table(dict(zip(("model", "at", "input", "cached", "output"), list(zip(*rows))[1:])))
        self.assertEqual([row.cost for row in made], arrow.bill(table, meters=METERS, at="at").to_pylist())

    def test_a_row_without_a_price_ends_the_job_or_has_a_reason(self):
        rows = [(0, "nobody", datetime.datetime(2026, 11, 1), 1, 0, 1.0), (1, "gpt-4.1", datetime.datetime(2026, 11, 1), 1000, 0, 1.5)]
        with self.assertRaisesRegex(Exception, "nobody"):
            spark.bill(self.frame(rows[:1]), meters=METERS, at="at").collect()
        made = spark.bill(self.frame(rows), meters=METERS, at="at", reason="why").orderBy("id").collect()
        self.assertEqual([row.cost for row in made], [None, None])
        self.assertIn("nobody", made[0].why)
        self.assertEqual(made[1].why, "output is not a whole number")
        with self.assertRaisesRegex(ValueError, "a column model already"):
            spark.bill(self.frame(rows), name="model", meters=METERS, at="at")

    def test_free_tiers_across_partitions_are_billed_as_in_one_pass(self):
        book = Book.compile([tariff("acme/free", provider="acme"), match("free"), price("input", 3),
                             allowance("input", "free", 300_000)])
        source = random.Random(1)
        rows = [(source.choice(("acme", "bravo")), "free", datetime.datetime.fromtimestamp(AT + at), source.randrange(9000))
                for at in range(200)]
        frame = self.session.createDataFrame(rows, "account string, model string, at timestamp, input long").repartition(4)
        made = spark.bill_counted(frame, meters={"input": "input"}, book=book,
                                  columns={"account": "account", "model": "model", "at": "at"}).orderBy("at").collect()
        want = counters.bill_rows([counters.Row(row[0], "free", {"input": row[3]}, AT) for row in rows], {}, {}, book)
        self.assertGreater(sum(want), 0)
        self.assertEqual([row.cost for row in made], want)


def seconds_of(frame):
    start = time.perf_counter()
    frame.write.format("noop").mode("overwrite").save()
    return time.perf_counter() - start


def measure(count):
    """Whole rows go to Python and back in both; what libtoll takes is the difference."""
    made = session()
    names = functions.element_at(functions.array(*map(functions.lit, MODELS)), (functions.col("id") % 4 + 1).cast("int"))
    frame = made.range(0, count, 1, 16).select("id", names.alias("model"), (functions.col("id") % 100_000).alias("input"),
                                               (functions.col("id") % 10_000).alias("cached"),
                                               (functions.col("id") % 5000).alias("output"))
    frame = frame.withColumn("cached", functions.least("cached", "input"))
    identity = frame.mapInArrow(lambda batches: batches, frame.schema)
    priced = spark.bill(frame, meters=METERS, at=AT)
    seconds_of(made.range(0, 10**6).mapInArrow(lambda batches: batches, "id long"))
    alone, whole = seconds_of(identity), seconds_of(priced)
    total = priced.agg(functions.sum("cost")).collect()[0][0] if count <= 10**7 else decimal.Decimal(0)
    print(f"spark: {count:,} rows on local[2] in {whole:.1f} s, {count / whole:,.0f} rows/s; transport alone {alone:.1f} s;"
          f" libtoll {(whole - alone) / whole * 100:.0f} % of it" + (f"; sum {total}" if total else ""))
    made.stop()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]))
    else:
        unittest.main()
