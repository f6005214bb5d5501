# SPDX-License-Identifier: Apache-2.0
"""Uncertainty over scenarios against a second implementation: draws bit by bit, figures from the accounts themselves.

    python3 risk_reference.py [--cases N] [--seed S]      last line: N comparisons; exit status 1 at the first miss
"""
import argparse
import math
import random
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bindings" / "python"))

from libtoll.records import FlipVerdict, RiskMetric, Shape, SlopeFlag, Timing  # noqa: E402
from libtoll.risk import Input, Risk, odds, spread  # noqa: E402
from libtoll.tco import Scenario, row  # noqa: E402

WORD = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15
P90 = {Shape.BELL: 1.2889976015515943, Shape.TRIANGLE: 0.5527864045000421, Shape.UNIFORM: 0.4,
       Shape.LOGNORMAL: 1.2889976015515943}
TERMS = {Shape.BELL: 12, Shape.TRIANGLE: 2, Shape.UNIFORM: 1, Shape.LOGNORMAL: 12}
compared = 0


def same(what, got, want, share=1e-9, room=0.0):
    global compared
    compared += 1
    if got is None or not abs(got - want) <= share * abs(want) + room:
        sys.exit(f"{what}: got {got!r}, expected {want!r}")


def equal(what, got, want):
    global compared
    compared += 1
    if got != want:
        sys.exit(f"{what}: got {got!r}, expected {want!r}")


# ---- draws ----------------------------------------------------------------------------------------------------------


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
    return z ^ (z >> 31)


def generator(state):
    """SplitMix64 as it was published: one state, one output after the other."""
    while True:
        state = (state + GOLDEN) & WORD
        yield mix(state)


def stream(seed, number):
    return mix((seed + GOLDEN * (number + 1)) & WORD)


def centred_sum(seed, number, draw, terms):
    numbers = generator((stream(seed, number) + GOLDEN * draw * terms) & WORD)
    total = sum((next(numbers) >> 11) - 2**52 for _ in range(terms))
    return (float(total) + terms / 2) * 2.0**-53


def drawn(scenario, inputs, seed, draw):
    values = []
    for i, line in enumerate(scenario.rows):
        low, mid, high = line.value
        if low == high:
            values.append(mid)
            continue
        shape, group, loading = inputs[i] if inputs else Input()
        is_lognormal = low > 0 and (shape == Shape.LOGNORMAL if inputs else high > 10 * low)
        if shape == Shape.FIXED:
            values.append(mid)
            continue
        z = centred_sum(seed, i, draw, TERMS[shape])
        if group:
            z = loading * centred_sum(seed, 2**32 + group, draw, 12) + math.sqrt(1 - loading * loading) * z
        z /= P90[shape]
        values.append(mid * math.pow(high / mid if z >= 0 else low / mid, abs(z)) if is_lognormal
                      else mid + (high - mid if z >= 0 else mid - low) * z)
    return values


# ---- scenarios ------------------------------------------------------------------------------------------------------


def ranged(rng, mid, share=0.3):
    return (mid * (1 - rng.uniform(0, share)), mid, mid * (1 + rng.uniform(0, share)))


def random_scenario(rng):
    """Owned units against an API; limits of kinds lie far from the ranges, so that nothing is clamped."""
    return Scenario([
        row("horizon", rng.randint(6, 60)), row("discount_rate", ranged(rng, rng.uniform(0.02, 0.2))),
        row("output_tokens", ranged(rng, rng.uniform(1e9, 4e10)), time="month"),
        row("growth_compound", ranged(rng, rng.uniform(0.05, 0.5))),
        row("option", option=1, text="own"), row("capacity_output", ranged(rng, rng.uniform(2e3, 2e4)), option=1),
        row("power_max", rng.uniform(1e3, 1e4), option=1), row("pue", (1.19, 1.2, 1.4), option=1),
        row("grid_carbon", ranged(rng, 0.4), option=1),
        row("buy", ranged(rng, rng.uniform(1e5, 4e5)), option=1, category="server", basis="unit"),
        row("cost", ranged(rng, 0.12), option=1, category="energy", basis="kwh"),
        row("cost", ranged(rng, 2e4), option=1, category="staff", basis="one", time="month"),
        row("residual", ranged(rng, 0.2), option=1, category="server"),
        row("option", option=2, text="api"),
        row("cost", ranged(rng, rng.uniform(0.5, 5)), option=2, category="api", basis="mtok_output")])


def known_sum(*amounts):
    """The sum of what is known; None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def metric_of(scenario, option, metric, timing, values=None, size_values=None):
    """From the account's own series and summary."""
    account = scenario.estimate(option, values, size_values)
    summary, conventions = account.summary, scenario.conventions
    rate = (scenario.values if values is None else values)[1]
    start, within = account.series("cash_start"), account.series("cash_within")
    served, years = account.series("served_tokens"), conventions.period_years
    part = {Timing.START: 0.0, Timing.MID: 0.5, Timing.END: 1.0}[timing]
    periods = conventions.periods

    def factor(at):
        return (1 + rate) ** (-at * years)

    npv = math.fsum([start[t] * factor(t) + within[t] * factor(t + part) for t in range(periods)]
                    + [(start[periods] + within[periods]) * factor(periods)])
    if metric == RiskMetric.NPV:
        return npv
    if metric == RiskMetric.EAC:
        return npv * rate / (1 - (1 + rate) ** (-periods * years))
    if metric == RiskMetric.LEVELISED:
        return npv / math.fsum(served[t] / 1e6 * factor(t + part) for t in range(periods))
    return {RiskMetric.TOTAL: summary.total_money, RiskMetric.MTOK: summary.reserved_money_per_mtok,
            RiskMetric.MARGINAL: summary.marginal_money_per_mtok, RiskMetric.KWH: summary.kwh,
            RiskMetric.CO2_KG: known_sum(summary.co2_use_kg, summary.co2_embodied_kg)}[metric]


