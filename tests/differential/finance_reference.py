# SPDX-License-Identifier: Apache-2.0
"""Finance against exact fractions, and against numpy-financial where it is installed.

    python3 finance_reference.py [--cases N] [--seed S]     last line: N comparisons; exit status 1 at the first miss
"""
import argparse
import math
import random
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bindings" / "python"))

from libtoll import finance  # noqa: E402
from libtoll.records import Cheaper, Depreciate, IdleRule, IrrVerdict, Timing, Verdict  # noqa: E402

try:
    import numpy
    import numpy_financial
except ImportError:
    numpy = numpy_financial = None

SHARE = 1e-9
compared = 0


def same(what, got, want, scale=0.0, share=SHARE):
    """|got - want| <= share of the larger of want and what it was summed from."""
    global compared
    compared += 1
    want = float(want)
    if not abs(got - want) <= share * max(abs(want), float(scale)):
        sys.exit(f"{what}: got {got!r}, expected {want!r}")


def equal(what, got, want):
    global compared
    compared += 1
    if got != want:
        sys.exit(f"{what}: got {got!r}, expected {want!r}")


def money(rng, low=-1000, high=1000):
    return rng.randint(low * 100, high * 100) / 100


def discount_exactly(flows, rate, first):
    factor = (1 + rate) ** first
    return sum((Fraction(flow) / (factor * (1 + rate) ** k) for k, flow in enumerate(flows)), Fraction(0))


def value(rng):
    flows = [money(rng) for _ in range(rng.randint(0, 40))]
    upfront, rate = money(rng, -10000, 0), rng.choice([0.0, 0.05, 0.125, -0.25, 0.5, rng.uniform(-0.5, 2)])
    timing = rng.choice([Timing.END, Timing.START])
    exact = discount_exactly(flows, Fraction(rate), 0 if timing == Timing.START else 1)
    size = discount_exactly([abs(flow) for flow in flows], Fraction(rate), 0) + abs(Fraction(upfront))
    got = finance.npv(flows, upfront=upfront, rate_frac=rate, periods_per_year=1, timing=timing)
    same("npv", got, Fraction(upfront) + exact, size)
    middle = finance.npv(flows, rate_frac=rate, periods_per_year=1, timing=Timing.MID)
    end = discount_exactly(flows, Fraction(rate), 1)
    same("npv, middle of the period", middle, float(end) * math.sqrt(1 + rate), size)
    if numpy_financial and flows:
        same("npv against numpy", finance.npv(flows, rate_frac=rate, periods_per_year=1, timing=Timing.START),
             numpy_financial.npv(rate, flows), size)
    units = [abs(flow) + 1 for flow in flows]
    if flows:
        got = finance.levelised([abs(flow) for flow in flows], units, upfront=5, rate_frac=rate, periods_per_year=1)
        same("levelised", got, (5 + discount_exactly([abs(flow) for flow in flows], Fraction(rate), 1))
             / discount_exactly(units, Fraction(rate), 1))
        shield = finance.tax_shield([abs(flow) for flow in flows], 0.25, rate_frac=rate, periods_per_year=1)
        same("shield", shield, discount_exactly([abs(flow) for flow in flows], Fraction(rate), 1) / 4)


def multiply(a, b):
    product = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, left in enumerate(a):
        for j, right in enumerate(b):
            product[i + j] += left * right
    return product


def roots_that_were_chosen(rng):
    """Flows made from rates: product of (x - 1 / (1 + r)), x = 1 / (1 + r), and factors without a positive root."""
    rates = sorted(rng.sample([Fraction(n, 20) for n in range(-15, 60)], rng.randint(1, 5)))
    flows = [Fraction(rng.choice([-1, 1]) * rng.randint(1, 9))]
    for rate in rates:
        flows = multiply(flows, [-1 / (1 + rate), Fraction(1)])
    for _ in range(rng.randint(0, 3)):
        flows = multiply(flows, rng.choice([[1, 2], [3, 1, 1], [2, 0, 0, 1]]))
    found = finance.irr([float(flow) for flow in flows])
    equal(f"roots of {rates}", len(found.roots_frac), len(rates))
    equal("verdict", found.verdict, IrrVerdict.ONE if len(rates) == 1 else IrrVerdict.MANY)
    for got, want in zip(found.roots_frac, rates):
        same(f"root of {rates}", got, want, 1, 1e-8)  # five roots near each other lose digits, whatever finds them



