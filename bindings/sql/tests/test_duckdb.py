# SPDX-License-Identifier: Apache-2.0
"""The DuckDB extension, by the package duckdb. TOLL_SQL_BUILD names the folder of toll.duckdb_extension."""
import os
import unittest
from decimal import Decimal
from pathlib import Path

import duckdb
from sql_cases import AT, JUNE, Refused, SqlCases, book_file, environment, simple_cost, simple_tariff

EXTENSION = Path(os.environ["TOLL_SQL_BUILD"]).resolve() / "toll.duckdb_extension"
TYPES = {int: "BIGINT", float: "DOUBLE", str: "VARCHAR", type(None): "BIGINT"}


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"{value!r}::{TYPES[type(value)]}"


def struct(words):
    """{'input': 5}; a word that is no name of a column is quoted the same way."""
    return "{" + ", ".join(f"'{name}': {literal(value)}" for name, value in words.items()) + "}"


class TestDuckDb(SqlCases, unittest.TestCase):
    WORDS_ARE_OF_THE_QUERY = True

    def setUp(self):
        self.con = self.open(None)

    def tearDown(self):
        self.con.close()

    def open(self, path):
        environment(path)
        con = duckdb.connect(config={"allow_unsigned_extensions": "true"})
        try:
            con.execute(f"LOAD '{EXTENSION}'")
        except duckdb.Error as error:
            con.close()
            raise Refused(str(error)) from None
        return con

    def query(self, con, sql):
        try:
            return con.execute(sql).fetchall()
        except duckdb.Error as error:
            raise Refused(str(error)) from None

    @staticmethod
    def table(name):
        return name + "()"

    @staticmethod
    def amount(text):
        return f"{text}::DECIMAL(38,18)"

    @staticmethod
    def instant(at):
        return "NULL::TIMESTAMP" if at is None else literal(at)

    def call(self, con, name, model, at, words):
        return self.query(con, f"select {name}({literal(model)}, {self.instant(at)}, {struct(words)})")[0][0]

    def bill(self, con, model, at, words):
        return self.call(con, "toll_bill_at", model, at, words)

    def check(self, con, model, at, words):
        return self.call(con, "toll_check_at", model, at, words)

    def fill(self, con, rows):
        names = list(rows[0][2]) if rows else ["input"]
        types = [TYPES[type(value)] for value in rows[0][2].values()] if rows else ["BIGINT"]
        columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(names, types))
        con.execute(f"create or replace table t (i BIGINT, model VARCHAR, ts BIGINT, {columns})")
        values = ", ".join(f"({i}, {literal(model)}, {at}, {', '.join(map(literal, words.values()))})"
                           for i, (model, at, words) in enumerate(rows))
        if values:
            con.execute(f"insert into t values {values}")
        return "{" + ", ".join(f"'{name}': \"{name}\"" for name in names) + "}"

    def bills(self, con, rows):
        words = self.fill(con, rows)
        return [row[0] for row in self.query(con, f"select toll_bill_at(model, ts, {words}) from t order by i")]

    def account(self, con, rows):
        words = self.fill(con, rows)
        return self.query(con, f"select toll_bill_account(model, ts, {words}) from t")[0][0]

    # ---- what DuckDB alone has ----

    def test_an_amount_is_a_decimal_that_duckdb_sums_exactly(self):
        found = self.query(self.con, f"select typeof(x), x from (select toll_bill_at('gpt-4.1', '{AT}', {{'input': 1}}) as x)")
        self.assertEqual(found, [("DECIMAL(38,18)", Decimal("0.000002"))])
        found = self.query(self.con, "select sum(x) = toll_sum(x), typeof(toll_sum(x)) from"
                           f" (select toll_bill_at('gpt-4.1', '{AT}', {{'input': i}}) as x from range(10000) t(i))")
        self.assertEqual(found, [(True, "DECIMAL(38,18)")])

    def test_every_type_of_whole_number_counts_alike(self):
        for kind in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
                     "FLOAT", "DOUBLE"):
            found = self.query(self.con, f"select sum(toll_bill_at('gpt-4.1', '{AT}', {{'input': i::{kind}, 'output': 1}}))"
                               " from range(100) t(i)")
            self.assertEqual(found[0][0], Decimal(4950 * 2 + 100 * 8) / 10**6, kind)

    def test_counts_that_are_none_are_refused_in_a_column(self):
        for value in ("'nan'::DOUBLE", "'inf'::DOUBLE", "1.5::DOUBLE", "1180591620717411303424::HUGEINT", "9223372036854775808::UBIGINT",
                      "-9223372036854775809::HUGEINT",
                      "1.5", "DATE '2026-01-01'", "-1"):
            with self.subTest(value=value), self.assertRaises(Refused):
                self.query(self.con, f"select sum(toll_bill('gpt-4.1', {{'input': case when i = 2999 then {value} else 1 end}}))"
                           " from range(3000) t(i)")

    def test_types_of_an_instant_mean_the_same(self):
        self.con.execute("SET TimeZone = 'UTC'")
        for at in ("TIMESTAMP '2026-11-01'", "DATE '2026-11-01'", "TIMESTAMPTZ '2026-11-01 00:00:00+00'", "1793491200",
                   "'2026-11-01'", "TIMESTAMP '2026-11-01 00:00:00.999'"):
            found = self.query(self.con, f"select toll_bill_at('gpt-4.1', {at}, {{'input': 1000}})")
            self.assertEqual(found[0][0], Decimal("0.002"), at)
        with self.assertRaises(Refused):
            self.query(self.con, "select toll_bill_at('gpt-4.1', 'infinity'::TIMESTAMP, {'input': 1})")

    def test_what_is_no_struct_is_refused(self):
        for usage in ("5", "[1, 2]", "'input'"):
            with self.subTest(usage=usage), self.assertRaises(Refused):
                self.query(self.con, f"select toll_bill('gpt-4.1', {usage})")
        self.assertEqual(self.query(self.con, "select toll_bill('gpt-4.1', NULL)"), [(None,)])

    def test_two_calls_with_other_words_in_one_query_keep_apart(self):
        with book_file(simple_tariff("m", 3) + simple_tariff("n", 5)) as file:
            found = self.query(self.open(file.name), "select sum(toll_bill(x, {'input': i})), sum(toll_bill(x, {'input': i,"
                               " 'output': i})) from (select if(i % 2 = 0, 'm', 'n') as x, i from range(10000) t(i))")[0]
        even, odd = sum(range(0, 10000, 2)), sum(range(1, 10000, 2))
        self.assertEqual(found, (Decimal(3 * even + 5 * odd) / 10**6, Decimal(15 * even + 25 * odd) / 10**6))

    def test_threads_give_one_sum(self):
        sums = set()
        for threads in (1, 4):
            self.con.execute(f"SET threads = {threads}")
            self.con.execute("create or replace table u as select ['gpt-4.1', 'gpt-4o-mini'][1 + i % 2] as model, i % 977 as n,"
                             " i // 100000 as account from range(600000) t(i)")
            sums.add(tuple(self.query(self.con, f"select sum(toll_bill_at(model, '{AT}', {{'input': n}})),"
                                      f" toll_bill_account(model, '{AT}', {{'input': n}}) from u")[0]))
        self.assertEqual(len(sums), 1)
        self.assertEqual(len(set(*sums)), 1)

    def test_lines_take_words_as_named_arguments(self):
        found = self.query(self.con, "select meter, quantity, billed_cost, flags, currency, book_hash = toll_book() from"
                           f" toll_lines('gpt-4.1', input := 1000, cache_read := 600, output := 50, at := '{AT}')")
        self.assertEqual(found, [("input", 400, Decimal("0.0008"), "", "USD", True),
                                 ("output", 50, Decimal("0.0004"), "", "USD", True),
                                 ("cache_read", 600, Decimal("0.0003"), "", "USD", True)])
        self.assertEqual(self.query(self.con, "select * from toll_lines('gpt-4.1', input := NULL)"), [])
        for arguments in ("'x', input := 1", "'gpt-4.1', input := -1", "'gpt-4.1', inptu := 1", "",
                          "'gpt-4.1', input := 1, tier := 'x'", "'gpt-4.1', input := 1, at := 'x'"):
            with self.subTest(arguments=arguments), self.assertRaises(Refused):
                self.query(self.con, f"select * from toll_lines({arguments})")

    def test_an_amount_beyond_the_decimal_is_an_error(self):
        with book_file(simple_tariff("m", 10**12)) as file:
            con = self.open(file.name)
            self.assertEqual(Decimal(self.bill(con, "m", JUNE, {"input": 99 * 10**12})), 99 * 10**18)
            self.refused(con, "m", JUNE, {"input": 101 * 10**12}, "20 digits of DECIMAL(38,18)")

    def test_the_last_amount_that_a_decimal_holds_is_summed_and_the_next_is_an_error(self):
        last = self.amount("9" * 20 + "." + "9" * 18)
        one = self.amount("0.000000000000000001")
        for sign in ("", "-"):
            found = self.query(self.con, f"select toll_sum({sign}x) from (select {last} as x)")
            self.assertEqual(found[0][0], Decimal(f"{sign}{'9' * 20}.{'9' * 18}"))
            with self.assertRaises(Refused):
                self.query(self.con, f"select toll_sum({sign}x) from (select {last} as x union all select {one})")

    def test_billing_a_parquet_file_costs_what_its_rows_cost(self):
        rows = [("m", JUNE, {"input": i, "output": 1}) for i in range(3000)]
        with book_file(simple_tariff("m", 3)) as file:
            con = self.open(file.name)
            self.fill(con, rows)
            path = Path(os.environ["TOLL_SQL_BUILD"]) / "lake.parquet"
            con.execute(f"copy t to '{path}' (format parquet)")
            found = self.query(con, f"select sum(toll_bill_at(model, ts, {{'input': input, 'output': output}})) from '{path}'")
            path.unlink()
        self.exact(found[0][0], sum(simple_cost(3, words) for _, _, words in rows))


if __name__ == "__main__":
    unittest.main()
