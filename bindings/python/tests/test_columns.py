# SPDX-License-Identifier: Apache-2.0
"""Columns give what single calls give, from lists, arrays, memory views and NumPy where it is installed."""
import array
import unittest
from decimal import Decimal

import libtoll
from libtoll import money, raters

try:
    import numpy
except ImportError:
    numpy = None

INPUTS, OUTPUTS, CONCURRENCY = [100.0, 1000.0, 8000.0], [50.0, 500.0, 100.0], [1.0, 16.0, 64.0]


def deployment():
    return libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "bf16")


class Rows(unittest.TestCase):
    USAGE = {"input": [1000, 300_000, 5, 7], "cache_read": [400, 200_000, 6, 0], "output": [10, 20, 30, 40]}

    def setUp(self):
        self.card = libtoll.bill.Book.public().find("anthropic", "claude-sonnet-4-6", at="2026-11-01T00:00:00Z")
        self.rater = raters.Rater(self.card, list(self.USAGE))

    def test_rows_cost_what_records_do(self):
        got = raters.bill_rows([self.rater, None], self.USAGE, rater_of_row=[0, 0, 0, 1])
        self.assertEqual(list(got.statuses)[:2], [0, 0])
        for index in (0, 1):
            alone = self.card.bill({name: column[index] for name, column in self.USAGE.items()})
            self.assertEqual(got.billed[index], alone.billed)
        self.assertEqual(got.billed[2:], [None, None])
        self.assertEqual([libtoll.status_name(status) for status in list(got.statuses)[2:]],
                         ["TOLL_E_CONFLICT", "TOLL_E_UNKNOWN_ID"])

    def test_instants_of_rows(self):
        usage = {name: column[:2] for name, column in self.USAGE.items()}
        got = raters.bill_rows([self.rater], usage, at_s=[1793491200, 0])  # the tariff did not exist in 1970
        self.assertEqual([libtoll.status_name(status) for status in got.statuses], ["TOLL_OK", "TOLL_E_MISSING"])

    def test_mistakes(self):
        with self.assertRaises(libtoll.ConflictError):
            raters.bill_rows([self.rater], {"input": [1, 2], "output": [1]})
        with self.assertRaises(libtoll.ConflictError):
            raters.Rater(self.card, ["input", "input"])
        other = raters.bill_rows([self.rater], {"input": [1]})
        self.assertEqual(libtoll.status_name(other.statuses[0]), "TOLL_E_CONFLICT")


class Serve(unittest.TestCase):
    def setUp(self):
        self.deployment = deployment()
        self.single = [self.deployment.serve(*row) for row in zip(INPUTS, OUTPUTS, CONCURRENCY)]

    def check(self, columns):
        self.assertEqual(list(columns.ttft_s), [result.ttft_s.mid for result in self.single])
        self.assertEqual(list(columns.tpot_s), [result.tpot_s.mid for result in self.single])
        self.assertEqual(list(columns.output_tokens_per_s), [r.output_tokens_per_s.mid for r in self.single])
        self.assertEqual(list(columns.statuses), [0, 0, 0])

    def test_lists(self):
        columns = self.deployment.serve_columns(INPUTS, OUTPUTS, CONCURRENCY)
        self.check(columns)
        self.assertIsInstance(columns.ttft_s, array.array)

    def test_arrays(self):
        self.check(self.deployment.serve_columns(*(array.array("d", c) for c in (INPUTS, OUTPUTS, CONCURRENCY))))

    def test_integers_and_views(self):
        self.check(self.deployment.serve_columns(array.array("i", [100, 1000, 8000]), (50, 500, 100),
                                                 memoryview(array.array("d", CONCURRENCY)).toreadonly()))

    def test_strided_view(self):
        doubled = array.array("d", [value for value in INPUTS for _ in (0, 1)])
        self.check(self.deployment.serve_columns(memoryview(doubled)[::2], OUTPUTS, CONCURRENCY))

    def test_a_number_is_repeated(self):
        columns = self.deployment.serve_columns(1000, 500, [1, 16])
        self.assertEqual(columns.tpot_s[1], self.deployment.serve(1000, 500, 16).tpot_s.mid)

    def test_empty(self):
        self.assertEqual(len(self.deployment.serve_columns([], [], []).ttft_s), 0)

    def test_lengths(self):
        with self.assertRaisesRegex(libtoll.ConflictError, "input_tokens has 3, output_tokens has 2"):
            self.deployment.serve_columns(INPUTS, OUTPUTS[:2], CONCURRENCY)

    def test_no_numbers(self):
        with self.assertRaisesRegex(TypeError, "input_tokens must be numbers"):
            self.deployment.serve_columns(["a"], [1.0], [1.0])

    def test_bad_row(self):
        with self.assertRaises(libtoll.TollError) as caught:
            self.deployment.serve_columns([100.0, -1.0, 100.0], 50, 1)
        self.assertEqual((caught.exception.row, caught.exception.field), (1, "input_tokens"))
        columns = self.deployment.serve_columns([100.0, -1.0, 100.0], 50, 1, strict=False)
        self.assertEqual(list(columns.statuses), [0, libtoll.RangeError.code, 0])
        self.assertEqual(columns.tpot_s[1], 0)
        self.assertGreater(columns.tpot_s[2], 0)

    @unittest.skipUnless(numpy, "NumPy is not installed")
    def test_numpy(self):
        columns = self.deployment.serve_columns(*(numpy.array(c) for c in (INPUTS, OUTPUTS, CONCURRENCY)))
        self.check(columns)
        self.assertIsInstance(columns.ttft_s, numpy.ndarray)
        self.assertEqual(columns.statuses.dtype, numpy.int32)
        strided = numpy.repeat(numpy.array(INPUTS, dtype=numpy.float32), 2)[::2]
        self.check(self.deployment.serve_columns(strided, numpy.array(OUTPUTS, dtype=int), CONCURRENCY))


