# SPDX-License-Identifier: Apache-2.0
"""Kernel timings: read, cut to the sizes that models have, one table for each accelerator, engine and format."""
import os
from typing import Dict, List, NamedTuple, Optional, Sequence

import numpy as np
import pyarrow.parquet as pq

from calibration import shapes
from calibration.cards import Card

MAX_ROWS = 20000  # of one table; the rest is left out evenly
# Timed again and again on the same operands: these cards' caches hold what a model reads from memory (NVIDIA's Ada and
# RTX Blackwell architecture papers), and their rows do beat the memory's rate.
CACHE_BYTES = {"l40s": 96e6, "rtx_pro_6000_server": 128e6}
ARRAYS = ("shape", "memory_s", "compute_s", "size", "bulk", "seconds", "is_cached")


class Table(NamedTuple):
    """Timings of one kernel family on one accelerator: seconds at the datasheet's peak beside what was measured."""
    card: Card
    op: str
    engine: str
    version: str
    dtype: str
    family: str
    rate: str
    shape: np.ndarray  # what identifies a row over engines
    memory_s: np.ndarray
    compute_s: np.ndarray
    size: np.ndarray  # as in shapes.Work
    bulk: np.ndarray
    seconds: np.ndarray
    is_cached: np.ndarray  # the operands may have come from the card's cache
    left_out: int  # rows that beat the datasheet
    parts: Dict[str, np.ndarray]  # as in shapes.Work, in seconds at the peaks

    @property
    def name(self) -> str:
        return f"{self.card.system} {self.engine} {self.version} {self.dtype}"

    def uncached(self) -> "Table":
        return self.take(np.flatnonzero(~self.is_cached))

    def take(self, rows: np.ndarray) -> "Table":
        parts = {name: values[rows] for name, values in self.parts.items()}
        return self._replace(parts=parts, **{key: getattr(self, key)[rows] for key in ARRAYS})


def read_columns(path: str, op: shapes.Op) -> Dict[str, np.ndarray]:
    table = pq.read_table(path)
    columns = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
    columns["dtype"] = columns[op.dtypes[0]].astype(str)
    for name in op.dtypes[1:]:
        columns["dtype"] = np.char.add(np.char.add(columns["dtype"], "+"), columns[name].astype(str))
    return columns


def cut(columns: Dict[str, np.ndarray], rows: np.ndarray) -> Dict[str, np.ndarray]:
    return {name: values[rows] for name, values in columns.items()}


def fastest_of_repeats(table: Table) -> Table:
    """An engine picks among kernels: of several timings of one shape the shortest counts."""
    ordered = table.take(np.lexsort((table.seconds, table.shape)))
    is_first = np.r_[True, ordered.shape[1:] != ordered.shape[:-1]]
    return ordered.take(np.flatnonzero(is_first))


def thinned(table: Table) -> Table:
    rows = len(table.seconds)
    if rows <= MAX_ROWS:
        return table
    return table.take(np.unique(np.linspace(0, rows - 1, MAX_ROWS).astype(int)))


def shape_keys(columns: Dict[str, np.ndarray], names: Sequence[str]) -> np.ndarray:
    """One number for each shape: its columns' values as digits."""
    keys = np.zeros(len(columns["latency"]), dtype=np.int64)
    for name in names:
        values, digits = np.unique(columns[name], return_inverse=True)
        keys = keys * len(values) + digits
    return keys


def is_within_datasheet(op: shapes.Op, seconds: np.ndarray, memory_s: np.ndarray, compute_s: np.ndarray) -> np.ndarray:
    """No kernel beats the peaks. Of experts the bytes are an expectation, which one drawing may well beat."""
    return (seconds > compute_s) & ((seconds > memory_s) | (op.name == "experts"))


def in_seconds(parts: Dict[str, np.ndarray], bandwidth: float, rate: float) -> Dict[str, np.ndarray]:
    peaks = {"bytes": bandwidth, "flops": rate}
    found = {}
    for name, values in parts.items():
        stem, _, unit = name.rpartition("_")
        found[f"{stem}_s" if unit in peaks else name] = values / peaks.get(unit, 1.0)
    return found


def build(op: shapes.Op, card: Card, columns: Dict[str, np.ndarray], keys: np.ndarray) -> Optional[Table]:
    engine, version, dtype = (str(columns[name][0]) for name in ("engine", "engine_version", "dtype"))
    fmt = op.formats[dtype]
    rate = card.used_rate(fmt.rate)
    if rate is None:
        return None
    work = op.work(columns, fmt)
    bandwidth = card.memory_bytes_per_s if op.by_rate else card.link_bytes_per_s
    memory_s, compute_s = work.memory_bytes / bandwidth, work.flops / card.rates[rate]
    seconds = columns["latency"] * 1e-3
    is_possible = is_within_datasheet(op, seconds, memory_s, compute_s)
    is_cached = (work.memory_bytes > 0) & (work.memory_bytes <= CACHE_BYTES.get(card.system, 0)) & op.by_rate
    table = Table(card, op.name, engine, version, dtype, fmt.family, rate if op.by_rate else "*", keys, memory_s, compute_s,
                  work.size, work.bulk, seconds, is_cached, int(np.sum(~is_possible)),
                  in_seconds(work.parts, bandwidth, card.rates[rate]))
    return thinned(fastest_of_repeats(table.take(np.flatnonzero(is_possible))))


def read(folder: str, op: shapes.Op, cards: Dict[str, Card]) -> List[Table]:
    """All tables of one operation with enough rows, in a fixed order."""
    columns = read_columns(os.path.join(folder, op.file), op)
    is_used = np.isin(columns["dtype"], list(op.formats)) & np.isin(columns["hw"].astype(str), list(cards))
    columns = cut(columns, np.flatnonzero(is_used & op.is_real(columns) & (columns["latency"] > 0)))
    keys = shape_keys(columns, op.shape)
    group = shape_keys(columns, ("hw", "engine", "engine_version", "dtype"))
    found = []
    for value in np.unique(group):
        rows = np.flatnonzero(group == value)
        table = build(op, cards[columns["hw"][rows[0]]], cut(columns, rows), keys[rows])
        if table is not None and len(table.seconds) >= op.min_rows:
            found.append(table)
    return found
