# SPDX-License-Identifier: Apache-2.0
"""A deployment's curve: output tokens per second and accelerator against interactivity, and what a choice by it costs.

Interactivity is 1 / TPOT, tokens per second that one user sees. Of the loads that a deployment was measured at, those count
that no other load beats in both figures; between two of them the curve is straight in logarithms. Below its slowest load
a deployment gives what it gives there; above its fastest one it gives nothing.

Example: loads at 10 and 40 tokens/s for a user give 800 and 200 tokens/s an accelerator. At 20 it gives 400, at 5 800, at 41
nothing. Beside a deployment with 500 at a target of 20, choosing it has a regret of 1 - 400 / 500 = 20 %.
"""
import math
from typing import List, NamedTuple, Sequence, Tuple

REACHES = 1e-9  # relative; a target that is a deployment's own figure is reached in spite of rounding


class Spot(NamedTuple):
    """One load: tokens per second that a user sees, and per accelerator."""
    interactivity: float
    rate: float


def frontier(spots: Sequence[Spot]) -> List[Spot]:
    """What no other load beats in both, by rising interactivity."""
    found: List[Spot] = []
    for spot in sorted(spots, key=lambda s: (-s.interactivity, -s.rate)):
        if not found or spot.rate > found[-1].rate:
            found.append(spot)
    return found[::-1]


def rate_at(spots: Sequence[Spot], target: float) -> float:
    """Tokens per second and accelerator where every user sees the target; 0: it isn't reached."""
    curve = frontier(spots)
    if target <= curve[0].interactivity:
        return curve[0].rate
    if target > curve[-1].interactivity * (1 + REACHES):
        return 0.0
    after = next((k for k, spot in enumerate(curve) if spot.interactivity >= target), len(curve) - 1)
    low, high = curve[after - 1], curve[after]
    share = math.log(target / low.interactivity) / math.log(high.interactivity / low.interactivity)
    return math.exp((1 - share) * math.log(low.rate) + share * math.log(high.rate))


def regret(got: float, best: float) -> float:
    """Share of the best rate that a choice gives away."""
    return 1 - got / best


def quantile(values: Sequence[float], share: float) -> float:
    """Linear between the ordered values, the first being quantile 0 and the last quantile 1."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def weighted_quantile(pairs: Sequence[Tuple[float, float]], share: float) -> float:
    """The least value that values of a share of the weight don't exceed; pairs of value and weight."""
    ordered = sorted(pairs)
    needed, total = share * sum(weight for _, weight in ordered) * (1 - REACHES), 0.0
    for value, weight in ordered:
        total += weight
        if total >= needed:
            return value
    return ordered[-1][0]


def slope(cells: Sequence[Sequence[Tuple[float, float]]]) -> float:
    """Least squares through points (x, y) with a level of its own for each cell: dy/dx. NaN: x differs in no cell."""
    products = squares = 0.0
    for cell in cells:
        x_mean, y_mean = (math.fsum(values) / len(cell) for values in zip(*cell))
        products += math.fsum((x - x_mean) * (y - y_mean) for x, y in cell)
        squares += math.fsum((x - x_mean) ** 2 for x, _ in cell)
    return products / squares if squares > 0 else math.nan
