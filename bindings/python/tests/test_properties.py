# SPDX-License-Identifier: Apache-2.0
"""Properties: with hypothesis where it is installed, else with numbers from the standard library's generator."""
import ctypes
import decimal
import random
import unittest
from decimal import Decimal
from fractions import Fraction

import libtoll
from libtoll import money
from libtoll._load import lib, read_text
from libtoll.generated import abi as _abi

try:
    from hypothesis import given, settings, strategies
except ImportError:
    given = None

EXAMPLES = 300


def price_is_exact(coefficient, scale, quantity, per):
    price = Decimal((int(coefficient < 0), tuple(map(int, str(abs(coefficient)))), -scale))
    try:
        found = money.compute(price, quantity, per=per)
    except libtoll.AmountOverflowError:
        assert abs(Fraction(price) * quantity / per) * 10**18 >= 2**127 - 1
        return
    exact = Fraction(price) * quantity / per * 10**18
    attos = Fraction(found.value) * 10**18
    assert attos.denominator == 1 and abs(attos - exact) <= Fraction(1, 2)
    assert found.inexact == (attos != exact)


def allocation_is_whole(total_cents, weights):
    total = Decimal(total_cents).scaleb(-2)
    parts = money.allocate(total, weights, digits=2)
    assert sum(parts) == total
    for part, weight in zip(parts, weights):
        assert abs(Fraction(part) - Fraction(total) * weight / sum(weights)) < Fraction(1, 100)


def amount_reads_as_the_library_writes(attos):
    words = attos & 2**64 - 1, attos >> 64
    text = read_text(lib.toll_amount_format, ctypes.byref(_abi.toll_amount(*words)), 0)
    assert Decimal(text) == Decimal(attos).scaleb(-18, decimal.Context(prec=40)) == money._from_words(*words)
    assert format(money._from_words(*words), "f") == text


class Random(unittest.TestCase):
    def test_amounts(self):
        dice = random.Random(4)
        bounds = [0, 1, -1, 10**18, -10**18, 10**38, 12 * 10**20, 2**64 - 1, 2**64, -2**64, 2**127 - 1, -2**127]
        for attos in bounds + [dice.randrange(-2**127, 2**127) >> dice.randrange(127) for _ in range(EXAMPLES)]:
            amount_reads_as_the_library_writes(attos)
            amount_reads_as_the_library_writes(attos // 2 // 10**15 * 10**15)  # zeros at the end

    def test_price(self):
        dice = random.Random(1)
        for _ in range(EXAMPLES):
            price_is_exact(dice.randrange(-2**63, 2**63), dice.randrange(37), dice.randrange(-2**63, 2**63),
                           dice.randrange(1, 2**63))
            price_is_exact(dice.randrange(-10**6, 10**6), dice.randrange(9), dice.randrange(10**9), 10**6)

    def test_allocation(self):
        dice = random.Random(2)
        for _ in range(EXAMPLES):
            allocation_is_whole(dice.randrange(-10**12, 10**12), [dice.randrange(10**6) for _ in range(7)] + [1])

    def test_more_work_takes_longer(self):
        dice = random.Random(3)
        deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "bf16")
        for _ in range(100):
            sequences, context = dice.uniform(1, 200), dice.uniform(1, 10_000)
            shorter, longer = deployment.step_columns([sequences, sequences * 1.5], [context, context * 2]).time_s
            self.assertLess(shorter, longer)


if given:
    INT64 = strategies.integers(-2**63, 2**63 - 1)

    class Hypothesis(unittest.TestCase):
        @settings(max_examples=EXAMPLES, deadline=None)
        @given(INT64, strategies.integers(0, 36), INT64, strategies.integers(1, 2**63 - 1))
        def test_price(self, coefficient, scale, quantity, per):
            price_is_exact(coefficient, scale, quantity, per)

        @settings(max_examples=EXAMPLES, deadline=None)
        @given(strategies.integers(-10**15, 10**15), strategies.lists(strategies.integers(1, 2**40), min_size=1))
        def test_allocation(self, total_cents, weights):
            allocation_is_whole(total_cents, weights)


if __name__ == "__main__":
    unittest.main()
