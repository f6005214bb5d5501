#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks a bill from its own figures alone, with nothing but Python.

    toll price MODEL --input N --output N --json | python3 audit.py

Prints each figure that does not follow from the others; exit status 1 when there is one. Every line must cost
quantity / per * price * factor, once for each of the three figures, and every total must be the sum of its lines. Fractions
are exact. Where a cost has more than 18 digits after the point it is rounded there, half to even, and the line says so.
Where prices and quantities come from is not asked here: each line names its source, the bill the hash of its price book.
"""
import json
import sys
from fractions import Fraction

# figure of a line and of the bill: price and factor that make it
FIGURES = {"list_cost": ("list_price", "list_factor"),
           "contracted_cost": ("contracted_price", "contract_factor"),
           "cost": ("contracted_price", "bill_factor")}
ATTO = 10 ** 18
ANSWER = ("output", "reasoning", "citation")
PROMPT = ("input", "cache_read", "cache_write")


def side(meter):
    return "input_cost" if meter.startswith(PROMPT) else "output_cost" if meter.startswith(ANSWER) else "other_cost"


def wrong_in_line(line):
    """What does not follow within one line. round() of a Fraction is half to even."""
    exact = True
    for figure, (price, factor) in FIGURES.items():
        cost = Fraction(line["quantity"]) / line["per"] * Fraction(line[price]) * Fraction(line[factor])
        rounded = Fraction(round(cost * ATTO), ATTO)
        exact = exact and rounded == cost
        if rounded != Fraction(line[figure]):
            yield f"{figure} is {line[figure]}, but {price} * {factor} * quantity / per is {float(rounded)!r}"
    if exact != line["is_exact"]:
        yield f"is_exact is {line['is_exact']}"


def wrong_in_bill(bill):
    """What does not follow in the bill of one model."""
    sums = dict.fromkeys([*FIGURES, "input_cost", "output_cost", "other_cost"], Fraction(0))
    for number, line in enumerate(bill["lines"], 1):
        yield from (f"line {number} ({line['meter']}): {wrong}" for wrong in wrong_in_line(line))
        for figure in FIGURES:
            sums[figure] += Fraction(line[figure])
        sums[side(line["meter"])] += Fraction(line["cost"])
    yield from (f"{name} is {bill[name]}, but its lines add up to {float(total)!r}"
                for name, total in sums.items() if total != Fraction(bill[name]))


def main():
    answer = json.load(sys.stdin)
    bills = [bill for bill in answer["models"] if bill["is_known"]]
    wrong = [f"{bill['model']}: {wrong}" for bill in bills for wrong in wrong_in_bill(bill)]
    print("\n".join(wrong) or f"{len(bills)} bills, {sum(len(bill['lines']) for bill in bills)} lines: every figure follows")
    return 1 if wrong or not bills else 0


if __name__ == "__main__":
    sys.exit(main())