def roots_by_numpy(rng):
    """Random flows: the same rates as the companion matrix's eigenvalues, where those are clear."""
    flows = [money(rng) if rng.random() < 0.8 else 0.0 for _ in range(rng.randint(2, 12))]
    found = finance.irr(flows)
    changes = [flow > 0 for flow in flows if flow != 0]
    equal("sign changes", found.result.sign_changes, sum(a != b for a, b in zip(changes, changes[1:])))
    for rate in found.roots_frac:
        exact = sum(Fraction(flow) / (1 + Fraction(rate)) ** k for k, flow in enumerate(flows))
        size = sum(abs(Fraction(flow)) / (1 + Fraction(rate)) ** k for k, flow in enumerate(flows))
        same("value at a root", float(exact), 0, size, 1e-12)
    if numpy is None or not any(flows):
        return
    powers = numpy.roots(flows[::-1])  # sum of flow[k] x^k
    clear = [root for root in powers if abs(root) > 1e-6]
    if any(0 < abs(root.imag) < 1e-4 * abs(root) for root in clear):
        return  # nearly a double root: rounding decides
    want = sorted(1 / root.real - 1 for root in clear if root.imag == 0 and root.real > 0)
    equal(f"number of roots of {flows}", len(found.roots_frac), len(want))
    for got, rate in zip(found.roots_frac, want):
        same("root", 1 + got, 1 + rate, 0, 1e-7)


def modified(rng):
    flows = [-100.0, *(money(rng) for _ in range(rng.randint(1, 10)))]
    finance_rate, reinvest = rng.uniform(0, 0.3), rng.uniform(0, 0.3)
    got = finance.mirr(flows, finance_rate, reinvest)
    if not any(flow > 0 for flow in flows):
        equal("mirr", got.verdict, IrrVerdict.NONE)
        return
    n = len(flows) - 1
    gains = sum(max(flow, 0) * (1 + reinvest) ** (n - k) for k, flow in enumerate(flows))
    costs = sum(-min(flow, 0) / (1 + finance_rate) ** k for k, flow in enumerate(flows))
    same("mirr", 1 + got.rate_frac, (gains / costs) ** (1 / n))
    if numpy_financial:
        same("mirr against numpy", got.rate_frac, numpy_financial.mirr(flows, finance_rate, reinvest), 1)


def paid_back(rng):
    flows = [money(rng, -200, 400) for _ in range(rng.randint(0, 30))]
    upfront, rate = money(rng, -2000, 50), rng.choice([0.0, 0.1])
    got = finance.payback(flows, upfront=upfront, rate_frac=rate, periods_per_year=1)
    balance, when = Fraction(upfront), Fraction(0) if upfront >= 0 else None
    for k, flow in enumerate(flows):
        flow = Fraction(flow) / (1 + Fraction(rate)) ** (k + 1)
        if when is None and balance + flow >= 0:
            when = k - balance / flow
        balance += flow
    if when is None:
        equal("payback", got.verdict, Verdict.NEVER)
        equal("payback time", got.periods, None)
    else:
        same("payback", got.periods, when, 1)
    same("balance", got.balance_usd, balance, 10000)


def payments(rng):
    present, future = money(rng, 0, 10000), money(rng, 0, 1000)
    rate, periods = rng.choice([0.0, 1e-9, rng.uniform(-0.2, 1)]), rng.randint(1, 60)
    timing = rng.choice([Timing.END, Timing.START])
    i, first = Fraction(rate), 0 if timing == Timing.START else 1
    annuity = sum((1 + i) ** -(k + first) for k in range(periods))
    want = (Fraction(present) - Fraction(future) * (1 + i) ** -periods) / annuity
    got = finance.payment(present, rate, periods, future_usd=future, timing=timing)
    same("payment", got, want, present / periods)
    if numpy_financial:
        when = "begin" if timing == Timing.START else "end"
        same("payment against numpy", got, -numpy_financial.pmt(rate, periods, present, -future, when),
             present / periods, 1e-6 if 0 < abs(rate) < 1e-6 else SHARE)  # numpy's own cancellation at tiny rates


def declining_exactly(cost, salvage, life, factor, first):
    """IRS Publication 946, without the tables, period by period."""
    book, age, charges = Fraction(cost), Fraction(0), []
    while age < life:
        use = Fraction(first) if not charges else Fraction(1)
        left, rest = life - age, book - salvage
        charge = rest if left <= use else min(rest, max(book * factor / life * use, rest / left * use))
        charges.append(charge)
        book -= charge
        age += use
    return charges


