# SPDX-License-Identifier: Apache-2.0
"""Absent is never zero: a price that was not given is refused where it would be paid, and what does not fit has no figures."""
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


def unfit():
    """70B in BF16: 141 GB of weights on a card of 80."""
    return libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-70b", "bf16")


class DoesNotFitTest(unittest.TestCase):
    def check(self, ask):
        with self.assertRaises(libtoll.DoesNotFit) as caught:
            ask(0)
        ask(1)
        return caught.exception

    def test_the_error_says_what_is_missing_and_what_would_do(self):
        error = self.check(lambda assume: unfit().serve(1000, 500, 1, assume_fit=assume))
        self.assertLess(error.margin_bytes, -60e9)
        self.assertEqual(error.gpus, unfit().fewest_gpus(1, 1500).gpus)
        for part in ("llama-3.1-70b", "1500 tokens", "GB are missing", f"{error.gpus} accelerators hold it", "assume_fit=True"):
            self.assertIn(part, str(error))

    def test_every_question_about_a_load_raises(self):
        deployment, batch = unfit(), libtoll.Batch()
        load = lambda assume: libtoll.Load(input_tokens=1000, output_tokens=500, assume_fit=assume)
        supply = libtoll.Supply(usd_per_gpu_hour=libtoll.Range(2, 2, 2))
        self.check(lambda assume: deployment.serve(1000, 500, requests_per_s=0.01, assume_fit=assume))
        self.check(lambda assume: deployment.queue(1000, 500, assume_fit=assume))
        self.check(lambda assume: deployment.bound_rate(1000, 500, libtoll.Limits(), assume_fit=assume))
        self.check(lambda assume: deployment.open_columns(1000, 500, [0.01], load=load(assume)))
        self.check(lambda assume: deployment.admission(batch, load(assume), 2.5))
        self.check(lambda assume: deployment.cost_split(load(assume), supply))
        self.check(lambda assume: deployment.terms(1000, 500, assume_fit=assume))
        self.check(lambda assume: libtoll.estimate_pools(deployment, deployment, load(assume), libtoll.Pools()))
        self.check(lambda assume: libtoll.estimate("h100-sxm5-80gb", "llama-3.1-70b", "bf16", usd_per_gpu_hour=2,
                                                   assume_fit=assume))
        correction = libtoll.Correction()
        self.check(lambda assume: deployment.serve(1000, 500, correction=correction, assume_fit=assume))

    def test_columns_raise_unless_rows_may_be_without_figures(self):
        deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "bf16")
        with self.assertRaises(libtoll.DoesNotFit):
            deployment.serve_columns([1000, 1e8], 500, 1)
        columns = deployment.serve_columns([1000, 1e8], 500, 1, strict=False)
        self.assertGreater(columns.ttft_s[0], 0)
        self.assertEqual(columns.ttft_s[1], 0)

    def test_a_rate_that_no_limit_allows_is_an_answer(self):
        deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "bf16")
        self.assertEqual(deployment.bound_rate(1000, 500, libtoll.Limits(ttft_p50_s=1e-6)), 0)

    def test_no_price_without_figures(self):
        assumed = unfit().serve(1000, 500, 1, assume_fit=True)
        self.assertGreater(unfit().cost(assumed, 2.5).usd_per_mtok_output.mid, 0)


if __name__ == "__main__":
    unittest.main()
