# SPDX-License-Identifier: Apache-2.0
"""reconcile.py on rows made by hand: what is dropped, added, replaced and listed."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "bindings" / "io" / "data"
sys.path.insert(0, str(DATA))
import reconcile

HEAD = "kind,meter,op,quantity,number,per,from,until,key,value,text,source,source_date\n"


def tariff(provider, sku, *lines, since="", until=""):
    return "tariff,,,,,,%s,%s,%s,USD,%s,S,D\n" % (since, until, provider, sku) + "".join(line + ",S,D\n" for line in lines)


def name(text, op="exact"):
    return "match,,%s,,,,,,,,%s" % (op, text)


def price(meter, number):
    return "price,%s,,,%s,1000000,,,,," % (meter, number)


def rule(text, tier=None, above=None):
    lines = ["rule,,,,,,,,,,%s" % text]
    if tier:
        lines.append("when_tier,,,,,,,,,,%s" % tier)
    if above:
        lines.append("when_count,input,gt,%d,,,,,,," % above)
    return ",S,D\n".join(lines)


class Reconciled(unittest.TestCase):
    def run_with(self, genai, litellm, decisions=""):
        with tempfile.TemporaryDirectory() as folder:
            at = Path(folder)
            (at / "g.csv").write_text(HEAD + "".join(genai).replace(",S,D", ",genai,2026-11-10"))
            (at / "l.csv").write_text(HEAD + "".join(litellm).replace(",S,D", ",litellm,2026-11-20"))
            (at / "d.csv").write_text("provider,name,meter,winner,reason,date\n" + decisions)
            files = [str(at / part) for part in ("g.csv", "l.csv", "d.csv")] + [folder, str(at / "report.md")]
            subprocess.run([sys.executable, str(DATA / "reconcile.py")] + files, check=True, stdout=subprocess.DEVNULL)
            self.report = (at / "report.md").read_text()
            return reconcile.read_tariffs(at / "genai_prices.csv"), reconcile.read_tariffs(at / "litellm.csv")

    OTHER = tariff("z", "z/z", name("z"), price("input", 1))

    def test_equal_prices_add_tiers_names_and_an_end(self):
        mine, theirs = self.run_with(
            [tariff("p", "p/m", name("m"), name("m-old"), price("input", 2), price("output", "8.0"),
                    rule("long input", above=271999), price("input", 4))],
            [tariff("p", "p/m", name("m"), name("p/m", "alias"), rule("standard", "standard"), price("input", "2.00"),
                    price("output", 8), rule("flex", "flex"), price("input", 1), until="2027-02-01T00:00:00Z"), self.OTHER])
        self.assertEqual([t.sku for t in theirs], ["z/z"])
        (model,) = mine
        self.assertEqual(model.names("alias"), ["p/m"])
        self.assertEqual(model.end, "2027-02-01T00:00:00Z")
        flex = model.blocks()[-1]
        self.assertEqual([(row["kind"], row["op"], row["quantity"]) for row in flex if row["kind"] == "when_count"],
                         [("when_count", "le", "271999")])  # what a long flex request costs nobody says
        self.assertEqual({row["source"] for row in flex}, {"litellm"})

    def test_the_later_reading_replaces_the_price_from_its_date_on(self):
        mine, theirs = self.run_with([tariff("p", "p/m", name("m"), price("input", 2))],
                                     [tariff("p", "p/m", name("m"), price("input", 3)), self.OTHER])
        old, new = sorted(mine, key=lambda t: t.start)
        self.assertEqual((old.end, new.start), ("2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z"))
        self.assertEqual([row["number"] for row in new.rows if row["kind"] == "price"], ["3"])
        self.assertIn("| p | m | input 2 / 3 | litellm | read later, on 2026-11-20 |", self.report)

    def test_a_decision_keeps_the_other_price(self):
        mine, theirs = self.run_with([tariff("p", "p/m", name("m"), price("input", 2))],
                                     [tariff("p", "p/m", name("m"), price("input", 3)), self.OTHER],
                                     "p,,,genai-prices,because,2026-11-30\n")
        self.assertEqual([row["number"] for row in mine[0].rows if row["kind"] == "price"], ["2"])
        self.assertIn("| p | m | input 2 / 3 | genai-prices | because |", self.report)

    def test_a_pattern_of_names_and_a_meter_narrow_a_decision(self):
        rows = [{"provider": "p", "name": "m-*", "meter": "input", "winner": "w", "reason": "r"}]
        self.assertEqual(reconcile.decide(rows, "p", "m-1", {"input"}), ("w", "r"))
        self.assertEqual(reconcile.decide(rows, "p", "m-1", {"input", "output"}), (None, ""))
        self.assertEqual(reconcile.decide(rows, "p", "n-1", {"input"}), (None, ""))
        self.assertEqual(reconcile.decide(rows, "q", "m-1", {"input"}), (None, ""))

    def test_rounding_is_no_difference(self):
        self.assertTrue(reconcile.is_rounding(reconcile.Decimal("0.0375"), reconcile.Decimal("0.037")))
        self.assertTrue(reconcile.is_rounding(reconcile.Decimal("0.1"), reconcile.Decimal("0.10003")))
        self.assertFalse(reconcile.is_rounding(reconcile.Decimal("0.1"), reconcile.Decimal("0.11")))
        self.assertFalse(reconcile.is_rounding(reconcile.Decimal("10"), reconcile.Decimal("9.5")))

    def test_a_name_of_another_model_gets_its_own_tariff_after_a_difference(self):
        mine, theirs = self.run_with([tariff("p", "p/m", name("m"), name("m-latest"), price("input", 2))],
                                     [tariff("p", "p/m-latest", name("m-latest"), price("input", 3)), self.OTHER])
        self.assertEqual(mine[0].names("exact"), ["m"])
        self.assertEqual([t.sku for t in theirs], ["p/m-latest", "z/z"])

    def test_a_name_that_ends_on_a_day_of_its_own_gets_its_own_tariff(self):
        def ends(sku, day):
            return tariff("p", sku, name(sku[2:]), price("input", 2), until=day + "T00:00:00Z")
        mine, theirs = self.run_with(
            [tariff("p", "p/m", name("m"), name("m-chat"), name("m-1"), price("input", 2))],
            [ends("p/m", "2027-01-14"), ends("p/m-1", "2027-01-14"), ends("p/m-chat", "2026-07-23"), self.OTHER])
        self.assertEqual(mine[0].names("exact", "alias"), ["m", "m-1"])
        self.assertEqual(mine[0].end, "2027-01-14T00:00:00Z")
        self.assertEqual([(t.sku, t.end) for t in theirs], [("p/m-chat", "2026-07-23T00:00:00Z"), ("z/z", "")])
        self.assertIn("| p | m-chat | 2026-07-23 | m |", self.report)
        self.assertNotIn("| p | m-1 |", self.report)

    def test_a_name_by_prefix_becomes_an_alias_or_stays_apart(self):
        mine, theirs = self.run_with(
            [tariff("p", "p/m", name("m"), name("m-", "prefix"), price("input", 2))],
            [tariff("p", "p/m-1", name("m-1"), price("input", 2)), tariff("p", "p/m-2", name("m-2"), price("input", 3)),
             self.OTHER])
        self.assertEqual(mine[0].names("alias"), ["m-1"])
        self.assertEqual([t.sku for t in theirs], ["p/m-2", "z/z"])

    def test_a_version_is_compared_on_the_day_of_the_other_reading(self):
        mine, theirs = self.run_with(
            [tariff("p", "p/m", name("m"), price("input", 2), until="2027-01-01T00:00:00Z") +
             tariff("p", "p/m", name("m"), price("input", 4), since="2027-01-01T00:00:00Z")],
            [tariff("p", "p/m", name("m"), price("input", 2)), self.OTHER])
        self.assertEqual(len(mine), 2)
        self.assertNotIn("| p | m |", self.report)


if __name__ == "__main__":
    unittest.main()
