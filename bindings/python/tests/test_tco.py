# SPDX-License-Identifier: Apache-2.0
"""Scenarios: rows by name, both views, refusals with their row."""
import unittest

import libtoll
from libtoll import tco
from libtoll.records import Category, Nature, RowUse, TcoFlag, TcoList


def production_day(**sizing):
    """deepseek-ai/open-infra-index, day 6: see tests/unit/test_tco.c."""
    return tco.Scenario([
        tco.row("horizon", 1), tco.row("period_hours", 24), tco.row("option", option=1, text="H800"),
        tco.row("input_tokens", 608e9, time="day"), tco.row("cache_hit", 342 / 608),
        tco.row("output_tokens", 168e9, time="day"), tco.row("capacity_input", 73700), tco.row("capacity_cached", 73700),
        tco.row("capacity_output", 14800), tco.row("unit_gpus", 8), tco.row(**sizing),
        tco.row("cost", 2.0, category="cloud", basis="gpu_hour"), tco.row("income", 0.55, basis="mtok_input"),
        tco.row("income", 0.14, basis="mtok_cached"), tco.row("income", 2.19, basis="mtok_output")])


class Scenarios(unittest.TestCase):
    def test_production_day(self):
        day = production_day(kind="sizing", subject="exact").estimate("H800").summary
        self.assertAlmostEqual(day.nodes_peak, 226.75, delta=0.5)
        self.assertAlmostEqual(day.margin_frac, 5.45, delta=0.01)
        self.assertAlmostEqual(production_day(kind="units", value=226.75).estimate(1).summary.spent_money, 87072)

    def test_unknown_ratios_are_none(self):
        scenario = tco.Scenario([tco.row("horizon", 1), tco.row("option", option=1, text="one"),
                                 tco.row("cost", 5, category="other", basis="one", time="month")])
        summary = scenario.estimate("one").summary
        self.assertEqual(summary.total_money, 5)
        self.assertIsNone(summary.reserved_money_per_mtok)
        self.assertIsNone(summary.load_frac)
        self.assertEqual(summary.flags, TcoFlag(0))

    def test_values_replace_medians(self):
        scenario = production_day(kind="units", value=226.75)
        values = scenario.values
        values[11] = 3.0
        self.assertAlmostEqual(scenario.estimate(1, values).summary.spent_money, 87072 * 1.5)
        with self.assertRaises(libtoll.RangeError) as caught:
            scenario.estimate(1, values[:-1])
        self.assertEqual(caught.exception.field, "value_count")

    def test_lines(self):
        scenario = tco.Scenario([tco.row("horizon", 4), tco.row("option", option=1, text="one"),
                                 tco.row("life", 2, category="gpu"),
                                 tco.row("buy", 100, category="gpu", basis="one", text="card")])
        lines = scenario.estimate("one").lines()
        self.assertEqual([(line.paid_period, line.amount, line.nature) for line in lines],
                         [(0, 100.0, Nature.CAPEX), (2, 100.0, Nature.CAPEX)])
        self.assertEqual(list(tco.view(lines, 4, 1 / 12, "accrual", Category.GPU)), [50, 50, 50, 50, 0])

    def test_refusals_name_the_row(self):
        with self.assertRaises(libtoll.MissingFactError) as caught:
            tco.Scenario([tco.row("horizon", 4), tco.row("option", option=1, text="one"),
                          tco.row("cost", 1, category="energy", basis="kwh")])
        self.assertEqual((caught.exception.row, caught.exception.field), (2, "basis"))
        with self.assertRaisesRegex(libtoll.UnknownIdError, "nearest: output_tokens"):
            tco.row("ouput_tokens", 1)
        with self.assertRaisesRegex(libtoll.UnknownIdError, "there are: H800"):
            production_day(kind="units", value=1).estimate("B200")

    def test_kinds(self):
        kind = tco.row_kind("cost")
        self.assertTrue(kind.uses & RowUse.CATEGORY and kind.required & RowUse.BASIS)
        self.assertIn("mtok_output", tco.names(TcoList.BASIS))


if __name__ == "__main__":
    unittest.main()
