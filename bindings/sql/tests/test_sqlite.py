# SPDX-License-Identifier: Apache-2.0
"""The SQLite extension, by Python's sqlite3 with loading of extensions (Debian's python3 has it).

TOLL_SQL_BUILD names the folder of toll_sqlite.so.
"""
import os
import sqlite3
import unittest
from decimal import Decimal
from pathlib import Path

from sql_cases import AT, JUNE, TOP, Refused, SqlCases, book_file, environment, simple_tariff, toll

EXTENSION = Path(os.environ["TOLL_SQL_BUILD"]).resolve() / "toll_sqlite"


class TestSqlite(SqlCases, unittest.TestCase):
    def setUp(self):
        self.con = self.open(None)

    def tearDown(self):
        self.con.close()

    def open(self, path):
        environment(path)
        con = sqlite3.connect(":memory:")
        con.enable_load_extension(True)
        try:
            con.load_extension(str(EXTENSION))
        except sqlite3.OperationalError as error:
            con.close()
            raise Refused(str(error)) from None
        return con

    def query(self, con, sql, values=()):
        try:
            return con.execute(sql, values).fetchall()
        except (sqlite3.Error, OverflowError) as error:
            raise Refused(str(error)) from None

    @staticmethod
    def table(name):
        return name

    @staticmethod
    def amount(text):
        return f"'{text}'"

    def call(self, con, name, model, at, words):
        pairs = [part for pair in words.items() for part in pair]
        return self.query(con, f"select {name}({', '.join('?' * (2 + len(pairs)))})", [model, at, *pairs])[0][0]

    def bill(self, con, model, at, words):
        return self.call(con, "toll_bill_at", model, at, words)

    def check(self, con, model, at, words):
        return self.call(con, "toll_check_at", model, at, words)

    def fill(self, con, rows):
        names = list(rows[0][2]) if rows else ["input"]
        con.execute(f"create temp table t (i integer primary key, model, at, {', '.join(names)})")
        con.executemany(f"insert into t values ({', '.join('?' * (3 + len(names)))})",
                        [(i, model, at, *words.values()) for i, (model, at, words) in enumerate(rows)])
        return ", ".join(f"'{name}', {name}" for name in names)

    def bills(self, con, rows):
        words = self.fill(con, rows)
        return [row[0] for row in self.query(con, f"select toll_bill_at(model, at, {words}) from t order by i")]

    def account(self, con, rows):
        con.execute("drop table if exists t")
        words = self.fill(con, rows)
        return self.query(con, f"select toll_bill_account(model, at, {words}) from t")[0][0]

    # ---- what SQLite alone has ----

    def test_only_a_function_with_an_instant_may_stand_in_an_index(self):
        self.con.execute("create table u (model, n)")
        self.con.execute("create index a on u (toll_bill_at(model, '2026-11-01', 'input', n))")
        with self.assertRaises(sqlite3.OperationalError) as caught:
            self.con.execute("create index b on u (toll_bill(model, 'input', n))")
        self.assertIn("non-deterministic", str(caught.exception))

    def test_functions_serve_in_views_and_triggers_of_untrusted_schemas(self):
        self.con.execute("pragma trusted_schema = off")
        self.con.execute("create view v as select toll_bill_at('gpt-4.1', '2026-11-01', 'input', 1000) as x")
        self.con.execute("create view w as select count(*) as n from toll_models")
        self.assertEqual(self.con.execute("select x from v").fetchone()[0], "0.002")
        self.assertGreater(self.con.execute("select n from w").fetchone()[0], 100)

    def test_words_may_be_a_column(self):
        rows = [("input", 10**6), ("output", 10**6), ("image", 1), ("input", 10**6)]
        with book_file(simple_tariff("m", 3) + [toll.price("image", "5", per=1), toll.price("page", "1", per=1)]) as file:
            con = self.open(file.name)
            con.execute("create table u (i integer primary key, word, n)")
            con.executemany("insert into u (word, n) values (?, ?)", rows)
            found = [row[0] for row in con.execute("select toll_bill_at('m', 1793491200, word, n) from u order by i")]
            self.assertEqual(found, ["3", "12", "5", "3"])
            found = [row[0] for row in con.execute("select toll_bill_at('m', 1793491200, 'page', 0, word, n) from u order by i")]
            self.assertEqual(found, ["3", "12", "5", "3"])

    def test_numbers_in_text_columns_count_by_sqlites_affinity(self):
        self.assertEqual(self.bill(self.con, "gpt-4.1", AT, {"input": "1000"}), "0.002")
        self.assertEqual(self.bill(self.con, "gpt-4.1", AT, {"input": 1000.0}), "0.002")

    def test_a_blob_or_a_real_instant_is_refused(self):
        self.refused(self.con, "gpt-4.1", AT, {"input": b"1"}, "BLOB")
        self.refused(self.con, "gpt-4.1", 2461000.5, {"input": 1}, "unixepoch()")

    def test_calls_with_unpaired_words_are_refused(self):
        for arguments in ("", "'gpt-4.1'", "'gpt-4.1', 'input'", "'gpt-4.1', 5, 5", "'gpt-4.1', NULL, 5",
                          "'gpt-4.1'" + ", 'input', 1" * 62):
            with self.subTest(arguments=arguments[:30]), self.assertRaises(Refused):
                self.query(self.con, f"select toll_bill({arguments})")

    def test_lines_sum_to_the_bill_and_join_with_a_table(self):
        con = self.con
        con.execute("create table u (id, model, at, i, c, o)")
        con.executemany("insert into u values (?, ?, ?, ?, ?, ?)",
                        [(1, "gpt-4.1", AT, 1000, 600, 50), (2, "gpt-4o-mini", JUNE, 2000, 0, 70)])
        lines = con.execute("select u.id, l.meter, l.quantity, l.billed_cost from u join toll_lines l on l.model = u.model"
                            " and l.at = u.at and l.input = u.i and l.cache_read = u.c and l.output = u.o"
                            " order by u.id, l.line").fetchall()
        self.assertEqual(lines[:3], [(1, "input", 400, "0.0008"), (1, "output", 50, "0.0004"), (1, "cache_read", 600, "0.0003")])
        for key, total in con.execute("select id, toll_bill_at(model, at, 'input', i, 'cache_read', c, 'output', o) from u"):
            self.assertEqual(sum(Decimal(line[3]) for line in lines if line[0] == key), Decimal(total))

    def test_lines_take_a_model_by_position_and_refuse_what_a_bill_refuses(self):
        found = self.query(self.con, "select meter, flags, currency, book_hash from toll_lines('gpt-4.1', '2026-11-01')"
                           " where input = 10 and tier = 'batch'")
        self.assertEqual(found[0][:3], ("input", "", "USD"))
        self.assertEqual(found[0][3], self.query(self.con, "select toll_book()")[0][0])
        self.assertEqual(self.query(self.con, "select * from toll_lines('gpt-4.1') where input = NULL"), [])
        for sql in ("select * from toll_lines", "select * from toll_lines('x') where input = 1",
                    "select * from toll_lines('gpt-4.1') where input = -1",
                    "select * from toll_lines('gpt-4.1') where input = 1 and tier = 'x'"):
            with self.subTest(sql=sql), self.assertRaises(Refused):
                self.query(self.con, sql)

    def test_a_sum_over_a_window_gives_back_what_leaves_it(self):
        found = self.query(self.con, "with t(i, x) as (values (1, '0.1'), (2, '0.2'), (3, NULL), (4, 7))"
                           " select toll_sum(x) over (order by i rows between 1 preceding and current row) from t")
        self.assertEqual([row[0] for row in found], ["0.1", "0.3", "0.2", "7"])
        found = self.query(self.con, "with t(i, x) as (values (1, '0.1'), (2, NULL), (3, 7))"
                           " select toll_sum(x) over (order by i rows between current row and current row) from t")
        self.assertEqual([row[0] for row in found], ["0.1", None, "7"])

    def test_amounts_are_read_and_written_to_the_last_digit(self):
        for text in ("0", "1", "17", "18", "0.1", "0.000000000000000001", "17.999999999999999999", "18.446744073709551615",
                     "18.446744073709551616", "999999999999999999", "1000000000000000000.5", "-0.1", "-18.5",
                     "170141183460469231731.687303715884105727"):
            self.assertEqual(self.query(self.con, "select toll_sum(?)", [text])[0][0], text)
        for text, plain in (("0.10", "0.1"), ("007", "7"), ("1.000000000000000000", "1"), ("0.0", "0")):
            self.assertEqual(Decimal(self.query(self.con, "select toll_sum(?)", [text])[0][0]), Decimal(plain))
        for text in ("", "1.", ".5", "1..2", "1,5", "0.0000000000000000001", "1e3", "x", "1 ", "170141183460469231732"):
            with self.subTest(text=text), self.assertRaises(Refused):
                self.query(self.con, "select toll_sum(?)", [text])

    def test_golden_sums_and_texts_of_amounts_hold(self):
        checked = 0
        for line in (TOP / "tests/golden/money.csv").read_text().splitlines()[1:]:
            operation, a, b, _, _, expected, *_ = line.split(",")
            if operation not in ("amount_add", "amount_parse"):
                continue
            checked += 1
            values = [a, b] if operation == "amount_add" else [a]
            sql = "select toll_sum(x) from (" + " union all ".join(["select ? as x"] * len(values)) + ")"
            if expected.startswith("TOLL_E_"):
                with self.subTest(line=line), self.assertRaises(Refused):
                    self.query(self.con, sql, values)
            else:
                self.assertEqual(Decimal(self.query(self.con, sql, values)[0][0]), Decimal(expected), line)
        self.assertGreater(checked, 10)

    def test_a_sum_refuses_doubles(self):
        with self.assertRaises(Refused) as caught:
            self.query(self.con, "select toll_sum(0.1)")
        self.assertIn("REAL", str(caught.exception))

    def test_two_connections_have_books_of_their_own(self):
        with book_file(simple_tariff("m", 1)) as file:
            other = self.open(file.name)
            self.assertEqual(self.bill(other, "m", JUNE, {"input": 10**6}), "1")
            self.refused(self.con, "m", JUNE, {"input": 1}, "no tariff")
            other.close()
        self.assertEqual(self.bill(self.con, "gpt-4.1", AT, {"input": 1000}), "0.002")


if __name__ == "__main__":
    unittest.main()
