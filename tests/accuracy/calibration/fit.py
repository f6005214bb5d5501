# SPDX-License-Identifier: Apache-2.0
"""The library's time of one kernel, fitted to tables by a robust loss on the log ratio."""
from typing import Dict, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np
from scipy.optimize import least_squares

from calibration.tables import Table

SOFT = 0.15  # log ratios beyond this count by their size, no longer by its square


class Form(NamedTuple):
    """A formula's constants with their first guess and bounds; times in seconds."""
    fields: Tuple[str, ...]
    guess: Tuple[float, ...]
    low: Tuple[float, ...]
    high: Tuple[float, ...]


# No kernel reaches more than the datasheet's peak, and none starts within less than the 2 us of the smallest in a graph.
ROOFLINE = Form(("start_s", "memory_frac", "compute_frac"), (6e-6, 0.8, 0.6), (2e-6, 0.02, 0.01), (1e-3, 1, 1))
PROMPT = Form(("start_s", "compute_frac", "half_tokens"), (10e-6, 0.6, 1000), (2e-6, 0.01, 1), (1e-3, 1, 20000))
EXPERTS = Form(("start_s", "memory_frac", "compute_frac", "tile_tokens", "ramp_tokens", "rank_exp"),
               (20e-6, 0.8, 0.3, 30, 10, 0.3), (2e-6, 0.02, 0.01, 1, 1, 0.01), (1e-3, 1, 1, 128, 100, 1))
COLLECTIVE = Form(("start_s", "double_s", "link_frac", "split_start_s"), (5e-6, 0.4e-6, 0.6, 5e-6),
                  (2e-6, 1e-8, 0.01, 1e-8), (1e-3, 1e-4, 1, 1e-3))


REDUCING = ("Hopper", "Blackwell")  # whose switches add (NVLink SHARP): NVIDIA's datasheets of NVSwitch 3 and 4

LARGEST = (0, 0.564189583548, 1.029375373004, 1.423600306045)  # expected largest of 1, 2, 4, 8 standard normal draws: lib/step/tally.c


def form_of(op: str) -> Form:
    if "prefill" in op:
        return PROMPT
    return {"all-reduce": COLLECTIVE, "experts": EXPERTS}.get(op, ROOFLINE)


def predict(table: Table, values: Sequence[float]) -> np.ndarray:
    """Seconds of each row: lib/step/clock.c and lib/step/fabric.c."""
    if table.op == "experts":
        return predict_experts(table, *values)
    if table.op == "all-reduce":
        return predict_collective(table, *values)
    start, second, third = values
    if "prefill" in table.op:
        return start + table.compute_s / second * (table.size + third) / table.size
    return start + np.hypot(table.memory_s / second, table.compute_s / third)


def predict_experts(table: Table, start: float, memory: float, compute: float, tile: float, ramp: float,
                    rank: float) -> np.ndarray:
    parts = table.parts
    touched = -np.expm1(table.size * parts["miss"])
    each = table.size * -np.expm1(parts["miss"]) / touched
    variance = touched * (1 - touched) * (1 - 1 / parts["ranks"]) / parts["local"]
    busiest = np.minimum(touched + np.interp(np.log2(parts["ranks"]), np.arange(len(LARGEST)), LARGEST) * np.sqrt(variance), 1)
    memory_s = parts["held_s"] * busiest + parts["io_s"]
    compute_s = table.compute_s * parts["ranks"] ** rank + tile * each / (each + ramp) * parts["row_s"] * busiest
    return start + np.hypot(memory_s / memory, compute_s / compute)


def predict_collective(table: Table, start: float, double: float, link: float, split: float) -> np.ndarray:
    crossing = table.parts["added_s"] if table.card.arch in REDUCING else table.memory_s
    return start + double * table.size + np.minimum(table.parts["whole_s"] / link, split + crossing / link)


def weights(table: Table) -> np.ndarray:
    """Every pair of octaves of size and bulk counts alike, however many shapes were timed in it; the table is one."""
    octaves = [np.floor(np.log2(np.maximum(part, 1))).astype(np.int64) for part in (table.size + 1, table.bulk)]
    _, cells, counts = np.unique(octaves[0] * 64 + octaves[1], return_inverse=True, return_counts=True)
    return 1 / counts[cells] / len(counts)


def fit(tables: List[Table], held: Optional[Dict[str, float]] = None) -> np.ndarray:
    """The constants that fit all tables at once, each of them weighing alike, but for those that are `held`."""
    form = form_of(tables[0].op)
    given = held or {}
    free = np.array([name not in given for name in form.fields])
    full = np.array([given.get(name, 0.0) for name in form.fields])
    scales = [np.sqrt(weights(table)) for table in tables]
    logs = [np.log(table.seconds) for table in tables]

    def residuals(log_values: np.ndarray) -> np.ndarray:
        values = full.copy()
        values[free] = np.exp(log_values)
        parts = [scale * SOFT * soft((np.log(predict(t, values)) - log) / SOFT)
                 for t, log, scale in zip(tables, logs, scales)]
        return np.concatenate(parts)

    low, guess, high = (np.log(np.array(edge)[free]) for edge in (form.low, form.guess, form.high))
    result = least_squares(residuals, guess, bounds=(low, high), xtol=1e-9, ftol=1e-10)
    full[free] = np.exp(result.x)
    return full


def fit_past_cache(tables: List[Table]) -> np.ndarray:
    """Small operands tell the start, wherever they were read from; only those beyond the cache tell the rates."""
    if not any(table.is_cached.any() for table in tables):
        return fit(tables)
    return fit([table.uncached() for table in tables], held={form_of(tables[0].op).fields[0]: fit(tables)[0]})


def soft(x: np.ndarray) -> np.ndarray:
    """A residual whose square is the soft-L1 loss 2 (sqrt(1 + x^2) - 1)."""
    return np.sign(x) * np.sqrt(2 * (np.sqrt(1 + x * x) - 1))


def error_of(tables: List[Table], values: Sequence[float]) -> Dict[str, float]:
    """Weighted median and 90th percentile of abs(predicted / measured - 1), and the bias."""
    ratios = np.concatenate([predict(t, values) / t.seconds for t in tables])
    share = np.concatenate([weights(t) for t in tables])
    errors = np.abs(ratios - 1)
    order = np.argsort(errors, kind="stable")
    ranks = np.cumsum(share[order]) / np.sum(share)
    pick = [errors[order][min(np.searchsorted(ranks, level), len(order) - 1)] for level in (0.5, 0.9)]
    return {"median": float(pick[0]), "p90": float(pick[1]),
            "bias": float(np.exp(np.sum(share * np.log(ratios)) / np.sum(share)) - 1)}
