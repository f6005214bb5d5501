# SPDX-License-Identifier: Apache-2.0
"""price_compare.py on rows made by hand: what it evaluates, counts and wants explained."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "bindings" / "io" / "data"
HEAD = "kind,meter,other_meter,op,quantity,number,per,from,until,weekdays,start,end,key,value,text,source,source_date\n"
REASONS = "catalog,provider,name,meter,context,kind,reason,date\n"


def row(kind, **cells):
    columns = HEAD.rstrip("\n").split(",")
    return ",".join({"kind": kind, "source": "S", "source_date": "2026-11-20", **cells}.get(c, "") for c in columns) + "\n"


def tariff(*rows, **cells):
    return row("tariff", key="p", value="USD", text="p/m", **cells) + row("match", op="exact", text="m") + "".join(rows)


def price(meter, number):
    return row("price", meter=meter, number=str(number), per="1000000")


def tier(name, kind="rule", **cells):
    return row(kind, text=name, **cells) + row("when_tier", text=name)


class Compared(unittest.TestCase):
    def run_with(self, ours, theirs, reasons="", status=0):
        with tempfile.TemporaryDirectory() as folder:
            at = Path(folder)
            for file, text in (("ours.csv", ours), ("theirs.csv", theirs)):
                (at / file).write_text(HEAD + text)
            (at / "reasons.csv").write_text(REASONS + reasons)
            files = [str(at / file) for file in ("theirs.csv", "theirs.csv", "reasons.csv", "ours.csv")]
            ran = subprocess.run([sys.executable, "-B", str(DATA / "price_compare.py")] + files, stdout=subprocess.PIPE)
            self.assertEqual(ran.returncode, status, ran.stdout.decode())
            return ran.stdout.decode().split("## ")[1]  # both catalogs are the same file here

    def test_a_factor_is_the_list_that_it_makes(self):
        report = self.run_with(
            tariff(price("input", 2), price("output", 8), tier("batch", "multiplier", op="list", number="0.5")),
            tariff(tier("standard"), price("input", "2.00"), price("output", 8), tier("batch"), price("input", 1),
                   price("output", 4)))
        self.assertIn("| standard | 2 | 0 | 0 | 0 |", report)
        self.assertIn("| batch | 2 | 0 | 0 | 0 |", report)

    def test_a_bound_of_a_tier_is_seen(self):
        above = row("when_count", meter="input", op="gt", quantity="272000")
        short = row("when_count", meter="input", op="le", quantity="272000")
        ours = tariff(price("input", 2), row("rule", text="long"), above, price("input", 4),
                      tier("priority", "multiplier", op="list", number="2"), short)
        theirs = tariff(price("input", 2), row("rule", text="long"), above, price("input", 4), tier("priority"),
                        price("input", 4))
        report = self.run_with(ours, theirs, status=1)
        self.assertIn("| standard | 2 | 0 | 0 | 0 |", report)
        self.assertIn("| priority | 1 | 0 | 1 | 0 |", report)
        self.assertIn("- p/m: input (priority, above 272000) none / 4, missing in ours", report)

    def test_a_difference_wants_a_reason(self):
        ours, theirs = tariff(price("input", 2)), tariff(price("input", 3))
        self.assertIn("- p/m: input () 2 / 3, different", self.run_with(ours, theirs, status=1))
        report = self.run_with(ours, theirs, ",p,m*,input,,different,ours was read later,2026-11-30\n")
        self.assertIn("| p/m | input 2 / 3 | ours was read later |", report)
        self.assertIn("Unexplained: 0", report)
        self.run_with(ours, theirs, ",p,m,output,,different,of another meter,2026-11-30\n", status=1)

    def test_a_stand_in_is_no_difference(self):
        report = self.run_with(tariff(price("output", 8)), tariff(price("output", 8), price("reasoning", 8)))
        self.assertIn("| standard | 2 | 0 | 0 | 0 |", report)

    def test_windows_are_those_of_the_instant(self):
        # noon of Friday, 2026-11-20
        def peak(start, end, days):
            return row("rule", text="peak") + row("when_time", start=start, end=end, weekdays=days) + price("input", 4)
        open_now, night, weekend = (peak(*window) for window in (("11:00:00", "13:00:00", "fri"), ("22:00:00", "06:00:00", ""),
                                                                 ("11:00:00", "13:00:00", "sat sun")))
        report = self.run_with(tariff(price("input", 2), open_now, night, weekend), tariff(price("input", 4)))
        self.assertIn("| standard | 1 | 0 | 0 | 0 |", report)
        self.run_with(tariff(price("input", 2), night, weekend), tariff(price("input", 4)), status=1)

    def test_a_version_that_is_over_is_not_compared(self):
        old = tariff(price("input", 9), until="2026-11-01T00:00:00Z")
        new = row("tariff", key="p", value="USD", text="p/m", **{"from": "2026-11-01T00:00:00Z"})
        report = self.run_with(old + new + row("match", op="exact", text="m") + price("input", 2), tariff(price("input", 2)))
        self.assertIn("| standard | 1 | 0 | 0 | 0 |", report)


if __name__ == "__main__":
    unittest.main()
