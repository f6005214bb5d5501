# SPDX-License-Identifier: Apache-2.0
"""Whether two figures agree: the one file of the TCO vectors that does arithmetic, on answers and never on inputs."""
import math
from decimal import Decimal

SHARE = 1e-9


def half_digit(stored):
    """Half a unit in the last stored digit: 0.005 for "2.08"; the file is read with its digits."""
    exponent = Decimal(stored).as_tuple().exponent
    return 0.5 * 10.0 ** exponent


def is_never(value):
    return value is None or (isinstance(value, str) and value.lower() in ("never", "inf", "infinity")) or (
        isinstance(value, float) and math.isinf(value))


def recomputed_agrees(got, stored):
    """Within 1e-9, or half a unit in the last stored digit where that is wider."""
    if isinstance(stored, list):
        return isinstance(got, list) and len(got) == len(stored) and all(map(recomputed_agrees, got, stored))
    if is_never(stored) or is_never(got):
        return is_never(stored) and is_never(got)
    if isinstance(got, list):
        return False
    want = float(stored)
    return abs(got - want) <= max(SHARE * abs(want), half_digit(stored) * (1 + SHARE))


def published_agrees(got, stored, tolerance):
    if isinstance(stored, list):
        return isinstance(got, list) and len(got) == len(stored) and all(
            published_agrees(one, other, tolerance) for one, other in zip(got, stored))
    if is_never(stored) or is_never(got):
        return is_never(stored) and is_never(got)
    if isinstance(got, list):
        return False
    want = float(stored)
    room = max(float(tolerance.get("abs", 0)), float(tolerance.get("rel", 0)) * abs(want)) if tolerance else SHARE * abs(want)
    return abs(got - want) <= room * (1 + SHARE)
