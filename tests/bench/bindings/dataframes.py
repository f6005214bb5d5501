# SPDX-License-Identifier: Apache-2.0
"""Tables of two million rows: Arrow, pandas, Polars and NumPy, each beside its own arithmetic on doubles; nanoseconds a row.

The peer multiplies three columns by three prices of the row's model, taken from a table by the model's code: one tariff
without rules, no checks, no exact sum. Median of seven rounds in which all take turns.
"""
import os
import random
import statistics
import sys
import time
from pathlib import Path

ROWS = 2_000_000
MODELS = ("gpt-4.1", "gpt-4.1-mini", "claude-haiku-4-5", "o3")
METERS = {"input": "input", "cache_read": "cached", "output": "output"}
AT = 1793613600

try:
    import numpy as np
    import pandas
    import polars
    import pyarrow as pa
    import pyarrow.compute as pc
except ImportError:
    own = Path(os.environ.get("BUILD", "build"), "frames/bin/python").absolute()
    if not own.exists() or os.environ.get("TOLL_BENCH_AGAIN"):
        print("pandas, Polars and pyarrow are not installed (make frames)")
        sys.exit(77)
    os.execve(str(own), [str(own), "-B", __file__], {**os.environ, "TOLL_BENCH_AGAIN": "1"})

from libtoll import arrow, frames  # noqa: E402


def table():
    source = np.random.default_rng(random.Random(1).randrange(2**32))
    total = source.integers(0, 100_000, ROWS)
    names = pa.DictionaryArray.from_arrays(pa.array(source.integers(0, len(MODELS), ROWS), pa.int32()), list(MODELS))
    return pa.table({"model": names, "input": total, "cached": source.integers(0, total + 1),
                     "output": source.integers(0, 5000, ROWS)})


def together(functions, rounds=7):
    times = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            start = time.perf_counter_ns()
            function()
            times[name].append((time.perf_counter_ns() - start) / ROWS)
    return {name: statistics.median(found) for name, found in times.items()}


def main():
    rows = table()
    prices = np.array([[2e-6, 0.5e-6, 8e-6]] * len(MODELS))
    panda, polar = rows.to_pandas(), polars.from_arrow(rows)
    of_polars = polars.Series([2e-6] * len(MODELS))
    of_arrow = pa.array([2e-6] * len(MODELS))

    def by_numpy():
        code = rows["model"].chunk(0).indices.to_numpy()
        counts = [rows[name].chunk(0).to_numpy() for name in ("input", "cached", "output")]
        return (counts[0] - counts[1]) * prices[code, 0] + counts[1] * prices[code, 1] + counts[2] * prices[code, 2]

    def by_arrow():
        price = pc.take(of_arrow, rows["model"].chunk(0).indices)
        return pc.add(pc.multiply(pc.subtract(rows["input"], rows["cached"]), price),
                      pc.add(pc.multiply(rows["cached"], price), pc.multiply(rows["output"], price)))

    def by_pandas():
        price = prices[panda["model"].cat.codes.to_numpy(), 0]
        return (panda["input"] - panda["cached"]) * price + panda["cached"] * price + panda["output"] * price

    def by_polars():
        price = of_polars.gather(polar["model"].to_physical())
        return (polar["input"] - polar["cached"]) * price + polar["cached"] * price + polar["output"] * price
    options = {"meters": METERS, "at": AT}
    found = together({
        "arrow": lambda: arrow.bill(rows, **options), "arrow peer": by_arrow,
        "numpy peer": by_numpy,
        "pandas": lambda: frames.cost(panda, **options), "pandas peer": by_pandas,
        "polars": lambda: frames.cost(polar, **options), "polars peer": by_polars})
    costs = arrow.bill(rows, **options)
    found.update(together({"sum": lambda: pc.sum(costs)}))
    for name, peer in (("arrow", "arrow peer"), ("arrow", "numpy peer"), ("pandas", "pandas peer"), ("polars", "polars peer")):
        print(f"{name},a row of a table (3 meters; 4 models),{found[name]:.1f},{peer.split()[0]} doubles,{found[peer]:.1f},"
              f"{found[name] / found[peer]:.1f}")
    whole = pa.array(by_numpy())
    double = together({"sum": lambda: pc.sum(whole)})["sum"]
    print(f"arrow,a row of the exact sum of costs,{found['sum']:.2f},sum of doubles,{double:.2f},{found['sum'] / double:.1f}")


if __name__ == "__main__":
    main()