def compare_metrics(rng, scenario):
    metric = rng.choice([each for each in RiskMetric if each != RiskMetric.TASK])
    timing = rng.choice(list(Timing))
    risk = Risk(scenario, "own", metric=metric, timing=timing)
    same(f"{metric.name}", risk.estimate(), metric_of(scenario, "own", metric, timing), 1e-9, 1e-9)
    values = drawn(scenario, None, 5, rng.randint(0, 1000))
    same(f"{metric.name} elsewhere", risk.estimate(values), metric_of(scenario, "own", metric, timing, values), 1e-9, 1e-9)
    both = Risk(scenario, "own", against="api", metric=RiskMetric.NPV).estimate()
    same("difference", both, metric_of(scenario, "own", RiskMetric.NPV, Timing.MID)
         - metric_of(scenario, "api", RiskMetric.NPV, Timing.MID), 1e-9, 1e-6 * abs(both) + 1e-3)


def random_inputs(rng, count):
    inputs = []
    for _ in range(count):
        shape = rng.choice(list(Shape))
        group = rng.choice([0, 1, 2]) if shape == Shape.BELL else 0
        inputs.append(Input(shape, group, rng.uniform(-1, 1) if group else 0.0))
    return inputs


def compare_draws(rng, scenario):
    risk, seed = Risk(scenario, "own"), rng.getrandbits(64)
    inputs = rng.choice([None, random_inputs(rng, len(scenario.rows))])
    first = rng.randint(0, 10**6)
    answers = risk.draws(6, seed=seed, first=first, inputs=inputs)
    for k in range(6):
        values = list(risk.draw(first + k, seed=seed, inputs=inputs))
        equal("draw", values, drawn(scenario, inputs, seed, first + k))  # every bit
        equal("answer of a draw", answers[k], risk.estimate(values))
    equal("draws split", list(risk.draws(2, seed=seed, first=first + 4, inputs=inputs)), list(answers[4:]))


def compare_swings(scenario):
    risk = Risk(scenario, "own")
    for swing in risk.swings():
        values = list(scenario.values)
        values[swing.row] = scenario.rows[swing.row].value.low
        equal("low end", swing.at_low, risk.estimate(values))
        values[swing.row] = scenario.rows[swing.row].value.high
        equal("high end", swing.at_high, risk.estimate(values))


def compare_slopes(scenario):
    """Central differences of another step, at fixed sizing, where a slope is smooth."""
    risk = Risk(scenario, "own", fixed_sizing=True)
    base = list(scenario.values)

    def at(i, value):
        return metric_of(scenario, "own", RiskMetric.NPV, Timing.MID, [*base[:i], value, *base[i + 1:]], base)

    for i, slope in enumerate(risk.slopes()):
        if slope.flags & SlopeFlag.KINK or slope.up is None or slope.down is None:
            continue
        step = 3e-4 * abs(base[i])
        near, far = ((at(i, base[i] + h) - at(i, base[i] - h)) / (2 * h) for h in (step, 2 * step))
        central = (4 * near - far) / 3
        room = 1e-9 * abs(risk.estimate()) / abs(base[i])
        same(f"slope of row {i}", slope.up, central, 1e-5, room)
        same(f"slope of row {i} from below", slope.down, central, 1e-5, room)


def compare_flips(rng, scenario):
    """The sign on both sides of the answer, and on a grid up to it."""
    risk = Risk(scenario, "own", against="api")
    i = rng.choice([9, 14])
    value = scenario.values[i]
    low, high = value * 0.05, value * 20
    gap = risk.estimate()
    flip = risk.flip(i, low, high)
    same("gap", flip.gap, gap)

    def at(number):
        values = list(scenario.values)
        values[i] = number
        return risk.estimate(values)

    ends = [(high, flip.above), (low, flip.below)]
    equal("verdict", flip.verdict == FlipVerdict.FLIPS, any(found is not None for _, found in ends))
    for end, found in ends:
        if found is None:
            equal("no flip", at(end) * gap > 0, True)
            continue
        equal("flipped", at(found) * gap < 0, True)
        inside = value + (found - value) * (1 - 1e-9)
        equal("not yet flipped", at(inside) * gap >= 0, True)
    changes = [found - value for _, found in ends if found is not None]
    if changes:
        equal("smallest change", flip.change, min(changes, key=abs))


def compare_results(rng):
    numbers = [rng.gauss(1e6, 10.0 ** rng.randint(0, 5)) for _ in range(rng.randint(2, 300))]
    got = spread(numbers)
    tenths = statistics.quantiles(numbers, n=10, method="inclusive")
    for what, one, other in (("P10", got.quantiles.low, tenths[0]), ("P50", got.quantiles.mid, statistics.median(numbers)),
                             ("P90", got.quantiles.high, tenths[8]), ("mean", got.mean, statistics.fmean(numbers))):
        same(what, one, other)
    same("deviation", got.deviation, statistics.stdev(numbers))
    others = [rng.gauss(1e6, 100) if rng.random() < 0.9 else number for number in numbers]
    below = sum(a < b for a, b in zip(numbers, others)) / len(numbers)
    same("odds", odds(numbers, others).below_frac, below)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    for _ in range(options.cases):
        scenario = random_scenario(rng)
        compare_metrics(rng, scenario)
        compare_draws(rng, scenario)
        compare_swings(scenario)
        compare_slopes(scenario)
        compare_flips(rng, scenario)
        compare_results(rng)
    print(f"{compared} comparisons")


if __name__ == "__main__":
    main()
