# SPDX-License-Identifier: Apache-2.0
"""The PostgreSQL extension, by psql: the cases that every SQL engine must pass. Run by run.sh, which starts the server.

PGHOST and PGUSER name the server, TOLL_PSQL its psql, TOLL_PG_FILES a folder that the server may read.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from datetime import datetime, timezone
from pathlib import Path

TOP = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(TOP / "bindings/sql/tests"))

from sql_cases import AT, JUNE, Refused, SqlCases, book_file, simple_tariff  # noqa: E402

FIELD, NULL, END = "\x1f", "\\N", "-- end of the answer --"


def literal(value):
    """A value as a constant of SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, float):
        return f"'{value!r}'::float8"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'::text"


def instant(at):
    if isinstance(at, str) or at is None:
        return f"'{at}'::timestamptz" if at is not None else "NULL::timestamptz"
    return f"to_timestamp({at})"


class Psql:
    """One session. A statement's rows come before the line END."""

    def __init__(self):
        self.process = subprocess.Popen(
            [os.environ["TOLL_PSQL"], "-XAtq", "-F", FIELD, "-P", f"null={NULL}", "-v", "VERBOSITY=terse"], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, sql):
        self.process.stdin.write(f"{sql};\n\\echo {END}\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            if line == END + "\n":
                break
            lines.append(line.rstrip("\n"))
        wrong = [line for line in lines if line.startswith("ERROR:")]
        if wrong:
            raise Refused(wrong[0])
        return [tuple(None if part == NULL else part for part in line.split(FIELD)) for line in lines]

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


class TestPostgres(SqlCases, unittest.TestCase):
    def setUp(self):
        self.sessions, self.files = [], tempfile.mkdtemp(dir=os.environ["TOLL_PG_FILES"])
        os.chmod(self.files, 0o755)
        self.con = self.open(None)

    def tearDown(self):
        for con in self.sessions:
            con.close()
        shutil.rmtree(self.files)

    def open(self, path):
        con = Psql()
        self.sessions.append(con)
        con.run("SET timezone = 'UTC'")
        if path is None:
            return con
        place = path
        if os.path.exists(path):  # the server is another user, who can't read a temporary file
            place = shutil.copy(path, self.files)
            os.chmod(place, 0o644)
        con.run(f"SET toll.book = '{place}'")
        con.run("SELECT toll_book()")
        return con

    def query(self, con, sql, values=()):
        assert not values
        sql = re.sub(r", 1793491200\)", ", to_timestamp(1793491200))", sql).replace("toll_sum(", "sum(")
        return [tuple(int(part) if index == 5 and part else part for index, part in enumerate(row)) for row in con.run(sql)]

    @staticmethod
    def table(name):
        return name + "()"

    @staticmethod
    def amount(text):
        return f"{text}::numeric"

    def bill(self, con, model, at, words):
        pairs = "".join(f", {literal(name)}, {literal(value)}" for name, value in words.items())
        model = "NULL::text" if model is None else literal(model)
        return con.run(f"SELECT toll_bill_at({model}, {instant(at)}{pairs})")[0][0]

    def check(self, con, model, at, words):
        """There is no toll_check: what a bill would say."""
        try:
            return "a value is NULL" if self.bill(con, model, at, words) is None else None
        except Refused as refused:
            return str(refused)

    def fill(self, con, rows):
        names = list(rows[0][2]) if rows else ["input"]
        kinds = ["text" if name == "tier" else "numeric" for name in names]
        columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(names, kinds))
        con.run(f"CREATE TEMP TABLE t (i int, model text, at timestamptz, {columns})")
        for begin in range(0, len(rows), 1000):
            values = ", ".join(f"({i}, {literal(model)}, {instant(at)}, {', '.join(map(literal, words.values()))})"
                               for i, (model, at, words) in enumerate(rows[begin:begin + 1000], begin))
            con.run(f"INSERT INTO t VALUES {values}")
        return ", ".join(f"'{name}', \"{name}\"" for name in names)

    def bills(self, con, rows):
        words = self.fill(con, rows)
        return [row[0] for row in con.run(f"SELECT toll_bill_at(model, at, {words}) FROM t ORDER BY i")]

    def account(self, con, rows):
        con.run("DROP TABLE IF EXISTS t")
        words = self.fill(con, rows)
        return con.run(f"SELECT toll_bill_account(model, at, {words}) FROM t")[0][0]

    # ---- what PostgreSQL has in another way ----

    def test_sums_are_exact_and_an_overflow_is_an_error(self):
        """numeric has room for any sum."""
        self.assertEqual(self.con.run("SELECT sum(x) FROM (VALUES (99999999999999999999.1), (0.2)) v(x)"),
                         [("99999999999999999999.3",)])

    def test_instants_that_are_none_are_refused(self):
        for at in ("2026-02-29", "2026-13-01", "2026-11-01T25:00", "infinity", "-infinity", "", "0044-03-15 BC"):
            with self.subTest(at=at):
                self.refused(self.con, "gpt-4.1", at, {"input": 1}, "")

    def test_an_account_fails_by_rows_and_frees_its_records(self):
        """A failed query leaves the session as it was, and groups are accounts of their own."""
        for _ in range(3):
            with self.assertRaises(Refused):
                self.con.run("SELECT toll_bill_account('gpt-4.1', timestamptz '2026-11-01', 'input', 5 - i)"
                             " FROM generate_series(1, 9) i")
        found = self.con.run("SELECT i % 2, toll_bill_account('gpt-4.1', timestamptz '2026-11-01', 'input', i * 1000)"
                             " FROM generate_series(1, 4) i GROUP BY 1 ORDER BY 1")
        self.assertEqual(found, [("0", "0.012"), ("1", "0.008")])  # 6,000 and 4,000 tokens at 2 USD per million
        with self.assertRaises(Refused):
            self.con.run("SELECT toll_account_add(NULL, 'gpt-4.1', now(), 'input', 1)")

    def test_another_book_in_the_same_session_has_its_own_words(self):
        with book_file(simple_tariff("m", 1)) as file:
            con = self.open(file.name)
            self.assertEqual(self.bill(con, "m", JUNE, {"input": 10**6, "attribute.a": "b"}), "1")
            con.run("RESET toll.book")
            self.assertEqual(self.bill(con, "gpt-4.1", AT, {"input": 1000, "attribute.a": "b"}), "0.002")
            self.refused(con, "m", JUNE, {"input": 1}, "no tariff")

    def test_instants_before_1970_and_within_a_second_are_floored(self):
        since = int(datetime(1969, 12, 31, 23, 59, 59, tzinfo=timezone.utc).timestamp())
        with book_file(simple_tariff("m", 3, until=since) + simple_tariff("m", 2, since=since)) as file:
            con = self.open(file.name)
            for at, amount in (("1969-12-31 23:59:58.999999", "3"), ("1969-12-31 23:59:59", "2"), ("1969-12-31 23:59:59.5", "2")):
                self.assertEqual(self.bill(con, "m", at, {"input": 10**6}), amount)


if __name__ == "__main__":
    unittest.main()
