# SPDX-License-Identifier: Apache-2.0
"""Recorded provider responses through `toll bill`, against the prices that another library gave them.

The file is tests/dataset/usages.json of pydantic/genai-prices: a list of {"body", "model", "extracted": [{"usage",
"extractors": [{"provider_id", "input_price", "output_price"}]}]}. Each body becomes a line of a log. Every record is
billed or refused with a reason; where it is billed, its cost is compared with the recorded price of the same provider.

Usage: recorded_usages.py FILE [--toll PROGRAM] [--at INSTANT]
"""
import argparse
import collections
import csv
import decimal
import io
import json
import subprocess
import sys
import tempfile

decimal.getcontext().prec = 60


def bill(program, bodies, at):
    """Rows of `toll bill --csv`, by line."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as log:
        for body in bodies:
            log.write(json.dumps(body) + "\n")
        log.flush()
        run = subprocess.run([program, "bill", log.name, "--csv", "--at", at], capture_output=True, text=True)
    if run.returncode not in (0, 4):
        sys.exit(f"{program}: {run.stderr}")
    rows = collections.defaultdict(list)
    for row in csv.DictReader(io.StringIO(run.stdout)):
        rows[int(row["line"])].append(row)
    return rows


def recorded_prices(entry, provider):
    """Totals that the other library gave for a provider, over its ways to read the body."""
    prices = set()
    for extracted in entry.get("extracted") or []:
        for extractor in extracted["extractors"]:
            if extractor["provider_id"] == provider and "input_price" in extractor:
                prices.add(decimal.Decimal(extractor["input_price"]) + decimal.Decimal(extractor["output_price"]))
    return prices


class Report:
    def __init__(self):
        self.by_provider = collections.defaultdict(collections.Counter)
        self.refused = collections.Counter()
        self.names = collections.Counter()
        self.differences = collections.defaultdict(list)

    def take(self, line, entry, row):
        if row["reason"]:
            self.refused[row["reason"]] += 1
            self.names[row["model"] or "(no model)"] += 1
            return
        provider, cost = row["provider"], decimal.Decimal(row["cost"])
        prices = recorded_prices(entry, provider)
        count = self.by_provider[provider]
        count["billed"] += 1
        if not prices:
            count["no recorded price"] += 1
        elif cost in prices:
            count["equal"] += 1
        else:
            count["other"] += 1
            self.differences[provider, row["model"]].append((line, cost, min(prices, key=lambda p: abs(p - cost)), row))

    def show(self, lines):
        total = collections.Counter()
        print(f"{'provider':<14}{'billed':>8}{'equal':>8}{'other':>8}{'no recorded price':>20}")
        for provider, count in sorted(self.by_provider.items()):
            total += count
            print(f"{provider:<14}" + "".join(f"{count[k]:>{w}}" for k, w in
                                              (("billed", 8), ("equal", 8), ("other", 8), ("no recorded price", 20))))
        print(f"{'all':<14}" + "".join(f"{total[k]:>{w}}" for k, w in
                                       (("billed", 8), ("equal", 8), ("other", 8), ("no recorded price", 20))))
        print("\nrefused:")
        for reason, count in self.refused.most_common():
            print(f"{count:>6}  {reason}")
        print("\nnames of refused records:")
        for name, count in self.names.most_common(lines):
            print(f"{count:>6}  {name}")
        print("\nother than the recorded price:")
        for (provider, model), found in sorted(self.differences.items()):
            print(f"  {provider} {model}: {len(found)}")
            for line, ours, theirs, row in found[:lines]:
                print(f"    line {line}: {ours} here, {theirs} recorded, {row['quantities']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--toll", default="build/toll")
    parser.add_argument("--at", default="2026-08-20", help="instant of all records (2026-08-20)")
    parser.add_argument("--lines", type=int, default=3, help="differences shown a model (3)")
    asked = parser.parse_args()
    with open(asked.file, encoding="utf-8") as file:
        entries = json.load(file)
    rows = bill(asked.toll, [entry["body"] for entry in entries], asked.at)
    report = Report()
    for line, entry in enumerate(entries, 1):
        for row in rows[line]:
            report.take(line, entry, row)
    missing = [line for line in range(1, len(entries) + 1) if not rows[line]]
    report.show(asked.lines)
    print(f"\n{len(entries)} records, {sum(len(r) for r in rows.values())} rows, {len(missing)} without a row")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