class Open(unittest.TestCase):
    def test_columns(self):
        made = deployment()
        columns = made.open_columns(1000, 200, [0.5, 2, 1e5], load=libtoll.Load(output_cv=0.5))
        expected = made.serve(1000, 200, requests_per_s=2, output_cv=0.5)
        self.assertEqual(columns.ttft_s[1], expected.ttft_s.mid)
        self.assertEqual(columns.running_sequences[1], expected.running_sequences)
        self.assertEqual([libtoll.Stability(row).name for row in columns.stabilities], ["STABLE", "STABLE", "UNSTABLE"])
        self.assertEqual(columns.tpot_s[2], 0)
        with self.assertRaises(libtoll.RangeError):
            made.open_columns(1000, 200, [0])
        self.assertEqual(list(made.open_columns(1000, 200, [0], strict=False).stabilities), [0])

    def test_unstable(self):
        made = deployment()
        flood = made.serve(1000, 200, requests_per_s=1e5)
        self.assertIn(libtoll.Flag.UNSTABLE, flood.flags)
        with self.assertRaises(libtoll.ConflictError):
            made.cost(flood, usd_per_gpu_hour=1)
        self.assertEqual(made.queue(1000, 200, 8).stability, libtoll.Stability.STABLE)


class Step(unittest.TestCase):
    def test_columns(self):
        made = deployment()
        columns = made.step_columns([1, 8, 64], [100, 1000, 5000], [0, 256, 0])
        expected = [made.step(1, 100).time_s.mid, made.step(8, 1000, 256).time_s.mid, made.step(64, 5000).time_s.mid]
        self.assertEqual(list(columns.time_s), expected)
        self.assertEqual(list(made.step_columns([1, 64], [100, 5000]).time_s), expected[::2])


class Amounts(unittest.TestCase):
    QUANTITIES = [0, 1, 123456789, -5, 2**62]

    def expected(self):
        return [money.compute("0.15", quantity, per=10**6).value for quantity in self.QUANTITIES]

    def test_sequence(self):
        amounts = money.compute_columns("0.15", self.QUANTITIES, per=10**6)
        self.assertEqual(list(amounts), self.expected())
        self.assertEqual(amounts[1:3], self.expected()[1:3])
        self.assertEqual(amounts[-1], self.expected()[-1])
        self.assertEqual(amounts.sum(), sum(self.expected()))
        self.assertEqual(len(amounts.raw), 16 * len(amounts))
        self.assertEqual([str(amount) for amount in amounts], [str(amount) for amount in self.expected()])

    def test_array(self):
        self.assertEqual(list(money.compute_columns("0.15", array.array("q", self.QUANTITIES), per=10**6)),
                         self.expected())

    def test_flags_and_statuses(self):
        amounts = money.compute_columns("9e0".replace("e0", ""), [1, 2], per=7)
        self.assertEqual(list(amounts.inexact), [1, 1])
        big = money.compute_columns("9000000000000000000", [1, 100], strict=False)
        self.assertEqual(list(big.statuses), [0, libtoll.AmountOverflowError.code])
        self.assertEqual(list(big), [Decimal(9000000000000000000), Decimal(0)])
        with self.assertRaises(libtoll.AmountOverflowError) as caught:
            money.compute_columns("9000000000000000000", [1, 100])
        self.assertEqual(caught.exception.row, 1)

    def test_common_argument(self):
        for strict in (True, False):
            with self.assertRaises(libtoll.RangeError):
                money.compute_columns("1", [1], per=0, strict=strict)

    def test_floats(self):
        for quantities in ([1.5], array.array("d", [1.0])):
            with self.assertRaisesRegex(TypeError, "quantities must be numbers"):
                money.compute_columns("1", quantities)

    @unittest.skipUnless(numpy, "NumPy is not installed")
    def test_numpy(self):
        amounts = money.compute_columns("0.15", numpy.array(self.QUANTITIES), per=10**6)
        self.assertEqual(list(amounts), self.expected())
        self.assertIsInstance(amounts.inexact, numpy.ndarray)


if __name__ == "__main__":
    unittest.main()
