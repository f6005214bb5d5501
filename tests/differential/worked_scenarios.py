#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Recomputes scenario files to the cent by the slow second implementation in fractions.

    LIBTOLL=build/libtoll.so PYTHONPATH=bindings/python python3 tests/differential/worked_scenarios.py docs/examples/*.toll

The rows are those that libtoll-io reads, derived ones included; every amount, unit and sum from them is computed anew.
"""
import sys

import libtoll
from libtoll import scenario as files
from tco_reference import (Difference, Reference, compare_lines, compare_money, compare_present, compare_series,
                           compare_summary, series_of)

CENT = 0.01


def check(path):
    rows = files.read(path).rows
    scenario = libtoll.tco.Scenario(rows)
    for option in range(1, len(scenario.options) + 1):
        reference, account = Reference(rows, option).post(), scenario.estimate(option)
        compare_money(option, account, reference)
        for name, want in series_of(reference).items():
            compare_series(f"option {option} {name}", account.series(name), want)
        compare_summary(account.summary, reference)
        compare_lines(scenario, account, reference)
        compare_present(scenario, option, reference)
        total = sum((amount for event in reference.events for _, amount in event[5]))
        if abs(account.summary.total_money - float(total)) >= CENT / 2:
            raise Difference(f"option {option}: total {account.summary.total_money}, recomputed {float(total)}")
    return len(scenario.options)


def main():
    failed = 0
    for path in sys.argv[1:]:
        try:
            print(f"{path}: {check(path)} options to the cent")
        except (Difference, libtoll.TollError) as difference:
            failed += 1
            print(f"{path}: {difference}")
    return 1 if failed or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