def depreciated(rng):
    cost, life = money(rng, 1, 100000), rng.randint(1, 20)
    salvage = cost * rng.choice([0, 0.25])
    first = rng.choice([1, 0.5, 0.875, 0.625, 0.375, 0.125])
    factor = rng.choice([1, 1.5, 2])
    want = declining_exactly(cost, Fraction(salvage), life, Fraction(factor), first)
    got = finance.depreciation(cost_usd=cost, salvage_usd=salvage, life_periods=life, method=Depreciate.SWITCH,
                               balance_factor=factor, first_period_frac=first)
    equal("periods", len(got.charges_usd), len(want))
    for charge, exact in zip(got.charges_usd, want):
        same("charge", charge, exact, cost)
    line = finance.depreciation(cost_usd=cost, salvage_usd=salvage, life_periods=life, first_period_frac=first)
    same("straight line", line.charges_usd[0], (Fraction(cost) - Fraction(salvage)) / life * min(Fraction(first), life))
    same("straight line in all", sum(line.charges_usd), Fraction(cost) - Fraction(salvage))
    rate = rng.uniform(0, 0.9)
    books = finance.depreciation(cost_usd=cost, method=Depreciate.DECLINING, rate_frac=rate, count=10).books_usd
    same("declining balance", books[9], Fraction(cost) * (1 - Fraction(rate)) ** 10, cost * 1e-3)


def curve(rng):
    """A piecewise curve with whole numbers, so that a fine grid of fractions sees every change."""
    at, pieces = 0, []
    for _ in range(rng.randint(1, 5)):
        to = at + rng.randint(1, 8)
        pieces.append(finance.Piece(at, to, rng.randint(0, 20), rng.randint(-3, 3)))
        at = to
    return pieces


def cost_at(pieces, quantity):
    piece = next(piece for piece in pieces if piece.from_quantity <= quantity < piece.to_quantity)
    return Fraction(piece.usd_at_from) + Fraction(piece.usd_per_unit) * (quantity - Fraction(piece.from_quantity))


def crossed(rng):
    """Between two answers the cheaper curve is the one that was named, at 7 points of every stretch."""
    first, second = curve(rng), curve(rng)
    got = finance.crossings(first, second)
    last = min(first[-1].to_quantity, second[-1].to_quantity)
    ends = [0.0, *(c.quantity for c in got.crossings), last]
    named = [got.cheapest, *(c.after for c in got.crossings)]
    for low, high, cheaper in zip(ends, ends[1:], named):
        for k in range(1, 8):
            quantity = Fraction(low) + (Fraction(high) - Fraction(low)) * Fraction(k, 8) + Fraction(1, 10**7)
            if not low < quantity < high:
                continue
            gap = cost_at(first, quantity) - cost_at(second, quantity)
            truth = Cheaper.NEITHER if abs(gap) < 1e-12 else Cheaper.FIRST if gap < 0 else Cheaper.SECOND
            if abs(gap) > 1e-5 or cheaper == Cheaper.NEITHER:
                equal(f"cheaper at {float(quantity)} of {first} and {second}", cheaper, truth)
    for before, after in zip(got.crossings, got.crossings[1:]):
        equal("chain of crossings", before.after, after.before)


def shared(rng):
    usage = [money(rng, 0, 10) for _ in range(rng.randint(1, 8))]
    capacity, cost = sum(usage) + rng.choice([0.5, 3]), money(rng, 0, 1000)
    rule = rng.choice(list(IdleRule))
    got = finance.allocate_idle(usage, capacity, cost, rule)
    same("idle in all", sum(got.used_usd) + sum(got.idle_usd) + got.unallocated_usd, cost, 1e-6)
    for use, part in zip(usage, got.used_usd):
        same("use", part, Fraction(cost) * Fraction(use) / Fraction(capacity), 1e-9)


TESTS = (value, roots_that_were_chosen, roots_by_numpy, modified, paid_back, payments, depreciated, crossed, shared)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    for _ in range(options.cases):
        for test in TESTS:
            test(rng)
    print(f"{compared} comparisons{'' if numpy_financial else ', none of them with numpy-financial'}")


if __name__ == "__main__":
    main()
