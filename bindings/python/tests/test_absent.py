# SPDX-License-Identifier: Apache-2.0
"""Absent is never zero: a price that was not given is refused where it would be paid."""
import unittest

import libtoll
from libtoll import finance


class PricesTest(unittest.TestCase):
    def test_a_budget_line_needs_its_price(self):
        with self.assertRaises(libtoll.MissingFactError) as caught:
            finance.budget([finance.Item(units=8, usd_per_part=2), finance.Item(units=8, times=36)])
        self.assertEqual((caught.exception.field, caught.exception.row), ("usd_per_part", 1))
        with self.assertRaises(libtoll.RangeError) as caught:
            finance.budget([(8, 0, 36, 100, 1)])
        self.assertIn("must be above 0; toll_struct_init() sets 1", str(caught.exception))
        self.assertEqual(finance.budget([finance.Item(units=8, times=36, usd_per_part=100)]).total_usd, 28800)
        self.assertEqual(finance.budget([finance.Item(units=8, usd_per_part=0)]).total_usd, 0)

    def test_escalated_requests_need_the_price_of_the_api(self):
        with self.assertRaises(libtoll.MissingFactError):
            finance.hybrid(10, 1000, escalated_frac=0.25)
        self.assertEqual(finance.hybrid(10, 1000), 0.01)
        self.assertEqual(finance.hybrid(10, 1000, escalated_frac=0.25, api_usd_per_request=0), 0.01)

    def test_an_overage_needs_its_price(self):
        with self.assertRaises(libtoll.MissingFactError):
            finance.commitment(24, 1.0, demanded_units=30)
        self.assertEqual(finance.commitment(24, 1.0, demanded_units=24).total_usd, 24)


if __name__ == "__main__":
    unittest.main()
