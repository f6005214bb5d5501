#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a bill costs from Python, beside the same sum in plain Decimal arithmetic; medians of nine rounds, one line each:
binding,what,ns,peer,peer_ns,ratio.

Usage: LIBTOLL=build/libtoll.so PYTHONPATH=bindings/python python.py
"""
import statistics
import subprocess
import sys
import time
from decimal import Decimal

from libtoll.bill import Book

USAGE = {"input": 12_000, "cache_read": 4_000, "output": 800}
PRICES = {"input": Decimal("2"), "cache_read": Decimal("0.5"), "output": Decimal("8")}
MTOK = Decimal(1_000_000)


def by_hand():
    """What a program without the library writes for one tariff without rules."""
    plain = USAGE["input"] - USAGE["cache_read"]
    return (plain * PRICES["input"] + USAGE["cache_read"] * PRICES["cache_read"] + USAGE["output"] * PRICES["output"]) / MTOK


def nanoseconds(function, calls=10_000):
    start = time.perf_counter_ns()
    for _ in range(calls):
        function()
    return (time.perf_counter_ns() - start) / calls


def together(functions, rounds=9):
    """Medians of rounds in which all take turns, so that a busy moment meets each."""
    times = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            times[name].append(nanoseconds(function))
    return {name: statistics.median(found) for name, found in times.items()}


def import_ns(module, rounds=9):
    code = f"import time; start = time.perf_counter_ns(); import {module}; print(time.perf_counter_ns() - start)"
    return statistics.median(int(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
                             for _ in range(rounds))


def main():
    card = Book.public().find("openai", "gpt-4.1", at=1793491200)
    cost = card.biller(list(USAGE))
    if not card.bill(USAGE).billed == cost(*USAGE.values()) == by_hand():
        sys.exit("the peer computes another amount")
    values = tuple(USAGE.values())
    times = together({"decimal": by_hand, "bill, billed": lambda: card.bill(USAGE).billed,
                      "bill, all lines": lambda: card.bill(USAGE).lines, "biller": lambda: cost(*values),
                      "biller, attos": lambda: cost.attos(*values)})
    peer = times.pop("decimal")
    for what, found in times.items():
        print(f"python,{what},{found:.0f},plain Decimal arithmetic,{peer:.0f},{found / peer:.2f}")
    imports = {"import libtoll": import_ns("libtoll"), "import libtoll.bill": import_ns("libtoll.bill")}
    peer = import_ns("json, decimal, dataclasses")
    for what, found in imports.items():
        print(f"python,{what},{found:.0f},import json decimal dataclasses,{peer:.0f},{found / peer:.2f}")


if __name__ == "__main__":
    main()
