# SPDX-License-Identifier: Apache-2.0
"""Which tables count: timed in graphs, and of several engines' the fastest one."""
from typing import Dict, List, NamedTuple, Tuple

import numpy as np

from calibration import fit, shapes
from calibration.tables import Table

START_FACTOR = 1.5  # a start this much above another engine's holds a quantiser of its own or the host's time
START_SLACK = 0.1  # of the operation's limit: below that a difference of starts is noise
LINK_FACTOR = 0.7  # less of the link than this share of what a sister card reaches: its tables took another route


class Trial(NamedTuple):
    table: Table
    start_s: float
    slowness: float  # mean log of its time over the fastest engine's of the same shape


def fastest(tables: List[Table]) -> Dict[int, Tuple[float, int]]:
    """Of each shape the shortest time, and how many tables hold it."""
    best: Dict[int, Tuple[float, int]] = {}
    for table in tables:
        for shape, seconds in zip(table.shape.tolist(), table.seconds.tolist()):
            least, count = best.get(shape, (seconds, 0))
            best[shape] = (min(least, seconds), count + 1)
    return best


def slowness(table: Table, best: Dict[int, Tuple[float, int]]) -> float:
    pairs = [best[shape] for shape in table.shape.tolist()]
    is_shared = np.array([count > 1 for _, count in pairs])
    if not is_shared.any():
        return 0.0
    logs = np.log(table.seconds / np.array([least for least, _ in pairs]))
    return float(np.average(logs[is_shared], weights=fit.weights(table)[is_shared]))


def groups(tables: List[Table], op: shapes.Op) -> Dict[Tuple[str, ...], List[Table]]:
    """Tables that compete: those of one accelerator and family; of collectives each engine has its own."""
    found: Dict[Tuple[str, ...], List[Table]] = {}
    for table in tables:
        engine = "" if op.by_rate else table.engine
        found.setdefault((table.card.arch, table.card.system, table.rate, table.family, engine), []).append(table)
    return found


def of_the_better_route(tables: List[Table]) -> List[Table]:
    """Cards of one architecture have the same links; vLLM on two accelerators of a GB200 didn't use them."""
    shares = {table.name: fit.fit([table])[2] for table in tables}
    best: Dict[Tuple[str, str], float] = {}
    for table in tables:
        key = (table.card.arch, table.engine)
        best[key] = max(best.get(key, 0), shares[table.name])
    return [t for t in tables if shares[t.name] >= LINK_FACTOR * best[(t.card.arch, t.engine)]]


def choose(tables: List[Table], op: shapes.Op) -> List[Table]:
    """One table of each group, or none where all were timed outside graphs."""
    chosen = []
    for group in groups(tables, op).values():
        best = fastest(group)
        trials = [Trial(table, fit.fit([table])[0], slowness(table, best)) for table in group]
        least = min(trial.start_s for trial in trials)
        limit = min(op.start_limit_s, START_FACTOR * least + START_SLACK * op.start_limit_s)
        left = [trial for trial in trials if trial.start_s <= limit]
        if left:
            chosen.append(min(left, key=lambda trial: (trial.slowness, trial.table.name)).table)
    return chosen if op.by_rate else of_the_better_route(chosen)
